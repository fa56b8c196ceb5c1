"""What lesson 6 says about the book's own XOR network, counted.

Chapter 19's code (joelgrus/data-science-from-scratch, scratch/deep_learning.py) trains linear →
sigmoid → linear, without a sigmoid at the end, for 3,000 epochs: SSE, gradient descent with 0.1, a
step after each example. All 40 runs are trained at once here, as arrays with one axis more.
"""

import random
from statistics import NormalDist

import numpy as np
import pytest

from dlscratch.datasets import xor
from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.losses import SSE
from dlscratch.optimizers import GradientDescent

X, Y = xor()


def start(seed, hidden):
    """w1, b1, w2, b2 as the book draws them: its "xavier" multiplies by the variance, and biases
    are drawn too."""
    random.seed(seed)

    def draw(*sizes):
        numbers = [NormalDist().inv_cdf(random.random()) for _ in range(int(np.prod(sizes)))]
        return len(sizes) / sum(sizes) * np.array(numbers).reshape(sizes)

    return draw(hidden, 2), draw(hidden), draw(1, hidden), draw(1)


def train_all(starts, epochs):
    """The sum of the four losses in the last epoch, each before its step: one for each start."""
    w1, b1, w2, b2 = (np.stack(arrays) for arrays in zip(*starts, strict=True))
    for _ in range(epochs):
        total = 0
        for x, y in zip(X, Y, strict=True):
            hidden = 1 / (1 + np.exp(-(w1 @ x + b1)))
            error = (w2 @ hidden[:, :, None])[:, :, 0] + b2 - y
            total += np.sum(error**2, axis=1)
            gradient = 2 * error
            below = gradient * w2[:, 0] * hidden * (1 - hidden)
            w2 -= 0.1 * gradient[:, :, None] * hidden[:, None]
            b2 -= 0.1 * gradient
            w1 -= 0.1 * below[:, :, None] * x
            b1 -= 0.1 * below
    return total


def test_many_at_once_are_what_the_plain_loop_gives():
    for seed in (0, 1):
        net = Sequential([Linear(2, 3), Sigmoid(), Linear(3, 1)])
        for param, values in zip(net.params(), start(seed, 3), strict=True):
            param[...] = values
        loss, optimizer = SSE(), GradientDescent(0.1)
        for _ in range(30):
            total = 0
            for i in range(4):
                predicted = net.forward(X[i : i + 1])
                total += loss.loss(predicted, Y[i : i + 1])
                net.backward(loss.gradient(predicted, Y[i : i + 1]))
                optimizer.step(net)
        assert np.isclose(train_all([start(seed, 3)], 30), total)


@pytest.mark.parametrize("hidden, there", [(2, 33), (3, 39), (4, 40)])
def test_how_many_of_the_book_s_runs_get_there(hidden, there):
    losses = train_all([start(seed, hidden) for seed in range(40)], 3000)
    assert np.sum(losses < 0.01) == there
    if hidden == 2:
        stuck = losses[losses >= 0.01]
        assert len(stuck) == 7 and np.all((0.61 < stuck) & (stuck < 0.64))
