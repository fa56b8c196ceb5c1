"""A picture on a dark page: every way to draw, texts on bright cells, what is kept and stored."""

import base64
import io

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import ListedColormap, to_rgb
from PIL import Image

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, SKY, Picture, panels, still
from dlscratch.visuals.toolkit.canvas import LEGIBLE, Drawing
from dlscratch.visuals.toolkit.colours import GROUND, ON_DARK, contrast
from dlscratch.visuals.toolkit.lettering import letters

SQUARE = [(2, 2), (8, 2), (8, 8), (2, 8)]
WAYS = {
    "path": lambda ax: ax.fill(*np.transpose(SQUARE), color=BLUE, lw=0),
    "line": lambda ax: ax.plot([0, 10], [5, 5], color=BLUE, lw=20),
    "marker": lambda ax: ax.plot([5], [5], "s", color=BLUE, ms=30),
    "scatter": lambda ax: ax.scatter([5], [5], s=900, color=BLUE),
    "collection": lambda ax: ax.add_collection(
        PolyCollection([SQUARE, [(0, 0), (0, 1), (1, 1)]], facecolors=[BLUE, ORANGE])
    ),
    "edges": lambda ax: ax.add_collection(
        LineCollection([[(0, 5), (10, 5)], [(0, 0), (9, 0)]], colors=[BLUE, ORANGE], lw=20)
    ),
    "mesh": lambda ax: ax.pcolormesh([2, 8], [2, 8], [[0]], cmap=ListedColormap([BLUE])),
    "text": lambda ax: ax.text(5, 5, "█", size=40, color=BLUE, ha="center", va="center"),
    "letters": lambda ax: letters(ax, [(5, 5)], ["█"], size=40, color=BLUE),
    "slanted": lambda ax: ax.text(5, 5, "█", size=40, color=BLUE, rotation=45, ha="center",
                                  va="center"),
}  # fmt: skip


def page(dark):
    """A figure of 100 × 100 pixels with axes from 0 to 10 all over it."""
    figure = Drawing(figsize=(1, 1), dpi=100)
    figure.dark = dark
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    ax.axis("off")
    return figure, ax


def drawn(figure):
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()


def alike(pixels, x, y, colour):
    """Whether the pixel at x, y from the lower left corner has that colour; letters are blurred."""
    return abs(pixels[99 - y, x] - np.multiply(255, to_rgb(colour))).max() < 10


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_draw(way):
    for dark, ground, blue in [(False, "#ffffff", BLUE), (True, GROUND, ON_DARK[BLUE])]:
        figure, ax = page(dark)
        WAYS[way](ax)
        pixels = drawn(figure)
        assert alike(pixels, 50, 50, blue) and alike(pixels, 3, 95, ground)


def test_the_middle_of_a_heat_map_is_the_ground():
    figure, ax = page(dark=True)
    ax.imshow([[-1, 0, 1]], cmap="RdBu_r", vmin=-1, vmax=1, extent=(0, 10, 0, 10), aspect="auto")
    pixels = drawn(figure)
    assert abs(pixels[50, 50].astype(int) - 17).max() < 12
    assert pixels[50, 10, 2] > 150 and pixels[50, 90, 0] > 150


@pytest.mark.parametrize("angle", [0, 90, 30])
def test_a_text_on_a_bright_cell_keeps_its_colour(angle):
    figure, ax = page(dark=True)
    ax.fill([0, 0, 5, 5], [0, 10, 10, 0], color=SKY, lw=0)
    style = {"size": 30, "color": INK, "ha": "center", "va": "center", "rotation": angle}
    ax.text(2.5, 5, "█", **style)
    ax.text(7.5, 5, "█", **style)
    pixels = drawn(figure)
    assert alike(pixels, 25, 50, INK) and alike(pixels, 75, 50, ON_DARK[INK])


@pytest.mark.parametrize("level", np.linspace(0, 1, 21))
def test_there_is_a_legible_colour_for_a_text_on_any_ground(level):
    figure, ax = page(dark=True)
    ax.imshow([[level]], cmap="gray", vmin=0, vmax=1, extent=(0, 10, 0, 10))
    ground = drawn(figure)[50, 50]
    ax.text(5, 5, "█", size=40, color=GREY, ha="center", va="center")
    assert contrast(drawn(figure)[50, 50] / 255, ground / 255) >= LEGIBLE - 0.3  # blurred letters


def test_what_is_kept_is_exchanged_once_and_drawn_anew_when_the_page_changes():
    figure = Drawing(figsize=(1, 1), dpi=100)

    def make(figure):
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 10), ylim=(0, 10))
        ax.axis("off")
        WAYS["path"](ax)
        still(figure)
        return [ax]

    for dark, blue in [(True, ON_DARK[BLUE]), (False, BLUE), (True, ON_DARK[BLUE])]:
        figure.dark = dark
        for _ in range(2):
            panels(figure, "square", make)
            assert alike(drawn(figure), 50, 50, blue)


@pytest.mark.parametrize("keeps_pixels, times", [(False, 1), (True, 3)])
def test_another_page_wants_new_axes_only_for_what_is_made_of_pixels(keeps_pixels, times):
    """To make axes takes longer than to draw what is in most of them."""
    figure, made = Drawing(), []

    def make(figure):
        made.append(figure.add_subplot())
        if keeps_pixels:
            still(figure)
        return [made[-1]]

    for dpi, dark in [(100, False), (100, False), (200, False), (200, True), (200, True)]:
        figure.dpi, figure.dark = dpi, dark
        assert panels(figure, "one", make) == [made[-1]]
    assert len(made) == times
    panels(figure, "another", make)
    assert len(made) == times + 1



def test_a_stored_picture_holds_both_in_few_colours():
    picture = Picture(figsize=(3, 2), dpi=80)
    ax = picture.add_axes((0, 0, 1, 1))
    ax.axis("off")
    ax.fill([0, 0, 1, 1], [0, 1, 1, 0], color=ORANGE)
    data, metadata = picture._repr_mimebundle_()
    shown = metadata["image/png"]
    assert (shown["width"], shown["height"]) == (240, 160)
    for png, ground, orange in [
        (data["image/png"], "white", ORANGE),
        (base64.b64decode(shown["dark"]), GROUND, ON_DARK[ORANGE]),
    ]:
        image = Image.open(io.BytesIO(png))
        assert image.size == (480, 320) and image.mode == "P"
        colours = image.convert("RGB")
        for place, colour in [((1, 1), ground), ((240, 160), orange)]:
            wanted = np.multiply(255, to_rgb(colour))
            assert abs(np.array(colours.getpixel(place)) - wanted).max() <= 2
    assert not picture.dark


@pytest.mark.parametrize("dark", [False, True])
def test_the_file_holds_what_matplotlib_saves(dark):
    """In 256 colours, at twice the page's pixels; its width and height are not mixed up."""
    figure = Drawing(figsize=(1.004, 0.5), dpi=100)
    for way, colour in enumerate((BLUE, ORANGE, SKY)):
        figure.text(0.1 + way / 4, 0.2, "Abc", color=colour)
    made, saved = Image.open(io.BytesIO(figure.png(dark))), io.BytesIO()
    figure.dark = dark
    figure.savefig(saved, format="png", dpi=200)
    packed = Image.open(saved).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    assert made.size == (200, 100) and made.mode == "P"
    assert np.array_equal(made.convert("RGB"), packed.convert("RGB"))
