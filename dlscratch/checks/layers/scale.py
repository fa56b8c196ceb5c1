"""Write four methods of `Scale`, which multiplies each column by a factor of its own."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import FACTOR, GRADIENT, Scale, X, parametrised

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=Scale,
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


exercise.mistakes(
    lambda pieces: type("Scale", (Scale,), pieces),
    not_summed=(
        "The gradient for `factor` has a number for each number of x. But one factor serves every "
        "row: what happens to its effects in them?",
        {"for_factor": lambda self, gradient: self.x * gradient},
    ),
    summed_over_columns=(
        "For `factor` you summed along the rows. Each column has a factor of its own: which axis "
        "must vanish?",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum(axis=1)},
    ),
    summed_over_all=(
        "For `factor` everything was added into one number. Each column has a factor of its own.",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum()},
    ),
    averaged=(
        "For `factor` you took the mean over the rows. A nudge of the factor is felt in *each* "
        "row: do the effects add up, or average out?",
        {"for_factor": lambda self, gradient: (self.x * gradient).mean(axis=0)},
    ),
    x_forgotten=(
        "For `factor` you summed what came in. How much does the output move when the factor is "
        "nudged? It depends on x.",
        {"for_factor": lambda self, gradient: gradient.sum(axis=0)},
    ),
    incoming_forgotten=(
        "The gradient for `factor` knows nothing of what came in from the right.",
        {"for_factor": lambda self, gradient: self.x.sum(axis=0)},
    ),
    outputs_for_x=(
        "For `factor` you used the outputs. Nudge the factor a little: is it `factor * x` that "
        "matters, or x?",
        {"for_factor": lambda self, gradient: (self.factor * self.x * gradient).sum(axis=0)},
    ),
    summed_first=(
        "For `factor` you summed before you multiplied. First slope × incoming, for each number; "
        "then the sum.",
        {"for_factor": lambda self, gradient: self.x.sum(axis=0) * gradient.sum(axis=0)},
    ),
    matrix_product=(
        "For `factor`, `@` mixes every column with every other. Here each column has to do with "
        "itself alone.",
        {"for_factor": lambda self, gradient: self.x.T @ gradient},
    ),
    handed_on_as_it_came=(
        "`factor_grad` is right. What is handed on for x came out as it went in: where is the "
        "factor?",
        {"for_x": lambda self, gradient: gradient},
    ),
    slopes_swapped_for_x=(
        "What is handed on for x is x × incoming. How much does the output move when *x* is "
        "nudged?",
        {"for_x": lambda self, gradient: self.x * gradient},
    ),
    both_swapped=(
        "The two slopes are swapped. Nudge x: the output moves by as much as the *factor* says. "
        "And when you nudge the factor?",
        {
            "for_x": lambda self, gradient: self.x * gradient,
            "for_factor": lambda self, gradient: (self.factor * gradient).sum(axis=0),
        },
    ),
    factor_for_factor=(
        "For `factor` you used the factor. Nudge the factor: how much does `factor * x` move?",
        {"for_factor": lambda self, gradient: (self.factor * gradient).sum(axis=0)},
    ),
    returns_the_kept=(
        "`backward` returns the gradient for the factor. That one is only kept; what goes on to "
        "the left is the gradient for x.",
        {"for_x": lambda self, gradient: self.factor_grad},
    ),
    copies=(
        "`params()` hands out a copy. Whoever changes it changes nothing in the layer.",
        {"params": lambda self: [self.factor.copy()]},
    ),
    lists_swapped=(
        "`params()` gives the gradient, and `grads()` the parameter.",
        {"params": lambda self: [self.factor_grad], "grads": lambda self: [self.factor]},
    ),
)


@exercise.variant
class by_einsum_and_diagonal(Scale):
    def for_factor(self, gradient):
        return np.einsum("nk,nk->k", self.x, gradient)

    def for_x(self, gradient):
        return gradient @ np.diag(self.factor)


@exercise.variant
class with_lists(Scale):
    def backward(self, gradient):
        self.factor_grad = [sum(x * g) for x, g in zip(self.x.T, gradient.T, strict=True)]
        return [[f * g for f, g in zip(self.factor, row, strict=True)] for row in gradient]

    def params(self):
        return (self.factor,)
