"""PyTorch as oracle, where it is installed: same weights, same outputs, gradients and steps."""

import numpy as np
import pytest

from dlscratch import layers, losses, optimizers
from dlscratch.weights import load_weights, save_weights

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn = torch.nn

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((4, 3)), np.array([1, 0, 1, 1])
ACTIVATIONS = {
    "Sigmoid": (layers.Sigmoid, nn.Sigmoid),
    "Tanh": (layers.Tanh, nn.Tanh),
    "ReLU": (layers.ReLU, nn.ReLU),
}


def twins(activation="Tanh"):
    ours, theirs = ACTIVATIONS[activation]
    net = layers.Sequential([layers.Linear(3, 5, rng=1), ours(), layers.Linear(5, 2, rng=2)])
    for bias in net.params()[1::2]:
        bias += RNG.standard_normal(bias.shape)
    twin = nn.Sequential(nn.Linear(3, 5), theirs(), nn.Linear(5, 2)).double()
    with torch.no_grad():
        for theirs_param, param in zip(twin.parameters(), net.params(), strict=True):
            theirs_param.copy_(torch.from_numpy(param))
    return net, twin


def assert_close(array, tensor):
    np.testing.assert_allclose(array, tensor.detach().numpy(), atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_outputs_losses_and_gradients_are_the_same(activation):
    net, twin = twins(activation)
    x = torch.tensor(X, requires_grad=True)
    outputs = twin(x)
    loss = nn.CrossEntropyLoss()(outputs, torch.tensor(Y))
    loss.backward()
    predicted = net.forward(X)
    assert_close(predicted, outputs)
    ours = losses.SoftmaxCrossEntropy()
    assert ours.loss(predicted, Y) == pytest.approx(loss.item(), abs=1e-12)
    assert_close(net.backward(ours.gradient(predicted, Y)), x.grad)
    for grad, param in zip(net.grads(), twin.parameters(), strict=True):
        assert_close(grad, param.grad)


def test_sse_is_their_mse_times_the_outputs():
    predicted, actual = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 3))
    theirs = nn.MSELoss()(torch.tensor(predicted), torch.tensor(actual)).item()
    assert losses.SSE().loss(predicted, actual) == pytest.approx(3 * theirs)


@pytest.mark.parametrize(
    "ours, theirs",
    [
        (optimizers.GradientDescent(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
        # The book's averaged form with step α is PyTorch's with α(1 - β).
        (optimizers.Momentum(0.1, 0.7), lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.7)),
        (optimizers.Adam(0.1, (0.8, 0.95)), lambda p: torch.optim.Adam(p, 0.1, (0.8, 0.95))),
    ],
)
def test_three_steps_are_the_same(ours, theirs):
    net, twin = twins()
    optimizer, loss = theirs(twin.parameters()), losses.SoftmaxCrossEntropy()
    for _ in range(3):
        net.backward(loss.gradient(net.forward(X), Y))
        ours.step(net)
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(twin(torch.tensor(X)), torch.tensor(Y)).backward()
        optimizer.step()
    for param, theirs_param in zip(net.params(), twin.parameters(), strict=True):
        assert_close(param, theirs_param)


def test_weights_cross_over_both_ways(tmp_path):
    from safetensors.torch import load_file, save_file

    net, twin = twins()
    save_weights(net, tmp_path / "ours")
    fresh = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2)).double()
    fresh.load_state_dict(load_file(tmp_path / "ours"))
    assert_close(net.forward(X), fresh(torch.tensor(X)))
    with torch.no_grad():
        fresh[0].weight += 1
    save_file(fresh.state_dict(), tmp_path / "theirs")
    load_weights(net, tmp_path / "theirs")
    assert_close(net.forward(X), fresh(torch.tensor(X)))


def test_dropout_scales_as_theirs_does():
    x = np.ones((50, 40))
    ours, theirs = layers.Dropout(0.2, rng=0).forward(x), nn.Dropout(0.2)(torch.tensor(x))
    np.testing.assert_allclose(np.unique(ours), np.unique(theirs.numpy()))


def test_a_sequence_of_three_momentum_steps_differs_without_the_factor():
    """Lesson 12: a learning rate taken over as it is makes longer steps, by 1 / (1 - β)."""
    net, twin = twins()
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.1, momentum=0.7)
    loss, before = losses.SoftmaxCrossEntropy(), [param.copy() for param in net.params()]
    net.backward(loss.gradient(net.forward(X), Y))
    optimizers.Momentum(0.1, 0.7).step(net)
    nn.CrossEntropyLoss()(twin(torch.tensor(X)), torch.tensor(Y)).backward()
    optimizer.step()
    for old, param, theirs in zip(before, net.params(), twin.parameters(), strict=True):
        np.testing.assert_allclose((param - old) / 0.3, theirs.detach().numpy() - old, atol=1e-12)


@pytest.mark.parametrize("shape", [(4, 3), (7, 10), (1, 2)])
def test_cross_entropy_and_its_gradient_are_theirs(shape):
    logits, labels = 5 * RNG.standard_normal(shape), RNG.integers(0, shape[1], shape[0])
    theirs = torch.tensor(logits, requires_grad=True)
    value = nn.CrossEntropyLoss()(theirs, torch.tensor(labels))
    value.backward()
    ours = losses.SoftmaxCrossEntropy()
    assert ours.loss(logits, labels) == pytest.approx(value.item(), abs=1e-12)
    np.testing.assert_allclose(ours.gradient(logits, labels), theirs.grad.numpy(), atol=1e-12)


def test_sse_gradient_is_theirs_times_the_outputs():
    predicted, actual = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 3))
    theirs = torch.tensor(predicted, requires_grad=True)
    nn.MSELoss()(theirs, torch.tensor(actual)).backward()
    np.testing.assert_allclose(losses.SSE().gradient(predicted, actual), 3 * theirs.grad.numpy())
    total = nn.MSELoss(reduction="sum")(torch.tensor(predicted), torch.tensor(actual)).item()
    assert losses.SSE().loss(predicted, actual) == pytest.approx(total / 4)


@pytest.mark.parametrize("inputs", [3, 100])
def test_their_linear_starts_within_one_over_the_root_of_the_inputs(inputs):
    torch.manual_seed(0)
    layer, bound = nn.Linear(inputs, 500), 1 / np.sqrt(inputs)
    for param in (layer.weight, layer.bias):
        assert 0.95 * bound < param.abs().max().item() <= bound


def test_dropout_under_no_grad_still_drops_and_in_evaluation_does_not():
    dropout = nn.Dropout(0.2)
    with torch.no_grad():
        assert dropout(torch.ones(1000)).unique().tolist() == [0, 1.25]
    dropout.eval()
    assert dropout(torch.ones(1000)).unique().tolist() == [1]


def test_saved_digits_load_in_two_lines(tmp_path):
    """The file that lesson 9 saves, as lesson 12 reads it."""
    from safetensors.torch import load_file

    net = layers.Sequential(
        [
            layers.Linear(784, 100, "he", 1, np.float32),
            layers.ReLU(),
            layers.Linear(100, 10, "xavier", 2, np.float32),
        ]
    )
    save_weights(net, tmp_path / "digits.safetensors")
    twin = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
    twin.load_state_dict(load_file(tmp_path / "digits.safetensors"))
    x = RNG.random((20, 784)).astype(np.float32)
    np.testing.assert_allclose(
        net.forward(x), twin(torch.from_numpy(x)).detach().numpy(), atol=1e-5
    )


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float8_e4m3fn])
def test_numbers_that_numpy_lacks_are_refused_in_a_sentence(tmp_path, dtype):
    from safetensors.torch import save_file

    save_file({k: v.to(dtype) for k, v in nn.Linear(3, 2).state_dict().items()}, tmp_path / "w")
    linear = layers.Linear(3, 2, rng=0)
    before = linear.w.copy()
    with pytest.raises(ValueError, match="save (it|them) as float32"):
        load_weights(linear, tmp_path / "w")
    np.testing.assert_array_equal(linear.w, before)


def test_a_half_precision_file_is_read(tmp_path):
    from safetensors.torch import save_file

    state = {k: v.half() for k, v in nn.Linear(3, 2).state_dict().items()}
    save_file(state, tmp_path / "w")
    linear = layers.Linear(3, 2)
    load_weights(linear, tmp_path / "w")
    np.testing.assert_array_equal(linear.w, state["weight"].numpy())
