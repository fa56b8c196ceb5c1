"""Predict the gradient that `square` hands back, when −3 went forward and a 5 comes in."""

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=-30,
    hints=(
        "Two numbers are needed: how steep the box is where it stands, and what came in.",
        "The slope is taken at the number that went forward.",
        "Backward multiplies the two, and keeps their signs.",
    ),
    after="A nudge of x by a little bit changes y by −6 such bits, and each bit of y changes the "
    "loss by 5. Both facts together make −30, and the box knew only the first.",
)


exercise.mistakes(
    only_the_slope=(
        "That is the slope of the box at −3. What came in from the right is missing.",
        -6,
    ),
    sign_lost=("The size is right. Which sign has the slope at −3: does the curve rise there?", 30),
    value_for_slope=(
        "You took the output, 9, and multiplied it. Backward wants to know how *steep* the box is.",
        45,
    ),
    no_two=("The slope of `square` is twice the number, not the number.", -15),
    slope_at_the_output=(
        "You took the slope at 9, the output. The curve is asked how steep it is where x stands.",
        90,
    ),
    added=("You added the slope and the incoming gradient.", -1),
    divided=(
        "You divided by the slope. A steep box makes every nudge larger: what does it do to the "
        "gradient?",
        5 / -6,
    ),
    divided_by_the_gradient=(
        "You divided the slope by what came in. Backward has another way to bring the two "
        "together.",
        -6 / 5,
    ),
    added_to_the_output=(
        "You added what came in to the output, 9. Backward wants to know how *steep* the box is.",
        14,
    ),
    the_output=(
        "That is what the box gave on the way forward. What does it hand to its left on the way "
        "back?",
        9,
    ),
    squared_the_gradient=("You sent the gradient through the box. Backward uses its slope.", 25),
    slope_of_the_gradient_twice=(
        "You took the slope at 5, the incoming gradient. The box stands where x went in.",
        50,
    ),
    sign_and_two_lost=(
        "Two things are missing: the slope of `square` is twice the number, and which sign has "
        "the number?",
        15,
    ),
    sign_of_the_slope=(
        "That is the size of the slope. At −3 the curve falls; and what came in from the right is "
        "missing.",
        6,
    ),
    slope_of_the_gradient=(
        "That is twice the incoming gradient. The slope has to do with the number that went "
        "*forward*.",
        10,
    ),
    passed_on=("That came in. The box has a slope: what does it do to a nudge?", 5),
)


exercise.variant(-30.0)
exercise.variant(2 * -3 * 5)
