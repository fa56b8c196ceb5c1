"""Write one neuron for one example: a weighted sum and a bias, in one expression."""

import numpy as np

from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import family, listed, short


def _tell(outcomes):
    """The products of the first probe that is not right, and what came of them."""
    for (x, w, b), outcome in zip(exercise.probes, outcomes, strict=True):
        if outcome.error:
            return None
        if not alike(outcome.output, w @ x + b):
            break
    else:
        return None
    products = listed([short(one) for one in w * x])
    facts = (
        f"With x = {x.tolist()} and w = {w.tolist()} the products are {products}. Together they "
        f"make {short(w @ x)}, and with the bias {short(b)} it is {short(w @ x + b)}."
    )
    if family(outcome.output) in ("list", "tuple", "array"):
        return f"{facts} A neuron gives that one number."
    if all(not one.error and one.output in (0, 1) for one in outcomes):
        return f"{facts} Only 0 or 1 came: a neuron here gives the sum itself, whatever its size."
    return facts


def _neuron(x, w, b):
    return w @ x + b


exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=_neuron,
    probes=[
        (np.array([2.0, -1.0, 3.0]), np.array([1.0, 4.0, 0.25]), 0.75),
        (np.array([1.0, 2.0, 4.0, -2.0]), np.array([3.0, -1.0, 2.0, 1.5]), -2.0),
        (np.array([3, -2]), np.array([-4, 5]), 6),
        (np.array([0.5]), np.array([-3.0]), 4.25),
        (np.array([3, -2]), np.array([-4, 5]), 0),  # where a bias may be taken for an axis
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


exercise.mistakes(
    bias_for_an_axis=(
        "The second argument of `sum` is an axis, along which to add. The bias is no axis: it is "
        "added behind the closing bracket.",
        lambda x, w, b: np.sum(x * w, b),
    ),
    on_or_off=(
        "Only 0 or 1 comes out, as in an old perceptron. A neuron here gives the sum itself.",
        lambda x, w, b: 1 if w @ x + b > 0 else 0,
    ),
    inputs_alone=(
        "The inputs are added up as they are. Where do the weights come in?",
        lambda x, w, b: x.sum() + b,
    ),
    weights_alone=(
        "The weights are added up as they are. Where do the inputs come in?",
        lambda x, w, b: w.sum() + b,
    ),
    list_not_summed=(
        "Here is a list with a number for each input. A neuron gives a single number: add up the "
        "products, and then the bias once.",
        lambda x, w, b: [p * q + b for p, q in zip(x, w, strict=True)],
    ),
    list_of_products=(
        "Here is a list of the products. A neuron adds them up, and the bias comes to the sum.",
        lambda x, w, b: [p * q for p, q in zip(x, w, strict=True)],
    ),
    weighted_average=(
        "The sum is divided by the weights' own sum. That is a weighted average; a neuron gives "
        "the weighted sum, and nothing is divided.",
        lambda x, w, b: w @ x / w.sum() + b,
    ),
    divided_after_the_bias=(
        "Sum and bias have been divided by the number of inputs. Nothing is divided here.",
        lambda x, w, b: (w @ x + b) / len(x),
    ),
    powers_of_inputs=(
        "`**` takes powers. A weight multiplies its input.",
        lambda x, w, b: (x**w).sum() + b,
    ),
    divided_by_weights=(
        "The inputs are divided by the weights. A weight multiplies its input.",
        lambda x, w, b: (x / w).sum() + b,
    ),
    divided_by_inputs=(
        "The weights are divided by the inputs. A weight multiplies its input.",
        lambda x, w, b: (w / x).sum() + b,
    ),
    differences=(
        "Input and weight were subtracted. A weight multiplies its input.",
        lambda x, w, b: (x - w).sum() + b,
    ),
    weights_in_reverse=(
        "The first weight has met the last input. They go together in their order.",
        lambda x, w, b: w[::-1] @ x + b,
    ),
    no_return=(
        "The function gives None. What it has worked out is handed over with `return`.",
        lambda x, w, b: None,
    ),
    in_a_list=(
        "The number is in a list. Wanted is the number itself: leave out the square brackets.",
        lambda x, w, b: [w @ x + b],
    ),
    in_an_array=(
        "The number is in an array of its own. Wanted is the number itself.",
        lambda x, w, b: np.array([w @ x + b]),
    ),
    squashed=(
        "There is a sigmoid in it. That is a layer of its own, and comes later: a neuron here "
        "gives the plain sum.",
        lambda x, w, b: 1 / (1 + np.exp(-(w @ x + b))),
    ),
    cut_off_at_zero=(
        "A negative sum comes out as 0. A neuron here gives the plain sum, of either sign.",
        lambda x, w, b: max(0, w @ x + b),
    ),
    bias_subtracted=(
        "The weighted sum is right. The bias is added to it, not subtracted.",
        lambda x, w, b: w @ x - b,
    ),
    signs_turned=(
        "The result has the wrong sign. Is there a minus in your line?",
        lambda x, w, b: -(w @ x + b),
    ),
    sum_subtracted=(
        "The weighted sum is taken away from the bias. The two are added.",
        lambda x, w, b: b - w @ x,
    ),
    squashed_by_tanh=(
        "There is a tanh in it. That is a layer of its own: a neuron here gives the plain sum.",
        lambda x, w, b: np.tanh(w @ x + b),
    ),
    largest_product=(
        "Only the largest product is in it. A weighted sum adds up all of them.",
        lambda x, w, b: max(w * x) + b,
    ),
    a_comma_too_many=(
        "The number is in a tuple: there is a comma at the end. Wanted is the number itself.",
        lambda x, w, b: (w @ x + b,),
    ),
    bias_on_the_weights=(
        "The bias was added to the weights, so the inputs multiply it too. It comes after the sum.",
        lambda x, w, b: x @ (w + b),
    ),
    bias_twice=("The bias has been added twice.", lambda x, w, b: w @ x + 2 * b),
    weights_for_bias=(
        "At the end the weights are added once more, and the result is no single number. There the "
        "bias belongs.",
        lambda x, w, b: w @ x + w,
    ),
    products_only=(
        "These are the products, side by side. A neuron adds them up, and the bias comes to the "
        "sum.",
        lambda x, w, b: w * x,
    ),
    every_pair=(
        "Every weight has met every input. The first weight belongs to the first input, the second "
        "to the second, and so on.",
        lambda x, w, b: np.outer(w, x) + b,
    ),
    first_product_only=(
        "Only the first product is in it. Does a `return` stand inside the loop?",
        lambda x, w, b: w[0] * x[0] + b,
    ),
    last_product_only=(
        "Only the last product is in it. In the loop, each product is to be added to what is there "
        "already.",
        lambda x, w, b: w[-1] * x[-1] + b,
    ),
    one_product_short=(
        "The last product is missing. How many inputs are there, and where does the counting stop?",
        lambda x, w, b: w[:-1] @ x[:-1] + b,
    ),
    first_left_out=(
        "The first product is missing. Counting begins at 0.",
        lambda x, w, b: w[1:] @ x[1:] + b,
    ),
    three_inputs_counted=(
        "With three inputs it is right. There may be any number of them.",
        lambda x, w, b: sum(w[i] * x[i] for i in range(3)) + b,
    ),
    products_multiplied=(
        "The products have been multiplied with each other. A weighted sum adds them up.",
        lambda x, w, b: np.prod(w * x) + b,
    ),
    inputs_squared=(
        "The inputs have been multiplied by themselves. Where are the weights?",
        lambda x, w, b: x @ x + b,
    ),
    weights_squared=(
        "The weights have been multiplied by themselves. Where are the inputs?",
        lambda x, w, b: w @ w + b,
    ),
    signs_lost=(
        "With negative weights or inputs it is not right: their signs are lost on the way.",
        lambda x, w, b: abs(w * x).sum() + b,
    ),
    powers=(
        "`**` takes powers. A weight multiplies its input.",
        lambda x, w, b: (w**x).sum() + b,
    ),
    whole_numbers=(
        "What stands behind the point is lost. The result need not be a whole number.",
        lambda x, w, b: int(w @ x + b),
    ),
    rounded=(
        "The result is rounded. It need not be a whole number.",
        lambda x, w, b: round(w @ x + b),
    ),
)


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
