"""Mend a loop of gradient descent that never wipes the old gradients."""

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, as_array, undisturbed, warm
from dlscratch.checks.pytorch.shared import X2, X, seeded_linear, stacked, twin_of, uncalled

LABELS, LABELS2 = np.array([1, 0, 1, 1]), np.array([0, 1, 1, 0, 0, 1, 0])  # for X and X2

HOW_FAR, NO_BRACKETS = "how far it came", "what stands there without brackets"


def _to_train():
    return stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 2, 2))


def _fitted(fit, x, y, steps):
    with undisturbed() as torch:
        twin = twin_of(_to_train())
        done = attempt(fit, twin, torch.from_numpy(x), torch.from_numpy(y), steps)
        if isinstance(done, Stopped):
            return {HOW_FAR: done}
        report = {HOW_FAR: "all steps"}
        report |= {name: as_array(param) for name, param in twin.named_parameters()}
        if names := uncalled(fit):
            report[NO_BRACKETS] = names  # nothing is expected of it, but it tells mistakes apart
        return report


def _expect_fitted(fit, x, y, steps):
    net, loss = _to_train(), losses.SoftmaxCrossEntropy()
    optimizer = optimizers.GradientDescent(0.1)
    for _ in range(steps):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
    words = [f"{i}.{word}" for i in (0, 2) for word in ("weight", "bias")]
    return {HOW_FAR: "all steps"} | dict(zip(words, net.params(), strict=True))


def _fit_with(step):
    """A `fit` that does `step(net, x, y, optimizer, loss)` in every step."""

    def fit(net, x, y, steps):
        import torch

        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(steps):
            step(net, x, y, optimizer, torch.nn.CrossEntropyLoss())

    fit.__wrapped__ = step
    return fit


@_fit_with
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
    rtol=1e-4,
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


@exercise.wrong(
    "One step is right; with three, the net goes too far. Its steps follow the sum of all the "
    "gradients since the beginning. How do you get rid of the old ones? If you have a line for it, "
    "it changes nothing: does it run in each step, and reach what the parameters hold, or only a "
    "name? (`net.parameters()` can be walked through once; kept under a name, it is empty then.)"
)
@_fit_with
def accumulates(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()


@exercise.wrong(
    "The net has not moved at all. Is there a step in each round, for this very net? And what does "
    "it find: are the gradients wiped after `backward` has made them and before `step` has used "
    "them?"
)
@_fit_with
def wiped_too_early(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.zero_grad()
    optimizer.step()


@exercise.wrong(
    "With one step the net has not moved, and with three it is two steps far. Does the first step "
    "find gradients to follow, or does it come before the `backward` that makes them?"
)
@_fit_with
def step_before_backward(net, x, y, optimizer, loss):
    optimizer.step()
    optimizer.zero_grad()
    loss(net(x), y).backward()


@exercise.wrong(
    "Every step is twice as long as it should be. Does `backward` run twice, so that the gradients "
    "add up? Or is the step taken twice?"
)
@_fit_with
def two_backwards(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    loss(net(x), y).backward()
    optimizer.step()


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
    "After one step it stops. Something is to be added to the loop, and nothing taken out of it."
)
def one_step_only(net, x, y, steps):
    _fit(net, x, y, 1)


@exercise.wrong(
    "The line is there, but `zero_grad` stands without its brackets: so it is only looked up, and "
    "nothing happens. Brackets call it."
)
@_fit_with
def without_brackets(net, x, y, optimizer, loss):
    value = loss(net(x), y)
    optimizer.zero_grad  # noqa: B018
    value.backward()
    optimizer.step()


@exercise.wrong(
    "`step` stands without its brackets: so it is only looked up, and no step is taken. Brackets "
    "call it."
)
@_fit_with
def step_without_brackets(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    optimizer.step  # noqa: B018


@exercise.wrong(
    "Only some of the gradients are wiped: the weights go too far, the biases do not. All of them "
    "have to be empty, and the optimizer holds them all."
)
@_fit_with
def biases_only(net, x, y, optimizer, loss):
    value = loss(net(x), y)
    for layer in (net[0], net[2]):
        layer.bias.grad = None
    value.backward()
    optimizer.step()


@exercise.wrong(
    "This looks for something that is not there. The check's net is an `nn.Sequential`, with "
    "several layers and PyTorch's own words: its parameters are in `net.parameters()`, each with "
    "its `.grad`, and `backward` belongs to the value of the loss. Who has been given all the "
    "parameters, and can wipe their gradients?"
)
@_fit_with
def attributes_of_one_layer(net, x, y, optimizer, loss):
    net.bias.grad.zero_()


@exercise.wrong(
    "This asks a tensor for something that it has not. The gradients lie with the parameters, and "
    "not with the loss. Who has been given all parameters, and can wipe their gradients?"
)
@_fit_with
def wiped_at_the_loss(net, x, y, optimizer, loss):
    loss(net(x), y).zero_grad()


@exercise.wrong(
    "In the first step there is no gradient yet: `.grad` is None before the first `backward`."
)
@_fit_with
def wiped_when_none(net, x, y, optimizer, loss):
    for param in net.parameters():
        param.grad.zero_()


@exercise.wrong(
    "`optimizer.step()` takes no net: the optimizer was given the parameters when it was made. "
    "What stands in the brackets is called."
)
@_fit_with
def step_with_the_net(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step(net)


@exercise.wrong(
    "One recording serves for one `backward`. Each step needs a forward of its own, with the "
    "weights as they are by then: it belongs into the loop."
)
def forward_before_the_loop(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    value = torch.nn.CrossEntropyLoss()(net(x), y)
    for _ in range(steps):
        optimizer.zero_grad()
        value.backward()
        optimizer.step()


@exercise.wrong(
    "The loss was computed once, with the first weights, and after a step they are others. Each "
    "step needs a forward of its own: it belongs into the loop, and needs no `retain_graph`."
)
def graph_retained(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    value = torch.nn.CrossEntropyLoss()(net(x), y)
    for _ in range(steps):
        optimizer.zero_grad()
        value.backward(retain_graph=True)
        optimizer.step()


@exercise.wrong(
    "`backward` stands without its brackets: so it is only looked up, and there is no gradient. "
    "Brackets call it."
)
@_fit_with
def backward_without_brackets(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    value = loss(net(x), y)
    value.backward  # noqa: B018
    optimizer.step()


def _with_optimizer(make):
    """The right loop, with another optimizer: make(torch.optim, parameters)."""

    def fit(net, x, y, steps):
        import torch

        optimizer = make(torch.optim, net.parameters())
        for _ in range(steps):
            optimizer.zero_grad()
            torch.nn.CrossEntropyLoss()(net(x), y).backward()
            optimizer.step()

    return fit


exercise.mistakes(
    _with_optimizer,
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
)


@exercise.wrong("One step too many is taken.")
def one_too_many(net, x, y, steps):
    _fit(net, x, y, steps + 1)


@exercise.wrong(
    "The gradients are wiped in every second step. They have to be empty before each `backward`."
)
def every_second(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for step in range(steps):
        if step % 2 == 0:
            optimizer.zero_grad()
        torch.nn.CrossEntropyLoss()(net(x), y).backward()
        optimizer.step()


@exercise.variant
@_fit_with
def wiped_after_the_step(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()
    optimizer.zero_grad()


@exercise.variant
@_fit_with
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
