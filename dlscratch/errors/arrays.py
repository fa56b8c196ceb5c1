"""What helps with an exception of NumPy's: shapes, axes, types of numbers, random numbers."""

import ast
import math
import re

import numpy as np

from dlscratch.errors.kinds import Table, apart, shape
from dlscratch.errors.lookup import UNKNOWN, value_of
from dlscratch.errors.message import whole
from dlscratch.errors.place import piece
from dlscratch.errors.shapes import axes_of_both
from dlscratch.errors.source import one_of_two, text
from dlscratch.errors.values import family, name

ARRAYS = Table()
JOINING = ("concatenate", "stack", "vstack", "hstack", "column_stack", "dstack")


def called(spot) -> tuple[str, ast.Call | None]:
    """The last name of the function whose call stopped, and the call."""
    node = spot and piece(spot)
    if not isinstance(node, ast.Call):
        return "", None
    return (node.func.attr if isinstance(node.func, ast.Attribute) else text(node.func)), node


# Shapes that do not fit


@ARRAYS.kind(
    ValueError,
    r"\) not aligned: (?P<left>\d+) \(dim \d\) != (?P<right>\d+)"
    r"|^matmul: .*\(size (?P<of_right>\d+) is different from (?P<of_left>\d+)\)",
)
def sizes_in_a_product(found, spot, error):
    """`np.dot` and `@` name the two lengths that meet, in opposite orders."""
    left, right = found["left"] or found["of_left"], found["right"] or found["of_right"]
    axes = axes_of_both(spot, whole(error))
    if axes == (1, 1):
        return (
            "A product of two plain rows of numbers wants both equally long: here these are "
            f"{left} and {right}."
        )
    if axes is None or 1 in axes:
        on_left = "numbers" if axes and axes[0] == 1 else "columns"
        on_right = "numbers" if axes and axes[1] == 1 else "rows"
        if axes is None:  # a single row counts as one; a plain array on the right, as a column
            return (
                "In a product of arrays a row on the left is as long as a column on the right: "
                f"here these have {left} and {right} numbers."
            )
        return (
            f"A product of arrays wants as many {on_left} on the left as {on_right} on the "
            f"right: here these are {left} and {right}."
        )
    return (
        "A product of arrays wants as many columns on the left as rows on the right: "
        f"here these are {left} and {right}."
    )


ARRAYS.always(  # `matmul` is `@`; what has 0 axes is a single number
    "product_with_a_number", ValueError, r"^matmul: .*does not have enough dimensions \(has 0",
    "`@` multiplies arrays; with a single number it is `*`.",
)  # fmt: skip


@ARRAYS.kind(ValueError, r"with remapped shapes \[original->remapped\]: (.*)")
def axes_of_a_stack(found, spot, error):
    """From `@` and np.matmul with more than two axes, and from np.einsum."""
    name, _ = called(spot)
    if name == "einsum":
        return "In `np.einsum` one letter stands for one length, and here it gets two."
    node = spot and piece(spot)
    if name == "matmul" or isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return (
            "With more than two axes, `@` multiplies matrix by matrix: the axes before the last "
            "two must be equal, or 1."
        )
    return None


@ARRAYS.kind(ValueError, r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))")
def lengths_apart(found, spot, error):
    """NumPy names both shapes, and there is an axis on which neither length is 1."""
    if differ := apart(shape(found[1]), shape(found[2])):
        return (
            "Number by number, two arrays fit if their lengths are equal, or 1, counted from the "
            f"last axis; here {differ[0]} meets {differ[1]}."
        )
    return None


ARRAYS.always(  # true of `a[…] = b`, and of every other place that is filled
    "too_large_for_its_place", ValueError,
    r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
    "What is to be put there has shape {1}, and the place has shape {2}.",
)  # fmt: skip
ARRAYS.always(
    "other_shape_for_an_index", ValueError,
    r"shape mismatch: value array of shape (\(.*?\)) could not be broadcast to indexing result of "
    r"shape (\(.*?\))",
    "What is to be put there has shape {1}, and the places that the index picks have shape {2}.",
)  # fmt: skip
ARRAYS.always(
    "shape_kept_in_place", ValueError,
    r"non-broadcastable output operand with shape (\(.*?\)) doesn't match the broadcast shape "
    r"(\(.*?\))",
    "In place an array keeps its shape, which is {1}, and the result has {2}. `a = a + b` makes a "
    "new array.",
)  # fmt: skip
ARRAYS.always(
    "rows_of_unequal_length", ValueError, r"inhomogeneous shape after (\d+) dim",
    "In an array all rows are equally long. Somewhere in this list they are not: their lengths "
    "differ, or single numbers stand beside lists.",
)  # fmt: skip
ARRAYS.always(
    "one_place_one_number", ValueError, r"^setting an array element with a sequence\.$",
    "One place in an array holds one number, and a whole sequence came for it.",
)  # fmt: skip


@ARRAYS.kind(ValueError, r"cannot reshape array of size (\d+) into shape (\(.*?\))")
def numbers_left_over(found, spot, error):
    """NumPy names the size and the shape; it leaves out a -1, or calls it newaxis."""
    size, wanted = int(found[1]), shape(found[2])
    places, free = math.prod(wanted), "newaxis" in found[2] or "," not in found[2]
    if free and places and size % places:
        return (
            f"{size} numbers cannot be dealt out into rows of {places}: {size} / {places} is "
            "not whole."
        )
    if not free and places != size:
        return (
            f"The array has {size} numbers, and the shape {wanted} has {places} places: reshape "
            "keeps every number."
        )
    return None


ARRAYS.always(
    "lengths_of_joined_arrays", ValueError,
    r"except for the concatenation axis must match exactly, but along dimension (\d+), the array "
    r"at index (\d+) has size (\d+) and the array at index (\d+) has size (\d+)",
    "Arrays that are joined may differ only along the axis on which they are joined. Along axis "
    "{1}, array {2} has length {3}, and array {4} has {5}.",
)  # fmt: skip
ARRAYS.always(
    "axes_of_joined_arrays", ValueError,
    r"same number of dimensions, but the array at index (\d+) has (\d+) dimension\(s\) and the "
    r"array at index (\d+) has (\d+)",
    "Only arrays with equally many axes can be joined: array {1} has {2}, and array {3} has {4}. "
    "`a[None]` makes one row of a single example.",
)  # fmt: skip
ARRAYS.always(
    "shapes_in_a_stack", ValueError, "^all input arrays must have the same shape$",
    "`np.stack` lays arrays on top of each other, and so all of them need the same shape.",
)  # fmt: skip


@ARRAYS.kind(
    TypeError,
    r"only integer scalar arrays|cannot be interpreted as an integer"
    r"|^(?:_\w+_dispatcher|[vhd]stack|column_stack)\(\) takes 1 positional argument but (\d+) ",
)
def joined_in_one_list(found, spot, error):
    """`np.concatenate(a, b)`: no list comes first, and what comes second is no whole number.
    `np.vstack(a, b)`: it takes one thing."""
    name, node = called(spot)
    if found[1]:
        if name not in JOINING or text(node.func) != f"np.{name}":
            return None
        return f"`np.{name}` takes its arrays in one list: `np.{name}([a, b])`."
    if (
        name in JOINING
        and len(node.args) > 1
        and not isinstance(node.args[0], ast.List | ast.Tuple)
    ):
        return (
            f"`np.{name}` takes its arrays in one list: `np.{name}([a, b])`. What comes second "
            "is the axis."
        )
    return None


ARRAYS.always(
    "letters_of_einsum", ValueError, r"einstein sum subscripts string contains too many .* (\d+)$",
    "`np.einsum` wants a letter for each axis: operand {1}, counted from 0, has more letters than "
    "axes.",
)  # fmt: skip
ARRAYS.always(
    "axes_of_einsum", ValueError, r"operand has more dimensions than subscripts given in einstein",
    "`np.einsum` wants a letter for each axis, and one operand has more axes than letters.",
)  # fmt: skip
ARRAYS.always(
    "mask_of_another_length", IndexError,
    r"boolean index did not match .* axis (\d+); size of axis is (\d+) but size of corresponding "
    r"boolean axis is (\d+)",
    "A mask has a True or False for each place: along axis {1} the array has {2}, the mask {3}.",
)  # fmt: skip


@ARRAYS.kind(np.exceptions.AxisError, r"axis (-?\d+) is out of bounds for array of dimension (\d+)")
def no_such_axis(found, spot, error):
    """NumPy names the axis and how many there are."""
    count = int(found[2])
    if count == 0:
        return "This is a single number, with no axes."
    axes = "axis 0 alone" if count == 1 else f"the axes 0 to {count - 1}"
    return f"There is no axis {found[1]}: this array has {axes}, counted from the left."


ARRAYS.always(
    "axes_of_transpose", ValueError, "^axes don't match array$",
    "`transpose` wants a new place for each axis: as many numbers as the array has axes.",
)  # fmt: skip
ARRAYS.always(
    "negative_length", ValueError, "^negative dimensions are not allowed$",
    "A length in this shape is below 0.",
)  # fmt: skip
ARRAYS.always(
    "unequal_parts", ValueError, "array split does not result in an equal division",
    "`np.split` makes equal parts, and the length does not divide by their number. "
    "`np.array_split` allows one part to be shorter.",
)  # fmt: skip


@ARRAYS.kind(TypeError, "'(tuple|list)' object cannot be interpreted as an integer")
def lengths_one_by_one(found, spot, error):
    """`np.random.rand((3, 4))`: these two functions, unlike all others, take no shape."""
    name, _ = called(spot)
    if name in ("rand", "randn"):
        return f"`{name}` takes the lengths one by one: `{name}(3, 4)`, with no brackets around."
    return None


ARRAYS.always(
    "array_of_several_arguments", TypeError, r"^array\(\) takes from 1 to 2 positional arguments",
    "`np.array` takes one list: `np.array([1, 2, 3])`.",
)  # fmt: skip

# Types of numbers


@ARRAYS.kind(TypeError, r"loop of ufunc does not support argument \d of type (\w+) .* (\w+) method")
def array_of_objects(found, spot, error):
    """Only an array of dtype object, or a Python object made into one, comes to this loop."""
    return (
        f"`{found[2]}` is for numbers, and here it meets Python objects (dtype object), one of "
        f"them of type {found[1]}."
    )


@ARRAYS.kind(TypeError, r"ufunc '(\w+)' did not contain a loop with signature matching types (.*)")
def array_of_strings(found, spot, error):
    """One of the two types that NumPy names is one of strings (`<U`)."""
    if "<U" in found[2] or "StrDType" in found[2]:
        return (
            "One of the two holds strings and no numbers. `.astype(float)` makes numbers of an "
            "array of strings such as '1.5'."
        )
    return None


@ARRAYS.kind(TypeError, r"ufunc '(\w+)' not supported for the input types")
def no_number_for(found, spot, error):
    """Said where the argument is known, and holds no numbers."""
    _, node = called(spot)
    value = value_of(node.args[0], spot) if node and node.args else UNKNOWN
    if value is UNKNOWN:
        return None
    if isinstance(value, np.ndarray):
        what = "strings" if value.dtype.kind in "US" else f"values of type {value.dtype}"
        return f"`{found[1]}` is for numbers, and this array holds {what}."
    if family(value) in ("string", "None", "dict"):
        return f"`{found[1]}` is for numbers, and {name(value)} came."
    if type(value) is list and any(family(one) == "string" for one in value[:1000]):
        return f"`{found[1]}` is for numbers, and there are strings in this list."
    return None


@ARRAYS.kind(
    ValueError,
    r"could not convert string (?:to float: (?:np\.str_\()?)?'(?P<float>[^']*)'"
    r"|invalid literal for int\(\) with base 10: '(?P<int>[^']*)'",
)
def no_number_in_a_string(found, spot, error):
    """A string that is no number, for float(…), int(…), an array or a file of numbers."""
    string = found["float"] if found["int"] is None else found["int"]
    # Perhaps it is that which should have kept the string away.
    besides = (" " + one_of_two(spot.frame.f_code)).rstrip() if spot else ""
    if not string.strip():
        return f"The string is empty, and an empty string is no number.{besides}"
    if found["int"] is not None and re.fullmatch(r"\s*[-+]?\d*\.\d*(e[-+]?\d+)?\s*", string):
        return f"`int(…)` reads whole numbers only: `int(float('{string}'))` takes '{string}' too."
    return f"'{string}' cannot be read as a number.{besides}"


ARRAYS.always(
    "difference_of_truths", TypeError, "numpy boolean (subtract|negative)",
    "True and False have no difference. `.astype(int)` makes 1 and 0 of them; `~` turns them "
    "round.",
)  # fmt: skip


@ARRAYS.kind(TypeError, r"Cannot cast ufunc .\w+. output from dtype\('(\w+)'\) to dtype\('(\w+)'\)")
def type_kept_in_place(found, spot, error):
    """NumPy names both types; that of the array cannot hold all that the result's can."""
    words = f"In place an array keeps its type, here {found[2]}, and the result has {found[1]}"
    if found[1].startswith("float") and "int" in found[2]:
        return f"{words}: whole numbers hold no fractions. Make floats first, `.astype(float)`."
    return f"{words}. `a = a + b` makes a new array, of the result's type."


@ARRAYS.kind(OverflowError, r"Python integer (-?\d+) out of bounds for (\w+)")
def beyond_a_type(found, spot, error):
    """NumPy names the number and a type of whole numbers."""
    limits = np.iinfo(found[2])
    return f"{found[2]} holds whole numbers from {limits.min} to {limits.max}, and {found[1]} came."


ARRAYS.always(
    "nan_is_not_whole", ValueError, "^cannot convert float NaN to integer",
    "The number is NaN, not a number, as 0 / 0 gives it: look where it came from.",
)  # fmt: skip
ARRAYS.always(
    "infinity_is_not_whole", OverflowError, "^cannot convert float infinity to integer",
    "The number is infinite, as a division by 0 gives it: look where it came from.",
)  # fmt: skip
ARRAYS.always(
    "no_inverse", np.linalg.LinAlgError, "^Singular matrix$",
    "This matrix has no inverse: at least one of its rows can be made from the others.",
)  # fmt: skip
ARRAYS.always(
    "no_square", np.linalg.LinAlgError, "dimensions of the array must be square",
    "This is for square matrices: as many rows as columns.",
)  # fmt: skip
ARRAYS.always(
    "read_only", ValueError, "^(assignment destination|output array|sort array) is read-only",
    "This array may be read, and not changed. `.copy()` makes one that may.",
)  # fmt: skip

# Emptiness, and what is drawn


@ARRAYS.kind(
    ValueError,
    r"zero-size array to reduction operation (\w+)|get (\w+) of an empty sequence"
    r"|(max|min)\(\) (?:arg|iterable argument) is (?:an )?empty",
)
def nothing_there(found, spot, error):
    """The largest, or the like, of nothing."""
    what = found[1] or found[2] or found[3]
    return f"There is nothing in it, and of no numbers there is no {what}."


ARRAYS.always(
    "truth_of_nothing", ValueError, "truth value of an empty array",
    "The array is empty, and so neither true nor false. `x.size > 0` asks whether it holds "
    "anything.",
)  # fmt: skip
ARRAYS.always(
    "ends_of_a_range", ValueError, "^(low >= high|high <= 0)$",
    "There is no whole number in this range: `integers(low, high)` draws from low up to below "
    "high, and `integers(high)` from 0.",
)  # fmt: skip
ARRAYS.always(
    "more_than_there_are", ValueError,
    "Cannot take a larger sample than population",
    "More are to be drawn than there are, each only once. With `replace=True` the same one may be "
    "drawn again.",
)  # fmt: skip
ARRAYS.always(
    "nothing_to_choose", (ValueError, IndexError),
    "cannot be empty unless no samples|Cannot choose from an empty sequence",
    "There is nothing to choose from: it is empty.",
)  # fmt: skip
ARRAYS.always(
    "shares_of_one", ValueError, "^[Pp]robabilities do not sum to 1",
    "Probabilities add up to 1: divide them by their sum.",
)  # fmt: skip
ARRAYS.always(
    "negative_spread", ValueError, "^scale < 0$",
    "The second argument is the spread, and a spread is never negative.",
)  # fmt: skip
ARRAYS.always(
    "one_of_two_for_where", ValueError, "either both or neither of x and y should be given",
    "`np.where` takes a condition alone, or a condition and what stands where it is true and where "
    "it is false: three arguments.",
)  # fmt: skip


@ARRAYS.kind(MemoryError, r"Unable to allocate (.+?) for an array with shape (\(.*?\))")
def larger_than_memory(found, spot, error):
    """NumPy names the shape and the room that it would take."""
    return f"An array of shape {found[2]} would take {found[1]}, more than there is."
