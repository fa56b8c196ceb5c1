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


def moved(x, down, right):
    """Images, moved by so many pixels; what comes in is paper."""
    edge = ((0, 0), (0, 0), (6, 6), (6, 6))
    padded = np.pad(x, edge, constant_values=x.min())
    return padded[:, :, 6 - down : 34 - down, 6 - right : 34 - right]


@pytest.fixture(scope="module")
def scores():
    """{name: for each seed, the accuracy on the test, and that on digits moved by three pixels}"""
    x, y, x_test, y_test = images()

    def score(net, rate, seed):
        train(
            net, x, y, SoftmaxCrossEntropy(), Momentum(rate), epochs=20, rng=seed,
            schedule=cosine(rate), augment=shift_images, progress=False,
        )  # fmt: skip
        ways = [(0, 3), (0, -3), (3, 0), (-3, 0)]
        far = [accuracy(net, moved(x_test, *way), y_test) for way in ways]
        return accuracy(net, x_test, y_test), np.mean(far)

    return {
        "plain": np.array([score(plain_net(seed), 0.5, seed) for seed in SEEDS]),
        "lenet": np.array([score(lenet(seed), 0.3, seed) for seed in SEEDS]),
    }


def test_a_lenet_reads_more_digits_than_the_plain_net_from_every_seed(scores):
    assert np.median(scores["lenet"][:, 0]) >= 0.975
    assert scores["lenet"][:, 0].min() > scores["plain"][:, 0].max()


def test_it_reads_further_out_from_every_seed(scores):
    """Both were shown shifts of up to one pixel."""
    assert scores["lenet"][:, 1].min() > scores["plain"][:, 1].max() + 0.1
