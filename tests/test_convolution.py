"""Layers for images against plain loops and finite differences; the contract; the errors."""

import copy
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlscratch.convolution import Conv2d, Flatten, MaxPool2d, patches, put_back
from dlscratch.doctor import diagnose
from dlscratch.gradients import check_gradients
from dlscratch.layers import Linear, ReLU, Sequential
from dlscratch.losses import SoftmaxCrossEntropy
from dlscratch.optimizers import Adam
from dlscratch.training import accuracy, predict, train

FEW = settings(max_examples=60, deadline=None)
LAYOUTS = {
    "C": np.ascontiguousarray,
    "Fortran": np.asfortranarray,
    "examples last": lambda x: np.ascontiguousarray(x.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2),
    "channels last": lambda x: np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2),
    "every second": lambda x: np.repeat(x, 2, axis=3)[..., ::2],
    "backwards": lambda x: np.ascontiguousarray(x[::-1, :, ::-1])[::-1, :, ::-1],
    "read only": lambda x: np.broadcast_to(x, x.shape),
}


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


@st.composite
def cases(draw):
    """(layer, x) for a Conv2d of any sizes; its parameters are random, the biases too."""
    inputs, outputs, size = draw(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 4)))
    stride, padding = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    least = max(1, size - 2 * padding)
    sides = draw(st.tuples(st.integers(least, least + 5), st.integers(least, least + 5)))
    layer = Conv2d(inputs, outputs, size, stride, padding, rng=draw(st.integers(0, 99)))
    layer.b += numbers(outputs, seed=1)
    return layer, numbers(draw(st.integers(1, 3)), inputs, *sides, seed=draw(st.integers(0, 99)))


def by_loops(x, w, b, stride=1, padding=0):
    """The definition: at each place, the window's numbers times the filter's, summed, plus b."""
    n, channels, height, width = x.shape
    padded = np.zeros((n, channels, height + 2 * padding, width + 2 * padding))
    padded[:, :, padding : padding + height, padding : padding + width] = x
    size = w.shape[2]
    down = (padded.shape[2] - size) // stride + 1
    across = (padded.shape[3] - size) // stride + 1
    outputs = np.zeros((n, len(w), down, across))
    for example, output, row, column in np.ndindex(outputs.shape):
        top, left = row * stride, column * stride
        window = padded[example, :, top : top + size, left : left + size]
        outputs[example, output, row, column] = np.sum(window * w[output]) + b[output]
    return outputs


@FEW
@given(cases())
def test_a_convolution_is_what_loops_say(case):
    layer, x = case
    outputs = layer.forward(x)
    wanted = by_loops(x, layer.w, layer.b, layer.stride, layer.padding)
    assert outputs.shape == wanted.shape
    np.testing.assert_allclose(outputs, wanted, atol=1e-12)


@FEW
@given(cases())
def test_its_three_gradients_agree_with_finite_differences(case):
    layer, x = case
    assert check_gradients(layer, x[:2], rng=2) < 1e-5


@FEW
@given(cases())
def test_patches_are_what_the_window_sees(case):
    layer, x = case
    x = np.pad(x, ((0, 0), (0, 0), (layer.padding,) * 2, (layer.padding,) * 2))
    size, stride = layer.size, layer.stride
    seen = patches(x, size, stride)
    for example, row, column in np.ndindex(seen.shape[:3]):
        top, left = row * stride, column * stride
        window = x[example, :, top : top + size, left : left + size]
        assert window.shape[1:] == (size, size)
        np.testing.assert_array_equal(seen[example, row, column], window.ravel())
    bottom, right = (seen.shape[i] * stride + size for i in (1, 2))
    assert bottom > x.shape[2] and right > x.shape[3], "one more place would not lie inside"


@FEW
@given(cases())
def test_put_back_is_the_reverse_of_patches_in_a_product(case):
    """⟨patches(x), y⟩ = ⟨x, put_back(y)⟩ for all x and y: what a backward has to be."""
    layer, x = case
    x = np.pad(x, ((0, 0), (0, 0), (layer.padding,) * 2, (layer.padding,) * 2))
    seen = patches(x, layer.size, layer.stride)
    y = numbers(*seen.shape, seed=5)
    back = put_back(y, x.shape, layer.size, layer.stride)
    assert back.shape == x.shape
    np.testing.assert_allclose(np.sum(seen * y), np.sum(x * back), atol=1e-10)


def test_put_back_counts_how_many_windows_see_a_pixel():
    seen = patches(np.ones((1, 1, 4, 4)), 3)
    counts = put_back(seen, (1, 1, 4, 4), 3)
    assert counts[0, 0].tolist() == [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]]


@FEW
@given(st.tuples(*[st.integers(1, 3)] * 2, *[st.integers(1, 9)] * 2), st.integers(1, 4))
def test_a_pool_is_what_loops_say(shape, size):
    x = numbers(*shape[:2], shape[2] + size - 1, shape[3] + size - 1)
    layer = MaxPool2d(size)
    outputs = layer.forward(x)
    gradient = numbers(*outputs.shape, seed=1)
    back, wanted = layer.backward(gradient), np.zeros_like(x)
    assert outputs.shape == (*shape[:2], x.shape[2] // size, x.shape[3] // size)
    for n, channel, row, column in np.ndindex(outputs.shape):
        top, left = row * size, column * size
        square = x[n, channel, top : top + size, left : left + size]
        assert outputs[n, channel, row, column] == square.max()
        i, j = np.unravel_index(square.argmax(), square.shape)
        wanted[n, channel, top + i, left + j] = gradient[n, channel, row, column]
    np.testing.assert_array_equal(back, wanted)


def test_of_equal_numbers_the_first_gets_the_whole_gradient():
    layer = MaxPool2d(2)
    layer.forward(np.array([[[[0.0, 0, 1, 2], [0, 0, 2, 2]]]]))
    assert layer.backward(np.array([[[[5.0, 7]]]])).tolist() == [[[[5, 0, 0, 7], [0, 0, 0, 0]]]]


@given(st.integers(0, 999))
@FEW
def test_relu_and_pool_may_change_places(seed):
    x = numbers(2, 3, 6, 6, seed=seed)
    first, second = Sequential([ReLU(), MaxPool2d(2)]), Sequential([MaxPool2d(2), ReLU()])
    outputs = first.forward(x)
    np.testing.assert_array_equal(outputs, second.forward(x))
    np.testing.assert_array_equal(first.backward(outputs), second.backward(outputs))


def test_flatten_gives_each_example_a_row_and_takes_it_back():
    layer, x = Flatten(), numbers(2, 3, 4, 5)
    rows = layer.forward(x)
    assert rows.shape == (2, 60)
    for row, example in zip(rows, x, strict=True):
        np.testing.assert_array_equal(row, example.ravel())
    np.testing.assert_array_equal(layer.backward(rows), x)


def lenet(rng=0, dtype=float):
    rng = np.random.default_rng(rng)
    return Sequential([
        Conv2d(1, 2, 3, padding=1, init="he", rng=rng, dtype=dtype), ReLU(), MaxPool2d(2),
        Conv2d(2, 3, 2, init="he", rng=rng, dtype=dtype), ReLU(), MaxPool2d(2), Flatten(),
        Linear(12, 4, rng=rng, dtype=dtype),
    ])  # fmt: skip


def images(n=5, seed=0):
    return numbers(n, 1, 10, 10, seed=seed)


def test_a_whole_net_agrees_with_finite_differences():
    assert check_gradients(lenet(), images(2), rng=1) < 1e-6


LAYERS = {
    "Conv2d": lambda dtype=float: Conv2d(1, 2, 3, 2, 1, rng=0, dtype=dtype),
    "Conv2d of 1 × 1": lambda dtype=float: Conv2d(1, 2, 1, rng=0, dtype=dtype),
    "MaxPool2d": lambda dtype=float: MaxPool2d(2),
    "MaxPool2d of 1 × 1": lambda dtype=float: MaxPool2d(1),
    "Flatten": lambda dtype=float: Flatten(),
    "a net": lambda dtype=float: lenet(dtype=dtype),
}
each = pytest.mark.parametrize("make", LAYERS.values(), ids=list(LAYERS))


@each
def test_float32_stays_float32(make):
    layer, x = make(np.float32), images().astype(np.float32)
    outputs = layer.forward(x)
    assert outputs.dtype == layer.backward(outputs).dtype == np.float32
    assert {array.dtype for array in layer.params() + layer.grads()} <= {np.dtype(np.float32)}


@each
@pytest.mark.parametrize("layout", LAYOUTS)
def test_how_an_image_lies_in_memory_changes_nothing(make, layout):
    layer, x = make(), images()
    outputs = layer.forward(x)
    gradient = numbers(*outputs.shape, seed=1)
    back, grads = layer.backward(gradient), [grad.copy() for grad in layer.grads()]
    other, lay = make(), LAYOUTS[layout]
    lay_gradient = lay if outputs.ndim == 4 else np.asfortranarray
    np.testing.assert_allclose(other.forward(lay(x)), outputs, atol=1e-12)
    np.testing.assert_allclose(other.backward(lay_gradient(gradient)), back, atol=1e-12)
    for grad, wanted in zip(other.grads(), grads, strict=True):
        np.testing.assert_allclose(grad, wanted, atol=1e-12)


@each
def test_whole_numbers_and_lists_are_images_too(make):
    x = np.random.default_rng(0).integers(0, 256, (2, 1, 10, 10), np.uint8)
    wanted = make().forward(x.astype(float))
    np.testing.assert_allclose(make().forward(x), wanted, rtol=1e-12)
    np.testing.assert_allclose(make().forward(x.tolist()), wanted, rtol=1e-12)


@each
def test_nothing_that_is_given_is_changed(make):
    layer, x = make(), images()
    outputs = layer.forward(x)
    gradient = numbers(*outputs.shape, seed=1)
    kept = gradient.copy()
    first = layer.backward(gradient)
    back, grads = first.copy(), [grad.copy() for grad in layer.grads()]
    np.testing.assert_array_equal(layer.backward(gradient), back)
    for grad, wanted in zip(layer.grads(), grads, strict=True):
        np.testing.assert_array_equal(grad, wanted)  # replaced, not added up
    np.testing.assert_array_equal(first, back)
    np.testing.assert_array_equal(x, images())
    np.testing.assert_array_equal(gradient, kept)


@each
def test_earlier_outputs_survive_a_second_forward(make):
    layer = make()
    first = layer.forward(images())
    kept = first.copy()
    layer.forward(-images(3, seed=1))
    np.testing.assert_array_equal(first, kept)


@each
def test_an_empty_batch_passes(make):
    layer = make()
    outputs = layer.forward(images(0))
    assert len(outputs) == 0 and outputs.shape[1:] == layer.forward(images(1)).shape[1:]
    layer.forward(images(0))
    assert layer.backward(outputs).shape == (0, 1, 10, 10)
    assert not any(grad.any() for grad in layer.grads())
    assert predict(layer, images(0)).shape == outputs.shape


@each
def test_a_batch_is_its_examples_one_by_one(make):
    layer, x = make(), images(3)
    together = layer.forward(x)
    back = layer.backward(together)
    left = [grad.copy() for grad in layer.grads()]
    for i in range(3):
        np.testing.assert_allclose(layer.forward(x[i : i + 1]), together[i : i + 1], atol=1e-12)
        alone = layer.backward(together[i : i + 1])
        np.testing.assert_allclose(alone, back[i : i + 1], atol=1e-12)
        for rest, grad in zip(left, layer.grads(), strict=True):
            rest -= grad
    for rest in left:
        np.testing.assert_allclose(rest, 0, atol=1e-10)


def test_a_pool_whose_images_change_after_forward_still_knows_the_places():
    layer, x = MaxPool2d(2), images()
    outputs = layer.forward(x)
    wanted = layer.backward(outputs)
    layer.forward(x)
    x[...] = 0
    np.testing.assert_array_equal(layer.backward(outputs), wanted)


def test_a_pool_gives_an_array_of_its_own():
    layer, x = MaxPool2d(1), images()
    layer.forward(x)[...] = 0
    np.testing.assert_array_equal(x, images())


def test_params_and_grads_are_always_the_same_arrays():
    layer = Conv2d(1, 2, 3, rng=0)
    arrays = [*layer.params(), *layer.grads()]
    assert [array.shape for array in arrays] == [(2, 1, 3, 3), (2,)] * 2
    for _ in range(2):
        layer.backward(layer.forward(images()))
        now = [*layer.params(), *layer.grads()]
        assert all(one is other for one, other in zip(now, arrays, strict=True))
    assert arrays[0] is layer.w and arrays[3] is layer.b_grad


def test_backward_params_gives_the_same_gradients():
    for layer in Conv2d(1, 2, 3, 2, 1, rng=0), lenet():
        outputs = layer.forward(images())
        layer.backward(outputs)
        wanted = [grad.copy() for grad in layer.grads()]
        for grad in layer.grads():
            grad[...] = np.nan
        layer.backward_params(outputs)
        for grad, one in zip(layer.grads(), wanted, strict=True):
            np.testing.assert_array_equal(grad, one)


def test_a_copy_has_numbers_of_its_own():
    layer = Conv2d(1, 2, 3, rng=0)
    outputs = layer.forward(images())
    other = copy.deepcopy(layer)
    other.w[...], other.b[...] = 0, 1
    assert np.all(other.forward(images()) == 1)
    other.backward(outputs)
    assert other.w_grad.any() and other.b_grad.any() and not layer.w_grad.any()
    np.testing.assert_array_equal(layer.forward(images()), outputs)


def test_a_filter_of_ones_own_may_be_put_in():
    layer = Conv2d(1, 1, 3)
    edges = np.array([[[[1.0, 0, -1]] * 3]])
    layer.w = edges
    np.testing.assert_allclose(layer.forward(images()), by_loops(images(), edges, [0]), atol=1e-12)
    assert check_gradients(layer, images(1)) < 1e-6


def test_the_small_linear_is_the_layer_at_one_place():
    layer, x = Conv2d(2, 4, 3, rng=0), numbers(5, 2, 3, 3)
    np.testing.assert_allclose(
        layer.forward(x).reshape(5, 4), Linear(18, 4, rng=0).forward(x.reshape(5, 18)), atol=1e-12
    )


def test_initializers_and_seeds_are_the_small_linears():
    for init in "he", "xavier", "normal", lambda o, i, rng: np.full((o, i), 7):
        layer = Conv2d(2, 3, 5, init=init, rng=4)
        np.testing.assert_array_equal(layer.w.reshape(3, 50), Linear(50, 3, init, 4).w)


def test_it_learns_and_is_measured_in_parts():
    """train(), predict() and accuracy() take images: which way a line runs, and of which sign."""
    rng = np.random.default_rng(0)
    x, y = 0.1 * rng.standard_normal((400, 1, 10, 10)), rng.integers(0, 4, 400)
    for image, label in zip(x[:, 0], y, strict=True):
        place = rng.integers(1, 9)
        image[(slice(None), place) if label % 2 else place] += 1 if label < 2 else -1
    net = lenet()
    history = train(
        net, x, y, SoftmaxCrossEntropy(), Adam(0.01), epochs=15, batch_size=20, rng=0,
        validation=(x[:50], y[:50]), progress=False,
    )  # fmt: skip
    assert accuracy(net, x, y) > 0.95 and history.validation_accuracy[-1] > 0.9
    assert predict(net, x).shape == (400, 4)


def test_names():
    assert repr(lenet()) == (
        "Sequential([Conv2d(1, 2, 3, padding=1), ReLU(), MaxPool2d(2), Conv2d(2, 3, 2), ReLU(), "
        "MaxPool2d(2), Flatten(), Linear(12, 4)])"
    )
    assert repr(Conv2d(3, 8, 5, 2, 1)) == "Conv2d(3, 8, 5, stride=2, padding=1)"


CONV, ROWS = Conv2d(3, 8, 5), np.ones((4, 784))
SHAPE = r"\(n, 3, height, width\), but "


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: CONV.forward(ROWS), ValueError, rf"Conv2d\(3, 8, 5\).*{SHAPE}\(4, 784\)"),
        (lambda: CONV.forward(np.ones((4, 28, 28, 3))), ValueError, rf"{SHAPE}\(4, 28, 28, 3\)"),
        (lambda: CONV.forward(np.ones((4, 28, 28))), ValueError, rf"{SHAPE}\(4, 28, 28\)"),
        (lambda: CONV.forward(1.0), ValueError, rf"{SHAPE}\(\)"),
        (lambda: CONV.forward(np.ones((1, 3, 4, 9))), ValueError, "least 5 × 5 .* 4 × 9 came"),
        (lambda: Conv2d(1, 1, 5, padding=1).forward(np.ones((1, 1, 9, 2))), ValueError,
         "least 3 × 3 .* 9 × 2 came"),
        (lambda: CONV.backward(ROWS), RuntimeError, "call forward first"),
        (lambda: CONV.backward_params(ROWS), RuntimeError, "call forward first"),
        (lambda: MaxPool2d(2).backward(ROWS), RuntimeError, "call forward first"),
        (lambda: Flatten().backward(ROWS), RuntimeError, "call forward first"),
        (lambda: MaxPool2d(2).forward(ROWS), ValueError,
         r"MaxPool2d\(2\).*\(n, channels, height, width\), but \(4, 784\)"),
        (lambda: MaxPool2d(3).forward(np.ones((1, 1, 2, 9))), ValueError, "3 × 3 .* 2 × 9 came"),
        (lambda: Flatten().forward(np.ones(784)), ValueError, r"\(n, \.\.\.\), but \(784,\) came"),
        (lambda: patches(ROWS, 3), ValueError, r"patches .*but \(4, 784\) came"),
        (lambda: patches(np.ones((1, 1, 2, 2)), 3), ValueError, "least 3 × 3 .* 2 × 2 came"),
        (lambda: Conv2d(1, 8, (5, 5)), TypeError, "size is a whole number from 1 up, but a tuple"),
        (lambda: Conv2d(0, 8, 5), ValueError, "inputs is a whole number from 1 up, but 0 came"),
        (lambda: Conv2d(1, 0, 5), ValueError, "outputs is a whole number from 1 up, but 0 came"),
        (lambda: Conv2d(1, 8, 5, stride=0), ValueError, "stride .* but 0 came"),
        (lambda: Conv2d(1, 8, 5, padding=-1), ValueError, "padding .* from 0 up, but -1 came"),
        (lambda: Conv2d(1, 8, 5, padding="same"), TypeError, "padding .* but 'same' came"),
        (lambda: Conv2d(1, 8, 5, init="He"), ValueError, "he.*'He' came"),
        (lambda: Conv2d(1, 8, 5, dtype=int), ValueError, "dtype is np.float32 or np.float64"),
        (lambda: MaxPool2d(0), ValueError, "size .* but 0 came"),
        (lambda: MaxPool2d(2.0), TypeError, "size .* but 2.0 came"),
    ],
)  # fmt: skip
def test_errors_are_one_sentence(call, error, words):
    with pytest.raises(error, match=words) as raised:
        call()
    assert "\n" not in str(raised.value) and ". " not in str(raised.value)


@each
def test_a_wrong_incoming_gradient_is_refused(make):
    layer = make()
    shape = layer.forward(images()).shape
    for wrong in (*shape[:-1], shape[-1] + 1), shape[1:], (5, 1), (shape[0] + 1, *shape[1:]):
        with pytest.raises(ValueError, match="expects a gradient of shape .* came"):
            layer.backward(np.ones(wrong))


@pytest.mark.parametrize("most, look", [
    (1, predict),
    (2, lambda net, x: diagnose(net, x, np.arange(len(x)) % 10, SoftmaxCrossEntropy(), Adam())),
], ids=["predict", "diagnose"])  # fmt: skip
def test_many_images_are_looked_at_in_parts(most, look):
    """So the peak stays below `most` times the patches of all the images at once."""
    kind = {"rng": 0, "dtype": np.float32}
    net = Sequential([Conv2d(1, 8, 5, **kind), ReLU(), MaxPool2d(2), Flatten(), Linear(1152, 10)])
    x = numbers(1000, 1, 28, 28).astype(np.float32)
    tracemalloc.start()
    try:
        look(net, x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < most * patches(x[:1], 5).nbytes * len(x)


def test_filters_of_another_size_are_refused_in_a_sentence():
    """Not in NumPy's words about core dimensions."""
    layer = Conv2d(1, 2, 5)
    layer.w = np.zeros((2, 1, 3, 3))
    with pytest.raises(ValueError, match=r"w of shape \(outputs, inputs, 5, 5\), but \(2, 1, 3"):
        layer.forward(np.zeros((1, 1, 8, 8)))
