"""XOR in two planes: what a net answers everywhere, and where its hidden neurons put the points.

`xor_planes` returns a figure for a notebook. A widget keeps one figure and calls `draw` on it,
with the net, or with copies of its parameters that were kept at some epoch.
"""

import copy
from typing import NamedTuple

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from dlscratch.datasets import xor
from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.visuals import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, Picture

SHADES = LinearSegmentedColormap.from_list("from no to yes", [BLUE, "white", ORANGE])
INPUT_EDGES, HIDDEN_EDGES = (-0.5, 1.5), (-0.4, 1.4)
NEAR = 0.1  # points closer than this in the hidden plane share one mark
HIDDEN_LINES = ((GREEN, "--"), (PURPLE, "-."))  # in the input plane, of hidden neurons 1 and 2
WORDS = ((0.5, 0.08), (0.5, 0.92), (0.08, 0.5), (0.92, 0.5), (0.5, 0.5))  # places of "yes", "no"


def xor_planes(net, note="", wanted=None):
    """What `net`, of two inputs and one output, answers everywhere in the plane of its inputs.

    Beside it the plane of its hidden neurons, if it is linear, activation, linear, activation with
    two of them. Instead of a net its parameters will do, as `net.params()` lists them; then every
    activation is a sigmoid. `note` goes into the title, such as "epoch 300". `wanted` are the
    right answers at (0, 0), (0, 1), (1, 0), (1, 1): those of XOR where none are given.

    Raises ValueError for a net that does not fit.
    """
    picture = Picture(figsize=(8.6, 4.4), dpi=80)
    draw(picture, net, note, wanted)
    return picture


def draw(figure, net, note="", wanted=None):
    """Draws on `figure` what `xor_planes` describes, in place of what was there."""
    seen = planes(net)
    wanted = xor()[1].ravel() if wanted is None else np.ravel(wanted)
    figure.clear()
    figure.set_facecolor("white")
    title = f"the input plane, {note}" if note else "the input plane"
    left = 0.06 if seen.hidden is not None else 0.29
    ax = _plane(figure, left, title, ("x1", "x2"), INPUT_EDGES, seen.field)
    answers = seen.inputs + (seen.inputs[:, 1:] - 0.5) * [0, 0.4]  # where they are written
    taken = [*seen.inputs, *answers, *(2 * np.array(WORDS) - 0.5)]
    for number, line in enumerate(seen.lines):
        _hidden_line(ax, number, line, taken)
    _marks(ax, seen.inputs, [f"answer {answer:.2f}" for answer in seen.answers], wanted)
    if seen.hidden is not None:
        ax = _plane(figure, 0.56, "the hidden plane", ("hidden neuron 1", "hidden neuron 2"),
                    HIDDEN_EDGES, seen.hidden_field)
        _marks(ax, seen.hidden, [_point(row) for row in seen.inputs], wanted)
    figure.description = _description(seen, title, wanted)


class Planes(NamedTuple):
    """What there is to draw, computed before anything is drawn."""

    inputs: np.ndarray  # (4, 2)
    answers: np.ndarray  # (4,), those of the net
    field: np.ndarray  # (size, size), its answers all over the input plane
    lines: list  # (w1, w2, b) of each hidden neuron, which is at 0.5 where its sum is 0
    hidden: np.ndarray | None  # (4, 2), the four points in the hidden plane
    hidden_field: np.ndarray | None  # (size, size), the answers all over the hidden plane


def planes(net, size=80):
    """The Planes of `net` or of its parameters, with fields of size × size points."""
    net = _as_net(net)
    x, _ = xor()
    try:
        answers = net.forward(x)
    except ValueError:
        answers = np.empty(0)
    if answers.shape != (4, 1):
        raise ValueError("the picture needs a net with two inputs and one output")
    field = net.forward(_grid(INPUT_EDGES, size)).reshape(size, size)
    linear = [layer for layer in net.layers if isinstance(layer, Linear)]
    if len(net.layers) != 4 or len(linear) != 2 or len(linear[0].b) != 2:
        return Planes(x, answers[:, 0], field, [], None, None)
    before, after = Sequential(net.layers[:2]), Sequential(net.layers[2:])
    lines = [(*w, b) for w, b in zip(linear[0].w, linear[0].b, strict=True)]
    hidden_field = after.forward(_grid(HIDDEN_EDGES, size)).reshape(size, size)
    return Planes(x, answers[:, 0], field, lines, before.forward(x), hidden_field)


# Inside


def _as_net(net):
    """A net of the picture's own: drawing must not touch what the learner's layers remember."""
    if hasattr(net, "forward"):
        net = copy.deepcopy(net)
        return net if isinstance(net, Sequential) else Sequential([net])
    params = [np.asarray(param, float) for param in net]
    if not params or [param.ndim for param in params] != [2, 1] * (len(params) // 2):
        raise ValueError("parameters come as net.params() lists them: w and b of every layer")
    layers = []
    for w, b in zip(params[::2], params[1::2], strict=True):
        linear = Linear(w.shape[1], w.shape[0])
        linear.w, linear.b = w, b
        layers += [linear, Sigmoid()]
    return Sequential(layers)


def _grid(edges, size):
    """The points (size · size, 2) of a square, row by row from the bottom."""
    steps = np.linspace(*edges, size)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _plane(figure, left, title, names, edges, field):
    """Axes shaded from blue (no) to orange (yes), with a line where the answer is 0.5."""
    ax = figure.add_axes((left, 0.1, 0.42, 0.8))
    extent = (*edges, *edges)
    ax.imshow(field, SHADES, origin="lower", extent=extent, vmin=0, vmax=1, alpha=0.6)
    if field.min() < 0.5 < field.max():
        ax.contour(field, [0.5], extent=extent, colors=[INK], linewidths=2.2)
    size = len(field) - 1
    for across, up in WORDS:
        answer = field[round(up * size), round(across * size)]
        if abs(answer - 0.5) > 0.15:
            ax.text(across, up, "yes" if answer > 0.5 else "no", transform=ax.transAxes,
                    ha="center", va="center", size=10, style="italic", color=INK)
    ax.set(xlim=edges, ylim=edges, xticks=[0, 1], yticks=[0, 1])
    ax.tick_params(labelcolor=INK, color=GREY)
    ax.grid(color=GREY, lw=0.6, ls=":")
    ax.set_xlabel(names[0], color=INK, labelpad=-9)
    ax.set_ylabel(names[1], color=INK, labelpad=-9)
    ax.set_title(title, color=INK, size=11)
    return ax


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
    ax.plot(*ends.T, color=colour, ls=style, lw=1.8)
    low, high = INPUT_EDGES
    starts = foot + np.linspace(-1.5, 1.5, 61)[:, None] * along
    names = starts + 0.3 * normal
    both = np.concatenate([starts, names], axis=1)
    fits = np.all((both > low + 0.1) & (both < high - 0.1), axis=1)
    if fits.any():
        room = np.linalg.norm(names[:, None] - np.array(taken), axis=-1).min(axis=1)
        place = np.argmax(np.where(fits, room, -1))
        ax.annotate("", starts[place] + 0.22 * normal, starts[place],
                    arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.8})
        ax.text(*names[place], f"h{number + 1}", color=INK, size=10, weight="bold",
                ha="center", va="center")
        taken.append(names[place])


def _marks(ax, points, texts, wanted):
    """The four points, each marked with the answer that is wanted; those in one place together."""
    middle, named = points[:, 1].mean(), []
    for group in _together(points):
        x, y = points[group].mean(axis=0)
        answers = sorted({f"{wanted[i]:.0f}" for i in group})
        shape = "circle,pad=0.25" if answers == ["0"] else "square,pad=0.35"
        ax.text(x, y, " and ".join(answers), ha="center", va="center", size=11, weight="bold",
                color=INK, bbox={"boxstyle": shape, "facecolor": "white", "edgecolor": INK})
        up = y >= middle
        near = [one for one in named if one[2] == up and np.hypot(x - one[0], y - one[1]) < 0.35]
        aside = 0
        if near:  # its name would cover that of a neighbour
            up, aside = not up, 14 if x >= near[0][0] else -14
        named.append((x, y, up))
        ax.annotate("\n".join(texts[i] for i in group), (x, y), (aside, 14 if up else -14),
                    textcoords="offset points", ha="center", va="bottom" if up else "top",
                    size=9, color=INK)


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


def _description(seen, title, wanted):
    names = [_point(row) for row in seen.inputs]
    answers = ", ".join(f"{a:.2f} at {name}" for a, name in zip(seen.answers, names, strict=True))
    right = int(np.sum((seen.answers > 0.5) == (wanted > 0.5)))
    text = f"{title[0].upper()}{title[1:]}: the net answers {answers}; {right} of 4 are right."
    if seen.hidden is not None:
        places = [
            " and ".join(names[i] for i in group)
            + f" at ({', '.join(f'{part:.1f}' for part in seen.hidden[group].mean(axis=0))})"
            for group in _together(seen.hidden)
        ]
        text += f" In the hidden plane: {', '.join(places)}."
    return text
