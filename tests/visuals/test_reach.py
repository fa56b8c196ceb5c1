"""What a cell of a map sees and where its gradient goes, against what is counted by nudging."""

import numpy as np
import pytest

from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.layers import Layer, Linear, ReLU, Sequential, Tanh
from dlscratch.visuals.reach import Cell, Reach, live_reach, reach
from tests.visuals.pictured import crowded, shares

RNG = np.random.default_rng(3)
IMAGE = RNG.standard_normal((1, 12, 12))


def small_net():
    rng = np.random.default_rng(1)
    return Sequential([
        Conv2d(1, 3, 3, padding=1, rng=rng), Tanh(), MaxPool2d(2),
        Conv2d(3, 10, 3, stride=2, rng=rng), ReLU(), Flatten(), Linear(40, 10, rng=rng),
    ])  # fmt: skip


def nudged(net, layer, cell, image):
    """The gradient of a cell for every pixel, by central differences."""

    def value(image):
        x = image[np.newaxis]
        for one in net.layers[: layer + 1]:
            x = one.forward(x)
        return x[(0, *cell)]

    gradient = np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        step = np.zeros(image.shape)
        step[place] = 1e-6
        gradient[place] = (value(image + step) - value(image - step)) / 2e-6
    return gradient[0]


@pytest.mark.parametrize("cell", [(0, 1, 0, 5), (1, 2, 11, 11), (2, 0, 3, 2), (3, 9, 1, 1)])
def test_the_gradient_is_that_of_nudges_and_stays_in_the_field(cell):
    net = small_net()
    reached = Reach(net, IMAGE).at(Cell(*cell))
    wanted = nudged(net, cell[0], cell[1:], IMAGE)
    np.testing.assert_allclose(reached.gradient, wanted, atol=1e-8)
    _, row, column, rows, columns = reached.field
    outside = reached.gradient.copy()
    outside[row : row + rows, column : column + columns] = 0
    assert not outside.any()


def test_windows_and_fields():
    made = Reach(small_net(), IMAGE)
    # Behind the second convolution: 3 × 3 cells of the pool, 6 × 6 of the first maps, and in the
    # image one more on each side, but where that is padding.
    windows, field = made.at(Cell(3, 9, 1, 1))[1:3]
    assert windows == [(None, 4, 4, 6, 6), (None, 2, 2, 3, 3), (9, 1, 1, 1, 1)]
    assert field == (None, 3, 3, 8, 8)
    windows, field = made.at(Cell(2, 1, 0, 5))[1:3]
    assert windows == [(1, 0, 10, 2, 2), (1, 0, 5, 1, 1)]
    assert field == (None, 0, 9, 3, 3)


def test_the_field_is_all_that_moves_the_cell():
    """Whatever the image: over many of them, every pixel of the field gets a gradient."""
    net, seen = small_net(), np.zeros((12, 12), bool)
    for _ in range(40):
        made = Reach(net, RNG.standard_normal((1, 12, 12)))
        reached = made.at(Cell(3, 2, 0, 1))
        seen |= reached.gradient != 0
    _, row, column, rows, columns = reached.field
    wanted = np.zeros((12, 12), bool)
    wanted[row : row + rows, column : column + columns] = True
    assert (seen == wanted).all()


def test_the_nets_own_gradients_stay():
    net = small_net()
    net.forward(IMAGE[np.newaxis])
    net.backward(np.ones((1, 10)))
    before = [grad.copy() for grad in net.grads()]
    made = Reach(net, IMAGE)
    made.at(Cell(4, 0, 0, 0))
    assert all((now == then).all() for now, then in zip(net.grads(), before, strict=True))


def test_where_relu_gives_0_nothing_goes_back():
    made = Reach(small_net(), IMAGE)
    maps = made.stages[-1].maps
    off, on = ([int(i) for i in np.argwhere(places)[0]] for places in (maps == 0, maps > 0))
    assert not made.at(Cell(4, *off)).gradient.any() and made.at(Cell(4, *on)).gradient.any()
    assert "reaches 0 pixels: nothing goes back" in reach(small_net(), IMAGE, 4, *off).description


def test_its_words():
    picture = reach(small_net(), IMAGE, 2, 1, 0, 5)
    assert picture.description.startswith("Chosen in MaxPool2d(2): map 1, row 0, column 5: ")
    assert "made from 2 × 2 cells in map 1 of Conv2d(1, 3, 3, padding=1), Tanh." in (
        picture.description
    )
    assert "sees 3 × 3 pixels, from row 0 and column 9 on. Its gradient reaches 4 pixels" in (
        picture.description
    )
    picture.png()
    assert crowded(picture.axes[0]) == []


class Own(Layer):
    """A convolution as the exercises have it, which does not say its name."""

    def __init__(self, *sizes, stride=1, padding=0, rng=None):
        self.inner = Conv2d(*sizes, stride=stride, padding=padding, rng=rng)
        self.stride, self.padding = stride, padding
        self.forward, self.backward = self.inner.forward, self.inner.backward

    def params(self):
        return self.inner.params()


def test_layers_of_ones_own_give_the_same():
    rng = np.random.default_rng(1)
    first, second = Own(1, 3, 3, padding=1, rng=rng), Own(3, 10, 3, stride=2, rng=rng)
    own = Sequential([first, Tanh(), MaxPool2d(2), second, ReLU(), Flatten()])
    for cell in (Cell(2, 1, 0, 5), Cell(3, 9, 1, 1)):
        mine, theirs = Reach(own, IMAGE).at(cell), Reach(small_net(), IMAGE).at(cell)
        assert mine.windows == theirs.windows and mine.field == theirs.field
        np.testing.assert_array_equal(mine.gradient, theirs.gradient)
    words = reach(own, IMAGE, 3, 9, 1, 1).description
    assert words.startswith("Chosen in Own, ReLU: map before ReLU 9, row 1, column 1: ")


def test_a_live_picture_leaves_the_same_still():
    live = live_reach(small_net(), IMAGE)
    live.set(cell=(2, 1, 0, 5))
    assert live.figure.png() == reach(small_net(), IMAGE, 2, 1, 0, 5).png()


class Strange(Layer):
    def forward(self, x):
        return x[:, :, ::2, ::2]


def test_what_is_not_there_or_not_known_is_refused():
    for cell in ((0, 3, 0, 0), (9, 0, 0, 0), (2, 0, 6, 0), (2, 0, 0, -1)):
        with pytest.raises(ValueError, match="there is no cell"):
            reach(small_net(), IMAGE, *cell)
    with pytest.raises(ValueError, match="what a cell of"):
        reach(Sequential([Strange(), Flatten()]), IMAGE, 0, 0, 0, 0)


def test_keys_go_on_to_the_next_map():
    live = live_reach(small_net(), IMAGE)
    live.set(cell=(2, 0, 0, 5))
    for key, cell in [
        ("right", (2, 1, 0, 0)), ("left", (2, 0, 0, 5)), ("up", (1, 0, 11, 10)),
        ("down", (2, 0, 0, 5)), ("left", (2, 0, 0, 4)), ("down", (2, 0, 1, 4)),
    ]:  # fmt: skip
        live.key(key)
        assert live.state["cell"] == cell, key
    live.set(cell=(2, 2, 5, 5))
    for key, cell in [
        ("right", (2, 2, 5, 5)), ("down", (4, 2, 0, 1)), ("down", (4, 2, 1, 1)),
        ("down", (4, 2, 1, 1)),
    ]:  # fmt: skip
        live.key(key)
        assert live.state["cell"] == cell, key
    live.set(cell=(4, 1, 1, 0))
    live.key("down")  # to the second line of ten maps
    assert live.state["cell"] == (4, 9, 0, 0)
    live.key("up")
    assert live.state["cell"] == (4, 1, 1, 0)
    live.set(cell=(1, 0, 0, 0))
    live.key("up")
    assert live.state["cell"] == (1, 0, 0, 0)


def test_a_click_chooses_a_cell():
    live = live_reach(small_net(), IMAGE)
    before = live.pixels()
    [page] = live.figure.axes
    live.press(*shares(page, 0.16, 4.49))
    assert live.state["cell"] == (1, 0, 0, 0)
    assert (live.pixels() != before).any()
    live.press(0.99, 0.99)
    assert live.state["cell"] == (1, 0, 0, 0)
