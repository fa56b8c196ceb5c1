"""Find the bug: the variance stands where the standard deviation belongs, and a net collapses."""

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


def _forward_start(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(1 / inputs) ** 0.5)


def _tell(outcomes):
    return of_draws(
        exercise,
        outcomes,
        "The mean is to be 0; and the standard deviation, times itself, 1 divided by the number of "
        "inputs, as the function promises.",
    )


exercise = Exercise(
    __name__,
    kind="bug",
    tell=_tell,
    reference=_forward_start,
    run=statistics(
        lambda outputs, inputs: (
            0, (1 / inputs) ** 0.5, (0.25 / inputs) ** 0.5, (2 / np.pi / inputs) ** 0.5,
            1 / inputs, 1,
        ),
        one_sided_spreads(1),
        like=lambda outputs, inputs: (0, (1 / inputs) ** 0.5),
    ),
    probes=[(90, 150), (160, 75), SMALL],
    seconds=8,
    hints=(
        "The variance in the first line is right. Follow that number: who gets it, and what is it "
        "taken for there?",
        "With 100 inputs the weights should have the standard deviation 0.1. Which one do they "
        "have? How does one come from the other?",
        "`normal` takes the mean, then the standard deviation, then the shape. NumPy has a "
        "function that makes the second of a variance.",
    ),
    after="Nothing stops, and a network of one or two layers still learns. This very slip stands "
    "in the book's code. Whenever deep layers say the same for everything, look at their spread.",
)  # fmt: skip

exercise.mistakes(
    scaled,
    variance_as_std=(
        "In each layer the spread becomes the root of the inputs times smaller: with 150 inputs, "
        "12 times. What does `normal` want in its second place, and what does it get?",
        lambda outputs, inputs: 1 / inputs,
    ),
    two_for_one=(
        "The variance is 2 / inputs now. That is the start for ReLU; here it is tanh, and the "
        "first line of the function was right.",
        lambda outputs, inputs: (2 / inputs) ** 0.5,
    ),
    xavier_again=(
        "That is Xavier's spread, which adds up both sizes. This function promises 1 / inputs, for "
        "the way forward alone.",
        lambda outputs, inputs: (2 / (inputs + outputs)) ** 0.5,
    ),
    outputs_for_inputs=(
        "The outputs are counted now. A neuron adds up over its inputs: that line was right.",
        lambda outputs, inputs: (1 / outputs) ** 0.5,
    ),
    squared=(
        "The variance has been squared, and the weights are even smaller. From a variance to a "
        "standard deviation it goes the other way.",
        lambda outputs, inputs: (1 / inputs) ** 2,
    ),
    root_of_the_root=(
        "A root has been taken twice. From the variance to the standard deviation it is one.",
        lambda outputs, inputs: (1 / inputs) ** 0.25,
    ),
    root_twice_as_large=(
        "The spread is twice as large as it should be. The root of the variance is all that is "
        "needed.",
        lambda outputs, inputs: 2 / inputs**0.5,
    ),
    power_before_the_half=(
        "The standard deviation is half of the variance. Is there a `** 1 / 2`? It raises to the "
        "power of 1 first, and halves the result then: no root is taken.",
        lambda outputs, inputs: 0.5 / inputs,
    ),
    upside_down=(
        "The fraction stands on its head: more inputs, smaller weights.",
        lambda outputs, inputs: inputs**0.5,
    ),
    inputs_for_the_spread=(
        "The weights are far too large: their standard deviation is the number of inputs.",
        lambda outputs, inputs: inputs,
    ),
    no_std=(
        "The spread is 1, whatever the sizes are. Now the layers saturate: it should follow from "
        "the inputs.",
        lambda outputs, inputs: 1,
    ),
    always_a_tenth=(
        "The spread is 0.1, whatever the sizes are. That is right for 100 inputs only.",
        lambda outputs, inputs: 0.1,
    ),
)


@exercise.wrong(
    "The numbers are spread by 1, and they lie around your spread: it serves as their mean. Which "
    "place of `normal` is that of the spread?"
)
def std_given_as_mean(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, (1 / inputs) ** 0.5)


@exercise.wrong(
    "All these weights are positive. They are to lie around 0, as before: only the spread is wrong."
)
def uniform_times_std(outputs, inputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng) * (1 / inputs) ** 0.5


drawing_mistakes(exercise, _forward_start)


@exercise.variant
def standard_normal_scaled(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng) / np.sqrt(inputs)


@exercise.variant
def evenly_spread(outputs, inputs, rng=None):
    limit = np.sqrt(3 / inputs)
    return np.random.default_rng(rng).uniform(-limit, limit, (outputs, inputs))
