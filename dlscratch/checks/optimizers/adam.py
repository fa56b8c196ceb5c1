"""Write Adam from memory, the whole class; the formulas are given."""

import numpy as np

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared import (
    ANEW,
    FIXED_RATE,
    REBOUND,
    SHAPES,
    SHARED,
    TOUCHED,
    TWINS,
    UPHILL,
    in_steps,
    keeping,
    one_memory,
    optimizer_class,
)


def _adam_init(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
    self.learning_rate, self.betas, self.eps = learning_rate, betas, eps


_adam = optimizer_class("Adam", _adam_init, arrays=2)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=optimizers.Adam,
    run=in_steps("learning_rate", "betas", "eps"),
    probes=[(SHAPES, 0.3, (0.8, 0.95), 0.2), (TWINS, 0.1, (0.7, 0.9), 0.05), (SHAPES, 0.001)],
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


def _moments(self, grad, m, v, late=0):
    """Move m and v on, and return them corrected; the count may be too small by `late`."""
    (b1, b2), t = self.betas, self.t - late
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * grad**2
    return m / (1 - b1**t), v / (1 - b2**t)


@exercise.wrong(REBOUND)
@_adam
def rebinding(self, param, grad, m, v):
    _moments(self, grad, m, v)


@exercise.wrong(UPHILL)
@_adam
def plus(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param += self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


@exercise.wrong(
    "The first steps have the wrong size. Both averages began at zero and are still too small, v "
    "far more than m. Which two divisions make up for that?"
)
@_adam
def no_correction(self, param, grad, m, v):
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (np.sqrt(v) + self.eps)


@exercise.wrong("m is corrected, and v is not. It began at zero, too.")
@_adam
def only_m_corrected(self, param, grad, m, v):
    m_hat, _ = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / (np.sqrt(v) + self.eps)


@exercise.wrong("v is corrected, and m is not. It began at zero, too.")
@_adam
def only_v_corrected(self, param, grad, m, v):
    _, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m / (np.sqrt(v_hat) + self.eps)


@exercise.wrong(
    "In the first step the correction divides by 0: anything to the power of 0 is 1. The count must"
    " be 1 by then."
)
@_adam
def t_from_zero(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v, late=1)
    param -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


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
            m_hat, v_hat = _moments(self, grad, *memory)
            param -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


@exercise.wrong(
    "Epsilon stands inside the root. There even 1e-8 becomes 0.0001, and small gradients take no "
    "proper steps any more. Take the root first."
)
@_adam
def eps_in_the_root(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / np.sqrt(v_hat + self.eps)


@exercise.wrong(
    "A gradient that is always zero gives 0 / 0, and that is NaN. What keeps the divisor above 0?"
)
@_adam
def no_eps(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / np.sqrt(v_hat)


@exercise.wrong(
    "Epsilon is added to the root of v before v is corrected. With 1e-8 nobody would notice; here "
    "it is larger. First correct, then take the root, then add epsilon."
)
@_adam
def eps_before_the_correction(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    scale = np.sqrt(1 - self.betas[1] ** self.t)
    param -= self.learning_rate * scale * m_hat / (np.sqrt(v_hat) * scale + self.eps)


@exercise.wrong(
    "v averages the gradient itself. Then it can be negative, and the root of that is NaN. Square "
    "each gradient first."
)
@_adam
def gradient_not_squared(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * grad
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@exercise.wrong(
    "You divide by the average of the squares. A square of a small number is far smaller still: "
    "take the root of it first."
)
@_adam
def no_root(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / (v_hat + self.eps)


@exercise.wrong("The two betas have changed places: the first belongs to m.")
@_adam
def betas_swapped(self, param, grad, m, v):
    (b2, b1), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@exercise.wrong(
    "Beta and 1 - beta have changed places: the averages forget nearly everything in each step. "
    "Beta is the share that stays."
)
@_adam
def shares_swapped(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = (1 - b1) * m + b1 * grad
    v[...] = (1 - b2) * v + b2 * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@exercise.wrong(
    "The first step is right, and the next is not: the corrected values were put back into the "
    "memory. Keep m and v as they are, and give the corrected ones names of their own."
)
@_adam
def correction_kept(self, param, grad, m, v):
    m[...], v[...] = _moments(self, grad, m, v)
    param -= self.learning_rate * m / (np.sqrt(v) + self.eps)


@exercise.wrong(
    "The first step is right, and the next is not: is the beta multiplied by the count? It is to be"
    " raised to that power, with `**`."
)
@_adam
def times_t(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (1 - b1 * t) / (np.sqrt(v / (1 - b2 * t)) + self.eps)


@exercise.wrong(
    "The first step is right, and the next is not: the correction never fades. It divides by 1 "
    "minus beta to the power of the count."
)
@_adam
def no_power(self, param, grad, m, v):
    b1, b2 = self.betas
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (1 - b1) / (np.sqrt(v / (1 - b2)) + self.eps)


@exercise.wrong(
    "Each step knows its own gradient only: m and v begin at zero every time. Are they made anew? "
    "Or does `m = …` tie a name to a new array, while the list keeps its zeros?"
)
@_adam
def forgets(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m, v = (1 - b1) * grad, (1 - b2) * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@exercise.wrong(
    "The gradient itself is divided here. On top of the fraction stands its average, the corrected "
    "m."
)
@_adam
def gradient_on_top(self, param, grad, m, v):
    _, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * grad / (np.sqrt(v_hat) + self.eps)


@exercise.wrong(FIXED_RATE)
@optimizer_class("Adam", keeping(_adam_init), arrays=2)
def fixed_rate(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.kept * m_hat / (np.sqrt(v_hat) + self.eps)


@exercise.wrong(
    "m and v are one and the same array: what is written into one stands in the other. Does "
    "`self.v = self.m` stand somewhere, or a list of zeros with two names?"
)
@_adam
def one_array_for_both(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    m[...] = b2 * m + (1 - b2) * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(m / (1 - b2**t)) + self.eps)


@exercise.wrong(
    "Epsilon is subtracted from the parameter, because the fraction ends before it. It belongs to "
    "the divisor: set brackets."
)
@_adam
def eps_outside_the_fraction(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / np.sqrt(v_hat) + self.eps


@exercise.wrong(
    "Epsilon is added to the fraction. It belongs to the divisor, under the bar: set brackets."
)
@_adam
def eps_after_the_fraction(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * (m_hat / np.sqrt(v_hat) + self.eps)


@exercise.wrong(
    "v averages the square of m here. It should average the squares of the gradients themselves."
)
@_adam
def square_of_the_average(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * m**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@exercise.wrong(
    "In the corrections, brackets are missing: `m / 1 - x` divides by 1 and then subtracts. The "
    "whole difference is the divisor."
)
@_adam
def brackets_missing(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    _moments(self, grad, m, v)
    param -= self.learning_rate * (m / 1 - b1**t) / (np.sqrt(v / 1 - b2**t) + self.eps)


@exercise.wrong(
    "The first step is right, and the next is not: (1 - beta) is raised to the power of the count. "
    "Only beta is, and then it is taken away from 1."
)
@_adam
def power_of_the_rest(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (1 - b1) ** t / (np.sqrt(v / (1 - b2) ** t) + self.eps)


@exercise.wrong(TOUCHED)
@_adam
def changes_the_gradient(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    grad *= grad
    v[...] = b2 * v + (1 - b2) * grad
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


def _shared_moments(self, grad, memory):
    (b1, b2), t = self.betas, self.t
    m = b1 * memory[0] + (1 - b1) * grad
    v = b2 * memory[1] + (1 - b2) * grad**2
    step = m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)
    return [m, v], self.learning_rate * step


exercise.mistakes(
    one_for_all=(SHARED, one_memory(_shared_moments, _adam_init, 2)),
    one_for_all_and_no_memory=(
        SHARED + ANEW,
        one_memory(_shared_moments, _adam_init, 2, lasting=False),
    ),
)


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
