"""A filter that slides over an image: at each place, what it sees times its numbers, summed.

`filter_map` returns a figure for a page; in `live_filter` the learner changes the numbers of the
filter, and chooses the place.
"""

from typing import NamedTuple

import numpy as np

from dlscratch.visuals.toolkit import GREY, Picture, draw_line, panels
from dlscratch.visuals.toolkit.board import INKED, SIGNED, Board, even, paper, short, show
from dlscratch.visuals.toolkit.lettering import letters

SIZE = (8.0, 3.9)  # of the picture, in inches
SIDE, TOP = 2.8, 3.55  # of the image: its longer side, and its upper edge
MIDDLE, SMALL = 4.0, 1.12  # of the window and the filter: where they stand, and their longer side
WRITTEN = 8  # cells a side of which the numbers are written down
TERMS, MOST_TERMS = 5, 9  # of a sum that is written out: in a line, and in all
PRESETS = {
    "as it is": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "edges |": ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    "edges —": ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    "outline": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "blur": ((1 / 9,) * 3,) * 3,
}


class Slide(NamedTuple):
    """An image, a filter, and the map that the filter makes of it."""

    image: np.ndarray
    filter: np.ndarray
    map: np.ndarray

    def window(self, row, column):
        """What the filter sees at a place of the map."""
        height, width = self.filter.shape
        return self.image[row : row + height, column : column + width]

    def strongest(self):
        """The place where the map is furthest from 0."""
        row, column = np.unravel_index(np.abs(self.map).argmax(), self.map.shape)
        return int(row), int(column)


def slide(image, filter) -> Slide:
    """The map of an image (height, width) under a filter (rows, columns): one number a place.

    The filter stays inside of the image and is not turned over. Raises ValueError for shapes that
    are no image and no filter, or do not fit.
    """
    image, filter = np.asarray(image, float), np.asarray(filter, float)
    image = image.reshape(image.shape[-2:]) if image.size == np.prod(image.shape[-2:]) else image
    if image.ndim != 2 or filter.ndim != 2 or not filter.size:
        raise ValueError(
            "the picture needs an image (height, width) and a filter (rows, columns), "
            f"but {image.shape} and {filter.shape} came"
        )
    if np.any(np.array(filter.shape) > image.shape):
        raise ValueError(f"a filter {filter.shape} does not fit into an image {image.shape}")
    windows = np.lib.stride_tricks.sliding_window_view(image, filter.shape)
    return Slide(image, filter, np.sum(windows * filter, axis=(2, 3)))


def filter_map(image, filter, place=None):
    """A picture of an image, a filter and its map, with one place and what the filter sees there.

    image (height, width), filter (rows, columns). Red is above 0, blue below. `place` is a
    (row, column) of the map, by default where the map is furthest from 0.
    Raises ValueError for what does not fit.
    """
    picture = Picture(figsize=SIZE, dpi=80)
    draw(picture, slide(image, filter), place)
    return picture


def live_filter(image, filter=None):
    """The same, with numbers to change: typed, with the arrow keys, or dragged up and down.

    image (height, width); `filter` (rows, columns) is what it begins with, by default vertical
    edges. A click on the image or on the map, or the arrow keys there, choose the place.
    """
    from ipywidgets import Button, HBox, VBox
    from traitlets import dlink

    from dlscratch.visuals.filter_numbers import Numbers
    from dlscratch.visuals.toolkit.live import Held, Live

    begun = slide(image, PRESETS["edges |"] if filter is None else filter)
    numbers = Numbers(begun.filter)
    place = Held(begun.strongest())

    def draw_live(figure, filter, place):
        draw(figure, slide(image, filter), place)

    def pointed(at, state):
        boards = _boards(begun)
        cell = boards.map.at(at.x, at.y)
        if cell is None and (cell := boards.image.at(at.x, at.y)):
            # The window's middle goes there, as far as it can.
            cell = [one - size // 2 for one, size in zip(cell, begun.filter.shape, strict=True)]
        return {"place": _inside(cell, begun.map.shape)} if cell else None

    def keys(direction, state):
        row, column = state["place"]
        down, right = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}[direction]
        return {"place": _inside((row + down, column + right), begun.map.shape)}

    live = Live(draw_live, SIZE, pointed=pointed, keys=keys, filter=numbers, place=place)
    dlink((live.screen, "dark"), (numbers, "dark"))
    buttons = []
    if begun.filter.shape == (3, 3):
        for name, values in PRESETS.items():
            buttons.append(Button(description=name, layout={"width": "86px"}))
            buttons[-1].on_click(lambda _, values=values: numbers.write(values))
    screen, _, words = live.children
    presets = HBox(buttons, layout={"flex_flow": "row wrap", "width": "184px"})
    # Beside the picture, or below it where fewer than 300 pixels are left.
    writing = VBox([numbers, presets, place], layout={"flex": "0 0 auto"})
    row = HBox([VBox([screen], layout={"flex": "1 1 300px"}), writing])
    row.layout.flex_flow = "row wrap"
    live.children = [row, words]
    return live


def draw(figure, slide, place=None):
    """Draws on `figure` what `filter_map` describes, in place of what was there."""
    place = slide.strongest() if place is None else tuple(int(one) for one in place)
    row, column = place
    if row not in range(slide.map.shape[0]) or column not in range(slide.map.shape[1]):
        raise ValueError(f"a map {slide.map.shape} has no place {place}")
    [page] = panels(figure, "sliding", lambda figure: [paper(figure)])
    boards, window = _boards(slide), slide.window(*place)
    limits = float(slide.image.min()), float(slide.image.max())
    for board, values, colours, extent in (
        (boards.image, slide.image, INKED, limits),
        (boards.window, window, INKED, limits),
        (boards.filter, slide.filter, SIGNED, even(slide.filter)),
        (boards.map, slide.map, SIGNED, even(slide.map)),
    ):
        show(page, [board], [values], colours, extent)
        if max(values.shape) <= WRITTEN:
            board.write(page, values, colours, extent)
    for board, title in zip(boards, _titles(slide), strict=True):
        letters(page, [(board.left, board.top + 0.07)], [title], size=9.5, align=("left", "bottom"))
    letters(page, [(MIDDLE, boards.window.bottom - 0.16)], ["×"], size=13)
    boards.image.mark(page, row, column, *slide.filter.shape)
    boards.map.mark(page, row, column)
    _lead(page, boards, place, slide.filter.shape)
    lines = _sum(slide, place)
    for number, line in enumerate(lines):
        letters(page, [(SIZE[0] / 2, 0.42 - 0.22 * number)], [line], size=9.5)
    figure.description = (
        f"An image {slide.image.shape}, a filter {slide.filter.shape} and its map "
        f"{slide.map.shape}, from {short(slide.map.min())} to {short(slide.map.max())}. "
        f"{' '.join(lines)}."
    )


# Inside


class Boards(NamedTuple):
    image: Board
    window: Board
    filter: Board
    map: Board


def _boards(slide):
    """Where everything stands. A place of the map is as high as the middle of its window."""
    height, width = slide.filter.shape
    pixel = SIDE / max(slide.image.shape)
    cell = SMALL / max(height, width)
    left = MIDDLE - cell * width / 2
    right = SIZE[0] - 0.15 - pixel * (slide.image.shape[1] - (width - 1) / 2)
    return Boards(
        Board(0.15, TOP, pixel, *slide.image.shape),
        Board(left, TOP, cell, height, width),
        Board(left, TOP - SIDE / 2 - 0.28, cell, height, width),
        Board(right, TOP - pixel * (height - 1) / 2, pixel, *slide.map.shape),
    )


def _titles(slide):
    height, width = slide.map.shape
    return "the image", "it sees", "the filter", f"the map, {height} × {width}"


def _lead(page, boards, place, size):
    """Thin lines: from the window in the image to what is seen there, and on to its number."""
    image, window = boards.image, boards.window
    (row, column), (height, width) = place, size
    right = image.left + (column + width) * image.cell
    thin = {"color": GREY, "lw": 0.8}
    for down, y in ((row, window.top), (row + height, window.bottom)):
        draw_line(page, [right, window.left], [image.top - down * image.cell, y], **thin)
    x, y = boards.map.middle(*place)
    between = (window.bottom + boards.filter.top) / 2
    draw_line(page, [window.right, x], [between, y], zorder=0, **thin)  # behind the map


def _sum(slide, place):
    """The sum of one place, written out, in lines; only its number where it has too many terms."""
    window, filter = slide.window(*place), slide.filter
    said, value = f"map[{place[0]}, {place[1]}] = ", f"= {short(slide.map[place])}"
    if filter.size > MOST_TERMS:
        return [f"{said}the sum of {filter.size} products {value}"]
    pairs = zip(window.flat, filter.flat, strict=True)
    terms = [f"{short(pixel)} · {short(number, bracket=True)}" for pixel, number in pairs]
    lines = [" + ".join(terms[start : start + TERMS]) for start in range(0, len(terms), TERMS)]
    lines[0] = said + lines[0]
    lines[1:] = ["+ " + line for line in lines[1:]]
    lines[-1] += " " + value
    return lines


def _inside(place, shape):
    return tuple(int(min(max(one, 0), side - 1)) for one, side in zip(place, shape, strict=True))
