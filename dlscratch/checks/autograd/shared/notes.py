"""What a class of numbers that take notes has written down, as plain data."""

import math
import numbers
import re
import traceback
from collections import Counter

from dlscratch.checks.autograd.shared.graphs import made
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.errors.values import UNHASHABLE, listed
from dlscratch.values import in_order

DATA, GRAD, PARENTS = "data", "grad", "parents"


def noted(cls, steps, given):
    """What the values say of themselves, after `steps` on the numbers that are `given`."""
    _refuse_other_numbers(cls, given)
    names = made(steps, given, cls)
    if _unhashable(cls):
        note(f"{UNHASHABLE.format(cls.__name__)} From the next exercise on, that is needed.")
    report = {}
    for name in list(names)[::-1]:
        report |= _of(name, names[name], names)
    return report


noted.arguments = ("steps", "numbers")


def felt(cls, steps, given):
    """The last result of `steps`, and how fast it changes with each number that was `given`.

    All ways count, whatever lies between: a difference may be a sum with a product in it.
    """
    if _unhashable(cls):
        raise Refuse(f"{UNHASHABLE.format(cls.__name__)} The walk back keeps Values in a set.")
    _refuse_other_numbers(cls, given)
    names = made(steps, given, cls)
    last = list(names)[-1]
    result = names[last]
    if (kind := _kind(result)) != VALUE:
        return {f"which kind of thing {last} is": kind}
    _has_all(result, last)
    gradients = {id(result): 1.0}
    for value in _all_behind(result):
        for parent, slope in value.parents:
            share = gradients[id(value)] * slope
            gradients[id(parent)] = gradients.get(id(parent), 0.0) + share
    report = {f"which kind of thing {last} is": VALUE, f"data of {last}": _number(result.data)}
    for name, number in given.items():
        now = names[name].data
        report[f"data of {name}"] = "as it was" if now == number else f"{now} by now"
    for name in given:
        report[f"gradient for {name}"] = float(gradients.get(id(names[name]), 0.0))
    power = re.fullmatch(r"\w+ = \w+ \*\* (\S+)", steps)
    if power and float(power[1]) not in (0, 1):  # a sum or a product may have these in it
        report["whether the exponent is a parent"] = _has_parent(result, float(power[1]), names)
    return report | {f"grad of {last}": _number(result.grad)}


felt.arguments = ("steps", "numbers")


def _refuse_other_numbers(cls, given):
    """Refuse a class that keeps another number than the one that it gets."""
    for number in given.values():
        kept = getattr(cls(number), DATA, None)
        if isinstance(kept, numbers.Real) and not math.isclose(kept, number, rel_tol=1e-6):
            raise Refuse(
                f"`{cls.__name__}({number})` has {kept} as its `data`: `__init__` is to keep the "
                "number as it came."
            )


def _unhashable(cls):
    return isinstance(cls, type) and cls.__hash__ is None


def _has_parent(result, number, names):
    """Whether a Value made anew of the `number` stands among the parents."""
    known = {id(value) for value in names.values()}
    new = [parent for parent, _ in result.parents if id(parent) not in known]
    there = any(parent.data == number and not parent.parents for parent in new)
    return "it is one" if there else "it is none"


def told(outcomes, probes):
    """A sentence on a method that leads to itself, or that changes what it was given; or None."""
    for outcome, (_, given) in zip(outcomes, probes, strict=False):
        report = outcome.output if type(outcome.output) is dict else {}
        for name, number in given.items():
            if report.get(f"data of {name}", number) not in (number, "as it was"):
                return (
                    f"A sign has changed the value {name} that it was given. What comes out is to "
                    f"be a *new* Value: {name} is still needed as it was."
                )
        if isinstance(outcome.error, RecursionError):
            names = _asked_again(outcome.error)
            if len(names) > 1:
                return (
                    f"{listed([f'`{one}`' for one in names])} lead to each other without end. A "
                    "sign with a Value beside it calls a method, too. In one of them, compute with "
                    "the plain numbers, in `data`."
                )
            if names:
                return (
                    f"`{names[0]}` calls itself: in it, a sign stands between things for which "
                    f"Python asks `{names[0]}` again. Compute with the plain numbers, in `data`, "
                    "or see that another method is asked."
                )
    return None


def _asked_again(error, often=50):
    """The methods of signs that stand so often in a traceback. What is innermost in it may be any
    other function that they use."""
    names = Counter(frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__))
    often_met = [name for name, times in names.items() if times > often]
    return sorted(name for name in often_met if name[:2] == "__" and name != "__init__")


def _all_behind(result):
    """The result and all it was made from, in order; Refuse where the notes are none."""
    waiting, seen = [result], set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        pairs = value.parents
        good = isinstance(pairs, list | tuple)
        for pair in pairs if good else ():
            good = good and isinstance(pair, list | tuple) and len(pair) == 2
            good = good and hasattr(pair[0], PARENTS) and isinstance(pair[1], numbers.Number)
        if not good:
            raise Refuse(
                f"The notes of a result read {_read(pairs)}. They are to be a tuple of pairs, "
                f"each with a Value and its slope, a number. {_why_none(pairs)}"
            )
        waiting += [parent for parent, slope in pairs]
    return in_order(result)


def _why_none(pairs):
    """What is wrong with notes that are no tuple of pairs."""
    two = isinstance(pairs, list | tuple) and all(
        isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs
    )
    if two and any(isinstance(value, numbers.Number) for value, _ in pairs):
        return "A plain number is no parent: it is no Value, and nobody asks for its gradient."
    if two:
        return "In one of these pairs, the two are of other kinds."
    return "A tuple of one pair has a comma behind the pair."


def _read(pairs):
    """Notes in words, whatever they are."""
    if isinstance(pairs, list | tuple):
        return "(" + ", ".join(map(_read, pairs)) + ")"
    if isinstance(pairs, numbers.Number):
        return f"{float(pairs):.6g}"
    return "a Value" if hasattr(pairs, PARENTS) else type(pairs).__name__


VALUE = "a Value"


def _kind(value):
    if isinstance(value, numbers.Number):
        return "a plain number"
    return "None" if value is None else VALUE


def _has_all(value, name):
    for attribute in (DATA, GRAD, PARENTS):
        if not hasattr(value, attribute):
            raise Refuse(f"{name} has no `{attribute}`. Every Value has `data`, `grad`, `parents`.")


def _of(name, value, names):
    kind = {f"which kind of thing {name} is": _kind(value)}
    if _kind(value) != VALUE:
        return kind
    _has_all(value, name)
    report = kind | {f"data of {name}": _number(value.data)}
    pairs = value.parents if isinstance(value.parents, list | tuple) else [value.parents]
    written = sorted(_pair(pair, names) for pair in pairs)
    report[f"parents of {name}"] = ", ".join(written) or "nobody"
    return report | {f"grad of {name}": _number(value.grad)}


def _number(value):
    if isinstance(value, numbers.Number):
        return float(value)
    return None if value is None else f"no number, but of class {type(value).__name__}"


def _pair(pair, names):
    """A pair in words: "(a, 2)"."""
    if not isinstance(pair, list | tuple):
        return f"{_thing(pair, names)} alone"
    return "(" + ", ".join(_thing(part, names) for part in pair) + ")"


def _thing(part, names):
    if isinstance(part, numbers.Number):
        return f"{float(part):.6g}"
    for name, one in names.items():
        if one is part:
            return name
    return f"a new Value of {part.data}" if hasattr(part, DATA) else type(part).__name__


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
