"""An empty page: a function that makes a net, trains it on 4,000 digits, and returns it."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.values import name
from dlscratch.checks.exam import digits, mark
from dlscratch.checks.pytorch.shared import as_array, undisturbed, warm

_PASSED = {
    "what `fit` returns": "a net",
    "what the net gives": "ten logits for each digit",
    "the different answers": "many",
    "the share of the 1,000 new digits that is right": "at least 90 %",
}


def _exam(fit, learn, new):
    """Lets `fit` learn from the small digits and asks its net about the others."""
    x, y, x_new, y_new = digits()
    with undisturbed() as torch:
        net = fit(torch.tensor(x), torch.tensor(y.astype(int)))
        if not callable(net) or isinstance(net, layers.Layer):
            return _PASSED | {"what `fit` returns": name(net)}
        if isinstance(net, torch.nn.Module):
            net.eval()
        logits = as_array(net(torch.tensor(x_new)))
    if not isinstance(logits, np.ndarray) or logits.shape != (len(x_new), 10):
        return _PASSED | {"what the net gives": name(logits)}
    answers = logits.argmax(axis=1)
    right = np.mean(answers == y_new)
    print(f"(the check measured: {right:.1%} of the 1,000 new digits right)")
    return _PASSED | {
        "the different answers": "many" if len(np.unique(answers)) > 3 else "one to three",
        "the share of the 1,000 new digits that is right": mark(right),
    }


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


exercise = Exercise(
    __name__,
    kind="page",
    reference=_learn,
    run=_exam,
    expect=warm(lambda reference, *probe: dict(_PASSED)),
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


@exercise.wrong("`fit` ends without handing anything back. Its last line returns the net.")
def no_return(x, y):
    _learn(x[:64], y[:64], epochs=1)


@exercise.wrong(
    "`fit` returns a tensor. It should return the net: the check asks it about new digits."
)
def answers_returned(x, y):
    return _learn(x[:64], y[:64], epochs=1)(x[:1000])


@exercise.wrong(
    "What came back gives one label for each digit. Asked for is the net itself, with its logits."
)
def labels_given(x, y):
    net = _learn(x[:64], y[:64], epochs=1)
    return lambda x: net(x).argmax(dim=1)


@exercise.wrong(
    "It gives nearly every digit the same answer. Print the loss after each epoch: if it rises, or "
    "becomes NaN, the steps are far too large or go uphill."
)
def one_answer(x, y):
    return _learn(x[:1000], y[:1000], epochs=1, sign=-1)


@exercise.wrong(
    "It is wrong more often than by guessing, so it has learnt, but in the wrong direction. Is "
    "there a minus too many in front of the loss?"
)
def uphill(x, y):
    return _learn(x, y, epochs=1, sign=-1, rate=0.002)


@exercise.wrong(
    "It is as good as guessing. Does the optimizer hold the parameters of this very net? Is there "
    "a `backward`, and after it a `step`? Print the loss: does it fall?"
)
def learnt_nothing(x, y):
    return _learn(x[:64], y[:64], epochs=1, rate=1e-6)


@exercise.wrong(
    "It has begun to learn, and stopped early. Is the loss still falling at the end? More epochs, "
    "or larger steps. And look for a softmax before the loss: it makes the gradients small."
)
def learnt_too_little(x, y):
    return _learn(x, y, epochs=1, rate=0.0015)


@exercise.wrong(
    "Close. This is what a net reaches that has not finished, or that has no hidden layer. Is the "
    "loss still falling at the end? Is there an activation between two layers?"
)
def nearly(x, y):
    return _learn(x, y, epochs=2, rate=0.006)


@exercise.variant
def dropout_and_adam(x, y):
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


@exercise.variant
def nearest_neighbours(x, y):  # no training by gradients: judged is what it gives
    import torch

    means = torch.stack([x[y == digit].mean(dim=0) for digit in range(10)])

    def nearest(new):
        found = torch.cdist(new, x).topk(3, largest=False).indices
        return torch.stack([(y[found] == digit).sum(dim=1) for digit in range(10)], dim=1).float()

    assert means.shape == (10, 784)
    return nearest
