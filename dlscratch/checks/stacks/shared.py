"""Probes, a check of random starting weights, and a linear layer for right and wrong answers."""

import math
import re

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.blank import SENTENCE, Blank, Unfinished
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.values import name as name_of

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
# it, which is more than 5 standard errors for 12,000 numbers.

NORMAL, UNIFORM = 0.683, 0.577  # so much lies within one standard deviation of the mean
SMALL = (4, 6)  # outputs and inputs: here one draw says little, so many are made
DRAWS = 500
ONE_GENERATOR = "two calls with one and the same generator as rng"


def aimed_at(value, targets, scale):
    """The nearest of `targets` if it is near enough; else the value itself, in three digits."""
    nearest = min(targets, key=lambda target: abs(value - target))
    near = abs(value - nearest) <= 0.04 * (abs(nearest) or scale)
    return float(f"{nearest if near else value:.3g}")


def different(rows):
    """How many of the rows of an array differ from all the others."""
    return len({row.tobytes() for row in np.round(np.ascontiguousarray(rows), 9)})


def same(a, b):
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(a) == np.asarray(b)))


def _alike(rows):
    kinds = different(rows)
    return "all different" if kinds == len(rows) else "all alike" if kinds == 1 else "some alike"


def statistics(means, spreads, shares=()):
    """`run` for a function that draws weights: facts that do not depend on how the draw fell.

    `means` and `spreads` are functions of (outputs, inputs), and give the values that answers aim
    at; so does `shares`, for the part of the numbers that is near the mean. The facts end with the
    first one that makes the rest meaningless.
    """

    def run(function, outputs, inputs, *settings):
        def draw(rng):
            try:
                return function(outputs, inputs, rng, *settings)
            except TypeError as error:
                if re.search("data type|at most 3 positional", str(error)):
                    raise Refuse(
                        f"Python said: `{error}`. Is the shape one tuple, in brackets of its own?"
                    ) from None
                raise

        if isinstance(first := attempt(draw, 7), Stopped):
            return {"the shape": first}
        if first is None:
            raise Refuse("The function gives None. Is there a `return`?")
        if callable(first):
            raise Refuse("The function gives a method that was not called: where are its brackets?")
        facts = {"the shape": np.shape(first)}
        if np.shape(first) != (outputs, inputs):
            return facts
        w = np.array(first, float)
        if w.min() == w.max():
            return facts | {"the numbers": "all the same" if w.any() else "all 0"}
        facts |= {"the numbers": "of many kinds"}  # which the end of this function may take back
        facts |= {"the rows": _alike(w), "the columns": _alike(w.T)}
        if "all alike" in facts.values():
            return facts
        if (outputs, inputs) == SMALL:
            facts |= _with_generators(draw)
            if facts[ONE_GENERATOR] != "different numbers":
                return facts
            source = np.random.default_rng(7)
            w = np.array([draw(source) for _ in range(DRAWS)], float)
        if len(np.unique(w)) < 1000:  # half precision still has some thousand
            whole = np.array_equal(w, np.round(w))
            return facts | {"the numbers": "only whole ones" if whole else "of a few kinds"}
        return facts | _moments(w, means(outputs, inputs), spreads(outputs, inputs), shares)

    run.arguments = ("outputs", "inputs", "mean", "std")
    return run


def _with_generators(draw):
    def two(first, second):
        numbers = attempt(lambda: same(draw(first), draw(second)))
        return {True: "the same numbers", False: "different numbers"}.get(numbers, numbers)

    source = np.random.default_rng(7)
    return {
        "two calls with rng = 7": two(7, 7),
        "two calls with rng = 0": two(0, 0),
        "two calls, one with rng = 7 and one with rng = 8": two(7, 8),
        "two calls with rng = np.random.default_rng(7), made anew for each": two(
            np.random.default_rng(7), np.random.default_rng(7)
        ),
        ONE_GENERATOR: two(source, source),
        "two calls without rng": two(None, None),
    }


def _moments(w, means, spreads, shares):
    facts = {
        "the mean": aimed_at(w.mean(), means, w.std()),
        "the standard deviation": aimed_at(w.std(), spreads, w.std()),
    }
    if shares:
        share = np.mean(abs(w - w.mean()) <= w.std())
        facts["the share within one standard deviation of the mean"] = aimed_at(share, shares, 1)
    return facts


def drawing_mistakes(exercise, right, answer=lambda function: function, leave=()):
    """Known wrong answers of all functions that draw weights.

    `right(outputs, inputs, rng)` draws as it should; `answer` makes of such a function what is
    passed to the check. Those that an exercise tells in its own words are in `leave`.
    """
    known = dict(
        one_row_for_all=(
            "Look at two rows: they are the same. Each neuron is to have random numbers of its "
            "own; these would all say the same, as a single one would.",
            lambda outputs, inputs, *more: np.tile(right(1, inputs, *more), (outputs, 1)),
        ),
        one_column_for_all=(
            "Look along a row: it holds one number again and again. Each input of a neuron is to "
            "have a random number of its own.",
            lambda outputs, inputs, *more: np.tile(right(outputs, 1, *more), (1, inputs)),
        ),
        one_number_for_all=(
            "Every weight is the same number. Each is to be drawn for itself.",
            lambda outputs, inputs, *more: np.full((outputs, inputs), right(1, 1, *more)),
        ),
        only_zeros=(
            "All these numbers are 0: nothing has been drawn, or it has not been kept.",
            lambda outputs, inputs, *more: np.zeros((outputs, inputs)),
        ),
        rng_left_aside=(
            "The numbers are fine, but `rng` makes no difference to them. Hand it on.",
            lambda outputs, inputs, rng=None, *more: right(outputs, inputs, None, *more),
        ),
        always_the_same=(
            "Every call gives the same numbers, whatever `rng` is. Does a fixed number stand in "
            "the place of `rng`, or is an old draw kept?",
            lambda outputs, inputs, rng=None, *more: right(outputs, inputs, 0, *more),
        ),
        zero_is_no_seed=(
            "With `rng` = 0 two calls differ, though 0 is a seed like any other: in an `or`, an "
            "`if` or a `not` it counts as False. `rng` can be handed on just as it is.",
            lambda outputs, inputs, rng=None, *more: right(outputs, inputs, rng or None, *more),
        ),
        seed_when_there_is_none=(
            "Without `rng` every call gives the same numbers. None means: other numbers each "
            "time. `default_rng` knows that, so hand `rng` on just as it is.",
            lambda outputs, inputs, rng=None, *more: right(
                outputs, inputs, 42 if rng is None else rng, *more
            ),
        ),
        rng_for_a_generator=(
            "`rng` may be a seed, a generator or None, and a seed draws nothing by itself. "
            "`np.random.default_rng(rng)` makes a generator of any of them.",
            lambda outputs, inputs, rng=None, *more: rng.random((outputs, inputs)),
        ),
        old_generator=(
            "`rng` may be a generator as well as a seed, and NumPy's old functions take none. "
            "`np.random.default_rng(rng)` takes both.",
            lambda outputs, inputs, rng=None, *more: _old(right, outputs, inputs, rng, *more),
        ),
        int_of_a_seed=(
            "`rng` may be a generator as well as a seed: here it is taken for a number. "
            "`np.random.default_rng(rng)` takes both, just as they are.",
            lambda outputs, inputs, rng=None, *more: right(
                outputs, inputs, rng if rng is None else int(rng), *more
            ),
        ),
    )  # fmt: skip
    exercise.mistakes(answer, **{id: row for id, row in known.items() if id not in leave})


def _old(right, outputs, inputs, rng, *more):
    np.random.seed(rng)
    return right(outputs, inputs, np.random.randint(2**31), *more)


def xavier_spreads(outputs, inputs):
    both, right = inputs + outputs, (2 / (inputs + outputs)) ** 0.5
    return (
        right, 2 / both, (1 / both) ** 0.5, (2 / inputs) ** 0.5, (2 / outputs) ** 0.5,
        (both / 2) ** 0.5, 2**0.5 / both, (6 / both) ** 0.5, right**0.5, (1 / inputs) ** 0.5,
        right * 12**-0.5, 1 / both, 1, (2 / (inputs * outputs)) ** 0.5,
        (2 / inputs + outputs) ** 0.5, (2 / outputs + inputs) ** 0.5, (2 / both) ** 2,
        (1 / outputs) ** 0.5, 2 / both**0.5, right * 3**-0.5, (4 / both) ** 0.5, both / 2,
        2**0.5 / outputs + inputs, 2**0.5 / inputs + outputs, right * (1 - 2 / math.pi) ** 0.5,
        (1 + 12 * right**2) ** 0.5, 0.01, 0.1, (1 / 12) ** 0.5, (3 / both) ** 0.5,
        right / 2, (2 * both) ** 0.5,
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


LinearInPieces.__name__ = "Linear"  # which learners know: it may stand in what Python says


class Stretch(layers.Layer):
    """A layer with one parameter, not called w: a factor for each column."""

    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        self.x = x
        return x * self.factor

    def backward(self, gradient):
        self.factor_grad = (gradient * self.x).sum(axis=0)
        return gradient * self.factor

    def params(self):
        return [self.factor]

    def grads(self):
        return [self.factor_grad]


Stretch.__name__ = "Scale"  # as learners call it


def pieces(**methods):
    """The linear layer with some of its methods replaced, or with some more."""
    return type("Linear", (LinearInPieces,), methods)


def must_be_layer(cls):
    if not issubclass(cls, layers.Layer):
        raise Refuse(
            f"`{cls.__name__}` is no `Layer` yet: write `class {cls.__name__}(Layer):`, so that "
            "it has all that a network asks of its layers."
        )


def with_parameters(cls, w, b):
    """A layer of class `cls` whose parameters are `w` and `b`."""
    outputs, inputs = w.shape
    layer, other = cls(inputs, outputs, rng=0), cls(inputs, outputs, rng=0)
    for name, values in (("w", w), ("b", b)):
        have, others = getattr(layer, name, None), getattr(other, name, None)
        if type(have) is Blank:
            raise Unfinished(SENTENCE)
        if np.shape(have) != values.shape:
            raise Refuse(
                f"A layer with {inputs} inputs and {outputs} outputs has `self.{name}` of shape "
                f"{values.shape}, but here its shape is {np.shape(have)}. Look at `__init__`, or "
                "at your `xavier`."
            )
        if have is others:
            raise Refuse(
                f"Two layers have one and the same `{name}`. What belongs to a layer is kept in "
                "its own `self`."
            )
        if not same(have, others) or name == "b" and np.any(have):
            start = "the weights that follow from `rng`" if name == "w" else "biases of 0"
            raise Refuse(
                f"A new layer does not start with {start}. Look at `__init__`, which was given, or "
                "at your `xavier`."
            )
        have = np.asarray(have)
        if have.dtype == float:
            have[...] = values  # in place: whoever holds the array sees it
        else:
            have = values.copy()
        setattr(layer, name, have)
    return layer


_LABELS = ("w_grad", "b_grad", "params()", "grads()")


def read(layer, gradients=None):
    """What the layer has after backward, beside the gradient for x; or what is expected of that."""
    if gradients is not None:
        w_grad, b_grad = gradients["w"], gradients["b"]
        params = [layer.w, layer.b]
        return dict(zip(_LABELS, (w_grad, b_grad, params, [w_grad, b_grad]), strict=True))
    for name in ("w_grad", "b_grad"):
        if not hasattr(layer, name):
            others = [other for other in vars(layer) if "grad" in other or other.startswith("d")]
            known = f" There is `self.{others[0]}`: is it this one?" if others else (
                " A name without `self.` in front is gone when the method ends."
            )  # fmt: skip
            raise Refuse(f"Backward has run, and there is no `{name}` in the layer.{known}")
    both = (list(listed_by(layer, name)) for name in ("params", "grads"))
    return dict(zip(_LABELS, (layer.w_grad, layer.b_grad, *both), strict=True))


def listed_by(layer, name):
    """What params() or grads() of a layer gives, which must be two arrays."""
    method = getattr(layer, name)
    if not callable(method):
        raise Refuse(f"`{name}` is a method of a layer: it is called, with brackets.")
    listed = method()
    if listed is None:
        raise Refuse(f"`{name}()` gives None. Is there a `return`?")
    if not isinstance(listed, list | tuple) or len(listed) != 2:
        count = f"{len(listed)} in it" if isinstance(listed, list | tuple) else name_of(listed)
        what = "w and b" if name == "params" else "their gradients"
        raise Refuse(f"`{name}()` gives a list of two arrays, {what}, but there is {count}.")
    return listed


def seen(cls, x, w, b):
    """Whether the layer feels it when what params() gives is changed in place."""
    layer = with_parameters(cls, w, b)
    for param in listed_by(layer, "params"):
        if isinstance(param, np.ndarray):
            param += 1
    return layer.forward(x)
