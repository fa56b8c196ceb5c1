"""The chain, the network as lines and the activations: with mouse, finger and keyboard."""

from lab import FIELD

NET = """
from dlscratch.layers import Linear, Sigmoid

first, second = Linear(2, 3), Linear(3, 1)
first.w[...], first.b[...] = [[2, -1], [1, 1], [-2, 1]], [0, -1, 1]
second.w[...], second.b[...] = [[1, -2, 2]], [-1]
net = [first, Sigmoid(), second, Sigmoid()]
"""
TWO = """
from dlscratch.visuals.chain_walk import live_chain

live_chain(["double", "square"], x=1.5, wants=10)
"""
FOUR = "live_chain(net, x=[1, 1], wants=0)"
LINES = """
from dlscratch.visuals.network_lines import live_network_lines

live_network_lines(net, "first.w", (2, 0))
"""
THREE = """
from dlscratch.visuals.activations import live_activations

live_activations(x=1.0)
"""
CELLS = [code.strip() for code in (NET, TWO, FOUR, LINES, THREE)]


def test_two_boxes(shared):
    cell = shared.cell('["double", "square"]')
    assert cell.output.get_by_role("textbox", name="y =").count() == 1
    before = cell.pixels()
    cell.say("3", "Right. Double gets x: 2 × 1.5 = 3.")
    before = cell.redraws(before)
    cell.shots("02_chain_forward")
    cell.say("six", "“six” is not a number")
    cell.say("9", "Right. Square gets y: 3 × 3 = 9.")
    cell.output.get_by_role("textbox", name="gradient for z =").wait_for()
    cell.say("-2", "Right. The slope of the loss")
    cell.say("6", "Not 6. That is the slope of square alone.")
    cell.shots("02_chain_slip")
    cell.say("−12", "Right. Slope at y × incoming gradient: 6 × (−2) = −12.")
    cell.button("show me").click()
    cell.shows("That was the whole way.")
    cell.shots("02_chain_done")
    assert cell.element.locator(FIELD).is_hidden() and cell.button("check").is_disabled()

    before = cell.pixels()
    cell.press("ArrowLeft", on="img")
    cell.shows("How the gradient for x came about.")
    before = cell.redraws(before)
    cell.touch("img", (0.45, 0.14))
    cell.shows("How y came about.")
    before = cell.redraws(before)
    cell.press("ArrowRight", on=".noUi-handle >> nth=0")
    cell.shows("gradient for x = 192.")
    cell.redraws(before)
    cell.button("start again").click()
    cell.shows("Each number waits for you")


def test_four_boxes(shared):
    cell = shared.cell(FOUR)
    assert shared.page.evaluate("document.activeElement.type") != "text"
    cell.element.locator("img").click(position={"x": 188, "y": 80})  # the question mark
    shared.page.wait_for_function("document.activeElement.type == 'text'")
    cell.say("-1", "Not −1. That is the sum without the bias.")
    cell.say("0", "Right. Weights × inputs + bias: (−2) × 1 + 1 × 1 + 1 = 0.")
    cell.say("1/2", "Right. Sigmoid gets z1[2]: sigmoid of 0 = 0.5.")
    cell.shots("03_chain_forward")
    for words in ("z2 = −0.731", "a2 = 0.325", "gradient for a2 = 0.65", "for z2 = 0.143"):
        cell.button("show me").click()
        cell.shows(words)
    cell.say("0.29", "Right. Weights × incoming gradients: 2 × 0.143 = 0.285.")
    for words in ("gradient for z1 = 0.028", "That was the whole way."):
        cell.button("show me").click()
        cell.shows(words)
    cell.shots("03_chain_done")


def test_a_weight_is_a_line_and_a_cell(shared):
    cell = shared.cell("live_network_lines(net")
    cell.shows("first.w[2, 0] = −2, from input 0 to neuron 2.")
    cell.shots("03_network_lines")
    before = cell.pixels()
    cell.element.locator("img").click(position={"x": 315, "y": 116})  # a line
    cell.shows("second.w[0, 0] = 1, from neuron 0 to the output. Positive: a full line.")
    before = cell.redraws(before)
    cell.press("ArrowRight", on="img")
    cell.shows("second.w[0, 1] = −2, from neuron 1 to the output. Negative: a dashed line.")
    before = cell.redraws(before)
    cell.touch("img", (0.32, 0.495))  # a circle
    cell.shows("first.b[1] = −1, the bias of neuron 1.")
    before = cell.redraws(before)
    cell.element.locator("select").select_option("second.b[0]")
    cell.shows("second.b[0] = −1, the bias of the output.")
    cell.redraws(before)
    cell.shots("03_network_lines_bias")


def test_three_activations(shared):
    cell = shared.cell("live_activations(x=1.0)")
    cell.shows("ReLU: 1, slope 1.")
    cell.shots("07_activations")
    before = cell.pixels()
    cell.drag("img", (0.25, 0.3), (0.103, 0.8))  # in the first two
    cell.shows("ReLU: 0, slope 0.")
    before = cell.redraws(before)
    x = shared.kernel(f"Out[{cell.count}].state['x']")
    cell.press("ArrowRight", on="img")
    cell.reaches("x", x + 0.09, x + 0.11)
    before = cell.redraws(before)
    cell.touch("img", (0.8, 0.3), (0.95, 0.3))
    cell.shows("ReLU: 4")
    before = cell.redraws(before)
    cell.press("ArrowLeft", on=".noUi-handle >> nth=0")
    cell.redraws(before)
    cell.shots("07_activations_right")
