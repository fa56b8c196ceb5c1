"""What is left of a training that stops, is saved, and goes on from a learner's checkpoint."""

import contextlib
import tempfile
from pathlib import Path

import numpy as np

from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import as_array, numbers, undisturbed
from dlscratch.errors.values import listed

FILE, SAVES, LOADS = "what there is on the disk", "`save`", "`load`"
EPOCH, WEIGHTS = "the epoch that `load` returns", "the parameters behind `load`"
BUFFERS, MEMORY = "the buffers of the net behind `load`", "what the optimizer remembers"
RATES, ROWS = "the learning rates of the next epochs", "the order of the examples in the next epoch"
RESTARTS = "falls again and again"
MODE = "the mode of the net behind `load`"
OTHERS = "what comes back of another training, saved to another file"
END, UNDISTURBED = "the parameters at the end", "a training during which `save` is called"


class _Training:
    """A net and all that belongs to its training; `go` trains for some epochs."""

    def __init__(self, torch, seed, schedule):
        nn, self.torch, self.rates, self.rows = torch.nn, torch, [], []
        torch.manual_seed(seed)
        self.net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 2))
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=0.1)
        kinds = torch.optim.lr_scheduler
        self.schedule = (
            kinds.CosineAnnealingWarmRestarts(self.optimizer, T_0=3)
            if schedule == RESTARTS else kinds.CosineAnnealingLR(self.optimizer, T_max=8)
        )
        self.generator = torch.Generator().manual_seed(seed)
        self.parts = (self.net, self.optimizer, self.schedule, self.generator)

    def go(self, epochs):
        torch = self.torch
        x, y = torch.from_numpy(numbers(12, 3)), torch.arange(12) % 2
        for _ in range(epochs):
            rows = torch.randperm(len(x), generator=self.generator)
            self.rows.append(rows.tolist())
            self.rates.append(self.optimizer.param_groups[0]["lr"])
            for some in rows.split(5):
                self.optimizer.zero_grad()
                torch.nn.functional.cross_entropy(self.net(x[some]), y[some]).backward()
                self.optimizer.step()
            self.schedule.step()

    def mode(self):
        return "training" if self.net.training else "evaluation"

    def params(self):
        return [as_array(param) for param in self.net.parameters()]

    def memory(self):
        states = self.optimizer.state_dict()["state"].values()
        return [as_array(one[key]) for one in states for key in ("step", "exp_avg", "exp_avg_sq")]


def resumed(Checkpoint, before, after, schedule):
    """A training that stops behind `before` epochs, and goes on for `after` more."""
    with (
        undisturbed() as torch,
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),  # where an answer with a name of its own may leave its file
    ):
        path = Path(folder) / "yesterday" / "training.pt"
        path.parent.mkdir()
        first, second, never, other = (_Training(torch, seed, schedule) for seed in (1, 2, 1, 3))
        keeper = attempt(Checkpoint, path, *first.parts)
        for stop in (1, before):  # what is saved later takes the place of what was there
            first.go(stop - len(first.rows))
            saved = attempt(lambda stop=stop: keeper.save(stop))
            if isinstance(keeper, Stopped) or isinstance(saved, Stopped):
                return {SAVES: keeper if isinstance(keeper, Stopped) else saved}
        if not path.exists():
            other = any(one.is_file() for one in Path(folder).rglob("*"))
            return {SAVES: "runs", FILE: "a file in another place" if other else "no file"}
        other.go(3)
        attempt(_call, Checkpoint, "save", path.with_name("another.pt"), other.parts, 9)
        first.go(after)  # what comes later must not get into the file
        never.go(before + after)
        epoch = attempt(_call, Checkpoint, "load", path, second.parts)
        if isinstance(epoch, Stopped):
            if "Weights only load failed" in str(epoch.error):
                note("In the file there is something else than tensors, numbers and words. Was a "
                     "method saved? Brackets call it.")  # fmt: skip
            return {SAVES: "runs", FILE: "the file", LOADS: epoch}
        report = {
            SAVES: "runs",
            FILE: "the file",
            LOADS: "runs",
            OTHERS: _of_another(second, other, epoch),
            EPOCH: "a tensor" if isinstance(epoch, torch.Tensor) else epoch,
            WEIGHTS: second.params(),
            BUFFERS: [as_array(buffer) for buffer in second.net.buffers()],
            MEMORY: second.memory(),
            MODE: second.mode(),
        }
        stopped = attempt(second.go, after)
        if isinstance(stopped, Stopped):
            return report | {RATES: stopped}
        return report | {
            RATES: second.rates,
            ROWS: second.rows[0],
            END: second.params(),
            UNDISTURBED: first.params(),
        }


resumed.arguments = ("epochs before the stop", "epochs behind it", "the schedule")


def _of_another(second, other, epoch):
    """In words, which parts of a resumed training have come from the file of another one."""
    pairs = {
        "the net": (second.params(), other.params()),
        "the optimizer": (second.memory(), other.memory()),
        "the schedule": ([second.schedule.last_epoch], [other.schedule.last_epoch]),
        "the generator": ([second.generator.get_state()], [other.generator.get_state()]),
        "the epoch": ([epoch], [9]),
    }
    same = [word for word, (one, two) in pairs.items() if _alike(one, two)]
    return listed(same) if same else "nothing"


def _alike(one, two):
    return len(one) == len(two) and all(map(np.array_equal, one, two))


def _call(Checkpoint, method, path, parts, *arguments):
    return getattr(Checkpoint(path, *parts), method)(*arguments)
