"""The pages as the course gives them, whatever the learner has made of theirs.

A clone builds them from the texts in lessons/; an installed package holds them ready, and neither
its texts nor what reads them.
"""

import functools
from pathlib import Path

from dlscratch.course import files, lessons, opening, pages, saved, signposts


def blank(root: Path, lesson: lessons.Lesson) -> bytes | None:
    """The file of the lesson's blank exercises, for the course in `root`; None if it has none.

    Raises CourseError where what they are made from cannot be read.
    """
    place = lessons.edition(root)
    if (place / "lessons").is_dir():
        if not (place / lesson.exercises_text).exists():
            return None
        lessons.course_text(place, lesson.exercises_text)  # says so where it cannot be read
        return pages.dumps(signposts.Pair.read(place, lesson).blank()).encode()
    if not (place / lesson.exercises).exists():
        return None
    try:
        return files.read(place / lesson.exercises)
    except OSError as error:
        raise lessons.unreadable(lesson.exercises, error.strerror) from error


def solved(root: Path, lesson: lessons.Lesson) -> list[str]:
    """The code of the lesson's solved exercises, cell by cell; of a cell of text it is empty.

    Raises CourseError as `blank` does, and where there are none.
    """
    place = lessons.edition(root)
    if (place / "lessons").is_dir():
        text = lessons.course_text(place, lesson.exercises_text)
        return _solved(text, str(lesson.exercises_text))
    try:
        cells = saved.read(place / lesson.solutions)
        return [opening.left_out(cell.code).strip() for cell in cells]
    except FileNotFoundError as error:
        raise lessons.unreadable(lesson.solutions, error.strerror) from error
    except saved.Damaged as error:
        raise lessons.unreadable(lesson.solutions, str(error).rstrip(".")) from error


@functools.cache
def _solved(text, file):
    cells = pages.solved(text, file).cells
    return [one.source if one.cell_type == "code" else "" for one in cells]
