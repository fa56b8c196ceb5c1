"""Mend a loop of gradient descent that never wipes the old gradients."""

import copy

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped
from dlscratch.checks.in_pytorch import SECONDS, as_array, asked, undisturbed, warm
from dlscratch.checks.loops import counted, slip
from dlscratch.checks.pytorch.shared import X2, X, seeded_linear, stacked, twin_of
from dlscratch.checks.pytorch.shared.descents import (
    does,
    every_second,
    fit_with,
    one_forward,
    wiping,
    with_optimizer,
)
from dlscratch.checks.watch import watching

LABELS, LABELS2 = np.array([1, 0, 1, 1]), np.array([0, 1, 1, 0, 0, 1, 0])  # for X and X2

STOPPED, RTOL = "the loop", 1e-4
# Nothing is expected of these, but they tell mistakes apart.
SLIP, NO_BRACKETS = "what the loop was seen to do", "what stands there without brackets"


def _to_train():
    return stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 2, 2))


def _fitted(fit, x, y, steps):
    with undisturbed() as torch:
        twin = twin_of(_to_train())
        with watching() as seen:
            given = torch.from_numpy(x), torch.from_numpy(y)
            done = asked(fit, [twin, *given, steps], x=given[0], y=given[1])
        if isinstance(done, Stopped):
            return {STOPPED: done}
        report: dict[str, object] = {}
        report |= {name: as_array(param) for name, param in twin.named_parameters()}
        wanted = _expect_fitted(fit, x, y, steps)
        if not all(compare.same(report[label], wanted[label], RTOL) for label in wanted):
            note(counted(seen))
            seen_to = {SLIP: slip(seen), NO_BRACKETS: ", ".join(seen.uncalled)}
            report |= {label: text for label, text in seen_to.items() if text}
        return report


def _expect_fitted(fit, x, y, steps):
    net, loss = _to_train(), losses.SoftmaxCrossEntropy()
    optimizer = optimizers.GradientDescent(0.1)
    for _ in range(steps):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
    words = [f"{i}.{word}" for i in (0, 2) for word in ("weight", "bias")]
    return dict(zip(words, net.params(), strict=True))


@fit_with
def _fit(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    optimizer.step()


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit,
    run=_fitted,
    seconds=SECONDS,
    expect=warm(_expect_fitted, steps=True),
    probes=[(X, LABELS, 1), (X, LABELS, 3), (X2, LABELS2, 4)],
    rtol=RTOL,
    hints=(
        "The first step is right. What is there in the second that was not there in the first?",
        "Print `list(net.parameters())[-1].grad` after each backward. From the second on, is it "
        "one gradient, or the sum of several?",
        "The optimizer has a method that wipes all gradients; the lesson's section 6 has it. Once "
        "in each step, at any place but between `backward` and `step`.",
    ),
    after="Nothing fails here, and the loss may even fall for a while: the steps grow and point "
    "in old directions. In a new PyTorch loop, look for this line first.",
)


exercise.mistakes(
    does,
    accumulates=(
        "One step is right; with three, the net goes too far. Its steps follow the sum of all "
        "the gradients since the beginning. How do you get rid of the old ones? If you have a line "
        "for it, it wipes nothing: does it reach what the parameters hold, or only a name? "
        "(`net.parameters()` can be walked through once; kept under a name, it is empty then.)",
        "bs",
    ),
    wiped_too_early=(
        "The net has not moved at all. The gradients are wiped after `backward` has made them and "
        "before `step` has used them.",
        "bzs",
    ),
    step_before_backward=(
        "With one step the net has not moved, and with three it is two steps far. Each round "
        "takes its step before its `backward`: what is there for the first step to follow?",
        "szb",
    ),
    two_backwards=(
        "Every step is twice as long as it should be. `backward` runs twice for each step, and the "
        "gradients add up.",
        "zbbs",
    ),
    wiped_too_early_later=(
        "The first step is taken. In the others the gradients are wiped after `backward` has made "
        "them and before `step` has used them.",
        "bzs",
        "bs",
    ),
    two_steps=(
        "Each round takes two steps after one `backward`. One is enough.",
        "zbss",
    ),
    no_step=(
        "There is a `backward`, and no step follows it: the net has not moved at all.",
        "zb",
    ),
    no_backward=(
        "Nothing runs backward any more, so there is no gradient that a step could follow.",
        "zs",
    ),
    wiped_before_the_loop=(
        "The gradients are wiped once, before the first `backward`, when there are none yet. From "
        "the second step on the old ones add up as before.",
        "bs",
        "z",
    ),
    without_brackets=(
        "The line is there, but `zero_grad` stands without its brackets: so it is only looked up, "
        "and nothing happens. Brackets call it.",
        "bsZ",
    ),
    step_without_brackets=(
        "`step` stands without its brackets: so it is only looked up, and no step is taken. "
        "Brackets call it.",
        "zbS",
    ),
    backward_without_brackets=(
        "`backward` stands without its brackets: so it is only looked up, and there is no "
        "gradient. Brackets call it.",
        "zBs",
    ),
)


@exercise.wrong(
    "The steps are smaller now, but they still follow old gradients as well. The old ones have to "
    "go."
)
def divided(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        (torch.nn.CrossEntropyLoss()(net(x), y) / steps).backward()
        optimizer.step()


@exercise.wrong(
    "Only some of the gradients are wiped: the weights go too far, the biases do not. All of them "
    "have to be empty, and the optimizer holds them all."
)
@fit_with
def biases_only(net, x, y, optimizer, loss):
    value = loss(net(x), y)
    for layer in (net[0], net[2]):
        layer.bias.grad = None
    value.backward()
    optimizer.step()


@exercise.wrong(
    "In the first step there is no gradient yet: `.grad` is None before the first `backward`."
)
@fit_with
def wiped_when_none(net, x, y, optimizer, loss):
    for param in net.parameters():
        param.grad.zero_()


exercise.mistakes(
    fit_with,
    attributes_of_one_layer=(
        "This looks for something that is not there. The check's net is an `nn.Sequential`, with "
        "several layers and PyTorch's own words: its parameters are in `net.parameters()`, each "
        "with its `.grad`, and `backward` belongs to the value of the loss. Who has been given "
        "all the parameters, and can wipe their gradients?",
        lambda net, x, y, optimizer, loss: net.bias.grad.zero_(),
    ),
    wiped_at_the_loss=(
        "This asks a tensor for something that it has not. The gradients lie with the parameters, "
        "and not with the loss. Who has been given all parameters, and can wipe their gradients?",
        lambda net, x, y, optimizer, loss: loss(net(x), y).zero_grad(),
    ),
    step_with_the_net=(
        "`optimizer.step()` takes no net: the optimizer was given the parameters when it was made. "
        "What stands in the brackets is called.",
        lambda net, x, y, optimizer, loss: (loss(net(x), y).backward(), optimizer.step(net)),
    ),
)


exercise.mistakes(
    one_forward,
    forward_before_the_loop=(
        "One recording serves for one `backward`. Each step needs a forward of its own, with the "
        "weights as they are by then: it belongs into the loop.",
        {},
    ),
    graph_retained=(
        "The loss was computed once, with the first weights, and after a step they are others. "
        "Each step needs a forward of its own: it belongs into the loop, and needs no "
        "`retain_graph`.",
        {"retain_graph": True},
    ),
)


exercise.mistakes(
    with_optimizer,
    momentum=(
        "The gradients are wiped, but now the optimizer has a momentum, which follows old "
        "gradients as well. Gradient descent has none.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.1, momentum=0.9),
    ),
    adam=(
        "The gradients are wiped, but Adam is another method: its very first step is another one. "
        "The loop was given with SGD.",
        lambda optim, parameters: optim.Adam(parameters, lr=0.1),
    ),
    smaller_steps=(
        "Even the first step is shorter than asked for. The rate 0.1 was right; only one line is "
        "missing.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.01),
    ),
    uphill=(
        "The steps go uphill: the net moves away from where it should go.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.1, maximize=True),
    ),
    of_another_net=(
        "The net has not moved at all: the optimizer holds none of the parameters that `backward` "
        "reaches, but those of another net. A copy is another one.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.1), copy.deepcopy,
    ),
    of_a_copy=(
        "The net that came has not moved at all, though `backward` and `step` have run: another "
        "one was trained, such as a copy. Whoever calls `fit` looks at the net that was handed "
        "over.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.1), lambda net: net, copy.deepcopy,
    ),
    of_the_first_layer=(
        "Only the first layer moves: the optimizer holds no others. It was right as it was given.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.1), lambda net: net[0],
    ),
    of_the_last_layer=(
        "Only the last layer moves: the optimizer holds no others. It was right as it was given.",
        lambda optim, parameters: optim.SGD(parameters, lr=0.1), lambda net: net[-1],
    ),
)  # fmt: skip


exercise.mistakes(
    one_step_only=(
        "After one step it stops. Something is to be added to the loop, and nothing taken out of "
        "it.",
        lambda net, x, y, steps: _fit(net, x, y, 1),
    ),
    one_too_many=(
        "One step too many is taken.",
        lambda net, x, y, steps: _fit(net, x, y, steps + 1),
    ),
    every_second=(
        "The gradients are wiped in every second step. They have to be empty before each "
        "`backward`.",
        every_second,
    ),
)


exercise.mistakes(
    wiping,
    weights_only=(
        "Only some of the gradients are wiped: the biases go too far, the weights do not. All of "
        "them have to be empty, and the optimizer holds them all.",
        lambda net: [net[0].weight, net[2].weight],
    ),
    first_layer_only=(
        "The gradients of the first layer are wiped, and those of the last are not. All of them "
        "have to be empty, and the optimizer holds them all.",
        lambda net: net[0].parameters(),
    ),
    last_layer_only=(
        "The gradients of the last layer are wiped, and those of the first are not. All of them "
        "have to be empty, and the optimizer holds them all.",
        lambda net: net[2].parameters(),
    ),
)


@exercise.variant
@fit_with
def wiped_after_the_step(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()
    optimizer.zero_grad()


@exercise.wrong(
    "Part of the net begins each round without its old gradient, and the rest still adds up. All "
    "parameters have one, of every layer, weights and biases."
)
@fit_with
def last_one_wiped(net, x, y, optimizer, loss):
    list(net.parameters())[-1].grad = None
    loss(net(x), y).backward()
    optimizer.step()


@exercise.variant
@fit_with
def wiped_by_the_net(net, x, y, optimizer, loss):
    value = loss(net(x), y)
    net.zero_grad(set_to_none=False)
    value.backward()
    optimizer.step()


@exercise.variant
def by_autograd(net, x, y, steps):
    import torch

    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(net(x), y)
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        with torch.no_grad():
            for param, gradient in zip(net.parameters(), gradients, strict=True):
                param -= 0.1 * gradient
