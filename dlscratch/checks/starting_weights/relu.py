"""Write the class `ReLU` from memory, with both directions."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, takes, unhidden, written_here
from dlscratch.checks.starting_weights.shared import AROUND_ZERO, GRADIENT
from dlscratch.checks.starting_weights.shared.signs import (
    AT_ZERO,
    NARROW,
    kinds,
    of_relu,
    shapes_of,
)


def _built(cls):
    try:
        return cls()
    except TypeError as error:
        if "required positional" in str(error):
            raise Refuse(
                "A `ReLU` is made with empty brackets: it has no settings. `x` comes to `forward`, "
                "each time anew."
            ) from None
        raise


_run, _expect = by_differences(_built)


def _relu(cls, x, gradient):
    """At exactly 0 any slope from 0 to 1 is right, but it is a number: zeros are common there."""
    written_here(cls, "forward", "backward")
    if issubclass(cls, layers.Layer):
        unhidden(_built(cls))
    takes(cls, forward="x", backward="gradient")
    outputs = _run(cls, x, gradient)
    if gradient is not None and not any(isinstance(one, Stopped) for one in outputs.values()):
        layer = cls()
        layer.forward(np.zeros((2, 3)))
        back = layer.backward(np.ones((2, 3)))
        finite = np.isfinite(np.asarray(back, float)).all()
        outputs[AT_ZERO] = "a number" if finite else "no number: 0 divided by 0"
        outputs[NARROW] = attempt(kinds, cls())
    return outputs


def _expected(cls, x, gradient):
    expected = _expect(cls, x, gradient)
    if gradient is None:
        return expected
    return expected | {AT_ZERO: "a number", NARROW: "float32 and float32"}


_relu.arguments = ("x", "gradient")


class _ReLU(layers.Layer):
    def forward(self, x):
        self.x = x
        return self.outputs(x)

    def outputs(self, x):
        return np.where(x > 0, x, 0.0)

    def backward(self, gradient):
        return gradient * self.slope(gradient)

    def slope(self, gradient):
        return self.x > 0


exercise = Exercise(
    __name__,
    kind="page",
    shapes=shapes_of,
    wants="class",
    tell=lambda outcomes: of_relu(exercise, outcomes),
    reference=_ReLU,
    run=_relu,
    expect=_expected,
    probes=[
        (AROUND_ZERO, GRADIENT[:, :3]),
        (AROUND_ZERO[:2, 1:], GRADIENT[:2, 3:]),
        (np.array([[0.3, -0.3, 0.9, -0.9]]), np.array([[2.0, 3.0, -4.0, -5.0]])),
        (np.array([[40, -3, 7, 1], [-900, 2, 1, 900]]), np.array([[3, -1, 2, 4], [5, 1, -6, 7]])),
        (AROUND_ZERO, None),
        (np.array([[0.0, -2.0, 3.0], [1.0, 0.0, 0.0]]), None),
    ],
    hints=(
        "It has the form of Sigmoid: forward keeps what backward will need, and backward is slope "
        "times incoming gradient.",
        "The slope is 1 where the input was positive, else 0. `x > 0` says where that is.",
        "Keep `x > 0` in forward. True counts as 1 in a product and False as 0, so both methods "
        "can multiply by it.",
    ),
    after="No exponential, and the slope never fades where the neuron is active: it is 1, through "
    "however many layers. Networks for images are built on this one.",
)


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


exercise.mistakes(
    lambda methods: type("ReLU", (_ReLU,), methods),
    no_incoming_gradient=(
        "Only the slope came back, zeros and ones. It is still to be multiplied by the gradient "
        "that comes in.",
        {"backward": lambda self, g: self.slope(g) * 1.0},
    ),
    gradient_passes_everywhere=(
        "Forward is right. Backward lets the whole gradient through: what should reach an input "
        "that was stopped on the way forward?",
        {"slope": lambda self, g: 1.0},
    ),
    relu_of_the_gradient=(
        "Backward stops the negative *gradients*. What counts is the sign of the input that "
        "forward saw; a gradient may well be negative.",
        {"slope": lambda self, g: g > 0},
    ),
    both_signs_asked=(
        "Where the input was positive, a negative gradient is stopped too. Only the sign of the "
        "input counts; a gradient may well be negative.",
        {"slope": lambda self, g: (g > 0) & (self.x > 0)},
    ),
    times_the_input=(
        "Backward multiplies by the outputs. The slope of a line through 0 is not its height: "
        "where the input is positive the slope is 1, everywhere.",
        {"slope": lambda self, g: np.maximum(self.x, 0)},
    ),
    times_every_input=(
        "Backward multiplies by the inputs. The slope of a line through 0 is not its height: where "
        "the input is positive the slope is 1, everywhere, and elsewhere it is 0.",
        {"slope": lambda self, g: self.x},
    ),
    backward_is_forward=(
        "Backward gives the outputs of forward once more. It should give what came in from the "
        "right, where the input was positive.",
        {"backward": lambda self, g: np.maximum(self.x, 0)},
    ),
    slope_added=(
        "Backward adds the slope to the incoming gradient. Along a chain, slopes multiply.",
        {"backward": lambda self, g: g + (self.x > 0)},
    ),
    sign_turned_where_stopped=(
        "Where the input was not positive, the gradient came out with its sign turned. Nothing "
        "passed there on the way forward, so nothing comes back.",
        {"slope": lambda self, g: np.where(self.x > 0, 1, -1)},
    ),
    summed=(
        "Backward has added up over the examples. Each input has a gradient of its own, and the "
        "layer has no parameter that they would share.",
        {"backward": lambda self, g: (g * (self.x > 0)).sum(axis=0)},
    ),
    averaged=(
        "Backward divides by the number of examples. Here nothing is summed and nothing averaged.",
        {"backward": lambda self, g: g * (self.x > 0) / len(g)},
    ),
    nothing_returned_by_backward=(
        "Backward gives None: the layer before is waiting for the gradient for `x`.",
        {"backward": lambda self, g: None},
    ),
    nothing_returned_by_forward=(
        "Forward gives None: the next layer is waiting for its outputs.",
        {"outputs": lambda self, x: None},
    ),
    sign_turned=(
        "Forward is right. Backward turns the sign: where the input was positive, the gradient "
        "comes out as it came in.",
        {"slope": lambda self, g: -1.0 * (self.x > 0)},
    ),
    nothing_passes_back=(
        "Forward is right. Backward lets nothing through: what should reach an input that passed "
        "on the way forward?",
        {"slope": lambda self, g: 0.0},
    ),
    ones_everywhere=(
        "Backward gives 1 everywhere. What came in from the right is missing, and so is the "
        "difference between inputs that passed and those that did not.",
        {"backward": lambda self, g: np.ones_like(g)},
    ),
    leaky=(
        "That is a cousin of ReLU, which lets a little of the negative numbers through. Here they "
        "become 0.",
        {
            "outputs": lambda self, x: np.where(x > 0, x, 0.01 * x),
            "slope": lambda self, g: np.where(self.x > 0, 1, 0.01),
        },
    ),
    absolute_value=(
        "The negative inputs came out positive. They are to be stopped: 0 comes out for them.",
        {"outputs": lambda self, x: abs(x), "slope": lambda self, g: np.sign(self.x)},
    ),
    absolute_value_in_forward=(
        "The negative inputs came out positive. They are to be stopped: 0 comes out for them.",
        {"outputs": lambda self, x: abs(x)},
    ),
    slope_returned_by_forward=(
        "Forward gives zeros and ones. A positive input passes as it is: multiply.",
        {"outputs": lambda self, x: (x > 0) * 1.0},
    ),
    unchanged_by_forward=(
        "Forward lets every input pass. What is not positive becomes 0.",
        {"outputs": lambda self, x: x},
    ),
    picked_out=(
        "The numbers that are not positive are gone, and with them the shape. They become 0, each "
        "in its place.",
        {"outputs": lambda self, x: x[x > 0]},
    ),
    largest_of_a_column=(
        "One number came for each column: its largest. `np.max` looks for the largest along an "
        "axis, and the 0 is that axis. Another function of NumPy compares number by number.",
        {"outputs": lambda self, x: np.max(x, 0)},
    ),
    turned_round=(
        "It is the positive inputs that pass, and the negative ones that are stopped.",
        {"outputs": lambda self, x: np.minimum(x, 0), "slope": lambda self, g: self.x < 0},
    ),
    turned_round_in_forward=(
        "Forward is turned round: it is the positive inputs that pass, and the negative ones that "
        "are stopped.",
        {"outputs": lambda self, x: np.minimum(x, 0)},
    ),
    turned_round_in_backward=(
        "Forward is right. In backward it is turned round: which inputs had passed?",
        {"slope": lambda self, g: self.x <= 0},
    ),
    capped_at_one=(
        "Where is the 1 from? Only the numbers below 0 are changed, large ones pass as they are.",
        {"outputs": lambda self, x: np.clip(x, 0, 1)},
    ),
    capped=(
        "Large numbers are cut off. Only those below 0 are changed, however large the others are.",
        {"outputs": lambda self, x: np.clip(x, 0, 6)},
    ),
    capped_both_ways=(
        "Large numbers are cut off. Only those below 0 are changed, however large the others are.",
        {
            "outputs": lambda self, x: np.clip(x, 0, 6),
            "slope": lambda self, g: (self.x > 0) & (self.x < 6),
        },
    ),
    above_one=(
        "Numbers between 0 and 1 are stopped as well. All that is positive passes.",
        {"outputs": lambda self, x: np.where(x > 1, x, 0), "slope": lambda self, g: self.x > 1},
    ),
    above_one_in_backward=(
        "Forward is right. In backward, inputs between 0 and 1 are stopped as well: where does "
        "the 1 come from?",
        {"slope": lambda self, g: self.x > 1},
    ),
    whole_numbers=(
        "Forward cuts off what stands behind the point. A positive number passes as it is.",
        {"outputs": lambda self, x: np.maximum(0, x).astype(int)},
    ),
    sigmoid_again=(
        "That is the sigmoid. ReLU has no exponential: a positive number passes as it is.",
        {
            "outputs": lambda self, x: _sigmoid(x),
            "slope": lambda self, g: _sigmoid(self.x) * (1 - _sigmoid(self.x)),
        },
    ),
    tanh_again=(
        "That is the tanh. ReLU has no exponential: a positive number passes as it is.",
        {
            "outputs": lambda self, x: np.tanh(x),
            "slope": lambda self, g: 1 - np.tanh(self.x) ** 2,
        },
    ),
    slope_of_a_sigmoid=(
        "Forward is right. In backward stands the slope of the sigmoid. What is the slope of a "
        "line that rises by 1 for each step?",
        {"slope": lambda self, g: self.outputs(self.x) * (1 - self.outputs(self.x))},
    ),
)


@exercise.wrong(
    "Forward is right. Backward asks for something that is not there: the error names it. Has "
    "forward kept it in `self`, under this name?"
)
class nothing_kept(layers.Layer):
    def forward(self, x):
        return np.maximum(x, 0)

    def backward(self, gradient):
        return gradient * (self.x > 0)


@exercise.wrong(
    "Forward is right. Backward uses a name that does not exist there: what forward calls by a "
    "plain name is gone when forward ends. What begins with `self.` stays."
)
class kept_without_self(layers.Layer):
    def forward(self, x):
        return np.maximum(x, 0)

    def backward(self, gradient):
        return gradient * (x > 0)  # noqa: F821


@exercise.wrong("Forward works. Which second method must a layer have, and how is it spelt?")
class no_backward(layers.Layer):
    def forward(self, x):
        return np.maximum(x, 0)


@exercise.wrong(
    "With the first batch it works. A second one comes, and the layer still remembers the first: "
    "each forward replaces what is kept."
)
class first_batch_for_ever(_ReLU):
    def forward(self, x):
        self.x = getattr(self, "x", x)
        return np.maximum(x, 0)


@exercise.wrong(
    "A second layer went forward before this one went back, and this one took what the other had "
    "seen. What a layer keeps belongs to `self`, not to the class or to a name outside."
)
class kept_on_the_class(_ReLU):
    def forward(self, x):
        kept_on_the_class.x = x
        return np.maximum(x, 0)


@exercise.wrong(
    "Once it is right. But backward changes what forward has kept, or handed out, in place, and "
    "what comes after finds other numbers: let backward build something new."
)
class memory_overwritten(_ReLU):
    def forward(self, x):
        self.kept = (x > 0) * 1.0
        return x * self.kept

    def backward(self, gradient):
        self.kept *= gradient
        return self.kept


@exercise.variant
class slope_one_at_zero(_ReLU):
    def slope(self, gradient):
        return self.x >= 0


@exercise.variant
class outputs_kept(layers.Layer):
    def forward(self, x):
        self.outputs = np.maximum(0, x)
        return self.outputs

    def backward(self, gradient):
        gradient = np.array(gradient)
        gradient[self.outputs == 0] = 0
        return gradient


@exercise.variant
class by_heaviside(layers.Layer):
    def forward(self, x):
        self.slope = np.heaviside(x, 0)
        return x * self.slope

    def backward(self, gradient):
        return np.where(self.slope, gradient, 0)


@exercise.variant
class mean_of_x_and_abs_x(layers.Layer):
    def forward(self, x):
        self.x = x
        return (x + abs(x)) / 2

    def backward(self, gradient):
        rows = zip(gradient, self.x, strict=True)
        rows = [[g if x > 0 else 0 for g, x in zip(*row, strict=True)] for row in rows]
        return np.array(rows, gradient.dtype)


exercise.mistakes(
    lambda methods: type("ReLU", (_ReLU,), methods),
    float64_from_float32=(
        "All numbers are right, but float32 goes in and float64 comes out: 1.0 and 0.0 in an array "
        "of their own are float64. True and False in a product leave the kind as it is.",
        {
            "outputs": lambda self, x: x * np.where(x > 0, 1.0, 0.0),
            "slope": lambda self, g: np.where(self.x > 0, 1.0, 0.0),
        },
    ),
)
