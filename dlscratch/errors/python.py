"""What helps with an exception of Python's own: types, keys, counts, files, calls."""

import ast
import difflib
import os
import re

from dlscratch.errors.arrays import called
from dlscratch.errors.kinds import Table, a
from dlscratch.errors.lookup import UNKNOWN, attributes, innermost, value_of
from dlscratch.errors.place import piece
from dlscratch.errors.source import text
from dlscratch.errors.values import UNHASHABLE, family, listed, short

PYTHON = Table()
LATER = Table()  # asked after the sorts that the checks know: these know less of the case
VERBS = {"+": "added", "-": "subtracted", "*": "multiplied", "/": "divided", "@": "multiplied",
         "**": "raised to a power", "//": "divided", "%": "divided"}  # fmt: skip
OF_REDUCTIONS = ("axis", "keepdims", "dtype", "out", "where", "ddof")  # of `mean` and the like
OF_LISTS = {"add": "append", "push": "append", "append_all": "extend",
            "length": "len(…)", "len": "len(…)", "contains": "in"}  # fmt: skip
OF_TENSORS = {"backward", "detach", "to", "cuda", "cpu", "float", "long", "double", "grad", "numpy",
              "unsqueeze", "requires_grad", "requires_grad_", "permute", "cat"}  # fmt: skip
OF_ARRAYS = {  # what a tensor has in the place of what an array has
    "astype": ".float(), .long() or .to(…)", "copy": ".clone()", "concatenate": "torch.cat",
    "fill": ".fill_(…)", "tostring": ".tolist()",
}  # fmt: skip

# Things that do not go together

PYTHON.always(
    "string_and_other", TypeError, r'^can only concatenate str \(not "([\w.]+)"\) to str',
    "`+` joins strings, and beside one stands something else, of type {1}: `str(…)` makes a string "
    "of it, and so does f\"… {{x}}\".",
)  # fmt: skip
PYTHON.always(
    "list_and_other", TypeError, r'^can only concatenate list \(not "([\w.]+)"\) to list',
    "`+` joins lists, and beside one stands something else, of type {1}: `append` adds one item; "
    "an array, `np.array(…)`, adds number by number.",
)  # fmt: skip


@PYTHON.kind(TypeError, r"^unsupported operand type\(s\) for (\S+?)=?: '(\S+)' and '(\S+)'")
def no_arithmetic(found, spot, error):
    """Python names both types; said of lists, strings, dicts, and arrays beside tensors."""
    verb, kinds = VERBS.get(found[1]), {found[2], found[3]}
    if not verb or "NoneType" in kinds:
        return None
    if kinds == {"list"}:
        return f"Lists cannot be {verb}: `np.array(…)` makes arrays of them, which can."
    if kinds == {"Tensor", "numpy.ndarray"}:
        return (
            f"An array and a tensor are {verb} only after one has become the other: "
            "`torch.from_numpy(…)` makes a tensor."
        )
    if kinds == {"Tensor", "list"}:
        return f"A tensor and a list cannot be {verb}: `torch.tensor(…)` makes a tensor of a list."
    if kinds == {"str"}:
        return f"Strings cannot be {verb}: `float(…)` makes a number of a string such as '1.5'."
    if "list" in kinds and kinds & {"int", "float"} and called(spot)[0] != "sum":
        return (
            f"A list and a number cannot be {verb}: `np.array(…)` makes an array of the list, "
            "which can."
        )
    if "str" in kinds and called(spot)[0] == "sum":
        return "`sum` begins with 0 and adds numbers, and there is a string among these."
    if "str" in kinds and kinds & {"int", "float"}:
        return (
            f"A string and a number cannot be {verb}: `float(…)` makes a number of a string "
            "such as '1.5', `str(…)` a string of a number."
        )
    if kinds & {"dict", "set"} or kinds == {"tuple"} or kinds == {"tuple", "int"}:
        return f"A {found[2]} and a {found[3]} cannot be {verb}."
    return None


@PYTHON.kind(TypeError, r"^'(\S+)' not supported between instances of '(\S+)' and '(\S+)'")
def no_order(found, spot, error):
    """Python names both types; it may come from `sorted`, `max` and the like as well."""
    if found[1] not in ("<", ">", "<=", ">="):
        return None
    one, other = found[2], found[3]
    if "NoneType" in (one, other):
        return "One of the two is None, and nothing is larger or smaller than None."
    if one == other:
        return f"Nothing says which {one} is the larger."
    mend = ": `float(…)` makes a number of a string" if "str" in (one, other) else ""
    return f"Which is larger, {a(one)} or {a(other)}? Python does not compare them{mend}."


@PYTHON.kind(TypeError, r"^'(tuple|str|range|bytes)' object does not support item assignment")
def never_changes(found, spot, error):
    """Python names the type."""
    other = "a list, `list(…)`, can" if found[1] == "tuple" else "make a new one"
    return f"A {found[1]} cannot be changed in its places: {other}."


PYTHON.always(
    "unhashable", TypeError, r"unhashable type: '(list|dict|set|numpy\.ndarray)'",
    "A key of a dict, and what is in a set, must never change, and a {1} can. A tuple cannot.",
)  # fmt: skip
PYTHON.always(
    "unhashable_object", TypeError, r"unhashable type: '(?!(?:list|dict|set|numpy)\b)(\w+)'",
    UNHASHABLE.format("{1}"),
)  # fmt: skip
PYTHON.always(
    "number_of_a_collection", TypeError,
    r"^(int|float)\(\) argument must be a string.* not '(list|tuple|dict|NoneType)'",
    "`{1}(…)` makes a number of one number or string, and that came: {2}.",
)  # fmt: skip
PYTHON.always(
    "format_of_one_number", TypeError,
    r"unsupported format string passed to (numpy\.ndarray|list|tuple|NoneType|dict|Tensor)\.",
    "What stands behind the colon, such as `:.2f`, is for one number, and that came: {1}. "
    "`np.round(x, 2)` shortens a whole array.",
)  # fmt: skip
PYTHON.always(
    "format_of_a_string", ValueError, r"^Unknown format code '(\w)' for object of type 'str'",
    "`{1}` behind the colon is for numbers, and a string came.",
)  # fmt: skip

# Counts


@PYTHON.kind(
    ValueError, r"^(too many|not enough) values to unpack \(expected (\d+)(?:, got (\d+))?"
)
def names_and_values(found, spot, error):
    """Python names how many are expected; how many came only if they are too few, or from 3.14."""
    names = f"{found[2]} name{'s' * (found[2] != '1')}"
    if found[1] == "not enough":
        came = f"only {found[3]}"
    else:
        came = f"{found[3]} things" if found[3] else "more things"
    return f"Behind `for`, or on the left of `=`, stand {names}, and {came} came to fill them."


PYTHON.always(
    "one_for_several_names", TypeError, r"^cannot unpack non-iterable ([\w.]+) object",
    "Several names are to be filled, and what came is a single {1}. Behind `for`, `enumerate` or "
    "`zip` gives several.",
)  # fmt: skip


@PYTHON.kind(ZeroDivisionError, "")
def divided_by_zero(found, spot, error):
    """The divisor is named where it is an expression that is known to be 0."""
    node = spot and piece(spot)
    if isinstance(node, ast.BinOp):
        value = value_of(node.right, spot)
        if value is not UNKNOWN and not isinstance(node.right, ast.Constant) and value == 0:
            return f"`{text(node.right)}` is 0, and nothing can be divided by 0."
    return "Something is divided by 0."


PYTHON.always(
    "outside_a_function", ValueError,
    "^math domain error$|^expected a (positive|nonnegative|number)",
    "This function has no value there, as the logarithm of 0 or the root of a negative number.",
)  # fmt: skip
PYTHON.always(
    "too_large_a_number", OverflowError,
    "math range error|Numerical result out of range|int too large",
    "The result is larger than a float can be, about 1e308.",
)  # fmt: skip

# What is looked for and not there


@PYTHON.kind(KeyError, "")
def no_such_key(found, spot, error):
    """A plain dict, known in the line, was asked with square brackets."""
    node = spot and piece(spot)
    if not isinstance(node, ast.Subscript):
        return None
    whole = value_of(node.value, spot)
    if type(whole) is not dict or len(error.args) != 1:
        return None
    keys, wanted, written = list(whole), error.args[0], text(node.value, 30)
    if not keys:
        return f"`{written}` is empty: it has no key at all."
    for key in keys:
        if type(key) is not type(wanted) and family(key) in ("string", "number"):
            if str(key) == str(wanted):
                return (
                    f"The key is {short(key)}, a {type(key).__name__}, and "
                    f"{short(wanted)}, a {type(wanted).__name__}, was asked for."
                )
    has = listed([short(key, 20) for key in keys[:6]]) + " …" * (len(keys) > 6)
    return f"`{written}` has no key {short(wanted, 40)}. It has {has}."


@PYTHON.kind(FileNotFoundError, r"No such file or directory: '(.*)'")
def no_such_file(found, spot, error):
    """The system names the file."""
    if os.path.isabs(found[1]):
        return "There is no file, or no folder, of that name."
    return (
        "There is no such file. A name without a folder before it is looked for in the folder "
        "where Python works; `import os; os.listdir()` shows what is in there."
    )


PYTHON.always(
    "not_in_the_list", ValueError, r"is not in list$|list\.(remove|index)\(x\): x not in list",
    "The list has no such item. `x in items` asks before.",
)  # fmt: skip
PYTHON.always(
    "nothing_left", StopIteration, "^$",
    "Nothing is left to come: what is read item by item, with `next`, has ended.",
)  # fmt: skip
PYTHON.always(
    "changed_while_read", RuntimeError, "(dictionary|Set) changed (size|keys)? ?during iteration",
    "A loop goes through it while it is changed: go through a copy, `for key in list(d):`.",
)  # fmt: skip


@PYTHON.kind(
    AttributeError, r"^'(list|float|int|str|numpy\.ndarray|Tensor)' object has no attribute"
)
def of_another_type(found, spot, error):
    """What lists are asked for out of habit, and what tensors have and arrays have not.

    The learner's own line has to have asked, and no code of a library's that it called."""
    if not spot or innermost(error).tb_frame is not spot.frame:
        return None
    name, kind = error.name, found[1]
    if kind == "list" and name in OF_LISTS:
        return f"A list has no `{name}`: it is `{OF_LISTS[name]}`."
    if kind == "numpy.ndarray" and name in OF_TENSORS:
        if name == "numpy":
            return None
        return (
            f"This is an array of NumPy's, and `{name}` belongs to tensors: "
            "`torch.from_numpy(…)` makes one."
        )
    if kind == "Tensor" and name in OF_ARRAYS:
        return f"A tensor has no `{name}`, which is NumPy's: use `{OF_ARRAYS[name]}`."
    if kind in ("float", "int") and name == "backward":
        return "This is a plain number, as `.item()` gives it: `backward` needs the tensor itself."
    if kind in ("float", "int") and name in ("shape", "dtype", "ndim", "T"):
        return f"This is a plain {kind}, no array: it has no `{name}`."
    if kind == "str" and name in ("append", "add", "push"):
        return "A string never changes: `+` joins two into a new one."
    return None


# Calls


@LATER.kind(TypeError, r"^(?:(\w+)\.)?([\w<>]+)\(\) missing (\d+) required \S+ arguments?: (.*)")
def argument_missing(found, spot, error):
    """Python names the function and what its call leaves out."""
    names = listed([f"`{name}`" for name in re.findall(r"['\"](\w+)['\"]", found[4])])
    function = found[1] if found[2] == "__init__" and found[1] else found[2]
    return f"`{function.strip('<>')}` is called without {names}."


@LATER.kind(TypeError, r"^(?:(\w+)\.)?(\w+)\(\) got an unexpected keyword argument '(\w+)'"
                       r"|^'(\w+)' is an invalid keyword argument for (\w+)")  # fmt: skip
def no_such_argument(found, spot, error):
    """Python names the function and the argument."""
    function = found[5] or (found[1] if found[2] == "__init__" and found[1] else found[2])
    name = found[3] or found[4]
    if function.startswith("_"):  # how NumPy's `x.mean` calls itself, inside
        function = function.strip("_")
        if close := difflib.get_close_matches(name, OF_REDUCTIONS, 1, 0.75):
            return f"Did you mean `{close[0]}`?"
    return f"`{function}` has no argument called `{name}`."


@LATER.kind(TypeError, r"^'([\w.]+)' object is not (iterable|subscriptable)$")
def no_items(found, spot, error):
    """An object of a class, or a number; a class itself, a function and None are others' kinds."""
    if found[1] in ("NoneType", "type", "method", "function", "builtin_function_or_method"):
        return None
    node = spot and piece(spot)
    if found[1] == "generator":
        return (
            "A generator hands out one thing after the other, to a loop: `list(…)` collects all of "
            "them, and `next(…)` takes the next one."
        )
    if isinstance(node, ast.Subscript) and found[2] == "subscriptable":
        whole, key = value_of(node.value, spot), value_of(node.slice, spot)
        within, written = attributes(whole), text(node.value, 30)
        if type(key) is str and key in within:
            return f"What this {found[1]} keeps is asked for with a dot: `{written}.{key}`."
        if family(key) == "number" and type(within.get("layers")) is list:
            return f"Its layers are in a list of their own: `{written}.layers[{short(key)}]`."
    if found[2] == "iterable":
        return (
            f"A loop, a list or the like wants several things to go through, and this is one "
            f"{found[1]}."
        )
    return f"Square brackets pick an item, and a {found[1]} has none."


PYTHON.always(
    "length_of_a_generator", TypeError, r"^object of type 'generator' has no len\(\)",
    "How much a generator will hand out shows only at its end: `len(list(…))` collects all of it "
    "and counts.",
)  # fmt: skip


@PYTHON.kind(TypeError, r"^eval\(\) arg 1 must be a string")
def pythons_own_eval(found, spot, error):
    """`eval(net)`, where the line's net has a method of that name."""
    node = spot and piece(spot)
    if not isinstance(node, ast.Call) or not node.args:
        return None
    value, written = value_of(node.args[0], spot), text(node.args[0], 30)
    if value is UNKNOWN or not callable(getattr(type(value), "eval", None)):
        return None
    return f"`eval(…)` is Python's own, and runs text as code: `{written}.eval()` is the net's."


@LATER.kind(TypeError, "^'Tensor' object is not callable|^'numpy.ndarray' object is not callable")
def values_called(found, spot, error):
    """Round brackets behind an array or a tensor."""
    return (
        "Round brackets call a function, and this holds numbers: an item of it is in square "
        "brackets, and a product needs `*` or `@`."
    )


@LATER.kind(TypeError, r"^'([\w.]+)' object is not callable$")
def not_a_function(found, spot, error):
    """Python names the type of what was called."""
    node = spot and piece(spot)
    what = f"`{text(node.func, 30)}`" if isinstance(node, ast.Call) else "What stands before them"
    if found[1] == "NoneType":
        return f"Round brackets call a function, and {what} is None."
    if isinstance(node, ast.Call) and isinstance(value_of(node.func, spot), type):
        return None
    return f"Round brackets call a function, and {what} is {a(found[1])}."


@LATER.kind(AttributeError, r"^'([\w.]+)' object has no attribute '(\w+)'")
def no_such_attribute(found, spot, error):
    """An object of the learner's, where it is known what it keeps."""
    keeps = [name for name in attributes(error.obj) if not name.startswith("_")]
    home = type(error.obj).__module__
    if not keeps or home != "__main__" and not home.startswith("dlscratch.mine"):
        return None
    has = listed([f"`{name}`" for name in keeps[:8]])
    return f"This {type(error.obj).__name__} keeps {has}, and no `{found[2]}`."
