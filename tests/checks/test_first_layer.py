"""A net that learns on one scale and is asked on another, and one that is not."""

import numpy as np
import pytest

from dlscratch.checks import pytorch as check
from dlscratch.checks.first_layer import given_first, other_scale

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn = torch.nn


@pytest.mark.parametrize(
    "scaled",
    ["x[rows] / 255", "x[rows] * 255", "5 * (x[rows] - x.mean())"],
)
def test_scaling_in_training_alone_is_named(scaled):
    def fit(x, y):
        net = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
        optimizer = torch.optim.Adam(net.parameters(), lr=0.0003)
        for rows in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            inputs = eval(scaled, {"x": x, "rows": rows})
            nn.CrossEntropyLoss()(net(inputs), y[rows]).backward()
            optimizer.step()
        return net

    assert check.fit.grade(fit).mistake == "scaled_in_training_only"


class Halved(nn.Module):
    """Scales in its forward: the same in training and when it is asked."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(784, 10))

    def forward(self, x):
        return self.layers(x / 255)


def test_a_net_that_scales_is_not_blamed():
    def fit(x, y):
        net = Halved()
        nn.CrossEntropyLoss()(net(x), y).backward()
        return net

    assert check.fit.grade(fit).mistake == "no_step"


@pytest.mark.parametrize(
    "trained, asked, other",
    [
        (1.0, 1.0, False),
        (1.0, 2.0, False),
        (1.0, 4.0, True),
        (4.0, 1.0, True),
        (1.0, np.array([1.0, 1.0, 5.0]), True),
    ],
)
def test_scales_that_differ(trained, asked, other):
    x = np.random.default_rng(0).normal(size=(64, 3))
    assert other_scale([trained * x], [asked * x]) is other


def test_nothing_is_said_of_what_was_not_seen():
    x = np.ones((64, 3))
    assert not other_scale([], [x]) and not other_scale([x], []) and not other_scale([x[:4]], [x])


def test_only_the_first_layer_is_looked_at_and_only_inside():
    net, x = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2)), torch.ones(5, 3)
    with given_first(torch) as found:
        net(x)
    net(2 * x)
    assert len(found) == 1 and (found[0] == 1).all()
