"""Write the layer `Softplus` on an empty page: log(1 + eˣ), whose slope is the sigmoid."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import (
    ACTIVATION_PROBES,
    activation,
    add_common,
    as_output,
    built,
    sigmoid,
)
from dlscratch.layers import Layer


def _softplus(x):
    return np.log(1 + np.exp(x))


def _log_of_x(x):
    with np.errstate(all="ignore"):
        return np.log(1 + x)


class _Softplus(Layer):
    def forward(self, x):
        self.x = x
        return _softplus(x)

    def backward(self, gradient):
        return gradient / (1 + np.exp(-self.x))


exercise = Exercise(
    __name__,
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


add_common(exercise, lambda self: sigmoid(self.x))


exercise.mistakes(
    lambda backward: built(_softplus, backward),
    output_for_x=(
        "The sigmoid was taken of the output. The slope at x is the sigmoid of *x*: what does your "
        "forward leave behind?",
        lambda self, gradient: sigmoid(self.outputs) * gradient,
    ),
    no_minus=(
        "The slope falls where it should rise. Look at the sign in each exponent of your sigmoid, "
        "and at what stands above the line.",
        lambda self, gradient: gradient / (1 + np.exp(self.x)),
    ),
    sigmoids_slope=(
        "That is the slope of the sigmoid. The slope of softplus is the sigmoid itself.",
        lambda self, gradient: as_output(sigmoid(self.x)) * gradient,
    ),
    sigmoids_slope_from_the_output=(
        "`s * (1 - s)` is the slope of the sigmoid layer. This layer's is another: the sigmoid of "
        "x.",
        lambda self, gradient: as_output(self.outputs) * gradient,
    ),
    from_the_gradient=(
        "The slope was worked out from the incoming gradient. Where on its curve did the layer "
        "stand?",
        lambda self, gradient: sigmoid(gradient) * gradient,
    ),
    no_brackets=(
        "In your sigmoid, Python divides before it adds: the sum below the line needs brackets.",
        lambda self, gradient: 1 / 1 + np.exp(-self.x) * gradient,
    ),
    swapped=(
        "x and the incoming gradient have changed places: the slope is found where x stands.",
        lambda self, gradient: self.x * sigmoid(gradient),
    ),
    the_class_called=(
        "`Sigmoid(…)` would make a layer, and that takes no numbers. Backward needs the formula, "
        "or a layer's `forward`.",
        lambda self, gradient: layers.Sigmoid(self.x) * gradient,
    ),
    softplus_of_the_gradient=(
        "You send the gradient through the curve. Backward uses only how steep the curve was.",
        lambda self, gradient: _softplus(gradient),
    ),
)


exercise.mistakes(
    lambda forward: built(forward, lambda self, gradient: sigmoid(self.x) * gradient),
    minus_in_forward=(
        "Forward: which sign has the exponent in this formula?",
        lambda x: np.log(1 + np.exp(-x)),
    ),
    one_outside=(
        "Forward: the 1 belongs inside the logarithm, with the exponential.",
        lambda x: 1 + np.log(np.exp(x)),
    ),
    logarithm_closed_too_early=(
        "Forward: the brackets of the logarithm close too early. It is taken of the whole sum.",
        lambda x: np.log(1) + np.exp(x),
    ),
    no_exponential=(
        "Forward: inside the logarithm stands 1 plus the exponential of x, not 1 plus x.",
        _log_of_x,
    ),
    to_base_10=(
        "Forward: `np.log10` counts powers of 10. The logarithm that belongs to `np.exp` is "
        "`np.log`.",
        lambda x: np.log10(1 + np.exp(x)),
    ),
    to_base_2=(
        "Forward: `np.log2` counts powers of 2. The logarithm that belongs to `np.exp` is "
        "`np.log`.",
        lambda x: np.log2(1 + np.exp(x)),
    ),
    no_logarithm=(
        "Forward: the logarithm is missing.",
        lambda x: 1 + np.exp(x),
    ),
    no_one=(
        "Forward: x itself comes out. A logarithm takes back what an exponential did; what stands "
        "beside the exponential in the formula?",
        lambda x: np.log(np.exp(x)),
    ),
)


exercise.variant(
    built(lambda x: np.logaddexp(0, x), lambda self, g: g * (1 - np.exp(-self.outputs)))
)
exercise.variant(
    built(lambda x: np.log1p(np.exp(x)), lambda self, gradient: gradient * sigmoid(self.x))
)
