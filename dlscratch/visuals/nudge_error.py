"""How wrong a measured slope is, over the size of the nudge: one side, both sides, float32.

`nudge_error` returns a figure for a notebook. A widget keeps one figure and calls `draw` on it
whenever the learner chooses another place or another nudge.
"""

import numpy as np

from dlscratch.visuals import BLUE, GREEN, GREY, INK, ORANGE, Picture
from dlscratch.visuals.slope_box import CURVES, state

EPSILONS = 10.0 ** -np.arange(0.5, 12.6, 0.5)
LINES = {  # name: both sides?, dtype, colour, marker
    "one side": (False, np.float64, ORANGE, "o"),
    "both sides": (True, np.float64, BLUE, "s"),
    "both sides, float32": (True, np.float32, GREEN, "^"),
}
LABELS = {  # name: at which epsilon, how many points away, aligned how
    "one side": (11, (0, 16), "center"),
    "both sides": (6, (-10, -2), "right"),
    "both sides, float32": (15, (0, 12), "center"),
}


def nudge_error(x=1.0, layer="sigmoid", epsilon=None):
    """A picture of the error of measured slopes of `layer` at `x`, over epsilon.

    With `epsilon`, a line marks it. Raises ValueError for what the picture has no room for.
    """
    picture = Picture(figsize=(8, 4.2), dpi=100)
    draw(picture, x, layer, epsilon)
    return picture


def errors(x, layer, both=True, dtype=np.float64, epsilons=EPSILONS):
    """How far the measured slope is from the true one, for each epsilon."""
    true, function = state(x, 0, layer).slope, CURVES[layer].function  # state refuses what is unfit
    epsilons = np.asarray(epsilons, dtype)
    x = np.full(epsilons.shape, x, dtype)
    below = x - epsilons if both else x
    rise = function(x + epsilons) - function(below)
    return np.abs((rise / (epsilons * (2 if both else 1))).astype(float) - true)


def draw(figure, x=1.0, layer="sigmoid", epsilon=None):
    """Draws on `figure` what `nudge_error` describes, in place of what was there."""
    lowest, highest = EPSILONS.min(), EPSILONS.max()
    found = {name: errors(x, layer, *line[:2]) for name, line in LINES.items()}
    if epsilon is not None and not lowest <= epsilon <= highest:
        raise ValueError(f"epsilon lies between {lowest:.0e} and {highest:.1f}, not at {epsilon}")
    figure.clear()
    figure.set_facecolor("white")
    axes = figure.add_axes((0.1, 0.14, 0.87, 0.76))
    for (name, line), values in zip(LINES.items(), found.values(), strict=True):
        _, _, colour, marker = line
        values = np.maximum(values, 1e-13)  # a zero has no place on a logarithmic axis
        axes.loglog(EPSILONS, values, color=colour, marker=marker, ms=5, lw=1.5)
        place, offset, side = LABELS[name]
        axes.annotate(name, (EPSILONS[place], values[place]), offset, ha=side, va="center",
                      textcoords="offset points", color=colour, size=10, weight="bold")
    if epsilon is not None:
        axes.axvline(epsilon, color=INK, lw=1, ls="--")
    axes.set(xlim=(highest * 1.6, lowest / 1.6), ylim=(3e-14, 30))  # smaller to the right
    axes.set_title(f"Slope of {layer} at x = {x:g}: how far is the measured one off?", size=11)
    axes.set_xlabel("epsilon, the size of the nudge: smaller to the right")
    axes.set_ylabel("error of the slope")
    axes.grid(color=GREY, alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    figure.description = (
        f"Three lines on logarithmic axes: the error of the measured slope of {layer} at "
        f"x = {x:g}, over epsilon from {highest:.1f} down to {lowest:.0e}: one side, both sides, "
        "and both sides in float32. Each line first falls as epsilon shrinks, then climbs again "
        "in a zigzag. Both sides reach the smallest error; float32 climbs first."
        + (f" A line marks epsilon = {epsilon:g}." if epsilon is not None else "")
    )
