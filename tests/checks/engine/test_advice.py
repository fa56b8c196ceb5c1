"""A sentence about an exception is said where it is true, and nowhere else."""

import copy  # noqa: F401 (the cases below use it)
import math

import numpy as np
import pytest

from dlscratch.checks.engine.blank import ____
from dlscratch.checks.engine.explain import complaint, explain
from dlscratch.checks.engine.run import run
from dlscratch.errors.advice import Page
from dlscratch.errors.names import LOOKED_FOR, OF_GENERATORS
from dlscratch.errors.values import TICK
from dlscratch.layers import Layer, Linear, Sigmoid  # noqa: F401 (the cases below use it)

X = np.arange(6.0).reshape(2, 3)
LIST, RNG = [1, 2, 3], np.random.default_rng(0)
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


class Inti:
    def __inti__(self, size):
        self.size = size


class Writes(Layer):
    def __init__(self):
        self.params = [X]
        self.training = False
        shape = 3  # noqa: F841 (a learner's slip: `self.` is missing)

    def forward(self, x):
        return super().forward(x)


def by_another_name(x, lerning_rate):
    return x


def appends():
    path = []
    path = path.append(3)
    return path.copy()


def shuffles():
    order = np.random.default_rng(0).shuffle(np.arange(3))
    return order[0]


def handed_over(x):
    return x + 1


def left_out(x=None):
    return x + 1


class Keeps:
    size = 3

    def __init__(self):
        self.x = None

    def forward(x):
        return x

    def backward(self):
        return self.x * 2

    def asks_the_class(self):
        return Keeps.x

    def takes_a_list(self, layers):
        return layers


def nothing_back(x):
    pass


def calls_itself(n):
    return calls_itself(n + 1)


KEEPS, WRITES = Keeps(), Writes()

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
    ("Keeps().asks_the_class()", "inside its methods the object is `self`: `self.x`"),
    ("np.sum(X, X)", "The second argument of `np.sum` is an axis"),
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
    # Indices: what fits is said, and where to begin only where that is the slip
    ("np.zeros((0, 3))[0]", "Axis 0 has length 0"),
    ("X[0, 3]", "Counting begins at 0: the last of the 3 along axis 1 is number 2."),
    ("X[[0, 2]]", "Axis 0 has length 2: 2 is no index there."),
    ("X[-4]", "Axis 0 has length 2: -4 is no index there."),
    ("[][0]", "`[]` is empty here, so no index fits."),
    ("LIST[3]", "Counting begins at 0: the last of 3 items of `LIST` is [2]."),
    ("LIST[7]", "`LIST` has 3 items, and [7] was asked for."),
    ("Sigmoid().params()[0]", "The list has no item there: it is shorter, or empty."),
    ("[].pop()", "each `pop` takes an item away"),
    ("LIST[0, 1]", "A list takes one index at a time"),
    ("LIST[1.0]", "An index is a whole number"),
    ("X[nothing_back]", "`nothing_back` is a function here"),
    ("X[zip([0], [1])]", "`zip` gives no index"),
    ("X[X]", "`X` holds floats"),
    ("X[0][1, 2]", "From one place to another is `[a:b]`, with a colon."),
    # None: where it came from
    ("appends()", "`append` changes what stands before its dot"),
    ("shuffles()", "`shuffle` changes what is in its brackets"),
    ("handed_over(None)", "`x` is None here: None was handed over."),
    ("left_out()", "`x` is None here: it was left out, and None is its default."),
    # Lists and what is in them
    ("[X, X].shape", "Its items have `shape`"),
    ("[np.float64(3)].mean", "This is a list, not an array"),
    ("(1, 2).append", "a tuple never changes"),
    ("LIST * 0.5", "A list cannot be multiplied by a fraction"),
    # Classes
    ("Inti(3)", "There is `__inti__`: is it to be called `__init__`"),
    ("Sigmoid(3)", "`Sigmoid` is made with nothing in its brackets."),
    ("Writes().forward(X)", "`super()` asks the class above"),
    ("WRITES.params()", "`self.params = [X]` has taken the place of the method `params`"),
    ("WRITES.training()", "`WRITES.training` is False, a value: without brackets."),
    ("Sigmoid().training()", None),
    ("KEEPS.size()", "`KEEPS.size` is 3, a value"),
    ("X.shape()", "`X.shape` is (2, 3), a value: without brackets."),
    ("RNG(3)", "`RNG` is a Generator object here"),
    ("Sigmoid().foward(X)", "Did you mean `forward`?"),
    ("Sigmoid().weights", "This object has `backward`, "),
    ("Linear(2, 3).grad_w", "Did you mean `w_grad`?"),
    ("by_another_name(1, learning_rate=2)", "Did you mean `lerning_rate`?"),
    ("copy.deepcopy(i for i in LIST)", "can be read only once: `list(…)`"),
    # Names
    ("np.root(3)", "look for `np.sqrt`"),
    ("np.ln(3)", "look for `np.log`"),
    ("np.mul(3, 3)", "look for `np.multiply`"),
    ("np.tranpose(X)", "Did you mean `transpose`?"),
    ("np.matrix_mul(X, X)", "look for `np.matmul`"),
    ("RNG.randn(3)", "there it is `standard_normal`"),
    ("np.random.default_rng.random(3)", "`np.random.default_rng` is a function"),
    ("X.exp()", "use `np.exp(…)`"),
    ("X.maximum(0)", "`np.maximum(…)` takes the array"),
    ("X.t()", "use `.T`"),
    ("sqrt(3)", "It is in `np`: there it is `np.sqrt`."),
    ("random.default_rng(3)", "`np.random`"),
    ("itertools.count()", "`import itertools`"),
    ("relu(3)", None),
    ("layer", None),
    ("[p for p in part for part in LIST]", "comes from a `for` of this line"),
    # Numbers
    ("2.0 ^ 3", "a power is written `**`"),
    ("X ^ 2", "a power is written `**`"),
    ("np.zeros(3, 4)", "in brackets of its own"),
    ("np.sum(X, 0.5)", "The second argument of `np.sum` is an axis"),
    ("range(LIST)", "`len(…)` counts the items of a list"),
    ("range(3 / 2)", "`//` divides into whole numbers"),
    ("list(zip(LIST, KEEPS.backward))", "`KEEPS.backward` is a function: brackets"),
    ("[one for one in KEEPS.backward]", "`KEEPS.backward` is a function: brackets"),
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
    import linecache

    code = "def answer(x):\n    return Sigmoid.forward(x)\n"
    linecache.cache["<cell 3>"] = len(code), None, code.splitlines(keepends=True), "<cell 3>"
    exec(compile(code, "<cell 3>", "exec"), names)
    error = run(names["answer"], (X,), 1).error
    text, help = explain(error, {"<cell 3>"}, Page(names["answer"]))
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


def test_the_names_that_are_looked_for():
    """None of them is NumPy's own, and each leads to something that is."""
    for name, place in LOOKED_FOR.items():
        assert not hasattr(np, name), name
        if place.startswith("np."):
            found = np
            for part in place.split(".")[1:]:
                found = getattr(found, part)
    rng = np.random.default_rng(0)
    for name, place in OF_GENERATORS.items():
        assert not hasattr(rng, name) and callable(getattr(rng, place)), name


def test_a_name_of_the_text_is_not_given_up_for_a_slip():
    """What the learner has misspelt is not proposed to them; the text's name is."""

    class Rate:
        def __init__(self):
            self.lerning_rate = 3

        def step(self):
            return self.learning_rate

    error = run(Rate().step, (), 1).error
    text = "There is `lerning_rate`: is it to be called `learning_rate`?"
    assert explain(error, page=Page(prescribed={"learning_rate"}))[1] == text
    assert explain(error)[1] == "Did you mean `lerning_rate`?"
