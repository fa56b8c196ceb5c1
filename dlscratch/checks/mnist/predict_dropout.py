"""Predict what `Dropout(0.2)` makes of ones, in training and in evaluation."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(0, 1.25, 1),
    accepts=(list, np.ndarray),
    hints=(
        "In training some inputs are dropped and the others are made larger. In evaluation nothing "
        "happens.",
        "Four out of five ones survive. By what must they be multiplied, so that five inputs still "
        "add up to 5?",
        "The factor is 1 / (1 - p), and p is the share that is dropped.",
    ),
    after="4 · 1.25 is 5 again: the next layer sees sums of about the same size in both modes.",
)


exercise.mistakes(
    not_scaled=(
        "Then five ones would add up to 4 in training and to 5 in evaluation. What makes up for "
        "it?",
        (0, 1, 1),
    ),
    the_books_form=(
        "That is the book's form of dropout. The one in this course, like PyTorch's, does all its "
        "work in training and leaves evaluation alone.",
        (0, 1, 0.8),
    ),
    p_kept=("0.2 is the share that is dropped, not the share that is kept.", (0, 5, 1)),
    made_smaller=(
        "The survivors have to make up for those that are gone. You have made them smaller.",
        (0, 0.8, 1),
    ),
    scaled_twice=(
        "In training that is right. In evaluation every input comes out as it went in.",
        (0, 1.25, 1.25),
    ),
    corrected_twice=(
        "You correct in training and again in evaluation, so the sums differ after all: 5 and 4.",
        (0, 1.25, 0.8),
    ),
    added=(
        "A fifth is missing, and you add a fifth to the rest. But the rest is smaller now: 4 · "
        "1.2 is not yet 5.",
        (0, 1.2, 1),
    ),
)


exercise.variant([0.0, 1.25, 1.0])
exercise.variant((0, 1 / (1 - 0.2), 1))
