"""What a learner types in a terminal, as it is called on this system, and as the course came."""

import os
import shutil
import sys
from pathlib import Path, PurePath

PACKAGE = Path(__file__).resolve().parent


def python():
    """On Windows `python` may lead to a shop only; `py` finds .venv, but knows no conda."""
    return "py" if os.name == "nt" and not os.environ.get("CONDA_PREFIX") else "python"


def start():
    return "py start.py" if os.name == "nt" else "python3 start.py"


def command(*words):
    """A command of the course: command("reset", "06") is "python -m dlscratch reset 06" in a clone,
    and "dlscratch reset 06" where the package was installed and that is a program."""
    called = f"{python()} -m dlscratch"
    if by_uvx():
        called = "uvx dlscratch"
    elif not (PACKAGE.parent / "lessons").is_dir() and shutil.which("dlscratch"):
        called = "dlscratch"
    return " ".join([called, *words])


def reset(lesson):
    """The command that gives back a lesson's blank exercises."""
    return command("reset", f"{lesson.number:02}")


def by_uvx() -> bool:
    """Whether the package was brought for this one run: it lies in uv's cache, on nobody's path."""
    return "archive-v0" in PurePath(sys.prefix).parts
