"""Find the bug: a convolution by loops adds its bias for every number of the window."""

import numpy as np

from dlscratch.checks.convolution.shared.layers import numbers
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import name

NEW, ZEROS = "the maps, with biases of 0", "the maps, with filters of zeros"


def _mapped(function, image, w, b):
    """With the biases, without them, and with nothing but them."""
    found = {"the maps": function(image, w, b)}
    if not isinstance(found["the maps"], np.ndarray):
        raise Refuse(f"`maps` returns one array, and {name(found['the maps'])} came.")
    found[NEW] = function(image, w, np.zeros_like(b))
    return found | {ZEROS: function(image, np.zeros_like(w), b)}


_mapped.arguments = ("image", "w", "b")


def _loops(value, after=lambda found, b: found, size=None):
    """A function whose loops write value(w, b, seen), with the filter and the bias of a map."""

    def maps(image, w, b):
        outputs, _, side, _ = w.shape
        down, across = (length - side + 1 for length in image.shape[1:])
        found = np.zeros((outputs, down, across))
        for output in range(outputs):
            for row in range(down):
                for column in range(across):
                    seen = image[:, row : row + side, column : column + side]
                    found[output, row, column] = value(w[output], b[output], seen)
        return after(found, b)

    return maps


def _tell(outcomes):
    """Where it is right: without biases, with nothing but biases, and in which maps or places."""
    if text := about_memory(exercise, outcomes):
        return text
    for probe, outcome, right in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        if outcome.error or type(outcome.output) is not dict:
            return None
        if all(alike(outcome.output[label], right.output[label]) for label in right.output):
            continue
        if not any(np.any(np.asarray(came) % 1) for came in outcome.output.values()):
            return "Only whole numbers come out: decimals are lost. Which kind does `found` hold?"
        came, wanted = outcome.output[ZEROS], right.output[ZEROS]
        if np.shape(came) != wanted.shape:
            return f"The maps have the shape {np.shape(came)}, where {wanted.shape} is expected."
        if alike(came, wanted):
            return (
                "With filters of zeros it is right: each map has its bias everywhere. But with "
                "biases of 0 it is not: the product of filter and pixels, or its sum, has changed, "
                "and it was right before you came."
            )
        seen = f"With filters of zeros, {_about_biases(came, probe[2])}"
        if not alike(outcome.output[NEW], right.output[NEW]):
            return (
                f"{seen} With biases of 0 it is not right either: the product of filter and pixels "
                "was right before you came."
            )
        return f"With biases of 0 it is right: so only the bias is amiss. {seen}"
    return None


def _about_biases(came, b):
    """What stands in maps that should hold nothing but their bias."""
    ratios = came / b[:, None, None]
    if np.ptp(ratios) < 1e-6 * abs(ratios).max():
        return f"each map holds {ratios.flat[0]:.4g} times its own bias at every place."
    if not came.any():
        return "all maps hold 0, where each should hold its bias at every place."
    if np.isclose(came, came[0]).all() and len(b) > 1:
        return "all maps hold the same: which number of `b` belongs to a map?"
    places = np.isclose(came, b[:, None, None]).all(axis=0)
    if places.any() and not places.all():
        row, column = np.argwhere(~places)[0]
        return (
            f"a map holds its bias at {places.sum()} of {places.size} places, and not in row "
            f"{row}, column {column}: there, map 0 holds {came[0, row, column]:.4g}, and its bias "
            f"is {b[0]:.4g}."
        )
    good = np.isclose(came, b[:, None, None]).all(axis=(1, 2))
    which = int(np.argmin(good))
    if good.any():
        return (
            f"map {int(np.argmax(good))} is right, map {which} not: its bias is {b[which]:.4g}, "
            f"and it holds {came[which, 0, 0]:.4g} in its upper left corner."
        )
    return (
        f"map 0 should hold its bias, {b[0]:.4g}, at every place, and holds {came[0, 0, 0]:.4g} in "
        f"the upper left corner and {came[0, -1, -1]:.4g} in the lower right one."
    )


def _probe(seed, channels, height, width, outputs, size):
    return (
        numbers(seed, channels, height, width),
        numbers(seed + 1, outputs, channels, size, size),
        numbers(seed + 2, outputs),
    )


exercise = Exercise(
    __name__,
    kind="bug",
    tell=_tell,
    reference=_loops(lambda w, b, seen: np.sum(w * seen) + b),
    anew=True,
    run=_mapped,
    probes=[
        _probe(10, 2, 4, 5, 3, 2),
        _probe(20, 1, 5, 4, 2, 3),
        _probe(30, 3, 3, 3, 3, 2),
        _probe(40, 1, 2, 3, 1, 2),
        tuple(map(moved, _probe(50, 2, 4, 3, 2, 2))),
    ],
    hints=(
        "A new layer's biases are 0, and with these all is right. So look at the bias alone: with "
        "filters of zeros, each map should hold its bias everywhere.",
        "What stands inside the brackets of `np.sum`, and what shape has it?",
        "NumPy adds a single number to every number of an array. Inside the sum, the bias is "
        "counted as often as the window has numbers: it belongs behind the closing bracket.",
    ),
    after="A sum over a window has one bias, as a neuron's sum over its inputs has. A test with "
    "new layers could not see this, since their biases are 0: test with parameters of which none "
    "is special.",
)


exercise.mistakes(
    lambda value, *after: _loops(value, *after),
    for_each_number=(
        "Without biases it is right. With filters of zeros, each map holds its bias many times: as "
        "often as the window has numbers. What is inside of `np.sum`, and what outside?",
        lambda w, b, seen: np.sum(w * seen + b),
    ),
    for_each_channel=(
        "The bias now comes as often as the image has channels. All of the window, through all "
        "channels, is one sum, and has one bias.",
        lambda w, b, seen: sum(np.sum(one * part) + b for one, part in zip(w, seen, strict=True)),
    ),
    divided_by_the_channels=(
        "The bias still comes too often: you divide it by the number of channels, and a channel's "
        "window has several numbers. What if it did not stand inside the sum at all?",
        lambda w, b, seen: np.sum(w * seen + b / len(seen)),
    ),
    matrix_product=(
        "The bias comes once now. But filter and pixels go through a product of matrices, as `@` "
        "makes it. Each number of the filter was multiplied by the pixel it lies on: that was "
        "right.",
        lambda w, b, seen: np.sum(w @ seen) + b,
    ),
    sums_multiplied=(
        "The bias comes once now. But filter and pixels are summed before they are multiplied. "
        "First the products, then their sum: that was right.",
        lambda w, b, seen: np.sum(w) * np.sum(seen) + b,
    ),
    for_each_row=(
        "The bias now comes once for each row of the window. All of the window is one sum, with "
        "one bias.",
        lambda w, b, seen: np.sum(np.sum(w * seen, axis=(0, 2)) + b),
    ),
    left_out=(
        "With biases of 0 all is right, and the biases are gone: a map with a filter of zeros "
        "should hold its bias everywhere.",
        lambda w, b, seen: np.sum(w * seen),
    ),
    multiplied=(
        "The sum is multiplied by the bias. It is to be added.",
        lambda w, b, seen: np.sum(w * seen) * b,
    ),
    added_to_the_filter=(
        "The bias is added to the filter now, and so multiplied by the pixels. It stands beside "
        "the whole product.",
        lambda w, b, seen: np.sum((w + b) * seen),
    ),
    added_to_the_pixels=(
        "The bias is added to the pixels now, and so multiplied by the filter. It stands beside "
        "the whole product.",
        lambda w, b, seen: np.sum(w * (seen + b)),
    ),
    subtracted=(
        "The bias comes once, as it should, but with the opposite sign.",
        lambda w, b, seen: np.sum(w * seen) - b,
    ),
    counted_twice=(
        "The bias comes twice at each place. Is it added in the loop, and again at the end?",
        lambda w, b, seen: np.sum(w * seen) + b,
        lambda found, b: found + b[:, None, None],
    ),
    mean_of_the_window=(
        "The bias comes once now, but the product of filter and pixels is divided: there is a mean "
        "where the sum was right.",
        lambda w, b, seen: np.mean(w * seen) + b,
    ),
    divided_by_the_side=(
        "The bias still comes too often. You divide it, and by another number than that of the "
        "numbers in the window. What if it did not stand inside the sum at all?",
        lambda w, b, seen: np.sum(w * seen + b / len(seen[0])),
    ),
    filter_flipped=(
        "The bias is right now, but the filter lies upside down and mirrored. It was right before.",
        lambda w, b, seen: np.sum(w[:, ::-1, ::-1] * seen) + b,
    ),
)


@exercise.wrong(
    "The bias comes once now, but it is the first one, for all maps. Each map has its own."
)
def first_for_all(image, w, b):
    return exercise.reference(image, w, np.full_like(b, b[0]))


@exercise.wrong(
    "All biases together are added to each map. Each map has its own: which one belongs here?"
)
def all_biases(image, w, b):
    return exercise.reference(image, w, np.full_like(b, b.sum()))


@exercise.wrong(
    "The bias is added at one place only. Each place of a map has it: does its line stand in all "
    "three loops?"
)
def at_the_last_place(image, w, b):
    found = exercise.reference(image, w, np.zeros_like(b))
    found[:, -1, -1] += b
    return found


@exercise.wrong(
    "The bias comes once now. But each map is made by all filters together: which of them belongs "
    "to it?"
)
def all_filters(image, w, b):
    return exercise.reference(image, np.broadcast_to(w.sum(axis=0), w.shape), b)


@exercise.wrong(
    "The bias comes once at each place, but it is chosen by the row of the place. Each map has "
    "one bias, all over: which number of `b` belongs to it?"
)
def by_the_row(image, w, b):
    found = exercise.reference(image, w, np.zeros_like(b))
    return found + np.resize(b, found.shape[1])[:, None]


@exercise.wrong(
    "The bias comes once at each place, but it is chosen by the column of the place. Each map has "
    "one bias, all over: which number of `b` belongs to it?"
)
def by_the_column(image, w, b):
    found = exercise.reference(image, w, np.zeros_like(b))
    return found + np.resize(b, found.shape[2])


@exercise.wrong(
    "The bias comes once for each place that is still to come: the line adds it to the whole map, "
    "and runs at every place. Which part of `found` does it belong to?"
)
def to_the_whole_map_each_time(image, w, b):
    found = exercise.reference(image, w, np.zeros_like(b))
    count = np.arange(found[0].size, 0, -1).reshape(found[0].shape)
    return found + b[:, None, None] * count


@exercise.wrong("The bias is added at the first place only. Each place of a map has it.")
def at_the_first_place(image, w, b):
    found = exercise.reference(image, w, np.zeros_like(b))
    found[:, 0, 0] += b
    return found


@exercise.wrong(
    "The bias piles up from place to place. `+=` adds to what is there: to what, in this line?"
)
def piles_up(image, w, b):
    found = exercise.reference(image, w, np.zeros_like(b))
    count = np.arange(1, found[0].size + 1).reshape(found[0].shape)
    return found + b[:, None, None] * count


@exercise.wrong(
    "The maps have an axis too many: all biases together were added to each number. Each map has "
    "its own: which one belongs here?"
)
def all_biases_side_by_side(image, w, b):
    return exercise.reference(image, w, np.zeros_like(b))[..., None] + b


@exercise.variant
def bias_divided_among_all_numbers(image, w, b):
    return _loops(lambda w, b, seen: np.sum(w * seen + b / seen.size))(image, w, b)


@exercise.variant
def biases_at_the_end(image, w, b):
    size = w.shape[-1]
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(1, 2))
    return np.einsum("cdaij,ocij->oda", windows, w) + b[:, None, None]


@exercise.variant
def bias_as_the_beginning(image, w, b):
    size, found = w.shape[-1], np.zeros((len(w), *np.subtract(image.shape[1:], w.shape[-1] - 1)))
    for output, row, column in np.ndindex(*found.shape):
        total = b[output]
        for channel, i, j in np.ndindex(len(image), size, size):
            total += w[output, channel, i, j] * image[channel, row + i, column + j]
        found[output, row, column] = total
    return found
