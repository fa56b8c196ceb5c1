"""Probes, our nets and their twins in PyTorch, and what a learner's function says."""

import dis
import inspect
import itertools
import types

import numpy as np

from dlscratch import layers
from dlscratch.checks.in_pytorch import numbers

# Probes are lopsided on purpose: batches of 4 and 7, three to five features, biases that are not
# zero, a dropout other than 0.5.
X, X2 = numbers(4, 3), numbers(7, 3)


def stacked(*stack):
    """Our stack as a net whose biases are not zero, in evaluation."""
    net = layers.Sequential(stack)
    for number, bias in enumerate(net.params()[1::2]):
        bias += numbers(len(bias), seed=number).astype(bias.dtype)
    net.eval()
    return net


def seeded_linear(inputs, outputs, seed=1):
    return layers.Linear(inputs, outputs, rng=seed, dtype=np.float32)


def twin_of(net):
    """Their net with the layers and the numbers of ours."""
    import torch
    from torch import nn

    def one(layer):
        if isinstance(layer, layers.Linear):
            return nn.Linear(*layer.w.shape[::-1])
        if isinstance(layer, layers.Dropout):
            return nn.Dropout(layer.p)
        if isinstance(layer, layers.Sequential):
            return nn.Sequential(*map(one, layer.layers))
        return getattr(nn, type(layer).__name__)()

    twin = nn.Sequential(*map(one, net.layers))
    with torch.no_grad():
        for theirs, param in zip(twin.parameters(), net.params(), strict=True):
            theirs.copy_(torch.from_numpy(np.array(param)))
    return twin


def mode_of(net) -> str:
    """The mode of a net of PyTorch: training, evaluation, or mixed."""
    modes = {module.training for module in net.modules()}
    return {True: "training", False: "evaluation"}[modes.pop()] if len(modes) == 1 else "mixed"


# What a learner's function says, beside what it does ----------------------------------------------


def steps_of(function) -> list:
    """The instructions of a function, those of what is defined in it too; none of other things."""
    waiting, found = [getattr(inspect.unwrap(function), "__code__", None)], []
    while waiting:
        code = waiting.pop()
        if isinstance(code, types.CodeType):
            found += dis.get_instructions(code)
            waiting += code.co_consts
    return found


def uncalled(function) -> str:
    """The attributes that stand in a line of their own without brackets, such as `net.eval`: they
    are looked up and then dropped."""
    pairs = itertools.pairwise(steps_of(function))
    return ", ".join(
        sorted({a.argval for a, b in pairs if (a.opname, b.opname) == ("LOAD_ATTR", "POP_TOP")})
    )


def unread(function) -> list[str]:
    """The parameters of a function at which it never looks."""
    code, read = getattr(inspect.unwrap(function), "__code__", None), set()
    if code is None:  # an object that can be called
        return []
    for step in steps_of(function):
        if step.opname.startswith("LOAD"):
            read |= set(step.argval) if isinstance(step.argval, tuple) else {step.argval}
    return [name for name in code.co_varnames[: code.co_argcount] if name not in read]


def loop_clue(function) -> str | None:
    """What in the code of a training loop may be the reason why its net is poor, or None."""
    words = {step.argval for step in steps_of(function) if isinstance(step.argval, str)}
    if unread(function):
        return "an argument that is not used"
    if {"backward", "step", "zero_grad"} & set(uncalled(function).split(", ")):
        return "a call without brackets"
    if "backward" not in words or "grad" in words:  # another loop, elsewhere or by hand
        return None
    if "step" not in words:
        return "no step"
    return None if "zero_grad" in words else "nothing that wipes the gradients"
