"""Draw weights around 0 with Xavier's variance, 2 / (inputs + outputs)."""

import math

import numpy as np

from dlscratch import initializers
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.starting_weights.shared.draws import (
    MEASURED,
    SMALL,
    drawing_mistakes,
    of_draws,
    statistics,
    xavier_spreads,
)


def _tell(outcomes):
    for (outputs, inputs), outcome in zip(exercise.probes, outcomes, strict=True):
        std, right = outcome.output.get(MEASURED[1]), 2 / (inputs + outputs)
        if std is not None and abs(std**2 / right - 1) > 0.1:
            return of_draws(
                exercise,
                outcomes,
                f"The standard deviation here, times itself, makes {std**2:.3g}: that is the "
                f"variance. Wanted is 2 / ({inputs} + {outputs}), which is {right:.3g}; and a mean "
                "of 0.",
            )
    return of_draws(
        exercise,
        outcomes,
        "The spread is right. But the mean is to be 0: `random_normal` takes it as `mean`, and "
        "without it, it is 0.",
    )


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=initializers.xavier,
    run=statistics(
        lambda outputs, inputs: (
            0, (0.5 / (inputs + outputs)) ** 0.5, (2 / (inputs + outputs)) ** 0.5,
            (4 / math.pi / (inputs + outputs)) ** 0.5, 2 / (inputs + outputs), 7, 1,
        ),  # fmt: skip
        xavier_spreads,
        like=lambda outputs, inputs: (0, (2 / (inputs + outputs)) ** 0.5),
    ),
    accepts=(list,),
    probes=[(90, 150), (160, 75), SMALL],
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


@exercise.wrong(
    "The spread is too small by a factor of 1.4, so the variance by a factor of 2. Which number "
    "stands above the line?"
)
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


def _scaled(spread):
    """Right but for the standard deviation, which is spread(outputs, inputs)."""

    def answer(outputs, inputs, rng=None):
        return initializers.random_normal(outputs, inputs, rng, std=spread(outputs, inputs))

    return answer


exercise.mistakes(
    _scaled,
    limit_as_std=(
        "There is a 6 where a 2 should be. The 6 belongs to evenly spread numbers, between minus "
        "and plus that root; for normal ones it is 2.",
        lambda outputs, inputs: (6 / (inputs + outputs)) ** 0.5,
    ),
    four_for_two=(
        "The spread is too large by a factor of 1.4, so the variance by a factor of 2. Is the "
        "whole fraction under the root? And which number stands above its line?",
        lambda outputs, inputs: (4 / (inputs + outputs)) ** 0.5,
    ),
    three_for_two=(
        "The variance is half as large again as it should be. What stands above the line?",
        lambda outputs, inputs: (3 / (inputs + outputs)) ** 0.5,
    ),
    squared=(
        "The variance has been squared. From a variance to a standard deviation it goes the other "
        "way: which function takes a square back?",
        lambda outputs, inputs: (2 / (inputs + outputs)) ** 2,
    ),
    root_of_the_root=(
        "A root has been taken twice. From the variance to the standard deviation it is one.",
        lambda outputs, inputs: (2 / (inputs + outputs)) ** 0.25,
    ),
    one_over_inputs=(
        "That is the spread that forward alone would like: it looks at the inputs only. Xavier "
        "thinks of both directions.",
        lambda outputs, inputs: (1 / inputs) ** 0.5,
    ),
    one_over_outputs=(
        "That is the spread that backward alone would like: it looks at the outputs only. Xavier "
        "thinks of both directions.",
        lambda outputs, inputs: (1 / outputs) ** 0.5,
    ),
    brackets_with_outputs=(
        "The weights are far too large. Python divides before it adds: the sum below the line "
        "needs brackets.",
        lambda outputs, inputs: (2 / outputs + inputs) ** 0.5,
    ),
    brackets_behind_the_root=(
        "The weights are far too large. Only the first size is below the line: the sum needs "
        "brackets, and the root goes around the whole fraction.",
        lambda outputs, inputs: 2**0.5 / inputs + outputs,
    ),
    brackets_behind_the_root_of_outputs=(
        "The weights are far too large. Only the first size is below the line: the sum needs "
        "brackets, and the root goes around the whole fraction.",
        lambda outputs, inputs: 2**0.5 / outputs + inputs,
    ),
    half_the_sum=(
        "That is the mean of both sizes, as a spread. More connections should make the weights "
        "smaller: what stands above the line, and what below?",
        lambda outputs, inputs: (inputs + outputs) / 2,
    ),
    neither_two_nor_root=(
        "The standard deviation is 1 over the sum of the sizes. Is there a `** 1 / 2`? It raises "
        "to the power of 1 first, and halves the result then: no root is taken. If there is none, "
        "look at the number above the line, and for the root.",
        lambda outputs, inputs: 1 / (inputs + outputs),
    ),
    half_of_it=(
        "The spread is half of what it should be. Under the root stands all that is needed.",
        lambda outputs, inputs: (0.5 / (inputs + outputs)) ** 0.5,
    ),
    times_the_sum=(
        "The weights are far too large: the sum of the sizes multiplies, and it should divide.",
        lambda outputs, inputs: (2 * (inputs + outputs)) ** 0.5,
    ),
    always_a_hundredth=(
        "The spread is 0.01, whatever the sizes are. It should follow from them.",
        lambda outputs, inputs: 0.01,
    ),
    always_a_tenth=(
        "The spread is 0.1, whatever the sizes are. It should follow from them.",
        lambda outputs, inputs: 0.1,
    ),
)


@exercise.wrong(
    "The spread is 1, whatever the sizes are. Is `std` handed on, and is it 1 in every case? "
    "`1 // 2`, for instance, is 0, and any number to the power of 0 is 1."
)
def no_std(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng)


@exercise.wrong(
    "The numbers are spread by 1, and they lie around your spread: it serves as their mean. Was it "
    "added, or handed over without its name, `std=`, in the place of `mean`?"
)
def std_given_as_mean(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, (2 / (inputs + outputs)) ** 0.5)


@exercise.wrong(
    "All these weights are positive. The spread is to lie around 0: which of your two functions "
    "gives that?"
)
def uniform_times_std(outputs, inputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng) * (2 / (inputs + outputs)) ** 0.5


@exercise.wrong(
    "The third place in `random_normal` is that of `rng`, and there your spread stands. Hand `rng` "
    "on, and give the spread its name, `std=`."
)
def std_given_as_rng(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, (2 / (inputs + outputs)) ** 0.5)


@exercise.wrong(
    "The mean is 7, and 7 was the `rng` of this call. The third place of `random_normal` is that "
    "of `rng`, the fourth that of `mean`."
)
def rng_for_the_mean(outputs, inputs, rng=None):
    std = (2 / (inputs + outputs)) ** 0.5
    return initializers.random_normal(outputs, inputs, 0, rng, std)


@exercise.wrong(
    "The spread is right, but the numbers lie around 1, and not around 0: `mean` stays 0."
)
def mean_of_one(outputs, inputs, rng=None):
    std = (2 / (inputs + outputs)) ** 0.5
    return initializers.random_normal(outputs, inputs, rng, 1, std)


@exercise.wrong(
    "One number came: the standard deviation. It still has to be handed to `random_normal`, which "
    "draws the weights."
)
def only_the_spread(outputs, inputs, rng=None):
    return (2 / (inputs + outputs)) ** 0.5


@exercise.wrong(
    "This function calls itself, and never ends. The numbers come from another one: "
    "`random_normal`."
)
def calls_itself(outputs, inputs, rng=None):
    return calls_itself(outputs, inputs, rng) * (2 / (inputs + outputs)) ** 0.5


@exercise.wrong(
    "The error says which name is missing. NumPy's functions begin with `np.`, as in `np.sqrt`; "
    "what comes from an exercise above is there once its cell has run."
)
def name_without_np(outputs, inputs, rng=None):
    return random_normal(outputs, inputs, rng, std=sqrt(2))  # noqa: F821


@exercise.wrong(
    "`random_normal` has no argument of that name. Look at its `def` line, in exercise "
    "[random_normal]."
)
def no_such_argument(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, variance=2 / (inputs + outputs))


drawing_mistakes(exercise, initializers.xavier)


@exercise.wrong(
    "The spread is right, but the numbers do not lie around 0: the same number was given as the "
    "mean. The mean stays 0."
)
def mean_as_well(outputs, inputs, rng=None):
    std = (2 / (inputs + outputs)) ** 0.5
    return initializers.random_normal(outputs, inputs, rng, std, std)


@exercise.wrong("No number is negative: their signs are gone. They are to lie around 0.")
def signs_lost(outputs, inputs, rng=None):
    return abs(initializers.xavier(outputs, inputs, rng))


@exercise.wrong(
    "These numbers are evenly spread, between minus and plus the standard deviation; so their "
    "spread is smaller than it. Let `random_normal` do the work."
)
def evenly_within_std(outputs, inputs, rng=None):
    std = (2 / (inputs + outputs)) ** 0.5
    return np.random.default_rng(rng).uniform(-std, std, (outputs, inputs))


@exercise.wrong(
    "Evenly spread numbers were moved to 0 and multiplied; but numbers from `random_uniform` do "
    "not have the spread 1 to begin with. `random_normal` has, and takes the spread you name."
)
def uniform_moved(outputs, inputs, rng=None):
    return (initializers.random_uniform(outputs, inputs, rng) - 0.5) * (
        2 / (inputs + outputs)
    ) ** 0.5


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
