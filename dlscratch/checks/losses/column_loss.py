"""A bug in a loss: predictions of shape (n, 1) meet labels of shape (n,)."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise


def _column_loss(predicted, labels):
    return ((predicted[:, 0] - labels) ** 2).mean()


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_column_loss,
    probes=[
        (np.array([[1.0], [3.0]]), np.array([1.0, 3.0])),
        (np.array([[4.41], [0.03], [-2.06], [4.0]]), np.array([-0.36, 2.42, -1.36, -0.2])),
        (np.array([[-3.08]]), np.array([-3.52])),
        (np.array([[-1.65], [0.14], [1.9]]), np.array([5.15, -1.76, 2.32])),
    ],
    hints=(
        "With one example the loss is right, so take two. Print `predicted.shape`, `labels.shape` "
        "and `errors.shape`.",
        "Write (2, 1) and (2,) under each other, lined up at the right, as in lesson 1. What do "
        "they make together? How many errors should two examples have?",
        "Give both the same shape before you subtract: take the only column out of `predicted`, or "
        "give `labels` a second axis of size 1.",
    ),
    after="Every prediction was compared with every label. The network then learns to predict the "
    "mean of all labels, and nobody gets an error. The course's SSE refuses two different shapes "
    "for that reason.",
)


@exercise.wrong(
    "A perfect prediction should have the loss 0. Here each prediction is compared with every "
    "label, and not only with its own: look at the shape of `errors`."
)
def every_pair(predicted, labels):
    return ((predicted - labels) ** 2).mean()


@exercise.wrong(
    "Dividing differently does not mend it: there are still too many errors. Look at the shape of "
    "`errors`."
)
def sum_of_every_pair(predicted, labels):
    return ((predicted - labels) ** 2).sum() / len(predicted)


@exercise.wrong(
    "Now the first prediction is compared with all the labels. `[0]` takes the first row; you "
    "want the first column."
)
def first_prediction_for_all(predicted, labels):
    return ((predicted[0] - labels) ** 2).mean()


@exercise.wrong(
    "Now every prediction is compared with the first label. Each has a label of its own."
)
def first_label_for_all(predicted, labels):
    return ((predicted - labels[0]) ** 2).mean()


@exercise.wrong(
    "You compare means. A prediction too high and another too low then cancel: compare each with "
    "its own label."
)
def means_compared(predicted, labels):
    return (predicted.mean() - labels.mean()) ** 2


@exercise.wrong(
    "The predictions have been added up into a single number. Over which axis of (n, 1) must you "
    "sum if n numbers are to stay?"
)
def column_added_up(predicted, labels):
    return ((predicted.sum(axis=0) - labels) ** 2).mean()


@exercise.wrong("The errors are right now. The last line was right before: the mean was asked for.")
def summed(predicted, labels):
    return ((predicted[:, 0] - labels) ** 2).sum()


@exercise.variant
def labels_as_a_column(predicted, labels):
    return ((predicted - labels.reshape(-1, 1)) ** 2).mean()


@exercise.variant
def predictions_as_a_row(predicted, labels):
    return np.mean((predicted.T - labels) ** 2)


@exercise.variant
def pair_by_pair(predicted, labels):
    return sum((p[0] - y) ** 2 for p, y in zip(predicted, labels, strict=True)) / len(labels)
