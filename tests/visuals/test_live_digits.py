"""The live pictures of lesson 9: the pad and what a net reads there; the cells that open."""

import numpy as np
import pytest

from dlscratch.datasets import mnist_small
from dlscratch.layers import Dropout, Linear, ReLU, Sequential
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from dlscratch.training import predict, train
from dlscratch.visuals.confusion import live_confusion
from dlscratch.visuals.draw_digit import centred, draw_digit, read

DIGITS = mnist_small()


def prepare(images):
    return images.reshape(len(images), 784).astype(np.float32) / 255 - 0.13


@pytest.fixture(scope="module")
def net():
    rng = np.random.default_rng(0)
    net = Sequential([
        Linear(784, 60, "he", rng, np.float32), ReLU(), Dropout(0.3, rng),
        Linear(60, 10, "xavier", rng, np.float32),
    ])  # fmt: skip
    train(net, prepare(DIGITS.train_images), DIGITS.train_labels, SoftmaxCrossEntropy(),
          Adam(0.003), epochs=4, rng=0, progress=False)  # fmt: skip
    return net


def ink(image):
    """An image (28, 28) as if it had been drawn on the pad."""
    return np.kron(image, np.ones((2, 2), np.uint8))


def test_what_is_drawn_is_placed_as_in_mnist():
    """MNIST's own digits come out as they are, wherever on the pad they were drawn."""
    for image in DIGITS.test_images[:200]:
        drawn = ink(image)
        np.testing.assert_array_equal(centred(drawn), image)
        top, left = (places.min() for places in np.nonzero(drawn))
        in_the_corner = np.roll(drawn, (-top, -left), axis=(0, 1))
        np.testing.assert_array_equal(centred(in_the_corner), image)
    small = np.zeros((56, 56), np.uint8)
    small[2:12, 40:44] = 255
    rows, columns = np.nonzero(centred(small))
    assert rows.max() - rows.min() == 19 and abs(rows.mean() - 14) <= 0.5
    assert abs(columns.mean() - 14) <= 0.5


@pytest.mark.parametrize("place", [(0, 0), (55, 55), (30, 2)])
def test_a_single_dot_does_no_harm(place):
    dot = np.zeros((56, 56), np.uint8)
    dot[place] = 1
    assert centred(dot).shape == (28, 28) and centred(dot).any()


def test_digits_drawn_on_the_pad_are_read(net):
    live, right = draw_digit(net, prepare), 0
    for image, label in zip(DIGITS.test_images[:60], DIGITS.test_labels[:60], strict=True):
        live.set(ink=ink(image).tobytes())
        right += live.description.startswith(f"Read as {label} ")
    assert right >= 50


def test_a_blank_pad(net):
    live = draw_digit(net, prepare)
    assert live.description == "The pad is blank."
    blank = live.pixels()
    live.set(ink=ink(DIGITS.test_images[0]).tobytes())
    assert (live.pixels() != blank).any()
    live.controls["ink"].wipe()
    assert live.description == "The pad is blank." and (live.pixels() == blank).all()


def test_dropout_changes_what_is_read_and_evaluation_does_not(net):
    live = draw_digit(net, prepare)
    live.set(ink=ink(DIGITS.test_images[3]).tobytes())
    sure = live.description
    live.redraw()
    assert live.description == sure and "Dropout" not in sure
    live.set(mode="training", p=0.8)
    said = {live.redraw() or live.description for _ in range(5)}
    assert len(said) > 1 and all("Dropout is on: " in words for words in said)


def test_the_net_is_left_as_it_came(net):
    x = prepare(DIGITS.test_images[:1])
    for switch in (net.train, net.eval):
        switch()
        before = net.training
        hidden, probabilities = read(net, x, p=0.9)
        assert [len(values) for values in hidden] == [60] and len(probabilities) == 10
        assert net.training == before and net.layers[2].p == 0.3
        assert net.layers[2].training == before
    assert np.isclose(read(net, x)[1].sum(), 1)


def test_a_net_without_dropout_has_no_switch():
    live = draw_digit(Sequential([Linear(784, 10, rng=0)]), prepare)
    assert set(live.state) == {"ink"}


@pytest.fixture(scope="module")
def matrix(net):
    answers = predict(net, prepare(DIGITS.test_images)).argmax(axis=1)
    return live_confusion(DIGITS.test_images, DIGITS.test_labels, answers), answers


def count(answers, digit, answer):
    return int(np.sum((DIGITS.test_labels == digit) & (answers == answer)))


def test_it_opens_at_the_commonest_mistake(matrix):
    live, answers = matrix
    counts = {
        (a, b): count(answers, a, b) for a in range(10) for b in range(10) if a != b
    }
    digit, answer = live.state["digit"], live.state["answer"]
    assert counts[digit, answer] == max(counts.values())
    said = f"{max(counts.values())} times a {digit} was taken for a {answer}."
    assert live.description == said


def test_a_click_on_a_cell_and_the_arrow_keys(matrix):
    live, answers = matrix
    ax = live.figure.axes[0]
    width, height = live.figure.canvas.get_width_height()
    x, y = ax.transData.transform((2, 7))
    live.press(x / width, 1 - y / height)
    assert live.state == {"digit": 7, "answer": 2}
    for key in ("up", "right", "right", "down"):
        live.key(key)
    assert live.state == {"digit": 7, "answer": 4}
    live.set(digit=0, answer=0)
    live.key("up")
    live.key("left")
    assert live.state == {"digit": 0, "answer": 0}
    right = count(answers, 0, 0)
    assert live.description == f"{right} times a 0 was read rightly, here the first 20."
    shown = live.figure.panels[1][0].images
    assert len(shown) == 20
    frames = [one for one in ax.patches if one.get_gid() == "chosen"]
    assert [frame.get_xy() for frame in frames] == [(-0.5, -0.5)]
