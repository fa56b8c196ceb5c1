"""The pace: nobody reads for long without something to type, and no evening is too long."""

import functools
import re
from pathlib import Path

import pytest
from gate import LESSONS, ROOT, TEXTS, load
from nbformat.v4 import new_code_cell, new_markdown_cell

from dlscratch.course import lessons, minutes, pages, signposts, words

pace = load(ROOT / "ci" / "pace.py")
each_lesson = pytest.mark.parametrize("stem", [one.stem for one in LESSONS])
each_full_lesson = pytest.mark.parametrize("stem", [one.stem for one in LESSONS[1:]])
READING = 10.0  # minutes


@functools.cache
def pair(stem):
    """A lesson and its exercises; read only when a test asks, as that takes a while."""
    return signposts.Pair.read(ROOT, lessons.find(stem))


@functools.cache
def words_of(stem):
    lesson = lessons.find(stem)
    return words.of_lesson(lesson, TEXTS[Path(lesson.text)])


@each_lesson
def test_there_is_something_to_write_every_ten_minutes(stem):
    cells = pair(stem).told().cells
    longest, place = minutes.longest_reading(cells)
    assert longest <= READING, f"{longest:.1f} minutes up to: {cells[place].source[-200:]}"


@each_lesson
def test_two_evenings_are_enough_or_three_for_the_longest(stem):
    found = pace.pace(pair(stem)).evenings
    long = ("convolution", "autograd", "practice")
    allowed = 3 if lessons.find(stem).name in long else 2
    assert len(found) <= allowed and max(found) <= minutes.EVENING, found


@each_full_lesson
def test_the_lesson_stops_for_every_exercise_in_order(stem):
    stops = [one.name for exercises in pair(stem).exercises_at() for one in exercises]
    assert stops == list(pair(stem).exercises)


# What gives a prediction away is folded.

ASKS = re.compile(r"\*\*(Predict|Guess)\.\*\*")
GOES_ON = re.compile(r"(## |\*\*(Predict|Guess|Change it|Make it|Stop)|<details>|:::)")


def open_answers(cells):
    """The beginnings of texts that follow a prediction and stand open."""
    for question, code, text in zip(cells, cells[1:], cells[2:], strict=False):
        kinds = [one.cell_type for one in (question, code, text)]
        if kinds == ["markdown", "code", "markdown"] and ASKS.search(question.source):
            if not GOES_ON.match(text.source):
                yield text.source.partition("\n")[0]


@each_lesson
def test_answers_are_folded(stem):
    assert list(open_answers(pair(stem).told().cells)) == []


@pytest.mark.parametrize(
    "text, seen",
    [
        ("Axis 0.", True),
        ("<details>\n<summary>Compare</summary>\n\nAxis 0.\n\n</details>", False),
        ("**Predict.** And now?", False),
        ("## 3. The rest", False),
    ],
)
def test_an_open_answer_is_seen(text, seen):
    question = new_markdown_cell("**Predict.** Which axis?")
    cells = [question, new_code_cell("x"), new_markdown_cell(text)]
    assert bool(list(open_answers(cells))) == seen


# The field's words.


@each_full_lesson
def test_each_lesson_ends_with_the_words_of_the_field(stem):
    found = words_of(stem)
    assert len(found) >= 3, "a section `## Elsewhere` with `- *word*: what it is (section 2).`"


def test_a_word_stands_in_one_lesson():
    found = [one.word.lower() for each in LESSONS for one in words_of(each.stem)]
    assert {word for word in found if found.count(word) > 1} == set()


# The estimate.


@pytest.mark.parametrize(
    "cell, expected",
    [
        (new_markdown_cell("word " * 160), 1),
        (new_markdown_cell("**Predict.** " + "word " * 159), 2),
        (new_markdown_cell("<details>\n<summary>Aside: why</summary>\n\nword\n\n</details>"), 0),
        (new_code_cell("\n".join(["x"] * 20)), 1),
        (new_code_cell("\n".join(["x"] * 20), metadata={"tags": ["output-not-stored"]}), 5),
    ],
)
def test_minutes_of_a_cell(cell, expected):
    assert minutes.of_cell(cell) == pytest.approx(expected, abs=0.01)


def test_reading_begins_anew_with_every_edit():
    read, edit = new_markdown_cell("word " * 800), new_markdown_cell("**Change it.** Now.")
    assert minutes.longest_reading([read, edit, read])[0] < 9
    assert minutes.longest_reading([read, read, edit])[0] > 10


def test_pages_without_a_title_stay_as_they_are():
    assert pages.lesson("").cells == []
