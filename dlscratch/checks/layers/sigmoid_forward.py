"""Write the sigmoid of an array, the forward of a layer, as one expression."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.differences import another
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.layers.shared import NOT_RETURNED, ONE, ROW, X, built, sigmoid


class _Empty:
    pass


def _forward(cls, x):
    """Forward, and once more for a second batch. What stops it is an output here.

    So an answer that stops on every probe can be recognised, too.
    """
    layer = cls()
    first = copy.deepcopy(attempt(layer.forward, x))
    if isinstance(first, Stopped):
        return {"forward": first}
    return {"forward": first, "forward, for a second batch": attempt(layer.forward, another(x))}


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=layers.Sigmoid,
    run=_forward,
    accepts=(list, tuple),
    probes=[(X,), (ROW,), (2 * X[:3],), (ONE,)],
    hints=(
        "Write the formula as if x were one number; NumPy does the rest.",
        "Inside is `np.exp`, and there is a minus in it. Around that are a sum and a division: "
        "which of the two is done first?",
        "The whole sum, 1 and the exponential, stands below the line. It needs brackets.",
    ),
    after="Try what you know: 0 becomes one half, large numbers come close to 1, and very negative "
    "ones close to 0. Two or three such values find most slips in a formula.",
)


exercise.mistakes(
    lambda formula: built(formula, None),
    no_minus=(
        "It falls where it should rise: what does your formula make of a large x? Look at the sign "
        "in each exponent, and at what stands above the line.",
        lambda x: 1 / (1 + np.exp(x)),
    ),
    no_brackets=(
        "Some results are larger than 1. Python divides before it adds: what is below the line in "
        "your formula?",
        lambda x: 1 / 1 + np.exp(-x),
    ),
    no_one=("What stands below the line is a sum of two. One of them is missing.", np.exp),
    only_the_exponential=("That is the exponential alone.", lambda x: np.exp(-x)),
    minus_in_the_sum=(
        "Below the line the two parts are added. The only minus is in the exponent.",
        lambda x: 1 / (1 - np.exp(-x)),
    ),
    tanh=("That is tanh: some of its results are negative.", np.tanh),
    the_slope=(
        "That is the slope of the sigmoid, for the next exercise. Here its value is wanted.",
        lambda x: sigmoid(x) * (1 - sigmoid(x)),
    ),
    sigmoid_twice=(
        "The numbers have been through the sigmoid twice.",
        lambda x: sigmoid(sigmoid(x)),
    ),
    e_minus_x=(
        "Below the line, x is taken away from e. The formula has e *to the power of* minus x.",
        lambda x: 1 / (1 + np.e - x),
    ),
    e_times_x=(
        "Below the line, e is multiplied by minus x. The formula has e *to the power of* minus x.",
        lambda x: 1 / (1 + np.e * -x),
    ),
    two_for_e=(
        "That is the right shape of curve with another base: the formula has e, and `np.exp`.",
        lambda x: 1 / (1 + 2.0**-x),
    ),
    minus_outside=(
        "The minus stands in front of the exponential. It belongs to the x inside.",
        lambda x: 1 / (1 + -np.exp(x)),
    ),
    not_called=(
        "`np.exp` is a function, and here it is not called: it takes its number in round brackets.",
        lambda x: 1 / (1 + np.exp * -x),
    ),
    not_kept=(
        "Here x comes in as an argument. Nothing has been kept under this name in `self`, and "
        "nothing needs to be.",
        lambda x: sigmoid(_Empty().x),
    ),
    from_the_lesson=(
        "This page does not know that name. `np.exp` is here; what you have made on the lesson's "
        "page is not.",
        lambda x: sigmoid_of_the_lesson(x),  # noqa: F821
    ),
    not_returned=(NOT_RETURNED, lambda x: None),
    in_place=(
        "The array that came in belongs to somebody else, and your code has written into it.",
        lambda x: np.divide(1, 1 + np.exp(-x), out=x),
    ),
)


@exercise.wrong(
    "The first batch is right, and every later one gets the outputs of the first. Forward "
    "works out its outputs each time."
)
class keeps_the_first(layers.Sigmoid):
    def forward(self, x):
        if not hasattr(self, "first"):
            self.first = super().forward(x)
        return self.first


exercise.variant(built(lambda x: np.exp(x) / (1 + np.exp(x)), None))
exercise.variant(built(lambda x: (1 + np.tanh(x / 2)) / 2, None))
exercise.variant(built(lambda x: (1 + np.e**-x) ** -1, None))
