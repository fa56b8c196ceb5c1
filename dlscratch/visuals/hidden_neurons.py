"""What the hidden neurons of a net look for: the weights of each as an image of 28 × 28 pixels.

`hidden_neurons` returns a figure for a page; in `live_hidden_neurons` the learner chooses a neuron.
"""

import math
from collections import Counter
from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture, panels, still
from dlscratch.visuals.toolkit.lettering import letters

SIDE = 28  # of an image, in pixels
MOST = 100  # neurons that are shown, and digits by which they are sorted
SHOWN, COLUMNS = 12, 6  # of the digits that excite a neuron most and least
SIZE = (9.6, 4.5)  # of the picture, in inches


class Neuron(NamedTuple):
    """What there is to see of one neuron."""

    number: int  # in its layer, from 0
    weights: np.ndarray  # (28, 28)
    most: np.ndarray  # the places in x of the digits that excite it most, the first one most
    least: np.ndarray  # and least
    adds: np.ndarray  # (classes,), what it adds to each logit, on average over `most`


class Hidden:
    """The first hidden layer of `net`, asked about x (n, 784) with labels y (n,).

    `net` may be the package's or the learner's own. `order` holds the numbers of the neurons; first
    come those without which the logits change most. The net is left as it came.

    Raises ValueError for a net whose first layer has other inputs or none behind it, and for
    examples that do not fit.
    """

    def __init__(self, net, x, y):
        layers = getattr(net, "layers", [net])
        linear = [place for place, layer in enumerate(layers) if layer.params()]
        self.w = layers[linear[0]].params()[0] if linear else np.empty(0)
        if self.w.ndim != 2 or self.w.shape[1] != SIDE**2 or len(linear) < 2:
            raise ValueError(
                f"the picture needs a net whose first layer has {SIDE**2} inputs, and at least one "
                "linear layer behind it"
            )
        self.x = np.asarray(x, self.w.dtype)
        if self.x.ndim != 2 or self.x.shape[1] != SIDE**2 or len(self.x) < 2 * SHOWN:
            raise ValueError(
                f"x needs at least {2 * SHOWN} rows of {SIDE**2} pixels, but {self.x.shape} came"
            )
        self.y = np.asarray(y)
        if self.y.shape != self.x.shape[:1]:
            raise ValueError(f"y needs a label for each of {len(self.x)}, not shape {self.y.shape}")
        self._net, self._rest = net, layers[linear[1] :]
        self.sums = self._forward(layers[: linear[0] + 1], self.x)
        self._outputs = self._forward(layers[linear[0] + 1 : linear[1]], self.sums)
        self.order = np.argsort([-self._matters(j) for j in range(len(self.w))], kind="stable")

    def neuron(self, number) -> Neuron:
        """What there is to see of the neuron of that number."""
        places = np.argsort(-self.sums[:, number], kind="stable")
        most, least = places[:SHOWN], places[::-1][:SHOWN]
        image = self.w[number].reshape(SIDE, SIDE)
        return Neuron(int(number), image, most, least, self._adds(number, most).mean(axis=0))

    def _adds(self, number, examples):
        """The logits of these examples, minus those with the neuron switched off."""
        on = self._outputs[examples]
        off = on.copy()
        off[:, number] = 0
        return self._forward(self._rest, on) - self._forward(self._rest, off)

    def _matters(self, number):
        """How far the logits would move; softmax does not see what all of them have in common."""
        adds = self._adds(number, slice(MOST))
        return float(np.sqrt(np.mean((adds - adds.mean(axis=1, keepdims=True)) ** 2)))

    def _forward(self, layers, x):
        """Through some of the layers, in evaluation."""
        before = self._net.training
        self._net.eval()
        try:
            for layer in layers:
                x = layer.forward(x)
        finally:
            if before:
                self._net.train()
        return x


def hidden_neurons(net, x, y, place=0):
    """A picture of the first hidden layer of `net`, and of the neuron in a `place` of its order.

    x (n, 784) are examples as the net wants them, y (n,) their labels. Red weights count for the
    neuron, blue ones against it. Those neurons come first without which the net's logits change
    most. Raises ValueError for a net or for examples that do not fit.
    """
    picture = Picture(figsize=SIZE, dpi=80)
    draw(picture, Hidden(net, x, y), place)
    return picture


def live_hidden_neurons(net, x, y):
    """The same, with the neuron to be chosen by click, arrow key or slider."""
    from ipywidgets import IntSlider

    from dlscratch.visuals.toolkit.live import Live

    hidden = Hidden(net, x, y)
    count = min(len(hidden.w), MOST)
    columns = _columns(count)

    def pointed(place, state):
        if place.axes is None or place.axes is not picture.figure.axes[0]:
            return None
        column, row = int(place.x), int(place.y)
        chosen = row * columns + column
        return {"place": chosen} if column < columns and chosen < count else None

    def keys(direction, state):
        step = {"left": -1, "right": 1, "up": -columns, "down": columns}[direction]
        chosen = state["place"] + step
        return {"place": chosen} if 0 <= chosen < count else None

    picture = Live(
        lambda figure, place: draw(figure, hidden, place, live=True),
        SIZE,
        pointed=pointed,
        keys=keys,
        place=IntSlider(0, 0, count - 1, description="neuron", layout={"width": "400px"}),
    )
    return picture


def draw(figure, hidden, place=0, live=False):
    """Draws on `figure` what `hidden_neurons` describes, in place of what was there."""
    count = min(len(hidden.w), MOST)
    if place not in range(count):
        raise ValueError(f"place is a whole number from 0 to {count - 1}, but {place} came")

    def make(figure):
        axes = _axes(figure, count)
        if live:
            _draw_all(axes[0], hidden, count)
            still(figure)
        return axes

    everyone, weights, most, least, bars = panels(figure, count, make)
    if not live:
        _draw_all(everyone, hidden, count)
    neuron = hidden.neuron(hidden.order[place])
    row, column = divmod(place, _columns(count))
    everyone.add_patch(Rectangle((column, row), 1, 1, fill=False, ec=INK, lw=2.5, clip_on=False))
    _draw_weights(weights, neuron.weights)
    _say(weights, f"neuron {neuron.number}")
    for ax, places, word in ((most, neuron.most, "most"), (least, neuron.least, "least")):
        _draw_digits(ax, hidden.x[places], hidden.x.min(), hidden.x.max())
        _say(ax, f"excite it {word}")
    _draw_bars(bars, neuron.adds)
    _say(bars, "what it adds to each logit, for those that excite it most")
    figure.description = _words(neuron, hidden.y, place, len(hidden.w))


# Inside


def _columns(count):
    return math.ceil(math.sqrt(count))


def _axes(figure, count):
    """For all neurons, the chosen one's weights, the digits that excite it most and least, bars."""
    columns = _columns(count)
    rows = -(-count // columns)
    wide, high = SIZE

    def place(left, bottom, width, height):
        return figure.add_axes((left / wide, bottom / high, width / wide, height / high))

    everyone = place(0.1, 4.1 - 3.95 * rows / columns, 3.95, 3.95 * rows / columns)
    everyone.set(xlim=(0, columns), ylim=(rows, 0))
    parts = [everyone, place(4.35, 2.05, 2.05, 2.05), place(6.6, 3.17, 2.8, 0.93),
             place(6.6, 1.92, 2.8, 0.93), place(4.35, 0.25, 5.1, 1.25)]  # fmt: skip
    for ax in parts:
        ax.axis("off")
    return parts


def _draw_all(ax, hidden, count):
    """The weights of all neurons, each in the colours of its own largest weight."""
    columns = _columns(count)
    page = np.full((-(-count // columns) * (SIDE + 2), columns * (SIDE + 2)), np.nan)
    for place, number in enumerate(hidden.order[:count]):
        top, left = ((SIDE + 2) * step + 1 for step in divmod(place, columns))
        w = hidden.w[number]
        page[top : top + SIDE, left : left + SIDE] = (w / _largest(w)).reshape(SIDE, SIDE)
    ax.imshow(page, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto",
              extent=(0, columns, page.shape[0] / (SIDE + 2), 0))  # fmt: skip
    left_out = f" of {len(hidden.w)}" if count < len(hidden.w) else ""
    _say(ax, f"{count}{left_out} neurons, first those that matter most")


def _draw_weights(ax, weights):
    largest = _largest(weights)
    ax.imshow(weights, cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto")


def _draw_digits(ax, rows, low, high):
    page = np.full((2 * (SIDE + 2), COLUMNS * (SIDE + 2)), np.nan)
    for number, row in enumerate(rows):
        top, left = ((SIDE + 2) * step + 1 for step in divmod(number, COLUMNS))
        page[top : top + SIDE, left : left + SIDE] = row.reshape(SIDE, SIDE)
    ax.imshow(page, cmap="gray_r", vmin=low, vmax=high, aspect="auto")


def _draw_bars(ax, adds):
    """Up for what it adds, down for what it takes, with the number at each end."""
    reach = 1.45 * max(np.abs(adds).max(), 1e-6)
    ax.set(xlim=(-0.6, len(adds) - 0.4), ylim=(-reach, reach))
    colours = [ORANGE if number > 0 else BLUE for number in adds]
    ax.bar(range(len(adds)), adds, color=colours, width=0.6)
    ax.plot([-0.6, len(adds) - 0.4], [0, 0], color=GREY, lw=1)
    low = [(place, -reach) for place in range(len(adds))]
    letters(ax, low, map(str, range(len(adds))), color=GREY, size=9, align=("center", "top"))
    ends = [(place, number) for place, number in enumerate(adds)]
    for up in (True, False):
        chosen = [end for end in ends if (end[1] > 0) == up]
        letters(ax, chosen, [_signed(end[1], adds) for end in chosen], size=8.5,
                align=("center", "bottom" if up else "top"), shift=(0, 2 if up else -2))


def _say(ax, title):
    """What a part shows, above its upper left corner."""
    letters(ax, [(0, 1)], [title], align=("left", "bottom"), shift=(0, 4), size=9.5,
            transform=ax.transAxes)  # fmt: skip


def _largest(weights):
    return float(np.abs(weights).max()) or 1.0


def _signed(number, adds):
    """With its sign, and with as many decimals as it takes to tell the largest of `adds`."""
    decimals = 1 if np.abs(adds).max() >= 1 else 2
    return f"{number:+.{decimals}f}".replace("-", "−")


def _counted(labels):
    """What is there and how often, the commonest first."""
    return ", ".join(f"{label} ({count})" for label, count in Counter(labels).most_common())


def _words(neuron, y, place, count):
    """The picture in words."""
    words = (
        f"Neuron {neuron.number}, in place {place + 1} of {count} by how much it matters. Of "
        f"{SHOWN} digits each, excited most by {_counted(y[neuron.most])}; "
        f"least by {_counted(y[neuron.least])}. "
    )
    if not neuron.adds.any():
        return words + "Even for the first ones it adds nothing to any logit."
    parts = [
        f"{word} to logit {at} ({_signed(neuron.adds[at], neuron.adds)})"
        for word, at in (("most", neuron.adds.argmax()), ("least", neuron.adds.argmin()))
    ]
    return f"{words}For the first ones it adds {' and '.join(parts)}."
