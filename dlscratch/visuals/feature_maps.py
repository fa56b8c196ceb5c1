"""What a net of convolutions makes of a digit: its maps, layer by layer, and its ten answers.

`feature_maps` returns a figure for a page; in `draw_maps` the learner draws the digit.
"""

from typing import NamedTuple

import numpy as np

from dlscratch.losses import softmax
from dlscratch.visuals.toolkit import BLUE, GREY, ORANGE, Picture, draw_line, panels
from dlscratch.visuals.toolkit.board import INKED, Board, paper, show
from dlscratch.visuals.toolkit.lettering import letters

SIZE = (7.6, 4.4)  # of the picture, in inches
WIDE, LEFT, TOP = 4.5, 1.6, 4.15  # of the maps: how far they reach, and where they begin
HIGHEST, LINE = 1.3, 8  # of a map, the longest side; in a line, the most of them
MOST = 20  # answers that get a bar
APART, TITLE = 0.1, 0.24  # between maps, as a share of their side; above a row of them, in inches


class Stage(NamedTuple):
    """The maps that come out of a layer, and of those behind it that change no shape."""

    name: str
    layer: int  # the last of them, in net.layers
    maps: np.ndarray  # (channels, height, width)


def stages(net, image) -> list:
    """The Stages of `net` for one image, (channels, height, width) or (height, width); last, its
    outputs (outputs,), or None where these are maps, too.

    A stage that a ReLU follows holds what the ReLU lets through.

    In evaluation; `net` is left as it came. Raises ValueError for a net without any map.
    """
    x = one_image(image)
    found, before = [], net.training
    net.eval()
    try:
        for number, layer in enumerate(net.layers):
            shape, x = x.shape, layer.forward(x)
            if x.ndim != 4:
                continue
            if found and x.shape == shape and not layer.params():
                found[-1] = Stage(f"{found[-1].name}, {_name(layer)}", number, x[0])
            else:
                found.append(Stage(_name(layer), number, x[0]))
    finally:
        net.train() if before else net.eval()
    if not found:
        raise ValueError("the picture needs a net with a convolution in it, but no layer gave maps")
    return [*found, x[0] if x.ndim == 2 else None]


def one_image(image):
    """An image as the only one of a batch: (1, channels, height, width)."""
    image = np.asarray(image)
    if image.ndim not in (2, 3, 4) or image.ndim == 4 and len(image) != 1:
        raise ValueError(
            "the picture needs one image, (channels, height, width) as the net wants it, "
            f"but {image.shape} came"
        )
    return image.reshape(1, -1, *image.shape[-2:])


def feature_maps(net, image):
    """A picture of one image, of the maps that each layer of `net` makes of it, and its answers.

    image (channels, height, width), as the net wants it. Red is above 0, blue below; each row has
    colours of its own. Raises ValueError for what is no image, and for a net without maps.
    """
    picture = Picture(figsize=SIZE, dpi=80)
    draw(picture, net, one_image(image))
    return picture


def draw_maps(net, prepare):
    """A pad to draw a digit on, and beside it the same picture, which follows the pen.

    `prepare` turns images (n, 28, 28), bytes, into those that the net was trained on, rows of 784
    or (n, 1, 28, 28).
    """
    from dlscratch.visuals.draw_digit import Pad, beside, centred
    from dlscratch.visuals.toolkit.live import Live

    def draw_drawn(figure, ink):
        image = centred(np.frombuffer(ink, np.uint8))
        x = np.reshape(prepare(image[np.newaxis]), (1, -1, *image.shape))
        draw(figure, net, x, image.any())

    pad = Pad()
    return beside(Live(draw_drawn, SIZE, ink=pad), pad)


def draw(figure, net, x, drawn=True):
    """Draws on `figure` what `feature_maps` describes; where nothing is drawn, empty maps."""
    *rows, outputs = stages(net, x)
    [page] = panels(figure, "maps", lambda figure: [paper(figure)])
    image = x[0].mean(axis=0)
    board = Board(0.1, TOP, 1.3 / max(image.shape), *image.shape)
    show(page, [board], [image], INKED, (float(image.min()), float(image.max())))
    _say(page, board, "the net sees")
    for stage, boards in zip(rows, places(rows), strict=True):
        maps = stage.maps if drawn else np.zeros_like(stage.maps)
        show(page, boards, maps)
        _say(page, boards[0], title(stage))
    answers = outputs is not None and len(outputs) <= MOST
    shares = softmax(outputs[np.newaxis])[0] if answers else None
    if answers:
        draw_answers(page, shares if drawn else np.zeros_like(shares))
    figure.description = _words(rows, shares) if drawn else "The pad is blank."


def places(rows, left=LEFT, top=TOP, wide=WIDE, foot=0.1):
    """For each Stage the Boards of its maps: from `left` to at most `wide` further right, in lines
    of at most LINE. The stages stand below each other, from `top` down to `foot` at most.
    """
    lines = [-(-len(row.maps) // LINE) for row in rows]
    longest = min(LINE, max(len(row.maps) for row in rows))
    room = top - foot - TITLE * (len(rows) - 1)
    pitch = min(wide / longest, room / sum(lines), HIGHEST * (1 + APART))
    side = pitch / (1 + APART)
    found = []
    for row, high in zip(rows, lines, strict=True):
        channels, height, width = row.maps.shape
        found.append([
            Board(left + number % LINE * pitch, top - number // LINE * pitch,
                  side / max(height, width), height, width)
            for number in range(channels)
        ])  # fmt: skip
        top -= high * pitch + TITLE - (pitch - side)
    return found


def title(stage):
    """What stands above a row of maps."""
    channels, height, width = stage.maps.shape
    return f"{stage.name}: {channels} × {height} × {width}"


def draw_answers(page, probabilities, left=6.25, top=TOP, high=3.7):
    """A bar for each answer, as long as the net is sure of it; the longest in another colour."""
    step = high / len(probabilities)
    best = probabilities.argmax()
    letters(page, [(left, top + 0.06)], ["how sure it is"], size=9, align=("left", "bottom"))
    middles = [top - (number + 0.5) * step for number in range(len(probabilities))]
    letters(page, [(left, y) for y in middles], map(str, range(len(probabilities))), size=10)
    for number, y in enumerate(middles):
        ends = [(left + 0.12, y), (left + 0.12 + 0.75 * probabilities[number], y)]
        draw_line(page, *zip(*ends, strict=True), lw=50 * step, solid_capstyle="butt",
                  color=ORANGE if number == best else BLUE)  # fmt: skip
    draw_line(page, [left + 0.12] * 2, [top, top - high], color=GREY, lw=0.8)
    shown = np.flatnonzero(probabilities >= 0.005)
    ends = [(left + 0.17 + 0.75 * probabilities[number], middles[number]) for number in shown]
    shares = [f"{probabilities[number]:.0%}" for number in shown]
    letters(page, ends, shares, size=9, align=("left", "center"))


# Inside


def _say(page, board, words):
    letters(page, [(board.left, board.top + 0.05)], [words], size=9, align=("left", "bottom"))


def _name(layer):
    """A layer as it calls itself; a layer of one's own that does not say, by its class."""
    name = repr(layer)
    return type(layer).__name__ if name.startswith("<") else name.removesuffix("()")


def _words(rows, probabilities):
    maps = f"Maps, from the image on: {'; '.join(map(title, rows))}."
    if probabilities is None:
        return maps
    first, second = np.argsort(-probabilities)[:2]
    return (
        f"Read as {first} ({probabilities[first]:.0%}), then {second} "
        f"({probabilities[second]:.0%}). {maps}"
    )
