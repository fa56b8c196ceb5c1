"""One layer as a box: numbers go forward above, gradients come backward below.

`slope_box` returns a figure for a page; in `live_slope_box` the learner moves x along the curve,
and the incoming gradient.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyBboxPatch

from dlscratch.layers import ReLU, Sigmoid, Tanh
from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture, panels, still


class Curve(NamedTuple):
    """What a box does to a number, how steep that is, and the part of it that the picture shows."""

    function: Callable
    slope: Callable
    widest: float  # x runs from -widest to widest
    lowest: float
    highest: float


CURVES = {
    "double": Curve(lambda x: 2 * x, lambda x: 2.0 + 0 * x, 4, -9, 9),
    "square": Curve(lambda x: x * x, lambda x: 2.0 * x, 4, -3, 17),
    "sigmoid": Curve(Sigmoid().forward, lambda x: _slope(Sigmoid(), x), 6, -0.3, 1.3),
    "tanh": Curve(np.tanh, lambda x: _slope(Tanh(), x), 4, -1.5, 1.5),
    "relu": Curve(ReLU().forward, lambda x: _slope(ReLU(), x), 4, -1.5, 4.5),
}
LESSON_2 = ("double", "square", "sigmoid", "tanh")  # ReLU waits for lesson 7


class State(NamedTuple):
    """The numbers of the picture."""

    x: float
    y: float
    slope: float
    incoming: float  # the gradient of the loss with respect to y
    outgoing: float  # the gradient of the loss with respect to x


def slope_box(x=1.0, gradient=2.0, layer="sigmoid"):
    """A picture of one layer at the number `x`, with `gradient` coming in from the right.

    `layer` is double, square, sigmoid, tanh or relu. Raises ValueError for another one, and for an
    `x` or a `gradient` that the picture has no room for.
    """
    picture = Picture(figsize=(9, 3.9), dpi=100)
    draw(picture, x, gradient, layer)
    return picture


def live_slope_box(x=1.0, gradient=2.0, layer="sigmoid", layers=LESSON_2):
    """The same, to be moved: by drag along the curve, by arrow key, by slider.

    `layers` are those that can be chosen. The arrows of the gradients are as thick as these are
    large.
    """
    from ipywidgets import FloatSlider

    from dlscratch.visuals.toolkit.live import Live, choice

    layers = choice(list(layers), layer, "layer")
    xs = FloatSlider(x, min=-6, max=6, step=STEP, description="x", readout_format=".1f")

    def fit(change=None):
        widest = CURVES[layers.value].widest
        xs.min, xs.max = -widest, widest

    def draw_live(figure, layer, x, gradient):
        draw(figure, x, gradient, layer, live=True)

    def pointed(place, state):
        page, graph = picture.figure.panels[1]
        if not (place.axes is page and BOX[0] < place.x < BOX[1]):
            return None
        pixel = page.transData.transform((place.x, place.y))
        return {"x": step_to(graph.transData.inverted().transform(pixel)[0], state["layer"])}

    def keys(direction, state):
        if direction in ("left", "right"):
            way = STEP if direction == "right" else -STEP
            return {"x": step_to(state["x"] + way, state["layer"])}
        way = 0.5 if direction == "up" else -0.5
        return {"gradient": min(max(state["gradient"] + way, -5), 5)}

    def step_to(x, layer):
        widest = CURVES[layer].widest
        return min(max(round(float(x), 1), -widest), widest)

    fit()
    layers.observe(fit, "value")  # before the picture hears of it: x fits when it is drawn
    picture = Live(
        draw_live,
        (9, 3.9),
        pointed=pointed,
        keys=keys,
        layer=layers,
        x=xs,
        gradient=FloatSlider(
            gradient, min=-5, max=5, step=0.5, description="incoming gradient",
            readout_format=".1f", style={"description_width": "initial"},
        ),
    )  # fmt: skip
    return picture


def state(x, gradient, layer) -> State:
    """The numbers of the picture, computed as the layer computes them."""
    curve = _curve(x, gradient, layer)
    slope = float(curve.slope(x))
    return State(float(x), float(curve.function(x)), slope, float(gradient), slope * gradient)


def draw(figure, x=1.0, gradient=2.0, layer="sigmoid", live=False):
    """Draws on `figure` what `slope_box` describes, in place of what was there.

    With `live`, what stays for the layer is drawn once, and the arrows of larger gradients are
    thicker.
    """
    curve, now = _curve(x, gradient, layer), state(x, gradient, layer)

    def make(figure):
        axes = _axes(figure, curve)
        if live:
            _draw_layer(*axes, layer, curve)
            still(figure)
        return axes

    page, graph = panels(figure, layer, make)
    if not live:
        _draw_layer(page, graph, layer, curve)
    _draw_numbers(page, now, thick=live)
    _draw_point(graph, now)
    figure.description = (
        f"A box called {layer}. Forward, from left to right: x = {_short(now.x)} goes in, "
        f"y = {_short(now.y)} comes out. Backward, from right to left: the incoming gradient "
        f"{_short(now.incoming)} comes in, and slope × incoming gradient = {_product(now)} goes "
        f"out. In the box, the curve of {layer} with its tangent at x."
    )


# Inside

BOX = (2.8, 6.2)  # its left and its right edge on the page
STEP = 0.1  # of x, where the learner moves it


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


def _axes(figure, curve):
    """The page with its box, and in the box the graph."""
    page = figure.add_axes((0, 0, 1, 1))
    page.set(xlim=(0, 9), ylim=(0, 3.9))
    page.axis("off")
    graph = figure.add_axes((3.2 / 9, 0.95 / 3.9, 2.6 / 9, 2.2 / 3.9))
    graph.set(xlim=(-curve.widest * 1.05, curve.widest * 1.05), ylim=(curve.lowest, curve.highest))
    graph.set_facecolor("none")
    graph.spines[["top", "right"]].set_visible(False)
    graph.spines[["left", "bottom"]].set_position("zero")
    graph.spines[["left", "bottom"]].set_color(GREY)
    graph.tick_params(colors=GREY, labelsize=7, length=2)
    graph.locator_params(nbins=5)
    return page, graph


def _draw_layer(page, graph, layer, curve):
    """What stays as long as the layer does: its box, its curve, and what the numbers mean."""
    page.add_patch(FancyBboxPatch((BOX[0], 0.35), BOX[1] - BOX[0], 3.3,
                                  boxstyle="round,pad=0,rounding_size=0.15",
                                  facecolor="#F7F7F7", edgecolor=INK, lw=1.6, zorder=0))
    page.text(4.5, 3.4, layer, ha="center", va="center", size=13, color=INK, weight="bold")
    for place, height, words in (
        (1.6, 2.48, "goes in"),
        (7.4, 2.48, "comes out"),
        (1.6, 1.1, "slope × incoming gradient:\ngradient of the loss\nwith respect to x"),
        (7.4, 1.1, "incoming gradient:\ngradient of the loss\nwith respect to y"),
    ):
        page.text(place, height, words, ha="center", va="top", size=9, color=GREY)
    page.text(0.1, 3.5, "forward →", size=11, color=BLUE, va="center")
    page.text(8.9, 0.2, "← backward", size=11, color=ORANGE, va="center", ha="right")
    xs = np.linspace(-curve.widest, curve.widest, 121)
    graph.plot(xs, curve.function(xs), color=BLUE, lw=2.2)


def _draw_numbers(page, now, thick):
    """Forward above, full arrows to the right; backward below, dashed arrows to the left."""
    forward = {"arrowstyle": "-|>", "color": BLUE, "lw": 2.4, "mutation_scale": 18}
    backward = forward | {"color": ORANGE, "linestyle": (0, (4, 2)), "shrinkA": 0}
    for left, right, gradient in ((0.5, 2.75, now.outgoing), (6.25, 8.5, now.incoming)):
        page.annotate("", (right, 2.65), (left, 2.65), arrowprops=forward)
        if thick:
            backward["lw"] = 0.6 + 1.3 * abs(gradient) ** 0.5
        page.annotate("", (left, 1.25), (right, 1.25), arrowprops=backward)
    for place, words in ((1.6, f"x = {_short(now.x)}"), (7.4, f"y = {_short(now.y)}")):
        page.text(place, 2.8, words, ha="center", size=13, color=BLUE, weight="bold")
    for place, words in ((1.6, _product(now)), (7.4, _short(now.incoming))):
        size = 13 if len(words) < 18 else 11 if len(words) < 25 else 9.5
        page.text(place, 1.42, words, ha="center", size=size, color=ORANGE, weight="bold")
    page.text(4.5, 0.58, f"slope at x: {_short(now.slope)}", ha="center", va="center", size=12,
              color=ORANGE, weight="bold")


def _draw_point(graph, now):
    """The point at x, and the tangent there."""
    graph.axline((now.x, now.y), slope=now.slope, color=ORANGE, lw=1.8, ls=(0, (4, 2)))
    graph.plot([now.x, now.x], [0, now.y], color=GREY, lw=1, ls=":")
    graph.plot([now.x], [now.y], "o", color=INK, ms=7, zorder=5)
