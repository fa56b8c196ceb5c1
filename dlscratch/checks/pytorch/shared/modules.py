"""Modules for the banks: a small net, and those with two layers and a way around them."""

import functools

from dlscratch.checks.in_pytorch import later


def small(*last, width=10):
    """A net that has not learnt, with something behind its last layer."""
    from torch import nn

    return nn.Sequential(nn.Linear(784, width), *last)


def own_with(forward, build=None):
    """A Net whose forward, and perhaps whose layers, are others."""

    @functools.partial(later, name="Net")
    def make():
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                if build:
                    build(self)
                else:
                    self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 3)

        Net.forward = forward
        return Net

    return make


def its_torch():
    import torch

    return torch


def its_nn():
    return its_torch().nn


def tanh(x):
    return its_torch().tanh(x)


def two():
    return its_nn().Linear(3, 5), its_nn().Linear(5, 3)


def in_tuples(self):
    first, second = two()
    self.first, self.second = (first,), (second,)


def tensors(self):
    self.w1, self.w2 = its_torch().ones(3, 5), its_torch().ones(5, 3)


def linear(first, second, **options):
    """A `build` with two linear layers of these sizes."""

    def build(self):
        make = its_nn().Linear
        self.first, self.second = make(*first, **options), make(*second, **options)

    return build


def one_for_all(self):
    self.first, self.second = vars(one_for_all).setdefault("layers", two())


def in_place(self, x):
    x += self.second(tanh(self.first(x)))
    return x
