"""What the library's functions may be given: a wrong setting gets one clear sentence at once.

Each function gives back what came, in the form to work with, or raises TypeError or ValueError that
says what was expected and what came. They are called where things are made and where a training
begins, never in a step of it.
"""

import math
import numbers
import operator

import numpy as np


def number(what, value, wanted="a positive number", fits=lambda value: value > 0):
    """`value` as a Python float; it is finite, and `fits` says whether it is as `wanted`."""
    if not isinstance(value, numbers.Real):
        raise TypeError(_but(f"{what} is {wanted}", value))
    if not (math.isfinite(value) and fits(value)):
        raise ValueError(_but(f"{what} is {wanted}", value))
    return float(value)


def whole(what, value, least=1):
    """`value` as an int, `least` or more."""
    try:
        found = operator.index(value)
    except TypeError:
        raise TypeError(_but(f"{what} is a whole number from {least} up", value)) from None
    if found < least:
        raise ValueError(_but(f"{what} is a whole number from {least} up", value))
    return found


def share(what, value):
    """`value` as a float from 0 up to below 1."""
    return number(what, value, "a number from 0 up to below 1", lambda value: 0 <= value < 1)


def generator(rng):
    """The NumPy Generator that `rng` is, or that its seed gives; a random one for None."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        wanted = "rng is a seed, a whole number from 0 up, or a NumPy Generator"
        raise TypeError(_but(wanted, rng)) from None


def function(what, value):
    """`value`, a function or None."""
    if value is not None and (isinstance(value, type) or not callable(value)):
        raise TypeError(_but(f"{what} is a function", value))
    return value


def array(what, value):
    """`value` as an array of numbers with at least one axis."""
    wanted = f"{what} is an array of numbers"
    try:
        found = np.asarray(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{_but(wanted, value)} ({error})") from None
    if found.dtype.kind not in "biuf" or found.ndim == 0:
        raise TypeError(_but(wanted, value))
    return found


def instance(what, value, example, *methods):
    """`value`, an object that has these methods, as `example` has."""
    wanted = f"{what} is an object such as {example}"
    if isinstance(value, type):
        problem = _but(wanted, value)
        raise TypeError(f"{problem}: put brackets after its name to make an object of it")
    missing = [name for name in methods if not callable(getattr(value, name, None))]
    if missing:
        raise TypeError(f"{_but(wanted, value)}, which has no method {missing[0]}()")
    return value


def network(net, *methods):
    """`net`, a layer that has these methods, and parameters that can be changed in place."""
    instance("net", net, "Sequential([Linear(2, 1)])", "forward", "params", *methods)
    for param, again in zip(net.params(), net.params(), strict=True):
        if not isinstance(param, np.ndarray) or param.dtype.kind != "f":
            raise TypeError(
                f"params() of {shown(net)} gives arrays of floats, but {shown(param)} came"
            )
        if param.size and not np.may_share_memory(param, again):
            raise ValueError(
                f"params() of {shown(net)} gives new arrays at each call: let it give the arrays "
                "that forward works with, not copies"
            )
    return net


def _but(wanted, value):
    """What a wrong setting is told. It is written only then: to say what came can take long."""
    return f"{wanted}, but {shown(value)} came"


def shown(value):
    """A few words that say what `value` is, for the end of a sentence."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and type {value.dtype}"
    if isinstance(value, list | tuple) and value:
        return f"a {type(value).__name__} that begins with {shown(value[0])}"
    if isinstance(value, numbers.Number):
        return str(value)
    if value is not None and hasattr(value, "__name__"):
        return f"{value.__name__}, a {type(value).__name__.replace('_', ' ')},"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
