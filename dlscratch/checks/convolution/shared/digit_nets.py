"""Nets for the last exercise, trained quickly: a small one of convolutions, and a plain one."""

import numpy as np

from dlscratch import convolution, layers, losses, optimizers
from dlscratch.recipes import shift_images


def prepared(images):
    return (images[:, None] / 255 - 0.13).astype(np.float32)


def sees(rng):
    """A small net of convolutions."""
    how = {"init": "he", "rng": rng, "dtype": np.float32}
    return [
        convolution.Conv2d(1, 8, 5, stride=2, **how), layers.ReLU(), convolution.MaxPool2d(2),
        convolution.Conv2d(8, 24, 3, **how), layers.ReLU(), convolution.Flatten(),
        layers.Linear(384, 10, rng=rng, dtype=np.float32),
    ]  # fmt: skip


def plain(rng, hidden=64):
    """Lesson 9's net, whose pixels have no neighbours."""
    first = layers.Linear(784, hidden, init="he", rng=rng, dtype=np.float32)
    last = layers.Linear(hidden, 10, rng=rng, dtype=np.float32)
    return [convolution.Flatten(), first, layers.ReLU(), last]


def learn(images, labels, parts=sees, epochs=12, rate=0.2, moved=1, seed=0, shuffled=False):
    """The net, trained; `moved` by so many pixels more at each step. `shuffled`
    labels are there for a mistake."""
    rng = np.random.default_rng(seed)
    net, loss, optimizer = (
        layers.Sequential(parts(rng)), losses.SoftmaxCrossEntropy(), optimizers.Momentum(rate)
    )  # fmt: skip
    x, y = prepared(images), losses.one_hot(labels, 10)
    if shuffled:
        rng.shuffle(y)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 32):
            rows = order[start : start + 32]
            some = shift_images(x[rows], rng, moved) if moved else x[rows]
            net.backward_params(loss.gradient(net.forward(some), y[rows]))
            optimizer.step(net)
    return net


def fit_with(count=4000, **how):
    """A `fit` that learns from the first `count` digits, with `learn(images, labels, **how)`."""

    def fit(images, labels):
        net = learn(images[:count], labels[:count], **how)
        return lambda images: net.forward(prepared(images)).argmax(axis=1)

    return fit
