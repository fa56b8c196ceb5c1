"""The commands of the course: `python -m dlscratch progress | reset NN | mine | clinic | …`, or
`dlscratch progress | …` where the package is installed; alone, it opens the course.

For a teacher there is `class FOLDER`, for a learner who has one `report`, and for whoever has a
copy of the course `binder`.
"""

import argparse
import os
import sys
from pathlib import Path

from dlscratch import __version__, terminal
from dlscratch.course import lessons


def open_course(options) -> int:
    """Open the course in JupyterLab, in FOLDER, which is made and filled if it is not there.

    Without FOLDER it is the course around the current folder, else deep-learning-from-scratch in
    it. Nothing that lies there is written over. Further options go to JupyterLab, as --no-browser.
    """
    from dlscratch.course import installed, server

    folder = installed.chosen(options.folder)
    for sentence in installed.put(folder):
        say(sentence)
    say("Opening the course. To stop it, press Ctrl-C here, then y.")
    server.open_folder(folder, options.more)
    return 0


def progress(options) -> int:
    """Show what you have passed, what is to do, and the next step.

    It reads the verdicts in your saved notebooks in exercises/: save them first (Ctrl+S).
    """
    from dlscratch.course.progress import read, summary

    found = read(lessons.folder())
    say(summary(found))
    return 1 if any(one.damage for one in found) else 0


def reset(options) -> int:
    """Give back a lesson's blank exercises. Yours are kept beside them, under a dated name.

    LESSON is a number or a name: 3, 03 or 03_stacks.
    """
    from dlscratch.course.reset import reset

    lesson = lessons.find(options.lesson)
    kept = reset(lesson, lessons.folder())
    say(f"{lesson.exercises} is blank.")
    for copy, words in zip(kept, ("Yours is kept", "What was saved before is"), strict=False):
        say(f"{words} in {lesson.exercises.parent / copy.name}.")
    if kept:
        say("If it is open in JupyterLab, choose File, Reload Notebook from Disk.")
    return 0


def data(options) -> int:
    """Fetch all 70,000 digits of MNIST (12 MB), verify them, and say where they are.

    What is there already is only verified. The environment variable DLSCRATCH_DATA names
    another folder for them.
    """
    from dlscratch.datasets import DataError, download

    try:
        folder = download()
    except DataError as error:
        raise lessons.CourseError(str(error)) from error
    say(f"All 70,000 digits are in {folder}, verified.")
    return 0


def mine(options) -> int:
    """Gather the code of the exercises that you have passed into a library, my_dlscratch.py.

    It reads your saved notebooks in exercises/: save them first (Ctrl+S). What you have not passed
    yet comes from the course's solutions, and the library says so.
    """
    from dlscratch.course.mine import gather

    say(gather(lessons.folder()))
    return 0


def report(options) -> int:
    """Show what you have tried and what stopped you, and write it into a file if you say so.

    For a teacher who asks for it: for each exercise the wrong answers, the mistakes that the check
    has recognised, the hints and the seconds. It holds no code and no name, and nothing is sent. It
    reads your saved notebooks in exercises/: save them first (Ctrl+S).
    """
    from dlscratch.course import report

    root = lessons.folder()
    path, found = options.file or root / report.NAME, report.read(root)
    if not found:
        say("You have tried no exercise yet, or saved none: there is nothing to report.")
        return 0
    say(f"{report.table(found)}\n\nThis is all that it holds. Nothing is sent anywhere.")
    if options.yes or _agrees(f"Write it into {path}? [y/N] "):
        report.write(found, path)
        say(f"Written: {path}")
    else:
        say("Nothing is written; with --yes it is.")
    return 0


def _agrees(question):
    """Whether somebody is there and says yes."""
    if not (sys.stdin and sys.stdin.isatty()):
        return False
    say(question, end="")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def clinic(options) -> int:
    """Find the one line that has been changed in a copy of your library, and mend it.

    WARD is xor, mnist or pytorch. Your saved exercises stay as they are. The same seed gives the
    same case to everybody with the same code.
    """
    from dlscratch import clinic

    try:
        clinic.ask(options.ward, options.seed, not options.course, _titled)
    except ValueError as error:
        raise lessons.CourseError(str(error)) from error
    return 0


def update(options) -> int:
    """Bring the newest edition of the course, and keep all that you have written.

    Into a git clone it comes from where the clone came from; into another folder, from the package
    that is installed.

    Your exercise notebooks stay as they are. Of another file that both you and the new edition have
    changed, yours is kept beside it under a dated name.
    """
    from dlscratch.course.update import update

    say(update(lessons.folder()))
    return 0


def classroom(options) -> int:
    """Show a teacher how far a class is, what holds it up, and which mistakes are common now.

    FOLDER holds a folder for each learner, with the learner's saved exercise notebooks in it: the
    whole course, its exercises/, or just the notebooks. Or it holds the files that `report` has
    written for them, which are added up. Nothing leaves this computer.
    """
    from dlscratch.course import classroom, tally

    try:
        found = classroom.read(options.folder)
    except lessons.CourseError as nobody:
        reports, notes = tally.read(tally.find(options.folder))
        if not reports:
            raise lessons.CourseError("\n".join([str(nobody), *notes])) from nobody
        if options.csv or options.picture:
            raise lessons.CourseError(
                "--csv and --picture show the notebooks of a class, and these are reports."
            ) from nobody
        say("\n".join([str(tally.Tally(reports)), *(f"\n{note}" for note in notes)]))
        return 0
    failed = []
    # The files come first: whoever reads the report may stop reading.
    for path, write in (
        (options.csv, classroom.write_csv),
        (options.picture, classroom.write_picture),
    ):
        if path:
            try:
                write(found, path)
            except OSError as error:
                failed.append(f"{path} cannot be written ({error.strerror}).")
    say(classroom.report(found))
    if failed:
        raise lessons.CourseError("\n".join(failed))
    return 0


def binder(options) -> int:
    """Show the link that opens this clone on Binder, and its badge for a README.

    It is made from the clone's git remote and branch, which must be public. Nothing is sent.
    """
    from dlscratch.course.binder import launch

    found = launch(lessons.folder())
    say(f"{found.link}\n\nThe badge, in Markdown:\n\n{found.badge}")
    if found.warning:
        say(f"\n{found.warning}", sys.stderr)
    return 0


COMMANDS = {
    "open": open_course,
    "progress": progress,
    "reset": reset,
    "data": data,
    "mine": mine,
    "report": report,
    "clinic": clinic,
    "update": update,
    "class": classroom,
    "binder": binder,
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog=terminal.command(),
        description="Commands for the course Deep Learning from Scratch.",
        epilog="Alone, it opens the course, as `open` does.",
    )
    parser.add_argument("--version", action="version", version=f"dlscratch {__version__}")
    parser.set_defaults(command=open_course, folder=None)
    subparsers = parser.add_subparsers(metavar="COMMAND")
    for name, command in COMMANDS.items():
        sub = subparsers.add_parser(
            name,
            help=command.__doc__.partition("\n")[0],
            description=command.__doc__.replace("    ", ""),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(command=command)
        if name == "open":
            sub.add_argument("folder", metavar="FOLDER", type=Path, nargs="?")
        if name == "reset":
            sub.add_argument("lesson", metavar="LESSON")
        if name == "report":
            sub.add_argument("file", metavar="FILE", type=Path, nargs="?", help="where to write it")
            sub.add_argument("--yes", action="store_true", help="write it without a question")
        if name == "clinic":
            sub.add_argument("ward", metavar="WARD", nargs="?", default="xor")
            sub.add_argument("--seed", metavar="N", type=int, help="this case; else another one")
            sub.add_argument("--course", action="store_true", help="with the course's solutions")
        if name == "class":
            sub.add_argument("folder", metavar="FOLDER", type=Path)
            sub.add_argument("--csv", metavar="FILE", type=Path, help="write it as a table")
            sub.add_argument("--picture", metavar="FILE", type=Path, help="draw it as a PNG")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # for names that the console cannot show
    try:
        return _run(parser, arguments)
    except _Unheard as unheard:
        nowhere = os.open(os.devnull, os.O_WRONLY)  # for what Python still has to write
        os.dup2(nowhere, unheard.stream.fileno())
        os.close(nowhere)
        if isinstance(unheard.error, BrokenPipeError):
            return 141  # as the shell reckons for every program under `… | head`
        if unheard.stream is sys.stdout:
            say(f"The output cannot be written ({unheard.error.strerror}).", sys.stderr)
        return 1


def _run(parser, arguments):
    """Run a command; what the reader can put right is said in a sentence."""
    try:
        options, options.more = parser.parse_known_args(arguments)
        if options.more and options.command is not open_course:
            parser.error(f"unrecognized arguments: {' '.join(options.more)}")
        return options.command(options)
    except SystemExit:
        say("", end="")  # argparse has printed the help
        raise
    except lessons.CourseError as error:
        say(error, sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped; nothing is half done.", sys.stderr)
        return 130


class _Unheard(Exception):
    """What a command says cannot be written."""

    def __init__(self, error: OSError, stream):
        self.error, self.stream = error, stream


def _titled(title, text):
    say(f"{title}\n{text}\n")


def say(words, stream=None, end="\n"):
    """Print at once. Raises _Unheard where that fails: nobody reads on, or the disk is full."""
    stream = stream or sys.stdout
    try:
        print(words, file=stream, end=end, flush=stream is not None)
    except OSError as error:
        raise _Unheard(error, stream) from error


if __name__ == "__main__":
    sys.exit(main())
