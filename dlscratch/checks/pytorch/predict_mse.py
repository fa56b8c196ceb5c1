"""What does `nn.MSELoss` say where our `SSE` says 6.0, for arrays of shape (4, 3)?"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=2.0,
    hints=(
        "Both add up the same squares. They divide the sum by different numbers.",
        "Ours divides by the number of examples. Theirs takes the mean, as `np.mean` does.",
        "How many squares are there in all, in an array of shape (4, 3)? Which sum of squares gave "
        "our 6.0?",
    ),
    after="The gradients differ by the same factor. So after a move to PyTorch a good learning "
    "rate is too small, by as much as there are outputs, although nothing else has changed.",
)


exercise.mistakes(
    as_ours=("That is what ours says. Theirs divides the same sum by a larger number.", 6.0),
    by_the_examples=(
        "You divide by the number of examples, which ours has done already. By how much more must "
        "the sum be divided until it is the mean of all the squares?",
        1.5,
    ),
    by_all_again=(
        "You divide by the number of all squares. But 6.0 is no longer their sum: it has been "
        "divided by the number of examples before.",
        0.5,
    ),
    the_sum=("That is the sum of all squares. Theirs is a mean, too.", 24.0),
    other_way=("Theirs is smaller than ours: it divides by more, and so there is less left.", 18.0),
    a_root=(
        "No root is taken: both are means of squares, and they differ only in what they divide by.",
        2**0.5,
    ),
    root_of_ours=("No root is taken: both are made of the same squares.", 6**0.5),
    a_half=(
        "There is no factor of one half in either of the two. They differ only in what they divide "
        "the sum of the squares by.",
        1.0,
    ),
    half_of_ours=(
        "Half of ours: there is no factor of one half in either. How many squares are there?",
        3.0,
    ),
    twice_ours=(
        "This is neither a count of the squares nor twice ours: theirs is a mean of the squares.",
        12.0,
    ),
    times_all=(
        "You multiply by the number of all squares. Theirs is a mean, and so it is smaller.",
        72.0,
    ),
    sum_times_all=("Theirs is a mean: it divides by the number of squares.", 288.0),
    divided_twice=(
        "Here too much is divided. 6.0 is already divided once: what is the sum of all squares, "
        "and how many are they?",
        2 / 12,
    ),
    by_the_outputs_only=(
        "You divide the sum of all the squares by the number of outputs. The mean of all squares "
        "divides by how many there are in all.",
        8.0,
    ),
    by_both_sides=(
        "An array of shape (4, 3) does not hold 4 + 3 numbers. How many squares are there?",
        6 / 7,
    ),
    all_by_both_sides=(
        "An array of shape (4, 3) does not hold 4 + 3 numbers. How many squares are there?",
        24 / 7,
    ),
    squared_once_more=("The squares are taken already: 6.0 is made of them.", 36.0),
    nothing=("The squares are not all 0: ours says 6.0.", 0.0),
    negative=("The sign: a mean of squares is never below 0.", -2.0),
    the_shape=("One number is asked for: what the loss says, and no shape.", (4, 3)),
)


exercise.variant(2)
exercise.variant(np.float32(24 / 12))
