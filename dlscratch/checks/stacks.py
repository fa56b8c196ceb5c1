"""Exercises of lesson 3: linear layers and their gradients, starting weights, layers in a row."""

import copy
import functools
import re

import numpy as np

from dlscratch import initializers, layers
from dlscratch.checks.engine.blank import SENTENCE, Blank, Unfinished
from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse

# Probes are lopsided on purpose: 3 inputs, 5 outputs, batches of 4 and of 2, biases other than 0.
_RNG = np.random.default_rng(3)
X = _RNG.normal(size=(4, 3)).round(2)
GRADIENT = _RNG.normal(size=(4, 5)).round(2)
W = _RNG.normal(size=(5, 3)).round(2)
B = np.array([0.7, -1.2, 0.3, 2.0, -0.4])


# Shapes, and one neuron


predict_shapes = Exercise(
    "stacks.predict_shapes",
    kind="predict",
    wants="value",
    reference=[(2, 6), (7, 2), (2, 6), (2,), (7, 6)],
    accepts=(tuple, list),
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

_SHAPES = {
    "w_by_inputs": (
        "The first: a row of `w` belongs to a neuron, so the number of outputs comes first.",
        [(6, 2), (7, 2), (6, 2), (2,), (7, 6)],
    ),
    "w_grad_transposed": (
        "Four are right. The gradient for `w` has to fit onto `w`, number by number.",
        [(2, 6), (7, 2), (6, 2), (2,), (7, 6)],
    ),
    "b_grad_for_each_example": (
        "Look at the fourth. There is one bias for each neuron, and it serves all the examples. "
        "How many numbers say how the biases should change?",
        [(2, 6), (7, 2), (2, 6), (7, 2), (7, 6)],
    ),
    "b_grad_is_a_table": (
        "Look at the fourth. `b` is a plain row of numbers, with a single axis. Its gradient too.",
        [(2, 6), (7, 2), (2, 6), (1, 2), (7, 6)],
    ),
    "b_grad_for_the_batch": (
        "Look at the fourth. The axis of the examples is the one that is summed away; the one of "
        "the neurons stays.",
        [(2, 6), (7, 2), (2, 6), (7,), (7, 6)],
    ),
    "x_gradient_like_outputs": (
        "Look at the last. What comes *in* from behind has the shape of the outputs; what goes "
        "on to the layer before has the shape of `x`.",
        [(2, 6), (7, 2), (2, 6), (2,), (7, 2)],
    ),
    "one_example": (
        "You have counted one example. The batch has 7, each with outputs and inputs of its own.",
        [(2, 6), (2,), (2, 6), (2,), (6,)],
    ),
    "no_comma": (
        "Almost: `(2)` is just a 2 in brackets. A tuple with one size has a comma, as in `(7,)`.",
        [(2, 6), (7, 2), (2, 6), 2, (7, 6)],
    ),
    "outputs_transposed": (
        "Look at the second. The examples are the rows, in `x` as well as in the outputs.",
        [(2, 6), (2, 7), (2, 6), (2,), (7, 6)],
    ),
}
for _id, (_hint, _answer) in _SHAPES.items():
    predict_shapes.wrong(_id, _hint)(_answer)

predict_shapes.variant(((2, 6), (7, 2), (2, 6), (2,), (7, 6)))
predict_shapes.variant([[2, 6], [7, 2], [2, 6], [2], [7, 6]])


def _neuron(x, w, b):
    return w @ x + b


neuron = Exercise(
    "stacks.neuron",
    kind="fill",
    reference=_neuron,
    probes=[
        (np.array([2.0, -1.0, 3.0]), np.array([1.0, 4.0, 0.25]), 0.75),
        (np.array([1.0, 2.0, 4.0, -2.0]), np.array([3.0, -1.0, 2.0, 1.5]), -2.0),
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


@neuron.wrong("no_bias", "The weighted sum is right. What is missing is the number added at last.")
def _(x, w, b):
    return w @ x


@neuron.wrong(
    "not_summed",
    "These are the products, each with the bias, side by side. A neuron gives a single number.",
)
def _(x, w, b):
    return w * x + b


@neuron.wrong(
    "bias_for_each_input",
    "The bias has been added once for each input. A neuron has one bias: add it after the sum.",
)
def _(x, w, b):
    return (w * x + b).sum()


@neuron.wrong(
    "sums_multiplied",
    "That is the sum of the inputs times the sum of the weights. Each input has a weight of its "
    "own: multiply first, in pairs, and add up afterwards.",
)
def _(x, w, b):
    return w.sum() * x.sum() + b


@neuron.wrong(
    "mean", "The products have been averaged. A weighted sum is a sum: nothing is divided."
)
def _(x, w, b):
    return (w * x).mean() + b


@neuron.wrong("added", "Input and weight were added. A weight says how much an input counts.")
def _(x, w, b):
    return (w + x).sum() + b


@neuron.wrong(
    "bias_on_the_inputs",
    "The bias was added to the inputs, so the weights multiply it too. It comes after the sum.",
)
def _(x, w, b):
    return w @ (x + b)


@neuron.wrong(
    "bias_multiplied", "The weighted sum is right. The bias is added to it, not multiplied."
)
def _(x, w, b):
    return w @ x * b


@neuron.variant
def _(x, w, b):
    total = b
    for weight, number in zip(w, x, strict=True):
        total = total + weight * number
    return total


@neuron.variant
def _(x, w, b):
    return np.dot(x, w).item() + b


@neuron.variant
def _(x, w, b):
    return sum([p * q for p, q in zip(w.tolist(), x.tolist(), strict=True)], b)


# Starting weights. What is drawn differs from one right answer to the next, so what is judged is
# the shape, the mean, the spread, and whether rng does what it is for. A statistic that is near
# enough to a value that some right or wrong answer aims at counts as that value: within 4 % of
# it, which is more than 7 standard errors for 30,000 numbers.


def _aimed_at(value, targets, scale):
    for target in targets:
        if abs(value - target) <= 0.04 * (abs(target) or scale):
            return float(f"{target:.3g}")
    return float(f"{value:.1g}")


def _different(rows):
    return len(np.unique(np.round(rows, 9), axis=0))


def _same(a, b):
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(a) == np.asarray(b)))


def _statistics(means, spreads, shares=()):
    """`run` for a function that draws weights: facts that do not depend on how the draw fell.

    The arguments are functions of (outputs, inputs), and give the values that answers aim at.
    """

    def run(function, outputs, inputs, *settings):
        def draw(rng):
            try:
                return function(outputs, inputs, rng, *settings)
            except TypeError as error:
                if re.search("data type|positional argument", str(error)):
                    raise Refuse(
                        f"Python said: `{error}`. Is the shape one tuple, in brackets of its own?"
                    ) from None
                raise

        first, generator = draw(7), np.random.default_rng(7)
        if first is None:
            raise Refuse("The function gives None. Is there a `return`?")
        facts = {"the shape": np.shape(first)}
        if np.shape(first) != (outputs, inputs):
            return facts
        w = np.array(first, float)
        facts["the number of different neurons"] = _different(w)
        if _different(w) == 1:  # one row only: too few numbers to judge its spread
            return facts
        aimed = functools.partial(_aimed_at, scale=w.std())
        facts["the mean"] = aimed(w.mean(), means(outputs, inputs))
        facts["the standard deviation"] = aimed(w.std(), spreads(outputs, inputs))
        if shares:
            share = np.mean(abs(w - w.mean()) <= w.std())
            facts["the share within one standard deviation of the mean"] = aimed(share, shares)
        return facts | {
            "the same numbers for the same rng": _same(first, draw(7)),
            "other numbers for another rng": not _same(first, draw(8)),
            "other numbers from one generator, the second time": not _same(
                draw(generator), draw(generator)
            ),
            "other numbers without rng, the second time": not _same(draw(None), draw(None)),
        }

    run.arguments = ("outputs", "inputs", "mean", "std")
    return run


_NORMAL, _UNIFORM = 0.683, 0.577  # so much lies within one standard deviation of the mean

random_uniform = Exercise(
    "stacks.random_uniform",
    kind="fill",
    reference=initializers.random_uniform,
    run=_statistics(
        lambda outputs, inputs: (0.5, 0, 1, 5),
        lambda outputs, inputs: (12**-0.5, 2 * 12**-0.5, 1, 10 * 12**-0.5),
        (_NORMAL, _UNIFORM),
    ),
    accepts=(list,),
    probes=[(150, 200), (90, 400)],
    seconds=8,
    hints=(
        "First a source of random numbers, then an array of numbers from it. The lesson's function "
        "had one line.",
        "`np.random.default_rng(rng)` is the source. Its method `random` gives numbers between 0 "
        "and 1, in the shape that it is told.",
        "`random` wants the shape as one tuple, with the number of neurons first: two pairs of "
        "brackets.",
    ),
    after="Passing `rng` along makes a run repeatable: whoever uses your number gets your weights. "
    "All these weights are positive, so the sums of a wide layer lie far above 0. Compare "
    "`random_normal`.",
)


@random_uniform.wrong(
    "shape_turned",
    "The shape is turned round: one row for each neuron, so `outputs` comes first.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_uniform(inputs, outputs, rng)


@random_uniform.wrong(
    "normal", "These numbers gather around 0, and about half are negative. Asked for are numbers "
    "evenly spread between 0 and 1: another method of the same source.",
)  # fmt: skip
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng)


@random_uniform.wrong(
    "rng_left_aside",
    "The numbers are fine, but `rng` makes no difference to them. Hand it to `default_rng`.",
)
def _(outputs, inputs, rng=None):
    return np.random.default_rng().random((outputs, inputs))


@random_uniform.wrong(
    "always_the_same",
    "Every call gives the same numbers, whatever `rng` is. A fixed number in the brackets of "
    "`default_rng` does that: what should stand there?",
)
def _(outputs, inputs, rng=None):
    return np.random.default_rng(0).random((outputs, inputs))


@random_uniform.wrong(
    "one_row_for_all",
    "Look at two rows: they are the same. One row of random numbers has been used for every "
    "neuron, so at the start they all say the same, as a single one would.",
)
def _(outputs, inputs, rng=None):
    return np.tile(np.random.default_rng(rng).random(inputs), (outputs, 1))


@random_uniform.wrong(
    "from_minus_one",
    "These numbers go from -1 to 1. Here they are to lie between 0 and 1.",
)
def _(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(-1, 1, (outputs, inputs))


@random_uniform.wrong("one_neuron", "There is one row only. Each of the neurons needs its own.")
def _(outputs, inputs, rng=None):
    return np.random.default_rng(rng).random(inputs)


@random_uniform.variant
def _(outputs, inputs, rng=None):
    return np.random.default_rng(rng).uniform(0, 1, (outputs, inputs))


@random_uniform.variant
def _(outputs, inputs, rng=None):
    source = np.random.default_rng(rng)
    return [[source.random() for _ in range(inputs)] for _ in range(outputs)]


random_normal = Exercise(
    "stacks.random_normal",
    kind="fill",
    reference=initializers.random_normal,
    run=_statistics(
        lambda outputs, inputs: (0, 0.5, 1, 2, 3, 4),
        lambda outputs, inputs: (0.25, 0.5, 1, 12**-0.5, 2, 4),
        (_NORMAL, _UNIFORM),
    ),
    accepts=(list,),
    probes=[(150, 200), (90, 400), (150, 200, 4.0, 0.25)],
    seconds=8,
    hints=(
        "It is `random_uniform` with another method of the same source.",
        "`normal` is told three things: around which number, how far spread, and in which shape.",
        "The first two of them are arguments of your function. The third is the same tuple as "
        "before.",
    ),
    after="Half of these weights are negative, so a weighted sum is as often below 0 as above. "
    "How far it spreads is decided by `std`, and the next function chooses that with care.",
)


@random_normal.wrong(
    "settings_left_aside",
    "With the mean 0 and the spread 1 it works. `mean` and `std` are arguments: does your line use "
    "them?",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng)


@random_normal.wrong(
    "std_left_aside", "The mean is right. `std` is an argument too: does your line use it?"
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, mean)


@random_normal.wrong(
    "mean_and_std_swapped",
    "`mean` and `std` have changed places. `normal` wants the centre first.",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(std, mean, (outputs, inputs))


@random_normal.wrong(
    "std_as_variance",
    "With a spread of 1 it works, with 0.25 it comes out as 0.5: a root has been taken. `normal` "
    "wants the standard deviation itself.",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(outputs, inputs, rng, mean, std**0.5)


@random_normal.wrong(
    "uniform",
    "These numbers are evenly spread. The normal distribution has most numbers near its centre "
    "and few far away: another method of the same source.",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_uniform(outputs, inputs, rng)


@random_normal.wrong(
    "shape_turned",
    "The shape is turned round: one row for each neuron, so `outputs` comes first.",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return initializers.random_normal(inputs, outputs, rng, mean, std)


@random_normal.wrong(
    "one_row_for_all",
    "Look at two rows: they are the same. One row of random numbers has been used for every "
    "neuron, so at the start they all say the same, as a single one would.",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.tile(np.random.default_rng(rng).normal(mean, std, inputs), (outputs, 1))


@random_normal.wrong(
    "rng_left_aside",
    "The numbers are fine, but `rng` makes no difference to them. Hand it to `default_rng`.",
)
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng().normal(mean, std, (outputs, inputs))


@random_normal.variant
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return mean + std * np.random.default_rng(rng).standard_normal((outputs, inputs))


@random_normal.variant
def _(outputs, inputs, rng=None, mean=0.0, std=1.0):
    return np.random.default_rng(rng).normal(mean, std, outputs * inputs).reshape(outputs, -1)


predict_spread = Exercise(
    "stacks.predict_spread",
    kind="predict",
    wants="value",
    reference=(20.0, 0.05),
    accepts=(list, np.ndarray),
    hints=(
        "Variances add up: one for each of the inputs. What is the variance of a single product, "
        "when input and weight both have the standard deviation 1?",
        "The variance of the sum is 400. And the standard deviation is the root of the variance.",
        "The sum comes out 20 times as wide as its inputs. How much smaller must the weights be?",
    ),
    after="The spread grows with the root of the number of inputs: 784 pixels and weights of "
    "spread 1 make sums of spread 28, and a sigmoid of those is 0 or 1, hardly ever between.",
)

predict_spread.wrong(
    "variances",
    "These are the variances. NumPy's `normal`, and the question, want standard deviations.",
)((400.0, 1 / 400))
predict_spread.wrong(
    "variance_of_the_sum",
    "The second is right. The first is the variance of the sum: which root is still to be taken?",
)((400.0, 0.05))
predict_spread.wrong(
    "variance_of_the_weights",
    "The first is right. The second is the variance that the weights need. What is asked for is "
    "their standard deviation.",
)((20.0, 1 / 400))
predict_spread.wrong(
    "unchanged",
    "A sum of many random numbers is more widely spread than each of them. Variances add up.",
)((1.0, 1.0))
predict_spread.wrong(
    "averaged",
    "The sum does not shrink when more is added to it: the first number is above 1.",
)((0.05, 20.0))
predict_spread.wrong(
    "xavier", "The first is right. Xavier also thinks of the way back. Here only the forward "
    "direction counts, and 400 inputs decide.",
)((20.0, (2 / 401) ** 0.5))  # fmt: skip
predict_spread.variant([20, 0.05])
predict_spread.variant((400**0.5, 1 / 400**0.5))


def _xavier_spreads(outputs, inputs):
    both = inputs + outputs
    right = (2 / both) ** 0.5
    return (
        right, 2 / both, (1 / both) ** 0.5, (2 / inputs) ** 0.5, (2 / outputs) ** 0.5,
        (both / 2) ** 0.5, 2**0.5 / both, (6 / both) ** 0.5, right**0.5, (1 / inputs) ** 0.5,
        right * 12**-0.5, 1 / both, 1, (2 / (inputs * outputs)) ** 0.5,
        (2 / inputs + outputs) ** 0.5, (2 / outputs + inputs) ** 0.5,
    )  # fmt: skip


xavier = Exercise(
    "stacks.xavier",
    kind="fill",
    reference=initializers.xavier,
    run=_statistics(
        lambda outputs, inputs: (0, (0.5 / (inputs + outputs)) ** 0.5),
        _xavier_spreads,
    ),
    accepts=(list,),
    probes=[(150, 250), (400, 100)],
    seconds=8,
    hints=(
        "You have `random_normal` already. Which of its arguments does this function have to work "
        "out?",
        "The variance is to be 2 divided by the number of connections at both ends. What does "
        "`std` stand for: the variance, or its root?",
        "Take `np.sqrt` of 2 over the sum of `inputs` and `outputs`, and hand it to "
        "`random_normal` as `std`. Do not forget to pass `rng` on.",
    ),
    after="A compromise between forward, which would like 1/inputs, and backward, which would like "
    "1/outputs (Glorot and Bengio 2010, equation 12). Your Linear layers start with it from now "
    "on.",
)


@xavier.wrong(
    "variance_as_std",
    "That is the variance, used as a standard deviation. What turns a variance into a standard "
    "deviation? (The book's code makes the same slip.)",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=2 / (inputs + outputs))


@xavier.wrong(
    "one_for_two",
    "It is too small by a factor of 1.4. Which number stands above the line, 1 or 2?",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(1 / (inputs + outputs)) ** 0.5)


@xavier.wrong(
    "inputs_only",
    "That is the spread for ReLU, which looks at the inputs alone. Xavier thinks of both "
    "directions.",
)
def _(outputs, inputs, rng=None):
    return initializers.he(outputs, inputs, rng)


@xavier.wrong(
    "outputs_only",
    "Only the outputs have been counted. Xavier adds up both ends of the layer.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(2 / outputs) ** 0.5)


@xavier.wrong("upside_down", "The fraction stands on its head: more connections, smaller weights.")
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=((inputs + outputs) / 2) ** 0.5)


@xavier.wrong(
    "root_of_the_two",
    "Only the 2 is under the root. The whole fraction belongs there.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=2**0.5 / (inputs + outputs))


@xavier.wrong(
    "multiplied_sizes",
    "The sizes have been multiplied. A neuron has connections at both ends, and they are added up.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(2 / (inputs * outputs)) ** 0.5)


@xavier.wrong(
    "brackets",
    "The weights are far too large. Python divides before it adds: the sum below the line needs "
    "brackets.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(2 / inputs + outputs) ** 0.5)


@xavier.wrong(
    "limit_as_std",
    "There is a 6 where a 2 should be. The 6 belongs to evenly spread numbers, between minus and "
    "plus that root; for normal ones it is 2.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, std=(6 / (inputs + outputs)) ** 0.5)


@xavier.wrong("no_std", "The spread is 1, whatever the sizes are. Is `std` handed on?")
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng)


@xavier.wrong(
    "std_given_as_mean",
    "The numbers are spread by 1 around your spread: it was taken for the mean. Give it its name, "
    "`std=`, or put the mean before it.",
)
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng, (2 / (inputs + outputs)) ** 0.5)


@xavier.wrong(
    "uniform_times_std",
    "All these weights are positive. The spread is to lie around 0: which of your two functions "
    "gives that?",
)
def _(outputs, inputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng) * (2 / (inputs + outputs)) ** 0.5


@xavier.wrong(
    "rng_left_aside",
    "The spread is right, but `rng` makes no difference to the numbers. Hand it on.",
)
def _(outputs, inputs, rng=None):
    return initializers.xavier(outputs, inputs)


@xavier.wrong(
    "one_row_for_all",
    "Look at two rows: they are the same. One row of random numbers has been used for every "
    "neuron, so at the start they all say the same, as a single one would.",
)
def _(outputs, inputs, rng=None):
    std = (2 / (inputs + outputs)) ** 0.5
    return np.tile(np.random.default_rng(rng).normal(0, std, inputs), (outputs, 1))


@xavier.wrong(
    "shape_turned",
    "The shape is turned round: one row for each neuron, so `outputs` comes first.",
)
def _(outputs, inputs, rng=None):
    return initializers.xavier(inputs, outputs, rng)


@xavier.variant
def _(outputs, inputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng) * np.sqrt(2 / (inputs + outputs))


@xavier.variant
def _(outputs, inputs, rng=None):  # equation 16 of the same paper: even, with the same spread
    limit = np.sqrt(6 / (inputs + outputs))
    return np.random.default_rng(rng).uniform(-limit, limit, (outputs, inputs))


# A start from which nothing is learnt


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
        "the number of different neurons after 20 steps": _different(first.w),
        "the number of different neurons at the start": _different(w),
        "the weights": _signs(w),
        "the biases": sorted(set(b.tolist())) if len(set(b.tolist())) == 1 else "random",
    }
    if _different(w) == 1:  # one row only: too few numbers to judge its spread
        return facts
    spread = _aimed_at(w.std(), _xavier_spreads(outputs, inputs), w.std())
    return facts | {"the spread of w": spread}


def _start(inputs, outputs, rng=None):
    return initializers.xavier(outputs, inputs, rng), np.zeros(outputs)


zero_init = Exercise(
    "stacks.zero_init",
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


@zero_init.wrong(
    "zeros",
    "All neurons began alike, so they got the same gradient in every step, and are alike still: "
    "five neurons or fifty, they count as one. Where do they all get the same weights from?",
)
def _(inputs, outputs, rng=None):
    return np.zeros((outputs, inputs)), np.zeros(outputs)


@zero_init.wrong(
    "all_equal",
    "No zeros any more, but all weights are still the same number. It is not the 0 that hurts: it "
    "is that no neuron differs from the next.",
)
def _(inputs, outputs, rng=None):
    return np.full((outputs, inputs), (2 / (inputs + outputs)) ** 0.5), np.zeros(outputs)


@zero_init.wrong(
    "one_row_for_all",
    "The weights are random, but every neuron has got the same row of them. At the start all of "
    "them say the same, as a single neuron would. Draw a row for each.",
)
def _(inputs, outputs, rng=None):
    row = np.random.default_rng(rng).normal(0, (2 / (inputs + outputs)) ** 0.5, inputs)
    return np.tile(row, (outputs, 1)), np.zeros(outputs)


@zero_init.wrong(
    "random_biases_only",
    "The neurons differ now, by their biases. But their weights are still 0: at the start no "
    "neuron looks at its inputs at all.",
)
def _(inputs, outputs, rng=None):
    return np.zeros((outputs, inputs)), np.random.default_rng(rng).normal(size=outputs)


@zero_init.wrong(
    "too_wide",
    "The neurons differ: good. Their spread is 1, however many inputs there are. The text asks for "
    "Xavier's.",
)
def _(inputs, outputs, rng=None):
    return initializers.random_normal(outputs, inputs, rng), np.zeros(outputs)


@zero_init.wrong(
    "variance_as_std",
    "The neurons differ: good. Their spread is the variance that Xavier wants, not its root.",
)
def _(inputs, outputs, rng=None):
    std = 2 / (inputs + outputs)
    return initializers.random_normal(outputs, inputs, rng, std=std), np.zeros(outputs)


@zero_init.wrong(
    "uniform",
    "The neurons differ: good. But all their weights are positive, and the spread is not Xavier's.",
)
def _(inputs, outputs, rng=None):
    return initializers.random_uniform(outputs, inputs, rng), np.zeros(outputs)


@zero_init.wrong(
    "shape_turned",
    "`w` has a row for each input now. It should have one for each neuron: your `xavier` wants the "
    "number of outputs first.",
)
def _(inputs, outputs, rng=None):
    return initializers.xavier(inputs, outputs, rng), np.zeros(outputs)


@zero_init.variant
def _(inputs, outputs, rng=None):
    rng = np.random.default_rng(rng)
    return rng.normal(0, np.sqrt(2 / (inputs + outputs)), (outputs, inputs)), np.zeros(outputs)


@zero_init.variant
def _(inputs, outputs, rng=None):
    return [initializers.xavier(outputs, inputs, rng).tolist(), [0] * outputs]


# The linear layer. `_Linear` is the right answer in pieces, which the wrong ones replace.


class _Linear(layers.Layer):
    def __init__(self, inputs, outputs, rng=None):
        self.w = initializers.xavier(outputs, inputs, rng)
        self.b = np.zeros(outputs)
        self.w_grad = self.b_grad = None

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.b

    def backward(self, gradient):
        self.w_grad = self.for_w(gradient)
        self.b_grad = self.for_b(gradient)
        return self.for_x(gradient)

    def for_w(self, gradient):
        return gradient.T @ self.x

    def for_b(self, gradient):
        return gradient.sum(axis=0)

    def for_x(self, gradient):
        return gradient @ self.w

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.w_grad, self.b_grad]


def _with(cls, w, b):
    """A layer of class `cls` whose parameters are `w` and `b`."""
    outputs, inputs = w.shape
    layer = cls(inputs, outputs, rng=0)
    for name, values in (("w", w), ("b", b)):
        have = getattr(layer, name, None)
        if type(have) is Blank:
            raise Unfinished(SENTENCE)
        if np.shape(have) != values.shape:
            raise Refuse(
                f"A layer with {inputs} inputs and {outputs} outputs has `self.{name}` of shape "
                f"{values.shape}, but here its shape is {np.shape(have)}. Look at `__init__`, or "
                "at your `xavier`."
            )
        have = np.asarray(have)
        if have.dtype == float:
            have[...] = values  # in place: whoever holds the array sees it
        else:
            have = values.copy()
        setattr(layer, name, have)
    return layer


def _forward(cls, x, w, b):
    return _with(cls, w, b).forward(x)


_forward.arguments = ("x", "w", "b")

linear_forward = Exercise(
    "stacks.linear_forward",
    kind="fill",
    wants="class",
    reference=layers.Linear,
    run=_forward,
    accepts=(list,),
    # The last one is square, so that a mistake in the shapes still gives numbers.
    probes=[(X, W, B), (X[:2, :2], W[:3, :2], B[:3]), (X[:1], W, B), (X[:3], W[:3], B[:3])],
    hints=(
        "Write the shapes under each other: `x` is (n, 3), `w` is (5, 3), and out come (n, 5). "
        "Which two sizes meet in the product, and must vanish?",
        "`@` sums over the last axis of what stands on its left and the first axis of what stands "
        "on its right. One of the two arrays has to be turned for that.",
        "Turn the weights: `.T` makes (3, 5) of (5, 3). Afterwards each row needs the biases, and "
        "broadcasting adds them to all rows.",
    ),
    after="One line, and it holds for a batch of any size: the examples are the axis that `@` and "
    "broadcasting leave alone. You will never write a loop over examples again.",
)


@linear_forward.wrong(
    "not_turned",
    "`w` has one row for each neuron, so its 3 stands at the end, where `@` does not look. Which "
    "of the two arrays must be turned round?",
)
class _(_Linear):
    def forward(self, x):
        return x @ self.w + self.b


@linear_forward.wrong(
    "w_first",
    "`w @ x` was right for a single example. Now the examples are the rows of `x`, and the product "
    "takes rows of the left side: what has to stand on the left?",
)
class _(_Linear):
    def forward(self, x):
        return self.w @ x + self.b


@linear_forward.wrong(
    "elementwise",
    "`*` multiplies number by number and sums nothing. Each output is a whole sum of products.",
)
class _(_Linear):
    def forward(self, x):
        return x * self.w + self.b


@linear_forward.wrong("no_bias", "The weighted sums are right. Each neuron has a bias, too.")
class _(_Linear):
    def forward(self, x):
        return x @ self.w.T


@linear_forward.wrong(
    "outputs_transposed",
    "The neurons are the rows here, and the examples the columns. The next layer wants one row for "
    "each example, as `x` has.",
)
class _(_Linear):
    def forward(self, x):
        return self.w @ x.T + self.b[:, None]


@linear_forward.wrong(
    "bias_subtracted", "The weighted sums are right. The bias is added, not subtracted."
)
class _(_Linear):
    def forward(self, x):
        return x @ self.w.T - self.b


@linear_forward.wrong("bias_twice", "The bias has been added twice.")
class _(_Linear):
    def forward(self, x):
        return x @ self.w.T + 2 * self.b


@linear_forward.wrong(
    "summed_over_the_batch",
    "All examples have been added into one. Each should have a row of outputs of its own.",
)
class _(_Linear):
    def forward(self, x):
        return (x @ self.w.T + self.b).sum(axis=0)


@linear_forward.wrong(
    "first_example_only", "One row came out: that of the first example. Is there a `[0]`?"
)
class _(_Linear):
    def forward(self, x):
        return x[0] @ self.w.T + self.b


@linear_forward.wrong(
    "squashed",
    "There is a sigmoid in it. That is a layer of its own: this one gives the plain sums.",
)
class _(_Linear):
    def forward(self, x):
        return 1 / (1 + np.exp(-super().forward(x)))


@linear_forward.variant
class _(_Linear):
    def forward(self, x):
        return np.einsum("ni,oi->no", x, self.w) + self.b


@linear_forward.variant
class _(_Linear):
    def forward(self, x):
        return np.array([[row @ example + bias for row, bias in zip(self.w, self.b, strict=True)]
                         for example in x])  # fmt: skip


@linear_forward.variant
class _(_Linear):
    def forward(self, x):
        return (self.w @ x.T).T + self.b


predict_gradients = Exercise(
    "stacks.predict_gradients",
    kind="predict",
    wants="value",
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

for _id, _hint, _answer in (
    (
        "averaged",
        "You have averaged over the two examples. The layer only sums; an average would come in "
        "from the loss.",
        ([[15.5, 21.0]], [5.5], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    (
        "all_averaged",
        "You have halved everything. The layer only sums; an average would come in from the loss.",
        ([[15.5, 21.0]], [5.5], [[1.5, 2.5], [15.0, 25.0]]),
    ),
    (
        "bias_weighted",
        "w_grad and the last are right. The bias multiplies no input: its slope is 1.",
        ([[31.0, 42.0]], [31.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    (
        "bias_counted",
        "The slope of the bias is 1 for each example, but each example brings an incoming gradient "
        "of its own: 1 and 10.",
        ([[31.0, 42.0]], [2.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    (
        "no_incoming_gradient",
        "These are the slopes. Each is still to be multiplied by the gradient that comes in: 1 for "
        "the first example, 10 for the second.",
        ([[4.0, 6.0]], [2.0], [[3.0, 5.0], [3.0, 5.0]]),
    ),
    (
        "first_example_only",
        "The second example is missing. The same weights and the same bias serve it too.",
        ([[1.0, 2.0]], [1.0], [[3.0, 5.0], [30.0, 50.0]]),
    ),
    (
        "inputs_and_weights_swapped",
        "For a weight you took the weight, and for an input the input. In w · x the slope for one "
        "factor is the *other* factor.",
        ([[33.0, 55.0]], [11.0], [[1.0, 2.0], [30.0, 40.0]]),
    ),
    (
        "x_summed",
        "w_grad and b_grad are right. But the inputs of the two examples are different numbers: "
        "each has a gradient of its own.",
        ([[31.0, 42.0]], [11.0], [[33.0, 55.0], [33.0, 55.0]]),
    ),
):
    predict_gradients.wrong(_id, _hint)(_answer)

predict_gradients.wrong(
    "w_grad_transposed",
    "The numbers are right. w has one row, for its one neuron, and w_grad has the same shape.",
)(([[31.0], [42.0]], [11.0], [[3.0, 5.0], [30.0, 50.0]]))
predict_gradients.wrong(
    "w_grad_without_its_axis",
    "The numbers are right. w has two axes, although it has only one row: so has w_grad.",
)(([31.0, 42.0], [11.0], [[3.0, 5.0], [30.0, 50.0]]))
predict_gradients.wrong(
    "b_grad_as_a_number",
    "The numbers are right. b has an axis of one number, shape (1,): so has b_grad.",
)(([[31.0, 42.0]], 11.0, [[3.0, 5.0], [30.0, 50.0]]))
predict_gradients.variant([[[31, 42]], [11], [[3, 5], [30, 50]]])
predict_gradients.variant((np.array([[31, 42]]), np.array([11]), np.array([[3, 5], [30, 50]])))


_AGAIN = "grads() after a second pass, with other numbers"
_SEEN = "the outputs after `param += 1` for each of params()"
_both, _slopes = by_differences(_with, ("w", "b"))


def _listed(layer, name):
    """What params() or grads() of a layer gives, which must be two arrays."""
    listed = getattr(layer, name)()
    if listed is None:
        raise Refuse(f"`{name}()` gives None. Is there a `return`?")
    if not isinstance(listed, list | tuple) or len(listed) != 2:
        count = f"{len(listed)} in it" if isinstance(listed, list | tuple) else "something else"
        what = "w and b" if name == "params" else "their gradients"
        raise Refuse(f"`{name}()` gives a list of two arrays, {what}, but there is {count}.")
    return listed


_LABELS = (
    "forward", "gradient for x", "w_grad", "b_grad", "params()", "grads()", _AGAIN, _SEEN,
)  # fmt: skip


def _all_of_linear(cls, x, gradient, w, b):
    layer = _with(cls, w, b)
    outputs = dict.fromkeys(_LABELS) | {"forward": copy.deepcopy(layer.forward(x))}
    if gradient is None or outputs["forward"] is None:
        return outputs
    outputs["gradient for x"] = copy.deepcopy(layer.backward(gradient))
    for name in ("w_grad", "b_grad"):
        if not hasattr(layer, name):
            raise Refuse(
                f"Backward has run, and there is no `{name}` in the layer. A name without `self.` "
                "in front is gone when the method ends."
            )
        outputs[name] = copy.deepcopy(getattr(layer, name))
    outputs["params()"] = copy.deepcopy(list(_listed(layer, "params")))
    outputs["grads()"] = copy.deepcopy(list(_listed(layer, "grads")))
    layer.forward(x[::-1])
    layer.backward(gradient)
    outputs[_AGAIN] = copy.deepcopy(list(_listed(layer, "grads")))
    for param in _listed(layer, "params"):
        param += 1
    outputs[_SEEN] = layer.forward(x)
    return outputs


def _expected_of_linear(cls, x, gradient, w, b):
    if gradient is None:
        return dict.fromkeys(_LABELS) | {"forward": _forward(cls, x, w, b)}
    expected = _slopes(cls, x, gradient, w, b)
    again = _slopes(cls, x[::-1], gradient, w, b)
    layer = _with(cls, w + 1, b + 1)
    return expected | {
        "params()": [w, b],
        "grads()": [expected["w_grad"], expected["b_grad"]],
        _AGAIN: [again["w_grad"], again["b_grad"]],
        _SEEN: layer.forward(x),
    }


_all_of_linear.arguments = ("x", "gradient", "w", "b")
_TWO_PASSES = [(X, GRADIENT, W, B), (X[:2, :2], GRADIENT[2:, :3], W[:3, :2], B[:3])]
# An answer that fails on every probe is not recognised. So in one all sizes are equal, and in one
# nothing goes backward: there a mistake in the shapes, or in what is kept, still gives numbers.
_SQUARE, _ONLY_FORWARD = (X[:3], GRADIENT[:3, :3], W[:3], B[:3]), (X, None, W, B)

linear_backward = Exercise(
    "stacks.linear_backward",
    kind="fill",
    wants="class",
    reference=_Linear,
    run=_all_of_linear,
    expect=_expected_of_linear,
    accepts=(list,),
    probes=[*_TWO_PASSES, _SQUARE, _ONLY_FORWARD],
    hints=(
        "Backward makes three gradients, and each has the shape of what it belongs to: `w`, `b`, "
        "and `x`. Write down the shapes that you have and those that you want.",
        "From `gradient` (n, 5) and `x` (n, 3) you want (5, 3): n has to vanish. From `gradient` "
        "(n, 5) and `w` (5, 3) you want (n, 3): the 5 has to vanish. And for `b`, from `gradient` "
        "alone, (5,).",
        "For `w`, turn the gradient and put it on the left of the `x` that forward kept. For `b`, "
        "sum over axis 0. For `x`, the gradient meets `w` just as it is.",
    ),
    after="This is the layer that nearly all the parameters of a network live in. You will use "
    "this very class until the last lesson.",
)


@linear_backward.wrong(
    "w_grad_transposed",
    "Look at the shape of w_grad: it should fit onto `w`, number by number. It is turned round.",
)
class _(_Linear):
    def for_w(self, gradient):
        return self.x.T @ gradient


@linear_backward.wrong(
    "gradient_not_turned",
    "For w_grad the 4 examples must vanish, so they have to meet in the middle of `@`. Which side "
    "must be turned for that?",
)
class _(_Linear):
    def for_w(self, gradient):
        return gradient @ self.x


@linear_backward.wrong(
    "w_on_the_left",
    "In the last line the sizes do not meet: the rows of the result are the examples, and so "
    "`gradient` has to stand on the left.",
)
class _(_Linear):
    def for_x(self, gradient):
        return self.w @ gradient


@linear_backward.wrong(
    "w_turned_for_x",
    "In the last line the weights are turned round, and the sizes do not meet. In forward they had "
    "to be turned; on the way back, what vanishes is the axis of the neurons.",
)
class _(_Linear):
    def for_x(self, gradient):
        return gradient @ self.w.T


@linear_backward.wrong(
    "b_not_summed",
    "b_grad has a row for each example. One bias serves them all, so their gradients add up: along "
    "which axis?",
)
class _(_Linear):
    def for_b(self, gradient):
        return gradient


@linear_backward.wrong(
    "b_summed_over_neurons",
    "b_grad has one number for each example. The axis that you name is the one that vanishes, and "
    "the neurons are to stay.",
)
class _(_Linear):
    def for_b(self, gradient):
        return gradient.sum(axis=1)


@linear_backward.wrong(
    "b_summed_to_one_number",
    "b_grad is a single number. Each neuron has a bias of its own: along which axis do you sum?",
)
class _(_Linear):
    def for_b(self, gradient):
        return gradient.sum()


@linear_backward.wrong(
    "b_kept_as_a_row",
    "b_grad is right but for an axis of size 1 too many. It should fit onto `b`, which has one.",
)
class _(_Linear):
    def for_b(self, gradient):
        return gradient.sum(axis=0, keepdims=True)


@linear_backward.wrong(
    "b_averaged",
    "b_grad is averaged over the batch. A layer sums: if the loss is a mean, the 1/N is in the "
    "incoming gradient already, and must not come in twice.",
)
class _(_Linear):
    def for_b(self, gradient):
        return gradient.mean(axis=0)


@linear_backward.wrong(
    "w_averaged",
    "w_grad is averaged over the batch. A layer sums: if the loss is a mean, the 1/N is in the "
    "incoming gradient already, and must not come in twice.",
)
class _(_Linear):
    def for_w(self, gradient):
        return super().for_w(gradient) / len(gradient)


@linear_backward.wrong(
    "both_averaged",
    "w_grad and b_grad are averaged over the batch. A layer sums: if the loss is a mean, the 1/N "
    "is in the incoming gradient already, and must not come in twice.",
)
class _(_Linear):
    def for_w(self, gradient):
        return super().for_w(gradient) / len(gradient)

    def for_b(self, gradient):
        return gradient.mean(axis=0)


@linear_backward.wrong(
    "x_not_kept",
    "Forward went well. Then backward asked for something that is not there. If it is the inputs: "
    "has forward kept them in `self`, under this name?",
)
class _(_Linear):
    def forward(self, x):
        return x @ self.w.T + self.b


@linear_backward.wrong(
    "no_bias_in_forward", "Something is missing in forward already: each neuron has a bias."
)
class _(_Linear):
    def forward(self, x):
        self.x = x
        return x @ self.w.T


@linear_backward.wrong(
    "nothing_returned",
    "Backward stores its gradients and gives None. The layer before is waiting for the gradient "
    "for `x`: return it.",
)
class _(_Linear):
    def for_x(self, gradient):
        return None


@linear_backward.wrong(
    "w_grad_returned",
    "Backward hands back w_grad. That one is only stored; what goes on to the layer before is the "
    "gradient for its outputs, which are your `x`.",
)
class _(_Linear):
    def for_x(self, gradient):
        return self.w_grad


@linear_backward.wrong(
    "gradients_add_up",
    "The first pass is right. After the second, the gradients hold both passes: they are to be "
    "replaced each time, not added to.",
)
class _(_Linear):
    def for_w(self, gradient):
        return super().for_w(gradient) + (0 if self.w_grad is None else self.w_grad)

    def for_b(self, gradient):
        return super().for_b(gradient) + (0 if self.b_grad is None else self.b_grad)


@linear_backward.wrong(
    "params_are_copies",
    "`params()` hands out copies. Whoever changes them in place, as an optimizer will in lesson 5, "
    "changes nothing in the layer: hand out the arrays themselves.",
)
class _(_Linear):
    def params(self):
        return [self.w.copy(), self.b.copy()]


@linear_backward.wrong(
    "params_in_the_other_order", "`params()` gives b before w: the order is to be w, b."
)
class _(_Linear):
    def params(self):
        return [self.b, self.w]


@linear_backward.wrong(
    "grads_in_the_other_order",
    "`grads()` gives the gradient for b first. It must keep the order of `params()`, or every "
    "parameter is moved by the gradient of the other.",
)
class _(_Linear):
    def grads(self):
        return [self.b_grad, self.w_grad]


@linear_backward.wrong(
    "slopes_only",
    "The incoming gradient is missing: w_grad and b_grad look only at the inputs. How much the "
    "outputs matter comes in from behind.",
)
class _(_Linear):
    def for_w(self, gradient):
        return np.ones_like(gradient).T @ self.x

    def for_b(self, gradient):
        return np.ones_like(gradient).sum(axis=0)


@linear_backward.variant
class _(_Linear):
    def for_w(self, gradient):
        return np.einsum("no,ni->oi", gradient, self.x)

    def for_b(self, gradient):
        return np.einsum("no->o", gradient)

    def for_x(self, gradient):
        return (self.w.T @ gradient.T).T


@linear_backward.variant
class _(_Linear):
    def for_w(self, gradient):
        return sum(np.outer(g, x) for g, x in zip(gradient, self.x, strict=True))

    def for_b(self, gradient):
        return [sum(column) for column in gradient.T.tolist()]

    def for_x(self, gradient):
        return np.array([[sum(g * self.w[:, i]) for i in range(self.w.shape[1])] for g in gradient])


@linear_backward.variant
class _(_Linear):
    def backward(self, gradient):
        self.w_grad = (self.x.T @ gradient).T
        self.b_grad = np.ones(len(gradient)) @ gradient
        self.kept = self.w_grad, self.b_grad
        return np.dot(gradient, self.w)

    def params(self):
        return self.w, self.b

    def grads(self):
        return self.kept


# ReLU


AROUND_ZERO = np.array([[-2.0, 3.0, 0.4], [5.0, -0.1, -7.0], [0.2, 1.5, -3.0], [-0.6, 2.5, 4.0]])


def _build(cls):
    return cls()


_relu_pass, _relu_slopes = by_differences(_build)


def _relu_both(cls, x, gradient, both=_relu_pass):
    if gradient is None:
        return {"forward": cls().forward(x), "gradient for x": None}
    return both(cls, x, gradient)


def _relu_expected(cls, x, gradient):
    return _relu_both(cls, x, gradient, _relu_slopes)


relu = Exercise(
    "stacks.relu",
    kind="page",
    wants="class",
    reference=layers.ReLU,
    run=_relu_both,
    expect=_relu_expected,
    accepts=(list,),
    probes=[
        (AROUND_ZERO, GRADIENT[:, :3]),
        (AROUND_ZERO[:2, 1:], GRADIENT[:2, 3:]),
        (np.array([[0.3, -0.3, 0.9, -0.9]]), np.array([[2.0, 3.0, -4.0, -5.0]])),
        (AROUND_ZERO, None),
    ],
    hints=(
        "It has the form of Sigmoid: forward keeps what backward will need, and backward is slope "
        "times incoming gradient.",
        "The slope is 1 where the input was positive, and 0 where it was not. `x > 0` says where.",
        "Keep `x > 0` in forward. True counts as 1 in a product and False as 0, so both methods "
        "can multiply by it.",
    ),
    after="No exponential, and the slope never fades where the neuron is active: it is 1, through "
    "however many layers. Networks for images are built on this one.",
)


class _ReLU(layers.Layer):
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.0)

    def backward(self, gradient):
        return gradient * self.slope(gradient)

    def slope(self, gradient):
        return self.x > 0


@relu.wrong(
    "no_incoming_gradient",
    "Only the slope came back, zeros and ones. It is still to be multiplied by the gradient that "
    "comes in.",
)
class _(_ReLU):
    def backward(self, gradient):
        return self.slope(gradient) * 1.0


@relu.wrong(
    "gradient_passes_everywhere",
    "Forward is right. Backward lets the whole gradient through: what should reach an input that "
    "was stopped on the way forward?",
)
class _(_ReLU):
    def slope(self, gradient):
        return 1.0


@relu.wrong(
    "relu_of_the_gradient",
    "Backward stops the negative *gradients*. What counts is the sign of the input that forward "
    "saw; a gradient may well be negative.",
)
class _(_ReLU):
    def slope(self, gradient):
        return gradient > 0


@relu.wrong(
    "times_the_input",
    "Backward multiplies by the outputs. The slope of a line through 0 is not its height: where "
    "the input is positive the slope is 1, everywhere.",
)
class _(_ReLU):
    def slope(self, gradient):
        return np.maximum(self.x, 0)


@relu.wrong(
    "backward_is_forward",
    "Backward gives the outputs of forward once more. It should give what came in from the right, "
    "where the input was positive.",
)
class _(_ReLU):
    def backward(self, gradient):
        return np.maximum(self.x, 0)


@relu.wrong(
    "leaky",
    "That is a cousin of ReLU, which lets a little of the negative numbers through. Here they "
    "become 0.",
)
class _(_ReLU):
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.01 * x)

    def slope(self, gradient):
        return np.where(self.x > 0, 1, 0.01)


@relu.wrong(
    "absolute_value",
    "The negative inputs came out positive. They are to be stopped: 0 comes out for them.",
)
class _(_ReLU):
    def forward(self, x):
        self.x = x
        return abs(x)

    def slope(self, gradient):
        return np.sign(self.x)


@relu.wrong(
    "slope_returned_by_forward",
    "Forward gives zeros and ones. A positive input passes as it is: multiply.",
)
class _(_ReLU):
    def forward(self, x):
        self.x = x
        return (x > 0) * 1.0


@relu.wrong(
    "turned_round", "It is the positive inputs that pass, and the negative ones that are stopped."
)
class _(_ReLU):
    def forward(self, x):
        self.x = x
        return np.minimum(x, 0)

    def slope(self, gradient):
        return self.x < 0


@relu.wrong(
    "turned_round_in_backward",
    "Forward is right. In backward it is turned round: which inputs had passed?",
)
class _(_ReLU):
    def slope(self, gradient):
        return self.x <= 0


@relu.wrong(
    "capped_at_one",
    "Where is the 1 from? Only the numbers below 0 are changed, large ones pass as they are.",
)
class _(_ReLU):
    def forward(self, x):
        self.x = x
        return np.clip(x, 0, 1)


@relu.wrong(
    "nothing_kept",
    "Forward is right. Backward asks for something that is not there. Has forward kept it in "
    "`self`, under this name?",
)
class _(layers.Layer):
    def forward(self, x):
        return np.maximum(x, 0)

    def backward(self, gradient):
        return gradient * (self.x > 0)


@relu.variant
class _(layers.Layer):
    def forward(self, x):
        self.outputs = np.maximum(0, x)
        return self.outputs

    def backward(self, gradient):
        gradient = np.array(gradient)
        gradient[self.outputs == 0] = 0
        return gradient


@relu.variant
class _(layers.Layer):
    def forward(self, x):
        self.slope = np.heaviside(x, 0)
        return x * self.slope

    def backward(self, gradient):
        return np.where(self.slope, gradient, 0)


@relu.variant
class _(layers.Layer):
    def forward(self, x):
        self.x = x
        return (x + abs(x)) / 2

    def backward(self, gradient):
        return [[g if number > 0 else 0 for g, number in zip(*pair, strict=True)]
                for pair in zip(gradient, self.x, strict=True)]  # fmt: skip


# Layers in a row

LINES = {
    "A": "    gradient = layer1.backward(gradient)",
    "B": "    outputs = layer3.forward(outputs)",
    "C": "    gradient = layer2.backward(gradient)",
    "D": "    outputs = layer1.forward(x)",
    "E": "    gradient = layer3.backward(gradient)",
    "F": "    outputs = layer2.forward(outputs)",
}


class _Diary(layers.Layer):
    """A layer that works only in the right order, and says what is the matter."""

    def __init__(self, layer, name):
        self.layer, self.name, self.been = layer, name, False

    def forward(self, x):
        self.been = True
        return self.layer.forward(x)

    def backward(self, gradient):
        if not self.been:
            raise Refuse(
                f"Here {self.name} is asked to go backward, and it has not been forward yet. It "
                "has nothing to remember."
            )
        return self.layer.backward(gradient)


def _there_and_back(function, x, gradient, w, b):
    names = ("layer1", "layer2", "layer3")
    parts = (layers.Sigmoid(), _with(_Linear, w, b), layers.Tanh())
    stack = [_Diary(part, name) for part, name in zip(parts, names, strict=True)]
    outputs, gradient = function(*stack, x, gradient)
    return {"outputs": outputs, "gradient": gradient}


_there_and_back.arguments = ("x", "gradient", "w", "b")

there_and_back = Exercise(
    "stacks.there_and_back",
    kind="order",
    wants="value",
    reference="DFBECA",
    prepare=functools.partial(
        assemble,
        lines=LINES,
        name="there_and_back",
        known={},
        before=("def there_and_back(layer1, layer2, layer3, x, gradient):",),
        after=("    return outputs, gradient",),
    ),
    run=_there_and_back,
    probes=[*_TWO_PASSES, _SQUARE],
    hints=(
        "Which line is the only one that needs nothing but `x`?",
        "A layer can go backward only when it has been forward. And the gradient that comes in "
        "from outside is for the outputs of the last layer.",
        "Forward through 1, 2, 3. Then the gradient goes the same way back, and meets the last "
        "layer first.",
    ),
    after="With a list of layers these six lines become two loops, and the number of layers no "
    "longer matters. That is the next exercise.",
)

there_and_back.wrong(
    "not_reversed",
    "The gradient that comes in belongs to the outputs of layer3, and here layer1 gets it. Here "
    "the sizes even gave it away; with equal sizes the numbers would just be wrong.",
)("DFBACE")
there_and_back.wrong(
    "first_two_swapped_on_the_way_back",
    "Backward begins with layer3: good. Which layer was the one before it on the way forward?",
)("DFBEAC")
there_and_back.wrong(
    "layer3_last",
    "Two layers are right, in their order. But whose outputs does the incoming gradient belong to?",
)("DFBCAE")
there_and_back.wrong(
    "forward_out_of_order",
    "On the way forward, layer3 comes before layer2. Each layer takes the outputs of the one "
    "before it.",
)("DBFECA")
there_and_back.variant(list("DFBECA"))
there_and_back.variant("d f b e c a")


_NET = {
    "w1": W, "b1": B, "w2": _RNG.normal(size=(2, 5)).round(2), "b2": np.array([0.9, -0.6]),
}  # fmt: skip
_SMALL = {"w1": W[:4, :2], "b1": B[1:], "w2": _NET["w2"][:1, 1:], "b2": np.array([0.8])}


def _stack(cls, w1, b1, w2, b2):
    parts = [_with(_Linear, w1, b1), layers.Sigmoid(), _with(_Linear, w2, b2), layers.Tanh()]
    return cls(parts), parts


_INSIDE = "forward with a stack inside a stack"
_STACK_LABELS = ("forward", "gradient for x", "params()", "grads()", _SEEN, _INSIDE)


def _all_of_sequential(cls, x, gradient, w1, b1, w2, b2):
    net, _ = _stack(cls, w1, b1, w2, b2)
    outputs = dict.fromkeys(_STACK_LABELS) | {"forward": copy.deepcopy(net.forward(x))}
    if gradient is None or outputs["forward"] is None:
        return outputs
    outputs["gradient for x"] = copy.deepcopy(net.backward(gradient))
    for name in ("params", "grads"):
        listed = getattr(net, name)()
        if listed is None:
            raise Refuse(f"`{name}()` gives None. Is there a `return`?")
        if not isinstance(listed, list | tuple):
            raise Refuse(f"`{name}()` should give a list of arrays.")
        if any(isinstance(part, list | tuple) for part in listed):
            raise Refuse(
                f"`{name}()` gives lists inside a list: one for each layer. Wanted is one flat "
                "list of arrays. A second `for` takes the arrays out of each layer's list."
            )
        outputs[f"{name}()"] = copy.deepcopy(list(listed))
    for param in net.params():
        param += 1
    outputs[_SEEN] = copy.deepcopy(net.forward(x))
    inner, _ = _stack(cls, w1, b1, w2, b2)
    outputs[_INSIDE] = cls([inner, layers.Sigmoid()]).forward(x)
    return outputs


_all_of_sequential.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")

sequential = Exercise(
    "stacks.sequential",
    kind="fill",
    wants="class",
    reference=layers.Sequential,
    run=_all_of_sequential,
    accepts=(list,),
    probes=[
        (X, GRADIENT[:, :2], *_NET.values()),
        (X[1:, :2], GRADIENT[1:, :1], *_SMALL.values()),
        (X[:3], GRADIENT[:3, :3], W[:3], B[:3], W[2:], B[2:]),
        (X, None, *_NET.values()),
    ],
    hints=(
        "Two loops with one line in each, and two lists. In each loop one name holds what goes "
        "from layer to layer.",
        "What comes out of one layer is put into the next, under the same name. Backward does the "
        "same with the gradient, but which layer comes first? Python has `reversed`.",
        "For `params()`: a list made by two `for`s, one through the layers and one through what "
        "`layer.params()` gives. `grads()` likewise, in the same order.",
    ),
    after="It keeps the contract of a layer, so it *is* one: a stack can stand in a stack, and "
    "everything that works with a layer works with a network. That is the whole abstraction.",
)


class _Sequential(layers.Layer):
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def params(self):
        return [param for layer in self.layers for param in layer.params()]

    def grads(self):
        return [grad for layer in self.layers for grad in layer.grads()]


@sequential.wrong(
    "not_reversed",
    "Forward is right. On the way back the gradient met the first layer first, but it belongs to "
    "the outputs of the last one.",
)
class _(_Sequential):
    def backward(self, gradient):
        for layer in self.layers:
            gradient = layer.backward(gradient)
        return gradient


@sequential.wrong(
    "everyone_gets_the_input",
    "Every layer has been given the original input. Each but the first wants what the one before "
    "it gave.",
)
class _(_Sequential):
    def forward(self, x):
        for layer in self.layers:
            outputs = layer.forward(x)
        return outputs


@sequential.wrong(
    "everyone_gets_the_incoming_gradient",
    "Forward is right. On the way back every layer has been given the gradient that came in from "
    "outside. Each wants what the layer behind it gave back.",
)
class _(_Sequential):
    def backward(self, gradient):
        for layer in reversed(self.layers):
            result = layer.backward(gradient)
        return result


@sequential.wrong(
    "gradient_unchanged",
    "Forward is right. On the way back, what a layer hands on is thrown away: it never gets the "
    "name that goes into the next.",
)
class _(_Sequential):
    def backward(self, gradient):
        for layer in reversed(self.layers):
            layer.backward(gradient)
        return gradient


@sequential.wrong(
    "x_unchanged",
    "What goes in comes out again. What a layer gives is thrown away: it never gets the name that "
    "goes into the next.",
)
class _(_Sequential):
    def forward(self, x):
        for layer in self.layers:
            layer.forward(x)
        return x


@sequential.wrong(
    "first_layer_only",
    "Only the first layer has done anything. Does the `return` stand inside the loop?",
)
class _(_Sequential):
    def forward(self, x):
        for layer in self.layers:
            return layer.forward(x)


@sequential.wrong(
    "last_layer_only_on_the_way_back",
    "Forward is right. On the way back the loop ended after its first round: does the `return` "
    "stand inside it?",
)
class _(_Sequential):
    def backward(self, gradient):
        for layer in reversed(self.layers):
            return layer.backward(gradient)


@sequential.wrong(
    "gradient_not_returned",
    "Forward is right. Backward runs through the layers and gives None: what has arrived at the "
    "front must be returned.",
)
class _(_Sequential):
    def backward(self, gradient):
        super().backward(gradient)


@sequential.wrong(
    "outputs_not_returned",
    "Forward runs through the layers and gives None: return what comes out of the last one.",
)
class _(_Sequential):
    def forward(self, x):
        super().forward(x)


@sequential.wrong(
    "turned_for_good",
    "The outputs and the gradient of the first pass are right. But `reverse()` turns the list "
    "itself round, and from then on everything comes in the wrong order. `reversed` only walks "
    "through it backwards.",
)
class _(_Sequential):
    def backward(self, gradient):
        self.layers.reverse()
        for layer in self.layers:
            gradient = layer.backward(gradient)
        return gradient


@sequential.wrong(
    "no_params",
    "Both directions are right. But `params()` is empty, so nobody can ever change this network's "
    "weights: collect those of all layers.",
)
class _(_Sequential):
    def params(self):
        return []

    def grads(self):
        return []


@sequential.wrong(
    "params_of_the_first_layer",
    "`params()` holds those of a single layer. Collect those of all of them.",
)
class _(_Sequential):
    def params(self):
        return self.layers[0].params()

    def grads(self):
        return self.layers[0].grads()


@sequential.wrong(
    "grads_the_other_way_round",
    "`grads()` begins with the last layer. It must keep the order of `params()`, or every "
    "parameter is moved by the gradient of another.",
)
class _(_Sequential):
    def grads(self):
        return [grad for layer in reversed(self.layers) for grad in layer.grads()]


@sequential.wrong(
    "params_are_copies",
    "`params()` hands out copies, so changing them changes nothing in the layers. Hand out the "
    "layers' own arrays.",
)
class _(_Sequential):
    def params(self):
        return [param.copy() for layer in self.layers for param in layer.params()]


@sequential.variant
class _(layers.Layer):
    def __init__(self, layers):
        self.chain = tuple(layers)

    def forward(self, x):
        return functools.reduce(lambda x, layer: layer.forward(x), self.chain, x)

    def backward(self, gradient):
        for i in range(len(self.chain) - 1, -1, -1):
            gradient = self.chain[i].backward(gradient)
        return gradient

    def params(self):
        return sum((layer.params() for layer in self.chain), [])

    def grads(self):
        return sum((layer.grads() for layer in self.chain), [])


@sequential.variant
class _(layers.Layer):
    def __init__(self, layers):
        self.layers = layers[:]

    def forward(self, x):
        values = [x]
        for layer in self.layers:
            values.append(layer.forward(values[-1]))
        return values[-1]

    def backward(self, gradient):
        for layer in self.layers[::-1]:
            gradient = layer.backward(gradient)
        return gradient

    def params(self):
        found = []
        for layer in self.layers:
            found.extend(layer.params())
        return tuple(found)

    def grads(self):
        found = []
        for layer in self.layers:
            found += layer.grads()
        return found


# One layer in two places


_W2 = _RNG.normal(size=(5, 5)).round(2)
_FOUR = (X, GRADIENT, W, B, _W2, B[::-1].copy())


def _there_and_back_again(function, x, gradient, w1, b1, w2, b2):
    """The stack of what `function` gives, with these parameters, used in both directions."""
    parts = function(7)
    parts = getattr(parts, "layers", parts)
    if not isinstance(parts, list | tuple):
        raise Refuse("`chapter_layers` returns a list of layers.")
    linear = [part for part in parts if hasattr(part, "w")]
    sizes = [np.shape(part.w) for part in linear]
    if sizes != [(5, 3), (5, 5)]:
        raise Refuse(
            "There should be two linear layers, with `w` of shape (5, 3) and (5, 5), but the "
            f"shapes are {sizes}. The bug is not in the sizes: leave them as they were."
        )
    differ = not _same(linear[1].w[:, :3], linear[0].w)
    for part, w, b in zip(linear, (w1, w2), (b1, b2), strict=True):
        part.w[...], part.b[...] = w, b
    net = layers.Sequential(list(parts))
    outputs = {"the outputs": copy.deepcopy(net.forward(x))}
    outputs["gradient for x"] = net.backward(gradient)
    for name, part in zip(("the first", "the second"), linear, strict=True):
        outputs[f"w_grad of {name} linear layer"] = part.w_grad
        outputs[f"b_grad of {name} linear layer"] = part.b_grad
    return outputs | {"different weights at the start": differ}


_there_and_back_again.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")


def _parts(rng, *order):
    rng = np.random.default_rng(rng)
    made = {"1": _Linear(3, 5, rng), "2": _Linear(5, 5, rng), "s": layers.Sigmoid()}
    return [made[name] if name in made else layers.Sigmoid() for name in order]


def _chapter_layers(rng=None):
    return _parts(rng, "1", "a sigmoid", "2", "another")


shared_layer = Exercise(
    "stacks.shared_layer",
    kind="bug",
    reference=_chapter_layers,
    run=_there_and_back_again,
    probes=[_FOUR, (X[1:3], GRADIENT[:2], W, B, _W2, B)],
    hints=(
        "Forward is right, and so are the gradients of the second linear layer. So where, on the "
        "way back, does it go wrong first?",
        "What does a sigmoid remember, and from which forward? How many times does this one go "
        "forward before it goes back?",
        "There is one sigmoid in two places of the list: two names or two places, one object. Each "
        "place needs an object of its own.",
    ),
    after="It is `[[0] * 3] * 2` from lesson 1 again: one thing in two places, and it looks right "
    "until something changes. A layer has a memory, so it can stand in one place only.",
)


@shared_layer.wrong(
    "one_sigmoid_in_two_places",
    "Forward is right, and the way back goes wrong at the *first* sigmoid: it remembers what the "
    "second one has seen. Print `layers[1] is layers[3]`. How many sigmoids have you made?",
)
def _(rng=None):
    return _parts(rng, "1", "s", "2", "s")


@shared_layer.wrong(
    "last_sigmoid_gone",
    "The gradients agree with each other now, but it is another network: the sigmoid at the end is "
    "missing.",
)
def _(rng=None):
    return _parts(rng, "1", "s", "2")


@shared_layer.wrong(
    "middle_sigmoid_gone",
    "The gradients agree with each other now, but it is another network: between the two linear "
    "layers there should be a sigmoid.",
)
def _(rng=None):
    return _parts(rng, "1", "2", "s")


@shared_layer.wrong(
    "sigmoids_at_the_end",
    "There are two sigmoids now, but they follow each other. One belongs after each linear layer.",
)
def _(rng=None):
    return _parts(rng, "1", "2", "a sigmoid", "another")


@shared_layer.wrong(
    "other_activation",
    "There are two activations now, but one of them is a tanh. Both should be sigmoids.",
)
def _(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return [first, layers.Tanh(), second, sigmoid]


@shared_layer.variant
def _(rng=None):
    return layers.Sequential(_chapter_layers(rng))


@shared_layer.variant
def _(rng=None):
    first, sigmoid, second = _parts(rng, "1", "s", "2")
    return first, sigmoid, second, copy.deepcopy(sigmoid)


# The whole network without a layer in sight


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


class _Pass:
    """The right answer in pieces, which the wrong ones replace."""

    def slope(self, z, a):
        return a * (1 - a)

    def for_w(self, d, x):
        return d.T @ x

    def for_b(self, d):
        return d.sum(axis=0)

    def start(self, gradient, a):
        return gradient

    def back(self, d, w, a, z):
        return d @ w * self.slope(z, a[0])

    def __call__(self, x, gradient, w1, b1, w2, b2):
        z1 = x @ w1.T + b1
        a1 = _sigmoid(z1)
        z2 = a1 @ w2.T + b2
        a2 = _sigmoid(z2)
        d2 = self.start(gradient, a2) * self.slope(z2, a2)
        d1 = self.back(d2, w2, (a1, a2), z1)
        return a2, self.for_w(d1, x), self.for_b(d1), self.for_w(d2, a1), self.for_b(d2)


_PARTS = ("the outputs", "w1_grad", "b1_grad", "w2_grad", "b2_grad")


def _five(function, x, gradient, w1, b1, w2, b2):
    five = function(x, gradient, w1, b1, w2, b2)
    if not isinstance(five, tuple | list) or len(five) != 5:
        raise Refuse("`both_ways` returns five: outputs, w1_grad, b1_grad, w2_grad, b2_grad.")
    return dict(zip(_PARTS, five, strict=True))


_five.arguments = ("x", "gradient", "w1", "b1", "w2", "b2")

both_ways = Exercise(
    "stacks.both_ways",
    kind="page",
    reference=_Pass(),
    run=_five,
    accepts=(list,),
    probes=[
        (X, GRADIENT[:, :2], *_NET.values()),
        (X[1:, :2], GRADIENT[1:, :1], *_SMALL.values()),
        (X[:3], GRADIENT[:3, :3], W[:3], B[:3], W[2:], B[2:]),
    ],
    hints=(
        "Write the forward pass first, four lines, and give each stage a name: you will need all "
        "of them again. Print their shapes.",
        "Then go back, stage by stage. Through a sigmoid: times a · (1 - a), with the a that came "
        "out of it. Through a linear stage: three gradients, as in your Linear.",
        "Behind the second linear stage the gradient is the incoming one times the slope of the "
        "last sigmoid. With it you have two of the four gradients; `@ w2`, and the slope of the "
        "first sigmoid, take you to the other two.",
    ),
    after="Ten lines, and no layer in sight. Now you know what the layers do for you: each keeps "
    "its own numbers, and you need not think about the others.",
)


def _missing(id, hint, **pieces):
    """A known wrong answer to `both_ways`: the right one with some pieces replaced."""
    both_ways.wrong(id, hint)(type(id, (_Pass,), pieces)())


_missing(
    "slope_of_the_sums",
    "The outputs are right. On the way back, the slope of a sigmoid is taken from the sums that "
    "went into it. s · (1 - s) wants s, the number that came out.",
    slope=lambda self, z, a: z * (1 - z),
)
_missing(
    "no_slopes",
    "The outputs are right. On the way back the sigmoids are left out: each has a slope, and "
    "multiplies the gradient by it.",
    slope=lambda self, z, a: 1.0,
)
_missing(
    "no_slope_in_the_middle",
    "The second linear stage is right. Between it and the first there is a sigmoid, and its slope "
    "is missing.",
    back=lambda self, d, w, a, z: d @ w,
)
_missing(
    "sigmoid_twice",
    "The outputs are right. For the slope, the outputs of a sigmoid have been sent through sigmoid "
    "a second time.",
    slope=lambda self, z, a: _sigmoid(a) * (1 - _sigmoid(a)),
)
_missing(
    "w_grad_transposed",
    "The outputs are right. w1_grad should fit onto w1, number by number, and w2_grad onto w2. "
    "They are turned round.",
    for_w=lambda self, d, x: x.T @ d,
)
_missing(
    "b_not_summed",
    "The outputs are right. The gradients for the biases have a row for each example: one bias "
    "serves them all.",
    for_b=lambda self, d: d,
)
_missing(
    "averaged",
    "The outputs are right. The gradients are averaged over the batch. Here too they are sums: the "
    "1/N comes in from the loss, if at all.",
    for_w=lambda self, d, x: d.T @ x / len(d),
    for_b=lambda self, d: d.mean(axis=0),
)


_missing(
    "slope_of_the_other_sigmoid",
    "The second linear stage is right. Then the gradient goes through the first sigmoid, but it "
    "was multiplied by the slope of the last one.",
    back=lambda self, d, w, a, z: d @ w * a[1] * (1 - a[1]),
)
_missing(
    "w2_turned",
    "The second linear stage is right. Behind it, w2 is turned round: on the way back it is used "
    "just as it is.",
    back=lambda self, d, w, a, z: d @ w.T * a[0] * (1 - a[0]),
)
_missing(
    "gradient_taken_for_the_wanted",
    "The outputs are right. `gradient` is not what the outputs should be: it is the gradient for "
    "the outputs already, so nothing is subtracted from it.",
    start=lambda self, gradient, a: a - gradient,
)
_missing(
    "gradient_taken_for_the_wanted_twice",
    "The outputs are right. `gradient` is not what the outputs should be: it is the gradient for "
    "the outputs already, so nothing is subtracted from it.",
    start=lambda self, gradient, a: 2 * (a - gradient),
)
_missing(
    "incoming_gradient_left_out",
    "The outputs are right. On the way back `gradient` is missing: it is where everything begins.",
    start=lambda self, gradient, a: 1.0,
)


class _SecondFirst(_Pass):
    def __call__(self, x, gradient, w1, b1, w2, b2):
        outputs, *grads = super().__call__(x, gradient, w1, b1, w2, b2)
        return outputs, *grads[2:], *grads[:2]


both_ways.wrong(
    "second_stage_first",
    "The gradients are in the order in which you found them. Asked for is the order of the "
    "parameters: w1, b1, w2, b2.",
)(_SecondFirst())


class _SumsReturned(_Pass):
    def __call__(self, x, gradient, w1, b1, w2, b2):
        outputs, *grads = super().__call__(x, gradient, w1, b1, w2, b2)
        return np.log(outputs / (1 - outputs)), *grads


both_ways.wrong(
    "last_sigmoid_missing",
    "The outputs are the plain sums of the second linear stage. A sigmoid comes after it.",
)(_SumsReturned())


@both_ways.variant
def _(x, gradient, w1, b1, w2, b2):
    net = layers.Sequential(
        [_with(_Linear, w1, b1), layers.Sigmoid(), _with(_Linear, w2, b2), layers.Sigmoid()]
    )
    outputs = net.forward(x)
    net.backward(gradient)
    return [outputs, *net.grads()]


@both_ways.variant
def _(x, gradient, w1, b1, w2, b2):  # one example at a time
    grads = [np.zeros_like(array) for array in (w1, b1, w2, b2)]
    outputs = []
    for example, incoming in zip(x, gradient, strict=True):
        a1 = _sigmoid(w1 @ example + b1)
        a2 = _sigmoid(w2 @ a1 + b2)
        outputs.append(a2)
        d2 = incoming * a2 * (1 - a2)
        d1 = (w2.T @ d2) * a1 * (1 - a1)
        parts = np.outer(d1, example), d1, np.outer(d2, a1), d2
        grads = [total + part for total, part in zip(grads, parts, strict=True)]
    return np.array(outputs), *grads
