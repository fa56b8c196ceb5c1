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
    moved=(
        "One of the two shares, that is right. In the other nothing has moved: `a[0] = 9` puts 9 "
        "in the place of what was there, and not in front of it.",
        (9, 2),
    ),
    moved_with_it=(
        "`[0]` is the first place, and 2 stands at the second. And `a[0] = 9` puts nothing in "
        "front: no number moves, one is replaced.",
        (2, 2),
    ),
    added=("`a[0] = 9` adds nothing: 9 takes the place of what was there.", (10, 1)),
    from_the_lesson=(
        "These are the numbers of the lesson's cell. Here another number is written into `a`.",
        (100, 1),
    ),
    counted_from_one=(
        "`[0]` is the first place, and it is the one that is changed and looked at.",
        (2, 9),
    ),
    two_wiped=("`a[0] = 9` changes one number. Nothing becomes 0.", (9, 0)),
    first_alone=("That is one of the two lines. What does the other one show?", 9),
    second_alone=("That is one of the two lines. The other one is asked for as well.", 1),
)
exercise.mistakes(
    lambda *pair: tuple(pair),
    **{
        f"whole_tensors_{a}_{b}": (
            "These are whole tensors. Each of the two lines takes one number out: the one at "
            "place [0].",
            [a, 2, 3],
            [b, 2, 3],
        )
        for a in (9, 1)
        for b in (9, 1)
    },
    **{
        f"texts_{number}": (
            "These are texts. `.item()` gives a number, and a number has no quotes.",
            *texts,
        )
        for number, texts in enumerate(
            [("tensor(9.)", "tensor(1.)"), ("9", "1"), ("9.0", "1.0"), ("a[0]", "a[0]")]
        )
    },
)


exercise.variant([9, 1])
exercise.variant(np.array([9.0, 1.0]))
