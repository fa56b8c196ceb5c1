"""The live pictures of lesson 10: a filter to change, maps, what a cell reaches, a moved digit."""

import pytest

NETS = """
import numpy as np
from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.datasets import mnist_small
from dlscratch.layers import Linear, ReLU, Sequential
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from dlscratch.training import train

digits = mnist_small()

def prepare(images):
    return images.reshape(len(images), 1, 28, 28).astype(np.float32) / 255 - np.float32(0.13)

def fit(net, x):
    train(net, x, digits.train_labels, SoftmaxCrossEntropy(), Adam(0.003), epochs=3, rng=0,
          progress=False)
    return net

rng = np.random.default_rng(0)
how = {"init": "he", "rng": rng, "dtype": np.float32}
x = prepare(digits.train_images)
conv = fit(Sequential([
    Conv2d(1, 8, 5, **how), ReLU(), MaxPool2d(2), Conv2d(8, 16, 5, **how), ReLU(), MaxPool2d(2),
    Flatten(), Linear(256, 10, "xavier", rng, np.float32),
]), x)
plain = fit(Sequential([
    Linear(784, 100, "he", rng, np.float32), ReLU(), Linear(100, 10, "xavier", rng, np.float32),
]), x.reshape(-1, 784))
"""
FILTER = """
from dlscratch.visuals.sliding import filter_map, live_filter

live_filter(digits.train_images[3] / 255)
"""
MAPS = """
from dlscratch.visuals.feature_maps import draw_maps, feature_maps

draw_maps(conv, prepare)
"""
REACH = """
from dlscratch.visuals.reach import live_reach, reach

live_reach(conv, prepare(digits.test_images[11:12]))
"""
SHIFT = """
from dlscratch.visuals.shifts import live_shift, shift_scores

live_shift({"lesson 9's net": plain, "with convolutions": conv}, digits.test_images[5], prepare)
"""
STILL = """
from IPython.display import display

display(filter_map(digits.train_images[3] / 255, [[-1, 0, 1]] * 3))
display(feature_maps(conv, prepare(digits.test_images[11:12])))
display(reach(conv, prepare(digits.test_images[11:12]), 5, 1, 1, 3))
shift_scores({"plain": [plain], "conv": conv}, digits.test_images[::10], digits.test_labels[::10],
             prepare)
"""
CELLS = [code.strip() for code in (NETS, FILTER, MAPS, REACH, SHIFT, STILL)]
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]
FIELD = ".dlscratch-number >> nth={}"


@pytest.fixture
def slide(shared):
    cell = shared.cell("live_filter(digits")
    cell.settle()
    return cell


def test_the_numbers_of_a_filter(shared, slide):
    before = slide.pixels()
    slide.shows("a filter (3, 3) and its map (26, 26)")
    slide.button("blur").click()
    before = slide.redraws(before)
    slide.button("outline").click()
    before = slide.redraws(before)
    slide.press("ArrowUp", "ArrowUp", on=FIELD.format(4))
    slide.redraws(before)
    slide.shows("0.82 · 9 ")
    assert slide.state("filter") == [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]]
    slide.element.locator(FIELD.format(0)).fill("2.5")
    slide.shows("2.5 + ")
    assert slide.state("filter")[0] == [2.5, -1, -1]
    slide.touch(FIELD.format(8), (0.5, 0.5), (0.5, -0.6))  # 62 pixels up: five tenths more
    slide.shows("(−0.5) = ")
    assert slide.state("filter") == [[2.5, -1, -1], [-1, 9, -1], [-1, -1, -0.5]]
    slide.shots("10_filter_changed")


def test_the_place_of_a_filter(shared, slide):
    slide.button("edges |").click()
    slide.drag("img", (0.8, 0.5))
    slide.reaches("place", (13, 12), (15, 14))
    row, column = slide.state("place")
    slide.press("ArrowUp", "ArrowLeft", on="img")
    slide.shows(f"map[{row - 1}, {column - 1}] = ")
    slide.touch("img", (0.2, 0.5))
    slide.reaches("place", (14, 12), (16, 14))
    slide.shots("10_filter")


def test_the_maps_of_a_drawn_digit(shared):
    pad = shared.cell("draw_maps(conv")
    pad.output.locator("canvas").scroll_into_view_if_needed()
    pad.shows("The pad is blank.")
    blank = pad.pixels()
    pad.drag("canvas", *SEVEN)
    pad.shows("Read as 7 ")
    seven = pad.redraws(blank)
    pad.shots("10_maps")
    pad.button("wipe the pad").click()
    pad.shows("The pad is blank.")
    assert pad.redraws(seven) == blank


def test_what_a_cell_reaches(shared):
    cell = shared.cell("live_reach(conv")
    cell.settle()
    before = cell.pixels()
    cell.shows("In the image it sees 16 × 16 pixels")
    cell.touch("img", (0.05, 0.1))
    cell.redraws(before)
    cell.shows("Chosen in Conv2d(1, 8, 5), ReLU: map 0, ")
    cell.shows("In the image it sees 5 × 5 pixels")
    layer, _, row, column = cell.state("cell")
    assert layer == 1
    cell.press("ArrowDown", "ArrowRight", on="img")
    cell.shows(f"map 0, row {row + 1}, column {column + 1}: ")
    cell.drag("img", (0.3, 0.55))
    cell.shows("in all channels of MaxPool2d(2)")
    cell.shots("10_reach")


def test_a_digit_that_is_moved(shared):
    cell = shared.cell("live_shift({")
    cell.settle()
    before = cell.pixels()
    cell.shows("A 3, not moved.")
    cell.press("ArrowLeft", "ArrowLeft", "ArrowUp", on="img")
    cell.shows("A 3, moved by 1 up, 2 left.")
    before = cell.redraws(before)
    cell.shots("10_shift")
    cell.touch("img", (0.1, 0.46), (0.2, 0.46))
    cell.redraws(before)
    cell.shows("A 3, moved by 2 right.")
    cell.drag("img", (0.96, 0.1))
    cell.shows("A 3, moved by 6 up, 6 right.")


def test_the_stills(shared):
    cell = shared.cell("display(filter_map")
    assert cell.output.locator("img").count() == 4
    for number in range(4):
        cell.output.locator("img").nth(number).scroll_into_view_if_needed()
        shared.shot(f"10_still_{number}")
