"""The confusion matrix: how often each class was taken for each other one.

`confusion` returns a figure for a page; in `live_confusion` every cell opens and shows the
examples behind it.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from dlscratch.visuals.toolkit import BLUE, GREY, INK, ORANGE, Picture, panels

MOST = 20  # images that are shown of those behind a cell
MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
SHADES = LinearSegmentedColormap.from_list("white to orange", ["white", ORANGE])


def confusion(actual, predicted, classes=10):
    """A row for each true class, a column for each answer, both labels (n,), in every cell a count.

    The right answers lie on the grey diagonal. The darker an orange cell, the commoner its mistake.
    """
    picture = Picture(figsize=(5.6, 4.9), dpi=72)
    picture.set_facecolor("white")
    matrix = counts(actual, predicted, classes)
    _draw_matrix(picture.add_axes((0.09, 0.03, 0.9, 0.85)), matrix)
    picture.description = _words(matrix)
    return picture


def live_confusion(images, actual, predicted, classes=10):
    """The same beside the images behind one cell, which is chosen by click or arrow key.

    `images` (n, side, side) are those that the labels and answers belong to.
    """
    from ipywidgets import IntSlider

    from dlscratch.visuals.toolkit.live import Live

    images, matrix = np.asarray(images), counts(actual, predicted, classes)
    mistakes = np.where(np.eye(classes, dtype=bool), 0, matrix)
    first = np.unravel_index(mistakes.argmax(), matrix.shape)

    def draw_cell(figure, digit, answer):
        found = behind(actual, predicted, digit, answer)
        _draw_behind(figure, matrix, digit, answer, images[found[:MOST]], len(found))

    def pointed(place, state):
        if place.axes is None or place.axes.get_label() != "matrix":
            return None
        return {"digit": _whole(place.y, classes), "answer": _whole(place.x, classes)}

    def keys(direction, state):
        down, right = MOVES[direction]
        return {
            "digit": _whole(state["digit"] + down, classes),
            "answer": _whole(state["answer"] + right, classes),
        }

    return Live(
        draw_cell,
        (9.6, 4.4),
        pointed=pointed,
        keys=keys,
        digit=IntSlider(int(first[0]), 0, classes - 1, description="the digit"),
        answer=IntSlider(int(first[1]), 0, classes - 1, description="the answer"),
    )


def _whole(number, classes):
    return min(max(round(number), 0), classes - 1)


def counts(actual, predicted, classes=10):
    """The matrix (classes, classes) of counts: row = true class, column = answer."""
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (np.asarray(actual), np.asarray(predicted)), 1)
    return matrix


def behind(actual, predicted, row, column):
    """The places of the examples of class `row` that were taken for `column`."""
    return np.flatnonzero((np.asarray(actual) == row) & (np.asarray(predicted) == column))


def _words(matrix):
    mistakes = matrix - np.diag(np.diag(matrix))
    row, column = np.unravel_index(mistakes.argmax(), matrix.shape)
    commonest = (
        f"The commonest mistake, {mistakes.max()} times: a {row} taken for a {column}."
        if mistakes.any()
        else "There is no mistake."
    )
    return f"A confusion matrix: {matrix.trace()} of {matrix.sum()} are right. {commonest}"


def _draw_matrix(ax, matrix):
    size = len(matrix)
    mistakes = matrix - np.diag(np.diag(matrix))
    ax.imshow(mistakes, cmap=SHADES, vmin=0, vmax=max(mistakes.max(), 1) * 1.25)
    for row, column in np.ndindex(matrix.shape):
        if row == column:
            ax.fill([row - 0.5, row + 0.5, row + 0.5, row - 0.5],
                    [row - 0.5, row - 0.5, row + 0.5, row + 0.5], color="#E4E4E4", lw=0)
        if matrix[row, column]:
            ax.text(column, row, matrix[row, column], ha="center", va="center", size=10, color=INK,
                    weight="normal" if row == column else "bold")
    ax.set_xticks(range(size), range(size), color=INK)
    ax.set_yticks(range(size), range(size), color=INK)
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set_xlabel("the answer", color=INK, size=11)
    ax.set_ylabel("the digit", color=INK, size=11)
    ax.tick_params(length=0)
    ax.set_xticks(np.arange(size + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(size + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=GREY, lw=0.4)
    ax.tick_params(which="minor", length=0)


def _draw_behind(figure, matrix, digit, answer, images, count):
    """The matrix with one cell framed, and beside it the first of the `count` images behind it."""

    def make(figure):
        ax = figure.add_axes((0.04, 0.03, 0.44, 0.85), label="matrix")
        _draw_matrix(ax, matrix)  # once: it stays the same
        return [figure.add_axes((0.52, 0.03, 0.47, 0.85))]

    [gallery] = panels(figure, "matrix and images", make)
    for old in [one for one in figure.axes[0].patches if one.get_gid() == "chosen"]:
        old.remove()
    corner = (answer - 0.5, digit - 0.5)
    figure.axes[0].add_patch(Rectangle(corner, 1, 1, fill=False, ec=BLUE, lw=3, gid="chosen"))
    gallery.axis("off")
    gallery.set(xlim=(0, 5), ylim=(4, 0))
    for number, image in enumerate(images):
        left, top = number % 5, number // 5
        box = (left + 0.04, left + 0.96, top + 0.96, top + 0.04)
        gallery.imshow(image, cmap="gray_r", vmin=0, vmax=255, extent=box, aspect="auto")
    gallery.set(xlim=(0, 5), ylim=(4, 0))
    said = f"{count} times a {digit} was " + (
        "read rightly" if digit == answer else f"taken for a {answer}"
    )
    shown = f", here the first {len(images)}" * (count > len(images))
    gallery.set_title(said + shown, size=11, color=INK, loc="left")
    figure.description = f"{said}{shown}."
