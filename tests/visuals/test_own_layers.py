"""Pictures of nets that the learner built of layers of their own."""

import numpy as np

from dlscratch.layers import Dropout, Layer, Linear, Sequential, Sigmoid
from dlscratch.visuals.draw_digit import draw_digit
from dlscratch.visuals.xor_planes import xor_planes
from dlscratch.visuals.xor_weights import live_xor_weights


class Own(Layer):
    """A linear layer as the exercises have it."""

    def __init__(self, inputs, outputs):
        self.w, self.b = np.ones((outputs, inputs)), np.zeros(outputs)

    def forward(self, x):
        return x @ self.w.T + self.b

    def params(self):
        return [self.w, self.b]


class Stack(Layer):
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def params(self):
        return [param for layer in self.layers for param in layer.params()]


class Drop(Layer):
    def __init__(self, p):
        self.p = p

    def forward(self, x):
        return x


def nets(*sizes):
    """The same net twice, of own layers and of the package's."""
    own = Stack([Own(*sizes[:2]), Sigmoid(), Own(*sizes[1:]), Sigmoid()])
    same = Sequential([Linear(*sizes[:2]), Sigmoid(), Linear(*sizes[1:]), Sigmoid()])
    for param, value in zip(same.params(), own.params(), strict=True):
        param[...] = value
    return own, same


def test_planes_and_sliders_of_xor():
    own, same = nets(2, 2, 1)
    assert xor_planes(own).description == xor_planes(same).description
    names = [
        [slider.description for row in live_xor_weights(net).children[1].children
         for slider in row.children] for net in (own, same)
    ]  # fmt: skip
    assert names[0] == names[1] and len(names[0]) == 9
    neuron = live_xor_weights(Stack([Own(2, 1), Sigmoid()]))
    assert len(neuron.children[1].children[0].children) == 3


def test_a_dropout_of_ones_own_has_its_switch():
    def labels(dropout):
        net = Stack([Own(784, 10), dropout])
        pad = draw_digit(net, lambda images: images.reshape(-1, 784) / 255)
        return str([getattr(one, "description", "") for one in all_inside(pad)])

    def all_inside(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from all_inside(child)

    assert labels(Drop(0.2)) == labels(Dropout(0.2))
    assert "dropout p" in labels(Drop(0.2)) and "dropout p" not in labels(Sigmoid())
