"""Crash hunt: images cut into 784 rows in place of 784 columns, and two shapes that do not meet."""

import numpy as np

from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.in_pytorch import SECONDS, as_array, asked, undisturbed, warm
from dlscratch.errors.values import name

ANSWERS, KIND = "the shape of a net's answers", "what the function returns"
SHAPE, TYPE, ROWS = "the shape of the rows", "the type of the rows", "the rows"


def _images(n):
    """n images; five of them are dark, and none of their pixels is 255."""
    most = 200 if n == 5 else 256
    return np.random.default_rng([n, 7]).integers(0, most, (n, 28, 28)).astype(np.uint8)


def _rows(as_rows, n):
    """What becomes of n images: a tensor, its shape, its type, its numbers."""
    with undisturbed() as torch:
        images = _images(n)
        rows = asked(as_rows, [images], images=images)
        if isinstance(rows, Stopped):
            return {ANSWERS: rows}
        if not isinstance(rows, torch.Tensor):
            return {KIND: name(rows)}
        answers = attempt(torch.nn.Linear(784, 10), rows)
        return {
            ANSWERS: answers if isinstance(answers, Stopped) else tuple(answers.shape),
            KIND: "a tensor", SHAPE: tuple(rows.shape), TYPE: str(rows.dtype), ROWS: as_array(rows),
        }  # fmt: skip


_rows.arguments = ("n",)


@warm
def _expect_rows(as_rows, n):
    rows = _images(n).reshape(n, 784).astype(np.float32) / 255
    return {
        ANSWERS: (n, 10), KIND: "a tensor", SHAPE: (n, 784), TYPE: "torch.float32", ROWS: rows,
    }  # fmt: skip


def _told(outcomes):
    """Where shape and type are right and the pixels are not: whether each row has its own."""
    for (n,), outcome in zip(PROBES, outcomes, strict=False):
        rows = (outcome.output or {}).get(ROWS)
        wanted = _images(n).reshape(-1, 784).astype(np.float32) / 255
        if not isinstance(rows, np.ndarray) or rows.shape != wanted.shape:
            return None
        if not np.allclose(rows, wanted):
            return _told_of(rows, wanted)
    return None


def _told_of(rows, wanted):
    if rows.dtype != wanted.dtype:
        return None
    off = rows - wanted
    if 0 < abs(off).max() < 1e-3:
        return (
            "Nearly: the numbers have fewer digits than float32 keeps. Is another type on the way?"
        )
    if len(rows) > 1 and np.ptp(rows, axis=0).max() == 0:
        return "All rows are alike: the same image stands in each of them."
    if np.allclose(np.sort(rows, axis=1), np.sort(wanted, axis=1)):
        return (
            "Each row holds the pixels of its own image, but in another order. They are to come "
            "line by line, from the top: `rows[0].reshape(28, 28)` shows it."
        )
    if np.allclose(np.sort(rows, axis=None), np.sort(wanted, axis=None)):
        return (
            "All pixels are there, but a row holds pixels of several images. `reshape` fills row "
            "after row from the numbers as they come: which axis must come first, then?"
        )
    if np.ptp(off) < 1e-3:
        return (
            "The pixels are in their places. But a number is added to all of them, or taken off: "
            "they are to go from 0 to 1."
        )
    return None


PROBES = [(32,), (5,), (1,), (28,)]


def _by(change, scaled=lambda x: x.float() / 255):
    """An answer that makes rows of the scaled images by change(x)."""

    def as_rows(images):
        import torch

        return change(scaled(torch.from_numpy(images)))

    return as_rows


exercise = Exercise(
    __name__,
    kind="crash",
    raises=RuntimeError,
    reference=_by(lambda x: x.reshape(len(x), 784)),
    run=_rows,
    expect=_expect_rows,
    probes=PROBES,
    tell=_told,
    seconds=SECONDS,
    hints=(
        "In the message, mat1 is what came, and mat2 the weights, turned. The columns of the one "
        "and the rows of the other must be equal. Which number of mat1 is where it should not be?",
        "A batch of 32 images is to be 32 rows. Print the shape of what `as_rows` gives, and one "
        "row of it as an image of 28 × 28, if you can.",
        "`reshape` fills row after row. For each image in a row of its own, the number of images "
        "stands first, and 784 behind it.",
    ),
    after="Turning it with `.T` would have silenced the error, and no row would have held one "
    "image. With a batch of 784 images even the line as it was would have been right. Only a "
    "look at a row tells: `rows[0].reshape(28, 28)` must be the first image.",
)

exercise.mistakes(
    _by,
    rows_of_n=(
        "It stops as before: (784, n) came, and the net takes rows of 784.",
        lambda x: x.reshape(784, -1),
    ),
    turned=(
        "No error any more, and the shape is right. But look at a row as an image: "
        "`rows[0].reshape(28, 28)`. `reshape` had mixed the images already, and turning sorts "
        "nothing.",
        lambda x: x.reshape(784, -1).T,
    ),
    lines=(
        "Each line of an image has become a row, of 28 numbers. A row is to hold a whole image.",
        lambda x: x.reshape(-1, 28),
    ),
    one_row=(
        "All images stand in one long line now. Each wants a row of its own.",
        lambda x: x.flatten(),
    ),
    always_32=(
        "With 32 images it is right. Other batches have other sizes, the last one of an epoch too.",
        lambda x: x.reshape(32, 784),
    ),
    column_by_column=(
        "Each row holds its own image. But its pixels come column by column: the image lies on its "
        "side, and a net that has learnt from others cannot read it.",
        lambda x: x.transpose(1, 2).reshape(len(x), 784),
    ),
    pixels_first=(
        "Each column is an image now, and the net takes rows.",
        lambda x: x.permute(1, 2, 0).reshape(784, -1),
    ),
    first_only=(
        "One image has come through. What of the others?",
        lambda x: x[:1].reshape(1, 784),
    ),
    averaged=(
        "The images have been averaged: nothing can be read from that.",
        lambda x: x.mean(dim=0).reshape(1, 784),
    ),
    stretched=(
        "There are n rows of 784 now, each with a single line of its image, 28 times over.",
        lambda x: x[:, 0].repeat(1, 28),
    ),
    not_scaled=(
        "The rows are right now. But the numbers go from 0 to 255, and before they went to 1.",
        lambda x: x.reshape(len(x), 784), lambda x: x.float(),
    ),
    cut_off=(
        "Each pixel is 0 or 1 now: all that was in between has become 0. Does something make whole "
        "numbers, as `//` does, where fractions are wanted?",
        lambda x: x.reshape(len(x), 784), lambda x: x.float() // 255,
    ),
    doubles=(
        "The rows are right now. But the numbers are float64, and the net's weights are float32.",
        lambda x: x.reshape(len(x), 784), lambda x: x.double() / 255,
    ),
    three_axes=(
        "There is an axis too many.",
        lambda x: x.reshape(len(x), 1, 784),
    ),
    unchanged=(
        "The images are as they were, with two axes each. A row has one.",
        lambda x: x,
    ),
    array=(
        "An array came. The net takes a tensor.",
        lambda x: x.reshape(len(x), 784).numpy(),
    ),
    squeezed=(
        "With several images it is right. But `squeeze` takes away every size of 1: one image "
        "leaves (784,), where (1, 784) is wanted.",
        lambda x: x.reshape(-1, 784).squeeze(),
    ),
    by_the_largest=(
        "The rows are right. But the pixels have been divided by the largest among those that "
        "came, which is not 255 in dark images: what is dark becomes bright.",
        lambda x: x.reshape(len(x), 784), lambda x: x.float() / x.max(),
    ),
    not_returned=("The rows are made. Who gets them?", lambda x: None),
)  # fmt: skip


@exercise.variant
def flattened(images):
    import torch

    return torch.from_numpy(images).float().div(255).flatten(1)


@exercise.variant
def turned_before(images):
    import torch

    x = torch.from_numpy(images).float() / 255
    return x.permute(1, 2, 0).reshape(784, -1).T
