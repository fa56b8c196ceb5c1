"""What lesson 9 says and does not measure on its page, measured on the small digits."""

from dataclasses import replace

import numpy as np

from dlscratch.datasets import mnist_small
from dlscratch.layers import Linear
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import GradientDescent
from dlscratch.recipes import BEST
from dlscratch.training import train


def test_weights_of_pixels_without_ink_move_as_one():
    """After the centring their input is minus the mean, in every image: a second bias."""
    digits = mnist_small()
    x = digits.train_images[:3000].reshape(3000, 784).astype(np.float32) / 255
    mean = x.mean()
    blank = (x == 0).all(axis=0)
    assert blank.sum() == 135
    net = Linear(784, 10, rng=0, dtype=np.float32)
    before = net.w.copy()
    train(
        net, x - mean, digits.train_labels[:3000], SoftmaxCrossEntropy(), GradientDescent(0.1),
        epochs=10, rng=0, progress=False,
    )  # fmt: skip
    moved = (net.w - before)[:, blank]
    assert np.abs(moved).max() > 0.01
    assert np.allclose(moved, -mean * net.b[:, np.newaxis], atol=1e-5)


def test_the_large_network_does_not_gain_from_its_dropout():
    """On the 3,000 digits of lesson 9: the runs with and without it overlap."""
    digits = mnist_small()
    x = digits.train_images.reshape(4000, 784).astype(np.float32) / 255
    x = (x - x[:3000].mean()) / x[:3000].std()
    y = digits.train_labels

    def scores(dropout):
        found = []
        for seed in range(3):
            recipe = replace(BEST, dropout=dropout, epochs=12)
            history = recipe.train(
                recipe.net(rng=seed), x[:3000], y[:3000], rng=seed, validation=(x[3000:], y[3000:])
            )
            found.append(history.validation_accuracy[-1])
        return found

    without, with_dropout = scores(0.0), scores(BEST.dropout)
    assert min(without) > 0.94 and min(with_dropout) > 0.94  # they have learnt
    assert min(with_dropout) < max(without)  # the groups overlap
    assert np.mean(with_dropout) < np.mean(without) + 0.005  # half the luck of 1,000 digits
