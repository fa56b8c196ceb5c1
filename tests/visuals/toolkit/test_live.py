"""Live pictures without a browser: what changes the state, how often is drawn, what is said."""

import numpy as np
import pytest
from ipywidgets import Dropdown, IntSlider
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dlscratch.visuals.toolkit.canvas import Canvas
from dlscratch.visuals.toolkit.live import Live, Player


class Drawing:
    """A bar of a height, which counts how often it was drawn."""

    def __init__(self):
        self.count = 0

    def __call__(self, figure, height, colour="black"):
        self.count += 1
        if height == 9:
            raise ValueError("9 is <too> high")
        figure.clear()
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set(xlim=(0, 10), ylim=(0, 10))
        ax.bar([5], [height], color=colour)
        figure.description = f"A {colour} bar of height {height}."


@pytest.fixture
def drawing():
    return Drawing()


@pytest.fixture
def live(drawing):
    return Live(
        drawing,
        (4, 2),
        pointed=lambda place, state: {"height": int(place.y)} if place.axes else None,
        keys=lambda key, state: {"height": state["height"] + (1 if key == "up" else -1)},
        height=IntSlider(3, max=10),
        colour=Dropdown(options=["black", "red"]),
    )


def test_it_is_drawn_at_once(live, drawing):
    assert drawing.count == 1
    assert live.state == {"height": 3, "colour": "black"}
    assert live.description == "A black bar of height 3."
    assert live.screen.width == 320 and live.pixels().shape == (160, 320, 3)


def test_it_is_as_sharp_as_the_screen(live, drawing):
    for sharpness, shape in [(1.25, (200, 400, 3)), (3, (320, 640, 3)), (0.5, (160, 320, 3))]:
        live.screen.sharpness = sharpness
        assert live.pixels().shape == shape and live.screen.width == 320
        live.press(0.5, 0.4)
        assert live.state["height"] == 6
    assert drawing.count == 1 + 3 + 3


def test_it_suits_a_dark_page_and_says_the_same(live, drawing):
    light, words = live.pixels(), live.description
    live.screen.set_state({"dark": True, "sharpness": 2.0})  # as the page says it
    assert drawing.count == 2 and live.description == words
    dark = live.pixels()
    assert dark.shape == (320, 640, 3)
    assert (dark[20, 20] < 25).all() and (dark[250, 320] > 200).all()
    live.screen.set_state({"dark": False, "sharpness": 1.0})
    assert (live.pixels() == light).all()


def test_a_control_changes_it(live, drawing):
    before = live.pixels()
    live.controls["height"].value = 6
    assert drawing.count == 2 and "height 6" in live.description
    assert (live.pixels() != before).any()


def test_several_changes_are_drawn_once(live, drawing):
    live.set(height=5, colour="red")
    assert drawing.count == 2 and live.description == "A red bar of height 5."


def test_the_pointer_and_the_keys(live):
    live.press(0.5, 0.25)
    assert live.state["height"] == 7
    live.key("down")
    assert live.state["height"] == 6


def test_an_error_is_said_below_the_picture_that_stays(live):
    before = live.pixels()
    live.set(height=9)
    assert "ValueError: 9 is &lt;too&gt; high" in live.children[-1].value
    assert (live.pixels() == before).all()
    live.set(height=2)
    assert "ValueError" not in live.children[-1].value and "height 2" in live.description


def test_an_error_of_the_pointer_is_said(live, monkeypatch):
    sent = []
    monkeypatch.setattr(live.screen, "send", sent.append)
    live._pointed = lambda place, state: 1 / 0
    live.press(0.5, 0.5)
    assert "ZeroDivisionError" in live.children[-1].value
    assert sent == [{"done": True}]  # or the browser would wait for ever


def test_the_words_are_said_to_those_who_cannot_see(live):
    assert live.screen.alt == live.description
    words = live.children[-1].value
    assert 'role="status"' in words and live.description in words


def test_its_words_are_stored_and_little_else(live):
    data = live._repr_mimebundle_()
    assert data["text/plain"].startswith(live.description)
    assert "Run the cell" in data["text/plain"] and len(str(data)) < 1000


def test_a_wrong_name_changes_nothing(live):
    with pytest.raises(KeyError):
        live.set(width=3)
    live.controls["height"].value = 4
    assert "height 4" in live.description


def test_a_drag_is_told_from_a_press(live):
    seen = []
    live._pointed = lambda place, state: seen.append(place.dragged)
    live.press(0.5, 0.5)
    live.drag(0.5, 0.4)
    assert seen == [False, True]


def test_a_text_that_was_drawn_before_looks_the_same():
    """Texts are drawn once and copied: clipped, in colours, on both kinds of ground."""
    figure = Figure(figsize=(4, 2), dpi=120)
    figure.text(0.02, 0.1, "Ågjy × 0.5", color="red", size=14, alpha=0.5)
    figure.text(0.5, 0.5, "two lines\nof text", ha="center", weight="bold")
    figure.text(0.9, 0.2, "upright (gjy)", rotation=90, size=12)
    figure.text(0.6, 0.1, "slanted", rotation=30)
    images = []
    for canvas in (Canvas(figure), FigureCanvasAgg(figure)):
        for _ in range(2):
            canvas.draw()
            images.append(np.asarray(canvas.buffer_rgba()).astype(int))
    first, again, plain, _ = images
    assert (first == again).all()
    ink = (255 - plain[..., :3]).sum()
    assert 0.99 < (255 - first[..., :3]).sum() / ink < 1.01
    difference = abs(first - plain)  # each text is moved by half a pixel at most
    assert difference[..., :3].mean() < 0.5 * (255 - plain[..., :3]).mean()


def ask(player, **message):
    player._message(player, message, [])


def test_a_player_moves_its_slider_until_the_end(live):
    slider = live.controls["height"]
    slider.step, slider.max = 2, 8
    player = Player(slider)
    ask(player, steps=1)
    assert slider.value == 3  # a step that was asked for before the pause
    player.playing = True
    ask(player, steps=1)
    assert slider.value == 5 and "height 5" in live.description and player.playing
    ask(player, steps=4)
    assert slider.value == 8 and not player.playing
    player.playing = True
    assert slider.value == 0, "at the end, play begins anew"
    ask(player, steps=2)
    ask(player, start=True)
    assert slider.value == 0 and not player.playing
