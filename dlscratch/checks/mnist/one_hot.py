"""Write the one line that turns labels into rows of zeros with a single one."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import ALL_THERE, attempt, behind_the_end


def _look_at_rows(one_hot, labels, classes):
    """The rows, and in words what an index was that stood behind the end."""
    rows = attempt(one_hot, labels, classes)
    behind = behind_the_end(rows, "row", "column")
    if behind != ALL_THERE:
        note(f"`rows` has the rows 0 to {len(labels) - 1} and the columns 0 to {classes - 1}.")
    if isinstance(rows, np.ndarray | list) and np.shape(rows) == (len(labels), classes):
        ones = [np.flatnonzero(np.asarray(row) == 1).tolist() for row in rows]
        if ones != [[label] for label in labels]:
            wanted = labels.tolist()
            note(f"Row by row, your ones stand in the columns {ones}; the labels are {wanted}.")
    return {"": rows, "the index": behind}


_look_at_rows.arguments = ("labels", "classes")


exercise = Exercise(
    __name__,
    kind="fill",
    reference=losses.one_hot,
    run=_look_at_rows,
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


@exercise.wrong(
    "A one stands in row 0 alone: the other labels are never reached. Does `return` stand inside "
    "the loop?"
)
def only_the_first_row(labels, classes):
    return np.eye(classes)[labels] * (np.arange(len(labels)) == 0)[:, None]


@exercise.wrong(
    "All the ones have gone into the last row: one row number was given for all labels. Each label "
    "has a row of its own."
)
def all_in_the_last_row(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[len(labels) - 1, labels] = 1
    return rows


@exercise.wrong(
    "A row number is as large as the number of labels, and the last row is one before that. If one "
    "number stands for all labels: each wants a row number of its own. If you count: begin at 0."
)
def one_row_behind_the_end(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[len(labels), labels] = 1
    return rows


@exercise.wrong(
    "One column is named for all rows, and there is no such column. The column is another one for "
    "each row: what says which?"
)
def the_column_behind_the_last(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), classes] = 1
    return rows


@exercise.wrong(
    "Every row has its one in the last column. The column is another one for each row: what says "
    "which?"
)
def always_the_last_column(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, classes - 1] = 1
    return rows


@exercise.wrong(
    "Every row has its one in the same column, that of the first label. Each row wants the column "
    "of its own label."
)
def the_first_label_for_all(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels[0]] = 1
    return rows


@exercise.wrong(
    "The first column of every row holds the one, whatever the label. Each row wants the column of "
    "its own label."
)
def always_the_first_column(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, 0] = 1
    return rows


@exercise.wrong(
    "These numbers are copied from the example in the text, so they are right for its two rows "
    "alone. The row numbers and the columns depend on `labels`."
)
def the_example_in_the_text(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[[0, 1], [5, 3]] = 1
    return rows


@exercise.wrong(
    "The row numbers run as far as there are classes. Every label needs one: how many labels are "
    "there?"
)
def a_step_for_each_class(labels, classes):
    rows = np.zeros((len(labels), classes))
    for row in range(classes):
        rows[row, labels[row]] = 1
    return rows


@exercise.wrong(
    "Two lists in a list of their own are one thing to NumPy: the numbers of whole rows. In the "
    "brackets a comma parts row numbers and columns, with no brackets around both."
)
def two_lists_in_one(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[[range(len(labels)), labels]] = 1
    return rows


@exercise.wrong(
    "The columns are moved, so that the smallest label stands at the left. A label is the number "
    "of its column, whichever labels are in the list."
)
def smallest_label_first(labels, classes):
    return np.eye(classes)[labels - labels.min()]


@exercise.wrong(
    "The labels are in order of size in the brackets, or have lost their repeats, as `np.unique` "
    "does it. Every label stays at the place at which it stands in the list."
)
def repeats_lost(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), np.unique(labels)] = 1
    return rows


@exercise.wrong(
    "`np.arange` wants one number, how far it is to count, and it was given all the labels. How "
    "many labels are there?"
)
def arange_of_the_labels(labels, classes):
    return np.arange(labels)


@exercise.wrong(
    "Row numbers and columns are no two lists here, but a single thing. In the brackets two lists "
    "are parted by a comma, with no brackets around both."
)
def zipped(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[zip(range(len(labels)), labels, strict=True)] = 1
    return rows


@exercise.wrong(
    "The labels have lost their repeats and their order on the way, as in `np.unique` or `set`. "
    "Every label in the list has a row, in the order in which they come."
)
def unique(labels, classes):
    kept = np.unique(labels)
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(kept)), kept] = 1
    return rows


@exercise.wrong("There are ten columns, however many classes there are. `classes` says how many.")
def always_ten(labels, classes):
    return np.eye(10)[labels]


@exercise.variant
def rows_of_the_identity(labels, classes):
    return np.eye(classes)[labels]


@exercise.variant
def by_comparison(labels, classes):
    return (np.asarray(labels)[:, None] == np.arange(classes)).astype(int)


@exercise.variant
def by_nested_lists(labels, classes):
    return [[1.0 if column == label else 0.0 for column in range(classes)] for label in labels]
