"""What helps to understand an exception. Each sentence is said only where it is true.

`advice` yields sentences for a learner: at most one of the kind that explains the exception, and
what name was probably meant. Each function below looks at one sort of exception. It gets the error,
what it said, and the learner's line with what its names stand for; it returns a sentence or None.
"""

import builtins
import difflib
import re
import types
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from dlscratch.checks.engine.lookup import (
    attributes,
    function_called,
    innermost,
    known,
    meant,
    values_of,
)
from dlscratch.checks.engine.values import TICK, family, short

ARRAYS_HAVE = set(dir(np.ndarray)) - set(dir(list))  # what a list has not
COMPARING = r"\b(max|min|sorted)\("
REMOVED = {  # from NumPy, and what takes its place
    "int": "int", "float": "float", "bool": "bool", "object": "object", "str": "str",
    "float_": "np.float64", "product": "np.prod", "cumproduct": "np.cumprod", "in1d": "np.isin",
    "alltrue": "np.all", "sometrue": "np.any", "NaN": "np.nan", "Inf": "np.inf",
    "infty": "np.inf", "row_stack": "np.vstack", "trapz": "np.trapezoid", "msort": "np.sort",
    "asscalar": ".item()", "unicode_": "np.str_", "complex_": "np.complex128",
}  # fmt: skip


class Page(NamedTuple):
    """What is known of the page on which the learner works."""

    answer: object = None  # what was passed to the check
    above: Collection[str] = ()  # names that its other exercises define


def advice(error, said, spot, page=Page()):  # noqa: B008 (it never changes)
    """Sentences about `error`."""
    for about in SORTS:
        if sentence := about(error, said, spot, page):
            yield sentence
            return
    if isinstance(error, NameError | AttributeError) and spot and type(error.name) is str:
        if name := meant(error, spot):
            yield f"Did you mean `{name}`?"
            return
    for kind, words, sentence in ALWAYS:
        if isinstance(error, kind) and re.search(words, said):
            yield sentence
            return


# Sentences that are true wherever these words are said
ALWAYS = (
    (ValueError, "core dimension|not aligned", "`a @ b` wants as many columns in a as rows in b."),
    (ValueError, "does not have enough dimensions", "`@` is for arrays; a number goes with `*`."),
    (ValueError, "non-broadcastable output",
     "In place an array keeps its shape, and the result has another one."),
    (ValueError, "could not be broadcast",
     "Arrays go together if their lengths are equal, or 1, counted from the last axis."),
    (ValueError, "inhomogeneous", "All rows of an array must have the same length."),
    (IndexError, r"index (\d+) is out of bounds for axis \d+ with size \1$|list index out of range",
     "Counting begins at 0: the last index is one less than the length, and in what is empty there "
     "is none."),
    (IndexError, "too many indices",
     "There are more indices in the brackets than the array has axes."),
    (TypeError, "cannot be interpreted as an integer|or a single integer, got",
     "A whole number is wanted here: `//` divides into whole numbers, `int(…)` cuts the rest off."),
    (OverflowError, "", "The result is larger than a number can be."),
    (SystemExit, "", "This asks Python itself to stop: leave it out."),
    (KeyboardInterrupt, "", "The run was interrupted."),
    (MemoryError, "", "This asks for more memory than an answer gets here."),
    # What PyTorch says
    (RuntimeError, "mat1 and mat2 shapes",
     "A linear layer wants as many columns in its inputs as it has inputs."),
    (RuntimeError, "same dtype|expected scalar type", "The two have different types of numbers."),
    (RuntimeError, "leaf Variable that requires grad",
     "PyTorch would have to record this change of a parameter: switch the recording off."),
    (RuntimeError, "numpy.. on Tensor that requires grad", "This tensor is being recorded."),
    (RuntimeError, "does not require grad and does not have a grad_fn",
     "Nothing was recorded on the way to this number: was the recording switched off?"),
    (RuntimeError, "backward through the graph a second time",
     "A recording serves for one backward: run forward again before the next."),
    (AttributeError, r"before Module.__init__\(\) call",
     "`super().__init__()` comes first in the `__init__` of a module."),
    (TypeError, r"as parameter '\w+'",
     "What is there is a parameter and has to stay one: change its numbers in place."),
    (TypeError, "not a Module subclass", "It takes layers one by one: no list, and no bare class."),
    (TypeError, "numpy.ndarray to a torch|must be Tensor, not numpy.ndarray",
     "`torch.from_numpy(…)` makes a tensor of an array."),
    (RuntimeError, "dtype to be Long", "Labels are whole numbers: `.long()` makes them int64."),
    (RuntimeError, "could not infer output dtype", "`.float()` makes numbers of True and False."),
    (TypeError, r"^(mean|sum)\(\) (got an unexpected keyword argument 'axis'|received an invalid)",
     "NumPy's functions want arrays; a tensor has methods of its own, such as `.mean()`."),
)  # fmt: skip


# Methods and classes


def method_missing(error, said, spot, page):
    """A base class of the course was asked for what the learner's class was to bring."""
    if not isinstance(error, NotImplementedError) or not error.__traceback__:
        return None
    frame = innermost(error).tb_frame
    wanted, owner = frame.f_code.co_name, frame.f_locals.get("self")
    if owner is None or wanted in vars(type(owner)):
        return None
    return f"`{type(owner).__name__}` has no `{wanted}` of its own. {_near(type(owner), wanted)}"


def no_constructor(error, said, spot, page):
    found = re.fullmatch(r"(\w+)\(\) takes no arguments", said)
    owner = found and spot and known(spot, found[1])
    if isinstance(error, TypeError) and isinstance(owner, type):
        return f"`{found[1]}` has no `__init__` of its own. {_near(owner, '__init__')}"


def _near(owner, wanted):
    own = [name for name, value in vars(owner).items() if isinstance(value, types.FunctionType)]
    for name in own:
        if wanted in [code.co_name for code in vars(owner)[name].__code__.co_consts
                      if isinstance(code, types.CodeType)]:  # fmt: skip
            return f"It stands inside of `{name}`: both begin at the same indentation."
    alike = {name.lower().strip("_"): name for name in own}
    near = difflib.get_close_matches(wanted.strip("_"), alike, 1, 0.7)
    if near:
        spelling = " with two underscores on each side" * wanted.startswith("__")
        return f"There is `{alike[near[0]]}`: is it to be called `{wanted}`{spelling}?"
    return "Look at its spelling, and at its indentation: it stands inside the class."


def too_many_arguments(error, said, spot, page):
    found = re.search(r"(?:(\w+)\.)?(\w+)\(\) takes (\d+) positional arguments? but (\d+)", said)
    if not isinstance(error, TypeError) or not found:
        return None
    owner, name, takes, came = found[1], found[2], int(found[3]), int(found[4])
    if owner and spot and f"nn.{owner}(" in spot.line:  # PyTorch's own class, given a tensor
        return f"`nn.{owner}()` makes a layer; a second pair of brackets calls it."
    function = function_called(spot, owner, name, page.answer)
    first = function and function.__code__.co_varnames[:1]
    if owner and function and first != ("self",) and came == takes + 1:
        return f"The first parameter of a method is `self`, and `{name}` has none."
    if first == ("self",):
        takes, came = takes - 1, came - 1
    called = owner if name == "__init__" else name
    if takes == 1 and function:
        return f"`{called}` takes one thing, and {came} came. Is it a list, in square brackets?"
    return f"`{called}` takes {takes} argument{'s' * (takes != 1)}, and {came} came."


def bare_class(error, said, spot, page):
    """A class where one of its objects was meant."""
    found = re.search(r"(\w+)\.\w+\(\) missing \d+ required positional|type object '(\w+)'", said)
    name = found and (found[1] or found[2])
    if not isinstance(error, TypeError | AttributeError) or not spot or not name:
        return None
    values = [*dict(spot.frame.f_locals).values(), *spot.frame.f_globals.values()]
    for value in values:
        parts = value if isinstance(value, list | tuple) else [value]
        inside = attributes(value).get("layers")  # as a net has them
        parts = list(parts)[:50] + (inside[:50] if isinstance(inside, list) else [])
        if any(isinstance(part, type) and part.__name__ == name for part in parts):
            return f"`{name}` is the class; `{name}(…)`, with brackets, makes an object of it."


# Names


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


def numpys_own(error, said, spot, page):
    """A function of Python's that an `import *` has replaced by NumPy's."""
    if not spot:
        return None
    for name in re.findall(r"(?<![\w.])(sum|all|any|max|min|abs|round|sorted|pow)\(", spot.line):
        value = spot.frame.f_globals.get(name)
        if value is not None and getattr(value, "__module__", "").partition(".")[0] == "numpy":
            return f"`{name}` is NumPy's here: `del {name}` brings Python's own back."


def shadowed(error, said, spot, page):
    """Which name in the line has lost its function to another value."""
    if not isinstance(error, TypeError) or "not callable" not in said or not spot:
        return None
    for name in re.findall(r"(?<![\w.])(\w+)\(", spot.line):
        value = known(spot, name)
        if value is None or callable(value):
            continue
        if callable(getattr(type(value), "forward", None)):
            return f"`{name}` is an object: call a method of it, as in `{name}.forward(…)`."
        if family(value) in ("array", "list", "tuple", "dict"):
            return f"`{name}` is {short(value, 40)}: an item of it is in square brackets."
        text = f"`{name}` is {short(value, 40)} here: was the name given a new value?"
        mends = hasattr(builtins, name) and name not in spot.frame.f_locals
        return text + f" `del {name}` brings Python's own back." * mends


# Lists, numbers, None


def list_for_array(error, said, spot, page):
    if not isinstance(error, AttributeError) or type(error.obj) not in (list, tuple):
        return None
    kind = type(error.obj).__name__
    if error.name in ARRAYS_HAVE:
        return f"This is a {kind}, not an array: `np.array(…)` makes one of it."
    if any(hasattr(type(item), error.name) for item in list(error.obj)[:3]):
        return f"This is a {kind}. Its items have `{error.name}`: go through them one by one."


def nothing(error, said, spot, page):
    if not isinstance(error, TypeError | AttributeError) or "NoneType" not in said or not spot:
        return None
    for name, value in values_of(spot):
        if value is None:
            if name.startswith("self."):
                return f"`{name}` is still None: nothing has been kept there yet."
            return f"`{name}` is None here. A function without `return` gives None."
    if "(" in spot.line:
        return "Something that is called here gives None: does it end without `return`?"


def one_number_wanted(error, said, spot, page):
    if not isinstance(error, TypeError) or not spot:
        return None
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
        if any(type(value) is list for _, value in values_of(spot)):
            return "A list takes one index; `np.array(…)` makes an array, which takes many at once."


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
    codes, trace = Counter(), error.__traceback__
    while trace:
        codes[trace.tb_frame.f_code] += 1
        trace = trace.tb_next
    if codes and codes.most_common(1)[0][1] > 50:
        return "A function calls itself without end: which case makes it stop?"


SORTS = (
    method_missing, no_constructor, exercise_above, usual_names, too_early, removed_from_numpy,
    numpys_own, too_many_arguments, bare_class, shadowed, list_for_array, nothing,
    one_number_wanted, truth_of_many, fractions_in_place, operands, wrong_brackets, a_single_number,
    axis_of_pythons_sum, endless_recursion,
)  # fmt: skip
