"""Find the bug: one sigmoid stands in two places of a network, and gradients are wrong."""

import copy

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.stacks.shared import GRADIENT, B, LinearInPieces, W, X, same

_W2 = np.array(
    [
        [-2.49, 0.69, 0.49, -1.64, 0.06],
        [-0.96, 0.76, -2.03, -0.91, 0.71],
        [1.16, -2.16, -0.5, 0.33, -0.61],
        [1.59, -1.19, 0.35, -1.05, 1.41],
        [-0.02, -0.37, -1.72, 1.68, 0.75],
    ]
)

_FOUR = (X, GRADIENT, W, B, _W2, B[::-1].copy())


def _there_and_back_again(function, x, gradient, w1, b1, w2, b2):
    """The stack of what `function` gives, with these parameters, used in both directions."""
    parts = function(7)
    parts = getattr(parts, "layers", parts)
    if not isinstance(parts, list | tuple):
        raise Refuse("`chapter_layers` returns a list of layers.")
    linear = [part for part in parts if hasattr(part, "w")]
    sizes = [np.shape(part.w) for part in linear]
    if sizes != [(5, 3), (5, 5)]:
        raise Refuse(
            "There should be two linear layers, with `w` of shape (5, 3) and (5, 5), but the "
            f"shapes are {sizes}. The bug is not in the sizes: leave them as they were."
        )
    differ = not same(linear[1].w[:, :3], linear[0].w)
    for part, w, b in zip(linear, (w1, w2), (b1, b2), strict=True):
        part.w[...], part.b[...] = w, b
    net = layers.Sequential(list(parts))
    outputs = {"the outputs": copy.deepcopy(net.forward(x))}
    outputs["gradient for x"] = net.backward(gradient)
    for name, part in zip(("the first", "the second"), linear, strict=True):
        outputs[f"w_grad of {name} linear layer"] = part.w_grad
        outputs[f"b_grad of {name} linear layer"] = part.b_grad
    return outputs | {"different weights at the start": differ}


_there_and_back_again.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


def _parts(rng, *order):
    rng = np.random.default_rng(rng)
    made = {"1": LinearInPieces(3, 5, rng), "2": LinearInPieces(5, 5, rng), "s": layers.Sigmoid()}
    return [made[name] if name in made else layers.Sigmoid() for name in order]


def _chapter_layers(rng=None):
    return _parts(rng, "1", "a sigmoid", "2", "another")


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_chapter_layers,
    run=_there_and_back_again,
    probes=[_FOUR, (X[1:3], GRADIENT[:2], W, B, _W2, B)],
    hints=(
        "Forward is right, and so are the gradients of the second linear layer. So where, on the "
        "way back, does it go wrong first?",
        "What does a sigmoid remember, and from which forward? How many times does this one go "
        "forward before it goes back?",
        "There is one sigmoid in two places of the list: two names or two places, one object. Each "
        "place needs an object of its own.",
    ),
    after="It is `[[0] * 3] * 2` from lesson 1 again: one thing in two places, and it looks right "
    "until something changes. A layer has a memory, so it can stand in one place only.",
)


@exercise.wrong(
    "Forward is right, and the way back goes wrong at the *first* sigmoid: it remembers what the "
    "second one has seen. Print `layers[1] is layers[3]`. How many sigmoids have you made?"
)
def one_sigmoid_in_two_places(rng=None):
    return _parts(rng, "1", "s", "2", "s")


@exercise.wrong(
    "The gradients agree with each other now, but it is another network: the sigmoid at the end is "
    "missing."
)
def last_sigmoid_gone(rng=None):
    return _parts(rng, "1", "s", "2")


@exercise.wrong(
    "The gradients agree with each other now, but it is another network: between the two linear "
    "layers there should be a sigmoid."
)
def middle_sigmoid_gone(rng=None):
    return _parts(rng, "1", "2", "s")


@exercise.wrong(
    "There are two sigmoids now, but they follow each other. One belongs after each linear layer."
)
def sigmoids_at_the_end(rng=None):
    return _parts(rng, "1", "2", "a sigmoid", "another")


@exercise.wrong(
    "There are two activations now, but one of them is a tanh. Both should be sigmoids."
)
def other_activation(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return [first, layers.Tanh(), second, sigmoid]


@exercise.variant
def as_a_stack(rng=None):
    return layers.Sequential(_chapter_layers(rng))


@exercise.variant
def with_a_copied_sigmoid(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return first, sigmoid, second, copy.deepcopy(sigmoid)
