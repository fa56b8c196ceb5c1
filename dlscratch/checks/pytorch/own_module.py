"""A module of one's own, which adds its inputs to what its two layers make of them."""

import functools

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import (
    SECONDS,
    as_array,
    later,
    made,
    numbers,
    undisturbed,
    warm,
)
from dlscratch.checks.pytorch.shared import X2, X, seeded_linear, stacked
from dlscratch.checks.pytorch.shared.modules import (
    in_place,
    in_tuples,
    its_nn,
    its_torch,
    linear,
    of_the_outputs,
    one_for_all,
    own_with,
    tanh,
    tensors,
    two,
)
from dlscratch.errors.values import name

MADE, SHAPES = "what `Net()` gives", "the shapes of its parameters, sorted"
SHARED = "the parameters that two nets share"
OUTPUTS, SECOND = "the outputs", "the outputs for a second batch"
TWICE, IN_EVALUATION = "two calls with the same inputs", "the outputs in evaluation"
ORDER = "which of the two layers comes first"
KIND, FIRST, FOR_X = (
    "what `forward` gives",
    "the gradient for the first weight",
    "the gradient for x",
)
WORDS = "first", "second"
INSIDE = stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 3, 2))


_later = functools.partial(later, name="Net")


def _used(Net, ours, x):
    """Their class as a net with our numbers: its parameters, what it gives, and what it learns."""
    from torch import nn

    with undisturbed() as torch:
        net, other = attempt(Net), attempt(Net)
        for one in (net, other):
            if isinstance(one, Stopped):
                return {MADE: one}
        if not isinstance(net, nn.Module):
            raise Refuse("A net of PyTorch is an `nn.Module`: what is in the brackets of `Net`?")
        params = list(net.parameters())
        places, wanted = [tuple(param.shape) for param in params], ours.params()
        report = {MADE: "a net", KIND: "a tensor", SHAPES: sorted(places)}
        if sorted(places) != sorted(param.shape for param in wanted):
            # An error says more than shapes, where there is one.
            outputs = attempt(net, torch.from_numpy(x))
            kinds = {type(value).__name__ for value in vars(net).values()} & {"list", "tuple"}
            if not params:
                report["what `self` has"] = ", ".join(sorted(kinds)) or "no list"
            return {MADE: outputs} if isinstance(outputs, Stopped) else report
        theirs = {id(param) for param in other.parameters()}
        report[SHARED] = "none" if theirs.isdisjoint(map(id, params)) else "some"
        if report[SHARED] == "some":
            return report
        with torch.no_grad():
            for array in wanted:  # whichever layer was made first
                params[places.index(array.shape)].copy_(torch.from_numpy(np.array(array)))
        for label, inputs in ((OUTPUTS, x), (SECOND, _second(x))):
            outputs = attempt(net, torch.from_numpy(inputs))
            if not isinstance(outputs, torch.Tensor):
                came = outputs is None or isinstance(outputs, Stopped)
                return report | ({label: outputs} if came else {KIND: name(outputs)})
            report[label] = as_array(outputs)
        again = as_array(net(torch.from_numpy(x)))
        report[TWICE] = "the same" if np.array_equal(again, report[OUTPUTS]) else "other outputs"
        report[IN_EVALUATION] = as_array(net.eval()(torch.from_numpy(x)))
        net.train()
        sizes = [getattr(getattr(net, word, None), "in_features", 0) for word in WORDS]
        report[ORDER] = "second" if sizes == [5, 3] else "first"
        if text := of_the_outputs(x, report[OUTPUTS], x + ours.forward(x)):
            note(text)
        inputs = torch.from_numpy(_second(x)).requires_grad_()
        outputs = attempt(net, 1.0 * inputs)
        if outputs.requires_grad:
            stopped = attempt(outputs.backward, torch.from_numpy(_slopes(x)))
            if isinstance(stopped, Stopped):
                return report | {FIRST: stopped}
        first = params[places.index(wanted[0].shape)].grad
        if first is None:
            return report | {FIRST: "no gradient"}
        return report | {FIRST: as_array(first), FOR_X: as_array(inputs.grad)}


def _second(x):
    """Another batch, larger by one."""
    return np.concatenate([0.5 - x, x[:1]])


def _slopes(x):
    return numbers(len(x) + 1, x.shape[1], seed=9)


@warm
def _expect_used(Net, ours, x):
    second = _second(x)
    outputs = [inputs + ours.forward(inputs) for inputs in (x, second)]
    for_x = ours.backward(_slopes(x)) + _slopes(x)
    return {
        MADE: "a net",
        KIND: "a tensor",
        SHAPES: sorted(param.shape for param in ours.params()),
        SHARED: "none",
        TWICE: "the same",
        OUTPUTS: outputs[0],
        SECOND: outputs[1],
        IN_EVALUATION: outputs[0],
        ORDER: "first",
        FIRST: ours.grads()[0].copy(),
        FOR_X: for_x,
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
    prepare=made,
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


exercise.mistakes(
    own_with,
    no_sum=(
        "The inside is right. And the inputs, which are to be added to it?",
        lambda self, x: self.second(tanh(self.first(x))),
    ),
    no_activation=(
        "There is nothing between the two linear layers. (What are they then, together?)",
        lambda self, x: x + self.second(self.first(x)),
    ),
    activation_at_the_end=(
        "The tanh comes after the second layer. It belongs between the two.",
        lambda self, x: x + tanh(self.second(self.first(x))),
    ),
    activation_over_all=(
        "The tanh is around the whole sum. It belongs between the two layers.",
        lambda self, x: tanh(x + self.second(self.first(x))),
    ),
    multiplied=(
        "The inputs are multiplied with what comes out. They are to be added.",
        lambda self, x: x * self.second(tanh(self.first(x))),
    ),
    no_return=(
        "`forward` computes, and nothing hands it out: `return` does.",
        lambda self, x: None,
    ),
    not_recorded=(
        "The outputs are right, but nothing could be learnt: the recording was switched off on "
        "the way (`no_grad`, `detach` or `.data`).",
        lambda self, x: x + self.second(tanh(self.first(x))).detach(),
    ),
    plain_list=(
        "The net has no parameters, so an optimizer would get nothing to move. PyTorch finds "
        "layers that are attributes of their own, `self.first = …`; it does not look into a "
        "Python list.",
        lambda self, x: x + self.layers[1](tanh(self.layers[0](x))),
        lambda self: setattr(self, "layers", list(two())),
    ),
    comma_at_the_end=(
        "A comma at the end of a line makes a tuple, and what should be called is the layer in it.",
        lambda self, x: x + self.second(tanh(self.first(x))),
        in_tuples,
    ),
    in_a_tuple=(
        "The net has no parameters. Layers have to be attributes of their own: PyTorch does not "
        "look into a tuple. (Is there a comma at the end of a line?)",
        lambda self, x: x + self.both[1](tanh(self.both[0](x))),
        lambda self: setattr(self, "both", two()),
    ),
    plain_tensors=(
        "The net has no parameters, so an optimizer would get nothing to move. PyTorch looks for "
        "layers, and for tensors marked as `nn.Parameter`, among the attributes of `self`; "
        "`nn.Linear` has both its parameters with it.",
        lambda self, x: x + tanh(x @ self.w1) @ self.w2,
        tensors,
    ),
    names_swapped=(
        "It works, but in the drawing `first` is what x goes to first.",
        lambda self, x: x + self.first(tanh(self.second(x))),
        linear((5, 3), (3, 5)),
    ),
    in_training_only=(
        "In training mode it is right. In evaluation the inputs are not added: the drawing holds "
        "in both.",
        lambda self, x: x * self.training + self.second(tanh(self.first(x))),
    ),
    two_new_layers=(
        "Two calls give different outputs, and the layers of `__init__` are not used: those that "
        "are made in `forward` are new each time.",
        lambda self, x: x + its_nn().Linear(5, 3)(tanh(its_nn().Linear(3, 5)(x))),
    ),
    with_dropout=(
        "Two calls give different outputs: is there a dropout? The drawing has none.",
        lambda self, x: (
            x + self.second(its_nn().functional.dropout(tanh(self.first(x)), 0.1, self.training))
        ),
    ),
    tanh_also_at_the_end=(
        "There is a second tanh, around the whole sum. The drawing has one.",
        lambda self, x: tanh(x + self.second(tanh(self.first(x)))),
    ),
    twice_the_inside=(
        "This is twice the inside, and the inputs are not in it. What does each name in the sum "
        "stand for by then?",
        lambda self, x: 2 * self.second(tanh(self.first(x))),
    ),
    two_tanhs_between=(
        "There are two tanhs between the layers. The drawing has one: look at `__init__`, too.",
        lambda self, x: x + self.second(tanh(tanh(self.first(x)))),
    ),
    second_twice=(
        "The second layer's outputs are added twice. In the drawing x is added to them once.",
        lambda self, x: x + 2 * self.second(tanh(self.first(x))),
    ),
    one_output=(
        "The second layer gives one number, and broadcasting adds it to all three inputs. Three "
        "should come back.",
        lambda self, x: x + self.second(tanh(self.first(x))),
        linear((3, 5), (5, 1)),
    ),
    sizes_swapped=(
        "The sizes do not meet. `nn.Linear` takes the number of inputs first, and then that of "
        "outputs. Follow the drawing: what goes into each of the two layers, and what comes out?",
        lambda self, x: x + self.second(tanh(self.first(x))),
        linear((5, 3), (3, 5)),
    ),
    added_too_early=(
        "Two things of different widths are added: one of them is the 5 hidden numbers. Where in "
        "the drawing does the lower line arrive, and what comes along it? (A name that was given "
        "a new value stands for that one.)",
        lambda self, x: self.second(tanh(self.first(x)) + x),
    ),
    without_self=(
        "A name is not known here. What was made in `__init__` is found under `self.` in "
        "`forward`.",
        lambda self, x: x + second(tanh(self.first(x))),  # noqa: F821
    ),
    numpys_tanh=(
        "NumPy wants arrays, and this is a tensor that is being recorded. PyTorch has a tanh of "
        "its own.",
        lambda self, x: x + self.second(np.tanh(self.first(x))),
    ),
    layer_given_a_tensor=(
        "`nn.Tanh()` makes a layer, with empty brackets; the layer is then called with the tensor.",
        lambda self, x: x + self.second(its_nn().Tanh(self.first(x))),
    ),
    super_missing=(
        "`super().__init__()` comes first in the `__init__` of a module: it makes the place where "
        "layers are kept. The page had it.",
        lambda self, x: x,
        lambda self: self.__dict__.clear() or setattr(self, "first", its_nn().Linear(3, 5)),
    ),
    joined=(
        "`torch.cat` puts them side by side. The plus in the drawing adds them, number by number.",
        lambda self, x: its_torch().cat([x, self.second(tanh(self.first(x)))], dim=1),
    ),
    relu=(
        "There is a ReLU between the two layers; the drawing has tanh.",
        lambda self, x: x + self.second(its_torch().relu(self.first(x))),
    ),
    sigmoid=(
        "There is a sigmoid between the two layers; the drawing has tanh.",
        lambda self, x: x + self.second(its_torch().sigmoid(self.first(x))),
    ),
    tanh_twice=(
        "There is a second tanh, after the second layer. The drawing has one.",
        lambda self, x: x + tanh(self.second(tanh(self.first(x)))),
    ),
    inputs_changed=(
        "`x += …` changes the tensor of whoever called. `x + …` makes a new one.",
        in_place,
    ),
    subtracted=(
        "The inputs are added, not taken off.",
        lambda self, x: self.second(tanh(self.first(x))) - x,
    ),
    taken_from_the_inputs=(
        "What comes out is taken off the inputs. The two are added.",
        lambda self, x: x - self.second(tanh(self.first(x))),
    ),
    the_way_around_not_recorded=(
        "The outputs are right, and the layers learn. But no gradient comes back along the lower "
        "line, from the sum to x: it was cut on the way (`detach`, `.data` or a copy).",
        lambda self, x: x.detach() + self.second(tanh(self.first(x))),
    ),
    second_made_in_forward=(
        "Only the first layer is known to the net. A layer that is made in `forward` is a new one "
        "each time, with new random weights. Make both in `__init__`.",
        lambda self, x: x + its_nn().Linear(5, 3)(tanh(self.first(x))),
        lambda self: setattr(self, "first", two()[0]),
    ),
    no_biases=(
        "The biases are missing: `nn.Linear` has them if you let it.",
        lambda self, x: x + self.second(tanh(self.first(x))),
        linear((3, 5), (5, 3), bias=False),
    ),
    other_sizes=(
        "The sizes are others than asked for: 3 features go up to 5 and come back to 3.",
        lambda self, x: x + self.second(tanh(self.first(x))),
        linear((3, 3), (3, 3)),
    ),
    one_for_all_nets=(
        "Two nets share their layers: what the one learns changes the other. Make the layers in "
        "`__init__`, not in the class, and not behind `=` in its `def` line.",
        lambda self, x: x + self.second(tanh(self.first(x))),
        one_for_all,
    ),
)


def _stacked(self):
    from torch import nn

    self.inside = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3))


exercise.variant(own_with(lambda self, x: self.inside(x) + x, _stacked))


def _backwards(self):
    from torch import nn

    self.second, self.first, self.bend = nn.Linear(5, 3), nn.Linear(3, 5), nn.Tanh()


exercise.variant(
    own_with(lambda self, x: x.add(self.second.forward(self.bend(self.first(x)))), _backwards)
)


def _bare(self):
    import torch
    from torch import nn

    self.w1, self.b1 = nn.Parameter(torch.zeros(5, 3)), nn.Parameter(torch.zeros(5))
    self.w2, self.b2 = nn.Parameter(torch.zeros(3, 5)), nn.Parameter(torch.zeros(3))


exercise.variant(
    own_with(lambda self, x: x + (x @ self.w1.T + self.b1).tanh() @ self.w2.T + self.b2, _bare)
)
