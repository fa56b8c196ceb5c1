"""Says what is different where a page runs, and brings what it lacks there; else it says nothing.

The first lines of every page import this module, once in each kernel. It must be able to say that a
package is missing, so it imports no other at its top, and a page must go on whatever it meets.
"""

import importlib.metadata
import importlib.util
import os
import re
import sys
import textwrap
from pathlib import Path

from dlscratch import terminal

PACKAGE = Path(__file__).resolve().parent
# What the pages import, and the oldest versions that will do, as pyproject.toml has them.
NEEDED = {
    "anywidget": "0.9", "contourpy": "1.2", "ipywidgets": "8.1", "matplotlib": "3.9",
    "nbformat": "5.10", "numpy": "2.0", "packaging": "24", "pillow": "11", "pooch": "1.8",
    "psutil": "6", "requests": "2.32", "safetensors": "0.4", "threadpoolctl": "3.2",
    "tqdm": "4.66", "traitlets": "5.14",
}  # fmt: skip
MODULES = {"pillow": "PIL"}  # where Python calls a package by another name
ALONE = (
    "The map, later lessons and links to other pages do not find what you write here: they look "
    "for the folders of the course, and only this page was opened."
)
HOSTS = ("Colab", "Kaggle")  # they bring versions of their own, which fit each other and will do
SAID = {
    "Colab": "Colab: checks and hints work, and so should the pictures. Choose File, Save a copy "
    "in Drive, to keep what you write.",
    "Kaggle": "Kaggle: checks and hints work; a picture that moves may stay empty. Choose Save "
    "Version to keep what you write.",
    "Binder": "Binder forgets what you write when it closes: choose File, Download for each page "
    "that you want to keep.",
}


def place() -> str:
    """Where the page runs: "Colab", "Kaggle", "Binder", "a browser tab", "VS Code"; else ""."""
    if sys.platform == "emscripten":
        return "a browser tab"
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:  # it is made from Colab's machine, so it comes first
        return "Kaggle"
    if "COLAB_RELEASE_TAG" in os.environ or "google.colab" in sys.modules:
        return "Colab"
    if "BINDER_SERVICE_HOST" in os.environ:
        return "Binder"
    # Its variables are also those of a JupyterLab that was started in its terminal.
    return "VS Code" if "__vsc_ipynb_file__" in vars(sys.modules["__main__"]) else ""


def look() -> None:
    """Bring what is missing, and print what there is to say."""
    if not (shell := _shell()):
        return
    where = place()
    if where == "Colab":
        _show_our_widgets()
    for sentence in _said(where, shell):
        print(textwrap.fill(sentence, 88, break_long_words=False, break_on_hyphens=False))


def _said(where, shell):
    if where == "a browser tab":  # it was built with all of it
        return
    if other := _other_python():
        yield other
        return
    if missing := _missing():
        yield from _bring(missing, shell)
    if where not in HOSTS and (old := _too_old()):
        yield old
    if where in SAID:
        yield SAID[where]
    if _is_alone():
        yield ALONE


def _shell():
    """IPython's running shell, or None."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def _show_our_widgets():
    """Colab shows widgets that are not its own only when asked to."""
    try:
        from google.colab import output

        output.enable_custom_widget_manager()
    except Exception:  # a local runtime, or another Colab than that of 2026
        pass


# What the page needs


def _other_python():
    """What to do where the page lies in a clone of the course, and runs on another Python."""
    clone = _around(lambda one: (one / "start.py").exists() and (one / PACKAGE.name).is_dir())
    if clone is None or clone == PACKAGE.parent and not _missing():
        return None
    choose = "choose the kernel .venv"
    if place() == "VS Code":
        choose += " (Select Kernel, at the top right)"
    return (
        f"This page runs on the Python in {sys.prefix}, and the course in {clone} has one of its "
        f"own: {choose}. If there is none, run `{terminal.start()}` once in that folder."
    )


def _missing():
    """The packages that Python does not find."""
    return [one for one in NEEDED if importlib.util.find_spec(MODULES.get(one, one)) is None]


def _bring(missing, shell):
    """Install packages into the kernel that runs; a sentence where that fails."""
    names = " ".join(missing)
    try:
        shell.run_line_magic("pip", f"install --quiet {names}")
    except Exception:  # a kernel without pip
        pass
    importlib.invalidate_caches()
    if still := _missing():
        yield f"Missing: {', '.join(still)}. Run `%pip install {' '.join(still)}` in a cell."


def _too_old():
    """What to do about versions that are too old; empty where there are none."""
    old = {}
    for name, needed in NEEDED.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # missing, or a copy without its papers
            continue
        if _numbers(version) < _numbers(needed):
            old[f"{name} {version}"] = f'"{name}>={needed}"'
    if not old:
        return ""
    return (
        f"Too old for this page: {', '.join(old)}. Run `%pip install {' '.join(old.values())}` in "
        "a cell, then restart the kernel."
    )


def _numbers(version):
    return [int(one) for one in re.match(r"\d+(\.\d+)*", version)[0].split(".")]


def _is_alone():
    """Whether the page was opened without the folders of the course."""
    try:
        from dlscratch.course import lessons

        lessons.folder()
    except ImportError:  # of what is still missing
        return False
    except lessons.CourseError:
        return True
    return False


def _around(fits):
    """The nearest folder around the page that `fits`, or None."""
    try:
        here = Path.cwd().resolve()
    except OSError:  # it was deleted
        return None
    return next((one for one in (here, *here.parents) if fits(one)), None)


try:
    look()
except Exception:  # nothing that is only said may stop a page
    pass
