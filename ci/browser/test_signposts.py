"""The ways between a lesson and its exercises, and what is folded, as JupyterLab shows them."""

import re

import pytest
from lab import COLOURS, contrast

from dlscratch.course import lessons, pages, signposts, words

READABLE = 4.5  # the least contrast of text that the Web's guidelines (WCAG, level AA) allow
LESSON = lessons.find("optimizers")
WORD = """
# %% [markdown]
# ## Elsewhere
#
# - *descent*: the way down (section 4).
"""
FOLDS = """
# %% [markdown]
# ::: answer
# The first row: our one example.
#
# - a list
#
# ```
# and code
# ```
# :::
#
# After it.
#
# ::: aside Why
# Because.
# :::
"""


@pytest.fixture
def pair(folder):
    """A lesson with stops, as its text gives it now, whether it was built or not."""
    path = folder / LESSON.notebook
    built = path.read_bytes()
    pair = signposts.Pair.read(folder, LESSON)
    path.write_text(pages.dumps(pair.lesson_page()), encoding="utf-8")
    yield pair
    path.write_bytes(built)


THERE = """(() => {
    const top = element => element.getBoundingClientRect().top;
    const node = cells.find(one => one.model.id == argument)?.node;
    const outer = panel.content.outerNode;
    return node?.isConnected && top(node) > top(outer) - 5
        && top(node) < outer.getBoundingClientRect().bottom - 30;
})()"""


def lands(lab, path, cell):
    """Wait until the notebook at `path` is in front, and the beginning of a cell stays in view."""
    lab.until("panel.context?.path == argument", path.as_posix())
    lab.until(THERE, cell)
    lab.page.wait_for_timeout(2000)  # the cells above it are drawn meanwhile
    assert lab.js(f"return {THERE};", cell), "the page has moved on"


def click(lab, number, words):
    """Click on a link of the text cell `number`."""
    lab.js("await panel.content.scrollToItem(argument);", number)
    cell = lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").and_(
        lab.page.locator(f'[data-windowed-list-index="{number}"]')
    )
    cell.get_by_role("link", name=words).first.click()


def test_a_stop_leads_to_its_exercises_and_back(lab, pair):
    lab.open(LESSON.notebook.as_posix())
    on_page = [cell.id for cell in pair.lesson_page().cells]  # which has more cells than its text
    at = zip(pair.cells(), pair.exercises_at(), strict=True)
    stops = [(on_page.index(cell.id), names) for cell, names in at if names]
    checks = [pages.checked(cell) for cell in pair.blank().cells]
    for place, wanted in (stops[0], stops[-1]):
        click(lab, place, re.compile(r"^exercises? \d"))
        lands(lab, LESSON.exercises, wanted[0].cell)
        lab.shot(f"stop_{wanted[0].name}")
        back = wanted[-1].name
        click(lab, checks.index(back) + 1, "go on in the lesson")
        lands(lab, LESSON.notebook, pair.stops[back])
        lab.shot(f"back_from_{back}")


def test_the_page_of_words_leads_to_where_they_are_explained(lab, folder, pair):
    text = (folder / LESSON.text).read_text(encoding="utf-8").replace("## Elsewhere", "## Here")
    texts = {LESSON: text + WORD}
    path = folder / words.PAGE
    built = path.read_bytes()
    try:
        path.write_text(pages.dumps(words.page(texts)), encoding="utf-8")
        (word,) = words.of_lesson(LESSON, texts[LESSON])
        lab.open(words.PAGE.as_posix())
        click(lab, 0, f"lesson {LESSON.number}")
        lands(lab, LESSON.notebook, word.cell)
    finally:
        path.write_bytes(built)


def test_what_is_folded_opens_with_a_click_and_can_be_read(lab, folder):
    path = folder / "notebooks/scratch.ipynb"
    path.write_text(pages.dumps(pages.lesson(FOLDS)), encoding="utf-8")
    try:
        lab.open("notebooks/scratch.ipynb")
        folds = lab.page.locator(".jp-RenderedMarkdown details")
        after = lab.page.locator(".jp-RenderedMarkdown p:text-is('After it.')")
        for theme in ("Light", "Dark"):
            lab.theme(theme)
            assert folds.count() == 2
            for fold in folds.all():
                title, inside = fold.locator("summary"), fold.locator("p").first
                assert not inside.is_visible()
                assert contrast(*title.evaluate(COLOURS)) >= READABLE
                title.click()
                inside.wait_for()
                assert contrast(*inside.evaluate(COLOURS)) >= READABLE
            lab.shot(f"folds_{theme.lower()}")
            for title in folds.locator("summary").all():
                title.press("Enter")  # and with the keyboard
            assert not folds.locator("p").first.is_visible()
            # Closed, a fold stands as far from the text below it as a paragraph does.
            fold, below = folds.first.bounding_box(), after.bounding_box()
            assert below["y"] - fold["y"] - fold["height"] >= 10
            lab.shot(f"folded_{theme.lower()}")
    finally:
        path.unlink()
