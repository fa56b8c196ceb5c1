"""Probes, ways to run layers, and wrong backwards with their hints."""


import numpy as np

from dlscratch.checks.engine import differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.layers import Layer

# Probes are lopsided on purpose: sizes that all differ, no incoming gradient of 1, no repeated
# number, nothing that is 0.
X = np.array([[1.5, -2.25, 0.3], [-0.7, 3.1, -1.2], [2.2, 0.9, -3.4], [-1.8, 0.15, 1.1]])
GRADIENT = np.array([[2.0, -3.0, 5.0], [-1.5, 4.0, 0.7], [3.5, -2.5, 1.2], [0.4, -0.9, -6.0]])
ROW, ROW_GRADIENT = np.array([0.8, -1.6]), np.array([-7.0, 3.0])
FACTOR = np.array([2.0, -3.0, 0.7])
ACTIVATION_PROBES = [(X, GRADIENT), (ROW, ROW_GRADIENT), (X[:3] / 2, GRADIENT[1:]), (ROW, None)]


def activation():
    """`run` and `expect` for a layer class without parameters, whose probes are (x, gradient)."""
    run, expect = differences.layer(lambda cls: cls())
    return {"run": run, "expect": expect, "accepts": (list, tuple)}


def parametrised(build, names):
    """The same for a layer with the parameters `names`, found by `params()` and `grads()`.

    The two lists may come in any order, as long as it is one order.
    """

    def listed(layer, gradients=None):
        if gradients is not None:  # what is expected
            return dict(_pairs((name, True, gradients[name]) for name in names))
        params, grads = layer.params(), layer.grads()
        for what, came in (("params()", params), ("grads()", grads)):
            if not isinstance(came, list | tuple):
                raise Refuse(f"`{what}` returns a list, in square brackets even around one array.")
            if len(came) != len(names):
                raise Refuse(
                    f"`{what}` holds one array for each parameter. This layer has {len(names)}, "
                    f"and {len(came)} came."
                )
        found = []
        for name in names:
            own = [i for i, it in enumerate(params) if _is_same(it, getattr(layer, name))]
            place = own[0] if own else names.index(name)
            found.append((name, bool(own), grads[place]))
        return dict(_pairs(found))

    run, expect = differences.layer(build, names, listed)
    return {"run": run, "expect": expect, "accepts": (list, tuple)}


def _pairs(found):
    for name, own, gradient in found:
        yield f"{name} itself in params()", own
        yield f"what grads() has beside {name}", gradient


def _is_same(array, other):
    """Whether a change of the one, in place, is a change of the other."""
    return isinstance(array, np.ndarray) and np.shares_memory(array, other)


def built(forward, backward):
    """A layer class that remembers x and its outputs; `backward` gets the layer and a gradient."""

    class Built(Layer):
        def forward(self, x):
            self.x, self.outputs = x, forward(x)
            return self.outputs

        def backward(self, gradient):
            return backward(self, gradient)

    return Built


ONLY_THE_SLOPE = (
    "That is the slope alone. What came in from the right is not in it: how does the layer know "
    "what its output means for the loss?"
)
NO_CACHE = (
    "Forward works. Backward asks for something that forward has not kept under that name: what "
    "has `backward` to know about the forward, and where does a layer keep it?"
)
GONE = (
    "Forward works. Backward uses a name that does not exist there. What forward calls by a plain "
    "name is gone when forward ends; what begins with `self.` stays."
)
NO_BACKWARD = "Forward works. Which second method must a layer have?"
ADDED = (
    "Slope and incoming gradient are added here. If the slope is 2 and each bit of output costs 3, "
    "what does a bit of input cost?"
)
DIVIDED = (
    "The incoming gradient is divided by the slope. A box that doubles its number makes every "
    "nudge twice as large: should its gradient be doubled or halved?"
)
PASSED_ON = (
    "The incoming gradient came out as it went in. A steep box makes a nudge larger, a flat one "
    "smaller: where is the slope?"
)
SUMMED = (
    "Backward added up. But each number of x can be nudged by itself, so x has as many gradients "
    "as numbers, and here nothing is shared by several of them."
)


def add_common(exercise, slope):
    """Wrong ways with a right slope, which is a function of the layer; and of no slope at all."""
    forward = exercise.reference().forward
    exercise.mistakes(
        lambda backward: built(forward, backward),
        only_the_slope=(ONLY_THE_SLOPE, lambda self, gradient: slope(self)),
        added=(ADDED, lambda self, gradient: slope(self) + gradient),
        divided=(DIVIDED, lambda self, gradient: gradient / slope(self)),
        passed_on=(PASSED_ON, lambda self, gradient: gradient),
        summed=(SUMMED, lambda self, gradient: (slope(self) * gradient).sum()),
        summed_rows=(SUMMED, lambda self, gradient: (slope(self) * gradient).sum(axis=0)),
        no_cache=(NO_CACHE, lambda self, gradient: self.kept * gradient),
        gone=(GONE, lambda self, gradient: kept * gradient),  # noqa: F821
    )

    @exercise.wrong(NO_BACKWARD)
    class no_backward(Layer):
        def forward(self, x):
            return forward(x)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def as_output(s):
    """The slope of the sigmoid where its output is s."""
    return s * (1 - s)


class Scale(Layer):
    """The right answer of `scale`, in pieces that wrong ones replace."""

    def __init__(self, factor):
        self.factor = np.array(factor)

    def forward(self, x):
        self.x = x
        return self.factor * x

    def for_factor(self, gradient):
        return (self.x * gradient).sum(axis=0)

    def for_x(self, gradient):
        return self.factor * gradient

    def backward(self, gradient):
        self.factor_grad = self.for_factor(gradient)
        return self.for_x(gradient)

    def params(self):
        return [self.factor]

    def grads(self):
        return [self.factor_grad]
