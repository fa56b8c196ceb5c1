"""The course in a folder of the learner's, where there is no clone: the package puts it there.

The package holds the pages, and nobody writes into those. The folder gets a copy, and a record of
what the course wrote: so an update knows which files the learner has changed, and a start that was
interrupted goes on.
"""

import errno
import hashlib
import json
import os
import re
from pathlib import Path

import dlscratch
from dlscratch import terminal
from dlscratch.course import files, lessons

NAME = "deep-learning-from-scratch"  # of the folder, where nobody has named another
FOLDERS = ("notebooks", "exercises", "solutions", "weights")
README = """\
# Deep Learning from Scratch

- `notebooks/` holds the lessons; begin with `notebooks/00_start_here.ipynb`.
- `exercises/` holds what you write. Nothing but `reset` ever replaces it, and that keeps yours.
- `solutions/` holds the same exercises, solved.
- `weights/` holds networks that were saved: one that comes with the course, and yours.

In a terminal, `dlscratch` opens the course, and `dlscratch --help` names the other commands.
"""


class Course:
    """The copy in a folder. `wrote` holds the hash of what the course wrote, by the file's name."""

    def __init__(self, folder: Path):
        self.folder, self.edition, self.wrote = folder, "", {}
        try:
            found = json.loads(files.read(folder / lessons.RECORD, files.LARGEST))
            wrote = {str(name): str(hash) for name, hash in found["files"].items()}
            self.edition, self.wrote = str(found["edition"]), wrote
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            pass  # without a record, whatever differs from the package's pages is the learner's

    def note(self, name: str, content: bytes) -> None:
        self.wrote[name] = _hash(content)

    def save(self) -> None:
        self.edition = dlscratch.__version__
        found = {"edition": self.edition, "files": dict(sorted(self.wrote.items()))}
        text = json.dumps(found, indent=1) + "\n"
        files.write(self.folder / lessons.RECORD, text.encode())

    @property
    def newer(self) -> int:
        """1 if the installed package is newer than the pages here, -1 if it is older, else 0."""
        theirs, ours = _ordered(dlscratch.__version__), _ordered(self.edition)
        return 0 if not self.edition else (theirs > ours) - (theirs < ours)


def upgrade() -> str:
    """What fetches a newer package."""
    if terminal.by_uvx():
        return "uvx dlscratch@latest"
    return f"{terminal.python()} -m pip install --upgrade dlscratch"


def pages() -> dict[str, Path]:
    """What a folder gets, by its name there: where it lies in the package."""
    given = lessons.edition()
    found = [path for name in FOLDERS for path in sorted((given / name).iterdir())]
    return {path.relative_to(given).as_posix(): path for path in found if path.is_file()}


def contents() -> dict[str, bytes]:
    """The files that a folder gets, whole."""
    return {name: files.read(path) for name, path in pages().items()} | {
        "README.md": README.encode()
    }


def chosen(named: Path | None) -> Path:
    """The folder to be opened: the one that was named; else the course around the current folder;
    else one in it."""
    if named is not None:
        return Path(os.path.normpath(lessons.current() / named.expanduser()))
    try:
        return lessons.folder()
    except lessons.CourseError:
        return lessons.current() / NAME


def put(folder: Path) -> list[str]:
    """Put the course into a folder, or complete what an earlier start has begun there.

    Nothing that lies there is written over. Returns what there is to say, in sentences. Raises
    CourseError where the course cannot be put there.
    """
    if lessons.is_clone(folder):
        if folder == lessons.edition():
            return []
        raise lessons.CourseError(
            f"{folder} is the course as it is developed, with a start of its own: go there, and "
            f"open it with `{terminal.start()}`."
        )
    if lessons.is_clone(lessons.PACKAGE.parent):
        raise lessons.CourseError(
            f"This dlscratch belongs to the course in {lessons.PACKAGE.parent}: open that with "
            f"`{terminal.start()}`. The one that makes folders comes with `pip install dlscratch`."
        )
    begun = _check(folder)
    course = Course(folder)
    if begun and (course.newer or not course.edition):
        return [about_edition(course)]
    try:
        added = _add(course)
    except OSError as error:
        raise lessons.CourseError(trouble(error, folder)) from error
    return [f"The course is in {folder}."] if added else []


def _add(course):
    """Write what the course has not yet written here; returns whether there was any."""
    wanted = contents()
    if wanted.keys() <= course.wrote.keys():
        return False
    course.folder.mkdir(parents=True, exist_ok=True)
    course.save()  # first, so that the next start knows whose folder this is
    for name in FOLDERS:
        (course.folder / name).mkdir(exist_ok=True)
    for name, content in wanted.items():
        path = course.folder / name
        for half in path.parent.glob(f"{path.name}.*.unfinished"):
            half.unlink()
        if name not in course.wrote and not os.path.lexists(path):
            files.write(path, content)
        course.note(name, content)
    course.save()
    return True


def _check(folder):
    """Whether the course lies in the folder already. Raises CourseError where it cannot be put."""
    try:
        if not folder.exists():
            return False
        if not folder.is_dir():
            raise lessons.CourseError(f"{folder} is a file: name a folder for the course.")
        found = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise lessons.CourseError(trouble(error, folder)) from error
    if lessons.is_course(folder) or lessons.RECORD in found:
        return True
    foreign = sorted(name for name in found if not name.startswith("."))
    if foreign:
        more = " and more" * (len(foreign) > 3)
        raise lessons.CourseError(
            f"{folder} holds other files ({', '.join(foreign[:3])}{more}), and the course is not "
            f"put among them: name a new folder, as with `{terminal.command('open')} {NAME}`."
        )
    return False


def about_edition(course: Course) -> str:
    """What is said of pages that are not the installed package's; they are opened as they are."""
    if course.newer < 0:
        return (
            f"These pages are of edition {course.edition}, and the installed dlscratch is older "
            f"({dlscratch.__version__}): `{upgrade()}` brings a newer one."
        )
    here = f"of edition {course.edition}" if course.edition else "of an edition that is not noted"
    return (
        f"These pages are {here}, and dlscratch {dlscratch.__version__} is installed: "
        f"`{terminal.command('update')}` brings its pages and keeps what you have written."
    )


def trouble(error: OSError, folder: Path) -> str:
    """A sentence for what the system has refused."""
    place, why = error.filename or folder, error.strerror or error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        megabytes = 1 + sum(path.stat().st_size for path in pages().values()) // 1_000_000
        return (
            f"There is no room for the course in {folder} ({why}): free about {megabytes} MB, "
            "and start again; it goes on where it stopped."
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return (
            f"{place} is in the way, a file where the course needs a folder: rename it, and start "
            "again; or name another folder for the course."
        )
    return (
        f"{place} cannot be written ({why}): name a folder of your own, as with "
        f"`{terminal.command('open')} {Path('~', NAME)}`, or make it writable and start again."
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_content(content: bytes, hash: str | None) -> bool:
    """Whether a hash is the content's; line ends alone are no change of the learner's."""
    return hash in (_hash(content), _hash(content.replace(b"\r\n", b"\n")))


def _ordered(version):
    """A version, to be compared: 0.10.0 comes after 0.9.1."""
    return [int(number) for number in re.findall(r"\d+", version)[:4]]
