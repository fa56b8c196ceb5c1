"""The shapes of what met in the expression that stopped: `x @ w`: (4, 3) @ (5, 3).

Nothing is run again. Names, attributes that are plain data, `.T` and subscripts of arrays are
looked up; of sums and products of such, the shape follows from theirs. `np.ones((4, 2))` and its
like say their shape themselves. Whatever else would need a call is shown as "…".
"""

import ast
import inspect
import re
import sys

import numpy as np

from dlscratch.errors import lookup, place, source
from dlscratch.errors.lookup import UNKNOWN
from dlscratch.errors.values import family, items, name, plain, short

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
         ast.FloorDiv: "//", ast.Mod: "%"}  # fmt: skip
COMPARISONS = {ast.Lt: "<", ast.Gt: ">", ast.LtE: "<=", ast.GtE: ">=", ast.Eq: "==",
               ast.NotEq: "!="}  # fmt: skip
MAKING = (np.zeros, np.ones, np.empty, np.full)
PRODUCTS = {"dot", "matmul", "mm"}
MOST = 5  # arguments that are told


def shapes(spot, types=False) -> list[str]:
    """Lines about the values in the expression at which Python stopped; [] if none is an array.

    With `types` also the types of their numbers are told.
    """
    node, statement = place.stopped_at(spot)
    seen = Values(spot, types)
    if isinstance(node, ast.BinOp):
        return seen.two(node, node.left, SIGNS.get(type(node.op)), node.right)
    if isinstance(node, ast.AugAssign):
        return seen.two(node, node.target, SIGNS.get(type(node.op)), node.value, "=")
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return seen.two(node, node.left, COMPARISONS.get(type(node.ops[0])), node.comparators[0])
    if isinstance(node, ast.Call):
        return seen.call(node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        value = statement.value if isinstance(statement, ast.Assign | ast.AugAssign) else None
        return seen.told([node, *([value] if value else []), *seen.indices(node)])
    if isinstance(node, ast.Subscript):
        return seen.told([node.value, *seen.indices(node)])
    return []


class Values:
    """What the expressions of one line stand for."""

    def __init__(self, spot, types=False):
        self.spot, self.types = spot, types

    # Lines

    def two(self, node, left, sign, right, more=""):
        """Two operands and the sign between them, and what does not fit."""
        a, b = self.shape(left), self.shape(right)
        if not sign or not (a or b):
            return []
        line = f"`{source.text(node, 60)}`: {self.told_of(left)} {sign}{more} {self.told_of(right)}"
        return [line + (self.misfit(left, a, right, b, sign == "@", bool(more)) or ".")]

    def call(self, node):
        """The arguments of a call, and the array whose method it is."""
        parts = [arg for arg in node.args if not isinstance(arg, ast.Starred)]
        parts += [keyword.value for keyword in node.keywords if keyword.arg]
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if isinstance(node.func, ast.Attribute) and self.shape(node.func.value):
            parts.insert(0, node.func.value)
        if called in PRODUCTS and len(parts) == 2:
            a, b = map(self.shape, parts)
            if a or b:
                plainly = all(shape and len(shape) <= 2 for shape in (a, b))
                of_torch = any(is_tensor(self.value(part)) for part in parts)
                known = plainly and not (called == "dot" and of_torch)
                misfit = self.misfit(parts[0], a, parts[1], b, True) if known else ""
                told = " and ".join(map(self.told_of, parts))
                return [f"`{source.text(node, 60)}`: {told}{misfit or '.'}"]
        return self.told(parts)

    def told(self, parts):
        """`x` has shape (4, 3), `n` is 9; nothing where none of them is an array."""
        found = {}
        for part in parts[: 2 * MOST]:
            words = self.told_of(part)
            named = any(isinstance(one, ast.Name) for one in ast.walk(part))
            if words != "…" and named and not isinstance(part, ast.Slice):
                found[source.text(part, 40)] = words
        if not any(self.shape(part) or self.holds_arrays(part) for part in parts):
            return []
        lines = [f"`{written}` {has(words)}" for written, words in found.items()][:MOST]
        return [", ".join(lines) + "."] if lines else []

    def indices(self, node):
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return [part for part in parts if not isinstance(part, ast.Constant | ast.Slice)]

    # Words

    def told_of(self, node) -> str:
        """A shape; a number, None or the like as it is; "…" for what is not known."""
        shape, value = self.shape(node), self.value(node)
        if shape:
            return f"{shape}{self.kind(value)}"
        if value is UNKNOWN:
            return "…"
        if family(value) in ("list", "tuple") and self.holds_arrays(node):
            inside = [str(shape_of(one)) for one in list(items(value)[0])[:MOST]]
            return f"{'[' if family(value) == 'list' else '('}{', '.join(inside)}" + (
                ", …" * (items(value)[1] > MOST) + ("]" if family(value) == "list" else ")")
            )
        if family(value) in ("list", "tuple"):
            written = short(value, 30)
            return written if len(written) < 30 else f"a {family(value)} of {items(value)[1]} items"
        if family(value) in ("number", "bool", "None", "string"):
            return short(value, 30)
        return name(value) if family(value) in ("dict", "function", "array") else "…"

    def kind(self, value):
        if self.types and value is not UNKNOWN and shape_of(value):
            return f" of {str(value.dtype).removeprefix('torch.')}"
        return ""

    def holds_arrays(self, node):
        value = self.value(node)
        if family(value) not in ("list", "tuple"):
            return False
        return any(shape_of(one) for one in list(items(value)[0])[:MOST])

    def misfit(self, left, a, right, b, product, in_place=False) -> str:
        """What of two shapes does not fit, and what would; nothing if they do, or who knows."""
        if a is None or b is None or not a or not b:
            return ""
        if (multiplied(a, b) if product else together(a, b)) is not None:
            return ""
        if product:
            row, column = a[-1], b[-2] if len(b) > 1 else b[0]
            if row == column:
                return ": the axes before the last two do not fit."
            words = f": the {row} meets the {column}, and both must be equal."
        else:
            one, other = next(
                pair
                for pair in zip(reversed(a), reversed(b), strict=False)
                if pair[0] != pair[1] and 1 not in pair
            )
            words = f": counted from the last axis, the {one} meets the {other}."
        return words + self.mend(left, a, right, b, product, in_place)

    def mend(self, left, a, right, b, product, in_place):
        """A turned operand with which the shapes would fit, if there is one.

        Number by number, it is only spoken of where one of the two shapes is that of the result:
        else all of one would meet all of the other, which nobody may have meant."""
        both = [(right, b, lambda other: (a, other)), (left, a, lambda other: (other, b))]
        both = both[:1] if in_place else both  # what stands on the left keeps its shape

        def fits(pair):
            if product:
                return multiplied(*pair) is not None
            return together(*pair) in ((a,) if in_place else (a, b))

        for node, shape, pair in both:
            named = isinstance(node, ast.Name | ast.Attribute)
            if not product and named and len(shape) == 1 and fits(pair((*shape, 1))):
                return f" As a column, `{source.text(node)}[:, None]`, it would fit."
        for node, shape, pair in both:
            if len(shape) == 2 and fits(pair(shape[::-1])):
                return f" `{turned(node)}` is {shape[::-1]}, and would fit."
        if product and not in_place and multiplied(b, a) is not None:
            return " The other way round they would fit."
        return ""

    # What an expression stands for

    def shape(self, node) -> tuple[int, ...] | None:
        """The shape of an array or tensor, () for a number, None for all else."""
        value = self.value(node)
        if value is not UNKNOWN:
            return shape_of(value)
        if isinstance(node, ast.Call):
            return self.made(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Invert):
            return self.shape(node.operand)
        if isinstance(node, ast.BinOp):
            a, b = self.shape(node.left), self.shape(node.right)
            if a is None or b is None or type(node.op) not in SIGNS:
                return None
            return multiplied(a, b) if isinstance(node.op, ast.MatMult) else together(a, b)
        return None

    def made(self, node):
        """The shape that `np.zeros`, `np.ones`, `np.empty` or `np.full` is given, if known."""
        if not node.args or not any(self.value(node.func) is one for one in MAKING):
            return None
        wanted = self.value(node.args[0])
        wanted = (wanted,) if type(wanted) is int else wanted
        if type(wanted) not in (tuple, list) or any(type(one) is not int for one in wanted):
            return None
        return tuple(wanted)

    def length_of_shape(self, node) -> int | None:
        """How many axes an expression has, or the list that it is; None where it is not known."""
        shape, value = self.shape(node), self.value(node)
        if shape is None and type(value) is list and value:
            return 1 if all(family(one) == "number" for one in value) else None
        return None if shape is None else len(shape)

    def value(self, node):
        """What an expression stands for, if that can be looked up."""
        if isinstance(node, ast.Subscript):
            return self.item(self.value(node.value), node.slice)
        if isinstance(node, ast.Attribute):
            whole = self.value(node.value)
            if node.attr in ("T", "mT") and shape_of(whole):
                return whole.T if len(shape_of(whole)) == 2 else UNKNOWN
            if node.attr in ("data", "grad") and is_tensor(whole):
                return getattr(whole, node.attr) if whole.is_leaf else UNKNOWN
            if node.attr == "shape" and shape_of(whole):
                return shape_of(whole)
            if whole is not UNKNOWN and node.attr not in lookup.attributes(whole):
                if inspect.getattr_static(whole, node.attr, UNKNOWN) is None:
                    return None  # the class has it, as a plain value
        if isinstance(node, ast.List | ast.Tuple):
            parts = [self.value(part) for part in node.elts]
            if any(part is UNKNOWN for part in parts):
                return UNKNOWN
            return parts if isinstance(node, ast.List) else tuple(parts)
        return lookup.value_of(node, self.spot)

    def item(self, whole, index):
        """What stands in square brackets behind a list, a dict, an array or a tensor."""
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        place = [self.position(part) for part in parts]
        if whole is UNKNOWN or any(one is UNKNOWN for one in place):
            return UNKNOWN
        try:
            if shape_of(whole):
                array = plain(whole) if family(whole) == "array" else whole.detach()
                return array[tuple(place)]
            if type(whole) in (list, tuple) and len(place) == 1:
                return whole[place[0]]
            if type(whole) is dict and len(place) == 1 and type(place[0]) in (str, int):
                return whole.get(place[0], UNKNOWN)
        except (IndexError, TypeError, RuntimeError):
            pass
        return UNKNOWN

    def position(self, node):
        """One index: a whole number, a slice of such, None or a string."""
        if isinstance(node, ast.Slice):
            ends = [node.lower, node.upper, node.step]
            ends = [None if end is None else self.position(end) for end in ends]
            return UNKNOWN if any(end is UNKNOWN for end in ends) else slice(*ends)
        value = self.value(node)
        return value if value is None or type(value) in (int, str) else UNKNOWN


def axes_of_both(spot, said) -> tuple[int, int] | None:
    """How many axes the two sides of a product have: `np.dot` says so, for `@` it is looked up."""
    if named := re.search(r"shapes \((.*?)\) and \((.*?)\) not aligned", said):
        left, right = (len(re.findall(r"\d+", one)) for one in named.groups())
        return left, right
    node = spot and place.piece(spot)
    parts = []
    if isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and source.text(node.func) == "np.matmul":
        parts = node.args
    both = [Values(spot).length_of_shape(part) for part in parts]
    return (both[0], both[1]) if len(both) == 2 and both[0] and both[1] else None


def has(words) -> str:
    """ "is 9", and "has shape (4, 3)" where the words are a shape."""
    is_shape = re.match(r"\((\d+,|\d+(, \d+)+)\)( of \w+)?$", words)
    return f"has shape {words}" if is_shape else f"is {words}"


def turned(node) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return source.text(node.value)
    written = source.text(node)
    simple = isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
    return f"{written}.T" if simple else f"({written}).T"


def is_tensor(value) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def shape_of(value) -> tuple[int, ...] | None:
    """The shape of an array or tensor, () for a number, None for all else."""
    if issubclass(type(value), np.ndarray):
        return plain(value).shape
    if is_tensor(value):
        return tuple(value.shape)
    return () if family(value) in ("number", "bool") else None


def together(a, b) -> tuple[int, ...] | None:
    """The shape of two that are taken number by number; None if they do not fit."""
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


def multiplied(a, b) -> tuple[int, ...] | None:
    """The shape of a product of matrices or vectors; None if they do not fit."""
    if not a or not b or a[-1] != (b[-2] if len(b) > 1 else b[0]):
        return None
    before = together(a[:-2], b[:-2])
    return None if before is None else (*before, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))
