"""The live pictures of lesson 9 with a small net, and a training that is stopped."""

import pytest

NET = """
import numpy as np
from dlscratch.datasets import mnist_small
from dlscratch.layers import Dropout, Linear, ReLU, Sequential
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from dlscratch.training import accuracy, predict, train

digits = mnist_small()
x_mean = digits.train_images.mean() / 255

def prepare(images):
    return images.reshape(len(images), 784).astype(np.float32) / 255 - x_mean

def new_net():
    rng = np.random.default_rng(0)
    return Sequential([
        Linear(784, 100, "he", rng, np.float32), ReLU(), Dropout(0.3, rng),
        Linear(100, 10, "xavier", rng, np.float32),
    ])

net, loss = new_net(), SoftmaxCrossEntropy()
train(net, prepare(digits.train_images), digits.train_labels, loss, Adam(0.003), epochs=8, rng=0,
      progress=False)
x_test, y_test = prepare(digits.test_images), digits.test_labels
"""
PAD = """
from dlscratch.visuals.draw_digit import draw_digit

draw_digit(net, prepare)
"""
MATRIX = """
from dlscratch.visuals.confusion import live_confusion

answers = predict(net, x_test).argmax(axis=1)
live_confusion(digits.test_images, y_test, answers)
"""
NEURONS = """
from dlscratch.visuals.hidden_neurons import live_hidden_neurons

live_hidden_neurons(net, x_test, y_test)
"""
CELLS = [NET, PAD, MATRIX, NEURONS]
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]]
FOUR = [[(0.35, 0.15), (0.25, 0.52), (0.75, 0.5)], [(0.65, 0.25), (0.62, 0.9)]]
THREE = [[(0.3, 0.2), (0.5, 0.12), (0.68, 0.25), (0.48, 0.47), (0.7, 0.65), (0.55, 0.86),
          (0.28, 0.78)]]  # fmt: skip
INK = "canvas => canvas.getContext('2d').getImageData(0, 0, 224, 224).data.some(Boolean)"


@pytest.fixture
def pad(shared):
    cell = shared.cell("draw_digit(net, prepare)")
    cell.run()  # a blank pad for each test
    cell.output.locator("canvas").scroll_into_view_if_needed()
    return cell


def draw(stroke, digit):
    for points in digit:
        stroke("canvas", *points)


def wipe(pad):
    pad.button("wipe the pad").click()
    pad.shows("The pad is blank.")
    assert not pad.output.locator("canvas").evaluate(INK)


def test_digits_drawn_with_the_mouse(shared, pad):
    pad.shows("The pad is blank.")
    blank = pad.pixels()
    shared.shot("pad_blank")
    draw(pad.drag, SEVEN)
    pad.shows("Read as 7 ")
    seven = pad.redraws(blank)
    shared.shot("pad_mouse")
    wipe(pad)
    assert pad.redraws(seven) == blank
    draw(pad.drag, FOUR)
    pad.shows("Read as 4 ")


def test_a_digit_drawn_with_a_finger(shared, pad):
    pad.output.locator("canvas").evaluate("""canvas => {
        window.pointers = [];
        for (const kind of ["pointerdown", "pointerup", "pointercancel"])
            canvas.addEventListener(kind, event => pointers.push(kind + " " + event.pointerType));
    }""")
    draw(pad.touch, THREE)
    pad.shows("Read as 3 ")
    # Had the browser taken the finger's way for scrolling, it would have cancelled the pointer.
    assert shared.js("return pointers;") == ["pointerdown touch", "pointerup touch"]
    shared.shot("pad_touch")


def test_the_keyboards_pen(shared, pad):
    up, down = ["ArrowUp"] * 9, ["ArrowDown"] * 18
    pad.press(*up, " ", *down, " ", "ArrowRight", "ArrowRight", on="canvas")
    pad.shows("Read as 1 ")
    shared.shot("pad_keyboard")
    lifted = pad.pixels()
    pad.press("Delete", on="canvas")
    pad.shows("The pad is blank.")
    pad.redraws(lifted)
    assert not pad.output.locator("canvas").evaluate(INK)


def test_dropout(shared, pad):
    draw(pad.drag, SEVEN)
    pad.shows("Read as 7 ")
    sure = pad.pixels()
    pad.button("training").click()
    pad.shows("Dropout is on: ")
    now = pad.redraws(sure)
    pad.press(*["ArrowRight"] * 5, on=".noUi-handle")
    pad.shows("0.80")
    pad.reaches("p", 0.8, 0.8)  # the browser sends the last of several values a little later
    now = pad.pixels()
    for _ in range(3):
        pad.button("read it again").click()
        now = pad.redraws(now)
    shared.shot("pad_dropout")
    pad.button("evaluation").press("Enter")
    assert pad.redraws(now) == sure
    shared.theme("Dark")
    shared.shot("pad_dark")


def test_the_confusion_matrix(shared):
    matrix = shared.cell("live_confusion(digits")
    matrix.output.locator("img").scroll_into_view_if_needed()
    live = f"Out[{matrix.count}]"
    digit, answer = shared.kernel(f"list({live}.state.values())")
    assert digit != answer
    matrix.shows(f"a {digit} was taken for a {answer}")
    shared.shot("confusion")

    before = matrix.pixels()
    place = shared.kernel(
        f"[(float(x / figure.bbox.width), float(1 - y / figure.bbox.height))"
        f" for figure in [{live}.figure]"
        f" for x, y in [figure.axes[0].transData.transform((6, 6))]][0]"
    )
    matrix.drag("img", place)
    before = matrix.redraws(before)
    matrix.shows("times a 6 was read rightly, here the first 20.")
    shared.shot("confusion_6")
    for key, words in [("ArrowUp", "a 5 was taken for a 6"), ("ArrowLeft", "a 5 was read rightly")]:
        matrix.press(key, on="img")
        before = matrix.redraws(before)
        matrix.shows(words)
    slider = ".widget-slider:has-text('the answer') .noUi-handle"
    matrix.press("ArrowRight", "ArrowRight", on=slider)
    matrix.redraws(before)
    matrix.shows("a 5 was taken for a 7")
    shared.theme("Dark")
    shared.shot("confusion_dark")


def test_the_hidden_neurons(shared):
    neurons = shared.cell("live_hidden_neurons(net")
    neurons.settle()
    before = neurons.pixels()
    neurons.drag("img", (0.24, 0.15))  # the fourth of ten in the second row
    before = neurons.redraws(before)
    place = neurons.state("place")
    assert place in range(100)
    neurons.shows(f"in place {place + 1} of 100 by how much it matters.")
    neurons.press("ArrowDown", "ArrowRight", on="img")
    neurons.shows(f"in place {place + 12} of 100")
    before = neurons.redraws(before)
    neurons.press("ArrowLeft", on=".noUi-handle")
    neurons.redraws(before)
    neurons.shows(f"in place {place + 11} of 100")
    neurons.touch("img", (0.03, 0.12))
    neurons.shows("in place 1 of 100")
    shared.shot("neurons_light")
    shared.theme("Dark")
    assert max(neurons.pixels().mean) < 90
    shared.shot("neurons_dark")


def test_a_training_shows_its_bar_and_can_be_stopped(shared):
    cell = shared.cells()[0].add_below(
        "long = new_net()\n"
        "history = train(long, prepare(digits.train_images), digits.train_labels, loss,\n"
        "                Adam(0.001), epochs=10_000)"
    )
    cell.start()
    cell.shows("loss=")
    cell.output.locator(".widget-hprogress").wait_for()
    cell.shows("loss=0.")
    shared.shot("training")
    shared.command("notebook:interrupt-kernel")
    cell.shows("The net keeps what it has learnt so far.")
    cell.wait()
    shared.shot("training_stopped")
    after = cell.add_below("accuracy(long, x_test, y_test)")
    after.run()
    assert shared.kernel(f"Out[{after.count}]") > 0.8
    assert shared.kernel("1 <= len(history.loss) < 10_000")
