"""Write Adam from memory, the whole class; the formulas are given."""

import numpy as np

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared.adam_slips import PARTS, WRONG_PARTS, adam_rule
from dlscratch.checks.optimizers.shared.hints import ONE_MEMORY, TOUCHED
from dlscratch.checks.optimizers.shared.nets import SHAPES, SMALL, TWINS
from dlscratch.checks.optimizers.shared.slips import (
    know_common_slips,
    know_one_memory,
    optimizer_class,
)
from dlscratch.checks.optimizers.shared.walks import in_steps


def _adam_init(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
    self.learning_rate, self.betas, self.eps = learning_rate, betas, eps


_adam = optimizer_class("Adam", _adam_init, arrays=2)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    rtol=5e-6,  # a memory of float32 is no mistake
    reference=optimizers.Adam,
    run=in_steps(_adam(adam_rule()), learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8),
    probes=[
        (SMALL, 0.9, (0.75, 0.9375), 0.5),
        (SHAPES, 0.3, (0.8, 0.95), 0.2),
        (TWINS, 0.1, (0.7, 0.9), 0.05),
        (SHAPES,),
    ],
    hints=(
        "Two memories for each parameter, m and v, both zeros before the first step, and a count of"
        " the steps. What has to stay until the next step, and what is only for this one?",
        "In each step the count grows once. For each parameter: m and v move on, the corrected "
        "values are computed beside them, and then the parameter moves.",
        "m averages the gradient with the first beta, v its square with the second. Divide each by "
        "1 minus its beta to the power of the count. Epsilon is added after the root.",
    ),
    after="You have written the optimizer behind most networks of the last ten years. Compare it "
    "with dlscratch/optimizers.py, which takes the same steps with less work.",
)


def _with(parts):
    return _adam(adam_rule(**parts))


know_common_slips(exercise, "Adam", _adam_init, adam_rule(), arrays=2)

exercise.mistakes(_with, **WRONG_PARTS)


def _keeping(memory):
    """The class, whose step works with memory(m, v) in place of m and v."""
    return _adam(lambda self, param, grad, m, v: adam_rule()(self, param, grad, *memory(m, v)))


exercise.mistakes(
    _keeping,
    forgets=(
        "Each step knows its own gradient only: m and v begin at zero every time. Are they made "
        "anew? Or does `m = …` tie a name to a new array, while the list keeps its zeros?",
        lambda m, v: (0 * m, 0 * v),
    ),
    forgets_m=(
        "m begins at zero in every step, and v is remembered. Does `m = …` tie the name to a new "
        "array, while the list keeps its zeros?",
        lambda m, v: (0 * m, v),
    ),
    forgets_v=(
        "v begins at zero in every step, and m is remembered. Does `v = …` tie the name to a new "
        "array, while the list keeps its zeros?",
        lambda m, v: (m, 0 * v),
    ),
    one_array_for_both=(
        "m and v are one and the same array: what is written into one stands in the other. Does "
        "`self.v = self.m` stand somewhere, or a list of zeros with two names?",
        lambda m, v: (m, m),
    ),
)


@exercise.wrong(
    "The first array is right in the first step, and the second is not. The count grows with every "
    "array. It counts steps, so it grows once in each: before the loop."
)
class counts_parameters:
    __init__ = _adam_init

    def step(self, net):
        if not hasattr(self, "memory"):
            self.t = 0
            self.memory = [(np.zeros_like(p), np.zeros_like(p)) for p in net.params()]
        for param, grad, memory in zip(net.params(), net.grads(), self.memory, strict=True):
            self.t += 1
            adam_rule()(self, param, grad, *memory)


@exercise.wrong(
    "The count begins anew in each step, and grows with every array. It counts steps: it is kept "
    "in `self`, and grows once in each, before the loop."
)
class counts_parameters_anew:
    __init__ = _adam_init

    def step(self, net):
        if not hasattr(self, "memory"):
            self.memory = [(np.zeros_like(p), np.zeros_like(p)) for p in net.params()]
        self.t = 0
        for param, grad, memory in zip(net.params(), net.grads(), self.memory, strict=True):
            self.t += 1
            adam_rule()(self, param, grad, *memory)


@exercise.wrong(
    "Epsilon is added to the root of v before v is corrected. With 1e-8 nobody would notice; here "
    "it is larger. First correct, then take the root, then add epsilon."
)
@_adam
def eps_before_the_correction(self, param, grad, m, v):
    scale = np.sqrt(1 - self.betas[1] ** self.t)
    step = adam_rule(step=lambda m, v, eps: scale * m / (np.sqrt(v) * scale + eps))
    step(self, param, grad, m, v)


@exercise.wrong(
    "The first step is right, and the next is not: the corrected values were put back into the "
    "memory. Keep m and v as they are, and give the corrected ones names of their own."
)
@_adam
def correction_kept(self, param, grad, m, v):
    adam_rule()(self, param, grad, m, v)
    b1, b2 = self.betas
    m /= 1 - b1**self.t
    v /= 1 - b2**self.t


@exercise.wrong(
    "m and v are right, and m is corrected. v is corrected with the beta of m; it has its own."
)
@_adam
def one_beta_in_the_corrections(self, param, grad, m, v):
    adam_rule(v_hat=lambda v, b, t: v / (1 - self.betas[0] ** t))(self, param, grad, m, v)


@exercise.wrong(
    "m and v are right, and v is corrected. m is corrected with the beta of v; it has its own."
)
@_adam
def second_beta_in_the_corrections(self, param, grad, m, v):
    adam_rule(m_hat=lambda m, b, t: m / (1 - self.betas[1] ** t))(self, param, grad, m, v)


@exercise.wrong("m and v are right. Each is corrected with the beta of the other.")
@_adam
def corrections_swapped(self, param, grad, m, v):
    b1, b2 = self.betas
    adam_rule(m_hat=lambda m, _, t: m / (1 - b2**t), v_hat=lambda v, _, t: v / (1 - b1**t))(
        self, param, grad, m, v
    )


@exercise.wrong(
    "v averages with the beta of m; only its correction has its own. Both use the second beta."
)
@_adam
def v_averages_with_the_first_beta(self, param, grad, m, v):
    b1 = self.betas[0]
    adam_rule(v=lambda v, _, grad: PARTS["v"](v, b1, grad))(self, param, grad, m, v)


@exercise.wrong(
    "m averages with the beta of v; only its correction has its own. Both use the first beta."
)
@_adam
def m_averages_with_the_second_beta(self, param, grad, m, v):
    b2 = self.betas[1]
    adam_rule(m=lambda m, _, grad: PARTS["m"](m, b2, grad))(self, param, grad, m, v)


@exercise.wrong("The first step is too long: m begins with the first gradient. It begins at zero.")
@_adam
def m_starts_at_the_gradient(self, param, grad, m, v):
    if self.t == 1:
        m[...] = grad
    adam_rule()(self, param, grad, m, v)


@exercise.wrong("The first step is too short: v begins with the first square. It begins at zero.")
@_adam
def v_starts_at_the_square(self, param, grad, m, v):
    if self.t == 1:
        v[...] = grad**2
    adam_rule()(self, param, grad, m, v)


@exercise.wrong("m and v begin at one. They begin at zero.")
@_adam
def both_start_at_one(self, param, grad, m, v):
    if self.t == 1:
        m[...] = v[...] = 1
    adam_rule()(self, param, grad, m, v)


@exercise.wrong(
    "m and v begin with the gradient and its square. They begin at zero; the correction makes up "
    "for that."
)
@_adam
def both_start_at_the_gradient(self, param, grad, m, v):
    if self.t == 1:
        m[...], v[...] = grad, grad**2
    adam_rule()(self, param, grad, m, v)


@exercise.wrong(
    "The first step moves nothing, though the count has grown. Does a `return` or an `else` keep "
    "the rest from running? Once the memory is there, the step goes on."
)
@_adam
def first_step_only_counted(self, param, grad, m, v):
    if self.t > 1:
        adam_rule()(self, param, grad, m, v)


@exercise.wrong(
    "The gradient itself is divided here. On top of the fraction stands its average, the corrected "
    "m."
)
@_adam
def gradient_on_top(self, param, grad, m, v):
    adam_rule(m_hat=lambda m, b, t: grad)(self, param, grad, m, v)


@exercise.wrong(
    "Epsilon is added to the parameter, because the fraction ends before it. It belongs to "
    "the divisor: set brackets."
)
@_adam
def eps_outside_the_fraction(self, param, grad, m, v):
    adam_rule(step=lambda m, v, eps: m / np.sqrt(v))(self, param, grad, m, v)
    param += self.eps


@exercise.wrong(
    "v averages the square of m here. It should average the squares of the gradients themselves."
)
@_adam
def square_of_the_average(self, param, grad, m, v):
    adam_rule(v=lambda v, b, grad: b * v + (1 - b) * m**2)(self, param, grad, m, v)


@exercise.wrong(TOUCHED)
@_adam
def changes_the_gradient(self, param, grad, m, v):
    adam_rule()(self, param, grad, m, v)
    grad *= grad


@exercise.wrong(
    "One optimizer alone is right. With a second one, both use one count of the steps. Is it kept "
    "in the class, or under a name outside of it? Each optimizer counts its own, in `self`."
)
@optimizer_class("Adam", _adam_init, arrays=2, in_class=("t",))
def count_in_the_class(self, param, grad, m, v):
    adam_rule()(self, param, grad, m, v)


@exercise.wrong(
    "Epsilon is taken away from the parameter, because the fraction ends before it. It belongs to "
    "the divisor: set brackets."
)
@_adam
def eps_taken_away(self, param, grad, m, v):
    adam_rule(step=lambda m, v, eps: m / np.sqrt(v))(self, param, grad, m, v)
    param -= self.eps


@exercise.wrong(ONE_MEMORY + " The count of the steps, too.")
@optimizer_class("Adam", _adam_init, arrays=2, in_class=("memory", "t"))
def all_in_the_class(self, param, grad, m, v):
    adam_rule()(self, param, grad, m, v)


def _shared_moments(self, grad, memory):
    (b1, b2), t = self.betas, self.t
    m = PARTS["m"](memory[0], b1, grad)
    v = PARTS["v"](memory[1], b2, grad)
    step = PARTS["step"](m / (1 - b1**t), v / (1 - b2**t), self.eps)
    return [m, v], self.learning_rate * step


know_one_memory(exercise, _shared_moments, _adam_init, 2)


@exercise.variant
class memory_in_dicts:
    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate, self.betas, self.eps = learning_rate, betas, eps
        self.t, self.m, self.v = 0, {}, {}

    def step(self, net):
        self.t += 1
        b1, b2 = self.betas
        for i, (param, grad) in enumerate(zip(net.params(), net.grads(), strict=True)):
            self.m[i] = b1 * self.m.get(i, 0) + (1 - b1) * grad
            self.v[i] = b2 * self.v.get(i, 0) + (1 - b2) * grad * grad
            top = self.m[i] / (1 - b1**self.t)
            param -= self.learning_rate * top / ((self.v[i] / (1 - b2**self.t)) ** 0.5 + self.eps)


@exercise.variant
@_adam
def correction_in_the_rate(self, param, grad, m, v):
    b1, b2 = self.betas
    m += (1 - b1) * (grad - m)
    v += (1 - b2) * (np.square(grad) - v)
    spread = np.sqrt(1 - b2**self.t)
    rate = self.learning_rate * spread / (1 - b1**self.t)
    param -= rate * m / (np.sqrt(v) + self.eps * spread)


@exercise.variant
class powers_of_the_betas_kept:
    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate, (self.b1, self.b2), self.eps = learning_rate, betas, eps
        self.b1_power = self.b2_power = 1.0
        self.m = self.v = None

    def step(self, net):
        params, grads = net.params(), net.grads()
        if self.m is None:
            self.m, self.v = [0] * len(params), [0] * len(params)
        self.b1_power *= self.b1
        self.b2_power *= self.b2
        for i in range(len(params)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * grads[i]
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * grads[i] ** 2
            m_hat = self.m[i] / (1 - self.b1_power)
            v_hat = self.v[i] / (1 - self.b2_power)
            params[i] -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


@exercise.variant
class memories_of_float32:
    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate, self.betas, self.eps, self.t = learning_rate, betas, eps, 0

    def step(self, net):
        if not self.t:
            self.m = [np.zeros(param.shape, np.float32) for param in net.params()]
            self.v = [np.zeros(param.shape, np.float32) for param in net.params()]
        self.t += 1
        b1, b2 = self.betas
        for param, grad, m, v in zip(net.params(), net.grads(), self.m, self.v, strict=True):
            m[...] = b1 * m + (1 - b1) * grad
            v[...] = b2 * v + (1 - b2) * grad**2
            m_hat, v_hat = m / (1 - b1**self.t), v / (1 - b2**self.t)
            param -= self.learning_rate * (m_hat / (np.sqrt(v_hat) + self.eps))
