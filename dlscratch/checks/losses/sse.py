"""The class `SSE`: its loss, from memory, and its gradient."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import (
    IN_PLACE,
    KEPT_BY_LOSS,
    KEPT_FOR_EVER,
    LOOKS_IN_SELF,
    SQUARED,
    loss_and_gradient,
    loss_class,
    squared_errors,
    sse_sum,
    with_memory,
    with_method,
)
from dlscratch.losses import Loss


def _sse_slopes(predicted, actual, factor=2.0):
    return factor * (predicted - actual) / len(predicted)


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=losses.SSE,
    run=loss_and_gradient,
    probes=SQUARED,
    hints=(
        "Write `loss` first, as in the exercise before. For the gradient, ask about a single "
        "number of `predicted`: where does it occur in the loss?",
        "It occurs in one square, and the slope of a square is twice what is squared. And the loss "
        "was divided by something: what does that do to its slopes?",
        "A table of the shape of `predicted`: twice the errors, over the number of examples. Too "
        "high must give plus.",
    ),
    after="This gradient is what `backward` starts from. A plus says: this output is too high, and "
    "raising it makes the loss worse.",
)


exercise.mistakes(
    loss_class,
    missing_two=(
        "Your gradient is half of what it should be. What is the slope of e², at e?",
        squared_errors,
        lambda p, a: _sse_slopes(p, a, 1),
    ),
    sign=(
        "Your gradient has the opposite sign. Take an output that is too high, and raise it "
        "further: the loss climbs, so the slope must be positive. Which one is subtracted from "
        "which?",
        squared_errors,
        lambda p, a: _sse_slopes(a, p),
    ),
    sign_and_missing_two=(
        "Two things about the gradient. The sign: an output that is too high has a positive slope. "
        "And the size: what is the slope of e², at e?",
        squared_errors,
        lambda p, a: _sse_slopes(a, p, 1),
    ),
    gradient_not_averaged=(
        "The loss is a mean over the examples, and your gradient is that of their sum. What is "
        "divided in the one must be divided in the other.",
        squared_errors,
        lambda p, a: 2 * (p - a),
    ),
    missing_two_and_mean=(
        "These are the bare errors. Two things are missing: the slope of a square, and the mean "
        "that the loss takes over the examples.",
        squared_errors,
        lambda p, a: p - a,
    ),
    loss_not_averaged=(
        "The gradient is right, and the loss is the sum over the examples. Divide it as well.",
        sse_sum,
        _sse_slopes,
    ),
    sums=(
        "Loss and gradient fit together: both are sums over the examples. Here both are to be "
        "means.",
        sse_sum,
        lambda p, a: 2 * (p - a),
    ),
    means_of_all=(
        "Loss and gradient fit together, but you divide by the number of all numbers. Sum over "
        "the outputs; only the examples are averaged.",
        lambda p, a: ((p - a) ** 2).mean(),
        lambda p, a: 2 * (p - a) / p.size,
    ),
    loss_mean_of_all=(
        "The gradient is right. In the loss you divide by the number of all numbers; sum over the "
        "outputs, and average only over the examples.",
        lambda p, a: ((p - a) ** 2).mean(),
        _sse_slopes,
    ),
    halves=(
        "Loss and gradient fit together, with a factor of one half in the loss. Some books put it "
        "there, to be rid of the 2; this course does not.",
        lambda p, a: squared_errors(p, a) / 2,
        lambda p, a: _sse_slopes(p, a, 1),
    ),
    one_loss_for_each_example=(
        "`loss` gives a number for each example. One number is wanted: their mean.",
        lambda p, a: ((p - a) ** 2).sum(axis=1),
        _sse_slopes,
    ),
    gradient_summed_over_examples=(
        "Your gradient has lost its rows. Each prediction of each example has a slope of its own: "
        "nothing is added up here.",
        squared_errors,
        lambda p, a: _sse_slopes(p, a).sum(axis=0),
    ),
    gradient_is_one_number=(
        "Your gradient is one number. The loss is one, but it has a slope for every number in "
        "`predicted`.",
        squared_errors,
        lambda p, a: _sse_slopes(p, a).sum(),
    ),
    gradient_summed_over_outputs=(
        "Your gradient has one number for each example. Each output of each example has a slope of "
        "its own: nothing is added up here.",
        squared_errors,
        lambda p, a: _sse_slopes(p, a).sum(axis=1),
    ),
    gradient_is_twice_the_loss=(
        "Your gradient is one number, made of the loss. But the loss has a slope for every number "
        "in `predicted`, and in the slope nothing is squared.",
        squared_errors,
        lambda p, a: 2 * squared_errors(p, a),
    ),
    absolute=(
        "Loss and gradient fit together, but they belong to the errors without their signs. This "
        "loss squares them.",
        lambda p, a: np.abs(p - a).sum() / len(p),
        lambda p, a: np.sign(p - a) / len(p),
    ),
    gradient_of_squares=(
        "The errors are still squared in your gradient. The slope of e² at e is not 2e²: what "
        "happens to the power?",
        squared_errors,
        lambda p, a: 2 * (p - a) ** 2 / len(p),
    ),
    loss_divided_by_the_outputs=(
        "The gradient is right. In the loss you divide by the number of columns, which are the "
        "outputs; the examples are the rows.",
        lambda p, a: sse_sum(p, a) / p.shape[1],
        _sse_slopes,
    ),
    both_divided_by_the_outputs=(
        "You divide by the number of columns, which are the outputs. The examples are the rows.",
        lambda p, a: sse_sum(p, a) / p.shape[1],
        lambda p, a: 2 * (p - a) / p.shape[1],
    ),
    sums_and_missing_two=(
        "Loss and gradient are both sums over the examples; here both are to be means. And the "
        "gradient is half of what it should be: what is the slope of e², at e?",
        sse_sum,
        lambda p, a: p - a,
    ),
    root=(
        "The gradient is right. There is a root at the end of the loss that nobody asked for.",
        lambda p, a: squared_errors(p, a) ** 0.5,
        _sse_slopes,
    ),
    not_squared=(
        "The gradient is right. In the loss the errors are added with their signs, and cancel. "
        "Square first.",
        lambda p, a: (p - a).sum() / len(p),
        _sse_slopes,
    ),
    whole_division=(
        "The gradient is right. In the loss, what comes after the point is cut off, as by `//` or "
        "`int(…)`.",
        lambda p, a: sse_sum(p, a) // len(p),
        _sse_slopes,
    ),
    table=(
        "The gradient is right. For the loss a whole table came: nothing has been added up yet.",
        lambda p, a: (p - a) ** 2 / len(p),
        _sse_slopes,
    ),
    loss_gives_the_gradient=(
        "`loss` gives the gradient. It is to give one number: the squares, added up and averaged.",
        _sse_slopes,
        _sse_slopes,
    ),
)


exercise.mistakes(
    lambda gradient: loss_class(squared_errors, gradient),
    only_actual_divided=(
        "Only `actual` is divided by the number of examples: division comes before subtraction. "
        "Brackets around the difference.",
        lambda p, a: 2 * p - a / len(p),
    ),
    only_actual_divided_in_brackets=(
        "Only `actual` is divided by the number of examples: division comes before subtraction. "
        "The difference needs brackets of its own.",
        lambda p, a: 2 * (p - a / len(p)),
    ),
    only_actual_divided_and_missing_two=(
        "Only `actual` is divided by the number of examples: division comes before subtraction. "
        "And the slope of a square is missing.",
        lambda p, a: p - a / len(p),
    ),
    only_predicted_doubled=(
        "Only `predicted` is doubled: multiplication comes before subtraction. Brackets around the "
        "difference.",
        lambda p, a: (2 * p - a) / len(p),
    ),
    gradient_divided_by_the_outputs=(
        "You divide the gradient by the number of columns, which are the outputs. The loss divides "
        "by the number of examples, the rows.",
        lambda p, a: 2 * (p - a) / p.shape[1],
    ),
    gradient_mean_of_all=(
        "You divide the gradient by the number of all numbers. The loss divides by the number of "
        "examples only.",
        lambda p, a: 2 * (p - a) / p.size,
    ),
    gradient_multiplied=(
        "You multiply the gradient by the number of examples. The loss was divided by it: what "
        "does that do to its slopes?",
        lambda p, a: 2 * (p - a) * len(p),
    ),
    slope_of_predicted=(
        "The slope of a square is twice what is squared. Squared are the errors, not the "
        "predictions: where does `actual` come in?",
        lambda p, a: 2 * p / len(p),
    ),
    sizes_only=(
        "Your gradient has lost its signs. An output that is too low has a negative slope: raising "
        "it makes the loss smaller.",
        lambda p, a: 2 * np.abs(p - a) / len(p),
    ),
    signs_only=(
        "Your gradient has the right signs and no sizes. The further off an output is, the steeper "
        "is the square of its error.",
        lambda p, a: 2 * np.sign(p - a) / len(p),
    ),
    squared_without_two=(
        "Those are the squared errors again, without the sum. The gradient says how a square "
        "changes with its error: what is the slope of e², at e?",
        lambda p, a: (p - a) ** 2 / len(p),
    ),
    gradient_is_the_loss=(
        "`gradient` gives the loss. The loss is one number, but it has a slope for every number in "
        "`predicted`.",
        squared_errors,
    ),
    by_rounding=(
        "What comes after the point is cut off, as by `//` or `int(…)`: `/` alone divides.",
        lambda p, a: 2 * (p - a) // len(p),
    ),
)


exercise.mistakes(
    with_method(squared_errors),
    looks_in_self=LOOKS_IN_SELF,
    name_from_loss=(
        "A name is used in `gradient` that was made in `loss`, or nowhere. What a method has made "
        "is gone when it ends: make it here too.",
        lambda self, predicted, actual: 2 * kept_errors / len(predicted),  # noqa: F821
    ),
    whole_numbers=(
        "The shape of the gradient is right, but whole numbers came: was an array made of the type "
        "of another one, which held whole numbers?",
        lambda self, predicted, actual: _sse_slopes(predicted, actual).astype(predicted.dtype),
    ),
)


def _errors(predicted, actual):
    return predicted - actual


def _in_place(predicted, actual):
    predicted -= actual
    return (predicted**2).sum() / len(predicted)


exercise.mistakes(
    with_memory,
    errors_kept=(KEPT_BY_LOSS, squared_errors, _errors, lambda kept, p, a: 2 * kept / len(kept)),
    errors_kept_and_new_length=(
        KEPT_BY_LOSS,
        squared_errors,
        _errors,
        lambda kept, p, a: 2 * kept / len(p),
    ),
    errors_kept_for_ever=(
        KEPT_FOR_EVER,
        squared_errors,
        _errors,
        lambda kept, p, a: 2 * kept / len(kept),
        True,
    ),
    errors_kept_for_ever_and_new_length=(
        KEPT_FOR_EVER,
        squared_errors,
        _errors,
        lambda kept, p, a: 2 * kept / len(p),
        True,
    ),
)
exercise.mistakes(loss_class, in_place=(IN_PLACE, _in_place, _sse_slopes))


@exercise.variant
class row_by_row(Loss):
    def loss(self, predicted, actual):
        return np.mean([((p - a) ** 2).sum() for p, a in zip(predicted, actual, strict=True)])

    def gradient(self, predicted, actual):
        pairs = zip(predicted, actual, strict=True)
        return np.array([2 / len(predicted) * (p - a) for p, a in pairs])


@exercise.variant
class remembers_its_errors(Loss):
    def loss(self, predicted, actual):
        self.errors = np.subtract(predicted, actual)
        return float(np.vdot(self.errors, self.errors)) / self.errors.shape[0]

    def gradient(self, predicted, actual):
        return (predicted - actual) * (2 / predicted.shape[0])
