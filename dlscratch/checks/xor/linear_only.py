"""Where does training on XOR end without sigmoids? Write four predictions and the loss."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[0.5, 0.5, 0.5, 0.5, 0.25],
    accepts=(tuple, np.ndarray),
    rtol=0.01,  # who has trained such a net reads two digits off
    hints=(
        "Two linear layers one after the other are one: w1 · x1 + w2 · x2 + b. What can that do?",
        "Whatever the numbers are, the predictions at (0, 1) and (1, 0) have the same sum as "
        "those at (0, 0) and (1, 1). Wanted are the sums 2 and 0. Where do they meet?",
        "The best is the same prediction everywhere, halfway between no and yes. Square the "
        "error, and take the mean over the four points.",
    ),
    after="On XOR, a loss that settles at 0.25 means a network that shrugs. You will meet such "
    "numbers for every task: know what a network scores that has learnt nothing.",
)


exercise.mistakes(
    it_learns=(
        "That would be XOR, and two linear layers are still one line. What is the best "
        "that a line can do?",
        [0, 1, 1, 0, 0],
    ),
    summed=(
        "The predictions are right. The loss of `SSE` in this course is the mean over the batch, "
        "not the sum.",
        [0.5, 0.5, 0.5, 0.5, 1.0],
    ),
    not_squared=(
        "The predictions are right. The loss is the mean of the *squared* errors.",
        [0.5, 0.5, 0.5, 0.5, 0.5],
    ),
    half_the_loss=(
        "The predictions are right. That loss would fit if two of them had an error. Here all four "
        "have one.",
        [0.5, 0.5, 0.5, 0.5, 0.125],
    ),
    no_loss_left=(
        "The predictions are right. But each of them is wrong by 0.5, so the loss cannot be 0.",
        [0.5, 0.5, 0.5, 0.5, 0],
    ),
    like_or=(
        "That is a line for OR: it gets three points right. But the fourth is wrong by a whole 1, "
        "and squares punish that. Could all four share the error?",
        [0, 1, 1, 1, 0.25],
    ),
    three_right=(
        "That line gives the predictions 1, 1 and 1 for OR only after rounding. A linear output is "
        "not squeezed into 0 to 1. Think of the sum at (0, 1) plus the sum at (1, 0).",
        [0, 1, 1, 2, 1],
    ),
    two_on_the_fence=(
        "Right about (0, 0), undecided about the two between, and wrong by a whole 1 at (1, 1): "
        "squares punish that. Could all four share the error?",
        [0, 0.5, 0.5, 1, 0.375],
    ),
    like_and=(
        "That is a line for AND. Of XOR it gets one point right; could all four share the error?",
        [0, 0, 0, 1, 0.75],
    ),
    right_about_two=(
        "Right about two points, undecided about two. But no line gives 0, 1, 0.5 and 0.5: think "
        "of the sum at (0, 1) plus the sum at (1, 0).",
        [0, 1, 0.5, 0.5, 0.125],
    ),
    right_about_two_others=(
        "Right about two points, undecided about two. But no line gives 0, 0.5, 1 and 0.5: think "
        "of the sum at (0, 1) plus the sum at (1, 0).",
        [0, 0.5, 1, 0.5, 0.125],
    ),
    three_alike=(
        "This network is one line, and no line gives 0 at one point and the same number at the "
        "three others.",
        [0, 0.67, 0.67, 0.67, 0.167],
    ),
    loss_first=(
        "The right numbers, with the loss in front. It comes last.",
        [0.25, 0.5, 0.5, 0.5, 0.5],
    ),
    divided_twice=(
        "The predictions are right. Each squared error is 0.25, and the loss is their mean.",
        [0.5, 0.5, 0.5, 0.5, 0.0625],
    ),
    zero_loss_of_xor=(
        "That would be XOR, and two linear layers are still one line. Its loss would be 0, too. "
        "What is the best that a line can do?",
        [0, 1, 1, 0, 0.25],
    ),
    errors_summed=(
        "The predictions are right. The loss is the mean of the *squared* errors, and not a sum.",
        [0.5, 0.5, 0.5, 0.5, 2],
    ),
    a_list_in_the_list=(
        "The right numbers. Write them in one list of five, without the inner brackets.",
        [[0.5, 0.5, 0.5, 0.5], 0.25],
    ),
    loss_missing=(
        "The predictions are right. The loss is missing, as the fifth number.",
        [0.5, 0.5, 0.5, 0.5],
    ),
    says_nothing=(
        "Always 0 has the squared errors 0, 1, 1, 0, so a loss of 0.5. There is something better "
        "between 0 and 1.",
        [0, 0, 0, 0, 0.5],
    ),
    always_yes=(
        "Always 1 has the squared errors 1, 0, 0, 1, so a loss of 0.5. There is something better "
        "between 0 and 1.",
        [1, 1, 1, 1, 0.5],
    ),
)


exercise.variant([0.4989, 0.4999, 0.5001, 0.5011, 0.25])
exercise.variant((0.5, 0.5, 0.5, 0.5, 0.25))
exercise.variant(np.array([0.5, 0.5, 0.5, 0.5, 1 / 4]))
