"""Mend a module whose hidden layers lie in a plain list."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import (
    SECONDS,
    as_array,
    later,
    made,
    numbers,
    undisturbed,
    warm_to_step,
)
from dlscratch.errors.values import name

MADE, KIND = "what `Deep(sizes)` gives", "what comes out of the net"
RAN = "the modules that run"  # nothing is expected of it, but it tells mistakes apart
TWICE = "what the same net answers to the same question once more"
SAVED = "what a new net gives with the state dict of this one"
SHAPES, OUTPUTS = "the shapes of its parameters, sorted", "the outputs"
LEARNS, ALONE = "the parameters that get a gradient", "the parameters that two nets share"
DICT = "how many tensors are in the state dict"


def _shapes(sizes):
    pairs = list(zip(sizes, sizes[1:], strict=False))
    return [shape for inputs, outputs in pairs for shape in ((outputs, inputs), (outputs,))]


def _used(Deep, sizes):
    """What a net of these sizes gives, what is saved of it, and what learns."""
    with undisturbed() as torch:
        net, other = attempt(Deep, sizes), attempt(Deep, sizes)
        if isinstance(net, Stopped):
            return {MADE: net}
        if not isinstance(net, torch.nn.Module):
            raise Refuse(f"`Deep` is an `nn.Module`, and {name(net)} came.")
        x, ran = torch.from_numpy(numbers(4, sizes[0])), []
        hook = torch.nn.modules.module.register_module_forward_pre_hook(
            lambda layer, _: ran.append(str(layer))
        )
        before = attempt(net, x)
        hook.remove()
        if not isinstance(before, torch.Tensor):
            came = before is None or isinstance(before, Stopped)
            return {MADE: "a net", KIND: before if came else name(before), RAN: ran[1:]}
        loaded = attempt(other.load_state_dict, net.state_dict())
        if isinstance(loaded, Stopped):
            return {MADE: "a net", KIND: "a tensor", SAVED: loaded}
        again = attempt(net, x)
        same = isinstance(again, torch.Tensor) and torch.equal(again, before)
        alike = before.shape == other(x).shape and torch.allclose(other(x), before, atol=1e-6)
        params = list(net.parameters())
        found: dict[str, object] = {
            MADE: "a net",
            KIND: "a tensor",
            TWICE: "the same" if same else "another",
            SAVED: "the same" if alike else "something else",
            SHAPES: sorted(tuple(param.shape) for param in params),
            DICT: len(net.state_dict()),
            ALONE: "none" if {*map(id, params)}.isdisjoint(map(id, other.parameters())) else "some",
        }
        if found[SHAPES] != sorted(_shapes(sizes)):
            return found
        _fill(torch, params, sizes)
        outputs = net(x)
        moved = attempt(_moved, params, outputs)
        return found | {OUTPUTS: as_array(outputs), LEARNS: moved}


def _numbers(sizes):
    """A number for each parameter, in the order of the layers."""
    return [numbers(*shape, seed=seed) + 0.3 for seed, shape in enumerate(_shapes(sizes))]


def _fill(torch, params, sizes):
    """Gives each parameter numbers by its shape, whichever layer was made first."""
    waiting = list(params)
    with torch.no_grad():
        for array in _numbers(sizes):
            place = next(i for i, one in enumerate(waiting) if tuple(one.shape) == array.shape)
            waiting.pop(place).copy_(torch.from_numpy(array))


def _moved(params, outputs):
    if outputs.requires_grad:
        (outputs**2).sum().backward()
    learns = [param.grad is not None and bool(param.grad.any()) for param in params]
    return "all" if all(learns) else "not all"


_used.arguments = ("sizes",)


@warm_to_step
def _expect_used(Deep, sizes):
    x, arrays = numbers(4, sizes[0]), _numbers(sizes)
    layers = list(zip(arrays[::2], arrays[1::2], strict=True))
    for number, (w, b) in enumerate(layers):
        x = x @ w.T + b
        if number < len(layers) - 1:
            x = x.clip(0)
    return {
        MADE: "a net",
        KIND: "a tensor",
        TWICE: "the same",
        SAVED: "the same",
        SHAPES: sorted(_shapes(sizes)),
        DICT: len(arrays),
        ALONE: "none",
        OUTPUTS: x,
        LEARNS: "all",
    }


def _deep(hidden, forward=None, last=True):
    """A class whose hidden layers are what hidden(nn, net, layers) makes of a list of them."""

    @later
    def make():
        import torch
        from torch import nn

        class Deep(nn.Module):
            def __init__(self, sizes):
                super().__init__()
                layers = [nn.Linear(a, b) for a, b in zip(sizes, sizes[1:], strict=False)]
                self.hidden = hidden(nn, self, layers[:-1])
                self.out = layers[-1] if last else [layers[-1]]

            def forward(self, x):
                if forward:
                    return forward(torch, self, x)
                for layer in self.hidden:
                    x = torch.relu(layer(x))
                return self.out(x)

        return Deep

    return make


exercise = Exercise(
    __name__,
    kind="bug",
    wants="class",
    reference=_deep(lambda nn, net, layers: nn.ModuleList(layers)),
    prepare=made,
    run=_used,
    expect=_expect_used,
    probes=[([3, 5, 4, 2],), ([4, 6, 6, 6, 3],), ([5, 2],)],
    seconds=SECONDS,
    rtol=1e-4,
    hints=(
        "Count the parameters on paper, and let Python count them. Do the two agree?",
        "Print `list(net.state_dict())`. Which layers stand there, and under which attribute would "
        "you look for the others?",
        "A module finds modules among its attributes, and does not look into Python's own lists. "
        "`nn` has a list that it does look into.",
    ),
    after="The loss fell all the same, since the last layer learnt what it could from layers that "
    "stayed random. Nothing announces this fault; the first of the five numbers shows it.",
)


def _in_sequence(torch, net, x):
    return net.out(net.hidden(x))


def _with_relu(nn, net, layers):
    return nn.Sequential(*[part for layer in layers for part in (layer, nn.ReLU())])


def _one_name(nn, net, layers):
    for layer in layers:
        net.layer = layer
    return layers


def _weights_listed(nn, net, layers):
    net.weights = nn.ParameterList([layer.weight for layer in layers])
    return layers


def _made_anew(torch, net, x):
    for layer in net.hidden:
        fresh = torch.nn.Linear(layer.in_features, layer.out_features)
        x = torch.relu(fresh(x))
    return net.out(x)


def _made_of_sizes(torch, net, x):
    for sizes in net.hidden:
        x = torch.relu(torch.nn.Linear(*sizes)(x))
    return net.out(x)


def _registered_too_late(torch, net, x):
    net.kept = torch.nn.ModuleList(net.hidden)
    for layer in net.hidden:
        x = torch.relu(layer(x))
    return net.out(x)


def _params_listed(nn, net, layers):
    params = [param for layer in layers for param in layer.parameters()]
    own = nn.Module.parameters
    net.parameters = lambda recurse=True: [*params, *own(net)]
    return layers


REPEATED = (
    "One layer stands in several places of the list: `*` on a list repeats what is in it, and "
    "makes no new layers. So they share their weights."
)

exercise.mistakes(
    _deep,
    as_given=(
        "The hidden layers lie in a list of Python's own (or in a tuple or a dictionary). "
        "`forward` finds them, and nobody else: no optimizer moves them, and no file keeps them.",
        lambda nn, net, layers: layers,
    ),
    first_one_only=(
        "The first hidden layer is an attribute now. The others are still in a plain list.",
        lambda nn, net, layers: [setattr(net, "first", layers[0] if layers else None), layers][1],
    ),
    parameters_only=(
        "An optimizer finds all parameters now. But the state dict does not hold them, so they are "
        "not saved: only layers that the module knows are.",
        _params_listed,
    ),
    relus_lost=(
        "All layers are known now. But they run one after the other with nothing between: where "
        "have the ReLUs gone?",
        lambda nn, net, layers: nn.Sequential(*layers), _in_sequence,
    ),
    one_relu=(
        "All layers are known now. But there is a ReLU behind the last hidden layer only; each has "
        "one.",
        lambda nn, net, layers: nn.Sequential(*layers),
        lambda torch, net, x: net.out(torch.relu(net.hidden(x)) if len(net.hidden) else x),
    ),
    one_relu_always=(
        "All layers are known now. But there is one ReLU in all, around the hidden layers "
        "together. Each of them has one, and where there is none, nothing is cut off.",
        lambda nn, net, layers: nn.Sequential(*layers),
        lambda torch, net, x: net.out(torch.relu(net.hidden(x))),
    ),
    one_layer_repeated=(
        REPEATED, lambda nn, net, layers: nn.ModuleList(layers[:1] + layers[1:2] * len(layers[1:])),
    ),
    second_layer_repeated=(
        REPEATED,
        lambda nn, net, layers: nn.ModuleList(layers[:1] + [layers[1]] * (len(layers) - 1)),
    ),
    first_by_number=(
        "The first hidden layer is an attribute now, and the others are still in a plain list. "
        "(And a net may have no hidden layer at all.)",
        lambda nn, net, layers: [setattr(net, "first", layers[0]), layers][1],
    ),
    relu_at_the_end=(
        "All layers are known now. But a ReLU stands behind the last one as well, and cuts off "
        "what is below 0.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: torch.relu(_through(torch, net, x)),
    ),
    tanh=(
        "All layers are known now. But the activation is another one: it was a ReLU.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: _through(torch, net, x, torch.tanh),
    ),
    one_name_for_all=(
        "Only the last of the hidden layers is known. Under one name there is room for one module: "
        "the next takes its place.",
        _one_name,
    ),
    weights_listed=(
        "The weights of the hidden layers are known now. But a layer is more than its weights: "
        "nothing moves or keeps the biases.",
        _weights_listed,
    ),
    only_in_forward=(
        "The hidden layers are made in `forward`, with other weights of chance at each call, and "
        "nobody knows them. Layers are made once, in `__init__`.",
        lambda nn, net, layers: [(layer.in_features, layer.out_features) for layer in layers],
        lambda torch, net, x: _made_of_sizes(torch, net, x),
    ),
    sigmoid=(
        "All layers are known now. But the activation is a sigmoid: it was a ReLU.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: _through(torch, net, x, torch.sigmoid),
    ),
    softmax_at_the_end=(
        "All layers are known now. But a softmax stands behind the last one. The text has nothing "
        "there.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: _through(torch, net, x).softmax(dim=1),
    ),
    made_in_forward=(
        "Each call of `forward` makes new layers, with weights of chance. Layers are made once, in "
        "`__init__`.",
        lambda nn, net, layers: nn.ModuleList(layers), _made_anew,
    ),
    known_in_forward=(
        "The state dict holds names that a new net does not know. Do its layers become known when "
        "`forward` runs for the first time, or only when somebody asks for the state dict? A new "
        "net has not run yet, and an optimizer is made before: `__init__` is the place.",
        lambda nn, net, layers: layers, _registered_too_late,
    ),
    registered_twice=(
        "Each hidden layer is known twice, under two names. So the state dict holds it twice, too. "
        "Once is enough.",
        lambda nn, net, layers: [setattr(net, "again", nn.ModuleList(layers)),
                                 nn.ModuleList(layers)][1],
    ),
    detached=(
        "All layers are known now. But something is detached on the way, so those in front of it "
        "never learn.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: _through(torch, net, x, lambda h: torch.relu(h).detach()),
    ),
    last_in_a_list=(
        "Now it is the last layer that lies in a plain list.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: _through(torch, net, x), False,
    ),
    hidden_left_out=(
        "`forward` does not use the hidden layers.",
        lambda nn, net, layers: nn.ModuleList(layers),
        lambda torch, net, x: net.out(x),
    ),
    not_returned=(
        "`forward` computes, and nothing hands the outputs out: `return` does.",
        lambda nn, net, layers: nn.ModuleList(layers), lambda torch, net, x: None,
    ),
)  # fmt: skip


def _through(torch, net, x, activation=None):
    for layer in net.hidden:
        x = (activation or torch.relu)(layer(x))
    return (net.out[0] if isinstance(net.out, list) else net.out)(x)


exercise.variant(_deep(_with_relu, _in_sequence))


@exercise.variant
@_deep
def _named_by_hand(nn, net, layers):
    for number, layer in enumerate(layers):
        net.add_module(f"hidden{number}", layer)
    return layers


@exercise.variant
@later
def _one_sequential():
    from torch import nn

    class Deep(nn.Module):
        def __init__(self, sizes):
            super().__init__()
            parts = []
            for a, b in zip(sizes[:-1], sizes[1:], strict=True):
                parts += [nn.Linear(a, b), nn.ReLU()]
            self.net = nn.Sequential(*parts[:-1])

        def forward(self, x):
            return self.net(x)

    return Deep
