"""Find the bug: one `Tanh` stands in two places of a row, and remembers only one of them."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine import differences
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import GRADIENT, ONLY_THE_SLOPE, ROW, ROW_GRADIENT, X


def _two_tanhs(x, gradient):
    first, second = layers.Tanh(), layers.Tanh()
    second.forward(first.forward(x))
    return first.backward(second.backward(gradient))


def _slope_at(x):
    return 1 - np.tanh(x) ** 2


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_two_tanhs,
    expect=lambda _, x, gradient: differences.differences(
        lambda x: np.tanh(np.tanh(x)), [x], gradient
    )[0],
    accepts=(list, tuple),
    probes=[(X, GRADIENT), (ROW, ROW_GRADIENT), (X[:3] / 2, GRADIENT[1:])],
    hints=(
        "How many slopes does the chain have, and how many numbers can one layer remember?",
        "After the second forward, print `layer.outputs`. The first backward wants these. What "
        "does the second backward want?",
        "Each place in the row needs a note of its own, so each needs a layer of its own.",
    ),
    after="A layer remembers one forward. In a row of layers, every place gets its own object, "
    "even if two of them do the same. Forget it, and forward is still perfect.",
)


@exercise.wrong(
    "Both backwards used the same slope, that of the second place. The first place stood elsewhere "
    "on the curve, and what the layer knew of it was overwritten."
)
def one_layer(x, gradient):
    return gradient * _slope_at(np.tanh(x)) ** 2


@exercise.wrong(
    "Both slopes belong to the first place, where x went in. What goes into the second tanh?"
)
def both_from_x(x, gradient):
    return gradient * _slope_at(x) ** 2


@exercise.wrong("That is the gradient for what is *between* the two. One more box to pass.")
def only_the_second(x, gradient):
    return gradient * _slope_at(np.tanh(x))


@exercise.wrong(
    "Only the first tanh has had its say. The gradient comes in at the other end of the row."
)
def only_the_first(x, gradient):
    return gradient * _slope_at(x)


@exercise.wrong("You added two gradients. In a row, what one layer hands back comes into the next.")
def added(x, gradient):
    return gradient * _slope_at(x) + gradient * _slope_at(np.tanh(x))


@exercise.wrong(
    "That is what comes out at the right end. Wanted is what comes back at the left end."
)
def forward_only(x, gradient):
    return np.tanh(np.tanh(x))


@exercise.wrong(ONLY_THE_SLOPE)
def no_incoming(x, gradient):
    return _slope_at(x) * _slope_at(np.tanh(x))


@exercise.wrong(
    "Three slopes are multiplied here. The chain has two places: count the layers, and how often "
    "each goes backward."
)
def three_slopes(x, gradient):
    between = np.tanh(x)
    return gradient * _slope_at(x) * _slope_at(between) * _slope_at(np.tanh(between))


@exercise.wrong(
    "What comes in is multiplied twice. Who gets it, and what does the other layer get?"
)
def gradient_twice(x, gradient):
    return gradient**2 * _slope_at(x) * _slope_at(np.tanh(x))


@exercise.wrong("x went backward. Backward starts with what comes in at the end: `gradient`.")
def x_for_the_gradient(x, gradient):
    return x * _slope_at(x) * _slope_at(np.tanh(x))


@exercise.wrong(
    "The outputs went backward. Backward starts with what comes in at the end: `gradient`."
)
def outputs_for_the_gradient(x, gradient):
    between = np.tanh(x)
    return np.tanh(between) * _slope_at(x) * _slope_at(between)


@exercise.wrong("The gradient is worked out. Who gets it when the function ends?")
def not_returned(x, gradient):
    _two_tanhs(x, gradient)


@exercise.variant
def by_formula(x, gradient):
    between = np.tanh(x)
    return gradient * (1 - np.tanh(between) ** 2) * (1 - between**2)


@exercise.variant
def in_a_loop(x, gradient):
    chain = [layers.Tanh() for _ in range(2)]
    for layer in chain:
        x = layer.forward(x)
    for layer in chain[::-1]:
        gradient = layer.backward(gradient)
    return gradient
