"""Which numbers does `w.grad` hold after one `backward`, and after a second one?"""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=(4, 9),
    accepts=(list, np.ndarray),
    hints=(
        "First each slope for itself. How fast does w · w change with w, at w = 2? How fast 5 · w?",
        "The slopes are 4 and 5. What does `backward` do with a gradient that is already there?",
        "It does what the title of the lesson's section 6 says.",
    ),
    after="That is useful where a number is used twice: the chain rule adds up the ways, and so "
    "does `.grad`. The price is that you must wipe it between two steps.",
)


exercise.mistakes(
    overwritten=(
        "Both slopes are right, and this is what our own `backward` would leave: the newest "
        "gradient. Theirs does something else with the old one.",
        (4, 5),
    ),
    kept=("The second backward leaves its trace as well. What happens to what was there?", (4, 4)),
    multiplied=(
        "The two losses have nothing to do with each other, so their slopes are not multiplied. "
        "The chain rule multiplies along a way; different ways are combined differently.",
        (4, 20),
    ),
    slope_of_the_square=(
        "Look at the first one again. In w · w both factors change when w does.",
        (2, 7),
    ),
    second_value=(
        "You have added the value of 5 · w. What counts is how fast it changes with w.",
        (4, 14),
    ),
    values=("These are the values of the two losses. `.grad` holds slopes.", (4, 10)),
    averaged=(
        "No mean is taken here: a mean would come from the loss, and there is none in it.",
        (4, 4.5),
    ),
    swapped=(
        "The two numbers stand in each other's place. The first `print` comes before the second "
        "`backward`.",
        (9, 4),
    ),
    both_at_the_end=(
        "The last one is right. The first `print` comes earlier: what is there by then?",
        (9, 9),
    ),
    order_of_slopes=("Which loss goes back first, w · w or 5 · w?", (5, 9)),
    slopes_in_disorder=("Which loss goes back first, w · w or 5 · w?", (5, 4)),
    two_slips=(
        "Two things. In w · w both factors change when w does. And `backward` does something with "
        "the gradient that is already there.",
        (2, 5),
    ),
    one_by_one=(
        "How fast w changes with itself is not asked: each loss has a slope of its own at w = 2.",
        (1, 6),
    ),
    multiplied_by_w=(
        "The first is right. The slope of 5 · w is the same everywhere, also at w = 2; 5 · 2 is "
        "its value.",
        (4, 24),
    ),
    wrong_slope_and_value=("These are values of the losses. `.grad` holds slopes.", (2, 12)),
    subtracted=(
        "The first is right. `backward` takes nothing away from what is there.",
        (4, 1),
    ),
    subtracted_the_other_way=(
        "The first is right. `backward` takes nothing away from what is there.",
        (4, -1),
    ),
    w_has_moved=(
        "`backward` only computes gradients. Nothing here moves w: there is no step.",
        (4, 5.6),
    ),
    larger_one=("The second is no sum of the two slopes yet. What are they?", (4, 8)),
    wiped=("Nothing wipes a gradient but you. There is no `zero_grad` here.", (4, 0)),
    nothing_at_first=("After the first `backward` there is a gradient already.", (0, 4)),
    nothing_yet=(
        "`w` asks for its gradient, and `backward` has run: it is not None.",
        (None, None),
    ),
    w_itself=("This is `w`. Its gradient says how fast each loss changes with it.", (2, 2)),
    no_square=("The slope of w · w is not its value times w. How fast does it grow at 2?", (8, 13)),
    as_texts=("These are texts. A number has no quotes.", ("4", "9")),
    as_printed=("These are texts. `.item()` gives a number, without quotes.", ("4.0", "9.0")),
    formulas=("The slopes are asked for as numbers, at w = 2.", ("2w", 5)),
    formulas_added=("The slopes are asked for as numbers, at w = 2.", ("2w", "2w + 5")),
    first_alone=("That is one of the two `print`s. Both are asked for.", 4),
    second_alone=("That is what one of the two shows. Both are asked for.", 9),
)


exercise.variant([4.0, 9.0])
exercise.variant(np.array([2 * 2.0, 2 * 2.0 + 5]))
