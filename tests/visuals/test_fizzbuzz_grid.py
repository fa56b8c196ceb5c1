"""The picture of lesson 8: what it says, what it refuses, and that one figure serves many draws."""

import numpy as np
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from dlscratch.datasets import binary_encode
from dlscratch.visuals.fizzbuzz_grid import RIGHT, draw, fizzbuzz_grid
from tests.visuals.pictured import letters, written

NOTHING = np.zeros(100, int)  # always the number
ANSWERS = np.array([NOTHING, RIGHT, np.where(np.arange(100) == 14, 1, RIGHT)])
EPOCHS = [0, 10, 25]
SCORES = [0.5, -2.0, 3.0, 1.0]


def texts(figure):
    return [word for ax in [figure, *figure.axes] for word in written(ax)]


def test_the_right_answers_are_those_of_the_game():
    assert [RIGHT[n - 1] for n in (1, 3, 5, 15, 98, 99, 100)] == [0, 1, 2, 3, 0, 1, 2]
    assert np.bincount(RIGHT).tolist() == [53, 27, 14, 6]


def test_it_says_how_many_are_right_beside_the_baseline():
    words = fizzbuzz_grid(ANSWERS, EPOCHS, 0).description
    assert words.startswith("The numbers 1 to 100 after 0 epochs: 53 right, where always the num")
    assert "Wrong: 3 (the number), 5 (the number)" in words and words.endswith("and 39 more.")
    assert fizzbuzz_grid(ANSWERS, EPOCHS, 1).description.endswith("None is wrong.")
    assert "25 epochs: 99 right" in fizzbuzz_grid(ANSWERS, EPOCHS).description


def test_every_number_has_a_letter_or_itself_and_only_wrong_ones_a_frame():
    picture = fizzbuzz_grid(ANSWERS, EPOCHS, 1)
    shown = texts(picture)
    assert [shown.count(letter) for letter in ("F", "B", "FB")] == [27, 14, 6]
    assert "98" in shown and "99" not in shown
    assert not any(text.startswith("not ") for text in shown)
    wrong = fizzbuzz_grid(ANSWERS, EPOCHS, 2)
    assert [text for text in texts(wrong) if text.startswith("not ")] == ["not FB"]
    assert frames(wrong) == 1 and frames(picture) == 0


def frames(picture):
    found = [one for one in picture.axes[0].collections if isinstance(one, PolyCollection)]
    return sum(len(one.get_paths()) for one in found)


def test_the_chart_holds_the_accuracy_and_the_baseline():
    curve, dot, baseline = fizzbuzz_grid(ANSWERS, EPOCHS, 1).axes[1].lines
    assert curve.get_xydata().tolist() == [[0, 53], [10, 100], [25, 99]]
    assert dot.get_xydata().tolist() == [[10, 100]]
    assert baseline.get_ydata()[0] == 53


@pytest.mark.parametrize("change", [lambda bits: bits, lambda bits: 2 * bits - 1])
def test_bits_and_scores_of_one_number(change):
    bits = change(np.array(binary_encode(47)))
    picture = fizzbuzz_grid(ANSWERS, EPOCHS, 1, bits, SCORES)
    assert "the bits of 47, ones first, are 1 1 1 1 0 1 0 0 0 0" in picture.description
    assert picture.description.endswith("the highest score says buzz.")
    shown = texts(picture)
    assert "the bits of 47, ones first" in shown and "512" in shown and "3.0" in shown
    best = [one.words for one in letters(picture.axes[-1])][1:3]  # after the heading, in bold
    assert best == [["buzz"], ["3.0"]]


def test_flipping_a_bit_changes_the_number():
    bits = np.array(binary_encode(45))
    bits[1] = 1
    assert "bits of 47" in fizzbuzz_grid(ANSWERS, EPOCHS, 1, bits, SCORES).description


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, ANSWERS, EPOCHS, 0, binary_encode(3), SCORES)
    assert len(figure.axes) == 4
    draw(figure, ANSWERS, EPOCHS, 1)
    assert len(figure.axes) == 2
    assert "53 right" not in figure.description


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((NOTHING, [0]), "(moments, 100), but (100,) came"),
        ((ANSWERS[:, :99], EPOCHS), "but (3, 99) came"),
        ((np.empty((0, 100), int), []), "but (0, 100) came"),
        ((ANSWERS + 1, EPOCHS), "0, 1, 2 or 3"),
        ((ANSWERS.astype(float), EPOCHS), "0, 1, 2 or 3"),
        ((ANSWERS, [0, 1]), "each of the 3 moments, but (2,) came"),
        ((ANSWERS, EPOCHS, 3), "0 to 2, but 3 came"),
        ((ANSWERS, EPOCHS, 0, [1] * 10), "give both, or none"),
        ((ANSWERS, EPOCHS, 0, [1] * 9, SCORES), "but shapes (9,) and (4,) came"),
        ((ANSWERS, EPOCHS, 0, [1] * 10, [1, 2]), "but shapes (10,) and (2,) came"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError) as caught:
        fizzbuzz_grid(*arguments)
    assert words in str(caught.value)


def test_a_notebook_gets_an_image_and_words():
    data, _ = fizzbuzz_grid(ANSWERS, EPOCHS)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"].startswith("The numbers 1 to 100 after 25 epochs")
