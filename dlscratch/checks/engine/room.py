"""A lesson's room of checks: a package with a file for each of its exercises.

An exercise's file is read when somebody first asks for the exercise. So a lesson's checks are there
at once, however many it has.
"""

import difflib
import importlib
import pkgutil
import re
import sys
import types

from dlscratch import errors
from dlscratch.checks.engine import show, solutions
from dlscratch.checks.engine.exercise import Exercise

SHARED = "shared"  # the file of what several exercises of a lesson use


class Room(types.ModuleType):
    """The package of a lesson's checks. `room.NAME` is the exercise that the file NAME.py holds."""

    def __getattr__(self, name):
        if name.startswith("__") or name == SHARED:
            raise AttributeError(name)
        if name in names(self):
            importlib.import_module(f"{self.__name__}.{name}")
            return vars(self)[name]
        near = difflib.get_close_matches(name, names(self), 3, 0.5)
        known = ", ".join(f"check.{key}" for key in near or names(self))
        rest = f"Did you mean {known}?" if near else f"There are {known}."
        raise AttributeError(f"There is no check.{name}. {rest}")

    def __call__(self, *answers):
        raise TypeError("Which exercise is it? Name it, as in check.NAME(your answer).")

    def __dir__(self):
        return names(self)

    def __setattr__(self, name, value):
        if isinstance(value, types.ModuleType) and name in names(self):
            value = (
                value.exercise
            )  # Python, which has just read the file, gives the room its module
        else:
            self._keep(name)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        self._keep(name)
        super().__delattr__(name)

    def _keep(self, name):
        if name in names(self):
            raise AttributeError(f"check.{name} cannot be changed: call it, check.{name}(answer).")


def open_room(name):
    """Make a room of the package `name`, which is being imported."""
    sys.modules[name].__class__ = Room
    show.watch()
    errors.leave_alone(is_crash_hunt)


def is_crash_hunt(cell: str, error: BaseException) -> bool:
    """Whether a cell, given its text, holds a crash hunt whose traceback is to be read. A slip of
    the pen that stops it with an error of another type is not hunted, and is explained."""
    for room in [one for one in list(sys.modules.values()) if isinstance(one, Room)]:
        for name in re.findall(r"\bcheck\.(\w+)\(", cell):
            if name in names(room) and (raises := getattr(room, name).raises):
                if isinstance(error, raises):
                    return True
    return False


def names(room) -> list[str]:
    """The exercises in a room, in the order of their page; last, those that are on none yet."""
    lesson = room.__name__.rpartition(".")[2]
    page = [id.partition(".")[2] for id in solutions.read() if id.startswith(f"{lesson}.")]
    files = {file.name for file in pkgutil.iter_modules(room.__path__)} - {SHARED}
    return [name for name in page if name in files] + sorted(files - set(page))


def exercises(room) -> list[Exercise]:
    """The exercises in a room, in the same order."""
    return [getattr(room, name) for name in names(room)]
