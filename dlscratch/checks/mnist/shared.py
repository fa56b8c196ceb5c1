"""Examples that cannot be mistaken for each other, and a test of whether their labels belong."""

import numpy as np


def numbered(n):
    """`n` examples that cannot be mistaken for each other, and the label that belongs to each."""
    x = np.arange(n)[:, None] + np.array([0.0, 100.0, 1000.0])
    return x, np.array([(7 * i + 3) % 101 for i in range(n)])


def belong(x, y):
    """Whether each label of `y` is the one that belongs to its row of `x`."""
    return [int(7 * row[0] + 3) % 101 for row in x] == [int(label) for label in y]
