"""Fill in the expression with which the loop that measures a tensor goes one level deeper."""

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.tensors.shared import ROW, SINGLE, STACK, TABLE

exercise = Exercise(
    __name__,
    kind="fill",
    reference=tensors.shape,
    probes=[(ROW,), (TABLE,), (STACK,), (SINGLE,), ([[1], [2], [3], [4]],)],
    seconds=0.5,
    hints=(
        "Only one thing is missing: what `tensor` stands for in the next round of the loop.",
        "After the first round you know how long the outer list is. The next size is the length of"
        " one of its items. Which item is always there?",
        "The loop goes on while `tensor` is a list, so tie the name to the first item of the list "
        "that it stands for now.",
    ),
    after="Printing shapes is how you will find most of your mistakes from here on. NumPy "
    "keeps the shape beside the numbers, so asking for it costs nothing.",
)


@exercise.wrong(
    "That is the length of the outermost list and nothing more, so the loop has run only once. "
    "What is `tensor` after the first round: still a list? Or does `return` stand inside the loop?"
)
def only_the_outer(tensor):
    return [len(tensor)]


@exercise.wrong(
    "Each list inside has left its own length here. They are all alike, so it is enough to go down"
    " into one of them."
)
def every_list(tensor):
    if not isinstance(tensor, list):
        return []
    return [len(tensor)] + [size for part in tensor for size in every_list(part)]


@exercise.wrong(
    "The sizes are right. The function promises them as a list, and here they come as a tuple."
)
def tuple_(tensor):
    return tuple(tensors.shape(tensor))


@exercise.wrong(
    "The sizes are right, but the innermost came first. Does each new size go to the end of the "
    "list?"
)
def inside_out(tensor):
    return tensors.shape(tensor)[::-1]


@exercise.wrong(
    "The innermost lists were not counted. The loop has to go on as long as `tensor` itself is a "
    "list."
)
def a_level_short(tensor):
    return tensors.shape(tensor)[:-1]


@exercise.wrong(
    "There is one size too many, at the end. A number holds no items, so it adds no size: what "
    "does the function return for one?"
)
def a_size_for_numbers(tensor):
    return tensors.shape(tensor) + [1]


@exercise.wrong(
    "The right sizes, each in a list inside the one before. `[2, [3]]` puts a list into a list; "
    "what joins two lists into one?"
)
def lists_in_lists(tensor):
    if not isinstance(tensor, list):
        return []
    return [len(tensor), lists_in_lists(tensor[0])]


@exercise.wrong(
    "That is how many levels there are. What is asked for is the length of a list on each level."
)
def depth(tensor):
    return len(tensors.shape(tensor))


@exercise.wrong(
    "You have measured every part, one after the other. Measure the list itself, then one part, "
    "then a part of that."
)
def lengths_of_the_parts(tensor):
    return [len(part) if isinstance(part, list) else 1 for part in tensor]


@exercise.wrong(
    "The loop goes on while `tensor` is a list. Does your line bring it one level deeper? "
    "`tensor[1:]` is shorter but still a list, and so is an empty list.",
    ends=False,
)
def never_ends(tensor):
    while isinstance(tensor, list):
        tensor = tensor[1:]


@exercise.wrong(
    "That is right for a table and for nothing else: you ask for just two lengths. How many there "
    "are depends on the depth, so it takes a loop (or a function that calls itself)."
)
def two_sizes_only(tensor):
    return [len(tensor), len(tensor[0])]


@exercise.variant
def by_recursion(tensor):
    if not isinstance(tensor, list):
        return []
    return [len(tensor)] + by_recursion(tensor[0])


@exercise.variant
def by_numpy(tensor):
    return list(np.array(tensor).shape)


@exercise.variant
def into_the_last_item(tensor):
    sizes = []
    while type(tensor) is list:
        sizes += [len(tensor)]
        tensor = tensor[-1]
    return sizes
