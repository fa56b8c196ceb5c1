"""The live pictures of lesson 6: lines moved by hand, and a net that is trained while one looks."""

import numpy as np
import pytest

from dlscratch.datasets import xor
from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.losses import SSE
from dlscratch.optimizers import GradientDescent
from dlscratch.visuals.xor_training import Run, live_xor_planes
from dlscratch.visuals.xor_weights import live_xor_weights
from tests.visuals.pictured import shares, written

BY_HAND = [[[20, 20], [20, 20]], [-10, -30], [[20, -20]], [-10]]  # OR, AND, and what joins them


def xor_net(seed, hidden=2):
    rng = np.random.default_rng(seed)
    return Sequential([Linear(2, hidden, "normal", rng), Sigmoid(),
                       Linear(hidden, 1, "normal", rng), Sigmoid()])  # fmt: skip


def press(live, ax, x, y):
    live.press(*shares(ax, x, y))


@pytest.fixture(scope="module")
def watched():
    return live_xor_planes(xor_net)


def test_it_trains_as_the_lesson_does(watched):
    net, (x, y) = xor_net(7), xor()
    for _ in range(300):
        net.backward(SSE().gradient(net.forward(x), y))
        GradientDescent(4.0).step(net)
    watched.set(seed=7, epoch=300, hidden=2, rate=4.0)
    answers = [f"answer {answer:.2f}" for answer in net.forward(x)[:, 0]]
    assert [word for word in written(watched.figure.axes[0]) if "answer" in word] == answers
    assert f"The loss is {SSE().loss(net.forward(x), y):.4f}." in watched.description
    assert "seed 7, epoch 300" in watched.description


def test_scrubbing_back_shows_the_same_again(watched):
    watched.set(seed=0, epoch=200, hidden=2, rate=4.0)
    before = watched.pixels()
    watched.set(epoch=1000)
    after = watched.pixels()
    assert (before != after).any() and "4 of 4 are right" in watched.description
    watched.set(epoch=200)  # the curve of what is known already has become longer
    upper = slice(0, int(0.7 * len(before)))
    assert (watched.pixels()[upper] == before[upper]).all()
    watched.set(epoch=1000)
    assert (watched.pixels() == after).all()


def test_a_run_goes_only_as_far_as_somebody_looks():
    run = Run(xor_net(0), 4.0)
    first = [param.copy() for param in run.at(0).params()]
    run.at(100)
    assert len(run.losses) == 21
    assert all(map(np.array_equal, run.at(0).params(), first)) and len(run.losses) == 21


def test_a_stuck_seed_and_more_hidden_neurons(watched):
    watched.set(seed=1, epoch=3000, hidden=2, rate=4.0)
    assert "(0, 1) and (1, 1) at" in watched.description  # in one place
    assert "0 and 1" in [text.get_text() for text in watched.figure.axes[1].texts]
    watched.set(hidden=3)
    assert "4 of 4 are right. The hidden neurons say at (0, 0) 0.6, " in watched.description
    assert {"h1", "h2", "h3"} <= set(written(watched.figure.axes[1]))
    watched.set(hidden=8, epoch=0)
    assert "h8" in written(watched.figure.axes[1])


def test_keys_and_pointer(watched):
    watched.set(seed=39, epoch=0, hidden=2, rate=4.0)
    watched.key("right")
    watched.key("up")
    assert (watched.state["epoch"], watched.state["seed"]) == (5, 0)
    watched.key("down")
    watched.key("left")
    watched.key("left")
    assert (watched.state["epoch"], watched.state["seed"]) == (0, 39)
    press(watched, watched.figure.axes[-1], 501, 0.1)
    assert watched.state["epoch"] == 500
    press(watched, watched.figure.axes[0], 0.5, 0.5)
    assert watched.state["epoch"] == 500


def test_play_goes_through_all_epochs(watched):
    play, slider = watched.children[1].children[:2]
    assert play.slider is slider and (slider.min, slider.max, slider.step) == (0, 3000, 5)


def test_a_net_that_does_not_fit_is_said():
    live = live_xor_planes(lambda seed, hidden: Sequential([Linear(3, 1)]))
    assert "expects inputs of shape (n, 3)" in live.children[-1].value


def test_weights_by_hand():
    live = live_xor_weights(BY_HAND)
    assert len(live.state) == 9 and "4 of 4 are right" in live.description
    before = live.pixels()
    live.controls["h2_b"].value = -10  # now both are OR
    assert "(0, 1) and (1, 0) and (1, 1) at (1.0, 1.0)" in live.description
    assert (live.pixels() != before).any()
    live.set(h2_b=-30)
    assert (live.pixels() == before).all()


def test_the_nearest_line_follows_the_pointer():
    live = live_xor_weights(BY_HAND)
    press(live, live.figure.axes[0], 0.6, 0.6)  # nearest is h2, at x1 + x2 = 1.5
    assert live.state["h2_b"] == -24 and live.state["h1_b"] == -10
    press(live, live.figure.axes[0], 0.1, 0.1)
    assert live.state["h1_b"] == -4
    press(live, live.figure.axes[1], 0.9, 0.2)  # 20 · 0.9 - 20 · 0.2 = 14
    assert live.state["out_b"] == -14
    before = live.state
    live.press(0.001, 0.001)
    assert live.state == before


def test_a_single_neuron_has_three_sliders_and_never_gets_four():
    net = Sequential([Linear(2, 1, rng=0), Sigmoid()])
    kept = [param.copy() for param in net.params()]
    live = live_xor_weights(net)
    assert set(live.state) == {"out_w1", "out_w2", "out_b"}
    live.set(out_w1=20, out_w2=20, out_b=-10)
    assert "3 of 4 are right" in live.description
    press(live, live.figure.axes[0], 1, 0.5)
    assert live.state["out_b"] == -30 and "1 of 4" in live.description
    assert all(map(np.array_equal, net.params(), kept))


@pytest.mark.parametrize(
    "one, words",
    [
        (Linear(3, 1), "two inputs and one output"),
        (Sequential([Linear(2, 3), Sigmoid(), Linear(3, 2)]), "two inputs and one output"),
        (xor_net(0, hidden=3), "a single neuron, or for two"),
    ],
)
def test_what_does_not_fit_is_refused(one, words):
    with pytest.raises(ValueError, match=words):
        live_xor_weights(one)
