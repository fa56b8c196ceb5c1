"""A network as circles and lines beside its arrays: one weight is one line, and one cell.

`network_lines` returns a figure for a page; in `live_network_lines` the learner chooses the
parameter.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import CircleCollection, LineCollection, PolyCollection

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, YELLOW, Picture, panels, still
from dlscratch.visuals.toolkit.lettering import letters

PAPER = "white"
WIDTH, HEIGHT = 9.0, 4.0  # of the page, in inches, as all lengths here
LEFT, RIGHT, LOW, HIGH = 0.75, 5.0, 0.95, 3.45  # where the circles stand
RADIUS, GAP, ARRAYS = 0.2, 0.5, 5.9  # of a circle; between the arrays, and where they begin
MOST = 5  # circles one above another
LAYERS = ("first", "second")
MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Network(NamedTuple):
    """The parameters of the linear layers: w and b of one, or first.w, first.b, second.w, …"""

    arrays: dict

    @property
    def sizes(self):
        """How many circles stand in each column: inputs, neurons, outputs."""
        weights = [array for array in self.arrays.values() if array.ndim == 2]
        return [weights[0].shape[1], *map(len, weights)]


class Chosen(NamedTuple):
    """One parameter: its array and its place there; a bias has no column."""

    name: str
    row: int
    column: int | None = None

    @property
    def place(self):
        return (self.row,) if self.column is None else (self.row, self.column)

    def __str__(self):
        return f"{self.name}[{', '.join(map(str, self.place))}]"

    @property
    def layer(self):
        """The index of its layer."""
        return int(self.name.startswith(LAYERS[1]))


def network_lines(layers, name=None, place=(0, 0)):
    """A picture of a network's circles and lines, with one parameter chosen in both views.

    layers  those of the network: one or two are linear, with w (outputs, inputs) and b (outputs,);
            a pair (w, b) will do
    name    "w" or "b" of one layer; "first.w", "first.b", "second.w" or "second.b" of two
    place   in it: (row, column) of a weight, (row,) of a bias

    Raises ValueError for layers that do not fit together or are too large, and for a parameter
    that is not there.
    """
    picture = Picture(figsize=(WIDTH, HEIGHT), dpi=80)
    net = network(layers)
    draw(picture, net, choose(net, name, place))
    return picture


def live_network_lines(layers, name=None, place=(0, 0)):
    """The same; a click on a line, a circle or a cell chooses, and so do the arrow keys."""
    from ipywidgets import Dropdown

    from dlscratch.visuals.toolkit.live import Live

    net = network(layers)
    everything = parameters(net)

    def pointed(place, state):
        near = nearest(net, place.x, place.y) if place.axes else None
        return {"chosen": near} if near else None

    def keys(direction, state):
        return {"chosen": neighbour(net, state["chosen"], direction)}

    menu = Dropdown(options=[(str(one), one) for one in everything], value=choose(net, name, place),
                    description="parameter", style={"description_width": "initial"})  # fmt: skip
    return Live(
        lambda figure, chosen: draw(figure, net, chosen, live=True),
        (WIDTH, HEIGHT), pointed=pointed, keys=keys, chosen=menu,
    )  # fmt: skip


def network(layers) -> Network:
    """The linear layers among `layers`, as a Network."""
    linear = [layer if isinstance(layer, tuple) else (layer.w, layer.b) for layer in layers
              if isinstance(layer, tuple) or hasattr(layer, "w")]  # fmt: skip
    if not 1 <= len(linear) <= len(LAYERS):
        raise ValueError(f"the picture shows one or two linear layers, but {len(linear)} came")
    arrays, inputs = {}, None
    for name, (w, b) in zip(LAYERS, linear, strict=False):
        w, b = np.array(w, float), np.array(b, float)
        fits = w.ndim == 2 and b.shape == w.shape[:1] and inputs in (None, w.shape[-1])
        if not fits or not 1 <= min(w.shape) or max(w.shape) > MOST:
            raise ValueError(
                f"{name} has w {w.shape} and b {b.shape}; the picture has room for {MOST} circles "
                "in a column, w has a row for each neuron and a column for each of its inputs, "
                "and b a number for each neuron"
            )
        before = f"{name}." if len(linear) > 1 else ""
        arrays[f"{before}w"], arrays[f"{before}b"], inputs = w, b, len(w)
    return Network(arrays)


def parameters(net) -> list[Chosen]:
    """All that can be chosen, in the order of the arrays."""
    return [Chosen(name, *place) for name, array in net.arrays.items()
            for place in np.ndindex(array.shape)]  # fmt: skip


def choose(net, name, place) -> Chosen:
    """The parameter of a name and a place; ValueError if there is none."""
    name = next(iter(net.arrays)) if name is None else name
    if name not in net.arrays:
        raise ValueError(f"a parameter is in {', '.join(net.arrays)}, but {name!r} came")
    chosen = Chosen(name, *np.atleast_1d(place).tolist())
    if chosen not in parameters(net):
        shape = net.arrays[name].shape
        raise ValueError(f"{name} has shape {shape}, and in it there is no {chosen.place}")
    return chosen


def neighbour(net, chosen, direction) -> Chosen:
    """The parameter beside another: right of w stands b, and below a layer the next one."""
    everything = parameters(net)
    rows = dict.fromkeys((one.layer, one.row) for one in everything)
    lines = [[one for one in everything if (one.layer, one.row) == row] for row in rows]
    line = next(index for index, line in enumerate(lines) if chosen in line)
    down, right = MOVES[direction]
    row, column = line + down, lines[line].index(chosen) + right
    if not 0 <= row < len(lines) or column < 0:
        return chosen
    return lines[row][min(column, len(lines[row]) - 1)]


def nearest(net, x, y) -> Chosen | None:
    """What is at a place of the page: the cell, else the neuron (its bias), else the line."""
    wide, high = _cell(net)
    for chosen in parameters(net):
        left, bottom = _corner(net, chosen)
        if 0 <= x - left <= wide and 0 <= y - bottom <= high:
            return chosen
    apart: dict = {}
    for chosen in parameters(net):
        start, end = _ends(net, chosen)
        along = end - start
        share = np.clip(np.dot((x, y) - start, along) / max(along @ along, 1e-9), 0, 1)
        reach = RADIUS if chosen.column is None else 0
        apart[chosen] = max(np.hypot(*(start + share * along - (x, y))) - reach, 0)
    near = min(apart, key=lambda one: (apart[one], one.column is not None))
    return near if apart[near] < 0.15 else None


def draw(figure, net, chosen, live=False):
    """Draws on `figure` what `network_lines` describes, in place of what was there."""

    def make(figure):
        page = figure.add_axes((0, 0, 1, 1))
        page.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
        page.axis("off")
        if live:
            _draw_net(page, net)
            still(figure)
        return [page]

    [page] = panels(figure, live, make)
    if not live:
        _draw_net(page, net)
    _draw_chosen(page, net, chosen)
    words = sentences(net, chosen)
    for line, text in enumerate(words):
        letters(page, [(WIDTH / 2, 0.5 - 0.28 * line)], [text], size=10.5,
                weight="normal" if line else "bold")  # fmt: skip
    shapes = ", ".join(f"{name} {array.shape}" for name, array in net.arrays.items())
    sizes = "-".join(map(str, net.sizes))
    figure.description = (
        f"A network of {sizes} circles, and beside it its arrays: {shapes}. Chosen: "
        + ". ".join(words)
    )


def sentences(net, chosen) -> tuple[str, str]:
    """What is chosen, and what its row and its column have in common."""
    value = net.arrays[chosen.name][chosen.place]
    shown = _number(value)
    layer = chosen.layer
    to = _circle(net, layer + 1, chosen.row)
    if chosen.column is None:
        return (
            f"{chosen} = {shown}, the bias of {to}",
            "No line: it is a number of the circle's own, added to what the lines bring.",
        )
    kind = {1: "positive: a full line", -1: "negative: a dashed line", 0: "0: the line is idle"}
    return (
        f"{chosen} = {shown}, from {_circle(net, layer, chosen.column)} to {to}",
        f"{kind[int(np.sign(value))].capitalize()}. Row {chosen.row}: all lines into {to}. "
        f"Column {chosen.column}: all lines out of {_circle(net, layer, chosen.column)}.",
    )


# Inside


def _number(value):
    return f"{value + 0:.2g}".replace("-", "−")


def _circle(net, column, row):
    """What a circle is called."""
    if column == 0:
        return f"input {row}"
    if column < max(len(net.sizes) - 1, 2):
        return f"neuron {row}"
    return f"output {row}" if net.sizes[-1] > 1 else "the output"


def _centre(net, column, row):
    """Where a circle stands."""
    x = LEFT + (RIGHT - LEFT) * column / (len(net.sizes) - 1)
    gap = (HIGH - LOW - 0.5) / max(max(net.sizes) - 1, 1)
    middle = (HIGH + LOW - 0.3) / 2
    return np.array([x, middle + gap * ((net.sizes[column] - 1) / 2 - row)])


def _ends(net, chosen):
    """Those of a weight's line; of a bias, its circle twice."""
    end = _centre(net, chosen.layer + 1, chosen.row)
    return (end if chosen.column is None else _centre(net, chosen.layer, chosen.column)), end


def _corner(net, chosen):
    """The lower left corner of a parameter's cell: the layers' arrays stand one below another."""
    layer, (wide, high) = chosen.layer, _cell(net)
    top = HIGH - 0.2 - high * sum(net.sizes[1 : layer + 1]) - GAP * layer
    column = net.sizes[layer] + 0.4 if chosen.column is None else chosen.column
    return ARRAYS + wide * column, top - high * (chosen.row + 1)


def _cell(net):
    """How wide and high the arrays' cells are."""
    rows, columns = sum(net.sizes[1:]), max(net.sizes[:-1]) + 1.4  # with b, which stands apart
    high = (HIGH - LOW - 0.2 - GAP * (len(net.sizes) - 2)) / rows
    return min(0.5, (WIDTH - 0.3 - ARRAYS) / columns), min(0.42, high)


def _rectangles(net, everything):
    wide, high = _cell(net)
    return [[(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
            for x, y in (_corner(net, one) for one in everything)]  # fmt: skip


def _style(net, chosen):
    """A line's colour, width and dashes: its sign by colour and dashes, its size by width."""
    value = net.arrays[chosen.name][chosen.place]
    largest = max(np.abs(array).max() for array in net.arrays.values() if array.ndim == 2)
    if not value:
        return GREY, 0.8, (0, (1, 2))
    width = 1 + 2.5 * abs(value) / largest
    return (BLUE, width, "-") if value > 0 else (ORANGE, width, (0, (6 / width, 3 / width)))


def _draw_net(page, net):
    """What stays: circles, lines, arrays, and their names."""
    everything = parameters(net)
    weights = [one for one in everything if one.column is not None]
    _draw_lines(page, net, weights)
    circles = [(column, row) for column, size in enumerate(net.sizes) for row in range(size)]
    centres = [_centre(net, *circle) for circle in circles]
    _draw_circles(page, centres, facecolor=PAPER, edgecolor=INK, lw=1.4)
    letters(page, centres, [str(row) for _, row in circles], zorder=6)
    titles = ["inputs", *LAYERS] if len(net.sizes) > 2 else ["inputs", "neurons"]
    letters(page, [(_centre(net, column, 0)[0], HIGH + 0.25) for column in range(len(titles))],
            titles, size=11, weight="bold")  # fmt: skip
    page.add_artist(PolyCollection(_rectangles(net, everything), facecolor=PAPER, edgecolor=GREY,
                                   lw=0.7))  # fmt: skip
    _write(page, net, everything, color=GREY)
    for name, array in net.arrays.items():
        left, bottom = _corner(net, Chosen(name, 0, 0 if array.ndim == 2 else None))
        text = f"{name} {array.shape}" if array.ndim == 2 else f"b {array.shape}"
        middle = left + _cell(net)[0] * (array.shape[1] if array.ndim == 2 else 1) / 2
        letters(page, [(middle, bottom + _cell(net)[1] + 0.06)], [text], size=9.5,
                align=("center", "bottom"))  # fmt: skip


def _draw_lines(page, net, weights, extra=0.0, **style):
    colours, widths, dashes = zip(*(_style(net, one) for one in weights), strict=True)
    style = {"color": colours, "linestyle": list(dashes), "zorder": 1, **style}
    style["linewidth"] = [width + extra for width in widths]
    page.add_artist(LineCollection([_ends(net, one) for one in weights], **style))


def _draw_circles(page, centres, zorder=5, **style):
    page.add_artist(CircleCollection(
        [np.pi * (72 * RADIUS) ** 2], offsets=centres, offset_transform=page.transData,
        zorder=zorder, **style,
    ))  # fmt: skip


def _write(page, net, everything, **style):
    high = _cell(net)[1]
    places = [np.mean(corners, axis=0) for corners in _rectangles(net, everything)]
    texts = [_number(net.arrays[one.name][one.place]) for one in everything]
    roomy = high > 0.35 and max(len(_number(value)) for array in net.arrays.values()
                                for value in array.flat) < 5  # fmt: skip
    letters(page, places, texts, size=10 if roomy else 7.5, **style)


def _draw_chosen(page, net, chosen):
    """The parameter that was chosen, in both views."""
    ends = _ends(net, chosen)
    if chosen.column is None:
        _draw_circles(page, [ends[1]], facecolor=YELLOW, edgecolor=INK, lw=3)
        letters(page, [ends[1]], [str(chosen.row)], weight="bold", zorder=6)
    else:
        _draw_lines(page, net, [chosen], 6, color=INK, linestyle="-", zorder=2)
        _draw_lines(page, net, [chosen], 3, color=YELLOW, linestyle="-", zorder=2)
        _draw_lines(page, net, [chosen], 0.5, zorder=3)
        _draw_circles(page, ends, facecolor=PAPER, edgecolor=INK, lw=3)
        letters(page, ends, [str(chosen.column), str(chosen.row)], zorder=6)
        middle = ends[0] + 0.42 * (ends[1] - ends[0])
        value = _number(net.arrays[chosen.name][chosen.place])
        letters(page, [middle], [value], size=11, weight="bold", box=(YELLOW, INK), zorder=7)
    page.add_artist(PolyCollection(_rectangles(net, [chosen]), facecolor=YELLOW, edgecolor=INK,
                                   lw=2.4, zorder=2))  # fmt: skip
    _write(page, net, [chosen], weight="bold")
