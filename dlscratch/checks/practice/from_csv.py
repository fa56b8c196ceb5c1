"""Crash hunt: a row with a dash is taken for a whole one, and its cell is no number."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import SECONDS, as_array, undisturbed, warm
from dlscratch.errors.values import name

TABLES = {
    "a dash in a row": (["a,b,c", "1,2,3", "4,5,-", "7,8.5,9", "-10,11,-12"], [0, 2, 3]),
    "dashes and empty cells": (["p,q,r,s", "-,1,2,3", "4,5,6,", "7,-8,9,10", "-,,1,1", "2,-,2,5",
                                "-1,-2,-3,-4", "0,0,0,0"], [2, 5, 6]),
    "no hole": (["u,v", "0.5,-1", "2,3e2", "-0,4"], [0, 1, 2]),
}  # fmt: skip
DONE = "reading the table"


def _read(from_csv, table):
    """What is made of the lines of a table."""
    lines = TABLES[table][0]
    with undisturbed() as torch:
        made = attempt(from_csv, list(lines))
        if isinstance(made, Stopped):
            return {DONE: made}
        if not isinstance(made, tuple | list) or len(made) != 2:
            raise Refuse(f"`from_csv` returns two tensors, x and y, and {name(made)} came.")
        report = {DONE: "done"}
        for label, tensor in zip(("x", "y"), made, strict=True):
            if not isinstance(tensor, torch.Tensor):
                return report | {f"the type of {label}": name(tensor)}
            report[f"the type of {label}"] = str(tensor.dtype)
            report[f"the shape of {label}"] = tuple(tensor.shape)
            report[f"the numbers in {label}"] = as_array(tensor).astype(float)
        return report


@warm
def _expect_read(from_csv, table):
    import numpy as np

    lines, whole = TABLES[table]
    rows = np.array([[float(cell) for cell in lines[i + 1].split(",")] for i in whole])
    report = {DONE: "done"}
    for label, part in ("x", rows[:, :-1]), ("y", rows[:, -1:]):
        report |= {
            f"the type of {label}": "torch.float32",
            f"the shape of {label}": part.shape,
            f"the numbers in {label}": part,
        }
    return report


def _from(is_whole, number=float, rows_of=None):
    """A `from_csv` that keeps the rows for which is_whole(row), and reads cells with `number`."""

    def from_csv(lines):
        import csv

        import torch

        names, *rows = csv.reader(lines)
        if rows_of:
            rows = rows_of(rows)
        table = torch.tensor([[number(cell) for cell in row] for row in rows if is_whole(row)])
        return table[:, :-1], table[:, -1:]

    return from_csv


def _whole(row):
    return "" not in row and "-" not in row


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=_from(_whole),
    run=_read,
    expect=_expect_read,
    probes=[(table,) for table in TABLES],
    seconds=SECONDS,
    hints=(
        "The last line of the error shows the cell that is no number. In which row of the table "
        "does it stand?",
        "The row has a hole, and the text says what a hole looks like: there are two kinds. Who "
        "decides which rows are read at all?",
        "`float` is right to stop. `is_whole` lets a row through that holds a dash; a cell with a "
        "minus and digits behind it is a number, though.",
    ),
    after="Real tables have many more: `n/a`, `?`, 9999. Let `float` stop at each, look at it, and "
    "decide. What is quietly made 0 is learnt as a 0.",
)

exercise.mistakes(
    _from,
    unmended=(
        "It stops as before: a row with a dash in it is still read.",
        lambda row: "" not in row,
    ),
    dash_is_0=(
        "Nothing stops now, but a dash has become the number 0. Nobody has measured that.",
        lambda row: "" not in row, lambda cell: 0.0 if cell == "-" else float(cell),
    ),
    dash_is_nan=(
        "Nothing stops now, but a dash has become NaN, which spoils every sum that it gets into.",
        lambda row: "" not in row, lambda cell: float("nan") if cell == "-" else float(cell),
    ),
    minus_is_a_hole=(
        "Now rows with a negative number are missing, too: a minus is no hole.",
        lambda row: "" not in row and "-" not in "".join(row),
    ),
    dash_only=(
        "The dashes are left out now. But the empty cells, which were right, come through.",
        lambda row: "-" not in row,
    ),
    last_cell_only=(
        "A dash in the last column is found now. It may stand in any.",
        lambda row: "" not in row and row[-1] != "-",
    ),
    one_of_each=(
        "Such a row is only left out if it has holes of both kinds.",
        lambda row: "" not in row or "-" not in row,
    ),
    all_left_out=(
        "There is nothing left: every row is taken for one with a hole.",
        lambda row: False,
    ),
)


@exercise.variant
def cell_by_cell(lines):
    import csv

    import torch

    x, y = [], []
    for row in list(csv.reader(lines))[1:]:
        if all(cell not in ("", "-") for cell in row):
            *inputs, answer = map(float, row)
            x.append(inputs)
            y.append([answer])
    return torch.tensor(x), torch.tensor(y)


@exercise.variant
def by_trying(lines):
    import torch

    rows = []
    for line in lines[1:]:
        try:
            rows.append([float(cell) for cell in line.split(",")])
        except ValueError:
            continue
    table = torch.tensor(rows)
    return table[:, :-1], table[:, -1].reshape(-1, 1)
