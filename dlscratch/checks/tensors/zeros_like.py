"""Write the body that makes a tensor of zeros in which no two rows are the same list."""

import copy

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.tensors.shared import ROW, STACK, TABLE, overwrite


def _zeros_then_change(zeros_like, tensor):
    """The zeros, and what they are after a single change: a row in two places shows twice."""
    numbers = copy.deepcopy(tensor)
    zeros = untouched = zeros_like(tensor)
    if tensor == numbers and _alike(zeros, tensor) and zeros == tensors.zeros_like(tensor):
        untouched = copy.deepcopy(zeros)
        innermost = zeros
        while isinstance(innermost[0], list):
            innermost = innermost[0]
        innermost[0] = 7.0
    return {"zeros": untouched, "zeros after a change": zeros}


def _alike(a, b):
    """Whether two nested lists have one shape."""
    if not isinstance(a, list) or not isinstance(b, list):
        return not isinstance(a, list) and not isinstance(b, list)
    return len(a) == len(b) and all(map(_alike, a, b))


exercise = Exercise(
    __name__,
    kind="fill",
    reference=tensors.zeros_like,
    run=_zeros_then_change,
    probes=[(ROW,), (TABLE,), (STACK,), ([[1], [2], [3], [4]],)],
    hints=(
        "You have written a function that keeps the shape and puts something in the place of every"
        " number.",
        "`tensor_apply` wants a function. Which one turns every number into 0?",
        "A function that does not care what it gets: `lambda number: 0`. Hand it to "
        "`tensor_apply`, together with the tensor.",
    ),
    after="Momentum and Adam, in lesson 5, keep a tensor of zeros like each of the "
    "weights, and change it at every step. With shared rows they would train on "
    "nonsense, and no error would say so.",
)


_SHARED_ROWS = (
    "The check set one number to 7, and more than one changed: these rows are one list. `*` "
    "repeats a list without copying it. What makes a new list every time it runs?"
)


@exercise.wrong(_SHARED_ROWS)
def shared_rows(tensor):
    if tensors.is_1d(tensor):
        return [0] * len(tensor)
    return [tensors.zeros_like(tensor[0])] * len(tensor)


@exercise.wrong(_SHARED_ROWS)
def shared_rows_in_a_table(tensor):
    return [[0] * len(tensor[0])] * len(tensor)


@exercise.wrong(_SHARED_ROWS)
def shared_rows_in_two_levels(tensor):
    if tensors.is_1d(tensor):
        return [0] * len(tensor)
    return [[0] * len(tensor[0])] * len(tensor)


@exercise.wrong(
    "A table is right, and nothing else. Two `for`s suit exactly two levels. What is to be done "
    "with a plain list, and with parts that are deeper?"
)
def tables_only(tensor):
    return [[0 for _ in row] for row in tensor]


@exercise.wrong(
    "Two levels are right; a third is not. Two `for`s reach two levels deep, and no more. Which "
    "function already works at any depth?"
)
def two_levels_only(tensor):
    if tensors.is_1d(tensor):
        return [0 for _ in tensor]
    return [[0 for _ in row] for row in tensor]


@exercise.wrong(
    "The zeros were written into the tensor that was passed, and its numbers are lost. The zeros "
    "belong in a new list."
)
def in_place(tensor):
    return overwrite(lambda n: 0, tensor)


@exercise.wrong(
    "There are as many zeros as the outermost list has items. Each of these items may be a list, "
    "with a shape to keep."
)
def outer_level_only(tensor):
    return [0] * len(tensor)


@exercise.wrong(
    "As many zeros as there are numbers, but all in one row. Where did the brackets go?"
)
def flat(tensor):
    return [0] * int(np.size(tensor))


@exercise.wrong("A single 0 came back. What is asked for has the shape of the tensor.")
def one_zero(tensor):
    return 0


@exercise.wrong(
    "This holds the sizes. What is asked for is a tensor that has these sizes, full of zeros."
)
def the_shape_itself(tensor):
    return tensors.shape(tensor)


@exercise.wrong(
    "0 times an array is an array of zeros, but 0 times a list is the list repeated no times: "
    "`[]`. A list does not calculate, so its numbers have to be met one by one."
)
def zero_times_the_list(tensor):
    return 0 * tensor


@exercise.variant
def by_recursion(tensor):
    return [by_recursion(part) if isinstance(part, list) else 0 for part in tensor]


@exercise.variant
def by_numpy(tensor):
    return np.zeros_like(tensor).tolist()


@exercise.variant
def row_by_row(tensor):
    if tensors.is_1d(tensor):
        return [0.0] * len(tensor)
    return [row_by_row(part) for part in tensor]
