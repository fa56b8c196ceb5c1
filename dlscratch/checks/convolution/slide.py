"""The map of a whole image, by loops: the window at each of its places."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlscratch.checks.convolution.shared import maps
from dlscratch.checks.convolution.shared.maps import (
    OPPOSITE,
    PAIR,
    SMALL,
    filter_map,
    numbers,
    weighed,
)
from dlscratch.checks.convolution.shared.memory import moved
from dlscratch.checks.engine.told import Exercise


def _slide(image, filter):
    return filter_map(image, filter)


_WHOLE = np.array([[1, 0, 2, 7, 1], [3, 5, 0, 1, 2], [0, 4, 6, 2, 0]])

exercise = Exercise(
    __name__,
    kind="fill",
    reference=_slide,
    anew=True,
    tell=maps.tell(lambda: exercise, maps.another_window),
    accepts=(list, tuple),
    probes=[
        (SMALL, PAIR),
        (numbers(5, 6), numbers(3, 3)),
        (numbers(6, 4), numbers(3, 3)),
        (numbers(4, 4), numbers(4, 4)),
        (numbers(2, 6), numbers(2, 2)),
        (numbers(6, 2), numbers(2, 2)),
        (numbers(3, 4), numbers(1, 1)),
        (_WHOLE, np.array([[0.5, -0.25], [1.5, 0.75]])),
        (numbers(7, 8).astype(np.float32), numbers(5, 5).astype(np.float32)),
        (np.zeros((3, 3)), numbers(2, 2)),
        (numbers(1, 5), numbers(1, 1)),
        (numbers(4, 1), numbers(1, 1)),
        (OPPOSITE, PAIR),  # windows that are not empty, though their sum is 0
        (numbers(4, 5) / 7, numbers(2, 2)),  # decimals that go on
        (moved(numbers(7, 4)), moved(numbers(2, 2))),
    ],
    rtol=1e-4,
    hints=(
        "How far down can the window go? Its last row must lie on the image at the latest on the "
        "image's last row. Count the places for a small image, on paper.",
        "Two loops, one in the other: the outer one goes down the rows where the window may begin, "
        "the inner one across the columns. Each place gives one number of the map.",
        "With a height of 5 and a size of 3, the window begins in row 0, 1 or 2: three places. As "
        "always with both ends counted, that is the difference, and one more.",
    ),
    after="Four loops in all, if you count the two that hide in the sum. One and the same filter "
    "has gone over every part of the image: what it finds, it finds wherever it is.",
)


def _by(place):
    return lambda image, filter: filter_map(image, filter, place=place)


exercise.mistakes(_by, **maps.AT_A_PLACE)


def _over(rows, columns, turn=lambda row, column: (row, column), make=np.array):
    """Lists of a row each; `rows` and `columns` give how many places there are."""

    def slide(image, filter):
        size = len(filter)
        (height, width), found = image.shape, []
        for i in range(rows(height, width, size)):
            line = []
            for j in range(columns(height, width, size)):
                row, column = turn(i, j)
                line.append((image[row : row + size, column : column + size] * filter).sum())
            found.append(line)
        return make(found)

    return slide


def _down(height, width, size):
    return height - size + 1


def _across(height, width, size):
    return width - size + 1


_ENDS = "`range` leaves its end out."

exercise.mistakes(
    _over,
    one_too_few=(
        f"A row and a column of the map are missing, the last ones. {_ENDS} Where does the window "
        "stand last?",
        lambda height, width, size: height - size,
        lambda height, width, size: width - size,
    ),
    one_row_too_few=(
        f"The last row of the map is missing. {_ENDS} Where does the window stand last?",
        lambda height, width, size: height - size,
        _across,
    ),
    one_column_too_few=(
        f"The last column of the map is missing. {_ENDS} Where does the window stand last?",
        _down,
        lambda height, width, size: width - size,
    ),
    one_too_many=(
        "The window goes one place too far and leaves the image: a slice that reaches beyond the "
        "edge is cut off without a word, and no longer fits onto the filter.",
        lambda height, width, size: height - size + 2,
        lambda height, width, size: width - size + 2,
    ),
    every_pixel=(
        "The window begins at every pixel, and so it leaves the image at the right and below. A "
        "slice that reaches beyond the edge is cut off without a word, and no longer fits.",
        lambda height, width, size: height,
        lambda height, width, size: width,
    ),
    as_if_of_size_2=(
        "The number of places is right for filters of 2 × 2 alone. It depends on the size.",
        lambda height, width, size: height - 1,
        lambda height, width, size: width - 1,
    ),
    as_if_of_size_3=(
        "The number of places is right for filters of 3 × 3 alone. It depends on the size.",
        lambda height, width, size: height - 2,
        lambda height, width, size: width - 2,
    ),
    height_for_both=(
        "The columns are counted by the height of the image. An image may be wider than high.",
        _down,
        _down,
    ),
    width_for_both=(
        "The rows are counted by the width of the image. An image may be higher than wide.",
        _across,
        _across,
    ),
    as_many_as_the_filter=(
        "The loops run over the filter's rows and columns. They are to run over the places where "
        "the window can stand.",
        lambda height, width, size: size,
        lambda height, width, size: size,
    ),
    whole_windows_only=(
        "So many windows fit side by side. But they overlap: the next one begins a pixel further.",
        lambda height, width, size: height // size,
        lambda height, width, size: width // size,
    ),
    map_transposed=(
        "The map's rows and columns have changed places: each row of the map belongs to the "
        "places of one row of the image.",
        _across,
        _down,
        lambda row, column: (column, row),
    ),
    window_transposed=(
        "There are as many places as there should be. But in the image, the row's number counts "
        "columns, and the column's number rows.",
        _down,
        _across,
        lambda row, column: (column, row),
    ),
    in_one_row=(
        "The right numbers, all in one row. The map is a table: a row of it for each row of "
        "places.",
        _down,
        _across,
        lambda row, column: (row, column),
        np.concatenate,
    ),
    first_row_alone=(
        "That is the first row of the map. Does a `return` stand inside of the outer loop?",
        lambda height, width, size: 1,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.array(rows[0]),
    ),
    first_row_as_a_table=(
        "The map has a single row, whatever the image. Does a `return` stand inside of the outer "
        "loop?",
        lambda height, width, size: 1,
        _across,
    ),
    first_number_alone=(
        "That is the number of the first place. Does a `return` stand inside of the loops?",
        lambda height, width, size: 1,
        lambda height, width, size: 1,
        lambda row, column: (row, column),
        lambda rows: rows[0][0],
    ),
    last_row_alone=(
        "That is the last row of the map. Each new row takes the place of the one before: where "
        "are they gathered?",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.array(rows[-1]),
    ),
    last_row_everywhere=(
        "All rows of the map are the last one. `[[0] * 3] * 2` makes one row, and two names for "
        "it; a list that is made once before the loops does the same.",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.array([rows[-1]] * len(rows)),
    ),
    from_below=(
        "The map stands on its head. Its first row belongs to the upper places.",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.array(rows)[::-1],
    ),
    from_the_right=(
        "Left and right of the map have changed places: a row begins with the left place.",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.array(rows)[:, ::-1],
    ),
    running_sum=(
        "Each number holds the ones before it, too: the sum begins anew at each place.",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.cumsum(rows).reshape(np.shape(rows)),
    ),
    running_sum_of_each_row=(
        "Along a row, each number holds the ones before it, too: the sum begins anew at each "
        "place.",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: np.cumsum(rows, axis=1),
    ),
    all_in_one=(
        "That is one number for the whole image. Each place of the window has a number of its own.",
        _down,
        _across,
        lambda row, column: (row, column),
        np.sum,
    ),
    forgotten_return=(
        "The map is computed. Who gets it?",
        _down,
        _across,
        lambda row, column: (row, column),
        lambda rows: None,
    ),
)


def _padded(edge):
    """The map of an image with zeros around it; edge(size) gives (before, behind)."""
    return lambda image, filter: filter_map(np.pad(image, edge(len(filter))), filter)


def _like(start, dtype=None):
    """The right numbers, written into an array of the size or the type of the image."""

    def slide(image, filter):
        found = start(image)
        right = filter_map(image, filter)
        found = found if dtype is None else np.zeros(right.shape, image.dtype)
        found[: right.shape[0], : right.shape[1]] = right
        return found

    return slide


exercise.mistakes(
    zeros_around=(
        "The window leaves the image, and finds zeros there. That is padding, which comes later; "
        "here the window stays inside.",
        _padded(lambda size: (size - 1, size - 1)),
    ),
    same_size=(
        "The map is as large as the image, so the window has left it at the edges. Here it stays "
        "inside.",
        _padded(lambda size: ((size - 1) // 2, size // 2)),
    ),
    same_size_right_and_below=(
        "The map is as large as the image, so the window has left it, at the right and below. Here "
        "it stays inside.",
        _padded(lambda size: (0, size - 1)),
    ),
    as_large_as_the_image=(
        "The numbers are right, but the rest is filled up with zeros: the map is smaller than the "
        "image.",
        _like(lambda image: np.zeros(image.shape)),
    ),
    written_into_the_image=(
        "The map is written into the image, or a copy of it. It is smaller: give it an array of "
        "its own.",
        _like(lambda image: image.astype(float)),
    ),
    type_of_the_image=(
        "An image of whole numbers, and a filter with decimals: the map was made for whole "
        "numbers, as the image is, and cuts the decimals off.",
        _like(lambda image: image, dtype=True),
    ),
    side_by_side=(
        "Here the windows lie side by side. They overlap: the window moves by one pixel each time.",
        lambda image, filter: filter_map(image, filter, stride=len(filter)),
    ),
    every_second_place=(
        "Every second place is missing: the window moves by one pixel each time.",
        lambda image, filter: filter_map(image, filter, stride=2),
    ),
    always_the_corner=(
        "At every place the window shows the upper left corner of the image. What do the loops' "
        "numbers do in the slices?",
        lambda image, filter: np.full_like(filter_map(image, filter), _first(image, filter)),
    ),
    not_added_up=(
        "At each place the numbers are weighed, and not yet added up: a place has one number.",
        lambda image, filter: sliding_window_view(image, filter.shape) * filter,
    ),
    added_down=(
        "At each place a whole row of numbers is left: `sum` with an axis adds up along this one "
        "only. A place has one number.",
        lambda image, filter: (sliding_window_view(image, filter.shape) * filter).sum(axis=2),
    ),
    added_along=(
        "At each place a whole column of numbers is left: `sum` with an axis adds up along this "
        "one only. A place has one number.",
        lambda image, filter: (sliding_window_view(image, filter.shape) * filter).sum(axis=3),
    ),
    windows=(
        "That is what the window sees at each place. Where does the filter come in?",
        lambda image, filter: sliding_window_view(image, filter.shape),
    ),
    zeros=(
        "The map is still full of zeros: nothing is written into it.",
        lambda image, filter: 0 * filter_map(image, filter),
    ),
)


def _first(image, filter):
    return weighed(image[: len(filter), : len(filter)], filter)


@exercise.variant
def four_loops(image, filter):
    size = len(filter)
    found = []
    for row in range(len(image) - size + 1):
        found.append([])
        for column in range(len(image[0]) - size + 1):
            total = 0
            for i in range(size):
                for j in range(size):
                    total += image[row + i, column + j] * filter[i, j]
            found[-1].append(total)
    return found


@exercise.variant
def shifted_images(image, filter):
    down, across = (length - len(filter) + 1 for length in image.shape)
    found = np.zeros((down, across))
    for i, row in enumerate(filter):
        for j, weight in enumerate(row):
            found += weight * image[i : i + down, j : j + across]
    return found


@exercise.variant
def by_einsum(image, filter):
    return np.einsum("abij,ij->ab", sliding_window_view(image, filter.shape), filter)


@exercise.variant
def patches_and_a_product(image, filter):
    windows = sliding_window_view(image, filter.shape)
    return windows.reshape(*windows.shape[:2], -1) @ filter.ravel()
