"""Stack the chapter's network for digits: two hidden layers, each with dropout and tanh."""

import numpy as np

from dlscratch import layers, recipes
from dlscratch.checks.engine.told import Exercise
from dlscratch.checks.mnist.shared.chapter import CALLS, look_at_net

exercise = Exercise(
    __name__,
    kind="fill",
    reference=recipes.chapter_net,
    run=look_at_net,
    probes=[(call,) for call in CALLS],
    hints=(
        "There are seven layers. Write the three linear ones first: what goes into each of them, "
        "and what comes out?",
        "A hidden layer is three layers of the stack: a linear one, a dropout, a tanh. The first "
        "is 784 → 30, the second takes what the first gives.",
        "Linear, Dropout, Tanh, then the same three once more with other sizes, then a Linear "
        "whose ten outputs are the logits. All Linear and Dropout layers get `rng`.",
    ),
    after="Seven layers, and 23,970 numbers to learn, nearly all of them in the first. Dropout and "
    "tanh have none.",
)


def _linear(inputs, outputs, **settings):
    settings = {"dtype": np.float32} | settings
    return lambda p, rng: layers.Linear(inputs, outputs, **{"rng": rng} | settings)


def _drop(p, rng):
    return layers.Dropout(p, rng)


def _tanh(p, rng):
    return layers.Tanh()


FIRST, SECOND, LAST = _linear(784, 30), _linear(30, 10), _linear(10, 10)
_FORGOTTEN = (
    "Behind each of the two hidden layers stands a dropout, but only one of the two drops "
    "anything. Count your layers: seven."
)


def _stack(*makers):
    """An answer: the stack of what the makers make of p and rng."""

    def chapter_net(p=0.1, rng=None):
        rng = np.random.default_rng(rng)
        return layers.Sequential([make(p, rng) for make in makers])

    return chapter_net


exercise.mistakes(
    _stack,
    no_dropout=(
        "Nothing is dropped in training. Where does `p` come in?",
        FIRST, _tanh, SECOND, _tanh, LAST,
    ),
    first_dropout_forgotten=(_FORGOTTEN, FIRST, _tanh, SECOND, _drop, _tanh, LAST),
    second_dropout_forgotten=(_FORGOTTEN, FIRST, _drop, _tanh, SECOND, _tanh, LAST),
    p_fixed=(
        "Another share is dropped than was asked for. `p` is an argument of the function: hand it "
        "on, in place of a number of your own.",
        FIRST, lambda p, rng: layers.Dropout(0.1, rng), _tanh,
        SECOND, lambda p, rng: layers.Dropout(0.1, rng), _tanh, LAST,
    ),
    keeps_p=(
        "`p` is the share to drop, for the function as for `Dropout`: hand it on as it is.",
        FIRST, lambda p, rng: layers.Dropout(1 - p, rng), _tanh,
        SECOND, lambda p, rng: layers.Dropout(1 - p, rng), _tanh, LAST,
    ),
    dropout_behind_tanh=(
        "The right layers, but dropout comes behind tanh. In the chapter it comes before, so that "
        "tanh gets the larger numbers of the survivors.",
        FIRST, _tanh, _drop, SECOND, _tanh, _drop, LAST,
    ),
    no_activation=(
        "Where is the tanh? Linear layers alone, one behind another, are no more than one of them.",
        FIRST, _drop, SECOND, _drop, LAST,
    ),
    first_tanh_forgotten=(
        "One of the two hidden layers has no tanh behind its dropout.",
        FIRST, _drop, SECOND, _drop, _tanh, LAST,
    ),
    second_tanh_forgotten=(
        "One of the two hidden layers has no tanh behind its dropout.",
        FIRST, _drop, _tanh, SECOND, _drop, LAST,
    ),
    sigmoid=(
        "The shapes are right, the activation is another one: the chapter takes tanh.",
        FIRST, _drop, lambda p, rng: layers.Sigmoid(), SECOND, _drop,
        lambda p, rng: layers.Sigmoid(), LAST,
    ),
    relu=(
        "The shapes are right, the activation is ReLU: the chapter takes tanh.",
        FIRST, _drop, lambda p, rng: layers.ReLU(), SECOND, _drop,
        lambda p, rng: layers.ReLU(), LAST,
    ),
    tanh_at_the_end=(
        "Behind the last linear layer stands one more tanh. Logits may be any number, also beyond "
        "1: the last layer stands alone.",
        FIRST, _drop, _tanh, SECOND, _drop, _tanh, LAST, _tanh,
    ),
    dropout_at_the_end=(
        "Dropout also stands behind the last linear layer, so answers are lost. The last layer "
        "stands alone.",
        FIRST, _drop, _tanh, SECOND, _drop, _tanh, LAST, _drop,
    ),
    third_hidden=(
        "Behind the last linear layer stand a dropout and a tanh as well. It stands alone: its "
        "outputs are the logits.",
        FIRST, _drop, _tanh, SECOND, _drop, _tanh, LAST, _drop, _tanh,
    ),
    last_layer_missing=(
        "There are two linear layers. Each of the two hidden layers has one, and the logits come "
        "from a third.",
        FIRST, _drop, _tanh, SECOND, _drop, _tanh,
    ),
    sizes_swapped=(
        "The hidden layers have changed places: the first has 30 neurons, the second 10.",
        _linear(784, 10), _drop, _tanh, _linear(10, 30), _drop, _tanh, _linear(30, 10),
    ),
    thirty_twice=(
        "Both hidden layers have 30 neurons. The second has 10.",
        FIRST, _drop, _tanh, _linear(30, 30), _drop, _tanh, _linear(30, 10),
    ),
    doubles=(
        "The weights are float64. Which argument of `Linear` says that they shall be float32, as "
        "the digits are?",
        *(_linear(784, 30, dtype=np.float64), _drop, _tanh),
        *(_linear(30, 10, dtype=np.float64), _drop, _tanh, _linear(10, 10, dtype=np.float64)),
    ),
    one_double=(
        "Some weights are float32, as the digits are, and some are not. `dtype=np.float32` belongs "
        "in each of the three linear layers.",
        FIRST, _drop, _tanh, SECOND, _drop, _tanh, _linear(10, 10, dtype=np.float64),
    ),
    no_rng=(
        "Made twice with the same seed, the network has other weights each time. Which layers draw "
        "random numbers, and from which generator?",
        _linear(784, 30, rng=None), _drop, _tanh, _linear(30, 10, rng=None), _drop, _tanh,
        _linear(10, 10, rng=None),
    ),
    fixed_seed=(
        "Whatever the seed, the first weights are the same. Hand `rng` on, in place of a number of "
        "your own.",
        _linear(784, 30, rng=0), _drop, _tanh, _linear(30, 10, rng=0), _drop, _tanh,
        _linear(10, 10, rng=0),
    ),
    one_fixed_seed=(
        "Whatever the seed, the first weights of one layer are the same. Does a number of your own "
        "stand there in the place of `rng`?",
        _linear(784, 30, rng=0), _drop, _tanh, SECOND, _drop, _tanh, LAST,
    ),
    dropout_without_rng=(
        "Made twice with the same seed, the network has the same weights, but in training it drops "
        "other inputs each time. A dropout draws as well: from which generator?",
        FIRST, lambda p, rng: layers.Dropout(p), _tanh, SECOND, _drop, _tanh, LAST,
    ),
    dropouts_with_a_seed=(
        "Whatever the seed, the dropouts drop the same inputs. Hand `rng` on to them, in place of "
        "a number of your own.",
        FIRST, lambda p, rng: layers.Dropout(p, 0), _tanh,
        SECOND, lambda p, rng: layers.Dropout(p, 0), _tanh, LAST,
    ),
    one_dropout_with_a_seed=(
        "Whatever the seed, a dropout drops the same inputs. Does a number of your own stand there "
        "in the place of `rng`?",
        FIRST, _drop, _tanh, SECOND, lambda p, rng: layers.Dropout(p, 0), _tanh, LAST,
    ),
    weights_at_zero=(
        "All first weights are alike. Leave `init` as it is: it draws them as Xavier says.",
        *(_linear(784, 30, init=lambda o, i, rng: np.zeros((o, i))), _drop, _tanh),
        *(_linear(30, 10, init=lambda o, i, rng: np.zeros((o, i))), _drop, _tanh),
        _linear(10, 10, init=lambda o, i, rng: np.zeros((o, i))),
    ),
)  # fmt: skip


@exercise.wrong(
    "That is a list of layers. `Sequential` makes a network of it, with one `forward` for all."
)
def plain_list(p=0.1, rng=None):
    return recipes.chapter_net(p, rng).layers


@exercise.wrong(
    "Every layer starts from the same seed, so all of them draw the same numbers. One generator "
    "for all goes on drawing: leave the line that makes it."
)
def no_generator(p=0.1, rng=None):
    return layers.Sequential(
        [make(p, rng) for make in (FIRST, _drop, _tanh, SECOND, _drop, _tanh, LAST)]
    )


@exercise.wrong(
    "Given a seed, both dropouts make a generator of it, and so begin with the same draws. The "
    "line above makes one generator for all: it is for the dropouts as well."
)
def same_seed_for_dropouts(p=0.1, rng=None):
    one = np.random.default_rng(rng)
    makers = (FIRST, _drop, _tanh, SECOND, _drop, _tanh, LAST)
    return layers.Sequential([make(p, rng if make is _drop else one) for make in makers])


@exercise.wrong(
    "Called without p, the function is to drop a tenth, as its first line says. Leave that line as "
    "it is."
)
def other_default(p=0.5, rng=None):
    return recipes.chapter_net(p, rng)


@exercise.wrong(
    "One object stands in the list twice. A layer keeps what its last forward left, and its "
    "backward needs that: in two places, the second would overwrite what belongs to the first. "
    "Make a new object for each place."
)
def one_object_twice(p=0.1, rng=None):
    net = recipes.chapter_net(p, rng)
    net.layers[4] = net.layers[1]
    return net


class _DrawsForItself(layers.Dropout):
    """A right Dropout, for which `rng` makes no difference."""

    def __init__(self, p, rng=None):
        super().__init__(p)


@exercise.variant
def dropouts_that_draw_for_themselves(p=0.1, rng=None):
    net = recipes.chapter_net(p, rng)
    net.layers[1], net.layers[4] = _DrawsForItself(p, rng), _DrawsForItself(p)
    return net


@exercise.variant
def one_by_one(p=0.1, rng=None):
    rng, stack, sizes = np.random.default_rng(rng), [], [784, 30, 10]
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        stack += [layers.Linear(inputs, outputs, "xavier", rng, np.float32)]
        stack += [layers.Dropout(p, rng), layers.Tanh()]
    return layers.Sequential([*stack, layers.Linear(10, 10, "xavier", rng, np.float32)])


@exercise.variant
def stacks_in_a_stack(p=0.1, rng=None):
    rng = np.random.default_rng(rng)

    def hidden(inputs, outputs):
        linear = layers.Linear(inputs, outputs, rng=rng, dtype="float32")
        return layers.Sequential([linear, layers.Dropout(p, rng=rng), layers.Tanh()])

    last = layers.Linear(10, 10, rng=rng, dtype="float32")
    return layers.Sequential([hidden(784, 30), hidden(30, 10), last])
