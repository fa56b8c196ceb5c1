"""Whatever picture a test draws is drawn once more for a dark page, and its texts are measured."""

import weakref

import numpy as np
import pytest

from dlscratch.visuals.toolkit import Picture
from dlscratch.visuals.toolkit.canvas import LEGIBLE, Renderer
from dlscratch.visuals.toolkit.colours import contrast
from dlscratch.visuals.toolkit.live import Live

LASTING: weakref.WeakSet = weakref.WeakSet()  # the pictures that more than one test has


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Note the pictures that a fixture makes for several tests."""
    if fixturedef.scope != "module":
        return (yield)
    drawn = request.getfixturevalue("drawn")
    before = set(drawn)
    made = yield
    LASTING.update(set(drawn) - before)
    return made


@pytest.fixture(scope="session", autouse=True)
def drawn():
    """The pictures that were made and have not been measured."""
    made, patch = weakref.WeakSet(), pytest.MonkeyPatch()
    for kind in (Live, Picture):
        patch.setattr(kind, "__init__", noted(kind.__init__, made))
    yield made
    patch.undo()


def noted(init, made):
    def noting(self, *arguments, **more):
        init(self, *arguments, **more)
        made.add(self)

    return noting


@pytest.fixture(autouse=True)
def readable_on_a_dark_page(drawn, monkeypatch):
    yield
    said = []

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        size = self.get_text_width_height_descent(s, prop, ismath)
        behind = self.behind(x, y, size, angle)
        said.append((round(contrast(gc.get_rgb(), behind), 2), s))

    pictures = list(drawn)
    drawn.clear()
    with monkeypatch.context() as patch:
        # In the place of the letters, whose colour is chosen by now: to draw them takes longest.
        patch.setattr(Renderer, "draw_text", draw_text)
        for picture in pictures:
            draw_dark(picture)
    for picture in LASTING.intersection(pictures):
        if isinstance(picture, Live):
            picture.screen.dark = False
    assert not [one for one in said if one[0] < LEGIBLE]


def draw_dark(picture):
    if isinstance(picture, Picture):
        picture.image(dark=True)
        return
    if not picture.screen.jpeg:  # the test is about what cannot be drawn
        return
    picture.screen.dark = True
    assert np.median(picture.pixels()) < 200
