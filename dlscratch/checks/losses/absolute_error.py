"""Crash hunt: the gradient of a loss has lost its axis of examples, and a layer stops."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import SQUARED, loss_and_gradient, loss_class, with_method
from dlscratch.losses import Loss


def _size(predicted, actual):
    return np.abs(predicted - actual).sum() / len(predicted)


def _slopes(predicted, actual):
    return np.sign(predicted - actual) / len(predicted)


class _AbsoluteError(Loss):
    def loss(self, predicted, actual):
        return _size(predicted, actual)

    def gradient(self, predicted, actual):
        return _slopes(predicted, actual)


def _over(axis, keepdims=False):
    return lambda p, a: np.sign(p - a).mean(axis=axis, keepdims=keepdims)


RIGHT_LOSS = "The loss was right before: the sum over the outputs, over the number of examples."

exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    wants="class",
    reference=_AbsoluteError,
    run=loss_and_gradient,
    probes=SQUARED,
    hints=(
        "The layer gave (4, 2), and wants a gradient of the same shape: one number for each of its "
        "outputs. What came, and which axis is missing?",
        "`.mean(axis=0)` adds the rows up, and divides. The loss is a mean, that is true. But each "
        "prediction is nudged by itself: which of the two does its slope need?",
        "The signs stay as they are, a table. Each is divided by the number of examples, and "
        "nothing is added up.",
    ),
    after="The mean of a loss comes back in its gradient as a division, and not as a mean. An "
    "axis that is lost may also go unnoticed: behind a sigmoid, broadcasting would fill it up, and "
    "all examples would be moved alike.",
)

exercise.mistakes(
    lambda gradient, loss=_size: loss_class(loss, gradient),
    mean_over_the_examples=(
        "The loss is right. Its gradient has one number for each output, and the examples have "
        "vanished: which call makes them vanish?",
        _over(0),
    ),
    kept_as_one_row=(
        "Two axes now, but the examples have still become a single row. How many numbers has a "
        "gradient for a table of predictions to hold?",
        _over(0, True),
    ),
    row_repeated=(
        "The shape fits now, and every example has the same slopes: their mean, again and again. "
        "An example that is too high needs a plus, whatever the others say.",
        lambda p, a: np.sign(p - a).mean(axis=0) * np.ones_like(p, float),
    ),
    row_repeated_and_divided=(
        "The shape fits now, and every example has the same slopes. Each needs its own.",
        lambda p, a: np.sign(p - a).mean(axis=0) * np.ones_like(p, float) / len(p),
    ),
    not_divided=(
        "The shape is right, and so are the signs. But the loss is a mean over the examples: what "
        "does that do to each slope?",
        lambda p, a: np.sign(p - a),
    ),
    mean_over_the_outputs=(
        "Now the outputs have vanished, and not the examples. Nothing is to vanish.",
        _over(1),
    ),
    mean_over_the_outputs_as_a_column=(
        "Now the outputs have become a single column. Nothing is to be added up.",
        _over(1, True),
    ),
    one_number=("Now all has become a single number. Nothing is to be added up.", _over(None)),
    summed=(
        "The sum over the examples has lost them, as the mean had.",
        lambda p, a: np.sign(p - a).sum(axis=0),
    ),
    over_all_numbers=(
        "The shape is right. But it is divided by how many numbers there are, and the loss only by "
        "how many examples.",
        lambda p, a: np.sign(p - a) / p.size,
    ),
    over_the_outputs=(
        "The shape is right. But it is divided by the number of outputs. The loss is a mean over "
        "the examples.",
        lambda p, a: np.sign(p - a) / p.shape[1],
    ),
    over_a_fixed_number=(
        "The shape is right. But 4 was the size of the first batch only: how many examples are "
        "there in any batch?",
        lambda p, a: np.sign(p - a) / 4,
    ),
    opposite=(
        "The shape is right, and the signs are not: a prediction that is too high has the slope "
        "plus.",
        lambda p, a: -_slopes(p, a),
    ),
    errors=(
        "The shape is right. But these are the errors, and the slope of a size is 1 or −1, however "
        "large it is.",
        lambda p, a: (p - a) / len(p),
    ),
    squares=(
        "That is the gradient of the squared errors. Here the errors are not squared.",
        lambda p, a: 2 * (p - a) / len(p),
    ),
    sizes=(
        "These are sizes, with no sign left. A slope says in which direction the loss grows.",
        lambda p, a: np.abs(p - a) / len(p),
    ),
    turned=(
        "The table is turned: its rows are outputs now. The gradient has the shape of the "
        "predictions.",
        lambda p, a: _slopes(p, a).T,
    ),
    doubled=(
        "The shape is right, and each slope is twice what it should be. The 2 belongs to squares.",
        lambda p, a: 2 * _slopes(p, a),
    ),
    first_example=(
        "That is the first example alone. The gradient has a row for each.",
        lambda p, a: _slopes(p, a)[0],
    ),
    nothing_to_learn=(
        "Nothing stops any more, and nothing would be learnt: the gradient is all zeros.",
        lambda p, a: np.zeros_like(p, float),
    ),
    not_returned=("The gradient gives None. Is there a `return`?", lambda p, a: None),
    loss_over_all=(
        f"The gradient is right. {RIGHT_LOSS}",
        _slopes, lambda p, a: np.abs(p - a).mean(),
    ),
    loss_as_a_sum=(
        f"The gradient is right. {RIGHT_LOSS} Now it is the sum over both.",
        _slopes, lambda p, a: np.abs(p - a).sum(),
    ),
    both_not_divided=(
        "Loss and gradient fit each other, but nothing is divided any more. The text wants the "
        "mean over the examples.",
        lambda p, a: np.sign(p - a), lambda p, a: np.abs(p - a).sum(),
    ),
    loss_by_columns=(
        f"The gradient is right. {RIGHT_LOSS} Now there is a loss for each output.",
        _slopes, lambda p, a: np.abs(p - a).mean(axis=0),
    ),
)  # fmt: skip
exercise.mistakes(
    with_method(_size),
    asks_for_less=(
        "`gradient` is called with the predictions and the right answers. It has to take both.",
        lambda self, predicted: np.sign(predicted),
    ),
)


@exercise.variant
class with_where(_AbsoluteError):
    def gradient(self, predicted, actual):
        errors = predicted - actual
        return np.where(errors > 0, 1.0, np.where(errors < 0, -1.0, 0.0)) / errors.shape[0]


@exercise.variant
class times_a_share(_AbsoluteError):
    def gradient(self, predicted, actual):
        n, _ = predicted.shape
        return 1 / n * np.sign(predicted - actual)
