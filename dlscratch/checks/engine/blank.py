"""`____`, the blank that a learner fills in, and how it is found without running anything."""

import functools
import itertools
import types
from collections import deque

SENTENCE = "`____` is a blank: write your own code in its place and run the cell again."


class Unfinished(NotImplementedError):
    """A blank was used as if it were a value."""


class Blank:
    """Stands where the learner's code is missing. Holding it is fine; using it is not."""

    def __repr__(self):
        return "____"

    def __reduce__(self):  # every copy is the one blank
        return "____"

    def __getattr__(self, name):
        if name.startswith("_"):  # copying and displaying ask for these and expect a plain no
            raise AttributeError(name)
        raise Unfinished(SENTENCE)


def _use(self, *arguments, **options):
    raise Unfinished(SENTENCE)


_BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor".split()
_OTHER = """call bool iter len getitem setitem delitem contains enter exit int float index
    complex neg pos abs invert round lt le gt ge eq ne array array_ufunc array_function""".split()
for _name in _OTHER + [side + name for name in _BINARY for side in ("", "r", "i")]:
    setattr(Blank, f"__{_name}__", _use)

____ = Blank()


def find(answer, marks=("____", "NotImplementedError")) -> str | None:
    """A mark of unfinished work in `answer`, or None.

    In code (functions, classes and what wraps them) the mere name counts; in a value, the blank
    itself. Nothing is called, and of what is huge or contains itself only a part is read.
    """
    waiting = deque([answer])
    for _ in range(10_000):
        if not waiting:
            break
        thing = waiting.popleft()
        if type(thing) is Blank:
            return "____"
        if type(thing) is types.CodeType:
            for mark in marks:
                if mark in thing.co_names:
                    return mark
        waiting.extend(inside(thing))
    return None


def culprit(code, names) -> str | None:
    """The name in `code` whose function, looked up in `names`, is still unfinished."""
    return next((name for name in code.co_names if name in names and find(names[name])), None)


def inside(thing):
    """What may hold a mark in `thing`, which is read by its real type: a learner's may lie."""
    kind = type(thing)
    if kind is types.CodeType:
        return [part for part in thing.co_consts if type(part) is types.CodeType]
    if kind is types.FunctionType:
        wrapped = vars(thing).get("__wrapped__")
        return [thing.__code__, thing.__defaults__, thing.__kwdefaults__, wrapped]
    if kind in (types.MethodType, staticmethod, classmethod):
        return [thing.__func__]
    if kind in (functools.partial, functools.cached_property):
        return [thing.func]
    if kind is property:
        return [thing.fget, thing.fset, thing.fdel]
    if issubclass(kind, type):
        return list(type.__dict__["__dict__"].__get__(thing).values())
    if issubclass(kind, list):
        return list.__getitem__(thing, slice(1000))
    if issubclass(kind, tuple):
        return tuple.__getitem__(thing, slice(1000))
    if issubclass(kind, dict):
        return itertools.islice(dict.values(thing), 1000)
    call = vars(kind).get("__call__")  # an object that can be called: its class holds the code
    return [call] if type(call) is types.FunctionType else []
