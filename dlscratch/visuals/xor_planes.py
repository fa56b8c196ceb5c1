"""XOR in two planes: what a net answers everywhere, and where its hidden neurons put the points.

`xor_planes` returns a figure for a page. Live pictures call `draw` on theirs: xor_weights.py, where
weights and lines are moved by hand, and xor_training.py, where a net is trained.
"""

import copy
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from contourpy import contour_generator
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from PIL import Image

from dlscratch.datasets import xor
from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.visuals.toolkit import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    Picture,
    draw_line,
    panels,
)
from dlscratch.visuals.toolkit.lettering import letters

SHADES = LinearSegmentedColormap.from_list("from no to yes", [BLUE, "white", ORANGE])
INPUT_EDGES, HIDDEN_EDGES = (-0.5, 1.5), (-0.4, 1.4)
NEAR = 0.1  # points closer than this in the hidden plane share one mark
# In the input plane, of hidden neurons 1, 2, …
HIDDEN_LINES = ((GREEN, "--"), (PURPLE, "-."), (SKY, (0, (5, 1, 1, 1))), (AMBER, (0, (8, 2))))
WORDS = ((0.5, 0.08), (0.5, 0.92), (0.08, 0.5), (0.92, 0.5), (0.5, 0.5))  # places of "yes", "no"
STEP, LAST = 5, 3000  # of the epochs at which a run is kept
HIGHEST = 0.3  # loss in the chart


def xor_planes(net, note="", wanted=None):
    """What `net`, of two inputs and one output, answers everywhere in the plane of its inputs.

    Beside it the plane of its hidden neurons, if it is linear, activation, linear, activation with
    two of them; with more, what each of them says at the four points. Instead of a net its
    parameters will do, as `net.params()` lists them; then every activation is a sigmoid. `note`
    goes into the title, such as "epoch 300". `wanted` are the right answers at (0, 0), (0, 1),
    (1, 0), (1, 1): those of XOR where none are given.

    Raises ValueError for a net that does not fit.
    """
    picture = Picture(figsize=(8.6, 4.4), dpi=80)
    draw(picture, net, note, wanted)
    return picture


def draw(figure, net, note="", wanted=None, run=None):
    """Draws on `figure` what `xor_planes` describes, in place of what was there.

    `run` adds a chart: the losses, one every STEP epochs, and the epoch that is shown.
    """
    seen = planes(net)
    wanted = xor()[1].ravel() if wanted is None else np.ravel(wanted)
    hidden = None if seen.hidden is None else "table" if seen.hidden_field is None else "plane"
    layout = hidden, run is not None
    axes = iter(panels(figure, layout, lambda figure: _axes(figure, *layout)))
    title = f"the input plane, {note}" if note else "the input plane"
    ax = next(axes)
    _plane(ax, title, INPUT_EDGES, seen.field)
    answers = seen.inputs + (seen.inputs[:, 1:] - 0.5) * [0, 0.4]  # where they are written
    taken = [*seen.inputs, *answers, *(2 * np.array(WORDS) - 0.5)]
    for number, line in enumerate(seen.lines if len(seen.lines) <= len(HIDDEN_LINES) else []):
        _hidden_line(ax, number, line, taken)
    _marks(ax, seen.inputs, [f"answer {answer:.2f}" for answer in seen.answers], wanted)
    if hidden == "plane":
        ax = next(axes)
        _plane(ax, "the hidden plane", HIDDEN_EDGES, seen.hidden_field)
        _marks(ax, seen.hidden, [_point(row) for row in seen.inputs], wanted)
    elif hidden:
        _table(next(axes), seen, wanted)
    if run:
        _chart(next(axes), *run)
    figure.description = _description(seen, title, wanted, run)


class Planes(NamedTuple):
    """What there is to draw, computed before anything is drawn."""

    inputs: np.ndarray  # (4, 2)
    answers: np.ndarray  # (4,), those of the net
    field: np.ndarray  # (size, size), its answers all over the input plane
    lines: list  # (w1, w2, b) of each hidden neuron, which is at 0.5 where its sum is 0
    hidden: np.ndarray | None  # (4, neurons), what two or more hidden neurons say
    hidden_field: np.ndarray | None  # (size, size), the answers all over the plane of two


def planes(net, size=80):
    """The Planes of `net` or of its parameters, with fields of size × size points."""
    net = as_net(net)
    x, _ = xor()
    try:
        answers = net.forward(x)
    except ValueError:
        answers = np.empty(0)
    if answers.shape != (4, 1):
        raise ValueError("the picture needs a net with two inputs and one output")
    field = net.forward(_grid(INPUT_EDGES, size)).reshape(size, size)
    linear = weights(net)
    if len(net.layers) != 4 or len(linear) != 2 or len(linear[0][1]) < 2:
        return Planes(x, answers[:, 0], field, [], None, None)
    before, after = Sequential(net.layers[:2]), Sequential(net.layers[2:])
    lines = [(*w, b) for w, b in zip(*linear[0], strict=True)]
    hidden, hidden_field = before.forward(x), None
    if len(lines) == 2:
        hidden_field = after.forward(_grid(HIDDEN_EDGES, size)).reshape(size, size)
    return Planes(x, answers[:, 0], field, lines, hidden, hidden_field)


# Inside


def weights(net):
    """[w, b] of each linear layer of a net, the package's or the learner's own."""
    found = [layer.params() for layer in net.layers]
    return [params for params in found if [param.ndim for param in params] == [2, 1]]


def as_net(net):
    """A net of the picture's own: drawing must not touch what the learner's layers remember."""
    if hasattr(net, "forward"):
        net = copy.deepcopy(net)
        return net if getattr(net, "layers", ()) else Sequential([net])
    params = [np.asarray(param, float) for param in net]
    if not params or [param.ndim for param in params] != [2, 1] * (len(params) // 2):
        raise ValueError("parameters come as net.params() lists them: w and b of every layer")
    layers = []
    for w, b in zip(params[::2], params[1::2], strict=True):
        linear = Linear(w.shape[1], w.shape[0])
        linear.w, linear.b = w, b
        layers += [linear, Sigmoid()]
    return Sequential(layers)


@lru_cache
def _grid(edges, size):
    """The points (size · size, 2) of a square, row by row from the bottom."""
    steps = np.linspace(*edges, size)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _axes(figure, hidden, chart):
    """One plane or two, and the chart below them, bare but for what always stays the same."""
    bottom, height = (0.28, 0.655) if chart else (0.1, 0.8)
    places = [(left, bottom, 0.42, height) for left in ((0.06, 0.56) if hidden else (0.29,))]
    axes = [figure.add_axes(place) for place in places]
    _frame(axes[0], ("x1", "x2"), INPUT_EDGES)
    if hidden == "plane":
        _frame(axes[1], ("hidden neuron 1", "hidden neuron 2"), HIDDEN_EDGES)
    if chart:
        ax = figure.add_axes((0.06, 0.065, 0.9, 0.135))
        ax.set(xlim=(0, LAST), ylim=(0, HIGHEST))
        levels = (0, 0.125, 0.25)
        letters(ax, [(0, level) for level in levels], [f"{level:g}" for level in levels], size=8,
                align=("right", "center"), shift=(-4, 0), stays=True)
        ticks = range(0, LAST + 1, 500)
        letters(ax, [(tick, 0) for tick in ticks], [f"{tick:,}" for tick in ticks], size=8,
                align=("center", "top"), shift=(0, -4), stays=True)
        axes.append(ax)
    for ax in axes:
        ax.axis("off")
    return axes


def _frame(ax, names, edges):
    """What stays around a plane."""
    low, high = edges
    ax.set(xlim=edges, ylim=edges)
    below, beside = {"align": ("center", "top"), "shift": (0, -4)}, {"align": ("right", "center")}
    letters(ax, [(0, low), (1, low), (0.5, low)], ["0", "1", names[0]], stays=True, **below)
    letters(ax, [(low, 0), (low, 1)], ["0", "1"], shift=(-4, 0), stays=True, **beside)
    letters(ax, [(low, 0.5)], [names[1]], shift=(0, 10), upright=True, stays=True)
    ax.figure.add_artist(
        Rectangle((0, 0), 1, 1, transform=ax.transAxes, fill=False, ec=INK, lw=0.8)
    )


class Shades(Artist):
    """A field over the whole of its axes, enlarged by Pillow: Matplotlib takes far longer."""

    # Paler than the colours themselves, so that ink stands out; in steps of four, which can hardly
    # be seen and make the PNG image much faster to pack.
    TABLE = SHADES((np.arange(256) // 4 * 4 + 2) / 256, bytes=True)
    TABLE[:, :3] = (102 + 0.6 * TABLE[:, :3]).round()

    def __init__(self, field):
        super().__init__()
        self.set_zorder(0)
        self.field = field

    def draw(self, renderer):
        box = self.axes.bbox
        size = max(round(box.width), 1), max(round(box.height), 1)
        levels = Image.fromarray((255 * np.clip(self.field, 0, 1)).astype(np.uint8))
        image = self.TABLE[np.asarray(levels.resize(size, Image.Resampling.BILINEAR))]
        context = renderer.new_gc()
        # Rows come from below, as in the field.
        renderer.draw_image(context, round(box.x0), round(box.y0), image)
        context.restore()


def _plane(ax, title, edges, field):
    """Axes shaded from blue (no) to orange (yes), with a line where the answer is 0.5."""
    low, high = edges
    ax.add_artist(Shades(field))
    if field.min() < 0.5 < field.max():
        steps = np.linspace(low, high, len(field))
        boundary = contour_generator(steps, steps, field).lines(0.5)
        ax.add_collection(LineCollection(boundary, colors=INK, lw=2.2), autolim=False)
    size = len(field) - 1
    said = [(across, up, field[round(up * size), round(across * size)]) for across, up in WORDS]
    said = [one for one in said if abs(one[2] - 0.5) > 0.15]
    letters(ax, [one[:2] for one in said], ["yes" if one[2] > 0.5 else "no" for one in said],
            style="italic", transform=ax.transAxes)
    lines = [[(low, at), (high, at)] for at in (0, 1)] + [[(at, low), (at, high)] for at in (0, 1)]
    ax.add_collection(LineCollection(lines, colors=GREY, lw=0.6, ls=":"), autolim=False)
    _title(ax, title)


def _title(ax, words):
    letters(ax, [(0.5, 1)], [words], size=11, align=("center", "bottom"), shift=(0, 6),
            transform=ax.transAxes)


def _hidden_line(ax, number, line, taken):
    """Where a hidden neuron is at 0.5, with an arrow to the side on which it is nearer to 1.

    Its name stands far from the points in `taken`, and is added to them.
    """
    w, b = np.array(line[:2]), line[2]
    length = np.hypot(*w)
    if not length:
        return
    colour, style = HIDDEN_LINES[number]
    normal = w / length
    foot = np.array([0.5, 0.5]) - (w @ [0.5, 0.5] + b) / length * normal  # nearest to the middle
    along = np.array([-normal[1], normal[0]])
    ends = np.array([foot - 3 * along, foot + 3 * along])
    draw_line(ax, *ends.T, color=colour, ls=style, lw=1.8)
    low, high = INPUT_EDGES
    starts = foot + np.linspace(-1.5, 1.5, 61)[:, None] * along
    names = starts + 0.3 * normal
    both = np.concatenate([starts, names], axis=1)
    fits = np.all((both > low + 0.1) & (both < high - 0.1), axis=1)
    if fits.any():
        room = np.linalg.norm(names[:, None] - np.array(taken), axis=-1).min(axis=1)
        place = np.argmax(np.where(fits, room, -1))
        ax.arrow(*starts[place], *(0.22 * normal), facecolor=colour, edgecolor=INK, lw=0.8,
                 width=0.02, head_width=0.08, head_length=0.08, length_includes_head=True)
        letters(ax, names[place], [f"h{number + 1}"], weight="bold")
        taken.append(names[place])


def _marks(ax, points, texts, wanted):
    """The four points, each marked with the answer that is wanted; those in one place together."""
    middle, named, marks, said, shifts = points[:, 1].mean(), [], [], [], []
    for group in _together(points):
        x, y = points[group].mean(axis=0)
        answers = sorted({f"{wanted[i]:.0f}" for i in group})
        if len(answers) == 1:
            marks.append((x, y, answers[0]))
        else:
            ax.text(x, y, " and ".join(answers), ha="center", va="center", size=11, weight="bold",
                    color=INK, zorder=5,
                    bbox={"boxstyle": "square,pad=0.35", "facecolor": "white", "edgecolor": INK})
        up = y >= middle
        near = [one for one in named if one[2] == up and np.hypot(x - one[0], y - one[1]) < 0.35]
        aside = 0
        if near:  # its name would cover that of a neighbour
            up, aside = not up, 14 if x >= near[0][0] else -14
        named.append((x, y, up))
        said.append((x, y, "\n".join(texts[i] for i in group)))
        far = 11 + 5.6 * len(group)  # from the mark to the middle of its lines
        shifts.append((aside, far if up else -far))
    letters(ax, [one[:2] for one in said], [one[2] for one in said], size=9, shift=shifts)
    _answers(ax, marks)


def _answers(ax, marks):
    """Each (x, y, answer): a square around a 1 and a circle around a 0."""
    for answer, shape, size in (("0", "o", 19), ("1", "s", 18)):
        places = [mark[:2] for mark in marks if mark[2] == answer]
        if places:
            draw_line(ax, *np.transpose(places), ls="", marker=shape, ms=size, mfc="white",
                      mec=INK, mew=1, clip_on=False, zorder=4)
    letters(ax, [mark[:2] for mark in marks], [mark[2] for mark in marks], size=11, weight="bold",
            zorder=5)


def _table(ax, seen, wanted):
    """What more than two hidden neurons say: a row for each point, shaded as the planes are."""
    count = len(seen.lines)
    ax.set(xlim=(-1.2, count), ylim=(4.2, -0.8))
    _title(ax, "what the hidden neurons say")
    width, order = min(1.0, count / 4), np.argsort(wanted, kind="stable")
    for row, i in enumerate(order):
        shades = Shades.TABLE[(255 * np.clip(seen.hidden[i], 0, 1)).astype(int)] / 255
        for column, colour in enumerate(shades):
            ax.add_patch(Rectangle((column + 0.03, row + 0.06), 0.94, 0.88, facecolor=colour,
                                   edgecolor=GREY, lw=0.6))
        letters(ax, [(column + 0.5, row + 0.5) for column in range(count)],
                [f"{value:.1f}" for value in seen.hidden[i]], size=9 if count > 4 else 11)
    letters(ax, [(-0.6, row + 0.82) for row in range(4)], [_point(seen.inputs[i]) for i in order],
            size=8 if width == 1 else 9)
    _answers(ax, [(-0.6, row + 0.42, f"{wanted[i]:.0f}") for row, i in enumerate(order)])
    letters(ax, [(column + 0.5, -0.2) for column in range(count)],
            [f"h{number + 1}" for number in range(count)], weight="bold")


def _chart(ax, losses, epoch):
    """The loss so far, with the epoch that is shown."""
    known, now = np.arange(len(losses)) * STEP, epoch // STEP
    levels = [[(0, level), (LAST, level)] for level in (0.125, 0.25)]
    ax.add_collection(LineCollection(levels, colors=GREY, lw=0.6, ls=":"), autolim=False)
    draw_line(ax, (0, 0, LAST), (HIGHEST, 0, 0), color=INK, lw=0.8)
    draw_line(ax, known, losses, color=SKY, lw=1.2)  # what was seen already, after this epoch
    draw_line(ax, known[: now + 1], losses[: now + 1], color=BLUE, lw=2.4)
    draw_line(ax, [epoch], [min(losses[now], HIGHEST)], marker="o", color=BLUE, ms=8,
              clip_on=False)
    letters(ax, [(LAST, HIGHEST)], [f"loss {losses[now]:.4f} at epoch {epoch}"], size=10,
            weight="bold", align=("right", "bottom"))


def _together(points):
    """The numbers of the points in groups: points of one group lie nearly in one place."""
    groups = []
    for i, point in enumerate(points):
        near = [g for g in groups if np.hypot(*(points[g].mean(axis=0) - point)) < NEAR]
        if near:
            near[0].append(i)
        else:
            groups.append([i])
    return groups


def _point(row):
    return f"({row[0]:.0f}, {row[1]:.0f})"


def _description(seen, title, wanted, run):
    names = [_point(row) for row in seen.inputs]
    answers = ", ".join(f"{a:.2f} at {name}" for a, name in zip(seen.answers, names, strict=True))
    right = int(np.sum((seen.answers > 0.5) == (wanted > 0.5)))
    text = f"{title[0].upper()}{title[1:]}: the net answers {answers}; {right} of 4 are right."
    if seen.hidden_field is not None:
        places = [
            " and ".join(names[i] for i in group)
            + f" at ({', '.join(f'{part:.1f}' for part in seen.hidden[group].mean(axis=0))})"
            for group in _together(seen.hidden)
        ]
        text += f" In the hidden plane: {', '.join(places)}."
    elif seen.hidden is not None:
        said = [
            f"at {name} {', '.join(f'{value:.1f}' for value in values)}"
            for name, values in zip(names, seen.hidden, strict=True)
        ]
        text += f" The hidden neurons say {'; '.join(said)}."
    if run:
        losses, epoch = run
        text += f" The loss is {losses[epoch // STEP]:.4f}."
    return text
