"""Whose each part is in this kernel: the learner's, once its exercise is passed, or the package's.

The saved notebooks are looked at each time that a part is asked for, and read again when they have
changed. Whatever they hold, there is a part: where the learner's cannot be taken, it is the
package's, and a line says why.
"""

import difflib
import dis
import functools
import importlib
import os
import textwrap
from pathlib import Path
from typing import NamedTuple

from dlscratch import terminal
from dlscratch.course import lessons, making, running, saved, statements
from dlscratch.course.arrangement import Refused
from dlscratch.course.parts import KNOWN, OFFERED
from dlscratch.course.saved import SWITCH
from dlscratch.course.sources import Found, Home, Notebook

NOTHING = Notebook([saved.Cell("", [])])


class Taken(NamedTuple):
    """What a part is taken from now."""

    value: object
    yours: bool = False
    reason: str = ""  # why it is not the learner's, where they would expect it
    slow: bool = False  # as its check has found
    found: Found | None = None  # their code

    @property
    def news(self):
        """What there is to say of it."""
        return self.yours, self.reason, self.slow


NO_NEWS = Taken(None).news


class Own:
    """The parts of one kernel, from the course in the folder `root`."""

    others: dict[str, str] = {}  # for Arrangement: it only gets parts that are the learner's

    def __init__(self, root: Path | None):
        self.root = root
        self.left_out: set[str] = set()
        self._paths = {one.name: root / one.exercises for one in _LESSONS} if root else {}
        self._stamps: dict = {}
        self._notebooks: dict[str, Notebook] = {}  # of these lessons
        self._files: dict[str, list[str]] = {}  # what a traceback calls their cells
        self._parts: dict[str, Taken] = {}
        self._made: dict = {}  # the module of each part, and from what it was made
        self._homes: dict[str, Home] = {}
        self._in_work: list[str] = []
        self._said: dict = {}
        self.look()

    # What is asked for

    def part(self, name: str) -> Taken:
        """The part of this name, as it was at the last look."""
        if name in self._in_work:  # it needs itself, by way of another part
            return _packages(name)
        if name not in self._parts:
            self._in_work.append(name)
            try:
                self._parts[name] = self._find(name)
            finally:
                self._in_work.remove(name)
        return self._parts[name]

    def give(self, name: str, together: list[str]):
        """The part of this name; what is new of those that are asked for together is printed."""
        self.look()
        if together and not running.guarded():
            said = self.news([one for one in together if one in OFFERED])
            if said:
                print(said)
        return self.part(name).value

    def inside(self, part: str, name: str):
        """What stands by a name in the module of a part: the part, or one of its helpers."""
        if name.startswith("__"):
            raise AttributeError(name)
        self.look()
        found = self.part(part)
        place = self._made[part][1] if found.yours else importlib.import_module(KNOWN[part].home)
        return getattr(place, name)

    def leave_out(self, *names: str) -> None:
        """Take these parts from the package, or all."""
        self.left_out |= set(_known(names) or OFFERED)
        self._parts.clear()

    def take_back(self, *names: str) -> None:
        """Take these parts from the learner's exercises again, or all."""
        self.left_out -= set(_known(names) or OFFERED)
        self._parts.clear()

    def news(self, names: list[str]) -> str:
        """What is to be said of these parts, if that has not been said; else empty."""
        parts = {name: self.part(name) for name in names}
        state = {name: part.news for name, part in parts.items()}
        if all(self._said.get(name, NO_NEWS) == one for name, one in state.items()):
            return ""
        self._said |= state
        return _sentences(parts)

    # Where it comes from

    def look(self) -> None:
        """Forget what was read from a notebook that has changed."""
        stamps = {lesson: _stamp(path) for lesson, path in self._paths.items()}
        stamps[SWITCH] = os.environ.get(SWITCH)
        if stamps != self._stamps:
            for name in list(self._notebooks):
                if stamps[name] != self._stamps[name]:
                    del self._notebooks[name]
            self._parts.clear()
            self._stamps = stamps

    def _find(self, name):
        if not self.root or name in self.left_out or self._stamps[SWITCH] == "off":
            return _packages(name)
        exercise, reason = KNOWN[name].exercise, ""
        try:
            notebook = self.notebook(name)
            passed = [exercise in cell.passed() for cell in notebook.cells]
            if not any(passed):
                return _packages(name)
            for home in notebook.homes(exercise, name):
                if not passed[home.cell]:  # such as that of an earlier exercise, with half of it
                    continue
                self._homes[name] = home
                try:
                    return self._make(name)
                except Refused as refused:
                    reason = reason or refused.reason
        except saved.Damaged as damaged:
            lesson = KNOWN[name].lesson
            mend = f"`{terminal.reset(lesson)}` puts it aside for a blank one"
            return _packages(name, f"{lesson.exercises} {damaged}".rstrip(".") + f" ({mend})")
        except FileNotFoundError:
            return _packages(name)
        except Exception as error:  # a notebook may hold anything, and a lesson must go on
            reason = reason or f"its saved code cannot be read ({type(error).__name__})"
        return _packages(name, f"its exercise is passed, but {reason}")

    def _make(self, name):
        notebook = self.notebook(name)
        arrangement = making.Alone(self, name)
        lines = arrangement.lines(self._files[KNOWN[name].lesson.name])
        given = {one: self.part(one).value for one in sorted(arrangement.given)}
        made_from = lines, [(one, id(value)) for one, value in given.items()]
        if self._made.get(name, ((), None))[0] != made_from:
            self._made[name] = made_from, making.module(name, lines, given)
        value = vars(self._made[name][1])[name]
        home = self._homes[name].cell
        slow = KNOWN[name].exercise in notebook.cells[home].slow()
        return Taken(value, True, slow=slow, found=notebook.find(name, home))

    # For Arrangement

    def notebook(self, part: str) -> Notebook:
        """The learner's notebook from which a part comes. Raises as `saved.read` does."""
        lesson = KNOWN[part].lesson
        if lesson.name not in self._notebooks:
            notebook = Notebook.of_learner(self.root, lesson)
            files = _names_of_cells(lesson, notebook)
            making.show_in_tracebacks(notebook, files)
            self._notebooks[lesson.name], self._files[lesson.name] = notebook, files
        return self._notebooks[lesson.name]

    def courses(self, part: str) -> Notebook:
        """The course's notebook with the solution of a part; an empty one if it is not there."""
        try:
            return Notebook.of_course(self.root, KNOWN[part].lesson)
        except lessons.CourseError:
            return NOTHING

    def home(self, part: str) -> Home:
        """Where in its notebook a part stands."""
        return self._homes[part]

    def is_helper(self, name: str, here: Found | None) -> bool:
        """Whether a notebook means something of its own by the name of a part, and not the part:
        it is not passed there, or is defined once more in another way."""
        if not here or here.imports or "____" in here.text or name in self.left_out:
            return False
        part = self.part(name)
        return not (part.found and statements.same(name, here.text, part.found.text))


def _packages(name, reason=""):
    home = KNOWN[name].home  # it has none where the package's form differs
    return Taken(home and getattr(importlib.import_module(home), name), False, reason)


_LESSONS = tuple(dict.fromkeys(part.lesson for part in KNOWN.values()))


def _known(names):
    """These names; ValueError if one is no part."""
    for name in names:
        if name not in OFFERED:
            raise ValueError(no_part(name))
    return names


def no_part(name) -> str:
    lower = {one.lower(): one for one in OFFERED}  # so that `linear` is near to `Linear`
    near = [lower[one] for one in difflib.get_close_matches(name.lower(), lower, 1)]
    parts = f"parts are {', '.join(OFFERED)}."
    if near:
        return f"{name!r} is no part of the library. Did you mean {near[0]!r}? Its {parts}"
    return f"{name!r} is no part of the library: its {parts}"


def _stamp(path):
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _names_of_cells(lesson, notebook):
    """What a traceback calls the cells: by the exercise in them, else by their place."""
    order = [f"{lesson.name}.{name}" for name in lessons.exercise_names()[lesson.name]]
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        checked = [order.index(one["exercise"]) + 1 for one in cell.verdicts
                   if one["exercise"] in order]  # fmt: skip
        name = f"{lesson.exercises}, exercise {checked[-1]}" if checked else ""
        if not name or name in found:
            name = f"{lesson.exercises}, cell {number}"
        found.append(name)
    return found


# What is said


def _sentences(parts):
    yours = [name for name, part in parts.items() if part.yours]
    failed = {name: part.reason for name, part in parts.items() if part.reason}
    others = [name for name in parts if name not in failed and name not in yours]
    said = []
    if yours:
        said.append(f"Yours: {', '.join(yours)}.")
        if others:
            said.append("The rest is the package's.")
    elif others:
        said.append(f"From the package: {', '.join(others)}.")
    for reason in dict.fromkeys(failed.values()):
        names = [name for name in failed if failed[name] == reason]
        verb = "come" if len(names) > 1 else "comes"
        said.append(f"{', '.join(names)} {verb} from the package: {reason}.")
    if failed:
        said.append("Once that is mended and saved, run this import again.")
    slow = [name for name, part in parts.items() if part.slow]
    if slow:
        quoted = ", ".join(f'"{name}"' for name in slow)
        said.append(f"Slow: {', '.join(slow)}. To go without: `from dlscratch import mine`, "
                    f"`mine.leave_out({quoted})`, and this import again.")  # fmt: skip
    return textwrap.fill(" ".join(said), 88, break_long_words=False, break_on_hyphens=False)


def asked(frame) -> list[str] | None:
    """The names that the `from … import …` asks for at which a frame is; None if it is at another
    place."""
    return _imports(frame.f_code).get(frame.f_lasti)


@functools.lru_cache(maxsize=8)
def _imports(code):
    """For the place in some code at which an import takes a name: all that this import takes."""
    found, names = {}, []
    for one in dis.get_instructions(code):
        if one.opname == "IMPORT_NAME":
            names = []
        elif one.opname == "IMPORT_FROM":
            names.append(one.argval)
            found[one.offset] = names
    return found
