"""The activations side by side: one x for all, and slopes that are those of the curves."""

import numpy as np
import pytest

from dlscratch.gradients import numerical_gradient
from dlscratch.layers import ReLU, Sigmoid, Tanh
from dlscratch.visuals.activations import activations, live_activations, state
from dlscratch.visuals.toolkit import ORANGE
from tests.visuals.pictured import shares, written


@pytest.mark.parametrize("x", [-5, -1.3, 0.4, 5])
def test_the_numbers_are_those_of_the_layers(x):
    for (output, slope), layer in zip(state(x).values(), (Sigmoid(), Tanh(), ReLU()), strict=True):
        measured = numerical_gradient(lambda x: float(layer.forward(x)[0]), np.array([float(x)]))  # noqa: B023
        assert slope == pytest.approx(measured[0], abs=1e-7)
        assert output == layer.forward(np.array([float(x)]))[0]


def test_a_picture_says_its_numbers():
    picture = activations(-2)
    assert picture.description == (
        "Three activations at x = −2. sigmoid: 0.119, slope 0.105. tanh: −0.964, slope 0.071. "
        "ReLU: 0, slope 0."
    )
    texts = [word for ax in picture.axes for word in written(ax)]
    assert texts.count("y = 0") == texts.count("slope = 0") == 1 and "ReLU" in texts


def test_the_tangent_is_as_steep_as_the_slope_says():
    for ax, (output, slope) in zip(activations(-1).axes, state(-1).values(), strict=False):
        tangent = next(one for one in ax.lines if one.get_color() == ORANGE)
        (left, right), (low, high) = tangent.get_data()
        assert (high - low) / (right - left) == pytest.approx(slope)
        assert (high + low) / 2 == pytest.approx(output) and left < -1 < right


def test_the_step_of_relu_is_no_line():
    below = activations(1).axes[5]
    [line] = [one for one in below.lines if len(one.get_xdata()) > 2]
    assert np.isnan(line.get_ydata()).sum() == 1
    assert set(line.get_ydata()[~np.isnan(line.get_ydata())]) == {0, 1}


def test_x_is_moved_in_any_of_the_six():
    live = live_activations(1.0)
    for ax in live.figure.panels[1]:
        live.press(*shares(ax, -1.52, sum(ax.get_ylim()) / 2))
        assert live.state["x"] == -1.5
        live.drag(*shares(ax, 2.04, sum(ax.get_ylim()) / 2))
        assert live.state["x"] == 2.0 and "at x = 2. sigmoid: 0.881" in live.description
    live.press(0.5, 0.999)
    assert live.state["x"] == 2.0
    live.press(*shares(live.figure.panels[1][0], 5.15, 0))
    assert live.state["x"] == 5.0


def test_the_arrow_keys_move_x():
    live = live_activations(4.9)
    before = live.pixels()
    for key in ("right", "right", "up"):
        live.key(key)
    assert live.state["x"] == 5.0 and (live.pixels() != before).any()
    live.key("left")
    assert live.state["x"] == 4.9 and (live.pixels() == before).all()


@pytest.mark.parametrize("x", [5.1, -6, float("nan")])
def test_an_x_that_is_too_far_is_refused(x):
    with pytest.raises(ValueError, match="x is a number from -5 to 5"):
        activations(x)
