"""Draw weights that are evenly spread between 0 and 1, a row for each neuron."""

import math

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.starting_weights.shared.draws import (
    NORMAL,
    SMALL,
    UNIFORM,
    drawing_mistakes,
    of_draws,
    statistics,
)


def _tell(outcomes):
    return of_draws(
        exercise,
        outcomes,
        "Numbers that are evenly spread between 0 and 1 fill that whole range, every part of it "
        "alike, and reach no further. The method `random` of the source draws such ones, and "
        "nothing needs to be done to them.",
    )


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=initializers.random_uniform,
    run=statistics(
        lambda outputs, inputs: (
            0.5, 0, 1, 5, (outputs + inputs) / 2, 1.5, (2 / math.pi) ** 0.5, 0.25,
        ),  # fmt: skip
        lambda outputs, inputs: (
            12**-0.5, 2 * 12**-0.5, 0.5 * 12**-0.5, 1,
            10 * 12**-0.5, 0.5, abs(outputs - inputs) / 12**0.5,
            (1 - 2 / math.pi) ** 0.5, 24**-0.5,
        ),  # fmt: skip
        (NORMAL, UNIFORM),
        lambda outputs, inputs: (0.5, 12**-0.5, UNIFORM),
    ),
    accepts=(list,),
    probes=[(100, 120), (60, 200), SMALL],
    seconds=8,
    hints=(
        "First a source of random numbers, then an array of numbers from it: one line can hold "
        "both.",
        "`np.random.default_rng(rng)` is the source. Its method `random` gives numbers between 0 "
        "and 1, in the shape that it is told.",
        "`random` wants the shape as one tuple, with the number of neurons first: two pairs of "
        "brackets.",
    ),
    after="Passing `rng` along makes a run repeatable: whoever uses your number gets your weights. "
    "All these weights are positive, so the sums of a wide layer lie far above 0. Compare "
    "`random_normal`.",
)


@exercise.wrong("The shape is turned round: one row for each neuron, so `outputs` comes first.")
def shape_turned(outputs, inputs, rng=None):
    return initializers.random_uniform(inputs, outputs, rng)


@exercise.wrong(
    "These numbers gather around 0, and about half are negative. Asked for are numbers "
    "evenly spread between 0 and 1: another method of the same source."
)
def normal(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng)


drawing_mistakes(exercise, initializers.random_uniform)


@exercise.wrong("These numbers go from -1 to 1. Here they are to lie between 0 and 1.")
def from_minus_one(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(-1, 1, (outputs, inputs))


@exercise.wrong("There is one row only. Each of the neurons needs its own.")
def one_neuron(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random(inputs)


@exercise.wrong("One number came. The method wants to be told the shape.")
def a_single_number(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random()


@exercise.wrong("All the numbers are in one long row. The shape has two sizes, in one tuple.")
def flat(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random(outputs * inputs)


@exercise.wrong(
    "These numbers lie between -0.5 and 0.5. They are to lie between 0 and 1: nothing has to be "
    "taken away."
)
def around_zero(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random((outputs, inputs)) - 0.5


@exercise.wrong("These numbers go up to 2. They are to lie between 0 and 1.")
def up_to_two(outputs, inputs, rng=None):
    return 2 * np.random.default_rng(rng).random((outputs, inputs))


@exercise.wrong("These are whole numbers, zeros and ones. Wanted is anything in between.")
def whole_numbers(outputs, inputs, rng=None):
    return np.random.default_rng(rng).integers(0, 2, (outputs, inputs))


@exercise.wrong("Each number has a 1 too many: they lie between 1 and 2, and not between 0 and 1.")
def between_one_and_two(outputs, inputs, rng=None):
    return 1 + np.random.default_rng(rng).random((outputs, inputs))


@exercise.wrong("These numbers end at 0.5. They are to lie between 0 and 1: nothing is divided.")
def up_to_a_half(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random((outputs, inputs)) / 2


@exercise.wrong(
    "The numbers come in steps, and there are only a few different ones. Between 0 and 1 any "
    "number is possible: nothing is rounded."
)
def in_steps(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random((outputs, inputs)).round(1)


@exercise.wrong(
    "`uniform` takes first the two ends between which the numbers lie, and the shape after them. "
    "Here the sizes stand in the place of the ends."
)
def sizes_for_ends(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(outputs, inputs, (outputs, inputs))


@exercise.wrong(
    "None is negative, but they are not evenly spread: many are near 0 and few far away. Another "
    "method of the same source gives even ones."
)
def normal_without_signs(outputs, inputs, rng=None):
    return abs(initializers.random_normal(outputs, inputs, rng))


@exercise.wrong("These numbers gather around 0.5: two draws have been averaged. One is enough.")
def average_of_two(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random((2, outputs, inputs)).mean(axis=0)


@exercise.variant
def by_uniform(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(0, 1, (outputs, inputs))


@exercise.variant
def number_by_number(outputs, inputs, rng=None):
    source = np.random.default_rng(rng)
    return np.array([[source.random() for _ in range(inputs)] for _ in range(outputs)])
