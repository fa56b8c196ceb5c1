"""One of our nets, written as an `nn.Sequential`."""

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


def _ours_to_translate():
    return stacked(
        seeded_linear(3, 5, 1),
        layers.Tanh(),
        layers.Dropout(0.2),
        seeded_linear(5, 4, 2),
        layers.Sigmoid(),
        seeded_linear(4, 2, 3),
    )


def _leaves(module):
    """The layers of a net in order, those of nets within it too, in our words."""
    inside = list(module.children())
    if inside:
        return [leaf for child in inside for leaf in _leaves(child)]
    word = type(module).__name__
    if word == "Linear":
        return [f"Linear({module.in_features}, {module.out_features})"]
    return [f"Dropout({module.p:g})" if word == "Dropout" else f"{word}()"]


def _translated(build, x):
    from torch import nn

    with undisturbed() as torch:
        net = build()
        if isinstance(net, layers.Layer):
            raise Refuse("That is a net of this course. PyTorch's classes are in `nn`.")
        if isinstance(net, tuple | list):
            raise Refuse("The layers are there. `nn.Sequential(…)` makes one net of them.")
        if not isinstance(net, nn.Sequential):
            return {"the layers": net if net is None else name(net)}
        outputs = {"the layers": _leaves(net)}
        params, wanted = list(net.parameters()), _ours_to_translate().params()
        shapes = [tuple(param.shape) for param in params]
        outputs["the shapes of the parameters"] = shapes
        if shapes == [param.shape for param in wanted]:
            with torch.no_grad():
                for theirs, param in zip(params, wanted, strict=True):
                    theirs.copy_(torch.from_numpy(np.array(param)))
            outputs["the outputs in evaluation"] = as_array(net.eval()(torch.from_numpy(x)))
    return outputs


def _translation():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@warm
def _expect_translation(build, x):
    net = _ours_to_translate()
    return {
        "the layers": [repr(layer) for layer in net.layers],
        "the shapes of the parameters": [param.shape for param in net.params()],
        "the outputs in evaluation": net.forward(x),
    }


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_translation,
    run=_translated,
    seconds=SECONDS,
    expect=_expect_translation,
    probes=[(X,), (X2,)],
    rtol=1e-5,
    hints=(
        "Six layers become six layers, in the same order. Where do their names begin?",
        "`nn.Sequential` takes the layers as arguments, one after the other, without a list.",
        "Each layer keeps its name and its numbers; only `nn.` comes in front of it.",
    ),
    after="The names and the order of the sizes are the same, and that is no accident: this "
    "course uses PyTorch's. What the two do not share are the first weights, which are random.",
)


@exercise.wrong(
    "The sizes of the linear layers have changed places. `nn.Linear` takes inputs first and then "
    "outputs, as ours does. It is the shape of the weight that begins with the outputs."
)
def sizes_swapped():
    from torch import nn

    return nn.Sequential(
        nn.Linear(5, 3), nn.Tanh(), nn.Dropout(0.2), nn.Linear(4, 5), nn.Sigmoid(), nn.Linear(2, 4)
    )


@exercise.wrong("`nn.Dropout` takes the share to drop, as ours does, not the share that stays.")
def share_that_stays():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.8), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@exercise.wrong("Without a number `nn.Dropout` drops half. How much is to be dropped here?")
def dropout_default():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@exercise.wrong(
    "The dropout is missing. In evaluation nobody would notice; in training it matters."
)
def no_dropout():
    from torch import nn

    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2))


@exercise.wrong(
    "Only layers with parameters are left. What would a stack of linear layers be without "
    "something between them? (Lesson 6.)"
)
def activations_missing():
    from torch import nn

    return nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 4), nn.Linear(4, 2))


@exercise.wrong(
    "There is a softmax at the end that ours does not have. As here, the net gives logits: the "
    "loss takes care of softmax."
)
def softmax_added():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Sigmoid(),
        nn.Linear(4, 2), nn.Softmax(dim=1),
    )  # fmt: skip


@exercise.wrong("All six layers are there, but the linear ones have lost their biases.")
def no_biases():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5, bias=False), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4, bias=False),
        nn.Sigmoid(), nn.Linear(4, 2, bias=False),
    )  # fmt: skip


@exercise.wrong("All six are there, but two have changed places. Compare them one by one.")
def activations_swapped():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Sigmoid(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 2)
    )


@exercise.variant
def from_a_list():
    from torch import nn

    parts = [nn.Linear(3, 5), nn.Tanh(), nn.Dropout(p=0.2)]
    parts += [nn.Linear(in_features=5, out_features=4), nn.Sigmoid(), nn.Linear(4, 2)]
    return nn.Sequential(*parts)


@exercise.variant
def nested():
    from torch import nn

    return nn.Sequential(
        nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Dropout(1 / 5)),
        nn.Sequential(nn.Linear(5, 4), nn.Sigmoid()),
        nn.Linear(4, 2),
    )


@exercise.variant
def by_add_module():
    from torch import nn

    net = nn.Sequential()
    for number, layer in enumerate(_translation()):
        net.add_module(f"layer{number}", layer)
    return net
