"""Mend a training whose examples come sorted by label, and are never mixed.

Each answer trains a small net on 600 digits for three epochs, a twentieth of a second.
"""

import functools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.in_pytorch import SECONDS, undisturbed, warm_to_step
from dlscratch.checks.practice.shared.watched import OWN, Watched
from dlscratch.datasets import mnist_small

NEW, EACH, TOGETHER = "new digits", "what an epoch sees", "what a batch holds"
SIZES, RIGHT = "which sizes the batches have", "most of them right"
GRADIENTS = "the gradients that a step follows"
# Nothing is expected of these, but they tell mistakes apart.
STEP, ORDER = "the first step", "the order of the examples"
EPOCHS, ENOUGH = 3, 0.6


@functools.cache
def _folders(count):
    """So many digits, about a tenth of each kind, sorted, with their labels; and 500 new ones."""
    data = mnist_small()
    x, new = (images.reshape(-1, 784).astype(np.float32) / 255
              for images in (data.train_images, data.test_images[:500]))  # fmt: skip
    kinds = [np.flatnonzero(data.train_labels == k)[: (count + k) // 10] for k in range(10)]
    rows = np.concatenate(kinds if count % 20 else kinds[::-1])
    return x[rows], data.train_labels[rows], new, data.test_labels[:500]


def _trained(fit, count):
    """What a net has learnt, and in which batches it has seen the digits."""
    x, y, new, labels = _folders(count)
    with undisturbed() as torch:
        from torch import nn

        net = nn.Sequential(nn.Linear(784, 32), nn.ReLU(), nn.Linear(32, 10))
        watched = Watched(torch, net)
        given = torch.from_numpy(x.copy()), torch.from_numpy(y.astype(np.int64))
        done = attempt(fit, net, *given, EPOCHS)
        watched.leave()
        if isinstance(done, Stopped):
            return {NEW: done}
        with torch.no_grad():
            said = net(torch.from_numpy(new)).argmax(dim=1).numpy()
        right = np.mean(said == labels)
        note(f"With {count:,} digits the check measured {right:.0%} of 500 new ones right.")
        report = {NEW: RIGHT if right >= ENOUGH else "too many of them wrong"}
        kept = np.array_equal(given[0].numpy(), x)
        report |= _batches([part.reshape(-1, 784) for part in watched.given], x, y)
        if "twice" in report[EACH]:  # drawn so, it is by chance what is learnt
            del report[NEW]
        report |= {"x, afterwards": "as it was" if kept else "changed"}
        return report | {STEP: _step(watched.weights), GRADIENTS: watched.gradients}


_trained.arguments = ("n",)


def _step(weights):
    """Adam's first step is as long as its learning rate, in every weight."""
    if len(weights) < 2:
        return "none"
    longest = np.abs(weights[1] - weights[0]).max()
    return "shorter" if longest < 0.0009 else "longer" if longest > 0.0011 else "as before"


def _batches(seen, x, y):
    """In words, which examples came together, and how often each came."""
    places = {row.tobytes(): i for i, row in enumerate(x)}
    rows = [[places.get(one.tobytes(), -1) for one in batch] for batch in seen]
    flat = [i for batch in rows for i in batch]
    epochs = [flat[start : start + len(x)] for start in range(0, len(flat), len(x))]
    if -1 in flat:
        return {EACH: "other examples than were given"}
    kinds = [len(set(y[batch])) for batch in rows if len(batch) >= 30]
    mixed = "many kinds of digits" if min(kinds, default=0) >= 5 else "few kinds of digits"
    if len(flat) != EPOCHS * len(x):
        times = f"{len(flat) / EPOCHS / len(x):.3g} times as many as there are"
        first = flat[: min(len(flat) // EPOCHS, len(x))]
        again = ", and some of them twice" if len(set(first)) < len(first) else ""
        return {EACH: times + again, TOGETHER: mixed}
    once = all(sorted(epoch) == list(range(len(x))) for epoch in epochs)
    return {
        EACH: "every example once" if once else "some twice, some never",
        SIZES: sorted({len(batch) for batch in rows}, reverse=True)[:3],
        TOGETHER: mixed,
        ORDER: _order(flat[: len(x)], rows),
    }


def _order(epoch, batches):
    if len(batches[0]) == len(epoch):
        return "all at once"
    if epoch == sorted(epoch):
        return "as they came"
    if epoch == sorted(epoch, reverse=True):
        return "backwards"
    if all(np.all(np.diff(batch) == 1) for batch in batches):
        return "whole batches"
    within = all(np.all(np.diff(sorted(batch)) == 1) for batch in batches)
    return "within each batch" if within else "another"


@warm_to_step
def _expect_trained(fit, count):
    rest = count % 32
    return {
        EACH: "every example once",
        SIZES: [32, rest] if rest else [32],
        NEW: RIGHT,
        TOGETHER: "many kinds of digits",
        GRADIENTS: OWN,
        "x, afterwards": "as it was",
    }


def _fit_with(loader=None, rate=0.001, prepare=None, times=1, wipe=True):
    """A training with loader(torch.utils.data, data), after prepare(torch, x, y)."""

    def fit(net, x, y, epochs):
        import torch
        from torch.utils import data

        x, y = prepare(torch, x, y) if prepare else (x, y)
        make = loader or _mixed
        batches = make(data, data.TensorDataset(x, y))
        optimizer = torch.optim.Adam(net.parameters(), lr=rate)
        for _ in range(round(times * epochs)):
            for batch_x, batch_y in batches:
                if wipe:
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


def _within_batches(data, pairs):
    batches = []
    for x, y in _sorted(data, pairs):
        rows = np.random.default_rng(0).permutation(len(x)).tolist()
        batches.append((x[rows], y[rows]))
    return batches


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_fit_with(),
    run=_trained,
    expect=_expect_trained,
    probes=[(600,), (413,)],
    seconds=2 * SECONDS,
    hints=(
        "Look at the first batches as the net gets them: draw a few of the images, or print the "
        "labels.",
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
        "The steps are smaller now, and what is in a batch is as it was. Look at its labels.",
        _sorted, 0.0002,
    ),
    larger_steps=(
        "The steps are larger now, and what is in a batch is as it was. Look at its labels.",
        _sorted, 0.01,
    ),
    more_epochs=(
        "There are more epochs than were asked for, and each is as it was.",
        _sorted, 0.001, None, 3,
    ),
    labels_left_behind=(
        "The images and their labels do not belong together any more. Whatever changes the order "
        "of the one has to change that of the other in the same way.",
        _sorted, 0.001, lambda torch, x, y: (x[torch.randperm(len(x))], y),
    ),
    backwards=(
        "Backwards they are as sorted as before.",
        _sorted, 0.001, lambda torch, x, y: (x.flip(0), y.flip(0)),
    ),
    whole_batches_mixed=(
        "The batches come in another order, but in each there is still one kind of digit.",
        _whole_batches,
    ),
    mixed_within_the_batches=(
        "The examples of a batch come in another order, but they are the same ones, and still of "
        "one kind. Mix first, and cut then.",
        _within_batches,
    ),
    fewer_epochs_mixed=(
        "They are mixed now. But there are fewer epochs: `epochs` says how many.",
        _mixed, 0.001, None, 1 / 3,
    ),
    more_epochs_mixed=(
        "They are mixed now. But there are more epochs: `epochs` says how many.",
        _mixed, 0.001, None, 3,
    ),
    all_at_once=(
        "All examples in one batch are mixed, in a way. But there is one step in each epoch, and "
        "the text wants batches of 32.",
        lambda data, pairs: data.DataLoader(pairs, batch_size=len(pairs)),
    ),
    first_batch_only=(
        "Each epoch sees the first batch again and again.",
        lambda data, pairs: [next(iter(_sorted(data, pairs)))] * -(-len(pairs) // 32),
    ),
    rest_dropped=(
        "They are mixed now. But the last, smaller batch is left out, and each example was to be "
        "seen once.",
        lambda data, pairs: data.DataLoader(pairs, 32, shuffle=True, drop_last=True),
    ),
    larger_batches=(
        "The batches are larger now, and nothing else has changed in them. The text wants 32.",
        lambda data, pairs: data.DataLoader(pairs, batch_size=128),
    ),
    mixed_in_larger_batches=(
        "They are mixed now. But the batches are larger than the 32 that the text wants.",
        lambda data, pairs: data.DataLoader(pairs, batch_size=64, shuffle=True),
    ),
    mixed_in_smaller_batches=(
        "They are mixed now. But the batches are smaller than the 32 that the text wants.",
        lambda data, pairs: data.DataLoader(pairs, batch_size=16, shuffle=True),
    ),
    never_wiped=(
        "Now they are mixed, but the gradients are no longer wiped: each step follows those of "
        "earlier steps as well.",
        _mixed, 0.001, None, 1, False,
    ),
    never_wiped_and_sorted=(
        "What is in a batch is as it was: look at its labels. And the gradients are no longer "
        "wiped, so that each step follows those of earlier steps as well.",
        _sorted, 0.001, None, 1, False,
    ),
    fewer_epochs=(
        "Fewer epochs than were asked for do not help: in each it is as before.",
        _sorted, 0.001, None, 1 / 3,
    ),
    drawn_again=(
        "They are mixed, but drawn so that some come twice in an epoch, and others not at all.",
        lambda data, pairs: data.DataLoader(
            pairs, 32, sampler=data.RandomSampler(pairs, replacement=True)
        ),
    ),
    drawn_again_and_rest_dropped=(
        "They are mixed, but drawn so that some come twice in an epoch, and others not at all. "
        "And there are fewer than an epoch has: the last, smaller batch is missing.",
        lambda data, pairs: data.DataLoader(
            pairs, 32, sampler=data.RandomSampler(pairs, replacement=True), drop_last=True
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
def by_hand(net, x, y, epochs):
    import torch

    optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            torch.nn.CrossEntropyLoss()(net(x[rows]), y[rows]).backward()
            optimizer.step()
