"""Turns of phrase that readers of English stumble over, or that mean two things in this course."""

import re

import pytest
from gate import ROOT, TEXTS

LESSONS_AND_DOCS = {path.as_posix(): text for path, text in TEXTS.items()} | {
    name: (ROOT / name).read_text("utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "docs/teaching.md", "dlscratch/course/lessons.py")
}
# What a thing has, and does not do: "Which shape has the sum?" reads as if a shape owned a sum.
PROPERTY = r"(shapes?|signs?|slopes?|sizes?|spread|variance|standard deviation|length|colour)"
SLIPS = {
    "foreign word order: ask “What is the shape of …?”": (
        rf"\bwhich {PROPERTY} (has|have|had)\b",
        rf"\bof which {PROPERTY}\b",
        r"\bhow many [^.?]{1,30} (has|have) (a|an|the|it|its|one|each)\b",
        r"\b(?-i:Has) (it|`\w+`|(a|the) \w+) (a|an|any|one|such)\b",
        r"\b(over|along|by) what is \w+ed\b",
    ),
    "layers one after another are a chain; a row is a row of a table": (
        r"\b(layers?|boxes|neurons?|heads|two|three|four) in a row\b",
        r"\b(a|the|such a|deep|whole) row of (boxes|layers|neurons)\b",
        r"\bend of the row\b",
    ),
    "say “in each row”, “for each epoch”": (r"\bone \w+ an? (row|epoch|layer|neuron)\b",),
    "say “turn … into”": (r"\bmakes? one number of\b", r"\bmakes? \w+ of the logits\b"),
    "a layer keeps a contract": (r"\bbargain\b",),
    "the course writes “learnt”": (r"\blearned\b",),
    "say “very long”": (r"\bever so\b",),
}


def slips(text: str) -> list[str]:
    """What is found in a text, its line ends and the signs of its comments undone."""
    words = re.sub(r"\s*\n(?:[#>] ?)?\s*", " ", text)
    return [
        f"{found[0]!r}: {advice}"
        for advice, patterns in SLIPS.items()
        for pattern in patterns
        for found in re.finditer(pattern, words, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", LESSONS_AND_DOCS)
def test_no_text_stumbles(path):
    assert slips(LESSONS_AND_DOCS[path]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Which shape has the\n# sum?",
        "What is it, and of which shape is it?",
        "How many numbers has a network to learn?",
        "Has `double` such a place?",
        "Over what is summed this time?",
        "Two linear layers in a row",
        "A network is a row of boxes.",
        "A table with one example a row.",
        "It makes one number of them.",
        "That is the bargain.",
    ],
)
def test_a_slip_is_seen(text):
    assert slips(text)


@pytest.mark.parametrize(
    "text",
    [
        "What is the shape of the sum?",
        "Which class has the largest score?",
        "Which row of the table has what you need?",
        "How many have learnt it?",
        "It has learnt the table. Has it?",
        "The shape has two sizes.",
        "Which sign must each weight have?",
    ],
)
def test_what_is_right_is_left_alone(text):
    assert not slips(text)
