"""An exercise validates itself, keeps its bank, gives hints; its module guards it."""

import json
import subprocess
import sys
import types

import pytest

from dlscratch import checks
from dlscratch.checks.engine import exercise as module
from dlscratch.checks.engine.exercise import Exercise

GIVEN = {
    "id": "tests.double", "kind": "fill", "reference": lambda x: 2 * x, "probes": [(3,), (5,)],
    "hints": ("where to look", "what to see", "almost there"), "after": "It matters.",
}  # fmt: skip


def make(**changes):
    return Exercise(**(GIVEN | changes))


@pytest.mark.parametrize(
    "change, words",
    [
        ({"id": "double"}, "lesson.name"),
        ({"id": "tests.Double"}, "lesson.name"),
        ({"kind": "guess"}, "one of fill, predict, bug, order, page"),
        ({"wants": "thing"}, "one of function, class, value"),
        ({"hints": ("one", "two")}, "three hints"),
        ({"hints": ("one", "two", "")}, "three hints"),
        ({"after": ""}, "why it matters"),
        ({"probes": []}, "must have a probe"),
        ({"probes": [3]}, "a probe must be a tuple"),
        ({"probes": [()]}, "must hold arguments"),
    ],
)
def test_an_exercise_that_is_not_whole_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        make(**change)


def test_what_an_exercise_says_of_itself():
    double = make()
    assert (double.id, double.lesson, double.name) == ("tests.double", "tests", "double")
    assert (double.kind, double.wants, double.after) == ("fill", "function", "It matters.")
    assert "check.double(your answer)" in repr(double) and "0x" not in repr(double)


def test_the_bank_and_the_variants_keep_what_they_are_given():
    double = make()

    @double.wrong("once", "Not doubled.")
    def once(x):
        return x

    @double.variant
    def added(x):
        return x + x

    double.wrong("a value", "Any object.")(3)
    assert [(known.id, known.hint) for known in double.bank][0] == ("once", "Not doubled.")
    assert double.bank[0].answer is once and double.variants == [added]
    with pytest.raises(ValueError, match="two mistakes called 'once'"):
        double.wrong("once", "Again.")


def grade(double, answer):
    verdict = double.grade(answer)
    return verdict.kind, verdict.mistake


def test_the_first_mistake_that_matches_on_all_probes_wins():
    double = make()
    double.wrong("like the next on 3", "…")(lambda x: 9 if x == 3 else 0)
    double.wrong("squares", "…")(lambda x: x * x)
    double.wrong("squares too", "…")(lambda x: x**2)
    assert grade(double, lambda x: x**2.0) == ("wrong", "squares")
    assert grade(double, lambda x: 9) == ("wrong", None)


def test_types_and_exceptions_belong_to_a_mistake():
    double = make()
    double.wrong("string", "…")(lambda x: str(2 * x))
    double.wrong("fails later", "…")(lambda x: 2 * x if x == 3 else x.size)
    double.wrong("always fails", "…")(lambda x: x.size)
    assert grade(double, lambda x: str(x + x)) == ("wrong", "string")
    assert grade(double, lambda x: [2 * x]) == ("wrong", None)
    assert grade(double, lambda x: 2 * x if x == 3 else x.shape) == ("error", "fails later")
    assert grade(double, lambda x: 2 * x if x == 3 else 1 / 0) == ("error", None)
    assert grade(double, lambda x: x.size) == ("error", None)  # fails on all probes: says nothing


def test_the_bank_runs_only_when_it_is_needed_and_once():
    double, runs = make(), []
    double.wrong("counted", "…")(lambda x: runs.append(x) or 0)
    double.grade(lambda x: x + x)
    assert runs == []
    double.grade(lambda x: x)
    double.grade(lambda x: 0)
    assert runs == [3, 5]


def test_a_mistake_gets_less_time_than_the_learner_and_the_reference_more(monkeypatch):
    double, limits = make(seconds=8.0), []
    double.wrong("counted", "…")(lambda x: 0)
    real = module.run
    monkeypatch.setattr(
        module, "run", lambda *given: limits.append(round(given[2])) or real(*given)
    )
    double.grade(lambda x: 1)
    assert limits == [80, 80, 8, 8, 1, 1]


def test_what_is_kept_of_the_bank_holds_no_frames():
    double = make()
    double.wrong("fails later", "…")(lambda x: 2 * x if x == 3 else 1 / 0)
    double.grade(lambda x: 0)
    kept = double._known["fails later"][1].error
    assert isinstance(kept, ZeroDivisionError) and kept.__traceback__ is None


def test_probes_are_never_changed():
    probe = [1, 2]
    clears = make(probes=[(probe,)], reference=len)
    clears.grade(lambda x: x.clear())
    clears.wrong("clears", "…")(lambda x: x.clear())
    assert grade(clears, lambda x: x.clear()) == ("wrong", "clears")
    assert probe == [1, 2]


@pytest.mark.parametrize(
    "reference, words", [(lambda x: 1 / 0, "fails"), (lambda x: object(), "gives no plain data")]
)
def test_an_authors_mistake_is_an_error(reference, words):
    with pytest.raises(RuntimeError, match=f"reference of 'tests.double', on .*{words}"):
        make(reference=reference).grade(lambda x: x)


def test_what_is_expected_may_come_from_elsewhere():
    double = make(reference=None, expect=lambda reference, x: x + x)
    assert grade(double, lambda x: 2 * x) == ("passed", None)


def test_hints_climb_and_the_last_one_stays(capsys):
    double = make()
    said = []
    for _ in range(4):
        double.hint()
        said.append(capsys.readouterr().out)
    assert said[0] == "Hint 1 of 3: double\nwhere to look\n"
    assert said[1] == "Hint 2 of 3: double\nwhat to see\n"
    assert said[2].startswith("Hint 3 of 3: double\nalmost there\n")
    assert "`check.double.solution()`" in said[2] and said[3] == said[2]


def test_a_solution_comes_from_the_build(capsys, monkeypatch, tmp_path):
    double = make()
    monkeypatch.setattr(module, "SOLUTIONS", tmp_path / "solutions.json")
    double.solution()
    assert "No solution has been written down" in capsys.readouterr().out
    assert double.solution.source == ""
    text = "def double(x):\n    return 2 * x"
    (tmp_path / "solutions.json").write_text(json.dumps({"tests.double": text}), "utf-8")
    double.solution()
    assert double.solution.source == text
    assert capsys.readouterr().out == (
        "A solution: double\n    def double(x):\n        return 2 * x\n"
    )


@pytest.fixture
def lesson(monkeypatch):
    """A lesson's module, as it is after its import."""
    made = types.ModuleType("dlscratch.checks.tests")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    vars(made).update(double=make(), half=make(id="tests.half"), other=3)
    return made


def test_a_misspelt_exercise_gets_the_nearest_names(lesson):
    with pytest.raises(AttributeError, match=r"no check.dobule. Did you mean check.double\?"):
        _ = lesson.dobule
    with pytest.raises(AttributeError, match="no check.xyz. There are check.double, check.half."):
        _ = lesson.xyz
    assert not hasattr(lesson, "__wrapped__")


def test_an_exercise_of_a_lesson_cannot_be_overwritten(lesson):
    with pytest.raises(AttributeError, match=r"call it, check.double\(answer\)"):
        lesson.double = 5
    with pytest.raises(AttributeError, match="cannot be changed"):
        del lesson.double
    lesson.other = 4
    assert isinstance(lesson.double, Exercise) and lesson.other == 4


def test_calling_the_module_asks_for_the_exercise(lesson):
    with pytest.raises(TypeError, match="Which exercise"):
        lesson(3)


def test_the_registry_lists_all_exercises_in_order(lesson, monkeypatch):
    monkeypatch.setattr(checks, "LESSONS", ("tests",))
    assert [found.id for found in checks.registry()] == ["tests.double", "tests.half"]
    vars(lesson)["third"] = lesson.half
    with pytest.raises(ValueError, match="calls the exercise 'tests.half' 'third'"):
        checks.registry()


def test_importing_the_checks_does_not_import_ipython():
    code = "import sys, dlscratch.checks.engine.exercise; sys.exit('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
