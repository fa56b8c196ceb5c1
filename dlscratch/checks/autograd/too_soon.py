"""Crash hunt: all batches go forward first, and the first step changes what the second needs."""

import numpy as np

from dlscratch import modules
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise

LOSSES = "the losses"


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
    report = {LOSSES: [float(getattr(one, "data", one)) for one in done]}
    return report | {
        f"the parameters of shape {param.shape}, afterwards": param.copy() for param in net.params()
    }


_walked.arguments = ("batches", "rate")


def _step(net, loss, rate):
    net.zero_grad()
    loss.backward()
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= rate * grad


def _one_epoch(net, batches, rate):
    losses = []
    for x, y in batches:
        loss = modules.squared_error(net(x), y)
        _step(net, loss, rate)
        losses.append(loss.item())
    return losses


exercise = Exercise(
    __name__,
    kind="crash",
    raises=RuntimeError,
    reference=_one_epoch,
    run=_walked,
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
    "It stops where it stopped before: the first step comes between the second batch's forward and "
    "its backward."
)
def unmended(net, batches, rate):
    losses = [modules.squared_error(net(x), y) for x, y in batches]
    for loss in losses:
        _step(net, loss, rate)
    return [loss.item() for loss in losses]


@exercise.wrong(
    "No error any more, but now one step serves all batches. Wanted is a step for each, with the "
    "weights as they are by then."
)
def one_step_for_all(net, batches, rate):
    losses = [modules.squared_error(net(x), y) for x, y in batches]
    _step(net, sum(losses[1:], losses[0]), rate)
    return [loss.item() for loss in losses]


@exercise.wrong("The losses are all there, but the net has not moved: no step is taken any more.")
def no_step(net, batches, rate):
    return [modules.squared_error(net(x), y).item() for x, y in batches]


@exercise.variant
def forward_on_demand(net, batches, rate):
    made = []
    for loss in (modules.squared_error(net(x), y) for x, y in batches):
        _step(net, loss, rate)
        made.append(loss.item())
    return made


@exercise.variant
def losses_as_tensors_first(net, batches, rate):
    made = []
    for x, y in batches:
        made.append(modules.squared_error(net(x), y))
        _step(net, made[-1], rate)
    return [float(loss.data) for loss in made]
