"""Whose code the clinic takes, and that the learner's files stay as they are."""

import pickle
import shutil
import sys

import pytest

from dlscratch import clinic
from dlscratch.clinic import faults, library
from dlscratch.clinic.library import Library, Source, attempt
from dlscratch.clinic.wards import WARDS
from dlscratch.course import lessons, own
from tests import ROOT

PARTS = WARDS["xor"].parts


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course in which lessons 2 to 6 are passed, with a Sigmoid of the learner's own."""
    monkeypatch.delenv("DLSCRATCH_MINE", raising=False)
    for folder in ("exercises", "lessons", "solutions"):
        (tmp_path / folder).mkdir()
    for stem in ("02_layers", "03_stacks", "04_losses", "05_optimizers", "06_xor"):
        solved = f"{stem}_solutions.ipynb"
        shutil.copy(ROOT / "solutions" / solved, tmp_path / "solutions")
        shutil.copy(ROOT / "solutions" / solved,
                    tmp_path / "exercises" / f"{stem}_exercises.ipynb")  # fmt: skip
    page = tmp_path / "exercises" / "02_layers_exercises.ipynb"
    text = page.read_text("utf-8")
    old = "        return self.outputs * (1 - self.outputs) * gradient"
    new = "        s = self.outputs  # mine\\n        return gradient * s * (1 - s)"
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")
    return tmp_path


def contents(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_learners_text_is_taken_as_it_was_written(root):
    sources = library.read(root, PARTS)
    assert all(one.yours for one in sources.values())
    assert (
        "s = self.outputs  # mine\n        return gradient * s * (1 - s)" in sources["Sigmoid"].text
    )
    course = library.read(root, PARTS, yours=False)
    assert not any(one.yours for one in course.values())
    assert "# mine" not in course["Sigmoid"].text


def test_what_is_not_passed_is_the_courses(root):
    (root / "exercises" / "03_stacks_exercises.ipynb").unlink()
    sources = library.read(root, PARTS)
    assert [name for name in PARTS if not sources[name].yours] == ["Linear", "Sequential"]


def test_a_case_of_the_learners_library(root, monkeypatch, capsys):
    monkeypatch.setattr(lessons, "folder", lambda: root)
    before = contents(root)
    case = clinic.admit("xor", seed=2)
    case.experiment("by_hand", "Sigmoid")
    case.give_up()
    said = capsys.readouterr().out
    assert "Yours: Linear, Sigmoid, Sequential, SSE, GradientDescent, train." in said
    assert contents(root) == before


def test_the_kernels_own_parts_stay_where_they_are(root, monkeypatch):
    kernels = own.Own(root)
    part = kernels.part("Sigmoid").value
    monkeypatch.setitem(sys.modules, part.__module__, kernels._made["Sigmoid"][1])
    library.read(root, PARTS)
    assert pickle.loads(pickle.dumps(part())).__class__ is part


def test_without_a_course_there_is_no_clinic(tmp_path, monkeypatch):
    def nowhere():
        raise lessons.CourseError("There is no course here.")

    monkeypatch.setattr(lessons, "folder", nowhere)
    with pytest.raises(lessons.CourseError):
        clinic.admit("xor")


def test_parts_that_do_not_work_together_are_the_courses(root, monkeypatch):
    """A part may be right for its check and wrong for others: then nobody is ill."""
    monkeypatch.setattr(lessons, "folder", lambda: root)
    read = library.read

    def spoilt(root, parts, yours=True):
        found = read(root, parts, yours)
        if yours:
            found["train"] = found["train"]._replace(text="def train(*given):\n    return 1\n")
        return found

    monkeypatch.setattr(library, "read", spoilt)
    found, _ = clinic.healthy("xor")
    assert not any(one.yours for one in found.sources.values())


def test_a_traceback_names_the_lines_that_are_shown():
    made = Library({"f": Source("import math\n\n\ndef f(x):\n    return math.sqrt(x)\n", (), True)})
    result = attempt(made, lambda one: one["f"](-1), 1)
    assert result.steps == [("f", 5)]
    assert "f, line 5\n    return math.sqrt(x)\nValueError:" in result.said


def test_a_part_that_needs_itself_is_an_error_and_no_endless_loop():
    sources = {"f": Source("f = g\n", ("g",), True), "g": Source("g = f\n", ("f",), True)}
    assert "needs itself" in attempt(Library(sources), lambda one: one["f"], 1).said


def test_a_changed_library_leaves_the_healthy_one():
    library = Library({"f": Source("def f():\n    return 1\n", (), True)})
    changed = library.changed("f", "def f():\n    return 2\n")
    assert (library["f"](), changed["f"]()) == (1, 2)
    assert [fault.now.strip() for fault in faults.of(changed, "f")].count("return 3") == 1
