"""Lesson 2: whatever is right passes, in whichever order or with whichever epsilon."""

import itertools

import numpy as np
import pytest

from dlscratch.checks import layers as check
from dlscratch.layers import Layer

RIGHT_ORDERS = {"EGFCABD", "EGFCADB", "ECAGFBD", "ECAGFDB"}


def test_the_right_orders_of_the_lines_pass_and_no_other():
    starting_with_e = ("E" + "".join(rest) for rest in itertools.permutations("ABCDFG"))
    passed = {o for o in starting_with_e if check.numerical_gradient.grade(o).kind == "passed"}
    assert passed == RIGHT_ORDERS


@pytest.mark.parametrize("first", "ABCDFG")
def test_every_order_begins_with_noting_the_value(first):
    rest = "".join(letter for letter in "EGFCABD" if letter != first)
    assert check.numerical_gradient.grade(first + rest).kind != "passed"


def central(epsilon):
    return lambda f, x, epsilon=epsilon: (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


@pytest.mark.parametrize("epsilon", [1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
def test_any_sensible_epsilon_passes(epsilon):
    assert check.slope.grade(central(epsilon)).kind == "passed"


@pytest.mark.parametrize("epsilon", [1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
def test_one_side_is_recognised_whatever_the_epsilon(epsilon):
    verdict = check.slope.grade(lambda f, x, e=epsilon: (f(x + e) - f(x)) / e)
    assert verdict.mistake == "one_side"


@pytest.mark.parametrize("epsilon", [2.0, 0.3, 0.03, 1e-12, 0.0])
def test_other_epsilons_do_not_pass(epsilon):
    assert check.slope.grade(central(epsilon)).kind == "wrong"


def shift_and_scale(params, grads):
    class ShiftAndScale(check.shift_and_scale.reference):
        def params(self):
            return [getattr(self, name) for name in params]

        def grads(self):
            return [getattr(self, f"{name}_grad") for name in grads]

    return ShiftAndScale


@pytest.mark.parametrize("params", [("shift", "factor"), ("factor", "shift")])
@pytest.mark.parametrize("grads", [("shift", "factor"), ("factor", "shift")])
def test_one_order_is_as_good_as_the_other_if_it_is_one(params, grads):
    verdict = check.shift_and_scale.grade(shift_and_scale(params, grads))
    assert verdict.kind == ("passed" if params == grads else "wrong")
    assert params == grads or verdict.mistake == "still_the_order"


@pytest.mark.parametrize(
    "params, grads, words",
    [
        (lambda self: self.factor, lambda self: [self.factor_grad], "`params()` returns a list"),
        (lambda self: [self.factor], lambda self: self.factor_grad, "`grads()` returns a list"),
        (lambda self: [], lambda self: [self.factor_grad], "This layer has 1, and 0 came."),
        (lambda self: ["factor"], lambda self: [self.factor_grad], "factor itself is in params()"),
    ],
)
def test_lists_that_are_none_get_a_sentence(params, grads, words):
    answer = type("Scale", (check.scale.reference,), {"params": params, "grads": grads})
    verdict = check.scale.grade(answer)
    assert verdict.kind == "wrong" and words in verdict.message


def test_a_view_of_the_parameter_is_the_parameter():
    answer = type("Scale", (check.scale.reference,), {"params": lambda self: [self.factor[:]]})
    assert check.scale.grade(answer).kind == "passed"


@pytest.mark.parametrize("name", ["sigmoid_backward", "tanh", "softplus"])
def test_an_unrecognised_mistake_gets_the_numbers(name):
    right = getattr(check, name).reference

    class Odd(right):
        def backward(self, gradient):
            return super().backward(gradient) + 0.01

    verdict = getattr(check, name).grade(Odd)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert "for gradient for x: item [" in verdict.message


@pytest.mark.parametrize("name", ["sigmoid_backward", "tanh", "softplus"])
def test_a_layer_that_is_used_again_and_again_passes(name):
    right = getattr(check, name).reference

    class Counting(Layer):
        def __init__(self):
            self.inner, self.seen = right(), []

        def forward(self, x):
            self.seen.append(np.array(x))
            return self.inner.forward(x)

        def backward(self, gradient):
            self.inner.forward(self.seen[-1])
            return self.inner.backward(gradient)

    assert getattr(check, name).grade(Counting).kind == "passed"


def test_a_class_without_its_base_is_told_so():
    class Tanh:
        def forward(self, x):
            self.outputs = np.tanh(x)
            return self.outputs

        def backward(self, gradient):
            return (1 - self.outputs**2) * gradient

    verdict = check.tanh.grade(Tanh)
    assert verdict.kind == "wrong" and "write `class Tanh(Layer):`" in verdict.message


def test_numbers_that_print_alike_are_told_apart():
    verdict = check.slope.grade(lambda f, x, epsilon=1e-12: (f(x + epsilon) - f(x)) / epsilon)
    assert verdict.kind == "wrong" and "`1`; expected `1`" not in verdict.message
