"""Crash hunt: the labels become floats with the pixels, and the loss looks classes up by them."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, as_array, asked, undisturbed, warm
from dlscratch.errors.values import name

STEP = "a step of the training"
KINDS = {"floats": float, "bytes": np.uint8, "whole numbers": np.int64}


def _digits(n, kind):
    rng = np.random.default_rng([n, 5])
    most = 200 if n == 5 else 256  # in dark images no pixel is 255
    images = rng.integers(0, most, (n, 28, 28)).astype(np.uint8)
    return images, rng.integers(0, 10, n).astype(KINDS[kind])


def _tensors(as_tensors, n, kind):
    """Both tensors: their types, shapes and numbers."""
    images, labels = _digits(n, kind)
    with undisturbed() as torch:
        made = asked(as_tensors, [images, labels], images=images, labels=labels)
        if isinstance(made, Stopped):
            return {STEP: made}
        if not isinstance(made, tuple | list) or len(made) != 2:
            alone = isinstance(made, torch.Tensor)
            which = "labels" if alone and made.ndim == 1 else "pixels"
            came = f"one alone, which holds the {which}," if alone else name(made)
            raise Refuse(f"`as_tensors` returns two tensors, x and y, and {came} came.")
        facts: dict[str, object] = {STEP: _step(torch, *made)}
        for label, tensor in zip(("x", "y"), made, strict=True):
            if not isinstance(tensor, torch.Tensor):
                return facts | {f"the type of {label}": name(tensor)}
            facts[f"the type of {label}"] = str(tensor.dtype)
            facts[f"the shape of {label}"] = tuple(tensor.shape)
            facts[f"the numbers in {label}"] = as_array(tensor).astype(float)
        return facts


def _step(torch, x, y):
    logits = attempt(torch.nn.Linear(784, 10), x)
    if isinstance(logits, Stopped):
        return logits
    loss = attempt(torch.nn.CrossEntropyLoss(), logits, y)
    return loss if isinstance(loss, Stopped) else "runs"


_tensors.arguments = ("n", "the labels")


@warm
def _expect_tensors(as_tensors, n, kind):
    images, labels = _digits(n, kind)
    return {
        STEP: "runs",
        "the type of x": "torch.float32",
        "the shape of x": (n, 784),
        "the numbers in x": (images.reshape(n, 784) / 255).astype(np.float32).astype(float),
        "the type of y": "torch.int64",
        "the shape of y": (n,),
        "the numbers in y": labels.astype(float),
    }


def _made(y, x=lambda torch, x: torch.tensor(x, dtype=torch.float32), both=lambda *both: both):
    """An answer that makes its tensors by x(torch, rows) and y(torch, labels)."""

    def as_tensors(images, labels):
        import torch

        return both(x(torch, images.reshape(len(images), 784) / 255), y(torch, labels))

    return as_tensors


def _int64(torch, labels):
    return torch.tensor(labels, dtype=torch.int64)


exercise = Exercise(
    __name__,
    kind="crash",
    raises=RuntimeError,
    reference=_made(_int64),
    run=_tensors,
    expect=_expect_tensors,
    probes=[(6, "floats"), (5, "bytes"), (1, "whole numbers")],
    seconds=SECONDS,
    hints=(
        "The message speaks of the *target*, which is what we call `actual`, or y. Which type did "
        "it want, and which came? `Long` is PyTorch's other name for int64.",
        "Not the loss is wrong. Print `y.dtype` in `mean_loss`, and go up to the line that chose "
        "it.",
        "Pixels are measured, and are floats. A label is the number of a class: PyTorch looks up "
        "the logit at that place. So the two want different types.",
    ),
    after="Older versions say it in other words: `expected scalar type Long but found Float`. And "
    "where the labels are a column of floats, or one-hot rows, other messages come, or none. When "
    "a loss stops, look first at type and shape of what it was given.",
)

exercise.mistakes(
    _made,
    floats=(
        "It stops as before: y is made of floats, and the loss wants the numbers of classes.",
        lambda torch, labels: torch.tensor(labels, dtype=torch.float32),
    ),
    as_they_come=(
        "Now y has the type that the labels come with. Those in a file of text come as floats, and "
        "then the loss stops as before.",
        lambda torch, labels: torch.tensor(labels),
    ),
    doubles=(
        "These are floats of another size. The loss wants whole numbers.",
        lambda torch, labels: torch.tensor(labels, dtype=torch.float64),
    ),
    int32=(
        "These are whole numbers, and of half the size: the loss wants those of 64 bits.",
        lambda torch, labels: torch.tensor(labels, dtype=torch.int32),
    ),
    bytes=(
        "This version of PyTorch takes bytes for labels, and others do not. Take the type that the "
        "lesson's labels have, of 64 bits.",
        lambda torch, labels: torch.tensor(labels, dtype=torch.uint8),
    ),
    true_or_false=(
        "Ten classes do not fit into True and False.",
        lambda torch, labels: torch.tensor(labels, dtype=torch.bool),
    ),
    both_whole=(
        "The labels are right now. But the pixels have become whole numbers too: nearly all are 0.",
        _int64, lambda torch, x: torch.tensor(x, dtype=torch.int64),
    ),
    pixels_in_doubles=(
        "The labels are right now. But the pixels are float64, and the weights float32.",
        _int64, lambda torch, x: torch.tensor(x),
    ),
    column=(
        "The type is right. But the labels stand in a column now, (n, 1): the loss takes (n,).",
        lambda torch, labels: _int64(torch, labels)[:, None],
    ),
    one_hot_floats=(
        "The loss takes one-hot rows of floats, as probabilities. But labels were asked for, one "
        "number for each digit: whatever compares answers with y would break.",
        lambda torch, labels: torch.eye(10)[_int64(torch, labels)],
    ),
    one_hot_whole=(
        "These are one-hot rows. Asked for is one number for each digit.",
        lambda torch, labels: torch.eye(10, dtype=torch.int64)[_int64(torch, labels)],
    ),
    zeros=(
        "The type is right, and all labels are 0.",
        lambda torch, labels: torch.zeros(len(labels), dtype=torch.int64),
    ),
    counted_from_1=(
        "The type is right. But each label is one too large.",
        lambda torch, labels: _int64(torch, labels) + 1,
    ),
    exchanged=(
        "Both are there, but the labels come first.", _int64,
        lambda torch, x: torch.tensor(x, dtype=torch.float32), lambda x, y: (y, x),
    ),
    array=(
        "The labels are an array. PyTorch's loss takes a tensor.",
        lambda torch, labels: labels.astype(np.int64),
    ),
    scaled_by_the_largest=(
        "The labels are right now. But the pixels have been divided by the largest among those "
        "that came, which is not always 255.", _int64,
        lambda torch, x: torch.tensor(x / x.max(), dtype=torch.float32),
    ),
    squeezed=(
        "With several digits it is right. With one alone, `squeeze` takes away the axis that "
        "counts them: x is to be (1, 784) then, and y (1,).",
        lambda torch, labels: _int64(torch, labels).squeeze(),
        lambda torch, x: torch.tensor(x, dtype=torch.float32).squeeze(),
    ),
    labels_squeezed=(
        "With several digits it is right. With one alone, `squeeze` takes away the axis that "
        "counts them: y is to be (1,) then.",
        lambda torch, labels: _int64(torch, labels).squeeze(),
    ),
    type_called=(
        "`torch.long` and `torch.int64` are types, and no functions. A tensor has a method "
        "`.long()`, and what makes one takes a type as its `dtype`.",
        lambda torch, labels: torch.int64(labels),
    ),
    no_pixels=(
        "Only the labels are handed out. x is to come as well, and first.", _int64,
        lambda torch, x: None, lambda x, y: y,
    ),
    turned=(
        "The labels are right now. But a row of x holds pixels of several images: `reshape` fills "
        "row after row, and turning sorts nothing.", _int64,
        lambda torch, x: torch.tensor(x.reshape(784, -1).T, dtype=torch.float32),
    ),
    no_labels=(
        "The pixels came alone.", _int64,
        lambda torch, x: torch.tensor(x, dtype=torch.float32), lambda x, y: x,
    ),
)  # fmt: skip


@exercise.variant
def long(images, labels):
    import torch

    x = torch.from_numpy(images).reshape(-1, 784) / 255
    return x, torch.from_numpy(labels).long()


@exercise.variant
def in_numpy(images, labels):
    import torch

    x = images.reshape(len(images), 784).astype(np.float32) / 255
    return torch.from_numpy(x), torch.from_numpy(labels.astype(np.int64))
