"""The ways between a lesson and its exercises lead to what is there, and say how long it takes."""

import re

import pytest

from dlscratch.course import lessons, pages, signposts

LESSON = lessons.find("layers")
TEXT = """\
# %% [markdown]
# # Lesson 2: Layers
#
# We begin.
#
# ::: answer
# It is 5.
# :::
#
# ::: stop one two
#
# ::: evening

# %%
2 + 3

# %% [markdown]
# ## 2. More
#
# ::: stop three
"""
EXERCISES = """\
# %% [markdown]
# # Exercises: Layers
#
# Write.

# %%
from dlscratch.checks import layers as check, ____

# %% [markdown]
# ## 1. The first
#
# One.

# %%
answer = 1
check.one(answer)

# %% [markdown]
# ## 2. The second (predict)

# %%
answer = 2
check.two(answer)

# %% [markdown]
# ## 3. The third
#
# Three.

# %%
answer = 3
check.three(answer)
""".replace("answer = ", "### BEGIN SOLUTION\nanswer = ").replace(
    "\ncheck", "\n### BLANK\n# answer = ____\n### END SOLUTION\n\ncheck"
)


def pair(text=TEXT, exercises=EXERCISES):
    return signposts.Pair(LESSON, text, exercises)


def sources(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells)


def links(notebook):
    return re.findall(r"\[([^\]]+)\]\(([^)]+)\)", sources(notebook))


def cell(notebook, words):
    (found,) = [one.id for one in notebook.cells if words in one.source]
    return found


def test_exercises_are_found_with_their_numbers_and_first_cells():
    blank = pair().blank()
    found = [(one.name, one.number, one.cell) for one in pair().exercises.values()]
    assert found == [
        ("one", 1, cell(blank, "## 1.")),
        ("two", 2, cell(blank, "## 2.")),
        ("three", 3, cell(blank, "## 3.")),
    ]
    assert all(one.minutes > 0 for one in pair().exercises.values())


def test_a_stop_leads_to_its_first_exercise():
    page, blank = pair().lesson_page(), pair().blank()
    address = "../exercises/02_layers_exercises.ipynb"
    assert links(page) == [
        ("the exercises", address),
        ("exercises 1 and 2", f"{address}#cell-id={cell(blank, '## 1.')}"),
        ("exercise 3", f"{address}#cell-id={cell(blank, '## 3.')}"),
    ]
    said = sources(page)
    assert said.count("**Stop. Write it:** [") == 2 and said.count("Then come back here.") == 2
    assert said.count(*signposts.LEFT[1]) == 1 and ":::" not in said
    assert "<summary>Compare</summary>\n\nIt is 5." in said


def test_three_exercises_are_a_range():
    page = pair(
        TEXT.replace("stop one two", "stop one two three").replace("# ::: stop three\n", "")
    )
    assert links(page.lesson_page())[1][0] == "exercises 1 to 3"


def test_the_way_back_stands_behind_the_last_exercise_of_a_stop():
    page = pair().lesson_page()
    for made in (pair().blank(), pair().solved()):
        address = "../notebooks/02_layers.ipynb"
        assert links(made) == [
            ("the lesson", address),
            ("go on in the lesson", f"{address}#cell-id={cell(page, 'We begin.')}"),
            ("go on in the lesson", f"{address}#cell-id={cell(page, '## 2. More')}"),
        ]
        before = [
            pages.checked(one)
            for one, back in zip(made.cells, made.cells[1:], strict=False)
            if "go on in the lesson" in back.source
        ]
        assert before == ["two", "three"]


def test_every_id_is_one_of_a_kind():
    for path, notebook in pair().pages().items():
        ids = [one.id for one in notebook.cells]
        assert len(ids) == len(set(ids)), path


def test_minutes_stand_below_the_title():
    for made, words in (
        (pair().lesson_page(), "About 5 minutes, and 15 for [the exercises]"),
        (pair().blank(), "About 15 minutes, in pieces: [the lesson]"),
    ):
        title, blank, head, *_ = made.cells[0].source.splitlines()
        assert title.startswith("# ") and not blank and head.startswith(words), head
    assert "on the way: one evening." in pair().lesson_page().cells[0].source


def test_a_lesson_without_exercises():
    page = pair("# %% [markdown]\n# # Start here\n#\n# We begin.", "")
    assert page.pages().keys() == {LESSON.notebook}
    assert sources(page.lesson_page()) == "# Start here\n\nAbout 5 minutes.\n\nWe begin."


def test_what_stands_where(tmp_path):
    (tmp_path / "lessons").mkdir()
    (tmp_path / LESSON.text).write_text(TEXT, encoding="utf-8")
    assert list(signposts.Pair.read(tmp_path, lessons.find("losses")).pages()) == []
    with pytest.raises(lessons.AuthoringError, match="no exercise one"):
        signposts.Pair.read(tmp_path, LESSON)
    (tmp_path / LESSON.exercises_text).write_text(EXERCISES, encoding="utf-8")
    found = signposts.Pair.read(tmp_path, LESSON).pages()
    assert list(found) == [LESSON.notebook, LESSON.exercises, LESSON.solutions]
    assert found == pair().pages()


def test_the_exercises_at_each_cell():
    found = [[one.name for one in names] for names in pair().exercises_at()]
    assert found == [["one", "two"], [], ["three"]]


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("stop one two", "stop one zwei", "there is no exercise zwei to stop for"),
        ("stop one two", "stopp one two", "what does `::: stopp one two` mean"),
        ("stop three", "stop", "what does `::: stop` mean"),
        ("::: evening", "::: evenings", "what does `::: evenings` mean"),
        ("# :::\n", "", "what does `::: answer` mean"),
        ("::: answer", "::: aside", "what does `::: aside` mean|what does `:::` mean"),
    ],
)
def test_marks_that_are_not_understood_are_named(old, new, words):
    with pytest.raises(lessons.AuthoringError, match=words) as error:
        pair(TEXT.replace(old, new)).lesson_page()
    assert "lessons/02_layers.py" in str(error.value)


def test_marks_have_no_place_among_the_exercises():
    for mark in ("stop one", "evening"):
        with pytest.raises(lessons.AuthoringError, match="lessons/02_layers_exercises.py: what"):
            pair(exercises=EXERCISES.replace("# Three.", f"# ::: {mark}")).blank()


def test_a_stop_needs_a_heading_to_lead_to():
    with pytest.raises(lessons.AuthoringError, match="one has no heading with a number"):
        pair(exercises=EXERCISES.replace("## 1. The first", "## The first"))


def test_an_exercise_belongs_to_one_stop():
    with pytest.raises(lessons.AuthoringError, match="two stops for two"):
        pair(TEXT.replace("stop three", "stop two three"))
