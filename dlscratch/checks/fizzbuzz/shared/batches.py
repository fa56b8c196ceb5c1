"""A look at what a batch iterator hands out."""

import itertools

import numpy as np

from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.steps import ALL_THERE, Stopped, attempt, behind_the_end
from dlscratch.checks.fizzbuzz.shared.orders import belong, how_mixed, how_often, out_of_step


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
                + " That is one example, and a batch has many."
                * (np.shape(pair[0]) == (3,))
            )
    return made


SIZES = "the sizes of the batches"
ROWS = "x and y in step where the labels are rows, as one-hot ones are"


def look_at_batches(batches, x, y, batch_size=None, rng=None):
    """Without a size, neither is given, and the defaults serve."""
    rest = [] if batch_size is None else [batch_size, rng]
    if not rest:  # what is drawn anew each time must not be left in the caller's arrays
        x, y = x.copy(), y.copy()
    first = attempt(lambda: _pairs(batches(x, y, *rest)))
    if isinstance(first, Stopped):
        behind = behind_the_end(first, "row", "column")
        if behind != ALL_THERE:
            note(f"x and y have the rows 0 to {len(x) - 1}.")
        return {SIZES: first, "the index": behind}
    if first is None:
        return None
    for part, labels in first:
        if [int(row[0]) for row in part] == [int(label) for label in labels] and len(part) > 1:
            raise Refuse(
                "The second of each pair holds the numbers of the rows. Asked for are the labels "
                "that stand in y at these places."
            )
        if len(part) != len(labels):
            raise Refuse(
                f"A batch with {len(part)} rows of x has {len(labels)} labels. Both are to be "
                "taken from the same places: of x, and of y."
            )
    next((pair for pair in first if out_of_step(*pair)), None)  # one is enough to be told of
    if not rest:
        return _by_chance(first, [_pairs(batches(x, y)) for _ in range(3)], len(x))
    second = _pairs(batches(x, y, *rest))
    other, equal = (_pairs(batches(x, y, batch_size, np.random.default_rng(99))) for _ in "ab")
    parts = _ids(first)
    ids, later, elsewhere, there_again = (
        _flat(_ids(pairs)) for pairs in (first, second, other, equal)
    )
    labels = [int(label) for _, part in first for label in part]
    steps = [set(map(int, np.diff(part))) for part in parts]
    return {
        SIZES: [len(part) for part in parts],
        "how often the examples come": how_often(ids, len(x)),
        "how often the examples come within a batch": [
            how_often([*part, *(set(range(len(x))) - set(part))], len(x)) for part in parts
        ],
        "each batch the one before, moved on by one": _overlap(parts),
        "each batch the same": len(parts) > 1 and all(part == parts[0] for part in parts),
        "x and y in step": all(belong(*pair) for pair in first),
        "how the rows lie": how_mixed(ids, len(x)),
        "x in a new order": ids != list(range(len(x))),
        "y in a new order": labels != y.tolist(),
        "each batch a mixture": not all(found <= {1} for found in steps),
        "a new order in the next epoch": ids != later,
        "other examples together in the next epoch": (
            len(parts) == 1 or list(map(set, parts)) != list(map(set, _ids(second)))
        ),
        "another order with another rng": ids != elsewhere,
        "the same order with an equal rng": elsewhere == there_again,
        "how often the examples come in the next epoch": how_often(later, len(x)),
        "x and y in step in the next epoch": all(belong(*pair) for pair in second),
        ROWS: attempt(_with_rows, batches, x, y, batch_size, rng),
        "the index": ALL_THERE,
    }


def _with_rows(batches, x, y, batch_size, rng):
    """Whether each example comes with its label where each label is a row of two numbers."""
    made = itertools.islice(batches(x, np.stack([y, y + 0.5], axis=1), batch_size, rng), 1000)
    return all(
        np.shape(labels) == (len(part), 2) and belong(part, labels[:, 0]) for part, labels in made
    )


def _by_chance(first, epochs, n):
    """What is sure of batches that nobody can draw again: of orders that are few, two may well be
    the same, and hardly four."""
    ids, *later = (_flat(_ids(pairs)) for pairs in (first, *epochs))
    return {
        SIZES: [len(part) for part, _ in first],
        "how often the examples come": how_often(ids, n),
        "x and y in step": all(belong(*pair) for pair in first),
        "a new order in the next epoch": any(order != ids for order in later),
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
