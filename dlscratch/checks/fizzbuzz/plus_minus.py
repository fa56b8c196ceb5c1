"""Turn an array of zeros and ones into one of -1 and +1, in one expression."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="fill",
    reference=lambda x: 2 * x - 1,
    probes=[
        (np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]),),
        (np.array([[1, 0, 0, 0], [1, 1, 0, 1], [0, 0, 0, 1]]),),
        (np.array([0.0, 0.0, 1.0]),),
        (np.array([[1, 1], [1, 1]]),),
        (np.array([[0.0, 0.0, 0.0]]),),
    ],
    hints=(
        "Every 0 must become -1, and every 1 stay 1. One line of arithmetic does it to the whole "
        "array.",
        "0 and 1 are one apart, and -1 and +1 are two apart. So first stretch, then move.",
        "Stretched by 2 they are 0 and 2. By how much must these be moved?",
    ),
    after="Two things in one: stretching doubles what a flipped bit changes, and moving takes away "
    "what all numbers have in common. The lesson measured each of them alone.",
)


@exercise.wrong("The bits lie around 0 now, at -1/2 and +1/2. They should be twice as far apart.")
def moved_only(x):
    return x - 0.5


@exercise.wrong("The bits are 0 and 2 now. They are to lie around 0.")
def stretched_only(x):
    return 2 * x


@exercise.wrong("Every 0 has become +1 and every 1 has become -1: the other way round.")
def the_other_way_round(x):
    return 1 - 2 * x


@exercise.wrong("The bits are -1 and 0 now: moved by 1, but not stretched.")
def minus_one(x):
    return x - 1


@exercise.wrong(
    "The bits are -2 and 0: moved first, and then stretched. What must come first, or how far must "
    "they be moved?"
)
def brackets(x):
    return 2 * (x - 1)


@exercise.wrong("The bits are 0 and -1. Only their sign has changed.")
def negated(x):
    return -x


@exercise.wrong(
    "You take away the mean of this array. Then the same bit is one number in one batch and "
    "another in the next."
)
def own_mean(x):
    return x - x.mean()


@exercise.wrong(
    "The bits are 1 and 3. Stretched they are 0 and 2: in which direction must they move?"
)
def plus_one(x):
    return 2 * x + 1


@exercise.wrong(
    "The bits are still 0 and 1. Every 0 is to become -1, and it does not lie below 0: its sign "
    "does not tell it from a 1."
)
def signs(x):
    return np.sign(x)


@exercise.wrong("All bits are -1 now. In `-1 ** x` the power comes before the minus.")
def all_minus_one(x):
    return -np.ones_like(x)


@exercise.wrong("All that has come back is the zeros, as -1. The ones belong in between.")
def zeros_alone(x):
    return x[x == 0] - 1


@exercise.wrong("The bits are right, and their shape is gone: all of them stand in one row.")
def flattened(x):
    return 2 * x.ravel() - 1


@exercise.wrong(
    "You take away the mean of this array and divide by its spread. Then the same bit is one "
    "number in one batch and another in the next."
)
def standardised(x):
    with np.errstate(all="ignore"):  # where all bits are alike
        return (x - x.mean()) / x.std()


@exercise.wrong("The right numbers in a list of rows. An array of the same shape is wanted.")
def list_of_rows(x):
    return [2 * row - 1 for row in x]


@exercise.wrong("The right numbers in lists. An array of the same shape is wanted.")
def nested_lists(x):
    return (2 * x - 1).tolist()


@exercise.wrong(
    "The bits are right, and `x` is no longer what it was: it has been changed in place. Make a "
    "new array."
)
def in_place(x):
    x *= 2
    x -= 1
    return x


@exercise.wrong(
    "`x` was changed in place, and nothing was handed back. Make a new array, and return it."
)
def nothing_returned(x):
    x *= 2
    x -= 1


@exercise.variant
def by_where(x):
    return np.where(x == 1, 1, -1)


@exercise.variant
def by_dividing(x):
    return (x - 0.5) / 0.5


@exercise.variant
def bit_by_bit(x):
    return np.array([[1.0 if bit else -1.0 for bit in row] for row in np.atleast_2d(x)]).reshape(
        x.shape
    )
