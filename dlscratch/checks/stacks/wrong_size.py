"""Crash hunt: deep in a stack of layers, two sizes do not fit, and an error says so."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import name as name_of

X = np.array([[0.5, -1.0, 2.0, 0.3], [1.5, 0.0, -0.5, 1.0], [-0.7, 0.2, 0.9, -1.1]])
OUTPUTS = "the shape of what comes out of the last layer"
AGAIN = "the weights, made twice with the same rng"
OTHERS = "the weights, made with another rng"
APART = "the random numbers of two layers"


def _chain(function, seed):
    """The layers by their names and sizes, and what comes out of the last one."""
    made = function(seed)
    if isinstance(made, layers.Sequential):
        raise Refuse("A `Sequential` came; wanted is the list that goes into it.")
    if not isinstance(made, list | tuple):
        raise Refuse(f"`deep_layers` returns a list of layers, and {name_of(made)} came.")
    if strange := [one for one in made if not isinstance(one, layers.Layer)]:
        raise Refuse(f"Not everything in the list is a layer: there is {name_of(strange[0])}.")
    facts = {OUTPUTS: attempt(_through, made), "the layers": [repr(one) for one in made]}
    if len(set(map(id, made))) < len(made):
        facts["the layers"] = "one of them stands in the list twice"
    if not isinstance(facts[OUTPUTS], Stopped):
        facts[AGAIN] = _same(made, function(seed))
        facts[OTHERS] = _others(made, function(seed + 1))
        facts[APART] = _apart(made)
    return facts


_chain.arguments = ("rng",)


def _through(made):
    x = X
    for layer in made:
        x = layer.forward(x)
    return np.shape(x)


def _same(some, others):
    pairs = zip(_params(some), _params(others), strict=False)
    return "the same" if all(np.array_equal(a, b) for a, b in pairs) else "other ones"


def _others(some, others):
    """Whether every layer has drawn other weights; the biases are 0 in any case."""
    pairs = list(zip(_params(some), _params(others), strict=False))
    kept = [np.array_equal(a, b) for a, b in pairs if a.ndim == 2]
    return "the same" if all(kept) else "the same in one layer" if any(kept) else "other ones"


def _apart(chain):
    """Whether two layers draw from one generator; from one seed each, they would begin alike."""
    weights = [param.ravel()[:6] for param in _params(chain) if param.ndim == 2]
    ratios = [second / first for first, second in zip(weights, weights[1:], strict=False)]
    return "the same but for their size" if any(np.ptp(r) < 1e-9 for r in ratios) else "different"


def _params(chain):
    return [param for layer in chain for param in layer.params()]


def _parts(*sizes, squash=layers.Sigmoid):
    """A function like the right one, with linear layers of these sizes."""

    def deep_layers(rng=None):
        rng, chain = np.random.default_rng(rng), []
        for inputs, outputs in sizes:
            chain += [layers.Linear(inputs, outputs, rng=rng), squash()]
        return chain[:-1]

    return deep_layers


def _tell(outcomes):
    facts = outcomes[0].output
    if outcomes[0].error or type(facts) is not dict or type(facts["the layers"]) is str:
        return None
    if isinstance(facts[OUTPUTS], Stopped):
        return (
            "It still stops. Write down what each layer gives and what the next one takes, from "
            "front to end: 4 numbers go in, then there are to be 6, then 3, then 2."
        )
    right = exercise.expected[0].output
    if facts["the layers"] == right["the layers"]:
        outputs = [one.output for one in outcomes if type(one.output) is dict]
        if any(one.get(AGAIN) == "other ones" for one in outputs):
            return (
                "The layers are right, but one of them, or more, does not get `rng`: made twice "
                "with the same seed, it has other weights. Each linear layer is given `rng=rng`."
            )
        if any(one.get(OTHERS, "other ones") != "other ones" for one in outputs):
            return (
                "The layers are right, but with another seed one of them, or more, has the same "
                "weights as before. Does a number of your own stand in the place of `rng`?"
            )
        return None
    return (
        "No error any more, but these are not the layers that were asked for. From front to end "
        "the examples are to have 4, 6, 3 and 2 numbers, with a sigmoid after 6 and after 3."
    )


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    tell=_tell,
    reference=_parts((4, 6), (6, 3), (3, 2)),
    run=_chain,
    probes=[(7,), (0,)],
    hints=(
        "The last line of the error says which layer it was, what it expects, and what came. The "
        "layer that complains is not always the one that is wrong.",
        "Go through the list and say for each linear layer: so many numbers come, so many go on. "
        "What goes on from one must be what comes to the next.",
        "`Linear` takes the number of inputs first, and then the number of outputs. In one of the "
        "three they have changed places.",
    ),
    after="An error about sizes names two numbers. Find the place where one of them should have "
    "become the other: that way you mend the cause, and not the line that noticed it.",
)

exercise.mistakes(
    _parts,
    unmended=(
        "It stops where it stopped before: a layer that takes 3 numbers gets 6. Which of the two "
        "numbers is as the text wants it, and what should this layer make of it?",
        (4, 6), (3, 6), (3, 2),
    ),
    first_made_to_fit=(
        "The first layer fits the second now. But it gave 6 numbers, as the text wants, and the "
        "next layer in line has the trouble: what is wrong is further on.",
        (4, 3), (3, 6), (3, 2),
    ),
    both_neighbours_made_to_fit=(
        "No error any more. But the examples have 3 numbers first and then 6, and the text wants "
        "6 first and then 3. The neighbours of the wrong layer were right.",
        (4, 3), (3, 6), (6, 2),
    ),
    six_and_six=(
        "The second layer takes 6 numbers now, as it should, but it gives 6 as well. Wanted are "
        "3 there.",
        (4, 6), (6, 6), (3, 2),
    ),
    six_and_six_to_the_end=(
        "No error any more. But between the second and the third linear layer there are 6 numbers, "
        "and the text wants 3.",
        (4, 6), (6, 6), (6, 2),
    ),
    three_and_three=(
        "The second layer still takes 3 numbers, and 6 come.",
        (4, 6), (3, 3), (3, 2),
    ),
    last_made_to_fit=(
        "The last layer was right: it is to take 3 numbers. The error came from the layer before.",
        (4, 6), (3, 6), (6, 2),
    ),
    left_out=(
        "A linear layer is missing: the text wants three.",
        (4, 6), (6, 2),
    ),
    left_out_and_three=(
        "A linear layer is missing: the text wants three, with 6 numbers behind the first.",
        (4, 3), (3, 2),
    ),
    all_turned=(
        "Inputs and outputs have changed places in all three. In two of them they were right.",
        (6, 4), (3, 6), (2, 3),
    ),
)  # fmt: skip


@exercise.wrong("The sizes fit. But the sigmoids between the linear layers are gone.")
def without_sigmoids(rng=None):
    return _parts((4, 6), (6, 3), (3, 2))(rng)[::2]


@exercise.wrong("The sizes fit. But behind the last linear layer there was no sigmoid.")
def one_sigmoid_more(rng=None):
    return [*_parts((4, 6), (6, 3), (3, 2))(rng), layers.Sigmoid()]


@exercise.wrong(
    "The sizes fit. But one object stands in the list twice: see exercise [shared_layer]."
)
def one_sigmoid_twice(rng=None):
    first, sigmoid, second, _, third = _parts((4, 6), (6, 3), (3, 2))(rng)
    return [first, sigmoid, second, sigmoid, third]


@exercise.wrong(
    "The sizes fit. But each layer makes a generator of its own from the seed, and so all begin "
    "with the same random numbers. The first line was there for that: one generator for all."
)
def a_seed_for_each(rng=None):
    sizes = (4, 6), (6, 3), (3, 2)
    first, second, third = (layers.Linear(*both, rng=rng) for both in sizes)
    return [first, layers.Sigmoid(), second, layers.Sigmoid(), third]


@exercise.wrong("Return the list as it was before, with its square brackets alone.")
def as_a_stack(rng=None):
    return layers.Sequential(_parts((4, 6), (6, 3), (3, 2))(rng))


@exercise.variant
def taken_out_of_a_stack(rng=None):
    return layers.Sequential(_parts((4, 6), (6, 3), (3, 2))(rng)).layers


@exercise.variant
def one_after_another(rng=None):
    rng = np.random.default_rng(rng)
    chain = (layers.Linear(4, 6, rng=rng), layers.Sigmoid(), layers.Linear(6, 3, rng=rng))
    return (*chain, layers.Sigmoid(), layers.Linear(3, 2, rng=rng))
