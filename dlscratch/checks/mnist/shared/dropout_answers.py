"""Wrong Dropout classes: the right one, with pieces of it replaced."""

import numpy as np

from dlscratch import layers


class PiecesOfDropout(layers.Layer):
    """The right answer, in pieces that the wrong ones below replace."""

    def __init__(self, p, rng=None):
        self.p = p
        self.rng = np.random.default_rng(rng)

    def keep(self, x):
        return self.rng.random(x.shape) >= self.p

    def scale(self):
        return 1 / (1 - self.p)

    def forward(self, x):
        if not self.training:
            return x
        self.mask = self.keep(x) * self.scale()
        return x * self.mask

    def backward(self, gradient):
        return gradient * self.mask


def changed(**method):
    """The right answer, with another method."""
    return type("Dropout", (PiecesOfDropout,), method)


def in_evaluation(change, **methods):
    """The right answer, but in evaluation it gives change(self, x)."""

    def forward(self, x):
        return PiecesOfDropout.forward(self, x) if self.training else change(self, x)

    return changed(forward=forward, **methods)


def in_training(change):
    """The right answer, but in training it gives change(self, x), once there is a mask."""

    def forward(self, x):
        outputs = PiecesOfDropout.forward(self, x)
        return change(self, x) if self.training else outputs

    return forward


def remembering(**method):
    """The right answer, with another backward, for which forward keeps `x` and `out`."""

    def forward(self, x):
        self.x, self.out = x, PiecesOfDropout.forward(self, x)
        return self.out

    return changed(forward=forward, **method)


# id=(hint, answer) for those whose forward is right.
IN_BACKWARD = dict(
    fresh_mask=(
        "Backward draws a mask of its own. It must block exactly what forward blocked: which "
        "attribute remembers that?",
        changed(backward=lambda self, gradient: gradient * (self.keep(gradient) * self.scale())),
    ),
    backward_lets_all_through=(
        "Backward hands on the whole gradient. An input that was dropped had no part in the "
        "output, so what is its gradient?",
        changed(backward=lambda self, gradient: gradient),
    ),
    backward_not_scaled=(
        "Backward blocks the right places. But forward made the survivors larger, and that is "
        "part of their slope.",
        changed(backward=lambda self, gradient: gradient * (self.mask > 0)),
    ),
    backward_only_scaled=(
        "Backward multiplies everything by the same number. An input that was dropped had no part "
        "in the output, so what is its gradient?",
        changed(backward=lambda self, gradient: gradient * self.scale()),
    ),
    backward_divides=(
        "Backward divides by the mask, so where an input was dropped it divides by 0. Forward "
        "multiplied, and the slope is what it multiplied by.",
        changed(backward=lambda self, gradient: gradient / self.mask),
    ),
    backward_by_the_zeros=(
        "An input that was 0 gives an output of 0 even if it survives, so the outputs do not tell "
        "who was dropped. Backward needs what forward has drawn: which attribute remembers that?",
        remembering(backward=lambda self, g: np.where(self.out != 0, g * self.scale(), 0)),
    ),
    backward_by_the_positive=(
        "Backward lets the gradient through only where an output was above 0. An input below 0 may "
        "survive as well, and then its output is below 0. Which attribute remembers who survived?",
        remembering(backward=lambda self, g: g * (self.out > 0) * self.scale()),
    ),
    backward_by_a_quotient=(
        "Outputs divided by inputs are no numbers where an input is 0. Backward needs what forward "
        "has multiplied by: which attribute remembers that?",
        remembering(backward=lambda self, g: g * (self.out / self.x)),
    ),
    backward_the_mask=(
        "Backward returns the mask itself. The gradient that came in is to be multiplied by it.",
        changed(backward=lambda self, gradient: self.mask),
    ),
    backward_times_x=(
        "Backward multiplies by the inputs, too, which are also in the outputs. The slope of "
        "`x * mask` with respect to x is the mask alone.",
        remembering(backward=lambda self, gradient: gradient * self.mask * self.x),
    ),
    backward_scaled_twice=(
        "Backward multiplies by the mask twice: the gradient of a survivor is too large. Forward "
        "multiplied once.",
        changed(backward=lambda self, gradient: gradient * self.mask * self.mask),
    ),
    backward_shrinks=(
        "Backward shrinks the gradient of the survivors, but forward made them larger, and a "
        "slope is the factor itself.",
        changed(backward=lambda self, gradient: gradient * (self.mask > 0) * (1 - self.p)),
    ),
    backward_the_other_way_round=(
        "Backward blocks what survived and lets through what was dropped. Which of the two had a "
        "part in the output?",
        changed(backward=lambda self, gradient: gradient * (self.scale() - self.mask)),
    ),
)

OF_THE_SOURCE = dict(
    another_source=(
        "This draws from a source of NumPy's own, which `rng` does not reach: the same seed drops "
        "other inputs each time. `self.rng` has the same methods.",
        changed(keep=lambda self, x: np.random.random(x.shape) >= self.p),
    ),
)
