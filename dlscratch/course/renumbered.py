"""A lesson gets another number when one is put before it: the learner's exercises go along."""

import json
import os
import re
from pathlib import Path, PurePosixPath

from dlscratch.course import edition, files, lessons


def now(name: str) -> PurePosixPath | None:
    """The page of the course that had this name, when its lesson had another number."""
    for lesson in lessons.LESSONS:
        for page in (lesson.notebook, lesson.exercises, lesson.solutions):
            if name != str(page) and _unnumbered(name) == _unnumbered(str(page)):
                return page
    return None


def _unnumbered(name):
    return re.sub(r"/\d\d_", "/", name)


def gone(name: str) -> str:
    """What became of a page that the new edition has no more: the beginning of a sentence."""
    page = now(name)
    return f"{name} is {page} now" if page else f"{name} is no longer in the course"


def former(root: Path) -> dict[str, lessons.Lesson]:
    """The exercise notebooks in `root` that bear an earlier number, and the lesson of each."""
    names = [f"exercises/{path.name}" for path in sorted((root / "exercises").glob("*.ipynb"))]
    pages = {name: now(name) for name in names}
    return {name: lessons.find(str(page)) for name, page in pages.items() if page}


def may_follow(root: Path, lesson: lessons.Lesson) -> bool:
    """Whether the lesson's page of exercises is still to come, or blank."""
    page = root / lesson.exercises
    if not os.path.lexists(page):
        return True
    written = _sources(page)
    return written is not None and written == _sources(edition.blank(root, lesson))


def follow(root: Path) -> list[str]:
    """Rename these notebooks as the lessons are numbered now; returns a sentence for each.

    A page stays where somebody has written into the new one, too. In one that goes, links to its
    lesson are set right, and all else stays as it is. Raises OSError.
    """
    said = []
    for name, lesson in former(root).items():
        if not (root / lesson.notebook).exists():
            continue  # the new edition is still to come
        if not may_follow(root, lesson):
            said.append(
                f"{name} was left as it was: it is {lesson.exercises} now, and you have written "
                "into that, too. Only that counts."
            )
            continue
        before = name.removeprefix("exercises").replace("_exercises", "")  # /10_autograd.ipynb
        link = f"/{lesson.notebook.name}"
        content = files.read(root / name).replace(before.encode(), link.encode())
        files.write(root / lesson.exercises, content)
        (root / name).unlink()
        said.append(f"{name} is {lesson.exercises} now, with all that you have written.")
    return said


def _sources(page):
    """What stands in the cells of a page, whatever was run there; None where it cannot be read."""
    try:
        content = page if isinstance(page, bytes) else files.read(page, files.LARGEST)
        cells = json.loads(content)["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
