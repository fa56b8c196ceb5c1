"""An empty page: from a file to a net that sorts new bodies by their fate, in a function."""

import tempfile
from pathlib import Path

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import as_array, undisturbed, warm
from dlscratch.datasets import ORBITS, orbits, write_csv
from dlscratch.errors.values import name

ENOUGH = 0.93
PLANET = np.array((0.5, 0.6, 1.0))  # half as large, and speeds go by 0.6: the fates stay the same

RETURNS, PREPARED = "what `learn` returns", "what `prepare` gives"
GIVES, ALONE = "what the net gives", "a body asked alone"
PARAMETERS, FIRST = "the parameters that PyTorch finds", "the loss on new bodies"
MOVED, BY_HEART = "the parameter tensors that a step moves", "32 bodies, after 100 steps with them"
ALIKE, SHARE = "two answers to one question", "the share of the 1,000 new bodies that is right"
ANSWERS = "the different answers"
_PASSED = {
    RETURNS: "a net and a function",
    PREPARED: "a tensor of float32",
    GIVES: "three logits each",
    ALIKE: "the same",
    ALONE: "as among others",
    PARAMETERS: "there are some",
    MOVED: "all",
    ANSWERS: "three",
    SHARE: "at least 93 %",
    FIRST: "less than that of guessing",
    BY_HEART: "nearly all right",
}


def _bodies(n, seed):
    x, y = orbits(n, rng=seed)
    return x * PLANET, y


def _judged(learn, count, new):
    """Lets `learn` read a file, and asks its net about other bodies."""
    x, y = _bodies(count, 1)
    x_new, y_new = _bodies(new, 2)
    with undisturbed() as torch, tempfile.TemporaryDirectory() as folder:
        rows = y.argsort(kind="stable")
        path = write_csv(Path(folder) / "bodies.csv", ORBITS, x[rows], y[rows])
        made = attempt(learn, path)
        if made is None or isinstance(made, Stopped):
            return {RETURNS: made}
        pair = isinstance(made, tuple | list) and len(made) == 2
        if not pair or not isinstance(made[0], torch.nn.Module) or not callable(made[1]):
            return _PASSED | {RETURNS: _what(made)}
        net, prepare = made
        net.eval()
        return _measured(torch, net, prepare, x_new, y_new)


_judged.arguments = ("the bodies in the file", "the new ones")


def _what(made):
    if isinstance(made, tuple | list):
        return f"{len(made)} things: " + ", ".join(name(one) for one in made[:4])
    return name(made)


def _measured(torch, net, prepare, x, y):
    inputs = attempt(prepare, x.copy())
    if inputs is None or isinstance(inputs, Stopped):
        return {RETURNS: "a net and a function", PREPARED: inputs}
    if not isinstance(inputs, torch.Tensor) or inputs.dtype != torch.float32:
        kind = f"a tensor of {inputs.dtype}" if isinstance(inputs, torch.Tensor) else name(inputs)
        return _PASSED | {PREPARED: kind}
    logits = attempt(_answers, torch, net, inputs)
    if isinstance(logits, Stopped):
        return {RETURNS: "a net and a function", PREPARED: "a tensor of float32", GIVES: logits}
    if not isinstance(logits, np.ndarray) or logits.shape != (len(x), 3):
        shape = f"a tensor {logits.shape}" if isinstance(logits, np.ndarray) else name(logits)
        return _PASSED | {GIVES: shape}
    right = float(np.mean(logits.argmax(axis=1) == y))
    note(f"The check measured: {right:.1%} of the 1,000 new bodies right.")
    report = dict(_PASSED)
    if not np.isfinite(logits).all():
        report[GIVES] = "numbers that are none"
    elif logits.min() >= 0 and logits.max() <= 1 + 1e-6:
        report[GIVES] = "numbers from 0 to 1"
    report |= _panel(torch, net, inputs, y)
    single = attempt(lambda: _answers(torch, net, prepare(x[:1].copy())))
    if isinstance(single, Stopped):
        report[ALONE] = single
    elif single.shape != (1, 3) or not np.allclose(single[0], logits[0], rtol=1e-3, atol=1e-3):
        report[ALONE] = "otherwise than among others"
    if len(np.unique(logits.argmax(axis=1))) < 3:
        report[ANSWERS] = f"{len(np.unique(logits.argmax(axis=1)))}"
    if right < ENOUGH:
        report[SHARE] = next(f"less than {at} %" for at in (45, 75, 87, 93) if right < at / 100)
    return report


def _answers(torch, net, inputs):
    with torch.no_grad():
        return as_array(net(inputs))


def _panel(torch, net, x, y):
    """What the five numbers say, in words."""
    from dlscratch.doctor.panel import examine

    params = [param for param in net.parameters() if param.requires_grad]
    if not params:
        return {PARAMETERS: "there are none"}
    optimizer, labels = torch.optim.Adam(params, lr=0.005), torch.from_numpy(y)
    few = examine(net, optimizer, torch.nn.functional.cross_entropy, x[:32], labels[:32])
    with torch.no_grad():
        loss = torch.nn.functional.cross_entropy(net(x), labels).item()
    alike = "alike" if few.alike else "different"
    note(
        f"Its five numbers: {few.parameters:,} parameters; loss {loss:.2f} on the new bodies; "
        f"{few.moved} of {len(params)} tensors moved; {few.by_heart:.0%} by heart; answers {alike}."
    )
    return {
        ALIKE: "the same" if few.alike else "different ones",
        MOVED: "all" if few.moved == len(params) else "not all",
        FIRST: _PASSED[FIRST] if loss < np.log(3) else "no less than that of guessing",
        BY_HEART: _PASSED[BY_HEART] if few.by_heart > 0.9 else "not all right",
    }


def _table(path):
    rows = np.genfromtxt(path, delimiter=",", skip_header=1)
    return rows[:, :3], rows[:, 3].astype(int)


def _net(*last):
    from torch import nn

    return nn.Sequential(
        nn.Linear(3, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 3), *last
    )


def _learn(path, epochs=15, shuffle=True, scale=None, sign=1, net=None, mean=None, held=0):
    """A small net, trained; the settings are there for mistakes."""
    import torch

    x, y = _table(path)
    mean, spread = (x.mean(axis=0), x.std(axis=0)) if mean is None else mean

    def prepare(new):
        return torch.tensor((new - mean) / spread, dtype=torch.float32)

    net = net or _net()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    inputs, labels = prepare(x), torch.from_numpy(y)
    if held:
        inputs, labels = inputs[:-held], labels[:-held]
    for _ in range(epochs):
        order = torch.randperm(len(labels)) if shuffle else torch.arange(len(labels))
        for rows in order.split(32):
            optimizer.zero_grad()
            (sign * torch.nn.functional.cross_entropy(net(inputs[rows]), labels[rows])).backward()
            optimizer.step()
    return net, prepare


exercise = Exercise(
    __name__,
    kind="page",
    reference=_learn,
    run=_judged,
    expect=warm(lambda reference, *probe: dict(_PASSED)),
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

exercise.mistakes(
    no_return=(
        "`learn` ends without handing anything back. Its last line returns the net and `prepare`.",
        lambda path: None,
    ),
    net_alone=(
        "Only the net came. New rows are in kilometres and degrees: `prepare` is wanted too, so "
        "that they can be asked.",
        lambda path: _learn(path, epochs=0)[0],
    ),
    uphill=(
        "It is wrong more often than by guessing. Is there a minus too many in front of the loss?",
        lambda path: _learn(path, epochs=2, sign=-1),
    ),
)


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
