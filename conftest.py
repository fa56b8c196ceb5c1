"""What holds for all tests; what belongs to one lesson (`--lesson 03`); what needs PyTorch.

Lesson 09's solutions cannot be run without PyTorch, which is optional. Its lesson can: there every
cell that needs PyTorch says so and is skipped.
"""

import os
import re
from pathlib import PurePath

import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("course")

GATES = PurePath("ci", "gates")

# No test depends on what lies in exercises/: nbval's kernels, too, take all parts from the package.
os.environ["DLSCRATCH_MINE"] = "off"


def pytest_addoption(parser):
    parser.addoption("--lesson", metavar="NN", help="of the gates, only what is about this lesson")


def pytest_collection_modifyitems(config, items):
    if config.option.lesson:
        from dlscratch.course import lessons

        lesson = lessons.find(config.option.lesson)
        other = [item for item in items if not belongs(item, lesson)]
        items[:] = [item for item in items if belongs(item, lesson)]
        config.hook.pytest_deselected(items=other)
    needing = [item for item in items if item.path.name == "09_pytorch_solutions.ipynb"]
    if needing:
        from dlscratch.course import bridge

        if trouble := bridge.trouble():
            for item in needing:
                item.add_marker(pytest.mark.skip(reason=trouble.splitlines()[0]))


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
