"""How long a page takes, and how long one reads before there is something to do.

An estimate, for somebody who meets all of it for the first time and types with care: the same
sums for every page, so that pages can be compared, and evenings planned.
"""

import math
import re

WORDS_A_MINUTE = 160
LINES_A_MINUTE = 20
PREDICTION = 1  # to think, to run, to compare
CHANGE, MAKE = 3, 6
PICTURE = 4  # one that moves
ON_PAPER, TYPED = 4, 4  # an exercise; what is typed takes a minute a line more
BUG, CRASH = 8, 6  # a traceback says where to begin; a wrong number does not
EVENING = 90

_ASIDE = re.compile(r"<details>\n<summary>Aside.*?</details>", re.DOTALL)
_CODE = re.compile(r"```.*?```", re.DOTALL)
_ADDRESS = re.compile(r"\]\([^)]*\)|</?\w+>")
_MAKE = re.compile(r"(?m)^## .*\bMake it\b|^\*\*Make it\.\*\*")
EDIT = re.compile(rf"{_MAKE.pattern}|\*\*(Change it\.|Stop\. Write it:)\*\*")
_ON_PAPER = re.compile(r"(?m)^## .*(\(predict\)|(?i:put the lines in order))")
_BUG = re.compile(r"(?m)^## .*\(find the bug\)")
_CRASH = re.compile(r"(?m)^## .*\(crash hunt\)")


def of_cell(cell) -> float:
    """Minutes for one cell of a lesson, without the exercises that it may ask for."""
    if cell.cell_type == "code":
        live = "output-not-stored" in cell.metadata.get("tags", [])
        lines = [line for line in cell.source.splitlines() if line.strip()]
        return len(lines) / LINES_A_MINUTE + PICTURE * live
    text = _ASIDE.sub(" ", cell.source)  # whoever is in a hurry leaves it folded
    minutes = words(text) / WORDS_A_MINUTE
    minutes += PREDICTION * (text.count("**Predict.**") + text.count("**Guess.**"))
    return minutes + _doing(cell)


def _doing(cell) -> float:
    """The minutes of a cell in which something is changed or made."""
    if cell.cell_type == "code":
        return 0.0
    return CHANGE * cell.source.count("**Change it.**") + MAKE * bool(_MAKE.search(cell.source))


def words(text: str) -> int:
    """The words to be read in a text cell."""
    return len(re.findall(r"\w[\w'’-]*", _ADDRESS.sub("]", _CODE.sub(" ", text))))


def of_exercise(text: str, solution: str) -> float:
    """Minutes for an exercise: its text, and what is to be found."""
    minutes = words(text) / WORDS_A_MINUTE
    if _ON_PAPER.search(text):
        return minutes + ON_PAPER
    if _BUG.search(text):
        return minutes + BUG
    if _CRASH.search(text):
        return minutes + CRASH
    return minutes + TYPED + len(solution.splitlines())


def is_edit(cell) -> bool:
    """Whether a cell of a lesson has something to type, to change or to mend."""
    return cell.cell_type == "markdown" and bool(EDIT.search(cell.source))


def longest_reading(cells) -> tuple[float, int]:
    """The most minutes of reading between two edits, and the cell where they end."""
    longest, since = (0.0, 0), 0.0
    for number, cell in enumerate(cells):
        since += of_cell(cell) - _doing(cell)
        longest = max(longest, (since, number))
        if is_edit(cell):
            since = 0.0
    return longest


def rounded(minutes: float) -> int:
    """To five minutes, as one would say it."""
    return max(5, 5 * round(minutes / 5))


def evenings(minutes: float) -> str:
    """How many evenings that makes, in words."""
    count = max(1, math.ceil(minutes / EVENING))
    words = {1: "one evening", 2: "two evenings", 3: "three evenings"}
    return words.get(count, f"{count} evenings")
