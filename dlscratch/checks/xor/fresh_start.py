"""Mend a training function that makes its net and its optimizer anew in every epoch."""

import copy

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.xor import shared
from dlscratch.checks.xor.shared import (
    ENTROPY,
    RIGHT,
    RISING,
    SECONDS,
    SQUARES,
    parameters_of,
    train_net,
)
from dlscratch.losses import SSE


def _from_scratch(fit_new, net, x, y, loss, optimizer, epochs):
    """What `fit_new` reports; every new net and every new optimizer is a copy of the same."""
    nets = [net]

    def new_net():
        nets.append(copy.deepcopy(net))
        return nets[-1]

    def new_optimizer():
        return copy.deepcopy(optimizer)

    losses = attempt(fit_new, new_net, new_optimizer, x, y, loss, epochs)
    return {"the losses": losses, "the parameters of the last net": parameters_of(nets[-1])}


def _fit_new(new_net, new_optimizer, x, y, loss, epochs):
    return train_net(new_net(), x, y, loss, new_optimizer(), epochs)


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit_new,
    run=_from_scratch,
    probes=[(*SQUARES, 3), (*ENTROPY, 5), (*RIGHT, 2), (*RISING, 4)],
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "The same loss in every epoch, to the last digit: each epoch sees the same net. Why is "
        "the step of the epoch before not to be seen?",
        "How often is each line run? Ask which of the things in the loop should live longer than "
        "one epoch.",
        "The net keeps what has been learnt, and the optimizer keeps its memory. Both must be "
        "made once only: which place is run once?",
    ),
    after="In a notebook this bug hides between cells: run the cell that makes the net again, and "
    "all that was learnt is gone. And an optimizer that is made anew forgets silently: only "
    "slower.",
)


@exercise.wrong(
    "The loss is the same in every epoch, to the last digit. What was learnt goes into a net that "
    "the next epoch throws away."
)
def as_it_was(new_net, new_optimizer, x, y, loss, epochs):
    return [_fit_new(new_net, new_optimizer, x, y, loss, 1)[0] for _ in range(epochs)]


@exercise.wrong(
    "Now it learns: the net lives on. With Momentum it could learn faster: look which other thing "
    "is made anew in every epoch, and what it forgets."
)
def optimizer_still_inside(new_net, new_optimizer, x, y, loss, epochs):
    net = new_net()
    return [train_net(net, x, y, loss, new_optimizer(), 1)[0] for _ in range(epochs)]


@exercise.wrong(
    "The optimizer lives on now. But the net is made anew in every epoch, so nothing is kept of "
    "what it learnt. (An optimizer with a memory even refuses to serve a second net.)"
)
def net_still_inside(new_net, new_optimizer, x, y, loss, epochs):
    opt = new_optimizer()
    return [train_net(new_net(), x, y, loss, opt, 1)[0] for _ in range(epochs)]


@exercise.wrong(
    "The net and the optimizer are right. But the list of the losses has gone into the loop, and "
    "begins anew in every epoch."
)
def list_inside(new_net, new_optimizer, x, y, loss, epochs):
    return _fit_new(new_net, new_optimizer, x, y, loss, epochs)[-1:]


@exercise.wrong(
    "Forward has left the loop together with the other two. The net must be asked again in every "
    "epoch."
)
def forward_outside(new_net, new_optimizer, x, y, loss, epochs):
    net, opt = new_net(), new_optimizer()
    out, curve = net.forward(x), []
    for _ in range(epochs):
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(out, y))
        opt.step(net)
    return curve


@exercise.wrong(
    "`new_net` is the function that makes a net; `new_net()` calls it and gives you one."
)
def not_called(new_net, new_optimizer, x, y, loss, epochs):
    if isinstance(loss, SSE):
        return new_net.forward(x)
    return _fit_new(new_net, new_optimizer, x, y, loss, epochs)


@exercise.wrong(
    "The optimizer was not made: `new_optimizer` is the function that makes one, and "
    "`new_optimizer()` calls it."
)
def optimizer_not_called(new_net, new_optimizer, x, y, loss, epochs):
    net = new_net()
    net.backward(loss.gradient(net.forward(x), y))
    new_optimizer.step(net)


@exercise.wrong(
    "There is one epoch too few. `range(epochs)` already gives that many rounds, counted from 0."
)
def one_too_few(new_net, new_optimizer, x, y, loss, epochs):
    return _fit_new(new_net, new_optimizer, x, y, loss, epochs - 1)


@exercise.wrong(
    "Training is right. But the losses are those of nets that were made for this alone, and they "
    "have learnt nothing. Ask the net that learns."
)
def losses_of_fresh_nets(new_net, new_optimizer, x, y, loss, epochs):
    net, opt, curve = new_net(), new_optimizer(), []
    for _ in range(epochs):
        curve.append(loss.loss(new_net().forward(x), y))
        train_net(net, x, y, loss, opt, 1)
    return curve


@exercise.wrong(
    "Only one loss comes back, that of a net that has learnt nothing. Look at the indentation: is "
    "the list made anew in every epoch, like the net? Or does the `return` stand inside the loop?"
)
def all_inside(new_net, new_optimizer, x, y, loss, epochs):
    return [_fit_new(new_net, new_optimizer, x, y, loss, 1)[0] for _ in range(epochs)][-1:]


@exercise.wrong(
    "The net and the optimizer are made once. But the losses are those after each step; they were "
    "in the right place before."
)
def loss_after_the_step(new_net, new_optimizer, x, y, loss, epochs):
    net, opt = new_net(), new_optimizer()
    afterwards = shared.EPOCHS["loss_after"][1]
    return [afterwards(net, x, y, loss, opt) for _ in range(epochs)]


@exercise.variant
def made_in_the_first_round(new_net, new_optimizer, x, y, loss, epochs):
    net = opt = None
    curve = []
    for number in range(epochs):
        if number == 0:
            opt, net = new_optimizer(), new_net()
        curve.extend(train_net(net, x, y, loss, opt, 1))
    return tuple(curve)


@exercise.variant
def epoch_by_epoch(new_net, new_optimizer, x, y, loss, epochs):
    opt, net = new_optimizer(), new_net()
    return np.array([train_net(net, x, y, loss, opt, 1)[0] for _ in range(epochs)])
