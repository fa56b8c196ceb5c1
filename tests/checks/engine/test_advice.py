"""A sentence about an exception is said where it is true, and nowhere else."""

import math

import numpy as np
import pytest

from dlscratch.checks.engine.advice import Page
from dlscratch.checks.engine.blank import ____
from dlscratch.checks.engine.explain import complaint, explain
from dlscratch.checks.engine.run import run
from dlscratch.checks.engine.values import TICK
from dlscratch.layers import Layer, Sigmoid  # noqa: F401 (the cases below use it)

X = np.arange(6.0).reshape(2, 3)
BYTES = np.arange(4, dtype=np.uint8)


class Misspelt(Layer):
    def foward(self, x):
        return x


class Capital(Layer):
    def Forward(self, x):
        return x


class Nested(Layer):
    def backward(self, gradient):
        def forward(x):
            return x

        return forward


class Empty(Layer):
    pass


class OneUnderscore:
    def _init_(self, size):
        self.size = size


class Keeps:
    def __init__(self):
        self.x = None

    def forward(x):
        return x

    def backward(self):
        return self.x * 2

    def takes_a_list(self, layers):
        return layers


def nothing_back(x):
    pass


def calls_itself(n):
    return calls_itself(n + 1)


# An expression, words that must be said of it, or None where nothing may be.
CASES = [
    ("Misspelt().forward(X)", "There is `foward`: is it to be called `forward`?"),
    ("Capital().forward(X)", "There is `Forward`"),
    ("Nested().forward(X)", "It stands inside of `backward`"),
    ("Empty().forward(X)", "`Empty` has no `forward` of its own. Look at its spelling"),
    ("OneUnderscore(3)", "`_init_`: is it to be called `__init__` with two underscores"),
    ("Keeps().forward(3)", "The first parameter of a method is `self`, and `forward` has none."),
    ("Keeps().takes_a_list(1, 2, 3)", "takes one thing, and 3 came. Is it a list"),
    ("Keeps().backward(1)", "`backward` takes 0 arguments, and 1 came."),
    ("Keeps.backward()", "`Keeps` is the class; `Keeps(…)`, with brackets"),
    ("Sigmoid.forward(X)", "`Sigmoid` is the class"),
    ("xavier(3)", "`xavier` comes from another exercise of this page"),
    ("tnah(3)", None),
    ("np.sqaure(3)", "Did you mean `square`?"),
    ("np.int(3)", "use `int`"),
    ("np.float_(3)", "use `np.float64`"),
    ("np.product([1])", "use `np.prod`"),
    ("np.asscalar(X)", "use `.item()`"),
    ("math.exp(X)", "`math.exp` takes one number; `np.exp` goes through an array."),
    ("math.tanh(X)", "`np.tanh`"),
    ("float(X)", "`float(…)` takes one number"),
    ("max(0, X)", "`max` compares its arguments as wholes; `np.maximum` goes through an array."),
    ("sorted(X)", "`np.sort`"),
    ("1 if X > 0 else 0", "One True or False is wanted here"),
    ("X.shape and not X", "One True or False is wanted here"),
    ("[X].index(X + 1)", "To look for something is to compare"),
    ("np.max(0, X)", "The second argument of `np.max` is an axis"),
    ("BYTES.__isub__(0.5)", ".astype(float)"),
    ("[1, 2].shape", "This is a list, not an array"),
    ("[Sigmoid()].forward(X)", "Its items have `forward`"),
    ("[1, 2].push(3)", None),
    ("sum([[1], [2]])", "the numbers lie one level deeper"),
    ("1 + nothing_back", "brackets behind its name call it"),
    ("'3' + 1", None),
    ("3 * 1.0 + '3'", "quotes make a string of a number"),
    ("nothing_back[0]", "Round brackets call a function"),
    ("np.exp[0]", "Round brackets call a function"),
    ("np.exp * 2.0", "brackets behind its name call it"),
    ("nothing_back(1) + 1", "does it end without `return`?"),
    ("Keeps().backward()", "`self.x` is still None: nothing has been kept there yet."),
    ("(3)[0]", "a single number here"),
    ("len(3.5)", "a single number here"),
    ("sum(X, axis=0)", "Python's `sum` knows no axis"),
    ("calls_itself(0)", "calls itself without end"),
    ("X(1)", "an item of it is in square brackets"),
    ("X @ X", "as many columns in a as rows in b"),
    ("X @ 3", "`@` is for arrays"),
    ("X + np.ones(2)", "counted from the last axis"),
    ("X[5]", "Axis 0 has length 2: 5 is no index there."),
    ("X[2]", "Counting begins at 0"),
    ("[1, 2][2]", "Counting begins at 0"),
    ("X[0, 0, 0]", "more indices in the brackets than the array has axes"),
    ("np.zeros(2.5)", "A whole number is wanted here"),
    ("{}['a']", None),
    ("int('a')", None),
    ("1 / 0", None),
]


def said(expression):
    """What is said of the exception that an expression of the learner's ends in."""
    names = dict(globals())
    code = f"def answer():\n    return {expression}\n"
    import linecache

    linecache.cache["<a cell>"] = len(code), None, code.splitlines(keepends=True), "<a cell>"
    exec(compile(code, "<a cell>", "exec"), names)
    outcome = run(names["answer"], (), 5)
    assert outcome.error is not None
    return explain(outcome.error, page=Page(above={"xavier"}))


@pytest.mark.parametrize("expression, words", CASES, ids=[case[0] for case in CASES])
def test_what_is_said(expression, words):
    text, advice = said(expression)
    if words is None:
        assert advice == ""
    else:
        assert words in advice, f"{text}\n{advice}"


def test_other_things_on_the_page_are_not_asked_for_anything():
    """The page holds `____`, which complains when it is used, and objects that answer oddly."""

    class Odd:
        def __getattr__(self, name):
            raise RuntimeError(name)

    names = {"____": ____, "odd": Odd(), "Sigmoid": Sigmoid}
    exec("def answer(x):\n    return Sigmoid.forward(x)", names)
    error = run(names["answer"], (X,), 1).error
    text, help = explain(error, {"<string>"}, Page(names["answer"]))
    assert "missing 1 required positional argument" in text
    assert help == "`Sigmoid` is the class; `Sigmoid(…)`, with brackets, makes an object of it."


def test_numpys_own_sum_after_a_star_import():
    names = {}
    exec("from numpy import *\nfrom numpy import sum", names)
    code = "def answer():\n    return sum([[1], [2]], 5)\n"  # to NumPy the 5 is an axis
    import linecache

    linecache.cache["<cell 2>"] = len(code), None, code.splitlines(keepends=True), "<cell 2>"
    exec(compile(code, "<cell 2>", "exec"), names)
    error = run(names["answer"], (), 5).error
    assert "`del sum` brings Python's own back" in explain(error)[1]


def raised(code):
    outcome = run(lambda: exec(code, dict(globals())), (), 5)
    assert outcome.error is not None
    return complaint(outcome.error)


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("X @ np.ones((4, 2))", "np.ones((5, 6)) @ X", True),
        ("1 + [1]", "2.5 + [3]", True),
        ("1 + [1]", "nothing_back()", False),
        ("1 + [1]", "nothing_back[0]", False),
        ("Keeps().y", "Sigmoid().kept", True),
        ("Keeps().kept", "X.tranpose()", False),
        ("np.sqaure(X)", "Keeps().kept", False),
        ("np.log2(1, 2, 3, 4, 5)", "nothing_back(1, 2)", False),
    ],
)
def test_errors_with_one_cause_complain_alike_and_no_others(one, other, same):
    assert (raised(one) == raised(other)) == same


@pytest.mark.parametrize(
    "error, shown",
    [
        (ValueError("use `x`\n    not y"), f"use {TICK}x{TICK}"),
        (AssertionError("shape `(3,)` is wrong"), f"shape {TICK}(3,){TICK} is wrong"),
        (ValueError("a" * 50 + " " + "b" * 300), "a" * 50 + " …"),
    ],
)
def test_what_an_exception_says_is_one_line_of_code(error, shown):
    def stops():
        raise error

    text, _ = explain(run(stops, (), 1).error)
    assert f"`{type(error).__name__}: {shown}`" in text
    assert math.isclose(text.count("`") % 2, 0)
