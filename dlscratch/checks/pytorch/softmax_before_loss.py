"""Mend a cross-entropy that takes softmax of the logits before the loss does so itself."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.values import name
from dlscratch.checks.pytorch.shared import SECONDS, as_array, numbers, undisturbed, warm

SURE = np.array([[6.0, 0, -2, 1], [-1, 0, 1, 7], [2, 8, 3, 1]], dtype=np.float32)


def _loss_of(function, logits, labels):
    with undisturbed() as torch:
        scores = torch.from_numpy(logits).requires_grad_()
        value = function(scores, torch.from_numpy(labels))
        if value is None:
            return {"the loss": None}
        if not isinstance(value, torch.Tensor):
            raise Refuse(
                f"{name(value).capitalize()} came. A loss stays a tensor: `backward` needs it."
            )
        if value.ndim:
            raise Refuse(
                f"A loss holds one number, and a tensor of shape {tuple(value.shape)} came."
            )
        if not value.requires_grad:
            raise Refuse("`backward` could do nothing with this loss: it was not recorded.")
        value.backward()
        return {"the loss": value.item(), "the gradient for the logits": as_array(scores.grad)}


@warm
def _expect_loss(function, logits, labels):
    ours = losses.SoftmaxCrossEntropy()
    return {
        "the loss": ours.loss(logits, labels),
        "the gradient for the logits": ours.gradient(logits, labels),
    }


def _cross_entropy(logits, labels):
    from torch import nn

    return nn.CrossEntropyLoss()(logits, labels)


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_cross_entropy,
    run=_loss_of,
    seconds=SECONDS,
    expect=_expect_loss,
    probes=[
        (SURE, np.array([0, 3, 1])),
        (numbers(7, 3, seed=6), np.array([2, 0, 1, 1, 0, 2, 2])),
        (np.array([[1000.0, 1001.0, 999.0]], dtype=np.float32), np.array([1])),
    ],
    rtol=1e-3,  # the small loss is a difference of large numbers, in float32
    hints=(
        "What does `nn.CrossEntropyLoss` do with what it gets, before it takes a logarithm?",
        "Section 3 of the lesson says what it wants: logits, or probabilities?",
        "Softmax is part of the loss. Hand over what the net gives.",
    ),
    after="No error, and the net even learns, but slowly. Among ten classes, softmax of "
    "probabilities gives none more than e / (e + 9), which is 23 %. So the loss stays above 1.46, "
    "however good the net is, and its gradients stay small.",
)


@exercise.wrong(
    "Here the logits are right and very sure, and still the loss is far from 0. It gets "
    "probabilities, and applies softmax to them once more."
)
def softmax_twice(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss()(torch.softmax(logits, dim=1), labels)


@exercise.wrong("This softmax runs along the batch, and the loss does one of its own afterwards.")
def softmax_over_the_batch(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss()(torch.softmax(logits, dim=0), labels)


@exercise.wrong(
    "The logits are squeezed into 0 to 1 before the loss sees them. It wants them as they are."
)
def sigmoid_first(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss()(torch.sigmoid(logits), labels)


@exercise.wrong(
    "`nn.NLLLoss` takes no logarithm: it wants logarithms of probabilities. With probabilities it "
    "gives a negative number, and a loss is never below 0."
)
def nll_of_probabilities(logits, labels):
    import torch

    return torch.nn.NLLLoss()(torch.softmax(logits, dim=1), labels)


@exercise.wrong(
    "`nn.NLLLoss` does neither softmax nor logarithm. With bare logits it just picks one and "
    "changes its sign."
)
def nll_of_logits(logits, labels):
    import torch

    return torch.nn.NLLLoss()(logits, labels)


@exercise.wrong(
    "Softmax and then `log` is right on paper, but exp of 1000 overflows and log of 0 is infinite. "
    "The loss has a form of its own that does not. And it takes both upon itself."
)
def log_of_softmax(logits, labels):
    import torch

    exps = torch.exp(logits)
    return torch.nn.NLLLoss()(torch.log(exps / exps.sum(dim=1, keepdim=True)), labels)


@exercise.wrong(
    "This is the sum over the batch. A mean was asked for, which is what the class does."
)
def summed(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss(reduction="sum")(logits, labels)


@exercise.variant
def as_a_function(logits, labels):
    import torch

    return torch.nn.functional.cross_entropy(logits, labels)


@exercise.variant
def log_softmax_and_nll(logits, labels):
    import torch

    return torch.nn.NLLLoss()(torch.log_softmax(logits, dim=1), labels)


@exercise.variant
def by_logsumexp(logits, labels):
    right = logits[range(len(labels)), labels]
    return (logits.logsumexp(dim=1) - right).mean()
