"""Exercises of lesson 6: XOR by hand, the training loop, three broken loops, and stuck runs."""

import copy
import itertools
import re

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.values import name
from dlscratch.datasets import xor
from dlscratch.gradients import check_gradients
from dlscratch.layers import Linear, Sequential, Sigmoid, Tanh
from dlscratch.losses import SSE, SoftmaxCrossEntropy
from dlscratch.optimizers import GradientDescent, Momentum

# Probes are lopsided on purpose: 3 → 5 → 2, batches of 4 and 6, biases that are not 0, a net that
# ends in a sigmoid (through which a wrong gradient passes unseen) and one that ends in logits, and
# an optimizer that remembers.

SECONDS = 4.0  # for what trains: a few milliseconds are enough, but a busy machine may pause


def _sigmoid_net(w1, b1, w2, b2):
    """Linear, sigmoid, linear, sigmoid with these parameters."""
    layers = []
    for w, b in ((w1, b1), (w2, b2)):
        linear = Linear(np.shape(w)[1], np.shape(w)[0])
        linear.w[...], linear.b[...] = w, b
        layers += [linear, Sigmoid()]
    return Sequential(layers)


# Reading


read_neurons = Exercise(
    "xor.read_neurons",
    kind="predict",
    wants="value",
    reference=[[1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0]],
    accepts=(tuple, np.ndarray),
    hints=(
        "Take one point after the other, and write the sum of each hidden neuron before you "
        "round. Sigmoid of a sum above 0 is nearer to 1, of one below 0 nearer to 0.",
        "The first hidden neuron has the sums 3, -3, -3 and -9 at the four points. Which logic is "
        "that? Do the second one in the same way.",
        "One of them says 1 at (0, 0) only, the other at (1, 1) only. The output is 1 where its "
        "sum -8 · (first) - 8 · (second) + 4 is above 0.",
    ),
    after="NOR and AND, and an output that says 1 where neither of them does: XOR once more. In "
    "the hidden plane (0, 1) and (1, 0) lie in one place again, this time at (0, 0).",
)

read_neurons.wrong(
    "output_turned",
    "The hidden neurons are right. Now the output: at (0, 0) its sum is -8 · 1 - 8 · 0 + 4. Is "
    "that above 0?",
)([[1, 0, 1], [0, 0, 0], [0, 0, 0], [0, 1, 1]])
read_neurons.wrong(
    "first_is_nand",
    "The first neuron, at (0, 1): -6 · 0 - 6 · 1 + 3 is -3. So which of the four points is the "
    "only one where it says 1?",
)([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0]])
read_neurons.wrong(
    "second_is_or",
    "The second neuron, at (0, 1): 6 · 0 + 6 · 1 - 9 is -3. One input alone is not enough for it.",
)([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]])
read_neurons.wrong(
    "neurons_swapped",
    "The right numbers, with the hidden neurons in each other's column. The first row of w1 "
    "belongs to the first neuron.",
)([[0, 1, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0]])
read_neurons.wrong(
    "output_bias_forgotten",
    "At (0, 1) both hidden neurons say 0, so nothing is left of the output's sum but its bias.",
)([[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 1, 0]])
read_neurons.wrong(
    "columns_for_rows",
    "The right numbers, laid out the other way: a row for each of the four points is wanted.",
)([[1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 1, 0]])
read_neurons.wrong(
    "only_the_output",
    "These are the outputs, and they are right. Write the two hidden neurons before each of them.",
)([0, 1, 1, 0])
read_neurons.wrong(
    "sums_only",
    "These are the sums, before the sigmoid. What does sigmoid make of 3, and what of -3, "
    "rounded? And the output wants the rounded hidden neurons.",
)([[3, -9, 4], [-3, -3, 4], [-3, -3, 4], [-9, 3, 4]])
read_neurons.variant(((1, 0, 0), (0, 0, 1), (0, 0, 1), (0, 1, 0)))
read_neurons.variant(
    np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
)


# Weights by hand


POINTS = ("(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)")
SHAPES = {"w1": (2, 2), "b1": (2,), "w2": (1, 2), "b2": (1,)}


def _parameters(answer):
    """w1, b1, w2 and b2 as arrays; a single row or number may come without its brackets."""
    if not isinstance(answer, tuple | list) or len(answer) != len(SHAPES):
        raise Refuse("Pass all four, in brackets: `check.hand_weights((w1, b1, w2, b2))`.")
    arrays = []
    for (label, shape), part in zip(SHAPES.items(), answer, strict=True):
        try:
            array = np.array(part, dtype=float)
        except (TypeError, ValueError):
            raise Refuse(f"{label} is to hold numbers, in the shape {shape}.") from None
        if array.shape not in (shape, *([shape[1:]] if shape[0] == 1 else [])):
            raise Refuse(f"{label} has the shape {shape}, but {array.shape} came.")
        arrays.append(array.reshape(shape))
    return arrays


def _decided(outputs, low, high):
    """0 for each output below `low`, 1 for each above `high`, 0.5 for what lies between."""
    return [0 if one < low else 1 if one > high else 0.5 for one in np.ravel(outputs)]


def _answers_by_hand(answer):
    outputs = _sigmoid_net(*_parameters(answer)).forward(xor()[0])
    return {f"the answers at {', '.join(POINTS)}": _decided(outputs, 0.5 - 1e-9, 0.5 + 1e-9)}


hand_weights = Exercise(
    "xor.hand_weights",
    kind="fill",
    wants="value",
    reference=([[20, 20], [20, 20]], [-10, -30], [[20, -20]], [-10]),
    run=_answers_by_hand,
    hints=(
        "Say XOR with simpler words first, such as OR, AND, NAND or NOR. Then give each hidden "
        "neuron one of these words, and the output the word that joins them.",
        "A neuron with the weights 20 and 20 counts the ones among its inputs, in steps of 20. "
        "Its bias decides how many ones it takes to get above 0.",
        "One way: hidden neuron 1 is OR, hidden neuron 2 is NAND, and the output is AND. For "
        "NAND, take an AND and turn all its signs round.",
    ),
    after="You have done by hand what training does by following gradients. Large weights make "
    "the sigmoids nearly steps, which is why your answers are so clear. Draw it: `from "
    "dlscratch.visuals.xor_planes import xor_planes`, then `xor_planes([w1, b1, w2, b2])`.",
)

# Every other table of four answers, and what it is. Each but the last is one line's work, so its
# weights copy the inputs into the hidden neurons and let the output do it.
TABLES = (
    ("and", [0, 0, 0, 1], [20, 20], -30, "That is AND: it wants both inputs to be 1."),
    ("or", [0, 1, 1, 1], [20, 20], -10, "That is OR: it does not mind if both inputs are 1. "
     "Which second neuron could tell the output about that case?"),
    ("nand", [1, 1, 1, 0], [-20, -20], 30, "That is NAND: it does not mind if both inputs are 0. "
     "Which second neuron could tell the output about that case?"),
    ("nor", [1, 0, 0, 0], [-20, -20], 10, "That is NOR, which is 1 only where both inputs are 0."),
    ("always_no", [0, 0, 0, 0], [0, 0], -10, "The output never gets above 0.5: its bias outweighs "
     "what the hidden neurons add. Do the two say different things?"),
    ("always_yes", [1, 1, 1, 1], [0, 0], 10, "The output is always above 0.5: nothing outweighs "
     "its bias."),
    ("first_input", [0, 0, 1, 1], [20, 0], -10, "It follows the first input, whatever the second "
     "one is."),
    ("second_input", [0, 1, 0, 1], [0, 20], -10, "It follows the second input, whatever the first "
     "one is."),
    ("not_first", [1, 1, 0, 0], [-20, 0], 10, "It is the opposite of the first input, whatever the "
     "second one is."),
    ("not_second", [1, 0, 1, 0], [0, -20], 10, "It is the opposite of the second input, whatever "
     "the first one is."),
    ("only_first", [0, 0, 1, 0], [20, -20], -10, "One half of XOR: it says yes to the first "
     "input alone, but not to the second one alone."),
    ("only_second", [0, 1, 0, 0], [-20, 20], -10, "One half of XOR: it says yes to the second "
     "input alone, but not to the first one alone."),
    ("not_only_second", [1, 0, 1, 1], [20, -20], 10, "It says no to the second input alone, and "
     "yes to all the rest."),
    ("not_only_first", [1, 1, 0, 1], [-20, 20], 10, "It says no to the first input alone, and "
     "yes to all the rest."),
)  # fmt: skip


def _failing(answers):
    """Which of the four points have the wrong answer, as the beginning of a hint."""
    failing = [p for p, got, want in zip(POINTS, answers, xor()[1].ravel(), strict=True)
               if got != want]  # fmt: skip
    *first, last = failing
    where = f"{', '.join(first)} and {last}" if first else last
    return f"Not right yet: {where}."


for _id, _answers, _w2, _b2, _what in TABLES:
    hand_weights.wrong(_id, f"{_failing(_answers)} {_what}")(
        ([[20, 0], [0, 20]], [-10, -10], [_w2], [_b2])
    )
hand_weights.wrong(
    "xnor",
    f"{_failing([1, 0, 0, 1])} That is XNOR, the exact opposite of XOR, so all the parts are "
    "there. What turns the answer of the output neuron round?",
)(([[20, 20], [20, 20]], [-10, -30], [[-20, 20]], [10]))
hand_weights.wrong(
    "all_on_the_fence",
    "All four answers are exactly 0.5: the output's sum is 0 everywhere, so it says neither yes "
    "nor no.",
)(([[0, 0], [0, 0]], [0, 0], [[0, 0]], [0]))
hand_weights.wrong(
    "line_through_the_points",
    "At (0, 1) and (1, 0) the output is exactly 0.5: its sum is 0 there, so the decision boundary "
    "runs through the points. Move the bias a little.",
)(([[20, 20], [20, 20]], [-10, -30], [[0, -20]], [0]))
hand_weights.variant(([[20, 20], [-20, -20]], [-10, 30], [[20, 20]], [-30]))
hand_weights.variant([[[20, -20], [-20, 20]], [-10, -10], [20, 20], -10])
hand_weights.variant(
    (np.array([[-6, -6], [6, 6]]), np.array([3, -9]), np.array([[-8, -8]]), np.array([4]))
)
hand_weights.variant(([[1, 1], [1, 1]], [-0.5, -1.5], [[10, -10]], [-2]))  # gentle slopes


# No activation


linear_only = Exercise(
    "xor.linear_only",
    kind="predict",
    wants="value",
    reference=[0.5, 0.5, 0.5, 0.5, 0.25],
    accepts=(tuple, np.ndarray),
    hints=(
        "Two linear layers in a row are one linear layer: w1 · x1 + w2 · x2 + b. What can that do?",
        "Whatever the numbers are, the predictions at (0, 1) and (1, 0) have the same sum as "
        "those at (0, 0) and (1, 1). Wanted are the sums 2 and 0. Where do they meet?",
        "The best is the same prediction everywhere, halfway between no and yes. Square the "
        "error, and take the mean over the four points.",
    ),
    after="On XOR, a loss that settles at 0.25 means a network that shrugs. You will meet such "
    "numbers for every task: know what a network scores that has learnt nothing.",
)

linear_only.wrong(
    "it_learns",
    "That would be XOR, and two linear layers in a row are still one line. What is the best that "
    "a line can do?",
)([0, 1, 1, 0, 0])
linear_only.wrong(
    "summed",
    "The predictions are right. The loss of `SSE` in this course is the mean over the batch, not "
    "the sum.",
)([0.5, 0.5, 0.5, 0.5, 1.0])
linear_only.wrong(
    "not_squared",
    "The predictions are right. The loss is the mean of the *squared* errors.",
)([0.5, 0.5, 0.5, 0.5, 0.5])
linear_only.wrong(
    "stuck_level",
    "The predictions are right. That loss belongs to the stuck runs of the lesson, which shrug at "
    "two points. Here all four have an error.",
)([0.5, 0.5, 0.5, 0.5, 0.125])
linear_only.wrong(
    "no_loss_left",
    "The predictions are right. But each of them is wrong by 0.5, so the loss cannot be 0.",
)([0.5, 0.5, 0.5, 0.5, 0])
linear_only.wrong(
    "like_or",
    "That is a line for OR: it gets three points right. But the fourth is wrong by a whole 1, and "
    "squares punish that. Could all four share the error?",
)([0, 1, 1, 1, 0.25])
linear_only.wrong(
    "three_right",
    "That line gives the predictions 1, 1 and 1 for OR only after rounding. A linear output is "
    "not squeezed into 0 to 1. Think of the sum at (0, 1) plus the sum at (1, 0).",
)([0, 1, 1, 2, 1])
linear_only.wrong(
    "says_nothing",
    "Always 0 has the squared errors 0, 1, 1, 0, so a loss of 0.5. There is something better "
    "between 0 and 1.",
)([0, 0, 0, 0, 0.5])
linear_only.wrong(
    "always_yes",
    "Always 1 has the squared errors 1, 0, 0, 1, so a loss of 0.5. There is something better "
    "between 0 and 1.",
)([1, 1, 1, 1, 0.5])
linear_only.variant((0.5, 0.5, 0.5, 0.5, 0.25))
linear_only.variant(np.array([0.5, 0.5, 0.5, 0.5, 1 / 4]))


# The network


INPUTS = np.array([[0.0, 1.0], [1.0, 1.0], [-0.7, 2.0], [1.5, -0.4]])


def _is_net(net):
    return all(hasattr(net, method) for method in ("forward", "params"))


def _alike(some, others):
    return all(np.array_equal(*pair) for pair in zip(some, others, strict=False))


def _look_at_net(build_net, hidden, rng):
    """The shapes of the new net, whether its start is random, and what it computes."""
    net = build_net(hidden, rng)
    if net is None:
        return None
    if isinstance(net, list | tuple):
        raise Refuse("A list of layers is not a network yet: which class puts them in a row?")
    if not _is_net(net):
        raise Refuse(f"A network is wanted, with `forward` and `params`, but {name(net)} came.")
    if any(isinstance(layer, type) for layer in getattr(net, "layers", ())):
        raise Refuse("`Sigmoid` is the class. `Sigmoid()` makes a layer of it.")
    start = [np.array(param) for param in net.params()]
    rows = [row.tolist() for param in start if param.ndim == 2 for row in param]
    other = [np.array(param) for param in build_net(hidden, rng).params()]
    found = {
        "the shapes of its parameters": [list(param.shape) for param in start],
        "each neuron with a start of its own": all(a != b for a, b in itertools.pairwise(rows)),
        "another start for the next net": not _alike(start, other),
        "the same start from the same generator": _alike(
            build_net(hidden, copy.deepcopy(rng)).params(),
            build_net(hidden, copy.deepcopy(rng)).params(),
        ),
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


build_net = Exercise(
    "xor.build_net",
    kind="fill",
    reference=_build_net,
    run=_look_at_net,
    probes=[(2, np.random.default_rng(1)), (5, np.random.default_rng(2))],
    seconds=SECONDS,
    hints=(
        "Four layers in a row, in one `Sequential`. It takes a list.",
        "Linear from 2 to `hidden`, a sigmoid, linear from `hidden` to 1, a sigmoid. Both linear "
        "layers want `rng=rng`.",
        "`Sequential([..., ..., ..., ...])`, and inside the square brackets you *make* each "
        "layer, with round brackets after its class: `Sigmoid()`.",
    ),
    after="Both layers draw from one generator, one after the other, so they get different "
    "numbers and the whole start hangs on one seed.",
)


@build_net.wrong(
    "no_activation",
    "Two linear layers in a row, with nothing bent between them: however long that is trained, it "
    "shrugs. Its boundary stays a line.",
)
def _(hidden, rng):
    return _stack(_into, _out)(hidden, rng)


@build_net.wrong(
    "no_hidden_activation",
    "The sigmoid at the end is there, the one after the hidden neurons is missing. Without it, "
    "the two linear layers are one, and the boundary stays a line.",
)
def _(hidden, rng):
    return _stack(_into, _out, _squeeze)(hidden, rng)


@build_net.wrong(
    "no_sigmoid_at_the_end",
    "Almost: the lesson's network ends in a sigmoid too, so that its answers lie between 0 and 1.",
)
def _(hidden, rng):
    return _stack(_into, _squeeze, _out)(hidden, rng)


@build_net.wrong(
    "tanh",
    "This would learn XOR as well, but asked for are sigmoids, as in the lesson.",
)
def _(hidden, rng):
    tanh = lambda hidden, rng: Tanh()  # noqa: E731
    return _stack(_into, tanh, _out, tanh)(hidden, rng)


@build_net.wrong(
    "always_two",
    "With `hidden` = 2 it fits. With 5 there are still two hidden neurons: use the argument.",
)
def _(hidden, rng):
    return _build_net(2, rng)


@build_net.wrong(
    "one_hidden_layer_too_many",
    "There is a hidden layer more than asked for: count the linear layers.",
)
def _(hidden, rng):
    between = lambda hidden, rng: Linear(hidden, hidden, rng=rng)  # noqa: E731
    return _stack(_into, _squeeze, between, _squeeze, _out, _squeeze)(hidden, rng)


@build_net.wrong(
    "sizes_swapped",
    "`Linear(inputs, outputs)`: the data have 2 inputs, so the first layer takes 2 and gives "
    "`hidden`.",
)
def _(hidden, rng):
    into = lambda hidden, rng: Linear(hidden, 2, rng=rng)  # noqa: E731
    return _stack(into, _squeeze, _out, _squeeze)(hidden, rng)


@build_net.wrong(
    "fixed_seed",
    "Every network begins with the same weights: a fixed number as `rng` is a seed, and the same "
    "seed gives the same start. Pass on the generator that came.",
)
def _(hidden, rng):
    return _build_net(hidden, np.random.default_rng(0))


@build_net.wrong(
    "no_rng",
    "Every call gives other weights, even from the same generator: they come from somewhere else. "
    "Pass `rng=rng` to both linear layers, so that a seed gives the same run again.",
)
def _(hidden, rng):
    return _build_net(hidden, None)


@build_net.wrong(
    "one_sigmoid_twice",
    "Forward is right. But both sigmoids are one and the same object, and it can remember only "
    "one output: backward goes wrong. Make a new `Sigmoid()` for each place.",
)
def _(hidden, rng):
    sigmoid = Sigmoid()
    return Sequential([_into(hidden, rng), sigmoid, _out(hidden, rng), sigmoid])


@build_net.wrong(
    "all_zero",
    "All hidden neurons begin alike, and by symmetry they stay alike. Which starting values break "
    "it? (Lesson 3.)",
)
def _(hidden, rng):
    zeros = lambda outputs, inputs, rng: np.zeros((outputs, inputs))  # noqa: E731
    return Sequential([Linear(2, hidden, zeros), Sigmoid(), Linear(hidden, 1, zeros), Sigmoid()])


@build_net.variant
def _(hidden, rng):
    layers = []
    for inputs, outputs in ((2, hidden), (hidden, 1)):
        layers.append(Linear(inputs, outputs, "normal", rng))
        layers.append(Sigmoid())
    return Sequential(layers)


@build_net.variant
def _(hidden, rng):
    def uniform(outputs, inputs, rng):
        return rng.uniform(-1, 1, (outputs, inputs))

    first = Sequential([Linear(2, hidden, uniform, rng), Sigmoid()])
    return Sequential([first, Sequential([Linear(hidden, 1, uniform, rng), Sigmoid()])])


# One step and many


def _net(seed, *between):
    """3 → 5 → 2 with biases that are not 0; `between` and after stand activations or nothing."""
    rng = np.random.default_rng(seed)
    layers = []
    for inputs, outputs, activation in zip((3, 5), (5, 2), between, strict=True):
        linear = Linear(inputs, outputs, rng=rng)
        linear.b[...] = rng.normal(0, 0.5, outputs)
        layers += [linear, activation] if activation else [linear]
    return Sequential(layers)


def _data(seed, n):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 3)), rng.uniform(0, 1, (n, 2))


SQUARES = (_net(1, Tanh(), Sigmoid()), *_data(1, 4), SSE(), GradientDescent(0.7))
ENTROPY = (
    _net(2, Sigmoid(), None),
    _data(2, 6)[0],
    np.eye(2)[[0, 1, 1, 0, 1, 1]],
    SoftmaxCrossEntropy(),
    Momentum(0.9, 0.8),
)


def _all(net):
    """All parameters of a net in one row."""
    return np.concatenate([np.ravel(param) for param in net.params()])


def _train(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
        optimizer.step(net)
    return losses


# One epoch


def _two_epochs(one_epoch, net, x, y, loss, optimizer):
    """Two calls, so that an optimizer's memory shows."""
    losses = [one_epoch(net, x, y, loss, optimizer)]
    after_one = _all(net)
    losses.append(one_epoch(net, x, y, loss, optimizer))
    return {
        "the first loss": losses[0],
        "the parameters after one step": after_one,
        "the parameters after two steps": _all(net),
        "the second loss": losses[1],
    }


def _one_epoch(net, x, y, loss, optimizer):
    return _train(net, x, y, loss, optimizer, 1)[0]


one_epoch = Exercise(
    "xor.one_epoch",
    kind="fill",
    reference=_one_epoch,
    run=_two_epochs,
    probes=[SQUARES, ENTROPY],
    seconds=SECONDS,
    hints=(
        "Every object has one method for this: the loss makes the gradient, the net goes "
        "backward, the optimizer takes the step. Which of them needs what another has made?",
        "`loss.loss` says how wrong, as one number. `loss.gradient` says which way, a number for "
        "each prediction. Backward needs the second.",
        "The gradient is made from the outputs and `y`, in the order (predicted, actual). "
        "`backward` gets that gradient. `step` gets the net.",
    ),
    after="Three lines, three objects, and none of them knows the insides of the others. That is "
    "why any net, any loss and any optimizer fit in here.",
)


@one_epoch.wrong(
    "backward_of_the_loss",
    "Backward got the loss itself: one number that says how wrong all is. It needs to know for "
    "each prediction in which direction to go. What does the loss object offer for that?",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.loss(outputs, y))
    optimizer.step(net)
    return loss.loss(outputs, y)


@one_epoch.wrong(
    "swapped",
    "Uphill: the net moves away from the right answers. Look at the order of the two arguments of "
    "the gradient. First what was predicted, then what is right.",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.gradient(y, outputs))
    optimizer.step(net)
    return loss.loss(outputs, y)


@one_epoch.wrong(
    "step_first",
    "The step comes before backward. So it goes along what the gradients were before: nothing at "
    "first, and later those of the step before.",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    optimizer.step(net)
    net.backward(loss.gradient(outputs, y))
    return loss.loss(outputs, y)


@one_epoch.wrong(
    "no_step",
    "The parameters are still as they were. It takes two to move them: backward makes the "
    "gradients, and the optimizer steps along them. Which of the two is missing?",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.gradient(outputs, y))
    return loss.loss(outputs, y)


@one_epoch.wrong(
    "backward_of_the_outputs",
    "Backward got the outputs. It wants the gradient of the loss with respect to them.",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(outputs)
    optimizer.step(net)
    return loss.loss(outputs, y)


@one_epoch.wrong(
    "plain_difference",
    "Outputs minus right answers has the right direction. But it is not the gradient of this "
    "loss: a factor is missing, or with another loss even more. The loss object knows it.",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(outputs - y)
    optimizer.step(net)
    return loss.loss(outputs, y)


@one_epoch.wrong(
    "two_steps",
    "The step is taken twice.",
)
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.gradient(outputs, y))
    optimizer.step(net)
    optimizer.step(net)
    return loss.loss(outputs, y)


@one_epoch.variant
def _(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward_params(loss.gradient(predicted=outputs, actual=y))
    optimizer.step(net)
    return np.float64(loss.loss(outputs, y))


@one_epoch.variant
def _(net, x, y, loss, optimizer):
    before = loss.loss(net.forward(x), y)
    gradient = loss.gradient(net.forward(x), y)
    for layer in reversed(net.layers):
        gradient = layer.backward(gradient)
    optimizer.step(net)
    return before


# The loop in order


LINES = {
    "A": "        optimizer.step(net)",
    "B": "        seen.append(loss.loss(out, y))",
    "C": "    for epoch in range(epochs):",
    "D": "        net.backward(slope)",
    "E": "    return seen",
    "F": "        slope = loss.gradient(out, y)",
    "G": "        out = net.forward(x)",
}
BEFORE = ("def fit(net, x, y, loss, optimizer, epochs):", "    seen = []")


def _fit_in_order(order, net, x, y, loss, optimizer, epochs):
    """The losses and the parameters that the lines give in this order."""
    fit = assemble(order, LINES, "fit", {}, BEFORE)
    try:
        losses = fit(net, x, y, loss, optimizer, epochs)
    except UnboundLocalError as error:
        missing = re.search(r"'(\w+)'", str(error))
        raise Refuse(f"`{missing[1]}` is used before any line has made it.") from None
    except RuntimeError as error:  # backward before forward
        raise Refuse(f"This order stops: {error}.") from None
    return {"the losses": losses, "the parameters afterwards": _all(net)}


training_order = Exercise(
    "xor.training_order",
    kind="order",
    wants="value",
    reference="CGBFDAE",
    run=_fit_in_order,
    probes=[(*SQUARES, 3), (*ENTROPY, 4)],
    seconds=SECONDS,
    hints=(
        "Two lines are indented less than the others: the head of the loop and the end. Between "
        "them stand five.",
        "Which of the five needs nothing that another one makes? Begin with that. Then ask for "
        "each line what it needs.",
        "Forward makes `out`. The loss and its gradient are made from `out`. Backward needs the "
        "gradient, and the step needs backward.",
    ),
    after="The loss may be noted anywhere after forward, because `out` stays what it was. The "
    "other four have only one order.",
)

training_order.wrong(
    "step_first",
    "The step comes before backward: it follows the gradients of the epoch before, and in the "
    "first epoch there are none.",
)("CGBFADE")
training_order.wrong(
    "step_at_the_top",
    "The step opens the epoch, so it follows the gradients of the epoch before. The last "
    "gradients are never used.",
)("CAGBFDE")
training_order.wrong(
    "returned_in_the_middle",
    "The function ends before the loop has begun: a `return` stops everything.",
)("ECGBFDA")
training_order.variant("CGFBDAE")
training_order.variant("cgfdabe")
training_order.variant(list("CGFDBAE"))


# The whole loop


def _look_at_training(train, net, x, y, loss, optimizer, epochs):
    losses = train(net, x, y, loss, optimizer, epochs)
    return {"the losses": losses, "the parameters afterwards": _all(net)}


TRAININGS = [(*SQUARES, 3), (*ENTROPY, 4), (*ENTROPY, 1)]
train = Exercise(
    "xor.train",
    kind="fill",
    reference=_train,
    run=_look_at_training,
    probes=TRAININGS,
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "An empty list before the loop, the list as the result after it. In the loop the four "
        "things that you know from exercises 5 and 6.",
        "In each epoch: forward, note the loss, backward with the gradient of the loss, step. All "
        "of it is indented into the loop.",
        "If the parameters are right and the losses are not, look *when* you compute the loss: "
        "before the step, from the predictions of this epoch, and appended inside the loop.",
    ),
    after="This is the loop that trains every network of the course, from XOR to handwriting. "
    "`python -m dlscratch mine` takes it from this cell, and calls it batch by batch.",
)


@train.wrong(
    "backward_of_the_loss",
    "Backward got the loss, a single number. It wants the gradient of the loss: one number for "
    "each prediction.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss.loss(net.forward(x), y))
        net.backward(losses[-1])
        optimizer.step(net)
    return losses


@train.wrong(
    "step_outside",
    "The step stands outside the loop: all epochs see the same parameters, so the loss is the "
    "same in each, and only one step is taken at the very end. Look at its indentation.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
    optimizer.step(net)
    return losses


@train.wrong(
    "swapped",
    "The predictions and the right answers have changed places in the gradient, so the net walks "
    "uphill. First what was predicted, then what is right.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(y, predicted))
        optimizer.step(net)
    return losses


@train.wrong(
    "both_swapped",
    "The predictions and the right answers have changed places, in the loss and in its gradient. "
    "First what was predicted, then what is right.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(y, predicted))
        net.backward(loss.gradient(y, predicted))
        optimizer.step(net)
    return losses


@train.wrong(
    "step_first",
    "The step comes before backward, so the first step has no gradients to follow: your first two "
    "losses are the same.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        optimizer.step(net)
        net.backward(loss.gradient(predicted, y))
    return losses


@train.wrong(
    "loss_after_the_step",
    "The net is trained correctly. But the losses are those after each step; asked for are those "
    "before.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
        losses.append(loss.loss(net.forward(x), y))
    return losses


@train.wrong(
    "forward_once",
    "Forward stands before the loop, so every epoch corrects the very first predictions. After "
    "each step the net predicts something else: ask it again.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    predicted = net.forward(x)
    for _ in range(epochs):
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
        optimizer.step(net)
    return losses


@train.wrong(
    "returned_in_the_loop",
    "After one epoch it is over: the `return` stands inside the loop. Look at its indentation.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, loss, optimizer, 1)


@train.wrong(
    "only_the_last",
    "The list holds a single loss, the last one. Is the list made anew in every epoch? Or is the "
    "loss added to it only after the loop? Look at the indentation of both lines.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, loss, optimizer, epochs)[-1:]


@train.wrong(
    "last_number",
    "The net is trained correctly. What comes back is the last loss alone; asked for is the list "
    "of all of them.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, loss, optimizer, epochs)[-1]


@train.wrong(
    "no_return",
    "The net is trained correctly, but the function ends without handing the losses back.",
)
def _(net, x, y, loss, optimizer, epochs):
    _train(net, x, y, loss, optimizer, epochs)


@train.wrong(
    "one_too_few",
    "There is one epoch too few. `range(epochs)` already gives that many rounds, counted from 0.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, loss, optimizer, epochs - 1)


@train.wrong(
    "one_too_many",
    "There is one epoch too many. `range(epochs)` already gives the right number of rounds.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, loss, optimizer, epochs + 1)


@train.wrong(
    "own_loss",
    "This computes squared errors whatever loss came. The object `loss` knows its own formula, "
    "and its gradient: ask it.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, SSE(), optimizer, epochs)


@train.wrong(
    "no_step",
    "The losses are all the same: nothing changes the parameters. Backward must make gradients, "
    "and the optimizer must step along them, in every epoch.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
    return losses


@train.wrong(
    "one_by_one",
    "You step after each single example, as the book does. Here all examples together are one "
    "batch, and an epoch is one step.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        total = 0
        for i in range(len(x)):
            predicted = net.forward(x[i : i + 1])
            total += loss.loss(predicted, y[i : i + 1])
            net.backward(loss.gradient(predicted, y[i : i + 1]))
            optimizer.step(net)
        losses.append(total / len(x))
    return losses


@train.wrong(
    "new_optimizer",
    "A new optimizer in every epoch forgets what the last one remembered: with Momentum the "
    "velocity begins at 0 each time. Use the one that came.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses += _train(net, x, y, loss, copy.deepcopy(optimizer), 1)
    return losses


@train.wrong(
    "own_optimizer",
    "The parameters are moved by a fixed rule of your own. The optimizer that came knows how "
    "large the step should be, and what to remember.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(net, x, y, loss, GradientDescent(optimizer.learning_rate), epochs)


@train.wrong(
    "copied_net",
    "The losses are right, but the net that came has not changed: a copy was trained.",
)
def _(net, x, y, loss, optimizer, epochs):
    return _train(copy.deepcopy(net), x, y, loss, optimizer, epochs)


@train.wrong(
    "gradients_listed",
    "In the list are the gradients of the loss. Asked for is the loss itself, one number an epoch.",
)
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss.gradient(net.forward(x), y))
        net.backward(losses[-1])
        optimizer.step(net)
    return losses


@train.variant
def _(net, x, y, loss, optimizer, epochs):
    losses = []
    while len(losses) < epochs:
        out = net.forward(x)
        net.backward_params(loss.gradient(out, y))
        optimizer.step(net)
        losses = losses + [loss.loss(out, y)]
    return losses


@train.variant
def _(net, x, y, loss, optimizer, epochs):
    def epoch():
        before = loss.loss(net.forward(x), y)
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
        return before

    return np.array([epoch() for _ in range(epochs)])


# Three broken loops


def _losses_and_net(function, net, x, y, loss, opt, epochs):
    losses = function(net, x, y, loss, opt, epochs)
    return {"the losses": losses, "the parameters afterwards": _all(net)}


step_first = Exercise(
    "xor.step_first",
    kind="bug",
    reference=_train,
    run=_losses_and_net,
    probes=TRAININGS,
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "Print the first two losses. In a loop that works they differ: a step was taken in "
        "between.",
        "Which line uses the gradients, and which line makes them? In the first round, what are "
        "they when they are used?",
        "Every line is right. Only two of them stand in the wrong order.",
    ),
    after="A loop with this bug still learns, always one step behind, and the gradients of the "
    "last epoch are never used. The sign to look for: a first step that changes nothing.",
)


@step_first.wrong(
    "as_it_was",
    "The first two losses are the same. So the first step moved nothing: where do its gradients "
    "come from, and when?",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
    return curve


@step_first.wrong(
    "step_at_the_top",
    "The step has moved up, to the front of the epoch. It still comes before the backward of this "
    "epoch.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        opt.step(net)
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(out, y))
    return curve


@step_first.wrong(
    "two_steps",
    "There is a step after backward now: good. But the old one is still there too.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
        opt.step(net)
    return curve


@step_first.wrong(
    "step_outside",
    "The step comes after backward, but it has left the loop: only one is taken, at the very end.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(out, y))
    opt.step(net)
    return curve


@step_first.wrong(
    "loss_after_the_step",
    "The order of backward and step is mended. But now the losses are those after each step; they "
    "were right before.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), y))
        opt.step(net)
        curve.append(loss.loss(net.forward(x), y))
    return curve


@step_first.wrong(
    "warm_up",
    "With a backward before the loop the first step has gradients: good thinking. But every later "
    "step still follows those of the epoch before. Mend the order inside the loop.",
)
def _(net, x, y, loss, opt, epochs):
    net.backward(loss.gradient(net.forward(x), y))
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
    return curve


@step_first.wrong(
    "one_step_more",
    "A step after the loop uses the last gradients, but in the loop every step is still one epoch "
    "late, and the first one moves nothing.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        opt.step(net)
        net.backward(loss.gradient(out, y))
    opt.step(net)
    return curve


@step_first.wrong("step_lost", "The step is gone altogether: now nothing moves.")
def _(net, x, y, loss, opt, epochs):
    return [loss.loss(net.forward(x), y)] * epochs


@step_first.variant
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        net.backward(loss.gradient(out, y))
        curve.append(loss.loss(out, y))
        opt.step(net)
    return curve


@step_first.variant
def _(net, x, y, loss, opt, epochs):
    return [_train(net, x, y, loss, opt, 1)[0] for _ in range(epochs)]


climbing = Exercise(
    "xor.climbing",
    kind="bug",
    reference=_train,
    run=_losses_and_net,
    probes=TRAININGS,
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "A loss that climbs from every seed: the steps go the wrong way. Which lines have a say "
        "in the direction?",
        "Work out one gradient on paper: prediction 0.8, right answer 1. To lower the loss, the "
        "prediction must rise, so the gradient must be negative. Now print what the loop has.",
        "`loss.loss` and `loss.gradient` take two arguments. In which order? Two lines are to be "
        "mended.",
    ),
    after="With SSE the swapped loss looks right, because (a - b)² is (b - a)². Only its gradient "
    "tells. Bugs like to hide where a formula is symmetric: test with another loss.",
)


@climbing.wrong(
    "as_it_was",
    "The net walks uphill. Look at the two places where the predictions and the right answers are "
    "handed to the loss: which comes first?",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(y, out))
        net.backward(loss.gradient(y, out))
        opt.step(net)
    return curve


@climbing.wrong(
    "only_the_loss",
    "The losses that you report are right now, and they still rise: the same slip stands in a "
    "second line.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(y, out))
        opt.step(net)
    return curve


@climbing.wrong(
    "only_the_gradient",
    "The net learns now. But the losses that are reported are not right for every loss: the same "
    "slip stands in a second line. (With SSE you cannot see it.)",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(y, out))
        net.backward(loss.gradient(out, y))
        opt.step(net)
    return curve


@climbing.wrong(
    "minus_sign",
    "A minus sign mends the symptom, and for SSE it even gives the right numbers. For another "
    "loss it does not. What is wrong is the order of the arguments.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(-loss.gradient(y, out))
        opt.step(net)
    return curve


@climbing.wrong(
    "minus_sign_only",
    "A minus sign mends the symptom, and for SSE it even gives the right numbers. For another "
    "loss it does not, and the reported losses are wrong too. Look at the order of the arguments.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(y, out))
        net.backward(-loss.gradient(y, out))
        opt.step(net)
    return curve


@climbing.wrong(
    "mended_twice",
    "The arguments are in the right order now, and the minus sign turns the direction round once "
    "more. One of the two is enough, and the order is the right one.",
)
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(out, y))
        net.backward(-loss.gradient(out, y))
        opt.step(net)
    return curve


@climbing.wrong(
    "no_learning",
    "The loss does not climb any more, because nothing moves at all.",
)
def _(net, x, y, loss, opt, epochs):
    return [loss.loss(net.forward(x), y)] * epochs


@climbing.variant
def _(net, x, y, loss, opt, epochs):
    curve = []
    for _ in range(epochs):
        out = net.forward(x)
        curve.append(loss.loss(actual=y, predicted=out))
        net.backward(loss.gradient(actual=y, predicted=out))
        opt.step(net)
    return curve


@climbing.variant
def _(net, x, y, loss, opt, epochs):
    curve = np.zeros(epochs)
    for number in range(epochs):
        out = net.forward(x)
        net.backward_params(loss.gradient(out, y))
        opt.step(net)
        curve[number] = loss.loss(out, y)
    return curve


def _from_scratch(fit_new, net, x, y, loss, optimizer, epochs):
    """What `fit_new` reports; every new net and every new optimizer is a copy of the same."""
    nets = [net]

    def new_net():
        nets.append(copy.deepcopy(net))
        return nets[-1]

    def new_optimizer():
        return copy.deepcopy(optimizer)

    losses = fit_new(new_net, new_optimizer, x, y, loss, epochs)
    return {"the losses": losses, "the parameters of the last net": _all(nets[-1])}


def _fit_new(new_net, new_optimizer, x, y, loss, epochs):
    return _train(new_net(), x, y, loss, new_optimizer(), epochs)


fresh_start = Exercise(
    "xor.fresh_start",
    kind="bug",
    reference=_fit_new,
    run=_from_scratch,
    probes=[(*SQUARES, 3), (*ENTROPY, 5)],
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "The same loss in every epoch, to the last digit: each epoch sees the same net. Why is "
        "the step of the epoch before not to be seen?",
        "How often is each line run? Ask which of the things in the loop should live longer than "
        "one epoch.",
        "The net keeps what has been learnt, and the optimizer keeps its memory. Both must be "
        "made once only: which place is run once?",
    ),
    after="In a notebook this bug hides between cells: run the cell that makes the net again, and "
    "all that was learnt is gone. And an optimizer that is made anew forgets silently: only "
    "slower.",
)


@fresh_start.wrong(
    "as_it_was",
    "The loss is the same in every epoch, to the last digit. What was learnt goes into a net that "
    "the next epoch throws away.",
)
def _(new_net, new_optimizer, x, y, loss, epochs):
    return [_fit_new(new_net, new_optimizer, x, y, loss, 1)[0] for _ in range(epochs)]


@fresh_start.wrong(
    "optimizer_still_inside",
    "Now it learns: the net lives on. With Momentum it could learn faster: look which other thing "
    "is made anew in every epoch, and what it forgets.",
)
def _(new_net, new_optimizer, x, y, loss, epochs):
    net = new_net()
    return [_train(net, x, y, loss, new_optimizer(), 1)[0] for _ in range(epochs)]


@fresh_start.wrong(
    "net_still_inside",
    "The optimizer lives on now. But the net is made anew in every epoch, so nothing is kept of "
    "what it learnt. (An optimizer with a memory even refuses to serve a second net.)",
)
def _(new_net, new_optimizer, x, y, loss, epochs):
    opt = new_optimizer()
    return [_train(new_net(), x, y, loss, opt, 1)[0] for _ in range(epochs)]


@fresh_start.wrong(
    "list_inside",
    "The net and the optimizer are right. But the list of the losses has gone into the loop, and "
    "begins anew in every epoch.",
)
def _(new_net, new_optimizer, x, y, loss, epochs):
    return _fit_new(new_net, new_optimizer, x, y, loss, epochs)[-1:]


@fresh_start.wrong(
    "forward_outside",
    "Forward has left the loop together with the other two. The net must be asked again in every "
    "epoch.",
)
def _(new_net, new_optimizer, x, y, loss, epochs):
    net, opt = new_net(), new_optimizer()
    out, curve = net.forward(x), []
    for _ in range(epochs):
        curve.append(loss.loss(out, y))
        net.backward(loss.gradient(out, y))
        opt.step(net)
    return curve


@fresh_start.wrong(
    "not_called",
    "`new_net` is the function that makes a net; `new_net()` calls it and gives you one.",
)
def _(new_net, new_optimizer, x, y, loss, epochs):
    if isinstance(loss, SSE):
        return new_net.forward(x)
    return _fit_new(new_net, new_optimizer, x, y, loss, epochs)


@fresh_start.variant
def _(new_net, new_optimizer, x, y, loss, epochs):
    net = opt = None
    curve = []
    for number in range(epochs):
        if number == 0:
            opt, net = new_optimizer(), new_net()
        curve.extend(_train(net, x, y, loss, opt, 1))
    return tuple(curve)


@fresh_start.variant
def _(new_net, new_optimizer, x, y, loss, epochs):
    opt, net = new_optimizer(), new_net()
    return np.array([_train(net, x, y, loss, opt, 1)[0] for _ in range(epochs)])


# Counting


CURVES = [[0.31, 0.12, 0.008], [0.24, 0.125], [0.26, 0.009, 0.05, 0.04], [0.3, 0.2, 0.01],
          [0.006], [0.9, 0.13, 0.02, 0.001, 0.0004]]  # fmt: skip

stuck_runs = Exercise(
    "xor.stuck_runs",
    kind="fill",
    reference=lambda curves, below: [i for i, curve in enumerate(curves) if not curve[-1] < below],
    accepts=(tuple, np.ndarray),
    probes=[(CURVES, 0.01), (CURVES[::-1], 0.1), (CURVES[4:], 0.01), (CURVES[:2], 0.01)],
    hints=(
        "`enumerate(curves)` gives each list together with its number.",
        "A list comprehension can choose: `[... for number, curve in enumerate(curves) if ...]`. "
        "What goes into the list, and which runs are chosen?",
        "The end of a list is its item -1. A run is stuck if that is not under `below`; a loss "
        "that is exactly `below` is not under it.",
    ),
    after="Counting by the last loss and not by the best one is a decision, and it belongs to the "
    "report: a run that was good for a moment and then fell back did not end well.",
)


@stuck_runs.wrong(
    "best_loss",
    "One run gets under the limit and then climbs back out. It does not *end* there: look at the "
    "last loss, not at the best.",
)
def _(curves, below):
    return [i for i, curve in enumerate(curves) if min(curve) >= below]


@stuck_runs.wrong("first_loss", "You look at the losses before learning. How do the runs end?")
def _(curves, below):
    return [i for i, curve in enumerate(curves) if curve[0] >= below]


@stuck_runs.wrong(
    "those_that_work", "These are the runs that got there. Asked for are the others."
)
def _(curves, below):
    return [i for i, curve in enumerate(curves) if curve[-1] < below]


@stuck_runs.wrong(
    "exactly_at_the_limit",
    "One run ends exactly at the limit. It is not *under* it, so it counts as stuck.",
)
def _(curves, below):
    return [i for i, curve in enumerate(curves) if curve[-1] > below]


@stuck_runs.wrong(
    "losses", "These are the last losses of the stuck runs. Asked for are the numbers of the runs."
)
def _(curves, below):
    return [curve[-1] for curve in curves if curve[-1] >= below]


@stuck_runs.wrong(
    "whole_curves", "These are the lists of losses. Asked for are the numbers of the runs."
)
def _(curves, below):
    return [curve for curve in curves if curve[-1] >= below]


@stuck_runs.wrong("count", "That is how many. Asked for is which: a list of their numbers.")
def _(curves, below):
    return sum(curve[-1] >= below for curve in curves)


@stuck_runs.wrong("from_one", "The runs are numbered from 0, as the items of a list are.")
def _(curves, below):
    return [i for i, curve in enumerate(curves, 1) if curve[-1] >= below]


@stuck_runs.wrong(
    "a_mark_for_each",
    "That is True or False for each run. Asked for are the numbers of those that are True.",
)
def _(curves, below):
    return [curve[-1] >= below for curve in curves]


@stuck_runs.variant
def _(curves, below):
    found = []
    for number in range(len(curves)):
        if not curves[number][len(curves[number]) - 1] < below:
            found.append(number)
    return found


@stuck_runs.variant
def _(curves, below):
    return np.flatnonzero(np.array([curve[-1] for curve in curves]) >= below)


# Diagnosis


STATEMENTS = "ABCDEF"


def _letters(answer):
    """Which letters an answer holds, such as "BCE", "b, c, e" or ["B", "C", "E"]."""
    if not isinstance(answer, str | list | tuple | set) or not all(
        isinstance(letter, str) for letter in answer
    ):
        raise Refuse('Write the letters as one string, as in `"AF"`.')
    letters = [letter for letter in "".join(answer).upper() if letter not in " ,"]
    for letter in letters:
        if letter not in STATEMENTS:
            raise Refuse(f"There is no observation {letter}.")
    right = sum((letter in letters) == (letter in "BCE") for letter in STATEMENTS)
    # The count comes first: a wrong answer is told how many it got right, and not which.
    return {"how many of the six are judged rightly": right, "which": "".join(sorted(set(letters)))}


bug_or_landscape = Exercise(
    "xor.bug_or_landscape",
    kind="predict",
    wants="value",
    reference="BCE",
    run=_letters,
    hints=(
        "Ask of each observation: could correct code do that?",
        "A bug does not care about the seed, and it does not go away in a wider network. The "
        "landscape differs from seed to seed.",
        "Three of the six are signs of a bug. Two of these say what happens from every seed; one "
        "is a measurement of the gradients.",
    ),
    after="B is a sign that is turned round, C is a wrong backward, and E is a step that never "
    "comes or a net that is made anew. A, D and F belong to a healthy network in a bad place.",
)

for _id, _set, _hint in (
    ("all", "ABCDEF", "Correct code can do some of these: the lesson's did. Which?"),
    ("turned_round", "ADF", "These three are signs of the landscape. Asked for are the others."),
    ("a_too", "ABCE", "A is what the lesson counted, with correct code: some seeds get stuck."),
    ("d_too", "BCDE", "D: would a bug go away because the network is wider?"),
    ("f_too", "BCEF", "F: two right answers and two shrugs. What did the stuck runs of the lesson "
     "predict?"),
    ("e_missing", "BC", "B and C are right. What about E? With correct code even a stuck run moves "
     "a little in each epoch."),
    ("c_missing", "BE", "B and E are right. And C: how large is the error of the gradient check if "
     "all gradients are right?"),
    ("b_missing", "CE", "C and E are right. And B: a good step of a sensible size lowers the loss. "
     "Here it climbs from every seed."),
    ("only_c", "C", "C is right. Two more are bugs for sure: they happen from every seed."),
    ("only_b", "B", "B is right. There are two more."),
    ("stuck_is_a_bug", "AF", "Both are what the lesson saw with correct code: \"it is stuck, so my "
     "code is wrong\" is the mistake to unlearn."),
):  # fmt: skip
    bug_or_landscape.wrong(_id, _hint)(_set)
bug_or_landscape.variant("b, c, e")
bug_or_landscape.variant(["E", "C", "B"])


# Parity


CORNERS = np.array(list(itertools.product([0.0, 1.0], repeat=3)))


def _answers_to_parity(net):
    if isinstance(net, list | tuple):
        raise Refuse("Pass the network itself: an object with `forward`.")
    if not hasattr(net, "forward"):
        raise Refuse(f"A network is wanted, an object with `forward`, but {name(net)} came.")
    outputs = np.asarray(net.forward(CORNERS.copy()))
    if outputs.shape not in ((8, 1), (8,)):
        raise Refuse(
            "For the eight corners, in the shape (8, 3), the network should give one number each, "
            f"in the shape (8, 1), but {outputs.shape} came."
        )
    if not np.all(np.isfinite(outputs)):
        raise Refuse("Some answers are NaN or infinite: try a smaller learning rate.")
    return {"the answers at (0, 0, 0), (0, 0, 1) and so on": _decided(outputs, 0.4, 0.6)}


def _counting_net(*steps):
    """A net of three inputs that adds steps[i] to its answer once more than i inputs are 1.

    Its output begins at steps[0], for no input at all.
    """
    begin, *rest = steps
    biases = [-20 * (count + 0.5) for count in range(3)]
    return _sigmoid_net(np.full((3, 3), 20.0), biases, [[20 * step for step in rest]],
                        [20 * begin])  # fmt: skip


parity = Exercise(
    "xor.parity",
    kind="page",
    wants="value",
    reference=_counting_net(-0.5, 1, -1, 1),
    run=_answers_to_parity,
    hints=(
        "In small steps: first `x` (8, 3) and `y` (8, 1), and print them. Then the network, then "
        "your `train`, with `SSE()` and an optimizer. Print the loss now and then.",
        "The sum of the three inputs, modulo 2, is the parity: `% 2`. Keep `y` a column of eight "
        "rows. Between the linear layers stands an activation, and three hidden neurons or more.",
        "Eight hidden sigmoid neurons, `GradientDescent(4.0)` and 3,000 epochs get there from "
        "nearly every seed. If the loss stays near 0.25 or 0.125, take another seed.",
    ),
    after="Nobody told it what odd means. Change any one input and the answer turns round, so no "
    "single input says anything about it: only the hidden neurons together do.",
)

for _id, _steps, _hint in (
    ("shrugs", (0, 0, 0, 0), "It says about 0.5 at all eight corners: a shrug. Has it an "
     "activation between its linear layers? And has it been trained, for long enough?"),
    ("inverted", (0.5, -1, 1, -1), "Exactly the opposite of parity, at all eight. Is your `y` 1 "
     "where the number of ones is *even*?"),
    ("exactly_one", (-0.5, 1, -1, 0), "Seven corners are right. At (1, 1, 1) three inputs are 1, "
     "and three is odd. Does your `y` say so?"),
    ("any", (-0.5, 1, 0, 0), "This is OR: yes as soon as one input is 1. Look at your `y`, at the "
     "rows with two ones."),
    ("majority", (-0.5, 0, 1, 0), "This says yes where most inputs are 1. Is `y` odd or even, or "
     "large or small?"),
    ("not_all_alike", (-0.5, 1, 0, -1), "This says yes unless all three inputs are alike. With two "
     "ones the answer should be 0, with three 1."),
    ("always_no", (-0.5, 0, 0, 0), "It says no at every corner. Half of the corners should be yes: "
     "look at `y`, and at the loss before and after training."),
    ("always_yes", (0.5, 0, 0, 0), "It says yes at every corner. Half of the corners should be no: "
     "look at `y`, and at the loss before and after training."),
):  # fmt: skip
    parity.wrong(_id, _hint)(_counting_net(*_steps))


def _two_of_three(w2, b2, used):
    """XOR of two of three inputs."""
    rows = np.zeros((2, 3))
    rows[:, used] = 20
    return _sigmoid_net(rows, [-10, -30], w2, b2)


parity.wrong(
    "third_ignored",
    "This is XOR of the first two inputs. The third one makes no difference: is it in your `y`?",
)(_two_of_three([[20, -20]], [-10], [0, 1]))
parity.wrong(
    "first_ignored",
    "This is XOR of the last two inputs. The first one makes no difference: is it in your `y`?",
)(_two_of_three([[20, -20]], [-10], [1, 2]))


class _Table:
    """Right, and no network of this package."""

    def forward(self, x):
        return x.sum(axis=1) % 2


parity.variant(_Table())
parity.variant(_counting_net(-2, 4, -4, 4))
