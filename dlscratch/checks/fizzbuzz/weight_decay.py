"""Shrink every array of a list in place by a share of itself."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

PARAMS = [
    np.array([[2.0, -1.0, 0.5], [0.0, 3.0, -4.0]]),
    np.array([1.5, -0.25]),
    np.array([[-6.0, 0.8]]),
]


def _shrink(params, share):
    for param in params:
        param -= share * param


def _held(weight_decay, params, share):
    """What the network's own arrays hold afterwards; the list itself may lose them."""
    own = list(params)
    returned = weight_decay(params, share)
    return {
        "the network's arrays afterwards": [np.array(param) for param in own],
        "what it returns": returned,
    }


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_shrink,
    run=_held,
    probes=[(PARAMS, 0.1), (PARAMS[:2], 0.25), (PARAMS[1:] + PARAMS[1:2], 0.5), (PARAMS[:1], 1)],
    hints=(
        "A loop over the arrays. What happens to each of them?",
        "`param = ...` would only give the name another array. The network must notice.",
        "Take away from each array, with `-=`, the share times the array itself.",
    ),
    after="One line after the optimizer's step. A weight that no gradient asks for fades away; one "
    "that is needed is pushed back up at each step.",
)


@exercise.wrong(
    "The network's arrays are as they were. `param = ...` gives the name to a new array; the "
    "network holds the old one."
)
def rebinding(params, share):
    for param in params:
        param = param - share * param


@exercise.wrong(
    "New arrays stand in the list, but the network still holds the old ones. Change the arrays "
    "themselves."
)
def list_changed(params, share):
    for place in range(len(params)):
        params[place] = params[place] * (1 - share)


@exercise.wrong("The weights grow. Shrinking means to take something away.")
def grows(params, share):
    for param in params:
        param += share * param


@exercise.wrong(
    "Every number loses the same amount, so negative ones move away from 0. Each should lose a "
    "share of itself."
)
def fixed_amount(params, share):
    for param in params:
        param -= share


@exercise.wrong("Only the share is left of each weight. It is the part that is to be taken away.")
def only_the_share_left(params, share):
    for param in params:
        param *= share


@exercise.wrong("Only the first array has shrunk. Does the loop end too early?")
def first_only(params, share):
    for param in params:
        param -= share * param
        return


@exercise.wrong(
    "Each number moves towards 0 by the same amount, whatever its size. That is another kind of "
    "decay; here a large weight should lose more."
)
def by_sign(params, share):
    for param in params:
        param -= share * np.sign(param)


@exercise.wrong("Each number loses a share of its square, and a square has no sign.")
def squared(params, share):
    for param in params:
        param -= share * param**2


@exercise.wrong(
    "You divide by 1 + share. That is close, but a weight of 2 with the share 0.1 should become "
    "exactly 1.8."
)
def divided(params, share):
    for param in params:
        param /= 1 + share


@exercise.wrong("Everything has become 0. Take away a share of each weight, not all of it.")
def all_gone(params, share):
    for param in params:
        param -= param


@exercise.wrong(
    "The arrays have shrunk as they should. But the function returns nothing: whoever calls it has "
    "the arrays already."
)
def returns_the_arrays(params, share):
    _shrink(params, share)
    return params


@exercise.wrong(
    "The arrays have shrunk as they should. But the function returns nothing, and here something "
    "comes back."
)
def returns_one_array(params, share):
    for param in params:
        param -= share * param
    return param


@exercise.wrong(
    "New arrays come back, and the network's own are as they were. Change them in place."
)
def new_list_returned(params, share):
    return [param - share * param for param in params]


@exercise.wrong(
    "Every other array is as it was. The list holds weights and biases, and all of them shrink."
)
def weights_alone(params, share):
    _shrink(params[::2], share)


@exercise.wrong("The first array is as it was. All of them shrink.")
def without_the_first(params, share):
    _shrink(params[1:], share)


@exercise.wrong("The last array is as it was. All of them shrink.")
def without_the_last(params, share):
    _shrink(params[:-1], share)


@exercise.wrong(
    "The biases are as they were: an array of one axis has no rows, and a single number that is "
    "taken out of it is a copy. NumPy shrinks a whole array at once."
)
def row_by_row(params, share):
    for param in params:
        for row in param:
            row *= 1 - share


@exercise.wrong(
    "Only the first two arrays have shrunk. A list of parameters may hold any number of them."
)
def two_arrays(params, share):
    params[0] -= share * params[0]
    params[1] -= share * params[1]


@exercise.wrong("Each number loses a share of the array's mean. It should lose a share of itself.")
def of_the_mean(params, share):
    for param in params:
        param -= share * np.mean(param)


@exercise.wrong("Each number loses a share of the largest one. It should lose a share of itself.")
def of_the_largest(params, share):
    for param in params:
        param -= share * np.abs(param).max()


@exercise.wrong(
    "Each array is divided by its largest number. It should only lose a share of itself."
)
def divided_by_the_largest(params, share):
    for param in params:
        param /= np.abs(param).max()
        param *= 1 - share


@exercise.wrong("The numbers have been raised to a power. Each should lose a share of itself.")
def power(params, share):
    for param in params:
        with np.errstate(invalid="ignore"):
            param **= 1 - share


@exercise.wrong(
    "The arrays shrink several times over: as often as there are arrays. One pass over the list is "
    "enough."
)
def several_times(params, share):
    for _ in params:
        _shrink(params, share)


@exercise.wrong("The arrays shrink twice. One pass over the list is enough.")
def twice(params, share):
    _shrink(params, share)
    _shrink(params, share)


@exercise.wrong("The numbers are divided by the share. They should lose that share of themselves.")
def divided_by_the_share(params, share):
    for param in params:
        param /= share


@exercise.wrong("The share is a fixed 0.1 here. It comes as an argument.")
def fixed_share(params, share):
    _shrink(params, 0.1)


@exercise.variant
def by_multiplying(params, share):
    for param in params:
        param *= 1 - share


@exercise.variant
def by_writing_into_it(params, share):
    for place in range(len(params)):
        params[place][...] = params[place] - share * params[place]


@exercise.variant
def number_by_number(params, share):
    for param in params:
        for place in np.ndindex(param.shape):
            param[place] -= share * param[place]
