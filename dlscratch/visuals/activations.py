"""The activations side by side: their curves, and below them their slopes, at one x for all.

`activations` returns a figure for a page; in `live_activations` the learner moves x.
"""

import math

import numpy as np

from dlscratch.visuals.slope_box import CURVES
from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture, draw_line, panels, still
from dlscratch.visuals.toolkit.lettering import letters

NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
WIDEST, STEP = 5.0, 0.1  # of x
RISES = {"curve": (-1.4, 3.4), "slope": (-0.15, 1.3)}  # what the two rows show, at one scale each


def activations(x=1.0):
    """A picture of sigmoid, tanh and ReLU and of their slopes, with a point at `x` on all six.

    Raises ValueError for an `x` that is farther than 5 from 0.
    """
    picture = Picture(figsize=(9, 4.2), dpi=80)
    draw(picture, x)
    return picture


def live_activations(x=1.0):
    """The same, to be moved: by drag in any of the curves, by the arrow keys, by slider."""
    from ipywidgets import FloatSlider

    from dlscratch.visuals.toolkit.live import Live

    def step_to(x):
        return {"x": min(max(round(float(x), 1), -WIDEST), WIDEST)}

    def keys(direction, state):
        way = {"left": -STEP, "right": STEP}.get(direction)
        return way and step_to(state["x"] + way)

    return Live(
        lambda figure, x: draw(figure, x, live=True),
        (9, 4.2),
        pointed=lambda place, state: place.axes and step_to(place.x),
        keys=keys,
        x=FloatSlider(x, min=-WIDEST, max=WIDEST, step=STEP, description="x",
                      readout_format=".1f"),
    )  # fmt: skip


def state(x) -> dict:
    """{name: (output, slope)} of each activation at `x`."""
    if not abs(x) <= WIDEST:
        raise ValueError(f"x is a number from {-WIDEST:g} to {WIDEST:g}, but {x} came")
    return {name: (float(CURVES[name].function(x)), float(CURVES[name].slope(x)))
            for name in NAMES}  # fmt: skip


def draw(figure, x=1.0, live=False):
    """Draws on `figure` what `activations` describes, in place of what was there."""
    now = state(x)

    def make(figure):
        axes = [_axes(figure, column, what) for what in RISES for column in range(len(NAMES))]
        if live:
            _draw_curves(axes)
            still(figure)
        return axes

    axes = panels(figure, live, make)
    if not live:
        _draw_curves(axes)
    upper, lower = axes[: len(NAMES)], axes[len(NAMES) :]
    for above, below, (output, slope) in zip(upper, lower, now.values(), strict=True):
        half = 0.9 / math.hypot(1, slope)
        draw_line(above, [x - half, x + half], [output - half * slope, output + half * slope],
                  color=ORANGE, lw=2, linestyle=(0, (4, 2)))  # fmt: skip
        for ax, value, word, colour in (
            (above, output, "y", BLUE), (below, slope, "slope", ORANGE)
        ):  # fmt: skip
            draw_line(ax, [x, x], [0, value], color=GREY, lw=1, linestyle=":")
            draw_line(ax, [x], [value], color=INK, marker="o", markersize=7, zorder=5)
            letters(ax, [(-WIDEST, ax.get_ylim()[1])], [f"{word} = {_short(value)}"], size=11,
                    weight="bold", align=("left", "top"), shift=(4, -3), color=colour)  # fmt: skip
    figure.description = f"Three activations at x = {_short(x)}. " + " ".join(
        f"{NAMES[name]}: {_short(output)}, slope {_short(slope)}."
        for name, (output, slope) in now.items()
    )


# Inside


def _short(number):
    return f"{round(number, 3) + 0:g}".replace("-", "−")


def _axes(figure, column, what):
    upper = what == "curve"
    ax = figure.add_axes((0.035 + 0.325 * column, 0.46 if upper else 0.06, 0.3, 0.47 if upper
                          else 0.31))  # fmt: skip
    ax.set(xlim=(-WIDEST - 0.2, WIDEST + 0.2), ylim=RISES[what])
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_position("zero")
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.tick_params(colors=GREY, labelsize=8, length=2)
    rises = [-1, 1, 2, 3] if upper else [0.5, 1]
    ax.set(xticks=[-4, -2, 2, 4], yticks=rises, yticklabels=[_short(rise) for rise in rises])
    ax.set_facecolor("none")
    return ax


def _draw_curves(axes):
    """What stays: the curves, their slopes and their names."""
    xs = np.linspace(-WIDEST, WIDEST, 201)
    upper, lower = axes[: len(NAMES)], axes[len(NAMES) :]
    for name, above, below in zip(NAMES, upper, lower, strict=True):
        draw_line(above, xs, CURVES[name].function(xs), color=BLUE, lw=2.2)
        slopes = CURVES[name].slope(xs)
        slopes[np.append(np.abs(np.diff(slopes)) > 0.5, False)] = np.nan  # ReLU's step is no line
        draw_line(below, xs, slopes, color=ORANGE, lw=2.2, linestyle=(0, (6, 2)))
        letters(above, [(0, RISES["curve"][1])], [NAMES[name]], size=12, weight="bold",
                align=("center", "bottom"), shift=(0, 4))  # fmt: skip
