"""Draw a digit, and watch a network read it: its activations, and how sure it is of each answer."""

from pathlib import Path

import anywidget
import numpy as np
from ipywidgets import Button, FloatSlider, HBox, VBox
from PIL import Image
from traitlets import Bool, TraitType, dlink

from dlscratch.losses import softmax
from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, panels
from dlscratch.visuals.toolkit.live import Live, choice

PIXELS = 56  # of the pad, each way


class Ink(TraitType):
    """Bytes, however the browser sends them: ipywidgets 7, as in Colab, has no such trait."""

    def validate(self, pad, value):
        return bytes(value)


class Pad(anywidget.AnyWidget):
    """A pad to draw on. Its value: 56 × 56 bytes, 0 for paper and 255 for ink."""

    _esm = Path(__file__).with_name("pad.js")
    value = Ink(bytes(PIXELS**2)).tag(sync=True)
    dark = Bool(False).tag(sync=True)  # chalk on a board, beside a picture on a dark page

    def wipe(self):
        """Make it blank, in the browser too."""
        self.send({"wipe": True})
        self.value = bytes(PIXELS**2)


HIDDEN = "hidden {number}: {size}"


def draw_digit(net, prepare, title=HIDDEN):
    """A pad, and what `net` makes of the digit on it.

    net      a Sequential that gives ten logits for an image
    prepare  turns images (n, 28, 28), bytes, into the rows that `net` was trained on
    title    what stands above each hidden layer, with its {number} and {size}
    """

    dropouts = _dropouts(net)

    def draw_read(figure, ink, mode="evaluation", p=None):
        p = p if mode == "training" else None
        draw(figure, net, prepare, np.frombuffer(ink, np.uint8), p, title)

    pad = Pad()
    again = Button(description="read it again", layout={"width": "110px"})
    switches = {}
    if dropouts:
        switches["mode"] = choice(["evaluation", "training"], "evaluation", "mode", "100px")
        switches["p"] = FloatSlider(
            dropouts[0].p, max=0.9, step=0.1, description="dropout p", layout={"width": "250px"}
        )
    live = Live(draw_read, (7.6, 2.9), ink=pad, **switches)
    again.on_click(lambda _: live.redraw())
    row = HBox([*switches.values(), again], layout={"flex_flow": "row wrap"})
    return beside(live, pad, [row] if dropouts else [])


def beside(live, pad, below=()):
    """The picture `live` with the `pad` beside it, and the widgets `below` it."""
    wipe = Button(description="wipe the pad")
    wipe.on_click(lambda _: pad.wipe())
    dlink((live.screen, "dark"), (pad, "dark"))
    screen, _, words = live.children
    # Beside the pad, or below it where fewer than 300 pixels are left.
    reading = VBox([screen, *below], layout={"flex": "1 1 300px"})
    writing = VBox([pad, wipe], layout={"flex": "0 0 auto"})  # where room is short, it stays whole
    live.children = [HBox([writing, reading], layout={"flex_flow": "row wrap"}), words]
    return live


def centred(ink):
    """What was drawn on the pad, as MNIST's makers prepared their digits: (28, 28) bytes.

    Scaled to fit into 20 × 20 pixels, then moved until its centre of mass is in row and column 14.
    Source: LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/. Blank where nothing was drawn.
    """
    ink = np.asarray(ink, np.uint8).reshape(PIXELS, PIXELS)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return np.zeros((28, 28), np.uint8)
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, round(20 * side / max(ink.shape))) for side in ink.shape)
    digit = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BOX))
    weights = digit / digit.sum()
    down = round(14 - weights.sum(axis=1) @ np.arange(height))
    right = round(14 - weights.sum(axis=0) @ np.arange(width))
    down, right = min(max(down, 0), 28 - height), min(max(right, 0), 28 - width)
    image = np.zeros((28, 28), np.uint8)
    image[down : down + height, right : right + width] = digit
    return image


def _dropouts(net):
    """The layers with a share `p` to drop, the package's or the learner's own."""
    return [layer for layer in net.layers if hasattr(layer, "p")]


def read(net, x, p=None):
    """What reaches each Linear but the first for one example (1, n), and the ten probabilities.

    With `p`, in training mode, each Dropout dropping this share. `net` is left as it came.
    """
    dropouts = _dropouts(net)
    before, shares = net.training, [layer.p for layer in dropouts]
    for layer in dropouts:
        layer.p = p or 0.0
    net.eval() if p is None else net.train()
    hidden = []
    try:
        for number, layer in enumerate(net.layers):
            if number and layer.params():
                hidden.append(x[0])
            x = layer.forward(x)
    finally:
        net.train() if before else net.eval()
        for layer, share in zip(dropouts, shares, strict=True):
            layer.p = share
    return hidden, softmax(x)[0]


def draw(figure, net, prepare, ink, p=None, title=HIDDEN):
    """Draws what the net sees on `figure`, its hidden layers, and how sure it is of each digit."""
    image = centred(ink)
    x = prepare(image[np.newaxis])
    hidden, probabilities = read(net, x, p)
    axes = panels(figure, len(hidden), lambda figure: _axes(figure, len(hidden)))
    drawn = image.any()
    axes[0].imshow(image, cmap="gray_r", vmin=0, vmax=255)
    axes[0].set_title("what the net sees", size=9, color=INK)
    for number, (ax, values) in enumerate(zip(axes[1:-1], hidden, strict=True), 1):
        _activations(ax, values if drawn else np.zeros_like(values))
        ax.set_title(title.format(number=number, size=len(values)), size=9, color=INK)
    _bars(axes[-1], probabilities if drawn else np.zeros(10))
    figure.description = _words(probabilities, hidden, p) if drawn else "The pad is blank."


def _axes(figure, hidden):
    widths = [1.2, *[1.2] * hidden, 2.2]
    axes = list(
        figure.subplots(
            1, len(widths), width_ratios=widths,
            gridspec_kw={"left": 0.01, "right": 0.93, "top": 0.88, "bottom": 0.03, "wspace": 0.15},
        )
    )  # fmt: skip
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        for spine in ax.spines.values():
            spine.set_color(GREY)
    for side in ("top", "right", "bottom"):
        axes[-1].spines[side].set_visible(False)
    axes[-1].set(xlim=(0, 1), ylim=(9.6, -0.6), yticks=range(10))
    axes[-1].tick_params(length=0)
    axes[-1].set_title("how sure it is", size=9, color=INK)
    return axes


def _activations(ax, values):
    """The values as small squares, about as many rows as columns: orange above 0, blue below."""
    columns = int(np.ceil(np.sqrt(len(values))))
    squares = np.full(columns * -(-len(values) // columns), np.nan)
    squares[: len(values)] = values
    largest = np.abs(values).max() or 1.0
    ax.imshow(squares.reshape(-1, columns), cmap="PuOr_r", vmin=-largest, vmax=largest)


def _bars(ax, probabilities):
    best = probabilities.argmax()
    colours = [ORANGE if digit == best else BLUE for digit in range(10)]
    ax.barh(range(10), probabilities, color=colours, height=0.7)
    for digit in np.flatnonzero(probabilities >= 0.005):
        share = probabilities[digit]
        ax.text(share + 0.02, digit, f"{share:.0%}", va="center", size=9, color=INK, clip_on=False)


def _words(probabilities, hidden, p):
    first, second = np.argsort(-probabilities)[:2]
    words = f"Read as {first} ({probabilities[first]:.0%}), then {second} "
    words += f"({probabilities[second]:.0%})."
    if p is not None:
        off = sum(int(np.sum(values == 0)) for values in hidden)
        words += f" Dropout is on: {off} of {sum(map(len, hidden))} hidden outputs are 0."
    return words
