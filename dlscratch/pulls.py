"""Pulls: functions that bring a gradient from a result back to what it was made from.

Most of them stand beside their operation, in autograd.py. Here is what several of them share.
"""

import numpy as np


def fitted(gradient, data):
    """The gradient for the array `data`, in its shape and dtype, where an operation stretched it
    or made it more precise."""
    if gradient.shape != data.shape:
        gradient = undo_broadcasting(gradient, data.shape)
    return gradient if gradient.dtype == data.dtype else gradient.astype(data.dtype)


def undo_broadcasting(gradient, shape):
    """The gradient for an array of `shape` that was stretched to the gradient's shape.

    What stood in many places gets the sum over them: over the axes that were put in front, and
    over those that had the size 1.
    """
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if gradient.shape[axis] != size:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def axes_back(gradient, axis, keepdims):
    """The gradient with the axes, of size 1, that were summed away in forward."""
    return gradient if keepdims or axis is None else np.expand_dims(gradient, axis)


def matmul_pulls(a, b):
    """The two pulls of a @ b. A vector on the left is one row, on the right one column."""
    rows = a if a.ndim > 1 else a[None]
    columns = b if b.ndim > 1 else b[:, None]

    def whole(g):  # with the axes that a vector lacks
        g = g if b.ndim > 1 else g[..., None]
        return g if a.ndim > 1 else g[..., None, :]

    def to_a(g):
        gradient = whole(g) @ columns.swapaxes(-1, -2)
        return gradient if a.ndim > 1 else gradient[..., 0, :]

    def to_b(g):
        gradient = rows.swapaxes(-1, -2) @ whole(g)
        return gradient if b.ndim > 1 else gradient[..., 0]

    return to_a, to_b
