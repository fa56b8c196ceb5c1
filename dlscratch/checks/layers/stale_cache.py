"""Find the bug: `Square` goes on remembering the x of its first forward."""

import copy

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.layers.shared import GONE, GRADIENT, NO_CACHE, ON_THE_CLASS, X
from dlscratch.layers import Layer


class _Square(Layer):
    def __init__(self):
        self.x = None

    def forward(self, x):
        self.remember(x)
        return x * x

    def remember(self, x):
        self.x = x

    def backward(self, gradient):
        return 2 * self.x * gradient


def _use_square(cls, first, second, gradient):
    """There and back three times, and once, in between, only there. No gradient: only there.

    Another layer of the same class goes forward between there and back.
    """
    layer, other, outputs = cls(), cls(), {}
    for turn, x in (("first", first), ("second", second), ("third", first)):
        outputs[f"the {turn} forward"] = copy.deepcopy(layer.forward(x))
        attempt(other.forward, x[::-1] - 3)
        back = np.empty(0) if gradient is None else layer.backward(gradient[: len(x)])
        outputs[f"the {turn} backward"] = copy.deepcopy(back)
        if turn == "first":
            layer.forward(first[::-1] + 7)
    return outputs


exercise = Exercise(
    __name__,
    kind="bug",
    wants="class",
    reference=_Square,
    run=_use_square,
    accepts=(list, tuple),
    probes=[
        (X, X[::-1] - 5, GRADIENT),
        (X[:2], X[:3] + 2, GRADIENT),
        (X[:3], X[2:], GRADIENT),
        (X, X[:2] + 1, None),
    ],
    hints=(
        "Forward's numbers are always right, so the trouble is in what backward works with.",
        "Forward with 1, then forward with 10, then backward with 1: print `layer.x` after each "
        "call. Backward should speak about the last forward.",
        "The condition lets the layer remember only when it remembers nothing yet. When should it "
        "remember?",
    ),
    after="A cache is as old as the last time somebody wrote to it. A test with a single forward "
    "could not see this: try every layer twice, with different numbers.",
)


@exercise.wrong(
    "The first gradient is right. The next one belongs to the x of the *first* forward: when does "
    "the layer write down a new x?"
)
class keeps_the_first(_Square):
    def remember(self, x):
        if self.x is None:
            self.x = x


@exercise.wrong(
    "That helps as long as every forward is followed by its backward. Here somebody called forward "
    "once more in between, just to look. Which line of forward depends on what was there before?"
)
class cleared_in_backward(_Square):
    def remember(self, x):
        if self.x is None:
            self.x = x

    def backward(self, gradient):
        result = super().backward(gradient)
        self.x = None
        return result


@exercise.wrong(
    "Now the layer remembers anew when the shape changes. Two batches of the same shape hold "
    "different numbers all the same."
)
class only_for_another_shape(_Square):
    def remember(self, x):
        if self.x is None or self.x.shape != x.shape:
            self.x = x


@exercise.wrong(
    "Backward works with the x of the forward *before* the last one. In which order does forward "
    "write things down?"
)
class one_behind(_Square):
    last = None

    def remember(self, x):
        self.x, self.last = (x if self.last is None else self.last), x


@exercise.wrong(
    "When backward needs `self.x`, it is still None. Which line gives it an x, and does that line "
    "run in every forward?"
)
class remembers_nothing(_Square):
    def remember(self, x):
        if self.x is not None:
            self.x = x


@exercise.wrong("Backward works with the sum of all x so far. The last forward alone counts.")
class adds_up(_Square):
    def remember(self, x):
        self.x = x if self.x is None else self.x + x


@exercise.wrong(
    "What is remembered is fresh now, but it is the output. The slope of `square` is made of its "
    "input."
)
class remembers_the_output(_Square):
    def remember(self, x):
        self.x = x * x


@exercise.wrong("Backward uses the gradient in the place of x.")
class from_the_gradient(_Square):
    def backward(self, gradient):
        return 2 * gradient * gradient


@exercise.wrong(ON_THE_CLASS)
class on_the_class(_Square):
    def remember(self, x):
        on_the_class.x = x

    def backward(self, gradient):
        return 2 * on_the_class.x * gradient


@exercise.wrong(
    "The new numbers are written into the array of the first batch. That fits only while all "
    "batches have one shape: let the name stand for the new array instead."
)
class overwrites_its_copy(_Square):
    def remember(self, x):
        if self.x is None:
            self.x = x.copy()
        else:
            self.x[:] = x


@exercise.wrong(
    "The new numbers are written into the array of the first batch, and that belongs to whoever "
    "called forward. Let the name stand for the new array instead."
)
class overwrites_the_first(_Square):
    def remember(self, x):
        if self.x is None:
            self.x = x
        self.x[...] = x


@exercise.wrong(GONE)
class plain_name(_Square):
    def backward(self, gradient):
        return 2 * kept * gradient  # noqa: F821


@exercise.wrong(NO_CACHE)
class another_name(_Square):
    def backward(self, gradient):
        return 2 * self.kept * gradient


@exercise.wrong("The memory is mended, but what comes in is added now: it was right before.")
class added(_Square):
    def backward(self, gradient):
        return 2 * self.x + gradient


@exercise.wrong("The memory is mended, but on the way backward lost what comes in.")
class no_incoming(_Square):
    def backward(self, gradient):
        return 2 * self.x


@exercise.wrong("The memory is mended, but on the way backward lost its 2: it was right before.")
class two_lost(_Square):
    def backward(self, gradient):
        return self.x * gradient


@exercise.variant
class keeps_a_copy(_Square):
    def remember(self, x):
        self.x = x.copy()


@exercise.variant
class keeps_the_slope(Layer):
    def forward(self, x):
        self.slope = 2 * x
        return x**2

    def backward(self, gradient):
        return gradient * self.slope
