"""An array changes: what do the tensors show that `from_numpy` and `tensor` made of it?"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(9, 1),
    accepts=(list, np.ndarray),
    hints=(
        "How many arrays and tensors are there, and how many places in memory?",
        "The one function looks at the memory that it is given. The other makes its own.",
        "`from_numpy` copies nothing. `tensor` always copies.",
    ),
    after="Sharing costs nothing, even with a gigabyte of images. It is the aliasing of lesson 1: "
    "fine as long as you know that there are two names for one memory.",
)


exercise.mistakes(
    both_copied=(
        "So neither would notice the change. One of the two functions copies; the other is quick, "
        "even with a gigabyte, because it does not.",
        (1, 1),
    ),
    both_shared=(
        "So both would notice the change. One of the two functions makes a memory of its own.",
        (9, 9),
    ),
    swapped=(
        "One copies and one shares, that is right. Which is which? One of the names says where the "
        "numbers come from.",
        (1, 9),
    ),
)


exercise.variant([9, 1])
exercise.variant(np.array([9.0, 1.0]))
