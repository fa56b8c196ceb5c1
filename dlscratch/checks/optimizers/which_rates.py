"""Predict for four learning rates whether a step on 5·x² comes closer, and on which side."""

import numpy as np

from dlscratch.checks.optimizers.shared.predictions import Prediction as Exercise

RATES, RIGHT = (0.25, 0.06, 0.2, 0.15), (4, 1, 3, 2)


def _shows(cases):
    if not set(cases) <= {1, 2, 3, 4}:
        return "The cases bear the numbers 1 to 4: one of them for each learning rate."
    wrong = [rate for rate, case, right in zip(RATES, cases, RIGHT, strict=True) if case != right]
    if len(wrong) == 4 and tuple(cases) == RIGHT[::-1]:
        return "These are the right cases in the wrong order: the first learning rate is 0.25."
    return (
        f"Take {wrong[0]} and stand at x = 1, where the slope of 5·x² is 10. Where does one step "
        "land, and is that nearer to 0 than 1 is?"
    )


exercise = Exercise(
    __name__,
    shows=_shows,
    reference=list(RIGHT),
    accepts=(tuple, np.ndarray),
    hints=(
        "By which number does one step multiply x? On a·x² that is 1 - 2·a·(learning rate).",
        "Here a is 5, so the number is 1 - 10·(learning rate). Compute it for each of the four.",
        "Between 0 and 1: closer, on the same side. Between -1 and 0: closer, with a change of "
        "sides. At -1 it hops to and fro for ever, and beyond -1 away.",
    ),
    after="A network's loss is no parabola, but close to a place where it bends it looks like one, "
    "and the steepest direction sets the limit. Above it the loss climbs, and soon it is NaN.",
)

exercise.mistakes(
    limit_half=(
        "You let the walk fail from 0.1 on. There it lands on the bottom in a single step, and "
        "beyond that it hops over it, but can still come closer. How far beyond?",
        [4, 1, 4, 4],
    ),
    limit_twice=(
        "The slope of 5·x² is 10·x. You seem to have used 5·x, and then every step is half as "
        "long.",
        [2, 1, 1, 1],
    ),
    no_hops=(
        "A step can be too long and still help: it hops over the bottom and lands nearer on the "
        "other side. Look at 0.15 once more: by which number does it multiply x?",
        [4, 1, 3, 1],
    ),
    limit_helps=(
        "0.2 is the limit itself. It multiplies x by -1: how far from the bottom is it after that?",
        [4, 1, 2, 2],
    ),
    limit_leaves=(
        "0.2 is the limit itself. It multiplies x by -1: does that take it further away?",
        [4, 1, 4, 2],
    ),
    sorted=(
        "These are the four cases in their own order. The learning rates stand in another one.",
        [1, 2, 3, 4],
    ),
    larger_is_better=(
        "Take one step by hand with 0.25, from x = 1. Where does it land?",
        [1, 1, 1, 1],
    ),
    sides_confused=(
        "0.25 and 0.2 are right. For the other two, compute where one step from x = 1 lands: has "
        "its sign changed?",
        [4, 2, 3, 1],
    ),
    limit_and_beyond_confused=(
        "0.06 and 0.15 are right. With which of the other two does the step land exactly as far "
        "from the bottom as it began?",
        [3, 1, 4, 2],
    ),
    beyond_hops=(
        "Only one of the four hops to and fro without an end. Take one step from x = 1 with 0.25 "
        "and one with 0.2.",
        [3, 1, 3, 2],
    ),
    limit_early=(
        "Three are right. With 0.15 it hops over the bottom; from x = 1, how far away is it then?",
        [4, 1, 3, 4],
    ),
    limit_too_early=(
        "Three are right. With 0.15 it hops over the bottom; from x = 1, how far away is it then?",
        [4, 1, 3, 3],
    ),
    always_hops=(
        "0.06 is small: from x = 1, does a step with it already cross the bottom?",
        [4, 2, 3, 2],
    ),
    no_hops_and_limit_helps=(
        "0.25 and 0.06 are right. Take a step from x = 1 with each of the other two: on which side "
        "does it land, and how far from the bottom?",
        [4, 1, 2, 1],
    ),
    counted_from_zero=(
        "You have counted the cases from 0. On the page they begin at 1.",
        [3, 0, 2, 1],
    ),
    rates_by_case=(
        "You have written for each case the place of its learning rate. Asked for is the other way "
        "round: for each learning rate the number of its case.",
        [2, 4, 3, 1],
    ),
    the_rates=(
        "These are the learning rates, sorted by case. Asked for is the number of the case for "
        "each of them.",
        [0.06, 0.15, 0.2, 0.25],
    ),
    the_factors=(
        "These are the numbers by which each step multiplies x, and they are right. Which case is "
        "each of them?",
        [-1.5, 0.4, -1, -0.5],
    ),
)

exercise.variant((4, 1, 3, 2))
exercise.variant(np.array([4, 1, 3, 2]))
