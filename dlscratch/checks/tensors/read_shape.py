"""Read the shape of a nested list off its brackets."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[2, 1, 3],
    accepts=(tuple,),
    hints=(
        "Work from the outside in, one level of brackets at a time.",
        "Put a finger on the first bracket and count the items up to the one that closes it: "
        "items, not numbers. Then do the same with the first item.",
        "The outer list holds two items. Each of them is a list that holds a single item, and that"
        " item is a list as well.",
    ),
    after="A size of 1 is easy to overlook and never without effect: broadcasting, at the "
    "end of this page, depends on it. Most errors in deep learning are shapes that "
    "were misread like that.",
)


exercise.mistakes(
    numbers_of_the_axes=(
        "These are the numbers of the three axes. Asked for are their sizes: how many items does "
        "each level of brackets hold?",
        [0, 1, 2],
    ),
    skipped_the_one=(
        "How many brackets stand at the very beginning? There are as many sizes as there are "
        "brackets.",
        [2, 3],
    ),
    inside_out=(
        "These are the right sizes, counted from the innermost list. A shape begins with the "
        "outermost.",
        [3, 1, 2],
    ),
    stopped_early=(
        "You have two sizes, and there are three brackets. What do the innermost lists hold?",
        [2, 1],
    ),
    columns_first=(
        "The size 1 belongs to lists that hold a single item. Which lists are those?",
        [2, 3, 1],
    ),
    one_first=("The outermost list comes first. How many items does it hold?", [1, 2, 3]),
    counted_numbers=(
        "That is how many numbers there are. A shape is a list: one size for each level.",
        6,
    ),
    depth=("That is how many levels there are. A shape says how many items each level has.", 3),
)


exercise.variant((2, 1, 3))
exercise.variant(list(np.shape([[[1, 2, 3]], [[4, 5, 6]]])))
