"""Write `Tanh` with its forward and its backward, once more."""

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine import differences
from dlscratch.checks.engine.exercise import Exercise

X = np.array([[0.4, -1.2, 2.0], [-0.3, 0.9, -2.4], [1.6, 0.1, -0.7], [-1.9, 0.0, 0.6]])
INCOMING = np.array([[1.5, -0.4, 2.0], [0.3, -1.1, 0.9], [-2.2, 0.6, 1.2], [0.8, -1.7, 0.2]])
_run, _expect = differences.layer(lambda cls: cls())

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=layers.Tanh,
    run=_run,
    expect=_expect,
    probes=[(X, INCOMING), (3 * INCOMING[:3, :2], X[:3, :2]), (X[0] / 3, INCOMING[1])],
    accepts=(list,),
    rtol=1e-5,
    hints=(
        "What must be remembered in forward, so that backward knows the slope?",
        "The slope of tanh at x can be had from the output t alone. At t = 0 it is 1, and where t "
        "comes near to 1 or -1 it is nearly 0.",
        "The slope is 1 minus the square of the output. Backward hands on the slope times the "
        "incoming gradient.",
    ),
    after="Slope times incoming gradient, as in lesson 2. tanh goes from -1 to 1 and through 0, so "
    "what a hidden layer hands on lies around 0: centred, as good inputs are.",
)


class _Tanh(layers.Layer):
    """The right answer; the wrong ones below replace one method."""

    def forward(self, x):
        self.x = x
        self.outputs = np.tanh(x)
        return self.outputs

    def backward(self, gradient):
        return gradient * self.slope(gradient)

    def slope(self, gradient):
        return 1 - self.outputs**2


@exercise.wrong("You square the input. The slope of tanh is 1 minus the square of its *output*.")
class squares_the_input(_Tanh):
    def slope(self, gradient):
        return 1 - self.x**2


@exercise.wrong("That is the slope alone. What became of the incoming gradient?")
class incoming_forgotten(_Tanh):
    def backward(self, gradient):
        return 1 - self.outputs**2


@exercise.wrong(
    "The slope is highest in the middle and falls on both sides alike. Yours falls from left to "
    "right: is the output squared?"
)
class no_square(_Tanh):
    def slope(self, gradient):
        return 1 - self.outputs


@exercise.wrong("s · (1 - s) is the slope of the sigmoid. tanh has another one.")
class sigmoids_slope(_Tanh):
    def slope(self, gradient):
        return self.outputs * (1 - self.outputs)


@exercise.wrong(
    "You take tanh of what forward has kept. If you kept the outputs, they have been through tanh "
    "already."
)
class tanh_twice(_Tanh):
    def slope(self, gradient):
        return 1 - np.tanh(self.outputs) ** 2


@exercise.wrong(
    "The slope is computed from the incoming gradient. It belongs to the inputs that forward has "
    "seen."
)
class from_the_gradient(_Tanh):
    def slope(self, gradient):
        return 1 - np.tanh(gradient) ** 2


@exercise.wrong(
    "The square is that of the incoming gradient. Which number has the slope to be computed from?"
)
class gradient_squared(_Tanh):
    def slope(self, gradient):
        return 1 - gradient**2


@exercise.wrong("The slope of tanh is never above 1. Look at the sign before the square.")
class plus(_Tanh):
    def slope(self, gradient):
        return 1 + self.outputs**2


@exercise.wrong("Every slope has the wrong sign: tanh climbs everywhere.")
class square_minus_one(_Tanh):
    def slope(self, gradient):
        return self.outputs**2 - 1


@exercise.wrong("Slope and incoming gradient are added. The chain rule multiplies them.")
class added(_Tanh):
    def backward(self, gradient):
        return gradient + 1 - self.outputs**2


@exercise.wrong("Forward gives numbers from 0 to 1: that is the sigmoid.")
class sigmoid_forward(_Tanh):
    def forward(self, x):
        self.outputs = 1 / (1 + np.exp(-x))
        return self.outputs

    def slope(self, gradient):
        return self.outputs * (1 - self.outputs)


@exercise.wrong(
    "The output is doubled. To square it is to multiply it by itself: `t ** 2`, or `t * t`."
)
class doubled(_Tanh):
    def slope(self, gradient):
        return 1 - self.outputs * 2


@exercise.wrong("The brackets: only the output is squared, not the whole difference.")
class difference_squared(_Tanh):
    def slope(self, gradient):
        return (1 - self.outputs) ** 2


@exercise.wrong(
    "The brackets: the gradient meets the 1 alone, and the square is taken from the product."
)
class no_brackets(_Tanh):
    def backward(self, gradient):
        return gradient * 1 - self.outputs**2


@exercise.wrong(
    "Backward goes by the first batch that forward has seen, for ever. It belongs to the last one: "
    "each forward replaces what was remembered before."
)
class first_batch_kept(_Tanh):
    def forward(self, x):
        if not hasattr(self, "outputs"):
            self.outputs = np.tanh(x)
        return np.tanh(x)


@exercise.wrong(
    "What forward remembers is kept on the class, and all layers share it. Keep it on `self`."
)
class on_the_class(_Tanh):
    def forward(self, x):
        on_the_class.kept = np.tanh(x)
        return on_the_class.kept

    def slope(self, gradient):
        return 1 - on_the_class.kept**2


@exercise.wrong(
    "The gradient for x is right, but backward changes the remembered outputs in place: a second "
    "backward, and whoever holds the outputs, finds squares there."
)
class squares_in_place(_Tanh):
    def slope(self, gradient):
        self.outputs **= 2
        return 1 - self.outputs


@exercise.wrong(
    "The gradient that came in is changed in place. It belongs to the layer above: make a new "
    "array."
)
class gradient_in_place(_Tanh):
    def backward(self, gradient):
        gradient *= self.slope(gradient)
        return gradient


@exercise.wrong("The inputs are overwritten with their tanh. They belong to the layer below.")
class inputs_in_place(_Tanh):
    def forward(self, x):
        self.outputs = np.tanh(x, out=x)
        return self.outputs


@exercise.wrong(
    "Backward has summed over the batch. Each input has a gradient of its own, so nothing is added "
    "up."
)
class summed(_Tanh):
    def backward(self, gradient):
        return (gradient * self.slope(gradient)).sum(axis=0)


@exercise.wrong("Forward remembers the outputs, and ends without handing them on.")
class forward_returns_nothing(_Tanh):
    def forward(self, x):
        super().forward(x)


@exercise.wrong("Backward computes, and ends without handing anything on.")
class backward_returns_nothing(_Tanh):
    def backward(self, gradient):
        super().backward(gradient)


@exercise.wrong(
    "The gradient is divided by the size of the batch. If there is a mean to be taken, the loss "
    "has done it already."
)
class averaged(_Tanh):
    def backward(self, gradient):
        return super().backward(gradient) / len(gradient)


@exercise.wrong(
    "`@` multiplies matrices. Each number of the gradient meets the slope in its own place: that "
    "is `*`."
)
class matrix_product(_Tanh):
    def backward(self, gradient):
        return gradient @ self.slope(gradient)


@exercise.wrong("You divide by the slope. The chain rule multiplies.")
class divides(_Tanh):
    def backward(self, gradient):
        return gradient / self.slope(gradient)


@exercise.wrong("Backward hands the gradient on unchanged. Where is the slope?")
class slope_forgotten(_Tanh):
    def backward(self, gradient):
        return np.array(gradient)


@exercise.variant
class by_cosh(layers.Layer):
    def forward(self, x):
        self.x = np.array(x)
        return np.tanh(x)

    def backward(self, gradient):
        return gradient / np.cosh(self.x) ** 2


@exercise.variant
class by_exponentials(layers.Layer):
    def forward(self, x):
        above, below = np.exp(x), np.exp(-x)
        self.t = (above - below) / (above + below)
        return self.t

    def backward(self, gradient):
        return np.multiply(gradient, (1 - self.t) * (1 + self.t))
