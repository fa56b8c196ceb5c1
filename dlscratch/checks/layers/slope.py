"""Measure the slope of f at x from both sides, and choose an epsilon."""

import math

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note


def square_plus(x):
    return x * x + 3 * x


def cube(x):
    return x**3 - x


def wave(x):
    """Its curve does not bend at 0: there, one side is as good as both. A tenth is too far."""
    return 10 + np.sin(x)


def decay(x):
    """It falls, and takes one number at a time."""
    return math.exp(-x)


def _with_epsilon(default):
    """The right formula, with an epsilon for callers who do not choose one."""
    return lambda f, x, epsilon=default: (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


def _slope(answer):
    """The answer, whose own epsilon is judged only once its formula is right."""

    def slope(f, x, *epsilon):
        if epsilon:
            return answer(f, x, *epsilon)
        rising, falling = answer(wave, 0.0, 1e-5), answer(lambda x: -wave(x), 0.0, 1e-5)
        if not (_is(rising, 1) and _is(falling, -1)):  # the learner's choice does not count here
            answer(f, x)  # which may fail
            return rising
        nudges = []

        def watched(place):
            nudges.append(abs(place - x))
            return f(place)

        found = answer(watched, x)
        if np.ndim(found) == 0 and found is not None and not _is(found, 1):
            nudge = max(nudges, default=0)
            note(f"x was nudged by {nudge:.3g}, and a slope of 1 came out as {float(found):.9g}.")
            size = "too large" if nudge > 1e-5 else "too small" if nudge else "0"
            raise Refuse(f"The formula is right, but the epsilon that you chose is {size}.")
        return found

    return slope


def _is(found, wanted):
    try:
        return abs(float(found) - wanted) < 1e-6
    except (TypeError, ValueError):  # no number: the comparison says so
        return False


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_with_epsilon(1e-5),
    prepare=_slope,
    probes=[
        (cube, 2.0, 0.25),
        (square_plus, 1, 0.125),
        (cube, -1.5, 0.01),
        (decay, 0.5, 0.25),
        (decay, -1.0, 1e-4),
        (cube, 2.0, 0.25),  # as before: nothing may be kept from one call to the next
        (wave, 0.0),
    ],
    hints=(
        "What does f say a little to the right of x, and what a little to the left?",
        "A slope is a rise divided by a distance. How far apart are the two places?",
        "The two places are two epsilons apart, and the whole distance stands below the line, in "
        "brackets. For epsilon itself, see the second of the lesson's three rules.",
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
    size_only=(
        "The size is right, but this curve falls, and then its slope is negative.",
        lambda f, x, e: abs(f(x + e) - f(x - e)) / (2 * e),
    ),
    epsilon_squared=(
        "Below the line, epsilon is squared. The distance is *two times* epsilon.",
        lambda f, x, e: (f(x + e) - f(x - e)) / e**2,
    ),
    half_a_step=(
        "x is nudged by half of epsilon to each side. Epsilon itself is the nudge.",
        lambda f, x, e: (f(x + e / 2) - f(x - e / 2)) / e,
    ),
    multiplied_by_two=(
        "Four times what it should be. `/ epsilon * 2` divides by epsilon and then *multiplies*: "
        "the whole distance belongs below the line.",
        lambda f, x, e: (f(x + e) - f(x - e)) / e * 2,
    ),
    halved=(
        "Half of the rise, and no distance. A slope is the rise divided by the whole distance.",
        lambda f, x, e: (f(x + e) - f(x - e)) / 2,
    ),
    multiplied=(
        "The rise is multiplied by the distance. A slope is the rise for *each* step.",
        lambda f, x, e: (f(x + e) - f(x - e)) * (2 * e),
    ),
    added=(
        "The two values of f are added. The rise is what parts one from the other.",
        lambda f, x, e: (f(x + e) + f(x - e)) / (2 * e),
    ),
    divided_by_x=(
        "The distance between the two places has to do with epsilon alone, wherever x is.",
        lambda f, x, e: (f(x + e) - f(x - e)) / (2 * x) if x else 0.0,
    ),
    two_steps=(
        "The two places are *four* epsilons apart here, and below the line stand two.",
        lambda f, x, e: (f(x + 2 * e) - f(x - 2 * e)) / (2 * e),
    ),
    not_returned=("The slope is worked out. Who gets it when the function ends?", lambda *_: None),
    rounded=(
        "The number is rounded. Give it back as it comes: whoever prints it can round it.",
        lambda f, x, e: round((f(x + e) - f(x - e)) / (2 * e), 2),
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
    own_distance=(
        "The caller's epsilon nudges x, but the distance below the line is a number of your own.",
        lambda f, x, epsilon=1e-5: (f(x + epsilon) - f(x - epsilon)) / 2e-5,
    ),
    own_distance_of_the_lesson=(
        "The caller's epsilon nudges x, but the distance below the line is a number of your own.",
        lambda f, x, epsilon=1e-6: (f(x + epsilon) - f(x - epsilon)) / 2e-6,
    ),
    no_default=(
        "Callers may leave epsilon out. Then it needs a value of its own, in the `def` line.",
        lambda f, x, epsilon: (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon),
    ),
)


exercise.mistakes(
    _with_epsilon,
    huge_epsilon=(
        "On so long a way the curve bends: what you measure is the slope of a shortcut. A "
        "thousandth is written `1e-3` in Python; `10^-3` is -9.",
        0.5,
    ),
    tiny_epsilon=(
        "Rounding is all that is left of so small a difference. Try something in the middle.",
        1e-13,
    ),
    no_epsilon=(
        "Where callers leave epsilon out, it has the value that stands in the `def` line, and None "
        "is no number.",
        None,
    ),
    zero_epsilon=("With an epsilon of 0 nothing is nudged, and 0 is divided by 0.", 0),
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
