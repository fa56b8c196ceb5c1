"""Write the layer `Tanh`, all of it."""

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

exercise = Exercise(
    __name__,
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


add_common(exercise, lambda self: _tanhs_slope(self.outputs))


exercise.mistakes(
    lambda backward: built(np.tanh, backward),
    x_for_the_output=(
        "Some slopes are negative, and a tanh never falls. The t of the formula is the output: "
        "which of the two do you keep?",
        lambda self, gradient: _tanhs_slope(self.x) * gradient,
    ),
    tanh_of_the_output=(
        "What you keep has been through tanh already, and backward sends it through once more.",
        lambda self, gradient: _tanhs_slope(np.tanh(self.outputs)) * gradient,
    ),
    sigmoids_slope=(
        "The slope is still that of the sigmoid. Tanh's is 1 − t · t.",
        lambda self, gradient: as_output(self.outputs) * gradient,
    ),
    sign=(
        "Every sign is turned round. Slopes of tanh are never negative: which of the two is "
        "larger, t · t or 1?",
        lambda self, gradient: -_tanhs_slope(self.outputs) * gradient,
    ),
    not_squared=(
        "You took 1 − t. In the middle, where t is near 0, that is nearly right; look at the "
        "formula once more.",
        lambda self, gradient: (1 - self.outputs) * gradient,
    ),
    squared_the_difference=(
        "You squared 1 − t. Only t is squared, and the square is taken away from 1.",
        lambda self, gradient: (1 - self.outputs) ** 2 * gradient,
    ),
    doubled_for_squared=(
        "`2 * t` is t + t. The square is t times t.",
        lambda self, gradient: (1 - 2 * self.outputs) * gradient,
    ),
    from_the_gradient=(
        "The slope was worked out from the incoming gradient. That is not where the layer stands "
        "on its curve: it is only what came in.",
        lambda self, gradient: _tanhs_slope(np.tanh(gradient)) * gradient,
    ),
    gradient_for_the_output=(
        "Your slope is made of the incoming gradient. In the formula, t is the output that forward "
        "gave.",
        lambda self, gradient: _tanhs_slope(gradient),
    ),
    no_brackets=(
        "Python multiplies before it subtracts. Which difference has to be there first?",
        lambda self, gradient: 1 - self.outputs**2 * gradient,
    ),
)


@exercise.wrong(SPOILED)
class spoils_its_note(layers.Tanh):
    def backward(self, gradient):
        self.outputs *= self.outputs
        return (1 - self.outputs) * gradient


@exercise.wrong("This is the sigmoid: forward has to use `np.tanh`.")
class still_the_sigmoid(layers.Sigmoid):
    pass


@exercise.wrong(
    "Backward has the slope of tanh, and forward is still a sigmoid: `np.tanh` is missing."
)
class sigmoid_forward_tanh_slope(
    built(sigmoid, lambda self, gradient: _tanhs_slope(self.outputs) * gradient)
):
    pass


exercise.variant(built(np.tanh, lambda self, gradient: gradient / np.cosh(self.x) ** 2))
exercise.variant(
    built(np.tanh, lambda self, gradient: (1 - self.outputs) * (1 + self.outputs) * gradient)
)
exercise.variant(
    built(lambda x: 2 * sigmoid(2 * x) - 1, lambda self, g: g - g * self.outputs * self.outputs)
)
