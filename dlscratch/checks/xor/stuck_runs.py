"""Give the numbers of the runs that do not end under a given loss, in one line."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

CURVES = [[0.31, 0.12, 0.008], [0.24, 0.125], [0.26, 0.009, 0.05, 0.04], [0.3, 0.2, 0.01],
          [0.006], [0.9, 0.13, 0.02, 0.001, 0.0004]]  # fmt: skip
# Equal losses, a rise at the end, a fall at the end, whole numbers, an end below 0.
MORE = [[0.24, 0.125], [0.2, 0.004, 0.02], [0.24, 0.125], [0.001, 0.3], [2, 1], [0.1, 0.2, -0.5],
        [3, 0], [0.24, 0.125]]  # fmt: skip

exercise = Exercise(
    __name__,
    kind="fill",
    reference=lambda curves, below: [i for i, curve in enumerate(curves) if not curve[-1] < below],
    accepts=(tuple, np.ndarray),
    probes=[
        (CURVES, 0.01),
        (CURVES[::-1], 0.1),
        (CURVES[4:], 0.01),
        (CURVES[:2], 0.01),
        (MORE, 0.01),
        (MORE[1:4], 1),
    ],
    hints=(
        "`enumerate(curves)` gives each list together with its number.",
        "A list comprehension can choose: `[... for number, curve in enumerate(curves) if ...]`. "
        "What goes into the list, and which runs are chosen?",
        "The end of a list is its item -1. A run is stuck if that is not under `below`; a loss "
        "that is exactly `below` is not under it.",
    ),
    after="Counting by the last loss and not by the best one is a decision, and it belongs to the "
    "report: a run that was good for a moment and then fell back did not end well.",
)


@exercise.wrong(
    "One run gets under the limit and then climbs back out. It does not *end* there: look at the "
    "last loss, not at the best."
)
def best_loss(curves, below):
    return [i for i, curve in enumerate(curves) if min(curve) >= below]


@exercise.wrong("You look at the losses before learning. How do the runs end?")
def first_loss(curves, below):
    return [i for i, curve in enumerate(curves) if curve[0] >= below]


@exercise.wrong("These are the runs that got there. Asked for are the others.")
def those_that_work(curves, below):
    return [i for i, curve in enumerate(curves) if curve[-1] < below]


@exercise.wrong("One run ends exactly at the limit. It is not *under* it, so it counts as stuck.")
def exactly_at_the_limit(curves, below):
    return [i for i, curve in enumerate(curves) if curve[-1] > below]


@exercise.wrong(
    "These are the last losses of the stuck runs. Asked for are the numbers of the runs."
)
def losses(curves, below):
    return [curve[-1] for curve in curves if curve[-1] >= below]


@exercise.wrong("These are the lists of losses. Asked for are the numbers of the runs.")
def whole_curves(curves, below):
    return [curve for curve in curves if curve[-1] >= below]


@exercise.wrong("That is how many. Asked for is which: a list of their numbers.")
def count(curves, below):
    return sum(curve[-1] >= below for curve in curves)


@exercise.wrong("The runs are numbered from 0, as the items of a list are.")
def from_one(curves, below):
    return [i for i, curve in enumerate(curves, 1) if curve[-1] >= below]


@exercise.wrong(
    "That is True or False for each run. Asked for are the numbers of those that are True."
)
def a_mark_for_each(curves, below):
    return [curve[-1] >= below for curve in curves]


@exercise.wrong(
    "Two runs may have the very same losses, and then the number of the first one comes twice. Let "
    "the number come along with its list."
)
def by_index(curves, below):
    return [curves.index(curve) for curve in curves if curve[-1] >= below]


@exercise.wrong(
    "One run was under the limit one epoch before its end, and then it climbed. The very last loss "
    "counts."
)
def better_of_the_last_two(curves, below):
    return [i for i, curve in enumerate(curves) if min(curve[-2:]) >= below]


@exercise.wrong(
    "These runs are not under the limit on average. What counts is how a run ends: its last loss."
)
def mean_loss(curves, below):
    return [i for i, curve in enumerate(curves) if sum(curve) / len(curve) >= below]


@exercise.wrong("The length of a run says nothing about how it ends. Look at its last loss.")
def the_longest(curves, below):
    longest = max(map(len, curves))
    return [i for i, curve in enumerate(curves) if len(curve) == longest]


@exercise.wrong(
    "These are the runs with any loss at all that is not under the limit. How do they *end*?"
)
def worst_loss(curves, below):
    return [i for i, curve in enumerate(curves) if max(curve) >= below]


@exercise.wrong(
    "`np.where` gives a tuple with one array in it, so the numbers lie one level too deep."
)
def where_alone(curves, below):
    return np.where([curve[-1] >= below for curve in curves])


@exercise.wrong(
    "The number and its list come together: a pair for each run. The numbers are wanted."
)
def pairs(curves, below):
    return [(i, curve) for i, curve in enumerate(curves) if curve[-1] >= below]


@exercise.wrong("That is the first stuck run alone. Asked for is a list of all of them.")
def first_one(curves, below):
    return next((i for i, curve in enumerate(curves) if curve[-1] >= below), None)


@exercise.wrong("The losses are compared with 0.01, whatever `below` says.")
def fixed_limit(curves, below):
    return [i for i, curve in enumerate(curves) if curve[-1] >= 0.01]


@exercise.wrong(
    "You look at the second number of each list. A list's last item is in another place."
)
def second_loss(curves, below):
    return [i for i, curve in enumerate(curves) if curve[min(1, len(curve) - 1)] >= below]


@exercise.wrong(
    "You look at the loss in the place that has the number of the run: the first loss of run 0, "
    "the second of run 1. How does each run end?"
)
def place_as_the_number(curves, below):
    return [i for i in range(len(curves)) if curves[i][i] >= below]


@exercise.wrong("A set comes back. Its items have no order; a list is asked for.")
def as_a_set(curves, below):
    return {i for i, curve in enumerate(curves) if curve[-1] >= below}


@exercise.variant
def with_a_loop(curves, below):
    found = []
    for number in range(len(curves)):
        if not curves[number][len(curves[number]) - 1] < below:
            found.append(number)
    return found


@exercise.variant
def by_flatnonzero(curves, below):
    return np.flatnonzero(np.array([curve[-1] for curve in curves]) >= below)
