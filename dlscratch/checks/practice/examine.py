"""The panel of five numbers, on nets that are well and on some that are not.

Each answer takes 100 steps with each of seven small nets: about a fifth of a second.
"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import (
    SECONDS, as_array, numbers, undisturbed, warm,
)  # fmt: skip
from dlscratch.errors.values import name

DONE = "looking at this net"
WORDS = (
    "1, the parameters", "2, the first loss", "3, how many tensors have moved",
    "4, the share known by heart", "5, whether it answers alike",
)  # fmt: skip
STEPS, NET = "how many steps are taken", "the net that came, afterwards"


def _nets(torch):
    """Nets of several kinds, by their names."""
    nn, functional = torch.nn, torch.nn.functional

    class Listed(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden, self.out = [nn.Linear(6, 9)], nn.Linear(9, 3)

        def forward(self, x):
            return self.out(torch.tanh(self.hidden[0](x)))

    class Dropping(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden, self.out = nn.Linear(6, 12), nn.Linear(12, 3)

        def forward(self, x):
            return self.out(functional.dropout(torch.tanh(self.hidden(x)), 0.5))

    return {
        "well": lambda: nn.Sequential(nn.Linear(6, 12), nn.Tanh(), nn.Linear(12, 3)),
        "a layer in a list": Listed,
        "another net's optimizer": lambda: nn.Sequential(nn.Linear(6, 3)),
        "one layer cut off": lambda: _Cut(torch),
        "with dropout": lambda: nn.Sequential(nn.Linear(6, 12), nn.Dropout(0.5), nn.Linear(12, 3)),
        "dropout that never ends": Dropping,
        "far too few inputs": lambda: nn.Sequential(_First(torch), nn.Linear(1, 3)),
    }


def _First(torch):
    class First(torch.nn.Module):
        def forward(self, x):
            return x[:, :1]

    return First()


def _Cut(torch):
    class Cut(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden, self.out = torch.nn.Linear(6, 7), torch.nn.Linear(7, 3)

        def forward(self, x):
            return self.out(self.hidden(x).detach())

    return Cut()


def _examined(examine, kind):
    """The five numbers of a net, and what became of it."""
    x, y = numbers(20, 6, seed=3), np.random.default_rng(2).integers(0, 3, 20)
    with undisturbed() as torch:
        x, y = torch.from_numpy(x), torch.from_numpy(y)
        net = _nets(torch)[kind]()
        moved = torch.nn.Linear(6, 3) if kind == "another net's optimizer" else net
        steps = []

        class Counting(torch.optim.Adam):
            def step(self, closure=None):
                steps.append(1)
                return super().step(closure)

        optimizer = Counting(moved.parameters(), lr=0.05)
        before = [param.detach().clone() for param in net.parameters()]
        torch.manual_seed(4)
        found = attempt(examine, net, optimizer, torch.nn.CrossEntropyLoss(), x, y)
        if isinstance(found, Stopped):
            return {DONE: found}
        if not isinstance(found, tuple | list) or len(found) != 5:
            count = f"{len(found)} came" if isinstance(found, tuple | list) else name(found)
            raise Refuse(f"`examine` returns five things; {count}.")
        report = {DONE: "done"} | dict(zip(WORDS, map(_plain, found), strict=True))
        if "dropout" in kind:  # by chance
            del report[WORDS[1]], report[WORDS[3]]
        report[STEPS] = "100" if len(steps) in (100, 101) else str(len(steps))
        kept = all(map(torch.equal, before, net.parameters()))
        grads = any(param.grad is not None for param in net.parameters())
        report[NET] = "as it was" if kept and not grads else "changed"
        return report


_examined.arguments = ("net",)


def _plain(value):
    value = as_array(value)
    if isinstance(value, np.ndarray | np.generic) and np.ndim(value) == 0:
        return value.item()
    return value


def _panel(**pieces):
    """An `examine` with some of its pieces replaced."""

    def examine(net, optimizer, loss, x, y):
        import copy

        import torch

        do = {**PIECES, **pieces}
        net, optimizer = do["copies"](copy, net, optimizer)
        before = do["before"](net)
        do["begin"](net)
        for step in range(do["steps"]):
            value = loss(net(x), y)
            do["wipe"](optimizer)
            value.backward()
            optimizer.step()
            if step == do["when"]:
                first = do["first"](value, loss, net, x, y)
                moved = do["moved"](torch, before, net)
        do["end"](net)
        with torch.no_grad():
            once, again = do["asked"](net, x)
        by_heart = do["share"](once, y)
        return do["give"](do["count"](net), first, moved, by_heart, do["alike"](torch, once, again))

    return examine


PIECES = {
    "copies": lambda copy, net, optimizer: copy.deepcopy((net, optimizer)),
    "before": lambda net: [param.detach().clone() for param in net.parameters()],
    "begin": lambda net: net.train(),
    "steps": 100,
    "wipe": lambda optimizer: optimizer.zero_grad(),
    "when": 0,
    "first": lambda value, loss, net, x, y: value.item(),
    "moved": lambda torch, before, net: sum(
        not torch.equal(old, new) for old, new in zip(before, net.parameters(), strict=True)
    ),
    "end": lambda net: net.eval(),
    "asked": lambda net, x: (net(x), net(x)),
    "share": lambda once, y: (once.argmax(dim=1) == y).float().mean().item(),
    "alike": lambda torch, once, again: torch.equal(once, again),
    "count": lambda net: sum(param.numel() for param in net.parameters()),
    "give": lambda *five: five,
}

exercise = Exercise(
    __name__,
    kind="fill",
    reference=_panel(),
    run=_examined,
    expect=warm(_examined),
    probes=[
        ("well",), ("a layer in a list",), ("another net's optimizer",), ("one layer cut off",),
        ("with dropout",), ("dropout that never ends",), ("far too few inputs",),
    ],
    accepts=(list, tuple),
    rtol=1e-4,
    seconds=3 * SECONDS,
    hints=(
        "Before the first step keep copies of all parameters; after it, compare. `numel` says how "
        "many numbers are in a tensor.",
        "One loop of 100 steps, in training mode. In the first of them note the loss, and behind "
        "its step count the tensors that differ from their copies.",
        "Behind the loop comes evaluation: ask twice, in `no_grad`. `torch.equal` says whether two "
        "tensors hold the same numbers. A copy of a tensor is made by `.detach().clone()`.",
    ),
    after="Four seconds of looking before four hours of training. Add a number of your own when "
    "something has fooled you that these five did not see.",
)  # fmt: skip


def _mistake(hint, **pieces):
    return hint, _panel(**pieces)


exercise.mistakes(
    no_copies=_mistake(
        "What is kept before the step are the parameters themselves, not copies: they move along, "
        "and nothing ever seems to have moved.",
        before=lambda net: [param.detach() for param in net.parameters()],
    ),
    tensors_counted=_mistake(
        "The first number counts the tensors. Asked for is how many numbers are in them.",
        count=lambda net: len(list(net.parameters())),
    ),
    last_loss=_mistake(
        "That is the loss of the last step. Asked for is the one before any step.",
        when=99,
        moved=lambda torch, before, net: PIECES["moved"](torch, before, net),
    ),
    still_training=_mistake(
        "The last two are asked in training mode: a net with dropout then gives another answer "
        "each time, and nothing is wrong with it.",
        end=lambda net: None,
    ),
    share_in_percent=_mistake(
        "The share lies between 0 and 1, and this is larger.",
        share=lambda once, y: 100 * PIECES["share"](once, y),
    ),
    how_many_right=_mistake(
        "That is how many are right. Asked for is the share.",
        share=lambda once, y: (once.argmax(dim=1) == y).sum().item(),
    ),
    never_wiped=_mistake(
        "The gradients are not wiped before each `backward`: the steps follow old ones, too.",
        wipe=lambda optimizer: None,
    ),
    asked_once=_mistake(
        "This compares an answer with itself. Ask the net twice.",
        asked=lambda net, x: (net(x),) * 2,
    ),
    ten_steps=_mistake("There are 100 steps to be taken.", steps=10),
)


@exercise.variant
def in_two_parts(net, optimizer, loss, x, y):
    import copy

    import torch

    net, optimizer = copy.deepcopy((net, optimizer))
    old = copy.deepcopy(list(net.parameters()))
    net.train()

    def step():
        optimizer.zero_grad()
        value = loss(net(x), y)
        value.backward()
        optimizer.step()
        return value.item()

    first = step()
    moved = sum(bool((a != b).any()) for a, b in zip(old, net.parameters(), strict=True))
    for _ in range(99):
        step()
    net.eval()
    right = sum(int(a.argmax()) == int(b) for a, b in zip(net(x), y, strict=True)) / len(y)
    return [sum(p.numel() for p in old), first, moved, right, bool((net(x) == net(x)).all())]


exercise.variant(_panel(wipe=lambda optimizer: optimizer.zero_grad(set_to_none=False)))
