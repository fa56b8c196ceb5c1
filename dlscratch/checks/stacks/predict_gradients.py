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


_W, _B, _X = exercise.reference


def _but(w=_W, b=_B, x=_X):
    """The right answer but for some of the gradients."""
    return w, b, x


def _half(nested):
    return (np.array(nested) / 2).tolist()


_OTHERS = "The other two are right. "
_SUMMED = (
    "The layer only sums; an average would come in from the loss. Halve nothing, although there "
    "are two examples."
)
_BOTH_EXAMPLES = "The second example is missing. The same weights and the same bias serve it too."
_BIAS = (
    f"{_OTHERS}The slope of the bias is 1 for each example, but each example brings an incoming "
    "gradient of its own: 1 and 10."
)
_ONE_BIAS = (
    f"{_OTHERS}There is one bias, so b_grad is one number, in a list: what both examples say about "
    "it is added up."
)
_ONE_ROW = (
    "There is one neuron, so w_grad is one row with a number for each weight: what both examples "
    "say about it is added up."
)
_EACH_ITS_OWN = (
    "w_grad and b_grad are right. But the inputs of the two examples are different numbers: each "
    "has a gradient of its own."
)
_SUM_CHECK = f"{_OTHERS}In w_grad, work out both sums once more: first 1 · 1 + 10 · 3."
_SHAPE = "The numbers are right. "

exercise.mistakes(
    averaged=(_SUMMED, _but(_half(_W), _half(_B))),
    all_averaged=(_SUMMED, _but(_half(_W), _half(_B), _half(_X))),
    w_averaged=(_SUMMED, _but(w=_half(_W))),
    b_averaged=(_SUMMED, _but(b=_half(_B))),
    x_averaged=(_SUMMED, _but(x=_half(_X))),
    bias_weighted=(
        "w_grad and the last are right. The bias multiplies no input: its slope is 1.",
        _but(b=[31.0]),
    ),
    bias_counted=(_BIAS, _but(b=[2.0])),
    bias_slope=(_BIAS, _but(b=[1.0])),
    bias_last=(_BIAS, _but(b=[10.0])),
    bias_twice=(_BIAS, _but(b=[22.0])),
    bias_for_each_example=(_ONE_BIAS, _but(b=[1.0, 10.0])),
    bias_for_each_example_in_rows=(_ONE_BIAS, _but(b=[[1.0], [10.0]])),
    bias_in_two_brackets=(
        f"{_SHAPE}b has one axis, shape (1,): so has b_grad. Here there is a pair of brackets too "
        "many.",
        _but(b=[[11.0]]),
    ),
    no_incoming_gradient=(
        "These are the slopes. Each is still to be multiplied by the gradient that comes in: 1 for "
        "the first example, 10 for the second.",
        ([[4.0, 6.0]], [2.0], [[3.0, 5.0], [3.0, 5.0]]),
    ),
    no_incoming_gradient_for_w=(
        f"{_OTHERS}In w_grad, each input is still to be multiplied by its example's incoming "
        "gradient, before the two are added.",
        _but(w=[[4.0, 6.0]]),
    ),
    no_incoming_gradient_for_x=(
        f"{_OTHERS}For the inputs, the weights are still to be multiplied by each example's "
        "incoming gradient.",
        _but(x=[[3.0, 5.0], [3.0, 5.0]]),
    ),
    incoming_gradients_alone=(
        f"{_OTHERS}In w_grad the inputs are missing: how much an output moves with a weight "
        "depends on the input that it multiplied.",
        _but(w=[[11.0, 11.0]]),
    ),
    first_example_only=(_BOTH_EXAMPLES, _but([[1.0, 2.0]], [1.0])),
    first_example_only_for_w=(_BOTH_EXAMPLES, _but(w=[[1.0, 2.0]])),
    second_example_only=(
        "The first example is missing. The same weights and the same bias serve it too.",
        _but([[30.0, 40.0]], [10.0]),
    ),
    second_example_only_for_w=(
        f"{_OTHERS}In w_grad the first example is missing: the same weights serve it too.",
        _but(w=[[30.0, 40.0]]),
    ),
    w_for_each_example=(f"{_OTHERS}{_ONE_ROW}", _but(w=[[1.0, 2.0], [30.0, 40.0]])),
    both_for_each_example=(
        f"The last is right. {_ONE_ROW} And so for the bias.",
        _but([[1.0, 2.0], [30.0, 40.0]], [1.0, 10.0]),
    ),
    inputs_and_weights_swapped=(
        "For a weight you took the weight, and for an input the input. In w · x the slope for one "
        "factor is the *other* factor.",
        ([[33.0, 55.0]], [11.0], [[1.0, 2.0], [30.0, 40.0]]),
    ),
    weights_for_w=(
        f"{_OTHERS}For a weight you took the weight. In w · x the slope for one factor is the "
        "*other* factor.",
        _but(w=[[33.0, 55.0]]),
    ),
    inputs_for_x=(
        f"{_OTHERS}For an input you took the input. In w · x the slope for one factor is the "
        "*other* factor.",
        _but(x=[[1.0, 2.0], [30.0, 40.0]]),
    ),
    inputs_in_x=(
        f"{_OTHERS}For an input, the slope is its weight; the input itself does not come in.",
        _but(x=[[3.0, 10.0], [9.0, 20.0]]),
    ),
    sums_multiplied=(
        f"{_OTHERS}In w_grad, inputs and gradients were added up first and multiplied then. Each "
        "input belongs to its own example's gradient.",
        _but(w=[[44.0, 66.0]]),
    ),
    x_summed=(_EACH_ITS_OWN, _but(x=[[33.0, 55.0], [33.0, 55.0]])),
    x_summed_in_one_row=(_EACH_ITS_OWN, _but(x=[[33.0, 55.0]])),
    x_summed_flat=(_EACH_ITS_OWN, _but(x=[33.0, 55.0])),
    x_flat=(
        f"{_SHAPE}x has a row for each example: so has its gradient.",
        _but(x=[3.0, 5.0, 30.0, 50.0]),
    ),
    x_transposed=(
        f"{_SHAPE}In the last, rows and columns have changed places: a row belongs to an example.",
        _but(x=[[3.0, 30.0], [5.0, 50.0]]),
    ),
    x_rows_swapped=(
        f"{_OTHERS}In the last, the two examples have changed places: the first gets the gradient "
        "1, the second 10.",
        _but(x=[[30.0, 50.0], [3.0, 5.0]]),
    ),
    w_swapped=(
        f"{_OTHERS}In w_grad the two numbers have changed places: the first belongs to the first "
        "weight, and so to the first column of x.",
        _but(w=[[42.0, 31.0]]),
    ),
    w_by_rows_of_x=(
        f"{_OTHERS}For w_grad you went along the rows of x. A weight belongs to a column: it met "
        "the first, or second, input of both examples.",
        _but(w=[[21.0, 43.0]]),
    ),
    w_sum_without_the_first=(_SUM_CHECK, _but(w=[[30.0, 42.0]])),
    w_gradients_exchanged=(
        f"{_OTHERS}In w_grad the incoming gradients have changed places: 1 belongs to the first "
        "example, 10 to the second.",
        _but(w=[[13.0, 24.0]]),
    ),
    w_twice=(f"{_OTHERS}{_ONE_ROW}", _but(w=[[31.0, 42.0], [31.0, 42.0]])),
    bias_twice_in_the_list=(_ONE_BIAS, _but(b=[11.0, 11.0])),
    no_incoming_gradient_but_for_b=(
        "b_grad is right. In the others, each slope is still to be multiplied by the gradient that "
        "comes in: 1 for the first example, 10 for the second.",
        _but(w=[[4.0, 6.0]], x=[[3.0, 5.0], [3.0, 5.0]]),
    ),
    b_and_x_averaged=(_SUMMED, _but(b=_half(_B), x=_half(_X))),
    x_added=(
        f"{_OTHERS}For the inputs, weight and incoming gradient are added. Along a chain, slopes "
        "multiply.",
        _but(x=[[4.0, 6.0], [13.0, 15.0]]),
    ),
    w_sum_wrong=(_SUM_CHECK, _but(w=[[31.0, 40.0]])),
    w_sum_wrong_too=(_SUM_CHECK, _but(w=[[31.0, 44.0]])),
    w_grad_transposed=(
        f"{_SHAPE}w has one row, for its one neuron, and w_grad has the same shape.",
        _but(w=[[31.0], [42.0]]),
    ),
    w_grad_without_its_axis=(
        f"{_SHAPE}w has two axes, although it has only one row: so has w_grad.",
        _but(w=[31.0, 42.0]),
    ),
    b_grad_as_a_number=(
        f"{_SHAPE}b has an axis of one number, shape (1,): so has b_grad.",
        _but(b=11.0),
    ),
    shapes_of_both=(
        f"{_SHAPE}w has two axes, although it has only one row, and b has one: so have their "
        "gradients.",
        _but([31.0, 42.0], 11.0),
    ),
    signs_turned=(
        "Every number has the opposite sign. Nothing is subtracted here: a gradient says how much "
        "the loss rises.",
        ([[-31.0, -42.0]], [-11.0], [[-3.0, -5.0], [-30.0, -50.0]]),
    ),
    x_first=(
        "The numbers are right, in another order. First w_grad, then b_grad, and the gradient for "
        "x at the end.",
        (_X, _W, _B),
    ),
    b_first=(
        "The numbers are right, in another order. First w_grad, then b_grad, and the gradient for "
        "x at the end.",
        (_B, _W, _X),
    ),
)


exercise.variant([[[31, 42]], [11], [[3, 5], [30, 50]]])
exercise.variant((np.array([[31, 42]]), np.array([11]), np.array([[3, 5], [30, 50]])))
