"""The estimate of minutes: what counts, and what does not."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from dlscratch.course import minutes

WORDS = "word " * minutes.WORDS_A_MINUTE  # a minute
LINES = "x = 1\n" * minutes.LINES_A_MINUTE  # another


def text(source):
    return minutes.of_cell(new_markdown_cell(source))


@pytest.mark.parametrize(
    "source, spent",
    [
        ("", 0),
        (WORDS, 1),
        (WORDS * 2, 2),
        (f"[{WORDS}](https://example.org/many/words/that/are/no/words)", 1),
        (f"```\n{WORDS}\n```", 0),
        (f"<details>\n<summary>Aside: Why</summary>\n\n{WORDS}\n\n</details>\n\n{WORDS}", 1),
    ],
)
def test_words(source, spent):
    assert text(source) == spent


def test_an_answer_is_read_and_an_aside_is_not():
    folded = "<details>\n<summary>{}</summary>\n\n" + WORDS + "\n\n</details>"
    assert text(folded.format("Compare")) == pytest.approx(1 + 1 / minutes.WORDS_A_MINUTE)
    both = folded.format("Aside: a") + "\n\n" + folded.format("Compare")
    assert text(both) == text(folded.format("Compare")), "an aside ends where it ends"


@pytest.mark.parametrize(
    "call, spent",
    [
        ("**Predict.**", minutes.PREDICTION),
        ("**Guess.**", minutes.PREDICTION),
        ("**Predict.** And: **Predict.**", 2 * minutes.PREDICTION),
        ("**Change it.**", minutes.CHANGE),
        ("**Make it.**", minutes.MAKE),
        ("## 9. Make it", minutes.MAKE),
        ("Predict. Change it. We make it.", 0),
        ("**Stop. Write it:** exercises 1 and 2", 0),  # its exercises are counted by themselves
    ],
)
def test_what_is_to_be_done(call, spent):
    assert text(call) == pytest.approx(spent + minutes.words(call) / minutes.WORDS_A_MINUTE)


def test_code_and_pictures_that_move():
    assert minutes.of_cell(new_code_cell(LINES)) == 1
    assert minutes.of_cell(new_code_cell(LINES.replace("\n", "\n\n"))) == 1, "blank lines are none"
    live = new_code_cell(LINES, metadata={"tags": ["output-not-stored"]})
    assert minutes.of_cell(live) == 1 + minutes.PICTURE
    other = new_code_cell(LINES, metadata={"tags": ["nbval-ignore-output"]})
    assert minutes.of_cell(other) == 1


@pytest.mark.parametrize(
    "heading, spent",
    [
        ("## 3. A step (predict)", minutes.ON_PAPER),
        ("## 3. Put the lines in order", minutes.ON_PAPER),
        ("## 3. The loop: put the lines in order", minutes.ON_PAPER),
        ("## 3. A step (find the bug)", minutes.BUG),
        ("## 3. A step (crash hunt)", minutes.CRASH),
        ("## 3. A step", minutes.TYPED + 3),
        ("## 3. What we predict", minutes.TYPED + 3),
    ],
)
def test_exercises(heading, spent):
    read = minutes.words(heading) / minutes.WORDS_A_MINUTE
    found = minutes.of_exercise(heading, "def f(x):\n    x = x + 1\n    return x")
    assert found == pytest.approx(read + spent)


@pytest.mark.parametrize(
    "source, edits",
    [
        ("**Change it.** Put 3 there.", True),
        ("**Make it.** A net.", True),
        ("## 12. Make it", True),
        ("**Stop. Write it:** [exercise 1](a.ipynb), about 5 minutes.", True),
        ("**Predict.** What comes?", False),
        ("We stop here. Make it so. Change it.", False),
    ],
)
def test_edits(source, edits):
    assert minutes.is_edit(new_markdown_cell(source)) == edits
    assert not minutes.is_edit(new_code_cell(f"# {source}"))


def test_the_longest_reading_says_where_it_ends():
    read, edit = new_markdown_cell(WORDS), new_markdown_cell("**Change it.**")
    longest, place = minutes.longest_reading([read, edit, read, read, read, read, read, read, edit])
    asked = minutes.of_cell(edit) - minutes.CHANGE  # the change itself is no reading
    assert place == 8 and longest == pytest.approx(6 + asked)
    longest, place = minutes.longest_reading([edit, read, read, read, read, read])
    assert (longest, place) == (5, 5), "the end of the page counts, too"
    assert minutes.longest_reading([]) == (0, 0)


@pytest.mark.parametrize("spent, said", [(0, 5), (7, 5), (8, 10), (62.4, 60), (63, 65)])
def test_minutes_as_one_says_them(spent, said):
    assert minutes.rounded(spent) == said


@pytest.mark.parametrize(
    "spent, said",
    [
        (0, "one evening"),
        (90, "one evening"),
        (90.1, "two evenings"),
        (180, "two evenings"),
        (181, "three evenings"),
        (271, "4 evenings"),
        (400, "5 evenings"),
    ],
)
def test_evenings(spent, said):
    assert minutes.evenings(spent) == said
