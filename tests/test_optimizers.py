"""The update rules written out, their equivalences, and what they must not touch."""

import numpy as np
import pytest

from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.optimizers import Adam, GradientDescent, Momentum


def net(seed=0):
    return Sequential([Linear(3, 2, rng=seed), Linear(2, 4, rng=seed + 1)])


def give_gradients(net, rng):
    for grad in net.grads():
        grad[...] = rng.standard_normal(grad.shape)


def steps(optimizer, count=4):
    """The first weight array before each step, and the gradient it was given."""
    stack, rng = net(), np.random.default_rng(1)
    weights, grads = [stack.params()[0].copy()], []
    for _ in range(count):
        give_gradients(stack, rng)
        grads.append(stack.grads()[0].copy())
        optimizer.step(stack)
        weights.append(stack.params()[0].copy())
    return weights, grads


def test_gradient_descent():
    weights, grads = steps(GradientDescent(0.1))
    for before, after, g in zip(weights, weights[1:], grads, strict=False):
        np.testing.assert_allclose(after, before - 0.1 * g)


def test_momentum_is_the_books_running_average():
    weights, grads = steps(Momentum(0.1, momentum=0.7))
    u = 0
    for before, after, g in zip(weights, weights[1:], grads, strict=False):
        u = 0.7 * u + 0.3 * g
        np.testing.assert_allclose(after, before - 0.1 * u)


def test_adam_is_the_papers():
    weights, grads = steps(Adam(0.1, betas=(0.8, 0.95), eps=1e-3))
    m = v = 0
    for t, (before, after, g) in enumerate(zip(weights, weights[1:], grads, strict=False), 1):
        m, v = 0.8 * m + 0.2 * g, 0.95 * v + 0.05 * g**2
        m_hat, v_hat = m / (1 - 0.8**t), v / (1 - 0.95**t)
        np.testing.assert_allclose(after, before - 0.1 * m_hat / (np.sqrt(v_hat) + 1e-3))


def test_adams_first_step_has_the_size_of_the_learning_rate():
    weights, grads = steps(Adam(0.1), count=1)
    np.testing.assert_allclose(weights[1], weights[0] - 0.1 * np.sign(grads[0]), rtol=1e-6)


def test_momentum_zero_is_gradient_descent():
    np.testing.assert_allclose(steps(Momentum(0.1, 0))[0], steps(GradientDescent(0.1))[0])


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Adam])
def test_a_step_changes_the_arrays_in_place_and_leaves_the_gradients(make):
    stack, rng = net(), np.random.default_rng(1)
    give_gradients(stack, rng)
    params, grads = stack.params(), [grad.copy() for grad in stack.grads()]
    values = [param.copy() for param in params]
    make().step(stack)
    for param, now, value in zip(params, stack.params(), values, strict=True):
        assert param is now and not np.array_equal(param, value)
    for grad, kept in zip(stack.grads(), grads, strict=True):
        np.testing.assert_array_equal(grad, kept)


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Adam])
def test_float32_stays_float32(make):
    linear = Linear(3, 2, dtype=np.float32)
    linear.w_grad[...] = 1
    make().step(linear)
    assert linear.w.dtype == np.float32


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Adam])
def test_the_learning_rate_may_change_between_steps(make):
    optimizer, linear = make(0.1), Linear(3, 2)
    linear.w_grad[...] = 1
    optimizer.learning_rate = 1e-30
    before = linear.w.copy()
    optimizer.step(linear)
    np.testing.assert_allclose(linear.w, before)


@pytest.mark.parametrize("make", [Momentum, Adam])
def test_another_net_needs_another_optimizer(make):
    optimizer = make()
    optimizer.step(Linear(3, 2))
    for other in Linear(3, 4), Linear(3, 2):  # the same shapes would be steps of another net, too
        with pytest.raises(ValueError, match="make a new one"):
            optimizer.step(other)


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Adam])
@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_learning_rate_is_positive(make, rate):
    with pytest.raises(ValueError, match=f"positive number, but {rate} came"):
        make(rate)


def test_momentum_stays_below_one():
    with pytest.raises(ValueError, match="below 1"):
        Momentum(0.1, momentum=1)


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Adam])
def test_settings_from_numpy_do_not_turn_float32_into_float64(make):
    class Strict(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
            assert not any(isinstance(value, np.generic) for value in inputs)
            inputs = [np.asarray(i) if isinstance(i, Strict) else i for i in inputs]
            out = tuple(np.asarray(array) for array in out)
            result = getattr(ufunc, method)(*inputs, out=out or None, **options)
            assert result.dtype == np.float32
            return result.view(Strict)

    linear = Linear(3, 2, dtype=np.float32)
    linear.w, linear.w_grad = linear.w.view(Strict), np.ones((2, 3), np.float32).view(Strict)
    optimizer = make(np.float64(0.1))
    optimizer.learning_rate = np.float64(0.01)
    before = linear.w.copy()
    optimizer.step(linear)
    assert not np.array_equal(linear.w, before)


@pytest.mark.parametrize("make", [lambda: Momentum(0.1), lambda: Adam(0.1)])
def test_nets_of_mixed_types_and_nets_without_parameters(make):
    make().step(Sequential([Sigmoid()]))  # nothing to do, and nothing fails
    net = Sequential([Linear(2, 3, rng=0, dtype=np.float32), Linear(3, 1, rng=1)])
    before = [param.copy() for param in net.params()]
    net.forward(np.ones((4, 2)))
    net.backward(np.ones((4, 1)))
    make().step(net)
    assert [param.dtype for param in net.params()] == [np.float32] * 2 + [np.float64] * 2
    assert all((param != old).all() for param, old in zip(net.params(), before, strict=True))
