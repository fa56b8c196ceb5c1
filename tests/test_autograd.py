"""Every operation against finite differences; how backward goes; what is said when it cannot."""

import gc
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dlscratch.autograd import Tensor, no_grad, record
from dlscratch.gradients import numerical_gradient
from dlscratch.pulls import undo_broadcasting

OF_TWO = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
OF_ONE = {
    "negative": lambda a: -a,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log(),
    "tanh": lambda a: a.tanh(),
    "sigmoid": lambda a: a.sigmoid(),
    "relu": lambda a: (a - 1.01).relu(),
    "square": lambda a: a**2,
    "cube": lambda a: a**3,
    "first power": lambda a: a**1,
    "no power": lambda a: a**0,
    "root": lambda a: a**0.5,
    "one over": lambda a: a**-1,
    "number first": lambda a: 2 - 3 * (1 + a) / 4 + 5 / a,
    "number last": lambda a: (a * 3 + 1) / 4 - 2,
    "twice the same": lambda a: a * a + a / a + (a - a) + a,
    "T": lambda a: a.T,
}
# Shapes and what is done to them, for sum, mean and max.
AXES = [
    ((), {}), ((3,), {}), ((3,), {"axis": 0}), ((3,), {"axis": -1, "keepdims": True}),
    ((2, 3), {}), ((2, 3), {"keepdims": True}), ((2, 3), {"axis": 0}), ((2, 3), {"axis": 1}),
    ((2, 3), {"axis": -1, "keepdims": True}), ((2, 3, 4), {"axis": 1}),
    ((2, 3, 4), {"axis": (0, 2)}), ((2, 3, 4), {"axis": (-1, 0), "keepdims": True}),
    ((2, 3, 4), {"axis": (0, 1, 2)}),
]  # fmt: skip
PRODUCTS = [  # numpy's @ in all its forms
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((1, 3), (3, 1)),
    ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (5, 3, 4)), ((5, 2, 3), (3,)),
    ((3,), (5, 3, 4)), ((1, 2, 3), (5, 3, 4)), ((6, 1, 2, 3), (5, 3, 4)), ((6, 5, 2, 3), (3,)),
]  # fmt: skip
INDICES = [
    0, -1, slice(1, 3), slice(None, None, -1), slice(0, 0), None, ..., (1, 2), (slice(None), 0),
    (slice(None), slice(1, None, 2)), (None, 1), (..., 1), [2, 0, 2], np.array([1, 1, 1]),
    (np.array([0, 3, 0]), np.array([2, 2, 2])), (slice(None), [0, 0]),
    np.array([True, False, True, False]), np.arange(12).reshape(4, 3) % 2 == 0,
    np.array([[0, 1], [1, 0]]), (np.array([[0], [3]]), np.array([0, 2, 2])),
]  # fmt: skip


def numbers(shape, seed=0):
    """Positive, apart from each other and from 1, so that every operation has a slope here."""
    rng = np.random.default_rng(seed)
    size = int(np.prod(shape))
    return (0.5 + rng.permutation(size) / max(size, 1) + 0.003).reshape(shape)


def weighted(result):
    """One number, on which each number of the result has an influence of its own."""
    return (result * (1 + np.arange(result.data.size).reshape(result.shape) / 7)).sum()


def assert_slopes(function, *arrays):
    tensors = [Tensor(array, requires_grad=True) for array in arrays]
    result = function(*tensors)
    weighted(result).backward()

    def value(_):
        return weighted(function(*map(Tensor, arrays))).item()

    for array, tensor in zip(arrays, tensors, strict=True):
        assert tensor.grad.shape == array.shape and tensor.grad.dtype == array.dtype
        assert type(tensor.grad) is np.ndarray
        wanted = numerical_gradient(value, array)
        np.testing.assert_allclose(tensor.grad, wanted, rtol=1e-5, atol=1e-7)


# Every operation against finite differences


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (2, 1, 3)])
def test_functions_of_one(name, shape):
    assert_slopes(OF_ONE[name], numbers(shape))


@given(
    shapes=hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3),
    name=st.sampled_from(sorted(OF_TWO)),
)
@settings(max_examples=150, deadline=None)
def test_functions_of_two_over_all_shapes_that_broadcast(shapes, name):
    a, b = shapes.input_shapes
    assert_slopes(OF_TWO[name], numbers(a, 1), numbers(b, 2))


@given(shape=hnp.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=3), data=st.data())
@settings(max_examples=100, deadline=None)
def test_undo_broadcasting_sums_over_what_was_stretched(shape, data):
    """Each number of the gradient is 1, so the sums count how often each number was used."""
    wide = data.draw(hnp.broadcastable_shapes(shape, min_dims=len(shape), max_dims=5, max_side=3))
    try:
        wide = np.broadcast_shapes(shape, wide)
    except ValueError:
        return
    found = undo_broadcasting(np.ones(wide), shape)
    np.testing.assert_array_equal(found, np.full(shape, np.prod(wide) / np.prod(shape)))


@pytest.mark.parametrize("kind", ["sum", "mean", "max"])
@pytest.mark.parametrize("shape, how", AXES)
def test_many_numbers_to_few(kind, shape, how):
    a = numbers(shape)
    assert_slopes(lambda a: getattr(a, kind)(**how), a)
    np.testing.assert_allclose(getattr(Tensor(a), kind)(**how).data, getattr(a, kind)(**how))


@given(
    array=hnp.arrays(np.float64, hnp.array_shapes(max_dims=4, max_side=3), elements=st.just(1.0)),
    kind=st.sampled_from(["sum", "mean", "max"]),
    keepdims=st.booleans(),
    data=st.data(),
)
@settings(max_examples=100, deadline=None)
def test_axes_of_all_kinds(array, kind, keepdims, data):
    axis = data.draw(st.none() | hnp.valid_tuple_axes(array.ndim, min_size=1))
    a = numbers(array.shape)
    assert_slopes(lambda a: getattr(a, kind)(axis=axis, keepdims=keepdims), a)


@pytest.mark.parametrize("a, b", PRODUCTS)
def test_products_of_matrices(a, b):
    a, b = numbers(a, 1), numbers(b, 2)
    assert_slopes(lambda a, b: a @ b, a, b)
    np.testing.assert_allclose((Tensor(a) @ Tensor(b)).data, a @ b)


@pytest.mark.parametrize("index", INDICES, ids=repr)
def test_indices(index):
    a = numbers((4, 3))
    assert_slopes(lambda a: a[index], a)
    np.testing.assert_array_equal(Tensor(a)[index].data, a[index])


@pytest.mark.parametrize("shape", [(6,), (3, 2), (-1,), (1, 2, 3), ((6,),), ((2, -1),)])
def test_reshape(shape):
    assert_slopes(lambda a: a.reshape(*shape), numbers((2, 3)))


@pytest.mark.parametrize("axes", [(), (0, 1, 2), (2, 0, 1), (1, 2, 0), (-1, 0, 1), ((2, 0, 1),)])
def test_transpose(axes):
    a = numbers((2, 3, 4))
    assert_slopes(lambda a: a.transpose(*axes), a)
    assert Tensor(a).transpose(*axes).shape == a.transpose(*axes).shape


def test_no_sample_no_gradient():
    w = Tensor(np.ones((3, 2)), requires_grad=True)
    (Tensor(np.ones((0, 3))) @ w).relu().sum().backward()
    np.testing.assert_array_equal(w.grad, np.zeros((3, 2)))


def test_ties_share_the_gradient_evenly():
    x = Tensor([[1.0, 4.0, 4.0], [2.0, 2.0, 2.0]], requires_grad=True)
    x.max(axis=1).sum().backward()
    np.testing.assert_allclose(x.grad, [[0, 1 / 2, 1 / 2], [1 / 3] * 3])
    x.zero_grad()
    x.max().backward()
    np.testing.assert_allclose(x.grad, [[0, 1 / 2, 1 / 2], [0] * 3])


@pytest.mark.parametrize("power, slope", [(0, 0), (1, 1), (2, 0), (3, 0), (np.int64(2), 0)])
def test_powers_at_zero(power, slope):
    x = Tensor([0.0], requires_grad=True)
    (x**power).sum().backward()
    assert x.grad == [slope]


def test_a_large_input_overflows_nowhere():
    x = Tensor([-1000.0, 1000.0, -np.inf], requires_grad=True)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert x.sigmoid().data.tolist() == [0, 1, 0]
        (x.sigmoid().sum() + x[:2].tanh().sum()).backward()
    assert x.grad.tolist() == [0, 0, 0]
    assert Tensor([-np.inf, np.inf]).relu().data.tolist() == [0, np.inf]
    assert repr(Tensor([-1.0, np.nan]).relu().detach()) == "Tensor([ 0., nan])"  # and no -0.


# Types of numbers


@pytest.mark.parametrize(
    "other",
    [2, 2.5, True, 10**20, np.float64(2.5), np.float32(2), np.int64(3), np.array(2.5), np.array(3),
     np.arange(1, 3), np.array([True, False]), [1, 2]],
    ids=repr,
)  # fmt: skip
def test_float32_stays_float32(other):
    w = Tensor(np.float32([[1, 2], [3, 4]]), requires_grad=True)
    several = np.arange(1, 3, dtype=np.float32) @ w + w @ np.arange(1, 3)
    loss = ((w * other + other) - other * w - (other - w) / 3 + w**2).mean() + several.max()
    loss = loss + (w.exp().log().tanh().sigmoid().relu().T.reshape(4)[1:]).sum()
    assert loss.dtype == np.float32
    loss.backward()
    assert w.grad.dtype == np.float32
    with no_grad():
        w -= 0.1 * w.grad
    assert w.dtype == np.float32


def test_a_gradient_has_the_type_of_its_tensor():
    w = Tensor(np.ones(3, np.float32), requires_grad=True)
    (w * np.ones(3)).sum().backward()  # a product in float64
    assert w.grad.dtype == np.float32


@pytest.mark.parametrize("data", [1, [1, 2], np.arange(3), np.array([True]), np.int8(3)])
def test_whole_numbers_become_floats(data):
    tensor = Tensor(data)
    assert tensor.dtype == np.float64
    np.testing.assert_array_equal(tensor.data, data)


def test_data_is_the_array_that_came():
    array = np.ones(3, np.float32)
    assert Tensor(array).data is array and Tensor(array, requires_grad=True).detach().data is array


@pytest.mark.parametrize("data", [None, "one", [1, None], [[1], [1, 2]], 1j, Tensor(1.0), object()])
def test_what_is_no_array_of_numbers_is_refused(data):
    with pytest.raises(TypeError, match="numbers"):
        Tensor(data)


def test_arrays_and_lists_may_stand_on_either_side():
    w, array = Tensor(np.full((2, 2), 3.0), requires_grad=True), np.array([[1.0, 2], [3, 4]])
    for other in (array, array.tolist()):
        results = [w + other, other + w, w - other, -(other - w), w * other, other * w,
                   w / other, 1 / (other / w), w @ other, (other @ w.T).T]  # fmt: skip
        assert all(type(result) is Tensor and result.shape == (2, 2) for result in results)
    np.testing.assert_allclose((array @ w).data, array @ w.data)
    np.testing.assert_allclose((array - w).data, array - w.data)


# How backward goes


def test_gradients_add_up_over_backwards():
    w = Tensor(3.0, requires_grad=True)
    for times in range(1, 4):
        (w * w).backward()
        assert w.grad == 6 * times
    w.zero_grad()
    assert w.grad is None


def test_only_leaves_keep_gradients():
    w = Tensor(3.0, requires_grad=True)
    middle = w * 2
    (middle * middle).backward()
    assert middle.grad is None and w.grad == 24


def test_constants_get_no_gradient():
    w, x = Tensor([1.0, 2.0], requires_grad=True), Tensor([3.0, 4.0])
    (w * x).sum().backward()
    assert x.grad is None and not x.requires_grad
    assert not (x + 1).requires_grad and (x + 1).operation == "leaf"


def test_detach_lets_nothing_through():
    w = Tensor([1.0, 2.0], requires_grad=True)
    (w * w.detach()).sum().backward()
    np.testing.assert_array_equal(w.grad, [1, 2])


def test_backward_from_a_leaf():
    w = Tensor([[3.0]], requires_grad=True)
    w.backward()
    w.backward()
    np.testing.assert_array_equal(w.grad, [[2]])


def test_a_tensor_used_by_two_results():
    w = Tensor(2.0, requires_grad=True)
    shared = w * w
    (shared.exp() + shared.log()).backward()
    np.testing.assert_allclose(w.grad, 4 * np.exp(4.0) + 1)


def test_retain_graph_lets_backward_come_again():
    w = Tensor(2.0, requires_grad=True)
    loss = (w * w).exp()
    loss.backward(retain_graph=True)
    first = w.grad.copy()
    loss.backward()
    np.testing.assert_array_equal(w.grad, 2 * first)
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        loss.backward()


def test_a_freed_graph_lets_go_of_its_arrays():
    w = Tensor(np.ones(3), requires_grad=True)
    middle = w.exp()
    middle.sum().backward()
    assert middle.edges is None and middle.kept == ()


def deep(steps):
    w = Tensor(1.0, requires_grad=True)
    result = w
    for _ in range(steps):
        result = result + 0.5
    return w, result


def test_a_chain_of_100_000():
    w, result = deep(100_000)
    result.backward()
    assert w.grad == 1


def test_a_chain_of_100_000_that_nobody_walks_is_thrown_away():
    w, result = deep(100_000)
    del result
    gc.collect()
    assert w.grad is None


def work(size):
    """How many pulls, and how many looks at a tensor's edges, `size` doublings take."""
    pulls, looks = [], []

    class Watched(Tensor):
        @property
        def edges(self):
            looks.append(self)
            return self.ways

        @edges.setter
        def edges(self, ways):
            self.ways = ways

    def double(x):
        def pull(g):
            pulls.append(x)
            return g * 1

        result = Watched(x.data)
        result.requires_grad, result.operation = True, "double"
        result.ways = ((x, pull), (x, pull))
        return result

    Watched.ways = ()
    w = x = Watched(1.0, requires_grad=True)
    for _ in range(size):
        x = double(x)
    x.backward()
    assert w.grad == 2.0**size
    return len(pulls), len(looks)


def test_work_grows_with_the_number_of_edges():
    """The plain recursion would walk 2 ** 1000 ways."""
    (pulls, looks), (more_pulls, more_looks) = work(100), work(1000)
    assert (pulls, more_pulls) == (200, 2000)
    assert more_looks < 10.1 * looks and looks < 10 * 100


# Gradients share no memory


@pytest.mark.parametrize(
    "function",
    [
        lambda a, b: a + b, lambda a, b: a - b, lambda a, b: b + a, lambda a, b: a.T + b.T,
        lambda a, b: a + b + a, lambda a, b: a.reshape(4) + b.reshape(4),
        lambda a, b: a + a + b * 1, lambda a, b: a.reshape(2, 2) - b.T.T, lambda a, b: a.sum() + b,
        lambda a, b: a.sum(axis=0) + b, lambda a, b: a[:] + b, lambda a, b: a.mean() + b.mean(),
    ],
)  # fmt: skip
def test_gradients_share_no_memory(function):
    a, b = (Tensor(np.ones((2, 2)), requires_grad=True) for _ in range(2))
    function(a, b).sum().backward()
    assert not np.may_share_memory(a.grad, b.grad)
    for tensor in (a, b):
        assert tensor.grad.flags.writeable
        assert not any(np.may_share_memory(tensor.grad, other.data) for other in (a, b))


def test_the_gradient_of_a_single_number_is_an_array_of_its_own():
    a, b = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    (a + b).backward()
    a.grad[...] = 7
    assert b.grad == 1


# In-place changes between forward and backward


def two():
    return [Tensor(numbers((2, 2), seed), requires_grad=True) for seed in (1, 2)]


CHANGES = {
    "*": lambda a, b: (a * b, [a, b]),
    "/": lambda a, b: (a / b, [a, b]),
    "@": lambda a, b: (a @ b, [a, b]),
    "**": lambda a, b: (a**3, [a]),
    "log": lambda a, b: (a.log(), [a]),
    "max": lambda a, b: (a.max(axis=1), [a]),
}
OF_RESULTS = {
    "exp": lambda a: a.exp(),
    "tanh": lambda a: a.tanh(),
    "sigmoid": lambda a: a.sigmoid(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_operand_is_found_and_named(name):
    for which in range(len(CHANGES[name](*two())[1])):
        result, needed = CHANGES[name](*two())
        loss = result.sum()
        needed[which].data[1, 0] += 0.25
        with pytest.raises(RuntimeError, match=r"shape \(2, 2\).*\[1, 0\]") as refused:
            loss.backward()
        assert str(refused.value).startswith(f"{name} needs")
        assert all(tensor.grad is None for tensor in needed)
        needed[which].data[1, 0] -= 0.25
        if np.array_equal(needed[which].data, two()[which].data):
            loss.backward()  # as before, so all is well


@pytest.mark.parametrize("name", OF_RESULTS)
def test_a_changed_result_is_found_and_named(name):
    a = two()[0]
    result = OF_RESULTS[name](a)
    loss = result.sum()
    result.data[0, 1] = 9
    with pytest.raises(RuntimeError, match=rf"{name} needs.*\[0, 1\].*is 9"):
        loss.backward()
    assert a.grad is None


def test_one_changed_number_of_a_single_number_is_found():
    a = Tensor(2.0, requires_grad=True)
    loss = a * a
    a.data[...] = 3
    with pytest.raises(RuntimeError, match=r"\[\] it was 2 and is 3"):
        loss.backward()


@pytest.mark.parametrize("name", OF_TWO)
@pytest.mark.parametrize("which", [0, 1])
def test_a_changed_constant_is_found_where_it_matters(name, which):
    """Finds the change, or gives the gradient of the forward that was: never a wrong one."""
    for learns in (0, 1):
        parts = [Tensor(numbers((2,), seed), requires_grad=i == learns)
                 for i, seed in enumerate((3, 4))]  # fmt: skip
        OF_TWO[name](*parts).sum().backward()
        wanted, parts[learns].grad = parts[learns].grad, None
        loss = OF_TWO[name](*parts).sum()
        parts[which].data += 1
        try:
            loss.backward()
        except RuntimeError:
            continue
        np.testing.assert_array_equal(parts[learns].grad, wanted)


def test_the_gradient_does_not_depend_on_what_is_not_needed():
    a, b = two()
    index = np.array([0, 0])
    picked, passed, added = a[index], (a - 1).relu(), a + b
    loss = picked.sum() + passed.sum() + added.sum() + a.T.reshape(4).mean()
    wanted = 2 * np.array([[1, 1], [0, 0]]) + (a.data > 1) + 1.25
    index[:] = 1
    for tensor in (a, b, picked, passed, added):
        tensor.data[...] = -5
    loss.backward()
    np.testing.assert_array_equal(a.grad, wanted)


def test_a_new_array_in_its_place_changes_nothing():
    a = Tensor([1.0, 2.0], requires_grad=True)
    loss = (a * a).sum()
    a.data = a.data - 1
    loss.backward()
    np.testing.assert_array_equal(a.grad, [2, 4])


def test_nan_is_no_false_alarm_and_hides_no_change():
    a = Tensor([np.nan, 1.0, np.nan], requires_grad=True)
    (a * a).sum().backward()
    a.zero_grad()
    loss = (a * a).sum()
    a.data[1] = 2
    with pytest.raises(RuntimeError, match=r"\[1\] it was 1 and is 2"):
        loss.backward()
    a.data[1] = 1
    a.data[2] = 0
    with pytest.raises(RuntimeError, match=r"\[2\] it was nan and is 0"):
        loss.backward()


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_change_is_found_in_any_order_of_memory(order):
    w = Tensor(np.ones((3, 4), order=order), requires_grad=True)
    for view in (w.data, w.data.T, w.data[::2, ::3]):
        loss = (w.T * 2 * w.T).sum()
        view += 1
        with pytest.raises(RuntimeError, match="in forward"):
            loss.backward()
        view -= 1


def test_a_step_too_soon_is_found():
    w, v = (Tensor(np.ones((2, 2)), requires_grad=True) for _ in range(2))
    loss = (w @ v).sum()
    with no_grad():
        v -= 0.1 * np.ones((2, 2))
    with pytest.raises(RuntimeError, match="@ needs an array of shape"):
        loss.backward()
    assert w.grad is None and v.grad is None


def test_nothing_changes_where_backward_is_refused():
    """The freed part lies behind a part that is whole, whose gradients are still the old ones."""
    a, b = (Tensor(2.0, requires_grad=True) for _ in range(2))
    freed = b * b
    freed.backward()
    old = b.grad
    loss = a * 3 + freed
    for _ in range(2):
        with pytest.raises(RuntimeError, match="run forward again"):
            loss.backward()
        assert a.grad is None and b.grad is old and loss.edges is not None


# Recording


def test_no_grad_takes_no_notes():
    w = Tensor(2.0, requires_grad=True)
    with no_grad():
        assert not (w * w).requires_grad
        with no_grad():
            pass
        assert not (w * w).requires_grad
    assert (w * w).requires_grad


def test_no_grad_ends_with_an_exception():
    w = Tensor(2.0, requires_grad=True)
    with pytest.raises(KeyError), no_grad():
        raise KeyError
    assert (w * w).requires_grad


def test_no_grad_decorates():
    w = Tensor(2.0, requires_grad=True)

    @no_grad()
    def answer():
        return w * w

    assert not answer().requires_grad and not answer().requires_grad and (w * w).requires_grad


def test_no_grad_of_one_thread_is_not_another_ones():
    w, seen = Tensor(2.0, requires_grad=True), []
    inside, done = threading.Event(), threading.Event()

    def other():
        with no_grad():
            inside.set()
            done.wait(10)
            seen.append((w * w).requires_grad)

    thread = threading.Thread(target=other)
    thread.start()
    assert inside.wait(10)
    seen.append((w * w).requires_grad)
    done.set()
    thread.join()
    assert seen == [True, False]


@pytest.mark.parametrize("sign", ["+", "-", "*", "/"])
def test_a_step_under_no_grad_changes_the_array_itself(sign):
    w = Tensor(np.float32([1, 2]), requires_grad=True)
    array, wanted = w.data, eval(f"w.data {sign} 3")
    with no_grad():
        exec(f"w {sign}= 3", {}, names := {"w": w})
    assert names["w"] is w and w.data is array and w.requires_grad
    np.testing.assert_array_equal(array, wanted)


@pytest.mark.parametrize("sign", ["+", "-", "*", "/"])
def test_a_step_outside_of_no_grad_is_refused(sign):
    with pytest.raises(RuntimeError, match="under `with no_grad"):
        exec(f"w {sign}= 3", {"w": Tensor([1.0, 2.0], requires_grad=True)})


def test_sums_that_grow_are_recorded():
    w, total = Tensor([1.0, 2.0], requires_grad=True), Tensor(0.0)
    first = total
    for _ in range(3):
        total += (w * w).sum()
        total *= 2
        total -= 1
        total /= 2
    total.backward()
    np.testing.assert_array_equal(w.grad, 6 * w.data)
    assert first.item() == 0


# What is said when it cannot


def test_backward_of_many_numbers():
    with pytest.raises(ValueError, match=r"shape \(2,\): take its sum"):
        (Tensor([1.0, 2.0], requires_grad=True) * 2).backward()


def test_backward_of_what_was_not_recorded():
    w = Tensor(2.0, requires_grad=True)
    with no_grad():
        result = w * w
    for nothing in (result, w.detach(), Tensor(1.0) + 1):
        with pytest.raises(ValueError, match="nothing was recorded"):
            nothing.backward()


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "@"])
def test_shapes_that_do_not_fit(sign):
    names = {"a": Tensor(np.ones((2, 3))), "b": Tensor(np.ones((4, 5)))}
    with pytest.raises(ValueError) as refused:
        eval(f"a {sign} b", names)
    assert str(refused.value) == f"(2, 3) {sign} (4, 5): these shapes do not fit together"


def test_a_step_of_another_shape():
    with no_grad(), pytest.raises(ValueError, match=r"^\(2,\) -= \(3,\): these shapes"):
        w = Tensor([1.0, 2.0])
        w -= [1, 2, 3]


@pytest.mark.parametrize("other", [None, "2", [None]])
def test_what_is_no_number_is_refused(other):
    with pytest.raises(TypeError, match="real numbers|array of numbers"):
        Tensor([1.0]) * other
    with pytest.raises(TypeError, match="a plain number"):
        Tensor([1.0]) ** other


def test_how_a_tensor_looks():
    w = Tensor([1.0, 2.5], requires_grad=True)
    assert repr(w) == "Tensor([1. , 2.5])"
    assert repr(w * 2) == "Tensor([2., 5.], made by *)"
    assert (w.shape, w.dtype, w.sum().item()) == ((2,), np.float64, 3.5)
    assert type(w.sum().item()) is float


def test_an_operation_of_ones_own():
    w = Tensor([1.0, 2.0], requires_grad=True)
    sine = record("sin", np.sin(w.data), (w, lambda g: g * np.cos(w.data), w.data))
    sine.sum().backward()
    np.testing.assert_allclose(w.grad, np.cos(w.data))
    assert sine.operation == "sin"
