"""The live pictures of lesson 7 in the browser, with the mouse and with the keyboard."""

LESSON = "notebooks/07_starting_weights.ipynb"


def test_a_deep_stack(lab):
    lab.open(LESSON)
    lab.cell("import numpy as np").run()
    lab.cell("import depth_histograms, measure").run()
    cell = lab.cell("live_depth_histograms(")
    cell.run()
    cell.shows("comes in at layer 5")
    before = cell.pixels()
    cell.element.locator("button", has_text="xavier").click()
    cell.shows("weights xavier")
    before = cell.redraws(before)
    cell.shots("07_depth_histograms_xavier")
    cell.element.locator("img").click(position={"x": 725, "y": 100})
    cell.shows("comes in at layer 10")
    before = cell.redraws(before)
    cell.press("ArrowLeft", on="img")
    cell.shows("comes in at layer 9")
    before = cell.redraws(before)
    cell.press("ArrowRight", on=".noUi-handle >> nth=0")
    cell.shows("110 neurons")
    cell.redraws(before)
    cell.element.locator("img").click(position={"x": 195, "y": 100})
    cell.shows("comes in at layer 1;")
    cell.button("play").click()
    cell.shows("comes in at layer 3;")
    cell.shots("07_depth_histograms_played")
