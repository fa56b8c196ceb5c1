"""The pages in Jupyter Notebook 7, for those who have that instead of JupyterLab.

Its server is an extension, which the server of JupyterLab has loaded where it is installed.
"""

from importlib.util import find_spec

import pytest
from lab import Lab

from conftest import visit

LESSON = "notebooks/01_tensors.ipynb"
EXERCISES = "exercises/01_tensors_exercises.ipynb"
# Notebook may say these when it opens a page, with the course's additions and without.
ITS_OWN = (
    "Cannot read properties of undefined (reading 'schema')",
    "Command 'filebrowser:open-path' not registered.",
)


class Notebook(Lab):
    """A page of the browser, which shows one notebook."""

    def open(self, path=None):
        before, _, query = self.address.partition("?")
        self.page.goto(f"{before.partition('/lab/')[0]}/notebooks/{path}?{query}")
        self._wait_for_kernel(path)


@pytest.fixture
def page(browser, address, folder, environment, unavailable):
    if find_spec("notebook") is None:
        unavailable("Jupyter Notebook is not installed")
    with visit(browser, address, folder, environment, Notebook) as page:
        yield page
        page.problems = [said for said in page.problems if said not in ITS_OWN]


def test_a_lesson(page):
    page.open(LESSON)
    assert page.page.locator("#jupyterlab-splash, .jp-LabShell").count() == 0, "it is JupyterLab"
    assert not page.js("return panel.context.model.dirty;")
    assert page.page.locator(".jp-OutputArea-output, .jp-OutputPlaceholder").count() == 0
    question = page.cell("twice(lambda")
    assert question.text() == ""
    answer = page.page.locator("details", has_text="of shape").first
    assert not answer.locator("p").first.is_visible()
    page.shot("notebook7_as_opened")
    question.run()
    question.shows("16")

    page.run_all()
    tree = page.cell("live_tensor_tree(")
    tree.output.locator("img").scroll_into_view_if_needed()
    whole = tree.pixels()
    tree.button("axis 1").click()
    tree.redraws(whole)
    tree.shows("of shape (3, 2). Marked in both: 1 + 3 = 4.")
    page.shot("notebook7_live")


def test_an_exercise(page):
    page.open(EXERCISES)
    page.cell("import tensors as check").run()
    shape = page.cell("check.shape(")
    shape.run()
    shape.shows("To do: shape")
    shape.write(shape.source.replace("____", "len(tensor)"))
    shape.run()
    shape.shows("Not yet: shape")
    page.shot("notebook7_exercise")
    page.save()
