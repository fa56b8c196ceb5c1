"""A class as it was when it was written, whatever its objects have kept on it since."""

import contextlib
import copy
import dis
import functools
import types


@contextlib.contextmanager
def as_written(cls):
    """Inside, `cls` is as it was when it was written, and what the steps keep on it is gone later.

    That holds for lists, dicts and sets of the class, for those behind `=` in its `def` lines, and
    for what its methods keep under names outside.
    """
    functions = [value for value in vars(cls).values() if isinstance(value, types.FunctionType)]
    defaults = [function.__defaults__ for function in functions]
    before = {name: value for name, value in vars(cls).items() if not name.startswith("__")}
    outside = [(function.__globals__, name, function.__globals__.get(name, before))
               for function in functions for name in _names_outside(function)]  # fmt: skip
    for name, value in before.items():
        if _fresh(value) is not value:
            setattr(cls, name, _fresh(value))
    for function in functions:
        function.__defaults__ = function.__defaults__ and tuple(map(_fresh, function.__defaults__))
    for names, name, value in outside:
        if name in names:
            names[name] = _fresh(value)
    try:
        yield
    finally:
        for function, values in zip(functions, defaults, strict=True):
            function.__defaults__ = values
        for name in [name for name in vars(cls) if not name.startswith("__")]:
            if name not in before:
                delattr(cls, name)
        for name, value in before.items():
            if vars(cls).get(name) is not value:
                setattr(cls, name, value)
        for names, name, value in outside:
            names[name] = value
            if value is before:  # it was not there
                del names[name]


def _fresh(value):
    return copy.deepcopy(value) if isinstance(value, list | dict | set) else value


def _names_outside(function):
    """The names of the page that a function may change: it says `global`, or they hold a list."""
    names, code = function.__globals__, function.__code__
    lists = {name for name in code.co_names if isinstance(names.get(name), list | dict | set)}
    return _said_global(code) | lists


@functools.lru_cache(64)
def _said_global(code):
    return {step.argval for step in dis.get_instructions(code) if step.opname == "STORE_GLOBAL"}
