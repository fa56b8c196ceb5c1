"""Each kind of error of layers for images gets its sentence, and what looks like it does not."""

import numpy as np
import pytest

from dlscratch.convolution import Conv2d, Flatten, MaxPool2d, patches
from dlscratch.errors.images import IMAGES
from dlscratch.layers import Layer, Linear, ReLU, Sequential

from .raised import (
    assert_a_kind_and_its_sentence,
    assert_each_has_a_look_alike,
    assert_it_is_only_alike,
    explained,
)

OWN = """
class Flatten(Layer):
    def forward(self, x):
        return x.reshape(len(x), -1)
"""


def fresh():
    return {
        "np": np, "Conv2d": Conv2d, "MaxPool2d": MaxPool2d, "Flatten": Flatten, "ReLU": ReLU,
        "Linear": Linear, "Sequential": Sequential, "Layer": Layer, "patches": patches,
        "conv": Conv2d(1, 8, 5), "colours": Conv2d(3, 8, 5), "pool": MaxPool2d(2),
        "rows": np.ones((4, 784)), "images": np.ones((4, 1, 28, 28)),
        "net": Sequential([Conv2d(1, 2, 5, padding=1), MaxPool2d(2), Flatten(), Linear(288, 10)]),
        "last": Sequential([Flatten(), Linear(784, 10)]),
    }  # fmt: skip


# A kind, words of its sentence, and cells that raise it.
TABLE = {
    "no_images": (
        "x.reshape(-1, 1, 28, 28)`|(n, channels, height, width) first|x[None]` gives (1, 1, 28, 28)"
        "|x[:, None]` gives 4 images|`x[None]` a batch|the channels: this layer takes 3|last here"
        "|takes 1 channels, and 3|x.reshape(-1, 3, 16, 16)",
        [
            "conv.forward(rows)",
            "net.forward(rows)",
            "pool.forward(rows)",
            "patches(rows, 5)",
            "conv.forward(np.ones((4, 30)))",
            "conv.forward(images[0])",
            "conv.forward(images[:, 0])",
            "pool.forward(images[0])",
            "colours.forward(images[:, 0])",
            "colours.forward(np.ones((2, 28, 28, 3)))",
            "colours.forward(np.ones((2, 768)))",
            "conv.forward(np.ones((2, 28, 28, 1)))",
            "conv.forward(np.ones((2, 3, 28, 28)))",
        ],
    ),
    "images_for_a_linear": (
        "rows of 784 numbers.|rows of 784 numbers, for `Linear(784, 10)`|rows of 1152 numbers",
        [
            "Linear(784, 10).forward(images)",
            "Linear(784, 10).forward(images[:, 0])",
            "Linear(28, 10).forward(images)",
            "Sequential([conv, ReLU(), pool, Linear(12, 10)]).forward(images)",
        ],
    ),
    "another_length_behind_flatten": (
        "rows of 338 numbers (2 channels of 13 × 13), and the layer behind it takes 288: write "
        "`Linear(338, 10)`|rows of 676 numbers, and|(1 channels of 26 × 26)",
        [
            "net.forward(images)",
            "last.forward(images[:, :, 1:-1, 1:-1])",
            OWN + "Sequential([Flatten(), Linear(784, 10)]).forward(images[:, :, 1:-1, 1:-1])",
        ],
    ),
    "smaller_than_a_window": (
        "Here 4 × 4 are left|Here 1 × 28 are left",
        [
            "conv.forward(np.ones((1, 1, 4, 4)))",
            "pool.forward(images[:, :, :1])",
            "Sequential([conv, pool, MaxPool2d(2), MaxPool2d(5)]).forward(np.ones((1, 1, 20, 20)))",
        ],
    ),
}  # fmt: skip

ALIKE = [
    ("Linear(784, 10).forward(rows[:, 1:])", "sizes_of_neighbours"),
    ("Sequential([ReLU(), Linear(700, 10)]).forward(rows)", "sizes_of_neighbours"),
    ("Sequential([Flatten(), ReLU(), Linear(700, 10)]).forward(images)", "sizes_of_neighbours"),
    ("Sequential([Linear(700, 10), Flatten()]).forward(rows)", "sizes_of_neighbours"),
    ("conv.forward(np.ones((1, 2, 3, 4, 5)))", ""),
    ("conv.forward(3)", ""),
    ("conv.forward(None)", "none_in_a_net"),
    ("pool.forward(None)", "none_in_a_net"),
    ("Sequential([pool]).forward(None)", "none_in_a_net"),
    ("conv.backward(rows)", "backward_before_forward"),
    ("pool.forward(images)\npool.backward(images)", "gradient_like_outputs"),
    ("conv.forward(images)\nconv.backward(images)", "gradient_like_outputs"),
    ("f = Flatten()\nf.forward(images)\nf.backward(images)", "gradient_like_outputs"),
    ("conv.forward(images)\nconv.backward(None)", "none_in_a_net"),
]
CASES = [
    pytest.param(kind, words, [cell], id=f"{kind}-{i}")
    for kind, (words, cells) in TABLE.items()
    for i, cell in enumerate(cells)
]


@pytest.mark.parametrize("kind, words, cells", CASES)
def test_each_kind_and_its_sentence(kind, words, cells):
    assert_a_kind_and_its_sentence(kind, words, cells, fresh)


@pytest.mark.parametrize("cell, kind", ALIKE, ids=range(len(ALIKE)))
def test_what_is_only_alike(cell, kind):
    assert_it_is_only_alike(cell, kind, fresh)


def test_each_kind_keeps_quiet_where_its_words_are_only_alike():
    assert_each_has_a_look_alike([IMAGES], TABLE, ALIKE, fresh, set())


@pytest.mark.parametrize(
    "cell, said",
    [
        ("conv.forward(rows)", "`x.reshape(-1, 1, 28, 28)` makes images"),
        ("colours.forward(np.ones((2, 768)))", "`x.reshape(-1, 3, 16, 16)` makes images"),
        ("conv.forward(np.ones((4, 30)))", "(n, channels, height, width) first"),
        ("conv.forward(images[0])", "`x[None]` gives (1, 1, 28, 28)"),
        ("conv.forward(images[:, 0])", "`x[:, None]` gives 4 images of one channel (4, 1, 28, 28)"),
        ("colours.forward(images[:, 0])", "of the channels: this layer takes 3"),
        ("colours.forward(np.ones((2, 28, 28, 3)))", "`x.transpose(0, 3, 1, 2)`"),
        ("conv.forward(np.ones((2, 3, 28, 28)))", "takes 1 channels, and 3 came"),
        ("Linear(28, 10).forward(images)", "rows of 784 numbers, for `Linear(784, 10)`"),
    ],
)
def test_the_advice_works(cell, said):
    assert said in explained(cell, fresh()).says


def test_the_layer_is_named_as_it_was_made():
    said = str(explained("net.forward(rows)", fresh()))
    assert "layer 1 of 4, `Conv2d(1, 2, 5, padding=1)`" in said
    assert "layer 4 of 4, `Linear(288, 10)`" in str(explained("net.forward(images)", fresh()))
