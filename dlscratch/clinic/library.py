"""The learner's own library as texts, which can be shown and changed, and made into objects.

A part that is not passed yet is the course's solution. Whatever is changed is changed here, in the
texts: the learner's files stay as they are.
"""

import contextlib
import sys
import textwrap
import traceback
import types
from pathlib import Path
from typing import Any, NamedTuple

from dlscratch.checks.engine.run import run
from dlscratch.course import lessons, making, own, saved
from dlscratch.course.parts import KNOWN
from dlscratch.course.sources import Found, Home, Notebook

DEEPEST = 8  # steps of a traceback that are shown


class Source(NamedTuple):
    """The text of a part, with its imports and its helpers."""

    text: str
    needs: tuple[str, ...]  # the other parts that it uses
    yours: bool


class Solutions:
    """The course's solutions, in the place of a learner's notebooks."""

    others: dict[str, str] = {}  # for Arrangement: there are no others

    def __init__(self, root: Path):
        self.root = root
        self._notebooks: dict[str, Notebook] = {}

    def notebook(self, part: str) -> Notebook:
        lesson = KNOWN[part].lesson
        if lesson.name not in self._notebooks:
            self._notebooks[lesson.name] = self._solved(lesson)
        return self._notebooks[lesson.name]

    courses = notebook

    def _solved(self, lesson: lessons.Lesson) -> Notebook:
        try:
            return Notebook(saved.read(self.root / lesson.solutions))
        except (saved.Damaged, FileNotFoundError):
            return Notebook.of_course(self.root, lesson)  # to load what reads it takes a second

    def home(self, part: str) -> Home:
        return self.notebook(part).homes(KNOWN[part].exercise, part)[0]

    def is_helper(self, name: str, here: Found | None) -> bool:
        return False  # its pages import the parts of other lessons


def read(root: Path, parts: tuple[str, ...], yours: bool = True) -> dict[str, Source]:
    """The texts of these parts, and of all that they use: the learner's, as far as they are passed,
    or the course's alone. Raises CourseError where the course's texts are not there."""
    learner, course = own.Own(root), Solutions(root)
    found: dict[str, Source] = {}
    todo = list(parts)
    with _modules_kept():
        while todo:
            name = todo.pop(0)
            if name not in found:
                theirs = yours and learner.part(name).yours
                found[name] = _source(learner if theirs else course, name, theirs)
                todo += found[name].needs
    return found


@contextlib.contextmanager
def _modules_kept():
    """To see whether a part works it is made once more; the kernel's own one stays where it is."""
    before = _made_public()
    try:
        yield
    finally:
        for name in _made_public().keys() - before:
            del sys.modules[name]
        sys.modules.update(before)


def _made_public():
    return {name: one for name, one in sys.modules.items() if name.startswith(f"{making.PUBLIC}.")}


def _source(kernel, name, yours):
    notebook, alone = kernel.notebook(name), making.Alone(kernel, name)
    lines = alone.lines([""] * len(notebook.cells))
    imports = [line.text for line in lines if line.text.startswith(("import ", "from "))]
    others = [line.text for line in lines if line.text not in imports]
    text = "\n\n\n".join(["\n".join(imports)] * bool(imports) + others)
    return Source(text + "\n", tuple(sorted(alone.given)), yours)


class Complaint(Exception):
    """What is wrong with what a part gave, in a sentence."""


class Library:
    """The objects that the texts make, each when it is first asked for: library["Linear"]."""

    def __init__(self, sources: dict[str, Source]):
        self.sources = sources
        self.used: set[str] = set()  # the parts that were asked for
        self._made: dict[str, object] = {}
        self._in_work: list[str] = []

    def __getitem__(self, part: str):
        if part in self._in_work:
            raise ImportError(f"{part} needs itself, by way of {self._in_work[-1]}")
        if part not in self._made:
            self._in_work.append(part)
            try:
                self._made[part] = self._make(part)
            finally:
                self._in_work.remove(part)
        self.used |= {part, *self.sources[part].needs}
        return self._made[part]

    def _make(self, part):
        source = self.sources[part]
        module = types.ModuleType(f"{__name__}.{part}")
        vars(module).update({name: self[name] for name in source.needs})
        sys.modules[module.__name__] = module  # where a dataclass looks for what it stands in
        try:
            exec(compile(source.text, f"<{part}>", "exec", dont_inherit=True), vars(module))
        finally:
            del sys.modules[module.__name__]
        return vars(module)[part]

    def anew(self) -> "Library":
        """The same texts, from which nothing has been made yet."""
        return Library(self.sources)

    def changed(self, part: str, text: str) -> "Library":
        """The same library with another text of one part."""
        return Library(self.sources | {part: self.sources[part]._replace(text=text)})

    def lines(self, part: str) -> list[str]:
        return self.sources[part].text.rstrip("\n").split("\n")

    def steps(self, error: BaseException) -> list[tuple[str, int, str]]:
        """Each step of a traceback that lies in the library: the part, the line, and in which layer
        of a net it is, such as ", layer 4 of 4", for two layers of a kind have the same lines."""
        found, net = [], None
        for frame, number in traceback.walk_tb(error.__traceback__):
            code = frame.f_code
            part = code.co_filename.strip("<>")
            if part in self.sources:
                first = code.co_varnames[0] if code.co_argcount else ""  # usually self
                layer = frame.f_locals.get(first)
                found.append((part, number, _place(layer, net)))
                net = layer
        return found

    def said(self, error: BaseException) -> str:
        """What Python says of an error: a traceback of the library's own lines. A Complaint is a
        sentence, and said as it is."""
        if isinstance(error, Complaint):
            return str(error)
        steps = self.steps(error)
        lines = [
            f"  {part}, line {number}{place}\n    {self.lines(part)[number - 1].strip()}"
            for part, number, place in steps[-DEEPEST:]
        ]
        if len(steps) > DEEPEST:
            lines.insert(0, f"  ({len(steps) - DEEPEST} steps before)")
        if not steps and error.__traceback__:  # none of them ran: what did?
            lines = _elsewhere(error.__traceback__)
        head = ["Traceback, to be read from the bottom:"] if lines else []
        words = textwrap.shorten(f"{type(error).__name__}: {error}", 300, placeholder=" …")
        return "\n".join([*head, *lines, words])


def _place(layer, net):
    """ ", layer 2 of 4", if the net keeps the layer once in a list; else empty."""
    for kept in getattr(net, "__dict__", {}).values():
        if isinstance(kept, list | tuple):
            found = [number for number, one in enumerate(kept, 1) if one is layer]
            if len(found) == 1:
                return f", layer {found[0]} of {len(kept)}"
    return ""


def _elsewhere(trace):
    """Where an error arose that no line of a part took part in: the course's module that called,
    and its line."""
    modules = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(trace)]
    courses = [n for n, name in enumerate(modules) if name.startswith("dlscratch.")]
    at = courses[-1] if courses else -1
    step = traceback.extract_tb(trace)[at]
    line = f"\n    {step.line}" if step.line else ""
    return [f"  not in a part, but in {modules[at] or step.filename}, which calls them{line}"]


class Result(NamedTuple):
    """What a call gave, or what was said in place of it."""

    value: Any
    said: str = ""
    steps: list[tuple[str, int]] = []  # of the traceback: parts and lines
    late: bool = False  # it was stopped, as its time was up


def attempt(library: Library, call, seconds: float) -> Result:
    """What `call(library)` gives, within a time, and with no trace outside of itself."""
    outcome = run(lambda: call(library), (), seconds)
    if outcome.interrupted:
        raise KeyboardInterrupt
    if outcome.timed_out:
        said = f"It is stopped after {seconds:g} seconds: it takes too long."
        return Result(None, said, late=True)
    if outcome.error:
        steps = [(part, line) for part, line, _ in library.steps(outcome.error)]
        return Result(None, library.said(outcome.error), steps)
    return Result(outcome.output)
