"""Whose code the clinic takes, and that the learner's files stay as they are."""

import pickle
import re
import shutil
import sys

import numpy as np
import pytest

from dlscratch import clinic
from dlscratch.clinic import faults, library, one_part, symptoms
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


NET = """\
class Net:
    def __init__(self, layers):
        self.kept = tuple(layers)

    def forward(self, x):
        for layer in self.kept:
            x = layer.forward(x)
        return x
"""
LAYER = "class Layer:\n    def forward(self, x):\n        return 1 / x - 1\n"


def test_a_traceback_says_which_layer_of_a_net_it_is():
    made = Library({"Net": Source(NET, (), True), "Layer": Source(LAYER, (), True)})

    def said(one, *places):
        layers = [one["Layer"]() for _ in range(3)]
        return one["Net"]([layers[place] for place in places]).forward(1)

    second = attempt(made, lambda one: said(one, 0, 1, 2), 1).said
    assert "  Layer, line 3, layer 2 of 3\n" in second and "  Net, line 7\n" in second
    assert "Layer, line 3\n" in attempt(made, lambda one: said(one, 0, 0), 1).said  # either
    assert "Layer, line 3\n" in attempt(made, lambda one: one["Layer"]().forward(0), 1).said


def test_a_traceback_outside_of_the_parts_names_a_module():
    made = Library({"params": Source("def params():\n    return None\n", (), True)})
    said = attempt(made, lambda one: one_part.error_told(one["params"]()), 1).said
    assert "not in a part, but in dlscratch.clinic.one_part, which calls them\n" in said


@pytest.mark.parametrize(
    "given, words",
    [
        ([], "gave back 0 losses, where a loss for each epoch should come"),
        (np.zeros((0, 3)), "gave back 0 losses"),
        (None, "gave back None, where"),
        (0.5, "gave back 0.5, where"),
        ([None, "a"], "gave back a list that is no list of numbers"),
        ([[1.0], [2.0]], r"gave back numbers of shape \(2, 1\), where"),
        (iter([1.0]), "gave back a list_iterator that is no list of numbers"),
    ],
)
def test_what_is_no_list_of_losses_is_told_in_a_sentence(given, words):
    def look(_):
        return symptoms.losses(given, "train", "epoch")

    result = attempt(Library({}), look, 1)
    assert re.match(f"train {words}", result.said) and "\n" not in result.said


@pytest.mark.parametrize(
    "given, words",
    [(None, "None, where a number"), (np.zeros(2), "a ndarray that is no number"),
     ("a", "a str that is no number")],
)  # fmt: skip
def test_what_is_no_number_is_told_in_a_sentence(given, words):
    result = attempt(Library({}), lambda _: symptoms.number(given, "loss_of"), 1)
    assert result.said.startswith(f"loss_of gave back {words}") and "\n" not in result.said


@pytest.mark.parametrize("part", ["loss_of", "accuracy", "probabilities"])
def test_a_part_of_pytorchs_ward_that_gives_none_is_named(part):
    pytest.importorskip("torch")
    made, band = clinic.healthy("pytorch", own=False)
    empty = made.changed(part, f"def {part}(*given):\n    pass\n")
    seen = faults.symptom(WARDS["pytorch"], band, empty)
    assert seen.crash.startswith(f"{part} gave back None, where")


@pytest.mark.parametrize(
    "now, words",
    [("return result", "a Tensor"), ("return result.numpy()[0]", r"an array of shape \(10,\)")],
)
def test_probabilities_of_another_kind_are_told_in_a_sentence(now, words):
    pytest.importorskip("torch")
    made, band = clinic.healthy("pytorch", own=False)
    text = made.sources["probabilities"].text.replace("return result.numpy()", now)
    seen = faults.symptom(WARDS["pytorch"], band, made.changed("probabilities", text))
    wanted = r"where a NumPy array of shape \(400, 10\) should come"
    assert re.fullmatch(f"probabilities gave back {words}, {wanted}", seen.crash)


def test_what_is_nan_lies_between_no_numbers():
    nan = float("nan")
    ranges = [symptoms._range(values, "{:.1%}") for values in ([nan, nan], [nan, 0.5], [0.5, nan])]
    assert ranges == ["nan", "50.0%, or nan", "50.0%, or nan"]
    assert symptoms._range([0.2, 0.5], "{:.1%}") == "20.0% to 50.0%"
    assert np.isnan(symptoms.share([True, False], np.array([nan, 1.0])))
    assert symptoms.share([True, False], np.array([0.0, 1.0])) == 0.5


def test_a_part_that_needs_itself_is_an_error_and_no_endless_loop():
    sources = {"f": Source("f = g\n", ("g",), True), "g": Source("g = f\n", ("f",), True)}
    assert "needs itself" in attempt(Library(sources), lambda one: one["f"], 1).said


def test_a_changed_library_leaves_the_healthy_one():
    library = Library({"f": Source("def f():\n    return 1\n", (), True)})
    changed = library.changed("f", "def f():\n    return 2\n")
    assert (library["f"](), changed["f"]()) == (1, 2)
    assert [fault.now.strip() for fault in faults.of(changed, "f")].count("return 3") == 1


def test_a_part_that_changes_what_it_is_given_spoils_no_later_experiment():
    text = "def softmax(x):\n    x -= 1\n    return x\n"
    made = Library({"softmax": Source(text, (), True)})
    assert one_part.by_hand(made, "softmax") == one_part.by_hand(made, "softmax")
