"""Find the bug: all weights start at 0, and 300 neurons work like one."""

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.starting_weights.shared.draws import (
    SMALL,
    different,
    drawing_mistakes,
    of_draws,
    statistics,
    xavier_spreads,
)
from dlscratch.errors.values import name

_drawn = statistics(
    lambda outputs, inputs: (
        0, 0.5, (2 / (inputs + outputs)) ** 0.5, (4 / np.pi / (inputs + outputs)) ** 0.5,
    ),
    xavier_spreads,
    like=lambda outputs, inputs: (0, (2 / (inputs + outputs)) ** 0.5),
)  # fmt: skip


def _start_and_train(function, inputs, outputs):
    """How the parameters start, and how many neurons differ after 20 steps of learning."""
    both = function(inputs, outputs, 7)
    if not isinstance(both, tuple | list) or len(both) != 2:
        came = f"{len(both)} things" if isinstance(both, tuple | list) else name(both)
        raise Refuse(f"`start` returns two arrays, as in `return w, b`, but {came} came.")
    if any(callable(part) for part in both):
        raise Refuse(
            "`w` is a function here: brackets behind its name, with the two sizes in them, call it."
        )
    w, b = (np.array(part, float) for part in both)
    facts = {"the shape of w": w.shape, "the shape of b": b.shape}
    if w.shape != (outputs, inputs) or b.shape != (outputs,):
        return facts
    if (outputs, inputs) == SMALL:
        facts["the number of different neurons after 20 steps"] = _different_when_trained(w, b)

    def weights(outputs, inputs, rng):
        return np.array(function(inputs, outputs, rng)[0], float)

    facts |= _drawn(weights, outputs, inputs)
    if not b.any():
        return facts | {"the biases": "all 0"}
    return facts | {"the biases": "all the same" if len(set(b.tolist())) == 1 else "not all 0"}


def _different_when_trained(w, b):
    outputs, inputs = w.shape
    first, second = layers.Linear(inputs, outputs), layers.Linear(outputs, 1)
    first.w, first.b = w.copy(), b.copy()
    second.w, second.b = np.ones((1, outputs)), np.zeros(1)
    net = layers.Sequential([first, layers.Sigmoid(), second])
    x = np.random.default_rng(0).normal(size=(6, inputs))
    for _ in range(20):
        net.forward(x)
        net.backward(np.ones((6, 1)))
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param -= 0.1 * grad
    return different(np.column_stack([first.w, first.b]))


def _start(inputs, outputs, rng=None):
    return initializers.xavier(outputs, inputs, rng), np.zeros(outputs)


def _tell(outcomes):
    facts = outcomes[0].output
    if type(facts) is dict and facts.get("the shape of b") not in (None, SMALL[:1]):
        return "`b` has one axis, with a number for each neuron. It was right as it was given."
    if type(facts) is dict and facts.get("the shape of w") not in (None, SMALL):
        return "`w` has a row for each neuron, and in it a number for each input."
    return of_draws(
        exercise,
        outcomes,
        "The neurons differ: good. But the weights should start as in exercise [xavier], around "
        "0 and with Xavier's spread. You have a function for that.",
    )


exercise = Exercise(
    __name__,
    tell=_tell,
    kind="bug",
    reference=_start,
    run=_start_and_train,
    accepts=(list,),
    probes=[SMALL[::-1], (150, 90), (75, 160)],
    seconds=8,
    hints=(
        "Nothing is wrong with the shapes. Which numbers come out of the function, and what does a "
        "neuron with such weights answer to any input?",
        "Two neurons with the same weights, read by the next layer with the same weights, get the "
        "same gradients. What has to differ from one neuron to the next?",
        "The biases may stay 0. For the weights you have written a function above, and it wants "
        "the number of outputs first.",
    ),
    after="check_gradients would have found nothing: every gradient is right. This bug is not in "
    "how the network learns but in where it begins.",
)


@exercise.wrong(
    "All neurons began alike, so they got the same gradient in every step, and are alike still: "
    "four neurons or three hundred, they count as one. Which line decides how they begin?"
)
def zeros(inputs, outputs, rng=None):
    return np.zeros((outputs, inputs)), np.zeros(outputs)


@exercise.wrong(
    "No zeros any more, but all weights are still the same number. It is not the 0 that hurts: it "
    "is that no neuron differs from the next."
)
def all_equal(inputs, outputs, rng=None):
    return np.full((outputs, inputs), (2 / (inputs + outputs)) ** 0.5), np.zeros(outputs)


@exercise.wrong(
    "The neurons differ now, by their biases. But their weights are still 0: at the start no "
    "neuron looks at its inputs at all."
)
def random_biases_only(inputs, outputs, rng=None):
    return np.zeros((outputs, inputs)), np.random.default_rng(rng).normal(size=outputs)


@exercise.wrong(
    "The neurons differ: good. Their spread is 1, however many inputs there are. The text asks for "
    "Xavier's."
)
def too_wide(inputs, outputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng), np.zeros(outputs)


@exercise.wrong(
    "The neurons differ: good. Their spread is the variance that Xavier wants, not its root."
)
def variance_as_std(inputs, outputs, rng=None):
    std = 2 / (inputs + outputs)
    return initializers.random_normal(outputs, inputs, rng, std=std), np.zeros(outputs)


@exercise.wrong(
    "The neurons differ: good. But all their weights are positive, and the text asks for those of "
    "exercise [xavier], which lie around 0."
)
def uniform(inputs, outputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng), np.zeros(outputs)


@exercise.wrong(
    "The neurons differ: good. But their spread is always 0.01, and the text asks for that of "
    "exercise [xavier], which follows from the sizes."
)
def a_little_noise(inputs, outputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=0.01), np.zeros(outputs)


@exercise.wrong(
    "The neurons differ: good. Their spread is the one for ReLU, from the inputs alone. The text "
    "asks for that of exercise [xavier]."
)
def inputs_only(inputs, outputs, rng=None):
    return initializers.he(outputs, inputs, rng), np.zeros(outputs)


@exercise.wrong("The weights are right. But the biases were to stay 0, and they have changed.")
def random_biases(inputs, outputs, rng=None):
    w = initializers.xavier(outputs, inputs, rng)
    return w, np.random.default_rng(1).normal(size=outputs)


@exercise.wrong("The weights are right. But the biases were to stay 0, and they have changed.")
def biases_of_one(inputs, outputs, rng=None):
    return initializers.xavier(outputs, inputs, rng), np.ones(outputs)


@exercise.wrong(
    "The first neuron has random weights, but the others are still 0, and so all alike. Every "
    "neuron needs its own."
)
def first_neuron_only(inputs, outputs, rng=None):
    w = np.zeros((outputs, inputs))
    w[0] = initializers.xavier(outputs, inputs, rng)[0]
    return w, np.zeros(outputs)


@exercise.wrong(
    "There is a 1 for one input of each neuron, and 0 for all others: nothing here is random. The "
    "weights should start as in exercise [xavier]."
)
def ones_on_the_diagonal(inputs, outputs, rng=None):
    return np.eye(outputs, inputs), np.zeros(outputs)


@exercise.wrong(
    "`w` has a row for each input now. It should have one for each neuron: your `xavier` wants the "
    "number of outputs first."
)
def shape_turned(inputs, outputs, rng=None):
    return initializers.xavier(inputs, outputs, rng), np.zeros(outputs)


@exercise.wrong("`b` has a number for each input. It should have one for each neuron, as it had.")
def a_bias_for_each_input(inputs, outputs, rng=None):
    return initializers.xavier(outputs, inputs, rng), np.zeros(inputs)


@exercise.wrong("The two have changed places: `w` is returned first, and then `b`.")
def b_first(inputs, outputs, rng=None):
    return np.zeros(outputs), initializers.xavier(outputs, inputs, rng)


drawing_mistakes(
    exercise,
    initializers.xavier,
    lambda draw: lambda inputs, outputs, rng=None: (draw(outputs, inputs, rng), np.zeros(outputs)),
    leave=("only_zeros", "one_number_for_all", "rng_for_a_generator"),
)


@exercise.variant
def without_xavier(inputs, outputs, rng=None):
    rng = np.random.default_rng(rng)
    return rng.normal(0, np.sqrt(2 / (inputs + outputs)), (outputs, inputs)), np.zeros(outputs)


@exercise.variant
def as_lists(inputs, outputs, rng=None):
    return [initializers.xavier(outputs, inputs, rng).tolist(), [0] * outputs]
