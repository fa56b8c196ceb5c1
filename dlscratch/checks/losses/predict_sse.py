"""The SSE of a batch of two examples, worked out by hand."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=7,
    hints=(
        "Begin with the four errors: predicted minus actual.",
        "The errors are 2, -3, 0 and 1. Square each of them, then add the squares.",
        "The squares add up to 14, and there are two examples.",
    ),
    after="Summed over the outputs, averaged over the examples. The errors themselves add up to 0 "
    "here: without the squares, this batch would look perfect.",
)


exercise.mistakes(
    summed=("That is the sum over the whole batch. The loss is the mean over its examples.", 14),
    mean_of_all=(
        "You have divided by the number of numbers. The outputs of an example are summed; only the "
        "examples are averaged, and how many of those are there?",
        3.5,
    ),
    not_squared=("That is what the errors add up to, with their signs. Square each one first.", 0),
    absolute=("You dropped the signs, which is not yet squaring: 3² is 9.", 3),
    absolute_sum=(
        "That is the sum of the errors without their signs. Square them, and average.",
        6,
    ),
    first_example=("That is the first example. Where is the second?", 13),
    one_each=("A loss for each example. One number is asked for: their mean.", [13, 1]),
)


exercise.variant(7.0)
exercise.variant(np.float64(14 / 2))
