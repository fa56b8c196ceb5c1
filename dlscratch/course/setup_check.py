"""A look at the learner's setup: what is wrong, and how to mend it. 00_start_here calls it."""

import importlib.metadata
import os
import platform
import tempfile
import textwrap
from pathlib import Path
from typing import NamedTuple

from dlscratch.course import lessons

NEEDED_MB = 500  # a notebook on the small data, with some room
ALL_DIGITS_MB = 1000  # lesson 08 on all 70,000 digits

# Commands and paths stay whole.
LINES = textwrap.TextWrapper(
    88, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False
)
START = "close JupyterLab and open the course with `python3 start.py`, which mends it"


class Finding(NamedTuple):
    """One thing looked at: `state` is "fine", "mend" (with what to do), or "note"."""

    state: str
    text: str


def check_setup() -> None:
    """Print what was found, a line each, and whether the course will run."""
    found = findings()
    for state, text in found:
        print(LINES.fill(f"{state}  {text}"))
    bad = sum(finding.state == "mend" for finding in found)
    print()
    if bad:
        print(f"To mend: {bad}. Then choose Kernel, Restart Kernel, and run this cell again.")
    else:
        print("All is well. You can begin.")


def findings() -> list[Finding]:
    """Everything that is looked at. Nothing here needs the network."""
    return [python(), packages(), this_clone(), widgets(), memory(), writing(), digits()]


def python() -> Finding:
    from packaging.specifiers import SpecifierSet

    version, needed = platform.python_version(), _requirements()[0]
    if SpecifierSet(needed).contains(version, prereleases=True):
        return Finding("fine", f"Python {version}")
    return Finding("mend", f"Python is {version}, and the course needs {needed}: {START}.")


def packages() -> Finding:
    """Every package that the course needs, in a version that it can work with."""
    from packaging.requirements import Requirement

    problems, fixes = [], []
    needs = [Requirement(line) for line in _requirements()[1]]
    needs = [need for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    for need in needs:
        try:
            version = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            problems.append(f"{need.name} is missing")
        else:
            if need.specifier.contains(version, prereleases=True):
                continue
            problems.append(f"{need.name} is {version}, not {need.specifier}")
        fixes.append(f'"{need.name}{need.specifier}"')
    if problems:
        command = f"%pip install {' '.join(fixes)}"
        return Finding("mend", f"{'; '.join(problems)}: {START}; or run `{command}` in a cell.")
    return Finding("fine", f"The {len(needs)} packages that the course needs")


def _requirements() -> tuple[str, list[str]]:
    """(Python, packages) that this clone's pyproject.toml asks for, else what was installed."""
    try:
        import tomllib

        text = (lessons.folder() / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
        return project["requires-python"], project["dependencies"]
    except (lessons.CourseError, ImportError, OSError):
        installed = importlib.metadata.metadata("dlscratch")
        return installed["Requires-Python"], installed.get_all("Requires-Dist") or []


def this_clone() -> Finding:
    """The package must be the one that lies beside the notebooks, not another clone's."""
    package = Path(__file__).resolve().parents[2]
    for place in (Path.cwd(), *Path.cwd().parents):
        if (place / "lessons").is_dir() and (place / "exercises").is_dir():
            if place.resolve() == package:
                return Finding("fine", "dlscratch, from this course's folder")
            return Finding(
                "mend",
                f"dlscratch comes from {package}, but this notebook lies in {place}: open it with "
                "the start.py of its own folder.",
            )
    return Finding("note", "This notebook lies outside a course's folder; dlscratch is installed")


def widgets() -> Finding:
    """JupyterLab needs the widgets' own extension, in the environment that it was started from."""
    from jupyter_core.paths import jupyter_path

    extension = Path("@jupyter-widgets", "jupyterlab-manager", "package.json")
    if any((Path(folder) / extension).exists() for folder in jupyter_path("labextensions")):
        return Finding("fine", "Widgets, the sliders and buttons of the pictures")
    return Finding("mend", f"The widgets' extension for JupyterLab is missing: {START}.")


def memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available // 2**20
    limit = os.environ.get("MEM_LIMIT", "")  # Binder gives each visitor so much
    if limit.isdecimal():
        free = min(free, int(limit) // 2**20 - psutil.Process().memory_info().rss // 2**20)
    if free < NEEDED_MB:
        return Finding(
            "mend",
            f"Only {free} MB of memory are free, and a notebook may need {NEEDED_MB}: close other "
            "programs, and shut down other notebooks (the tab with the square on the left).",
        )
    if free < ALL_DIGITS_MB:
        return Finding("note", f"Memory, {free} MB free: enough, but not for all 70,000 digits")
    return Finding("fine", f"Memory, {free / 1024:.1f} GB free")


def writing() -> Finding:
    """Whether the learner's answers can be saved."""
    try:
        place = lessons.folder() / "exercises"
    except lessons.CourseError:
        place = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"answers")
    except OSError as error:
        return Finding(
            "mend",
            f"Your answers cannot be saved in {place} ({error.strerror}): copy the whole course "
            "to a folder of your own, such as your home, and open it there.",
        )
    return Finding("fine", "Your answers can be saved")


def digits() -> Finding:
    if all_digits():
        return Finding("fine", "All 70,000 digits for lesson 08")
    return Finding(
        "note",
        "The 70,000 digits for lesson 08 are not here yet. It runs on 5,000 without them; "
        "`python -m dlscratch data` in a terminal fetches them (12 MB).",
    )


def all_digits() -> Path | None:
    """The folder that holds all of MNIST, verified; None where it is not on this machine."""
    import pooch

    from dlscratch.datasets.mnist_files import SHA256, DataError, is_original, own_folder

    try:
        place = own_folder() or Path(pooch.os_cache("dlscratch"))
    except DataError:  # `python -m dlscratch data` says what is wrong with DLSCRATCH_DATA
        return None
    return place if all(is_original(place / name) for name in SHA256) else None
