"""The chapter's network in nested lists, as the book writes it, computes what the arrays do."""

import math

import numpy as np
import pytest

from dlscratch import layers
from dlscratch.tensors import tensor_apply, tensor_combine, tensor_sum


def weighted_sum(weights, numbers):
    return tensor_sum(tensor_combine(lambda p, q: p * q, weights, numbers))


class ListLinear:
    """One example at a time: a list has no batch."""

    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        return [weighted_sum(row, x) + bias for row, bias in zip(self.w, self.b, strict=True)]

    def backward(self, gradient):
        self.w_grad = [[g * number for number in self.x] for g in gradient]
        self.b_grad = gradient
        return [weighted_sum(list(column), gradient) for column in zip(*self.w, strict=True)]


class ListSigmoid:
    def forward(self, x):
        self.outputs = tensor_apply(lambda z: 1 / (1 + math.exp(-z)), x)
        return self.outputs

    def backward(self, gradient):
        return tensor_combine(lambda s, g: s * (1 - s) * g, self.outputs, gradient)


def list_pass(x, gradient, w1, b1, w2, b2):
    """One example, there and back: outputs, gradient for x, and the four that are kept."""
    stack = [ListLinear(w1, b1), ListSigmoid(), ListLinear(w2, b2), ListSigmoid()]
    for layer in stack:
        x = layer.forward(x)
    for layer in reversed(stack):
        gradient = layer.backward(gradient)
    first, _, second, _ = stack
    return [x, gradient, first.w_grad, first.b_grad, second.w_grad, second.b_grad]


def added(tensors):
    total = tensors[0]
    for tensor in tensors[1:]:
        total = tensor_combine(lambda p, q: p + q, total, tensor)
    return total


def list_net(xs, gradients, params):
    """A batch: weights and biases serve every example, so their gradients are added up."""
    passes = [list_pass(x, gradient, *params) for x, gradient in zip(xs, gradients, strict=True)]
    outputs, x_grads, *param_grads = zip(*passes, strict=True)
    return [list(outputs), list(x_grads), *(added(grads) for grads in param_grads)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n, inputs, middle, outputs", [(4, 2, 2, 1), (1, 3, 5, 2), (7, 6, 4, 3)])
def test_lists_and_arrays_agree(seed, n, inputs, middle, outputs):
    rng = np.random.default_rng(seed)
    x, gradient = rng.normal(size=(n, inputs)), rng.normal(size=(n, outputs))
    net = layers.Sequential(
        [layers.Linear(inputs, middle), layers.Sigmoid(), layers.Linear(middle, outputs),
         layers.Sigmoid()]
    )  # fmt: skip
    for param in net.params():
        param[...] = rng.normal(size=param.shape)
    in_lists = list_net(x.tolist(), gradient.tolist(), [param.tolist() for param in net.params()])
    in_arrays = [net.forward(x), net.backward(gradient), *net.grads()]
    for nested_list, array in zip(in_lists, in_arrays, strict=True):
        assert np.shape(nested_list) == array.shape
        np.testing.assert_allclose(np.array(nested_list), array, rtol=0, atol=1e-12)
