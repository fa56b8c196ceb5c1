"""What comes out of each layer of a deep stack, as histograms: saturation, collapse, or neither.

`depth_histograms` returns a figure for a page; in `live_depth_histograms` the learner chooses
starting weights, activation, depth and width, and sees the gradients come back too.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from threadpoolctl import threadpool_limits

from dlscratch.initializers import INITIALIZERS, random_normal
from dlscratch.layers import ReLU, Sigmoid, Tanh
from dlscratch.visuals.toolkit import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    Picture,
    draw_line,
    panels,
    still,
)
from dlscratch.visuals.toolkit.lettering import letters

EXAMPLES, BINS = 200, 41
BACK = 50  # of the examples go back too
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


def live_depth_histograms(init="normal", depth=5, activation="tanh", width=100):
    """The same for up to ten layers, and below them the spread of the gradient in each layer.

    Gradients with the spread 1 come in at the last layer. The depth is chosen by click on a layer,
    arrow key or slider, or played.
    """
    from ipywidgets import IntSlider

    from dlscratch.visuals.toolkit.live import Live, Player, choice

    inits, stacks = list(INITS), {}

    def draw_stack(figure, init, activation, width, depth, rng):
        key = init, activation, width, rng
        if key not in stacks:
            stacks.clear()  # one is enough: only the depth is moved step by step
            stacks[key] = Stack(*key)
        _draw_both_ways(figure, stacks[key], depth)

    def pointed(place, state):
        if place.axes is None:
            return None
        return {"depth": int(min(max(np.floor(place.x - FIRST) + 1, 1), MOST_LAYERS))}

    def keys(direction, state):
        step = {"left": -1, "right": 1}.get(direction)
        if step:
            return {"depth": min(max(state["depth"] + step, 1), MOST_LAYERS)}
        step = {"up": -1, "down": 1}[direction]
        return {"init": inits[(inits.index(state["init"]) + step) % len(inits)]}

    layers = IntSlider(depth, 1, MOST_LAYERS, description="depth")
    return Live(
        draw_stack,
        (9.6, 4.9),
        pointed=pointed,
        keys=keys,
        beside=[Player(layers, 600)],
        init=choice(inits, init, "init", "max-content"),
        activation=choice(list(ACTIVATIONS), activation, "activation"),
        width=IntSlider(width, 10, 200, step=10, description="width"),
        depth=layers,
        rng=IntSlider(0, 0, 9, description="rng"),
    )  # fmt: skip


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


class Stack:
    """Layers of one width, through which random inputs have gone; it grows as deep as is asked."""

    def __init__(self, init, activation, width, rng=0):
        if init not in INITS:
            raise ValueError(f"init is one of {', '.join(INITS)}, but {init!r} came")
        if activation not in ACTIVATIONS:
            raise ValueError(
                f"activation is one of {', '.join(ACTIVATIONS)}, but {activation!r} came"
            )
        if width not in range(1, MOST_WIDTH + 1):
            raise ValueError(
                f"the picture has room for layers of 1 to {MOST_WIDTH} neurons, but {width} came"
            )
        self.init, self.activation, self.width = init, activation, width
        self._rng = np.random.default_rng(rng)
        self._x = x = self._rng.standard_normal((EXAMPLES, width))
        self._columns = [_column(x, x, -SHOWN, SHOWN)]
        self._weights, self._slopes = [], []

    def columns(self, depth) -> list[Column]:
        """The inputs' Column, and one for each of the first `depth` layers."""
        if depth not in range(1, MOST_LAYERS + 1):
            raise ValueError(
                f"the picture has room for 1 to {MOST_LAYERS} layers, but {depth} layers of "
                f"{self.width} came"
            )
        while len(self._columns) <= depth:
            self._grow()
        return self._columns[: depth + 1]

    def _grow(self):
        kind = ACTIVATIONS[self.activation]
        layer, w = kind.layer(), INITS[self.init](self.width, self.width, self._rng)
        self._x = x = layer.forward(self._x @ w.T)
        slopes = layer.backward(np.ones_like(x))
        self._weights.append(w)
        self._slopes.append(slopes[:BACK].copy())
        flat = float(np.mean(slopes < FLAT * kind.steepest))
        shown = x[x > 0] if self.activation == "relu" else x  # its zeros would dwarf all others
        self._columns.append(_column(x, shown, kind.low, kind.high, flat))

    def back(self, depth) -> list[float]:
        """The spread of the gradient for the inputs, and for the outputs of `depth` layers.

        Into the last of them come random gradients with the spread 1.
        """
        self.columns(depth)
        gradient = np.random.default_rng(self.width).standard_normal((BACK, self.width))
        gradient /= gradient.std() or 1
        spreads = [1.0]
        for w, slopes in zip(self._weights[depth - 1 :: -1], self._slopes[depth - 1 :: -1],
                             strict=True):  # fmt: skip
            gradient = (gradient * slopes) @ w
            spreads.append(float(gradient.std()))
        return spreads[::-1]


def measure(init, depth, activation, width, rng=0) -> list[Column]:
    """The inputs' Column, and one for each layer."""
    return Stack(init, activation, width, rng).columns(depth)


# Inside


def _column(x, shown, low, high, flat=None):
    counts, _ = np.histogram(shown, BINS, (low, high))
    beyond = (shown.size - counts.sum()) / x.size
    return Column(counts / x.size, float(x.std()), flat, float(beyond))


def _histograms(ax, left, columns, shown, names, colour):
    """Histograms side by side, each lying on its side: outputs upwards, shares to the right.

    Below each stands what `names` calls it and its numbers; nothing without `names`.
    """
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
        if names:
            ax.text(x, -0.05, _label(names[place], column), va="top", color=INK, linespacing=1.3,
                    size=9 if len(columns) < 7 else 8 if len(columns) < 9 else 6.5,
                    weight="bold" if _useless(column) else "normal")  # fmt: skip
    # The limits of the axes are set, and nobody has to look for them in all the bars.
    ax.add_collection(
        PolyCollection(bars, facecolor=colour, edgecolor=colour, lw=0.5), autolim=False
    )
    uprights = [[(left + place, 0), (left + place, 1)] for place in range(len(columns))]
    ax.add_collection(LineCollection(uprights, colors=GREY, lw=0.8), autolim=False)
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


FIRST = 1.5  # where the first layer stands, from the inputs at 0
ROWS = {"spread": -0.22, "flat": -0.36}  # below the histograms
WEAKEST, STRONGEST = 1e-7, 1e7  # of the gradients that are drawn


def _draw_both_ways(figure, stack, depth):
    """The histograms of `depth` layers of a stack, and the gradients on their way back."""
    kind = ACTIVATIONS[stack.activation]
    with threadpool_limits(1, "blas"):  # nets of this size only lose by a second thread
        (inputs, *layers), back = stack.columns(depth), stack.back(depth)
    forward, backward = panels(figure, "both ways", _both_ways)
    _histograms(forward, 0, [inputs], (-SHOWN, SHOWN), None, GREY)
    _histograms(forward, FIRST, layers, (kind.low, kind.high), None, BLUE)
    words = f"{stack.init}, {stack.activation}, {stack.width} neurons a layer"
    left = {"align": ("left", "bottom")}
    letters(forward, [(FIRST, 1.12)], [words], size=11, **left)
    places = [0, *(FIRST + np.arange(depth))]
    numbers: dict[str, list] = {"normal": [], "bold": []}
    for place, column in zip(places, (inputs, *layers), strict=True):
        row = numbers["bold" if _useless(column) else "normal"]
        row.append((place, ROWS["spread"], _brief(column.spread)))
        if column.flat is not None:
            row.append((place, ROWS["flat"], _percent(column.flat)))
    for weight, row in numbers.items():
        letters(forward, [one[:2] for one in row], [one[2] for one in row], size=9, weight=weight,
                **left)  # fmt: skip
    states = [_state(column, stack.activation) for column in (inputs, *layers)]
    letters(forward, [(place, -0.5) for place in places], states, size=8.5, weight="bold", **left)
    heights = np.clip(back, WEAKEST, STRONGEST)
    places = np.array(places) + 0.3
    draw_line(backward, places, heights, color=ORANGE, ls="--", marker="o", lw=1.6, ms=6)
    draw_line(backward, places[-1:], heights[-1:], color=INK, marker="s", ms=8, zorder=3)
    letters(backward, list(zip(places, heights, strict=True)), map(_brief, back), size=9,
            align=("center", "bottom"),
            shift=[(0, 9 if height < 1e4 else -15) for height in heights])  # fmt: skip
    figure.description = (
        _description(stack.init, stack.activation, stack.width, [inputs, *layers])
        + f" On the way back, a gradient with spread 1 comes in at layer {depth}; "
        f"at the inputs its spread is {_brief(back[0])}."
    )


def _both_ways(figure):
    """Two axes, one below the other, with the same columns; what stays is drawn once."""
    forward = figure.add_axes((0.01, 0.4, 0.98, 0.6))
    forward.axis("off")
    forward.set(xlim=(-1.35, FIRST + MOST_LAYERS), ylim=(-0.55, 1.28))
    backward = figure.add_axes((0.01, 0.07, 0.98, 0.26), sharex=forward)
    backward.set_yscale("log")
    backward.set(ylim=(WEAKEST / 10, STRONGEST * 10), yticks=[])
    backward.spines[["top", "right", "left", "bottom"]].set_visible(False)
    backward.plot([0, FIRST + MOST_LAYERS], [1, 1], color=GREY, lw=0.8, ls=":")
    backward.tick_params(length=0, labelbottom=False)
    for place in (0, *(FIRST + np.arange(MOST_LAYERS))):
        name = f"layer {place - FIRST + 1:.0f}" if place else "inputs"
        forward.text(place, -0.09, name, size=8.5, color=GREY)
        forward.plot([place, place], [0, 1], color=GREY, lw=0.4)
    for name, height in ROWS.items():
        forward.text(-0.15, height, name, size=9, color=GREY, ha="right")
    backward.text(-1.32, 1, "gradient:\nspread on\nthe way back", size=8.5, color=ORANGE,
                  va="center")  # fmt: skip
    backward.text(FIRST + MOST_LAYERS, WEAKEST / 10, "← backward", size=10, color=ORANGE,
                  ha="right")  # fmt: skip
    still(figure)
    return forward, backward


def _state(column, activation):
    """In a word, what is wrong with a layer."""
    if column.flat is None:
        return ""
    if column.spread < 0.05:
        return "collapsed"
    if column.flat > 0.6 and activation != "relu":
        return "saturated"
    return "too large" if column.beyond > 0.1 else ""


def _brief(value):
    """Two digits, with a power of ten where it would be long."""
    return _number(value) if value == 0 or 1e-3 <= value < 1e4 else f"{value:.0e}"
