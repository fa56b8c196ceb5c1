"""The picture of lesson 1: what it says, what it refuses, and that one figure serves many draws."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlscratch.visuals.tensor_tree import draw, live_tensor_tree, tensor_tree
from tests.visuals.pictured import letters, place, shares, text_boxes, written

STACK = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[9, 10], [11, 12]]]


def below_titles(figure):
    """The axes of trees and tables: each row has a title, a tree and a table."""
    return [ax for number, ax in enumerate(figure.axes) if number % 3]


def texts(figure):
    return [word for ax in below_titles(figure) for word in written(ax)]


def test_without_an_axis_it_shows_every_number_in_the_tree_and_in_the_table():
    picture = tensor_tree(STACK)
    assert picture.description == "A tree and an array of shape [3, 2, 2]."
    for number in range(1, 13):
        assert texts(picture).count(str(number)) == 2
    assert texts(picture).count("list of 3") == 1
    assert texts(picture).count("list of 2") == 9


@pytest.mark.parametrize(
    "tensor, axis, cell, said",
    [
        ([[1, 2, 3], [4, 5, 6]], 0, 0, "of shape [3]. Marked in both: 1 + 4 = 5."),
        ([[1, 2, 3], [4, 5, 6]], 1, 1, "of shape [2]. Marked in both: 4 + 5 + 6 = 15."),
        (np.array(STACK), 0, 2, "of shape (2, 2). Marked in both: 3 + 7 + 11 = 21."),
        (np.array(STACK), 2, 3, "of shape (3, 2). Marked in both: 7 + 8 = 15."),
        (np.array([0.5, 2]), 0, 0, "of shape (). Marked in both: 0.5 + 2 = 2.5."),
    ],
)
def test_with_an_axis_it_marks_what_is_added(tensor, axis, cell, said):
    picture = tensor_tree(tensor, axis, cell)
    assert picture.description.endswith(said)
    marked = [
        word
        for ax in below_titles(picture)
        for one in letters(ax)
        if one.font.get_weight() == "bold"
        for word in one.words
        if not word.startswith("axis")
    ]
    numbers = said.split(": ")[1].rstrip(".").replace(" = ", " + ").split(" + ")
    assert sorted(marked) == sorted(2 * numbers)  # in the tree and in the table


@pytest.mark.parametrize("tensor, words", [
    (STACK, "shape [3, 2, 2]"), (np.array(STACK), "shape (3, 2, 2)"), (np.ones(4), "shape (4,)"),
])  # fmt: skip
def test_the_parts_of_a_title_make_one_line(tensor, words):
    picture = tensor_tree(tensor, axis=0)
    title = picture.axes[0]
    assert "".join(written(title)) == words
    for scale in (1, 2):
        picture.dpi = 100 * scale
        picture.canvas.draw()
        boxes = sorted(text_boxes(title).values())
        assert boxes[0][0] > 0
        for (_, low, end, high), (begin, *_) in itertools.pairwise(boxes):
            assert begin == pytest.approx(end, abs=0.01) and 0 < high - low < 20 * scale
    bold = [one.words for one in letters(title) if one.font.get_weight() == "bold"]
    assert bold == [[str(len(tensor))]]


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, STACK, axis=0)
    count = len(figure.axes)
    draw(figure, STACK, axis=2)
    assert len(figure.axes) == count
    draw(figure, [[1, 2, 3], [4, 5, 6]])
    assert "12" not in texts(figure)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((5,), "shape () came"),
        (([[[[1]]]],), "1 to 3 dimensions"),
        ((np.ones((5, 5)),), "24 numbers"),
        (([[1, 2]], 2), "axes 0 to 1, but 2 came"),
        (([[1, 2]], -1), "axes 0 to 1, but -1 came"),
        (([[1, 2]], 0, 2), "cells 0 to 1, but 2 came"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError) as caught:
        tensor_tree(*arguments)
    assert words in str(caught.value)


def test_a_notebook_gets_an_image_and_words():
    data, metadata = tensor_tree([1, 2, 3])._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == "A tree and an array of shape [3]."
    assert metadata["image/png"]["width"] == 900


# The live picture


def marked_sum(live):
    return live.description.rpartition(": ")[2]


def test_the_learner_chooses_axis_and_number():
    live = live_tensor_tree(np.array(STACK))
    assert live.description == "A tree and an array of shape (3, 2, 2)."
    live.controls["axis"].value = 1
    assert marked_sum(live) == "1 + 3 = 4."
    live.controls["cell"].value = 5
    assert marked_sum(live) == "10 + 12 = 22."
    live.set(axis=2, cell=0)
    assert marked_sum(live) == "1 + 2 = 3."


def test_arrow_keys():
    live = live_tensor_tree(np.array(STACK), axis=0)
    said = []
    for direction in ("right", "right", "left", "left", "left", "down", "up", "up"):
        live.key(direction)
        said.append((live.state["axis"], live.state["cell"]))
    assert said == [(0, 1), (0, 2), (0, 1), (0, 0), (0, 3), (1, 3), (0, 3), (None, 3)]


def place_of(live, table, text):
    """Where in the picture a number of the upper (0) or the lower (1) table stands."""
    ax = live.figure.panels[1][2 + 3 * table]
    return shares(ax, *place(ax, text))


def test_a_click_on_a_number_chooses_its_sum():
    live = live_tensor_tree(np.array(STACK), axis=0)
    live.press(*place_of(live, 1, "18"))
    assert marked_sum(live) == "2 + 6 + 10 = 18."
    live.press(*place_of(live, 0, "11"))
    assert marked_sum(live) == "3 + 7 + 11 = 21."
    live.press(0, 0)
    assert marked_sum(live) == "3 + 7 + 11 = 21."


def test_the_pixels_follow_the_state():
    live = live_tensor_tree([[1, 2], [3, 4]], axis=0)
    before = live.pixels()
    live.set(cell=1)
    assert before.shape == live.pixels().shape and (before != live.pixels()).any()
    live.set(cell=0)
    assert (before == live.pixels()).all()
