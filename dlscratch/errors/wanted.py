"""What helps where one thing is wanted and another came: None, one number, a whole one, a truth.

The checks have sentences of their own about these, which look at the whole line; these here look
only at the expression that stopped, because a cell's line may be about anything.
"""

import ast
import types

import numpy as np

from dlscratch.errors.arrays import called
from dlscratch.errors.kinds import Table, a
from dlscratch.errors.lookup import UNKNOWN, innermost, is_function, value_of
from dlscratch.errors.operands import GRADIENT, none_by_name
from dlscratch.errors.place import piece, stopped_at
from dlscratch.errors.shapes import Values, is_tensor
from dlscratch.errors.source import functions, own, text, tree
from dlscratch.errors.values import family

WANTED = Table()
SHAPED = "zeros ones empty full random random_sample standard_normal".split()
ALONG_AN_AXIS = "sum mean prod std var any all argmax argmin cumsum sort max min".split()


# None


@WANTED.kind((TypeError, AttributeError), "NoneType")
def nothing(found, spot, error):
    """What the expression that stopped works on is known to be None, or is a call that gave it."""
    node = stopped_at(spot)[0] if spot else None
    if node is None or innermost(error).tb_frame is not spot.frame:
        return None
    gave = "`{}` gave None: does what it calls end without `return`?"
    if isinstance(node, ast.Call) and isinstance(value_of(node.func, spot), types.FunctionType):
        return gave.format(text(node, 40))  # inside of it Python would have stopped elsewhere
    asked, seen = operands(node), Values(spot)
    for one in asked:
        if not isinstance(one, ast.Constant) and seen.value(one) is None:
            if text(one).startswith("self."):
                return f"`{text(one)}` is still None: nothing has been kept there yet."
            if isinstance(one, ast.Name):
                return none_by_name(text(one), spot)
            if text(one).endswith(".grad") and is_tensor(seen.value(one.value)):
                return f"`{text(one, 40)}` is None: {GRADIENT}"
            return f"`{text(one, 40)}` is None here."
    calls = [one for one in asked if isinstance(one, ast.Call)]
    if calls == asked and isinstance(node, ast.Attribute) and _is_a_librarys(calls[0], spot):
        return (
            f"`{text(calls[0], 40)}` does its work and gives None: what is to come next needs a "
            "line of its own."
        )
    others = [seen.value(one) for one in asked if one not in calls]
    if len(calls) == 1 and all(value is not UNKNOWN and value is not None for value in others):
        return gave.format(text(calls[0], 40))
    none = [one for one in asked if isinstance(one, ast.Constant) and one.value is None]
    if none and len(asked) == 2:
        return "One of the two is None, with which nothing can be done."
    return None


def _is_a_librarys(call, spot) -> bool:
    """Whether a call is one of a method that the learner has not written."""
    home = getattr(value_of(call.func, spot), "__module__", None)
    return type(home) is str and home.startswith(("dlscratch.", "numpy", "torch")) \
        and not home.startswith("dlscratch.mine")  # fmt: skip


def operands(node) -> list:
    """What an expression works on: both sides of a sign, or what stands before a dot."""
    if isinstance(node, ast.Attribute | ast.Subscript):
        return [node.value]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if isinstance(node, ast.Call):
        return [one for one in node.args if not isinstance(one, ast.Call | ast.Constant)]
    return [node]


@WANTED.kind(AttributeError, r"^'(\w+)' object has no attribute '(\w+)'")
def never_kept(found, spot, error):
    """A method of the learner's class gives the value to a name without `self.`, or `__init__`
    takes it and nothing keeps it."""
    if type(error.obj).__module__.startswith(("dlscratch.", "numpy", "torch")):
        if not type(error.obj).__module__.startswith("dlscratch.mine"):
            return None
    trees = {one.__name__: tree(one) for one in functions(type(error.obj))}
    trees = {method: node for method, node in trees.items() if node is not None}
    if any(_stores(node, ast.Attribute, error.name) for node in trees.values()):
        return None  # it is kept, only not yet
    for method, node in trees.items():
        reads = [one for one in ast.walk(node) if isinstance(one, ast.Attribute)]
        if _stores(node, ast.Name, error.name) and error.name not in [one.attr for one in reads]:
            return (
                f"`{method}` gives a value to the name `{error.name}`, which is gone when the "
                f"method ends. Is `self.` missing before it, `self.{error.name} = …`?"
            )
    made = trees.get("__init__")
    if made and error.name in [one.arg for one in [*made.args.args, *made.args.kwonlyargs]]:
        return (
            f"`__init__` takes `{error.name}` and does not keep it: "
            f"`self.{error.name} = {error.name}` does."
        )
    return None


def _stores(node, kind, name) -> bool:
    """Whether a function gives a value to a plain name, or to an attribute, that is called so."""
    word = "id" if kind is ast.Name else "attr"
    return any(
        isinstance(one, kind) and isinstance(one.ctx, ast.Store) and getattr(one, word) == name
        for one in own(node)
    )


# One number, and many

WANTED.always(
    "item_of_many", ValueError, "^can only convert an array of size 1 to a Python scalar",
    "One number is wanted here, and the array holds several, or none: `.mean()`, `.sum()` or an "
    "index makes one of them, `.tolist()` a list of all.",
)  # fmt: skip
WANTED.always(
    "whole_numbers_of_an_array", TypeError,
    r"^Cannot cast array data from dtype\('float\d+'\) to dtype\('int\d+'\) according to the rule "
    "'safe'",
    "Whole numbers are wanted here, and these are floats: `.astype(int)` makes whole numbers.",
)  # fmt: skip


@WANTED.kind(TypeError, r"^(\w+)\(\) takes at most (\d+) positional arguments? \((\d+) given\)")
def one_argument_too_many(found, spot, error):
    """Compiled functions say so; those that draw random numbers take a shape last, in brackets."""
    came = f"`{found[1]}` takes at most {found[2]} things in its brackets, and {found[3]} came."
    drawn = found[1] in ("normal", "uniform", "integers", "binomial", "poisson", "exponential")
    return came + " A shape is one thing, in brackets of its own: `(3, 4)`." * drawn


@WANTED.kind(IndexError, r"^invalid index to scalar variable")
def index_into_a_number(found, spot, error):
    """NumPy says so of one of its single numbers."""
    node = piece(spot) if spot else None
    which = f"`{text(node.value, 40)}`" if isinstance(node, ast.Subscript) else "This"
    return f"{which} is a single number, and has no items."


def operand(node):
    """What a call with one argument, or square brackets, are given."""
    if isinstance(node, ast.Subscript):
        return node.value
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        return node.args[0]
    return node if isinstance(node, ast.Name | ast.Attribute) else None


@WANTED.kind(
    TypeError,
    r"^(?:object of type '|')(?:numpy\.)?(int|float)\w*'(?: object is not "
    r"(iterable|subscriptable)| has no len)",
)
def a_single_number(found, spot, error):
    """Where several are wanted; its name is told if the expression that stopped is it."""
    node = operand(stopped_at(spot)[0]) if spot else None
    value = value_of(node, spot) if node is not None else UNKNOWN
    if isinstance(node, ast.Name | ast.Attribute) and family(value) == "number":
        return f"`{text(node)}` is a single number here, no list and no array."
    if found[2] == "iterable":
        return (
            "A single number came, where several things are wanted to go through. `range(n)` "
            "counts up to a number."
        )
    return "A single number came, and it has no items."


@WANTED.kind(TypeError, "only (0-dimensional|length-1|size-1) arrays can be converted")
def one_number_of_an_array(found, spot, error):
    """Anything that takes one number and got an array of several."""
    name, node = called(spot)
    if node is not None and isinstance(node.func, ast.Attribute):
        if text(node.func.value) == "math":
            return f"`math.{name}` takes one number; `np.{name}` goes through an array."
    if name in ("float", "int"):
        return (
            f"`{name}(…)` takes one number, and this is a whole array: `.astype({name})` goes "
            "through an array."
        )
    return (
        "One number is wanted here, and a whole array came. `.item()` takes the number out of "
        "an array that holds just one."
    )


@WANTED.kind(TypeError, "only integer scalar arrays can be converted to a scalar index"
                        "|object cannot be interpreted as an integer")  # fmt: skip
def second_is_an_axis(found, spot, error):
    """`np.sum(a, b)`, `np.max(0, a)`: what comes second is no whole number."""
    name, node = called(spot)
    if name not in ALONG_AN_AXIS or len(node.args) < 2 or text(node.func)[:3] != "np.":
        return None
    if name in ("max", "min"):
        return (
            f"The second argument of `np.{name}` is an axis. `np.{name}imum(a, b)` compares two "
            "things, number by number."
        )
    return f"The second argument of `np.{name}` is an axis: it works on the numbers of one array."


@WANTED.kind(TypeError, "only integer scalar arrays can be converted to a scalar index")
def array_as_an_index_of_a_list(found, spot, error):
    """A list, known in the expression that stopped, with an array in its square brackets."""
    node = piece(spot) if spot else None
    if isinstance(node, ast.Subscript):
        if isinstance(node.value, ast.List) or type(value_of(node.value, spot)) is list:
            return (
                "A list takes one index; `np.array(…)` makes an array of it, which takes many "
                "at once."
            )
    return None


@WANTED.kind(TypeError, r"^Cannot interpret '(.+)' as a data type")
def shape_in_brackets(found, spot, error):
    """`np.zeros(3, 4)`: the function makes an array of a shape, and gets two whole numbers."""
    name, node = called(spot)
    if name in SHAPED and len(node.args) > 1:
        return (
            f"A shape is one thing, in brackets of its own: `{text(node.func)}((3, 4))`. What "
            "comes second is the type of the numbers."
        )
    return None


@WANTED.kind(TypeError, r"can't multiply sequence by non-int of type '([\w.]+)'")
def sequence_times(found, spot, error):
    """A list, tuple or string, and something else than a whole number."""
    return (
        "Times repeats a list or a string, and so wants a whole number beside it. "
        "`np.array(…)` makes an array of a list, which is multiplied number by number."
    )


@WANTED.kind(
    TypeError,
    r"^'([\w.]+)' object cannot be interpreted as an integer|^slice indices must be integers"
    r"|^expected a sequence of integers or a single integer, got",
)
def whole_number_wanted(found, spot, error):
    """Python or NumPy name the type of what came in the place of a whole number."""
    if "sequence of integers" in found[0]:
        return "A shape is made of whole numbers: one, or several in brackets of their own."
    if found[1] is None:
        return "The ends of a slice are whole numbers: `//` divides into whole numbers."
    name, node = called(spot)
    if found[1] in ("list", "tuple") and name == "range":
        return "`range` wants a whole number: `len(…)` counts the items of a list."
    if found[1] == "float":
        return (
            "A whole number is wanted here, and a float came: `//` divides into whole numbers, "
            "`int(…)` cuts off what is behind the point."
        )
    if found[1] == "str":
        return "A whole number is wanted here, and a string came: `int(…)` makes a number of it."
    return f"A whole number is wanted here, and {a(found[1])} came."


# Numbers, and strings


@WANTED.kind(TypeError, r"Use numpy\.strings\.multiply")
def strings_times(found, spot, error):
    """NumPy says so where an array of strings meets `*`."""
    node = spot and piece(spot)
    parts = [node.left, node.right] if isinstance(node, ast.BinOp) else []
    of_strings = [one for one in (value_of(part, spot) for part in parts)
                  if isinstance(one, np.ndarray) and one.dtype.kind in "US"]  # fmt: skip
    which = f", dtype {of_strings[0].dtype}," if len(of_strings) == 1 else ""
    return (
        f"One of the two is an array of strings{which} and no array of numbers. `.astype(float)` "
        "makes numbers of strings such as '1.5'."
    )


# True or false

MANY = "truth value of an array with more than one|Boolean value of Tensor with more than one"


@WANTED.kind(ValueError, "truth value of an array with more than one")
def compared_as_wholes(found, spot, error):
    """Python's own `max`, `min`, `sorted` or `in` compare arrays inside of one expression."""
    name, node = called(spot)
    if name in ("max", "min", "sorted") and isinstance(node.func, ast.Name):
        other = {"max": "maximum", "min": "minimum", "sorted": "sort"}[name]
        return f"`{name}` compares its arguments as wholes; `np.{other}` goes through an array."
    whole = piece(spot) if spot else None
    if isinstance(whole, ast.Compare) and isinstance(whole.ops[0], ast.In | ast.NotIn):
        return "To look for something is to compare, and arrays compare number by number."
    if name in ("index", "remove", "count"):
        return "To look for something is to compare, and arrays compare number by number."
    return None


@WANTED.kind((ValueError, RuntimeError), MANY)
def neither_true_nor_false(found, spot, error):
    """An array or a tensor where one True or False is wanted."""
    what = "A tensor" if "Tensor" in found[0] else "An array"
    return (
        f"{what} of several values is neither true nor false as a whole, and one True or False is "
        "wanted: `.any()` asks whether one is true, `.all()` whether all are, and `&` joins two "
        "comparisons in brackets."
    )


# Functions without their brackets


@WANTED.kind(TypeError, r"\b(method|function|builtin_function_or_method|ufunc|type)'")
def function_for_what_it_gives(found, spot, error):
    """An operand of the expression that stopped is a function or a method, and was not called."""
    node = piece(spot) if spot else None
    if isinstance(node, ast.BinOp):
        for one in (node.left, node.right):
            value = value_of(one, spot)
            if value is not UNKNOWN and (is_function(value) or isinstance(value, type)):
                what = "a class" if isinstance(value, type) else "a function"
                return f"`{text(one)}` is {what}: brackets behind its name call it."
    return None


@WANTED.kind(TypeError, r"^'method' object (?:is not subscriptable|does not support item)")
def method_without_its_brackets(found, spot, error):
    """A method, known in the expression that stopped, that may be called with empty brackets."""
    node = piece(spot) if spot else None
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Attribute):
        return None
    method = value_of(node.value, spot)
    method = getattr(method, "__func__", method)
    if not isinstance(method, types.FunctionType):
        return None
    if method.__code__.co_argcount - len(method.__defaults__ or ()) != 1:
        return None
    written = text(node.value)
    return f"`{written}` is a method: `{written}()[{text(node.slice)}]`, with brackets, calls it."


@WANTED.kind(TypeError, r"string indices must be integers")
def key_of_a_string(found, spot, error):
    """A string with something else than a whole number in its square brackets."""
    node = piece(spot) if spot else None
    which = f"`{text(node.value, 30)}` is" if isinstance(node, ast.Subscript) else "This is"
    return (
        f"{which} a string, and the index of a string is a whole number. A name in square "
        "brackets is for a dict: going through a dict gives its keys."
    )


@WANTED.kind(TypeError, r"^(list|tuple) indices must be integers or slices, not str")
def key_of_a_list(found, spot, error):
    """A list with a string in its square brackets."""
    return (
        f"{a(found[1]).capitalize()} has items by number, from 0; a string in square brackets "
        "is for a dict."
    )
