"""How far a class is: who passed what, what holds it up, and which mistakes are common now.

Everything is read from the learners' saved exercise notebooks. Nothing is sent anywhere, and the
only names are those of the folders.
"""

import csv
import io
import re
import textwrap
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dlscratch.checks import registry
from dlscratch.course import files, handed_in, lessons, saved
from dlscratch.course import report as reports
from dlscratch.course.tally import Tally

KINDS = ("passed", "wrong", "error", "timeout", "todo")
STUCK = ("wrong", "error", "timeout")
UNREADABLE = "unreadable"  # in place of a kind, where the notebook is damaged
SHOWN = 8  # so many exercises and mistakes are printed


@dataclass
class Learner:
    """One learner: the folder's name, and for each exercise id its kind and mistake."""

    name: str
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    report: reports.Report = field(default_factory=dict)  # the counts beside the verdicts

    def kind(self, exercise: str) -> str:
        return self.found.get(exercise, ("todo", ""))[0]


@dataclass
class Class:
    """The learners, the exercises by their ids, and a sentence on each thing not understood."""

    learners: list[Learner]
    exercises: dict
    notes: list[str]

    def by_lesson(self) -> dict[lessons.Lesson, list[str]]:
        """The lessons that have exercises, and the ids of these."""
        found = {}
        for id in self.exercises:
            found.setdefault(lessons.find(id.partition(".")[0]), []).append(id)
        return found


# Reading


def read(folder: Path) -> Class:
    """The class in a folder that holds a folder for each learner.

    A learner's folder holds the course, or its exercises/, or just the notebooks. A folder that is
    itself one learner's is a class of one; one full of notebooks with different names, such as
    anna_01_tensors_exercises.ipynb, is a class that is told apart by these names. Raises
    CourseError where there is nobody.
    """
    exercises = {exercise.id: exercise for exercise in registry()}
    hand_ins, notes = handed_in.find(folder)
    learners = [_learner(one, exercises, notes) for one in hand_ins]
    if not any(learners):
        notes.append(f"There are no exercise notebooks of the course in {folder}.")
        raise lessons.CourseError("\n".join(map(_printable, notes)))
    return Class([one for one in learners if one], exercises, [_printable(note) for note in notes])


def _printable(text):
    """A folder may be called anything: no name moves the cursor or begins a new line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _learner(one, exercises, notes):
    """One learner, or None where the folder holds none; what was not understood goes to `notes`."""
    learner = Learner(_printable(one.name))

    def note(sentence):
        notes.append(f"{learner.name}: {sentence}")

    unread = one.others()
    for lesson, (path, *copies) in sorted(one.lessons().items(), key=lambda item: item[0].number):
        shown, name = one.shown(path), lesson.exercises.name
        if path.name != name and not one.flat:
            note(f"{shown} was taken for {name}.")
        if one.flat and copies or any(copy.name == path.name for copy in copies):
            note(f"{name} is there more than once, and {shown} was read.")
        unread += copies
        _read_lesson(learner, lesson, path, shown, exercises, note)
    stray = [(path, _only_in(path, learner, exercises)) for path in unread]
    for path, only in stray:
        if only:
            what = "an exercise that is" if len(only) == 1 else f"{len(only)} exercises that are"
            note(f"{one.shown(path)} was not read; it holds {what} passed nowhere else.")
    foreign = [path for path, only in stray if path in one.others() and not only]
    if foreign:
        more = f" and {len(foreign) - 1} more" if foreign[1:] else ""
        note(f"{one.shown(foreign[0])}{more}: left out, it is not the course's.")
    if not one.lessons():
        note("there are no exercise notebooks of the course in this folder.")
        return None
    return learner


def _read_lesson(learner, lesson, path, shown, exercises, note):
    """Keep the verdicts in a lesson's notebook."""
    try:
        said = saved.verdicts(path)
    except (saved.Damaged, FileNotFoundError) as error:
        note(f"{shown} {error}" if isinstance(error, saved.Damaged) else f"{shown} is gone.")
        ids = [id for id in exercises if id.startswith(f"{lesson.name}.")]
        learner.found.update(dict.fromkeys(ids, (UNREADABLE, "")))
        return
    unknown = sorted({one["exercise"] for one in said} - set(exercises))
    if unknown:
        note(f"{shown} holds exercises that this edition does not know: {unknown[0]!r:.60}.")
    learner.report |= reports.of(said, [id for id in exercises if id.startswith(f"{lesson.name}.")])
    for one in said:
        _keep(learner, one, exercises)


def _keep(learner, one, exercises):
    """Keep one verdict. Passed in any cell is passed; else the last one says how far they are."""
    id, kind, mistake = one["exercise"], one["kind"], one["mistake"]
    if id in exercises and kind in KINDS and learner.kind(id) != "passed":
        known = any(mistake == known.id for known in exercises[id].bank)
        learner.found[id] = kind, mistake if known else ""


def _only_in(path, learner, exercises):
    """The exercises that are passed in a notebook that was not read, and not in one that was."""
    try:
        passed = {id for cell in saved.read(path) for id in cell.passed()}
    except (saved.Damaged, FileNotFoundError):
        return set()
    return {id for id in passed & set(exercises) if learner.kind(id) != "passed"}


# Telling


def stuck(found: Class) -> list[tuple[str, Counter]]:
    """The exercises that learners have tried and not passed, and in which ways; worst first."""
    kinds = {id: Counter(one.kind(id) for one in found.learners) for id in found.exercises}
    held = {id: sum(count[kind] for kind in STUCK) for id, count in kinds.items()}
    worst = sorted((id for id in held if held[id]), key=lambda id: -held[id])
    return [(id, kinds[id]) for id in worst]


def mistakes(found: Class) -> list[tuple[int, str, str, str]]:
    """(how many learners, exercise, mistake, its hint's first sentence), the commonest first."""
    count = Counter(
        (id, mistake)
        for learner in found.learners
        for id, (kind, mistake) in learner.found.items()
        if mistake and kind in STUCK
    )
    hints = {(id, one.id): one.hint for id in found.exercises for one in found.exercises[id].bank}
    return [
        (number, *key, re.split(r"(?<=[.?!])\s", hints[key].strip())[0])
        for key, number in count.most_common()
    ]


def report(found: Class) -> str:
    """The class as plain text."""
    by_lesson, wide = found.by_lesson(), 24
    width = min(wide, max(len(learner.name) for learner in found.learners) + 1)
    lines = [" " * width + "".join(f"    {lesson.number:02}  " for lesson in by_lesson)]
    for learner in found.learners:
        cells = (_cell(learner, ids) for ids in by_lesson.values())
        lines.append(f"{learner.name:<{width}.{width - 1}}" + "".join(map("{:>6}  ".format, cells)))
    lines = [line.rstrip() for line in lines]
    lines += ["", "How many are passed; - stands for none tried, ? for a damaged notebook."]
    held, wrong = stuck(found), mistakes(found)
    if held:
        lines += ["", "What holds the class up (tried, and not passed):"]
        for id, count in held[:SHOWN]:
            ways = ", ".join(f"{count[kind]} {kind}" for kind in STUCK if count[kind])
            lines.append(f"  {id}: {ways}; {count['passed']} passed")
    if wrong:
        lines += ["", "The commonest mistakes now:"]
        for number, id, mistake, hint in wrong[:SHOWN]:
            text = f"{number} x {id}, {mistake}: {hint}"
            lines.append(textwrap.fill(text, 88, initial_indent="  ", subsequent_indent=" " * 6))
    tally = Tally([one.report for one in found.learners])
    lines += tally.lines()
    if found.notes:
        lines += ["", "Not understood, or worth a look:"]
        lines += [f"  {note}" for note in found.notes]
    return "\n".join(lines)


def _cell(learner, ids):
    kinds = [learner.kind(id) for id in ids]
    if UNREADABLE in kinds:
        return "?"
    tried = any(kind != "todo" for kind in kinds)
    return f"{kinds.count('passed')}/{len(ids)}" if tried else "-"


def write_csv(found: Class, path: Path) -> None:
    """A line for each learner and exercise: learner, exercise, kind, mistake."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["learner", "exercise", "kind", "mistake"])
    for learner in found.learners:
        # Excel takes a cell that begins like this for a formula, and would run it.
        formula = learner.name.lstrip().startswith(("=", "+", "-", "@"))
        name = f"'{learner.name}" if formula else learner.name
        for id in found.exercises:
            lines.writerow([name, id, *learner.found.get(id, ("todo", ""))])
    files.write(path, text.getvalue().encode("utf-8-sig"))  # with the mark that Excel looks for


# Colours that the colour-blind can tell apart (Okabe and Ito), and a sign for those in grey.
LOOKS = {
    "passed": ("#0072b2", ""),
    "not yet": ("#e69f00", "\N{BULLET}"),
    "to do": ("#eeeeee", ""),
    UNREADABLE: ("#ffffff", "?"),
}


def picture(found: Class):
    """A Matplotlib figure: a row for each learner, a column for each exercise."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import to_rgb
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    rows, columns = len(found.learners), len(found.exercises)
    figure = Figure(figsize=(3 + 0.19 * columns, 2.9 + 0.21 * rows), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    looks = [[_look(one.kind(id)) for id in found.exercises] for one in found.learners]
    axes.imshow([[to_rgb(LOOKS[look][0]) for look in row] for row in looks], aspect="auto")
    for y, row in enumerate(looks):
        for x, look in enumerate(row):
            if LOOKS[look][1]:
                axes.text(x, y, LOOKS[look][1], ha="center", va="center", fontsize=7)
    # Names are shown as they are: a $ in one begins no formula.
    plain: dict = {"fontsize": 7, "parse_math": False}
    axes.set_yticks(range(rows), [f"{one.name:.28}" for one in found.learners], **plain)
    names = [id.partition(".")[2] for id in found.exercises]
    axes.set_xticks(range(columns), names, rotation=90, **plain)
    axes.set_xticks([x - 0.5 for x in range(columns + 1)], minor=True)
    axes.set_yticks([y - 0.5 for y in range(rows + 1)], minor=True)
    axes.grid(which="minor", color="white", linewidth=1)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    start = 0
    for lesson, ids in found.by_lesson().items():
        if start:
            axes.axvline(start - 0.5, color="black", linewidth=1.5)
        middle = start + len(ids) / 2 - 0.5
        axes.text(middle, -0.8, f"{lesson.number:02} {lesson.title}", ha="center", fontsize=8)
        start += len(ids)
    patches = [
        Patch(facecolor=colour, edgecolor="black", linewidth=0.5, label=f"{look} {sign}".strip())
        for look, (colour, sign) in LOOKS.items()
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=len(patches), fontsize=8)
    return figure


def _look(kind):
    return "not yet" if kind in STUCK else "to do" if kind == "todo" else kind


def write_picture(found: Class, path: Path) -> None:
    """The picture as a PNG file."""
    content = io.BytesIO()
    picture(found).savefig(content, format="png")
    files.write(path, content.getvalue())
