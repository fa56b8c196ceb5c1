"""One layer as a box: numbers go forward above, gradients come backward below.

`slope_box` returns a figure for a notebook. A widget keeps one figure and calls `draw` on it
whenever the learner moves x or the incoming gradient.
"""

import math
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyBboxPatch

from dlscratch.layers import Sigmoid, Tanh
from dlscratch.visuals import BLUE, GREY, INK, ORANGE, Picture


class Curve(NamedTuple):
    """What a box does to a number, how steep that is, and the part of it that the picture shows."""

    function: object
    slope: object
    widest: float  # x runs from -widest to widest
    lowest: float
    highest: float


CURVES = {
    "double": Curve(lambda x: 2 * x, lambda x: 2.0 + 0 * x, 4, -9, 9),
    "square": Curve(lambda x: x * x, lambda x: 2.0 * x, 4, -3, 17),
    "sigmoid": Curve(Sigmoid().forward, lambda x: _slope(Sigmoid(), x), 6, -0.3, 1.3),
    "tanh": Curve(np.tanh, lambda x: _slope(Tanh(), x), 4, -1.5, 1.5),
}


class State(NamedTuple):
    """The numbers of the picture."""

    x: float
    y: float
    slope: float
    incoming: float  # the gradient of the loss with respect to y
    outgoing: float  # the gradient of the loss with respect to x


def slope_box(x=1.0, gradient=2.0, layer="sigmoid"):
    """A picture of one layer at the number `x`, with `gradient` coming in from the right.

    `layer` is double, square, sigmoid or tanh. Raises ValueError for another one, and for an
    `x` or a `gradient` that the picture has no room for.
    """
    picture = Picture(figsize=(9, 3.9), dpi=100)
    draw(picture, x, gradient, layer)
    return picture


def state(x, gradient, layer) -> State:
    """The numbers of the picture, computed as the layer computes them."""
    curve = _curve(x, gradient, layer)
    slope = float(curve.slope(x))
    return State(float(x), float(curve.function(x)), slope, float(gradient), slope * gradient)


def draw(figure, x=1.0, gradient=2.0, layer="sigmoid"):
    """Draws on `figure` what `slope_box` describes, in place of what was there."""
    curve, now = _curve(x, gradient, layer), state(x, gradient, layer)
    figure.clear()
    figure.set_facecolor("white")
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, 9), ylim=(0, 3.9))
    page.axis("off")
    _box(page, layer)
    _arrows(page, now)
    _graph(figure.add_axes((3.2 / 9, 0.95 / 3.9, 2.6 / 9, 2.2 / 3.9)), curve, now)
    figure.description = (
        f"A box called {layer}. Forward, from left to right: x = {_short(now.x)} goes in, "
        f"y = {_short(now.y)} comes out. Backward, from right to left: the incoming gradient "
        f"{_short(now.incoming)} comes in, and slope × incoming gradient = {_product(now)} goes "
        f"out. In the box, the curve of {layer} with its tangent at x."
    )


# Inside


def _slope(squeeze, x):
    """A layer's slope is what its backward makes of an incoming gradient of 1."""
    squeeze.forward(x)
    return squeeze.backward(1.0)


def _curve(x, gradient, layer):
    if layer not in CURVES:
        raise ValueError(f"layer is one of {', '.join(CURVES)}, but {layer!r} came")
    curve = CURVES[layer]
    if not abs(x) <= curve.widest:
        widest = curve.widest
        raise ValueError(f"the curve of {layer} is drawn from {-widest} to {widest}, not at {x}")
    if not math.isfinite(gradient) or abs(gradient) >= 1000:
        raise ValueError(f"gradient is a number between -1000 and 1000, not {gradient}")
    return curve


def _short(number):
    """At most four digits, and a true minus sign."""
    text = f"{number + 0.0:.4g}" if abs(number) >= 1e-4 else f"{round(number, 5) + 0.0:g}"
    return text.replace("-", "−")


def _product(now):
    factors = [_short(factor) for factor in (now.slope, now.incoming)]
    factors = [f"({factor})" if factor.startswith("−") else factor for factor in factors]
    return f"{' × '.join(factors)} = {_short(now.outgoing)}"


def _box(page, layer):
    page.add_patch(FancyBboxPatch((2.8, 0.35), 3.4, 3.3, boxstyle="round,pad=0,rounding_size=0.15",
                                  facecolor="#F7F7F7", edgecolor=INK, lw=1.6, zorder=0))
    page.text(4.5, 3.4, layer, ha="center", va="center", size=13, color=INK, weight="bold")


def _arrows(page, now):
    """Forward above, full lines to the right; backward below, dashed lines to the left."""
    forward = {"arrowstyle": "-|>", "color": BLUE, "lw": 2.4, "mutation_scale": 18}
    backward = forward | {"color": ORANGE, "linestyle": (0, (4, 2)), "shrinkA": 0}
    for left, right in ((0.5, 2.75), (6.25, 8.5)):
        page.annotate("", (right, 2.65), (left, 2.65), arrowprops=forward)
        page.annotate("", (left, 1.25), (right, 1.25), arrowprops=backward)
    for place, above, below in (
        (1.6, f"x = {_short(now.x)}", "goes in"),
        (7.4, f"y = {_short(now.y)}", "comes out"),
    ):
        page.text(place, 2.8, above, ha="center", size=13, color=BLUE, weight="bold")
        page.text(place, 2.35, below, ha="center", size=9, color=GREY)
    for place, above, below in (
        (1.6, _product(now), "slope × incoming gradient:\ngradient of the loss\nwith respect to x"),
        (7.4, _short(now.incoming), "incoming gradient:\ngradient of the loss\nwith respect to y"),
    ):
        size = 13 if len(above) < 18 else 11
        page.text(place, 1.42, above, ha="center", size=size, color=ORANGE, weight="bold")
        page.text(place, 1.1, below, ha="center", va="top", size=9, color=GREY)
    page.text(0.1, 3.5, "forward →", size=11, color=BLUE, va="center")
    page.text(8.9, 0.2, "← backward", size=11, color=ORANGE, va="center", ha="right")
    page.text(4.5, 0.58, f"slope at x: {_short(now.slope)}", ha="center", va="center", size=12,
              color=ORANGE, weight="bold")


def _graph(axes, curve, now):
    """The curve, the point at x, and the tangent there."""
    xs = np.linspace(-curve.widest, curve.widest, 121)
    axes.set(xlim=(-curve.widest * 1.05, curve.widest * 1.05), ylim=(curve.lowest, curve.highest))
    axes.set_facecolor("none")
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_position("zero")
    axes.spines[["left", "bottom"]].set_color(GREY)
    axes.tick_params(colors=GREY, labelsize=7, length=2)
    axes.locator_params(nbins=5)
    axes.plot(xs, curve.function(xs), color=BLUE, lw=2.2)
    axes.axline((now.x, now.y), slope=now.slope, color=ORANGE, lw=1.8, ls=(0, (4, 2)))
    axes.plot([now.x, now.x], [0, now.y], color=GREY, lw=1, ls=":")
    axes.plot([now.x], [now.y], "o", color=INK, ms=7, zorder=5)
