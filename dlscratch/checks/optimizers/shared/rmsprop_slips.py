"""Wrong averages of squares, and steps wrongly divided by their roots."""

import numpy as np

# id=(hint, square(s, decay, grad), step(grad, s, eps)); None for a right one
WRONG_PARTS = dict(
    sizes_not_squares=(
        "The memory averages the sizes of the gradients. It should average their squares.",
        lambda s, d, grad: d * s + (1 - d) * np.abs(grad),
    ),
    doubled_not_squared=(
        "The memory averages twice the gradient. Then it can be negative, and the root of that is "
        "NaN. `* 2` doubles; `** 2` squares.",
        lambda s, d, grad: d * s + (1 - d) * 2 * grad,
    ),
    average_squared=(
        "The whole average is squared, the old one with it. Only the new gradient is squared.",
        lambda s, d, grad: (d * s + (1 - d) * grad) ** 2,
    ),
    share_squared=(
        "The gradient's share is squared with it. Only the gradient is squared: where do the "
        "brackets end?",
        lambda s, d, grad: d * s + ((1 - d) * grad) ** 2,
    ),
    brackets_around_the_sum=(
        "The share `decay` is taken of the new square, too. It is the share of the old average "
        "alone: where do the brackets end, or which of two lines comes first?",
        lambda s, d, grad: d * (s + (1 - d) * grad**2),
    ),
    sum_of_the_array=(
        "All numbers of an array are divided by the same one, made of the whole array. Each has a "
        "square and a root of its own, so no sum and no norm is taken.",
        lambda s, d, grad: d * s + (1 - d) * np.sum(grad**2),
    ),
    plus_decay=(
        "The share of the new square is 1 + decay. It is what decay has left of 1.",
        lambda s, d, grad: d * s + (1 + d) * grad**2,
    ),
    square_taken_away=(
        "The new square is taken away from the average, so it can be negative. It is added.",
        lambda s, d, grad: d * s - (1 - d) * grad**2,
    ),
    share_of_both=(
        "The old average and the new square both get the share `decay`. The square gets what is "
        "left of 1.",
        lambda s, d, grad: d * s + d * grad**2,
    ),
    no_gradient=(
        "The gradient is missing on top of the fraction, so every number moves the same way.",
        None,
        lambda grad, s, eps: 1 / (np.sqrt(s) + eps),
    ),
    sign_on_top=(
        "On top of the fraction stands the sign of the gradient. Its size counts, too.",
        None,
        lambda grad, s, eps: np.sign(grad) / (np.sqrt(s) + eps),
    ),
    square_on_top=(
        "On top of the fraction stands the square of the gradient, so its sign is lost. The "
        "gradient itself belongs there.",
        None,
        lambda grad, s, eps: grad**2 / (np.sqrt(s) + eps),
    ),
    memory_on_top=(
        "On top of the fraction stands the memory. The gradient belongs there.",
        None,
        lambda grad, s, eps: s / (np.sqrt(s) + eps),
    ),
    fraction_turned_over=(
        "The fraction is turned over: the root stands on top, and the gradient below it.",
        None,
        lambda grad, s, eps: np.sqrt(s) / (grad + eps),
    ),
    undivided=(
        "Your steps are those of plain gradient descent: nothing divides the gradient.",
        None,
        lambda grad, s, eps: grad,
    ),
    root_of_the_gradient=(
        "The root is taken of the gradient, which can be negative. Under it stands the memory.",
        None,
        lambda grad, s, eps: grad / (np.sqrt(grad) + eps),
    ),
    size_for_root=(
        "The gradient is divided by its own size, and only its sign is left. The root of the "
        "memory divides it.",
        None,
        lambda grad, s, eps: grad / (np.abs(grad) + eps),
    ),
    half_for_root=(
        "You divide by half of the memory: `**` comes before `/`, so `s**1/2` is s to the power of "
        "1, halved. Brackets, or `np.sqrt`, make a root of it.",
        None,
        lambda grad, s, eps: grad / (s / 2 + eps),
    ),
    squared_for_root=(
        "You divide by the square of the memory. Its root is wanted.",
        None,
        lambda grad, s, eps: grad / (s**2 + eps),
    ),
    larger_of_root_and_eps=(
        "The divisor is the larger one of root and epsilon. Here the two are added.",
        None,
        lambda grad, s, eps: grad / np.maximum(np.sqrt(s), eps),
    ),
    eps_twice=(
        "Epsilon comes in twice, inside the root and outside. It stands outside only.",
        None,
        lambda grad, s, eps: grad / (np.sqrt(s + eps) + eps),
    ),
    eps_times=(
        "Epsilon is multiplied with the fraction. It is added to the root.",
        None,
        lambda grad, s, eps: grad / np.sqrt(s) * eps,
    ),
)
