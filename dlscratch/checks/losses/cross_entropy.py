"""Two lines: logarithms of probabilities, without the probabilities, and the loss."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import (
    CHOICES,
    LOSS_MISTAKES,
    PicksTheRight,
    RowByRow,
    entropy,
    log_probabilities,
    loss_class,
    naive_softmax,
    probabilities,
    squared_errors,
    with_log_p,
)


def _loss(cls, predicted, actual):
    return {"loss": cls().loss(predicted, actual)}


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=loss_class(entropy),
    run=_loss,
    probes=CHOICES,
    hints=(
        "The probabilities would be exp(below) over the sum of its row. Their logarithm is wanted, "
        "and the log of a fraction is a difference.",
        "log p is `below` minus the logarithm of a sum: one sum for each row, so keep its axis. "
        "Then: which of the k logarithms in a row counts?",
        "Multiply by the one-hot rows to keep what counts, add everything up, change the sign, and "
        "divide by the number of examples.",
    ),
    after="The mean surprise at the right answers. With a thousand logits or with logits of a "
    "thousand, it stays finite: no probability is ever computed.",
)


exercise.mistakes(
    loss_class,
    **LOSS_MISTAKES,
    no_log=(
        "You add up the probabilities of the right classes, without a logarithm. How surprising is "
        "a probability?",
        with_log_p(naive_softmax),
    ),
    no_log_sum=(
        "You use `below` as it is. For probabilities it would have to be divided by a sum after "
        "exp; in logarithms, what is subtracted?",
        with_log_p(lambda below: below),
    ),
    no_log_of_the_sum=(
        "You subtract the sum itself. Dividing by a sum is subtracting its *logarithm*.",
        with_log_p(lambda below: below - np.exp(below).sum(axis=1, keepdims=True)),
    ),
    sum_of_logs=(
        "The logarithm undoes exp at once, before anything is added. It is the log *of the sum* "
        "that is wanted: mind the brackets.",
        with_log_p(lambda below: below - np.log(np.exp(below)).sum(axis=1, keepdims=True)),
    ),
    no_keepdims=(
        "Your sums have shape (n,) and meet the columns: an error for most batches, wrong numbers "
        "for a square one. Which shape meets the rows?",
        with_log_p(lambda below: below - np.log(np.exp(below).sum(axis=1))),
    ),
    columns=(
        "Your sum runs down the columns, over the examples. Softmax shares within a row.",
        with_log_p(lambda below: below - np.log(np.exp(below).sum(axis=0))),
    ),
    whole_batch=(
        "Your sum runs over the whole batch. Softmax shares within a row: name an axis.",
        with_log_p(lambda below: below - np.log(np.exp(below).sum())),
    ),
    log_of_a_fraction=(
        "You divide one logarithm by another. The logarithm *of a fraction* is a difference.",
        with_log_p(lambda below: below / np.log(np.exp(below).sum(axis=1, keepdims=True))),
    ),
    one_for_each_class=(
        "Here is a number for each class. Add up everything, and divide by the number of examples.",
        lambda y, a: -(a * log_probabilities(y)).sum(axis=0),
    ),
    one_for_each_class_divided=(
        "Here is a number for each class. Add them up as well: one number is wanted.",
        lambda y, a: -(a * log_probabilities(y)).mean(axis=0),
    ),
    matrix_product=(
        "`@` brings each row of `actual` together with every row of logarithms, also with those of "
        "other examples. Multiply number by number, with `*`.",
        lambda y, a: -(a @ log_probabilities(y).T).sum() / len(y),
    ),
    wrong_classes_too=(
        "You add something for the wrong classes, log(1 - p). That belongs to questions of yes and "
        "no; here only the right class counts.",
        lambda y, a: (
            -(a * log_probabilities(y) + (1 - a) * np.log(1 - probabilities(y))).sum() / len(y)
        ),
    ),
    all_classes=(
        "You add the surprises of all classes, right and wrong. Only the right one happened: where "
        "does `actual` come in?",
        lambda y, a: -log_probabilities(y).sum() / len(y),
    ),
    surest_class=(
        "You take the surprise at the class that the network likes best. What counts is the class "
        "that is right: where does `actual` come in?",
        lambda y, a: -log_probabilities(y).max(axis=1).mean(),
    ),
    log_of_the_mean=(
        "You average probabilities and take one logarithm. The loss is the mean of the surprises: "
        "first the logarithm, then the mean.",
        lambda y, a: -np.log((a * probabilities(y)).sum(axis=1).mean()),
    ),
    squared_errors=(
        "These are squared errors of the probabilities. Cross-entropy asks for the logarithm at "
        "the right class.",
        lambda y, a: squared_errors(probabilities(y), a),
    ),
)


exercise.variant(PicksTheRight)
exercise.variant(RowByRow)
exercise.variant(losses.SoftmaxCrossEntropy)
