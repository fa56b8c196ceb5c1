"""The course's folder and lessons, and the way from a lesson's text to its notebooks."""

import pytest

from dlscratch.course import lessons, pages

EXERCISES = '''\
# %% [markdown]
# # Exercises
#
# Fill in what is missing.

# %%
from dlscratch.checks import tensors as check, ____

# %% tags=["nbval-ignore-output"]
def double(x):
    """Twice `x`."""
    # less is not more
    ### BEGIN SOLUTION
    y = 2 * x

    return y
    ### BLANK
    # y = ____
    #
    # # and then
    #     return y
    ### END SOLUTION

check.double(double)

# %%
### BEGIN SOLUTION
answer = [2, 3]
### BLANK
# answer = ____
### END SOLUTION
check.shape(answer)

# %%
def short(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

check.short(short)
'''


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def test_blank_shows_the_blank_lines():
    cells = sources(pages.blank(EXERCISES))
    assert cells[0] == "# Exercises\n\nFill in what is missing."
    assert cells[2] == (
        'def double(x):\n    """Twice `x`."""\n    # less is not more\n'
        "    y = ____\n\n    # and then\n        return y\n\ncheck.double(double)"
    )
    assert cells[3] == "answer = ____\ncheck.shape(answer)"
    assert cells[4] == "def short(x):\n    ____\n\ncheck.short(short)"


def test_solved_shows_the_solution():
    cells = sources(pages.solved(EXERCISES))
    assert cells[2] == (
        'def double(x):\n    """Twice `x`."""\n    # less is not more\n'
        "    y = 2 * x\n\n    return y\n\ncheck.double(double)"
    )
    assert cells[3] == "answer = [2, 3]\ncheck.shape(answer)"
    assert cells[4] == "def short(x):\n    return x\n\ncheck.short(short)"


def test_solutions_are_the_cells_without_their_checks():
    found = pages.solutions(EXERCISES)
    assert {name: one["check"] for name, one in found.items()} == {
        "double": "check.double(double)",
        "shape": "check.shape(answer)",
        "short": "check.short(short)",
    }
    assert {name: one["solution"] for name, one in found.items()} == {
        "double": 'def double(x):\n    """Twice `x`."""\n    # less is not more\n'
        "    y = 2 * x\n\n    return y",
        "shape": "answer = [2, 3]",
        "short": "def short(x):\n    return x",
    }


def test_notebook_keeps_tags_and_nothing_else():
    notebook = pages.blank(EXERCISES.replace("# %%\n###", '# %% A title key="value"\n###'))
    assert notebook.cells[2].metadata == {"tags": ["nbval-ignore-output"]}
    assert notebook.cells[3].metadata == {}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == pages.LANGUAGE


def test_comments_that_look_like_shell_commands_stay_comments():
    text = "# %%\n# cat the rows, less the mean\n# ls\n# %timeit x\nx = 1\n"
    assert sources(pages.lesson(text)) == [text.removeprefix("# %%\n").rstrip()]


def test_ids_come_from_the_content():
    first, second = pages.blank(EXERCISES), pages.blank(EXERCISES)
    assert pages.dumps(first) == pages.dumps(second)
    changed = pages.blank(EXERCISES.replace("Fill in", "Type"))
    same = [a.id == b.id for a, b in zip(first.cells, changed.cells, strict=True)]
    assert same == [False, True, True, True, True]


def test_equal_cells_get_different_ids():
    ids = [cell.id for cell in pages.lesson("# %%\nx\n\n# %%\nx\n").cells]
    assert len(set(ids)) == 2


WHOLE = "# %%\n### BEGIN SOLUTION\nx = 1\n### BLANK\n# x = ____\n### END SOLUTION\ncheck.a(x)\n"


@pytest.mark.parametrize(
    "text, line, words",
    [
        (WHOLE.replace("### END SOLUTION\n", ""), 2, "not part of a whole block"),
        (WHOLE.replace("### BEGIN SOLUTION\n", ""), 3, "not part of a whole block"),
        (WHOLE.replace("### BEGIN SOLUTION\nx = 1\n", ""), 2, "not part of a whole block"),
        (WHOLE.replace("x = 1\n", ""), 2, "not part of a whole block"),
        (WHOLE.replace("# x = ____", "x = 2"), 2, "not part of a whole block"),
        (WHOLE.replace("# x = ____\n", ""), 2, "not part of a whole block"),
        (WHOLE.replace("### BLANK", "### blank"), 2, "not part of a whole block"),
        (WHOLE.replace("### BLANK", "# %%\n### BLANK"), 2, "not part of a whole block"),
        (WHOLE.replace("### END", "    ### END"), 2, "not part of a whole block"),
        (WHOLE.replace("### END", "## END"), 2, "not part of a whole block"),
        (WHOLE.replace("check.a(x)", "x"), 1, "no check"),
        (WHOLE + "x\n", 1, "no check"),
        (WHOLE + "check.b(x)\n", 1, "checks a and b"),
        (WHOLE + WHOLE, 8, "line 1 too"),
        (WHOLE + "# %%\ncheck.b(x)\n", 8, "no ### BEGIN SOLUTION"),
    ],
)
@pytest.mark.parametrize("make", [pages.blank, pages.solved, pages.solutions])
def test_authoring_errors_name_file_and_line(make, text, line, words):
    with pytest.raises(lessons.AuthoringError) as caught:
        make(text, "lessons/01_tensors_exercises.py")
    message = str(caught.value)
    assert message.startswith(f"lessons/01_tensors_exercises.py, line {line}: ")
    assert words in message and message.count("\n") == 0


def test_a_lesson_holds_no_solutions():
    with pytest.raises(lessons.AuthoringError, match="line 2: exercises stand in"):
        pages.lesson(WHOLE)


@pytest.mark.parametrize(
    "word",
    ["3", "03", "stacks", "03_stacks", "03_stacks_exercises", "exercises/03_stacks_exercises.ipynb"]
    + ["exercises\\03_stacks_exercises.ipynb", "lessons/03_stacks.py", "03_stacks_solutions.ipynb"],
)
def test_a_lesson_has_many_names(word):
    assert lessons.find(word).stem == "03_stacks"


@pytest.mark.parametrize("word", ["", "23", "-1", "3.0", "stack", "_exercises", "²"])
def test_an_unknown_lesson_lists_the_lessons(word):
    with pytest.raises(lessons.CourseError, match="00_start_here, 01_tensors, .* 13_practice"):
        lessons.find(word)


def test_lessons_are_numbered_in_order():
    assert [lesson.number for lesson in lessons.LESSONS] == list(range(len(lessons.LESSONS)))


def test_folder_falls_back_on_the_current_one(tmp_path, monkeypatch):
    monkeypatch.setattr(lessons, "PACKAGE", tmp_path / "site-packages/dlscratch")
    inside = tmp_path / "course" / "notebooks"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    with pytest.raises(lessons.CourseError, match="no course"):
        lessons.folder()
    for name in ("lessons", "exercises"):
        (tmp_path / "course" / name).mkdir()
    assert lessons.folder() == tmp_path / "course"
