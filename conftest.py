"""What holds for all tests; what belongs to one lesson (`--lesson 03`); what needs PyTorch.

What opens the course in a browser is run by `--browser` alone.

The solutions of the lessons about PyTorch cannot be run without it, and it is optional. Their
lessons can: there each cell that needs PyTorch says so and is skipped. With PyTorch, `--torch` runs
what was skipped without it, and all else that speaks of it.
"""

import ast
import functools
import gc
import os
import re
from pathlib import Path, PurePath

import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("course")

ROOT = Path(__file__).parent
GATES = PurePath("ci", "gates")
BROWSER = PurePath("ci", "browser")
# The longest first, so that at the end no worker is left alone with them.
LONG = [GATES, PurePath("ci", "results"), PurePath("solutions")]
FACTS = "test_*_facts.py"  # what is said of trained nets, for which they are trained
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1, ...

# No test depends on what lies in exercises/: nbval's kernels, too, take all parts from the package.
os.environ["DLSCRATCH_MINE"] = "off"


def pytest_addoption(parser):
    parser.addoption("--lesson", metavar="NN", help="of the gates, only what is about this lesson")
    parser.addoption("--browser", action="store_true", help="only what opens a browser")
    parser.addoption("--torch", action="store_true", help="only what needs or names PyTorch")


def pytest_configure(config):
    if config.option.browser and config.args_source is config.ArgsSource.TESTPATHS:
        config.args[:] = [BROWSER.as_posix()]
    if config.option.torch:
        from dlscratch.course import bridge

        if trouble := bridge.trouble():
            raise pytest.UsageError(f"--torch: {trouble}")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if re.search(r" at 0x[0-9a-f]+", item.nodeid):
            raise pytest.UsageError(
                f"{item.nodeid} has an address in its name, which is another one in each worker: "
                "give its cases names, by ids=."
            )
    items.sort(key=place)
    if config.option.lesson:
        from dlscratch.course import lessons

        lesson = lessons.find(config.option.lesson)
        keep(items, lambda item: belongs(item, lesson))
    if config.option.torch:
        keep(items, names_torch)
    solved = [item for item in items if item.path.name.endswith("_solutions.ipynb")]
    if solved:
        from dlscratch.course import bridge, lessons

        needing = {lessons.find(name).solutions.name for name in bridge.NEEDED_BY}
        if trouble := bridge.trouble():
            for item in solved:
                if item.path.name in needing:
                    item.add_marker(pytest.mark.skip(reason=trouble.splitlines()[0]))


def pytest_collection_finish():
    """The collector of garbage is to leave the tests alone: 800,000 objects, which take it half a
    second each time. Where a check runs an answer, that would count as the answer's."""
    gc.collect()
    gc.freeze()


def keep(items, wanted):
    """Leave out all other tests."""
    chosen = {item: wanted(item) for item in items}
    if other := [item for item in items if not chosen[item]]:
        other[0].config.hook.pytest_deselected(items=other)
    items[:] = [item for item in items if chosen[item]]


TORCH = re.compile(r"\btorch\b")


def pytest_ignore_collect(collection_path, config):
    """With `--torch`, a file of tests that does not name PyTorch is not even read."""
    if not config.option.torch or collection_path.parent == ROOT / GATES:
        return None
    tests = re.fullmatch(r"test_\w+[.]py|\w+[.]ipynb", collection_path.name)
    return True if tests and not TORCH.search(_text(collection_path)) else None


def names_torch(item):
    """Whether a test needs PyTorch or names it: its notebook does, its lines, or its file."""
    if item.path.suffix == ".ipynb":
        return "import torch" in _text(item.path)
    tests, rest = _naming_torch(item.path)
    if item.path.parent == ROOT / GATES:  # they look after all lessons
        return item.originalname in tests or _needs_torch(item)
    return item.originalname in tests or rest


@functools.cache
def _naming_torch(path):
    """(the tests of a file that name PyTorch, whether something else in it does)"""
    if not TORCH.search(text := _text(path)):
        return set(), False
    found = {
        getattr(node, "name", "")
        for node in ast.parse(text).body
        for first in [min([node, *getattr(node, "decorator_list", [])], key=lambda one: one.lineno)]
        if TORCH.search("\n".join(text.splitlines()[first.lineno - 1 : node.end_lineno]))
    }
    tests = {name for name in found if name.startswith("test_")}
    return tests, found > tests


def _needs_torch(item):
    """A case of a lesson whose code cannot run without PyTorch: 12_pytorch, pytorch.shapes."""
    from dlscratch.course import bridge, lessons

    case = getattr(item, "callspec", None)
    return case is not None and any(
        re.search(rf"{lessons.find(name).stem}|(^|-){name}[.]", case.id)
        for name in bridge.NEEDED_BY
    )


@functools.cache
def _text(path: Path):
    return path.read_text(encoding="utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """What is skipped where PyTorch is missing must be among what `--torch` runs."""
    report = yield
    return refuse_unless_chosen(report, names_torch(item)) if report.skipped else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same of a whole file. And every second worker collects the files from the end: all of
    them collect everything, and so half of it has been compiled by another."""
    report = yield
    if report.skipped:
        return refuse_unless_chosen(report, TORCH.search(_text(collector.path)))
    if isinstance(collector, pytest.Directory) and re.search("[13579]$", WORKER):
        report.result.reverse()
    return report


def refuse_unless_chosen(report, chosen):
    why = report.longrepr[2]
    if re.search("torch", why, re.IGNORECASE) and not chosen:
        report.outcome = "failed"
        report.longrepr = f"{why}, and --torch would not choose it"
    return report


def place(item):
    """When a test is run: the number of its folder in LONG; then FACTS, and all others. Within
    these by its path, in whichever order the files were collected."""
    return _place(item.path, item.config.rootpath)


@functools.cache
def _place(path, root):
    folders = [root / folder for folder in LONG]
    if path.parent in folders:
        return folders.index(path.parent), path
    return len(folders) + (not path.match(FACTS)), path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A unit at a time for each worker, in the order above: mostly a file."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Units(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return unit(nodeid)

    config.option.loadscopereorder = False
    return Units(config, log)


# What grades the answers to a lesson's exercises is for one worker, which then knows what all its
# known answers do: the lesson's cases in these gates, and the files of tests/checks named after it.
GRADING = [GATES / "test_banks.py", GATES / "test_holes.py"]
CHECKS = PurePath("tests", "checks")


def unit(nodeid):
    """What must be run by one worker: a file, what grades a lesson, or a part of the browser's.

    A worker starts JupyterLab and the browser once for its part: the live pictures, or all other
    pages. What is built for the tab and for readers needs no JupyterLab.
    """
    name, _, test = nodeid.partition("::")
    file = PurePath(name)
    if file.parent == BROWSER:
        part = re.match("test_(pictures|tab|site)", file.name)
        parts = {"pictures": "pictures", "tab": "built", "site": "built"}
        return f"{BROWSER.as_posix()} {parts[part[1]] if part else 'pages'}"
    if file in GRADING and (case := re.search(r"\[(\w+)[.]", test)):
        return f"{CHECKS.as_posix()} {case[1]}"
    if file.parent == CHECKS and (lesson := _named_in(file.stem)):
        return f"{CHECKS.as_posix()} {lesson}"
    return name


@functools.cache
def _named_in(stem):
    """The lesson after which a file of tests is named, as test_autograd_a is."""
    from dlscratch.course import lessons

    names = [one.name for one in lessons.LESSONS if stem.startswith(f"test_{one.name}")]
    return max(names, key=len, default=None)


def belongs(item, lesson):
    """Whether a test is about the lesson, or a gate's about all lessons' texts and exercises.

    The gates call each case by its lesson, 03_stacks, or its exercise, stacks.linear_forward.
    """
    file = item.path.relative_to(item.config.rootpath)
    if file.parent != GATES:
        return True
    if case := getattr(item, "callspec", None):
        return re.search(rf"{lesson.stem}|(^|-){lesson.name}[.]", case.id) is not None
    return file.stem != "test_notebooks"  # its others are about nbval itself
