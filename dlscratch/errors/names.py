"""What helps with an exception that is about a name: one that is missing, hidden or misspelt."""

import ast
import builtins
import re
import sys
import types

import numpy as np

from dlscratch.errors.lookup import (
    HARMLESS,
    UNKNOWN,
    attributes,
    known,
    near,
    value_of,
)
from dlscratch.errors.place import piece
from dlscratch.errors.source import text
from dlscratch.errors.values import TICK, family, listed, name, short

REMOVED = {  # from NumPy, and what takes its place
    "int": "int", "float": "float", "bool": "bool", "object": "object", "str": "str",
    "float_": "np.float64", "product": "np.prod", "cumproduct": "np.cumprod", "in1d": "np.isin",
    "alltrue": "np.all", "sometrue": "np.any", "NaN": "np.nan", "Inf": "np.inf",
    "infty": "np.inf", "row_stack": "np.vstack", "trapz": "np.trapezoid", "msort": "np.sort",
    "asscalar": ".item()", "unicode_": "np.str_", "complex_": "np.complex128",
}  # fmt: skip
LOOKED_FOR = {  # what NumPy never had under this name, and where it is
    "root": "np.sqrt", "squareroot": "np.sqrt", "square_root": "np.sqrt", "sqroot": "np.sqrt",
    "squared": "np.square", "sq": "np.square", "power2": "np.square", "pow2": "np.square",
    "exponent": "np.exp", "exponential": "np.exp", "ln": "np.log", "logarithm": "np.log",
    "mul": "np.multiply", "mult": "np.multiply", "times": "np.multiply", "plus": "np.add",
    "minus": "np.subtract", "sub": "np.subtract", "div": "np.divide", "negate": "np.negative",
    "matrix_mul": "np.matmul", "mat_mul": "np.matmul", "matrixmul": "np.matmul",
    "matrix_multiply": "np.matmul", "mm": "np.matmul", "dot_product": "np.dot",
    "dotproduct": "np.dot", "total": "np.sum", "summation": "np.sum", "avg": "np.mean",
    "stdev": "np.std", "stddev": "np.std", "standard_deviation": "np.std", "variance": "np.var",
    "maximal": "np.max", "minimal": "np.min", "largest": "np.max", "smallest": "np.min",
    "maxarg": "np.argmax", "index_max": "np.argmax", "idxmax": "np.argmax",
    "zero": "np.zeros", "one": "np.ones", "zeroes": "np.zeros",
    "range": "np.arange", "list": ".tolist()", "tolist": ".tolist()", "to_list": ".tolist()",
    "cat": "np.concatenate", "join": "np.concatenate", "len": "len", "length": "len",
    "flatten": ".flatten()", "item": ".item()", "T": ".T",
    "inverse": "np.linalg.inv", "inv": "np.linalg.inv", "norm": "np.linalg.norm",
    "is_nan": "np.isnan", "equals": "np.equal", "hyperbolic_tangent": "np.tanh",
    "tan_h": "np.tanh", "sgn": "np.sign", "relu": "np.maximum",
    "default_rng": "np.random.default_rng", "rng": "np.random.default_rng",
    "normal": "np.random.default_rng", "uniform": "np.random.default_rng",
    "rand": "np.random.default_rng", "randn": "np.random.default_rng",
    "randint": "np.random.default_rng", "shuffle": "np.random.default_rng",
    "permutation": "np.random.default_rng",
}  # fmt: skip
OF_GENERATORS = {  # of np.random's older functions, and what a generator has in their place
    "rand": "random", "randn": "standard_normal", "randint": "integers", "gauss": "normal",
    "random_sample": "random", "sample": "random", "random_integers": "integers",
    "permute": "permutation", "normalvariate": "normal",
}  # fmt: skip
OF_ARRAYS = {
    "t": ".T", "length": "len(…)", "len": "len(…)", "exp": "np.exp(…)", "abs": "np.abs(…)",
    "append": "", "numpy": "",
}  # fmt: skip


def exercise_above(error, said, spot, page):
    if isinstance(error, NameError) and error.name in page.above:
        return f"`{error.name}` comes from another exercise of this page: run its cell first."


def usual_names(error, said, spot, page):
    if isinstance(error, NameError) and error.name == "self":
        return "The first parameter of a method is `self`."
    if isinstance(error, NameError) and error.name in ("np", "torch", "nn"):
        return f"The first cell of this page imports `{error.name}`: run it."
    if type(error) is NameError and spot:
        if error.name in attributes(spot.frame.f_locals.get("self")):
            return f"This object keeps it as `self.{error.name}`."


def in_a_module(error, said, spot, page):
    """`sqrt` for `np.sqrt`, `Sigmoid` for `layers.Sigmoid`, `copy` that was not imported."""
    if type(error) is not NameError or not spot or type(error.name) is not str:
        return None
    found = re.search(rf"(?<![\w.]){error.name} *([(.])(\w*)", spot.line)
    # NumPy's first: `math` has many of the same names, and they take single numbers only.
    around = sorted(spot.frame.f_globals.items(), key=lambda pair: pair[1] is not np)
    for called, module in around if found else ():
        if isinstance(module, types.ModuleType) and error.name in vars(module):
            inner = vars(module)[error.name]
            if found[1] == "." and found[2] not in attributes(inner):
                continue
            if module.__name__.partition(".")[0] in ("numpy", "math", "torch", "dlscratch"):
                return f"It is in `{called}`: there it is `{called}.{error.name}`."
    if found and callable(attributes(sys.modules.get("torch.utils.data")).get(error.name)):
        return f"It has to be imported first: `from torch.utils.data import {error.name}`."
    if found and found[1] == "." and error.name in sys.stdlib_module_names:
        return f"It has to be imported first: `import {error.name}`."


def further_right(error, said, spot, page):
    """A comprehension whose `for`s stand in the wrong order."""
    if type(error) is not NameError or not spot:
        return None
    if re.search(rf"\bfor [\w, ]*\b{error.name}\b[\w, ]* in\b", spot.line):
        return (
            f"`{error.name}` comes from a `for` of this line that stands further right: with two "
            "of them the outer one comes first, as in loops."
        )


def too_early(error, said, spot, page):
    if not isinstance(error, UnboundLocalError) or not spot:
        return None
    name = error.name or re.search(r"'(\w+)'", said)[1]
    if name in spot.frame.f_globals or hasattr(builtins, name):
        return (
            f"There is a `{name}` outside, but this function gives a value to that name, so it has "
            "the name to itself; until then it is empty."
        )
    return f"`{name}` gets its first value further down, or in a branch that was not taken."


def removed_from_numpy(error, said, spot, page):
    found = re.match(rf"(?:module 'numpy' has no attribute '|{TICK}np\.)([A-Za-z0-9_]+)", said)
    if isinstance(error, AttributeError) and found and found[1] in REMOVED:
        return f"NumPy has no `{found[1]}` any more: use `{REMOVED[found[1]]}`."


def looked_for(error, said, spot, page):
    """A name that is not there, in NumPy or its generators, and what many look for under it."""
    if not isinstance(error, AttributeError):
        return None
    if error.obj is np and error.name in LOOKED_FOR:
        place = LOOKED_FOR[error.name]
        if place == "np.random.default_rng":
            if error.name in ("rng", "default_rng"):
                return f"It is `{place}`."
            return f"Random numbers come from a generator, such as `{place}(…)` makes."
        return f"NumPy has no `{error.name}`: look for `{place}`."
    if isinstance(error.obj, np.random.Generator) and error.name in OF_GENERATORS:
        return f"A generator has no `{error.name}`: there it is `{OF_GENERATORS[error.name]}`."
    if isinstance(error.obj, np.ndarray):
        if error.name in OF_ARRAYS:
            if error.name == "numpy":
                return "This is an array of NumPy's already."
            if error.name == "append":
                return "An array has no `.append`: `np.append(…)` gives a new, longer one."
            return f"An array has no `.{error.name}`: use `{OF_ARRAYS[error.name]}`."
        if callable(getattr(np, error.name, None)):
            return f"An array has no `.{error.name}`; `np.{error.name}(…)` takes the array."
    if isinstance(error.obj, types.ModuleType) and error.obj.__name__ == "torch":
        if error.name in ("array", "ndarray", "asarray"):
            return "PyTorch's arrays are tensors: `torch.tensor(…)`."


def not_called(error, said, spot, page):
    """A function that lost its brackets, and was asked for what it gives."""
    found = re.match(r"'?(\w+)' object has no attribute|'(.+)\.\w*function_or_method'", said)
    if not isinstance(error, AttributeError) or not spot:
        return None
    if found and callable(error.obj) and "function" in type(error.obj).__name__:
        node = piece(spot)
        if isinstance(node, ast.Attribute):
            return f"`{text(node.value)}` is a function: brackets behind its name call it."


MAIN = ("forward", "loss", "step")


def numpys_own(error, said, spot, page):
    """A function of Python's that an `import *` has replaced by NumPy's."""
    if not spot:
        return None
    for called in re.findall(r"(?<![\w.])(sum|all|any|max|min|abs|round|sorted|pow)\(", spot.line):
        value = spot.frame.f_globals.get(called)
        if value is not None and getattr(value, "__module__", "").partition(".")[0] == "numpy":
            return f"`{called}` is NumPy's here: `del {called}` brings Python's own back."


def shadowed(error, said, spot, page):
    """What was called and is no function: a name that has lost its own, or a value."""
    if not isinstance(error, TypeError) or "not callable" not in said or not spot:
        return None
    node = piece(spot)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _value_called(node, spot)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
        made = value_of(node.func.func, spot)
        if isinstance(made, type) and f"'{made.__name__}' object" in said:
            made_by, forward = text(node.func), callable(getattr(made, "forward", None))
            if forward:
                return f"A layer is not called itself: `{made_by}.forward(…)`."
            return f"`{made_by}` makes an object, which is not called itself: call a method of it."
        return f"What `{text(node.func)}` gives is called again: one pair of brackets too many."
    for called in re.findall(r"(?<![\w.])(\w+)\(", spot.line):
        value = known(spot, called)
        if value is None or callable(value):
            continue
        if method := _main_method(value):
            return f"`{called}` is an object: call a method of it, as in `{called}.{method}(…)`."
        if family(value) in ("array", "list", "tuple", "dict"):
            return f"`{called}` is {short(value, 40)}: an item of it is in square brackets."
        told = f"`{called}` is {short(value, 40)} here: was the name given a new value?"
        mends = hasattr(builtins, called) and called not in spot.frame.f_locals
        return told + f" `del {called}` brings Python's own back." * mends


def _main_method(value) -> str:
    """The method for which a layer, a loss or an optimizer is there; "" for another object."""
    kind = type(value)
    return next((one for one in MAIN if callable(getattr(kind, one, None))), "")


def _value_called(node, spot):
    """`x.shape()`, `self.layers(x)`, `self.rng(x.shape)`."""
    value, written = value_of(node.func, spot), text(node.func)
    if value is UNKNOWN or callable(value):
        return None
    if node.func.attr in HARMLESS or family(value) in ("bool", "number", "string", "None"):
        return f"`{written}` is {short(value, 40)}, a value: without brackets."
    if family(value) in ("array", "list", "tuple", "dict"):
        return f"`{written}` is {name(value)}: an item of it is in square brackets."
    example = _main_method(value)
    as_in = f", as in `{written}.{example}(…)`" * bool(example)
    return f"`{written}` is {name(value)}: call a method of it{as_in}."


def known_here(error, said, spot, page):
    """The names that the `def` line gives, where one is missing in the function."""
    if type(error) is not NameError or not spot or type(error.name) is not str:
        return None
    code = spot.frame.f_code
    given = [name for name in code.co_varnames[: code.co_argcount] if name != "self"]
    if not given or code.co_name.startswith("<"):
        return None
    has = listed([f"`{name}`" for name in given])
    there = f"The `def` line of `{code.co_name}` has {has}"
    return f"{there}, and nothing here is called `{error.name}`."


def slip_of_the_pen(error, said, spot, page):
    """A name that is almost one of those that are there."""
    if not isinstance(error, NameError | AttributeError) or not spot or type(error.name) is not str:
        return None
    if isinstance(error, AttributeError) and error.name in page.prescribed:
        if type(error.obj).__module__.partition(".")[0] in ("torch", "numpy"):
            return None  # no slip, but the right name behind the wrong thing
    if found := near(error, spot):
        if error.name in page.prescribed and found not in page.prescribed:
            return f"There is `{found}`: is it to be called `{error.name}`?"
        return f"Did you mean `{found}`?"
