"""The exercises as the learner gets them, and as they are solved."""

import functools
import re
from pathlib import Path

import pytest
from gate import (
    ROOT,
    WITH_EXERCISES,
    build,
    exercises_text,
    lines,
    needs_torch,
    outputs,
    read,
    secret_lines,
    verdicts,
)

from dlscratch import checks
from dlscratch.course import pages

REGISTRY = checks.registry()
each_lesson = pytest.mark.parametrize("lesson", WITH_EXERCISES, ids=lambda one: one.stem)


def names(lesson, kind=None):
    return [one.name for one in REGISTRY if one.lesson == lesson.name and kind in (None, one.kind)]


def checked(cells):
    return sorted(one["exercise"].partition(".")[2] for one in verdicts(cells))


@functools.cache
def executed(lesson, bugs_left=False):
    """The blank notebook, run top to bottom; with `bugs_left`, as if each bug's `____` line were
    deleted and nothing mended."""
    needs_torch(lesson.name)
    notebook = pages.blank(exercises_text(lesson))
    if bugs_left:
        for cell in notebook.cells:
            if any(f"\ncheck.{name}(" in cell.source for name in names(lesson, "bug")):
                cell.source, count = re.subn(r"(?m)^ *____ .*\n", "", cell.source)
                assert count == 1, "a bug is shown with one line that begins with `____`"
    build.execute(notebook, ROOT / "exercises", Path(lesson.exercises))
    return notebook


def test_every_exercise_stands_in_a_text():
    in_texts = [
        f"{lesson.name}.{piece.check}"
        for lesson in WITH_EXERCISES
        for piece in pages.pieces(exercises_text(lesson))
        if piece.check
    ]
    assert sorted(in_texts) == sorted(one.id for one in REGISTRY)


@each_lesson
def test_blank_exercises_run_and_all_are_to_do(lesson):
    cells = executed(lesson).cells
    assert {one["kind"] for one in verdicts(cells)} == {"todo"}
    assert checked(cells) == sorted(names(lesson))
    assert not [out for out in outputs(cells) if out.output_type == "error"]
    assert not [out.text for out in outputs(cells) if out.get("name") == "stderr"]


@each_lesson
def test_solved_exercises_all_pass(lesson):
    """Read from the committed outputs. nbval runs these cells again and compares the verdicts,
    unless they are tagged, so they must not be."""
    cells = read(lesson.solutions).cells
    assert {one["kind"] for one in verdicts(cells)} == {"passed"}
    assert checked(cells) == sorted(names(lesson))
    for cell in cells:
        if verdicts([cell]):
            assert "nbval-ignore-output" not in cell.metadata.get("tags", [])
            assert "# NBVAL" not in cell.source


@each_lesson
def test_bugs_left_unmended_are_recognised(lesson):
    bugs = [f"{lesson.name}.{name}" for name in names(lesson, "bug")]
    if not bugs:
        pytest.skip("no bug to find in this lesson")
    found = {one["exercise"]: one for one in verdicts(executed(lesson, bugs_left=True).cells)}
    for bug in bugs:
        assert found[bug]["kind"] in ("wrong", "error", "timeout"), bug
        assert found[bug]["mistake"], bug


@each_lesson
def test_blanks_are_blank(lesson):
    for piece in pages.pieces(exercises_text(lesson)):
        if piece.check:
            assert "____" in piece.blank, piece.check
    notebook = pages.blank(exercises_text(lesson))
    everything = "\n".join(cell.source for cell in notebook.cells)
    assert "SOLUTION" not in everything and "### BLANK" not in everything


@each_lesson
def test_no_solution_leaks(lesson):
    notebook = pages.blank(exercises_text(lesson))
    shown = [line for cell in notebook.cells for line in lines(cell.source)]
    shown += [line.lstrip("# ") for line in shown]
    shown += [code for line in shown for code in re.findall(r"`([^`]+)`", line)]
    for piece in pages.pieces(exercises_text(lesson)):
        if piece.check:
            leaks = set(secret_lines(piece)) & set(shown)
            assert not leaks, f"{piece.check}: the blank notebook shows {leaks}"
