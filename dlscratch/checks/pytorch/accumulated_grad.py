"""Which numbers does `w.grad` hold after one `backward`, and after a second one?"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(4, 9),
    accepts=(list, np.ndarray),
    hints=(
        "First each slope for itself. How fast does w · w change with w, at w = 2? How fast 5 · w?",
        "The slopes are 4 and 5. What does `backward` do with a gradient that is already there?",
        "It does what the title of the lesson's section 6 says.",
    ),
    after="That is useful where a number is used twice: the chain rule adds up the ways, and so "
    "does `.grad`. The price is that you must wipe it between two steps.",
)


exercise.mistakes(
    overwritten=(
        "Both slopes are right, and this is what our own `backward` would leave: the newest "
        "gradient. Theirs does something else with the old one.",
        (4, 5),
    ),
    kept=("The second backward leaves its trace as well. What happens to what was there?", (4, 4)),
    multiplied=(
        "The two losses have nothing to do with each other, so their slopes are not multiplied. "
        "The chain rule multiplies along a way; different ways are combined differently.",
        (4, 20),
    ),
    slope_of_the_square=(
        "Look at the first one again. In w · w both factors change when w does.",
        (2, 7),
    ),
    second_value=(
        "You have added the value of 5 · w. What counts is how fast it changes with w.",
        (4, 14),
    ),
    values=("These are the values of the two losses. `.grad` holds slopes.", (4, 10)),
    averaged=(
        "No mean is taken here: a mean would come from the loss, and there is none in it.",
        (4, 4.5),
    ),
)


exercise.variant([4.0, 9.0])
exercise.variant(np.array([2 * 2.0, 2 * 2.0 + 5]))
