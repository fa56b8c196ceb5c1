"""More of them: faults that look like health, each beside healthy nets that look like its fault."""

import functools

import numpy as np

from dlscratch import datasets, layers
from dlscratch.layers import Linear, Sigmoid, Tanh
from dlscratch.losses import SSE, SoftmaxCrossEntropy
from dlscratch.optimizers import Adam, GradientDescent, Momentum
from dlscratch.training import train
from tests.doctor.patients import (
    PATIENTS,
    digits,
    digits_net,
    fizzbuzz_cross_entropy,
    plain,
)

healthy, planted = PATIENTS.healthy, PATIENTS.planted


@planted("labels_in_step")
def labels_sorted_without_their_images():
    net, x, y, *rest = digits_net()
    return net, x, np.sort(y), *rest


@functools.cache
def ink():
    """Images, and how much ink is on each: a number, standardized."""
    x = digits()[0]
    y = x.mean(axis=1, keepdims=True)
    return x, (y - y.mean()) / y.std()


def _ink_net():
    return plain(784, 20, 1), *ink(), SSE(), Adam()


@healthy
def numbers_in_step():
    return _ink_net()


@planted("labels_in_step")
def numbers_shuffled():
    net, x, y, *rest = _ink_net()
    return net, x, np.random.default_rng(1).permutation(y), *rest


@planted("labels_in_step")
def numbers_one_row_late():
    net, x, y, *rest = _ink_net()
    return net, x, np.roll(y, 1, axis=0), *rest


@healthy
def rare_labels_that_are_hard_to_foretell():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((800, 3)) @ rng.standard_normal((3, 12))  # they hang together
    y = (rng.random(800) < 0.03 + 0.05 * (x[:, 1] > 0)).astype(int)
    return plain(12, 8, 2, dtype=float), x, y, SoftmaxCrossEntropy(), Adam()


@healthy
def up_or_down_tomorrow():
    prices = np.cumsum(np.random.default_rng(1).standard_normal(409))
    prices = (prices - prices.mean()) / prices.std()
    x = np.stack([prices[day : day + 8] for day in range(400)])
    y = (prices[8:408] > x[:, -1]).astype(int)
    return plain(8, 10, 2, dtype=float), x, y, SoftmaxCrossEntropy(), Adam()


class Block(layers.Layer):
    """x plus what two layers make of it."""

    def __init__(self, size, known="ab"):
        self.a, self.b, self.squash = Linear(size, size, rng=0), Linear(size, size, rng=1), Tanh()
        self.known = [getattr(self, name) for name in known]

    def forward(self, x):
        return x + self.b.forward(self.squash.forward(self.a.forward(x)))

    def backward(self, gradient):
        return gradient + self.a.backward(self.squash.backward(self.b.backward(gradient)))

    def params(self):
        return [param for layer in self.known for param in layer.params()]

    def grads(self):
        return [grad for layer in self.known for grad in layer.grads()]


def _with_block(known):
    net, *rest = fizzbuzz_cross_entropy()
    net.layers.insert(2, Block(25, known))
    return net, *rest


@healthy
def a_block_of_ones_own():
    return _with_block("ab")


@planted("layers_are_known")
def a_layer_left_out_of_params():
    return _with_block("a")


class NoBias(Linear):
    def params(self):
        return [self.w]

    def grads(self):
        return [self.w_grad]


@planted("layers_are_known")
def a_bias_left_out_of_params():
    net, *rest = fizzbuzz_cross_entropy()
    net.layers[0] = NoBias(10, 25, rng=0)
    return net, *rest


class KeepsGradients(Tanh):
    def backward(self, gradient):
        self.outputs_grad = gradient
        return super().backward(gradient)


@healthy
def gradients_of_outputs_are_kept():
    net, *rest = fizzbuzz_cross_entropy()
    net.layers[1] = KeepsGradients()
    return net, *rest


@planted("signals_keep_their_size")
def deep_weights_of_spread_one():
    net = plain(784, *[64] * 7, 10, init="normal")
    return net, *digits(), SoftmaxCrossEntropy(), GradientDescent(0.05)


@planted("answers_fit")
def prices_as_answers():
    net, x, y, *rest = _ink_net()
    return net, x, 250_000 + 60_000 * y, *rest


@healthy
def small_numbers_as_answers():
    net, x, y, *rest = _ink_net()
    return net, x, 0.05 * y, *rest


@planted("labels_in_step")
def labels_sorted_in_a_long_file():
    found = datasets.mnist_small()
    x = found.train_images.reshape(len(found.train_images), -1) / np.float32(255) - np.float32(0.13)
    y = np.sort(found.train_labels.astype(int))
    return plain(784, 30, 10), x, y, SoftmaxCrossEntropy(), Momentum(0.1)


@planted("answers_fit")
def answers_beyond_a_sigmoid():
    net, x, y, *rest = _ink_net()
    net.layers.append(Sigmoid())
    return net, x, y, *rest


@healthy
def answers_within_a_tanh():
    net, x, y, *rest = _ink_net()
    net.layers.append(Tanh())
    return net, x, y / np.abs(y).max(), *rest


@planted("answers_fit")
def all_answers_alike():
    net, x, y, *rest = digits_net()
    return net, x, np.zeros_like(y), *rest


@planted("units_turn")
def tanh_at_its_ends():
    net = plain(784, 100, 100, 10, squash=Tanh, init="normal")
    return net, *digits(), SoftmaxCrossEntropy(), Momentum(0.1)


@healthy
def tiny_weights_and_adam():
    net, *rest, _ = digits_net()
    for layer in net.layers[::2]:
        layer.w *= 0.05
    return net, *rest, Adam(0.003)


class Swapped(Linear):
    def grads(self):
        return [self.b_grad, self.w_grad]


class Copying(Linear):
    def params(self):
        return [self.w.copy(), self.b.copy()]


def _first_layer(kind):
    net, *rest = fizzbuzz_cross_entropy()
    net.layers[0] = kind(10, 25, rng=0)
    return net, *rest


@planted("runs")
def gradients_in_another_order():
    return _first_layer(Swapped)


@planted("runs")
def params_are_copies():
    return _first_layer(Copying)


@healthy
def learnt_by_heart_and_shaken():
    rng = np.random.default_rng(0)
    y, t = rng.integers(0, 3, 450), rng.random(450)
    turn = 4 * t + 2.1 * y + 0.1 * rng.standard_normal(450)
    x = 2 * np.stack([t * np.cos(turn), t * np.sin(turn)], axis=1)
    net, loss = plain(2, 40, 3, squash=Tanh, dtype=float), SoftmaxCrossEntropy()
    train(net, x, y, loss, Adam(0.02), epochs=150, rng=0, progress=False)
    return net, x, y, loss, Adam(0.02)
