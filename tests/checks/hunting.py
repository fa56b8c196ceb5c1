"""Answers to crash hunts, as a learner gives them: the solution's cell with some lines changed."""

import numpy as np

from dlscratch import datasets, layers, losses, optimizers
from dlscratch.course import pages
from dlscratch.datasets import mnist_small
from dlscratch.initializers import initial_weights
from dlscratch.layers import Layer
from dlscratch.losses import Loss

PAGE = {
    "np": np, "datasets": datasets, "layers": layers, "losses": losses, "optimizers": optimizers,
    "mnist_small": mnist_small, "initial_weights": initial_weights, "Layer": Layer, "Loss": Loss,
}  # fmt: skip


def answer(exercise, name, *changes):
    """What the cell defines as `name`, with the solution changed: old, new, and so on in pairs."""
    source = pages.above_the_stop(exercise.solution.source)
    source = source.partition("\ntwo = ")[0]  # what only shows how the answer fares
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in source, old
        source = source.replace(old, new)
    names = dict(PAGE)
    exec(compile(source, f"<{name}>", "exec"), names)
    return names[name]
