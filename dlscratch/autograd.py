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
from operator import attrgetter

import numpy as np

from dlscratch import settings

_recording = contextvars.ContextVar("recording", default=True)
_births = itertools.count()


class Edge:
    """The way back from a result to one tensor that it was made from."""

    __slots__ = ("before", "needed", "parent", "pull")

    def __init__(self, parent, pull, needed=None):
        self.parent = parent
        self.pull = pull  # the gradient for the result → the gradient for the parent
        self.needed = needed  # the array that `pull` computes with,
        self.before = None if needed is None else needed.copy("K")  # and how it was in forward


class Tensor:
    """An array of floats that knows how it was computed.

    `data` is the array itself, no copy, where floats are given; other numbers become float64.
    `grad` is None until a backward reaches a tensor made with requires_grad=True; then an array of
    the shape of `data`, to which each further backward adds.
    """

    __array_ufunc__ = None  # so that `array * tensor` asks the tensor, not each of the numbers

    def __init__(self, data, requires_grad=False):
        self.data = _floats(data)
        self.grad = None
        self.requires_grad = bool(requires_grad)
        self.edges = ()  # none for a leaf; None where a backward has been, and forgotten them
        self.operation = "leaf"
        self.birth = next(_births)  # a result is always younger than what it was made from

    # Numbers with numbers, one by one

    def __add__(self, other):
        other = self._tensor(other)
        total = _both(np.add, "+", self.data, other.data)
        return record("+", total, (self, lambda g: g), (other, lambda g: g.copy()))

    def __sub__(self, other):
        other = self._tensor(other)
        difference = _both(np.subtract, "-", self.data, other.data)
        return record("-", difference, (self, lambda g: g), (other, lambda g: -g))

    def __mul__(self, other):
        other = self._tensor(other)
        a, b = self.data, other.data
        product = _both(np.multiply, "*", a, b)
        return record("*", product, (self, lambda g: g * b, b), (other, lambda g: g * a, a))

    def __truediv__(self, other):
        other = self._tensor(other)
        a, b = self.data, other.data
        quotient = _both(np.divide, "/", a, b)
        to_b = (other, lambda g: -g * quotient / b, b)
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
        y = np.maximum(self.data, 0)
        return record("relu", y, (self, lambda g: g * (y > 0), y))

    # Rows with columns

    def __matmul__(self, other):
        other = self._tensor(other)
        a, b = self.data, other.data
        product = _both(np.matmul, "@", a, b)
        to_a, to_b = _matmul_pulls(a, b)
        return record("@", product, (self, to_a, b), (other, to_b, a))

    def __rmatmul__(self, other):
        return self._tensor(other) @ self

    # Many numbers to few

    def sum(self, axis=None, keepdims=False):
        shape = self.data.shape

        def pull(g):
            return np.broadcast_to(_axes_back(g, axis, keepdims), shape).copy()

        return record("sum", self.data.sum(axis, keepdims=keepdims), (self, pull))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total * (total.data.size / self.data.size)

    def max(self, axis=None, keepdims=False):
        """The largest along `axis`. Where several are equal, they share the gradient evenly."""
        x = self.data

        def pull(g):
            winners = x == x.max(axis, keepdims=True)
            shares = winners / winners.sum(axis, keepdims=True, dtype=x.dtype)
            return shares * _axes_back(g, axis, keepdims)

        return record("max", x.max(axis, keepdims=keepdims), (self, pull, x))

    # The same numbers in other places

    def reshape(self, *shape):
        before = self.data.shape
        return record("reshape", self.data.reshape(*shape), (self, lambda g: g.reshape(before)))

    def transpose(self, *axes):
        """The axes in this order; without one, in reverse."""
        back = np.argsort(axes) if axes else None
        return record("T", self.data.transpose(*axes), (self, lambda g: g.transpose(back)))

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
        self._check_start()
        tensors = self._ancestors()
        for tensor in tensors:  # all of them, before any gradient has changed
            tensor._check_notes()
        gradients = {self: np.ones_like(self.data)}
        for tensor in tensors:
            gradient = gradients.pop(tensor)
            if not tensor.edges:
                tensor.grad = gradient if tensor.grad is None else tensor.grad + gradient
            for edge in tensor.edges:
                share = _undo_broadcasting(edge.pull(gradient), edge.parent.shape)
                known = gradients.get(edge.parent)
                gradients[edge.parent] = share if known is None else known + share
            if tensor.edges and not retain_graph:
                tensor.edges = None

    def _ancestors(self):
        """This tensor and all that it was made from, the youngest first.

        So each comes after everything that was made from it: its gradient is complete when its
        turn comes. No recursion, which Python would stop at a thousand steps.
        """
        found, to_visit = {self}, [self]
        while to_visit:
            for edge in to_visit.pop().edges or ():
                if edge.parent not in found:
                    found.add(edge.parent)
                    to_visit.append(edge.parent)
        return sorted(found, key=attrgetter("birth"), reverse=True)

    def _check_start(self):
        if self.data.size != 1:
            raise ValueError(
                f"backward starts from one number, but this tensor has shape {self.shape}: take "
                "its sum() or its mean() first"
            )
        if not self.requires_grad:
            raise ValueError(
                "nothing was recorded that leads to this tensor: make what is to learn with "
                "requires_grad=True, and compute it outside of no_grad, without detach"
            )

    def _check_notes(self):
        if self.edges is None:
            raise RuntimeError(
                f"backward has been here before, and has forgotten what {self.operation} needs: "
                "run forward again, or let the first backward have retain_graph=True"
            )
        for edge in self.edges:
            if edge.needed is not None and not _same(edge.needed, edge.before):
                raise RuntimeError(
                    f"{self.operation} needs an array of shape {edge.needed.shape} as it was in "
                    f"forward, but {_difference(edge.needed, edge.before)}: change it after "
                    "backward, or make a new one, as in x = x + 1"
                )

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

    def __isub__(self, other):
        """Under no_grad, change the numbers where they are: a step of gradient descent."""
        if not _recording.get():
            self.data -= self._tensor(other).data
            return self
        if self.requires_grad and not self.edges:
            raise RuntimeError(
                "a tensor with requires_grad=True is changed outside of the notes: write the step "
                "under `with no_grad():`"
            )
        return self - other

    def __repr__(self):
        numbers = np.array2string(self.data, separator=", ", prefix="Tensor(")
        made = f", made by {self.operation}" if self.edges != () else ""
        return f"Tensor({numbers}{made})"

    def _tensor(self, other):
        """`other` as a tensor; a plain number in this one's dtype."""
        if isinstance(other, Tensor):
            return other
        return Tensor(np.asarray(other, self.dtype) if isinstance(other, numbers.Real) else other)


@contextlib.contextmanager
def no_grad():
    """`with no_grad():` takes no notes inside, for when you only want answers."""
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


def record(operation, data, *ways_back):
    """The tensor that an operation makes: `data`, with the way back to what it was made from.

    A way back is a tuple: a tensor, a function that turns the gradient for `data` into the
    gradient for that tensor, in memory of its own, and, where the function computes with an array,
    that array. Ways that lead to nothing that learns are not kept.
    """
    tensor = Tensor(data)
    tensor.operation = operation
    if _recording.get():
        tensor.edges = tuple([Edge(*way) for way in ways_back if way[0].requires_grad])
        tensor.requires_grad = tensor.edges != ()
    return tensor


def _both(function, sign, a, b):
    try:
        return function(a, b)
    except ValueError:
        raise ValueError(f"{a.shape} {sign} {b.shape}: these shapes do not fit together") from None


def _undo_broadcasting(gradient, shape):
    """The gradient for an array of `shape` that was stretched to the gradient's shape.

    What stood in many places gets the sum over them: over the axes that were put in front, and
    over those that had the size 1.
    """
    if gradient.shape == shape:
        return gradient
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=stretched, keepdims=True)


def _axes_back(gradient, axis, keepdims):
    """The gradient with the axes, of size 1, that were summed away in forward."""
    return gradient if keepdims or axis is None else np.expand_dims(gradient, axis)


def _matmul_pulls(a, b):
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


def _floats(data):
    """`data` as an array of floats: itself where it is one."""
    try:
        array = np.asarray(data)
    except ValueError:
        array = settings.array("a tensor's data", data)  # says what is wrong
    if array.dtype.kind == "f":
        return array
    if array.dtype.kind not in "biu":
        raise TypeError(f"a tensor holds numbers, but {settings.shown(data)} came")
    return array.astype(np.float64)


def _same(now, before):
    return (now == before).all() or np.array_equal(now, before, equal_nan=True)


def _difference(now, before):
    """Where an array was changed first, in words."""
    place = tuple(map(int, np.argwhere(now != before)[0]))
    return f"at {list(place)} it was {before[place]:.4g} and is {now[place]:.4g}"
