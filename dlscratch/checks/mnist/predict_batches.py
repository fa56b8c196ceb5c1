"""Predict how many batches 1,000 digits make, and how many digits the last one holds."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(16, 40),
    accepts=(list, np.ndarray),
    hints=(
        "Fill batches of 64 until the digits run out.",
        "How many full batches are there in 1,000? Some digits are left over.",
        "Fifteen full batches hold 960 digits. What is left is a batch too.",
    ),
    after="16 steps an epoch. The last batch is smaller, and it is used all the same: its loss and "
    "its gradient are means, so they need no correction.",
)


exercise.mistakes(
    last_forgotten=(
        "Fifteen batches are full. Some digits are left over, and they are a batch as well.",
        (15, 40),
    ),
    full_ones_only=("15 · 64 is 960. What happens to the digits that are left?", (15, 64)),
    last_one_full=(
        "16 · 64 would be 1,024 digits, and there are only 1,000. So the last batch cannot be "
        "full.",
        (16, 64),
    ),
    what_is_missing=(
        "That is how many digits are missing from a full batch. How many are there?",
        (16, 24),
    ),
    swapped=("The right numbers in the other order: first the number of batches.", (40, 16)),
)


exercise.variant([16, 40])
exercise.variant(np.array([-(-1000 // 64), 1000 % 64]))
