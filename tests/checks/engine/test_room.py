"""A lesson's room: exercises are there when they are asked for, in order, and cannot be lost."""

import json
import subprocess
import sys

import pytest

from dlscratch import checks
from dlscratch.checks.engine import room, solutions
from dlscratch.checks.engine.exercise import Exercise

FILE = '''
from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__, kind="fill", reference=lambda x: 2 * x, probes=[(3,)], hints="123", after="4"
)
'''


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """The room of a lesson "tests" with three exercises, of which one is on no page yet."""
    folder = tmp_path / "tests"
    folder.mkdir()
    opens = "from dlscratch.checks.engine.room import open_room\n\nopen_room(__name__)\n"
    (folder / "__init__.py").write_text(opens)
    for name in ("double", "half", "anew"):
        (folder / f"{name}.py").write_text(FILE)
    (folder / "shared.py").write_text("X = 5\n")
    monkeypatch.setattr(solutions, "FILE", tmp_path / "solutions.json")
    solutions.FILE.write_text(json.dumps({"tests.half": "", "tests.double": "", "tests.gone": ""}))
    monkeypatch.setattr(checks, "__path__", [str(tmp_path)])
    yield __import__("dlscratch.checks.tests", fromlist=["tests"])
    for name in [name for name in sys.modules if name.startswith("dlscratch.checks.tests")]:
        del sys.modules[name]
    vars(checks).pop("tests", None)


def test_an_exercise_is_read_when_it_is_asked_for(lesson):
    assert "dlscratch.checks.tests.half" not in sys.modules
    half = lesson.half
    assert isinstance(half, Exercise) and half.id == "tests.half"
    assert lesson.half is half and "dlscratch.checks.tests.double" not in sys.modules


def test_whoever_imports_an_exercises_file_does_not_hide_the_exercise(lesson):
    from dlscratch.checks.tests.double import exercise
    from dlscratch.checks.tests.shared import X

    assert lesson.double is exercise and X == 5
    assert not hasattr(lesson, "exercise")


def test_the_order_is_that_of_the_page_and_new_ones_come_last(lesson):
    assert room.names(lesson) == ["half", "double", "anew"]
    assert dir(lesson) == ["anew", "double", "half"]
    assert [one.name for one in room.exercises(lesson)] == ["half", "double", "anew"]
    assert [one.id for one in checks.registry()] == ["tests.half", "tests.double", "tests.anew"]


def test_a_misspelt_exercise_gets_the_nearest_names(lesson):
    with pytest.raises(AttributeError, match=r"no check.dobule. Did you mean check.double\?"):
        _ = lesson.dobule
    with pytest.raises(AttributeError, match="no check.xyz. There are check.half, check.double, "):
        _ = lesson.xyz
    assert not hasattr(lesson, "__wrapped__")


@pytest.mark.parametrize("read_before", [True, False])
def test_an_exercise_cannot_be_overwritten(lesson, read_before):
    if read_before:
        _ = lesson.double
    with pytest.raises(AttributeError, match=r"call it, check.double\(answer\)"):
        lesson.double = 5
    with pytest.raises(AttributeError, match="cannot be changed"):
        del lesson.double
    lesson.other = 4
    assert isinstance(lesson.double, Exercise) and lesson.other == 4


def test_calling_the_room_asks_for_the_exercise(lesson):
    with pytest.raises(TypeError, match="Which exercise"):
        lesson(3)


def test_a_lesson_is_open_before_any_of_its_files_is_read():
    code = (
        "import sys; from dlscratch.checks import stacks as check;"
        "check.linear_forward; read = [name for name in sys.modules if 'checks.stacks.' in name"
        " and '.shared' not in name];"
        "sys.exit(read != ['dlscratch.checks.stacks.linear_forward'])"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
