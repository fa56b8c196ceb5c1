"""Write the one line that turns labels into rows of zeros with a single one."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="fill",
    reference=losses.one_hot,
    accepts=(list,),
    # Lopsided on purpose: classes of unequal size, and as many labels as classes only once.
    probes=[
        (np.array([3, 0, 1]), 5),
        (np.array([1, 1, 0, 2, 1, 0]), 4),
        (np.array([2, 0, 2, 1]), 4),
        (np.array([1], dtype=np.uint8), 2),
        (np.array([6, 6, 4, 1, 0], dtype=np.uint8), 7),
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


@exercise.wrong(
    "With a single index you choose whole rows, and every number in them becomes 1. Each row "
    "should hold a single one: say which column, too."
)
def whole_rows(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[labels] = 1
    return rows


@exercise.wrong(
    "Every row has got a one for every label in the list, as `:` for the rows would do it. Each "
    "row should get only its own: pair the row numbers with the labels, one to one."
)
def whole_columns(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels] = 1
    return rows


@exercise.wrong(
    "Row and column have changed places: the label says which column, and the row is the place of "
    "the example in the list."
)
def swapped(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[labels, np.arange(len(labels))] = 1
    return rows


@exercise.wrong("You have one row for each class. Asked for is one row for each label.")
def wrong_shape(labels, classes):
    return np.eye(classes)[labels].T


@exercise.wrong(
    "The rows are as long as the largest label needs. A batch without the last digit would give "
    "narrower rows than the next one: that is what `classes` is for."
)
def classes_guessed(labels, classes):
    return np.eye(labels.max() + 1)[labels]


@exercise.wrong(
    "Every one stands a column too far to the left, and label 0 went to the far right. Labels "
    "count from 0, as columns do."
)
def counted_from_one(labels, classes):
    return np.eye(classes)[labels - 1]


@exercise.wrong(
    "The place is right. But what stands there is the label itself; it should be a 1, whatever "
    "the label."
)
def label_itself(labels, classes):
    return np.eye(classes)[labels] * labels[:, None]


@exercise.wrong(
    "The ones run down the diagonal, whatever the labels are. Where do the labels come in?"
)
def diagonal(labels, classes):
    return np.eye(len(labels), classes)


@exercise.wrong(
    "The labels stand in both places, so a 3 is written into row 3. The row is the place of the "
    "example in the list, whatever its label."
)
def labels_twice(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[labels, labels] = 1
    return rows


@exercise.wrong(
    "There are as many row numbers as classes. Every label needs one: how many labels are there?"
)
def as_many_rows_as_classes(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(classes), labels] = 1
    return rows


@exercise.wrong("All the ones have gone into a single row. Each label has a row of its own.")
def all_in_the_first_row(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[0, labels] = 1
    return rows


@exercise.wrong(
    "Every number is a 1 now. A row holds a single one, in the column that its label names."
)
def all_ones(labels, classes):
    return np.ones((len(labels), classes))


@exercise.wrong(
    "The ones are in the right columns, but the rows have another order: the first label belongs "
    "to row 0, the next to row 1."
)
def rows_backwards(labels, classes):
    return np.eye(classes)[labels[::-1]]


@exercise.wrong(
    "The labels have been sorted, so the rows no longer stand in the order of the examples."
)
def sorted_labels(labels, classes):
    return np.eye(classes)[np.sort(labels)]


@exercise.wrong("Zeros and ones have changed places: a row is zeros, with a single one.")
def ones_and_zeros_swapped(labels, classes):
    return 1 - np.eye(classes)[labels]


@exercise.wrong(
    "Every one stands a column too far to the right, and the last class has no room at all. Labels "
    "count from 0, as columns do."
)
def a_column_too_far(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels + 1] = 1
    return rows


@exercise.wrong("The last row stays empty. Where do your row numbers end?")
def last_row_empty(labels, classes):
    return np.eye(classes)[labels] * (np.arange(len(labels)) < len(labels) - 1)[:, None]


@exercise.wrong("Nothing was written: all numbers are 0.")
def all_zeros(labels, classes):
    return np.zeros((len(labels), classes))


@exercise.variant
def rows_of_the_identity(labels, classes):
    return np.eye(classes)[labels]


@exercise.variant
def by_comparison(labels, classes):
    return (np.asarray(labels)[:, None] == np.arange(classes)).astype(int)


@exercise.variant
def by_nested_lists(labels, classes):
    return [[1.0 if column == label else 0.0 for column in range(classes)] for label in labels]
