"""Boards of square cells: images and maps, of which a picture shows many at once.

Each `imshow` would take more time than all of them together take here.
"""

from functools import cache
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from dlscratch.visuals.toolkit.colours import GREY, INK, luminance
from dlscratch.visuals.toolkit.lettering import letters

SIGNED, INKED = "RdBu_r", "gray_r"  # red for, blue against; black ink on white paper


class Board(NamedTuple):
    """Where an array (rows, columns) stands on a page whose data are inches."""

    left: float
    top: float
    cell: float  # the side of a cell
    rows: int
    columns: int

    @property
    def right(self):
        return self.left + self.columns * self.cell

    @property
    def bottom(self):
        return self.top - self.rows * self.cell

    def at(self, x, y):
        """The (row, column) of the cell at a place of the page, or None."""
        row = int(np.floor((self.top - y) / self.cell))
        column = int(np.floor((x - self.left) / self.cell))
        return (row, column) if row in range(self.rows) and column in range(self.columns) else None

    def middle(self, row, column):
        """The place of a cell's middle."""
        return self.left + (column + 0.5) * self.cell, self.top - (row + 0.5) * self.cell

    def write(self, page, values, colours=SIGNED, limits=None):
        """Write the numbers into the cells that `show` drew with the same colours."""
        low, high = limits or even(values)
        shades = _coloured(values, colours, (low, high)) / 255
        bright = np.array([[luminance(shade) > 0.3 for shade in row] for row in shades])
        size = min(9.5, 72 * self.cell / 3.2)
        for chosen, colour in ((bright, INK), (~bright, "white")):
            cells = np.argwhere(chosen)
            words = [short(values[row, column]) for row, column in cells]
            if words:
                places = [self.middle(row, column) for row, column in cells]
                letters(page, places, words, size=size, color=colour)

    def frame(self, page, row, column, rows=1, columns=1, **style):
        """A line around some cells, of which (row, column) is the first."""
        style = {"edgecolor": INK, "linewidth": 1, "zorder": 2} | style
        corner = self.left + column * self.cell, self.top - (row + rows) * self.cell
        box = Rectangle(corner, columns * self.cell, rows * self.cell)
        box.set(fill=False, joinstyle="miter", **style)
        page.add_artist(box)

    def mark(self, page, row, column, rows=1, columns=1, colour=INK):
        """A frame that stands out from bright cells and from dark ones."""
        for edge, width in (("white", 3.6), (colour, 1.8)):
            self.frame(page, row, column, rows, columns, edgecolor=edge, linewidth=width, zorder=3)


def short(value, bracket=False):
    """A number with at most two decimals; with `bracket`, in brackets where it is below 0."""
    rounded = round(float(value), 2) + 0.0
    text = f"{rounded:.10g}".replace("-", "−")
    return f"({text})" if bracket and rounded < 0 else text


def even(values):
    """Limits for an array, or for several, as far below 0 as above: 0 is the middle colour."""
    largest = max(float(np.abs(part).max()) for part in values) or 1.0
    return -largest, largest


def show(page, boards, arrays, colours=SIGNED, limits=None):
    """Draw an array (rows, columns) on each of some boards, with a thin line around it.

    `limits` are the values of the first and the last colour, by default the largest number of all
    and as far on the other side of 0.
    """
    page.add_artist(Cells(boards, arrays, colours, limits or even(arrays)))


class Cells(Artist):
    """The cells of boards in their colours, pixel by pixel."""

    def __init__(self, boards, arrays, colours, limits):
        super().__init__()
        self.boards, self.arrays = boards, arrays
        self.colours, self.limits = colours, limits
        self.set_zorder(1)

    def draw(self, renderer):
        """Each pixel takes the colour of the cell that it lies in; those at the edge are grey."""
        context, edge = renderer.new_gc(), [*(round(255 * part) for part in to_rgb(GREY)), 255]
        for board, values in zip(self.boards, self.arrays, strict=True):
            corners = [(board.left, board.bottom), (board.right, board.top)]
            pixels = np.round(self.get_transform().transform(corners)).astype(int)
            (left, low), (right, high) = pixels
            rows = np.arange(high - low) * board.rows // (high - low)
            columns = np.arange(right - left) * board.columns // (right - left)
            cells = _coloured(values, self.colours, self.limits)
            image = cells[rows[::-1]][:, columns]
            image[[0, -1]] = image[:, [0, -1]] = edge
            renderer.draw_image(context, left, low, image)


def _coloured(values, colours, limits):
    """The colours (rows, columns, 4) of an array, in bytes."""
    low, high = limits
    return _colours(colours)((np.asarray(values) - low) / ((high - low) or 1.0), bytes=True)


@cache
def _colours(name):
    """Matplotlib hands out a copy each time, which has to be made ready anew."""
    return matplotlib.colormaps[name]


def paper(figure):
    """One empty axes over the whole of `figure`, whose data are inches from the lower left."""
    page = figure.add_axes((0, 0, 1, 1))
    width, height = figure.get_size_inches()
    page.set(xlim=(0, width), ylim=(0, height))
    page.axis("off")
    return page
