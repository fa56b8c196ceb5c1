"""Build the lesson's network, with any number of hidden neurons, in one expression."""

import copy
import itertools

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.xor.shared import SECONDS
from dlscratch.errors.values import name
from dlscratch.gradients import check_gradients
from dlscratch.layers import Linear, Sequential, Sigmoid, Tanh

INPUTS = np.array([[0.0, 1.0], [1.0, 1.0], [-0.7, 2.0], [1.5, -0.4]])


def _is_net(net):
    return all(hasattr(net, method) for method in ("forward", "params"))


def _same_weights(some, others):
    """For each matrix of weights, whether both nets have the same."""
    pairs = zip(some, others, strict=False)
    return [np.array_equal(*pair) for pair in pairs if np.ndim(pair[0]) == 2]


def _look_at_net(build_net, hidden, rng):
    """The shapes of the new net, whether its start is random, and what it computes."""
    net = build_net(hidden, rng)
    if net is None:
        return None
    if isinstance(net, list | tuple):
        raise Refuse(
            "A list of layers is not a network yet: which class puts them one after another?"
        )
    if not _is_net(net):
        raise Refuse(f"A network is wanted, with `forward` and `params`, but {name(net)} came.")
    if any(isinstance(layer, type) for layer in getattr(net, "layers", ())):
        raise Refuse("`Sigmoid` is the class. `Sigmoid()` makes a layer of it.")
    start = [np.array(param) for param in net.params()]
    rows = [row.tolist() for param in start if param.ndim == 2 for row in param]
    other = [np.array(param) for param in build_net(hidden, rng).params()]
    twice = [build_net(hidden, copy.deepcopy(rng)).params() for _ in range(2)]
    found = {
        "the shapes of its parameters": [list(param.shape) for param in start],
        "each neuron with a start of its own": all(a != b for a, b in itertools.pairwise(rows)),
        "other weights in the next net, layer by layer": [
            not same for same in _same_weights(start, other)
        ],
        "the same weights from the same generator, layer by layer": _same_weights(*twice),
        "gradients as they should be": check_gradients(net, INPUTS, rng=0) < 1e-4,
    }
    for number, param in enumerate(net.params()):
        param[...] = np.cos(np.arange(param.size) + number).reshape(param.shape)
    return found | {"the outputs, with other weights": np.array(net.forward(INPUTS))}


def _stack(*layers):
    """A builder of nets: each layer is made by a function of (hidden, rng)."""
    return lambda hidden, rng: Sequential([layer(hidden, rng) for layer in layers])


def _into(hidden, rng):
    return Linear(2, hidden, rng=rng)


def _out(hidden, rng):
    return Linear(hidden, 1, rng=rng)


def _squeeze(hidden, rng):
    return Sigmoid()


def _build_net(hidden, rng):
    return _stack(_into, _squeeze, _out, _squeeze)(hidden, rng)


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_build_net,
    run=_look_at_net,
    probes=[(2, np.random.default_rng(1)), (5, np.random.default_rng(2))],
    seconds=SECONDS,
    hints=(
        "Four layers, one after another, in one `Sequential`. It takes a list.",
        "Linear from 2 to `hidden`, a sigmoid, linear from `hidden` to 1, a sigmoid. Both linear "
        "layers want `rng=rng`.",
        "`Sequential([..., ..., ..., ...])`, and inside the square brackets you *make* each "
        "layer, with round brackets after its class: `Sigmoid()`.",
    ),
    after="Both layers draw from one generator, one after the other, so they get different "
    "numbers and the whole start hangs on one seed.",
)


@exercise.wrong(
    "Two linear layers with nothing bent between them: however long that is trained, its boundary "
    "stays a line."
)
def no_activation(hidden, rng):
    return _stack(_into, _out)(hidden, rng)


@exercise.wrong(
    "The sigmoid at the end is there, the one after the hidden neurons is missing. Without it, "
    "the two linear layers are one, and the boundary stays a line."
)
def no_hidden_activation(hidden, rng):
    return _stack(_into, _out, _squeeze)(hidden, rng)


@exercise.wrong(
    "Almost: the lesson's network ends in a sigmoid too, so that its answers lie between 0 and 1."
)
def no_sigmoid_at_the_end(hidden, rng):
    return _stack(_into, _squeeze, _out)(hidden, rng)


@exercise.wrong("This would learn XOR as well, but asked for are sigmoids, as in the lesson.")
def tanh(hidden, rng):
    tanh = lambda hidden, rng: Tanh()  # noqa: E731
    return _stack(_into, tanh, _out, tanh)(hidden, rng)


@exercise.wrong(
    "With `hidden` = 2 it fits. With 5 there are still two hidden neurons: use the argument."
)
def always_two(hidden, rng):
    return _build_net(2, rng)


@exercise.wrong("There is a hidden layer more than asked for: count the linear layers.")
def one_hidden_layer_too_many(hidden, rng):
    between = lambda hidden, rng: Linear(hidden, hidden, rng=rng)  # noqa: E731
    return _stack(_into, _squeeze, between, _squeeze, _out, _squeeze)(hidden, rng)


@exercise.wrong(
    "`Linear(inputs, outputs)`: the data have 2 inputs, so the first layer takes 2 and gives "
    "`hidden`."
)
def sizes_swapped(hidden, rng):
    into = lambda hidden, rng: Linear(hidden, 2, rng=rng)  # noqa: E731
    return _stack(into, _squeeze, _out, _squeeze)(hidden, rng)


@exercise.wrong(
    "The next network begins with the same weights again. A number as `rng` is a seed, and the "
    "same seed gives the same start. Pass on the generator that came, to both linear layers."
)
def fixed_seed(hidden, rng):
    return _build_net(hidden, np.random.default_rng(0))


@exercise.wrong(
    "Every call gives other weights, even from the same generator: they come from somewhere else. "
    "Pass `rng=rng` to both linear layers, so that a seed gives the same run again."
)
def no_rng(hidden, rng):
    return _build_net(hidden, None)


@exercise.wrong(
    "Forward is right. But both sigmoids are one and the same object, and it can remember only "
    "one output: backward goes wrong. Make a new `Sigmoid()` for each place."
)
def one_sigmoid_twice(hidden, rng):
    sigmoid = Sigmoid()
    return Sequential([_into(hidden, rng), sigmoid, _out(hidden, rng), sigmoid])


@exercise.wrong(
    "All hidden neurons begin alike, and by symmetry they stay alike. Which starting values break "
    "it? (Lesson 3.)"
)
def all_zero(hidden, rng):
    zeros = lambda outputs, inputs, rng: np.zeros((outputs, inputs))  # noqa: E731
    return Sequential([Linear(2, hidden, zeros), Sigmoid(), Linear(hidden, 1, zeros), Sigmoid()])


@exercise.wrong(
    "The second linear layer has the same weights in every network. Pass on the generator that "
    "came, to both."
)
def second_layer_fixed(hidden, rng):
    out = lambda hidden, rng: Linear(hidden, 1, rng=0)  # noqa: E731
    return _stack(_into, _squeeze, out, _squeeze)(hidden, rng)


@exercise.wrong(
    "The first linear layer draws from `rng`, and the second does not: from the same generator "
    "come other weights. Pass it to both."
)
def rng_for_one_layer(hidden, rng):
    out = lambda hidden, rng: Linear(hidden, 1)  # noqa: E731
    return _stack(_into, _squeeze, out, _squeeze)(hidden, rng)


@exercise.wrong(
    "One of the two squashings is a tanh: after the hidden neurons. The lesson has sigmoids in "
    "both places."
)
def tanh_inside(hidden, rng):
    return _stack(_into, lambda hidden, rng: Tanh(), _out, _squeeze)(hidden, rng)


@exercise.wrong(
    "One of the two squashings is a tanh: at the end. The lesson has sigmoids in both places."
)
def tanh_at_the_end(hidden, rng):
    return _stack(_into, _squeeze, _out, lambda hidden, rng: Tanh())(hidden, rng)


@exercise.wrong("The sigmoids come before the linear layers; each belongs after one.")
def sigmoids_first(hidden, rng):
    return _stack(_squeeze, _into, _squeeze, _out)(hidden, rng)


@exercise.wrong("There are two outputs. One is asked for: one answer, between 0 and 1.")
def two_outputs(hidden, rng):
    out = lambda hidden, rng: Linear(hidden, 2, rng=rng)  # noqa: E731
    return _stack(_into, _squeeze, out, _squeeze)(hidden, rng)


@exercise.wrong("A single neuron computes no XOR: the hidden layer is missing.")
def no_hidden_layer(hidden, rng):
    return _stack(lambda hidden, rng: Linear(2, 1, rng=rng), _squeeze)(hidden, rng)


@exercise.wrong(
    "The linear layers are right. Between them stand two sigmoids, and one was asked for."
)
def a_sigmoid_too_many(hidden, rng):
    return _stack(_into, _squeeze, _squeeze, _out, _squeeze)(hidden, rng)


@exercise.variant
def in_a_loop(hidden, rng):
    layers = []
    for inputs, outputs in ((2, hidden), (hidden, 1)):
        layers.append(Linear(inputs, outputs, "normal", rng))
        layers.append(Sigmoid())
    return Sequential(layers)


@exercise.variant
def nested(hidden, rng):
    def uniform(outputs, inputs, rng):
        return rng.uniform(-1, 1, (outputs, inputs))

    first = Sequential([Linear(2, hidden, uniform, rng), Sigmoid()])
    return Sequential([first, Sequential([Linear(hidden, 1, uniform, rng), Sigmoid()])])
