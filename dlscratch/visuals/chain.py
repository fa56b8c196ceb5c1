"""A chain of boxes: numbers go forward above, and gradients come back below.

`chain` returns a figure for a page. In `live_chain` of chain_walk.py the learner goes the way step
by step, and predicts each number before it is shown.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import FancyBboxPatch

from dlscratch.visuals.chain_numbers import Chain, Step, number
from dlscratch.visuals.slope_box import CURVES
from dlscratch.visuals.toolkit import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    YELLOW,
    Picture,
    draw_line,
    panels,
    still,
)
from dlscratch.visuals.toolkit.lettering import letters

PAPER, BOX = "white", "#F7F7F7"
# All lengths are inches.
WIDTH, LOSS = 9.0, 0.85  # of the page, and of the loss's box
CELL, HIGH = 0.7, 0.28  # of a number's cell, wide and high
WEIGHT = 0.24  # of a weight's cell, both ways
INSIDE = 1.45  # from the arrow back to the arrow forward
FOOT = 0.75  # below, for two lines of words
DASHES = (0, (4, 2))


class Layout(NamedTuple):
    """Where everything stands on the page."""

    edges: list  # the left and the right edge of every box, the loss's last
    low: float  # the height of the arrows back
    high: float  # and of those forward
    top: float  # of the page

    def arrow(self, place):
        """The left and the right end of the arrows before, between and behind the boxes."""
        return (self.edges[place - 1][1] if place else 0.1), self.edges[place][0]

    def corner(self, step, index, count):
        """The lower left corner of one of `count` cells, above an arrow forward, below one back."""
        left = sum(self.arrow(step.place)) / 2 - CELL / 2
        if step.forward:
            return left, self.high + 0.12 + HIGH * (count - 1 - index)
        return left, self.low - 0.12 - HIGH * (index + 1)


def chain(layers, x, wants, known=None):
    """A picture of boxes in a row, of a loss that `wants` a number, and of all their numbers.

    `known` says how many steps of the way are filled in: after 2, two boxes have given what they
    give forward, and no gradient is there yet. The rest is as in Chain, the ValueErrors too.
    """
    row = Chain(layers, x, wants)
    picture = Picture(figsize=(WIDTH, layout(row, 0.1).top), dpi=100)
    draw(picture, row, known)
    return picture


def layout(row, foot=FOOT) -> Layout:
    """Where the boxes of the Chain `row` stand: linear ones as wide as their weights."""
    wide = [0.34 + WEIGHT * (box.w.shape[1] + 1) if box.w is not None else 0 for box in row.boxes]
    room = WIDTH - 0.2 - LOSS - (CELL + 0.1) * len(row.values) - sum(wide)
    curve = min(room / max(wide.count(0), 1), 1.6)
    wide = [one or curve for one in wide] + [LOSS]
    gap = (WIDTH - 0.2 - sum(wide)) / len(row.values)
    ends = 0.1 + np.cumsum(wide) + gap * np.arange(1, len(wide) + 1)
    most = max(map(len, row.values))
    low = foot + 0.4 + HIGH * most + 0.12
    high = low + INSIDE
    edges = [(end - one, end) for one, end in zip(wide, ends.tolist(), strict=True)]
    return Layout(edges, low, high, high + 0.42 + HIGH * most)


def draw(figure, row, known=None, look=None, words=(), live=False):
    """Draws the Chain `row` on `figure`, in place of what was there.

    known  how many steps have their numbers; the next one is asked for. All, where it is None
    look   the index of the step that is marked, in place of the one that is asked for
    words  two lines for the foot of a live picture
    """
    known = len(row.steps) if known is None else known
    look = known if look is None else look
    places = layout(row, FOOT if live else 0.1)
    curves = [_placing(row, places, index) for index in range(len(row.boxes))]

    def make(figure):
        page = figure.add_axes((0, 0, 1, 1))
        page.set(xlim=(0, WIDTH), ylim=(0, places.top))
        page.axis("off")
        if live:
            _draw_empty(page, row, places, curves)
            still(figure)
        return [page]

    seen = [curve and curve.widest for curve in curves]
    [page] = panels(figure, (live, *(box.name for box in row.boxes), *seen, places.top), make)
    if not live:
        _draw_empty(page, row, places, curves)
    _draw_known(page, row, places, known)
    _draw_points(page, row, curves, row.steps[:known])
    _draw_notes(page, row, places, row.steps[:known])
    if look < len(row.steps):
        _draw_marked(page, row, places, row.steps[look], look < known)
    for line, text in enumerate(words):
        letters(page, [(WIDTH / 2, FOOT - 0.2 - 0.3 * line)], [text], size=10.5,
                weight="normal" if line else "bold")  # fmt: skip
    figure.description = " ".join([*filter(None, words), _description(row, known)])


# Inside


class Placing(NamedTuple):
    """Where the curve of a box is drawn: x from -widest to widest, y from lowest on."""

    left: float
    bottom: float
    widest: float
    lowest: float
    across: float  # inches for 1 of x
    up: float  # and of y

    def __call__(self, x, y):
        return np.array([self.left + (x + self.widest) * self.across,
                         self.bottom + (y - self.lowest) * self.up])  # fmt: skip


def _placing(row, places, index):
    """That of one box, with room for what goes in; None for a linear one."""
    box, (left, right) = row.boxes[index], places.edges[index]
    if box.w is not None:
        return None
    curve = CURVES[box.name]
    widest, most = curve.widest, np.abs(row.values[index]).max()
    while widest < most:
        widest *= 2
    ends = curve.function(np.array([-widest, widest]))
    lowest, highest = min(curve.lowest, *ends), max(curve.highest, *ends)
    bottom, height = places.low + 0.16, INSIDE - 0.28
    across, up = (right - left - 0.2) / (2 * widest), height / (highest - lowest)
    return Placing(left + 0.1, bottom, widest, lowest, across, up)


def _draw_empty(page, row, places, curves):
    """What stays: the boxes, the arrows and the empty cells, with their names."""
    for index, name in enumerate([*(box.name for box in row.boxes), "loss"]):
        dashed = {"linestyle": DASHES} if name == "loss" else {}
        _draw_box(page, places, index, facecolor=BOX, lw=1.4, zorder=0, **dashed)
        middle = sum(places.edges[index]) / 2
        letters(page, [(middle, places.high + 0.12)], [name], size=11, weight="bold")
    for box, (left, _), curve in zip(row.boxes, places.edges, curves, strict=False):
        if curve is None:
            _draw_weights(page, box, left + 0.12, places.high - 0.25)
        else:
            _draw_curve(page, CURVES[box.name].function, curve)
    widest = max(places.edges[:-1], key=lambda edges: round(edges[1] - edges[0], 3))
    for height, colour, text in ((places.top - 0.2, BLUE, "forward →"),
                                 (places.low - 0.55, ORANGE, "← backward")):  # fmt: skip
        letters(page, [(sum(widest) / 2, height)], [text], size=11, color=colour)
    wanted = "\n".join(["wants", *map(number, row.wants)])
    letters(page, [(sum(places.edges[-1]) / 2, places.high - 0.2)], [wanted],
            align=("center", "top"))  # fmt: skip
    for forward in (True, False):
        steps = [Step(place, forward) for place in range(len(row.values))]
        _draw_arrows(page, places, steps, GREY)
        cells = [_square(places, row, step, index) for step in steps
                 for index in range(len(row.at(step)))]  # fmt: skip
        page.add_artist(PolyCollection(cells, facecolor=PAPER, edgecolor=GREY, lw=0.8,
                                       linestyle=(0, (2, 2)), zorder=2))  # fmt: skip
        ends = [sum(places.arrow(step.place)) / 2 for step in steps]
        first, last = (HIGH + 0.05, "bottom") if forward else (-0.05, "top")
        heights = [places.corner(step, 0 if forward else len(row.at(step)) - 1,
                                 len(row.at(step)))[1] + first for step in steps]  # fmt: skip
        names = [row.name(step).replace(" for", "\nfor") for step in steps]
        letters(page, list(zip(ends, heights, strict=True)), names, size=9, color=GREY,
                align=("center", last))  # fmt: skip


def _draw_box(page, places, index, **style):
    left, right = places.edges[index]
    bottom, height = places.low - 0.36, places.high - places.low + 0.66
    page.add_artist(FancyBboxPatch((left, bottom), right - left, height, edgecolor=INK,
                                   boxstyle="round,pad=0,rounding_size=0.1", **style))  # fmt: skip


def _draw_weights(page, box, left, top):
    """A linear layer's w and b, a row for each of its neurons."""
    inputs, lefts = box.w.shape[1], left + WEIGHT * np.arange(box.w.shape[1] + 1)
    lefts[-1] += 0.1  # b stands apart
    grid = np.column_stack([box.w, box.b])
    small = len(max(map(number, grid.flat), key=len)) < 3  # room for few digits, else fewer
    texts = [number(value) if small else number(round(value, 1)) for value in grid.flat]
    corners = [(x, top - 0.16 - WEIGHT * (place + 1)) for place in range(len(grid)) for x in lefts]
    page.add_artist(PolyCollection([_rectangle(x, y, WEIGHT, WEIGHT) for x, y in corners],
                                   facecolor=PAPER, edgecolor=GREY, lw=0.6))  # fmt: skip
    letters(page, np.array(corners) + WEIGHT / 2, texts, size=8 if small else 5.5)
    over = [(left + WEIGHT * inputs / 2, top - 0.08), (lefts[-1] + WEIGHT / 2, top - 0.08)]
    letters(page, over, ["w", "b"], size=9, color=GREY)


def _draw_curve(page, function, placed):
    widest = placed.widest
    xs = np.linspace(-widest, widest, 81)
    ys = function(xs)
    draw_line(page, *placed(xs[[0, -1]], np.zeros(2)), color=GREY, lw=0.7)
    draw_line(page, *placed(np.zeros(2), np.array([placed.lowest, ys.max()])), color=GREY, lw=0.7)
    draw_line(page, *placed(xs, ys), color=BLUE, lw=1.8)


def _draw_arrows(page, places, steps, colour):
    """Full to the right, where numbers go forward; dashed to the left, where gradients come."""
    for forward in (True, False):
        ends = [places.arrow(step.place)[:: 1 if forward else -1] for step in steps
                if step.forward == forward]  # fmt: skip
        height, way = (places.high, 0.12) if forward else (places.low, -0.12)
        page.add_artist(LineCollection(
            [[(start, height), (end - way, height)] for start, end in ends],
            color=colour, lw=2, linestyle="-" if forward else DASHES, zorder=1,
        ))  # fmt: skip
        heads = [[(end, height), (end - way, height + 0.06), (end - way, height - 0.06)]
                 for _, end in ends]  # fmt: skip
        page.add_artist(PolyCollection(heads, facecolor=colour, edgecolor="none", zorder=1))


def _rectangle(x, y, width, height):
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def _square(places, row, step, index):
    return _rectangle(*places.corner(step, index, len(row.at(step))), CELL, HIGH)


def _draw_known(page, row, places, known):
    """The numbers that the way has come to, and their arrows."""
    reached = [Step(0, True), *row.steps[:known]]
    longest = max(len(number(value)) for step in reached for value in row.at(step))
    for forward, colour in ((True, BLUE), (False, ORANGE)):
        steps = [step for step in reached if step.forward == forward]
        _draw_arrows(page, places, steps, colour)
        cells = [(step, index) for step in steps for index in range(len(row.at(step)))]
        squares = [_square(places, row, *cell) for cell in cells]
        page.add_artist(PolyCollection(squares, facecolor=PAPER, edgecolor=GREY, lw=0.8, zorder=2))
        letters(page, [np.mean(square, axis=0) for square in squares],
                [number(row.at(step)[index]) for step, index in cells], color=colour,
                size=10.5 if longest < 7 else 9.5, weight="bold")  # fmt: skip


def _draw_marked(page, row, places, step, known):
    """The number that is asked for or looked at, and the box that it comes from."""
    index = len(row.at(step)) - 1
    square = _square(places, row, step, index)
    page.add_artist(PolyCollection([square], facecolor=YELLOW, edgecolor=INK, lw=1.8, zorder=5))
    text = number(row.at(step)[index]) if known else "?"
    letters(page, [np.mean(square, axis=0)], [text], size=10 if len(text) < 7 else 9.5,
            weight="bold", zorder=6)  # fmt: skip
    _draw_box(page, places, row.box(step), facecolor="none", lw=3)


def _draw_points(page, row, curves, known):
    """The places on the curves that the numbers came to, and from the way back their tangents."""
    points, tangents = [np.empty((2, 0))], []
    for index, (box, placed) in enumerate(zip(row.boxes, curves, strict=True)):
        if placed is None or Step(index + 1, True) not in known:
            continue
        x = row.values[index]
        y = box.forward(x)
        points.append(placed(x, y))
        if Step(index, False) in known:
            slope = np.broadcast_to(box.slopes(x), x.shape)
            half = 0.35 / np.hypot(placed.across, slope * placed.up)
            ends = [placed(x + way * half, y + way * half * slope) for way in (-1, 1)]
            tangents += list(np.array(ends).transpose(2, 0, 1))
    page.add_artist(LineCollection(tangents, color=ORANGE, lw=1.8, linestyle=(0, (3, 1.5))))
    draw_line(page, *np.concatenate(points, axis=1), color=INK, marker="o", markersize=5,
              linestyle="none")  # fmt: skip


def _draw_notes(page, row, places, known):
    """In a box, what the way back has found there; in the last, the loss."""
    middles = [sum(edges) / 2 for edges in places.edges]
    notes = []
    for index, (box, x) in enumerate(zip(row.boxes, row.values, strict=False)):
        if Step(index, False) in known and (box.w is not None or len(x) == 1):
            note = "keeps w_grad\nand b_grad"
            note = note if box.w is not None else f"slope\n{number(box.slopes(x)[0])}"
            notes.append(((middles[index], places.low - 0.1), note))
    if notes:
        letters(page, *zip(*notes, strict=True), size=8.5, color=ORANGE, weight="bold")
    if Step(len(row.boxes), True) in known:
        loss = f"loss\n{number(row.loss)}"
        letters(page, [(middles[-1], places.low + 0.3)], [loss], color=BLUE, weight="bold")


def _description(row, known):
    def listed(steps):
        parts = []
        for step in steps:
            numbers = ", ".join(map(number, row.at(step)))
            parts.append(f"{row.name(step)} = {numbers}")
        return ", ".join(parts)

    forward = [step for step in row.steps[:known] if step.forward]
    backward = [step for step in row.steps[:known] if not step.forward]
    names = ", ".join(box.name for box in row.boxes)
    words = f"Boxes in a row: {names}, and a loss that wants {', '.join(map(number, row.wants))}. "
    words += f"Forward, from left to right: {listed([Step(0, True), *forward])}."
    if len(forward) == len(row.boxes):
        words += f" The loss is {number(row.loss)}."
    if backward:
        words += f" Backward, from right to left: {listed(backward)}."
    return words
