"""Find two bugs in `ShiftAndScale`: one in a formula, the other in the order of a list."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import (
    FACTOR,
    GRADIENT,
    ONE,
    ONE_GRADIENT,
    PILES_UP,
    Scale,
    X,
    forgetful,
    parametrised,
)

SHIFT = np.array([-1.0, 4.0, 2.5])


class _ShiftAndScale(Scale):
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


exercise = Exercise(
    __name__,
    kind="bug",
    wants="class",
    reference=_ShiftAndScale,
    **parametrised(lambda cls, shift, factor: cls(shift, factor), ("shift", "factor")),
    probes=[
        (X, GRADIENT, SHIFT, FACTOR),
        (X[:2] + 3, GRADIENT[2:], [4.0, -1.0, 0.5], [-1.4, 6.0, -4.0]),
        (ONE, ONE_GRADIENT, np.array([-0.6, 2.0, 0.0]), np.array([5.0, 0.25, -0.5])),
        (X[1:], None, SHIFT, FACTOR),
    ],
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


exercise.mistakes(
    lambda pieces: type("ShiftAndScale", (_ShiftAndScale,), pieces),
    both_bugs=(
        "What stands in `grads()` does not fit what stands in `params()`, place by place. And one "
        "of the gradients is wrong in itself.",
        _SWAPPED | _X_ALONE,
    ),
    still_the_order=(
        "All the numbers are right now, but `shift` gets those of `factor`, and `factor` those of "
        "`shift`. `zip` pairs the first of `params()` with the first of `grads()`: read both lists "
        "aloud. Which sum does backward keep under which name?",
        _SWAPPED,
    ),
    still_the_formula=(
        "The order is mended, and the gradient for `shift` is right. Nudge the factor in "
        "`(x + shift) * factor`: by what is the nudge multiplied?",
        _X_ALONE,
    ),
    shift_not_added=(
        "For `factor` you used the shift alone. What is multiplied by the factor in forward?",
        {"for_factor": lambda self, gradient: (self.shift * gradient).sum(axis=0)},
    ),
    outputs_for_the_slope=(
        "For `factor` you used the outputs. They hold the factor already: what is it multiplied "
        "*with*?",
        {
            "for_factor": lambda self, gradient: (
                (self.x + self.shift) * self.factor * gradient
            ).sum(axis=0)
        },
    ),
    shift_mended_wrongly=(
        "The gradient for `shift` was right before. The shift comes *before* the factor, so its "
        "nudge is multiplied too.",
        {"for_shift": lambda self, gradient: gradient.sum(axis=0)},
    ),
    shift_added_at_the_end=(
        "For `factor`, the shift was added after the sum over the rows. It is there in every row.",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum(axis=0) + self.shift},
    ),
    no_brackets=(
        "For `factor`: Python multiplies before it adds. Which sum has to be there first?",
        {"for_factor": lambda self, gradient: (self.x + self.shift * gradient).sum(axis=0)},
    ),
    shift_not_multiplied=(
        "For `factor`: what comes in has to be multiplied by x *and* by the shift.",
        {"for_factor": lambda self, gradient: (self.x * gradient + self.shift).sum(axis=0)},
    ),
    x_times_factor=(
        "For `factor` you used `factor * x`. When the factor is nudged, by what is the nudge "
        "multiplied in forward?",
        {"for_factor": lambda self, gradient: (self.x * self.factor * gradient).sum(axis=0)},
    ),
    shift_added_twice=(
        "For `factor`, the shift is in it twice: look at what forward keeps, and at what backward "
        "adds.",
        {"for_factor": lambda self, gradient: ((self.x + 2 * self.shift) * gradient).sum(axis=0)},
    ),
    factor_for_shift=(
        "For `factor` you added the factor to x. What stands in the brackets of forward?",
        {"for_factor": lambda self, gradient: ((self.x + self.factor) * gradient).sum(axis=0)},
    ),
    shift_taken_away=(
        "For `factor`, the shift is taken away from x. What does forward do with it?",
        {"for_factor": lambda self, gradient: ((self.x - self.shift) * gradient).sum(axis=0)},
    ),
    moved_to_shift=(
        "For `shift` you used `x + shift`, and for `factor` x. With the small input: by how much "
        "does the output move when the shift is nudged?",
        {
            "for_factor": lambda self, gradient: (self.x * gradient).sum(axis=0),
            "for_shift": lambda self, gradient: ((self.x + self.shift) * gradient).sum(axis=0),
        },
    ),
    returns_for_factor=(
        "The lists are right. But `backward` returns the gradient for the factor now: what goes on "
        "to the left is the one for x.",
        {"for_x": lambda self, gradient: (self.x + self.shift) * gradient},
    ),
    returns_what_came=(
        "The lists are right. What is handed on for x came out as it went in: by what does forward "
        "multiply a nudge of x?",
        {"for_x": lambda self, gradient: gradient},
    ),
    averaged=(
        "For `factor` you took the mean over the rows. A nudge of the factor is felt in *each* "
        "row: do the effects add up, or average out?",
        {"for_factor": lambda self, gradient: ((self.x + self.shift) * gradient).mean(axis=0)},
    ),
    incoming_lost=(
        "The gradient for `factor` has lost what came in from the right.",
        {"for_factor": lambda self, gradient: (self.x + self.shift).sum(axis=0)},
    ),
    piles_up=(
        PILES_UP,
        {
            "for_factor": lambda self, gradient: (
                getattr(self, "factor_grad", 0) + ((self.x + self.shift) * gradient).sum(axis=0)
            )
        },
    ),
    plain_name=(
        "Forward works. Backward uses a name that means nothing there: what belongs to the layer "
        "begins with `self.`.",
        {"for_factor": lambda self, gradient: ((self.x + kept) * gradient).sum(axis=0)},  # noqa: F821
    ),
    copies=(
        "`params()` hands out copies. Whoever changes them changes nothing in the layer.",
        {"params": lambda self: [self.shift.copy(), self.factor.copy()]},
    ),
    not_summed=(
        "The gradient for `factor` has lost its sum over the rows.",
        {"for_factor": lambda self, gradient: (self.x + self.shift) * gradient},
    ),
)


exercise.mistakes(**forgetful(_ShiftAndScale, ("x",)))


@exercise.variant
class in_the_other_order(_ShiftAndScale):  # both lists: that is one order, too
    def params(self):
        return [self.factor, self.shift]

    def grads(self):
        return [self.factor_grad, self.shift_grad]


@exercise.variant
class remembers_the_sum(_ShiftAndScale):
    def forward(self, x):
        self.x = x
        self.shifted = x + self.shift
        return self.shifted * self.factor

    def for_factor(self, gradient):
        return np.einsum("nk,nk->k", gradient, self.shifted)
