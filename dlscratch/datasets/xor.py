"""XOR: the smallest data that no straight line can separate."""

import numpy as np


def xor() -> tuple[np.ndarray, np.ndarray]:
    """All four inputs of XOR and what it answers: `x` (4, 2) and `y` (4, 1), float64.

    `y` is 1 where exactly one of the two inputs is 1.
    """
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64)
    y = np.array([[0], [1], [1], [0]], dtype=np.float64)
    return x, y
