"""What can be said of a wrong ReLU: where the input is positive, and where it is not."""

import numpy as np

from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import alike

AT_ZERO = "the gradient where the input is exactly 0"
NARROW = "what comes of float32, forward and backward"
_WHERE = {"forward": "forward", "gradient for x": "backward"}
_RULES = {
    "forward": "what went in is expected",
    "gradient for x": "what came in as `gradient` is expected",
}


def of_relu(exercise, outcomes):
    """Which inputs come out right, and which come back right: the positive ones, or the others."""
    if any(outcome.error for outcome in outcomes):
        return None
    for (x, _), outcome, wanted in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        for label, right in wanted.output.items():
            came = outcome.output.get(label)
            if isinstance(came, Stopped):
                return None
            if alike(came, right):
                continue
            if label == AT_ZERO:
                return (
                    "All else is right. But at exactly 0 something is divided by 0, and zeros are "
                    "common. The slope can be told by a comparison, with no division."
                )
            if label == NARROW:
                return (
                    "All numbers are right, but float32 becomes another kind on its way. True and "
                    "False in a product leave the kind as it is."
                )
            return _by_sign(label, came, right, x)
    return None


def _by_sign(label, came, right, x):
    """How many of the numbers under a label are right, by the sign of the input."""
    if label not in ("forward", "gradient for x"):
        what, _, when = label.partition(", ")
        return f"The first pass is right. Look at {what} {when}: something has changed in between."
    start = "" if label == "forward" else "Forward is right. "
    if np.shape(came) != np.shape(right):
        return f"{start}What comes out of {_WHERE[label]} has the shape of what goes in."
    good = np.isclose(np.asarray(came, float), right)
    facts = [
        f"where the input is {name}, {'all' if here.all() else 'some' if here.any() else 'no'} "
        f"numbers are right ({rule})"
        for name, here, rule in (
            ("positive", good[x > 0], _RULES[label]),
            ("negative", good[x < 0], "0 is expected"),
            ("0", good[x == 0], "0 is expected"),
        )
        if here.size
    ]
    return f"{start}In {_WHERE[label]}: {'; '.join(facts)}."


def shapes_of(x, gradient):
    """Which shapes there are, said where some do not fit."""
    return (
        f"x, the outputs, the slopes and both gradients all have the shape {x.shape}: a ReLU works "
        "number by number, and sums nothing."
    )


def kinds(layer):
    """The kinds of number that come of float32, forward and backward, in words."""
    x = np.array([[-2.0, 3.0], [0.5, -0.1]], np.float32)
    came = layer.forward(x), layer.backward(np.ones((2, 2), np.float32))
    return " and ".join(str(getattr(one, "dtype", "no array")) for one in came)
