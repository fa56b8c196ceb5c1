"""Draw weights around 0 with Xavier's variance, 2 / (inputs + outputs)."""

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.stacks.shared import statistics, xavier_spreads

exercise = Exercise(
    __name__,
    kind="fill",
    reference=initializers.xavier,
    run=statistics(
        lambda outputs, inputs: (0, (0.5 / (inputs + outputs)) ** 0.5),
        xavier_spreads,
    ),
    accepts=(list,),
    probes=[(150, 250), (400, 100)],
    seconds=8,
    hints=(
        "You have `random_normal` already. Which of its arguments does this function have to work "
        "out?",
        "The variance is to be 2 divided by the number of connections at both ends. What does "
        "`std` stand for: the variance, or its root?",
        "Take `np.sqrt` of 2 over the sum of `inputs` and `outputs`, and hand it to "
        "`random_normal` as `std`. Do not forget to pass `rng` on.",
    ),
    after="A compromise between forward, which would like 1/inputs, and backward, which would like "
    "1/outputs (Glorot and Bengio 2010, equation 12). Your Linear layers start with it from now "
    "on.",
)


@exercise.wrong(
    "That is the variance, used as a standard deviation. What turns a variance into a standard "
    "deviation? (The book's code makes the same slip.)"
)
def variance_as_std(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=2 / (inputs + outputs))


@exercise.wrong("It is too small by a factor of 1.4. Which number stands above the line, 1 or 2?")
def one_for_two(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(1 / (inputs + outputs)) ** 0.5)


@exercise.wrong(
    "That is the spread for ReLU, which looks at the inputs alone. Xavier thinks of both "
    "directions."
)
def inputs_only(outputs, inputs, rng=None):
    return initializers.he(outputs, inputs, rng)


@exercise.wrong("Only the outputs have been counted. Xavier adds up both ends of the layer.")
def outputs_only(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(2 / outputs) ** 0.5)


@exercise.wrong("The fraction stands on its head: more connections, smaller weights.")
def upside_down(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=((inputs + outputs) / 2) ** 0.5)


@exercise.wrong("Only the 2 is under the root. The whole fraction belongs there.")
def root_of_the_two(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=2**0.5 / (inputs + outputs))


@exercise.wrong(
    "The sizes have been multiplied. A neuron has connections at both ends, and they are added up."
)
def multiplied_sizes(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(2 / (inputs * outputs)) ** 0.5)


@exercise.wrong(
    "The weights are far too large. Python divides before it adds: the sum below the line needs "
    "brackets."
)
def brackets(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(2 / inputs + outputs) ** 0.5)


@exercise.wrong(
    "There is a 6 where a 2 should be. The 6 belongs to evenly spread numbers, between minus and "
    "plus that root; for normal ones it is 2."
)
def limit_as_std(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(6 / (inputs + outputs)) ** 0.5)


@exercise.wrong("The spread is 1, whatever the sizes are. Is `std` handed on?")
def no_std(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng)


@exercise.wrong(
    "The numbers are spread by 1 around your spread: it was taken for the mean. Give it its name, "
    "`std=`, or put the mean before it."
)
def std_given_as_mean(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, (2 / (inputs + outputs)) ** 0.5)


@exercise.wrong(
    "All these weights are positive. The spread is to lie around 0: which of your two functions "
    "gives that?"
)
def uniform_times_std(outputs, inputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng) * (2 / (inputs + outputs)) ** 0.5


@exercise.wrong("The spread is right, but `rng` makes no difference to the numbers. Hand it on.")
def rng_left_aside(outputs, inputs, rng=None):
    return initializers.xavier(outputs, inputs)


@exercise.wrong(
    "Look at two rows: they are the same. One row of random numbers has been used for every "
    "neuron, so at the start they all say the same, as a single one would."
)
def one_row_for_all(outputs, inputs, rng=None):
    std = (2 / (inputs + outputs)) ** 0.5
    return np.tile(np.random.default_rng(rng).normal(0, std, inputs), (outputs, 1))


@exercise.wrong("The shape is turned round: one row for each neuron, so `outputs` comes first.")
def shape_turned(outputs, inputs, rng=None):
    return initializers.xavier(inputs, outputs, rng)


@exercise.variant
def standard_normal_scaled(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng) * np.sqrt(2 / (inputs + outputs))


@exercise.variant
def evenly_spread(outputs, inputs, rng=None):
    # Equation 16 of the same paper: even, with the same spread.
    limit = np.sqrt(6 / (inputs + outputs))
    return np.random.default_rng(rng).uniform(-limit, limit, (outputs, inputs))
