"""Every known wrong answer is recognised, every right one passes, and no hint tells the answer."""

import re

import pytest
from gate import WITH_EXERCISES, exercises_text, needs_torch, secret_lines

from dlscratch import checks
from dlscratch.course import pages
from dlscratch.errors.values import family

REGISTRY = checks.registry()
# Wrong answers that are rejected but not under their own id, each with the reason why not.
# At most one in twenty: {"tensors.tensor_sum:flat_sum": "why"}.
EXCEPTIONS = {}

each_exercise = pytest.mark.parametrize("exercise", REGISTRY, ids=lambda one: one.id)


@each_exercise
def test_wrong_answers_are_rejected_with_their_own_id(exercise):
    """One test for all of an exercise: one for each would be five thousand to report."""
    needs_torch(exercise.lesson)
    found = [f"{one.id}: {said}" for one in exercise.bank for said in troubles(exercise, one)]
    assert not found, "\n".join(found)


def troubles(exercise, mistake):
    """What is not as it should be in the verdict on a known mistake."""
    verdict = exercise.grade(mistake.answer)
    if verdict.kind not in ("wrong", "error", "timeout"):
        yield f"it is {verdict.kind}: {verdict.message}"
    # Where code cannot be stopped, as in a browser tab, what never ends must not be run.
    if verdict.kind == "timeout" and mistake.ends:
        yield "say ends=False"
    if f"{exercise.id}:{mistake.id}" in EXCEPTIONS:
        if verdict.mistake == mistake.id:
            yield "no exception any more: strike it from EXCEPTIONS"
    elif verdict.mistake != mistake.id:
        yield f"it goes under {verdict.mistake}: {verdict.message}"
    elif mistake.hint not in verdict.message:
        yield f"its hint is not told: {verdict.message}"
    said = [one for one in re.split(r"(?<=[.?])\s+", verdict.message) if len(one) > 25]
    if len(set(said)) != len(said):
        yield f"a sentence comes twice: {verdict.message}"


@each_exercise
def test_what_is_looked_at_reads_on_in_a_sentence(exercise):
    """As in: your code lacks this: x and y in step."""
    needs_torch(exercise.lesson)
    for outcome in exercise.expected:
        for label, value in exercise.labelled(outcome.output).items():
            question = re.match("(whether|the question|if) ", label)
            assert not (question and family(value) == "bool"), label


def test_few_exceptions():
    known = {f"{one.id}:{mistake.id}" for one in REGISTRY for mistake in one.bank}
    assert set(EXCEPTIONS) <= known
    assert len(EXCEPTIONS) <= 0.05 * len(known)


@each_exercise
def test_right_answers_pass(exercise):
    needs_torch(exercise.lesson)
    for answer in [exercise.reference, *exercise.variants]:
        verdict = exercise.grade(answer)
        assert verdict.kind == "passed", f"{answer}: {verdict.message}"


@each_exercise
def test_an_exercise_is_complete(exercise):
    ids = [mistake.id for mistake in exercise.bank]
    assert len(ids) >= 3 and len(set(ids)) == len(ids)
    assert len(exercise.variants) >= 2
    assert len(exercise.hints) == 3 and len(set(exercise.hints)) == 3
    texts = [*exercise.hints, exercise.after, *(mistake.hint for mistake in exercise.bank)]
    assert all(text.strip() for text in texts)
    assert exercise.solution.source


@pytest.mark.parametrize("lesson", WITH_EXERCISES, ids=lambda one: one.stem)
def test_a_lesson_has_exercises_of_many_kinds(lesson):
    kinds = [exercise.kind for exercise in REGISTRY if exercise.lesson == lesson.name]
    assert len(kinds) >= 6 and len(set(kinds)) >= 4
    assert kinds.count("bug") >= 1
    assert kinds.count("crash") >= 2 or lesson.number == 1  # tracebacks begin in lesson 2


PIECES = {
    f"{lesson.name}.{piece.check}": piece
    for lesson in WITH_EXERCISES
    for piece in pages.pieces(exercises_text(lesson))
}


@each_exercise
def test_hints_do_not_tell_the_solution(exercise):
    hints = [*exercise.hints, *(mistake.hint for mistake in exercise.bank)]
    said = "\n".join(_squeezed(hint) for hint in hints)
    for line in secret_lines(PIECES[exercise.id]):
        # Only what stands to the right of `return` or `=`: names on the left tell nothing.
        told = _squeezed(re.sub(r"^(return|[\w., ]+ [-+*/]?=) ", "", line))
        assert len(told) < 10 or told not in said, f"a hint holds {line!r}"


def _squeezed(text):
    return re.sub(r"\s+", "", text)
