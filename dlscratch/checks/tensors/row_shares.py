"""Divide each number of a NumPy array by the sum of its row."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise


def _row_shares(x):
    return x / x.sum(axis=1, keepdims=True)


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_row_shares,
    probes=[
        (np.array([[1.0, 3.0, 4.0], [2.0, 5.0, 9.0], [6.0, 6.5, 0.5], [7.0, 1.0, 12.0]]),),
        (np.array([[1.0, 2.0, 5.0], [3.0, 4.0, 13.0], [0.5, 1.0, 3.5]]),),
        (np.array([[2.0, 3.0, 5.0, 8.0]]),),
        (np.array([[1, 3, 4], [2, 5, 9]]),),  # whole numbers: the shares are not
        (np.array([[1.0, -3.0, 4.0], [-2.0, -5.0, -9.0]]),),
    ],
    hints=(
        "First find the sum of each row. Its axis is the one over which you add within a row.",
        "`x` has shape (n, k). To be used once for each row, the sums need the shape (n, 1).",
        "`keepdims=True` keeps the axis over which you add, with size 1. Then one division is all "
        "you need.",
    ),
    after="You have written the last line of softmax, which turns the outputs of a network"
    " into probabilities in lesson 4.",
)


@exercise.wrong(
    "Now each column adds up to 1. Which axis vanished in your sum, and which should have?"
)
def columns(x):
    return x / x.sum(axis=0)


@exercise.wrong(
    "All the numbers together add up to 1. Each row should do so on its own: a sum for each row, "
    "so name an axis."
)
def whole(x):
    return x / x.sum()


@exercise.wrong(
    "The sums have shape (n,). Lined up at the right, they meet the columns: an error if there are"
    " more rows than columns or fewer, and wrong numbers without a word if there are just as many."
    " Which shape would meet the rows?"
)
def no_keepdims(x):
    return x / x.sum(axis=1)


@exercise.wrong(
    "The shares are right, but `/=` has written them over `x`. A plain `/` makes a new array."
)
def in_place(x):
    x /= x.sum(axis=1, keepdims=True)
    return x


@exercise.wrong("These are the sums of the rows. Now divide by them.")
def only_the_sums(x):
    return x.sum(axis=1, keepdims=True)


@exercise.wrong("This is the sum of the row divided by the number. Turn the division round.")
def upside_down(x):
    return x.sum(axis=1, keepdims=True) / x


@exercise.wrong(
    "The rows add up to the number of columns, not to 1: you have divided by the mean of the row."
)
def mean(x):
    return x / x.mean(axis=1, keepdims=True)


@exercise.wrong(
    "The shares are right, and the table lies on its side. You have turned it with `.T`; turn it "
    "back."
)
def left_transposed(x):
    return x.T / x.sum(axis=1)


@exercise.wrong(
    "With whole numbers in `x`, the shares come out as 0: an array of whole numbers keeps no "
    "fractions, and neither does its copy. A plain division makes a new array of floats."
)
def into_a_copy(x):
    shares = x.copy()
    for i in range(len(x)):
        shares[i] = x[i] / x[i].sum()
    return shares


@exercise.wrong(
    "A share has the sign that the numbers give it: with negative ones in the row, yours lost it."
)
def without_signs(x):
    return np.abs(x / x.sum(axis=1, keepdims=True))


@exercise.wrong(
    "The numbers came back as they were. Inside a loop, `row = …` ties the name to something new, "
    "and the array never hears of it."
)
def rebound_in_a_loop(x):
    shares = x * 1.0
    for row in shares:
        row = row / row.sum()
    return shares


@exercise.variant
def transposed_and_back(x):
    return (x.T / x.sum(axis=1)).T


@exercise.variant
def row_by_row(x):
    return np.array([row / row.sum() for row in x])


@exercise.variant
def by_a_new_axis(x):
    return x / np.sum(x, axis=-1)[:, None]
