"""The live pictures of lessons 2 and 3: what moves them, what they say, what they refuse."""

import numpy as np
import pytest
from matplotlib.colors import same_color

from dlscratch.visuals.depth_histograms import MOST_LAYERS, Stack, live_depth_histograms, measure
from dlscratch.visuals.linear_cells import layer_grids, live_linear_cells
from dlscratch.visuals.nudge_error import EPSILONS, errors, live_nudge_error
from dlscratch.visuals.slope_box import live_slope_box
from dlscratch.visuals.toolkit import YELLOW
from tests.visuals.pictured import letters, shares

X = np.array([[2.0, 1, -1], [0, 3, 1], [1, -2, 2], [4, 0, 1]])
W = np.array([[1.0, 2, 0], [-1, 1, 3], [2, 0, -2], [0, 1, 1], [3, -1, 1]])
B = np.array([1.0, 0, -2, 3, 4])
GRADIENT = np.array([[1.0, 0, -1, 2, 1], [0, 2, 1, -1, 3], [2, 1, 0, 1, -2], [-1, 3, 2, 0, 1]])


def point_at(live, ax, x, y):
    """A press on a place in the data of some axes."""
    live.press(*shares(ax, x, y))


def follows(live, **state):
    """Whether the pixels follow to a state and back."""
    first, before = live.state, live.pixels()
    live.set(**state)
    changed = (live.pixels() != before).any()
    live.set(**first)
    return changed and (live.pixels() == before).all()


# The layer as a box


@pytest.fixture
def box():
    return live_slope_box(x=3, gradient=-2, layer="square")


def test_a_drag_along_the_curve_moves_x(box):
    graph = box.figure.panels[1][1]
    point_at(box, graph, -1.02, 5)
    assert box.state["x"] == -1
    assert "gradient = (−2) × (−2) = 4 goes out" in box.description
    point_at(box, graph, 4.6, 5)  # beyond the curve, but still in the box
    assert box.state["x"] == 4
    box.press(0.1, 0.5)
    assert box.state["x"] == 4


def test_the_arrow_keys_move_x_and_the_incoming_gradient(box):
    for key in ("left", "left", "up", "right", "down", "down"):
        box.key(key)
    assert box.state == {"layer": "square", "x": 2.9, "gradient": -2.5}
    box.set(x=4, gradient=5)
    box.key("right")
    box.key("up")
    assert (box.state["x"], box.state["gradient"]) == (4, 5)


def test_x_fits_each_layer(box):
    box.set(layer="sigmoid", x=6)
    assert "x = 6 goes in" in box.description
    box.controls["layer"].value = "tanh"
    assert box.state["x"] == 4 and "cannot be drawn" not in box.children[-1].value
    assert "called tanh" in box.description


def test_a_larger_gradient_has_a_thicker_arrow(box):
    def thickness():
        page = box.figure.panels[1][0]
        return [one.arrow_patch.get_linewidth() for one in page.texts if hasattr(one, "arrowprops")]

    forward, out, _, into = thickness()
    assert out > into
    box.set(x=0)
    assert thickness()[1] < into and thickness()[0] == forward


def test_only_some_layers_can_be_offered():
    live = live_slope_box(layer="square", layers=["double", "square"])
    assert live.controls["layer"].options == ("double", "square")
    live.set(layer="double")
    assert "gradient = 2 × 2 = 4 goes out" in live.description


def test_the_box_follows_its_state(box):
    assert follows(box, x=0) and follows(box, gradient=1) and follows(box, layer="double")


def test_an_unfit_start_is_refused():
    with pytest.raises(Exception, match="layer|selection"):
        live_slope_box(layer="relu")


# The error of a nudge


@pytest.fixture
def nudges():
    return live_nudge_error()


def test_epsilon_is_chosen_on_its_axis(nudges):
    for epsilon in (1e-6, 1e-12):
        point_at(nudges, nudges.figure.axes[0], 1.1 * epsilon, 1e-9)
        assert nudges.state["epsilon"] == pytest.approx(epsilon)
        error = errors(1.0, "sigmoid", epsilons=[nudges.state["epsilon"]])[0]
        assert nudges.description.endswith(f"an error of {error:.0e}.")
    before = nudges.state
    nudges.press(0.9, 0.5)
    assert nudges.state == before


def test_the_digits_that_agree(nudges):
    nudges.set(epsilon=EPSILONS.tolist()[11], side="both sides")
    assert "They agree in 6 decimals." in nudges.description
    nudges.set(epsilon=EPSILONS.tolist()[23])
    assert "They agree in 10 decimals." in nudges.description
    texts = [text.get_text() for text in nudges.figure.axes[1].texts]
    assert "0.7310585786" in texts and " " * 12 + "3020152" in texts
    nudges.set(side="both sides, float32")
    assert "They are equal: no difference is left." in nudges.description
    assert "slope is 0.000000000" in nudges.description


def test_the_arrow_keys_choose_epsilon_and_line(nudges):
    nudges.set(epsilon=EPSILONS.tolist()[3])
    for key in ("right", "right", "left", "down", "up", "up"):
        nudges.key(key)
    assert nudges.state == {"epsilon": EPSILONS.tolist()[4], "side": "one side"}
    nudges.set(epsilon=EPSILONS.tolist()[-1])
    nudges.key("right")
    assert nudges.state["epsilon"] == EPSILONS[-1]


def test_the_digits_follow(nudges):
    assert follows(nudges, epsilon=EPSILONS.tolist()[9]) and follows(nudges, side="one side")


# The cells of a linear layer


@pytest.fixture
def cells():
    return live_linear_cells(X, W, B, GRADIENT, of="outputs", cell=(1, 4))


def text_at(cells, name):
    """Where the upper left corner of a grid is, found by its name."""
    ax = cells.figure.axes[0]
    [x, y] = next(one.get_position() for one in ax.texts if one.get_text() == name)
    return ax, x, y - 1.05


@pytest.mark.parametrize(
    "name, size, place, of, words",
    [
        ("w", (5, 3), (1, 2), "w_grad", "w_grad[1, 2] = 0 · (−1) + 2 · 1 + 1 · 2 + 3 · 1 = 7"),
        ("w_grad", (5, 3), (4, 1), "w_grad", "= 14"),
        ("x", (4, 3), (1, 0), "x_grad", "gradient for x[1, 0]"),
        ("gradient for x", (4, 3), (3, 2), "x_grad", "= 6"),
        ("b", (1, 5), (0, 3), "b_grad", "b_grad[3] = 2 + (−1) + 1 + 0 = 2"),
        ("b_grad", (1, 5), (0, 1), "b_grad", "= 6"),
        ("outputs", (4, 5), (3, 4), "outputs", "= 17"),
        ("incoming gradient", (4, 5), (2, 3), "outputs", "= 3"),
    ],
)
def test_a_click_on_a_cell_chooses_its_sum(cells, name, size, place, of, words):
    ax, middle, top = text_at(cells, name)
    row, column = place
    point_at(cells, ax, middle - size[1] / 2 + column + 0.5, top - row - 0.5)
    assert cells.state["of"] == of and words in cells.description
    assert (cells.state["row"], cells.state["column"]) == place


def test_a_click_beside_the_cells_changes_nothing(cells):
    before = cells.state
    cells.press(0.01, 0.99)
    assert cells.state == before


def test_every_cell_of_every_result_can_be_reached_by_keys(cells):
    grids = layer_grids(X, W, B, GRADIENT)
    for of in ("outputs", "w_grad", "b_grad", "x_grad"):
        cells.set(of=of, row=0, column=0)
        rows, columns = np.atleast_2d(grids[of]).shape
        for _ in range(rows + 2):
            cells.key("down")
        for _ in range(columns + 2):
            cells.key("right")
        assert (cells.state["row"], cells.state["column"]) == (rows - 1, columns - 1)
        value = f"{np.atleast_2d(grids[of])[-1, -1]:g}".replace("-", "−")
        assert f" = {value}, a sum" in cells.description


def test_a_slider_fits_the_result(cells):
    cells.set(of="w_grad", row=4, column=2)
    cells.controls["of"].value = "x_grad"
    assert cells.state == {"of": "x_grad", "row": 3, "column": 2}
    cells.controls["of"].value = "b_grad"
    assert cells.state["row"] == 0 and cells.controls["row"].layout.visibility == "hidden"
    assert "b_grad[2]" in cells.description
    cells.controls["of"].value = "outputs"
    assert cells.controls["row"].layout.visibility == "visible"


def dashed(cells):
    """The corners of the dashed frames."""
    found = [one for one in cells.figure.axes[0].collections if one.get_linestyle()[0][1]]
    return {tuple(path.vertices[0]) for one in found for path in one.get_paths()}


def test_dashed_are_the_outputs_that_a_nudge_moves(cells):
    cells.set(of="w_grad", row=1, column=2)
    assert cells.description.endswith("Dashed: nudge w[1, 2], and these outputs move.")
    nudged = W.copy()
    nudged[1, 2] += 1
    moved = np.argwhere(X @ nudged.T != X @ W.T)
    _, middle, top = text_at(cells, "outputs")
    left = middle - 2.5
    outputs = {(left + column, top - row) for row, column in moved}
    assert len(dashed(cells)) == len(outputs) + 1 and outputs < dashed(cells)


def test_dashed_are_the_gradients_that_an_incoming_one_goes_into(cells):
    assert len(dashed(cells)) == 1 + 3 + 3 + 1  # itself, rows of x_grad and w_grad, b_grad
    faces = [face for one in cells.figure.axes[0].collections for face in one.get_facecolor()]
    assert sum(same_color(face, YELLOW) for face in faces) == 1


def test_the_cells_follow(cells):
    assert follows(cells, row=0) and follows(cells, of="b_grad", row=0)


def test_a_layer_of_one_neuron_has_no_row_to_choose():
    live = live_linear_cells(X[:, :1], W[:1, :1], B[:1], GRADIENT[:, :1], of="w_grad")
    assert "w_grad[0, 0]" in live.description
    live.key("right")
    assert live.state == {"of": "w_grad", "row": 0, "column": 0}
    with pytest.raises(ValueError, match="incoming gradient has the shape"):
        live_linear_cells(X, W, B, GRADIENT.T)


# The deep stack


@pytest.fixture
def stack():
    return live_depth_histograms()


def test_it_measures_what_the_static_picture_measures(stack):
    columns = measure("normal", 5, "tanh", 100)
    assert f"layer 5: spread {columns[-1].spread:.2g}, flat 82 %" in stack.description
    grown = Stack("he", "relu", 50)
    for depth in (2, 7, 4):
        for one, other in zip(grown.columns(depth), measure("he", depth, "relu", 50), strict=True):
            assert one.spread == other.spread and (one.heights == other.heights).all()


def test_the_gradients_on_the_way_back():
    back = {name: Stack(name, "tanh", 100).back(5) for name in ("normal", "xavier")}
    assert all(len(spreads) == 6 and spreads[-1] == 1 for spreads in back.values())
    assert 30 < back["normal"][0] < 100 and 0.2 < back["xavier"][0] < 1
    assert Stack("variance for std", "tanh", 100).back(5)[0] < 1e-4
    assert 0.5 < Stack("he", "relu", 200).back(8)[0] < 2


def test_a_click_on_a_layer_and_the_arrow_keys(stack):
    forward, backward = stack.figure.panels[1]
    point_at(stack, forward, 1.5 + 7.4, 0.5)
    assert stack.state["depth"] == 8
    point_at(stack, backward, 1.5 + 2.4, 1)
    assert stack.state["depth"] == 3 and "3 layers of 100 neurons" in stack.description
    for key in ("left", "left", "left", "down"):
        stack.key(key)
    assert stack.state["depth"] == 1 and stack.state["init"] == "xavier"
    stack.set(depth=10, init="uniform")
    stack.key("right")
    stack.key("up")
    assert stack.state["depth"] == 10 and stack.state["init"] == "variance for std"


def test_play_takes_the_depth_through_all_layers(stack):
    play = stack.children[1].children[0]
    assert play.slider is stack.controls["depth"]
    assert (play.slider.min, play.slider.max, play.slider.step) == (1, MOST_LAYERS, 1)


@pytest.mark.parametrize(
    "state, words",
    [
        ({"init": "normal"}, {"saturated"}),
        ({"init": "variance for std", "depth": 3}, {"", "collapsed"}),
        ({"init": "xavier"}, {""}),
        ({"init": "normal", "activation": "relu"}, {"too large"}),
        ({"init": "he", "activation": "relu", "width": 200}, {""}),
    ],
)
def test_what_is_wrong_with_a_layer_is_said_in_a_word(stack, state, words):
    stack.set(**state)
    forward = stack.figure.panels[1][0]
    found = [
        word
        for one in letters(forward)
        for word, (_, height) in zip(one.words, one.places, strict=True)
        if height == -0.5
    ]
    assert set(found[1:]) == words and len(found) == stack.state["depth"] + 1


def test_the_histograms_follow(stack):
    for state in ({"depth": 6}, {"init": "xavier"}, {"activation": "relu"}, {"width": 50}):
        assert follows(stack, **state)
    assert follows(stack, rng=1)


def test_unfit_stacks_are_refused():
    with pytest.raises(ValueError, match="1 to 10 layers"):
        Stack("xavier", "tanh", 10).columns(11)
    with pytest.raises(ValueError, match="but 'softmax' came"):
        Stack("xavier", "softmax", 10)
