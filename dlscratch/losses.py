"""Losses: one number that says how wrong, and the gradient that says which way is better.

Both average over the batch (a batch of one gives the book's numbers). `predicted` is (n, k).
"""

import numpy as np

from dlscratch import settings


class Loss:
    """What every loss can do."""

    def loss(self, predicted, actual):
        """How wrong the predictions are, as a float: lower is better."""
        raise NotImplementedError

    def gradient(self, predicted, actual):
        """How the loss changes with each prediction: an array of the predictions' shape."""
        raise NotImplementedError

    def encode(self, actual, outputs):
        """`actual` as `loss` and `gradient` want it: labels (n,) as one-hot rows (n, outputs),
        where there are several outputs; all else as it is."""
        actual = np.asarray(actual)
        return one_hot(actual, outputs) if outputs > 1 and actual.ndim == 1 else actual

    def __repr__(self):
        return f"{type(self).__name__}()"


class SSE(Loss):
    """The squared errors, summed over the outputs and averaged over the batch."""

    def loss(self, predicted, actual):
        errors = self._errors(predicted, actual)
        return float(np.sum(errors**2) / _batch_size(errors))

    def gradient(self, predicted, actual):
        errors = self._errors(predicted, actual)
        return 2 / _batch_size(errors) * errors

    def encode(self, actual, outputs):
        """`actual` as it is: labels are no numbers to come near to, and `loss` refuses them."""
        return actual

    def _errors(self, predicted, actual):
        # Without this check (n, 1) - (n,) would broadcast to (n, n), and learn nonsense.
        try:
            if np.shape(predicted) == np.shape(actual):
                return np.subtract(predicted, actual)
        except (TypeError, ValueError):
            came = f"{settings.shown(predicted)} and {settings.shown(actual)}"
            raise TypeError(f"SSE compares arrays of numbers, but {came} came") from None
        raise ValueError(
            "SSE expects predictions and actual values of one shape, "
            f"but {np.shape(predicted)} and {np.shape(actual)} came"
        )


def softmax(x):
    """Turns each row of scores into probabilities: positive, with sum 1. Any shape (..., k)."""
    exps = np.exp(below_their_maximum(x))
    exps /= exps.sum(axis=0)
    return exps.T


def below_their_maximum(x):
    """Each row of `x` minus its maximum, which cancels in softmax and keeps exp from overflowing.

    Transposed: NumPy reduces a few long rows several times faster than many short ones.
    """
    try:
        scores = np.asarray(x).T.copy()
        scores -= scores.max(axis=0)
    except (TypeError, ValueError):
        raise TypeError(
            "softmax takes rows of scores (n, k), at least one number each, "
            f"but {settings.shown(x)} came"
        ) from None
    return scores


class SoftmaxCrossEntropy(Loss):
    """Minus the log of the probability that softmax gives to the right class.

    `predicted` holds logits (scores before softmax) (n, k); `actual` is labels (n,), integers from
    0 to k - 1, or one-hot rows (n, k).
    """

    def loss(self, predicted, actual):
        actual = self._one_hot(predicted, actual)
        scores = below_their_maximum(predicted)
        log_sums = np.log(np.exp(scores).sum(axis=0))
        return float((log_sums.sum() - np.sum(scores * actual.T)) / _batch_size(predicted))

    def gradient(self, predicted, actual):
        """softmax(predicted) - actual, over n: all that is left once the chain rule cancels."""
        actual = self._one_hot(predicted, actual)
        gradient = softmax(predicted)
        gradient -= actual
        gradient /= _batch_size(gradient)
        return gradient

    def encode(self, actual, outputs):
        """Labels (n,) as one-hot rows (n, outputs); one-hot rows as they are, and checked."""
        if outputs == 1:
            raise ValueError(
                "softmax of a single output is always 1, so there is nothing to learn: "
                "give the net an output for each class, or use SSE"
            )
        rows = super().encode(actual, outputs)
        if np.ndim(actual) > 1:
            _check_rows(rows)
        return rows

    def _one_hot(self, predicted, actual):
        actual, shape = _array("actual", actual), np.shape(predicted)
        if actual.shape == shape:
            return actual
        if actual.shape != shape[:-1]:
            raise ValueError(
                f"SoftmaxCrossEntropy expects labels (n,) or one-hot rows (n, k) for predictions "
                f"(n, k), but {actual.shape} came for predictions {shape}"
            )
        return one_hot(actual, shape[-1])


def one_hot(labels, classes, dtype=np.float32):
    """Labels (n,) as rows (n, classes) of zeros with a single one, in the label's column.

    A single label gives a single row. Raises ValueError for a label outside 0 to classes - 1,
    or one that is not an integer.
    """
    labels, classes = _array("labels", labels), settings.whole("classes", classes)
    if labels.ndim > 1:
        raise ValueError(f"labels have shape (n,), but {labels.shape} came: use labels.ravel()")
    if labels.size == 0:
        return np.zeros((0, classes), dtype)
    check_labels(labels, classes)
    return np.eye(classes, dtype=dtype)[labels]


def _array(what, values):
    try:
        return np.asarray(values)
    except ValueError:
        return settings.array(what, values)  # says what is wrong


def check_labels(labels, classes):
    """ValueError for a label outside 0 to classes - 1, or one that is not an integer."""
    wanted = f"labels are integers from 0 to {classes - 1}"
    if labels.dtype.kind not in "iu":
        remedy = ": use labels.astype(int)" if labels.dtype.kind == "f" else ""
        raise ValueError(f"{wanted}, but {labels.dtype} came{remedy}")
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        raise ValueError(f"{wanted}, but {labels[wrong][0]} came")


def _check_rows(rows):
    """ValueError for rows that are no probabilities, which the gradient takes for granted."""
    wrong = (rows < 0).any(axis=-1) | ~np.isclose(rows.sum(axis=-1), 1, atol=1e-3)
    if wrong.any():
        raise ValueError(
            "one-hot rows hold a single 1 and zeros (or shares that add up to 1), "
            f"but {rows[wrong][0]} came"
        )


def _batch_size(array):
    shape = np.shape(array)
    size = shape[0] if len(shape) > 1 else 1
    if size == 0:
        raise ValueError("a loss is a mean over examples, but no example came")
    return size
