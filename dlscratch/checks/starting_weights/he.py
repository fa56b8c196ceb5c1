"""Draw weights around 0 with He's variance, 2 / inputs."""

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.starting_weights.shared.draws import (
    SMALL,
    drawing_mistakes,
    of_draws,
    one_sided_spreads,
    scaled,
    statistics,
)


def _tell(outcomes):
    return of_draws(
        exercise,
        outcomes,
        "The mean is to be 0; and the standard deviation, times itself, 2 divided by the number of "
        "inputs. `random_normal` takes the two as `mean` and `std`.",
    )


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=initializers.he,
    run=statistics(
        lambda outputs, inputs: (
            0, (2 / inputs) ** 0.5, (0.5 / inputs) ** 0.5, (4 / np.pi / inputs) ** 0.5, 2 / inputs,
            1, 7,
        ),
        one_sided_spreads(2),
        like=lambda outputs, inputs: (0, (2 / inputs) ** 0.5),
    ),
    probes=[(90, 150), (160, 75), SMALL],
    seconds=8,
    hints=(
        "It is `xavier` with another variance. What does `random_normal` want for `std`: the "
        "variance, or its root?",
        "The variance looks at one of the two sizes alone: at that which a neuron adds up over.",
        "Take `np.sqrt` of 2 over that size, hand it to `random_normal` as `std`, and pass `rng` "
        "on.",
    ),
    after="The 2 makes up for the half that ReLU throws away (He and others 2015, equation 10). "
    "PyTorch calls it `kaiming_normal_`, by the first name.",
)  # fmt: skip

exercise.mistakes(
    scaled,
    variance_as_std=(
        "That is the variance, used as a standard deviation. What turns a variance into a standard "
        "deviation?",
        lambda outputs, inputs: 2 / inputs,
    ),
    one_for_two=(
        "The spread is too small by a factor of 1.4, so the variance by a factor of 2. That would "
        "do for sums alone; ReLU takes away half of it.",
        lambda outputs, inputs: (1 / inputs) ** 0.5,
    ),
    four_for_two=(
        "The spread is too large by a factor of 1.4, so the variance by a factor of 2. Is the "
        "whole fraction under the root?",
        lambda outputs, inputs: (4 / inputs) ** 0.5,
    ),
    xavier_again=(
        "That is Xavier's spread, which adds up both sizes. This one looks at the inputs alone.",
        lambda outputs, inputs: (2 / (inputs + outputs)) ** 0.5,
    ),
    twice_xavier=(
        "That is twice Xavier's variance, 4 / (inputs + outputs); here only the inputs count.",
        lambda outputs, inputs: (4 / (inputs + outputs)) ** 0.5,
    ),
    outputs_for_inputs=(
        "The outputs have been counted. A neuron adds up over its inputs.",
        lambda outputs, inputs: (2 / outputs) ** 0.5,
    ),
    upside_down=(
        "The fraction stands on its head: more inputs, smaller weights.",
        lambda outputs, inputs: (inputs / 2) ** 0.5,
    ),
    root_of_the_two=(
        "Only the 2 is under the root. The whole fraction belongs there.",
        lambda outputs, inputs: 2**0.5 / inputs,
    ),
    squared=(
        "The variance has been squared. From a variance to a standard deviation it goes the other "
        "way: which function takes a square back?",
        lambda outputs, inputs: (2 / inputs) ** 2,
    ),
    root_of_the_root=(
        "A root has been taken twice. From the variance to the standard deviation it is one.",
        lambda outputs, inputs: (2 / inputs) ** 0.25,
    ),
    limit_as_std=(
        "There is a 6 where a 2 should be. The 6 belongs to evenly spread numbers; for normal ones "
        "it is 2.",
        lambda outputs, inputs: (6 / inputs) ** 0.5,
    ),
    power_before_the_half=(
        "The standard deviation is 1 over the inputs. Is there a `** 1 / 2`? It raises to the "
        "power of 1 first, and halves the result then: no root is taken.",
        lambda outputs, inputs: 1 / inputs,
    ),
    no_std=(
        "The spread is 1, whatever the sizes are. Is `std` handed on?",
        lambda outputs, inputs: 1,
    ),
)


@exercise.wrong(
    "The numbers are spread by 1, and they lie around your spread: it serves as their mean. Was it "
    "handed over without its name, `std=`?"
)
def std_given_as_mean(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, (2 / inputs) ** 0.5)


@exercise.wrong(
    "All these weights are positive, and the spread is to lie around 0: which of your two "
    "functions gives that?"
)
def uniform_times_std(outputs, inputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng) * (2 / inputs) ** 0.5


@exercise.wrong("No number is negative: their signs are gone. They are to lie around 0.")
def signs_lost(outputs, inputs, rng=None):
    return abs(initializers.he(outputs, inputs, rng))


@exercise.wrong("The shape is turned round: one row for each neuron, so `outputs` comes first.")
def shape_turned(outputs, inputs, rng=None):
    return initializers.random_normal(inputs, outputs, rng, std=(2 / inputs) ** 0.5)


drawing_mistakes(exercise, initializers.he)


@exercise.variant
def standard_normal_scaled(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng) * np.sqrt(2 / inputs)


@exercise.variant
def evenly_spread(outputs, inputs, rng=None):
    limit = np.sqrt(6 / inputs)
    return np.random.default_rng(rng).uniform(-limit, limit, (outputs, inputs))
