"""Crash hunt: the gradient for a bias keeps an axis, and long afterwards an item is not there."""

import numpy as np

from dlscratch.checks.autograd.shared.full_length import of_full_length
from dlscratch.checks.engine import compare
from dlscratch.checks.engine.run import Refuse, taken
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import name

_RNG = np.random.default_rng(11)
OUTPUTS, FOR_X, FOR_B = "the outputs", "the gradient for x", "the gradient for b"
AGAIN = "the gradient for b, when `back` is called a second time"
HELD = (
    "The gradients that `back` has given change when it is called once more: it keeps an array, "
    "and writes into it again. Each call makes a new one."
)


def _case(n, m):
    return tuple(_RNG.normal(size=shape).round(2) for shape in ((n, m), (m,), (n, m)))


def _there_and_back(function, x, b, gradient):
    pair = function(x, b)
    if not isinstance(pair, tuple | list) or len(pair) != 2 or not callable(pair[1]):
        raise Refuse(
            f"`plus_bias` returns two things, the outputs and the function `back`; {name(pair)} "
            "came. Its last line was right."
        )
    function(x - 1, b + 1)  # a back of another batch must not take its place
    outputs, back = pair
    report = {OUTPUTS: np.array(outputs)}
    both = attempt(back, gradient)
    if isinstance(both, Stopped):
        return report | {FOR_X: both}
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse(f"`back` returns two gradients, for x and for b, but {name(both)} came.")
    first = taken(both)
    of_full_length(report[OUTPUTS], *first)
    attempt(back, 0.5 * gradient + 1)
    if not compare.same(taken(both), first):
        raise Refuse(HELD)
    again = attempt(back, gradient)
    report |= {FOR_X: first[0], FOR_B: first[1]}
    if isinstance(again, tuple | list) and len(again) == 2:
        again = again[1]
    return report | {AGAIN: again}


_there_and_back.arguments = ("x", "b", "gradient")


def _operation(for_b, for_x=lambda gradient: gradient, plus=lambda x, b: x + b):
    """A function like the right one, with these ways back."""
    return lambda x, b: (plus(x, b), lambda gradient: (for_x(gradient), for_b(gradient)))


def _summed(gradient):
    return gradient.sum(axis=0)


def _tell(outcomes):
    """Of what a gradient for b is made that has the right shape and other numbers."""
    gradients = [probe[2] for probe in exercise.probes]
    came = [outcome.output.get(FOR_B) for outcome in outcomes]
    if any(one.output.get(FOR_X) is None for one in outcomes):
        return None
    for words, numbers in _MADE_OF.items():
        pairs = zip(came, gradients, strict=True)
        if all(_all_among(b, numbers(gradient)) for b, gradient in pairs):
            return (
                f"The numbers of the gradient for b are {words}. Wanted is, for each number of b, "
                "the sum of its column."
            )
    return None


_MADE_OF = {
    "sums of rows": lambda gradient: gradient.sum(axis=1),
    "numbers of the gradient itself, nothing added up": lambda gradient: gradient,
}


def _all_among(came, numbers):
    came = np.ravel(came)
    return len(came) > 0 and all(
        any(alike(one, other) for other in np.ravel(numbers)) for one in came
    )


exercise = Exercise(
    __name__,
    kind="crash",
    tell=_tell,
    raises=IndexError,
    reference=_operation(_summed),
    run=_there_and_back,
    probes=[
        _case(5, 3),
        _case(4, 4),
        _case(1, 2),
        _case(2, 1),
        (np.array([[1, 2], [3, -4]]), np.array([1, 0]), np.array([[0.5, 1.5], [-0.3, 0.8]])),
    ],
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
        "The gradient for b has two axes, and b has one. So each step makes a b of two axes. What "
        "keeps the second axis?",
        lambda gradient: gradient.sum(axis=0, keepdims=True),
    ),
    over_the_other_axis=(
        "Now the sum runs along each row: one number for each point. Wanted is one for each number "
        "of b.",
        lambda gradient: gradient.sum(axis=1),
    ),
    over_the_other_axis_kept=(
        "The sum runs along each row and keeps its axis. Wanted is one number for each number of "
        "b, and one axis.",
        lambda gradient: gradient.sum(axis=1, keepdims=True),
    ),
    one_number=(
        "Now all is summed into a single number, and every number of b gets the same.",
        lambda gradient: gradient.sum(),
    ),
    one_number_everywhere=(
        "The shape is right. But every number of b gets the sum of all: each wants that of its own "
        "column.",
        lambda gradient: np.full(gradient.shape[1], gradient.sum()),
    ),
    no_sum=(
        "Nothing is summed any more: the gradient for b is as large as the batch. b stands in "
        "every row, and what comes back to it from the rows adds up.",
        lambda gradient: gradient,
    ),
    first_row=(
        "The shape is right. But only the first row of the gradient counts now; b stands in every "
        "row.",
        lambda gradient: gradient[0],
    ),
    last_row=(
        "The shape is right. But only the last row of the gradient counts now; b stands in every "
        "row.",
        lambda gradient: gradient[-1],
    ),
    mean=(
        "The shape is right. But this is a mean over the rows, and ways add up: before, it was a "
        "sum.",
        lambda gradient: gradient.mean(axis=0),
    ),
    every_axis_of_one_gone=(
        "The shape is right for most b. But for a b with a single number, of shape (1,), the last "
        "axis goes as well. Which one of the two is to go?",
        lambda gradient: np.squeeze(gradient.sum(axis=0, keepdims=True)),
    ),
    first_axis_gone_from_the_gradient=(
        "The first axis is gone now, and with it all rows but the first: where one row is picked, "
        "nothing is summed.",
        lambda gradient: gradient[:1].sum(axis=1),
    ),
    sign=(
        "The shape is right. The sign was right before, too.",
        lambda gradient: -gradient.sum(axis=0),
    ),
    x_summed_too=(
        "The gradient for b is right now. The one for x was right before, as large as x: each of "
        "its numbers stands in one place only.",
        _summed, lambda gradient: gradient.sum(axis=0),
    ),
    forward_changed=(
        "The gradients are right now. But the outputs have lost their b: forward was right before.",
        _summed, lambda gradient: gradient, lambda x, b: x,
    ),
    flattened_outputs=(
        "The gradients are right now. But the outputs have changed their shape: forward was right "
        "before.",
        _summed, lambda gradient: gradient, lambda x, b: (x + b).ravel(),
    ),
)  # fmt: skip


@exercise.wrong(
    "Back to b comes the gradient now in its shape, but it is the one of b's own numbers: does "
    "`back` sum what came in, its argument?"
)
def sums_the_outputs(x, b):
    return x + b, lambda gradient: (gradient, (x + b).sum(axis=0))


@exercise.wrong(
    "It is the gradient for x that is summed now, and the one for b is not. Have the two changed "
    "places?"
)
def changed_places(x, b):
    return x + b, lambda gradient: (gradient.sum(axis=0), gradient)


@exercise.wrong(
    "The shape is right. But what comes back is multiplied by b, and in a sum every part has the "
    "slope 1."
)
def times_b(x, b):
    return x + b, lambda gradient: (gradient, gradient.sum(axis=0) * b)


@exercise.wrong(
    "The shape is right. But what comes back is multiplied by x, and in a sum every part has the "
    "slope 1."
)
def times_x(x, b):
    return x + b, lambda gradient: (gradient, (gradient * x).sum(axis=0))


@exercise.wrong(
    "The second of the two is to be the function `back` itself, without brackets behind it."
)
def back_called(x, b):
    return x + b, (x + b, (x + b).sum(axis=0))


@exercise.wrong(
    "`back` is right when it is called once. Called again, it still has the sum of before: what it "
    "adds up has to begin with nothing in each call."
)
def adds_up_over_calls(x, b):
    total = np.zeros(len(b))

    def back(gradient):
        nonlocal total
        total = total + gradient.sum(axis=0)
        return gradient, total

    return x + b, back


@exercise.variant
def by_a_loop(x, b):
    return x + b, lambda gradient: (gradient, np.array([column.sum() for column in gradient.T]))


@exercise.variant
def in_its_shape(x, b):
    def back(gradient):
        return gradient, gradient.sum(axis=0, keepdims=True).reshape(b.shape)

    return x + b, back


@exercise.variant
def one_row_taken_out(x, b):
    return np.add(x, b), lambda gradient: [gradient, gradient.sum(axis=0, keepdims=True)[0]]


@exercise.variant
def by_ones(x, b):
    return x + b, lambda gradient: (gradient.copy(), np.ones(len(gradient)) @ gradient)
