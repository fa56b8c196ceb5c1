"""The ways between a lesson and its exercises, and the minutes at the head of both.

A lesson's text says where to stop and write, with lines of their own in its text cells:

    # ::: stop neuron linear_forward
    # ::: evening

From the first the lesson gets a link to these exercises, and after the last of them the page of
exercises gets one back. The second says that an evening may end there.

A sentence on the page of exercises names those that it means, as exercise [relu], and is shown with
their numbers; so are the hints of the checks.
"""

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dlscratch.checks.engine.solutions import NAMED
from dlscratch.course import minutes, opening, pages
from dlscratch.course.lessons import AuthoringError, Lesson

STOP = re.compile(r"(?m)^::: stop +(.+)$")
EVENING = re.compile(r"(?m)^::: evening$")
ENDS = re.compile(r"\*\*(The (?:first|second) evening can end here[.])\*\*")
LEFT = {  # what is said where an evening can end, in a lesson with so many such places
    0: [],
    1: ["**The first evening can end here.** The rest fits into a second one."],
    2: [
        "**The first evening can end here.** Two more are left.",
        "**The second evening can end here.** The rest fits into a third one.",
    ],
}
MARK = re.compile(r"(?m)^:::.*$")
NUMBERED = re.compile(r"(?m)^## (\d+)\. ")


class Exercise(NamedTuple):
    """One exercise on its page."""

    name: str
    number: int
    cell: str  # the id of the cell that it begins with
    minutes: float


class Pair:
    """A lesson and its exercises, each knowing where the other one is."""

    def __init__(self, lesson: Lesson, text: str, exercises_text: str = ""):
        self.lesson, self._text, self._exercises_text = lesson, text, exercises_text
        self.exercises = self._read_exercises()
        self.stops = self._read_stops()

    @classmethod
    def read(cls, root: Path, lesson: Lesson):
        """From the texts in `root`; one that is not there is empty."""
        texts = [root / lesson.text, root / lesson.exercises_text]
        return cls(
            lesson, *(one.read_text(encoding="utf-8") if one.exists() else "" for one in texts)
        )

    @property
    def minutes_of_exercises(self) -> float:
        return sum(one.minutes for one in self.exercises.values())

    def pages(self) -> dict:
        """{path: notebook, not executed}: the lesson's, the exercises', the solutions'."""
        found = {}
        if self._text:
            found[self.lesson.notebook] = self.lesson_page()
        if self._exercises_text:
            found[self.lesson.exercises] = self.blank()
            found[self.lesson.solutions] = self.solved()
        return found

    def lesson_page(self):
        return opening.put(self.told())

    def told(self):
        """The lesson's page without the lines that it begins with: what there is to read and do."""
        notebook = pages.lesson(self._text, str(self.lesson.text))
        here = sum(map(minutes.of_cell, notebook.cells))
        texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
        left = iter(LEFT[sum(len(EVENING.findall(cell.source)) for cell in texts)])
        for cell in texts:
            cell.source = STOP.sub(self._stop, cell.source)
            cell.source = EVENING.sub(lambda mark: next(left), cell.source)
        _refuse_marks(notebook, self.lesson.text)
        head = f"About {minutes.rounded(here)} minutes"
        if self.exercises:
            there = self.minutes_of_exercises
            link = _link("the exercises", "exercises", self.lesson.exercises)
            head += (
                f", and {minutes.rounded(there)} for {link} on the way: "
                f"{minutes.evenings(here + there)}"
            )
        _put_below_the_title(notebook, f"{head}.")
        return notebook

    def cells(self) -> list:
        """The cells of the lesson as its text has them, with the marks."""
        return pages.lesson(self._text, str(self.lesson.text)).cells

    def stopped_for(self, text: str) -> list[Exercise]:
        """The exercises for which a part of the lesson's text stops."""
        names = [name for stop in STOP.finditer(text) for name in stop[1].split()]
        return [self.exercises[name] for name in names]

    def exercises_at(self) -> list[list[Exercise]]:
        """For each cell of the lesson, the exercises for which it stops."""
        return [self.stopped_for(cell.source) for cell in self.cells()]

    def blank(self):
        """The page of exercises, as the learner gets it."""
        return self._exercise_page(pages.blank(self._exercises_text, self._file))

    def solved(self):
        return self._exercise_page(pages.solved(self._exercises_text, self._file))

    @property
    def _file(self):
        return str(self.lesson.exercises_text)

    def _read_exercises(self) -> dict[str, Exercise]:
        """The exercises by name, in their order."""
        if not self._exercises_text:
            return {}
        found, solution = {}, pages.pieces(self._exercises_text, self._file)
        by_name = {piece.check: piece.solution for piece in solution if piece.check}
        number, cell, text = 0, "", ""
        for one in pages.blank(self._exercises_text, self._file).cells:
            name = pages.checked(one)
            if one.cell_type == "markdown":
                heading = NUMBERED.search(one.source)
                if heading:
                    number, cell, text = int(heading[1]), one.id, ""
                text += one.source + "\n"
            elif name:
                spent = minutes.of_exercise(text, by_name[name])
                found[name] = Exercise(name, number, cell, spent)
        return found

    def _read_stops(self) -> dict[str, str]:
        """{the last exercise of a stop: the id of the lesson's cell that sends there}."""
        found, seen = {}, set()
        for cell in self.cells():
            for stop in STOP.finditer(cell.source):
                names = stop[1].split()
                for name in names:
                    if name in seen:
                        raise AuthoringError(f"{self.lesson.text}: two stops for {name}.")
                    seen.add(name)
                    if name not in self.exercises:
                        raise AuthoringError(
                            f"{self.lesson.text}: there is no exercise {name} to stop for."
                        )
                    if not self.exercises[name].cell:
                        raise AuthoringError(
                            f"{self.lesson.exercises_text}: {name} has no heading with a number, "
                            "as `## 3. Its title`, to which a stop could lead."
                        )
                found[names[-1]] = cell.id
        return found

    def _stop(self, stop: re.Match) -> str:
        chosen = [self.exercises[name] for name in stop[1].split()]
        first, last = chosen[0], chosen[-1]
        words = f"exercise {first.number}"
        if last.number > first.number:
            between = "and" if last.number == first.number + 1 else "to"
            words = f"exercises {first.number} {between} {last.number}"
        link = _link(words, "exercises", self.lesson.exercises, first.cell)
        spent = minutes.rounded(sum(one.minutes for one in chosen))
        return f"**Stop. Write it:** {link}, about {spent} minutes. Then come back here."

    def _exercise_page(self, notebook):
        _refuse_marks(notebook, self.lesson.exercises_text)
        cells = []
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = NAMED.sub(self._number, cell.source)
            cells.append(cell)
            place = self.stops.get(pages.checked(cell))
            if place:
                link = _link("go on in the lesson", "notebooks", self.lesson.notebook, place)
                text = f"Passed? Save this page, and {link}."
                cells.append(pages.text_cell(text, f"back {pages.checked(cell)}"))
        notebook.cells = cells
        words = f"About {minutes.rounded(self.minutes_of_exercises)} minutes, in pieces: "
        link = _link("the lesson", "notebooks", self.lesson.notebook)
        _put_below_the_title(notebook, f"{words}{link} says when.")
        return opening.put(notebook)

    def _number(self, named: re.Match) -> str:
        """The number of an exercise that a text names: exercise [relu] → exercise 2."""
        found = self.exercises.get(named[1])
        return str(found.number) if found else named[0]


def _link(words: str, folder: str, path: PurePosixPath, cell: str = "") -> str:
    """A link from a page in a sister folder; Jupyter opens it at that very cell."""
    return f"[{words}](../{folder}/{path.name}{f'#cell-id={cell}' if cell else ''})"


def _refuse_marks(notebook, text: PurePosixPath) -> None:
    """Raises AuthoringError for a line with `:::` that is not understood, as of an open fold."""
    for cell in notebook.cells:
        mark = MARK.search(cell.source) if cell.cell_type == "markdown" else None
        if mark:
            raise AuthoringError(
                f"{text}: what does `{mark[0]}` mean? There are `::: stop NAME NAME` and "
                "`::: evening` (in lessons), and `::: answer` or `::: aside TITLE` up to `:::`."
            )


def _put_below_the_title(notebook, sentence: str) -> None:
    first = notebook.cells[0] if notebook.cells else None
    if first and first.source.startswith("# "):
        title, _, rest = first.source.partition("\n")
        first.source = f"{title}\n\n{sentence}\n{rest}".rstrip()
