"""What a doctor's examination gives."""

from typing import NamedTuple


class Finding(NamedTuple):
    """What was found: the examination's name, and one sentence with its number."""

    name: str
    sentence: str
    final: bool = False  # nothing after it can be measured
