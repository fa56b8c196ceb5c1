"""Write the line that moves a parameter in place, against its gradient."""

import numpy as np

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared.hints import TOUCHED
from dlscratch.checks.optimizers.shared.nets import SHAPES, SMALL, TWINS
from dlscratch.checks.optimizers.shared.slips import know_common_slips, optimizer_class
from dlscratch.checks.optimizers.shared.steps import WRONG_STEPS
from dlscratch.checks.optimizers.shared.walks import in_steps


def _plain_init(self, learning_rate=0.1):
    self.learning_rate = learning_rate


_descent = optimizer_class("GradientDescent", _plain_init)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=optimizers.GradientDescent,
    run=in_steps(optimizers.GradientDescent, learning_rate=0.1),
    probes=[(SMALL, 0.1), (SHAPES, 0.3), (TWINS, 0.02), (SHAPES,)],
    hints=(
        "The loop hands you one array of parameters after the other, each with its gradient. What "
        "is to happen to the array itself?",
        "Downhill is against the gradient, and the learning rate says how far. A plain `=` would "
        "only tie the name `param` to a new array.",
        "`b -= 1` in lesson 1 changed the array that was there. Subtract in the same way the "
        "product of the learning rate, which the optimizer keeps, and the gradient.",
    ),
    after="This one line trains networks. Everything else in this lesson only chooses a better "
    "step than plain `learning_rate` times gradient.",
)


def _rule(self, param, grad):
    param -= self.learning_rate * grad


know_common_slips(exercise, "GradientDescent", _plain_init, _rule)


def _by(step):
    @_descent
    def rule(self, param, grad):
        param -= step(param, grad, self.learning_rate)

    return rule


exercise.mistakes(_by, **WRONG_STEPS)


@exercise.wrong(TOUCHED)
@_descent
def changes_the_gradient(self, param, grad):
    grad *= self.learning_rate
    param -= grad


@exercise.wrong(
    "The step depends on the parameter's own value here, because you multiply by it. The step is "
    "learning rate and gradient alone."
)
@_descent
def scaled(self, param, grad):
    param *= 1 - self.learning_rate * grad


@exercise.wrong(
    "Each step is divided by the length of its array. The gradients are averaged already where "
    "that is needed, in the loss."
)
@_descent
def averaged(self, param, grad):
    param -= self.learning_rate * grad / len(grad)


@exercise.wrong("The gradient has no part in your step: every number moves by the learning rate.")
@_descent
def no_gradient(self, param, grad):
    param -= self.learning_rate


@exercise.wrong(
    "Each parameter loses a share of itself, whatever its gradient says. Which of the two arrays "
    "belongs in the step?"
)
@_descent
def parameter_for_gradient(self, param, grad):
    param -= self.learning_rate * param


@exercise.wrong("The gradient is squared here. The step has the gradient itself.")
@_descent
def squared(self, param, grad):
    param -= self.learning_rate * grad**2


@exercise.wrong(
    "The weights, with their two axes, move, and the biases do not. They are parameters, too."
)
@_descent
def weights_only(self, param, grad):
    if param.ndim > 1:
        param -= self.learning_rate * grad


@exercise.wrong(
    "Only the beginning of each array moves. `param` is the whole array; an index picks a part."
)
@_descent
def first_row_only(self, param, grad):
    param[:1] -= self.learning_rate * grad[:1]


@exercise.wrong(
    "The first step is right, and every later one follows the gradients of the first again. Ask "
    "the net for its gradients in each step."
)
@_descent
def first_gradient_kept(self, param, grad):
    grad = vars(self).setdefault(f"grad of {id(param)}", grad.copy())
    param -= self.learning_rate * grad


@exercise.wrong("Every array takes its step twice.")
@_descent
def twice(self, param, grad):
    param -= 2 * self.learning_rate * grad


@exercise.wrong(
    "The learning rate becomes smaller with your steps. Only somebody outside may change it here."
)
@_descent
def decaying(self, param, grad):
    param -= self.learning_rate * grad / self.t


@exercise.variant
@_descent
def assigned_into_the_array(self, param, grad):
    param[...] = param - self.learning_rate * grad


@exercise.variant
@_descent
def minus_the_rate_added(self, param, grad):
    param += -self.learning_rate * grad


@exercise.variant
class by_subtract:
    def __init__(self, learning_rate=0.1):
        self.learning_rate = learning_rate

    def step(self, net):
        params, grads = net.params(), net.grads()
        for i in range(len(params)):
            np.subtract(params[i], grads[i] * self.learning_rate, out=params[i])


@exercise.variant
class row_by_row:
    def __init__(self, learning_rate=0.1):
        self.learning_rate = learning_rate

    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            for row in range(len(param)):
                param[row] -= self.learning_rate * grad[row]
