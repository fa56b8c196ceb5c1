"""The field's words: what lessons list comes to the page; what is not understood is refused."""

import pytest

from dlscratch.course import lessons, pages, words

LAYERS, LOSSES = lessons.find("layers"), lessons.find("losses")
TEXT = """\
# %% [markdown]
# # Lesson 2: Layers
#
# ## 1. Slopes
#
# How steep is it?

# %%
2 + 3

# %% [markdown]
# ## 2. Backward
#
# Which way?

# %%
3 + 4

# %% [markdown]
# ## Elsewhere
#
# - *derivative*: the slope of a function at one place (section 1).
# - *chain rule*: slopes along a way are
#   multiplied (section 2).
#
# ## What you can do now
#
# - This is no word.
"""


def cell(text, words):
    """The id of the cell of a lesson that holds some words."""
    (found,) = [one.id for one in pages.lesson(text).cells if words in one.source]
    return found


def test_what_a_lesson_lists():
    assert words.of_lesson(LAYERS, TEXT) == [
        ("derivative", "the slope of a function at one place.", LAYERS, cell(TEXT, "How steep")),
        ("chain rule", "slopes along a way are multiplied.", LAYERS, cell(TEXT, "Which way")),
    ]


def test_a_word_may_have_a_companion():
    text = TEXT.replace("*derivative*:", "*mean squared error*, MSE:")
    assert words.of_lesson(LAYERS, text)[0].word == "mean squared error, MSE"


def test_a_lesson_without_the_section_has_none():
    assert words.of_lesson(LAYERS, TEXT.replace("## Elsewhere", "## Here")) == []


@pytest.mark.parametrize(
    "line",
    [
        "- *slope*: how steep it is.",  # no section
        "- *slope*: how steep it is (section 7).",  # none of the lesson's
        "- *slope*: how steep it is (section 1)",
        "- *slope*: it is (section 1). And more.",
        "- slope: how steep it is (section 1).",
        "- **slope**: how steep it is (section 1).",
        "- *slope* how steep it is (section 1).",
        "- *slope*: (section 1).",
        "* *slope*: how steep it is (section 1).",
        "- *slope*: how steep it is (lesson 1).",
    ],
)
def test_a_line_that_is_not_understood_is_named(line):
    text = TEXT.replace("# - *chain rule*", f"# {line}\n# - *chain rule*")
    with pytest.raises(lessons.AuthoringError) as error:
        words.of_lesson(LAYERS, text)
    assert f"but one is `{line}`" in str(error.value)
    assert "lessons/02_layers.py: in the section Elsewhere" in str(error.value)


def test_the_page_has_all_words_in_order_each_with_its_place():
    other = TEXT.replace("*derivative*", "*Delta*").replace("*chain rule*", "*épée*")
    page = words.page({LAYERS: TEXT, LOSSES: other})
    (only,) = page.cells
    assert only.cell_type == "markdown" and only.source.startswith("# The field's words\n")
    lines = [line for line in only.source.splitlines() if line.startswith("- ")]
    assert [line.split("**")[1] for line in lines] == ["chain rule", "Delta", "derivative", "épée"]
    place = f"[lesson 2](02_layers.ipynb#cell-id={cell(TEXT, 'How steep')})"
    assert lines[2] == f"- **derivative**: the slope of a function at one place. ({place})"
    assert f"[lesson 4](04_losses.ipynb#cell-id={cell(other, 'How steep')})" in lines[1]
    assert pages.dumps(page) == pages.dumps(words.page({LAYERS: TEXT, LOSSES: other}))


def test_a_course_without_words_has_an_empty_page():
    (only,) = words.page({LAYERS: ""}).cells
    assert only.source.strip() == words.HEAD.strip()
