"""Write linear → sigmoid → linear → sigmoid, both ways, as one function without layers."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.stacks.shared import TWO_STAGES, LinearInPieces, with_parameters


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


class _Pass:
    """The right answer in pieces, which the wrong ones replace."""

    def slope(self, z, a):
        return a * (1 - a)

    def for_w(self, d, x):
        return d.T @ x

    def for_b(self, d):
        return d.sum(axis=0)

    def start(self, gradient, a):
        return gradient

    def back(self, d, w, a, z):
        return d @ w * self.slope(z, a[0])

    def __call__(self, x, gradient, w1, b1, w2, b2):
        z1 = x @ w1.T + b1
        a1 = _sigmoid(z1)
        z2 = a1 @ w2.T + b2
        a2 = _sigmoid(z2)
        d2 = self.start(gradient, a2) * self.slope(z2, a2)
        d1 = self.back(d2, w2, (a1, a2), z1)
        return a2, self.for_w(d1, x), self.for_b(d1), self.for_w(d2, a1), self.for_b(d2)


_PARTS = ("the outputs", "w1_grad", "b1_grad", "w2_grad", "b2_grad")


def _five(function, x, gradient, w1, b1, w2, b2):
    five = function(x, gradient, w1, b1, w2, b2)
    if not isinstance(five, tuple | list) or len(five) != 5:
        raise Refuse("`both_ways` returns five: outputs, w1_grad, b1_grad, w2_grad, b2_grad.")
    return dict(zip(_PARTS, five, strict=True))


_five.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


exercise = Exercise(
    __name__,
    kind="page",
    reference=_Pass(),
    run=_five,
    accepts=(list,),
    probes=TWO_STAGES,
    hints=(
        "Write the forward pass first, four lines, and give each stage a name: you will need all "
        "of them again. Print their shapes.",
        "Then go back, stage by stage. Through a sigmoid: times a · (1 - a), with the a that came "
        "out of it. Through a linear stage: three gradients, as in your Linear.",
        "Behind the second linear stage the gradient is the incoming one times the slope of the "
        "last sigmoid. With it you have two of the four gradients; `@ w2`, and the slope of the "
        "first sigmoid, take you to the other two.",
    ),
    after="Ten lines, and no layer in sight. Now you know what the layers do for you: each keeps "
    "its own numbers, and you need not think about the others.",
)


def _pass_with(pieces):
    """The right answer with some pieces replaced."""
    return type("_PassWith", (_Pass,), pieces)()


exercise.mistakes(
    _pass_with,
    slope_of_the_sums=(
        "The outputs are right. On the way back, the slope of a sigmoid is taken from the sums "
        "that went into it. s · (1 - s) wants s, the number that came out.",
        {"slope": lambda self, z, a: z * (1 - z)},
    ),
    no_slopes=(
        "The outputs are right. On the way back the sigmoids are left out: each has a slope, and "
        "multiplies the gradient by it.",
        {"slope": lambda self, z, a: 1.0},
    ),
    no_slope_in_the_middle=(
        "The second linear stage is right. Between it and the first there is a sigmoid, and its "
        "slope is missing.",
        {"back": lambda self, d, w, a, z: d @ w},
    ),
    sigmoid_twice=(
        "The outputs are right. For the slope, the outputs of a sigmoid have been sent through "
        "sigmoid a second time.",
        {"slope": lambda self, z, a: _sigmoid(a) * (1 - _sigmoid(a))},
    ),
    w_grad_transposed=(
        "The outputs are right. w1_grad should fit onto w1, number by number, and w2_grad onto w2. "
        "They are turned round.",
        {"for_w": lambda self, d, x: x.T @ d},
    ),
    b_not_summed=(
        "The outputs are right. The gradients for the biases have a row for each example: one bias "
        "serves them all.",
        {"for_b": lambda self, d: d},
    ),
    averaged=(
        "The outputs are right. The gradients are averaged over the batch. Here too they are "
        "sums: the 1/N comes in from the loss, if at all.",
        {"for_w": lambda self, d, x: d.T @ x / len(d), "for_b": lambda self, d: d.mean(axis=0)},
    ),
    slope_of_the_other_sigmoid=(
        "The second linear stage is right. Then the gradient goes through the first sigmoid, but "
        "it was multiplied by the slope of the last one.",
        {"back": lambda self, d, w, a, z: d @ w * a[1] * (1 - a[1])},
    ),
    w2_turned=(
        "The second linear stage is right. Behind it, w2 is turned round: on the way back it is "
        "used just as it is.",
        {"back": lambda self, d, w, a, z: d @ w.T * a[0] * (1 - a[0])},
    ),
    gradient_taken_for_the_wanted=(
        "The outputs are right. `gradient` is not what the outputs should be: it is the gradient "
        "for the outputs already, so nothing is subtracted from it.",
        {"start": lambda self, gradient, a: a - gradient},
    ),
    gradient_taken_for_the_wanted_twice=(
        "The outputs are right. `gradient` is not what the outputs should be: it is the gradient "
        "for the outputs already, so nothing is subtracted from it.",
        {"start": lambda self, gradient, a: 2 * (a - gradient)},
    ),
    incoming_gradient_left_out=(
        "The outputs are right. On the way back `gradient` is missing: it is where everything "
        "begins.",
        {"start": lambda self, gradient, a: 1.0},
    ),
)


class _SecondFirst(_Pass):
    def __call__(self, x, gradient, w1, b1, w2, b2):
        outputs, *grads = super().__call__(x, gradient, w1, b1, w2, b2)
        return outputs, *grads[2:], *grads[:2]


class _SumsReturned(_Pass):
    def __call__(self, x, gradient, w1, b1, w2, b2):
        outputs, *grads = super().__call__(x, gradient, w1, b1, w2, b2)
        return np.log(outputs / (1 - outputs)), *grads


exercise.mistakes(
    second_stage_first=(
        "The gradients are in the order in which you found them. Asked for is the order of the "
        "parameters: w1, b1, w2, b2.",
        _SecondFirst(),
    ),
    last_sigmoid_missing=(
        "The outputs are the plain sums of the second linear stage. A sigmoid comes after it.",
        _SumsReturned(),
    ),
)


@exercise.variant
def with_layers_after_all(x, gradient, w1, b1, w2, b2):
    net = layers.Sequential(
        [
            with_parameters(LinearInPieces, w1, b1),
            layers.Sigmoid(),
            with_parameters(LinearInPieces, w2, b2),
            layers.Sigmoid(),
        ]
    )
    outputs = net.forward(x)
    net.backward(gradient)
    return [outputs, *net.grads()]


@exercise.variant
def one_example_at_a_time(x, gradient, w1, b1, w2, b2):
    grads = [np.zeros_like(array) for array in (w1, b1, w2, b2)]
    outputs = []
    for example, incoming in zip(x, gradient, strict=True):
        a1 = _sigmoid(w1 @ example + b1)
        a2 = _sigmoid(w2 @ a1 + b2)
        outputs.append(a2)
        d2 = incoming * a2 * (1 - a2)
        d1 = (w2.T @ d2) * a1 * (1 - a1)
        parts = np.outer(d1, example), d1, np.outer(d2, a1), d2
        grads = [total + part for total, part in zip(grads, parts, strict=True)]
    return np.array(outputs), *grads
