"""Write the cross-entropy of logits and labels with what a recorded tensor can do."""

import numpy as np

from dlscratch.checks.autograd.shared.engine import Tensor
from dlscratch.checks.autograd.shared.plain import AsInTheExercise, as_here
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import name

LOSS, AFTERWARDS, GRADIENT, BEFORE = (
    "the loss",
    "the numbers in logits, afterwards",
    "the gradient for the logits",
    "the gradient for what the logits were made of",
)
NONE = "none has arrived"
_RNG = np.random.default_rng(15)


def _case(*labels, k, size=2.0):
    return (_RNG.normal(size=(len(labels), k)) * size).round(2), np.array(labels)


def _walked(function, logits, labels):
    tensor = AsInTheExercise(logits.copy(), requires_grad=True)
    loss = attempt(function, tensor, labels)
    if loss is None or isinstance(loss, Stopped):
        return {LOSS: loss}
    if not isinstance(loss, Tensor) and hasattr(loss, "backward"):
        raise Refuse(
            "A tensor came, but one of another class than `logits`. What is computed from `logits` "
            "itself is of its class, and knows the way back to it."
        )
    if not isinstance(loss, Tensor):
        raise Refuse(
            f"A tensor is wanted, so that `backward` can be asked of it, but {name(loss)} came."
        )
    report = {LOSS: loss.data.copy(), AFTERWARDS: tensor.data.copy()}
    if loss.data.size != 1:
        return report
    report[GRADIENT] = _gradient(loss, tensor)
    if np.shape(report[GRADIENT]) == logits.shape:
        halves = Tensor(0.5 * logits, requires_grad=True)
        report[BEFORE] = _gradient(function(as_here(halves * 2), labels), halves)
    return report


_walked.arguments = ("logits", "labels")


def _gradient(loss, tensor):
    back = attempt(loss.backward)
    if isinstance(back, Stopped):
        return back
    return NONE if tensor.grad is None else tensor.grad


def _expect(function, logits, labels):
    rows = np.arange(len(labels))
    lower = logits - logits.max(axis=1, keepdims=True)
    sums = np.exp(lower).sum(axis=1, keepdims=True)
    slope = np.exp(lower) / sums
    slope[rows, labels] -= 1
    loss = np.mean(np.log(sums[:, 0]) - lower[rows, labels])
    return {
        LOSS: loss,
        AFTERWARDS: logits,
        GRADIENT: slope / len(labels),
        BEFORE: 2 * slope / len(labels),
    }


def _lower(logits):
    return logits - logits.data.max(axis=1, keepdims=True)


def _picked(lower, labels):
    return lower[np.arange(len(labels)), labels]


def _logs(lower):
    return lower.exp().sum(axis=1).log()


def _loss(lower=_lower, logs=_logs, picked=_picked, end=lambda rows: rows.mean()):
    """A loss in four steps, each of which can be exchanged."""

    def cross_entropy(logits, labels):
        low = lower(logits)
        return end(logs(low) - picked(low, labels))

    return cross_entropy


def _tell(outcomes):
    """Where the loss is right, and whether its gradient is."""
    outputs = [one.output for one in outcomes]
    if not all(type(one) is dict and LOSS in one for one in outputs):
        return None
    right = [
        alike(one[LOSS], expected.output[LOSS])
        for one, expected in zip(outputs, exercise.expected, strict=True)
    ]
    if all(right):
        return (
            "The loss is right for all that was tried. Its gradient is not: is everything that "
            "depends on the logits computed with tensors?"
        )
    stops = [isinstance(one[LOSS], Stopped) for one in outputs]
    last = [max(labels) == logits.shape[1] - 1 for logits, labels in exercise.probes]
    if right == last and stops == [not there for there in last]:
        return (
            "It is right where the last class is among the labels, and stops where it is not. How "
            "many classes there are, the shape of the logits says."
        )
    if any(stops):
        return None
    if all(right[:-1]):
        return (
            "It is right until the right class lies far below the largest of its row, as here by "
            "900 and by 1,000."
        )
    if all(right[:3]):
        return "It is right for small logits, and not for large ones."
    if any(isinstance(one[LOSS], Stopped) or np.ndim(one[LOSS]) for one in outputs):
        return None
    return (
        "Take one row by itself, such as [2, 0] with the label 1: the log of the sum of the exps "
        "is 2.127, the right logit 0, and so the loss 2.127. At which of the steps does yours "
        "give something else?"
    )


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=_loss(),
    run=_walked,
    expect=_expect,
    probes=[
        _case(2, 0, 1, 1, k=3),
        _case(1, 0, 2, k=3),
        _case(3, k=4),
        _case(1, 0, 1, 0, 0, k=2, size=1000.0),
        (np.array([[1000.0, 999.0, 0.0], [-1000.0, -1001.0, -998.0]]), np.array([1, 0])),
        (np.array([[1000.0, 0.0], [0.5, -900.0], [2.0, 1.0]]), np.array([1, 1, 0])),
    ],
    hints=(
        "Four steps, with a name for each: the lowered logits, the log of the sum for each row, "
        "the logit of the right class, the mean of the differences.",
        "`sum` has an `axis`. The largest of each row has to stay a column, so that it is taken "
        "from its own row. An index may be a pair: which rows, and which columns.",
        "The rows are `np.arange` of their number, the columns are the labels. Take the two "
        "from the *same* logits: both lowered.",
    ),
    after="p − y, which you once worked out on paper, comes out of the engine by itself. In "
    "practice it is still written as one operation, because that is faster.",
)

exercise.mistakes(
    lambda parts: _loss(**parts),
    not_lowered=(
        "Right for small logits. Of large ones `exp` overflows: take the largest of its row from "
        "each first.",
        {"lower": lambda logits: logits},
    ),
    lowered_by_the_largest_of_all=(
        "Right while all rows are alike. Where one row is much lower than another, all its exps "
        "are 0, and their log is minus infinity. Take from each row its own largest.",
        {"lower": lambda logits: logits - logits.data.max()},
    ),
    lowered_by_columns=(
        "The largest of each column is taken away. A row belongs together: along which axis is "
        "the maximum?",
        {"lower": lambda logits: logits - logits.data.max(axis=0)},
    ),
    largest_not_a_column=(
        "The largest of each row stands in a row itself, and is taken from the wrong logits, or "
        "does not fit at all. It has to stay a column: `keepdims`.",
        {"lower": lambda logits: logits - logits.data.max(axis=1)},
    ),
    lowered_by_the_mean=(
        "Right for small logits. But what is taken away is the mean of a row, and the largest "
        "may still be far above it.",
        {"lower": lambda logits: logits - logits.data.mean(axis=1, keepdims=True)},
    ),
    raised=(
        "For large logits `exp` overflows even more: the largest is added. It has to be taken "
        "away.",
        {"lower": lambda logits: logits + logits.data.max(axis=1, keepdims=True)},
    ),
    picked_from_the_others=(
        "The two do not fit together: the log of the sum was made of the lowered logits, and the "
        "right one was taken from those that came.",
        {},
    ),
    sum_of_rows=(
        "The rows are added up. Wanted is their mean.",
        {"end": lambda rows: rows.sum()},
    ),
    no_mean=(
        "One number for each row comes back. Wanted is their mean, a single one.",
        {"end": lambda rows: rows},
    ),
    sign=(
        "The sign is turned round. The log of the sum is the larger one: what is taken from what?",
        {"end": lambda rows: (-1 * rows).mean()},
    ),
    constant_pick=(
        "The loss is right, and its gradient is not: the logit of the right class was taken from a "
        "plain array, of which nobody takes notes.",
        {"picked": lambda lower, labels: _picked(lower.data, labels)},
    ),
    constant_logs=(
        "The loss is right, and its gradient is not: the way through the sums is missing. "
        "Somewhere on it a plain array is computed with, or a tensor was made anew of one.",
        {"logs": lambda lower: np.log(np.exp(lower.data).sum(axis=1))},
    ),
    all_constant=(
        "The loss is right, and no gradient arrives: all of it was computed with plain arrays.",
        {"lower": lambda logits: Tensor(_lower(logits).data)},
    ),
    sum_of_all=(
        "The exps of all rows are in one sum. Each row has its own: `sum` has an `axis`.",
        {"logs": lambda lower: lower.exp().sum().log()},
    ),
    sum_of_columns=(
        "The exps are summed down the columns. A row belongs together: which axis is that?",
        {"logs": lambda lower: lower.exp().sum(axis=0).log()},
    ),
    no_log=(
        "The log is missing: this is the sum of the exps itself.",
        {"logs": lambda lower: lower.exp().sum(axis=1)},
    ),
    no_exp=(
        "The exps are missing: this is the log of the sum of the logits.",
        {"logs": lambda lower: lower.sum(axis=1).log()},
    ),
    sum_of_logs=(
        "This sums the logs of the exps, and those are the logits again. First the sum, then its "
        "log.",
        {"logs": lambda lower: lower.exp().log().sum(axis=1)},
    ),
    mean_of_exps=(
        "The gradient is right, and the loss is not: the exps go into a mean, where a sum is "
        "wanted.",
        {"logs": lambda lower: lower.exp().mean(axis=1).log()},
    ),
    whole_columns=(
        "`[:, labels]` takes whole columns: for each row the logits of *all* labels. One of each "
        "row is wanted; an index may be a pair of lists.",
        {"picked": lambda lower, labels: lower[:, labels]},
    ),
    rows_for_columns=(
        "`[labels]` takes rows: the label is taken for the number of a row. Which axis are the "
        "classes on?",
        {"picked": lambda lower, labels: lower[labels]},
    ),
    sums_of_rows_for_columns=(
        "`[labels]` takes rows: the label is taken for the number of a row, and then all of that "
        "row is summed. One logit of each row is wanted. Which axis are the classes on?",
        {"picked": lambda lower, labels: lower[labels].sum(axis=1)},
    ),
    labels_in_order=(
        "The labels are put in order first, so that most rows get the label of another one. Each "
        "belongs to the row that stands in its place.",
        {"picked": lambda lower, labels: _picked(lower, np.sort(labels))},
    ),
    pair_turned=(
        "Rows and columns have changed places in the index: first comes the row.",
        {"picked": lambda lower, labels: lower[labels, np.arange(len(labels))]},
    ),
    largest_for_the_right_one=(
        "The label is not used: what is taken away is the largest logit, whichever is right.",
        {"picked": lambda lower, labels: _picked(lower, lower.data.argmax(axis=1))},
    ),
    not_taken_away=(
        "Only the logs of the sums are in it. The logit of the right class is missing.",
        {"picked": lambda lower, labels: 0.0},
    ),
    log_of_the_right_logit=(
        "The logit of the right class is wanted as it is: its log was taken, too.",
        {"picked": lambda lower, labels: _picked(lower, labels).log()},
    ),
    exp_of_the_right_logit=(
        "The logit of the right class is wanted as it is, and its exp came.",
        {"picked": lambda lower, labels: _picked(lower, labels).exp()},
    ),
    log_of_a_probability=(
        "Right until the right class lies more than 700 below the largest of its row. Then its "
        "exp, and its probability, is 0, and the log of 0 is minus infinity. Take its logit as it "
        "is, without exp and log.",
        {"picked": lambda lower, labels: _picked(lower.exp(), labels).log()},
    ),
    base_two=(
        "These are logs of the base 2, larger by a factor. Wanted is the natural one.",
        {"end": lambda rows: rows.mean() * (1 / np.log(2))},
    ),
    mean_over_all_logits=(
        "The sum is divided by the number of all logits. Wanted is the mean over the rows.",
        {"end": None},
    ),
)  # fmt: skip


def _replaced(id, answer):
    """Give a row of the table an answer that does not come from parts."""
    place = next(i for i, one in enumerate(exercise.bank) if one.id == id)
    exercise.bank[place] = exercise.bank[place]._replace(answer=answer)


_replaced(
    "picked_from_the_others",
    lambda logits, labels: (_logs(_lower(logits)) - _picked(logits, labels)).mean(),
)
_replaced(
    "mean_over_all_logits",
    lambda logits, labels: (
        (_logs(_lower(logits)) - _picked(_lower(logits), labels)).sum() * (1 / logits.data.size)
    ),
)


@exercise.wrong("The bare number comes back. Wanted is the tensor itself, which can go backward.")
def its_data(logits, labels):
    return _loss()(logits, labels).data


@exercise.wrong("Nothing comes back: is there a `return`?")
def nothing(logits, labels):
    _loss()(logits, labels)


@exercise.wrong(
    "The loss is right. But the logits that came have been changed: lowered in place, in `data`."
)
def lowered_in_place(logits, labels):
    logits.data -= logits.data.max(axis=1, keepdims=True)
    return _loss(lambda logits: logits)(logits, labels)


@exercise.variant
def by_a_table(logits, labels):
    lower = _lower(logits)
    right = (lower * np.eye(logits.data.shape[1])[labels]).sum(axis=1, keepdims=True)
    return (lower.exp().sum(axis=1, keepdims=True).log() - right).mean()


@exercise.variant
def in_two_means(logits, labels):
    lower = _lower(logits)
    return _logs(lower).mean() - _picked(lower, labels).sum() * (1 / len(labels))


@exercise.variant
def logs_of_probabilities(logits, labels):
    lower = _lower(logits)
    logs = lower - lower.exp().sum(axis=1, keepdims=True).log()
    return -1 * logs[range(len(labels)), labels].mean()


@exercise.variant
def row_by_row(logits, labels):
    total = 0.0
    for row, label in enumerate(labels):
        one = logits[row] - logits.data[row].max()
        total = total + one.exp().sum().log() - one[int(label)]
    return total * (1 / len(labels))


@exercise.variant
def largest_added_again(logits, labels):
    top = logits.data.max(axis=1)
    logs = (logits - top[:, None]).exp().sum(axis=1).log() + top
    return (logs - _picked(logits, labels)).mean()
