"""A linear layer as grids of cells: choose a result, and see what was multiplied and summed for it.

`linear_cells` returns a figure for a page; in `live_linear_cells` the learner chooses the cell.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from dlscratch.visuals.toolkit import (
    AMBER,
    GREEN,
    GREY,
    INK,
    PURPLE,
    SKY,
    YELLOW,
    Picture,
    panels,
    still,
)

MOST = 8  # rows or columns of a grid
RESULTS = ("outputs", "x_grad", "w_grad", "b_grad")
TITLES = {
    "x": "x", "w": "w", "b": "b", "outputs": "outputs", "x_grad": "gradient for x",
    "w_grad": "w_grad", "b_grad": "b_grad", "gradient": "incoming gradient",
}  # fmt: skip
COLOURS = {"x": SKY, "w": AMBER, "b": GREEN, "gradient": PURPLE}  # of the cells that were used
BELOW = {"x": "x_grad", "w": "w_grad", "b": "b_grad", "outputs": "gradient"}
ABOVE = {below: above for above, below in BELOW.items()}
REASONS = {
    "outputs": "a neuron looks at all inputs of an example",
    "x_grad": "one input goes to every neuron",
    "w_grad": "one weight serves every example",
    "b_grad": "one bias serves every example",
}
MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))


class Sum(NamedTuple):
    """How one cell of a result came about."""

    result: str  # the grid that it stands in
    cell: tuple
    used: dict  # {grid: mask of the cells that went into it}
    terms: list  # pairs that were multiplied, or single numbers that were added
    over: str  # what the sum runs over
    value: float


def linear_cells(x, w, b, of="outputs", cell=(0, 0), gradient=None):
    """A picture of a linear layer, one cell of a result in it, and all that was used for that cell.

    `of` names the result: "outputs" forward, or "x_grad", "w_grad", "b_grad" backward, which need
    the incoming `gradient`. `cell` is the place in it: (1, 4), or (4,) in b_grad.

    Raises ValueError for shapes that do not fit or are too large, and for a result or a cell that
    is not there.
    """
    picture = Picture(figsize=(9, 3.4 if of == "outputs" else 6.2), dpi=100)
    draw(picture, x, w, b, of, cell, gradient)
    return picture


def live_linear_cells(x, w, b, gradient, of="outputs", cell=(0, 0)):
    """The same, forward and backward at once: the cell is chosen by click, arrow key or slider.

    Framed with dashes: the outputs that move when the number behind a gradient is nudged; or, for
    an output, the gradients that its own incoming gradient goes into.
    """
    from ipywidgets import IntSlider

    from dlscratch.visuals.toolkit.live import Live, choice

    grids = layer_grids(x, w, b, gradient)
    results = ("outputs", "w_grad", "b_grad", "x_grad")
    result = choice([(TITLES[name], name) for name in results], of, "result", "110px")
    sliders = IntSlider(max=MOST, description="row"), IntSlider(max=MOST, description="column")

    def fit(change=None):
        for slider, size in zip(sliders, np.atleast_2d(grids[result.value]).shape, strict=True):
            slider.value = min(slider.value, size - 1)
            slider.max = max(size - 1, 1)  # a slider needs two places, so one of one is hidden
            slider.layout.visibility = "visible" if size > 1 else "hidden"

    def draw_live(figure, of, row, column):
        chosen = explain(grids, of, (column,) if of == "b_grad" else (row, column))
        _draw(figure, grids, chosen, live=True)

    def pointed(place, state):
        if place.axes is None:
            return None
        for name, (left, top) in _places(grids, backward=True).items():
            rows, columns = np.atleast_2d(grids[name]).shape
            row, column = int(np.floor(top - place.y)), int(np.floor(place.x - left))
            if row in range(rows) and column in range(columns):
                return {"of": _result(name), "row": row, "column": column}
        return None

    def keys(direction, state):
        sizes = np.atleast_2d(grids[state["of"]]).shape
        steps = zip(("row", "column"), MOVES[direction], sizes, strict=True)
        return {name: min(max(state[name] + step, 0), size - 1) for name, step, size in steps}

    fit()
    result.observe(fit, "value")  # before the picture hears of it: the cell is there when drawn
    sliders[0].value, sliders[1].value = (0, *np.atleast_1d(cell).tolist())[-2:]
    return Live(
        draw_live, (9, 6.5), pointed=pointed, keys=keys,
        of=result, row=sliders[0], column=sliders[1],
    )  # fmt: skip


def draw(figure, x, w, b, of="outputs", cell=(0, 0), gradient=None):
    """Draws on `figure` what `linear_cells` describes, in place of what was there."""
    grids = layer_grids(x, w, b, gradient if of != "outputs" else None)
    _draw(figure, grids, explain(grids, of, cell))


def layer_grids(x, w, b, gradient=None):
    """The arrays of a linear layer by their names: forward, and with `gradient` backward too."""
    x, w, b = (np.asarray(part, float) for part in (x, w, b))
    fits = x.ndim == w.ndim == 2 and x.shape[1] == w.shape[1] and b.shape == (len(w),)
    if not fits:
        raise ValueError(
            "a linear layer has x (n, inputs), w (outputs, inputs) and b (outputs,), "
            f"but {x.shape}, {w.shape} and {b.shape} came"
        )
    if not 1 <= min(*x.shape, *w.shape) or max(*x.shape, *w.shape) > MOST:
        raise ValueError(
            f"the picture has room for 1 to {MOST} rows and columns, "
            f"but x {x.shape} and w {w.shape} came"
        )
    grids = {"x": x, "w": w, "b": b, "outputs": x @ w.T + b}
    if gradient is None:
        return grids
    gradient = np.asarray(gradient, float)
    if gradient.shape != grids["outputs"].shape:
        raise ValueError(
            f"the incoming gradient has the shape of the outputs, {grids['outputs'].shape}, "
            f"but {gradient.shape} came"
        )
    return grids | {
        "gradient": gradient,
        "x_grad": gradient @ w,
        "w_grad": gradient.T @ x,
        "b_grad": gradient.sum(axis=0),
    }


def explain(grids, of, cell) -> Sum:
    """How the number at `cell` of the result `of` came about."""
    if of not in RESULTS:
        raise ValueError(f"a result is one of {', '.join(RESULTS)}, but {of!r} came")
    if of not in grids:
        raise ValueError(f"{of} needs the incoming gradient: pass gradient=")
    cell = tuple(np.atleast_1d(cell).tolist())
    shape = grids[of].shape
    if len(cell) != len(shape) or not all(i in range(n) for i, n in zip(cell, shape, strict=True)):
        raise ValueError(f"{of} has shape {shape}, and in it there is no cell {cell}")
    row, column = cell[0], cell[-1]
    ways: dict[str, tuple[dict, str]] = {
        "outputs": ({"x": (row,), "w": (column,)}, "inputs"),
        "w_grad": ({"gradient": (slice(None), row), "x": (slice(None), column)}, "examples"),
        "b_grad": ({"gradient": (slice(None), row)}, "examples"),
        "x_grad": ({"gradient": (row,), "w": (slice(None), column)}, "neurons"),
    }
    factors, over = ways[of]
    numbers = [grids[name][place].tolist() for name, place in factors.items()]
    terms = list(zip(*numbers, strict=True))
    if of == "outputs":
        factors["b"] = (column,)
        terms.append((grids["b"][column],))
    used = {name: np.zeros(grids[name].shape, bool) for name in factors}
    for name, place in factors.items():
        used[name][place] = True
    return Sum(of, cell, used, terms, over, grids[of][cell])


def linked(grids, chosen) -> dict:
    """{grid: mask of the cells} beyond the sum: where a nudge is felt, or the gradient goes on.

    For a gradient: the number that it is the gradient for, and the outputs that this one moves.
    For an output: its incoming gradient, and all the gradients that this one is used for.
    """
    row, column = chosen.cell[0], chosen.cell[-1]
    places = {
        "outputs": {"gradient": (row, column), "x_grad": row, "w_grad": column, "b_grad": column},
        "x_grad": {"x": (row, column), "outputs": row},
        "w_grad": {"w": (row, column), "outputs": (slice(None), row)},
        "b_grad": {"b": column, "outputs": (slice(None), column)},
    }[chosen.result]
    masks = {name: np.zeros(grids[name].shape, bool) for name in places}
    for name, place in places.items():
        masks[name][place] = True
    return masks


# Inside


def _result(name):
    """The result that a click into the grid `name` asks for."""
    return "outputs" if name in ("outputs", "gradient") else BELOW.get(name, name)


def _places(grids, backward):
    """The upper left corner of each grid: {name: (left, top)}.

    A gradient stands below what it is the gradient for: it has the same shape.
    """
    height = max(len(np.atleast_2d(grid)) for grid in grids.values())
    places, left = {}, 0
    for above, below in BELOW.items():
        places[above] = left, 0
        if backward:
            places[below] = left, -height - 2.4
        left += max(np.atleast_2d(grids[above]).shape[1], 3) + 1.2
    return places


def _draw(figure, grids, chosen, live=False):
    """The grids with one cell of a result; with `live`, what stays is drawn once."""
    backward = live or chosen.result != "outputs"
    places = _places(grids, backward)
    height = max(len(np.atleast_2d(grid)) for grid in grids.values())
    right = places["outputs"][0] + max(grids["outputs"].shape[1], 3)
    foot = -2 * height - 2.9 if backward else -height - 0.5
    # Backward uses neither b nor the outputs, so on a page their cells are empty there.
    empty = ("b", "outputs") if backward and not live else ()

    def make(figure):
        ax = figure.add_axes((0, 0, 1, 1))
        ax.axis("off")
        ax.set_xlim(-0.8, right + 0.8)
        ax.set_ylim(foot - (1.7 if live else 0.8), 1.7)
        ax.set_aspect("equal")
        if live:
            for name, place in places.items():
                _draw_grid(ax, *place, name, grids[name])
            still(figure)
        return [ax]

    [ax] = panels(figure, (live, backward, right, height), make)
    links = linked(grids, chosen) if live else {}
    for name, place in places.items():
        used, marked = _lit(grids[name], name, chosen)
        if not live:
            _draw_grid(ax, *place, name, grids[name], used | marked | (name in empty))
        _draw_lit(ax, *place, name, grids[name], used, marked, links.get(name))
    words = [_sentence(chosen)]
    if live:
        words += [f"summed over the {chosen.over}: {REASONS[chosen.result]}", _link_words(chosen)]
    for line, text in enumerate(words):
        ax.text(right / 2, foot - 0.62 * line, text, ha="center", va="top",
                size=9.5 if line else 11, color=INK)  # fmt: skip
    figure.description = _description(grids, chosen)
    if live:
        figure.description += f" {words[-1].capitalize()}."


def _link_words(chosen):
    place = ", ".join(map(str, chosen.cell))
    if chosen.result == "outputs":
        return f"dashed: incoming gradient[{place}], and the gradients that it goes into"
    return f"dashed: nudge {ABOVE[chosen.result]}[{place}], and these outputs move"


def _number(value):
    return f"{value + 0:.4g}".replace("-", "−")


def _sentence(chosen):
    """The sum, written out: outputs[1, 4] = 2 · 1 + (−1) · 3 + 4 = 3."""

    def factor(value):
        return f"({_number(value)})" if value < 0 else _number(value)

    terms = " + ".join(" · ".join(map(factor, term)) for term in chosen.terms)
    place = ", ".join(map(str, chosen.cell))
    name = TITLES[chosen.result]
    return f"{name}[{place}] = {terms} = {_number(chosen.value)}"


def _description(grids, chosen):
    shapes = ", ".join(f"{TITLES[name]} {grid.shape}" for name, grid in grids.items())
    used = " and ".join(
        f"{mask.sum()} of {TITLES[name]}" for name, mask in sorted(chosen.used.items())
    )
    return (
        f"A linear layer as grids of cells: {shapes}. Marked: {_sentence(chosen)}, "
        f"a sum over the {chosen.over}, made of these cells: {used}."
    )


def _lit(grid, name, chosen):
    """Masks of a grid as it is drawn: which cells went into the sum, and which is the sum."""
    shape = np.atleast_2d(grid).shape
    used = np.reshape(chosen.used.get(name, np.zeros(shape, bool)), shape)
    marked = np.zeros(shape, bool)
    if name == chosen.result:
        marked[chosen.cell if len(chosen.cell) == 2 else (0, chosen.cell[0])] = True
    return used, marked


def _squares(left, top, places):
    """The corners of the cells at some places (row, column) of a grid."""
    return [[(left + column + dx, top - row - dy) for dx, dy in CORNERS] for row, column in places]


def _write(ax, left, top, grid, places, **style):
    for row, column in places:
        ax.text(left + column + 0.5, top - row - 0.5, _number(grid[row, column]), ha="center",
                va="center", size=9, parse_math=False, **style)  # fmt: skip


def _draw_grid(ax, left, top, name, grid, blank=False):
    """The cells of a grid, its shape, and its numbers but for those that are `blank`."""
    shape, grid = grid.shape, np.atleast_2d(grid)
    ax.text(left + grid.shape[1] / 2, top + 0.42, f"{shape}", ha="center", va="center", size=9,
            color=GREY)  # fmt: skip
    squares = _squares(left, top, np.ndindex(grid.shape))
    ax.add_collection(PolyCollection(squares, facecolor="white", edgecolor=GREY, linewidth=0.6))
    shown = np.argwhere(~np.broadcast_to(blank, grid.shape))
    _write(ax, left, top, grid, shown, color=GREY)


def _draw_lit(ax, left, top, name, grid, used, marked, linked=None):
    """The name of a grid, and in it the cells that stand out."""
    grid = np.atleast_2d(grid)
    lit = used | marked
    ax.text(left + grid.shape[1] / 2, top + 1.05, TITLES[name], ha="center", va="center", size=10,
            color=INK, weight="bold" if lit.any() else "normal")  # fmt: skip
    # The chosen cell last, so that its frame lies on top.
    for mask, colour, width in ((used, COLOURS.get(name), 1.6), (marked, YELLOW, 2.4)):
        if mask.any():
            ax.add_collection(PolyCollection(_squares(left, top, np.argwhere(mask)), zorder=2,
                              facecolor=colour, edgecolor=INK, linewidth=width))  # fmt: skip
    if linked is not None:
        squares = _squares(left, top, np.argwhere(linked.reshape(grid.shape)))
        ax.add_collection(PolyCollection(squares, zorder=2, facecolor="none", edgecolor=INK,
                          linewidth=1.8, linestyle=(0, (2, 1.4))))  # fmt: skip
    _write(ax, left, top, grid, np.argwhere(lit), color=INK, weight="bold")
