"""PyTorch as oracle of the layers for images, where it is installed; weights cross over by file."""

import numpy as np
import pytest
from hypothesis import given, settings

from dlscratch import layers, losses
from dlscratch.convolution import Conv2d, Flatten, MaxPool2d
from dlscratch.weights import load_weights, save_weights
from tests.test_convolution import cases, numbers

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
nn = torch.nn
FEW = settings(max_examples=60, deadline=None)
DTYPES = pytest.mark.parametrize("dtype, tolerance", [(np.float64, 1e-11), (np.float32, 1e-4)])


def same(ours, theirs, x, tolerance):
    """Outputs, the gradient for x and those of all parameters are the same for both."""
    tensor = torch.tensor(x, requires_grad=True)
    outputs, wanted = ours.forward(x), theirs(tensor)
    gradient = numbers(*outputs.shape, seed=1).astype(x.dtype)
    wanted.backward(torch.from_numpy(gradient))
    pairs = [(outputs, wanted), (ours.backward(gradient), tensor.grad)]
    pairs += zip(ours.grads(), [param.grad for param in theirs.parameters()], strict=True)
    for one, other in pairs:
        other = other.detach().numpy()
        assert one.shape == other.shape and one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def with_weights_of(layer, twin):
    """`twin`, with the parameters of `layer`."""
    with torch.no_grad():
        for theirs, ours in zip(twin.parameters(), layer.params(), strict=True):
            theirs.copy_(torch.from_numpy(np.ascontiguousarray(ours)))
    return twin


@DTYPES
@FEW
@given(case=cases())
def test_convolutions_of_all_sizes(dtype, tolerance, case):
    kept, x = case
    outputs, inputs = kept.w.shape[:2]
    layer = Conv2d(inputs, outputs, kept.size, kept.stride, kept.padding, dtype=dtype)
    for param, value in zip(layer.params(), kept.params(), strict=True):
        param[...] = value
    twin = nn.Conv2d(inputs, outputs, layer.size, layer.stride, layer.padding)
    twin = with_weights_of(layer, twin.to(getattr(torch, np.dtype(dtype).name)))
    same(layer, twin, x.astype(dtype), tolerance)


@DTYPES
@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("sides", [(5, 5), (6, 9), (12, 7)])
def test_pools_of_all_sizes(dtype, tolerance, size, sides):
    same(MaxPool2d(size), nn.MaxPool2d(size), numbers(2, 3, *sides).astype(dtype), tolerance)


@DTYPES
def test_ties_in_a_pool(dtype, tolerance):
    x = np.random.default_rng(0).integers(0, 2, (3, 2, 8, 8)).astype(dtype)
    same(MaxPool2d(2), nn.MaxPool2d(2), x, tolerance)
    same(MaxPool2d(4), nn.MaxPool2d(4), x, tolerance)


@DTYPES
def test_flatten(dtype, tolerance):
    same(Flatten(), nn.Flatten(), numbers(2, 3, 4, 5).astype(dtype), tolerance)


def lenet(dtype=np.float64, rng=0):
    rng = np.random.default_rng(rng)
    return layers.Sequential([
        Conv2d(1, 8, 5, init="he", rng=rng, dtype=dtype), layers.ReLU(), MaxPool2d(2),
        Conv2d(8, 16, 5, init="he", rng=rng, dtype=dtype), layers.ReLU(), MaxPool2d(2),
        Flatten(), layers.Linear(256, 10, rng=rng, dtype=dtype),
    ])  # fmt: skip


def their_lenet():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(256, 10),
    )  # fmt: skip


def test_a_lenet_by_file_has_the_same_outputs_loss_and_gradients(tmp_path):
    from safetensors.torch import load_file

    net, twin = lenet(), their_lenet().double()
    for bias in net.params()[1::2]:
        bias += numbers(len(bias))
    save_weights(net, tmp_path / "lenet.safetensors")
    twin.load_state_dict(load_file(tmp_path / "lenet.safetensors"))
    x, y = numbers(6, 1, 28, 28), np.arange(6)
    tensor = torch.tensor(x, requires_grad=True)
    loss = nn.CrossEntropyLoss()(twin(tensor), torch.tensor(y))
    loss.backward()
    ours, predicted = losses.SoftmaxCrossEntropy(), net.forward(x)
    assert ours.loss(predicted, y) == pytest.approx(loss.item(), abs=1e-11)
    back = net.backward(ours.gradient(predicted, y))
    np.testing.assert_allclose(back, tensor.grad.numpy(), atol=1e-11)
    for grad, param in zip(net.grads(), twin.parameters(), strict=True):
        np.testing.assert_allclose(grad, param.grad.numpy(), atol=1e-11)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_come_back_from_their_file(tmp_path, dtype):
    from safetensors.torch import save_file

    net, twin = lenet(dtype), their_lenet()
    save_file(twin.state_dict(), tmp_path / "theirs.safetensors")
    load_weights(net, tmp_path / "theirs.safetensors")
    x = numbers(3, 1, 28, 28).astype(np.float32)
    np.testing.assert_allclose(net.forward(x), twin(torch.tensor(x)).detach().numpy(), atol=1e-5)
    assert all(param.dtype == dtype for param in net.params())
