"""The number at one place of the window: what it sees, weighed by the filter, and added up."""

import numpy as np

from dlscratch.checks.convolution.shared.maps import (
    AT_A_PLACE,
    OPPOSITE,
    PAIR,
    SMALL,
    cut,
    numbers,
    weighed,
)
from dlscratch.checks.convolution.shared.memory import about_memory, moved
from dlscratch.checks.engine.told import Exercise


def _at(image, filter, row, column):
    return weighed(cut(image, row, column, len(filter)), filter)


def _number(at, image, filter, row, column):
    return at(image, filter, row, column)


_IMAGE, _WIDE = numbers(6, 5), numbers(4, 9)
_FOUR = numbers(4, 4)
_WHOLE = np.array([[1, 0, 2, 7], [3, 5, 0, 1], [0, 4, 6, 2]])


def _tell(outcomes):
    """Where it is right and where not."""
    if text := about_memory(exercise, outcomes):
        return text
    right: list = []
    wrong: list = []
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        came = outcome.output
        if outcome.error:
            return _about_window(probe, outcome.error)
        good = np.shape(came) == () and np.isclose(float(came), expected.output)
        (right if good else wrong).append(probe)
        if np.shape(came):
            return (
                f"Wanted is a single number, and this has the shape {np.shape(came)}. All that "
                "the window sees is added up."
            )
    if not right or not wrong:
        return None
    if _parted(right, wrong, lambda image, filter, row, column: row == column == 0):
        return "Right at the upper left place, and not at others. What do `row` and `column` do?"
    for size in (2, 3):
        if _parted(right, wrong, lambda image, filter, *_, size=size: len(filter) == size):
            return (
                f"Right for filters of {size} × {size}, and not for others. How does the code know "
                "the size?"
            )
    image, filter, row, column = wrong[0]
    return (
        f"Right in {len(right)} of {len(exercise.probes)} cases; not, for instance, at row {row}, "
        f"column {column} of an image of shape {image.shape}, with a filter of shape "
        f"{filter.shape}."
    )


def _about_window(probe, error):
    """What to look at, where a window of another shape does not go together with the filter."""
    image, filter, row, column = probe
    if not isinstance(error, ValueError) or "broadcast" not in str(error):
        return None
    return (
        f"Here `row` is {row}, `column` is {column}, and the filter has shape {filter.shape}: of "
        "the same shape is the piece of the image whose upper left corner is there. What shape "
        "does your slice give?"
    )


def _parted(right, wrong, holds):
    """Whether something holds in all cases that are right, and in no other."""
    return all(holds(*one) for one in right) and not any(holds(*one) for one in wrong)


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_at,
    anew=True,
    run=_number,
    tell=_tell,
    probes=[
        (SMALL, PAIR, 0, 0),
        (SMALL, PAIR, 1, 2),
        (SMALL, PAIR, 0, 1),
        (_IMAGE, numbers(3, 3), 1, 2),
        (_IMAGE, numbers(3, 3), 3, 0),
        (_IMAGE, numbers(2, 2), 4, 3),
        (_WIDE, numbers(3, 3), 1, 4),
        (_WIDE, numbers(1, 1), 2, 7),
        (_FOUR, numbers(4, 4), 0, 0),
        (_WHOLE, np.array([[0.5, -0.25], [1.5, 0.75]]), 1, 1),
        (_WHOLE, np.array([[0, 0], [0, 0]]), 1, 1),
        (_WIDE.astype(np.float32), numbers(2, 2).astype(np.float32), 2, 0),
        (OPPOSITE, PAIR, 0, 0),  # a window that is not empty, though its sum is 0
        (_IMAGE / 7, numbers(3, 3), 1, 1),  # decimals that go on
        (moved(_IMAGE), moved(numbers(3, 3)), 2, 1),
    ],
    rtol=1e-5,
    hints=(
        "First take out of the image what the window sees: so many rows from `row` on, and as "
        "many columns from `column` on, as the filter has.",
        "A slice has a beginning and an end, and the end is the first that is left out. The size "
        "of the filter is `len(filter)`.",
        "The piece of the image and the filter have the same shape now. Multiply them number by "
        "number, with `*`, and add up all that comes out.",
    ),
    after="This is the weighted sum of lesson 3: what the window sees goes in, the filter holds "
    "the weights, one number comes out. A neuron with a small field of view.",
)

exercise.mistakes(
    lambda place: (
        lambda image, filter, row, column: place(cut(image, row, column, len(filter)), filter)
    ),
    **AT_A_PLACE,
)


@exercise.wrong(
    "`row` and `column` have changed places: the first counts down the image, the second counts "
    "across it. As an index, the row comes first."
)
def row_and_column_swapped(image, filter, row, column):
    return weighed(cut(image.T, row, column, len(filter)).T, filter)


@exercise.wrong(
    "Wherever the window stands, this is the number of the upper left place. What do `row` and "
    "`column` do in your code?"
)
def always_in_the_corner(image, filter, row, column):
    return _at(image, filter, 0, 0)


@exercise.wrong("The row is right. But the window stands at the left edge, whatever `column` is.")
def column_ignored(image, filter, row, column):
    return _at(image, filter, row, 0)


@exercise.wrong("The column is right. But the window stands in the first rows, whatever `row` is.")
def row_ignored(image, filter, row, column):
    return _at(image, filter, 0, column)


@exercise.wrong(
    "The window begins too late, by one row and one column. Rows and columns are counted from 0, "
    "as Python does."
)
def one_too_late(image, filter, row, column):
    size = len(filter)
    return (image[row + 1 : row + 1 + size, column + 1 : column + 1 + size] * filter).sum()


@exercise.wrong(
    "The window begins too early, by one row and one column. Rows and columns are counted from 0, "
    "as Python does."
)
def one_too_early(image, filter, row, column):
    size = len(filter)
    return (image[row - 1 : row - 1 + size, column - 1 : column - 1 + size] * filter).sum()


@exercise.wrong(
    "The window ends too late: the end of a slice is left out anyway. At the edges of the image "
    "nothing is left to be cut off, so it is right there."
)
def one_too_large(image, filter, row, column):
    size = len(filter)
    return (image[row : row + size + 1, column : column + size + 1] * filter).sum()


@exercise.wrong(
    "The window ends too early, by one row and one column: the end of a slice is left out anyway."
)
def one_too_small(image, filter, row, column):
    size = len(filter)
    return (image[row : row + size - 1, column : column + size - 1] * filter).sum()


@exercise.wrong(
    "The end of a slice is a place in the image, too, and no length: it moves on with `row` and "
    "`column`."
)
def end_stays(image, filter, row, column):
    size = len(filter)
    return (image[row:size, column:size] * filter).sum()


@exercise.wrong(
    "`row` and `column` say where the window begins: its upper left corner. Here they are taken "
    "for its middle."
)
def centred(image, filter, row, column):
    half = len(filter) // 2
    return (image[row - half : row + half + 1, column - half : column + half + 1] * filter).sum()


@exercise.wrong(
    "`row` and `column` say where the window begins: its upper left corner. Here they are taken "
    "for the middle of a window of 3 × 3."
)
def centred_of_three(image, filter, row, column):
    return (image[row - 1 : row + 2, column - 1 : column + 2] * filter).sum()


@exercise.wrong(
    "`row` and `column` say where the window begins: its upper left corner. Here they are taken "
    "for its end."
)
def at_its_end(image, filter, row, column):
    size = len(filter)
    return (image[row + 1 - size : row + 1, column + 1 - size : column + 1] * filter).sum()


@exercise.wrong(
    "The window goes on by its whole size here. It moves pixel by pixel: `row` and `column` are "
    "places in the image."
)
def steps_of_its_size(image, filter, row, column):
    size = len(filter)
    return (cut(image, row * size, column * size, size) * filter).sum()


@exercise.wrong(
    "The numbers are weighed, and not yet added up: a place has one number. `.sum()` without an "
    "axis adds up all."
)
def not_added_up(image, filter, row, column):
    return cut(image, row, column, len(filter)) * filter


@exercise.wrong(
    "Added up down the columns only, so a number for each column is left. All of them make one."
)
def added_down(image, filter, row, column):
    return (cut(image, row, column, len(filter)) * filter).sum(axis=0)


@exercise.wrong("Added up along the rows only, so a number for each row is left. All make one.")
def added_along(image, filter, row, column):
    return (cut(image, row, column, len(filter)) * filter).sum(axis=1)


@exercise.wrong(
    "That is a product of matrices, and a table comes out. Here each number of the filter weighs "
    "the one pixel that it lies on, and one number is left."
)
def table_of_products(image, filter, row, column):
    return cut(image, row, column, len(filter)) @ filter


@exercise.wrong("That is what the window sees. Where does the filter come in?")
def the_window(image, filter, row, column):
    return cut(image, row, column, len(filter))


@exercise.wrong(
    "The whole filter weighs a single pixel here. Each of its numbers has a pixel of its own: take "
    "a piece of the image, as large as the filter."
)
def one_pixel(image, filter, row, column):
    return image[row, column] * filter


@exercise.wrong("The number is there, but it is printed. Who calls the function wants it back.")
def printed(image, filter, row, column):
    print(_at(image, filter, row, column))


@exercise.wrong(
    "The size 3 stands in the code as a number. Other filters have another one: ask the filter."
)
def three_wide(image, filter, row, column):
    return (image[row : row + 3, column : column + 3] * filter).sum()


@exercise.wrong(
    "The size 2 stands in the code as a number. Other filters have another one: ask the filter."
)
def two_wide(image, filter, row, column):
    return (image[row : row + 2, column : column + 2] * filter).sum()


@exercise.wrong(
    "`filter.size` counts all numbers of the filter. How many rows are there? `len(filter)`, or "
    "`filter.shape`, knows that."
)
def all_numbers_for_the_size(image, filter, row, column):
    size = filter.size
    return (image[row : row + size, column : column + size] * filter).sum()


@exercise.wrong(
    "Without a comma, the second pair of brackets takes rows again, out of the rows that the first "
    "one gave. Rows and columns stand in one pair, as in `image[1:3, 4:6]`."
)
def two_pairs_of_brackets(image, filter, row, column):
    size = len(filter)
    return (image[row : row + size][column : column + size] * filter).sum()


@exercise.wrong(
    "Only the first row of the window is weighed: the filter has as many rows as columns."
)
def first_row_only(image, filter, row, column):
    return weighed(cut(image, row, column, len(filter))[:1], filter[:1])


@exercise.wrong("Only the diagonal of the window is weighed. Each pixel of it is, by a number.")
def diagonal_only(image, filter, row, column):
    return np.diag(cut(image, row, column, len(filter)) * filter).sum()


@exercise.wrong(
    "One pixel is multiplied by one number. At each place the window sees as many pixels as the "
    "filter has numbers."
)
def one_product(image, filter, row, column):
    return image[row, column] * filter[row % len(filter), column % len(filter)]


@exercise.variant
def by_loops(image, filter, row, column):
    total = 0
    for i in range(len(filter)):
        for j in range(len(filter)):
            total += image[row + i][column + j] * filter[i][j]
    return total


@exercise.variant
def by_einsum(image, filter, row, column):
    size = filter.shape[0]
    return np.einsum("ij,ij->", image[row : row + size, column : column + size], filter)


@exercise.variant
def by_one_product(image, filter, row, column):
    height, width = filter.shape
    return np.ravel(image[row:][:height, column:][:, :width]) @ filter.ravel()


@exercise.variant
def by_tensordot(image, filter, row, column):
    return np.tensordot(cut(image, row, column, len(filter)), filter)
