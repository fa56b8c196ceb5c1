"""On an empty page: a loss for questions of yes or no, and its gradient."""

import functools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import (
    ANSWERS,
    FORGOT_MINUS,
    KEPT_BY_LOSS,
    KEPT_FOR_EVER,
    LOOKS_IN_SELF,
    TINY,
    binary,
    binary_by_p,
    binary_slopes,
    entropy,
    loss_and_gradient,
    loss_class,
    p_minus_y,
    sigmoid,
    slopes,
    with_exp_kept_at,
    with_memory,
    with_method,
)
from dlscratch.losses import Loss

exercise = Exercise(
    __name__,
    kind="page",
    wants="class",
    reference=loss_class(binary, binary_slopes),
    run=loss_and_gradient,
    probes=ANSWERS,
    accepts=(list, tuple),
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


BOUNDS = (20, 30, 50, 100, 200, 300, 500, 600, 700, 709)  # at which people cut their logits

exercise.mistakes(
    loss_class,
    exp_overflows=(
        "For moderate logits all is right. Among 800 and -800 there is one at which your exp is "
        "inf, and so is your loss. What is log(1 + exp(z)), nearly, when z is large?",
        lambda z, y: (np.log(1 + np.exp(z)) - y * z).sum() / len(z),
        binary_slopes,
    ),
    log_of_zero=(
        "For moderate logits all is right. At 800 p is exactly 1, so 1 - p is 0, and its logarithm "
        "is -inf. The right-hand side of the formula needs no p.",
        binary_by_p,
        binary_slopes,
    ),
    **{
        f"clipped_at_{id}": (
            "For moderate logits all is right. A tiny number keeps the logarithms from -inf, but "
            "at -800 and yes the loss should be 800. The right-hand side needs no p.",
            functools.partial(binary_by_p, clip=tiny),
            binary_slopes,
        )
        for id, tiny in TINY.items()
    },
    **{
        f"added_{id}": (
            "For moderate logits all is right. A tiny number keeps the logarithms from -inf, but "
            "at -800 and yes the loss should be 800. The right-hand side needs no p.",
            functools.partial(binary_by_p, extra=tiny),
            binary_slopes,
        )
        for id, tiny in TINY.items()
        if id not in ("1e_11", "1e_12", "the_precision")  # which give the numbers of clipping
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
        binary,
        lambda z, y: (np.exp(z) / (1 + np.exp(z)) - y) / len(z),
    ),
    **{
        f"exp_kept_at_{bound}": (
            "For moderate logits all is right. exp never gets more than a certain number, so there "
            "is no inf, but beyond it the loss is wrong. What is log(1 + exp(z)), nearly, when z "
            "is large?",
            with_exp_kept_at(bound),
            binary_slopes,
        )
        for bound in BOUNDS
    },
    **{
        f"logits_kept_at_{bound}": (
            "For moderate logits all is right. You keep the logits within bounds, so there is no "
            "inf, but beyond them the loss is wrong. What is log(1 + exp(z)), nearly, when z is "
            "large?",
            lambda z, y, bound=bound: binary(np.clip(z, -bound, bound), y),
            lambda z, y, bound=bound: binary_slopes(np.clip(z, -bound, bound), y),
        )
        for bound in BOUNDS
    },
    sigmoid_of_minus_z=(
        "The loss is right. In the gradient you have the probability of *no*: look at the sign of "
        "z inside exp.",
        binary,
        lambda z, y: (1 / (1 + np.exp(z)) - y) / len(z),
    ),
    sign=(
        "Your gradient has the opposite sign. Raise the z of a question whose answer is yes: the "
        "loss falls, so its slope is negative.",
        binary,
        lambda z, y: -binary_slopes(z, y),
    ),
    gradient_not_averaged=(
        "The loss is a mean over the examples, and your gradient is that of their sum. Divide it.",
        binary,
        lambda z, y: sigmoid(z) - y,
    ),
    sums=(
        "Loss and gradient fit together: both are sums over the examples. Here both are to be "
        "means.",
        lambda z, y: binary(z, y) * len(z),
        lambda z, y: sigmoid(z) - y,
    ),
    means_of_all=(
        "Loss and gradient fit together, but you divide by the number of all numbers. Sum over the "
        "questions, and average only over the examples.",
        lambda z, y: binary(z, y) * len(z) / z.size,
        lambda z, y: (sigmoid(z) - y) / z.size,
    ),
    loss_mean_of_all=(
        "The gradient is right. In the loss you divide by the number of all numbers; sum over the "
        "questions, and average only over the examples.",
        lambda z, y: binary(z, y) * len(z) / z.size,
        binary_slopes,
    ),
    loss_not_averaged=(
        "The gradient is right, and the loss is the sum over the examples. Divide it as well.",
        lambda z, y: binary(z, y) * len(z),
        binary_slopes,
    ),
    extra_slope=(
        "There is a p (1 - p) too many in your gradient. Take the chain rule slowly: the slope of "
        "-log p is -1/p, and then the two cancel.",
        binary,
        lambda z, y: binary_slopes(z, y) * sigmoid(z) * (1 - sigmoid(z)),
    ),
    only_yes=(
        "You count only the questions whose answer is yes. A no that the network took for a yes "
        "must cost something too.",
        lambda z, y: (y * np.logaddexp(0, -z)).sum() / len(z),
        binary_slopes,
    ),
    forgot_minus=(FORGOT_MINUS, lambda z, y: -binary(z, y), binary_slopes),
    without_y=(
        "Your loss does not depend on what is right: where does y come in?",
        lambda z, y: np.logaddexp(0, z).sum() / len(z),
        binary_slopes,
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
        binary,
        slopes,
    ),
    logits_minus_y=(
        "The loss is right. In the gradient you compare y with the logit; compare it with the "
        "probability.",
        binary,
        lambda z, y: (z - y) / len(z),
    ),
    one_loss_for_each_example=(
        "`loss` gives a number for each example. One number is wanted: their mean.",
        lambda z, y: (np.logaddexp(0, z) - y * z).sum(axis=1),
        binary_slopes,
    ),
)


exercise.mistakes(
    lambda loss: loss_class(loss, binary_slopes),
    loss_divided_by_the_questions=(
        "The gradient is right. In the loss you divide by the number of columns, which are the "
        "questions. The examples are the rows.",
        lambda z, y: binary(z, y) * len(z) / z.shape[1],
    ),
    exp_without_the_size=(
        "The gradient is right. You have taken the large part out of the logarithm: good. But what "
        "is left in it should be exp of minus the *size* of z, whichever its sign.",
        lambda z, y: (
            (np.maximum(z, 0) + np.log(1 + np.exp(-np.maximum(z, 0))) - y * z).sum() / len(z)
        ),
    ),
    overflow_on_the_other_side=(
        "For a positive z this is safe. For -800, exp(-z) is inf: the overflow has moved to the "
        "other side. Which of the two forms is safe where?",
        lambda z, y: (z + np.log(1 + np.exp(-z)) - y * z).sum() / len(z),
    ),
    no_y_z_for_large_z=(
        "Where z is large, you leave out y z together with the logarithm. At -800 and yes the loss "
        "should be 800: only log(1 + exp(z)) may be replaced.",
        lambda z, y: (
            np.where(abs(z) > 30, np.maximum(z, 0), np.logaddexp(0, z) - y * z).sum() / len(z)
        ),
    ),
    y_p_for_y_z=(
        "The gradient is right. In the loss y is multiplied by p; the formula has z there.",
        lambda z, y: (np.logaddexp(0, z) - y * sigmoid(z)).sum() / len(z),
    ),
    log_of_minus_z=(
        "The gradient is right. The loss belongs to -z: in the formula, look at the sign of z "
        "inside exp.",
        lambda z, y: (np.logaddexp(0, -z) - y * z).sum() / len(z),
    ),
    plus_y_z=(
        "The gradient is right. In the loss, look at the sign of y z: for a yes, a larger z must "
        "make the loss smaller.",
        lambda z, y: (np.logaddexp(0, z) + y * z).sum() / len(z),
    ),
    answers_exchanged=(
        "The gradient is right. The loss takes every yes for a no. Which of the two parts belongs "
        "to y, and which to 1 - y?",
        lambda z, y: binary(z, 1 - y),
    ),
    only_no=(
        "You count only the questions whose answer is no. A yes that the network took for a no "
        "must cost something too.",
        lambda z, y: ((1 - y) * np.logaddexp(0, z)).sum() / len(z),
    ),
    no_one=(
        "The 1 is missing beside exp(z): then the logarithm undoes exp at once, and z is left.",
        lambda z, y: (z - y * z).sum() / len(z),
    ),
    no_logarithm=(
        "The gradient is right. In the loss a part has no logarithm: only z for a no, and 0 for a "
        "yes. That is nearly right where z is large, and far off around 0.",
        lambda z, y: (np.maximum(z, 0) - y * z).sum() / len(z),
    ),
    squared_errors=(
        "These are squared errors of the probabilities. The surprise is a logarithm.",
        lambda z, y: ((sigmoid(z) - y) ** 2).sum() / len(z),
    ),
    one_loss_for_each_question=(
        "`loss` gives a number for each question. One number is wanted: their sum.",
        lambda z, y: (np.logaddexp(0, z) - y * z).mean(axis=0),
    ),
    a_table=(
        "`loss` gives the surprise at every answer, a table. One number is wanted: their sum over "
        "the questions, averaged over the examples.",
        lambda z, y: np.logaddexp(0, z) - y * z,
    ),
    sigmoid_first=(
        "The logits have gone through the sigmoid, and the formula gets p where it wants z: the "
        "right-hand side takes the logits as they are.",
        lambda z, y: binary(sigmoid(z), y),
    ),
)


exercise.mistakes(
    lambda gradient: loss_class(binary, gradient),
    only_yes_in_the_gradient=(
        "The loss is right. In the gradient only the questions count whose answer is yes; a no has "
        "a slope too.",
        lambda z, y: y * binary_slopes(z, y),
    ),
    probabilities=(
        "The loss is right. Your gradient does not depend on what is right: where does y come in?",
        lambda z, y: sigmoid(z) / len(z),
    ),
    gradient_mean_of_all=(
        "The loss is right. You divide the gradient by the number of all numbers; the loss divides "
        "by the number of examples only.",
        lambda z, y: (sigmoid(z) - y) / z.size,
    ),
    gradient_divided_by_the_questions=(
        "The loss is right. You divide the gradient by the number of columns, which are the "
        "questions. The examples are the rows.",
        lambda z, y: (sigmoid(z) - y) / z.shape[1],
    ),
    only_y_divided=(
        "The loss is right. In the gradient only y is divided by the number of examples: division "
        "comes before subtraction. Brackets around the difference.",
        lambda z, y: sigmoid(z) - y / len(z),
    ),
    sign_and_not_averaged=(
        "The loss is right. The gradient has the opposite sign: raising the z of a yes lowers the "
        "loss. And the loss is a mean over the examples: divide the gradient too.",
        lambda z, y: y - sigmoid(z),
    ),
    with_respect_to_p=(
        "The loss is right. Your gradient is that with respect to p. One step further back lie the "
        "logits, and there it is simpler.",
        lambda z, y: (sigmoid(z) - y) / (sigmoid(z) * (1 - sigmoid(z))) / len(z),
    ),
    gradient_of_the_log_alone=(
        "The loss is right. Your gradient is the slope of the sigmoid, p (1 - p). What is the "
        "slope of log(1 + exp(z)), and that of y z?",
        lambda z, y: sigmoid(z) * (1 - sigmoid(z)) / len(z),
    ),
    two=(
        "The loss is right. The gradient is twice too large: the 2 belongs to squares, and nothing "
        "is squared here.",
        lambda z, y: 2 * binary_slopes(z, y),
    ),
    gradient_summed=(
        "The loss is right. Your gradient has lost its rows: each logit of each example has a "
        "slope of its own.",
        lambda z, y: binary_slopes(z, y).sum(axis=0),
    ),
)


exercise.mistakes(
    loss_class,
    only_yes_in_both=(
        "In loss and gradient only the questions count whose answer is yes, as in cross-entropy. A "
        "no that the network took for a yes must cost something too.",
        lambda z, y: (y * np.logaddexp(0, -z)).sum() / len(z),
        lambda z, y: y * binary_slopes(z, y),
    ),
    both_divided_by_the_questions=(
        "You divide by the number of columns, which are the questions. The examples are the rows.",
        lambda z, y: binary(z, y) * len(z) / z.shape[1],
        lambda z, y: (sigmoid(z) - y) / z.shape[1],
    ),
    both_signs=(
        "Loss and gradient fit together, but both have the opposite sign. " + FORGOT_MINUS,
        lambda z, y: -binary(z, y),
        lambda z, y: -binary_slopes(z, y),
    ),
    log_of_zero_and_not_averaged=(
        "Two things. At 800 p is exactly 1, so 1 - p is 0, and its logarithm is -inf: the "
        "right-hand side of the formula needs no p. And the gradient is that of a sum, where the "
        "loss is a mean.",
        binary_by_p,
        lambda z, y: sigmoid(z) - y,
    ),
    exp_overflows_and_not_averaged=(
        "Two things. At 800 your exp is inf, and so is the loss: what is log(1 + exp(z)), nearly, "
        "when z is large? And the gradient is that of a sum, where the loss is a mean.",
        lambda z, y: (np.log(1 + np.exp(z)) - y * z).sum() / len(z),
        lambda z, y: sigmoid(z) - y,
    ),
)
exercise.mistakes(with_method(binary), looks_in_self=LOOKS_IN_SELF)
exercise.mistakes(
    with_memory,
    p_kept=(KEPT_BY_LOSS, binary, lambda z, y: sigmoid(z), p_minus_y),
    p_kept_for_ever=(KEPT_FOR_EVER, binary, lambda z, y: sigmoid(z), p_minus_y, True),
)


@exercise.variant
class in_two_pieces(Loss):
    def loss(self, predicted, actual):
        log_sums = np.maximum(predicted, 0) + np.log1p(np.exp(-abs(predicted)))
        return np.mean(np.sum(log_sums - actual * predicted, axis=1))

    def gradient(self, predicted, actual):
        return (1 / (1 + np.exp(-predicted)) - actual) / len(predicted)


@exercise.variant
class number_by_number(Loss):
    def loss(self, predicted, actual):
        total = 0
        for z, y in zip(predicted.ravel().tolist(), actual.ravel().tolist(), strict=True):
            wrong_by = -z if y else z
            total += max(wrong_by, 0) + np.log(1 + np.exp(-abs(wrong_by)))
        return float(total / len(predicted))

    def gradient(self, predicted, actual):
        return (np.tanh(predicted / 2) / 2 + 0.5 - actual) / predicted.shape[0]
