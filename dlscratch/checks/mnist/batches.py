"""Write the three lines that hand out shuffled examples and their labels, batch by batch."""

import itertools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.mnist.shared import belong, how_often, numbered


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
    other = _pairs(batches(x, y, batch_size, np.random.default_rng(99)))
    parts = _ids(first)
    ids, later, elsewhere = (_flat(_ids(pairs)) for pairs in (first, second, other))
    labels = [int(label) for _, part in first for label in part]
    steps = [set(map(int, np.diff(part))) for part in parts]
    return {
        "the sizes of the batches": [len(part) for part in parts],
        "how often the examples come": how_often(ids, len(x)),
        "how often the examples come within a batch": [
            how_often([*part, *(set(range(len(x))) - set(part))], len(x)) for part in parts
        ],
        "each batch the one before, moved on by one": _overlap(parts),
        "each batch the same": len(parts) > 1 and all(part == parts[0] for part in parts),
        "x and y in step": all(belong(*pair) for pair in first),
        "x in a new order": ids != list(range(len(x))),
        "y in a new order": labels != y.tolist(),
        "each batch a mixture": not all(found <= {1} for found in steps),
        "a new order in the next epoch": ids != later,
        "other examples together in the next epoch": (
            len(parts) == 1 or list(map(set, parts)) != list(map(set, _ids(second)))
        ),
        "another order with another rng": ids != elsewhere,
        "how often the examples come in the next epoch": how_often(later, len(x)),
        "x and y in step in the next epoch": all(belong(*pair) for pair in second),
    }


def _ids(pairs):
    """Which examples stand in each of the batches."""
    return [[int(row[0]) for row in part] for part, _ in pairs]


def _overlap(parts):
    """Whether each batch begins with the second example of the one before."""
    pairs = [(one, two) for one, two in itertools.pairwise(parts) if len(one) > 1]
    return bool(pairs) and all(one[1:] == two[: len(one) - 1] for one, two in pairs)


def _flat(parts):
    return [id for part in parts for id in part]


def _batches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_batches,
    run=_look_at_batches,
    # Sizes that do not divide, that do, a batch larger than all there is, and single examples.
    probes=[
        (*numbered(22), 8, np.random.default_rng(1)),
        (*numbered(30), 10, np.random.default_rng(2)),
        (*numbered(13), 20, np.random.default_rng(3)),
        (*numbered(40), 1, np.random.default_rng(4)),
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


@exercise.wrong(
    "Some examples never come: where the numbers do not divide, the batch that is left over is "
    "missing. Does your loop end too early?"
)
def last_dropped(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "The batches come in the order of the data, in every epoch the same. You have a random order: "
    "is it used?"
)
def not_shuffled(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "x and y are both in a random order, but each in its own. A digit no longer comes with its "
    "label."
)
def shuffled_apart(x, y, batch_size, rng):
    x, y = rng.permutation(x), rng.permutation(y)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "The rows of x are in a random order, those of y are not. A digit no longer comes with its "
    "label."
)
def only_x_shuffled(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]], y[start : start + batch_size]


@exercise.wrong(
    "`rng.shuffle` rearranges the caller's own array. And shuffled by two calls, x and y get two "
    "different orders."
)
def in_place(x, y, batch_size, rng):
    rng.shuffle(x)
    rng.shuffle(y)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "The order is random, but in the next epoch it is the same again: a generator that is made "
    "anew from the same seed begins again. Use the `rng` that came."
)
def same_every_epoch(x, y, batch_size, rng):
    yield from _batches(x, y, batch_size, np.random.default_rng(0))


@exercise.wrong(
    "After the first batch nothing comes. `return` leaves the function for good; which word hands "
    "something out and goes on?"
)
def only_the_first(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    return [(x[order[:batch_size]], y[order[:batch_size]])]


@exercise.wrong(
    "There are too many batches: every start is one step after the last one, so the batches "
    "overlap. How far must `start` move?"
)
def overlapping(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(len(x)):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Each batch holds a single example. The loop should go in steps of `batch_size`, and take as "
    "many rows each time."
)
def one_at_a_time(x, y, batch_size, rng):
    for row in rng.permutation(len(x)):
        yield x[row : row + 1], y[row : row + 1]


@exercise.wrong(
    "Only the order of the batches is random; within each, the rows are neighbours as before. If "
    "the data came sorted, every batch would hold a single digit."
)
def batches_mixed(x, y, batch_size, rng):
    starts = np.arange(0, len(x), batch_size)
    for start in rng.permutation(starts):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "The last batch is filled up with examples that have been seen already. Let it be smaller."
)
def filled_up(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = np.resize(order, len(x) + batch_size)[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "After the first, the batches are empty. A slice ends at its second number, and that must move "
    "along with `start`."
)
def slice_ends_too_early(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start:batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Some examples come in two batches and others in none. One order lasts for the whole epoch: is "
    "a new one made for each batch?"
)
def new_order_for_each_batch(x, y, batch_size, rng):
    for _ in range(0, len(x), batch_size):
        rows = rng.permutation(len(x))[:batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "`start` runs through the numbers of the batches, 0, 1, 2. It should be where a batch begins: "
    "0, then `batch_size`, then twice that."
)
def counted_batches(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(-(-len(x) // batch_size)):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Some examples come twice, even within one batch, and others never: these numbers are drawn "
    "one by one. What gives every number once, in a random order?"
)
def drawn_with_repeats(x, y, batch_size, rng):
    order = rng.integers(len(x), size=len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Each batch is mixed within itself, but it holds the same examples in every epoch, neighbours "
    "in the data. One random order of all of them comes first, and then it is cut."
)
def mixed_within_batches(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        rows = rng.permutation(np.arange(start, min(start + batch_size, len(x))))
        yield x[rows], y[rows]


@exercise.wrong(
    "Some examples come in two batches and others in none: each batch is drawn anew from all of "
    "them. One order lasts for the whole epoch."
)
def drawn_for_each_batch(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        rows = rng.choice(len(x), min(batch_size, len(x) - start), replace=False)
        yield x[rows], y[rows]


@exercise.wrong(
    "Every batch is the same one: its slice begins at the beginning of `order` each time. Where "
    "does `start` come in?"
)
def always_the_first(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for _ in range(0, len(x), batch_size):
        rows = order[:batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "After the first, the batches are empty: `order` is only as long as a batch. How many rows are "
    "to be put in order?"
)
def order_of_one_batch(x, y, batch_size, rng):
    order = rng.permutation(min(batch_size, len(x)))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Every batch lacks its last example. A slice leaves out the place that stands behind the "
    "colon, so nothing has to be subtracted."
)
def one_short(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size - 1]
        yield x[rows], y[rows]


@exercise.wrong(
    "Every batch but the last holds one example too many, the first of the next batch. A slice "
    "leaves out the place that stands behind the colon."
)
def one_too_many(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size + 1]
        yield x[rows], y[rows]


@exercise.wrong(
    "The first example of the order never comes: counting begins at 0, and the first batch begins "
    "there, too."
)
def first_left_out(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(1, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "The rows of y are in a random order, those of x are not. A digit no longer comes with its "
    "label."
)
def only_y_shuffled(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[order[start : start + batch_size]]


@exercise.variant
def cut_by_array_split(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    count = -(-len(x) // batch_size)
    for rows in np.array_split(order, np.arange(1, count) * batch_size):
        yield x[rows], y[rows]


@exercise.variant
def from_a_list_of_pairs(x, y, batch_size, rng):
    together = list(zip(x, y, strict=True))
    together = [together[i] for i in rng.permutation(len(together))]
    while together:
        part, together = together[:batch_size], together[batch_size:]
        yield np.array([row for row, _ in part]), np.array([label for _, label in part])


@exercise.variant
def a_list_instead_of_yield(x, y, batch_size, rng):
    order = np.argsort(rng.random(len(x)))
    x, y = x[order], y[order]
    starts = range(0, len(x), batch_size)
    return [(x[start : start + batch_size], y[start : start + batch_size]) for start in starts]
