"""A data loader of one's own: an order, pieces of it, and what is stacked."""

import itertools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import (
    SECONDS, as_array, later, made, undisturbed, warm,
)  # fmt: skip
from dlscratch.errors.values import name

BATCHES, KIND, LENGTH = "the batches", "what a batch is", "`len(loader)`"
AGAIN, BROKEN = "a second loop", "a loop that begins anew after one was left in the middle"
MIXED = "with shuffle=True, the examples of a loop"
WHERE, PAIRS = "with shuffle=True, their order", "with shuffle=True, inputs and labels"
NEXT, SIZES = "with shuffle=True, the order of a second loop", "with shuffle=True, the sizes"
SEEDED = "with shuffle=True, the order of another loader with the same rng"
OTHER = "with shuffle=True, the order of a loader with another rng"


class _Examples:
    """Examples whose inputs and labels say their number; asked for one at a time."""

    def __init__(self, torch, n):
        self.torch, self.n = torch, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if isinstance(i, slice | list | tuple) or np.ndim(i):
            raise Refuse("A dataset gives one example at a time, and several were asked for.")
        if not 0 <= int(i) < self.n:
            raise IndexError(f"example {int(i)} of {self.n}")
        return self.torch.tensor([[i, i / 4, 1.0]], dtype=self.torch.float32), _label(int(i))


def _label(i):
    return (7 * i + 3) % 10


def _loaded(Loader, n, batch_size):
    """What a loader of `n` examples gives: in their order, and mixed."""
    with undisturbed() as torch:
        examples = _Examples(torch, n)
        plain = Loader(examples, batch_size)
        batches = attempt(_all, plain)
        if isinstance(batches, Stopped) or not batches:
            return {BATCHES: batches}
        if wrong := _no_pair(torch, batches):
            return {KIND: wrong}
        report = {KIND: "two tensors", "the sizes": [len(x) for x, _ in batches]}
        x, y = batches[0]
        report["the shapes of the first"] = [tuple(x.shape), tuple(y.shape)]
        report["the types of the first"] = [str(x.dtype), str(y.dtype)]
        report[BATCHES] = _numbers(batches)
        report["the labels"] = [as_array(y).tolist() for _, y in batches]
        report["the inputs"] = [as_array(x).tolist() for x, _ in batches]
        report[LENGTH] = attempt(len, plain)
        report[AGAIN] = _numbers(_all(plain))
        next(iter(plain))
        report[BROKEN] = _numbers(_all(plain))
        return report | _mixed(Loader, examples, batch_size)


_loaded.arguments = ("n", "batch_size")


def _all(loader):
    passed = iter(loader)
    return list(itertools.islice(passed, 100))


def _no_pair(torch, batches):
    """In words, what came in the place of a pair of tensors; or None."""
    for batch in batches:
        if not isinstance(batch, tuple | list) or len(batch) != 2:
            return name(batch)
        for which, part in zip(("x", "y"), batch, strict=True):
            if not isinstance(part, torch.Tensor):
                return f"in the place of {which}, {name(part)}"
            if part.ndim == 0:
                return f"in the place of {which}, a tensor of one number"
    return None


def _numbers(batches):
    """The numbers of the examples in each batch, from their inputs."""
    return [as_array(x).reshape(len(x), -1)[:, 0].astype(int).tolist() for x, _ in batches]


def _mixed(Loader, examples, batch_size):
    def loader(rng):
        return Loader(examples, batch_size, shuffle=True, rng=rng)

    first = loader(5)
    batches = attempt(_all, first)
    if isinstance(batches, Stopped):
        return {MIXED: batches}
    order, again = (sum(_numbers(one), []) for one in (batches, _all(first)))
    labels = [int(label) for _, y in batches for label in as_array(y)]
    same, other = (sum(_numbers(_all(loader(rng))), []) for rng in (5, 6))
    everything = list(range(len(examples)))
    return {
        SIZES: [len(x) for x, _ in batches],
        MIXED: "each once" if sorted(order) == everything else "not each once",
        WHERE: "as they are" if order == everything else _in_pieces(order, batch_size),
        PAIRS: "together" if labels == [_label(i) for i in order] else "apart",
        NEXT: "the same" if again == order else "another one",
        "with shuffle=True, the examples of a second loop":
            "each once" if sorted(again) == everything else "not each once",
        SEEDED: "the same" if same == order else "another one",
        OTHER: "the same" if other == order else "another one",
    }  # fmt: skip


def _in_pieces(order, size):
    """Whether the examples, or only whole batches, or only those within a batch, are mixed."""
    pieces = [order[start : start + size] for start in range(0, len(order), size)]
    if all(sorted(piece) == list(range(piece[0], piece[0] + len(piece))) == piece
           for piece in pieces):  # fmt: skip
        return "mixed by whole batches"
    if [sorted(piece) for piece in pieces] == [
        list(range(start, min(start + size, len(order)))) for start in range(0, len(order), size)
    ]:
        return "mixed within each batch only"
    return "mixed"


@warm
def _expect_loaded(Loader, n, batch_size):
    rows = [
        list(range(start, min(start + batch_size, n))) for start in range(0, n, batch_size)
    ]
    sizes = [len(piece) for piece in rows]
    return {
        KIND: "two tensors",
        "the sizes": sizes,
        "the shapes of the first": [(sizes[0], 1, 3), (sizes[0],)],
        "the types of the first": ["torch.float32", "torch.int64"],
        BATCHES: rows,
        "the labels": [[_label(i) for i in piece] for piece in rows],
        "the inputs": [[[[i, i / 4, 1.0]] for i in piece] for piece in rows],
        LENGTH: len(rows),
        AGAIN: rows,
        BROKEN: rows,
        SIZES: sizes,
        MIXED: "each once",
        WHERE: "mixed",
        PAIRS: "together",
        NEXT: "another one",
        "with shuffle=True, the examples of a second loop": "each once",
        SEEDED: "the same",
        OTHER: "another one",
    }


def _with(iterate=None, length=None, start=None):
    """A loader whose methods are iterate(torch, self), length(self) and start(self)."""

    @later
    def make():
        import torch

        class Loader:
            def __init__(self, dataset, batch_size=32, shuffle=False, rng=None):
                self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
                self.rng = np.random.default_rng(rng)
                if start:
                    start(self)

            def __len__(self):
                return length(self) if length else -(-len(self.dataset) // self.batch_size)

            def __iter__(self):
                return (iterate or _through)(torch, self)

        return Loader

    return make


def _through(torch, self, order=None, pair=None):
    order = _order(self) if order is None else order(self)
    for start in range(0, len(order), self.batch_size):
        rows = order[start : start + self.batch_size]
        yield (pair or _pair)(torch, [self.dataset[int(i)] for i in rows])


def _order(self):
    order = np.arange(len(self.dataset))
    return self.rng.permutation(order) if self.shuffle else order


def _pair(torch, pairs):
    return torch.stack([x for x, _ in pairs]), torch.tensor([y for _, y in pairs])


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=_with(),
    prepare=made,
    run=_loaded,
    expect=_expect_loaded,
    probes=[(19, 4), (12, 3), (20, 20)],
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "First an order of the numbers 0 to n − 1: as they are, or mixed. Then pieces of "
        "`batch_size` numbers. For each piece, ask the dataset for its examples.",
        "`self.rng.permutation` mixes, and has to do so anew in each loop, that is in `__iter__`. "
        "`yield` gives out one batch and goes on behind it when the next is wanted.",
        "`torch.stack` makes one tensor of a list of tensors, along a new first axis; `torch.tensor` "
        "makes one of a list of numbers. The number of batches is n / batch_size, rounded up.",
    ),
    after="PyTorch's loader does this and no more, except that several processes can fetch the "
    "examples. What you give it beside, `drop_last` or a `sampler`, changes one of your lines.",
)


def _in_order(order):
    return lambda torch, self: _through(torch, self, order)


def _paired(pair):
    return lambda torch, self: _through(torch, self, None, pair)


exercise.mistakes(
    _with,
    never_mixed=(
        "With `shuffle=True` the examples come as they are. `self.shuffle` says whether to mix.",
        _in_order(lambda self: np.arange(len(self.dataset))),
    ),
    always_mixed=(
        "They are mixed although nobody has asked for it: `self.shuffle` says whether to.",
        _in_order(lambda self: self.rng.permutation(len(self.dataset))),
    ),
    drawn_again=(
        "In each loop every example is to come once. Here some come twice, and others not at all.",
        _in_order(
            lambda self: self.rng.integers(0, len(self.dataset), len(self.dataset))
            if self.shuffle else np.arange(len(self.dataset))
        ),
    ),
    rest_dropped=(
        "The last examples are missing, where the numbers do not divide. The last batch may be "
        "smaller, and it is to be there.",
        _in_order(
            lambda self: _order(self)[: len(self.dataset) // self.batch_size * self.batch_size]
        ),
    ),
    labels_as_floats=(
        "The labels have become floats: a loss for classes looks them up, and wants whole numbers.",
        _paired(
            lambda torch, pairs: (
                _pair(torch, pairs)[0], torch.tensor([float(y) for _, y in pairs])
            )
        ),
    ),
    lists=(
        "The inputs come as a list of tensors. `torch.stack` makes one tensor of them.",
        _paired(lambda torch, pairs: ([x for x, _ in pairs], _pair(torch, pairs)[1])),
    ),
    glued=(
        "The inputs are put end to end along their own first axis. Each example is to stay one, "
        "along a new axis.",
        _paired(lambda torch, pairs: (torch.cat([x for x, _ in pairs]), _pair(torch, pairs)[1])),
    ),
    rounded_down=(
        "The last, smaller batch is not counted by `len`.",
        None, lambda self: len(self.dataset) // self.batch_size,
    ),
    counts_examples=(
        "`len(loader)` is the number of batches. This is the number of examples.",
        None, lambda self: len(self.dataset),
    ),
)  # fmt: skip


@exercise.variant
@later
def _by_split():
    import torch

    class Loader:
        def __init__(self, dataset, batch_size=32, shuffle=False, rng=None):
            self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
            self.rng = np.random.default_rng(rng)

        def __len__(self):
            return (len(self.dataset) + self.batch_size - 1) // self.batch_size

        def __iter__(self):
            order = list(range(len(self.dataset)))
            if self.shuffle:
                self.rng.shuffle(order)
            batches = []
            for rows in torch.tensor(order).split(self.batch_size):
                xs, ys = zip(*(self.dataset[i] for i in rows.tolist()), strict=True)
                batches.append([torch.stack(xs), torch.tensor(ys)])
            return iter(batches)

    return Loader


@exercise.variant
@later
def _one_by_one():
    import math

    import torch

    class Loader:
        def __init__(self, dataset, batch_size=32, shuffle=False, rng=None):
            self.dataset, self.batch_size, self.shuffle = dataset, batch_size, shuffle
            self.rng = np.random.default_rng(rng)

        def __len__(self):
            return math.ceil(len(self.dataset) / self.batch_size)

        def __iter__(self):
            n = len(self.dataset)
            xs, ys = [], []
            for i in self.rng.permutation(n) if self.shuffle else range(n):
                x, y = self.dataset[i]
                xs.append(x[None])
                ys.append(y)
                if len(xs) == self.batch_size:
                    yield torch.cat(xs), torch.tensor(ys)
                    xs, ys = [], []
            if xs:
                yield torch.cat(xs), torch.tensor(ys)

    return Loader
