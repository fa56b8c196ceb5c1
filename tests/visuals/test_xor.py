"""The pictures of lesson 6: what they say, what they refuse, and that one figure serves many."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlscratch.layers import Linear, ReLU, Sequential, Sigmoid, Tanh
from dlscratch.visuals import loss_curves as curves_module
from dlscratch.visuals import xor_planes as planes_module
from dlscratch.visuals.loss_curves import loss_curves, stuck_runs
from dlscratch.visuals.xor_planes import planes, xor_planes
from tests.visuals.pictured import written

BY_HAND = [[[20, 20], [20, 20]], [-10, -30], [[20, -20]], [-10]]  # OR, AND, and what joins them


def net(hidden=2, activation=Sigmoid):
    return Sequential([Linear(2, hidden, rng=1), activation(), Linear(hidden, 1, rng=2), Sigmoid()])


def texts(figure):
    return [word for ax in figure.axes for word in written(ax)]


def test_the_planes_hold_what_the_net_computes():
    one = net()
    seen = planes(one, size=21)  # over -0.5 to 1.5: steps of 0.1, so that the corners are hit
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    answers = one.forward(x)[:, 0]
    assert np.allclose(seen.answers, answers)
    corners = seen.field[[5, 15, 5, 15], [5, 5, 15, 15]]  # rows are x2, columns are x1
    assert np.allclose(corners, answers[[0, 1, 2, 3]])
    hidden = Sequential(one.layers[:2]).forward(x)
    assert np.allclose(seen.hidden, hidden)
    w1, w2, b = seen.lines[1]
    assert np.isclose(1 / (1 + np.exp(-(w1 + b))), hidden[2, 1])
    low, high = planes_module.HIDDEN_EDGES
    steps = np.linspace(low, high, 21)
    behind = Sequential(one.layers[2:]).forward(np.array([[steps[3], steps[8]]]))
    assert np.isclose(seen.hidden_field[8, 3], behind.item())


def test_the_description_says_what_is_seen():
    assert xor_planes(BY_HAND, "by hand").description == (
        "The input plane, by hand: the net answers 0.00 at (0, 0), 1.00 at (0, 1), 1.00 at (1, 0), "
        "0.00 at (1, 1); 4 of 4 are right. In the hidden plane: (0, 0) at (0.0, 0.0), (0, 1) and "
        "(1, 0) at (1.0, 0.0), (1, 1) at (1.0, 1.0)."
    )


def test_other_answers_may_be_wanted():
    gate = Sequential([Linear(2, 1), Sigmoid()])
    gate.layers[0].w[...], gate.layers[0].b[...] = 20, -10
    assert "; 3 of 4 are right." in xor_planes(gate).description
    assert "; 4 of 4 are right." in xor_planes(gate, wanted=[0, 1, 1, 1]).description


def test_points_in_one_place_share_a_mark():
    picture = xor_planes(BY_HAND)
    left, right = picture.axes
    marks = written(right)
    assert "(0, 1)\n(1, 0)" in marks and marks.count("1") == 1 and marks.count("0") == 2
    same = [BY_HAND[0], [-10, -10], *BY_HAND[2:]]  # both are OR: (1, 1) joins the two
    assert "0 and 1" in texts(xor_planes(same))


@pytest.mark.parametrize("one", [net(1), Linear(2, 1), Sequential([Linear(2, 1)])])
def test_without_two_hidden_neurons_there_is_one_plane(one):
    picture = xor_planes(one)
    assert len(picture.axes) == 1
    assert "hidden plane" not in picture.description


def test_more_hidden_neurons_have_a_table():
    picture = xor_planes(net(3))
    assert written(picture.axes[1])[-3:] == ["h1", "h2", "h3"]
    assert "The hidden neurons say at (0, 0) 0.5, 0.5, 0.5; at (0, 1) " in picture.description


def test_other_activations_have_planes_too():
    for activation in (Tanh, ReLU):
        assert len(xor_planes(net(2, activation)).axes) == 2


def test_parameters_stand_for_a_net_of_sigmoids():
    one = net()
    assert xor_planes(one.params()).description == xor_planes(one).description


def test_drawing_leaves_the_net_alone():
    one = net()
    one.forward(np.ones((3, 2)))
    before = [param.copy() for param in one.params()]
    xor_planes(one)
    one.backward(np.ones((3, 1)))  # still about the learner's batch of three
    assert all(map(np.array_equal, before, one.params()))


def test_all_weights_zero_can_be_drawn():
    xor_planes([np.zeros((2, 2)), np.zeros(2), np.zeros((1, 2)), np.zeros(1)])


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    planes_module.draw(figure, net(), "epoch 0")
    planes_module.draw(figure, BY_HAND, "epoch 9")
    assert len(figure.axes) == 2
    assert "the input plane, epoch 9" in written(figure.axes[0])
    curves_module.draw(figure, [[0.3, 0.2]])
    assert len(figure.axes) == 1


@pytest.mark.parametrize(
    "one, words",
    [
        (Linear(3, 1), "two inputs and one output"),
        (Linear(2, 2), "two inputs and one output"),
        ([[[1, 2]], [0], [1]], "net.params()"),
        ([], "net.params()"),
    ],
)
def test_what_does_not_fit_is_refused(one, words):
    with pytest.raises(ValueError) as caught:
        xor_planes(one)
    assert words in str(caught.value)


CURVES = [[0.3, 0.2, 0.125], [0.3, 0.001], [0.26, 0.126], [0.2, 0.167], [0.4, 0.01]]


def test_stuck_runs_are_named_with_the_loss_where_they_end():
    picture = loss_curves(CURVES)
    assert picture.description == (
        "Loss curves: 1 of 5 runs get under 0.01 (thin lines), 4 do not. Stuck at 0.010: 4. "
        "Stuck at 0.125: 0, 2. Stuck at 0.167: 3."
    )
    assert "stuck at 0.125:\nruns 0, 2" in texts(picture)
    assert "stuck at 0.167:\nrun 3" in texts(picture)


def test_stuck_runs_differ_in_line_style_and_not_in_colour_alone():
    lines = loss_curves(CURVES).axes[0].lines[: len(CURVES)]
    assert [line.get_linestyle() for line in lines] == ["--", "-", "--", "--", "--"]


def test_where_none_is_stuck_none_is_named():
    picture = loss_curves([[0.3, 0.001], [0.2, 0.002]], note="8 hidden")
    assert picture.description.endswith("2 of 2 runs get under 0.01 (thin lines), 0 do not.")
    assert texts(picture) == []
    assert stuck_runs([[0.2, float("nan")]]) == [0]


@pytest.mark.parametrize("curves", [[], [[0.1], []]])
def test_curves_without_losses_are_refused(curves):
    with pytest.raises(ValueError, match="at least one"):
        loss_curves(curves)
