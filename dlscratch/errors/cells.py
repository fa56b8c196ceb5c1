"""What helps with a name that is not there: often it is a cell that has not been run."""

import ast
import difflib
import json
import os
import sys
import types

from dlscratch.errors.kinds import Table
from dlscratch.errors.lookup import near
from dlscratch.errors.show import shell

CELLS = Table()
USUAL = {  # what everybody imports, and how
    "np": "import numpy as np", "numpy": "import numpy", "plt": "import matplotlib.pyplot as plt",
    "torch": "import torch", "nn": "from torch import nn",
    "F": "import torch.nn.functional as F", "optim": "from torch import optim",
    "pd": "import pandas as pd", "math": "import math", "random": "import random",
    "tqdm": "from tqdm import tqdm", "layers": "from dlscratch import layers",
}  # fmt: skip
MEANT = {"true": "True", "false": "False", "null": "None", "none": "None", "nil": "None"}
OF_NO_USE = {"test", "show", "info", "compile", "record", "load", "save", "e", "pi"}
INSTALLED_AS = {"cv2": "opencv-python", "sklearn": "scikit-learn", "PIL": "pillow",
                "skimage": "scikit-image", "yaml": "pyyaml"}  # fmt: skip


@CELLS.kind(NameError, "^name '(\\w+)' is not defined")
def truth_in_another_language(found, spot, error):
    """`true` and its like are no names here."""
    if error.name in MEANT:
        return f"Python writes it `{MEANT[error.name]}`, with a capital."
    return None


@CELLS.kind(NameError, "^name '(\\w+)' is not defined")
def stopped_before(found, spot, error):
    """A cell that has run holds the line that gives the name its value, and it has none."""
    if not _of_a_cell(error, spot):
        return None
    cells = list(enumerate(shell().user_ns.get("In", [])))[1:-1]  # the last is the one that stopped
    for number, code in reversed(cells):
        if error.name in _given(code):
            return (
                f"The cell [{number}] has a line that gives `{error.name}` its value, but it "
                "was not reached, or the name was deleted since."
            )
    return None


@CELLS.kind(NameError, "^name '(\\w+)' is not defined")
def cell_not_run(found, spot, error):
    """The saved notebook has a cell that gives the name its value."""
    if not _of_a_cell(error, spot):
        return None
    for code in _saved_cells():
        if error.name in _given(code):
            first = next(line for line in code.strip().splitlines() if line.strip())
            return (
                f"The cell that gives `{error.name}` its value has not been run since Python "
                f"was started. It begins with `{first.strip()[:50]}`."
            )
    return None


@CELLS.kind(NameError, "^name '(\\w+)' is not defined")
def inside_of_a_function(found, spot, error):
    """A function of this notebook gives the name a value for itself, and a cell asks for it."""
    if not _of_a_cell(error, spot) or spot.frame.f_code.co_name != "<module>":
        return None
    for name, value in spot.frame.f_globals.items():
        if isinstance(value, types.FunctionType) and value.__module__ == "__main__":
            if error.name in value.__code__.co_varnames and not name.startswith("_"):
                return (
                    f"`{error.name}` is a name inside of `{name}`: outside there is only what "
                    "the function returns."
                )
    return None


@CELLS.kind(NameError, "^name '(\\w+)' is not defined")
def in_an_imported_module(found, spot, error):
    """`float32`, `sqrt`, `Linear`: a module that is imported has a function or type of the name."""
    if not spot or error.name in OF_NO_USE:
        return None
    has = []
    for called, module in spot.frame.f_globals.items():
        if isinstance(module, types.ModuleType) and not called.startswith("_"):
            home = module.__name__.partition(".")[0]
            value = vars(module).get(error.name)
            if home in ("numpy", "math", "torch", "dlscratch") and value is not None:
                if callable(value) or type(value).__name__ == "dtype":
                    has.append(f"`{called}.{error.name}`")
    if has:
        return (
            f"The name `{error.name}` is in a module, and is reached with a dot: "
            f"{' or '.join(has[:3])}."
        )
    return None


@CELLS.kind(NameError, "^name '(\\w+)' is not defined")
def import_not_run(found, spot, error):
    """The name is one under which everybody imports a module."""
    if error.name in USUAL:
        return (
            f"`{error.name}` is not imported yet: `{USUAL[error.name]}`. If a cell above does "
            "that, run it first."
        )
    return None


LATER_NAMES = Table()


@LATER_NAMES.kind((NameError, AttributeError), "")
def slip_of_the_pen(found, spot, error):
    """A name that is there is at least four fifths the same. A short one is no slip for Python's
    own: `net` is not `next`."""
    if not spot or type(error.name) is not str:
        return None
    other = near(error, spot)
    if not other or difflib.SequenceMatcher(None, error.name.lower(), other.lower()).ratio() < 0.8:
        return None
    known = spot.frame.f_globals | dict(spot.frame.f_locals)
    if isinstance(error, NameError) and other not in known and len(error.name) < 5:
        return None
    return f"Did you mean `{other}`?"


@LATER_NAMES.kind(NameError, "^name '(\\w+)' is not defined")
def name_without_a_value(found, spot, error):
    """Nothing else is known of the name. One in capitals may be letters that were meant."""
    capitals = type(error.name) is str and error.name.isalpha() and error.name.isupper()
    return (
        f"Nothing has the name `{error.name}` so far. Is it spelt as where it got its value, "
        "and was that cell run since Python was started?"
    ) + f' If these letters are the value itself, write quotes: `"{error.name}"`.' * capitals


def _of_a_cell(error, spot):
    return shell() is not None and spot is not None and isinstance(error.name, str)


def _given(code) -> set[str]:
    """The names that a cell gives a value to, outside of functions and classes."""
    try:
        tree = ast.parse(shell().transform_cell(code))
    except (SyntaxError, ValueError):
        return set()
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
            continue
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp
                            | ast.GeneratorExp | ast.Delete):  # fmt: skip
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        waiting.extend(ast.iter_child_nodes(node))
    return found


def _saved_cells() -> list[str]:
    """The code of the notebook as it was saved last, where Jupyter says which it is."""
    path = os.environ.get("JPY_SESSION_NAME", "")
    if not path.endswith(".ipynb") or not os.path.isfile(path):
        return []
    try:
        with open(path, encoding="utf-8") as file:
            cells = json.load(file)["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []


# Modules


@CELLS.kind(ModuleNotFoundError, "^No module named '([\\w.]+)'")
def no_such_module(found, spot, error):
    """Python names the module; one that is almost that is looked for among all it knows."""
    parent, _, last = found[1].rpartition(".")
    if parent in sys.modules:
        return f"`{parent}` has no part called `{last}`."
    first = found[1].partition(".")[0]
    known = {name for name in {*sys.modules, *sys.stdlib_module_names} if name[0] != "_"}
    close = difflib.get_close_matches(first, {name for name in known if "." not in name}, 1, 0.8)
    if close:
        return f"There is no module `{first}` here. Did you mean `{close[0]}`?"
    return (
        f"Python finds no module `{first}`: it is not installed here, or its name is misspelt. "
        f"`%pip install {INSTALLED_AS.get(first, first)}` in a cell installs it."
    )


@CELLS.kind(
    ImportError, r"^cannot import name '(\w+)' from (partially initialized module )?'([\w.]+)'"
)
def no_such_part(found, spot, error):
    """The module was read; its names are looked through."""
    if found[2]:
        return (
            f"Two files import each other, or a file of yours is called `{found[3]}.py` and "
            "stands before the module of that name: rename it."
        )
    names = dir(sys.modules[found[3]]) if found[3] in sys.modules else []
    close = difflib.get_close_matches(found[1], names, 1, 0.7)
    more = f" Did you mean `{close[0]}`?" if close else ""
    return f"`{found[3]}` has nothing called `{found[1]}`.{more}"
