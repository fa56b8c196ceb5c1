"""The code of one notebook with exercises, and where in it the code of an exercise stands."""

import builtins
import functools
import re
from pathlib import Path
from typing import NamedTuple

from dlscratch.course import edition, lessons, saved, statements

TRIES = 8  # so many places are looked at for one exercise


class Home(NamedTuple):
    """A cell that may hold the answer to an exercise, and what its check got there."""

    cell: int
    answer: str  # a name, or another expression


class Piece(NamedTuple):
    """A statement, and where it stands."""

    cell: int
    line: int  # of the cell
    text: str


class Found(NamedTuple):
    """What a name means: the statements that define and change it."""

    text: str
    needs: frozenset
    cell: int
    imports: bool  # nothing but imports
    pieces: tuple[Piece, ...]
    at_once: frozenset  # of the needs, those that running these statements takes


class Notebook:
    """The code of one notebook with exercises: the learner's, or the course's with solutions."""

    def __init__(self, read: list[saved.Cell]):
        self.cells = read
        self.unreadable: set[int] = set()  # cells that are no Python
        self._statements: dict[int, list[statements.Statement]] = {}  # of the cells looked at
        self._calls: dict[int, list[statements.Call]] = {}

    @classmethod
    def of_learner(cls, root: Path, lesson: lessons.Lesson):
        """Raises saved.Damaged, and FileNotFoundError where the learner has none."""
        return cls(saved.read(root / lesson.exercises))

    @classmethod
    def of_course(cls, root: Path, lesson: lessons.Lesson):
        """Raises CourseError where the course's solutions are not there."""
        return _solved(tuple(edition.solved(root, lesson)))

    def calls(self, number: int) -> list[statements.Call]:
        """The calls of methods in a cell; none if it is no Python."""
        if number not in self._calls:
            code = self.cells[number].code
            self._calls[number] = statements.calls(code) if self.statements(number) else []
        return self._calls[number]

    def statements(self, number: int) -> list[statements.Statement]:
        """The statements of a cell; none if it is no Python."""
        if number not in self._statements:
            self._statements[number] = []
            try:
                self._statements[number] = statements.read(self.cells[number].code)
            except statements.Unreadable:
                self.unreadable.add(number)
        return self._statements[number]

    def _about(self, number, name):
        """The statements of a cell, or none if it cannot mean this name: to read it takes time."""
        code = self.cells[number].code
        return self.statements(number) if name in code or "*" in code else []

    @functools.cached_property
    def checkers(self) -> set[str]:
        """The names in this notebook that stand for a lesson's checks, mostly `check`."""
        found = {"check", "dlscratch"}
        for number, cell in enumerate(self.cells):
            beside = re.sub(r"(?m)^check\.\w+\(", "", cell.code)  # a call gives nothing a name
            if not any(name in beside for name in found):
                continue
            for one in self.statements(number):
                if one.imports and "dlscratch.checks" in one.text:
                    found |= one.defines
                elif not one.makes and len(one.needs) == 1 and one.needs <= found:
                    found |= one.defines  # c = check
        return found

    def homes(self, exercise: str, name: str) -> list[Home]:
        """Where the answer to an exercise may stand, which is called `name`; the likeliest first.

        That is a cell that has passed the check, else one that calls it, else one that defines the
        name; of several the last.
        """
        found: dict[Home, int] = {}
        for number, cell in enumerate(self.cells):
            passed = exercise in cell.passed()
            for answer in self._answers(number, exercise.partition(".")[2]):
                found[Home(number, answer)] = 3 if passed else 2
            if passed or any(name in one.defines for one in self._about(number, name)):
                found.setdefault(Home(number, name), 3 if passed else 1)
        return sorted(found, key=lambda home: (-found[home], -home.cell))[:TRIES]

    def _answers(self, number, method):
        """What the check of this name gets in a cell."""
        if method not in self.cells[number].code:  # to read it takes time
            return []
        called = [one for one in self.calls(number) if one.method == method]
        return [one.argument for one in called if one.owner in self.checkers]

    def find(self, name: str, home: int) -> Found | None:
        """What `name` means in the cell `home`: what that cell says, or the nearest one above it,
        or one below."""
        later: list[tuple[int, statements.Statement]] = []
        for cell in [*range(home, -1, -1), *range(home + 1, len(self.cells))]:
            if cell > home:
                later = []
            about = self._about(cell, name)
            here = [(cell, one) for one in about if name in one.defines | one.changes]
            if hasattr(builtins, name):
                if any(name in one.deletes for one in about):
                    return None  # `del sum` brings Python's own back
                if cell != home:  # a `sum = 0` of another cell is hardly what is meant here
                    here = [(number, one) for number, one in here if one.makes or one.imports]
            if any(name in one.defines for _, one in here):
                return _found(name, here, later, cell)
            later = here + later
        return None


@functools.cache
def _solved(codes):
    return Notebook([saved.Cell(code, []) for code in codes])


def _found(name, here, later, cell):
    """All that a name means, from the statements of the cell that defines it and of later ones."""
    for start in range(len(here) - 1, -1, -1):
        if here[start][1].anew and name in here[start][1].defines:
            here = here[start:]
            break
    if not all(one.imports for _, one in here if name in one.defines):
        here = here + later
    else:  # `np.random.seed(0)` and the like change nothing of ours
        here = [(number, one) for number, one in here if name in one.defines]
    text = "\n".join(one.text for _, one in here)
    needs = frozenset().union(*(one.needs for _, one in here)) - {name}
    at_once = frozenset().union(*(one.at_once for _, one in here)) - {name}
    pieces = tuple(Piece(number, one.line, one.text) for number, one in here)
    return Found(text, needs, cell, all(one.imports for _, one in here), pieces, at_once)
