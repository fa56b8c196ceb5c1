"""Gradients by central differences, for exercises in which a `backward` is to be checked."""

import copy

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.layers import Layer


def differences(f, arrays, gradient, epsilon=1e-5) -> list[np.ndarray]:
    """The gradient of sum(gradient * f(*arrays)) with respect to each of `arrays`, in float64.

    `gradient` is the incoming one: it has the shape of what `f` returns, or is a number.
    """
    arrays = [np.array(array, dtype=float) for array in arrays]
    return [_slopes(lambda: f(*arrays), array, gradient, epsilon) for array in arrays]


def _slopes(f, array, gradient, epsilon):
    slopes = np.empty_like(array)
    for index in np.ndindex(array.shape):
        here = array[index]
        array[index] = here + epsilon
        above = np.array(f(), dtype=float)
        array[index] = here - epsilon
        slopes[index] = np.sum(gradient * (above - f())) / (2 * epsilon)
        array[index] = here
    return slopes


def layer(build, names=()):
    """`run` and `expect` for an exercise on a layer class, whose probes are (x, gradient, …).

    `build(cls, …)` makes the layer; `names` are its parameters, whose gradients are looked for
    under name_grad. The outputs are called forward, gradient for x, and by the gradients' names.
    Expected gradients are differences of `forward`: the reference needs no `backward`.
    """

    def run(cls, x, gradient, *rest):
        if not issubclass(cls, Layer):
            raise Refuse(
                f"`{cls.__name__}` is no `Layer` yet: write `class {cls.__name__}(Layer):`, so "
                "that it has all that a network asks of its layers."
            )
        layer = build(cls, *rest)
        outputs = {"forward": copy.deepcopy(layer.forward(x))}
        outputs["gradient for x"] = layer.backward(gradient)
        return outputs | {f"{name}_grad": getattr(layer, f"{name}_grad") for name in names}

    def expect(cls, x, gradient, *rest):
        layer = build(cls, *rest)

        def forward(x, *parameters):
            for name, values in zip(names, parameters, strict=True):
                getattr(layer, name)[...] = values
            return np.array(layer.forward(x))

        arrays = [x, *(np.array(getattr(layer, name)) for name in names)]
        slopes = differences(forward, arrays, gradient)
        labels = ["gradient for x", *(f"{name}_grad" for name in names)]
        return {"forward": forward(*arrays), **dict(zip(labels, slopes, strict=True))}

    more = build.__code__.co_varnames[1 : build.__code__.co_argcount]
    run.arguments = ("x", "gradient", *more)
    return run, expect
