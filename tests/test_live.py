"""Live pictures without a browser: what changes the state, how often is drawn, what is said."""

import pytest
from ipywidgets import Dropdown, IntSlider

from dlscratch.visuals.live import Live


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
    assert live.screen.width == 320 and live.pixels().shape == (240, 480, 3)


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


def test_a_wrong_name_changes_nothing(live):
    with pytest.raises(KeyError):
        live.set(width=3)
    live.controls["height"].value = 4
    assert "height 4" in live.description
