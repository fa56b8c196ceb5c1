"""Write the body that counts how often each digit was taken for each other one."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import ALL_THERE, Stopped, attempt, behind_the_end


def _confusion_matrix(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row, column in zip(actual, predicted, strict=True):
        matrix[row, column] += 1
    return matrix


def _counts(confusion_matrix, actual, predicted, classes):
    """The matrix; where it is wrong, its sum and one of the cells are told beside it."""
    matrix = attempt(confusion_matrix, actual, predicted, classes)
    behind = behind_the_end(matrix, "row", "column")
    if behind != ALL_THERE:
        note(f"Rows and columns have the numbers 0 to {classes - 1}.")
    shape = () if isinstance(matrix, Stopped) else np.shape(matrix)
    if shape == (classes, classes) and (total := np.sum(matrix)) != len(actual):
        note(f"Your counts add up to {total:g}, and there are {len(actual)} examples.")
    return {"": matrix, "the index": behind}


_counts.arguments = ("actual", "predicted", "classes")


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_confusion_matrix,
    run=_counts,
    accepts=(list,),
    # Lopsided on purpose: classes of unequal size, some of which never come.
    probes=[
        # Small enough to be shown whole.
        (np.array([1, 0, 2, 2]), np.array([0, 0, 1, 1]), 3),
        (np.array([0, 0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 2, 0, 2]), 4),
        (np.array([1, 1, 3, 3, 3, 0]), np.array([3, 3, 1, 3, 3, 0]), 5),
        (np.array([2]), np.array([0]), 3),
        (np.array([0, 1, 2, 9, 4, 4], np.uint8), np.array([9, 1, 2, 0, 4, 4], np.uint8), 10),
        # More of a pair than a byte can count.
        (np.repeat([1, 0], [300, 2]), np.repeat([1, 2], [300, 2]), 3),
        # More cells than a byte can count.
        (np.array([13, 0, 19]), np.array([19, 1, 13]), 20),
    ],
    hints=(
        "Every example adds 1 to a single cell. Which row, and which column?",
        "Go through the two lists together, one pair at a time.",
        "With a loop over `zip(actual, predicted)` it is one line. Without a loop beware: "
        "`matrix[rows, columns] += 1` counts a pair that comes twice only once.",
    ),
    after="Rows that are pale everywhere are digits that it knows. A dark cell off the diagonal "
    "names a pair that it mixes up, and that tells you more than any accuracy.",
)


@exercise.wrong(
    "A pair that comes several times is counted once. `= 1` does that. And so does `+= 1` without "
    "a loop: NumPy computes all the sums first, and then writes them over each other."
)
def pairs_counted_once(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    matrix[actual, predicted] += 1
    return matrix


@exercise.wrong(
    "Here every true digit is paired with every answer. Each example has one of both: pair them by "
    "their place."
)
def every_pair(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row in actual:
        for column in predicted:
            matrix[row, column] += 1
    return matrix


@exercise.wrong(
    "The loop counts the classes and not the examples: it stops too early, or runs over the end."
)
def as_many_steps_as_classes(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for i in range(classes):
        matrix[actual[i], predicted[i]] += 1
    return matrix


@exercise.wrong(
    "All rows are alike: `[row] * n` is n times one and the same list. Make each row anew."
)
def one_row_for_all(actual, predicted, classes):
    matrix = [[0] * classes] * classes
    for row, column in zip(actual, predicted, strict=True):
        matrix[row][column] += 1
    return matrix


@exercise.wrong(
    "A whole row is raised for each example. It has two labels: the second one says which column."
)
def whole_rows(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row in actual:
        matrix[row] += 1
    return matrix


@exercise.wrong(
    "The number of a cell is computed in bytes, and goes round beyond 255: with 20 classes an "
    "example lands in another cell. Whole numbers of type `int` are large enough."
)
def numbered_in_bytes(actual, predicted, classes):
    cells = (actual * classes + predicted).astype(np.uint8)
    return np.bincount(cells, minlength=classes**2)[: classes**2].reshape(classes, classes)


@exercise.wrong(
    "All rows are alike: `[row] * n` is n times one and the same list, and what is added to one is "
    "added to all. Make each row anew."
)
def one_row_for_all_as_array(actual, predicted, classes):
    return np.array(one_row_for_all(actual, predicted, classes))


@exercise.wrong(
    "Every count stands a row too high and a column too far to the left; those of 0 are at the "
    "far end. Labels count from 0, as rows and columns do."
)
def counted_from_1(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row, column in zip(actual, predicted, strict=True):
        matrix[row - 1, column - 1] += 1
    return matrix


@exercise.wrong(
    "Labels count from 0, as rows and columns do: with 1 added, the last class has no cell at all."
)
def one_too_far(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row, column in zip(actual, predicted, strict=True):
        matrix[row + 1, column + 1] += 1
    return matrix


@exercise.wrong(
    "The place of an example in the list serves as a row number, and there are more examples than "
    "rows. The row is the true digit at that place."
)
def place_for_the_row(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for place, column in enumerate(predicted):
        matrix[place, column] += 1
    return matrix


@exercise.wrong(
    "Each answer is counted in the rows of all digits that come in the list. Each example has one "
    "true digit: the one at its own place."
)
def in_all_the_rows(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for column in predicted:
        matrix[actual, column] += 1
    return matrix


@exercise.wrong(
    "Each true digit is counted in the columns of all answers that come in the list. Each example "
    "has one answer: the one at its own place."
)
def in_all_the_columns(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row in actual:
        matrix[row, predicted] += 1
    return matrix


@exercise.wrong(
    "`np.zeros` takes the shape as a single thing, in brackets of its own. A second argument would "
    "be the type of the numbers."
)
def two_arguments_for_zeros(actual, predicted, classes):
    return np.zeros(classes, classes)


@exercise.wrong(
    "The list that is counted has no room for the last cells where they never come, so it cannot "
    "be folded into a square. How many cells should there be at least?"
)
def no_minlength(actual, predicted, classes):
    return np.bincount(actual.astype(int) * classes + predicted).reshape(classes, classes)


@exercise.wrong("The matrix has a row for each class that comes, and it should have one for all.")
def only_classes_that_come(actual, predicted, classes):
    rows, places = np.unique(np.append(actual, predicted), return_inverse=True)
    return _confusion_matrix(*np.split(places, 2), len(rows))


@exercise.wrong(
    "That compares every example with every other one, and has a row for each example. Asked for "
    "is a row for each digit."
)
def examples_against_examples(actual, predicted, classes):
    return actual[:, None] == predicted


@exercise.wrong(
    "The labels themselves are added up in the cells, or multiplied. Each example adds 1, whatever "
    "its label."
)
def labels_added(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row, column in zip(actual, predicted, strict=True):
        matrix[row, column] += row
    return matrix


def _made_of(change):
    """An answer that counts rightly and then changes something."""
    return lambda actual, predicted, classes: change(_confusion_matrix(actual, predicted, classes))


def _given(choose):
    """An answer that counts rightly, but something else than it was given."""
    return lambda *given: _confusion_matrix(*choose(*given))


exercise.mistakes(
    _made_of,
    only_mistakes=(
        "The diagonal is empty: the right answers are to be counted too.",
        lambda matrix: matrix - np.diag(np.diag(matrix)),
    ),
    only_right=(
        "Only the diagonal is filled. The cells beside it, the mistakes, are what the matrix is "
        "for.",
        lambda matrix: np.diag(np.diag(matrix)),
    ),
    shares=(
        "These are shares of each row. Asked for are counts.",
        lambda matrix: matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1),
    ),
    shares_with_nan=(
        "These are shares of each row, and where a digit never comes, its row is divided by 0. "
        "Asked for are counts.",
        lambda matrix: matrix / np.where(rows := matrix.sum(axis=1, keepdims=True), rows, np.nan),
    ),
    shares_of_columns=(
        "These are shares of each column. Asked for are counts.",
        lambda matrix: matrix / np.maximum(matrix.sum(axis=0), 1),
    ),
    overall_shares=(
        "These are shares of all examples. Asked for are counts.",
        lambda matrix: matrix / matrix.sum(),
    ),
    per_cents=(
        "These are per cents of each row. Asked for are counts.",
        lambda matrix: 100 * matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1),
    ),
    per_cents_of_all=(
        "These are per cents of all examples. Asked for are counts.",
        lambda matrix: 100 * matrix / matrix.sum(),
    ),
    begun_at_1=("Every cell is 1 too large: counting begins at 0.", lambda matrix: matrix + 1),
    counted_down=("The sign is wrong: every example lowers its cell by 1.", lambda matrix: -matrix),
    all_zeros=(
        "Nothing has been counted: all cells are 0. Does the loop reach the matrix?",
        lambda matrix: 0 * matrix,
    ),
    counted_in_bytes=(
        "A cell that counts in bytes begins at 0 again after 255. `int` counts on.",
        lambda matrix: matrix.astype(np.uint8),
    ),
    both_ways=(
        "Each example is counted in two cells: once with row and column one way round, once the "
        "other. A row is for the true digit.",
        lambda matrix: matrix + matrix.T,
    ),
    right_answers=(
        "This is the number of right answers. Asked for is a table of all pairs.",
        lambda matrix: int(np.trace(matrix)),
    ),
    accuracy=(
        "This is the accuracy, a single number. Asked for is a table of all pairs.",
        lambda matrix: float(np.trace(matrix) / matrix.sum()),
    ),
    sums_of_rows=(
        "These are the sums of the rows: how often each digit came. Asked for is the whole table.",
        lambda matrix: matrix.sum(axis=1),
    ),
    sums_of_columns=(
        "These are the sums of the columns: how often each answer came. Asked for is the whole "
        "table.",
        lambda matrix: matrix.sum(axis=0),
    ),
)
exercise.mistakes(
    _given,
    transposed=(
        "Rows and columns have changed places. A row is for a true digit, a column for an answer.",
        lambda actual, predicted, classes: (predicted, actual, classes),
    ),
    too_small=(
        "The matrix is as large as these labels need. It should have a row and a column for every "
        "class, whether it comes or not.",
        lambda actual, predicted, classes: (actual, predicted, max(*actual, *predicted) + 1),
    ),
    returned_too_early=(
        "Only the first example is counted. Look where `return` stands: within the loop, it ends "
        "the function in the first round.",
        lambda actual, predicted, classes: (actual[:1], predicted[:1], classes),
    ),
    as_many_as_classes=(
        "The loop runs over the classes, so it looks at only as many examples. Every example is to "
        "be counted.",
        lambda actual, predicted, classes: (actual[:classes], predicted[:classes], classes),
    ),
    always_ten=(
        "The matrix has ten rows and columns. `classes` says how many it should have.",
        lambda actual, predicted, classes: (actual % 10, predicted % 10, 10),
    ),
    last_left_out=(
        "The last example is missing. Where does your loop end?",
        lambda actual, predicted, classes: (actual[:-1], predicted[:-1], classes),
    ),
    first_left_out=(
        "The first example is missing. Counting begins at 0.",
        lambda actual, predicted, classes: (actual[1:], predicted[1:], classes),
    ),
    one_row_too_many=(
        "The matrix has a row and a column too many: the largest label is `classes - 1`.",
        lambda actual, predicted, classes: (actual, predicted, classes + 1),
    ),
    one_row_too_few=(
        "The matrix lacks a row and a column: there are as many as `classes`.",
        lambda actual, predicted, classes: (actual, predicted, classes - 1),
    ),
    actual_twice=(
        "The answers are left out: row and column are both the true digit. The column is the "
        "answer.",
        lambda actual, predicted, classes: (actual, actual, classes),
    ),
    predicted_twice=(
        "The true digits are left out: row and column are both the answer. The row is the true "
        "digit.",
        lambda actual, predicted, classes: (predicted, predicted, classes),
    ),
)


@exercise.variant
def by_add_at(actual, predicted, classes):
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (actual, predicted), 1)
    return matrix


@exercise.variant
def by_bincount(actual, predicted, classes):
    return np.bincount(classes * actual + predicted, minlength=classes**2).reshape(classes, classes)


@exercise.variant
def by_nested_lists(actual, predicted, classes):
    return [
        [int(sum((actual == row) & (predicted == column))) for column in range(classes)]
        for row in range(classes)
    ]
