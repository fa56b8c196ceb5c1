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
    per_cent=("That is in per cent. Probabilities lie between 0 and 1.", 95),
    ratio_of_the_exps=(
        "That is e to the power 3: so many times larger is the first share than the second. Which "
        "part of the whole is it?",
        20.09,
    ),
    share_of_the_lead=(
        "That looks like 3 over about 100. But it does not matter how large the logits are: "
        "softmax looks only at their difference.",
        0.03,
    ),
    share_of_the_other=(
        "That looks like 100 over 103. The logits themselves are not what is shared: first take "
        "exp.",
        0.97,
    ),
    more_than_one=("A probability is never above 1. First take exp, then the shares.", 1.03),
    difference=("That is the difference of the logits. Which shares does it make, after exp?", 3),
    difference_turned_round=(
        "That is the difference of the logits. Which shares does it make, after exp?",
        -3,
    ),
    logit=("That is the logit. Softmax makes a probability of it.", -100),
    divided=("0.95 over 100? The logits may be far from 0: only their difference counts.", 0.0095),
    infinite=("Nothing overflows: e to the power -100 is very small.", float("inf")),
    in_brackets=("The number is right; write it without brackets.", [0.95]),
    string=("The number is right; write it without quotes.", "0.95"),
    turned_round=(
        "One number is asked for, the first. And -100 is larger than -103, in spite of the signs.",
        [0.05, 0.95],
    ),
    both=("Right, and one number too many: only the first was asked for.", [0.95, 0.05]),
)


exercise.variant(0.9526)
exercise.variant(np.float32(0.953))
