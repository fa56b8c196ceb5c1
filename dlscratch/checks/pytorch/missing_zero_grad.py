"""Mend a loop of gradient descent that never wipes the old gradients."""

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.pytorch.shared import (
    SECONDS,
    X2,
    X,
    as_array,
    seeded_linear,
    stacked,
    twin_of,
    undisturbed,
    warm,
)

LABELS, LABELS2 = np.array([1, 0, 1, 1]), np.array([0, 1, 1, 0, 0, 1, 0])  # for X and X2


def _to_train():
    return stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 2, 2))


def _fitted(fit, x, y, steps):
    with undisturbed() as torch:
        twin = twin_of(_to_train())
        fit(twin, torch.from_numpy(x), torch.from_numpy(y), steps)
        return {name: as_array(param) for name, param in twin.named_parameters()}


def _expect_fitted(fit, x, y, steps):
    net, loss = _to_train(), losses.SoftmaxCrossEntropy()
    optimizer = optimizers.GradientDescent(0.1)
    for _ in range(steps):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
    names = [f"{i}.{word}" for i in (0, 2) for word in ("weight", "bias")]
    return dict(zip(names, net.params(), strict=True))


def _fit_with(step):
    """A `fit` that does `step(net, x, y, optimizer, loss)` in every step."""

    def fit(net, x, y, steps):
        import torch

        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(steps):
            step(net, x, y, optimizer, torch.nn.CrossEntropyLoss())

    fit.__wrapped__ = step
    return fit


@_fit_with
def _fit(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    optimizer.step()


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit,
    run=_fitted,
    seconds=SECONDS,
    expect=warm(_expect_fitted, steps=True),
    probes=[(X, LABELS, 1), (X, LABELS, 3), (X2, LABELS2, 4)],
    rtol=1e-4,
    hints=(
        "The first step is right. What is there in the second that was not there in the first?",
        "Print `net[0].bias.grad` after each backward. From the second on, is it one gradient, or "
        "the sum of several?",
        "The optimizer has a method that wipes all gradients; the lesson's table in section 9 has "
        "it. Once in each step, at any place but between `backward` and `step`.",
    ),
    after="Nothing fails here, and the loss may even fall for a while: the steps grow and point "
    "in old directions. In a new PyTorch loop, look for this line first.",
)


@exercise.wrong(
    "One step is right; with three, the net goes too far. Its steps follow the sum of all the "
    "gradients since the beginning. How do you get rid of the old ones?"
)
@_fit_with
def accumulates(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()


@exercise.wrong(
    "The net has not moved at all. The gradients are wiped after `backward` has made them and "
    "before `step` has used them."
)
@_fit_with
def wiped_too_early(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.zero_grad()
    optimizer.step()


@exercise.wrong(
    "The step comes before the gradients that it should follow. In the first round there are none, "
    "and afterwards each step uses those of the round before."
)
@_fit_with
def step_before_backward(net, x, y, optimizer, loss):
    optimizer.step()
    optimizer.zero_grad()
    loss(net(x), y).backward()


@exercise.wrong(
    "Every step is twice as long as it should be: `backward` runs twice, and the gradients add up."
)
@_fit_with
def two_backwards(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    loss(net(x), y).backward()
    optimizer.step()


@exercise.wrong(
    "Dividing the loss makes the steps smaller, but they still follow old gradients as well. The "
    "old ones have to go."
)
def divided(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        (torch.nn.CrossEntropyLoss()(net(x), y) / steps).backward()
        optimizer.step()


@exercise.wrong(
    "After one step it stops. Something is to be added to the loop, and nothing taken out of it."
)
def one_step_only(net, x, y, steps):
    _fit(net, x, y, 1)


@exercise.variant
@_fit_with
def wiped_after_the_step(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()
    optimizer.zero_grad()


@exercise.variant
@_fit_with
def wiped_by_the_net(net, x, y, optimizer, loss):
    value = loss(net(x), y)
    net.zero_grad(set_to_none=False)
    value.backward()
    optimizer.step()


@exercise.variant
def by_autograd(net, x, y, steps):
    import torch

    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(net(x), y)
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        with torch.no_grad():
            for param, gradient in zip(net.parameters(), gradients, strict=True):
                param -= 0.1 * gradient
