"""Predict the shape of `a + b`, for arrays of shapes (4, 1) and (3,)."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(4, 3),
    accepts=(list,),
    hints=(
        "Write the two shapes under each other, lined up at the right.",
        "Where a size is missing, put a 1. Now compare the sizes one above the other: they fit if "
        "they are equal or one of them is 1.",
        "(4, 1) over (1, 3): a 1 stretches to the size it meets. Take the larger of each two.",
    ),
    after="A column and a row make a whole table. That is handy when you mean it, and a "
    "quiet mistake when you do not: subtract labels of shape (n,) from predictions "
    "of shape (n, 1) and you get (n, n) numbers, without an error.",
)


exercise.mistakes(
    in_quotes=("The sizes are right. A shape is a tuple, without quotes.", "(4, 3)"),
    thought_it_an_error=(
        "Did you line the shapes up at the left? Then 4 meets 3, and they would not fit. NumPy "
        "lines them up at the right.",
        "error",
    ),
    shape_of_a=(
        "You let `a` keep its shape. Its second size is 1: what does it meet in `b`?",
        (4, 1),
    ),
    shape_of_b=("You let `b` keep its shape. What does the 4 of `a` meet in `b`?", (3,)),
    turned_round=(
        "The sizes are right and their order is not. Each size stays in the column in which you "
        "found it.",
        (3, 4),
    ),
    one_after_the_other=(
        "You wrote one shape after the other. Write one under the other, lined up at the right.",
        (4, 1, 3),
    ),
    all_in_a_row=(
        "There are twelve numbers, that is right. In how many rows and columns do they lie?",
        (12,),
    ),
)


exercise.variant([4, 3])
exercise.variant(np.broadcast_shapes((4, 1), (3,)))
