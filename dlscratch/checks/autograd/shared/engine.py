"""The engine of exercise [tensor], as a class whose parts can be exchanged, by slips as well."""

import numpy as np

from dlscratch.values import in_order


def undo_broadcasting(gradient, shape):
    """The gradient for an array of `shape` that was stretched to the gradient's shape; the very
    one that came where nothing was stretched."""
    if np.shape(gradient) == shape:
        return gradient
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=stretched, keepdims=True)


def _needs(pairs, parents):
    return len(parents) > 0


def _times(a, b):
    return lambda g: g * b, lambda g: g * a


def _matmul(a, b):
    return lambda g: g @ b.T, lambda g: a.T @ g


def _spread(g, data):
    return np.broadcast_to(g, data.shape)


def _leaf(tensor, gradient):
    return gradient if tensor.grad is None else tensor.grad + gradient


def _handed(gradients, parent, share):
    return gradients[parent] + share if parent in gradients else share


def _of_a_leaf(tensor):
    return not tensor.parents


def _learns(pair):
    return pair[0].requires_grad


def engine(
    *,
    kept=_of_a_leaf,
    matters=_learns,
    needs=_needs,
    times=_times,
    matmul=_matmul,
    spread=_spread,
    leaf=_leaf,
    handed=_handed,
    passed=lambda gradient, share: share,
):
    """A class `Tensor` as in the exercise, with these parts in its blanks, or near them.

    needs(pairs, those that are kept)   whether the result needs a gradient
    times(a, b), matmul(a, b)           the two pulls
    spread(g, data)                     the gradient for `data`, whose sum was taken
    kept(tensor)                        whether it keeps its gradient
    matters(pair)                       whether a pair (tensor, pull) is kept among the parents
    leaf(tensor, gradient)              the new `grad` of a leaf
    handed(gradients, parent, share)    the new gradient of a parent
    passed(gradient, share)             which of the two is handed on
    """

    class Tensor:
        __array_ufunc__ = None

        def __init__(self, data, requires_grad=False):
            data = np.asarray(data)
            self.data = data if data.dtype.kind == "f" else data.astype(float)
            self.grad, self.parents, self.requires_grad = None, (), requires_grad

        def record(self, data, *pairs):
            result = Tensor(data)
            result.parents = tuple(pair for pair in pairs if matters(pair))
            result.requires_grad = needs(pairs, result.parents)
            return result

        def as_tensor(self, value):
            if isinstance(value, Tensor):
                return value
            return Tensor(np.asarray(value, self.data.dtype) if np.ndim(value) == 0 else value)

        def __add__(self, other):
            other = self.as_tensor(other)
            return self.record(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

        def __mul__(self, other):
            other = self.as_tensor(other)
            to_a, to_b = times(self.data, other.data)
            return self.record(self.data * other.data, (self, to_a), (other, to_b))

        def __matmul__(self, other):
            other = self.as_tensor(other)
            to_a, to_b = matmul(self.data, other.data)
            return self.record(self.data @ other.data, (self, to_a), (other, to_b))

        def __sub__(self, other):
            return self + -1 * self.as_tensor(other)

        def __radd__(self, other):
            return self.as_tensor(other) + self

        def __rsub__(self, other):
            return self.as_tensor(other) - self

        def __rmul__(self, other):
            return self.as_tensor(other) * self

        def __rmatmul__(self, other):
            return self.as_tensor(other) @ self

        def exp(self):
            y = np.exp(self.data)
            return self.record(y, (self, lambda g: g * y))

        def log(self):
            return self.record(np.log(self.data), (self, lambda g: g / self.data))

        def tanh(self):
            y = np.tanh(self.data)
            return self.record(y, (self, lambda g: g * (1 - y * y)))

        def relu(self):
            return self.record(np.maximum(self.data, 0), (self, lambda g: g * (self.data > 0)))

        def sum(self, axis=None, keepdims=False):
            def pull(g):
                if axis is not None and not keepdims:
                    g = np.expand_dims(g, axis)
                return spread(g, self.data)

            return self.record(self.data.sum(axis, keepdims=keepdims), (self, pull))

        def mean(self, axis=None, keepdims=False):
            total = self.sum(axis, keepdims)
            return total * (total.data.size / self.data.size)

        @property
        def T(self):
            return self.record(self.data.T, (self, lambda g: g.T))

        def __getitem__(self, index):
            def pull(g):
                gradient = np.zeros_like(self.data)
                np.add.at(gradient, index, g)
                return gradient

            return self.record(self.data[index], (self, pull))

        def backward(self):
            gradients = {self: np.ones_like(self.data)}
            for tensor in in_order(self):
                gradient = gradients.pop(tensor)
                if kept(tensor):
                    tensor.grad = leaf(tensor, gradient)
                for parent, pull in tensor.parents:
                    share = undo_broadcasting(pull(gradient), parent.data.shape)
                    gradients[parent] = handed(gradients, parent, passed(gradient, share))

    return Tensor


Tensor = engine()
