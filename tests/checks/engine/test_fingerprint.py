"""The same code is the same answer, however often it is run; a change of the code is another."""

import numpy as np
import pytest

from dlscratch.checks.engine.fingerprint import fingerprint

FUNCTION = "def f(x):\n    return x + 1"
CLASS = "class A:\n    def f(self, x):\n        return x"
HELPED = "def g(x):\n    return x + 1\n\ndef f(x):\n    return g(x)"
SCALED = "rate = 2\n\ndef f(x):\n    return rate * x"
MADE = "def make(rate):\n    def f(x):\n        return rate * x\n    return f\n\nf = make(2)"


def made(source, name="f"):
    names = {"__name__": "page"}
    exec(source, names)
    return names[name]


@pytest.mark.parametrize(
    "source, other",
    [
        (FUNCTION, "\n\n" + FUNCTION),
        (FUNCTION, "# a comment\ndef f( x ):\n\n    return (x+1)  # another"),
        (HELPED, HELPED),
        (MADE, MADE),
    ],
)
def test_the_same_code(source, other):
    assert fingerprint(made(source)) == fingerprint(made(other))


@pytest.mark.parametrize(
    "source, old, new",
    [
        (FUNCTION, "+ 1", "+ 2"),
        (FUNCTION, "+", "-"),
        (FUNCTION, "(x)", "(x, y=1)"),
        (HELPED, "x + 1", "x + 2"),
        (SCALED, "rate = 2", "rate = 3"),
        (MADE, "make(2)", "make(3)"),
    ],
)
def test_another_code(source, old, new):
    assert fingerprint(made(source)) != fingerprint(made(source.replace(old, new)))


def test_classes():
    assert fingerprint(made(CLASS, "A")) == fingerprint(made("\n\n# far below\n" + CLASS, "A"))
    for old, new in ("return x", "return -x"), ("A:", "A(list):"), ("f(", "g("):
        assert fingerprint(made(CLASS, "A")) != fingerprint(made(CLASS.replace(old, new), "A"))


VALUES = 1, 2, 1.0, "1", None, [1, 2], [2, 1], [1, 2, 1], [1, 2, 2], (1, 2), np.ones(2), np.zeros(2)


def test_values():
    assert len({fingerprint(value) for value in VALUES}) == len(VALUES)
    assert fingerprint([1, (2, {"a": 3})]) == fingerprint([1, (2, {"a": 3})])


class Hostile:
    def __getattribute__(self, name):
        raise RuntimeError(name)

    __repr__ = __eq__ = __hash__ = None


def test_anything_is_taken():
    itself = []
    itself.append(itself)
    for value in (itself, Hostile(), Hostile, [0] * 10**6, len, np.add, type, fingerprint):
        assert fingerprint(value) == fingerprint(value)
