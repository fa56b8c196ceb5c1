"""Mend a training loop whose loss climbs: it swaps the arguments of the loss, in two lines."""

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
        "A loss that climbs from every seed: the steps go the wrong way. Which lines have a say "
        "in the direction?",
        "Work out one gradient on paper: prediction 0.8, right answer 1. To lower the loss, the "
        "prediction must rise, so the gradient must be negative. Now print what the loop has.",
        "`loss.loss` and `loss.gradient` take two arguments. In which order? Two lines are to be "
        "mended.",
    ),
    after="With SSE the swapped loss looks right, because (a - b)² is (b - a)². Only its gradient "
    "tells. Bugs like to hide where a formula is symmetric: test with another loss.",
)


@exercise.wrong(
    "The net walks uphill. Look at the two places where the predictions and the right answers are "
    "handed to the loss: which comes first?"
)
def as_it_was(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(y, out))
        net.backward(loss.gradient(y, out))
        opt.step(net)
    return curve


@exercise.wrong(
    "The losses that you report are right now, and they still rise: the same slip stands in a "
    "second line."
)
def only_the_loss(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(y, out))
        opt.step(net)
    return curve


@exercise.wrong(
    "The net learns now. But the losses that are reported are not right for every loss: the same "
    "slip stands in a second line. (With SSE you cannot see it.)"
)
def only_the_gradient(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(y, out))
        net.backward(loss.gradient(out, y))
        opt.step(net)
    return curve


@exercise.wrong(
    "A minus sign mends the symptom, and for SSE it even gives the right numbers. For another "
    "loss it does not. What is wrong is the order of the arguments."
)
def minus_sign(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(-loss.gradient(y, out))
        opt.step(net)
    return curve


@exercise.wrong(
    "A minus sign mends the symptom, and for SSE it even gives the right numbers. For another "
    "loss it does not, and the reported losses are wrong too. Look at the order of the arguments."
)
def minus_sign_only(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(y, out))
        net.backward(-loss.gradient(y, out))
        opt.step(net)
    return curve


@exercise.wrong(
    "The arguments are in the right order now, and the minus sign turns the direction round once "
    "more. One of the two is enough, and the order is the right one."
)
def mended_twice(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(-loss.gradient(out, y))
        opt.step(net)
    return curve


@exercise.wrong(
    "The two names change places in every epoch, and they stay changed: from then on `y` holds "
    "predictions. Leave the names as they are, and look at the brackets."
)
def names_swapped(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        y, out = out, y
        curve.append(loss.loss(y, out))
        net.backward(loss.gradient(y, out))
        opt.step(net)
    return curve


exercise.mistakes(
    shared.looped,
    **shared.epochs("squared_errors", "summed_squares", "loss_after", "mean_gradient"),
)
exercise.mistakes(
    stops_when_it_rises=shared.LOOPS["stops_when_it_rises"],
    errors_for_the_gradient=(
        "Predicted minus right has the right direction. But it is not the gradient of the loss "
        "that came: the loss object knows it.",
        shared.looped(shared.with_gradient(lambda predicted, y, loss: predicted - y)),
    ),
)


@exercise.wrong("The loss does not climb any more, because nothing moves at all.")
def no_learning(net, x, y, loss, opt, epochs):
    return [loss.loss(net.forward(x), y)] * epochs


@exercise.variant
def with_named_arguments(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(actual=y, predicted=out))
        net.backward(loss.gradient(actual=y, predicted=out))
        opt.step(net)
    return curve


@exercise.variant
def into_an_array(net, x, y, loss, opt, epochs):
    curve = np.zeros(epochs)
    for number in range(epochs):
        out = net.forward(x)
        net.backward_params(loss.gradient(out, y))
        opt.step(net)
        curve[number] = loss.loss(out, y)
    return curve
