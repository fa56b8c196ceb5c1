"""Tables in files: the CSV that every spreadsheet reads and writes."""

import csv
from pathlib import Path


def write_csv(path, names, x, y) -> Path:
    """Writes a table: a first line with the `names` of the columns, then a line for each example.

    `x` is (n, k), `y` (n,) and comes last, so there are k + 1 names. Numbers are rounded to three
    digits behind the point. A file that was there is replaced. Returns `path` as a Path; raises
    ValueError where names, x and y do not fit each other.
    """
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} rows and y {len(y)}: a table wants as many of each")
    if any(len(names) != len(row) + 1 for row in x):
        raise ValueError(f"{len(names)} names came for {len(x[0])} columns of x and one of y")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row, answer in zip(x, y, strict=True):
            writer.writerow([_short(number) for number in (*row, answer)])
    return path


def _short(number):
    if isinstance(number, str):
        return number
    rounded = round(float(number), 3) + 0.0  # + 0.0 makes 0 of −0
    return f"{rounded:.3f}".rstrip("0").rstrip(".")
