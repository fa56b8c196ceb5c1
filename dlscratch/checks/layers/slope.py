"""Measure the slope of f at x from both sides, and choose an epsilon."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise


def square_plus(x):
    return x * x + 3 * x


def cube(x):
    return x**3 - x


def wave(x):
    """Its curve does not bend at 0: there, one side is as good as both. A tenth is too far."""
    return 10 + np.sin(x)


def _with_epsilon(default):
    """The right formula, with an epsilon for callers who do not choose one."""
    return lambda f, x, epsilon=default: (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_with_epsilon(1e-5),
    probes=[(cube, 2.0, 0.25), (square_plus, 1.0, 0.125), (cube, -1.5, 0.01), (wave, 0.0)],
    hints=(
        "What does f say a little to the right of x, and what a little to the left?",
        "A slope is a rise divided by a distance. How far apart are the two places?",
        "The two places are two epsilons apart, and the whole distance stands below the line, in "
        "brackets. For epsilon itself, look at the middle of the lesson's picture of errors.",
    ),
    after="Two values of f for one slope, and no calculus. It is slow, since every number needs "
    "two runs, but it hardly ever lies. That makes it the judge of every backward in this course.",
)


exercise.mistakes(
    lambda formula: lambda f, x, e=1e-5: formula(f, x, e),
    one_side=(
        "You nudge to the right only. Nudge to the left as well, and let the two bends cancel.",
        lambda f, x, e: (f(x + e) - f(x)) / e,
    ),
    left_side=(
        "You nudge to the left only. Nudge to the right as well, and let the two bends cancel.",
        lambda f, x, e: (f(x) - f(x - e)) / e,
    ),
    one_epsilon=(
        "Twice the true slope. How far is it from the left place to the right one?",
        lambda f, x, e: (f(x + e) - f(x - e)) / e,
    ),
    no_brackets=(
        "Far too small. `/ 2 * epsilon` divides by 2 and then *multiplies* by epsilon.",
        lambda f, x, e: (f(x + e) - f(x - e)) / 2 * e,
    ),
    not_divided=(
        "That is the rise. A slope is the rise for each step to the right: divide by the distance.",
        lambda f, x, e: f(x + e) - f(x - e),
    ),
    sides_swapped=(
        "The opposite sign. Which of the two values do you take away from the other?",
        lambda f, x, e: (f(x - e) - f(x + e)) / (2 * e),
    ),
    one_side_halved=(
        "You nudge to one side, but divide by the distance between both sides.",
        lambda f, x, e: (f(x + e) - f(x)) / (2 * e),
    ),
    brackets_around_f=(
        "You add epsilon to f(x). It is x that is to be nudged, inside the brackets of f.",
        lambda f, x, e: ((f(x) + e) - (f(x) - e)) / (2 * e),
    ),
    rise_not_in_brackets=(
        "Python divides before it subtracts: the difference needs brackets.",
        lambda f, x, e: f(x + e) - f(x - e) / (2 * e),
    ),
)


exercise.mistakes(
    epsilon_ignored=(
        "Here the caller chose another epsilon, and your formula uses a number of its own.",
        lambda f, x, epsilon=0: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5,
    ),
    zero_epsilon=(
        "With an epsilon of 0 nothing is nudged, and 0 is divided by 0.",
        lambda f, x, epsilon=0: (f(x + epsilon) - f(x - epsilon)) / (2 * np.float64(epsilon)),
    ),
)


exercise.mistakes(
    _with_epsilon,
    **{
        f"huge_epsilon_{epsilon}".replace(".", "_"): (
            "The formula is right. The epsilon that you chose is so large that the curve bends on "
            "the way: you measure the slope of a long shortcut.",
            epsilon,
        )
        for epsilon in (1, 0.5, 0.1, 0.05, 0.02, 0.01)
    },
    **{
        f"tiny_epsilon_1e_{digits}": (
            "The formula is right. The epsilon that you chose is so small that rounding is all "
            "that is left of the difference. Try something in the middle.",
            10.0**-digits,
        )
        for digits in (11, 12, 13, 14, 15, 16)
    },
)


@exercise.variant
def divided_by_the_distance(f, x, epsilon=1e-6):
    left, right = x - epsilon, x + epsilon
    return (f(right) - f(left)) / (right - left)


@exercise.variant
def mean_of_both_sides(f, x, epsilon=1e-4):
    return 0.5 * ((f(x + epsilon) - f(x)) / epsilon + (f(x) - f(x - epsilon)) / epsilon)


@exercise.variant
def sum_over_the_sides(f, x, epsilon=1e-7):
    return sum(side * f(x + side * epsilon) for side in (1, -1)) / 2 / epsilon
