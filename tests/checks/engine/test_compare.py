"""What came against what was expected: nothing different is missed, and the words help."""

import copy
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from dlscratch.checks.engine.compare import (
    CANCELLED,
    comparable,
    difference,
    pattern,
    same,
    vectors,
)
from dlscratch.checks.engine.run import Items
from dlscratch.errors.values import family, name, number, short

numbers = st.integers(-1000, 1000) | st.floats(-1000, 1000).map(lambda x: round(x, 3))
reals = st.floats(-99, 99, allow_subnormal=False)
arrays = npst.arrays(float, npst.array_shapes(max_dims=3, max_side=4), elements=reals)
leaves = numbers | st.booleans() | st.text(max_size=5) | arrays
values = st.recursive(
    leaves,
    lambda inside: st.one_of(
        st.lists(inside, max_size=4),
        st.lists(inside, max_size=4).map(tuple),
        st.dictionaries(st.sampled_from("abc"), inside, max_size=3),
    ),
    max_leaves=12,
)
shapes = npst.array_shapes(min_dims=1, max_dims=3, max_side=4)


@given(values)
def test_everything_is_like_its_copy(value):
    assert same(copy.deepcopy(value), value)


@given(arrays, st.data())
def test_any_changed_number_is_found_and_its_index_is_named(array, data):
    index = data.draw(st.tuples(*(st.integers(0, n - 1) for n in array.shape)))
    changed = array.copy()
    changed[index] += 1
    found = difference(changed, array)
    assert found.what == "value"
    assert found.path == "[" + ", ".join(map(str, index)) + "]"


@given(st.lists(st.lists(numbers, min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_any_changed_item_of_nested_lists_is_found_and_its_path_is_named(rows, data):
    i = data.draw(st.integers(0, len(rows) - 1))
    j = data.draw(st.integers(0, len(rows[i]) - 1))
    changed = copy.deepcopy(rows)
    changed[i][j] += 2000
    assert difference(changed, rows).path == f"[{i}][{j}]"


@given(values, values)
def test_difference_does_not_crash_and_does_not_depend_on_the_order(a, b):
    assert same(a, b) == same(b, a)


@given(arrays, shapes)
def test_any_other_shape_is_found(array, other):
    assume(array.shape != other)
    found = difference(np.zeros(other), array)
    assert found.what == "size"
    assert f"has shape {other}, where {array.shape} was expected" in found.text


@given(arrays, st.floats(1e-9, 1e-7))
def test_noise_passes_and_a_thousandth_does_not(array, noise):
    assert same(array * (1 + noise), array)
    # Numbers of this course are around 1: where all are below CANCELLED, they are noise themselves.
    assert same(array * 1.001, array) == bool(np.abs(array).max(initial=0) < 1000 * CANCELLED)


@pytest.mark.parametrize(
    "got, expected",
    [
        (1, 1.0), (np.float32(0.1), 0.1), (np.int64(3), 3), (np.array(3.0), 3), (np.True_, True),
        (True, 1), (0, False), ([np.False_, 1], [0, True]), (np.array([True]), np.array([1.0])),
        (np.str_("a"), "a"), ([np.float64(1)], [1]), (np.arange(2), np.array([0.0, 1.0])),
        (math.nan, math.nan), (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (1e-17, 0.0), ([1e-17, 1.0], [0, 1]),
        pytest.param(10**400, 10**400, id="huge"), (10**30, 1e30), ([], []),
        (np.array([0.1], np.float32) * 3, np.array([0.3])), (None, None), (1 + 0j, 1),
        (np.array([True, False]), np.array([1, 0])), (np.array(["a"]), np.array(["a"])),
        ([1, 2], Items([1, 2])), (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)  # fmt: skip
def test_what_is_as_good(got, expected):
    assert difference(got, expected) is None


@pytest.mark.parametrize(
    "got, expected, text",
    [
        ((1, 2), [1, 2], "is a tuple, where a list was expected. `list(…)`"),
        (np.array([1, 2]), [1, 2], "is an array of shape (2,), where a list was expected. `.tol"),
        ([1, 2], np.array([1, 2]), "is a list, where an array was expected. `np.array(…)`"),
        ([1, 2], (1, 2), "is a list, where a tuple was expected. `tuple(…)`"),
        (Items([1]), [1], "is a generator, where a list was expected. `list(…)`"),
        (Items([1]), 1, "is a generator, where a number was expected. `yield`"),
        ("3", 3, "is '3', where a number was expected. Quotes"),
        (None, [1], "is None, where a list was expected."),
        (True, 0, "is True, where False was expected."),
        (0, True, "is False, where True was expected."),
        (True, 2, "is True, where a number was expected."),
        (2, True, "is 2, where True or False was expected."),
        (False, True, "is False, where True was expected."),
        ("b", "a", "is 'b', where 'a' was expected."),
        (len, 3, "is the function len, where a number was expected. A function runs only"),
        ({1, 2}, [1, 2], "is a set, where a list was expected."),
        (range(2), [0, 1], "is a range, where a list was expected."),
        (object(), 1, "is an object, where a number was expected."),
        (int, 1, "is the class int, where a number was expected."),
        (np.array([1]), 1, "is an array of shape (1,), where a number was expected. `.item()`"),
        ([1, 2, 3], [1, 2], "has 3 items, where 2 were expected."),
        ([], [1], "has 0 items, where 1 was expected."),
        ({"a": 1}, {"a": 1, "b": 2}, "has no 'b'."),
        ({"a": 1, "b": 2}, {"a": 1}, "has 'b', which was not expected."),
        (2.0, 1, "is 2.0, where 1 was expected."),
        (math.nan, 0.5, "is NaN, where 0.5 was expected."),
        (-math.inf, 0.5, "is -inf, where 0.5 was expected."),
        pytest.param(10**400, 3, "is inf, where 3 was expected.", id="huge"),
        (0.3333333, 0.3333433, "is 0.333333, where 0.333343 was expected."),
        (1j, 1, "is 0+1j, a complex number."),
        (np.array([1j]), np.array([1.0]), "holds complex numbers."),
        (np.array(["a"]), np.array([1.0]), "is an array of strings, where numbers were expected."),
        (
            np.array([[1], [1, 2]], dtype=object),
            np.array([1.0, 2.0]),
            "is an array of Python objects (are its rows of different lengths?)",
        ),
        (np.ones((4, 1)), np.ones(4), "There is an axis of length 1 too many."),
        (np.ones(4), np.ones((1, 4)), "There is an axis of length 1 too few."),
        (np.ones((4, 4)), np.ones(4), "(4,) and (4, 1) together broadcast to (4, 4)."),
        (np.ones((3, 2)), np.zeros((2, 3)), "was expected. Its axes are the other way round."),
        (np.arange(6).reshape(2, 3).T, np.arange(6).reshape(2, 3), "its transpose is right."),
        (np.array([[1, 3], [2, 4]]), np.array([[1, 2], [3, 4]]), "its transpose is right."),
        ([[1, 4], [2, 5], [3, 6]], [[1, 2, 3], [4, 5, 6]], "its transpose is right."),
        ([[1, 4], [2, 5], [3]], [[1, 2, 3], [4, 5, 6]], "has 3 items, where 2 were expected."),
        (np.array([1.0, 2, 3]), np.array([1.0, 0, 0]), "is 3.0, where 0.0 was expected. 2 of 3"),
    ],
)
def test_what_is_said(got, expected, text):
    found = difference(got, expected)
    assert text in found.text


def test_the_place_of_nan_is_named_before_worse_numbers():
    found = difference(np.array([[9e9, 1], [np.nan, 1]]), np.ones((2, 2)))
    assert found.path == "[1, 0]" and "is NaN" in found.text


def test_the_worst_number_is_named():
    got = {"w": [np.zeros(3), np.array([0.0, 0.1, 5.0])]}
    assert difference(got, {"w": [np.zeros(3), np.zeros(3)]}).path == "['w'][1][2]"


def test_types_are_found_before_values():
    assert difference([2, (3,)], [1, [3]]).what == "type"


def test_half_precision_is_judged_by_what_it_can_hold():
    exact = np.linspace(0.1, 1, 10)
    assert same(exact.astype(np.float16), exact)
    assert not same(exact.astype(np.float16).astype(float), exact)


def test_accepted_types_pass_for_the_expected_one_and_others_do_not():
    assert difference((1, (2,)), [1, [2]], accepts=(tuple,)) is None
    assert difference(np.array([[1, 2]]), [[1, 2]], accepts=(np.ndarray,)) is None
    assert difference([[1, 2]], np.array([[1, 2]]), accepts=(list,)) is None
    assert difference(True, 1, accepts=(bool,)) is None
    assert difference((1, 2), [1, 2], accepts=(np.ndarray,)).what == "type"
    assert difference((1, 3), [1, 2], accepts=(tuple,)).what == "value"
    assert difference([[1], [1, 2]], np.array([[1.0, 2.0]]), accepts=(list,)) is not None


def lying(name, *arguments):
    raise AssertionError(f"a learner's {name} was called")


SPECIAL = [
    "__eq__", "__ne__", "__repr__", "__str__", "__len__", "__iter__", "__getitem__", "__float__",
    "__int__", "__index__", "__array__", "__bool__", "__hash__", "__contains__", "__format__",
]  # fmt: skip
LIES = {special: lambda self, *x, n=special: lying(n) for special in SPECIAL}
LIES["__class__"] = property(lambda self: lying("__class__"))


@pytest.mark.parametrize("base", [object, int, float, str, list, tuple, dict, np.ndarray])
def test_nothing_that_a_learner_wrote_is_called(base):
    kind = type("Liar", (base,), LIES)
    liar = np.zeros((2, 2)).view(kind) if base is np.ndarray else kind()
    twin = np.zeros((2, 2)) if base is np.ndarray else base()
    for expected in (3, [1, 2], {"a": 1}, np.ones((2, 2)), "a", 0.5, (1,), True, None):
        difference(liar, expected)
        difference([liar], [expected])
    assert short([liar]) and name(liar) and family(liar) == family(twin)
    vectors(liar, twin)
    assert same(liar, twin) == (base is not object)


def test_huge_and_endless_values_are_written_in_few_characters():
    loop = []
    loop.append(loop)
    for value in ([0] * 10**7, {i: i for i in range(10**5)}, "x" * 10**7, loop, [loop] * 20,
                  10**5000, [[[[[[1]]]]]], np.zeros(10**8), np.zeros((3, 4, 5))):  # fmt: skip
        assert len(short(value)) <= 80
        assert difference(value, [1, 2]) is not None


@pytest.mark.parametrize(
    "value, text",
    [
        (3, "3"), (-0.5, "-0.5"), (1 / 3, "0.3333"), (2.0, "2.0"), (1e-9, "1e-09"),
        (np.float64(2), "2.0"), (np.int8(3), "3"), (math.nan, "NaN"), (True, "True"),
        ([1, [2.0, "a"]], "[1, [2.0, 'a']]"), ((1,), "(1,)"), ({"a": None}, "{'a': None}"),
        (np.array([1, 2]), "array([1, 2])"), (np.zeros((9, 9)), "an array of shape (9, 9)"),
        (Items([1]), "[1]"), ([0] * 17, f"[{'0, ' * 16}…]"),
        (len, "len"), (list, "the class list"), (object(), "an object"),
    ],
)  # fmt: skip
def test_values_are_written_as_python_would(value, text):
    assert short(value) == text


@given(st.floats(-1e300, 1e300) | st.integers())
def test_numbers_are_written_to_four_digits(value):
    written = number(value)
    if "huge" not in written:
        assert math.isclose(float(written), value, rel_tol=1e-3, abs_tol=0)


def test_what_a_check_can_compare():
    assert comparable([1, (2.0, {"a": np.ones(2)}), None, "a", True])
    assert not comparable([object()])
    assert not comparable(len)


# Patterns over all probes


batches = st.lists(npst.arrays(float, (4, 3), elements=st.floats(1, 99), unique=True), min_size=1)


@given(batches)
def test_an_opposite_sign_is_seen(batches):
    assert "opposite sign" in pattern([(-e, e, None) for e in batches])


@given(batches, st.sampled_from([2, 3, 0.5, 1 / 3, -2, 0.3]))
def test_a_constant_factor_is_seen(batches, factor):
    said = pattern([(factor * e, e, None) for e in batches])
    words = {0.5: "1/2 of", 1 / 3: "1/3 of", 0.3: "0.3 times"}.get(factor, f"{factor} times")
    assert said == f"Every value is {words} what was expected."


@given(batches)
@settings(max_examples=20)
def test_a_factor_that_is_the_batch_size_is_seen(batches):
    sizes = range(4, 4 + len(batches))
    averaged = pattern([(e / n, e, n) for e, n in zip(batches, sizes, strict=True)])
    assert "1/4 of" in averaged and "averaged, where a sum is wanted" in averaged
    summed = pattern([(e * n, e, n) for e, n in zip(batches, sizes, strict=True)])
    assert "4 times" in summed and "summed, where a mean is wanted" in summed


@given(batches)
def test_no_pattern_is_seen_where_there_is_none(batches):
    assert pattern([(e, e, 4) for e in batches]) is None
    assert pattern([(e**2 + 1, e, 4) for e in batches]) is None
    assert pattern([(-e, e, 4) for e in batches] + [(batches[0], batches[0], 4)]) is None


def test_one_number_makes_no_factor():
    assert pattern([(np.array([6.0]), np.array([2.0]), None)]) is None
    assert "opposite sign" in pattern([(np.array([-2.0]), np.array([2.0]), None)])


def test_zeros_everywhere_are_seen():
    assert pattern([(np.zeros(2), np.array([1.0, 2.0]), None)]) == "Every value is 0."


@pytest.mark.parametrize("strange", [np.nan, np.inf])
def test_strange_numbers_make_no_pattern(strange):
    strange = np.array([strange, 1, 2])
    plain = np.array([2.0, 2, 4])
    for got, expected in ((strange, plain), (plain, strange), (2 * strange, strange)):
        with np.errstate(all="raise"):  # as a notebook may have it
            assert pattern([(got, expected, None)]) is None


def test_an_infinite_answer_is_no_multiple():
    endless, plain = np.array([np.inf, -np.inf]), np.array([2.0, -4.0])
    assert pattern([(endless, plain, None)]) is None


def test_the_largest_numbers_can_be_compared():
    with np.errstate(all="raise"):
        assert difference(np.array([-1e308, 0]), np.array([1e308, 0])).path == "[0]"
