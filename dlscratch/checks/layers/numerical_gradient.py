"""Order the lines of a function that measures a gradient by nudging each number."""

import functools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.layers.shared import ROW, X
from dlscratch.gradients import numerical_gradient as measured_gradient

BEFORE = (
    "def numerical_gradient(f, x, epsilon=1e-6):",
    "    gradient = np.zeros_like(x)",
    "    for index in np.ndindex(x.shape):",
)
LINES = {
    "A": "        below = f(x)",
    "B": "        x[index] = value",
    "C": "        x[index] = value - epsilon",
    "D": "        gradient[index] = (above - below) / (2 * epsilon)",
    "E": "        value = x[index]",
    "F": "        above = f(x)",
    "G": "        x[index] = value + epsilon",
}


def all_together(x):
    """Every number counts, and differently: also what is left of a nudge that was not undone."""
    return float(np.sum(np.arange(2, 2 + x.size).reshape(x.shape) * x**2) + np.prod(x))


exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="EGFCABD",
    prepare=functools.partial(
        assemble,
        lines=LINES,
        name="numerical_gradient",
        known={"np": np},
        before=BEFORE,
        after=("    return gradient",),
    ),
    expect=lambda _, f, x: measured_gradient(f, x),
    # Nothing is nudged in an array without numbers, so there no order stops with an error.
    probes=[(all_together, X[:2].copy()), (all_together, ROW.copy()), (all_together, np.empty(0))],
    rtol=1e-5,
    hints=(
        "Before a number is nudged, somebody must note what it was.",
        "Nudge to one side and look; nudge to the other side and look. Which look is called above, "
        "and which below?",
        "First note the value. Then up and look, down and look. At the end there are two things to "
        "do, in either order: put the number back, and work out the slope.",
    ),
    after="Two runs of f for each number: fine for a test, hopeless for a network that learns. And "
    "it puts every number back, because the array belongs to someone else.",
)


exercise.mistakes(
    put_back_too_early=(
        "The number is put back and then nudged once more, and so it stays. What must come after "
        "the last nudge?",
        "EGFBCAD",
    ),
    sides_swapped=(
        "Every sign is turned round. Which nudge should come before the look that is called "
        "`above`?",
        "ECFGABD",
    ),
    both_looks_at_one_place=(
        "All zero: both looks saw the same numbers. Between the two looks there must be a nudge, "
        "and before the first one too.",
        "EGCFABD",
    ),
    looked_before_the_nudge=(
        "Half of what it should be, with the opposite sign: one of the two looks saw the number "
        "without a nudge, and the other belongs on the other side. Go through your order line by "
        "line, and write down what `x[index]` is after each.",
        "EFGACBD",
    ),
    one_side_only=(
        "Half of what it should be: one of the two looks saw the number as it was, without a "
        "nudge. That is one side only, divided by the distance between two.",
        "EFCAGBD",
    ),
    used_too_early=(
        "Some line uses a name that has no value yet. Which lines give a value to `value`, "
        "`above` and `below`, and which ones use them?",
        "EGFDCAB",
    ),
)


exercise.variant("EGFCADB")
exercise.variant("ECAGFBD")
exercise.variant(["E", "G", "F", "C", "A", "B", "D"])
