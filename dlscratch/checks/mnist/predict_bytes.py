"""Predict what three pixels, stored as bytes, become when 33 is subtracted from them."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[167, 253, 223],
    accepts=(tuple, np.ndarray),
    hints=(
        "The result is uint8 again. Which numbers can a uint8 hold?",
        "A byte counts like an old milometer: below 0 comes its largest number, 255.",
        "30 - 33 would be three steps below 0. The first step down from 0 arrives at 255.",
    ),
    after="No error, no warning, and a dark pixel has become a bright one. That is why the lesson "
    "turns the images into floats before it computes anything.",
)


exercise.mistakes(
    negative=(
        "That would be right for floats. A uint8 has no sign: it cannot hold a number below 0.",
        [167, -3, -33],
    ),
    clipped=(
        "You stop at 0. NumPy does not: a byte that falls below 0 goes on somewhere else.",
        [167, 0, 0],
    ),
    one_too_far=(
        "You go round, but one step too far: a byte has 256 values, because 0 is one of them.",
        [167, 252, 222],
    ),
    no_sign=(
        "You have dropped the minus sign. A byte has none, but what it does instead is to go "
        "round.",
        [167, 3, 33],
    ),
    one_too_little=(
        "You go round, but not far enough by one: the first step down from 0 arrives at 255.",
        [167, 254, 224],
    ),
    largest=(
        "Below 0 it does go on at 255. But from there the rest of the steps still has to be gone.",
        [167, 255, 255],
    ),
    added=("That is `pixels + 33`. Which sign stands there?", [233, 63, 33]),
    signed=(
        "That would be an int8, which has a sign. A uint8 has none: it goes from 0 to 255.",
        [-89, -3, -33],
    ),
    other_order=(
        "The last two numbers have changed places. From which pixel is there further to go?",
        [167, 223, 253],
    ),
    the_first_too=(
        "200 - 33 stays above 0, so nothing happens to it. Only what falls below 0 goes round.",
        [233, 253, 223],
    ),
    turned_round=("The right numbers, in another order: the first pixel first.", [223, 253, 167]),
    unchanged=("These are the pixels themselves. What is each of them, minus 33?", [200, 30, 0]),
)


_SECOND = "The first and the last are right. 30 - 33 is three steps below 0: where do they lead?"
_THIRD = "The first two are right. 0 - 33 is 33 steps below 0, and the first arrives at 255."
for wrong in (-3, 0, 3, 30, 33, 63, 243, 250, 251, 252, 254, 255, 256, 225, 226):
    exercise.wrong(_SECOND, id=f"second_{wrong}".replace("-", "minus_"))([167, wrong, 223])
for wrong in (-33, 0, 33, 213, 220, 221, 222, 224, 225, 226, 232, 233, 243, 255, 256):
    exercise.wrong(_THIRD, id=f"third_{wrong}".replace("-", "minus_"))([167, 253, wrong])

exercise.mistakes(
    round_of_127=(
        "The numbers go round, but a byte goes up to 255, not to 127.",
        [167, 125, 95],
    ),
    error=("No error comes: NumPy computes on without a word. With which numbers?", "error"),
)


exercise.variant((167, 253, 223))
exercise.variant(np.array([200, 30, 0], dtype=np.uint8) - 33)
