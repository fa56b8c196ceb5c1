"""How far the learner is. There is no file of scores: every check leaves its verdict in its
notebook's output, and the learner's saved notebooks in exercises/ are read.
"""

import html
import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from dlscratch import browser, terminal
from dlscratch.course import files, lessons, renumbered, saved, words

PLACES = ("exercises", "notebooks", "")  # where notebooks are looked for that do not count

# Enlarged to 200 %, beside JupyterLab's list of files, the map still fits: see narrow.js, too.
CELL = "text-align: left; padding: 0.5em 0.2em"  # JupyterLab aligns tables to the right
BAR = "width: 4em"
NAME = 2 + max(len(one.stem) for one in lessons.LESSONS)  # letters of a terminal


@dataclass(frozen=True)
class Progress:
    """One lesson: whether it is written, its exercises, and which of them are passed."""

    lesson: lessons.Lesson
    written: bool
    exercises: tuple[str, ...]
    passed: frozenset[str] = frozenset()
    started: bool = False
    damage: str = ""  # why the learner's notebook cannot be read
    # Passed only in a notebook that does not count: {its path: the exercises}
    strays: dict[str, list[str]] = field(default_factory=dict)
    follows: bool = False  # an update brings one that has an earlier number to where it counts

    @property
    def todo(self) -> list[str]:
        return [name for name in self.exercises if name not in self.passed]


def read(root: Path) -> list[Progress]:
    """The progress in each lesson, from the notebooks in `root`/exercises.

    Only the notebooks that belong to the course count. What is passed in another one alone, for
    instance in a copy, is reported in `strays`. A damaged one is reported in its lesson's `damage`;
    its exercises, and those of a missing one, are to do.
    """
    names = lessons.exercise_names()
    elsewhere = _strays(root, {f"{lesson}.{name}" for lesson in names for name in names[lesson]})
    found, given = [], lessons.edition(root)
    movable = [one for one in renumbered.former(root).values() if renumbered.may_follow(root, one)]
    for lesson in lessons.LESSONS:
        written = any((given / path).exists() for path in (lesson.text, lesson.notebook))
        exercises = tuple(names[lesson.name])
        said, damage = [], ""
        if exercises:
            try:
                said = saved.verdicts(root / lesson.exercises)
            except FileNotFoundError:
                pass
            except saved.Damaged as error:
                damage = f"{lesson.exercises} {error}"
        passed = {one["exercise"] for one in said if one["kind"] == "passed"}
        passed = {name for name in exercises if f"{lesson.name}.{name}" in passed}
        started = any(one["kind"] != "todo" for one in said)
        follows = not browser.HERE and lesson in movable  # a browser tab has no such command
        one = Progress(lesson, written, exercises, frozenset(passed), started, damage, {}, follows)
        for path, ids in elsewhere.items():
            only = [name for name in one.todo if f"{lesson.name}.{name}" in ids]
            if only:
                one.strays[path] = only
        found.append(one)
    return found


def _strays(root: Path, known: set[str]) -> dict[str, set[str]]:
    """The exercises that are passed in a notebook where they do not count, such as a copy:
    {"exercises/01_tensors_exercises-Copy1.ipynb": {"tensors.shape"}}. Those that `reset` kept are
    meant to be put aside, and are left out."""
    owners = {root / one.exercises: f"{one.name}." for one in lessons.LESSONS}
    found = {}
    for path in sorted(path for place in PLACES for path in (root / place).glob("*.ipynb")):
        if files.is_kept(path.name) or path.name.startswith("."):
            continue
        try:
            passed = {id for cell in saved.read(path) for id in cell.passed()} & known
        except (saved.Damaged, FileNotFoundError):
            continue  # it may be anything
        passed = {id for id in passed if path not in owners or not id.startswith(owners[path])}
        if passed:
            found[path.relative_to(root).as_posix()] = passed
    return found


def next_step(progress: list[Progress]) -> str:
    """One sentence: what to do now."""
    for one in progress:
        if one.damage:
            return (
                f"Next: `{terminal.reset(one.lesson)}` gives back a blank "
                f"{one.lesson.exercises.name} and keeps the damaged one beside it."
            )
        if one.todo and one.started:
            return f"Next: {one.todo[0]} in {one.lesson.exercises}."
        if one.todo:
            return f"Next: read {one.lesson.notebook}, then answer {one.lesson.exercises}."
    return "You have passed every exercise there is."


def summary(progress: list[Progress]) -> str:
    """The progress as plain text, a line a lesson."""
    lines = []
    for one in progress:
        line = f"{one.lesson.stem:<{NAME}}{_state(one)}"
        if one.todo and one.started:
            line = textwrap.fill(
                f"{line}, to do: {', '.join(one.todo)}", 88, subsequent_indent=" " * NAME
            )
        lines.append(line)
    lines += notes(progress)
    return "\n".join([*lines, "", next_step(progress)])


def notes(progress: list[Progress]) -> list[str]:
    """A sentence on each damaged notebook, and on each that holds what does not count there."""
    found = [one.damage for one in progress if one.damage]
    for one in progress:
        for path, names in one.strays.items():
            count = "a passed exercise" if len(names) == 1 else f"{len(names)} passed exercises"
            held = f"{path} holds {count} of lesson {one.lesson.number:02}"
            if one.follows and renumbered.now(path) == one.lesson.exercises:
                found.append(
                    f"{held}, which had another number. `{terminal.command('update')}` makes it "
                    f"{one.lesson.exercises}, where they count."
                )
                continue
            found.append(
                f"{held}, and does not count: only "
                f"{one.lesson.exercises} counts. Copy your answers into it and run them there."
            )
    return found


def _state(one: Progress) -> str:
    if one.exercises:
        return f"{len(one.passed)} of {len(one.exercises)} passed"
    return "no exercises" if one.written else "being written"


class Map:
    """The lessons with links and progress, to be shown in a notebook; plain text elsewhere."""

    def __init__(self, root: Path | None = None):
        root = root or lessons.folder()
        self.progress, self.words = read(root), (root / words.PAGE).exists()

    def __repr__(self) -> str:
        return summary(self.progress)

    def _repr_html_(self) -> str:
        head = _table_row("th", "No.", "Lesson", "About", "Exercises")
        rows = "".join(self._row(one) for one in self.progress)
        said = "</p><p>".join(map(html.escape, [*notes(self.progress), next_step(self.progress)]))
        said = re.sub(r"(\w+/\w+\.ipynb)", r'<a href="../\1">\1</a>', said)
        if self.words:
            link = f'<a href="{words.PAGE.name}">the field\'s words</a>'
            said += f"</p><p>What things are called elsewhere: {link}."
        return f'<div class="dlscratch-map"><table>{head}{rows}</table><p>{said}</p></div>'

    def _row(self, one: Progress) -> str:
        lesson, title, state = one.lesson, one.lesson.title, _state(one)
        if one.written:
            title = f'<a href="{lesson.notebook.name}">{title}</a>'
        if one.exercises:
            # The title is the bar's name for a screen reader; JupyterLab takes an aria-label away.
            numbers = f'max="{len(one.exercises)}" value="{len(one.passed)}"'
            bar = f'<progress title="{lesson.title}: {state}" {numbers} style="{BAR}"></progress>'
            state = f'{bar} <a href="../{lesson.exercises}">{state}</a>'
        return _table_row("td", f"{lesson.number:02}", title, lesson.about, state)


def show_map(root: Path | None = None) -> None:
    """Show the map in a notebook, with a button that reads the progress anew.

    Where the page was opened without the course's folders it says so: there is no progress to read.
    """
    from IPython.display import display
    from ipywidgets import Button

    try:
        first = Map(root)
    except lessons.CourseError as error:
        print(error)
        return
    shown = display(first, display_id=True)
    button = Button(description="Refresh the map", icon="refresh")

    def refresh(_):
        shown.update(Map(root))

    button.on_click(refresh)
    display(button)


def _table_row(tag: str, *cells: str) -> str:
    columns = "".join(f'<{tag} style="{CELL}">{cell}</{tag}>' for cell in cells)
    return f"<tr>{columns}</tr>"
