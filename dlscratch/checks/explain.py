"""An exception in plain words: where it happened, in the learner's own line, and what was there."""

import builtins
import difflib
import linecache
import os
import re
import sysconfig

import numpy as np

from dlscratch.checks import blank, compare

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OTHERS = tuple({HERE, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))})

# (exception, what its text contains, one more sentence)
HELP = (
    (ValueError, "mismatch in its core dimension|not aligned", "`a @ b` wants the last length of a to equal the first length of b."),
    (ValueError, "could not be broadcast", "Two arrays fit together if their lengths are equal, or 1, counted from the last axis."),
    (ValueError, "truth value of an array", "`if` wants one True or False, and a comparison of arrays gives many."),
    (ValueError, "inhomogeneous", "The rows of an array must all have the same length."),
    (UnboundLocalError, "", "The function gives this name a value further down, so within the function it is a local name, which has none yet."),
    (NameError, "'self'", "A method's first parameter is `self`."),
    (TypeError, "'NoneType'", "Something here is None: did a function end without `return`?"),
    (AttributeError, "'NoneType'", "Something here is None: did a function end without `return`?"),
    (TypeError, r"'int' and 'list'|'float' and 'list'", "The numbers may lie one level deeper than this line expects."),
    (AttributeError, "'list' object has no attribute", "This is a Python list, not an array."),
    (RecursionError, "", "The function calls itself without end: which case stops it?"),
    (SystemExit, "", "The code asked Python to stop (`exit` or `sys.exit`): leave that out."),
    (KeyboardInterrupt, "", "The run was interrupted."),
    (GeneratorExit, "", "The code raised GeneratorExit, which belongs to Python itself."),
    (MemoryError, "", "It asked for more memory than there is."),
)


def explain(error, home=()) -> str:
    """`error` in two or three sentences. `home`: the files that the answer was written in."""
    frame, number = place(error, home)
    said = f"{type(error).__name__}: {_text(error)}".removesuffix(": ")
    if frame is None:
        return " ".join([f"`{said}`.", *_help(error, None, "")])
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    there = ", ".join(_names(frame, line))
    where = f"In `{_function(frame)}`, line {number}" + (f", `{line}`" if line else "")
    parts = [f"{where}: `{said}`.", f"There, {there}." if there else "", *_help(error, frame, line)]
    return " ".join(part for part in parts if part)


def place(error, home=()):
    """The frame and line number where the learner's own code was last, or (None, None)."""
    found = None, None
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file in home or not (file.startswith(OTHERS) or file.startswith("<frozen")):
            found = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    return found


def _function(frame):
    """The name of the frame's function, without what Python adds: Linear.forward, tensor_sum."""
    parts = [part for part in frame.f_code.co_qualname.split(".") if not part.startswith("<")]
    return ".".join(parts[-2:]) if "self" in frame.f_code.co_varnames[:1] else (parts or ["the cell"])[-1]


def _text(error):
    """The exception's own words; a learner's `__str__` is not called."""
    if type(error).__str__ in (BaseException.__str__, KeyError.__str__, OSError.__str__, ImportError.__str__) or type(error).__module__.startswith("numpy"):
        text = str(error)
    else:
        text = ", ".join(compare.short(part) for part in error.args)
    return text if len(text) <= 200 else text[:199] + "…"


def _names(frame, line):
    """What the names in the line stand for: shapes of arrays, values of anything short."""
    found = []
    for name in dict.fromkeys(re.findall(r"\bself\.\w+|(?<![\w.'\"])[A-Za-z_]\w*", line)):
        first, _, attribute = name.partition(".")
        if first not in frame.f_locals:
            continue
        value = frame.f_locals[first]
        if attribute:
            inside = getattr(type(value), "__dict__", {}).get("__dict__") and object.__getattribute__(value, "__dict__")
            if attribute not in (inside or {}):
                continue
            value = inside[attribute]
        if compare.family(value) == "array":
            found.append(f"{name} has shape {compare.shape(value)}")
        elif compare.family(value) not in ("function", "object"):
            found.append(f"{name} is {compare.short(value, 40)}")
    return found[:6]


def _help(error, frame, line):
    """Sentences that make the exception easier to understand."""
    text = _text(error)
    if isinstance(error, TypeError) and "not callable" in text and frame:
        yield from _shadowed(frame, line)
    if isinstance(error, TypeError) and (match := re.search(r"takes (\d+) positional arguments? but (\d+)", text)):
        takes, given = map(int, match.groups())
        if "." in text.split("(")[0] and given == takes + 1:
            yield "Does the method's `def` begin with `self`?"
    if type(error) is NameError and (match := re.search(r"name '(\w+)'", text)) and frame:
        known = [*frame.f_locals, *frame.f_globals, *dir(builtins)]
        close = difflib.get_close_matches(match[1], known, 1)
        yield f"Did you mean `{close[0]}`?" if close else "Has the cell that defines it been run?"
    for kind, words, sentence in HELP:
        if isinstance(error, kind) and re.search(words, text):
            yield sentence
            break


def _shadowed(frame, line):
    for name in re.findall(r"(?<![\w.])(\w+)\(", line):
        value = frame.f_locals.get(name, frame.f_globals.get(name))
        if value is not None and not callable(value):
            yield f"`{name}` is {compare.short(value, 40)} here, so it cannot be called: was the name given a new value? `del {name}` gives the old one back."
