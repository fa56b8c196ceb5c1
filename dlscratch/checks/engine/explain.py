"""An exception in plain words: the learner's own line, what was said, what the names stood for."""

import linecache
import os
import re
import sys
import sysconfig
import types
from pathlib import Path
from typing import NamedTuple

from dlscratch.checks.engine.advice import Page, advice
from dlscratch.checks.engine.lookup import values_of
from dlscratch.checks.engine.values import TICK, family, plain, short

# Code in these folders is not the learner's.
HERE = str(Path(__file__).resolve().parents[2])
PATHS = {HERE, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))}
OTHERS = (*(path + os.sep for path in PATHS), "<frozen")
COMPILED = (".pyx", ".pxd", ".pxi")  # NumPy's, which names them without a folder


class Place(NamedTuple):
    """Where the learner's own code was when something happened."""

    frame: types.FrameType
    number: int

    @property
    def line(self):
        return linecache.getline(self.frame.f_code.co_filename, self.number).strip()

    @property
    def function(self):
        """The function's name without what Python adds: Linear.forward, total."""
        parts = self.frame.f_code.co_qualname.split(".<locals>.")
        return next((part for part in reversed(parts) if not part.startswith("<")), "the cell")

    def __str__(self):
        line = f":\n    {self.line}" if self.line else "."
        return f" in line {self.number} of `{self.function}`{line}"


def place(error, home=()) -> Place | None:
    """The last place of the traceback that is the learner's. `home`: the files of the answer."""
    trace, found = error and error.__traceback__, None
    while trace:
        file = trace.tb_frame.f_code.co_filename
        ours = file.startswith(OTHERS) or file.endswith(COMPILED)
        # Compiled modules name their sources without a folder; a cell or a file of the learner's
        # has one, or a name in angle brackets.
        ours = ours or not (os.path.isabs(file) or file.startswith("<"))
        if file in home or not ours:
            found = Place(trace.tb_frame, trace.tb_lineno)
        trace = trace.tb_next
    return found


def explain(error, home=(), page=Page()) -> tuple[str, str]:  # noqa: B008 (it never changes)
    """`error` in some lines, to follow "`f(1)` stopped"; and what else may help."""
    spot = place(error, home)
    said = _said(error)
    lines = [f"{spot or '.'}", f"`{type(error).__name__}{': ' if said else ''}{said}`"]
    if spot and (names := _names(spot)):
        lines.append(f"There, {', '.join(names)}.")
    return "\n".join(lines), "\n".join(advice(error, said, spot, page))


def complaint(error) -> tuple:
    """What an error is about, whatever the names and numbers in it.

    Two answers with the same mistake complain alike; an error of the same type with another cause
    does not. For an attribute it counts what was asked for it, and where Python knows a name that
    was probably meant, it is a slip of the pen and no known mistake.
    """
    said = _said(error)
    words = re.sub(r"'([^']*)'", lambda found: KINDS.get(found[1], "_"), said)
    words = re.sub(r"\b[\w.]+\(\)", "_()", re.sub(r"\d+", "#", words))
    asked = ""
    if isinstance(error, AttributeError):
        owner = type(error.obj)
        ours = owner.__module__ == "builtins" or owner.__module__.startswith("numpy")
        asked = owner.__name__ if ours else ""
    slip = isinstance(error, NameError | AttributeError) and any(advice(error, said, place(error)))
    return type(error), words, asked, slip


# Names of types that say what went wrong; all other names in a message are the learner's own.
KINDS = {"int": "number", "float": "number", "numpy.float64": "number", "numpy.int64": "number"} | {
    name: name
    for name in ("list", "tuple", "str", "dict", "NoneType", "numpy.ndarray", "ndarray", "function",
                 "builtin_function_or_method", "type", "module", "Tensor")
}  # fmt: skip


def _said(error, most=200):
    """The exception's own first words, in one line; a learner's `__str__` is not called."""
    owner = next(kind for kind in type(error).__mro__ if "__str__" in vars(kind))
    harmless = all(family(part) != "object" for part in error.args)
    if owner.__module__.startswith("numpy") or (owner.__module__ == "builtins" and harmless):
        said = str(error)
    else:
        said = ", ".join(short(part) for part in error.args)
    said = re.sub(" at 0x[0-9a-fA-F]+", "", said).strip()
    said = " ".join(said.partition("\n")[0].split()).replace("`", TICK)
    if len(said) > most:
        said = said[:most].rpartition(" ")[0] + " …"
    return said


def _names(spot, most=6):
    """What the names in the line stand for: shapes of arrays, and other values if they are data."""
    found = []
    for name, value in values_of(spot):
        if family(value) == "array":
            found.append(f"{name} has shape {plain(value).shape}")
        elif issubclass(type(value), _tensor()):
            found.append(f"{name} has shape {tuple(value.shape)}")
        elif family(value) not in ("function", "object"):
            found.append(f"{name} is {short(value, 40)}")
    return found[:most]


def _tensor():
    """PyTorch's class of tensors, if it is in use, to be asked for with issubclass."""
    return getattr(sys.modules.get("torch"), "Tensor", ())
