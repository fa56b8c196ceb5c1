"""Write the four lines that hand out shuffled examples and their labels, batch by batch."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.fizzbuzz.shared.batch_answers import (
    as_on_the_page,
    by,
    mixed,
    of,
    right,
    whole_epoch,
)
from dlscratch.checks.fizzbuzz.shared.batches import look_at_batches
from dlscratch.checks.fizzbuzz.shared.orders import numbered

exercise = Exercise(
    __name__,
    kind="fill",
    reference=whole_epoch,
    run=look_at_batches,
    # Sizes that do not divide, that do, a batch larger than all there is, and single examples;
    # then what comes without a size and without a generator, and what comes with a seed.
    probes=[
        (*numbered(22), 8, np.random.default_rng(1)),
        (*numbered(30), 10, np.random.default_rng(2)),
        (*numbered(13), 20, np.random.default_rng(3)),
        (*numbered(40), 1, np.random.default_rng(4)),
        numbered(384),
        (*numbered(26), 8, 7),
    ],
    hints=(
        "Do not shuffle x and y. Shuffle the numbers of the rows, once, and then take the rows of "
        "both in that order.",
        "First a generator: `np.random.default_rng`. Its `permutation(5)` gives the numbers "
        "0 to 4 in a random order. A batch is the next `batch_size` of these numbers.",
        "A slice of `order` that begins at `start` and is `batch_size` long holds the numbers of a "
        "batch. A list of numbers in square brackets picks these rows: `x[[4, 0, 7]]`.",
    ),
    after="Slices may run over the end, so the last, smaller batch needs no special case. You will "
    "find the same function in dlscratch/training.py, and its name in PyTorch is DataLoader.",
)


exercise.mistakes(
    mixed,
    not_shuffled=(
        "The batches come in the order of the data, in every epoch the same. Is a random order "
        "drawn, and is it used?",
        lambda x, y, rng: (x, y),
    ),
    shuffled_apart=(
        "x and y are both in a random order, but each in its own. An example no longer comes with "
        "its label.",
        lambda x, y, rng: (rng.permutation(x), rng.permutation(y)),
    ),
    only_x_shuffled=(
        "The rows of x are in a random order, those of y are not. An example no longer comes with "
        "its label.",
        lambda x, y, rng: (rng.permutation(x), y),
    ),
    only_y_shuffled=(
        "The rows of y are in a random order, those of x are not. An example no longer comes with "
        "its label.",
        lambda x, y, rng: (x, rng.permutation(y)),
    ),
)


def _evened(up):
    """Batches of about the same size, as many as fit, or one more for the rest."""

    def batches(x, y, batch_size=32, rng=None):
        order = np.random.default_rng(rng).permutation(len(x))
        for rows in np.array_split(order, max(1, (len(x) + up * (batch_size - 1)) // batch_size)):
            yield x[rows], y[rows]

    return batches


_EVENED = (
    "The examples are shared out evenly. `batch_size` is the size of every batch but the last: "
    "each takes that many, and the last one what is left."
)
exercise.mistakes(even_batches=(_EVENED, _evened(1)), fewer_batches=(_EVENED, _evened(0)))


@exercise.wrong(
    "Without an `axis`, `np.take` picks single numbers. That does for labels that are numbers, but "
    "one-hot labels are rows: `axis=0` takes whole ones."
)
def single_numbers_of_y(x, y, batch_size=32, rng=None):
    order = np.random.default_rng(rng).permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield np.take(x, rows, axis=0), np.take(y, rows)


@exercise.wrong(
    "A seed has no `permutation`, and None has none either. `np.random.default_rng` makes a "
    "generator from all that may come; one that is a generator already stays the same."
)
def only_a_generator(x, y, batch_size=32, rng=None):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Without an `rng`, None comes, and you have one for that. But a seed comes through as it is, "
    "and has no `permutation`. `np.random.default_rng` takes all three."
)
def none_alone(x, y, batch_size=32, rng=None):
    yield from only_a_generator(x, y, batch_size, np.random.default_rng() if rng is None else rng)


@exercise.wrong(
    "The same seed gives another order each time. You make a generator of your own, and what came "
    "as `rng` is not used: hand it over, in the brackets."
)
def own_generator(x, y, batch_size=32, rng=None):
    yield from whole_epoch(x, y, batch_size, None)


@exercise.wrong(
    "Where no `rng` comes, every epoch has the same order: None is no seed to be replaced by a "
    "number. `np.random.default_rng(None)` begins somewhere else each time."
)
def none_as_a_seed(x, y, batch_size=32, rng=None):
    yield from whole_epoch(x, y, batch_size, 0 if rng is None else rng)


@exercise.wrong(
    "Your code writes into the caller's own arrays, as `x[:] = …` does. The numbers of the rows "
    "can be put in order instead."
)
@as_on_the_page
def in_place_in_step(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    x[:], y[:] = x[order], y[order]
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "Your code rearranges the caller's own arrays, as `rng.shuffle(x)` does. And shuffled by two "
    "calls, x and y get two different orders."
)
@as_on_the_page
def in_place(x, y, batch_size, rng):
    rng.shuffle(x)
    rng.shuffle(y)
    for start in range(0, len(x), batch_size):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "The order is random, but in the next epoch it is the same again: a generator that is made "
    "anew from the same seed begins again. Use the `rng` that came."
)
@as_on_the_page
def same_every_epoch(x, y, batch_size, rng):
    yield from whole_epoch(x, y, batch_size, np.random.default_rng(0))


@exercise.wrong(
    "After the first batch nothing comes. `return` leaves the function for good; which word hands "
    "something out and goes on?"
)
@as_on_the_page
def only_the_first(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    return [(x[order[:batch_size]], y[order[:batch_size]])]


@exercise.wrong(
    "Only the order of the batches is random; within each, the rows are neighbours as before. If "
    "the data came sorted, every batch would hold a single kind of answer."
)
@as_on_the_page
def batches_mixed(x, y, batch_size, rng):
    starts = np.arange(0, len(x), batch_size)
    for start in rng.permutation(starts):
        yield x[start : start + batch_size], y[start : start + batch_size]


@exercise.wrong(
    "Some examples come in two batches and others in none. One order lasts for the whole epoch: is "
    "a new one made for each batch?"
)
@as_on_the_page
def new_order_for_each_batch(x, y, batch_size, rng):
    for _ in range(0, len(x), batch_size):
        rows = rng.permutation(len(x))[:batch_size]
        yield x[rows], y[rows]


@exercise.wrong(
    "Each batch is mixed within itself, but it holds the same examples in every epoch, neighbours "
    "in the data. One random order of all of them comes first, and then it is cut."
)
@as_on_the_page
def mixed_withinwhole_epoch(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        rows = rng.permutation(np.arange(start, min(start + batch_size, len(x))))
        yield x[rows], y[rows]


@exercise.wrong(
    "Some examples come in two batches and others in none: each batch is drawn anew from all of "
    "them. One order lasts for the whole epoch."
)
@as_on_the_page
def drawn_for_each_batch(x, y, batch_size, rng):
    for start in range(0, len(x), batch_size):
        rows = rng.choice(len(x), min(batch_size, len(x) - start), replace=False)
        yield x[rows], y[rows]


exercise.mistakes(
    of,
    moved_on=(
        "Every row still follows its old neighbour: the whole has only been moved on. A random "
        "order parts them all.",
        lambda x, y, size, rng: np.roll(np.arange(len(x)), rng.integers(1, len(x))),
    ),
    two_swapped=(
        "Nearly all rows come at their old places: only a few have changed. A random order mixes "
        "all of them.",
        lambda x, y, size, rng: np.array([1, 0, *range(2, len(x))]),
    ),
    backwards=(
        "The rows come in the old order, only from the end. A random order is wanted.",
        lambda x, y, size, rng: np.arange(len(x))[::-1],
    ),
    sorted_by_label=(
        "The rows come sorted by their labels, in every epoch alike. A random order is wanted.",
        lambda x, y, size, rng: np.argsort(y),
    ),
    numbered_from_1=(
        "A row number is as large as the number of rows, and the last row has one less. Counting "
        "begins at 0, and nothing has to be added.",
        lambda x, y, size, rng: rng.permutation(len(x)) + 1,
    ),
    rows_for_numbers=(
        "What is mixed here are the rows of x themselves, and then they serve as row numbers. Mix "
        "the numbers of the rows, as many as there are.",
        lambda x, y, size, rng: rng.permutation(x),
    ),
    labels_for_rows=(
        "The labels have been taken for row numbers. A label says what an example is, and not "
        "where it stands.",
        lambda x, y, size, rng: rng.permutation(y),
    ),
    drawn_with_repeats=(
        "Some examples come twice, even within one batch, and others never: these numbers are "
        "drawn one by one. What gives every number once, in a random order?",
        lambda x, y, size, rng: rng.integers(len(x), size=len(x)),
    ),
    order_of_one_batch=(
        "After the first, the batches are empty: `order` is only as long as a batch. How many rows "
        "are to be put in order?",
        lambda x, y, size, rng: rng.permutation(min(size, len(x))),
    ),
    order_of_a_whole_batch=(
        "`order` holds the numbers 0 to `batch_size - 1`: after the first batch nothing is left, "
        "and there may be fewer examples than that. How many rows are to be put in order?",
        lambda x, y, size, rng: rng.permutation(size),
    ),
    one_lost=(
        "One example never comes. Does the order hold all row numbers (`permutation(n)` counts "
        "from 0 to n - 1 by itself), and does the first batch begin at its beginning?",
        lambda x, y, size, rng: rng.permutation(len(x) - 1),
    ),
)
exercise.mistakes(
    by,
    last_dropped=(
        "Some examples never come: where the numbers do not divide, the batch that is left over "
        "is missing. Does your loop end too early?",
        right,
        lambda n, size: range(0, n - size + 1, size),
    ),
    overlapping=(
        "There are too many batches: every start is one step after the last one, so the batches "
        "overlap. How far must `start` move?",
        right,
        lambda n, size: range(n),
    ),
    one_at_a_time=(
        "Each batch holds a single example. The loop should go in steps of `batch_size`, and take "
        "as many rows each time.",
        lambda order, start, size: order[start : start + 1],
        lambda n, size: range(n),
    ),
    one_of_each_batch=(
        "Each batch holds a single example, and the others are left out. From `start` on, "
        "`batch_size` numbers belong to the batch.",
        lambda order, start, size: order[start : start + 1],
    ),
    counted_batches=(
        "`start` runs through the numbers of the batches, 0, 1, 2. It should be where a batch "
        "begins: 0, then `batch_size`, then twice that.",
        right,
        lambda n, size: range(-(-n // size)),
    ),
    start_times_size=(
        "After the first, the batches are empty: `start` is where a batch begins, and no number of "
        "a batch, so it need not be multiplied.",
        lambda order, start, size: order[start * size : (start + 1) * size],
    ),
    filled_up=(
        "The last batch is filled up with examples that have been seen already. Let it be smaller.",
        lambda order, start, size: np.resize(order, len(order) + size)[start : start + size],
    ),
    slice_ends_too_early=(
        "After the first, the batches are empty. A slice ends at its second number, and that must "
        "move along with `start`.",
        lambda order, start, size: order[start:size],
    ),
    to_the_end=(
        "Every batch goes on to the end of the order. A slice has an end, too, behind its colon.",
        lambda order, start, size: order[start:],
    ),
    all_so_far=(
        "Every batch holds all the rows up to its end, those of the batches before it, too. A "
        "slice has a beginning, in front of its colon.",
        lambda order, start, size: order[: start + size],
    ),
    always_the_first=(
        "Every batch is the same one: its slice begins at the beginning of `order` each time. "
        "Where does `start` come in?",
        lambda order, start, size: order[:size],
    ),
    always_eight=(
        "Every batch has eight rows, whatever `batch_size` is.",
        lambda order, start, size: order[start : start + 8],
    ),
    one_short=(
        "Every batch lacks its last example. A slice leaves out the place that stands behind the "
        "colon, so nothing has to be subtracted.",
        lambda order, start, size: order[start : start + size - 1],
    ),
    one_too_many=(
        "Every batch but the last holds one example too many, the first of the next batch. A slice "
        "leaves out the place that stands behind the colon.",
        lambda order, start, size: order[start : start + size + 1],
    ),
    every_so_many=(
        "A slice with two colons takes every so many rows, and no row next to another.",
        lambda order, start, size: order[start::size],
    ),
)


@exercise.wrong(
    "Each batch is drawn anew from all the rows, with repeats, and always full. Every example "
    "comes once in an epoch: one order lasts for all of it."
)
@as_on_the_page
def chosen_for_each_batch(x, y, batch_size, rng):
    for _ in range(0, len(x), batch_size):
        rows = rng.choice(len(x), batch_size)
        yield x[rows], y[rows]


@exercise.variant
@as_on_the_page
def cut_by_array_split(x, y, batch_size, rng):
    order = rng.permutation(len(x))
    count = -(-len(x) // batch_size)
    for rows in np.array_split(order, np.arange(1, count) * batch_size):
        yield x[rows], y[rows]


@exercise.variant
@as_on_the_page
def from_a_list_of_pairs(x, y, batch_size, rng):
    together = list(zip(x, y, strict=True))
    together = [together[i] for i in rng.permutation(len(together))]
    while together:
        part, together = together[:batch_size], together[batch_size:]
        yield np.array([row for row, _ in part]), np.array([label for _, label in part])


@exercise.variant
@as_on_the_page
def a_list_instead_of_yield(x, y, batch_size, rng):
    order = np.argsort(rng.random(len(x)))
    x, y = x[order], y[order]
    starts = range(0, len(x), batch_size)
    return [(x[start : start + batch_size], y[start : start + batch_size]) for start in starts]
