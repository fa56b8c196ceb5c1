"""Nets for digits: the chapter's, and what lifts one from good to very good."""

import math
from dataclasses import dataclass

import numpy as np

from dlscratch import browser, settings
from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.layers import Dropout, Linear, ReLU, Sequential, Tanh
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam, Momentum
from dlscratch.training import train


def chapter_net(p=0.1, rng=None):
    """The network that chapter 19 builds for MNIST: 784 → 30 → 10 → 10, in float32.

    Behind each hidden layer stand Dropout(p) and Tanh. Source: chapter 19, "Example: MNIST".
    """
    rng = settings.generator(rng)
    return Sequential([
        Linear(784, 30, rng=rng, dtype=np.float32), Dropout(p, rng), Tanh(),
        Linear(30, 10, rng=rng, dtype=np.float32), Dropout(p, rng), Tanh(),
        Linear(10, 10, rng=rng, dtype=np.float32),
    ])  # fmt: skip


def cosine(start):
    """A schedule for train(): the learning rate falls from `start` to 0 along a cosine.

    Source: Loshchilov & Hutter 2017 ("SGDR"), without the restarts.
    """
    start = settings.number("the first learning rate", start)
    return lambda done: start * (1 + math.cos(math.pi * done)) / 2


def shift_images(x, rng, pixels=1):
    """Each image of `x` moved by up to `pixels` in both directions.

    x (n, height · width) of square images, or (n, channels, height, width). What moves in at the
    border is the value of the image's corner, its background. A function to give to train() as
    `augment`.
    """
    x, rng = settings.array("x", x), settings.generator(rng)
    n, side = len(x), math.isqrt(x[:1].size)
    if x.shape != (n, side * side) and x.ndim != 4:
        raise ValueError(
            "each image is a row of height · width numbers, or of shape (channels, height, width), "
            f"but {x.shape} came"
        )
    images = x.reshape(n, 1, side, side) if x.ndim == 2 else x
    _, channels, height, width = images.shape
    padded = np.empty((n, channels, height + 2 * pixels, width + 2 * pixels), x.dtype)
    padded[...] = images[:, :, :1, :1]
    padded[:, :, pixels : pixels + height, pixels : pixels + width] = images
    # windows[i, :, down, right] is image i, cut out so far down and to the right; a view, no copy.
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(2, 3))
    down, right = rng.integers(0, 2 * pixels + 1, (2, n))
    return windows[np.arange(n), :, down, right].reshape(x.shape)


@dataclass(frozen=True)
class Recipe:
    """A ReLU net for digits, and how to train it on standardized images (n, 784) in float32.

    The settings were chosen on 10,000 training images held back, never on the test set.
    """

    hidden: tuple
    epochs: int
    batch_size: int
    optimizer: type
    learning_rate: float
    dropout: float = 0.0

    def net(self, rng=None):
        """A new net of this recipe's sizes."""
        return Sequential(self._linears(784, settings.generator(rng)))

    def _linears(self, inputs, rng):
        layers = []
        for outputs in self.hidden:
            layers += [Linear(inputs, outputs, "he", rng, np.float32), ReLU()]
            if self.dropout:
                layers.append(Dropout(self.dropout, rng))
            inputs = outputs
        return [*layers, Linear(inputs, 10, "xavier", rng, np.float32)]

    def train(self, net, x, y, rng=None, progress=False, validation=None):
        """Train `net` as this recipe says: shifted images, a cosine step size. Gives a History."""
        return train(
            net,
            x,
            y,
            SoftmaxCrossEntropy(),
            self.optimizer(self.learning_rate),
            epochs=self.epochs,
            batch_size=self.batch_size,
            rng=rng,
            schedule=cosine(self.learning_rate),
            augment=shift_images,
            validation=validation,
            progress=progress,
        )


@dataclass(frozen=True)
class ImageRecipe(Recipe):
    """The same for a net that sees images (n, 1, 28, 28): windows first, then the Linears.

    Each number of `maps` stands for that many filters of 5 × 5, with ReLU and a pool of 2 × 2.
    Source: LeCun et al. 1998 (LeNet-5), with ReLU and the largest number in place of the mean.
    """

    maps: tuple = ()

    def net(self, rng=None):
        rng, layers, inputs, side = settings.generator(rng), [], 1, 28
        for outputs in self.maps:
            window = Conv2d(inputs, outputs, 5, init="he", rng=rng, dtype=np.float32)
            layers += [window, ReLU(), MaxPool2d(2)]
            inputs, side = outputs, (side - 4) // 2
        return Sequential([*layers, Flatten(), *self._linears(inputs * side * side, rng)])


QUICK = Recipe((256, 128), epochs=10, batch_size=32, optimizer=Momentum, learning_rate=0.2)
BEST = Recipe(
    (400, 200),
    epochs=16 if browser.HERE else 28,  # where an epoch takes many times as long
    batch_size=128,
    optimizer=Adam,
    learning_rate=0.0015,
    dropout=0.15,
)
LENET = ImageRecipe(
    (128,),
    epochs=6 if browser.HERE else 12,
    batch_size=64,
    optimizer=Adam,
    learning_rate=0.002,
    dropout=0.25,
    maps=(16, 32),
)
