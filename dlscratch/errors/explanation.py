"""An exception explained: what it says in plain words, where it happened, what met there."""

import os
import re
import traceback
from typing import NamedTuple

from dlscratch.errors import classes, names, operands, stack, syntax
from dlscratch.errors.advice import SORTS, Page
from dlscratch.errors.arrays import ARRAYS
from dlscratch.errors.autograd import AUTOGRAD
from dlscratch.errors.cells import CELLS, LATER_NAMES
from dlscratch.errors.course import COURSE
from dlscratch.errors.devices import DEVICES
from dlscratch.errors.images import IMAGES
from dlscratch.errors.lookup import innermost
from dlscratch.errors.message import first_line
from dlscratch.errors.modules import MODULES
from dlscratch.errors.nones import NONES
from dlscratch.errors.place import ALONE, places
from dlscratch.errors.python import LATER, PYTHON
from dlscratch.errors.shapes import shapes
from dlscratch.errors.show import shell
from dlscratch.errors.tensors import TENSORS
from dlscratch.errors.wanted import WANTED

# The file names of the learner's own parts, as dlscratch.mine gives them.
OWN_PART = re.compile(r"\.ipynb, (exercise|cell) \d+$")
# The sorts of the checks, without those that look at a whole line, or at the page of an exercise.
STRICT = [
    sort for sort in SORTS
    if sort not in (
        names.exercise_above, names.numpys_own, classes.missing_argument, operands.nothing,
        operands.one_number_wanted, operands.truth_of_many, operands.a_single_number,
        names.slip_of_the_pen,
    )
]  # fmt: skip
KINDS = (
    *AUTOGRAD, *NONES, *CELLS, *ARRAYS, *MODULES, *TENSORS, *DEVICES, *PYTHON, *WANTED, *STRICT,
    *LATER, *LATER_NAMES,
)  # fmt: skip
ABOUT_SHAPES = (ValueError, RuntimeError, IndexError, TypeError)
TYPES = re.compile(r"\bd?types?\b|\bcast\b|scalar type|not supported")  # the numbers' types matter
DESK = ("dlscratch.checks.", "dlscratch.course.")  # what these raise is a clear sentence already


class Explanation(NamedTuple):
    """What is known of one exception."""

    kind: str  # the name of the function that knows this sort of exception, or ""
    says: str  # sentences
    where: str  # the learner's line, and the layer if the exception came from inside a stack
    shapes: tuple[str, ...] = ()  # of the values in that line

    def __str__(self):
        return "\n".join(part for part in (self.says, self.where, *self.shapes) if part)


def explain(error) -> Explanation | None:
    """What is known of an exception that was raised; None for one that needs no words."""
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return None
    owners = list(places(error, _own_parts(error)))
    spot = owners[-1] if owners else None
    if isinstance(error, SyntaxError):
        return _not_python(error, spot)
    if not spot or _raised_by(error, *DESK):
        return None
    layers = stack.inside(error)
    kind, says, met = "", "", []
    if isinstance(error, ABOUT_SHAPES):
        met = shapes(spot, types=TYPES.search(first_line(error)) is not None)
    ours = _raised_by(error, "dlscratch.") and innermost(error).tb_frame is not spot.frame
    if not _on_purpose(error, spot):
        kind, says = _known((*AUTOGRAD, *IMAGES, *COURSE) if ours else KINDS, error, spot)
    if not says and not _help(met, ours):
        return None
    where = f"{_line(spot, owners[0])}{_code(spot.line)}"
    if layers:
        where += "\nDeeper inside: " + ", and in it ".join(map(str, layers)) + "."
    return Explanation(kind, says, where, tuple(met))


def _help(met, ours):
    """Whether lines about shapes help without words: two things met, and in the learner's line.

    What the course itself raises is a sentence already."""
    return not ours and any("`: " in line or line.count("` ") > 1 for line in met)


def _known(kinds, error, spot):
    """The name of the first kind that knows the exception, and what it says."""
    for about in kinds:
        if sentences := about(error, first_line(error), spot, Page()):
            return about.__name__, sentences
    return "", ""


def _not_python(error, spot):
    """A cell or a file that Python could not read."""
    error = syntax.usual(error)
    kind, says = _known(syntax.SYNTAX, error, spot)
    line = (error.text or "").strip()
    where = f"Line {error.lineno} of {_file(error.filename or '', spot is None)}"
    return Explanation(kind, says, where + _code(line)) if says else None


def _own_parts(error):
    files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    return [file for file in files if OWN_PART.search(file)]


def _raised_by(error, *packages):
    """Whether the exception comes from a module of one of these packages."""
    return str(innermost(error).tb_frame.f_globals.get("__name__", "")).startswith(packages)


def _on_purpose(error, spot):
    """Whether the learner's own line raised it."""
    word = r"(raise|assert)\b" if isinstance(error, AssertionError) else r"raise\b"
    return innermost(error).tb_frame is spot.frame and re.match(word, spot.line) is not None


def _line(spot, first):
    """Which line, in words; `first` is the learner's outermost place."""
    file = spot.frame.f_code.co_filename
    inside = f", in `{spot.function}`" if spot.function != ALONE else ""
    return f"Line {spot.number} of {_file(file, file == first.frame.f_code.co_filename)}{inside}"


def _file(file, outermost=False):
    """A cell, a file, or a part of the learner's library, in words."""
    running = shell()
    names = getattr(getattr(running, "compile", None), "format_code_name", lambda file: None)
    if cell := names(file):
        return "this cell" if outermost else f"the cell {cell[1].removeprefix('In')}"
    if OWN_PART.search(file):
        return file
    return f"`{os.path.basename(file)}`" if os.path.isabs(file) else "code that was run as text"


def _code(line):
    return f":\n    {line}" if line else "."
