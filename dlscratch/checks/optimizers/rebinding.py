"""Mend an optimizer that puts new arrays into its own list, so that the net never moves."""

import numpy as np

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.optimizers.shared import hints
from dlscratch.checks.optimizers.shared.facts import CALLS_BACKWARD
from dlscratch.checks.optimizers.shared.nets import (
    SHAPES,
    SMALL,
    TWINS,
    Net,
    add_changes,
    copied,
)
from dlscratch.checks.optimizers.shared.steps import WRONG_STEPS
from dlscratch.checks.optimizers.shared.walks import first_steps


def _stepped(function, shapes, learning_rate):
    """Two steps of a net, and of a second one between them: nothing may be kept from either."""
    if shapes == SMALL:

        def by_hand(net):
            return function(net, learning_rate)

        by_hand.__wrapped__ = function
        return first_steps(by_hand, optimizers.GradientDescent(learning_rate).step)
    net, second = Net(shapes, 3), Net(shapes, 4)
    added, found = [np.zeros(shape) for shape in shapes], {}
    for count in ("one step", "two steps"):
        for each, rate in ((net, learning_rate), (second, 0.4 * learning_rate)):
            each.backward()
            before = copied(each.slopes)
            function(each, rate)
            add_changes(added, before, each.slopes)
        found[f"the arrays of the net after {count}"] = copied(net.arrays)
    found["what the steps have added to the gradients"] = added
    found["the arrays of a second net, moved by a smaller rate"] = second.arrays
    if net.backwards > 2:
        note(CALLS_BACKWARD)
    return found


def _step(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= learning_rate * grad


def _walk(arrays, along, rate):
    for array, each in zip(arrays, along, strict=True):
        array -= rate * each


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_step,
    run=_stepped,
    probes=[(SMALL, 0.1), (SHAPES, 0.3), (TWINS, 0.07)],
    hints=(
        "Keep an array, `w = net.params()[0]`, take one step, and print `w` again. Then print "
        "`net.params()[0] is w`.",
        "`params[i] = …` does change something: the list. Who else holds this list? And who holds "
        "the arrays in it?",
        "The arrays are shared with the layers, the list is not. So it is the array at place i "
        "that has to change. The sign that does it differs from `=` by one character.",
    ),
    after="This one is worse than the plain form, because the list that you print does look right. "
    "`net.params()` gives a new list each time; what it shares with the layers are the arrays.",
)


@exercise.wrong(hints.STILL)
def list_only(net, learning_rate):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        params[i] = params[i] - learning_rate * grads[i]


@exercise.wrong("The arrays change now: that is mended. But they move uphill, along the gradient.")
def uphill(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param += learning_rate * grad


@exercise.wrong(
    "The arrays change now: that is mended. But they hold nothing except the step; what they were "
    "is gone. With `[...] =` on the left, the old value must stand on the right."
)
def overwritten(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param[...] = -learning_rate * grad


@exercise.wrong(hints.TOUCHED)
def changes_the_gradient(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        grad *= learning_rate
        param -= grad


def _by(step):
    def stepped(net, learning_rate):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param -= step(param, grad, learning_rate)

    return stepped


exercise.mistakes(_by, **WRONG_STEPS)
exercise.mistakes(
    gradient_moved=(
        "Something changes in place now, but it is the gradient. It is the parameter that should "
        "move.",
        lambda net, learning_rate: _walk(net.grads(), net.grads(), learning_rate),
    ),
    turned_round=(
        "Something changes in place now, but it is the gradient, and the parameter is the step. "
        "The two have changed places.",
        lambda net, learning_rate: _walk(net.grads(), net.params(), learning_rate),
    ),
    size_of_the_gradient=(
        hints.SIZE_ONLY,
        lambda net, learning_rate: _walk(net.params(), map(np.abs, net.grads()), learning_rate),
    ),
    sign_of_the_gradient=(
        hints.SIGN_ONLY,
        lambda net, learning_rate: _walk(net.params(), map(np.sign, net.grads()), learning_rate),
    ),
    mean_of_the_gradient=(
        hints.ONE_NUMBER,
        lambda net, learning_rate: _walk(net.params(), map(np.mean, net.grads()), learning_rate),
    ),
    squared=(
        "The gradient is squared here, so its sign is lost. The step itself was right.",
        lambda net, learning_rate: _walk(net.params(), map(np.square, net.grads()), learning_rate),
    ),
    squares_the_gradient_in_place=(
        hints.SQUARED_IN_PLACE,
        lambda net, learning_rate: _walk(
            net.params(), [np.square(grad, out=grad) for grad in net.grads()], learning_rate
        ),
    ),
    divides_by_the_rate=(
        hints.BY_THE_RATE,
        lambda net, learning_rate: _step(net, 1 / learning_rate),
    ),
    rate_twice=(
        "The learning rate comes in twice. The step itself was right.",
        lambda net, learning_rate: _step(net, learning_rate**2),
    ),
    no_gradient=(
        "The gradient has no part in your step: every number moves by the learning rate.",
        lambda net, learning_rate: _walk(net.params(), [1] * len(net.params()), learning_rate),
    ),
    last_only=(
        hints.LAST_ONLY,
        lambda net, learning_rate: _walk(net.params()[-1:], net.grads()[-1:], learning_rate),
    ),
    step_for_the_parameter=(
        "The arrays change now: that is mended. But they hold nothing except the step; what they "
        "were is gone. With `[...] =` on the left, the old value must stand on the right.",
        lambda net, learning_rate: [
            np.multiply(learning_rate, grad, out=param)
            for param, grad in zip(net.params(), net.grads(), strict=True)
        ],
    ),
    scaled=(
        "The step depends on the parameter's own value here, because you multiply by it. The step "
        "itself was right.",
        lambda net, learning_rate: [
            np.multiply(param, 1 - learning_rate * grad, out=param)
            for param, grad in zip(net.params(), net.grads(), strict=True)
        ],
    ),
)


@exercise.wrong("The first array moves now, and the others do not. How far does the loop get?")
def first_only(net, learning_rate):
    param, grad = net.params()[0], net.grads()[0]
    param -= learning_rate * grad


@exercise.wrong(
    "The arrays move, and they move twice as far as they should: the step is taken two times."
)
def twice(net, learning_rate):
    _step(net, learning_rate)
    _step(net, learning_rate)


@exercise.wrong(hints.ZEROED)
def zeroes_the_gradient(net, learning_rate):
    _step(net, learning_rate)
    for grad in net.grads():
        grad[...] = 0


@exercise.wrong(
    "The arrays move now, but by whole gradients: the learning rate has got lost. The step itself "
    "was right."
)
def no_learning_rate(net, learning_rate):
    _step(net, 1)


@exercise.wrong(
    "The arrays move now. But the rate is always 0.1, whatever `learning_rate` was given."
)
def one_rate(net, learning_rate):
    _step(net, 0.1)


@exercise.wrong(
    "All arrays but the last one move now. How far does the loop get? `range(n)` ends at n - 1 "
    "already."
)
def all_but_the_last(net, learning_rate):
    for param, grad in list(zip(net.params(), net.grads(), strict=True))[:-1]:
        param -= learning_rate * grad


@exercise.wrong("All arrays but the first one move now. Where does the loop begin?")
def all_but_the_first(net, learning_rate):
    for param, grad in list(zip(net.params(), net.grads(), strict=True))[1:]:
        param -= learning_rate * grad


@exercise.wrong(
    "In each array only the beginning moves. `params[i]` is the whole array; one more index picks "
    "a part of it."
)
def first_row_only(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param[0] -= learning_rate * grad[0]


@exercise.wrong(
    "The arrays change now: that is mended. But they lose a share of themselves, whatever their "
    "gradients say. What belongs on the right?"
)
def parameter_for_gradient(net, learning_rate):
    for param in net.params():
        param -= learning_rate * param


@exercise.wrong(hints.FLATTENED)
def flattened(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        flat = param.ravel()
        flat -= learning_rate * grad.ravel()


@exercise.wrong(
    "Each array moves more than once: how many loops are there, and does one stand in the other?"
)
def once_for_each_array(net, learning_rate):
    for _ in net.params():
        _step(net, learning_rate)


exercise.variant(lambda net, learning_rate: optimizers.GradientDescent(learning_rate).step(net))


@exercise.variant
def assigned_into_each_array(net, learning_rate):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        params[i][...] = params[i] - learning_rate * grads[i]


@exercise.variant
def in_place_by_index(net, learning_rate):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        params[i] -= learning_rate * grads[i]
    return params
