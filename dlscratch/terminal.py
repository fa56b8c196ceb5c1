"""What a learner types in a terminal, as it is called on this system."""

import os


def python():
    """On Windows `python` may lead to a shop only; `py` finds .venv, but knows no conda."""
    return "py" if os.name == "nt" and not os.environ.get("CONDA_PREFIX") else "python"


def start():
    return "py start.py" if os.name == "nt" else "python3 start.py"


def command(*words):
    """A command of the course: command("reset", "06") is "python -m dlscratch reset 06"."""
    return " ".join([python(), "-m", "dlscratch", *words])


def reset(lesson):
    """The command that gives back a lesson's blank exercises."""
    return command("reset", f"{lesson.number:02}")
