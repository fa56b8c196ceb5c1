"""The class `SoftmaxCrossEntropy`: its loss, from memory, and its gradient."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.cross_entropy import LOSS_MISTAKES
from dlscratch.checks.losses.shared import (
    CHOICES,
    IN_PLACE,
    KEPT_BY_LOSS,
    KEPT_FOR_EVER,
    LOOKS_IN_SELF,
    PicksTheRight,
    RowByRow,
    entropy,
    entropy_sum,
    log_probabilities,
    loss_and_gradient,
    loss_class,
    naive_softmax,
    p_minus_y,
    probabilities,
    slopes,
    with_memory,
    with_method,
)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=losses.SoftmaxCrossEntropy,
    run=loss_and_gradient,
    probes=CHOICES,
    hints=(
        "`loss` as in exercise [cross_entropy], from memory. The gradient needs no logarithm and "
        "no slope of anything: all of that has been worked out in the lesson, once and for all.",
        "Two tables of shape (n, k): what the network says, in probabilities, and what is right. "
        "How far is the one from the other?",
        "p - y, for all rows at once. And the loss is a mean over the examples, so its gradient is "
        "divided too.",
    ),
    after="Loss and gradient of nearly every network that chooses, in five lines of your own. "
    "PyTorch's CrossEntropyLoss is the same: logits go in, softmax is inside.",
)


exercise.mistakes(
    lambda gradient: loss_class(entropy, gradient),
    sign=(
        "Your gradient has the opposite sign: y - p. Following it downhill, the loss would climb. "
        "Raising the right logit lowers the loss, so its slope is negative.",
        lambda x, a: -slopes(x, a),
    ),
    gradient_not_averaged=(
        "The loss is a mean over the examples, and your gradient is that of their sum. Divide both "
        "or neither; here, both.",
        lambda x, a: probabilities(x) - a,
    ),
    sign_and_not_averaged=(
        "Two things about the gradient. It has the opposite sign: raising the right logit lowers "
        "the loss. And the loss is a mean over the examples: divide the gradient too.",
        lambda x, a: a - probabilities(x),
    ),
    extra_slope=(
        "There is a p (1 - p) too many in your gradient. It is the slope of softmax, and it has "
        "cancelled already, against the slope of the logarithm.",
        lambda x, a: slopes(x, a) * probabilities(x) * (1 - probabilities(x)),
    ),
    extra_slope_not_averaged=(
        "There is a p (1 - p) too many in your gradient: it has cancelled already. And the loss is "
        "a mean over the examples, so the gradient must be divided too.",
        lambda x, a: (probabilities(x) - a) * probabilities(x) * (1 - probabilities(x)),
    ),
    logits_minus_y=(
        "You subtract y from the logits. What is compared with y are probabilities: logits go "
        "through softmax first.",
        lambda x, a: (x - a) / len(x),
    ),
    logits_minus_y_not_averaged=(
        "You subtract y from the logits. What is compared with y are probabilities: logits go "
        "through softmax first. And the loss is a mean: divide the gradient too.",
        lambda x, a: x - a,
    ),
    logp_minus_y=(
        "You subtract y from the logarithms. In the gradient the logarithm is gone: plain "
        "probabilities.",
        lambda x, a: (log_probabilities(x) - a) / len(x),
    ),
    only_the_right=(
        "The slopes at the right classes are right, and all others are 0. But raising a wrong "
        "logit takes probability from the right one: it has a slope too.",
        lambda x, a: a * slopes(x, a),
    ),
    without_y=(
        "These are the probabilities over n. Where does the right class come in?",
        lambda x, a: probabilities(x) / len(x),
    ),
    with_respect_to_p=(
        "That is the gradient with respect to the probabilities, -y/p. The net wants it for the "
        "logits, one step further back, where it is simpler.",
        lambda x, a: -a / probabilities(x) / len(x),
    ),
    two=(
        "Twice too large: the 2 belongs to squares, and nothing is squared here.",
        lambda x, a: 2 * slopes(x, a),
    ),
    gradient_mean_of_all=(
        "You divide the gradient by the number of all numbers. The loss divides by the number of "
        "examples only.",
        lambda x, a: (probabilities(x) - a) / x.size,
    ),
    gradient_summed_over_examples=(
        "Your gradient has lost its rows. Each logit of each example has a slope of its own: "
        "nothing is added up here.",
        lambda x, a: slopes(x, a).sum(axis=0),
    ),
    only_y_divided=(
        "Only y is divided by the number of examples: division comes before subtraction. Brackets "
        "around the difference.",
        lambda x, a: probabilities(x) - a / len(x),
    ),
    only_p_divided=(
        "Only the probabilities are divided by the number of examples. Brackets around the "
        "difference.",
        lambda x, a: probabilities(x) / len(x) - a,
    ),
    gradient_divided_by_the_classes=(
        "You divide the gradient by the number of columns, which are the classes. The loss divides "
        "by the number of examples, the rows.",
        lambda x, a: (probabilities(x) - a) / x.shape[1],
    ),
    logp_minus_y_not_averaged=(
        "You subtract y from the logarithms. In the gradient the logarithm is gone: plain "
        "probabilities. And the loss is a mean: divide the gradient too.",
        lambda x, a: log_probabilities(x) - a,
    ),
    without_y_not_averaged=(
        "These are the probabilities. Where does the right class come in? And the loss is a mean: "
        "divide the gradient too.",
        lambda x, a: probabilities(x),
    ),
    only_the_right_not_averaged=(
        "At the right classes these are the slopes of a sum, and all others are 0. But raising a "
        "wrong logit takes probability from the right one: it has a slope too. And the loss is a "
        "mean: divide the gradient too.",
        lambda x, a: a * (probabilities(x) - a),
    ),
    with_respect_to_p_not_averaged=(
        "That is the gradient with respect to the probabilities, -y/p. The net wants it for the "
        "logits, one step further back, where it is simpler. And the loss is a mean.",
        lambda x, a: -a / probabilities(x),
    ),
    two_not_averaged=(
        "The 2 belongs to squares, and nothing is squared here. And the loss is a mean over the "
        "examples: divide the gradient too.",
        lambda x, a: 2 * (probabilities(x) - a),
    ),
    sigmoid=(
        "In the gradient you used the sigmoid of each logit by itself. Here the k classes share "
        "one whole: which function did that?",
        lambda x, a: (np.exp(-np.logaddexp(0, -x)) - a) / len(x),
    ),
    columns=(
        "In the gradient, the probabilities are shared out over the columns. A row is an example: "
        "look at the axes of softmax.",
        lambda x, a: (probabilities(x.T).T - a) / len(x),
    ),
    gradient_one_for_each_example=(
        "Your gradient has one number for each example. Each logit of each example has a slope of "
        "its own: nothing is added up here.",
        lambda x, a: slopes(x, a).sum(axis=1),
    ),
    gradient_is_the_loss=(
        "`gradient` gives the loss. The loss is one number, but it has a slope for every logit.",
        entropy,
    ),
    multiplied_by_n=(
        "You multiply the gradient by the number of examples. The loss was divided by it: what "
        "does that do to its slopes?",
        lambda x, a: (probabilities(x) - a) * len(x),
    ),
    times_y=(
        "You multiply p by y. Subtract: how far is what the network says from what is right?",
        lambda x, a: a * probabilities(x) / len(x),
    ),
    softmax_of_the_difference=(
        "You subtract y from the logits and take softmax of that. First softmax, then the "
        "difference.",
        lambda x, a: probabilities(x - a) / len(x),
    ),
    slope_of_squares=(
        "That is nearly the gradient of squared errors behind softmax. With cross-entropy there is "
        "no 2, and p (1 - p) has cancelled.",
        lambda x, a: 2 * slopes(x, a) * probabilities(x) * (1 - probabilities(x)),
    ),
    surprise=(
        "That is the surprise itself, spread over a table. The gradient says how it changes: "
        "no logarithm is left in it.",
        lambda x, a: -a * log_probabilities(x) / len(x),
    ),
    gradient_overflows=(
        "For moderate logits the gradient is right; large ones make exp overflow. The `softmax` of "
        "exercise [softmax] is safe.",
        lambda x, a: (naive_softmax(x) - a) / len(x),
    ),
    softmax_twice=(
        "Softmax was applied twice on the way to your gradient. Once is enough: what does your "
        "`softmax` get?",
        lambda x, a: (probabilities(probabilities(x)) - a) / len(x),
    ),
)


exercise.mistakes(
    lambda loss: loss_class(loss, slopes),
    **{f"loss_{id}": (f"About `loss`. {hint}", loss) for id, (hint, loss) in LOSS_MISTAKES.items()},
)


exercise.mistakes(
    loss_class,
    sums=(
        "Loss and gradient fit together: both are sums over the examples. Here both are to be "
        "means.",
        entropy_sum,
        lambda x, a: probabilities(x) - a,
    ),
    both_divided_by_the_classes=(
        "You divide by the number of columns, which are the classes. The examples are the rows.",
        lambda x, a: entropy_sum(x, a) / x.shape[1],
        lambda x, a: (probabilities(x) - a) / x.shape[1],
    ),
    both_signs=(
        "Loss and gradient fit together, but both have the opposite sign: the surprise is *minus* "
        "the logarithm.",
        lambda x, a: -entropy(x, a),
        lambda x, a: -slopes(x, a),
    ),
    means_of_all=(
        "Loss and gradient fit together, but you divide by the number of all numbers. There is one "
        "surprise for each example: divide by the number of rows.",
        lambda x, a: -(a * log_probabilities(x)).mean(),
        lambda x, a: (probabilities(x) - a) / x.size,
    ),
)


def _kept_p(predicted, actual):
    return probabilities(predicted)


def _in_place(predicted, actual):
    predicted -= predicted.max(axis=1, keepdims=True)
    return entropy(predicted, actual)


exercise.mistakes(with_method(entropy), looks_in_self=LOOKS_IN_SELF)
exercise.mistakes(
    with_memory,
    p_kept=(KEPT_BY_LOSS, entropy, _kept_p, p_minus_y),
    p_kept_for_ever=(KEPT_FOR_EVER, entropy, _kept_p, p_minus_y, True),
    gradient_kept_for_ever=(KEPT_FOR_EVER, entropy, slopes, lambda kept, x, a: kept, True),
)
exercise.mistakes(loss_class, in_place=(IN_PLACE, _in_place, slopes))


@exercise.variant
class subtracts_one(PicksTheRight):
    def gradient(self, predicted, actual):
        gradient = np.exp(predicted - np.logaddexp.reduce(predicted, axis=1)[:, None])
        gradient[np.arange(len(gradient)), actual.argmax(axis=1)] -= 1
        return gradient / len(gradient)


@exercise.variant
class gradient_row_by_row(RowByRow):
    def gradient(self, predicted, actual):
        rows = []
        for row, y in zip(predicted, actual, strict=True):
            exps = np.exp(row - max(row))
            rows.append((exps / exps.sum() - y) / len(predicted))
        return np.stack(rows)
