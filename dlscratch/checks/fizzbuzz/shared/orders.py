"""Examples that cannot be mistaken for each other, and in words, what order they have come in."""

import numpy as np

from dlscratch.checks.engine.run import note


def numbered(n):
    """`n` examples that cannot be mistaken for each other, and the label that belongs to each."""
    x = np.arange(n)[:, None] + np.array([0.0, 100.0, 1000.0])
    return x, np.array([(7 * i + 3) % 101 for i in range(n)])


def belong(x, y):
    """Whether each label of `y` is the one that belongs to its row of `x`."""
    return [int(7 * row[0] + 3) % 101 for row in x] == [int(label) for label in y]


def how_mixed(ids, n):
    """In words that do not depend on the draw: how far an order of 0 to n - 1 is from the old one.

    In a random order of many rows hardly any two neighbours stay together.
    """
    if ids == list(range(n)):
        return "as they were"
    if ids == list(range(n))[::-1]:
        return "turned round"
    if len(ids) < 20:  # so few may be in any order by chance
        return MIXED
    if np.mean(np.array(ids) == np.arange(len(ids))) > 0.5:
        return "most of them where they were"
    steps = np.diff(ids) % n
    common = np.bincount(steps).argmax()
    if np.mean(steps == common) > 0.5:
        return "moved on together" if common == 1 else "in regular steps"
    return MIXED


MIXED = "mixed"


def out_of_step(x, y):
    """Whether a row of `x` has come with another label than its own; a note tells the first."""
    for row, label in zip(x, y, strict=False):
        own = int(7 * row[0] + 3) % 101
        if own != label:
            if own in y:
                note(f"For instance, a row of x whose label is {own} has come with {label}.")
            return True
    return False


STRANGERS = "some that were never there"


def how_often(ids, n):
    """In words that do not depend on the draw: how often the numbers 0 to n - 1 come in `ids`."""
    if not set(ids) <= set(range(n)):
        return STRANGERS
    counts = np.bincount(np.array(ids, int), minlength=n)
    said = ["some never"] * bool((counts == 0).any()) + ["some twice"] * bool((counts > 1).any())
    return " and ".join(said) or "each once"
