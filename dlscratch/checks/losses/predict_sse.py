"""The SSE of a batch of two examples, worked out by hand."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import as_written

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
        "6 is the sum of the errors without their signs; doubling them is not squaring either: 3² "
        "is 9. Square each, and average.",
        6,
    ),
    first_example=("That is the first example. Where is the second?", 13),
    minus_nine=(
        "The square of -3 is 9, not -9. (Python and pocket calculators read `-3**2` as minus the "
        "square of 3.)",
        -2,
    ),
    minus_nine_summed=(
        "The square of -3 is 9, not -9. And the loss is a mean over the examples.",
        -4,
    ),
    second_example=(
        "1 is the loss of the second example alone. It also comes out if the errors of a row are "
        "added before they are squared. Square each error first, and count both examples.",
        1,
    ),
    first_example_halved=(
        "That is half of 13: the last row counts for nothing. Is each of its predictions right?",
        6.5,
    ),
    absolute_mean=(
        "That is the mean of the errors without their signs. Square them; and the outputs of an "
        "example are added up, not averaged.",
        1.5,
    ),
    half=("There is a factor of one half too many, or a division: 14 is divided once, by 2.", 1.75),
    twice=("You have doubled the sum. It is to be divided by the number of examples.", 28),
    negative=("A sum of squares is never negative.", -7),
    squares=(
        "These are the squares. One number is asked for: add them up, and average over the "
        "examples.",
        [4, 9, 0, 1],
    ),
    squares_in_rows=(
        "These are the squares. One number is asked for: add them up, and average over the "
        "examples.",
        [[4, 9], [0, 1]],
    ),
    errors=("These are the errors. Square each, add them up, and average.", [[2, -3], [0, 1]]),
    errors_in_a_row=("These are the errors. Square each, add them up, and average.", [2, -3, 0, 1]),
    halves_each=(
        "Each example is averaged over its outputs. They are to be summed, and the examples "
        "averaged: one number.",
        [6.5, 0.5],
    ),
    outputs=(
        "A number for each output. The outputs of an example belong together: add up each row.",
        [2, 5],
    ),
    in_brackets=("The number is right; write it without brackets.", [7]),
    comma=("Python writes decimals with a point, as in 0.95; a comma parts two numbers.", (7, 0)),
    string=("The number is right; write it without quotes.", "7"),
    **dict(
        as_written(
            (4, 3, 2, 1),
            root=(
                "You have taken a root of the loss. SSE has none.",
                7**0.5,
            ),
            root_of_the_sum=(
                "You have taken a root of the sum. SSE has none, and averages over the examples.",
                14**0.5,
            ),
            root_of_the_mean=(
                "You have averaged over all the numbers, and taken a root. SSE has none; its "
                "outputs are summed, and only the examples are averaged.",
                3.5**0.5,
            ),
            norms=(
                "You have taken a root for each example. SSE adds squares, as they are.",
                (13**0.5 + 1) / 2,
            ),
        )
    ),
    one_each=("A loss for each example. One number is asked for: their mean.", [13, 1]),
)


exercise.variant(7.0)
exercise.variant(np.float64(14 / 2))
