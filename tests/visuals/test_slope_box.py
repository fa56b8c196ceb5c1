"""The pictures of lesson 2: their numbers, their words, and what they refuse."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlscratch.gradients import numerical_gradient
from dlscratch.visuals import nudge_error, slope_box


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("layer", slope_box.CURVES)
def test_the_slope_is_that_of_the_curve(layer):
    for x in (-3.5, -1.0, 0.25, 2.0):
        now = slope_box.state(x, -3, layer)
        measured = numerical_gradient(
            lambda x: float(slope_box.CURVES[layer].function(x)[0]), np.array([x])
        )[0]
        assert now.slope == pytest.approx(measured, abs=1e-8)
        assert now.outgoing == pytest.approx(-3 * measured, abs=1e-7)


@pytest.mark.parametrize(
    "arguments, shown",
    [
        ((3, -2, "square"), ["x = 3", "y = 9", "−2", "6 × (−2) = −12", "slope at x: 6"]),
        ((-1, 5, "square"), ["x = −1", "y = 1", "5", "(−2) × 5 = −10", "slope at x: −2"]),
        ((0, 4, "double"), ["x = 0", "y = 0", "4", "2 × 4 = 8", "slope at x: 2"]),
        ((1, 2, "sigmoid"), ["x = 1", "y = 0.7311", "2", "0.1966 × 2 = 0.3932"]),
        ((0, -3, "tanh"), ["y = 0", "1 × (−3) = −3", "tanh"]),
        ((2, -3, "relu"), ["x = 2", "y = 2", "−3", "1 × (−3) = −3", "slope at x: 1"]),
        ((-2, 3, "relu"), ["x = −2", "y = 0", "3", "0 × 3 = 0", "slope at x: 0"]),
    ],
)
def test_the_numbers_stand_in_the_picture_and_in_its_description(arguments, shown):
    picture = slope_box.slope_box(*arguments)
    for text in shown:
        assert text in texts(picture)
    x, y, incoming, outgoing = shown[:4] if len(shown) > 3 else ("", shown[0], "−3", shown[1])
    for text in (x, y, f"the incoming gradient {incoming} comes in", f"gradient = {outgoing} goes"):
        assert text in picture.description


def test_the_tangent_goes_through_the_point_and_is_as_steep_as_the_curve():
    picture = slope_box.slope_box(1, 2, "sigmoid")
    tangent = picture.axes[1].lines[1]
    assert tangent.get_xy1() == pytest.approx((1, 0.731059), abs=1e-6)
    assert tangent.get_slope() == pytest.approx(0.196612, abs=1e-6)


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    slope_box.draw(figure, 3, -2, "square")
    slope_box.draw(figure, 1, 2, "sigmoid")
    assert len(figure.axes) == 2 and "x = 3" not in texts(figure)
    nudge_error.draw(figure)
    nudge_error.draw(figure, epsilon=1e-5)
    assert len(figure.axes) == 1 and len(figure.axes[0].lines) == 4
    assert figure.description.endswith("A line marks epsilon = 1e-05.")


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: slope_box.slope_box(layer="step"), "sigmoid, tanh, relu, but 'step' came"),
        (lambda: slope_box.slope_box(x=7), "drawn from -6 to 6, not at 7"),
        (lambda: slope_box.slope_box(x=float("nan")), "not at nan"),
        (lambda: slope_box.slope_box(gradient=float("inf")), "not inf"),
        (lambda: slope_box.slope_box(gradient=-1000), "not -1000"),
        (lambda: nudge_error.nudge_error(layer="step"), "but 'step' came"),
        (lambda: nudge_error.nudge_error(x=7), "not at 7"),
        (lambda: nudge_error.nudge_error(epsilon=0), "not at 0"),
        (lambda: nudge_error.nudge_error(epsilon=2), "not at 2"),
    ],
)
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert words in str(caught.value)


def test_both_sides_gain_twice_as_many_digits_until_rounding_comes():
    epsilons = [1e-1, 1e-2, 1e-3]
    one = nudge_error.errors(1.0, "sigmoid", both=False, epsilons=epsilons)
    both = nudge_error.errors(1.0, "sigmoid", epsilons=epsilons)
    assert one[:-1] / one[1:] == pytest.approx([10, 10], rel=0.1)
    assert both[:-1] / both[1:] == pytest.approx([100, 100], rel=0.1)
    late = nudge_error.errors(1.0, "sigmoid", epsilons=[1e-6, 1e-12])
    assert late[1] > 100 * late[0]
    single = nudge_error.errors(1.0, "sigmoid", dtype=np.float32)
    assert single.min() > 100 * nudge_error.errors(1.0, "sigmoid").min()


@pytest.mark.parametrize("layer", slope_box.CURVES)
def test_errors_are_drawn_for_every_layer(layer):
    picture = nudge_error.nudge_error(-0.5, layer)
    assert {"one side", "both sides", "both sides, float32"} == set(texts(picture))
    assert layer in picture.description and layer in picture.axes[0].get_title()
