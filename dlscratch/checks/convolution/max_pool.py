"""Write the class `MaxPool2d`: the largest of each square, and where its gradient goes."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.convolution.shared.layers import (
    about_kinds,
    numbers,
    one_like,
    without_parameters,
)
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.convolution.shared.pool_answers import ROWS, MaxPoolInPieces, squares_of
from dlscratch.checks.engine.differences import AGAIN, SECOND, THIRD
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.engine.told import Exercise, alike


def _built(cls, size):
    layer = one_like(cls, size)
    one_like(cls, size + 1)  # which leaves the first one as it is
    return layer


def _ties(seed, *shape):
    """As behind a ReLU: many zeros, and few whole numbers."""
    rng = np.random.default_rng(seed)
    return np.maximum(rng.integers(-3, 3, shape), 0).astype(float)


def _close(seed, *shape):
    """Numbers that differ far behind the point."""
    steps = np.random.default_rng(seed).permutation(int(np.prod(shape)))
    return 1 + 1e-9 * steps.reshape(shape)


def _probe(x, size, back=True):
    outputs = squares_of(x, size).shape[:4]
    return x, numbers(x.size, *outputs) if back else None, size


def _tell(outcomes):
    """In which squares it goes right, and in which not."""
    if text := about_memory(exercise, outcomes):
        return text
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        x, gradient, size = probe
        for label in ("forward", "gradient for x"):
            came, wanted = outcome.output.get(label), right.output.get(label)
            if label in right.output and not alike(came, wanted):
                return _about(label, came, wanted, x, size)
        for when in (AGAIN, SECOND, THIRD):
            for label in (f"forward{when}", f"gradient for x{when}"):
                if label in right.output and not alike(
                    outcome.output.get(label), right.output[label]
                ):
                    return _LATER[when]
    return about_kinds(outcomes)


_ANOTHER = (
    "For the first batch all is right. For another one it is not: something of an earlier batch is "
    "still there. What forward keeps, and the arrays that backward fills, are new each time."
)
_LATER = {
    AGAIN: "Once, backward is right. Asked a second time, it is not: does it change what forward "
    "has kept, or go on with an array of the first time?",
    SECOND: _ANOTHER,
    THIRD: _ANOTHER,
}


def _about(label, came, wanted, x, size):
    if isinstance(came, Stopped) or not isinstance(came, np.ndarray):
        return None
    if came.shape != wanted.shape:
        return (
            f"x has shape {x.shape} here, and size is {size}: so there are {x.shape[2] // size} × "
            f"{x.shape[3] // size} whole squares in each channel."
        )
    if label == "forward":
        return _goes_on(came, x, size)
    squares = squares_of(x, size)
    rows = squares.reshape(*squares.shape[:4], -1)
    tied = (rows == rows.max(axis=-1, keepdims=True)).sum(axis=-1) > 1
    wrong = squares_of(~np.isclose(came, wanted), size).any(axis=(4, 5))
    if tied.any() and not (wrong & ~tied).any():
        return (
            "Forward is right, and so is the gradient wherever the largest number of a square "
            "stands there once. Where it stands there several times, it is not."
        )
    n, channel, row, column = (
        (int(one) for one in np.argwhere(wrong)[0]) if wrong.any() else [0] * 4
    )
    return (
        f"Forward is right. Look at one square, image {n}, channel {channel}, row {row} and column "
        f"{column} of the squares: it holds {squares[n, channel, row, column].tolist()}, and its "
        f"part of the gradient should be "
        f"{squares_of(wanted, size)[n, channel, row, column].tolist()}. What is yours?"
    )


def _goes_on(came, x, size):
    """What goes on in the place of the largest number of a square."""
    height, width = x.shape[2:]
    others = squares_of(x[:, :, height % size :, width % size :], size)
    if (height % size or width % size) and alike(came, others.max(axis=(4, 5))):
        return (
            "Rows and columns that are left over are cut off at the top and on the left here. The "
            "squares begin in the upper left corner."
        )
    largest = squares_of(x, size).max(axis=(1, 4, 5))
    if x.shape[1] > 1 and alike(came, np.broadcast_to(largest[:, None], came.shape)):
        return "Every channel gets the largest number of all channels. Each has its own."
    return "The shape is right. Print one square and the number that comes out for it."


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="fill",
    wants="class",
    reference=MaxPoolInPieces,
    run=without_parameters(_built),
    probes=[
        _probe(numbers(1, 2, 2, 4, 6), 2),
        _probe(numbers(2, 1, 3, 7, 5), 2),
        _probe(numbers(3, 3, 1, 7, 6), 3),
        _probe(_ties(4, 2, 2, 4, 6), 2),
        _probe(-1 - abs(numbers(5, 2, 1, 4, 4)) / 7, 2),
        _probe(_ties(6, 1, 2, 6, 7), 3),
        _probe(numbers(7, 1, 2, 3, 2), 1),
        tuple(map(moved, _probe(numbers(9, 3, 2, 4, 6), 2))),
        _probe(_close(10, 1, 2, 4, 4), 2),
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

exercise.mistakes(lambda methods: type("MaxPool2d", (MaxPoolInPieces,), methods), **ROWS)


@exercise.wrong(
    "The squares overlap: there is one at each pixel. They are to lie side by side, so the next "
    "one begins where the last one ends."
)
class at_every_pixel(MaxPoolInPieces):
    def forward(self, x):
        self.remember(x)
        sides = (self.size, self.size)
        windows = np.lib.stride_tricks.sliding_window_view(x, sides, axis=(2, 3))
        return windows.max(axis=(4, 5))


@exercise.wrong(
    "Where rows or columns are left over, they make one more square, smaller than the others. They "
    "belong to no square."
)
class leftovers_as_a_square(MaxPoolInPieces):
    def forward(self, x):
        more = [(0, -side % self.size) for side in x.shape[2:]]
        x = np.pad(x, [(0, 0), (0, 0), *more], constant_values=-np.inf)
        self.remember(x)
        return self.outputs(self.rows(x))


@exercise.wrong(
    "Where nothing is left over, it is right. But an image may have rows or columns that fill no "
    "square: they are to be left out first."
)
class whole_squares_only(MaxPoolInPieces):
    def rows(self, x):
        n, channels, height, width = x.shape
        size = self.size
        x = x.reshape(n, channels, height // size, size, width // size, size).swapaxes(3, 4)
        return x.reshape(*x.shape[:4], -1)


@exercise.wrong(
    "With the first batch it works. Then others come, and backward still works with the first: "
    "each forward replaces what is kept."
)
class first_batch_for_ever(MaxPoolInPieces):
    def remember(self, x):
        self.x = getattr(self, "x", x)


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took what the other had "
    "kept. What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(MaxPoolInPieces):
    def remember(self, x):
        kept_on_the_class.x = x


@exercise.wrong(
    "A pool of another size was made after this one, and this one took over its size. What belongs "
    "to a layer is kept in `self`, not on the class."
)
class size_on_the_class(MaxPoolInPieces):
    def __init__(self, size):
        type(self).size = size


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
