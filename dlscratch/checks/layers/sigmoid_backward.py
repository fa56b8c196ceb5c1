"""Write both methods of `Sigmoid`: backward needs what forward has remembered."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import (
    ACTIVATION_PROBES,
    SPOILED,
    activation,
    add_common,
    as_output,
    built,
    sigmoid,
)
from dlscratch.layers import Layer

exercise = Exercise(
    __name__,
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


add_common(exercise, lambda self: as_output(self.outputs))


exercise.mistakes(
    lambda backward: built(sigmoid, backward),
    sigmoid_of_the_output=(
        "What you keep has been through the sigmoid already, and backward sends it through once "
        "more.",
        lambda self, gradient: as_output(sigmoid(self.outputs)) * gradient,
    ),
    x_for_the_output=(
        "Some slopes are negative, and a sigmoid never falls. Is what you keep x, or sigmoid(x)? "
        "The formula wants one of them.",
        lambda self, gradient: as_output(self.x) * gradient,
    ),
    sign=(
        "Every sign is turned round. Slopes of a sigmoid are never negative: which of the two is "
        "larger, s or 1?",
        lambda self, gradient: -as_output(self.outputs) * gradient,
    ),
    from_the_gradient=(
        "The slope was worked out from the incoming gradient. That is not where the layer stands "
        "on its curve: it is only what came in.",
        lambda self, gradient: as_output(sigmoid(gradient)) * gradient,
    ),
    gradient_for_the_output=(
        "Your slope is made of the incoming gradient. In the formula, s is the output that forward "
        "gave.",
        lambda self, gradient: as_output(gradient),
    ),
    sigmoid_of_the_gradient=(
        "You send the gradient through the sigmoid. Backward never uses the curve itself, only how "
        "steep it was.",
        lambda self, gradient: sigmoid(gradient),
    ),
    half_a_slope=(
        "You multiply by the output alone. The slope has a second factor.",
        lambda self, gradient: self.outputs * gradient,
    ),
    the_other_half=(
        "You multiply by 1 − s alone. The slope has a second factor.",
        lambda self, gradient: (1 - self.outputs) * gradient,
    ),
    tanhs_slope=(
        "That is the slope of tanh, 1 − s · s. The sigmoid's is another.",
        lambda self, gradient: (1 - self.outputs**2) * gradient,
    ),
    no_brackets=(
        "Python multiplies before it subtracts. Which difference has to be there first?",
        lambda self, gradient: self.outputs * 1 - self.outputs * gradient,
    ),
)


@exercise.wrong(
    "Backward calls forward with the output, so it goes through the sigmoid a second time, and the "
    "note is written anew."
)
class forward_once_more(layers.Sigmoid):
    def backward(self, gradient):
        return as_output(self.forward(self.outputs)) * gradient


@exercise.wrong(SPOILED)
class spoils_its_note(layers.Sigmoid):
    def backward(self, gradient):
        self.outputs *= 1 - self.outputs
        return self.outputs * gradient


@exercise.variant
class keeps_the_slope(Layer):
    def forward(self, x):
        s = 1 / (1 + np.exp(-x))
        self.slope = s - s**2
        return s

    def backward(self, gradient):
        return np.multiply(gradient, self.slope)


@exercise.variant
class keeps_x(Layer):  # and uses its own forward again
    def forward(self, x):
        self.kept = [x]
        return 1 / (1 + np.exp(-x))

    def backward(self, gradient):
        s = self.forward(self.kept.pop())
        return gradient * s * (1 - s)


@exercise.variant
class number_by_number(Layer):  # with lists
    def forward(self, x):
        self.outputs = [float(1 / (1 + np.exp(-n))) for n in x.ravel()]
        return np.reshape(self.outputs, x.shape)

    def backward(self, gradient):
        pairs = zip(self.outputs, gradient.ravel(), strict=True)
        return np.reshape([s * (1 - s) * g for s, g in pairs], gradient.shape)
