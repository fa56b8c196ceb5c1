"""Crash hunt: a method is named and not called, and two calls later a product finds it."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.errors.values import family
from dlscratch.errors.values import name as name_of
from dlscratch.layers import Linear, Sequential, Tanh


def _linears(init, depth, seed):
    """The linear layers after a gradient has gone back through them, from front to end."""
    rng = np.random.default_rng(seed)
    linears = [Linear(50, 50, init, rng) for _ in range(depth)]
    deep = Sequential([part for one in linears for part in (one, Tanh())])
    deep.forward(rng.normal(size=(100, 50)))
    deep.backward(rng.normal(size=(100, 50)))
    return linears


def _each(measure):
    """An answer that gives measure(layer) for each linear layer."""
    return lambda init, depth, seed: [measure(one) for one in _linears(init, depth, seed)]


def _all(change):
    """An answer that gives change(the standard deviations)."""
    return lambda init, depth, seed: change(_right(init, depth, seed))


_right = _each(lambda one: float(one.w_grad.std()))


def _measured(function, init, depth, seed):
    found = function(init, depth, seed)
    if not isinstance(found, list | tuple | np.ndarray):
        raise Refuse(f"`grad_spreads` gives a list of numbers, and {name_of(found)} came.")
    numbers = [one for one in found if family(one) == "number"]
    others = sorted({name_of(one) for one in found if family(one) != "number"})
    return {
        "how many numbers there are": len(numbers),
        "what else is in the list": others,
        "the numbers": numbers,
    }


_measured.arguments = ("init", "depth", "seed")

exercise = Exercise(
    __name__,
    kind="crash",
    raises=TypeError,
    reference=_right,
    run=_measured,
    probes=[("xavier", 6, 0), ("normal", 4, 1), ("xavier", 3, 2), ("he", 1, 3)],
    seconds=4,
    hints=(
        "The error speaks of a `builtin_function_or_method`. It stands in the list where a number "
        "should. Which line has put it there?",
        "What is the difference between `w_grad.shape`, which is there already, and `w_grad.std`, "
        "which has to be worked out?",
        "A method runs only when brackets follow its name, even if nothing stands in them.",
    ),
    after="A method is an object like any other: it can lie in a list, be returned, be passed on. "
    "Nothing complains before somebody computes with it. (The answer is `normal`: from the end to "
    "the front of ten layers, its gradients grow almost 600 times.)",
)

exercise.mistakes(
    _each,
    not_called=(
        "The list holds methods and no numbers: each knows how to work out a standard deviation, "
        "and nobody has asked it to. What makes a method run?",
        lambda one: one.w_grad.std,
    ),
    the_variance=(
        "These are numbers. But they are variances now, and the text asks for standard deviations.",
        lambda one: float(one.w_grad.var()),
    ),
    of_the_weights=(
        "These are numbers. But they are those of the weights, and not of their gradients.",
        lambda one: float(one.w.std()),
    ),
    of_the_biases=(
        "These are numbers. But they are those of `b_grad`, the gradients for the biases.",
        lambda one: float(one.b_grad.std()),
    ),
    a_number_for_each_column=(
        "Each layer gives a whole array now. Wanted is one number, over all its gradients.",
        lambda one: one.w_grad.std(axis=0),
    ),
    the_gradients=(
        "The gradients themselves are in the list. Wanted is their standard deviation.",
        lambda one: one.w_grad,
    ),
    how_many=(
        "That is how many gradients a layer has, and not how widely they are spread.",
        lambda one: one.w_grad.size,
    ),
    the_mean=(
        "That is the mean of the gradients. How widely they are spread is the standard deviation.",
        lambda one: float(one.w_grad.mean()),
    ),
    the_mean_size=(
        "That is the mean of their sizes. The text asks for the standard deviation.",
        lambda one: float(np.abs(one.w_grad).mean()),
    ),
    the_largest=(
        "That is the largest of the gradients. The text asks for the standard deviation.",
        lambda one: float(one.w_grad.max()),
    ),
    around_0=(
        "That is the root of the mean square. For the standard deviation, the mean is taken away "
        "first; the method was the right one.",
        lambda one: float(np.sqrt((one.w_grad**2).mean())),
    ),
    as_text=(
        "The list holds texts now. They are to be numbers, so that others can compute with them.",
        lambda one: str(one.w_grad.std()),
    ),
    nothing=("The list holds None, once for each layer.", lambda one: None),
    ones=("A 1 for each layer stops nothing, and says nothing.", lambda one: 1.0),
)

exercise.mistakes(
    _all,
    from_the_end=(
        "These are the right numbers, from the end to the front. Wanted is the other order.",
        lambda spreads: spreads[::-1] if spreads[1:] else [*spreads, 0.0],
    ),
    rounded=(
        "The numbers are rounded. Small ones become 0 so; give them as they are.",
        lambda spreads: [round(one, 2) for one in spreads],
    ),
    rounded_to_three=(
        "The numbers are rounded. Small ones become 0 so; give them as they are.",
        lambda spreads: [round(one, 3) for one in spreads],
    ),
    only_the_ends=(
        "Only the first and the last are there. Wanted is a number for each layer.",
        lambda spreads: [spreads[0], spreads[-1]],
    ),
    only_the_first=(
        "Only the first is there. Wanted is a number for each layer.",
        lambda spreads: spreads[:1],
    ),
)


@exercise.variant
def by_numpy(init, depth, seed):
    return [np.std(one.w_grad) for one in _linears(init, depth, seed)]


@exercise.variant
def as_an_array(init, depth, seed):
    spreads = np.array([one.w_grad.var() for one in _linears(init, depth, seed)])
    return list(np.sqrt(spreads))
