"""Crash hunt: one way out of a function has no `return`, and only a stuck run takes it."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.xor.shared import SECONDS, parameters_of
from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.losses import SSE
from dlscratch.optimizers import GradientDescent


def _net(seed, inputs=2):
    rng = np.random.default_rng(seed)
    parts = [Linear(inputs, 2, "normal", rng), Sigmoid(), Linear(2, 1, "normal", rng), Sigmoid()]
    return Sequential(parts)


def _found(reach, net, x, y, goal, most):
    pair = attempt(reach, net, x, y, goal, most)
    return {"the pair": pair, "the parameters afterwards": parameters_of(net)}


_found.arguments = ("net", "x", "y", "goal", "most")


def _with(end):
    """An answer that trains, and gives end(most, now, net, x, y) where the goal is not reached."""

    def reach(net, x, y, goal, most):
        loss, opt = SSE(), GradientDescent(4.0)
        for number in range(most):
            outputs = net.forward(x)
            now = loss.loss(outputs, y)
            if now < goal:
                return number, now
            net.backward(loss.gradient(outputs, y))
            opt.step(net)
        return end(most, now, net, x, y)

    return reach


X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR, AND = np.array([[0.0], [1.0], [1.0], [0.0]]), np.array([[0.0], [0.0], [0.0], [1.0]])
OTHER = np.array([[0.5, -1.0, 0.2], [1.0, 0.3, -0.7], [0.0, 0.8, 0.4]])

exercise = Exercise(
    __name__,
    kind="crash",
    raises=TypeError,
    reference=_with(lambda most, now, *_: (most, now)),
    run=_found,
    accepts=(list,),
    probes=[
        (_net(1), X, XOR, 0.01, 40),
        (_net(0), X, AND, 0.05, 300),
        (_net(3), X, XOR, 0.2, 7),
        (_net(2), X, XOR, 0.5, 5),
        (_net(5, 3), OTHER, np.array([[0.25], [1.0], [0.0]]), 0.001, 1),
    ],
    seconds=SECONDS,
    hints=(
        "What comes back from `reach` for seed 0, and what for seed 1? The error says what cannot "
        "be taken apart into two names.",
        "Which lines of `reach` run for seed 1, up to its very end? The `return` that you see is "
        "not among them.",
        "Behind the loop, something is printed, and nothing is returned. The text says which pair "
        "belongs there.",
    ),
    after="A function may have several ways out, and each needs its `return`. With seed 0 alone "
    "all would have looked fine: it never came to the other one.",
)


def _shown(most, now, *_):
    print("Not there after", most, "epochs.")


def _at_once(net, x, y, goal, most):
    """With a `return` at the end of the loop's body."""
    loss, opt = SSE(), GradientDescent(4.0)
    outputs = net.forward(x)
    now = loss.loss(outputs, y)
    if now < goal:
        return 0, now
    net.backward(loss.gradient(outputs, y))
    opt.step(net)
    return most, now


def _first_number(net, x, y, goal, most):
    pair = _at_once(net, x, y, goal, most)
    return 0, pair[1]


def _goal_for_the_loss(net, x, y, goal, most):
    return _with(lambda *_: (most, goal))(net, x, y, goal, most)


def _for_ever(net, x, y, goal, most):
    return _with(lambda *_: (most, 0.0))(net, x, y, goal, 20 * most)


def _raises(most, now, *_):
    raise ValueError(f"not there after {most} epochs")


exercise.mistakes(
    _with,
    only_printed=(
        "Where the goal is not reached, None comes back: the function prints, and ends. Whoever "
        "called it waits for a pair. Which pair does the text ask for?",
        _shown,
    ),
    only_the_number=(
        "Where the goal is not reached, a single number comes back. It is to be a pair, as for "
        "every other seed.",
        lambda most, now, *_: most,
    ),
    only_the_loss=(
        "Where the goal is not reached, the loss comes back alone. It is to be a pair, as for "
        "every other seed.",
        lambda most, now, *_: now,
    ),
    turned=(
        "A pair comes back in any case now. But where the goal is not reached, the loss stands "
        "first, and the number of epochs behind it.",
        lambda most, now, *_: (now, most),
    ),
    no_loss=(
        "Nothing stops in `reach` any more. But without the loss nobody sees how far the stuck run "
        "has come; and `row` cannot write None with three digits.",
        lambda most, now, *_: (most, None),
    ),
    two_times_none=(
        "There are two values now, and both are None. Nothing is known of the stuck run.",
        lambda most, now, *_: (None, None),
    ),
    no_number=(
        "The loss is there. But how many epochs did it take? The text has the answer: `most`.",
        lambda most, now, *_: (None, now),
    ),
    one_too_few=(
        "The number is one too small: it is the last one that the loop counted, and it begins with "
        "0. The text says `most`.",
        lambda most, now, *_: (most - 1, now),
    ),
    minus_one=(
        "A pair comes back in any case now. But −1 stands for the number of epochs, and the text "
        "says `most`.",
        lambda most, now, *_: (-1, now),
    ),
    zero=(
        "A pair comes back in any case now. But it says that no epoch was needed.",
        lambda most, now, *_: (0, now),
    ),
    nothing_lost=(
        "The pair says that the loss is 0. A stuck run would look like the best of all.",
        lambda most, now, *_: (most, 0.0),
    ),
    measured_again=(
        "Nearly. The loss is measured once more, after the last step. Asked for is the last one "
        "that the loop has seen.",
        lambda most, now, net, x, y: (most, SSE().loss(net.forward(x), y)),
    ),
    as_a_text=(
        "A text comes back where the goal is not reached. It is to be a pair of numbers.",
        lambda most, now, *_: f"not there after {most} epochs",
    ),
    an_error=(
        "Now it stops on purpose. But a seed that gets stuck is no error: its row is wanted, too.",
        _raises,
    ),
    with_the_net=(
        "There are three things now, and `row` takes a pair.",
        lambda most, now, net, *_: (most, now, True),
    ),
)  # fmt: skip

exercise.mistakes(
    the_goal_for_the_loss=(
        "The pair says that the loss is `goal`. It never got there: which loss was the last?",
        _goal_for_the_loss,
    ),
    inside_the_loop=(
        "This `return` is reached in the very first round: look at its indentation. So nothing is "
        "trained any more but for one step.",
        _at_once,
    ),
    inside_with_the_number=(
        "This `return` is reached in the very first round: look at its indentation. So nothing is "
        "trained any more but for one step.",
        _first_number,
    ),
    twenty_times_as_long=(
        "It trains for longer than `most` epochs. That may help one seed; another one stays stuck.",
        _for_ever,
    ),
)


@exercise.variant
def with_break(net, x, y, goal, most):
    loss, opt, number = SSE(), GradientDescent(4.0), 0
    while number < most:
        outputs = net.forward(x)
        now = loss.loss(outputs, y)
        if now < goal:
            break
        net.backward(loss.gradient(outputs, y))
        opt.step(net)
        number += 1
    return [number, now]


@exercise.variant
def printed_as_well(net, x, y, goal, most):
    def told(most, now, *_):
        print("Not there after", most, "epochs.")
        return most, now

    return _with(told)(net, x, y, goal, most)
