"""Find the bug: colour images are brought to another order of axes by `reshape`."""

import numpy as np

from dlscratch.checks.convolution.shared.maps import numbers
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.engine.told import Exercise


def channels_first(images):
    return np.moveaxis(images, 3, 1)


def _turned(channels_first, images):
    return channels_first(images)


def _tell(outcomes):
    """Where the first wrong one differs."""
    if text := about_memory(exercise, outcomes):
        return text
    for (images,), outcome, expected in zip(
        exercise.probes, outcomes, exercise.expected, strict=False
    ):
        if outcome.error:
            return None
        came, wanted = np.asarray(outcome.output), expected.output
        if came.shape == wanted.shape and np.allclose(came, wanted):
            continue
        if came.shape != wanted.shape:
            return f"Images of shape {images.shape} came in, and {wanted.shape} is to come out."
        if np.allclose(np.sort(came, axis=None), np.sort(wanted, axis=None)):
            good = [
                np.allclose(came[:, channel], wanted[:, channel])
                for channel in range(images.shape[3])
            ]
            if any(good):
                return f"Channel {good.index(True)} is right, channel {good.index(False)} is not."
            return _PLACES[_own_numbers(came, wanted)]
        good = [np.allclose(*pair) for pair in zip(came, wanted, strict=True)]
        if any(good):
            return (
                f"Image {good.index(True)} is right, image {good.index(False)} is not: where does "
                "it come from?"
            )
        return None
    return None


def _own_numbers(came, wanted):
    """Whether each channel holds its own numbers, wherever they stand in it."""
    channels = (np.sort(np.moveaxis(one, 1, 0).reshape(one.shape[1], -1)) for one in (came, wanted))
    return np.allclose(*channels)


_PLACES = {
    True: "Each channel holds its own numbers, in the right shape, but they are not at their "
    "places. Are height and width, or the images, still in order?",
    False: "All numbers are there, in the right shape, but a channel holds numbers of other "
    "channels, too. `reshape` only cuts the row of all numbers anew, also before or behind a "
    "`transpose`: does it stand in your code still?",
}
_COLOURS = np.array([[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]])

exercise = Exercise(
    __name__,
    kind="bug",
    reference=channels_first,
    anew=True,
    run=_turned,
    tell=_tell,
    accepts=(list, tuple),
    probes=[
        (_COLOURS,),
        (numbers(2, 3, 4, 3),),
        (numbers(3, 4, 4, 3),),
        (numbers(4, 3, 2, 3),),
        (numbers(3, 3, 3, 3),),
        (np.random.default_rng(0).integers(0, 256, (2, 5, 3, 3)).astype(np.uint8),),
        (numbers(2, 3, 5, 4),),
        (numbers(2, 3, 2, 1),),
        (moved(numbers(3, 2, 5, 3)),),
    ],
    hints=(
        "A single image of 2 × 2 pixels is enough. Let every pixel be `[1, 2, 3]`. What must then "
        "stand in the first channel, and what does stand there?",
        "`reshape` moves no number. It takes them in the order in which they lie, and cuts that "
        "long row anew. Which numbers lie next to each other before: those of one channel, or "
        "those of one pixel?",
        "The axes themselves are to change places, each with all of its numbers: 0 stays, then "
        "comes the one that is last now, and the two others follow as they are. `transpose` takes "
        "such a list of axes.",
    ),
    after="The shape was right, so nothing could stop it. Reshape to cut the same row elsewhere, "
    "transpose to bring an axis to another place: for images, the second is meant almost always. "
    "Look at one image after every such line.",
)


def _by(*axes):
    return lambda images: images.transpose(axes)


def _reshaped(images):
    n, height, width, channels = images.shape
    return images.reshape(n, channels, height, width)


def _and_reshaped(*axes):
    """Some axes change places, and then the rest is left to `reshape`."""

    def turn(images):
        n, height, width, channels = images.shape
        return images.transpose(axes).reshape(n, channels, height, width)

    return turn


exercise.mistakes(
    reshaped=(
        "The colours of one pixel lie next to each other in memory, and `reshape` moves nothing: "
        "it only cuts the same row of numbers elsewhere. So a channel now holds all colours of a "
        "few rows of the image. Which call lets axes change places?",
        _reshaped,
    ),
    rows_and_columns_swapped=(
        "The channels are right now, but each image lies on its side: height and width have "
        "changed places.",
        _by(0, 3, 2, 1),
    ),
    axes_reversed=(
        "`.T` turns all axes round: the channels come first now and the images last. Only the "
        "channels are to move.",
        _by(3, 2, 1, 0),
    ),
    channels_before_examples=(
        "The channels come before the images now. The images stay the first axis.",
        _by(3, 0, 1, 2),
    ),
    wrong_way=(
        "The axes have moved the other way: the height is the last one now. `transpose` is told "
        "for each *new* place which axis comes there.",
        _by(0, 2, 3, 1),
    ),
    left_as_they_are=(
        "The axes are where they were: the channels last.",
        lambda images: images,
    ),
    height_for_channels=(
        "The channels stand third now, behind the height. They are to stand second, before both, "
        "height and width.",
        _by(0, 1, 3, 2),
    ),
    width_before_height=(
        "Height and width have changed places, and the channels are still the last axis.",
        _by(0, 2, 1, 3),
    ),
    examples_and_channels_swapped=(
        "Images and channels have changed places. The images stay the first axis.",
        _by(3, 1, 2, 0),
    ),
    turned_and_reshaped=(
        "The axes have changed places, and then `reshape` cuts the numbers anew. Is it still "
        "needed?",
        _and_reshaped(0, 3, 2, 1),
    ),
    swapped_and_reshaped=(
        "An axis has changed its place, but not the right one, and `reshape` cuts the rest as it "
        "comes. The right order of axes needs no `reshape`.",
        _and_reshaped(0, 1, 3, 2),
    ),
    height_and_width_swapped_and_reshaped=(
        "Height and width have changed places, and `reshape` cuts the rest as it comes. The right "
        "order of axes needs no `reshape`.",
        _and_reshaped(0, 2, 1, 3),
    ),
    reversed_and_reshaped=(
        "All axes are turned round, and then `reshape` cuts the numbers anew. The right order of "
        "axes needs no `reshape`.",
        _and_reshaped(3, 2, 1, 0),
    ),
    channels_in_front_and_reshaped=(
        "The channels have come to the front, before the images, and `reshape` cuts the rest as it "
        "comes. The right order of axes needs no `reshape`.",
        _and_reshaped(3, 0, 1, 2),
    ),
    in_the_other_order_of_memory=(
        "With `order='F'`, `reshape` takes the numbers in another order, and still cuts them as "
        "they come: axes do not change places by that.",
        lambda images: images.reshape(
            images.shape[0], images.shape[3], *images.shape[1:3], order="F"
        ),
    ),
    colours_reversed=(
        "The channels have come to their place, but in the reverse order: the last one is the "
        "first now.",
        lambda images: channels_first(images)[:, ::-1],
    ),
    first_channel_for_all=(
        "All channels are the first one now.",
        lambda images: np.repeat(channels_first(images)[:, :1], images.shape[3], axis=1),
    ),
    one_channel=(
        "Only the first channel is left. All of them are wanted.",
        lambda images: channels_first(images)[:, :1],
    ),
    grey=(
        "The colours are gone: this is their mean. All channels are wanted.",
        lambda images: images.mean(axis=3)[:, None],
    ),
    upside_down=(
        "The channels have come to their place, but the images stand on their heads.",
        lambda images: channels_first(images)[:, :, ::-1],
    ),
    first_image_alone=(
        "That is the first image alone, and all that come are wanted.",
        lambda images: channels_first(images)[:1],
    ),
    an_image_less=(
        "That is the first image, without the axis of the images. All that come are wanted.",
        lambda images: channels_first(images)[0],
    ),
    always_three=(
        "The number 3 stands in the code: images may have another number of channels.",
        lambda images: np.stack([images[..., channel] for channel in range(3)], axis=1),
    ),
    forgotten_return=("The images are turned. Who gets them?", lambda images: None),
)  # fmt: skip


exercise.variant(_by(0, 3, 1, 2))


@exercise.variant
def by_einsum(images):
    return np.einsum("nhwc->nchw", images)


@exercise.variant
def stacked(images):
    return np.stack([images[:, :, :, channel] for channel in range(images.shape[3])], axis=1)


@exercise.variant
def in_steps(images):
    return images.swapaxes(2, 3).swapaxes(1, 2)


@exercise.variant
def by_loops(images):
    n, height, width, channels = images.shape
    return [
        [
            [[images[i, row, column, channel] for column in range(width)] for row in range(height)]
            for channel in range(channels)
        ]
        for i in range(n)
    ]
