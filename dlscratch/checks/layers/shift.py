"""Crash hunt: a forward without a `return`, and the layer after the next one stops."""

import numpy as np

from dlscratch.checks.engine import differences
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.layers.shared import GRADIENT, ROW, ROW_GRADIENT, X
from dlscratch.layers import Layer


class _Shift(Layer):
    def __init__(self, by):
        self.by = by

    def forward(self, x):
        return x + self.by

    def backward(self, gradient):
        return gradient


def _with(forward=_Shift.forward, backward=_Shift.backward):
    """A class of the learner's, with these methods."""
    return type("Shift", (_Shift,), {"forward": forward, "backward": backward})


_run, _expect = differences.layer(lambda cls, by: cls(by))
BEHIND = "the outputs of a tanh behind it"
FIRST = "the outputs of the first of two shifts"


def _in_a_chain(cls, x, gradient, by):
    """What a tanh makes of the outputs, and all that is looked at in a layer by itself."""
    found = {BEHIND: attempt(lambda: np.tanh(cls(by).forward(x)))} | _run(cls, x, gradient, by)
    first, _ = cls(by), cls(by + 2)
    return found | {FIRST: attempt(first.forward, x)}


_in_a_chain.arguments = ("x", "gradient", "by")


def _expected(cls, x, gradient, by):
    return {BEHIND: np.tanh(x + by)} | _expect(cls, x, gradient, by) | {FIRST: x + by}


exercise = Exercise(
    __name__,
    kind="crash",
    raises=TypeError,
    wants="class",
    reference=_Shift,
    run=_in_a_chain,
    expect=_expected,
    probes=[(X, GRADIENT, -1.5), (ROW, ROW_GRADIENT, 0.7), (X[:1], GRADIENT[:1], 4.0)],
    hints=(
        "The tanh got None, where an array should have come. Who hands over to the tanh, and was "
        "it all right there?",
        "`Watch` gives what it gets. So go one layer further back: print what `Shift(-1.5)` gives.",
        "The sum is worked out and kept, and then the method ends. What does a call give, if its "
        "method does not say so with `return`?",
    ),
    after="None travels. It passes whatever only hands things on, and stops where somebody first "
    "computes with it, often far from the `return` that is missing.",
)


def _kept(self, x):
    self.outputs = x + self.by


def _in_place(self, x):
    x += self.by
    return x


def _first_for_ever(self, x):
    if not hasattr(self, "outputs"):
        self.outputs = x + self.by
    return self.outputs


def _kept_elsewhere(self, x):
    self.outputs = x + self.by
    return self.output


def _adds_up(self, x):
    self.by = self.by + x
    return self.by


exercise.mistakes(
    _with,
    kept_and_not_returned=(
        "The sum is right, and it stays in the layer: forward gives None. What does the next layer "
        "get, and how would it get the sum?",
        _kept,
    ),
    hands_on_x=(
        "The next layer gets something now, but nothing is added to it: forward returns what came "
        "in.",
        lambda self, x: x,
    ),
    only_the_number=(
        "Forward returns the number that is to be added, and not the sum.",
        lambda self, x: self.by,
    ),
    in_place=(
        "The sum is right. But `+=` has written it into the array that came in, and that belongs "
        "to the layer before: `+` makes a new one.",
        _in_place,
    ),
    subtracted=(
        "The next layer gets something now, but the number was taken away. It was added before, "
        "and that was right.",
        lambda self, x: x - self.by,
    ),
    zeros=(
        "The crash is gone, and all that came in with it: zeros are handed on. The tanh needs the "
        "sum.",
        lambda self, x: 0.0 * x,
    ),
    fixed_number=(
        "With −1.5 it is right. But another shift is made with another number, and keeps it in "
        "`self.by`.",
        lambda self, x: x - 1.5,
    ),
    multiplied=(
        "The number is multiplied with what came in. It was added before, and that was right.",
        lambda self, x: x * self.by,
    ),
    tanh_inside=(
        "The sum went through a tanh in here. The chain has a layer for that.",
        lambda self, x: np.tanh(x + self.by),
    ),
    in_a_tuple=(
        "The sum comes in a tuple. Is there a comma behind it, or are there two things behind "
        "`return`?",
        lambda self, x: (x + self.by, self.by),
    ),
    summed=(
        "All sums are added up to one number. The next layer needs one for each place.",
        lambda self, x: (x + self.by).sum(),
    ),
    first_for_ever=(
        "The first batch is right. After that, the sums of the first batch come again and again.",
        _first_for_ever,
    ),
    misspelt=(
        "Forward returns something that is not there. Under which name is the sum kept?",
        _kept_elsewhere,
    ),
    adds_up=(
        "Once is right. But the layer writes the sum into its own number, and the next batch is "
        "added to that.",
        _adds_up,
    ),
    backward_shifted=(
        "Forward is right now. But backward was right before: a nudge of x moves the output by "
        "just as much, so the gradient goes on as it came.",
        _Shift.forward, lambda self, gradient: gradient + self.by,
    ),
    backward_times=(
        "Forward is right now. But the slope of adding is 1, whatever the number: backward was "
        "right before.",
        _Shift.forward, lambda self, gradient: gradient * self.by,
    ),
    backward_not_returned=(
        "Forward is right now. But backward gives None: a `return` has been lost there.",
        _Shift.forward, lambda self, gradient: None,
    ),
    backward_of_ones=(
        "Forward is right now. But backward has lost what comes in: it hands on the slope alone.",
        _Shift.forward, lambda self, gradient: np.ones_like(gradient),
    ),
)  # fmt: skip


@exercise.wrong(
    "With one shift it is right. But two of them share one number: what begins with `self.` "
    "belongs to one layer, what stands on the class to all."
)
class on_the_class(_Shift):
    def __init__(self, by):
        on_the_class.by = by


@exercise.variant
class kept_and_returned(_Shift):
    def forward(self, x):
        self.outputs = x + self.by
        return self.outputs


@exercise.variant
class number_by_number(_Shift):
    def forward(self, x):
        return np.array([number + self.by for number in x])
