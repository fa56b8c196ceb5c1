"""What the learner's saved pages of exercises hold of the tries: for the checks, who ask by name.

Each page is read once in a kernel, at its first check. So JupyterLab may save the page, with some
outputs cleared, while the learner runs it from the top.
"""

import functools
import os
from pathlib import Path

from dlscratch.checks.engine.tries import counts
from dlscratch.course import lessons, saved


def of(exercise: str) -> dict | None:
    """The saved verdict of an exercise, with its counts; {} where none is saved.

    None where nothing is counted: a kernel that belongs to no page of exercises, or a build.
    """
    try:
        root = lessons.folder()
        page = root / lessons.find(exercise.partition(".")[0]).exercises
    except lessons.CourseError:
        return None
    if os.environ.get(saved.SWITCH) == "off" or Path.cwd() != page.parent.resolve():
        return None
    return _verdicts(page).get(exercise, {})


@functools.cache
def _verdicts(page):
    """Of several cells with one exercise, the one in which most was tried."""
    try:
        said = saved.verdicts(page)
    except (saved.Damaged, FileNotFoundError):
        return {}
    return {one["exercise"]: one for one in sorted(said, key=lambda one: counts(one)["tries"])}
