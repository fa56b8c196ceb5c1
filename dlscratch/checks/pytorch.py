"""Exercises of lesson 9: our classes and PyTorch's, recorded gradients, the loop, an own module.

PyTorch is optional and slow to import, so nothing here imports it until an answer is run. What is
expected comes from this course's own layers: so an untouched exercise is to do, with or without it.
"""

import contextlib
import functools

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.values import name
from dlscratch.datasets import mnist_small

# Probes are lopsided on purpose: batches of 4 and 7, three to five features, biases that are not
# zero, a dropout other than 0.5.


def _numbers(*shape, seed=0, dtype=np.float32):
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(dtype)


SECONDS = 4  # for an answer; a tenth of a second would do, but where a machine is busy
X, LABELS = _numbers(4, 3), np.array([1, 0, 1, 1])
X2, LABELS2 = _numbers(7, 3), np.array([0, 1, 1, 0, 0, 1, 0])


def _net(*stack):
    """Our stack as a net whose biases are not zero, in evaluation."""
    net = layers.Sequential(stack)
    for number, bias in enumerate(net.params()[1::2]):
        bias += _numbers(len(bias), seed=number).astype(bias.dtype)
    net.eval()
    return net


def _linear(inputs, outputs, seed=1):
    return layers.Linear(inputs, outputs, rng=seed, dtype=np.float32)


def _twin(net):
    """Their net with the layers and the numbers of ours."""
    import torch
    from torch import nn

    def one(layer):
        if isinstance(layer, layers.Linear):
            return nn.Linear(*layer.w.shape[::-1])
        if isinstance(layer, layers.Dropout):
            return nn.Dropout(layer.p)
        return getattr(nn, type(layer).__name__)()

    twin = nn.Sequential(*map(one, net.layers))
    with torch.no_grad():
        for theirs, param in zip(twin.parameters(), net.params(), strict=True):
            theirs.copy_(torch.from_numpy(np.array(param)))
    return twin


@contextlib.contextmanager
def _undisturbed():
    """PyTorch with recording on, dice of its own, and one thread, since for small nets a second one
    only gets in the way. What the learner had set comes back."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            yield torch
    finally:
        torch.set_num_threads(threads)


def _warm(expect, steps=False):
    """`expect`, which has more time than an answer, also pays for what PyTorch loads at first use:
    a tenth of a second, and another whole one for its optimizers, if there are `steps`."""

    @functools.wraps(expect)
    def warmed(*arguments):
        with contextlib.suppress(ImportError), _undisturbed() as torch:
            net = torch.nn.Linear(3, 2)
            net(torch.ones(4, 3)).sum().backward()
            if steps:
                torch.optim.SGD(net.parameters(), lr=0.1).step()
        return expect(*arguments)

    return warmed


def _array(value):
    """A tensor as an array, whether or not it is recorded; anything else as it is."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.detach().numpy().copy()
    return value


def _later(make):
    """A class that cannot be made before PyTorch is imported: for the bank and the variants."""
    return type("Net", (), {"make": staticmethod(make)})


def _made(answer):
    return answer.make() if "make" in vars(answer) else answer


# Memory


shared_memory = Exercise(
    "pytorch.shared_memory",
    kind="predict",
    wants="value",
    reference=(9, 1),
    accepts=(list, np.ndarray),
    hints=(
        "How many arrays and tensors are there, and how many places in memory?",
        "The one function looks at the memory that it is given. The other makes its own.",
        "`from_numpy` copies nothing. `tensor` always copies.",
    ),
    after="Sharing costs nothing, even with a gigabyte of images. It is the aliasing of lesson 1: "
    "fine as long as you know that there are two names for one memory.",
)

shared_memory.wrong(
    "both_copied",
    "So neither would notice the change. One of the two functions copies; the other is quick, even "
    "with a gigabyte, because it does not.",
)((1, 1))
shared_memory.wrong(
    "both_shared",
    "So both would notice the change. One of the two functions makes a memory of its own.",
)((9, 9))
shared_memory.wrong(
    "swapped",
    "One copies and one shares, that is right. Which is which? One of the names says where the "
    "numbers come from.",
)((1, 9))
shared_memory.variant([9, 1])
shared_memory.variant(np.array([9.0, 1.0]))


# The same net


def _ours_to_translate():
    return _net(
        _linear(3, 5, 1),
        layers.Tanh(),
        layers.Dropout(0.2),
        _linear(5, 4, 2),
        layers.Sigmoid(),
        _linear(4, 2, 3),
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

    with _undisturbed() as torch:
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
            outputs["the outputs in evaluation"] = _array(net.eval()(torch.from_numpy(x)))
    return outputs


def _translation():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@_warm
def _expect_translation(build, x):
    net = _ours_to_translate()
    return {
        "the layers": [repr(layer) for layer in net.layers],
        "the shapes of the parameters": [param.shape for param in net.params()],
        "the outputs in evaluation": net.forward(x),
    }


translate = Exercise(
    "pytorch.translate",
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


@translate.wrong(
    "sizes_swapped",
    "The sizes of the linear layers have changed places. `nn.Linear` takes inputs first and then "
    "outputs, as ours does. It is the shape of the weight that begins with the outputs.",
)
def _():
    from torch import nn

    return nn.Sequential(
        nn.Linear(5, 3), nn.Tanh(), nn.Dropout(0.2), nn.Linear(4, 5), nn.Sigmoid(), nn.Linear(2, 4)
    )


@translate.wrong(
    "share_that_stays",
    "`nn.Dropout` takes the share to drop, as ours does, not the share that stays.",
)
def _():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.8), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@translate.wrong(
    "dropout_default",
    "Without a number `nn.Dropout` drops half. How much is to be dropped here?",
)
def _():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2)
    )


@translate.wrong(
    "no_dropout",
    "The dropout is missing. In evaluation nobody would notice; in training it matters.",
)
def _():
    from torch import nn

    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 2))


@translate.wrong(
    "activations_missing",
    "Only layers with parameters are left. What would a stack of linear layers be without "
    "something between them? (Lesson 6.)",
)
def _():
    from torch import nn

    return nn.Sequential(nn.Linear(3, 5), nn.Linear(5, 4), nn.Linear(4, 2))


@translate.wrong(
    "softmax_added",
    "There is a softmax at the end that ours does not have. As here, the net gives logits: the "
    "loss takes care of softmax.",
)
def _():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Sigmoid(),
        nn.Linear(4, 2), nn.Softmax(dim=1),
    )  # fmt: skip


@translate.wrong(
    "no_biases", "All six layers are there, but the linear ones have lost their biases."
)
def _():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5, bias=False), nn.Tanh(), nn.Dropout(0.2), nn.Linear(5, 4, bias=False),
        nn.Sigmoid(), nn.Linear(4, 2, bias=False),
    )  # fmt: skip


@translate.wrong(
    "activations_swapped",
    "All six are there, but two have changed places. Compare them one by one.",
)
def _():
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 5), nn.Sigmoid(), nn.Dropout(0.2), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 2)
    )


@translate.variant
def _():
    from torch import nn

    parts = [nn.Linear(3, 5), nn.Tanh(), nn.Dropout(p=0.2)]
    parts += [nn.Linear(in_features=5, out_features=4), nn.Sigmoid(), nn.Linear(4, 2)]
    return nn.Sequential(*parts)


@translate.variant
def _():
    from torch import nn

    return nn.Sequential(
        nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Dropout(1 / 5)),
        nn.Sequential(nn.Linear(5, 4), nn.Sigmoid()),
        nn.Linear(4, 2),
    )


@translate.variant
def _():
    from torch import nn

    net = nn.Sequential()
    for number, layer in enumerate(_translation()):
        net.add_module(f"layer{number}", layer)
    return net


# The mean of their loss


predict_mse = Exercise(
    "pytorch.predict_mse",
    kind="predict",
    wants="value",
    reference=2.0,
    hints=(
        "Both add up the same squares. They divide the sum by different numbers.",
        "Ours divides by the number of examples. Theirs takes the mean, as `np.mean` does.",
        "How many squares are there in all, in an array of shape (4, 3)? Which sum of squares gave "
        "our 6.0?",
    ),
    after="The gradients differ by the same factor. So after a move to PyTorch a good learning "
    "rate is too small, by as much as there are outputs, although nothing else has changed.",
)

predict_mse.wrong(
    "as_ours", "That is what ours says. Theirs divides the same sum by a larger number."
)(6.0)
predict_mse.wrong(
    "by_the_examples",
    "You divide by the number of examples, which ours has done already. By how much more must the "
    "sum be divided until it is the mean of all the squares?",
)(1.5)
predict_mse.wrong(
    "by_all_again",
    "You divide by the number of all squares. But 6.0 is no longer their sum: it has been divided "
    "by the number of examples before.",
)(0.5)
predict_mse.wrong("the_sum", "That is the sum of all squares. Theirs is a mean, too.")(24.0)
predict_mse.wrong(
    "other_way", "Theirs is smaller than ours: it divides by more, and so there is less left."
)(18.0)
predict_mse.variant(2)
predict_mse.variant(np.float32(24 / 12))


# Gradients that add up


accumulated_grad = Exercise(
    "pytorch.accumulated_grad",
    kind="predict",
    wants="value",
    reference=(4, 9),
    accepts=(list, np.ndarray),
    hints=(
        "First each slope for itself. How fast does w · w change with w, at w = 2? How fast 5 · w?",
        "The slopes are 4 and 5. What does `backward` do with a gradient that is already there?",
        "It does what the title of the lesson's section 6 says.",
    ),
    after="That is useful where a number is used twice: the chain rule adds up the ways, and so "
    "does `.grad`. The price is that you must wipe it between two steps.",
)

accumulated_grad.wrong(
    "overwritten",
    "Both slopes are right, and this is what our own `backward` would leave: the newest gradient. "
    "Theirs does something else with the old one.",
)((4, 5))
accumulated_grad.wrong(
    "kept",
    "The second backward leaves its trace as well. What happens to what was there?",
)((4, 4))
accumulated_grad.wrong(
    "multiplied",
    "The two losses have nothing to do with each other, so their slopes are not multiplied. The "
    "chain rule multiplies along a way; different ways are combined differently.",
)((4, 20))
accumulated_grad.wrong(
    "slope_of_the_square",
    "Look at the first one again. In w · w both factors change when w does.",
)((2, 7))
accumulated_grad.wrong(
    "second_value",
    "You have added the value of 5 · w. What counts is how fast it changes with w.",
)((4, 14))
accumulated_grad.wrong("values", "These are the values of the two losses. `.grad` holds slopes.")(
    (4, 10)
)
accumulated_grad.wrong(
    "averaged",
    "No mean is taken here: a mean would come from the loss, and there is none in it.",
)((4, 4.5))
accumulated_grad.variant([4.0, 9.0])
accumulated_grad.variant(np.array([2 * 2.0, 2 * 2.0 + 5]))


# Measuring


def _measured(accuracy, x, y, logits):
    """`accuracy` with a net that gives these logits, whatever comes."""
    from torch import nn

    class Given(nn.Module):
        def forward(self, inputs):
            return torch.from_numpy(logits) + 0 * inputs.sum()

    with _undisturbed() as torch:
        got = accuracy(Given(), torch.from_numpy(x), torch.from_numpy(y))
    if isinstance(got, torch.Tensor) and got.ndim:
        raise Refuse(
            f"`accuracy` gives a tensor of shape {tuple(got.shape)}. One number was asked for, for "
            "all examples together."
        )
    if isinstance(got, torch.Tensor):
        raise Refuse("`accuracy` gives a tensor with one number. `.item()` takes the number out.")
    return got


def _measure(net, x, y):
    import torch

    with torch.no_grad():
        answers = net(x).argmax(dim=1)
    return (answers == y).float().mean().item()


@_warm
def _share(accuracy, x, y, logits):
    return float(np.mean(logits.argmax(axis=1) == y))


SCORES = _numbers(7, 3, seed=2)
SCORES[0, 2] = 5.0  # the largest of all, in a place that is a label as well
accuracy = Exercise(
    "pytorch.accuracy",
    kind="fill",
    reference=_measure,
    run=_measured,
    seconds=SECONDS,
    expect=_share,
    probes=[
        (X2, np.array([2, 0, 1, 1, 0, 2, 2]), SCORES),
        (_numbers(4, 3, seed=4), np.array([1, 1, 0, 1]), np.eye(3, dtype=np.float32)[[1, 1, 0, 2]]),
        (_numbers(3, 3, seed=5), np.array([2, 2, 0]), SCORES[2:5]),  # square: dim=0 fits as well
    ],
    rtol=1e-5,
    hints=(
        "It is exercise 7 of lesson 8 again. What do they call an axis?",
        "`argmax` takes `dim`. A comparison gives True and False, and PyTorch takes no mean of "
        "those: `.float()` makes ones and zeros of them.",
        "What a mean gives is still a tensor. `.item()` takes the number out.",
    ),
    after="`dim` for `axis`, `.float()` before a mean, `.item()` at the end: these three account "
    "for most of what has to be changed when NumPy code moves to PyTorch.",
)


@accuracy.wrong(
    "no_dim",
    "Without `dim`, `argmax` searches the whole table and gives one place for all examples.",
)
def _(net, x, y):
    return (net(x).argmax() == y).float().mean().item()


@accuracy.wrong(
    "along_the_batch",
    "`argmax` searches along the batch: it says for each class which example has most of it. Each "
    "example should get its own class.",
)
def _(net, x, y):
    return (net(x).argmax(dim=0) == y).float().mean().item()


@accuracy.wrong(
    "sum_of_right_ones",
    "This counts the right answers. Which share of all examples is it?",
)
def _(net, x, y):
    return (net(x).argmax(dim=1) == y).sum().item()


@accuracy.wrong("share_of_wrong_ones", "This is the share of the wrong answers.")
def _(net, x, y):
    return (net(x).argmax(dim=1) != y).float().mean().item()


@accuracy.wrong(
    "largest_value",
    "`max` gives the largest value and its place; the place is what the label is compared with.",
)
def _(net, x, y):
    return (net(x).max(dim=1).values == y).float().mean().item()


@accuracy.wrong("smallest", "This takes the class with the smallest logit.")
def _(net, x, y):
    return (net(x).argmin(dim=1) == y).float().mean().item()


@accuracy.wrong("in_percent", "The share is to lie between 0 and 1.")
def _(net, x, y):
    return 100 * _measure(net, x, y)


@accuracy.variant
def _(net, x, y):
    return sum(int(row.argmax()) == int(label) for row, label in zip(net(x), y, strict=True)) / len(
        y
    )


@accuracy.variant
def _(net, x, y):
    return float(np.mean(net(x).detach().numpy().argmax(axis=1) == y.numpy()))


@accuracy.variant
def _(net, x, y):
    return ((net.forward(x).max(1).indices == y).sum() / len(y)).tolist()


# Copying weights


def _copy_probes():
    return [
        (_net(_linear(3, 5, 1), layers.Tanh(), _linear(5, 2, 2)), X),
        (_net(_linear(3, 3, 3), layers.ReLU(), _linear(3, 3, 4)), X2),  # square: .T goes unnoticed
    ]


def _blank_twin(net):
    import torch

    twin = _twin(net)
    with torch.no_grad():
        for number, theirs in enumerate(twin.parameters()):
            theirs.fill_(0.5 - 0.3 * number)
    return twin


def _copied(copy_weights, ours, x):
    """What their net gives after the copy, whether it is the one that an optimizer knows, and what
    becomes of it when ours learns on."""
    params = ours.params()
    before = [np.array(param) for param in params]
    with _undisturbed() as torch:
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
            "their outputs": _array(twin(torch.from_numpy(x))),
            "their parameters are": "the same objects as before"
            if all(a is b for a, b in zip(now, known, strict=True))
            else "other objects",
            "their parameters learn": all(p.requires_grad and p.is_leaf for p in now),
        }
        for param in params:
            param += 1
        report["their outputs after ours has learnt on"] = _array(twin(torch.from_numpy(x)))
    return report


@_warm
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


copy_weights = Exercise(
    "pytorch.copy_weights",
    kind="page",
    reference=_copy,
    run=_copied,
    seconds=SECONDS,
    expect=_expect_copied,
    probes=_copy_probes(),
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


@copy_weights.wrong(
    "transposed",
    "Something was transposed. Both keep weights as (outputs, inputs), so they move across as they "
    "are. (With the square layers of the second net nothing would have stopped it.)",
)
def _(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(net.parameters(), params, strict=True):
            theirs.copy_(torch.from_numpy(array.T.copy()))


@copy_weights.wrong(
    "transposed_data",
    "The weights came out transposed, and nobody protested: `.data` takes whatever it is given. "
    "Both keep weights as (outputs, inputs), so they move across as they are.",
)
def _(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data = torch.from_numpy(array.T.copy())


@copy_weights.wrong(
    "rebound",
    "Their net is what it was. In the loop, `=` ties the name to another tensor, and the net keeps "
    "its own. (Lesson 5 had the same with `param = param - …`.)",
)
def _(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs = torch.from_numpy(array)  # noqa: F841


@copy_weights.wrong(
    "new_parameters",
    "The outputs are right. But these are new parameters, and an optimizer that was made before "
    "would go on moving the old ones. Change the numbers in those that are there.",
)
def _(params, net):
    import torch

    linear = [layer for layer in net if hasattr(layer, "weight")]
    for layer, w, b in zip(linear, params[::2], params[1::2], strict=True):
        layer.weight = torch.nn.Parameter(torch.from_numpy(w.copy()))
        layer.bias = torch.nn.Parameter(torch.from_numpy(b.copy()))


@copy_weights.wrong(
    "new_and_shared",
    "These are new parameters, so an optimizer that was made before goes on moving the old ones. "
    "And they use our arrays' own memory, as `from_numpy` does. Change the numbers in the "
    "parameters that are there.",
)
def _(params, net):
    import torch

    linear = [layer for layer in net if hasattr(layer, "weight")]
    for layer, w, b in zip(linear, params[::2], params[1::2], strict=True):
        layer.weight = torch.nn.Parameter(torch.from_numpy(w))
        layer.bias = torch.nn.Parameter(torch.from_numpy(b))


@copy_weights.wrong(
    "shared",
    "The outputs are right, and then ours learnt on and theirs changed with it: the two share "
    "their memory. Where were the numbers to be copied?",
)
def _(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data = torch.from_numpy(array)


@copy_weights.wrong(
    "no_biases",
    "The weights have arrived, the biases have not: every second one of `params` is a bias.",
)
def _(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(list(net.parameters())[::2], params[::2], strict=True):
            theirs.copy_(torch.from_numpy(array))


@copy_weights.wrong(
    "first_layer_only",
    "Only the first layer has been copied. What of the others?",
)
def _(params, net):
    _copy(params[:2], list(net)[0])


@copy_weights.wrong(
    "other_way_round",
    "The numbers went the other way: our arrays now hold what their net had.",
)
def _(params, net):
    for theirs, array in zip(net.parameters(), params, strict=True):
        array[...] = theirs.detach().numpy()


@copy_weights.wrong(
    "added",
    "Our numbers have been added to what was there. They should take its place.",
)
def _(params, net):
    import torch

    with torch.no_grad():
        for theirs, array in zip(net.parameters(), params, strict=True):
            theirs += torch.from_numpy(array)


@copy_weights.wrong(
    "switched_off",
    "The numbers are right. But the parameters no longer ask for a gradient, so this net will "
    "never learn. It is the recording that is switched off for a while, not the parameter.",
)
def _(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.requires_grad_(False)
        theirs.copy_(torch.from_numpy(array))


@copy_weights.variant
def _(params, net):
    import torch

    arrays = map(torch.tensor, params)
    net.load_state_dict(dict(zip(net.state_dict(), arrays, strict=True)))


@copy_weights.variant
def _(params, net):
    import torch

    with torch.no_grad():
        theirs = list(net.parameters())
        for i in range(len(params)):
            theirs[i][...] = torch.as_tensor(params[i])


@copy_weights.variant
def _(params, net):
    import torch

    for theirs, array in zip(net.parameters(), params, strict=True):
        theirs.data.copy_(torch.from_numpy(array))


@copy_weights.variant
def _(params, net):
    import torch

    linear = [layer for layer in net if isinstance(layer, torch.nn.Linear)]
    for i, layer in enumerate(linear):
        layer.weight.data[:] = torch.tensor(params[2 * i].tolist())
        layer.bias.data[:] = torch.tensor(params[2 * i + 1].tolist())


# Learning


def _to_train():
    return _net(_linear(3, 5, 1), layers.Tanh(), _linear(5, 2, 2))


def _fitted(fit, x, y, steps):
    with _undisturbed() as torch:
        twin = _twin(_to_train())
        fit(twin, torch.from_numpy(x), torch.from_numpy(y), steps)
        return {name: _array(param) for name, param in twin.named_parameters()}


def _expect_fitted(fit, x, y, steps):
    net, loss = _to_train(), losses.SoftmaxCrossEntropy()
    optimizer = optimizers.GradientDescent(0.1)
    for _ in range(steps):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
    names = [f"{i}.{word}" for i in (0, 2) for word in ("weight", "bias")]
    return dict(zip(names, net.params(), strict=True))


def _fit_with(step):
    """A `fit` that does `step(net, x, y, optimizer, loss)` in every step."""

    def fit(net, x, y, steps):
        import torch

        optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
        for _ in range(steps):
            step(net, x, y, optimizer, torch.nn.CrossEntropyLoss())

    return fit


@_fit_with
def _fit(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    optimizer.step()


missing_zero_grad = Exercise(
    "pytorch.missing_zero_grad",
    kind="bug",
    reference=_fit,
    run=_fitted,
    seconds=SECONDS,
    expect=_warm(_expect_fitted, steps=True),
    probes=[(X, LABELS, 1), (X, LABELS, 3), (X2, LABELS2, 4)],
    rtol=1e-4,
    hints=(
        "The first step is right. What is there in the second that was not there in the first?",
        "Print `net[0].bias.grad` after each backward. From the second on, is it one gradient, or "
        "the sum of several?",
        "The optimizer has a method that wipes all gradients; the lesson's table in section 9 has "
        "it. Once in each step, at any place but between `backward` and `step`.",
    ),
    after="Nothing fails here, and the loss may even fall for a while: the steps grow and point "
    "in old directions. In a new PyTorch loop, look for this line first.",
)


@missing_zero_grad.wrong(
    "accumulates",
    "One step is right; with three, the net goes too far. Its steps follow the sum of all the "
    "gradients since the beginning. How do you get rid of the old ones?",
)
@_fit_with
def _(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()


@missing_zero_grad.wrong(
    "wiped_too_early",
    "The net has not moved at all. The gradients are wiped after `backward` has made them and "
    "before `step` has used them.",
)
@_fit_with
def _(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.zero_grad()
    optimizer.step()


missing_zero_grad.wrong(
    "step_before_backward",
    "The step comes before the gradients that it should follow. In the first round there are none, "
    "and afterwards each step uses those of the round before.",
)(
    _fit_with(
        lambda net, x, y, optimizer, loss: [
            optimizer.step(),
            optimizer.zero_grad(),
            loss(net(x), y).backward(),
        ]
    )
)


@missing_zero_grad.wrong(
    "two_backwards",
    "Every step is twice as long as it should be: `backward` runs twice, and the gradients add up.",
)
@_fit_with
def _(net, x, y, optimizer, loss):
    optimizer.zero_grad()
    loss(net(x), y).backward()
    loss(net(x), y).backward()
    optimizer.step()


@missing_zero_grad.wrong(
    "divided",
    "Dividing the loss makes the steps smaller, but they still follow old gradients as well. The "
    "old ones have to go.",
)
def _(net, x, y, steps):
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(steps):
        (torch.nn.CrossEntropyLoss()(net(x), y) / steps).backward()
        optimizer.step()


@missing_zero_grad.wrong(
    "one_step_only",
    "After one step it stops. Something is to be added to the loop, and nothing taken out of it.",
)
def _(net, x, y, steps):
    _fit(net, x, y, 1)


@missing_zero_grad.variant
@_fit_with
def _(net, x, y, optimizer, loss):
    loss(net(x), y).backward()
    optimizer.step()
    optimizer.zero_grad()


@missing_zero_grad.variant
@_fit_with
def _(net, x, y, optimizer, loss):
    value = loss(net(x), y)
    net.zero_grad(set_to_none=False)
    value.backward()
    optimizer.step()


@missing_zero_grad.variant
def _(net, x, y, steps):
    import torch

    for _ in range(steps):
        loss = torch.nn.functional.cross_entropy(net(x), y)
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        with torch.no_grad():
            for param, gradient in zip(net.parameters(), gradients, strict=True):
                param -= 0.1 * gradient


# Softmax once


SURE = np.array([[6.0, 0, -2, 1], [-1, 0, 1, 7], [2, 8, 3, 1]], dtype=np.float32)


def _loss_of(function, logits, labels):
    with _undisturbed() as torch:
        scores = torch.from_numpy(logits).requires_grad_()
        value = function(scores, torch.from_numpy(labels))
        if value is None:
            return {"the loss": None}
        if not isinstance(value, torch.Tensor):
            raise Refuse(
                f"{name(value).capitalize()} came. A loss stays a tensor: `backward` needs it."
            )
        if value.ndim:
            raise Refuse(
                f"A loss holds one number, and a tensor of shape {tuple(value.shape)} came."
            )
        if not value.requires_grad:
            raise Refuse("`backward` could do nothing with this loss: it was not recorded.")
        value.backward()
        return {"the loss": value.item(), "the gradient for the logits": _array(scores.grad)}


@_warm
def _expect_loss(function, logits, labels):
    ours = losses.SoftmaxCrossEntropy()
    return {
        "the loss": ours.loss(logits, labels),
        "the gradient for the logits": ours.gradient(logits, labels),
    }


def _cross_entropy(logits, labels):
    from torch import nn

    return nn.CrossEntropyLoss()(logits, labels)


softmax_before_loss = Exercise(
    "pytorch.softmax_before_loss",
    kind="bug",
    reference=_cross_entropy,
    run=_loss_of,
    seconds=SECONDS,
    expect=_expect_loss,
    probes=[
        (SURE, np.array([0, 3, 1])),
        (_numbers(7, 3, seed=6), np.array([2, 0, 1, 1, 0, 2, 2])),
        (np.array([[1000.0, 1001.0, 999.0]], dtype=np.float32), np.array([1])),
    ],
    rtol=1e-3,  # the small loss is a difference of large numbers, in float32
    hints=(
        "What does `nn.CrossEntropyLoss` do with what it gets, before it takes a logarithm?",
        "Section 3 of the lesson says what it wants: logits, or probabilities?",
        "Softmax is part of the loss. Hand over what the net gives.",
    ),
    after="No error, and the net even learns, but slowly. Among ten classes, softmax of "
    "probabilities gives none more than e / (e + 9), which is 23 %. So the loss stays above 1.46, "
    "however good the net is, and its gradients stay small.",
)


@softmax_before_loss.wrong(
    "softmax_twice",
    "Here the logits are right and very sure, and still the loss is far from 0. It gets "
    "probabilities, and applies softmax to them once more.",
)
def _(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss()(torch.softmax(logits, dim=1), labels)


@softmax_before_loss.wrong(
    "softmax_over_the_batch",
    "This softmax runs along the batch, and the loss does one of its own afterwards.",
)
def _(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss()(torch.softmax(logits, dim=0), labels)


@softmax_before_loss.wrong(
    "sigmoid_first",
    "The logits are squeezed into 0 to 1 before the loss sees them. It wants them as they are.",
)
def _(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss()(torch.sigmoid(logits), labels)


@softmax_before_loss.wrong(
    "nll_of_probabilities",
    "`nn.NLLLoss` takes no logarithm: it wants logarithms of probabilities. With probabilities it "
    "gives a negative number, and a loss is never below 0.",
)
def _(logits, labels):
    import torch

    return torch.nn.NLLLoss()(torch.softmax(logits, dim=1), labels)


@softmax_before_loss.wrong(
    "nll_of_logits",
    "`nn.NLLLoss` does neither softmax nor logarithm. With bare logits it just picks one and "
    "changes its sign.",
)
def _(logits, labels):
    import torch

    return torch.nn.NLLLoss()(logits, labels)


@softmax_before_loss.wrong(
    "log_of_softmax",
    "Softmax and then `log` is right on paper, but exp of 1000 overflows and log of 0 is infinite. "
    "The loss has a form of its own that does not. And it takes both upon itself.",
)
def _(logits, labels):
    import torch

    exps = torch.exp(logits)
    return torch.nn.NLLLoss()(torch.log(exps / exps.sum(dim=1, keepdim=True)), labels)


@softmax_before_loss.wrong(
    "summed", "This is the sum over the batch. A mean was asked for, which is what the class does."
)
def _(logits, labels):
    import torch

    return torch.nn.CrossEntropyLoss(reduction="sum")(logits, labels)


@softmax_before_loss.variant
def _(logits, labels):
    import torch

    return torch.nn.functional.cross_entropy(logits, labels)


@softmax_before_loss.variant
def _(logits, labels):
    import torch

    return torch.nn.NLLLoss()(torch.log_softmax(logits, dim=1), labels)


@softmax_before_loss.variant
def _(logits, labels):
    right = logits[range(len(labels)), labels]
    return (logits.logsumexp(dim=1) - right).mean()


# Two switches


def _with_dropout():
    return _net(_linear(3, 5, 1), layers.Tanh(), layers.Dropout(0.4), _linear(5, 4, 2))


def _probabilities(predict, x):
    with _undisturbed() as torch:
        twin = _twin(_with_dropout())
        twin.train()
        inputs = torch.from_numpy(x)
        first = predict(twin, inputs)
        if isinstance(first, torch.Tensor):
            raise Refuse("`probabilities` gives a tensor; a NumPy array was asked for.")
        twin.train()  # a second call from the same state
        second = predict(twin, inputs)
        modes = {module.training for module in twin.modules()}
        mode = {True: "training", False: "evaluation"}[modes.pop()] if len(modes) == 1 else "mixed"
    same = np.shape(first) == np.shape(second) and np.allclose(first, second)
    report = {"two calls in a row": "the same" if same else "two different answers"}
    if same:
        report |= {"the result": first, "the mode of the net afterwards": mode}
    return report


@_warm
def _expect_probabilities(predict, x):
    return {
        "two calls in a row": "the same",
        "the result": losses.softmax(_with_dropout().forward(x)),
        "the mode of the net afterwards": "training",
    }


def _predict(net, x):
    import torch

    net.eval()
    with torch.no_grad():
        result = torch.softmax(net(x), dim=1).numpy()
    net.train()
    return result


missing_eval = Exercise(
    "pytorch.missing_eval",
    kind="bug",
    reference=_predict,
    run=_probabilities,
    seconds=SECONDS,
    expect=_expect_probabilities,
    probes=[(X,), (_numbers(7, 3, seed=8),)],
    rtol=1e-4,
    hints=(
        "Which layer of a net may give another answer each time it is asked?",
        "There are two switches, for two things. The one stops the recording, the other stops "
        "dropout. Which of them is here?",
        "Switch the net to evaluation before you ask it, and back to training when you have the "
        "answer.",
    ),
    after="`no_grad` saves the recording; `eval` changes what layers do. Neither does the work of "
    "the other, and an evaluation wants both.",
)


@missing_eval.wrong(
    "dropout_on",
    "The same net, the same inputs, two different answers: dropout is on. `no_grad` stops the "
    "recording and nothing else.",
)
def _(net, x):
    import torch

    with torch.no_grad():
        return torch.softmax(net(x), dim=1).numpy()


@missing_eval.wrong(
    "left_in_evaluation",
    "The answers are right. But the net came in training mode, and the training that goes on "
    "afterwards would do so without dropout.",
)
def _(net, x):
    import torch

    net.eval()
    with torch.no_grad():
        return torch.softmax(net(x), dim=1).numpy()


@missing_eval.wrong(
    "softmax_over_the_batch",
    "The dropout is off. Now look at the sums: which ones are 1, those of the rows or those of the "
    "columns?",
)
def _(net, x):
    import torch

    net.eval()
    with torch.no_grad():
        result = torch.softmax(net(x), dim=0).numpy()
    net.train()
    return result


@missing_eval.wrong(
    "no_softmax",
    "The dropout is off. What comes out now are the logits: the softmax has gone, too.",
)
def _(net, x):
    net.eval()
    result = net(x).detach().numpy()
    net.train()
    return result


@missing_eval.wrong(
    "softmax_left_out_in_evaluation",
    "The dropout is off, and the softmax has gone, and the net stays in evaluation. Only one thing "
    "was wrong in the code that you were given.",
)
def _(net, x):
    net.eval()
    return net(x).detach().numpy()


@missing_eval.variant
def _(net, x):
    import torch

    was_training = net.training
    net.train(False)
    result = torch.softmax(net(x), dim=1).detach().numpy()
    net.train(was_training)
    return result


@missing_eval.variant
def _(net, x):
    import torch

    for module in net.modules():
        module.training = False
    with torch.inference_mode():
        result = np.array(torch.softmax(net(x), dim=-1).tolist())
    net.train()
    return result


# The loop


LINES = {
    "A": "            value.backward()",
    "B": "        net.eval()",
    "C": "            predicted = net(batch_x)",
    "D": "        for batch_x, batch_y in loader:",
    "E": "            optimizer.step()",
    "F": "        net.train()",
    "G": "            value = loss(predicted, batch_y)",
    "H": "            optimizer.zero_grad()",
    "I": "        scores.append(accuracy(net))",
}
BEFORE = (
    "def training(net, loader, loss, optimizer, accuracy):",
    "    scores = []",
    "    for epoch in range(2):",
)


class _Diary:
    """Stands for net, loss and optimizer, and writes down along which gradients each step goes."""

    def __init__(self):
        self.lines, self.mode, self.grads, self.count = [], "evaluation", [], 0

    def __call__(self, *inputs):
        if len(inputs) == 2:  # as the loss: what backward will add
            return _Recorded(self, inputs[0])
        self.count += 1
        return f"{self.count} ({self.mode})"

    def train(self):
        self.mode = "training"

    def eval(self):
        self.mode = "evaluation"

    def zero_grad(self):
        self.grads = []

    def step(self):
        along = " + ".join(self.grads) or "nothing"
        self.lines.append(f"a step along {along}")

    def accuracy(self, net):
        self.lines.append(f"a score in {self.mode}")
        return 0.5


class _Recorded:
    def __init__(self, diary, batch):
        self.diary, self.batch = diary, batch

    def backward(self):
        self.diary.grads = [*self.diary.grads, f"batch {self.batch}"]


def _in_order(order):
    diary = _Diary()
    return diary, assemble(order, LINES, "training", {}, BEFORE, ("    return scores",))


def _keep_diary(prepared, epochs):
    diary, training = prepared
    try:
        training(diary, [(1, 1)] * 2, diary, diary, diary.accuracy)
    except UnboundLocalError as error:
        word = str(error).split("'")[1]
        raise Refuse(f"`{word}` is used before any line has made it.") from None
    return {"what happens": diary.lines}


training_loop = Exercise(
    "pytorch.training_loop",
    kind="order",
    wants="value",
    reference="FDCGHAEBI",
    prepare=_in_order,
    run=_keep_diary,
    probes=[(2,)],
    hints=(
        "Five lines are indented further: they are the loop over the batches. Order these first.",
        "`backward` needs `value`, and that needs `predicted`. A step needs gradients, those of "
        "this batch and no others.",
        "The line that wipes has several right places. The only thing it must not do is come "
        "between `backward` and `step`, for then there is nothing left to follow.",
    ),
    after="This loop, in this order, stands in nearly every PyTorch program. Between it and the "
    "one of lesson 8 there are two differences: who knows the net, and who wipes the gradients.",
)

training_loop.wrong(
    "nothing_to_follow",
    "Every step finds nothing to follow. When it comes, the gradients of its batch have been "
    "wiped, or have not been made yet.",
)("FDCGAHEBI")
training_loop.wrong(
    "step_first",
    "The step comes first in each batch, so it follows what the batch before has left.",
)("FDECGHABI")
training_loop.wrong(
    "scored_with_dropout",
    "The score is taken before the switch, with dropout still on.",
)("FDCGHAEIB")
training_loop.wrong(
    "modes_swapped",
    "The two switches stand in each other's place: the net learns in evaluation mode and is "
    "measured in training mode.",
)("BDCGHAEFI")
training_loop.wrong(
    "switched_on_too_late",
    "The net may come in evaluation mode, and then the first epoch runs without dropout: the "
    "switch to training comes after the batches.",
)("DCGHAEBIF")
training_loop.wrong(
    "scored_first",
    "The score is taken before the epoch's training, so the last epoch is never measured.",
)("BIFDCGHAE")
training_loop.wrong(
    "never_off",
    "Both switches come after the batches, and the second undoes the first: the score is taken "
    "with dropout on.",
)("DCGHAEBFI")
training_loop.variant("FDHCGAEBI")
training_loop.variant(list("FDCHGAEBI"))
training_loop.variant("f, d, c, g, a, e, h, b, i")


# An own module


def _own_probes():
    net = _net(_linear(3, 5, 1), layers.Tanh(), _linear(5, 3, 2))
    return [(net, X), (net, X2)]


def _used(Net, ours, x):
    """Their class as a net with our numbers: its parameters, what it gives, and what it learns."""
    from torch import nn

    with _undisturbed() as torch:
        net = Net()
        if not isinstance(net, nn.Module):
            raise Refuse("A net of PyTorch is an `nn.Module`: what is in the brackets of `Net`?")
        params = list(net.parameters())
        places, wanted = [tuple(param.shape) for param in params], ours.params()
        report = {"the shapes of its parameters, sorted": sorted(places)}
        if sorted(places) != sorted(param.shape for param in wanted):
            return report
        with torch.no_grad():
            for array in wanted:  # whichever layer was made first
                params[places.index(array.shape)].copy_(torch.from_numpy(np.array(array)))
        outputs = net(torch.from_numpy(x))
        if not isinstance(outputs, torch.Tensor):
            return report | {"the outputs": outputs if outputs is None else name(outputs)}
        report["the outputs"] = _array(outputs)
        if outputs.requires_grad:
            outputs.sum().backward()
        grads = [params[places.index(array.shape)].grad for array in wanted]
        report["the gradient for the first weight"] = None if grads[0] is None else _array(grads[0])
        return report


@_warm
def _expect_used(Net, ours, x):
    outputs = x + ours.forward(x)
    ours.backward(np.ones_like(outputs))
    return {
        "the shapes of its parameters, sorted": sorted(param.shape for param in ours.params()),
        "the outputs": outputs,
        "the gradient for the first weight": ours.grads()[0].copy(),
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


own_module = Exercise(
    "pytorch.own_module",
    kind="fill",
    wants="class",
    reference=_own,
    prepare=_made,
    run=_used,
    seconds=SECONDS,
    expect=_expect_used,
    probes=_own_probes(),
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


def _own_with(forward, build=None):
    """A Net whose forward, and perhaps whose layers, are others."""

    @_later
    def make():
        from torch import nn

        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                if build:
                    build(self)
                else:
                    self.first, self.second = nn.Linear(3, 5), nn.Linear(5, 3)

        Net.forward = forward
        return Net

    return make


def _tanh(x):
    import torch

    return torch.tanh(x)


own_module.wrong("no_sum", "The inside is right. And the inputs, which are to be added to it?")(
    _own_with(lambda self, x: self.second(_tanh(self.first(x))))
)
own_module.wrong(
    "no_activation",
    "There is nothing between the two linear layers. (What are they then, together?)",
)(_own_with(lambda self, x: x + self.second(self.first(x))))
own_module.wrong(
    "activation_at_the_end",
    "The tanh comes after the second layer. It belongs between the two.",
)(_own_with(lambda self, x: x + _tanh(self.second(self.first(x)))))
own_module.wrong(
    "activation_over_all",
    "The tanh is around the whole sum. It belongs between the two layers.",
)(_own_with(lambda self, x: _tanh(x + self.second(self.first(x)))))
own_module.wrong(
    "multiplied", "The inputs are multiplied with what comes out. They are to be added."
)(_own_with(lambda self, x: x * self.second(_tanh(self.first(x)))))
own_module.wrong("no_return", "`forward` gives None. Does it end with `return`?")(
    _own_with(lambda self, x: None)
)
own_module.wrong(
    "not_recorded",
    "The outputs are right, but nothing could be learnt: the recording was switched off on the way "
    "(`no_grad`, `detach` or `.data`).",
)(_own_with(lambda self, x: x + self.second(_tanh(self.first(x))).detach()))


def _in_a_list(self):
    from torch import nn

    self.layers = [nn.Linear(3, 5), nn.Linear(5, 3)]


own_module.wrong(
    "plain_list",
    "The net has no parameters, so an optimizer would get nothing to move. PyTorch finds layers "
    "that are attributes of their own, `self.first = …`; it does not look into a Python list.",
)(_own_with(lambda self, x: x + self.layers[1](_tanh(self.layers[0](x))), _in_a_list))


def _one_layer(self):
    from torch import nn

    self.first = nn.Linear(3, 5)


own_module.wrong(
    "second_made_in_forward",
    "Only the first layer is known to the net. A layer that is made in `forward` is a new one each "
    "time, with new random weights. Make both in `__init__`.",
)(_own_with(lambda self, x: x + _fresh()(_tanh(self.first(x))), _one_layer))


def _fresh():
    from torch import nn

    return nn.Linear(5, 3)


def _without_biases(self):
    from torch import nn

    self.first, self.second = nn.Linear(3, 5, bias=False), nn.Linear(5, 3, bias=False)


own_module.wrong("no_biases", "The biases are missing: `nn.Linear` has them if you let it.")(
    _own_with(lambda self, x: x + self.second(_tanh(self.first(x))), _without_biases)
)


def _swapped(self):
    from torch import nn

    self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 3)


own_module.wrong(
    "other_sizes",
    "The sizes are others than asked for: 3 features go up to 5 and come back to 3.",
)(_own_with(lambda self, x: x + self.second(_tanh(self.first(x))), _swapped))


def _stacked(self):
    from torch import nn

    self.inside = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3))


own_module.variant(_own_with(lambda self, x: self.inside(x) + x, _stacked))


def _backwards(self):
    from torch import nn

    self.second, self.first, self.bend = nn.Linear(5, 3), nn.Linear(3, 5), nn.Tanh()


own_module.variant(
    _own_with(lambda self, x: x.add(self.second.forward(self.bend(self.first(x)))), _backwards)
)


def _bare(self):
    import torch
    from torch import nn

    self.w1, self.b1 = nn.Parameter(torch.zeros(5, 3)), nn.Parameter(torch.zeros(5))
    self.w2, self.b2 = nn.Parameter(torch.zeros(3, 5)), nn.Parameter(torch.zeros(3))


own_module.variant(
    _own_with(
        lambda self, x: x + (x @ self.w1.T + self.b1).tanh() @ self.w2.T + self.b2,
        _bare,
    )
)


# The empty page


ENOUGH = 0.9
_PASSED = {
    "what `fit` returns": "a net",
    "what the net gives": "ten logits for each digit",
    "the different answers": "many",
    "the share of the 1,000 new digits that is right": "at least 90 %",
}


@functools.cache
def _digits():
    """The small digits, flat, from 0 to 1 and centred, and their labels: for learning, and new."""
    data = mnist_small()
    x, new = (
        images.reshape(-1, 784).astype(np.float32) / 255
        for images in (data.train_images, data.test_images)
    )
    mean = x.mean()
    return x - mean, data.train_labels.astype(int), new - mean, data.test_labels


def _exam(fit, learn, new):
    """Lets `fit` learn from the small digits and asks its net about the others."""
    x, y, x_new, y_new = _digits()
    with _undisturbed() as torch:
        net = fit(torch.tensor(x), torch.tensor(y))
        if not callable(net) or isinstance(net, layers.Layer):
            return _PASSED | {"what `fit` returns": name(net)}
        if isinstance(net, torch.nn.Module):
            net.eval()
        logits = _array(net(torch.tensor(x_new)))
    if not isinstance(logits, np.ndarray) or logits.shape != (len(x_new), 10):
        return _PASSED | {"what the net gives": name(logits)}
    answers = logits.argmax(axis=1)
    right = np.mean(answers == y_new)
    print(f"(the check measured: {right:.1%} of the 1,000 new digits right)")
    return _PASSED | {
        "the different answers": "many" if len(np.unique(answers)) > 3 else "one to three",
        "the share of the 1,000 new digits that is right": _band(right),
    }


def _band(share):
    """An accuracy in words that do not depend on how the random numbers fell."""
    limits = {"nearly none": 0.03, "about 10 %": 0.25, "25 to 75 %": 0.75, "75 to 90 %": ENOUGH}
    return next((words for words, limit in limits.items() if share < limit), "at least 90 %")


def _learn(x, y, epochs=6, rate=0.1, sign=1, stack=None, wipe=True):
    """A small net, trained; the other arguments are there for mistakes."""
    import torch
    from torch import nn

    net = stack or nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(64):
            if wipe:
                optimizer.zero_grad()
            (sign * nn.CrossEntropyLoss()(net(x[rows]), y[rows])).backward()
            optimizer.step()
    return net


fit = Exercise(
    "pytorch.fit",
    kind="page",
    reference=_learn,
    run=_exam,
    expect=_warm(lambda reference, *probe: dict(_PASSED)),
    probes=[(4000, 1000)],
    seconds=120,
    hints=(
        "Four things are made once: the net, the loss, the optimizer, and what gives out batches. "
        "Then two loops, one within the other, and five lines inside.",
        "A `DataLoader` around a `TensorDataset` gives out batches; let it shuffle. Print the loss "
        "after each epoch: it begins near 2.3 and must fall.",
        "64 hidden ReLU neurons, Adam with its usual learning rate, and ten epochs get there. The "
        "last line of `fit` hands out the net.",
    ),
    after="Nine lessons ago this was a wall of classes. Now it is twenty lines, and there is none "
    "of them that you could not open and write yourself.",
)


@fit.wrong("no_return", "`fit` ends without handing anything back. Its last line returns the net.")
def _(x, y):
    _learn(x[:64], y[:64], epochs=1)


@fit.wrong(
    "answers_returned",
    "`fit` returns a tensor. It should return the net: the check asks it about new digits.",
)
def _(x, y):
    return _learn(x[:64], y[:64], epochs=1)(x[:1000])


@fit.wrong(
    "labels_given",
    "What came back gives one label for each digit. Asked for is the net itself, with its logits.",
)
def _(x, y):
    net = _learn(x[:64], y[:64], epochs=1)
    return lambda x: net(x).argmax(dim=1)


@fit.wrong(
    "one_answer",
    "It gives nearly every digit the same answer. Print the loss after each epoch: if it rises, or "
    "becomes NaN, the steps are far too large or go uphill.",
)
def _(x, y):
    return _learn(x[:1000], y[:1000], epochs=1, sign=-1)


@fit.wrong(
    "uphill",
    "It is wrong more often than by guessing, so it has learnt, but in the wrong direction. Is "
    "there a minus too many in front of the loss?",
)
def _(x, y):
    return _learn(x, y, epochs=1, sign=-1, rate=0.002)


@fit.wrong(
    "learnt_nothing",
    "It is as good as guessing. Does the optimizer hold the parameters of this very net? Is there "
    "a `backward`, and after it a `step`? Print the loss: does it fall?",
)
def _(x, y):
    return _learn(x[:64], y[:64], epochs=1, rate=1e-6)


@fit.wrong(
    "learnt_too_little",
    "It has begun to learn, and stopped early. Is the loss still falling at the end? More epochs, "
    "or larger steps. And look for a softmax before the loss: it makes the gradients small.",
)
def _(x, y):
    return _learn(x, y, epochs=1, rate=0.0015)


@fit.wrong(
    "nearly",
    "Close. This is what a net reaches that has not finished, or that has no hidden layer. Is the "
    "loss still falling at the end? Is there an activation between two layers?",
)
def _(x, y):
    return _learn(x, y, epochs=2, rate=0.006)


@fit.variant
def _(x, y):
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, TensorDataset

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.second = nn.Linear(784, 80), nn.Linear(80, 10)

        def forward(self, x):
            return self.second(nn.functional.dropout(self.first(x).relu(), 0.2, self.training))

    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    for _ in range(5):
        for batch_x, batch_y in DataLoader(TensorDataset(x, y), batch_size=50, shuffle=True):
            optimizer.zero_grad(set_to_none=False)
            nn.functional.cross_entropy(net(batch_x), batch_y).backward()
            optimizer.step()
    return net


@fit.variant
def _(x, y):  # no training by gradients: judged is what it gives
    import torch

    means = torch.stack([x[y == digit].mean(dim=0) for digit in range(10)])

    def nearest(new):
        found = torch.cdist(new, x).topk(3, largest=False).indices
        return torch.stack([(y[found] == digit).sum(dim=1) for digit in range(10)], dim=1).float()

    assert means.shape == (10, 784)
    return nearest
