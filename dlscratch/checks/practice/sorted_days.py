"""Mend a training whose examples come sorted by label, and are never mixed.

Each answer trains a small net on 600 digits for three epochs, a twentieth of a second.
"""

import functools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.practice.shared.running import SECONDS, undisturbed, warm
from dlscratch.datasets import mnist_small

NEW, EACH, TOGETHER = "new digits", "what an epoch sees", "what a batch holds"
SIZES, RIGHT = "the sizes of the batches", "most of them right"
EPOCHS, ENOUGH = 3, 0.6


@functools.cache
def _folders(count):
    """So many digits of each kind, sorted, with their labels; and 500 new ones."""
    data = mnist_small()
    x, new = (images.reshape(-1, 784).astype(np.float32) / 255
              for images in (data.train_images, data.test_images[:500]))  # fmt: skip
    rows = np.concatenate([np.flatnonzero(data.train_labels == k)[:count] for k in range(10)])
    rows = rows[::-1] if count % 2 else rows
    return x[rows], data.train_labels[rows], new, data.test_labels[:500]


def _trained(fit, count):
    """What a net has learnt, and in which batches it has seen the digits."""
    x, y, new, labels = _folders(count)
    seen = []
    with undisturbed() as torch:
        from torch import nn

        net = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))

        def look(net, given):
            if torch.is_grad_enabled():
                seen.append(given[0].detach().numpy().reshape(-1, 784).copy())

        hook = net.register_forward_pre_hook(look)
        given = torch.from_numpy(x.copy()), torch.from_numpy(y.astype(np.int64))
        done = attempt(fit, net, *given, EPOCHS)
        hook.remove()
        if isinstance(done, Stopped):
            return {NEW: done}
        with torch.no_grad():
            said = net(torch.from_numpy(new)).argmax(dim=1).numpy()
        right = np.mean(said == labels)
        note(f"The check measured: {right:.0%} of 500 new digits right.")
        report = {NEW: RIGHT if right >= ENOUGH else "too many of them wrong"}
        kept = np.array_equal(given[0].numpy(), x)
        return report | _batches(seen, x, y) | {"x, afterwards": "as it was" if kept else "changed"}


_trained.arguments = ("digits of each kind",)


def _batches(seen, x, y):
    """In words, which examples came together, and how often each came."""
    places = {row.tobytes(): i for i, row in enumerate(x)}
    rows = [[places.get(one.tobytes(), -1) for one in batch] for batch in seen]
    flat = [i for batch in rows for i in batch]
    epochs = [flat[start : start + len(x)] for start in range(0, len(flat), len(x))]
    if -1 in flat:
        return {EACH: "other examples than were given"}
    if len(flat) != EPOCHS * len(x):
        return {EACH: f"{len(flat) / EPOCHS / len(x):.3g} times as many as there are"}
    once = all(sorted(epoch) == list(range(len(x))) for epoch in epochs)
    kinds = [len(set(y[batch])) for batch in rows if len(batch) >= 30]
    mixed = "many kinds of digits" if min(kinds, default=0) >= 5 else "few kinds of digits"
    return {
        EACH: "every example once" if once else "some twice, some never",
        SIZES: sorted({len(batch) for batch in rows}, reverse=True)[:3],
        TOGETHER: mixed,
    }


@warm
def _expect_trained(fit, count):
    rest = 10 * count % 32
    return {
        NEW: RIGHT,
        EACH: "every example once",
        SIZES: [32, rest] if rest else [32],
        TOGETHER: "many kinds of digits",
        "x, afterwards": "as it was",
    }


def _fit_with(loader=None, rate=0.001, prepare=None, times=1):
    """A training with loader(torch.utils.data, data), after prepare(torch, x, y)."""

    def fit(net, x, y, epochs=3):
        import torch
        from torch.utils import data

        x, y = prepare(torch, x, y) if prepare else (x, y)
        make = loader or _mixed
        batches = make(data, data.TensorDataset(x, y))
        optimizer = torch.optim.Adam(net.parameters(), lr=rate)
        for _ in range(times * epochs):
            for batch_x, batch_y in batches:
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(net(batch_x), batch_y).backward()
                optimizer.step()

    return fit


def _mixed(data, pairs):
    return data.DataLoader(pairs, batch_size=32, shuffle=True)


def _sorted(data, pairs):
    return data.DataLoader(pairs, batch_size=32)


def _whole_batches(data, pairs):
    plain = list(_sorted(data, pairs))
    return [plain[i] for i in np.random.default_rng(0).permutation(len(plain))]


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit_with(),
    run=_trained,
    expect=_expect_trained,
    probes=[(60,), (41,)],
    seconds=2 * SECONDS,
    hints=(
        "The loss is low in every batch, and yet the net does not know the digits. Look at the "
        "first batches as the net gets them, and print their labels.",
        "What does a net learn from 32 zeros, and what becomes of it when 32 nines come later?",
        "The loader can mix the examples anew in each epoch. One word in its brackets does it.",
    ),
    after="A batch stands for all the data, and that it can only do if it is a random part of it. "
    "Images come in folders, sales by date, patients by hospital: data are sorted more often than "
    "not.",
)

exercise.mistakes(
    _fit_with,
    unmended=(
        "In each batch there is only one kind of digit. The net learns what it saw last, and "
        "forgets what came before.",
        _sorted,
    ),
    smaller_steps=(
        "The steps are smaller, and the batches are as they were. Look at the labels in one.",
        _sorted, 0.0002,
    ),
    larger_steps=(
        "The steps are larger, and the batches are as they were. Look at the labels in one.",
        _sorted, 0.01,
    ),
    more_epochs=(
        "There are more epochs than were asked for, and each is as it was.",
        _sorted, 0.001, None, 3,
    ),
    labels_left_behind=(
        "The images are mixed, and their labels are not: now nearly every image has the label of "
        "another.",
        _sorted, 0.001, lambda torch, x, y: (x[torch.randperm(len(x))], y),
    ),
    two_orders=(
        "Images and labels are mixed, each in an order of its own: the pairs are lost.",
        _sorted, 0.001, lambda torch, x, y: (x[torch.randperm(len(x))], y[torch.randperm(len(y))]),
    ),
    backwards=(
        "Backwards they are still sorted.",
        _sorted, 0.001, lambda torch, x, y: (x.flip(0), y.flip(0)),
    ),
    whole_batches_mixed=(
        "The batches come in another order, but in each there is still one kind of digit.",
        _whole_batches,
    ),
    all_at_once=(
        "All examples in one batch are mixed, in a way. But there is one step in each epoch, and "
        "the text wants batches of 32.",
        lambda data, pairs: data.DataLoader(pairs, batch_size=len(pairs)),
    ),
    rest_dropped=(
        "They are mixed now. But the last, smaller batch is left out, and each example was to be "
        "seen once.",
        lambda data, pairs: data.DataLoader(pairs, 32, shuffle=True, drop_last=True),
    ),
    drawn_again=(
        "They are mixed, but drawn so that some come twice in an epoch, and others not at all.",
        lambda data, pairs: data.DataLoader(
            pairs, 32, sampler=data.RandomSampler(pairs, replacement=True)
        ),
    ),
)  # fmt: skip


def _both(torch, x, y):
    order = torch.randperm(len(x))
    return x[order], y[order]


exercise.variant(_fit_with(_sorted, prepare=_both))
exercise.variant(
    _fit_with(lambda data, pairs: data.DataLoader(pairs, 32, sampler=data.RandomSampler(pairs)))
)


@exercise.variant
def by_hand(net, x, y, epochs=3):
    import torch

    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            torch.nn.CrossEntropyLoss()(net(x[rows]), y[rows]).backward()
            optimizer.step()
