"""An exercise validates itself, keeps its bank, and gives hints."""

import json
import subprocess
import sys

import pytest

from dlscratch.checks.engine import exercise as module
from dlscratch.checks.engine import solutions
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
        ({"kind": "guess"}, "one of fill, predict, bug, crash, order, page"),
        ({"kind": "crash"}, "a crash hunt, and no other, raises"),
        ({"raises": ValueError}, "a crash hunt, and no other, raises"),
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

    @double.wrong("Not doubled.")
    def once(x):
        return x

    @double.variant
    def added(x):
        return x + x

    double.wrong("Any object.", id="a value")(3)
    assert [(known.id, known.hint) for known in double.bank][0] == ("once", "Not doubled.")
    assert double.bank[0].answer is once and double.variants == [added]
    with pytest.raises(ValueError, match="two mistakes called 'once'"):
        double.wrong("Again.", id="once")(3)


def test_a_mistake_bears_the_name_of_what_makes_it():
    double = make()

    @double.wrong("Not doubled.")
    def sum_(x):
        return x

    def timed(rule):
        def timed_rule(x):
            return rule(x)

        timed_rule.__wrapped__ = rule
        return timed_rule

    @double.wrong("Tripled.")
    @timed
    def tripled(x):
        return 3 * x

    assert [known.id for known in double.bank] == ["sum", "tripled"]


def test_a_table_of_mistakes():
    double = make()
    double.mistakes(half=("Halved.", lambda x: x / 2))
    double.mistakes(
        lambda factor, more: lambda x: factor * x + more,
        tripled=("Three times.", 3, 0),
        **{"more than 2": ("One more.", 2, 1)},
    )
    assert [(known.id, known.hint) for known in double.bank] == [
        ("half", "Halved."), ("tripled", "Three times."), ("more than 2", "One more."),
    ]  # fmt: skip
    assert [known.answer(4) for known in double.bank] == [2, 12, 9]


def grade(double, answer):
    verdict = double.grade(answer)
    return verdict.kind, verdict.mistake


def test_the_first_mistake_that_matches_on_all_probes_wins():
    double = make()
    double.wrong("…", id="like the next on 3")(lambda x: 9 if x == 3 else 0)
    double.wrong("…", id="squares")(lambda x: x * x)
    double.wrong("…", id="squares too")(lambda x: x**2)
    assert grade(double, lambda x: x**2.0) == ("wrong", "squares")
    assert grade(double, lambda x: 9) == ("wrong", None)


def test_types_and_exceptions_belong_to_a_mistake():
    double = make()
    double.wrong("…", id="string")(lambda x: str(2 * x))
    double.wrong("…", id="fails later")(lambda x: 2 * x if x == 3 else x.size)
    double.wrong("…", id="always fails")(lambda x: x.size)
    assert grade(double, lambda x: str(x + x)) == ("wrong", "string")
    assert grade(double, lambda x: [2 * x]) == ("wrong", None)
    assert grade(double, lambda x: 2 * x if x == 3 else x.shape) == ("error", "fails later")
    assert grade(double, lambda x: 2 * x if x == 3 else 1 / 0) == ("error", None)
    assert grade(double, lambda x: x.size) == ("error", None)  # fails on all probes: says nothing


def test_the_bank_runs_only_when_it_is_needed_and_once():
    double, runs = make(), []
    double.wrong("…", id="counted")(lambda x: runs.append(x) or 0)
    double.grade(lambda x: x + x)
    assert runs == []
    double.grade(lambda x: x)
    double.grade(lambda x: 0)
    assert runs == [3, 5]


def test_an_endless_mistake_gets_less_time_than_the_learner_and_the_reference_more(monkeypatch):
    double, limits = make(seconds=8.0), []
    double.wrong("…", id="counted", ends=False)(lambda x: 0)
    real = module.run
    monkeypatch.setattr(
        module, "run", lambda *given: limits.append(round(given[2])) or real(*given)
    )
    double.grade(lambda x: 1)
    assert limits == [80, 80, 8, 8, 1]


def test_a_mistake_is_run_no_further_than_it_agrees():
    double, runs = make(), []
    double.wrong("…", id="counted")(lambda x: runs.append(x) or 0)
    double.grade(lambda x: 1)
    assert runs == [3]
    assert grade(double, lambda x: 0) == ("wrong", "counted")
    assert runs == [3, 5]


def test_what_is_kept_of_the_bank_holds_no_frames():
    double = make()
    double.wrong("…", id="fails later")(lambda x: 2 * x if x == 3 else 1 / 0)
    double.grade(lambda x: 2 * x if x == 3 else 0)
    kept = double._known["fails later"][1].error
    assert isinstance(kept, ZeroDivisionError) and kept.__traceback__ is None


def test_probes_are_never_changed():
    probe = [1, 2]
    clears = make(probes=[(probe,)], reference=len)
    clears.grade(lambda x: x.clear())
    clears.wrong("…", id="clears")(lambda x: x.clear())
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
    monkeypatch.setattr(solutions, "FILE", tmp_path / "solutions.json")
    double.solution()
    assert "No solution has been written down" in capsys.readouterr().out
    assert double.solution.source == ""
    text = "def double(x):\n    return 2 * x"
    found = {"tests.double": {"solution": text}}
    solutions.FILE.write_text(json.dumps(found), "utf-8")
    double.solution()
    assert double.solution.source == text
    assert capsys.readouterr().out == (
        "A solution: double\n    def double(x):\n        return 2 * x\n"
    )


def test_importing_the_checks_does_not_import_ipython():
    code = "import sys, dlscratch.checks.engine.exercise; sys.exit('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
