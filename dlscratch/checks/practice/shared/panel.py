"""What a learner's `examine` says of nets that are well and of some that are not."""

from collections import Counter

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import as_array, numbers, undisturbed
from dlscratch.errors.values import name

DONE = "running"
FAINT = "faint noise, and a tiny learning rate"
WORDS = (
    "1 (the parameters)", "2 (the first loss)", "3 (the tensors moved)",
    "4 (the share known by heart)", "5 (whether it answers alike)",
)  # fmt: skip
TRAINED, QUESTIONED = "the mode of the steps", "the mode in which the last two are asked"
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

    class Noisy(nn.Module):
        """Noise by chance in the last examples only, so faint that neither `allclose` nor three
        decimals show it, and no sum: what one logit gains, another loses, in numbers that add
        exactly. No two logits of an example are the same.
        """

        def forward(self, x):
            faint, last = 2.0**-14, max(len(x) - 10, 0)
            values = (8 * x.detach()).round() / 8 + 8 + torch.tensor([3 / 32, 1 / 32, 0])
            gains = torch.randint(2, (last, 1)) * faint
            values[len(x) - last :] += gains * torch.tensor([1.0, -1.0, 0.0])
            return values + (x - x.detach())

    return {
        "well": lambda: nn.Sequential(nn.Linear(6, 12), nn.Tanh(), nn.Linear(12, 3)),
        "a layer in a list": Listed,
        "another net's optimizer": lambda: nn.Sequential(nn.Linear(6, 3)),
        "one layer cut off": lambda: _Cut(torch),
        "with dropout": lambda: nn.Sequential(nn.Linear(6, 12), nn.Dropout(0.5), nn.Linear(12, 3)),
        "dropout that never ends": Dropping,
        "the last layer begins at 0": lambda: _from_0(
            nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3))
        ),
        "batch norm, and a frozen layer": lambda: nn.Sequential(
            nn.Linear(6, 8).requires_grad_(False), nn.BatchNorm1d(8, affine=False), nn.Tanh(),
            nn.Linear(8, 3),
        ),
        FAINT: lambda: nn.Sequential(nn.Linear(6, 12), nn.Tanh(), nn.Linear(12, 3), Noisy()),
    }


def _from_0(net):
    """In its first step only the last layer moves: through zeros no gradient comes back."""
    for param in net[2].parameters():
        param.data.zero_()
    return net


def _Cut(torch):
    class Cut(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden, self.out = torch.nn.Linear(6, 7), torch.nn.Linear(7, 3)

        def forward(self, x):
            return self.out(self.hidden(x).detach())

    return Cut()


def examined(examine, kind):
    """The five numbers of a net, and what became of it."""
    x, y = numbers(23, 6, seed=3), np.random.default_rng(2).integers(0, 3, 23)
    x[:, [0, 5]] = 0  # so the first and the last weight of the first layer do not move
    with undisturbed() as torch:
        x, y = torch.from_numpy(x), torch.from_numpy(y)
        net = _nets(torch)[kind]()
        moved = torch.nn.Linear(6, 3) if kind == "another net's optimizer" else net
        net.eval()
        steps, modes = [], []
        net.register_forward_pre_hook(
            lambda net, given: modes.append((len(steps), net.training))
        )

        class Counting(torch.optim.SGD):
            def step(self, closure=None):
                steps.append(self)
                return super().step(closure)

        rate = 1e-6 if kind == FAINT else 0.3
        optimizer = Counting(moved.parameters(), lr=rate, momentum=0.9)
        before = [param.detach().clone() for param in net.parameters()]
        torch.manual_seed(4)
        found = attempt(examine, net, optimizer, torch.nn.CrossEntropyLoss(), x, y)
        if isinstance(found, Stopped):
            return {DONE: found}
        if not isinstance(found, tuple | list) or len(found) != 5:
            several = isinstance(found, tuple | list)
            why = " Is there a `return`?" if found is None else ""
            came = len(found) if several else name(found)
            raise Refuse(f"`examine` returns five things, and {came} came.{why}")
        kinds = [name(part) if isinstance(part, torch.Tensor) else "plain" for part in found]
        report = {DONE: "done"} | dict(zip(WORDS, map(_plain, found), strict=True))
        report["what the first loss is"] = kinds[1]
        if np.ndim(report[WORDS[4]]):  # which of its numbers are True is a matter of chance
            report[WORDS[4]] = f"{np.size(report[WORDS[4]])} answers"
        if type(report[WORDS[4]]) in (bool, int) and report[WORDS[4]] in (0, 1):
            report[WORDS[4]] = str(bool(report[WORDS[4]]))
        if report[WORDS[0]] is not None and kinds[1] != "plain":
            return report
        if "dropout" in kind:  # by chance
            del report[WORDS[1]], report[WORDS[3]]
        report[STEPS] = _most(steps)
        report |= _modes(modes)
        kept = all(map(torch.equal, before, net.parameters())) and not net.training
        grads = any(param.grad is not None for param in net.parameters())
        report[NET] = "as it was" if kept and not grads else "changed"
        return report


examined.arguments = ("net",)


def _most(steps):
    """How many steps one optimizer has taken, at most; others may have taken one."""
    *others, most = sorted(Counter(map(id, steps)).values()) or [0]
    return most if all(count == 1 for count in others) else len(steps)


def _modes(modes):
    """The modes in which a net was, at each of its forwards: [(steps taken by then, training)]."""
    last = max((taken for taken, _ in modes), default=0)
    words = {True: "training", False: "evaluation"}
    found = {}
    for label, kinds in (
        (TRAINED, {training for taken, training in modes if taken < last}),
        (QUESTIONED, {training for taken, training in modes if taken == last}),
    ):
        found[label] = words[kinds.pop()] if len(kinds) == 1 else "both"
    return found


def _plain(value):
    value = as_array(value)
    if isinstance(value, np.ndarray | np.generic) and np.ndim(value) == 0:
        return value.item()
    return value
