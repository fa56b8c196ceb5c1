"""A look at the learner's setup: what is wrong, and how to mend it. 00_start_here calls it.

It must be able to say that a package is missing or broken: so it imports none of them at its top,
and what fails in one look does not end the others.
"""

import importlib
import importlib.metadata
import importlib.util
import os
import platform
import re
import site
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import NamedTuple

from dlscratch import browser, here, terminal
from dlscratch.course import grammar, lessons

NEEDED_MB = 500  # a notebook on the small data, with some room
ALL_DIGITS_MB = 1000  # lessons 09 and 10 on all 70,000 digits

# Commands and paths stay whole.
LINES = textwrap.TextWrapper(
    88, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False
)
# How Python calls a package, where that is not the name that pip knows.
MODULES = {"ipython": "IPython", "pillow": "PIL"}


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
        if browser.HERE:
            from IPython.display import display

            from dlscratch.course import backup

            display(backup.buttons())


def findings() -> list[Finding]:
    """Everything that is looked at. Nothing here needs the network."""
    if browser.HERE:
        from dlscratch.course import tab

        return [Finding(*one) for one in tab.findings()]
    first = _looked_at("The packages", packages)
    looks = {
        "Python": python,
        "The course's folder": this_clone,
        "The widgets": widgets,
        "The memory": memory,
        "Whether your answers can be saved": writing,
        "The digits": digits,
    }
    if here.place() in here.HOSTS:  # a page of their own, and a machine that nobody can mend
        del looks["The widgets"], looks["The course's folder"]
    others = [_looked_at(what, look, first) for what, look in looks.items()]
    return [others[0], first, *others[1:]]


def _looked_at(what, look, packages=None):
    """What a look finds, also where it fails: mostly that comes from a package that is to mend."""
    try:
        return look()
    except Exception as error:
        text = f"{what} could not be looked at ({_said(error)})"
        if packages and packages.state == "mend":
            return Finding("note", f"{text}: mend the packages first.")
        return Finding("mend", f"{text}: {remedy()}.")


def remedy() -> str:
    """What puts the course's own packages right, where this kernel runs."""
    if any(name in os.environ for name in ("JUPYTERHUB_API_TOKEN", "JUPYTERHUB_USER")):
        return "ask whoever runs this server to install the course's requirements.txt"
    if here.place() in here.HOSTS:
        return "start a new session, and run the page's first cell"
    if not lessons.is_clone(lessons.PACKAGE.parent):
        pip = f"{terminal.python()} -m pip install --upgrade dlscratch"
        return f"close JupyterLab, run `{pip}`, and open it again"
    if here.place() == "VS Code":
        return f"run `{terminal.start()}` once in the course's folder, and choose the kernel .venv"
    return f"close JupyterLab and open the course with `{terminal.start()}`, which mends it"


def _said(error):
    """An exception in one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def python() -> Finding:
    from packaging.specifiers import SpecifierSet

    version, needed = platform.python_version(), _requirements()[0]
    if SpecifierSet(needed).contains(version, prereleases=True):
        return Finding("fine", f"Python {version}")
    return Finding("mend", f"Python is {version}, and the course needs {needed}: {remedy()}.")


def packages() -> Finding:
    """Every package that the course needs: it can be imported, in a version that will do."""
    problems, fixes, own = [], [], {}
    grammar.put_off()
    needed = [_parsed(line) for line in _requirements()[1]]
    needed = [(name, specifier) for name, specifier, wanted in needed if wanted]
    if here.place() in here.HOSTS:
        needed = [(name, None) for name in here.NEEDED]
    for name, specifier in needed:
        problem, place = _problem(name, specifier)
        if problem:
            problems.append(problem)
            fixes.append(f'"{name}{specifier or ""}"')
            if place and _is_own(place):
                own[str(place)] = problem
    if own:  # which may be all that keeps the others from being imported
        return Finding(
            "mend",
            f"{'; '.join(own.values())}. This is none of the course's packages, and Python takes "
            f"it before them: delete or rename {' and '.join(own)}.",
        )
    if problems:
        command = f"%pip install {' '.join(fixes)}"
        return Finding("mend", f"{'; '.join(problems)}: {remedy()}; or run `{command}` in a cell.")
    return Finding("fine", f"The {len(needed)} packages that the course needs")


def _parsed(line):
    """(name, specifier, whether it is needed here) of a requirement.

    The specifier is None where the package that reads it cannot be imported itself.
    """
    try:
        from packaging.requirements import Requirement
    except Exception:
        return re.match(r"[\w.-]+", line)[0], None, ";" not in line
    need = Requirement(line)
    wanted = need.marker is None or need.marker.evaluate({"extra": ""})
    return need.name, need.specifier, wanted


def _problem(name, specifier):
    """What is wrong with a package, or None, and the folder that it was imported from, or None."""
    module = MODULES.get(name.lower(), name.replace("-", "_"))
    try:
        package = importlib.import_module(module)
    except (Exception, SystemExit) as error:
        place = _place(module)
        if place is None and isinstance(error, ModuleNotFoundError) and error.name == module:
            return f"{name} is missing", None
        return f"{name} cannot be imported ({_said(error)})" + _from(place), place
    place = _place(module)
    version = getattr(package, "__version__", None)
    if version is None:
        return f"{name} is damaged, or hidden by something of the same name" + _from(place), place
    if specifier is None or specifier.contains(str(version), prereleases=True):
        return None, place
    return f"{name} is {version}{_from(place)}, not {specifier}", place


def _place(module):
    """The folder or file that Python takes a package from; None where there is none."""
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    folders = list(spec.submodule_search_locations or [])
    return Path(folders[0]) if folders else Path(spec.origin) if spec.origin else None


def _from(place):
    return f" in {place}" if place else ""


def _is_own(place):
    """Whether a package lies where the course's own never do: in the learner's folders."""
    own = [site.getusersitepackages(), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    inside = [Path(sys.prefix).resolve(), Path(__file__).resolve().parents[2] / ".venv"]
    below = place.resolve().is_relative_to
    if any(map(below, inside)):
        return False
    return any(below(Path(folder).resolve()) for folder in (*own, ".") if folder)


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
    """The package must be the one that the notebooks came with, not another clone's."""
    package = lessons.PACKAGE.parent
    for place in (Path.cwd(), *Path.cwd().parents):
        if lessons.is_course(place):
            if place.resolve() == package:
                return Finding("fine", "dlscratch, from this course's folder")
            if lessons.is_clone(place):
                start = "the start.py of its own folder"
            elif lessons.is_clone(package):
                start = "the `dlscratch` that has made its folder"
            else:
                return _this_edition(place)
            return Finding(
                "mend",
                f"dlscratch comes from {package}, but this notebook lies in {place}: open it with "
                f"{start}.",
            )
    return Finding("note", "This notebook lies outside a course's folder; dlscratch is installed")


def _this_edition(place):
    """The pages in a folder that the package has made, beside those that it holds now."""
    from dlscratch.course import installed

    course = installed.Course(place)
    if course.newer or not course.edition:
        return Finding("note", installed.about_edition(course))
    return Finding("fine", f"dlscratch {course.edition}, from which this course's folder was made")


def widgets() -> Finding:
    """JupyterLab needs the widgets' own extension, in the environment that it was started from."""
    from jupyter_core.paths import jupyter_path

    extension = Path("@jupyter-widgets", "jupyterlab-manager", "package.json")
    if any((Path(folder) / extension).exists() for folder in jupyter_path("labextensions")):
        return Finding("fine", "Widgets, the sliders and buttons of the pictures")
    return Finding("mend", f"The widgets' extension for JupyterLab is missing: {remedy()}.")


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
        return Finding("fine", "All 70,000 digits for lessons 09 and 10")
    return Finding(
        "note",
        "The 70,000 digits for lessons 09 and 10 are not here yet. They run on 5,000 without them; "
        f"`{terminal.command('data')}` in a terminal fetches them (12 MB).",
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
