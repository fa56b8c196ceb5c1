"""Crash hunt: classes are counted from 1, and a batch stops that holds the last of them."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import Stopped, attempt

CLASSES = ("apple", "pear", "plum")


def _labels(names):
    return [CLASSES.index(name) for name in names]


def _used(function, names):
    """The labels, the rows that they pick, and whether a name is refused that is no class."""
    labels = function(names)
    found = {"the one-hot rows": attempt(lambda: np.eye(3)[labels]), "the labels": labels}
    strange = attempt(function, ["pear", "fig"])
    found["the labels of a pear and a fig"] = (
        "an error" if isinstance(strange, Stopped) else "taken for classes"
    )
    return found


_used.arguments = ("names",)

exercise = Exercise(
    __name__,
    kind="crash",
    raises=IndexError,
    reference=_labels,
    run=_used,
    accepts=(list, np.ndarray),
    probes=[
        (["plum", "apple", "pear"],),
        (["pear", "apple"],),
        (["apple", "apple", "plum", "pear", "plum"],),
        (["plum"],),
    ],
    hints=(
        "An axis of size 3 has the places 0, 1 and 2. Which fruit was to be looked up at 3?",
        "Print `fruit_labels` for each of the three batches, and compare with the text: apple is "
        "class 0. Is it?",
        "The numbers of the classes begin with 1 here. It is the dictionary that says so, and not "
        "the table of one-hot rows.",
    ),
    after="Two batches got through, with an apple taken for a pear; only the plum gave it away. "
    "And their loss was log 3, as it should be: with all logits 0, any label gives that.",
)


def _by(**numbers):
    return lambda names: [numbers[name] for name in names]


exercise.mistakes(
    counted_from_1=(
        "The plum still gets 3, and the axis ends with 2. But look at the apple, too: which class "
        "is it to be, and where are these numbers written down?",
        _by(apple=1, pear=2, plum=3),
    ),
    plum_made_to_fit=(
        "Nothing stops any more. But apples are still taken for pears, and pears for plums: all "
        "three numbers were wrong, and only the last one was noticed.",
        _by(apple=1, pear=2, plum=2),
    ),
    plum_for_the_apple=(
        "Nothing stops any more, and each class has another number. But they are not those of the "
        "text: apple is class 0, pear 1, plum 2.",
        _by(apple=1, pear=2, plum=0),
    ),
    from_the_end=(
        "A negative index counts from the end, so nothing stops. But which row does it pick? Apple "
        "is class 0, pear 1, plum 2.",
        _by(apple=-1, pear=-2, plum=-3),
    ),
    turned=(
        "Nothing stops any more. But the order is turned: apple is class 0, plum class 2.",
        _by(apple=2, pear=1, plum=0),
    ),
    two_too_few=(
        "Nothing stops any more, for an index of −1 picks the last row. But the numbers are one "
        "too small now.",
        _by(apple=-1, pear=0, plum=1),
    ),
    only_the_apple=(
        "The apple is right now. The plum is still 3, and the pear is 2: all three were too large.",
        _by(apple=0, pear=2, plum=3),
    ),
    plum_and_pear_swapped=(
        "Nothing stops any more. But pear and plum have changed places.",
        _by(apple=0, pear=2, plum=1),
    ),
    all_apples=(
        "Nothing stops any more, since everything is an apple now.",
        lambda names: [0 for _ in names],
    ),
    left_out=(
        "Nothing stops any more, but there are fewer labels than fruits: each example needs its "
        "own.",
        lambda names: [_labels([name])[0] + 1 for name in names if name != "plum"],
    ),
    by_place=(
        "These are the places in the batch, and not the classes of the fruits.",
        lambda names: list(range(len(names))),
    ),
    by_their_order=(
        "The numbers depend on which fruits are in the batch. A class has one number, in every "
        "batch.",
        lambda names: [sorted(set(names)).index(name) for name in names],
    ),
    rows=(
        "These are the one-hot rows already. `fruit_labels` gives the labels; the rows are made of "
        "them in `batch_loss`.",
        lambda names: np.eye(3)[_labels(names)].tolist(),
    ),
    names_back=(
        "The names came back. Wanted are the numbers of their classes.",
        lambda names: list(names),
    ),
    not_returned=("The labels are looked up. Who gets them?", lambda names: None),
    as_a_tuple=(
        "The numbers are right now. But they come in a tuple, and with one in its brackets NumPy "
        "looks for a single place: row, column and so on. A list picks rows.",
        lambda names: tuple(_labels(names)),
    ),
    as_text=(
        "The labels are texts, in quotes: an index has to be a whole number.",
        _by(apple="0", pear="1", plum="2"),
    ),
    as_floats=(
        "The labels have a point: 0.0 is a float, and an index has to be a whole number.",
        _by(apple=0.0, pear=1.0, plum=2.0),
    ),
    anything_is_a_fruit=(
        "The three fruits are right now. But a name that is none of them got a label, too, where "
        "it stopped before: so a misspelt name would never be found.",
        lambda names: [{"pear": 1, "plum": 2}.get(name, 0) for name in names],
    ),
)  # fmt: skip


@exercise.variant
def one_less(names):
    numbers = {"apple": 1, "pear": 2, "plum": 3}
    return np.array([numbers[name] for name in names]) - 1


@exercise.variant
def by_counting(names):
    numbers = {name: number for number, name in enumerate(CLASSES)}
    return [numbers[name] for name in names]
