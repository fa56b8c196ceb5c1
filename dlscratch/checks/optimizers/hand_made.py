"""Crash hunt: weights of whole numbers, which no step can change in place."""

import copy

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import attempt
from dlscratch.errors.values import name as name_of

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-0.75, 0.2, 1.0], [0.4, 1.0, -1.2]])
ACTUAL = np.array([[1.0, -2.0], [0.5, 0.0], [-1.5, 3.0], [2.0, -0.5]])


def _casting():
    """The type of NumPy's error about kinds of number, which has no public name."""
    try:
        np.zeros(1, int).__isub__(0.5)
    except TypeError as error:
        return type(error)


def _hand_made(w, b):
    layer = layers.Linear(len(w[0]), len(w))
    layer.w[...], layer.b[...] = w, b
    return layer


def _trained(function, w, b):
    """The layer as it is made, what a training makes of it, and whether the caller's lists stay."""
    layer = function(w, b)
    if not isinstance(layer, layers.Linear):
        raise Refuse(f"`hand_made` returns the layer, a `Linear`, and {name_of(layer)} came.")
    facts = {"w, before any step": copy.deepcopy(layer.w), "b, before any step": _copied(layer.b)}
    facts["the outputs, before any step"] = attempt(layer.forward, X)
    facts["the loss after ten steps"] = attempt(_train_on, layer)
    facts |= {"w, after ten steps": _copied(layer.w), "b, after ten steps": _copied(layer.b)}
    facts["the kind of number of w and of b"] = [_kind(layer.w), _kind(layer.b)]
    facts["w of the next layer with the same weights"] = _copied(function(w, b).w)
    return facts


_trained.arguments = ("w", "b")


def _copied(value):
    return np.array(value) if isinstance(value, np.ndarray) else value


def _kind(value):
    return str(value.dtype) if isinstance(value, np.ndarray) else "no array"


def _train_on(layer):
    loss, optimizer = losses.SSE(), optimizers.GradientDescent(0.1)
    actual = ACTUAL[:, : len(layer.b)]
    for _ in range(10):
        layer.backward(loss.gradient(layer.forward(X), actual))
        optimizer.step(layer)
    return loss.loss(layer.forward(X), actual)


def _with(w, b):
    """An answer that makes its arrays in these two ways."""

    def hand_made(weights, biases):
        layer = layers.Linear(len(weights[0]), len(weights))
        layer.w, layer.b = w(weights), b(biases)
        return layer

    return hand_made


def _floats(values):
    return np.array(values, dtype=float)


exercise = Exercise(
    __name__,
    kind="crash",
    raises=_casting(),
    reference=_hand_made,
    run=_trained,
    probes=[
        ([[1, -2, 0], [3, 1, -1]], [0, 2]),
        ([[1, -2, 0], [3, 1, -1]], [0.5, 2.0]),
        ([[0.5, -2.0, 1.0], [3.0, 1.25, -1.0]], [0, 2]),
        (np.array([[0.5, -2.0, 1.0], [3.0, 1.25, -1.0]]), np.array([0.5, -2.0])),
        ([[2, -1, 1]], [3]),
    ],
    hints=(
        "The error says that a float64 cannot be written into an int64. What is `param` in the "
        "first round of the loop, and what is its `dtype`?",
        "`np.array([1, -2])` holds whole numbers, because the list does. In place, an array keeps "
        "its kind: there is no room for 1.2 in it.",
        "Both arrays have to hold floats from the start. `np.array` can be told the kind, with "
        "`dtype`; or the numbers are written into the arrays that the layer has already.",
    ),
    after="Whole numbers are fine in forward and backward, where new arrays are made of them. Only "
    "a step, which writes in place, finds out. A list with one point in it, `[1.0, -2]`, would "
    "never have stopped.",
)

exercise.mistakes(
    lambda w, b=None: _with(w, b) if b else w,
    whole_numbers=(
        "It stops in the first step: w holds whole numbers, and a step in place would need "
        "fractions. Which line makes w, and which kind of number does it take over?",
        np.array, np.array,
    ),
    only_w=(
        "The weights take their step now. Then comes b, and stops for the same reason.",
        _floats, np.array,
    ),
    only_b=(
        "The biases are floats now. But w comes first, and stops as before.",
        np.array, _floats,
    ),
    lists=(
        "These are lists now. A layer computes with arrays.",
        list, list,
    ),
    float32=(
        "It goes through its steps now, with half of the digits: these are float32, and the layer "
        "had NumPy's usual floats before.",
        lambda w: np.array(w, np.float32), lambda b: np.array(b, np.float32),
    ),
    halves=(
        "It goes through now, with 16 bits for each number, which are three digits. Take NumPy's "
        "usual floats.",
        lambda w: np.array(w, np.float16), lambda b: np.array(b, np.float16),
    ),
    objects=(
        "An array of objects takes anything, and is slow: NumPy no longer knows that these are "
        "numbers. Take floats.",
        lambda w: np.array(w, object), lambda b: np.array(b, object),
    ),
    biases_left_alone=(
        "The weights are right now. But the biases that were written down are not in the layer.",
        lambda w, b: _with(_floats, lambda _: np.zeros(len(b)))(w, b),
    ),
    not_quite=(
        "It goes through its steps, with other weights than those that were written down. They are "
        "to be the same numbers, as floats.",
        lambda w: _floats(w) + 0.1, lambda b: _floats(b) + 0.1,
    ),
    tiny_bit=(
        "It goes through its steps, with weights that are a tiny bit off. They are to be the same "
        "numbers, as floats.",
        lambda w: np.array(w) + 1e-4, lambda b: np.array(b) + 1e-4,
    ),
    turned=(
        "The weights are turned: their rows are inputs now. As a list they had a row for each "
        "neuron, and that was right.",
        lambda w: _floats(w).T, _floats,
    ),
    the_callers_own=(
        "With lists it is right. But where arrays of floats come, `np.asarray` makes no new ones: "
        "the steps change the caller's own numbers.",
        lambda w: np.asarray(w, float), lambda b: np.asarray(b, float),
    ),
    no_fractions=(
        "Whole numbers were the trouble, and now all weights are rounded to them, even where they "
        "had a fraction.",
        lambda w: np.array(w).astype(int).astype(float),
        lambda b: np.array(b).astype(int).astype(float),
    ),
    not_returned=("The layer is made. Who gets it?", lambda w, b: None),
    arrays_returned=(
        "The arrays came back, and the layer did not.", lambda w, b: (_floats(w), _floats(b)),
    ),
)  # fmt: skip


@exercise.variant
def written_in(w, b):
    layer = layers.Linear(len(w[0]), len(w))
    layer.w[...] = w
    layer.b[...] = b
    return layer


@exercise.variant
def times_one(w, b):
    layer = layers.Linear(len(w[0]), len(w))
    layer.w, layer.b = 1.0 * np.array(w), np.array(b).astype(np.float64)
    return layer
