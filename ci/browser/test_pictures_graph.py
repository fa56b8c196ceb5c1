"""The graph of an expression: with mouse, finger and keyboard."""

from lab import FIELD

TWICE = """
from dlscratch.autograd import Tensor
from dlscratch.visuals.graph import graph, live_graph

x = Tensor(3.0, requires_grad=True)
live_graph(x * 2 + x * 5, names={"x": x})
"""
DEEP = """
a, b = Tensor(1.5, requires_grad=True), Tensor(-2.0, requires_grad=True)
h = a * b
k = h + 1
live_graph((h * k + k.exp()) * h + a, names={"a": a, "b": b, "h": h, "k": k})
"""
STILL = """
w, b = Tensor([[1.0, -1.0], [0.5, 2.0]], True), Tensor([0.1, -0.2], True)
rows = Tensor([[1.0, 2.0], [3.0, 4.0]], True)
graph(((rows @ w + b) ** 2).sum(), back=3, names={"w": w, "b": b, "rows": rows})
"""
CELLS = [code.strip() for code in (TWICE, DEEP, STILL)]


def test_a_value_used_twice(shared):
    cell = shared.cell("x * 2 + x * 5")
    assert cell.output.get_by_role("textbox", name="gradient for result =").count() == 1
    before = cell.pixels()
    cell.say("1", "Right. Nudge result by 1")
    before = cell.redraws(before)
    cell.say("1", "Right. Slope of + for v1")
    cell.say("1", "Right. Slope of + for v2")
    cell.say("3", "Not 3. Slope of × 2 for x × incoming gradient: 2 × 1 = ?")
    cell.say("2", "x waits: 1 of its 2 parts has come")
    cell.shots("11_graph_waits")
    cell.say("5", "All parts for x are here")
    cell.say("5", "That came along one way only.")
    before = cell.pixels()
    cell.say("7", "That was the whole way.")
    before = cell.redraws(before)
    cell.shots("11_graph_done")
    assert cell.element.locator(FIELD).is_hidden() and cell.button("check").is_disabled()

    cell.press("ArrowRight", on="img")
    cell.shows("How the gradient for x came about. The parts for x add up: 2 + 5 = 7.")
    before = cell.redraws(before)
    cell.press("ArrowRight", "ArrowRight", on="img")
    cell.shows("How part 1 for x came about.")
    cell.press("ArrowLeft", on="img")
    cell.shows("How part 2 for x came about.")
    cell.redraws(before)
    cell.button("start again").click()
    cell.shows("Each number waits for you")


def test_a_deep_graph(shared):
    cell = shared.cell("h * k + k.exp()")
    cell.shots("11_graph_deep")
    for words in ("result 1", "v4 1", "a waits: 1", "v3 −3", "h waits: 1", "v1 −3", "v2 −3"):
        cell.button("show me").click()
        cell.shows(words)
    cell.say("6", "h waits: 2 of its 3 parts have come")
    cell.shots("11_graph_deep_waits")
    for words in ("k waits: 1 of its 2", "All parts for k are here", "k 8.59"):
        cell.button("show me").click()
        cell.shows(words)
    cell.touch("img", (0.965, 0.5))  # the result
    cell.shows("How the gradient for result came about.")
    cell.press("ArrowLeft", on="img")
    cell.shows("How the gradient for v4 came about.")
    for _ in range(12):
        cell.press("ArrowLeft", on="img")
    shared.page.wait_for_function("document.activeElement.type == 'text'")  # at the open number


def test_a_still_graph(shared):
    cell = shared.cell("rows @ w + b")
    assert cell.output.locator("img").count() == 1
    cell.settle()
    cell.shots("11_graph_arrays")
