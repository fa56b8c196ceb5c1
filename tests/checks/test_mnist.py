"""Lesson 8: right answers pass whatever they draw, and the empty page sees what is borrowed."""

import functools

import numpy as np
import pytest

from dlscratch.checks import mnist as check
from dlscratch.layers import Layer, Linear


def dropout(draw):
    """A right Dropout class that draws who survives with `draw(shape, p)`."""

    class Dropout(Layer):
        def __init__(self, p, rng=None):
            self.p = p

        def forward(self, x):
            if not self.training:
                return x
            self.mask = draw(x.shape, self.p) / (1 - self.p)
            return x * self.mask

        def backward(self, gradient):
            return gradient * self.mask

    return Dropout


@pytest.mark.parametrize("seed", range(20))
def test_any_draw_of_the_dropout_mask_passes(seed):
    rng = np.random.default_rng(seed)
    for draw in (
        lambda shape, p: rng.random(shape) >= p,
        lambda shape, p: rng.uniform(0, 10, shape) > 10 * p,
        lambda shape, p: 1 - rng.binomial(1, p, shape),
        lambda shape, p: rng.choice([0, 1], shape, p=[p, 1 - p]),
    ):
        verdict = check.dropout.grade(dropout(draw))
        assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("seed", range(20))
def test_a_dropout_of_another_share_never_passes(seed):
    rng = np.random.default_rng(seed)
    verdict = check.dropout.grade(dropout(lambda shape, p: rng.random(shape) >= p + 0.05))
    assert verdict.kind == "wrong"


@pytest.mark.parametrize("seed", range(20))
def test_any_random_order_of_the_batches_passes(seed):
    own = np.random.default_rng(seed)

    def batches(x, y, batch_size, rng):
        order = own.permutation(len(x))
        for start in range(0, len(x), batch_size):
            yield x[order[start : start + batch_size]], y[order[start : start + batch_size]]

    assert check.batches.grade(batches).kind == "passed"


def guess(x, y):
    return lambda x: np.zeros(len(x), int)


class Own:
    pass


class Built(Layer):
    pass


LAYER, PART = Linear(2, 2), functools.partial(Linear, 784)


def imports(x, y):
    from dlscratch.losses import softmax

    return softmax


def through_a_class(x, y):
    return Built()


def through_a_helper(x, y):
    return through_a_class(x, y)


def through_a_value(x, y):
    return LAYER.forward(x)


def through_a_part(x, y):
    return PART(10)


def in_a_method(x, y):
    class Net:
        def forward(self):
            return Linear(784, 10)

    return Net()


def through_a_closure(layer=Linear):
    def fit(x, y):
        return layer(784, 10)

    return fit


@pytest.mark.parametrize(
    "fit, name",
    [
        (imports, "dlscratch.losses"),
        (through_a_class, "Layer"),
        (through_a_helper, "Layer"),
        (through_a_value, "LAYER"),
        (through_a_part, "Linear"),
        (in_a_method, "Linear"),
        (through_a_closure(), "layer"),
    ],
)
def test_the_empty_page_sees_what_is_borrowed(fit, name):
    verdict = check.capstone.grade(fit)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert f"uses {name} from dlscratch" in verdict.message


def test_the_empty_page_lets_own_code_and_the_checks_be():
    def fit(x, y):
        Own(), check
        return guess(x, y)

    verdict = check.capstone.grade(fit)
    assert verdict.mistake == "one_answer" and "10.0% of the 1,000" in verdict.message


def test_the_empty_page_shows_what_was_printed():
    def fit(x, y):
        print("epoch 0: loss 2.30")
        return guess(x, y)

    assert "epoch 0: loss 2.30" in check.capstone.grade(fit).message
