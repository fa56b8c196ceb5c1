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
    incoming_of_the_loss=(
        "The incoming gradient does not belong to the loss, which is one number, but to the "
        "outputs of the layer: it says how the loss changes for *each* of them.",
        ((1,), (4, 3), (3,)),
    ),
    incoming_turned=(
        "The second and the third are right. The first belongs to the outputs, and these have as "
        "many rows as `x`.",
        ((3, 4), (4, 3), (3,)),
    ),
    x_turned=(
        "The first and the third are right. On the way back nothing is turned: the gradient for "
        "`x` lies as `x` does.",
        ((4, 3), (3, 4), (3,)),
    ),
    factor_first=(
        "These are the right shapes in another order. The incoming gradient was wanted first, and "
        "`factor` last.",
        ((3,), (4, 3), (4, 3)),
    ),
    factor_second=(
        "These are the right shapes in another order. `x` was wanted before `factor`.",
        ((4, 3), (3,), (4, 3)),
    ),
    all_like_factor=(
        "The third is right. How many numbers do the outputs have, and how many has `x`?",
        ((3,), (3,), (3,)),
    ),
    a_table_of_factors=(
        "The first two are right. `factor` holds three numbers in one row, no table.",
        ((4, 3), (4, 3), (3, 3)),
    ),
    a_column=(
        "The first two are right. `factor` has one axis, and so has its gradient.",
        ((4, 3), (4, 3), (3, 1)),
    ),
    one_item=(
        "The first two are right. `(1,)` is one number; how many has `factor`?",
        ((4, 3), (4, 3), (1,)),
    ),
    transposed=("Rows come first: `x` has four of them.", ((3, 4), (3, 4), (3,))),
)


exercise.variant([[4, 3], [4, 3], [3]])
exercise.variant((np.ones((4, 3)).shape, np.ones((4, 3)).shape, np.ones((4, 3)).sum(0).shape))
