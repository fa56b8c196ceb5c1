"""Find what a check should refuse and lets pass: changed solutions, and answers to other exercises.

    python ci/holes.py                    every exercise (some minutes)
    python ci/holes.py stacks             one lesson, by its name
    python ci/holes.py stacks.relu --all  one exercise, with every mutant that was tried

Each solution is changed in one place at a time (dlscratch/clinic/mutations.py), as by a slip of the
pen or of the mind, and graded in its page, with the solved exercises above it. Then it is wrapped
so that it keeps or spoils something, and at last every exercise gets the answers to the others.
What passes is printed, unless `ci/equivalent.txt` says why it is right. Exit status 1 if anything
is left.
"""

import argparse
import ast
import contextlib
import functools
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import wrappers

from dlscratch import checks
from dlscratch.checks.engine import solutions
from dlscratch.clinic import mutations
from dlscratch.course import lessons, pages, statements

with contextlib.suppress(ImportError):  # at rest: what stops its import half-way may end in a crash
    import torch  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "ci" / "equivalent.txt"
SECONDS = 1.0  # for a mutant: some never end


class Hole(NamedTuple):
    """An answer that passed."""

    exercise: str
    change: str

    def __str__(self):
        return f"{self.exercise}: {self.change}"


@functools.cache
def solved(lesson: str) -> list[tuple[str | None, str]]:
    """The code cells of a lesson's solved page, without checks: (the exercise checked, source)."""
    one = lessons.find(lesson)
    text = (ROOT / one.exercises_text).read_text(encoding="utf-8")
    found = []
    for cell in pages.solved(text).cells:
        if cell.cell_type != "code":
            continue
        lines = cell.source.split("\n")
        checked = [line for line in lines if line.startswith("check.")]
        name = checked[0].partition("(")[0].removeprefix("check.") if checked else None
        found.append((name, "\n".join(line for line in lines if line not in checked)))
    return found


def run_cell(source: str, names: dict, file: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(source, file, "exec"), names)


@functools.cache
def names_before(lesson: str, exercise: str) -> dict:
    """What the page's cells above an exercise have defined."""
    names: dict = {"__name__": f"page_{lesson}"}
    for number, (name, source) in enumerate(solved(lesson)):
        if name == exercise:
            return names
        if not source.lstrip().startswith(("%", "!")):
            with contextlib.suppress(Exception):  # a cell that only shows something
                run_cell(source, names, f"<{lesson} {number}>")
    raise LookupError(f"{exercise} is not on the page of {lesson}")


def answer(exercise, source: str):
    """What the learner would pass to the check, with this cell in place of the solved one."""
    call = ast.parse(solutions.read()[exercise.id]["check"], mode="eval").body
    names = dict(names_before(exercise.lesson, exercise.name))
    run_cell(source, names, f"<{exercise.id}>")
    return eval(compile(ast.Expression(call.args[0]), "<check>", "eval"), names)


def passes(exercise, made) -> bool:
    limit, exercise.seconds = exercise.seconds, min(exercise.seconds, SECONDS)
    try:
        return exercise.grade(made()).kind == "passed"
    except Exception:  # the changed cell itself fails
        return False
    finally:
        exercise.seconds = limit


def tried(exercise, wanted=lambda change: True) -> Iterator[tuple[str, bool]]:
    """Every `wanted` change of an exercise's solution, and whether it passes."""
    for change, make in candidates(exercise):
        if wanted(change):
            yield change, passes(exercise, make)


def candidates(exercise):
    """The changes: (what is changed, a function that makes the answer)."""
    source = solutions.read()[exercise.id]["solution"]
    if exercise.kind == "crash":
        source = given(exercise, pages.above_the_stop(source))
    if exercise.wants != "value":
        for change, changed in mutations.of(source):
            yield change, functools.partial(answer, exercise, changed)
        if exercise.wants == "function":
            for change, wrap in wrappers.WRAPPERS.items():
                yield change, lambda wrap=wrap: wrap(answer(exercise, source))
    if exercise.wants == "value":  # two predictions may well have the same answer
        return
    for other in checks.registry():
        if other.wants == exercise.wants and other.reference is not exercise.reference:
            change = f"the answer to {other.id}"
            yield change, lambda other=other: other.reference


def given(exercise, source: str) -> str:
    """What a check is given of a crash hunt's code: what stands around it only shows the error."""
    call = ast.parse(solutions.read()[exercise.id]["check"], mode="eval")
    wanted = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
    kept: list[str] = []
    for one in reversed(statements.read(source)):
        if one.defines & wanted:
            wanted |= one.needs
            kept.insert(0, one.text)
    return "\n\n".join(kept)


def explained() -> dict[str, str]:
    """The changes that leave a right answer: {"stacks.relu: line 5, …": why}."""
    known = {}
    for line in EXPLAINED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            change, _, why = line.partition(" | ")
            known[change] = why
    return known


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("which", nargs="*", help="lessons or exercises; all if none is named")
    parser.add_argument("--all", action="store_true", help="print what is refused, too")
    options = parser.parse_args(arguments)
    known, holes, count = explained(), 0, 0
    for exercise in checks.registry():
        if options.which and not {exercise.id, exercise.lesson} & set(options.which):
            continue
        for change, passed in tried(exercise):
            count += 1
            hole = Hole(exercise.id, change)
            if passed and str(hole) not in known:
                holes += 1
                print(f"passes  {hole}", flush=True)
            elif options.all:
                print(f"{'explained' if passed else 'refused'}  {hole}", flush=True)
    print(f"{count:,} answers tried, {holes} passed that are not explained.")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
