"""A pool in pieces, which wrong answers replace, and a table of such answers."""

import numpy as np

from dlscratch import layers


def squares_of(x, size):
    """(n, channels, down, across, size, size): the squares that lie wholly in the images."""
    n, channels, height, width = x.shape
    down, across = height // size, width // size
    x = x[:, :, : down * size, : across * size]
    return x.reshape(n, channels, down, size, across, size).swapaxes(3, 4)


def _joined(squares, shape):
    """The images that such squares are cut from, with 0 where there is none."""
    n, channels, down, across, size, _ = squares.shape
    x = np.zeros(shape, squares.dtype)
    inside = squares.swapaxes(3, 4).reshape(n, channels, down * size, across * size)
    x[:, :, : down * size, : across * size] = inside
    return x


def _first(rows):
    """1 at the first largest number of each row, else 0."""
    return np.arange(rows.shape[-1]) == rows.argmax(axis=-1)[..., None]


class MaxPoolInPieces(layers.Layer):
    """The right answer in pieces, which the wrong ones replace."""

    def __init__(self, size):
        self.size = size

    def forward(self, x):
        self.remember(x)
        return self.outputs(self.rows(x))

    def remember(self, x):
        self.x = x

    def side(self):
        return self.size

    def rows(self, x):
        squares = squares_of(x, self.side())
        return squares.reshape(*squares.shape[:4], -1)

    def outputs(self, rows):
        return rows.max(axis=-1)

    def backward(self, gradient):
        rows = self.rows(self.x)
        parts = (self.shares(rows) * self.incoming(gradient, rows)).astype(gradient.dtype)
        return self.joined(parts.reshape(*parts.shape[:4], self.side(), self.side()))

    def incoming(self, gradient, rows):
        return gradient[..., None]

    def shares(self, rows):
        return _first(rows)

    def joined(self, squares):
        return _joined(squares, self.x.shape)


MaxPoolInPieces.__name__ = "MaxPool2d"


def _last(rows):
    return _first(rows[..., ::-1])[..., ::-1]


def _all(rows):
    return rows == rows.max(axis=-1, keepdims=True)


def _by_columns(rows, share):
    size = round(rows.shape[-1] ** 0.5)
    turned = rows.reshape(*rows.shape[:-1], size, size).swapaxes(-1, -2)
    found = share(turned.reshape(rows.shape)).reshape(turned.shape)
    return found.swapaxes(-1, -2).reshape(rows.shape)


def _by_reshape(squares, shape):
    n, channels, down, across, size, _ = squares.shape
    x = np.zeros(shape)
    inside = squares.reshape(n, channels, down * size, across * size)
    x[:, :, : down * size, : across * size] = inside
    return x


_SIZE = (
    "With a size of 2 it is right. With another one, it still makes squares of 2 × 2: `size` comes "
    "when the layer is made."
)

ROWS = dict(
    to_all_of_a_tie=(
        "Where the largest number stands in a square once, all is right. Where it stands there "
        "several times, each of them gets all of the gradient: only the first is to get it.",
        {"shares": lambda self, rows: _all(rows)},
    ),
    to_the_last_of_a_tie=(
        "Where the largest number stands in a square once, all is right. Where it stands there "
        "several times, the last one gets the gradient. It is to be the first, row by row.",
        {"shares": lambda self, rows: _last(rows)},
    ),
    tie_shared=(
        "Where the largest number stands in a square several times, they share the gradient among "
        "them. That would be fair; here, as in PyTorch, the first one gets all of it.",
        {"shares": lambda self, rows: _all(rows) / _all(rows).sum(axis=-1, keepdims=True)},
    ),
    first_by_columns=(
        "Where the largest number stands in a square several times, the one that gets the gradient "
        "is the first when the square is read column by column. Read row by row.",
        {"shares": lambda self, rows: _by_columns(rows, _first)},
    ),
    to_every_number=(
        "Every number of the square gets the gradient. Only one of them has gone on; a small "
        "change of the others changes nothing.",
        {"shares": lambda self, rows: np.ones_like(rows)},
    ),
    divided_by_the_square=(
        "The gradient is divided among all numbers of the square, as for a mean. Only the largest "
        "has gone on.",
        {"shares": lambda self, rows: np.full_like(rows, 1 / rows.shape[-1])},
    ),
    largest_gets_a_part=(
        "The right pixel gets the gradient, but divided by the numbers in the square. It has gone "
        "on whole: its slope is 1.",
        {"shares": lambda self, rows: _first(rows) / rows.shape[-1]},
    ),
    to_the_others=(
        "The gradient goes to all but the largest. It is the one that has gone on.",
        {"shares": lambda self, rows: ~_first(rows)},
    ),
    to_the_corner=(
        "The gradient always goes to the first number of a square. It belongs to the one that was "
        "the largest.",
        {"shares": lambda self, rows: np.arange(rows.shape[-1]) == np.zeros_like(rows)},
    ),
    times_the_number=(
        "The gradient is multiplied by the largest number itself. A number that goes on as it is "
        "has a slope of 1.",
        {"shares": lambda self, rows: _first(rows) * rows},
    ),
    incoming_forgotten=(
        "Backward gives ones and zeros: that is where the gradient is to go. What is to go there "
        "is the incoming gradient.",
        {"incoming": lambda self, gradient, rows: np.ones_like(gradient)[..., None]},
    ),
    number_for_gradient=(
        "Backward puts the largest numbers back in their places. What is to go there is the "
        "incoming gradient.",
        {"incoming": lambda self, gradient, rows: rows.max(axis=-1, keepdims=True)},
    ),
    mean_goes_on=(
        "The mean of each square goes on. It is to be the largest.",
        {"outputs": lambda self, rows: rows.mean(axis=-1),
         "shares": lambda self, rows: np.full_like(rows, 1 / rows.shape[-1])},
    ),
    mean_forward_only=(
        "The mean of each square goes on. It is to be the largest. (Backward is right already.)",
        {"outputs": lambda self, rows: rows.mean(axis=-1)},
    ),
    sum_goes_on=(
        "The sum of each square goes on. It is to be the largest number.",
        {"outputs": lambda self, rows: rows.sum(axis=-1)},
    ),
    smallest_goes_on=(
        "The smallest number of each square goes on.",
        {"outputs": lambda self, rows: rows.min(axis=-1),
         "shares": lambda self, rows: _first(-rows)},
    ),
    largest_by_size=(
        "What goes on is the number farthest from 0, without its sign. The largest of −5 and 3 is "
        "3.",
        {"outputs": lambda self, rows: abs(rows).max(axis=-1),
         "shares": lambda self, rows: _first(abs(rows)) * np.sign(rows)},
    ),
    never_below_zero=(
        "Where all numbers of a square are below 0, 0 comes out. Did a comparison begin with 0? "
        "The largest of −5 and −3 is −3.",
        {"outputs": lambda self, rows: np.maximum(rows.max(axis=-1), 0)},
    ),
    largest_of_the_image=(
        "Every square gives the largest number of its whole channel. `max` or `argmax` looked too "
        "far: which axes belong to one square?",
        {"outputs": lambda self, rows: np.broadcast_to(
            rows.max(axis=(2, 3, 4), keepdims=True)[..., 0], rows.shape[:4])},
    ),
    largest_of_all_channels=(
        "Every channel gets the largest number of all channels. Each has its own.",
        {"outputs": lambda self, rows: np.broadcast_to(
            rows.max(axis=(1, 4), keepdims=True)[..., 0], rows.shape[:4])},
    ),
    place_of_the_largest=(
        "The places of the largest numbers go on, whole numbers from `argmax`. The numbers "
        "themselves are to.",
        {"outputs": lambda self, rows: rows.argmax(axis=-1)},
    ),
    size_of_two=(_SIZE, {"side": lambda self: 2}),
    leftovers_dropped_in_backward=(
        "Forward is right. Where rows or columns are left over, the gradient for x has too few of "
        "them: it has the shape of x, and they get 0.",
        {"joined": lambda self, squares: _joined(
            squares, (*squares.shape[:2], *np.multiply(squares.shape[2:4], self.size)))},
    ),
    squares_turned_in_backward=(
        "Forward is right. In backward, each square comes back with its rows as columns.",
        {"joined": lambda self, squares: _joined(squares.swapaxes(-1, -2), self.x.shape)},
    ),
    squares_by_reshape_in_backward=(
        "Forward is right. In backward, the squares are not put back where they were cut from: "
        "`reshape` alone moves no axis.",
        {"joined": lambda self, squares: _by_reshape(squares, self.x.shape)},
    ),
    nothing_returned=(
        "Backward gives None. The layer before is waiting for the gradient for `x`: return it.",
        {"joined": lambda self, squares: None},
    ),
    forward_gives_nothing=(
        "Forward gives None: the next layer is waiting for its outputs.",
        {"outputs": lambda self, rows: None},
    ),
    gradient_handed_on=(
        "Backward hands on what came in, which is smaller than x. Each number is to go back to the "
        "pixel that it came from.",
        {"backward": lambda self, gradient: gradient},
    ),
    wide_zeros=(
        "The numbers are right. But where float32 comes in, float64 goes back: that is what "
        "`np.zeros` makes, unless it is told another kind.",
        {"joined": lambda self, squares: _joined(squares.astype(float), self.x.shape)},
    ),
)  # fmt: skip
