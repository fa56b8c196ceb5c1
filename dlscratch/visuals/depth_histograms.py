"""What comes out of each layer of a deep stack, as histograms: saturation, collapse, or neither.

`depth_histograms` returns a figure for a notebook. A widget keeps one figure and calls `draw` on
it whenever the learner chooses other starting weights, another depth or another activation.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from dlscratch.initializers import INITIALIZERS, random_normal
from dlscratch.layers import ReLU, Sigmoid, Tanh
from dlscratch.visuals import BLUE, GREY, INK, Picture

EXAMPLES, BINS = 200, 41
SHOWN = 3  # inputs from -3 to 3
MOST_LAYERS, MOST_WIDTH = 10, 400
FLAT = 0.05  # a slope below this share of the steepest counts as flat


def _variance_for_std(outputs, inputs, rng=None):
    """Xavier with the variance in the place of the standard deviation, as in the book."""
    return random_normal(outputs, inputs, rng, std=2 / (inputs + outputs))


INITS = INITIALIZERS | {"variance for std": _variance_for_std}


class Activation(NamedTuple):
    layer: type
    low: float  # the smallest and the largest output that are shown
    high: float
    steepest: float


ACTIVATIONS = {
    "sigmoid": Activation(Sigmoid, 0, 1, 0.25),
    "tanh": Activation(Tanh, -1, 1, 1),
    "relu": Activation(ReLU, 0, 4, 1),
}


class Column(NamedTuple):
    """What is shown of one layer's outputs."""

    heights: np.ndarray  # share of the outputs in each bin (of ReLU, those above 0)
    spread: float
    flat: float | None  # the share of the neurons' slopes that are nearly 0; None for the inputs
    beyond: float  # the share of the outputs outside what is shown


def depth_histograms(init="xavier", depth=5, activation="tanh", width=100, rng=0):
    """A picture of the outputs of `depth` layers of `width` neurons each, for random inputs.

    `init` is "uniform", "normal", "xavier", "he" or "variance for std"; `activation` is "sigmoid",
    "tanh" or "relu", of which only the outputs above 0 are drawn. The inputs are normal, with the
    spread 1. Below each layer stand the spread of all its outputs, and the share of its slopes
    that are nearly 0.

    Raises ValueError for other names, more than 10 layers, or more than 400 neurons.
    """
    picture = Picture(figsize=(9, 3.1), dpi=100)
    draw(picture, init, depth, activation, width, rng)
    return picture


def draw(figure, init="xavier", depth=5, activation="tanh", width=100, rng=0):
    """Draws on `figure` what `depth_histograms` describes, in place of what was there."""
    columns = measure(init, depth, activation, width, rng)
    kind = ACTIVATIONS[activation]
    figure.clear()
    figure.set_facecolor("white")
    ax = figure.add_axes((0.01, 0.01, 0.98, 0.98))
    ax.axis("off")
    inputs, *layers = columns
    _histograms(ax, 0, [inputs], (-SHOWN, SHOWN), ["inputs"], GREY)
    _histograms(ax, 1.5, layers, (kind.low, kind.high), [f"layer {i + 1}" for i in range(depth)],
                BLUE)  # fmt: skip
    ax.text(1.5, 1.12, f"{init}, {activation}, {width} neurons a layer", size=11, color=INK)
    ax.set_xlim(-0.6, max(depth, 4) + 1.5)
    ax.set_ylim(-0.45, 1.25)
    figure.description = _description(init, activation, width, columns)


def measure(init, depth, activation, width, rng=0) -> list[Column]:
    """The inputs' Column, and one for each layer."""
    if init not in INITS:
        raise ValueError(f"init is one of {', '.join(INITS)}, but {init!r} came")
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is one of {', '.join(ACTIVATIONS)}, but {activation!r} came")
    if depth not in range(1, MOST_LAYERS + 1) or width not in range(1, MOST_WIDTH + 1):
        raise ValueError(
            f"the picture has room for 1 to {MOST_LAYERS} layers of 1 to {MOST_WIDTH} neurons, "
            f"but {depth} layers of {width} came"
        )
    rng = np.random.default_rng(rng)
    kind = ACTIVATIONS[activation]
    x = rng.standard_normal((EXAMPLES, width))
    columns = [_column(x, x, -SHOWN, SHOWN)]
    for _ in range(depth):
        layer = kind.layer()
        x = layer.forward(x @ INITS[init](width, width, rng).T)
        slopes = layer.backward(np.ones_like(x))
        flat = float(np.mean(slopes < FLAT * kind.steepest))
        shown = x[x > 0] if activation == "relu" else x  # its zeros would dwarf all the others
        columns.append(_column(x, shown, kind.low, kind.high, flat))
    return columns


# Inside


def _column(x, shown, low, high, flat=None):
    counts, _ = np.histogram(shown, BINS, (low, high))
    beyond = (shown.size - counts.sum()) / x.size
    return Column(counts / x.size, float(x.std()), flat, float(beyond))


def _histograms(ax, left, columns, shown, names, colour):
    """Histograms side by side, each lying on its side: outputs upwards, shares to the right."""
    edges = np.linspace(0, 1, BINS + 1)
    bars = []
    for place, column in enumerate(columns):
        lengths = 0.85 * column.heights / max(column.heights.max(), 1e-9)
        x = left + place
        bars += [
            [(x, lower), (x, upper), (x + length, upper), (x + length, lower)]
            for lower, upper, length in zip(edges[:-1], edges[1:], lengths, strict=True)
            if length
        ]
        ax.text(x, -0.05, _label(names[place], column), va="top", color=INK, linespacing=1.3,
                size=9 if len(columns) < 7 else 8 if len(columns) < 9 else 6.5,
                weight="bold" if _useless(column) else "normal")  # fmt: skip
    ax.add_collection(PolyCollection(bars, facecolor=colour, edgecolor=colour, lw=0.5))
    ax.vlines(left + np.arange(len(columns)), 0, 1, color=GREY, lw=0.8)
    for height, value in zip((0, 0.5, 1), (shown[0], sum(shown) / 2, shown[1]), strict=True):
        ax.text(left - 0.06, height, f"{value:g}".replace("-", "−"), ha="right", va="center",
                size=9, color=GREY)  # fmt: skip


def _useless(column):
    """Whether a layer has collapsed, or most of its slopes are nearly 0."""
    return column.flat is not None and (column.flat > 0.6 or column.spread < 0.05)


def _label(name, column):
    lines = [name, f"spread {_number(column.spread)}"]
    if column.flat is not None:
        lines.append(f"flat {_percent(column.flat)}")
    if column.beyond > 0.1:
        lines.append(f"{_percent(column.beyond)} above")
    return "\n".join(lines)


def _percent(share):
    return f"{100 * share:.0f} %"


def _number(value):
    """Two digits, and no powers of ten: 0.00001, 350."""
    return np.format_float_positional(float(f"{value:.2g}"), trim="-")


def _description(init, activation, width, columns):
    inputs, *layers = columns
    parts = "; ".join(
        f"layer {i}: spread {_number(column.spread)}, flat {_percent(column.flat)}"
        for i, column in enumerate(layers, 1)
    )
    return (
        f"Histograms of the outputs of {len(layers)} layers of {width} neurons with {activation}, "
        f"weights {init}. {parts}."
    )
