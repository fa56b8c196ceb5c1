"""How what came differs from what was expected, in words.

Values are read by their real type, through the methods of `list`, `dict`, `ndarray`: nothing
that a learner wrote (`__eq__`, `__len__`, `__array__`) is called.
"""

import math
import types
from typing import NamedTuple

import numpy as np

from dlscratch.checks.run import Items

NAMES = {
    "None": "None",
    "bool": "True or False",
    "number": "a number",
    "string": "a string",
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "array": "an array",
    "generator": "a generator",
    "function": "a function",
}
CONVERSIONS = {
    ("array", "list"): "`.tolist()` turns an array into a list.",
    ("tuple", "list"): "`list(…)` turns a tuple into a list.",
    ("list", "tuple"): "`tuple(…)` turns a list into a tuple.",
    ("list", "array"): "`np.array(…)` turns a list into an array.",
    ("generator", "list"): "A generator has computed nothing yet; `list(…)` runs it.",
    ("generator", "number"): "`yield` makes a generator; `return` gives a value back.",
    ("array", "number"): "`float(…)` or `.item()` takes the number out of an array that holds one.",
    ("string", "number"): "Quotes make a string; a number has none.",
}
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, np.ufunc)


class Difference(NamedTuple):
    """One thing that is not as expected, at `path` within the value."""

    path: str
    text: str  # without a subject: "has 3 items, where 2 were expected."
    numbers: tuple | None = None  # (got, expected), flat, where all of them can be compared


class _Found(Exception):
    """Carries a Difference out of the walk."""


# What a value is -----------------------------------------------------------------------------


def family(value) -> str:
    """The kind of value, as far as an exercise cares: 3, 3.0 and np.float32(3) are all numbers."""
    kind = type(value)
    if value is None:
        return "None"
    if issubclass(kind, np.ndarray) and np.ndarray.view(value, np.ndarray).ndim:
        return "array"
    if issubclass(kind, np.ndarray | np.generic):
        code = np.asarray(value).dtype.kind
        return "bool" if code == "b" else "number" if code in "iufc" else "string"
    for name, kinds in (
        ("bool", bool),
        ("number", (int, float, complex)),
        ("string", str),
        ("generator", Items),
        ("list", list),
        ("tuple", tuple),
        ("dict", dict),
        ("function", FUNCTIONS),
    ):
        if issubclass(kind, kinds):
            return name
    return "object"


def name(value) -> str:
    """`value` in general terms, with its article: "a list", "an array of shape (4, 3)"."""
    what = family(value)
    if what == "array":
        return f"an array of shape {shape(value)}"
    if what == "object":
        kind = type(value).__name__ if type(value) is not type else value.__name__
        if isinstance(value, type):
            return f"the class {kind}"
        return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind} object"
    return NAMES[what]


def shape(array) -> tuple:
    return np.ndarray.view(array, np.ndarray).shape


def short(value, width=80) -> str:
    """`value` as Python writes it, cut to `width` characters. Never calls a learner's `__repr__`."""
    text = _written(value, 0)
    return text if len(text) <= width else text[: width - 1] + "…"


def _written(value, depth):
    what = family(value)
    if what == "number":
        return number(value)
    if what in ("bool", "None"):
        return str(value)
    if what == "string" and isinstance(value, str):
        text = str.__getitem__(value, slice(100))
        return repr(text) if len(text) < 100 else repr(text) + "…"
    if what == "array":
        plain = np.ndarray.view(value, np.ndarray)
        small = plain.size <= 12 and plain.dtype.kind in "biufcU"
        return f"array({_written(plain.tolist(), depth)})" if small else name(value)
    if what in ("list", "generator", "tuple"):
        base, (left, right) = (tuple, "()") if what == "tuple" else (list, "[]")
        parts = _several(base.__iter__(value), base.__len__(value), depth)
        comma = "," if what == "tuple" and base.__len__(value) == 1 else ""
        return f"{left}{parts}{comma}{right}"
    if what == "dict":
        pairs = (_Pair(pair) for pair in dict.items(value))
        return f"{{{_several(pairs, dict.__len__(value), depth)}}}"
    if what == "function":
        return f"the function {getattr(value, '__name__', '')}".rstrip()
    return name(value)


class _Pair(tuple):
    """A key and its value within a dict."""


def _several(items, count, depth, most=16):
    if depth > 4:
        return "…"
    written = []
    for item, _ in zip(items, range(most), strict=False):
        if type(item) is _Pair:
            written.append(": ".join(_written(part, depth + 1) for part in item))
        else:
            written.append(_written(item, depth + 1))
    return ", ".join(written + ["…"] * (count > most))


def number(value, digits=4) -> str:
    """A number as a reader wants it: whole if it is whole, else to four significant digits."""
    if isinstance(value, int):
        return str(int.__index__(value)) if abs(int.__index__(value)) < 10**20 else "a huge integer"
    value = np.asarray(value).item()
    if isinstance(value, complex):
        return f"{value:.{digits}g}"
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return repr(value)
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def pair(got, expected) -> tuple[str, str]:
    """Two different numbers, with as many digits as it takes to see that they differ."""
    for digits in (4, 6, 8, 12, 17):
        both = number(got, digits), number(expected, digits)
        if both[0] != both[1]:
            break
    return both


# Where two values differ ---------------------------------------------------------------------


def same(a, b, rtol=1e-6) -> bool:
    """Whether two outputs are alike in type, shape and values; NaN is like NaN."""
    return difference(a, b, rtol) is None


def difference(got, expected, rtol=1e-6, accepts=()) -> Difference | None:
    """The first thing in which `got` is not as `expected`: types and shapes before values."""
    try:
        leaves = list(_leaves(got, expected, "", accepts))
    except _Found as found:
        return found.args[0]
    if not leaves:
        return None
    g = np.concatenate([leaf[1].ravel() for leaf in leaves]).astype(float)
    e = np.concatenate([leaf[2].ravel() for leaf in leaves]).astype(float)
    precision = [np.finfo(leaf[1].dtype).eps for leaf in leaves if leaf[1].dtype.kind == "f"]
    wrong = ~close(g, e, max([rtol] + [100 * eps for eps in precision]))
    if not wrong.any():
        return None
    with np.errstate(invalid="ignore"):
        error = np.where(wrong, np.abs(g - e), -1)
    lost = wrong & ~np.isfinite(g)
    worst = int(np.argmax(lost)) if lost.any() else int(np.argmax(error))
    path = _path_of(worst, leaves)
    came, wanted = pair(g[worst], e[worst])
    return Difference(path, f"is {came}, where {wanted} was expected.", (g, e))


def close(g, e, rtol):
    """Which numbers are equal up to `rtol`, and up to noise beside the largest one expected."""
    finite = np.abs(e[np.isfinite(e)])
    noise = rtol * 1e-3 * (finite.max(initial=0) or 1.0)
    with np.errstate(invalid="ignore"):
        near = np.abs(g - e) <= rtol * np.abs(e) + noise
    return np.where(np.isfinite(e), near, (g == e) | (np.isnan(g) & np.isnan(e)))


def vectors(got, expected, accepts=()):
    """All numbers in both as two flat arrays, or None if the values differ in structure."""
    try:
        leaves = list(_leaves(got, expected, "", accepts))
    except _Found:
        return None
    if not leaves:
        return None
    return tuple(np.concatenate([leaf[i].ravel() for leaf in leaves]).astype(float) for i in (1, 2))


def _path_of(flat, leaves):
    for path, got, _ in leaves:
        if flat < got.size:
            index = ", ".join(str(i) for i in np.unravel_index(flat, got.shape))
            return f"{path}[{index}]" if got.ndim else path
        flat -= got.size


def _leaves(got, expected, path, accepts):
    """All numbers in both, in step, as (path, array, array); raises _Found where they part."""
    wanted = family(expected)
    got = _accepted(got, wanted, accepts)
    came = family(got)

    def found(text):
        raise _Found(Difference(path, text))

    if wanted == "object":
        raise TypeError(f"A check cannot compare {name(expected)}: let `run` return plain values.")
    if came != wanted:
        help = CONVERSIONS.get((came, wanted), "")
        found(f"is {name(got)}, where {NAMES[wanted]} was expected. {help}".strip())
    if wanted in ("bool", "string"):
        if str(got) != str(expected):
            found(f"is {short(got, 40)}, where {short(expected, 40)} was expected.")
    elif wanted == "number":
        yield path, np.asarray(_real(got)), np.asarray(_real(expected))
    elif wanted == "array":
        yield from _arrays(got, expected, path, found)
    elif wanted == "dict":
        for key in expected:
            if key not in dict.keys(got):
                found(f"has no {short(key)}.")
        for key in dict.keys(got):
            if key not in expected:
                found(f"has {short(key)}, which was not expected.")
        for key in expected:
            yield from _leaves(dict.__getitem__(got, key), expected[key], f"{path}[{short(key)}]", accepts)
    elif wanted in ("list", "tuple", "generator"):
        base = tuple if wanted == "tuple" else list
        if base.__len__(got) != len(expected):
            found(_lengths(base.__len__(got), len(expected)))
        for i, item in enumerate(expected):
            yield from _leaves(base.__getitem__(got, i), item, f"{path}[{i}]", accepts)


def _lengths(came, wanted):
    items = "1 item" if came == 1 else f"{came:,} items"
    return f"has {items}, where {wanted} {'was' if wanted == 1 else 'were'} expected."


def _accepted(got, wanted, accepts):
    """`got` in the type that is wanted, if the exercise accepts its own; else as it is."""
    kind = type(got)
    if wanted == "generator" and issubclass(kind, (list, tuple)):
        return Items(got)
    if not accepts or not issubclass(kind, tuple(accepts)):
        return got
    if wanted in ("list", "tuple") and issubclass(kind, np.ndarray):
        got = np.ndarray.tolist(got)
    convert = {"list": list, "tuple": tuple, "array": np.asarray, "number": float}.get(wanted)
    return convert(got) if convert else got


def _real(value):
    """A number as NumPy can compare it: huge integers become infinite."""
    try:
        return float(value) if isinstance(value, int) else np.asarray(value)[()]
    except OverflowError:
        return math.copysign(math.inf, value)


def _arrays(got, expected, path, found):
    got = np.ndarray.view(got, np.ndarray)
    if got.dtype.kind not in "biufc" and got.dtype.kind != expected.dtype.kind:
        what = {"O": "Python objects (are its rows of different lengths?)", "U": "strings"}
        found(f"is an array of {what.get(got.dtype.kind, got.dtype)}, where numbers were expected.")
    if got.shape != expected.shape:
        found(f"has shape {got.shape}, where {expected.shape} was expected.{_shapes(got, expected)}")
    yield path, got, expected


def _shapes(got, expected):
    """What may have happened, from two different shapes."""
    if got.shape == expected.shape[::-1]:
        equal = close(got.T.ravel(), expected.ravel(), 1e-6).all()
        return " It looks transposed" + (": its transpose is right." if equal else ".")
    if [n for n in got.shape if n != 1] == [n for n in expected.shape if n != 1]:
        more = "too many" if got.ndim > expected.ndim else "too few"
        return f" There is an axis of length 1 {more}."
    return ""


# What all the differences have in common --------------------------------------------------------


def pattern(probes, rtol=1e-6) -> str | None:
    """One sentence if every number, over all probes, is off in the same way.

    `probes` holds (got, expected, batch size or None), the first two flat arrays.
    """
    ratios = []
    distinct = set()
    for g, e, batch in probes:
        used = np.abs(e) > 1e-12
        if not (np.isfinite(g).all() and np.isfinite(e).all()) or not close(g[~used], e[~used], rtol).all():
            return None
        if used.any():
            ratio = float(np.median(g[used] / e[used]))
            if not close(g, ratio * e, max(rtol, 1e-6)).all():
                return None
            ratios.append((ratio, batch))
            distinct |= set(np.abs(e[used]).round(9))
    if not ratios:
        return None
    if all(math.isclose(ratio, -1, rel_tol=rtol) for ratio, _ in ratios):
        return "Every value has the opposite sign."
    if len(distinct) < 2 or any(abs(ratio) < 1e-9 or math.isclose(ratio, 1, rel_tol=rtol) for ratio, _ in ratios):
        return None
    if all(batch and math.isclose(ratio, 1 / batch, rel_tol=1e-5) for ratio, batch in ratios):
        return (
            f"Every value is 1/{ratios[0][1]} of what was expected, and the batch has "
            f"{ratios[0][1]} examples: averaged, where a sum is wanted?"
        )
    if all(batch and math.isclose(ratio, batch, rel_tol=1e-5) for ratio, batch in ratios):
        return (
            f"Every value is {ratios[0][1]} times what was expected, and the batch has "
            f"{ratios[0][1]} examples: summed, where a mean is wanted?"
        )
    first = ratios[0][0]
    if all(math.isclose(ratio, first, rel_tol=1e-5) for ratio, _ in ratios):
        inverse = 1 / first
        if abs(first) < 1 and math.isclose(inverse, round(inverse), rel_tol=1e-5):
            return f"Every value is {'-' * (first < 0)}1/{abs(round(inverse))} of what was expected."
        return f"Every value is {number(first).removesuffix('.0')} times what was expected."
    return None
