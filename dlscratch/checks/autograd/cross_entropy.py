"""Write the cross-entropy of logits and labels with what a recorded tensor can do."""

import numpy as np

from dlscratch.checks.autograd.shared.engine import Tensor
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import name

LOSS, GRADIENT = "the loss", "the gradient for the logits"
_RNG = np.random.default_rng(15)


def _case(*labels, k, largest=2.0):
    return (_RNG.normal(size=(len(labels), k)) * largest).round(2), np.array(labels)


def _walked(function, logits, labels):
    tensor = Tensor(logits.copy(), requires_grad=True)
    loss = attempt(function, tensor, labels)
    if isinstance(loss, Stopped):
        return {LOSS: loss}
    if not isinstance(loss, Tensor):
        raise Refuse(f"A tensor is wanted, for `backward` is asked of it, but {name(loss)} came.")
    report = {LOSS: loss.data.copy()}
    if loss.data.shape == ():
        back = attempt(loss.backward)
        report[GRADIENT] = tensor.grad if back is None else back
        if report[GRADIENT] is None:
            report[GRADIENT] = "none has arrived"
    return report


_walked.arguments = ("logits", "labels")


def _expect(function, logits, labels):
    rows = np.arange(len(labels))
    lower = logits - logits.max(axis=1, keepdims=True)
    sums = np.exp(lower).sum(axis=1, keepdims=True)
    slope = np.exp(lower) / sums
    slope[rows, labels] -= 1
    loss = np.mean(np.log(sums[:, 0]) - lower[rows, labels])
    return {LOSS: loss, GRADIENT: slope / len(labels)}


def _lower(logits):
    return logits - logits.data.max(axis=1, keepdims=True)


def _picked(lower, labels):
    return lower[np.arange(len(labels)), labels]


def _right(logits, labels):
    lower = _lower(logits)
    return (lower.exp().sum(axis=1).log() - _picked(lower, labels)).mean()


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_right,
    run=_walked,
    expect=_expect,
    probes=[
        _case(2, 0, 1, 1, k=3),
        _case(1, 0, 2, k=3),
        _case(3, k=4),
        _case(1, 0, 1, 0, 0, k=2, largest=1000.0),
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
    not_lowered=(
        "Right for small logits. Of large ones `exp` overflows: take the largest of its row from "
        "each first.",
        lambda logits, labels: (logits.exp().sum(axis=1).log() - _picked(logits, labels)).mean(),
    ),
    sum_over_rows=(
        "The rows are added up. Wanted is their mean.",
        lambda logits, labels: (
            _lower(logits).exp().sum(axis=1).log() - _picked(_lower(logits), labels)
        ).sum(),
    ),
    constant_pick=(
        "The loss is right, and its gradient is not: the logit of the right class was taken from a "
        "plain array, of which nobody takes notes.",
        lambda logits, labels: (
            _lower(logits).exp().sum(axis=1).log() - _picked(_lower(logits).data, labels)
        ).mean(),
    ),
)


@exercise.variant
def by_a_table(logits, labels):
    lower = _lower(logits)
    right = (lower * np.eye(logits.data.shape[1])[labels]).sum(axis=1, keepdims=True)
    return (lower.exp().sum(axis=1, keepdims=True).log() - right).mean()


@exercise.variant
def in_two_means(logits, labels):
    lower = _lower(logits)
    return lower.exp().sum(axis=1).log().mean() - _picked(lower, labels).sum() * (1 / len(labels))
