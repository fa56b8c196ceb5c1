"""What helps with an exception that is about an index."""

import ast
import re

from dlscratch.errors.lookup import UNKNOWN, is_function, value_of
from dlscratch.errors.place import piece
from dlscratch.errors.source import text
from dlscratch.errors.values import family, items, name, short


def beyond_an_axis(error, said, spot, page):
    found = re.match(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)$", said)
    if not isinstance(error, IndexError) or not found:
        return None
    index, axis, size = (int(part) for part in found.groups())
    if size == 0:
        return f"Axis {axis} has length 0: there is nothing in it."
    node = spot and piece(spot)
    single = isinstance(node, ast.Subscript) and _is_single(node.slice, axis, spot)
    if index == size == 1:
        return f"Axis {axis} has length 1: its only index is 0."
    if index == size and single:
        return (
            f"Counting begins at 0: the last of the {size} along axis {axis} is number {size - 1}."
        )
    return f"Axis {axis} has length {size}: {index} is no index there."


def _is_single(node, axis, spot):
    """Whether the index along an axis is one number, and not an array of many."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    value = value_of(parts[axis], spot) if axis < len(parts) else UNKNOWN
    return family(value) == "number"


def beyond_a_list(error, said, spot, page):
    if not isinstance(error, IndexError) or "range" not in said and "empty" not in said:
        return None
    if said == "pop from empty list":
        return "Nothing is left in the list: each `pop` takes an item away."
    if not said.endswith("index out of range"):
        return None
    kind = said.split()[0]
    node = spot and piece(spot)
    if isinstance(node, ast.Subscript):
        whole, index = value_of(node.value, spot), value_of(node.slice, spot)
        if family(whole) in ("list", "tuple"):
            return _in_numbers(node, items(whole)[1], index, "assignment" in said)
    return f"The {kind} has no item there: it is shorter, or empty."


def _in_numbers(node, length, index, giving):
    written = text(node.value, 30)
    if not length:
        more = " `append` adds an item." if giving else ""
        return f"`{written}` is empty here, so no index fits.{more}"
    if type(index) is not int:
        return f"`{written}` has {length} item{'s' * (length > 1)}: no other index fits."
    if index == length == 1:
        return f"Counting begins at 0: the only item of `{written}` is [0]."
    if index == length:
        return f"Counting begins at 0: the last of {length} items of `{written}` is [{length - 1}]."
    return f"`{written}` has {length} item{'s' * (length > 1)}, and [{index}] was asked for."


def no_index(error, said, spot, page):
    """What stands in square brackets and cannot: a fraction, a function, a zip."""
    if isinstance(error, TypeError) and re.search("indices must be integers or slices, not", said):
        if said.endswith("tuple"):
            return (
                "A list takes one index at a time, as in `a[i][j]`; two in one pair of brackets "
                "are for arrays."
            )
        if said.endswith("float"):
            return "An index is a whole number: `//` divides into whole numbers."
        if said.endswith("ndarray"):
            return "A list takes one index; `np.array(…)` makes an array, which takes many at once."
        return None
    if not isinstance(error, IndexError) or not re.search(
        "only integers, slices|must be of integer", said
    ):
        return None
    node = spot and piece(spot)
    if isinstance(node, ast.Subscript):
        for part in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
            value, written = value_of(part, spot), text(part, 30)
            if value is not UNKNOWN and is_function(value):
                return f"`{written}` is a function here: brackets behind its name call it."
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
                if part.func.id in ("zip", "enumerate", "map", "reversed", "filter"):
                    return f"`{part.func.id}` gives no index: go through it with `for`."
            if family(value) == "array" and value.dtype.kind == "f":
                return f"`{written}` holds floats, and an index is a whole number."
            if isinstance(part, ast.Constant) and family(value) == "number":
                return f"`{written}` is no index: an index is a whole number."
            if family(value) == "number" and not isinstance(value, int):
                return f"`{written}` is {short(value)}, and an index is a whole number."
            if value is not UNKNOWN and family(value) in ("string", "dict", "object", "None"):
                return f"`{written}` is {name(value)} here, and an index is a whole number."
    return "An index is a whole number, a slice, or an array of whole numbers."


def too_many_indices(error, said, spot, page):
    if isinstance(error, IndexError) and "too many indices" in said:
        node = spot and piece(spot)
        more = ""
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            if "is 1-dimensional, but 2 were" in said:
                more = " From one place to another is `[a:b]`, with a colon."
        return f"There are more indices in the brackets than the array has axes.{more}"
