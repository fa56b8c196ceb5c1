"""What lifts a digit classifier from good to very good: a falling step size, shifted images."""

import numpy as np


def cosine(start):
    """A schedule for train(): the learning rate falls from `start` to 0 along a cosine.

    Source: Loshchilov & Hutter 2017 ("SGDR"), without the restarts.
    """
    return lambda done: start * (1 + np.cos(np.pi * done)) / 2


def shift_images(x, rng, pixels=1):
    """Each image of `x` (n, height · width, square) moved by up to `pixels` in both directions.

    What moves in at the border is the image's own corner value, its background. A function to
    give to train() as `augment`.
    """
    side = int(np.sqrt(x.shape[1]))
    images = x.reshape(-1, side, side)
    padded = np.pad(images, ((0, 0), (pixels, pixels), (pixels, pixels)), mode="edge")
    shifted = np.empty_like(images)
    steps = range(2 * pixels + 1)
    moves = rng.integers(0, len(steps) ** 2, len(x))
    for move, (down, right) in enumerate((d, r) for d in steps for r in steps):
        rows = np.flatnonzero(moves == move)
        shifted[rows] = padded[rows, down : down + side, right : right + side]
    return shifted.reshape(x.shape)
