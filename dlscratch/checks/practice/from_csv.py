"""Crash hunt: a row with a dash is taken for a whole one, and its cell is no number."""

import itertools
import re

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, as_array, undisturbed, warm_to_step
from dlscratch.errors.values import name

TABLES = {
    "a dash in a row": (["a,b,c", "1,2,3", "4,5,-", "7,8.5,9", "-10,11,-12"], [0, 2, 3]),
    "dashes and empty cells": (["p,q,r,s", "-,1,2,3", "4,5,6,", "7,-8,9,10", "-,,1,1", "2,-,2,5",
                                "-1,-2,-3,-4", "0,0,0,0"], [2, 5, 6]),
    "an empty cell, then a dash": (["a,b", "1,", "2,-3", "-,4", "5,6"], [1, 3]),
    "no hole": (["u,v", "0.5,-1", "2,3e2", "-0,4"], [0, 1, 2]),
}  # fmt: skip
DONE = "that it runs to the end"
CELL = "the cell at which it stops"  # nothing is expected of it, but it tells mistakes apart


def _read(from_csv, table):
    """What is made of the lines of a table."""
    lines = TABLES[table][0]
    with undisturbed() as torch:
        made = attempt(from_csv, list(lines))
        if isinstance(made, Stopped):
            cell = re.search(r"to float: (.*)", str(made.error))
            return {DONE: made, CELL: cell[1] if cell else "none"}
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


@warm_to_step
def _expect_read(from_csv, table):
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


def _from_above(rows):
    filled, above = [], ["0"] * len(rows[0])
    for row in rows:
        above = [old if cell in ("", "-") else cell for cell, old in zip(row, above, strict=True)]
        filled.append(above)
    return filled


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
        "Such a row has one hole, and comes through: one is enough to leave a row out, of either "
        "kind.",
        lambda row: "" not in row or "-" not in row,
    ),
    all_left_out=(
        "There is nothing left: every row is taken for one with a hole.",
        lambda row: False,
    ),
    only_those_with_holes=(
        "It is the other way round: what comes through is what has a hole.",
        lambda row: "" in row or "-" in row,
    ),
    first_cell_only=(
        "A dash in the first column is found now. It may stand in any.",
        lambda row: "" not in row and row[0] != "-",
    ),
    both_are_0=(
        "Nothing stops now, but holes have become the number 0. Nobody has measured that.",
        lambda row: True, lambda cell: 0.0 if cell in ("", "-") else float(cell),
    ),
    both_are_nan=(
        "Nothing stops now, but holes have become NaN, which spoils every sum that it gets into.",
        lambda row: True, lambda cell: float("nan") if cell in ("", "-") else float(cell),
    ),
    point_only=(
        "A cell with anything but digits and a point is taken for a hole now. How is a number "
        "below 0 written? (And 3e2 is a number, too.)",
        lambda row: all(cell.replace(".", "").isdigit() for cell in row),
    ),
    zero_is_a_hole=(
        "Rows with a 0 are missing now, too: 0 is a number that somebody has measured.",
        lambda row: all(cell not in ("", "-", "0") for cell in row),
    ),
    minus_and_dash_gone=(
        "A dash has become the number 0, which nobody has measured, and the numbers below 0 have "
        "lost their sign.",
        lambda row: "" not in row, lambda cell: float(cell.replace("-", "0")),
    ),
    rows_of_0=(
        "A row with a hole has become a row of zeros. It is to be left out.",
        lambda row: True, float,
        lambda rows: [row if _whole(row) else ["0"] * len(row) for row in rows],
    ),
    minus_lost=(
        "The minus signs are gone: −10 has become 10, and a dash an empty cell.",
        lambda row: "" not in [cell.replace("-", "") for cell in row],
        lambda cell: float(cell.replace("-", "")),
    ),
    dash_becomes_empty=(
        "The dash has become an empty cell, behind the question whether there is one. It stops at "
        "that now.",
        lambda row: "" not in row, lambda cell: float("" if cell == "-" else cell),
    ),
    digits_only=(
        "Numbers with a point or a minus are taken for holes now.",
        lambda row: all(cell.isdigit() for cell in row),
    ),
    up_to_the_first_hole=(
        "It ends at the first hole. The rows behind it are to be read, too.",
        _whole, float, lambda rows: list(itertools.takewhile(_whole, rows)),
    ),
    first_row_lost=(
        "The first row of numbers is missing. The names are taken off already.",
        _whole, float, lambda rows: rows[1:],
    ),
    holes_skipped=(
        "The hole is skipped, and the row is kept: then it has fewer cells than the others, or "
        "what stands behind the hole slips into another column.",
        lambda row: True, float,
        lambda rows: [[cell for cell in row if cell not in ("", "-")] for row in rows],
    ),
    filled_from_above=(
        "A hole is filled with the number that stands above it. Nobody has measured that there.",
        lambda row: True, float, lambda rows: _from_above(rows),
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
