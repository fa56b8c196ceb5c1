"""Predict the three gradients of one neuron with two inputs, for two examples."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=([[31.0, 42.0]], [11.0], [[3.0, 5.0], [30.0, 50.0]]),
    accepts=(tuple, list, np.ndarray),
    hints=(
        "Take one number at a time, and ask where it was used: the first weight multiplied the "
        "first input of *both* examples.",
        "For a weight: its input times the incoming gradient, added up over the examples. For the "
        "bias: the incoming gradients, added up. For an input: the weight times the gradient of "
        "its own example.",
        "w_grad begins with 1 · 1 + 3 · 10. The gradient for the second example's inputs is 10 "
        "times that for the first's.",
    ),
    after="Weights and bias serve both examples, so theirs are summed. An input belongs to one "
    "example, so nothing is summed over the batch.",
)


exercise.mistakes(
    averaged=(
        "You have averaged over the two examples. The layer only sums; an average would come in "
        "from the loss.",
        ([[15.5, 21.0]], [5.5], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    all_averaged=(
        "You have halved everything. The layer only sums; an average would come in from the loss.",
        ([[15.5, 21.0]], [5.5], [[1.5, 2.5], [15.0, 25.0]]),
    ),
    bias_weighted=(
        "w_grad and the last are right. The bias multiplies no input: its slope is 1.",
        ([[31.0, 42.0]], [31.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    bias_counted=(
        "The slope of the bias is 1 for each example, but each example brings an incoming gradient "
        "of its own: 1 and 10.",
        ([[31.0, 42.0]], [2.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    no_incoming_gradient=(
        "These are the slopes. Each is still to be multiplied by the gradient that comes in: 1 for "
        "the first example, 10 for the second.",
        ([[4.0, 6.0]], [2.0], [[3.0, 5.0], [3.0, 5.0]]),
    ),
    first_example_only=(
        "The second example is missing. The same weights and the same bias serve it too.",
        ([[1.0, 2.0]], [1.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    inputs_and_weights_swapped=(
        "For a weight you took the weight, and for an input the input. In w · x the slope for one "
        "factor is the *other* factor.",
        ([[33.0, 55.0]], [11.0], [[1.0, 2.0], [30.0, 40.0]]),
    ),
    x_summed=(
        "w_grad and b_grad are right. But the inputs of the two examples are different numbers: "
        "each has a gradient of its own.",
        ([[31.0, 42.0]], [11.0], [[33.0, 55.0], [33.0, 55.0]]),
    ),
    w_grad_transposed=(
        "The numbers are right. w has one row, for its one neuron, and w_grad has the same shape.",
        ([[31.0], [42.0]], [11.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    w_grad_without_its_axis=(
        "The numbers are right. w has two axes, although it has only one row: so has w_grad.",
        ([31.0, 42.0], [11.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    b_grad_as_a_number=(
        "The numbers are right. b has an axis of one number, shape (1,): so has b_grad.",
        ([[31.0, 42.0]], 11.0, [[3.0, 5.0], [30.0, 50.0]]),
    ),
)


exercise.variant([[[31, 42]], [11], [[3, 5], [30, 50]]])
exercise.variant((np.array([[31, 42]]), np.array([11]), np.array([[3, 5], [30, 50]])))
