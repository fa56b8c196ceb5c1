"""Where the course leads: a network that reads handwritten digits, ready on the first page.

Its weights come with the course, in weights/ready.safetensors. They were made by
ci/make_ready_net.py, which says from which digits, and how many others it reads rightly.
"""

from itertools import pairwise
from pathlib import PurePosixPath

import numpy as np

from dlscratch.course.lessons import CourseError, again, edition
from dlscratch.datasets import mnist_small
from dlscratch.layers import Linear, ReLU, Sequential
from dlscratch.visuals.draw_digit import PIXELS, draw, draw_digit
from dlscratch.visuals.toolkit import Picture
from dlscratch.weights import load_weights

WEIGHTS = PurePosixPath("weights", "ready.safetensors")
SIZES = (784, 112, 64, 10)
TITLE = "{size} numbers"  # on the first page nothing has a name yet
SHOWN = 519  # of the small digits for testing, on which it was not trained


def new_net(rng=None, dtype=np.float32):
    """A net of the ready one's sizes, with weights from `rng`."""
    rng, layers = np.random.default_rng(rng), []
    for inputs, outputs in pairwise(SIZES):
        layers += [Linear(inputs, outputs, "he", rng, dtype), ReLU()]
    return Sequential(layers[:-1])


def prepare(images):
    """Images (n, 28, 28), bytes, as the rows (n, 784) that the net was trained on."""
    return images.reshape(len(images), 784).astype(np.float32) / 255


def ready_net():
    """The net with its weights. Raises CourseError where their file is not there, or damaged."""
    net = new_net()
    try:
        load_weights(net, edition() / WEIGHTS)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"{WEIGHTS} belongs to the course and cannot be read: {again()}."
        ) from error
    net.eval()
    return net


def read_a_digit():
    """A picture of one digit, and how the net reads it."""
    picture = Picture(figsize=(7.6, 2.9), dpi=80)
    image = mnist_small().test_images[SHOWN]
    ink = np.kron(image, np.ones((PIXELS // 28, PIXELS // 28), np.uint8))
    draw(picture, ready_net(), prepare, ink, title=TITLE)
    return picture


def read_my_digit():
    """A pad, and how the net reads what you draw on it."""
    return draw_digit(ready_net(), prepare, title=TITLE)
