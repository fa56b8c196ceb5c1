"""What is not as it should be in an order of values, as plain data."""

import itertools

from dlscratch import values
from dlscratch.checks.autograd.shared.graphs import chain, doubled, made, many, taken_apart
from dlscratch.checks.engine.run import Refuse
from dlscratch.errors.values import name as kind_of

ONCE, THERE = "which values come more than once", "which values are missing"
ORDER, OTHERS = "which value stands before one made from it", "what else is in the list"
NOTES = "the values and their parents"
AGAIN = "which values are missing when it is asked once more"
HELD = (
    "What came back changes when the function is called once more, for something else: it is a "
    "list that the function keeps, and writes into again. Each call makes a new one."
)


def ordered(in_order, steps, given):
    """What is not as it should be in the order of what led to f."""
    if steps.isidentifier():
        make = {"chain": chain, "doubled": doubled, "many": many}[steps]
        names, result = {}, make(given["times"])
        names = {f"x{i}": value for i, value in enumerate(values.in_order(result)[::-1])}
    else:
        names = made(steps, given)
        result = names["f"]
    right = values.in_order(result)
    with taken_apart(right):
        before = [(value.data, value.grad, value.parents) for value in right]
        came = in_order(result)
        if came is None:
            raise Refuse("`in_order` gives None. Is there a `return`?")
        if not isinstance(came, list):
            raise Refuse(f"`in_order` gives {kind_of(came)}, and a list is wanted.")
        given, came = came, list(itertools.islice(came, 50_000))
        after = [(value.data, value.grad, value.parents) for value in right]
        if all(isinstance(one, tuple) and len(one) == 2 for one in came) and came:
            raise Refuse("The list holds pairs. A list of the values alone is wanted.")
        report = _described(came, right, names) | {
            NOTES: "as they were" if before == after else "changed by the walk",
        }
        if not steps.isidentifier():
            again = in_order(result)
            again = again if isinstance(again, list | tuple) else []
            report[AGAIN] = _described(again, right, names)[THERE]
            in_order(right[-1])
            if [*map(id, given)] != [*map(id, came)]:
                raise Refuse(HELD)
        return report


ordered.arguments = ("steps", "numbers")


def _described(came, right, names):
    places, twice, others = {}, [], []
    known = {id(value) for value in right}
    called = {id(value): name for name, value in names.items()}
    for place, value in enumerate(came):
        if id(value) not in known:
            others.append(kind_of(value))
        elif id(value) in places:
            twice.append(called[id(value)])
        else:
            places[id(value)] = place
    missing = [called[id(value)] for value in right if id(value) not in places]
    early = [
        f"{called[id(parent)]} before {called[id(value)]}"
        for value in right
        for parent, _ in value.parents
        if places.get(id(parent), len(came)) < places.get(id(value), -1)
    ]
    return {OTHERS: _few(others), THERE: _few(missing), ONCE: _few(twice), ORDER: _few(early)}


def _few(words, most=4):
    words = sorted(set(words))
    return ", ".join(words[:most]) + ", …" * (len(words) > most) or "none"
