"""Write `put_back`, the way back of `patches`: where windows overlap, numbers add up."""

import numpy as np

from dlscratch.checks.convolution.shared.layers import numbers
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import listed

IMAGES, KIND = "the images", "the kind of their numbers"


def _probe(n, down, across, channels, size, shape, stride=1, kind=float):
    seen = numbers(n * 100 + down, n, down, across, channels * size * size)
    seen += 1e-3 * np.sin(np.arange(seen.size)).reshape(seen.shape)  # decimals that go on
    return seen.astype(kind), (n, channels, *shape), size, stride


def _put(function, seen, shape, size, stride):
    given = [stride] * (stride != 1)  # a stride of 1 is left out
    came = function(seen, shape, size, *given)
    return {IMAGES: came, KIND: str(getattr(came, "dtype", "none: it is no array"))}


_put.arguments = ("seen", "shape", "size", "stride")


def _adds(x, window, part):
    x[window] += part


def _sets(x, window, part):
    x[window] = part


def _back(windows=None, corner=None, put=_adds, start=None, end=None, stop=None):
    """A function like the right one; each argument stands in for one of its lines."""

    def put_back(seen, shape, size, stride=1):
        n, down, across, _ = seen.shape
        x = start(shape, seen) if start else np.zeros(shape, seen.dtype)
        parts = (windows or _windows)(seen, shape[1], size)
        for row in range(down):
            for column in range(across):
                top, left = (corner or _corner)(row, column, size, stride)
                put(x, np.s_[:, :, top : top + size, left : left + size], parts[:, row, column])
                if stop == "place":
                    return x
            if stop == "row":
                return x
        return end(x, seen, size, stride) if end else x

    return put_back


def _windows(seen, channels, size):
    return seen.reshape(*seen.shape[:3], channels, size, size)


def _corner(row, column, size, stride):
    return row * stride, column * stride


def _counts(seen, shape, size, stride):
    """How many windows see each pixel."""
    return _back()(np.ones_like(seen), shape, size, stride)


def _tell(outcomes):
    """Which pixels are right already: those that one window has seen, or several, or none."""
    if text := about_memory(exercise, outcomes):
        return text
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=True):
        if outcome.error or not isinstance(outcome.output[IMAGES], np.ndarray):
            return None
        came, wanted = outcome.output[IMAGES], right.output[IMAGES]
        if came.shape != wanted.shape:
            return f"Here shape is {probe[1]}, and what comes back has the shape {came.shape}."
        if alike(came, wanted):
            continue
        counts, wrong = _counts(*probe), ~np.isclose(came, wanted)
        if not (wrong & (counts > 0)).any():
            return (
                "All pixels that windows saw are right. Those that no window saw are to be 0, and "
                "here some are not."
            )
        if parts := _right_parts(wrong):
            return f"{parts} Which part of `seen` belongs to which?"
        groups = {"one window": counts == 1, "several windows": counts > 1, "no window": counts < 1}
        bad = [words for words, where in groups.items() if (wrong & where).any()]
        good = [words for words, where in groups.items() if where.any() and words not in bad]
        if good:
            return (
                f"Pixels that {' or '.join(good)} saw are right. Those that {' or '.join(bad)} saw "
                "are not."
            )
        return (
            "Try it with a single window first: `seen` of shape (1, 1, 1, 4), holding 1, 2, 3, 4, "
            "shape (1, 1, 2, 2) and size 2. Then two windows side by side, in (1, 1, 2, 3); then "
            "two images of two channels, in (2, 2, 2, 2)."
        )
    return None


def _right_parts(wrong):
    """Which images are right already, or which channels, or which channels of which images."""
    for axis, word in enumerate(("image", "channel")):
        bad = wrong.any(axis=tuple({0, 1, 2, 3} - {axis}))
        if bad.any() and not bad.all():
            good, amiss = (_counted(word, np.flatnonzero(one)) for one in (~bad, bad))
            return f"{good} {'is' if (~bad).sum() == 1 else 'are'} right, {amiss.lower()} not."
    good = np.argwhere(~wrong.any(axis=(2, 3)))
    if len(good):
        where = listed([f"channel {channel} of image {image}" for image, channel in good[:4]])
        return f"Right already: {where}. The others are not."
    return None


def _counted(word, numbers):
    return f"{word.capitalize()}{'s' if len(numbers) > 1 else ''} {listed(map(str, numbers))}"


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="fill",
    reference=_back(),
    anew=True,
    run=_put,
    probes=[
        _probe(2, 3, 4, 2, 2, (4, 5)),
        _probe(1, 3, 2, 3, 3, (7, 5), stride=2),
        _probe(3, 2, 3, 1, 2, (5, 7), stride=2),
        _probe(2, 2, 3, 2, 2, (5, 8), stride=3, kind=np.float32),
        _probe(2, 2, 2, 2, 2, (3, 3)),
        _probe(1, 1, 1, 2, 3, (3, 3)),
        _probe(2, 4, 1, 1, 3, (6, 3), kind=np.float32),
        tuple(map(moved, _probe(2, 3, 2, 3, 2, (4, 3)))),
    ],
    hints=(
        "Begin with images of zeros. Then go from place to place, as the window did. Which part of "
        "the images did it see there?",
        "The numbers of one place are a row. Which four axes do they have as a part of the "
        "images? Then they fit onto a slice of them, for all examples at once.",
        "At place (row, column) the window's corner stands `stride` times so far down and to the "
        "right. To the slice of size × size that begins there, `+=` adds what the place holds.",
    ),
    after="A pixel that nine windows have seen had a part in nine outputs, so nine gradients reach "
    "it, and they add up: what you knew of an array that is used twice. The whole backward of a "
    "convolution is a small Linear's, and this.",
)

exercise.mistakes(
    lambda how: _back(**how),
    one_stays=(
        "Where windows overlap, each overwrites what the ones before have left there. A pixel that "
        "several windows saw gets the sum. (To an array of places in which one stands twice, `+=` "
        "adds there only once.)",
        {"put": _sets},
    ),
    largest_stays=(
        "Where windows overlap, the largest number stays. They add up.",
        {"put": lambda x, window, part: np.maximum(x[window], part, out=x[window])},
    ),
    averaged=(
        "Where windows overlap, it is the mean of what they hold. It is to be the sum: each output "
        "brings its own gradient.",
        {"end": lambda x, seen, size, stride: x / np.maximum(_counts(seen, x.shape, size, stride),
                                                             1)},
    ),
    stride_forgotten=(
        "With a stride of 1 it is right. With another one, the windows stand further apart than "
        "you put them.",
        {"corner": lambda row, column, size, stride: (row, column)},
    ),
    stride_downwards_only=(
        "Downwards the windows stand where they should. To the right, they are put one pixel "
        "apart, whatever the stride.",
        {"corner": lambda row, column, size, stride: (row * stride, column)},
    ),
    stride_across_only=(
        "To the right the windows stand where they should. Downwards, they are put one pixel "
        "apart, whatever the stride.",
        {"corner": lambda row, column, size, stride: (row, column * stride)},
    ),
    side_by_side=(
        "The windows are put side by side, `size` apart, as if they never overlapped. How far "
        "apart did they stand?",
        {
            "corner": lambda row, column, size, stride: (row * size, column * size),
            "put": lambda x, window, part: _adds(
                x, window, part[:, :, : x[window].shape[2], : x[window].shape[3]]
            ),
        },
    ),
    turned_windows=(
        "Each window is put back with its rows as columns. In `seen`, its numbers stand row by "
        "row.",
        {"windows": lambda seen, channels, size: _windows(seen, channels, size).swapaxes(-1, -2)},
    ),
    flipped_windows=(
        "Each window is put back upside down and mirrored. What was first in it is its upper left "
        "number.",
        {"windows": lambda seen, channels, size: _windows(seen, channels, size)[..., ::-1, ::-1]},
    ),
    upside_down=(
        "Each window is put back upside down: its first row is the upper one.",
        {"windows": lambda seen, channels, size: _windows(seen, channels, size)[..., ::-1, :]},
    ),
    mirrored=(
        "Each window is put back mirrored: the first number of a row is the one on the left.",
        {"windows": lambda seen, channels, size: _windows(seen, channels, size)[..., ::-1]},
    ),
    channels_last=(
        "The numbers get into the wrong channels. A row of `seen` holds all of the first channel, "
        "then all of the next: in `reshape`, the axis of the channels comes first.",
        {"windows": lambda seen, channels, size:
            seen.reshape(*seen.shape[:3], size, size, channels).transpose(0, 1, 2, 5, 3, 4)},
    ),
    channels_backwards=(
        "The channels come in the opposite order. The first numbers of each row belong to the "
        "first channel.",
        {"windows": lambda seen, channels, size: _windows(seen, channels, size)[:, :, :, ::-1]},
    ),
    channels_together=(
        "All channels get the same numbers, the sum over all of them. Each has numbers of its own.",
        {"windows": lambda seen, channels, size:
            _windows(seen, channels, size).sum(axis=3, keepdims=True)},
    ),
    first_channel_for_all=(
        "All channels get the numbers of the first. Each has numbers of its own.",
        {"windows": lambda seen, channels, size: _windows(seen, channels, size)[:, :, :, :1]},
    ),
    examples_together=(
        "All examples get the same numbers, the sum over all of them. Each example has its own.",
        {"windows": lambda seen, channels, size:
            np.broadcast_to(_windows(seen, channels, size).sum(axis=0),
                            _windows(seen, channels, size).shape)},
    ),
    first_example_for_all=(
        "All examples get the numbers of the first. Each example has its own.",
        {"windows": lambda seen, channels, size:
            np.broadcast_to(_windows(seen, channels, size)[:1],
                            _windows(seen, channels, size).shape)},
    ),
    first_place_only=(
        "Only the first window is put back. Does the `return` stand inside the loops?",
        {"stop": "place"},
    ),
    first_row_only=(
        "Only the first row of windows is put back. Does the `return` stand inside a loop?",
        {"stop": "row"},
    ),
    begins_with_ones=(
        "Every pixel is larger by 1 than it should be. From which numbers do the images begin?",
        {"start": lambda shape, seen: np.ones(shape, seen.dtype)},
    ),
    always_float64=(
        "The numbers are right. But where `seen` is float32, float64 comes back: much of NumPy "
        "makes that where it is told no other kind. Which line makes the result?",
        {"start": lambda shape, seen: np.zeros(shape)},
    ),
    always_float32=(
        "The numbers become float32 whatever `seen` holds, and lose their last digits. Take the "
        "kind from `seen`.",
        {"start": lambda shape, seen: np.zeros(shape, np.float32)},
    ),
    rows_mixed_with_examples=(
        "The windows are taken apart into other axes than they have. The first three axes of "
        "`seen` are example, row and column, and only the last one is to be split.",
        {"windows": lambda seen, channels, size: seen.transpose(3, 0, 1, 2).reshape(
            *seen.shape[:3], channels, size, size)},
    ),
)  # fmt: skip


@exercise.wrong(
    "Rows and columns of the places are swapped: what belongs further down is put further to the "
    "right."
)
def places_swapped(seen, shape, size, stride=1):
    def corner(row, column, size, stride):
        return column * stride, row * stride

    def as_far_as_it_goes(x, window, part):
        height, width = x[window].shape[2:]
        x[window] += part[:, :, :height, :width]

    return _back(corner=corner, put=as_far_as_it_goes)(seen, shape, size, stride)


@exercise.wrong(
    "The last row and the last column of places are missing: does a loop end one too early?"
)
def last_places_missing(seen, shape, size, stride=1):
    down, across = (max(count - 1, 1) for count in seen.shape[1:3])
    return _back()(seen[:, :down, :across], shape, size, stride)


@exercise.wrong("It gives None. Is there a `return`?")
def nothing_returned(seen, shape, size, stride=1):
    _back()(seen, shape, size, stride)


@exercise.wrong(
    "Pixels at the bottom and on the right that no window saw are missing. They are there, as 0: "
    "the result has the shape that was asked for."
)
def cut_to_what_was_seen(seen, shape, size, stride=1):
    down, across = (stride * (count - 1) + size for count in seen.shape[1:3])
    return _back()(seen, shape, size, stride)[:, :, :down, :across]


@exercise.variant
def number_by_number_of_the_window(seen, shape, size, stride=1):
    (n, channels, _, _), (down, across) = shape, seen.shape[1:3]
    x = np.zeros(shape, dtype=seen.dtype)
    parts = seen.reshape(n, down, across, channels, size, size)
    for i in range(size):
        for j in range(size):
            x[:, :, i:, j:][:, :, : stride * down : stride, : stride * across : stride] += parts[
                ..., i, j
            ].transpose(0, 3, 1, 2)
    return x


@exercise.variant
def by_add_at(seen, shape, size, stride=1):
    n, channels, _, _ = shape
    places = [np.arange(count) * stride for count in seen.shape[1:3]]
    rows = places[0][:, None, None, None, None] + np.arange(size)[:, None]
    columns = places[1][:, None, None, None] + np.arange(size)
    x = np.zeros(shape, seen.dtype)
    where = np.arange(channels)[:, None, None], rows, columns
    for image, part in zip(x, seen, strict=True):
        np.add.at(image, where, part.reshape(*part.shape[:2], channels, size, size))
    return x


@exercise.variant
def one_number_after_another(seen, shape, size, stride=1):
    x = np.zeros_like(seen, shape=shape)
    for n, row, column, place in np.ndindex(*seen.shape):
        channel, inside = divmod(place, size * size)
        i, j = divmod(inside, size)
        x[n, channel, row * stride + i, column * stride + j] += seen[n, row, column, place]
    return x
