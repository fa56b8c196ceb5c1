"""PyTorch as oracle of autograd, where it is installed: values, gradients, what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlscratch import modules
from dlscratch.autograd import Tensor, no_grad
from tests.test_autograd import AXES, INDICES, OF_ONE, OF_TWO, PRODUCTS, numbers

torch = pytest.importorskip(
    "torch", reason="PyTorch is optional and not installed", exc_type=(ImportError, OSError)
)
BACKWARD = np.linspace(-1, 2, 1000)  # the gradients with which a result is walked back


def ours_and_theirs(function, twin, *arrays, tolerance=1e-12):
    ours = [Tensor(array.copy(), requires_grad=True) for array in arrays]
    theirs = [torch.tensor(array, requires_grad=True) for array in arrays]
    result, wanted = function(*ours), twin(*theirs)
    assert result.shape == tuple(wanted.shape)
    np.testing.assert_allclose(result.data, wanted.detach().numpy(), rtol=tolerance, atol=tolerance)
    assert str(wanted.dtype) == f"torch.{result.dtype}"
    back = BACKWARD[: result.data.size].reshape(result.shape).astype(result.dtype)
    (result * back).sum().backward()
    wanted.backward(torch.from_numpy(back))
    for one, other in zip(ours, theirs, strict=True):
        assert one.grad.dtype == other.grad.numpy().dtype
        np.testing.assert_allclose(one.grad, other.grad, rtol=tolerance, atol=tolerance)


def same(function, *arrays, **how):
    ours_and_theirs(function, function, *arrays, **how)


@pytest.mark.parametrize("name", [name for name in OF_ONE if name != "T"])
@pytest.mark.parametrize("shape", [(), (5,), (2, 1, 3)])
def test_functions_of_one(name, shape):
    same(OF_ONE[name], numbers(shape))
    same(OF_ONE[name], numbers(shape).astype(np.float32), tolerance=1e-5)


@given(
    shapes=hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3),
    name=st.sampled_from(sorted(OF_TWO)),
    single=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_functions_of_two(shapes, name, single):
    arrays = [numbers(shape, seed) for seed, shape in enumerate(shapes.input_shapes)]
    if single:
        arrays = [array.astype(np.float32) for array in arrays]
    same(OF_TWO[name], *arrays, tolerance=1e-5 if single else 1e-12)


@pytest.mark.parametrize("kind", ["sum", "mean", "max"])
@pytest.mark.parametrize("shape, how", AXES)
def test_many_numbers_to_few(kind, shape, how):
    twin = "amax" if kind == "max" else kind
    dim = {"dim": how["axis"]} if "axis" in how else {"dim": tuple(range(len(shape)))}
    keep = {"keepdim": how.get("keepdims", False)}
    ours_and_theirs(
        lambda a: getattr(a, kind)(**how), lambda a: getattr(a, twin)(**dim, **keep), numbers(shape)
    )


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_max_with_ties(axis):
    a = np.array([[1.0, 4, 4], [1, 2, 4], [0, 2, 4]])
    ours_and_theirs(lambda a: a.max(axis), lambda a: a.max() if axis is None else a.amax(axis), a)


@pytest.mark.parametrize("a, b", PRODUCTS)
def test_products_of_matrices(a, b):
    same(lambda a, b: a @ b, numbers(a, 1), numbers(b, 2))


@pytest.mark.parametrize(
    "index", [one for one in INDICES if not (isinstance(one, slice) and one.step == -1)], ids=repr
)
def test_indices(index):
    same(lambda a: a[index], numbers((4, 3)))


@pytest.mark.parametrize("power", [0, 1, 2, 3, 2.5])
def test_powers_at_zero(power):
    same(lambda a: a**power, np.array([0.0, 1.0, 2.0]))


def test_places():
    same(lambda a: a.reshape(3, -1).T @ a[0, :, 0].reshape(3), numbers((2, 3, 4)))
    ours_and_theirs(
        lambda a: a.transpose(2, 0, 1), lambda a: a.permute(2, 0, 1), numbers((2, 3, 4))
    )


def test_relu_at_zero():
    same(lambda a: a.relu(), np.array([-1.0, 0.0, 1.0]))


def test_a_number_used_in_many_places():
    def function(a, b):
        for _ in range(4):
            a, b = a * b + a.tanh(), (a - b).sigmoid() * a
        return (a @ b.T).exp().sum(axis=0, keepdims=True).log() + a.mean()

    def twin(a, b):
        for _ in range(4):
            a, b = a * b + a.tanh(), (a - b).sigmoid() * a
        return (a @ b.T).exp().sum(dim=0, keepdim=True).log() + a.mean()

    ours_and_theirs(function, twin, numbers((2, 3), 1), numbers((2, 3), 2))


@pytest.mark.parametrize("activation", ["Tanh", "Sigmoid", "ReLU"])
def test_the_same_training(activation):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((20, 4)), rng.integers(0, 3, 20)
    ours = modules.Sequential(
        [modules.Linear(4, 6, rng=1), getattr(modules, activation)(), modules.Linear(6, 3, rng=2)]
    )
    nn = torch.nn
    theirs = nn.Sequential(nn.Linear(4, 6), getattr(nn, activation)(), nn.Linear(6, 3)).double()
    with torch.no_grad():
        for param, w in zip(theirs.parameters(), ours.params(), strict=True):
            param.copy_(torch.from_numpy(w))
    step = torch.optim.SGD(theirs.parameters(), lr=0.5)
    for _ in range(30):
        loss = modules.cross_entropy(ours(x), y)
        ours.zero_grad()
        loss.backward()
        with no_grad():
            for w in ours.tensors():
                w -= 0.5 * w.grad
        their_loss = nn.functional.cross_entropy(theirs(torch.from_numpy(x)), torch.from_numpy(y))
        step.zero_grad()
        their_loss.backward()
        step.step()
        np.testing.assert_allclose(loss.item(), their_loss.item(), rtol=1e-10)
    for param, w in zip(theirs.parameters(), ours.params(), strict=True):
        np.testing.assert_allclose(w, param.detach(), atol=1e-10)


def tensors(kind):
    """A leaf of one of the two engines."""
    return (
        Tensor([1.0, 2.0], requires_grad=True)
        if kind == "ours"
        else torch.tensor([1.0, 2.0], requires_grad=True)
    )


def recorded(kind):
    return no_grad if kind == "ours" else torch.no_grad


def behaviours(kind):
    """What happens when it is done, as a list: results, or that it was refused."""
    seen = []

    def note(run):
        try:
            run()
            seen.append("done")
        except (RuntimeError, ValueError):
            seen.append("refused")

    w = tensors(kind)
    loss = (w * w).sum()
    note(loss.backward)
    note(loss.backward)
    note((w * w).backward)
    loss = (w * w).exp().sum()
    note(lambda: loss.backward(retain_graph=True))
    note(loss.backward)
    seen.append(np.asarray(w.grad).tolist())
    w.grad = None
    tanh, exp = w.tanh(), w.exp()
    for loss, changed in (((tanh * 2).sum(), tanh), ((exp * exp).sum(), exp), (w.sum(), w)):
        with recorded(kind)():
            changed *= 2
        note(loss.backward)
        seen.append(w.grad is None)
    w.grad = None
    with recorded(kind)():
        same = w
        w -= 0.5
        seen.append(w is same and w.requires_grad)
        note((w * w).sum().backward)
    note((w.detach() * 2).sum().backward)
    note((w.detach() * w).sum().backward)
    seen.append(np.asarray(w.grad).tolist())
    return seen


def test_refuses_what_pytorch_refuses():
    ours, theirs = behaviours("ours"), behaviours("theirs")
    assert ours.count("refused") == 6
    for one, other in zip(ours, theirs, strict=True):
        if isinstance(one, list):
            np.testing.assert_allclose(one, other, rtol=1e-5)
        else:
            assert one == other
