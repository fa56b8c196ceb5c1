"""Predict how wide a sum of 400 products spreads, and which weights would keep it at 1."""

import numpy as np

from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import family


def _tell(outcomes):
    """What can be said of the two numbers, each for itself."""
    came = outcomes[0].output
    if isinstance(came, str) or type(came) in (list, tuple) and str in map(type, came):
        return "A number is written without quotes: 0.2, or 1 / 5, which Python works out."
    if type(came) not in (list, tuple, np.ndarray) or len(came) != 2:
        return "Wanted are two numbers in round brackets, as in `(3.0, 0.2)`."
    if any(family(one) != "number" for one in came):
        return None
    sums, weights = map(float, came)
    first = abs(sums - 20) <= 1e-5
    texts = [] if first else [_about_sums(sums)]
    if abs(weights - 0.05) > 1e-7:
        texts.append(_about_weights(weights, first))
    return " ".join(texts)


def _near(number, *others):
    return any(abs(number - other) <= 0.02 * abs(other) for other in others)


def _about_sums(sums):
    """What is said of a first number that is not right."""
    if sums < 0 or np.isnan(sums):
        return "The first: a standard deviation is never negative."
    if _near(sums, 800, 800**0.5):
        return f"The first: the variance of one product is 1 times 1. {_TOGETHER}"
    if _near(sums, 400):
        return f"The first: that is a variance. {_TOGETHER}"
    if sums <= 1:
        return (
            "The first: 400 random numbers are added up, not averaged. Such a sum is more widely "
            "spread than each of them, so the number is above 1."
        )
    return f"The first: each product has the variance 1, and there are 400. {_TOGETHER}"


def _about_weights(weights, first):
    """What is said of a second number that is not right."""
    if weights < 0 or np.isnan(weights):
        return "The second: a standard deviation is never negative."
    if _near(weights, 5):
        return "The second: is that in percent? Write it as a plain number, with a point."
    if _near(weights, 1 / 400):
        return "The second: that is the variance. Asked for is the standard deviation, its root."
    if first:
        return f"The second: {_TIMES[0].lower()}{_TIMES[1:]}"
    return (
        "The second follows from the first: with weights of spread 1 the sums are so wide. By what "
        "must the weights be divided, so that the sums come out with 1?"
    )


_TOGETHER = "Variances add up; the standard deviation is the root of what comes out."

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
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


_FIRST, _SECOND = "The first is right. ", "The second is right. "
_TIMES = (
    "The sums came out 20 times as wide. What must become 20 times as small, so that they come out "
    "as wide as 1?"
)
_GROWS = "A sum of many random numbers is more widely spread than each of them. Variances add up."
_VARIANCE = (
    "The first is the variance of the sum: which root is still to be taken? And what is asked for "
    "the weights is their standard deviation."
)

exercise.mistakes(
    variances=(
        "These are the variances. NumPy's `normal`, and the question, want standard deviations.",
        (400.0, 1 / 400),
    ),
    variance_of_the_sum=(
        f"{_SECOND}The first is the variance of the sum: which root is still to be taken?",
        (400.0, 0.05),
    ),
    variance_of_the_weights=(
        f"{_FIRST}The second is the variance that the weights need. What is asked for is their "
        "standard deviation.",
        (20.0, 1 / 400),
    ),
    point_misplaced=(f"{_FIRST}Work the second out once more: 1 divided by 20.", (20.0, 0.005)),
    point_misplaced_the_other_way=(
        f"{_FIRST}Work the second out once more: 1 divided by 20.",
        (20.0, 0.5),
    ),
    root_twice=(
        f"{_FIRST}For the second a root has been taken once more than needed. {_TIMES}",
        (20.0, 20**-0.5),
    ),
    unchanged=(_GROWS, (1.0, 1.0)),
    sum_unchanged=(f"{_SECOND}{_GROWS}", (1.0, 0.05)),
    sum_of_zero=(
        f"{_SECOND}The sums lie around 0, but the question is how far they spread.",
        (0.0, 0.05),
    ),
    weights_unchanged=(f"{_FIRST}{_TIMES}", (20.0, 1.0)),
    same_twice=(f"{_FIRST}{_TIMES}", (20.0, 20.0)),
    as_large_as_the_sum=(f"{_FIRST}{_TIMES}", (20.0, 400.0)),
    averaged=(
        "The sum does not shrink when more is added to it: the first number is above 1.",
        (0.05, 20.0),
    ),
    small_twice=(
        f"{_SECOND}The sum does not shrink when more is added to it: the first number is above 1.",
        (0.05, 0.05),
    ),
    order_unsure=(f"{_GROWS} {_TIMES}", (1.0, 20.0)),
    negative=(f"{_FIRST}A standard deviation is never negative.", (20.0, -0.05)),
    xavier=(
        f"{_FIRST}Xavier also thinks of the way back. Here only the forward direction counts, and "
        "400 inputs decide.",
        (20.0, (2 / 401) ** 0.5),
    ),
    for_relu=(
        f"{_FIRST}The 2 belongs to ReLU, which stops half of the numbers. Here nothing is stopped.",
        (20.0, (2 / 400) ** 0.5),
    ),
    for_relu_rounded=(
        f"{_FIRST}The 2 belongs to ReLU, which stops half of the numbers. Here nothing is stopped.",
        (20.0, 0.07),
    ),
    for_relu_rounded_once_more=(
        f"{_FIRST}The 2 belongs to ReLU, which stops half of the numbers. Here nothing is stopped.",
        (20.0, 0.071),
    ),
    small_and_smaller=(
        "The sum does not shrink when more is added to it: the first number is above 1. And what "
        "is asked for the weights is a standard deviation, not a variance.",
        (0.05, 1 / 400),
    ),
    variance_and_root=(_VARIANCE, (400.0, 20.0)),
    root_twice_rounded=(
        f"{_FIRST}For the second a root has been taken once more than needed. {_TIMES}",
        (20.0, 0.22),
    ),
    a_quarter=(f"{_FIRST}Work the second out once more: 1 divided by 20.", (20.0, 0.25)),
    variance_of_two_short=(
        "Input and weight have the variance 1 each, and their product too: 1 times 1, not 1 plus "
        "1.",
        (28.3, 0.035),
    ),
    variance_of_two=(
        "Input and weight have the variance 1 each, and their product too: 1 times 1, not 1 plus "
        "1.",
        (800**0.5, 1 / 800**0.5),
    ),
    variance_of_two_rounded=(
        "Input and weight have the variance 1 each, and their product too: 1 times 1, not 1 plus "
        "1.",
        (28.28, 0.0354),
    ),
    variance_twice=(_VARIANCE, (400.0, 400.0)),
    variance_and_one=(_VARIANCE, (400.0, 1.0)),
    squared=(
        "Something has been squared that wants a root: 400 products have the variance 400.",
        (160000.0, 1 / 160000),
    ),
    squared_once=(
        "Something has been squared that wants a root: 400 products have the variance 400.",
        (160000.0, 1 / 400),
    ),
    half=(
        "Halving is not the root: which number, times itself, gives 400?",
        (200.0, 0.005),
    ),
    doubled=("Which number, times itself, gives 400? It is not 40.", (40.0, 0.025)),
    too_small=("Which number, times itself, gives 400? It is not 10.", (10.0, 0.1)),
    one_tenth=(f"{_FIRST}Work the second out once more: 1 divided by 20.", (20.0, 0.1)),
    in_quotes=(
        "Quotes make a string. Write the two numbers in round brackets, without quotes.",
        "(20.0, 0.05)",
    ),
    one_number=(
        "One number came. There are two questions: the spread of the sums, and the one that the "
        "weights should have.",
        20.0,
    ),
)


exercise.variant([20, 0.05])
exercise.variant((400**0.5, 1 / 400**0.5))
