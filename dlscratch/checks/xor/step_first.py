"""Mend a training loop that takes each step before backward has made its gradients."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.xor import shared
from dlscratch.checks.xor.shared import SECONDS, TRAININGS, losses_and_net, train_net

exercise = Exercise(
    __name__,
    kind="bug",
    reference=train_net,
    run=losses_and_net,
    probes=TRAININGS,
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "Print the first two losses. In a loop that works they differ: a step was taken in "
        "between.",
        "Which line uses the gradients, and which line makes them? In the first round, what are "
        "they when they are used?",
        "Every line is right. Only two of them stand in the wrong order.",
    ),
    after="A loop with this bug still learns, always one step behind, and the gradients of the "
    "last epoch are never used. The sign to look for: a first step that changes nothing.",
)


@exercise.wrong(
    "The first two losses are the same. So the first step moved nothing: where do its gradients "
    "come from, and when?"
)
def as_it_was(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
    return curve


@exercise.wrong(
    "The step has moved up, to the front of the epoch. It still comes before the backward of this "
    "epoch."
)
def step_at_the_top(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        opt.step(net)
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(out, y))
    return curve


@exercise.wrong("There is a step after backward now: good. But the old one is still there too.")
def two_steps(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
        opt.step(net)
    return curve


@exercise.wrong(
    "The step comes after backward, but it has left the loop: only one is taken, at the very end."
)
def step_outside(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(out, y))
    opt.step(net)
    return curve


@exercise.wrong(
    "The order of backward and step is mended. But now the losses are those after each step; they "
    "were right before."
)
def loss_after_the_step(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), y))
        opt.step(net)
        curve.append(loss.loss(net.forward(x), y))
    return curve


@exercise.wrong(
    "With a backward before the loop the first step has gradients: good thinking. But every later "
    "step still follows those of the epoch before. Mend the order inside the loop."
)
def warm_up(net, x, y, loss, opt, epochs):
    net.backward(loss.gradient(net.forward(x), y))
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
    return curve


@exercise.wrong(
    "A step after the loop uses the last gradients, but in the loop every step is still one epoch "
    "late, and the first one moves nothing."
)
def one_step_more(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
    opt.step(net)
    return curve


@exercise.wrong(
    "Another forward has come in between, and the step still comes before the backward of its own "
    "epoch: the first one has no gradients to follow."
)
def forward_in_between(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        curve.append(loss.loss(net.forward(x), y))
        opt.step(net)
        net.backward(loss.gradient(net.forward(x), y))
    return curve


@exercise.wrong(
    "Backward and step are in order now. But there are two of each in an epoch, and one was asked "
    "for."
)
def everything_twice(net, x, y, loss, opt, epochs):
    return train_net(net, x, y, loss, opt, 2 * epochs)[::2]


exercise.mistakes(
    stops_without_progress=shared.LOOPS["stops_without_progress"],
    net_and_losses=shared.LOOPS["net_and_losses"],
)
exercise.mistakes(
    shared.looped, **shared.epochs("uphill", "example_by_example", "step_of_an_array")
)


@exercise.wrong("The step is gone altogether: now nothing moves.")
def step_lost(net, x, y, loss, opt, epochs):
    return [loss.loss(net.forward(x), y)] * epochs


@exercise.variant
def loss_after_backward(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        net.backward(loss.gradient(out, y))
        curve.append(loss.loss(out, y))
        opt.step(net)
    return curve


@exercise.variant
def epoch_by_epoch(net, x, y, loss, opt, epochs):
    return [train_net(net, x, y, loss, opt, 1)[0] for _ in range(epochs)]
