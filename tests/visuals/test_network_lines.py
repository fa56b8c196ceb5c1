"""The network as circles and lines: every parameter in both views, and which one is chosen."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color

from dlscratch.layers import Linear, Sigmoid
from dlscratch.visuals import network_lines as module
from dlscratch.visuals.network_lines import (
    Chosen,
    live_network_lines,
    nearest,
    neighbour,
    network,
    network_lines,
    parameters,
)
from dlscratch.visuals.toolkit import BLUE, ORANGE
from tests.visuals.pictured import crowded, shares, written
from tests.visuals.test_chain import NET

TWO = network(NET)
FOUR = [Linear(4, 4, rng=1), Sigmoid(), Linear(4, 4, rng=2)]


def test_all_parameters_are_there():
    assert TWO.sizes == [2, 3, 1] and len(parameters(TWO)) == 13
    assert {name: array.shape for name, array in TWO.arrays.items()} == {
        "first.w": (3, 2), "first.b": (3,), "second.w": (1, 3), "second.b": (1,)
    }  # fmt: skip


def test_one_layer_may_be_a_pair_of_arrays():
    w, b = np.arange(15.0).reshape(5, 3), np.arange(5.0)
    net = network([(w, b)])
    assert list(net.arrays) == ["w", "b"] and net.sizes == [3, 5]
    picture = network_lines([(w, b)], "w", (4, 2))
    assert "w[4, 2] = 14, from input 2 to neuron 4" in picture.description
    assert "neurons" in written(picture.axes[0])
    w[...] = 0
    assert net.arrays["w"][4, 2] == 14


def lines(picture):
    """(colour, width, dashed) of every line that stays."""
    found = next(one for one in picture.axes[0].collections if isinstance(one, LineCollection))
    dashes = [bool(pattern[1]) for pattern in found.get_linestyle()]
    return list(zip(found.get_colors(), found.get_linewidth(), dashes, strict=True))


def test_sign_is_said_by_colour_and_dashes_and_size_by_width():
    drawn = lines(network_lines(NET))
    weights = [value for name in ("first.w", "second.w") for value in TWO.arrays[name].flat]
    assert len(drawn) == len(weights) == 9
    for (colour, width, dashed), weight in zip(drawn, weights, strict=True):
        assert same_color(colour, BLUE if weight > 0 else ORANGE) and dashed == (weight < 0)
        assert (width > 3) == (abs(weight) == 2)


def test_a_weight_of_zero_is_thin_and_dotted():
    layer = Linear(1, 2)
    layer.w[...] = [[0], [3]]
    assert lines(network_lines([layer]))[0][1] < 1
    assert "the line is idle" in network_lines([layer]).description


@pytest.mark.parametrize("name, place, words", [
    ("first.w", (2, 0), "first.w[2, 0] = −2, from input 0 to neuron 2. Negative: a dashed line. "
     "Row 2: all lines into neuron 2. Column 0: all lines out of input 0."),
    ("second.w", (0, 2), "second.w[0, 2] = 2, from neuron 2 to the output. Positive: a full line."),
    ("first.b", 1, "first.b[1] = −1, the bias of neuron 1. No line:"),
    ("second.b", (0,), "second.b[0] = −1, the bias of the output."),
])  # fmt: skip
def test_what_is_chosen_is_said(name, place, words):
    assert words in network_lines(NET, name, place).description


@pytest.mark.parametrize("layers", [NET, FOUR, [Linear(1, 1)], [Linear(4, 2, rng=1)]])
def test_a_click_on_its_cell_or_its_line_chooses_a_parameter(layers):
    net = network(layers)
    for chosen in parameters(net):
        assert nearest(net, *np.mean(module._rectangles(net, [chosen]), axis=1)[0]) == chosen
        start, end = module._ends(net, chosen)
        along = (end - start) / max(np.hypot(*(end - start)), 1)
        near = start + 1.35 * module.RADIUS * along if chosen.column is not None else start
        found = nearest(net, *near)
        assert found.layer == chosen.layer or net.sizes[0] == 1, (chosen, found)
    if layers is NET:  # where no lines cross
        for chosen in parameters(net):
            start, end = module._ends(net, chosen)
            assert nearest(net, *(start + 0.2 * (end - start))) == chosen
        edge = module._centre(net, 1, 0) + (0, 0.9 * module.RADIUS)  # of a circle: no line there
        assert nearest(net, *edge) == Chosen("first.b", 0)
    assert nearest(net, 0.05, 0.05) is None


def test_every_parameter_can_be_reached_by_keys():
    seen, todo = set(), [Chosen("first.w", 0, 0)]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [neighbour(TWO, here, way) for way in ("up", "down", "left", "right")]
    assert seen == set(parameters(TWO))
    assert neighbour(TWO, Chosen("first.w", 2, 1), "right") == Chosen("first.b", 2)
    assert neighbour(TWO, Chosen("first.w", 2, 1), "down") == Chosen("second.w", 0, 1)
    assert neighbour(TWO, Chosen("second.w", 0, 2), "up") == Chosen("first.b", 2)
    assert neighbour(TWO, Chosen("first.w", 0, 0), "up") == Chosen("first.w", 0, 0)


def test_the_live_picture_follows():
    live = live_network_lines(NET, "first.w", (2, 0))
    before = live.pixels()
    live.key("right")
    assert live.state["chosen"] == Chosen("first.w", 2, 1)
    assert "= 1, from input 1" in live.description
    assert (live.pixels() != before).any()
    [page] = live.figure.panels[1]
    live.press(*shares(page, *module._centre(TWO, 1, 0)))
    assert live.state["chosen"] == Chosen("first.b", 0)
    live.press(0.01, 0.99)
    assert live.state["chosen"] == Chosen("first.b", 0)
    live.set(chosen=Chosen("first.w", 2, 0))
    assert (live.pixels() == before).all()


@pytest.mark.parametrize(
    "layers", [NET, FOUR, [Linear(1, 1)], [Linear(3, 5, rng=0)], [Linear(5, 5, rng=0)] * 2]
)
def test_no_two_texts_lie_on_each_other(layers):
    for chosen in parameters(network(layers))[::3]:
        picture = network_lines(layers, chosen.name, chosen.place)
        picture.canvas.draw()
        # The chosen weight stands in a box of its own on the line, and may cover a circle's number.
        assert [found for found in crowded(picture.axes[0]) if len(found) == 1] == []
    assert "b (" in " ".join(written(picture.axes[0]))


@pytest.mark.parametrize("call, words", [
    (lambda: network_lines([Sigmoid()]), "one or two linear layers, but 0 came"),
    (lambda: network_lines([Linear(2, 3), Linear(2, 1)]), "second has w (1, 2)"),
    (lambda: network_lines([Linear(6, 2)]), "first has w (2, 6) and b (2,); the picture has room"),
    (lambda: network_lines(NET, "third.w"), "second.w, second.b, but 'third.w' came"),
    (lambda: network_lines(NET, "first.w", (3, 0)), "first.w has shape (3, 2), and in it there is"),
    (lambda: network_lines(NET, "first.w", (1,)), "there is no (1,)"),
    (lambda: network_lines(NET, "first.b", (1, 0)), "there is no (1, 0)"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError) as caught:
        call()
    assert words in str(caught.value)
