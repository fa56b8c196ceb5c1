"""Crash hunt: the gradient for a bias keeps an axis, and long afterwards an item is not there."""

import numpy as np

from dlscratch.checks.engine.told import Exercise

_RNG = np.random.default_rng(11)


def _case(n, m):
    return tuple(_RNG.normal(size=shape).round(2) for shape in ((n, m), (m,), (n, m)))


def _there_and_back(function, x, b, gradient):
    outputs, back = function(x, b)
    for_x, for_b = back(gradient)
    return {
        "the outputs": outputs,
        "the gradient for x": for_x,
        "the gradient for b": for_b,
    }


_there_and_back.arguments = ("x", "b", "gradient")


def _operation(for_b, for_x=lambda gradient: gradient):
    """A function like the right one, with these ways back."""
    return lambda x, b: (x + b, lambda gradient: (for_x(gradient), for_b(gradient)))


exercise = Exercise(
    __name__,
    kind="crash",
    raises=IndexError,
    reference=_operation(lambda gradient: gradient.sum(axis=0)),
    run=_there_and_back,
    probes=[_case(5, 3), _case(4, 4), _case(1, 2), _case(2, 1)],
    hints=(
        "The array that is asked for its third number has two axes. It was made of a point, which "
        "has one, and of `b`. So which of them has two?",
        "`b` begins with one axis, and after the first step it has two. What was taken from it "
        "there, and in what shape did it come?",
        "The gradient for an array has the array's own shape. In `back`, the sum keeps the axis "
        "that it has summed away.",
    ),
    after="The step made a larger array without a word, and all through the training it fitted. "
    "With `b -= …`, in place, the first step would have said so.",
)

exercise.mistakes(
    _operation,
    unmended=(
        "It stops where it stopped before. The gradient for b has two axes, and b has one: what "
        "in the sum keeps the second?",
        lambda gradient: gradient.sum(axis=0, keepdims=True),
    ),
    over_the_other_axis=(
        "Now the sum runs along each row: one number for each point. Wanted is one for each number "
        "of b.",
        lambda gradient: gradient.sum(axis=1),
    ),
    one_number=(
        "Now all is summed into a single number, and every number of b gets the same.",
        lambda gradient: gradient.sum(),
    ),
)


@exercise.variant
def by_a_loop(x, b):
    return x + b, lambda gradient: (gradient, np.array([column.sum() for column in gradient.T]))


@exercise.variant
def in_its_shape(x, b):
    def back(gradient):
        return gradient, gradient.sum(axis=0, keepdims=True).reshape(b.shape)

    return x + b, back
