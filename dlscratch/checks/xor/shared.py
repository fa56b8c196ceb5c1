"""Nets, data and trainings to probe with, the right training loop, and what is looked at."""

import numpy as np

from dlscratch.checks.engine.steps import attempt
from dlscratch.layers import Linear, Sequential, Sigmoid, Tanh
from dlscratch.losses import SSE, SoftmaxCrossEntropy
from dlscratch.optimizers import GradientDescent, Momentum

SECONDS = 4.0  # for what trains: a few milliseconds are enough, but a busy machine may pause


def sigmoid_net(w1, b1, w2, b2):
    """Linear, sigmoid, linear, sigmoid with these parameters."""
    layers = []
    for w, b in ((w1, b1), (w2, b2)):
        linear = Linear(np.shape(w)[1], np.shape(w)[0])
        linear.w[...], linear.b[...] = w, b
        layers += [linear, Sigmoid()]
    return Sequential(layers)


def decided(outputs, low, high):
    """0 for each output below `low`, 1 for each above `high`, 0.5 for what lies between."""
    return [0 if one < low else 1 if one > high else 0.5 for one in np.ravel(outputs)]


def _small_net(seed, *between):
    """3 → 5 → 2 with biases that are not 0; `between` and after stand activations or nothing."""
    rng = np.random.default_rng(seed)
    layers = []
    for inputs, outputs, activation in zip((3, 5), (5, 2), between, strict=True):
        linear = Linear(inputs, outputs, rng=rng)
        linear.b[...] = rng.normal(0, 0.5, outputs)
        layers += [linear, activation] if activation else [linear]
    return Sequential(layers)


def _data(seed, n):
    """n examples: inputs, and right answers between 0 and 1."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 3)), rng.uniform(0, 1, (n, 2))


# Probes are lopsided on purpose: 3 → 5 → 2, batches of 4 and 6, biases that are not 0, a net that
# ends in a sigmoid (through which a wrong gradient passes unseen) and one that ends in logits, and
# an optimizer that remembers.
SQUARES = (_small_net(1, Tanh(), Sigmoid()), *_data(1, 4), SSE(), GradientDescent(0.7))
ENTROPY = (
    _small_net(2, Sigmoid(), None),
    _data(2, 6)[0],
    np.eye(2)[[0, 1, 1, 0, 1, 1]],
    SoftmaxCrossEntropy(),
    Momentum(0.9, 0.8),
)
# One net is right from the start, so its loss is 0 in each epoch, and the steps of the other one, a
# stack in a stack, are too long, so its loss climbs: there is no reason to stop early.
_right = _small_net(3, Tanh(), None)
RIGHT = (_right, _data(3, 3)[0], _right.forward(_data(3, 3)[0]), SSE(), Momentum(0.1))
RISING = (
    Sequential([_small_net(4, None, Tanh()), Sequential([Linear(2, 2, rng=4)])]),
    *_data(4, 5), SSE(), GradientDescent(1.2),
)  # fmt: skip
TRAININGS = [(*SQUARES, 3), (*ENTROPY, 4), (*ENTROPY, 1), (*RIGHT, 3), (*RISING, 4)]


def parameters_of(net):
    """All parameters of a net in one row."""
    return np.concatenate([np.ravel(param) for param in net.params()])


def train_net(net, x, y, loss, optimizer, epochs):
    """The right training loop: one step an epoch; the losses, each before its step."""
    return [one_epoch(net, x, y, loss, optimizer) for _ in range(epochs)]


def one_epoch(net, x, y, loss, optimizer):
    """The right step; the loss before it."""
    predicted = net.forward(x)
    net.backward(loss.gradient(predicted, y))
    optimizer.step(net)
    return loss.loss(predicted, y)


def losses_and_net(function, net, x, y, loss, opt, epochs):
    """Runs a training loop: the losses that it reports, and what it makes of the net."""
    losses = attempt(function, net, x, y, loss, opt, epochs)
    return {"the losses": losses, "the parameters afterwards": parameters_of(net)}


# Mistakes that can be made in any loop of the lesson


def looped(epoch):
    """A training loop of such epochs, each of which returns a loss."""
    return lambda net, x, y, loss, opt, epochs: [epoch(net, x, y, loss, opt) for _ in range(epochs)]


def with_gradient(make):
    """An epoch whose backward gets make(predicted, y, loss)."""

    def epoch(net, x, y, loss, optimizer):
        predicted = net.forward(x)
        net.backward(make(predicted, y, loss))
        optimizer.step(net)
        return loss.loss(predicted, y)

    return epoch


def _loss_afterwards(net, x, y, loss, optimizer):
    one_epoch(net, x, y, loss, optimizer)
    return loss.loss(net.forward(x), y)


def _example_by_example(net, x, y, loss, optimizer):
    before = loss.loss(net.forward(x), y)
    for i in range(len(x)):
        one_epoch(net, x[i : i + 1], y[i : i + 1], loss, optimizer)
    return before


def _step_of_grads(net, x, y, loss, optimizer):
    net.backward(loss.gradient(net.forward(x), y))
    optimizer.step(net.grads())


def _step_of_an_array(net, x, y, loss, optimizer):
    optimizer.step(net.backward(loss.gradient(net.forward(x), y)))


EPOCHS = {  # id: (hint, the epoch)
    "squared_errors": (
        "With `SSE` this is right, and with another loss it is not: its gradient has another "
        "formula. The object `loss` knows its own; ask it.",
        with_gradient(lambda out, y, loss: 2 * (out - y) / len(y)),
    ),
    "summed_squares": (
        "Twice the error, for each number: that is a gradient of squared errors, and summed over "
        "the batch. The object `loss` knows its own gradient; ask it.",
        with_gradient(lambda out, y, loss: 2 * (out - y)),
    ),
    "mean_gradient": (
        "The gradient has been averaged over the batch. Backward wants it as the loss gives it: a "
        "row for each example.",
        with_gradient(lambda out, y, loss: loss.gradient(out, y).mean(axis=0, keepdims=True)),
    ),
    "gradient_times_loss": (
        "The gradient has been multiplied by the loss. Backward wants it just as the loss object "
        "gives it.",
        with_gradient(lambda out, y, loss: loss.gradient(out, y) * loss.loss(out, y)),
    ),
    "uphill": (
        "The net walks away from the right answers: the gradient has the opposite sign. The "
        "optimizer takes care of going downhill.",
        with_gradient(lambda out, y, loss: -loss.gradient(out, y)),
    ),
    "loss_after": (
        "The net moves as it should. But the loss is the one after the step. Asked for is the loss "
        "before it.",
        _loss_afterwards,
    ),
    "example_by_example": (
        "You step after each single example, as the book does. Here all examples together are one "
        "batch, and an epoch is one step.",
        _example_by_example,
    ),
    "step_of_a_list": (
        "The optimizer got a list. It wants the net itself, and asks it for parameters and "
        "gradients.",
        _step_of_grads,
    ),
    "step_of_an_array": (
        "The optimizer got an array. It wants the net. Has `net` been given another value, or does "
        "another name stand in the brackets?",
        _step_of_an_array,
    ),
}


def epochs(*ids):
    """Some of EPOCHS, for `exercise.mistakes`."""
    return {id: EPOCHS[id] for id in ids}


def _stopping(stop):
    """A training loop that ends once stop(its losses so far) is true."""

    def train(net, x, y, loss, optimizer, epochs):
        losses = []
        for _ in range(epochs):
            predicted = net.forward(x)
            losses.append(loss.loss(predicted, y))
            if stop(losses):
                break
            net.backward(loss.gradient(predicted, y))
            optimizer.step(net)
        return losses

    return train


def returning(change):
    """A right training loop, but for what it returns: change(losses, net)."""
    return lambda net, *rest: change(train_net(net, *rest), net)


def _rounded(digits):
    return returning(lambda losses, net: [round(one, digits) for one in losses])


ROUNDED = "The losses have been rounded. Return them as they are; whoever prints them may round."
LOOPS = {  # id: (hint, the training loop)
    "stops_when_small": (
        "When the loss is very small, this loop ends early. Asked for are all epochs, and a loss "
        "for each.",
        _stopping(lambda losses: losses[-1] < 0.01),
    ),
    "stops_when_it_rises": (
        "When the loss climbs, this loop ends early. A loss may climb for a while and fall again. "
        "Asked for are all epochs, and a loss for each.",
        _stopping(lambda losses: losses[-1] > losses[-2] if losses[1:] else False),
    ),
    "stops_without_progress": (
        "When the loss does not fall, this loop ends early. Asked for are all epochs, and a loss "
        "for each.",
        _stopping(lambda losses: losses[-1] >= losses[-2] if losses[1:] else False),
    ),
    "rounded_to_two": (ROUNDED, _rounded(2)),
    "rounded": (ROUNDED, _rounded(3)),
    "rounded_to_four": (ROUNDED, _rounded(4)),
    "net_and_losses": (
        "The losses are right, and the net comes with them. Return the list alone: whoever calls "
        "the function has the net already.",
        returning(lambda losses, net: (net, losses)),
    ),
    "losses_and_the_net": (
        "The losses are right, and the net comes after them. Return the list alone: whoever calls "
        "the function has the net already.",
        returning(lambda losses, net: (losses, net)),
    ),
    "net_alone": (
        "The net comes back, and whoever calls the function has it already. Asked for are the "
        "losses.",
        returning(lambda losses, net: net),
    ),
    "a_list_for_each": (
        "Each loss lies in a list of its own. Asked for is one list of numbers.",
        returning(lambda losses, net: [[one] for one in losses]),
    ),
    "mean_loss": (
        "That is the mean of all losses. Asked for is the list of them, one for each epoch.",
        returning(lambda losses, net: sum(losses) / len(losses)),
    ),
    "backwards": (
        "These are the losses from the last epoch to the first.",
        returning(lambda losses, net: losses[::-1]),
    ),
    "loss_before_and_after": (
        "There is one loss too many at the end: the one after the last step.",
        lambda net, x, y, loss, opt, epochs: [
            *train_net(net, x, y, loss, opt, epochs), loss.loss(net.forward(x), y)
        ],
    ),
}  # fmt: skip
