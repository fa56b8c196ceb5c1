"""What helps with an exception of the course's own layers: what it says is clear, and short."""

import types

import numpy as np

from dlscratch.errors import classes, nones
from dlscratch.errors.kinds import Table, a
from dlscratch.errors.lookup import attributes, innermost
from dlscratch.errors.stack import described
from dlscratch.errors.values import family

COURSE = Table()
LAYERS = ("dlscratch.layers", "dlscratch.convolution")
WAYS = {"forward": "x", "backward": "gradient", "backward_params": "gradient"}


@COURSE.kind((ValueError, TypeError, AttributeError, RuntimeError), "")
def none_in_a_net(found, spot, error):
    """A layer of a stack gave None, or None was handed over: our own stack, or layer, has it."""
    trace = nones.steps(error)
    for step, (frame, *_) in enumerate(trace):
        name, here = frame.f_code.co_name, frame.f_locals
        if frame.f_globals.get("__name__") not in LAYERS or name not in WAYS:
            continue
        if not _is_none(here.get(WAYS[name], 0)):
            continue
        layers, way = attributes(here.get("self")).get("layers"), name.partition("_")[0]
        if isinstance(layers, list):
            at = [number for number, one in enumerate(layers) if one is here.get("layer")]
            before = at[0] + (-1 if way == "forward" else 1) if len(at) == 1 else -1
            if 0 <= before < len(layers):
                return nones.of_layer(layers, before, way) or (
                    f"Layer {before + 1} of {len(layers)}, {described(layers[before])}, gave "
                    f"None: does its `{way}` end without `return`?"
                )
        wanted = "inputs are" if way == "forward" else "gradient for the outputs is"
        why = nones.handed_over(WAYS[name], trace, step)
        return why or f"None came where the {wanted} wanted."
    return None


PREDICTED = {"predicted": "predictions are", "actual": "actual values are", "x": "scores are"}


@COURSE.kind((ValueError, TypeError), "")
def none_in_a_loss(found, spot, error):
    """One of our losses, or softmax, was handed None."""
    trace = nones.steps(error)
    for step, (frame, *_) in enumerate(trace):
        if frame.f_globals.get("__name__") != "dlscratch.losses":
            continue
        for name in frame.f_code.co_varnames[: frame.f_code.co_argcount]:
            if name in PREDICTED and frame.f_locals.get(name, 0) is None:
                why = nones.handed_over(name, trace, step)
                return why or f"None came where the {PREDICTED[name]} wanted."
        return None
    return None


@COURSE.kind(ValueError, "^zero-dimensional arrays cannot be concatenated")
def none_from_a_net(found, spot, error):
    """`predict`, which `train` and `accuracy` call, has got None from the net for every part."""
    here = innermost(error).tb_frame
    if here.f_globals.get("__name__") != "dlscratch.training" or here.f_code.co_name != "predict":
        return None
    outputs, net = here.f_locals.get("outputs"), here.f_locals.get("net")
    if not outputs or any(one is not None for one in outputs):
        return None
    why = nones.of_class(nones.method_of(net, "forward"))
    said = f"{why}." if why else "Does its `forward` end without `return`?"
    return f"The net, {described(net)}, gave None. {said}"


def _is_none(value) -> bool:
    """None, or what np.asarray makes of it."""
    return value is None or type(value) is np.ndarray and value.shape == () and value[()] is None


@COURSE.kind((ValueError, TypeError), "")
def string_in_a_net(found, spot, error):
    """One of our layers has a string, or an array of strings, for its inputs."""
    frame = innermost(error).tb_frame
    came = frame.f_locals.get("x")
    if frame.f_globals.get("__name__") != "dlscratch.layers" or frame.f_code.co_name != "forward":
        return None
    strings = type(came) is np.ndarray and came.dtype.kind in "US"
    if strings and came.ndim:
        return f"The inputs are strings, dtype {came.dtype}, and a layer works on numbers."
    if strings or family(came) == "string":
        return "A string came where the inputs, an array of numbers, are wanted."
    return None


@COURSE.kind(NotImplementedError, "has no (forward|backward) of its own")
def layer_without_a_method(found, spot, error):
    """The base class of the layers says so, and the learner's class has no such method."""
    return classes.method_missing(error, found[0], spot, None)


@COURSE.kind(AttributeError, "^'([\\w.]+)' object has no attribute '(params|grads)'")
def step_of_a_net(found, spot, error):
    """An optimizer of ours asks what was handed to its `step` for its parameters, or gradients."""
    frame = innermost(error).tb_frame
    if frame.f_globals.get("__name__") != "dlscratch.optimizers":
        return None
    kind = type(error.obj)
    if hasattr(kind, "forward"):  # a net, or a layer, that lacks this method
        return (
            f"`step` asks the net for its `{found[2]}()`, and {a(kind.__name__)} has no method of "
            "that name."
        )
    return f"`step` takes the net itself, as in `step(net)`, and {a(found[1])} came."


@COURSE.kind(ValueError, r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))")
def gradient_of_another_shape(found, spot, error):
    """One of our layers stops on the way back, at what came and what it kept."""
    frame = innermost(error).tb_frame
    if frame.f_globals.get("__name__") != "dlscratch.layers" or frame.f_code.co_name != "backward":
        return None
    return (
        "What comes back to a layer has the shape of what it gave last. Here "
        f"{found[1].replace(',', ', ').replace(', )', ',)')} meets "
        f"{found[2].replace(',', ', ').replace(', )', ',)')}."
    )


@COURSE.kind(TypeError, r"^(?:[\w.<>]+\.)?([\w<>]+)\(\) (takes (?:from \d+ to )?\d+|missing \d+)")
def weights_drawn_by_another_call(found, spot, error):
    """Our Linear calls what it was given for `init`, and that takes another number of things."""
    frame = innermost(error).tb_frame
    init = frame.f_locals.get("init")
    if frame.f_code.co_name != "initial_weights" or not callable(init):
        return None
    name = found[1] if found[1].isidentifier() else "init"
    inner = getattr(getattr(init, "__code__", None), "co_consts", ())
    makes = [one for one in inner if isinstance(one, types.CodeType) and one.co_name[0] != "<"]
    if makes and name == getattr(init, "__name__", ""):
        return (
            f"A layer calls `{name}(outputs, inputs, rng)` itself. But inside of `{name}` another "
            f"function is made: is `{name}` to be called first, with brackets, and that one handed "
            "over?"
        )
    return (
        f"A layer calls `{name}(outputs, inputs, rng)` itself, to get its weights: `{name}` has to "
        "take these three, in this order."
    )


COURSE.always(
    "weights_are_none", TypeError, r"^what init gives is an array of numbers, but None came",
    "A layer has called `init` for its weights, and got None: does that function end without "
    "`return`?",
)  # fmt: skip
COURSE.always(
    "inputs_of_unequal_length", ValueError, r"inhomogeneous shape after (\d+) dim",
    "In an array all rows are equally long. Somewhere in this list they are not: their lengths "
    "differ, or single numbers stand beside lists.",
)  # fmt: skip

COURSE.always(  # what Linear says of its inputs
    "sizes_of_neighbours", ValueError,
    r"^Linear\((\d+), \d+\) expects inputs of shape .*, but \((?:.*, )?(\d+),?\) came",
    "Each layer takes as many inputs as the one before it gives outputs, and the first as many as "
    "the data has columns. This one takes {1}, and {2} came.",
)  # fmt: skip
COURSE.always(  # what Linear says of the gradient for its outputs
    "gradient_like_outputs", ValueError, r"expects a gradient of shape (\(.*?\)), like its last",
    "What comes back to a layer has the shape of what it gave last, {1}: for each output, how the "
    "loss changes with it. Was another batch sent forward since?",
)  # fmt: skip
COURSE.always(  # what every layer says that keeps something on the way forward
    "backward_before_forward", RuntimeError, r"got backward before forward",
    "On the way back a layer needs what it kept on the way forward, and this one has kept nothing "
    "yet. Is it another layer, or another net, than the one that went forward?",
)  # fmt: skip
