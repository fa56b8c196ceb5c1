"""What the outputs say to a screen reader: every lesson as it was executed, verdicts, controls.

The fixture `lab` looks with axe-core at what every other test leaves on its page: the live pictures
and all lessons that are run.
"""

import pytest
from access import cut_off, findings

from dlscratch.course import lessons

RESULTS = [f"ci/results/{lesson.notebook.name}" for lesson in lessons.LESSONS]
EXERCISES = [lesson.exercises for lesson in lessons.LESSONS if lesson.number]
VERDICT = "from dlscratch.checks import tensors as check\ncheck.shape(None)"
CONTROLS = """
import ipywidgets as w
from dlscratch.visuals.toolkit.live import choice

w.VBox([
    w.IntSlider(3, description="row"),
    w.FloatLogSlider(value=100, description="rate"),
    w.SelectionSlider(options=["one", "two"], value="two", description="epsilon"),
    choice(["relu", "tanh"], "tanh", "layer"),
    w.ToggleButton(value=False, description="shuffled"),
])
"""
TREE = "from dlscratch.visuals.tensor_tree import tensor_tree\ntensor_tree([[1, 2], [3, 4]])"
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
CELLS = [VERDICT, CONTROLS, TREE, PLOT]


def test_lessons_as_they_were_executed(lab):
    """Untrusted as yet, so that JupyterLab takes many attributes out of their HTML."""
    lab.open(RESULTS[0])
    for path in RESULTS:
        lab.turn_to(path)
        assert findings(lab) + cut_off(lab) == [], path


def test_exercises_that_were_run(lab):
    lab.open(EXERCISES[0].as_posix())
    for path in EXERCISES:
        lab.turn_to(path.as_posix())
        lab.run_all()
        assert findings(lab) + cut_off(lab) == [], path
        lab.js("await panel.sessionContext.shutdown();")


def test_the_bars_of_the_map_have_names(lab):
    lab.open(RESULTS[0])
    for _ in range(2):  # as it was stored, and as it is when the cell has run
        bars = lab.cell("show_map()").output.get_by_role("progressbar")
        assert bars.count() == len(EXERCISES)
        assert lab.page.get_by_role("progressbar", name="Tensors: 0 of").count() == 1
        lab.run_all()


def test_verdicts_are_announced(shared):
    status = shared.cell(VERDICT).output.get_by_role("status")
    assert "shape" in status.inner_text()


def test_controls_say_their_names_and_values(shared):
    cell = shared.cell(CONTROLS.strip())
    find = cell.output.get_by_role
    for name, value in [("row", "3"), ("rate", "100"), ("epsilon", "two")]:
        slider = find("slider", name=name, exact=True)
        assert slider.get_attribute("aria-valuetext") == value, name
    slider.press("ArrowLeft")
    cell.output.locator("[aria-valuetext=one]").wait_for(state="attached")

    layers = find("group", name="layer", exact=True)
    layers.get_by_role("button", name="tanh", pressed=True).wait_for()
    layers.get_by_role("button", name="relu", pressed=False).click()
    layers.get_by_role("button", name="relu", pressed=True).wait_for()
    layers.get_by_role("button", name="tanh", pressed=False).wait_for()
    find("button", name="shuffled", pressed=False).wait_for()


@pytest.mark.parametrize("code, words", [(TREE, "2"), (PLOT, "Figure")], ids=["tree", "plot"])
def test_pictures_have_words(shared, code, words):
    cell = shared.cell(code)
    image = cell.output.get_by_role("img")
    image.and_(cell.output.locator("[alt]")).wait_for()
    assert words in image.get_attribute("alt")
