"""Networks without a backward, beside the same ones with it: gradients, steps, files."""

import numpy as np
import pytest

from dlscratch import layers, losses, modules, optimizers
from dlscratch.autograd import Tensor, constant, no_grad
from dlscratch.gradients import numerical_gradient
from dlscratch.weights import load_weights, save_weights

X = np.random.default_rng(0).standard_normal((7, 4))
TARGETS = np.random.default_rng(1).standard_normal((7, 3))
LABELS = np.array([0, 2, 1, 1, 2, 0, 2])
ACTIVATIONS = ["Tanh", "Sigmoid", "ReLU"]
LOSSES = {
    "SSE": (losses.SSE(), modules.squared_error, TARGETS),
    "SoftmaxCrossEntropy": (losses.SoftmaxCrossEntropy(), modules.cross_entropy, LABELS),
}
OPTIMIZERS = {
    "GradientDescent": lambda: optimizers.GradientDescent(0.1),
    "Momentum": lambda: optimizers.Momentum(0.1, 0.9),
    "Adam": lambda: optimizers.Adam(0.01),
}


def net(room, activation="Tanh", dtype=np.float64):
    """The same three-layer net from either room, layers or modules."""
    other = getattr(room, activation)
    made = room.Sequential(
        [
            room.Linear(4, 6, rng=1, dtype=dtype), other(),
            room.Sequential([room.Linear(6, 5, "he", rng=2, dtype=dtype), other()]),
            room.Linear(5, 3, rng=3, dtype=dtype),
        ]
    )  # fmt: skip
    for i, bias in enumerate(made.params()[1::2]):
        bias += np.random.default_rng(i).standard_normal(bias.shape).astype(dtype)
    return made


def backward_by_hand(net, loss, actual):
    predicted, actual = net.forward(X), actual if actual.ndim == 2 else losses.one_hot(actual, 3)
    net.backward(loss.gradient(predicted, actual))
    return loss.loss(predicted, actual)


def backward_by_autograd(net, loss, actual):
    value = loss(net(X), actual)
    net.zero_grad()
    value.backward()
    return value.item()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_gradients_of_the_layers(activation, loss):
    by_hand, function, actual = LOSSES[loss]
    old, new = net(layers, activation), net(modules, activation)
    np.testing.assert_allclose(
        backward_by_autograd(new, function, actual),
        backward_by_hand(old, by_hand, actual),
        rtol=1e-12,
    )
    assert len(old.grads()) == len(new.grads()) == 6
    for mine, wanted in zip(new.grads(), old.grads(), strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=0, atol=1e-10)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_training_step_for_step(optimizer, loss):
    by_hand, function, actual = LOSSES[loss]
    old, new = net(layers), net(modules)
    arrays, steps = new.params(), (OPTIMIZERS[optimizer](), OPTIMIZERS[optimizer]())
    for _ in range(20):
        losses_now = (
            backward_by_hand(old, by_hand, actual),
            backward_by_autograd(new, function, actual),
        )
        np.testing.assert_allclose(*losses_now, rtol=1e-10)
        for step, one in zip(steps, (old, new), strict=True):
            step.step(one)
        for mine, wanted in zip(new.params(), old.params(), strict=True):
            np.testing.assert_allclose(mine, wanted, rtol=0, atol=1e-10)
    assert all(now is array for now, array in zip(new.params(), arrays, strict=True))


def test_the_same_steps_written_by_hand():
    old, new = net(modules), net(modules)
    for _ in range(5):
        for one in (old, new):
            backward_by_autograd(one, modules.cross_entropy, LABELS)
        optimizers.GradientDescent(0.1).step(old)
        with no_grad():
            for w in new.tensors():
                w -= 0.1 * w.grad
        for mine, wanted in zip(new.params(), old.params(), strict=True):
            np.testing.assert_allclose(mine, wanted, rtol=1e-12)


def test_float32_all_the_way():
    one = net(modules, "ReLU", np.float32)
    loss = modules.cross_entropy(one(X.astype(np.float32)), LABELS)
    other = modules.squared_error(one(X.astype(np.float32)), TARGETS.astype(np.float32))
    assert loss.dtype == other.dtype == np.float32
    (loss + other).backward()
    assert {grad.dtype for grad in one.grads()} == {np.dtype(np.float32)}


def test_weights_lie_as_those_of_the_layers():
    """The fastest kind of product wants them column by column, and their gradients, too."""
    linear = modules.Linear(4, 3, rng=0)
    linear(X).sum().backward()
    assert linear.w.data.flags.f_contiguous and linear.w.grad.flags.f_contiguous


def test_an_array_may_be_changed_after_forward():
    one = net(modules)
    backward_by_autograd(one, modules.squared_error, TARGETS)
    wanted, x = one.grads(), X.copy()
    loss = modules.squared_error(one(x), TARGETS)
    x[:] = 0
    one.zero_grad()
    loss.backward()
    for mine, right in zip(one.grads(), wanted, strict=True):
        np.testing.assert_array_equal(mine, right)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_tensor_of_inputs_is_watched_even_through_a_read_only_view(read_only):
    x = X.copy()
    view = x.view()
    view.flags.writeable = not read_only
    loss = net(modules)(Tensor(view)).sum()
    x[2, 1] += 1
    with pytest.raises(RuntimeError, match=r"linear needs .* at \[2, 1\]"):
        loss.backward()


def test_predicting_copies_no_inputs():
    with no_grad():
        assert constant(X).data is X
    assert constant(X).data is not X


@pytest.mark.parametrize("rooms", [(layers, modules), (modules, layers), (modules, modules)])
def test_weights_go_both_ways(rooms, tmp_path):
    source, target = (net(room) for room in rooms)
    for param in target.params():
        param += 1
    arrays = target.params()
    save_weights(source, tmp_path / "net.safetensors")
    load_weights(target, tmp_path / "net.safetensors")
    for mine, wanted, array in zip(target.params(), source.params(), arrays, strict=True):
        np.testing.assert_array_equal(mine, wanted)
        assert mine is array
    x = X if rooms[1] is layers else Tensor(X)
    answer = target.forward(x)
    wanted = source.forward(X if rooms[0] is layers else Tensor(X))
    np.testing.assert_allclose(getattr(answer, "data", answer), getattr(wanted, "data", wanted))


# Losses


def test_cross_entropy_against_finite_differences():
    scores = np.random.default_rng(2).standard_normal((7, 3))
    logits = Tensor(scores, requires_grad=True)
    modules.cross_entropy(logits, LABELS).backward()
    wanted = numerical_gradient(
        lambda _: modules.cross_entropy(Tensor(scores), LABELS).item(), scores
    )
    np.testing.assert_allclose(logits.grad, wanted, atol=1e-8)


def test_cross_entropy_of_its_parts():
    """One operation in place of six gives what the six would."""
    scores = np.random.default_rng(2).standard_normal((7, 3))
    one, six = (Tensor(scores, requires_grad=True) for _ in range(2))
    modules.cross_entropy(one, LABELS).backward()
    (six.exp().sum(axis=1).log() - six[np.arange(7), LABELS]).mean().backward()
    np.testing.assert_allclose(one.grad, six.grad, atol=1e-12)


def test_cross_entropy_of_huge_logits():
    logits = Tensor([[1e4, 0.0], [0.0, 1e4]], requires_grad=True)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        loss = modules.cross_entropy(logits, [0, 0])
        loss.backward()
    assert loss.item() == 5000
    np.testing.assert_array_equal(logits.grad, [[0, 0], [-0.5, 0.5]])


def test_labels_may_change_after_forward():
    labels, logits = np.array([0, 1]), Tensor(np.zeros((2, 2)), requires_grad=True)
    loss = modules.cross_entropy(logits, labels)
    labels[:] = 1 - labels
    loss.backward()
    np.testing.assert_array_equal(logits.grad, [[-0.25, 0.25], [0.25, -0.25]])


def test_a_scaled_loss_and_a_second_backward():
    logits = Tensor(np.zeros((2, 2)), requires_grad=True)
    loss = modules.cross_entropy(logits, [0, 1])
    (loss * 3).backward(retain_graph=True)
    first = logits.grad
    logits.zero_grad()
    loss.backward()
    np.testing.assert_allclose(first, 3 * logits.grad)


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0.0, 1.0], [True, False]])
def test_labels_that_are_none(labels):
    with pytest.raises(ValueError, match="labels are integers from 0 to 2"):
        modules.cross_entropy(Tensor(np.zeros((2, 3))), labels)


@pytest.mark.parametrize("logits", [(2, 3), (2,), (2, 2, 3)])
@pytest.mark.parametrize("labels", [[0], [0, 1, 2], 0, [[0, 1]], []])
def test_as_many_labels_as_rows(logits, labels):
    with pytest.raises(ValueError, match=r"\(n, k\) and labels of shape \(n,\), but \(2"):
        modules.cross_entropy(Tensor(np.zeros(logits)), labels)


@pytest.mark.parametrize("shape", [(7,), (7, 1), (1, 3), (3,)])
def test_squared_error_broadcasts_nothing(shape):
    with pytest.raises(ValueError, match="of one shape"):
        modules.squared_error(Tensor(TARGETS), np.zeros(shape))


# Modules


class Twice(modules.Module):
    """Parameters in all the places where they may stand."""

    def __init__(self):
        self.scale = Tensor([2.0], requires_grad=True)
        self.fixed = Tensor([3.0])
        self.parts = [modules.Linear(4, 4, rng=0), (modules.Linear(4, 3, rng=1), "no module")]
        self.again = self.parts[0]
        self.size = 4

    def forward(self, x):
        return self.parts[1][0](self.again(self.again(x))) * self.scale + self.fixed


def test_parameters_are_found_each_once():
    one = Twice()
    first, second = one.parts[0], one.parts[1][0]
    wanted = [one.scale, first.w, first.b, second.w, second.b]
    assert [*map(id, one.tensors())] == [*map(id, wanted)]
    assert [grad.shape for grad in one.grads()] == [w.shape for w in wanted]
    assert not any(grad.any() for grad in one.grads())


def test_a_module_used_twice_gets_both_gradients():
    one = Twice()
    modules.squared_error(one(X), TARGETS).backward()
    w = one.again.w
    wanted = numerical_gradient(lambda _: modules.squared_error(one(X), TARGETS).item(), w.data)
    np.testing.assert_allclose(w.grad, wanted, rtol=1e-5, atol=1e-7)
    one.zero_grad()
    assert all(tensor.grad is None for tensor in one.tensors())


def test_a_frozen_tensor_is_no_parameter():
    linear = modules.Linear(4, 3, rng=0)
    linear.w.requires_grad = False
    linear(X).sum().backward()
    assert linear.tensors() == [linear.b] and linear.w.grad is None


def test_a_single_example():
    linear = modules.Linear(4, 3, rng=0)
    np.testing.assert_allclose(linear(X[0]).data, linear(X).data[0])


def test_how_modules_look():
    assert repr(modules.Linear(4, 3)) == "Linear(4, 3)"


def test_what_is_said_of_wrong_settings():
    with pytest.raises(NotImplementedError, match="Module has no forward of its own"):
        modules.Module()(X)
    with pytest.raises(TypeError, match="in one list"):
        modules.Sequential(modules.Tanh())
    with pytest.raises(ValueError, match=r"\(7, 4\) @ \(5, 3\): these shapes do not fit"):
        modules.Linear(5, 3)(X)
