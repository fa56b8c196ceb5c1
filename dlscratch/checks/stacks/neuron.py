"""Write one neuron for one example: a weighted sum and a bias, in one expression."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise


def _neuron(x, w, b):
    return w @ x + b


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_neuron,
    probes=[
        (np.array([2.0, -1.0, 3.0]), np.array([1.0, 4.0, 0.25]), 0.75),
        (np.array([1.0, 2.0, 4.0, -2.0]), np.array([3.0, -1.0, 2.0, 1.5]), -2.0),
    ],
    hints=(
        "Three steps: multiply in pairs, add up the products, add the bias.",
        "`w * x` gives the products, in an array. What turns an array of products into one number?",
        "`w @ x` does the first two steps at once for two rows of numbers. The bias is added once, "
        "at the end.",
    ),
    after="All that a linear layer does is this, once for each neuron and each example. The rest "
    "of the lesson is about doing it for all of them at once.",
)


@exercise.wrong("The weighted sum is right. What is missing is the number added at last.")
def no_bias(x, w, b):
    return w @ x


@exercise.wrong(
    "These are the products, each with the bias, side by side. A neuron gives a single number."
)
def not_summed(x, w, b):
    return w * x + b


@exercise.wrong(
    "The bias has been added once for each input. A neuron has one bias: add it after the sum."
)
def bias_for_each_input(x, w, b):
    return (w * x + b).sum()


@exercise.wrong(
    "That is the sum of the inputs times the sum of the weights. Each input has a weight of its "
    "own: multiply first, in pairs, and add up afterwards."
)
def sums_multiplied(x, w, b):
    return w.sum() * x.sum() + b


@exercise.wrong("The products have been averaged. A weighted sum is a sum: nothing is divided.")
def mean(x, w, b):
    return (w * x).mean() + b


@exercise.wrong("Input and weight were added. A weight says how much an input counts.")
def added(x, w, b):
    return (w + x).sum() + b


@exercise.wrong(
    "The bias was added to the inputs, so the weights multiply it too. It comes after the sum."
)
def bias_on_the_inputs(x, w, b):
    return w @ (x + b)


@exercise.wrong("The weighted sum is right. The bias is added to it, not multiplied.")
def bias_multiplied(x, w, b):
    return w @ x * b


@exercise.variant
def with_a_loop(x, w, b):
    total = b
    for weight, number in zip(w, x, strict=True):
        total = total + weight * number
    return total


@exercise.variant
def by_dot(x, w, b):
    return np.dot(x, w).item() + b


@exercise.variant
def sum_that_starts_with_the_bias(x, w, b):
    return sum([p * q for p, q in zip(w.tolist(), x.tolist(), strict=True)], b)
