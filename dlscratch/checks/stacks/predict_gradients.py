"""Predict the three gradients of one neuron with two inputs, for two examples."""

import numpy as np

from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import listed

NAMES = ("w_grad", "b_grad", "the gradient for x")
X = np.array([[1.0, 2.0], [3.0, 4.0]])
W = np.array([[3.0, 5.0]])
INCOMING = np.array([[1.0], [10.0]])


def _tell(outcomes):
    """What can be said of the three gradients, each for itself."""
    came = outcomes[0].output
    if type(came) is dict or not hasattr(type(came), "__len__") or len(came) != 3:
        return f"Three gradients are asked for, in this order: {listed(NAMES)}."
    if any(type(one) is str for one in came):
        return "Quotes make a text of it: write the lists without them, as in `[[1, 2]]`."
    grads = list(map(_array, came))
    if any(grad is None for grad in grads):
        return "Each of the three is a list of numbers, or of rows of equal length."
    rights = list(map(np.array, exercise.reference))
    order = [next((i for i, right in enumerate(rights) if alike(grad, right)), None)
             for grad in grads]  # fmt: skip
    if None not in order and len(set(order)) == 3:
        return f"The numbers are right, but in another order. Asked for is: {listed(NAMES)}."
    wrong = [place for place in range(3) if order[place] != place]
    good = [NAMES[place] for place in range(3) if place not in wrong]
    texts = [f"Right already: {listed(good)}."] if good else []
    said: dict[str, list] = {}
    for place in wrong:
        said.setdefault(_about(place, grads[place], rights), []).append(NAMES[place])
    for sentence, names in said.items():
        texts.append(f"{listed(names).removeprefix('the ')}: {sentence}")
    return "\n".join(texts)


def _array(one):
    try:
        return np.array(one, dtype=float)
    except (TypeError, ValueError):
        return None


def _slips(place):
    """Values that slips give, each with what is said of it."""
    swapped, ones = INCOMING[::-1], np.ones((2, 1))
    slope = "a bias multiplies nothing, so its slope is 1: neither weights nor inputs are in it."
    added = "both incoming gradients count, and they are added up."
    return (
        {
            "the incoming gradients have changed places.": swapped.T @ X,
            "the incoming gradients are missing in it.": ones.T @ X,
            "the inputs are missing in it: what did the weight multiply?": INCOMING.T @ ones,
            "the weight itself does not come in: what did it multiply?": INCOMING.T @ (ones * W),
            "these are the weighted sums. Asked for is what a weight changes in them.": X @ W.T,
            "the inputs of an example are added up; a weight has one.": INCOMING.T @ X.sum(axis=1),
            "it goes by the rows of x. A weight belongs to a column.": INCOMING.T @ X.T,
            "only the first example is in it.": X[0],
            "only the second example is in it.": 10 * X[1],
            "there is a row for each example: those are still to be added up.": INCOMING * X,
            "these are the numbers for x.": INCOMING * W,
            "weights do not come in; only inputs and incoming gradients.": (INCOMING.T @ X) * W,
        },
        {
            slope: np.array([8.0]),
            f"{slope} ": np.array([88.0]),
            f"{slope}  ": np.array([73.0]),
            added: np.array([10.0]),
            f"{added} ": np.array([9.0]),
            "the incoming gradients are missing in it: those are added up.": np.array([2.0]),
            "there is one bias, so both examples are added up in it.": np.array([1.0, 10.0]),
        },
        {
            "the two examples have changed places.": swapped * W,
            "the incoming gradients are missing in it.": ones * W,
            "the weights are missing in it: what multiplied the input?": INCOMING * np.ones(2),
            "the input itself does not come in: what multiplied it?": INCOMING * X,
            "the weights were added up. Each input has its own weight.": 8.0 * INCOMING,
            "it is added up over the examples; each has its own inputs.": np.array([33.0, 55.0]),
            "the incoming gradients are added up; each example has its own.": 11.0 * ones * W,
            "weight and gradient are added; along a chain they multiply.": INCOMING + W,
            "inputs do not come in; only weights and incoming gradients.": INCOMING * W * X,
            "only one example is there.": W,
        },
    )[place].items()


def _about(place, grad, rights):
    """What is said of one gradient that is not right."""
    right = rights[place]
    shape = f"its shape should be {right.shape}, and it is {grad.shape}."
    for other, name in enumerate(NAMES):
        if other != place and alike(grad, rights[other]):
            return f"that is {name}."
    if alike(grad.ravel(), right.ravel()):
        return f"the numbers are right, but {shape}"
    if grad.shape == right.T.shape and alike(grad.T, right):
        turned = shape if grad.shape != right.shape else "a row belongs to an example."
        return f"rows and columns have changed places: {turned}"
    if grad.ndim == 2 and grad.shape == right.shape and alike(grad[:, ::-1], right):
        return "its columns have changed places."
    if alike(-grad.ravel(), right.ravel()):
        return "the numbers have the opposite sign."
    for words, values in _slips(place):
        for sign in (1, -1):
            if alike(sign * grad.ravel(), np.ravel(values)):
                text = words.strip() + " And the sign is turned." * (sign < 0)
                return text + _also(grad, right, values)
    for factor, word in ((2, "halved"), (0.5, "doubled"), (-2, "halved, and of the other sign")):
        if alike((factor * grad).ravel(), right.ravel()):
            return f"it is {word}. Both examples count, each once, and nothing is averaged."
    if grad.shape != right.shape:
        return f"{shape} It fits onto what it is the gradient for."
    off = np.argwhere(~np.isclose(grad, right))
    if 0 < len(off) < grad.size:
        where = listed([f"[{', '.join(map(str, index))}]" for index in off.tolist()])
        return f"work out {where} once more; the rest is right."
    return (
        "for a weight, its inputs times the incoming gradients, summed.",
        "for the bias, the incoming gradients, summed.",
        "for an input, its weight times the incoming gradient of its example.",
    )[place]


def _also(grad, right, values):
    """A word on the shape, where it is neither the right one nor what the slip brings along."""
    fits = grad.shape in (right.shape, np.shape(values))
    return "" if fits else f" And its shape should be {right.shape}."


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
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
