"""How much of a verdict on a hunt is told, as a patient colleague would.

At first only the symptom: what was called, what came, what was expected. With the second wrong
answer, what to look at; with the third, or after `.hint()`, the cause. What is no symptom of the
hunted slip is told at once: that an answer cannot be run, or that it has spoilt what was right.

What to look at is the first hint, and it describes the code as it was given. So it is shown only
beside an answer that still does the same; with another one, its own cause is told, if it is known.
"""

from dlscratch.checks.engine import compare, labels
from dlscratch.checks.engine.steps import Stopped

HUNTS = ("bug", "crash")
SYMPTOM, LOOK, CAUSE = 1, 2, 3  # the steps
AS_GIVEN = "That is what {} does as it was given."  # the code, or `name`
AGAIN = "In {} nothing has changed since it was last checked."
CHANGED = "Something has changed, and it is not right yet."
UNKNOWN = "Which slip this is, the check does not know. Not right yet: {}. All else that it looks "
UNKNOWN += "at is right."
UNSEEN = "Which slip this is, the check does not know: it sees only what comes out."


def given(exercise):
    """A hunt's code as it was given: that is the first mistake of its bank. None if it is none."""
    return exercise.bank[0] if exercise.kind in HUNTS and exercise.bank else None


def is_symptom(exercise, outcomes) -> bool:
    """Whether an answer to a hunt does nothing worse than the code as it was given."""
    if not (first := given(exercise)):
        return False
    before = exercise.outcomes_of(first)
    return not any(
        _is_worse(exercise, *three)
        for three in zip(outcomes, before, exercise.expected, strict=False)
    )


def called(answer) -> str:
    """What a sentence calls the answer to a hunt: whoever mends another function of the cell is to
    see which one is checked."""
    name = getattr(answer, "__name__", "")
    return f"`{name}`" if type(name) is str and name.isidentifier() else "the code"


def does_as_given(exercise, outcomes) -> bool:
    """Whether an answer to a hunt does on every probe what the code does as it was given."""
    first = given(exercise)
    return bool(first) and exercise.does_as(first, outcomes)


def mended(exercise, outcomes) -> str:
    """A sentence about outputs that the given code has wrong on some probe and an answer has right
    on all; empty if there are none, or too many for a sentence.

    What the given code never came to is not among them: nobody knows whether that was wrong."""
    now = labels.wrong(exercise, outcomes)
    before = labels.wrong(exercise, exercise.outcomes_of(given(exercise)), missing=False)
    right = [one for one in before if one not in now and not labels.is_type_of(one, now)]
    return f"Already mended: {labels.several(right)}." if 0 < len(right) < 4 else ""


def unknown(exercise, outcomes) -> str:
    """What is said where the cause is asked for and nobody knows it."""
    wrong = [] if any(one.error for one in outcomes) else labels.wrong(exercise, outcomes)
    return UNKNOWN.format(labels.several(wrong)) if 0 < len(wrong) < 4 else UNSEEN


def _is_worse(exercise, came, given, wanted):
    """Whether on one probe an answer spoils what the given code has right."""
    if came.timed_out or type(came.error) is not type(given.error):
        return True
    before, after, right = (exercise.labelled(one.output) for one in (given, came, wanted))
    pairs = [(after.get(label), before.get(label), right[label]) for label in right]
    pairs += zip(came.arguments, given.arguments, wanted.arguments, strict=True)
    return any(_is_spoilt(exercise, *pair) for pair in pairs)


def _is_spoilt(exercise, came, given, wanted):
    def is_right(value):
        return compare.same(value, wanted, exercise.rtol, exercise.accepts)

    if isinstance(came, Stopped):
        stops = isinstance(given, Stopped) and type(given.error) is type(came.error)
        return not stops and not is_right(came)
    return is_right(given) and not is_right(came)


def told(verdict, hints, step) -> tuple[str, str]:
    """What is said of an answer at this step, and what is kept back until `.hint()` asks for it."""
    if not verdict.symptom or step >= CAUSE:
        return verdict.message, ""
    if looks(verdict, step):
        return f"{verdict.symptom}\nHint 1 of {len(hints)}: {hints[0]}", verdict.cause
    if step == LOOK and verdict.mistake:
        return verdict.message, ""
    changed = [CHANGED] if step == LOOK else []
    return "\n".join([verdict.symptom, *changed]), verdict.cause


def looks(verdict, step) -> bool:
    """Whether the first hint is told at this step, since it is true of the answer."""
    return bool(verdict.symptom) and verdict.as_given and step == LOOK
