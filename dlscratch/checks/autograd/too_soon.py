"""Crash hunt: all batches go forward first, and the first step changes what the second needs."""

import numpy as np

from dlscratch import autograd, modules
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import name

LOSSES, LAST = "the losses", "the parameters of the last layer, afterwards"
KINDS = "what stands in the list of losses"
FIRST = "the parameters of the first layer, afterwards"


def _batches(*sizes):
    rng = np.random.default_rng(14)
    return [(rng.normal(size=(n, 3)).round(2), rng.normal(size=(n, 2)).round(2)) for n in sizes]


def _net():
    parts = [modules.Linear(3, 4, rng=1), modules.Tanh(), modules.Linear(4, 2, rng=2)]
    return modules.Sequential(parts)


def _walked(function, batches, rate):
    net = _net()
    done = attempt(function, net, batches, rate)
    if isinstance(done, Stopped):
        return {LOSSES: done}
    if not isinstance(done, list | tuple | np.ndarray):
        raise Refuse(f"`one_epoch` returns a list of losses, but {name(done)} came.")
    kinds = "tensors" if any(isinstance(one, autograd.Tensor) for one in done) else "numbers"
    losses = [one.item() if isinstance(one, autograd.Tensor) else one for one in done]
    first, last = [[param.copy() for param in net.params()][part] for part in np.s_[:2, 2:]]
    return {LOSSES: losses, LAST: last, FIRST: first, KINDS: kinds}


_walked.arguments = ("batches", "rate")


def _step(net, loss, rate, wipe=True):
    if wipe:
        net.zero_grad()
    loss.backward()
    _move(net, rate)


def _move(net, rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= rate * grad


def _looped(body):
    """A function whose loop does body(net, x, y, rate), which gives the loss to note."""

    def one_epoch(net, batches, rate):
        return [body(net, x, y, rate) for x, y in batches]

    one_epoch.__wrapped__ = body  # whose name is the mistake's
    return one_epoch


def _loss(net, x, y):
    return modules.squared_error(net(x), y)


@_looped
def _one_epoch(net, x, y, rate):
    loss = _loss(net, x, y)
    _step(net, loss, rate)
    return loss.item()


def _times(outcomes):
    """How many times as long a single step is as it should be, if that is one number; or None."""
    for (batches, _), one, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if len(batches) == 1:
            start = [param.copy() for param in _net().params()]
            came, want = (
                np.concatenate([
                    np.ravel(now - before)
                    for now, before in zip([*out.output[FIRST], *out.output[LAST]], start,
                                           strict=True)
                ])
                for out in (one, right)
            )  # fmt: skip
            times = float(came @ want / (want @ want))
            return times if np.allclose(came, times * want, rtol=1e-6, atol=1e-9) else None
    return None


def _steps(outcomes, most=4):
    """How many steps, each with a forward of its own, the net has taken where one batch came."""
    for (batches, rate), one in zip(exercise.probes, outcomes, strict=True):
        if len(batches) == 1:
            net = _net()
            for number in range(1, most):
                _step(net, _loss(net, *batches[0]), rate)
                if alike([*one.output[FIRST], *one.output[LAST]], net.params()):
                    return number
    return 0


def _tell(outcomes):
    """How far the losses are right, and whether the steps are."""
    outputs = [one.output for one in outcomes]
    if not all(type(one) is dict and type(one.get(LOSSES)) in (list, tuple) for one in outputs):
        return None
    right = [one.output for one in exercise.expected]
    pairs = list(zip(outputs, right, strict=True))
    start = [param.copy() for param in _net().params()]
    if all(alike([*came[FIRST], *came[LAST]], start) for came in outputs):
        return (
            "The net that came has not moved at all. Do the steps reach `net` itself, and not a "
            "copy of it, or another net?"
        )
    if (steps := _steps(outcomes)) > 1:
        return f"With one batch, {steps} steps are taken. Wanted is one for each batch."
    if all(alike(came[LOSSES], want[LOSSES]) for came, want in pairs):
        return (
            "The losses are right, for all epochs that were tried. It is the last step that is not."
        )
    if all(alike(came[LAST], want[LAST]) for came, want in pairs):
        return "The net ends where it should: the steps are right, and the list of losses is not."
    if (times := _times(outcomes)) is not None and abs(times - 1) > 1e-6:
        return (
            f"With one batch, the step is {times:.3g} times what it should be: it goes by `rate`, "
            "against the gradient, once."
        )
    if all(alike(came[LOSSES][:1], want[LOSSES][:1]) for came, want in pairs):
        return (
            "The first loss is right. The second should be that of the second batch, for the net "
            "as it is after one step by the first."
        )
    return None


exercise = Exercise(
    __name__,
    kind="crash",
    tell=_tell,
    raises=RuntimeError,
    reference=_one_epoch,
    run=_walked,
    accepts=(tuple, np.ndarray),
    probes=[(_batches(4, 3), 0.1), (_batches(2, 5, 1), 0.05), (_batches(3), 0.2)],
    hints=(
        "The engine names an array by its shape, and says that it was changed after forward. Which "
        "weights have this shape?",
        "The only line that changes weights is the step. When the second backward comes, which "
        "step has been since the second forward?",
        "All losses are computed before the first step. Each batch's forward belongs into the "
        "loop, right before its own backward and step.",
    ),
    after="Forward, backward, step: between a forward and its backward nobody touches the weights. "
    "Without the engine's comparison, the second gradient would have been wrong, without a word.",
)


@exercise.wrong(
    "The first step still comes between the second batch's forward and its backward. When is the "
    "second loss computed?"
)
def unmended(net, batches, rate):
    losses = [_loss(net, x, y) for x, y in batches]
    for loss in losses:
        _step(net, loss, rate)
    return [loss.item() for loss in losses]


@exercise.wrong(
    "No error any more. But every gradient was found at the first weights, as if one step served "
    "all batches. Wanted is a step for each, with the weights as they are by then."
)
def one_step_for_all(net, batches, rate):
    losses = [_loss(net, x, y) for x, y in batches]
    _step(net, sum(losses[1:], losses[0]), rate)
    return [loss.item() for loss in losses]


@exercise.wrong(
    "No error any more, but now one step serves all batches, by the mean of their losses. Wanted "
    "is a step for each."
)
def one_step_for_the_mean(net, batches, rate):
    losses = [_loss(net, x, y) for x, y in batches]
    _step(net, sum(losses[1:], losses[0]) / len(losses), rate)
    return [loss.item() for loss in losses]


@exercise.wrong(
    "The losses are all there, but the net has not moved. Is there a step for this very net, in "
    "place, and is its gradient still there when it comes?"
)
@_looped
def no_step(net, x, y, rate):
    return _loss(net, x, y).item()


@exercise.wrong(
    "The net learns from the first batch only. Does something step over the error of the second, "
    "such as a `try`? It hides the error, and with it the step."
)
def hides_the_error(net, batches, rate):
    losses = [_loss(net, x, y) for x, y in batches]
    _step(net, losses[0], rate)
    return [loss.item() for loss in losses]


@exercise.wrong("Only the first batch has its turn. Does the `return` stand inside the loop?")
def first_batch_only(net, batches, rate):
    return _one_epoch(net, batches[:1], rate)


@exercise.wrong(
    "The steps are right, and only the last loss comes back. A list is wanted, with one for each "
    "batch."
)
def last_loss_only(net, batches, rate):
    return _one_epoch(net, batches, rate)[-1:]


@exercise.wrong("The steps are right. The losses come as their mean; a list of all is wanted.")
def mean_loss(net, batches, rate):
    return [float(np.mean(_one_epoch(net, batches, rate)))]


@exercise.wrong(
    "The steps are right. But each loss is computed once more, after its step. Wanted is the one "
    "from which the step was made."
)
@_looped
def loss_after_the_step(net, x, y, rate):
    _step(net, _loss(net, x, y), rate)
    return _loss(net, x, y).item()


@exercise.wrong(
    "The steps are right. But all losses are computed once more at the end, with the last weights. "
    "Wanted are those from which the steps were made."
)
def losses_in_the_end(net, batches, rate):
    _one_epoch(net, batches, rate)
    return [_loss(net, x, y).item() for x, y in batches]


@exercise.wrong(
    "The steps are right. But all losses are those of the first weights. Wanted is each as it was "
    "in its turn."
)
def losses_in_the_beginning(net, batches, rate):
    losses = [_loss(net, x, y).item() for x, y in batches]
    _one_epoch(net, batches, rate)
    return losses


@exercise.wrong(
    "The first step is right, the next ones are not: gradients of earlier batches are still in "
    "them. `zero_grad` belongs before each backward."
)
@_looped
def never_wiped(net, x, y, rate):
    loss = _loss(net, x, y)
    _step(net, loss, rate, wipe=False)
    return loss.item()


@exercise.wrong(
    "All losses are those of the first weights, and in the end the net has moved by the last of "
    "them alone. Does each step stand in the loop, and does it stay?"
)
def one_step_in_the_end(net, batches, rate):
    losses = [_loss(net, x, y) for x, y in batches]
    _step(net, losses[-1], rate)
    return [loss.item() for loss in losses]


@exercise.wrong("The batches have their turns in another order than before, the last one first.")
def last_batch_first(net, batches, rate):
    return _one_epoch(net, batches[::-1], rate)


@exercise.wrong("The batches have their turns in another order than before.")
def in_the_opposite_order(net, batches, rate):
    return _one_epoch(net, batches[::-1], rate)[::-1]


@exercise.wrong("The steps go uphill: the minus was right before.")
def uphill(net, batches, rate):
    return _one_epoch(net, batches, -rate)


@exercise.wrong("Two steps are taken for each batch, and one was asked for.")
@_looped
def two_steps(net, x, y, rate):
    loss = _loss(net, x, y)
    _step(net, loss, rate)
    _step(net, _loss(net, x, y), rate)
    return loss.item()


@exercise.wrong(
    "The weights move first, by the gradients of the batch before. In each round: forward, "
    "backward, and only then the step."
)
@_looped
def step_before_backward(net, x, y, rate):
    _move(net, rate)
    net.zero_grad()
    loss = _loss(net, x, y)
    loss.backward()
    return loss.item()


@exercise.variant
def forward_on_demand(net, batches, rate):
    made = []
    for loss in (_loss(net, x, y) for x, y in batches):
        _step(net, loss, rate)
        made.append(loss.item())
    return made


@exercise.wrong(
    "The losses and the steps are right. But the losses come back as tensors, and were to be "
    "numbers."
)
def losses_as_tensors(net, batches, rate):
    made = []
    for x, y in batches:
        made.append(_loss(net, x, y))
        _step(net, made[-1], rate)
    return made


@exercise.variant
def all_in_the_loop(net, batches, rate):
    losses = np.zeros(len(batches))
    for place, (x, y) in enumerate(batches):
        loss = ((net(x) - y) ** 2).sum() / len(y)
        losses[place] = loss.data
        for tensor in net.tensors():
            tensor.grad = None
        loss.backward()
        with autograd.no_grad():
            for tensor in net.tensors():
                tensor -= rate * tensor.grad
    return losses
