"""The chain of boxes: its numbers are those of the layers, and each says how it came about."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlscratch.gradients import numerical_gradient
from dlscratch.layers import Linear, ReLU, Sequential, Sigmoid, Tanh
from dlscratch.visuals.chain import CELL, WIDTH, chain, draw, layout
from dlscratch.visuals.chain_numbers import Chain, Step, number
from tests.visuals.pictured import crowded, written

FIRST, SECOND = Linear(2, 3), Linear(3, 1)
FIRST.w[...], FIRST.b[...] = [[2, -1], [1, 1], [-2, 1]], [0, -1, 1]
SECOND.w[...], SECOND.b[...] = [[1, -2, 2]], [-1]
NET = [FIRST, Sigmoid(), SECOND, Sigmoid()]
SCALARS = [["double", "square"], ["square", "double"], ["tanh", "square", "sigmoid", "double"],
           ["square", "relu"]]  # fmt: skip


def both(layers, x, wants):
    """A Chain, and what its loss is for any x."""
    return Chain(layers, x, wants), lambda x: Chain(layers, x, wants).loss


@pytest.mark.parametrize("layers", SCALARS)
def test_the_gradient_for_x_is_the_measured_one(layers):
    for x in (-1.3, 0.4, 1.5):
        row, loss = both(layers, x, 0.7)
        measured = numerical_gradient(loss, np.array([x]))
        assert row.gradients[0] == pytest.approx(measured, rel=1e-5)


def test_a_network_gives_what_its_layers_give():
    net, x, wants = Sequential(NET), np.array([1.0, 1.0]), np.array([0.0])
    outputs = net.forward(x)
    handed_on = net.backward(2 * (outputs - wants))
    row = Chain(NET, x, wants)
    np.testing.assert_allclose(row.values[-1], outputs)
    np.testing.assert_allclose(row.gradients[0], handed_on)
    assert row.names == ["x", "z1", "a1", "z2", "a2"]


def test_the_layers_are_left_as_they_were():
    FIRST.forward(np.array([5.0, 6.0]))
    row = Chain(NET, [1, 1], 0)
    row.boxes[0].w[...] = 9
    assert FIRST.x.tolist() == [5, 6] and FIRST.w[0, 0] == 2


def value_of(terms):
    """What the terms of a How come to, in Python."""
    text = terms.replace("×", "*").replace("−", "-")
    for name, layer in (("sigmoid", Sigmoid()), ("tanh", Tanh()), ("relu", ReLU())):
        if text.startswith(name):
            return float(layer.forward(np.array(eval(text.removeprefix(f"{name} of ")))))
    return eval(text)


@pytest.mark.parametrize("layers, x, wants", [
    (["double", "square"], 1.5, 10), (["square", "double"], -1.5, 10), (NET, [1, 1], 0),
    (["tanh", "sigmoid", "relu"], 0.5, -1), ([FIRST, Tanh()], [0, 1], [1, 0, -1]),
])  # fmt: skip
def test_each_number_says_how_it_came_about(layers, x, wants):
    row = Chain(layers, x, wants)
    assert len(row.steps) == 2 * len(layers) + 1
    for step in row.steps:
        for cell, value in enumerate(row.at(step)):
            how = row.how(step, cell)
            assert how.value == value and str(how).endswith(f" = {number(value)}")
            assert value_of(how.terms) == pytest.approx(value, rel=0.02, abs=0.004)


def test_the_words_of_lesson_2():
    row = Chain(["double", "square"], 1.5, 10)
    assert [str(row.how(step, 0)) for step in row.steps] == [
        "double gets x: 2 × 1.5 = 3",
        "square gets y: 3 × 3 = 9",
        "the slope of the loss: 2 × (9 − 10) = −2",
        "slope at y × incoming gradient: 6 × (−2) = −12",
        "slope at x × incoming gradient: 2 × (−12) = −24",
    ]


def test_the_picture_holds_all_numbers():
    picture = chain(NET, [1, 1], 0)
    [page] = picture.axes
    row = Chain(NET, [1, 1], 0)
    texts = written(page)
    for step in [Step(0, True), *row.steps]:
        assert {number(value) for value in row.at(step)} <= set(texts)
    assert "?" not in texts and texts.count("keeps w_grad\nand b_grad") == 2
    assert "gradient for z1 = 0.028, −0.0561, 0.0713" in picture.description
    assert picture.description.startswith("Boxes in a row: linear, sigmoid, linear, sigmoid, and")


def test_what_is_not_yet_known_is_not_in_the_picture():
    picture = chain(["double", "square"], 1.5, 10, known=2)
    texts = written(picture.axes[0])
    assert {"1.5", "3", "9", "loss\n1", "?"} <= set(texts)
    assert not {"−2", "−12", "−24", "slope\n6"} & set(texts)
    assert "Backward" not in picture.description and "−2" not in picture.description


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, Chain(["double", "square"], 1.5, 10))
    draw(figure, Chain(["square"], 3, 10))
    assert len(figure.axes) == 1 and "double" not in written(figure.axes[0])


@pytest.mark.parametrize("layers, x, wants", [
    (["square"], 3, 0), (["double", "square"], 4, 10), (["double"] * 4, 4, 0), (NET, [1, 1], 0),
    ([Linear(3, 3), Tanh(), Linear(3, 3), Tanh()], [1, 2, 3], [1, 2, 3]), ([Linear(1, 1)], 2, 1),
])  # fmt: skip
def test_every_chain_has_room(layers, x, wants):
    picture = chain(layers, x, wants)
    picture.canvas.draw()
    [page] = picture.axes
    assert crowded(page) == []
    row, places = Chain(layers, x, wants), layout(Chain(layers, x, wants), 0.1)
    for place in range(len(row.values)):
        left, right = places.arrow(place)
        assert right - left > CELL and 0 <= left < right <= WIDTH


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: chain([], 1, 0), "1 to 4 boxes, but 0 came"),
        (lambda: chain(["double"] * 5, 1, 0), "but 5 came"),
        (lambda: chain(["step"], 1, 0), "tanh, relu, or linear, but 'step' came"),
        (lambda: chain([NET], 1, 0), "or linear, but [Linear"),
        (lambda: chain(["double"], [[1]], 0), "x is a number, or 2 or 3 in a row"),
        (lambda: chain(["double"], float("nan"), 0), "x is a number"),
        (lambda: chain(["double"], [1, 2, 3, 4], 0), "x is a number"),
        (lambda: chain(["double"], 1, [1, 2]), "wants has 2 and the last box gives 1"),
        (lambda: chain(NET, 1, 0), "w has shape (3, 2) and wants 2 numbers, but gets 1"),
        (lambda: chain([Linear(2, 4)], [1, 1], 0), "w of at most 3 × 3"),
    ],
)
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert words in str(caught.value)
