"""One of our nets, written as an `nn.Sequential`."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, as_array, undisturbed, warm
from dlscratch.checks.pytorch.shared import X2, X, mode_of, seeded_linear, stacked
from dlscratch.errors.values import name

RETURNED, WEIGHTS = "what `translate` returns", "the first weights"
BACKWARD = "a step backward in training"


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
        net = attempt(build)
        if isinstance(net, Stopped):
            return {RETURNED: net}
        if isinstance(net, layers.Layer):
            return {RETURNED: "a net of this course"}
        if not isinstance(net, nn.Sequential):
            return {RETURNED: net if net is None else name(net)}
        outputs = {RETURNED: "an nn.Sequential", "the layers": _leaves(net)}
        outputs["the mode of the net"] = mode_of(net)
        params, wanted = list(net.parameters()), _ours_to_translate().params()
        outputs["parameters that learn"] = all(param.requires_grad for param in params)
        alike = any(len(param.unique()) == 1 for param in params if param.ndim > 1)
        outputs[WEIGHTS] = "all the same number" if alike else "random"
        shapes = [tuple(param.shape) for param in params]
        outputs["the shapes of the parameters"] = shapes
        if shapes == [param.shape for param in wanted]:
            with torch.no_grad():
                for theirs, param in zip(params, wanted, strict=True):
                    theirs.copy_(torch.from_numpy(np.array(param)))
            outputs["the outputs in evaluation"] = as_array(
                attempt(net.eval(), torch.from_numpy(x))
            )
            outputs[BACKWARD] = attempt(_step_back, net.train(), torch.from_numpy(x)) or "runs"
    return outputs


def _step_back(net, x):
    net(x).sum().backward()


def _translation():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@warm
def _expect_translation(build, x):
    net = _ours_to_translate()
    return {
        RETURNED: "an nn.Sequential",
        "the layers": [repr(layer) for layer in net.layers],
        "the mode of the net": "training",
        "parameters that learn": True,
        "the shapes of the parameters": [param.shape for param in net.params()],
        "the outputs in evaluation": net.forward(x),
        WEIGHTS: "random",
        BACKWARD: "runs",
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


def _emptied(net):
    for param in net.parameters():
        param.data.zero_()
    return net


def _with(make):
    """A `translate` that gives make(nn, layers), `layers` being the six right ones in a list."""

    def translate():
        from torch import nn

        return make(nn, list(_translation()))

    return translate


exercise.mistakes(
    _with,
    in_evaluation=(
        "The layers are right. But the net comes back in evaluation mode, in which its dropout "
        "does nothing. A new net of ours is in training mode.",
        lambda nn, six: nn.Sequential(*six).eval(),
    ),
    in_place=(
        "The dropout works in place: it writes over what the tanh gave, and `backward` needs that. "
        "So a training stops. Ours takes one number, the share to drop.",
        lambda nn, six: nn.Sequential(*six[:2], nn.Dropout(0.2, inplace=True), *six[3:]),
    ),
    no_weights=(
        "The layers are right. But their weights have been set, all to one number. Then all "
        "neurons of a layer learn the same (lesson 7). A new layer brings weights of its own.",
        lambda nn, six: _emptied(nn.Sequential(*six)),
    ),
    no_return=("The net is made, and nothing hands it out: `return` does.", lambda nn, six: None),
    in_a_tuple=(
        "The layers are there, but nothing makes one net of them: they came in a list or a tuple. "
        "`nn.Sequential(…)` does.",
        lambda nn, six: tuple(six),
    ),
    in_a_list=(
        "The layers are there, but nothing makes one net of them: they came in a list or a tuple. "
        "`nn.Sequential(…)` does. It takes them one by one, without a list.",
        lambda nn, six: six,
    ),
    ours=(
        "That is a net of this course. PyTorch's classes are in `nn`.",
        lambda nn, six: layers.Sequential([layers.Linear(3, 5)]),
    ),
    module_list=(
        "This keeps layers, but it is no net: it does not know what to do with an input.",
        lambda nn, six: nn.ModuleList(six),
    ),
    given_a_list=(
        "Ours took its layers in a list. `nn.Sequential` takes them one by one, as arguments.",
        lambda nn, six: nn.Sequential(six),
    ),
    bare_tanh=(
        "A layer has no brackets. The name alone is the class; with brackets it makes a layer.",
        lambda nn, six: nn.Sequential(six[0], nn.Tanh),
    ),
    bare_sigmoid=(
        "One layer has no brackets. The name alone is the class; with brackets it makes a layer.",
        lambda nn, six: nn.Sequential(*six[:4], nn.Sigmoid),
    ),
    function_for_a_layer=(
        "`torch.tanh` is a function, for a `forward` of your own. Here a layer is wanted: it "
        "begins with `nn.` and has its own brackets.",
        lambda nn, six: nn.Sequential(six[0], _torch().tanh),
    ),
    function_for_the_sigmoid=(
        "`torch.sigmoid` is a function, for a `forward` of your own. Here a layer is wanted: it "
        "begins with `nn.` and has its own brackets.",
        lambda nn, six: nn.Sequential(six[0], _torch().sigmoid),
    ),
    functional=(
        "This is a function, for a `forward` of your own. Here a layer is wanted: its name has a "
        "capital, and its own brackets.",
        lambda nn, six: nn.Sequential(six[0], nn.functional.tanh),
    ),
    our_linear=(
        "Among the layers is one of this course. All of PyTorch's begin with `nn.`.",
        lambda nn, six: nn.Sequential(layers.Linear(3, 5)),
    ),
    our_tanh=(
        "Among the layers is one of this course; the one before it is PyTorch's. All begin with "
        "`nn.`.",
        lambda nn, six: nn.Sequential(six[0], layers.Tanh()),
    ),
    without_nn=(
        "A name is not known here. PyTorch's layers are found in `nn`: each of them has it in "
        "front, the net as well.",
        lambda nn, six: nn.Sequential(six[0], Linear(4, 2)),  # noqa: F821
    ),
    dropout_first=(
        "All six are there, but the dropout comes before the tanh. Keep the order of our net.",
        lambda nn, six: nn.Sequential(six[0], six[2], six[1], *six[3:]),
    ),
    dropout_last=(
        "The dropout stands behind the second linear layer. Keep the order of the net above.",
        lambda nn, six: nn.Sequential(*six[:2], six[3], six[2], *six[4:]),
    ),
    relu_for_tanh=(
        "There is a ReLU that ours does not have. Compare the layers one by one.",
        lambda nn, six: nn.Sequential(six[0], nn.ReLU(), *six[2:]),
    ),
    tanh_twice=(
        "There is a tanh where ours has the sigmoid.",
        lambda nn, six: nn.Sequential(*six[:4], nn.Tanh(), six[5]),
    ),
    last_missing=(
        "The last layer is missing: the net ends with two outputs.",
        lambda nn, six: nn.Sequential(*six[:5]),
    ),
    no_sigmoid=(
        "Two linear layers stand side by side. What is between them in ours?",
        lambda nn, six: nn.Sequential(*six[:4], six[5]),
    ),
    reversed=(
        "The net stands upside down. The inputs go through the layers from first to last.",
        lambda nn, six: nn.Sequential(*six[::-1]),
    ),
)


def _torch():
    import torch

    return torch


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
