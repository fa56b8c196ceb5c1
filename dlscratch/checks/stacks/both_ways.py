"""Write linear → sigmoid → linear → sigmoid, both ways, as one function without layers."""

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise, without_classes
from dlscratch.checks.stacks.shared import TWO_STAGES, shapes
from dlscratch.checks.stacks.shared.net import of_net
from dlscratch.errors.values import name as name_of


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


class _Pass:
    """The right answer in pieces, which the wrong ones replace."""

    def squash(self, z):
        return _sigmoid(z)

    def hidden(self, z):
        return self.squash(z)

    def slope(self, z, a):
        return a * (1 - a)

    def linear1(self, x, w, b):
        return x @ w.T + b

    def linear2(self, x, w, b):
        return x @ w.T + b

    def for_w(self, d, x):
        return d.T @ x

    def for_w2(self, d, a1, z1, a2, gradient, x):
        return self.for_w(d, a1)

    def for_w1(self, d1, x, d2, a1):
        return self.for_w(d1, x)

    def for_b(self, d):
        return d.sum(axis=0)

    def for_b2(self, d2, gradient):
        return self.for_b(d2)

    def start(self, gradient, a):
        return gradient

    def behind(self, gradient, z2, a2):
        """The gradient behind the second linear stage, for its sums."""
        return self.start(gradient, a2) * self.slope(z2, a2)

    def back(self, d, w, a, z, gradient):
        return d @ w * self.slope(z, a[0])

    def given(self, outputs, a1, w1, b1, w2, b2):
        """What is returned, made of the outputs and the four gradients."""
        return outputs, w1, b1, w2, b2

    def __call__(self, x, gradient, w1, b1, w2, b2):
        z1 = self.linear1(x, w1, b1)
        a1 = self.hidden(z1)
        z2 = self.linear2(a1, w2, b2)
        a2 = self.squash(z2)
        d2 = self.behind(gradient, z2, a2)
        d1 = self.back(d2, w2, (a1, a2), z1, gradient)
        grads = (
            self.for_w1(d1, x, d2, a1),
            self.for_b(d1),
            self.for_w2(d2, a1, z1, a2, gradient, x),
            self.for_b2(d2, gradient),
        )
        return self.given(a2, a1, *grads)


_PARTS = ("the outputs", "w1_grad", "b1_grad", "w2_grad", "b2_grad")


def _five(function, x, gradient, w1, b1, w2, b2):
    without_classes(function)
    five = function(x, gradient, w1, b1, w2, b2)
    if not isinstance(five, tuple | list) or len(five) != 5:
        came = f"{len(five)} things" if isinstance(five, tuple | list) else name_of(five)
        raise Refuse(
            "`both_ways` returns five things, with commas between them: outputs, w1_grad, b1_grad, "
            f"w2_grad, b2_grad. Here {came} came.{' Is there a `return`?' * (five is None)}"
        )
    return dict(zip(_PARTS, five, strict=True))


_five.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


def _tell(outcomes):
    return of_net(exercise.probes, outcomes, exercise.expected)


exercise = Exercise(
    __name__,
    kind="page",
    shapes=shapes.two_stages,
    tell=_tell,
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
        {"back": lambda self, d, w, a, z, gradient: d @ w},
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
        {"back": lambda self, d, w, a, z, gradient: d @ w * a[1] * (1 - a[1])},
    ),
    w2_turned=(
        "The second linear stage is right. Behind it, w2 is turned round: on the way back it is "
        "used just as it is.",
        {"back": lambda self, d, w, a, z, gradient: d @ w.T * a[0] * (1 - a[0])},
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


_LAST = "The outputs are right, and so is what belongs to the first linear stage. "
_BRACKETS = (
    "Python multiplies before it subtracts: in a slope a · (1 - a) the second factor needs its "
    "brackets."
)
_OUT = "The outputs are right. "

exercise.mistakes(
    _pass_with,
    only_the_last_slope_missing=(
        f"{_OUT}On the way back the last sigmoid is left out: it has a slope, too, and what comes "
        "in from outside meets it first.",
        {"behind": lambda self, gradient, z2, a2: gradient},
    ),
    brackets_in_the_last_slope=(
        f"{_OUT}{_BRACKETS}",
        {"behind": lambda self, gradient, z2, a2: gradient * a2 * 1 - a2},
    ),
    brackets_in_the_first_slope=(
        f"The second linear stage is right. {_BRACKETS}",
        {"back": lambda self, d, w, a, z, gradient: d @ w * a[0] * 1 - a[0]},
    ),
    brackets_in_both_slopes=(
        f"{_OUT}{_BRACKETS}",
        {
            "behind": lambda self, gradient, z2, a2: gradient * a2 * 1 - a2,
            "back": lambda self, d, w, a, z, gradient: d @ w * a[0] * 1 - a[0],
        },
    ),
    slope_with_a_plus=(
        f"{_OUT}In the slope of a sigmoid, 1 and a are added. A sigmoid is flat where a is near 1: "
        "what must its slope be there?",
        {"slope": lambda self, z, a: a * (1 + a)},
    ),
    slope_without_its_second_factor=(
        f"{_OUT}On the way back a slope is only the number that came out. The slope of a sigmoid "
        "has two factors.",
        {"slope": lambda self, z, a: a},
    ),
    slope_without_its_first_factor=(
        f"{_OUT}On the way back a slope is only 1 minus the number that came out. The slope of a "
        "sigmoid has two factors.",
        {"slope": lambda self, z, a: 1 - a},
    ),
    slope_of_tanh=(
        f"{_OUT}On the way back stands the slope of tanh. Here both are sigmoids.",
        {"slope": lambda self, z, a: 1 - a**2},
    ),
    tanh_throughout=(
        "In the place of the sigmoids there is tanh, both ways. The text wants sigmoids.",
        {"squash": lambda self, z: np.tanh(z), "slope": lambda self, z, a: 1 - a**2},
    ),
    first_sigmoid_missing=(
        "The outputs are not right: after the first linear stage comes a sigmoid.",
        {"hidden": lambda self, z: z},
    ),
    first_sigmoid_missing_both_ways=(
        "The outputs are not right: after the first linear stage comes a sigmoid, and on the way "
        "back its slope.",
        {"hidden": lambda self, z: z, "back": lambda self, d, w, a, z, gradient: d @ w},
    ),
    minus_forgotten=(
        "The outputs are not right: large sums give small numbers, as if each sum had the opposite "
        "sign. Look at what `np.exp` gets, and at what stands above the line.",
        {"squash": lambda self, z: _sigmoid(-z)},
    ),
    brackets_in_the_sigmoid=(
        "The outputs are not right: a sigmoid stays between 0 and 1. Python divides before it "
        "adds, so what stands below the line needs brackets.",
        {"squash": lambda self, z: 1 / 1 + np.exp(-z)},
    ),
    b1_left_out=(
        "The outputs are not right: in the first linear stage the bias is missing.",
        {"linear1": lambda self, x, w, b: x @ w.T},
    ),
    b2_left_out=(
        "The outputs are not right: in the second linear stage the bias is missing.",
        {"linear2": lambda self, x, w, b: x @ w.T},
    ),
    w1_not_turned=(
        "It stops in the forward pass: w1 has a row for each neuron, and for `@` one of the two "
        "must be turned.",
        {"linear1": lambda self, x, w, b: x @ w + b},
    ),
    w2_grad_from_the_sums=(
        f"{_LAST}For w2 the inputs of the second stage are needed: are those the sums of the "
        "first, or what its sigmoid made of them?",
        {"for_w2": lambda self, d, a1, z1, a2, gradient, x: d.T @ z1},
    ),
    w2_grad_from_the_outputs=(
        f"{_LAST}For w2 you took the outputs of the network. What went *into* the second stage?",
        {"for_w2": lambda self, d, a1, z1, a2, gradient, x: d.T @ a2},
    ),
    w2_grad_from_x=(
        f"{_LAST}For w2 you took `x`. What went into the *second* stage?",
        {"for_w2": lambda self, d, a1, z1, a2, gradient, x: d.T @ x},
    ),
    w2_grad_from_the_incoming=(
        f"{_LAST}For w2 you took `gradient` as it comes in. Between it and the second linear stage "
        "there is a sigmoid, and its slope.",
        {"for_w2": lambda self, d, a1, z1, a2, gradient, x: gradient.T @ a1},
    ),
    w1_grad_from_the_hidden=(
        "The second linear stage is right. For w1 you took what came out of the first stage. What "
        "went *into* it?",
        {"for_w1": lambda self, d1, x, d2, a1: d1.T @ a1},
    ),
    w1_grad_from_the_second_stage=(
        "The second linear stage is right. For w1 you took its gradient once more. How does the "
        "gradient get from the second stage to the first?",
        {"for_w1": lambda self, d1, x, d2, a1: d2.T @ x},
    ),
    b2_grad_from_the_incoming=(
        f"{_LAST}For b2 you summed `gradient` as it comes in. Between it and the second linear "
        "stage there is a sigmoid, and its slope.",
        {"for_b2": lambda self, d2, gradient: gradient.sum(axis=0)},
    ),
    first_stage_from_the_incoming=(
        "The second linear stage is right. The way to the first begins behind the slope of the "
        "last sigmoid, not with `gradient` as it comes in.",
        {"back": lambda self, d, w, a, z, gradient: gradient @ w * a[0] * (1 - a[0])},
    ),
    slope_of_the_first_sums=(
        "The second linear stage is right. In the slope of the first sigmoid stand the sums that "
        "went into it. Which number does s · (1 - s) want?",
        {"back": lambda self, d, w, a, z, gradient: d @ w * z * (1 - z)},
    ),
    b_summed_over_neurons=(
        f"{_OUT}The gradients for the biases have a number for each example. The axis that you "
        "name is the one that vanishes, and the neurons are to stay.",
        {"for_b": lambda self, d: d.sum(axis=1)},
    ),
    b_summed_to_one_number=(
        f"{_OUT}The gradients for the biases are single numbers. Each neuron has a bias of its "
        "own: along which axis do you sum?",
        {"for_b": lambda self, d: d.sum()},
    ),
    b_kept_as_a_row=(
        f"{_OUT}The gradients for the biases have an axis of size 1 too many. They should fit onto "
        "the biases, which have one axis.",
        {"for_b": lambda self, d: d.sum(axis=0, keepdims=True)},
    ),
    only_biases_averaged=(
        f"{_OUT}The gradients for the biases are averaged over the batch. Here too they are sums.",
        {"for_b": lambda self, d: d.mean(axis=0)},
    ),
    signs_turned=(
        f"{_OUT}The gradients have the opposite sign: they say where the loss rises, and nothing "
        "is to be changed about that here.",
        {"start": lambda self, gradient, a: -gradient},
    ),
    second_stage_first=(
        "The gradients are in the order in which you found them. Asked for is the order of the "
        "parameters: w1, b1, w2, b2.",
        {"given": lambda self, outputs, a1, w1, b1, w2, b2: (outputs, w2, b2, w1, b1)},
    ),
    weights_first=(
        "The gradients are right, but both weights come first. Asked for is the order of the "
        "parameters: w1, b1, w2, b2.",
        {"given": lambda self, outputs, a1, w1, b1, w2, b2: (outputs, w1, w2, b1, b2)},
    ),
    biases_before_weights=(
        "The gradients are right, but in each pair the bias comes first. Asked for is the order of "
        "the parameters: w1, b1, w2, b2.",
        {"given": lambda self, outputs, a1, w1, b1, w2, b2: (outputs, b1, w1, b2, w2)},
    ),
    outputs_last=(
        "The outputs come first, and the four gradients after them.",
        {"given": lambda self, outputs, a1, w1, b1, w2, b2: (w1, b1, w2, b2, outputs)},
    ),
    hidden_returned=(
        "The first thing returned is what the first stage gives. Asked for are the outputs of the "
        "whole network.",
        {"given": lambda self, outputs, a1, w1, b1, w2, b2: (a1, w1, b1, w2, b2)},
    ),
    last_sigmoid_missing=(
        "The outputs are the plain sums of the second linear stage. A sigmoid comes after it.",
        {"given": lambda self, outputs, a1, *grads: (np.log(outputs / (1 - outputs)), *grads)},
    ),
)


@exercise.variant
def with_einsum(x, gradient, w1, b1, w2, b2):
    a1 = _sigmoid(np.einsum("ni,oi->no", x, w1) + b1)
    a2 = _sigmoid(np.einsum("ni,oi->no", a1, w2) + b2)
    d2 = gradient * (a2 - a2**2)
    d1 = np.einsum("no,oi->ni", d2, w2) * (a1 - a1**2)
    ones = np.ones(len(x))
    return [a2, (x.T @ d1).T, ones @ d1, (a1.T @ d2).T, ones @ d2]


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
