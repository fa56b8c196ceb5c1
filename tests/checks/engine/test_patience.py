"""A hunt is answered as by a patient colleague: the symptom, where to look, the cause."""

import pytest

from dlscratch.checks.engine import labels, patience
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note


def hunt(kind="bug", **changes):
    """A hunt of which the given code, `unmended`, forgets the first number and doubles the rest."""
    made = Exercise(**{
        "id": "tests.total", "kind": kind, "reference": lambda numbers: sum(numbers),
        "run": lambda total, numbers: {"the sum": total(numbers), "the sum of none": total([])},
        "probes": [([1, 2, 4],), ([3],)], "hints": ("Look here.", "Nearer.", "Nearly there."),
        "after": "It matters.", "raises": IndexError if kind == "crash" else None,
    } | changes)  # fmt: skip
    made.mistakes(
        unmended=("You forget the first one.", unmended),
        still=("Still the first one.", lambda numbers: sum(numbers[1:])),
        none=("Of none it is 0.", lambda numbers: sum(numbers) or 1),
    )
    return made


def unmended(numbers):
    return 2 * sum(numbers[1:])


def otherwise(numbers):
    return sum(numbers[1:]) * 2


def said(capsys):
    title, *lines, last = capsys.readouterr().out.splitlines()
    assert last == "For a hint: `check.total.hint()`"
    return "\n".join(lines)


AGAIN = patience.AGAIN.format("`unmended`")
AS_GIVEN = patience.AS_GIVEN.format("`unmended`")
OTHERWISE = patience.AS_GIVEN.format("`otherwise`")
WANTED = "your code gives this for the sum: `{}`; expected `7`."
GIVEN = f"With numbers = [1, 2, 4], {WANTED.format(12)}"
STILL = f"With numbers = [1, 2, 4], {WANTED.format(6)}"


def test_first_the_symptom_then_where_to_look_then_the_cause(capsys):
    check = hunt()
    check(unmended)
    assert said(capsys) == f"{GIVEN}\n{AS_GIVEN}"
    check(otherwise)
    assert said(capsys) == f"{GIVEN}\n{OTHERWISE}\nHint 1 of 3: Look here."
    check(lambda numbers: sum(numbers[1:], 0))
    assert said(capsys) == f"{STILL}\nStill the first one."
    check(unmended)
    assert said(capsys) == f"{GIVEN}\nYou forget the first one."


def test_the_first_hint_is_not_told_of_code_that_does_another_thing(capsys):
    check = hunt()
    check(unmended)
    said(capsys)
    check(lambda numbers: sum(numbers[1:]))  # known: its own cause, in the place of the hint
    assert said(capsys) == f"{STILL}\nStill the first one."
    check.hint()
    assert capsys.readouterr().out == "Hint 1 of 3: total\nLook here.\n"


def test_of_an_unknown_change_the_symptom_is_told_alone(capsys):
    check = hunt()
    check(unmended)
    said(capsys)
    check(lambda numbers: 3 * sum(numbers[1:]))
    fact = f"With numbers = [1, 2, 4], {WANTED.format(18)}"
    assert said(capsys) == f"{fact}\n{patience.CHANGED}"
    check(unmended)  # put back as it was, and the hint is true again
    assert said(capsys) == f"{GIVEN}\n{AS_GIVEN}\nHint 1 of 3: Look here."


def test_where_nobody_knows_the_cause_it_is_told_what_is_right_and_what_is_not(capsys):
    check = hunt()
    verdict = check.grade(lambda numbers: 3 * sum(numbers[1:]))
    assert verdict.cause == patience.UNKNOWN.format("the sum")
    assert verdict.message == f"With numbers = [1, 2, 4], {WANTED.format(18)}\n{verdict.cause}"
    check = hunt(run=lambda total, numbers: {"the type": "int", "the sum": total(numbers)})
    cause = check.grade(lambda numbers: 3 * sum(numbers[1:])).cause
    assert cause.startswith(f"{labels.RIGHT}the type.\nWhich slip this is")
    check(lambda numbers: 3 * sum(numbers[1:]))
    capsys.readouterr()
    check.hint()
    assert capsys.readouterr().out == f"The cause: total\n{cause}\n"


def test_the_same_code_once_more_is_no_try(capsys):
    check = hunt()
    check(unmended)
    assert said(capsys) == f"{GIVEN}\n{AS_GIVEN}"
    for _ in range(4):
        check(unmended)
        assert said(capsys) == f"{GIVEN}\n{AS_GIVEN}\n{AGAIN}"
    check(otherwise)
    assert said(capsys).endswith("\nHint 1 of 3: Look here.")
    for _ in range(2):
        check(otherwise)
        assert "\nHint 1 of 3: Look here.\nIn `otherwise` nothing has changed" in said(capsys)
    check(unmended)  # not what was checked right before
    assert AGAIN not in said(capsys)
    check._kept_back = ""
    check.hint()
    assert capsys.readouterr().out == "Hint 2 of 3: total\nNearer.\n"


def test_a_hint_after_a_wrong_answer_is_the_cause(capsys):
    check = hunt()
    check(unmended)
    capsys.readouterr()
    check.hint()
    assert capsys.readouterr().out == "The cause: total\nYou forget the first one.\n"
    check.hint()
    assert capsys.readouterr().out == "Hint 1 of 3: total\nLook here.\n"
    check(unmended)  # nothing is kept from somebody who knows it
    assert said(capsys) == f"{GIVEN}\nYou forget the first one."


def test_a_hint_on_its_own_goes_on_as_before(capsys):
    check = hunt()
    check.hint()
    assert capsys.readouterr().out == "Hint 1 of 3: total\nLook here.\n"
    check(unmended)
    assert said(capsys) == f"{GIVEN}\n{AS_GIVEN}"
    check(lambda numbers: sum(numbers[1:]))  # where to look is known, so it is not said again
    assert said(capsys) == f"{STILL}\nStill the first one."
    check.hint()
    assert capsys.readouterr().out == "Hint 2 of 3: total\nNearer.\n"


def test_a_hint_after_a_pass_is_the_next_one(capsys):
    check = hunt()
    check(unmended)
    check(lambda numbers: sum(numbers))
    capsys.readouterr()
    check.hint()
    assert capsys.readouterr().out == "Hint 1 of 3: total\nLook here.\n"


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda numbers: sum(numbers[1:]) or 1, "the sum"),  # no answer of the bank's
        (lambda numbers: sum(numbers) or 1, "Of none it is 0."),  # what was right is spoilt
        (lambda numbers: sum(number), "Did you mean"),  # noqa: F821
        (lambda numbers: sum(numbers[1:]) + len(numbers.pop(0) * [0]), "changed its input"),
        (sum([1]), "wants the function itself"),
        (lambda: 3, "TypeError"),
    ],
)
def test_what_the_learner_has_spoilt_is_told_at_once(capsys, answer, words):
    check = hunt()
    check(answer)
    assert said(capsys) == check.grade(answer).message
    assert words in check.grade(answer).message


def test_what_the_code_prints_is_seen_and_what_the_check_has_measured_is_kept_back(capsys):
    def run(total, numbers):
        note("A score.")
        return total(numbers)

    def loud(numbers):
        print("so far", numbers)
        return sum(numbers[1:])

    check = hunt(run=run)
    check(loud)
    shown = said(capsys)
    assert "so far [1, 2, 4]" in shown and "A score." not in shown
    check.hint()
    assert "A score." in capsys.readouterr().out


def test_a_crash_is_the_symptom_while_its_type_is_the_same(capsys):
    def crashing(numbers):
        return sum(numbers) + 0 * numbers[0]

    def also(numbers):
        return sum(numbers) + 0 * numbers[-1]

    check = hunt("crash")
    check.bank[0] = check.bank[0]._replace(answer=crashing)
    check(also)
    assert "IndexError" in (shown := said(capsys)) and "You forget" not in shown
    assert "wanted" not in shown
    check(lambda numbers: sum(numbers) + None)
    assert "TypeError" in (shown := said(capsys)) and "does it end without" in shown


def test_other_kinds_are_told_everything_at_once(capsys):
    check = hunt("fill")
    check(unmended)
    assert said(capsys) == f"{GIVEN}\nYou forget the first one."


def test_the_grade_is_the_whole_verdict():
    assert hunt().grade(unmended).message == f"{GIVEN}\nYou forget the first one."


def test_what_has_come_right_is_told_with_the_symptom(capsys):
    def run(total, numbers):
        return {"the sum": total(numbers)[0], "the count": total(numbers)[1]}

    check = hunt(run=run, reference=lambda numbers: (sum(numbers), len(numbers)))
    check.bank[0] = check.bank[0]._replace(answer=lambda numbers: (1, 9))
    check(lambda numbers: (1, len(numbers)))
    assert said(capsys).endswith("expected `7`.\nAlready mended: the count.")


def reporting(reports, answer):
    """A hunt whose outputs are looked up: the first report is that of the code as it was given."""
    check = hunt(run=lambda answer, numbers: reports[answer()], reference=lambda: "right")
    check.bank[0] = check.bank[0]._replace(answer=lambda: "given")
    return check.grade(lambda: answer)


def test_what_the_given_code_never_came_to_is_not_called_mended():
    right = {"the sum": 7, "what the sum is": "a number", "x, afterwards": "as it was"}
    told = reporting({"right": right, "given": {"the sum": 1}, "other": right | {"the sum": 2}},
                     "other")  # fmt: skip
    assert told.symptom and "mended" not in told.symptom


def test_the_type_of_what_is_wrong_is_not_called_right():
    right = {"what the sum is": "a number", "it": 3, "the sum": 7, "the type of x": "int"}
    given = {"what the sum is": "a list", "it": 3, "the sum": 1, "the type of x": "str"}
    told = reporting({"right": right, "given": given, "other": right | {"the sum": 2}}, "other")
    assert told.symptom.endswith("Already mended: the type of x.")
    assert told.cause.startswith("Right already: it.")


def test_an_output_with_a_comma_in_its_name_is_named_whole():
    right = {"a throw, asked about later": 1, "b": 1, "c": 1, "c, for a second batch": 1}
    given = {label: 2 for label in right}
    told = reporting({"right": right, "given": given, "other": right | {"b": 2}}, "other")
    assert told.symptom.endswith("Already mended: a throw, asked about later; c.")


def test_what_is_wrong_on_another_probe_is_not_called_right():
    check = hunt(
        "fill", run=lambda both, numbers: dict(zip(("a", "b"), both(numbers), strict=True)),
        reference=lambda numbers: (1, 1), probes=[([1],), ([2],)],
    )  # fmt: skip
    assert "Right already: a." in check.grade(lambda numbers: (1, 2)).message
    assert "Right already" not in check.grade(lambda numbers: (numbers[0], 2)).message


def test_of_nothing_returned_the_reason_waits_for_the_cause(capsys):
    def without(numbers):
        numbers[1:]

    def another(numbers):
        numbers[:1]

    check = hunt()
    check.bank[0] = check.bank[0]._replace(answer=without)
    check(without)
    assert "gives None for the sum.\nThat is what `without` does" in (shown := said(capsys))
    assert "return" not in shown
    check = hunt()  # here it is no symptom: the code as it was given returned something
    check(another)
    assert "gives None for the sum.\n" in (shown := said(capsys)) and "`return`" in shown
    check = hunt("fill")
    check(without)
    assert "gives None for the sum. " in (shown := said(capsys)) and "`return`" in shown
