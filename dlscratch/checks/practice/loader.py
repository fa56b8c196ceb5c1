"""A data loader of one's own: an order, pieces of it, and what is stacked."""

import math

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.in_pytorch import SECONDS, later, made
from dlscratch.checks.practice.shared.loading import expect_loaded, loaded


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
    run=loaded,
    expect=expect_loaded,
    probes=[(21, 4), (12, 3), (20, 20), (66, 8)],
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "First an order of the numbers 0 to n − 1: as they are, or mixed. Then pieces of "
        "`batch_size` numbers. For each piece, ask the dataset for its examples.",
        "`self.rng.permutation` mixes, and has to do so anew in each loop, that is in `__iter__`. "
        "`yield` gives out one batch and goes on behind it when the next is wanted.",
        "`torch.stack` makes one tensor of a list of tensors, along a new first axis, and "
        "`torch.tensor` makes one of a list of numbers. The number of batches is n / batch_size, "
        "rounded up.",
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
    doubles=(
        "The inputs have become float64. They come as float32, and are to stay so.",
        _paired(lambda torch, pairs: (_pair(torch, pairs)[0].double(), _pair(torch, pairs)[1])),
    ),
    other_whole_numbers=(
        "The labels have become whole numbers of another size. A loss for classes wants int64, "
        "which `torch.tensor` makes of Python's by itself.",
        _paired(lambda torch, pairs: (_pair(torch, pairs)[0], _pair(torch, pairs)[1].int())),
    ),
    labels_sorted=(
        "The labels have another order than the inputs: each belongs to its own.",
        _paired(
            lambda torch, pairs: (_pair(torch, pairs)[0], _pair(torch, pairs)[1].sort().values)
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
    squeezed=(
        "Axes of length 1 are gone, and the examples have one. `squeeze` takes off all of them, in "
        "the last batch even the first, if it holds one example only.",
        _paired(lambda torch, pairs: (_pair(torch, pairs)[0].squeeze(), _pair(torch, pairs)[1])),
    ),
    always_floats=(
        "Inputs that were whole numbers, such as those of words, have become floats. `torch.stack` "
        "keeps the type that they have.",
        _paired(lambda torch, pairs: (_pair(torch, pairs)[0].float(), _pair(torch, pairs)[1])),
    ),
    one_place_for_all_loops=(
        "Two loops over one loader at the same time disturb each other, as in "
        "`zip(loader, loader)`: how far a loop is stands in `self`, which they share. A function "
        "with `yield` keeps it for each loop.",
        lambda torch, self: _sharing(torch, self),
    ),
    rounded_down=(
        "The last, smaller batch is not counted by `len`.",
        None, lambda self: len(self.dataset) // self.batch_size,
    ),
    counts_examples=(
        "`len(loader)` is the number of batches. This is the number of examples.",
        None, lambda self: len(self.dataset),
    ),
    one_batch_more=(
        "Where the numbers divide, there is no smaller batch at the end, and `len` counts one.",
        None, lambda self: len(self.dataset) // self.batch_size + 1,
    ),
    not_rounded=(
        "`len` wants a whole number: n / batch_size, rounded up.",
        None, lambda self: len(self.dataset) / self.batch_size,
    ),
    length_is_the_size=(
        "That is the size of a batch. `len(loader)` is how many there are.",
        None, lambda self: self.batch_size,
    ),
    mixed_once=(
        "Each loop brings the same order. It is to be drawn anew in each, from `self.rng`: not in "
        "`__init__`, and not from a generator that begins anew.",
        _in_order(
            lambda self: np.random.default_rng(self.first).permutation(len(self.dataset))
            if self.shuffle else np.arange(len(self.dataset))
        ),
        None, lambda self: setattr(self, "first", self.rng.integers(10**6)),
    ),
    a_seed_of_its_own=(
        "Whatever `rng` is, the order is the same. `self.rng` is there to draw it.",
        _in_order(
            lambda self: np.random.default_rng(0).permutation(len(self.dataset))
            if self.shuffle else np.arange(len(self.dataset))
        ),
    ),
    of_nobodys_dice=(
        "It mixes, but with other random numbers than those of `self.rng`: two loaders with the "
        "same `rng` give two orders.",
        _in_order(
            lambda self: np.random.permutation(len(self.dataset))
            if self.shuffle else np.arange(len(self.dataset))
        ),
    ),
    batches_mixed=(
        "The batches come in a random order, but the same examples are always together. Mix first, "
        "then cut.",
        _in_order(lambda self: _by_pieces(self, self.rng.shuffle, None)),
    ),
    mixed_within=(
        "The examples are mixed within each batch only. Mix first, then cut.",
        _in_order(lambda self: _by_pieces(self, None, self.rng.shuffle)),
    ),
    labels_left_behind=(
        "The inputs are mixed, and their labels come as they are: the pairs are lost.",
        lambda torch, self: _unpaired(torch, self),
    ),
    returned_in_the_loop=(
        "`__iter__` returns its first batch, and that ends it. `yield` hands a batch out and goes "
        "on behind it when the next is wanted.",
        lambda torch, self: next(_through(torch, self)),
    ),
    one_batch_only=(
        "There is one batch, and then nothing. The loop goes on until all have come.",
        lambda torch, self: iter([next(_through(torch, self))]),
    ),
    one_by_one=(
        "Each example comes by itself. `batch_size` says how many belong together.",
        lambda torch, self: _resized(torch, self, 1),
    ),
    always_32=(
        "The batches have a size of their own. `self.batch_size` says how many belong together.",
        lambda torch, self: _resized(torch, self, 32),
    ),
    all_at_once=(
        "All examples come in one batch.",
        lambda torch, self: _resized(torch, self, len(self.dataset)),
    ),
    one_too_many=(
        "Each batch holds one more than it should, and that one comes again in the next. A slice "
        "ends before its second number.",
        lambda torch, self: _overlapping(torch, self, 1),
    ),
    one_too_few=(
        "In each batch one is missing: a slice ends before its second number.",
        lambda torch, self: _overlapping(torch, self, -1),
    ),
    filled_up=(
        "The last batch is filled up with examples that have come already. It may be smaller.",
        _in_order(lambda self: _filled(self)),
    ),
    labels_first=(
        "The labels come first. A batch is x, y.",
        lambda torch, self: ((y, x) for x, y in _through(torch, self)),
    ),
    labels_listed=(
        "The labels are a list. `torch.tensor` makes a tensor of them.",
        _paired(lambda torch, pairs: (_pair(torch, pairs)[0], [y for _, y in pairs])),
    ),
    labels_in_a_column=(
        "The labels stand in a column, (b, 1). A loss for classes wants (b,).",
        _paired(lambda torch, pairs: (_pair(torch, pairs)[0], _pair(torch, pairs)[1][:, None])),
    ),
    pairs_listed=(
        "A batch is a list of pairs. Wanted are two tensors: all inputs in one, all labels in "
        "the other.",
        _paired(lambda torch, pairs: pairs),
    ),
    inputs_only=(
        "The inputs come alone. Where are the labels?",
        _paired(lambda torch, pairs: _pair(torch, pairs)[0]),
    ),
    stacked_along_axis_1=(
        "The examples are stacked along the second axis. The new one is to be the first.",
        _paired(
            lambda torch, pairs: (
                torch.stack([x for x, _ in pairs], dim=1), _pair(torch, pairs)[1]
            )
        ),
    ),
    list_given_back=(
        "`__iter__` is to give something that can be asked for the next one. A function with "
        "`yield` makes that; of a list, `iter` does.",
        lambda torch, self: list(_through(torch, self)),
    ),
    nothing_given_back=(
        "`__iter__` gives nothing back. Is there a `yield`, or a `return`?",
        lambda torch, self: None,
    ),
    asked_for_a_slice=(
        "The dataset is asked for several at once. It knows only single numbers: ask for one after "
        "the other, and stack what comes.",
        lambda torch, self: iter([self.dataset[0 : self.batch_size]]),
    ),
    goes_on_where_it_was=(
        "A new loop goes on where the last one was left. Each begins at the front: what counts "
        "must begin anew in `__iter__`.",
        lambda torch, self: _going_on(torch, self),
        None, lambda self: setattr(self, "at", 0),
    ),
    used_up=(
        "The first loop brings all, and the second nothing: a generator made once is used up.",
        lambda torch, self: vars(self).setdefault("once", _through(torch, self)),
    ),
)  # fmt: skip


def _by_pieces(self, mix_pieces, mix_each):
    n, size = len(self.dataset), self.batch_size
    pieces = [list(range(start, min(start + size, n))) for start in range(0, n, size)]
    if self.shuffle:
        for piece in pieces if mix_each else ():
            mix_each(piece)
        if mix_pieces:
            whole = pieces[: n // size]
            mix_pieces(whole)
            pieces = whole + pieces[n // size :]
    return [i for piece in pieces for i in piece]


def _sharing(torch, self):
    self.going = _through(torch, self)
    return iter(lambda: next(self.going, None), None)


def _unpaired(torch, self):
    order = _order(self)
    for start in range(0, len(order), self.batch_size):
        rows = order[start : start + self.batch_size]
        labels = [self.dataset[start + i][1] for i in range(len(rows))]
        yield torch.stack([self.dataset[int(i)][0] for i in rows]), torch.tensor(labels)


def _resized(torch, self, size):
    order = _order(self)
    for start in range(0, len(order), size):
        yield _pair(torch, [self.dataset[int(i)] for i in order[start : start + size]])


def _overlapping(torch, self, more):
    order = _order(self)
    for start in range(0, len(order), self.batch_size):
        rows = order[start : start + self.batch_size + more]
        yield _pair(torch, [self.dataset[int(i)] for i in rows])


def _filled(self):
    order = list(_order(self))
    return order + order[: -len(order) % self.batch_size]


def _going_on(torch, self):
    order = _order(self)
    while self.at < len(order):
        rows = order[self.at : self.at + self.batch_size]
        self.at += self.batch_size
        yield _pair(torch, [self.dataset[int(i)] for i in rows])
    self.at = 0


def _by_split(torch, self):
    order = list(range(len(self.dataset)))
    if self.shuffle:
        self.rng.shuffle(order)
    batches = []
    for rows in torch.tensor(order).split(self.batch_size):
        xs, ys = zip(*(self.dataset[i] for i in rows.tolist()), strict=True)
        batches.append([torch.stack(xs), torch.tensor(ys)])
    return iter(batches)


def _one_by_one(torch, self):
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


def _rounded_up(self):
    return (len(self.dataset) + self.batch_size - 1) // self.batch_size


exercise.variant(_with(_by_split, _rounded_up))
exercise.variant(_with(_one_by_one, lambda self: math.ceil(len(self.dataset) / self.batch_size)))
