"""Predict how many batches 1,000 examples make, and how many the last one holds."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(16, 40),
    accepts=(list, np.ndarray),
    hints=(
        "Fill batches of 64 until the examples run out.",
        "How many full batches are there in 1,000? Some examples are left over.",
        "Fifteen full batches hold 960 examples. What is left is a batch too.",
    ),
    after="16 steps an epoch. The last batch is smaller, and it is used all the same: its loss and "
    "its gradient are means, so they need no correction.",
)


exercise.mistakes(
    last_forgotten=(
        "Fifteen batches are full. Some examples are left over, and they are a batch as well.",
        (15, 40),
    ),
    full_ones_only=("15 · 64 is 960. What happens to the examples that are left?", (15, 64)),
    last_one_full=(
        "16 · 64 would be 1,024 examples, and there are only 1,000. So the last batch cannot be "
        "full.",
        (16, 64),
    ),
    what_is_missing=(
        "That is how many examples are missing from a full batch. How many are there?",
        (16, 24),
    ),
    a_fraction=(
        "1,000 / 64 is 15.625, but there is no part of a batch: after 15 full ones comes one more, "
        "which is smaller.",
        (15.625, 40),
    ),
    a_fraction_and_full=(
        "1,000 / 64 is 15.625, but there is no part of a batch: after 15 full ones comes one more, "
        "which is smaller.",
        (15.625, 64),
    ),
    what_is_left_as_a_share=(
        "0.625 of a batch is left: how many examples are that?",
        (16, 0.625),
    ),
    fifteen_and_a_share=(
        "0.625 of a batch is left: how many examples are that? And it is a batch, too.",
        (15, 0.625),
    ),
    full_digits=(
        "960 examples are in the full batches. How many does the last one hold?",
        (16, 960),
    ),
    full_digits_of_fifteen=(
        "960 examples are in the full batches. The others are one more batch.",
        (15, 960),
    ),
    one_batch_too_many=(
        "16 batches of 64 have room for 1,024, so a 17th has nothing to hold. The size of the last "
        "one is right.",
        (17, 40),
    ),
    nothing_left=(
        "15 · 64 is 960, and 16 · 64 is more than 1,000. So something is left for the last batch.",
        (16, 0),
    ),
    one_too_few=("Count again what is left after 960: you are one off.", (16, 39)),
    one_more=("Count again what is left after 960: you are one off.", (16, 41)),
    the_size_for_the_count=(
        "64 is how many examples fit into a batch. How many batches are there?",
        (64, 40),
    ),
    sizes_swapped_fifteen=(
        "The other order is asked for: first the number of batches. And the examples that are left "
        "over are a batch, too.",
        (40, 15),
    ),
    swapped=("The right numbers in the other order: first the number of batches.", (40, 16)),
)


for last in sorted({*range(1, 64)} - {24, 39, 40, 41}):
    exercise.wrong(
        "The number of batches is right. 15 full ones hold 960 examples: how many of the 1,000 are "
        "left?",
        id=f"last_holds_{last}",
    )((16, last))

for last in [*range(65)[1:40], *range(41, 64), *range(65, 101), 936, 937]:
    exercise.wrong(
        "Fifteen batches are full, and hold 960 examples. How many of the 1,000 are left? They "
        "are a batch, too.",
        id=f"fifteen_and_{last}",
    )((15, last))

exercise.mistakes(
    sizes_swapped_full=(
        "The other order is asked for: first the number of batches. And the last one is not full.",
        (64, 16),
    ),
    seventeen_full=(
        "16 batches of 64 have room for 1,024 examples, so there is no 17th, and the last is not "
        "full.",
        (17, 64),
    ),
    minus_24=(
        "16 · 64 is 24 more than there are: so many are missing from the last batch. How many are "
        "in it?",
        (16, -24),
    ),
    from_the_first_digit=("There are 1,000 examples in all. How many batches of 64?", (1000, 64)),
)


exercise.variant([16, 40])
exercise.variant(np.array([-(-1000 // 64), 1000 % 64]))
