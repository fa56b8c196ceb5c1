"""Where in the learner's own code something happened."""

import ast
import itertools
import linecache
import os
import sysconfig
import types
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dlscratch.errors import source

# Code in these folders is not the learner's.
HERE = str(Path(__file__).resolve().parents[1])
PATHS = {HERE, *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))}
OTHERS = (*(path + os.sep for path in PATHS), "<frozen")
COMPILED = (".pyx", ".pxd", ".pxi")  # NumPy's, which names them without a folder


ALONE = "the cell"  # what stands in no function


class Place(NamedTuple):
    """A place in running code."""

    frame: types.FrameType
    number: int
    instruction: int = -1  # in bytes from the beginning of the code

    @property
    def line(self):
        return linecache.getline(self.frame.f_code.co_filename, self.number).strip()

    @property
    def function(self):
        """The function's name without what Python adds: Linear.forward, total."""
        parts = self.frame.f_code.co_qualname.split(".<locals>.")
        return next((part for part in reversed(parts) if not part.startswith("<")), ALONE)

    def __str__(self):
        line = f":\n    {self.line}" if self.line else "."
        return f" in line {self.number} of `{self.function}`{line}"


def place(error, home=()) -> Place | None:
    """The last place of the traceback that is the learner's. `home`: the files of the answer."""
    found = None
    for found in places(error, home):  # noqa: B007 (the last is wanted)
        pass
    return found


def places(error, home=()) -> Iterator[Place]:
    """The places of the traceback that are the learner's, from the outermost inwards."""
    trace = error and error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        ours = file.startswith(OTHERS) or file.endswith(COMPILED)
        # Compiled modules name their sources without a folder; a cell or a file of the learner's
        # has one, or a name in angle brackets.
        ours = ours or not (os.path.isabs(file) or file.startswith("<"))
        if file in home or not ours:
            yield Place(trace.tb_frame, trace.tb_lineno, trace.tb_lasti)
        trace = trace.tb_next


def files(answer) -> set[str]:
    """The files in which an answer was written."""
    parts = [answer, *vars(answer).values()] if issubclass(type(answer), type) else [answer]
    return {part.__code__.co_filename for part in parts if type(part) is types.FunctionType}


def innermost_place(error) -> Place | None:
    """Where Python stopped, whosever code that is."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace and Place(trace.tb_frame, trace.tb_lineno, trace.tb_lasti)


def piece(spot) -> ast.expr | None:
    """The expression at which Python stopped, such as `self.m[i]` in a longer line, if known."""
    where = _position(spot)
    if where is None:
        return None
    first, last, start, end = where
    text = linecache.getlines(spot.frame.f_code.co_filename)[first - 1 : last]
    lines = [line.encode() for line in text]
    if not lines:
        return None
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    try:
        return ast.parse(b"(" + b"".join(lines) + b"\n)", mode="eval").body
    except (SyntaxError, ValueError):
        return None


def stopped_at(spot) -> tuple[ast.AST | None, ast.stmt | None]:
    """Where Python stopped, in the tree of the whole text: the node, and the statement it is in."""
    where_in_text, whole = _position(spot), source.parsed(_text(spot))
    if where_in_text is None or whole is None:
        return piece(spot), None
    first, last, _, _ = where_in_text
    found: tuple[ast.AST | None, ast.stmt | None] = (None, None)
    statement = None
    for node in ast.walk(whole):
        ends = (getattr(node, "lineno", None), getattr(node, "end_lineno", None))
        if isinstance(node, ast.stmt) and ends[0] <= first and last <= ends[1]:
            statement = node  # those inside come later
        columns = (getattr(node, "col_offset", None), getattr(node, "end_col_offset", None))
        if (*ends, *columns) == where_in_text and not isinstance(node, ast.Expr):
            found = _read(node), statement
    return found


def generators_around(spot) -> list[ast.comprehension]:
    """The parts `for … in …` of list comprehensions and the like that run in this frame, and in
    whose loops Python stopped, from the outermost inwards."""
    function = spot.frame.f_code.co_name
    if function.startswith("<") and function != "<module>":
        return []  # it has the frame to itself
    where = _position(spot)
    if where is None:
        return []
    first, last, start, end = where

    def holds(node):
        begin, finish = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        return begin <= (first, start) and (last, end) <= finish

    found: list[ast.comprehension] = []
    for node in source.comprehensions(_text(spot)):
        if holds(node):
            stopped = [holds(part.iter) for part in node.generators]
            whole_loop = (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
            reached = stopped.index(True) if True in stopped else len(stopped)
            found += node.generators[: 0 if where == whole_loop else reached]
    return found


def _position(spot):
    """The first and the last line of what stopped, and the columns; None where it is not known."""
    positions = spot.frame.f_code.co_positions()
    where = next(itertools.islice(positions, spot.instruction // 2, None), (None,) * 4)
    return None if spot.instruction < 0 or None in where else tuple(where)


def _text(spot):
    return "".join(linecache.getlines(spot.frame.f_code.co_filename))


def _read(node):
    """A loop or a comprehension stops at what it goes through, whatever Python's version says."""
    if isinstance(node, ast.For):
        return node.iter
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return node.generators[0].iter
    return node
