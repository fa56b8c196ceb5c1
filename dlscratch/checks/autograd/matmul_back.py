"""Write both gradients of a product of two matrices."""

import numpy as np

from dlscratch.checks.engine.told import Exercise

_RNG = np.random.default_rng(10)


def _case(n, k, m):
    return tuple(_RNG.normal(size=shape).round(2) for shape in ((n, k), (k, m), (n, m)))


def _shapes(a, b, gradient):
    return (
        f"Here a has the shape {a.shape}, b {b.shape}, and the gradient that comes in "
        f"{gradient.shape}; wanted are two gradients, of the shapes {a.shape} and {b.shape}."
    )


exercise = Exercise(
    __name__,
    kind="fill",
    shapes=_shapes,
    reference=lambda a, b, gradient: (gradient @ b.T, a.T @ gradient),
    probes=[_case(4, 3, 2), _case(3, 3, 3), _case(1, 4, 2), _case(5, 2, 1)],
    accepts=(list,),
    hints=(
        "Write the three shapes down: (n, k), (k, m), and (n, m) for the gradient. A product of "
        "which two, and turned how, has the shape (n, k)?",
        "Each of the two is the gradient times the *other* factor. Which one has to be turned, so "
        "that the sizes inside fit, and which of the two stands on the left?",
        "For a: the gradient on the left, b turned on the right. For b: a turned on the left, the "
        "gradient on the right.",
    ),
    after="Two lines, and all of `Linear.backward` is in them. The sum over the examples is inside "
    "the product: a row of the batch is one more way.",
)

exercise.mistakes(
    swapped=(
        "Both gradients are there, in the wrong order: first the one for a, then the one for b.",
        lambda a, b, gradient: (a.T @ gradient, gradient @ b.T),
    ),
    factors_not_turned=(
        "Where the sizes are equal, nothing stops. But neither b nor a has been turned.",
        lambda a, b, gradient: (gradient @ b, a @ gradient),
    ),
    gradients_turned=(
        "Each gradient comes out turned: compare its shape with that of its array.",
        lambda a, b, gradient: ((gradient @ b.T).T, (a.T @ gradient).T),
    ),
)


@exercise.variant
def by_turning_all(a, b, gradient):
    return (b @ gradient.T).T, (gradient.T @ a).T


@exercise.variant
def by_einsum(a, b, gradient):
    return np.einsum("nm,km->nk", gradient, b), np.einsum("nk,nm->km", a, gradient)
