"""The first number of the softmax of [-100, -103], when that of [3, 0] is known."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=0.95,
    rtol=0.01,
    hints=(
        "Compare the two pairs of logits: by how much is the first ahead of the second?",
        "What would you have to add to both -100 and -103, to get 3 and 0?",
        "Adding the same number to all logits of a row changes nothing.",
    ),
    after="Only differences count: the first is 3 ahead in both pairs. That is what allows us to "
    "subtract the maximum.",
)


exercise.mistakes(
    signs_turned=(
        "You gave the smaller share to the first. -100 is larger than -103, in spite of the signs.",
        0.05,
    ),
    tiny=(
        "Both exps are tiny, that is true. But each is divided by their sum, which is tiny too.",
        0,
    ),
    even=(
        "They are close to each other beside 100. But softmax looks only at their difference.",
        0.5,
    ),
    shares_of_logits=(
        "Did you divide the logits themselves by their sum? First take exp, then the shares.",
        0.4926,
    ),
    shares_turned_round=(
        "That looks like a share of the logits themselves, and of the wrong one. First take exp.",
        0.5074,
    ),
    negative=("Negative logits are fine, negative probabilities are not.", -0.95),
    certain=("Nearly, but a lead of 3 is not certainty: compare with [3, 0].", 1),
    nan=(
        "e to the power -100 is small, but it is no problem for a float. Nothing overflows.",
        "nan",
    ),
    nan_as_a_number=(
        "No NaN comes of this: e to the power -100 is small, but a float can hold it.",
        float("nan"),
    ),
    both=("Right, and one number too many: only the first was asked for.", [0.95, 0.05]),
)


exercise.variant(0.9526)
exercise.variant(np.float32(0.953))
