"""Moved digits: how they are moved, who gets rows or images, and what is counted."""

import numpy as np
import pytest

from dlscratch.convolution import Conv2d, Flatten
from dlscratch.layers import Layer, Linear, Sequential
from dlscratch.visuals.shifts import answers, live_shift, moved, shift_scores, shifted_accuracy
from tests.visuals.pictured import crowded, shares, written

IMAGE = np.zeros((28, 28), np.uint8)
IMAGE[14, 14] = 255


def column_net():
    """Of images (n, 784): the answer is 1 where pixel 14 of row 14 is on, else 0."""
    net = Sequential([Linear(784, 2)])
    net.params()[0][...] = 0
    net.params()[0][1, 14 * 28 + 14] = 2 / 255
    net.params()[1][...] = [1, 0]
    return net


def anywhere_net():
    """Of images (n, 1, 28, 28): the answer is 1 where any pixel is on."""
    net = Sequential([Conv2d(1, 1, 1), Flatten(), Linear(784, 2)])
    w, b, out, bias = net.params()
    w[...], b[...], out[...] = 2 / 255, 0, 0
    out[1], bias[...] = 1, [1, 0]
    return net


def test_images_are_moved_and_their_ground_moves_in():
    image = np.arange(12).reshape(1, 3, 4)
    assert moved(image, 0, 0).tolist() == image.tolist()
    assert moved(image, 1, 0).tolist() == [[[0, 0, 0, 0], [0, 1, 2, 3], [4, 5, 6, 7]]]
    assert moved(image, 0, -2).tolist() == [[[2, 3, 0, 0], [6, 7, 0, 0], [10, 11, 0, 0]]]
    assert moved(image, -1, 1).tolist() == [[[0, 4, 5, 6], [0, 8, 9, 10], [0, 0, 0, 0]]]
    two = np.stack([IMAGE, IMAGE + 1])
    assert moved(two, 6, -6)[1, 20, 8] == 0 and moved(two, 6, -6)[1].min() == 0
    assert moved(two, 6, -6)[0, 20, 8] == 255 and moved(two, 6, -6)[1, 0, 27] == 1


def test_each_net_gets_what_it_takes():
    for net in (column_net(), anywhere_net()):
        logits = answers(net, IMAGE[np.newaxis])
        np.testing.assert_allclose(logits, [[1, 2]], atol=1e-12)
        rows = answers(net, IMAGE[np.newaxis], lambda images: images.reshape(len(images), 784))
        np.testing.assert_array_equal(rows, logits)
    with pytest.raises(ValueError, match="neither rows nor images"):
        answers(Sequential([Linear(5, 2)]), IMAGE[np.newaxis])


class Own(Layer):
    """A convolution as a learner may write it, which fails in its own way on rows."""

    def forward(self, x):
        n, channels, height, width = x.shape
        return x.reshape(n, -1)


def test_a_net_of_ones_own():
    net = Sequential([Own(), *column_net().layers])
    assert answers(net, IMAGE[np.newaxis]).argmax() == 1


def test_the_accuracy_is_the_mean_over_four_moves():
    images, labels = np.stack([IMAGE, 0 * IMAGE]), [1, 0]
    images[1, 13, 14] = 255  # one pixel above: moved down by 1 it is taken for a 1
    net = column_net()
    assert shifted_accuracy(net, images, labels) == 1
    # The first is right after no move; the second is wrong after one of four.
    assert shifted_accuracy(net, images, labels, pixels=1) == 3 / 8
    assert shifted_accuracy(net, images, labels, pixels=2) == 1 / 2
    assert shifted_accuracy(anywhere_net(), images[:1], [1], pixels=6) == 1


def test_the_chart():
    nets = {"rows": [column_net(), column_net()], "everywhere": anywhere_net()}
    picture = shift_scores(nets, np.stack([IMAGE] * 3), [1, 1, 1], most=2)
    assert picture.scores["rows"].tolist() == [[1, 0, 0]] * 2
    assert picture.scores["everywhere"].tolist() == [[1, 1, 1]]
    assert "rows: 100.0%, 0.0%, 0.0%; everywhere: 100.0%, 100.0%, 100.0%." in picture.description
    lines = picture.axes[0].lines
    drawn = [line.get_ydata().tolist() for line in lines]
    assert drawn == [[1, 0, 0], [1, 0, 0], [1, 0, 0], [1, 1, 1]]
    assert [line.get_linewidth() for line in lines] == [2, 0, 0, 2]  # a dot for each of several
    assert {"rows", "everywhere"} <= set(written(picture.axes[0]))
    picture.png()


def test_what_does_not_fit_is_refused():
    for nets, labels in (({}, [1]), ({"a": column_net()}, [1, 2])):
        with pytest.raises(ValueError, match="a label for each"):
            shift_scores(nets, IMAGE[np.newaxis], labels)


@pytest.fixture
def live():
    return live_shift({"rows": column_net(), "everywhere": anywhere_net()}, IMAGE)


def test_keys_move_the_digit_and_each_net_answers(live):
    assert live.description == (
        "A 1, not moved. rows reads 1, 73% sure; a 1 after 1 of 169 moves. "
        "everywhere reads 1, 73% sure; a 1 after 169 of 169 moves."
    )
    before = live.pixels()
    live.key("left")
    live.key("down")
    assert live.state["move"] == (1, -1)
    assert "A 1, moved by 1 down, 1 left. rows reads 0, 73% sure: wrong;" in live.description
    assert "everywhere reads 1, 73% sure; a" in live.description
    assert (live.pixels() != before).any()
    for _ in range(8):
        live.key("up")
    assert live.state["move"] == (-6, -1)
    assert crowded(live.figure.axes[0]) == []


def test_a_click_on_a_field_or_a_drag_of_the_digit(live):
    [page] = live.figure.axes
    live.press(*shares(page, 2.86, 3.04))
    assert live.state["move"] == (-6, -6)
    cell = 2.4 / 28
    live.drag(*shares(page, 0.15 + 17.5 * cell, 3.05 - 12.5 * cell))  # where its middle shall be
    assert live.state["move"] == (-2, 3)
    live.press(0.99, 0.99)
    assert live.state["move"] == (-2, 3)


def test_the_label_decides_what_is_right():
    live = live_shift({"rows": column_net()}, IMAGE, label=0)
    assert "A 0, not moved. rows reads 1, 73% sure: wrong; a 0 after 168" in live.description
