"""`softmax`: rows of logits become rows of probabilities, and nothing overflows."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.losses.shared import LOGITS, naive_softmax, probabilities

exercise = Exercise(
    __name__,
    kind="fill",
    reference=losses.softmax,
    probes=LOGITS,
    hints=(
        "Two steps, each for all rows at once: exp of every number, then each number over the sum "
        "of its row. Get this right first; the overflow comes after.",
        "Before exp, subtract from each row the largest number *of that row*. Over which axis do "
        "you take the maximum, and which shape must it have to fit each row?",
        "Both the maxima and the sums are columns of shape (n, 1): axis 1, with `keepdims=True`.",
    ),
    after="Two lines, and they stand at the end of nearly every network that chooses. The maximum "
    "cancels exactly, so the safe form costs no accuracy.",
)


@exercise.wrong(
    "For small logits it is right. Try [[1000, 1001]]: exp overflows to inf, and inf / inf is NaN. "
    "What may you subtract from all logits of a row without changing its probabilities?"
)
def no_max(x):
    return naive_softmax(x)


@exercise.wrong(
    "You subtract the largest number of the whole batch. Try [[0, 1], [1000, 1001]]: in the first "
    "row all exps become 0, and 0 / 0 is NaN. Each row needs its own maximum."
)
def global_max(x):
    return naive_softmax(x - x.max())


@exercise.wrong(
    "You subtract from each column its maximum, so the numbers of a row lose different amounts, "
    "and their differences change. A row needs one number for all of it."
)
def column_max(x):
    return naive_softmax(x - x.max(axis=0))


@exercise.wrong(
    "Each column adds up to 1. A row is an example, and its probabilities must add up to 1: which "
    "axis vanishes in a sum over a row?"
)
def columns(x):
    exps = np.exp(x - x.max(axis=0))
    return exps / exps.sum(axis=0)


@exercise.wrong(
    "The maxima are right. But now each column adds up to 1, and each row should: look at the axis "
    "of the sum."
)
def columns_of_safe_rows(x):
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=0)


@exercise.wrong(
    "Two things. Each column adds up to 1, and each row should: look at the axis. And large logits "
    "overflow: subtract something first."
)
def columns_without_max(x):
    exps = np.exp(x)
    return exps / exps.sum(axis=0)


@exercise.wrong(
    "The whole batch together adds up to 1. Each row is an example of its own: name an axis."
)
def whole_batch(x):
    exps = np.exp(x - x.max())
    return exps / exps.sum()


@exercise.wrong(
    "The maxima are right. But the whole batch together adds up to 1; each row should. Name an "
    "axis in the sum."
)
def whole_batch_of_safe_rows(x):
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum()


@exercise.wrong(
    "Two things. The whole batch together adds up to 1, where each row should: name an axis. And "
    "large logits overflow: subtract something first."
)
def whole_batch_without_max(x):
    exps = np.exp(x)
    return exps / exps.sum()


@exercise.wrong(
    "Maxima and sums have shape (n,), and lined up at the right they meet the columns: an error "
    "for most batches, and wrong numbers without a word for a square one. Which shape meets the "
    "rows?"
)
def no_keepdims(x):
    exps = np.exp(x - x.max(axis=1))
    return exps / exps.sum(axis=1)


@exercise.wrong(
    "The sums are right. The maxima have shape (n,) and meet the columns; which shape meets the "
    "rows?"
)
def no_keepdims_in_the_max(x):
    return naive_softmax(x - x.max(axis=1))


@exercise.wrong(
    "The maxima are right. The sums have shape (n,) and meet the columns; which shape meets the "
    "rows?"
)
def no_keepdims_in_the_sum(x):
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1)


@exercise.wrong(
    "Two things. The sums have shape (n,) and meet the columns; which shape meets the rows? And "
    "large logits overflow: subtract something first."
)
def no_keepdims_and_no_max(x):
    exps = np.exp(x)
    return exps / exps.sum(axis=1)


@exercise.wrong(
    "You subtract the smallest number of each row, and exp still overflows where the largest is "
    "far above it. After the subtraction, no number may be above 0."
)
def minimum(x):
    return naive_softmax(x - x.min(axis=1, keepdims=True))


@exercise.wrong(
    "You subtract the mean of each row. A number far above the mean still overflows. After the "
    "subtraction, no number may be above 0."
)
def mean(x):
    return naive_softmax(x - x.mean(axis=1, keepdims=True))


@exercise.wrong(
    "You divide by the maximum, which changes the differences between the logits. *Adding* and "
    "subtracting the same number is what leaves the probabilities alone."
)
def divided_by_the_max(x):
    return naive_softmax(x / x.max(axis=1, keepdims=True))


@exercise.wrong(
    "These are shares of the logits themselves, and some are negative. Make every number positive "
    "first: that is what exp is for."
)
def no_exp(x):
    return x / x.sum(axis=1, keepdims=True)


@exercise.wrong(
    "These are the exps. They do not add up to 1 yet: divide each by the sum of its row."
)
def not_divided(x):
    return np.exp(x - x.max(axis=1, keepdims=True))


@exercise.wrong(
    "These are the logarithms of the probabilities. They are needed in the next exercise; here the "
    "probabilities themselves are."
)
def log_softmax(x):
    below = x - x.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


@exercise.wrong(
    "The maxima are right. But then you take shares without exp: the numbers are 0 or negative, "
    "and exp is what makes them positive."
)
def shares_below_the_max(x):
    below = x - x.max(axis=1, keepdims=True)
    return below / below.sum(axis=1, keepdims=True)


@exercise.wrong(
    "You subtract the logits from the maximum, so the smallest logit gets the largest share. After "
    "the subtraction, the largest must be 0 and the others negative."
)
def turned_round(x):
    return naive_softmax(x.max(axis=1, keepdims=True) - x)


@exercise.wrong(
    "Only the first row came back. Does `return` stand inside a loop? It ends the function."
)
def first_row_only(x):
    return probabilities(x)[0]


@exercise.wrong(
    "The largest logit gets 1 and all others 0. Softmax is softer: each gets a share, by its exp."
)
def all_or_nothing(x):
    return (x == x.max(axis=1, keepdims=True)).astype(float)


@exercise.wrong(
    "That is the sigmoid of each logit by itself. In softmax the numbers of a row share one whole."
)
def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


@exercise.wrong(
    "The probabilities are right, but `-=` has changed the caller's logits. `x - …` makes a new "
    "array."
)
def in_place(x):
    x -= x.max(axis=1, keepdims=True)
    return naive_softmax(x)


def _below(x):
    return x - x.max(axis=1, keepdims=True)


def _sums(x):
    return x.sum(axis=1, keepdims=True)


CUT = (
    "For small logits it is right. You cut large ones off, so 1000 and 1001 become equal, and "
    "their difference is lost. What may you subtract from all logits of a row without changing "
    "their differences?"
)
POWERS_OF_TWO = (
    "These are powers of 2. Softmax takes those of e: which function of NumPy makes them?"
)

exercise.mistakes(
    maximum_above_only=(
        "The maximum of a row is subtracted above the fraction line and not below it, in the sum. "
        "It cancels only if it is gone from both.",
        lambda x: np.exp(_below(x)) / _sums(np.exp(x)),
    ),
    maximum_below_only=(
        "The maximum of a row is subtracted below the fraction line, in the sum, and not above it. "
        "It cancels only if it is gone from both.",
        lambda x: np.exp(x) / _sums(np.exp(_below(x))),
    ),
    cut=(CUT, lambda x: naive_softmax(np.clip(x, -700, 700))),
    cut_above=(CUT, lambda x: naive_softmax(np.minimum(x, 700))),
    cut_late=(CUT, lambda x: naive_softmax(np.clip(x, -709, 709))),
    cut_late_above=(CUT, lambda x: naive_softmax(np.minimum(x, 709))),
    **{
        f"divided_by_1e_{power}_more": (
            "Almost: something is added to the sum of a row, so its probabilities add up to less "
            "than 1. There is no need for it: can a sum of exps be 0, once the largest is exp(0)?",
            lambda x, power=power: np.exp(_below(x)) / (_sums(np.exp(_below(x))) + 10.0**-power),
        )
        for power in (2, 3, 4, 5)
    },
    cut_to_the_type_of_x=(
        "For logits with a point it is right. For whole numbers it is not: was an array made with "
        "the type of `x`? It then holds whole numbers, and cuts every probability down to one.",
        lambda x: probabilities(x).astype(x.dtype),
    ),
    largest_size=(
        "You subtract the largest size of a row, without its sign. In a row of large negative "
        "logits all exps become 0, and 0 / 0 is NaN. Subtract the largest number itself.",
        lambda x: naive_softmax(x - np.abs(x).max(axis=1, keepdims=True)),
    ),
    only_positive_maxima=(
        "In a row of large negative logits all exps become 0, and 0 / 0 is NaN. The largest number "
        "of a row is to be subtracted also where it is below 0.",
        lambda x: naive_softmax(x - np.maximum(x.max(axis=1, keepdims=True), 0)),
    ),
    sum_subtracted=(
        "You subtract the sum of a row. Where it is far above or below the largest logit, the exps "
        "are all 0, or one is inf. After the subtraction, the largest must be 0.",
        lambda x: naive_softmax(x - _sums(x)),
    ),
    maximum_added=(
        "You add the maximum, where you should subtract it: after that, no number may be above 0.",
        lambda x: naive_softmax(x + x.max(axis=1, keepdims=True)),
    ),
    minus_in_the_exponent=(
        "The smallest logit gets the largest share: is there a minus in the exponent? (Large "
        "negative logits then overflow, too.)",
        lambda x: naive_softmax(-x),
    ),
    powers_of_two=(POWERS_OF_TWO, lambda x: np.exp2(x) / _sums(np.exp2(x))),
    powers_of_two_below=(POWERS_OF_TWO, lambda x: np.exp2(_below(x)) / _sums(np.exp2(_below(x)))),
    divided_by_the_mean=(
        "You divide by the mean of the exps, so a row adds up to the number of its logits. Shares "
        "are parts of a *sum*.",
        lambda x: naive_softmax(_below(x)) * x.shape[1],
    ),
    divided_by_the_count=(
        "You divide by the number of classes. A row must add up to 1: divide by its sum.",
        lambda x: np.exp(_below(x)) / x.shape[1],
    ),
    exp_of_the_sum=(
        "exp is taken of a sum. First exp of each number, then the sum of these.",
        lambda x: np.exp(_below(x)) / np.exp(_sums(_below(x))),
    ),
    bare_exps=(
        "These are the exps of the bare logits: they do not add up to 1 yet, and large ones "
        "overflow. Before exp, subtract something from all of a row; after it, divide by the sum.",
        lambda x: np.exp(x),
    ),
    only_subtracted=(
        "The logits are subtracted and never put through exp: wanted are shares, all positive.",
        _below,
    ),
    twice=(
        "Softmax is applied twice. Once makes probabilities of logits; a second time makes them "
        "more alike.",
        lambda x: probabilities(probabilities(x)),
    ),
    left_on_its_side=(
        "The rows are right but lie on their side: (k, n) came, where (n, k) is wanted. Turn the "
        "result back.",
        lambda x: probabilities(x).T,
    ),
    rounded=(
        "The probabilities are rounded. Leave them as they are.",
        lambda x: np.round(probabilities(x), 2),
    ),
    last_row_only=(
        "Only the last row came back. In a loop, does each row take the place of the one before?",
        lambda x: probabilities(x)[-1],
    ),
)


@exercise.variant
def row_by_row(x):
    return np.array([np.exp(row - max(row)) / sum(np.exp(row - max(row))) for row in x])


@exercise.variant
def examples_as_columns(x):
    exps = np.exp(x.T - x.max(1))
    return (exps / exps.sum(0)).T


@exercise.variant
def by_logaddexp(x):
    return np.exp(x - np.logaddexp.reduce(x, axis=1)[:, None])
