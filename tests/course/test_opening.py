"""The lines that each page begins with: where they stand, and that nobody takes them as answers."""

import sys

import pytest

from dlscratch.course import opening, pages, saved, sources, statements

QUESTION = """\
# %% [markdown]
# # Lesson 2: Layers
#
# What it is about.
#
# ## A question
#
# **Predict.** What comes?

# %%
2 + 3
"""
EXERCISES = """\
# %% [markdown]
# # Exercises
#
# Run the next cell first.

# %%
import numpy as np

# %%
def f(x):
    return np.sum(x)
"""


def put(text):
    return opening.put(pages.lesson(text)).cells


def test_before_a_prediction_they_stand_below_the_titles_text():
    title, lines, question, code = put(QUESTION)
    assert title.source == "# Lesson 2: Layers\n\nWhat it is about."
    assert lines.source == opening.LINES and lines.cell_type == "code"
    assert question.source.startswith("## A question") and code.source == "2 + 3"


def test_the_text_that_goes_on_keeps_its_id():
    """To the place where a lesson stops a link leads, and that may be this text."""
    assert put(QUESTION)[2].id == pages.lesson(QUESTION).cells[0].id


def test_a_question_may_follow_the_title_at_once():
    title, lines, question, _ = put(QUESTION.replace("# ## A question\n#\n", ""))
    assert title.source.endswith("about.") and question.source == "**Predict.** What comes?"

    title, lines, question, _ = put(QUESTION.replace("# ## A question\n#", "\n# %% [markdown]"))
    assert title.source.rstrip().endswith("about.")
    assert question.source == "**Predict.** What comes?"


def test_elsewhere_they_stand_on_top_of_the_first_code():
    text, begin, code = put(EXERCISES)
    assert begin.source == f"{opening.LINES}\n\nimport numpy as np"
    assert begin.id == pages.id_of("code", begin.source), "its name comes from its content"
    assert opening.LINES not in code.source


@pytest.mark.parametrize("text", ["", "# %% [markdown]\n# # Start\n#\n# We begin.\n"])
def test_a_page_without_code_has_no_need_of_them(text):
    assert put(text) == pages.lesson(text).cells


@pytest.mark.parametrize("text", [QUESTION, EXERCISES])
def test_every_id_is_one_of_a_kind(text):
    ids = [cell.id for cell in put(text)]
    assert len(ids) == len(set(ids))


def test_they_are_none_of_the_learners_statements():
    begin = put(EXERCISES)[1].source
    (found,) = statements.read(begin)
    assert (found.text, found.line) == ("import numpy as np", 8)
    assert statements.read(opening.LINES) == []


def test_ipython_is_not_asked_about_them(monkeypatch):
    """To ask it takes longer than to read a notebook."""
    monkeypatch.setitem(sys.modules, "IPython.core.inputtransformer2", None)
    begin = put(EXERCISES)[1].source
    assert statements.read(begin)
    with pytest.raises(ImportError):
        statements.read(begin + "\n%time 5")


def test_an_answer_finds_its_imports_below_them():
    cells = [saved.Cell(cell.source, []) for cell in put(EXERCISES) if cell.cell_type == "code"]
    notebook = sources.Notebook(cells)
    assert notebook.find("np", 1).text == "import numpy as np"
    assert notebook.find("dlscratch", 1) is None
    assert notebook.unreadable == set()
