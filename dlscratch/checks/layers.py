"""Exercises of lesson 2: slopes and gradients, layers as classes, and how to measure them."""

import copy
import functools

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine import differences
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.gradients import numerical_gradient as measured_gradient
from dlscratch.layers import Layer

# Probes are lopsided on purpose: sizes that all differ, no incoming gradient of 1, no repeated
# number, nothing that is 0.
X = np.array([[1.5, -2.25, 0.3], [-0.7, 3.1, -1.2], [2.2, 0.9, -3.4], [-1.8, 0.15, 1.1]])
GRADIENT = np.array([[2.0, -3.0, 5.0], [-1.5, 4.0, 0.7], [3.5, -2.5, 1.2], [0.4, -0.9, -6.0]])
ROW, ROW_GRADIENT = np.array([0.8, -1.6]), np.array([-7.0, 3.0])
NOTHING = np.empty(0)  # what backward gives where only forward is asked for

# What the exercises on layers share --------------------------------------------------------------


def activation():
    """`run` and `expect` for a layer class without parameters, whose probes are (x, gradient).

    With None for the gradient only forward runs. So an answer whose backward always stops still
    does something without an exception, and can be recognised.
    """
    both, slopes = differences.layer(lambda cls: cls())

    def run(cls, x, gradient):
        if gradient is None:
            return {"forward": cls().forward(x), "gradient for x": NOTHING}
        return both(cls, x, gradient)

    def expect(cls, x, gradient):
        return run(cls, x, None) if gradient is None else slopes(cls, x, gradient)

    return {"run": run, "expect": expect, "accepts": (list, tuple)}


def parametrised(build, names):
    """The same for a layer with the parameters `names`, found by `params()` and `grads()`.

    The two lists may come in any order, as long as it is one order.
    """
    _, slopes = differences.layer(build, names)

    def run(cls, x, gradient, *rest):
        layer = build(cls, *rest)
        outputs = {"forward": copy.deepcopy(layer.forward(x))}
        outputs["gradient for x"] = layer.backward(gradient)
        params, grads = layer.params(), layer.grads()
        for what, came in (("params()", params), ("grads()", grads)):
            if not isinstance(came, list | tuple):
                raise Refuse(f"`{what}` returns a list, in square brackets even around one array.")
            if len(came) != len(names):
                raise Refuse(
                    f"`{what}` holds one array for each parameter. This layer has {len(names)}, "
                    f"and {len(came)} came."
                )
        for name in names:
            own = [i for i, it in enumerate(params) if _is_same(it, getattr(layer, name))]
            outputs[f"{name} itself in params()"] = bool(own)
            place = own[0] if own else names.index(name)
            outputs[f"what grads() has beside {name}"] = grads[place]
        return outputs

    def expect(cls, x, gradient, *rest):
        found = slopes(cls, x, gradient, *rest)
        for name in names:
            found[f"{name} itself in params()"] = True
            found[f"what grads() has beside {name}"] = found.pop(f"{name}_grad")
        return found

    more = build.__code__.co_varnames[1 : build.__code__.co_argcount]
    run.arguments = ("x", "gradient", *more)
    return {"run": run, "expect": expect, "accepts": (list, tuple)}


def _is_same(array, other):
    """Whether a change of the one, in place, is a change of the other."""
    return isinstance(array, np.ndarray) and np.shares_memory(array, other)


def built(forward, backward):
    """A layer class that remembers x and its outputs; `backward` gets the layer and a gradient."""

    class Built(Layer):
        def forward(self, x):
            self.x, self.outputs = x, forward(x)
            return self.outputs

        def backward(self, gradient):
            return backward(self, gradient)

    return Built


ACTIVATION_PROBES = [(X, GRADIENT), (ROW, ROW_GRADIENT), (X[:3] / 2, GRADIENT[1:]), (ROW, None)]

ONLY_THE_SLOPE = (
    "That is the slope alone. What came in from the right is not in it: how does the layer know "
    "what its output means for the loss?"
)
NO_CACHE = (
    "Forward works. Backward asks for something that forward has not kept under that name: what "
    "has `backward` to know about the forward, and where does a layer keep it?"
)
GONE = (
    "Forward works. Backward uses a name that does not exist there. What forward calls by a plain "
    "name is gone when forward ends; what begins with `self.` stays."
)
NO_BACKWARD = "Forward works. Which second method must a layer have?"
ADDED = (
    "Slope and incoming gradient are added here. If the slope is 2 and each bit of output costs 3, "
    "what does a bit of input cost?"
)
DIVIDED = (
    "The incoming gradient is divided by the slope. A box that doubles its number makes every "
    "nudge twice as large: should its gradient be doubled or halved?"
)
PASSED_ON = (
    "The incoming gradient came out as it went in. A steep box makes a nudge larger, a flat one "
    "smaller: where is the slope?"
)
SUMMED = (
    "Backward added up. But each number of x can be nudged by itself, so x has as many gradients "
    "as numbers, and here nothing is shared by several of them."
)


def add_common(exercise, slope):
    """Wrong ways with a right slope, which is a function of the layer; and of no slope at all."""
    forward = exercise.reference().forward
    for id, hint, backward in (
        ("only_the_slope", ONLY_THE_SLOPE, lambda self, gradient: slope(self)),
        ("added", ADDED, lambda self, gradient: slope(self) + gradient),
        ("divided", DIVIDED, lambda self, gradient: gradient / slope(self)),
        ("passed_on", PASSED_ON, lambda self, gradient: gradient),
        ("summed", SUMMED, lambda self, gradient: (slope(self) * gradient).sum()),
        ("summed_rows", SUMMED, lambda self, gradient: (slope(self) * gradient).sum(axis=0)),
        ("no_cache", NO_CACHE, lambda self, gradient: self.kept * gradient),
        ("gone", GONE, lambda self, gradient: kept * gradient),  # noqa: F821
    ):
        exercise.wrong(id, hint)(built(forward, backward))

    class NoBackward(Layer):
        def forward(self, x):
            return forward(x)

    exercise.wrong("no_backward", NO_BACKWARD)(NoBackward)


# On paper


predict_box = Exercise(
    "layers.predict_box",
    kind="predict",
    wants="value",
    reference=-30,
    hints=(
        "Two numbers are needed: how steep the box is where it stands, and what came in.",
        "The slope is taken at the number that went forward.",
        "Backward multiplies the two, and keeps their signs.",
    ),
    after="A nudge of x by a little bit changes y by −6 such bits, and each bit of y changes the "
    "loss by 5. Both facts together make −30, and the box knew only the first.",
)

predict_box.wrong(
    "only_the_slope", "That is the slope of the box at −3. What came in from the right is missing."
)(-6)
predict_box.wrong(
    "sign_lost", "The size is right. Which sign has the slope at −3: does the curve rise there?"
)(30)
predict_box.wrong(
    "value_for_slope",
    "You took the output, 9, and multiplied it. Backward wants to know how *steep* the box is.",
)(45)
predict_box.wrong("no_two", "The slope of `square` is twice the number, not the number.")(-15)
predict_box.wrong(
    "slope_at_the_output",
    "You took the slope at 9, the output. The curve is asked how steep it is where x stands.",
)(90)
predict_box.wrong("added", "You added the slope and the incoming gradient.")(-1)
predict_box.wrong(
    "slope_of_the_gradient",
    "That is twice the incoming gradient. The slope has to do with the number that went *forward*.",
)(10)
predict_box.wrong("passed_on", "That came in. The box has a slope: what does it do to a nudge?")(5)
predict_box.variant(-30.0)
predict_box.variant(2 * -3 * 5)


predict_chain = Exercise(
    "layers.predict_chain",
    kind="predict",
    wants="value",
    reference=(-48, -8, 4),
    accepts=(list, np.ndarray),
    hints=(
        "Go forward first and note y and z. Then begin at the loss: its slope at z is the gradient "
        "with respect to z.",
        "From z to y the gradient passes the box that multiplies by −2. Which slope has that box?",
        "From y to x it passes `square`, whose slope is twice the number that went *into* it.",
    ),
    after="y is 9, z is −18, and the three numbers follow from right to left: each one is a slope "
    "times the number to its right. A network of a hundred layers does just this, a hundred times.",
)

predict_chain.wrong(
    "right_to_left", "All three are right. They were wanted in the order x, y, z."
)((4, -8, -48))
predict_chain.wrong(
    "sign_lost",
    "The sizes are right. One of the slopes is negative: what does a larger y do to z?",
)((48, 8, 4))
predict_chain.wrong(
    "sign_lost_in_square",
    "The gradient for x: the size is right. Is the slope of `square` at 3 positive or negative?",
)((48, -8, 4))
predict_chain.wrong(
    "sign_lost_and_found",
    "Two sizes and one sign are right. A larger y makes z smaller: which sign has that slope?",
)((-48, 8, 4))
predict_chain.wrong(
    "only_slopes",
    "These are the slopes of the boxes, each for itself. What does each box multiply its slope by?",
)((6, -2, 4))
predict_chain.wrong(
    "slope_at_the_output",
    "The gradient for x: you took the slope of `square` at 9. Which number went *into* `square`?",
)((-144, -8, 4))
predict_chain.wrong(
    "no_two_in_square", "The gradient for x: the slope of `square` is twice the number."
)((-24, -8, 4))
predict_chain.wrong(
    "value_for_slope",
    "The gradient for x: you multiplied by 9, which is the output of `square`, not its slope.",
)((-72, -8, 4))
predict_chain.wrong(
    "no_two_in_the_loss",
    "Begin again at the loss: its slope at z is *twice* the difference.",
)((-24, -4, 2))
predict_chain.wrong("added", "You added the slopes along the way. What does a chain do with them?")(
    (8, 2, 4)
)
predict_chain.wrong(
    "wrong_way_round", "What is z + 20 for z = −18? A larger z makes this loss larger."
)((48, 8, -4))
predict_chain.wrong(
    "the_loss_itself",
    "You began with a gradient that is not the slope of the loss at z. Work that out once more: "
    "`2 * (z + 20)`, with z = −18.",
)((192, 32, -16))
predict_chain.wrong(
    "values", "These are the numbers of the way forward. Now go back, with slopes."
)((3, 9, -18))
predict_chain.variant([-48, -8, 4])
predict_chain.variant((-48.0, -8.0, 4.0))


# Sigmoid and Tanh


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


sigmoid_forward = Exercise(
    "layers.sigmoid_forward",
    kind="fill",
    wants="class",
    reference=layers.Sigmoid,
    run=lambda cls, x: cls().forward(x),
    accepts=(list, tuple),
    probes=[(X,), (ROW,), (2 * X[:3],)],
    hints=(
        "Write the formula as if x were one number; NumPy does the rest.",
        "Inside is `np.exp`, and there is a minus in it. Around that are a sum and a division: "
        "which of the two is done first?",
        "The whole sum, 1 and the exponential, stands below the line. It needs brackets.",
    ),
    after="Try what you know: 0 becomes one half, large numbers come close to 1, and very negative "
    "ones close to 0. Two or three such values find most slips in a formula.",
)

for _id, _hint, _formula in (
    (
        "no_minus",
        "It falls where it should rise: what does your formula make of a large x? Look at the sign "
        "in the exponent.",
        lambda x: 1 / (1 + np.exp(x)),
    ),
    (
        "no_brackets",
        "Some results are larger than 1. Python divides before it adds: what is below the line in "
        "your formula?",
        lambda x: 1 / 1 + np.exp(-x),
    ),
    ("no_one", "What stands below the line is a sum of two. One of them is missing.", np.exp),
    ("only_the_exponential", "That is the exponential alone.", lambda x: np.exp(-x)),
    (
        "minus_in_the_sum",
        "Below the line the two parts are added. The only minus is in the exponent.",
        lambda x: 1 / (1 - np.exp(-x)),
    ),
    ("tanh", "That is tanh: some of its results are negative.", np.tanh),
    (
        "the_slope",
        "That is the slope of the sigmoid, for the next exercise. Here its value is wanted.",
        lambda x: _sigmoid(x) * (1 - _sigmoid(x)),
    ),
    (
        "sigmoid_twice",
        "The numbers have been through the sigmoid twice.",
        lambda x: _sigmoid(_sigmoid(x)),
    ),
):
    sigmoid_forward.wrong(_id, _hint)(built(_formula, None))

sigmoid_forward.variant(built(lambda x: np.exp(x) / (1 + np.exp(x)), None))
sigmoid_forward.variant(built(lambda x: (1 + np.tanh(x / 2)) / 2, None))
sigmoid_forward.variant(built(lambda x: (1 + np.e**-x) ** -1, None))


sigmoid_backward = Exercise(
    "layers.sigmoid_backward",
    kind="fill",
    wants="class",
    reference=layers.Sigmoid,
    probes=ACTIVATION_PROBES,
    **activation(),
    hints=(
        "Backward gets the incoming gradient and nothing else. What has forward to leave behind, "
        "so that backward can work out the slope?",
        "The slope is made of the *output*. Keep that in `self`, under a name of your choice, "
        "before you return it.",
        "Backward returns one product of three: the kept output, 1 minus the kept output, and the "
        "incoming gradient.",
    ),
    after="Forward leaves a note for backward, and backward multiplies its slope by what comes in. "
    "All layers of this course are made like that. Whoever keeps the output saves the exponential, "
    "too: backward needs only that.",
)


def _as_output(s):
    return s * (1 - s)


add_common(sigmoid_backward, lambda self: _as_output(self.outputs))

for _id, _hint, _backward in (
    (
        "sigmoid_of_the_output",
        "What you keep has been through the sigmoid already, and backward sends it through once "
        "more.",
        lambda self, gradient: _as_output(_sigmoid(self.outputs)) * gradient,
    ),
    (
        "x_for_the_output",
        "Some slopes are negative, and a sigmoid never falls. Is what you keep x, or sigmoid(x)? "
        "The formula wants one of them.",
        lambda self, gradient: _as_output(self.x) * gradient,
    ),
    (
        "sign",
        "Every sign is turned round. Slopes of a sigmoid are never negative: which of the two is "
        "larger, s or 1?",
        lambda self, gradient: -_as_output(self.outputs) * gradient,
    ),
    (
        "from_the_gradient",
        "The slope was worked out from the incoming gradient. That is not where the layer stands "
        "on its curve: it is only what came in.",
        lambda self, gradient: _as_output(_sigmoid(gradient)) * gradient,
    ),
    (
        "gradient_for_the_output",
        "Your slope is made of the incoming gradient. In the formula, s is the output that forward "
        "gave.",
        lambda self, gradient: _as_output(gradient),
    ),
    (
        "sigmoid_of_the_gradient",
        "You send the gradient through the sigmoid. Backward never uses the curve itself, only how "
        "steep it was.",
        lambda self, gradient: _sigmoid(gradient),
    ),
    (
        "half_a_slope",
        "You multiply by the output alone. The slope has a second factor.",
        lambda self, gradient: self.outputs * gradient,
    ),
    (
        "the_other_half",
        "You multiply by 1 − s alone. The slope has a second factor.",
        lambda self, gradient: (1 - self.outputs) * gradient,
    ),
    (
        "tanhs_slope",
        "That is the slope of tanh, 1 − s · s. The sigmoid's is another.",
        lambda self, gradient: (1 - self.outputs**2) * gradient,
    ),
    (
        "no_brackets",
        "Python multiplies before it subtracts. Which difference has to be there first?",
        lambda self, gradient: self.outputs * 1 - self.outputs * gradient,
    ),
):
    sigmoid_backward.wrong(_id, _hint)(built(_sigmoid, _backward))


@sigmoid_backward.wrong(
    "slope_from_forward",
    "Forward gives the slope. It should give the sigmoid of x, and only remember what the slope "
    "needs.",
)
class _(Layer):
    def forward(self, x):
        self.slope = _as_output(_sigmoid(x))
        return self.slope

    def backward(self, gradient):
        return self.slope * gradient


@sigmoid_backward.wrong(
    "in_place",
    "The numbers are right, but `*=` changed the array that was handed in. It belongs to another "
    "layer.",
)
class _(layers.Sigmoid):
    def backward(self, gradient):
        gradient *= _as_output(self.outputs)
        return gradient


@sigmoid_backward.variant
class _(Layer):  # keeps the slope
    def forward(self, x):
        s = 1 / (1 + np.exp(-x))
        self.slope = s - s**2
        return s

    def backward(self, gradient):
        return np.multiply(gradient, self.slope)


@sigmoid_backward.variant
class _(Layer):  # keeps x, uses its own forward again
    def forward(self, x):
        self.kept = [x]
        return 1 / (1 + np.exp(-x))

    def backward(self, gradient):
        s = self.forward(self.kept.pop())
        return gradient * s * (1 - s)


@sigmoid_backward.variant
class _(Layer):  # number by number, with lists
    def forward(self, x):
        self.outputs = np.reshape([1 / (1 + np.exp(-n)) for n in x.ravel()], x.shape).tolist()
        return self.outputs

    def backward(self, gradient):
        pairs = zip(np.ravel(self.outputs), gradient.ravel(), strict=True)
        return np.reshape([s * (1 - s) * g for s, g in pairs], gradient.shape).tolist()


tanh = Exercise(
    "layers.tanh",
    kind="fill",
    wants="class",
    reference=layers.Tanh,
    probes=ACTIVATION_PROBES,
    **activation(),
    hints=(
        "It has the skeleton of `Sigmoid`: the same two methods, and a note from one to the other.",
        "Forward: keep the result of `np.tanh` in `self`, then return it.",
        "Backward: 1 minus the square of what you kept, times what comes in.",
    ),
    after="Two classes, one skeleton: only the curve and its slope differ. A tanh passes on up to "
    "the whole gradient (its slope in the middle is 1), a sigmoid only a quarter.",
)


def _tanhs_slope(t):
    return 1 - t**2


add_common(tanh, lambda self: _tanhs_slope(self.outputs))

for _id, _hint, _backward in (
    (
        "x_for_the_output",
        "Some slopes are negative, and a tanh never falls. The t of the formula is the output: "
        "which of the two do you keep?",
        lambda self, gradient: _tanhs_slope(self.x) * gradient,
    ),
    (
        "tanh_of_the_output",
        "What you keep has been through tanh already, and backward sends it through once more.",
        lambda self, gradient: _tanhs_slope(np.tanh(self.outputs)) * gradient,
    ),
    (
        "sigmoids_slope",
        "The slope is still that of the sigmoid. Tanh's is 1 − t · t.",
        lambda self, gradient: _as_output(self.outputs) * gradient,
    ),
    (
        "sign",
        "Every sign is turned round. Slopes of tanh are never negative: which of the two is "
        "larger, t · t or 1?",
        lambda self, gradient: -_tanhs_slope(self.outputs) * gradient,
    ),
    (
        "not_squared",
        "You took 1 − t. In the middle, where t is near 0, that is nearly right; look at the "
        "formula once more.",
        lambda self, gradient: (1 - self.outputs) * gradient,
    ),
    (
        "squared_the_difference",
        "You squared 1 − t. Only t is squared, and the square is taken away from 1.",
        lambda self, gradient: (1 - self.outputs) ** 2 * gradient,
    ),
    (
        "doubled_for_squared",
        "`2 * t` is t + t. The square is t times t.",
        lambda self, gradient: (1 - 2 * self.outputs) * gradient,
    ),
    (
        "from_the_gradient",
        "The slope was worked out from the incoming gradient. That is not where the layer stands "
        "on its curve: it is only what came in.",
        lambda self, gradient: _tanhs_slope(np.tanh(gradient)) * gradient,
    ),
    (
        "gradient_for_the_output",
        "Your slope is made of the incoming gradient. In the formula, t is the output that forward "
        "gave.",
        lambda self, gradient: _tanhs_slope(gradient),
    ),
    (
        "no_brackets",
        "Python multiplies before it subtracts. Which difference has to be there first?",
        lambda self, gradient: 1 - self.outputs**2 * gradient,
    ),
):
    tanh.wrong(_id, _hint)(built(np.tanh, _backward))


@tanh.wrong("still_the_sigmoid", "This is the sigmoid: forward has to use `np.tanh`.")
class _(layers.Sigmoid):
    pass


@tanh.wrong(
    "sigmoid_forward_tanh_slope",
    "Backward has the slope of tanh, and forward is still a sigmoid: `np.tanh` is missing.",
)
class _(built(_sigmoid, lambda self, gradient: _tanhs_slope(self.outputs) * gradient)):
    pass


tanh.variant(built(np.tanh, lambda self, gradient: gradient / np.cosh(self.x) ** 2))
tanh.variant(
    built(np.tanh, lambda self, gradient: (1 - self.outputs) * (1 + self.outputs) * gradient)
)
tanh.variant(
    built(lambda x: 2 * _sigmoid(2 * x) - 1, lambda self, g: g - g * self.outputs * self.outputs)
)


# Two bugs about what is remembered


class _Square(Layer):
    def __init__(self):
        self.x = None

    def forward(self, x):
        self.remember(x)
        return x * x

    def remember(self, x):
        self.x = x

    def backward(self, gradient):
        return 2 * self.x * gradient


def _use_square(cls, first, second, gradient):
    """There and back three times, and once, in between, only there. No gradient: only there."""
    layer, outputs = cls(), {}
    for turn, x in (("first", first), ("second", second), ("third", first)):
        outputs[f"the {turn} forward"] = copy.deepcopy(layer.forward(x))
        back = NOTHING if gradient is None else layer.backward(gradient[: len(x)])
        outputs[f"the {turn} backward"] = copy.deepcopy(back)
        if turn == "first":
            layer.forward(first[::-1] + 7)
    return outputs


stale_cache = Exercise(
    "layers.stale_cache",
    kind="bug",
    wants="class",
    reference=_Square,
    run=_use_square,
    accepts=(list, tuple),
    probes=[
        (X, X[::-1] - 5, GRADIENT),
        (X[:2], X[:3] + 2, GRADIENT),
        (X[:3], X[2:], GRADIENT),
        (X, X[:2] + 1, None),
    ],
    hints=(
        "Forward's numbers are always right, so the trouble is in what backward works with.",
        "Forward with 1, then forward with 10, then backward with 1: print `layer.x` after each "
        "call. Backward should speak about the last forward.",
        "The condition lets the layer remember only when it remembers nothing yet. When should it "
        "remember?",
    ),
    after="A cache is as old as the last time somebody wrote to it. A test with a single forward "
    "could not see this: try every layer twice, with different numbers.",
)


@stale_cache.wrong(
    "keeps_the_first",
    "The first gradient is right. The next one belongs to the x of the *first* forward: when does "
    "the layer write down a new x?",
)
class _(_Square):
    def remember(self, x):
        if self.x is None:
            self.x = x


@stale_cache.wrong(
    "cleared_in_backward",
    "That helps as long as every forward is followed by its backward. Here somebody called forward "
    "once more in between, just to look. Which line of forward depends on what was there before?",
)
class _(_Square):
    def remember(self, x):
        if self.x is None:
            self.x = x

    def backward(self, gradient):
        result = super().backward(gradient)
        self.x = None
        return result


@stale_cache.wrong(
    "only_for_another_shape",
    "Now the layer remembers anew when the shape changes. Two batches of the same shape hold "
    "different numbers all the same.",
)
class _(_Square):
    def remember(self, x):
        if self.x is None or self.x.shape != x.shape:
            self.x = x


@stale_cache.wrong(
    "one_behind",
    "Backward works with the x of the forward *before* the last one. In which order does forward "
    "write things down?",
)
class _(_Square):
    last = None

    def remember(self, x):
        self.x, self.last = (x if self.last is None else self.last), x


@stale_cache.wrong(
    "remembers_nothing",
    "When backward needs `self.x`, it is still None. Which line gives it an x, and does that line "
    "run in every forward?",
)
class _(_Square):
    def remember(self, x):
        if self.x is not None:
            self.x = x


@stale_cache.wrong(
    "adds_up",
    "Backward works with the sum of all x so far. The last forward alone counts.",
)
class _(_Square):
    def remember(self, x):
        self.x = x if self.x is None else self.x + x


@stale_cache.wrong(
    "remembers_the_output",
    "What is remembered is fresh now, but it is the output. The slope of `square` is made of its "
    "input.",
)
class _(_Square):
    def remember(self, x):
        self.x = x * x


@stale_cache.wrong("from_the_gradient", "Backward uses the gradient in the place of x.")
class _(_Square):
    def backward(self, gradient):
        return 2 * gradient * gradient


@stale_cache.wrong(
    "two_lost", "The memory is mended, but on the way backward lost its 2: it was right before."
)
class _(_Square):
    def backward(self, gradient):
        return self.x * gradient


@stale_cache.variant
class _(_Square):
    def remember(self, x):
        self.x = x.copy()


@stale_cache.variant
class _(Layer):
    def forward(self, x):
        self.slope = 2 * x
        return x**2

    def backward(self, gradient):
        return gradient * self.slope


def _two_tanhs(x, gradient):
    first, second = layers.Tanh(), layers.Tanh()
    second.forward(first.forward(x))
    return first.backward(second.backward(gradient))


def _slope_at(x):
    return 1 - np.tanh(x) ** 2


one_layer_twice = Exercise(
    "layers.one_layer_twice",
    kind="bug",
    reference=_two_tanhs,
    expect=lambda _, x, gradient: differences.differences(
        lambda x: np.tanh(np.tanh(x)), [x], gradient
    )[0],
    accepts=(list, tuple),
    probes=[(X, GRADIENT), (ROW, ROW_GRADIENT), (X[:3] / 2, GRADIENT[1:])],
    hints=(
        "How many slopes does the chain have, and how many numbers can one layer remember?",
        "After the second forward, print `layer.outputs`. The first backward wants these. What "
        "does the second backward want?",
        "Each place in the row needs a note of its own, so each needs a layer of its own.",
    ),
    after="A layer remembers one forward. In a row of layers, every place gets its own object, "
    "even if two of them do the same. Forget it, and forward is still perfect.",
)


@one_layer_twice.wrong(
    "one_layer",
    "Both backwards used the same slope, that of the second place. The first place stood elsewhere "
    "on the curve, and what the layer knew of it was overwritten.",
)
def _(x, gradient):
    return gradient * _slope_at(np.tanh(x)) ** 2


@one_layer_twice.wrong(
    "both_from_x",
    "Both slopes belong to the first place, where x went in. What goes into the second tanh?",
)
def _(x, gradient):
    return gradient * _slope_at(x) ** 2


@one_layer_twice.wrong(
    "only_the_second",
    "That is the gradient for what is *between* the two. One more box to pass.",
)
def _(x, gradient):
    return gradient * _slope_at(np.tanh(x))


@one_layer_twice.wrong(
    "only_the_first",
    "Only the first tanh has had its say. The gradient comes in at the other end of the row.",
)
def _(x, gradient):
    return gradient * _slope_at(x)


@one_layer_twice.wrong(
    "added",
    "You added two gradients. In a row, what one layer hands back comes into the next.",
)
def _(x, gradient):
    return gradient * _slope_at(x) + gradient * _slope_at(np.tanh(x))


@one_layer_twice.wrong(
    "forward_only",
    "That is what comes out at the right end. Wanted is what comes back at the left end.",
)
def _(x, gradient):
    return np.tanh(np.tanh(x))


@one_layer_twice.wrong("no_incoming", ONLY_THE_SLOPE)
def _(x, gradient):
    return _slope_at(x) * _slope_at(np.tanh(x))


@one_layer_twice.variant
def _(x, gradient):
    between = np.tanh(x)
    return gradient * (1 - np.tanh(between) ** 2) * (1 - between**2)


@one_layer_twice.variant
def _(x, gradient):
    chain = [layers.Tanh() for _ in range(2)]
    for layer in chain:
        x = layer.forward(x)
    for layer in chain[::-1]:
        gradient = layer.backward(gradient)
    return gradient


# Measuring


def square_plus(x):
    return x * x + 3 * x


def cube(x):
    return x**3 - x


def wave(x):
    """Its curve does not bend at 0: there, one side is as good as both. A tenth is too far."""
    return 10 + np.sin(x)


slope = Exercise(
    "layers.slope",
    kind="fill",
    reference=lambda f, x, epsilon=1e-5: (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon),
    probes=[(cube, 2.0, 0.25), (square_plus, 1.0, 0.125), (cube, -1.5, 0.01), (wave, 0.0)],
    hints=(
        "What does f say a little to the right of x, and what a little to the left?",
        "A slope is a rise divided by a distance. How far apart are the two places?",
        "The two places are two epsilons apart, and the whole distance stands below the line, in "
        "brackets. For epsilon itself, look at the middle of the lesson's picture of errors.",
    ),
    after="Two values of f for one slope, and no calculus. It is slow, since every number needs "
    "two runs, but it hardly ever lies. That makes it the judge of every backward in this course.",
)

_FORMULAS = (
    (
        "one_side",
        "You nudge to the right only. Nudge to the left as well, and let the two bends cancel.",
        lambda f, x, e: (f(x + e) - f(x)) / e,
    ),
    (
        "left_side",
        "You nudge to the left only. Nudge to the right as well, and let the two bends cancel.",
        lambda f, x, e: (f(x) - f(x - e)) / e,
    ),
    (
        "one_epsilon",
        "Twice the true slope. How far is it from the left place to the right one?",
        lambda f, x, e: (f(x + e) - f(x - e)) / e,
    ),
    (
        "no_brackets",
        "Far too small. `/ 2 * epsilon` divides by 2 and then *multiplies* by epsilon.",
        lambda f, x, e: (f(x + e) - f(x - e)) / 2 * e,
    ),
    (
        "not_divided",
        "That is the rise. A slope is the rise for each step to the right: divide by the distance.",
        lambda f, x, e: f(x + e) - f(x - e),
    ),
    (
        "sides_swapped",
        "The opposite sign. Which of the two values do you take away from the other?",
        lambda f, x, e: (f(x - e) - f(x + e)) / (2 * e),
    ),
    (
        "one_side_halved",
        "You nudge to one side, but divide by the distance between both sides.",
        lambda f, x, e: (f(x + e) - f(x)) / (2 * e),
    ),
    (
        "brackets_around_f",
        "You add epsilon to f(x). It is x that is to be nudged, inside the brackets of f.",
        lambda f, x, e: ((f(x) + e) - (f(x) - e)) / (2 * e),
    ),
    (
        "rise_not_in_brackets",
        "Python divides before it subtracts: the difference needs brackets.",
        lambda f, x, e: f(x + e) - f(x - e) / (2 * e),
    ),
)
for _id, _hint, _formula in _FORMULAS:
    slope.wrong(_id, _hint)(lambda f, x, e=1e-5, formula=_formula: formula(f, x, e))


slope.wrong(
    "epsilon_ignored",
    "Here the caller chose another epsilon, and your formula uses a number of its own.",
)(lambda f, x, epsilon=0: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5)
slope.wrong(
    "zero_epsilon", "With an epsilon of 0 nothing is nudged, and 0 is divided by 0."
)(lambda f, x, epsilon=0: (f(x + epsilon) - f(x - epsilon)) / (2 * np.float64(epsilon)))

for _epsilon in (1, 0.5, 0.1, 0.05, 0.02, 0.01):

    @slope.wrong(
        f"huge_epsilon_{_epsilon}".replace(".", "_"),
        "The formula is right. The epsilon that you chose is so large that the curve bends on the "
        "way: you measure the slope of a long shortcut.",
    )
    def _(f, x, epsilon=_epsilon):
        return (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


for _digits in (11, 12, 13, 14, 15, 16):

    @slope.wrong(
        f"tiny_epsilon_1e_{_digits}",
        "The formula is right. The epsilon that you chose is so small that rounding is all that is "
        "left of the difference. Try something in the middle.",
    )
    def _(f, x, epsilon=10.0**-_digits):
        return (f(x + epsilon) - f(x - epsilon)) / (2 * epsilon)


@slope.variant
def _(f, x, epsilon=1e-6):
    left, right = x - epsilon, x + epsilon
    return (f(right) - f(left)) / (right - left)


@slope.variant
def _(f, x, epsilon=1e-4):
    return 0.5 * ((f(x + epsilon) - f(x)) / epsilon + (f(x) - f(x - epsilon)) / epsilon)


@slope.variant
def _(f, x, epsilon=1e-7):
    return sum(side * f(x + side * epsilon) for side in (1, -1)) / 2 / epsilon


BEFORE = (
    "def numerical_gradient(f, x, epsilon=1e-6):",
    "    gradient = np.zeros_like(x)",
    "    for index in np.ndindex(x.shape):",
)
LINES = {
    "A": "        below = f(x)",
    "B": "        x[index] = value",
    "C": "        x[index] = value - epsilon",
    "D": "        gradient[index] = (above - below) / (2 * epsilon)",
    "E": "        value = x[index]",
    "F": "        above = f(x)",
    "G": "        x[index] = value + epsilon",
}


def all_together(x):
    """Every number counts, and differently: also what is left of a nudge that was not undone."""
    return float(np.sum(np.arange(2, 2 + x.size).reshape(x.shape) * x**2) + np.prod(x))


numerical_gradient = Exercise(
    "layers.numerical_gradient",
    kind="order",
    wants="value",
    reference="EGFCABD",
    prepare=functools.partial(
        assemble, lines=LINES, name="numerical_gradient", known={"np": np}, before=BEFORE,
        after=("    return gradient",),
    ),  # fmt: skip
    expect=lambda _, f, x: measured_gradient(f, x),
    # Nothing is nudged in an array without numbers, so there no order stops with an error.
    probes=[(all_together, X[:2].copy()), (all_together, ROW.copy()), (all_together, np.empty(0))],
    rtol=1e-5,
    hints=(
        "Before a number is nudged, somebody must note what it was.",
        "Nudge to one side and look; nudge to the other side and look. Which look is called above, "
        "and which below?",
        "First note the value. Then up and look, down and look. At the end there are two things to "
        "do, in either order: put the number back, and work out the slope.",
    ),
    after="Two runs of f for each number: fine for a test, hopeless for a network that learns. And "
    "it puts every number back, because the array belongs to someone else.",
)

numerical_gradient.wrong(
    "put_back_too_early",
    "The number is put back and then nudged once more, and so it stays. What must come after the "
    "last nudge?",
)("EGFBCAD")
numerical_gradient.wrong(
    "sides_swapped",
    "Every sign is turned round. Which nudge should come before the look that is called `above`?",
)("ECFGABD")
numerical_gradient.wrong(
    "both_looks_at_one_place",
    "All zero: both looks saw the same numbers. Between the two looks there must be a nudge, and "
    "before the first one too.",
)("EGCFABD")
numerical_gradient.wrong(
    "looked_before_the_nudge",
    "`above` was measured before anything was nudged, and `below` after a nudge *up*.",
)("EFGACBD")
numerical_gradient.wrong(
    "one_side_only",
    "Half of what it should be: one of the two looks saw the number as it was, without a nudge. "
    "That is one side only, divided by the distance between two.",
)("EFCAGBD")
numerical_gradient.wrong(
    "used_too_early",
    "Some line uses a name that has no value yet. Which lines give a value to `value`, `above` and "
    "`below`, and which ones use them?",
)("EGFDCAB")
numerical_gradient.variant("EGFCADB")
numerical_gradient.variant("ECAGFBD")
numerical_gradient.variant(["E", "G", "F", "C", "A", "B", "D"])


# Parameters


predict_shapes = Exercise(
    "layers.predict_shapes",
    kind="predict",
    wants="value",
    reference=((4, 3), (4, 3), (3,)),
    accepts=(list,),
    hints=(
        "A gradient has the shape of the thing that it is the gradient for.",
        "The incoming gradient is the one for the outputs. Which shape do these have?",
        "Of each thing ask how many numbers there are to be nudged, and how they are laid out.",
    ),
    after="When you are lost in a backward, write down the three shapes first. Often only one "
    "formula fits them, and lesson 3 is full of that.",
)

predict_shapes.wrong(
    "not_summed",
    "The first two are right. How many numbers does `factor` have that could be nudged?",
)(((4, 3), (4, 3), (4, 3)))
predict_shapes.wrong(
    "wrong_axis",
    "The first two are right. For the third you kept one number a row. But what is shared by all "
    "rows, and belongs to a column?",
)(((4, 3), (4, 3), (4,)))
predict_shapes.wrong(
    "axis_kept",
    "Nearly. `factor` has one axis, and so has its gradient.",
)(((4, 3), (4, 3), (1, 3)))
predict_shapes.wrong(
    "comma", "Nearly. `(3)` is the number 3 in brackets; a shape with one size needs a comma."
)(((4, 3), (4, 3), 3))
predict_shapes.wrong(
    "one_number",
    "The first two are right. `factor` has three numbers, and each has a gradient of its own.",
)(((4, 3), (4, 3), ()))
predict_shapes.wrong(
    "loss_for_incoming",
    "The loss is one number, but the incoming gradient says how it changes for *each* output.",
)(((), (4, 3), (3,)))
predict_shapes.wrong(
    "incoming_a_row",
    "One of the others is wrong: the incoming gradient has a number for each output, and there are "
    "four rows of them.",
)(((3,), (4, 3), (3,)))
predict_shapes.wrong(
    "incoming_a_column",
    "The incoming gradient has a number for each output. Is that one number a row?",
)(((4,), (4, 3), (3,)))
predict_shapes.wrong(
    "x_like_factor",
    "The first and the third are right. `x` has four rows, and each of its numbers can be nudged.",
)(((4, 3), (3,), (3,)))
predict_shapes.wrong("transposed", "Rows come first: `x` has four of them.")(((3, 4), (3, 4), (3,)))
predict_shapes.variant([[4, 3], [4, 3], [3]])
predict_shapes.variant((np.ones((4, 3)).shape, np.ones((4, 3)).shape, np.ones((4, 3)).sum(0).shape))


FACTOR, SHIFT = np.array([2.0, -3.0, 0.7]), np.array([-1.0, 4.0, 2.5])


class _Scale(Layer):
    """The right answer, in pieces that the wrong ones below replace."""

    def __init__(self, factor):
        self.factor = np.array(factor)

    def forward(self, x):
        self.x = x
        return self.factor * x

    def for_factor(self, gradient):
        return (self.x * gradient).sum(axis=0)

    def for_x(self, gradient):
        return self.factor * gradient

    def backward(self, gradient):
        self.factor_grad = self.for_factor(gradient)
        return self.for_x(gradient)

    def params(self):
        return [self.factor]

    def grads(self):
        return [self.factor_grad]


scale = Exercise(
    "layers.scale",
    kind="fill",
    wants="class",
    reference=_Scale,
    **parametrised(lambda cls, factor: cls(factor), ("factor",)),
    probes=[(X, GRADIENT, FACTOR), (X[:2] + 3, GRADIENT[2:], -2 * FACTOR[::-1])],
    hints=(
        "Two questions. How much does the output move for each bit of x? And for each bit of the "
        "factor?",
        "For the factor: work out slope × incoming, number by number, and look at the shape. How "
        "must it be brought to the shape of `factor`?",
        "One factor serves all rows, and its effects in them add up. `params()` and `grads()` "
        "return lists with one array each, not the arrays alone.",
    ),
    after="Gradient of what? Of the loss, both. With respect to what? The one with respect to x "
    "goes on to the left, the one with respect to the factor stays here until somebody uses it. In "
    "lesson 3, the factors become a whole table.",
)

for _id, _hint, _pieces in (
    (
        "not_summed",
        "The gradient for `factor` has a number for each number of x. But one factor serves every "
        "row: what happens to its effects in them?",
        {"for_factor": lambda self, gradient: self.x * gradient},
    ),
    (
        "summed_over_columns",
        "For `factor` you summed along the rows. Each column has a factor of its own: which axis "
        "must vanish?",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum(axis=1)},
    ),
    (
        "summed_over_all",
        "For `factor` everything was added into one number. Each column has a factor of its own.",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum()},
    ),
    (
        "averaged",
        "For `factor` you took the mean over the rows. A nudge of the factor is felt in *each* "
        "row: do the effects add up, or average out?",
        {"for_factor": lambda self, gradient: (self.x * gradient).mean(axis=0)},
    ),
    (
        "x_forgotten",
        "For `factor` you summed what came in. How much does the output move when the factor is "
        "nudged? It depends on x.",
        {"for_factor": lambda self, gradient: gradient.sum(axis=0)},
    ),
    (
        "incoming_forgotten",
        "The gradient for `factor` knows nothing of what came in from the right.",
        {"for_factor": lambda self, gradient: self.x.sum(axis=0)},
    ),
    (
        "outputs_for_x",
        "For `factor` you used the outputs. Nudge the factor a little: is it `factor * x` that "
        "matters, or x?",
        {"for_factor": lambda self, gradient: (self.factor * self.x * gradient).sum(axis=0)},
    ),
    (
        "summed_first",
        "For `factor` you summed before you multiplied. First slope × incoming, for each number; "
        "then the sum.",
        {"for_factor": lambda self, gradient: self.x.sum(axis=0) * gradient.sum(axis=0)},
    ),
    (
        "matrix_product",
        "For `factor`, `@` mixes every column with every other. Here each column has to do with "
        "itself alone.",
        {"for_factor": lambda self, gradient: self.x.T @ gradient},
    ),
    (
        "handed_on_as_it_came",
        "`factor_grad` is right. What is handed on for x came out as it went in: where is the "
        "factor?",
        {"for_x": lambda self, gradient: gradient},
    ),
    (
        "slopes_swapped_for_x",
        "What is handed on for x is x × incoming. How much does the output move when *x* is "
        "nudged?",
        {"for_x": lambda self, gradient: self.x * gradient},
    ),
    (
        "both_swapped",
        "The two slopes are swapped. Nudge x: the output moves by as much as the *factor* says. "
        "And when you nudge the factor?",
        {
            "for_x": lambda self, gradient: self.x * gradient,
            "for_factor": lambda self, gradient: (self.factor * gradient).sum(axis=0),
        },
    ),
    (
        "factor_for_factor",
        "For `factor` you used the factor. Nudge the factor: how much does `factor * x` move?",
        {"for_factor": lambda self, gradient: (self.factor * gradient).sum(axis=0)},
    ),
    (
        "returns_the_kept",
        "`backward` returns the gradient for the factor. That one is only kept; what goes on to "
        "the left is the gradient for x.",
        {"for_x": lambda self, gradient: self.factor_grad},
    ),
    (
        "copies",
        "`params()` hands out a copy. Whoever changes it changes nothing in the layer.",
        {"params": lambda self: [self.factor.copy()]},
    ),
    (
        "lists_swapped",
        "`params()` gives the gradient, and `grads()` the parameter.",
        {"params": lambda self: [self.factor_grad], "grads": lambda self: [self.factor]},
    ),
):
    scale.wrong(_id, _hint)(type("Scale", (_Scale,), _pieces))


@scale.variant
class _(_Scale):
    def for_factor(self, gradient):
        return np.einsum("nk,nk->k", self.x, gradient)

    def for_x(self, gradient):
        return gradient @ np.diag(self.factor)


@scale.variant
class _(_Scale):
    def backward(self, gradient):
        self.factor_grad = [sum(x * g) for x, g in zip(self.x.T, gradient.T, strict=True)]
        return [[f * g for f, g in zip(self.factor, row, strict=True)] for row in gradient]

    def params(self):
        return (self.factor,)


class _ShiftAndScale(_Scale):
    def __init__(self, shift, factor):
        super().__init__(factor)
        self.shift = np.array(shift)

    def forward(self, x):
        self.x = x
        return (x + self.shift) * self.factor

    def for_factor(self, gradient):
        return ((self.x + self.shift) * gradient).sum(axis=0)

    def for_shift(self, gradient):
        return (self.factor * gradient).sum(axis=0)

    def backward(self, gradient):
        self.shift_grad = self.for_shift(gradient)
        return super().backward(gradient)

    def params(self):
        return [self.shift, self.factor]

    def grads(self):
        return [self.shift_grad, self.factor_grad]


shift_and_scale = Exercise(
    "layers.shift_and_scale",
    kind="bug",
    wants="class",
    reference=_ShiftAndScale,
    **parametrised(lambda cls, shift, factor: cls(shift, factor), ("shift", "factor")),
    probes=[(X, GRADIENT, SHIFT, FACTOR), (X[:2] + 3, GRADIENT[2:], 3 - SHIFT, -2 * FACTOR[::-1])],
    hints=(
        "One bug is in a formula, the other in a list. Take the formulas first, with the small "
        "input: which of the three gradients differs from your paper?",
        "When the factor is nudged, the output moves by what the factor is *multiplied with*. And "
        "the lists: who gets which gradient when `zip` pairs them by position?",
        "What stands in the brackets of forward, beside the factor? That is the slope for the "
        "factor. For the other bug, read `params()` and `grads()` aloud, one after the other.",
    ),
    after="Two bugs hide each other: after the first repair the check still fails, and one is "
    "tempted to undo it. So mend one at a time, and measure each gradient for itself.",
)

_SWAPPED = {"grads": lambda self: [self.factor_grad, self.shift_grad]}
_X_ALONE = {"for_factor": lambda self, gradient: (self.x * gradient).sum(axis=0)}

for _id, _hint, _pieces in (
    (
        "both_bugs",
        "What stands in `grads()` does not fit what stands in `params()`, place by place. And one "
        "of the gradients is wrong in itself.",
        _SWAPPED | _X_ALONE,
    ),
    (
        "still_the_order",
        "All three gradients are right now. But `zip` pairs the first of `params()` with the first "
        "of `grads()`: read both lists aloud.",
        _SWAPPED,
    ),
    (
        "still_the_formula",
        "The order is mended, and the gradient for `shift` is right. Nudge the factor in "
        "`(x + shift) * factor`: by what is the nudge multiplied?",
        _X_ALONE,
    ),
    (
        "shift_not_added",
        "For `factor` you used the shift alone. What is multiplied by the factor in forward?",
        {"for_factor": lambda self, gradient: (self.shift * gradient).sum(axis=0)},
    ),
    (
        "outputs_for_the_slope",
        "For `factor` you used the outputs. They hold the factor already: what is it multiplied "
        "*with*?",
        {
            "for_factor": lambda self, gradient: (
                (self.x + self.shift) * self.factor * gradient
            ).sum(axis=0)
        },
    ),
    (
        "shift_mended_wrongly",
        "The gradient for `shift` was right before. The shift comes *before* the factor, so its "
        "nudge is multiplied too.",
        {"for_shift": lambda self, gradient: gradient.sum(axis=0)},
    ),
    (
        "shift_added_at_the_end",
        "For `factor`, the shift was added after the sum over the rows. It is there in every row.",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum(axis=0) + self.shift},
    ),
    (
        "no_brackets",
        "For `factor`: Python multiplies before it adds. Which sum has to be there first?",
        {"for_factor": lambda self, gradient: (self.x + self.shift * gradient).sum(axis=0)},
    ),
    (
        "shift_not_multiplied",
        "For `factor`: what comes in has to be multiplied by x *and* by the shift.",
        {"for_factor": lambda self, gradient: (self.x * gradient + self.shift).sum(axis=0)},
    ),
    (
        "x_times_factor",
        "For `factor` you used `factor * x`. When the factor is nudged, by what is the nudge "
        "multiplied in forward?",
        {"for_factor": lambda self, gradient: (self.x * self.factor * gradient).sum(axis=0)},
    ),
    (
        "not_summed",
        "The gradient for `factor` has lost its sum over the rows.",
        {"for_factor": lambda self, gradient: (self.x + self.shift) * gradient},
    ),
):
    shift_and_scale.wrong(_id, _hint)(type("ShiftAndScale", (_ShiftAndScale,), _pieces))


@shift_and_scale.variant
class _(_ShiftAndScale):  # the other way to one order
    def params(self):
        return [self.factor, self.shift]

    def grads(self):
        return [self.factor_grad, self.shift_grad]


@shift_and_scale.variant
class _(_ShiftAndScale):
    def forward(self, x):
        self.x = x
        self.shifted = x + self.shift
        return self.shifted * self.factor

    def for_factor(self, gradient):
        return np.einsum("nk,nk->k", gradient, self.shifted)


# From memory


def _softplus(x):
    return np.log(1 + np.exp(x))


class _Softplus(Layer):
    def forward(self, x):
        self.x = x
        return _softplus(x)

    def backward(self, gradient):
        return gradient / (1 + np.exp(-self.x))


softplus = Exercise(
    "layers.softplus",
    kind="page",
    wants="class",
    reference=_Softplus,
    probes=ACTIVATION_PROBES,
    **activation(),
    hints=(
        "A class on `Layer`, with two methods. What is its slope computed from: the input, or the "
        "output?",
        "The slope at x is the sigmoid of x. So x is what forward has to leave behind.",
        "Backward: the sigmoid of the remembered x, times what comes in. You have typed that "
        "formula twice today.",
    ),
    after="Without a pattern before you, and measured by yourself: that is how any layer is made. "
    "The slope of this one comes from its input, those of sigmoid and tanh from their output. The "
    "formula decides what to remember.",
)


add_common(softplus, lambda self: _sigmoid(self.x))

for _id, _hint, _backward in (
    (
        "output_for_x",
        "The sigmoid was taken of the output. The slope at x is the sigmoid of *x*: what does your "
        "forward leave behind?",
        lambda self, gradient: _sigmoid(self.outputs) * gradient,
    ),
    (
        "no_minus",
        "The slope falls where it should rise. Look at the sign in the exponent of your sigmoid.",
        lambda self, gradient: gradient / (1 + np.exp(self.x)),
    ),
    (
        "sigmoids_slope",
        "That is the slope of the sigmoid. The slope of softplus is the sigmoid itself.",
        lambda self, gradient: _as_output(_sigmoid(self.x)) * gradient,
    ),
    (
        "sigmoids_slope_from_the_output",
        "`s * (1 - s)` is the slope of the sigmoid layer. This layer's is another: the sigmoid of "
        "x.",
        lambda self, gradient: _as_output(self.outputs) * gradient,
    ),
    (
        "from_the_gradient",
        "The slope was worked out from the incoming gradient. Where on its curve did the layer "
        "stand?",
        lambda self, gradient: _sigmoid(gradient) * gradient,
    ),
    (
        "no_brackets",
        "In your sigmoid, Python divides before it adds: the sum below the line needs brackets.",
        lambda self, gradient: 1 / 1 + np.exp(-self.x) * gradient,
    ),
    (
        "softplus_of_the_gradient",
        "You send the gradient through the curve. Backward uses only how steep the curve was.",
        lambda self, gradient: _softplus(gradient),
    ),
):
    softplus.wrong(_id, _hint)(built(_softplus, _backward))

softplus.wrong("minus_in_forward", "Forward: which sign has the exponent in this formula?")(
    built(lambda x: np.log(1 + np.exp(-x)), lambda self, gradient: _sigmoid(self.x) * gradient)
)
softplus.wrong("one_outside", "Forward: the 1 belongs inside the logarithm, with the exponential.")(
    built(lambda x: 1 + np.log(np.exp(x)), lambda self, gradient: _sigmoid(self.x) * gradient)
)

softplus.variant(
    built(lambda x: np.logaddexp(0, x), lambda self, g: g * (1 - np.exp(-self.outputs)))
)
softplus.variant(
    built(lambda x: np.log1p(np.exp(x)), lambda self, gradient: gradient * _sigmoid(self.x))
)
