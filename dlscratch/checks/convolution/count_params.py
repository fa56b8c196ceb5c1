"""Predict how many parameters a convolution has, and the linear layer that it replaces."""

import numpy as np

from dlscratch.checks.engine.told import Exercise

# Conv2d(2, 4, 3) on images of 2 channels, 7 × 7 pixels each: 4 maps of 5 × 5.
_CONV, _LINEAR = 4 * 2 * 3 * 3 + 4, 98 * 100 + 100


def _tell(outcomes):
    """Which of the two is right."""
    came = outcomes[0].output
    try:
        first, second = np.asarray(came, float)
    except (TypeError, ValueError):
        return "Wanted are two numbers, in square brackets: the convolution's first."
    known = [
        f"The {which}: {hints[number]}"
        for which, number, hints in (
            ("first", first, {number: hint for hint, number in _FIRST.values()}),
            ("second", second, {number: hint for hint, number in _SECOND.values()}),
        )
        if number in hints
    ]
    if len(known) == 2:
        return " ".join(known)
    if first == _CONV:
        return (
            "The first is right. For the second: how many numbers go in, and how many come out, "
            "if images and maps are laid out as rows?"
        )
    if second == _LINEAR:
        return (
            "The second is right. For the first: what does one filter hold, and how many filters "
            "are there?"
        )
    return (
        "Begin with one filter: how many pixels does its window see, in all channels together? "
        "And for the `Linear`: how many numbers go in, and how many come out?"
    )


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
    reference=[_CONV, _LINEAR],
    accepts=(tuple, np.ndarray),
    hints=(
        "The convolution is a small `Linear`, used at every place. How many numbers go into that "
        "one, and how many come out? How large the image is makes no difference.",
        "`Linear(a, b)` has a times b weights, and b biases. For the convolution, a is what one "
        "window sees, in both channels together, and b is the number of filters.",
        "The window sees 2 times 3 times 3 numbers, and there are 4 filters. The large `Linear` "
        "gets 2 times 7 times 7 numbers, and gives 4 times 5 times 5.",
    ),
    after="Far more than a hundred times as many, and these are tiny images: for larger ones the "
    "`Linear` grows with the square of their pixels, and the convolution not at all.",
)

# What people write for the first number, and for the second: (hint, number).
_FIRST = {
    "no_bias": ("The weights are all there. Each filter has a bias besides.", 72),
    "one_bias": ("The weights are all there. Each filter has a bias of its own.", 73),
    "bias_for_each_channel": (
        "The weights are right. There is one bias for each *output* channel.",
        74,
    ),
    "bias_for_each_place": (
        "The weights are right. But all places of a map share one bias, as they share the weights.",
        72 + 100,
    ),
    "bias_for_each_weight": (
        "The weights are right. A bias is added once for each number that comes out, and not for "
        "each weight.",
        144,
    ),
    "bias_for_each_weight_of_a_filter": (
        "The weights are right. There is one bias for each output channel, not one for each number "
        "of a filter.",
        72 + 9,
    ),
    "one_channel": (
        "Here a filter looks at a single channel. Two come in, and a filter has weights for both.",
        4 * 9 + 4,
    ),
    "one_channel_no_bias": (
        "Here a filter looks at a single channel. Two come in, and a filter has weights for both. "
        "And what about the biases?",
        4 * 9,
    ),
    "one_filter": ("That is one filter with its bias. There are four.", 19),
    "one_filter_no_bias": ("That is what one filter holds, without its bias. There are four.", 18),
    "one_small_square": ("That is one filter, for one channel alone.", 9),
    "one_small_square_and_bias": ("That is one filter, for one channel alone, with a bias.", 10),
    "channels_of_the_input_alone": (
        "You counted a filter for each channel that comes in. How many maps come out?",
        2 * 9 + 2,
    ),
    "size_not_squared": (
        "A filter of size 3 is a square: 3 is its side.",
        4 * 2 * 3 + 4,
    ),
    "size_not_squared_no_bias": (
        "A filter of size 3 is a square: 3 is its side. And each filter has a bias besides.",
        4 * 2 * 3,
    ),
    "for_each_place": (
        "That counts the weights anew at each place. They are the same everywhere: that is the "
        "point of a convolution.",
        76 * 25,
    ),
    "for_each_place_no_bias": (
        "That counts the weights anew at each place. They are the same everywhere: that is the "
        "point of a convolution.",
        72 * 25,
    ),
    "for_each_place_and_four_biases": (
        "That counts the weights anew at each place. They are the same everywhere: that is the "
        "point of a convolution.",
        72 * 25 + 4,
    ),
    "pixels_counted": (
        "The size of the image does not matter: the window sees 3 × 3 pixels of it.",
        4 * 2 * 49 + 4,
    ),
    "numbers_of_the_call": (
        "The three numbers of `Conv2d(2, 4, 3)` are multiplied here. What do they stand for?",
        2 * 4 * 3 * 4,
    ),
    "size_of_both_sides_forgotten": (
        "In `Conv2d(2, 4, 3)`, the last number is the side of a square window.",
        2 * 4 + 9,
    ),
}  # fmt: skip
_SECOND = {
    "no_bias": ("The weights are all there. Each output has a bias besides.", 9800),
    "one_bias": ("The weights are all there. Each output has a bias of its own.", 9801),
    "bias_for_each_map": (
        "The weights are right. A `Linear` shares nothing: each of its outputs has a bias.",
        9804,
    ),
    "bias_for_each_input": (
        "The weights are right. There is a bias for each output, and not for each input.",
        9898,
    ),
    "less_the_convolution": (
        "You have taken the convolution's parameters away, which gives what is saved. Asked for is "
        "how many the `Linear` has.",
        9824,
    ),
    "one_map": (
        "Here a single map comes out. There are four of them.",
        98 * 25 + 25,
    ),
    "one_map_no_bias": (
        "Here a single map comes out. There are four of them. And each output has a bias.",
        98 * 25,
    ),
    "one_channel": ("Here the images have a single channel. There are two.", 49 * 100 + 100),
    "one_channel_no_bias": (
        "Here the images have a single channel. There are two. And each output has a bias.",
        49 * 100,
    ),
    "one_channel_one_map": (
        "Two channels go in, and four maps come out: you counted one of each.",
        49 * 25 + 25,
    ),
    "four_outputs": (
        "That gives four numbers for each image. The convolution gives four *maps*, and all their "
        "numbers are to come out.",
        98 * 4 + 4,
    ),
    "four_outputs_no_bias": (
        "That gives four numbers for each image. The convolution gives four *maps*, and all their "
        "numbers are to come out.",
        98 * 4,
    ),
    "as_large_as_the_images": (
        "The maps are smaller than the images: 5 × 5.",
        98 * 196 + 196,
    ),
    "as_large_as_the_images_no_bias": (
        "The maps are smaller than the images: 5 × 5. And each output has a bias.",
        98 * 196,
    ),
    "same_out_as_in": (
        "As many numbers come out as go in here. There are four maps of 5 × 5.",
        98 * 98 + 98,
    ),
    "inputs_of_the_map": (
        "The `Linear` gets the whole image: 7 × 7 pixels, in each channel.",
        50 * 100 + 100,
    ),
    "of_a_window": (
        "So it would be if each output saw a single window. A `Linear` joins every output to every "
        "number of the image.",
        18 * 100 + 100,
    ),
    "numbers_of_the_outputs": (
        "That is how many numbers come out. Each has a weight for every number that goes in.",
        100,
    ),
    "inputs_and_outputs_added": (
        "Each output has a weight for every input: these are products, not sums.",
        98 + 100,
    ),
}  # fmt: skip
_BOTH = {
    "no_biases": ("The weights are all there, in both. The biases are parameters, too.", 72, 9800),
    "one_channel_each": (
        "Two channels come in, in both cases. You counted one.", 40, 49 * 100 + 100,
    ),
    "one_bias_each": (
        "The weights are all there, in both. But there is more than one bias: one for each filter "
        "here, one for each output there.",
        73, 9801,
    ),
    "biases_of_the_inputs": (
        "The weights are right, in both. There is a bias for each number or map that comes out, "
        "and not for what goes in.",
        74, 9898,
    ),
    "one_channel_no_biases": (
        "Two channels come in, in both cases. You counted one, and no biases.", 36, 4900,
    ),
    "swapped": ("These are the right numbers. The convolution comes first.", _LINEAR, _CONV),
}  # fmt: skip

exercise.mistakes(
    **{
        f"convolution_{id}": (f"The second is right. For the first: {hint}", [first, _LINEAR])
        for id, (hint, first) in _FIRST.items()
    },
    **{
        f"linear_{id}": (f"The first is right. For the second: {hint}", [_CONV, second])
        for id, (hint, second) in _SECOND.items()
    },
    **{id: (hint, [first, second]) for id, (hint, first, second) in _BOTH.items()},
    the_first_alone=("That is the convolution's number. The `Linear` has one, too.", [_CONV]),
    a_number=("That is the convolution's number. The `Linear` has one, too.", _CONV),
    both_together=(
        "That is both together. Write two numbers, in square brackets.",
        _CONV + _LINEAR,
    ),
    how_many_times=(
        "You divided the one by the other. Write both numbers, the convolution's first.",
        _LINEAR / _CONV,
    ),
)

exercise.variant((_CONV, _LINEAR))
exercise.variant(np.array([_CONV, _LINEAR]))
