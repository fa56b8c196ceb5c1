"""A notebook that was opened, and in which nothing was done, has nothing to save."""

import pytest

LESSON = "notebooks/01_tensors.ipynb"
EXERCISES = "exercises/01_tensors_exercises.ipynb"
SAID = "return panel.context.model.sharedModel.getMetadata('language_info');"


@pytest.mark.parametrize("path", [LESSON, EXERCISES])
def test_opening_a_notebook_leaves_it_saved(lab, folder, path):
    before = (folder / path).read_bytes()
    for _ in range(2):  # and another day, with a kernel that runs already
        lab.open(path)
        lab.page.wait_for_timeout(1000)  # JupyterLab writes a moment later what the kernel said
        assert not lab.js("return panel.context.model.dirty;"), lab.js(SAID)
        assert lab.page.locator(".lm-TabBar-tab.jp-mod-dirty").count() == 0
    lab.shot(f"opened_{path.partition('/')[0]}")
    assert (folder / path).read_bytes() == before


def test_a_notebook_in_which_something_was_done_is_to_be_saved(lab):
    lab.open(LESSON)
    lab.cell("twice(lambda").run()
    assert lab.js("return panel.context.model.dirty;")
    assert lab.page.locator(".lm-TabBar-tab.jp-mod-dirty").count() == 1
