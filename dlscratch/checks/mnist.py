"""Exercises of lesson 8: digits as data, batches, dropout, measuring, saving, and an empty page."""

import contextlib
import copy
import functools
import io
import itertools
import re
import types

import numpy as np

from dlscratch import layers, losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.values import name
from dlscratch.datasets import mnist_small

# Probes are lopsided on purpose: batch sizes that do not divide, classes of unequal size, a
# dropout other than 0.5, as many examples as classes at most once.


# Bytes


predict_bytes = Exercise(
    "mnist.predict_bytes",
    kind="predict",
    wants="value",
    reference=[167, 253, 223],
    accepts=(tuple, np.ndarray),
    hints=(
        "The result is uint8 again. Which numbers can a uint8 hold?",
        "A byte counts like an old milometer: below 0 comes its largest number, 255.",
        "30 - 33 would be three steps below 0. The first step down from 0 arrives at 255.",
    ),
    after="No error, no warning, and a dark pixel has become a bright one. That is why the lesson "
    "turns the images into floats before it computes anything.",
)

predict_bytes.wrong(
    "negative",
    "That would be right for floats. A uint8 has no sign: it cannot hold a number below 0.",
)([167, -3, -33])
predict_bytes.wrong(
    "clipped",
    "You stop at 0. NumPy does not: a byte that falls below 0 goes on somewhere else.",
)([167, 0, 0])
predict_bytes.wrong(
    "one_too_far",
    "You go round, but one step too far: a byte has 256 values, because 0 is one of them.",
)([167, 252, 222])
predict_bytes.wrong(
    "no_sign",
    "You have dropped the minus sign. A byte has none, but what it does instead is to go round.",
)([167, 3, 33])
predict_bytes.variant((167, 253, 223))
predict_bytes.variant(np.array([200, 30, 0], dtype=np.uint8) - 33)


# Centring


PIXELS = (
    np.array([[0, 0, 90, 251], [0, 35, 200, 0], [7, 0, 0, 118]], dtype=np.uint8),
    np.array([[255, 0, 60, 0], [12, 180, 0, 3]], dtype=np.uint8),
)


def _centre(train, test):
    mean = train.mean()
    return train - mean, test - mean


def _moved(function, train, test):
    """The two sets after `function`, each under its own label, so that one is judged at a time."""
    both = function(train, test)
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("`centre` returns both sets, as in `return train, test`.")
    return {"train": both[0], "test": both[1]}


centre = Exercise(
    "mnist.centre",
    kind="bug",
    reference=_centre,
    run=_moved,
    probes=[PIXELS, (PIXELS[1], PIXELS[0])],
    accepts=(list,),
    rtol=1e-5,  # float32 is as good as float64 here
    hints=(
        "There are two bugs. Print what comes out for `train`, and ask of each number whether it "
        "can be true.",
        "Which type do the pixels have while the mean is being subtracted? And whose mean is "
        "subtracted from the test images?",
        "Turn the images into floats before the subtraction, keep the mean as it is, with all its "
        "decimals, and compute it once.",
    ),
    after="Both bugs are silent: the network trains, only worse than it could. You find them by "
    "looking at numbers whose answer you know: the smallest pixel, the mean afterwards.",
)


@centre.wrong(
    "both_bugs",
    "Look at the smallest number in `train`. A black pixel minus the mean should be below 0. Here "
    "it comes out large and positive: bytes go round. And there is a second bug in the other line.",
)
def _(train, test):
    train = train - int(train.mean())
    test = test - int(test.mean())
    return train.astype(float), test.astype(float)


@centre.wrong(
    "still_wraps",
    "The test set is moved by the training mean now: good. But a black pixel still comes out large "
    "and positive. Which type does it have in the moment of the subtraction?",
)
def _(train, test):
    mean = int(train.mean())
    return (train - mean).astype(float), (test - mean).astype(float)


@centre.wrong(
    "own_mean",
    "The bytes no longer go round: good. But each set is moved by its own mean. The test images "
    "stand for images that you do not have yet, so nothing may be computed from them.",
)
def _(train, test):
    return train - train.mean(), test - test.mean()


@centre.wrong(
    "rounded_mean",
    "Nearly: the mean of `train` is not quite 0 afterwards. `int` cuts off the mean's decimals.",
)
def _(train, test):
    mean = int(train.mean())
    return train.astype(float) - mean, test.astype(float) - mean


@centre.wrong(
    "own_rounded_mean",
    "The bytes no longer go round: good. Now look at the mean: `int` cuts off its decimals, and "
    "each set is still moved by its own.",
)
def _(train, test):
    return train.astype(float) - int(train.mean()), test.astype(float) - int(test.mean())


@centre.wrong(
    "mean_recomputed",
    "The training set is right. But by the time the test set's turn comes, `train` has been moved "
    "and its mean is 0. Keep the mean in a name before.",
)
def _(train, test):
    train = train - train.mean()
    test = test - train.mean()
    return train, test


@centre.wrong(
    "back_to_bytes",
    "The subtraction is right, and then the result goes back into bytes, which cannot hold it.",
)
def _(train, test):
    moved = _centre(train, test)
    return tuple(part.astype(int).astype(np.uint8) for part in moved)


@centre.wrong(
    "mean_of_all",
    "This mean is computed from both sets together, so the test images have had their say. Use "
    "the training images alone.",
)
def _(train, test):
    mean = np.concatenate([train, test]).mean()
    return train - mean, test - mean


@centre.wrong(
    "mean_of_each_pixel",
    "You subtract one mean for each pixel, which is a sound recipe too. Here a single number is "
    "asked for: the mean of all training pixels.",
)
def _(train, test):
    mean = train.mean(axis=0)
    return train - mean, test - mean


@centre.wrong(
    "mean_of_each_image",
    "Here every image is moved by its own mean. Asked for is a single number: the mean of all "
    "training pixels.",
)
def _(train, test):
    return train - train.mean(axis=1, keepdims=True), test - test.mean(axis=1, keepdims=True)


@centre.variant
def _(train, test):
    train, test = train.astype(np.float32), test.astype(np.float32)
    mean = train.mean()
    train -= mean
    test -= mean
    return train, test


@centre.variant
def _(train, test):
    mean = train.sum() / train.size
    return [list(row - mean) for row in train.astype(float)], test.astype(float) - mean


# One-hot


one_hot = Exercise(
    "mnist.one_hot",
    kind="fill",
    reference=losses.one_hot,
    accepts=(list,),
    probes=[
        (np.array([3, 0, 1]), 5),
        (np.array([1, 1, 0, 2, 1, 0]), 4),
        (np.array([2, 0, 2, 1]), 4),
    ],
    hints=(
        "`rows[i, j] = 1` sets one number. Here you set one number in every row, all at once, and "
        "for that NumPy takes two lists: the numbers of the rows, and the numbers of the columns.",
        "The first list runs through all the rows, 0, 1, 2 and so on. In which column does each "
        "row want its one?",
        "`np.arange(n)` gives the numbers 0 to n - 1. There are as many rows as labels.",
    ),
    after="A label is a name, not an amount: a 4 is not twice a 2. One-hot rows treat all classes "
    "alike, and they have the shape of the network's outputs, so the two can be compared.",
)


@one_hot.wrong(
    "whole_rows",
    "With a single index you choose whole rows, and every number in them becomes 1. Each row "
    "should hold a single one: say which column, too.",
)
def _(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[labels] = 1
    return rows


@one_hot.wrong(
    "whole_columns",
    "`:` means all rows. So every row gets a one for every label in the list. Each row should get "
    "only its own.",
)
def _(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels] = 1
    return rows


@one_hot.wrong(
    "swapped",
    "Row and column have changed places: the label says which column, and the row is the place of "
    "the example in the list.",
)
def _(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[labels, np.arange(len(labels))] = 1
    return rows


@one_hot.wrong(
    "wrong_shape",
    "You have one row for each class. Asked for is one row for each label.",
)
def _(labels, classes):
    return np.eye(classes)[labels].T


@one_hot.wrong(
    "classes_guessed",
    "The rows are as long as the largest label needs. A batch without the last digit would give "
    "narrower rows than the next one: that is what `classes` is for.",
)
def _(labels, classes):
    return np.eye(labels.max() + 1)[labels]


@one_hot.wrong(
    "counted_from_one",
    "Every one stands a column too far to the left, and label 0 went to the far right. Labels "
    "count from 0, as columns do.",
)
def _(labels, classes):
    return np.eye(classes)[labels - 1]


@one_hot.wrong(
    "label_itself",
    "The place is right. But what stands there is the label itself; it should be a 1, whatever "
    "the label.",
)
def _(labels, classes):
    return np.eye(classes)[labels] * labels[:, None]


@one_hot.wrong(
    "diagonal",
    "The ones run down the diagonal, whatever the labels are. Where do the labels come in?",
)
def _(labels, classes):
    return np.eye(len(labels), classes)


@one_hot.variant
def _(labels, classes):
    return np.eye(classes)[labels]


@one_hot.variant
def _(labels, classes):
    return (np.asarray(labels)[:, None] == np.arange(classes)).astype(int)


@one_hot.variant
def _(labels, classes):
    return [[1.0 if column == label else 0.0 for column in range(classes)] for label in labels]


# Batches


predict_batches = Exercise(
    "mnist.predict_batches",
    kind="predict",
    wants="value",
    reference=(16, 40),
    accepts=(list, np.ndarray),
    hints=(
        "Fill batches of 64 until the digits run out.",
        "How many full batches are there in 1,000? Some digits are left over.",
        "Fifteen full batches hold 960 digits. What is left is a batch too.",
    ),
    after="16 steps an epoch. The last batch is smaller, and it is used all the same: its loss and "
    "its gradient are means, so they need no correction.",
)

predict_batches.wrong(
    "last_forgotten",
    "Fifteen batches are full. Some digits are left over, and they are a batch as well.",
)((15, 40))
predict_batches.wrong(
    "full_ones_only", "15 · 64 is 960. What happens to the digits that are left?"
)((15, 64))
predict_batches.wrong(
    "last_one_full",
    "16 · 64 would be 1,024 digits, and there are only 1,000. So the last batch cannot be full.",
)((16, 64))
predict_batches.wrong(
    "what_is_missing",
    "That is how many digits are missing from a full batch. How many are there?",
)((16, 24))
predict_batches.wrong(
    "swapped", "The right numbers in the other order: first the number of batches."
)((40, 16))
predict_batches.variant([16, 40])
predict_batches.variant(np.array([-(-1000 // 64), 1000 % 64]))


def _numbered(n):
    """`n` examples that cannot be mistaken for each other, and the label that belongs to each."""
    x = np.arange(n)[:, None] + np.array([0.0, 100.0, 1000.0])
    return x, np.array([(7 * i + 3) % 101 for i in range(n)])


def _belong(x, y):
    """Whether each label of `y` is the one that belongs to its row of `x`."""
    return [int(7 * row[0] + 3) % 101 for row in x] == [int(label) for label in y]


def _pairs(made):
    """What a batch iterator made, as a list of pairs; Refuse for anything else."""
    if made is None:
        return None
    if isinstance(made, np.ndarray) or not hasattr(type(made), "__iter__"):
        raise Refuse("`batches` gives one batch after the other: it holds `yield` within a loop.")
    if isinstance(made, tuple) and [np.ndim(part) for part in made] == [2, 1]:
        raise Refuse(
            "Only the first batch came: `return` ends the function. Which word hands something out "
            "and lets the loop go on?"
        )
    made = list(itertools.islice(made, 1000))
    for pair in made:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise Refuse("Every batch is a pair: `yield` a part of x and, after a comma, one of y.")
        if len(np.shape(pair[0])) != 2 or len(np.shape(pair[1])) != 1:
            raise Refuse(
                "In every batch x has the shape (rows, 3) and y (rows,), but "
                f"{np.shape(pair[0])} and {np.shape(pair[1])} came."
            )
    return made


def _look_at_batches(batches, x, y, batch_size, rng):
    first = _pairs(batches(x, y, batch_size, rng))
    if first is None:
        return None
    second = _pairs(batches(x, y, batch_size, rng))
    ids, later = ([int(row[0]) for part, _ in epoch for row in part] for epoch in (first, second))
    labels = [int(label) for _, part in first for label in part]
    inside = [list(map(int, np.diff(np.asarray(part)[:, 0]))) for part, _ in first]
    return {
        "the sizes of the batches": [len(part) for part, _ in first],
        "the examples, sorted": sorted(ids),
        "x and y in step": all(_belong(*pair) for pair in first),
        "x in a new order": ids != list(range(len(x))),
        "y in a new order": labels != y.tolist(),
        "each batch a mixture": not all(set(steps) <= {1} for steps in inside),
        "a new order in the next epoch": ids != later,
    }


def _batches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


batches = Exercise(
    "mnist.batches",
    kind="fill",
    reference=_batches,
    run=_look_at_batches,
    probes=[
        (*_numbered(22), 8, np.random.default_rng(1)),
        (*_numbered(30), 10, np.random.default_rng(2)),
        (*_numbered(13), 20, np.random.default_rng(3)),
    ],
    hints=(
        "Do not shuffle x and y. Shuffle the numbers of the rows, once, and then take the rows of "
        "both in that order.",
        "`rng.permutation(5)` gives the numbers 0 to 4 in a random order. A batch is the next "
        "`batch_size` of these numbers.",
        "A slice of `order` that begins at `start` and is `batch_size` long holds the numbers of a "
        "batch. A list of numbers in square brackets picks these rows: `x[[4, 0, 7]]`.",
    ),
    after="Slices may run over the end, so the last, smaller batch needs no special case. You will "
    "find the same function in dlscratch/training.py, and its name in PyTorch is DataLoader.",
)


@batches.wrong(
    "last_dropped",
    "Some examples never come: where the numbers do not divide, the batch that is left over is "
    "missing. Does your loop end too early?",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@batches.wrong(
    "not_shuffled",
    "The batches come in the order of the data, in every epoch the same. You have a random order: "
    "is it used?",
)
def _(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@batches.wrong(
    "shuffled_apart",
    "x and y are both in a random order, but each in its own. A digit no longer comes with its "
    "label.",
)
def _(x, y, batch_size, rng):
    x, y = rng.permutation(x), rng.permutation(y)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@batches.wrong(
    "only_x_shuffled",
    "The rows of x are in a random order, those of y are not. A digit no longer comes with its "
    "label.",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]], y[start : start + batch_size]


@batches.wrong(
    "in_place",
    "`rng.shuffle` rearranges the caller's own array. And shuffled by two calls, x and y get two "
    "different orders.",
)
def _(x, y, batch_size, rng):
    rng.shuffle(x)
    rng.shuffle(y)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@batches.wrong(
    "same_every_epoch",
    "The order is random, but in the next epoch it is the same again: a generator that is made "
    "anew from the same seed begins again. Use the `rng` that came.",
)
def _(x, y, batch_size, rng):
    yield from _batches(x, y, batch_size, np.random.default_rng(0))


@batches.wrong(
    "only_the_first",
    "After the first batch nothing comes. `return` leaves the function for good; which word hands "
    "something out and goes on?",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    return [(x[order[:batch_size]], y[order[:batch_size]])]


@batches.wrong(
    "overlapping",
    "There are too many batches: every start is one step after the last one, so the batches "
    "overlap. How far must `start` move?",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(len(x)):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@batches.wrong(
    "one_at_a_time",
    "Each batch holds a single example. The loop should go in steps of `batch_size`, and take as "
    "many rows each time.",
)
def _(x, y, batch_size, rng):
    for row in rng.permutation(len(x)):
        yield x[row : row + 1], y[row : row + 1]


@batches.wrong(
    "batches_mixed",
    "Only the order of the batches is random; within each, the rows are neighbours as before. If "
    "the data came sorted, every batch would hold a single digit.",
)
def _(x, y, batch_size, rng):
    starts = np.arange(0, len(x), batch_size)
    for start in rng.permutation(starts):
        yield x[start : start + batch_size], y[start : start + batch_size]


@batches.wrong(
    "filled_up",
    "The last batch is filled up with examples that have been seen already. Let it be smaller.",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = np.resize(order, len(x) + batch_size)[start : start + batch_size]
        yield x[rows], y[rows]


@batches.wrong(
    "slice_ends_too_early",
    "After the first, the batches are empty. A slice ends at its second number, and that must move "
    "along with `start`.",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start:batch_size]
        yield x[rows], y[rows]


@batches.wrong(
    "new_order_for_each_batch",
    "Each batch comes from an order of its own, so some examples come twice and others never. One "
    "order lasts for the whole epoch.",
)
def _(x, y, batch_size, rng):
    for _ in range(0, len(x), batch_size):
        rows = rng.permutation(len(x))[:batch_size]
        yield x[rows], y[rows]


@batches.wrong(
    "counted_batches",
    "`start` runs through the numbers of the batches, 0, 1, 2. It should be where a batch begins: "
    "0, then `batch_size`, then twice that.",
)
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(-(-len(x) // batch_size)):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@batches.variant
def _(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    count = -(-len(x) // batch_size)
    for rows in np.array_split(order, np.arange(1, count) * batch_size):
        yield x[rows], y[rows]


@batches.variant
def _(x, y, batch_size, rng):
    together = list(zip(x, y, strict=True))
    together = [together[i] for i in rng.permutation(len(together))]
    while together:
        part, together = together[:batch_size], together[batch_size:]
        yield np.array([row for row, _ in part]), np.array([label for _, label in part])


@batches.variant
def _(x, y, batch_size, rng):
    order = np.argsort(rng.random(len(x)))
    x, y = x[order], y[order]
    starts = range(0, len(x), batch_size)
    return [(x[start : start + batch_size], y[start : start + batch_size]) for start in starts]


# Shuffling


def _shuffled(x, y, rng):
    order = rng.permutation(len(x))
    return x[order], y[order]


def _look_at_order(shuffled, x, y, rng):
    both = shuffled(x, y, rng)
    if both is None:
        return None
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("`shuffled` returns x and y, in this order.")
    if both[0] is None or both[1] is None:
        raise Refuse("`rng.shuffle` rearranges the array that it is given, and returns None.")
    if np.shape(both[0]) != x.shape or np.shape(both[1]) != y.shape:
        raise Refuse(
            f"x and y keep their shapes, {x.shape} and {y.shape}, but "
            f"{np.shape(both[0])} and {np.shape(both[1])} came back."
        )
    ids = [int(row[0]) for row in both[0]]
    return {
        "the examples of x, sorted": sorted(ids),
        "the labels of y, sorted": sorted(int(label) for label in both[1]),
        "x and y in step": _belong(*both),
        "x in a new order": ids != list(range(len(x))),
        "y in a new order": [int(label) for label in both[1]] != y.tolist(),
    }


shuffled = Exercise(
    "mnist.shuffled",
    kind="bug",
    reference=_shuffled,
    run=_look_at_order,
    probes=[(*_numbered(9), np.random.default_rng(5)), (*_numbered(20), np.random.default_rng(6))],
    hints=(
        "Make an input on which you can see it: x the rows [0], [1], [2], [3] and y the numbers "
        "0, 1, 2, 3. What should come out, and what does?",
        "Two arrays, one order. Which object in your code *is* the order?",
        "`rng.permutation(5)` gives the numbers 0 to 4 in a random order. Make such a list of row "
        "numbers once, and use it twice.",
    ),
    after="A network that learns from shuffled labels stays at about 10 % and its loss at log 10: "
    "as good as guessing, from perfectly healthy layers. When you see that, look at the data.",
)


@shuffled.wrong(
    "only_x",
    "Every digit has got a stranger's label: x has a new order, y has the old one. What would the "
    "training loss look like?",
)
def _(x, y, rng):
    return rng.permutation(x), y


@shuffled.wrong(
    "apart",
    "Now y has a new order too, but another one than x: each call of `permutation` draws again.",
)
def _(x, y, rng):
    return rng.permutation(x), rng.permutation(y)


@shuffled.wrong(
    "only_y",
    "Now y has a new order and x the old one: the same bug the other way round.",
)
def _(x, y, rng):
    return x, rng.permutation(y)


@shuffled.wrong(
    "not_at_all",
    "x and y are in step, because neither has a new order. Shuffling is still wanted.",
)
def _(x, y, rng):
    return x, y


@shuffled.wrong(
    "drawn_with_repeats",
    "Some examples come twice and others never: these are random numbers, not a random order.",
)
def _(x, y, rng):
    rows = np.random.default_rng(1).integers(len(x), size=len(x))
    return x[rows], y[rows]


@shuffled.wrong(
    "in_place",
    "`rng.shuffle` rearranges the caller's own array, and returns None. Build new arrays.",
)
def _(x, y, rng):
    order = rng.permutation(len(x))
    x[:], y[:] = x[order], y[order]
    return x, y


@shuffled.variant
def _(x, y, rng):
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


@shuffled.variant
def _(x, y, rng):
    together = rng.permutation(np.column_stack([x, y]))
    return together[:, :-1], together[:, -1].astype(int)


# Accuracy


def _accuracy(logits, labels):
    return float(np.mean(np.argmax(logits, axis=1) == labels))


LOGITS = np.array(
    [
        [2.0, 0.1, -1.0, 0.3],
        [0.2, 0.4, 0.1, -5.0],
        [-3.0, -2.0, -0.5, -1.0],
        [1.0, 9.0, 0.0, 8.0],
        [0.6, 0.2, 0.1, 0.7],
        [4.0, 1.0, 3.0, 2.0],
    ]
)

accuracy = Exercise(
    "mnist.accuracy",
    kind="fill",
    reference=_accuracy,
    probes=[
        (LOGITS, np.array([0, 1, 2, 3, 3, 2])),
        (LOGITS[1:], np.array([1, 1, 1, 3, 0])),
        (LOGITS[:4], np.array([0, 2, 1, 1])),
        (LOGITS[:3], np.array([3, 3, 0])),
    ],
    hints=(
        "First the answers: one for each row of `logits`. Then compare them with the labels.",
        "The answer is the place of the largest number in the row, not the number. Which axis runs "
        "along a row?",
        "A comparison of two arrays gives True and False for each pair, and True counts as 1. What "
        "is their mean?",
    ),
    after="Softmax keeps the order of the logits, so you need no probabilities to find the answer.",
)


@accuracy.wrong(
    "flat",
    "Without an axis, argmax searches the whole table and gives a single number. You want one for "
    "each row.",
)
def _(logits, labels):
    return np.mean(np.argmax(logits) == labels)


@accuracy.wrong(
    "columns",
    "Axis 0 runs down a column: that finds the best example for each class. You want the best "
    "class for each example.",
)
def _(logits, labels):
    return np.mean(np.argmax(logits, axis=0) == labels)


@accuracy.wrong(
    "largest_value",
    "These are the largest logits themselves. A label is a place: at which place does the largest "
    "stand?",
)
def _(logits, labels):
    return np.mean(np.max(logits, axis=1) == labels)


@accuracy.wrong(
    "smallest", "Which class does a network mean, the one with the lowest logit or the highest?"
)
def _(logits, labels):
    return np.mean(np.argmin(logits, axis=1) == labels)


@accuracy.wrong("count", "That is how many are right. Asked for is the share, from 0 to 1.")
def _(logits, labels):
    return float(np.sum(np.argmax(logits, axis=1) == labels))


@accuracy.wrong("per_cent", "That is in per cent. Asked for is the share, from 0 to 1.")
def _(logits, labels):
    return 100 * _accuracy(logits, labels)


@accuracy.wrong("error_rate", "That is the share of the wrong answers.")
def _(logits, labels):
    return 1 - _accuracy(logits, labels)


@accuracy.wrong("over_classes", "You divide by the number of classes. How many answers were given?")
def _(logits, labels):
    return np.sum(np.argmax(logits, axis=1) == labels) / logits.shape[1]


@accuracy.wrong(
    "one_by_one",
    "You return the comparison itself, True or False for each example. The share is its mean.",
)
def _(logits, labels):
    return np.argmax(logits, axis=1) == labels


@accuracy.wrong(
    "all_or_nothing", "True or False says whether all are right. Asked for is how many, as a share."
)
def _(logits, labels):
    return bool(np.all(np.argmax(logits, axis=1) == labels))


@accuracy.wrong(
    "differences",
    "You subtract labels from each other. Labels are names: a 7 read as 9 is no worse than a 7 "
    "read as 8. Ask only whether they are equal.",
)
def _(logits, labels):
    return np.mean(np.argmax(logits, axis=1) - labels)


@accuracy.variant
def _(logits, labels):
    right = 0
    for row, label in zip(logits, labels, strict=True):
        right += max(range(len(row)), key=lambda i: row[i]) == label
    return right / len(labels)


@accuracy.variant
def _(logits, labels):
    return (logits.argmax(1) == labels).mean()


# Dropout


predict_dropout = Exercise(
    "mnist.predict_dropout",
    kind="predict",
    wants="value",
    reference=(0, 1.25, 1),
    accepts=(list, np.ndarray),
    hints=(
        "In training some inputs are dropped and the others are made larger. In evaluation nothing "
        "happens.",
        "Four out of five ones survive. By what must they be multiplied, so that five inputs still "
        "add up to 5?",
        "The factor is 1 / (1 - p), and p is the share that is dropped.",
    ),
    after="4 · 1.25 is 5 again: the next layer sees sums of about the same size in both modes.",
)

predict_dropout.wrong(
    "not_scaled",
    "Then five ones would add up to 4 in training and to 5 in evaluation. What makes up for it?",
)((0, 1, 1))
predict_dropout.wrong(
    "the_books_form",
    "That is the book's form of dropout. The one in this course, like PyTorch's, does all its "
    "work in training and leaves evaluation alone.",
)((0, 1, 0.8))
predict_dropout.wrong("p_kept", "0.2 is the share that is dropped, not the share that is kept.")(
    (0, 5, 1)
)
predict_dropout.wrong(
    "made_smaller",
    "The survivors have to make up for those that are gone. You have made them smaller.",
)((0, 0.8, 1))
predict_dropout.wrong(
    "scaled_twice", "In training that is right. In evaluation every input comes out as it went in."
)((0, 1.25, 1.25))
predict_dropout.wrong(
    "corrected_twice",
    "You correct in training and again in evaluation, so the sums differ after all: 5 and 4.",
)((0, 1.25, 0.8))
predict_dropout.wrong(
    "added",
    "A fifth is missing, and you add a fifth to the rest. But the rest is smaller now: 4 · 1.2 is "
    "not yet 5.",
)((0, 1.2, 1))
predict_dropout.variant([0.0, 1.25, 1.0])
predict_dropout.variant((0, 1 / (1 - 0.2), 1))


def _factors(outputs, inputs, what):
    """The numbers by which a layer has multiplied its inputs: the different ones, sorted."""
    if outputs is None:
        raise Refuse(f"`{what}` returned None. Does it end with `return`?")
    if np.shape(outputs) != np.shape(inputs):
        raise Refuse(
            f"`{what}` returns as many numbers as it was given, {np.shape(inputs)}, but "
            f"{np.shape(outputs)} came."
        )
    found = np.unique(np.round(np.asarray(outputs, float) / inputs, 4)) + 0.0
    return found[:6].tolist()


def _use_dropout(dropout, p, x, gradient):
    layer = dropout(p, np.random.default_rng(11))
    layer.train()
    outputs = layer.forward(x)
    training = _factors(outputs, x, "forward")
    outputs = np.array(outputs, float)
    back = layer.backward(gradient)
    backward = _factors(back, gradient, "backward")
    again = np.asarray(layer.forward(x), float)
    layer.eval()
    evaluation = _factors(layer.forward(x), x, "forward")
    gone = outputs == 0
    share = float(np.mean(gone))
    tenth = round(share, 1)
    return {
        "the factors in training": training,
        # It is drawn, so a share near a tenth counts as that tenth.
        "the share of zeros": tenth if abs(share - tenth) < 0.02 else round(share, 2),
        "the zeros in other places for each example": not np.all(gone == gone[0]),
        "the zeros in other places in the next forward": not np.array_equal(gone, again == 0),
        "the factors in backward": backward,
        "the gradient zero exactly where the outputs were": bool(
            np.array_equal(gone, np.asarray(back, float) == 0)
        ),
        "the factors in evaluation": evaluation,
    }


_PLUS_MINUS = np.where(np.arange(60 * 200).reshape(60, 200) % 3, 1.0, -1.0)

dropout = Exercise(
    "mnist.dropout",
    kind="fill",
    wants="class",
    reference=layers.Dropout,
    run=_use_dropout,
    probes=[
        (p, _PLUS_MINUS * np.linspace(1, 2, 200), _PLUS_MINUS[:, ::-1] * np.linspace(3, 4, 200))
        for p in (0.2, 0.3)
    ],
    hints=(
        "Begin with evaluation: there the outputs are the inputs. Then training, in two steps: who "
        "survives, and by what are the survivors multiplied?",
        "`self.rng.random(x.shape)` gives a number from 0 to 1 for each input, evenly spread. For "
        "which of them does an input survive, if a share p is to be dropped?",
        "The mask holds 0 where an input is dropped and 1 / (1 - p) where it survives. Forward "
        "multiplies the inputs by the mask; backward multiplies the gradient by the same one.",
    ),
    after="Seen from backward, a dropped input had no influence on the loss, so its gradient is 0, "
    "and a survivor's influence was 1 / (1 - p) times as strong. Forward and backward of a layer "
    "are always about the same numbers.",
)


class _Dropout(layers.Layer):
    """The right answer, in pieces that the wrong ones below replace."""

    def __init__(self, p, rng=None):
        self.p = p
        self.rng = np.random.default_rng(rng)

    def keep(self, x):
        return self.rng.random(x.shape) >= self.p

    def scale(self):
        return 1 / (1 - self.p)

    def forward(self, x):
        if not self.training:
            return x
        self.mask = self.keep(x) * self.scale()
        return x * self.mask

    def backward(self, gradient):
        return gradient * self.mask


@dropout.wrong(
    "p_is_kept",
    "p is the share to drop. Count the zeros: here it is the share that survives.",
)
class _(_Dropout):
    def keep(self, x):
        return self.rng.random(x.shape) < self.p


@dropout.wrong(
    "p_is_kept_and_scaled",
    "All of this would be right if p were the share that survives. It is the share to drop.",
)
class _(_Dropout):
    def keep(self, x):
        return self.rng.random(x.shape) < self.p

    def scale(self):
        return 1 / self.p


@dropout.wrong(
    "p_is_kept_not_scaled",
    "p is the share to drop, and here it is the share that survives. And what makes up for those "
    "that are gone?",
)
class _(_Dropout):
    def keep(self, x):
        return self.rng.random(x.shape) < self.p

    def scale(self):
        return 1


@dropout.wrong(
    "not_scaled",
    "The right share is dropped. But then the next layer sees smaller sums in training than in "
    "evaluation: what makes up for those that are gone?",
)
class _(_Dropout):
    def scale(self):
        return 1


@dropout.wrong(
    "scaled_by_p",
    "The survivors grow, but by too much. Try p = 0.2: of five ones, four survive. By what must "
    "each be multiplied, so that they add up to 5?",
)
class _(_Dropout):
    def scale(self):
        return 1 / self.p


@dropout.wrong(
    "made_smaller",
    "The survivors shrink. They have to make up for those that are gone, so they must grow.",
)
class _(_Dropout):
    def scale(self):
        return 1 - self.p


@dropout.wrong(
    "scaled_in_both",
    "Training is right. In evaluation nothing is dropped, so there is nothing to make up for.",
)
class _(_Dropout):
    def forward(self, x):
        if not self.training:
            return x * self.scale()
        return super().forward(x)


@dropout.wrong(
    "the_books_form",
    "That is the book's form: nothing is scaled in training, and evaluation multiplies by 1 - p. "
    "It is sound, but here, as in PyTorch, evaluation is to do nothing.",
)
class _(_Dropout):
    def scale(self):
        return 1

    def forward(self, x):
        if not self.training:
            return x * (1 - self.p)
        return super().forward(x)


@dropout.wrong(
    "corrected_twice",
    "You correct twice: in training, and in evaluation once more. Evaluation is to do nothing.",
)
class _(_Dropout):
    def forward(self, x):
        if not self.training:
            return x * (1 - self.p)
        return super().forward(x)


@dropout.wrong(
    "always_on",
    "In evaluation it still drops. Called twice on one digit, a network with this layer gives two "
    "answers. `self.training` says which mode it is.",
)
class _(_Dropout):
    def forward(self, x):
        self.mask = self.keep(x) * self.scale()
        return x * self.mask


@dropout.wrong(
    "modes_swapped",
    "It drops in evaluation and does nothing in training. Read your `if` aloud.",
)
class _(_Dropout):
    mask = 1.0

    def forward(self, x):
        if self.training:
            return x
        self.mask = self.keep(x) * self.scale()
        return x * self.mask


@dropout.wrong(
    "fresh_mask",
    "Backward draws a mask of its own. It must block exactly what forward blocked: which attribute "
    "remembers that?",
)
class _(_Dropout):
    def backward(self, gradient):
        return gradient * (self.keep(gradient) * self.scale())


@dropout.wrong(
    "backward_lets_all_through",
    "Backward hands on the whole gradient. An input that was dropped had no part in the output, so "
    "what is its gradient?",
)
class _(_Dropout):
    def backward(self, gradient):
        return gradient


@dropout.wrong(
    "backward_not_scaled",
    "Backward blocks the right places. But forward made the survivors larger, and that is part of "
    "their slope.",
)
class _(_Dropout):
    def backward(self, gradient):
        return gradient * (self.mask > 0)


@dropout.wrong(
    "backward_only_scaled",
    "Backward multiplies everything by the same number. An input that was dropped had no part in "
    "the output, so what is its gradient?",
)
class _(_Dropout):
    def backward(self, gradient):
        return gradient * self.scale()


@dropout.wrong(
    "keep_for_mask",
    "`keep` says who survives, as 0 and 1. Forward is to multiply by the mask, which also makes "
    "the survivors larger.",
)
class _(_Dropout):
    def forward(self, x):
        outputs = super().forward(x)
        return x * (self.mask > 0) if self.training else outputs


@dropout.wrong(
    "missing_brackets",
    "Numbers below 0 come out: `keep / 1 - p` divides by 1 and then subtracts p. Brackets make "
    "the difference.",
)
class _(_Dropout):
    def forward(self, x):
        if not self.training:
            return x
        self.mask = self.keep(x) / 1 - self.p
        return x * self.mask


@dropout.wrong(
    "fair_coin",
    "Half of the inputs are dropped, whatever p is. Where does p come in when you draw?",
)
class _(_Dropout):
    def keep(self, x):
        return self.rng.integers(0, 2, x.shape)


@dropout.wrong(
    "one_number_for_all",
    "A single random number decides for the whole batch: everything survives or nothing does. Draw "
    "one for each input.",
)
class _(_Dropout):
    def keep(self, x):
        return self.rng.random() >= self.p


@dropout.wrong(
    "drawn_once",
    "The mask is drawn once and for all, so the same inputs are missing for ever. Every forward in "
    "training draws a new one.",
)
class _(_Dropout):
    def keep(self, x):
        if not hasattr(self, "kept"):
            self.kept = super().keep(x)
        return self.kept


@dropout.wrong(
    "one_mask_for_all",
    "All examples of the batch lose the same inputs. The mask needs the shape of the whole batch.",
)
class _(_Dropout):
    def keep(self, x):
        return np.broadcast_to(self.rng.random(x.shape[-1]) >= self.p, x.shape)


@dropout.wrong(
    "whole_examples",
    "Here an example is lost whole or not at all. Each single input is to have its own chance.",
)
class _(_Dropout):
    def keep(self, x):
        return np.broadcast_to(self.rng.random((len(x), 1)) >= self.p, x.shape)


@dropout.wrong(
    "mask_returned",
    "Forward returns the mask itself. It should be multiplied with the inputs.",
)
class _(_Dropout):
    def forward(self, x):
        outputs = super().forward(x)
        return self.mask if self.training else outputs


@dropout.wrong(
    "nothing_dropped",
    "Not a single input is dropped. What does your comparison give if you print it?",
)
class _(_Dropout):
    def keep(self, x):
        return np.ones(x.shape)


@dropout.wrong(
    "normal_numbers",
    "`normal` numbers are not evenly spread from 0 to 1, so another share than p is dropped.",
)
class _(_Dropout):
    def keep(self, x):
        return self.rng.normal(size=x.shape) >= self.p


@dropout.variant
class _(layers.Layer):
    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        self.mask = np.ones(x.shape)
        if self.training:
            self.mask = self.rng.binomial(1, 1 - self.p, x.shape) / (1 - self.p)
        return self.mask * x

    def backward(self, gradient):
        return self.mask * gradient


@dropout.variant
class _(layers.Layer):
    def __init__(self, p, rng=None):
        self.p, self.rng = p, np.random.default_rng(rng)

    def forward(self, x):
        self.dropped = self.rng.uniform(size=x.shape) < self.p
        if not self.training:
            self.dropped[:] = False
            return x
        return np.where(self.dropped, 0, x / (1 - self.p))

    def backward(self, gradient):
        gradient = gradient / (1 - self.p)
        gradient[self.dropped] = 0
        return gradient


@dropout.variant
class _:  # without the base class, with its own switch, in float32
    def __init__(self, p, rng=None):
        self.p, self.on = p, True

    def train(self):
        self.on = True

    def eval(self):
        self.on = False

    def forward(self, x):
        keep = np.random.random(x.shape) > self.p
        self.mask = keep.astype(np.float32) / np.float32(1 - self.p)
        return (x * self.mask).astype(np.float32) if self.on else x

    def backward(self, gradient):
        return gradient * self.mask


# Measuring with the right switch


class Sequential(layers.Sequential):
    """Remembers in which mode it was used first, and when it was switched."""

    mode, switched = None, False

    def forward(self, x):
        if self.mode is None:
            inside = any(layer.training for layer in self.layers)
            self.mode = "evaluation" if not inside else "training"
            if inside and not self.training:
                self.mode = "evaluation by its own flag, its layers in training"
        return super().forward(x)

    def eval(self):
        self.switched = True
        super().eval()


def _probe_net(p, seed):
    """A small net with two Dropout layers, some examples, and labels it mostly gets right."""
    rng = np.random.default_rng(seed)
    net = Sequential([
        layers.Linear(6, 30, rng=rng), layers.Dropout(p, rng), layers.Tanh(),
        layers.Linear(30, 20, rng=rng), layers.Dropout(p, rng), layers.Tanh(),
        layers.Linear(20, 3, rng=rng),
    ])  # fmt: skip
    x = rng.standard_normal((50, 6))
    net.eval()
    y = net.forward(x).argmax(axis=1)
    y[:7] = (y[:7] + 1) % 3
    net.train()
    net.mode, net.switched = None, False
    return net, x, y


def _evaluate(net, x, y):
    net.eval()
    score = float(np.mean(net.forward(x).argmax(axis=1) == y))
    net.train()
    return score


def _measure(evaluate, net, x, y):
    first = evaluate(net, x, y)
    switched = "once" if net.switched else "never"
    second = evaluate(net, x, y)
    right = _evaluate(copy.deepcopy(net), x, y)
    return {
        "the accuracy": first,
        "the accuracy, measured again": second,
        "each layer in training mode afterwards": [bool(layer.training) for layer in net.layers],
        # Only to tell the mistakes apart: whoever gets the right score may switch as he likes.
        "the mode": "right" if first == right else f"{net.mode}; eval called {switched}",
    }


evaluate = Exercise(
    "mnist.evaluate",
    kind="bug",
    reference=_evaluate,
    run=_measure,
    probes=[_probe_net(0.4, 21), _probe_net(0.3, 22)],
    hints=(
        "Call it twice on the same net and the same digits. Should the answers differ?",
        "One layer draws random numbers whenever it is in training mode. Who switches it?",
        "Two calls are missing: one before the net is used, and one that leaves the net as it was, "
        "since the training is to go on.",
    ),
    after="In PyTorch you will write the same two calls, net.eval() and net.train(). Forgetting "
    "the first makes your scores too low; forgetting the second switches dropout off for good.",
)


@evaluate.wrong(
    "dropout_on",
    "The score is too low, and it is another one each time: the net is still in training mode, "
    "and Dropout drops.",
)
def _(net, x, y):
    return float(np.mean(net.forward(x).argmax(axis=1) == y))


@evaluate.wrong(
    "left_in_evaluation",
    "The accuracy is right. But the training goes on after this, and the net is left in "
    "evaluation mode: from now on it would learn without dropout.",
)
def _(net, x, y):
    net.eval()
    return float(np.mean(net.forward(x).argmax(axis=1) == y))


@evaluate.wrong(
    "switched_too_late",
    "The first score is still drawn with dropout, and only the second is right: the switch comes "
    "after the forward it was meant for.",
)
def _(net, x, y):
    predicted = net.forward(x).argmax(axis=1)
    net.eval()
    return float(np.mean(predicted == y))


@evaluate.wrong(
    "switched_there_and_back_too_late",
    "Both calls are there, but the forward comes before them, so it runs in training mode.",
)
def _(net, x, y):
    predicted = net.forward(x).argmax(axis=1)
    net.eval()
    net.train()
    return float(np.mean(predicted == y))


@evaluate.wrong(
    "swapped",
    "The two calls stand in each other's place: measured in training mode, and then left in "
    "evaluation mode.",
)
def _(net, x, y):
    net.train()
    predicted = net.forward(x).argmax(axis=1)
    net.eval()
    return float(np.mean(predicted == y))


@evaluate.wrong(
    "flag_of_the_stack",
    "You set the flag of the stack alone. The Dropout layers inside have flags of their own, which "
    "`eval()` and `train()` reach.",
)
def _(net, x, y):
    net.training = False
    predicted = net.forward(x).argmax(axis=1)
    net.training = True
    return float(np.mean(predicted == y))


@evaluate.variant
def _(net, x, y):
    net.eval()
    try:
        return sum(net.forward(x[i]).argmax() == y[i] for i in range(len(y))) / len(y)
    finally:
        net.train()


@evaluate.variant
def _(net, x, y):
    was = net.training
    net.eval()
    score = np.mean(np.argmax(net.forward(x), axis=-1) == y)
    if was:
        net.train()
    return score


# The loop, line by line


LINES = {
    "A": "            optimizer.step(net)",
    "B": "        net.eval()",
    "C": "            gradient = loss.gradient(predicted, batch_y)",
    "D": "        for batch_x, batch_y in batches(x, y):",
    "E": "        scores.append(accuracy(net, x_valid, y_valid))",
    "F": "            net.backward(gradient)",
    "G": "        net.train()",
    "H": "            predicted = net.forward(batch_x)",
}
BEFORE = (
    "def training(net, x, y, loss, optimizer, x_valid, y_valid):",
    "    scores = []",
    "    for epoch in range(2):",
)


class _Diary:
    """Stands for net, loss and optimizer, and writes down what is asked of them."""

    def __init__(self):
        self.lines, self.dropout = [], "off"

    def train(self):
        self.dropout = "on"

    def eval(self):
        self.dropout = "off"

    def forward(self, x):
        self.lines.append(f"forward, dropout {self.dropout}")
        return x

    def gradient(self, predicted, actual):
        return predicted

    def backward(self, gradient):
        self.lines.append("backward")

    def step(self, net):
        self.lines.append("step")

    def score(self, net, x, y):
        self.lines.append(f"score, dropout {self.dropout}")
        return 0.5


def _in_order(order):
    diary = _Diary()
    known = {"batches": lambda x, y: [(x, y)] * 2, "accuracy": diary.score}
    return diary, assemble(order, LINES, "training", known, BEFORE, ("    return scores",))


def _keep_diary(prepared, epochs):
    """What happens in two epochs of two batches, if the lines stand in this order."""
    diary, training = prepared
    try:
        training(diary, 1, 1, diary, diary, 1, 1)
    except UnboundLocalError as error:
        missing = re.search(r"'(\w+)'", str(error))
        raise Refuse(f"`{missing[1]}` is used before any line has made it.") from None
    return {"what happens": diary.lines}


training_loop = Exercise(
    "mnist.training_loop",
    kind="order",
    wants="value",
    reference="GDHCFABE",
    prepare=_in_order,
    run=_keep_diary,
    probes=[(2,)],
    hints=(
        "Four lines are indented further: they are the loop over the batches. Order them first. "
        "Which one needs what another one makes?",
        "Forward makes `predicted`, the loss makes `gradient` from it, backward takes that back "
        "through the net. Only then are there gradients to step along.",
        "What is left are the two switches and the score. In which mode must the net be while it "
        "learns, and in which while it is measured?",
    ),
    after="This is the whole of `train` in dlscratch/training.py, without the bar and the report: "
    "batches, forward, gradient, backward, step, and the switch around them.",
)

training_loop.wrong(
    "step_too_early",
    "The step comes before backward, so it follows the gradients of the batch before.",
)("GDHCAFBE")
training_loop.wrong(
    "scored_with_dropout",
    "The score is taken before the switch, with dropout still on.",
)("GDHCFAEB")
training_loop.wrong(
    "modes_swapped",
    "The two switches stand in each other's place: the net learns in evaluation mode and is "
    "measured in training mode.",
)("BDHCFAGE")
training_loop.wrong(
    "scored_first",
    "The score is taken before the epoch's training, so the last epoch is never measured.",
)("BEGDHCFA")
training_loop.wrong(
    "switched_on_too_late",
    "The net may come in evaluation mode, and then the first epoch runs without dropout: the "
    "switch to training comes after the batches.",
)("DHCFABEG")
training_loop.wrong(
    "never_on",
    "Both switches come before the batches, and the second undoes the first: the net learns "
    "without dropout.",
)("GBDHCFAE")
training_loop.wrong(
    "never_off",
    "Both switches come after the batches, and the second undoes the first: the score is taken "
    "with dropout on.",
)("DHCFABGE")
training_loop.wrong(
    "step_first",
    "The step comes first in each batch, so it follows the gradients of the batch before; in the "
    "very first batch there are none.",
)("GDAHCFBE")
training_loop.variant(list("GDHCFABE"))
training_loop.variant("g, d, h, c, f, a, b, e")


# The confusion matrix


def _confusion_matrix(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row, column in zip(actual, predicted, strict=True):
        matrix[row, column] += 1
    return matrix


confusion_matrix = Exercise(
    "mnist.confusion_matrix",
    kind="fill",
    reference=_confusion_matrix,
    accepts=(list,),
    probes=[
        (np.array([0, 0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 2, 0, 2]), 4),
        (np.array([1, 1, 3, 3, 3, 0]), np.array([3, 3, 1, 3, 3, 0]), 5),
    ],
    hints=(
        "Every example adds 1 to a single cell. Which row, and which column?",
        "Go through the two lists together, one pair at a time.",
        "With a loop over `zip(actual, predicted)` it is one line. Without a loop beware: "
        "`matrix[rows, columns] += 1` counts a pair that comes twice only once.",
    ),
    after="Rows that are pale everywhere are digits that it knows. A dark cell off the diagonal "
    "names a pair that it mixes up, and that tells you more than any accuracy.",
)


@confusion_matrix.wrong(
    "pairs_counted_once",
    "A pair that comes several times is counted once. `= 1` does that. And so does `+= 1` without "
    "a loop: NumPy computes all the sums first, and then writes them over each other.",
)
def _(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    matrix[actual, predicted] += 1
    return matrix


@confusion_matrix.wrong(
    "transposed",
    "Rows and columns have changed places. A row is for a true digit, a column for an answer.",
)
def _(actual, predicted, classes):
    return _confusion_matrix(predicted, actual, classes)


@confusion_matrix.wrong(
    "too_small",
    "The matrix is as large as these labels need. It should have a row and a column for every "
    "class, whether it comes or not.",
)
def _(actual, predicted, classes):
    return _confusion_matrix(actual, predicted, max(*actual, *predicted) + 1)


@confusion_matrix.wrong(
    "only_mistakes", "The diagonal is empty: the right answers are to be counted too."
)
def _(actual, predicted, classes):
    matrix = _confusion_matrix(actual, predicted, classes)
    return matrix - np.diag(np.diag(matrix))


@confusion_matrix.wrong(
    "only_right",
    "Only the diagonal is filled. The cells beside it, the mistakes, are what the matrix is for.",
)
def _(actual, predicted, classes):
    return np.diag(np.diag(_confusion_matrix(actual, predicted, classes)))


@confusion_matrix.wrong("shares", "These are shares of each row. Asked for are counts.")
def _(actual, predicted, classes):
    matrix = _confusion_matrix(actual, predicted, classes)
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)


@confusion_matrix.wrong("overall_shares", "These are shares of all examples. Asked for are counts.")
def _(actual, predicted, classes):
    return _confusion_matrix(actual, predicted, classes) / len(actual)


@confusion_matrix.wrong(
    "every_pair",
    "Here every true digit is paired with every answer. Each example has one of both: pair them by "
    "their place.",
)
def _(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row in actual:
        for column in predicted:
            matrix[row, column] += 1
    return matrix


@confusion_matrix.variant
def _(actual, predicted, classes):
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (actual, predicted), 1)
    return matrix


@confusion_matrix.variant
def _(actual, predicted, classes):
    return np.bincount(classes * actual + predicted, minlength=classes**2).reshape(classes, classes)


@confusion_matrix.variant
def _(actual, predicted, classes):
    return [
        [int(sum((actual == row) & (predicted == column))) for column in range(classes)]
        for row in range(classes)
    ]


# Loading weights


def _load(params, saved):
    if len(params) != len(saved):
        raise ValueError("another number of arrays")
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError("another shape")
    for param, array in zip(params, saved, strict=True):
        param[...] = array


CASES = {
    "everything fits": ([(2, 3), (2,)], [(2, 3), (2,)]),
    "saved lacks the last array": ([(2, 3), (2,), (1, 2)], [(2, 3), (2,)]),
    "saved has one array more": ([(2, 3), (2,)], [(2, 3), (2,), (1, 2)]),
    "the second saved array has 1 number, not 2": ([(2, 3), (2,)], [(2, 3), (1,)]),
    "the second saved array is transposed": ([(2, 2), (3, 2)], [(2, 2), (2, 3)]),
}


def _arrays(shapes, first):
    """Arrays of these shapes, in which no number comes twice."""
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    parts = np.split(np.arange(first, first + ends[-1], dtype=float), ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def _reload(load, case):
    """What the layers hold after `load`, and whether it protested."""
    params, saved = _arrays(CASES[case][0], 0), _arrays(CASES[case][1], 50)
    in_the_layers = list(params)
    try:
        load(params, saved)
        raised = "nothing"
    except (ValueError, AssertionError) as error:
        raised = type(error).__name__
    return {
        "the layers' arrays": in_the_layers,
        "the error raised": raised,
        "the list params": params,
        "the saved arrays": saved,
    }


load_weights = Exercise(
    "mnist.load_weights",
    kind="fill",
    reference=_load,
    run=_reload,
    probes=[(case,) for case in CASES],
    hints=(
        "Three parts: compare the counts, compare the shapes, and only then copy.",
        "`param = array` ties the name `param` to another array, and the layer knows nothing of "
        "it. Lesson 5 met the same trap.",
        "With `[...]` behind its name, an array that stands to the left of `=` keeps its place and "
        "gets new numbers. Before that, a loop of its own compares the shapes.",
    ),
    after="All checks first, then all changes: a file that does not fit leaves the network as it "
    "was, and not half old and half new. dlscratch/weights.py does the same.",
)


@load_weights.wrong(
    "rebinds",
    "Nothing has changed in the layers. `param = array` only ties the loop's name to another "
    "array; the layer still holds the old one.",
)
def _(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError
    for param, array in zip(params, saved, strict=True):
        param = array  # noqa: F841


@load_weights.wrong(
    "rebinds_unchecked",
    "Nothing has changed in the layers. `param = array` only ties the loop's name to another "
    "array; the layer still holds the old one.",
)
def _(params, saved):
    for param, array in zip(params, saved, strict=False):
        param = array  # noqa: F841


@load_weights.wrong(
    "rebinds_counted",
    "Nothing has changed in the layers. `param = array` only ties the loop's name to another "
    "array; the layer still holds the old one.",
)
def _(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param = array  # noqa: F841


@load_weights.wrong(
    "list_replaced",
    "Your list has new arrays, but the layers still hold their own. Write into the arrays, not "
    "into the list.",
)
def _(params, saved):
    if [param.shape for param in params] != [array.shape for array in saved]:
        raise ValueError
    params[:] = saved


@load_weights.wrong(
    "list_replaced_unchecked",
    "Your list has new arrays, but the layers still hold their own. Write into the arrays, not "
    "into the list.",
)
def _(params, saved):
    for i, array in enumerate(saved[: len(params)]):
        params[i] = array


@load_weights.wrong(
    "list_replaced_counted",
    "Your list has new arrays, but the layers still hold their own. Write into the arrays, not "
    "into the list.",
)
def _(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for i, array in enumerate(saved):
        params[i] = array


@load_weights.wrong(
    "zip_hides",
    "An array is missing from `saved`, and nobody says so: `zip` stops at the end of the shorter "
    "list without a word. Compare the lengths before.",
)
def _(params, saved):
    for param, array in zip(params, saved, strict=False):
        param[...] = array


@load_weights.wrong(
    "zip_hides_shapes_checked",
    "An array is missing from `saved`, and nobody says so: `zip` stops at the end of the shorter "
    "list without a word. Compare the lengths before.",
)
def _(params, saved):
    for param, array in zip(params, saved, strict=False):
        if param.shape != array.shape:
            raise ValueError
    for param, array in zip(params, saved, strict=False):
        param[...] = array


@load_weights.wrong(
    "half_loaded",
    "It protests, but too late: by then the first arrays have been overwritten, and the network is "
    "half old and half new. Check everything first.",
)
def _(params, saved):
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError
        param[...] = array


@load_weights.wrong(
    "shapes_checked_too_late",
    "The counts are compared in time, the shapes are not: when the second array does not fit, the "
    "first has been overwritten. Let one loop check, and another one copy.",
)
def _(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        if param.shape != array.shape:
            raise ValueError
        param[...] = array


@load_weights.wrong(
    "shapes_not_checked",
    "One number was written into every place of an array that has room for two, without a word: "
    "broadcasting made it fit. Compare the shapes yourself, before you copy.",
)
def _(params, saved):
    if len(params) != len(saved):
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@load_weights.wrong(
    "strict_zip_alone",
    "`strict=True` notices a missing array, but only when it gets there, and by then the others "
    "have been overwritten. And it does not look at shapes.",
)
def _(params, saved):
    for param, array in zip(params, saved, strict=True):
        param[...] = array


@load_weights.wrong(
    "added",
    "The saved numbers have been added to what was there. They should take its place.",
)
def _(params, saved):
    if [param.shape for param in params] != [array.shape for array in saved]:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        param += array


@load_weights.wrong(
    "other_way_round",
    "The numbers went the other way: what was saved is overwritten with what the network had.",
)
def _(params, saved):
    if [param.shape for param in params] != [array.shape for array in saved]:
        raise ValueError
    for param, array in zip(params, saved, strict=True):
        array[...] = param


@load_weights.wrong(
    "asserts",
    "It protests in time, but with an AssertionError. `assert` is for what can never happen; a "
    "file that does not fit can. `raise` says which error it is to be.",
)
def _(params, saved):
    assert len(params) == len(saved)
    assert all(a.shape == b.shape for a, b in zip(params, saved, strict=True))
    _load(params, saved)


@load_weights.wrong(
    "no_protest",
    "The network stays as it was, which is right, but whoever called hears nothing of it. An error "
    "is neither printed nor returned: it is raised.",
)
def _(params, saved):
    if [param.shape for param in params] == [array.shape for array in saved]:
        _load(params, saved)


@load_weights.wrong(
    "no_protest_counts_only",
    "The network stays as it was, which is right, but whoever called hears nothing of it. An error "
    "is neither printed nor returned: it is raised. And what if a shape differs?",
)
def _(params, saved):
    if len(params) == len(saved):
        for param, array in zip(params, saved, strict=True):
            param[...] = array


@load_weights.variant
def _(params, saved):
    if [np.shape(param) for param in params] != [np.shape(array) for array in saved]:
        raise ValueError(f"expected {len(params)} arrays that fit")
    for i in range(len(params)):
        params[i][:] = saved[i]


@load_weights.variant
def _(params, saved):
    for param, array in zip(params, saved, strict=True):
        if np.shape(param) != np.shape(array):
            raise ValueError
    for param, array in zip(params, saved, strict=True):
        np.copyto(param, array)


# The empty page


ENOUGH = 0.9


@functools.cache
def _digits():
    """The small digits, flat, from 0 to 1 and centred: x, y, x_test, y_test."""
    data = mnist_small()
    x, x_test = (
        images.reshape(-1, 784).astype(np.float32) / 255
        for images in (data.train_images, data.test_images)
    )
    mean = x.mean()
    return x - mean, data.train_labels, x_test - mean, data.test_labels


_PASSED = {
    "what `fit` returns": "a function",
    "what `predict` returns": "one label for each digit",
    "the different answers": "many",
    "the share of the 4,000 that is right": "at least 90 %",
    "the share of the 1,000 new digits that is right": "at least 90 %",
}


def _exam(fit, learn, new):
    """Lets `fit` learn from the small digits and measures the `predict` that it returns."""
    if borrowed := _borrowed(fit):
        raise Refuse(
            f"On this page everything is your own, but `fit` uses {', '.join(borrowed)} from "
            "dlscratch. Write that piece yourself."
        )
    x, y, x_new, y_new = _digits()
    learners_words = io.StringIO()
    with _one_blas_thread(), contextlib.redirect_stdout(learners_words):
        predict = fit(x.copy(), y.copy())
        if not callable(predict):
            return _PASSED | {"what `fit` returns": name(predict)}
        answers = predict(x_new.copy())
        if (form := _form(answers, len(x_new))) != _PASSED["what `predict` returns"]:
            return _PASSED | {"what `predict` returns": form}
        learnt = np.mean(np.ravel(predict(x.copy())) == y)
    answers = np.ravel(answers)
    right = np.mean(answers == y_new)
    print(f"(the check measured: {learnt:.1%} of the 4,000 right, {right:.1%} of the 1,000 new)")
    print(learners_words.getvalue(), end="")
    return _PASSED | {
        "the different answers": "many" if len(np.unique(answers)) > 3 else "one to three",
        "the share of the 4,000 that is right": _band(learnt),
        "the share of the 1,000 new digits that is right": _band(right),
    }


def _band(share):
    """An accuracy in words that do not depend on how the random numbers fell."""
    limits = {"nearly none": 0.03, "about 10 %": 0.25, "25 to 75 %": 0.75, "75 to 90 %": ENOUGH}
    return next((words for words, limit in limits.items() if share < limit), "at least 90 %")


def _form(answers, count):
    """What came, if not one label for each of `count` digits."""
    labels = np.asarray(answers) if isinstance(answers, np.ndarray | list | tuple) else None
    if labels is None or labels.dtype.kind not in "biuf" or not labels.ndim:
        return name(answers)
    if labels.shape not in ((count,), (count, 1)):
        return f"an array of shape {labels.shape}"
    return _PASSED["what `predict` returns"]


def _one_blas_thread():
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="blas")


def _borrowed(fit):
    """The names by which a function, or what it uses, reaches into dlscratch (but for checks)."""
    found, seen, todo = set(), set(), [("fit", fit)]
    while todo:
        name, thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if _is_ours(thing):
            found.add(name)
        elif isinstance(thing, type):
            todo += [(base.__name__, base) for base in thing.__bases__]
            todo += vars(thing).items()
        elif isinstance(thing, functools.partial):
            todo.append((getattr(thing.func, "__name__", name), thing.func))
        elif isinstance(thing, staticmethod | classmethod | types.MethodType):
            todo.append((name, thing.__func__))
        elif isinstance(thing, types.FunctionType):
            words = set(_words(thing.__code__))
            found |= {word for word in words if word.split(".")[0] == "dlscratch"}
            todo += [(word, thing.__globals__[word]) for word in words & set(thing.__globals__)]
            for word, cell in zip(
                thing.__code__.co_freevars, thing.__closure__ or (), strict=False
            ):
                with contextlib.suppress(ValueError):  # a name that has no value yet
                    todo.append((word, cell.cell_contents))
    return sorted(found)


def _words(code):
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _words(part)


def _is_ours(value):
    """Whether a value is a part of dlscratch, or made by one."""
    home = value if isinstance(value, type | types.FunctionType | types.ModuleType) else type(value)
    module = getattr(home, "__module__", None) or getattr(home, "__name__", "")
    return f"{module}.".startswith("dlscratch.") and not module.startswith("dlscratch.checks")


def _learn(x, y, hidden=64, epochs=8, rate=0.2, sign=-1, rebind=False, spread=1, seed=0):
    """A small ReLU net in plain NumPy; returns the function that computes its logits. `sign`,
    `rebind` and `spread` (of the first weights) are there for mistakes."""
    rng = np.random.default_rng(seed)
    w1 = rng.normal(0, spread * np.sqrt(2 / x.shape[1]), (hidden, x.shape[1])).astype(x.dtype)
    w2 = rng.normal(0, np.sqrt(2 / hidden), (10, hidden)).astype(x.dtype)
    b1, b2 = np.zeros(hidden, x.dtype), np.zeros(10, x.dtype)

    def logits(x):
        return np.maximum(x @ w1.T + b1, 0) @ w2.T + b2

    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), 32):
            rows = order[start : start + 32]
            h = np.maximum(x[rows] @ w1.T + b1, 0)
            p = np.exp(np.clip(h @ w2.T + b2, -80, 80))
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(len(rows)), y[rows]] -= 1
            p /= len(rows)
            back = p @ w2 * (h > 0)
            grads = back.T @ x[rows], back.sum(axis=0), p.T @ h, p.sum(axis=0)
            for param, grad in zip((w1, b1, w2, b2), grads, strict=True):
                if rebind:
                    param = param + sign * rate * grad
                else:
                    param += sign * rate * grad
    return logits


def _reference_fit(x, y):
    logits = _learn(x, y)
    return lambda x: logits(x).argmax(axis=1)


capstone = Exercise(
    "mnist.capstone",
    kind="page",
    reference=_reference_fit,
    run=_exam,
    expect=lambda reference, *probe: dict(_PASSED),
    probes=[(4000, 1000)],
    seconds=180,
    hints=(
        "Write in this order, and try each piece before the next: a Linear layer with forward and "
        "backward, an activation, softmax, the gradient of the loss, one step, the loop.",
        "Print the loss after each epoch. It begins near log 10 ≈ 2.3 and must fall. If it does "
        "not, learn 20 digits by heart first, and look at the smallest piece that is wrong.",
        "A net of 64 hidden ReLU neurons, batches of 32 and steps of size 0.1 gets there in "
        "10 epochs. The gradient at the logits is the probabilities minus the one-hot labels, "
        "divided by the size of the batch.",
    ),
    after="From an empty page to a program that reads handwriting, with nothing but NumPy and what "
    "you know. Keep this cell. Lesson 9 writes it once more, in PyTorch.",
)


@capstone.wrong(
    "no_function",
    "`fit` ends without handing anything back. Its last line returns a function that turns images "
    "into labels.",
)
def _(x, y):
    _learn(x[:64], y[:64], epochs=1)


@capstone.wrong(
    "predictions_returned",
    "`fit` returns an array. It should return a function: the check calls it later, with images "
    "that your net has never seen.",
)
def _(x, y):
    return _learn(x[:64], y[:64], epochs=1)(x).argmax(axis=1)


@capstone.wrong(
    "logits_returned",
    "There are ten numbers for each digit: logits or probabilities. A label is the place of the "
    "largest.",
)
def _(x, y):
    return _learn(x[:64], y[:64], epochs=1)


@capstone.wrong(
    "argmax_without_axis",
    "There is a single answer for all digits together. Along which axis does `argmax` search?",
)
def _(x, y):
    logits = _learn(x[:64], y[:64], epochs=1)
    return lambda x: logits(x).argmax()


@capstone.wrong(
    "argmax_of_columns",
    "There are ten answers for a thousand digits: one for each class. Along which axis does "
    "`argmax` search?",
)
def _(x, y):
    logits = _learn(x[:64], y[:64], epochs=1)
    return lambda x: logits(x).argmax(axis=0)


@capstone.wrong(
    "predict_returns_none",
    "`predict` gives None. Does it end with `return`?",
)
def _(x, y):
    return lambda x: None


@capstone.wrong(
    "one_answer",
    "It gives nearly every digit the same answer. Print the loss after each epoch: if it rises, or "
    "becomes NaN, the steps go uphill or are far too large. If it stays, print a few rows of "
    "logits: do they depend on the image at all?",
)
def _(x, y):
    logits = _learn(x[:1000], y[:1000], sign=1, epochs=1)
    return lambda x: logits(x).argmax(axis=1)


@capstone.wrong(
    "uphill",
    "It is wrong more often than by guessing, so it has learnt, but in the wrong direction. Look "
    "at the signs: of the gradient at the logits, and of the step.",
)
def _(x, y):
    logits = _learn(x, y, sign=1, epochs=1, rate=0.002)
    return lambda x: logits(x).argmax(axis=1)


@capstone.wrong(
    "learnt_nothing",
    "It is as good as guessing, even on the digits it learnt from. Print the loss: does it fall? "
    "If it stays near 2.3, ask two things. Do the weights change at all? Does every digit come "
    "with its own label?",
)
def _(x, y):
    logits = _learn(x[:100], y[:100], rebind=True, epochs=1, seed=2)
    return lambda x: logits(x).argmax(axis=1)


@capstone.wrong(
    "learnt_too_little",
    "It has begun to learn, and stopped early. Print the loss after each epoch: is it still "
    "falling when the training ends? More epochs or larger steps.",
)
def _(x, y):
    logits = _learn(x, y, epochs=1, rate=0.005)
    return lambda x: logits(x).argmax(axis=1)


@capstone.wrong(
    "nearly",
    "Close. This is what a net reaches that has not finished, or that has no hidden layer. Is the "
    "loss still falling at the end? Is there an activation between two layers?",
)
def _(x, y):
    logits = _learn(x, y, epochs=1, rate=0.03)
    return lambda x: logits(x).argmax(axis=1)


@capstone.wrong(
    "worse_on_new_digits",
    "It knows the digits it learnt from, and does markedly worse on new ones. Weights that start "
    "far too large do that: a spread of sqrt(2 / inputs) is right before ReLU. So does a backward "
    "that is not quite right: compare yours with finite differences, layer by layer.",
)
def _(x, y):
    logits = _learn(x, y, spread=10, rate=0.1, seed=1)
    return lambda x: logits(x).argmax(axis=1)


@capstone.wrong(
    "by_heart",
    "It knows the digits it learnt from and fails on new ones: learnt by heart. Does `predict` "
    "look at the images that it gets? Does `fit` use all 4,000?",
)
def _(x, y):
    known = {image.tobytes(): int(label) for image, label in zip(x, y, strict=True)}
    return lambda x: np.array([known.get(image.tobytes(), i % 10) for i, image in enumerate(x)])


@capstone.variant
def _(x, y):
    logits = _learn(x.astype(float), y, hidden=100, rate=0.1)
    return lambda x: [int(row.argmax()) for row in logits(x)]


@capstone.variant
def _(x, y):  # no network at all: judged is what it does
    def predict(new):
        distances = (new**2).sum(1)[:, None] - 2 * new @ x.T + (x**2).sum(1)
        return y[distances.argmin(axis=1)]

    return predict
