"""Crash hunt: tensors of a module that stay behind when the net goes to another device."""

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

MADE, THERE = "what `Scaled(…)` gives", "a net on another device"
MOVED = "a net that moves after it has answered on the CPU"
TYPE = "the type of the outputs"
OUTPUTS, BACK = "the outputs on the CPU", "where the outputs are"
LEARNS, KEPT = "what an optimizer would move", "the tensors that came"
FOR_X = "the gradient for x"
DOES, ALIKE = "what is computed there", "the same as on the CPU"
MOVES = {"to", "cpu", "clone", "detach", "contiguous", "requires_grad_", "__get__", "__set__"}


def _table(k):
    """The mean and the spread of k columns, and a batch."""
    return 3 * numbers(k, seed=1), abs(numbers(k, seed=2)) + 0.5, numbers(5, k, seed=3)


def _used(Scaled, k):
    """What a net with such a layer does on another device, and what it gives on the CPU."""
    with undisturbed() as torch:
        mean, spread, x = map(torch.from_numpy, _table(k))
        layer = attempt(Scaled, mean, spread)
        if isinstance(layer, Stopped):
            return {MADE: layer}
        if not isinstance(layer, torch.nn.Module):
            raise Refuse(f"`Scaled` is an `nn.Module`, and {name(layer)} came.")
        net = torch.nn.Sequential(Scaled(mean, spread), torch.nn.Linear(k, 2)).to("meta")
        outputs = attempt(net, torch.zeros(4, k, device="meta"))
        if not isinstance(outputs, torch.Tensor):
            # Nothing is expected of what goes along, but it tells mistakes apart.
            report = {MADE: "a layer", THERE: outputs}
            if isinstance(outputs, Stopped) and type(outputs.error) is RuntimeError:
                gone = [one for one in net[0].state_dict().values() if one.is_meta]
                report["how many of its tensors go along"] = len(gone)
            empty = sum(one is None for one in net[0]._buffers.values())
            return report | {"how many of its buffers are None": empty}
        asked = torch.nn.Sequential(Scaled(mean, spread), torch.nn.Linear(k, 2))
        attempt(asked, x)
        moved = attempt(asked.to("meta"), torch.zeros(4, k, device="meta"))
        attempt(Scaled, mean + 1, 2 * spread)  # another one, for no use
        inputs = x.clone().requires_grad_()
        here = attempt(layer, inputs)
        report = {MADE: "a layer", THERE: "runs", BACK: outputs.device.type}
        report[MOVED] = moved if isinstance(moved, Stopped) else "runs"
        there, on_cpu = (_computed(torch, one, x.clone().to(where)) for one, where in (
            (net[0], "meta"), (layer, "cpu")))  # fmt: skip
        report[DOES] = ALIKE if there == on_cpu else "something else than on the CPU"
        if not isinstance(here, torch.Tensor):
            came = here is None or isinstance(here, Stopped)
            return report | {OUTPUTS: here if came else name(here)}
        if here.requires_grad:
            here.sum().backward()
        first = [param for param in layer.parameters() if param.requires_grad]
        same = all(
            torch.equal(now, torch.from_numpy(before))
            for now, before in zip((mean, spread, x), _table(k), strict=True)
        )
        return report | {
            TYPE: str(here.dtype),
            OUTPUTS: as_array(here) if here.device.type == "cpu" else f"on {here.device.type}",
            FOR_X: "nothing goes back" if inputs.grad is None else as_array(inputs.grad),
            LEARNS: "numbers of this layer" if first else "nothing of this layer",
            KEPT: "as they were" if same else "changed",
        }


def _computed(torch, layer, x):
    """The names of what is computed in a forward; what only moves or copies is none of it."""
    names = set()

    class Noting(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, function, types, given=(), options=None):
            names.add(function.__name__)
            return function(*given, **(options or {}))

    with torch.no_grad(), Noting():
        attempt(layer, x)
    return names - MOVES


_used.arguments = ("the number of columns",)


@warm_to_step
def _expect_used(Scaled, k):
    mean, spread, x = _table(k)
    return {
        MADE: "a layer",
        THERE: "runs",
        BACK: "meta",
        MOVED: "runs",
        TYPE: "torch.float32",
        DOES: ALIKE,
        OUTPUTS: (x - mean) / spread,
        FOR_X: 0 * x + 1 / spread,
        LEARNS: "nothing of this layer",
        KEPT: "as they were",
    }


def _scaled(keep, forward=lambda torch, net, x: (x - net.mean) / net.spread):
    """A class that keeps its two tensors by keep(torch, net, name, tensor)."""

    @later
    def make():
        import torch
        from torch import nn

        class Scaled(nn.Module):
            def __init__(self, mean, spread):
                super().__init__()
                keep(torch, self, "mean", mean)
                keep(torch, self, "spread", spread)

            def forward(self, x):
                return forward(torch, self, x)

        return Scaled

    return make


def _plain(torch, net, name, tensor):
    setattr(net, name, tensor)


def _buffer(torch, net, name, tensor):
    net.register_buffer(name, tensor)


exercise = Exercise(
    __name__,
    kind="crash",
    wants="class",
    raises=RuntimeError,
    reference=_scaled(_buffer),
    prepare=made,
    run=_used,
    expect=_expect_used,
    probes=[(3,), (2,)],
    seconds=SECONDS,
    rtol=1e-4,
    hints=(
        "Two devices are named in the message. Which of the tensors in the line that stops is on "
        "which? Print their `.device`.",
        "`net.to(device)` moves parameters and buffers. Which of the two are `mean` and `spread` "
        "as the class keeps them?",
        "Section 5 kept the same two numbers in a net, so that they go with it to a file. What "
        "goes to a file goes to another device, too.",
    ),
    after="Without a graphics card this would have run for ever, and stopped on the first rented "
    "machine. A buffer also goes into the state dict, unless it is told not to: then the file with "
    "the weights holds it, too.",
)

exercise.mistakes(
    _scaled,
    as_given=(
        "It stops as before: `mean` and `spread` stay where they were made. To a module they are "
        "plain attributes, and `to` does not look at those. (And `tensor.to(…)` makes a new "
        "tensor; the old one stays as it is, unless somebody puts the new one in its place.)",
        _plain,
    ),
    only_one=(
        "One of the two tensors goes along now. The other stays behind.",
        lambda torch, net, name, tensor: (_buffer if name == "mean" else _plain)(
            torch, net, name, tensor
        ),
    ),
    brought_back=(
        "`x` is brought to the CPU. On a graphics card that would undo all that it is there for, "
        "and from \"meta\" nothing can be brought back. It is the other two that should go along.",
        _plain,
        lambda torch, net, x: (x.cpu() - net.mean) / net.spread,
    ),
    always_meta=(
        "It runs on \"meta\" now, and only there: no numbers are left. A net does not know in "
        "advance where it will be.",
        lambda torch, net, name, tensor: _buffer(torch, net, name, tensor.to("meta")),
    ),
    other_way_there=(
        "It runs on \"meta\", because there it computes something else than on the CPU: is "
        "`forward` looking at the device? \"meta\" stands for any other device, and the two "
        "tensors are to be used on each.",
        _plain,
        lambda torch, net, x: x if x.is_meta else (x - net.mean) / net.spread,
    ),
    parameters=(
        "It runs. But as parameters they also learn, and an optimizer would change the "
        "scale in each step.",
        lambda torch, net, name, tensor: setattr(net, name, torch.nn.Parameter(tensor)),
    ),
    of_the_batch=(
        "Now each batch is scaled by its own mean and spread. The class was given two tensors.",
        _buffer,
        lambda torch, net, x: (x - x.mean(dim=0)) / x.std(dim=0),
    ),
    multiplied=(
        "They go along now. But it is multiplied with the spread: it was divided by it.",
        _buffer,
        lambda torch, net, x: (x - net.mean) * net.spread,
    ),
    brackets_lost=(
        "They go along now. But only the mean is divided by the spread, and x is not: `forward` "
        "was right as it stood.",
        _buffer,
        lambda torch, net, x: x - net.mean / net.spread,
    ),
    divided_twice=(
        "They go along now. But it is divided by the square of the spread, and once is enough: "
        "`forward` was right as it stood.",
        _buffer,
        lambda torch, net, x: (x - net.mean) / net.spread**2,
    ),
    result_kept=(
        "The buffers are None. `register_buffer` gives nothing back: whoever keeps its result "
        "under the same name puts None in the place of the tensor. The call alone is enough.",
        lambda torch, net, name, tensor: setattr(net, name, _buffer(torch, net, name, tensor)),
    ),
    not_scaled=(
        "Nothing stops any more, since nothing is scaled. The numbers that came are not used.",
        _buffer, lambda torch, net, x: x,
    ),
    as_doubles=(
        "They go along now. But they are float64, and so is what comes out: the next layer, which "
        "has float32, stops at it. The two are to stay what they were.",
        lambda torch, net, name, tensor: _buffer(torch, net, name, tensor.double()),
    ),
    moved_once=(
        "A net that has answered on the CPU stops when it moves later: the two tensors follow `x` "
        "once and then never again. They have to go along as often as the net moves.",
        _plain, lambda torch, net, x: _moved_once(net, x),
    ),
    on_the_class=(
        "Another `Scaled` was made behind this one, with other numbers, and this one now "
        "scales with those: they are kept on the class, which all of them share. `self` is each "
        "one's own.",
        lambda torch, net, name, tensor: setattr(type(net), name, tensor),
        lambda torch, net, x: (x - net.mean.to(x.device)) / net.spread.to(x.device),
    ),
    as_numbers=(
        "One number is used for all columns. Each column has its own.",
        _buffer,
        lambda torch, net, x: (x - net.mean.mean()) / net.spread.mean(),
    ),
    no_gradient=(
        "It runs. But something is detached, so layers in front of this one would never learn.",
        _buffer,
        lambda torch, net, x: ((x - net.mean) / net.spread).detach(),
    ),
    exchanged=(
        "They go along now. But mean and spread have changed places.",
        _buffer,
        lambda torch, net, x: (x - net.spread) / net.mean,
    ),
    not_returned=("`forward` hands nothing out: `return` does.", _buffer,
                  lambda torch, net, x: None),
)  # fmt: skip


def _moved_once(net, x):
    if not vars(net).setdefault("moved", False):
        net.mean, net.spread, net.moved = net.mean.to(x.device), net.spread.to(x.device), True
    return (x - net.mean) / net.spread


exercise.variant(
    _scaled(
        _plain,
        lambda torch, net, x: (x - net.mean.to(x.device)) / net.spread.to(x.device),
    )
)
exercise.variant(
    _scaled(
        lambda torch, net, name, tensor: setattr(
            net, name, torch.nn.Parameter(tensor, requires_grad=False)
        )
    )
)
exercise.variant(
    _scaled(lambda torch, net, name, tensor: net.register_buffer(name, tensor, persistent=False))
)
