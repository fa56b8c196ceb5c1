"""On an empty page: a loss for questions of yes or no, and its gradient."""

import functools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import (
    FORGOT_MINUS,
    TINY,
    entropy,
    loss_and_gradient,
    loss_class,
    slopes,
)
from dlscratch.losses import Loss

ANSWERS = [
    (
        np.array(
            [[0.31, -0.58, -1.45], [2.95, 2.31, 1.64], [1.16, 3.18, 1.94], [-2.16, 1.84, 0.64]]
        ),
        np.array([[1.0, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]]),
    ),
    (
        np.array([[0.08, 1.83, 0.36, -5.57, 3.41], [2.38, 0.05, -0.44, 0.75, -2.27]]),
        np.array([[1.0, 0, 0, 1, 1], [0, 1, 0, 0, 1]]),
    ),
    (np.array([[0.91, -0.16]]), np.array([[0.0, 1.0]])),
    (np.array([[800.0, -800.0, 1.5], [-800.0, 800.0, -2.0]]), np.array([[1.0, 0, 0], [1, 0, 1]])),
]


def _sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def _binary(predicted, actual):
    return (np.logaddexp(0, predicted) - actual * predicted).sum() / len(predicted)


def _binary_slopes(predicted, actual):
    return (_sigmoid(predicted) - actual) / len(predicted)


def _binary_by_p(z, y, clip=0.0):
    p = np.clip(1 / (1 + np.exp(-z)), clip, 1 - clip)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum() / len(z)


exercise = Exercise(
    __name__,
    kind="page",
    wants="class",
    reference=loss_class(_binary, _binary_slopes),
    run=loss_and_gradient,
    probes=ANSWERS,
    hints=(
        "Begin with the right-hand side of the formula, for all z at once, and get small logits "
        "right. For the gradient: what is the slope of y z? And that of log(1 + exp(z))? You know "
        "the fraction that comes out.",
        "The gradient is an old friend, with the sigmoid in the place of softmax. As for 800: "
        "which part of log(1 + exp(z)) overflows, and what is the whole, nearly, for a large z?",
        "For a large z, log(1 + exp(z)) is nearly z. Exactly: z + log(1 + exp(-z)), and that "
        "cannot overflow for a positive z. For a negative z the first form is safe. Or look up "
        "what `np.logaddexp(0, z)` computes.",
    ),
    after="p - y once more: sigmoid with this loss, softmax with cross-entropy. In both the slope "
    "of the squeeze cancels, and what is left is predicted minus actual.",
)


exercise.mistakes(
    loss_class,
    exp_overflows=(
        "For moderate logits all is right. Among 800 and -800 there is one at which your exp is "
        "inf, and so is your loss. What is log(1 + exp(z)), nearly, when z is large?",
        lambda z, y: (np.log(1 + np.exp(z)) - y * z).sum() / len(z),
        _binary_slopes,
    ),
    log_of_zero=(
        "For moderate logits all is right. At 800 p is exactly 1, so 1 - p is 0, and its logarithm "
        "is -inf. The right-hand side of the formula needs no p.",
        _binary_by_p,
        _binary_slopes,
    ),
    **{
        f"clipped_at_1e_{power}": (
            "For moderate logits all is right. You keep p away from 0 and 1, so there is no inf, "
            "but at -800 and yes the loss should be 800. The right-hand side needs no p.",
            functools.partial(_binary_by_p, clip=10.0**-power),
            _binary_slopes,
        )
        for power in TINY
    },
    both_overflow=(
        "For moderate logits all is right. At 800 exp(z) is inf: so is your loss, and inf / inf in "
        "the gradient is NaN. What is log(1 + exp(z)), nearly, when z is large? And how else can "
        "you write p?",
        lambda z, y: (np.log(1 + np.exp(z)) - y * z).sum() / len(z),
        lambda z, y: (np.exp(z) / (1 + np.exp(z)) - y) / len(z),
    ),
    gradient_overflows=(
        "The loss is right. At 800 exp(z) is inf, and inf / inf in your gradient is NaN. The "
        "exercise writes p in another way.",
        _binary,
        lambda z, y: (np.exp(z) / (1 + np.exp(z)) - y) / len(z),
    ),
    clipped_logits=(
        "For moderate logits all is right. You keep the logits within bounds, so there is no inf, "
        "but beyond them the loss is wrong. What is log(1 + exp(z)), nearly, when z is large?",
        lambda z, y: (np.log(1 + np.exp(np.clip(z, -500, 500))) - y * z).sum() / len(z),
        _binary_slopes,
    ),
    sigmoid_of_minus_z=(
        "The loss is right. In the gradient you have the probability of *no*: look at the sign of "
        "z inside exp.",
        _binary,
        lambda z, y: (1 / (1 + np.exp(z)) - y) / len(z),
    ),
    sign=(
        "Your gradient has the opposite sign. Raise the z of a question whose answer is yes: the "
        "loss falls, so its slope is negative.",
        _binary,
        lambda z, y: -_binary_slopes(z, y),
    ),
    gradient_not_averaged=(
        "The loss is a mean over the examples, and your gradient is that of their sum. Divide it.",
        _binary,
        lambda z, y: _sigmoid(z) - y,
    ),
    sums=(
        "Loss and gradient fit together: both are sums over the examples. Here both are to be "
        "means.",
        lambda z, y: _binary(z, y) * len(z),
        lambda z, y: _sigmoid(z) - y,
    ),
    means_of_all=(
        "Loss and gradient fit together, but you divide by the number of all numbers. Sum over the "
        "questions, and average only over the examples.",
        lambda z, y: _binary(z, y) * len(z) / z.size,
        lambda z, y: (_sigmoid(z) - y) / z.size,
    ),
    loss_mean_of_all=(
        "The gradient is right. In the loss you divide by the number of all numbers; sum over the "
        "questions, and average only over the examples.",
        lambda z, y: _binary(z, y) * len(z) / z.size,
        _binary_slopes,
    ),
    loss_not_averaged=(
        "The gradient is right, and the loss is the sum over the examples. Divide it as well.",
        lambda z, y: _binary(z, y) * len(z),
        _binary_slopes,
    ),
    extra_slope=(
        "There is a p (1 - p) too many in your gradient. Take the chain rule slowly: the slope of "
        "-log p is -1/p, and then the two cancel.",
        _binary,
        lambda z, y: _binary_slopes(z, y) * _sigmoid(z) * (1 - _sigmoid(z)),
    ),
    only_yes=(
        "You count only the questions whose answer is yes. A no that the network took for a yes "
        "must cost something too.",
        lambda z, y: (y * np.logaddexp(0, -z)).sum() / len(z),
        _binary_slopes,
    ),
    forgot_minus=(FORGOT_MINUS, lambda z, y: -_binary(z, y), _binary_slopes),
    without_y=(
        "Your loss does not depend on what is right: where does y come in?",
        lambda z, y: np.logaddexp(0, z).sum() / len(z),
        _binary_slopes,
    ),
    softmax=(
        "You used softmax, as if one of the k answers had to be the right one. Here every question "
        "stands alone.",
        entropy,
        slopes,
    ),
    softmax_in_the_gradient=(
        "The loss is right. In the gradient you used softmax, as if the k questions shared one "
        "whole; each has its own sigmoid.",
        _binary,
        slopes,
    ),
    logits_minus_y=(
        "The loss is right. In the gradient you compare y with the logit; compare it with the "
        "probability.",
        _binary,
        lambda z, y: (z - y) / len(z),
    ),
    one_loss_for_each_example=(
        "`loss` gives a number for each example. One number is wanted: their mean.",
        lambda z, y: (np.logaddexp(0, z) - y * z).sum(axis=1),
        _binary_slopes,
    ),
)


@exercise.variant
class in_two_pieces(Loss):
    def loss(self, predicted, actual):
        log_sums = np.maximum(predicted, 0) + np.log1p(np.exp(-abs(predicted)))
        return np.mean(np.sum(log_sums - actual * predicted, axis=1))

    def gradient(self, predicted, actual):
        return (1 / (1 + np.exp(-predicted)) - actual) / len(predicted)


@exercise.variant
class number_by_number:
    def loss(self, predicted, actual):
        total = 0
        for z, y in zip(predicted.ravel().tolist(), actual.ravel().tolist(), strict=True):
            wrong_by = -z if y else z
            total += max(wrong_by, 0) + np.log(1 + np.exp(-abs(wrong_by)))
        return float(total / len(predicted))

    def gradient(self, predicted, actual):
        return (np.tanh(predicted / 2) / 2 + 0.5 - actual) / predicted.shape[0]
