"""A course for the tests: its texts, and the learner's notebooks, none or all of them solved."""

import shutil

import pytest

from dlscratch.course import lessons, mine
from tests import ROOT

LESSONS = sorted({lessons.find(part.exercise.split(".")[0]).stem for part in mine.PARTS.values()})


@pytest.fixture
def root(tmp_path):
    """A course in which the learner has opened nothing."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "lessons").mkdir()
    for stem in LESSONS:
        shutil.copy(ROOT / "lessons" / f"{stem}_exercises.py", tmp_path / "lessons")
    return tmp_path


@pytest.fixture
def solved(root):
    """A course in which everything is passed: the committed solutions are the learner's."""
    for stem in LESSONS:
        shutil.copy(
            ROOT / "solutions" / f"{stem}_solutions.ipynb",
            root / "exercises" / f"{stem}_exercises.ipynb",
        )
    return root
