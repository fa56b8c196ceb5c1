"""Lesson 3: layers are judged by what they do, and mistakes in shape are told."""

import copy
import itertools

import numpy as np
import pytest

from dlscratch.checks import stacks as check
from dlscratch.initializers import initial_weights
from dlscratch.layers import Layer, Linear, Sequential, Sigmoid
from tests.checks import hunting


class Right(Layer):
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


class Scribbled(Right):
    """Right numbers, kept in lists and written with loops."""

    def forward(self, x):
        self.examples = [list(row) for row in x]
        return np.vstack([[np.dot(row, w) + b for w, b in zip(self.w, self.b, strict=True)]
                          for row in self.examples])  # fmt: skip

    def backward(self, gradient):
        self.w_grad, self.b_grad = 0 * self.w, 0 * self.b
        for g, x in zip(gradient, self.examples, strict=True):
            self.w_grad = self.w_grad + np.outer(g, x)
            self.b_grad = self.b_grad + g
        return np.einsum("no,oi->ni", gradient, self.w)


@pytest.mark.parametrize("cls", [Right, Scribbled])
def test_a_linear_layer_is_judged_by_what_it_does(cls):
    assert check.linear_forward.grade(cls).kind == "passed"
    verdict = check.linear_backward.grade(cls)
    assert verdict.kind == "passed", verdict.message


class NoSelf(Right):
    def backward(self, gradient):
        w_grad, b_grad = gradient.T @ self.x, gradient.sum(axis=0)  # noqa: F841
        return gradient @ self.w


class OneParameter(Right):
    def params(self):
        return [self.w]


class NoParams(Right):
    def params(self):
        [self.w, self.b]  # noqa: B018


class WrongSize(Right):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w, self.b = np.ones((inputs, outputs), dtype), np.zeros(outputs, dtype)


class OwnStart(Right):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w, self.b = np.zeros((outputs, inputs), dtype), np.zeros(outputs, dtype)


class TwiceWrong(Right):
    """No mistake that is known: the message must stand without one."""

    def backward(self, gradient):
        self.w_grad, self.b_grad = 3 * gradient.T @ self.x, gradient
        return gradient @ self.w


@pytest.mark.parametrize(
    "cls, words",
    [
        (NoSelf, "there is no `w_grad` in the layer"),
        (OneParameter, "a list of two arrays, w and b, but there is 1 in it"),
        (NoParams, "`params()` gives None"),
        (WrongSize, "`self.w` of shape (5, 3), but here its shape is (3, 5)"),
    ],
)
def test_what_is_missing_in_a_linear_layer_is_named(cls, words):
    verdict = check.linear_backward.grade(cls)
    assert verdict.kind == "wrong" and verdict.mistake is None
    assert words in verdict.message


def test_weights_of_ones_own_are_not_something_left_over():
    message = check.linear_backward.grade(OwnStart).message
    assert "`__init__` was given, and makes it: leave it as it was." in message
    assert "left over" not in message


def test_two_mistakes_at_once_are_told_one_by_one():
    message = check.linear_backward.grade(TwiceWrong).message
    assert "Right already: forward and gradient for x." in message
    assert "`w_grad` is right but for one factor" in message and "`b_grad` is not summed" in message


def test_lists_in_lists_are_no_params_of_a_stack():
    class Nested(Layer):
        def __init__(self, layers):
            self.layers = layers

        def forward(self, x):
            for layer in self.layers:
                x = layer.forward(x)
            return x

        def backward(self, gradient):
            for layer in reversed(self.layers):
                gradient = layer.backward(gradient)
            return gradient

        def params(self):
            return [layer.params() for layer in self.layers]

    verdict = check.sequential.grade(Nested)
    assert verdict.kind == "wrong" and "lists inside a list" in verdict.message


def test_a_stack_whose_sizes_were_changed_is_sent_back():
    verdict = check.shared_layer.grade(
        lambda rng=None: [Linear(3, 4), Sigmoid(), Linear(4, 5), Sigmoid()]
    )
    assert verdict.kind == "wrong" and "Yours holds linear 3 → 4" in verdict.message


def test_going_backward_too_early_is_explained():
    verdict = check.there_and_back.grade("EDFBCA")
    assert verdict.kind == "wrong" and "layer3 is asked to go backward" in verdict.message


# Kinds of fault that once came through, or were not told ----------------------------------------


class KeepsFirst(Right):
    def forward(self, x):
        self.x = getattr(self, "x", x)
        return self.x @ self.w.T + self.b


class OnClass(Right):
    def forward(self, x):
        OnClass.x = x
        return x @ self.w.T + self.b


class FirstOfList(Right):
    kept: list = []

    def forward(self, x):
        self.kept.append(x)
        self.x = self.kept[0]
        return self.x @ self.w.T + self.b


class Buffered(Right):
    buffer = np.empty((0, 0))

    def forward(self, x):
        self.x = x
        if self.buffer.shape != (len(x), len(self.b)):
            self.buffer = np.empty((len(x), len(self.b)))
        self.buffer[:] = x @ self.w.T + self.b
        return self.buffer


class Wanders(Right):
    def forward(self, x):
        self.x, self.b = x, self.b + 0.25
        return x @ self.w.T + self.b - 0.25


class OnesForBiases(Right):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        self.w = initial_weights(init, outputs, inputs, rng).astype(dtype)
        self.b = np.ones(outputs, dtype)


WEIGHTS = {}


class SharedWeights(Right):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        fresh = initial_weights(init, outputs, inputs, rng)
        self.w, self.b = WEIGHTS.setdefault((inputs, outputs), fresh), np.zeros(outputs)


@pytest.mark.parametrize(
    "cls", [KeepsFirst, FirstOfList, Buffered, Wanders, OnesForBiases, SharedWeights]
)
def test_forward_is_asked_more_than_once_and_in_company(cls):
    assert check.linear_forward.grade(cls).kind != "passed"


class ListedOnce(Right):
    def grads(self):
        self.listed = getattr(self, "listed", [self.w_grad, self.b_grad])
        return self.listed


class Trains(Right):
    def backward(self, gradient):
        found = super().backward(gradient)
        self.b -= 0.1 * self.b_grad
        return found


class SpoilsInputs(Right):
    def backward(self, gradient):
        found = super().backward(gradient)
        self.x *= 0
        return found


@pytest.mark.parametrize(
    "cls", [KeepsFirst, OnClass, FirstOfList, ListedOnce, Trains, SpoilsInputs, SharedWeights]
)
def test_backward_is_asked_more_than_once_and_in_company(cls):
    assert check.linear_backward.grade(cls).kind != "passed"


class Stack(Layer):
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradient):
        for layer in self.layers[::-1]:
            gradient = layer.backward(gradient)
        return gradient

    def params(self):
        return [param for layer in self.layers for param in layer.params()]

    def grads(self):
        return [grad for layer in self.layers for grad in layer.grads()]


def walk_once(self, layers):
    self.layers, self.way_back = layers, reversed(layers)


def back_once(self, gradient):
    for layer in self.way_back:
        gradient = layer.backward(gradient)
    return gradient


@pytest.mark.parametrize(
    "methods",
    [
        {"params": lambda self: [p for i in (0, 2) for p in self.layers[i].params()]},
        {"params": lambda self: [p for layer in self.layers if isinstance(layer, Linear)
                                 for p in layer.params()]},
        {"params": lambda self: [p for layer in self.layers if hasattr(layer, "w")
                                 for p in (layer.w, layer.b)]},
        {"grads": lambda self: vars(self).setdefault(
            "kept", [g for layer in self.layers for g in layer.grads()])},
        {"forward": lambda self, x: vars(self).setdefault("kept", Stack.forward(self, x))},
        {"__init__": walk_once, "backward": back_once},
        {"__init__": lambda self, layers: setattr(self, "layers", [*map(copy.deepcopy, layers)])},
        {"params": lambda self, found=[]: found.extend(Stack.params(self)) or found},  # noqa: B006
    ],
)  # fmt: skip
def test_a_stack_is_tried_twice_with_other_layers_and_inside_of_another(methods):
    verdict = check.sequential.grade(type("Sequential", (Stack,), methods))
    assert verdict.kind != "passed"
    assert check.sequential.grade(Stack).kind == "passed"


def test_layers_in_one_list_are_asked_for_and_a_base_class():
    class Starred(Stack):
        def __init__(self, *layers):
            self.layers = layers

    assert "in one list" in check.sequential.grade(Starred).message
    bare = type("Sequential", (), dict(vars(Stack)) | {"__dict__": {}, "__weakref__": None})
    assert "is no `Layer` yet" in check.sequential.grade(bare).message


def chapter(make):
    """Four layers from `make(rng)`, which gives the two linear ones."""

    def chapter_layers(rng=None):
        first, second = make(rng)
        return [first, Sigmoid(), second, Sigmoid()]

    return chapter_layers


MADE_ONCE = Linear(3, 5), Linear(5, 5)


@pytest.mark.parametrize(
    "make",
    [
        lambda rng: (Linear(3, 5), Linear(5, 5)),
        lambda rng: (Linear(3, 5, rng=rng), Linear(5, 5, rng=rng)),
        lambda rng: (Linear(3, 5, rng=0), Linear(5, 5, rng=1)),
        lambda rng: MADE_ONCE,
    ],
)
def test_the_mended_net_keeps_its_random_weights(make):
    assert check.shared_layer.grade(chapter(make)).kind == "wrong"


@pytest.mark.parametrize(
    "order",
    ["D F B E C A", "d,f,b,e,c,a", "D → F → B → E → C → A", "D\nF\nB\nE\nC\nA",
     "1. D 2. F 3. B 4. E 5. C 6. A", ["D", "F", "B", "E", "C", "A"], ("DFB", "ECA")],
)  # fmt: skip
def test_an_order_may_be_written_in_any_way(order):
    assert check.there_and_back.grade(order).kind == "passed"


def test_no_other_order_passes():
    passed = {
        order
        for order in map("".join, itertools.permutations("ABCDEF"))
        if order.startswith("DF") and check.there_and_back.grade(order).kind == "passed"
    }
    assert passed == {"DFBECA"}


@pytest.mark.parametrize("name", ["sequential", "linear_forward", "linear_backward", "both_ways"])
def test_messages_name_nothing_that_learners_do_not_know(name):
    exercise = getattr(check, name)
    for mistake in exercise.bank:
        assert "InPieces" not in exercise.grade(mistake.answer).message, mistake.id


@pytest.mark.parametrize(
    "answer",
    [
        [np.array(shape) for shape in [(2, 6), (7, 2), (2, 6), (2,), (7, 6)]],
        ([2, 6], [7, 2], [2, 6], [2], [7, 6]),
    ],
)
def test_shapes_may_be_lists_or_arrays(answer):
    assert check.predict_shapes.grade(answer).kind == "passed"


# What is said of an answer that is in no bank ---------------------------------------------------


@pytest.mark.parametrize(
    "name, cls",
    [("linear_forward", Linear), ("linear_backward", Linear), ("sequential", Sequential)],
)
def test_the_packages_own_classes_are_not_what_was_to_be_written(name, cls):
    for answer in (cls, type(cls.__name__, (cls,), {})):
        verdict = getattr(check, name).grade(answer)
        assert verdict.kind == "wrong" and "package's own" in verdict.message


def of_layers(x, gradient, w1, b1, w2, b2):
    first, second = Linear(w1.shape[1], len(w1)), Linear(w2.shape[1], len(w2))
    first.w, first.b, second.w, second.b = w1, b1, w2, b2
    net = Sequential([first, Sigmoid(), second, Sigmoid()])
    outputs = net.forward(x)
    net.backward(gradient)
    return outputs, *net.grads()


def with_numpy(squash):
    def both_ways(x, gradient, w1, b1, w2, b2):
        a1 = squash(x @ w1.T + b1)
        a2 = squash(a1 @ w2.T + b2)
        d2 = gradient * a2 * (1 - a2)
        d1 = d2 @ w2 * a1 * (1 - a1)
        return a2, d1.T @ x, d1.sum(axis=0), d2.T @ a1, d2.sum(axis=0)

    return both_ways


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Squash:
    def forward(self, z):
        return sigmoid(z)


SQUASH, LAYER = Squash(), Sigmoid()


@pytest.mark.parametrize(
    "answer",
    [
        of_layers,
        with_numpy(lambda z: Sigmoid().forward(z)),
        with_numpy(lambda z: Squash().forward(z)),
        with_numpy(lambda z: LAYER.forward(z)),
    ],
)
def test_an_empty_page_without_classes_has_none(answer):
    verdict = check.both_ways.grade(answer)
    assert verdict.kind == "wrong" and "no classes" in verdict.message


@pytest.mark.parametrize("squash", [sigmoid, lambda z: np.exp(z) / (1 + np.exp(z))])
def test_functions_of_ones_own_are_no_classes(squash):
    assert check.both_ways.grade(with_numpy(squash)).kind == "passed"


def net_with(**change):
    """The net of `both_ways` with other lines: outputs, and d2 and d1 from what was there."""

    def both_ways(x, gradient, w1, b1, w2, b2):
        squash = change.get("squash", sigmoid)
        a1 = squash(x @ w1.T + b1)
        a2 = sigmoid(a1 @ w2.T + b2)
        d2 = change.get("d2", lambda g, a: g * a * (1 - a))(gradient, a2)
        d1 = change.get("d1", lambda d, a: d * a * (1 - a))(d2 @ w2, a1)
        b = change.get("b", lambda d: d.sum(axis=0))
        return a2, d1.T @ x, b(d1), d2.T @ a1, d2.sum(axis=0)

    return both_ways


@pytest.mark.parametrize(
    "change, words",
    [
        ({"squash": np.tanh}, "In the first stage there is a tanh in the place of the sigmoid"),
        ({"d1": lambda d, a: d * a * (1 + a)}, "first sigmoid is taken as a · (1 + a)"),
        ({"d2": lambda g, a: g * (a * (1 - a)) ** 2}, "last sigmoid comes in twice"),
        ({"d2": lambda g, a: g - a}, "the outputs are taken away from `gradient`"),
        ({"d1": lambda d, a: d * a - a**2}, "first sigmoid has lost its brackets"),
        ({"b": lambda d: d.max(axis=0)}, "In `b1_grad`: it is the largest"),
        ({"d1": lambda d, a: d * np.cos(a)}, "`w1_grad` and `b1_grad` are not right yet"),
    ],
)
def test_slips_of_a_whole_net_are_named_and_what_is_right_is_said(change, words):
    message = check.both_ways.grade(net_with(**change)).message
    assert words in message
    assert "squash" in change or "Right already: the outputs" in message


@pytest.mark.parametrize(
    "answer, words",
    [
        ([(2, 7), (6, 2), (2, 7), (2,), (6, 7)], "Right already: `b_grad`"),
        ([(2, 6), (7, 2), (7, 6), (2, 6), (2,)], "not in this order"),
        ([(2, 6), (7, 2), (2, 6), 2, (6, 7)], "has a comma"),
        ([12, 14, 12, 2, 42], "A shape is a tuple of sizes"),
        ([(2, 6), (7, 2), (2, 6), (7, 6)], "`b_grad` is missing"),
    ],
)
def test_of_five_shapes_each_is_looked_at(answer, words):
    assert words in check.predict_shapes.grade(answer).message


@pytest.mark.parametrize(
    "answer, words",
    [
        (([[13, 24]], [11], [[30, 50], [3, 5]]), "the incoming gradients have changed places"),
        (([[13], [29]], [11], [[3, 5], [30, 50]]), "these are the weighted sums"),
        (([[-31, -42]], [-11], [[3, 5], [30, 50]]), "w_grad and b_grad: the numbers have the opp"),
        (([[31], [42]], [[11]], [[3, 30], [5, 50]]), "its shape should be (1, 2)"),
        (([[31, 42]], [8], [[3, 5], [30, 50]]), "a bias multiplies nothing"),
        (("[[31, 42]]", "[11]", "[[3, 5], [30, 50]]"), "Quotes make a text"),
        (([[31, 42]], [11], [[3, 5], [30, 15]]), "work out [1, 1] once more"),
    ],
)
def test_of_three_gradients_each_is_looked_at(answer, words):
    assert words in check.predict_gradients.grade(answer).message


def test_a_bias_is_no_axis():
    verdict = check.neuron.grade(lambda x, w, b: np.sum(x * w, b))
    assert verdict.mistake == "bias_for_an_axis"
    assert "the products are" in check.neuron.grade(lambda x, w, b: np.sqrt(abs(w @ x))).message


class Hides(Stack):
    def __init__(self, layers):
        self.layers = layers
        self.grads = []


class Turned(Stack):
    def __init__(self, layers):
        self.layers = layers[::-1]


class ListsWeights(Stack):
    def params(self):
        return [layer.params()[0] for layer in self.layers if layer.params()]


class TwoOfFour(Stack):
    def forward(self, x):
        return self.layers[1].forward(self.layers[0].forward(x))


class TakesTheName(Stack):
    def forward(self, x):
        for x in self.layers:  # noqa: B020
            x = x.forward(x)  # noqa: PLW2901
        return x


@pytest.mark.parametrize(
    "cls, words",
    [
        (Hides, "`self.grads = …` hides the method `grads`"),
        (Turned, "from the last to the first"),
        (ListsWeights, "`params()` holds 2 arrays: w1 and w2"),
        (TwoOfFour, "after two of them have gone forward"),
        (TakesTheName, "`x` stands for a layer by now"),
    ],
)
def test_of_a_stack_it_is_said_how_far_it_went_and_what_its_lists_hold(cls, words):
    assert words in check.sequential.grade(cls).message


@pytest.mark.parametrize(
    "make",
    [
        lambda one, two: Sequential([one, Sigmoid(), two, Sigmoid()]),
        lambda one, two: [Sequential([one, Sigmoid()]), Sequential([two, Sigmoid()])],
    ],
)
def test_a_list_is_no_stack(make):
    def chapter_layers(rng=None):
        rng = np.random.default_rng(rng)
        return make(Linear(3, 5, rng=rng), Linear(5, 5, rng=rng))

    assert check.shared_layer.grade(chapter_layers).kind == "wrong"


def wide_start(outputs, inputs, rng):
    return np.random.default_rng(rng).normal(0, (2 / inputs) ** 0.5, (outputs, inputs))


def test_the_mended_net_keeps_the_spread_of_its_weights():
    def wide(rng):
        rng = np.random.default_rng(rng)
        return Linear(3, 5, init=wide_start, rng=rng), Linear(5, 5, init=wide_start, rng=rng)

    assert check.shared_layer.grade(chapter(wide)).mistake == "drawn_for_relu"


@pytest.mark.parametrize(
    "order, words",
    [
        ("DABCEF", "not all three layers have been forward yet"),
        ("DAFBCE", "not all three layers have been forward yet"),
        ("DBFCAE", "layer3 comes before layer2"),
        ("DEFBCA", "layer3 is asked to go backward, and it has not been forward yet"),
    ],
)
def test_of_an_order_the_first_wrong_step_is_told(order, words):
    assert words in check.there_and_back.grade(order).message


# What later lessons ask of a linear layer --------------------------------------------------------


class NoInit(Right):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        super().__init__(inputs, outputs, "xavier", rng, dtype)


class NoDtype(Right):
    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        super().__init__(inputs, outputs, init, rng)


class OldSignature(Right):
    def __init__(self, inputs, outputs, rng=None):
        super().__init__(inputs, outputs, rng=rng)


class FilledArrays(Right):
    def backward(self, gradient):
        self.w_grad, self.b_grad = np.zeros(self.w.shape), np.zeros(len(self.b))
        for g, x in zip(gradient, self.x, strict=True):
            self.w_grad += np.outer(g, x)
            self.b_grad += g
        return gradient @ self.w


class WideOutputs(Right):
    def forward(self, x):
        return super().forward(x).astype(float)


class HandsOnLists(Right):
    def backward(self, gradient):
        return super().backward(gradient).tolist()


@pytest.mark.parametrize(
    "cls, words",
    [
        (NoInit, "`init` makes no difference"),
        (NoDtype, "`dtype` makes no difference"),
        (OldSignature, "`__init__` was given"),
        (FilledArrays, "both w_grad and b_grad are float64"),
        (WideOutputs, "float64 in: outputs"),
        (HandsOnLists, "an array"),
    ],
)
def test_a_linear_layer_must_serve_later_lessons(cls, words):
    verdict = check.linear_backward.grade(cls)
    assert verdict.kind == "wrong" and words in verdict.message, verdict.message


def chain(*sizes):
    def deep_layers(rng=None):
        rng, made = np.random.default_rng(rng), []
        for inputs, outputs in sizes:
            made += [Linear(inputs, outputs, rng=rng), Sigmoid()]
        return made[:-1]

    return deep_layers


def one_without(place, seed=None):
    """The right layers, of which one gets another rng than that of the function, or none."""

    def deep_layers(rng=None):
        made = chain((4, 6), (6, 3), (3, 2))(rng)
        made[place] = Linear(*made[place].w.shape[::-1], rng=seed)
        return made

    return deep_layers


@pytest.mark.parametrize(
    "answer, words",
    [
        (chain((4, 6), (6, 5), (3, 2)), "It still stops"),
        (chain((4, 6), (6, 5), (5, 2)), "not the layers that were asked for"),
        (lambda rng=None: chain((4, 6), (6, 3), (3, 3))(rng), "not the layers"),
        (lambda rng=None: Sequential(chain((4, 6), (6, 3), (3, 2))(rng)), "A `Sequential` came"),
        (lambda rng=None: Sequential(chain((4, 6), (6, 3), (3, 3))(rng)), "A `Sequential` came"),
        (lambda rng=None: [Linear, Sigmoid], "Not everything in the list is a layer"),
        (lambda rng=None: None, "returns a list of layers"),
        (lambda rng=None: chain((4, 6), (6, 3), (3, 2))(), "the same rng"),
        (lambda rng=None: chain((4, 6), (6, 3), (3, 2))(3), "another rng"),
        *((one_without(place), "The layers are right, but one of them") for place in (0, 2, 4)),
        *((one_without(place, 3), "Does a number of your own") for place in (0, 2, 4)),
    ],
)
def test_sizes_that_do_not_fit_are_looked_at(answer, words):
    verdict = check.wrong_size.grade(answer)
    assert verdict.kind == ("error" if "stops" in words else "wrong"), verdict.message
    assert words in verdict.message, verdict.message


def test_a_stack_keeps_its_layers_under_their_name():
    class Elsewhere(Stack):
        def __init__(self, layers):
            self.chain = layers

        layers = None

        def forward(self, x):
            for layer in self.chain:
                x = layer.forward(x)
            return x

    assert "no `self.layers`" in check.sequential.grade(Elsewhere).message


def test_train_and_eval_reach_the_layers_of_a_stack():
    class AsDict(Stack):  # which Layer does not go through
        def __init__(self, layers):
            self.layers = dict(enumerate(layers))

        forward = backward = params = grads = None

    class Shadowed(Stack):
        """Works with the layers, and shows others."""

        def __init__(self, layers):
            super().__init__(layers)
            self.chain, self.layers = self.layers, self.layers[:1]

        def forward(self, x):
            for layer in self.chain:
                x = layer.forward(x)
            return x

    for cls in (AsDict, Shadowed):
        assert "nothing else" in check.sequential.grade(cls).message


@pytest.mark.parametrize("method", ["params", "grads"])
def test_a_tuple_is_no_list_of_arrays(method):
    # `params[i] -= …` on a tuple changes the array, and raises then.
    for cls, exercise in ((Right, check.linear_backward), (Stack, check.sequential)):
        right = getattr(cls, method)
        methods = {method: lambda self, right=right: tuple(right(self))}
        verdict = exercise.grade(type(cls.__name__, (cls,), methods))
        assert verdict.kind in ("wrong", "error") and "gives a tuple" in verdict.message


# The crash hunt `dense`, as somebody mends it who has not found the cause, or in another way.

DENSE = "        self.x = x\n        return x @ self.weights + self.biases"
DENSE_KEPT = "        x = x @ self.weights + self.biases\n        self.x = x\n        return x"
DENSE_BACK = "self.x.T @ gradient, gradient.sum(axis=0)"
DENSE_GRADS = "return [self.for_weights, self.for_biases]"


@pytest.mark.parametrize(
    "old, new",
    [
        (DENSE, "        self.x = x @ self.weights\n        return self.x + self.biases"),
        (DENSE, DENSE_KEPT.replace("self.x = x", "self.x = x.T")),
        (DENSE, "        self.x = x.T\n        return x @ self.weights + self.biases"),
        (DENSE, "        self.x = x[:, :3]\n        return x @ self.weights + self.biases"),
        (DENSE, "        self.x = x\n        x = x @ self.weights + self.biases"),
        (DENSE, "        self.x = np.ones_like(x)\n        return x @ self.weights + self.biases"),
        (DENSE_BACK, "(self.x.T @ gradient)[:3], gradient.sum(axis=0)"),
        (DENSE_BACK, "self.x.T @ gradient, gradient.sum()"),
        (DENSE_BACK, "self.x.T @ gradient, gradient"),
        (DENSE_BACK, "self.weights.copy(), gradient.sum(axis=0)"),
        (DENSE_GRADS, "return [self.for_weights]"),
        (DENSE_GRADS, "return [self.for_weights.T, self.for_biases]"),
        ("return [self.weights, self.biases]", "return [self.weights.copy(), self.biases.copy()]"),
        ("return gradient @ self.weights.T", "return gradient @ self.weights[:3]"),
    ],
)
def test_a_dense_layer_that_is_not_right_does_not_pass(old, new):
    verdict = check.dense.grade(hunting.answer(check.dense, "Dense", old, new))
    assert verdict.kind in ("wrong", "error"), verdict.message


@pytest.mark.parametrize(
    "old, new",
    [
        (DENSE, "        y = x @ self.weights + self.biases\n        self.x = x\n        return y"),
        ("self.x", "self.inputs"),
        (DENSE, "        self.x = x\n        x = x @ self.weights\n        return x + self.biases"),
        (DENSE_BACK, "(gradient.T @ self.x).T, sum(gradient)"),
    ],
)
def test_a_dense_layer_may_be_mended_in_any_way(old, new):
    verdict = check.dense.grade(hunting.answer(check.dense, "Dense", old, new))
    assert verdict.kind == "passed", verdict.message


def test_the_unmended_dense_layer_is_known():
    made = hunting.answer(check.dense, "Dense", DENSE, DENSE_KEPT)
    assert check.dense.grade(made).mistake == check.dense.bank[0].id
