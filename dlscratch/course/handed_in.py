"""What a class has handed in: which notebooks there are, and whose each of them is."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from dlscratch.course import files, lessons

FINISHED = {"notebooks", "solutions", "__MACOSX"}  # folders without a learner's answers
ARCHIVES = (".zip", ".tar", ".gz", ".7z", ".rar")
# What browsers and systems add to the name of a copy: " (1)", "-Copy1", " copy 2", "-1".
_COPY = re.compile(r"([ _-]*(\(\d+\)|copy *\d*|[-_]\d{1,2}))+$", re.IGNORECASE)
# What learning platforms put between the learner's name and the file's.
_NUMBER = re.compile(r"([_ -]+(\d{4,}|LATE|assignsubmission[_ ]file))+$", re.IGNORECASE)


@dataclass
class HandIn:
    """The notebooks of one learner, in the folder `home`; those of a lesson that are not copied
    come first."""

    name: str
    home: Path
    notebooks: list[Path]
    flat: bool = False  # told apart from others in the same folder by their names

    def lessons(self) -> dict[lessons.Lesson, list[Path]]:
        """The notebooks of each lesson, the best one first."""
        found: dict = {}
        for path in self.notebooks:
            lesson = lesson_of(path.name)
            if lesson:
                found.setdefault(lesson, []).append(path)
        return found

    def others(self) -> list[Path]:
        """The notebooks whose names are of no lesson's exercises."""
        return [path for path in self.notebooks if not lesson_of(path.name)]

    def shown(self, path: Path) -> str:
        return path.relative_to(self.home).as_posix()


def find(folder: Path) -> tuple[list[HandIn], list[str]]:
    """What lies in a folder, and a sentence on each thing there that belongs to nobody.

    Raises CourseError where the folder cannot be read.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name.lower())
    except OSError as error:
        raise lessons.CourseError(f"{folder} cannot be read ({error.strerror}).") from error
    notes: list[str] = []
    homes = [path for path in entries if path.is_dir() and path.name[0] not in "._"]
    loose = [path for path in entries if path.is_file() and path.name[0] != "."]
    other = [path for path in homes if path.name != "exercises" and path.name not in FINISHED]
    own = any(lesson_of(path.name) for path in loose) or (folder / "exercises").is_dir()
    if own and not any(lesson_of(path.name) for home in other for path in _notebooks(home, [])):
        by_name = _by_name(folder, loose)
        if len(by_name) > 1:
            notes.append(
                "The notebooks lie in one folder, and learners are told apart by what else stands "
                "in the files' names. Where this is wrong, make a folder for each learner."
            )
            return by_name, notes + _left_out(one for one in loose if not lesson_of(one.name))
        homes, loose = [folder], []
    found = [HandIn(_name(home), home, _notebooks(home, notes)) for home in homes]
    return found, notes + _left_out(loose)


def _left_out(paths):
    endings = (".ipynb", *ARCHIVES)
    names = [path.name for path in paths if path.name.lower().endswith(endings)]
    return [f"{name} is in no learner's folder, and was left out." for name in names]


def _by_name(folder, loose):
    """The learners whose notebooks lie in one folder, as learning platforms pack them."""
    found: dict[str, list[Path]] = {}
    for path in sorted(loose, key=lambda path: (_rest(path.name)[1], path.name)):
        if lesson_of(path.name) and not files.is_kept(path.name):
            found.setdefault(_rest(path.name)[0], []).append(path)
    if "" in found and len(found) <= 3:
        return []  # a learner's own notebooks, and a copy or two under other names
    found = _without_numbers(found)
    return [HandIn(name or _name(folder), folder, found[name], flat=True) for name in sorted(found)]


def _rest(name):
    """What a notebook's name says beside its lesson, and what marks it as a copy."""
    lesson = lesson_of(name)
    if not lesson:
        return "", ""
    before, after = re.split(_of(lesson), name.removesuffix(".ipynb"), maxsplit=1)
    copy = _COPY.search(after)
    after = after[: copy.start()] if copy else after
    return " ".join(filter(None, (before.strip(" _-."), after.strip(" _-.")))), bool(copy)


def _without_numbers(found):
    """The same, with one learner's hand-ins together, where a platform has given each a number of
    its own: anna_12345 and anna_67890. Two of the same lesson may be two people's, and stay."""
    short: dict[str, list[str]] = {}
    for name in found:
        short.setdefault(_NUMBER.sub("", name) or name, []).append(name)
    joined = {}
    for one, names in short.items():
        handed = [lesson_of(path.name) for name in names for path in found[name]]
        if len(set(handed)) == len(handed):
            joined[one] = [path for name in names for path in found[name]]
        else:
            joined.update((name, found[name]) for name in names)
    return joined


def _name(home):
    """A folder's own name, also where it is a link, or the folder where somebody stands."""
    return home.name if home.name not in ("", "..") else home.resolve().name


def _notebooks(home, notes):
    """The notebooks in a learner's folder that may be exercises: the best one first, and no copy
    that `reset` kept."""

    def report(error):
        notes.append(f"{home.name}: {error.filename} cannot be read ({error.strerror}).")

    found = []
    for place, folders, names in os.walk(home, onerror=report):
        folders[:] = [name for name in folders if name[0] != "." and name not in FINISHED]
        names = [name for name in names if name.endswith(".ipynb") and name[0] not in "._"]
        found += [Path(place, name) for name in names if not files.is_kept(name)]
    # The lesson's own name before "01_tensors_exercises (1)", then the one least deep.
    return sorted(found, key=lambda path: (not _own_name(path.name), len(path.parts), path))


def lesson_of(name: str) -> lessons.Lesson | None:
    """The lesson whose exercises a file holds, to judge by its name; None if it is no lesson's."""
    if not name.endswith(".ipynb"):
        return None
    return next((one for one in lessons.LESSONS if re.search(_of(one), name)), None)


def _of(lesson):
    """What a name of the lesson's exercises holds: its number may be that of an earlier edition."""
    return rf"\d\d_{lesson.name}_exercises"


def _own_name(name):
    return any(name == one.exercises.name for one in lessons.LESSONS)
