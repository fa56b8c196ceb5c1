"""Which outputs of an answer are right, by their labels, as far as that may be said."""

import re

from dlscratch.checks.engine import compare

RIGHT = "Right already: "
LITTLE = {"a", "and", "first", "in", "number", "numbers", "of", "the", "their"}


def wrong(exercise, outcomes, missing=True) -> list[str]:
    """The outputs not right on every probe, or missing there. One "for a second batch" counts as
    the same."""
    found = {}
    for one, expected in zip(outcomes, exercise.expected, strict=False):
        outputs, right = exercise.labelled(one.output), exercise.labelled(expected.output)
        for label, wanted in right.items():
            if not missing and label not in outputs:
                continue
            if not compare.same(outputs.get(label), wanted, exercise.rtol, exercise.accepts):
                found[stem(label, right)] = True
    return [label for label in found if label]


def right_already(exercise, outputs, label, outcomes) -> str:
    """What comes before a label among several outputs, if it is right on every probe."""
    before = [one for one in list(outputs)[: list(outputs).index(label)] if one] if label else []
    before = [one for one in before if not label.startswith(f"{one}, ")]  # "…, for a second batch"
    before = list(dict.fromkeys(stem(one, outputs) for one in before))
    others = wrong(exercise, outcomes) if before else []
    right = [one for one in before if one not in others and not is_type_of(one, others)]
    right = [_with_its_kind(one, outputs.get(one)) for one in right]
    return f"{RIGHT}{several(right)}." if 0 < len(right) < 4 else ""


def _with_its_kind(label, right):
    """A label; of "what `f` returns", if that is a kind in words, with this kind."""
    kind = type(right) is str and re.match("what .* (returns|gives)$", label)
    return f"{label} ({right})" if kind else label


def stem(label, labels) -> str:
    """A label without its "for a second batch", if there is one without."""
    first = label.rpartition(", ")[0]
    return stem(first, labels) if first and first in labels else label


def several(labels) -> str:
    return ("; " if any(", " in one for one in labels) else ", ").join(labels)


def is_type_of(label, others) -> bool:
    """Whether an output says only of what type one of these is. "Right already: what the losses
    are", beside wrong losses, sounds as if these were right."""
    kind = re.match(r"the (?:types?|kinds?) of (.*)|what (.*) (?:is|are)$", label)
    words = set(re.findall(r"\w+", kind[1] or kind[2])) - LITTLE if kind else set()
    return any(words & set(re.findall(r"\w+", other)) for other in others)
