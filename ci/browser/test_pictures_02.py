"""The live pictures of lesson 2 in the browser, with the mouse and with the keyboard."""

NOTEBOOK = "notebooks/02_layers.ipynb"


def test_the_layer_as_a_box(shared):
    first = shared.cell('layers=["double", "square"]')
    first.run()
    first.shows("6 × (−2) = −12 goes out")
    before = first.pixels()
    first.drag("img", (0.62, 0.4), (0.5, 0.55))  # along the curve to its lowest point
    first.shows("x = 0 goes in")
    first.shows("0 × (−2) = 0 goes out")
    before = first.redraws(before)
    first.press("ArrowLeft", on="img")
    first.shows("x = −0.1 goes in")
    first.press("ArrowUp", on="img")
    first.shows("(−0.2) × (−1.5) = 0.3 goes out")
    first.redraws(before)
    first.shots("02_slope_box_square")

    both = first.add_below('live_slope_box(x=0, gradient=2, layer="sigmoid")')
    both.run()
    both.shows("0.25 × 2 = 0.5 goes out")
    before = both.pixels()
    both.element.locator("button", has_text="tanh").click()
    both.shows("1 × 2 = 2 goes out")
    before = both.redraws(before)
    both.press("ArrowRight", "ArrowRight", on=".noUi-handle >> nth=0")
    both.shows("x = 0.2 goes in")
    both.redraws(before)
    both.shots("02_slope_box_tanh")


def test_the_digits_of_a_nudge(shared):
    code = "from dlscratch.visuals.nudge_error import live_nudge_error\n"
    cell = shared.cell("epsilons = [1e-2").add_below(
        code + 'live_nudge_error(x=1.0, layer="sigmoid")'
    )
    cell.run()
    cell.shows("epsilon = 1e-01")
    before = cell.pixels()
    cell.drag("img", (0.2, 0.5), (0.595, 0.5))
    cell.shows("They agree in 1")
    before = cell.redraws(before)
    cell.shots("02_nudge_error_tiny")
    cell.press("ArrowDown", on="img")
    cell.shows("They are equal: no difference is left.")
    cell.redraws(before)
    cell.shots("02_nudge_error_float32")
