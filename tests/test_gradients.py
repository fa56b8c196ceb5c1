"""The judge of every backward: right at a kink, honest about chance, and it leaves no trace."""

import numpy as np
import pytest

from dlscratch.datasets import fizzbuzz, mnist_small, xor
from dlscratch.gradients import check_gradients, numerical_gradient
from dlscratch.layers import Dropout, Layer, Linear, ReLU, Sequential, Tanh

PIXELS = mnist_small().train_images[:3].reshape(3, 784)[:, :60] / 255  # most of them black
NUMBERS = np.vstack([np.zeros(10), fizzbuzz().train_x[:3]])  # 0 has no bit that is 1


class WrongReLU(ReLU):
    def backward(self, gradient):
        return 1.1 * super().backward(gradient)


def zeros(outputs, inputs, rng):
    return np.zeros((outputs, inputs))


def stack(inputs, relu=ReLU, init="he"):
    return Sequential([Linear(inputs, 5, init, 0), relu(), Linear(5, 2, rng=1)])


KINKS = [
    (stack, xor()[0]),
    (stack, PIXELS),
    (stack, NUMBERS),
    (stack, np.zeros((2, 3))),
    (lambda inputs, relu=ReLU: stack(inputs, relu, zeros), np.ones((2, 3))),
    (lambda inputs, relu=ReLU: relu(), np.zeros((2, 3))),
    (lambda inputs, relu=ReLU: Sequential([relu(), stack(inputs)]), PIXELS),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("make, x", KINKS)
def test_a_kink_is_no_bug(make, x, seed, capsys):
    layer, start = make(x.shape[1]), x.copy()
    before = [param.copy() for param in layer.params()]
    assert check_gradients(layer, x, rng=seed) < 1e-6
    assert "the check is made a small step beside" in capsys.readouterr().out
    for now, kept in zip([x, *layer.params()], [start, *before], strict=True):
        np.testing.assert_array_equal(now, kept)


@pytest.mark.parametrize("make, x", KINKS)
def test_a_bug_at_a_kink_is_still_a_bug(make, x):
    assert check_gradients(make(x.shape[1], WrongReLU), x, rng=0) > 0.01


def test_nothing_is_said_where_there_is_no_kink(capsys):
    assert check_gradients(stack(3), np.ones((2, 3)), rng=0) < 1e-7
    assert check_gradients(stack(3, WrongReLU), np.ones((2, 3)), rng=0) > 0.01
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_dropout_is_to_be_switched_off(p):
    net = Sequential([Linear(3, 4, rng=0), Dropout(p, rng=0), Tanh()])
    with pytest.raises(ValueError, match=r"other outputs each time.*eval\(\)"):
        check_gradients(net, np.ones((2, 3)))
    net.eval()
    assert check_gradients(net, np.ones((2, 3))) < 1e-7


class Own(Layer):
    """x + b, with gradients of one's own making."""

    def __init__(self, inputs=None, bias=None):
        self.b, self.made = np.zeros(3), (inputs, bias)

    def forward(self, x):
        return x + self.b

    def backward(self, gradient):
        self.gradient = gradient
        return gradient if self.made[0] is None else self.made[0](gradient)

    def params(self):
        return [self.b]

    def grads(self):
        return [self.gradient.sum(axis=0)] if self.made[1] is None else self.made[1](self.gradient)


def nan_first(gradient):
    return np.where(np.arange(3) == 0, np.nan, gradient.sum(axis=0))


@pytest.mark.parametrize(
    "own",
    [
        Own(lambda g: g.sum(axis=0)),  # the right numbers' sum, in another shape
        Own(bias=lambda g: [g]),
        Own(bias=lambda g: [np.tile(g.sum(axis=0), (4, 1))]),  # the right numbers, four times
        Own(lambda g: g * np.nan),
        Own(bias=lambda g: [nan_first(g)]),  # after a first gradient that is right
    ],
)
def test_other_shapes_and_nan_are_never_right(own):
    assert not check_gradients(own, np.ones((4, 3)), rng=0) < 0.01


@pytest.mark.parametrize(
    "own, words",
    [
        (Own(lambda g: None), "backward.*is a `return` missing"),
        (Own(bias=lambda g: [None]), "grads.*gives None"),
        (Own(bias=lambda g: []), "gives 1 arrays, but grads.* gives 0"),
    ],
)
def test_missing_gradients_are_named(own, words):
    with pytest.raises(ValueError, match=words):
        check_gradients(own, np.ones((4, 3)))


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ZeroDivisionError])
def test_an_interrupt_leaves_every_number_as_it_was(stop):
    x, calls = np.ones((2, 3)), []

    def f(x):
        calls.append(1)
        if len(calls) == 4:
            raise stop
        return x.sum()

    with pytest.raises(stop):
        numerical_gradient(f, x)
    np.testing.assert_array_equal(x, np.ones((2, 3)))


def test_a_net_in_float32_is_not_judged():
    with pytest.raises(TypeError, match="not float64.*dtype=float"):
        check_gradients(Linear(2, 3, dtype=np.float32), np.ones((2, 2)))
