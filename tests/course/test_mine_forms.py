"""Whatever form a learner's saved notebook has: `mine` ends, without a traceback, with a library
that runs, and takes the learner's code or says truly why not."""

import json
import shutil

import pytest

from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons, mine
from tests import ROOT

LESSONS = sorted({lessons.find(part.exercise.split(".")[0]).stem for part in mine.PARTS.values()})
SUM = "tensors.tensor_sum"
FLAT = "sum(np.ravel(t).tolist())"
RIGHT = f"def tensor_sum(t):\n    return {FLAT}"
MY = f"def my_sum(t):\n    return {FLAT}"
CHECK = "check.tensor_sum(tensor_sum)"
SEVEN = "def tensor_sum(t):\n    return 7\ncheck.tensor_sum(tensor_sum)"
BY_ITSELF = "the saved code, run by itself,"


@pytest.fixture
def root(tmp_path):
    """A course in which the learner has opened nothing."""
    for name in ("exercises", "lessons"):
        (tmp_path / name).mkdir()
    for stem in LESSONS:
        shutil.copy(ROOT / "lessons" / f"{stem}_exercises.py", tmp_path / "lessons")
    return tmp_path


def cell(source, *verdicts):
    """A cell as it lies in the file; a verdict is an exercise and its kind."""
    outputs = [
        {"data": {MIME: {"exercise": exercise, "kind": kind, "mistake": None}}}
        for exercise, kind in verdicts
    ]
    return {"cell_type": "code", "source": source, "outputs": outputs}


def passed(source, exercise=SUM):
    return cell(source, (exercise, "passed"))


def wrong(source):
    return cell(source, (SUM, "wrong"))


WAITS = """\
async def count():
    yield 1

async for n in count():
    print(n)
async with contextlib.aclosing(count()) as numbers:
    y = [n async for n in numbers]
"""
IMPORTS = cell("import numpy as np\n\nfrom dlscratch.checks import tensors as check, ____")


def save(root, *cells, stem="01_tensors"):
    path = root / "exercises" / f"{stem}_exercises.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


def gather(root, *cells):
    save(root, *cells)
    library = mine.gather(root)
    assert library.load().tensor_sum([[1, 2], [3, 4]]) == 10
    assert set(library.yours) | set(library.others) == set(mine.PARTS)
    return library


TAKEN = {
    # where the check stands, and in which form
    "no check any more": [passed(RIGHT)],
    "a comment": [passed(f"{RIGHT}\n# {CHECK}")],
    "another name of the checks": [cell("c = check"), passed(f"{RIGHT}\nc.tensor_sum(tensor_sum)")],
    "an own import": [
        passed(f"from dlscratch.checks import tensors\n{MY}\ntensors.tensor_sum(my_sum)")
    ],
    "inside an if": [passed(f"{RIGHT}\nif True:\n    {CHECK}")],
    "a space": [passed(f"{RIGHT}\ncheck.tensor_sum (tensor_sum)")],
    "behind a semicolon": [passed(f"{RIGHT}\nx = 1; {CHECK}")],
    "kept": [passed(f"{RIGHT}\nresult = {CHECK}")],
    "over three lines": [passed(f"{RIGHT}\ncheck.tensor_sum(\n    tensor_sum\n)")],
    "starred": [passed(f"{RIGHT}\ncheck.tensor_sum(*[tensor_sum])")],
    "a cell of its own": [cell(RIGHT), passed(CHECK)],
    "the code below": [passed(CHECK), cell(RIGHT)],
    "a helper below": [
        passed("def tensor_sum(t):\n    return f(t)"),
        cell(f"def f(t): return {FLAT}"),
    ],
    "a cell of text": [cell(RIGHT), passed("") | {"cell_type": "markdown"}],
    "deleted afterwards": [passed(f"{RIGHT}\n{CHECK}\ndel tensor_sum")],
    # several cells with one check
    "a wrong try first": [wrong(SEVEN), passed(f"{RIGHT}\n{CHECK}")],
    "a wrong try later": [passed(f"{RIGHT}\n{CHECK}"), wrong(SEVEN)],
    "the later one edited": [passed(f"{RIGHT}\n{CHECK}"), passed(SEVEN)],
    "both in one cell": [passed(f"def tensor_sum(t):\n    return 7\n{CHECK}\n{RIGHT}\n{CHECK}")],
    "the wrong one last, other names": [
        passed(f"{MY}\ncheck.tensor_sum(my_sum)\ncheck.tensor_sum(7)")
    ],
    # what is checked
    "another name": [passed(f"{MY}\ncheck.tensor_sum(my_sum)")],
    "a name for it": [passed(f"{MY}\nf = my_sum\ncheck.tensor_sum(f)")],
    "a lambda": [passed(f"check.tensor_sum(lambda t: {FLAT})")],
    "a method": [
        passed(
            f"class Mine:\n    def add(self, t):\n        return {FLAT}\n"
            f"check.tensor_sum(Mine().add)"
        )
    ],
    "a partial": [
        passed(
            "from functools import partial\ndef add(f, t): return f(np.ravel(t).tolist())\n"
            "check.tensor_sum(partial(add, sum))"
        )
    ],
    # IPython
    "%time": [passed(f"if True:\n    %time x = 1\n{RIGHT}\n{CHECK}")],
    "shell": [passed(f"files = !ls\n!ls\n{RIGHT}\n{CHECK}")],
    "help": [passed(f"sum?\n?sum\n{RIGHT}\ntensor_sum??\n{CHECK}")],
    "%%time": [passed(f"%%time\n{RIGHT}\n{CHECK}")],
    "%% twice": [passed(f"\n%%capture out\n%%time\n{RIGHT}\n{CHECK}")],
    "%%bash": [cell(f"%%bash\ndef {CHECK}"), passed(f"{RIGHT}\n{CHECK}")],
    "prompts": [passed(">>> " + RIGHT.replace("\n", "\n... ") + f"\n>>> {CHECK}")],
    "indented": [passed("    " + f"{RIGHT}\n{CHECK}".replace("\n", "\n    "))],
    "% and ! in a string": [
        passed(
            f'd = """\n'
            f'%d of\n!x\n"""\ndef tensor_sum(t):\n    return {FLAT} if d == "\\n%d of\\n!x\\n" '
            f"else 0\n{CHECK}"
        )
    ],
    "display": [passed(f"def tensor_sum(t):\n    assert display\n    return {FLAT}\n{CHECK}")],
    "await": [passed(f"import asyncio\nx = await asyncio.sleep(0)\n{RIGHT}\n{CHECK}")],
    "async for": [passed(f"{WAITS}\n{RIGHT}\n{CHECK}")],
    # lines
    "shared lines": [
        cell("x = [1,\n     2]; y = 3"),
        passed(f"a = 1; \\\nb = 2\n{RIGHT}\n{CHECK};"),
    ],
    "needed of a shared line": [
        passed(f"x = [1,\n  'ü']; n = 0; y = 3\ndef tensor_sum(t):\n    return {FLAT} + n\n{CHECK}")
    ],
    "returns of Windows": [passed(f"{RIGHT}\n{CHECK}".replace("\n", "\r\n"))],
    "a list of lines": [passed(f"{RIGHT}\n{CHECK}".splitlines(keepends=True))],
    "no end of line": [passed(f"{RIGHT}\n{CHECK}  # done")],
    # names
    "all of math": [
        passed(f"from math import *\ndef tensor_sum(t):\n    return {FLAT} * cos(0)\n{CHECK}")
    ],
    "all of math, above": [
        cell("from math import *"),
        passed(f"def tensor_sum(t):\n    return {FLAT} * cos(0)\n{CHECK}"),
    ],
    "an own sum": [
        passed(
            f"def sum(t):\n    return np.sum(np.array(t)).item()\n"
            f"def tensor_sum(t):\n    return sum(t)\n{CHECK}"
        )
    ],
    "an own max, above": [
        cell("def max(t):\n    return 0"),
        passed(f"def tensor_sum(t):\n    return {FLAT} + max(t)\n{CHECK}"),
    ],
    "sum = 0 elsewhere": [cell("sum = 0"), passed(f"{RIGHT}\n{CHECK}")],
    "del sum": [passed(f"sum = 0\ndel sum\n{RIGHT}\n{CHECK}")],
    "a loop's name": [
        passed(
            "table = {}\ntable['f'] = np.ravel\nfor i in range(3):\n    table[i] = i\n"
            f"def tensor_sum(t):\n    return sum(table['f'](t).tolist()) + table[0]\n{CHECK}"
        )
    ],
    "changed in a later cell": [
        cell("class Tool:\n    pass"),
        cell("def add(self, t):\n    return sum(np.ravel(t).tolist())\nTool.add = add"),
        passed(f"def tensor_sum(t):\n    return Tool().add(t)\n{CHECK}"),
    ],
    "grown": [
        passed(
            f"names = []\nnames.append(0)\n"
            f"def tensor_sum(t):\n    return {FLAT} + names[0]\n{CHECK}"
        )
    ],
    "set by setattr": [
        passed(
            f"class Tool: pass\nsetattr(Tool, 'n', 0)\n"
            f"def tensor_sum(t):\n    return {FLAT} + Tool.n\n{CHECK}"
        )
    ],
    "two of one line": [
        passed(f"a, b = 0, 0\ndef tensor_sum(t):\n    return {FLAT} + a + b\n{CHECK}")
    ],
    "a dataclass": [
        passed(
            "from dataclasses import dataclass\n@dataclass\nclass S:\n    x: 'int' = 0\n"
            f"def tensor_sum(t):\n    return {FLAT} + S().x\n{CHECK}"
        )
    ],
    "two that call each other": [
        passed(
            f"def f(t):\n    return {FLAT} if t else g(t)\ndef g(t):\n    return f(t)\n"
            f"def tensor_sum(t):\n    return f(t)\n{CHECK}"
        )
    ],
    "a name that checks have, too": [
        passed(f"def tensor_sum(t):\n    assert check\n    return {FLAT}\n{CHECK}")
    ],
    # cells that are no help
    "cells of odd make": [
        {"cell_type": "code", "outputs": []},
        {"outputs": []},
        {"source": 5},
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": ["x = 1\n", 7, "y = 2"]},
        passed(f"{RIGHT}\n{CHECK}"),
    ],
    "cells that Python cannot read": [
        cell("x = '\ud800'"),
        cell("\0"),
        cell("def f(a, a): pass"),
        cell("return 3"),
        cell("nonlocal x"),
        cell("x = " + "[" * 500 + "]" * 500),
        cell("y = " + "-" * 50_000 + "1"),
        cell("for i in\n%time"),
        cell("'''"),
        passed(f"{RIGHT}\n{CHECK}"),
    ],
}


@pytest.mark.parametrize("cells", TAKEN.values(), ids=TAKEN)
def test_the_learners_code_is_taken(root, cells):
    assert "tensor_sum" in gather(root, IMPORTS, *cells).yours


def test_of_two_that_passed_the_last_is_taken(root):
    library = gather(
        root,
        IMPORTS,
        passed(f"# first\n{RIGHT}\n{CHECK}"),
        passed(f"# last\n{RIGHT}\n{CHECK}"),
        cell(f"# not run\n{RIGHT}\n{CHECK}"),
    )
    assert "# last" in library.text


def test_the_cell_of_the_imports_is_lost(root):
    library = gather(
        root, passed(f"def tensor_sum(t):\n    assert check\n    return {FLAT}\n{CHECK}")
    )
    assert library.yours == ("tensor_sum",)


COMMAND = "only a notebook has what it uses: `get_ipython`, or a line with `%`, `!` or `?`"
REFUSED = {
    "never filled in": (
        "def tensor_sum(t):\n    return ____",
        "there is still a `____` in its saved code",
    ),
    "wrong": ("def tensor_sum(t):\n    return 7", f"{BY_ITSELF} does not pass its check"),
    "no code": ("", "no saved cell defines it under this name"),
    "no Python": ("def tensor_sum(t) return 7", "Python cannot read its saved cell"),
    "half a character": (f"x = '\ud800'\n{RIGHT}", "Python cannot read its saved cell"),
    "%time inside": (f"def tensor_sum(t):\n    %time x = {FLAT}\n    return x", COMMAND),
    "shell": (f"files = !ls\ndef tensor_sum(t):\n    return {FLAT} + 0 * len(files)", COMMAND),
    "get_ipython": (f"def tensor_sum(t):\n    get_ipython()\n    return {FLAT}", COMMAND),
    "_": (
        f"def tensor_sum(t):\n    _\n    return {FLAT}",
        "the saved code needs `_`, which no saved cell defines",
    ),
    "In": (
        f"def tensor_sum(t):\n    In\n    return {FLAT}",
        "the saved code needs `In`, which no saved cell defines",
    ),
    "a lost cell": (
        "def tensor_sum(t):\n    return f(t)",
        "the saved code needs `f`, which no saved cell defines",
    ),
    "imported": ("from dlscratch.tensors import tensor_sum", "the saved code imports it"),
    "an own module": (
        "from helper import add\ndef tensor_sum(t):\n    return add(t)",
        f"{BY_ITSELF} ends in ModuleNotFoundError: No module named 'helper'",
    ),
    "an own is_1d": (
        f"def is_1d(t):\n    return 'x'\n"
        f"def tensor_sum(t):\n    return {FLAT} if is_1d(t) == 'x' else 0",
        "it uses a `is_1d` of its own, which is not the library's",
    ),
    "an own np": (
        f"import numpy\nnp = numpy\n{RIGHT}",
        "it means something else by `np` than Sigmoid does",
    ),
    "an own Layer": (
        f"class Layer:\n    n = 0\ndef tensor_sum(t):\n    return {FLAT} + Layer.n",
        "it means something else by `Layer` than Sigmoid does",
    ),
    "SystemExit": (
        "import sys\nx = sys.exit()\ndef tensor_sum(t):\n    return x",
        f"{BY_ITSELF} ends in SystemExit",
    ),
    "an error that cannot be shown": (
        "class Odd(Exception):\n    def __str__(self): raise Odd\n    __repr__ = __str__\n"
        "def f(): raise Odd\nn = f()\ndef tensor_sum(t):\n    return n",
        f"{BY_ITSELF} ends in Odd",
    ),
    "an error of many lines": (
        "n = int('a`\\n\\n\\x1b' * 99)\ndef tensor_sum(t):\n    return n",
        f"{BY_ITSELF} ends in ValueError: invalid literal for int() with base 10: …",
    ),
}


@pytest.mark.parametrize("source, reason", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_taken_says_why(root, source, reason):
    library = gather(root, IMPORTS, passed(f"{source}\n{CHECK}" if source else ""))
    assert library.others["tensor_sum"] == reason
    assert "\x1b" not in str(library)


def test_a_part_under_the_name_of_another_one(root):
    save(root, IMPORTS, passed(f"def shape(t):\n    return {FLAT}\ncheck.tensor_sum(shape)"))
    library = mine.gather(root)
    assert (
        library.others["tensor_sum"] == "it uses a `shape` of its own, which is not the library's"
    )


def test_a_definition_of_the_learners_stops_the_courses_code(root):
    """The course's Sigmoid is made from Layer when it is defined, and so fails with theirs."""
    source = "class Layer(7): pass\nclass Sigmoid(Layer): pass\ncheck.sigmoid_backward(Sigmoid)"
    save(root, passed(source, "layers.sigmoid_backward"), stem="02_layers")
    assert "Sigmoid" in mine.gather(root).others


def test_a_layer_of_the_learners_own_and_the_courses_later_layers(root):
    sigmoid = (
        "class Layer:\n    def params(self):\n        return []\n\n"
        "class Sigmoid(Layer):\n    def forward(self, x):\n"
        "        self.out = 1 / (1 + np.exp(-x))\n"
        "        return self.out\n\n    def backward(self, g):\n"
        "        return g * self.out * (1 - self.out)\ncheck.sigmoid_backward(Sigmoid)"
    )
    save(root, IMPORTS, passed(sigmoid, "layers.sigmoid_backward"), stem="02_layers")
    library = mine.gather(root)
    assert library.others["Sigmoid"].startswith("it means something else by `Layer` than ")


def test_a_chain_of_helpers_is_no_matter_of_depth(root):
    helpers = "\n".join(f"f{i} = f{i - 1}" for i in range(1, 2000))
    source = f"def f0(t):\n    return {FLAT}\n{helpers}\ndef tensor_sum(t):\n    return f1999(t)"
    assert "tensor_sum" in gather(root, IMPORTS, passed(source)).yours


def test_helpers_that_differ_in_their_comments_are_the_same(root):
    one = (
        "# One.\ndef half(x):\n    return  x / 2\n"
        "def is_1d(t):\n    return bool(half(type(t[0]) is not list))"
    )
    two = f"def half(x):  # two\n    return x/2\ndef tensor_sum(t):\n    return half(2 * {FLAT})"
    library = gather(root, IMPORTS, passed(one, "tensors.is_1d"), passed(two))
    assert library.yours == ("is_1d", "tensor_sum")


def test_a_copy_that_does_not_count_is_the_reason(root):
    copy = root / "exercises/01_tensors_exercises-Copy1.ipynb"
    copy.write_text(json.dumps({"cells": [IMPORTS, passed(RIGHT)]}))
    library = gather(root, IMPORTS)
    assert (
        library.others["tensor_sum"]
        == f"passed only in exercises/{copy.name}, which does not count"
    )


@pytest.mark.parametrize("content", [b"\xff\xfe\x00 mine", b'"""\n\n\xff', b"", b"\r\n"])
def test_a_library_of_any_content_is_kept(root, content):
    path = root / mine.FILE
    path.write_bytes(content)
    mine.gather(root)
    kept = [one for one in path.parent.iterdir() if one.name.startswith("my_dlscratch.2")]
    assert [one.read_bytes() for one in kept] == [content]


def test_missing_texts_of_the_course_are_said(root):
    (root / "lessons/03_stacks_exercises.py").unlink()
    with pytest.raises(lessons.CourseError, match="03_stacks_exercises.py belongs to the course"):
        mine.gather(root)
