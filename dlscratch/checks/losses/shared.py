"""Probes of several exercises, right losses, wrong ones with their hints, and a small network."""

import copy
import sys

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.layers import Linear, Sigmoid
from dlscratch.losses import Loss


def one_hot(k, *labels, dtype=float):
    return np.eye(k, dtype=dtype)[list(labels)]


# Probes are lopsided on purpose: more examples than outputs, fewer, and as many, a batch of one,
# logits of both signs, equal ones, whole numbers, and rows that are far apart. No probability is
# 0.5.
SQUARED = [
    (
        np.array(
            [[-1.0, -0.05, 3.63], [1.62, -2.98, 0.29], [-0.95, 0.6, -2.92], [0.78, 0.77, 3.45]]
        ),
        np.array(
            [[0.93, 1.32, -2.69], [4.81, -3.53, 2.5], [-0.36, -1.46, -1.01], [-1.04, 1.06, 0.08]]
        ),
    ),
    (
        np.array([[3.27, -3.36, 0.29, -1.48, 1.85], [-3.94, -0.39, 0.72, -2.67, 2.27]]),
        np.array([[0.66, 2.31, 2.22, -1.66, -1.3], [-0.11, 1.8, 2.0, -1.12, -0.91]]),
    ),
    (np.array([[-1.3, -0.87, -0.18]]), np.array([[0.04, 4.42, -0.71]])),
    (
        np.array([[-0.28, 1.22], [-1.61, -0.44], [0.33, 1.85], [-2.33, 3.04], [-0.4, 0.64]]),
        np.array([[1.99, 1.62], [2.42, 0.65], [0.26, 0.93], [-1.69, 2.73], [-1.25, -2.22]]),
    ),
    (np.array([[3, 1, -2], [0, 5, 2], [4, -1, 6]]), np.array([[1, 1, 0], [2, -3, 2], [4, 0, -7]])),
]
LOGITS = [
    (
        np.array(
            [[-0.91, -0.01, -2.66], [-2.66, -1.26, -2.09], [0.29, -1.11, 2.8], [0.61, 0.63, 2.57]]
        ),
    ),
    (np.array([[0.0, 1.0], [1000.0, 1001.0]]),),
    (np.array([[1000.0, 1001.0, 998.5]]),),
    (np.array([[1.34, 0.23, 0.12, 0.06, 2.45], [1.87, 1.03, 1.9, -0.79, 1.32]]),),
    (np.array([[0.0, 2500.0, 2499.0], [-900.0, -901.0, -4.0], [3.0, 1.5, 2.0]]),),
    (np.array([[2, 2, -1], [5, 0, 5], [-3, -1, -3], [0, 1, 1]]),),
    (
        np.array(
            [[-1000.0, -1001.0, -998.5], [20000, 0, 19998], [900, 1, 2], [0, 900, -1], [1, 2, 900]]
        ),
    ),
    (np.array([[0, 1], [1000, 1001]]),),
]
CHOICES = [
    (LOGITS[0][0], one_hot(3, 2, 0, 0, 1)),
    (np.array([[0.0, 800.0], [1000.0, 1001.0], [2.0, -1.0]]), one_hot(2, 0, 1, 0)),
    (LOGITS[3][0], one_hot(5, 3, 1)),
    (np.array([[-2.52, 2.99, 0.48, 0.67]]), one_hot(4, 2)),
    (LOGITS[2][0], one_hot(3, 2)),
    (np.array([[1.5, 0.28, -0.21], [2.68, 0.53, -1.53], [1.18, -3.11, 3.61]]), one_hot(3, 1, 1, 2)),
    (LOGITS[5][0], one_hot(3, 2, 0, 0, 1, dtype=int)),
    (LOGITS[6][0], one_hot(3, 1, 2, 0, 1, 0)),
]
ANSWERS = [  # of yes and no
    (
        np.array(
            [[0.31, -0.58, -1.45], [2.95, 2.31, 1.64], [1.16, 3.18, 1.94], [-2.16, 1.84, 0.64]]
        ),
        np.array([[1.0, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]]),
    ),
    # Large logits of both signs with either answer, and none that another could make up for.
    (np.array([[-800.0, 1.5]]), np.array([[1.0, 0]])),
    (np.array([[800.0, 1.5]]), np.array([[0.0, 0]])),
    (np.array([[800.0, -800.0, 0.5]]), np.array([[1.0, 0, 1]])),
    (np.array([[800.0, -1.5, 0.4], [-900.0, 2.0, -760.0]]), np.array([[0.0, 1, 0], [1, 0, 0]])),
    (
        np.array([[0.08, 1.83, 0.36, -5.57, 3.41], [2.38, 0.05, -0.44, 0.75, -2.27]]),
        np.array([[1.0, 0, 0, 1, 1], [0, 1, 0, 0, 1]]),
    ),
    (np.array([[0.91, -0.16]]), np.array([[0.0, 1.0]])),
    (np.array([[10.5, -11.0]]), np.array([[1.0, 0]])),
    (np.array([[3, -2], [1, -4], [-1, 2]]), np.array([[1, 1], [0, 0], [1, 0]])),
]


def loss_class(loss, gradient=None):
    """A class of the learner's, made of two functions of (predicted, actual)."""

    class Answer(Loss):
        pass

    Answer.loss = lambda self, predicted, actual: loss(predicted, actual)
    if gradient:
        Answer.gradient = lambda self, predicted, actual: gradient(predicted, actual)
    return Answer


AGAIN, SECOND = ", when asked once more", ", for a second batch"


def loss_alone(cls, predicted, actual):
    """What `loss` gives, also for a second batch, and for the first once more."""
    one = cls()
    second = _second_batch(predicted, actual)
    outputs = {"the loss": _tried(one.loss, predicted, actual)}
    anew = _tried(cls().loss, *copy.deepcopy(second))
    outputs[f"the loss{AGAIN}"] = _tried(one.loss, predicted, actual)
    outputs[f"the loss{SECOND}"] = _tried(one.loss, *second)
    _note_memory("loss", outputs[f"the loss{SECOND}"], anew)
    return outputs


def loss_and_gradient(cls, predicted, actual):
    """What `loss` and `gradient` give, whatever was asked before, of this object or another.

    A gradient must not need that `loss` was called, nor remember the batch of a loss.
    """
    if not issubclass(cls, Loss):
        raise Refuse(
            f"`{cls.__name__}` is no `Loss`: write `class {cls.__name__}(Loss):`, so that it has "
            "all that `train`, in lessons 8 and 9, asks of a loss."
        )
    one, fresh = cls(), cls()
    second = _second_batch(predicted, actual)
    outputs = {"the loss": _tried(one.loss, predicted, actual)}
    # What another object is asked, and leaves on the class perhaps, must not matter.
    new_loss = _tried(cls().loss, *copy.deepcopy(second))
    first = _tried(fresh.gradient, predicted, actual)
    outputs["the gradient"] = _copied(first)
    outputs[f"the gradient{SECOND}"] = _copied(_tried(one.gradient, *copy.deepcopy(second)))
    new_gradient = _tried(cls().gradient, *copy.deepcopy(second))
    outputs[f"the gradient{AGAIN}"] = _copied(_tried(fresh.gradient, predicted, actual))
    outputs[f"the loss{SECOND}"] = _tried(one.loss, *copy.deepcopy(second))
    outputs[f"the loss{AGAIN}"] = _tried(one.loss, predicted, actual)
    _tried(fresh.gradient, *second)
    outputs["the first gradient, after a second was made"] = first
    _note_memory("loss", outputs[f"the loss{SECOND}"], new_loss)
    _note_memory("gradient", outputs[f"the gradient{SECOND}"], new_gradient)
    return outputs


def _note_memory(method, used, anew):
    """Tell if a method gives something else once the object has been used."""
    if not compare.same(used, anew):
        note(
            f"For one and the same batch `{method}` gives something else if another batch was "
            "asked for before: something is kept from call to call."
        )


def _second_batch(predicted, actual):
    """Other predictions for the same right answers in another order, and one example more."""
    n = len(predicted)
    return 0.75 * predicted[[*range(n)[::-1], 0]], actual[[0, *range(n)]]


def _tried(call, *arguments):
    """What `call` gives, or how it was stopped; a method that is not there is no later step."""
    found = attempt(call, *arguments)
    if isinstance(found, Stopped) and isinstance(found.error, NotImplementedError):
        raise found.error
    return found


def _copied(value):
    return copy.deepcopy(value) if isinstance(value, np.ndarray | list) else value


def as_written(decimals=(4, 3, 2), **rows):
    """Wrong predictions, id=(hint, numbers), each also as it is when rounded by hand."""
    for id, (hint, numbers) in rows.items():
        yield id, (hint, numbers)
        known = [numbers]
        for places in decimals:
            rounded = np.round(numbers, places).tolist()
            if rounded not in known:
                known.append(rounded)
                yield f"{id}_to_{places}_decimals", (hint, rounded)


def squared_errors(predicted, actual):
    return ((predicted - actual) ** 2).sum() / len(predicted)


def sse_sum(predicted, actual):
    return ((predicted - actual) ** 2).sum()


def probabilities(x):
    return losses.softmax(x)


def naive_softmax(x):
    exps = np.exp(x)
    return exps / exps.sum(axis=1, keepdims=True)


def log_probabilities(x):
    below = x - x.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


def entropy(predicted, actual):
    return -(actual * log_probabilities(predicted)).sum() / len(predicted)


def entropy_sum(predicted, actual):
    return -(actual * log_probabilities(predicted)).sum()


def slopes(predicted, actual):
    """The gradient of `entropy`."""
    return (probabilities(predicted) - actual) / len(predicted)


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def binary(predicted, actual):
    """The cross-entropy of questions of yes or no, from logits."""
    return (np.logaddexp(0, predicted) - actual * predicted).sum() / len(predicted)


def binary_slopes(predicted, actual):
    return (sigmoid(predicted) - actual) / len(predicted)


def binary_by_p(z, y, clip=0.0, extra=0.0):
    p = np.clip(1 / (1 + np.exp(-z)), clip, 1 - clip)
    return -(y * np.log(p + extra) + (1 - y) * np.log(1 - p + extra)).sum() / len(z)


def with_exp_kept_at(bound):
    """A loss in which exp never gets more than `bound`."""
    return lambda z, y: (np.log(1 + np.exp(np.minimum(z, bound))) - y * z).sum() / len(z)


# What people add to a p, or do not let it fall below.
TINY = {f"1e_{power}": 10.0**-power for power in (*range(16, 6, -1), 20, 30, 50, 100, 300)} | {
    "the_precision": sys.float_info.epsilon,
    "the_smallest_float": sys.float_info.min,
}
SEEN = {f"1e_{power}": 10.0**-power for power in range(6, 1, -1)}  # changes moderate losses too
FORGOT_MINUS = "Your loss is negative. Logarithms of probabilities are below 0; a surprise is not."

# A wrong gradient, as (hint, method), for a loss that may well be right.
LOOKS_IN_SELF = (
    "`gradient` looks in `self` for something that is not there. If `loss` was to leave it: "
    "`gradient` may be asked first, or for another batch, and all it needs is in its arguments. If "
    "it is a function from further up: that needs no `self`.",
    lambda self, predicted, actual: self.kept,
)


def with_method(loss):
    """A maker of classes with this loss, from whole methods `gradient`."""

    def make(gradient):
        answer = loss_class(loss)
        answer.gradient = gradient
        return answer

    return make


def with_memory(loss, keep, use, lazily=False):
    """A class whose `loss` keeps something for `gradient`, as layers do on their way forward.

    `keep(predicted, actual)` is kept, `use(kept, predicted, actual)` makes the gradient. Done
    lazily, a gradient also keeps it, where nothing has been kept yet.
    """

    class Answer(Loss):
        def loss(self, predicted, actual):
            self.kept = keep(predicted, actual)
            return loss(predicted, actual)

        def gradient(self, predicted, actual):
            if lazily and not hasattr(self, "kept"):
                self.kept = keep(predicted, actual)
            return use(self.kept, predicted, actual)

    return Answer


def p_minus_y(kept, predicted, actual):
    """A use of probabilities that were kept."""
    return (kept - actual) / len(predicted)


# Hints for these, and for a loss that changes its predictions in place.
KEPT_BY_LOSS = (
    "`gradient` relies on what `loss` has kept. It may be asked first, or for another batch: all "
    "that it needs is in its own arguments."
)
KEPT_FOR_EVER = (
    "`gradient` goes on with what was kept of an earlier batch. Work it out anew each time, from "
    "its own arguments."
)
IN_PLACE = (
    "`-=` has changed the caller's own predictions, and what is asked next gets the changed ones. "
    "`a - b` makes a new array."
)


class PicksTheRight(Loss):
    def loss(self, predicted, actual):
        below = predicted - predicted.max(axis=1, keepdims=True)
        right = below[np.arange(len(below)), actual.argmax(axis=1)]
        return np.mean(np.log(np.exp(below).sum(axis=1)) - right)


class RowByRow(Loss):
    def loss(self, predicted, actual):
        total = 0
        for row, y in zip(predicted, actual, strict=True):
            total += np.logaddexp.reduce(row) - row @ y
        return total / len(predicted)


def three_layers(*sizes, seed):
    """Linear, Sigmoid, Linear, with biases that are not 0."""
    rng = np.random.default_rng(seed)
    inputs, hidden, outputs = sizes
    layers = Linear(inputs, hidden, rng=rng), Sigmoid(), Linear(hidden, outputs, rng=rng)
    for layer in (layers[0], layers[2]):
        layer.b[:] = rng.normal(size=layer.b.shape)
    return layers
