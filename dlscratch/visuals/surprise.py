"""The surprise -log p, over the probability p that the right class got.

`surprise` returns a figure for a page; in `live_surprise` the learner moves p.
"""

import math

import numpy as np

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture, panels

LEAST = 0.0001  # of the probabilities in the live picture


def surprise(p=0.1):
    """The curve of -log p, with the point of one probability `p`, above 0 and at most 1.

    Raises ValueError for a number that is no such probability.
    """
    picture = Picture(figsize=(5.6, 3.1), dpi=80)
    draw(picture, p)
    return picture


def live_surprise(p=0.1):
    """The same, with p to be moved by pointer, arrow key or slider."""
    from ipywidgets import FloatLogSlider

    from dlscratch.visuals.toolkit.live import Live

    lowest = math.log10(LEAST)

    def moved(p):
        return {"p": min(max(float(p), LEAST), 1.0)}

    def keys(direction, state):
        return moved(state["p"] * (1.1 if direction in ("right", "up") else 1 / 1.1))

    return Live(
        lambda figure, p: draw(figure, p, -math.log(LEAST) + 0.5),
        (5.6, 3.1),
        pointed=lambda place, state: moved(place.x) if place.axes else None,
        keys=keys,
        p=FloatLogSlider(
            p, min=lowest, max=0, step=0.02, description="p", layout={"width": "400px"}
        ),
    )


def draw(figure, p=0.1, top=None):
    """Draws on `figure` what `surprise` describes, up to the surprise `top`."""
    if not 0 < p <= 1:
        raise ValueError(f"p is a probability above 0 and at most 1, but {p} came")
    value = abs(float(np.log(p)))
    top = top or max(5.0, value + 0.5)
    [ax] = panels(figure, top, lambda figure: _axes(figure, top))
    curve = np.geomspace(np.exp(-top), 1, 200)
    ax.plot(curve, -np.log(curve), color=BLUE, lw=2.2)
    ax.plot([p, p, 0], [0, value, value], color=ORANGE, lw=1.3, ls="--")
    ax.plot([p], [value], "o", color=ORANGE, ms=8, clip_on=False, zorder=3)
    left = p > 0.6
    ax.text(p - 0.02 if left else p + 0.02, value + 0.15, f"p = {p:.3g}: −log p = {value:.2f}",
            size=11, color=INK, ha="right" if left else "left", va="bottom")
    figure.description = (
        "The curve of −log p falls from far above, near p = 0, to 0 at p = 1. "
        f"Marked: p = {p:.3g}, −log p = {value:.2f}."
    )


def _axes(figure, top):
    ax = figure.add_axes((0.1, 0.17, 0.86, 0.79))
    ax.set(xlim=(0, 1.02), ylim=(0, top))
    ax.set_xlabel("p, the probability of what happened", size=10, color=INK)
    ax.set_ylabel("surprise", size=10, color=INK)
    ax.tick_params(labelcolor=INK, color=GREY)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return [ax]
