"""Write RMSProp on an empty page, the whole class, from its two formulas."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared.hints import FIXED_SETTING, TOUCHED
from dlscratch.checks.optimizers.shared.nets import SHAPES, SMALL, TWINS
from dlscratch.checks.optimizers.shared.rmsprop_slips import WRONG_PARTS
from dlscratch.checks.optimizers.shared.slips import (
    know_common_slips,
    know_one_memory,
    optimizer_class,
)
from dlscratch.checks.optimizers.shared.walks import in_steps


def _rmsprop_init(self, learning_rate=0.01, decay=0.99, eps=1e-8):
    self.learning_rate, self.decay, self.eps = learning_rate, decay, eps


_rmsprop = optimizer_class("RMSProp", _rmsprop_init, arrays=1)


def _averaged_square(self, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * grad**2
    return s


def _rule(self, param, grad, s):
    param -= self.learning_rate * grad / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


exercise = Exercise(
    __name__,
    rtol=5e-6,  # a memory of float32 is no mistake
    kind="page",
    wants="class",
    reference=_rmsprop(_rule),
    run=in_steps(_rmsprop(_rule), learning_rate=0.01, decay=0.99, eps=1e-8),
    probes=[(SMALL, 0.3, 0.75, 0.5), (SHAPES, 0.3, 0.8, 0.2), (TWINS, 0.1, 0.7, 0.05), (SHAPES,)],
    hints=(
        "It needs what Momentum needed: `__init__` with the three settings, `step(self, net)`, and "
        "one array of memory for each parameter, zeros at first.",
        "The memory holds an average of the squared gradients. In each step it moves on first; then"
        " the parameter moves by the gradient, divided.",
        "Divide the gradient by the root of the memory plus epsilon, outside the root. Memory and "
        "parameter both change in place.",
    ),
    after="RMSProp is half of Adam: the division without the memory of the direction, and without "
    "the correction. Its very first step is therefore too long: by which factor, with decay 0.99?",
)


know_common_slips(exercise, "RMSProp", _rmsprop_init, _rule, arrays=1)


@exercise.wrong("Epsilon stands inside the root. Take the root first, and then add it.")
@_rmsprop
def eps_in_the_root(self, param, grad, s):
    param -= self.learning_rate * grad / np.sqrt(_averaged_square(self, grad, s) + self.eps)


@exercise.wrong(
    "A gradient that is always zero gives 0 / 0, and that is NaN. What keeps the divisor above 0?"
)
@_rmsprop
def no_eps(self, param, grad, s):
    param -= self.learning_rate * grad / np.sqrt(_averaged_square(self, grad, s))


@exercise.wrong("You divide by the average of the squares itself. Its root is missing.")
@_rmsprop
def no_root(self, param, grad, s):
    param -= self.learning_rate * grad / (_averaged_square(self, grad, s) + self.eps)


@exercise.wrong(
    "The memory averages the gradient itself, so it can be negative, and the root of that is NaN."
)
@_rmsprop
def not_squared(self, param, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * grad
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The two shares have changed places. `decay` is the share of the old average that stays."
)
@_rmsprop
def swapped(self, param, grad, s):
    s[...] = (1 - self.decay) * s + self.decay * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The squares pile up for ever, so the steps only get shorter. (This is an optimizer too, "
    "called AdaGrad.) Here the memory is an average: old squares fade."
)
@_rmsprop
def sum_of_squares(self, param, grad, s):
    s += grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "You have corrected the average as Adam does. A good idea, but not in the formula given here."
)
@_rmsprop
def corrected(self, param, grad, s):
    s_hat = _averaged_square(self, grad, s) / (1 - self.decay**self.t)
    param -= self.learning_rate * grad / (np.sqrt(s_hat) + self.eps)


@exercise.wrong(
    "Each step is divided by the root of its own square alone; older ones have no part. Is the "
    "memory made anew in each step? Does `s = …` tie a name to a new array, while the list keeps "
    "its zeros? Or is something else under the root?"
)
@_rmsprop
def forgets(self, param, grad, s):
    s = (1 - self.decay) * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The step is divided by the average of the step before, which is zero at first. Move the memory"
    " on before you divide."
)
@_rmsprop
def old_average(self, param, grad, s):
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)
    _averaged_square(self, grad, s)


@exercise.wrong(
    "Epsilon is subtracted from the parameter, because the fraction ends before it. It belongs to "
    "the divisor: set brackets."
)
@_rmsprop
def eps_outside_the_fraction(self, param, grad, s):
    param -= self.learning_rate * grad / np.sqrt(_averaged_square(self, grad, s)) + self.eps


@exercise.wrong(FIXED_SETTING.format("decay"))
@_rmsprop
def decay_fixed(self, param, grad, s):
    s[...] = 0.99 * s + 0.01 * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(FIXED_SETTING.format("eps"))
@_rmsprop
def eps_fixed(self, param, grad, s):
    param -= self.learning_rate * grad / (np.sqrt(_averaged_square(self, grad, s)) + 1e-8)


@exercise.wrong(
    "Epsilon is added to the fraction. It belongs to the divisor, under the bar: set brackets."
)
@_rmsprop
def eps_after_the_fraction(self, param, grad, s):
    param -= self.learning_rate * (grad / np.sqrt(_averaged_square(self, grad, s)) + self.eps)


@exercise.wrong(
    "The new square goes in whole, and then the memory is no average. It goes in with the share "
    "that the old average has lost."
)
@_rmsprop
def whole_square(self, param, grad, s):
    s[...] = self.decay * s + grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The old average stays whole, so the squares pile up. It should lose a share in each step."
)
@_rmsprop
def never_fades(self, param, grad, s):
    s += (1 - self.decay) * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The old average grows in every step. `s += share * s` adds to what is there; `s *= share` "
    "keeps a share of it."
)
@_rmsprop
def grows(self, param, grad, s):
    s += self.decay * s
    s += (1 - self.decay) * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The first step is too short: the memory begins with the first square. It should begin at zero."
)
@_rmsprop
def starts_at_the_square(self, param, grad, s):
    if self.t == 1:
        s[...] = grad**2
    param -= self.learning_rate * grad / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


@exercise.wrong("The memory begins at one. It should begin at zero.")
@_rmsprop
def starts_at_one(self, param, grad, s):
    if self.t == 1:
        s[...] = 1
    param -= self.learning_rate * grad / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


@exercise.wrong(
    "Brackets are missing around the share of the new square: `*` comes before `-`, and the "
    "difference is one factor."
)
@_rmsprop
def brackets_missing(self, param, grad, s):
    s[...] = self.decay * s + 1 - self.decay * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "All numbers of an array are divided by the same one. Each has an average of its own, so no "
    "mean is taken over the array."
)
@_rmsprop
def one_number(self, param, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * np.mean(grad**2)
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "You multiply by the root of the memory, so large gradients get larger still. Divide by it."
)
@_rmsprop
def upside_down(self, param, grad, s):
    param -= self.learning_rate * grad * (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


def _with(square=None, step=None):
    """The class with another memory, square(s, decay, grad), or another step(grad, s, eps)."""

    def rule(self, param, grad, s):
        s[...] = (square or (lambda s, d, grad: d * s + (1 - d) * grad**2))(s, self.decay, grad)
        right = lambda grad, s, eps: grad / (np.sqrt(s) + eps)  # noqa: E731
        param -= self.learning_rate * (step or right)(grad, s, self.eps)

    return _rmsprop(rule)


exercise.mistakes(_with, **WRONG_PARTS)


@exercise.wrong(
    "The gradient itself has been squared, in place, so its sign is lost for the step. It belongs "
    "to the layers: square it where its square is needed, and leave the array as it is."
)
@_rmsprop
def gradient_squared_first(self, param, grad, s):
    grad **= 2
    s[...] = self.decay * s + (1 - self.decay) * grad
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "The memory is written over with what is only for this step. It keeps the average; the root "
    "is taken beside it."
)
@_rmsprop
def root_kept(self, param, grad, s):
    s[...] = np.sqrt(_averaged_square(self, grad, s))
    param -= self.learning_rate * grad / (s + self.eps)


@exercise.wrong("Epsilon goes into the memory. It is added to the divisor only.")
@_rmsprop
def eps_kept(self, param, grad, s):
    s[...] = _averaged_square(self, grad, s) + self.eps
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong("The learning rate has come into the memory. It belongs to the step alone.")
@_rmsprop
def rate_in_the_memory(self, param, grad, s):
    _averaged_square(self, self.learning_rate * grad, s)
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@exercise.wrong(
    "Epsilon is added to the parameter, because the fraction ends before it. It belongs to the "
    "divisor: set brackets."
)
@_rmsprop
def eps_added_to_the_parameter(self, param, grad, s):
    param -= self.learning_rate * grad / np.sqrt(_averaged_square(self, grad, s)) - self.eps


@exercise.wrong(
    "On top of the fraction stands an average of the gradient. Here the gradient itself is divided."
)
@optimizer_class("RMSProp", _rmsprop_init, arrays=2)
def average_on_top(self, param, grad, s, m):
    m[...] = self.decay * m + (1 - self.decay) * grad
    param -= self.learning_rate * m / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


@exercise.wrong(TOUCHED)
@_rmsprop
def changes_the_gradient(self, param, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * grad**2
    grad /= np.sqrt(s) + self.eps
    param -= self.learning_rate * grad


def _shared_squares(self, grad, memory):
    s = self.decay * memory[0] + (1 - self.decay) * grad**2
    return [s], self.learning_rate * grad / (np.sqrt(s) + self.eps)


know_one_memory(exercise, _shared_squares, _rmsprop_init, 1)


@exercise.variant
class squares_begin_as_numbers:
    def __init__(self, learning_rate=0.01, decay=0.99, eps=1e-8):
        self.learning_rate, self.decay, self.eps, self.s = learning_rate, decay, eps, None

    def step(self, net):
        params, grads = net.params(), net.grads()
        if self.s is None:
            self.s = [0.0 for _ in params]
        for i in range(len(params)):
            self.s[i] = self.decay * self.s[i] + (1 - self.decay) * grads[i] * grads[i]
            params[i] -= self.learning_rate / (self.s[i] ** 0.5 + self.eps) * grads[i]


@exercise.variant
@_rmsprop
def a_share_of_the_way(self, param, grad, s):
    s += (1 - self.decay) * (np.square(grad) - s)
    np.subtract(param, self.learning_rate * np.divide(grad, np.sqrt(s) + self.eps), out=param)
