"""The picture of a linear layer: which cells it lights, what it says, what it refuses."""

import numpy as np
import pytest
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from dlscratch.layers import Linear
from dlscratch.visuals.linear_cells import RESULTS, draw, explain, layer_grids, linear_cells
from dlscratch.visuals.toolkit import YELLOW

RNG = np.random.default_rng(5)
X, W = RNG.integers(-5, 6, (4, 3)), RNG.integers(-5, 6, (5, 3))
B, GRADIENT = RNG.integers(1, 9, 5), RNG.integers(-5, 6, (4, 5))
CELLS = {"outputs": (1, 4), "w_grad": (3, 2), "b_grad": (2,), "x_grad": (3, 1)}


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_the_grids_are_those_of_the_layer():
    layer = Linear(3, 5)
    layer.w[...], layer.b[...] = W, B
    grids = layer_grids(X, W, B, GRADIENT)
    np.testing.assert_allclose(grids["outputs"], layer.forward(X))
    np.testing.assert_allclose(grids["x_grad"], layer.backward(GRADIENT))
    np.testing.assert_allclose(grids["w_grad"], layer.w_grad)
    np.testing.assert_allclose(grids["b_grad"], layer.b_grad)


@pytest.mark.parametrize("of", RESULTS)
def test_every_cell_is_the_sum_of_its_terms(of):
    grids = layer_grids(X, W, B, GRADIENT)
    for cell in np.ndindex(grids[of].shape):
        chosen = explain(grids, of, cell)
        assert chosen.value == sum(np.prod(term) for term in chosen.terms) == grids[of][cell]


@pytest.mark.parametrize(
    "of, used, over",
    [
        ("outputs", {"x": (1, slice(None)), "w": (4, slice(None)), "b": 4}, "inputs"),
        ("w_grad", {"gradient": (slice(None), 3), "x": (slice(None), 2)}, "examples"),
        ("b_grad", {"gradient": (slice(None), 2)}, "examples"),
        ("x_grad", {"gradient": (3, slice(None)), "w": (slice(None), 1)}, "neurons"),
    ],
)
def test_the_cells_that_were_used_are_lit(of, used, over):
    chosen = explain(layer_grids(X, W, B, GRADIENT), of, CELLS[of])
    assert chosen.over == over and set(chosen.used) == set(used)
    for name, place in used.items():
        mask = np.zeros(chosen.used[name].shape, bool)
        mask[place] = True
        assert np.array_equal(chosen.used[name], mask)


@pytest.mark.parametrize("of", RESULTS)
def test_the_chosen_cell_is_marked_and_the_sum_written_out(of):
    picture = linear_cells(X, W, B, of, CELLS[of], GRADIENT)
    faces = [face for part in picture.axes[0].collections for face in part.get_facecolor()]
    assert sum(same_color(face, YELLOW) for face in faces) == 1
    chosen = explain(layer_grids(X, W, B, GRADIENT), of, CELLS[of])
    bold = [text for text in picture.axes[0].texts if text.get_weight() == "bold"]
    lit = sum(mask.sum() for mask in chosen.used.values()) + 1
    assert len(bold) == lit + len(chosen.used) + 1  # the numbers, and the names of their grids
    [sentence] = [text for text in texts(picture) if " = " in text]
    assert sentence.endswith(f" = {chosen.value:g}".replace("-", "−"))
    assert sentence in picture.description and f"over the {chosen.over}" in picture.description


def test_forward_says_nothing_of_gradients():
    assert "incoming gradient" not in texts(linear_cells(X, W, B, gradient=GRADIENT))
    assert "incoming gradient" in texts(linear_cells(X, W, B, "w_grad", (0, 0), GRADIENT))


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, X, W, B)
    draw(figure, X, W, B, "w_grad", (4, 2), GRADIENT)
    assert len(figure.axes) == 1
    assert "w_grad[4, 2]" in figure.description


@pytest.mark.parametrize(
    "arguments, words",
    [
        ((X, W.T, B), "(3, 5) and (5,) came"),
        ((X, W, B[:4]), "(4,) came"),
        ((X[0], W, B), "(3,), (5, 3)"),
        ((np.ones((9, 3)), W, B), "room for 1 to 8"),
        ((np.ones((0, 3)), W, B), "room for 1 to 8"),
        ((X, W, B, "dw"), "x_grad, w_grad, b_grad, but 'dw' came"),
        ((X, W, B, "w_grad"), "needs the incoming gradient"),
        ((X, W, B, "w_grad", (0, 0), GRADIENT.T), "(4, 5), but (5, 4) came"),
        ((X, W, B, "outputs", (4, 0)), "no cell (4, 0)"),
        ((X, W, B, "outputs", (0, -1)), "no cell (0, -1)"),
        ((X, W, B, "b_grad", (0, 1), GRADIENT), "no cell (0, 1)"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError) as caught:
        linear_cells(*arguments)
    assert words in str(caught.value)
