"""Lesson 3: any right randomness passes, no wrong spread does, and mistakes in shape are told."""

import numpy as np
import pytest

from dlscratch.checks import stacks as check
from dlscratch.layers import Layer, Linear, Sigmoid


def legacy(draw):
    """`draw` fed from NumPy's old generator, as older books do it: not the package's numbers."""

    def function(outputs, inputs, rng=None, mean=0.0, std=1.0):
        if isinstance(rng, np.random.Generator):
            rng = int(rng.integers(2**31))
        return draw(np.random.RandomState(rng), outputs, inputs, mean, std)

    return function


def shifted(seed):
    """Right functions whose numbers differ for every `seed`."""

    def source(rng):
        if rng is None or isinstance(rng, np.random.Generator):
            return np.random.default_rng(rng)
        return np.random.default_rng([seed, rng])

    def uniform(outputs, inputs, rng=None):
        return source(rng).random((outputs, inputs))

    def normal(outputs, inputs, rng=None, mean=0.0, std=1.0):
        return source(rng).normal(mean, std, (outputs, inputs))

    def xavier(outputs, inputs, rng=None):
        return normal(outputs, inputs, rng, std=(2 / (inputs + outputs)) ** 0.5)

    def start(inputs, outputs, rng=None):
        return xavier(outputs, inputs, rng), np.zeros(outputs)

    return {"random_uniform": uniform, "random_normal": normal, "xavier": xavier,
            "zero_init": start}  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("name", ["random_uniform", "random_normal", "xavier", "zero_init"])
def test_any_right_draw_passes(name, seed):
    verdict = getattr(check, name).grade(shifted(seed)[name])
    assert verdict.kind == "passed", verdict.message


def test_the_old_generator_passes_too():
    uniform = legacy(lambda source, outputs, inputs, *_: source.rand(outputs, inputs))
    normal = legacy(
        lambda source, outputs, inputs, mean, std: source.normal(mean, std, (outputs, inputs))
    )
    assert check.random_uniform.grade(uniform).kind == "passed"
    assert check.random_normal.grade(normal).kind == "passed"


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_spread_that_is_off_by_a_tenth_never_passes(seed, factor):
    normal = shifted(seed)["random_normal"]

    def wide(outputs, inputs, rng=None, mean=0.0, std=1.0):
        return normal(outputs, inputs, rng, mean, factor * std)

    def xavier(outputs, inputs, rng=None):
        return normal(outputs, inputs, rng, std=factor * (2 / (inputs + outputs)) ** 0.5)

    assert check.random_normal.grade(wide).kind == "wrong"
    assert check.xavier.grade(xavier).kind == "wrong"


@pytest.mark.parametrize("seed", range(10))
def test_wrong_draws_are_recognised_however_they_fall(seed):
    normal = shifted(seed)["random_normal"]

    def variance(outputs, inputs, rng=None):
        return normal(outputs, inputs, rng, std=2 / (inputs + outputs))

    def clones(outputs, inputs, rng=None):
        row = normal(1, inputs, rng, std=(2 / (inputs + outputs)) ** 0.5)
        return np.repeat(row, outputs, axis=0)

    assert check.xavier.grade(variance).mistake == "variance_as_std"
    assert check.xavier.grade(clones).mistake == "one_row_for_all"


def test_a_shape_in_two_arguments_is_explained():
    def uniform(outputs, inputs, rng=None):
        return np.random.default_rng(rng).random(outputs, inputs)

    verdict = check.random_uniform.grade(uniform)
    assert verdict.kind == "wrong" and "one tuple" in verdict.message


class Right(Layer):
    def __init__(self, inputs, outputs, rng=None):
        self.w, self.b = np.ones((outputs, inputs)), np.zeros(outputs)

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, gradient):
        self.w_grad, self.b_grad = gradient.T @ self.x, gradient.sum(axis=0)
        return gradient @ self.w

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.w_grad, self.b_grad]


class Scribbled(Right):
    """Right numbers, kept in lists and written with loops; integers for the biases."""

    def __init__(self, inputs, outputs, rng=None):
        self.w, self.b = np.ones((outputs, inputs), int), np.zeros(outputs, int)

    def forward(self, x):
        self.examples = [list(row) for row in x]
        return np.vstack([[np.dot(row, w) + b for w, b in zip(self.w, self.b, strict=True)]
                          for row in self.examples])  # fmt: skip

    def backward(self, gradient):
        self.w_grad, self.b_grad = 0 * self.w, 0 * self.b
        for g, x in zip(gradient, self.examples, strict=True):
            self.w_grad = self.w_grad + np.outer(g, x)
            self.b_grad = self.b_grad + g
        return np.einsum("no,oi->ni", gradient, self.w)


@pytest.mark.parametrize("cls", [Right, Scribbled])
def test_a_linear_layer_is_judged_by_what_it_does(cls):
    assert check.linear_forward.grade(cls).kind == "passed"
    verdict = check.linear_backward.grade(cls)
    assert verdict.kind == "passed", verdict.message


class NoSelf(Right):
    def backward(self, gradient):
        w_grad, b_grad = gradient.T @ self.x, gradient.sum(axis=0)  # noqa: F841
        return gradient @ self.w


class OneParameter(Right):
    def params(self):
        return [self.w]


class NoParams(Right):
    def params(self):
        [self.w, self.b]  # noqa: B018


class WrongSize(Right):
    def __init__(self, inputs, outputs, rng=None):
        self.w, self.b = np.ones((inputs, outputs)), np.zeros(outputs)


class TwiceWrong(Right):
    """No mistake that is known: the message must stand without one."""

    def backward(self, gradient):
        self.w_grad, self.b_grad = 3 * gradient.T @ self.x, gradient
        return gradient @ self.w


@pytest.mark.parametrize(
    "cls, words",
    [
        (NoSelf, "there is no `w_grad` in the layer"),
        (OneParameter, "a list of two arrays, w and b, but there is 1 in it"),
        (NoParams, "`params()` gives None"),
        (WrongSize, "`self.w` of shape (5, 3), but here its shape is (3, 5)"),
        (TwiceWrong, "w_grad"),
    ],
)
def test_what_is_missing_in_a_linear_layer_is_named(cls, words):
    verdict = check.linear_backward.grade(cls)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert words in verdict.message


def test_lists_in_lists_are_no_params_of_a_stack():
    class Nested(Layer):
        def __init__(self, layers):
            self.layers = layers

        def forward(self, x):
            for layer in self.layers:
                x = layer.forward(x)
            return x

        def backward(self, gradient):
            for layer in reversed(self.layers):
                gradient = layer.backward(gradient)
            return gradient

        def params(self):
            return [layer.params() for layer in self.layers]

    verdict = check.sequential.grade(Nested)
    assert verdict.kind == "wrong" and "lists inside a list" in verdict.message


def test_a_stack_whose_sizes_were_changed_is_sent_back():
    verdict = check.shared_layer.grade(
        lambda rng=None: [Linear(3, 4), Sigmoid(), Linear(4, 5), Sigmoid()]
    )
    assert verdict.kind == "wrong" and "[(4, 3), (5, 4)]" in verdict.message


def test_going_backward_too_early_is_explained():
    verdict = check.there_and_back.grade("EDFBCA")
    assert verdict.kind == "wrong" and "layer3 is asked to go backward" in verdict.message
