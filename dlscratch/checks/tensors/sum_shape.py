"""Predict the shape that a sum over the middle one of three axes leaves."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(4, 3),
    accepts=(list,),
    hints=(
        "Write the shape down and put the number of its axis under each size. Axes are counted "
        "from 0.",
        "The axis that you name is the one that vanishes; the others stay, in their order.",
        "Axis 0 has size 4, axis 1 has size 2, axis 2 has size 3. Cross out axis 1.",
    ),
    after="In lesson 3 the gradient for a layer's biases is a sum over the batch, and the "
    "only question is which axis that is. This is how you will answer it.",
)


exercise.mistakes(
    kept_the_named_axis=(
        "You kept the axis that was named and dropped the others. It is the other way round.",
        (2,),
    ),
    counted_from_one=(
        "The axis of size 4 is gone here. It is number 0: axes are counted from 0.",
        (2, 3),
    ),
    dropped_the_last=(
        "The axis of size 3 is gone here. Number them from the left, and begin with 0.",
        (4, 2),
    ),
    turned_round=(
        "The right two sizes, in another order. Those that stay keep theirs.",
        (3, 4),
    ),
    kept_as_one=(
        "That is what comes with `keepdims=True`. Without it the axis is gone altogether.",
        (4, 1, 3),
    ),
    nothing_vanished=(
        "That is the shape before the sum. One axis was added up, so one of the sizes has to go.",
        (4, 2, 3),
    ),
    everything_vanished=(
        "So it is without `axis`, when all is added up. Here one axis is named.",
        (),
    ),
)


exercise.variant([4, 3])
exercise.variant(np.ones((4, 2, 3)).sum(axis=1).shape)
