"""Tries are counted in the notebook, up to the pass, and in a new kernel from where they were."""

import itertools
import sys
import types

import pytest

from dlscratch.checks.engine import show, tries
from dlscratch.checks.engine.tries import Tries, counts
from dlscratch.checks.engine.verdict import Verdict

FLAT, DEEP = Verdict("wrong", "flat", "…"), Verdict("error", "deep", "…")
OTHER, PASSED = Verdict("wrong", None, "…"), Verdict("passed", None, "…")
TODO = Verdict("todo", None, "…")


@pytest.fixture
def desk(monkeypatch):
    """The saved verdicts {exercise: …} of a page of exercises, and a clock to be turned."""
    desk = types.ModuleType(tries.DESK)
    desk.saved, desk.now, desk.asked = {}, 100.0, []
    desk.of = lambda exercise: desk.asked.append(exercise) or desk.saved.get(exercise, {})
    monkeypatch.setitem(sys.modules, tries.DESK, desk)
    monkeypatch.setattr(tries.time, "monotonic", lambda: desk.now)
    return desk


NUMBERS = itertools.count()


def after(*verdicts, made=None):
    """The tries when different answers have got these verdicts."""
    made = made or Tries("tests.total")
    for verdict in verdicts:
        made.count(verdict, (next(NUMBERS),))
    return made


def test_a_first_answer_that_passes_leaves_nothing(desk):
    assert after(PASSED).data() == after(TODO, TODO, PASSED).data() == {}


def test_what_was_tried_until_it_passed(desk):
    made = after(FLAT, OTHER, FLAT, DEEP)
    desk.now += 60.4
    made.count_hint()
    after(TODO, PASSED, made=made)
    wanted = {"tries": 4, "mistakes": {"flat": 2, "deep": 1}, "hints": 1, "seconds": 60}
    assert made.data() == wanted
    desk.now += 1000
    after(FLAT, OTHER, PASSED, made=made)  # playing with what has passed
    made.count_hint()
    assert made.data() == wanted


def test_the_same_answer_counts_once(desk):
    made = Tries("tests.total")
    for answer in (3, 3, 4, 3, 4):
        made.count(OTHER, (answer,))
    assert made.data()["tries"] == 2


def test_a_hint_alone_is_something_to_tell(desk):
    made = Tries("tests.total")
    made.count_hint()
    assert after(PASSED, made=made).data() == {
        "tries": 0, "mistakes": {}, "hints": 1, "seconds": 0
    }  # fmt: skip


def kernel(desk, verdict, data):
    """The tries in a new kernel, when this verdict was saved."""
    said = {"exercise": "tests.total", "kind": verdict.kind, "mistake": verdict.mistake or ""}
    desk.saved["tests.total"] = said | counts(data)
    desk.now += 100_000
    return Tries("tests.total")


def test_a_new_kernel_goes_on_counting(desk):
    made = after(FLAT, OTHER)
    desk.now += 20
    new = kernel(desk, OTHER, after(DEEP, made=made).data())
    new.count(OTHER, ("the code as it was saved",))
    assert new.data() == {"tries": 3, "mistakes": {"flat": 1, "deep": 1}, "hints": 0, "seconds": 20}
    desk.now += 5
    new.count(FLAT, ("another",))
    new.count(OTHER, ("the code as it was saved",))
    assert new.data()["tries"] == 4 and new.data()["mistakes"]["flat"] == 2
    desk.now += 5
    new.count(PASSED, ("right",))
    assert new.data()["seconds"] == 30
    assert new.step == 3


def test_a_pass_is_kept_by_a_new_kernel(desk):
    saved = after(FLAT, PASSED).data()
    new = kernel(desk, PASSED, saved)
    after(PASSED, FLAT, PASSED, made=new)
    assert new.data() == saved


def test_the_notebook_is_looked_at_once(desk):
    after(FLAT, OTHER, PASSED)
    assert desk.asked == ["tests.total"]


def test_nothing_is_kept_where_the_desk_says_so_or_is_not_there(desk, monkeypatch):
    desk.of = lambda exercise: None
    made = after(FLAT, OTHER)
    assert made.wrong == 2 and made.data() == {}
    monkeypatch.setitem(sys.modules, tries.DESK, None)
    assert after(FLAT).data() == {}


def test_a_look_at_the_symptom_is_no_wrong_answer(desk):
    made = Tries("tests.total")
    for answer in (3, 3, 4, 5):
        made.count(FLAT, (answer,), given="flat")
        made.count(DEEP, (-answer,), given="flat")
    assert made.data()["mistakes"] == {"flat": 2, "deep": 3} and made.data()["tries"] == 5
    first = Tries("tests.total")
    first.count(FLAT, (3,), given="flat")
    assert first.step == 1 and after(PASSED, made=first).data() == {}


@pytest.mark.parametrize("value", [None, -1, 1.5, "3", True, 10**30, [], {}])
def test_what_is_no_count_is_none(value):
    none = {"tries": 0, "mistakes": {}, "hints": 0, "seconds": 0}
    assert counts({key: value for key in none}) == none
    assert counts({"mistakes": {"flat": value, "a name, or code()": 3}}) == none


def test_the_counts_stand_beside_the_verdict(desk, monkeypatch):
    from tests.checks.engine.test_patience import hunt, unmended

    shown = []
    monkeypatch.setattr(show, "show", lambda *parts: shown.append(parts))
    check = hunt("fill")
    check(unmended)
    check.hint()
    check(sum)
    (_, _, _, wrong), (_, text), (_, _, _, passed) = shown
    assert wrong[show.MIME] == {
        "exercise": "tests.total", "kind": "wrong", "mistake": "unmended",
        "tries": 1, "mistakes": {"unmended": 1}, "hints": 0, "seconds": 0,
    }  # fmt: skip
    assert passed[show.MIME]["kind"] == "passed" and passed[show.MIME]["hints"] == 1
    check = hunt("fill")
    check(sum)
    assert shown[-1][3][show.MIME] == {
        "exercise": "tests.total", "kind": "passed", "mistake": None
    }  # fmt: skip
