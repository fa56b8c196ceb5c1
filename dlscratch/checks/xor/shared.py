"""Nets, data and trainings to probe with, the right training loop, and what is looked at."""

import numpy as np

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
TRAININGS = [(*SQUARES, 3), (*ENTROPY, 4), (*ENTROPY, 1)]


def parameters_of(net):
    """All parameters of a net in one row."""
    return np.concatenate([np.ravel(param) for param in net.params()])


def train_net(net, x, y, loss, optimizer, epochs):
    """The right training loop: one step an epoch; the losses, each before its step."""
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
        optimizer.step(net)
    return losses


def losses_and_net(function, net, x, y, loss, opt, epochs):
    """Runs a training loop: the losses that it reports, and what it makes of the net."""
    losses = function(net, x, y, loss, opt, epochs)
    return {"the losses": losses, "the parameters afterwards": parameters_of(net)}
