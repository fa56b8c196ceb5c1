"""A module of one's own, which adds its inputs to what its two layers make of them."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.values import name
from dlscratch.checks.pytorch.shared import (
    SECONDS,
    X2,
    X,
    as_array,
    seeded_linear,
    stacked,
    undisturbed,
    warm,
)

INSIDE = stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 3, 2))


def _later(make):
    """A class that cannot be made before PyTorch is imported: for the bank and the variants."""
    return type("Net", (), {"make": staticmethod(make)})


def _made(answer):
    return answer.make() if "make" in vars(answer) else answer


def _used(Net, ours, x):
    """Their class as a net with our numbers: its parameters, what it gives, and what it learns."""
    from torch import nn

    with undisturbed() as torch:
        net = Net()
        if not isinstance(net, nn.Module):
            raise Refuse("A net of PyTorch is an `nn.Module`: what is in the brackets of `Net`?")
        params = list(net.parameters())
        places, wanted = [tuple(param.shape) for param in params], ours.params()
        report = {"the shapes of its parameters, sorted": sorted(places)}
        if sorted(places) != sorted(param.shape for param in wanted):
            return report
        with torch.no_grad():
            for array in wanted:  # whichever layer was made first
                params[places.index(array.shape)].copy_(torch.from_numpy(np.array(array)))
        outputs = net(torch.from_numpy(x))
        if not isinstance(outputs, torch.Tensor):
            return report | {"the outputs": outputs if outputs is None else name(outputs)}
        report["the outputs"] = as_array(outputs)
        if outputs.requires_grad:
            outputs.sum().backward()
        first_weight = params[places.index(wanted[0].shape)]
        report["the gradient for the first weight"] = as_array(first_weight.grad)
        return report


@warm
def _expect_used(Net, ours, x):
    outputs = x + ours.forward(x)
    ours.backward(np.ones_like(outputs))
    return {
        "the shapes of its parameters, sorted": sorted(param.shape for param in ours.params()),
        "the outputs": outputs,
        "the gradient for the first weight": ours.grads()[0].copy(),
    }


@_later
def _own():
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(3, 5)
            self.second = nn.Linear(5, 3)

        def forward(self, x):
            return x + self.second(torch.tanh(self.first(x)))

    return Net


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=_own,
    prepare=_made,
    run=_used,
    seconds=SECONDS,
    expect=_expect_used,
    probes=[(INSIDE, X), (INSIDE, X2)],
    rtol=1e-4,
    hints=(
        "What has parameters is made once, in `__init__`. What happens to `x` stands in `forward`.",
        "The inside is linear, tanh, linear. `torch.tanh` needs no layer of its own.",
        "Follow the drawing: first layer, tanh, second layer, and then the inputs are added to "
        "what came out. Each layer is called like a function.",
    ),
    after="`x + f(x)` is the heart of a residual network, which lets stacks of a hundred layers "
    "learn. Our Sequential cannot say it, and you wrote no backward: the recording knows the way.",
)


def _own_with(forward, build=None):
    """A Net whose forward, and perhaps whose layers, are others."""

    @_later
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


def _tanh(x):
    import torch

    return torch.tanh(x)


def _in_a_list(self):
    from torch import nn

    self.layers = [nn.Linear(3, 5), nn.Linear(5, 3)]


def _one_layer(self):
    from torch import nn

    self.first = nn.Linear(3, 5)


def _fresh():
    from torch import nn

    return nn.Linear(5, 3)


def _without_biases(self):
    from torch import nn

    self.first, self.second = nn.Linear(3, 5, bias=False), nn.Linear(5, 3, bias=False)


def _three_hidden(self):
    from torch import nn

    self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 3)


exercise.mistakes(
    _own_with,
    no_sum=(
        "The inside is right. And the inputs, which are to be added to it?",
        lambda self, x: self.second(_tanh(self.first(x))),
    ),
    no_activation=(
        "There is nothing between the two linear layers. (What are they then, together?)",
        lambda self, x: x + self.second(self.first(x)),
    ),
    activation_at_the_end=(
        "The tanh comes after the second layer. It belongs between the two.",
        lambda self, x: x + _tanh(self.second(self.first(x))),
    ),
    activation_over_all=(
        "The tanh is around the whole sum. It belongs between the two layers.",
        lambda self, x: _tanh(x + self.second(self.first(x))),
    ),
    multiplied=(
        "The inputs are multiplied with what comes out. They are to be added.",
        lambda self, x: x * self.second(_tanh(self.first(x))),
    ),
    no_return=("`forward` gives None. Does it end with `return`?", lambda self, x: None),
    not_recorded=(
        "The outputs are right, but nothing could be learnt: the recording was switched off on "
        "the way (`no_grad`, `detach` or `.data`).",
        lambda self, x: x + self.second(_tanh(self.first(x))).detach(),
    ),
    plain_list=(
        "The net has no parameters, so an optimizer would get nothing to move. PyTorch finds "
        "layers that are attributes of their own, `self.first = …`; it does not look into a "
        "Python list.",
        lambda self, x: x + self.layers[1](_tanh(self.layers[0](x))),
        _in_a_list,
    ),
    second_made_in_forward=(
        "Only the first layer is known to the net. A layer that is made in `forward` is a new one "
        "each time, with new random weights. Make both in `__init__`.",
        lambda self, x: x + _fresh()(_tanh(self.first(x))),
        _one_layer,
    ),
    no_biases=(
        "The biases are missing: `nn.Linear` has them if you let it.",
        lambda self, x: x + self.second(_tanh(self.first(x))),
        _without_biases,
    ),
    other_sizes=(
        "The sizes are others than asked for: 3 features go up to 5 and come back to 3.",
        lambda self, x: x + self.second(_tanh(self.first(x))),
        _three_hidden,
    ),
)


def _stacked(self):
    from torch import nn

    self.inside = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3))


exercise.variant(_own_with(lambda self, x: self.inside(x) + x, _stacked))


def _backwards(self):
    from torch import nn

    self.second, self.first, self.bend = nn.Linear(5, 3), nn.Linear(3, 5), nn.Tanh()


exercise.variant(
    _own_with(lambda self, x: x.add(self.second.forward(self.bend(self.first(x)))), _backwards)
)


def _bare(self):
    import torch
    from torch import nn

    self.w1, self.b1 = nn.Parameter(torch.zeros(5, 3)), nn.Parameter(torch.zeros(5))
    self.w2, self.b2 = nn.Parameter(torch.zeros(3, 5)), nn.Parameter(torch.zeros(3))


exercise.variant(
    _own_with(lambda self, x: x + (x @ self.w1.T + self.b1).tanh() @ self.w2.T + self.b2, _bare)
)
