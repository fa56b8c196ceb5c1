"""Probes, and a linear layer for right and wrong answers."""

import dis
import inspect
import re

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.blank import SENTENCE, Blank, Unfinished
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import NONE, own, unhidden
from dlscratch.errors.values import name as name_of

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


def same(a, b):
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(a) == np.asarray(b)))


class LinearInPieces(layers.Layer):
    """The linear layer: the right answer in pieces, which the wrong ones replace."""

    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w = initializers.initial_weights(init, outputs, inputs, rng).astype(dtype)
        self.b = np.zeros(outputs, dtype)
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
        if have is None:
            raise Refuse(
                f"There is no array `self.{name}` in the layer, and the check looks for it under "
                "this name. Look at `__init__`, which was given."
            )
        if np.shape(have) != values.shape:
            raise Refuse(
                f"A layer with {inputs} inputs and {outputs} outputs has `self.{name}` of shape "
                f"{values.shape}, but here its shape is {np.shape(have)}. Look at `__init__`, "
                "which was given."
            )
        if have is others:
            raise Refuse(
                f"Two layers have one and the same `{name}`. What belongs to a layer is kept in "
                "its own `self`."
            )
        if not same(have, others) or name == "b" and np.any(have):
            start = "the weights that follow from `rng`" if name == "w" else "biases of 0"
            raise Refuse(
                f"A new layer does not start with {start}. Look at `__init__`, which was given."
            )
        have = np.asarray(have)
        if have.dtype == float:
            have[...] = values  # in place: whoever holds the array sees it
        else:
            have = values.copy()
        setattr(layer, name, have)
    vars(layer)["_given"] = {"w": w.copy(), "b": b.copy()}
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
            raise Refuse(
                f"Backward has run, and there is no `{name}` in the layer. {_why(layer, name)}"
            )
    both = (list(listed_by(layer, name)) for name in ("params", "grads"))
    return dict(zip(_LABELS, (layer.w_grad, layer.b_grad, *both), strict=True))


def _why(layer, name):
    """Where a gradient may have gone that backward has not stored."""
    code = type(layer).backward.__code__
    stored = any(
        one.opname == "STORE_ATTR" and one.argval == name for one in dis.get_instructions(code)
    )
    try:
        source = inspect.getsource(code)
    except (OSError, TypeError):
        source = ""
    others = [one for one in vars(layer) if "grad" in one or re.fullmatch("d_?[wb]", one)]
    others = [one for one in others if one not in ("w_grad", "b_grad")]
    if name in code.co_varnames:
        return f"A plain `{name}` is gone when backward ends; `self.{name}` stays in the layer."
    if f"self.{name} =" in source and not stored:
        return "Its line stands below a `return`, and what stands there never runs."
    for letter in "wb":
        if not same(getattr(layer, letter, None), layer._given[letter]):
            return (
                f"But `self.{letter}` holds other numbers now. That is a parameter, and backward "
                f"leaves it alone: its gradient is stored beside it, as `self.{letter}_grad`."
            )
    if others:
        return f"There is `self.{others[0]}`: is it this one?"
    return f"Backward is to store it, as `self.{name}`, before it returns."


def listed_by(layer, name):
    """What params() or grads() of a layer gives, which must be two arrays."""
    unhidden(layer)
    own(type(layer), name)
    listed = getattr(layer, name)()
    if listed is None:
        raise Refuse(f"`{name}()` gives None. {NONE}")
    if not isinstance(listed, list | tuple) or len(listed) != 2:
        count = f"{len(listed)} in it" if isinstance(listed, list | tuple) else name_of(listed)
        what = "w and b" if name == "params" else "their gradients"
        raise Refuse(f"`{name}()` gives a list of two arrays, {what}, but there is {count}.")
    must_be_list(name, listed)
    return listed


def must_be_list(name, listed):
    """Refuse a tuple: others put such lists together, and `params[i] -= …` wants a list."""
    if isinstance(listed, tuple):
        raise Refuse(
            f"`{name}()` gives a tuple, and a list is wanted: later pages put the lists of several "
            "layers together, and a tuple does not let itself be added to a list. Square brackets "
            "make a list."
        )


def seen(cls, x, w, b):
    """Whether the layer feels it when what params() gives is changed in place."""
    layer = with_parameters(cls, w, b)
    for param in listed_by(layer, "params"):
        if isinstance(param, np.ndarray):
            param += 1
    return layer.forward(x)
