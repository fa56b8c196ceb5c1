"""What helps with an exception of PyTorch's about tensors: shapes, types, gradients."""

import ast
import traceback

from dlscratch.errors.kinds import Table, a, shape
from dlscratch.errors.lookup import UNKNOWN, value_of
from dlscratch.errors.place import piece
from dlscratch.errors.source import text
from dlscratch.errors.stack import inside

TENSORS = Table()
TYPES = {  # PyTorch's names of types in messages, and what makes a tensor of such
    "Float": ".float()", "Double": ".double()", "Long": ".long()", "Int": ".int()",
    "float": ".float()", "double": ".double()", "long int": ".long()", "int": ".int()",
}  # fmt: skip
# Gradients are for floats; PyTorch makes and keeps weights as float32, its "Float".
SINGLE = "PyTorch's weights are float32, and NumPy's floats float64, which PyTorch calls double."


# Shapes


@TENSORS.kind(
    RuntimeError, r"mat1 and mat2 shapes cannot be multiplied \((\d+x\d+) and (\d+x\d+)\)"
)
def sizes_of_a_product(found, spot, error):
    """PyTorch names both shapes. A linear layer keeps its weights turned, so it is told apart."""
    left, right = shape(found[1]), shape(found[2])
    layers = inside(error)
    if layers and type(layers[-1].layer).__name__ == "Linear":
        return _inputs_of_a_layer(left, right)
    node = spot and piece(spot)
    called = value_of(node.func, spot) if isinstance(node, ast.Call) else UNKNOWN
    if type(called).__name__ == "Linear":
        return _inputs_of_a_layer(left, right)
    return (
        "A product of matrices wants as many columns on the left as rows on the right: here these "
        f"are {left[1]} and {right[0]}."
    )


def _inputs_of_a_layer(left, right):
    return (
        f"A linear layer that takes {right[0]} inputs got {left[1]} in each row: the sizes of two "
        "layers in a row have to fit, and those of the data the first."
    )


TENSORS.always(
    "lengths_along_a_dimension", RuntimeError,
    r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at .* dimension (\d+)",
    "Number by number, two tensors fit if their lengths are equal, or 1, counted from the last "
    "dimension; here {1} meets {2}.",
)  # fmt: skip
TENSORS.always(
    "matrix_and_vector", RuntimeError,
    r"size mismatch, got input \(\d+\), mat \((\d+)x(\d+)\), vec \((\d+)\)",
    "A matrix times a vector wants as many numbers in the vector as columns in the matrix: here "
    "{3} and {2}.",
)  # fmt: skip
TENSORS.always(
    "dot_of_two_lengths", RuntimeError,
    r"inconsistent tensor size, expected tensor \[(\d+)\] and src \[(\d+)\]",
    "`torch.dot` wants two vectors of one length, and these have {1} and {2}.",
)  # fmt: skip
TENSORS.always(
    "dot_is_for_vectors", RuntimeError, r"1D tensors expected, but got (\d)D and (\d)D",
    "`torch.dot` is for two vectors, unlike `np.dot`: `@` multiplies matrices too.",
)  # fmt: skip
TENSORS.always(
    "shape_kept_in_place_by_torch", RuntimeError,
    r"output with shape (\[.*?\]) doesn't match the broadcast shape (\[.*?\])",
    "In place a tensor keeps its shape, which is {1}, and the result has {2}. `a = a + b` makes a "
    "new tensor.",
)  # fmt: skip


@TENSORS.kind(RuntimeError, r"shape '\[(.*?)\]' is invalid for input of size (\d+)")
def numbers_left_over_in_a_view(found, spot, error):
    """PyTorch names the shape, with its -1, and how many numbers there are."""
    places, size = 1, int(found[2])
    for length in found[1].split(","):
        places *= 1 if int(length) == -1 else int(length)
    if "-1" in found[1]:
        return (
            f"{size} numbers cannot be dealt out into parts of {places}: {size} / {places} is "
            "not whole."
        )
    return (
        f"The tensor has {size} numbers, and the shape [{found[1]}] has {places} places: every "
        "number must be kept."
    )


TENSORS.always(
    "view_of_a_turned_tensor", RuntimeError, "view size is not compatible with input tensor's size",
    "`view` only reads the same memory in another way, and that of a turned tensor is out of "
    "order: `reshape` makes a copy where it has to.",
)  # fmt: skip
TENSORS.always(
    "lengths_of_joined_tensors", RuntimeError,
    r"Sizes of tensors must match except in dimension (\d+)\. Expected size (\d+) but got size "
    r"(\d+) for tensor number (\d+)",
    "Tensors that are joined along dimension {1} may differ only there. Tensor {4}, counted from "
    "0, has {3} where the first has {2}.",
)  # fmt: skip
TENSORS.always(
    "dimensions_of_joined_tensors", RuntimeError,
    r"Tensors must have same number of dimensions: got (\d+) and (\d+)",
    "Only tensors with equally many dimensions can be joined: one has {1}, another {2}. "
    "`x[None]` makes one row of a single example.",
)  # fmt: skip
TENSORS.always(
    "tensors_in_one_list", TypeError,
    r"^(cat|stack|concat|vstack|hstack)\(\): argument 'tensors' .* must be tuple of Tensors, not",
    "`torch.{1}` takes its tensors in one list: `torch.{1}([a, b])`.",
)  # fmt: skip


@TENSORS.kind(IndexError, r"^Dimension out of range \(.* \[(-\d+), (\d+)\], but got (-?\d+)\)")
def no_such_dimension(found, spot, error):
    """PyTorch names the range, and what was asked for."""
    first, last, asked = found.groups()
    if last == "0":
        return f"There is no dimension {asked} here: the only one is dimension 0."
    return f"There is no dimension {asked} here: they are numbered from 0 to {last}."


@TENSORS.kind(IndexError, r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)")
def beyond_a_dimension(found, spot, error):
    """PyTorch names the index, the dimension and its length."""
    index, dimension, size = map(int, found.groups())
    if size == 0:
        return f"Dimension {dimension} has length 0: there is nothing in it."
    return (
        f"Dimension {dimension} has length {size}, so its indices go from 0 to {size - 1}: "
        f"there is no {index}."
    )


TENSORS.always(
    "too_many_indices_for_a_tensor", IndexError, r"too many indices for tensor of dimension (\d+)",
    "There are more indices in the brackets than the tensor has dimensions, which is {1}.",
)  # fmt: skip
TENSORS.always(
    "index_of_floats", IndexError, "tensors used as indices must be long",
    "An index is a whole number, and this tensor holds floats: `.long()` makes whole numbers.",
)  # fmt: skip
TENSORS.always(
    "letters_of_torchs_einsum", RuntimeError,
    r"einsum\(\): subscript (\w) has size (\d+) for operand (\d+) which does not broadcast with "
    r"previously seen size (\d+)",
    "One letter stands for one length: `{1}` is {4} first, and {2} in operand {3}, counted from 0.",
)  # fmt: skip

# Types of numbers


@TENSORS.kind(
    RuntimeError,
    r"mat1 and mat2 must have the same dtype, but got (?P<a>\w+) and (?P<b>\w+)"
    r"|expected m(?:at)?1 and m(?:at)?2 to have the same dtype, but got: "
    r"(?P<c>[\w: ]+) != (?P<d>[\w: ]+)"
    r"|Input type \((?P<e>[\w .]+)\) and bias type \((?P<f>[\w .]+)\) should be the same",
)
def two_types(found, spot, error):
    """PyTorch names both types, which differ."""
    one, other = [group for group in found.groups() if group]
    words = f"One is of type {one}, the other of type {other}, and PyTorch does not mix them here."
    if {one.lower(), other.lower()} == {"float", "double"}:
        return f"{words} {SINGLE} `.float()` makes float32."
    if "loat" not in one + other:
        return words
    if "long" in one.lower() + other.lower():
        return (
            f"{words} Long are whole numbers, such as labels: are they what is meant to come here? "
            "If so, `.float()` makes float32."
        )
    return f"{words} `.float()` makes float32."


@TENSORS.kind(RuntimeError, r"expected target dtype to be Long or Byte, but got (\w+)"
                            r"|^expected scalar type Long but found (\w+)$")  # fmt: skip
def labels_are_whole(found, spot, error):
    """Cross-entropy, NLLLoss and the like, with one label for each row."""
    calls = [frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)]
    if found[1] is None and not any(name.startswith(("cross", "nll")) for name in calls):
        return None  # these words are said of other things, too
    return (
        f"Labels are whole numbers (int64, PyTorch's long), and these are {found[1] or found[2]}. "
        "`.long()` gives a new tensor of whole numbers, and the old one stays as it is."
    )


TENSORS.always(
    "labels_taken_for_probabilities", RuntimeError,
    "Expected floating point type for target with class probabilities, got (Long|Int)",
    "Labels with the same shape as the outputs are taken for probabilities, which are floats. One "
    "whole number for each row has the shape (n,), beside outputs of shape (n, classes).",
)  # fmt: skip
TENSORS.always(
    "whole_numbers_for_logits", NotImplementedError,
    r'"log_softmax\w*" not implemented for \'(Long|Int)\'',
    "A softmax is taken of floats, and whole numbers came. A loss takes what the net gave first, "
    "and then the labels: are the two in this order?",
)  # fmt: skip
TENSORS.always(
    "types_of_its_own", TypeError, r"argument 'dtype' must be torch.dtype, not (\w+)",
    "PyTorch has types of its own, such as `torch.int64` and `torch.float32`. A string is none, "
    "nor is a type of NumPy's or Python's.",
)  # fmt: skip
TENSORS.always(
    "no_cast_in_place", RuntimeError,
    r"result type (\w+) can't be cast to the desired output type (\w+)",
    "The result has type {1}, and what is to hold it has type {2}, which "
    "cannot: `.float()` makes floats of whole numbers, such as labels.",
)  # fmt: skip
TENSORS.always(
    "loss_of_two_types", RuntimeError, r"^Found dtype (\w+) but expected (\w+)",
    "The two that are compared have different types of numbers, {1} and {2}. `.float()` makes "
    "float32, the type of PyTorch's weights.",
)  # fmt: skip
TENSORS.always(
    "mean_of_whole_numbers", RuntimeError, r"(\w+)\(\): could not infer output dtype",
    "Whole numbers and True or False have no `{1}` here: `.float()` makes floats of them.",
)  # fmt: skip
TENSORS.always(
    "gradient_of_whole_numbers", RuntimeError,
    "[Oo]nly Tensors of floating point (and complex )?dtype can require gradients",
    "Only floats have gradients, and these are whole numbers: write `1.0` for `1`, or `.float()` "
    "behind the tensor.",
)  # fmt: skip


@TENSORS.kind(
    TypeError, r"^(\w+)\(\): argument '(\w+)' \(position \d+\) must be Tensor, not ([\w.]+)"
)
def tensor_wanted(found, spot, error):
    """PyTorch names the function and what came."""
    mend = {"numpy.ndarray": "`torch.from_numpy(…)` makes a tensor of an array",
            "list": "`torch.tensor(…)` makes a tensor of a list",
            "tuple": "`torch.tensor(…)` makes a tensor of it", "int": "`torch.tensor(…)` makes one",
            "float": "`torch.tensor(…)` makes one"}  # fmt: skip
    more = f": {mend[found[3]]}" if found[3] in mend else ""
    if found[3] == "NoneType":
        return (
            f"`{found[1]}` works on tensors, and None came: does what gave it end without `return`?"
        )
    if "function" in found[3] or "method" in found[3]:
        return f"`{found[1]}` works on tensors, and a function came: are its brackets missing?"
    return f"`{found[1]}` works on tensors, and {a(found[3])} came{more}."


TENSORS.always(
    "array_read_backwards", ValueError, "one stride in the given numpy array is negative",
    "An array that is read from behind, as by `[::-1]`, is only another view of its memory, which "
    "PyTorch cannot take: `.copy()` behind it makes an array of its own.",
)  # fmt: skip
TENSORS.always(
    "tensor_of_objects", TypeError, r"can't convert np.ndarray of type numpy.(object_|str_)",
    "This array holds no numbers but {1} (Python objects or strings): make it numbers first, with "
    "`.astype(float)`.",
)  # fmt: skip
TENSORS.always(
    "tensor_of_unequal_rows", ValueError,
    r"^expected sequence of length (\d+) at dim (\d+) \(got (\d+)\)",
    "All rows of a tensor are equally long, and here one has {1} and another {3}.",
)  # fmt: skip
TENSORS.always(
    "tensor_of_strings", (TypeError, ValueError),
    r"new\(\): invalid data type 'str'|too many dimensions 'str'",
    "A tensor holds numbers, and there are strings here.",
)  # fmt: skip
TENSORS.always(
    "tensor_of_nothing", RuntimeError, r"^Could not infer dtype of (\w+)",
    "A tensor holds numbers, and here is something else, of type {1}.",
)  # fmt: skip
TENSORS.always(
    "array_wanted", TypeError, r"^expected np.ndarray \(got (\w+)\)",
    "`torch.from_numpy` takes an array of NumPy's, and a {1} came; `torch.tensor(…)` takes lists.",
)  # fmt: skip

# One number of many


@TENSORS.kind(
    (RuntimeError, ValueError),
    r"a Tensor with (\d+) elements cannot be converted to Scalar"
    r"|only one element tensors can be converted to Python scalars",
)
def one_number_of_a_tensor(found, spot, error):
    """`.item()`, `float(…)` and `int(…)` of more than one number."""
    many = f"{found[1]} numbers" if found[1] else "several numbers"
    node = spot and piece(spot)
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "item":
        return (
            f"`.item()` takes the number out of a tensor that holds only one, and this one holds "
            f"{many}. `.mean()`, `.sum()` or an index makes one of them. To have all of them, "
            "`.detach()` gives a tensor without the record, `.tolist()` a list."
        )
    return (
        f"One number is wanted here, and the tensor holds {many}: `.mean()`, `.sum()` or an "
        "index makes one of them, `.tolist()` a list of all."
    )


# Gradients

TENSORS.always(
    "nothing_recorded", RuntimeError,
    r"element 0 of tensors does not require grad and does not have a grad_fn",
    "Nothing leads from this number back to a tensor that wants gradients. It was made under "
    "`torch.no_grad()`, or from data alone, or through `.detach()`, `.item()`, NumPy, `argmax` or "
    "a new `torch.tensor(…)`, which all cut the record.",
)  # fmt: skip
TENSORS.always(
    "backward_twice", RuntimeError, "[Tt]rying to backward through the graph a second time",
    "This record has been used by an earlier `backward`, which throws it away. Compute the loss "
    "anew before each `backward`. Is a part of it made once, outside the loop? Or kept from the "
    "step before? What is kept, as an attribute, say, brings its record along for as long as it "
    "has a `grad_fn`.",
)  # fmt: skip
TENSORS.always(
    "backward_from_many", RuntimeError, "grad can be implicitly created only for scalar outputs",
    "`backward` starts from one number, the loss, and this tensor holds more than one: `.mean()` "
    "or `.sum()` makes one of them.",
)  # fmt: skip
TENSORS.always(
    "parameter_changed_in_place", RuntimeError,
    "a (view of a )?leaf Variable that requires grad is being used in an in-place operation",
    "A parameter is changed in place while PyTorch records: do it inside `with torch.no_grad():`.",
)  # fmt: skip
TENSORS.always(
    "record_of_a_result", RuntimeError,
    "you can only change requires_grad flags of leaf variables",
    "This tensor was computed from others, and `requires_grad` does not take its record away: "
    "`.detach()` gives a new tensor with the same numbers, without it.",
)  # fmt: skip
TENSORS.always(
    "needed_and_overwritten", RuntimeError,
    r"needed for gradient computation has been modified by an inplace operation",
    "The way back needs a tensor as it was, and it has been changed in place since (`+=`, "
    "`x[i] = …`, a method that ends in `_`, or an optimizer's step before `backward`). Make a new "
    "tensor instead: `x = x + …`.",
)  # fmt: skip
TENSORS.always(
    "numpy_of_a_recorded_tensor", RuntimeError,
    r"Can't call numpy\(\) on Tensor that requires grad",
    "NumPy cannot record for gradients: `.detach().numpy()` gives the numbers alone.",
)  # fmt: skip
TENSORS.always(
    "copy_of_a_recorded_tensor", RuntimeError, "support the deepcopy protocol",
    "Only tensors that were made directly can be copied so, not results on which gradients hang: "
    "`.detach().clone()` copies the numbers.",
)  # fmt: skip


@TENSORS.kind(AttributeError, "^'NoneType' object has no attribute '(\\w+)'")
def no_gradient_yet(found, spot, error):
    """What was asked is the `.grad` of something, and that is None."""
    node = spot and piece(spot)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
        if node.value.attr == "grad":
            return (
                f"`{text(node.value)}` is None: there is a gradient only after `backward()`, "
                "and only for what the loss was computed from."
            )
    return None
