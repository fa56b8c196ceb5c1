"""What the gates share: where the course is, its build, and what its notebooks say."""

import functools
import importlib.util
import re
import sys
from pathlib import Path

import nbformat
import pytest

from dlscratch.checks.engine.show import MIME
from dlscratch.course import bridge, lessons, pages, words

ROOT = Path(__file__).resolve().parent.parent.parent


def load(path: Path):
    """The module in a file that belongs to no package."""
    spec = importlib.util.spec_from_file_location(f"course_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = load(ROOT / "ci" / "build.py")
TEXTS = build.texts(ROOT)  # {path relative to ROOT: text}
LESSONS = [lesson for lesson in lessons.LESSONS if Path(lesson.text) in TEXTS]
WITH_EXERCISES = [lesson for lesson in lessons.LESSONS if Path(lesson.exercises_text) in TEXTS]
PAGES = [
    *(Path(one.notebook) for one in LESSONS),
    *(Path(path) for one in WITH_EXERCISES for path in (one.exercises, one.solutions)),
    Path(words.PAGE),
]


@functools.cache
def planned() -> dict:
    """What the texts give, {one of PAGES: (its text's path, notebook)}: made only if it is needed,
    and not whenever the gates are collected."""
    return build.planned(ROOT)


def needs_torch(lesson: str) -> None:
    """Skip the test that calls this where its lesson's code cannot run: PyTorch is optional."""
    if lesson in bridge.NEEDED_BY and (trouble := bridge.trouble()):
        pytest.skip(trouble.splitlines()[0])


def exercises_text(lesson: lessons.Lesson) -> str:
    return TEXTS[Path(lesson.exercises_text)]


def lines(text: str) -> list[str]:
    """The lines without indentation and with single spaces, so that they can be compared."""
    return [" ".join(line.split()) for line in text.splitlines()]


def read(path) -> nbformat.NotebookNode:
    """The committed notebook at a path relative to ROOT."""
    return nbformat.read(ROOT / path, as_version=4)


def results(lesson: lessons.Lesson) -> nbformat.NotebookNode:
    """A lesson as it was executed."""
    return read(build.result(lesson.notebook))


def outputs(cells) -> list:
    return [output for cell in cells for output in cell.get("outputs", [])]


def verdicts(cells) -> list[dict]:
    """The verdicts that the checks left in the outputs of some cells, in order."""
    return [out["data"][MIME] for out in outputs(cells) if MIME in out.get("data", {})]


_DULL = re.compile(
    r"#|\"\"\"|def |class |@|import |from |else|try|finally|pass|break|continue|with torch.no_grad"
)
_TELLING = re.compile(r"[-+*/@<>%(\[]")


def secret_lines(piece: pages.Piece) -> list[str]:
    """The lines of an exercise's solution that tell something, and that its blank does not show.

    Lines such as `else:`, `return total` or `self.x = x` tell nothing.
    """
    solution = [line.split("  # ")[0] for line in piece.solution.splitlines()]
    shown = {line.split("  # ")[0].strip() for line in piece.blank.splitlines()}
    telling = [line for line in solution if _TELLING.search(line) and not _DULL.match(line.strip())]
    return [line for line in lines("\n".join(telling)) if line not in shown]
