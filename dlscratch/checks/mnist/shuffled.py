"""Find the bug in a function that shuffles digits and leaves the labels in their old order."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.mnist.shared import STRANGERS, belong, how_often, numbered


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
    if np.shape(both[0]) == y.shape and np.shape(both[1]) == x.shape:
        raise Refuse("They came back in the other order: `shuffled` returns first x, then y.")
    if np.shape(both[0]) != x.shape or np.shape(both[1]) != y.shape:
        raise Refuse(
            f"x and y keep their shapes, {x.shape} and {y.shape}, but "
            f"{np.shape(both[0])} and {np.shape(both[1])} came back."
        )
    ids, places = [int(row[0]) for row in both[0]], {int(label): i for i, label in enumerate(y)}
    later, elsewhere = (
        [int(row[0]) for row in shuffled(x, y, other)[0]]
        for other in (rng, np.random.default_rng(99))
    )
    return {
        "how often the examples come in x": how_often(ids, len(x)),
        "how often they come in y": how_often(
            [places.get(int(label), -1) for label in both[1]], len(y)
        ),
        "x and y in step": belong(*both),
        "x in a new order": ids != list(range(len(x))),
        "y in a new order": [int(label) for label in both[1]] != y.tolist(),
        "the old order, turned round": ids == list(range(len(x)))[::-1],
        "another order in the next call": ids != later,
        "another order with another rng": ids != elsewhere,
        "x still has its rows in the same form": (
            how_often(ids, len(x)) == STRANGERS or np.array_equal(x[ids], both[0])
        ),
    }


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_shuffled,
    run=_look_at_order,
    probes=[(*numbered(15), np.random.default_rng(5)), (*numbered(20), np.random.default_rng(6))],
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


@exercise.wrong(
    "Every digit has got a stranger's label: x has a new order, y has the old one. What would the "
    "training loss look like?"
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
    "`rng.shuffle` rearranges the caller's own array, and returns None. Build new arrays."
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


@exercise.variant
def order_shuffled_in_place(x, y, rng):
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


@exercise.variant
def stuck_together(x, y, rng):
    together = rng.permutation(np.column_stack([x, y]))
    return together[:, :-1], together[:, -1].astype(int)
