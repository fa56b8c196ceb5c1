"""What the reports of a class say together: which mistakes stop it, and which the banks miss."""

import re
import textwrap
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from dlscratch.checks import registry
from dlscratch.course import report, saved

SHOWN = 10  # so many lines of each kind
DEEPEST = 2  # folders: a learner's, and one inside


class Met(NamedTuple):
    """Wrong answers of some learners that have made the same mistake."""

    exercise: str
    mistake: str  # empty: none that the bank knows
    tries: int  # lost with it, by all together
    learners: int
    of: int  # learners who have tried the exercise


class Tally:
    """The sums of some reports."""

    def __init__(self, reports: list[report.Report]):
        self.reports = reports
        self.hints = {(one.id, known.id): known.hint for one in registry() for known in one.bank}
        self.tried = Counter(id for one in reports for id in one)
        self.wrong: Counter = Counter()  # answers to an exercise
        lost: Counter[tuple[str, str]] = Counter()
        learners: Counter[tuple[str, str]] = Counter()
        for one in reports:
            for id, entry in one.items():
                self.wrong[id] += entry.tries
                found = self._lost(id, entry)
                lost.update(found)
                learners.update(found.keys())
        met = [
            Met(exercise, mistake, tries, learners[exercise, mistake], self.tried[exercise])
            for (exercise, mistake), tries in lost.items()
        ]
        self.met = sorted(met, key=lambda one: (-one.tries, -one.learners, one))

    def _lost(self, exercise, entry):
        """{(exercise, mistake): tries}; what the bank does not know stands under ""."""
        known = {
            (exercise, id): count
            for id, count in entry.mistakes.items()
            if (exercise, id) in self.hints
        }
        rest = entry.tries - sum(known.values())
        return known | ({(exercise, ""): rest} if rest > 0 else {})

    def lines(self) -> list[str]:
        """Both lists, each below an empty line; nothing where no wrong answer was counted."""
        known = [one for one in self.met if one.mistake][:SHOWN]
        missed = [one for one in self.met if not one.mistake][:SHOWN]
        lines = ["", "Which mistakes stop the class (wrong answers with each):"] if known else []
        for one in known:
            what = f"{one.tries} x {one.exercise}, {one.mistake}, {_share(one)}"
            lines.append(_line(f"{what}: {_beginning(self.hints[one[:2]])}"))
        lines += ["", "Which wrong answers the checks know nothing of:"] if missed else []
        for one in missed:
            what = f"{one.tries} of {self.wrong[one.exercise]} in {one.exercise}"
            lines.append(_line(f"{what}, {_share(one)}"))
        return lines

    def __str__(self):
        head = f"{_number(len(self.reports), 'report')}, {_number(len(self.tried), 'exercise')}."
        return "\n".join([head, *(self.lines() or ["No wrong answer is counted in them."])])


def _share(one):
    return f"{one.learners} of {_number(one.of, 'learner')} ({one.learners / one.of:.0%})"


def _beginning(hint):
    return re.split(r"(?<=[.?!])\s", hint.strip())[0]


def _number(count, what):
    return f"{count} {what}{'s' * (count != 1)}"


def _line(text):
    return textwrap.fill(text, 88, initial_indent="  ", subsequent_indent=" " * 6)


def find(place: Path) -> list[Path]:
    """The files in a folder and in the folders in it that may be reports; a file is one."""
    if place.is_file():
        return [place]
    levels = ["/".join(["*"] * depth + ["*.json"]) for depth in range(DEEPEST + 1)]
    found = {path for level in levels for path in place.glob(level)}
    return sorted(one for one in found if not _is_hidden(one.relative_to(place)))


def _is_hidden(path):
    return any(part.startswith((".", "_")) for part in path.parts)


def read(paths: list[Path]) -> tuple[list[report.Report], list[str]]:
    """The reports in these files, and a sentence on each file that is none."""
    found, notes = [], []
    for path in paths:
        try:
            found.append(report.load(path))
        except saved.Damaged as damaged:
            name = "".join(one if one.isprintable() else "?" for one in path.name)
            notes.append(f"{name} {damaged}")
    return found, notes
