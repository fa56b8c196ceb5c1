"""What a cell's statements say, do and need, also where the cell is written for IPython."""

import pytest

from dlscratch.course import statements


@pytest.mark.parametrize(
    "code, texts",
    [
        ("x = 1; y = 2  # two", ["x = 1", "y = 2  # two"]),
        ("x = [1,\n  'ä']; y = 3", ["x = [1,\n  'ä']", "y = 3"]),
        ("# a\n# b\ndef f():\n    pass\n", ["# a\n# b\ndef f():\n    pass"]),
        ("s = '''\n# no comment'''\nx = 1", ["s = '''\n# no comment'''", "x = 1"]),
        ("# a\n@f\n@g(\n 1)\ndef h(): pass", ["# a\n@f\n@g(\n 1)\ndef h(): pass"]),
        (
            "import a, b.c as d\nfrom e import (f,\n g as h)",
            ["import a", "import b.c as d", "from e import f", "from e import g as h"],
        ),
        (
            "%matplotlib inline\nx = 1",
            ["get_ipython().run_line_magic('matplotlib', 'inline')", "x = 1"],
        ),
    ],
)
def test_statements_are_as_they_were_written(code, texts):
    assert [one.text for one in statements.read(code)] == texts


@pytest.mark.parametrize(
    "code, defines, changes, needs",
    [
        ("x = y", {"x"}, set(), {"y"}),
        ("x.a[0].b = y", set(), {"x"}, {"x", "y"}),
        ("x.add(y)", set(), {"x"}, {"x", "y"}),
        ("for i in r:\n    x[i] = 1", {"i"}, {"x"}, {"r", "x"}),
        ("def f(a):\n    return g(a) + f(a)", {"f"}, set(), {"g", "f"}),
        ("class A(B):\n    def m(self):\n        return [c for c in d]", {"A"}, set(), {"B", "d"}),
        ("f = lambda a: a + b", {"f"}, set(), {"b"}),
    ],
)
def test_what_a_statement_does(code, defines, changes, needs):
    (one,) = statements.read(code)
    assert (one.defines, one.changes, one.needs) == (defines, changes, needs)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("def x():\n    return 1", "def x():  # one\n    return  1", True),
        ("def x():\n    return 1", "def x():\n    return 2", False),
        ("import numpy as x", "import numpy as x", True),
        ("from numpy import random as x", "import numpy.random as x", True),
        ("import numpy as x", "import math as x", False),
        ("import nowhere_1 as x", "import nowhere_2 as x", False),
        ("import numpy as x", "x = 1", False),
    ],
)
def test_what_means_the_same(one, other, same):
    assert statements.same("x", one, other) is same


def test_what_a_star_brings():
    texts = [one.text for one in statements.read("from math import *")]
    assert "from math import floor" in texts and not any("__" in text for text in texts)
    assert statements.read("from nowhere import *") == []


UNREADABLE = [
    "x =",
    "x = '\ud800'",
    "\0",
    "def f(a, a): pass",
    "return 3",
    "nonlocal x",
    "'''",
    "y = " + "-" * 50_000 + "1",
    "%time 1\nfor i in",
]


@pytest.mark.parametrize("code", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_python_cannot_read(code):
    with pytest.raises(statements.Unreadable):
        statements.read(code)
