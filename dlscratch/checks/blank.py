"""`____`, the blank that a learner fills in, and how it is found without running anything."""

import functools
import itertools
import types

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
Blank.__hash__ = object.__hash__

____ = Blank()


def find(answer, marks=("____", "NotImplementedError")) -> str | None:
    """The first mark of unfinished work in `answer`, or None.

    In code (functions, classes and what wraps them) the mere name counts; in a value, the blank
    itself. Nothing is called, and of a long list only the beginning is read.
    """
    return next(_marks(answer, marks, depth=8), None)


def culprit(code, names) -> str | None:
    """The name in `code` whose function, looked up in `names`, is still unfinished."""
    return next((name for name in code.co_names if name in names and find(names[name])), None)


def _marks(thing, marks, depth):
    """Every mark in `thing`, which is read by its real type: a learner's class may lie."""
    kind = type(thing)
    inside = ()
    if kind is Blank:
        yield "____"
    elif kind is types.CodeType:
        yield from (mark for mark in marks if mark in thing.co_names)
        inside = (part for part in thing.co_consts if type(part) is types.CodeType)
    elif kind is types.FunctionType:
        wrapped = vars(thing).get("__wrapped__")
        inside = (thing.__code__, thing.__defaults__, thing.__kwdefaults__, wrapped)
    elif kind in (types.MethodType, staticmethod, classmethod):
        inside = (thing.__func__,)
    elif kind in (functools.partial, functools.cached_property):
        inside = (thing.func,)
    elif kind is property:
        inside = (thing.fget, thing.fset, thing.fdel)
    elif issubclass(kind, type):
        inside = type.__dict__["__dict__"].__get__(thing).values()
    elif issubclass(kind, list):
        inside = list.__getitem__(thing, slice(1000))
    elif issubclass(kind, tuple):
        inside = tuple.__getitem__(thing, slice(1000))
    elif issubclass(kind, dict):
        inside = itertools.islice(dict.values(thing), 1000)
    elif "__call__" in vars(kind):  # an object that can be called: its class holds the code
        inside = (vars(kind)["__call__"],)
    if depth:
        for part in tuple(inside):
            yield from _marks(part, marks, depth - 1)
