"""What helps where a layer for images gets something else, or a Linear gets images."""

import math
import re
import traceback

from dlscratch.errors.kinds import Table
from dlscratch.errors.lookup import attributes

IMAGES = Table()


@IMAGES.kind(
    ValueError, r" expects images of shape \(n, (\w+), height, width\), but \((\d[\d, ]*)\) came"
)
def no_images(found, spot, error):
    """What Conv2d, MaxPool2d and patches say of their inputs; a pool takes any channels."""
    channels = int(found[1]) if found[1].isdigit() else 0
    shape = _numbers(found[2])
    if len(shape) == 2:
        return _rows(shape[1], channels or 1)
    if len(shape) == 3:
        if channels and shape[0] == channels:
            return f"A batch is wanted, even if it is of one image: `x[None]` gives {(1, *shape)}."
        if channels > 1:
            return f"An axis is missing, that of the channels: this layer takes {channels}."
        with_one = (shape[0], 1, *shape[1:])
        said = f"An axis is missing. `x[:, None]` gives {shape[0]} images of one channel {with_one}"
        return f"{said}." if channels else f"{said}, `x[None]` a batch of one {(1, *shape)}."
    if len(shape) == 4 and channels != shape[1]:
        if shape[3] == channels:
            return (
                "The channels stand last here, and are wanted behind n: `x.transpose(0, 3, 1, 2)` "
                "brings them there. `reshape` would mix the pixels."
            )
        return (
            f"This layer takes {channels} channels, and {shape[1]} came: it takes as many as the "
            "Conv2d before it gives, and the first one as many as the images have."
        )
    return None


def _rows(length, channels):
    side = math.isqrt(length // channels)
    said = "These are rows, which do not say what lies above what"
    if channels * side * side != length:
        return f"{said}. Give them the shape (n, channels, height, width) first."
    return f"{said}: `x.reshape(-1, {channels}, {side}, {side})` makes images of them."


@IMAGES.kind(
    ValueError,
    r"^Linear\((\d+), (\d+)\) expects inputs of shape .*, but \((\d+, \d+, \d+(?:, \d+)?)\) came",
)
def images_for_a_linear(found, spot, error):
    """A Linear is handed three or four axes."""
    length = math.prod(_numbers(found[3])[1:])
    fits = "" if str(length) == found[1] else f", for `Linear({length}, {found[2]})`"
    return (
        f"A Linear takes a row for each example, and here each has axes of its own, as images do: "
        f"`Flatten()` in front makes rows of {length} numbers{fits}."
    )


@IMAGES.kind(
    ValueError, r"^Linear\((\d+), (\d+)\) expects inputs of shape .*, but \(\d+, (\d+)\) came"
)
def another_length_behind_flatten(found, spot, error):
    """Ours, and the layer before it in its stack is a Flatten."""
    flatten = _layer_before(error)
    if type(flatten).__name__ != "Flatten":
        return None
    shape, length = attributes(flatten).get("shape"), found[3]
    known = isinstance(shape, tuple) and len(shape) == 4 and str(math.prod(shape[1:])) == length
    product = " ({} channels of {} × {})".format(*shape[1:]) if known else ""
    return (
        f"`Flatten` made rows of {length} numbers{product}, and the layer behind it takes "
        f"{found[1]}: write `Linear({length}, {found[2]})`, or change what stands in front."
    )


IMAGES.always(
    "smaller_than_a_window", ValueError,
    r"expects images of at least (\d+ × \d+) pixels, but (\d+ × \d+) came",
    "A window of size k takes k - 1 rows and columns away if there is no padding, and a pool "
    "divides them. Here {2} are left: print the shapes from layer to layer.",
)  # fmt: skip


def _numbers(text):
    return tuple(map(int, re.findall(r"\d+", text)))


def _layer_before(error):
    """The layer in front of the one that raised, in the innermost stack; None if there is none."""
    owners = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
    for stack in reversed(owners):
        layers = attributes(stack).get("layers")
        if isinstance(layers, list):
            at = [i for i, layer in enumerate(layers) if any(layer is one for one in owners)]
            return layers[at[0] - 1] if len(at) == 1 and at[0] else None
    return None
