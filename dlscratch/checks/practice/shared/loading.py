"""What a learner's loader gives out, in the order of its examples, and mixed."""

import itertools

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import as_array, undisturbed, warm_to_step
from dlscratch.errors.values import name

BATCHES, KIND, LENGTH = "the batches", "what a batch is", "`len(loader)`"
ORDER = "their order, without shuffle"
AGAIN, BROKEN = "a second loop", "a loop that begins anew after one was left in the middle"
DEFAULT = "the sizes, where no size is given"
MIXED = "with shuffle=True, the examples of a loop"
WHERE, PAIRS = "with shuffle=True, their order", "with shuffle=True, inputs and labels"
NEXT, SIZES = "with shuffle=True, the order of a second loop", "with shuffle=True, the sizes"
SEEDED = "with shuffle=True, the order of another loader with the same rng"
TWO = "the second of two loops at the same time"
WHOLE = "a batch of inputs of shape (1, 2) that are whole numbers"
OTHER = "with shuffle=True, the order of a loader with another rng"
BY_BATCHES = "mixed by whole batches"


class _Examples:
    """Examples whose inputs and labels say their number; asked for one at a time."""

    def __init__(self, torch, n, whole=False):
        self.torch, self.n = torch, n
        self.whole = whole

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if isinstance(i, slice | list | tuple) or np.ndim(i):
            raise Refuse("A dataset gives one example at a time, and several were asked for.")
        if not 0 <= int(i) < self.n:
            raise IndexError(f"example {int(i)} of {self.n}")
        if self.whole:
            return self.torch.tensor([[int(i), 7]]), _label(int(i))
        return self.torch.tensor(_inputs(int(i)), dtype=self.torch.float32), _label(int(i))


def _inputs(i):
    """Of shape (2, 1, 3): its axis of length 1 is to stay."""
    return [[[i, i / 4, 1.0]], [[0.5, -i, 2.0]]]


def _label(i):
    return (7 * i + 3) % 10


def loaded(Loader, n, batch_size):
    """What a loader of `n` examples gives: in their order, and mixed."""
    with undisturbed() as torch:
        examples = _Examples(torch, n)
        plain = Loader(examples, batch_size, rng=3)
        attempt(Loader, _Examples(torch, n + 2), batch_size + 1)  # another one, for no use
        batches = attempt(_all, plain)
        if isinstance(batches, Stopped) or not batches:
            return {KIND: batches or "there is none"}
        if wrong := _no_pair(torch, batches):
            return {KIND: wrong}
        report = {KIND: "two tensors", "the sizes": [len(x) for x, _ in batches]}
        x, y = batches[0]
        report["the shapes of the first"] = [tuple(x.shape), tuple(y.shape)]
        if any(x.shape != (len(y), 2, 1, 3) or y.ndim != 1 for x, y in batches):
            return report
        report["the types of the first"] = [str(x.dtype), str(y.dtype)]
        flat = sum(_numbers(batches), [])
        if sorted(flat) == list(range(n)) != flat:
            return report | {ORDER: "mixed"}
        report[ORDER] = "as they are"
        report[BATCHES] = _numbers(batches)
        report["the labels"] = [as_array(y).tolist() for _, y in batches]
        report["the inputs"] = [as_array(x).tolist() for x, _ in batches]
        report[LENGTH] = attempt(len, plain)
        report[AGAIN] = _numbers(_all(plain))
        next(iter(plain), None)
        report[BROKEN] = _numbers(_all(plain))
        both = zip(_all_of(plain), _all_of(plain), strict=False)
        report[TWO] = _numbers([second for _, second in both])
        whole = attempt(_all, Loader(_Examples(torch, n, whole=True), batch_size))
        report[WHOLE] = whole if isinstance(whole, Stopped) else _told(whole[0][0])
        report[DEFAULT] = [len(x) for x, _ in _all(Loader(examples))]
        return report | _mixed(Loader, examples, batch_size)


loaded.arguments = ("n", "batch_size")


def _all(loader):
    return list(_all_of(loader))


def _all_of(loader):
    return itertools.islice(iter(loader), 100)


def _told(inputs):
    return f"{tuple(inputs.shape)} of {inputs.dtype}"


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

    first, other = loader(5), loader(6)
    batches = attempt(_all, first)
    if isinstance(batches, Stopped):
        return {MIXED: batches}
    order, again = (sum(_numbers(one), []) for one in (batches, _all(first)))
    labels = [int(label) for _, y in batches for label in as_array(y)]
    same, other = (sum(_numbers(_all(one)), []) for one in (loader(5), other))
    everything = list(range(len(examples)))
    where, sizes = _in_pieces(_numbers(batches), batch_size), [len(x) for x, _ in batches]
    return {
        # Where whole batches are mixed, it is by chance where the smaller one comes.
        SIZES: sorted(sizes, reverse=True) if where == BY_BATCHES else sizes,
        MIXED: "each once" if sorted(order) == everything else "not each once",
        WHERE: "as they are" if order == everything else where,
        PAIRS: "together" if labels == [_label(i) for i in order] else "apart",
        NEXT: "the same" if again == order else "another one",
        "with shuffle=True, the examples of a second loop":
            "each once" if sorted(again) == everything else "not each once",
        SEEDED: "the same" if same == order else "another one",
        OTHER: "the same" if other == order else "another one",
    }  # fmt: skip


def _in_pieces(pieces, size):
    """Whether the examples, or only whole batches, or only those within a batch, are mixed."""
    n = sum(map(len, pieces))
    plain = [list(range(start, min(start + size, n))) for start in range(0, n, size)]
    if len(pieces) == 1:
        return "mixed"
    if sorted(pieces) == plain:
        return BY_BATCHES
    return "mixed within each batch only" if [*map(sorted, pieces)] == plain else "mixed"


@warm_to_step
def expect_loaded(Loader, n, batch_size):
    rows = [
        list(range(start, min(start + batch_size, n))) for start in range(0, n, batch_size)
    ]
    sizes = [len(piece) for piece in rows]
    return {
        KIND: "two tensors",
        "the sizes": sizes,
        "the shapes of the first": [(sizes[0], 2, 1, 3), (sizes[0],)],
        "the types of the first": ["torch.float32", "torch.int64"],
        ORDER: "as they are",
        BATCHES: rows,
        "the labels": [[_label(i) for i in piece] for piece in rows],
        "the inputs": [[_inputs(i) for i in piece] for piece in rows],
        LENGTH: len(rows),
        AGAIN: rows,
        BROKEN: rows,
        TWO: rows,
        WHOLE: f"({sizes[0]}, 1, 2) of torch.int64",
        DEFAULT: [32] * (n // 32) + [n % 32],
        SIZES: sizes,
        MIXED: "each once",
        WHERE: "mixed",
        PAIRS: "together",
        NEXT: "another one",
        "with shuffle=True, the examples of a second loop": "each once",
        SEEDED: "the same",
        OTHER: "another one",
    }
