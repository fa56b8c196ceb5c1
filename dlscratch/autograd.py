"""Autograd: tensors that take notes of what is computed, so that nobody has to write a backward.

    w = Tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    loss.backward()
    w.grad  # array([2., 4.])

Every operation makes a new Tensor, with an edge to each tensor that it was made from. `backward`
walks along these edges from the loss to where it all began. Names and behaviour are PyTorch's.
"""

import contextlib
import contextvars
import copy
import itertools
import numbers
from collections.abc import Sequence
from operator import attrgetter

import numpy as np

from dlscratch.guards import both, changeable, check_notes, check_start, floats
from dlscratch.pulls import axes_back, fitted, matmul_pulls

_recording = contextvars.ContextVar("recording", default=True)
_births = itertools.count()


class Tensor:
    """An array of floats that knows how it was computed.

    `data` is the array itself, no copy, where floats are given; other numbers become float64.
    `grad` is None until a backward reaches a tensor made with requires_grad=True; then an array of
    the shape of `data`, to which each further backward adds.
    """

    operation = "leaf"  # this, or what was done to make it
    edges: Sequence = ()  # pairs (parent, pull), see record; None once a backward has been here
    kept: Sequence = ()  # the arrays that the pulls compute with and that may change, with copies
    __array_ufunc__ = None  # so that `array * tensor` asks the tensor, not each of the numbers

    def __init__(self, data, requires_grad=False):
        self.data = floats(data)
        self.grad = None
        self.requires_grad = requires_grad
        self.birth = next(_births)  # a result is always younger than what it was made from

    # Numbers with numbers, one by one

    def __add__(self, other):
        other = self._tensor(other)
        total = both(np.add, "+", self.data, other.data)
        return record("+", total, (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other):
        other = self._tensor(other)
        difference = both(np.subtract, "-", self.data, other.data)
        return record("-", difference, (self, lambda g: g), (other, lambda g: -g))

    def __mul__(self, other):
        other = self._tensor(other)
        a, b = self.data, other.data
        product = both(np.multiply, "*", a, b)
        return record("*", product, (self, lambda g: g * b, b), (other, lambda g: g * a, a))

    def __truediv__(self, other):
        other = self._tensor(other)
        a, b = self.data, other.data
        quotient = both(np.divide, "/", a, b)
        to_b = (other, lambda g: -g * a / (b * b), a, b)
        return record("/", quotient, (self, lambda g: g / b, b), to_b)

    def __pow__(self, power):
        if not isinstance(power, numbers.Real):
            raise TypeError(f"a tensor is raised to a plain number, but {power!r} came")
        x, power = self.data, float(power)
        slope = (lambda g: g * (power * x ** (power - 1))) if power else np.zeros_like
        return record("**", x**power, (self, slope, x))

    def __neg__(self):
        return record("-", -self.data, (self, lambda g: -g))

    def __radd__(self, other):
        return self + other

    def __rsub__(self, other):
        return self._tensor(other) - self

    def __rmul__(self, other):
        return self * other

    def __rtruediv__(self, other):
        return self._tensor(other) / self

    # Functions of each number

    def exp(self):
        y = np.exp(self.data)
        return record("exp", y, (self, lambda g: g * y, y))

    def log(self):
        x = self.data
        return record("log", np.log(x), (self, lambda g: g / x, x))

    def tanh(self):
        y = np.tanh(self.data)
        return record("tanh", y, (self, lambda g: g * (1 - y * y), y))

    def sigmoid(self):
        y = np.exp(-np.logaddexp(0, -self.data))  # 1 / (1 + exp(-x)), which would overflow
        return record("sigmoid", y, (self, lambda g: g * y * (1 - y), y))

    def relu(self):
        x = self.data
        y = np.maximum(x, np.zeros(x.shape, x.dtype))  # twice as fast as with a single 0
        passes = (y > 0).astype(y.dtype)
        return record("relu", y, (self, lambda g: g * passes))

    # Rows with columns

    def __matmul__(self, other):
        other = self._tensor(other)
        a, b = self.data, other.data
        product = both(np.matmul, "@", a, b)
        to_a, to_b = matmul_pulls(a, b)
        return record("@", product, (self, to_a, b), (other, to_b, a))

    def __rmatmul__(self, other):
        return self._tensor(other) @ self

    # Many numbers to few

    def sum(self, axis=None, keepdims=False):
        shape = self.data.shape

        def pull(g):
            return np.broadcast_to(axes_back(g, axis, keepdims), shape).copy()

        return record("sum", self.data.sum(axis, keepdims=keepdims), (self, pull))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total / (self.data.size / max(total.data.size, 1))

    def max(self, axis=None, keepdims=False):
        """The largest along `axis`. Where several are equal, they share the gradient evenly."""
        x = self.data

        def pull(g):
            winners = x == x.max(axis, keepdims=True)
            shares = winners / winners.sum(axis, keepdims=True, dtype=x.dtype)
            return shares * axes_back(g, axis, keepdims)

        return record("max", x.max(axis, keepdims=keepdims), (self, pull, x))

    # The same numbers in other places

    def reshape(self, *shape):
        x = self.data
        return record("reshape", x.reshape(*shape), (self, lambda g: g.reshape(x.shape)))

    def transpose(self, *axes):
        """The axes in this order; without one, in reverse."""
        x = self.data
        order = np.arange(x.ndim)[np.ravel(axes)] if axes else None  # -1 is the last, by its number
        back = None if order is None else np.argsort(order)
        return record("T", x.transpose(order), (self, lambda g: g.transpose(back)))

    @property
    def T(self):
        return self.transpose()

    def __getitem__(self, index):
        x, index = self.data, copy.deepcopy(index)  # of the index, too, arrays may be changed later

        def pull(g):
            gradient = np.zeros_like(x)
            np.add.at(gradient, index, g)  # an index may name a number twice: its gradients add up
            return gradient

        return record("[]", x[index], (self, pull))

    # Backward

    def backward(self, retain_graph=False):
        """Add to `grad` of every leaf how this one number changes with it.

        Afterwards the notes are gone, and the memory that they held: for a second backward run
        forward again, or ask the first to keep them, by retain_graph=True.
        """
        check_start(self)
        tensors = self._ancestors()
        for tensor in tensors:  # all of them, before any gradient has changed
            check_notes(tensor)
        gradients = {self: np.array(1, self.dtype, ndmin=self.data.ndim)}
        for tensor in tensors:
            tensor._pass_on(gradients.pop(tensor), gradients)
            if tensor.edges and not retain_graph:
                tensor.edges, tensor.kept = None, ()

    def _pass_on(self, gradient, gradients):
        """Add this tensor's gradient to what is known so far of its parents' gradients.

        A leaf keeps it, as an array, and nobody else has that array.
        """
        if not self.edges:
            self.grad = np.asarray(gradient if self.grad is None else self.grad + gradient)
        for parent, pull in self.edges:
            share = fitted(pull(gradient), parent.data)
            if parent in gradients:
                share = gradients[parent] + share
            gradients[parent] = share.copy() if share is gradient else share

    def _ancestors(self):
        """This tensor and all that it was made from, the youngest first.

        So each comes after everything that was made from it: its gradient is complete when its
        turn comes. No recursion, which Python would stop at a thousand steps.
        """
        found, to_visit = {self}, [self]
        while to_visit:
            for parent, _ in to_visit.pop().edges or ():
                if parent not in found:
                    found.add(parent)
                    to_visit.append(parent)
        return sorted(found, key=attrgetter("birth"), reverse=True)

    # What else one does with a tensor

    def detach(self):
        """The same array, without its past: no gradient goes through."""
        return Tensor(self.data)

    def zero_grad(self):
        """Forget the gradient, as before each step of a training."""
        self.grad = None

    def item(self):
        """The number in a tensor that holds only one, as a Python float."""
        return self.data.item()

    @property
    def shape(self):
        return self.data.shape

    @property
    def dtype(self):
        return self.data.dtype

    def __iadd__(self, other):
        return self + other if self._recorded() else self._change(np.add, "+=", other)

    def __isub__(self, other):
        return self - other if self._recorded() else self._change(np.subtract, "-=", other)

    def __imul__(self, other):
        return self * other if self._recorded() else self._change(np.multiply, "*=", other)

    def __itruediv__(self, other):
        return self / other if self._recorded() else self._change(np.divide, "/=", other)

    def __repr__(self):
        numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
        made = "" if self.operation == "leaf" else f", made by {self.operation}"
        return f"Tensor({numbers}{made})"

    def _recorded(self):
        """Whether notes are taken. Then x -= y is x = x - y, and a leaf would be lost by that."""
        if _recording.get() and self.requires_grad and self.operation == "leaf":
            raise RuntimeError(
                "a tensor with requires_grad=True is changed outside of the notes: write the step "
                "under `with no_grad():`"
            )
        return _recording.get()

    def _change(self, function, sign, other):
        """Under no_grad, change the numbers where they are: a step of gradient descent."""
        other = self._tensor(other)
        both(function, sign, self.data, other.data, out=self.data)
        return self

    def _tensor(self, other):
        """`other` as a tensor. Whole numbers, and single ones, take this one's dtype."""
        if isinstance(other, Tensor):
            return other
        data = floats(other, whole=self.dtype)
        return Tensor(data if data.ndim else data.astype(self.dtype))


@contextlib.contextmanager
def no_grad():
    """`with no_grad():` takes no notes inside, for when you only want answers."""
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


def record(operation, data, *ways_back):
    """The tensor that an operation makes: `data`, with the ways back to what it was made from.

    A way back is a tuple: the parent, a tensor; the pull, a function that turns the gradient for
    `data` into the gradient for the parent; then the arrays with which the pull computes. Ways that
    lead to nothing that learns are not kept.
    """
    tensor = Tensor(data)
    if _recording.get() and (ways := [way for way in ways_back if way[0].requires_grad]):
        tensor.requires_grad, tensor.operation = True, operation
        tensor.edges = [way[:2] for way in ways]
        arrays = [array for way in ways for array in way[2:] if changeable(array)]
        tensor.kept = [(array, array.copy("K")) for array in arrays]
    return tensor


def constant(data):
    """A tensor of its own copy of `data`, in which nobody can change a number: no operation has to
    watch it. Under no_grad, where nothing is watched, it is Tensor(data), without a copy."""
    if _recording.get():
        data = np.array(floats(data))
        data.flags.writeable = False
    return Tensor(data)
