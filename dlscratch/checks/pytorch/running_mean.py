"""Crash hunt: what a module keeps holds on to the notes of the step before, which are used up."""

import functools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import (
    SECONDS,
    as_array,
    asked,
    later,
    made,
    numbers,
    undisturbed,
    warm,
)
from dlscratch.checks.watch import STEPPED, watching
from dlscratch.errors.values import name

BATCHES = [2 + numbers(n, 3, seed=n) for n in (4, 7, 5)]
SLOPES = [numbers(len(x), 3, seed=9) for x in BATCHES]
TRAINED = "the training, in a net that learns for three steps"
SHARED = "the memory that two layers share"
NOTES = "what the layer keeps from one call to the next"
LEARNS = "what gets a gradient of its own in the layer"


_later = functools.partial(later, name="Centred")


def _used(Centred, count):
    """What comes out of `count` batches, and which gradients go back, each right behind it."""
    with undisturbed() as torch:
        layer, other = Centred(3), Centred(3)
        if not isinstance(layer, torch.nn.Module):
            raise Refuse(f"`Centred` is an `nn.Module`, and {name(layer)} came.")
        with watching() as seen:
            trained = attempt(_trained, torch, Centred(5))
        if trained:
            note(f"The steps that went well before it stopped: {seen.count(STEPPED)}.")
        facts: dict[str, object] = {TRAINED: trained or "run"}
        facts[SHARED] = "some" if _memory(layer) & _memory(other) else "none"
        scale = torch.ones(3, requires_grad=True)
        for number, (x, slopes) in enumerate(zip(BATCHES[:count], SLOPES, strict=False), 1):
            scale.grad, inputs = None, torch.tensor(x, requires_grad=True)
            given = scale * inputs
            outputs = asked(layer, [given], x=given)
            if not isinstance(outputs, torch.Tensor):
                came = outputs if isinstance(outputs, Stopped) else name(outputs)
                return facts | {f"the outputs for batch {number}": came}
            facts[f"the outputs for batch {number}"] = as_array(outputs)
            back = "nothing goes back"
            if outputs.requires_grad:
                back = attempt(outputs.backward, torch.tensor(slopes))
            if isinstance(back, str):
                return facts | {f"the gradient for batch {number}": back}
            facts[f"the gradient for batch {number}"] = as_array(inputs.grad)
        facts[NOTES] = _with_notes(torch, layer)
        facts[LEARNS] = _that_learns(torch, layer)
        facts["the outputs of another layer"] = as_array(other(torch.tensor(BATCHES[1])))
        return facts


def _that_learns(torch, layer):
    """Whether a backward has left a gradient in the layer: then an optimizer moves its mean."""
    kept = [*layer.parameters(), *vars(layer).values()]
    tensors = [one for one in kept if isinstance(one, torch.Tensor) and one.is_leaf]
    return "its mean" if any(one.grad is not None for one in tensors) else "nothing"


def _memory(layer):
    """Where the tensors of a layer lie."""
    kept = [*layer.parameters(), *layer.buffers(), *vars(layer).values()]
    return {one.data_ptr() for one in kept if hasattr(one, "data_ptr")}


def _with_notes(torch, layer):
    """Whether something in the layer holds on to the notes of the steps so far."""
    kept = [*layer.buffers(), *vars(layer).values()]
    tensors = [one for part in kept for one in (part if isinstance(part, list) else [part])]
    tensors = [one for one in tensors if isinstance(one, torch.Tensor)]
    return "the notes of all steps" if any(one.grad_fn for one in tensors) else "numbers alone"


def _trained(torch, layer):
    net = torch.nn.Sequential(torch.nn.Linear(3, 5), layer, torch.nn.Linear(5, 2))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(3):
        value = net(torch.ones(4, 3)).sum()
        optimizer.zero_grad()
        value.backward()
        optimizer.step()


_used.arguments = ("the number of batches",)


@functools.partial(warm, steps=True)
def _expect_used(Centred, count):
    facts: dict[str, object] = {TRAINED: "run", SHARED: "none"}
    mean = np.zeros(3, np.float32)
    for number, (x, slopes) in enumerate(zip(BATCHES[:count], SLOPES, strict=False), 1):
        mean = 0.9 * mean + 0.1 * x.mean(axis=0)
        facts[f"the outputs for batch {number}"] = x - mean
        facts[f"the gradient for batch {number}"] = slopes
    facts[NOTES] = "numbers alone"
    facts[LEARNS] = "nothing"
    facts["the outputs of another layer"] = BATCHES[1] - 0.1 * BATCHES[1].mean(axis=0)
    return facts


def _centred(mean, out=lambda x, mean: x - mean, keeps=True, learns=False):
    """A class whose mean becomes mean(torch, the old one, x), and may be a parameter.

    What is kept is the mean, or what `keeps` makes of it, if that is a function."""

    @_later
    def made():
        import torch
        from torch import nn

        class Centred(nn.Module):
            def __init__(self, features):
                super().__init__()
                self.mean = torch.zeros(features)
                if learns:
                    self.mean = nn.Parameter(self.mean)

            def forward(self, x):
                before, now = self.mean, mean(torch, self.mean, x)
                if learns:
                    self.mean.data = now.detach()
                    now = self.mean
                elif keeps:
                    self.mean = keeps(now) if callable(keeps) else now
                return x - before if out is None else out(x, now)

        return Centred

    return made


def _kept(torch, mean, x):
    return 0.9 * mean + 0.1 * x.mean(dim=0).detach()


exercise = Exercise(
    __name__,
    kind="crash",
    wants="class",
    raises=RuntimeError,
    reference=_centred(_kept),
    prepare=made,
    run=_used,
    expect=_expect_used,
    probes=[(1,), (2,), (3,)],
    seconds=SECONDS,
    rtol=1e-5,
    hints=(
        "In which step does it stop: the first, or the second? What is still there in the second "
        "that was made in the first?",
        "A layer keeps its attributes from step to step. In a cell of its own, call a "
        "`Centred(5)` on what comes out of an `nn.Linear(3, 5)`, and print its `mean`: does it "
        "have a `grad_fn`?",
        "Whatever is made of recorded tensors brings their notes along. Section 7 named two ways "
        "to have the numbers without them. The batch's mean is to go through one of these.",
    ),
    after="`retain_graph=True`, which the message offers, would keep the notes of all steps: "
    "memory grows, and gradients flow into steps long past. What is kept from step to step, "
    "be it a mean, a hidden state or a sum of losses, is kept without its notes.",
)

THROUGH = "Nothing stops any more. But the mean of this batch is still recorded where it is taken "
THROUGH += "off, so a part of each gradient goes through it. The text says: none does."
FROM_0 = "And nothing is kept: each batch begins from 0."

exercise.mistakes(
    _centred,
    recorded=(
        "It stops as before, in the second step. Which attribute was made in the first, and does "
        "it still hold on to the notes of that step?",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.mean(dim=0),
    ),
    only_the_old_mean=(
        THROUGH,
        lambda torch, mean, x: 0.9 * mean.detach() + 0.1 * x.mean(dim=0),
    ),
    detached_too_late=(
        THROUGH,
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.mean(dim=0), lambda x, mean: x - mean,
        lambda mean: mean.detach(),
    ),
    from_0_with_notes=(
        f"{THROUGH} {FROM_0}",
        lambda torch, mean, x: 0.1 * x.mean(dim=0),
    ),
    not_kept_with_notes=(
        f"{THROUGH} {FROM_0}",
        lambda torch, mean, x: 0.1 * x.mean(dim=0), lambda x, mean: x - mean, False,
    ),
    running_mean_not_used=(
        "What is taken off is the mean of this batch alone, with its notes. The running mean is "
        "to be taken off, and no gradient goes through it.",
        _kept, lambda x, mean: x - x.mean(dim=0),
    ),
    a_parameter=(
        "The numbers are right. But this mean is a parameter: each backward gives it a gradient, "
        "and an optimizer moves it, besides what the batches make of it. It is not to learn.",
        _kept, lambda x, mean: x - mean, True, True,
    ),
    mean_of_before=(
        "What is taken off is the mean as it was before this batch. First it takes in the batch; "
        "then it is taken off.",
        _kept, None,
    ),
    outputs_detached=(
        "Nothing stops any more. But the notes of x are lost with those of the mean, and the "
        "layers in front get no gradient. Only the mean is to be without.",
        _kept, lambda x, mean: (x - mean).detach(),
    ),
    not_kept=(
        "The mean is computed, and forgotten again: each batch begins from 0.",
        _kept, lambda x, mean: x - mean, False,
    ),
    nothing_forgotten=(
        "A tenth of each batch's mean is added, and nothing of the old one goes. Nine tenths of it "
        "are to stay.",
        lambda torch, mean, x: mean + 0.1 * x.mean(dim=0).detach(),
    ),
    of_this_batch=(
        "That is the mean of this batch alone. It is to be a running one, with nine tenths of what "
        "it was.",
        lambda torch, mean, x: x.mean(dim=0).detach(),
    ),
    stays_0=(
        "Nothing stops any more, since the mean stays 0: nothing is taken off.",
        lambda torch, mean, x: mean,
    ),
    of_all_features=(
        "One mean for all features together. Each has its own.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.mean().detach(),
    ),
    of_each_example=(
        "You take the mean along each example, and it is to be that of each feature.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.mean(dim=1).detach(),
    ),
    weights_exchanged=(
        "The mean is kept without its notes: good. But old and new have changed their weights.",
        lambda torch, mean, x: 0.1 * mean + 0.9 * x.mean(dim=0).detach(),
    ),
    added=(
        "The mean is right now. But it is to be taken off, and you add it.",
        _kept, lambda x, mean: x + mean,
    ),
    mean_given=(
        "The mean comes back. Wanted are the inputs without it.", _kept, lambda x, mean: mean,
    ),
    of_numbers=(
        "`.item()` takes the number out of a tensor that holds only one. There are as many means "
        "as features: `.detach()` does it for all.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.mean(dim=0).item(),
    ),
    detached_for_the_outputs=(
        "No gradient goes through the mean, and the training runs. But the mean that is kept "
        "brings the notes of all steps along: they take more memory with each. What is kept is to "
        "be without notes.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.mean(dim=0), lambda x, mean: x - mean.detach(),
    ),
    begins_with_the_first=(
        "The first batch gives the whole mean here. It begins at 0, and the first batch counts a "
        "tenth as all others do.",
        lambda torch, mean, x: _kept(torch, mean, x) if mean.any() else x.mean(dim=0).detach(),
    ),
    this_batch_alone_with_notes=(
        "This takes off the mean of the batch that came, and none before it counts. The line that "
        "was given keeps nine tenths of the old mean. And the new part brings notes along.",
        lambda torch, mean, x: x.mean(dim=0),
    ),
    batch_of_32=(
        "The sum of a batch is divided by a number that is not the number of its examples. Batches "
        "have other sizes, as the last one of an epoch; `mean` counts for itself.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.detach().sum(dim=0) / 32,
    ),
    batch_of_4=(
        "The sum of a batch is divided by a number that is not the number of its examples. Batches "
        "have other sizes, as the last one of an epoch; `mean` counts for itself.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.detach().sum(dim=0) / 4,
    ),
    median=(
        "This keeps a median. The line that was given has a mean.",
        lambda torch, mean, x: 0.9 * mean + 0.1 * x.detach().median(dim=0).values,
    ),
    divided=(
        "The mean is taken off, and then something divides. Only the mean was to be taken off.",
        _kept, lambda x, mean: (x - mean) / (x.std(dim=0) + 1e-5),
    ),
    not_returned=("The mean is taken off. Who gets the rest?", _kept, lambda x, mean: None),
)  # fmt: skip


@exercise.wrong(
    "This is the mean of all batches alike: the first counts whole, the second half. The line that "
    "was given begins at 0, and each new batch counts a tenth.",
    id="true_mean",
)
@_later
def true_mean():
    import torch
    from torch import nn

    class Centred(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.mean, self.count = torch.zeros(features), 0

        def forward(self, x):
            self.count += 1
            self.mean = self.mean + (x.detach().mean(dim=0) - self.mean) / self.count
            return x - self.mean

    return Centred


@exercise.wrong(
    "Two layers share the memory of their means. What stands behind `=` in the `def` line, or in "
    "the class itself, is made once for all: make it in `__init__`.",
    id="one_memory",
)
@_later
def one_memory():
    import torch
    from torch import nn

    class Centred(nn.Module):
        def __init__(self, features, memory=torch.zeros(100)):  # noqa: B008
            super().__init__()
            self.mean = memory[:features]

        def forward(self, x):
            self.mean.mul_(0.9).add_(0.1 * x.detach().mean(dim=0))
            return x - self.mean

    return Centred


@exercise.variant
@_later
def under_no_grad():
    import torch
    from torch import nn

    class Centred(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.mean = torch.zeros(features)

        def forward(self, x):
            with torch.no_grad():
                self.mean = 0.9 * self.mean + 0.1 * x.mean(dim=0)
            return x - self.mean

    return Centred


@exercise.variant
@_later
def detached_in_the_end():
    import torch
    from torch import nn

    class Centred(nn.Module):
        def __init__(self, features):
            super().__init__()
            self.register_buffer("mean", torch.zeros(features))

        def forward(self, x):
            self.mean = (0.9 * self.mean + 0.1 * x.mean(dim=0)).detach()
            return x - self.mean

    return Centred
