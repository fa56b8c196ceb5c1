"""Find the bug: the window moves by its stride down the image, and by one pixel across it."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlscratch.checks.convolution.shared import maps
from dlscratch.checks.convolution.shared.maps import OPPOSITE, PAIR, filter_map, numbers
from dlscratch.checks.convolution.shared.memory import moved
from dlscratch.checks.engine.told import Exercise


def strided_map(image, filter, stride):
    return filter_map(image, filter, stride)


def _map(strided_map, image, filter, stride):
    return strided_map(image, filter, stride)


def _taking(row=lambda i, row, stride: row, column=lambda j, column, stride: column):
    """The cell's code, where the window begins at other rows or columns."""

    def strided_map(image, filter, stride):
        size = len(filter)
        rows, columns = maps.places_in(image, size, stride)
        found = np.zeros((len(rows), len(columns)))
        for i, a in enumerate(rows):
            for j, b in enumerate(columns):
                top, left = row(i, a, stride), column(j, b, stride)
                window = image[top : top + size, left : left + size]
                found[i, j] = (window * filter).sum()
        return found

    return strided_map


def _dilated(came, wanted, image, filter, stride):
    """Whether the stride has got into the window itself: its pixels lie apart."""
    side = (len(filter) - 1) * stride + 1
    apart = image[:side:stride, :side:stride]
    if stride > 1 and apart.shape == filter.shape and len(filter) > 1:
        if np.isclose(came[0, 0], (apart * filter).sum()) and came[0, 0] != wanted[0, 0]:
            return _SIDE_BY_SIDE
    return None


_SIDE_BY_SIDE = (
    "The pixels of one window lie side by side. Here they lie a stride apart: the stride is the "
    "way from one window to the next."
)
_WIDE = np.array([[2, 0, 1, 3, 5, 1], [1, 4, 0, 2, 1, 3], [0, 1, 5, 1, 2, 0], [3, 2, 0, 4, 1, 6]])

exercise = Exercise(
    __name__,
    kind="bug",
    reference=strided_map,
    anew=True,
    run=_map,
    tell=maps.tell(lambda: exercise, lambda *map: _dilated(*map) or maps.another_window(*map)),
    accepts=(list, tuple),
    probes=[
        (_WIDE, PAIR, 2),
        (_WIDE, PAIR, 1),
        (numbers(8, 7), numbers(3, 3), 2),
        (numbers(7, 8), numbers(2, 2), 3),
        (numbers(9, 3), numbers(3, 3), 2),
        (numbers(3, 9), numbers(3, 3), 4),
        (numbers(5, 6), numbers(1, 1), 2),
        (numbers(4, 4), numbers(4, 4), 3),
        (_WIDE, np.array([[0.5, -0.25], [1.5, 0.75]]), 3),
        (OPPOSITE, PAIR, 2),  # windows that are not empty, though their sum is 0
        (numbers(5, 6) / 7, numbers(2, 2), 2),  # decimals that go on
        (moved(numbers(8, 5)), moved(numbers(2, 2)), 2),
    ],
    rtol=1e-5,
    hints=(
        "With an image of zeros and a single 1, and a filter of ones, the map shows where the 1 "
        "was seen. Put the 1 into the first row, and move it to the right, column by column: from "
        "where on is it never seen?",
        "Print where each window begins, its row and its column. By how much do the two grow from "
        "one place to the next?",
        "`i` and `j` count the places of the map, `row` and `column` are places in the image. With "
        "a stride of 1 they are the same. Which of the four stand in the slices?",
    ),
    after="Nothing stopped, the shape was right, and every test with a stride of 1 had passed. An "
    "image with a single 1 in it shows in a minute what a training of an hour only suggests.",
)

exercise.mistakes(
    as_given=(
        "From one place to the next, the window moves down by the stride, but to the right by a "
        "single pixel. So the right part of the image is never seen.",
        _taking(column=lambda j, column, stride: j),
    ),
    other_direction=(
        "To the right, the window moves by the stride now. But down it moves by a single pixel, "
        "and there it was right before.",
        _taking(row=lambda i, row, stride: i),
    ),
    stride_in_no_direction=(
        "Now the window moves by a single pixel in both directions. It was right for the rows: "
        "what stands in their slice?",
        _taking(lambda i, row, stride: i, lambda j, column, stride: j),
    ),
    strided_twice=(
        "The window moves too far to the right: the columns that the loop gives are places in the "
        "image, and hold the stride already.",
        _taking(column=lambda j, column, stride: column * stride),
    ),
    always_by_two=(
        "Right for a stride of 2. The number stands in the code: ask `stride`.",
        _taking(column=lambda j, column, stride: 2 * j),
    ),
    stride_added=(
        "The window begins a stride further to the right, and still moves by a single pixel.",
        _taking(column=lambda j, column, stride: j + stride),
    ),
    stride_less_one=(
        "From one place to the next, the window moves by a single pixel to the right, and it "
        "begins too far to the right. The first place is at column 0, the second at column "
        "`stride`.",
        _taking(column=lambda j, column, stride: j + stride - 1),
    ),
    strided_at_the_end_too=(
        "The stride is used twice: the loops leave places out, and the result is thinned out once "
        "more.",
        lambda image, filter, stride: filter_map(image, filter, stride)[::stride, ::stride],
    ),
    row_and_column_exchanged=(
        "Row and column have changed places in the slices: down the image goes the row.",
        lambda image, filter, stride: _exchanged(image, filter, stride),
    ),
    window_with_gaps=(_SIDE_BY_SIDE, lambda image, filter, stride: _gaps(image, filter, stride)),
    column_and_stride=(
        "The window begins a stride too far to the right: the first place is at column 0.",
        _taking(column=lambda j, column, stride: column + stride),
    ),
    row_for_column=(
        "Where the window begins across is told by the row here. The two are independent.",
        lambda image, filter, stride: _diagonal(image, filter, stride),
    ),
    always_at_the_left=(
        "The window stays at the left edge, at all places of a row.",
        _taking(column=lambda j, column, stride: 0),
    ),
    as_wide_as_before=(
        "The window now takes every column, and the map has become as wide as without a stride. "
        "It was as wide as it should be.",
        lambda image, filter, stride: filter_map(image, filter)[::stride],
    ),
    as_high_as_before=(
        "The window now takes every row, and the map has become as high as without a stride. It "
        "was as high as it should be.",
        lambda image, filter, stride: filter_map(image, filter)[:, ::stride],
    ),
    as_large_as_before=(
        "The stride is gone: the map is as large as without it.",
        lambda image, filter, stride: filter_map(image, filter),
    ),
    without_the_first=(
        "The first place is left out: it is at row 0 and column 0, whatever the stride.",
        lambda image, filter, stride: filter_map(image, filter)[stride - 1 :: stride,
                                                                stride - 1 :: stride],
    ),
    image_thinned_out=(
        "Here the *image* loses rows and columns, and then the window moves by one pixel. A window "
        "sees neighbours: it is the places that a stride leaves out.",
        lambda image, filter, stride: _thinned(image, filter, stride),
    ),
    size_as_the_stride=(
        "The window moves by its own size to the right. How far it moves is up to the stride.",
        lambda image, filter, stride: _by_size(image, filter, stride),
    ),
    transposed=(
        "The numbers are right now, but the map's rows and columns have changed places.",
        lambda image, filter, stride: filter_map(image, filter, stride).T,
    ),
    averaged=(
        "The places are right now. But each number is the mean of the products, and was their sum.",
        lambda image, filter, stride: filter_map(image, filter, stride,
                                                 lambda window, filter: (window * filter).mean()),
    ),
    flipped=(
        "The places are right now. But the filter has been turned round, and was right before.",
        lambda image, filter, stride: filter_map(image, filter[::-1, ::-1], stride),
    ),
    decimals_lost=(
        "The places are right now. But the map has lost its decimals: which numbers can it hold?",
        lambda image, filter, stride: filter_map(image, filter, stride).astype(int),
    ),
    forgotten_return=("The map is computed. Who gets it?", lambda image, filter, stride: None),
    one_row_too_few=(
        "The map's last row is missing, and it was there before.",
        lambda image, filter, stride: filter_map(image, filter, stride)[:-1],
    ),
    one_column_too_few=(
        "The map's last column is missing, and it was there before.",
        lambda image, filter, stride: filter_map(image, filter, stride)[:, :-1],
    ),
)  # fmt: skip


def _diagonal(image, filter, stride):
    size = len(filter)
    rows, columns = maps.places_in(image, size, stride)
    found = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, _ in enumerate(columns):
            found[i, j] = (image[row : row + size, row : row + size] * filter).sum()
    return found


def _exchanged(image, filter, stride):
    size = len(filter)
    rows, columns = maps.places_in(image, size, stride)
    found = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            found[i, j] = (image[column : column + size, row : row + size] * filter).sum()
    return found


def _gaps(image, filter, stride):
    rows, columns = maps.places_in(image, len(filter), stride)
    found, side = np.zeros((len(rows), len(columns))), len(filter) * stride
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            window = image[row : row + side : stride, column : column + side : stride]
            found[i, j] = (window * filter).sum()
    return found


def _thinned(image, filter, stride):
    thin = image[::stride, ::stride]
    return filter_map(thin, filter) if min(thin.shape) >= len(filter) else np.zeros((0, 0))


def _by_size(image, filter, stride):
    return _taking(column=lambda j, column, stride: j * len(filter))(image, filter, stride)


exercise.variant(_taking())
exercise.variant(_taking(column=lambda j, column, stride: j * stride))


@exercise.variant
def every_second(image, filter, stride):
    return filter_map(image, filter)[::stride, ::stride].tolist()


@exercise.variant
def by_views(image, filter, stride):
    windows = sliding_window_view(image, filter.shape)[::stride, ::stride]
    return np.tensordot(windows, filter, 2)
