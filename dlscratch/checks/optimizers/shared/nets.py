"""Networks as an optimizer sees them: lists, made anew for each call, of the same arrays."""

import numpy as np

# Probes are lopsided on purpose: arrays of several shapes, gradients that change from step to step
# and differ in size from array to array, and no setting of 0.5.
SHAPES = [(3, 5), (3,), (2, 3), (2,)]  # a Linear(5, 3) and a Linear(3, 2)
TWINS = [(4,), (4,)]  # a memory shared by both raises no error here
SMALL = [(3,)]  # the shape of a SmallNet, whose numbers can be followed by hand


class Net:
    """Arrays of some shapes, whose gradients are others after each backward."""

    def __init__(self, shapes, seed):
        self._rng = np.random.default_rng(seed)
        # Column by column, as the weights of the package's Linear lie in memory.
        self.arrays = [np.array(self._rng.standard_normal(shape), order="F") for shape in shapes]
        self.slopes = [np.zeros_like(array) for array in self.arrays]
        self.backwards = 0

    def backward(self):
        self.backwards += 1
        for number, grad in enumerate(self.slopes):
            # The last are as small as the usual epsilon, so that this is seen, too.
            grad[...] = self._rng.standard_normal(grad.shape) * (2.0, 0.3, 7.0, 1e-7)[number % 4]
            grad.flat[0] = 0  # one gradient is always zero

    def params(self):
        return list(self.arrays)

    def grads(self):
        return list(self.slopes)


class SmallNet(Net):
    """One array of three numbers, and the gradients of three steps."""

    START, GRADIENTS = [2.0, -1.0, 3.0], ([4.0, -0.5, 0.0], [-2.0, -0.5, 0.0], [1.0, 0.5, 0.0])

    def __init__(self):
        self.arrays, self.slopes = [np.array(self.START)], [np.zeros(3)]
        self.backwards = 0

    def backward(self):
        self.slopes[0][...] = self.GRADIENTS[self.backwards % len(self.GRADIENTS)]
        self.backwards += 1


def copied(arrays):
    return [array.copy() for array in arrays]


def add_changes(total, before, after):
    """Add to the arrays of `total` by how much those of `after` differ from those of `before`."""
    for each, old, new in zip(total, before, after, strict=True):
        each += new - old
