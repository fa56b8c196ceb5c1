"""A learner's report: what they have tried, in one small file, for whoever they give it to.

It holds, for each exercise, whether it is passed, the wrong answers, the mistakes that the check
has recognised, the hints that were asked for and the seconds: no code, no name, no path, no date.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

from dlscratch.checks.engine.tries import counts
from dlscratch.course import files, lessons, saved

FORMAT = "dlscratch report 1"
NAME = "dlscratch-report.json"
LARGEST = 1_000_000  # bytes; one with every exercise has some 20,000


class Entry(NamedTuple):
    """One exercise that was tried."""

    passed: bool
    tries: int  # wrong answers, each counted once
    mistakes: dict[str, int]  # the known ones among them, and how often
    hints: int
    seconds: int  # from the first wrong answer to the last one, or to the pass


Report = dict[str, Entry]  # by the exercise's id, in the order of the course


def read(root: Path) -> Report:
    """The report on the learner's saved notebooks. Damaged ones are left out: `progress` tells."""
    found: Report = {}
    names = lessons.exercise_names()
    for lesson in lessons.LESSONS:
        try:
            said = saved.verdicts(root / lesson.exercises)
        except (saved.Damaged, FileNotFoundError):
            continue
        found |= of(said, [f"{lesson.name}.{name}" for name in names[lesson.name]])
    return found


def of(said: list[dict], exercises: list[str]) -> Report:
    """The report on these exercises, from all verdicts of a notebook."""
    found = {}
    for id in exercises:
        tried = [one for one in said if one["exercise"] == id and _is_tried(one)]
        if tried:
            passed = any(one["kind"] == "passed" for one in tried)
            found[id] = Entry(passed, **counts(max(tried, key=lambda one: one["tries"])))
    return found


def _is_tried(verdict):
    return verdict["kind"] != "todo" or verdict["tries"] or verdict["hints"]


def table(report: Report) -> str:
    """The report as plain text, a line for each exercise."""
    width = max(map(len, report), default=0) + 2
    lines = [f"{'exercise':<{width}}passed  wrong  hints  seconds  mistakes"]
    for id, one in report.items():
        often = [f"{id} {count}x" if count > 1 else id for id, count in one.mistakes.items()]
        lines.append(
            f"{id:<{width}}{'yes' if one.passed else 'no':<8}{one.tries:>5}{one.hints:>7}"
            f"{one.seconds:>9}  {', '.join(often)}".rstrip()
        )
    return "\n".join(lines)


def write(report: Report, path: Path) -> None:
    """Write the report into a file, in place of an earlier report alone. Raises CourseError."""
    content = {"format": FORMAT, "exercises": {id: one._asdict() for id, one in report.items()}}
    try:
        if path.exists():
            load(path)
        files.write(path, (json.dumps(content, indent=1) + "\n").encode())
    except saved.Damaged as damaged:
        raise lessons.CourseError(
            f"{path} {damaged} It stays as it is: name another file for the report."
        ) from damaged
    except OSError as error:
        raise lessons.CourseError(f"{path} cannot be written ({error.strerror}).") from error


def load(path: Path) -> Report:
    """The report in a file. Raises saved.Damaged, with the end of a sentence that its name begins,
    for one that is none or that cannot be read."""
    try:
        content = json.loads(files.read(path, LARGEST).decode("utf-8-sig"))
    except OSError as error:
        raise saved.Damaged(f"cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise saved.Damaged("is damaged: it is no report any more.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise saved.Damaged("is no report of this course.")
    try:
        return {_id(id): _entry(one) for id, one in content["exercises"].items()}
    except (LookupError, TypeError, AttributeError) as error:
        raise saved.Damaged("is damaged: what it says of an exercise cannot be read.") from error


def _id(id):
    if not re.fullmatch(r"\w{1,80}\.\w{1,80}", id):
        raise TypeError("no exercise")
    return id


def _entry(one):
    if (
        set(one) != set(Entry._fields)
        or type(one["passed"]) is not bool
        or counts(one) != {key: one[key] for key in counts(one)}
    ):
        raise TypeError("no entry")
    return Entry(**one)
