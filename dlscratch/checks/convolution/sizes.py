"""Predict the shapes of what four convolutions in a row give."""

import math

import numpy as np

from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import listed

# outputs, size, stride, padding
_LAYERS = ((6, 3, 1, 0), (7, 5, 1, 1), (12, 5, 2, 0), (10, 1, 1, 0))
_IMAGES = (4, 3, 19, 24)
_NAMES = ("the first", "the second", "the third", "the fourth")


def _places(side, size, stride, padding):
    return (side + 2 * padding - size) // stride + 1


def _chain(down=_places, across=None, shaped=lambda *shape: shape, outputs=None):
    """The four shapes, one made from the other, by other rules."""
    n, _, height, width = _IMAGES
    shapes = []
    for place, (channels, size, stride, padding) in enumerate(_LAYERS):
        height = down(height, size, stride, padding)
        width = (across or down)(width, size, stride, padding)
        channels = outputs[place] if outputs else channels
        shapes.append(shaped(n, channels, height, width))
    return shapes


def _tell(outcomes):
    """Which shapes are right, and what is amiss with the first that is not."""
    came = outcomes[0].output
    try:
        shapes = [tuple(int(size) for size in one) for one in came]
    except (TypeError, ValueError):
        return "Wanted is a list of four shapes. A shape is a tuple of sizes, one for each axis."
    if len(shapes) != 4:
        return f"There are four layers, and each gives a shape: {len(shapes)} came."
    right = _chain()
    wrong = [place for place in range(4) if shapes[place] != right[place]]
    good = [_NAMES[place] for place in range(4) if place not in wrong]
    texts = [f"Right already: {listed(good)}."] if good else []
    before = [_IMAGES, *shapes]
    for place in wrong:
        said = _about(place, before[place], shapes[place])
        if said:
            return " ".join([*texts, f"{_NAMES[place].capitalize()}: {said}"])
    return " ".join(texts) or None


def _about(place, before, shape):
    """What is amiss with one shape, if it was to be made from the one before."""
    outputs, size, stride, padding = _LAYERS[place]
    if len(shape) != 4:
        return "images have four axes: examples, channels, height, width."
    if shape[0] != _IMAGES[0]:
        return "as many images come out as went in, and they stand first."
    if shape[1] != outputs:
        return "the second size is the number of channels that come out: one for each filter."
    if len(before) != 4:
        return None
    names = []
    for axis, word in ((2, "height"), (3, "width")):
        if shape[axis] != _places(before[axis], size, stride, padding):
            names.append(word)
    if not names:
        return None
    return (
        f"the {' and the '.join(names)} do{'es' * (len(names) == 1)} not follow from the shape "
        "before it. Count the places where the window can begin."
    )


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
    reference=_chain(),
    accepts=(tuple, list, np.ndarray),
    hints=(
        "Go from layer to layer. How many images, and how many channels, is told by the batch and "
        "by the layer. What remains is to count the window's places, down and across.",
        "Without stride and padding a window of size 3 has two places fewer than there are pixels. "
        "Padding adds pixels on *both* sides first. With a stride of 2 only every second place "
        "counts, from the first one on.",
        "Down: 19 pixels have 17 places for a window of 3. With the padding 17 become 19, and a "
        "window of 5 has 15 places there. Of 15 pixels, a window of 5 can begin at 0, 2, 4, 6, 8 "
        "and 10.",
    ),
    after="A layer that is told nothing of height and width works on images of any size. Only the "
    "`Linear` at the end is not so free: it wants to know how many numbers are left.",
)


def _rounded(round):
    return lambda side, size, stride, padding: round((side + 2 * padding - size) / stride) + 1


def _stride_ignored(side, size, stride, padding):
    return _places(side, size, 1, padding)


_NO_ONE = "From 0 to the last place there is one more than the difference: both ends count. "

exercise.mistakes(
    **{
        id: (hint, _chain(**rules))
        for id, (hint, rules) in {
            "one_too_few": (
                f"{_NO_ONE}A window of size 1 has as many places as there are pixels.",
                {"down": lambda side, size, stride, padding: (side + 2 * padding - size) // stride},
            ),
            "rounded_up": (
                "With a stride of 2 the window sometimes does not reach the very edge. A place "
                "where it would leave the image does not count.",
                {"down": _rounded(math.ceil)},
            ),
            "divided_and_not_rounded": (
                "There is no half place: a size is a whole number. Where can the window begin?",
                {"down": _rounded(float)},
            ),
            "padding_on_one_side": (
                "Padding puts a row above *and* one below, a column on the left *and* one on the "
                "right.",
                {"down": lambda side, size, stride, padding: _places(side + padding, size, stride,
                                                                     0)},
            ),
            "padding_forgotten": (
                "The second layer pads its images first: they become larger before the window "
                "moves.",
                {"down": lambda side, size, stride, padding: _places(side, size, stride, 0)},
            ),
            "padding_keeps_the_size": (
                "The second layer's maps are as large as what it gets. A padding of 1 makes up for"
                " a window of 3, and this one is larger.",
                {"down": lambda side, size, stride, padding: side if padding else _places(
                    side, size, stride, 0)},
            ),
            "stride_forgotten": (
                "The third layer has a stride of 2: the window takes every second place only.",
                {"down": _stride_ignored},
            ),
            "stride_down_only": (
                "The stride holds in both directions: down and across.",
                {"across": _stride_ignored},
            ),
            "stride_across_only": (
                "The stride holds in both directions: down and across.",
                {"down": _stride_ignored, "across": _places},
            ),
            "stride_halves_the_image": (
                "A stride of 2 halves the number of *places*, and a window of 5 has fewer of them "
                "than there are pixels.",
                {"down": lambda side, size, stride, padding: side // stride if stride > 1 else
                 _places(side, size, stride, padding)},
            ),
            "half_of_the_places": (
                "Of 16 places, every second one makes 8. If their number is odd, the first and the "
                "last both count.",
                {"down": lambda side, size, stride, padding: _places(side, size, 1, padding)
                 // stride},
            ),
            "size_subtracted_once_too_often": (
                "The window's size is subtracted, and one place comes back. Here one is missing, "
                "and one more.",
                {"down": lambda side, size, stride, padding: (side + 2 * padding - size - 1)
                 // stride},
            ),
            "size_as_stride": (
                "So many windows lie side by side. They overlap: without a stride, the window "
                "moves by one pixel.",
                {"down": lambda side, size, stride, padding: (side + 2 * padding) // size},
            ),
            "sizes_as_before": (
                "Height and width stay as they were here. A window has fewer places than there are "
                "pixels.",
                {"down": lambda side, size, stride, padding: side},
            ),
            "always_two_fewer": (
                "Two places fewer than pixels: that holds for a window of size 3 alone.",
                {"down": lambda side, size, stride, padding: (side + 2 * padding - 3) // stride
                 + 1},
            ),
            "half_the_window": (
                "Half a window is taken off here. A window of 5 leaves four places fewer than "
                "there are pixels: half of these above, and half below.",
                {"down": lambda side, size, stride, padding: (side + 2 * padding - size // 2)
                 // stride},
            ),
            "channels_of_the_input": (
                "The second size is the number of channels that come *out*. In `Conv2d(3, 6, 3)` "
                "that is the second number.",
                {"outputs": (3, 6, 7, 12)},
            ),
            "channels_multiplied": (
                "Each filter looks at all channels that come in, and gives *one* map. So the "
                "number of maps is that of the filters.",
                {"outputs": (18, 18 * 7, 18 * 7 * 12, 18 * 7 * 12 * 10)},
            ),
            "channels_stay": (
                "Three channels come in. How many come out is up to the layer: one for each "
                "filter.",
                {"outputs": (3, 3, 3, 3)},
            ),
            "channels_last": (
                "The sizes are right, in another order: the channels come second, before height "
                "and width.",
                {"shaped": lambda n, channels, height, width: (n, height, width, channels)},
            ),
            "channels_first": (
                "The sizes are right, in another order: the examples come first.",
                {"shaped": lambda n, channels, height, width: (channels, n, height, width)},
            ),
            "width_before_height": (
                "Height and width have changed places: the rows are counted first, as in every "
                "array.",
                {"shaped": lambda n, channels, height, width: (n, channels, width, height)},
            ),
            "no_batch": (
                "The batch is missing: four images go in, and four come out of each layer.",
                {"shaped": lambda n, channels, height, width: (channels, height, width)},
            ),
            "one_image": (
                "Four images go in, and four come out of each layer.",
                {"shaped": lambda n, channels, height, width: (1, channels, height, width)},
            ),
            "height_and_width_only": (
                "Height and width are right. A shape has all four sizes, examples and channels "
                "first.",
                {"shaped": lambda n, channels, height, width: (height, width)},
            ),
            "flat": (
                "Each example has become a row. A convolution gives images again, with four axes.",
                {"shaped": lambda n, channels, height, width: (n, channels * height * width)},
            ),
            "square": (
                "The width is the height here. The images are wider than high, and so are the "
                "maps.",
                {"shaped": lambda n, channels, height, width: (n, channels, height, height)},
            ),
        }.items()
    },
    begins_with_the_images=(
        "The shape of the images themselves stands first, and the last one is missing. Wanted is "
        "what comes out of each layer.",
        [_IMAGES, *_chain()[:3]],
    ),
    five_shapes=(
        "The shape of the images themselves is one too many: wanted is what comes out of each "
        "layer.",
        [_IMAGES, *_chain()],
    ),
    the_last_alone=(
        "That is the shape behind all four layers. Write down the three on the way, too.",
        _chain()[-1],
    ),
    the_last_forgotten=("The last layer is missing.", _chain()[:3]),
    the_last_by_one=(
        "The first three are right. The window of the last layer is a single pixel: how many "
        "places has it?",
        [*_chain()[:3], (4, 10, 5, 7)],
    ),
    all_in_one=(
        "The right numbers, but they lie side by side. Each shape is a tuple of its own.",
        [size for shape in _chain() for size in shape],
    ),
    in_quotes=(
        "Quotes make strings. A shape is a tuple: leave them out.",
        [str(shape) for shape in _chain()],
    ),
    from_behind=("The right shapes, in another order: the first layer first.", _chain()[::-1]),
)  # fmt: skip

exercise.variant(tuple(_chain()))
exercise.variant(np.array(_chain()))
exercise.variant([list(shape) for shape in _chain()])
