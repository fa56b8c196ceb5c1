"""Progress is read from the learner's saved notebooks, whatever state they are in."""

import json
import os

import pytest

from dlscratch.checks.engine import solutions
from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons, progress, words

EXERCISES = {"tensors": ["tensor_sum", "zeros_like"], "mnist": ["dropout"]}


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course of two lessons with exercises; the learner has opened nothing."""
    known = {f"{lesson}.{name}": "" for lesson in EXERCISES for name in EXERCISES[lesson]}
    monkeypatch.setattr(solutions, "FILE", tmp_path / "solutions.json")
    solutions.FILE.write_text(json.dumps(known))
    for name in ("lessons", "exercises"):
        (tmp_path / name).mkdir()
    for name in ("00_start_here", "01_tensors", "09_mnist"):
        (tmp_path / "lessons" / f"{name}.py").write_text("")
    save(tmp_path, "01_tensors_exercises")
    save(tmp_path, "09_mnist_exercises")
    return tmp_path


def save(root, stem, *verdicts):
    """Save a notebook with a cell of text, an untouched cell, and one cell a verdict."""
    cells = [{"cell_type": "markdown", "source": "Text"}, {"cell_type": "code", "outputs": []}]
    for exercise, kind in verdicts:
        verdict = {"exercise": exercise, "kind": kind, "mistake": None}
        outputs = [
            {"output_type": "stream", "name": "stdout", "text": "a print"},
            {"output_type": "display_data", "data": {"text/plain": "…", MIME: verdict}},
        ]
        cells.append({"cell_type": "code", "outputs": outputs})
    path = root / "exercises" / f"{stem}.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


def lesson(root, number):
    return progress.read(root)[number]


def test_a_course_never_opened(root):
    assert [one.passed for one in progress.read(root)] == [frozenset()] * len(lessons.LESSONS)
    assert lesson(root, 1).todo == ["tensor_sum", "zeros_like"]
    assert progress.next_step(progress.read(root)) == (
        "Next: read notebooks/01_tensors.ipynb, then answer exercises/01_tensors_exercises.ipynb."
    )


def test_a_cell_that_stops_with_an_error_is_to_do(root):
    save(root, "01_tensors_exercises", ("tensors.tensor_sum", "passed"))
    path = root / "exercises/01_tensors_exercises.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    error = {"output_type": "error", "ename": "ValueError", "evalue": "…", "traceback": ["…"]}
    crash = {"cell_type": "code", "source": "zeros_like(1)\n\ncheck.zeros_like(zeros_like)"}
    notebook["cells"].append(crash | {"outputs": [error]})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert lesson(root, 1).todo == ["zeros_like"]
    assert not lesson(root, 1).damage


def test_a_missing_notebook_counts_as_to_do(root):
    (root / "exercises/01_tensors_exercises.ipynb").unlink()
    assert lesson(root, 1).todo == ["tensor_sum", "zeros_like"]
    assert not lesson(root, 1).damage


def test_passed_and_not_yet_passed(root):
    save(
        root,
        "01_tensors_exercises",
        ("tensors.tensor_sum", "passed"),
        ("tensors.zeros_like", "wrong"),
        ("tensors.of_another_edition", "passed"),
    )
    assert lesson(root, 1).passed == {"tensor_sum"}
    assert lesson(root, 1).todo == ["zeros_like"]
    text = progress.summary(progress.read(root))
    assert "01_tensors           1 of 2 passed, to do: zeros_like\n" in text
    assert "09_mnist             0 of 1 passed\n" in text
    assert "11_autograd          being written\n" in text
    assert "00_start_here        no exercises\n" in text
    assert text.endswith("Next: zeros_like in exercises/01_tensors_exercises.ipynb.")


def test_untouched_checks_are_no_start(root):
    save(root, "01_tensors_exercises", ("tensors.tensor_sum", "todo"))
    assert not lesson(root, 1).started
    assert "Next: read notebooks/01_tensors" in progress.next_step(progress.read(root))


def test_an_exercise_passed_in_any_cell_is_passed(root):
    twice = [("tensors.tensor_sum", "passed"), ("tensors.tensor_sum", "wrong")]
    save(root, "01_tensors_exercises", *twice)
    assert lesson(root, 1).passed == {"tensor_sum"}


def test_all_passed(root):
    for stem, name in (("01_tensors", "tensors"), ("09_mnist", "mnist")):
        verdicts = [(f"{name}.{exercise}", "passed") for exercise in EXERCISES[name]]
        save(root, f"{stem}_exercises", *verdicts)
    assert progress.next_step(progress.read(root)) == "You have passed every exercise there is."


@pytest.mark.parametrize(
    "path",
    [
        "exercises/01_tensors_exercises-Copy1",
        "exercises/01_tensors_exercises copy",
        "exercises/01_tensors_exercises_anna",
        "exercises/my_01_tensors_exercises",
        "exercises/Untitled",
        "exercises/09_mnist_exercises",  # another lesson's
        "notebooks/Untitled",
        "Untitled",
        "01_tensors_exercises",
    ],
)
def test_other_notebooks_do_not_count_and_that_is_said(root, path):
    save(root, "01_tensors_exercises", ("tensors.zeros_like", "passed"))
    (root / "notebooks").mkdir()
    passed = [("tensors.tensor_sum", "passed"), ("tensors.zeros_like", "passed")]
    save(root, f"../{path}", *passed)
    (root / f"{path}.2.ipynb").write_text("damaged")
    assert lesson(root, 1).passed == {"zeros_like"}
    assert lesson(root, 1).strays == {f"{path}.ipynb": ["tensor_sum"]}
    note = (
        f"{path}.ipynb holds a passed exercise of lesson 01, and does not count: only "
        "exercises/01_tensors_exercises.ipynb counts. Copy your answers into it and run them there."
    )
    assert progress.notes(progress.read(root)) == [note]
    assert f"\n{note}\n" in progress.summary(progress.read(root))
    assert "does not count: only <a href" in progress.Map(root)._repr_html_()
    assert not any(one.damage for one in progress.read(root))


def test_what_is_put_aside_is_not_said(root):
    for stem in ("01_tensors_exercises.2026-11-23_14-12-05", ".~01_tensors_exercises"):
        save(root, stem, ("tensors.tensor_sum", "passed"))
    assert lesson(root, 1).passed == set() and not lesson(root, 1).strays


def test_a_copy_of_what_counts_is_not_said(root):
    for stem in ("01_tensors_exercises", "01_tensors_exercises-Copy1"):
        save(root, stem, ("tensors.tensor_sum", "passed"))
    assert not progress.notes(progress.read(root))


DAMAGED = [
    b"",
    b'{"cells": [{"cell_type": "code", "outp',
    b"<<<<<<< HEAD\n{}",
    b"\xff\xfe\x00",
    b"[]",
    b"null",
    b"{}",
    b'{"cells": ["x"]}',
    b'{"cells": 3}',
    b'{"cells": [{"outputs": [{"data": {"application/vnd.dlscratch+json": 5}}]}]}',
    b'{"cells": [{"outputs": [{"data": {"application/vnd.dlscratch+json": {"kind": 1}}}]}]}',
    b'{"cells": ' + b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_notebook_is_named_and_the_rest_goes_on(root, content):
    (root / "exercises/01_tensors_exercises.ipynb").write_bytes(content)
    save(root, "09_mnist_exercises", ("mnist.dropout", "passed"))
    assert lesson(root, 1).todo == ["tensor_sum", "zeros_like"]
    assert lesson(root, 9).passed == {"dropout"}
    text = progress.summary(progress.read(root))
    assert "\nexercises/01_tensors_exercises.ipynb is damaged" in text
    assert "`python -m dlscratch reset 01` gives back" in text


def test_a_notebook_with_the_mark_of_windows_is_read(root):
    path = root / "exercises/01_tensors_exercises.ipynb"
    save(root, "01_tensors_exercises", ("tensors.tensor_sum", "passed"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert lesson(root, 1).passed == {"tensor_sum"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="it needs pipes")
def test_a_pipe_in_place_of_a_notebook(root):
    path = root / "exercises/01_tensors_exercises.ipynb"
    path.unlink()
    os.mkfifo(path)
    os.mkfifo(root / "exercises/Untitled.ipynb")
    assert lesson(root, 1).damage == (
        "exercises/01_tensors_exercises.ipynb cannot be read (it is no ordinary file)."
    )


def test_a_folder_in_place_of_the_notebook(root):
    path = root / "exercises/01_tensors_exercises.ipynb"
    path.unlink()
    path.mkdir()
    assert "cannot be read" in lesson(root, 1).damage


def test_map_links_what_exists(root):
    save(root, "01_tensors_exercises", ("tensors.tensor_sum", "passed"))
    page = progress.Map(root)._repr_html_()
    assert '<a href="01_tensors.ipynb">Tensors</a>' in page
    assert '<progress title="Tensors: 1 of 2 passed" max="2" value="1" ' in page
    assert '<a href="../exercises/01_tensors_exercises.ipynb">1 of 2 passed</a>' in page
    assert "02_layers.ipynb" not in page and page.count("being written") == len(lessons.LESSONS) - 3
    assert repr(progress.Map(root)) == progress.summary(progress.read(root))


def test_the_page_of_words_is_linked_and_is_no_lesson(root):
    """It lies among the lessons' notebooks, but there is nothing to pass in it."""
    without = progress.summary(progress.read(root))
    assert words.PAGE.name not in progress.Map(root)._repr_html_()
    (root / "notebooks").mkdir()
    (root / words.PAGE).write_text('{"cells": []}')
    assert progress.Map(root)._repr_html_().count(f'<a href="{words.PAGE.name}">') == 1
    assert progress.summary(progress.read(root)) == without and "words" not in without
    with pytest.raises(lessons.CourseError, match="There is no lesson"):
        lessons.find(words.PAGE.name)
