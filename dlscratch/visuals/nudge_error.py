"""How wrong a measured slope is, over the size of the nudge: one side, both sides, float32.

`nudge_error` returns a figure for a page; in `live_nudge_error` the learner chooses epsilon, and
sees digit by digit what is left of the two values when they are subtracted.
"""

from itertools import takewhile
from typing import NamedTuple

import numpy as np

from dlscratch.visuals.slope_box import CURVES, state
from dlscratch.visuals.toolkit import BLUE, GREEN, GREY, INK, ORANGE, Picture, panels, still

EPSILONS = 10.0 ** -np.arange(0.5, 12.6, 0.5)
LINES = {  # name: both sides?, dtype, colour, marker
    "one side": (False, np.float64, ORANGE, "o"),
    "both sides": (True, np.float64, BLUE, "s"),
    "both sides, float32": (True, np.float32, GREEN, "^"),
}
LEAST = 1e-13  # of the errors that are drawn
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


class Measured(NamedTuple):
    """A measured slope, and what it was made of: arrays, a number for each epsilon."""

    above: np.ndarray  # what the layer makes of x + epsilon
    below: np.ndarray  # ... and of x - epsilon, or of x
    difference: np.ndarray
    slope: np.ndarray
    true: float


def measure(x, layer, both=True, dtype=np.float64, epsilons=EPSILONS) -> Measured:
    """The slope of a layer at `x` as a nudge finds it, for each epsilon."""
    true, function = state(x, 0, layer).slope, CURVES[layer].function  # state refuses what is unfit
    epsilons = np.asarray(epsilons, dtype)
    x = np.full(epsilons.shape, x, dtype)
    above, below = function(x + epsilons), function(x - epsilons if both else x)
    slope = (above - below) / (epsilons * (2 if both else 1))
    return Measured(above, below, above - below, slope, true)


def errors(x, layer, both=True, dtype=np.float64, epsilons=EPSILONS):
    """How far the measured slope is from the true one, for each epsilon."""
    found = measure(x, layer, both, dtype, epsilons)
    return np.abs(found.slope.astype(float) - found.true)


def live_nudge_error(x=1.0, layer="sigmoid"):
    """The same beside the digits behind one point, whose epsilon the learner chooses."""
    from ipywidgets import SelectionSlider

    from dlscratch.visuals.toolkit.live import Live, choice

    epsilons = EPSILONS.tolist()

    def draw_digits(figure, epsilon, side):
        _draw_digits(figure, x, layer, epsilon, side)

    def pointed(place, state):
        if place.axes is not picture.figure.axes[0] or place.x <= 0:
            return None
        distances = np.abs(np.log(EPSILONS) - np.log(place.x))
        return {"epsilon": epsilons[distances.argmin()]}

    def keys(direction, state):
        step = {"left": -1, "right": 1}.get(direction)
        if step:
            number = epsilons.index(state["epsilon"]) + step
            return {"epsilon": epsilons[min(max(number, 0), len(epsilons) - 1)]}
        names = list(LINES)
        step = {"up": -1, "down": 1}[direction]
        return {"side": names[(names.index(state["side"]) + step) % len(names)]}

    picture = Live(
        draw_digits,
        (9.6, 4.2),
        pointed=pointed,
        keys=keys,
        epsilon=SelectionSlider(
            options=[(f"{epsilon:.0e}", epsilon) for epsilon in epsilons],
            value=epsilons[1],
            description="epsilon",
        ),
        side=choice(list(LINES), "both sides", "measured", "max-content"),
    )
    return picture


def draw(figure, x=1.0, layer="sigmoid", epsilon=None):
    """Draws on `figure` what `nudge_error` describes, in place of what was there."""
    lowest, highest = EPSILONS.min(), EPSILONS.max()
    found = {name: errors(x, layer, *line[:2]) for name, line in LINES.items()}
    if epsilon is not None and not lowest <= epsilon <= highest:
        raise ValueError(f"epsilon lies between {lowest:.0e} and {highest:.1f}, not at {epsilon}")
    [axes] = panels(figure, "chart", lambda figure: [figure.add_axes((0.1, 0.14, 0.87, 0.76))])
    axes.clear()
    _chart(axes, x, layer, found)
    if epsilon is not None:
        axes.axvline(epsilon, color=INK, lw=1, ls="--")
    figure.description = (
        f"Three lines on logarithmic axes: the error of the measured slope of {layer} at "
        f"x = {x:g}, over epsilon from {highest:.1f} down to {lowest:.0e}: one side, both sides, "
        "and both sides in float32. Each line first falls as epsilon shrinks, then climbs again "
        "in a zigzag. Both sides reach the smallest error; float32 climbs first."
        + (f" A line marks epsilon = {epsilon:g}." if epsilon is not None else "")
    )


# Inside


def _chart(axes, x, layer, found):
    """The errors, a line for each way to measure."""
    for (name, line), values in zip(LINES.items(), found.values(), strict=True):
        _, _, colour, marker = line
        values = np.maximum(values, LEAST)  # a zero has no place on a logarithmic axis
        axes.loglog(EPSILONS, values, color=colour, marker=marker, ms=5, lw=1.5)
        place, offset, side = LABELS[name]
        axes.annotate(name, (EPSILONS[place], values[place]), offset, ha=side, va="center",
                      textcoords="offset points", color=colour, size=10, weight="bold")
    axes.set(xlim=(EPSILONS.max() * 1.6, EPSILONS.min() / 1.6), ylim=(3e-14, 30))
    axes.set_title(f"Slope of {layer} at x = {x:g}: how far is the measured one off?", size=11)
    axes.set_xlabel("epsilon, the size of the nudge: smaller to the right")
    axes.set_ylabel("error of the slope")
    axes.grid(color=GREY, alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_digits(figure, x, layer, epsilon, side):
    """The chart with one point marked, and the numbers that were subtracted for it."""

    def make(figure):
        chart = figure.add_axes((0.075, 0.13, 0.53, 0.77))
        found = {name: errors(x, layer, *line[:2]) for name, line in LINES.items()}
        _chart(chart, x, layer, found)
        still(figure)
        return [chart, figure.add_axes((0.63, 0.05, 0.365, 0.9))]

    chart, digits = panels(figure, "chart and digits", make)
    both, dtype, colour, _ = LINES[side]
    found = measure(x, layer, both, dtype, [epsilon])
    error = abs(float(found.slope[0]) - found.true)
    chart.axvline(epsilon, color=INK, lw=1, ls="--")
    chart.plot([epsilon], [max(error, LEAST)], "o", ms=13, mfc="none", mec=INK, mew=2)
    digits.axis("off")
    digits.set(xlim=(0, 1), ylim=(0, 1))
    agree = _write_digits(digits, layer, epsilon, side, found, colour)
    digits.text(0, 0.13, f"error of the slope: {error:.0e}", size=11, color=INK, weight="bold")
    figure.description = (
        f"The error of the measured slope of {layer} at x = {x:g}, over epsilon, on logarithmic "
        f"axes; chosen: {side}, epsilon = {epsilon:.0e}. The two values are "
        f"{_decimals(found.above[0])} and {_decimals(found.below[0])}. {agree} The measured slope "
        f"is {_decimals(found.slope[0])}, the true one {_decimals(found.true)}: an error of "
        f"{error:.0e}."
    )


def _alike(one, other):
    """How many characters two numbers begin with alike."""
    pairs = zip(one, other, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def _write_digits(ax, layer, epsilon, side, found, colour):
    """Writes the numbers below one another, and returns in words how far the values agree."""
    both, dtype, *_ = LINES[side]
    above, below = _decimals(found.above[0]), _decimals(found.below[0])
    slope, true = _decimals(found.slope[0]), _decimals(found.true)
    same, right = _alike(above, below), _alike(slope, true)
    ax.text(0, 0.94, f"{side}, epsilon = {epsilon:.0e}", size=11, color=colour, weight="bold")
    rows = [  # where, what, its number, how many of its characters are of the first kind
        (0.82, f"{layer}(x + epsilon)", above, same),
        (0.73, f"{layer}(x − epsilon)" if both else f"{layer}(x)", below, same),
        (0.61, "difference", _decimals(found.difference[0]), 0),
        (0.38, "divided by 2 epsilon" if both else "divided by epsilon", slope, right),
        (0.29, "true slope", true, right),
    ]
    for height, name, number, first in rows:
        ax.text(0, height, name, size=9, color=INK)
        # Digits that agree say nothing in a difference; in a slope they are the right ones.
        weights = ("normal", "bold") if height > 0.5 else ("bold", "normal")
        colours = (GREY, INK) if height > 0.5 else (INK, GREY)
        parts = number[:first], " " * first + number[first:]
        for part, weight, shade in zip(parts, weights, colours, strict=True):
            ax.text(0.46, height, part, size=9.5, color=shade, weight=weight, family="monospace")
    ax.plot([0.46, 1], [0.69, 0.69], color=GREY, lw=0.8)
    decimals = max(same - len("0."), 0)
    agree = (
        "They are equal: no difference is left."
        if above == below
        else f"They agree in {decimals} decimal{'s' * (decimals != 1)}."
    )
    ax.text(0, 0.53, agree, size=9, color=INK)
    return agree


def _decimals(number):
    """All digits that the number has in its own kind of float, without powers of ten."""
    places = 17 if np.asarray(number).dtype == np.float64 else 9
    return f"{number:.{places}f}"
