"""An empty page: from a file to a net that sorts new bodies by their fate, in a function."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.in_pytorch import warm_to_step
from dlscratch.checks.practice.shared.script import PASSED, judged
from dlscratch.checks.slips import slips
from dlscratch.datasets import orbits


def _table(path):
    if isinstance(path, tuple):
        return path
    rows = np.genfromtxt(path, delimiter=",", skip_header=1)
    return rows[:, :3], rows[:, 3].astype(int)


def _net(*last):
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 3), *last
    )


def _learn(path, epochs=15, net=None, rate=0.01, held=0, turned=0):
    """A small net, trained; the settings are there for mistakes."""
    import torch

    x, y = _table(path)
    mean, spread = x.mean(axis=0), x.std(axis=0)

    def prepare(new):
        return torch.tensor((new - mean) / spread, dtype=torch.float32)

    net = net or _net()
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    inputs, labels = prepare(x), torch.from_numpy((y + turned) % 3)
    if held:
        inputs, labels = inputs[:-held], labels[:-held]
    for _ in range(epochs):
        for rows in torch.randperm(len(labels)).split(32):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(inputs[rows]), labels[rows]).backward()
            optimizer.step()
    return net, prepare


exercise = Exercise(
    __name__,
    kind="page",
    reference=_learn,
    run=judged,
    expect=warm_to_step(lambda reference, *probe: dict(PASSED)),
    probes=[(2000, 1000)],
    seconds=120,
    hints=(
        "Write it in five parts, and run each before the next: read, mix and split, scale, train, "
        "return. Print shapes and a few labels in between.",
        "The rows are sorted, so mix them before you hold some back: else the net is measured by "
        "one fate alone. `prepare` uses the numbers of the training rows.",
        "Two hidden layers of 32 ReLU neurons, Adam with a rate of 0.01, batches of 32 and twenty "
        "epochs get there. Copy the state dict when the loss on the rows held back is lowest.",
    ),
    after="From a file of text to a net that knows the fate of bodies, and nobody has told it a "
    "law. There is no line in it that you could not open, and few that you have not written "
    "yourself. Take a table that matters to you.",
)


def _changed(change, **settings):
    """A `learn` that hands out change(torch, net, prepare), hardly trained."""

    def learn(path):
        import torch

        return change(torch, *_learn(path, **({"epochs": 0} | settings)))

    return learn


def _hidden(torch, dropped=False):
    """A net whose first layer is in a list, or whose dropout never ends."""
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.rest = [nn.Linear(3, 32)], _net()[1:]
            if dropped:
                self.first = nn.ModuleList(self.first)

        def forward(self, x):
            x = self.rest(self.first[0](x))
            return nn.functional.dropout(x) if dropped else x

    return Net()


def _own_scale(torch, net, prepare):
    def own(new):
        new = torch.as_tensor(new, dtype=torch.float32)
        return (new - new.mean(dim=0)) / new.std(dim=0)

    return net, own


exercise.mistakes(
    no_return=(
        "`learn` ends without handing anything back. Its last line returns the net and `prepare`.",
        lambda path: None,
    ),
    net_alone=(
        "Only the net came. Rows of the file are in kilometres and degrees: `prepare` is wanted "
        "too, so that new ones can be asked.",
        _changed(lambda torch, net, prepare: net),
    ),
    exchanged=(
        "Two things came, and the net is to be the first of them.",
        _changed(lambda torch, net, prepare: (prepare, net)),
    ),
    scale_for_prepare=(
        "Three things came. Mean and spread are not to be handed out, but used by `prepare`: a "
        "function within a function remembers them.",
        _changed(lambda torch, net, prepare: (net, np.zeros(3), np.ones(3))),
    ),
    array_prepared=(
        "`prepare` gives an array of NumPy. The net wants a tensor.",
        _changed(lambda torch, net, prepare: (net, lambda new: prepare(new).numpy())),
    ),
    doubles_prepared=(
        "What `prepare` gives and the net's weights are of different types. An array of NumPy is "
        "in float64, and stays so as a tensor, unless you say otherwise.",
        _changed(lambda torch, net, prepare: (net, lambda new: prepare(new).double())),
    ),
    nothing_prepared=(
        "`prepare` gives nothing back. Does it end with `return`?",
        _changed(lambda torch, net, prepare: (net, lambda new: None)),
    ),
    one_output=(
        "The net has one output for each body. A fate is no amount: each of the three has a logit "
        "of its own.",
        _changed(lambda torch, net, prepare: (torch.nn.Linear(3, 1), prepare)),
    ),
    probabilities=(
        "All that the net gives lies between 0 and 1. Is there a softmax or a sigmoid at its end? "
        "Logits are wanted, and the loss wants them as well.",
        _changed(
            lambda torch, net, prepare: (torch.nn.Sequential(*net, torch.nn.Softmax(1)), prepare)
        ),
    ),
    no_numbers=(
        "The net gives NaN or infinite numbers. Print the loss of each step: from when on? Is a "
        "column divided by 0, or are the steps far too large?",
        _changed(lambda torch, net, prepare: (net, lambda new: prepare(new) * float("nan"))),
    ),
    a_layer_in_hiding=(
        "A layer runs of which the net does not know, so it has never learnt. Exercise "
        "[hidden_layer] was about it.",
        _changed(lambda torch, net, prepare: (_hidden(torch), prepare)),
    ),
    always_dropped=(
        "Asked twice about the same bodies, in evaluation, the net gives different answers. "
        "Exercise [modes] was about it.",
        lambda path: _dropped(path),
    ),
    last_weights_loaded=(
        "At the end a dictionary was loaded into the net, and its tensors are the net's own: they "
        "have followed each step, so nothing was put back. Exercise [best_weights] was about it.",
        lambda path: _loaded_itself(path),
    ),
    own_scale=(
        "A body alone gets another answer than among others. `prepare` measures what it is given; "
        "the scale is that of the training rows, for good.",
        _changed(_own_scale, epochs=15),
    ),
    planet_of_the_page=(
        "The net knows the bodies of the page's file, and the check gave another file. Does "
        "`learn` open the path that it was given?",
        lambda path: _of_the_page(),
    ),
    one_fate_unknown=(
        "The net never says one of the three fates. Were there any such bodies among those that it "
        "learnt from? The file is sorted: its rows are to be mixed before some are held back. If "
        "there were: does the loss fall from epoch to epoch?",
        lambda path: _learn(path, epochs=8, held=800),
    ),
    uphill=(
        "The net is no better than chance, or worse. Print the loss after each epoch: does it "
        "fall? If it does: did each row keep its own label when you mixed them? If it does not: "
        "are the steps far too large, or far too small?",
        lambda path: _learn(path, epochs=1, turned=1),
    ),
    far_too_little=(
        "The net has learnt something, and far too little. Does the loss still fall in the last "
        "epoch? Then go on. Are the batches mixed in each epoch?",
        lambda path: _learn(path, epochs=1, rate=0.001),
    ),
    straight_lines=(
        "So many are right where only straight lines tell the fates apart. Is there a hidden "
        "layer, with an activation behind it? If there is: has it had time to learn, and are the "
        "weights that come back the best ones?",
        lambda path: _straight(path),
    ),
    nearly=(
        "Close. Does the loss still fall in the last epoch? Then go on. Is it low, and higher on "
        "the rows held back? Then keep the best weights. A second hidden layer helps here.",
        lambda path: _learn(path, epochs=1, rate=0.006),
    ),
)


# What is seen of the training itself --------------------------------------------------------------


def _untrained(*last, width=3):
    from torch import nn

    return nn.Sequential(nn.Linear(3, width), *last)


def learn_that(go):
    """A `learn` whose training is go(torch, x, y), and what it gives the net."""

    def learn(path):
        import torch

        x, y = _table(path)
        _, prepare = _learn((x, y), epochs=0)
        return go(torch, prepare(x), torch.from_numpy(y)), prepare

    learn.__wrapped__ = go
    return learn


exercise.mistakes(
    **slips(
        _untrained,
        learn_that,
        never_wiped="The gradients are never wiped, so each step follows all of those before it, "
        "too. Which line of the loop of lesson 12 is missing?",
        loss_of_probabilities="The loss was given probabilities. It wants logits: it does softmax "
        "itself.",
        no_logarithm="`nll_loss` was given something else than logarithms of probabilities. It "
        "takes none itself. Which loss wants logits?",
        shapes_that_broadcast="The loss was given two shapes that differ, and they broadcast: each "
        "output meets numbers of other bodies. The table of section 6 has the loss for classes.",
    )
)
exercise.mistakes(
    learn_that,
    another_net=(
        "The net that came back is not the one that was trained: `backward` has reached none of "
        "its parameters. Is another net made, inside a loop or at the end?",
        lambda torch, x, y: [_steps(torch, _untrained(), x, y), _untrained()][1],
    ),
    cut_off=(
        "`backward` reaches none of the net's parameters. Something on the way from the net to the "
        "loss cuts the notes off: `argmax`, `detach`, `item`, or a new tensor.",
        lambda torch, x, y: _steps(torch, _untrained(), x, y, cut=True),
    ),
    frozen=(
        "Some parameters of the net do not learn: their `requires_grad` is False. Who has switched "
        "it off?",
        lambda torch, x, y: _steps(torch, _untrained(), x, y).requires_grad_(False),
    ),
    without_brackets=(
        "One of `zero_grad`, `backward` and `step` stands without its brackets: so it is only "
        "looked up, and nothing happens. Brackets call it.",
        lambda torch, x, y: [_untrained(), torch.nn.functional.mse_loss(x, x).backward][0],
    ),
    prepared_otherwise=(
        "What the net was given in training is on another scale than what `prepare` gives. Let "
        "`prepare` make the training's inputs, too.",
        lambda torch, x, y: _steps(torch, _untrained(), 100 * x, y),
    ),
    columns_unlike=(
        "The columns come to the net in very different sizes: the check has printed their spreads. "
        "Each is to have mean 0 and spread 1, by the training rows. Are mean and spread taken down "
        "the columns, one number for each of the three?",
        lambda torch, x, y: _unscaled(torch, x, y),
    ),
    one_fate_in_a_batch=(
        "Most of the batches that the loss was given hold one fate only, as the sorted file has "
        "them: one fate is learnt, then the next. Are the rows mixed before they are dealt out, "
        "and anew in each epoch? Exercise [sorted_days] was about it.",
        lambda torch, x, y: _in_order(torch, x, y),
    ),
)


def _steps(torch, net, x, y, cut=False):
    """A few steps that hardly move the net."""
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-6)
    for _ in range(3):
        logits = net(x).detach().requires_grad_() if cut else net(x)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(logits, y).backward()
        optimizer.step()
    return net


def _in_order(torch, x, y):
    net = _untrained()
    for rows, labels in zip(x.split(32), y.split(32), strict=True):
        _steps(torch, net, rows, labels)
    return net


def _unscaled(torch, x, y):
    class Stretched(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(3, 3)

        def forward(self, x):
            return self.layer(x * torch.tensor([1000.0, 1.0, 10.0]))

    return _steps(torch, Stretched(), x, y)


def _dropped(path):
    import torch

    return _hidden(torch, dropped=True), _learn(path, epochs=0)[1]


def _loaded_itself(path):
    net = _net()
    best = net.state_dict()
    net, prepare = _learn(path, net=net)
    net.load_state_dict(best)
    return net, prepare


def _straight(path):
    from torch import nn

    return _learn(path, net=nn.Linear(3, 3))


def _of_the_page():
    x, y = orbits(1000, rng=0)
    return _learn((x, y), epochs=10)


@exercise.variant
def scaled_inside(path):
    """The net itself holds the scale, and is trained with the best weights kept."""
    import copy

    import torch
    from torch import nn

    class Fate(nn.Module):
        def __init__(self, x):
            super().__init__()
            self.register_buffer("mean", x.mean(dim=0))
            self.register_buffer("spread", x.std(dim=0))
            self.layers = nn.Sequential(
                nn.Linear(3, 64), nn.Tanh(), nn.Dropout(0.05), nn.Linear(64, 64), nn.Tanh(),
                nn.Linear(64, 3),
            )  # fmt: skip

        def forward(self, x):
            return self.layers((x - self.mean) / self.spread)

    def prepare(new):
        return torch.as_tensor(new, dtype=torch.float32)

    x, y = _table(path)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = prepare(x[order]), torch.from_numpy(y[order])
    net = Fate(x[:1600])
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
    best, lowest = None, float("inf")
    for _ in range(20):
        net.train()
        for rows in torch.randperm(1600).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()
        net.eval()
        value = nn.functional.cross_entropy(net(x[1600:]), y[1600:]).item()
        if value < lowest:
            best, lowest = copy.deepcopy(net.state_dict()), value
    net.load_state_dict(best)
    return net, prepare


@exercise.variant
def with_batch_norm(path):
    from torch import nn

    net = nn.Sequential(
        nn.Linear(3, 48), nn.BatchNorm1d(48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(),
        nn.Linear(48, 3),
    )  # fmt: skip
    return list(_learn(path, net=net))
