"""The live pictures of lesson 5: the start is dragged, the walks are played, in both themes."""

import pytest

NOTEBOOK = "notebooks/05_optimizers.ipynb"


def place(x, y):
    """Where a point of the map is in the picture of 9 by 5.6 inches."""
    left, width = 0.045, 0.945
    height = width * 9 / 5.6 * 4.2 / 10.4  # of the map, as wide as the axes allow
    middle = 0.345 + 0.645 / 2
    return left + width * (x + 5.2) / 10.4, 1 - (middle + height * y / 4.2)


def slider(words):
    return f'.widget-slider:has-text("{words}") .noUi-handle'


@pytest.fixture(scope="module")
def opened(opened):
    opened.run_all()
    return opened


def test_the_race(shared):
    cell = shared.cell("live_valley_race(race_rates")
    cell.shows("start at (4.6, -1.7), 15 steps.")
    before = cell.pixels()
    cell.drag("img", place(4.6, -1.7), place(-3, 1))
    before = cell.redraws(before)
    cell.shows("start at (-3, 1), 15 steps.")
    shared.shot("05_race_light")
    cell.press("ArrowRight", "ArrowDown", on="img")
    before = cell.redraws(before)
    cell.shows("start at (-2.8, 0.9), 15 steps.")
    cell.press("Home", on=slider("stretch"))
    cell.shows("The valley x² + 1·y²")
    cell.press("ArrowLeft", on=slider("rate, Adam"))
    cell.shows("Adam (learning rate 0.3)")
    cell.press("End", on=slider("rate, descent"))
    cell.shows("Gradient descent (learning rate 1) crosses the valley's floor 15 times")
    cell.press("Home", on=slider("momentum β"))
    cell.redraws(before)
    shared.theme("Dark")
    shared.shot("05_race_dark")


def test_the_walk_is_played_and_paused(shared):
    cell = shared.cell('live_valley_race({"gradient descent": 0.009')
    cell.shows("0 steps.")
    before = cell.pixels()
    cell.button("play").click()
    cell.redraws(before)
    cell.shows("80 steps.")
    shared.shot("05_played_light")
    cell.press("Home", on=slider("steps"))
    cell.shows(" 0 steps.")
    for step in (1, 2, 3):
        cell.press("ArrowRight", on=slider("steps"))
        cell.shows(f" {step} steps.")
    shared.shot("05_three_steps_light")


def test_one_learning_rate_and_gradient_descent_alone(shared):
    cell = shared.cell("live_learning_rates(0.1)")
    cell.shows("with 0.1 it is at")  # and so scrolls there, before the mouse is placed
    before = cell.pixels()
    cell.drag('.widget-slider:has-text("learning rate") .noUi-base', (0.083, 0.5), (0.82, 0.5))
    before = cell.redraws(before)
    cell.shows("Each step multiplies x by −0.")
    cell.press("End", on=slider("learning rate"))
    cell.shows("with 1.1 it is at 17.20. Each step multiplies x by −1.2.")
    shared.shot("05_rate_light")
    cell.button("play").click()
    cell.shows("After 40 steps")
    cell.redraws(before)
    shared.theme("Dark")
    shared.shot("05_rate_dark")

    alone = shared.cell('live_valley_race({"gradient descent": 0.09}, steps=10)')
    alone.shows("start at (-4, 1.5), 10 steps.")
    before = alone.pixels()
    alone.drag("img", place(-4, 1.5), place(-4, 0.02))
    alone.redraws(before)
    alone.shows("start at (-4, 0), 10 steps. Gradient descent (learning rate 0.09) crosses the")
    alone.shows("floor never")
    shared.shot("05_alone_dark")
