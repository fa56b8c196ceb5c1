"""Find the bug: functions made in a loop that all take the loop's last value."""

import functools

import numpy as np

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import name

_RNG = np.random.default_rng(8)
ONES = np.array([1.0, 1.0])


def _parts(weights, shape=(2,)):
    return [_RNG.normal(size=shape).round(1) for _ in weights], weights


def _mixed(mix, parts, weights, gradient):
    """The sum, and what each function of its notes makes of a gradient, in several orders."""
    total, notes = _both(mix, parts, weights)
    report = {"the sum": total, "the number of notes": len(notes)}
    if len(notes) != len(parts):
        return report
    mix(parts[::-1], [9.5, *weights][: len(weights)])  # whoever computes once more, later
    for place in range(len(notes))[::-1]:
        report[_label(place)] = attempt(notes[place], gradient)
    for place, pull in enumerate(notes):
        report[f"{_label(place)}, asked once more"] = attempt(pull, 2 * gradient)
    return report


_mixed.arguments = ("parts", "weights", "gradient")


def _label(place):
    return f"gradient for parts[{place}]"


def _both(mix, parts, weights):
    found = mix(parts, weights)
    if not isinstance(found, tuple | list) or len(found) != 2:
        raise Refuse("`mix` returns a pair: the sum, and the list of notes. It did before.")
    total, notes = found
    if not isinstance(notes, tuple | list):
        raise Refuse(f"The notes were a list of functions. Now {name(notes)} comes.")
    for one in notes:
        if not callable(one):
            raise Refuse(
                f"The notes hold functions of the gradient, but {name(one)} is among them."
            )
    return total, notes


def _from_slopes(slopes, total=None):
    """A `mix` whose notes multiply by slopes(parts, weights)."""

    def mix(parts, weights):
        pulls = [functools.partial(np.multiply, slope) for slope in slopes(parts, weights)]
        terms = [weight * part for weight, part in zip(weights, parts, strict=True)]
        return (total(parts, weights) if total else sum(terms, 0.0)), pulls

    return mix


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_from_slopes(lambda parts, weights: weights),
    run=_mixed,
    probes=[
        (*_parts([2.0, 5.0]), ONES),
        (*_parts([3.0]), np.array([1.0, 10.0])),
        (*_parts([2.0, -1.0, 0.5]), np.array([2.0, -3.0])),
        (*_parts([4.0, 4.0, -7.0, 1.5], (2, 3)), _RNG.normal(size=(2, 3)).round(1)),
        ([np.array([1, -2]), np.array([3, 0])], [0.5, -1.25], np.array([0.5, 3.0])),
    ],
    hints=(
        "Call `mix` with two parts, and then its notes one after the other, with a gradient of 1. "
        "Which numbers come out?",
        "When does the function look up what `weight` stands for: when it is made, or when it is "
        "called? And what does `weight` stand for by then?",
        "Each function needs a `weight` of its own. A value behind `=` in its head is looked at "
        "when the function is made; and so is an argument of a function that makes it.",
    ),
    after="A function keeps names, and no values. In a real engine every operation is a call of "
    "its own, and so its names are its own. In a loop they are not.",
)

_OTHERS = "The notes differ from each other now. "

exercise.mistakes(
    _from_slopes,
    unmended=(
        "All notes multiply by the last weight. A note looks up a name when it is called: by then "
        "the loop is over.",
        lambda parts, weights: [weights[-1]] * len(weights),
    ),
    first_for_all=(
        "Now all notes multiply by the first weight. Each has its own.",
        lambda parts, weights: [weights[0]] * len(weights),
    ),
    backwards=(
        f"{_OTHERS}But they stand in the opposite order: the first note belongs to the first part.",
        lambda parts, weights: weights[::-1],
    ),
    shifted=(
        f"{_OTHERS}But each takes the weight of its neighbour.",
        lambda parts, weights: [weights[-1], *weights[:-1]],
    ),
    shifted_forward=(
        f"{_OTHERS}But each takes the weight of its neighbour.",
        lambda parts, weights: [*weights[1:], weights[0]],
    ),
    parts_as_slopes=(
        f"{_OTHERS}But they multiply by the part. How fast does 2·x change with x?",
        lambda parts, weights: parts,
    ),
    ones=(
        "The notes hand the gradient on as it is: the weight is lost.",
        lambda parts, weights: [1.0] * len(weights),
    ),
    all_weights_added=(
        "Every note multiplies by the sum of all weights. Each has its own weight.",
        lambda parts, weights: [sum(weights)] * len(weights),
    ),
    sums_so_far=(
        f"{_OTHERS}But each takes the sum of the weights so far. Each has its own weight.",
        lambda parts, weights: np.cumsum(weights),
    ),
    product_of_both=(
        f"{_OTHERS}But they multiply by weight · part, as the sum does. How fast does 2·x change "
        "with x?",
        lambda parts, weights: [w * part for w, part in zip(weights, parts, strict=True)],
    ),
    divided=(
        f"{_OTHERS}But they divide by the weight.",
        lambda parts, weights: [1 / weight for weight in weights],
    ),
    all_weights=(
        "Each note multiplies by the whole list of weights. Each has its own, a single number.",
        lambda parts, weights: [np.array(weights)] * len(weights),
    ),
    places=(
        f"{_OTHERS}But they multiply by the place in the list, 0, 1, 2, and so on.",
        lambda parts, weights: range(len(weights)),
    ),
    squared=(
        f"{_OTHERS}But they multiply by the weight twice.",
        lambda parts, weights: [weight * weight for weight in weights],
    ),
    signs=(
        f"{_OTHERS}But their signs are turned round.",
        lambda parts, weights: [-weight for weight in weights],
    ),
    last_one_alone=(
        "There is one note only. Both the line that makes it and the `return` have their place: "
        "one in the loop, one below it.",
        lambda parts, weights: weights[-1:],
    ),
    no_notes=("There are no notes any more.", lambda parts, weights: []),
    notes_twice=(
        "There are twice as many notes as parts: was the old line left beside the new one?",
        lambda parts, weights: [one for w in weights for one in (weights[-1], w)],
    ),
)


@exercise.wrong(
    "The weight is a second argument of each note now. Whoever walks back has only a gradient to "
    "give: let the argument have a value of its own."
)
def two_arguments(parts, weights):
    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, [lambda gradient, weight: weight * gradient for _ in parts]


@exercise.wrong(
    "The notes give the weight alone. What is wanted depends on the gradient that comes in."
)
def gradient_not_used(parts, weights):
    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, [lambda gradient, weight=weight: weight for weight in weights]


@exercise.wrong(
    "The weight is kept, and the gradient as well: the note takes nothing any more, or comes too "
    "soon. It is called with a gradient, later."
)
def no_argument(parts, weights):
    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, [functools.partial(lambda weight: weight, weight) for weight in weights]


@exercise.wrong(
    "The notes add the weight to the gradient. Along a way slopes are multiplied, as they were."
)
def added(parts, weights):
    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, [functools.partial(np.add, weight) for weight in weights]


@exercise.wrong(
    "The first walk is right. A later call of `mix` changes the notes of an earlier one: something "
    "is kept in one place for all calls."
)
def kept_for_all(parts, weights):
    _KEPT[:] = weights
    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, [lambda gradient, i=i: _KEPT[i] * gradient for i in range(len(weights))]


_KEPT: list = []


@exercise.wrong(
    "Now the notes work by themselves when they are called once. Asked a second time, they give "
    "something else: they use up what they hold."
)
def used_up(parts, weights):
    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, [lambda g, left=[w]: (left.pop() if left else 0) * g for w in weights]  # noqa: B006


@exercise.wrong(
    "The notes take their weights off a list when they are called, so that each call gets the next "
    "one: what a note gives depends on which were asked before, and how often. Each keeps its own."
)
def next_in_line(parts, weights):
    total, left = sum(w * part for w, part in zip(weights, parts, strict=True)), list(weights)
    return total, [lambda gradient: left.pop(0) * gradient for _ in parts]


@exercise.variant
def with_defaults(parts, weights):
    total, notes = 0.0, []
    for part, weight in zip(parts, weights, strict=True):
        total = total + weight * part
        notes.append(lambda gradient, w=weight: w * gradient)
    return total, notes


@exercise.variant
def made_in_a_call(parts, weights):
    def note(weight):
        return lambda gradient: gradient * weight

    total = sum(w * part for w, part in zip(weights, parts, strict=True))
    return total, list(map(note, weights))


@exercise.variant
def by_place(parts, weights):
    own = tuple(weights)
    total = sum(w * part for w, part in zip(own, parts, strict=True))
    return total, tuple(functools.partial(lambda i, g: own[i] * g, i) for i in range(len(own)))
