"""What windows see, as rows of numbers: the right ones, and rows in which something is mixed up."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def windows(x, size, stride=1):
    """(n, channels, down, across, size, size)"""
    return sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]


def patches(x, size, stride=1):
    """(n, down, across, channels · size · size)"""
    return _rows(windows(x, size, stride), 0, 2, 3, 1, 4, 5)


def _rows(windows, *axes):
    """Windows with their axes in this order, each then laid out as a row."""
    turned = windows.transpose(axes)
    return turned.reshape(*turned.shape[:3], -1)


_ORDER = "The numbers of a window come in the order of a filter (channels, size, size): "

SLIPS = {
    "channels_last": (
        f"{_ORDER}all of the first channel before the second. Here the channels come last, pixel "
        "by pixel.",
        lambda windows: _rows(windows, 0, 2, 3, 4, 5, 1),
    ),
    "windows_transposed": (
        f"{_ORDER}row by row. Here each window is read column by column.",
        lambda windows: _rows(windows, 0, 2, 3, 1, 5, 4),
    ),
    "channels_last_and_transposed": (
        f"{_ORDER}all of the first channel before the second, and row by row. Here the channels "
        "come last, and each window is read column by column.",
        lambda windows: _rows(windows, 0, 2, 3, 5, 4, 1),
    ),
    "windows_turned_round": (
        "The windows are turned round, by half a turn. They are read from their upper left corner, "
        "row by row; deep learning turns nothing.",
        lambda windows: _rows(windows[..., ::-1, ::-1], 0, 2, 3, 1, 4, 5),
    ),
    "places_transposed": (
        "Down and across have changed places: the rows of places come first.",
        lambda windows: _rows(windows, 0, 3, 2, 1, 4, 5),
    ),
    "axes_mixed_by_reshape": (
        "`reshape` moves no number: it cuts the same long row at other places. The channels stood "
        "before the places here, and so the patches are mixed. Which call brings an axis to "
        "another place?",
        lambda windows: windows.reshape(
            windows.shape[0], windows.shape[2], windows.shape[3], -1
        ),
    ),
    "axes_swapped": (
        "The channels changed places with one axis only, and so the others stand in another order. "
        "Wanted is: examples, down, across, and then channels and what the window sees.",
        lambda windows: windows.swapaxes(1, 3).reshape(
            windows.shape[0], windows.shape[2], windows.shape[3], -1
        ),
    ),
    "examples_mixed": (
        "The numbers of different images have come together in one patch. The examples stay the "
        "first axis.",
        lambda windows: windows.transpose(2, 3, 0, 1, 4, 5).reshape(
            windows.shape[0], windows.shape[2], windows.shape[3], -1
        ),
    ),
    "not_laid_out": (
        "The windows are right, but they are still squares. What one window sees, in all "
        "channels, is to lie in one row: four axes in all.",
        lambda windows: windows.transpose(0, 2, 3, 1, 4, 5),
    ),
    "windows_as_they_come": (
        "These are the windows, with six axes. What one of them sees, in all channels, is to lie "
        "in one row: four axes in all.",
        lambda windows: windows,
    ),
    "channels_apart": (
        "The channels have an axis of their own. A window sees all of them: its row holds them, "
        "one channel after the other.",
        lambda windows: windows.reshape(*windows.shape[:4], -1),
    ),
    "channels_apart_behind": (
        "The channels have an axis of their own. A window sees all of them: its row holds them, "
        "one channel after the other.",
        lambda windows: windows.transpose(0, 2, 3, 1, 4, 5).reshape(
            windows.shape[0], *windows.shape[2:4], windows.shape[1], -1
        ),
    ),
    "all_places_in_one": (
        "The rows are right, but all places of an image stand along one axis. Down and across are "
        "to have one each.",
        lambda windows: windows.transpose(0, 2, 3, 1, 4, 5).reshape(
            windows.shape[0], windows.shape[2] * windows.shape[3], -1
        ),
    ),
    "one_row_a_place": (
        "The rows are right, but they all stand one below the other, as a `Linear` will want them. "
        "Here the examples, down and across are to have an axis each.",
        lambda windows: windows.transpose(0, 2, 3, 1, 4, 5).reshape(
            windows.shape[0] * windows.shape[2] * windows.shape[3], -1
        ),
    ),
    "numbers_before_places": (
        "What a window sees stands before the places here. It comes last.",
        lambda windows: np.moveaxis(_rows(windows, 0, 2, 3, 1, 4, 5), 3, 1),
    ),
    "places_before_examples": (
        "The examples are the third axis here. They come first.",
        lambda windows: _rows(windows, 2, 3, 0, 1, 4, 5),
    ),
    "first_example_alone": (
        "That is the first image alone. All that come are wanted, along the first axis.",
        lambda windows: _rows(windows[:1], 0, 2, 3, 1, 4, 5),
    ),
    "first_example_for_all": (
        "All images show what the first one does.",
        lambda windows: _rows(np.repeat(windows[:1], len(windows), 0), 0, 2, 3, 1, 4, 5),
    ),
    "first_channel_alone": (
        "That is the first channel alone. A window sees all of them.",
        lambda windows: _rows(windows[:, :1], 0, 2, 3, 1, 4, 5),
    ),
    "channels_added_up": (
        "The channels are added up. A window sees them one after the other, and each will have "
        "weights of its own.",
        lambda windows: _rows(windows.sum(axis=1, keepdims=True), 0, 2, 3, 1, 4, 5),
    ),
    "windows_added_up": (
        "What the windows see is added up already. The weights come first, and later: here all of "
        "it is wanted.",
        lambda windows: windows.sum(axis=(4, 5)).transpose(0, 2, 3, 1),
    ),
    "always_the_corner": (
        "At every place the window shows the upper left corner. What do the loops' numbers do in "
        "the slices?",
        lambda windows: np.broadcast_to(
            _rows(windows, 0, 2, 3, 1, 4, 5)[:, :1, :1],
            _rows(windows, 0, 2, 3, 1, 4, 5).shape,
        ),
    ),
    "zeros": (
        "The array is still full of zeros: nothing is written into it.",
        lambda windows: 0 * _rows(windows, 0, 2, 3, 1, 4, 5),
    ),
    "a_list": (
        "The numbers are right, but in a list. The layer wants an array, with a shape.",
        lambda windows: _rows(windows, 0, 2, 3, 1, 4, 5).tolist(),
    ),
    "float32_always": (
        "Whatever comes in, float32 comes out. The kind of number is to stay.",
        lambda windows: _rows(windows, 0, 2, 3, 1, 4, 5).astype(np.float32),
    ),
    "float64_always": (
        "The numbers are right. But float64 comes out, whatever came in: `np.zeros` and "
        "`np.empty` make that kind, unless they are told the `dtype`.",
        lambda windows: _rows(windows, 0, 2, 3, 1, 4, 5).astype(float),
    ),
    "forgotten_return": ("The patches are there. Who gets them?", lambda windows: None),
}  # fmt: skip
