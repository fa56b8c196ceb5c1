"""Put seven lines in order: the whole way back, each value once."""

import functools

from dlscratch.checks.autograd.shared.graphs import made
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise
from dlscratch.values import in_order

LINES = {
    "A": "            share = slope * value.grad",
    "B": "        for parent, slope in value.parents:",
    "C": "    result.grad = 1.0",
    "D": "            parent.grad += share",
    "E": "        value = to_visit.pop(0)",
    "F": "    while to_visit:",
    "G": "    to_visit = in_order(result)",
}
_WHO = {
    "to_visit": "the list of what is still to be visited",
    "value": "the value whose turn it is",
    "share": "the share of a parent",
    "parent": "a parent",
    "slope": "a slope",
}


def _walked(walk_back, steps, given):
    names = made(steps, given)
    try:
        walk_back(names["f"])
    except NameError as error:
        missing = getattr(error, "name", None) or str(error).split("'")[1]
        what = _WHO.get(missing, "that")
        raise Refuse(f"A line uses `{missing}`, {what}, before any line has made it.") from None
    return {f"gradient for {name}": value.grad for name, value in names.items()}


_walked.arguments = ("steps", "numbers")

exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="GCFEBAD",
    prepare=functools.partial(
        assemble,
        lines=LINES,
        name="walk_back",
        known={"in_order": in_order},
        before=("def walk_back(result):",),
    ),
    run=_walked,
    probes=[
        ("f = a * b + a", {"a": 2.0, "b": 3.0}),
        ("u = a * b; v = u + b; f = u * v", {"a": 2.0, "b": -3.0}),
    ],
    hints=(
        "Two lines prepare the walk and stand outside the loop. What must be there before the "
        "first value has its turn?",
        "In each round: take a value out, then go through its parents. What needs `value`, and "
        "what needs `slope`?",
        "The list and the 1; while something is left, the next value; for each of its parents, the "
        "share, and then the share is added.",
    ),
    after="Because of the order, `value.grad` is complete when it is handed on: each value gets "
    "one turn, however many ways lead to it.",
)
_TURN = "The value of a round has to be taken out before its parents can be gone through."
_SHARE = "A share is worked out first, and then added."

exercise.mistakes(
    one_too_late=(
        "Everything but the result stays at 0: each value hands on its `grad`, and nobody has "
        "begun. What is the gradient of f for f itself?",
        "GFEBADC",
    ),
    list_too_late=("The loop asks what is left to visit: make that list first.", "CFEBADG"),
    share_too_late=(_SHARE, "GCFEBDA"),
    value_too_late=(_TURN, "GCFBADE"),
    value_outside=(
        "Taking a value out belongs to each round: it is indented, and stands in the while loop.",
        "GCEFBAD",
    ),
    share_before_its_loop=(
        "The share needs a slope, and so the loop over the parents comes before it.", "GCFEABD",
    ),
    share_first=(
        "In a round, the value comes first, then the loop over its parents.", "GCFABED",
    ),
    parents_outside=(
        "The loop over the parents is indented: it belongs to the while loop.", "GCBFEAD",
    ),
    value_between=(
        "Between the loop over the parents and its two lines nothing may stand.", "GCFBEAD",
    ),
    one_in_the_loop=(
        "The 1 is set once, before the walk. Below the `while` stands what belongs to a round.",
        "GFCEBAD",
    ),
    one_between=(
        "The 1 is set once, before the walk, and not between the lines for a parent.", "GFEBACD",
    ),
    one_above_the_loop_of_parents=(
        "The 1 is set once, before the walk, and not in front of the two lines for a parent.",
        "GFEBCAD",
    ),
    list_in_the_loop=(
        "The list is made once, before the loop. It shrinks with each round.", "CFGEBAD",
    ),
)  # fmt: skip

exercise.variant("CGFEBAD")
exercise.variant("g, c, f, e, b, a, d")
exercise.variant(list("GCFEBAD"))
