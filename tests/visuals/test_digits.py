"""The pictures of digits and the confusion matrix: what they show, and what they refuse."""

import numpy as np
import pytest

from dlscratch.visuals import confusion, digits

RNG = np.random.default_rng(8)
IMAGES = RNG.integers(0, 256, (7, 28, 28), dtype=np.uint8)


def page(picture):
    return np.asarray(picture.axes[0].images[0].get_array())


def titles(picture):
    return [text.get_text() for text in picture.axes[0].texts]


def png(picture):
    data, _ = picture._repr_mimebundle_()
    return data["image/png"]


def test_a_grid_holds_every_pixel_of_every_image_and_its_title():
    picture = digits.digit_grid(IMAGES, range(7), columns=3)
    shown = page(picture)
    assert np.nansum(shown) == IMAGES.sum()
    assert np.sum(~np.isnan(shown)) == IMAGES.size
    assert titles(picture) == list("0123456")
    assert picture.description == "7 images of 28 × 28 pixels, row by row: 0; 1; 2 / 3; 4; 5 / 6."
    assert png(picture).startswith(b"\x89PNG")


def test_flat_images_are_the_same_picture():
    flat = digits.digit_grid(IMAGES.reshape(7, 784))
    assert np.array_equal(page(flat), page(digits.digit_grid(IMAGES)), equal_nan=True)


def test_an_image_is_black_on_white_whatever_else_is_in_the_grid():
    faint = digits.digit_grid(np.full((1, 28, 28), 9, np.uint8))
    assert faint.axes[0].images[0].get_clim() == (0, 255)


@pytest.mark.parametrize("shape", [(0, 28, 28), (3, 700), (28, 28, 27), (784,)])
def test_what_is_no_image_is_refused(shape):
    with pytest.raises(ValueError, match="square images"):
        digits.digit_grid(np.zeros(shape))


def test_white_is_a_weight_of_zero():
    w = RNG.standard_normal((10, 784)) + 0.5
    picture = digits.weight_images(w)
    low, high = picture.axes[0].images[0].get_clim()
    assert low == -high == -np.abs(w).max()
    assert np.nansum(page(picture)) == pytest.approx(w.sum())
    assert titles(picture) == list("0123456789")
    png(picture)


def test_the_surest_mistake_comes_first_and_right_answers_never():
    logits = np.zeros((7, 10))
    labels = np.array([0, 1, 2, 3, 4, 5, 6])
    answers = [0, 1, 8, 3, 9, 5, 7]
    logits[range(7), answers] = [9, 9, 2, 9, 4, 9, 3]
    picture = digits.most_wrong(IMAGES, labels, logits, count=2)
    assert [title.split("\n")[0] for title in titles(picture)] == ["a 4 read as 9", "a 6 read as 7"]
    share = 100 * np.exp(4) / (np.exp(4) + 9)
    assert titles(picture)[0].endswith(f"\n{share:.1f} % sure")
    assert np.nansum(page(picture)) == int(IMAGES[4].sum()) + int(IMAGES[6].sum())
    assert len(titles(digits.most_wrong(IMAGES, labels, logits))) == 3
    with pytest.raises(ValueError, match="every answer is right"):
        digits.most_wrong(IMAGES, answers, logits)


ACTUAL, ANSWERS = np.array([0, 0, 0, 1, 2, 2, 2]), np.array([0, 1, 1, 1, 2, 0, 2])


def test_a_row_of_the_confusion_matrix_is_a_class_and_a_column_an_answer():
    wanted = [[1, 2, 0], [0, 1, 0], [1, 0, 2]]
    assert confusion.counts(ACTUAL, ANSWERS, 3).tolist() == wanted
    picture = confusion.confusion(ACTUAL, ANSWERS, 3)
    shown = {(*text.get_position()[::-1], text.get_text()) for text in picture.axes[0].texts}
    assert shown == {(0, 0, "1"), (0, 1, "2"), (1, 1, "1"), (2, 0, "1"), (2, 2, "2")}
    assert picture.description == (
        "A confusion matrix: 4 of 7 are right. The commonest mistake, 2 times: a 0 taken for a 1."
    )
    png(picture)


def test_the_examples_behind_a_cell():
    assert confusion.behind(ACTUAL, ANSWERS, 0, 1).tolist() == [1, 2]
    assert confusion.behind(ACTUAL, ANSWERS, 1, 0).tolist() == []


def test_no_mistake_is_said_too():
    assert "no mistake" in confusion.confusion(ACTUAL, ACTUAL, 3).description
