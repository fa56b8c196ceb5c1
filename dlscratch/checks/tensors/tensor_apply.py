"""Write the body that puts `f(number)` in the place of every number, in a new tensor."""

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.tensors.shared import (
    FLOATS,
    REPEATED,
    ROW,
    SINGLE,
    STACK,
    TABLE,
    overwrite,
)


def double(n):
    return 2 * n


def add_half(n):
    return n + 0.5


def quarter_if_even(n):
    """A question of one number: an array has no answer to it. Some results are no whole numbers."""
    return n / 4 if n % 2 == 0 else -n


exercise = Exercise(
    __name__,
    kind="fill",
    reference=tensors.tensor_apply,
    # `double` also takes a list, and then repeats it: so a row handed to f gives itself away.
    probes=[
        (add_half, ROW),
        (double, TABLE),
        (double, STACK),
        (add_half, SINGLE),
        (double, FLOATS),
        (quarter_if_even, REPEATED),
        (quarter_if_even, [[2, 3], [8, 5]]),
        (quarter_if_even, [3, 6, 9]),
    ],
    hints=(
        "It has the skeleton of `tensor_sum`: one question, and one `return` for each answer to "
        "it.",
        "Where `tensor_sum` put numbers together with `sum`, this function puts them into a list: "
        "square brackets and a `for` inside.",
        "In the base case call `f` on each number. In the other case call `tensor_apply` on each "
        "part, and do not forget to hand `f` on.",
    ),
    after="An activation function such as the sigmoid, in lesson 2, is applied in this "
    "way: the same function, to every number of a tensor.",
)


@exercise.wrong(
    "`f` is made for a number, and here it gets a whole row. (A list can be doubled too: it is "
    "repeated.) Who takes care of the rows?"
)
def f_gets_a_row(f, tensor):
    return [f(part) for part in tensor]


@exercise.wrong(
    "A plain list works. In the other case look at the inner call: does it get all that "
    "`tensor_apply` takes, in its order? And what collects the results, so that the shape stays?"
)
def f_not_handed_on(f, tensor=None):
    if tensors.is_1d(tensor):
        return [f(number) for number in tensor]
    return [f_not_handed_on(part) for part in tensor]


@exercise.wrong(
    "A plain list works, and with a list of lists None comes back. What does your second case give"
    " back?"
)
def no_return(f, tensor):
    if tensors.is_1d(tensor):
        return [f(number) for number in tensor]


exercise.mistakes(
    whole_numbers=(
        "Nearly: a result that is no whole number has been cut off. An array has one kind for all "
        "its numbers, and `np.vectorize` takes that of the first result. Lists keep each as it is.",
        lambda f, tensor: np.vectorize(f)(np.array(tensor)).tolist(),
    ),
    in_place=(
        "The new numbers are right, but they were written over the old ones: whoever passed the "
        "tensor has lost it. Start from an empty list, or let square brackets make one.",
        overwrite,
    )
)


@exercise.wrong(
    "All the numbers are there, but the brackets are gone. `+` and `extend` pour the lists into "
    "one; to keep the shape, each part must go in as a list of its own."
)
def flat(f, tensor):
    return [f(number) for number in np.array(tensor).ravel().tolist()]


@exercise.wrong(
    "The tensor came back as it was. Follow a single number down to the base case: does it meet "
    "`f` there?"
)
def unchanged(f, tensor):
    return tensors.tensor_apply(lambda n: n, tensor)


@exercise.wrong(
    "Only the first item of each list has come through. `return` ends the function, so in a loop "
    "it leaves after one round."
)
def returns_too_soon(f, tensor):
    if tensors.is_1d(tensor):
        return [f(tensor[0])]
    return [returns_too_soon(f, tensor[0])]


@exercise.wrong(
    "These are sums, so the function has the ending of `tensor_sum`. Here the results stay apart, "
    "in a list."
)
def adds_up(f, tensor):
    return tensors.tensor_sum(tensors.tensor_apply(f, tensor))


@exercise.wrong(
    "A table is right, and nothing else. Two `for`s suit exactly two levels. What is to be done "
    "with a plain list, and with parts that are deeper?"
)
def tables_only(f, tensor):
    return [[f(number) for number in row] for row in tensor]


@exercise.wrong(
    "Two levels are right; a third is not. Two `for`s reach two levels deep, and no more. Which "
    "function already works at any depth?"
)
def two_levels_only(f, tensor):
    if tensors.is_1d(tensor):
        return [f(number) for number in tensor]
    return [[f(number) for number in row] for row in tensor]


@exercise.wrong(
    "The loop has only one round, because `return` ends the function. Gather the results in a "
    "list, and return it after the loop."
)
def one_round_only(f, tensor):
    return [f(tensor[0])]


@exercise.variant
def with_a_loop(f, tensor):
    result = []
    for part in tensor:
        if isinstance(part, list):
            result.append(with_a_loop(f, part))
        else:
            result.append(f(part))
    return result


@exercise.variant
def by_vectorize(f, tensor):
    return np.vectorize(f, otypes=[float])(np.array(tensor)).tolist()


@exercise.variant
def by_map(f, tensor):
    if tensors.is_1d(tensor):
        return list(map(f, tensor))
    return list(map(lambda part: by_map(f, part), tensor))
