"""SSE and cross-entropy of the same softmax, from surely wrong to surely right.

There are two classes. `two_losses` returns a figure for a page; in `live_two_losses` the learner
moves the lead. `compute` gives the numbers alone.
"""

from typing import NamedTuple

import numpy as np

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture, panels

REACH = 8.0  # of the lead, to both sides


class Losses(NamedTuple):
    """Two losses at one lead, and how each changes with the logit of the right class.

    NumPy's numbers, or arrays of the shape of `lead`.
    """

    p: np.ndarray
    squared: np.ndarray
    squared_slope: np.ndarray
    cross_entropy: np.ndarray
    cross_entropy_slope: np.ndarray


def two_losses(lead=-6.0):
    """Both losses over the lead: the logit of the right class minus that of the other one.

    The point and the tangent at one `lead`, from -8 to 8, stand out on each curve. Raises
    ValueError for another lead.
    """
    picture = Picture(figsize=(7, 3.5), dpi=80)
    draw(picture, lead)
    return picture


def live_two_losses(lead=-6.0):
    """The same, with the lead to be moved by pointer, arrow key or slider."""
    from ipywidgets import FloatSlider

    from dlscratch.visuals.toolkit.live import Live

    def moved(lead):
        return {"lead": round(min(max(lead, -REACH), REACH), 1)}

    def keys(direction, state):
        return moved(state["lead"] + (0.1 if direction in ("right", "up") else -0.1))

    return Live(
        draw,
        (7, 3.5),
        pointed=lambda place, state: moved(place.x) if place.axes else None,
        keys=keys,
        lead=FloatSlider(
            lead, min=-REACH, max=REACH, step=0.1, description="lead", layout={"width": "400px"},
            readout_format=".1f",
        ),
    )  # fmt: skip


def compute(lead) -> Losses:
    """The numbers behind the picture; `lead` may be an array."""
    p = 1 / (1 + np.exp(-np.asarray(lead, dtype=float)))
    return Losses(p, 2 * (1 - p) ** 2, -4 * p * (1 - p) ** 2, -np.log(p), p - 1)


def draw(figure, lead=-6.0):
    """Draws on `figure` what `two_losses` describes, in place of what was there."""
    if not -REACH <= lead <= REACH:
        raise ValueError(f"the lead goes from {-REACH:g} to {REACH:g}, but {lead} came")
    here, leads = compute(lead), np.linspace(-REACH, REACH, 161)
    curves = compute(leads)
    [ax] = panels(figure, "losses", _axes)
    for name, style, colour, curve, value, slope in (
        ("cross-entropy", "-", BLUE, curves.cross_entropy, here.cross_entropy,
         here.cross_entropy_slope),
        ("SSE", "--", ORANGE, curves.squared, here.squared, here.squared_slope),
    ):  # fmt: skip
        ax.plot(leads, curve, style, color=colour, lw=2, label=f"{name}, slope {_text(slope)}")
        reach = np.array([-1.3, 1.3]) / np.hypot(1, slope)
        ax.plot(lead + reach, value + slope * reach, color=INK, lw=1.6)
        ax.plot([lead], [value], "o", color=colour, ms=8, zorder=3)
    ax.axvline(lead, color=GREY, lw=0.8)
    ax.legend(frameon=False, fontsize=11, loc="upper right", labelcolor=INK)
    figure.description = (
        f"Two losses over the lead of the right class. At {lead:g}, where p = {here.p:.3g}: "
        f"SSE {_text(here.squared)} with slope {_text(here.squared_slope)}, "
        f"cross-entropy {_text(here.cross_entropy)} with slope {_text(here.cross_entropy_slope)}."
    )


def _text(number):
    return f"{round(float(number), 2) + 0.0:.2f}".replace("-", "−")


def _axes(figure):
    ax = figure.add_axes((0.07, 0.16, 0.9, 0.8))
    ax.set(xlim=(-REACH - 0.6, REACH + 0.6), ylim=(-0.4, REACH + 0.8))
    ax.set_xlabel("lead: logit of the right class − logit of the other", size=10, color=INK)
    ax.set_ylabel("loss", size=10, color=INK)
    ax.tick_params(labelcolor=INK, color=GREY)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return [ax]
