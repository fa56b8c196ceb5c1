"""The doctor names what was planted, and leaves healthy nets in peace."""

import copy
import re

import numpy as np
import pytest

from dlscratch.doctor import diagnose
from dlscratch.doctor.finding import share
from dlscratch.layers import Layer, Linear, Sequential, Tanh
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam, Momentum
from tests.doctor import look_alikes, patients


@pytest.mark.parametrize("name", patients.HEALTHY)
def test_no_wolf(name):
    assert diagnose(*patients.HEALTHY[name]()) == []


@pytest.mark.parametrize("name", patients.PLANTED)
def test_what_was_planted_is_named(name):
    make, wanted = patients.PLANTED[name]
    found = diagnose(*make())
    assert {one.name for one in found} & set(wanted)
    for one in found:
        assert one.sentence.endswith(".") and "\n" not in one.sentence, one
        assert re.search(r"\d", one.sentence), one


def test_one_cause_is_said_once_and_no_other_is_made_up():
    found = diagnose(*look_alikes.deep_weights_of_spread_one())
    assert "gradients_are_slopes" not in {one.name for one in found}  # float32 cannot tell there
    found = diagnose(*patients.gradient_rows_turned_round())
    assert [one.name for one in found].count("gradients_are_slopes") == 1
    (piling,) = [one for one in diagnose(*patients.gradients_pile_up()) if "pile" in one.sentence]
    assert "gives 2 times" in piling.sentence


def test_what_large_weights_explain_is_not_said_of_the_learning_rate():
    found = diagnose(*look_alikes.deep_weights_of_spread_one())
    assert "signals_keep_their_size" in {one.name for one in found}
    assert not re.search("too long|learning rate", repr(found)), found
    assert "learning rate is too large" in repr(diagnose(*patients.steps_too_long()))


def test_no_percentage_has_more_digits_than_anybody_reads():
    assert [share(1.14), share(1.14, " of their size")] == ["114%", "114% of their size"]
    assert share(1.78e11, " of their size") == share(1.78e11) == "more than 100 times their size"


def test_the_patient_leaves_as_it_came():
    net, x, y, loss, optimizer = patients.fizzbuzz_trained()
    before = copy.deepcopy([vars(layer) for layer in net.layers])
    state, at = [row.row.copy() for row in optimizer._memories], optimizer.t
    net.train()
    diagnose(net, x, y, loss, optimizer)
    np.testing.assert_equal([vars(layer) for layer in net.layers], [
        one | {"training": True} for one in before
    ])  # fmt: skip
    assert optimizer.t == at
    np.testing.assert_equal([row.row for row in optimizer._memories], state)


@pytest.mark.parametrize("make", [Adam, Momentum])
def test_a_copied_optimizer_goes_on_as_its_original(make):
    net, x, y, loss, _ = patients.fizzbuzz_cross_entropy()
    original = make(0.01)

    def steps(net, optimizer):
        for _ in range(3):
            predicted = net.forward(x)
            net.backward(loss.gradient(predicted, y))
            optimizer.step(net)

    steps(net, original)
    net_copy, copied = copy.deepcopy((net, original))
    steps(net, original)
    steps(net_copy, copied)
    np.testing.assert_equal(net_copy.params(), net.params())


def test_as_many_answers_as_examples():
    net, x, y, *rest = patients.quick()
    with pytest.raises(ValueError, match="400 examples and 399 answers"):
        diagnose(net, x, y[:-1], *rest)


def test_what_it_shows():
    assert repr(diagnose(*patients.a_line_to_fit())) == "Nothing found in 19 examinations."
    shown = repr(diagnose(*patients.steps_too_short()))
    assert shown.startswith("1. A step changes the weights by 1e-07 of their size")


class OwnDropout(Layer):
    """As lesson 9 has it written: its backward knows of no evaluation."""

    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        if not self.training:
            return x
        self.mask = (self.rng.random(x.shape) >= self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, gradient):
        return gradient * self.mask


def test_a_learners_dropout_is_no_fault():
    net = Sequential([Linear(784, 20, rng=0), OwnDropout(0.1, 0), Tanh(), Linear(20, 10, rng=1)])
    assert diagnose(net, *patients.digits(), SoftmaxCrossEntropy(), Momentum(0.3)) == []
    assert "backward" not in vars(net.layers[1])
