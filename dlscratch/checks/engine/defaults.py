"""Other defaults than the text prescribes: one such slip must not hide what else is wrong."""

import contextlib
import types
from collections.abc import Iterator
from typing import NamedTuple

from dlscratch.checks.engine import compare
from dlscratch.errors import source


class Other(NamedTuple):
    """A parameter whose default is not the reference's; `missing` if it has none."""

    name: str
    missing: bool


def others(answer, reference) -> list[Other]:
    """The parameters that have another default than in the reference, or none."""
    mine, theirs = _function(answer), _function(reference)
    if mine is None or theirs is None:
        return []
    here, there = _defaults(mine), _defaults(theirs)
    names = _parameters(mine)
    return [
        Other(name, name not in here)
        for name, wanted in there.items()
        if name in names and compare.comparable(wanted)
        and (name not in here or not compare.same(here[name], wanted))
    ]  # fmt: skip


@contextlib.contextmanager
def mended(answer, reference) -> Iterator[bool]:
    """For a while, the answer has the reference's defaults; yields whether that could be done."""
    function, theirs = _function(answer), _defaults(_function(reference))
    kept = function.__defaults__, function.__kwdefaults__
    code = function.__code__
    wanted = _defaults(function) | {
        name: value for name, value in theirs.items() if name in _parameters(function)
    }
    first = code.co_varnames[: code.co_argcount]
    last = next((place for place, name in enumerate(first) if name in wanted), len(first))
    # Behind a parameter with a default, each has one.
    possible = all(name in wanted for name in first[last:])
    try:
        if possible:
            function.__defaults__ = tuple(wanted[name] for name in first[last:]) or None
            rest = {name: value for name, value in wanted.items() if name not in first}
            function.__kwdefaults__ = rest or None
        yield possible
    finally:
        function.__defaults__, function.__kwdefaults__ = kept


def _function(answer):
    """What is called when an answer is: a function itself, or the `__init__` of a class."""
    if issubclass(type(answer), type):
        answer = vars(answer).get("__init__")
    return source.functions(answer)[0] if type(answer) is types.FunctionType else None


def _parameters(function):
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _defaults(function):
    """A function's defaults by the names of its parameters."""
    code, values = function.__code__, function.__defaults__ or ()
    first = code.co_varnames[: code.co_argcount]
    found = dict(zip(first[len(first) - len(values) :], values, strict=True))
    return found | (function.__kwdefaults__ or {})
