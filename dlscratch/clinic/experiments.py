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
    """What a ward lets a net learn; and the experiments on that net."""

    net: Callable  # library → a new net, which drops nothing
    examples: Callable  # () → x, y
    loss: str
    optimizer: Callable  # library → a new one
    shrug: str  # the loss of a net that knows nothing
    small: Callable  # library → a net that is small enough to nudge each parameter

    def shapes(self, library):
        net, (x, y) = self.net(library), self.examples()
        rows, outputs = [("inputs", f"{x.shape}")], x
        for layer in net.layers:
            outputs = layer.forward(outputs)
            rows.append((f"after {type(layer).__name__}", f"{np.shape(outputs)}"))
        net.backward(library[self.loss]().gradient(net.forward(x), y))
        for name, param, grad in _parameters(net):
            rows.append((f"{name}, its gradient", f"{param.shape}, {np.shape(grad)}"))
        rows.append(("parameters, gradients", f"{len(net.params())}, {len(net.grads())}"))
        return facts(*rows)

    def start(self, library):
        rows = [("", "shape", "mean", "spread")]
        for number, param in enumerate(self.net(library).params()):
            spread = f"{param.mean():.3f}", f"{param.std():.3f}"
            rows.append((f"parameter {number}", f"{param.shape}", *spread))
        return aligned(rows)

    def first_loss(self, library):
        net, (x, y) = self.net(library), self.examples()
        value = library[self.loss]().loss(net.forward(x), y)
        return facts(("loss of a new net", f"{value:.3f}"), ("of one that shrugs", self.shrug))

    def gradients(self, library):
        net = self.small(library)
        x = np.random.default_rng(1).normal(size=(4, net.layers[0].params()[0].shape[1]))
        return one_part.error_told(check_gradients(net, x, rng=0))

    def by_heart(self, library):
        net, loss = self.net(library), library[self.loss]()
        x, y = (one[1:3] for one in self.examples())
        curve = library["train"](net, x, y, loss, self.optimizer(library), 200)
        rows = [(f"step {step}", f"{curve[step]:.3f}") for step in (0, 10, 100, 199)]
        return "loss on two examples, learnt again and again\n" + facts(*rows)

    def moves(self, library):
        net, loss, (x, y) = self.net(library), library[self.loss](), self.examples()
        olds = [param.copy() for param in net.params()]
        value = loss.loss(net.forward(x), y)
        net.backward(loss.gradient(net.forward(x), y))
        self.optimizer(library).step(net)
        rows = [("", "largest gradient", "largest change")]
        for (name, param, grad), old in zip(_parameters(net), olds, strict=False):
            change = np.abs(param - old).max()
            rows.append((name, f"{np.abs(grad).max():.4f}", f"{change:.4f}"))
        after = loss.loss(net.forward(x), y)
        return aligned([*rows, ("loss", f"{value:.4f} before", f"{after:.4f} after")])

    def alike(self, library):
        net, found = self.net(library), []
        for _ in range(2):
            outputs = net.forward(self.examples()[0])
            net.backward(np.ones_like(outputs))
            found.append([np.array(one) for one in (outputs, *net.grads())])
        outputs, *grads = (np.abs(a - b).max() for a, b in zip(*found, strict=True))
        return facts(("the same inputs twice, outputs differ by", outputs),
                     ("and gradients by", max(grads)))  # fmt: skip


def _parameters(net):
    """The name, the array and the gradient of each parameter of a net, as far as there are both."""
    for number, (param, grad) in enumerate(zip(net.params(), net.grads(), strict=False)):
        yield f"parameter {number}", param, grad


def _xor_net(library):
    return wards.xor_net(library, 0)


def _digits():
    x, labels, *_ = wards.digits()
    return x[:20], np.eye(10)[labels[:20]]


def _small_net(library):
    """The chapter's net has more than 20,000 parameters, in float32."""
    rng, linear = np.random.default_rng(0), library["Linear"]
    layers = [linear(5, 3, rng=rng), library["Tanh"](), linear(3, 2, rng=rng)]
    return library["Sequential"](layers)


def _modes(library):
    net, (x, _), rows = library["chapter_net"](0.1, 0), _digits(), []
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


def _made(task, parts, hands, optimizer, *more):
    return (
        Experiment("gradients", "check_gradients of one part", one_part.gradients, parts),
        Experiment("net_gradients", "check_gradients of a whole net", task.gradients),
        Experiment("by_hand", "one part with small numbers, to be checked on paper",
                   one_part.by_hand, hands),
        Experiment("shapes", "the shapes through the net, and of its gradients", task.shapes),
        Experiment("start", "the weights and biases of a new net", task.start, vague=True),
        Experiment("first_loss", "the loss of a new net beside that of a shrug", task.first_loss,
                   vague=True),
        Experiment("by_heart", "two examples, learnt by heart", task.by_heart, vague=True),
        Experiment("moves", "one step: do the parameters move, does the loss fall?", task.moves),
        Experiment("alike", "the same inputs, forward and backward, twice", task.alike),
        Experiment("steps", "the optimizer on a single number", one_part.steps, (optimizer,)),
        Experiment("loop", "what train calls, in its order", one_part.loop),
        *more,
    )  # fmt: skip


XOR = _made(
    Task(_xor_net, xor, "SSE", lambda library: library["GradientDescent"](4.0), "0.25", _xor_net),
    ("Linear", "Sigmoid", "Sequential", "SSE"), ("Linear", "Sigmoid", "SSE"), "GradientDescent",
)  # fmt: skip
MNIST = _made(
    Task(lambda library: library["chapter_net"](0.0, 0), _digits, "SoftmaxCrossEntropy",
         lambda library: library["Adam"](0.003), "log 10, 2.303", _small_net),
    ("Linear", "Tanh", "Sequential", "SoftmaxCrossEntropy"),
    ("Linear", "Tanh", "Dropout", "softmax", "SoftmaxCrossEntropy", "batches"), "Adam",
    Experiment("modes", "the net after train() and after eval()", _modes),
)  # fmt: skip
OF_WARD = {"xor": XOR, "mnist": MNIST, "pytorch": in_pytorch.EXPERIMENTS}
