"""Squared errors as one number: summed over outputs, averaged over examples."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import SQUARED, squared_errors, sse_sum

exercise = Exercise(
    __name__,
    kind="fill",
    reference=squared_errors,
    probes=SQUARED,
    hints=(
        "`errors` is a table (n, k). Three things are to be done with it, in this order: square, "
        "add up, average.",
        "`errors**2` squares each number, and `.sum()` without an axis adds all of them. By what "
        "must you divide?",
        "Divide by the number of rows, and only by that: `len` of an array counts its rows.",
    ),
    after="One number for the whole batch. That it is one is the point: smaller means better, and "
    "nothing is left to argue about.",
)


@exercise.wrong("That is the sum over all examples. Divide by how many there are.")
def summed(predicted, actual):
    return sse_sum(predicted, actual)


@exercise.wrong(
    "You have averaged over all the numbers, outputs included (`.mean()` does that). Sum over the "
    "outputs, and average only over the examples."
)
def mean_of_all(predicted, actual):
    return ((predicted - actual) ** 2).mean()


@exercise.wrong(
    "You have divided by the number of columns, which are the outputs. The examples are the rows."
)
def divided_by_the_outputs(predicted, actual):
    return sse_sum(predicted, actual) / predicted.shape[1]


@exercise.wrong("These are the losses of the single examples. One step is missing: their mean.")
def one_for_each_example(predicted, actual):
    return ((predicted - actual) ** 2).sum(axis=1)


@exercise.wrong(
    "You sum each row and divide, and there is still a number for each example. Add up the whole "
    "table."
)
def one_for_each_example_divided(predicted, actual):
    return ((predicted - actual) ** 2).sum(axis=1) / len(predicted)


@exercise.wrong(
    "Here is a number for each output. The outputs of an example belong together: add them up."
)
def one_for_each_output(predicted, actual):
    return ((predicted - actual) ** 2).mean(axis=0)


@exercise.wrong("A whole table came. `len` counts the rows, but nothing has been added up yet.")
def not_summed(predicted, actual):
    return (predicted - actual) ** 2 / len(predicted)


@exercise.wrong("The errors are added with their signs, and cancel. Square first.")
def not_squared(predicted, actual):
    return (predicted - actual).sum() / len(predicted)


@exercise.wrong("You add first and square the sum. By then the errors have cancelled.")
def square_of_the_sum(predicted, actual):
    return (predicted - actual).sum() ** 2 / len(predicted)


@exercise.wrong("You take the errors without their signs. Squares were asked for.")
def absolute(predicted, actual):
    return np.abs(predicted - actual).sum() / len(predicted)


@exercise.wrong(
    "Everything is right but for a factor of one half. Some books put it there, to be rid of the 2 "
    "in the gradient; this course does not."
)
def half(predicted, actual):
    return squared_errors(predicted, actual) / 2


@exercise.wrong("You double the errors, and they cancel. In Python the sign for a power is `**`.")
def doubled(predicted, actual):
    return ((predicted - actual) * 2).sum() / len(predicted)


@exercise.wrong(
    "`@` multiplies whole rows with each other, also those of different examples. Each error is to "
    "be multiplied by itself alone."
)
def matrix_product(predicted, actual):
    return ((predicted - actual) @ (predicted - actual).T).sum() / len(predicted)


@exercise.wrong("Almost: there is a root at the end that nobody asked for.")
def root(predicted, actual):
    return squared_errors(predicted, actual) ** 0.5


@exercise.wrong(
    "You divide by a number that does not come from this batch. How many examples are there here?"
)
def halved(predicted, actual):
    return sse_sum(predicted, actual) / 2


@exercise.wrong("What comes after the point is cut off, as by `//` or `int(…)`: `/` alone divides.")
def whole_division(predicted, actual):
    return sse_sum(predicted, actual) // len(predicted)


@exercise.wrong(
    "`np.linalg.norm` takes a root of the sum of squares. The squares are wanted without a root."
)
def norm(predicted, actual):
    return np.linalg.norm(predicted - actual) / len(predicted)


@exercise.wrong("In Python `^` is no power: the sign for it is `**`.")
def hat(predicted, actual):
    return ((predicted - actual) ^ 2).sum() / len(predicted)


@exercise.wrong(
    "Here is a number for each output, summed over the examples. `sum(…)` of Python and `axis=0` "
    "add up the rows only: one number is wanted, and it is to be a mean over the examples."
)
def one_for_each_output_undivided(predicted, actual):
    return ((predicted - actual) ** 2).sum(axis=0)


@exercise.wrong(
    "You average over the outputs of each example, and there is still a number for each. Sum over "
    "the outputs; averaged are only the examples."
)
def mean_for_each_example(predicted, actual):
    return ((predicted - actual) ** 2).mean(axis=1)


@exercise.wrong("A whole table of squares came. Add them up, and divide.")
def squares(predicted, actual):
    return (predicted - actual) ** 2


@exercise.wrong("The errors of a row are added before they are squared, and cancel. Square first.")
def squared_after_the_sum_of_a_row(predicted, actual):
    return ((predicted - actual).sum(axis=1) ** 2).mean()


@exercise.wrong("You square the sum, or the mean, of the errors: by then they have cancelled.")
def square_of_the_mean(predicted, actual):
    return (predicted - actual).mean() ** 2


@exercise.wrong("The errors are added with their signs, and cancel. Square first. Then divide.")
def bare_sum(predicted, actual):
    return (predicted - actual).sum()


@exercise.wrong("You take the errors without their signs. Squares were asked for.")
def mean_absolute(predicted, actual):
    return np.abs(predicted - actual).mean()


@exercise.wrong("You take the errors without their signs. Squares were asked for, and their mean.")
def absolute_sum(predicted, actual):
    return np.abs(predicted - actual).sum()


@exercise.wrong("You multiply by the number of examples, where you should divide.")
def multiplied(predicted, actual):
    return sse_sum(predicted, actual) * len(predicted)


@exercise.wrong(
    "You divide by one less than the number of examples, as for a variance. Here it is the number."
)
def one_less(predicted, actual):
    return sse_sum(predicted, actual) / np.float64(len(predicted) - 1)


@exercise.wrong(
    "That is how far the errors scatter around their mean. Squared are the errors themselves."
)
def variance(predicted, actual):
    return np.var(predicted - actual)


@exercise.wrong("Almost: there is a root that nobody asked for, and the mean is over the examples.")
def root_of_the_mean(predicted, actual):
    return ((predicted - actual) ** 2).mean() ** 0.5


@exercise.wrong("That is the first example alone. Does `return` stand inside a loop?")
def first_example(predicted, actual):
    return sse_sum(predicted[:1], actual[:1])


@exercise.wrong(
    "Only the last example counts. In a loop, does `=` put each loss in the place of the one "
    "before, where it should be added?"
)
def last_example(predicted, actual):
    return sse_sum(predicted[-1:], actual[-1:])


@exercise.wrong(
    "You divide by the number of examples twice: `.mean()` over an axis has divided already."
)
def divided_twice(predicted, actual):
    return squared_errors(predicted, actual) / len(predicted)


@exercise.variant
def row_by_row(predicted, actual):
    return float(np.mean([sum(e**2 for e in row) for row in predicted - actual]))


@exercise.variant
def by_einsum(predicted, actual):
    errors = predicted - actual
    return np.einsum("ij,ij->", errors, errors) / errors.shape[0]
