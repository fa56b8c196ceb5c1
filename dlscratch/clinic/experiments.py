"""The experiments on a whole net, and all those of the first two wards.

Each one gives facts, and leaves the verdict.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dlscratch.clinic import in_pytorch, one_part, wards
from dlscratch.clinic.facts import Experiment, aligned, facts
from dlscratch.datasets import xor
from dlscratch.gradients import check_gradients


class Task(NamedTuple):
    """What the experiments need to know of a ward."""

    net: Callable  # library → a new net, which drops nothing
    x: np.ndarray
    y: np.ndarray
    loss: str
    optimizer: Callable  # (library) → a new one
    shrug: str  # the loss of a net that knows nothing


def _xor_task():
    x, y = xor()
    return Task(lambda library: wards.xor_net(library, 0), x, y, "SSE",
                lambda library: library["GradientDescent"](4.0), "0.25")  # fmt: skip


def _mnist_task():
    x, labels, *_ = wards.digits()

    return Task(lambda library: library["chapter_net"](0.0, 0), x[:20], np.eye(10)[labels[:20]],
                "SoftmaxCrossEntropy", lambda library: library["Adam"](0.003),
                "log 10, 2.303")  # fmt: skip


def _whole(task):
    """The experiments on a whole net, for one ward's task."""

    def shapes(library):
        net, x = task().net(library), task().x
        rows, outputs = [("inputs", f"{x.shape}")], x
        for layer in net.layers:
            outputs = layer.forward(outputs)
            rows.append((f"after {type(layer).__name__}", f"{np.shape(outputs)}"))
        net.backward(library[task().loss]().gradient(net.forward(x), task().y))
        for number, (param, grad) in enumerate(zip(net.params(), net.grads(), strict=False)):
            rows.append((f"parameter {number}, its gradient", f"{param.shape}, {np.shape(grad)}"))
        rows.append(("parameters, gradients", f"{len(net.params())}, {len(net.grads())}"))
        return facts(*rows)

    def first_loss(library):
        net = task().net(library)
        value = library[task().loss]().loss(net.forward(task().x), task().y)
        return facts(("loss of a new net", f"{value:.3f}"),
                     ("of one that shrugs", task().shrug))  # fmt: skip

    def gradients(library):
        if task().loss == "SSE":
            net = task().net(library)
        else:  # the ward's has more than 20,000 parameters, each to be nudged, in float32
            rng, linear = np.random.default_rng(0), library["Linear"]
            net = library["Sequential"]([linear(5, 3, rng=rng), library["Tanh"](),
                                         linear(3, 2, rng=rng)])  # fmt: skip
        x = np.random.default_rng(1).normal(size=(4, net.layers[0].params()[0].shape[1]))
        return facts(("largest relative error against finite differences",
                      one_part.error_in_words(check_gradients(net, x, rng=0))))  # fmt: skip

    def by_heart(library):
        net, loss = task().net(library), library[task().loss]()
        x, y = task().x[1:3], task().y[1:3]
        curve = library["train"](net, x, y, loss, task().optimizer(library), 200)
        rows = [(f"step {step}", f"{curve[step]:.3f}") for step in (0, 10, 100, 199)]
        return "loss on two examples, learnt again and again\n" + facts(*rows)

    def moves(library):
        net, loss = task().net(library), library[task().loss]()
        before = [param.copy() for param in net.params()]
        value = loss.loss(net.forward(task().x), task().y)
        net.backward(loss.gradient(net.forward(task().x), task().y))
        task().optimizer(library).step(net)
        rows = [("", "largest gradient", "largest change")]
        for number, (param, old, grad) in enumerate(
            zip(net.params(), before, net.grads(), strict=False)
        ):
            change = np.abs(param - old).max()
            rows.append((f"parameter {number}", f"{np.abs(grad).max():.4f}", f"{change:.4f}"))
        after = loss.loss(net.forward(task().x), task().y)
        rows.append(("loss", f"{value:.4f} before", f"{after:.4f} after"))
        return aligned(rows)

    def alike(library):
        net, found = task().net(library), []
        for _ in range(2):
            outputs = net.forward(task().x)
            net.backward(np.ones_like(outputs))
            found.append([np.array(one) for one in (outputs, *net.grads())])
        outputs, *grads = (np.abs(a - b).max() for a, b in zip(*found, strict=True))
        return facts(("the same inputs twice, outputs differ by", outputs),
                     ("and gradients by", max(grads)))  # fmt: skip

    def start(library):
        net, rows = task().net(library), [("", "shape", "mean", "spread")]
        for number, param in enumerate(net.params()):
            rows.append((f"parameter {number}", f"{param.shape}", f"{param.mean():.3f}",
                         f"{param.std():.3f}"))  # fmt: skip
        return aligned(rows)

    return shapes, first_loss, gradients, by_heart, moves, alike, start


def _modes(library):
    net, x, rows = library["chapter_net"](0.1, 0), _mnist_task().x, []
    for mode in ("train", "eval"):
        getattr(net, mode)()
        first, second = net.forward(x), net.forward(x)
        rows.append((f"after net.{mode}(), two forwards differ by", np.abs(first - second).max()))
    net.train()
    for layer in net.layers[:3]:
        x = layer.forward(x)
        share = f"{np.mean(x == 0):.2f}"
        rows.append((f"share of zeros in training, after {type(layer).__name__}", share))
    return facts(*rows)


def _made(task, parts, hands, optimizer, more=()):
    shapes, first_loss, gradients, by_heart, moves, alike, start = _whole(task)
    return (
        Experiment("gradients", "check_gradients of one part", one_part.gradients, parts),
        Experiment("net_gradients", "check_gradients of a whole net", gradients),
        Experiment("by_hand", "one part with small numbers, to be checked on paper",
                   one_part.by_hand, hands),
        Experiment("shapes", "the shapes through the net, and of its gradients", shapes),
        Experiment("start", "the weights and biases of a new net", start),
        Experiment("first_loss", "the loss of a new net beside that of a shrug", first_loss),
        Experiment("by_heart", "two examples, learnt by heart", by_heart),
        Experiment("moves", "one step: do the parameters move, does the loss fall?", moves),
        Experiment("alike", "the same inputs, forward and backward, twice", alike),
        Experiment("steps", "the optimizer on a single number", one_part.steps, (optimizer,)),
        Experiment("loop", "what train calls, in its order", one_part.loop),
        *more,
    )  # fmt: skip


XOR = _made(_xor_task, ("Linear", "Sigmoid", "Sequential", "SSE"), ("Linear", "Sigmoid", "SSE"),
            "GradientDescent")  # fmt: skip
MNIST = _made(
    _mnist_task, ("Linear", "Tanh", "Sequential", "SoftmaxCrossEntropy"),
    ("Linear", "Tanh", "Dropout", "softmax", "SoftmaxCrossEntropy", "batches"), "Adam",
    (Experiment("modes", "the net after train() and after eval()", _modes),),
)  # fmt: skip
OF_WARD = {"xor": XOR, "mnist": MNIST, "pytorch": in_pytorch.EXPERIMENTS}
