"""Crash hunt: a loss and its gradient have changed places, and a comparison finds an array."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.xor import shared
from dlscratch.checks.xor.shared import SECONDS, TRAININGS, losses_and_net, train_net


def _pair(net, x, y, loss):
    outputs = net.forward(x)
    return loss.loss(outputs, y), loss.gradient(outputs, y)


def _swapped(noted):
    """A loop whose backward gets the loss, and that notes noted(the gradient, the loss)."""
    return _looped(noted, lambda gradient, now: now)


def _noting(noted):
    """A loop that trains as it should, and notes noted(the gradient, the loss)."""
    return _looped(noted, lambda gradient, now: gradient)


def _looped(noted, handed_back):
    def step(net, x, y, loss, optimizer):
        now, gradient = _pair(net, x, y, loss)
        net.backward(handed_back(gradient, now))
        optimizer.step(net)
        return noted(gradient, now)

    return shared.looped(step)


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=train_net,
    run=losses_and_net,
    probes=TRAININGS,
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        '"Ambiguous" means that an array of several numbers is neither under `goal` nor above '
        "it. A loss is one number: what is it that lies in `curve`?",
        "`judged` returns two things. Which comes first, and which name does the loop give to it?",
        "The two names in the line that calls `judged` stand in the wrong order. So backward gets "
        "the loss, too, and nothing complains: a number goes with any array.",
    ),
    after="Backward took the single number without a word, since the net ends in a sigmoid, which "
    "multiplies: so it would have learnt nonsense. Only the comparison told you that two names had "
    "changed places.",
)

TRAINED_BY_THE_LOSS = (
    "Nothing stops any more, but look at the losses: the net does not learn. What does `backward` "
    "get, and what should it get?"
)

exercise.mistakes(
    _swapped,
    changed_places=(
        "Arrays lie among the losses, one number for each output. What are they, and which name "
        "do they have in the loop? Compare the line that calls `judged` with what it returns.",
        lambda gradient, now: gradient,
    ),
    the_other_name_noted=(TRAINED_BY_THE_LOSS, lambda gradient, now: now),
    mean_of_it=(
        "The mean of an array is one number, so nothing stops any more. But it is the mean of a "
        "gradient, and no loss; and what does backward get?",
        lambda gradient, now: float(np.mean(gradient)),
    ),
    largest_of_it=(
        "The largest number of an array is one number, so nothing stops any more. But it is taken "
        "from a gradient, and is no loss; and what does backward get?",
        lambda gradient, now: float(np.max(gradient)),
    ),
    largest_size_of_it=(
        "One number is noted now, so nothing stops any more. But it is taken from a gradient, and "
        "is no loss; and what does backward get?",
        lambda gradient, now: float(np.abs(gradient).max()),
    ),
    sum_of_it=(
        "The sum of an array is one number, so nothing stops any more. But it is the sum of a "
        "gradient, and no loss; and what does backward get?",
        lambda gradient, now: float(np.sum(gradient)),
    ),
    first_of_it=(
        "The first number of an array is picked, so nothing stops any more. But it belongs to a "
        "gradient, and is no loss; and what does backward get?",
        lambda gradient, now: float(np.ravel(gradient)[0]),
    ),
    squares_of_it=(
        "One number is noted now, so nothing stops any more. But it is made of a gradient, and not "
        "of errors; and what does backward get?",
        lambda gradient, now: float(np.mean(gradient**2)),
    ),
)

exercise.mistakes(
    _noting,
    gradients_noted=(
        "Backward gets the gradient now: good. But it is also the gradient that is noted.",
        lambda gradient, now: gradient,
    ),
    mean_of_gradients_noted=(
        "Backward gets the gradient now: good. But what is noted is the mean of the gradient, and "
        "no loss.",
        lambda gradient, now: float(np.mean(gradient)),
    ),
    both_noted=(
        "Backward gets the gradient now: good. But pairs are noted. Wanted are the losses alone.",
        lambda gradient, now: (now, gradient),
    ),
    rounded=(shared.ROUNDED, lambda gradient, now: round(now, 2)),
)


def _every_row_alike(net, x, y, loss, optimizer):
    """Backward gets an array of the loss's number, in the shape of the gradient."""
    now, gradient = _pair(net, x, y, loss)
    net.backward(np.full_like(gradient, now))
    optimizer.step(net)
    return now


def _never_back(net, x, y, loss, optimizer):
    return _pair(net, x, y, loss)[0]


exercise.mistakes(
    shared.looped,
    the_loss_in_its_shape=(
        "The losses are noted as they should be. But backward gets the loss, in the shape of a "
        "gradient. The gradient was made already: which name does it have?",
        _every_row_alike,
    ),
    never_back=(
        "The losses are those of a net that never learns: nothing goes back any more.",
        _never_back,
    ),
    **shared.epochs(
        "uphill", "mean_gradient", "loss_after", "squared_errors", "gradient_times_loss"
    ),
)
exercise.mistakes(
    net_and_losses=shared.LOOPS["net_and_losses"], only_the_mean=shared.LOOPS["mean_loss"]
)


@exercise.wrong("Only the first loss comes back. Does the `return` stand inside the loop?")
def one_epoch_alone(net, x, y, loss, opt, epochs):
    return train_net(net, x, y, loss, opt, 1)


@exercise.variant
def taken_by_index(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        both = _pair(net, x, y, loss)
        net.backward(both[1])
        opt.step(net)
        curve.append(both[0])
    return curve


@exercise.variant
def without_the_pair(net, x, y, loss, opt, epochs):
    curve = np.zeros(epochs)
    for number in range(epochs):
        outputs = net.forward(x)
        curve[number] = loss.loss(outputs, y)
        net.backward(loss.gradient(outputs, y))
        opt.step(net)
    return curve
