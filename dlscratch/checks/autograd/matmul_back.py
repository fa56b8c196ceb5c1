"""Write both gradients of a product of two matrices."""

import numpy as np

from dlscratch.checks.autograd.shared.full_length import of_full_length
from dlscratch.checks.engine.told import Exercise, alike

_RNG = np.random.default_rng(10)


def _case(n, k, m):
    return tuple(_RNG.normal(size=shape).round(2) for shape in ((n, k), (k, m), (n, m)))


def _both(function, a, b, gradient):
    """The pair, in full length."""
    found = function(a, b, gradient)
    of_full_length(*(found if isinstance(found, tuple | list) else ()))
    return found


_both.arguments = ("a", "b", "gradient")


def _shapes(a, b, gradient):
    return (
        f"Here a has the shape {a.shape}, b {b.shape}, and the gradient that comes in "
        f"{gradient.shape}; wanted are two gradients, of the shapes {a.shape} and {b.shape}."
    )


def _right(a, b, gradient):
    return gradient @ b.T, a.T @ gradient


def _tell(outcomes):
    """Which of the two is right on all probes."""
    outputs = [one.output for one in outcomes]
    if not all(isinstance(one, tuple | list) and len(one) == 2 for one in outputs):
        return None
    right = [one.output for one in exercise.expected]
    floats = zip(outputs[:-1], right[:-1], strict=True)
    if all(alike(came, want) for came, want in floats):
        return (
            "Right for floats; not where a and b hold whole numbers, and the gradient fractions. "
            "An array made like one of whole numbers has no room for them."
        )
    good = [
        all(np.shape(came[i]) == want[i].shape and np.allclose(came[i], want[i])
            for came, want in zip(outputs, right, strict=True))
        for i in (0, 1)
    ]  # fmt: skip
    if any(good):
        which = "a" if good[0] else "b"
        other = "b" if good[0] else "a"
        return f"The gradient for {which} is right on all that was tried, the one for {other} not."
    pairs = list(zip(outputs, right, strict=True))
    if all(np.shape(came[i]) == want[i].shape for came, want in pairs for i in (0, 1)):
        if all(np.allclose(came[i], want[i], atol=0.05) for came, want in pairs for i in (0, 1)):
            return "All numbers come near, and none quite: is something rounded, or estimated?"
        return (
            "The shapes are right, the numbers are not. Take the smallest case: with a = [[2]], "
            "b = [[3]] and the gradient [[10]], the one for a is [[30]] and the one for b [[20]]. "
            "If yours says so too, try a = [[2, 5]]: what of it is felt in which place?"
        )
    return None


exercise = Exercise(
    __name__,
    kind="fill",
    shapes=_shapes,
    tell=_tell,
    reference=_right,
    run=_both,
    anew=True,
    probes=[
        _case(4, 3, 2),
        _case(3, 3, 3),
        _case(1, 4, 2),
        _case(5, 2, 1),
        (np.array([[1, -2, 0], [3, 4, 1]]), np.array([[2], [5], [-1]]), np.array([[0.5], [-0.3]])),
    ],
    accepts=(list,),
    hints=(
        "Write the three shapes down: (n, k), (k, m), and (n, m) for the gradient. A product of "
        "which two, and turned how, has the shape (n, k)?",
        "Each of the two is the gradient times the *other* factor. Which one has to be turned, so "
        "that the sizes inside fit, and which of the two stands on the left?",
        "For a: the gradient on the left, b turned on the right. For b: a turned on the left, the "
        "gradient on the right.",
    ),
    after="Two products, and all of the backward of `Linear` is in them. The sum over the examples "
    "is inside the second: each row of a batch is one more way.",
)

_TURN = "compare its shape with that of its array"

exercise.mistakes(
    swapped=(
        "Both gradients are there, in the wrong order: first comes the one for a.",
        lambda a, b, gradient: (a.T @ gradient, gradient @ b.T),
    ),
    factors_not_turned=(
        "Where all sizes are equal, nothing stops, and the numbers are wrong: neither b nor a has "
        "been turned.",
        lambda a, b, gradient: (gradient @ b, a @ gradient),
    ),
    b_not_turned=(
        "The gradient for a is the trouble. Its second factor has to be turned, or the sizes "
        "inside do not fit.",
        lambda a, b, gradient: (gradient @ b, a.T @ gradient),
    ),
    a_not_turned=(
        "The gradient for b is the trouble. Its first factor has to be turned, or the sizes "
        "inside do not fit.",
        lambda a, b, gradient: (gradient @ b.T, a @ gradient),
    ),
    both_come_turned=(
        f"Each of the two comes out turned: {_TURN}.",
        lambda a, b, gradient: (b @ gradient.T, gradient.T @ a),
    ),
    second_comes_turned=(
        f"The gradient for a is right. The one for b comes out turned: {_TURN}.",
        lambda a, b, gradient: (gradient @ b.T, gradient.T @ a),
    ),
    first_comes_turned=(
        f"The gradient for b is right. The one for a comes out turned: {_TURN}.",
        lambda a, b, gradient: (b @ gradient.T, a.T @ gradient),
    ),
    sides_changed=(
        "The two of each product have changed sides. With `@` it matters what stands on the left: "
        "write the shapes beside each other.",
        lambda a, b, gradient: (b.T @ gradient, gradient @ a.T),
    ),
    factors_of_their_own=(
        "Each product is made with the array's own numbers. A nudge of a is felt as strongly as b "
        "is large: the gradient for a takes the *other* factor.",
        lambda a, b, gradient: (gradient @ gradient.T @ a, b @ gradient.T @ gradient),
    ),
    number_by_number=(
        "`*` multiplies number by number. Forward was a product of matrices, and so are the two "
        "ways back.",
        lambda a, b, gradient: (gradient * b.T, a.T * gradient),
    ),
    reshaped=(
        "The shapes are right, the numbers are not: reshaping leaves the numbers in their order, "
        "row by row. Turning an array makes columns of its rows.",
        lambda a, b, gradient: (
            gradient @ b.reshape(b.shape[::-1]), a.reshape(a.shape[::-1]) @ gradient
        ),
    ),
    inverses=(
        "The shapes are right, the numbers are not: these are the inverses of the other factors. A "
        "gradient undoes nothing; it takes the factor itself, turned.",
        lambda a, b, gradient: (gradient @ np.linalg.pinv(b), np.linalg.pinv(a) @ gradient),
    ),
    plain_product=(
        "Gradient and array are multiplied number by number. Forward was a product of matrices, "
        "and so are the two ways back.",
        lambda a, b, gradient: (gradient * b, gradient * a),
    ),
    without_the_gradient=(
        "What comes in is not used: these are the turned factors alone.",
        lambda a, b, gradient: (b.T, a.T),
    ),
    gradient_of_ones=(
        "The gradient that comes in is taken for ones. It says how much each number of the product "
        "counts.",
        lambda a, b, gradient: _right(a, b, np.ones_like(gradient)),
    ),
    mean_over_the_rows=(
        "The gradient for a is right. The one for b is divided by the number of rows, and the ways "
        "of all rows add up; a mean is the loss's business.",
        lambda a, b, gradient: (gradient @ b.T, a.T @ gradient / len(a)),
    ),
    only_for_a=(
        "Only the gradient for a comes back. A pair is wanted: behind a comma, the one for b.",
        lambda a, b, gradient: gradient @ b.T,
    ),
    only_for_b=(
        "Only the gradient for b comes back. A pair is wanted: before it, the one for a.",
        lambda a, b, gradient: a.T @ gradient,
    ),
    as_a_dict=(
        "A pair is wanted, without names: first the gradient for a, then the one for b.",
        lambda a, b, gradient: dict(zip("ab", _right(a, b, gradient), strict=True)),
    ),
    sign=(
        "Every sign is turned round. These are gradients, and no steps against them.",
        lambda a, b, gradient: tuple(-one for one in _right(a, b, gradient)),
    ),
    product_as_well=(
        "Three things come back. Forward is over: only the two gradients are wanted.",
        lambda a, b, gradient: (a @ b, *_right(a, b, gradient)),
    ),
)


@exercise.variant
def by_turning_all(a, b, gradient):
    return (b @ gradient.T).T, (gradient.T @ a).T


@exercise.variant
def by_einsum(a, b, gradient):
    return np.einsum("nm,km->nk", gradient, b), np.einsum("nk,nm->km", a, gradient)


@exercise.variant
def by_loops(a, b, gradient):
    for_a, for_b = np.zeros(a.shape), np.zeros(b.shape)
    for i, row in enumerate(gradient):
        for j, one in enumerate(row):
            for_a[i] += one * b[:, j]
            for_b[:, j] += one * a[i]
    return [for_a, for_b]
