"""Crash hunt: a layer's forward keeps its input under another name than backward asks for."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import (
    ACTIVATION_PROBES,
    GONE,
    IN_PLACE,
    ONLY_THE_SLOPE,
    activation,
    built,
    forgetful,
)
from dlscratch.layers import Layer


class _Sine(Layer):
    def forward(self, x):
        self.x = x
        return np.sin(x)

    def backward(self, gradient):
        return np.cos(self.x) * gradient


exercise = Exercise(
    __name__,
    kind="crash",
    raises=AttributeError,
    wants="class",
    reference=_Sine,
    **activation(),
    probes=ACTIVATION_PROBES,
    hints=(
        "Backward asks its own layer for something. Which method should have left it there, and "
        "did that method run?",
        "Forward runs, and keeps something: `vars(layer)` shows under which name. Which name does "
        "backward ask for?",
        "What forward keeps in `self.angles`, backward looks for in `self.x`. Make them one name.",
    ),
    after="Python takes any name behind `self.`, so the slip makes no trouble where it stands. The "
    "trouble comes later, where the name is asked for. `vars` shows what an object really holds.",
)


@exercise.wrong(
    "Forward goes well, backward stops as before: what it asks for is not in the layer. Compare "
    "the name under which forward keeps its input with the one under which backward asks for it."
)
class another_name(_Sine):
    def forward(self, x):
        self.angles = x
        return np.sin(x)


def _in_place(self, gradient):
    gradient *= np.cos(self.x)
    return gradient


exercise.mistakes(
    lambda backward: built(np.sin, backward),
    outputs_kept=(
        "No error any more, but the slope is taken at the wrong place: the layer keeps its output, "
        "and the cosine is that of the number that went in.",
        lambda self, gradient: np.cos(self.outputs) * gradient,
    ),
    sine_for_the_slope=(
        "No error any more. But the slope of the sine is the cosine: that part was right before.",
        lambda self, gradient: np.sin(self.x) * gradient,
    ),
    negative=(
        "No error any more, but the gradient has the opposite sign. Only the name was wrong.",
        lambda self, gradient: -np.cos(self.x) * gradient,
    ),
    from_the_gradient=(
        "The error is gone, and so is x: the slope is taken at the gradient that comes in. The "
        "cosine needs the number that went forward.",
        lambda self, gradient: np.cos(gradient) * gradient,
    ),
    cosine_of_one=(
        "The error is gone, and the slope is the same everywhere. What was asked for is not to be "
        "made up: forward has it, and is to leave it in the layer.",
        lambda self, gradient: np.cos(1.0) * gradient,
    ),
    passed_on=(
        "The error is gone, and the slope with it: what comes in goes on as it came. Find out why "
        "the number was not there.",
        lambda self, gradient: gradient,
    ),
    nothing_handed_on=(
        "The error is gone, and so is the gradient: zeros are handed on, and no layer before this "
        "one would learn. Find out why the number was not there.",
        lambda self, gradient: 0 * gradient,
    ),
    not_returned=(
        "No error any more, but backward gives None: a `return` has been lost.",
        lambda self, gradient: None,
    ),
    only_the_slope=(ONLY_THE_SLOPE, lambda self, gradient: np.cos(self.x)),
    in_place=(IN_PLACE, _in_place),
    plain_name=(GONE, lambda self, gradient: np.cos(angles) * gradient),  # noqa: F821
)
exercise.mistakes(**forgetful(_Sine, ("x",)))


@exercise.variant
class read_under_the_other_name(_Sine):
    def forward(self, x):
        self.angles = x
        return np.sin(x)

    def backward(self, gradient):
        return np.cos(self.angles) * gradient


@exercise.variant
class keeps_the_slope(Layer):
    def forward(self, x):
        self.slope = np.cos(x)
        return np.sin(x)

    def backward(self, gradient):
        return gradient * self.slope
