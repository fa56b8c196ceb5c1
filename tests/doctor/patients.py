"""Nets with their examples, loss and optimizer: some that are well, and some with a planted fault.

Each function gives what `diagnose` takes. A planted fault names the examinations that tell of it.
"""

import functools

import numpy as np

from dlscratch import datasets, layers, losses, recipes
from dlscratch.convolution import Conv2d, Flatten, MaxPool2d, patches, put_back
from dlscratch.layers import Dropout, Linear, ReLU, Sequential, Sigmoid, Tanh
from dlscratch.losses import SSE, SoftmaxCrossEntropy
from dlscratch.optimizers import Adam, GradientDescent, Momentum
from dlscratch.training import train
from tests.doctor.planting import Patients

PATIENTS = Patients()
healthy, planted = PATIENTS.healthy, PATIENTS.planted
HEALTHY, PLANTED = PATIENTS.well, PATIENTS.ill


@functools.cache
def digits(n=400, raw=False):
    """Images, standardized or as bytes, and their labels."""
    found = datasets.mnist_small()
    x, y = found.train_images[:n].reshape(n, -1), found.train_labels[:n].astype(int)
    if raw:
        return x.astype(np.float32), y
    x = x.astype(np.float32)
    return (x - x.mean()) / x.std(), y


def plain(*sizes, squash=ReLU, init="he", dtype=np.float32, seed=0):
    """Linear layers of these sizes with `squash` between them."""
    rng, chain = np.random.default_rng(seed), []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        chain += [Linear(inputs, outputs, init, rng, dtype), squash()]
    return Sequential(chain[:-1])


def windows(squash=ReLU, init="he", dtype=np.float32):
    """Lesson 10's LeNet."""
    rng = np.random.default_rng(0)
    return Sequential([
        Conv2d(1, 8, 5, init=init, rng=rng, dtype=dtype), squash(), MaxPool2d(2),
        Conv2d(8, 16, 5, init=init, rng=rng, dtype=dtype), squash(), MaxPool2d(2),
        Flatten(), Linear(256, 10, rng=rng, dtype=dtype),
    ])  # fmt: skip


def images(**how):
    """The digits as (n, 1, 28, 28)."""
    x, y = digits(**how)
    return x.reshape(-1, 1, 28, 28), y


# Well ---------------------------------------------------------------------------------------------


@healthy
def xor_sigmoid():
    net = plain(2, 2, 1, squash=Sigmoid, init="normal", dtype=float)
    net.layers.append(Sigmoid())
    return net, *datasets.xor(), SSE(), GradientDescent(1.0)


@healthy
def xor_tanh_without_squashed_output():
    net = plain(2, 4, 1, squash=Tanh, init="xavier", dtype=float)
    return net, *datasets.xor(), SSE(), GradientDescent(0.1)


@healthy
def xor_with_two_outputs():
    x, y = datasets.xor()
    net = plain(2, 8, 2, dtype=float)
    return net, x, y.ravel().astype(int), SoftmaxCrossEntropy(), Adam(0.01)


@healthy
def fizzbuzz_cross_entropy():
    data = datasets.fizzbuzz()
    net = plain(10, 25, 4, squash=Tanh, init="xavier", dtype=float)
    return net, data.train_x, data.train_y, SoftmaxCrossEntropy(), Momentum(0.1)


@healthy
def fizzbuzz_squared_errors():
    data = datasets.fizzbuzz()
    net = plain(10, 25, 4, squash=Tanh, init="xavier", dtype=float)
    return net, data.train_x, data.train_y, SSE(), Adam(0.005)


@healthy
def fizzbuzz_trained():
    net, x, y, loss, _ = fizzbuzz_cross_entropy()
    adam = Adam(0.005)
    train(net, x, y, loss, adam, epochs=30, rng=0, progress=False)
    return net, x, y, loss, adam


@healthy
def chapter_net():
    return recipes.chapter_net(rng=0), *digits(), SoftmaxCrossEntropy(), Momentum(0.01, 0.99)


@healthy
def quick():
    return recipes.QUICK.net(0), *digits(), SoftmaxCrossEntropy(), Momentum(0.2)


@healthy
def best_with_dropout():
    return recipes.BEST.net(0), *digits(), SoftmaxCrossEntropy(), Adam(0.0015)


@healthy
def trained_on_digits():
    net, (x, y) = plain(784, 64, 10), digits()
    momentum = Momentum(0.1)
    train(net, x, y, SoftmaxCrossEntropy(), momentum, epochs=15, rng=0, progress=False)
    return net, x, y, SoftmaxCrossEntropy(), momentum


@healthy
def pixels_from_0_to_1():
    x, y = digits(raw=True)
    return plain(784, 30, 10), x / 255, y, SoftmaxCrossEntropy(), GradientDescent(0.1)


@healthy
def a_single_layer():
    return plain(784, 10, init="xavier"), *digits(), SoftmaxCrossEntropy(), GradientDescent(0.1)


@healthy
def twelve_tanh_layers():
    net = plain(784, *[30] * 12, 10, squash=Tanh, init="xavier")
    return net, *digits(), SoftmaxCrossEntropy(), Adam(0.001)


@healthy
def ten_relu_layers():
    return plain(784, *[50] * 10, 10), *digits(), SoftmaxCrossEntropy(), Adam(0.0005)


@healthy
def a_line_to_fit():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((200, 3))
    y = x @ [[1.0], [-2.0], [0.5]] + 0.1 * rng.standard_normal((200, 1))
    return plain(3, 1, dtype=float), x, y, SSE(), GradientDescent(0.05)


@healthy
def a_curve_to_fit():
    x = np.linspace(-2, 2, 100)[:, None]
    net = plain(1, 30, 1, squash=Tanh, init="xavier", dtype=float)
    return net, x, np.sin(2 * x), SSE(), Adam(0.01)


@healthy
def five_examples():
    x, y = digits()
    return plain(784, 20, 10), x[:5], y[:5], SoftmaxCrossEntropy(), Adam()


@healthy
def one_hot_answers():
    x, y = digits()
    return plain(784, 20, 10), x, losses.one_hot(y, 10), SoftmaxCrossEntropy(), Adam()


@healthy
def classes_in_order():
    x, y = digits()
    order = np.argsort(y, kind="stable")
    return plain(784, 30, 10), x[order], y[order], SoftmaxCrossEntropy(), Adam()


@healthy
def three_kinds_of_points():
    rng = np.random.default_rng(2)
    y = np.arange(300) % 3
    x = rng.standard_normal((300, 2)) + 2 * np.array([[0, 1], [1, -1], [-1, -1]])[y]
    net = plain(2, 10, 3, squash=Tanh, init="xavier", dtype=float)
    return net, x, y, SoftmaxCrossEntropy(), GradientDescent(0.3)


@healthy
def lenet():
    return windows(), *images(), SoftmaxCrossEntropy(), Adam()


@healthy
def lenet_in_float64_by_momentum():
    net, (x, y) = windows(dtype=float), images()
    return net, x[:100].astype(float), y[:100], SoftmaxCrossEntropy(), Momentum(0.1)


@healthy
def lenet_with_tanh():
    net = windows(squash=Tanh, init="xavier")
    return net, *images(), SoftmaxCrossEntropy(), Adam()


@healthy
def lenet_of_the_recipe():
    return recipes.LENET.net(0), *images(), SoftmaxCrossEntropy(), Adam(0.002)


@healthy
def lenet_trained():
    net, (x, y), adam = windows(), images(), Adam(0.002)
    train(net, x, y, SoftmaxCrossEntropy(), adam, epochs=8, rng=0, progress=False)
    return net, x, y, SoftmaxCrossEntropy(), adam


class OwnConv2d(layers.Layer):
    """As lesson 10 has it written: its filters are the small Linear's, in another form."""

    def __init__(self, inputs, outputs, size, rng=None):
        self.size = size
        self.linear = Linear(inputs * size * size, outputs, "he", rng, np.float32)
        self.w, self.b = self.linear.w.reshape(outputs, inputs, size, size), self.linear.b

    def forward(self, x):
        seen = patches(x, self.size)
        self.shape, (n, down, across, numbers) = x.shape, seen.shape
        rows = self.linear.forward(seen.reshape(-1, numbers))
        return rows.reshape(n, down, across, -1).transpose(0, 3, 1, 2)

    def backward(self, gradient):
        n, outputs, down, across = gradient.shape
        rows = gradient.transpose(0, 2, 3, 1).reshape(-1, outputs)
        seen = self.linear.backward(rows).reshape(n, down, across, -1)
        return put_back(seen, self.shape, self.size)

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.linear.w_grad.reshape(self.w.shape), self.linear.b_grad]


@healthy
def lenet_of_ones_own():
    net = windows()
    net.layers[0], net.layers[3] = OwnConv2d(1, 8, 5, rng=0), OwnConv2d(8, 16, 5, rng=1)
    return net, *images(), SoftmaxCrossEntropy(), Adam()


# With a fault -------------------------------------------------------------------------------------


def digits_net(optimizer=None):
    return plain(784, 30, 10), *digits(), SoftmaxCrossEntropy(), optimizer or Momentum(0.1)


@planted("inputs_centred")
def bytes_as_inputs():
    return plain(784, 30, 10), *digits(raw=True), SoftmaxCrossEntropy(), Momentum(0.1)


@planted("inputs_centred")
def inputs_far_from_zero():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    x = 5 + 0.2 * rng.standard_normal((200, 4)) + 0.3 * y[:, None]
    return plain(4, 10, 2, dtype=float), x, y, SoftmaxCrossEntropy(), Adam()


@planted("inputs_centred", "runs")
def a_number_is_missing():
    x, y = digits()
    x = x.copy()
    x[7, 300] = np.nan
    return plain(784, 30, 10), x, y, SoftmaxCrossEntropy(), Adam()


@planted("labels_in_step")
def labels_one_row_late():
    net, x, y, *rest = digits_net()
    return net, x, np.roll(y, 1), *rest


@planted("labels_in_step")
def first_answer_lost():
    net, x, y, *rest = digits_net()
    return net, x[:-1], y[1:], *rest


@planted("labels_in_step")
def labels_shuffled():
    net, x, y, *rest = digits_net()
    return net, x, np.random.default_rng(0).permutation(y), *rest


@planted("units_differ", "parameters_move")
def all_weights_zero():
    net, *rest = digits_net()
    for param in net.params():
        param[...] = 0
    return net, *rest


@planted("first_loss")
def weights_of_spread_one():
    return plain(784, 50, 50, 10, init="normal"), *digits(), SoftmaxCrossEntropy(), Adam()


@planted("gradients_reach_the_front")
def deep_sigmoids():
    net = plain(784, *[30] * 7, 10, squash=Sigmoid, init="xavier")
    return net, *digits(), SoftmaxCrossEntropy(), Adam()


@planted("gradients_reach_the_front", "parameters_move")
def deep_and_tiny():
    net = plain(784, *[30] * 5, 10, squash=Tanh, init="xavier")
    for param in net.params():
        param *= 0.05
    return net, *digits(), SoftmaxCrossEntropy(), GradientDescent(0.1)


@planted("units_alive")
def dead_units():
    net, *rest = digits_net()
    net.layers[0].b -= 50
    return net, *rest


@planted("loss_falls")
def steps_too_long():
    return digits_net(GradientDescent(50.0))


@planted("parameters_move")
def steps_too_short():
    return digits_net(GradientDescent(1e-7))


class Uphill(GradientDescent):
    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param += self.learning_rate * grad


@planted("loss_falls")
def uphill():
    return digits_net(Uphill(0.1))


class Rebinding(GradientDescent):
    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param = param - self.learning_rate * grad  # noqa: PLW2901


@planted("parameters_move")
def copies_are_stepped():
    return digits_net(Rebinding(0.1))


class MeanBias(Linear):
    def backward_params(self, gradient):
        super().backward_params(gradient)
        self.b_grad[...] = gradient.mean(axis=0)


@planted("gradients_are_slopes")
def bias_gradient_a_mean():
    net, *rest = digits_net()
    net.layers[0] = MeanBias(784, 30, "he", 0, np.float32)
    return net, *rest


class Piling(Linear):
    def backward_params(self, gradient):
        before = self.w_grad.copy()
        super().backward_params(gradient)
        self.w_grad += before


@planted("gradients_are_slopes")
def gradients_pile_up():
    net, *rest = digits_net()
    net.layers[2] = Piling(30, 10, "he", 0, np.float32)
    return net, *rest


class OneWayTanh(Tanh):
    def backward(self, gradient):
        return gradient * (1 - self.outputs)


@planted("gradients_are_slopes")
def wrong_slope():
    net = plain(784, 30, 10, squash=OneWayTanh, init="xavier")
    return net, *digits(), SoftmaxCrossEntropy(), Momentum(0.1)


@planted("gradients_are_slopes")
def one_sigmoid_used_twice():
    squash = Sigmoid()
    net = Sequential([Linear(3, 5, rng=0), squash, Linear(5, 5, rng=1), squash])
    x = np.random.default_rng(0).standard_normal((40, 3))
    return net, x, np.eye(5)[np.arange(40) % 5], SSE(), GradientDescent(0.5)


class Always(Dropout):
    def eval(self):
        pass


@planted("evaluations_alike")
def dropout_never_off():
    net, *rest = digits_net()
    net.layers.insert(2, Always(0.3, 0))
    return net, *rest


@planted("evaluations_alike")
def normalized_by_its_batch():
    class Normalize(layers.Layer):
        def forward(self, x):
            self.spread = x.std(axis=0) + 1e-5
            return (x - x.mean(axis=0)) / self.spread

        def backward(self, gradient):
            return gradient / self.spread

    net, *rest = digits_net()
    net.layers.insert(1, Normalize())
    return net, *rest


class Softmax(layers.Layer):
    def forward(self, x):
        self.outputs = losses.softmax(x)
        return self.outputs

    def backward(self, gradient):
        s = self.outputs
        return s * (gradient - (gradient * s).sum(axis=1, keepdims=True))


@planted("logits_come_out")
def softmax_twice():
    net, *rest = digits_net()
    net.layers.append(Softmax())
    return net, *rest


@planted("logits_come_out")
def relu_at_the_end():
    net, *rest = digits_net()
    net.layers.append(ReLU())
    return net, *rest


class TurnedRound(SoftmaxCrossEntropy):
    def gradient(self, predicted, actual):
        return super().gradient(predicted, actual)[::-1]


@planted("gradients_are_slopes")
def gradient_rows_turned_round():
    net, x, y, _, optimizer = digits_net()
    return net, x, y, TurnedRound(), optimizer


class OtherNames(layers.Layer):
    """A Linear whose gradients are not called after its parameters."""

    def __init__(self):
        self.linear = Linear(784, 30, "he", 0, np.float32)
        self.weights, self.dw = self.linear.w, self.linear.w_grad

    def forward(self, x):
        return self.linear.forward(x)

    def backward(self, gradient):
        return self.linear.backward(gradient)

    def params(self):
        return [self.weights]

    def grads(self):
        return [self.dw]


@healthy
def gradients_of_other_names():
    net, *rest = digits_net()
    net.layers[0] = OtherNames()
    return net, *rest


@planted("logits_come_out")
def sigmoid_at_the_end():
    net, *rest = fizzbuzz_cross_entropy()
    net.layers.append(Sigmoid())
    return net, *rest


@planted("something_bends")
def two_linear_layers_for_xor():
    net = Sequential([Linear(2, 4, rng=0), Linear(4, 1, rng=1)])
    return net, *datasets.xor(), SSE(), GradientDescent(0.1)


@planted("inputs_centred")
def images_of_bytes():
    return windows(), *images(raw=True), SoftmaxCrossEntropy(), Adam()


@planted("units_alive")
def dead_maps():
    net, *rest = lenet()
    net.layers[0].b[:4] -= 100
    return net, *rest


@planted("units_turn")
def maps_at_the_ends_of_tanh():
    net, *rest = lenet_with_tanh()
    net.layers[0].w *= 100
    return net, *rest


@planted("loss_falls")
def steps_that_kill_maps():
    net, x, y, *_ = lenet()
    return net, x, y, SoftmaxCrossEntropy(), GradientDescent(20.0)


@planted("something_bends")
def windows_without_relu():
    net = Sequential([Conv2d(1, 4, 5, rng=0), Conv2d(4, 2, 5, rng=1), Flatten(),
                      Linear(800, 10, rng=2)])  # fmt: skip
    return net, *images(), SoftmaxCrossEntropy(), Adam()


@planted("units_differ")
def filters_alike():
    net, *rest = lenet()
    net.layers[3].w[...] = 0.1
    return net, *rest


@planted("runs")
def rows_for_windows():
    return windows(), *digits(), SoftmaxCrossEntropy(), Adam()


@planted("runs")
def images_for_a_linear():
    return plain(784, 30, 10), *images(), SoftmaxCrossEntropy(), Adam()


@planted("labels_in_step")
def images_one_row_late():
    net, x, y, *rest = lenet()
    return net, x, np.roll(y, 1), *rest


class Overwriting(OwnConv2d):
    def backward(self, gradient):
        """`=` where windows overlap."""
        super().backward(gradient)
        x = np.zeros(self.shape, gradient.dtype)
        seen = self.linear.backward(gradient.transpose(0, 2, 3, 1).reshape(-1, len(self.b)))
        seen = seen.reshape(len(x), *gradient.shape[2:], -1, self.size, self.size)
        for row, column in np.ndindex(gradient.shape[2:]):
            window = x[:, :, row : row + self.size, column : column + self.size]
            window[...] = seen[:, row, column]
        return x


@planted("gradients_are_slopes")
def a_window_that_overwrites():
    net, *rest = lenet()
    net.layers[3] = Overwriting(8, 16, 5, rng=1)
    return net, *rest


class BiasAtOnePlace(Conv2d):
    def backward_params(self, gradient):
        super().backward_params(gradient)
        self.b_grad[...] = gradient[:, :, 0, 0].sum(axis=0)


@planted("gradients_are_slopes")
def bias_gradient_of_one_place():
    net, *rest = lenet()
    net.layers[0] = BiasAtOnePlace(1, 8, 5, init="he", rng=0, dtype=np.float32)
    net.layers[0].backward = net.layers[0].backward_params  # nobody needs the images' gradient
    return net, *rest


@planted("runs")
def sizes_that_do_not_fit():
    net, *rest = digits_net()
    net.layers[2] = Linear(20, 10, rng=0)
    return net, *rest


@planted("batch_by_heart")
def only_a_bias_learns():
    x, y = digits()
    net = plain(784, 30, 10)
    return net, np.tile(x[:1], (len(x), 1)), y, SoftmaxCrossEntropy(), Adam()
