"""The confusion matrix: how often each class was taken for each other one.

`confusion` returns a figure for a notebook. A live picture keeps one figure, calls `draw` on it
and finds the examples behind a cell with `behind`.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from dlscratch.visuals import GREY, INK, ORANGE, Picture

SHADES = LinearSegmentedColormap.from_list("white to orange", ["white", ORANGE])


def confusion(actual, predicted, classes=10):
    """A row for each true class, a column for each answer, both labels (n,), in every cell a count.

    The right answers lie on the grey diagonal. The darker an orange cell, the commoner its mistake.
    """
    picture = Picture(figsize=(5.6, 4.9), dpi=72)
    draw(picture, counts(actual, predicted, classes))
    return picture


def counts(actual, predicted, classes=10):
    """The matrix (classes, classes) of counts: row = true class, column = answer."""
    matrix = np.zeros((classes, classes), int)
    np.add.at(matrix, (np.asarray(actual), np.asarray(predicted)), 1)
    return matrix


def behind(actual, predicted, row, column):
    """The places of the examples of class `row` that were taken for `column`."""
    return np.flatnonzero((np.asarray(actual) == row) & (np.asarray(predicted) == column))


def draw(figure, matrix):
    """Draws the counts on `figure`, in place of what was there."""
    figure.clear()
    figure.set_facecolor("white")
    ax = figure.add_axes((0.09, 0.03, 0.9, 0.85))
    size = len(matrix)
    diagonal = np.eye(size, dtype=bool)
    mistakes = np.where(diagonal, 0, matrix)
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
    row, column = np.unravel_index(mistakes.argmax(), matrix.shape)
    commonest = (
        f"The commonest mistake, {mistakes.max()} times: a {row} taken for a {column}."
        if mistakes.any()
        else "There is no mistake."
    )
    figure.description = (
        f"A confusion matrix: {matrix.trace()} of {matrix.sum()} are right. {commonest}"
    )
