"""Many short texts at the price of one.

Matplotlib lays out and paints each text by itself, which takes about half a millisecond. Here the
outlines of all texts are one collection of shapes; outlines that were made once are kept.
"""

from functools import lru_cache

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from dlscratch.visuals import INK

LINE = 1.25  # from line to line, in sizes


class Letters(PathCollection):
    """Texts as shapes; `words` says what can be read."""

    words = ()


def letters(
    ax,
    places,
    words,
    *,
    size=10,
    color=INK,
    weight="normal",
    style="normal",
    align=("center", "center"),
    shift=(0, 0),
    stays=False,
    upright=False,
    **kwargs,
):
    """Write each of `words` at its place in the data of `ax`; returns the Letters.

    align  how each text lies to its place: left, center or right, and bottom, center or top
    shift  how far each lies from its place, in points: one pair for all, or one for each
    stays  write on the figure, over the axes: there it stays when `panels` empties them
    upright  write from below upwards
    """
    shifts = np.broadcast_to(shift, (len(words), 2))
    outlines = [
        _outline(word, size, weight, style, *align, *map(float, by))
        for word, by in zip(words, shifts, strict=True)
    ]
    made = Letters(
        outlines,
        offsets=np.reshape(places, (-1, 2)),
        offset_transform=kwargs.pop("transform", ax.transData),
        facecolor=color,
        linewidth=0,
        **{"zorder": 4, "clip_on": False, **kwargs},
    )
    turn = Affine2D().rotate_deg(90 * upright)
    made.set_transform(turn.scale(1 / 72) + ax.figure.dpi_scale_trans)
    made.words = list(words)
    return ax.figure.add_artist(made) if stays else ax.add_collection(made, autolim=False)


@lru_cache(4096)
def _outline(word, size, weight, style, across, up, right, above):
    """The shape of a word, in points around its place."""
    font = FontProperties(weight=weight, style=style)
    lines = [TextPath((0, 0), line, size=size, prop=font) for line in word.split("\n")]
    high = 0.73 * size  # of a figure or a capital; the same for all words, or they would dance
    height = high + LINE * size * (len(lines) - 1)
    top = above + {"top": 0, "center": height / 2, "bottom": height}[up]
    moved = []
    for number, line in enumerate(lines):
        left = line.vertices[:, 0].min(initial=size)  # of the control points, which is near enough
        width = max(line.vertices[:, 0].max(initial=0) - left, 0)
        start = right - left - {"left": 0, "center": width / 2, "right": width}[across]
        shift = start, top - high - LINE * size * number
        moved.append(Path(line.vertices + shift, line.codes))
    return Path.make_compound_path(*moved)
