"""The ready network of the first page reads digits, also such as are drawn with a mouse."""

import importlib.util

import numpy as np
import pytest
from PIL import Image, ImageDraw

from dlscratch.course import goal
from dlscratch.course.lessons import CourseError
from dlscratch.course.setup_check import all_digits
from dlscratch.datasets import mnist, mnist_small
from dlscratch.training import accuracy, predict
from dlscratch.visuals.draw_digit import PIXELS, centred
from tests import ROOT

DIGITS = mnist_small()
ENOUGH = 0.97
# Digits as one draws them: corners of their strokes, in shares of the pad's sides.
STROKES = {
    0: [[(0.5, 0.13), (0.3, 0.3), (0.28, 0.65), (0.48, 0.87), (0.7, 0.66), (0.7, 0.33),
         (0.5, 0.13)]],
    1: [[(0.5, 0.15), (0.5, 0.85)]],
    2: [[(0.3, 0.28), (0.45, 0.14), (0.65, 0.22), (0.66, 0.4), (0.3, 0.82), (0.72, 0.82)]],
    3: [[(0.3, 0.2), (0.5, 0.12), (0.68, 0.25), (0.48, 0.47), (0.7, 0.65), (0.55, 0.86),
         (0.28, 0.78)]],
    4: [[(0.35, 0.15), (0.25, 0.52), (0.75, 0.5)], [(0.65, 0.25), (0.62, 0.9)]],
    5: [[(0.7, 0.15), (0.36, 0.15), (0.33, 0.45), (0.58, 0.43), (0.7, 0.62), (0.58, 0.84),
         (0.3, 0.82)]],
    6: [[(0.62, 0.12), (0.38, 0.4), (0.32, 0.68), (0.48, 0.86), (0.66, 0.72), (0.58, 0.55),
         (0.36, 0.62)]],
    7: [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]],
    8: [[(0.65, 0.2), (0.45, 0.13), (0.36, 0.28), (0.62, 0.6), (0.62, 0.8), (0.42, 0.85),
         (0.35, 0.7), (0.6, 0.4), (0.65, 0.2)]],
    9: [[(0.65, 0.3), (0.5, 0.15), (0.35, 0.28), (0.45, 0.45), (0.64, 0.36), (0.65, 0.3),
         (0.6, 0.88)]],
}  # fmt: skip


@pytest.fixture(scope="module")
def net():
    return goal.ready_net()


def right(net, images, labels=DIGITS.test_labels):
    return accuracy(net, goal.prepare(np.asarray(images)), labels)


def test_it_reads_digits_that_it_has_never_seen(net):
    assert right(net, DIGITS.test_images) >= ENOUGH


def test_it_reads_digits_that_are_not_in_the_middle(net):
    rng = np.random.default_rng(0)
    moved = [np.roll(image, rng.integers(-2, 3, 2), (0, 1)) for image in DIGITS.test_images]
    assert right(net, moved) >= ENOUGH


@pytest.mark.parametrize("size", [20, 52])
def test_it_reads_digits_wherever_and_however_large_they_are_drawn(net, size):
    rng, drawn = np.random.default_rng(0), []
    for image in DIGITS.test_images:
        rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
        digit = Image.fromarray(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
        width, height = (max(1, round(side * size / max(digit.size))) for side in digit.size)
        digit = digit.resize((width, height), Image.Resampling.BILINEAR)
        ink = Image.new("L", (PIXELS, PIXELS))
        right_by, down = rng.integers(0, (PIXELS - width + 1, PIXELS - height + 1))
        ink.paste(digit, (int(right_by), int(down)))
        drawn.append(centred(ink))
    assert right(net, drawn) >= ENOUGH


def ink(strokes, move, scale):
    """What strokes of the pad's pen leave on it, as pad.js sends it."""
    large = Image.new("L", (224, 224))
    pen = ImageDraw.Draw(large)
    for stroke in strokes:
        corners = [tuple(224 * ((one - 0.5) * scale + 0.5 + by)
                         for one, by in zip(at, move, strict=True)) for at in stroke]  # fmt: skip
        pen.line(corners, fill=255, width=18, joint="curve")
        for x, y in corners:
            pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=255)
    return large.resize((PIXELS, PIXELS), Image.Resampling.BOX)


@pytest.mark.parametrize("digit", STROKES)
def test_it_reads_what_a_mouse_draws(net, digit):
    moves = [(x, y) for x in (-0.15, 0, 0.15) for y in (-0.1, 0, 0.1)]
    drawn = [centred(ink(STROKES[digit], move, scale)) for move in moves for scale in (0.6, 0.8, 1)]
    assert right(net, drawn, np.full(len(drawn), digit)) == 1


@pytest.mark.skipif(not all_digits(), reason="the 70,000 digits are not here")
def test_it_was_taught_without_the_digits_of_this_test(net):
    """And the score that its maker prints is that on MNIST's own 10,000."""
    spec = importlib.util.spec_from_file_location("maker", ROOT / "ci" / "make_ready_net.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    images, labels = maker.to_learn_from()
    assert len(images) == len(labels) == 59_000
    learnt = {image.tobytes() for image in images}
    assert not any(image.tobytes() in learnt for image in DIGITS.test_images)
    digits = mnist()
    assert right(net, digits.test_images, digits.test_labels) >= 0.985


def test_its_file_is_small_and_belongs_to_the_course():
    from safetensors.numpy import load

    content = (ROOT / goal.WEIGHTS).read_bytes()
    assert len(content) <= 200_000
    found = {name: (array.shape, array.dtype) for name, array in load(content).items()}
    assert found["0.weight"] == ((112, 784), np.float16) and found["4.bias"] == ((10,), np.float16)
    ignored = (ROOT / "weights/.gitignore").read_text(encoding="utf-8").split()
    assert f"!{goal.WEIGHTS.name}" in ignored, "else git would leave it out"


def test_the_picture_shows_a_digit_that_is_read_rightly(net):
    label = DIGITS.test_labels[goal.SHOWN]
    picture = goal.read_a_digit()
    assert picture.description.startswith(f"Read as {label} (")
    titles = [ax.get_title() for ax in picture.axes]
    assert titles == ["what the net sees", "112 numbers", "64 numbers", "how sure it is"]


def test_the_pad_answers():
    live = goal.read_my_digit()
    assert live.description == "The pad is blank."
    for digit in (3, 7):
        live.set(ink=np.asarray(ink(STROKES[digit], (0.1, 0), 0.7)).tobytes())
        assert live.description.startswith(f"Read as {digit} (")
    assert [ax.get_title() for ax in live.figure.axes][1] == "112 numbers"


@pytest.mark.parametrize("content", [None, b"", b"damaged"])
def test_without_its_file_one_sentence_says_what_to_do(monkeypatch, tmp_path, content):
    monkeypatch.setattr(goal, "edition", lambda: tmp_path)
    (tmp_path / "weights").mkdir()
    if content is not None:
        (tmp_path / goal.WEIGHTS).write_bytes(content)
    with pytest.raises(CourseError, match="^weights/ready.safetensors belongs to the course"):
        goal.ready_net()


def test_the_untrained_net_would_not_do():
    """What the tests above see is what the weights have learnt."""
    images = goal.prepare(DIGITS.test_images)
    guesses = predict(goal.new_net(0), images).argmax(axis=1)
    assert np.mean(guesses == DIGITS.test_labels) < 0.3
