"""Predict where Adam's first step takes two numbers whose gradients differ in size and sign."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
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
)

exercise.variant((0.9, 1.1))
exercise.variant(1 - 0.1 * np.sign([200, -0.003]))
