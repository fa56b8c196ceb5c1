"""Where the course lies, and which lessons it has."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dlscratch import terminal
from dlscratch.checks.engine import solutions


class CourseError(Exception):
    """Something that the reader can put right, said in one sentence."""


class AuthoringError(CourseError):
    """A lesson's text that cannot become a notebook: the file, the line, and what is missing."""


# The lessons


@dataclass(frozen=True)
class Lesson:
    """One lesson of the course. Its paths are relative to the course's folder."""

    number: int
    name: str
    title: str
    about: str

    @property
    def stem(self) -> str:
        return f"{self.number:02}_{self.name}"

    @property
    def text(self) -> PurePosixPath:
        return PurePosixPath("lessons", f"{self.stem}.py")

    @property
    def exercises_text(self) -> PurePosixPath:
        return PurePosixPath("lessons", f"{self.stem}_exercises.py")

    @property
    def notebook(self) -> PurePosixPath:
        return PurePosixPath("notebooks", f"{self.stem}.ipynb")

    @property
    def exercises(self) -> PurePosixPath:
        return PurePosixPath("exercises", f"{self.stem}_exercises.ipynb")

    @property
    def solutions(self) -> PurePosixPath:
        return PurePosixPath("solutions", f"{self.stem}_solutions.ipynb")


LESSONS = (
    Lesson(0, "start_here", "Start here", "Where it leads, how it works, your setup, and the map."),
    Lesson(1, "tensors", "Tensors", "Nested lists, their shapes, and the same in NumPy."),
    Lesson(2, "layers", "Layers", "Forward, backward, and what to remember in between."),
    Lesson(3, "stacks", "Stacks", "Linear layers, their three gradients, and chains of layers."),
    Lesson(4, "losses", "Losses", "How wrong is the network, and in which direction?"),
    Lesson(5, "optimizers", "Optimizers", "Gradient descent, momentum and Adam."),
    Lesson(6, "xor", "XOR", "A first network learns what no single line can do."),
    Lesson(7, "starting_weights", "Starting weights", "Which numbers a deep stack can learn from."),
    Lesson(8, "fizzbuzz", "FizzBuzz", "Encodings, baselines, and numbers kept for the test."),
    Lesson(9, "mnist", "MNIST", "Handwritten digits, dropout, and weights saved to a file."),
    Lesson(10, "convolution", "Convolution", "One small layer, used at every place of an image."),
    Lesson(11, "autograd", "Autograd", "A tensor that takes notes, and no backward to write."),
    Lesson(12, "pytorch", "PyTorch", "Every class that you wrote, and its twin in PyTorch."),
    Lesson(13, "practice", "PyTorch in practice", "Your own data, and nets that fail in silence."),
)


# Where the course lies

PACKAGE = Path(__file__).resolve().parents[1]
RECORD = ".dlscratch.json"  # in a folder that was made from the package: what was put there


def folder() -> Path:
    """The course's folder, where the learner's notebooks/ and exercises/ lie: beside this package
    in a clone, else around the current folder.

    Raises CourseError where there is none, as when only the package was installed.
    """
    here = current()
    for place in (PACKAGE.parent, here, *here.parents):
        if is_course(place):
            return place
    raise CourseError(
        f"There is no course in {here}: go to the folder that holds notebooks/ and exercises/"
        + ("." if is_clone(PACKAGE.parent) else f", or make one with `{terminal.command('open')}`.")
    )


def current() -> Path:
    """The current folder. Raises CourseError where it is gone, as when somebody deleted it."""
    try:
        return Path.cwd()
    except OSError as error:
        why = f"The current folder cannot be found ({error.strerror}): go to another one."
        raise CourseError(why) from error


def is_course(place: Path) -> bool:
    """Whether a folder is a course's: a clone, or what the package has put there."""
    signs = ("lessons", RECORD, LESSONS[0].notebook)
    return (place / "exercises").is_dir() and any((place / sign).exists() for sign in signs)


def is_clone(place: Path) -> bool:
    """Whether a folder holds the texts from which the pages are built."""
    return (place / "lessons").is_dir() and (place / "exercises").is_dir()


def edition(root: Path | None = None) -> Path:
    """The pages as they came with the course, into which nobody writes: the clone in `root` or
    around this package, else what is installed with it.

    In a clone exercises/ is the learner's all the same: blank pages are built from lessons/.
    Raises CourseError where they are missing.
    """
    pages = PACKAGE / "pages"
    for place in (root, pages, PACKAGE.parent):
        if place and (place == pages and place.is_dir() or (place / "lessons").is_dir()):
            return place
    raise CourseError(f"The pages of the course are missing from {PACKAGE}: {again()}.")


def again() -> str:
    """What brings back what the course has lost."""
    if is_clone(PACKAGE.parent):
        anew = "else download the course again"
        return f"`{terminal.command('update')}` brings it back in a git clone; {anew}"
    pip = f"{terminal.python()} -m pip install --force-reinstall --no-deps dlscratch"
    return f"install it again, with `{pip}`"


def course_text(root: Path, path: PurePosixPath) -> str:
    """The text of a file that belongs to the course. Raises CourseError where it is not there."""
    try:
        return (root / path).read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(path, error.strerror) from error


def unreadable(path: PurePosixPath, why: str) -> CourseError:
    """What is said of a file of the course that cannot be read."""
    return CourseError(f"{path} belongs to the course and cannot be read ({why}).")


def find(word: str) -> Lesson:
    """The lesson that `word` names: 3, 03, stacks, 03_stacks, or one of its notebooks."""
    name = PurePosixPath(word.replace("\\", "/")).name
    name = re.sub(r"(_exercises|_solutions)?(\.ipynb|\.py)?$", "", name)
    for lesson in LESSONS:
        number = int(name) if name.isdecimal() else None
        if name in (lesson.stem, lesson.name) or number == lesson.number:
            return lesson
    known = ", ".join(lesson.stem for lesson in LESSONS)
    raise CourseError(f"There is no lesson {word!r}; the lessons are {known}.")


def exercise_names() -> dict[str, list[str]]:
    """The exercises of each lesson in their order: {"tensors": ["tensor_sum", ...], ...}.

    They are read from the solutions that the build writes, without opening any room of checks.
    """
    names = {lesson.name: [] for lesson in LESSONS}
    for key in solutions.read():
        lesson, name = key.split(".")
        names[lesson].append(name)
    return names
