"""The learner is "you", and everybody else is "they": in lessons, hints, docs and messages."""

import re
import subprocess

import pytest
from gate import ROOT

SEXED = re.compile(
    r"(?<![\w\"'.])(he|him|his|himself|she|her|hers|herself|(a|the|this|that) (wo)?man|"
    r"(a|the|this|that) (boy|girl|guy|lady|gentleman))(?![\w\"(:}])",
    re.IGNORECASE,
)
# Kaiming He, and the start of weights that bears the name, in words and in code.
HE = re.compile(
    r"Kaiming He|\bHe (et al|and others|(# )?initialisation)|(ReLU and |, |picture of )He\b"
    r"|\bHe's (larger|variance)|`he`|\(he\)|::: stop he\b|\[he\]"
)


def sexed(text: str) -> list[str]:
    text = re.sub(r"\s+", " ", text)
    return [found[0] for found in SEXED.finditer(HE.sub("", text))]


def test_everybody_is_they():
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.md", "*.js"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    here = "ci/gates/test_they.py"
    texts = {path: (ROOT / path).read_text("utf-8") for path in tracked if (ROOT / path).is_file()}
    assert len(texts) > 300
    found = {path: sexed(text) for path, text in texts.items() if path != here}
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "text, words",
    [
        ("A friend says that his loss climbs.", ["his"]),
        ("He is right on every number.", ["He"]),
        ("Here is a man with a list.", ["a man"]),
        ("She mends it herself.", ["She", "herself"]),
        ("They mend it themselves; the manual helps her.", ["her"]),
        ("# **He\n# initialisation**: check.he(he) your `he`.", []),
        ("Ask he or the picture of her.", ["he", "her"]),
        ('`init="he"` is He initialisation (He et al. 2015): `he(3, 5)`, not theirs.', []),
    ],
)
def test_a_slip_is_seen(text, words):
    assert sexed(text) == words
