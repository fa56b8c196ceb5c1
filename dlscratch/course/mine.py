"""The learner's own library: the code of the passed exercises, gathered into one module.

Each part comes from the cell of its exercise in the learner's saved notebook, with the imports and
the helpers that it needs. Before it is taken it is run and checked once more, so the library holds
nothing that does not work. What cannot be taken comes from the course's solutions, and the library
says so, and why.
"""

import hashlib
import importlib.util
import re
import sys
import textwrap
import types
from dataclasses import dataclass
from pathlib import Path

from dlscratch import terminal
from dlscratch.course import files, lessons, running
from dlscratch.course.arrangement import Arrangement, Refused
from dlscratch.course.parts import PARTS, Choice

FILE = Path("exercises", "my_dlscratch.py")


@dataclass(frozen=True)
class Library:
    """A gathered library: its file, its text, and which parts are the learner's."""

    path: Path
    text: str
    yours: tuple[str, ...]
    others: dict[str, str]  # the course's parts: why they are not the learner's

    def load(self):
        """The library as a module, fresh from its file."""
        spec = importlib.util.spec_from_file_location(self.path.stem, self.path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    def __str__(self):
        lines = [f"{FILE.as_posix()} has {len(PARTS)} parts, and {len(self.yours)} are yours."]
        if self.yours:
            lines.append(f"Yours: {', '.join(self.yours)}.")
        for reason in dict.fromkeys(self.others.values()):
            names = [name for name, why in self.others.items() if why == reason]
            lines.append(f"The course's, because {reason}: {', '.join(names)}.")
        return "\n".join(textwrap.fill(line, 88, subsequent_indent="    ") for line in lines)


def gather(root: Path | None = None) -> Library:
    """Write the library into its file and return it.

    A file there that was changed by hand is kept under a dated name. Raises CourseError where the
    file cannot be written, or where the course's own solutions cannot be read.
    """
    root = root or lessons.folder()
    choice, judged = Choice(root), {}
    while True:
        # Where a part fails it is taken from elsewhere, and with it the rest is tried again. This
        # ends, for each time there is one place less to take it from.
        try:
            arrangement = Arrangement(choice)
            _try(arrangement, judged)
            break
        except Refused as refused:
            choice.refuse(refused.part, refused.reason)
    others = {name: choice.others[name] for name in PARTS if name in choice.others}
    yours = tuple(name for name in PARTS if name not in others)
    library = Library(root / FILE, _written(arrangement), yours, others)
    _write(library.path, library.text)
    return library


# Do they work?


def _try(arrangement, judged):
    """Run all definitions and check the learner's parts. Raises Refused for one that fails.

    `judged` remembers verdicts: a part stays as good as it was while nothing that it uses changes.
    """
    from dlscratch import checks

    exercises = {exercise.id: exercise for exercise in checks.registry()}
    module = types.ModuleType(FILE.stem)
    before = sys.modules.get(FILE.stem)
    sys.modules[FILE.stem] = module  # where a dataclass looks for the module that it stands in
    try:
        for one in arrangement:
            what = running.trouble(lambda text=one.text: _run(text, module))
            if what:
                raise Refused(*_culprit(arrangement, one, what))
        for part in filter(arrangement.yours, PARTS):
            within = {name: one.text for name, one in arrangement.within(part).items()}
            key = part, tuple(sorted(within.items()))
            if key not in judged:
                judged[key] = exercises[PARTS[part].exercise].grade(getattr(module, part, None))
            if judged[key].kind != "passed":
                raise Refused(part, _why(arrangement, part, judged[key]))
    finally:
        sys.modules.pop(FILE.stem)
        if before:
            sys.modules[FILE.stem] = before


def _run(text, module):
    exec(compile(text, FILE.name, "exec"), vars(module))


def _why(arrangement, part, verdict):
    """The reason why a part is not taken that does not pass its check."""
    if verdict.kind == "todo":
        return "there is still a `____` in its saved code"
    cause = arrangement.cause(part, verdict.message)
    return cause or "the saved code, run by itself, does not pass its check"


def _culprit(arrangement, failing, what):
    """The learner's part that is at fault, and a reason, where a definition fails."""
    part = failing.part
    if arrangement.yours(part):
        return part, arrangement.cause(part, what) or f"the saved code, run by itself, {what}"
    for one in PARTS:
        if arrangement.yours(one) and one in arrangement.within(part):
            return one, f"with it the course's {part} {what}"
    raise lessons.AuthoringError(f"The solution of {PARTS[part].exercise}, run by itself, {what}.")


# The file


def _written(arrangement):
    """The library's text."""
    imports, blocks, last = [], [], None
    for one in arrangement:
        if one.imports:
            imports.append(one.text)
        else:
            whose = "yours" if arrangement.yours(one.part) else "the course's solution"
            title = f"# {one.part}: {whose}, from the exercise {PARTS[one.part].exercise}\n"
            blocks.append(title * (one.part != last) + one.text)
            last = one.part
    body = "\n\n\n".join(["\n".join(imports), *blocks]) + "\n"
    return _head(body, terminal.command("mine")) + body


def _head(body, command):
    """The beginning of the file; its last word changes with every change to the rest."""
    checksum = hashlib.sha256(body.encode()).hexdigest()[:12]
    return (
        '"""The library that you wrote in the exercises.\n\n'
        f"`{command}` gathers it anew; if you have changed something here, it keeps\n"
        f'this file under a dated name. Checksum: {checksum}\n"""\n\n'
    )


def _write(path, text):
    try:
        if path.exists() and not _is_ours(files.read(path)):
            files.keep(path)
        files.write(path, text.encode())
    except OSError as error:
        raise lessons.CourseError(
            f"{path} cannot be written ({error.strerror}): make room, make its folder writable, "
            "and try again."
        ) from error


def _is_ours(content):
    """Whether a file is as `gather` wrote it, however it was called then."""
    text = content.decode("utf-8", "replace")
    body = text.partition('"""\n\n')[2]
    called = re.search(r"(?m)^`([\w -]+ mine)` gathers", text)
    return bool(called) and (_head(body, called[1]) + body).encode() == content
