"""The numbers of a chain of boxes: what goes forward, what comes back, and how each came about."""

from typing import Any, NamedTuple

import numpy as np

from dlscratch.visuals.slope_box import CURVES

MOST_BOXES, MOST = 4, 3  # boxes in a row, and numbers between two of them
FORMULAS = {
    "double": "2 × {}",
    "square": "{0} × {0}",
    "sigmoid": "sigmoid of {}",
    "tanh": "tanh of {}",
    "relu": "relu of {}",
}


class Box(NamedTuple):
    """One layer: a curve that treats each number by itself, or a linear layer's `w` and `b`."""

    name: str
    w: Any = None
    b: Any = None

    def forward(self, x):
        """x (inputs,) → (outputs,)."""
        return CURVES[self.name].function(x) if self.w is None else self.w @ x + self.b

    def slopes(self, x):
        """Those of its curve at `x`, a slope for each number."""
        return CURVES[self.name].slope(x)

    def backward(self, x, gradient):
        """gradient (outputs,) → (inputs,), where `x` went in."""
        return self.slopes(x) * gradient if self.w is None else gradient @ self.w


class Step(NamedTuple):
    """One number, or a few, on the way: those behind so many boxes, forward or backward."""

    place: int  # 0 is in front of the first box
    forward: bool


class How(NamedTuple):
    """How one number came about: a rule in words, the same with numbers, and what comes out."""

    rule: str
    terms: str
    value: float

    def __str__(self):
        return f"{self.question} {number(self.value)}"

    @property
    def question(self):
        """All but what comes out."""
        return f"{self.rule}: {self.terms} ="


class Chain:
    """Boxes in a row, at whose end a loss wants a number: the squared differences, added up.

    layers  a name each (double, square, sigmoid, tanh, relu), or a layer of that name, or one with
            `w` (outputs, inputs) and `b` (outputs,); nothing in them is called or changed
    x       what goes in: a number, or up to three for a linear layer
    wants   what the loss wants to come out

    `values` and `gradients` hold arrays, one for each place before, between and behind the boxes.
    `steps` is the way, without `x` itself: forward to the end and back to the beginning.
    Raises ValueError for what the picture has no room for.
    """

    def __init__(self, layers, x, wants):
        self.boxes = [_box(layer) for layer in layers]
        if not 1 <= len(self.boxes) <= MOST_BOXES:
            raise ValueError(f"a chain has 1 to {MOST_BOXES} boxes, but {len(self.boxes)} came")
        self.values = [_numbers("x", x)]
        for box in self.boxes:
            self.values.append(self._through(box))
        self.wants = _numbers("wants", wants)
        if self.wants.shape != self.values[-1].shape:
            raise ValueError(
                "the loss wants a number for each that comes out, "
                f"but wants has {len(self.wants)} and the last box gives {len(self.values[-1])}"
            )
        self.gradients = [2 * (self.values[-1] - self.wants)]
        for box, x in zip(self.boxes[::-1], self.values[-2::-1], strict=True):
            self.gradients.insert(0, box.backward(x, self.gradients[0]))
        places = range(len(self.values))
        self.steps = [Step(place, True) for place in places[1:]]
        self.steps += [Step(place, False) for place in places[::-1]]
        self.names = _names(self.boxes)

    @property
    def loss(self):
        return float(((self.values[-1] - self.wants) ** 2).sum())

    def at(self, step):
        """The numbers of a step."""
        return (self.values if step.forward else self.gradients)[step.place]

    def box(self, step):
        """The index of the box that gives them; behind the last box, that of the loss."""
        return step.place - 1 if step.forward else step.place

    def name(self, step, cell=None):
        """What they are called, such as "y", "gradient for z1" or, of one of them, "z1[2]"."""
        name = self.names[step.place]
        if cell is not None and len(self.at(step)) > 1:
            name += f"[{cell}]"
        return name if step.forward else f"gradient for {name}"

    def how(self, step, cell) -> How:
        """How the number `cell` of a step came about."""
        value = float(self.at(step)[cell])
        if not step.forward and step.place == len(self.boxes):
            out, wanted = number(self.values[-1][cell]), factor(self.wants[cell])
            return How("the slope of the loss", f"2 × ({out} − {wanted})", value)
        box, place = self.boxes[self.box(step)], self.box(step)
        x, name = self.values[place], self.names[place]
        if len(x) > 1:
            name += f"[{cell}]"
        if step.forward and box.w is None:
            terms = FORMULAS[box.name].format(factor(x[cell]))
            return How(f"{box.name} gets {name}", terms, value)
        if step.forward:
            terms = [*_products(box.w[cell], x), factor(box.b[cell])]
            return How("weights × inputs + bias", " + ".join(terms), value)
        gradient = self.gradients[place + 1]
        if box.w is None:
            terms = _products(box.slopes(x)[[cell]], gradient[[cell]])
            return How(f"slope at {name} × incoming gradient", *terms, value)
        terms = _products(box.w[:, cell], gradient)
        return How("weights × incoming gradients", " + ".join(terms), value)

    def _through(self, box):
        x = self.values[-1]
        if box.w is not None and box.w.shape[1] != len(x):
            raise ValueError(
                f"w has shape {box.w.shape} and wants {box.w.shape[1]} numbers, but gets {len(x)}"
            )
        return box.forward(x)


def number(value):
    """At most three digits behind the zeros, and a true minus sign."""
    return f"{round(float(value), 5) + 0.0:.{4 if abs(value) >= 100 else 3}g}".replace("-", "−")


def factor(value):
    """The same, in brackets where it is negative."""
    text = number(value)
    return f"({text})" if text.startswith("−") else text


# Inside


def _products(left, right):
    return [f"{factor(a)} × {factor(b)}" for a, b in zip(left, right, strict=True)]


def _numbers(name, given):
    array = np.atleast_1d(np.asarray(given, float))
    if array.ndim > 1 or not 1 <= len(array) <= MOST or not np.isfinite(array).all():
        raise ValueError(f"{name} is a number, or 2 or {MOST} in a row, but {given!r} came")
    return array


def _box(layer):
    if hasattr(layer, "w") and hasattr(layer, "b"):
        w, b = np.array(layer.w, float), np.array(layer.b, float)
        if w.ndim != 2 or max(w.shape) > MOST or b.shape != w.shape[:1]:
            raise ValueError(
                f"a linear box has w of at most {MOST} × {MOST} and b with a number for each row, "
                f"but {w.shape} and {b.shape} came"
            )
        return Box("linear", w, b)
    name = layer if isinstance(layer, str) else type(layer).__name__.lower()
    if name not in CURVES:
        raise ValueError(f"a box is one of {', '.join(CURVES)}, or linear, but {layer!r} came")
    return Box(name)


def _names(boxes):
    """What the numbers are called: x, y, z; between linear layers and activations x, z1, a1, …"""
    if all(box.w is None for box in boxes):
        return list("xyz") if len(boxes) <= 2 else ["x", *(f"y{i + 1}" for i in range(len(boxes)))]
    names, count = ["x"], 0
    for box in boxes:
        count += box.w is not None
        names.append(f"{'a' if box.w is None else 'z'}{count}")
    return names
