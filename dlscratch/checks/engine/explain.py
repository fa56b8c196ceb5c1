"""An exception in plain words: the learner's own line, what was said, what the names stood for."""

import re
import sys

from dlscratch.checks.engine.run import Refuse
from dlscratch.errors.advice import Page, advice, reason
from dlscratch.errors.lookup import values_of
from dlscratch.errors.message import first_line
from dlscratch.errors.place import OTHERS as OTHERS
from dlscratch.errors.place import place as place
from dlscratch.errors.values import family, plain, short


def explain(error, home=(), page=Page()) -> tuple[str, str]:  # noqa: B008 (it never changes)
    """`error` in some lines, to follow "`f(1)` stopped"; and what else may help."""
    spot = place(error, home)
    said = first_line(error)
    lines = [f"{spot or '.'}", f"`{type(error).__name__}{': ' if said else ''}{said}`"]
    if spot and (names := _names(spot)):
        lines.append(f"There, {', '.join(names)}.")
    return "\n".join(lines), "\n".join(advice(error, said, spot, page))


def complaint(error) -> tuple:
    """What an error is about, whatever the names and numbers in it.

    Two answers with the same mistake complain alike; an error of the same type with another cause
    does not. Of what is refused, each word counts. For an attribute it counts what was asked for
    it; and a name that is a slip of the pen, or found elsewhere, is no known mistake.
    """
    said = first_line(error)
    if isinstance(error, Refuse):
        return Refuse, said
    words = re.sub(r"'([^']*)'", lambda found: KINDS.get(found[1], "_"), said)
    words = re.sub(r"\b[\w.]+\(\)", "_()", re.sub(r"\d+", "#", words))
    asked, slip = "", False
    if isinstance(error, AttributeError):
        owner = type(error.obj)
        ours = owner.__module__ == "builtins" or owner.__module__.startswith("numpy")
        asked = owner.__name__ if ours else ""
    if isinstance(error, NameError | AttributeError):
        sort, _ = reason(error, said, place(error)) or ("", "")
        slip = bool(sort) and sort not in ("attribute_missing", "not_called")
    return type(error), words, asked, slip


# Names of types that say what went wrong; all other names in a message are the learner's own.
KINDS = {"int": "number", "float": "number", "numpy.float64": "number", "numpy.int64": "number"} | {
    name: name
    for name in ("list", "tuple", "str", "dict", "NoneType", "numpy.ndarray", "ndarray", "function",
                 "builtin_function_or_method", "type", "module", "Tensor")
}  # fmt: skip


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
