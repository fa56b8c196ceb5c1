"""Where a value is missing because something stopped, the error is told, not that it is None."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt


def _steps(function, x):
    found = attempt(function, x)
    return {"a first step": found} if not isinstance(found, float) else {"the result": found}


def test_the_error_under_another_label_is_told():
    exercise = Exercise("room.steps", kind="fill", wants="function", reference=lambda x: x + 1.0,
                        run=_steps, probes=[(1.0,), (2.0,)],
                        hints=("a", "b", "c"), after="d")  # fmt: skip

    def half(x):
        return x + nothing_of_the_kind  # noqa: F821

    verdict = exercise.grade(half)
    assert verdict.kind == "error"
    assert "nothing_of_the_kind" in verdict.message
    assert "None" not in verdict.message and "`return`" not in verdict.message
