"""Lesson 6: any weights that compute XOR pass, any training loop, any start, any net for parity."""

import itertools

import numpy as np
import pytest

from dlscratch.checks import xor as check
from dlscratch.datasets import xor
from dlscratch.layers import Linear, Sequential, Sigmoid, Tanh
from dlscratch.losses import SSE
from dlscratch.optimizers import Adam, GradientDescent

POINTS = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")


def xor_net(seed, hidden=2, init="normal"):
    rng = np.random.default_rng(seed)
    return Sequential(
        [Linear(2, hidden, init, rng), Sigmoid(), Linear(hidden, 1, init, rng), Sigmoid()]
    )


def trained(net, x, y, optimizer, epochs):
    for _ in range(epochs):
        net.backward(SSE().gradient(net.forward(x), y))
        optimizer.step(net)
    return net


@pytest.mark.parametrize("seed", [0, 2, 3, 5, 7])
def test_weights_that_were_learnt_are_as_good_as_weights_by_hand(seed):
    net = trained(xor_net(seed), *xor(), GradientDescent(4.0), 1000)
    verdict = check.hand_weights.grade(tuple(net.params()))
    assert verdict.kind == "passed", verdict.message


def test_weights_that_are_just_on_the_right_side_pass():
    weights = [[1, 1], [1, 1]], [-0.5, -1.5], [[1, -1]], [-0.2]
    net = xor_net(0)
    for param, values in zip(net.params(), weights, strict=True):
        param[...] = values
    assert np.all(np.abs(net.forward(xor()[0]) - 0.5) < 0.05)
    assert check.hand_weights.grade(weights).kind == "passed"


def test_every_wrong_table_is_told_which_points_fail():
    """All fifteen: each has its own words, and names just the points that are wrong."""
    wanted = xor()[1].ravel()
    tables = set()
    for mistake in check.hand_weights.bank[:15]:
        verdict = check.hand_weights.grade(mistake.answer)
        (outputs,) = check.hand_weights.outcomes(mistake.answer)[0].output.values()
        tables.add(tuple(outputs))
        said = verdict.message.split("Not right yet: ")[1].split(".")[0]
        failing = [p for p, a, b in zip(POINTS, outputs, wanted, strict=True) if a != b]
        assert [point for point in POINTS if point in said] == failing
    assert tables == set(itertools.product([0, 1], repeat=4)) - {(0, 1, 1, 0)}


@pytest.mark.parametrize("seed", range(20))
def test_random_weights_pass_just_when_they_compute_xor(seed):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(0, 8, shape) for shape in ((2, 2), (2,), (1, 2), (1,))]
    net = xor_net(0)
    for param, values in zip(net.params(), weights, strict=True):
        param[...] = values
    right = np.array_equal(net.forward(xor()[0]) > 0.5, xor()[1] > 0.5)
    verdict = check.hand_weights.grade(weights)
    assert (verdict.kind == "passed") == right
    assert right or verdict.mistake


@pytest.mark.parametrize(
    "draw",
    [
        "xavier",
        "uniform",
        lambda outputs, inputs, rng: rng.normal(0, 0.1, (outputs, inputs)),
        lambda outputs, inputs, rng: rng.uniform(-2, 2, (outputs, inputs)),
        lambda outputs, inputs, rng: rng.standard_t(3, (inputs, outputs)).T,
    ],
)
def test_any_random_start_passes(draw):
    def build(hidden, rng):
        return Sequential(
            [Linear(2, hidden, draw, rng), Sigmoid(), Linear(hidden, 1, draw, rng), Sigmoid()]
        )

    verdict = check.build_net.grade(build)
    assert verdict.kind == "passed", verdict.message


def test_orders_pass_just_when_they_train():
    """All orders with the head first and the return last: only those that are right pass."""
    passed = set()
    for inner in itertools.permutations("ABDFG"):
        order = "C" + "".join(inner) + "E"
        verdict = check.training_order.grade(order)
        assert verdict.kind in ("passed", "wrong"), (order, verdict.message)
        if verdict.kind == "passed":
            passed.add(order)
    assert passed == {"CGBFDAE", "CGFBDAE", "CGFDBAE", "CGFDABE"}


def test_a_predict_exercise_does_not_give_its_answer_away():
    for letters in ("", "A", "ADF", "BCD", "ABCDEF"):
        message = check.bug_or_landscape.grade(letters).message
        assert "BCE" not in message


CORNERS = np.array(list(itertools.product([0, 1], repeat=3)))
PARITY = CORNERS.sum(axis=1, keepdims=True) % 2


def test_any_net_for_parity_passes():
    class Own:
        def __init__(self):
            self.net = Sequential([Linear(3, 8, rng=0), Tanh(), Linear(8, 1, rng=1)])

        def forward(self, x):
            return self.net.forward(x)[:, 0]

    own = Own()
    trained(own.net, CORNERS, PARITY, Adam(0.02), 1500)
    assert check.parity.grade(own).kind == "passed"


@pytest.mark.parametrize(
    "net, words",
    [
        (Linear(3, 2), "(8, 2) came"),
        ([0.1, 0.2], "Pass the network itself"),
        (None, "None came"),
        (Linear(2, 1), "expects inputs of shape (n, 2)"),
    ],
)
def test_what_is_no_net_for_parity_is_told_so(net, words):
    verdict = check.parity.grade(net)
    assert verdict.kind in ("wrong", "error") and words in verdict.message
