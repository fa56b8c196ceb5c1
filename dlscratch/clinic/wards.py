"""The wards: what each of them trains, with which parts of the library, and what it measures."""

import functools
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from dlscratch import losses
from dlscratch.clinic import in_pytorch, symptoms
from dlscratch.clinic.library import Library, Result, attempt
from dlscratch.clinic.symptoms import Band, Run
from dlscratch.datasets import mnist_small, xor

LONGEST = 20.0  # seconds for a healthy training


class Ward(NamedTuple):
    """A scenario in which a fault of the library shows."""

    name: str
    story: str  # what is trained, and what is measured
    parts: tuple[str, ...]
    train: Callable[[Library, int], Run]  # from a seed
    unit: str  # in which the curve is counted
    each: int = 1  # so many of them between two losses of the curve
    healthy: int = 6  # so many seeds show what is healthy
    sick: int = 2  # from so many of them the changed library is trained

    def band(self, library: Library) -> Band:
        """What is healthy, by the trainings of a library that is. Raises RuntimeError where one of
        them fails."""
        runs, begun = [], time.monotonic()
        for seed in range(self.healthy):
            result = self.trained(library, seed, LONGEST)
            if result.said:
                raise RuntimeError(result.said)
            runs.append(result.value)
        return Band.of(runs, time.monotonic() - begun)

    def trained(self, library: Library, seed: int, seconds: float) -> Result:
        """A training within a time, all made anew; its value is a Run."""
        return attempt(library.anew(), lambda library: self.train(library, seed), seconds)


# XOR ----------------------------------------------------------------------------------------------


def xor_net(library: Library, seed: int, hidden: int = 4):
    """Linear, sigmoid, linear, sigmoid, from the parts of a library."""
    rng = np.random.default_rng(seed)
    linear, sigmoid = library["Linear"], library["Sigmoid"]
    return library["Sequential"](
        [linear(2, hidden, "normal", rng), sigmoid(), linear(hidden, 1, "normal", rng), sigmoid()]
    )


def _train_xor(library, seed):
    (x, y), net = xor(), xor_net(library, seed)
    descent = library["GradientDescent"](4.0)
    curve = library["train"](net, x, y, library["SSE"](), descent, 400)
    curve = symptoms.losses(curve, "train", "epoch")
    answers = net.forward(x)
    right = symptoms.share((answers > 0.5) == (y > 0.5), answers)
    return Run(curve, {"right answers": right})


XOR = Ward(
    "xor",
    "A network with four hidden neurons learns XOR for 400 epochs, with SSE and "
    "GradientDescent(4.0).",
    ("Linear", "Sigmoid", "Sequential", "SSE", "GradientDescent", "train"),
    _train_xor,
    "epoch",
)


# MNIST --------------------------------------------------------------------------------------------

LEARNT, NEW, EPOCHS, TOGETHER = 800, 400, 5, 5


@functools.cache
def digits():
    """Digits to learn from, flat and centred, with one-hot rows, and new ones with labels."""
    small = mnist_small()
    x, x_new = (
        images.reshape(-1, 784).astype(np.float32) / 255
        for images in (small.train_images[:LEARNT], small.test_images[:NEW])
    )
    mean = x.mean()
    labels = small.train_labels[:LEARNT].astype(int)
    return x - mean, labels, x_new - mean, small.test_labels[:NEW].astype(int)


def _train_mnist(library, seed):
    x, labels, x_new, new_labels = digits()
    rng = np.random.default_rng(seed)
    net = library["chapter_net"](0.1, rng)
    entropy, adam, curve = library["SoftmaxCrossEntropy"](), library["Adam"](0.003), []
    net.train()
    for _ in range(EPOCHS):
        for batch_x, batch_y in library["batches"](x, labels, 32, rng):
            rows = losses.one_hot(batch_y, 10)
            curve += symptoms.losses(
                library["train"](net, batch_x, rows, entropy, adam, 1), "train", "epoch"
            )
    net.eval()
    logits = net.forward(x_new)
    right = symptoms.share(logits.argmax(axis=1) == new_labels, logits)
    return Run(_means(curve), {"new digits right": right})


def _means(curve):
    """The means of a few losses in a row: those of single batches are noisy."""
    return [float(np.mean(curve[i : i + TOGETHER])) for i in range(0, len(curve), TOGETHER)]


MNIST = Ward(
    "mnist",
    f"The chapter's network learns {LEARNT} digits for {EPOCHS} epochs, with SoftmaxCrossEntropy "
    f"and Adam(0.003); then it is asked about {NEW} others. A loss is the mean of {TOGETHER} "
    "batches.",
    ("chapter_net", "Linear", "Dropout", "Tanh", "Sequential", "SoftmaxCrossEntropy", "softmax",
     "Adam", "batches", "train"),
    _train_mnist,
    "batch",
    each=TOGETHER,
    healthy=4,
)  # fmt: skip


# PyTorch ------------------------------------------------------------------------------------------

PYTORCH = Ward(
    "pytorch",
    in_pytorch.STORY,
    in_pytorch.PARTS,
    lambda library, seed: in_pytorch.train(library, seed, digits()),
    "step",
    each=in_pytorch.STEPS,
    healthy=4,
)
WARDS = {one.name: one for one in (XOR, MNIST, PYTORCH)}
