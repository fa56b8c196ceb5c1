"""Mend an optimizer that puts new arrays into its own list, so that the net never moves."""

import copy

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared import SHAPES, TOUCHED, TWINS, Net, changes


def _stepped(function, shapes, learning_rate):
    net = Net(shapes, 3)
    net.backward()
    before = copy.deepcopy(net.slopes)
    function(net, learning_rate)
    return {
        "the arrays of the net": net.arrays,
        "what the step has added to the gradients": changes(before, net.slopes),
    }


def _step(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= learning_rate * grad


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_step,
    run=_stepped,
    probes=[(SHAPES, 0.3), (TWINS, 0.07)],
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


@exercise.wrong(
    "The net has not moved at all. The list `params` has got new arrays; the layers hold the old "
    "ones, and know nothing of this list."
)
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


@exercise.wrong(TOUCHED)
def changes_the_gradient(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        grad *= learning_rate
        param -= grad


@exercise.wrong(
    "Something changes in place now, but it is the gradient. It is the parameter that should move."
)
def gradient_moved(net, learning_rate):
    for grad in net.grads():
        grad -= learning_rate * grad


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
