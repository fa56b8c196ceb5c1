"""Many short texts as one artist.

For each Text, Matplotlib works out a layout of its own, which takes longer than to copy a text that
the renderer of a live picture keeps. Here the places of all texts are worked out at once.
"""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from dlscratch.visuals.toolkit import INK

HIGH = 0.73  # of a figure or a capital, in sizes; the same for all words, or they would dance
LINE = 1.25  # from line to line, in sizes


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
    box=None,
    **kwargs,
):
    """Write each of `words` at its place in the data of `ax`; returns the Letters.

    align  how each text lies to its place: left, center or right, and bottom, center or top
    shift  how far each lies from its place, in points: one pair for all, or one for each
    stays  write on the figure, over the axes: there it stays when `panels` empties them
    upright  write from below upwards
    box    two colours: of a box behind each text, and of its edge
    """
    font = FontProperties(size=size, weight=weight, style=style)
    made = Letters(places, words, font, align, shift, upright, box)
    made.set(**{"transform": ax.transData, "zorder": 4, "color": color, **kwargs})
    return ax.figure.add_artist(made) if stays else ax.add_artist(made)


def coloured(ax, place, parts, *, size=12, **kwargs):
    """Write one line from `place` in the data of `ax` on, in parts: (words, colour, weight).

    It lies with its middle at that height. Returns the Letters, one for each part; each begins
    where the one before it ends, whatever the size of the figure.
    """
    made: list[Letters] = []
    for words, color, weight in parts:
        one = letters(ax, [place], [words], size=size, color=color, weight=weight,
                      align=("left", "center"), **kwargs)  # fmt: skip
        one.before = made[-1:]
        made.append(one)
    return made


class Letters(Artist):
    """Texts in one font: `words`, and their `places` in the data."""

    def __init__(self, places, words, font, align, shift, upright, box):
        super().__init__()
        self.words, self.font, self._upright, self._box = list(words), font, upright, box
        self.places = np.reshape(places, (-1, 2))
        self.before: list[Letters] = []  # what is written to the left of it, on the same line
        self._shifts = np.broadcast_to(shift, (len(self.words), 2))
        across, up = align
        self._across = {"left": 0, "center": 0.5, "right": 1}[across]
        self._up = {"bottom": 0, "center": 0.5, "top": 1}[up]

    def set_color(self, color):
        self._color = color

    def draw(self, renderer):
        """Hands every line to the renderer, at the start of its baseline."""
        point = renderer.points_to_pixels(1)
        size = point * self.font.get_size_in_points()
        places = self.get_transform().transform(self.places) + [self._begins(renderer), 0]
        _, canvas_height = renderer.get_canvas_width_height()
        context = renderer.new_gc()
        context.set_foreground(self._color)
        context.set_alpha(self.get_alpha())
        for word, (x, y), (right, above) in zip(
            self.words, places, point * self._shifts, strict=True
        ):
            lines = word.split("\n")
            height = HIGH * size + LINE * size * (len(lines) - 1)
            for number, line in enumerate(lines):
                width, _, _ = renderer.get_text_width_height_descent(line, self.font, False)
                along = right - self._across * width
                rise = above + (1 - self._up) * height - HIGH * size - LINE * size * number
                if self._box:
                    self._draw_box(renderer, x + along, y + rise, width, point)
                dx, dy = (-rise, along) if self._upright else (along, rise)
                renderer.draw_text(
                    context, x + dx, canvas_height - y - dy, line, self.font, 90 * self._upright
                )
        context.restore()

    def _begins(self, renderer):
        """How many pixels further right it begins, behind what stands before it on its line."""
        return sum(
            one._begins(renderer) + renderer.get_text_width_height_descent(word, one.font, False)[0]
            for one in self.before
            for word in one.words
        )

    def _draw_box(self, renderer, left, baseline, width, point):
        """A box behind a text that lies level."""
        face, edge = self._box
        context = renderer.new_gc()
        context.set_foreground(edge)
        context.set_linewidth(1)
        pad, size = 3 * point, point * self.font.get_size_in_points()
        low, high = baseline - 0.24 * size, baseline + HIGH * size  # from g to capitals
        place = Affine2D().scale(width + 2 * pad, high - low + pad)
        place.translate(left - pad, low - pad / 2)
        renderer.draw_path(context, Path.unit_rectangle(), place, to_rgba(face))
        context.restore()
