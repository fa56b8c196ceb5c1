"""The race of lesson 5: walks of the real optimizers, arrows that add up, and what it refuses."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dlscratch.optimizers import Adam, GradientDescent, Momentum
from dlscratch.visuals.valley_race import RATES, START, STYLES, Valley, draw, race, valley_race

MAKE = {"gradient descent": GradientDescent, "momentum": Momentum, "Adam": Adam}


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


@pytest.mark.parametrize("name", STYLES)
def test_the_walks_are_those_of_the_package(name):
    valley, optimizer = Valley((3, -1.2), 7), MAKE[name](0.05)
    points = [valley.point.copy()]
    for _ in range(9):
        valley.backward()
        optimizer.step(valley)
        points.append(valley.point.copy())
    run = race({name: 0.05}, start=(3, -1.2), stretch=7, steps=9)[name]
    np.testing.assert_allclose(run.path, points)
    assert run.height == pytest.approx(points[-1][0] ** 2 + 7 * points[-1][1] ** 2)


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("steps", [1, 2, 12])
def test_the_arrow_called_step_is_the_last_step(name, steps):
    run = race(steps=steps)[name]
    start, end = run.arrows["step"]
    np.testing.assert_allclose(end - start, run.path[-1] - run.path[-2])


@pytest.mark.parametrize("steps", [1, 2, 12])
@pytest.mark.parametrize("beta", [0, 0.6, 0.9])
def test_momentums_step_is_its_memory_and_a_part_of_the_new_gradient(steps, beta):
    run = race({"momentum": 0.2}, stretch=10, steps=steps, momentum=beta)["momentum"]
    remembered, new = (end - start for start, end in map(run.arrows.get, ("memory", "gradient")))
    gradient = 2 * np.array([1, 10]) * run.path[-2]
    np.testing.assert_allclose(new, -0.2 * (1 - beta) * gradient, atol=1e-12)
    np.testing.assert_allclose(remembered + new, run.path[-1] - run.path[-2], atol=1e-12)


def test_adams_arrows_point_down_the_gradient_and_its_corrected_average():
    run = race({"Adam": 0.4}, stretch=10, steps=8)["Adam"]
    gradients = 2 * np.array([1, 10]) * run.path[:-1]
    m = np.zeros(2)
    for gradient in gradients:
        m = 0.9 * m + 0.1 * gradient
    for name, downhill in (("gradient", -gradients[-1]), ("memory", -m)):
        start, end = run.arrows[name]
        length = np.linalg.norm(run.path[-1] - run.path[-2])
        np.testing.assert_allclose(end - start, length * downhill / np.linalg.norm(downhill))


def test_the_description_says_who_is_where():
    words = valley_race({"gradient descent": 0.09}, (-4, 1.5), stretch=10, steps=10).description
    assert words == (
        "The valley x² + 10·y², start at (-4, 1.5), 10 steps. Gradient descent (learning rate "
        "0.09) crosses the valley's floor 10 times and is at (-0.55, 0.16), height 0.56."
    )


def test_each_walker_has_its_line_and_its_arrows():
    picture = valley_race(steps=3)
    assert [text for text in texts(picture) if text in RATES] == list(RATES)
    assert [text for text in texts(picture) if text.startswith("learning rate")] == [
        f"learning rate {rate:g}" for rate in RATES.values()
    ]
    for name, run in race(steps=3).items():
        assert f"height {run.height:.3g}" in texts(picture), name
    assert "3 steps" in texts(picture)
    assert "step: both together" in texts(picture)
    assert len({marker for _, marker, _ in STYLES.values()}) == len(STYLES)  # not by colour alone


def test_before_the_first_step_all_stand_at_the_start():
    picture = valley_race(steps=0)
    assert texts(picture).count("start") == 1
    assert "0 steps" in texts(picture)
    assert "step: both together" not in texts(picture)
    assert all(np.array_equal(run.path, [START]) for run in race(steps=0).values())


def test_at_the_bottom_nothing_moves():
    picture = valley_race(start=(0, 0), steps=5)
    assert "Adam (learning rate 0.5) crosses the valley's floor never" in picture.description


def test_a_walk_that_leaves_is_said_and_ends():
    picture = valley_race({"gradient descent": 5}, stretch=100, steps=300)
    assert "is far off the map." in picture.description
    assert "far off the map" in texts(picture)
    assert len(race({"gradient descent": 5}, stretch=100, steps=300)["gradient descent"].path) < 10


def test_one_figure_is_drawn_on_again_and_again():
    figure = Figure()
    draw(figure, steps=12)
    window = figure.axes[0].get_xlim(), figure.axes[0].get_ylim()
    draw(figure, {"Adam": 0.1}, start=(1, 1), stretch=50, steps=2)
    assert len(figure.axes) == 2
    assert (figure.axes[0].get_xlim(), figure.axes[0].get_ylim()) == window
    assert "momentum" not in texts(figure) and "12 steps" not in texts(figure)


def test_a_figure_drawn_on_before_looks_like_a_new_one():
    state = {"rates": {"momentum": 0.1, "Adam": 0.3}, "start": (2, -1), "stretch": 4, "steps": 7}
    old, new = Figure(figsize=(9, 5.6), dpi=80), valley_race(**state)
    old.add_subplot().plot([1, 2])  # a stranger's
    draw(old, steps=30)
    draw(old, **state)
    images = []
    for figure in (old, new):
        FigureCanvasAgg(figure).draw()
        images.append(np.asarray(figure.canvas.buffer_rgba()))
    np.testing.assert_array_equal(*images)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"rates": {"Newton": 0.1}}, "gradient descent, momentum, Adam, but 'Newton' came"),
        ({"rates": {}}, "at least one"),
        ({"rates": {"Adam": 0}}, "above 0, up to 10, but 0 came for Adam"),
        ({"start": (9, 0)}, "(9, 0) came"),
        ({"start": (1, 0, 0)}, "(1, 0, 0) came"),
        ({"stretch": 0.5}, "1 to 100, but 0.5 came"),
        ({"steps": 301}, "0 to 300, but 301 came"),
        ({"steps": 2.5}, "but 2.5 came"),
        ({"momentum": 1}, "below 1, but 1 came"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError) as caught:
        valley_race(**arguments)
    assert words in str(caught.value)
