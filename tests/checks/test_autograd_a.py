"""Lesson 11, first half: what is judged is the gradient, however it was found."""

import functools
import sys

import numpy as np
import pytest

from dlscratch import values
from dlscratch.checks import autograd as check
from dlscratch.checks.autograd.shared.graphs import chain


class Right:
    """Plus and times."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1), (other, 1)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))


class Shared(Right):
    kept: list = []

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0.0, self.kept
        self.kept.extend(parents)


class SlopesKept(Right):
    def __mul__(self, other):
        self.slope = getattr(self, "slope", other.data)
        return type(self)(self.data * other.data, ((self, self.slope), (other, self.data)))


class GradOnTheWay(Right):
    def __mul__(self, other):
        self.grad += other.data
        return super().__mul__(other)


class Rounded(Right):
    def __mul__(self, other):
        return type(self)(round(self.data * other.data), ((self, other.data), (other, self.data)))


class SortedSlopes(Right):
    def __mul__(self, other):
        low, high = sorted([self.data, other.data])
        return type(self)(low * high, ((self, low), (other, high)))


class SizesAsSlopes(Right):
    def __mul__(self, other):
        pairs = ((self, abs(other.data)), (other, abs(self.data)))
        return type(self)(self.data * other.data, pairs)


class NoZero(Right):
    def __mul__(self, other):
        pairs = ((self, other.data or 1), (other, self.data or 1))
        return type(self)(self.data * other.data, pairs)


@pytest.mark.parametrize(
    "cls",
    [Shared, SlopesKept, GradOnTheWay, Rounded, SortedSlopes, SizesAsSlopes, NoZero],
)
def test_no_wrong_value_passes(cls):
    assert check.value.grade(cls).kind == "wrong"


class Slotted:
    __slots__ = ("data", "grad", "parents")

    def __init__(self, data, parents=None):
        self.data, self.grad, self.parents = data, 0, tuple(parents) if parents else ()

    def __add__(self, other):
        return Slotted(self.data + other.data, zip([other, self], [1, 1], strict=True))

    def __mul__(self, other):
        return Slotted(self.data * other.data, [(self, other.data), (other, self.data)])


@pytest.mark.parametrize("cls", [Right, Slotted, values.Value])
def test_a_value_may_be_written_in_other_ways(cls):
    verdict = check.value.grade(cls)
    assert verdict.kind == "passed", verdict.message


class Operators(values.Value):
    pass


class AbsolutePower(values.Value):
    def __pow__(self, n):
        return values.Value(abs(self.data) ** n, ((self, n * abs(self.data) ** (n - 1)),))


class OnlyWholePowers(values.Value):
    def __pow__(self, n):
        result = self
        for _ in range(int(n) - 1):
            result = result * self
        return result


class ChangesLeft(values.Value):
    def __sub__(self, other):
        self.data -= 0.0 if isinstance(other, values.Value) else other
        return super().__sub__(other if isinstance(other, values.Value) else 0.0)


class CutOff(values.Value):
    def __rsub__(self, other):
        return values.Value(other - self.data)


class NoLeft(values.Value):
    __rtruediv__ = None


class LeftOverOne(values.Value):
    def __rtruediv__(self, other):
        return values.Value(other / self.data, ((self, -1 / self.data**2),))


@pytest.mark.parametrize(
    "cls", [AbsolutePower, OnlyWholePowers, ChangesLeft, CutOff, NoLeft, LeftOverOne]
)
def test_no_wrong_operators_pass(cls):
    assert check.value_operators.grade(cls).kind in ("wrong", "error")


class Folded(Right):
    """A plain number, on either side, becomes no Value at all."""

    def _made(self, data, *pairs):
        return Folded(data, [pair for pair in pairs if isinstance(pair[0], Folded)])

    def __add__(self, other):
        return self._made(self.data + _number(other), (self, 1), (other, 1))

    def __sub__(self, other):
        return self._made(self.data - _number(other), (self, 1), (other, -1))

    def __mul__(self, other):
        return self._made(self.data * _number(other), (self, _number(other)), (other, self.data))

    def __truediv__(self, other):
        b = _number(other)
        return self._made(self.data / b, (self, 1 / b), (other, -self.data / b**2))

    def __pow__(self, n):
        return self._made(self.data**n, (self, n * self.data ** (n - 1)))

    def __rsub__(self, other):
        return self._made(other - self.data, (self, -1))

    def __rtruediv__(self, other):
        return self._made(other / self.data, (self, -other / self.data**2))

    __rmul__, __radd__ = __mul__, __add__


def _number(value):
    return value.data if isinstance(value, Folded) else value


@pytest.mark.parametrize("cls", [values.Value, Operators, Folded])
def test_operators_are_judged_by_their_slopes(cls):
    verdict = check.value_operators.grade(cls)
    assert verdict.kind == "passed", verdict.message


def later(result):
    """Adds up, but walks in the order of the list, which grows."""
    for value in (ways := [result]):
        for parent, slope in value.parents:
            parent.grad += slope * (value.grad or 1.0)
            ways.append(parent)


def twice_at_most(result):
    ways, count = [(result, 1.0)], {}
    while ways:
        value, gradient = ways.pop()
        count[value] = count.get(value, 0) + 1
        if count[value] <= 2:
            value.grad += gradient
        ways += [(parent, slope * gradient) for parent, slope in value.parents]


def notes_gone(result):
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.grad += gradient
        ways += [(parent, slope * gradient) for parent, slope in value.parents]
    result.parents = ()


def sizes(result):
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.grad += abs(gradient)
        ways += [(parent, slope * gradient) for parent, slope in value.parents]


def added_as_data(result):
    ways = [(result, 1.0)]
    while ways:
        value, gradient = ways.pop()
        value.data += gradient
        ways += [(parent, slope * gradient) for parent, slope in value.parents]


@pytest.mark.parametrize("walk", [later, twice_at_most, notes_gone, sizes, added_as_data])
def test_no_wrong_walk_passes(walk):
    assert check.adds_up.grade(walk).kind == "wrong"


def preorder(result):
    return list(dict.fromkeys(_reached(result)))


def last_reached(result):
    return list(dict.fromkeys(_reached(result)[::-1]))[::-1]


def _reached(result, most=20_000):
    found, waiting = [], [result]
    while waiting and len(found) < most:
        value = waiting.pop(0)
        found.append(value)
        waiting += [parent for parent, _ in value.parents]
    return found


def by_number(result):
    return sorted(set(_reached(result)), key=lambda value: -value.data)


def made_anew(result):
    return [values.Value(value.data, value.parents) for value in values.in_order(result)]


def one_short(result):
    return values.in_order(result)[:-1]


def kept(result, done=[]):  # noqa: B006
    done[:0] = values.in_order(result)
    return done


@pytest.mark.parametrize("order", [preorder, last_reached, by_number, made_anew, one_short, kept])
def test_no_wrong_order_passes(order):
    assert check.in_order.grade(order).kind in ("wrong", "error", "timeout")


def test_any_order_counts_in_which_parents_come_later():
    def breadth_by_depth(result):
        depth = {}
        for value in values.in_order(result):
            for parent, _ in value.parents:
                depth[parent] = max(depth.get(parent, 0), depth.get(value, 0) + 1)
        return sorted(values.in_order(result), key=lambda value: depth.get(value, 0))

    verdict = check.in_order.grade(breadth_by_depth)
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize("order", ["CGFEBAD", "GCFEBAD", "G → C → F → E → B → A → D"])
def test_the_two_first_lines_may_change_places(order):
    assert check.walk_back.grade(order).kind == "passed"


@pytest.mark.parametrize("order", ["GFEBADC", "GCFEBDA", "GCFBEAD", "CFEBADG", "GCFEBA", ""])
def test_no_wrong_order_of_lines_passes(order):
    assert check.walk_back.grade(order).kind == "wrong"


def _mix(pulls):
    def mix(parts, weights):
        total = sum(w * part for w, part in zip(weights, parts, strict=True))
        return total, pulls(parts, weights)

    return mix


wrong_notes = {
    "the middle one": lambda parts, weights: [
        lambda g: weights[len(parts) // 2] * g for _ in weights
    ],
    "in place": lambda parts, weights: [
        functools.partial(lambda w, g: np.multiply(g, w, out=g), w) for w in weights
    ],
    "sums": lambda parts, weights: [
        functools.partial(lambda w, g: w * g.sum(), w) for w in weights
    ],
    "by number": lambda parts, weights: [
        functools.partial(lambda w, g: weights[-1 - weights.index(w)] * g, w) for w in weights
    ],
    "sizes": lambda parts, weights: [
        functools.partial(lambda w, g: abs(w) * g, w) for w in weights
    ],
}


@pytest.mark.parametrize("pulls", wrong_notes.values(), ids=wrong_notes)
def test_no_wrong_notes_pass(pulls):
    assert check.last_slope.grade(_mix(pulls)).kind in ("wrong", "error")


def test_notes_may_be_objects():
    class Note:
        def __init__(self, weight):
            self.weight = weight

        def __call__(self, gradient):
            return self.weight * gradient

    verdict = check.last_slope.grade(_mix(lambda parts, weights: [Note(w) for w in weights]))
    assert verdict.kind == "passed", verdict.message


def in_place(gradient, shape):
    gradient *= 1.5
    return values_undone(gradient / 1.5, shape)


def values_undone(gradient, shape):
    full = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    return gradient.sum(axis=tuple(i for i, n in enumerate(full) if n == 1)).reshape(shape)


def for_two_axes_only(gradient, shape):
    if gradient.ndim < 3:
        return values_undone(gradient, shape)
    return gradient.sum(axis=0)


def unless_square(gradient, shape):
    axes = tuple(i for i, n in enumerate(gradient.shape) if n not in shape)
    return gradient.sum(axis=axes).reshape(shape)


def rows_always(gradient, shape):
    return np.broadcast_to(gradient.sum(axis=0), shape) if gradient.ndim else gradient


@pytest.mark.parametrize("undo", [in_place, for_two_axes_only, unless_square, rows_always])
def test_no_wrong_sum_passes(undo):
    assert check.undo_broadcasting.grade(undo).kind in ("wrong", "error")


def by_einsum(gradient, shape):
    more = gradient.ndim - len(shape)
    keep = [i for i in range(more, gradient.ndim) if shape[i - more] != 1]
    return np.einsum(gradient, list(range(gradient.ndim)), keep).reshape(shape)


@pytest.mark.parametrize("undo", [values_undone, by_einsum])
def test_broadcasting_may_be_undone_in_other_ways(undo):
    verdict = check.undo_broadcasting.grade(undo)
    assert verdict.kind == "passed", verdict.message


@pytest.mark.parametrize(
    "exercise, answer, words",
    [
        (check.visits, ((62, 6), (53, 6)), "that to the result"),
        (check.visits, ((63, 6), (54, 7)), "not right yet"),
        (check.two_ways, (-6, -15, 45, -35), "[3]"),
        (check.two_ways, (-6, -15, 45), "3"),
    ],
)
def test_a_prediction_is_told_what_is_wrong_with_it(exercise, answer, words):
    verdict = exercise.grade(answer)
    assert verdict.kind == "wrong" and words in verdict.message


def test_a_chain_is_taken_apart_before_it_is_freed(monkeypatch):
    """Freed at once, link within link, it fills the small stack of Python in a browser tab."""
    made = []
    room = sys.modules["dlscratch.checks.autograd.shared.orders"]
    monkeypatch.setattr(room, "chain", lambda times: made.append(chain(times)) or made[-1])
    for answer in (values.in_order, lambda result: 1 / 0, lambda result: []):
        check.in_order.grade(answer)
        assert made and not any(one.parents for one in made)
