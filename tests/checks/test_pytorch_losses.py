"""Lesson 12: what is said of a loss that nobody foresaw, by what reached it."""

import pytest

from dlscratch.checks import pytorch as check

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn, F = torch.nn, torch.nn.functional
loss = nn.CrossEntropyLoss()


def table(logits, labels):
    return F.one_hot(labels, logits.shape[1])


WRONG = {
    "double softmax": (
        lambda logits, labels: loss(logits.softmax(1).softmax(1), labels),
        "add up to 1 in each row, and it takes softmax",
    ),
    "softmax in exps, summed": (
        lambda logits, labels: F.cross_entropy(
            logits.exp() / logits.exp().sum(1, keepdim=True), labels, reduction="sum"
        ),
        "add up to 1 in each row, and it takes softmax",
    ),
    "log_softmax over the batch": (
        lambda logits, labels: loss(logits.log_softmax(0), labels),
        "runs along the batch",
    ),
    "log-sigmoid for nll": (
        lambda logits, labels: nn.NLLLoss()(F.logsigmoid(logits), labels),
        "`nll_loss` wants logarithms of probabilities",
    ),
    "log10 for nll": (
        lambda logits, labels: F.nll_loss(logits.softmax(1).log10(), labels),
        "and it was given something else",
    ),
    "squeezed to 0 to 1": (
        lambda logits, labels: loss(
            (logits - logits.min()) / (logits.max() - logits.min()), labels
        ),
        "numbers from 0 to 1 only",
    ),
    "a temperature": (
        lambda logits, labels: loss(logits / 10, labels),
        "multiplied by 0.1 before the loss sees them, and so the net seems less sure",
    ),
    "signs": (lambda logits, labels: loss(-logits, labels), "changed their signs"),
    "normalised rows": (
        lambda logits, labels: loss(F.normalize(logits), labels),
        "where the first row was [6, 0, -2, 1], it was given [0.937, 0, -0.312, 0.156]",
    ),
    "argmax as a table": (
        lambda logits, labels: loss(table(logits, logits.argmax(1)).float(), labels),
        "`no_grad`, `detach`, `argmax`",
    ),
    "a table of whole numbers": (
        lambda logits, labels: loss(logits, table(logits, labels)),
        "The labels have become a table of whole numbers",
    ),
    "softmax of the table": (
        lambda logits, labels: loss(logits, table(logits, labels).float().softmax(1)),
        "does not hold a 1 for the right class",
    ),
    "a column of labels": (
        lambda logits, labels: loss(logits, labels[:, None]),
        "labels of shape (3, 1)",
    ),
    "labels of another count": (
        lambda logits, labels: loss(logits, (labels + 1) % logits.shape[1]),
        "not those that came",
    ),
    "squeezed": (
        lambda logits, labels: loss(logits.squeeze(), labels),
        "shape (3,). It wants the logits as they are, of shape (1, 3)",
    ),
    "maxima": (
        lambda logits, labels: loss(logits.max(dim=1).values, labels),
        "something of shape (3,)",
    ),
    "whole numbers": (
        lambda logits, labels: loss(logits.long(), labels),
        "The loss was given whole numbers",
    ),
    "turned": (lambda logits, labels: loss(logits.T, labels), "The table has been turned"),
    "first example": (
        lambda logits, labels: loss(logits[:1], labels[:1]),
        "of shape (1, 4)",
    ),
    "yes or no": (
        lambda logits, labels: F.binary_cross_entropy(
            logits.softmax(1), table(logits, labels).float()
        ),
        "a yes-or-no question of each class",
    ),
    "margins": (
        lambda logits, labels: nn.MultiMarginLoss()(logits, labels),
        "`multi_margin_loss` is another loss.",
    ),
    "weights": (
        lambda logits, labels: F.cross_entropy(
            logits, labels, torch.arange(1.0, 5)[: logits.shape[1]]
        ),
        "its brackets tell it to do something else",
    ),
    "the logarithm afterwards": (
        lambda logits, labels: loss(logits, labels).log(),
        "The loss itself is right. What is done with it afterwards",
    ),
    "no logarithm": (
        lambda logits, labels: -logits.softmax(1)[range(len(labels)), labels].mean(),
        "There is no logarithm here",
    ),
    "what is missing to 1": (
        lambda logits, labels: 1 - logits.softmax(1).gather(1, labels[:, None]).mean(),
        "lacks to 1",
    ),
    "mean over all": (
        lambda logits, labels: -(table(logits, labels) * logits.log_softmax(1)).mean(),
        "over all classes of all examples",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_loss_that_nobody_foresaw_is_named(case):
    answer, said = WRONG[case]
    verdict = check.softmax_before_loss.grade(answer)
    assert verdict.kind != "passed" and verdict.mistake
    assert said in verdict.message, verdict.message


@pytest.mark.parametrize(
    "answer",
    [
        lambda logits, labels: loss(logits.log_softmax(1), labels),
        lambda logits, labels: loss(logits - logits.max(1, keepdim=True).values, labels),
        lambda logits, labels: loss(logits, table(logits, labels).float()),
        lambda logits, labels: F.kl_div(
            logits.log_softmax(1), table(logits, labels).float(), reduction="batchmean"
        ),
        lambda logits, labels: sum(map(loss, logits, labels)) / len(labels),
    ],
)
def test_what_comes_to_the_same_passes(answer):
    verdict = check.softmax_before_loss.grade(answer)
    assert verdict.kind == "passed", verdict.message
