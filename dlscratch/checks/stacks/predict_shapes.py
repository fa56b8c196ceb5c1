"""Predict five shapes: of a linear layer's weights, its outputs, and its three gradients."""

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[(2, 6), (7, 2), (2, 6), (2,), (7, 6)],
    accepts=(tuple, list),
    hints=(
        "One row of `w` belongs to one neuron. How many neurons are there, and how many numbers "
        "does each of them weigh?",
        "Every gradient has the shape of the thing that it is the gradient for. So once you know "
        "the shapes of `w`, `b` and `x`, three of the answers are there.",
        "There are 2 neurons with 6 weights each, and 7 examples. Each example gets one number "
        "from each neuron.",
    ),
    after="The gradients do not know how many examples there were: 7 or 7,000, w_grad has the "
    "shape of w. The axis of the batch has been summed away.",
)


exercise.mistakes(
    w_by_inputs=(
        "The first: a row of `w` belongs to a neuron, so the number of outputs comes first.",
        [(6, 2), (7, 2), (6, 2), (2,), (7, 6)],
    ),
    w_grad_transposed=(
        "Four are right. The gradient for `w` has to fit onto `w`, number by number.",
        [(2, 6), (7, 2), (6, 2), (2,), (7, 6)],
    ),
    b_grad_for_each_example=(
        "Look at the fourth. There is one bias for each neuron, and it serves all the examples. "
        "How many numbers say how the biases should change?",
        [(2, 6), (7, 2), (2, 6), (7, 2), (7, 6)],
    ),
    b_grad_is_a_table=(
        "Look at the fourth. `b` is a plain row of numbers, with a single axis. Its gradient too.",
        [(2, 6), (7, 2), (2, 6), (1, 2), (7, 6)],
    ),
    b_grad_for_the_batch=(
        "Look at the fourth. The axis of the examples is the one that is summed away; the one of "
        "the neurons stays.",
        [(2, 6), (7, 2), (2, 6), (7,), (7, 6)],
    ),
    x_gradient_like_outputs=(
        "Look at the last. What comes *in* from behind has the shape of the outputs; what goes "
        "on to the layer before has the shape of `x`.",
        [(2, 6), (7, 2), (2, 6), (2,), (7, 2)],
    ),
    one_example=(
        "You have counted one example. The batch has 7, each with outputs and inputs of its own.",
        [(2, 6), (2,), (2, 6), (2,), (6,)],
    ),
    no_comma=(
        "Almost: `(2)` is just a 2 in brackets. A tuple with one size has a comma, as in `(7,)`.",
        [(2, 6), (7, 2), (2, 6), 2, (7, 6)],
    ),
    outputs_transposed=(
        "Look at the second. The examples are the rows, in `x` as well as in the outputs.",
        [(2, 6), (2, 7), (2, 6), (2,), (7, 6)],
    ),
)


exercise.variant(((2, 6), (7, 2), (2, 6), (2,), (7, 6)))
exercise.variant([[2, 6], [7, 2], [2, 6], [2], [7, 6]])
