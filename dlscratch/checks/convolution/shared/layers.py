"""Probes for layers of images, ways to run such layers, and what can be said of their numbers."""

import copy
import types

import numpy as np

from dlscratch import convolution, layers
from dlscratch.checks.engine.blank import SENTENCE, Blank, Unfinished
from dlscratch.checks.engine.differences import another
from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import NONE, alike, own, takes, unhidden
from dlscratch.errors.values import listed
from dlscratch.errors.values import name as name_of

KINDS = "the kinds of number, where float32 comes in"
WIDE = "the kinds of number, where float64 comes in"


def numbers(seed, *shape):
    """Numbers of both signs, of which hardly any comes twice."""
    return np.random.default_rng(seed).normal(0, 1.5, shape).round(2)


def written_here(cls, *methods):
    """Refuse a class whose methods are those of the package: they are to be written."""
    for method in methods:
        function = getattr(cls, method, None)
        if getattr(function, "__module__", None) == convolution.__name__:
            raise Refuse(
                f"This `{method}` is that of the package's own `{cls.__mro__[-3].__name__}`. The "
                "exercise is to write it yourself: yours then serves on all later pages."
            )


def one_like(cls, *settings):
    """A layer of class `cls`, made with `settings`."""
    try:
        return cls(*settings)
    except TypeError as error:
        if "positional argument" in str(error) or "takes no arguments" in str(error):
            given = ", ".join(map(str, settings)) or "empty brackets"
            raise Refuse(
                f"`{cls.__name__}` is made here with {given}, as the text has it. Python said: "
                f"`{error}`."
            ) from None
        raise


def apart(build, cls, x, gradient, rest):
    """Refuse a class one of whose layers gets in another one's way."""

    def back(more):
        layer, other = build(cls, *rest), build(cls, *rest)
        layer.forward(copy.deepcopy(x))
        for one in more:
            other.forward(one)
        return copy.deepcopy(layer.backward(copy.deepcopy(gradient)))

    alone, mixed = attempt(back, []), attempt(back, [another(x)])
    if not isinstance(alone, np.ndarray) or alike(mixed, alone):
        return
    raise Refuse(
        "A layer's backward gives another gradient, or stops, when a second layer of this class "
        "has gone forward before it. They are to know nothing of each other."
    )


def where_right(came, wanted, axes):
    """In which places along an axis numbers are right, if in some and not in all.

    `axes`: what one place along each axis is called, such as "image".
    """
    wrong = ~np.isclose(came, wanted)
    for axis, name in enumerate(axes):
        bad = wrong.any(axis=tuple({0, 1, 2, 3} - {axis}))
        if bad.any() and not bad.all():
            some, others = (listed(map(str, np.flatnonzero(which)[:6])) for which in (~bad, bad))
            return f"By {name}, counted from 0: right is {some}, and not {others}."
    return None


def kinds(layer, x, gradient, kind=np.float32):
    """Which kinds of number a layer gives, both ways, for float32 or float64."""
    outputs = layer.forward(x.astype(kind))
    back = layer.backward(gradient.astype(kind))
    kept = dict(zip(("the gradient for w", "the gradient for b"), layer.grads(), strict=False))
    found = {"the outputs": outputs, "the gradient for x": back} | kept
    return {name: str(getattr(one, "dtype", "no array")) for name, one in found.items()}


def about_kinds(outcomes):
    """Where float64 goes out although float32 comes in, or the other way, if all else is right."""
    for outcome in outcomes:
        found = outcome.output.get(WIDE) if type(outcome.output) is dict else None
        if type(found) is dict and (narrow := [one for one in found if found[one] != "float64"]):
            return (
                f"All numbers are right, as far as their digits go. But where float64 comes in, "
                f"this is of another kind: {listed(narrow)}. The kind of number stays as it comes."
            )
        found = outcome.output.get(KINDS) if type(outcome.output) is dict else None
        if type(found) is dict and (wide := [one for one in found if found[one] != "float32"]):
            return (
                f"All numbers are right. But where float32 comes in, this is of another kind: "
                f"{listed(wide)}. Arrays that NumPy makes without being told a kind are float64, "
                "and so is all that is computed with them."
            )
    return None


def without_parameters(build):
    """`run` for a layer class without parameters, whose probes are (x, gradient, …)."""

    def held(layer):
        found = {"what params() holds": layer.params(), "what grads() holds": layer.grads()}
        return {what: [] if came == () else came for what, came in found.items()}

    run, _ = by_differences(build, (), held)

    def all_of_it(cls, x, gradient, *rest):
        written_here(cls, "forward", "backward")
        takes(cls, forward="x", backward="gradient")
        if issubclass(cls, layers.Layer):
            unhidden(build(cls, *rest))
        outputs = run(cls, x, gradient, *rest)
        if "gradient for x" in outputs:
            apart(build, cls, x, gradient, rest)
        if gradient is not None and not any(isinstance(one, Stopped) for one in outputs.values()):
            outputs[KINDS] = attempt(kinds, build(cls, *rest), x, gradient)
            outputs[WIDE] = attempt(kinds, build(cls, *rest), x, gradient, float)
        return outputs

    all_of_it.arguments = run.arguments
    return all_of_it


def with_filters(cls, w, b, stride, padding):
    """A convolution of class `cls` whose parameters are `w` and `b`."""
    outputs, inputs, size, _ = w.shape
    more = [stride, padding][: 2 if padding else stride != 1]  # what is as usual is left out
    layer = one_like(cls, inputs, outputs, size, *more)
    other = one_like(cls, inputs, outputs, size + 1, stride + 1, padding + 1)
    for name, values in (("w", w), ("b", b)):
        have = getattr(layer, name, None)
        if type(have) is Blank:
            raise Unfinished(SENTENCE)
        if not isinstance(have, np.ndarray) or have.shape != values.shape:
            came = f"shape {have.shape}" if isinstance(have, np.ndarray) else name_of(have)
            raise Refuse(
                f"`Conv2d({inputs}, {outputs}, {size})` has an array `self.{name}` of shape "
                f"{values.shape}; here it is {came}. `__init__` was given: leave it as it was."
            )
        if have is getattr(other, name, None):
            raise Refuse(
                f"Two layers have one and the same `{name}`. What belongs to a layer is kept in "
                "its own `self`."
            )
        have[...] = values  # in place: the small layer sees it
    return layer


def arrays_of(layer, name, wanted=2):
    """What params() or grads() of a layer gives, which must be a list of two arrays."""
    unhidden(layer)
    own(type(layer), name)
    arrays = getattr(layer, name)()
    if arrays is None:
        raise Refuse(f"`{name}()` gives None. {NONE}")
    if isinstance(arrays, types.GeneratorType | tuple):
        raise Refuse(
            f"`{name}()` gives {name_of(arrays)}, and a list is wanted: a stack puts the lists of "
            "its layers together. Square brackets make one."
        )
    if not isinstance(arrays, list) or len(arrays) != wanted:
        count = f"a list of {len(arrays)}" if isinstance(arrays, list) else name_of(arrays)
        what = "w and b" if name == "params" else "the gradients for w and b"
        raise Refuse(f"`{name}()` gives a list of two arrays, {what}, but there came {count}.")
    return arrays
