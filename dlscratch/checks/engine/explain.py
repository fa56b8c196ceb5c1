"""An exception in plain words: the learner's own line, what was said, what the names stood for."""

import builtins
import difflib
import linecache
import os
import re
import sys
import sysconfig
import types
from pathlib import Path
from typing import NamedTuple

from dlscratch.checks.engine.values import family, plain, short

# Code in these folders is not the learner's.
HERE = str(Path(__file__).resolve().parents[2])
PATHS = {HERE, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))}
OTHERS = (*(path + os.sep for path in PATHS), "<frozen")
COMPILED = (".pyx", ".pxd", ".pxi")  # NumPy's, which names them without a folder

HELP = (  # exception, words in its text, one more sentence
    (ValueError, "core dimension|not aligned", "`a @ b` wants as many columns in a as rows in b."),
    (
        ValueError,
        "could not be broadcast",
        "Arrays go together if their lengths are equal, or 1, counted from the last axis.",
    ),
    (
        ValueError,
        "truth value of an array",
        "`if`, `and` and `not` want one True or False; a comparison of arrays gives many.",
    ),
    (ValueError, "inhomogeneous", "All rows of an array must have the same length."),
    (
        UnboundLocalError,
        "",
        "A function that gives a value to a name has that name to itself; until then it is empty.",
    ),
    (NameError, "'self'", "The first parameter of a method is `self`."),
    (NameError, "'np'", "`import numpy as np` makes this name: run the cell that holds it."),
    (
        (TypeError, AttributeError),
        "'NoneType'",
        "Something here is None: did a function end without `return`?",
    ),
    (TypeError, "'(int|float)' and 'list'", "The numbers may lie one level deeper than this."),
    (AttributeError, "'list' object has no", "This is a Python list, not an array."),
    (RecursionError, "", "The function calls itself without end: which case makes it stop?"),
    (SystemExit, "", "This asks Python itself to stop: leave it out."),
    (KeyboardInterrupt, "", "The run was interrupted."),
    (MemoryError, "", "This asks for more memory than there is."),
    (  # what PyTorch says
        RuntimeError,
        "mat1 and mat2 shapes",
        "A linear layer wants as many columns in its inputs as it has inputs.",
    ),
    (RuntimeError, "same dtype|expected scalar type", "The two have different types of numbers."),
    (
        RuntimeError,
        "leaf Variable that requires grad",
        "PyTorch would have to record this change of a parameter: switch the recording off.",
    ),
    (RuntimeError, "numpy.. on Tensor that requires grad", "This tensor is being recorded."),
    (
        RuntimeError,
        "Boolean value of Tensor",
        "`if` wants one True or False. And a loss is made first, with empty brackets, then called.",
    ),
    (
        TypeError,
        r"^(mean|sum)\(\) (got an unexpected keyword argument 'axis'|received an invalid)",
        "NumPy's functions want arrays; a tensor has methods of its own, such as `.mean()`.",
    ),
    (
        RuntimeError,
        "does not require grad and does not have a grad_fn",
        "Nothing was recorded on the way to this number: was the recording switched off?",
    ),
    (
        RuntimeError,
        "backward through the graph a second time",
        "A recording serves for one backward: run forward again before the next.",
    ),
    (
        AttributeError,
        r"before Module.__init__\(\) call",
        "`super().__init__()` comes first in the `__init__` of a module.",
    ),
    (
        TypeError,
        "as parameter '\\w+'",
        "What is there is a parameter and has to stay one: change its numbers in place.",
    ),
    (TypeError, "not a Module subclass", "It takes layers one by one: no list, and no bare class."),
    (
        TypeError,
        "numpy.ndarray to a torch|must be Tensor, not numpy.ndarray",
        "`torch.from_numpy(…)` makes a tensor of an array.",
    ),
    (RuntimeError, "dtype to be Long", "Labels are whole numbers: `.long()` makes them int64."),
    (RuntimeError, "could not infer output dtype", "`.float()` makes numbers of True and False."),
)


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
        if file in home or not (file.startswith(OTHERS) or file.endswith(COMPILED)):
            found = Place(trace.tb_frame, trace.tb_lineno)
        trace = trace.tb_next
    return found


def explain(error, home=()) -> tuple[str, str]:
    """`error` in some lines, to follow "`f(1)` stopped"; and what else may help."""
    spot = place(error, home)
    said = _said(error)
    lines = [f"{spot or '.'}", f"`{type(error).__name__}{': ' if said else ''}{said}`"]
    if spot and (names := _names(spot)):
        lines.append(f"There, {', '.join(names)}.")
    return "\n".join(lines), "\n".join(_help(error, said, spot))


def _said(error):
    """The exception's own words; a learner's `__str__` is not called."""
    owner = next(kind for kind in type(error).__mro__ if "__str__" in vars(kind))
    harmless = all(family(part) != "object" for part in error.args)
    if owner.__module__.startswith("numpy") or (owner.__module__ == "builtins" and harmless):
        said = str(error)
    else:
        said = ", ".join(short(part) for part in error.args)
    said = re.sub(" at 0x[0-9a-fA-F]+", "", said).strip()
    return said if len(said) <= 200 else said[:199] + "…"


def _names(spot, most=6):
    """What the names in the line stand for: shapes of arrays, and other values if they are data."""
    known = spot.frame.f_globals | dict(spot.frame.f_locals)
    found = []
    for name in dict.fromkeys(re.findall(r"(?<![\w.'\"])(?:self\.)?[A-Za-z_]\w*", spot.line)):
        owner, dot, attribute = name.rpartition(".")
        values = _attributes(known.get(owner)) if dot else known
        if attribute not in values:
            continue
        value = values[attribute]
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


def _attributes(thing):
    """What is in an object itself; nothing that its class computes."""
    try:
        return object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}


def _help(error, said, spot):
    """Sentences that make the exception easier to understand."""
    if isinstance(error, TypeError) and "not callable" in said and spot:
        yield from _shadowed(spot)
    count = re.search(r"(\w+)\.\w+\(\) takes (\d+) positional arguments? but (\d+)", said)
    if isinstance(error, TypeError) and count and int(count[3]) == int(count[2]) + 1:
        if spot and f"nn.{count[1]}(" in spot.line:  # PyTorch's own class, given a tensor
            yield f"`nn.{count[1]}()` makes a layer; a second pair of brackets calls it."
        else:
            yield "The first parameter of a method is `self`: is it missing in the `def`?"
    if isinstance(error, NameError | AttributeError) and spot and type(error.name) is str:
        yield from _meant(error, spot)
    for kind, words, sentence in HELP:
        if isinstance(error, kind) and re.search(words, said):
            yield sentence
            break


def _meant(error, spot):
    """The name that was probably meant."""
    if isinstance(error, AttributeError):
        known = [*_attributes(error.obj), *dir(type(error.obj))]
    else:
        known = [*spot.frame.f_locals, *spot.frame.f_globals, *dir(builtins)]
    known = [name for name in known if name != error.name]
    for name in difflib.get_close_matches(error.name, known, 1, 0.75):
        yield f"Did you mean `{name}`?"


def _shadowed(spot):
    """Which name in the line has lost its function to another value."""
    known = spot.frame.f_globals | dict(spot.frame.f_locals)
    for name in re.findall(r"(?<![\w.])(\w+)\(", spot.line):
        if name in known and not callable(known[name]):
            text = f"`{name}` is {short(known[name], 40)} here: was the name given a new value?"
            mends = hasattr(builtins, name) and name not in spot.frame.f_locals
            yield text + f" `del {name}` brings Python's own back." * mends
