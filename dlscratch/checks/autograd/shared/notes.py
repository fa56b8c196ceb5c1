"""What a class of numbers that take notes has written down, as plain data."""

import numbers

from dlscratch.checks.autograd.shared.graphs import made, name_of
from dlscratch.checks.engine.run import Refuse

DATA, GRAD, PARENTS = "data", "grad", "parents"


def noted(cls, steps, given):
    """What the values say of themselves, after `steps` on the numbers that are `given`."""
    names = made(steps, given, cls)
    report = {}
    for name in list(names)[::-1]:
        report |= _of(name, names[name], names, name in given)
    return report


noted.arguments = ("steps", "numbers")


def _of(name, value, names, is_leaf):
    if value is None or isinstance(value, numbers.Number):
        kind = "None" if value is None else "a plain number"
        return {f"which kind of thing {name} is": kind}
    for attribute in (DATA, GRAD, PARENTS):
        if not hasattr(value, attribute):
            raise Refuse(f"{name} has no `{attribute}`. Every Value has `data`, `grad`, `parents`.")
    report = {f"which kind of thing {name} is": "a Value"}
    report[f"data of {name}"] = _number(value.data)
    pairs = value.parents if isinstance(value.parents, list | tuple) else [value.parents]
    written = sorted(_pair(pair, names) for pair in pairs)
    report[f"parents of {name}"] = ", ".join(written) or "nobody"
    return report | {f"grad of {name}": _number(value.grad)}


def _number(value):
    if isinstance(value, numbers.Number):
        return float(value)
    return None if value is None else f"no number, but of class {type(value).__name__}"


def _pair(pair, names):
    """A pair in words: "(a, slope 2)"."""
    if not isinstance(pair, list | tuple):
        return f"{_thing(pair, names)} alone"
    return "(" + ", ".join(_thing(part, names) for part in pair) + ")"


def _thing(part, names):
    if isinstance(part, numbers.Number):
        return f"{float(part):.6g}"
    return name_of(part, names)


def class_from(parts=()):
    """A class of such numbers, with these parts in the place of the right ones."""
    parts = dict(parts)
    total = parts.get("sum", lambda a, b: a + b)
    product = parts.get("product", lambda a, b: a * b)
    add = parts.get("add", lambda a, b: ((a, 1.0), (b, 1.0)))
    mul = parts.get("mul", lambda a, b: ((a, b.data), (b, a.data)))
    keep = parts.get("keep", lambda parents: parents)
    start = parts.get("grad", 0.0)

    class Value:
        def __init__(self, data, parents=()):
            self.data, self.parents = data, keep(parents)
            self.grad = data if start == "data" else start

        def __add__(self, other):
            return type(self)(total(self.data, other.data), add(self, other))

        def __mul__(self, other):
            return type(self)(product(self.data, other.data), mul(self, other))

    return Value
