"""Parts that know no other kinds of arguments than those which their checks have tried.

An answer that has passed may refuse whatever its check never gave it: one example where the check
gave batches, integers where it gave floats. On these parts, a page that hands over another kind
stops (`python ci/own.py --answers strict`). This file is copied into the course that runs there.
"""

import functools
import importlib
import inspect

import numpy as np

ANYTHING = ("self", "rng")  # default_rng takes any source of random numbers


class Untried(Exception):
    """An argument of a kind that the check does not try."""


def kind(value) -> str:
    """The kind of a value, as far as right answers may depend on it."""
    if isinstance(value, np.ndarray):
        what = {"f": "floats", "i": "whole numbers", "u": "whole numbers", "b": "truths"}
        axes = "1 axis" if value.ndim == 1 else f"{value.ndim} axes"
        return f"{what.get(value.dtype.kind, value.dtype)} with {axes}"
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return "a number"
    if value is None or isinstance(value, bool | str | list | tuple | dict | range):
        return type(value).__name__
    return "an object"


def tried(exercise: str) -> set[tuple[str, str]]:
    """For each argument of an answer, as "forward, x", the kinds of it that its check tries."""
    found: set[tuple[str, str]] = set()
    module = importlib.import_module(f"dlscratch.checks.{exercise}").exercise
    verdict = module.grade(_watched(module.reference, lambda *pair: found.add(pair)))
    if verdict.kind != "passed":
        raise RuntimeError(f"{exercise}: the reference, watched, does not pass: {verdict.message}")
    return found


def strict(exercise: str, known: list[tuple[str, str]], name: str):
    """The reference of an exercise, which refuses arguments of other kinds than these."""

    def refuse(argument, came):
        takes = [what for one, what in known if one == argument]
        if takes and came not in takes:  # what is never tried is not the answer's, but a base's
            raise Untried(f"{name}.{argument}: {came} came; its check tries {', '.join(takes)}")

    module = importlib.import_module(f"dlscratch.checks.{exercise}").exercise
    part = _watched(module.reference, refuse)
    part.__name__ = part.__qualname__ = name
    return part


def _watched(part, tell):
    """A function or class that tells of each argument it gets, as tell("forward, x", kind)."""
    if not isinstance(part, type):
        return _watching(part, "", tell)
    methods = {}
    for base in reversed(part.__mro__[:-1]):
        for name, value in vars(base).items():
            if inspect.isfunction(value) and (name == "__init__" or name[0] != "_"):
                methods[name] = _watching(value, f"{name}, ", tell)
    return type(part.__name__, (part,), methods)


def _watching(function, prefix, tell):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def watched(*given, **named):
        for argument, value in signature.bind(*given, **named).arguments.items():
            if argument not in ANYTHING:
                tell(prefix + argument, kind(value))
        return function(*given, **named)

    watched.__module__ = __name__  # not the package's: answers are to be written by the learner
    return watched
