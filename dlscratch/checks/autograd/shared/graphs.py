"""Small computations for the exercises on single numbers: each value by its name."""

from contextlib import contextmanager

import numpy as np

from dlscratch.values import Value


def made(steps, numbers, cls=Value):
    """The values by their names: those of `numbers`, then those that `steps` make, as in
    "u = a * b; f = u + a"."""
    names = {name: cls(number) for name, number in numbers.items()}
    code = compile(steps, "<steps>", "exec")
    exec(code, {"__builtins__": {}}, names)
    return names


def chain(length):
    """The last of `length` values, of which each was made from the one before."""
    value = Value(1.0)
    for _ in range(length - 1):
        value = Value(value.data, ((value, 1.0),))
    return value


@contextmanager
def taken_apart(values):
    """Afterwards, free all of these values, of which each may be what keeps the next one.

    Else a chain of 4,000 is freed link within link, which the small stack of a browser tab cannot
    hold: the page would lose its Python.
    """
    try:
        yield
    finally:
        for value in values:
            value.parents = ()


def many(times):
    """A value made of so many others, in one operation."""
    return Value(1.0, tuple((Value(float(number)), 1.0) for number in range(times)))


def doubled(times):
    """A value added to itself, so many times one after the other."""
    value = Value(1.0)
    for _ in range(times):
        value = value + value
    return value


def tangled(seed):
    """Steps in which many values are used again, and some of them twice in one step."""
    rng, names, steps = np.random.default_rng(seed), ["a", "b"], []
    for number in range(9):
        left, right = rng.choice(names[-4:], 2)
        steps.append(f"u{number} = {left} * {right}")
        names.append(f"u{number}")
    return "; ".join([*steps, f"f = {' + '.join(names[::-1])}"])
