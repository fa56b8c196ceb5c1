"""An empty page: a function that makes a net, trains it on 4,000 digits, and returns it."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.exam import digits
from dlscratch.checks.in_pytorch import warm
from dlscratch.checks.pytorch.shared.fitted import PASSED, examined
from dlscratch.checks.pytorch.shared.modules import small
from dlscratch.checks.slips import slips


def fit_that(go):
    """A `fit` that does go(torch, x, y)."""

    def fit(x, y):
        import torch

        return go(torch, x, y)

    fit.__wrapped__ = go
    return fit


def _learn(x, y, epochs=6, rate=0.1, net=None):
    """A small net, trained; the other arguments are there for mistakes."""
    import torch
    from torch import nn

    net = net or nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(64):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(net(x[rows]), y[rows]).backward()
            optimizer.step()
    return net


exercise = Exercise(
    __name__,
    kind="page",
    reference=_learn,
    run=examined,
    expect=warm(lambda reference, *probe: dict(PASSED)),
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
    pass


@exercise.wrong(
    "`fit` returns a tensor. It should return the net: the check asks it about new digits."
)
def answers_returned(x, y):
    return _learn(x[:64], y[:64], epochs=1)(x[:1000])


@exercise.wrong(
    "What comes back is the loss. It has learnt nothing: what the check asks about digits is the "
    "net."
)
def loss_returned(x, y):
    import torch

    return torch.nn.CrossEntropyLoss()


@exercise.wrong(
    "There is a softmax at the end, and it runs along the batch: what a digit gets depends on the "
    "others that are asked about. The loss wants the logits as they are, and so does the check."
)
def softmax_over_the_batch(x, y):
    import torch

    net = _learn(x, y, epochs=1)
    return torch.nn.Sequential(*net, torch.nn.Softmax(dim=0))


@exercise.wrong(
    "What came back gives one label for each digit. Asked for is the net itself, with its logits."
)
def labels_given(x, y):
    net = _learn(x[:64], y[:64], epochs=1)
    return lambda x: net(x).argmax(dim=1)


@exercise.wrong(
    "It gives nearly every digit the same answer. Print the loss after each epoch. If it rises, or "
    "becomes NaN, the steps are far too large or go uphill. If it stays near 2.3, they are far too "
    "small, or follow something else than these labels."
)
def one_answer(x, y):
    net = _learn(x, y, epochs=1, rate=1e-6)
    net[-1].bias.data[3] = 100
    return net


@exercise.wrong(
    "It is wrong more often than by guessing, so it has learnt, but in the wrong direction: its "
    "steps go uphill. Look at what you set when you made the optimizer."
)
def uphill(x, y):
    import torch

    net = _learn(x, y, epochs=1, rate=0.01)
    with torch.no_grad():
        for param in net[2].parameters():
            param.neg_()
    return net


@exercise.wrong(
    "It is as good as guessing. Does each digit still go with its own label, in the same order, in "
    "every epoch? If so, and the loss hardly falls: are the steps large enough (plain SGD wants "
    "other rates than Adam)?"
)
def learnt_nothing(x, y):
    return _learn(x, y, epochs=1, rate=1e-6)


@exercise.wrong(
    "It has learnt something, and far too little. If the loss is still falling at the end, the net "
    "wants more or larger steps. If it hardly falls, something is in the way. If it jumps, the "
    "steps are too large."
)
def learnt_too_little(x, y):
    return _learn(x, y, epochs=1, rate=0.0015)


@exercise.wrong(
    "Close. Print the loss after each epoch. Is it still falling at the end? Then go on. Does it "
    "jump? Then the steps are too large. Is it low, and still these digits are wrong? Then look at "
    "the net: is there a hidden layer, and an activation between two layers?"
)
def nearly(x, y):
    return _learn(x, y, epochs=2, rate=0.006)


exercise.mistakes(**slips(small, fit_that))


@exercise.wrong(
    "One of `zero_grad`, `backward` and `step` stands without its brackets: so it is only looked "
    "up, and nothing happens. Brackets call it."
)
@fit_that
def without_brackets(torch, x, y):
    net = small()
    value = torch.nn.CrossEntropyLoss()(net(x[:9]), y[:9])
    value.backward  # noqa: B018
    return net


@exercise.wrong(
    "`fit` does not look at both of the things that it is given. Is there a training yet? If so: "
    "do the names in its `def` line and those that it works with agree? A name that is no argument "
    "is taken from the page."
)
@fit_that
def an_argument_unused(torch, images, y):
    assert len(y)
    return small()


@exercise.wrong(
    "The net that came back is not the one that was trained: `backward` has reached none of its "
    "parameters. Is another net made, inside a loop or at the end?"
)
@fit_that
def another_net(torch, x, y):
    _learn(x[:64], y[:64], epochs=1)
    return small()


@exercise.wrong(
    "`backward` reaches none of the net's parameters. Something on the way from the net to the "
    "loss cuts the notes off: `argmax`, `detach`, `item`, or a new tensor."
)
@fit_that
def cut_off(torch, x, y):
    net = small()
    answers = net(x).argmax(dim=1).float().requires_grad_()
    torch.nn.MSELoss()(answers, y.float()).backward()
    return net


@exercise.wrong(
    "Some parameters of the net do not learn: their `requires_grad` is False. Who has switched it "
    "off?"
)
@fit_that
def frozen(torch, x, y):
    net = _learn(x, y, 1, 1e-6)
    net[0].requires_grad_(False)
    return net


@exercise.wrong(
    "The net knows other digits than those that it was given: the check's are seen in a mirror, "
    "and the net knows those of the page. Does `fit` work with its own arguments?"
)
def digits_of_the_page(x, y):
    import torch

    x, y = (torch.tensor(part[: len(x)]) for part in digits()[:2])
    return _learn(x, y.long(), epochs=2, rate=0.05)


def _larger(net):
    net[0].weight.data *= 50
    return net


def _at_another_scale(torch, x, y, times=1 / 255):
    net = small()
    _learn(times * x, y, epochs=1, rate=1e-6, net=net)
    return net


def _spoilt(layer):
    for param in layer.parameters():
        param.data *= np.nan


def _adam(torch, parameters):
    return torch.optim.Adam(parameters, lr=0.001)


exercise.mistakes(
    fit_that,
    probabilities_given=(
        "The net ends in a softmax, so it gives probabilities. Logits are wanted, and the loss "
        "wants them as well: it does softmax itself.",
        lambda torch, x, y: small(torch.nn.Softmax(dim=1)),
    ),
    sigmoid_at_the_end=(
        "All that the net gives lies between 0 and 1. Is there a sigmoid at its end? The loss "
        "wants the logits as they are.",
        lambda torch, x, y: small(torch.nn.Sigmoid()),
    ),
    relu_at_the_end=(
        "None of the logits is below 0. Is there a ReLU after the last layer? It cuts off what the "
        "loss wants to see.",
        lambda torch, x, y: _larger(_learn(x, y, 1, 1e-6, small(torch.nn.ReLU()))),
    ),
    drops_nearly_all=(
        "A dropout in the net leaves less than a third of what comes to it. Its number is the "
        "share to drop.",
        lambda torch, x, y: _learn(x, y, 1, 1e-6, small(torch.nn.Dropout(0.8))),
    ),
    trained_in_evaluation=(
        "The net learns in evaluation mode, in which its layers with two modes do not do what they "
        "are there for. Which call switches it, and when?",
        lambda torch, x, y: _learn(x, y, 1, 1e-6, small(torch.nn.Dropout(0.2)).eval()),
    ),
    of_this_course=(
        "That is a net of this course. One of PyTorch's is wanted, an `nn.Module`.",
        lambda torch, x, y: layers.Sequential([layers.Linear(784, 10)]),
    ),
    a_few_by_heart=(
        "The loss is near 0, and still many of the digits that `fit` was given are wrong: so some "
        "of them never reach the loss, and a few are known by heart. Which rows does each step "
        "take?",
        lambda torch, x, y: _learn(x[:100], y[:100], epochs=45, rate=0.05),
    ),
    no_numbers=(
        "The net gives NaN or infinite numbers. Print the loss in each step: from when on? Steps "
        "that are far too large do this.",
        lambda torch, x, y: _learn(x, y, 1, 1e-6).apply(_spoilt),
    ),
    scaled_in_training_only=(
        "In training the net is given numbers of another size than when it is asked. Is x scaled "
        "inside of `fit`? It is ready as it comes, and new digits come like it.",
        _at_another_scale,
    ),
    one_output=(
        "The net has one output. A digit is no amount, and 3 is not between 2 and 4: each of the "
        "ten classes has a logit of its own.",
        lambda torch, x, y: small(width=1),
    ),
    nothing_to_move=(
        "The optimizer is given nothing to move. PyTorch finds layers that are attributes of their "
        "own, `self.first = …`, and does not look into a Python list. (And `net.parameters()` can "
        "be walked through once: kept under a name, it is empty then.)",
        lambda torch, x, y: _adam(torch, []),
    ),
    net_to_the_optimizer=(
        "The optimizer was given layers. It wants what they learn: `net.parameters()`.",
        lambda torch, x, y: _adam(torch, small()),
    ),
    arrays_to_the_optimizer=(
        "The optimizer was given NumPy arrays: those are parameters of a net of this course. It "
        "moves those of PyTorch's.",
        lambda torch, x, y: _adam(torch, [np.ones(3)]),
    ),
    something_not_handed_over=(
        "Something is called without all that it wants. An optimizer wants the parameters first "
        "and knows no net later on; a loss wants what the net gave, and the labels.",
        lambda torch, x, y: torch.optim.SGD(lr=0.1),
    ),
    our_words=(
        "This object does not know that word: PyTorch's are not always ours. `backward` belongs to "
        "the value that the loss has given, not to the loss or the net; `step` and `zero_grad` "
        "belong to the optimizer.",
        lambda torch, x, y: torch.nn.CrossEntropyLoss().backward(),
    ),
    labels_for_the_batch_size=(
        "A `DataLoader` takes one thing that holds both, x and y; what comes second is the size of "
        "a batch. Section 9 shows what holds both.",
        lambda torch, x, y: torch.utils.data.DataLoader(x, y),
    ),
    batch_not_taken_apart=(
        "What a `DataLoader` hands out has two parts, the images and their labels. Give both a "
        "name in the line with `for`.",
        lambda torch, x, y: small()([x, y]),
    ),
    loss_not_made=(
        "A loss is made first, with empty brackets, and then called with its two arguments.",
        lambda torch, x, y: torch.nn.CrossEntropyLoss(small()(x[:9]), y[:9]),
    ),
    forward_gives_none=(
        "The net gives None. Does its `forward` end with `return`?",
        lambda torch, x, y: torch.nn.CrossEntropyLoss()(None, y),
    ),
    labels_for_logits=(
        "The loss got whole numbers where it wants floats. If those are the labels, they have "
        "become a table, such as one-hot rows: they stay as they come, (n,). If they come from the "
        "net, there is an `argmax` on the way, or the two arguments stand in each other's place.",
        lambda torch, x, y: torch.nn.CrossEntropyLoss()(y, y),
    ),
    label_out_of_bounds=(
        "A label is larger than the net has outputs. Each of the ten digits needs one.",
        lambda torch, x, y: torch.nn.CrossEntropyLoss()(small(width=2)(x), y),
    ),
    nothing_recorded=(
        "Nothing was recorded on the way to the loss, so there is nothing to go back along. Is the "
        "training in a `no_grad`, or something detached?",
        lambda torch, x, y: small()(x[:9]).detach().sum().backward(),
    ),
    sizes_do_not_meet=(
        "The sizes do not meet. A digit has 784 numbers, and each layer wants as many inputs as "
        "the one before it gives.",
        lambda torch, x, y: torch.nn.Linear(28, 10)(x),
    ),
)


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
