"""The solutions, as the build has written them down from the lessons' texts."""

import json
from pathlib import Path

from dlscratch.checks.engine import show

FILE = Path(__file__).resolve().parents[1] / "solutions.json"


def read() -> dict[str, str]:
    """The solutions in the order of the course: {"tensors.shape": "def shape(tensor): …", …}.

    Empty where the build has written none.
    """
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}


class Solution:
    """The solution of one exercise."""

    def __init__(self, id):
        self.id = id

    @property
    def source(self) -> str:
        """Its Python text; empty where none has been written down."""
        return read().get(self.id, "")

    def __call__(self):
        code = "\n".join(f"    {line}" for line in self.source.split("\n"))
        text = code if self.source else "No solution has been written down for this exercise yet."
        show.show(f"A solution: {self.id.partition('.')[2]}", text)

    def __repr__(self):
        return f"check.{self.id.partition('.')[2]}.solution() shows a solution"
