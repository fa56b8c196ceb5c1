"""Mend a cross-entropy that takes softmax of the logits before the loss does so itself."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.in_pytorch import SECONDS, as_array, asked, numbers, undisturbed, warm
from dlscratch.checks.pytorch.shared.entropies import said
from dlscratch.checks.watch import watching
from dlscratch.errors.values import name

SURE = np.array([[6.0, 0, -2, 1], [-1, 0, 1, 7], [2, 8, 3, 1]], dtype=np.float32)
KIND, ONE, LOSS = "the kind of loss", "one number, in a recorded tensor", "the loss"
SAID = "what was seen"  # nothing is expected of it: a sentence for an answer that nobody knows
RTOL = 1e-3  # the small loss is a difference of large numbers, in float32


def _loss_of(function, logits, labels):
    with undisturbed() as torch:
        scores, right = torch.from_numpy(logits).requires_grad_(), torch.from_numpy(labels)
        with watching() as seen:
            value = asked(function, [scores, right], logits=scores, labels=right)
        report = _report(torch, value, scores)
        wanted = _expect_loss(function, logits, labels)
        wrong = not all(compare.same(report.get(label), wanted[label], RTOL) for label in wanted)
        if wrong and value is not None:
            if sentence := said(torch, seen, scores, right):
                report[SAID] = sentence
        return report


def _report(torch, value, scores):
    if isinstance(value, Stopped) or value is None:
        return {KIND: value}
    if not isinstance(value, torch.Tensor):
        return {KIND: name(value)}
    if value.ndim:
        return {KIND: f"a tensor of shape {tuple(value.shape)}"}
    came = attempt(value.backward) if value.requires_grad else None
    if isinstance(came, Stopped):  # some shapes that do not fit are found out only here
        return {KIND: came}
    if scores.grad is None:
        return {KIND: "an unrecorded tensor"}
    return {KIND: ONE, LOSS: value.item(), "the gradient for the logits": as_array(scores.grad)}


def _seen(outcomes):
    """What was seen of an answer, on the first probe on which it is wrong."""
    pairs = zip(outcomes, exercise.expected, strict=False)
    right = [compare.same(came.output, wanted.output, RTOL) for came, wanted in pairs]
    if right == [True, True, True, False]:
        return BELOW if outcomes[-1].output.get(LOSS, np.inf) < np.inf else NO_ROOM
    return next((one.output[SAID] for one in outcomes if SAID in (one.output or {})), None)


@warm
def _expect_loss(function, logits, labels):
    ours = losses.SoftmaxCrossEntropy()
    return {
        KIND: ONE,
        LOSS: ours.loss(logits, labels),
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
    tell=_seen,
    seconds=SECONDS,
    expect=_expect_loss,
    probes=[
        (SURE, np.array([0, 3, 1])),
        (numbers(7, 3, seed=6), np.array([2, 0, 1, 1, 0, 2, 2])),
        (np.array([[1000.0, 1001.0, 999.0]], dtype=np.float32), np.array([1])),
        (np.array([[200.0, 0.0, 0.0]], dtype=np.float32), np.array([1])),  # sure, and wrong
    ],
    rtol=RTOL,
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


def _by(make):
    """A `loss_of` that gives make(torch, loss, logits, labels)."""

    def loss_of(logits, labels):
        import torch

        return make(torch, torch.nn.CrossEntropyLoss(), logits, labels)

    return loss_of


SMALLEST = float(np.log(1 + 9 / np.e))  # what softmax of probabilities leaves, for ten classes


def _one_hot(torch, logits, labels):
    return torch.nn.functional.one_hot(labels, logits.shape[1]).float()


def _log_of_chosen(torch, loss, logits, labels):
    return -torch.log(torch.softmax(logits, dim=1)[:, labels]).mean()


def _right_ones(logits, labels, dim=1):
    """The probabilities of the right classes."""
    return logits.softmax(dim=dim)[range(len(labels)), labels]


ONE_EACH = "There is a number for each example here. Asked for is their mean, one number for all."
SUMMED = "This is the sum over the batch. A mean was asked for, which is what the class does."
NO_ROOM = "With logits that are not far apart it is right. But a probability of exp(-200) is 0 in "
NO_ROOM += "float32, and the logarithm of 0 is infinite. A loss that gets the logits needs no such "
NO_ROOM += "probability, and comes to 200."
BELOW = "With logits that are not far apart it is right. Here the net is very sure, and wrong, and "
BELOW += "its loss is to be 200. A bound, or a small number in the logarithm, keeps it below that. "
BELOW += "A loss that gets the logits needs neither."
SIGN = "The sign: a loss is never below 0, and a good one is close to it."

exercise.mistakes(
    _by,
    summed=(
        SUMMED,
        lambda torch, loss, logits, labels: torch.nn.CrossEntropyLoss(reduction="sum")(
            logits, labels
        ),
    ),
    summed_by_hand=(
        SUMMED,
        lambda torch, loss, logits, labels: -_right_ones(logits, labels).log().sum(),
    ),
    sign_by_hand=(
        SIGN,
        lambda torch, loss, logits, labels: _right_ones(logits, labels).log().mean(),
    ),
    over_the_batch_by_hand=(
        "This softmax runs along the batch. Each row should have its own.",
        lambda torch, loss, logits, labels: -_right_ones(logits, labels, 0).log().mean(),
    ),
    no_logarithm=(
        "There is no logarithm here. A cross-entropy is the mean of minus the logarithm of what "
        "the right class got.",
        lambda torch, loss, logits, labels: -_right_ones(logits, labels).mean(),
    ),
    what_is_missing=(
        "This is what the right class lacks to 1. A cross-entropy takes minus the logarithm of its "
        "probability: near 1 the two are alike, and far from it they are not.",
        lambda torch, loss, logits, labels: (1 - _right_ones(logits, labels)).mean(),
    ),
    mean_over_all=(
        "The mean is taken over all classes of all examples, most of which give 0. Each example "
        "gives one number, and their mean is the loss.",
        lambda torch, loss, logits, labels: (
            -(_one_hot(torch, logits, labels) * logits.log_softmax(dim=1)).mean()
        ),
    ),
    squared=(
        "This is the mean squared error of the probabilities. A cross-entropy is asked for: it "
        "punishes a sure answer that is wrong far more.",
        lambda torch, loss, logits, labels: (
            ((logits.softmax(dim=1) - _one_hot(torch, logits, labels)) ** 2).mean()
        ),
    ),
    squared_by_example=(
        "These are squared errors of the probabilities, summed for each example. A cross-entropy "
        "is asked for: it looks only at what the right class got.",
        lambda torch, loss, logits, labels: (
            ((logits.softmax(dim=1) - _one_hot(torch, logits, labels)) ** 2).sum(dim=1).mean()
        ),
    ),
    no_return=(
        "It is computed, and nothing hands it out: `return` does.",
        lambda torch, loss, logits, labels: None,
    ),
    as_a_number=(
        "A number came. A loss stays a tensor: `backward` needs it. `.item()` is for printing.",
        lambda torch, loss, logits, labels: loss(logits, labels).item(),
    ),
    one_for_each=(
        ONE_EACH,
        lambda torch, loss, logits, labels: torch.nn.CrossEntropyLoss(reduction="none")(
            logits, labels
        ),
    ),
    one_for_each_by_hand=(
        ONE_EACH,
        lambda torch, loss, logits, labels: -_right_ones(logits, labels).log(),
    ),
    log_of_probabilities=(
        NO_ROOM,
        lambda torch, loss, logits, labels: loss(logits.softmax(dim=1).log(), labels),
    ),
    not_recorded=(
        "No recording leads from this number back to the logits. Are they what the loss is given? "
        "If so, look for what cuts the recording off: `no_grad`, `detach`, `argmax`, or a new "
        "tensor made of a number.",
        lambda torch, loss, logits, labels: loss(logits.detach(), labels),
    ),
    deleted_too_much=(
        "A name is used that no line has made: one line has gone, and another one still needs what "
        "it gave. What should the loss be given?",
        lambda torch, loss, logits, labels: loss(probabilities, labels),  # noqa: F821
    ),
    another_function=(
        "The loss was given a function: the name stands for one on this page. What should it get?",
        lambda torch, loss, logits, labels: loss(_by, labels),
    ),
    argmax_first=(
        "`argmax` leaves whole numbers, one for each example. The loss wants all the logits: it "
        "needs to see how sure the net is of each class.",
        lambda torch, loss, logits, labels: loss(logits.argmax(dim=1), labels),
    ),
    arguments_swapped=(
        "The loss takes what the net gave first, and then the labels.",
        lambda torch, loss, logits, labels: loss(labels, logits),
    ),
    loss_not_made=(
        "A loss is made first, with empty brackets, and then called with its two arguments.",
        lambda torch, loss, logits, labels: torch.nn.CrossEntropyLoss(logits, labels),
    ),
    called_with_one=(
        "A loss wants two things: what the net gave, and the labels.",
        lambda torch, loss, logits, labels: loss(logits),
    ),
    labels_for_all=(
        "`[:, labels]` picks the columns of all labels in every row. Each row should give one "
        "number, the one of its own label. (The loss does all of this, if you let it.)",
        _log_of_chosen,
    ),
    softmax_afterwards=(
        "A softmax of a single number is always 1, whatever the number is. The loss needs none "
        "before it and none after it.",
        lambda torch, loss, logits, labels: torch.softmax(loss(logits, labels), dim=0),
    ),
    smallest_taken_off=(
        "It falls lower now, but it is not the cross-entropy: the same number is taken off however "
        "right or wrong the logits are. What squeezes them is still there.",
        lambda torch, loss, logits, labels: loss(torch.softmax(logits, dim=1), labels) - SMALLEST,
    ),
    taken_off_146=(
        "It falls lower now, but it is not the cross-entropy: 1.46 is taken off however right or "
        "wrong the logits are. What squeezes them is still there.",
        lambda torch, loss, logits, labels: loss(torch.softmax(logits, dim=1), labels) - 1.46,
    ),
    taken_off_for_three=(
        "It falls lower now, but it is not the cross-entropy: the same number is taken off however "
        "right or wrong the logits are. What squeezes them is still there.",
        lambda torch, loss, logits, labels: loss(torch.softmax(logits, dim=1), labels) - 0.5514,
    ),
    labels_not_used=(
        "This does not depend on the labels: it takes the answers of the net for right ones.",
        lambda torch, loss, logits, labels: loss(logits, logits.argmax(dim=1)),
    ),
    softmax_of_exps=(
        "The logits are changed before the loss sees them: it applies exp itself.",
        lambda torch, loss, logits, labels: loss(torch.exp(logits), labels),
    ),
    sigmoid_first=(
        "The logits are squeezed into 0 to 1 before the loss sees them. It wants them as they are.",
        lambda torch, loss, logits, labels: loss(torch.sigmoid(logits), labels),
    ),
    tanh_first=(
        "The logits are squeezed before the loss sees them. It wants them as they are.",
        lambda torch, loss, logits, labels: loss(torch.tanh(logits), labels),
    ),
    relu_first=(
        "Negative logits have become 0 before the loss sees them. It wants them as they are.",
        lambda torch, loss, logits, labels: loss(torch.relu(logits), labels),
    ),
    nll_over_the_batch=(
        "This softmax runs along the batch. Each row should have its own.",
        lambda torch, loss, logits, labels: torch.nn.NLLLoss()(
            torch.log_softmax(logits, dim=0), labels
        ),
    ),
    another_loss=(
        "This asks a yes-or-no question of each class, where one of them is wanted: sigmoid looks "
        "at each logit alone. The loss that you were given was right.",
        lambda torch, loss, logits, labels: torch.nn.BCEWithLogitsLoss()(
            logits, _one_hot(torch, logits, labels)
        ),
    ),
    squared_errors=(
        "These are squared errors, for amounts. The loss that you were given was right.",
        lambda torch, loss, logits, labels: torch.nn.MSELoss()(
            logits, _one_hot(torch, logits, labels)
        ),
    ),
    squared_errors_of_probabilities=(
        "These are squared errors of probabilities. The loss that you were given was right.",
        lambda torch, loss, logits, labels: torch.nn.MSELoss()(
            logits.softmax(dim=1), _one_hot(torch, logits, labels)
        ),
    ),
    twice=(
        "It is twice as large as it should be: is the loss computed twice, and added?",
        lambda torch, loss, logits, labels: 2 * loss(logits, labels),
    ),
    negative=(
        SIGN,
        lambda torch, loss, logits, labels: -loss(logits, labels),
    ),
    smoothed=(
        "Label smoothing asks for less than full certainty, so the loss never reaches 0 either. "
        "It was not asked for.",
        lambda torch, loss, logits, labels: torch.nn.CrossEntropyLoss(label_smoothing=0.1)(
            logits, labels
        ),
    ),
    constant=(
        "It is the same number for all logits: the loss has to depend on them.",
        lambda torch, loss, logits, labels: 0 * logits.sum(),
    ),
)


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
