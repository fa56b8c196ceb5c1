"""What lesson 10 says of several seeds, measured on the small digits."""

import functools

import numpy as np
import pytest

from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.datasets import mnist_small
from dlscratch.layers import Linear, ReLU, Sequential
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Momentum
from dlscratch.recipes import cosine, shift_images
from dlscratch.training import accuracy, train

SEEDS = range(3)


def plain_net(seed):
    rng = np.random.default_rng(seed)
    hidden = Linear(784, 100, "he", rng, np.float32)
    return Sequential([Flatten(), hidden, ReLU(), Linear(100, 10, "xavier", rng, np.float32)])


def lenet(seed):
    rng = np.random.default_rng(seed)
    kind = {"init": "he", "rng": rng, "dtype": np.float32}
    return Sequential([
        Conv2d(1, 8, 5, **kind), ReLU(), MaxPool2d(2),
        Conv2d(8, 16, 5, **kind), ReLU(), MaxPool2d(2),
        Flatten(), Linear(256, 64, **kind), ReLU(),
        Linear(64, 10, "xavier", rng, np.float32),
    ])  # fmt: skip


@functools.cache
def images():
    """All that may teach, and the test: images (n, 1, 28, 28), centred as in the lesson."""
    digits = mnist_small()
    x, x_test = (
        each.reshape(-1, 1, 28, 28).astype(np.float32) / 255
        for each in (digits.train_images, digits.test_images)
    )
    mean = x[:3000].mean()
    return x - mean, digits.train_labels, x_test - mean, digits.test_labels


def shifts(x, rng):
    return shift_images(x, rng, 2)


def shifted_accuracy(net, x, y, far):
    """The mean over four moves by so many pixels: down, up, right, left. Paper comes in."""
    edge = ((0, 0), (0, 0), (far, far), (far, far))
    padded = np.pad(x, edge, constant_values=x.min())
    ways = [(0, far), (2 * far, far), (far, 0), (far, 2 * far)]
    images = [padded[:, :, top : top + 28, left : left + 28] for top, left in ways]
    return np.mean([accuracy(net, moved, y) for moved in images])


@pytest.fixture(scope="module")
def scores():
    """{name: for each seed, the accuracy on the test, and on digits moved by three and four pixels}

    After 12 epochs; the lesson has 30.
    """
    x, y, x_test, y_test = images()

    def score(net, rate, seed):
        train(
            net, x, y, SoftmaxCrossEntropy(), Momentum(rate), epochs=12, rng=seed,
            schedule=cosine(rate), augment=shifts, progress=False,
        )  # fmt: skip
        return [shifted_accuracy(net, x_test, y_test, far) for far in (0, 3, 4)]

    return {
        "plain": np.array([score(plain_net(seed), 0.5, seed) for seed in SEEDS]),
        "lenet": np.array([score(lenet(seed), 0.3, seed) for seed in SEEDS]),
    }


def test_a_lenet_reads_more_digits_than_the_plain_net_on_average(scores):
    assert scores["lenet"][:, 0].mean() > scores["plain"][:, 0].mean() + 0.005
    assert np.median(scores["lenet"][:, 0]) > 0.97


def test_it_reads_further_out_from_every_seed(scores):
    """Both were shown shifts of up to two pixels."""
    assert scores["lenet"][:, 1].min() > scores["plain"][:, 1].max() + 0.02
    assert scores["lenet"][:, 2].min() > scores["plain"][:, 2].max() + 0.1
