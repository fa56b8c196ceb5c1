"""The picture of a deep stack: what it measures, what it draws, what it refuses."""

import pytest
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from dlscratch.visuals.depth_histograms import ACTIVATIONS, INITS, depth_histograms, draw, measure


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize("seed", range(3))
def test_what_the_lesson_says_holds_for_any_draw(seed):
    def last(*state):
        return measure(*state, rng=seed)[-1]

    assert last("normal", 5, "tanh", 100).flat > 0.7
    assert last("uniform", 5, "tanh", 100).flat > 0.95
    assert last("variance for std", 5, "tanh", 100).spread < 1e-4
    assert last("xavier", 5, "tanh", 100).spread > 0.25
    assert last("xavier", 8, "relu", 200).spread < 0.12
    assert 0.4 < last("he", 8, "relu", 200).spread < 1.8


def test_there_is_a_column_for_the_inputs_and_for_each_layer():
    columns = measure("xavier", 4, "tanh", 30)
    assert len(columns) == 5 and columns[0].flat is None
    assert columns[0].spread == pytest.approx(1, abs=0.05)
    assert all(column.heights.sum() == pytest.approx(1) for column in columns[1:])


def test_of_relu_only_what_is_above_0_is_drawn_and_what_is_too_high_is_counted():
    column = measure("normal", 3, "relu", 100)[-1]
    assert column.heights.sum() + column.beyond + column.flat == pytest.approx(1)
    assert column.beyond > 0.3
    assert any("% above" in text for text in texts(depth_histograms("normal", 3, "relu")))


@pytest.mark.parametrize("init", INITS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_state_is_drawn_and_described(init, activation):
    picture = depth_histograms(init, 3, activation, 20)
    assert [text.split("\n")[0] for text in texts(picture) if "spread" in text] == [
        "inputs", "layer 1", "layer 2", "layer 3",
    ]  # fmt: skip
    assert f"{init}, {activation}, 20 neurons a layer" in texts(picture)
    words = f"3 layers of 20 neurons with {activation}, weights {init}."
    assert words in picture.description and "layer 3: spread" in picture.description


def test_a_layer_that_is_no_use_is_printed_in_bold():
    def bold(picture):
        texts = picture.axes[0].texts
        return [text.get_text()[:7] for text in texts if text.get_weight() == "bold"]

    assert bold(depth_histograms("normal", 2)) == ["layer 1", "layer 2"]
    assert bold(depth_histograms("variance for std", 2)) == ["layer 2"]
    assert bold(depth_histograms("xavier", 2)) == []


def test_the_bars_stay_in_their_own_column():
    picture = depth_histograms("xavier", 3)
    bars = [part for part in picture.axes[0].collections if isinstance(part, PolyCollection)]
    ends = [[path.vertices[:, 0].max() for path in part.get_paths()] for part in bars]
    assert max(ends[0]) == pytest.approx(0.85)
    assert max(ends[1]) == pytest.approx(1.5 + 2 + 0.85)


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, depth=8)
    draw(figure, depth=2)
    assert len(figure.axes) == 1 and not any("layer 3" in text for text in texts(figure))


def test_the_same_rng_gives_the_same_picture():
    one, two, other = (depth_histograms(rng=rng).description for rng in (1, 1, 2))
    assert one == two != other


@pytest.mark.parametrize(
    "state, words",
    [
        ({"init": "zeros"}, "he, variance for std, but 'zeros' came"),
        ({"activation": "softmax"}, "sigmoid, tanh, relu, but 'softmax' came"),
        ({"depth": 0}, "but 0 layers of 100 came"),
        ({"depth": 11}, "1 to 10 layers"),
        ({"width": 401}, "1 to 400 neurons"),
    ],
)
def test_what_does_not_fit_is_refused(state, words):
    with pytest.raises(ValueError) as caught:
        depth_histograms(**state)
    assert words in str(caught.value)


def test_the_numbers_are_written_without_powers_of_ten():
    description = depth_histograms("normal", 5, "relu").description
    assert "layer 5: spread 16000, flat" in description
    description = depth_histograms("variance for std", 5, "tanh").description
    assert "layer 5: spread 0.00001, flat" in description
