"""Say in one line whether the items of a tensor are numbers or lists."""

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.tensors.shared import FLOATS, ROW, SINGLE, STACK, TABLE

exercise = Exercise(
    __name__,
    kind="fill",
    reference=tensors.is_1d,
    probes=[(ROW,), (TABLE,), (FLOATS,), (STACK,), (SINGLE,), ([6],)],
    hints=(
        "The items of a tensor are all alike, so you need to look at only one of them.",
        "`isinstance(thing, list)` is True for a list. Which thing do you want to ask about?",
        "`tensor[0]` is a list exactly when the tensor is not one-dimensional. `not` turns the "
        "answer round.",
    ),
    after="Every recursive function on this page asks this question first: it is their base case.",
)


@exercise.wrong(
    "Every answer is the opposite of the right one. What does it mean for the depth when an item "
    "is a list?"
)
def forgot_not(tensor):
    return isinstance(tensor[0], list)


@exercise.wrong(
    "The answer is False for every input. If you ask about the whole tensor: it is always a list. "
    "If you compare its shape with a number: a shape is a list, and its length is the depth."
)
def always_false(tensor):
    return not isinstance(tensor, list)


@exercise.wrong(
    "The answer is True for every input. Did you ask about the whole tensor, or compare an item "
    "with the type `list`? A list is never equal to its type; `isinstance` asks the question that "
    "you mean."
)
def always_true(tensor):
    return isinstance(tensor, list)


@exercise.wrong(
    "One-dimensional says how deep the brackets go. How many items the list has is another "
    "question."
)
def one_item(tensor):
    return len(tensor) == 1


@exercise.wrong(
    "With whole numbers it works. The numbers in a network are mostly floats, and those are no "
    "`int`. Is there a question that does not care which kind of number it is?"
)
def whole_numbers_only(tensor):
    return isinstance(tensor[0], int)


@exercise.wrong(
    "With floats it works, and whole numbers are numbers too. Is there a question that does not "
    "care which kind of number it is?"
)
def floats_only(tensor):
    return isinstance(tensor[0], float)


@exercise.variant
def by_the_length_of_the_shape(tensor):
    return len(tensors.shape(tensor)) == 1


@exercise.variant
def by_ndim(tensor):
    return np.ndim(tensor) == 1


@exercise.variant
def with_a_loop(tensor):
    for item in tensor:
        if type(item) is list:
            return False
    return True
