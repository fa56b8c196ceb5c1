"""The picture of a recorded computation: its numbers, its states, its words."""

import time

import numpy as np
import pytest

from dlscratch.gradients import numerical_gradient
from dlscratch.visuals.recording import WIRES, draw, nodes, recording
from dlscratch.visuals.toolkit import ORANGE


def texts(picture):
    return [text.get_text() for text in picture.axes[0].texts]


def thick(picture):
    return sum(line.get_color() == ORANGE for line in picture.axes[0].lines)


@pytest.mark.parametrize("numbers", [(3, 2, 1, 5), (-1.5, 0.4, 2, -3), (0, 1, 0, 0)])
def test_gradients_are_those_of_finite_differences(numbers):
    def loss(values):
        w, x, b, y = values
        return (w * x + b - y) ** 2

    wanted = numerical_gradient(loss, np.array(numbers, float))
    known = nodes(*numbers)
    np.testing.assert_allclose([known[name].gradient for name in "wxby"], wanted, atol=1e-6)
    assert known["loss"].value == pytest.approx(loss(numbers))


def test_values_and_gradients_are_drawn():
    picture = recording(3, 2, 1, 5)
    shown = texts(picture)
    for number in ("3", "2", "6", "7", "8", "12", "-4"):
        assert number in shown
    assert "?" not in shown and thick(picture) == 11
    assert "w = 3" in picture.description and "w: 8" in picture.description


@pytest.mark.parametrize("back, unknown, wires", [(0, 7, 0), (1, 6, 2), (2, 4, 5), (3, 2, 8)])
def test_the_way_back_comes_step_by_step(back, unknown, wires):
    picture = recording(3, 2, 1, 5, back)
    assert texts(picture).count("?") == unknown and thick(picture) == wires
    assert f"after {back} of 4 operations" in picture.description
    assert "w: 8" not in picture.description


def test_every_operation_is_drawn_once():
    shown = texts(recording(3, 2, 1, 5))
    assert all(shown.count(sign) == 1 for sign, _, _ in WIRES)


def test_drawing_again_replaces_everything():
    picture = recording(3, 2, 1, 5, 2)
    draw(picture, 2, 2, 1, 5, 4)
    assert len(picture.axes) == 1 and "loss = 0" in picture.description
    assert "?" not in texts(picture)


@pytest.mark.parametrize("back", [-1, 5, 1.5])
def test_a_way_back_that_there_is_not_is_refused(back):
    with pytest.raises(ValueError, match=f"0 to 4 of them run, not {back}"):
        recording(3, 2, 1, 5, back)


def test_it_is_quick_enough_for_a_slider():
    picture = recording(3, 2, 1, 5)
    start = time.process_time()
    for step in range(10):
        draw(picture, step, 2, 1, 5, step % 5)
        picture.canvas.draw()
    assert time.process_time() - start < 10 * 0.2  # about 0.02 where nothing else runs
