"""Nested lists to probe answers with, and two functions that known answers are made of."""

from dlscratch import tensors

# Probes are lopsided on purpose: sizes that all differ, a float, a negative, and but for REPEATED
# no number twice.
ROW = [7, 8, 10]
TABLE = [[1, 2, 4], [8, 16, 33]]
STACK = [[[1, 2], [3, 5]], [[8, 13], [21, 34]], [[55, 89], [-4, 7]]]
OTHER_STACK = [[[4, 1], [0, 6]], [[2, 9], [7, -3]], [[5, 8], [12, 11]]]
FLOATS = [0.5, -1.5, 4.0, 2.25]
SINGLE = [[5]]
REPEATED = [[3, 5, 3], [5, 5, 3]]  # whoever looks a number up by its value finds the wrong place
DEEP = [[[[2], [3]]], [[[-7], [9]]]]


def overwrite(f, tensor):
    """`tensor_apply` as it should not be: into the tensor that was passed."""
    for i, part in enumerate(tensor):
        tensor[i] = overwrite(f, part) if isinstance(part, list) else f(part)
    return tensor


def flat(tensor):
    """All the numbers in one list."""
    return tensor if tensors.is_1d(tensor) else [n for part in tensor for n in flat(part)]
