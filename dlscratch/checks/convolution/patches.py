"""What a window sees at each of its places, of all images and channels at once."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from dlscratch.checks.convolution.shared.maps import numbers
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.convolution.shared.windows import SLIPS, patches, windows
from dlscratch.checks.engine.told import Exercise


def _seen(function, x, size, *stride):
    """What comes back, and of which kind its numbers are."""
    found = function(x, size, *stride)
    if not isinstance(found, np.ndarray):
        return {"": found}
    return {"": found, "the kind of number": str(found.dtype)}


_seen.arguments = ("x", "size", "stride")


_WRITTEN = (
    "The first of these shapes is what you have, the second is the place where it is to go: there, "
    "each image has one row, of channels · size · size numbers."
)


def _tell(outcomes):
    """In what the first wrong array differs."""
    if text := about_memory(exercise, outcomes):
        return text
    for outcome, expected in zip(outcomes, exercise.expected, strict=False):
        if outcome.error:
            return _WRITTEN if "could not broadcast input" in str(outcome.error) else None
        came, wanted = outcome.output[""], expected.output[""]
        if not isinstance(came, np.ndarray):
            return "Wanted is one array, with four axes: the layer goes on working with it."
        if came.shape == wanted.shape and np.allclose(came, wanted):
            continue
        if came.ndim != 4:
            return (
                f"Wanted are four axes: examples, down, across, and what the window sees. This has "
                f"{came.ndim}."
            )
        if came.shape != wanted.shape:
            return _sizes(came.shape, wanted.shape)
        if np.allclose(np.sort(came), np.sort(wanted)):
            return (
                "At each place the window sees the right numbers, but they come in another order. "
                "It is that of `filter.ravel()`, for a filter of shape (channels, size, size)."
            )
        if np.allclose(np.sort(came, axis=None), np.sort(wanted, axis=None)):
            return (
                "All numbers are there, but not at their places. Print what one window sees, and "
                "find its numbers in the image."
            )
        good = [np.allclose(*pair) for pair in zip(came, wanted, strict=True)]
        if any(good):
            return f"Right for some of the examples, but not for number {good.index(False)}."
        if np.allclose(came[:, 0, 0], wanted[:, 0, 0]):
            return "Right at the first place, and not at all others."
        return None
    return None


def _sizes(came, wanted):
    names = (
        ("example", "examples"),
        ("place down", "places down"),
        ("place across", "places across"),
        ("number that a window sees", "numbers that a window sees"),
    )
    found = [
        f"{there} {name[there != 1]}, and here {'is' if here == 1 else 'are'} {here}"
        for name, here, there in zip(names, came, wanted, strict=True)
        if here != there
    ]
    return f"There should be {'; '.join(found)}."


exercise = Exercise(
    __name__,
    kind="fill",
    reference=patches,
    anew=True,
    run=_seen,
    tell=_tell,
    probes=[
        (np.arange(1.0, 13).reshape(1, 1, 3, 4), 2),
        (numbers(2, 3, 5, 6), 3),
        (numbers(3, 2, 7, 5), 3, 2),
        (numbers(2, 2, 6, 8), 2, 3),
        (numbers(3, 3, 4, 4), 4),
        (numbers(1, 4, 3, 3), 1),
        (numbers(2, 2, 4, 4), 2),
        (numbers(2, 1, 5, 4).astype(np.float32), 2),
        (numbers(3, 5, 4, 2).transpose(3, 0, 1, 2), 2),
        (np.arange(60).reshape(2, 2, 3, 5), 2, 1),
        (moved(numbers(2, 3, 4, 5)), 2),
    ],
    hints=(
        "Write down the shape of what comes out, and make an array of it. How many places there "
        "are, down and across, the exercise [places] has told you.",
        "Loop over the places, as you did for one image. A slice can take the same window out of "
        "all images and all channels at once: `x[:, :, …, …]`.",
        "That piece has the shape (n, channels, size, size), and the order inside is right "
        "already. `reshape(n, -1)` makes a row for each image; it belongs to this place, in all "
        "images.",
    ),
    after="The field calls this *im2col*. What was a loop over places is one product of matrices "
    "from here on: patches times filters. It costs memory, for a pixel stands in many patches.",
)


exercise.mistakes(lambda make: lambda x, size, stride=1: make(windows(x, size, stride)), **SLIPS)


def _by_loops(count, begin=lambda place, stride: place * stride, begin_across=None):
    """Loops over the places; `count` gives how many there are along one side, or along both."""

    def by_loops(x, size, stride=1):
        n, channels, height, width = x.shape
        down, across = count(height, width, size, stride)
        seen = np.zeros((n, down, across, channels * size * size), x.dtype)
        for i in range(down):
            for j in range(across):
                top, left = begin(i, stride), (begin_across or begin)(j, stride)
                window = x[:, :, top : top + size, left : left + size]
                seen[:, i, j] = window.reshape(n, -1)
        return seen

    return by_loops


def _both(places):
    return lambda height, width, size, stride: (
        places(height, size, stride), places(width, size, stride),
    )  # fmt: skip


def _places(side, size, stride):
    return (side - size) // stride + 1


_NO_STRIDE = "The stride holds in both directions. "

exercise.mistakes(
    _by_loops,
    one_too_few=(
        "A row and a column of places are missing, the last ones. The exercise [places] counts "
        "them.",
        _both(lambda side, size, stride: (side - size) // stride),
    ),
    rounded_up=(
        "Where the stride does not go into the way, there is one place too many: the window leaves "
        "the image.",
        _both(lambda side, size, stride: -((size - side) // stride) + 1),
    ),
    stride_ignored=(
        "The stride is left out: with 2, the window takes every second place only.",
        _both(lambda side, size, stride: side - size + 1),
        lambda place, stride: place,
    ),
    stride_in_the_number_alone=(
        "There are as many places as there should be, but the window moves by one pixel from each "
        "to the next.",
        _both(_places),
        lambda place, stride: place,
    ),
    stride_in_the_step_alone=(
        "The window moves by the stride, but there are as many places as without one: it leaves "
        "the image.",
        _both(lambda side, size, stride: side - size + 1),
    ),
    step_down_only=(
        f"{_NO_STRIDE}Down, the window moves by it. To the right it moves by one pixel.",
        _both(_places),
        lambda place, stride: place * stride,
        lambda place, stride: place,
    ),
    step_across_only=(
        f"{_NO_STRIDE}To the right, the window moves by it. Down it moves by one pixel.",
        _both(_places),
        lambda place, stride: place,
        lambda place, stride: place * stride,
    ),
    stride_down_only=(
        f"{_NO_STRIDE}Here the places across are as many as without one.",
        lambda height, width, size, stride: (_places(height, size, stride), width - size + 1),
        lambda place, stride: place * stride,
        lambda place, stride: place,
    ),
    stride_across_only=(
        f"{_NO_STRIDE}Here the places down are as many as without one.",
        lambda height, width, size, stride: (height - size + 1, _places(width, size, stride)),
        lambda place, stride: place,
        lambda place, stride: place * stride,
    ),
    height_for_both=(
        "The places across are counted by the height. An image may be wider than high.",
        lambda height, width, size, stride: (_places(height, size, stride),) * 2,
    ),
    width_for_both=(
        "The places down are counted by the width. An image may be higher than wide.",
        lambda height, width, size, stride: (_places(width, size, stride),) * 2,
    ),
    height_and_width_swapped=(
        "Height and width have changed places: the third axis of `x` is the height.",
        lambda height, width, size, stride: (
            _places(width, size, stride), _places(height, size, stride),
        ),
    ),
)  # fmt: skip


@exercise.wrong("The window moves by its own size. How far it moves is up to `stride`.")
def moved_by_its_size(x, size, stride=1):
    return patches(x, size, size)


@exercise.wrong(
    "The window leaves the images, and finds zeros there. It stays inside: padding is not asked "
    "for."
)
def padded(x, size, stride=1):
    edge = (size // 2, size // 2)
    return patches(np.pad(x, ((0, 0), (0, 0), edge, edge)), size, stride)


@exercise.variant
def for_each_image(x, size, stride=1):
    rows = range(0, x.shape[2] - size + 1, stride)
    columns = range(0, x.shape[3] - size + 1, stride)
    return np.array(
        [[[one[:, i : i + size, j : j + size].ravel() for j in columns] for i in rows] for one in x]
    )


@exercise.variant
def for_each_pixel_of_the_window(x, size, stride=1):
    n, channels, height, width = x.shape
    down, across = _places(height, size, stride), _places(width, size, stride)
    seen = np.empty((n, down, across, channels, size, size), dtype=x.dtype)
    for i in range(size):
        for j in range(size):
            part = x[:, :, i:, j:][:, :, : stride * down : stride, : stride * across : stride]
            seen[..., i, j] = np.moveaxis(part, 1, -1)
    return seen.reshape(n, down, across, -1)


@exercise.variant
def by_indices(x, size, stride=1):
    corner = np.arange(size)
    down = np.arange(0, x.shape[2] - size + 1, stride)[:, None] + corner
    across = np.arange(0, x.shape[3] - size + 1, stride)[:, None] + corner
    windows = x[:, :, down[:, None, :, None], across[None, :, None, :]]
    return np.einsum("ncdaij->ndacij", windows).reshape(len(x), len(down), len(across), -1)


@exercise.variant
def by_strides(x, size, stride=1):
    n, channels, height, width = x.shape
    a, b, c, d = x.strides
    shape = (n, _places(height, size, stride), _places(width, size, stride), channels, size, size)
    view = as_strided(x, shape, (a, c * stride, d * stride, b, c, d))
    return view.reshape(*shape[:3], -1)


exercise.variant(_by_loops(_both(_places)))
