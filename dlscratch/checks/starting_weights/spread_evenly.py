"""Crash hunt: an init takes its two sizes in the other order than the layer hands them over."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.starting_weights.shared.draws import aimed_at, different
from dlscratch.errors.values import name as name_of

ENDS = "the smallest and the largest weight"


def _drawn(init, inputs, outputs):
    """The shape of the weights, what they reach to, and whether `rng` is what draws them."""
    weights = _weights(init, inputs, outputs, 1)
    facts = {"the shape of the weights": weights.shape}
    if weights.size and weights.dtype.kind == "f":
        edges = inputs**-0.5, outputs**-0.5, 1 / inputs, 1.0, (inputs + outputs) ** -0.5
        aims = [sign * edge for edge in edges for sign in (-1, 1)] + [0]
        ends = (weights.min(), weights.max(), weights.mean(), weights.std() * 3**0.5)
        low, high, mean, spread = (aimed_at(float(one), aims, inputs**-0.5) for one in ends)
        facts |= {
            ENDS: [low, high],
            "the mean": mean,
            "the spread, times the root of 3": spread,
        }
        facts["weights from another seed"] = _compared(weights, init, inputs, outputs, 2)
        facts["weights from the same seed"] = _compared(weights, init, inputs, outputs, 1)
        facts["rows that are alike"] = _repeated(weights)
        facts["columns that are alike"] = _repeated(weights.T)
    return facts


_drawn.arguments = ("inputs", "outputs")


def _weights(init, inputs, outputs, seed):
    weights = init(outputs, inputs, np.random.default_rng(seed))
    if weights is None:
        raise Refuse("`spread_evenly` gives None. Is there a `return`?")
    if not isinstance(weights, np.ndarray):
        raise Refuse(f"`spread_evenly` is to give an array, and {name_of(weights)} came.")
    return weights


def _compared(weights, init, inputs, outputs, seed):
    others = _weights(init, inputs, outputs, seed)
    return "the same" if np.array_equal(weights, others) else "other ones"


def _repeated(rows):
    return len(rows) - different(rows) if rows.ndim == 2 else 0


def _edge(inputs):
    return 1 / np.sqrt(inputs)


def _right(outputs, inputs, rng):
    return rng.uniform(-_edge(inputs), _edge(inputs), (outputs, inputs))


def _made(shape, edge):
    """An answer that draws in shape(outputs, inputs), up to edge(outputs, inputs)."""

    def spread_evenly(outputs, inputs, rng):
        reach = edge(outputs, inputs)
        return rng.uniform(-reach, reach, shape(outputs, inputs))

    return spread_evenly


def _as_they_come(outputs, inputs):
    return outputs, inputs


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=_right,
    run=_drawn,
    probes=[(150, 90), (70, 170), (100, 100)],
    seconds=4,
    hints=(
        "The layer that stops has 5 inputs and 2 outputs. Which two numbers does `spread_evenly` "
        "call `inputs` and `outputs` then?",
        "A layer calls `init(outputs, inputs, rng)`, in this order, which is that of "
        "`xavier`, too. What comes first gets the first name.",
        "The names in the line that begins with `def` stand in the wrong order. Whoever turns the "
        "array in place of that still divides by the root of the wrong number.",
    ),
    after="To turn the array would have silenced the error, and left the weights with the wrong "
    "size: the root was that of the outputs. Where inputs and outputs are equal, nothing would "
    "have told you of the swap, and no harm would have been done.",
)

exercise.mistakes(
    _made,
    names_swapped=(
        "A layer with more inputs than outputs still stops, or one with fewer: the array lies on "
        "its side. In which order does a layer hand over the two sizes, and in which order are "
        "they taken?",
        lambda outputs, inputs: (inputs, outputs), lambda outputs, inputs: _edge(outputs),
    ),
    only_the_shape=(
        "The shape is right, and nothing stops any more. But the weights reach to 1 divided by the "
        "root of the outputs: the two numbers still have each other's names. An array that fits "
        "was only half of it.",
        _as_they_come, lambda outputs, inputs: _edge(outputs),
    ),
    only_the_edge=(
        "The weights reach as far as they should now. But the array still lies on its side.",
        lambda outputs, inputs: (inputs, outputs), lambda outputs, inputs: _edge(inputs),
    ),
    for_these_layers=(
        "Nothing stops any more in this network. But the inputs of any layer count, and here they "
        "are 5 for all.",
        _as_they_come, lambda outputs, inputs: _edge(5),
    ),
    without_the_root=(
        "The sizes are right now. But the root has gone: the weights reach only to 1 / inputs.",
        _as_they_come, lambda outputs, inputs: 1 / inputs,
    ),
    up_to_1=(
        "The shape is right now. But the weights reach to 1, whatever the sizes.",
        _as_they_come, lambda outputs, inputs: 1.0,
    ),
    both_sizes=(
        "The shape is right now. But the weights depend on both sizes, and the text speaks of the "
        "inputs alone.",
        _as_they_come, lambda outputs, inputs: (inputs + outputs) ** -0.5,
    ),
    square=(
        "This array has as many rows as columns. It is to have a row for each output.",
        lambda outputs, inputs: (inputs, inputs), lambda outputs, inputs: _edge(inputs),
    ),
    zeros=(
        "The shape is right now. But all weights are 0, and so all neurons are alike.",
        _as_they_come, lambda outputs, inputs: 0.0,
    ),
)  # fmt: skip


@exercise.wrong(
    "The sizes are right now. But these are normal random numbers: some are far larger than 1 "
    "divided by the root of the inputs, and the text wants them evenly spread."
)
def normal_numbers(outputs, inputs, rng):
    return rng.normal(0, _edge(inputs), (outputs, inputs))


@exercise.wrong("The sizes are right now. But no weight is negative any more.")
def all_positive(outputs, inputs, rng):
    return rng.uniform(0, _edge(inputs), (outputs, inputs))


@exercise.wrong(
    "`reshape` gives the array another shape, and nothing stops any more. But the weights reach to "
    "1 divided by the root of the outputs: the two numbers still have each other's names."
)
def reshaped_to_a_row_for_each(outputs, inputs, rng):
    return np.broadcast_to(
        rng.uniform(-_edge(outputs), _edge(outputs), (outputs, 1)), (outputs, inputs)
    ).copy()


@exercise.wrong(
    "The sizes are right now. But a generator of its own draws these weights, and `rng` is not "
    "asked: every layer, and every network, would start alike."
)
def own_generator(outputs, inputs, rng):
    return _right(outputs, inputs, np.random.default_rng(0))


@exercise.wrong(
    "The sizes are right now. But the weights are others each time, whatever the seed: a "
    "generator of its own draws them, and `rng` is not asked."
)
def no_seed(outputs, inputs, rng):
    return _right(outputs, inputs, np.random.default_rng())


@exercise.variant
def turned_at_the_end(outputs, inputs, rng):
    return rng.uniform(-_edge(inputs), _edge(inputs), (inputs, outputs)).T


@exercise.variant
def from_0_to_1(outputs, inputs, rng):
    return (2 * rng.random((outputs, inputs)) - 1) / inputs**0.5
