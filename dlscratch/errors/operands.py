"""What helps with an exception about what was reckoned with: lists, numbers, arrays, None."""

import ast
import re
import traceback
from collections import Counter

import numpy as np

from dlscratch.errors import source
from dlscratch.errors.lookup import UNKNOWN, is_function, value_of, values_of
from dlscratch.errors.place import piece
from dlscratch.errors.shapes import is_tensor
from dlscratch.errors.values import family

ARRAYS_HAVE = set(dir(np.ndarray)) - set(dir(list))  # what a list has not
COMPARING = r"\b(max|min|sorted)\("
GRADIENT = (
    "there is a gradient only after `backward()`, and only for what the loss was computed from."
)
AXES = r"\.(sum|mean|max|min|prod|any|all|std|var)\("
AXIS_SECOND = r"\bnp\.(sum|mean|prod|std|var|any|all|argmax|argmin|cumsum|sort)\("


def list_for_array(error, said, spot, page):
    if not isinstance(error, AttributeError) or type(error.obj) not in (list, tuple):
        return None
    kind, wanted = type(error.obj).__name__, error.name
    parts = list(error.obj)[:3]
    # NumPy's single numbers have what arrays have, but nobody looks for it there.
    if any(hasattr(type(part), wanted) and not isinstance(part, np.generic) for part in parts):
        return f"This is a {kind}. Its items have `{wanted}`: go through them one by one."
    if wanted in ARRAYS_HAVE:
        return f"This is a {kind}, not an array: `np.array(…)` makes one of it."
    if kind == "tuple" and hasattr(list, wanted):
        return f"This is a tuple, and a tuple never changes; a list has `{wanted}`."


def nothing(error, said, spot, page):
    """None was reckoned with, or asked for something."""
    if not isinstance(error, TypeError | AttributeError) or "NoneType" not in said or not spot:
        return None
    node = piece(spot)
    names = [] if node is None else list(values_of(spot, source.text(node, 1000)))
    names = [one for one in names if one[1] is None] or [
        one for one in values_of(spot) if one[1] is None
    ]
    for name, _ in names:
        if name.startswith("self."):
            return f"`{name}` is still None: nothing has been kept there yet."
        return none_by_name(name, spot)
    parts = list(ast.walk(node)) if node else []
    for one in parts:
        if isinstance(one, ast.Attribute) and one.attr == "grad":
            owner = value_of(one.value, spot)
            if is_tensor(owner) and owner.grad is None:
                return f"`{source.text(one, 40)}` is None: {GRADIENT}"
        elif isinstance(one, ast.Attribute | ast.Subscript) and value_of(one, spot) is None:
            return f"`{source.text(one, 40)}` is None here."
    if "(" in spot.line and (node is None or any(isinstance(one, ast.Call) for one in parts)):
        return "Something that is called here gives None: does it end without `return`?"


def none_by_name(name, spot):
    """Where a None came from, as far as the function tells."""
    code = spot.frame.f_code
    made = source.given(code, name)
    if isinstance(made, ast.Call):
        why = source.made_none(made) or "A function without `return` gives None."
        return f"`{name}` is what `{source.text(made)}` gave, and that is None. {why}"
    if made is None and name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        if source.default_is_none(code, name):
            return f"`{name}` is None here: it was left out, and None is its default."
        return f"`{name}` is None here: None was handed over."
    return f"`{name}` is None here."


def power(error, said, spot, page):
    """`^` is not Python's power."""
    if isinstance(error, TypeError) and re.search(
        r"bitwise_xor|unsupported operand type\(s\) for \^", said
    ):
        return "`^` compares the bits of whole numbers; a power is written `**`."


def not_called(error, said, spot, page):
    """A function stands where what it gives was meant."""
    if not isinstance(error, TypeError) or not spot or not re.search(
        r"\b(method|function|builtin_function_or_method|ufunc)\b", said
    ) or "missing" in said or "argument" in said.partition("must be")[0]:  # fmt: skip
        return None
    node = piece(spot)
    called = {one.func for one in ast.walk(node) if isinstance(one, ast.Call)} if node else set()
    for one in ast.walk(node) if node else ():
        if isinstance(one, ast.Attribute) and one not in called:
            value = value_of(one, spot)
            if value is not UNKNOWN and is_function(value):
                if isinstance(node, ast.Subscript) and node.value is one:
                    break  # which of the two pairs of brackets was meant?
                return f"`{source.text(one)}` is a function: brackets behind its name call it."


def one_number_wanted(error, said, spot, page):
    if not isinstance(error, TypeError) or not spot:
        return None
    if "cannot be interpreted as an integer" in said:
        return _whole_number(said, spot)
    if "Cannot interpret" in said and "as a data type" in said:
        return (
            "A shape is one thing, in brackets of its own, as in `np.zeros((3, 4))`: what comes "
            "second would be the type of the numbers."
        )
    if "can't multiply sequence by non-int" in said:
        return "A list cannot be multiplied by a fraction: go through its items, or make an array."
    if re.search("only (0-dimensional|length-1|size-1) arrays", said):
        if found := re.search(r"\bmath\.(\w+)", spot.line):
            return f"`math.{found[1]}` takes one number; `np.{found[1]}` goes through an array."
        if found := re.search(r"\b(float|int|round)\(", spot.line):
            return f"`{found[1]}(…)` takes one number, and this is a whole array."
    if "only integer scalar arrays" in said:
        if found := re.search(r"\bnp\.(max|min)\(", spot.line):
            return (
                f"The second argument of `np.{found[1]}` is an axis. `np.{found[1]}imum(a, b)` "
                "compares two things, number by number."
            )
        if found := re.search(AXIS_SECOND, spot.line):
            return (
                f"The second argument of `np.{found[1]}` is an axis: the function works on the "
                "numbers of one array."
            )
        if any(type(value) is list for _, value in values_of(spot)):
            return "A list takes one index; `np.array(…)` makes an array, which takes many at once."


def _whole_number(said, spot):
    if "'list'" in said and re.search(AXES, spot.line):
        return "Several axes stand in a tuple: `tuple(…)` makes one of a list."
    if found := re.search(AXIS_SECOND, spot.line):
        return f"The second argument of `np.{found[1]}` is an axis, a whole number."
    if re.search("'(list|tuple)'", said) and re.search(r"\brange\(", spot.line):
        return "`range` wants a number: `len(…)` counts the items of a list."
    if "'float'" in said and "/" in spot.line.replace("//", ""):
        return "A whole number is wanted here: `//` divides into whole numbers."
    return "A whole number is wanted here."


def truth_of_many(error, said, spot, page):
    if not isinstance(error, ValueError | RuntimeError) or not spot:
        return None
    if "Boolean value of Tensor" in said and "Loss(" in spot.line:
        return "A loss is made first, with empty brackets, and then called with its two arguments."
    if "truth value of an array" not in said and "Boolean value of Tensor" not in said:
        return None
    if found := re.search(COMPARING, spot.line):
        other = {"max": "maximum", "min": "minimum", "sorted": "sort"}[found[1]]
        return f"`{found[1]}` compares its arguments as wholes; `np.{other}` goes through an array."
    if re.search(r"\b(if|elif|while|and|or|not|assert)\b", spot.line):
        return "One True or False is wanted here, and a comparison of arrays gives many."
    if re.search(r"\bin\b|\.(index|remove|count)\(", spot.line):
        return "To look for something is to compare, and arrays compare number by number."


def fractions_in_place(error, said, spot, page):
    if isinstance(error, TypeError) and re.search(r"Cannot cast ufunc .* to dtype\('u?int", said):
        return (
            "In place an array keeps its type, and whole numbers hold no fractions: make floats "
            "of it first, with `.astype(float)`."
        )


def operands(error, said, spot, page):
    """Two things that cannot be added, multiplied, compared."""
    found = re.search("'([^']+)' and '([^']+)'$", said)
    if not isinstance(error, TypeError) or not found or not spot:
        return None
    kinds = {found[1], found[2]}
    if kinds & {"function", "builtin_function_or_method", "method", "type", "numpy.ufunc"}:
        return "One of the two is a function or a class: brackets behind its name call it."
    if "NoneType" in kinds:
        return None
    if "list" in kinds and kinds & {"int", "float"} and re.search(r"\bsum\(|\+", spot.line):
        return "A number and a list cannot be added: the numbers lie one level deeper."
    if "str" in kinds and kinds & {"int", "float"}:
        return "One of the two is a string: quotes make a string of a number."


def wrong_brackets(error, said, spot, page):
    if isinstance(error, TypeError) and re.search(
        r"'(function|builtin_function_or_method|method|numpy\.ufunc)' object is not subscr", said
    ):
        return "Round brackets call a function; square ones pick an item out of something."


def a_single_number(error, said, spot, page):
    found = re.search(
        r"^(?:object of type '|')(?:numpy\.)?(int|float)\w*'(?: object is not "
        r"(iterable|subscriptable)| has no len)", said
    )  # fmt: skip
    if isinstance(error, TypeError) and found and spot:
        singles = [name for name, value in values_of(spot) if family(value) == "number"]
        which = f"`{singles[0]}` is" if len(singles) == 1 else "This is"
        return f"{which} a single number here, no list and no array."


def axis_of_pythons_sum(error, said, spot, page):
    if isinstance(error, TypeError) and spot and "sum()" in said and "keyword" in said:
        if re.search(r"(?<![\w.])sum\(", spot.line):
            return "Python's `sum` knows no axis; `np.sum` does."


def endless_recursion(error, said, spot, page):
    if not isinstance(error, RecursionError):
        return None
    codes = Counter(frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__))
    if codes and codes.most_common(1)[0][1] > 50:
        return "A function calls itself without end: which case makes it stop?"
