"""Gradients by central differences, for exercises in which a `backward` is to be checked."""

import copy
import functools

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
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


def layer(build, names=(), more=None):
    """`run` and `expect` for an exercise on a layer class, whose probes are (x, gradient, …).

    `build(cls, …)` makes the layer; `names` are its parameters, whose gradients are looked for
    under name_grad. Expected gradients are differences of `forward`: the reference needs no
    `backward`. With None for the gradient only forward runs, so that an answer whose backward
    always fails still does something without an exception, and can be recognised.

    What a layer remembers is tried, too: a second layer goes forward before the first goes back,
    backward runs twice, and then come two more batches, one of them of another size. Nothing that
    was there before may have changed by then. `more(layer)` may give further outputs after each
    backward, as a dict; `more(layer, gradients)` what is expected of them, with the gradients by
    their names.
    """

    def after_backward(layer, gradient, when, between=lambda: None):
        found = {"gradient for x": copy.deepcopy(layer.backward(gradient))}
        between()
        found |= {f"{name}_grad": copy.deepcopy(getattr(layer, f"{name}_grad")) for name in names
                  if not more}  # fmt: skip
        found |= copy.deepcopy(more(layer)) if more else {}
        return {f"{label}{when}": value for label, value in found.items()}

    def run(cls, x, gradient, *rest):
        if not issubclass(cls, Layer):
            raise Refuse(
                f"`{cls.__name__}` is no `Layer` yet: write `class {cls.__name__}(Layer):`, so "
                "that it has all that a network asks of its layers."
            )
        layer, other = build(cls, *rest), build(cls, *map(changed, rest))
        for name in names:
            if not hasattr(layer, name):
                raise Refuse(
                    f"There is no `self.{name}` in the layer, and the check looks for it under "
                    "this name. `__init__` is where it is kept."
                )
        given = attempt(layer.forward, x)
        outputs = {"forward": copy.deepcopy(given)}
        if gradient is None or isinstance(given, Stopped):
            return outputs
        attempt(other.forward, another(x))
        others_turn = functools.partial(attempt, other.backward, another(gradient))
        outputs |= attempted("", after_backward, layer, gradient, "", others_turn)
        if isinstance(outputs["gradient for x"], Stopped):
            return outputs
        outputs["the outputs of forward, after backward"] = copy.deepcopy(given)
        for name in names:
            outputs[f"{name} after backward"] = copy.deepcopy(getattr(layer, name))
        outputs |= attempted(AGAIN, after_backward, layer, gradient, AGAIN)
        for when, more_of in ((SECOND, changed), (THIRD, another)):
            outputs[f"forward{when}"] = copy.deepcopy(attempt(layer.forward, more_of(x)))
            outputs |= attempted(when, after_backward, layer, more_of(gradient), when)
        outputs["the first outputs, after two more batches"] = given
        return outputs

    def attempted(when, call, *arguments):
        """The outputs of a later step, or what stopped it under the label that comes first."""
        found = attempt(call, *arguments)
        return {f"gradient for x{when}": found} if isinstance(found, Stopped) else found

    def expect(cls, x, gradient, *rest):
        layer = build(cls, *rest)

        def forward(x, *parameters):
            for name, values in zip(names, parameters, strict=True):
                getattr(layer, name)[...] = values
            return np.array(layer.forward(x))

        parameters = [np.array(getattr(layer, name)) for name in names]
        found = {"forward": forward(x, *parameters)}
        if gradient is None:
            return found

        def back(x, gradient, when):
            slopes = differences(forward, [x, *parameters], gradient)
            forward(x, *parameters)  # the layer's own numbers, which were nudged, again
            gradients = dict(zip(names, slopes[1:], strict=True))
            rest = more(layer, gradients) if more else {
                f"{name}_grad": values for name, values in gradients.items()
            }  # fmt: skip
            return {f"gradient for x{when}": slopes[0]} | {
                f"{label}{when}": value for label, value in rest.items()
            }

        found |= back(x, gradient, "")
        found["the outputs of forward, after backward"] = found["forward"]
        for name, values in zip(names, parameters, strict=True):
            found[f"{name} after backward"] = values
        found |= back(x, gradient, AGAIN)
        for when, more_of in ((SECOND, changed), (THIRD, another)):
            found[f"forward{when}"] = forward(more_of(x), *parameters)
            found |= back(more_of(x), more_of(gradient), when)
        return found | {"the first outputs, after two more batches": found["forward"]}

    rest = build.__code__.co_varnames[1 : build.__code__.co_argcount]
    run.arguments = ("x", "gradient", *rest)
    return run, expect


AGAIN = ", when backward runs a second time"
SECOND, THIRD = ", for a second batch", ", for a third batch, of another size"


def changed(value):
    """Other numbers in an array of the same shape; all else as it is."""
    return 0.75 * value[::-1] if isinstance(value, np.ndarray) else value


def another(batch):
    """Another batch of the same kind: other numbers, and where there are rows, one more."""
    batch = changed(np.array(batch, dtype=float))
    return np.concatenate([batch, batch[:1]]) if batch.ndim > 1 else batch
