"""Boards of cells: which cell is where, and that each pixel has its cell's colour."""

import matplotlib
import numpy as np
import pytest

from dlscratch.visuals.toolkit import Picture
from dlscratch.visuals.toolkit.board import INKED, Board, even, paper, short, show
from dlscratch.visuals.toolkit.canvas import Drawing
from tests.visuals.pictured import letters, written

BOARD = Board(0.5, 2.5, 0.25, 4, 6)  # on a page of 3 × 3 inches, 80 pixels each
VALUES = np.arange(24.0).reshape(4, 6) - 12


@pytest.fixture
def page():
    return paper(Drawing(figsize=(3, 3), dpi=80))


def drawn(page):
    page.figure.canvas.draw()
    return np.array(page.figure.canvas.buffer_rgba())


def test_a_cell_is_found_where_its_middle_is():
    for row, column in np.ndindex(4, 6):
        assert BOARD.at(*BOARD.middle(row, column)) == (row, column)
    assert (BOARD.right, BOARD.bottom) == (2, 1.5)
    for x, y in ((0.49, 2), (2.01, 2), (1, 2.51), (1, 1.49)):
        assert BOARD.at(x, y) is None


def test_each_cell_has_its_colour_and_the_edge_is_grey(page):
    show(page, [BOARD], [VALUES])
    pixels, colours = drawn(page), matplotlib.colormaps["RdBu_r"]
    for row, column in np.ndindex(4, 6):
        x, y = BOARD.middle(row, column)
        wanted = colours((VALUES[row, column] + 12) / 24, bytes=True)
        assert pixels[round(240 - 80 * y), round(80 * x)].tolist() == list(wanted)
    assert pixels[40, 40:160, 0].tolist() == [0x76] * 120
    assert (pixels[39] == 255).all() and (pixels[:, 39] == 255).all()
    assert (pixels[40:120, 40:160] != 255).any(axis=-1).all()


def test_several_boards_share_the_limits(page):
    other = Board(0.5, 1.0, 0.25, 1, 2)
    show(page, [BOARD, other], [VALUES / 2, np.array([[12.0, -3]])])
    pixels = drawn(page)
    assert pixels[170, 50].tolist() == list(matplotlib.colormaps["RdBu_r"](1.0, bytes=True))
    assert even([np.array([3.0]), np.array([-4.0])]) == (-4, 4)
    assert even(np.zeros((2, 2))) == (-1, 1)


def test_nothing_is_shown_where_there_is_no_number(page):
    values = VALUES.copy()
    values[1, 1] = np.nan
    show(page, [BOARD], [values], INKED, (-12, 12))
    x, y = BOARD.middle(1, 1)
    assert drawn(page)[round(240 - 80 * y), round(80 * x)].tolist() == [255] * 4


def test_numbers_can_be_read_on_their_cells(page):
    BOARD.write(page, VALUES)
    assert sorted(written(page)) == sorted(short(value) for value in VALUES.flat)
    white = [one for one in letters(page) if one._color == "white"]
    assert {word for one in white for word in one.words} >= {"−12", "11"}
    assert "0" not in [word for one in white for word in one.words]


def test_short_numbers():
    assert [short(value) for value in (3, -0.001, 0.126, -2.5, 1234.5)] == [
        "3", "0", "0.13", "−2.5", "1234.5",
    ]  # fmt: skip
    assert short(-1, bracket=True) == "(−1)" and short(1, bracket=True) == "1"


def test_the_frame_of_a_mark_is_seen_on_bright_and_on_dark_cells():
    for level in (0, 255):
        picture = Picture(figsize=(3, 3), dpi=80)
        page = paper(picture)
        show(page, [BOARD], [np.full((4, 6), level)], INKED, (0, 255))
        before = drawn(page)
        BOARD.mark(page, 1, 2, 2, 2)
        changed = np.abs(drawn(page).astype(int) - before).max(axis=-1) > 100
        assert changed[60:100, 80:120].sum() > 100 and not changed[65:95, 85:115].any()
