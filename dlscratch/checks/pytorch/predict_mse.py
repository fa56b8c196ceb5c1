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
)


exercise.variant(2)
exercise.variant(np.float32(24 / 12))
