"""Draw normally distributed weights around `mean`, with the standard deviation `std`."""

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.stacks.shared import NORMAL, UNIFORM, statistics

exercise = Exercise(
    __name__,
    kind="fill",
    reference=initializers.random_normal,
    run=statistics(
        lambda outputs, inputs: (0, 0.5, 1, 2, 3, 4),
        lambda outputs, inputs: (0.25, 0.5, 1, 12**-0.5, 2, 4),
        (NORMAL, UNIFORM),
    ),
    accepts=(list,),
    probes=[(150, 200), (90, 400), (150, 200, 4.0, 0.25)],
    seconds=8,
    hints=(
        "It is `random_uniform` with another method of the same source.",
        "`normal` is told three things: around which number, how far spread, and in which shape.",
        "The first two of them are arguments of your function. The third is the same tuple as "
        "before.",
    ),
    after="Half of these weights are negative, so a weighted sum is as often below 0 as above. "
    "How far it spreads is decided by `std`, and the next function chooses that with care.",
)


@exercise.wrong(
    "With the mean 0 and the spread 1 it works. `mean` and `std` are arguments: does your line use "
    "them?"
)
def settings_left_aside(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng)


@exercise.wrong("The mean is right. `std` is an argument too: does your line use it?")
def std_left_aside(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, mean)


@exercise.wrong("`mean` and `std` have changed places. `normal` wants the centre first.")
def mean_and_std_swapped(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(std, mean, (outputs, inputs))


@exercise.wrong(
    "With a spread of 1 it works, with 0.25 it comes out as 0.5: a root has been taken. `normal` "
    "wants the standard deviation itself."
)
def std_as_variance(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, mean, std**0.5)


@exercise.wrong(
    "These numbers are evenly spread. The normal distribution has most numbers near its centre "
    "and few far away: another method of the same source."
)
def uniform(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_uniform(outputs, inputs, rng)


@exercise.wrong("The shape is turned round: one row for each neuron, so `outputs` comes first.")
def shape_turned(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(inputs, outputs, rng, mean, std)


@exercise.wrong(
    "Look at two rows: they are the same. One row of random numbers has been used for every "
    "neuron, so at the start they all say the same, as a single one would."
)
def one_row_for_all(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.tile(np.random.default_rng(rng).normal(mean, std, inputs), (outputs, 1))


@exercise.wrong(
    "The numbers are fine, but `rng` makes no difference to them. Hand it to `default_rng`."
)
def rng_left_aside(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng().normal(mean, std, (outputs, inputs))


@exercise.variant
def standard_normal_stretched(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return mean + std * np.random.default_rng(rng).standard_normal((outputs, inputs))


@exercise.variant
def drawn_flat_and_reshaped(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean, std, outputs * inputs).reshape(outputs, -1)
