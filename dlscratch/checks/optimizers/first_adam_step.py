"""Predict where Adam's first step takes two numbers whose gradients differ in size and sign."""

import numpy as np

from dlscratch.checks.optimizers.shared.predictions import Prediction as Exercise


def _shows(numbers):
    steps = numbers - 1
    if not steps.any():
        return "Both numbers stand where they began. If you have rounded: keep a decimal."
    if steps[0] > 0 or steps[1] < 0:
        wrong = "first" if steps[0] > 0 else "second"
        sign = "positive" if steps[0] > 0 else "negative"
        return (
            f"The {wrong} number goes uphill: its gradient is {sign}. From 1, your two numbers "
            f"move by {steps[0]:.4g} and {steps[1]:.4g}."
        )
    parts = 0 - steps / 0.1
    return (
        f"From 1, your two numbers move by {steps[0]:.4g} and {steps[1]:.4g}. With the learning "
        f"rate 0.1 that takes {parts[0]:.4g} and {parts[1]:.4g} for m̂ / √v̂. What are m̂ and v̂ "
        "after one step?"
    )


exercise = Exercise(
    __name__,
    shows=_shows,
    reference=[0.9, 1.1],
    accepts=(tuple, np.ndarray),
    rtol=1e-4,
    hints=(
        "What are the corrected m and v after a single step? Work them out for the first number.",
        "In the first step the corrected m is the gradient, and the corrected v its square. What "
        "remains when one is divided by the root of the other?",
        "The size of the gradient drops out; only its sign is left. And the learning rate is 0.1.",
    ),
    after="The first step has the size of the learning rate, whatever the gradient. That is why "
    "Adam's learning rate means much the same in every network, and plain gradient descent's does "
    "not.",
)

exercise.mistakes(
    gradient_descent=(
        "These are the steps of gradient descent, learning rate times gradient. Adam divides by "
        "the size of the gradient.",
        [-19.0, 1.0003],
    ),
    uncorrected=(
        "That is Adam without its correction: m is a tenth of the gradient, but the root of v "
        "only a thirtieth of its size. Both are corrected first.",
        [1 - 0.1 * 0.1 / np.sqrt(0.001), 1 + 0.1 * 0.1 / np.sqrt(0.001)],
    ),
    uncorrected_rounded_to_two=(
        "That is Adam without its correction: m is a tenth of the gradient, but the root of v "
        "only a thirtieth of its size. Both are corrected first.",
        [0.68, 1.32],
    ),
    uncorrected_steps=(
        "These are steps, and steps of Adam without its correction. Asked for are the two numbers "
        "after the step, and m and v are corrected before it.",
        [-0.316, 0.316],
    ),
    default_rate_uphill=(
        "Your steps have the length of Adam's default, and go uphill. Here the learning rate is "
        "0.1, and a positive gradient means that the loss grows to the right.",
        [1.001, 0.999],
    ),
    gradient_for_number=(
        "These are the gradients after a step of the right length. It is the two numbers, 1 and 1, "
        "that move.",
        [199.9, 0.097],
    ),
    uncorrected_rounded=(
        "That is Adam without its correction: m is a tenth of the gradient, but the root of v "
        "only a thirtieth of its size. Both are corrected first.",
        [0.684, 1.316],
    ),
    the_sizes=(
        "That is the length of both steps. Asked for are the two numbers after the step.",
        [0.1, 0.1],
    ),
    uphill=(
        "Both have gone uphill. A positive gradient means: the loss grows to the right.",
        [1.1, 0.9],
    ),
    sign_lost=(
        "The sizes are right. But the second gradient is negative: which way is downhill for it?",
        [0.9, 0.9],
    ),
    a_tenth=(
        "Your step has a tenth of the size: m is a tenth of the gradient, as long as nobody "
        "corrects it. Then v must not be corrected alone.",
        [0.99, 1.01],
    ),
    momentum=(
        "These are the steps of momentum: a tenth of the gradient, times the learning rate. What "
        "does Adam divide by?",
        [-1.0, 1.00003],
    ),
    the_steps=("These are the steps. Asked for are the two numbers after the step.", [-0.1, 0.1]),
    the_steps_uphill=(
        "These are learning rate times sign. Asked for are the two numbers after the step, which "
        "is taken away.",
        [0.1, -0.1],
    ),
    sign_lost_uphill=(
        "The sizes are right. But both have gone up: which way is downhill for a positive "
        "gradient?",
        [1.1, 1.1],
    ),
    no_learning_rate=(
        "Your steps have length 1. They are the sign, without the learning rate.",
        [0.0, 2.0],
    ),
    default_rate=(
        "Your steps have the length of Adam's default. Here the learning rate is 0.1.",
        [0.999, 1.001],
    ),
    no_root=(
        "You divide by the corrected v itself, and that is the square of the gradient. Its root is "
        "missing.",
        [1 - 0.1 / 200, 1 + 0.1 / 0.003],
    ),
    v_uncorrected=(
        "v is not corrected: its root is only a thirtieth of the gradient's size. It began at "
        "zero, as m did.",
        [1 - 0.1 / np.sqrt(0.001), 1 + 0.1 / np.sqrt(0.001)],
    ),
    small_gradient_stays=(
        "The first is right. For the second, divide its corrected m by the root of its corrected v:"
        " what has become of its size?",
        [0.9, 1.0003],
    ),
    small_gradient_nothing=(
        "The first is right. For the second, divide its corrected m by the root of its corrected v:"
        " what has become of its size?",
        [0.9, 1.0],
    ),
    large_gradient_long_step=(
        "The second is right. For the first, divide its corrected m by the root of its corrected v:"
        " what has become of its size?",
        [-19.0, 1.1],
    ),
    gradient_taken_away=(
        "You took away the gradients themselves. Adam divides by their size, and multiplies by the "
        "learning rate.",
        [-199.0, 1.003],
    ),
)

exercise.variant((0.9, 1.1))
exercise.variant(1 - 0.1 * np.sign([200, -0.003]))
