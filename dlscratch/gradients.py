"""Gradients by finite differences: slow, simple, and the judge of every backward."""

import numpy as np


def numerical_gradient(f, x, epsilon=1e-6):
    """How f(x), a number, changes with each element of `x`: an array of x's shape.

    Central differences: (f(x + ε) - f(x - ε)) / 2ε, in float64. Their error shrinks with ε², that
    of one-sided differences only with ε. `x` is changed in place and put back.
    """
    if np.asarray(x).dtype != np.float64:
        raise TypeError(
            "finite differences need float64 (float32 drowns them in rounding), "
            f"but {np.asarray(x).dtype} came: use x.astype(float)"
        )
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + epsilon
        above = f(x)
        x[index] = value - epsilon
        below = f(x)
        x[index] = value
        gradient[index] = (above - below) / (2 * epsilon)
    return gradient


def check_gradients(layer, x, rng=None):
    """The largest relative error of layer.backward against finite differences.

    Runs `layer` (or a whole net) forward on `x` and backward on a random incoming gradient, and
    compares the gradient for x and those for all parameters. About 1e-7 is right, 1e-2 is a bug.
    """
    x = np.array(x, float)
    incoming = np.random.default_rng(rng).standard_normal(np.shape(layer.forward(x)))

    def f(_):
        return float(np.sum(layer.forward(x) * incoming))

    wanted = [numerical_gradient(f, array) for array in [x, *layer.params()]]
    layer.forward(x)
    got = [layer.backward(incoming), *layer.grads()]
    return max(_relative_error(a, b) for a, b in zip(got, wanted, strict=True))


def _relative_error(a, b):
    return np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)), 1e-8)
