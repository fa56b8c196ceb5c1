"""Write a function that sends examples through many layers and notes the spread after each."""

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise

X = np.array(
    [[2.04, -2.56, 0.42], [-0.57, -0.45, -0.22], [-2.02, -0.23, -0.87], [3.32, 0.23, -0.35]]
)
SIZES = "the sizes for which init is called, outputs first"
SOURCE = "what init gets as its rng"
ONE = "one generator for all layers"


def drawn(outputs, inputs, rng=None):
    """Weights that follow from rng."""
    return np.random.default_rng(rng).normal(0, 0.6, (outputs, inputs))


def fixed(outputs, inputs, rng=None):
    """Weights that are the same each time."""
    return np.sin(np.arange(1.0, outputs * inputs + 1)).reshape(outputs, inputs)


def _walk(function, x, widths, init, rng):
    """The spreads, and before them what `init` was asked for. Without rng the default serves."""
    sizes, sources = [], []

    def watched(outputs, inputs, rng=None):
        sizes.append((outputs, inputs))
        sources.append(rng)
        return init(outputs, inputs, rng)

    spreads = function(x, widths, watched, *(() if rng is None else (rng,)))
    if spreads is None:
        raise Refuse("The function gives None. Is there a `return`, behind the loop?")
    return {SIZES: sizes, SOURCE: _source(sources), "": spreads}


def _source(sources):
    if not sources:
        return "nothing"
    if not all(isinstance(one, np.random.Generator) for one in sources):
        return "nothing" if all(one is None for one in sources) else "a seed"
    return ONE if len(set(map(id, sources))) == 1 else "a new generator for each layer"


_walk.arguments = ("x", "widths", "init", "rng")


_IN_THE_LOOP = (
    "The function is over after its first layer. Is there a `return` in the loop? It stands behind "
    "the loop, as far to the left as the line with which the loop begins."
)


def _tell(outcomes):
    """How many spreads there are, and from which on they are wrong."""
    for outcome, expected in zip(outcomes, exercise.expected, strict=True):
        if outcome.error:
            return None
        came, wanted = outcome.output[""], expected.output[""]
        sizes = outcome.output[SIZES]
        if not sizes:
            return (
                "`init` is never called: your weights come from elsewhere. It is an argument of "
                "the function, which says how they are drawn."
            )
        if len(expected.output[SIZES]) > 1 and sizes == expected.output[SIZES][:1]:
            return _IN_THE_LOOP
        if sizes != expected.output[SIZES]:
            return (
                f"Wanted are the weights of these layers, (outputs, inputs): "
                f"{expected.output[SIZES]}. Each pair of neighbours in `widths` is a layer."
            )
        if outcome.output[SOURCE] != ONE:
            third = {"nothing": "`init` is called without its third argument. "}
            return third.get(outcome.output[SOURCE], "") + (
                "Make one generator of `rng`, in front of the loop, and hand it to each call."
            )
        if type(came) not in (list, tuple, np.ndarray) or np.ndim(came) != 1:
            return "Wanted is a list with one number for each layer."
        if len(came) != len(wanted):
            return f"There are {len(wanted)} layers, and so {len(wanted)} spreads are wanted."
        good = np.isclose(np.asarray(came, float), wanted)
        if not good.all():
            layer = int(np.argmin(good)) + 1
            before = f"what layer {layer - 1} gives" if layer > 1 else "the x that came"
            return (
                f"{'Up to there all is right. ' if layer > 1 else ''}Layer {layer} takes {before}, "
                "makes its sums with the weights from `init`, with nothing added, and squeezes "
                f"them by tanh. What comes out has the standard deviation {wanted[layer - 1]:.4g}."
            )
    return None


def _made(
    weights=lambda init, outputs, inputs, rng: init(outputs, inputs, rng),
    layer=lambda x, w: np.tanh(x @ w.T),
    spread=lambda before, x, w: x.std(),
    source=np.random.default_rng,
    begin=lambda x: [],
    end=lambda spreads: spreads,
):  # fmt: skip
    """A right function but for the parts that are given."""

    def deep_spreads(x, widths, init, rng=None):
        rng, spreads = source(rng), begin(x)
        for inputs, outputs in zip(widths, widths[1:], strict=False):
            w = weights(init, outputs, inputs, rng)
            before, x = x, layer(x, w)
            spreads.append(spread(before, x, w))
        return end(spreads)

    return deep_spreads


exercise = Exercise(
    __name__,
    kind="page",
    tell=_tell,
    reference=_made(),
    run=_walk,
    accepts=(tuple, np.ndarray),
    probes=[
        (X, [3, 5, 2, 4], drawn, 7),
        (X, [3, 3, 3, 3], drawn, 7),
        (X[:, :2], [2, 6], fixed, None),
        (X / 10, [3, 4, 4, 4, 4, 4], drawn, 0),
    ],
    hints=(
        "Take the sizes in pairs: with `widths` = [100, 50, 20] first 100 and 50, then 50 and 20. "
        "`zip(widths, widths[1:])` gives just these.",
        "In the loop: draw the weights of this layer, make its outputs, note their `.std()`. Its "
        "outputs are the inputs of the next layer, so let one name stand for both.",
        "The generator is made once, in front of the loop, and handed to `init` each time. The "
        "weights come as (outputs, inputs), so they are turned in the product, as in Linear.",
    ),
    after="Ten lines that tell whether a start is any good, before anything is trained. Send your "
    "own networks through it whenever one of them will not learn.",
)

exercise.mistakes(
    lambda parts: _made(**parts),
    no_tanh=(
        "These are the spreads of plain sums. After each of them comes a tanh, and the next layer "
        "gets what the tanh gives.",
        {"layer": lambda x, w: x @ w.T},
    ),
    spread_before_tanh=(
        "The examples go on as they should, but you note the spread of the sums. Asked for is what "
        "the layer gives, behind its tanh.",
        {"spread": lambda before, x, w: (before @ w.T).std()},
    ),
    sigmoid=(
        "There is a sigmoid in it. These layers have tanh.",
        {"layer": lambda x, w: 1 / (1 + np.exp(-(x @ w.T)))},
    ),
    relu=(
        "There is a ReLU in it. These layers have tanh.",
        {"layer": lambda x, w: np.maximum(x @ w.T, 0)},
    ),
    variance=(
        "These are the variances. Asked for are the standard deviations, their roots.",
        {"spread": lambda before, x, w: x.var()},
    ),
    of_the_inputs=(
        "Each number belongs to what goes into a layer: the list is one place behind. Note the "
        "spread once the layer has worked.",
        {"spread": lambda before, x, w: before.std()},
    ),
    inputs_as_well=(
        "The first number is the spread of the examples themselves. The list begins with what the "
        "first layer gives.",
        {"begin": lambda x: [x.std()]},
    ),
    of_the_weights=(
        "These are the spreads of the weights. Asked for are those of what each layer gives.",
        {"spread": lambda before, x, w: w.std()},
    ),
    means=(
        "These are means. How far the numbers stray is told by another method: `.std()`.",
        {"spread": lambda before, x, w: x.mean()},
    ),
    for_each_neuron=(
        "There is a number for each neuron: an axis was named. Wanted is a single number for the "
        "whole layer.",
        {"spread": lambda before, x, w: x.std(axis=0)},
    ),
    for_each_example=(
        "There is a number for each example: an axis was named. Wanted is a single number for the "
        "whole layer.",
        {"spread": lambda before, x, w: x.std(axis=1)},
    ),
    one_less=(
        "The spreads are a little too large: the sum of squares was divided by one less than the "
        "count. NumPy's `.std()` without any setting is meant.",
        {"spread": lambda before, x, w: x.std(ddof=1)},
    ),
    rounded=(
        "The spreads are rounded. Round when you print, and return them as they are.",
        {"spread": lambda before, x, w: round(float(x.std()), 2)},
    ),
    seed_for_every_layer=(
        "`rng` goes to `init` as it came. A seed makes a new generator in every layer, and each "
        "begins with the same numbers: make one generator, in front of the loop.",
        {"source": lambda rng: rng},
    ),
    generator_for_every_layer=(
        "Each layer gets a generator of its own, made from the same seed, and so begins with the "
        "same numbers. Make one in front of the loop, and hand it to all.",
        {
            "source": lambda rng: rng,
            "weights": lambda init, outputs, inputs, rng: init(
                outputs, inputs, np.random.default_rng(rng)
            ),
        },
    ),
    seed_fixed=(
        "`rng` makes no difference here: does a number of your own stand in its place?",
        {"source": lambda rng: np.random.default_rng(0 if rng else 1)},
    ),
    last_only=(
        "That is the spread after the last layer. Wanted is a list, with one for each layer.",
        {"end": lambda spreads: spreads[-1]},
    ),
    first_only=(
        "The list ends after the first layer. Is there a `return` in the loop?",
        {"end": lambda spreads: spreads[:1]},
    ),
    backwards=(
        "The right numbers, in the wrong order: the list begins with the first layer.",
        {"end": lambda spreads: spreads[::-1]},
    ),
    inputs_first=(
        "`init` gets its sizes in the wrong order: outputs come first, as in `xavier`.",
        {
            "weights": lambda init, outputs, inputs, rng: init(inputs, outputs, rng),
            "layer": lambda x, w: np.tanh(x @ w),
        },
    ),
    not_turned=(
        "The weights come as (outputs, inputs): what stands behind the `@` must be turned.",
        {"layer": lambda x, w: np.tanh(x @ w)},
    ),
)


@exercise.wrong(
    "The first layer is right. Every layer here gets the examples themselves; the second is to get "
    "what the first has given."
)
def always_the_examples(x, widths, init, rng=None):
    rng, spreads = np.random.default_rng(rng), []
    for inputs, outputs in zip(widths, widths[1:], strict=False):
        h = np.tanh(x @ init(outputs, inputs, rng).T)
        spreads.append(h.std())
    return spreads


@exercise.wrong(
    "One layer too few: the last pair of `widths` is missing. How far does your loop go?"
)
def one_layer_too_few(x, widths, init, rng=None):
    return _made()(x, widths[:-1], init, rng)


@exercise.wrong(_IN_THE_LOOP)
def return_in_the_loop(x, widths, init, rng=None):
    return _made()(x, widths[:2], init, rng)


@exercise.variant
def by_number(x, widths, init, rng=None):
    generator = np.random.default_rng(rng)
    result = ()
    for i in range(1, len(widths)):
        x = np.tanh(np.dot(x, init(widths[i], widths[i - 1], generator).T))
        result += (float(np.std(x)),)
    return result


@exercise.variant
def weights_first(x, widths, init, rng=None):
    rng = np.random.default_rng(rng)
    all_weights = [init(o, i, rng) for i, o in zip(widths[:-1], widths[1:], strict=True)]
    spreads = []
    for w in all_weights:
        x = np.tanh((w @ x.T).T)
        spreads.append(np.sqrt(np.mean((x - x.mean()) ** 2)))
    return np.array(spreads)
