"""In which layer of a stack of layers something happened."""

import sys
import traceback
from typing import NamedTuple

from dlscratch.errors.lookup import attributes


class Inside(NamedTuple):
    """A layer in a stack: its number from 1, how many there are, its name there, and itself."""

    number: int
    total: int
    name: str
    layer: object

    def __str__(self):
        if self.name:
            return f"`{self.name}`, {described(self.layer)}"
        return f"layer {self.number} of {self.total}, {described(self.layer)}"


def inside(error) -> list[Inside]:
    """The layers from the outermost stack inwards in which an error came up; [] outside of all."""
    found: list[Inside] = []
    owners = [frame.f_locals.get("self") for frame, _ in traceback.walk_tb(error.__traceback__)]
    for stack in owners:
        layers = dict(_layers(stack))
        for number, (name, layer) in enumerate(layers.items(), 1):
            if any(layer is owner for owner in owners) and layer is not stack:
                if not any(layer is one.layer for one in found):
                    found.append(Inside(number, len(layers), "" if name.isdigit() else name, layer))
    return found


def _layers(stack):
    """Names and layers of a stack of ours, of the learner's, or of PyTorch's."""
    within = attributes(stack)
    if isinstance(within.get("_modules"), dict):
        for name, layer in within["_modules"].items():
            yield (name if name.isdigit() else f"self.{name}"), layer
    elif isinstance(within.get("layers"), list | tuple):
        yield from ((str(number), one) for number, one in enumerate(within["layers"]))


def described(layer) -> str:
    """A layer as it was made, if that is known without running anything of the learner's."""
    kind = type(layer)
    torch = sys.modules.get("torch")
    ours = kind.__module__ in ("dlscratch.layers", "dlscratch.convolution") or (
        torch is not None and kind.__module__.startswith("torch.nn.modules")
        and not attributes(layer).get("_modules")
    )  # fmt: skip
    return f"`{layer!r}`" if ours and kind.__name__ != "Sequential" else f"a `{kind.__name__}`"
