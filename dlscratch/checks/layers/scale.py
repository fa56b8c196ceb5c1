"""Write four methods of `Scale`, which multiplies each column by a factor of its own."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.layers.shared import (
    FACTOR,
    GRADIENT,
    IN_PLACE,
    NOT_RETURNED,
    ONE,
    ONE_GRADIENT,
    PILES_UP,
    Scale,
    X,
    forgetful,
    parametrised,
)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=Scale,
    **parametrised(lambda cls, factor: cls(factor), ("factor",)),
    probes=[
        (X, GRADIENT, FACTOR),
        (X[:2] + 3, GRADIENT[2:], [-1.4, 6.0, -4.0]),
        (ONE, ONE_GRADIENT, np.array([5.0, 0.25, -0.5])),
        (X[1:], None, FACTOR),
    ],
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


def _in_place(self, gradient):
    gradient *= self.factor
    return gradient


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
    divided_for_x=(
        "What is handed on for x is divided by the factor. A factor of 3 makes a nudge of x three "
        "times as large: what does it do to the gradient?",
        {"for_x": lambda self, gradient: gradient / self.factor},
    ),
    added_for_x=(
        "What is handed on for x is a sum of slope and incoming gradient.",
        {"for_x": lambda self, gradient: self.factor + gradient},
    ),
    factor_alone_for_x=(
        "What is handed on for x is the slope alone. What came in from the right is not in it.",
        {"for_x": lambda self, gradient: self.factor + 0 * gradient},
    ),
    summed_for_x=(
        "What is handed on for x was summed over the rows. Each number of x can be nudged by "
        "itself.",
        {"for_x": lambda self, gradient: (self.factor * gradient).sum(axis=0)},
    ),
    matrix_product_for_x=(
        "For x, `@` adds up what belongs to different columns. Here each column has to do with "
        "itself alone.",
        {"for_x": lambda self, gradient: gradient @ self.factor},
    ),
    nothing_for_x=(
        f"`factor_grad` is right. The gradient for x: {NOT_RETURNED[0].lower()}{NOT_RETURNED[1:]}",
        {"for_x": lambda self, gradient: None},
    ),
    added_for_factor=(
        "For `factor` you added x and the incoming gradient. Backward has another way to bring "
        "slope and incoming together.",
        {"for_factor": lambda self, gradient: (self.x + gradient).sum(axis=0)},
    ),
    axis_kept=(
        "For `factor` the sum has kept its axis. `factor` has one axis, and so has its gradient.",
        {"for_factor": lambda self, gradient: (self.x * gradient).sum(axis=0, keepdims=True)},
    ),
    piles_up=(
        PILES_UP,
        {
            "for_factor": lambda self, gradient: (
                getattr(self, "factor_grad", 0) + (self.x * gradient).sum(axis=0)
            )
        },
    ),
    arrays_alone=(
        "`params()` and `grads()` give lists: a network joins the lists of all its layers.",
        {"params": lambda self: self.factor, "grads": lambda self: self.factor_grad},
    ),
    plain_name_in_backward=(
        "Forward works. Backward uses a name that means nothing there: what the layer has kept "
        "begins with `self.`.",
        {"for_factor": lambda self, gradient: (kept * gradient).sum(axis=0)},  # noqa: F821
    ),
    nothing_kept=(
        "Forward works. After it something is asked for that the layer has not kept in `self` "
        "under that name.",
        {"for_factor": lambda self, gradient: (self.kept * gradient).sum(axis=0)},
    ),
    returns_the_kept=(
        "`backward` returns the gradient for the factor. That one is only kept; what goes on to "
        "the left is the gradient for x.",
        {"for_x": lambda self, gradient: self.factor_grad},
    ),
    handed_on_in_place=(IN_PLACE, {"for_x": _in_place}),
    list_kept=(
        "The factor may come as a list, as in the lesson, and a list is no array. What did the "
        "given `__init__` make of it?",
        {"__init__": lambda self, factor: setattr(self, "factor", factor)},
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


exercise.mistakes(**forgetful(Scale, ("x",)))


@exercise.wrong(
    "`@` in forward mixes the columns and adds them up. Each column has a factor of its own, and "
    "the outputs have the shape of x."
)
class matrix_product_in_forward(Scale):
    def forward(self, x):
        self.x = x
        return x @ np.array(self.factor)


@exercise.wrong(
    "Forward adds the factor. A layer that scales multiplies by it.",
)
class added_in_forward(Scale):
    def forward(self, x):
        self.x = x
        return self.factor + x


@exercise.wrong(f"Forward: {NOT_RETURNED[0].lower()}{NOT_RETURNED[1:]}")
class forward_not_returned(Scale):
    def forward(self, x):
        self.x = x


@exercise.wrong(
    "Forward writes into x with `*=`. That array belongs to somebody else, and it is also the note "
    "for backward."
)
class in_place(Scale):
    def forward(self, x):
        self.x = x
        x *= self.factor
        return x


@exercise.wrong(
    "What is kept is the output. Nudge the factor a little: is it `factor * x` that matters, or x?",
    id="keeps_the_outputs",
)
class _KeepsTheOutputs(Scale):
    def backward(self, gradient):
        self.factor_grad = (self.factor * self.x * gradient).sum(axis=0)
        return self.factor * self.x * gradient


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
