"""Write the sigmoid of an array, the forward of a layer, as one expression."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import ROW, X, built, sigmoid

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=layers.Sigmoid,
    run=lambda cls, x: cls().forward(x),
    accepts=(list, tuple),
    probes=[(X,), (ROW,), (2 * X[:3],)],
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
        "in the exponent.",
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
)


exercise.variant(built(lambda x: np.exp(x) / (1 + np.exp(x)), None))
exercise.variant(built(lambda x: (1 + np.tanh(x / 2)) / 2, None))
exercise.variant(built(lambda x: (1 + np.e**-x) ** -1, None))
