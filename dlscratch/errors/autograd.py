"""What helps with an exception of autograd's, and with the usual slips with its tensors."""

import ast
import inspect

from dlscratch.errors.kinds import Table, apart, shape
from dlscratch.errors.lookup import UNKNOWN, attributes, value_of, values_of
from dlscratch.errors.place import piece, places
from dlscratch.errors.source import own, text, tree

AUTOGRAD = Table()
METHODS = {"exp", "log", "tanh", "sum", "mean", "max", "reshape", "transpose"}
SIGNS = {  # NumPy's functions that a Tensor writes with a sign, and the method for which that asks
    "add": ("+", "__add__"), "subtract": ("-", "__sub__"), "multiply": ("*", "__mul__"),
    "divide": ("/", "__truediv__"), "matmul": ("@", "__matmul__"), "dot": ("@", "__matmul__"),
    "power": ("**", "__pow__"), "negative": ("-", "__neg__"),
}  # fmt: skip
# What the course's has, and a learner's own may only seem to have: its exercise does without
BEYOND = {"__pow__", "__truediv__", "__neg__"}
POWERS = {"square": 2, "sqrt": 0.5, "reciprocal": -1}

# What the engine says

AUTOGRAD.always(
    "backward_from_many_numbers", ValueError,
    r"^backward starts from one number, but this tensor has shape (\(.*?\))",
    "`backward` asks how one number, the loss, changes with all that learns. A tensor of shape {1} "
    "is not one number: `.mean()` or `.sum()` makes one of it.",
)  # fmt: skip
AUTOGRAD.always(
    "no_way_back", ValueError, "^nothing was recorded that leads to this tensor",
    "No way leads from this number back to a tensor that learns. It comes from tensors without "
    "`requires_grad=True`, or was computed under `no_grad()`, or its way went through `.detach()`, "
    "`.data` or `.item()`, which give the numbers alone.",
)  # fmt: skip
AUTOGRAD.always(
    "changed_since_forward", RuntimeError,
    r"^(\S+) needs an array of shape .* as it was in forward",
    "The way back through `{1}` computes with an array as it was in forward, and since then its "
    "numbers were changed in place: by `-=`, `x[i] = …`, or an optimizer's step. A step comes "
    "after `backward`.",
)  # fmt: skip
AUTOGRAD.always(
    "step_that_is_recorded", RuntimeError, "^a tensor with requires_grad=True is changed outside",
    "A step is no part of the loss, so no notes are to be taken of it. Inside `with no_grad():` "
    "the same line changes the numbers where they are.",
)  # fmt: skip


@AUTOGRAD.kind(ValueError, r"^(\(.*?\)) (\S+) (\(.*?\)): these shapes do not fit together")
def shapes_of_two_tensors(found, spot, error):
    """The engine names both shapes and the sign that stands between them."""
    left, sign, right = shape(found[1]), found[2], shape(found[3])
    if sign == "@":
        if not left or not right:
            return "`@` is for tensors with axes; a single number goes with `*`."
        rows = right[-2] if len(right) > 1 else right[0]
        if left[-1] != rows:
            return (
                "A product of matrices wants as many columns on the left as rows on the right: "
                f"here these are {left[-1]} and {rows}."
            )
        return None
    if lengths := apart(left, right):
        return (
            "Number by number, two shapes fit if their lengths are equal, or 1, counted from the "
            f"last axis; here {lengths[0]} meets {lengths[1]}."
        )
    if sign.endswith("="):
        return (
            f"In place a tensor keeps its shape, which is {found[1]}, and the result has another "
            "one."
        )
    return None


@AUTOGRAD.kind(RuntimeError, "^backward has been here before")
def graph_used_up(found, spot, error):
    """True wherever these words are said; and what the text of a function on the way shows."""
    kept = [
        f" `{text(called)}()` gives a new tensor, and nothing keeps it: `{text(called.value)}` is "
        "as it was."
        for called in _alone(error, "detach")
    ]
    return (
        "An earlier `backward` has used up the notes of this part. Compute it anew before each "
        "`backward`: is it made once, before the loop, or carried from one step into the next?"
    ) + "".join(kept[:1])


# Slips with its tensors


@AUTOGRAD.kind((TypeError, AttributeError), r"NoneType|^a tensor holds real numbers, but None came")
def no_gradient_in_a_tensor(found, spot, error):
    """The learner's line reckons with the `.grad` of a Tensor of the course's, which is None."""
    for node in ast.walk(_code(spot)):
        if not isinstance(node, ast.Attribute) or node.attr != "grad":
            continue
        owner, name = value_of(node.value, spot), text(node.value)
        if not _is_tensor(owner) or attributes(owner).get("grad") is not None:
            continue
        if attributes(owner).get("operation", "leaf") != "leaf":
            return (
                f"`{name}.grad` is None: `{name}` was computed from other tensors, as "
                f"`{name} = {name} - …` does, and only those made with `requires_grad=True` keep a "
                f"gradient. Under `no_grad()`, `{name} -= …` changes the same tensor."
            )
        if not attributes(owner).get("requires_grad"):
            return (
                f"`{name}.grad` is None: `{name}` does not learn. It was made without "
                "`requires_grad=True`, or computed under `no_grad()`, where "
                f"`{name} -= …` would change the same tensor."
            )
        return (
            f"`{name}.grad` is None: no `backward` has reached `{name}` yet, or none since its "
            "gradient was set to None."
        )
    return None


@AUTOGRAD.kind(TypeError, r"operand 'Tensor' does not support ufuncs|unexpected keyword argument")
def numpy_function_of_a_tensor(found, spot, error):
    """The call that stopped is one of NumPy's, and a Tensor of the course's is in its brackets."""
    call = spot and piece(spot)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    if text(call.func.value) not in ("np", "numpy") or not call.args:
        return None
    first, name = call.args[0], call.func.attr
    is_one = _refuses if found[0].startswith("operand") else _is_tensor
    tensors = [value for _, value in values_of(spot, text(call, 1000)) if is_one(value)]
    if not tensors:
        return None

    def has(method):
        known = method not in BEYOND or all(map(_is_tensor, tensors))
        return known and all(hasattr(type(one), method) for one in tensors)

    simple = isinstance(first, ast.Name | ast.Attribute | ast.Call | ast.Subscript)
    what = text(first) if simple else f"({text(first)})"
    sign, method = SIGNS.get(name, ("", ""))
    if name in METHODS and len(call.args) == 1 and has(name):
        options = [text(one) for one in call.keywords if one.arg in ("axis", "keepdims")]
        instead = f"`{what}.{name}({', '.join(options)})`"
    elif name in POWERS and has("__pow__"):
        instead = f"`{what} ** {POWERS[name]}`"
    elif sign and has(method):
        instead = f"the sign `{sign}`"
    elif name == "maximum" and value_of(call.args[-1], spot) == 0 and has("relu"):
        instead = f"`{what}.relu()`"
    elif all("data" in attributes(one) for one in tensors):
        instead = "where no gradient has to come back, its numbers are in `.data`"
    else:
        return None
    return f"NumPy's `{name}` takes no notes, so a Tensor refuses it. Instead: {instead}."


@AUTOGRAD.kind(TypeError, r"^'(<|>|<=|>=)' not supported between instances of '(.*)' and '(.*)'$")
def tensors_compared(found, spot, error):
    """One of the two in the learner's line is a Tensor of the course's."""
    if not spot or "Tensor" not in (found[2], found[3]):
        return None
    for name, value in values_of(spot):
        if _is_tensor(value):
            data = attributes(value).get("data")
            if getattr(data, "size", 0) == 1:
                return f"A Tensor is not compared itself: `{name}.item()` is the number in it."
            return (
                "A Tensor is not compared itself: its numbers are in "
                f"`{name}.data`, and a comparison of them gives many True and False."
            )
    return None


def _code(spot):
    """The piece of the learner's line that stopped; the whole line where nobody knows which."""
    try:
        return spot and piece(spot) or ast.parse(spot.line if spot else "")
    except SyntaxError:  # a line that is part of a longer one
        return ast.Pass()


def _alone(error, method) -> list[ast.Attribute]:
    """Each `x.method` whose call stands alone in a line, in the functions of a traceback that are
    the learner's."""
    trees = [tree(one.frame.f_code) for one in places(error)]
    nodes = [node.value for one in trees if one for node in own(one) if isinstance(node, ast.Expr)]
    called = [node.func for node in nodes if isinstance(node, ast.Call) and not node.args]
    return [one for one in called if isinstance(one, ast.Attribute) and one.attr == method]


def _refuses(value) -> bool:
    """Whether a value is a Tensor, the course's or the learner's own, with which NumPy is not to
    compute."""
    kind = type(value)
    refuses = inspect.getattr_static(kind, "__array_ufunc__", UNKNOWN) is None
    return value is not UNKNOWN and kind.__name__ == "Tensor" and refuses


def _is_tensor(value) -> bool:
    """Whether a value is a Tensor of the course's own: a learner's may behave otherwise."""
    kind = type(value)
    return value is not UNKNOWN and (kind.__module__, kind.__name__) == (
        "dlscratch.autograd", "Tensor",
    )  # fmt: skip
