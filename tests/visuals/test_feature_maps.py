"""The maps of a net, layer by layer: their values, their names, and a digit on the pad."""

import numpy as np
import pytest

from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.datasets import mnist_small
from dlscratch.layers import Dropout, Layer, Linear, ReLU, Sequential
from dlscratch.losses import softmax
from dlscratch.visuals.feature_maps import draw_maps, feature_maps, places, stages
from dlscratch.visuals.toolkit.board import Cells
from tests.visuals.pictured import crowded, written

DIGITS = mnist_small()
NAMES = ["Conv2d(1, 8, 5), ReLU", "MaxPool2d(2)", "Conv2d(8, 16, 5), ReLU", "MaxPool2d(2)"]


def prepare(images):
    return images.reshape(len(images), 1, 28, 28).astype(np.float32) / 255 - np.float32(0.13)


X = prepare(DIGITS.test_images[:2])


def lenet(*last):
    how = {"init": "he", "rng": np.random.default_rng(0), "dtype": np.float32}
    return Sequential([
        Conv2d(1, 8, 5, **how), ReLU(), MaxPool2d(2), Conv2d(8, 16, 5, **how), ReLU(),
        MaxPool2d(2), Flatten(), *last, Linear(256, 10, **how),
    ])  # fmt: skip


def shown(picture):
    """The arrays on a picture's boards, an artist each."""
    return [one.arrays for one in picture.axes[0].artists if isinstance(one, Cells)]


def test_the_maps_are_what_the_layers_give():
    net = lenet()
    *rows, outputs = stages(net, X[1])
    assert [row.name for row in rows] == NAMES
    assert [row.layer for row in rows] == [1, 2, 4, 5]
    x = X[1:]
    for number, layer in enumerate(net.layers):
        x = layer.forward(x)
        for row in rows:
            if row.layer == number:
                np.testing.assert_array_equal(row.maps, x[0])
    np.testing.assert_array_equal(outputs, x[0])


def test_all_of_them_are_shown_and_the_answers_too():
    net = lenet()
    picture = feature_maps(net, X[:1])
    image, *maps = shown(picture)
    np.testing.assert_array_equal(image, X[:1, 0])
    for arrays, row in zip(maps, stages(net, X[0]), strict=False):
        np.testing.assert_array_equal(arrays, row.maps)
    share = softmax(net.forward(X[:1]))[0]
    words = f"Read as {share.argmax()} ({share.max():.0%}), then "
    assert picture.description.startswith(words)
    assert picture.description.endswith("MaxPool2d(2): 16 × 4 × 4.")
    page = picture.axes[0]
    assert f"{share.max():.0%}" in written(page)
    assert "Conv2d(8, 16, 5), ReLU: 16 × 8 × 8" in written(page)
    picture.png()
    assert crowded(page) == []


def test_shapes_of_one_image():
    net = lenet()
    said = {feature_maps(net, image).description for image in (X[0], X[0, 0], X[:1])}
    assert len(said) == 1
    for wrong in (X, X[0].ravel()):
        with pytest.raises(ValueError, match="needs one image"):
            feature_maps(net, wrong)


def test_a_net_without_maps_is_refused():
    with pytest.raises(ValueError, match="no layer gave maps"):
        feature_maps(Sequential([Flatten(), Linear(784, 10)]), X[0])


def test_a_net_that_ends_with_maps_has_no_answers():
    net = Sequential([Conv2d(1, 4, 3, rng=0), ReLU(), Conv2d(4, 2, 3, rng=1)])
    picture = feature_maps(net, X[0])
    assert picture.description == (
        "Maps, from the image on: Conv2d(1, 4, 3), ReLU: 4 × 26 × 26; Conv2d(4, 2, 3): 2 × 24 × 24."
    )
    assert "how sure it is" not in written(picture.axes[0])
    many = Sequential([*net.layers, Flatten()])  # 1152 outputs
    assert feature_maps(many, X[0]).description == picture.description


def test_boards_lie_apart_and_on_the_page():
    wide = {"init": "he", "rng": 0, "dtype": np.float32}
    deep = Sequential([Conv2d(1, 40, 3, padding=1, **wide), ReLU(), MaxPool2d(4), Flatten()])
    for net in (lenet(), deep, Sequential([Conv2d(1, 2, 3, stride=2, **wide), Flatten()])):
        *rows, _ = stages(net, X[0])
        boards = [board for row in places(rows) for board in row]
        assert min(board.bottom for board in boards) > 0
        for place, one in enumerate(boards):
            for other in boards[:place]:
                beside = one.left >= other.right or other.left >= one.right
                assert beside or one.bottom >= other.top or other.bottom >= one.top


class Own(Layer):
    """A convolution of one's own, which does not say its name."""

    def forward(self, x):
        return x[:, :, 1:-1, 1:-1] * 2


def test_layers_of_ones_own_are_called_by_their_class():
    net = Sequential([Own(), ReLU(), Flatten(), Linear(676, 10, dtype=np.float32)])
    assert [row.name for row in stages(net, X[0])[:-1]] == ["Own, ReLU"]


def test_dropout_is_off_and_the_net_is_left_as_it_came():
    net = lenet(Dropout(0.5, np.random.default_rng(0)))
    net.train()
    assert feature_maps(net, X[0]).description == feature_maps(net, X[0]).description
    assert net.training and net.layers[7].training


def test_a_digit_on_the_pad():
    net = lenet()
    live = draw_maps(net, prepare)
    assert live.description == "The pad is blank."
    assert not any(np.any(arrays) for arrays in shown(live.figure)[1:])
    blank = live.pixels()
    ink = np.kron(DIGITS.test_images[1], np.ones((2, 2), np.uint8))
    live.set(ink=ink.tobytes())
    still = feature_maps(net, X[1])
    assert live.description == still.description and live.figure.png() == still.png()
    assert (live.pixels() != blank).any()
    np.testing.assert_allclose(shown(live.figure)[0][0], X[1, 0])
    live.controls["ink"].wipe()
    assert (live.pixels() == blank).all()


def test_prepare_may_give_rows():
    net = lenet()
    live = draw_maps(net, lambda images: prepare(images).reshape(-1, 784))
    ink = np.kron(DIGITS.test_images[1], np.ones((2, 2), np.uint8))
    live.set(ink=ink.tobytes())
    assert live.description == feature_maps(net, X[1]).description
