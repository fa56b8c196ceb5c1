"""Optimizers walk down a valley: their paths, and the arrows that their last step is made of.

`valley_race` returns a figure for a page. In `live_valley_race` the learner moves the start, shapes
the valley, and plays the walks step by step.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from matplotlib.collections import EllipseCollection
from matplotlib.patches import Polygon

from dlscratch.optimizers import Adam, GradientDescent, Momentum
from dlscratch.visuals.toolkit import BLUE, GREEN, GREY, INK, ORANGE, Picture, draw_line, panels

RATES = {"gradient descent": 0.09, "momentum": 0.2, "Adam": 0.5}
STYLES = {  # colour, marker, line
    "gradient descent": (BLUE, "o", "-"),
    "momentum": (ORANGE, "s", "--"),
    "Adam": (GREEN, "^", ":"),
}
START = (-4.0, 1.5)
WINDOW = (5.2, 2.1)  # the map goes from minus this to this
MOST_STEPS = 300
AVERAGING = 0.9  # Adam's first beta
MOVES = {"left": (-0.2, 0), "right": (0.2, 0), "up": (0, 0.1), "down": (0, -0.1)}
RATE_CHOICES = [round(digit * scale, 4) for scale in (0.001, 0.01, 0.1)
                for digit in (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)] + [1.0]
SHORT = {"gradient descent": "descent"}
SHADES = np.repeat(("#F4F4F4", "#E9EDF1", "#DDE5EC", "#D0DBE6", "#C2D0DF"), 2)
SHARES = np.linspace(1, 0, len(SHADES), endpoint=False) ** 1.4  # of the way out


def valley_race(rates=RATES, start=START, stretch=10, steps=12, momentum=0.9):
    """A picture of the valley x² + stretch · y² and of each optimizer's walk down from `start`.

    `rates` says who walks, and with which learning rate: {"gradient descent": 0.09, "momentum":
    0.2, "Adam": 0.5} or some of these. Under the map, the arrows that make up the last step.

    Raises ValueError for an unknown name, a start off the map, or a number out of range.
    """
    picture = Picture(figsize=(9, 5.6), dpi=80)
    draw(picture, rates, start, stretch, steps, momentum)
    return picture


def live_valley_race(rates=RATES, start=START, stretch=10, steps=0, momentum=0.9):
    """The same race, to be played: the start moves by click, drag or arrow key."""
    from ipywidgets import FloatSlider, IntSlider, SelectionSlider

    from dlscratch.visuals.toolkit.live import Live, Player

    _refuse_unfit(rates, start, stretch, steps, momentum)
    broad, unseen = {"width": "340px"}, {"display": "none"}
    style = {"description_width": "125px"}  # or the longest names would be cut
    wide, high = WINDOW

    def draw_race(figure, x, y, stretch, steps, beta=momentum, **chosen):
        walkers = {name: chosen[_key(name)] for name in rates}
        draw(figure, walkers, (x, y), stretch, steps, beta)

    def pointed(place, state):
        if place.axes is None or place.axes.get_label() != "map":
            return None
        return {"x": round(place.x, 1), "y": round(place.y, 1)}

    def keys(direction, state):
        x, y = MOVES[direction]
        x, y = round(state["x"] + x, 1), round(state["y"] + y, 1)
        return {"x": min(max(x, -wide), wide), "y": min(max(y, -high), high)}

    controls = {
        "steps": IntSlider(steps, max=max(80, steps), description="steps", layout=broad),
        "stretch": IntSlider(
            stretch, 1, 100, description="stretch", layout=broad, style=style
        ),
    }
    if "momentum" in rates:
        controls["beta"] = FloatSlider(
            momentum, max=0.99, step=0.01, description="momentum β", layout=broad, style=style
        )
    for name, rate in rates.items():
        options = [(f"{one:g}", one) for one in sorted({*RATE_CHOICES, rate})]
        controls[_key(name)] = SelectionSlider(
            options=options, value=rate, description=f"rate, {SHORT.get(name, name)}",
            layout=broad, style=style,
        )  # fmt: skip
    return Live(
        draw_race,
        (9, 5.6),
        pointed=pointed,
        keys=keys,
        beside=[Player(controls["steps"], interval=100)],
        **controls,
        x=FloatSlider(start[0], min=-wide, max=wide, step=0.1, layout=unseen),
        y=FloatSlider(start[1], min=-high, max=high, step=0.1, layout=unseen),
    )


def _key(name):
    """The name of a walker as the name of its control."""
    return name.replace(" ", "_")


def draw(figure, rates=RATES, start=START, stretch=10, steps=12, momentum=0.9):
    """Draws on `figure` what `valley_race` describes, in place of what was there."""
    runs = race(rates, start, stretch, steps, momentum)
    above, below = panels(figure, "map and arrows", _axes)
    _map(above, runs, start, stretch, steps)
    _lenses(below, runs, rates)
    figure.description = _description(runs, rates, start, stretch, steps)


# The walks


class Valley:
    """The height x² + stretch · y² at a point, as a network with a single parameter: the point."""

    def __init__(self, start, stretch):
        self.point, self.gradient = np.array(start, dtype=float), np.zeros(2)
        self.steepness = np.array([1.0, stretch])

    def height(self):
        return float(np.sum(self.steepness * self.point**2))

    def backward(self):
        """Store the gradient of the height at the point."""
        self.gradient[...] = 2 * self.steepness * self.point

    def params(self):
        return [self.point]

    def grads(self):
        return [self.gradient]


class Run(NamedTuple):
    """One optimizer's walk: its points (steps + 1, 2), and the arrows of its last step by name.

    An arrow is (where it begins, where it ends), in the map's units, seen from the point before
    the step. A walk that leaves for good ends early.
    """

    path: np.ndarray
    arrows: dict
    height: float


def race(rates=RATES, start=START, stretch=10, steps=12, momentum=0.9):
    """{name: Run} for every name in `rates`, walked by the optimizers of dlscratch."""
    _refuse_unfit(rates, start, stretch, steps, momentum)
    make: dict[str, Callable] = {
        "gradient descent": GradientDescent,
        "momentum": lambda rate: Momentum(rate, momentum),
        "Adam": lambda rate: Adam(rate, betas=(AVERAGING, 0.999)),
    }
    return {name: _walk(name, make[name](rate), start, stretch, steps, momentum)
            for name, rate in rates.items()}


def _walk(name, optimizer, start, stretch, steps, momentum):
    valley = Valley(start, stretch)
    path, gradients = [valley.point.copy()], []
    for _ in range(steps):
        valley.backward()
        gradients.append(valley.gradient.copy())
        optimizer.step(valley)
        path.append(valley.point.copy())
        if np.abs(valley.point).max() > 1e6:
            break
    arrows = _arrows(name, np.array(path), gradients, momentum) if gradients else {}
    return Run(np.array(path), arrows, valley.height())


def _arrows(name, path, gradients, momentum):
    """What the last step is made of, as arrows from the point before it."""
    here, step = np.zeros(2), path[-1] - path[-2]
    if name == "gradient descent":
        return {"step": (here, step)}
    if name == "momentum":  # step = -αu = β · (the last step) - α(1 - β) · gradient
        last = path[-2] - path[-3] if len(path) > 2 else here
        return {"memory": (here, momentum * last), "gradient": (momentum * last, step),
                "step": (here, step)}
    # Adam's corrected m is the average of all gradients, weighted by how recent they are.
    weights = AVERAGING ** np.arange(len(gradients))[::-1]
    mean = np.average(gradients, axis=0, weights=weights)
    length = np.linalg.norm(step)
    return {"gradient": (here, _of_length(length, -gradients[-1])),
            "memory": (here, _of_length(length, -mean)), "step": (here, step)}


def _of_length(length, arrow):
    size = np.linalg.norm(arrow)
    return arrow * (length / size) if size else arrow


def _refuse_unfit(rates, start, stretch, steps, momentum):
    for name, rate in rates.items():
        if name not in STYLES:
            raise ValueError(f"the walkers are {', '.join(STYLES)}, but {name!r} came")
        if not 0 < rate <= 10:
            raise ValueError(f"a learning rate lies above 0, up to 10, but {rate} came for {name}")
    if not rates:
        raise ValueError(f"name at least one walker: {', '.join(STYLES)}")
    if np.shape(start) != (2,) or not np.all(np.abs(start) <= WINDOW):
        raise ValueError(
            f"the start lies from {tuple(-edge for edge in WINDOW)} to {WINDOW}, but {start} came"
        )
    if not 1 <= stretch <= 100:
        raise ValueError(f"the stretch is a number from 1 to 100, but {stretch} came")
    if steps not in range(MOST_STEPS + 1):
        raise ValueError(f"the steps are a whole number from 0 to {MOST_STEPS}, but {steps} came")
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum is a number from 0 up to below 1, but {momentum} came")


# The drawing


def _axes(figure):
    """The map, and below it room for the arrows of each walk."""
    above = figure.add_axes((0.045, 0.345, 0.945, 0.645), label="map")
    above.set(xlim=(-WINDOW[0], WINDOW[0]), ylim=(-WINDOW[1], WINDOW[1]))
    above.set_aspect("equal", adjustable="box")
    above.set(xticks=range(-4, 5, 2), yticks=(-2, 0, 2))
    above.tick_params(labelsize=8, colors=GREY)
    below = figure.add_axes((0.01, 0.0, 0.98, 0.29), label="arrows")
    below.axis("off")
    below.set(xlim=(0, 3), ylim=(0, 0.552))  # as wide as high, in inches
    return above, below


def _map(ax, runs, start, stretch, steps):
    wide, high = WINDOW
    # Lines of equal height are ellipses; the outermost runs through the corners.
    across = 2 * math.hypot(wide, high * math.sqrt(stretch)) * SHARES
    ax.add_collection(EllipseCollection(
        across, across / math.sqrt(stretch), np.zeros(len(across)), units="xy", zorder=0, lw=0.8,
        offsets=np.zeros((len(across), 2)), offset_transform=ax.transData,
        edgecolors="#A9B4BF", facecolors=SHADES), autolim=False)
    draw_line(ax, [0], [0], marker="+", color=INK, ms=11, mew=2, zorder=5)
    for name, run in runs.items():
        colour, marker, line = STYLES[name]
        draw_line(ax, *run.path.T, color=colour, ls=line, marker=marker, ms=4.5, lw=1.6, zorder=3)
        draw_line(ax, *run.path[-1:].T, color=colour, marker=marker, ms=10, mec=INK, zorder=4)
    x, y = start
    draw_line(ax, [x], [y], marker="o", mfc="white", mec=INK, mew=1.6, ms=9, zorder=4)
    ax.text(x, y + (0.16 if y < 1.8 else -0.16), "start", size=10, color=INK, zorder=6,
            ha="center", va="bottom" if y < 1.8 else "top")
    ax.text(-wide + 0.1, -high + 0.1, "1 step" if steps == 1 else f"{steps} steps", size=10,
            color=INK, zorder=6)


NAMES = {  # of the arrows under the map
    "gradient descent": {"step": "step: -rate · gradient"},
    "momentum": {"memory": "rest of the last step", "gradient": "from the new gradient",
                 "step": "step: both together"},
    "Adam": {"gradient": "-gradient (direction)", "memory": "-its average (direction)",
             "step": "step: average, rescaled"},
}
LINES = {"memory": ("#8A5A00", (0, (4, 2)), 1.8), "gradient": ("#555555", (0, (1, 1.2)), 1.8),
         "step": (INK, "-", 2.4)}


def _lenses(ax, runs, rates):
    """For each walk who it is, how low it is, and the arrows of its last step, enlarged."""
    for column, (name, run) in enumerate(runs.items()):
        colour, marker, line = STYLES[name]
        draw_line(ax, (column + 0.03, column + 0.17), (0.5, 0.5), color=colour, ls=line, lw=1.6)
        draw_line(ax, [column + 0.1], [0.5], color=colour, marker=marker, mec=INK, ms=7)
        ax.text(column + 0.2, 0.5, name, va="center", size=10, color=INK, weight="bold")
        ax.text(column + 0.04, 0.41, f"learning rate {rates[name]:g}", va="center", size=9,
                color=INK)
        ax.text(column + 0.52, 0.41, f"height {run.height:.3g}", va="center", size=9, color=INK)
        if np.abs(run.path[-1]).max() > 100:
            ax.text(column + 0.04, 0.25, "far off the map", size=10, color=INK)
        elif run.arrows:
            _lens(ax, column, run, NAMES[name])


def _lens(ax, column, run, names):
    ends = np.array([point for arrow in run.arrows.values() for point in arrow])
    low, high = ends.min(axis=0), ends.max(axis=0)
    size = max((high - low) / 0.31)
    if size <= 0:
        return
    middle = (column + 0.2, 0.18) - (low + high) / 2 / size
    for place, (which, (start, end)) in enumerate(run.arrows.items()):
        _arrow(ax, middle + start / size, middle + end / size, *LINES[which])
        colour, line, width = LINES[which]
        y = 0.3 - 0.11 * place
        draw_line(ax, (column + 0.41, column + 0.5), (y, y), color=colour, ls=line, lw=width)
        ax.text(column + 0.52, y, names[which], va="center", size=9, color=INK)


def _arrow(ax, start, end, colour, line, width):
    length = np.linalg.norm(end - start)
    if length == 0:
        return
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    head = min(0.045, length)  # of two parts: the tip, and the wings behind it
    neck = end - head * along
    draw_line(ax, *np.transpose([start, neck + 0.3 * head * along]), color=colour, ls=line,
              lw=width)
    corners = [end, neck + 0.4 * head * across, neck - 0.4 * head * across]
    ax.add_artist(Polygon(corners, color=colour, lw=0))


def _description(runs, rates, start, stretch, steps):
    walks = " ".join(
        f"{name[0].upper()}{name[1:]} (learning rate {rates[name]:g}) {_result(run)}"
        for name, run in runs.items()
    )
    return (
        f"The valley x² + {stretch:g}·y², start at ({start[0]:g}, {start[1]:g}), {steps} steps. "
        f"{walks}"
    )


def _result(run):
    sides = np.sign(run.path[:, 1])
    crossings = int(np.sum(sides[1:] * sides[:-1] < 0))
    times = {0: "never", 1: "once", 2: "twice"}.get(crossings, f"{crossings} times")
    if np.abs(run.path[-1]).max() > 100:
        return f"crosses the valley's floor {times} and is far off the map."
    x, y = (f"{number:.2f}".replace("-0.00", "0.00") for number in run.path[-1])
    return f"crosses the valley's floor {times} and is at ({x}, {y}), height {run.height:.2g}."
