"""Find the bug: each label should have a row of its own, with a single 1."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise


def _one_hot_rows(labels, n):
    return [[1 if column == label else 0 for column in range(n)] for label in labels]


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_one_hot_rows,
    probes=[([2, 0, 1, 2], 3), ([1, 1], 4), ([0], 2), ([1, 0], 3)],
    hints=(
        "Predict, on paper, what `one_hot_rows([1, 0], 3)` should give. Then print `rows` at the "
        "end of each round of the loop. In which round does it go wrong, and where?",
        "One line sets one number, and more than one row changes. So look for the line in which "
        "the rows were made, and ask of it: `rows[0] is rows[1]`?",
        "`[row] * 2` holds one row twice. You want an expression that makes a row of zeros anew "
        "for each label.",
    ),
    after="A row with a single 1 is called one-hot. In lesson 9 that is how the answer for"
    " each digit is written, ten numbers to a row.",
)


@exercise.wrong(
    "Every row shows the marks of all the labels. The line that sets the 1 is innocent: it changes"
    " one list. How many lists of zeros were ever made?"
)
def shared_rows(labels, n):
    rows = [[0] * n] * len(labels)
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


@exercise.wrong(
    "The rows are separate now, but each still carries the marks of those before it. Is the row of"
    " zeros made once, or once for each label?"
)
def row_never_cleared(labels, n):
    rows, row = [], [0] * n
    for label in labels:
        row[label] = 1
        rows.append(row.copy())
    return rows


@exercise.wrong(
    "There should be one row for each label, with n numbers in it. Which of the two sizes did you "
    "use for what?"
)
def sizes_swapped(labels, n):
    rows = [[0] * len(labels) for _ in range(n)]
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


@exercise.wrong(
    "The first pair of brackets chooses the row, the second the place in that row. The rows are "
    "separate now; that part is mended."
)
def places_swapped(labels, n):
    rows = [[0] * n for _ in labels]
    for i, label in enumerate(labels):
        rows[label][i] = 1
    return rows


@exercise.wrong("The place is right. What belongs there is a 1, and the label only says where.")
def writes_the_label(labels, n):
    rows = [[0] * n for _ in labels]
    for i, label in enumerate(labels):
        rows[i][label] = label
    return rows


@exercise.wrong("Only the first label was dealt with. How far is `return` indented?")
def returns_too_soon(labels, n):
    return [row if i == 0 else [0] * n for i, row in enumerate(_one_hot_rows(labels, n))]


@exercise.wrong(
    "The rows are separate now, but how many of them should there be? One for each label, and n is"
    " how many numbers a row holds."
)
def n_rows(labels, n):
    rows = [[0] * n for _ in range(n)]
    for i, label in enumerate(labels):
        rows[i][label] = 1
    return rows


@exercise.variant
def by_eye(labels, n):
    return np.eye(n)[labels].tolist()


@exercise.variant
def a_row_at_a_time(labels, n):
    rows = []
    for label in labels:
        row = [0.0] * n
        row[label] = 1.0
        rows.append(row)
    return rows


@exercise.variant
def copies_of_zeros(labels, n):
    rows = [([0] * n).copy() for _ in range(len(labels))]
    for row, label in zip(rows, labels, strict=True):
        row[label] += 1
    return rows
