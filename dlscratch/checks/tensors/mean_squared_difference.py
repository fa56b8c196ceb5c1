"""On an empty page: the mean squared difference of two nested lists of any depth."""

import types

import numpy as np

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.tensors.shared import OTHER_STACK, STACK, TABLE, flat


def _mean_squared_difference(tensor1, tensor2):
    squares = tensors.tensor_combine(lambda a, b: (a - b) ** 2, tensor1, tensor2)
    return tensors.tensor_sum(squares) / tensors.tensor_sum(
        tensors.tensor_apply(lambda n: 1, squares)
    )


def _run(function, tensor1, tensor2):
    if _asks_numpy(function):
        raise Refuse(
            "You use NumPy here; the exercise asks for none. Nested lists of any depth are what "
            "`tensor_combine`, `tensor_apply` and `tensor_sum` are for."
        )
    return function(tensor1, tensor2)


def _asks_numpy(function):
    """Whether a learner's function, as it is written, uses NumPy, which the text leaves aside."""
    if not isinstance(function, types.FunctionType) or function.__module__ == __name__:
        return False  # the known answers below may: they only give numbers
    codes = [function.__code__]
    for code in codes:
        codes += [part for part in code.co_consts if isinstance(part, types.CodeType)]
    names = {name for code in codes for name in code.co_names}
    return "numpy" in names or any(_is_numpys(function.__globals__.get(name)) for name in names)


def _is_numpys(value):
    """Whether it is NumPy, or one of its functions or arrays."""
    homes = (getattr(value, "__module__", None), type(value).__module__)
    return value is np or any(str(home).partition(".")[0] == "numpy" for home in homes)


_run.arguments = ("tensor1", "tensor2")

exercise = Exercise(
    __name__,
    kind="page",
    reference=_mean_squared_difference,
    run=_run,
    probes=[
        ([1, 2, 5], [4, 2, 3]),
        (TABLE, [[2, 4, 1], [8, 12, 30]]),
        (STACK, OTHER_STACK),
        ([[5.0]], [[3.5]]),
        ([[1.5], [2.0], [4.0]], [[0.5], [5.0], [4.0]]),
    ],
    hints=(
        "Read the name from its end: the difference of two numbers, its square, and the mean of "
        "all these squares. Which of your functions does which of the three?",
        "`tensor_combine` gives a tensor of squared differences. `tensor_sum` makes one number of "
        "it. By which number do you divide?",
        "Divide by how many numbers there are. You ordered the lines of a function that counts "
        "them; or multiply the sizes in the shape.",
    ),
    after="This is a loss: one number that says how far a prediction is from the truth. "
    "Lesson 4 begins with it, and all learning in this course means making it "
    "smaller.",
)


@exercise.wrong("That is the sum of the squares. A mean is a sum divided by how many there are.")
def sum_not_mean(tensor1, tensor2):
    return float(((np.array(tensor1) - np.array(tensor2)) ** 2).sum())


@exercise.wrong(
    "You divided by the length of the outermost list. That counts rows, or tables; how many "
    "numbers are there?"
)
def divided_by_the_rows(tensor1, tensor2):
    return float(((np.array(tensor1) - np.array(tensor2)) ** 2).sum()) / len(tensor1)


@exercise.wrong(
    "That is the mean of the differences. There, differences up and down cancel each other, and a "
    "bad prediction can look perfect. That is what the square is for."
)
def not_squared(tensor1, tensor2):
    return float((np.array(tensor1) - np.array(tensor2)).mean())


@exercise.wrong("That is the mean of the differences without their signs. Squared was asked for.")
def absolute(tensor1, tensor2):
    return float(np.abs(np.array(tensor1) - np.array(tensor2)).mean())


@exercise.wrong(
    "You took the mean first and squared it once. Each difference is to be squared before they are"
    " added; the order matters."
)
def square_of_the_mean(tensor1, tensor2):
    return float((np.array(tensor1) - np.array(tensor2)).mean()) ** 2


@exercise.wrong(
    "You have taken a root at the end. It is a good measure too, but a different one; the mean "
    "itself was asked for."
)
def root(tensor1, tensor2):
    return float(((np.array(tensor1) - np.array(tensor2)) ** 2).mean()) ** 0.5


@exercise.wrong(
    "You squared each number and then subtracted. Subtract first: (5 - 3)² is 4, and 5² - 3² is 16."
)
def difference_of_squares(tensor1, tensor2):
    return float((np.array(tensor1) ** 2 - np.array(tensor2) ** 2).mean())


@exercise.wrong(
    "These are the squared differences, each in its place. One number is asked for: their mean."
)
def not_yet_one_number(tensor1, tensor2):
    return tensors.tensor_combine(lambda a, b: (a - b) ** 2, tensor1, tensor2)


@exercise.wrong(
    "For plain lists it works. In a deeper tensor the items are lists, which cannot be subtracted."
    " Which of your functions brings numbers together at any depth?"
)
def plain_lists_only(tensor1, tensor2):
    return sum((a - b) ** 2 for a, b in zip(tensor1, tensor2, strict=True)) / len(tensor1)


@exercise.wrong(
    "In Python `^` is no power; it does something with bits, and only for whole numbers. The sign "
    "for a power is `**`."
)
def caret(tensor1, tensor2):
    odd = tensors.tensor_combine(lambda a, b: (a - b) ^ 2, tensor1, tensor2)
    return tensors.tensor_sum(odd) / np.size(tensor1)


@exercise.wrong(
    "A table is right, and nothing else. Two `for`s suit exactly two levels. Which of your "
    "functions brings numbers together at any depth?"
)
def tables_only(tensor1, tensor2):
    pairs_of_rows = zip(tensor1, tensor2, strict=True)
    squares = [(a - b) ** 2 for rows in pairs_of_rows for a, b in zip(*rows, strict=True)]
    return sum(squares) / len(squares)


@exercise.wrong(
    "`**` comes before `-`, so only the second number was squared. The difference needs brackets."
)
def only_the_second_squared(tensor1, tensor2):
    return float((np.array(tensor1) - np.array(tensor2) ** 2).mean())


@exercise.wrong(
    "You divided by the number of axes. How many numbers are there? Multiply the sizes in the "
    "shape."
)
def divided_by_the_axes(tensor1, tensor2):
    squares = (np.array(tensor1) - np.array(tensor2)) ** 2
    return float(squares.sum()) / squares.ndim


@exercise.wrong(
    "You divided by the sum of the sizes. A table of 2 by 3 holds 6 numbers: sizes multiply."
)
def sizes_added(tensor1, tensor2):
    squares = (np.array(tensor1) - np.array(tensor2)) ** 2
    return float(squares.sum()) / sum(squares.shape)


@exercise.variant
def by_numpy(tensor1, tensor2):
    return np.mean(np.square(np.subtract(tensor1, tensor2)))


@exercise.variant
def mean_of_means(tensor1, tensor2):
    if not isinstance(tensor1, list):
        return (tensor1 - tensor2) ** 2
    means = [mean_of_means(a, b) for a, b in zip(tensor1, tensor2, strict=True)]
    return sum(means) / len(means)


@exercise.variant
def over_flat_lists(tensor1, tensor2):
    flat1, flat2 = flat(tensor1), flat(tensor2)
    total = 0
    for i in range(len(flat1)):
        total += (flat1[i] - flat2[i]) * (flat1[i] - flat2[i])
    return total / len(flat1)
