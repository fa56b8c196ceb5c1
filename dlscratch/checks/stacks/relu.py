"""Write the class `ReLU` from memory, with both directions."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine.differences import layer as by_differences
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.stacks.shared import GRADIENT

AROUND_ZERO = np.array([[-2.0, 3.0, 0.4], [5.0, -0.1, -7.0], [0.2, 1.5, -3.0], [-0.6, 2.5, 4.0]])


_run, _expect = by_differences(lambda cls: cls())

exercise = Exercise(
    __name__,
    kind="page",
    wants="class",
    reference=layers.ReLU,
    run=_run,
    expect=_expect,
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


@exercise.wrong(
    "Only the slope came back, zeros and ones. It is still to be multiplied by the gradient that "
    "comes in."
)
class no_incoming_gradient(_ReLU):
    def backward(self, gradient):
        return self.slope(gradient) * 1.0


@exercise.wrong(
    "Forward is right. Backward lets the whole gradient through: what should reach an input that "
    "was stopped on the way forward?"
)
class gradient_passes_everywhere(_ReLU):
    def slope(self, gradient):
        return 1.0


@exercise.wrong(
    "Backward stops the negative *gradients*. What counts is the sign of the input that forward "
    "saw; a gradient may well be negative."
)
class relu_of_the_gradient(_ReLU):
    def slope(self, gradient):
        return gradient > 0


@exercise.wrong(
    "Backward multiplies by the outputs. The slope of a line through 0 is not its height: where "
    "the input is positive the slope is 1, everywhere."
)
class times_the_input(_ReLU):
    def slope(self, gradient):
        return np.maximum(self.x, 0)


@exercise.wrong(
    "Backward gives the outputs of forward once more. It should give what came in from the right, "
    "where the input was positive."
)
class backward_is_forward(_ReLU):
    def backward(self, gradient):
        return np.maximum(self.x, 0)


@exercise.wrong(
    "That is a cousin of ReLU, which lets a little of the negative numbers through. Here they "
    "become 0."
)
class leaky(_ReLU):
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.01 * x)

    def slope(self, gradient):
        return np.where(self.x > 0, 1, 0.01)


@exercise.wrong(
    "The negative inputs came out positive. They are to be stopped: 0 comes out for them."
)
class absolute_value(_ReLU):
    def forward(self, x):
        self.x = x
        return abs(x)

    def slope(self, gradient):
        return np.sign(self.x)


@exercise.wrong("Forward gives zeros and ones. A positive input passes as it is: multiply.")
class slope_returned_by_forward(_ReLU):
    def forward(self, x):
        self.x = x
        return (x > 0) * 1.0


@exercise.wrong("It is the positive inputs that pass, and the negative ones that are stopped.")
class turned_round(_ReLU):
    def forward(self, x):
        self.x = x
        return np.minimum(x, 0)

    def slope(self, gradient):
        return self.x < 0


@exercise.wrong("Forward is right. In backward it is turned round: which inputs had passed?")
class turned_round_in_backward(_ReLU):
    def slope(self, gradient):
        return self.x <= 0


@exercise.wrong(
    "Where is the 1 from? Only the numbers below 0 are changed, large ones pass as they are."
)
class capped_at_one(_ReLU):
    def forward(self, x):
        self.x = x
        return np.clip(x, 0, 1)


@exercise.wrong(
    "Forward is right. Backward asks for something that is not there. Has forward kept it in "
    "`self`, under this name?"
)
class nothing_kept(layers.Layer):
    def forward(self, x):
        return np.maximum(x, 0)

    def backward(self, gradient):
        return gradient * (self.x > 0)


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
        return [[g if number > 0 else 0 for g, number in zip(*pair, strict=True)]
                for pair in zip(gradient, self.x, strict=True)]  # fmt: skip
