"""The exercises as the learner gets them, and as they are solved."""

import ast
import functools
import re
from pathlib import Path

import nbformat
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
from dlscratch.checks.engine.patience import AS_GIVEN, HUNTS
from dlscratch.checks.engine.show import MIME
from dlscratch.course import pages, statements
from dlscratch.course.parts import PARTS

REGISTRY = checks.registry()
each_lesson = pytest.mark.parametrize("lesson", WITH_EXERCISES, ids=lambda one: one.stem)


def names(lesson, kind=None):
    return [one.name for one in REGISTRY if one.lesson == lesson.name and kind in (None, one.kind)]


def checked(cells):
    return sorted(one["exercise"].partition(".")[2] for one in verdicts(cells))


@functools.cache
def executed(lesson):
    """(the cells of the blank notebook, its hunts with nothing mended), run top to bottom."""
    needs_torch(lesson.name)
    notebook = pages.blank(exercises_text(lesson))
    page, hunts = notebook.cells, list(unmended(lesson, notebook.cells))
    notebook.cells = [*page, *hunts]
    build.execute(notebook, ROOT / "exercises", Path(lesson.exercises))
    return page, hunts


def unmended(lesson, cells):
    """The hunts' cells as if a bug's `____` line were deleted, and the line with which a crash hunt
    stops."""
    for cell in cells:
        source = cell.source
        if pages.checked(cell) in names(lesson, "bug"):
            source, count = re.subn(r"(?m)^ *____ .*\n", "", source)
            assert count == 1, "a bug is shown with one line that begins with `____`"
        if pages.checked(cell) in names(lesson, "crash"):
            *above, check = source.splitlines()
            source = f"{pages.above_the_stop(chr(10).join(above))}\n{check}"
        if source != cell.source:
            yield nbformat.v4.new_code_cell(source)


def crashes(lesson, cells):
    """The cells with a crash hunt, each with its exercise."""
    found = {one.name: one for one in REGISTRY if one.lesson == lesson.name and one.raises}
    return [(found[name], cell) for cell in cells if (name := pages.checked(cell)) in found]


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
    cells, _ = executed(lesson)
    assert {one["kind"] for one in verdicts(cells)} == {"todo"}
    assert checked(cells) == sorted(set(names(lesson)) - set(names(lesson, "crash")))
    hunts = [cell for _, cell in crashes(lesson, cells)]
    for cell in cells:
        errors = [out for out in outputs([cell]) if out.output_type == "error"]
        assert len(errors) == (cell in hunts)
        assert (pages.STOPS in cell.metadata.get("tags", [])) == (cell in hunts)
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


# What a text says of "exercise 5" is false as soon as an exercise comes before it.
BY_NUMBER = re.compile(r"exercises? +\d", re.IGNORECASE)


@each_lesson
def test_exercises_are_meant_by_their_names(lesson):
    texts = [re.sub(r"\n# ?", " ", exercises_text(lesson))]
    room = [one for one in REGISTRY if one.lesson == lesson.name]
    texts += [text for one in room for text in (*one.hints, one.after)]
    texts += [known.hint for one in room for known in one.bank]
    assert not [found[0] for text in texts for found in BY_NUMBER.finditer(text)]
    meant = [name for text in texts for name in re.findall(r"xercises? \[(\w+)\]", text)]
    assert set(meant) <= set(names(lesson))


ANSI = build.ANSI
# The frames of a traceback that show the learner's code, the course's, or PyTorch's.
FRAME = re.compile(r"Cell In|File \S*/(torch|dlscratch)/(?!\S*/site-packages/)")


@each_lesson
def test_crash_hunts_stop_where_and_as_they_should(lesson):
    if not names(lesson, "crash"):
        pytest.skip("no crash hunt in this lesson")
    for exercise, cell in crashes(lesson, executed(lesson)[0]):
        (error,) = [out for out in cell.outputs if out.output_type == "error"]
        assert error.ename == exercise.raises.__name__, exercise.id
        assert "____" not in cell.source, "a crash hunt has nothing to fill in"
        frames = [one for part in error.traceback if FRAME.match(one := ANSI.sub("", part))]
        stop = ast.parse(cell.source).body[-2]
        running = re.search(r"(?m)^-+> *(\d+) ", frames[0])
        assert stop.lineno <= int(running[1]) <= stop.end_lineno, "it stops right above the check"
        assert len(frames) >= 3, "below the line above the check, the traceback is two calls deep"


@each_lesson
def test_crash_hunts_stand_by_themselves(lesson):
    """Another exercise, which may be blank or wrong, must not change how the cell stops; and what
    is broken here must not get into another one, or into the learner's library."""
    cells = pages.blank(exercises_text(lesson)).cells
    others = {
        name: set().union(*(one.defines for one in statements.read(cell.source)))
        for cell in cells
        if (name := pages.checked(cell))
    }
    for exercise, cell in crashes(lesson, cells):
        here = statements.read(cell.source)
        needs = set().union(*(one.needs for one in here))
        own = set().union(*(one.defines for one in here))
        taken = set().union(*(found for name, found in others.items() if name != exercise.name))
        assert not (needs | own) & taken, exercise.id
        assert not own & set(PARTS), exercise.id


@each_lesson
def test_bugs_left_unmended_are_recognised(lesson):
    """As the first mistake in the bank; and at first nothing is told but the symptom."""
    hunts = [one for one in REGISTRY if one.lesson == lesson.name and one.kind in HUNTS]
    if not hunts:
        pytest.skip("no bug to find in this lesson")
    shown = {}
    for output in outputs(executed(lesson)[1]):
        if verdict := output.get("data", {}).get(MIME):
            shown[verdict["exercise"]] = verdict, output.data["text/plain"]
    for hunt in hunts:
        verdict, text = shown[hunt.id]
        assert verdict["kind"] in ("wrong", "error", "timeout"), hunt.id
        assert verdict["mistake"] == hunt.bank[0].id, hunt.id
        assert hunt.bank[0].hint not in text and AS_GIVEN.split("{}")[1] in text, hunt.id


@each_lesson
def test_blanks_are_blank(lesson):
    for piece in pages.pieces(exercises_text(lesson)):
        if piece.check and piece.check not in names(lesson, "crash"):
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
