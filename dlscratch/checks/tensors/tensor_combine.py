"""Write the whole function that combines two tensors, number by number in the same place."""

import functools

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.tensors.shared import (
    DEEP,
    OTHER_STACK,
    REPEATED,
    ROW,
    SINGLE,
    STACK,
    TABLE,
    flat,
)


def minus(a, b):
    return a - b


def plus(a, b):
    return a + b


def times_plus_one(a, b):
    return a * b + 1


def larger_or_zero(a, b):
    """A question of two numbers: arrays have no answer to it."""
    return a if a > b else 0.5


OTHER_TABLE = [[10, 30, 70], [0, -5, 0.5]]

exercise = Exercise(
    __name__,
    kind="fill",
    reference=tensors.tensor_combine,
    # `plus` also takes two lists, and then joins them: so rows handed to f give themselves away.
    probes=[
        (minus, ROW, [1, 20, 300]),
        (plus, TABLE, OTHER_TABLE),
        (times_plus_one, STACK, OTHER_STACK),
        (minus, SINGLE, [[2]]),
        (minus, REPEATED, [[1, 20, 300], [4000, 5, 60]]),
        (larger_or_zero, [9, 8], [10, 7]),
        (larger_or_zero, DEEP, [[[[1], [4]]], [[[-8], [11]]]]),
    ],
    hints=(
        "It is `tensor_apply` with two tensors. Write that one down first, from memory.",
        "`zip(tensor1, tensor2)` runs through both at once and gives one item of each: two numbers"
        " in the base case, two parts otherwise.",
        "Base case: a list of `f(a, b)` for each pair that `zip` gives. Otherwise: a list of what "
        "`tensor_combine` gives for `f` and each pair of parts.",
    ),
    after="Combining by position is everywhere from here on: prediction minus truth, slope"
    " times gradient, weight minus step.",
)


@exercise.wrong(
    "Two `for`s, one inside the other, pair every item with every other. Each item has just one "
    "partner: the one in the same place."
)
def every_pair(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(a, b) for a in tensor1 for b in tensor2]
    return [every_pair(f, a, b) for a in tensor1 for b in tensor2]


@exercise.wrong(
    "`f` is made for two numbers, and here it gets two rows. (`+` joins two lists into one.) Who "
    "takes care of a pair of rows?"
)
def f_gets_rows(f, tensor1, tensor2):
    return [f(a, b) for a, b in zip(tensor1, tensor2, strict=True)]


@exercise.wrong(
    "A plain list works. In the other case the function calls itself and must give itself all that"
    " it needs. What does `tensor_combine` take, and in which order?"
)
def f_not_handed_on(f, tensor1, tensor2=None):
    if tensors.is_1d(tensor1):
        return [f(a, b) for a, b in zip(tensor1, tensor2, strict=True)]
    return [f_not_handed_on(a, b) for a, b in zip(tensor1, tensor2, strict=True)]


@exercise.wrong(
    "Each pair is the right one, but it comes to `f` in the wrong order, and a - b is not b - a. "
    "The first number comes from `tensor1`."
)
def swapped(f, tensor1, tensor2):
    return tensors.tensor_combine(f, tensor2, tensor1)


@exercise.wrong(
    "A plain list works, and with lists of lists None comes back. What does your second case give "
    "back?"
)
def no_return(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return tensors.tensor_combine(f, tensor1, tensor2)


@exercise.wrong(
    "The results are right, but they were written over `tensor1`, which belongs to the caller. "
    "Build a new list instead."
)
def in_place(f, tensor1, tensor2):
    for i, (a, b) in enumerate(zip(tensor1, tensor2, strict=True)):
        tensor1[i] = in_place(f, a, b) if isinstance(a, list) else f(a, b)
    return tensor1


@exercise.wrong("These are the right pairs. What is to be done with each of them?")
def pairs_without_f(f, tensor1, tensor2):
    return tensors.tensor_combine(lambda a, b: (a, b), tensor1, tensor2)


@exercise.wrong(
    "All the results are there, but the brackets are gone. Each pair of parts must become one "
    "item, and that item is a list."
)
def flat_(f, tensor1, tensor2):
    return flat(tensors.tensor_combine(f, tensor1, tensor2))


@exercise.wrong("The results were added together. They should stay apart, each in its place.")
def adds_up(f, tensor1, tensor2):
    return tensors.tensor_sum(tensors.tensor_combine(f, tensor1, tensor2))


@exercise.wrong(
    "Only the first pair of each list has come through. `return` ends the function, so in a loop "
    "it leaves after one round."
)
def returns_too_soon(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(tensor1[0], tensor2[0])]
    return [returns_too_soon(f, tensor1[0], tensor2[0])]


@exercise.wrong(
    "A table is right, and nothing else. Two `for`s suit exactly two levels. What is to be done "
    "with a plain list, and with parts that are deeper?"
)
def tables_only(f, tensor1, tensor2):
    pairs_of_rows = zip(tensor1, tensor2, strict=True)
    return [[f(a, b) for a, b in zip(*rows, strict=True)] for rows in pairs_of_rows]


@exercise.wrong(
    "Two levels are right; a third is not. Two `for`s reach two levels deep, and no more. Which "
    "function already works at any depth?"
)
def two_levels_only(f, tensor1, tensor2):
    pairs = list(zip(tensor1, tensor2, strict=True))
    if tensors.is_1d(tensor1):
        return [f(a, b) for a, b in pairs]
    return [[f(a, b) for a, b in zip(*rows, strict=True)] for rows in pairs]


@exercise.wrong(
    "Only the first tensor goes one level deeper. In the inner call, both have to: a part of the "
    "one and the part of the other in the same place."
)
def second_stays_whole(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(a, b) for a, b in zip(tensor1, tensor2, strict=False)]
    return [second_stays_whole(f, part, tensor2) for part in tensor1]


@exercise.wrong(
    "A plain list works. In the other case the parts go to `f`, or to a function that combines no "
    "deeper. Which function combines two tensors of any depth?"
)
def parts_to_f(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(a, b) for a, b in zip(tensor1, tensor2, strict=True)]
    return [tensors.tensor_apply(f, a) for a, b in zip(tensor1, tensor2, strict=True)]


@exercise.wrong(
    "Where a number occurs twice, its partner is not the right one: `index` finds the first place "
    "that holds it. `zip` goes by place."
)
def partner_by_index(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return [f(a, tensor2[tensor1.index(a)]) for a in tensor1]
    return [partner_by_index(f, a, b) for a, b in zip(tensor1, tensor2, strict=True)]


@exercise.variant
def down_to_numbers(f, tensor1, tensor2):
    if not isinstance(tensor1, list):
        return f(tensor1, tensor2)
    return [down_to_numbers(f, tensor1[i], tensor2[i]) for i in range(len(tensor1))]


@exercise.wrong(
    "Here `f` gets whole arrays. Some functions can take them, such as a difference; one that asks "
    "a question, such as `a > b`, cannot. `f` is made for two numbers."
)
def by_numpy(f, tensor1, tensor2):
    return np.asarray(f(np.array(tensor1), np.array(tensor2))).tolist()


@exercise.variant
def by_map(f, tensor1, tensor2):
    if tensors.is_1d(tensor1):
        return list(map(f, tensor1, tensor2))
    return list(map(functools.partial(by_map, f), tensor1, tensor2))
