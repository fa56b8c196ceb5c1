"""Write the body that counts how often each digit was taken for each other one."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise


def _confusion_matrix(actual, predicted, classes):
    matrix = np.zeros((classes, classes), int)
    for row, column in zip(actual, predicted, strict=True):
        matrix[row, column] += 1
    return matrix


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_confusion_matrix,
    accepts=(list,),
    # Lopsided on purpose: classes of unequal size, some of which never come.
    probes=[
        (np.array([0, 0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 2, 0, 2]), 4),
        (np.array([1, 1, 3, 3, 3, 0]), np.array([3, 3, 1, 3, 3, 0]), 5),
        (np.array([2]), np.array([0]), 3),
        (np.array([0, 1, 2, 9, 4, 4], np.uint8), np.array([9, 1, 2, 0, 4, 4], np.uint8), 10),
        # More of a pair than a byte can count.
        (np.repeat([1, 0], [300, 2]), np.repeat([1, 2], [300, 2]), 3),
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
    "Rows and columns have changed places. A row is for a true digit, a column for an answer."
)
def transposed(actual, predicted, classes):
    return _confusion_matrix(predicted, actual, classes)


@exercise.wrong(
    "The matrix is as large as these labels need. It should have a row and a column for every "
    "class, whether it comes or not."
)
def too_small(actual, predicted, classes):
    return _confusion_matrix(actual, predicted, max(*actual, *predicted) + 1)


@exercise.wrong("The diagonal is empty: the right answers are to be counted too.")
def only_mistakes(actual, predicted, classes):
    matrix = _confusion_matrix(actual, predicted, classes)
    return matrix - np.diag(np.diag(matrix))


@exercise.wrong(
    "Only the diagonal is filled. The cells beside it, the mistakes, are what the matrix is for."
)
def only_right(actual, predicted, classes):
    return np.diag(np.diag(_confusion_matrix(actual, predicted, classes)))


@exercise.wrong("These are shares of each row. Asked for are counts.")
def shares(actual, predicted, classes):
    matrix = _confusion_matrix(actual, predicted, classes)
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)


@exercise.wrong("These are shares of all examples. Asked for are counts.")
def overall_shares(actual, predicted, classes):
    return _confusion_matrix(actual, predicted, classes) / len(actual)


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
    "Only the first example is counted. Look where `return` stands: within the loop, it ends the "
    "function in the first round."
)
def returned_too_early(actual, predicted, classes):
    return _confusion_matrix(actual[:1], predicted[:1], classes)


@exercise.wrong(
    "The loop runs over the classes, so it looks at only as many examples. Every example is to be "
    "counted."
)
def as_many_as_classes(actual, predicted, classes):
    return _confusion_matrix(actual[:classes], predicted[:classes], classes)


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


@exercise.wrong("The matrix has ten rows and columns. `classes` says how many it should have.")
def always_ten(actual, predicted, classes):
    return _confusion_matrix(actual, predicted, 10)


@exercise.wrong("The last example is missing. Where does your loop end?")
def last_left_out(actual, predicted, classes):
    return _confusion_matrix(actual[:-1], predicted[:-1], classes)


@exercise.wrong("The first example is missing. Counting begins at 0.")
def first_left_out(actual, predicted, classes):
    return _confusion_matrix(actual[1:], predicted[1:], classes)


@exercise.wrong("These are shares of each column. Asked for are counts.")
def shares_of_columns(actual, predicted, classes):
    matrix = _confusion_matrix(actual, predicted, classes)
    return matrix / np.maximum(matrix.sum(axis=0), 1)


@exercise.wrong("Every cell is 1 too large: counting begins at 0.")
def begun_at_1(actual, predicted, classes):
    return _confusion_matrix(actual, predicted, classes) + 1


@exercise.wrong("This is the number of right answers. Asked for is a table of all pairs.")
def right_answers(actual, predicted, classes):
    return int(np.sum(actual == predicted))


@exercise.wrong(
    "Each example is counted in two cells: once with row and column one way round, once the other. "
    "A row is for the true digit."
)
def both_ways(actual, predicted, classes):
    matrix = _confusion_matrix(actual, predicted, classes)
    return matrix + matrix.T


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
