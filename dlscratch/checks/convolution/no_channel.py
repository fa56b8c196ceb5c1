"""Crash hunt: digits get their axis of channels in front of the examples, and a layer stops."""

import numpy as np

from dlscratch import convolution, layers
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise

OUTPUTS, IMAGES = "the shape of what comes out of the two layers", "the images"


def as_images(pixels):
    return pixels[:, None] / 255


def _through(as_images, pixels):
    """What two layers make of the images, and the images themselves."""
    images = as_images(pixels)
    return {OUTPUTS: attempt(_shape, images), IMAGES: images}


_through.arguments = ("pixels",)


def _shape(images):
    net = layers.Sequential([convolution.Conv2d(1, 8, 3, rng=0), layers.ReLU()])
    return net.forward(images).shape


def _pixels(*shape):
    """A batch that holds 0 and 255, in its first digit."""
    pixels = _grey(*shape)
    pixels[0, 0, :2] = 0, 255
    return pixels


def _grey(*shape, lowest=1, end=256):
    """A batch without paper or without full ink: whoever scales by what comes is seen."""
    return np.random.default_rng(sum(shape)).integers(lowest, end, shape).astype(np.uint8)


def _tell(outcomes):
    """What is amiss with the shape, or with the numbers."""
    for (pixels,), outcome in zip(exercise.probes, outcomes, strict=False):
        if outcome.error:
            return None
        n, height, width = pixels.shape
        images, wanted = np.asarray(outcome.output[IMAGES]), (n, 1, height, width)
        if images.shape != wanted:
            stops = isinstance(outcome.output[OUTPUTS], Stopped)
            came = f"For pixels of shape {pixels.shape}, images of shape {images.shape} come back"
            return f"{came}. What does the layer expect in each of the four places?" * stops or (
                f"{came}, and {wanted} is expected."
            )
        if not np.allclose(images, right := as_images(pixels)):
            return f"The shape is right now. {_about_numbers(images, right)}"
    return None


def _about_numbers(images, right):
    if not np.any(images):
        return "But all numbers are 0. Is each filled in, and does no step lose the decimals?"
    if np.allclose(np.sort(images, axis=None), np.sort(right, axis=None)):
        return (
            "All pixels are there, from 0 to 1, but not at their places. Take two digits of 2 × 3 "
            "pixels that you can tell apart, and look at the first: `reshape` moves no axis, and "
            "`transpose` or `.T` move the ones they are told."
        )
    ratios = images[right > 0] / right[right > 0]
    if np.ptp(ratios) < 1e-4 * abs(ratios[0]):
        return "But the scale is another: a pixel of 255 is to become 1, and 0 to stay 0."
    return "But the numbers are not the pixels, from 0 to 1."


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=as_images,
    anew=True,
    run=_through,
    tell=_tell,
    accepts=(list, tuple),
    rtol=1e-5,
    probes=[
        (_pixels(4, 5, 6),),
        (_pixels(1, 5, 6),),
        (_pixels(3, 28, 28),),
        (_pixels(6, 6, 6),),
        (_pixels(2, 7, 4),),
        (_grey(3, 4, 5, lowest=20, end=200),),
        (_grey(1, 3, 4, lowest=0, end=2),),
    ],
    hints=(
        "The last line of the traceback names two shapes. Write them below each other: which of "
        "the four places hold what they should?",
        "The layer has taken the 200 for something else than examples. Which line has given the "
        "images their shape?",
        "The new axis, of length 1, is that of the channels. The examples stay in front of it.",
    ),
    after="A batch of one hides such slips: with one digit, the two shapes are the same. So try "
    "new code with two examples at least, and with images that are wider than high.",
)


def _stretched(pixels, axis):
    """Scaled by the darkest and the brightest, of the batch or along `axis`."""
    low, high = (f(pixels, axis=axis, keepdims=True).astype(float) for f in (np.min, np.max))
    return ((pixels - low) / (high - low))[:, None]


def _cut(shape, divide=255):
    """An answer that leaves it to `reshape`; shape(n, height, width) is what it asks for."""
    return lambda pixels: pixels.reshape(shape(*pixels.shape)) / divide


exercise.mistakes(
    channel_before_examples=(
        "The new axis stands in front, so the layer takes the examples for channels. In which "
        "place do the channels belong?",
        _cut(lambda n, height, width: (1, n, height, width)),
    ),
    channel_last=(
        "The new axis is the last one now. The layer wants it in another place: read the error "
        "once more.",
        _cut(lambda n, height, width: (n, height, width, 1)),
    ),
    channel_between_height_and_width=(
        "The new axis stands between height and width. It belongs right behind the examples.",
        _cut(lambda n, height, width: (n, height, 1, width)),
    ),
    no_channel=(
        "There is no axis for the channels now. The layer wants four axes.",
        _cut(lambda n, height, width: (n, height, width)),
    ),
    rows_of_pixels=(
        "The images have become rows, as for a `Linear`. A convolution wants height and width.",
        _cut(lambda n, height, width: (n, 1, height * width)),
    ),
    rows_of_pixels_without_a_channel=(
        "The images have become rows, as for a `Linear`. A convolution wants height and width.",
        _cut(lambda n, height, width: (n, height * width)),
    ),
    width_before_height=(
        "Nothing stops. But height and width have changed places, and `reshape` has cut the rows "
        "of the images anew.",
        _cut(lambda n, height, width: (n, 1, width, height)),
    ),
    of_28_pixels=(
        "The sizes stand in the code as numbers. They are in the shape of what comes in.",
        _cut(lambda n, height, width: (-1, 1, 28, 28)),
    ),
    all_in_one_image=(
        "Nothing stops. But all digits have become one large image now.",
        _cut(lambda n, height, width: (1, 1, n * height, width)),
    ),
    bytes_as_they_are=(
        "The shape is right now. But the pixels are to go from 0 to 1, as they did before.",
        _cut(lambda n, height, width: (n, 1, height, width), 1),
    ),
    bytes_of_256=(
        "The shape is right now. But a pixel of 255 is to become 1, as before.",
        _cut(lambda n, height, width: (n, 1, height, width), 256),
    ),
    first_digit_alone=(
        "Nothing stops. But that is the first digit alone: the others are gone.",
        lambda pixels: pixels[:1, None] / 255,
    ),
    first_digit_for_all=(
        "Nothing stops. But all digits are the first one now.",
        lambda pixels: np.repeat(pixels[:1, None], len(pixels), axis=0) / 255,
    ),
    mean_of_all=(
        "Nothing stops. But that is the mean of all digits.",
        lambda pixels: pixels.mean(axis=0)[None, None] / 255,
    ),
    lying_on_their_sides=(
        "Nothing stops. But height and width have changed places: the digits lie on their sides.",
        lambda pixels: pixels.transpose(0, 2, 1)[:, None] / 255,
    ),
    axes_reversed=(
        "`.T` turns all axes round, those of the images, too.",
        lambda pixels: pixels[None].T / 255,
    ),
    paper_and_ink_exchanged=(
        "The shape is right now. But ink has become paper: 0 is to stay 0.",
        lambda pixels: 1 - pixels[:, None] / 255,
    ),
    whole_numbers=(
        "The shape is right now. But whole numbers are left, and nearly all of them are 0: from 0 "
        "to 1, pixels have decimals.",
        lambda pixels: pixels[:, None] // 255,
    ),
    by_the_brightest=(
        "The shape is right now. But the scale depends on what comes in: in a batch without a "
        "255, the brightest pixel becomes 1. A byte ends at 255, whatever the batch holds.",
        lambda pixels: pixels[:, None] / pixels.max(),
    ),
    by_darkest_and_brightest=(
        "The shape is right now. But the scale depends on what comes in: the darkest pixel of a "
        "batch becomes 0 and the brightest 1. A byte goes from 0 to 255, whatever the batch holds.",
        lambda pixels: _stretched(pixels, None),
    ),
    by_the_brightest_of_each=(
        "The shape is right now. But each digit is scaled by its own brightest pixel. A byte ends "
        "at 255, whatever the digit holds.",
        lambda pixels: pixels[:, None] / pixels.max(axis=(1, 2), keepdims=True)[:, None],
    ),
    by_darkest_and_brightest_of_each=(
        "The shape is right now. But the scale is made by each digit's own darkest and brightest "
        "pixel. A byte goes from 0 to 255, whatever the digit holds.",
        lambda pixels: _stretched(pixels, (1, 2)),
    ),
    of_mean_0=(
        "The shape is right now. But the pixels are centred, or have a spread of 1: here they are "
        "to go from 0 to 1, as before.",
        lambda pixels: ((pixels - pixels.mean()) / pixels.std())[:, None],
    ),
    forgotten_return=("The images are made. Who gets them?", lambda pixels: None),
)

exercise.variant(_cut(lambda n, height, width: (n, 1, height, width)))
exercise.variant(lambda pixels: np.expand_dims(pixels, 1).astype(np.float32) / 255)
exercise.variant(lambda pixels: np.moveaxis(pixels[None], 0, 1) / 255)
exercise.variant(lambda pixels: [[image / 255] for image in pixels])
