"""Probes, ways to run layers, and wrong backwards with their hints."""

import numpy as np

from dlscratch.checks.engine import differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.layers import Layer

# Probes are lopsided on purpose: sizes that all differ, no incoming gradient of 1. The last batch
# is what the others are not: a single row, with a 0 and a number that comes twice.
X = np.array([[1.5, -2.25, 0.3], [-0.7, 3.1, -1.2], [2.2, 0.9, -3.4], [-1.8, 0.15, 1.1]])
GRADIENT = np.array([[2.0, -3.0, 5.0], [-1.5, 4.0, 0.7], [3.5, -2.5, 1.2], [0.4, -0.9, -6.0]])
ROW, ROW_GRADIENT = np.array([0.8, -1.6]), np.array([-7.0, 3.0])
FACTOR = np.array([2.0, -3.0, 0.7])
ONE, ONE_GRADIENT = np.array([[0.0, 0.6, 0.6]]), np.array([[3.0, -2.0, 0.0]])
ACTIVATION_PROBES = [
    (X, GRADIENT),
    (ROW, ROW_GRADIENT),
    (X[:3] / 2, GRADIENT[1:]),
    (ONE, ONE_GRADIENT),
    (ROW, None),
]


def activation():
    """`run` and `expect` for a layer class without parameters, whose probes are (x, gradient).

    That it has none is looked at: an optimizer changes whatever `params()` holds.
    """

    def listed(layer, gradients=None):
        if gradients is not None:  # what is expected
            return {"what params() holds": [], "what grads() holds": []}
        found = {"what params() holds": layer.params(), "what grads() holds": layer.grads()}
        return {what: [] if came == () else came for what, came in found.items()}

    run, expect = differences.layer(lambda cls: cls(), (), listed)
    return {"run": run, "expect": expect}


def parametrised(build, names):
    """The same for a layer with the parameters `names`, found by `params()` and `grads()`.

    The two lists may come in any order, as long as it is one order.
    """

    def listed(layer, gradients=None):
        if gradients is not None:  # what is expected
            return dict(_pairs((name, True, gradients[name]) for name in names))
        params, grads = layer.params(), layer.grads()
        for what, came in (("params()", params), ("grads()", grads)):
            if came is None:
                raise Refuse(f"`{what}` gives None. Is there a `return`?")
            if not isinstance(came, list | tuple):
                raise Refuse(f"`{what}` returns a list, in square brackets even around one array.")
            if len(came) != len(names):
                raise Refuse(
                    f"`{what}` holds one array for each parameter. This layer has {len(names)}, "
                    f"and {len(came)} came{_what_came(layer, came)}."
                )
        found = []
        for name in names:
            own = [i for i, it in enumerate(params) if _is_same(it, getattr(layer, name))]
            place = own[0] if own else names.index(name)
            found.append((name, bool(own), grads[place]))
        return dict(_pairs(found))

    run, expect = differences.layer(build, names, listed)
    return {"run": run, "expect": expect, "accepts": (list, tuple)}


def _what_came(layer, came):
    """What a list of the wrong length seems to hold, where that can be seen."""
    if came and all(np.ndim(item) == 0 for item in came):
        return ": single numbers. `list(…)` takes an array apart"
    if any(item is getattr(layer, "x", None) for item in came):
        return ", the batch among them. Only what the layer owns and learns is a parameter"
    return ""


def _pairs(found):
    for name, own, gradient in found:
        yield f"{name} itself in params()", own
        yield f"the gradient that grads() pairs with {name}", gradient


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
    "Forward works. Backward uses a name that means nothing there. If forward made it, it was gone "
    "when forward ended: only what begins with `self.` stays. If it is a function from the "
    "lesson, this page does not have it."
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


NOT_RETURNED = "The result is worked out. Who gets it when the method ends?"
MATRIX_PRODUCT = (
    "`@` multiplies rows by columns and adds up. Here each number has one partner, in the same "
    "place of the other array."
)
IN_PLACE = (
    "The array that came in belongs to another layer, and your code has written into it: what does "
    "`*=` do to an array, and what does `*`?"
)
SPOILED = (
    "Backward has written into the array that forward kept and gave away. The next layer works "
    "with that same array, and so does a second backward."
)
KEEPS_THE_FIRST = (
    "The first batch is right. After that, the layer goes on remembering its first batch: does "
    "every forward write down what it has seen?"
)
ON_THE_CLASS = (
    "Two layers of this class share one memory: when the second goes forward, the first forgets. "
    "What stands on the class belongs to all its objects, what begins with `self.` to one."
)
PILES_UP = (
    "The gradients of several backwards are added up. Each backward begins anew; what was there "
    "before belongs to another batch."
)
CLEARED = (
    "Once is right, but then the note of forward is gone. It stays true until the next forward: "
    "nothing has to tidy it up."
)


def forgetful(cls, memory):
    """Layer classes whose backward is right and whose `memory`, names of attributes, is not."""

    class Keeps(cls):
        def forward(self, x):
            first = {name: vars(self)[name] for name in memory if name in vars(self)}
            outputs = super().forward(x)
            vars(self).update(first)
            return outputs

    class Shares(cls):
        def forward(self, x):
            outputs = super().forward(x)
            Shares.memory = {name: vars(self)[name] for name in memory}
            return outputs

        def backward(self, gradient):
            vars(self).update(Shares.memory)
            return super().backward(gradient)

    return {"keeps_the_first": (KEEPS_THE_FIRST, Keeps), "on_the_class": (ON_THE_CLASS, Shares)}


def add_common(exercise, slope):
    """Wrong ways with a right slope, which is a function of the layer; and of no slope at all."""
    forward = exercise.reference().forward

    def right(self, gradient):
        return slope(self) * gradient

    def in_place(self, gradient):
        gradient *= slope(self)
        return gradient

    def adding(self, gradient):
        self.total = getattr(self, "total", 0) + slope(self) * gradient
        return self.total

    def overwriting(self, gradient):
        self.x = self.outputs = slope(self) * gradient
        return self.outputs

    def clearing(self, gradient):
        found = slope(self) * gradient
        self.x = self.outputs = None
        return found

    exercise.mistakes(
        lambda backward: built(forward, backward),
        only_the_slope=(ONLY_THE_SLOPE, lambda self, gradient: slope(self)),
        added=(ADDED, lambda self, gradient: slope(self) + gradient),
        divided=(DIVIDED, lambda self, gradient: gradient / slope(self)),
        passed_on=(PASSED_ON, lambda self, gradient: gradient),
        summed=(SUMMED, lambda self, gradient: (slope(self) * gradient).sum()),
        summed_rows=(SUMMED, lambda self, gradient: (slope(self) * gradient).sum(axis=0)),
        matrix_product=(MATRIX_PRODUCT, lambda self, gradient: slope(self) @ gradient),
        curve_of_the_gradient=(
            "The slope is right, but what comes in was sent through the curve first. It is only "
            "multiplied.",
            lambda self, gradient: slope(self) * forward(gradient),
        ),
        in_place=(IN_PLACE, in_place),
        piles_up=(PILES_UP, adding),
        cleared=(CLEARED, clearing),
        note_overwritten=(
            "Once is right. But backward writes its result over the note of forward, and whoever "
            "reads the note after that finds something else in it.",
            overwriting,
        ),
        not_returned=(f"Backward: {NOT_RETURNED[0].lower()}{NOT_RETURNED[1:]}", lambda *_: None),
        no_cache=(NO_CACHE, lambda self, gradient: self.kept * gradient),
        gone=(GONE, lambda self, gradient: kept * gradient),  # noqa: F821
    )
    exercise.mistakes(**forgetful(built(forward, right), ("x", "outputs")))

    @exercise.wrong(f"Forward: {NOT_RETURNED[0].lower()}{NOT_RETURNED[1:]}")
    class forward_not_returned(built(forward, right)):
        def forward(self, x):
            super().forward(x)

    @exercise.wrong(
        "All numbers are right, but they come as lists. The layers on both sides compute with what "
        "they get, and that takes an array."
    )
    class gives_lists(built(forward, right)):
        def forward(self, x):
            return super().forward(x).tolist()

        def backward(self, gradient):
            self.outputs = np.array(self.outputs)
            return super().backward(gradient).tolist()

    @exercise.wrong(
        "Forward gives the slope. It should give the point on the curve, and only remember what "
        "the slope needs."
    )
    class slope_from_forward(built(forward, right)):
        def forward(self, x):
            super().forward(x)
            return slope(self)

    @exercise.wrong(
        "A layer without parameters has nothing to learn: its `params()` and `grads()` are empty, "
        "and `Layer` brings these along. The batch is no parameter."
    )
    class batch_for_a_parameter(built(forward, right)):
        def backward(self, gradient):
            self.x_grad = super().backward(gradient)
            return self.x_grad

        def params(self):
            return [self.x]

        def grads(self):
            return [self.x_grad]

    @exercise.wrong(
        "Backward asks for more than it gets: a network hands it the gradient alone. What else it "
        "needs, forward has to leave in the layer."
    )
    class asks_for_x(Layer):
        def forward(self, x):
            return forward(x)

        def backward(self, x, gradient):
            return gradient

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
