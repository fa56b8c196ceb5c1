"""The first lines of a doctor: what can be known of a net before it has learnt anything."""

import numpy as np

from dlscratch import layers, losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.errors.values import family, name

COMES = "what the function returns"


class _Cut(layers.Tanh):
    """A layer that passes no gradient on."""

    def backward(self, gradient):
        return 0 * super().backward(gradient)


def _net(classes, seed, *, squash=layers.Tanh, steep=1.0):
    rng = np.random.default_rng(seed)
    net = layers.Sequential(
        [layers.Linear(4, 6, rng=rng), squash(), layers.Linear(6, classes, rng=rng)]
    )
    for param in net.params():
        param += 0.2 * rng.normal(size=param.shape)
        param *= steep
    if squash is layers.ReLU:  # its first unit is dead, and the others are not
        net.params()[1][0] = -1000
    return net


def _sure():
    """A net that knows the only example so surely that nothing is left to learn."""
    net = layers.Linear(4, 2, rng=3)
    net.b[0] = 1000
    return net


def _examples(n, classes, seed):
    rng = np.random.default_rng([n, classes, seed])
    x = rng.normal(size=(n, 4)) * [1, 2, 0, 1]  # an input that is always 0, as some pixels are
    return x, losses.one_hot(np.arange(n) % classes, classes)


def _looked(first_look, net, n, classes):
    """What is found, and whether the net is as it was."""
    x, y = _examples(n, classes, 1)
    before = [param.copy() for param in net.params()]
    found = first_look(net, x, y, losses.SoftmaxCrossEntropy())
    same = all(np.array_equal(a, b) for a, b in zip(before, net.params(), strict=True))
    facts: dict[str, object] = {COMES: type(found).__name__}
    if isinstance(found, tuple | list) and len(found) == 3:
        facts[COMES] = "three things"
        first, guess, silent = found
        facts |= {"the first loss": first, "the loss of guessing": guess}
        facts["the parameters without a gradient"] = _places(silent)
    return facts | {"the net's parameters": "as they were" if same else "changed"}


def _places(silent):
    """What should be a list of places, if it holds numbers at all."""
    if not isinstance(silent, list | tuple):
        return silent
    for place in silent:
        if family(place) != "number":
            raise Refuse(
                "The list that `first_look` returns is to hold places in `net.params()`, whole "
                f"numbers from 0 on, and in it is {name(place)}."
            )
    return [int(place) for place in silent]


_looked.arguments = ("net", "n", "classes")


def _look(first=None, guess=None, silent=None, back=lambda *found: found):
    """An answer that finds these three things from (net, x, y, loss, logits)."""

    def first_look(net, x, y, loss):
        logits = net.forward(x)
        net.backward(loss.gradient(logits, y))
        known = (net, x, y, loss, logits)
        finds = (first or _first, guess or _guess, silent or _silent)
        return back(*(find(*known) for find in finds))

    return first_look


def _first(net, x, y, loss, logits):
    return loss.loss(logits, y)


def _guess(net, x, y, loss, logits):
    return np.log(logits.shape[1])


def _silent(net, x, y, loss, logits):
    return [place for place, grad in enumerate(net.grads()) if not grad.any()]


def _before(net, x, y, loss, logits):
    net.backward(0 * logits)
    return _silent(net, x, y, loss, logits)


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_look(),
    run=_looked,
    probes=[
        (_net(3, 0), 5, 3),
        (_net(3, 0, squash=_Cut), 5, 3),
        (_net(10, 1), 7, 10),
        (_net(4, 2, squash=_Cut, steep=8.0), 9, 4),
        (_net(5, 4, squash=layers.ReLU), 8, 5),
        (layers.Sequential([layers.Linear(4, 2, rng=3)]), 1, 2),
        (_sure(), 1, 2),
    ],
    hints=(
        "Forward gives the logits, and the loss compares them with y. Whoever guesses among k "
        "classes gives each the probability 1/k: how surprised are they by the right one?",
        "There are as many classes as there are columns in the logits. The gradients are there "
        "only after the loss's gradient has gone back through the net.",
        "Go through the net's gradients with `enumerate`, and keep the number of each array in "
        "which nothing differs from 0: `array.any()` is true if something does.",
    ),
    after="Three numbers, in a fraction of a second. A first loss far above that of guessing: the "
    "net is sure of wrong answers, or the labels are not what it thinks. A parameter without any "
    "gradient: something on the way back is cut, and that part of the net will never learn.",
)

exercise.mistakes(
    _look,
    number_of_examples=(
        "The loss of guessing hangs on the number of classes, and you take that of examples.",
        None, lambda net, x, y, loss, logits: np.log(len(x)),
    ),
    always_ten=(
        "Ten classes are those of the digits. Here the net's logits say how many there are.",
        None, lambda *known: np.log(10),
    ),
    share=(
        "That is the probability that each class gets by guessing. Wanted is the loss, the minus "
        "logarithm of it.",
        None, lambda net, x, y, loss, logits: 1 / logits.shape[1],
    ),
    minus=(
        "The logarithm of 1/k is negative. A surprise is minus that.",
        None, lambda net, x, y, loss, logits: np.log(1 / logits.shape[1]),
    ),
    base_2=(
        "The course's losses use the natural logarithm, `np.log`.",
        None, lambda net, x, y, loss, logits: np.log2(logits.shape[1]),
    ),
    features=(
        "You count the numbers that go in. The classes are the columns of what comes out.",
        None, lambda net, x, y, loss, logits: np.log(x.shape[1]),
    ),
    with_gradient=(
        "Those are the parameters that do get a gradient. The others are wanted.",
        None, None,
        lambda net, *known: [place for place, grad in enumerate(net.grads()) if grad.any()],
    ),
    any_zero=(
        "You name each parameter in whose gradient some number is 0. Wanted are those in which "
        "all are.",
        None, None,
        lambda net, *known: [place for place, grad in enumerate(net.grads()) if not grad.all()],
    ),
    parameters_asked=(
        "You look for zeros among the parameters. It is the gradients that count.",
        None, None,
        lambda net, *known: [place for place, param in enumerate(net.params()) if not param.any()],
    ),
    never_back=(
        "No gradient has come back: nothing went through `net.backward` but zeros, or nothing at "
        "all.",
        None, None, _before,
    ),
    counted_from_1=(
        "These are the right ones, counted from 1. The first parameter of a list is number 0.",
        None, None,
        lambda *known: [place + 1 for place in _silent(*known)],
    ),
    how_many=(
        "You give how many they are. Which ones?",
        None, None, lambda *known: len(_silent(*known)),
    ),
    all_or_not=(
        "You say whether all get a gradient. Wanted is a list of those that do not.",
        None, None, lambda *known: not _silent(*known),
    ),
    loss_of_all=(
        "The first loss is to be the mean over the examples, as the loss gives it.",
        lambda net, x, y, loss, logits: loss.loss(logits, y) * len(x),
    ),
    perfect=(
        "You compare the answers with themselves. Wanted is the loss of the logits, with y.",
        lambda net, x, y, loss, logits: loss.loss(1e3 * y, y),
    ),
    another_order=(
        "All three are there. But guessing comes second: first the loss, then guessing's, then the "
        "list.",
        None, None, None, lambda first, guess, silent: (guess, first, silent),
    ),
    printed=(
        "The three things are found. Who gets them?", None, None, None, lambda *found: None,
    ),
)  # fmt: skip


@exercise.wrong("A step has been taken. The doctor only looks: the net is to stay as it was.")
def with_a_step(net, x, y, loss):
    found = _look()(net, x, y, loss)
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= 0.1 * grad + 0.01
    return found


@exercise.variant
def by_sizes(net, x, y, loss):
    net.backward(loss.gradient(net.forward(x), y))
    grads = net.grads()
    silent = [i for i in range(len(grads)) if np.abs(grads[i]).max() == 0]
    return float(loss.loss(net.forward(x), y)), -np.log(1 / y.shape[1]), silent


@exercise.variant
def with_a_loop(net, x, y, loss):
    logits, silent = net.forward(x), []
    net.backward(loss.gradient(logits, y))
    for number, grad in enumerate(net.grads()):
        if np.all(grad == 0):
            silent.append(number)
    return [loss.loss(logits, y), np.log(len(y[0])), silent]
