"""What one cell of a map sees, and where its gradient goes: back to the pixels it came from.

`reach` returns a figure for a page; in `live_reach` the learner chooses the cell.
"""

import copy
from typing import NamedTuple

import numpy as np

from dlscratch.visuals.feature_maps import LINE, one_image, places, stages, title
from dlscratch.visuals.toolkit import GREEN, Picture, panels
from dlscratch.visuals.toolkit.board import INKED, Board, paper, short, show
from dlscratch.visuals.toolkit.lettering import letters

SIZE = (7.6, 4.75)  # of the picture, in inches
TOP, LEFT, SIDE = 4.5, 5.2, 1.9  # of the upper edge; of the two images, left edge and side


class Cell(NamedTuple):
    """One number of a map: its layer in net.layers, its channel, and where it is in the map."""

    layer: int
    channel: int
    row: int
    column: int


class Window(NamedTuple):
    """A rectangle of cells; `channel` is None where it reaches through all channels."""

    channel: int | None
    row: int
    column: int
    rows: int
    columns: int


class Reached(NamedTuple):
    """What a cell has to do with what comes before it."""

    value: float
    windows: list  # for each stage up to its own, from the first on, the Window that feeds it
    field: Window  # the same in the image
    gradient: np.ndarray  # (height, width): of the cell, for each pixel; summed over its channels


class Reach:
    """The maps of `net` for one image, and what feeds each cell.

    The net is copied, so its gradients stay as they are. Raises ValueError for a net without maps,
    and for layers among them that are neither convolutions, nor pools, nor work number by number.
    """

    def __init__(self, net, image):
        self.image = one_image(image)
        net = copy.deepcopy(net)
        net.eval()
        *self.stages, _ = stages(net, self.image)
        self.layers = net.layers[: self.stages[-1].layer + 1]
        self.maps, x = [], self.image
        for layer in self.layers:
            self.maps.append(x)
            x = layer.forward(x)
        self.maps.append(x)  # maps[k] go into layer k
        for layer, before, after in zip(self.layers, self.maps, self.maps[1:], strict=False):
            _step(layer, before.shape, after.shape)

    def stage(self, layer):
        """The place in `stages` of the one that a layer belongs to."""
        return next(place for place, stage in enumerate(self.stages) if stage.layer >= layer)

    def at(self, cell) -> Reached:
        """What feeds a Cell, and the gradient that its own layers send back from a 1 there."""
        layer, channel, row, column = cell
        maps = self.maps[layer + 1] if layer in range(len(self.layers)) else np.empty((1, 0, 0, 0))
        _, channels, height, width = maps.shape
        if channel not in range(channels) or row not in range(height) or column not in range(width):
            raise ValueError(
                f"there is no cell (layer, channel, row, column) = {tuple(cell)}: layers 0 to "
                f"{len(self.layers) - 1} have maps, that of layer {layer} {maps.shape[1:]}"
            )
        gradient = np.zeros_like(maps)
        gradient[0, channel, row, column] = 1
        window = Window(channel, row, column, 1, 1)
        ends = {stage.layer: None for stage in self.stages if stage.layer < layer}
        for number in range(layer, -1, -1):
            if number in ends:
                ends[number] = window
            gradient = self.layers[number].backward(gradient)
            window = self._before(number, window)
        windows = [*ends.values(), Window(channel, row, column, 1, 1)]
        value = float(maps[0, channel, row, column])
        return Reached(value, windows, window, gradient[0].sum(axis=0))

    def _before(self, number, window) -> Window:
        """What goes from the maps before a layer into a window of those behind it."""
        layer, before = self.layers[number], self.maps[number].shape
        size, stride, padding = _step(layer, before, self.maps[number + 1].shape)
        ends = []
        starts = (window.row, window.rows), (window.column, window.columns)
        for (start, count), most in zip(starts, before[2:], strict=True):
            first = start * stride - padding
            last = first + (count - 1) * stride + size
            ends.append((max(first, 0), min(last, most) - max(first, 0)))
        (row, rows), (column, columns) = ends
        return Window(None if layer.params() else window.channel, row, column, rows, columns)


def _step(layer, before, after):
    """The size, stride and padding of a layer's window."""
    if layer.params():
        size = layer.params()[0].shape[-1]
        return size, getattr(layer, "stride", 1), getattr(layer, "padding", 0)
    if before == after:
        return 1, 1, 0
    if not hasattr(layer, "size"):
        raise ValueError(f"the picture does not know what a cell of {layer} sees")
    return layer.size, layer.size, 0


def reach(net, image, layer, channel, row, column):
    """A picture of all maps of `net`, and of one cell in them.

    image (channels, height, width), as the net wants it; `layer` counts net.layers from 0. Framed
    in the maps before and in the image: all that the cell is made from. At the right below: what
    comes back to each pixel when the gradient is 1 at this cell, and 0 at all others.
    Raises ValueError for a net without maps and for a cell that is not there.
    """
    picture = Picture(figsize=SIZE, dpi=80)
    draw(picture, Reach(net, image), Cell(layer, channel, row, column))
    return picture


def live_reach(net, image):
    """The same, with the cell to be chosen by click or arrow key: beyond the edge of a map the keys
    go on to the next one."""
    from dlscratch.visuals.toolkit.live import Held, Live

    made = Reach(net, image)
    boards = places(made.stages, 0.15, TOP)

    def pointed(place, state):
        for stage, row in zip(made.stages, boards, strict=True):
            for channel, board in enumerate(row):
                if at := board.at(place.x, place.y):
                    return {"cell": (stage.layer, channel, *at)}
        return None

    def keys(direction, state):
        return {"cell": tuple(_next(made, Cell(*state["cell"]), direction))}

    last = made.stages[-1]
    strongest = np.unravel_index(last.maps.argmax(), last.maps.shape)
    begun = last.layer, *(int(one) for one in strongest)
    live = Live(
        lambda figure, cell: draw(figure, made, Cell(*cell)),
        SIZE, pointed=pointed, keys=keys, cell=Held(begun),
    )  # fmt: skip
    live.children[-1].layout.min_height = "76px"  # four lines of words
    return live


def draw(figure, made, cell):
    """Draws on `figure` what `reach` describes, in place of what was there."""
    boards = places(made.stages, 0.15, TOP)
    height, width = made.image.shape[2:]
    above, below = (Board(LEFT, top, SIDE / max(height, width), height, width)
                    for top in (TOP, TOP - SIDE - 0.42))  # fmt: skip
    reached = made.at(cell)
    [page] = panels(figure, "reach", lambda figure: [paper(figure)])
    for stage, row in zip(made.stages, boards, strict=True):
        show(page, row, stage.maps)
        _say(page, row[0], title(stage))
    image = made.image[0].mean(axis=0)
    show(page, [above], [image], INKED, (float(image.min()), float(image.max())))
    for row, window in zip(boards, reached.windows[:-1], strict=False):
        channels = range(len(row)) if window.channel is None else [window.channel]
        for channel in channels:
            row[channel].mark(page, *window[1:])
    boards[made.stage(cell.layer)][cell.channel].mark(page, cell.row, cell.column, colour=GREEN)
    field = reached.field
    above.mark(page, *field[1:])
    show(page, [below], [reached.gradient])
    below.mark(page, *field[1:])
    _say(page, above, f"it sees {field.rows} × {field.columns} pixels")
    count = np.count_nonzero(reached.gradient)
    _say(page, below, f"its gradient reaches {count} pixels")
    # A layer that a ReLU follows shows what the ReLU lets through.
    name = "map" if cell.layer == made.stages[made.stage(cell.layer)].layer else "map before ReLU"
    words = f"{name} {cell.channel}, row {cell.row}, column {cell.column}: {short(reached.value)}"
    letters(page, [(LEFT, below.bottom - 0.08)], [words], size=9, color=GREEN, weight="bold",
            align=("left", "top"))  # fmt: skip
    figure.description = _words(made, cell, reached, words)


# Inside


def _next(made, cell, direction):
    """The cell beside it in a direction; beyond the edge, in the map that lies there."""
    down, right = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}[direction]
    place = made.stage(cell.layer)
    channels, height, width = made.stages[place].maps.shape
    row, column, channel = cell.row + down, cell.column + right, cell.channel
    if row in range(height) and column in range(width):
        return cell._replace(row=row, column=column)
    if right:
        there = channel + right
        same_line = there in range(channels) and there // LINE == channel // LINE
        return cell._replace(channel=there, column=column % width) if same_line else cell
    if channel + LINE * down in range(channels):
        return cell._replace(channel=channel + LINE * down, row=row % height)
    if place + down not in range(len(made.stages)):
        return cell
    stage = made.stages[place + down]
    more, rows, columns = stage.maps.shape
    line = (more - 1) // LINE if down < 0 else 0
    channel = min(line * LINE + channel % LINE, more - 1)
    return Cell(stage.layer, channel, 0 if down > 0 else rows - 1, column * columns // width)


def _say(page, board, words):
    letters(page, [(board.left, board.top + 0.05)], [words], size=9, align=("left", "bottom"))


def _words(made, cell, reached, words):
    place = made.stage(cell.layer)
    said = f"Chosen in {made.stages[place].name}: {words}."
    if place:
        window, before = reached.windows[place - 1], made.stages[place - 1]
        where = "all channels" if window.channel is None else f"map {window.channel}"
        said += (
            f" It is made from {window.rows} × {window.columns} cells in {where} of {before.name}."
        )
    field, gradient = reached.field, reached.gradient
    said += (
        f" In the image it sees {field.rows} × {field.columns} pixels, from row {field.row} and "
        f"column {field.column} on. Its gradient reaches {np.count_nonzero(gradient)} pixels"
    )
    if not gradient.any():
        return said + ": nothing goes back from it."
    return f"{said}, from {short(gradient.min())} to {short(gradient.max())}."
