"""Wrong steps of plain gradient descent, for whoever takes them."""

import numpy as np

# id=(hint, step(param, grad, rate)), where `param -= step` is what happens
WRONG_STEPS = dict(
    sum_of_the_gradient=(
        "All numbers of an array move by the same amount, a sum over the array. Each has a "
        "gradient of its own, in the same place.",
        lambda param, grad, rate: np.full_like(grad, rate * grad.sum()),
    ),
    divided_by_the_gradient=(
        "You divide by the gradient, so a steep place gives a short step, and 0 an endless one. "
        "The two are multiplied.",
        lambda param, grad, rate: rate / grad,
    ),
    rate_plus_gradient=(
        "Learning rate and gradient are added. A rate is a factor.",
        lambda param, grad, rate: rate + grad,
    ),
    rate_minus_gradient=(
        "The gradient is taken away from the learning rate. A rate is a factor.",
        lambda param, grad, rate: rate - grad,
    ),
    multiplied_in_place=(
        "The parameter is multiplied by the step. It keeps its value, and the step is taken away "
        "from it.",
        lambda param, grad, rate: param - param * (rate * grad),
    ),
    turned_round_difference=(
        "The parameter is taken away from the step, and it should be the other way round.",
        lambda param, grad, rate: 2 * param - rate * grad,
    ),
    by_the_largest=(
        "The gradient is divided by its largest number, so its size is lost. The step has the "
        "gradient as it is.",
        lambda param, grad, rate: rate * grad / np.abs(grad).max(),
    ),
    by_the_length=(
        "The gradient is divided by its length, so its size is lost. The step has the gradient as "
        "it is.",
        lambda param, grad, rate: rate * grad / np.linalg.norm(grad),
    ),
    positive_only=(
        "Only where the gradient is positive does the parameter move. A negative one moves it, "
        "too, the other way.",
        lambda param, grad, rate: rate * np.maximum(grad, 0),
    ),
    negative_only=(
        "Only where the gradient is negative does the parameter move. A positive one moves it, "
        "too, the other way.",
        lambda param, grad, rate: rate * np.minimum(grad, 0),
    ),
    rounded_down=(
        "`//` rounds the step down to a whole number. The step is a product, fractions and all.",
        lambda param, grad, rate: rate * grad // 1,
    ),
)
