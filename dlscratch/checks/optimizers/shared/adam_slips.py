"""Adam's step in parts, and what goes wrong with each of them."""

import numpy as np

from dlscratch.checks.optimizers.shared import hints

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


def adam_rule(**others):
    """What Adam does with one parameter, with other parts in place of some of the right ones."""
    part = {**PARTS, **others}

    def rule(self, param, grad, m, v):
        (b1, b2), t = part["betas"](*self.betas), part["count"](self.t)
        m[...] = part["m"](m, b1, grad)
        v[...] = part["v"](v, b2, grad)
        m_hat, v_hat = part["m_hat"](m, b1, t), part["v_hat"](v, b2, t)
        param -= self.learning_rate * part["step"](m_hat, v_hat, self.eps)

    return rule


def both(part):
    return {"m_hat": part, "v_hat": part}


# id=(hint, parts): what is put in place of the right ones
WRONG_PARTS = dict(
    no_correction=(
        "The first steps have the wrong size. Both averages began at zero and are still too small, "
        "v far more than m. Which two divisions make up for that?",
        both(lambda x, b, t: x),
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
    betas_fixed=(hints.FIXED_SETTING.format("betas"), {"betas": lambda b1, b2: (0.9, 0.999)}),
    eps_fixed=(
        hints.FIXED_SETTING.format("eps"),
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
        both(lambda x, b, t: x / (1 - b * t)),
    ),
    no_power=(
        "The first step is right, and the next is not: the correction never fades. It divides by 1 "
        "minus beta to the power of the count. Is the power there, and does the count grow?",
        both(lambda x, b, t: x / (1 - b)),
    ),
    power_of_the_rest=(
        "The first step is right, and the next is not: (1 - beta) is raised to the power of the "
        "count. Only beta is, and then it is taken away from 1.",
        both(lambda x, b, t: x / (1 - b) ** t),
    ),
    brackets_missing=(
        "In the corrections, brackets are missing: `m / 1 - x` divides by 1 and then subtracts. "
        "The whole difference is the divisor.",
        both(lambda x, b, t: x / 1 - b**t),
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
        both(lambda x, b, t: x * (1 - b**t)),
    ),
    sum_of_squares=(
        "All numbers of an array are divided by the same one, made of the whole array. Each has a "
        "square and a root of its own, so no sum and no norm is taken.",
        {"v": lambda v, b, grad: b * v + (1 - b) * np.sum(grad**2)},
    ),
    mean_of_squares=(
        "v takes in a mean over the whole array, so all its numbers are divided by the same one. "
        "Each number has a square of its own.",
        {"v": lambda v, b, grad: b * v + (1 - b) * np.mean(grad**2)},
    ),
    doubled_not_squared=(
        "v averages twice the gradient. Then it can be negative, and the root of that is NaN. "
        "`* 2` doubles; `** 2` squares.",
        {"v": lambda v, b, grad: b * v + (1 - b) * grad * 2},
    ),
    average_squared=(
        "v squares the whole average, the old v with it. Only the new gradient is squared.",
        {"v": lambda v, b, grad: (b * v + (1 - b) * grad) ** 2},
    ),
    m_and_v_mixed_up=(
        "In the last line m and v have changed places: the root is taken of m, which can be "
        "negative.",
        {"step": lambda m, v, eps: v / (np.sqrt(m) + eps)},
    ),
    upside_down=(
        "You multiply by the root of v, so large gradients get larger still. Divide by it.",
        {"step": lambda m, v, eps: m * (np.sqrt(v) + eps)},
    ),
    eps_twice=(
        "Epsilon comes in twice, inside the root and outside. It stands outside only.",
        {"step": lambda m, v, eps: m / (np.sqrt(v + eps) + eps)},
    ),
    larger_of_root_and_eps=(
        "The divisor is the larger one of root and epsilon. Here the two are added.",
        {"step": lambda m, v, eps: m / np.maximum(np.sqrt(v), eps)},
    ),
    half_for_root=(
        "You divide by half of v: `**` comes before `/`, so `v**1/2` is v to the power of 1, "
        "halved. Brackets, or `np.sqrt`, make a root of it.",
        {"step": lambda m, v, eps: m / (v / 2 + eps)},
    ),
    squared_for_root=(
        "You divide by the square of v. Its root is wanted.",
        {"step": lambda m, v, eps: m / (v**2 + eps)},
    ),
    root_of_the_gradient=(
        "You divide by the size of m itself, so only its sign is left. Under the root stands v.",
        {"step": lambda m, v, eps: m / (np.abs(m) + eps)},
    ),
    root_of_m_too=(
        "The root is taken of m, too; m can be negative, and the root of that is NaN. Only v, "
        "which averages squares, is under a root.",
        {"step": lambda m, v, eps: np.sqrt(m) / (np.sqrt(v) + eps)},
    ),
    root_of_the_size_of_m=(
        "The root is taken of m, too. Only v, which averages squares, is under a root.",
        {"step": lambda m, v, eps: np.sqrt(np.abs(m)) / (np.sqrt(v) + eps)},
    ),
    m_squared=(
        "m is squared on top of the fraction, so its sign is lost. It stands there as it is.",
        {"step": lambda m, v, eps: m**2 / (np.sqrt(v) + eps)},
    ),
    nothing_on_top=(
        "The averaged gradient is missing in the step: 1 is divided, and not m.",
        {"step": lambda m, v, eps: 1 / (np.sqrt(v) + eps)},
    ),
    nothing_below=(
        "The step is m alone: nothing divides it, so v has no part in it.",
        {"step": lambda m, v, eps: m},
    ),
    nothing_but_the_sign=(
        "Your step is the sign of m, divided. The size of m counts, too.",
        {"step": lambda m, v, eps: np.sign(m) / (np.sqrt(v) + eps)},
    ),
    whole_difference_taken=(
        "In v the new square is taken away. It is added, with its share.",
        {"v": lambda v, b, grad: b * v - (1 - b) * grad**2},
    ),
    brackets_around_the_sums=(
        "The share beta is taken of what is new, too. It is the share of the old average alone: "
        "where do the brackets end, or which of two lines comes first?",
        {
            "m": lambda m, b, grad: b * (m + (1 - b) * grad),
            "v": lambda v, b, grad: b * (v + (1 - b) * grad**2),
        },
    ),
    plus_beta=(
        "The share of the new gradient and its square is 1 + beta. It is what beta has left of 1.",
        {
            "m": lambda m, b, grad: b * m + (1 + b) * grad,
            "v": lambda v, b, grad: b * v + (1 + b) * grad**2,
        },
    ),
    corrected_with_plus=(
        "The corrections divide by more than 1, and make m and v smaller still. What is taken away "
        "from 1?",
        both(lambda x, b, t: x / (1 + b**t)),
    ),
    the_power_alone=(
        "The corrections divide by the power of the beta alone. It is taken away from 1 first.",
        both(lambda x, b, t: x / b**t),
    ),
)

# Slips that are also made in one of the two only
IN_ONE = (
    "times_t", "no_power", "power_of_the_rest", "brackets_missing", "multiplied", "never_fade",
    "grow", "shares_swapped", "shares_without_brackets", "plus_beta", "corrected_with_plus",
    "the_power_alone", "brackets_around_the_sums",
)  # fmt: skip
for _id in IN_ONE:
    _hint, _parts = WRONG_PARTS[_id]
    for _one, _other in (("m", "v"), ("v", "m")):
        WRONG_PARTS[f"{_id}_in_{_one}"] = (
            f"{_other} is right; look at {_one}. {_hint}",
            {part: change for part, change in _parts.items() if part[0] == _one},
        )
del WRONG_PARTS["times_t_in_v"]  # the root of a negative v hides what m is
