"""The share of right answers that a net of PyTorch gives, as a Python number."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.pytorch.shared import SECONDS, X2, numbers, undisturbed, warm


def _measured(accuracy, x, y, logits):
    """`accuracy` with a net that gives these logits, whatever comes."""
    from torch import nn

    class Given(nn.Module):
        def forward(self, inputs):
            return torch.from_numpy(logits) + 0 * inputs.sum()

    with undisturbed() as torch:
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


@warm
def _share(accuracy, x, y, logits):
    return float(np.mean(logits.argmax(axis=1) == y))


SCORES = numbers(7, 3, seed=2)
SCORES[0, 2] = 5.0  # the largest of all, in a place that is a label as well

exercise = Exercise(
    __name__,
    kind="fill",
    reference=_measure,
    run=_measured,
    seconds=SECONDS,
    expect=_share,
    probes=[
        (X2, np.array([2, 0, 1, 1, 0, 2, 2]), SCORES),
        (numbers(4, 3, seed=4), np.array([1, 1, 0, 1]), np.eye(3, dtype=np.float32)[[1, 1, 0, 2]]),
        (numbers(3, 3, seed=5), np.array([2, 2, 0]), SCORES[2:5]),  # square: dim=0 fits as well
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


@exercise.wrong(
    "Without `dim`, `argmax` searches the whole table and gives one place for all examples."
)
def no_dim(net, x, y):
    return (net(x).argmax() == y).float().mean().item()


@exercise.wrong(
    "`argmax` searches along the batch: it says for each class which example has most of it. Each "
    "example should get its own class."
)
def along_the_batch(net, x, y):
    return (net(x).argmax(dim=0) == y).float().mean().item()


@exercise.wrong("This counts the right answers. Which share of all examples is it?")
def sum_of_right_ones(net, x, y):
    return (net(x).argmax(dim=1) == y).sum().item()


@exercise.wrong("This is the share of the wrong answers.")
def share_of_wrong_ones(net, x, y):
    return (net(x).argmax(dim=1) != y).float().mean().item()


@exercise.wrong(
    "`max` gives the largest value and its place; the place is what the label is compared with."
)
def largest_value(net, x, y):
    return (net(x).max(dim=1).values == y).float().mean().item()


@exercise.wrong("This takes the class with the smallest logit.")
def smallest(net, x, y):
    return (net(x).argmin(dim=1) == y).float().mean().item()


@exercise.wrong("The share is to lie between 0 and 1.")
def in_percent(net, x, y):
    return 100 * _measure(net, x, y)


@exercise.variant
def one_by_one(net, x, y):
    right = sum(int(row.argmax()) == int(label) for row, label in zip(net(x), y, strict=True))
    return right / len(y)


@exercise.variant
def in_numpy(net, x, y):
    return float(np.mean(net(x).detach().numpy().argmax(axis=1) == y.numpy()))


@exercise.variant
def by_max_and_len(net, x, y):
    return ((net.forward(x).max(1).indices == y).sum() / len(y)).tolist()
