"""What a function reaches of libraries for networks, on a page where everything is to be own."""

import contextlib
import dis
import functools
import inspect
import itertools
import sys
import types
from collections import defaultdict

import numpy as np

from dlscratch.checks.engine.explain import OTHERS
from dlscratch.errors.lookup import attributes

_LIBRARIES = ("dlscratch", "torch", "sklearn", "tensorflow", "keras", "jax")
_NO_PIECE = ("dlscratch.checks.", "dlscratch.datasets.")  # whoever prints a score may use them


def borrowed(fit):
    """The names by which a function, or what it uses, reaches into a library for networks, as
    {library: names}."""
    found, seen, todo = defaultdict(set), {}, [("fit", fit)]
    while todo:
        name, thing = todo.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing
        module = _module(thing)
        if library := _library(module):
            found[library].add(name)
        elif isinstance(thing, types.FunctionType) and not _foreign(module):
            for word in _imported(thing.__code__):
                if library := _library(word):
                    found[library].add(word)
            todo += _used(thing)
        elif isinstance(thing, functools.partial) or not _foreign(module):
            todo += [(part_name or name, part) for part_name, part in _parts(thing)]
    return found


def _used(function):
    """What a function uses of its surroundings: globals, its closure, defaults, decorators."""
    code = function.__code__
    for word in set(_loaded(code)) & set(function.__globals__):
        yield word, function.__globals__[word]
    for word, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        with contextlib.suppress(ValueError):  # a name that has no value yet
            yield word, cell.cell_contents
    named = inspect.signature(function, follow_wrapped=False).parameters.values()
    yield from ((one.name, one.default) for one in named if one.default is not one.empty)


def _parts(thing):
    """What is in a class, an object or a collection, as (its name or "", part)."""
    if isinstance(thing, type):
        yield from ((base.__name__, base) for base in thing.__bases__)
        yield from vars(thing).items()
    elif isinstance(thing, functools.partial):
        yield getattr(thing.func, "__name__", ""), thing.func
        yield from (("", part) for part in (*thing.args, *thing.keywords.values()))
    elif isinstance(thing, staticmethod | classmethod | types.MethodType):
        yield "", thing.__func__
        yield "", getattr(thing, "__self__", None)
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from (("", part) for part in itertools.islice(thing, 1000))
    elif isinstance(thing, dict):
        yield from (("", part) for part in itertools.islice(dict.values(thing), 1000))
    elif type(thing).__module__ != "builtins" and not isinstance(thing, np.ndarray):
        yield type(thing).__name__, type(thing)
        yield from attributes(thing).items()


def _loaded(code):
    """The names that code, or code within it, reads as globals: attributes are none."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _loaded(part)


def _imported(code):
    """The modules that code, or code within it, imports from, as "dlscratch.losses"."""
    steps = list(dis.get_instructions(code))
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        if step.opname == "IMPORT_NAME":
            inner = after is not None and after.opname == "IMPORT_FROM"
            deeper = step.argval == "dlscratch" and inner
            yield f"dlscratch.{after.argval}" if deeper else step.argval
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _imported(part)


def _module(value):
    """The name of the module that a value, or its class, comes from."""
    if isinstance(value, types.ModuleType):
        return value.__name__
    home = value if isinstance(value, type | types.FunctionType) else type(value)
    return str(getattr(home, "__module__", None))


def _library(module):
    """The library for networks that a module belongs to, or None."""
    root = module.partition(".")[0]
    return root if root in _LIBRARIES and not f"{module}.".startswith(_NO_PIECE) else None


def _foreign(module):
    """Whether a module is Python's own or installed: nothing of the learner's is in there."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return bool(file) and file.startswith(OTHERS)
