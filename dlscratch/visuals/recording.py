"""One number's way forward to a loss, and the gradient's way back: what PyTorch records.

`recording` returns a figure for a notebook. A widget keeps one figure and calls `draw` on it
whenever the learner changes a number, or lets the gradient go one operation further back.
"""

from typing import NamedTuple

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture


class Node(NamedTuple):
    """A number in the recording: what it is called, its value, and its gradient."""

    name: str
    value: float
    gradient: float
    place: tuple[float, float]
    back: int  # after so many operations of the way back, its gradient is known


OPERATIONS = ("times", "plus", "minus", "square")
ALL = len(OPERATIONS)


def recording(w, x, b, y, back=ALL):
    """A picture of loss = (w · x + b - y)², with all values and gradients.

    The first `back` operations of the way back, 0 to 4, have been run; gradients further back are
    not known yet. Raises ValueError for another `back`.
    """
    picture = Picture(figsize=(9, 2.9), dpi=100)
    draw(picture, w, x, b, y, back)
    return picture


def draw(figure, w, x, b, y, back=ALL):
    """Draws on `figure` what `recording` describes, in place of what was there."""
    if back not in range(ALL + 1):
        raise ValueError(f"the way back has {ALL} operations, 0 to {ALL} of them run, not {back}")
    known = nodes(w, x, b, y)
    figure.clear()
    figure.set_facecolor("white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(-0.75, 8.75), ylim=(-1.75, 1.95))
    ax.axis("off")
    for node in known.values():
        _number(ax, node, back)
    for column, (sign, operands, result) in enumerate(WIRES):
        centre = known[result].place[0] - 1, 0
        undone = back >= ALL - column
        for operand in operands:
            _wire(ax, known[operand].place, centre, undone)
        _wire(ax, centre, known[result].place, undone)
        ax.text(*centre, sign, ha="center", va="center", size=15, color=INK, zorder=4,
                bbox={"boxstyle": "circle,pad=0.25", "facecolor": "#EEEEEE", "edgecolor": INK})
    ax.text(-0.6, 1.75, "value", color=BLUE, size=10, va="center")
    ax.text(0.15, 1.75, "above:  forward, left to right", color=INK, size=10, va="center")
    ax.text(4.3, 1.75, "gradient", color=ORANGE, size=10, va="center")
    ax.text(5.3, 1.75, "below:  backward, right to left", color=INK, size=10, va="center")
    figure.description = _description(known, back)


def nodes(w, x, b, y) -> dict[str, Node]:
    """The numbers by their names, with values and gradients."""
    product = w * x
    predicted = product + b
    error = predicted - y
    slope = 2 * error  # of the square; plus and minus hand it on, times multiplies
    return {
        node.name: node
        for node in (
            Node("w", w, slope * x, (0, 1), 4),
            Node("x", x, slope * w, (0, -1), 4),
            Node("w · x", product, slope, (2, 0), 3),
            Node("b", b, slope, (2, -1.1), 3),
            Node("predicted", predicted, slope, (4, 0), 2),
            Node("y", y, -slope, (4, -1.1), 2),
            Node("error", error, slope, (6, 0), 1),
            Node("loss", error**2, 1, (8, 0), 0),
        )
    }


WIRES = (
    ("·", ("w", "x"), "w · x"),
    ("+", ("w · x", "b"), "predicted"),
    ("−", ("predicted", "y"), "error"),
    ("( )²", ("error",), "loss"),
)


# Inside


def _number(ax, node, back):
    x, y = node.place
    ax.text(x, y + 0.38, node.name, ha="center", va="bottom", size=9, color=GREY)
    box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": GREY}
    gradient = f"{node.gradient:g}" if back >= node.back else "?"
    ax.text(x, y + 0.19, f"{node.value:g}", ha="center", va="center", size=11, color=BLUE,
            zorder=5, bbox=box)
    ax.text(x, y - 0.21, gradient, ha="center", va="center", size=11, color=ORANGE,
            weight="bold", zorder=5, bbox=box)


def _wire(ax, start, end, undone):
    """A line; a thick one where the gradient has come back along it."""
    ax.plot([start[0], end[0]], [start[1], end[1]], zorder=1,
            color=ORANGE if undone else GREY, lw=2.4 if undone else 1.0)


def _description(known, back):
    values = ", ".join(f"{node.name} = {node.value:g}" for node in known.values())
    gone = [node for node in reversed(known.values()) if back >= node.back]
    gradients = ", ".join(f"{node.name}: {node.gradient:g}" for node in gone)
    return (
        f"A recording of loss = (w · x + b - y)². Values: {values}. "
        f"Gradients of the loss, after {back} of {ALL} operations back: {gradients}."
    )
