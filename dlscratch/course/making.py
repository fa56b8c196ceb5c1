"""A part of the learner's library, made from the cells of their notebook for use in this kernel.

Each part gets a module of its own, so that helpers of two parts may share a name. Its code knows
where it was written: a traceback names the exercise and shows the line of its cell.
"""

import builtins
import importlib
import linecache
import sys
import types
from typing import NamedTuple

from dlscratch.checks.engine import blank
from dlscratch.course import running
from dlscratch.course.arrangement import Arrangement, Refused
from dlscratch.course.parts import OFFERED, PARTS
from dlscratch.course.sources import Notebook

PUBLIC = "dlscratch.mine"  # from where parts are imported
METHODS = ("forward", "backward", "loss", "gradient", "step")  # half an answer lacks one of them


class Line(NamedTuple):
    """A statement, and where a traceback is to say that it stands."""

    file: str
    number: int
    text: str


class Alone(Arrangement):
    """The definitions of a single part. Other parts that it uses are in `given`, unless its
    notebook has something else by their names: then that is a helper like any other."""

    def __init__(self, kernel, part: str):
        self.kernel, self.given = kernel, set()
        super().__init__(kernel, (part,))

    def _need(self, name, part, cell):
        if name in OFFERED:
            here = self.kernel.notebook(part).find(name, cell)
            if not self.kernel.is_helper(name, here):
                self.given.add(name)
                return None
        definition = super()._need(name, part, cell)
        if definition is None and not hasattr(builtins, name):
            raise Refused(part, f"the saved code needs `{name}`, which no saved cell defines")
        return definition

    def lines(self, files: list[str]) -> list[Line]:
        """All that is to be run, in order; `files` are the names of the notebook's cells."""
        found = []
        for one in self:
            if not one.pieces:  # `Linear = MyLinear`, or an import that the notebook has lost
                found.append(Line(f"{PUBLIC}, {one.part}", 1, one.text))
            found += [Line(files[cell], line, text) for cell, line, text in one.pieces]
        return found


def module(part: str, lines: list[Line], given: dict) -> types.ModuleType:
    """A new module in which these lines have run, with the `given` objects by their names. Raises
    Refused where that fails, or does not give the part."""
    name = f"{PUBLIC}.{part}"
    made, before = types.ModuleType(name), sys.modules.get(name)
    # Where `inspect` looks for the text of a class.
    made.__file__ = next(line.file for line in reversed(lines) if part in line.text)
    vars(made).update(given)
    sys.modules[name] = made  # where pickle and a dataclass look for the module that they stand in
    try:
        value = _value(part, lines, made)
    except BaseException:
        sys.modules.pop(name)
        if before:
            sys.modules[name] = before
        raise
    if isinstance(value, types.FunctionType) and value.__module__ == name:
        value.__module__ = PUBLIC  # so that another kernel can unpickle it
    return made


def _value(part, lines, module):
    """What these lines, run in a module, make of a part; Refused if that is no part."""

    def run():
        for file, number, text in lines:
            code = compile("\n" * (number - 1) + text, file, "exec", dont_inherit=True)
            exec(code, vars(module))

    what = running.trouble(run)
    if what:
        raise Refused(part, f"the saved code, run by itself, {what}")
    value = vars(module).get(part)
    if blank.find(value, ("____",)):
        raise Refused(part, "there is still a `____` in its saved code")
    if not callable(value):
        raise Refused(part, "the saved code makes no function or class of it")
    if isinstance(value, type) and (missing := _missing(part, value)):
        raise Refused(part, f"its saved class has no `{missing}`")
    return value


def _missing(part, written):
    """A method that the package's class of this name has, and the one that was written has not:
    the base class's only says that it is to be written."""
    package = getattr(importlib.import_module(PARTS[part].home), part)
    for method in METHODS if isinstance(package, type) else ():
        base = getattr(super(package, package), method, None)
        if hasattr(package, method) and getattr(written, method, base) is base:
            return method
    return ""


def register(part: str, find) -> None:
    """Let a pickle of an earlier kernel, which names the module of a part, find what it needs.

    `find(name)` gives what the part's module has by that name, or raises AttributeError.
    """
    stand_in = types.ModuleType(f"{PUBLIC}.{part}")
    stand_in.__getattr__ = find  # type: ignore[method-assign]
    sys.modules.setdefault(stand_in.__name__, stand_in)


def show_in_tracebacks(notebook: Notebook, files: list[str]) -> None:
    """Let Python find the text of the cells where it looks for that of files."""
    for file, cell in zip(files, notebook.cells, strict=True):
        # Without a time stamp, it is not looked for on the disk.
        text = cell.code
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
