"""Answers to crash hunts, as a learner gives them: the solution's cell with some lines changed."""

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.course import pages
from dlscratch.datasets import mnist_small
from dlscratch.initializers import initial_weights
from dlscratch.layers import Layer
from dlscratch.losses import Loss

PAGE = {
    "np": np, "layers": layers, "losses": losses, "optimizers": optimizers,
    "mnist_small": mnist_small, "initial_weights": initial_weights, "Layer": Layer, "Loss": Loss,
}  # fmt: skip


def answer(exercise, name, old, new):
    """What the cell defines as `name`, with `new` in place of `old` in the solution."""
    source = pages.above_the_stop(exercise.solution.source)
    assert old in source
    names = dict(PAGE)
    exec(compile(source.replace(old, new), f"<{name}>", "exec"), names)
    return names[name]
