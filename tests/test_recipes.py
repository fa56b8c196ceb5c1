"""The recipes make the nets that they say, and train them: rows for Linear, images for windows."""

from dataclasses import replace

import numpy as np
import pytest

from dlscratch import datasets
from dlscratch.recipes import BEST, LENET, QUICK
from dlscratch.training import accuracy

NETS = {
    QUICK: "Linear(784, 256), ReLU(), Linear(256, 128), ReLU(), Linear(128, 10)",
    BEST: "Linear(784, 400), ReLU(), Dropout(0.15), Linear(400, 200), ReLU(), Dropout(0.15), "
    "Linear(200, 10)",
    LENET: "Conv2d(1, 16, 5), ReLU(), MaxPool2d(2), Conv2d(16, 32, 5), ReLU(), MaxPool2d(2), "
    "Flatten(), Linear(512, 128), ReLU(), Dropout(0.25), Linear(128, 10)",
}


def digits(recipe, n):
    found = datasets.mnist_small()
    x, y = found.train_images[:n].astype(np.float32), found.train_labels[:n].astype(int)
    x = (x - x.mean()) / x.std()
    return (x[:, None] if recipe is LENET else x.reshape(n, 784)), y


@pytest.mark.parametrize("recipe, layers", NETS.items(), ids=["QUICK", "BEST", "LENET"])
def test_the_nets(recipe, layers):
    net, again = recipe.net(3), recipe.net(3)
    assert repr(net) == f"Sequential([{layers}])"
    for param, other in zip(net.params(), again.params(), strict=True):
        assert param.dtype == np.float32
        np.testing.assert_array_equal(param, other)
    assert net.forward(digits(recipe, 2)[0]).shape == (2, 10)


@pytest.mark.parametrize("recipe", NETS, ids=["QUICK", "BEST", "LENET"])
def test_they_train(recipe):
    recipe, net, (x, y) = (
        replace(recipe, epochs=4, batch_size=16),
        recipe.net(0),
        digits(recipe, 400),
    )
    history = recipe.train(net, x, y, rng=0)
    assert accuracy(net, x, y) > 0.85 and history.loss[-1] < history.loss[0] / 2
