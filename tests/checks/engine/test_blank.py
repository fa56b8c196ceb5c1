"""`____`: found without running anything, and one sentence where it is used."""

import copy
import functools
import pickle

import numpy as np
import pytest

from dlscratch.checks import ____
from dlscratch.checks.engine.blank import Unfinished, find


def plain(x):
    return ____


def inner(x):
    def deeper(y):
        return [____ for _ in y]

    return deeper(x)


def default(x=____):
    return x


def keyword(*, x=____):
    return x


def to_do(x):
    raise NotImplementedError


@functools.wraps(plain)
def wrapper(*arguments):
    return plain(*arguments)


class Method:
    def forward(self, x):
        return ____


class Static:
    @staticmethod
    def forward(x):
        return ____


class ClassMethod:
    @classmethod
    def make(cls):
        return ____


class Property:
    @property
    def w(self):
        return ____


class Cached:
    @functools.cached_property
    def w(self):
        return ____


class Attribute:
    size = ____


class Nested:
    class Inside:
        def forward(self):
            return ____


class Callable:
    def __call__(self, x):
        return ____


@pytest.mark.parametrize(
    "answer",
    [
        plain, inner, default, keyword, wrapper, lambda x: ____, functools.partial(plain, 1),
        Method, Static, ClassMethod, Property, Cached, Attribute, Nested, Method().forward,
        Callable(), ____, [1, [2, ____]], (1, (____,)), {"a": ____},
    ],
)  # fmt: skip
def test_finds_a_blank(answer):
    assert find(answer) == "____"


def test_finds_not_implemented_error():
    assert find(to_do) == "NotImplementedError"
    assert find(to_do, marks=("____",)) is None


class Done(Method):
    def forward(self, x):
        return x


def ____like(x):
    return x.____x


@pytest.mark.parametrize(
    "answer", [len, np.add, Done, Done(), ____like, 3, None, "____", [1, 2], {"____": 1}, int]
)
def test_finds_no_blank_where_there_is_none(answer):
    assert find(answer) is None


def test_looking_for_blanks_ends_in_what_contains_itself_and_in_what_is_huge():
    loop = []
    loop.append(loop)
    assert find(loop) is None
    assert find([[[0] * 1000] * 1000] * 1000) is None


USES = {
    "call": lambda: ____(1),
    "attribute": lambda: ____.shape,
    "index": lambda: ____[0],
    "loop": lambda: [x for x in ____],
    "if": lambda: 1 if ____ else 2,
    "left": lambda: ____ + 1,
    "right": lambda: 1 @ ____,
    "array": lambda: np.ones(3) * ____,
    "ufunc": lambda: np.exp(____),
    "NumPy function": lambda: np.sum(____, axis=0),
    "make array": lambda: np.array([1, ____]),
    "less": lambda: ____ < 1,
    "equal": lambda: ____ == 1,
    "len": lambda: len(____),
    "float": lambda: float(____),
    "in": lambda: 1 in ____,
    "with": lambda: ____.__enter__(),
    "minus": lambda: -____,
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_using_a_blank_says_what_to_do(use):
    with pytest.raises(NotImplementedError, match="write your own code in its place"):
        use()


def test_in_place_arithmetic_says_what_to_do():
    total = ____
    with pytest.raises(Unfinished):
        total += 1


def test_holding_a_blank_is_fine():
    assert repr([____]) == "[____]"
    assert copy.copy(____) is copy.deepcopy([____])[0] is pickle.loads(pickle.dumps(____)) is ____
    assert ____ in {____: 1}
    assert not hasattr(____, "_repr_html_")
