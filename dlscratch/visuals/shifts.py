"""A digit that is moved: which net still reads it?

`shift_scores` returns a figure for a page, with the accuracy of nets on moved digits; in
`live_shift` the learner moves one digit.
"""

from typing import NamedTuple

import numpy as np

from dlscratch.losses import softmax
from dlscratch.training import predict
from dlscratch.visuals.toolkit import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    Picture,
    panels,
)
from dlscratch.visuals.toolkit.board import INKED, Board, paper, show
from dlscratch.visuals.toolkit.lettering import letters

FAR = 6  # pixels a digit is moved at most
SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))  # up, down, left, right
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, AMBER)
MARKS = "osD^v"
SIZE = (8.0, 3.35)  # of the live picture, in inches
SIDE, TOP = 2.4, 3.05  # of the digit; the upper edge of all


class Scores(Picture):
    """The chart of `shift_scores`, with its numbers: {name: array (nets, pixels)}."""

    scores: dict[str, np.ndarray]


class Read(NamedTuple):
    """What one net says of a digit, wherever it is moved."""

    name: str
    probabilities: np.ndarray  # (13, 13, classes): down, right, from FAR less to FAR more

    def at(self, down, right):
        return self.probabilities[down + FAR, right + FAR]


def shift_scores(nets, images, labels, prepare=None, most=FAR):
    """A chart: how many of the images each net reads rightly when they are moved by 0 to `most`.

    nets     {name: net, or a list of nets, such as one for each seed}
    images   (n, 28, 28), as `prepare` wants them
    prepare  turns images into what the nets were trained on, as rows or as (n, 1, 28, 28): each net
             gets what it takes. Without it, the images go to the nets as they are.

    Each number is the mean over four moves: up, down, left and right. The line of several nets is
    their mean, with a dot for each of them. The picture's `scores` holds the numbers:
    {name: array (nets, most + 1)}.
    """
    labels, pixels = np.asarray(labels), range(most + 1)
    if not nets or np.shape(images)[:1] != labels.shape or np.ndim(images) != 3:
        raise ValueError(
            "the chart needs at least one net, images (n, height, width) and a label for each, "
            f"but {len(nets)} nets, images {np.shape(images)} and labels {labels.shape} came"
        )
    picture = Scores(figsize=(6.4, 3.2), dpi=80)
    picture.scores = {
        name: np.array([
            [shifted_accuracy(net, images, labels, prepare, far) for far in pixels]
            for net in (several if isinstance(several, list | tuple) else [several])
        ])
        for name, several in nets.items()
    }  # fmt: skip
    draw_scores(picture, picture.scores)
    return picture


def live_shift(nets, image, prepare=None, label=None):
    """A digit that is moved with the arrow keys, or by a click or drag, and what each net reads.

    nets     {name: net}, two or three; rows or images, each gets what it takes
    image    (28, 28), as `prepare` wants it
    prepare  turns images (n, 28, 28) into what the nets were trained on
    label    what the digit is; by default what the first net says where it is not moved

    Each net has a square field of all moves, as far as FAR pixels: coloured are those after which
    it still reads the digit rightly.
    """
    from dlscratch.visuals.toolkit.live import Held, Live

    image = np.asarray(image).reshape(np.shape(image)[-2:])
    ways = [(down, right) for down in range(-FAR, FAR + 1) for right in range(-FAR, FAR + 1)]
    images = np.concatenate([moved(image[np.newaxis], *way) for way in ways])
    side = 2 * FAR + 1
    reads = [
        Read(name, softmax(answers(net, images, prepare)).reshape(side, side, -1))
        for name, net in nets.items()
    ]
    if label is None:
        label = int(reads[0].at(0, 0).argmax())

    def draw_moved(figure, move):
        draw(figure, image, reads, label, move)

    def pointed(place, state):
        digit, *fields = _boards(image.shape, len(reads))
        for field in fields:
            if cell := field.at(place.x, place.y):
                return {"move": (cell[0] - FAR, cell[1] - FAR)}
        if cell := digit.at(place.x, place.y):
            return {"move": _within(np.array(cell) - np.array(image.shape) // 2)}
        return None

    def keys(direction, state):
        down, right = state["move"]
        step = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}[direction]
        return {"move": _within((down + step[0], right + step[1]))}

    return Live(draw_moved, SIZE, pointed=pointed, keys=keys, move=Held((0, 0)))


def moved(images, down, right):
    """The images (n, height, width) moved by whole pixels; what moves in is their first pixel."""
    images = np.asarray(images)
    far = max(abs(down), abs(right))
    if not far:
        return images
    edges = np.empty((len(images), *(side + 2 * far for side in images.shape[1:])), images.dtype)
    edges[...] = images[:, :1, :1]
    edges[:, far:-far, far:-far] = images
    height, width = images.shape[1:]
    return edges[:, far - down :, far - right :][:, :height, :width]


def answers(net, images, prepare=None):
    """The logits (n, classes) of `net` for images (n, height, width).

    They go through `prepare`, if there is one, and to the net as rows or as (n, 1, height, width):
    whichever it takes. Raises ValueError for a net that takes neither.
    """
    images = np.asarray(images)
    x = images if prepare is None else np.asarray(prepare(images))
    refused = None
    for shape in ((len(images), -1), (len(images), 1, *images.shape[1:])):
        try:
            return predict(net, x.reshape(shape))
        except Exception as error:  # a learner's own layers may raise anything
            refused = error
    raise ValueError(f"a net takes neither rows nor images: {refused}") from refused


def shifted_accuracy(net, images, labels, prepare=None, pixels=0):
    """The share of images that `net` reads rightly, moved by `pixels`: up, down, left and right in
    turn, all images each time."""
    right = [
        np.mean(answers(net, moved(images, pixels * down, pixels * side), prepare).argmax(axis=1)
                == labels)
        for down, side in (SIDES if pixels else SIDES[:1])
    ]  # fmt: skip
    return float(np.mean(right))


def draw_scores(figure, scores):
    """Draws the chart of `shift_scores` on `figure`."""
    ax = figure.add_axes((0.1, 0.17, 0.66, 0.73))
    for name, colour, mark in zip(scores, COLOURS, MARKS, strict=False):
        means = scores[name].mean(axis=0)
        ax.plot(means, color=colour, marker=mark, markersize=5, lw=2)
        if len(scores[name]) > 1:
            ax.plot(scores[name].T, color=colour, marker=".", markersize=4, lw=0, alpha=0.5)
    ends = {name: scores[name][:, -1].mean() for name in scores}
    _label(ax, ends)
    last = scores[next(iter(scores))].shape[1] - 1
    low = min(min(array.min() for array in scores.values()), 0.9)
    ax.set(xticks=range(last + 1), xlim=(-0.2, last + 0.2), ylim=(max(0, low - 0.05), 1.02))
    ax.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    ax.set_xlabel("moved by so many pixels", size=9.5, color=INK)
    ax.set_title("read rightly", size=9.5, color=INK, loc="left")
    ax.tick_params(labelsize=9, colors=INK, length=0)
    ax.grid(axis="y", color=GREY, alpha=0.25, lw=0.6)
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(GREY)
    said = [
        f"{name}: {', '.join(f'{share:.1%}' for share in array.mean(axis=0))}"
        for name, array in scores.items()
    ]
    figure.description = (
        f"Read rightly when moved by 0 to {last} pixels, the mean over four directions. "
        f"{'; '.join(said)}."
    )


def draw(figure, image, reads, label, move):
    """Draws on `figure` what `live_shift` describes, moved by `move` (down, right)."""
    [page] = panels(figure, "shifts", lambda figure: [paper(figure)])
    digit, *fields = _boards(image.shape, len(reads))
    low, high = float(image.min()), float(image.max())
    show(page, [digit], moved(image[np.newaxis], *move), INKED, (low, high))
    _say(page, digit, _moved_by(move))
    said = []
    for read, field in zip(reads, fields, strict=True):
        right = read.probabilities.argmax(axis=2) == label
        sure = np.where(right, read.probabilities[..., label], np.nan)
        show(page, [field], [sure], "Oranges", (0, 1.6))
        field.frame(page, FAR, FAR)  # where it is not moved
        field.mark(page, move[0] + FAR, move[1] + FAR)
        now = read.at(*move)
        best = int(now.argmax())
        words = f"reads {best}, {now[best]:.0%} sure"
        words += "" if best == label else ": wrong"
        count = f"a {label} after {right.sum()} of {right.size} moves"
        _say(page, field, read.name)
        below = [(field.left, field.bottom - 0.08), (field.left, field.bottom - 0.32)]
        letters(page, below[:1], [words], size=11, weight="bold", align=("left", "top"))
        letters(page, below[1:], [f"orange: {count}"], size=9, align=("left", "top"))
        said.append(f"{read.name} {words}; {count}")
    figure.description = f"A {label}, {_moved_by(move)}. {'. '.join(said)}."


# Inside


def _label(ax, ends):
    """The names of the lines at their right ends, moved apart where they would touch."""
    height = -1.0
    for name, colour in sorted(zip(ends, COLOURS, strict=False), key=lambda pair: ends[pair[0]]):
        height = max(ends[name], height + 0.06)
        ax.annotate(name, (1.02, height), xycoords=("axes fraction", "data"), color=colour,
                    size=10, weight="bold", va="center", annotation_clip=False)  # fmt: skip


def _boards(shape, nets):
    """The digit's Board, then a field of all moves for each net."""
    side = 2 * FAR + 1
    room = SIZE[0] - 0.15 - SIDE - 0.3
    cell = min(SIDE, room / nets - 0.25) / side
    lefts = [0.15 + SIDE + 0.3 + number * room / nets for number in range(nets)]
    return [Board(0.15, TOP, SIDE / max(shape), *shape)] + [
        Board(left, TOP, cell, side, side) for left in lefts
    ]


def _within(move):
    return tuple(int(min(max(one, -FAR), FAR)) for one in move)


def _moved_by(move):
    parts = [
        f"{abs(far)} {names[far > 0]}"
        for far, names in zip(move, (("up", "down"), ("left", "right")), strict=True) if far
    ]  # fmt: skip
    return "moved by " + ", ".join(parts) if parts else "not moved"


def _say(page, board, words):
    letters(page, [(board.left, board.top + 0.07)], [words], size=10, align=("left", "bottom"))
