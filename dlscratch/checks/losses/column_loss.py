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
        (np.array([[5], [2], [2], [-1], [3]]), np.array([2, 5, 2, 0, -3])),
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


@exercise.wrong(
    "Both are sorted. Then the smallest prediction is compared with the smallest label, whichever "
    "example they belong to. The order is what ties them together."
)
def both_sorted(predicted, labels):
    return ((np.sort(predicted[:, 0]) - np.sort(labels)) ** 2).mean()


@exercise.wrong(
    "All labels are compared with one number, the mean of the predictions. Each label has a "
    "prediction of its own: over which axis of (n, 1) must nothing be averaged?"
)
def mean_prediction_for_all(predicted, labels):
    return ((predicted.mean() - labels) ** 2).mean()


@exercise.wrong(
    "All predictions are compared with one number, the mean of the labels. Each has a label of its "
    "own."
)
def mean_label_for_all(predicted, labels):
    return ((predicted - labels.mean()) ** 2).mean()


@exercise.wrong(
    "The shapes meet now, but the order of one of the two is turned round. Each prediction belongs "
    "to the label at the same place."
)
def turned_round(predicted, labels):
    return ((predicted[::-1, 0] - labels) ** 2).mean()


@exercise.wrong(
    "Each prediction is compared with every label, as before, and only the size of the errors is "
    "taken otherwise. Look at the shape of `errors`."
)
def sizes_of_every_pair(predicted, labels):
    return np.abs(predicted - labels).mean()


@exercise.wrong("The errors are right now. The last line was right before: squares were asked for.")
def sizes(predicted, labels):
    return np.abs(predicted[:, 0] - labels).mean()


@exercise.wrong("The errors are right now. The last line was right before, without a root.")
def root(predicted, labels):
    return ((predicted[:, 0] - labels) ** 2).mean() ** 0.5


@exercise.wrong("The errors are right now. The last line was right before, without a half.")
def half(predicted, labels):
    return ((predicted[:, 0] - labels) ** 2).mean() / 2


@exercise.wrong(
    "The loss of each example is there. One number is wanted: the last line was right before."
)
def one_for_each(predicted, labels):
    return (predicted[:, 0] - labels) ** 2


@exercise.wrong(
    "There are still too many errors, one for each prediction with each label; `axis` only adds "
    "some of them up. Look at the shape of `errors`."
)
def every_pair_by_label(predicted, labels):
    return ((predicted - labels) ** 2).mean(axis=0)


@exercise.wrong(
    "Only the first example is left. Which indices take a whole column, and which a single number?"
)
def first_example(predicted, labels):
    return ((predicted[0, 0] - labels[0]) ** 2).mean()


@exercise.wrong(
    "For each prediction you take the label that is nearest. It belongs to its own, which stands "
    "at the same place."
)
def nearest_label(predicted, labels):
    return ((predicted - labels) ** 2).min(axis=1).mean()


@exercise.wrong("Labels and predictions are added. An error is a difference.")
def added(predicted, labels):
    return ((predicted[:, 0] + labels) ** 2).mean()


@exercise.variant
def the_diagonal(predicted, labels):
    return (np.diag(predicted - labels) ** 2).mean()


@exercise.variant
def labels_as_a_column(predicted, labels):
    return ((predicted - labels.reshape(-1, 1)) ** 2).mean()


@exercise.variant
def predictions_as_a_row(predicted, labels):
    return np.mean((predicted.T - labels) ** 2)


@exercise.variant
def pair_by_pair(predicted, labels):
    return sum((p[0] - y) ** 2 for p, y in zip(predicted, labels, strict=True)) / len(labels)
