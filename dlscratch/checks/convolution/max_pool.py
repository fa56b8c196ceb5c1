"""Write the class `MaxPool2d`: the largest of each square, and where its gradient goes."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.convolution.shared.layers import numbers, one_like, without_parameters
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import Exercise, alike


def _built(cls, size):
    return one_like(cls, size)


def _squares(x, size):
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


class _MaxPool2d(layers.Layer):
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
        squares = _squares(x, self.side())
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


_MaxPool2d.__name__ = "MaxPool2d"


def _ties(seed, *shape):
    """As behind a ReLU: many zeros, and few whole numbers."""
    rng = np.random.default_rng(seed)
    return np.maximum(rng.integers(-3, 3, shape), 0).astype(float)


def _probe(x, size, back=True):
    outputs = _squares(x, size).shape[:4]
    return x, numbers(x.size, *outputs) if back else None, size


def _tell(outcomes):
    """In which squares it goes right, and in which not."""
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        x, gradient, size = probe
        for label in ("forward", "gradient for x"):
            came, wanted = outcome.output.get(label), right.output.get(label)
            if label in right.output and not alike(came, wanted):
                return _about(label, came, wanted, x, size)
    return None


def _about(label, came, wanted, x, size):
    if isinstance(came, Stopped) or not isinstance(came, np.ndarray):
        return None
    if came.shape != wanted.shape:
        return (
            f"x has shape {x.shape} here, and size is {size}: so there are {x.shape[2] // size} × "
            f"{x.shape[3] // size} whole squares in each channel."
        )
    if label == "forward":
        return "The shape is right. Print one square and the number that comes out for it."
    squares = _squares(x, size)
    rows = squares.reshape(*squares.shape[:4], -1)
    tied = (rows == rows.max(axis=-1, keepdims=True)).sum(axis=-1) > 1
    wrong = _squares(~np.isclose(came, wanted), size).any(axis=(4, 5))
    if tied.any() and not (wrong & ~tied).any():
        return (
            "Forward is right, and so is the gradient wherever the largest number of a square "
            "stands there once. Where it stands there several times, it is not."
        )
    n, channel, row, column = (int(one) for one in np.argwhere(wrong)[0]) if wrong.any() else [0] * 4
    return (
        f"Forward is right. Look at one square, image {n}, channel {channel}, row {row} and column "
        f"{column} of the squares: it holds {squares[n, channel, row, column].tolist()}, and its "
        f"part of the gradient should be "
        f"{_squares(wanted, size)[n, channel, row, column].tolist()}. What is yours?"
    )


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="fill",
    wants="class",
    reference=_MaxPool2d,
    run=without_parameters(_built),
    probes=[
        _probe(numbers(1, 2, 2, 4, 6), 2),
        _probe(numbers(2, 1, 3, 7, 5), 2),
        _probe(numbers(3, 3, 1, 7, 6), 3),
        _probe(_ties(4, 2, 2, 4, 6), 2),
        _probe(-1 - abs(numbers(5, 2, 1, 4, 4)), 2),
        _probe(_ties(6, 1, 2, 6, 7), 3),
        _probe(numbers(7, 1, 2, 3, 2), 1),
        _probe(numbers(8, 2, 2, 4, 4), 2, back=False),
    ],
    hints=(
        "Forward needs the numbers of each square side by side, on the last axis or the last two. "
        "Then the largest along these is what goes on. And backward has to know where it stood.",
        "`argmax` along the last axis gives the place of the largest number, and of several the "
        "first. Forward keeps these places; and the shape that came, for the zeros of backward.",
        "With `x.reshape(n * channels, 1, height, width)`, each channel is an image of its own, "
        "and `patches` with `stride=size` gives a row for each square. Backward begins with zeros "
        "of the form of these rows, writes each incoming number to its place "
        "(`np.put_along_axis`), and `put_back` makes images of the rows.",
    ),
    after="It has nothing to learn, and most of its inputs get no gradient: they were not the "
    "largest, so a small change of theirs changes nothing. It is ReLU's idea, with neighbours in "
    "the place of 0.",
)


def _last(rows):
    return _first(rows[..., ::-1])[..., ::-1]


def _all(rows):
    return rows == rows.max(axis=-1, keepdims=True)


_SIZE = (
    "With a size of 2 it is right. With another one, it still makes squares of 2 × 2: `size` comes "
    "when the layer is made."
)

exercise.mistakes(
    lambda methods: type("MaxPool2d", (_MaxPool2d,), methods),
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


@exercise.wrong(
    "The squares overlap: there is one at each pixel. They are to lie side by side, so the next "
    "one begins where the last one ends."
)
class at_every_pixel(_MaxPool2d):
    def forward(self, x):
        self.remember(x)
        sides = (self.size, self.size)
        windows = np.lib.stride_tricks.sliding_window_view(x, sides, axis=(2, 3))
        return windows.max(axis=(4, 5))


@exercise.wrong(
    "Where rows or columns are left over, they make one more square, smaller than the others. They "
    "belong to no square."
)
class leftovers_as_a_square(_MaxPool2d):
    def forward(self, x):
        more = [(0, -side % self.size) for side in x.shape[2:]]
        x = np.pad(x, [(0, 0), (0, 0), *more], constant_values=-np.inf)
        self.remember(x)
        return self.outputs(self.rows(x))


@exercise.wrong(
    "Where nothing is left over, it is right. But an image may have rows or columns that fill no "
    "square: they are to be left out first."
)
class whole_squares_only(_MaxPool2d):
    def rows(self, x):
        n, channels, height, width = x.shape
        size = self.size
        x = x.reshape(n, channels, height // size, size, width // size, size).swapaxes(3, 4)
        return x.reshape(*x.shape[:4], -1)


@exercise.wrong(
    "With the first batch it works. Then others come, and backward still works with the first: "
    "each forward replaces what is kept."
)
class first_batch_for_ever(_MaxPool2d):
    def remember(self, x):
        self.x = getattr(self, "x", x)


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took what the other had "
    "kept. What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(_MaxPool2d):
    def remember(self, x):
        kept_on_the_class.x = x


@exercise.variant
class corner_by_corner(layers.Layer):
    def __init__(self, size):
        self.size = size

    def forward(self, x):
        self.shape, size = x.shape, self.size
        down, across = x.shape[2] // size * size, x.shape[3] // size * size
        corners = [x[:, :, i:down:size, j:across:size] for i in range(size) for j in range(size)]
        largest, self.which = corners[0].copy(), np.zeros(corners[0].shape, int)
        for place, corner in enumerate(corners):
            larger = corner > largest
            largest[larger], self.which[larger] = corner[larger], place
        return largest

    def backward(self, gradient):
        x_grad = np.zeros(self.shape, gradient.dtype)
        for n, channel, row, column in np.ndindex(*gradient.shape):
            i, j = divmod(self.which[n, channel, row, column], self.size)
            place = n, channel, row * self.size + i, column * self.size + j
            x_grad[place] = gradient[n, channel, row, column]
        return x_grad


@exercise.variant
class number_by_number(layers.Layer):
    def __init__(self, size):
        self.size = size

    def forward(self, x):
        n, channels, height, width = x.shape
        outputs = np.zeros((n, channels, height // self.size, width // self.size), x.dtype)
        self.x, self.places = x, {}
        for place in np.ndindex(*outputs.shape):
            top, left = place[2] * self.size, place[3] * self.size
            square = x[place[0], place[1], top : top + self.size, left : left + self.size]
            i, j = np.unravel_index(square.argmax(), square.shape)
            self.places[place] = (*place[:2], top + i, left + j)
            outputs[place] = square[i, j]
        return outputs

    def backward(self, gradient):
        x_grad = np.zeros_like(self.x)
        for place, origin in self.places.items():
            x_grad[origin] += gradient[place]
        return x_grad
