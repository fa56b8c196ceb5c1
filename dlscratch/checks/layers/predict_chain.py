"""Predict the gradients for x, y and z in a row of two boxes and a loss."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(-72, -12, 6),
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
    right_to_left=("All three are right. They were wanted in the order x, y, z.", (6, -12, -72)),
    sign_lost=(
        "The sizes are right. One of the slopes is negative: what does a larger y do to z?",
        (72, 12, 6),
    ),
    sign_lost_in_square=(
        "The gradient for x: the size is right. Is the slope of `square` at 3 positive or "
        "negative?",
        (72, -12, 6),
    ),
    sign_lost_and_found=(
        "Two sizes and one sign are right. A larger y makes z smaller: which sign has that slope?",
        (-72, 12, 6),
    ),
    only_slopes=(
        "These are the slopes of the boxes, each for itself. What does each box multiply its "
        "slope by?",
        (6, -2, 6),
    ),
    not_chained=(
        "The gradient for x: the slope of `square` was multiplied by the gradient for z. What does "
        "come back to `square`: the gradient for z, or the one for y?",
        (36, -12, 6),
    ),
    slope_at_the_output=(
        "The gradient for x: you took the slope of `square` at 9. Which number went *into* "
        "`square`?",
        (-216, -12, 6),
    ),
    no_two_in_square=(
        "The gradient for x: the slope of `square` is twice the number.",
        (-36, -12, 6),
    ),
    value_for_slope=(
        "The gradient for x: you multiplied by 9, which is the output of `square`, not its slope.",
        (-108, -12, 6),
    ),
    no_two_in_the_loss=(
        "Begin again at the loss: its slope at z is *twice* the difference.",
        (-36, -6, 3),
    ),
    began_with_one=(
        "You began with a 1 at z. That would be right if z itself were the loss. How much does the "
        "loss change for each bit of z?",
        (-12, -2, 1),
    ),
    began_with_the_loss=(
        "You began with a number that is not the slope of the loss at z. Work that out once more: "
        "`2 * (z + 21)`, with z = −18.",
        (-108, -18, 9),
    ),
    began_with_z=(
        "You began with z itself. What comes back from the loss is its slope at z.",
        (216, 36, -18),
    ),
    plus_18=(
        "On the way forward the box multiplies by −2. What is z then, and how far is it from −21?",
        (-936, -156, 78),
    ),
    minus_21=(
        "What is z + 21 for z = −18? The signs of the two go against each other.",
        (936, 156, -78),
    ),
    doubled_for_squared=(
        "Forward: `square` makes 9 of 3. Only its *slope* there is 6.",
        (-216, -36, 18),
    ),
    divided=(
        "You divided by the slopes. A box that makes every nudge larger makes the gradient larger.",
        (-0.5, -3, 6),
    ),
    added=("You added the slopes along the way. What does a chain do with them?", (10, 4, 6)),
    wrong_way_round=(
        "What is z + 21 for z = −18? A larger z makes this loss larger.",
        (72, 12, -6),
    ),
    x_and_y_swapped=(
        "All three numbers are there. Which of them is wanted first?",
        (-12, -72, 6),
    ),
    values=("These are the numbers of the way forward. Now go back, with slopes.", (3, 9, -18)),
)


exercise.variant([-72, -12, 6])
exercise.variant((-72.0, -12.0, 6.0))
