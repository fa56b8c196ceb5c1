"""Draw weights that are evenly spread between 0 and 1, a row for each neuron."""

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.stacks.shared import NORMAL, UNIFORM, statistics

exercise = Exercise(
    __name__,
    kind="fill",
    reference=initializers.random_uniform,
    run=statistics(
        lambda outputs, inputs: (0.5, 0, 1, 5),
        lambda outputs, inputs: (12**-0.5, 2 * 12**-0.5, 1, 10 * 12**-0.5),
        (NORMAL, UNIFORM),
    ),
    accepts=(list,),
    probes=[(150, 200), (90, 400)],
    seconds=8,
    hints=(
        "First a source of random numbers, then an array of numbers from it. The lesson's function "
        "had one line.",
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


@exercise.wrong(
    "The numbers are fine, but `rng` makes no difference to them. Hand it to `default_rng`."
)
def rng_left_aside(outputs, inputs, rng=None):
    return np.random.default_rng().random((outputs, inputs))


@exercise.wrong(
    "Every call gives the same numbers, whatever `rng` is. A fixed number in the brackets of "
    "`default_rng` does that: what should stand there?"
)
def always_the_same(outputs, inputs, rng=None):
    return np.random.default_rng(0).random((outputs, inputs))


@exercise.wrong(
    "Look at two rows: they are the same. One row of random numbers has been used for every "
    "neuron, so at the start they all say the same, as a single one would."
)
def one_row_for_all(outputs, inputs, rng=None):
    return np.tile(np.random.default_rng(rng).random(inputs), (outputs, 1))


@exercise.wrong("These numbers go from -1 to 1. Here they are to lie between 0 and 1.")
def from_minus_one(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(-1, 1, (outputs, inputs))


@exercise.wrong("There is one row only. Each of the neurons needs its own.")
def one_neuron(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random(inputs)


@exercise.variant
def by_uniform(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(0, 1, (outputs, inputs))


@exercise.variant
def number_by_number(outputs, inputs, rng=None):
    source = np.random.default_rng(rng)
    return [[source.random() for _ in range(inputs)] for _ in range(outputs)]
