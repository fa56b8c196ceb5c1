"""Predict the map of an image of 3 × 4 pixels under a filter of 2 × 2 numbers."""

import numpy as np

from dlscratch.checks.convolution.shared.maps import (
    AT_A_PLACE,
    PAIR,
    SMALL,
    cut,
    filter_map,
    places_in,
)
from dlscratch.checks.engine.told import Exercise

_MAP = filter_map(SMALL, PAIR).tolist()


def _tell(outcomes):
    """Which of the six are right, and what the window sees at the first that is not."""
    came = outcomes[0].output
    try:
        came = np.asarray(came, float)
    except (TypeError, ValueError):
        return None
    if came.shape == (6,):
        return "A map is a table, as the image is: a list of rows, and each row a list of its own."
    if came.shape != (2, 3):
        return (
            "The window lies inside of the image. At how many places can it stand side by side, "
            "and at how many one below the other?"
        )
    wrong = came != np.array(_MAP)
    row, column = np.argwhere(wrong)[0]
    right = f"Right already: {6 - wrong.sum()} of the six. " if not wrong.all() else ""
    sees = cut(SMALL, row, column, 2).tolist()
    return (
        f"{right}Look at row {row}, column {column} of the map. The window sees `{sees}` there, "
        "and the filter weighs each of these four."
    )


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
    reference=_MAP,
    accepts=(tuple, np.ndarray),
    hints=(
        "Lay the filter onto the image's upper left corner. Each of its four numbers is "
        "multiplied by the pixel below it, and the four products are added up: that is the first "
        "number of the map.",
        "The window moves by one column, three times in all until it has reached the right edge; "
        "then it begins again, one row lower. So the map has two rows of three numbers.",
        "In the second row of the map, the first window sees `[[1, 4], [0, 1]]`: 1 times 1, plus 2 "
        "times 4, plus 0 times 0, minus 1 times 1.",
    ),
    after="The map is smaller than the image, by one row and one column here: a window of two has "
    "one place fewer than there are pixels. And nothing was turned round: what deep learning calls "
    "a convolution lays the filter down as it is.",
)


def _by(place):
    return filter_map(SMALL, PAIR, place=place).tolist()


for _id, (_hint, _place) in AT_A_PLACE.items():
    if _id != "decimals_lost":  # there are none here
        exercise.mistakes(**{_id: (_hint, _by(_place))})


def _padded(before, behind):
    return filter_map(np.pad(SMALL, (before, behind)), PAIR).tolist()


_RIGHT = np.array(_MAP)
_ROWS, _COLUMNS = places_in(SMALL, 2)
_FILTERED = np.zeros_like(SMALL)
_FILTERED[:2, :3] = _RIGHT

exercise.mistakes(
    zeros_below_and_right=(
        "This map is as large as the image: the window has left it, at the right and below. Here "
        "it stays inside.",
        _padded(0, 1),
    ),
    zeros_above_and_left=(
        "This map is as large as the image: the window has left it, at the left and above. Here "
        "it stays inside.",
        _padded(1, 0),
    ),
    zeros_around=(
        "This map is larger than the image: the window has left it on all sides. Here it stays "
        "inside.",
        _padded(1, 1),
    ),
    rest_filled_up=(
        "The numbers are right. But the map is smaller than the image, and no zeros fill it up.",
        _FILTERED.tolist(),
    ),
    side_by_side=(
        "Here the windows lie side by side. They overlap: the window moves by one column each "
        "time.",
        filter_map(SMALL, PAIR, stride=2).tolist(),
    ),
    every_second_column=(
        "The column in the middle is missing: the window moves by one column each time.",
        _RIGHT[:, ::2].tolist(),
    ),
    first_row=(
        "That is the first row of the map. The window can also stand one row lower.",
        _RIGHT[:1].tolist(),
    ),
    first_row_alone=(
        "That is the first row of the map. The window can also stand one row lower.",
        _RIGHT[0].tolist(),
    ),
    second_row=(
        "That is the second row of the map. The window stands on the image's first row, too.",
        _RIGHT[1:].tolist(),
    ),
    last_column_missing=(
        "The last column is missing. How far to the right can the window go?",
        _RIGHT[:, :2].tolist(),
    ),
    transposed=(
        "Rows and columns of the map have changed places. The window's places lie in it as they "
        "do in the image.",
        _RIGHT.T.tolist(),
    ),
    in_one_row=(
        "The right six numbers, but all in one row. The map is a table: each row is a list.",
        _RIGHT.ravel().tolist(),
    ),
    in_columns=(
        "The right six numbers, but all in one row, and column by column. The map is a table: "
        "each row is a list.",
        _RIGHT.T.ravel().tolist(),
    ),
    rows_swapped=(
        "The two rows have changed places. The upper row belongs to the upper places.",
        _RIGHT[::-1].tolist(),
    ),
    read_from_the_right=(
        "The window begins at the left. In these rows the numbers are in the other order.",
        _RIGHT[:, ::-1].tolist(),
    ),
    turned_round=(
        "The right numbers, but the map is turned round: its first number belongs to the upper "
        "left place.",
        _RIGHT[::-1, ::-1].tolist(),
    ),
    added_up=(
        "One number, the sum of all places. Each place has a number of its own.",
        int(_RIGHT.sum()),
    ),
    first_place=(
        "That is the number of the first place. The window has more of them.",
        int(_RIGHT[0, 0]),
    ),
    products=(
        "At each place these are four products. They are added up to one number.",
        [[(cut(SMALL, i, j, 2) * PAIR).tolist() for j in _COLUMNS] for i in _ROWS],
    ),
    products_of_the_first_place=(
        "Those are the four products of the first place. They are added up to one number, and the "
        "window has more places.",
        (cut(SMALL, 0, 0, 2) * PAIR).tolist(),
    ),
    image=("That is the image. What is the sum at each place of the window?", SMALL.tolist()),
    last_number_positive=(
        "The last number of the filter is −1: the pixel below it is subtracted.",
        filter_map(SMALL, abs(PAIR)).tolist(),
    ),
    zero_counted_as_1=(
        "One number of the filter is 0: what lies below it has no weight.",
        filter_map(SMALL, np.array([[1, 2], [1, -1]])).tolist(),
    ),
    first_row_of_the_filter=(
        "Only the first row of the filter was laid down. It has a second one.",
        filter_map(SMALL, np.array([[1, 2], [0, 0]])).tolist(),
    ),
)

exercise.variant(tuple(map(tuple, _MAP)))
exercise.variant(np.array(_MAP, float))
