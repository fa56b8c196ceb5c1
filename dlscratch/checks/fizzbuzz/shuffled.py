"""Find the bug in a function that shuffles examples and leaves the labels in their old order."""

import copy

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import ALL_THERE, Stopped, attempt, behind_the_end
from dlscratch.checks.fizzbuzz.shared.orders import (
    STRANGERS,
    belong,
    how_mixed,
    how_often,
    numbered,
    out_of_step,
)
from dlscratch.errors.values import name


def _shuffled(x, y, rng):
    order = rng.permutation(len(x))
    return x[order], y[order]


def _look_at_order(shuffled, x, y, rng):
    both = attempt(shuffled, x, y, rng)
    if isinstance(both, Stopped):
        behind = behind_the_end(both, "row", "column")
        if behind != ALL_THERE:
            note(f"x and y have the rows 0 to {len(x) - 1}.")
        return {IN_X: both, "the index": behind}
    if both is None:
        return None
    if not isinstance(both, tuple | list) or len(both) != 2:
        many = f"{len(both)} things" if isinstance(both, tuple | list) else name(both)
        raise Refuse(f"`shuffled` returns two things, x and y, in this order, but {many} came.")
    if both[0] is None or both[1] is None:
        raise Refuse("`rng.shuffle` rearranges the array that it is given, and returns None.")
    if np.shape(both[0]) == y.shape and np.shape(both[1]) == x.shape:
        raise Refuse("They came back in the other order: `shuffled` returns first x, then y.")
    if np.shape(both[0]) != x.shape or np.shape(both[1]) != y.shape:
        deeper = np.ndim(both[0]) > x.ndim or np.ndim(both[1]) > y.ndim
        short = not deeper and (len(both[0]) < len(x) or len(both[1]) < len(y))
        raise Refuse(
            f"x and y keep their shapes, {x.shape} and {y.shape}, but "
            f"{np.shape(both[0])} and {np.shape(both[1])} came back."
            + " Which examples are lost? Row numbers go from 0 to one less than their count."
            * short
            + " There is an axis too many: None as an index adds one." * deeper
        )
    ids, places = [int(row[0]) for row in both[0]], {int(label): i for i, label in enumerate(y)}
    later, elsewhere = (
        [int(row[0]) for row in shuffled(x, y, other)[0]]
        for other in (rng, np.random.default_rng(99))
    )
    out_of_step(*both)
    return {
        IN_X: how_often(ids, len(x)),
        "how often they come in y": how_often(
            [places.get(int(label), -1) for label in both[1]], len(y)
        ),
        "x and y in step": belong(*both),
        "x in a new order": ids != list(range(len(x))),
        "y in a new order": [int(label) for label in both[1]] != y.tolist(),
        "how the rows lie": how_mixed(ids, len(x)),
        "another order in the next call": ids != later,
        "another order with another rng": ids != elsewhere,
        "x with its rows in the same form as before": (
            how_often(ids, len(x)) == STRANGERS or np.array_equal(x[ids], both[0])
        ),
        "the index": ALL_THERE,
    }


IN_X = "how often the examples come in x"


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_shuffled,
    run=_look_at_order,
    probes=[(*numbered(25), np.random.default_rng(5)), (*numbered(40), np.random.default_rng(6))],
    hints=(
        "Make an input on which you can see it: x the rows [0], [1], [2], [3] and y the numbers "
        "0, 1, 2, 3. What should come out, and what does?",
        "Two arrays, one order. Which object in your code *is* the order?",
        "`rng.permutation(5)` gives the numbers 0 to 4 in a random order. Make such a list of row "
        "numbers once, and use it twice.",
    ),
    after="A network whose numbers get the answers of others finds nothing but the baseline: it "
    "says the number, always, from perfectly healthy layers. When you see that, look at the data.",
)


@exercise.wrong(
    "Every example has got a stranger's label: x has a new order, y has the old one. What would "
    "the training loss look like?"
)
def only_x(x, y, rng):
    return rng.permutation(x), y


@exercise.wrong(
    "Now y has a new order too, but another one than x. Is it one order, drawn once, and used for "
    "both in the same way?"
)
def apart(x, y, rng):
    return rng.permutation(x), rng.permutation(y)


@exercise.wrong("Now y has a new order and x the old one: the same bug the other way round.")
def only_y(x, y, rng):
    return x, rng.permutation(y)


@exercise.wrong("x and y are in step, because neither has a new order. Shuffling is still wanted.")
def not_at_all(x, y, rng):
    return x, y


@exercise.wrong(
    "Some examples come twice and others never: these are random numbers, not a random order."
)
def drawn_with_repeats(x, y, rng):
    rows = rng.integers(len(x), size=len(x))
    return x[rows], y[rows]


@exercise.wrong(
    "Your code writes into the caller's own arrays, as `x[:] = …` and `rng.shuffle(x)` do. Build "
    "new arrays."
)
def in_place(x, y, rng):
    order = rng.permutation(len(x))
    x[:], y[:] = x[order], y[order]
    return x, y


@exercise.wrong(
    "x and y are in step, but the order is the same in every call: a generator that is made anew "
    "from the same seed begins again. Use the `rng` that came."
)
def same_every_time(x, y, rng):
    return _shuffled(x, y, np.random.default_rng(0))


@exercise.wrong(
    "x and y are turned round: in step, but every call gives the same order. A random one is "
    "wanted."
)
def turned_round(x, y, rng):
    return x[::-1], y[::-1]


@exercise.wrong(
    "Every row still stands beside its old neighbour: the whole has only been moved on, and what "
    "fell off at the end has come in at the beginning. A random order parts all neighbours."
)
def moved_on(x, y, rng):
    by = int(rng.integers(1, len(x)))
    return np.roll(x, by, axis=0), np.roll(y, by)


@exercise.wrong(
    "Nearly all rows stand where they stood: only a few have changed places. A random order mixes "
    "all of them."
)
def two_swapped(x, y, rng):
    order = np.arange(len(x))
    one, other = rng.choice(len(x), 2, replace=False)
    order[[one, other]] = order[[other, one]]
    return x[order], y[order]


@exercise.wrong(
    "A row number is as large as the number of rows, and the last row has one less. For "
    "`rng.permutation(n)`, n is how many rows there are, a single number and no shape. It counts "
    "from 0 to n - 1 by itself, so nothing has to be added."
)
def numbered_from_1(x, y, rng):
    order = rng.permutation(len(x)) + 1
    return x[order], y[order]


@exercise.wrong(
    "The labels have been taken for row numbers. A label says what an example is, and not where it "
    "stands. Mix the numbers of the rows."
)
def labels_for_rows(x, y, rng):
    order = rng.permutation(y)
    return x[order], y[order]


@exercise.wrong(
    "What is mixed here are the rows of x themselves, and then they serve as row numbers. Mix the "
    "numbers of the rows, and use these for both."
)
def rows_for_numbers(x, y, rng):
    order = rng.permutation(x)
    return x[order], y[order]


@exercise.wrong(
    "x and y are in step, but the numbers within a row have changed places, too: an example would "
    "be in pieces. Only whole rows move."
)
def columns_mixed(x, y, rng):
    order = rng.permutation(len(x))
    return rng.permutation(x[order], axis=1), y[order]


@exercise.wrong(
    "x and y are in step, but every call gives the same order, the one in which the labels are "
    "sorted. A random one is wanted."
)
def sorted_by_label(x, y, rng):
    order = np.argsort(y)
    return x[order], y[order]


@exercise.wrong(
    "x and y are in step, but the next call gives the same order. A copy of `rng` draws, so `rng` "
    "itself never gets any further. Draw one order from `rng`, and use it for both."
)
def drawn_by_copies(x, y, rng):
    return copy.deepcopy(rng).permutation(x), copy.deepcopy(rng).permutation(y)


@exercise.variant
def order_shuffled_in_place(x, y, rng):
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


@exercise.variant
def stuck_together(x, y, rng):
    together = rng.permutation(np.column_stack([x, y]))
    return together[:, :-1], together[:, -1].astype(int)
