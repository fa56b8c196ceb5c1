"""Find the bug: all weights start at 0, and 300 neurons work like one."""

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.stacks.shared import aimed_at, different, xavier_spreads


def _signs(w):
    if len(np.unique(w)) == 1:
        return "all the same, but not 0" if w.any() else "all 0"
    return "of both signs" if w.min() < 0 < w.max() else "all of one sign"


def _start_and_train(function, inputs, outputs):
    """How the parameters start, and how many neurons differ after 20 steps of learning."""
    both = function(inputs, outputs, 5)
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("`start` returns both, as in `return w, b`.")
    w, b = (np.array(part, float) for part in both)
    facts = {"the shape of w": w.shape, "the shape of b": b.shape}
    if w.shape != (outputs, inputs) or b.shape != (outputs,):
        return facts
    first, second = layers.Linear(inputs, outputs), layers.Linear(outputs, 1)
    first.w, first.b = w.copy(), b.copy()
    second.w, second.b = (np.array(part, float) for part in function(outputs, 1, 6))
    net = layers.Sequential([first, layers.Sigmoid(), second])
    x = np.random.default_rng(0).normal(size=(6, inputs))
    for _ in range(20):
        net.forward(x)
        net.backward(np.ones((6, 1)))
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param -= 0.1 * grad
    facts |= {
        "the number of different neurons after 20 steps": different(first.w),
        "the number of different neurons at the start": different(w),
        "the weights": _signs(w),
        "the biases": sorted(set(b.tolist())) if len(set(b.tolist())) == 1 else "random",
    }
    if different(w) == 1:  # one row only: too few numbers to judge its spread
        return facts
    spread = aimed_at(w.std(), xavier_spreads(outputs, inputs), w.std())
    return facts | {"the spread of w": spread}


def _start(inputs, outputs, rng=None):
    return initializers.xavier(outputs, inputs, rng), np.zeros(outputs)


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_start,
    run=_start_and_train,
    accepts=(list,),
    probes=[(400, 100), (150, 250)],
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
    "five neurons or fifty, they count as one. Where do they all get the same weights from?"
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
    "The weights are random, but every neuron has got the same row of them. At the start all of "
    "them say the same, as a single neuron would. Draw a row for each."
)
def one_row_for_all(inputs, outputs, rng=None):
    row = np.random.default_rng(rng).normal(0, (2 / (inputs + outputs)) ** 0.5, inputs)
    return np.tile(row, (outputs, 1)), np.zeros(outputs)


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
    "The neurons differ: good. But all their weights are positive, and the spread is not Xavier's."
)
def uniform(inputs, outputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng), np.zeros(outputs)


@exercise.wrong(
    "`w` has a row for each input now. It should have one for each neuron: your `xavier` wants the "
    "number of outputs first."
)
def shape_turned(inputs, outputs, rng=None):
    return initializers.xavier(inputs, outputs, rng), np.zeros(outputs)


@exercise.variant
def without_xavier(inputs, outputs, rng=None):
    rng = np.random.default_rng(rng)
    return rng.normal(0, np.sqrt(2 / (inputs + outputs)), (outputs, inputs)), np.zeros(outputs)


@exercise.variant
def as_lists(inputs, outputs, rng=None):
    return [initializers.xavier(outputs, inputs, rng).tolist(), [0] * outputs]
