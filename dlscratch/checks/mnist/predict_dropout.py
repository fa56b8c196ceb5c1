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
    both_the_wrong_way=(
        "The survivors have to make up for those that are gone, and you have made them smaller. "
        "And evaluation leaves every input as it is.",
        (0, 0.8, 1.25),
    ),
    added=(
        "A fifth is missing, and you add a fifth to the rest. But the rest is smaller now: 4 · "
        "1.2 is not yet 5.",
        (0, 1.2, 1),
    ),
    larger_first=(
        "The right numbers, in another order: first the smaller of the two in training.",
        (1.25, 0, 1),
    ),
    evaluation_first=(
        "The right numbers, in another order: the one in evaluation comes last.",
        (1, 0, 1.25),
    ),
    nothing_in_evaluation=(
        "In training that is right. In evaluation nothing is dropped, so what happens to a one?",
        (0, 1.25, 0),
    ),
    scaled_in_evaluation=(
        "The correction belongs to training: evaluation is to do nothing at all.",
        (0, 1, 1.25),
    ),
    the_shares=(
        "0.2 and 0.8 are the shares that are dropped and kept. What numbers come out?",
        (0.2, 0.8, 1),
    ),
    p_itself=(
        "p says how many ones survive. What does a survivor become?",
        (0, 0.2, 1),
    ),
    none_dropped=(
        "A dropped input does not stay 1: what is left of it?",
        (1, 1.25, 1),
    ),
    smaller_in_both=(
        "The survivors have to make up for those that are gone, so in training they grow. And in "
        "evaluation every input comes out as it went in.",
        (0, 0.8, 0.8),
    ),
    the_other_way_round=(
        "First the smaller, then the larger of the two in training. And the larger one is not 1.",
        (1, 0, 1),
    ),
    added_and_corrected=(
        "4 · 1.2 is not yet 5, and evaluation is to do nothing: the work is done in training.",
        (0, 1.2, 0.8),
    ),
    what_it_grows_by=(
        "By a quarter each survivor grows: what does a one become?",
        (0, 0.25, 1),
    ),
    halved=("That is p = 0.5. Here one in five is dropped.", (0, 2, 1)),
    all_as_they_were=("In training something happens: which number can a one become?", (1, 1, 1)),
    only_four_fifths=(
        "In training an input is dropped whole or it survives: none of them is made smaller.",
        (0.8, 1.25, 1),
    ),
)


_FACTOR = "Only the larger number in training is not right: four of five ones make up for all five."
for wrong in (1.1, 1.3, 1.4, 1.5, 1.6, 1.8, 4, 0.4, 0.5, 0.6):
    exercise.wrong(_FACTOR, id=f"factor_{wrong}".replace(".", "_"))((0, wrong, 1))

_EVALUATION = "In training that is right. In evaluation nothing happens to an input at all."
for wrong in (0.2, 0.5, 2, 5):
    exercise.wrong(_EVALUATION, id=f"evaluation_{wrong}".replace(".", "_"))((0, 1.25, wrong))

_DROPPED = "A dropped input is gone: nothing is left of it."
for wrong in (0.2, 0.25, 0.75, -1):
    id = f"dropped_{wrong}".replace(".", "_").replace("-", "minus_")
    exercise.wrong(_DROPPED, id=id)((wrong, 1.25, 1))

exercise.mistakes(
    p_kept_in_the_books_form=(
        "0.2 is the share that is dropped, not the share that is kept. And in evaluation nothing "
        "happens.",
        (0, 5, 0.2),
    ),
    shares_alone=("0.2 and 0.8 are the shares. What becomes of a one?", (0.2, 0.8, 0)),
)


exercise.variant([0.0, 1.25, 1.0])
exercise.variant((0, 1 / (1 - 0.2), 1))
