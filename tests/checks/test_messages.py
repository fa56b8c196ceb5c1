"""What a check says of answers in common use: it names what is wrong, and nothing that is not."""

import re

import numpy as np
import pytest

from dlscratch.checks import fizzbuzz, layers, mnist, stacks, tensors, xor
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.layers import Dropout, Layer, Linear, Sequential, Sigmoid, Tanh


def sentences(text):
    """The sentences of a message, without what stands in backticks."""
    return [one for one in re.split(r"[.:?]\s+|\n", re.sub("`[^`]*`", "", text)) if len(one) > 20]


def digits_net(*kinds):
    """A right `chapter_net`, but for the kinds of numbers in its three linear layers."""

    def chapter_net(p=0.1, rng=None):
        rng, sizes, stack = np.random.default_rng(rng), (784, 30, 10, 10), []
        for number, kind in enumerate(kinds):
            stack.append(Linear(*sizes[number : number + 2], rng=rng, dtype=kind))
            stack += [Dropout(p, rng), Tanh()] if number < 2 else []
        return Sequential(stack)

    return chapter_net


def xor_net(hidden, rng):
    return Sequential([Linear(2, hidden, rng), Sigmoid(), Linear(hidden, 1, rng), Sigmoid()])


def stack_in(name, change=tuple):
    """A right `Sequential`, but for where it keeps what it makes of its layers."""

    class Sequential(Layer):
        def __init__(self, layers):
            setattr(self, name, change(layers))

        def forward(self, x):
            for layer in getattr(self, name):
                x = layer.forward(x)
            return x

        def backward(self, gradient):
            for layer in getattr(self, name)[::-1]:
                gradient = layer.backward(gradient)
            return gradient

        def params(self):
            return [array for layer in getattr(self, name) for array in layer.params()]

        def grads(self):
            return [array for layer in getattr(self, name) for array in layer.grads()]

    return Sequential


class OtherLinear(Layer):
    def __init__(self, inputs, outputs, rng=None):
        self._w, self._b = np.zeros((outputs, inputs)), np.zeros(outputs)

    def forward(self, x):
        return x @ self._w.T + self._b


class OtherScale(Layer):
    def __init__(self, factor):
        self.f = np.array(factor, float)

    def forward(self, x):
        self.x = x
        return x * self.f

    def backward(self, gradient):
        self.f_grad = (gradient * self.x).sum(axis=0)
        return gradient * self.f

    def params(self):
        return [self.f]

    def grads(self):
        return [self.f_grad]


def with_numpy(tensor1, tensor2):
    return float(np.mean((np.array(tensor1) - np.array(tensor2)) ** 2))


def with_numpy_inside(tensor1, tensor2):
    import numpy

    return float(numpy.mean(numpy.square(numpy.subtract(tensor1, tensor2))))


def with_a_function_of_numpy(tensor1, tensor2):
    return (lambda: float(mean(square(subtract(tensor1, tensor2)))))()


mean, square, subtract = np.mean, np.square, np.subtract


def even_batches(x, y, batch_size=32, rng=None):
    order = np.random.default_rng(rng).permutation(len(x))
    for rows in np.array_split(order, -(-len(x) // batch_size)):
        yield x[rows], y[rows]


NARROW, WIDE = np.float32, np.float64
ANSWERS = [
    *(
        (mnist.chapter_net, digits_net(*kinds), "in each of the three linear layers", "2 items")
        for kinds in (
            (NARROW, NARROW, WIDE),
            (NARROW, WIDE, NARROW),
            (WIDE, NARROW, NARROW),
            (WIDE, WIDE, NARROW),
        )
    ),
    (xor.build_net, xor_net, "a source of random numbers is given by its name, rng=", None),
    (stacks.sequential, stack_in("_stack"), "There is no `self.layers`", "copies"),
    (
        stacks.sequential,
        stack_in("layers", lambda layers: [*layers, Tanh()]),
        "`self.layers` is to be the list of the layers that came",
        "copies",
    ),
    (stacks.linear_forward, OtherLinear, "There is no array `self.w` in the layer", "shape"),
    (stacks.linear_backward, OtherLinear, "There is no array `self.w` in the layer", "shape"),
    (layers.scale, OtherScale, "There is no `self.factor` in the layer", "has not kept"),
    (fizzbuzz.plus_minus, lambda x: np.where(x, 1, 0), "still 0 and 1", "np.sign"),
    *(
        (tensors.mean_squared_difference, answer, "You use NumPy here", "whether")
        for answer in (with_numpy, with_numpy_inside, with_a_function_of_numpy)
    ),
    (fizzbuzz.batches, even_batches, "shared out evenly", None),
    (
        tensors.tensor_apply,
        lambda f, tensor: np.vectorize(f)(np.array(tensor)).tolist(),
        "a result that is no whole number has been cut off",
        None,
    ),
]


@pytest.mark.parametrize("check, answer, said, unsaid", ANSWERS)
def test_what_is_wrong_is_named_and_nothing_else(check, answer, said, unsaid):
    verdict = check.grade(answer)
    assert verdict.kind in ("wrong", "error"), verdict.message
    assert said in verdict.message
    assert unsaid is None or unsaid not in verdict.message
    once = sentences(verdict.message)
    assert len(set(once)) == len(once), verdict.message


def seen(came, wanted, label):
    """What is said where a check has seen `came` of an answer, and `wanted` was to be seen."""
    exercise = Exercise(
        "tests.seen",
        kind="fill",
        reference=lambda x: wanted,
        run=lambda answer, x: {label: answer(x)},
        probes=[(3,)],
        hints=("one", "two", "three"),
        after="It matters.",
    )
    return exercise.grade(lambda x: came).message


@pytest.mark.parametrize(
    "came, wanted, label, said",
    [
        (False, True, "x and y in step", "your code lacks this: x and y in step."),
        (np.False_, True, "x in step", "your code lacks this: x in step."),
        (True, False, "all alike", "your code should not give this: all alike."),
        (
            "all",
            "each by itself",
            "which are dropped",
            "your code did not give what was expected. Look at which are dropped: "
            '"all"; expected "each by itself".',
        ),
        (
            ["a", "b"],
            [],
            "the names that are missed",
            "your code did not give what was expected. Look at the names that are missed: "
            "`['a', 'b']`; expected `[]`.",
        ),
        (
            5,
            4,
            "how many there are",
            "your code did not give what was expected. Look at how many there are: "
            "`5`; expected `4`.",
        ),
        (2.5, 4.5, "the loss", "your code gives this for the loss: `2.5`; expected `4.5`."),
    ],
)
def test_what_a_check_has_seen_is_told_in_words(came, wanted, label, said):
    assert seen(came, wanted, label) == f"With x = 3, {said}"
