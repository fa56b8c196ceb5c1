"""The live pictures of lesson 3 in the browser, with the mouse and with the keyboard."""

import pytest

NOTEBOOK = "notebooks/03_stacks.ipynb"


@pytest.fixture
def lesson(shared):
    shared.cell("print((np.ones((4, 5)) + np.ones(5)).shape)").run()
    return shared


def test_the_cells_of_a_linear_layer(lesson):
    for text in ("w = np.array([[1.0, 2,", "x = np.array([[2.0, 1,", "gradient = np.array([[1.0"):
        lesson.cell(text).run()
    cell = lesson.cell("live_linear_cells(")
    cell.run()
    cell.shows("outputs[1, 4] = 0 · 3 + 3 · (−1) + 1 · 1 + 4 = 2")
    cell.shots("03_linear_cells_outputs")
    before = cell.pixels()
    cell.element.locator("img").click(position={"x": 235, "y": 125})  # w[1, 2]
    cell.shows("w_grad[")
    before = cell.redraws(before)
    cell.shots("03_linear_cells_w_grad")
    row = cell.text().split("w_grad[")[1][0]
    cell.press("ArrowDown", on="img")
    cell.shows(f"w_grad[{int(row) + 1}, ")
    before = cell.redraws(before)
    cell.element.locator("button", has_text="b_grad").click()
    cell.shows("b_grad[")
    cell.redraws(before)
    cell.shots("03_linear_cells_b_grad")
