"""Mend a module whose dropout does not know of the two modes."""

import numpy as np

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
from dlscratch.checks.watch import watching
from dlscratch.errors.values import name

MADE, KIND = "what `Reader(…)` gives", "what comes out of the net"
TWICE, OUTPUTS = "two answers in evaluation", "the outputs in evaluation"
ALSO = "how many hidden neurons are dropped in evaluation"
DROPPED = "how many hidden neurons are dropped in training"
GONE = "how many outputs are dropped in training"
KEPT, FRESH = "the hidden neurons that are kept in training", "two answers in training"
MODE, LEARNS = "the mode of the net afterwards", "the parameters that learn"
LATER = "which hidden neurons are dropped when it is in training once more"
PART = "what it does as a part of another net that is put in evaluation"
# Nothing is expected of these, but they tell mistakes apart.
FLAG, UNUSED = "what `forward` looks at", "what becomes of what dropout gives"
HIDDEN = 60


def _weights(inputs):
    """Numbers with which every hidden neuron is above 0, and from the outputs, each of which has
    something of all neurons, one can tell what the neurons were."""
    w = abs(numbers(HIDDEN, inputs)) + 0.1
    second = np.eye(HIDDEN) + np.ones((HIDDEN, HIDDEN)) / HIDDEN
    return [w, abs(numbers(HIDDEN)) + 0.5, second.astype(np.float32)]


def _neurons(torch, outputs, second):
    """The hidden neurons behind the outputs; what is nearly 0 has been dropped."""
    neurons = outputs @ torch.linalg.inv(second).T
    return torch.where(neurons.abs() < 1e-4, 0.0, neurons)


def _asked(Reader, n, inputs):
    """What a net answers in both modes to n questions."""
    with undisturbed() as torch:
        net = attempt(Reader, inputs, HIDDEN, HIDDEN)
        if isinstance(net, Stopped):
            return {MADE: net}
        if not isinstance(net, torch.nn.Module):
            raise Refuse(f"`Reader` is an `nn.Module`, and {name(net)} came.")
        shapes = [tuple(param.shape) for param in net.parameters()]
        if shapes != [(HIDDEN, inputs), (HIDDEN,), (HIDDEN, HIDDEN), (HIDDEN,)]:
            return {MADE: "other parameters than before"}
        w, b, second = map(torch.from_numpy, _weights(inputs))
        with torch.no_grad():
            for param, value in zip(net.parameters(), (w, b, second, 0), strict=True):
                param.copy_(torch.as_tensor(value))
        x = torch.from_numpy(abs(numbers(n, inputs)))
        net.train()
        with watching() as seen:
            training = [attempt(net, x) for _ in range(2)]
        mode = "training" if net.training else "evaluation"
        net.eval()
        once, again = (attempt(net, x) for _ in range(2))
        mode += ", evaluation" if not net.training else ", training"
        outer = torch.nn.Sequential(net).train()
        with torch.no_grad():
            later = attempt(outer, x)
        mode += ", training" if net.training else ", evaluation"
        part = attempt(outer.eval(), x)
        for outputs in (*training, once, again, later, part):
            if not isinstance(outputs, torch.Tensor):
                came = outputs is None or isinstance(outputs, Stopped)
                return {MADE: "a net", KIND: outputs if came else name(outputs)}
        if tuple(once.shape) != (n, HIDDEN):
            return {MADE: "a net", KIND: f"a tensor {tuple(once.shape)}"}
        hidden = torch.relu(x @ w.T + b)
        asked = (*training, once, later)
        neurons = [_neurons(torch, outputs.detach(), second) for outputs in asked]
        report = {
            MADE: "a net",
            KIND: f"a tensor {(n, HIDDEN)}",
            TWICE: "the same" if torch.equal(once, again) else "different",
            **_in_evaluation(torch, Reader, neurons[2], inputs),
            **_in_training(torch, hidden, *neurons[:2]),
            LATER: {0: "none", 1: "all"}.get((neurons[3] == 0).float().mean().item(), "some"),
            PART: "what it did" if torch.equal(part, once) else "something else",
            GONE: _about((training[0] == 0).float().mean().item()),
            MODE: mode,
            LEARNS: _learning(torch, net.train(), x),
        }
        if report[ALSO] != "none" and "train" in seen.uncalled:
            report[FLAG] = "a method"
        if report[DROPPED] == "none" and report[KEPT] == "as they are":
            if any(one.training and one.p for one in seen.modes):
                report[UNUSED] = "nothing"
        return report


def _in_evaluation(torch, Reader, once, inputs):
    if (once == 0).any():
        return {ALSO: "some"}
    return {ALSO: "none", OUTPUTS: attempt(_outputs, torch, Reader, len(once), inputs)}


def _small(n, inputs):
    """Numbers of a small net, some of them below 0, and a batch."""
    shapes = [(7, inputs), (7,), (4, 7), (4,)]
    return [numbers(*shape, seed=seed) for seed, shape in enumerate(shapes)], numbers(n, inputs)


def _outputs(torch, Reader, n, inputs):
    net = Reader(inputs, 7, 4).eval()
    values, x = _small(n, inputs)
    shapes = [tuple(param.shape) for param in net.parameters()]
    if shapes != [value.shape for value in values]:
        return f"from parameters {shapes}"
    with torch.no_grad():
        for param, value in zip(net.parameters(), values, strict=True):
            param.copy_(torch.from_numpy(value))
    return as_array(net(torch.from_numpy(x)))


def _in_training(torch, hidden, once, again):
    dropped = (once == 0).float().mean().item()
    ratio = (once / hidden)[once != 0]
    twice = bool(len(ratio)) and torch.allclose(ratio, torch.tensor(2.0), atol=1e-3)
    if not twice:
        twice = "as they are" if bool(len(ratio)) and ratio.sub(1).abs().max() < 1e-3 else "others"
    per_neuron = (once == 0).all(dim=0) | (once != 0).all(dim=0)
    own = bool(per_neuron.float().mean() > 0.9) and len(once) > 4
    per_example = (once == 0).all(dim=1) | (once != 0).all(dim=1)
    share = _about(dropped)
    if 0 < dropped < 1 and bool(per_example.all()):
        share = "all of some examples, none of others"
    elif own and 0 < dropped < 1:
        share += ", the same for all examples"
    return {
        DROPPED: share,
        KEPT: "twice as large" if twice is True else twice,
        FRESH: "the same" if torch.equal(once, again) else "different",
    }


def _about(share):
    about = "less than half" if share < 0.42 else "half" if share < 0.58 else "more than half"
    return {0: "none", 1: "all"}.get(share, about)


def _learning(torch, net, x):
    outputs = net(x)
    if outputs.requires_grad:
        outputs.sum().backward()
    learns = sum(param.grad is not None and bool(param.grad.any()) for param in net.parameters())
    return "all" if learns == 4 else f"{learns} of 4"


_asked.arguments = ("the number of examples", "the number of inputs")


@warm_to_step
def _expect_asked(Reader, n, inputs):
    (w, b, w2, b2), x = _small(n, inputs)
    return {
        MADE: "a net",
        KIND: f"a tensor {(n, HIDDEN)}",
        TWICE: "the same",
        ALSO: "none",
        OUTPUTS: (x @ w.T + b).clip(0) @ w2.T + b2,
        DROPPED: "half",
        KEPT: "twice as large",
        FRESH: "different",
        LATER: "some",
        PART: "what it did",
        GONE: "none",
        MODE: "training, evaluation, training",
        LEARNS: "all",
    }


def _reader(forward, build=None):
    """A class whose forward is forward(torch, net, x)."""

    @later
    def make():
        import torch
        from torch import nn

        class Reader(nn.Module):
            def __init__(self, inputs, hidden, outputs):
                super().__init__()
                self.first = nn.Linear(inputs, hidden)
                self.second = nn.Linear(hidden, outputs)
                if build:
                    build(nn, self)

            def forward(self, x):
                return forward(torch, self, x)

        return Reader

    return make


def _dropping(drop):
    """A class whose hidden neurons go through drop(F, net, h)."""

    def forward(torch, net, x):
        return net.second(drop(torch.nn.functional, net, torch.relu(net.first(x))))

    return _reader(forward)


exercise = Exercise(
    __name__,
    kind="bug",
    wants="class",
    reference=_dropping(lambda F, net, h: F.dropout(h, 0.5, net.training)),
    prepare=made,
    run=_asked,
    expect=_expect_asked,
    probes=[(40, 3), (12, 5)],
    seconds=SECONDS,
    rtol=1e-4,
    hints=(
        "Which line of `forward` gives something else at each call? Who tells it that the net is "
        "in evaluation?",
        "`net.eval()` sets a flag in the net and in all modules within. A function is no module, "
        "and has no flag. Section 7 says how it is told.",
        "The net's own flag is `self.training`. It is what `F.dropout` takes third; `nn.Dropout`, "
        "made in `__init__`, would have a flag of its own.",
    ),
    after="What a function cannot know, it must be told. In lesson 12 the caller had forgotten "
    "`eval`; here nobody who uses the net could have done anything.",
)

exercise.mistakes(
    _dropping,
    as_given=(
        "Half of the hidden neurons are dropped in evaluation as well. `eval` sets a flag; does "
        "anything in `forward` look at it? (A module that is made in `forward` is a new one each "
        "time, and new ones are in training.)",
        lambda F, net, h: F.dropout(h, 0.5),
    ),
    method_for_the_flag=(
        "Half of the hidden neurons are dropped in evaluation as well. `forward` looks at `train`, "
        "and that is a method: it is there in both modes, and counts as true.",
        lambda F, net, h: F.dropout(h, 0.5) if net.train else h,
    ),
    result_unused=(
        "In evaluation it is right. In training dropout is called, and what it gives is not used: "
        "it makes a new tensor, and the old one stays as it is.",
        lambda F, net, h: [F.dropout(h, 0.5, net.training), h][1],
    ),
    none_left=(
        "In evaluation it is right. But nothing is dropped in training any more, and dropout is "
        "there for the training.",
        lambda F, net, h: h,
    ),
    exchanged=(
        "The two modes have changed places: it drops in evaluation, and not in training.",
        lambda F, net, h: F.dropout(h, 0.5, not net.training),
    ),
    flag_as_share=(
        "What `F.dropout` takes second is the share to drop, and True counts as 1: in training "
        "everything is dropped. The flag comes third.",
        lambda F, net, h: F.dropout(h, net.training),
    ),
    seeded=(
        "Two answers agree now, for the same neurons are dropped each time. In evaluation none is, "
        "and in training each time others.",
        lambda F, net, h: [_seed(), F.dropout(h, 0.5)][1],
    ),
    halved_in_evaluation=(
        "In evaluation the hidden neurons come out half as large. PyTorch makes up for it in "
        "training, where those that are kept are doubled; then nothing is to be done.",
        lambda F, net, h: F.dropout(h, 0.5) if net.training else 0.5 * h,
    ),
    by_hand_not_doubled=(
        "In evaluation all is well. In training the right share is dropped, but those that are "
        "kept are not scaled, and so the two modes do not fit each other.",
        lambda F, net, h: h * (_rand(h) > 0.5) if net.training else h,
    ),
    switched_off_for_good=(
        "`forward` switches the net to evaluation, and there it stays: nothing is dropped in "
        "training any more.",
        lambda F, net, h: F.dropout(net.eval() and h, 0.5, net.training),
    ),
    other_share=(
        "In evaluation it is right. But in training less is dropped than a half.",
        lambda F, net, h: F.dropout(h, 0.2, net.training),
    ),
    whole_columns=(
        "In evaluation it is right. But in training the same neurons are dropped for all examples "
        "of a batch. Each example has its own.",
        lambda F, net, h: h * 2 * (_rand(h[:1]) > 0.5) if net.training else h,
    ),
    whole_examples=(
        "In evaluation it is right. But in training an example loses all of its neurons, or none. "
        "For each neuron of each example chance is to be asked anew.",
        lambda F, net, h: h * 2 * (_rand(h[:, :1]) > 0.5) if net.training else h,
    ),
    always_the_same_ones=(
        "In evaluation it is right. But in training the same neurons are dropped each time, and "
        "the others never. Each time others are to be dropped.",
        lambda F, net, h: h * 2 * (_rand(h[:1], 1) > 0.5) if net.training else h,
    ),
)


def _seed():
    import torch

    torch.manual_seed(1)


def _rand(h, seed=None):
    import torch

    return torch.rand(h.shape, generator=seed and torch.Generator().manual_seed(seed))


def _made_in_forward(torch, net, x):
    module = torch.nn.Dropout(0.4)  # 0.4: else it does what the given code does
    return net.second(module(torch.relu(net.first(x))))


exercise.mistakes(
    _reader,
    not_returned=("`forward` computes, and hands nothing out: `return` does.",
                  lambda torch, net, x: None),
    without_relu_and_second=(
        "The hidden neurons come out. The second layer has been lost.",
        lambda torch, net, x: torch.relu(net.first(x))[:, :-1],
    ),
    never_learns=(
        "The modes are right now. But something is detached on the way, so some parameters do not "
        "learn.",
        lambda torch, net, x: net.second(
            torch.nn.functional.dropout(torch.relu(net.first(x)), 0.5, net.training).detach()
        ),
    ),
    outputs_dropped=(
        "In evaluation it is right. But in training it is the outputs that are dropped. The hidden "
        "neurons stand between the two layers.",
        lambda torch, net, x: _drop(torch, net, net.second(torch.relu(net.first(x)))),
    ),
    inputs_dropped=(
        "In evaluation it is right. But in training no hidden neuron is dropped, and they have "
        "other numbers than they should. Is something dropped in front of the first layer, or "
        "does another kind of dropout put something else than 0 in their place?",
        lambda torch, net, x: net.second(torch.relu(net.first(_drop(torch, net, x)))),
    ),
    dropped_twice=(
        "In evaluation it is right. But in training more is dropped than a half. Does anything go "
        "through dropout twice?",
        lambda torch, net, x: net.second(
            _drop(torch, net, _drop(torch, net, torch.relu(net.first(x))))
        ),
    ),
)  # fmt: skip


def _drop(torch, net, h):
    return torch.nn.functional.dropout(h, 0.5, net.training)


@exercise.variant
@_reader
def _before_relu(torch, net, x):
    return net.second(torch.relu(_drop(torch, net, net.first(x))))


@exercise.variant
@_reader
def _only_in_training(torch, net, x):
    h = net.first(x).relu()
    if net.training:
        h = torch.nn.functional.dropout(h)
    return net.second(h)


exercise.variant(
    _reader(
        lambda torch, net, x: net.second(net.drop(torch.relu(net.first(x)))),
        lambda nn, net: setattr(net, "drop", nn.Dropout(0.5)),
    )
)
