"""Live pictures whose kernel has ended, and those of a notebook that was saved and opened again."""

import json

import pytest

LIVE = """
from dlscratch.visuals.surprise import live_surprise

live_surprise()
"""
SLIDER = "from ipywidgets import IntSlider\n\nIntSlider(3, description='drag me')"
ENDED = "This has stopped: its kernel has ended."
WAYS = {
    "restarted": "await panel.sessionContext.session.kernel.restart();",
    "shut down": "await panel.sessionContext.shutdown();",
    "killed": """
        const kernel = panel.sessionContext.session.kernel;
        kernel.requestExecute({ code: "import os; os._exit(1)" });
    """,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_kernel_that_ends(lab, scratch, way):
    picture, slider, other = scratch(LIVE, SLIDER, "print(2)")
    before = picture.pixels()
    lab.js(WAYS[way])
    for cell in (picture, slider):
        cell.shows(ENDED)
        handle = cell.output.locator(".noUi-handle")
        assert handle.evaluate("it => { it.focus(); return it != document.activeElement; }")
        assert cell.output.locator(".dlscratch-dead").count() == 1
    assert picture.pixels() == before, "the picture stays to be looked at"
    assert ENDED not in other.text()
    for theme in ("Light", "Dark"):
        lab.theme(theme)
        lab.shot(f"dead_{way.replace(' ', '_')}_{theme.lower()}")


def test_it_lives_again_when_the_cell_is_run(lab, scratch):
    picture, slider = scratch(LIVE, SLIDER)
    lab.js(WAYS["restarted"])
    picture.shows(ENDED)
    picture.run()
    before = picture.pixels()
    assert ENDED not in picture.text() and ENDED in slider.text()
    picture.press("ArrowLeft", on=".noUi-handle")
    picture.redraws(before)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_notebook_that_is_opened_again(lab, folder, scratch, trusted):
    scratch(LIVE, SLIDER)
    lab.save()
    lab.js("await jupyterapp.serviceManager.sessions.shutdownAll();")  # as a server does that stops
    path = folder / "notebooks/scratch.ipynb"
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert len(json.dumps(saved["cells"][0]["outputs"])) < 1000
    if not trusted:
        saved["cells"][0]["outputs"][0]["data"]["text/plain"].append(" ")
        path.write_text(json.dumps(saved), encoding="utf-8")

    lab.open("notebooks/scratch.ipynb")
    picture, slider = lab.cells()
    picture.shows("Run the cell to see the picture move.")
    picture.shows("The curve of −log p falls")
    slider.shows("Run the cell to see what belongs here." if trusted else "IntSlider")
    assert "Error" not in picture.text() + slider.text()
    lab.shot(f"opened_again_{'trusted' if trusted else 'untrusted'}")
    # It is what ipywidgets tells the developers of a page.
    lab.problems = [said for said in lab.problems if "widget model not found" not in said]

    picture.run()
    assert picture.pixels().width > 300
