"""Two lines: logarithms of probabilities, without the probabilities, and the loss."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import (
    CHOICES,
    FORGOT_MINUS,
    SEEN,
    TINY,
    PicksTheRight,
    RowByRow,
    entropy,
    entropy_sum,
    log_probabilities,
    loss_alone,
    loss_class,
    naive_softmax,
    probabilities,
    squared_errors,
)

exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=loss_class(entropy),
    run=loss_alone,
    probes=CHOICES,
    hints=(
        "The probabilities would be exp(below) over the sum of its row. Their logarithm is wanted, "
        "and the log of a fraction is a difference.",
        "log p is `below` minus the logarithm of a sum: one sum for each row, so keep its axis. "
        "Then: which of the k logarithms in a row counts?",
        "Multiply by the one-hot rows to keep what counts, add everything up, change the sign, and "
        "divide by the number of examples.",
    ),
    after="The mean surprise at the right answers. With a thousand logits or with logits of a "
    "thousand, it stays finite: no probability is ever computed.",
)


def with_log_p(log_p):
    """A loss that is right but for its logarithms of the probabilities, made from `below`."""
    return lambda predicted, actual: (
        -(actual * log_p(predicted - predicted.max(axis=1, keepdims=True))).sum() / len(predicted)
    )


def below_max(y):
    return y - y.max(axis=1, keepdims=True)


def shares_below(y):
    return np.exp(below_max(y)).sum(axis=1, keepdims=True)


# Wrong cross-entropies, as id: (hint, loss). They count without a gradient and with a right one.
LOSS_MISTAKES = {
    "forgot_minus": (FORGOT_MINUS, lambda y, a: -entropy(y, a)),
    "log_of_p": (
        "For moderate logits it is right. Look at [0, 800] with class 0 right: softmax gives "
        "exactly 0, and the log of 0 is -inf. Do not compute p at all: the log of a fraction is a "
        "difference.",
        with_log_p(lambda below: np.log(naive_softmax(below))),
    ),
    **{
        f"kept_from_0_by_{id}": (
            "For moderate logits it is right. You keep p away from 0, so there is no inf, but at "
            "[0, 800] the surprise is capped: it should be 800. Do not compute p at all: the log "
            "of a fraction is a difference.",
            with_log_p(lambda below, tiny=tiny: np.log(naive_softmax(below) + tiny)),
        )
        for id, tiny in TINY.items()
    },
    **{
        f"changed_by_{id}": (
            "What you add to p, so that its log is never -inf, shows in every loss. Do not compute "
            "p at all: the log of a fraction is a difference.",
            with_log_p(lambda below, tiny=tiny: np.log(naive_softmax(below) + tiny)),
        )
        for id, tiny in SEEN.items()
    },
    "summed": (
        "That is the sum of the surprises. The loss is their mean over the examples.",
        entropy_sum,
    ),
    "mean_of_all": (
        "You average over all numbers of the table. There is one surprise for each row: divide by "
        "the number of examples.",
        lambda y, a: -(a * log_probabilities(y)).mean(),
    ),
    "divided_by_the_classes": (
        "You divide by the number of columns, which are the classes. The examples are the rows.",
        lambda y, a: entropy_sum(y, a) / y.shape[1],
    ),
    "one_for_each_example": (
        "These are the surprises of the single examples. One number is wanted: their mean.",
        lambda y, a: -(a * log_probabilities(y)).sum(axis=1),
    ),
    "one_for_each_class": (
        "Here is a number for each class. Add up everything, and divide by the number of examples.",
        lambda y, a: -(a * log_probabilities(y)).sum(axis=0),
    ),
    "one_for_each_class_divided": (
        "Here is a number for each class. Add them up as well: one number is wanted.",
        lambda y, a: -(a * log_probabilities(y)).mean(axis=0),
    ),
    "a_table": (
        "A whole table came, with a surprise in each row and zeros around it. One number is "
        "wanted: what is to be done with the surprises?",
        lambda y, a: -a * log_probabilities(y),
    ),
    "a_table_divided": (
        "A whole table came, divided by n, but nothing has been added up yet.",
        lambda y, a: -a * log_probabilities(y) / len(y),
    ),
    "log_before_softmax": (
        "A logarithm is taken of logits, of `below`, or of a sum of them. These may be negative or "
        "0, and then it is NaN or -inf. It belongs to what comes after exp.",
        lambda y, a: -(a * naive_softmax(np.log(y))).sum() / len(y),
    ),
    "overflows": (
        "For moderate logits it is right. Large ones make exp overflow, as in softmax: what do you "
        "subtract from each row first? (And if you take the logarithm of a p: could p be 0?)",
        lambda y, a: -(a * np.log(naive_softmax(y))).sum() / len(y),
    ),
    "one_maximum": (
        "For moderate logits it is right. You subtract the largest number of the whole batch: in a "
        "row far below it all exps become 0, and the log of 0 is -inf. Each row needs its own.",
        lambda y, a: (
            -(a * (y - y.max() - np.log(np.exp(y - y.max()).sum(axis=1, keepdims=True)))).sum()
            / len(y)
        ),
    ),
    "maximum_on_one_side": (
        "The maximum of a row is subtracted in one place and not in the other: in log p it must "
        "be gone from both the logits and the sum. Where do you go on with `predicted`?",
        lambda y, a: -(a * (y - np.log(shares_below(y)))).sum() / len(y),
    ),
    "maximum_on_the_other_side": (
        "The maximum of a row is subtracted from the logits, and not in the sum of the exps. In "
        "log p it must be gone from both.",
        lambda y, a: (
            -(a * (below_max(y) - np.log(np.exp(y).sum(axis=1, keepdims=True)))).sum() / len(y)
        ),
    ),
    "columns_of_the_right": (
        "For each example you take the right columns of *all* rows. One number for each row is "
        "wanted: the one in its own right column.",
        lambda y, a: -log_probabilities(y)[:, a.argmax(axis=1)].mean(),
    ),
    "matrix_product": (
        "`@` brings each row of `actual` together with every row of logarithms, also with those of "
        "other examples. Multiply number by number, with `*`.",
        lambda y, a: -(a @ log_probabilities(y).T).sum() / len(y),
    ),
    "no_log": (
        "You add up the probabilities of the right classes, without a logarithm. How surprising is "
        "a probability?",
        lambda y, a: -(a * probabilities(y)).sum() / len(y),
    ),
    "one_minus_p": (
        "You take 1 - p at the right class for the surprise. It is a logarithm: at a small p it "
        "grows without bound.",
        lambda y, a: (a * (1 - probabilities(y))).sum() / len(y),
    ),
    "wrong_classes": (
        "You take the logarithms at the wrong classes. `actual` is 1 where the class is right: "
        "which of the k logarithms in a row counts?",
        lambda y, a: -((1 - a) * log_probabilities(y)).sum() / len(y),
    ),
    "wrong_classes_too": (
        "You add something for the wrong classes, log(1 - p). That belongs to questions of yes and "
        "no; here only the right class counts.",
        lambda y, a: (
            -(a * log_probabilities(y) + (1 - a) * np.log(1 - probabilities(y))).sum() / len(y)
        ),
    ),
    "all_classes": (
        "You add the surprises of all classes, right and wrong (`@` does that too). Only the right "
        "one happened: number by number, which logarithms should `actual` keep?",
        lambda y, a: -log_probabilities(y).sum() / len(y),
    ),
    "surest_class": (
        "You take the surprise at the class that the network likes best. What counts is the class "
        "that is right: where does `actual` come in?",
        lambda y, a: -log_probabilities(y).max(axis=1).mean(),
    ),
    "entropy_of_p": (
        "You weigh the logarithms by the probabilities themselves. What counts is the class that "
        "is right: where does `actual` come in?",
        lambda y, a: -(probabilities(y) * log_probabilities(y)).sum() / len(y),
    ),
    "log_of_the_mean": (
        "You average probabilities and take one logarithm. The loss is the mean of the surprises: "
        "first the logarithm, then the mean.",
        lambda y, a: -np.log((a * probabilities(y)).sum(axis=1).mean()),
    ),
    "log_of_y": (
        "The two have changed places: the logarithm belongs to the probabilities, and `actual` "
        "says which of them counts.",
        lambda y, a: -(probabilities(y) * np.log(a)).sum() / len(y),
    ),
    **{
        f"base_{id}": (
            f"Your logarithm is the one to the base {id}. The surprise is measured with the one to "
            "the base e: which function of NumPy is that?",
            lambda y, a, base=base: entropy(y, a) / np.log(base),
        )
        for id, base in {"2": 2, "10": 10}.items()
    },
    "squared_errors": (
        "These are squared errors of the probabilities. Cross-entropy asks for the logarithm at "
        "the right class.",
        lambda y, a: squared_errors(probabilities(y), a),
    ),
    "first_example": (
        "That is the surprise at the first example alone. Does `return` stand inside a loop, or is "
        "there a `[0]`?",
        lambda y, a: entropy(y[:1], a[:1]),
    ),
    "shared_by_column": (
        "Your sum runs down the columns, over the examples. Softmax shares within a row.",
        lambda y, a: -(a * np.log(naive_softmax(y.T).T)).sum() / len(y),
    ),
}


exercise.mistakes(
    loss_class,
    **LOSS_MISTAKES,
    no_log_of_below=(
        "You share out `below` in probabilities of their own, and take no logarithm of them. How "
        "surprising is a probability?",
        lambda y, a: (a * naive_softmax(below_max(y))).sum() / len(y),
    ),
    no_log_sum=(
        "You use `below` as it is. For probabilities it would have to be divided by a sum after "
        "exp; in logarithms, what is subtracted?",
        with_log_p(lambda below: below),
    ),
    no_log_of_the_sum=(
        "You subtract the sum itself. Dividing by a sum is subtracting its *logarithm*.",
        with_log_p(lambda below: below - np.exp(below).sum(axis=1, keepdims=True)),
    ),
    log_of_the_mean_exp=(
        "You subtract the logarithm of a mean. Probabilities are shares of a *sum*.",
        with_log_p(lambda below: below - np.log(np.exp(below).mean(axis=1, keepdims=True))),
    ),
    added=(
        "You add the logarithm of the sum. Dividing by the sum is, in logarithms, taking away.",
        with_log_p(lambda below: below + np.log(np.exp(below).sum(axis=1, keepdims=True))),
    ),
    sum_of_logs=(
        "The logarithm undoes exp at once, with no sum in between. First exp of each number, then "
        "the sum of a row, then its logarithm: mind the brackets.",
        with_log_p(lambda below: below - np.log(np.exp(below)).sum(axis=1, keepdims=True)),
    ),
    no_keepdims=(
        "Your sums have shape (n,) and meet the columns: an error for most batches, wrong numbers "
        "for a square one. Which shape meets the rows?",
        with_log_p(lambda below: below - np.log(np.exp(below).sum(axis=1))),
    ),
    columns=(
        "Your sum runs down the columns, over the examples. Softmax shares within a row.",
        with_log_p(lambda below: below - np.log(np.exp(below).sum(axis=0))),
    ),
    whole_batch=(
        "Your sum runs over the whole batch. Softmax shares within a row: name an axis.",
        with_log_p(lambda below: below - np.log(np.exp(below).sum())),
    ),
    log_of_a_fraction=(
        "You divide one logarithm by another. The logarithm *of a fraction* is a difference.",
        with_log_p(lambda below: below / np.log(np.exp(below).sum(axis=1, keepdims=True))),
    ),
)


exercise.variant(PicksTheRight)
exercise.variant(RowByRow)
exercise.variant(losses.SoftmaxCrossEntropy)
