"""The solutions, as the build has written them down from the lessons' texts."""

import functools
import json
import re
from pathlib import Path

from dlscratch.checks.engine import show

# The name of an exercise in a sentence, where its number is to stand
NAMED = re.compile(r"\[([a-z]\w*)\](?!\()")
FILE = Path(__file__).resolve().parents[1] / "solutions.json"


def read() -> dict[str, dict]:
    """The solutions in the order of the course, and the checks that their cells end in:
    {"tensors.shape": {"solution": "def shape(tensor): …", "check": "check.shape(shape)"}, …}.

    Empty where the build has written none.
    """
    return _read(FILE, FILE.stat().st_mtime_ns) if FILE.is_file() else {}


@functools.lru_cache(1)
def _read(file, changed):
    return json.loads(file.read_text(encoding="utf-8"))


def defined(lesson, exercise=None) -> set[str]:
    """The functions and classes that a lesson's solutions define, or that of one exercise."""
    found = {id: one["solution"] for id, one in read().items() if id.startswith(f"{lesson}.")}
    texts = found.values() if exercise is None else [found.get(f"{lesson}.{exercise}", "")]
    return {name for text in texts for name in re.findall(r"(?m)^(?:def|class) (\w+)", text)}


def numbered(text, lesson) -> str:
    """`text` with the number that each exercise has on its page: exercise [relu] → exercise 2."""
    names = [id.partition(".")[2] for id in read() if id.startswith(f"{lesson}.")]
    return NAMED.sub(lambda name: _number(name, names), text)


def _number(name, names):
    return str(names.index(name[1]) + 1) if name[1] in names else name[0]


class Solution:
    """The solution of one exercise."""

    def __init__(self, id):
        self.id = id

    @property
    def source(self) -> str:
        """Its Python text; empty where none has been written down."""
        return read().get(self.id, {}).get("solution", "")

    @property
    def check(self) -> str:
        """The last line of its cell, which calls the check."""
        return read().get(self.id, {}).get("check", "")

    def __call__(self):
        code = "\n".join(f"    {line}" for line in self.source.split("\n"))
        text = code if self.source else "No solution has been written down for this exercise yet."
        show.show(f"A solution: {self.id.partition('.')[2]}", text)

    def __repr__(self):
        return f"check.{self.id.partition('.')[2]}.solution() shows a solution"
