"""What holds for all tests; what belongs to one lesson (`--lesson 03`); what needs PyTorch.

The solutions of the lessons about PyTorch cannot be run without it, and it is optional. Their
lessons can: there every cell that needs PyTorch says so and is skipped.
"""

import os
import re
from pathlib import PurePath

import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("course")

GATES = PurePath("ci", "gates")
BROWSER = PurePath("ci", "browser")
# The longest first, so that at the end no worker is left alone with them.
LONG = [BROWSER, GATES, PurePath("ci", "results"), PurePath("solutions")]

# No test depends on what lies in exercises/: nbval's kernels, too, take all parts from the package.
os.environ["DLSCRATCH_MINE"] = "off"


def pytest_addoption(parser):
    parser.addoption("--lesson", metavar="NN", help="of the gates, only what is about this lesson")


def pytest_collection_modifyitems(config, items):
    items.sort(key=place)
    if config.option.lesson:
        from dlscratch.course import lessons

        lesson = lessons.find(config.option.lesson)
        other = [item for item in items if not belongs(item, lesson)]
        items[:] = [item for item in items if belongs(item, lesson)]
        config.hook.pytest_deselected(items=other)
    solved = [item for item in items if item.path.name.endswith("_solutions.ipynb")]
    if solved:
        from dlscratch.course import bridge, lessons

        needing = {lessons.find(name).solutions.name for name in bridge.NEEDED_BY}
        if trouble := bridge.trouble():
            for item in solved:
                if item.path.name in needing:
                    item.add_marker(pytest.mark.skip(reason=trouble.splitlines()[0]))


def place(item):
    """When a test is run: the number of its folder in LONG, or after all these."""
    folders = [item.config.rootpath / folder for folder in LONG]
    folder = item.path.parent
    return folders.index(folder) if folder in folders else len(folders)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file at a time for each worker, in the order above; all in the browser are for one of them.

    So JupyterLab and the browser are started once. Their tests wait much, which leaves the machine
    to the other workers.
    """
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class OneBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid):
            browser = PurePath(nodeid.partition("::")[0]).parent == BROWSER
            return BROWSER.as_posix() if browser else super()._split_scope(nodeid)

    config.option.loadscopereorder = False
    return OneBrowser(config, log)


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
