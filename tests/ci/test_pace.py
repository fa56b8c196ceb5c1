"""How ci/pace.py divides a lesson's minutes among its evenings."""

import importlib.util
import sys

import pytest

from dlscratch.course import lessons, minutes, signposts
from tests import ROOT

LESSON = lessons.find("layers")
WORDS = "word " * minutes.WORDS_A_MINUTE


@pytest.fixture(scope="module")
def pace():
    spec = importlib.util.spec_from_file_location("ci_pace", ROOT / "ci" / "pace.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def text(*cells):
    """A lesson of these cells of text, with a cell of code between."""
    between = "\n\n# %%\nx = 1\n\n"
    return between.join(
        "# %% [markdown]\n" + "\n".join(f"# {line}".rstrip() for line in cell.splitlines())
        for cell in cells
    )


def exercises(*names):
    """A page of exercises, each of the same time."""
    cells = ["# %% [markdown]\n# # Exercises\n"]
    for number, name in enumerate(names, 1):
        cells.append(f"# %% [markdown]\n# ## {number}. Words (predict)\n")
        cells.append(
            "# %%\n### BEGIN SOLUTION\nanswer = 1\n### BLANK\n# answer = ____\n### END SOLUTION\n\n"
            f"check.{name}(answer)\n"
        )
    return "\n".join(cells)


def pair(cells, names):
    return signposts.Pair(LESSON, text(*cells), exercises(*names))


EACH = minutes.ON_PAPER + 3 / minutes.WORDS_A_MINUTE  # an exercise


def test_an_evening_has_its_own_text_and_its_own_exercises(pace):
    cells = ["# A", WORDS, "::: stop one\n\n::: evening", WORDS, WORDS, "::: stop two three"]
    found = pace.pace(pair(cells, ["one", "two", "three"]))
    assert found.exercises == pytest.approx(3 * EACH)
    assert found.evenings[0] == pytest.approx(1 + EACH, abs=0.5)
    assert found.evenings[1] == pytest.approx(2 + 2 * EACH, abs=0.5)
    # The mark itself is read on neither.
    assert sum(found.evenings) == pytest.approx(found.lesson + found.exercises, abs=0.1)


def test_a_long_lesson_says_where_each_evening_can_end(pace):
    cells = ["# A", WORDS, "::: evening", WORDS, "::: evening", WORDS, "::: stop one"]
    shown = " ".join(cell.source for cell in pair(cells, ["one"]).told().cells)
    assert [shown.count(one) for one in signposts.LEFT[2]] == [1, 1]
    found = pace.pace(pair(cells, ["one"]))
    assert found.evenings == [pytest.approx(one, abs=0.5) for one in (1, 1, 1 + EACH)]


def test_what_stands_behind_the_mark_is_of_the_second_evening(pace):
    cells = ["# A", f"{WORDS}\n\n::: evening\n\n{WORDS}\n\n{WORDS}\n\n::: stop one"]
    found = pace.pace(pair(cells, ["one"]))
    assert found.evenings == [pytest.approx(1, abs=0.5), pytest.approx(2 + EACH, abs=0.5)]


def test_exercises_without_a_stop_come_last(pace):
    found = pace.pace(pair(["# A", "::: evening", WORDS], ["one", "two"]))
    assert found.evenings[1] == pytest.approx(1 + 2 * EACH, abs=0.2)


def test_a_lesson_of_one_evening(pace):
    found = pace.pace(pair(["# A", WORDS], []))
    assert found.evenings == [pytest.approx(found.lesson)] and found.exercises == 0
    assert "longest without an edit 1" in str(found)


def test_every_lesson_gets_a_line_and_one_alone_its_edits(pace, capsys):
    pace.main([])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [one.stem for one in lessons.LESSONS]
    pace.main(["05"])
    first, *edits, last = capsys.readouterr().out.splitlines()
    assert first.startswith("05_optimizers ") and last.startswith("  to the end ")
    assert any("**Stop. Write it:**" in edit for edit in edits)
    assert all(edit.startswith("  cell ") for edit in edits)
