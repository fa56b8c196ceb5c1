"""Probes of several exercises, right losses, wrong ones with their hints, and a small network."""

import numpy as np

from dlscratch import losses
from dlscratch.layers import Linear, Sigmoid
from dlscratch.losses import Loss


def one_hot(k, *labels):
    return np.eye(k)[list(labels)]


# Probes are lopsided on purpose: more examples than outputs and fewer, a batch of one, logits of
# both signs, and rows that are far apart. No probability is 0.5.
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
]
CHOICES = [
    (LOGITS[0][0], one_hot(3, 2, 0, 0, 1)),
    (LOGITS[3][0], one_hot(5, 3, 1)),
    (np.array([[-2.52, 2.99, 0.48, 0.67]]), one_hot(4, 2)),
    (np.array([[0.0, 800.0], [1000.0, 1001.0], [2.0, -1.0]]), one_hot(2, 0, 1, 0)),
    (np.array([[1.5, 0.28, -0.21], [2.68, 0.53, -1.53], [1.18, -3.11, 3.61]]), one_hot(3, 1, 1, 2)),
]


def loss_class(loss, gradient=None):
    """A class of the learner's, made of two functions of (predicted, actual)."""

    class Answer(Loss):
        pass

    Answer.loss = lambda self, predicted, actual: loss(predicted, actual)
    if gradient:
        Answer.gradient = lambda self, predicted, actual: gradient(predicted, actual)
    return Answer


def loss_and_gradient(cls, predicted, actual):
    """From two objects: a gradient must not need that `loss` was called before."""
    return {
        "loss": cls().loss(predicted, actual),
        "gradient": cls().gradient(predicted, actual),
    }


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


def with_log_p(log_p):
    """A loss that is right but for its logarithms of the probabilities, made from `below`."""
    return lambda predicted, actual: (
        -(actual * log_p(predicted - predicted.max(axis=1, keepdims=True))).sum() / len(predicted)
    )


TINY = (15, 12, 10, 8, 7)  # the powers of ten that people add to a p
FORGOT_MINUS = "Your loss is negative. Logarithms of probabilities are below 0; a surprise is not."

# Wrong cross-entropies, as id: (hint, loss). They count without a gradient and with a right one.
LOSS_MISTAKES = {
    "forgot_minus": (FORGOT_MINUS, lambda y, a: -entropy(y, a)),
    "log_of_p": (
        "For moderate logits it is right. Look at [0, 800] with class 0 right: softmax gives "
        "exactly 0, and the log of 0 is -inf. Do not compute p at all: the log of a fraction is a "
        "difference.",
        with_log_p(lambda below: np.log(naive_softmax(below))),
    ),
    **{
        f"kept_from_0_by_1e_{power}": (
            "For moderate logits it is right. You keep p away from 0, so there is no inf, but at "
            "[0, 800] the surprise is capped: it should be 800. Do not compute p at all: the log "
            "of a fraction is a difference.",
            with_log_p(lambda below, power=power: np.log(naive_softmax(below) + 10.0**-power)),
        )
        for power in TINY
    },
    "summed": (
        "That is the sum of the surprises. The loss is their mean over the examples.",
        entropy_sum,
    ),
    "mean_of_all": (
        "You average over all numbers of the table. There is one surprise for each row: divide by "
        "the number of examples.",
        lambda y, a: -(a * log_probabilities(y)).mean(),
    ),
    "one_for_each_example": (
        "These are the surprises of the single examples. One number is wanted: their mean.",
        lambda y, a: -(a * log_probabilities(y)).sum(axis=1),
    ),
    "overflows": (
        "For moderate logits it is right. Large ones make exp overflow, as in softmax: what do you "
        "subtract from each row first? (And if you take the logarithm of a p: could p be 0?)",
        lambda y, a: -(a * np.log(naive_softmax(y))).sum() / len(y),
    ),
    "log_before_softmax": (
        "A logarithm is taken of logits, or of `below`. These may be negative or 0, and then it is "
        "NaN or -inf. The logarithm belongs to probabilities, so to what comes after exp.",
        lambda y, a: -(a * naive_softmax(np.log(y))).sum() / len(y),
    ),
}


class PicksTheRight(Loss):
    def loss(self, predicted, actual):
        below = predicted - predicted.max(axis=1, keepdims=True)
        right = below[np.arange(len(below)), actual.argmax(axis=1)]
        return np.mean(np.log(np.exp(below).sum(axis=1)) - right)


class RowByRow:
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
