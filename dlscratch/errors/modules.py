"""What helps with an exception of PyTorch's about layers, losses, optimizers and data."""

import ast
import re

import numpy as np

from dlscratch.errors.kinds import Table, a, shape
from dlscratch.errors.lookup import attributes, innermost, near, value_of
from dlscratch.errors.place import piece
from dlscratch.errors.shapes import is_tensor
from dlscratch.errors.source import text

MODULES = Table()
OURS = {  # what nets of PyTorch's have in the place of what ours have
    "params": "In PyTorch it is `parameters()`, which a loop goes through; `list(…)` makes a list.",
    "grads": "PyTorch keeps each gradient with its parameter: `param.grad`.",
    "w": "In PyTorch it is `weight`.", "b": "In PyTorch it is `bias`.",
}  # fmt: skip

# Losses


@MODULES.kind(
    ValueError, r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)"
)
def rows_and_labels(found, spot, error):
    """PyTorch names both numbers, which differ."""
    return (
        f"There is one label for each row of outputs; here there are {found[1]} rows and "
        f"{found[2]} labels. Print both shapes: a `view` or `flatten` may have mixed the examples."
    )


@MODULES.kind(IndexError, r"^Target (-?\d+) is out of bounds")
def label_without_a_class(found, spot, error):
    """Cross-entropy and NLLLoss; the number of classes is the second length of the outputs."""
    label = int(found[1])
    if label < 0:
        return f"A label is {label}, and labels count from 0."
    return (
        f"A label is {label}, so the outputs need at least {label + 1} columns, one for each "
        "class from 0 on. Do the labels begin at 1, or has the last layer too few outputs?"
    )


MODULES.always(
    "one_label_for_each_row", RuntimeError,
    "0D or 1D target tensor expected, multi-target not supported",
    "Labels have the shape (n,), one whole number for each row: `.squeeze(1)` makes it of (n, 1), "
    "`.argmax(1)` of one-hot rows.",
)  # fmt: skip


@MODULES.kind(
    ValueError,
    r"Using a target size \(torch\.Size\((\[.*?\])\)\) that is different to the input size "
    r"\(torch\.Size\((\[.*?\])\)\)"
    r"|Target size \(torch\.Size\((\[.*?\])\)\) must be the same as input size "
    r"\(torch\.Size\((\[.*?\])\)\)",
)
def targets_like_outputs(found, spot, error):
    """PyTorch names both shapes, which differ."""
    target, output = [shape(group) for group in found.groups() if group]
    return (
        f"This loss compares number by number: outputs {output} and targets {target} must have "
        f"one shape.{_column(target, output)}"
    )


def _column(target, output):
    if output == (*target, 1):
        return " `targets[:, None]` makes a column of them." if len(target) == 1 else ""
    return ""


MODULES.always(
    "probabilities_wanted", RuntimeError, "all elements of input should be between 0 and 1",
    "`BCELoss` takes probabilities, and some of these are not between 0 and 1 (or are NaN): put a "
    "sigmoid before it, or take `BCEWithLogitsLoss`, which has its own.",
)  # fmt: skip
MODULES.always(
    "weights_of_classes", RuntimeError,
    r"weight tensor should be defined either for all (\d+) classes .* of shape: \[(\d+)\]",
    "The outputs have {1} classes, and there are {2} weights: one for each class.",
)  # fmt: skip


@MODULES.kind(RuntimeError, "Boolean value of Tensor with more than one value is ambiguous")
def loss_not_made_yet(found, spot, error):
    """`nn.MSELoss(outputs, targets)`: the class is given what its object takes."""
    node = spot and piece(spot)
    if not isinstance(node, ast.Call):
        return None
    name = text(node.func)
    if name.endswith("Loss") and isinstance(value_of(node.func, spot), type):
        return (
            f"`{name}()` makes the loss, with empty brackets; the object takes outputs and "
            f"targets: `{name}()(outputs, targets)`."
        )
    return None


# Layers and what they are given

MODULES.always(
    "images_with_channels", RuntimeError,
    r"Expected (\d)D \(unbatched\) or (\d)D \(batched\) input to (conv\d)d, but got input of size: "
    r"(\[.*?\])",
    "A layer such as `{3}d` takes {2} axes: examples, channels, and then the axes of the picture. "
    "This is {4}.",
)  # fmt: skip
MODULES.always(
    "channels", RuntimeError,
    r"Given groups=1, weight of size \[.*?\], expected input(\[.*?\]) to have (\d+) channels, but "
    r"got (\d+) channels",
    "This layer is made for {2} in the axis of channels, and the inputs {1} have {3} there. "
    "Channels come second: (examples, channels, height, width).",
)  # fmt: skip
MODULES.always(
    "smaller_than_the_kernel", RuntimeError,
    r"Calculated padded input size per channel: (\(.*?\))\. Kernel size: (\(.*?\))\. Kernel size "
    r"can't be greater",
    "The kernel is {2}, and what is left of the picture here only {1}: fewer or smaller layers "
    "before, or padding.",
)  # fmt: skip
MODULES.always(
    "nothing_left_of_a_picture", RuntimeError,
    r"Given input size: (\(.*?\))\. Calculated output size: (\(.*?\))\. Output size is too small",
    "A picture of {1} is too small for this layer: nothing would be left, {2}.",
)  # fmt: skip
MODULES.always(
    "features_of_batchnorm", RuntimeError, r"running_mean should contain (\d+) elements not (\d+)",
    "The inputs have {1} features, and this BatchNorm was made for {2}.",
)  # fmt: skip
MODULES.always(
    "batch_of_one", ValueError, "Expected more than 1 value per channel when training",
    "BatchNorm takes the mean over the batch, and a batch of one has none to speak of: more "
    "examples (`drop_last=True` leaves out a short last batch), or `.eval()` to only use the net.",
)  # fmt: skip
MODULES.always(
    "axes_of_batchnorm", ValueError,
    r"^expected (\dD(?: or \dD)?) input \(got (\d)D input\)",
    "This layer takes inputs with so many axes: {1}. They have {2}.",
)  # fmt: skip
MODULES.always(
    "shape_of_layernorm", RuntimeError,
    r"Given normalized_shape=(\[.*?\]), expected input with shape .*?, but got input of "
    r"size(\[.*?\])",
    "This LayerNorm was made for last axes of {1}, and the inputs are {2}.",
)  # fmt: skip
MODULES.always(
    "embedding_of_floats", RuntimeError,
    r"argument #1 'indices' to have one of the following scalar types: Long, Int; but got \S*?"
    r"(\w+)Tensor",
    "An embedding looks up rows by number, and these are {1}: `.long()` makes whole numbers.",
)  # fmt: skip
MODULES.always(
    "beyond_an_embedding", IndexError, "^index out of range in self$",
    "A number is looked up in an embedding that has no such row: its first argument is how many "
    "rows there are, counted from 0.",
)  # fmt: skip
MODULES.always(
    "inputs_of_a_recurrent_layer", RuntimeError,
    r"input.size\(-1\) must be equal to input_size. Expected (\d+), got (\d+)",
    "This layer was made for inputs with {1} features, and these have {2}, in the last axis.",
)  # fmt: skip
MODULES.always(
    "layers_not_in_a_list", TypeError, "^list is not a Module subclass",
    "`nn.Sequential` takes its layers one by one, without a list: `nn.Sequential(a, b)`.",
)  # fmt: skip


@MODULES.kind(TypeError, r"^([\w.]+) is not a Module subclass")
def class_or_function_for_a_layer(found, spot, error):
    """PyTorch names what came, in place of a layer."""
    name = found[1].rpartition(".")[2]
    if name[:1].isupper():
        return f"`{name}` is the class: `{name}()`, with brackets, makes a layer of it."
    if "Functions" in found[1] or found[1].startswith("torch.nn.functional"):
        return (
            f"`{name}` is a function; in a stack stands the layer of that name, such as "
            "`nn.ReLU()` for `relu`."
        )
    return None


MODULES.always(
    "with_something_else", TypeError, r"^'([\w.]+)' object does not support the context manager",
    "`with` is for what is put back at its end, as `torch.no_grad()` is, and a `{1}` is no such "
    "thing. A call such as `net.eval()` gets a line of its own.",
)  # fmt: skip
MODULES.always(
    "forward_is_missing", NotImplementedError,
    r'Module \[(\w+)\] is missing the required "forward" function',
    "`{1}` has no method `forward`: look at its spelling, and at its indentation, inside the "
    "class.",
)  # fmt: skip
MODULES.always(
    "super_comes_first", AttributeError, r"before Module.__init__\(\) call",
    "`super().__init__()` comes first in the `__init__` of a module, before any layer is kept.",
)  # fmt: skip


@MODULES.kind(AttributeError, r"^'(\w+)' object has no attribute '(\w+)'$")
def layer_without(found, spot, error):
    """A module of PyTorch's, asked for a layer or a parameter that it does not hold."""
    within = attributes(error.obj)
    if not isinstance(within.get("_modules"), dict) or hasattr(type(error.obj), error.name):
        return None
    names = [*within.get("_parameters", {}), *within["_modules"]]
    if not names:
        return f"This `{found[1]}` holds no layers and no parameters."
    if error.name == "add" and hasattr(type(error.obj), "append"):
        return f"`append` adds a layer to a `{found[1]}`."
    if error.name in OURS:
        return f"`{error.name}` belongs to the course's nets. {OURS[error.name]}"
    if (close := near(error, spot)) and not close.startswith("_"):
        return f"Did you mean `{close}`?"
    if all(name.isdigit() for name in names):
        return (
            f"This `{found[1]}` has no `{found[2]}`. Its layers have numbers: `[0]` is the first."
        )
    has = ", ".join(f"`{name}`" for name in names[:8])
    return f"This `{found[1]}` has no `{found[2]}`. It holds {has}."


MODULES.always(
    "parameter_stays_one", TypeError, r"cannot assign '([\w.]+)' as parameter '(\w+)'",
    "`{2}` is a parameter and has to stay one, and {1} came. Is it to be learnt? Then change its "
    "numbers in place, under `torch.no_grad()`. What is only kept is no parameter, but a plain "
    "tensor or a buffer.",
)  # fmt: skip


@MODULES.kind(TypeError, r"^empty\(\): argument 'size' failed .* got (\w+)")
def sizes_of_a_layer(found, spot, error):
    """A layer is made, with something other than two whole numbers."""
    node = spot and piece(spot)
    if isinstance(node, ast.Call) and isinstance(value_of(node.func, spot), type):
        return f"The sizes of a layer are whole numbers, and a {found[1]} came."
    return None


@MODULES.kind(IndexError, r"^index (-?\d+) is out of range$")
def layer_by_number(found, spot, error):
    """A stack of PyTorch's, known in the line, is asked for a layer by number."""
    node = piece(spot) if spot else None
    if isinstance(node, ast.Subscript):
        layers = attributes(value_of(node.value, spot)).get("_modules")
        if isinstance(layers, dict) and layers:
            written = text(node.value, 30)
            return f"`{written}` has {len(layers)} layers, numbered from 0 to {len(layers) - 1}."
    return None


@MODULES.kind(AttributeError, r"^'[\w.]+' object has no attribute")
def no_tensor_for_torch(found, spot, error):
    """Code of PyTorch's asks a list, a number or an array of NumPy's for what tensors have."""
    library = str(innermost(error).tb_frame.f_globals.get("__name__")).partition(".")[0] == "torch"
    if library and type(error.obj) in (list, tuple, int, float, np.ndarray):
        return (
            f"PyTorch works on tensors here, and {a(type(error.obj).__name__)} came: "
            "`torch.tensor(…)` makes one."
        )
    return None


@MODULES.kind(TypeError, r"^(\w+)\(\) (?:got an unexpected keyword argument '(axis|out|keepdims)'"
                         r"|received an invalid combination of arguments)")  # fmt: skip
def numpys_function_of_a_tensor(found, spot, error):
    """`np.mean(tensor)`: NumPy hands the work over to the tensor's own method."""
    node = piece(spot) if spot else None
    if isinstance(node, ast.Call) and node.args and text(node.func).startswith("np."):
        if is_tensor(value_of(node.args[0], spot)):
            method = f"{text(node.args[0], 30)}.{found[1]}()"
            return f"NumPy's functions are for arrays, and this is a tensor: `{method}`."
    return None


@MODULES.kind(TypeError, r"^'int' object is not callable$")
def arrays_in_a_dataset(found, spot, error):
    """PyTorch asks an array for `size(0)`, which is a number there and a method of tensors."""
    frame = innermost(error).tb_frame
    library = str(frame.f_globals.get("__name__")).partition(".")[0] == "torch"
    if library and any(isinstance(one, np.ndarray) for one in frame.f_locals.values()):
        return "PyTorch works on tensors here, and an array came: `torch.from_numpy(…)` makes one."
    return None


@MODULES.kind(
    (TypeError, ValueError),
    r"^(?:Module\.)?train\(\) takes from 1 to 2 positional"
    r"|^training mode is expected to be boolean",
)
def train_only_switches(found, spot, error):
    """`net.train(x, y)`: said by PyTorch's modules, or of them by Python."""
    node = spot and piece(spot)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if not isinstance(attributes(value_of(node.func.value, spot)).get("_modules"), dict):
        return None
    return (
        "`train()` of a net of PyTorch's only switches to training mode, and takes no examples: "
        "the training itself is a loop that you write."
    )


# Loading


@MODULES.kind(RuntimeError, r"^Error\(s\) in loading state_dict for (\w+): (.*)")
def weights_of_another_net(found, spot, error):
    """PyTorch names what is missing, what is too much, and what has another shape."""
    size = re.search(
        r"size mismatch for ([\w.]+): copying a param with shape torch.Size\((\[.*?\])\) from "
        r"checkpoint, the shape in current model is torch.Size\((\[.*?\])\)", found[2]
    )  # fmt: skip
    if size:
        return (
            f"In the saved weights `{size[1]}` is {size[2]}, and in this {found[1]} {size[3]}: "
            "they are of a net with other sizes, or another tensor stands under that name."
        )
    missing = re.search(r'Missing key\(s\) in state_dict: "([^"]+)"', found[2])
    unknown = re.search(r'Unexpected key\(s\) in state_dict: "([^"]+)"', found[2])
    words = "The saved weights are of a net with other layers, or other names for them"
    if missing and unknown:
        return f"{words}: this one needs `{missing[1]}`, and there is `{unknown[1]}`, for instance."
    if missing or unknown:
        return f"{words}: `{(missing or unknown)[1]}` is {'missing' if missing else 'too much'}."
    return None


# Optimizers and data

MODULES.always(
    "nothing_to_optimize", ValueError, "optimizer got an empty parameter list",
    "No parameter came. PyTorch finds those of layers that are kept as `self.name`, or in "
    "`nn.Sequential` or `nn.ModuleList`, and not those in a plain list. And `parameters()` can be "
    "gone through once: kept under a name, it is empty afterwards.",
)  # fmt: skip


@MODULES.kind(
    TypeError, r"can only optimize Tensors, but one of the params is torch\.nn\.[\w.]*?(\w+)$"
)
def layers_for_an_optimizer(found, spot, error):
    """An optimizer of PyTorch's was given a stack, or a list of layers, and met the first layer."""
    return (
        f"An optimizer takes parameters, and `{found[1]}` is a layer: `.parameters()` behind a net "
        "or a layer gives those that it holds."
    )


@MODULES.kind(TypeError, r"^'(\w+)' object is not iterable|params argument given to the optimizer")
def parameters_for_an_optimizer(found, spot, error):
    """An optimizer of PyTorch's was made, with a net or a bound method in place of parameters."""
    node = spot and piece(spot)
    if not isinstance(node, ast.Call) or not node.args:
        return None
    kind = value_of(node.func, spot)
    if not isinstance(kind, type) or not kind.__module__.startswith("torch.optim"):
        return None
    written = text(node.args[0])
    if found[1] == "method" and written.endswith(".parameters"):
        return f"`{written}` is a method: `{written}()`, with brackets, gives the parameters."
    if found[1] is None:
        return (
            f"An optimizer takes a list of parameters, and `{written}` is one tensor: put it in "
            "square brackets."
        )
    if isinstance(attributes(value_of(node.args[0], spot)).get("_modules"), dict):
        return f"An optimizer takes the parameters, not the net: `{written}.parameters()`."
    return None


MODULES.always(
    "examples_of_unequal_size", RuntimeError,
    r"stack expects each tensor to be equal size, but got (\[.*?\]) at entry 0 and (\[.*?\]) at "
    r"entry (\d+)",
    "Tensors that are laid on top of each other, such as the examples of a batch, have one shape; "
    "number 0 is {1}, and number {3} is {2}.",
)  # fmt: skip
MODULES.always(
    "example_is_none", TypeError,
    "default_collate: batch must contain .* found <class 'NoneType'>",
    "The data set gave None for an example: does its `__getitem__` end without `return`?",
)  # fmt: skip
MODULES.always(
    "unequal_data", AssertionError, "^Size mismatch between tensors$",
    "Inputs and labels of a data set have equally many rows; these do not.",
)  # fmt: skip
