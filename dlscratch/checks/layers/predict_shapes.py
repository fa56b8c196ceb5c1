"""Predict the shapes of the three gradients in a layer with a factor for each column."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=((4, 3), (4, 3), (3,)),
    accepts=(list,),
    hints=(
        "A gradient has the shape of the thing that it is the gradient for.",
        "The incoming gradient is the one for the outputs. Which shape do these have?",
        "Of each thing ask how many numbers there are to be nudged, and how they are laid out.",
    ),
    after="When you are lost in a backward, write down the three shapes first. Often only one "
    "formula fits them, and lesson 3 is full of that.",
)


exercise.mistakes(
    not_summed=(
        "The first two are right. How many numbers does `factor` have that could be nudged?",
        ((4, 3), (4, 3), (4, 3)),
    ),
    wrong_axis=(
        "The first two are right. For the third you kept one number a row. But what is shared by "
        "all rows, and belongs to a column?",
        ((4, 3), (4, 3), (4,)),
    ),
    axis_kept=("Nearly. `factor` has one axis, and so has its gradient.", ((4, 3), (4, 3), (1, 3))),
    comma=(
        "Nearly. `(3)` is the number 3 in brackets; a shape with one size needs a comma.",
        ((4, 3), (4, 3), 3),
    ),
    one_number=(
        "The first two are right. `factor` has three numbers, and each has a gradient of its own.",
        ((4, 3), (4, 3), ()),
    ),
    loss_for_incoming=(
        "The loss is one number, but the incoming gradient says how it changes for *each* output.",
        ((), (4, 3), (3,)),
    ),
    incoming_a_row=(
        "One of the others is wrong: the incoming gradient has a number for each output, and "
        "there are four rows of them.",
        ((3,), (4, 3), (3,)),
    ),
    incoming_a_column=(
        "The incoming gradient has a number for each output. Is that one number a row?",
        ((4,), (4, 3), (3,)),
    ),
    x_like_factor=(
        "The first and the third are right. `x` has four rows, and each of its numbers can be "
        "nudged.",
        ((4, 3), (3,), (3,)),
    ),
    transposed=("Rows come first: `x` has four of them.", ((3, 4), (3, 4), (3,))),
)


exercise.variant([[4, 3], [4, 3], [3]])
exercise.variant((np.ones((4, 3)).shape, np.ones((4, 3)).shape, np.ones((4, 3)).sum(0).shape))
