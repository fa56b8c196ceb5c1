"""Predict five shapes: of a linear layer's weights, its outputs, and its three gradients."""

import numpy as np

from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import listed

NAMES = ("`w`", "the outputs", "`w_grad`", "`b_grad`", "the gradient for `x`")


def _tell(outcomes):
    """What is amiss with each of the five."""
    came = outcomes[0].output
    if type(came) not in (list, tuple, np.ndarray):
        return f"Wanted is a list of five shapes, in this order: {listed(NAMES)}."
    shapes = [_shape(one) for one in came]
    right = [tuple(one) for one in _RIGHT]
    if None in shapes or all(type(one) is int for one in shapes):
        return (
            "A shape is a tuple of sizes, one for each axis, as in `(3, 4)`: how long the array is "
            "along it, not how many numbers there are in all."
        )
    if len(shapes) != len(right):
        few = len(shapes) < len(right)
        text = f"Five shapes are asked for: {listed(NAMES)}."
        for place in range(len(right)):
            if few and shapes == right[:place] + right[place + 1 :]:
                text += f" {NAMES[place].capitalize()} is missing; the others are right."
                break
        return text
    if set(shapes) == set(right) and all(shapes.count(one) == right.count(one) for one in right):
        return f"The five shapes are right, but not in this order: {listed(NAMES)}."
    wrong = [place for place in range(len(right)) if shapes[place] != right[place]]
    good = [NAMES[place] for place in range(len(right)) if place not in wrong]
    texts = [f"Right already: {listed(good)}."] if good else []
    said: dict[str, list] = {}
    for place in wrong:
        said.setdefault(_about(place, shapes[place]), []).append(NAMES[place])
    for sentence, names in list(said.items())[:3]:
        start = listed(names)
        texts.append(f"{start[0].upper()}{start[1:]}: {sentence}")
    return " ".join(texts)


def _shape(one):
    if type(one) is int:
        return one if one in (2, 7) else None  # `(2)` is a 2 in brackets
    if type(one) not in (tuple, list, np.ndarray) or any(int(size) != size for size in one):
        return None
    return tuple(int(size) for size in one)


def _about(place, shape):
    """What is said of one shape that is not right."""
    right = tuple(_RIGHT[place])
    if type(shape) is int:
        return "a tuple of one size has a comma, as in `(3,)`; without it, it is a plain number."
    if len(shape) > 1 and shape == right[::-1]:
        rows = "neurons" if right[0] == 2 else "examples"
        return f"rows and columns have changed places. The {rows} are the rows."
    if place in (0, 2, 3) and 7 in shape:
        return (
            "the number of examples has no place in it. It depends on the neurons and their inputs "
            "alone."
        )
    return (
        "a row for each neuron, and in it a number for each input.",
        "a row for each example, and in it a number for each neuron.",
        "it fits onto `w`, which has a row for each neuron.",
        "there is one bias for each neuron, along a single axis.",
        "it fits onto `x`, which has a row for each example, and in it a number for each input.",
    )[place]


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    tell=_tell,
    reference=[(2, 6), (7, 2), (2, 6), (2,), (7, 6)],
    accepts=(tuple, list, np.ndarray),
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


_RIGHT = exercise.reference
_PLACES = {"w": 0, "outputs": 1, "w_grad": 2, "b_grad": 3, "x_grad": 4}


def _but(**shapes):
    """The right answer but for some of the shapes."""
    return [shapes.get(name, _RIGHT[place]) for name, place in _PLACES.items()]


def _rows(table):
    for id, (hint, shapes) in table.items():
        yield id, (hint, _but(**shapes))


_W = "The first: a row of `w` belongs to a neuron, so the number of outputs comes first."
_W_GRAD = "Four are right. The gradient for `w` has to fit onto `w`, number by number."
_OUTPUTS = "Look at the second. Each example gets one number from each neuron, in a row of its own."
_X_GRAD = (
    "Look at the last. What comes *in* from behind has the shape of the outputs; what goes on to "
    "the layer before has the shape of `x`."
)
_X_TURNED = "Look at the last. It has the shape of `x`, and there the examples are the rows."
_B_COUNT = (
    "Look at the fourth. There is one bias for each neuron, and it serves all the examples. How "
    "many numbers say how the biases should change?"
)
_B_AXES = "Look at the fourth. `b` is a plain row of numbers, with a single axis. Its gradient too."
_BATCH_KEPT = (
    "Look at the third. All examples use the same weights, so the gradient for `w` is summed over "
    "them: it has the shape of `w`, and no axis for the batch."
)
_FITS = "A gradient has the shape of the thing that it is the gradient for."

exercise.mistakes(
    **dict(
        _rows(
            {
                "w_by_inputs": (_W, {"w": (6, 2)}),
                "w_and_its_gradient_by_inputs": (
                    f"{_W} And its gradient fits onto it, number by number.",
                    {"w": (6, 2), "w_grad": (6, 2)},
                ),
                "w_by_inputs_and_b_grad_for_each_example": (
                    f"{_W} {_B_COUNT}",
                    {"w": (6, 2), "w_grad": (6, 2), "b_grad": (7, 2)},
                ),
                "everything_turned": (
                    "Rows and columns have changed places, in all of them. A neuron is a row of "
                    "`w`; an example is a row of `x` and of the outputs.",
                    {"w": (6, 2), "outputs": (2, 7), "w_grad": (6, 2), "x_grad": (6, 7)},
                ),
                "w_for_each_example": (
                    "The first: how many examples come along makes no difference to the weights. "
                    "How many neurons are there, and how many numbers does each weigh?",
                    {"w": (7, 6)},
                ),
                "w_and_its_gradient_for_each_example": (
                    "The first and the third: how many examples come along makes no difference to "
                    "the weights. How many neurons are there, and how many numbers does each "
                    "weigh?",
                    {"w": (7, 6), "w_grad": (7, 6)},
                ),
                "w_grad_transposed": (_W_GRAD, {"w_grad": (6, 2)}),
                "w_grad_like_outputs": (_W_GRAD, {"w_grad": (7, 2)}),
                "w_grad_like_x": (_W_GRAD, {"w_grad": (7, 6)}),
                "w_grad_for_each_example": (_BATCH_KEPT, {"w_grad": (7, 2, 6)}),
                "all_grads_for_each_example": (
                    f"{_BATCH_KEPT} The same holds for the fourth.",
                    {"w_grad": (7, 2, 6), "b_grad": (7, 2)},
                ),
                "b_grad_for_each_example": (_B_COUNT, {"b_grad": (7, 2)}),
                "b_grad_like_x": (_B_COUNT, {"b_grad": (7, 6)}),
                "b_grad_for_each_input": (_B_COUNT, {"b_grad": (6,)}),
                "b_grad_of_one": (_B_COUNT, {"b_grad": (1,)}),
                "b_grad_a_number": (_B_COUNT, {"b_grad": ()}),
                "b_grad_is_a_table": (_B_AXES, {"b_grad": (1, 2)}),
                "b_grad_is_a_column": (_B_AXES, {"b_grad": (2, 1)}),
                "b_grad_for_the_batch": (
                    "Look at the fourth. The axis of the examples is the one that is summed away; "
                    "the one of the neurons stays.",
                    {"b_grad": (7,)},
                ),
                "no_comma": (
                    "Almost: `(2)` is just a 2 in brackets. A tuple with one size has a comma, as "
                    "in `(7,)`.",
                    {"b_grad": 2},
                ),
                "x_gradient_like_outputs": (_X_GRAD, {"x_grad": (7, 2)}),
                "x_gradient_like_w": (_X_GRAD, {"x_grad": (2, 6)}),
                "x_gradient_summed": (
                    "Look at the last. Each example has inputs of its own, and so a gradient of "
                    "its own for them: nothing is summed.",
                    {"x_grad": (6,)},
                ),
                "x_gradient_turned": (_X_TURNED, {"x_grad": (6, 7)}),
                "last_two_swapped": (
                    "The last two have changed places: `b_grad` comes before the gradient that is "
                    "handed on.",
                    {"b_grad": (7, 6), "x_grad": (2,)},
                ),
                "x_gradient_for_each_example": (
                    "Look at the last. Each example has six inputs, and a gradient for each.",
                    {"x_grad": (7,)},
                ),
                "w_by_inputs_and_x_gradient_turned": (
                    f"{_W} And for the last: in `x` the examples are the rows.",
                    {"w": (6, 2), "w_grad": (6, 2), "x_grad": (6, 7)},
                ),
                "outputs_and_x_gradient_turned": (
                    "The second and the last: the examples are the rows, in `x` as well as in the "
                    "outputs.",
                    {"outputs": (2, 7), "x_grad": (6, 7)},
                ),
                "b_grad_for_the_batch_and_x_gradient_like_outputs": (
                    f"The last two are not right. {_FITS} One belongs to `b`, the other to `x`.",
                    {"b_grad": (7,), "x_grad": (7, 2)},
                ),
                "w_with_the_batch": (
                    "The first and the third: there is no 7 in them. The examples are not counted "
                    "in the weights, and the bias is kept in `b`. How many numbers does a neuron "
                    "weigh?",
                    {"w": (2, 7), "w_grad": (2, 7)},
                ),
                "outputs_transposed": (
                    "Look at the second. The examples are the rows, in `x` as well as in the "
                    "outputs.",
                    {"outputs": (2, 7)},
                ),
                "outputs_like_x": (_OUTPUTS, {"outputs": (7, 6)}),
                "outputs_added_up": (_OUTPUTS, {"outputs": (7,)}),
                "outputs_of_one": (_OUTPUTS, {"outputs": (2,)}),
                "one_example": (
                    "You have counted one example. The batch has 7, each with outputs and inputs "
                    "of its own.",
                    {"outputs": (2,), "x_grad": (6,)},
                ),
                "grads_like_what_is_near": (
                    f"The two in the middle are not right. {_FITS} One of them belongs to `w`, the "
                    "other to `b`.",
                    {"w_grad": (7, 6), "b_grad": (7,)},
                ),
                "grads_like_outputs": (
                    f"The two in the middle are not right. {_FITS} One of them belongs to `w`, the "
                    "other to `b`.",
                    {"w_grad": (7, 2), "b_grad": (7, 2)},
                ),
                "all_grads_like_outputs": (
                    f"The three gradients are not right. {_FITS} They belong to `w`, to `b` and to "
                    "`x`.",
                    {"w_grad": (7, 2), "b_grad": (7, 2), "x_grad": (7, 2)},
                ),
            }
        )
    ),
    in_quotes=(
        "Quotes make strings. A shape is a tuple: leave them out.",
        [str(shape) for shape in _RIGHT],
    ),
    all_in_one=(
        "These are the right numbers, but they all lie side by side. Each shape is a tuple of its "
        "own, in round brackets.",
        [size for shape in _RIGHT for size in shape],
    ),
    the_last_forgotten=(
        "The last one is missing: the gradient that is handed on to the layer before.",
        _RIGHT[:4],
    ),
)


exercise.variant(((2, 6), (7, 2), (2, 6), (2,), (7, 6)))
exercise.variant([[2, 6], [7, 2], [2, 6], [2], [7, 6]])
