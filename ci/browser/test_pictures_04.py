"""The live pictures of lesson 4, moved with the mouse and from the keyboard, in both themes."""

import pytest

NOTEBOOK = "notebooks/04_losses.ipynb"
FULL = "live_logit_bars([2, 1, 0], actual=1)"


def bar(number, logit, parts=3):
    """Where a logit ends in the picture's left part: the scale goes from -6.5 to 6.5."""
    return (0.1 + 0.85 * (number + 0.5) / 3) / parts, 1 - (0.27 + 0.58 * (logit + 6.5) / 13)


def slider(words):
    return f'.widget-slider:has-text("{words}") .noUi-handle'


@pytest.fixture(scope="module")
def opened(opened):
    opened.run_all()
    return opened


def test_bars_are_dragged_and_a_click_names_the_right_class(shared):
    cell = shared.cell(FULL)
    cell.shows("Class 1 is right: loss 1.41, p − y 0.67, −0.76, 0.09.")
    before = cell.pixels()
    cell.drag("img", bar(1, 1), bar(1, 5))
    before = cell.redraws(before)
    cell.shows("Logits 2.00, 5.00, 0.00.")
    shared.shot("04_bars_light")
    column = (1 / 3 + bar(2, 0)[0], 0.5)
    cell.drag("img", column, column)
    cell.redraws(before)
    cell.shows("Class 2 is right: loss 5.05")
    cell.element.get_by_role("button", name="x, no max").click()
    cell.shows("exp of x, without − max: 7.39, 148, 1.")
    readout = cell.element.locator('.widget-slider:has-text("add to all") .widget-readout')
    readout.fill("709")
    readout.press("Enter")
    cell.shows("exp of x, without − max: inf, inf, 8.22e+307.")
    shared.shot("04_bars_overflow_light")
    shared.theme("Dark")
    shared.shot("04_bars_overflow_dark")


def test_bars_from_the_keyboard(shared):
    cell = shared.cell("live_logit_bars([2, 1, 0])")
    before = cell.pixels()
    cell.press("ArrowRight", "ArrowUp", on="img")
    before = cell.redraws(before)
    cell.shows("Logits 2.00, 1.50, 0.00.")
    cell.shows("The chosen bar is that of class 1.")
    for _ in range(3):
        cell.press("ArrowRight", on=slider("logit 2"))
    cell.shows("Logits 2.00, 1.50, 0.30.")
    cell.press("Home", on=slider("add to all"))
    cell.redraws(before)
    cell.shows("Logits −998.00, −998.50, −999.70. Probabilities 0.56, 0.34, 0.10.")
    cell.press("End", on=slider("add to all"))
    cell.shows("Logits 1002.00, 1001.50, 1000.30. Probabilities 0.56, 0.34, 0.10.")
    shared.shot("04_bars_shifted_light")


def test_surprise_and_the_two_losses(shared):
    surprise = shared.cell("live_surprise(0.1)")
    surprise.shows("Marked: p = 0.1,")  # and so scrolls there, before the mouse is placed
    before = surprise.pixels()
    surprise.drag("img", (0.3, 0.5), (0.52, 0.5))
    surprise.redraws(before)
    shared.shot("04_surprise_light")
    for _ in range(2):
        surprise.press("End", on=slider("p"))
    surprise.shows("Marked: p = 1, −log p = 0.00.")
    surprise.press("ArrowLeft", on="img")
    surprise.shows("Marked: p = 0.9")  # 1 divided by 1.1, or the slider's nearest step

    losses = shared.cell("live_two_losses(-8)")
    losses.shows("At -8,")
    before = losses.pixels()
    losses.drag("img", (0.2, 0.5), (0.52, 0.5))
    before = losses.redraws(before)
    shared.theme("Dark")
    shared.shot("04_two_losses_dark")
    losses.press("End", on=slider("lead"))
    losses.redraws(before)
    losses.shows("At 8, where p = 1: SSE 0.00 with slope 0.00")
    losses.press("ArrowLeft", "ArrowLeft", on="img")
    losses.shows("At 7.8")
