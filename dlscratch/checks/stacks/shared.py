"""Probes, a check of random starting weights, and a linear layer for right and wrong answers."""

import functools
import re

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.blank import SENTENCE, Blank, Unfinished
from dlscratch.checks.engine.run import Refuse

# Probes are lopsided on purpose: 3 inputs, 5 outputs, batches of 4 and of 2, biases other than 0.
X = np.array(
    [[2.04, -2.56, 0.42], [-0.57, -0.45, -0.22], [-2.02, -0.23, -0.87], [3.32, 0.23, -0.35]]
)
GRADIENT = np.array(
    [
        [-0.28, -0.67, -1.06, -0.39, 0.48],
        [-0.24, 0.96, -0.2, 0.02, 1.55],
        [0.55, -0.51, -0.18, 0.54, 1.94],
        [-0.27, -0.24, 1.0, -0.89, -0.29],
    ]
)
W = np.array(
    [
        [0.88, 0.58, 0.09],
        [0.67, -2.83, 1.02],
        [-0.96, -1.67, 0.28],
        [0.7, -0.44, -1.08],
        [0.03, -0.05, 1.41],
    ]
)
B = np.array([0.7, -1.2, 0.3, 2.0, -0.4])

TWO_PASSES = [(X, GRADIENT, W, B), (X[:2, :2], GRADIENT[2:, :3], W[:3, :2], B[:3])]
# An answer that fails on every probe is not recognised. So in one all sizes are equal: there a
# mistake in the shapes still gives numbers.
SQUARE = (X[:3], GRADIENT[:3, :3], W[:3], B[:3])

# The same for two linear stages, with the parameters w1, b1, w2, b2.
_W2 = np.array([[0.75, 0.19, 1.11, -0.21, -0.93], [0.58, 0.58, -0.21, -0.78, 0.23]])
NET = (W, B, _W2, np.array([0.9, -0.6]))
TWO_STAGES = [
    (X, GRADIENT[:, :2], *NET),
    (X[1:, :2], GRADIENT[1:, :1], W[:4, :2], B[1:], _W2[:1, 1:], np.array([0.8])),
    (*SQUARE, W[2:], B[2:]),
]

SEEN = "the outputs after `param += 1` for each of params()"  # an output's label


# Starting weights. What is drawn differs from one right answer to the next, so what is judged is
# the shape, the mean, the spread, and whether rng does what it is for. A statistic that is near
# enough to a value that some right or wrong answer aims at counts as that value: within 4 % of
# it, which is more than 7 standard errors for 30,000 numbers.

NORMAL, UNIFORM = 0.683, 0.577  # so much lies within one standard deviation of the mean


def aimed_at(value, targets, scale):
    for target in targets:
        if abs(value - target) <= 0.04 * (abs(target) or scale):
            return float(f"{target:.3g}")
    return float(f"{value:.1g}")


def different(rows):
    return len(np.unique(np.round(rows, 9), axis=0))


def same(a, b):
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(a) == np.asarray(b)))


def statistics(means, spreads, shares=()):
    """`run` for a function that draws weights: facts that do not depend on how the draw fell.

    The arguments are functions of (outputs, inputs), and give the values that answers aim at.
    """

    def run(function, outputs, inputs, *settings):
        def draw(rng):
            try:
                return function(outputs, inputs, rng, *settings)
            except TypeError as error:
                if re.search("data type|positional argument", str(error)):
                    raise Refuse(
                        f"Python said: `{error}`. Is the shape one tuple, in brackets of its own?"
                    ) from None
                raise

        first, generator = draw(7), np.random.default_rng(7)
        if first is None:
            raise Refuse("The function gives None. Is there a `return`?")
        facts = {"the shape": np.shape(first)}
        if np.shape(first) != (outputs, inputs):
            return facts
        w = np.array(first, float)
        facts["the number of different neurons"] = different(w)
        if different(w) == 1:  # one row only: too few numbers to judge its spread
            return facts
        aimed = functools.partial(aimed_at, scale=w.std())
        facts["the mean"] = aimed(w.mean(), means(outputs, inputs))
        facts["the standard deviation"] = aimed(w.std(), spreads(outputs, inputs))
        if shares:
            share = np.mean(abs(w - w.mean()) <= w.std())
            facts["the share within one standard deviation of the mean"] = aimed(share, shares)
        return facts | {
            "the same numbers for the same rng": same(first, draw(7)),
            "other numbers for another rng": not same(first, draw(8)),
            "other numbers from one generator, the second time": not same(
                draw(generator), draw(generator)
            ),
            "other numbers without rng, the second time": not same(draw(None), draw(None)),
        }

    run.arguments = ("outputs", "inputs", "mean", "std")
    return run


def xavier_spreads(outputs, inputs):
    both = inputs + outputs
    right = (2 / both) ** 0.5
    return (
        right, 2 / both, (1 / both) ** 0.5, (2 / inputs) ** 0.5, (2 / outputs) ** 0.5,
        (both / 2) ** 0.5, 2**0.5 / both, (6 / both) ** 0.5, right**0.5, (1 / inputs) ** 0.5,
        right * 12**-0.5, 1 / both, 1, (2 / (inputs * outputs)) ** 0.5,
        (2 / inputs + outputs) ** 0.5, (2 / outputs + inputs) ** 0.5,
    )  # fmt: skip


class LinearInPieces(layers.Layer):
    """The linear layer: the right answer in pieces, which the wrong ones replace."""

    def __init__(self, inputs, outputs, rng=None):
        self.w = initializers.xavier(outputs, inputs, rng)
        self.b = np.zeros(outputs)
        self.w_grad = self.b_grad = None

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, gradient):
        self.w_grad = self.for_w(gradient)
        self.b_grad = self.for_b(gradient)
        return self.for_x(gradient)

    def for_w(self, gradient):
        return gradient.T @ self.x

    def for_b(self, gradient):
        return gradient.sum(axis=0)

    def for_x(self, gradient):
        return gradient @ self.w

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.w_grad, self.b_grad]


def with_parameters(cls, w, b):
    """A layer of class `cls` whose parameters are `w` and `b`."""
    outputs, inputs = w.shape
    layer = cls(inputs, outputs, rng=0)
    for name, values in (("w", w), ("b", b)):
        have = getattr(layer, name, None)
        if type(have) is Blank:
            raise Unfinished(SENTENCE)
        if np.shape(have) != values.shape:
            raise Refuse(
                f"A layer with {inputs} inputs and {outputs} outputs has `self.{name}` of shape "
                f"{values.shape}, but here its shape is {np.shape(have)}. Look at `__init__`, or "
                "at your `xavier`."
            )
        have = np.asarray(have)
        if have.dtype == float:
            have[...] = values  # in place: whoever holds the array sees it
        else:
            have = values.copy()
        setattr(layer, name, have)
    return layer


def forward_of(cls, x, w, b):
    return with_parameters(cls, w, b).forward(x)


forward_of.arguments = ("x", "w", "b")
