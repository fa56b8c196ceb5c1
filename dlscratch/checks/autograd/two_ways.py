"""Gradients on paper, of an expression in which two numbers are used twice."""

import numpy as np

from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import listed


def _tell(outcomes):
    """The first of the four that does not follow from those before it."""
    v, u, a, b = (float(one) for one in outcomes[0].output)
    came, right = (v, u, a, b), exercise.reference
    signs = [name for name, mine, one in zip("vuab", came, right, strict=True) if mine == -one]
    if signs and all(abs(mine) == abs(one) for mine, one in zip(came, right, strict=True)):
        names = listed(signs)
        return f"All is right but for {'a sign' if len(signs) == 1 else 'the signs'}: of {names}."
    follows = (v == -6, u == -9 + v, a == -3 * u, b == 2 * u + v)
    if all(follows):
        return None
    at = follows.index(False)
    before = ("", "v is right. ", "v and u are right. ", "All is right but for b. ")[at]
    if came[:at] != right[:at]:
        before = "What came before follows from the first slip. "
    later = at == 0 and all(follows[1:])
    return f"{before}{_STEPS[at]}{' The others follow rightly from it.' * later}"


_STEPS = (
    "Begin with v: in `f = u * v`, how far does f move for a nudge of v?",
    "For u there are two ways, one as a factor in f, one by way of v. Work out each by itself, and "
    "add the two.",
    "For a there is one way, by u: the slope of `u = a * b` for a, times all of u's gradient.",
    "For b there are two ways. By way of u: the slope of `u = a * b` for b, times all of u's "
    "gradient. By way of v: what v has. Add the two.",
)

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(-6, -15, 45, -36),
    accepts=(list, np.ndarray),
    tell=_tell,
    hints=(
        "Work out u, v and f first. Then draw an arrow for each use of a number: which two "
        "numbers have two arrows that leave them?",
        "Go from f backwards. Along an arrow, the gradient of what was made is multiplied by the "
        "slope: of a product that is the other factor, of a sum it is 1.",
        "For u, add what comes directly from f to what comes by way of v. With that, b gets one "
        "part from u and one from v.",
    ),
    after="You have just done what an engine does: from the end, each number once, and the sum of "
    "all ways before anything is handed on.",
)

_HALF = "A gradient is the sum over *all* ways to f. "

exercise.mistakes(
    u_only_directly=(
        f"{_HALF}u stands in `f = u * v` itself, and in v as well: which of the two is missing? "
        "The gradients for a and b go through u, so they change with it.",
        (-6, -9, 27, -24),
    ),
    u_only_through_v=(
        f"{_HALF}For u you have the way through v. But u is also a factor of f.",
        (-6, -6, 18, -18),
    ),
    b_only_through_u=(
        f"{_HALF}All is right but for b: it is a factor in u, and where else does it stand?",
        (-6, -15, 45, -30),
    ),
    b_only_through_v=(
        f"{_HALF}All is right but for b: it is added in v, and where else does it stand?",
        (-6, -15, 45, -6),
    ),
    one_way_each_direct=(
        f"{_HALF}Here u has only the direct way, and b only the one through u.",
        (-6, -9, 27, -18),
    ),
    one_way_each_other=(
        f"{_HALF}Here u has only the direct way, and b only the one through v.",
        (-6, -9, 27, -6),
    ),
    one_way_each_through_v=(
        f"{_HALF}Here u has only the way through v, and b only the one through u.",
        (-6, -6, 18, -12),
    ),
    last_way_of_each=(
        f"{_HALF}Here u and b have only their way through v.",
        (-6, -6, 18, -6),
    ),
    nothing_for_a=(
        f"{_HALF}With a and b you have taken one way through u only: hand on the whole "
        "gradient of u, which is right already.",
        (-6, -15, 27, -24),
    ),
    own_factor_in_f=(
        "In a product each factor has the *other* one as its slope: how much f moves with v says "
        "u, not v.",
        (-9, -15, 45, -39),
    ),
    own_factor_in_u=(
        "v and u are right. In `u = a * b` each factor has the *other* one as its slope.",
        (-6, -15, -30, 39),
    ),
    values=(
        "These are the numbers themselves. Asked is how fast f changes with each of them.",
        (-9, -6, 2, -3),
    ),
    ways_multiplied=(
        "Along a way, slopes are multiplied. But several ways are added up.",
        (-6, 54, -162, -648),
    ),
    slopes_only=(
        "v and u are right. For a and b there are only the slopes of `u = a * b`; they are to be "
        "multiplied by the gradient of u, and b has a second way.",
        (-6, -15, -3, 2),
    ),
    slopes_only_two_ways=(
        "v and u are right. For a and b there are only slopes of single steps; each is to be "
        "multiplied by the gradient that arrives there.",
        (-6, -15, -3, 3),
    ),
    v_hands_on_one=(
        "v is right as 1 only if f *were* v. It is a product: how much does it move with v?",
        (1, -8, 24, -15),
    ),
    b_added_as_a_slope=(
        "All is right but for b. By way of v it gets what v has: 1 times the gradient of v.",
        (-6, -15, 45, -29),
    ),
    b_with_another_sign=(
        "All is right but for b: look at the signs of its two parts.",
        (-6, -15, 45, -24),
    ),
    backwards=(
        "These are the right numbers in another order: first comes v, then u, a and b.",
        (-36, 45, -15, -6),
    ),
    alphabet=(
        "These are the right numbers in another order: first comes v, then u, a and b.",
        (45, -36, -15, -6),
    ),
    u_before_v=(
        "These are the right numbers in another order: first comes v, then u, a and b.",
        (-15, -6, 45, -36),
    ),
    b_before_a=(
        "These are the right numbers in another order: first comes v, then u, a and b.",
        (-6, -15, -36, 45),
    ),
    a_before_the_others=(
        "These are the right numbers in another order: first comes v, then u, a and b.",
        (45, -36, -6, -15),
    ),
    minus_lost=(
        "b is −3, and so u and v are negative, too. You have computed with 3.",
        (6, 15, 45, 36),
    ),
    b_taken_as_three=(
        "The gradients for u and v are those for b = −3. Those for a and b seem to be worked out "
        "with 3.",
        (-6, -15, -45, -36),
    ),
)

exercise.variant([-6.0, -15.0, 45.0, -36.0])
exercise.variant(np.array([-6, -15, 45, -36]))
