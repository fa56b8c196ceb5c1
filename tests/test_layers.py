"""Every backward against finite differences; the contract; the errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlscratch.gradients import check_gradients, numerical_gradient
from dlscratch.initializers import INITIALIZERS, initial_weights, random_uniform
from dlscratch.layers import Dropout, Layer, Linear, ReLU, Sequential, Sigmoid, Tanh

RNG = np.random.default_rng(0)


def stack(rng=0):
    rng = np.random.default_rng(rng)
    net = Sequential(
        [Linear(3, 5, rng=rng), Sigmoid(), Linear(5, 4, rng=rng), Tanh(), Linear(4, 2, rng=rng)]
    )
    for bias in net.params()[1::2]:
        bias += rng.standard_normal(bias.shape)
    return net


@pytest.mark.parametrize(
    "layer",
    [Linear(3, 5, rng=1), Sigmoid(), Tanh(), ReLU(), stack(), Sequential([stack(), ReLU()])],
)
@pytest.mark.parametrize("shape", [(4, 3), (1, 3), (3,)])
def test_gradients_agree_with_finite_differences(layer, shape):
    # ReLU has a corner at 0: finite differences are wrong within ε of it, so stay away.
    x = RNG.uniform(0.1, 1, shape) * RNG.choice([-1, 1], shape)
    assert check_gradients(layer, x, rng=2) < 1e-7


def test_check_gradients_sees_a_wrong_backward():
    class Wrong(Tanh):
        def backward(self, gradient):
            return gradient * (1 - self.outputs)

    assert check_gradients(Wrong(), RNG.standard_normal((4, 3))) > 0.01


def test_numerical_gradient_of_a_known_function():
    x = np.array([[1.0, -2.0, 3.0]])
    np.testing.assert_allclose(numerical_gradient(lambda x: np.sum(x**3), x), 3 * x**2, rtol=1e-8)
    with pytest.raises(TypeError, match="float64"):
        numerical_gradient(np.sum, np.zeros(2, np.float32))


def test_dropout_in_training_drops_and_keeps_the_mean():
    dropout = Dropout(0.2, rng=0)
    x = np.ones((200, 100))
    outputs = dropout.forward(x)
    assert set(np.unique(outputs)) == {0.0, 1.25}
    assert np.mean(outputs == 0) == pytest.approx(0.2, abs=0.02)
    np.testing.assert_array_equal(dropout.backward(x), outputs)
    assert not np.array_equal(dropout.forward(x), outputs), "a new mask every time"


def test_dropout_in_evaluation_changes_nothing():
    net = Sequential([Dropout(0.2, rng=0), Sequential([Dropout(0.7, rng=1)])])
    x = RNG.standard_normal((4, 3))
    net.eval()
    np.testing.assert_array_equal(net.forward(x), x)
    np.testing.assert_array_equal(net.backward(x), x)
    net.train()
    assert not np.array_equal(net.forward(x), x)


def test_a_stack_of_ones_own_is_switched_with_all_that_is_inside():
    class Stack(Layer):
        def __init__(self, layers):
            self.layers = layers

    dropout = Dropout(0.5)
    net = Stack([Tanh(), Stack((dropout,))])
    for switch, training in (net.eval, False), (net.train, True):
        switch()
        assert net.training == net.layers[1].training == dropout.training == training
    assert repr(net) == "Stack([Tanh(), Stack([Dropout(0.5)])])"
    for sizes in 3, [3, 5, 1]:
        net = Stack(sizes)
        net.eval()
        assert not net.training and repr(net) == "Stack()"


@pytest.mark.parametrize(
    "layer", [Sigmoid(), Tanh(), ReLU(), Dropout(0.3), Linear(3, 2, dtype="f4")]
)
def test_float32_stays_float32(layer):
    x = RNG.standard_normal((4, 3)).astype(np.float32)
    outputs = layer.forward(x)
    assert outputs.dtype == layer.backward(outputs).dtype == np.float32


@given(st.floats(-1e300, 1e300))
def test_sigmoid_never_overflows(x):
    with np.errstate(over="raise", invalid="raise"):
        s = Sigmoid().forward(np.array([x]))[0]
    assert 0 <= s <= 1
    if abs(x) < 30:
        assert s == pytest.approx(1 / (1 + np.exp(-x)), rel=1e-12)


def test_params_and_grads_are_always_the_same_arrays_in_the_same_order():
    net = stack()
    params, grads = net.params(), net.grads()
    net.backward(net.forward(RNG.standard_normal((4, 3))))
    assert [id(a) for a in net.params()] == [id(a) for a in params]
    assert [id(a) for a in net.grads()] == [id(a) for a in grads]
    assert [a.shape for a in params] == [a.shape for a in grads]


def test_gradients_are_replaced_not_added_up():
    net, x = stack(), RNG.standard_normal((4, 3))
    net.backward(net.forward(x))
    first = [grad.copy() for grad in net.grads()]
    net.backward(net.forward(x))
    for grad, before in zip(net.grads(), first, strict=True):
        np.testing.assert_array_equal(grad, before)


def test_earlier_outputs_survive_a_second_forward():
    for layer in [Linear(3, 2), Sigmoid(), Tanh(), ReLU()]:
        first = layer.forward(np.ones((4, 3)))
        kept = first.copy()
        layer.forward(np.zeros((4, 3)) - 1)
        np.testing.assert_array_equal(first, kept)


def test_backward_params_gives_the_same_gradients():
    rng = np.random.default_rng(3)
    net = Sequential([Dropout(0.2, rng), Sigmoid(), stack(), ReLU()])
    outputs = net.forward(rng.standard_normal((4, 3)))
    net.backward(np.ones_like(outputs))
    whole = [grad.copy() for grad in net.grads()]
    for grad in net.grads():
        grad[...] = np.nan
    net.backward_params(np.ones_like(outputs))
    for grad, wanted in zip(net.grads(), whole, strict=True):
        np.testing.assert_array_equal(grad, wanted)
    Sequential([ReLU()]).backward_params(1)  # nothing to do, and no error


def test_a_batch_is_its_examples_one_by_one():
    net, x = stack(), RNG.standard_normal((4, 3))
    together = net.forward(x)
    inputs = net.backward(np.ones_like(together))
    summed = [grad.copy() for grad in net.grads()]
    for grad in summed:
        grad *= -1
    for row, outputs, gradient in zip(x, together, inputs, strict=True):
        np.testing.assert_allclose(net.forward(row), outputs, atol=1e-12)
        np.testing.assert_allclose(net.backward(np.ones(2)), gradient, atol=1e-12)
        for left, grad in zip(summed, net.grads(), strict=True):
            left += grad
    for left in summed:
        np.testing.assert_allclose(left, 0, atol=1e-12)


@settings(max_examples=20)
@given(st.integers(200, 400), st.integers(200, 400), st.integers(0, 99))
def test_initializers_spread_as_they_say(outputs, inputs, seed):
    spreads = {
        "uniform": np.sqrt(1 / 12),
        "normal": 1,
        "xavier": np.sqrt(2 / (inputs + outputs)),
        "he": np.sqrt(2 / inputs),
    }
    assert set(spreads) == set(INITIALIZERS)
    for name, std in spreads.items():
        w = INITIALIZERS[name](outputs, inputs, seed)
        assert w.shape == (outputs, inputs)
        assert w.std() == pytest.approx(std, rel=0.03)
        np.testing.assert_array_equal(w, Linear(inputs, outputs, name, seed).w)


def test_seeds_repeat_and_leave_the_global_state_alone():
    np.random.seed(1)
    before = np.random.get_state()[1].copy()
    np.testing.assert_array_equal(Linear(3, 2, rng=5).w, Linear(3, 2, rng=5).w)
    assert not np.array_equal(Linear(3, 2, rng=5).w, Linear(3, 2, rng=6).w)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_a_function_may_initialize():
    assert Linear(3, 2, init=lambda o, i, rng: np.full((o, i), 7)).w.tolist() == [[7, 7, 7]] * 2


def test_start_takes_a_name_or_a_function():
    wanted = random_uniform(3, 2, 5)
    for init in "uniform", random_uniform, lambda o, i, rng: random_uniform(o, i, rng).tolist():
        np.testing.assert_array_equal(initial_weights(init, 3, 2, 5), wanted)
    for init, function in INITIALIZERS.items():
        np.testing.assert_array_equal(initial_weights(init, 3, 2, 5), function(3, 2, 5))


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: initial_weights("glorot", 3, 2), ValueError, "one of uniform, .*'glorot'"),
        (lambda: initial_weights(Linear, 3, 2), ValueError, "the class Linear came"),
        (lambda: initial_weights(lambda *sizes: "w", 3, 2), TypeError, "of numbers, but 'w' came"),
        (lambda: initial_weights(lambda o, i, r: np.ones((i, o)), 3, 2), ValueError, "3, 2., but"),
        (lambda: Linear(3, 5).forward(np.ones((4, 2))), ValueError, r"Linear\(3, 5\).*\(4, 2\)"),
        (lambda: Linear(3, 5).forward(np.ones((2, 4, 3))), ValueError, r"\(n, 3\).*\(2, 4, 3\)"),
        (lambda: Linear(3, 5).forward(1.0), ValueError, r"\(n, 3\)"),
        (lambda: Linear(3, 5).backward(np.ones((4, 5))), RuntimeError, "call forward first"),
        (lambda: Tanh().backward(np.ones(2)), RuntimeError, r"Tanh\(\).*call forward first"),
        (lambda: Sigmoid().backward(1), RuntimeError, "call forward first"),
        (lambda: ReLU().backward(1), RuntimeError, "call forward first"),
        (lambda: Dropout(0.5).backward(1), RuntimeError, r"Dropout\(0.5\)"),
        (lambda: Linear(3, 5, init="Xavier"), ValueError, "xavier.*'Xavier' came"),
        (lambda: Dropout(1), ValueError, "below 1"),
        (lambda: Dropout(-0.1), ValueError, "-0.1"),
    ],
)
def test_errors_are_one_sentence(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_wrong_incoming_gradient_is_refused():
    linear = Linear(3, 5)
    linear.forward(np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"\(4, 5\).*\(4, 1\) came"):
        linear.backward(np.ones((4, 1)))


def test_names():
    net = Sequential([Linear(3, 5), Tanh(), Dropout(0.1)])
    assert repr(net) == "Sequential([Linear(3, 5), Tanh(), Dropout(0.1)])"
