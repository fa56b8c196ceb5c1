"""Gradients by finite differences: slow, simple, and the judge of every backward."""

import contextlib
import numbers

import numpy as np

from dlscratch import settings

RIGHT = 1e-5  # a smaller error than this is rounding


def numerical_gradient(f, x, epsilon=1e-6):
    """How f(x), a number, changes with each element of `x`: an array of x's shape.

    Central differences: (f(x + ε) - f(x - ε)) / 2ε, in float64. Their error shrinks with ε², that
    of one-sided differences only with ε. `x` is changed in place and put back, whatever happens.
    """
    if not isinstance(x, np.ndarray) or x.dtype != np.float64:
        raise TypeError(
            "finite differences need an array of float64 (float32 drowns them in rounding), "
            f"but {settings.shown(x)} came: use np.array(x, float)"
        )
    settings.number("epsilon", epsilon)
    gradient = np.zeros_like(x)
    for index, above, below in _nudges(f, x, epsilon):
        gradient[index] = (above - below) / (2 * epsilon)
    return gradient


def _nudges(f, x, epsilon):
    """For each element of `x`: its index, and f(x) with this element ε greater and ε less."""
    for index in np.ndindex(x.shape):
        value = x[index]
        try:
            x[index] = value + epsilon
            above = f(x)
            x[index] = value - epsilon
            below = f(x)
        finally:
            x[index] = value
        if not isinstance(above, numbers.Real) and not (
            isinstance(above, np.ndarray) and above.size == 1
        ):
            raise TypeError(f"f(x) is one number, but {settings.shown(above)} came")
        yield index, above, below


def check_gradients(layer, x, rng=None):
    """The largest relative error of layer.backward against finite differences.

    Runs `layer` (or a whole net) forward on `x` and backward on a random incoming gradient, and
    compares the gradient for x and those for all parameters. About 1e-7 is right, 1e-2 is a bug.

    Exactly at a kink, such as ReLU's at 0, there is no slope to compare with. Where that disturbs,
    the check is made a small step beside (x and the parameters are moved, then put back), and it
    says so. Raises ValueError where the outputs are random, as those of Dropout in training.
    """
    settings.network(layer, "backward", "grads")
    if any(param.dtype != np.float64 for param in layer.params()):
        raise TypeError(
            f"the parameters of {settings.shown(layer)} are not float64, in which rounding is "
            "small enough: make its layers with dtype=float"
        )
    x, rng = np.array(settings.array("x", x), float), settings.generator(rng)
    outputs = layer.forward(x)
    if outputs is None or x.size == 0:
        missing = "outputs: does its forward return them?" if x.size else "numbers to start from"
        raise ValueError(f"{settings.shown(layer)} has no {missing}")
    incoming = rng.standard_normal(np.shape(outputs))
    error = _largest_error(layer, x, incoming)
    if error < RIGHT:
        return error
    outputs = np.array(outputs)
    if not all(np.array_equal(layer.forward(x), outputs, equal_nan=True) for _ in range(50)):
        raise ValueError(
            f"{settings.shown(layer)} gives other outputs each time, so there is nothing to "
            "compare: if it drops out, switch that off with eval()"
        )
    if not _has_kink(layer, x, incoming):
        return error
    print("Some slope is not defined here (ReLU's at 0?): the check is made a small step beside.")
    with _moved([x, *layer.params()], rng):
        return _largest_error(layer, x, incoming)


def _weighted(layer, x, incoming):
    """A number with the slopes that backward gives: the outputs, weighted by `incoming`."""
    return lambda _: float(np.sum(layer.forward(x) * incoming))


def _largest_error(layer, x, incoming):
    f = _weighted(layer, x, incoming)
    wanted = [numerical_gradient(f, array) for array in [x, *layer.params()]]
    layer.forward(x)
    got = [layer.backward(incoming), *layer.grads()]
    name = settings.shown(layer)
    if any(gradient is None for gradient in got):
        method = "backward" if got[0] is None else "grads"
        raise ValueError(f"{method}() of {name} gives None for a gradient: is a `return` missing?")
    if len(got) != len(wanted):
        raise ValueError(
            f"params() of {name} gives {len(wanted) - 1} arrays, but grads() gives {len(got) - 1}: "
            "they belong together"
        )
    return np.max([_relative_error(a, b) for a, b in zip(got, wanted, strict=True)])


def _relative_error(a, b):
    difference = np.abs(a - b)  # stops where the shapes do not even broadcast
    if difference.shape != b.shape or np.shape(a) != b.shape:
        return np.inf
    return np.max(difference) / max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-8)


def _has_kink(layer, x, incoming, epsilon=1e-6):
    """Whether a slope to the right clearly differs from the slope to the left."""
    f = _weighted(layer, x, incoming)
    middle = f(x)
    for array in [x, *layer.params()]:
        nudges = np.array([nudge[1:] for nudge in _nudges(f, array, epsilon)]).reshape(-1, 2)
        slopes = (nudges - middle) / (epsilon, -epsilon)
        clearly = 1e-3 * np.max(np.abs(slopes), initial=0) + 1e-7 * (1 + abs(middle))
        if np.any(np.abs(slopes[:, 0] - slopes[:, 1]) > clearly):
            return True
    return False


@contextlib.contextmanager
def _moved(arrays, rng):
    """Inside, every number of the arrays is a little greater or less; then all is put back."""
    kept = [array.copy() for array in arrays]
    try:
        for array in arrays:
            array += rng.choice([-1, 1], array.shape) * rng.uniform(0.01, 0.1, array.shape)
        yield
    finally:
        for array, before in zip(arrays, kept, strict=True):
            array[...] = before
