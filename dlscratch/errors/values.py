"""What a value is, in a few words.

Values are read by their real type, through the methods of `list`, `dict` and `ndarray`: nothing
that a learner wrote (`__repr__`, `__len__`, `__class__`) is called, and nothing huge written out.
"""

import collections
import decimal
import fractions
import itertools
import math
import sys
import types

import numpy as np

MOST = 200_000  # so many items are looked at, at most


class Items(list):
    """What a generator or another iterator gave."""


class Long(list):
    """The beginning of a list that is too long to be written out; `length` is that of the whole."""

    def __init__(self, items, length):
        super().__init__(items)
        self.length = length


FAMILIES = (  # the order matters: a bool is an int, Items is a list
    ("bool", bool, "True or False"),
    ("number", (int, float, complex, fractions.Fraction, decimal.Decimal), "a number"),
    ("string", str, "a string"),
    ("iterator", Items, "a generator"),
    ("list", list, "a list"),
    ("tuple", tuple, "a tuple"),
    ("dict", dict, "a dict"),
    ("None", type(None), "None"),
    ("array", np.ndarray, "an array"),
    (
        "function",
        (types.FunctionType, types.BuiltinFunctionType, types.MethodType, np.ufunc),
        "a function",
    ),
)
NAMES = {name: words for name, _, words in FAMILIES}
UNHASHABLE = (  # said of a class; the checks say it too
    "A `{}` can be in no set, and be no key of a dict: a class with an `__eq__` of its own loses "
    "`__hash__`, and a dataclass brings an `__eq__`. Leave `__eq__` out, or write "
    "`@dataclass(eq=False)`."
)
TICK = "ˋ"  # stands for a backtick in a learner's text: real ones mark code in a message
NUMBERS, WIDEST = "biufc", 16  # NumPy's codes of numbers; how many items of a list are written


def family(value) -> str:
    """The kind of value, as far as an exercise cares: 3, 3.0 and np.float32(3) are all numbers."""
    kind = type(value)
    if kind is float or kind is int:  # nearly all of what is compared, and quickly
        return "number"
    if issubclass(kind, np.generic) or (issubclass(kind, np.ndarray) and not plain(value).ndim):
        code = np.asarray(value).dtype.kind
        return {"b": "bool", "U": "string"}.get(code, "number" if code in NUMBERS else "object")
    return next((name for name, kinds, _ in FAMILIES if issubclass(kind, kinds)), "object")


def plain(array) -> np.ndarray:
    """An array without what a subclass may have changed."""
    return np.ndarray.view(array, np.ndarray)


def text(value) -> str:
    """A string or bool, NumPy's or Python's, as Python's string."""
    kind = type(value)
    return str.__str__(value) if issubclass(kind, str) else str(np.asarray(value).item())


def bare(value):
    """A number as Python's int or float, or a NumPy number, whatever class it came in."""
    kind = type(value)
    if issubclass(kind, (fractions.Fraction, decimal.Decimal)):
        return float(value)
    if issubclass(kind, int):
        return int.__index__(value)
    return float.__float__(value) if issubclass(kind, float) else np.asarray(value)[()]


def items(value):
    """An iterator over a list or tuple, and its length."""
    base = tuple if issubclass(type(value), tuple) else list
    length = value.length if type(value) is Long else base.__len__(value)
    return base.__iter__(value), length


def without_tensors(value):
    """An answer as the numbers, lists and arrays that it stands for: it may come from PyTorch."""
    tensor = getattr(sys.modules.get("torch"), "Tensor", ())
    if issubclass(type(value), tensor):
        value = value.detach().cpu()
        return value.item() if not value.ndim else value.numpy()
    if type(value) in (list, tuple):
        return type(value)(map(without_tensors, value))
    if type(value) in (collections.deque, range):
        return list(value)[:MOST]
    return value


def name(value) -> str:
    """`value` in general terms: "a list", "an array of shape (4, 3)", "a Linear object"."""
    what, kind = family(value), type(value)
    if what == "array":
        return f"an array of shape {plain(value).shape}"
    if what == "function":
        return f"the function {value.__name__}"
    if what != "object":
        return NAMES[what]
    if issubclass(kind, type):
        return f"the class {_class_name(value)}"
    word = _class_name(kind) + ("" if kind.__module__ == "builtins" else " object")
    return f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def _class_name(kind):
    return type.__dict__["__name__"].__get__(kind)


def short(value, width=80) -> str:
    """`value` about as Python writes it, in `width` characters: "…" where something is missing."""
    written = _written(value, 0)
    if len(written) > width and family(value) == "array":
        return name(value)
    return written if len(written) <= width else written[: width - 1] + "…"


def _written(value, depth):
    what = family(value)
    if what == "number":
        return number(value)
    if what == "None":
        return "None"
    if what == "bool":
        return text(value)
    if what == "string":
        return repr(text(value)[:100]).replace("`", TICK) + "…" * (len(text(value)) > 100)
    if what == "array":
        array = plain(value)
        small = array.size <= 12 and array.dtype.kind in NUMBERS + "U"
        return f"array({_written(array.tolist(), depth)})" if small else name(value)
    if what == "function":
        return value.__name__
    if what in ("list", "iterator", "tuple"):
        inside, count = items(value)
        parts = _several((_written(item, depth + 1) for item in inside), count, depth)
        return f"({parts}{',' * (count == 1)})" if what == "tuple" else f"[{parts}]"
    if what == "dict":
        pairs = (": ".join(_written(x, depth + 1) for x in pair) for pair in dict.items(value))
        return f"{{{_several(pairs, dict.__len__(value), depth)}}}"
    return name(value)


def _several(texts, count, depth):
    if depth > 4:
        return "…"
    return ", ".join([*itertools.islice(texts, WIDEST), *["…"] * (count > WIDEST)])


def number(value, digits=4) -> str:
    """A number as a reader wants it: an integer whole, anything else to `digits` digits."""
    value = bare(value)
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "a huge integer"
    value = np.asarray(value).item()
    if value == 0:
        value = abs(value)  # there is no use in telling -0.0 from 0.0
    if isinstance(value, float) and math.isnan(value):
        return "NaN"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return repr(value)
    brief = isinstance(value, float) and digits == 4 and len(repr(value)) <= 8
    if isinstance(value, int) or brief:
        return repr(value)  # as it was written, if that is short: 1.0799 is not 1.08
    return f"{value:.{digits}g}"


def listed(names) -> str:
    """Names as a sentence has them: a, b and c."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def apart(a, b) -> tuple[str, str]:
    """Two different numbers, with as many digits as it takes to see that they differ."""
    for digits in (4, 6, 8, 12, 17):
        both = number(a, digits), number(b, digits)
        if both[0] != both[1]:
            break
    return both
