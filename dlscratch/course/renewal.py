"""Bring the pages of the installed package into a folder that the package has made.

As in a clone, each file is taken whole: the learner's exercises stay, and of any other file that
both the learner and the new edition have changed, the learner's is kept beside it.
"""

import json
import os
import re
from pathlib import Path

import dlscratch
from dlscratch import terminal
from dlscratch.course import edition, files, installed, lessons, renumbered

NEWER = "A newer edition comes with `{}`; then run `{}` again."


def renew(folder: Path) -> str:
    """Update the course in a folder; returns what was done, in sentences. Raises CourseError.

    An update that was interrupted is taken up by the next one.
    """
    course = installed.Course(folder)
    if course.newer < 0:
        raise lessons.CourseError(installed.about_edition(course))
    said: list[str] = []
    try:
        wanted = installed.contents()
        changed = [name for name in wanted if _renew(course, name, wanted[name], said)]
        gone = sorted(course.wrote.keys() - wanted)
        changed += [name for name in gone if _drop(course, name, said)]
        course.save()
        said += renumbered.follow(folder)
    except OSError as error:
        done = "".join(f"\n{sentence}" for sentence in said)
        raise lessons.CourseError(
            "The update has stopped, and nothing of yours is lost; the next one goes on. "
            + installed.trouble(error, folder)
            + done
        ) from error
    many = "1 file is" if len(changed) == 1 else f"{len(changed)} files are"
    head = f"The course is updated to dlscratch {dlscratch.__version__}: {many} new or changed."
    if not changed:
        head = f"These are the pages of dlscratch {dlscratch.__version__}, the edition installed."
    said = [head, *said]
    said += [one for one in older(folder) if one.partition(" ")[0] not in " ".join(said)]
    if changed:
        said.append("If JupyterLab is open, close it, and start the course again.")
    return "\n".join([*said, NEWER.format(installed.upgrade(), terminal.command("update"))])


def _renew(course, name, new, said):
    """Bring one file of the new edition; returns whether anything is new."""
    path, before = course.folder / name, course.wrote.get(name)
    course.note(name, new)
    renewed = course.wrote[name] != before
    if not os.path.lexists(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, new)
        return True
    if path.is_symlink() or not path.is_file():
        if not renewed:
            return False
        said.append(_kept(name, files.aside(path), course))
        files.write(path, new)
        return True
    own = files.read(path)
    if own == new:
        return False
    if installed.is_content(own, before):
        files.write(path, new)
        return renewed
    if not renewed:
        return False  # the learner's change is the only one
    if lesson := _owner(name):
        if before:
            said.append(f"{name} has changed, and yours was left as it is; {anew(lesson)}.")
        return False
    said.append(_kept(name, files.keep(path), course))
    files.write(path, new)
    return True


def _kept(name, copy, course):
    there = copy.relative_to(course.folder).as_posix()
    return f"{name} is the new edition's, and what you had there is kept as {there}."


def _drop(course, name, said):
    """Take away a file that the new edition has no more, unless the learner has changed it."""
    path = course.folder / name
    if path.is_file() and not path.is_symlink():
        if installed.is_content(files.read(path), course.wrote[name]):
            path.unlink()
            del course.wrote[name]
            return True
        if name not in renumbered.former(course.folder):  # of those `follow` says what becomes
            said.append(f"{renumbered.gone(name)}, and yours was left as it was.")
    del course.wrote[name]
    return False


def _owner(name):
    """The lesson whose exercises a file holds."""
    return next((one for one in lessons.LESSONS if one.exercises.as_posix() == name), None)


def older(root: Path):
    """A sentence for each exercise notebook that holds a text of another edition.

    A cell of the course bears the hash of what the course wrote into it, whatever becomes of it.
    """
    for lesson in lessons.LESSONS:
        path = root / lesson.exercises
        if path.is_file():
            try:
                newest = _texts(edition.blank(root, lesson))
                yours = _texts(files.read(path, files.LARGEST))
            except Exception:
                continue  # what is damaged, `progress` says
            if yours - newest:
                yield f"{lesson.exercises} is yours, and of another edition; {anew(lesson)}."


def anew(lesson: lessons.Lesson) -> str:
    """How to get the new edition of a lesson's exercises: the end of a sentence."""
    return f"`{terminal.reset(lesson)}` gives you the new one and keeps yours"


def _texts(notebook):
    """The names that the build gave to the cells of text; JupyterLab's own are longer."""
    cells = json.loads(notebook)["cells"]
    names = {cell.get("id", "") for cell in cells if cell["cell_type"] == "markdown"}
    return {name for name in names if re.fullmatch("[0-9a-f]{12}", name)}
