"""Predict how wide a sum of 400 products spreads, and which weights would keep it at 1."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(20.0, 0.05),
    accepts=(list, np.ndarray),
    hints=(
        "Variances add up: one for each of the inputs. What is the variance of a single product, "
        "when input and weight both have the standard deviation 1?",
        "The variance of the sum is 400. And the standard deviation is the root of the variance.",
        "The sum comes out 20 times as wide as its inputs. How much smaller must the weights be?",
    ),
    after="The spread grows with the root of the number of inputs: 784 pixels and weights of "
    "spread 1 make sums of spread 28, and a sigmoid of those is 0 or 1, hardly ever between.",
)


exercise.mistakes(
    variances=(
        "These are the variances. NumPy's `normal`, and the question, want standard deviations.",
        (400.0, 1 / 400),
    ),
    variance_of_the_sum=(
        "The second is right. The first is the variance of the sum: which root is still to be "
        "taken?",
        (400.0, 0.05),
    ),
    variance_of_the_weights=(
        "The first is right. The second is the variance that the weights need. What is asked for "
        "is their standard deviation.",
        (20.0, 1 / 400),
    ),
    unchanged=(
        "A sum of many random numbers is more widely spread than each of them. Variances add up.",
        (1.0, 1.0),
    ),
    averaged=(
        "The sum does not shrink when more is added to it: the first number is above 1.",
        (0.05, 20.0),
    ),
    xavier=(
        "The first is right. Xavier also thinks of the way back. Here only the forward "
        "direction counts, and 400 inputs decide.",
        (20.0, (2 / 401) ** 0.5),
    ),
)


exercise.variant([20, 0.05])
exercise.variant((400**0.5, 1 / 400**0.5))
