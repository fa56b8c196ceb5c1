"""What hidden neurons look for: their order, the digits that excite them, what they add."""

import copy

import numpy as np
import pytest

from dlscratch.datasets import mnist_small
from dlscratch.layers import Dropout, Linear, ReLU, Sequential, Tanh
from dlscratch.recipes import chapter_net
from dlscratch.visuals.hidden_neurons import SHOWN, Hidden, hidden_neurons, live_hidden_neurons
from tests.visuals.pictured import shares, written
from tests.visuals.test_own_layers import Own, Stack

DIGITS = mnist_small()
X = DIGITS.train_images[:120].reshape(120, 784).astype(np.float32) / 255 - np.float32(0.13)
Y = DIGITS.train_labels[:120]


def known_net(dtype=np.float32):
    """Of three neurons, one looks for a pixel, one against it, and one is never heard."""
    net = Sequential([Linear(784, 3, dtype=dtype), ReLU(), Linear(3, 10, dtype=dtype)])
    for param in net.params():
        param[...] = 0
    w, _, out, _ = net.params()
    pixel = X.std(axis=0).argmax()
    w[:, pixel] = [1, -1, 7]
    out[4, 0], out[2, 0], out[9, 1] = 3, -1, 5
    return net, pixel


def test_those_that_move_the_logits_most_come_first():
    net, pixel = known_net()
    hidden = Hidden(net, X, Y)
    assert set(hidden.order[:2]) == {0, 1} and hidden.order[2] == 2
    neuron = hidden.neuron(0)
    assert neuron.number == 0 and neuron.weights.ravel().argmax() == pixel
    sums = X[:, pixel]
    assert sums[neuron.most].min() >= np.sort(sums)[-SHOWN]
    assert sums[neuron.least].max() <= np.sort(sums)[SHOWN - 1]
    wanted = np.zeros(10)
    wanted[4], wanted[2] = 3 * sums[neuron.most].mean(), -sums[neuron.most].mean()
    np.testing.assert_allclose(neuron.adds, wanted, atol=1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_its_words(dtype):
    net, _ = known_net(dtype)
    place = list(Hidden(net, X, Y).order).index(0)
    said = hidden_neurons(net, X, Y, place).description
    assert said.startswith(f"Neuron 0, in place {place + 1} of 3 by how much it matters. Of 12 dig")
    assert "adds most to logit 4 (+2." in said and "least to logit 2 (−0." in said
    deaf = hidden_neurons(net, X, Y, 2).description
    assert deaf.startswith("Neuron 2, in place 3 of 3")
    assert deaf.endswith("it adds nothing to any logit.")


def test_a_neuron_of_a_deeper_net_is_missed_when_it_is_switched_off():
    net = chapter_net(rng=0)
    before = copy.deepcopy(net.params())
    net.train()
    hidden = Hidden(net, X, Y)
    neuron = hidden.neuron(7)
    assert net.training and all(layer.training for layer in net.layers), "it is left as it came"
    assert all((now == then).all() for now, then in zip(net.params(), before, strict=True))
    net.eval()
    logits = net.forward(X)
    net.layers[3].w[:, 7] = 0  # nobody listens to it any more
    missing = logits - net.forward(X)
    np.testing.assert_allclose(neuron.adds, missing[neuron.most].mean(axis=0), atol=1e-5)


def test_own_layers_give_the_same_picture():
    own = Stack([Own(784, 5), Tanh(), Own(5, 10)])
    rng = np.random.default_rng(0)
    for param in own.params():
        param[...] = rng.standard_normal(param.shape)
    same = Sequential([Linear(784, 5), Tanh(), Dropout(0.5), Linear(5, 10)])
    for param, value in zip(same.params(), own.params(), strict=True):
        param[...] = value
    assert hidden_neurons(own, X, Y, 1).description == hidden_neurons(same, X, Y, 1).description


@pytest.fixture(scope="module")
def live():
    return live_hidden_neurons(chapter_net(rng=0), X, Y)


def test_a_click_and_the_arrow_keys_choose(live):
    live.set(place=0)
    first, pixels = live.description, live.pixels()
    everyone = live.figure.axes[0]
    live.press(*shares(everyone, 3.5, 1.5))  # 30 neurons, six to a row
    assert live.state["place"] == 9 and "in place 10 of 30" in live.description
    assert (live.pixels() != pixels).any()
    for key, place in [("left", 8), ("up", 2), ("up", 2), ("right", 3), ("down", 9)]:
        live.key(key)
        assert live.state["place"] == place
    live.press(*shares(live.figure.axes[-1], 2, 0))  # the bars are no choice
    assert live.state["place"] == 9
    live.set(place=0)
    assert live.description == first and (live.pixels() == pixels).all()
    live.key("left")
    assert live.state["place"] == 0


def test_the_chosen_one_is_named_and_framed(live):
    live.set(place=7)
    everyone, weights = live.figure.axes[:2]
    [frame] = everyone.patches
    assert frame.get_xy() == (1, 1)
    assert written(weights) == [live.description.split(",")[0].lower()]


def test_of_many_neurons_the_first_hundred_are_shown():
    net = Sequential([Linear(784, 130, rng=0), ReLU(), Linear(130, 10, rng=0)])
    live = live_hidden_neurons(net, X, Y)
    assert live.controls["place"].max == 99 and "of 130" in live.description
    assert written(hidden_neurons(net, X, Y).axes[0]) == [
        "100 of 130 neurons, first those that matter most"
    ]


@pytest.mark.parametrize(
    "net",
    [
        Linear(784, 10),
        Sequential([Linear(784, 10)]),
        Sequential([Linear(2, 3), ReLU(), Linear(3, 10)]),
        Sequential([ReLU()]),
    ],
    ids=["a layer", "no hidden neurons", "other inputs", "no weights"],
)
def test_what_has_no_such_neurons_is_refused(net):
    with pytest.raises(ValueError, match="whose first layer has 784 inputs"):
        hidden_neurons(net, X, Y)


@pytest.mark.parametrize("x", [X[:5], X[:, :700], X.reshape(-1, 28, 28)])
def test_examples_that_do_not_fit_are_refused(x):
    with pytest.raises(ValueError, match="rows of 784 pixels"):
        hidden_neurons(known_net()[0], x, Y)


def test_labels_and_places_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="a label for each"):
        hidden_neurons(known_net()[0], X, Y[:5])
    with pytest.raises(ValueError, match="from 0 to 2, but 3 came"):
        hidden_neurons(known_net()[0], X, Y, 3)
