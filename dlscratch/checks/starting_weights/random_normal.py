"""Draw normally distributed weights around `mean`, with the standard deviation `std`."""

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
        "Normal numbers gather around `mean`, as many below it as above, and 68 of 100 lie no "
        "further from it than `std`. The method `normal` of the source draws such ones.",
    )


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=initializers.random_normal,
    run=statistics(
        lambda outputs, inputs: (
            0, 0.5, 1, 2, 3, 4, -4, 0.25, (2 / math.pi) ** 0.5, 4.2, 7, 8, -16, 4.125, 4.5, 5, 6,
        ),  # fmt: skip
        lambda outputs, inputs: (
            0.25, 0.5, 1, 12**-0.5, 2, 4, 0.0625, 3**-0.5, 0.25 / 3**0.5, 0.1, 0.5 / 3**0.5,
            (1 - 2 / math.pi) ** 0.5, 0.25 * (1 - 2 / math.pi) ** 0.5,
        ),  # fmt: skip
        (NORMAL, UNIFORM),
        lambda outputs, inputs, mean=0.0, std=1.0: (mean, std, NORMAL),
    ),
    accepts=(list,),
    probes=[(100, 120), (60, 200), SMALL, (100, 120, 4.0, 0.25)],
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


@exercise.wrong(
    "The spread is right. `mean` is an argument too, and the numbers still gather around 0: does "
    "your line use it?"
)
def mean_left_aside(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, 0, std)


@exercise.wrong(
    "The mean has been stretched too: it is added before `std` multiplies. First the spread, then "
    "the shift."
)
def mean_stretched(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return (initializers.random_normal(outputs, inputs, rng) + mean) * std


@exercise.wrong(
    "With a spread of 1 it works; with 0.25 it comes out as 0.0625. `std` is squared somewhere, "
    "and `normal` wants the standard deviation itself."
)
def std_squared(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, mean, std**2)


@exercise.wrong(
    "With a spread of 1 it works; with 0.25 it comes out as 4. The numbers are divided by `std`: "
    "a larger `std` should spread them further."
)
def divided_by_std(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return mean + initializers.random_normal(outputs, inputs, rng) / std


@exercise.wrong(
    "The mean has the wrong sign: it is to be added, so that the numbers gather around it."
)
def mean_subtracted(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, 0, std) - mean


@exercise.wrong("One number came. `normal` wants to be told the shape, too.")
def a_single_number(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean, std)


@exercise.wrong("All the numbers are in one long row. The shape has two sizes, in one tuple.")
def flat(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean, std, outputs * inputs)


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


@exercise.wrong(
    "Mean and spread are right, but the numbers are evenly spread. The normal distribution has "
    "most near its centre and few far away: another method of the same source."
)
def uniform_of_the_same_spread(outputs, inputs, rng=None, mean=0.0, std=1.0):
    reach = 3**0.5 * std
    return np.random.default_rng(rng).uniform(mean - reach, mean + reach, (outputs, inputs))


@exercise.wrong(
    "These numbers are evenly spread, from `mean - std` to `mean + std`. The normal distribution "
    "has most near its centre and few far away: another method of the same source."
)
def uniform_within_std(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).uniform(mean - std, mean + std, (outputs, inputs))


@exercise.wrong(
    "No number lies below the mean: their signs are gone. About half should lie on each side."
)
def signs_lost(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return mean + abs(initializers.random_normal(outputs, inputs, rng, 0, std))


@exercise.wrong(
    "With everything left out, the spread is 0.1. The `def` line says what `std` is then: 1."
)
def tenth_by_default(outputs, inputs, rng=None, mean=0.0, std=0.1):
    return initializers.random_normal(outputs, inputs, rng, mean, std)


@exercise.wrong("The shape is turned round: one row for each neuron, so `outputs` comes first.")
def shape_turned(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(inputs, outputs, rng, mean, std)


@exercise.wrong(
    "`normal` wants the centre first, then the spread, and the shape at the end. Here the shape "
    "comes first."
)
def shape_first(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal((outputs, inputs), mean, std)


@exercise.wrong(
    "`normal` has other names for its arguments. Without names it takes them in this order: "
    "centre, spread, shape."
)
def names_of_our_own(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean=mean, std=std, size=(outputs, inputs))


drawing_mistakes(exercise, initializers.random_normal)


@exercise.wrong(
    "The mean is 7, and 7 was the `rng` of this call. In the `def` line `rng` is the third, before "
    "`mean` and `std`: leave that order, and hand each to its own place."
)
def rng_for_the_mean(outputs, inputs, mean=0.0, std=1.0, rng=None):
    return np.random.default_rng(rng).normal(mean, std, (outputs, inputs))


@exercise.wrong(
    "With the mean 0 and the spread 1 it works. With others it takes the mean away and divides by "
    "`std`, which undoes such numbers and does not make them: the other way round."
)
def standardised(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return (initializers.random_normal(outputs, inputs, rng) - mean) / std


@exercise.wrong(
    "The mean is twice what it should be: `normal` was told it, and it was added once more."
)
def mean_twice(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, mean, std) + mean


@exercise.wrong(
    "`std` is added to the numbers. It says how far they spread, so it is no number to add."
)
def std_added(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng) + std + mean


@exercise.wrong(
    "These numbers are evenly spread, from `mean` to `mean + std`. Normal ones gather around "
    "`mean`, on both sides of it: another method of the same source."
)
def uniform_stretched(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return mean + std * initializers.random_uniform(outputs, inputs, rng)


@exercise.wrong(
    "No number is negative: their signs are gone. Normal ones lie on both sides of `mean`."
)
def signs_lost_at_last(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return abs(initializers.random_normal(outputs, inputs, rng, mean, std))


@exercise.variant
def standard_normal_stretched(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return mean + std * np.random.default_rng(rng).standard_normal((outputs, inputs))


@exercise.variant
def drawn_flat_and_reshaped(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean, std, outputs * inputs).reshape(outputs, -1)
