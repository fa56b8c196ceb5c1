"""Say for each of its two cases what the recursive sum of a tensor gives back."""

import functools

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.tensors.shared import FLOATS, ROW, SINGLE, STACK, TABLE

exercise = Exercise(
    __name__,
    kind="fill",
    reference=tensors.tensor_sum,
    probes=[(ROW,), (TABLE,), (STACK,), (FLOATS,), (SINGLE,)],
    hints=(
        "There are two cases. In which of them is Python's own `sum` all you need?",
        "In the other case every part of `tensor` is a smaller tensor. Suppose that `tensor_sum` "
        "already works for those: what do you do with the numbers that it gives?",
        "Second case: call `tensor_sum` on each part, and add up what comes back. `sum` adds up "
        "whatever an expression with `for` runs through.",
    ),
    after="The loss of a network is such a sum: every number of a tensor of mistakes, "
    "added into a single one.",
)


@exercise.wrong(
    "`sum` begins with 0 and adds the items. Here the items are lists, and a number and a list "
    "cannot be added. Which function can make a number of each of these lists?"
)
def flat_sum(tensor):
    return sum(tensor)


@exercise.wrong(
    "A plain list works and a list of lists does not, so look at the second case. Whatever it "
    "works out must be given back; a function that ends without `return` gives None."
)
def no_return(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)


@exercise.wrong(
    "That is the sum of the first part; the others are missing. Is there a `[0]` too many, or a "
    "`return` inside a loop?"
)
def only_the_first_part(tensor):
    while not tensors.is_1d(tensor):
        tensor = tensor[0]
    return sum(tensor)


@exercise.wrong(
    "That is the sum of the last part alone. In the loop, does the total grow, or is it replaced "
    "in each round?"
)
def only_the_last_part(tensor):
    while not tensors.is_1d(tensor):
        tensor = tensor[-1]
    return sum(tensor)


@exercise.wrong(
    "It works for two levels and fails at the third. `sum(part)` again takes the part for a list "
    "of numbers; what can you call instead, that works at any depth?"
)
def two_levels_only(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return sum(sum(part) for part in tensor)


@exercise.wrong(
    "You have the sums of the parts, still side by side in a list. One step is missing: there "
    "should be a single number."
)
def a_sum_for_each_part(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return [a_sum_for_each_part(part) for part in tensor]


@exercise.wrong(
    "That is how many numbers there are. What is asked for is what they add up to: look at the "
    "base case."
)
def counts(tensor):
    return int(np.size(tensor))


@exercise.wrong(
    "The sum is right, but taking the items out with `pop` leaves the caller with an empty list. "
    "Walk over the items with `for` and leave them where they are."
)
def empties_its_input(tensor):
    total = tensors.tensor_sum(tensor)
    tensor.clear()
    return total


@exercise.wrong(
    "A plain list works. Otherwise the function calls itself with the same tensor, over and over. "
    "Each call must get something smaller: what is `tensor` made of?"
)
def never_smaller(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return sum(never_smaller(tensor) for part in tensor)


@exercise.wrong(
    "A plain list comes back as it is. Even the base case has to give a number, because that is "
    "what the calls above it add up."
)
def base_case_not_summed(tensor):
    if tensors.is_1d(tensor):
        return tensor
    return sum(base_case_not_summed(part) for part in tensor)


@exercise.wrong(
    "With two parts it works. This tensor has another number of them: which expression runs "
    "through all the parts, however many there are?"
)
def first_two_parts(tensor):
    if tensors.is_1d(tensor):
        return sum(tensor)
    return first_two_parts(tensor[0]) + first_two_parts(tensor[1])


@exercise.wrong(
    "Two loops, one inside the other, add up a table and nothing else. With recursion you need "
    "only one level: what is right for each part?"
)
def tables_only(tensor):
    return sum(number for row in tensor for number in row)


@exercise.variant
def with_a_loop(tensor):
    total = 0
    for part in tensor:
        total += with_a_loop(part) if isinstance(part, list) else part
    return total


@exercise.variant
def by_numpy(tensor):
    return np.array(tensor).sum()


@exercise.variant
def by_reduce(tensor):
    while not tensors.is_1d(tensor):
        tensor = functools.reduce(lambda a, b: a + b, tensor)
    return functools.reduce(lambda a, b: a + b, tensor, 0.0)
