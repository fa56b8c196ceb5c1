"""The cells of a saved notebook: what stands in them, and which verdicts their checks left.

A learner's notebook may be anything: cut short, merged by hand, written by another program. What
can be read is read, and a notebook that cannot is Damaged.
"""

import json
from pathlib import Path
from typing import NamedTuple

from dlscratch.checks.engine.show import MIME
from dlscratch.checks.engine.tries import counts
from dlscratch.course import files

SWITCH = "DLSCRATCH_MINE"  # an environment variable; "off": a kernel looks at no saved notebook


class Damaged(Exception):
    """Why a notebook cannot be read, as the end of a sentence that its name begins."""


class Cell(NamedTuple):
    """One cell."""

    code: str  # empty for a cell of text
    verdicts: list[dict]  # exercise, kind, mistake (or ""), slow, counts: what its checks said last

    def passed(self) -> set[str]:
        """The ids of the exercises that this cell has passed."""
        return {one["exercise"] for one in self.verdicts if one["kind"] == "passed"}

    def slow(self) -> set[str]:
        """The ids of those among them that would make later lessons slow."""
        return {one["exercise"] for one in self.verdicts if one["slow"]}


def read(path: Path) -> list[Cell]:
    """The cells of a saved notebook. Raises Damaged, and FileNotFoundError where there is none."""
    try:
        text = files.read(path, files.LARGEST).decode("utf-8-sig")
        return [_cell(one) for one in json.loads(text)["cells"]]
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Damaged(f"cannot be read ({error.strerror}).") from error
    except MemoryError as error:
        raise Damaged("cannot be read (there is not enough memory for it).") from error
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged("is damaged: it is no notebook any more.") from error


def verdicts(path: Path) -> list[dict]:
    """All verdicts of a saved notebook, in order. Raises as `read` does."""
    return [verdict for cell in read(path) for verdict in cell.verdicts]


def _cell(cell):
    found = [output.get("data", {}).get(MIME) for output in cell.get("outputs", [])]
    keys = ("exercise", "kind", "mistake")
    # JupyterLite saves no `None`, so a check that knows no mistake leaves the key out.
    found = [{"mistake": None} | one for one in found if one]
    said = [{key: str(one[key] or "") for key in keys} | {"slow": "slow" in one} | counts(one)
            for one in found]  # fmt: skip
    code = _text(cell.get("source")) if cell.get("cell_type", "code") == "code" else ""
    return Cell(code, said)


def _text(source):
    """A source is one string, or a list of its lines; anything else holds no code."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.replace("\r\n", "\n").replace("\r", "\n")
