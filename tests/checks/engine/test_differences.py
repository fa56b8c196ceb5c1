"""The engine's own gradients, and exercises on layers that are judged by them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlscratch import layers
from dlscratch.checks.engine.differences import differences, layer
from dlscratch.checks.engine.exercise import Exercise

rng = np.random.default_rng(0)
X, G = rng.normal(size=(4, 3)), rng.normal(size=(4, 5))
W, B = rng.normal(size=(5, 3)), rng.normal(size=5)


@given(st.integers(0, 2**32 - 1))
def test_differences_agree_with_calculus(seed):
    rng = np.random.default_rng(seed)
    x, w, gradient = rng.normal(size=(4, 3)), rng.normal(size=(5, 3)), rng.normal(size=(4, 5))
    dx, dw = differences(lambda x, w: np.tanh(x @ w.T), [x, w], gradient)
    slope = gradient * (1 - np.tanh(x @ w.T) ** 2)
    np.testing.assert_allclose(dx, slope @ w, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(dw, slope.T @ x, rtol=1e-7, atol=1e-9)


def test_differences_of_a_loss_need_no_incoming_gradient_and_change_nothing():
    x = np.array([1.0, -2.0, 3.0])
    np.testing.assert_allclose(differences(lambda x: np.sum(x**2), [x], 1)[0], 2 * x)
    assert x.tolist() == [1, -2, 3]


def test_differences_are_computed_in_float64():
    for dtype in (np.float32, int):
        x = np.array([1, 2, 3], dtype)
        np.testing.assert_allclose(differences(lambda x: x**3, [x], 1)[0], 3 * x**2, rtol=1e-8)


class OnlyForward:
    def __init__(self, w, b):
        self.w, self.b = w.copy(), b.copy()

    def forward(self, x):
        return x @ self.w.T + self.b


def build(cls, w, b):
    layer = cls(3, 5)
    layer.w, layer.b = w.copy(), b.copy()
    return layer


run, expect = layer(build, ("w", "b"))


@pytest.fixture(scope="module")
def linear():
    _, expect = layer(lambda cls, w, b: cls(w, b), ("w", "b"))
    return Exercise(
        "tests.linear", kind="fill", wants="class", reference=OnlyForward, run=run, expect=expect,
        probes=[(X, G, W, B), (X[:3], G[:3], W, B)], hints="abc", after="It matters.",
    )  # fmt: skip


class Linear(layers.Layer):
    def __init__(self, inputs, outputs):
        pass

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, gradient):
        self.w_grad = gradient.T @ self.x
        self.b_grad = gradient.sum(axis=0)
        return gradient @ self.w


def test_a_right_backward_passes_against_a_reference_without_one(linear):
    assert linear.grade(Linear).kind == "passed"
    assert linear.grade(layers.Linear).kind == "passed"


class Transposed(Linear):
    def backward(self, gradient):
        result = super().backward(gradient)
        self.w_grad = self.w_grad.T
        return result


class Averaged(Linear):
    def backward(self, gradient):
        result = super().backward(gradient)
        self.w_grad = self.w_grad / len(gradient)
        return result


class NotSummed(Linear):
    def backward(self, gradient):
        result = super().backward(gradient)
        self.b_grad = gradient
        return result


class Opposite(Linear):
    def backward(self, gradient):
        return -super().backward(gradient)


class Forgetful(Linear):
    def backward(self, gradient):
        self.w_grad = gradient.T @ self.x
        return gradient @ self.w


class OneWrong(Linear):
    def backward(self, gradient):
        result = super().backward(gradient)
        self.w_grad[2, 1] += 1e-3
        return result


@pytest.mark.parametrize(
    "answer, words",
    [
        (Transposed, ["w_grad has shape (3, 5), where (5, 3)", "its transpose is right"]),
        (Averaged, ["w_grad[", "1/4 of what was expected, and the batch has 4 examples"]),
        (NotSummed, ["b_grad has shape (4, 5), where (5,)"]),
        (Opposite, ["expected for the gradient for x: item [", "opposite sign"]),
        (Forgetful, ["has no attribute 'b_grad'"]),
        (OneWrong, ["w_grad[2, 1] is "]),
    ],
)
def test_a_wrong_gradient_is_named(linear, answer, words):
    verdict = linear.grade(answer)
    assert verdict.kind in ("wrong", "error")
    for word in words:
        assert word in verdict.message, verdict.message


def test_the_core_agrees_with_the_differences():
    for kind in (layers.Sigmoid, layers.Tanh, layers.ReLU):
        run, expect = layer(lambda cls: cls())
        got, wanted = run(kind, X, X[::-1]), expect(kind, X, X[::-1])
        for label in wanted:
            np.testing.assert_allclose(got[label], wanted[label], rtol=1e-7, atol=1e-9)
