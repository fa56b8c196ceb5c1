"""Edges: how a gradient finds its way from a result back to what it was made from.

Each operation of autograd leaves an edge to every tensor that it used. Here stand the edge itself,
and what the ways back of several operations share.
"""

import numpy as np


class Edge:
    """The way back from a result to one tensor that it was made from, its parent.

    `pull` is a function: the gradient for the result → the gradient for the parent. `needed` are
    the arrays that it computes with; a copy shows later whether they are still as they were.
    """

    __slots__ = ("before", "needed", "parent", "pull")

    def __init__(self, parent, pull, *needed):
        self.parent = parent
        self.pull = pull
        self.needed = needed
        self.before = [array.copy("K") for array in needed]  # "K": lies in memory as the array does

    def back(self, gradient):
        """The gradient for the parent: of its shape and dtype, and in memory of its own."""
        data = self.parent.data
        share = undo_broadcasting(self.pull(gradient), data.shape)
        if share.dtype != data.dtype:
            share = share.astype(data.dtype)
        return share.copy() if share is gradient else share  # another edge may get it, too

    def change(self):
        """Where a needed array was changed since forward, in words; "" for nowhere."""
        for now, before in zip(self.needed, self.before, strict=True):
            if not (now == before).all():
                # NaN is not equal to itself, and yet it has not changed.
                changed = np.argwhere((now != before) & ~(np.isnan(now) & np.isnan(before)))
                for place in map(tuple, changed[:1]):
                    return (
                        f"an array of shape {now.shape} as it was in forward, but at "
                        f"{list(map(int, place))} it was {before[place]:.6g} and is "
                        f"{now[place]:.6g}"
                    )
        return ""


def undo_broadcasting(gradient, shape):
    """The gradient for an array of `shape` that was stretched to the gradient's shape.

    What stood in many places gets the sum over them: over the axes that were put in front, and
    over those that had the size 1.
    """
    if gradient.shape == shape:
        return gradient
    in_front = gradient.ndim - len(shape)
    stretched = [in_front + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.sum(axis=(*range(in_front), *stretched)).reshape(shape)


def axes_back(gradient, axis, keepdims):
    """The gradient with the axes, of size 1, that were summed away in forward."""
    return gradient if keepdims or axis is None else np.expand_dims(gradient, axis)


def matmul_pulls(a, b):
    """The two ways back from a @ b. A vector on the left is one row, on the right one column."""
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
