"""What holds for all tests.

Lesson 09 needs PyTorch, which is optional: its solutions cannot be run where that is missing. Its
lesson can: there every cell that needs PyTorch says so and is skipped.
"""

import importlib.util

import pytest
from hypothesis import settings

settings.register_profile("course", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("course")


def pytest_collection_modifyitems(items):
    if importlib.util.find_spec("torch"):
        return
    for item in items:
        if item.path.name == "09_pytorch_solutions.ipynb":
            item.add_marker(pytest.mark.skip(reason="PyTorch is not installed"))
