"""A linear layer as grids of cells: choose a result, and see what was multiplied and summed for it.

`linear_cells` returns a figure for a notebook. A widget keeps one figure and calls `draw` on it
whenever the learner chooses another cell, or turns from forward to backward.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from dlscratch.visuals import AMBER, GREEN, GREY, INK, PURPLE, SKY, YELLOW, Picture

MOST = 8  # rows or columns of a grid
RESULTS = ("outputs", "x_grad", "w_grad", "b_grad")
TITLES = {
    "x": "x", "w": "w", "b": "b", "outputs": "outputs", "x_grad": "gradient for x",
    "w_grad": "w_grad", "b_grad": "b_grad", "gradient": "incoming gradient",
}  # fmt: skip
COLOURS = {"x": SKY, "w": AMBER, "b": GREEN, "gradient": PURPLE}  # of the cells that were used
BELOW = {"x": "x_grad", "w": "w_grad", "b": "b_grad", "outputs": "gradient"}
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


def draw(figure, x, w, b, of="outputs", cell=(0, 0), gradient=None):
    """Draws on `figure` what `linear_cells` describes, in place of what was there."""
    grids = layer_grids(x, w, b, gradient if of != "outputs" else None)
    chosen = explain(grids, of, cell)
    figure.clear()
    figure.set_facecolor("white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.axis("off")
    left, height = 0, max(len(np.atleast_2d(grid)) for grid in grids.values())
    # A gradient stands below what it is the gradient for: it has the same shape. Backward uses
    # neither b nor the outputs, so their cells are empty there.
    for above, below in BELOW.items():
        empty = of != "outputs" and above in ("b", "outputs")
        _grid(ax, left, 0, above, grids[above], chosen, empty)
        if of != "outputs":
            _grid(ax, left, -height - 2.4, below, grids[below], chosen)
        left += max(np.atleast_2d(grids[above]).shape[1], 3) + 1.2
    foot = -height - 0.5 if of == "outputs" else -2 * height - 2.9
    ax.text((left - 1.2) / 2, foot, _sentence(chosen), ha="center", va="top", size=11, color=INK)
    ax.set_xlim(-0.8, left - 0.4)
    ax.set_ylim(foot - 0.8, 1.7)
    ax.set_aspect("equal")
    figure.description = _description(grids, chosen)


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
    factors, over = {
        "outputs": ({"x": (row,), "w": (column,)}, "inputs"),
        "w_grad": ({"gradient": (slice(None), row), "x": (slice(None), column)}, "examples"),
        "b_grad": ({"gradient": (slice(None), row)}, "examples"),
        "x_grad": ({"gradient": (row,), "w": (slice(None), column)}, "neurons"),
    }[of]
    numbers = [grids[name][place].tolist() for name, place in factors.items()]
    terms = list(zip(*numbers, strict=True))
    if of == "outputs":
        factors["b"] = (column,)
        terms.append((grids["b"][column],))
    used = {name: np.zeros(grids[name].shape, bool) for name in factors}
    for name, place in factors.items():
        used[name][place] = True
    return Sum(of, cell, used, terms, over, grids[of][cell])


# Inside


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


def _grid(ax, left, top, name, grid, chosen, empty=False):
    """One array, with its name and shape above it; `empty` without its numbers."""
    grid = np.atleast_2d(grid)
    shape = (grid.shape[1],) if name in ("b", "b_grad") else grid.shape
    used = np.reshape(chosen.used.get(name, np.zeros(grid.shape, bool)), grid.shape)
    marked = np.zeros(grid.shape, bool)
    if name == chosen.result:
        marked[chosen.cell if len(chosen.cell) == 2 else (0, chosen.cell[0])] = True
    middle = left + grid.shape[1] / 2
    ax.text(middle, top + 1.05, TITLES[name], ha="center", va="center", size=10, color=INK,
            weight="bold" if used.any() or marked.any() else "normal")  # fmt: skip
    ax.text(middle, top + 0.42, f"{shape}", ha="center", va="center", size=9, color=GREY)
    # Plain cells first, so that the frames of the others lie on top.
    places = sorted(np.ndindex(grid.shape), key=lambda place: (marked[place], used[place]))
    lit = [(marked[place], used[place]) for place in places]
    ax.add_collection(PolyCollection(
        [[(left + column + dx, top - row - dy) for dx, dy in CORNERS] for row, column in places],
        facecolor=[YELLOW if out else COLOURS[name] if used else "white" for out, used in lit],
        edgecolor=[INK if out or used else GREY for out, used in lit],
        linewidth=[2.4 if out else 1.6 if used else 0.6 for out, used in lit],
    ))  # fmt: skip
    if empty:
        return
    for place, shown in zip(places, lit, strict=True):
        row, column = place
        ax.text(left + column + 0.5, top - row - 0.5, _number(grid[place]), ha="center",
                va="center", size=9, color=INK if any(shown) else GREY,
                weight="bold" if any(shown) else "normal", parse_math=False)  # fmt: skip
