"""Numbers that take notes: their slopes, and the order of the way back."""

import numpy as np
import pytest

from dlscratch.gradients import numerical_gradient
from dlscratch.values import Value, in_order


def walk_back(result):
    result.grad = 1.0
    for value in in_order(result):
        for parent, slope in value.parents:
            parent.grad += slope * value.grad


@pytest.mark.parametrize(
    "expression",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**3 + b**-2 + a**0.5 + b**0 + a**1,
        lambda a, b: 2 + a + 3,
        lambda a, b: 2 - a - 3,
        lambda a, b: 2 * a * 3,
        lambda a, b: 2 / a / 3 + b / 4,
        lambda a, b: a * a - b / a * (1 - b) ** 2,
        lambda a, b: (a * b + a) * (a * b),
    ],
)
def test_gradients_are_those_that_nudges_measure(expression):
    a, b = Value(1.7), Value(-2.3)
    result = expression(a, b)
    numbers = np.array([1.7, -2.3])
    assert result.data == expression(*numbers.tolist())
    walk_back(result)
    measured = numerical_gradient(lambda numbers: expression(*numbers), numbers)
    assert np.allclose([a.grad, b.grad], measured, rtol=1e-7, atol=1e-7)


def test_a_value_that_is_used_twice_is_noted_twice():
    x = Value(3.0)
    assert (x * x).parents == ((x, 3.0), (x, 3.0))
    assert Value(3.0).parents == () and Value(3.0).grad == 0


def test_a_power_is_a_plain_number():
    with pytest.raises(TypeError, match=r"plain number, but Value\(2\.0\) came"):
        Value(3.0) ** Value(2.0)


def test_order():
    x = Value(1.0)
    u = 3 * x
    v = 2 * u
    order = in_order(u + v)
    places = {value: place for place, value in enumerate(order)}
    assert len(places) == len(order) == 6 and order[0].parents[0][0] is u
    for value in order:
        assert all(places[value] < places[parent] for parent, _ in value.parents)
    assert in_order(x) == [x]


def test_many_ways_are_walked_once():
    x = result = Value(1.0)
    for _ in range(100):
        result = result + result
    walk_back(result)
    assert len(in_order(result)) == 101 and x.grad == 2.0**100


def test_a_long_chain_needs_no_recursion():
    x = result = Value(1.0)
    for _ in range(20_000):
        result = result + 1
    walk_back(result)
    assert x.grad == 1
