"""The surprise -log p, over the probability p that the right class got.

`surprise` returns a figure for a notebook; a widget keeps one figure and calls `draw` on it.
"""

import numpy as np

from dlscratch.visuals import BLUE, GREY, INK, ORANGE, Picture


def surprise(p=0.1):
    """The curve of -log p, with the point of one probability `p`, above 0 and at most 1.

    Raises ValueError for a number that is no such probability.
    """
    picture = Picture(figsize=(5.6, 3.1), dpi=80)
    draw(picture, p)
    return picture


def draw(figure, p=0.1):
    """Draws on `figure` what `surprise` describes, in place of what was there."""
    if not 0 < p <= 1:
        raise ValueError(f"p is a probability above 0 and at most 1, but {p} came")
    value = abs(float(np.log(p)))
    figure.clear()
    figure.set_facecolor("white")
    ax = figure.add_axes((0.1, 0.17, 0.86, 0.79))
    top = max(5.0, value + 0.5)
    curve = np.geomspace(np.exp(-top), 1, 200)
    ax.plot(curve, -np.log(curve), color=BLUE, lw=2.2)
    ax.plot([p, p, 0], [0, value, value], color=ORANGE, lw=1.3, ls="--")
    ax.plot([p], [value], "o", color=ORANGE, ms=8, clip_on=False, zorder=3)
    left = p > 0.6
    ax.text(p - 0.02 if left else p + 0.02, value + 0.15, f"p = {p:.3g}: −log p = {value:.2f}",
            size=11, color=INK, ha="right" if left else "left", va="bottom")
    ax.set_xlim(0, 1.02)
    ax.set_ylim(0, top)
    ax.set_xlabel("p, the probability of what happened", size=10, color=INK)
    ax.set_ylabel("surprise", size=10, color=INK)
    ax.tick_params(labelcolor=INK, color=GREY)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    figure.description = (
        "The curve of −log p falls from far above, near p = 0, to 0 at p = 1. "
        f"Marked: p = {p:.3g}, −log p = {value:.2f}."
    )
