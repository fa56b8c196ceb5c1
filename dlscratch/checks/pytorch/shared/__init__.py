"""Probes, our nets and their twins in PyTorch, and how PyTorch is run and warmed up."""

import contextlib
import functools

import numpy as np

from dlscratch import layers

SECONDS = 4  # for an answer; a tenth of a second would do, but where a machine is busy


def numbers(*shape, seed=0, dtype=np.float32):
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


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


@contextlib.contextmanager
def undisturbed():
    """PyTorch with recording on, dice of its own, and one thread, since for small nets a second one
    only gets in the way. What the learner had set comes back."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            yield torch
    finally:
        torch.set_num_threads(threads)


def warm(expect, steps=False):
    """`expect`, which has more time than an answer, also pays for what PyTorch loads at first use:
    a tenth of a second, and another whole one for its optimizers, if there are `steps`."""

    @functools.wraps(expect)
    def warmed(*arguments):
        with contextlib.suppress(ImportError), undisturbed() as torch:
            net = torch.nn.Linear(3, 2)
            net(torch.ones(4, 3)).sum().backward()
            if steps:
                torch.optim.SGD(net.parameters(), lr=0.1).step()
        return expect(*arguments)

    return warmed


def as_array(value):
    """A tensor as an array, whether or not it is recorded; anything else as it is."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.detach().numpy().copy()
    return value


def mode_of(net) -> str:
    """The mode of a net of PyTorch: training, evaluation, or mixed."""
    modes = {module.training for module in net.modules()}
    return {True: "training", False: "evaluation"}[modes.pop()] if len(modes) == 1 else "mixed"
