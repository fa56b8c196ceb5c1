"""A filter on an image: the map's values, the sum of one place, and what is refused."""

import numpy as np
import pytest

from dlscratch.convolution import patches
from dlscratch.datasets import mnist_small
from dlscratch.visuals.sliding import PRESETS, filter_map, live_filter, slide
from tests.visuals.pictured import crowded, shares, written

SMALL, CORNER = [[1, 2, 0, 3], [0, 1, 4, 1], [2, 0, 1, 0]], [[1, 0], [2, -1]]
DIGIT = mnist_small().train_images[3] / 255


def test_the_map_is_the_sum_at_each_place_and_the_filter_is_not_turned():
    assert slide(SMALL, CORNER).map.tolist() == [[0, 0, 7], [4, 0, 6]]
    seen = patches(DIGIT[np.newaxis, np.newaxis], 3)[0]
    for values in PRESETS.values():
        wanted = seen @ np.ravel(values)
        np.testing.assert_allclose(slide(DIGIT, values).map, wanted, atol=1e-12)


def test_a_batch_of_one_is_an_image_too():
    for more in (DIGIT[np.newaxis], DIGIT[np.newaxis, np.newaxis]):
        assert (slide(more, CORNER).map == slide(DIGIT, CORNER).map).all()


def test_the_sum_is_written_out():
    picture = filter_map(SMALL, CORNER, (1, 0))
    said = "map[1, 0] = 0 · 1 + 1 · 0 + 2 · 2 + 0 · (−1) = 4"
    assert said in picture.description and said in written(picture.axes[0])
    furthest = filter_map(SMALL, CORNER)  # from 0
    assert "map[0, 2] = 0 · 1 + 3 · 0 + 4 · 2 + 1 · (−1) = 7" in furthest.description
    large = filter_map(DIGIT, np.ones((5, 5)), (2, 3))
    total = round(float(DIGIT[2:7, 3:8].sum()), 2)
    assert f"map[2, 3] = the sum of 25 products = {total:g}." in large.description


def test_small_arrays_show_their_numbers():
    [page] = filter_map(SMALL, CORNER).axes
    assert sorted(written(page)).count("7") == 1 and "4" in written(page)
    assert "−1" in written(page)


@pytest.mark.parametrize("filter", [CORNER, PRESETS["blur"], [[-0.25, 1.25, -0.25]] * 3])
def test_no_words_lie_on_each_other(filter):
    for image in (SMALL, DIGIT, 255 * DIGIT):
        picture = filter_map(image, filter)
        picture.png()
        assert crowded(picture.axes[0]) == []


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"needs an image \(height, width\)"):
        filter_map(np.zeros((3, 28, 28)), CORNER)
    with pytest.raises(ValueError, match="does not fit into an image"):
        filter_map(SMALL, np.ones((4, 2)))
    with pytest.raises(ValueError, match=r"has no place \(2, 0\)"):
        filter_map(SMALL, CORNER, (2, 0))


@pytest.fixture
def live():
    return live_filter(DIGIT)


def test_a_changed_number_changes_the_map(live):
    before, pixels = live.description, live.pixels()
    numbers = live.controls["filter"]
    numbers.write([[0, 0, 0], [0, 2, 0], [0, 0, 0]])
    assert live.description != before and (live.pixels() != pixels).any()
    row, column = live.state["place"]
    assert f"{2 * DIGIT[row + 1, column + 1]:.2f}".rstrip("0").rstrip(".") in live.description
    numbers.value = [[0, 0, 0], [0, 2, 0], [0, 0, -1.5]]
    assert "(−1.5)" in live.description


def test_a_place_is_chosen_in_the_map_in_the_image_and_with_keys(live):
    [page] = live.figure.axes
    live.press(*shares(page, 5.15 + 0.1 * 7.5, 3.45 - 0.1 * 4.5))  # row 4, column 7 of the map
    assert live.state["place"] == (4, 7)
    for key, place in [("up", (3, 7)), ("right", (3, 8)), ("down", (4, 8)), ("left", (4, 7))]:
        live.key(key)
        assert live.state["place"] == place
    live.press(*shares(page, 0.15 + 0.1 * 10.5, 3.55 - 0.1 * 6.5))  # the window's middle
    assert live.state["place"] == (5, 9)
    live.drag(*shares(page, 0.16, 3.54))
    assert live.state["place"] == (0, 0)
    live.key("up")
    assert live.state["place"] == (0, 0)
    live.press(0.5, 0.5)  # between them
    assert live.state["place"] == (0, 0)


def test_presets_are_only_for_their_size():
    def buttons(live):
        return len(live.children[0].children[1].children[1].children)

    assert buttons(live_filter(DIGIT)) == len(PRESETS)
    assert buttons(live_filter(SMALL, CORNER)) == 0


def test_a_live_picture_leaves_the_same_still(live):
    assert live.figure.png() == filter_map(DIGIT, PRESETS["edges |"]).png()
