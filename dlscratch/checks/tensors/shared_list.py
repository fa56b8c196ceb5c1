"""Predict what a list of lists holds after one of them was changed under another name."""

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=[[9, 2], [9, 2], [1, 2]],
    accepts=(tuple,),
    hints=(
        "Draw it: a box for each list, an arrow to its box from each name and from each place in "
        "`rows`.",
        "How many boxes `[1, 2]` are there? Each pair of brackets that Python comes across makes "
        "one; an `=` makes none.",
        "`b[0] = 9` writes into the box that `b` points to. `a = [5, 5]` makes a new box and moves"
        " the arrow of `a`; the arrows of `rows` stay where they are.",
    ),
    after="In lesson 5 an optimizer and a layer hold the same array of weights under two "
    "names. Training works only because the optimizer changes that array and does "
    "not rebind its own name.",
)


exercise.mistakes(
    assignment_copies=(
        "You let `b = a` make a copy. It ties a second name to the list that is there already.",
        [[1, 2], [9, 2], [1, 2]],
    ),
    rows_follows_the_name=(
        "You let `rows` remember the name `a`. It holds the list that `a` stood for when `rows` "
        "was made.",
        [[5, 5], [9, 2], [1, 2]],
    ),
    rebinding_seen_everywhere=(
        "`a = [5, 5]` changes no list. It ties `a` to a new one, and `rows` never hears of it.",
        [[5, 5], [5, 5], [1, 2]],
    ),
    equal_is_the_same=(
        "The third row has equal numbers, but brackets of its own, so it is a list of its own. "
        "Which rows are one and the same list?",
        [[9, 2], [9, 2], [9, 2]],
    ),
    first_place_written=(
        "Which place is `b[0]`? Python counts from 0, so it is the first of the list.",
        [[1, 9], [1, 9], [1, 2]],
    ),
    rows_are_copies=(
        "You let `rows` take copies. A list holds its items as a name does: nothing is copied "
        "when it is made.",
        [[1, 2], [1, 2], [1, 2]],
    ),
)


exercise.variant([(9, 2), (9, 2), (1, 2)])
exercise.variant([[9, 2]] * 2 + [[1.0, 2.0]])
