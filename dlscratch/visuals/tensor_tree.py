"""A nested list as a tree, beside the same numbers as an array; a chosen axis collapses.

`tensor_tree` returns a figure for a page, `live_tensor_tree` one in which the learner chooses.
"""

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.path import Path

from dlscratch.visuals.toolkit import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    YELLOW,
    Picture,
    draw_line,
    panels,
)
from dlscratch.visuals.toolkit.lettering import coloured, letters

COLOURS = (BLUE, ORANGE, GREEN)  # of axis 0, 1, 2
MOST = 24  # numbers that still fit side by side


def tensor_tree(tensor, axis=None, cell=0):
    """A picture of `tensor`, a nested list or an array of 1 to 3 dimensions, at most 24 numbers.

    With `axis`, a second row shows the sum over that axis. The numbers that are added for the
    result's number `cell` (counted row by row from 0) stand out in both rows.

    Raises ValueError for a tensor that does not fit, or an axis or a cell that it does not have.
    """
    levels = np.ndim(tensor)
    height = _height(levels) + (0 if axis is None else _height(levels - 1))
    picture = Picture(figsize=(9, height), dpi=100)
    draw(picture, tensor, axis, cell)
    return picture


def live_tensor_tree(tensor, axis=None):
    """The same, with the axis to be chosen, and the result's number: by slider, click or arrows."""
    from ipywidgets import IntSlider

    from dlscratch.visuals.toolkit.live import Live, choice

    array = np.asarray(tensor)
    axes = range(array.ndim)

    def draw_chosen(figure, axis, cell):
        draw(figure, tensor, axis, min(cell, _results(array, axis) - 1))

    def pointed(place, state):
        tables = picture.figure.panels[1][2::3]
        if state["axis"] is None or place.axes not in tables:
            return None
        shapes = [array.shape, np.delete(array.shape, state["axis"])]
        index = _cell_at(shapes[tables.index(place.axes)], place.x, place.y)
        if index and place.axes is tables[0]:
            index = tuple(np.delete(index, state["axis"]))
        return None if index is None else {"cell": int(np.ravel_multi_index(index, shapes[1]))}

    def keys(direction, state):
        results = _results(array, state["axis"])
        step = {"left": -1, "right": 1}.get(direction)
        if step:
            return {"cell": (min(state["cell"], results - 1) + step) % results}
        options = [None, *axes]
        step = {"up": -1, "down": 1}[direction]
        return {"axis": options[(options.index(state["axis"]) + step) % len(options)]}

    picture = Live(
        draw_chosen,
        (9, _height(array.ndim) + _height(array.ndim - 1)),
        pointed=pointed,
        keys=keys,
        axis=choice(
            [("no axis", None), *((f"axis {axis}", axis) for axis in axes)],
            axis,
            "sum over",
            "70px",
        ),
        cell=IntSlider(description="number", max=max(_results(array, axis) for axis in axes) - 1),
    )
    return picture


def draw(figure, tensor, axis=None, cell=0):
    """Draws on `figure` what `tensor_tree` describes, in place of what was there."""
    before = np.asarray(tensor)
    _refuse_unfit(before, axis, cell)
    heights = [_height(before.ndim)] + ([] if axis is None else [_height(before.ndim - 1)])
    axes = iter(panels(figure, heights, lambda figure: _rows(figure, heights)))
    brackets = "[]" if isinstance(tensor, list) else "()"
    names = [f"axis {number}" for number in range(before.ndim)]
    if axis is None:
        nothing = np.zeros(before.shape, bool)
        _row(axes, "shape ", brackets, before, nothing, names, COLOURS, None)
        figure.description = f"A tree and an array of shape {_shape(before, brackets)}."
        return
    after = before.sum(axis=axis)
    result = np.zeros(after.shape, bool)
    result.flat[cell] = True
    # A number is added where dropping its place on the axis leads to the chosen result.
    added = np.broadcast_to(np.expand_dims(result, axis), before.shape)
    _row(axes, "shape ", brackets, before, added, names, COLOURS, axis)
    left = [number for number in range(before.ndim) if number != axis]
    names = [f"axis {new}" + f" (was {old})" * (new != old) for new, old in enumerate(left)]
    colours = [COLOURS[old] for old in left]
    words = f"summed over axis {axis}: shape "
    _row(axes, words, brackets, after, result, names, colours, None)
    numbers = " + ".join(f"{number:g}" for number in before[added])
    figure.description = (
        f"A tree and an array of shape {_shape(before, brackets)}; below them the sum over axis "
        f"{axis}, of shape {_shape(after, brackets)}. "
        f"Marked in both: {numbers} = {after.flat[cell]:g}."
    )


# Inside


def _height(levels):
    """Inches for one row of the picture."""
    return 0.85 + 0.5 * max(levels, 1)


def _refuse_unfit(array, axis, cell):
    if not 1 <= array.ndim <= 3 or not 1 <= array.size <= MOST:
        raise ValueError(
            f"the picture has room for 1 to 3 dimensions and {MOST} numbers, "
            f"but shape {_shape(array, '()')} came"
        )
    if axis is not None and axis not in range(array.ndim):
        raise ValueError(
            f"shape {_shape(array, '()')} has the axes 0 to {array.ndim - 1}, but {axis} came"
        )
    if cell not in range(_results(array, axis)):
        raise ValueError(
            f"the sum holds the cells 0 to {_results(array, axis) - 1}, but {cell} came"
        )


def _results(array, axis):
    """How many numbers the sum over an axis holds."""
    return 1 if axis is None else array.size // array.shape[axis]


def _rows(figure, heights):
    """The axes: for each row a title, a tree and an array."""
    grid = figure.add_gridspec(
        len(heights), 1, height_ratios=heights, left=0.02, right=0.98, top=0.99, bottom=0.01,
        hspace=0.1,
    )  # fmt: skip
    axes = []
    for place, height in zip(grid, heights, strict=True):
        title, trees = place.subgridspec(2, 1, height_ratios=(0.25, height - 0.25), hspace=0)
        left, right = trees.subgridspec(1, 2, width_ratios=(5, 3), wspace=0.02)
        axes += [figure.add_subplot(part) for part in (title, left, right)]
    for ax in axes:
        ax.axis("off")
    return axes


def _row(axes, words, brackets, array, marked, names, colours, chosen):
    """A title, a tree and an array. `names` and `colours` are those of the array's axes."""
    _title(next(axes), words, brackets, array.shape, colours, chosen)
    _tree(next(axes), array, marked, names, colours, chosen)
    _cells(next(axes), array, marked, names, colours, chosen)


def _title(ax, words, brackets, sizes, colours, chosen):
    """`words` and the shape, each size in the colour of its axis."""
    parts = [(words + brackets[0], INK, "normal")]
    for axis, size in enumerate(sizes):
        parts.append((", " if axis else "", INK, "normal"))
        parts.append((str(size), colours[axis], "bold" if axis == chosen else "normal"))
    parts.append(("," * (brackets == "()" and len(sizes) == 1) + brackets[1], INK, "normal"))
    coloured(ax, (0, 0.5), [part for part in parts if part[0]])


def _tree(ax, array, marked, names, colours, chosen):
    room = max(array.size, 6)
    left = -0.18 * room
    ax.set_xlim(left, room)
    ax.set_ylim(-array.ndim - 0.4, 0.4)
    places = iter(np.arange(array.size) + (room - array.size) / 2 + 0.5)
    lists, numbers, lines = [], {True: [], False: []}, [[] for _ in range(array.ndim)]

    def hang(part, marks, level):
        """Notes `part` with all that hangs from it, and returns its place from the left."""
        if level == array.ndim:
            x = next(places)
            numbers[bool(marks)].append((x, -level, f"{part:g}"))
            return x
        below = [hang(*inner, level + 1) for inner in zip(part, marks, strict=True)]
        x = sum(below) / len(below)
        lines[level] += [[(x, -level), (end, -level - 1)] for end in below]
        lists.append((x, -level, f"list of {len(part)}"))
        return x

    hang(array, marked, 0)
    for level, (name, colour) in enumerate(zip(names, colours, strict=False)):
        out = level == chosen
        ax.add_collection(
            LineCollection(lines[level], colors=colour, lw=2.6 if out else 1.3, zorder=1),
            autolim=False,
        )
        letters(ax, [(left, -level - 0.5)], [name], color=colour, align=("left", "center"),
                weight="bold" if out else "normal")
    _write(ax, lists, size=9, box=("white", GREY))
    _write(ax, numbers[False], box=("white", "white"))
    _write(ax, numbers[True], weight="bold", box=(YELLOW, INK))


def _write(ax, texts, **style):
    """Texts, each as (x, y, words)."""
    letters(ax, [text[:2] for text in texts], [text[2] for text in texts], **style)


GAP = 0.6  # between the tables of a stack


def _cell_at(shape, x, y):
    """The index of the number that `_cells` drew at a place; None beside them."""
    count, rows, columns = (1,) * (3 - len(shape)) + tuple(shape)
    block, inside = divmod(x, columns + GAP)
    index = int(block), int(np.floor(-y)), int(inside)
    if 0 <= index[0] < count and 0 <= index[1] < rows and inside < columns:
        return index[3 - len(shape) :]
    return None


HEADS = {  # of an arrow along a row, and of one down a column
    False: Path([(-1, 0.5), (0, 0), (-1, -0.5)]),
    True: Path([(-0.5, 1), (0, 0), (0.5, 1)]),
}


def _cells(ax, array, marked, names, colours, chosen):
    """The numbers in squares: a row, a grid, or grids side by side."""
    blocks = array.reshape((1,) * (3 - array.ndim) + array.shape)
    marks = marked.reshape(blocks.shape)
    count, rows, columns = blocks.shape
    step = columns + GAP
    squares, texts = {True: [], False: []}, {True: [], False: []}
    for block, row, column in np.ndindex(blocks.shape):
        x, y, out = block * step + column, -row, bool(marks[block, row, column])
        squares[out].append([(x, y), (x + 1, y), (x + 1, y - 1), (x, y - 1)])
        texts[out].append((x + 0.5, y - 0.5, f"{blocks[block, row, column]:g}"))
    for out in (False, True):
        ax.add_collection(
            PolyCollection(squares[out], facecolor=YELLOW if out else "white", edgecolor=INK,
                           lw=2.2 if out else 0.8, zorder=2 + out),
            autolim=False,
        )
        _write(ax, texts[out], weight="bold" if out else "normal")
    width = (count - 1) * step + columns
    arrows = (  # along the axes of `blocks`: from, to, and where the name stands
        ((0, 1.15), (width, 1.15), (width / 2, 1.5)),
        ((-0.3, 0), (-0.3, -rows), (-0.5, -rows / 2)),
        ((0, 0.3), (columns, 0.3), (columns / 2, 0.65)),
    )
    for axis, (start, end, name) in enumerate(arrows[3 - array.ndim:]):
        upright = start[0] == end[0]
        lw, ms = (2.6, 12) if axis == chosen else (1.3, 8)
        draw_line(ax, *zip(start, end, strict=True), color=colours[axis], marker=HEADS[upright],
                  markevery=[1], fillstyle="none", lw=lw, ms=ms, mew=lw)  # fmt: skip
        letters(ax, [name], [names[axis]], color=colours[axis],
                align=("right" if upright else "center", "center"),
                weight="bold" if axis == chosen else "normal")
    ax.set_xlim(-3, max(width, 5) + 0.3)
    ax.set_ylim(-max(rows, 2) - 0.1, 1.8 if array.ndim == 3 else 1)
    ax.set_aspect("equal")


def _shape(array, brackets):
    comma = "," if brackets == "()" and array.ndim == 1 else ""
    return brackets[0] + ", ".join(str(size) for size in array.shape) + comma + brackets[1]
