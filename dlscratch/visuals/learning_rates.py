"""Gradient descent on the parabola a·x² with several learning rates: the hops, and the heights.

`learning_rates` returns a figure for a page; in `live_learning_rates` the learner moves a single
learning rate, and plays its steps.
"""

import numpy as np
from matplotlib.ticker import NullLocator

from dlscratch.visuals.toolkit import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, Picture, panels

STYLES = ((BLUE, "o", "-"), (GREEN, "^", ":"), (PURPLE, "D", "-."), (ORANGE, "s", "--"))
LOW, HIGH = 1e-4, 1e3  # of the heights that are shown, as shares of the first


def learning_rates(rates, a=1.0, start=4.0, steps=8):
    """A picture of gradient descent on a·x², from `start`, with up to four learning rates.

    On the left a parabola for each, with the places it visits; on the right all the heights, step
    by step. Raises ValueError for numbers that cannot be drawn.
    """
    picture = Picture(figsize=(9, 3), dpi=80)
    draw(picture, rates, a, start, steps)
    return picture


def live_learning_rates(rate=0.1, start=4.0, steps=8):
    """One walk on x², with its learning rate and its steps to be moved."""
    from ipywidgets import FloatSlider, IntSlider

    from dlscratch.visuals.toolkit.live import Live, Player

    most = 40
    descents([rate], 1.0, start, steps)  # refuses what does not fit
    count = IntSlider(steps, 1, most, description="steps", layout={"width": "270px"})
    return Live(
        lambda figure, rate, steps: draw(figure, [rate], start=start, steps=steps, room=most),
        (9, 3),
        beside=[Player(count, interval=150)],
        steps=count,
        rate=FloatSlider(
            rate, min=0.01, max=1.1, step=0.01, description="learning rate",
            layout={"width": "340px"}, style={"description_width": "90px"},
        ),
    )  # fmt: skip


def draw(figure, rates, a=1.0, start=4.0, steps=8, room=None):
    """Draws on `figure` what `learning_rates` describes, in place of what was there.

    With `room` the heights have room for so many steps, however many there are.
    """
    paths = descents(rates, a, start, steps)
    left, right = panels(figure, "hops and heights", _axes)
    _hops(left, rates, paths, start, a)
    _heights(right, rates, paths, start)
    right.set_xlim(-0.03 * (room or steps), 1.03 * (room or steps))
    results = "; ".join(
        f"with {rate:g} {_result(path, start)}" for rate, path in zip(rates, paths, strict=True)
    )
    words = f"Gradient descent on {a:g}·x² from {start:g}. After {steps} steps: {results}."
    if len(rates) == 1:
        words += f" Each step multiplies x by {_factor(a, rates[0])}."
    figure.description = words


def descents(rates, a=1.0, start=4.0, steps=8):
    """The places (steps + 1,) that gradient descent visits, for each of `rates`.

    Raises ValueError for numbers out of range.
    """
    if not 1 <= len(rates) <= len(STYLES):
        raise ValueError(f"1 to {len(STYLES)} learning rates are drawn, but {len(rates)} came")
    for name, value in (*(("a learning rate", rate) for rate in rates), ("a", a)):
        if not 0 < value <= 1000:
            raise ValueError(f"{name} lies above 0, up to 1000, but {value} came")
    if not 0.001 <= abs(start) <= 1000:
        raise ValueError(f"the start lies from 0.001 to 1000, on either side, but {start} came")
    if steps not in range(1, 101):
        raise ValueError(f"the steps are a whole number from 1 to 100, but {steps} came")
    counts = np.arange(steps + 1)
    # Every step multiplies the place by the same factor.
    with np.errstate(over="ignore"):
        return [start * (1.0 - 2 * a * rate) ** counts for rate in rates]


# Inside


def _axes(figure):
    left = figure.add_axes((0.01, 0.02, 0.63, 0.96))
    left.axis("off")
    left.set_ylim(-0.1, 1.3)
    right = figure.add_axes((0.69, 0.17, 0.3, 0.73))
    right.set_yscale("log")
    right.set_ylim(LOW, HIGH)
    right.set_yticks((1e-4, 1e-2, 1, 100), ("0.0001", "0.01", "1", "100"))
    right.yaxis.set_minor_locator(NullLocator())
    right.set_xlabel("step", size=9, color=INK, labelpad=1)
    right.set_title("height, as a share of the first", size=10, color=INK)
    right.tick_params(labelsize=8, colors=GREY)
    return left, right


def _hops(ax, rates, paths, start, a):
    """A parabola for each learning rate, side by side, in one pair of axes."""
    x = np.linspace(-1, 1, 61)
    for column, (rate, path, style) in enumerate(zip(rates, paths, STYLES, strict=False)):
        colour, marker, line = style
        places = path / (1.5 * abs(start))  # the parabola goes from -1 to 1
        outside = np.flatnonzero(np.abs(places) > 1)
        if outside.size:
            places = places[: outside[0]]
            ax.text(column, 1.06, f"step {outside[0]} leaves it", ha="center", size=8.5, color=INK)
        ax.plot(column + 0.45 * x, x**2, color=GREY, lw=1)
        ax.plot(column + 0.45 * places, places**2, color=colour, marker=marker, ls=line, ms=5,
                lw=1.4)
        ax.plot(column + 0.45 * places[0], places[0] ** 2, "o", mfc="white", mec=INK, ms=8, mew=1.4)
        ax.plot(column, 0, "+", color=INK, ms=8, mew=1.4)
        title = f"learning rate {rate:g}"
        if len(rates) == 1:
            title += f": each step multiplies x by {_factor(a, rate)}"
        ax.text(column, 1.2, title, ha="center", size=10, color=INK)
    ax.set_xlim(-0.5, len(rates) - 0.5)


def _heights(ax, rates, paths, start):
    shares = [np.clip((path / start) ** 2, LOW / 10, HIGH * 10) for path in paths]
    for rate, share, (colour, marker, line) in zip(rates, shares, STYLES, strict=False):
        ax.plot(share, color=colour, marker=marker, ls=line, ms=4, lw=1.4, label=f"{rate:g}")
    if len(rates) > 1:
        ax.legend(fontsize=8, loc="upper left", ncols=2)


def _factor(a, rate):
    return f"{round(1 - 2 * a * rate, 4) + 0.0:g}".replace("-", "−")


def _result(path, start):
    last = float(path[-1])
    if abs(last) < 0.0005 * abs(start):
        return "it is at 0.00" if abs(path[1]) > 1e-9 * abs(start) else "it is at 0 from step 1 on"
    if abs(last) > 1e6 * abs(start):
        return "it is far away"
    return f"it is at {last:.2f}"
