"""How what came differs from what was expected, in words."""

import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dlscratch.errors.values import (
    MOST,
    NAMES,
    NUMBERS,
    Items,
    apart,
    bare,
    family,
    items,
    name,
    number,
    plain,
    short,
    text,
)

CANCELLED = 1e-14  # numbers around 1 that cancel leave no more than this
CONVERSIONS = {
    ("number", "bool"): "`bool(…)` makes True or False of it.",
    ("array", "list"): "`.tolist()` turns an array into a list.",
    ("tuple", "list"): "`list(…)` turns a tuple into a list.",
    ("list", "tuple"): "`tuple(…)` turns a list into a tuple.",
    ("list", "array"): "`np.array(…)` turns a list into an array.",
    ("iterator", "list"): "`list(…)` reads it into a list.",
    ("iterator", "number"): "`yield` makes a generator; `return` gives a value back.",
    ("array", "number"): "`.item()` takes the number out of an array that holds just one.",
    ("string", "number"): "Quotes make a string; a number has none.",
    ("function", "number"): "A function runs only when brackets follow its name.",
}


class Difference(NamedTuple):
    """The first, or worst, thing that is not as expected."""

    what: str  # type, size or value
    path: str  # where within the value: "", "[1][0]", "[2, 1]"
    text: str  # without a subject: "is 3, where 2 was expected."


class _Found(Exception):
    """Carries a Difference out of the walk through two values."""


@np.errstate(all="ignore")
def same(got, expected, rtol=1e-6, accepts=()) -> bool:
    """Whether two outputs are alike in type, shape and values; NaN is like NaN."""
    try:
        leaves = list(_leaves(got, expected, (), accepts))
    except _Found:
        return False
    if not leaves:
        return True
    came, wanted = both = _flat(leaves)
    return bool((came == wanted).all()) or not _wrong(both, leaves, rtol).any()


@np.errstate(all="ignore")
def difference(got, expected, rtol=1e-6, accepts=()) -> Difference | None:
    """How `got` differs from `expected`: types first, then sizes, then values.

    Numbers are equal up to `rtol` (and up to what their dtype can hold), whether int or float.
    A value whose type is in `accepts` is turned into the expected type.
    """
    try:
        leaves = list(_leaves(got, expected, (), accepts))
    except _Found as found:
        result = found.args[0]
    else:
        result = _worst(leaves, rtol)
    if result and result.what != "type":
        return result._replace(text=result.text + _transposed(got, expected, rtol))
    return result


def vectors(got, expected, accepts=()):
    """All numbers in both as two flat arrays, or None if the values differ in anything else."""
    try:
        leaves = list(_leaves(got, expected, (), accepts))
    except _Found:
        return None
    return _flat(leaves) if leaves else (np.empty(0), np.empty(0))


def close(g, e, rtol=1e-6):
    """Which numbers are equal up to `rtol`, and up to noise beside the largest one expected."""
    finite = np.isfinite(e)
    # Where all is nearly 0, what is left of sums that cancel is noise, whatever its size.
    noise = max(1e-3 * rtol * (np.abs(e[finite]).max(initial=0) or 1), CANCELLED)
    near = np.abs(g - e) <= rtol * np.abs(e) + noise
    return np.where(finite, near, (g == e) | (np.isnan(g) & np.isnan(e)))


def comparable(value) -> bool:
    """Whether a check can compare this value: only plain data, no objects or functions."""
    what = family(value)
    if what in ("list", "tuple", "iterator"):
        return all(map(comparable, value))
    if what == "dict":
        return all(map(comparable, value.values()))
    return what not in ("object", "function")


# The walk through two values, in step ----------------------------------------------------------


def _leaves(got, expected, path, accepts):
    """All numbers in both, as (path, array, array). Raises _Found where something else differs.

    A path holds the keys that lead there. It is made a text only where one is shown.
    """
    if _are_floats(got, expected):  # most of what is compared, and quickly
        yield path, np.asarray(got), np.asarray(expected)
        return
    wanted = family(expected)
    got = _accepted(got, wanted, accepts)
    came = family(got)

    def found(what, sentence):
        raise _Found(Difference(what, _shown(path), sentence.strip()))

    if {came, wanted} == {"bool", "number"} and bare(got) in (0, 1) and bare(expected) in (0, 1):
        got, expected = bool(bare(got)), bool(bare(expected))  # 1 counts as True
        came = wanted = "bool"
    if came != wanted or (wanted == "object" and type(got) is not type(expected)):
        shown = short(got, 40) if came in ("None", "bool", "number", "string") else name(got)
        wanted_name = NAMES.get(wanted) or name(expected)
        conversion = CONVERSIONS.get((came, wanted), "")
        if (came, wanted) == ("array", "number") and plain(got).size != 1:
            conversion = ""
        found("type", f"is {shown}, where {wanted_name} was expected. {conversion}")
    if wanted in ("bool", "string"):
        if text(got) != text(expected):
            found("value", f"is {short(got, 40)}, where {short(expected, 40)} was expected.")
    elif wanted == "number":
        yield path, _real(got, found), _real(expected, found)
    elif wanted == "array" and expected.dtype.kind not in NUMBERS:
        yield from _leaves(plain(got).tolist(), expected.tolist(), path, accepts)
    elif wanted == "array":
        yield path, *_arrays(got, expected, found)
    elif wanted == "dict":
        for key in itertools.chain(expected, dict.keys(got)):
            if key not in dict.keys(got):
                found("size", f"has no {short(key)}.")
            if key not in expected:
                found("size", f"has {short(key)}, which was not expected.")
        for key, part in expected.items():
            inside = dict.__getitem__(got, key)
            yield from _leaves(inside, part, (*path, key), accepts)
    elif wanted in ("list", "tuple", "iterator"):
        inside, count = items(got)
        if count != len(expected):
            came = "1 item" if count == 1 else f"{count:,} items"
            were = "1 was" if len(expected) == 1 else f"{len(expected):,} were"
            found("size", f"has {came}, where {were} expected.")
        for i, (item, part) in enumerate(zip(inside, expected, strict=True)):
            yield from _leaves(item, part, (*path, i), accepts)


def _shown(path):
    """As a learner would write it: (0, "loss") is [0]['loss']."""
    return "".join(f"[{key if type(key) is int else short(key)}]" for key in path)


def _are_floats(got, expected):
    """Whether both are a float, or equally many in arrays, lists or tuples, and nothing else."""
    kind = type(expected)
    if type(got) is not kind:
        return False
    if kind is np.ndarray:
        alike = got.shape == expected.shape and got.ndim > 0
        return alike and got.dtype == expected.dtype == float
    if kind is list or kind is tuple:
        alike = len(got) == len(expected) > 0
        return alike and all(type(one) is float for one in itertools.chain(expected, got))
    return kind is float


def _accepted(got, wanted, accepts):
    """`got` in the type that is wanted, if the exercise accepts its own; else as it is."""
    kind = type(got)
    if wanted == "iterator" and issubclass(kind, (list, tuple)):
        return Items(items(got)[0])
    make: dict[str, Callable] = {"list": list, "tuple": tuple, "array": np.asarray, "number": float}
    convert = make.get(wanted)
    if not convert or not issubclass(kind, tuple(accepts)):
        return got
    if wanted in ("list", "tuple") and issubclass(kind, np.ndarray):
        if got.size > MOST:  # too large to be right, and to be written out
            return got
        got = np.ndarray.tolist(got)
    try:
        return convert(got)
    except (TypeError, ValueError):
        return got


def _real(value, found):
    """A number as a NumPy array; a huge integer is infinite."""
    value = bare(value)
    if isinstance(value, int) and abs(value) >= 2**63:
        value = float(value) if abs(value) < 10**300 else math.inf if value > 0 else -math.inf
    value = np.asarray(value)
    if value.dtype.kind == "c" and value.imag:
        found("type", f"is {number(value)}, a complex number.")
    return value.real


def _arrays(got, expected, found):
    got = plain(got)
    if got.dtype.kind not in NUMBERS:
        kinds = {"O": "Python objects (are its rows of different lengths?)", "U": "strings"}
        what = kinds.get(got.dtype.kind, f"dtype {got.dtype}")
        found("type", f"is an array of {what}, where numbers were expected.")
    if got.dtype.kind == "c" and got.imag.any():
        found("type", "holds complex numbers.")
    if got.shape != expected.shape:
        sentence = f"has shape {got.shape}, where {expected.shape} was expected."
        found("size", sentence + _axes(got.shape, expected.shape))
    return got.real, expected


def _axes(came, wanted):
    """What may have happened, from two different shapes."""
    if [n for n in came if n != 1] == [n for n in wanted if n != 1] and len(came) != len(wanted):
        many = "many" if len(came) > len(wanted) else "few"
        return f" There is an axis of length 1 too {many}."
    if len(came) == 2 and came[0] == came[1] == math.prod(wanted):
        return f" Shapes {came[:1]} and ({came[0]}, 1) together broadcast to {came}."
    return ""


def _flat(leaves):
    """All numbers that came, and all that were expected."""
    return tuple(np.concatenate([leaf[i].ravel() for leaf in leaves]).astype(float) for i in (1, 2))


def _wrong(both, leaves, rtol):
    """Which numbers are off by more than `rtol`, and than their dtype makes them."""
    g, e = both
    kinds = {part.dtype for leaf in leaves for part in leaf[1:] if part.dtype.kind == "f"}
    return ~close(g, e, max([rtol, *(100 * np.finfo(kind).eps for kind in kinds)]))


def _worst(leaves, rtol):
    """The number that is furthest off: the first NaN, if there is one."""
    if not leaves:
        return None
    g, e = both = _flat(leaves)
    wrong = _wrong(both, leaves, rtol)
    if not wrong.any():
        return None
    worst = int(np.argmax(np.where(wrong, np.abs(g - e), -1)))  # to argmax, NaN is the largest
    path, *numbers = _at(worst, leaves)
    came, wanted = apart(*numbers)
    sentence = f"is {came}, where {wanted} was expected."
    if wrong.sum() > 1:
        sentence += f" {wrong.sum():,} of {wrong.size:,} values differ."
    return Difference("value", path, sentence)


def _at(position, leaves):
    """The path to a position among all numbers, and what is there in both."""
    for path, got, expected in leaves:
        if position < got.size:
            index = np.unravel_index(position, got.shape)
            inside = f"[{', '.join(map(str, index))}]" if index else ""
            return _shown(path) + inside, got[index], expected[index]
        position -= got.size


def _transposed(got, expected, rtol):
    """A remark if `got`, an array or a rectangular nest of lists, looks transposed."""
    e = _grid(expected, 1000)
    g = None if e is None else _grid(got, max(e.shape, default=0))
    if g is None or e.ndim < 2 or g.shape != e.shape[::-1]:
        return ""
    if close(g.T, e, rtol).all():
        return " It looks transposed: its transpose is right."
    return " Its axes are the other way round." if g.shape != e.shape else ""


def _grid(value, longest, depth=4):
    """An array, or a rectangular nest of lists of numbers as an array; else None."""
    what = family(value)
    if what == "array":
        return plain(value) if value.dtype.kind in NUMBERS else None
    if what == "number":
        return _real(value, lambda *sentence: None)
    if what not in ("list", "tuple") or items(value)[1] > longest or not depth:
        return None
    rows = [_grid(item, longest, depth - 1) for item in items(value)[0]]
    regular = rows and all(row is not None and row.shape == rows[0].shape for row in rows)
    return np.array(rows) if regular else None


# What all the differences have in common ---------------------------------------------------------


@np.errstate(all="ignore")
def pattern(probes, rtol=1e-6) -> str | None:
    """One sentence if the numbers of all probes are off in the same way.

    `probes` holds (got, expected, batch size or None), the first two as flat arrays.
    """
    factors, sizes = [], set()
    for got, expected, batch in probes:
        factor = _factor(got, expected, rtol)
        if factor is None:
            return None
        if expected.any():
            factors.append((factor, batch))
            sizes |= set(np.abs(expected[expected != 0]).round(9))

    def all_are(wanted):
        return factors and all(
            wanted(batch) is not None and math.isclose(factor, wanted(batch), rel_tol=1e-5)
            for factor, batch in factors
        )

    if all_are(lambda batch: -1):
        return "Every value has the opposite sign."
    if len(sizes) < 2 or all_are(lambda batch: 1):
        return None
    factor, batch = factors[0]
    if all_are(lambda batch: batch and 1 / batch):
        return (
            f"Every value is 1/{batch} of what was expected, and the batch has {batch} examples: "
            "averaged, where a sum is wanted?"
        )
    if all_are(lambda batch: batch or None):
        return (
            f"Every value is {batch} times what was expected, and the batch has {batch} examples: "
            "summed, where a mean is wanted?"
        )
    if not all_are(lambda batch: factor):
        return None
    if factor == 0:
        return "Every value is 0." if any(got.size > 1 for got, _, _ in probes) else None
    if abs(factor) < 1 and math.isclose(1 / factor, round(1 / factor), rel_tol=1e-5):
        times = f"{'-' * (factor < 0)}1/{abs(round(1 / factor))} of"
    else:
        times = f"{number(factor).removesuffix('.0')} times"
    return f"Every value is {times} what was expected."


def _factor(got, expected, rtol):
    """The one factor between all values, or None."""
    used = np.abs(expected) > 1e-9 * np.abs(expected).max(initial=0)
    factor = float(np.median(got[used] / expected[used])) if used.any() else 1.0
    if not math.isfinite(factor):  # an answer of inf is no multiple
        return None
    return factor if close(got, factor * expected, max(rtol, 1e-6)).all() else None
