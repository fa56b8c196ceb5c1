"""Probes, and our nets and their twins in PyTorch."""

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
