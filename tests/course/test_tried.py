"""A kernel goes on counting tries from the learner's saved page, and from nothing else."""

import os
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons, saved, tried
from tests import ROOT

SUM = "tensors.tensor_sum"
PAGE = "01_tensors_exercises.ipynb"


def cell(source, *said):
    outputs = [
        nbformat.v4.new_output("display_data", {MIME: {"exercise": SUM, **one}}) for one in said
    ]
    return nbformat.v4.new_code_cell(source, outputs=outputs)


def save(root, *cells):
    nbformat.write(nbformat.v4.new_notebook(cells=cells), root / "exercises" / PAGE)


@pytest.fixture
def here(root, monkeypatch):
    """A kernel in the folder of exercises of a course."""
    monkeypatch.setattr(lessons, "folder", lambda: root)
    monkeypatch.chdir(root / "exercises")
    monkeypatch.delenv(saved.SWITCH)
    tried._verdicts.cache_clear()
    return root


def test_what_a_page_says_of_an_exercise(here):
    assert tried.of(SUM) == {}
    tried._verdicts.cache_clear()
    few, many = ({"kind": "wrong", "mistake": None, "tries": n} for n in (2, 5))
    save(here, cell("", many), cell("", few))
    assert tried.of(SUM)["tries"] == 5 and tried.of("tensors.shape") == {}


def test_a_damaged_page_says_nothing(here):
    (here / "exercises" / PAGE).write_text("{")
    assert tried.of(SUM) == {}


def test_other_pages_and_builds_count_nothing(here, monkeypatch):
    monkeypatch.setenv(saved.SWITCH, "off")
    assert tried.of(SUM) is None
    monkeypatch.delenv(saved.SWITCH)
    assert tried.of("tests.unknown") is None
    monkeypatch.chdir(here)
    assert tried.of(SUM) is None

    def nowhere():
        raise lessons.CourseError("There is no course.")

    monkeypatch.setattr(lessons, "folder", nowhere)
    assert tried.of(SUM) is None


def test_a_page_is_read_once(here, monkeypatch):
    shutil.copy(ROOT / "exercises" / PAGE, here / "exercises")
    read, verdicts = [], saved.verdicts
    monkeypatch.setattr(saved, "verdicts", lambda page: read.append(page) or verdicts(page))
    for _ in range(2):
        tried.of(SUM)
        tried.of("tensors.shape")
    assert len(read) == 1


HEAD = "from dlscratch.checks import tensors as check, ____"
ANSWERS = "lambda t: max(t)", "sum", "lambda t: t if type(t) is not list else 0"
RIGHT = "def f(t):\n    return sum(map(f, t)) if type(t) is list else t\n\ncheck.tensor_sum(f)"


def run(root, *sources):
    """The counts that the verdicts of these cells carry; the page is saved afterwards."""
    notebook = nbformat.v4.new_notebook(cells=[cell(source) for source in (HEAD, *sources)])
    env = {**os.environ, "PYTHONPATH": str(root)}
    env.pop(saved.SWITCH)
    where = {"metadata": {"path": str(root / "exercises")}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources=where).execute(env=env)
    save(root, *notebook.cells[:1], notebook.cells[-1])  # the cell was edited in place
    found = [out.data[MIME] for one in notebook.cells for out in one.outputs]
    return [{key: one.get(key) for key in ("tries", "hints", "kind")} for one in found]


def test_two_kernels_and_a_saved_page(root):
    shutil.copytree(ROOT / "dlscratch", root / "dlscratch")
    check = "check.tensor_sum({})".format
    first = run(root, *map(check, ANSWERS[:2]))
    assert [one["tries"] for one in first] == [1, 2]
    second = run(root, check(ANSWERS[1]), check(ANSWERS[2]), RIGHT)
    assert [one["tries"] for one in second] == [2, 3, 3]
    assert run(root, RIGHT) == [{"tries": 3, "hints": 0, "kind": "passed"}]
    (root / "exercises" / PAGE).unlink()
    assert run(root, RIGHT) == [{"tries": None, "hints": None, "kind": "passed"}]
