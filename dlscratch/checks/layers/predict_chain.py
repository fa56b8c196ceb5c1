"""Predict the gradients for x, y and z in a row of two boxes and a loss."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(-48, -8, 4),
    accepts=(list, np.ndarray),
    hints=(
        "Go forward first and note y and z. Then begin at the loss: its slope at z is the gradient "
        "with respect to z.",
        "From z to y the gradient passes the box that multiplies by −2. Which slope has that box?",
        "From y to x it passes `square`, whose slope is twice the number that went *into* it.",
    ),
    after="y is 9, z is −18, and the three numbers follow from right to left: each one is a slope "
    "times the number to its right. A network of a hundred layers does just this, a hundred times.",
)


exercise.mistakes(
    right_to_left=("All three are right. They were wanted in the order x, y, z.", (4, -8, -48)),
    sign_lost=(
        "The sizes are right. One of the slopes is negative: what does a larger y do to z?",
        (48, 8, 4),
    ),
    sign_lost_in_square=(
        "The gradient for x: the size is right. Is the slope of `square` at 3 positive or "
        "negative?",
        (48, -8, 4),
    ),
    sign_lost_and_found=(
        "Two sizes and one sign are right. A larger y makes z smaller: which sign has that slope?",
        (-48, 8, 4),
    ),
    only_slopes=(
        "These are the slopes of the boxes, each for itself. What does each box multiply its "
        "slope by?",
        (6, -2, 4),
    ),
    slope_at_the_output=(
        "The gradient for x: you took the slope of `square` at 9. Which number went *into* "
        "`square`?",
        (-144, -8, 4),
    ),
    no_two_in_square=(
        "The gradient for x: the slope of `square` is twice the number.",
        (-24, -8, 4),
    ),
    value_for_slope=(
        "The gradient for x: you multiplied by 9, which is the output of `square`, not its slope.",
        (-72, -8, 4),
    ),
    no_two_in_the_loss=(
        "Begin again at the loss: its slope at z is *twice* the difference.",
        (-24, -4, 2),
    ),
    added=("You added the slopes along the way. What does a chain do with them?", (8, 2, 4)),
    wrong_way_round=("What is z + 20 for z = −18? A larger z makes this loss larger.", (48, 8, -4)),
    the_loss_itself=(
        "You began with a gradient that is not the slope of the loss at z. Work that out once "
        "more: `2 * (z + 20)`, with z = −18.",
        (192, 32, -16),
    ),
    values=("These are the numbers of the way forward. Now go back, with slopes.", (3, 9, -18)),
)


exercise.variant([-48, -8, 4])
exercise.variant((-48.0, -8.0, 4.0))
