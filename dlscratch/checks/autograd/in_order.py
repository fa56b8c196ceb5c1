"""The order of the way back: each value once, and before all that it was made from."""

import numpy as np

from dlscratch import values
from dlscratch.checks.autograd.shared.graphs import tangled
from dlscratch.checks.autograd.shared.orders import ONCE, ORDER, OTHERS, THERE, ordered
from dlscratch.checks.engine.told import Exercise


def _tell(outcomes):
    """What is right already, where something is wrong on the first probe that is not right."""
    for (steps, _), outcome in zip(exercise.probes, outcomes, strict=False):
        report = outcome.output
        if outcome.timed_out and outcome is not outcomes[0] and not steps.isidentifier():
            return _STANDS_STILL
        if type(report) is not dict:
            return None
        if steps == "many" and report[THERE] != "none":
            return "A value may have been made from three others, or four. Each of them counts."
        if report[OTHERS] == report[THERE] == "none" != report[ONCE]:
            return "A value comes once for each way that leads to it. Remember which were there."
        if report[OTHERS] == report[THERE] == report[ONCE] == "none" != report[ORDER]:
            return (
                "Here all values are there, each once. The order is not right yet: a value comes "
                "only behind *all* that was made from it, however short another way to it is."
            )
        if any(report[label] != "none" for label in (OTHERS, THERE, ONCE, ORDER)):
            return None
    return None


_STANDS_STILL = (
    "What was tried before is right. Here the loop does not come to its end: a value may wait more "
    "than once on the list of what is to be visited. Does every round take something off that "
    "list, also where the value was found before?"
)

exercise = Exercise(
    __name__,
    kind="fill",
    tell=_tell,
    reference=values.in_order,
    run=ordered,
    seconds=5,
    probes=[
        ("u = a * b; f = u + a", {"a": 2.0, "b": 3.0}),
        ("u = a + a; v = u * u; f = u + v", {"a": 3.0}),
        ("u = a + a; v = u * u; f = v + u", {"a": 3.0}),
        ("u = a * b; v = u + c; w = v * u; z = w + a; f = z * v", {"a": 1.0, "b": 1.0, "c": 1.0}),
        ("u = a * a; v = u + a; w = a + v; f = w * v", {"a": 0.0}),
        ("u = a + b; v = b + c; w = u * v; f = w + b", {"a": 2.0, "b": 2.0, "c": 2.0}),
        ("w = a + b; v = w + b; u = a * a; f = u + v", {"a": 2.0, "b": 3.0}),
        ("w = a + b; v = w + b; u = a * a; f = v + u", {"a": 2.0, "b": 3.0}),
        (tangled(0), {"a": 2.0, "b": 3.0}),
        (tangled(1), {"a": 2.0, "b": 3.0}),
        ("many", {"times": 4}),
        ("f = x", {"x": 5.0}),
        ("f = x * x", {"x": 5.0}),
        ("chain", {"times": 4000}),
        ("doubled", {"times": 100}),
    ],
    hints=(
        "A value may be put on the list of what is done when all its parents are on it. Read from "
        "the end, that list is the order that is wanted.",
        "Keep a second list of what is to be visited. A value comes to it twice: the first time "
        "its parents are put there as well; the second time they are done, and so is the value.",
        "Put pairs on the second list: a value, and whether its parents are done. Taken from the "
        "end: if they are, the value is done; if not, and if it is new, put it back as done, and "
        "its parents on top. Turn the result round.",
    ),
    after="This order has a name, topological. Whoever follows it hands on a gradient only when it "
    "is complete, and each value has its turn once.",
)


def _children_first(result):
    """Right but for its direction: each after all that it was made from."""
    return values.in_order(result)[::-1]


def _depth_first(result, end=-1, check="push"):
    """Each value when it is first reached."""
    seen, done, waiting = set(), [], [result]
    while waiting:
        value = waiting.pop(end)
        if value in seen:
            continue
        seen.add(value)
        done.append(value)
        waiting += [parent for parent, slope in value.parents]
    return done


def _breadth_first(result):
    return _depth_first(result, 0)


def _some_parents_only(result, which=np.s_[-1:]):
    done, found, waiting = [], set(), [(result, False)]
    while waiting:
        value, ready = waiting.pop()
        if ready:
            done.append(value)
        elif value not in found:
            found.add(value)
            waiting.append((value, True))
            waiting += [(parent, False) for parent, slope in value.parents[which]]
    return done[::-1]


def _every_way(result):
    done, waiting = [], [result]
    while waiting:
        value = waiting.pop()
        done.append(value)
        waiting += [parent for parent, slope in value.parents]
        if len(done) > 3000:
            break
    return done


def _recursive(result):
    done, found = [], set()

    def visit(value):
        if value not in found:
            found.add(value)
            for parent, _ in value.parents:
                visit(parent)
            done.append(value)

    visit(result)
    return done[::-1]


def _all_but_the_result(result):
    return values.in_order(result)[1:]


def _results_only(result):
    return [value for value in values.in_order(result) if value.parents]


def _leaves_only(result):
    return [value for value in values.in_order(result) if not value.parents]


def _reversed_reach(result):
    return _depth_first(result)[::-1]


def _parents_only(result):
    return [result, *(parent for parent, slope in result.parents)]


def _no_repeats_of_parents(result):
    return list(dict.fromkeys(_parents_only(result)))


def _marked(result):
    """Marks what it has seen in the values' `grad`."""
    done, waiting = [], [(result, False)]
    while waiting:
        value, ready = waiting.pop()
        if ready:
            done.append(value)
        elif value.grad == 0.0:
            value.grad = 1.0
            waiting.append((value, True))
            waiting += [(parent, False) for parent, slope in value.parents]
    return done[::-1]


def _by_data(result):
    """Takes values with equal numbers for one."""
    done, found, waiting = [], [], [(result, False)]
    while waiting:
        value, ready = waiting.pop()
        if ready:
            done.append(value)
        elif value.data not in found:
            found.append(value.data)
            waiting.append((value, True))
            waiting += [(parent, False) for parent, slope in value.parents]
    return done[::-1]


def _nothing(result):
    _depth_first(result)


def _notes_emptied(result):
    found = values.in_order(result)
    for value in found:
        value.parents = ()
    return found


_KNOWN: set = set()


def _kept_between_calls(result):
    """All that no earlier call has found."""
    found = [value for value in values.in_order(result) if value not in _KNOWN]
    _KNOWN.update(found)
    return found


def _first_last(result):
    found = values.in_order(result)
    return [*found[1:], found[0]]


exercise.mistakes(
    turned_round=(
        "Each value stands *behind* all that it was made from: the order is right, but for its "
        "direction. The result is to be first.",
        _children_first,
    ),
    as_reached=(
        "Each value stands where it was first reached. But it may be made use of by another one "
        "that is reached later, and then it comes too early.",
        _depth_first,
    ),
    level_by_level=(
        "The values stand in levels: the result, its parents, their parents. A value that is used "
        "in two levels comes too early.",
        _breadth_first,
    ),
    as_reached_and_turned_round=(
        "Each value stands where it was reached, and then the whole is turned round. Reached is "
        "not done: a value is done when all its parents are.",
        _reversed_reach,
    ),
    every_way=(
        "A value comes once for each way that leads to it. Remember which were there already.",
        _every_way,
    ),
    recursive=(
        "The order is right, but the function calls itself for each parent, and Python stops that "
        "in a deep chain. Keep a list of what is still to be visited.",
        _recursive,
    ),
    last_parent_only=(
        "Only the last parent of each value is followed. Most have two.", _some_parents_only,
    ),
    without_the_result=("The result itself is missing. It comes first.", _all_but_the_result),
    results_only=(
        "What has no parents is missing. These are the ones whose gradients are wanted most.",
        _results_only,
    ),
    leaves_only=(
        "Only what has no parents is there. All that lies between is part of the way back.",
        _leaves_only,
    ),
    parents_only=(
        "Only the result and its parents are there. Their parents have parents in turn.",
        _parents_only,
    ),
    parents_once=(
        "Only the result and its parents are there, each once. Their parents have parents in turn.",
        _no_repeats_of_parents,
    ),
    marked_in_the_values=(
        "The order is right. But what has been found is noted in the values themselves, and they "
        "are changed by it: their `grad` is not yours here.",
        _marked,
    ),
    equal_numbers_as_one=(
        "Values with the same number are taken for one. What counts is whether it is the same "
        "value, not what its `data` is.",
        _by_data,
    ),
    pairs=(
        "Of each pair, only the value belongs into it.",
        lambda result: [(value, 1.0) for value in values.in_order(result)],
    ),
    numbers=(
        "The list holds plain numbers. A list of the values themselves is wanted.",
        lambda result: [value.data for value in values.in_order(result)],
    ),
    a_set=(
        "A set has no order. A list is wanted.", lambda result: set(values.in_order(result)),
    ),
    no_return=("Nothing comes back. Is there a `return` at the end?", _nothing),
    notes_emptied=(
        "The parents of the values are gone afterwards. Whoever walks back needs them.",
        _notes_emptied,
    ),
    found_kept=(
        "The first time all is right. But what has been found is kept from call to call: asked "
        "once more about the same values, it leaves out those that it knows from before. Each call "
        "begins with nothing found.",
        _kept_between_calls,
    ),
    first_parent_only=(
        "Only the first parent of each value is followed. Most have two.",
        lambda result: _some_parents_only(result, np.s_[:1]),
    ),
    result_at_the_end=("The result stands at the end. It comes first.", _first_last),
)  # fmt: skip


@exercise.variant
def by_counting(result):
    """A value is ready when all that was made from it has had its turn."""
    uses, waiting, seen = {}, [result], {result}
    while waiting:
        for parent, _ in waiting.pop().parents:
            uses[parent] = uses.get(parent, 0) + 1
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    order = [result]
    for value in order:
        for parent, _ in value.parents:
            uses[parent] -= 1
            if not uses[parent]:
                order.append(parent)
    return order


@exercise.variant
def with_a_list_of_found(result):
    done, found, waiting = [], [], [(result, False)]
    while waiting:
        value, ready = waiting.pop()
        if ready:
            done.insert(0, value)
        elif value not in found:
            found.append(value)
            waiting += [(value, True), *((parent, False) for parent, _ in value.parents)]
    return list(done)


@exercise.variant
def noted_when_done(result):
    """No value leads back to itself, so that it is enough to note what is done."""
    done, waiting = {}, [(result, False)]
    while waiting:
        value, ready = waiting.pop()
        if ready:
            done[value] = None
        elif value not in done:
            waiting.append((value, True))
            waiting += [(parent, False) for parent, slope in value.parents]
    return list(reversed(done))
