"""What a doctor's examination gives, and what it measures with."""

from typing import NamedTuple

import numpy as np

ENOUGH = 20  # examples, from which on something that all have in common is no chance


class Finding(NamedTuple):
    """What was found: the examination's name, and one sentence with its number."""

    name: str
    sentence: str
    final: bool = False  # nothing after it can be measured


def share(ratio, of=""):
    """How large a change is beside what has changed: a percentage, or words where it is so long
    that nobody can read it."""
    return f"{ratio:.0%}{of}" if ratio <= 100 else "more than 100 times their size"


def rms(numbers):
    """The size that numbers have on average: the root of the mean of their squares."""
    return float(np.sqrt(np.mean(np.square(np.asarray(numbers), dtype=float))))
