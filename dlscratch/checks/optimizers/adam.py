"""Write Adam from memory, the whole class; the formulas are given."""

import numpy as np

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared import (
    FIXED_SETTING,
    ONE_MEMORY,
    SHAPES,
    TOUCHED,
    TWINS,
    in_steps,
    know_common_slips,
    know_one_memory,
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
    run=in_steps(learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8),
    probes=[(SHAPES, 0.3, (0.8, 0.95), 0.2), (TWINS, 0.1, (0.7, 0.9), 0.05), (SHAPES,)],
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


# The parts of a step. A known wrong answer has others in their places; b is the beta of each.
PARTS = {
    "betas": lambda b1, b2: (b1, b2),
    "count": lambda t: t,
    "m": lambda m, b, grad: b * m + (1 - b) * grad,
    "v": lambda v, b, grad: b * v + (1 - b) * grad**2,
    "m_hat": lambda m, b, t: m / (1 - b**t),
    "v_hat": lambda v, b, t: v / (1 - b**t),
    "step": lambda m_hat, v_hat, eps: m_hat / (np.sqrt(v_hat) + eps),
}


def _rule(**others):
    """What Adam does with one parameter, with other parts in place of some of the right ones."""
    part = {**PARTS, **others}

    def rule(self, param, grad, m, v):
        (b1, b2), t = part["betas"](*self.betas), part["count"](self.t)
        m[...] = part["m"](m, b1, grad)
        v[...] = part["v"](v, b2, grad)
        m_hat, v_hat = part["m_hat"](m, b1, t), part["v_hat"](v, b2, t)
        param -= self.learning_rate * part["step"](m_hat, v_hat, self.eps)

    return rule


def _with(parts):
    return _adam(_rule(**parts))


def _both(part):
    return {"m_hat": part, "v_hat": part}


know_common_slips(exercise, "Adam", _adam_init, _rule(), arrays=2)

exercise.mistakes(
    _with,
    no_correction=(
        "The first steps have the wrong size. Both averages began at zero and are still too small, "
        "v far more than m. Which two divisions make up for that?",
        _both(lambda x, b, t: x),
    ),
    only_m_corrected=(
        "m is corrected, and v is not. It began at zero, too.",
        {"v_hat": lambda v, b, t: v},
    ),
    only_v_corrected=(
        "v is corrected, and m is not. It began at zero, too.",
        {"m_hat": lambda m, b, t: m},
    ),
    t_from_zero=(
        "In the first step the correction divides by 0: anything to the power of 0 is 1. The count "
        "must be 1 by then.",
        {"count": lambda t: t - 1},
    ),
    t_from_two=(
        "The first step is too short: the correction is that of the second. The count must be 1 in "
        "the first step. Where does it begin, and where does it grow?",
        {"count": lambda t: t + 1},
    ),
    eps_in_the_root=(
        "Epsilon stands inside the root. There even 1e-8 becomes 0.0001, and small gradients take "
        "no proper steps any more. Take the root first.",
        {"step": lambda m, v, eps: m / np.sqrt(v + eps)},
    ),
    no_eps=(
        "A gradient that is always zero gives 0 / 0, and that is NaN. What keeps the divisor above "
        "0?",
        {"step": lambda m, v, eps: m / np.sqrt(v)},
    ),
    eps_after_the_fraction=(
        "Epsilon is added to the fraction. It belongs to the divisor, under the bar: set brackets.",
        {"step": lambda m, v, eps: m / np.sqrt(v) + eps},
    ),
    gradient_not_squared=(
        "v averages the gradient itself. Then it can be negative, and the root of that is NaN. "
        "Square each gradient first.",
        {"v": lambda v, b, grad: b * v + (1 - b) * grad},
    ),
    no_root=(
        "You divide by the average of the squares. A square of a small number is far smaller still:"
        " take the root of it first.",
        {"step": lambda m, v, eps: m / (v + eps)},
    ),
    betas_swapped=(
        "The two betas have changed places: the first belongs to m.",
        {"betas": lambda b1, b2: (b2, b1)},
    ),
    first_beta_for_both=(
        "m is right, and v uses the beta of m. There are two: the second belongs to v.",
        {"betas": lambda b1, b2: (b1, b1)},
    ),
    second_beta_for_both=(
        "v is right, and m uses the beta of v. There are two: the first belongs to m.",
        {"betas": lambda b1, b2: (b2, b2)},
    ),
    betas_fixed=(FIXED_SETTING.format("betas"), {"betas": lambda b1, b2: (0.9, 0.999)}),
    eps_fixed=(
        FIXED_SETTING.format("eps"),
        {"step": lambda m, v, eps: m / (np.sqrt(v) + 1e-8)},
    ),
    sizes_not_squares=(
        "v averages the sizes of the gradients. It should average their squares.",
        {"v": lambda v, b, grad: b * v + (1 - b) * np.abs(grad)},
    ),
    squares_in_m=(
        "m averages the squares, so the direction is lost. It averages the gradients themselves.",
        {"m": PARTS["v"]},
    ),
    shares_swapped=(
        "Beta and 1 - beta have changed places: the averages forget nearly everything in each step."
        " Beta is the share that stays.",
        {
            "m": lambda m, b, grad: (1 - b) * m + b * grad,
            "v": lambda v, b, grad: (1 - b) * v + b * grad**2,
        },
    ),
    no_shares=(
        "Gradients and squares go in whole, so m and v are sums and no averages. Each goes in with "
        "the share that the old average has lost.",
        {"m": lambda m, b, grad: b * m + grad, "v": lambda v, b, grad: b * v + grad**2},
    ),
    no_share_in_m=(
        "The gradient goes into m whole. It goes in with the share that the old m has lost.",
        {"m": lambda m, b, grad: b * m + grad},
    ),
    no_share_in_v=(
        "The square goes into v whole. It goes in with the share that the old v has lost.",
        {"v": lambda v, b, grad: b * v + grad**2},
    ),
    never_fade=(
        "The old m and v stay whole, so everything piles up. Each keeps a share, its beta.",
        {
            "m": lambda m, b, grad: m + (1 - b) * grad,
            "v": lambda v, b, grad: v + (1 - b) * grad**2,
        },
    ),
    grow=(
        "m and v grow in every step. `m += share * m` adds to what is there; `m *= share` keeps a "
        "share of it.",
        {
            "m": lambda m, b, grad: m + b * m + (1 - b) * grad,
            "v": lambda v, b, grad: v + b * v + (1 - b) * grad**2,
        },
    ),
    times_t=(
        "The first step is right, and the next is not: is the beta multiplied by the count? It is "
        "to be raised to that power, with `**`.",
        _both(lambda x, b, t: x / (1 - b * t)),
    ),
    no_power=(
        "The first step is right, and the next is not: the correction never fades. It divides by 1 "
        "minus beta to the power of the count. Is the power there, and does the count grow?",
        _both(lambda x, b, t: x / (1 - b)),
    ),
    power_of_the_rest=(
        "The first step is right, and the next is not: (1 - beta) is raised to the power of the "
        "count. Only beta is, and then it is taken away from 1.",
        _both(lambda x, b, t: x / (1 - b) ** t),
    ),
    brackets_missing=(
        "In the corrections, brackets are missing: `m / 1 - x` divides by 1 and then subtracts. "
        "The whole difference is the divisor.",
        _both(lambda x, b, t: x / 1 - b**t),
    ),
    shares_without_brackets=(
        "In the averages, brackets are missing: `*` comes before `-`. The whole difference is one "
        "factor.",
        {
            "m": lambda m, b, grad: b * m + 1 - b * grad,
            "v": lambda v, b, grad: b * v + 1 - b * grad**2,
        },
    ),
    multiplied=(
        "The corrections multiply, and make m and v smaller still. They began too small: divide.",
        _both(lambda x, b, t: x * (1 - b**t)),
    ),
)


def _keeping(memory):
    """The class, whose step works with memory(m, v) in place of m and v."""
    return _adam(lambda self, param, grad, m, v: _rule()(self, param, grad, *memory(m, v)))


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
            _rule()(self, param, grad, *memory)


@exercise.wrong(
    "Epsilon is added to the root of v before v is corrected. With 1e-8 nobody would notice; here "
    "it is larger. First correct, then take the root, then add epsilon."
)
@_adam
def eps_before_the_correction(self, param, grad, m, v):
    scale = np.sqrt(1 - self.betas[1] ** self.t)
    _rule(step=lambda m, v, eps: scale * m / (np.sqrt(v) * scale + eps))(self, param, grad, m, v)


@exercise.wrong(
    "The first step is right, and the next is not: the corrected values were put back into the "
    "memory. Keep m and v as they are, and give the corrected ones names of their own."
)
@_adam
def correction_kept(self, param, grad, m, v):
    _rule()(self, param, grad, m, v)
    b1, b2 = self.betas
    m /= 1 - b1**self.t
    v /= 1 - b2**self.t


@exercise.wrong(
    "m and v are right, and m is corrected. v is corrected with the beta of m; it has its own."
)
@_adam
def one_beta_in_the_corrections(self, param, grad, m, v):
    _rule(v_hat=lambda v, b, t: v / (1 - self.betas[0] ** t))(self, param, grad, m, v)


@exercise.wrong(
    "The gradient itself is divided here. On top of the fraction stands its average, the corrected "
    "m."
)
@_adam
def gradient_on_top(self, param, grad, m, v):
    _rule(m_hat=lambda m, b, t: grad)(self, param, grad, m, v)


@exercise.wrong(
    "Epsilon is subtracted from the parameter, because the fraction ends before it. It belongs to "
    "the divisor: set brackets."
)
@_adam
def eps_outside_the_fraction(self, param, grad, m, v):
    _rule(step=lambda m, v, eps: m / np.sqrt(v))(self, param, grad, m, v)
    param += self.eps


@exercise.wrong(
    "v averages the square of m here. It should average the squares of the gradients themselves."
)
@_adam
def square_of_the_average(self, param, grad, m, v):
    _rule(v=lambda v, b, grad: b * v + (1 - b) * m**2)(self, param, grad, m, v)


@exercise.wrong(TOUCHED)
@_adam
def changes_the_gradient(self, param, grad, m, v):
    _rule()(self, param, grad, m, v)
    grad *= grad


@exercise.wrong(ONE_MEMORY + " The count of the steps, too.")
@optimizer_class("Adam", _adam_init, arrays=2, in_class=("memory", "t"))
def all_in_the_class(self, param, grad, m, v):
    _rule()(self, param, grad, m, v)


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
