"""An experiment, and how its facts are laid out."""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dlscratch.clinic.library import Library, attempt

SECONDS = 4.0  # for an experiment


class Experiment(NamedTuple):
    """Something that can be tried: what it is called, what it does, and on which parts."""

    name: str
    about: str
    look: Callable  # (library, and the part if there is a choice) → facts, as lines
    parts: tuple[str, ...] = ()  # one of them is chosen; none where the whole is looked at
    vague: bool = False  # one has to know by experience what a healthy library gives

    def calls(self) -> tuple:
        """The ways in which it can be made: with each of its parts, or with None."""
        return self.parts or (None,)

    def called(self, part: str | None) -> str:
        return f"{self.name} of {part}" if part else self.name

    def run(self, library: Library, part: str | None) -> str:
        return self.look(library, part) if part else self.look(library)

    def told(self, library: Library, part: str | None) -> str:
        """What it gives, or what Python says where it fails."""
        result = attempt(library, lambda made: self.run(made, part), SECONDS)
        return result.said or result.value


def facts(*rows: tuple[str, object]) -> str:
    """A line for each pair of a name and a value."""
    return aligned([(name, one if isinstance(one, str) else shown(one)) for name, one in rows])


def shown(value) -> str:
    """Numbers as on paper: four decimals, in one line."""
    text = np.array2string(np.asarray(value), precision=4, suppress_small=True, separator=", ")
    return " ".join(text.split())


def aligned(rows) -> str:
    """Rows of words as lines, their columns below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["   ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join(lines)


def indented(text: str) -> str:
    """Lines that are shown as code."""
    return textwrap.indent(text, "    ", lambda line: True)
