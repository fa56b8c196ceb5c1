"""A function that copies the weights of our net into the parameters of theirs, in place."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.pytorch.shared import (
    SECONDS,
    X2,
    X,
    as_array,
    seeded_linear,
    stacked,
    twin_of,
    undisturbed,
    warm,
)

NET = stacked(seeded_linear(3, 5, 1), layers.Tanh(), seeded_linear(5, 2, 2))
SQUARE = stacked(seeded_linear(3, 3, 3), layers.ReLU(), seeded_linear(3, 3, 4))  # .T goes unnoticed


def _blank_twin(net):
    import torch

    twin = twin_of(net)
    with torch.no_grad():
        for number, theirs in enumerate(twin.parameters()):
            theirs.fill_(0.5 - 0.3 * number)
    return twin


def _copied(copy_weights, ours, x):
    """What their net gives after the copy, whether it is the one that an optimizer knows, and what
    becomes of it when ours learns on."""
    params = ours.params()
    before = [np.array(param) for param in params]
    with undisturbed() as torch:
        twin = _blank_twin(ours)
        known = list(twin.parameters())
        copy_weights(params, twin)
        now = list(twin.parameters())
        if [tuple(p.shape) for p in now] != [p.shape for p in before]:
            shapes = ", ".join(str(tuple(p.shape)) for p in now)
            return {"the parameters of their net have the shapes": shapes}
        report = {
            "the parameters of their net have the shapes": str([p.shape for p in before])[1:-1],
            "our arrays afterwards": [np.array(param) for param in params],
            "their outputs": as_array(twin(torch.from_numpy(x))),
            "their parameters are": "the same objects as before"
            if all(a is b for a, b in zip(now, known, strict=True))
            else "other objects",
            "their parameters learn": all(p.requires_grad and p.is_leaf for p in now),
        }
        for param in params:
            param += 1
        report["their outputs after ours has learnt on"] = as_array(twin(torch.from_numpy(x)))
    return report


@warm
def _expect_copied(copy_weights, ours, x):
    outputs = ours.forward(x)
    return {
        "the parameters of their net have the shapes": str([p.shape for p in ours.params()])[1:-1],
        "our arrays afterwards": [np.array(param) for param in ours.params()],
        "their outputs": outputs,
        "their parameters are": "the same objects as before",
        "their parameters learn": True,
        "their outputs after ours has learnt on": outputs,
    }


def _copy(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(net.parameters(), params, strict=True):
            theirs.copy_(torch.from_numpy(array))


exercise = Exercise(
    __name__,
    kind="page",
    reference=_copy,
    run=_copied,
    seconds=SECONDS,
    expect=_expect_copied,
    probes=[(NET, X), (SQUARE, X2)],
    rtol=1e-5,
    hints=(
        "`net.parameters()` gives theirs in the order in which `params` holds ours. How do you "
        "walk through two sequences side by side?",
        "Theirs are to keep their place and change their numbers. A tensor does that with "
        "`copy_`, whose underscore says: in place.",
        "A change of a parameter would be recorded, and PyTorch refuses it. Section 7 has the two "
        "words that switch the recording off.",
    ),
    after="In place, because an optimizer made before the copy still holds the same parameters. "
    "Copied, because two nets that share their memory learn each other's steps.",
)


@exercise.wrong(
    "Something was transposed. Both keep weights as (outputs, inputs), so they move across as they "
    "are. (With the square layers of the second net nothing would have stopped it.)"
)
def transposed(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(net.parameters(), params, strict=True):
            theirs.copy_(torch.from_numpy(array.T.copy()))


@exercise.wrong(
    "The weights came out transposed, and nobody protested: `.data` takes whatever it is given. "
    "Both keep weights as (outputs, inputs), so they move across as they are."
)
def transposed_data(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data = torch.from_numpy(array.T.copy())


@exercise.wrong(
    "Their net is what it was. In the loop, `=` ties the name to another tensor, and the net keeps "
    "its own. (Lesson 5 had the same with `param = param - …`.)"
)
def rebound(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs = torch.from_numpy(array)  # noqa: F841


@exercise.wrong(
    "The outputs are right. But these are new parameters, and an optimizer that was made before "
    "would go on moving the old ones. Change the numbers in those that are there."
)
def new_parameters(params, net):
    import torch

    linear = [layer for layer in net if hasattr(layer, "weight")]
    for layer, w, b in zip(linear, params[::2], params[1::2], strict=True):
        layer.weight = torch.nn.Parameter(torch.from_numpy(w.copy()))
        layer.bias = torch.nn.Parameter(torch.from_numpy(b.copy()))


@exercise.wrong(
    "These are new parameters, so an optimizer that was made before goes on moving the old ones. "
    "And they use our arrays' own memory, as `from_numpy` does. Change the numbers in the "
    "parameters that are there."
)
def new_and_shared(params, net):
    import torch

    linear = [layer for layer in net if hasattr(layer, "weight")]
    for layer, w, b in zip(linear, params[::2], params[1::2], strict=True):
        layer.weight = torch.nn.Parameter(torch.from_numpy(w))
        layer.bias = torch.nn.Parameter(torch.from_numpy(b))


@exercise.wrong(
    "The outputs are right, and then ours learnt on and theirs changed with it: the two share "
    "their memory. Where were the numbers to be copied?"
)
def shared(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data = torch.from_numpy(array)


@exercise.wrong(
    "The weights have arrived, the biases have not: every second one of `params` is a bias."
)
def no_biases(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(list(net.parameters())[::2], params[::2], strict=True):
            theirs.copy_(torch.from_numpy(array))


@exercise.wrong("Only the first layer has been copied. What of the others?")
def first_layer_only(params, net):
    _copy(params[:2], list(net)[0])


@exercise.wrong("The numbers went the other way: our arrays now hold what their net had.")
def other_way_round(params, net):
    for theirs, array in zip(net.parameters(), params, strict=True):
        array[...] = theirs.detach().numpy()


@exercise.wrong("Our numbers have been added to what was there. They should take its place.")
def added(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(net.parameters(), params, strict=True):
            theirs += torch.from_numpy(array)


@exercise.wrong(
    "The numbers are right. But the parameters no longer ask for a gradient, so this net will "
    "never learn. It is the recording that is switched off for a while, not the parameter."
)
def switched_off(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.requires_grad_(False)
        theirs.copy_(torch.from_numpy(array))


@exercise.variant
def by_state_dict(params, net):
    import torch

    arrays = map(torch.tensor, params)
    net.load_state_dict(dict(zip(net.state_dict(), arrays, strict=True)))


@exercise.variant
def by_index(params, net):
    import torch

    with torch.no_grad():
        theirs = list(net.parameters())
        for i in range(len(params)):
            theirs[i][...] = torch.as_tensor(params[i])


@exercise.variant
def by_data(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data.copy_(torch.from_numpy(array))


@exercise.variant
def layer_by_layer(params, net):
    import torch

    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    for i, layer in enumerate(linear):
        layer.weight.data[:] = torch.tensor(params[2 * i].tolist())
        layer.bias.data[:] = torch.tensor(params[2 * i + 1].tolist())
