"""Lesson 10, the way back and the layers: right in any form passes, a slip in any place is seen."""

import numpy as np
import pytest

from dlscratch import convolution, layers
from dlscratch.checks import convolution as check
from dlscratch.checks.convolution.shared.conv2d_answers import Conv2dInPieces
from dlscratch.checks.convolution.shared.digit_nets import learn, plain, prepared
from dlscratch.checks.convolution.shared.pool_answers import MaxPoolInPieces
from dlscratch.initializers import initial_weights
from dlscratch.layers import Layer

RNG = np.random.default_rng(3)


# The answers that all others are compared with ---------------------------------------------------


@pytest.mark.parametrize("size, stride, padding", [(2, 1, 0), (3, 2, 1), (2, 3, 2), (1, 1, 0)])
def test_the_right_convolution_is_the_packages(size, stride, padding):
    x = RNG.normal(size=(3, 2, 7, 6))
    package = convolution.Conv2d(2, 4, size, stride, padding, rng=1)
    pieces = Conv2dInPieces(2, 4, size, stride, padding, rng=1)
    outputs = package.forward(x)
    np.testing.assert_allclose(pieces.forward(x), outputs)
    gradient = RNG.normal(size=outputs.shape)
    np.testing.assert_allclose(pieces.backward(gradient), package.backward(gradient))
    for mine, theirs in zip(pieces.grads(), package.grads(), strict=True):
        np.testing.assert_allclose(mine, theirs)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_right_pool_is_the_packages(size):
    x = np.maximum(RNG.integers(-3, 3, (3, 2, 7, 6)), 0).astype(float)  # with many that are equal
    package, pieces = convolution.MaxPool2d(size), MaxPoolInPieces(size)
    outputs = package.forward(x)
    np.testing.assert_array_equal(pieces.forward(x), outputs)
    gradient = RNG.normal(size=outputs.shape)
    np.testing.assert_array_equal(pieces.backward(gradient), package.backward(gradient))


def test_the_right_put_back_is_the_packages():
    put_back = check.put_back.reference
    for down, across, size, stride in ((3, 4, 2, 1), (2, 3, 3, 2), (3, 2, 1, 2)):
        seen = RNG.normal(size=(2, down, across, 3 * size * size))
        shape = (2, 3, (down - 1) * stride + size + 1, (across - 1) * stride + size)
        there = convolution.put_back(seen, shape, size, stride)
        np.testing.assert_allclose(put_back(seen, shape, size, stride), there)


@pytest.mark.parametrize("name", ["conv2d", "max_pool", "flatten"])
def test_the_packages_own_layer_is_no_answer(name):
    package = {
        "conv2d": convolution.Conv2d, "max_pool": convolution.MaxPool2d,
        "flatten": convolution.Flatten,
    }[name]  # fmt: skip
    verdict = getattr(check, name).grade(package)
    assert verdict.kind == "wrong" and "write it yourself" in verdict.message
    assert f"`{package.__name__}`" in verdict.message


# A convolution on the learner's own Linear -------------------------------------------------------


class OwnLinear(Layer):
    """As exercise [linear_backward] of lesson 3 made it."""

    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w = initial_weights(init, outputs, inputs, rng).astype(dtype)
        self.b = np.zeros(outputs, dtype)

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


def with_linear(linear, **methods):
    def __init__(
        self, inputs, outputs, size, stride=1, padding=0,
        init="xavier", rng=None, dtype=np.float64,
    ):  # fmt: skip
        self.size, self.stride, self.padding = size, stride, padding
        self.linear = linear(inputs * size * size, outputs, init, rng, dtype)
        self.w = self.linear.w.reshape(outputs, inputs, size, size)
        self.b = self.linear.b

    return type("Conv2d", (Conv2dInPieces,), {"__init__": __init__, **methods})


class LinearByLoops(OwnLinear):
    def forward(self, x):
        self.x = [row.copy() for row in x]
        return np.array([[row @ w + b for w, b in zip(self.w, self.b, strict=True)] for row in x],
                        x.dtype)  # fmt: skip

    def backward(self, gradient):
        self.w_grad, self.b_grad = np.zeros_like(self.w), np.zeros_like(self.b)
        for g, x in zip(gradient, self.x, strict=True):
            self.w_grad += np.outer(g, x)
            self.b_grad += g
        return gradient @ self.w


@pytest.mark.parametrize("linear", [OwnLinear, LinearByLoops, layers.Linear])
def test_any_right_linear_serves(linear):
    verdict = check.conv2d.grade(with_linear(linear))
    assert verdict.kind == "passed", verdict.message


class ByEinsum(Conv2dInPieces):
    """No patches, and not the small layer's backward: views of windows, and sums of products."""

    def windows(self, x):
        sides = (self.size, self.size)
        view = np.lib.stride_tricks.sliding_window_view(x, sides, axis=(2, 3))
        return view[:, :, :: self.stride, :: self.stride]

    def forward(self, x):
        self.x = self.padded(x)
        outputs = np.einsum("ncdaij,ocij->noda", self.windows(self.x), self.w)
        return outputs + self.b[:, None, None]

    def backward(self, gradient):
        self.g_w = np.einsum("noda,ncdaij->ocij", gradient, self.windows(self.x))
        self.g_b = gradient.sum(axis=(0, 2, 3))
        x_grad = np.zeros_like(self.x)
        view = np.lib.stride_tricks.sliding_window_view(
            x_grad, (self.size, self.size), axis=(2, 3), writeable=True
        )[:, :, :: self.stride, :: self.stride]
        for i, j in np.ndindex(self.size, self.size):
            view[..., i, j] += np.einsum("noda,oc->ncda", gradient, self.w[:, :, i, j])
        edge, (height, width) = self.padding, self.x.shape[2:]
        return x_grad[:, :, edge : height - edge, edge : width - edge]

    def grads(self):
        return [self.g_w, self.g_b]


def test_a_convolution_without_patches_passes():
    verdict = check.conv2d.grade(ByEinsum)
    assert verdict.kind == "passed", verdict.message


def narrow(self, x):
    x = np.pad(x, ((0, 0), (0, 0), *[(self.padding, self.padding)] * 2))
    return x.astype(np.float32)


@pytest.mark.parametrize(
    "methods",
    [
        {"params": lambda self: (self.w, self.b)},
        {"params": lambda self: [self.w]},
        {"params": lambda self: None},
        {"grads": lambda self: iter(Conv2dInPieces.grads(self))},
        {"params": lambda self: [self.linear.w.T.reshape(self.w.shape), self.b]},
        {"padded": narrow},
        {"rows": lambda self, gradient: 2 * Conv2dInPieces.rows(self, gradient)},
        {"seen": lambda self, x: convolution.patches(x, self.size, self.stride)[::-1]},
        {"cut": lambda self, x: x[:, ::-1]},
    ],
    ids=range(9),
)
def test_a_wrong_convolution_is_refused(methods):
    verdict = check.conv2d.grade(with_linear(OwnLinear, **methods))
    assert verdict.kind in ("wrong", "error")
    assert "cannot make sense" not in verdict.message


@pytest.mark.parametrize(
    "methods, said, not_said",
    [
        ({"grads": lambda self: [self.linear.grad_w, self.linear.b_grad]},
         "`self.w_grad`", "to be called"),
        ({"grads": lambda self: self.__dict__.setdefault("kept", [self.w * 0, self.b * 0])},
         "was there before", "has not gone backward"),
        ({"remember": lambda self, x: setattr(self, "shape", (
            *x.shape[:2], *(side - 2 * self.padding for side in x.shape[2:])))},
         "stood over the padded", "the small layer gets"),
        ({"images": lambda self, outputs, *rest: Conv2dInPieces.images(
            self, outputs + self.b, *rest)}, "bias of each map comes twice", "stride is"),
        ({"params": lambda self: [self.w(), self.b]},
         "without brackets", "Print yours"),
        ({"grads": lambda self: Conv2dInPieces.grads(self)[::-1],
          "params": lambda self: [self.b, self.w]}, "in this order", "`patches` gives"),
    ],
    ids=range(6),
)  # fmt: skip
def test_what_is_said_of_a_convolution_belongs_to_its_slip(methods, said, not_said):
    message = check.conv2d.grade(with_linear(OwnLinear, **methods)).message
    assert said in message and not_said not in message, message


def test_an_init_of_ones_own_is_seen():
    def __init__(self, inputs, outputs, size, stride=1, padding=0, rng=None):
        Conv2dInPieces.__init__(self, inputs, outputs, size, stride, padding, rng=rng)

    verdict = check.conv2d.grade(type("Conv2d", (Conv2dInPieces,), {"__init__": __init__}))
    assert verdict.kind == "wrong"


def test_a_filter_that_is_no_view_is_seen():
    """`w` as a copy of the small layer's weights: what an optimizer changes has no effect."""

    def __init__(self, *settings, **more):
        Conv2dInPieces.__init__(self, *settings, **more)
        self.w = self.linear.w.reshape(self.w.shape).copy()

    verdict = check.conv2d.grade(type("Conv2d", (Conv2dInPieces,), {"__init__": __init__}))
    assert verdict.kind in ("wrong", "error")


# put_back ----------------------------------------------------------------------------------------


def by_bincount(seen, shape, size, stride=1):
    places = np.arange(np.prod(shape[1:])).reshape(1, *shape[1:])
    where = convolution.patches(places, size, stride).astype(int)[0].ravel()
    rows = [np.bincount(where, one.ravel(), np.prod(shape[1:])) for one in seen]
    return np.array(rows, seen.dtype).reshape(shape)


def by_padding(seen, shape, size, stride=1):
    parts = seen.reshape(*seen.shape[:3], shape[1], size, size)
    x = 0
    for row, column in np.ndindex(*seen.shape[1:3]):
        top, left = row * stride, column * stride
        edges = (top, shape[2] - top - size), (left, shape[3] - left - size)
        x = x + np.pad(parts[:, row, column], ((0, 0), (0, 0), *edges))
    return x


@pytest.mark.parametrize("function", [by_bincount, by_padding])
def test_numbers_may_go_back_in_any_way(function):
    verdict = check.put_back.grade(function)
    assert verdict.kind == "passed", verdict.message


def ignores_where_indices_repeat(seen, shape, size, stride=1):
    """NumPy's `x[places] += …` with places that come twice: only the last one is added."""
    x = np.zeros(shape, seen.dtype)
    places = np.arange(np.prod(shape[1:])).reshape(1, *shape[1:])
    where = convolution.patches(places, size, stride).astype(int)[0].ravel()
    rows = x.reshape(len(x), -1)
    rows[:, where] += seen.reshape(len(x), -1)
    return rows.reshape(shape)


def as_a_list(seen, shape, size, stride=1):
    return convolution.put_back(seen, shape, size, stride).tolist()


def into_its_memory(seen, shape, size, stride=1, kept={}):  # noqa: B006
    x = kept.setdefault(shape, np.zeros(shape, seen.dtype))
    x += convolution.put_back(seen, shape, size, stride)
    return x


@pytest.mark.parametrize("function", [ignores_where_indices_repeat, as_a_list, into_its_memory])
def test_a_wrong_put_back_is_refused(function):
    assert check.put_back.grade(function).kind in ("wrong", "error")


@pytest.mark.parametrize(
    "spoil, said",
    [
        (lambda x: x * (np.arange(len(x)) < 1)[:, None, None, None], "Image 0 is right, image"),
        (lambda x: x * (np.arange(len(x)) == len(x) - 1)[:, None, None, None], "is right, image"),
        (lambda x: x * (np.arange(x.shape[1]) < 1)[:, None, None], "Channel 0 is right, channel"),
        (lambda x: x.swapaxes(0, 1).reshape(x.shape), "channel 0 of image 0"),
        (lambda x: x.astype(float), "float64 comes back"),
    ],
    ids=range(5),
)
def test_which_images_are_right_already_is_said(spoil, said):
    def put_back(seen, shape, size, stride=1):
        return spoil(convolution.put_back(seen, shape, size, stride))

    message = check.put_back.grade(put_back).message
    assert said in message and "np.zeros" not in message and "single window" not in message


def maps_with(bias, product=lambda w, seen: np.sum(w * seen)):
    """The cell of bias_each; bias(b, output, row, column, found) is what comes on top."""

    def maps(image, w, b):
        size = w.shape[-1]
        found = np.zeros((len(w), image.shape[1] - size + 1, image.shape[2] - size + 1))
        for output, row, column in np.ndindex(found.shape):
            seen = image[:, row : row + size, column : column + size]
            found[output, row, column] = product(w[output], seen)
            found[output, row, column] += bias(b, output, row, column, found[output])
        return found

    return maps


@pytest.mark.parametrize(
    "answer, said",
    [
        (maps_with(lambda b, o, row, column, found: 3 * b[o]), "3 times its own bias"),
        (maps_with(lambda b, o, row, column, found: b[o] / 2), "0.5 times its own bias"),
        (maps_with(lambda b, o, row, column, found: b.mean()), "all maps hold the same"),
        (maps_with(lambda b, o, row, column, found: b[o] * (row > 0)), "at 8 of 12 places"),
        (maps_with(lambda b, o, row, column, found: b[o] * (o > 0)), "map 0 not"),
        (maps_with(lambda b, o, row, column, found: b[-1 - o]), "map 1 is right, map 0 not"),
        (maps_with(lambda b, o, row, column, found: b[o], lambda w, seen: np.max(w * seen)),
         "right before you came"),
        (maps_with(lambda b, o, row, column, found: 2 * b[o], lambda w, seen: np.max(w * seen)),
         "With biases of 0 it is not right either"),
    ],
    ids=range(8),
)  # fmt: skip
def test_for_which_biases_maps_are_right_is_said(answer, said):
    verdict = check.bias_each.grade(answer)
    assert verdict.kind == "wrong" and said in verdict.message, verdict.message


def flat(forward, backward=None):
    """A Flatten with another forward, and a backward that fits or not."""

    class Flatten(Layer):
        def forward(self, x):
            self.x = x
            return forward(x)

        def backward(self, gradient):
            return (backward or (lambda x, g: g.reshape(x.shape)))(self.x, gradient)

    return Flatten


@pytest.mark.parametrize(
    "answer, said",
    [
        (flat(lambda x: x.reshape(-1, len(x)).T, lambda x, g: g.T.reshape(x.shape)),
         "several examples"),
        (flat(lambda x: x.reshape(-1, len(x)).T), "several examples"),
        (flat(lambda x: x.swapaxes(2, 3).reshape(len(x), -1)), "own numbers, in another order"),
        (flat(lambda x: x[::-1].reshape(len(x), -1)), "several examples"),
        (flat(lambda x: x.reshape(len(x), -1), lambda x, g: g.reshape(x.shape)[::-1]),
         "backward gives for x"),
        (flat(lambda x: x.reshape(len(x), -1), lambda x, g: g.reshape(x.shape) * x),
         "every slope is 1"),
        (flat(lambda x: x.reshape(len(x), -1, order="F"),
              lambda x, g: g.reshape(x.shape, order="F")), "order"),
    ],
    ids=range(7),
)  # fmt: skip
def test_in_which_order_numbers_got_is_said(answer, said):
    verdict = check.flatten.grade(answer)
    assert verdict.kind == "wrong" and said in verdict.message, verdict.message


# MaxPool2d and Flatten ---------------------------------------------------------------------------


class PoolByWindows(Layer):
    """The largest by a running comparison; the gradient by a mask that remembers who was first."""

    def __init__(self, size):
        self.size = size

    def forward(self, x):
        size, (down, across) = self.size, (side // self.size for side in x.shape[2:])
        inside = x[:, :, : down * size, : across * size]
        blocks = inside.reshape(*x.shape[:2], down, size, across, size)
        largest = blocks.max(axis=(3, 5), keepdims=True)
        same = (blocks == largest).swapaxes(3, 4).reshape(*x.shape[:2], down, across, -1)
        first = same & (same.cumsum(axis=-1) == 1)
        first = first.reshape(*first.shape[:4], size, size).swapaxes(3, 4)
        self.mask = np.zeros(x.shape, bool)
        self.mask[:, :, : down * size, : across * size] = first.reshape(inside.shape)
        return largest[:, :, :, 0, :, 0]

    def backward(self, gradient):
        wide = gradient.repeat(self.size, axis=2).repeat(self.size, axis=3)
        edges = [(0, a - b) for a, b in zip(self.mask.shape[2:], wide.shape[2:], strict=True)]
        return np.pad(wide, ((0, 0), (0, 0), *edges)) * self.mask


def test_a_pool_may_be_written_in_any_way():
    verdict = check.max_pool.grade(PoolByWindows)
    assert verdict.kind == "passed", verdict.message


def pool(**methods):
    return type("MaxPool2d", (MaxPoolInPieces,), methods)


@pytest.mark.parametrize(
    "answer",
    [
        pool(params=lambda self: [np.array([float(self.size)])]),
        pool(outputs=lambda self, rows: rows.max(axis=-1).astype(int)),
        pool(outputs=lambda self, rows: np.sort(rows)[..., -2:].mean(axis=-1)),
        pool(shares=lambda self, rows: (rows > 0) & (rows.argmax(-1)[..., None] >= 0)),
        pool(side=lambda self: min(self.size, 3) if self.size != 1 else 2),
        pool(outputs=lambda self, rows: rows.max(axis=-1)[:, ::-1]),
        pool(incoming=lambda self, gradient, rows: gradient[::-1, ..., None]),
    ],
    ids=range(7),
)
def test_a_wrong_pool_is_refused(answer):
    verdict = check.max_pool.grade(answer)
    assert verdict.kind in ("wrong", "error")
    assert "cannot make sense" not in verdict.message


def test_ties_are_told_apart_from_the_rest():
    """Of a pool that treats ties in a way of its own, the rest is said to be right."""
    answer = pool(shares=lambda self, rows: (rows == rows.max(-1, keepdims=True)) * (
        1 + (rows == rows.max(-1, keepdims=True)).sum(-1, keepdims=True)) / 2)  # fmt: skip
    assert "several times" in check.max_pool.grade(answer).message


# The hunts ---------------------------------------------------------------------------------------


def test_a_copy_that_is_none_is_known_as_the_given_code():
    looks = check.changed_after.bank[0].answer
    for view in (np.asarray, lambda x: x[:], lambda x: x.reshape(x.shape), np.ravel):

        class Halve(looks):
            def keep(self, x, largest, view=view):
                self.x = view(x).reshape(x.shape)

        assert check.changed_after.grade(Halve).mistake == "looks_in_backward"


@pytest.mark.parametrize(
    "sizes, right", [((400, 10), True), ((10, 400), False), ((401, 10), False)]
)
def test_the_last_layer_must_fit(sizes, right):
    def edge_layers(rng=None):
        *front, _ = check.no_longer_fits.reference(rng := np.random.default_rng(rng))
        return [*front, layers.Linear(*sizes, rng=rng)]

    assert (check.no_longer_fits.grade(edge_layers).kind == "passed") == right


@pytest.mark.parametrize("kind", ["f2", "f4", "i8", "i2"])
def test_a_copy_keeps_all_numbers(kind):
    looks = check.changed_after.bank[0].answer

    class Halve(looks):
        def keep(self, x, largest):
            self.x = x.astype(kind)

    verdict = check.changed_after.grade(Halve)
    assert verdict.kind == "wrong" and "A copy it is" in verdict.message


def test_a_rounded_copy_and_a_nearly_equal_are_seen():
    looks = check.changed_after.bank[0].answer

    class Rounds(looks):
        def keep(self, x, largest):
            self.x = x.round(3)

    class Nearly(check.changed_after.reference):
        def keep(self, x, largest):
            self.kept = np.isclose(x, self.spread(largest))

    for answer in (Rounds, Nearly):
        assert check.changed_after.grade(answer).kind == "wrong"


def test_a_locked_array_is_told_of():
    class Halve(check.changed_after.bank[0].answer):
        def keep(self, x, largest):
            self.x = x
            x.flags.writeable = False

    assert "locked" in check.changed_after.grade(Halve).message


LAST = {
    "he": dict(init="he"), "normal": dict(init="normal"), "uniform": dict(init="uniform"),
    "a function": dict(init=lambda outputs, inputs, rng: rng.normal(0, 0.071, (outputs, inputs))),
    "float32": dict(dtype=np.float32),
}  # fmt: skip


@pytest.mark.parametrize(
    "how", [{}, {"init": "xavier"}, *LAST.values()], ids=["as it was", "xavier", *LAST]
)
def test_only_one_number_of_the_net_may_change(how):
    def edge_layers(rng=None):
        *front, _ = check.no_longer_fits.reference(np.random.default_rng(rng))
        rng = np.random.default_rng([7, rng])
        return [*front, layers.Linear(400, 10, **how, rng=rng)]

    passed = check.no_longer_fits.grade(edge_layers).kind == "passed"
    assert passed == (how in ({}, {"init": "xavier"}))


# The capstone ------------------------------------------------------------------------------------


def plain_fit(hidden, epochs, rate=0.1, labels_of=lambda labels: labels):
    """Lesson 9's capstone: a plain net."""

    def fit(images, labels):
        rng = np.random.default_rng(1)
        x, labels = images.reshape(-1, 784).astype(np.float32) / 255 - 0.13, labels_of(labels)
        net = layers.Sequential([
            layers.Linear(784, hidden, init="he", rng=rng, dtype=np.float32), layers.ReLU(),
            layers.Linear(hidden, 10, rng=rng, dtype=np.float32),
        ])  # fmt: skip
        from dlscratch.losses import SoftmaxCrossEntropy, one_hot
        from dlscratch.optimizers import Momentum
        from dlscratch.training import batches

        loss, optimizer = SoftmaxCrossEntropy(), Momentum(rate)
        for _ in range(epochs):
            for some, wanted in batches(x, one_hot(labels, 10), 32, rng):
                net.backward_params(loss.gradient(net.forward(some), wanted))
                optimizer.step(net)
        return lambda images: net.forward(
            images.reshape(-1, 784).astype(np.float32) / 255 - 0.13
        ).argmax(axis=1)

    return fit


@pytest.mark.parametrize("hidden, epochs", [(64, 10), (200, 12)])
def test_a_plain_net_fails_clearly_and_hears_what_it_lacks(hidden, epochs):
    verdict = check.shifted_digits.grade(plain_fit(hidden, epochs))
    assert verdict.kind == "wrong" and verdict.mistake.startswith("plain_net")
    assert "at every place" in verdict.message or "same weights" in verdict.message
    new = float(verdict.message.partition("% of the 1,000")[0].split()[-1])
    assert new < 88


def test_who_learns_from_the_page_is_told_so():
    swap = np.array([1, 0, *range(2, 10)])
    fit = plain_fit(64, 4, labels_of=lambda labels: swap[labels])
    assert "names" in check.shifted_digits.grade(fit).message


@pytest.mark.parametrize(
    "fit, words",
    [
        (lambda images: None, "takes two things"),
        (lambda images, labels: lambda images: labels, "an array of shape"),
        (lambda images, labels: lambda images: labels[:1000] + 20, "other than the labels"),
    ],
)
def test_what_is_no_answer_is_told(fit, words):
    verdict = check.shifted_digits.grade(fit)
    assert verdict.kind == "wrong" and words in verdict.message


def read_by(labels_of):
    """A `fit` whose predict gives labels_of(net, images to learn from, their labels, images)."""

    def fit(images, labels):
        net = learn(images, labels, parts=plain, epochs=3, moved=0)
        return lambda new: labels_of(net, images, labels, new)

    return fit


def asked(net, images):
    return net.forward(prepared(images)).argmax(axis=1)


@pytest.mark.parametrize(
    "labels_of, said",
    [
        (lambda net, images, labels, new: asked(net, images[: len(new)]), "whatever images come"),
        (lambda net, images, labels, new: labels[: len(new)], "whatever images come"),
        (lambda net, images, labels, new: asked(net, images), "4,000 labels came"),
        (
            lambda net, images, labels, new: np.ones(10**12) and asked(net, new),
            "Which images does it look at",
        ),
        (lambda net, images, labels, new: net.forward(new[:, None] / 1.0).argmax(axis=1),
         "in `predict` as in `fit`"),
    ],
    ids=range(5),
)  # fmt: skip
def test_a_predict_that_looks_elsewhere_is_told_so(labels_of, said):
    verdict = check.shifted_digits.grade(read_by(labels_of))
    assert verdict.kind != "passed" and said in verdict.message, verdict.message
    assert "fewer epochs" not in verdict.message
