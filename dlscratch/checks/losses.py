"""Exercises of lesson 4: squared errors, softmax, cross-entropy, their gradients, and two bugs."""

import functools
import re

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse
from dlscratch.layers import Linear, Sequential, Sigmoid
from dlscratch.losses import Loss

# Probes are lopsided on purpose: more examples than outputs and fewer, a batch of one, logits of
# both signs, and rows that are far apart. No probability is 0.5.
RNG = np.random.default_rng(4)


def _numbers(n, k):
    return RNG.normal(0.3, 2, (n, k)).round(2)


def _one_hot(k, *labels):
    return np.eye(k)[list(labels)]


def _answer(loss, gradient=None):
    """A class of the learner's, made of two functions of (predicted, actual)."""

    class Answer(Loss):
        pass

    Answer.loss = lambda self, predicted, actual: loss(predicted, actual)
    if gradient:
        Answer.gradient = lambda self, predicted, actual: gradient(predicted, actual)
    return Answer


def _loss(cls, predicted, actual):
    return {"loss": cls().loss(predicted, actual)}


def _loss_and_gradient(cls, predicted, actual):
    """From two objects: a gradient must not need that `loss` was called before."""
    return {
        "loss": cls().loss(predicted, actual),
        "gradient": cls().gradient(predicted, actual),
    }


# Squared errors


predict_sse = Exercise(
    "losses.predict_sse",
    kind="predict",
    wants="value",
    reference=7,
    hints=(
        "Begin with the four errors: predicted minus actual.",
        "The errors are 2, -3, 0 and 1. Square each of them, then add the squares.",
        "The squares add up to 14, and there are two examples.",
    ),
    after="Summed over the outputs, averaged over the examples. The errors themselves add up to 0 "
    "here: without the squares, this batch would look perfect.",
)
predict_sse.wrong(
    "summed", "That is the sum over the whole batch. The loss is the mean over its examples."
)(14)
predict_sse.wrong(
    "mean_of_all",
    "You have divided by the number of numbers. The outputs of an example are summed; only the "
    "examples are averaged, and how many of those are there?",
)(3.5)
predict_sse.wrong(
    "not_squared", "That is what the errors add up to, with their signs. Square each one first."
)(0)
predict_sse.wrong("absolute", "You dropped the signs, which is not yet squaring: 3² is 9.")(3)
predict_sse.wrong(
    "absolute_sum", "That is the sum of the errors without their signs. Square them, and average."
)(6)
predict_sse.wrong("first_example", "That is the first example. Where is the second?")(13)
predict_sse.wrong("one_each", "A loss for each example. One number is asked for: their mean.")(
    [13, 1]
)
predict_sse.variant(7.0)
predict_sse.variant(np.float64(14 / 2))


SQUARED = [
    (_numbers(4, 3), _numbers(4, 3)),
    (_numbers(2, 5), _numbers(2, 5)),
    (_numbers(1, 3), _numbers(1, 3)),
    (_numbers(5, 2), _numbers(5, 2)),
]


def _sse(predicted, actual):
    return ((predicted - actual) ** 2).sum() / len(predicted)


def _sse_sum(predicted, actual):
    return ((predicted - actual) ** 2).sum()


def _sse_slopes(predicted, actual, factor=2.0):
    return factor * (predicted - actual) / len(predicted)


sse_loss = Exercise(
    "losses.sse_loss",
    kind="fill",
    reference=_sse,
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


@sse_loss.wrong("summed", "That is the sum over all examples. Divide by how many there are.")
def _(predicted, actual):
    return _sse_sum(predicted, actual)


@sse_loss.wrong(
    "mean_of_all",
    "You have averaged over all the numbers, outputs included (`.mean()` does that). Sum over the "
    "outputs, and average only over the examples.",
)
def _(predicted, actual):
    return ((predicted - actual) ** 2).mean()


@sse_loss.wrong(
    "divided_by_the_outputs",
    "You have divided by the number of columns, which are the outputs. The examples are the rows.",
)
def _(predicted, actual):
    return _sse_sum(predicted, actual) / predicted.shape[1]


@sse_loss.wrong(
    "one_for_each_example",
    "These are the losses of the single examples. One step is missing: their mean.",
)
def _(predicted, actual):
    return ((predicted - actual) ** 2).sum(axis=1)


@sse_loss.wrong(
    "one_for_each_example_divided",
    "You sum each row and divide, and there is still a number for each example. Add up the whole "
    "table.",
)
def _(predicted, actual):
    return ((predicted - actual) ** 2).sum(axis=1) / len(predicted)


@sse_loss.wrong(
    "one_for_each_output",
    "Here is a number for each output. The outputs of an example belong together: add them up.",
)
def _(predicted, actual):
    return ((predicted - actual) ** 2).mean(axis=0)


@sse_loss.wrong(
    "not_summed",
    "A whole table came. `len` counts the rows, but nothing has been added up yet.",
)
def _(predicted, actual):
    return (predicted - actual) ** 2 / len(predicted)


@sse_loss.wrong("not_squared", "The errors are added with their signs, and cancel. Square first.")
def _(predicted, actual):
    return (predicted - actual).sum() / len(predicted)


@sse_loss.wrong(
    "square_of_the_sum", "You add first and square the sum. By then the errors have cancelled."
)
def _(predicted, actual):
    return (predicted - actual).sum() ** 2 / len(predicted)


@sse_loss.wrong("absolute", "You take the errors without their signs. Squares were asked for.")
def _(predicted, actual):
    return np.abs(predicted - actual).sum() / len(predicted)


@sse_loss.wrong(
    "half",
    "Everything is right but for a factor of one half. Some books put it there, to be rid of the 2 "
    "in the gradient; this course does not.",
)
def _(predicted, actual):
    return _sse(predicted, actual) / 2


@sse_loss.wrong(
    "doubled", "You double the errors, and they cancel. In Python the sign for a power is `**`."
)
def _(predicted, actual):
    return ((predicted - actual) * 2).sum() / len(predicted)


@sse_loss.wrong(
    "matrix_product",
    "`@` multiplies whole rows with each other, also those of different examples. Each error is to "
    "be multiplied by itself alone.",
)
def _(predicted, actual):
    return ((predicted - actual) @ (predicted - actual).T).sum() / len(predicted)


@sse_loss.wrong("root", "Almost: there is a root at the end that nobody asked for.")
def _(predicted, actual):
    return _sse(predicted, actual) ** 0.5


@sse_loss.variant
def _(predicted, actual):
    return float(np.mean([sum(e**2 for e in row) for row in predicted - actual]))


@sse_loss.variant
def _(predicted, actual):
    errors = predicted - actual
    return np.einsum("ij,ij->", errors, errors) / errors.shape[0]


sse = Exercise(
    "losses.sse",
    kind="fill",
    wants="class",
    reference=losses.SSE,
    run=_loss_and_gradient,
    probes=SQUARED,
    hints=(
        "Write `loss` first, as in the exercise before. For the gradient, ask about a single "
        "number of `predicted`: where does it occur in the loss?",
        "It occurs in one square, and the slope of a square is twice what is squared. And the loss "
        "was divided by something: what does that do to its slopes?",
        "A table of the shape of `predicted`: twice the errors, over the number of examples. Too "
        "high must give plus.",
    ),
    after="This gradient is what `backward` starts from. A plus says: this output is too high, and "
    "raising it makes the loss worse.",
)

for _id, _hint, _wrong_loss, _wrong_gradient in (
    (
        "missing_two",
        "Your gradient is half of what it should be. What is the slope of e², at e?",
        _sse,
        lambda p, a: _sse_slopes(p, a, 1),
    ),
    (
        "sign",
        "Your gradient has the opposite sign. Take an output that is too high, and raise it "
        "further: the loss climbs, so the slope must be positive. Which one is subtracted from "
        "which?",
        _sse,
        lambda p, a: _sse_slopes(a, p),
    ),
    (
        "sign_and_missing_two",
        "Two things about the gradient. The sign: an output that is too high has a positive slope. "
        "And the size: what is the slope of e², at e?",
        _sse,
        lambda p, a: _sse_slopes(a, p, 1),
    ),
    (
        "gradient_not_averaged",
        "The loss is a mean over the examples, and your gradient is that of their sum. What is "
        "divided in the one must be divided in the other.",
        _sse,
        lambda p, a: 2 * (p - a),
    ),
    (
        "missing_two_and_mean",
        "These are the bare errors. Two things are missing: the slope of a square, and the mean "
        "that the loss takes over the examples.",
        _sse,
        lambda p, a: p - a,
    ),
    (
        "loss_not_averaged",
        "The gradient is right, and the loss is the sum over the examples. Divide it as well.",
        _sse_sum,
        _sse_slopes,
    ),
    (
        "sums",
        "Loss and gradient fit together: both are sums over the examples. Here both are to be "
        "means.",
        _sse_sum,
        lambda p, a: 2 * (p - a),
    ),
    (
        "means_of_all",
        "Loss and gradient fit together, but you divide by the number of all numbers. Sum over "
        "the outputs; only the examples are averaged.",
        lambda p, a: ((p - a) ** 2).mean(),
        lambda p, a: 2 * (p - a) / p.size,
    ),
    (
        "loss_mean_of_all",
        "The gradient is right. In the loss you divide by the number of all numbers; sum over the "
        "outputs, and average only over the examples.",
        lambda p, a: ((p - a) ** 2).mean(),
        _sse_slopes,
    ),
    (
        "halves",
        "Loss and gradient fit together, with a factor of one half in the loss. Some books put it "
        "there, to be rid of the 2; this course does not.",
        lambda p, a: _sse(p, a) / 2,
        lambda p, a: _sse_slopes(p, a, 1),
    ),
    (
        "one_loss_for_each_example",
        "`loss` gives a number for each example. One number is wanted: their mean.",
        lambda p, a: ((p - a) ** 2).sum(axis=1),
        _sse_slopes,
    ),
    (
        "gradient_summed_over_examples",
        "Your gradient has lost its rows. Each prediction of each example has a slope of its own: "
        "nothing is added up here.",
        _sse,
        lambda p, a: _sse_slopes(p, a).sum(axis=0),
    ),
    (
        "gradient_is_one_number",
        "Your gradient is one number. The loss is one, but it has a slope for every number in "
        "`predicted`.",
        _sse,
        lambda p, a: _sse_slopes(p, a).sum(),
    ),
    (
        "gradient_summed_over_outputs",
        "Your gradient has one number for each example. Each output of each example has a slope of "
        "its own: nothing is added up here.",
        _sse,
        lambda p, a: _sse_slopes(p, a).sum(axis=1),
    ),
    (
        "gradient_is_twice_the_loss",
        "Your gradient is one number, made of the loss. But the loss has a slope for every number "
        "in `predicted`, and in the slope nothing is squared.",
        _sse,
        lambda p, a: 2 * _sse(p, a),
    ),
    (
        "absolute",
        "Loss and gradient fit together, but they belong to the errors without their signs. This "
        "loss squares them.",
        lambda p, a: np.abs(p - a).sum() / len(p),
        lambda p, a: np.sign(p - a) / len(p),
    ),
    (
        "gradient_of_squares",
        "The errors are still squared in your gradient. The slope of e² at e is not 2e²: what "
        "happens to the power?",
        _sse,
        lambda p, a: 2 * (p - a) ** 2 / len(p),
    ),
):
    sse.wrong(_id, _hint)(_answer(_wrong_loss, _wrong_gradient))


@sse.variant
class _MeanOfRows(Loss):
    def loss(self, predicted, actual):
        return np.mean([((p - a) ** 2).sum() for p, a in zip(predicted, actual, strict=True)])

    def gradient(self, predicted, actual):
        pairs = zip(predicted, actual, strict=True)
        return np.array([2 / len(predicted) * (p - a) for p, a in pairs])


@sse.variant
class _Remembers:
    def loss(self, predicted, actual):
        self.errors = np.subtract(predicted, actual)
        return float(np.vdot(self.errors, self.errors)) / self.errors.shape[0]

    def gradient(self, predicted, actual):
        return (predicted - actual) * (2 / predicted.shape[0])


# A bug in the shapes


def _column_loss(predicted, labels):
    return ((predicted[:, 0] - labels) ** 2).mean()


column_loss = Exercise(
    "losses.column_loss",
    kind="bug",
    reference=_column_loss,
    probes=[
        (np.array([[1.0], [3.0]]), np.array([1.0, 3.0])),
        (_numbers(4, 1), _numbers(1, 4)[0]),
        (_numbers(1, 1), _numbers(1, 1)[0]),
        (_numbers(3, 1), _numbers(1, 3)[0]),
    ],
    hints=(
        "With one example the loss is right, so take two. Print `predicted.shape`, `labels.shape` "
        "and `errors.shape`.",
        "Write (2, 1) and (2,) under each other, lined up at the right, as in lesson 1. What do "
        "they make together? How many errors should two examples have?",
        "Give both the same shape before you subtract: take the only column out of `predicted`, or "
        "give `labels` a second axis of size 1.",
    ),
    after="Every prediction was compared with every label. The network then learns to predict the "
    "mean of all labels, and nobody gets an error. The course's SSE refuses two different shapes "
    "for that reason.",
)


@column_loss.wrong(
    "every_pair",
    "A perfect prediction should have the loss 0. Here each prediction is compared with every "
    "label, and not only with its own: look at the shape of `errors`.",
)
def _(predicted, labels):
    return ((predicted - labels) ** 2).mean()


@column_loss.wrong(
    "sum_of_every_pair",
    "Dividing differently does not mend it: there are still too many errors. Look at the shape of "
    "`errors`.",
)
def _(predicted, labels):
    return ((predicted - labels) ** 2).sum() / len(predicted)


@column_loss.wrong(
    "first_prediction_for_all",
    "Now the first prediction is compared with all the labels. `[0]` takes the first row; you "
    "want the first column.",
)
def _(predicted, labels):
    return ((predicted[0] - labels) ** 2).mean()


@column_loss.wrong(
    "first_label_for_all",
    "Now every prediction is compared with the first label. Each has a label of its own.",
)
def _(predicted, labels):
    return ((predicted - labels[0]) ** 2).mean()


@column_loss.wrong(
    "means_compared",
    "You compare means. A prediction too high and another too low then cancel: compare each with "
    "its own label.",
)
def _(predicted, labels):
    return (predicted.mean() - labels.mean()) ** 2


@column_loss.wrong(
    "column_added_up",
    "The predictions have been added up into a single number. Over which axis of (n, 1) must you "
    "sum if n numbers are to stay?",
)
def _(predicted, labels):
    return ((predicted.sum(axis=0) - labels) ** 2).mean()


@column_loss.wrong(
    "summed", "The errors are right now. The last line was right before: the mean was asked for."
)
def _(predicted, labels):
    return ((predicted[:, 0] - labels) ** 2).sum()


@column_loss.variant
def _(predicted, labels):
    return ((predicted - labels.reshape(-1, 1)) ** 2).mean()


@column_loss.variant
def _(predicted, labels):
    return np.mean((predicted.T - labels) ** 2)


@column_loss.variant
def _(predicted, labels):
    return sum((p[0] - y) ** 2 for p, y in zip(predicted, labels, strict=True)) / len(labels)


# Softmax


predict_shift = Exercise(
    "losses.predict_shift",
    kind="predict",
    wants="value",
    reference=0.95,
    rtol=0.01,
    hints=(
        "Compare the two pairs of logits: by how much is the first ahead of the second?",
        "What would you have to add to both -100 and -103, to get 3 and 0?",
        "Adding the same number to all logits of a row changes nothing.",
    ),
    after="Only differences count: the first is 3 ahead in both pairs. That is what allows us to "
    "subtract the maximum.",
)
predict_shift.wrong(
    "signs_turned",
    "You gave the smaller share to the first. -100 is larger than -103, in spite of the signs.",
)(0.05)
predict_shift.wrong(
    "tiny",
    "Both exps are tiny, that is true. But each is divided by their sum, which is tiny too.",
)(0)
predict_shift.wrong(
    "even", "They are close to each other beside 100. But softmax looks only at their difference."
)(0.5)
predict_shift.wrong(
    "shares_of_logits",
    "Did you divide the logits themselves by their sum? First take exp, then the shares.",
)(0.4926)
predict_shift.wrong(
    "shares_turned_round",
    "That looks like a share of the logits themselves, and of the wrong one. First take exp.",
)(0.5074)
predict_shift.wrong("negative", "Negative logits are fine, negative probabilities are not.")(-0.95)
predict_shift.wrong("certain", "Nearly, but a lead of 3 is not certainty: compare with [3, 0].")(1)
predict_shift.wrong(
    "nan", "e to the power -100 is small, but it is no problem for a float. Nothing overflows."
)("nan")
predict_shift.wrong(
    "nan_as_a_number",
    "No NaN comes of this: e to the power -100 is small, but a float can hold it.",
)(float("nan"))
predict_shift.wrong("both", "Right, and one number too many: only the first was asked for.")(
    [0.95, 0.05]
)
predict_shift.variant(0.9526)
predict_shift.variant(np.float32(0.953))


LOGITS = [
    (_numbers(4, 3),),
    (np.array([[0.0, 1.0], [1000.0, 1001.0]]),),
    (np.array([[1000.0, 1001.0, 998.5]]),),
    (_numbers(2, 5),),
    (np.array([[0.0, 2500.0, 2499.0], [-900.0, -901.0, -4.0], [3.0, 1.5, 2.0]]),),
]


def _p(x):
    return losses.softmax(x)


def _naive_softmax(x):
    exps = np.exp(x)
    return exps / exps.sum(axis=1, keepdims=True)


softmax = Exercise(
    "losses.softmax",
    kind="fill",
    reference=losses.softmax,
    accepts=(list,),
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


@softmax.wrong(
    "no_max",
    "For small logits it is right. Try [[1000, 1001]]: exp overflows to inf, and inf / inf is NaN. "
    "What may you subtract from all logits of a row without changing its probabilities?",
)
def _(x):
    return _naive_softmax(x)


@softmax.wrong(
    "global_max",
    "You subtract the largest number of the whole batch. Try [[0, 1], [1000, 1001]]: in the first "
    "row all exps become 0, and 0 / 0 is NaN. Each row needs its own maximum.",
)
def _(x):
    return _naive_softmax(x - x.max())


@softmax.wrong(
    "column_max",
    "You subtract from each column its maximum, so the numbers of a row lose different amounts, "
    "and their differences change. A row needs one number for all of it.",
)
def _(x):
    return _naive_softmax(x - x.max(axis=0))


@softmax.wrong(
    "columns",
    "Each column adds up to 1. A row is an example, and its probabilities must add up to 1: which "
    "axis vanishes in a sum over a row?",
)
def _(x):
    exps = np.exp(x - x.max(axis=0))
    return exps / exps.sum(axis=0)


@softmax.wrong(
    "columns_of_safe_rows",
    "The maxima are right. But now each column adds up to 1, and each row should: look at the axis "
    "of the sum.",
)
def _(x):
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=0)


@softmax.wrong(
    "columns_without_max",
    "Two things. Each column adds up to 1, and each row should: look at the axis. And large logits "
    "overflow: subtract something first.",
)
def _(x):
    exps = np.exp(x)
    return exps / exps.sum(axis=0)


@softmax.wrong(
    "whole_batch",
    "The whole batch together adds up to 1. Each row is an example of its own: name an axis.",
)
def _(x):
    exps = np.exp(x - x.max())
    return exps / exps.sum()


@softmax.wrong(
    "whole_batch_of_safe_rows",
    "The maxima are right. But the whole batch together adds up to 1; each row should. Name an "
    "axis in the sum.",
)
def _(x):
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum()


@softmax.wrong(
    "whole_batch_without_max",
    "Two things. The whole batch together adds up to 1, where each row should: name an axis. And "
    "large logits overflow: subtract something first.",
)
def _(x):
    exps = np.exp(x)
    return exps / exps.sum()


@softmax.wrong(
    "no_keepdims",
    "Maxima and sums have shape (n,), and lined up at the right they meet the columns: an error "
    "for most batches, and wrong numbers without a word for a square one. Which shape meets the "
    "rows?",
)
def _(x):
    exps = np.exp(x - x.max(axis=1))
    return exps / exps.sum(axis=1)


@softmax.wrong(
    "no_keepdims_in_the_max",
    "The sums are right. The maxima have shape (n,) and meet the columns; which shape meets the "
    "rows?",
)
def _(x):
    return _naive_softmax(x - x.max(axis=1))


@softmax.wrong(
    "no_keepdims_in_the_sum",
    "The maxima are right. The sums have shape (n,) and meet the columns; which shape meets the "
    "rows?",
)
def _(x):
    exps = np.exp(x - x.max(axis=1, keepdims=True))
    return exps / exps.sum(axis=1)


@softmax.wrong(
    "no_keepdims_and_no_max",
    "Two things. The sums have shape (n,) and meet the columns; which shape meets the rows? And "
    "large logits overflow: subtract something first.",
)
def _(x):
    exps = np.exp(x)
    return exps / exps.sum(axis=1)


@softmax.wrong(
    "minimum",
    "You subtract the smallest number of each row, and exp still overflows where the largest is "
    "far above it. After the subtraction, no number may be above 0.",
)
def _(x):
    return _naive_softmax(x - x.min(axis=1, keepdims=True))


@softmax.wrong(
    "mean",
    "You subtract the mean of each row. A number far above the mean still overflows. After the "
    "subtraction, no number may be above 0.",
)
def _(x):
    return _naive_softmax(x - x.mean(axis=1, keepdims=True))


@softmax.wrong(
    "divided_by_the_max",
    "You divide by the maximum, which changes the differences between the logits. *Adding* and "
    "subtracting the same number is what leaves the probabilities alone.",
)
def _(x):
    return _naive_softmax(x / x.max(axis=1, keepdims=True))


@softmax.wrong(
    "no_exp",
    "These are shares of the logits themselves, and some are negative. Make every number positive "
    "first: that is what exp is for.",
)
def _(x):
    return x / x.sum(axis=1, keepdims=True)


@softmax.wrong(
    "not_divided",
    "These are the exps. They do not add up to 1 yet: divide each by the sum of its row.",
)
def _(x):
    return np.exp(x - x.max(axis=1, keepdims=True))


@softmax.wrong(
    "log_softmax",
    "These are the logarithms of the probabilities. They are needed in the next exercise; here the "
    "probabilities themselves are.",
)
def _(x):
    below = x - x.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


@softmax.wrong(
    "shares_below_the_max",
    "The maxima are right. But then you take shares without exp: the numbers are 0 or negative, "
    "and exp is what makes them positive.",
)
def _(x):
    below = x - x.max(axis=1, keepdims=True)
    return below / below.sum(axis=1, keepdims=True)


@softmax.wrong(
    "turned_round",
    "You subtract the logits from the maximum, so the smallest logit gets the largest share. After "
    "the subtraction, the largest must be 0 and the others negative.",
)
def _(x):
    return _naive_softmax(x.max(axis=1, keepdims=True) - x)


@softmax.wrong(
    "first_row_only",
    "Only the first row came back. Does `return` stand inside a loop? It ends the function.",
)
def _(x):
    return _p(x)[0]


@softmax.wrong(
    "all_or_nothing",
    "The largest logit gets 1 and all others 0. Softmax is softer: each gets a share, by its exp.",
)
def _(x):
    return (x == x.max(axis=1, keepdims=True)).astype(float)


@softmax.wrong(
    "sigmoid",
    "That is the sigmoid of each logit by itself. In softmax the numbers of a row share one whole.",
)
def _(x):
    return np.exp(-np.logaddexp(0, -x))


@softmax.wrong(
    "in_place",
    "The probabilities are right, but `-=` has changed the caller's logits. `x - …` makes a new "
    "array.",
)
def _(x):
    x -= x.max(axis=1, keepdims=True)
    return _naive_softmax(x)


@softmax.variant
def _(x):
    return np.array([np.exp(row - max(row)) / sum(np.exp(row - max(row))) for row in x])


@softmax.variant
def _(x):
    exps = np.exp(x.T - x.max(1))
    return (exps / exps.sum(0)).T


@softmax.variant
def _(x):
    return np.exp(x - np.logaddexp.reduce(x, axis=1)[:, None])


# Cross-entropy


CHOICES = [
    (LOGITS[0][0], _one_hot(3, 2, 0, 0, 1)),
    (LOGITS[3][0], _one_hot(5, 3, 1)),
    (_numbers(1, 4), _one_hot(4, 2)),
    (np.array([[0.0, 800.0], [1000.0, 1001.0], [2.0, -1.0]]), _one_hot(2, 0, 1, 0)),
    (_numbers(3, 3), _one_hot(3, 1, 1, 2)),
]


def _log_p(x):
    below = x - x.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


def _entropy(predicted, actual):
    return -(actual * _log_p(predicted)).sum() / len(predicted)


def _entropy_sum(predicted, actual):
    return -(actual * _log_p(predicted)).sum()


def _with_log_p(log_p):
    """A loss that is right but for its logarithms of the probabilities, made from `below`."""
    return lambda predicted, actual: (
        -(actual * log_p(predicted - predicted.max(axis=1, keepdims=True))).sum() / len(predicted)
    )


UNSTABLE = (
    "For moderate logits it is right. Look at [0, 800] with class 0 right: softmax gives exactly "
    "0, and the log of 0 is -inf. Do not compute p at all: the log of a fraction is a difference."
)
KEPT_FROM_0 = (
    "For moderate logits it is right. You keep p away from 0, so there is no inf, but at [0, 800] "
    "the surprise is capped: it should be 800. Do not compute p at all: the log of a fraction is "
    "a difference."
)
TINY = (15, 12, 10, 8, 7)  # the powers of ten that people add to a p
FORGOT_MINUS = "Your loss is negative. Logarithms of probabilities are below 0; a surprise is not."
LOSS_MISTAKES = (
    ("forgot_minus", FORGOT_MINUS, lambda y, a: -_entropy(y, a)),
    ("log_of_p", UNSTABLE, _with_log_p(lambda below: np.log(_naive_softmax(below)))),
    *(
        (
            f"kept_from_0_by_1e_{power}",
            KEPT_FROM_0,
            _with_log_p(lambda below, power=power: np.log(_naive_softmax(below) + 10.0**-power)),
        )
        for power in TINY
    ),
    (
        "summed",
        "That is the sum of the surprises. The loss is their mean over the examples.",
        _entropy_sum,
    ),
    (
        "mean_of_all",
        "You average over all numbers of the table. There is one surprise for each row: divide by "
        "the number of examples.",
        lambda y, a: -(a * _log_p(y)).mean(),
    ),
    (
        "one_for_each_example",
        "These are the surprises of the single examples. One number is wanted: their mean.",
        lambda y, a: -(a * _log_p(y)).sum(axis=1),
    ),
    (
        "overflows",
        "For moderate logits it is right. Large ones make exp overflow, as in softmax: what do you "
        "subtract from each row first? (And if you take the logarithm of a p: could p be 0?)",
        lambda y, a: -(a * np.log(_naive_softmax(y))).sum() / len(y),
    ),
    (
        "log_before_softmax",
        "A logarithm is taken of logits, or of `below`. These may be negative or 0, and then it is "
        "NaN or -inf. The logarithm belongs to probabilities, so to what comes after exp.",
        lambda y, a: -(a * _naive_softmax(np.log(y))).sum() / len(y),
    ),
)

cross_entropy = Exercise(
    "losses.cross_entropy",
    kind="fill",
    wants="class",
    reference=_answer(_entropy),
    run=_loss,
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

for _id, _hint, _wrong_loss in (
    *LOSS_MISTAKES,
    (
        "no_log",
        "You add up the probabilities of the right classes, without a logarithm. How surprising is "
        "a probability?",
        _with_log_p(_naive_softmax),
    ),
    (
        "no_log_sum",
        "You use `below` as it is. For probabilities it would have to be divided by a sum after "
        "exp; in logarithms, what is subtracted?",
        _with_log_p(lambda below: below),
    ),
    (
        "no_log_of_the_sum",
        "You subtract the sum itself. Dividing by a sum is subtracting its *logarithm*.",
        _with_log_p(lambda below: below - np.exp(below).sum(axis=1, keepdims=True)),
    ),
    (
        "sum_of_logs",
        "The logarithm undoes exp at once, before anything is added. It is the log *of the sum* "
        "that is wanted: mind the brackets.",
        _with_log_p(lambda below: below - np.log(np.exp(below)).sum(axis=1, keepdims=True)),
    ),
    (
        "no_keepdims",
        "Your sums have shape (n,) and meet the columns: an error for most batches, wrong numbers "
        "for a square one. Which shape meets the rows?",
        _with_log_p(lambda below: below - np.log(np.exp(below).sum(axis=1))),
    ),
    (
        "columns",
        "Your sum runs down the columns, over the examples. Softmax shares within a row.",
        _with_log_p(lambda below: below - np.log(np.exp(below).sum(axis=0))),
    ),
    (
        "whole_batch",
        "Your sum runs over the whole batch. Softmax shares within a row: name an axis.",
        _with_log_p(lambda below: below - np.log(np.exp(below).sum())),
    ),
    (
        "log_of_a_fraction",
        "You divide one logarithm by another. The logarithm *of a fraction* is a difference.",
        _with_log_p(lambda below: below / np.log(np.exp(below).sum(axis=1, keepdims=True))),
    ),
    (
        "one_for_each_class",
        "Here is a number for each class. Add up everything, and divide by the number of examples.",
        lambda y, a: -(a * _log_p(y)).sum(axis=0),
    ),
    (
        "one_for_each_class_divided",
        "Here is a number for each class. Add them up as well: one number is wanted.",
        lambda y, a: -(a * _log_p(y)).mean(axis=0),
    ),
    (
        "matrix_product",
        "`@` brings each row of `actual` together with every row of logarithms, also with those of "
        "other examples. Multiply number by number, with `*`.",
        lambda y, a: -(a @ _log_p(y).T).sum() / len(y),
    ),
    (
        "wrong_classes_too",
        "You add something for the wrong classes, log(1 - p). That belongs to questions of yes and "
        "no; here only the right class counts.",
        lambda y, a: -(a * _log_p(y) + (1 - a) * np.log(1 - _p(y))).sum() / len(y),
    ),
    (
        "all_classes",
        "You add the surprises of all classes, right and wrong. Only the right one happened: where "
        "does `actual` come in?",
        lambda y, a: -_log_p(y).sum() / len(y),
    ),
    (
        "surest_class",
        "You take the surprise at the class that the network likes best. What counts is the class "
        "that is right: where does `actual` come in?",
        lambda y, a: -_log_p(y).max(axis=1).mean(),
    ),
    (
        "log_of_the_mean",
        "You average probabilities and take one logarithm. The loss is the mean of the surprises: "
        "first the logarithm, then the mean.",
        lambda y, a: -np.log((a * _p(y)).sum(axis=1).mean()),
    ),
    (
        "squared_errors",
        "These are squared errors of the probabilities. Cross-entropy asks for the logarithm at "
        "the right class.",
        lambda y, a: _sse(_p(y), a),
    ),
):
    cross_entropy.wrong(_id, _hint)(_answer(_wrong_loss))


@cross_entropy.variant
class _PicksTheRight(Loss):
    def loss(self, predicted, actual):
        below = predicted - predicted.max(axis=1, keepdims=True)
        right = below[np.arange(len(below)), actual.argmax(axis=1)]
        return np.mean(np.log(np.exp(below).sum(axis=1)) - right)


@cross_entropy.variant
class _RowByRow:
    def loss(self, predicted, actual):
        total = 0
        for row, y in zip(predicted, actual, strict=True):
            total += np.logaddexp.reduce(row) - row @ y
        return total / len(predicted)


cross_entropy.variant(losses.SoftmaxCrossEntropy)


predict_start = Exercise(
    "losses.predict_start",
    kind="predict",
    wants="value",
    reference=4.6,
    rtol=0.02,
    hints=(
        "Which probability does each bird get from a network that knows nothing?",
        "Each gets 1/100. The surprise at 1/100 is the logarithm of 100.",
        "100 is 10 · 10, and the logarithm turns a product into a sum.",
    ),
    after="log 100 = 4.6. Write it beside your training before you start it. If the first loss is "
    "something else, you have saved yourself an evening.",
)
predict_start.wrong(
    "probability", "That is the probability of each kind. The loss is the surprise at it."
)(0.01)
predict_start.wrong("ten_classes", "That would be for ten kinds. Here are ten times as many.")(2.3)
predict_start.wrong(
    "ten_times",
    "You multiplied by 10. Ten times the classes is ten times the product, and for logarithms a "
    "product is a sum.",
)(23)
predict_start.wrong(
    "hundred_times", "You multiplied by 100. What does the logarithm make of 10 · 10?"
)(230)
predict_start.wrong(
    "squared", "You squared log 10. 100 is 10², and the logarithm brings the 2 to the front."
)(5.29)
predict_start.wrong("negative", "A surprise is never negative: it is *minus* log p.")(-4.6)
predict_start.wrong(
    "classes", "That is the number of kinds. The loss is the surprise at one of them."
)(100)
predict_start.wrong(
    "base_ten", "That is the logarithm to the base 10. Here it is to the base e: log 10 is 2.3."
)(2)
predict_start.wrong("base_two", "That is the logarithm to the base 2. Here it is to the base e.")(
    6.64
)
predict_start.wrong(
    "nothing", "A loss of 0 would mean that it is sure, and right. This network knows nothing."
)(0)
predict_start.wrong("one_minus", "That is the probability of being wrong. What is the surprise?")(
    0.99
)
predict_start.variant(4.605)
predict_start.variant(np.log(100))


# The gradient of cross-entropy


predict_gradient = Exercise(
    "losses.predict_gradient",
    kind="predict",
    wants="value",
    reference=[0.2, 0.5, -0.7],
    accepts=(tuple, np.ndarray),
    hints=(
        "The gradient is a subtraction. What is subtracted from the probabilities?",
        "The answer as a row: a 1 for the right class, and 0 for each of the others.",
        "The numbers of the wrong classes stay as they are. The right one lacks 0.7, so its logit "
        "must come up, and its slope is negative.",
    ),
    after="The three numbers add up to 0. The right class is to get 0.7 more, and the others are "
    "to give exactly that.",
)
for _id, _hint, _value in (
    (
        "sign",
        "The signs are turned round. Raising the right logit makes the loss *smaller*: which sign "
        "has its slope?",
        [-0.2, -0.5, 0.7],
    ),
    ("probabilities", "These are the probabilities. Where does the right class come in?",
     [0.2, 0.5, 0.3]),
    (
        "only_the_right",
        "The right class is right. But the others take part in the sum below the fraction line, "
        "and raising them takes from the right one.",
        [0, 0, -0.7],
    ),
    ("one_hot", "That is the answer, y. The gradient is how far p is from it.", [0, 0, 1]),
    ("no_sign", "Look at the sign of the last number: should this logit go up or down?",
     [0.2, 0.5, 0.7]),
    (
        "other_class",
        "You took the second class for the right one. Classes count from 0.",
        [0.2, -0.5, 0.3],
    ),
    (
        "extra_slope",
        "You multiplied by p (1 - p) as well. It has cancelled already, with the slope of the "
        "logarithm.",
        [0.032, 0.125, -0.147],
    ),
    (
        "with_respect_to_p",
        "That is the gradient with respect to the probabilities. One step further back lie the "
        "logits.",
        [0, 0, -1 / 0.3],
    ),
    (
        "over_k",
        "You divided by the number of classes. The mean is over the examples, and this is one.",
        [0.2 / 3, 0.5 / 3, -0.7 / 3],
    ),
    ("two", "The 2 belongs to squares, and nothing is squared here.", [0.4, 1.0, -1.4]),
    ("nested", "The right numbers. Write them as one plain row.", [[0.2, 0.5, -0.7]]),
):  # fmt: skip
    predict_gradient.wrong(_id, _hint)(_value)
predict_gradient.variant((0.2, 0.5, -0.7))
predict_gradient.variant(np.array([0.2, 0.5, 0.3]) - np.eye(3)[2])


def _slopes(predicted, actual):
    return (_p(predicted) - actual) / len(predicted)


cross_entropy_gradient = Exercise(
    "losses.cross_entropy_gradient",
    kind="fill",
    wants="class",
    reference=losses.SoftmaxCrossEntropy,
    run=_loss_and_gradient,
    probes=CHOICES,
    hints=(
        "`loss` as in exercise 7, from memory. The gradient needs no logarithm and no slope of "
        "anything: all of that has been worked out in the lesson, once and for all.",
        "Two tables of shape (n, k): what the network says, in probabilities, and what is right. "
        "How far is the one from the other?",
        "p - y, for all rows at once. And the loss is a mean over the examples, so its gradient is "
        "divided too.",
    ),
    after="Loss and gradient of nearly every network that chooses, in five lines of your own. "
    "PyTorch's CrossEntropyLoss is the same: logits go in, softmax is inside.",
)

for _id, _hint, _wrong_gradient in (
    (
        "sign",
        "Your gradient has the opposite sign: y - p. Following it downhill, the loss would climb. "
        "Raising the right logit lowers the loss, so its slope is negative.",
        lambda x, a: -_slopes(x, a),
    ),
    (
        "gradient_not_averaged",
        "The loss is a mean over the examples, and your gradient is that of their sum. Divide both "
        "or neither; here, both.",
        lambda x, a: _p(x) - a,
    ),
    (
        "sign_and_not_averaged",
        "Two things about the gradient. It has the opposite sign: raising the right logit lowers "
        "the loss. And the loss is a mean over the examples: divide the gradient too.",
        lambda x, a: a - _p(x),
    ),
    (
        "extra_slope",
        "There is a p (1 - p) too many in your gradient. It is the slope of softmax, and it has "
        "cancelled already, against the slope of the logarithm.",
        lambda x, a: _slopes(x, a) * _p(x) * (1 - _p(x)),
    ),
    (
        "extra_slope_not_averaged",
        "There is a p (1 - p) too many in your gradient: it has cancelled already. And the loss is "
        "a mean over the examples, so the gradient must be divided too.",
        lambda x, a: (_p(x) - a) * _p(x) * (1 - _p(x)),
    ),
    (
        "logits_minus_y",
        "You subtract y from the logits. What is compared with y are probabilities: logits go "
        "through softmax first.",
        lambda x, a: (x - a) / len(x),
    ),
    (
        "logits_minus_y_not_averaged",
        "You subtract y from the logits. What is compared with y are probabilities: logits go "
        "through softmax first. And the loss is a mean: divide the gradient too.",
        lambda x, a: x - a,
    ),
    (
        "log_p_minus_y",
        "You subtract y from the logarithms. In the gradient the logarithm is gone: plain "
        "probabilities.",
        lambda x, a: (_log_p(x) - a) / len(x),
    ),
    (
        "only_the_right",
        "The slopes at the right classes are right, and all others are 0. But raising a wrong "
        "logit takes probability from the right one: it has a slope too.",
        lambda x, a: a * _slopes(x, a),
    ),
    (
        "without_y",
        "These are the probabilities over n. Where does the right class come in?",
        lambda x, a: _p(x) / len(x),
    ),
    (
        "with_respect_to_p",
        "That is the gradient with respect to the probabilities, -y/p. The net wants it for the "
        "logits, one step further back, where it is simpler.",
        lambda x, a: -a / _p(x) / len(x),
    ),
    (
        "two",
        "Twice too large: the 2 belongs to squares, and nothing is squared here.",
        lambda x, a: 2 * _slopes(x, a),
    ),
    (
        "gradient_mean_of_all",
        "You divide the gradient by the number of all numbers. The loss divides by the number of "
        "examples only.",
        lambda x, a: (_p(x) - a) / x.size,
    ),
    (
        "gradient_summed_over_examples",
        "Your gradient has lost its rows. Each logit of each example has a slope of its own: "
        "nothing is added up here.",
        lambda x, a: _slopes(x, a).sum(axis=0),
    ),
    (
        "only_y_divided",
        "Only y is divided by the number of examples: division comes before subtraction. Brackets "
        "around the difference.",
        lambda x, a: _p(x) - a / len(x),
    ),
    (
        "softmax_of_the_difference",
        "You subtract y from the logits and take softmax of that. First softmax, then the "
        "difference.",
        lambda x, a: _p(x - a) / len(x),
    ),
    (
        "slope_of_squares",
        "That is nearly the gradient of squared errors behind softmax. With cross-entropy there is "
        "no 2, and p (1 - p) has cancelled.",
        lambda x, a: 2 * _slopes(x, a) * _p(x) * (1 - _p(x)),
    ),
    (
        "surprise",
        "That is the surprise itself, spread over a table. The gradient says how it changes: "
        "no logarithm is left in it.",
        lambda x, a: -a * _log_p(x) / len(x),
    ),
    (
        "gradient_overflows",
        "For moderate logits the gradient is right; large ones make exp overflow. The `softmax` of "
        "exercise 6 is safe.",
        lambda x, a: (_naive_softmax(x) - a) / len(x),
    ),
    (
        "softmax_twice",
        "Softmax was applied twice on the way to your gradient. Once is enough: what does your "
        "`softmax` get?",
        lambda x, a: (_p(_p(x)) - a) / len(x),
    ),
):
    cross_entropy_gradient.wrong(_id, _hint)(_answer(_entropy, _wrong_gradient))
for _id, _hint, _wrong_loss in LOSS_MISTAKES:
    cross_entropy_gradient.wrong(f"loss_{_id}", f"About `loss`. {_hint}")(
        _answer(_wrong_loss, _slopes)
    )
cross_entropy_gradient.wrong(
    "sums",
    "Loss and gradient fit together: both are sums over the examples. Here both are to be means.",
)(_answer(_entropy_sum, lambda x, a: _p(x) - a))
cross_entropy_gradient.wrong(
    "means_of_all",
    "Loss and gradient fit together, but you divide by the number of all numbers. There is one "
    "surprise for each example: divide by the number of rows.",
)(_answer(lambda x, a: -(a * _log_p(x)).mean(), lambda x, a: (_p(x) - a) / x.size))


@cross_entropy_gradient.variant
class _SubtractsOne(_PicksTheRight):
    def gradient(self, predicted, actual):
        gradient = np.exp(predicted - np.logaddexp.reduce(predicted, axis=1)[:, None])
        gradient[np.arange(len(gradient)), actual.argmax(axis=1)] -= 1
        return gradient / len(gradient)


@cross_entropy_gradient.variant
class _GradientByRows(_RowByRow):
    def gradient(self, predicted, actual):
        rows = []
        for row, y in zip(predicted, actual, strict=True):
            exps = np.exp(row - max(row))
            rows.append((exps / exps.sum() - y) / len(predicted))
        return np.stack(rows)


# A pass through a network, and its lines in order


def _net(*sizes, seed):
    """Linear, Sigmoid, Linear, with biases that are not 0."""
    rng = np.random.default_rng(seed)
    inputs, hidden, outputs = sizes
    layers = Linear(inputs, hidden, rng=rng), Sigmoid(), Linear(hidden, outputs, rng=rng)
    for layer in (layers[0], layers[2]):
        layer.b[:] = rng.normal(size=layer.b.shape)
    return layers


LINES = {
    "A": "    gradient = activation.backward(gradient)",
    "B": "    hidden = activation.forward(hidden)",
    "C": "    gradient = loss.gradient(predicted, actual)",
    "D": "    first.backward(gradient)",
    "E": "    hidden = first.forward(x)",
    "F": "    gradient = second.backward(gradient)",
    "G": "    predicted = second.forward(hidden)",
}


def _one_pass(function, first, activation, second, loss, x, actual):
    try:
        value, w_grad = function(first, activation, second, loss, x, actual)
    except UnboundLocalError as error:
        missing = re.search(r"'(\w+)'", str(error))
        raise Refuse(f"`{missing[1]}` is used before any line has made it.") from None
    except (RuntimeError, AttributeError):
        raise Refuse("A layer got backward before it was sent forward.") from None
    return {"the loss": value, "the first layer's w_grad": w_grad}


one_pass = Exercise(
    "losses.one_pass",
    kind="order",
    wants="value",
    reference="EBGCFAD",
    prepare=functools.partial(
        assemble,
        lines=LINES,
        name="one_pass",
        known={},
        before=("def one_pass(first, activation, second, loss, x, actual):",),
        after=("    return loss.loss(predicted, actual), first.w_grad",),
    ),
    run=_one_pass,
    probes=[
        (*_net(3, 3, 3, seed=1), losses.SSE(), _numbers(3, 3), _numbers(3, 3)),
        (*_net(3, 5, 2, seed=2), losses.SoftmaxCrossEntropy(), _numbers(4, 3),
         _one_hot(2, 1, 0, 0, 1)),
    ],
    hints=(
        "Three lines go forward. Order these first: what does each one need?",
        "Then the loss is asked for its gradient, which needs `predicted`.",
        "Backward visits the layers in reverse: the one that made `predicted` comes first.",
    ),
    after="Forward in order, the loss's gradient, backward in reverse. `Sequential` does six of "
    "these lines for you.",
)  # fmt: skip
one_pass.wrong(
    "backward_in_order",
    "The first layer gets its gradient straight from the loss. But the gradient comes from the "
    "end of the network: which layer is the first that it meets?",
)("EBGCDAF")
one_pass.wrong(
    "activation_too_late",
    "The activation is sent forward, but only after `predicted` was made without it.",
)("EGBCFAD")
one_pass.wrong(
    "activation_skipped_on_the_way_back",
    "The first layer gets its gradient before the activation has put its slope into it.",
)("EBGCFDA")
one_pass.wrong(
    "activation_first_on_the_way_back",
    "On the way back the activation comes before the second layer. Forward went through the "
    "activation and *then* through the second layer; backward is the reverse.",
)("EBGCAFD")
one_pass.wrong(
    "second_last",
    "On the way back the second layer comes last, and it should come first: it is the one that "
    "made `predicted`.",
)("EBGCADF")
one_pass.variant("ebgcfad")
one_pass.variant(list("EBGCFAD"))
one_pass.variant("E, B, G, C, F, A, D")


# Softmax twice


def _loss_and_gradients(net, x, actual):
    loss = losses.SoftmaxCrossEntropy()
    predicted = net.forward(x)
    net.backward(loss.gradient(predicted, actual))
    return loss.loss(predicted, actual), net.grads()


def _pass_and_grads(function, net, x, actual):
    both = function(net, x, actual)
    if both is None:
        return None
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("The function returns two things, the loss and the gradients.")
    return {"the loss": both[0], "the gradients": both[1]}


def _sure_net():
    net = Linear(3, 3)
    net.w[...] = 20 * np.eye(3)
    return net


def _pass_with(loss_of, gradient_of):
    """An answer in which loss and gradient are computed from something else than the logits."""

    def answer(net, x, actual):
        loss = losses.SoftmaxCrossEntropy()
        logits = net.forward(x)
        gradient = gradient_of(loss, logits, actual)
        if gradient is not None:
            net.backward(gradient)
        return loss_of(loss, logits, actual), net.grads()

    return answer


softmax_twice = Exercise(
    "losses.softmax_twice",
    kind="bug",
    reference=_loss_and_gradients,
    run=_pass_and_grads,
    accepts=(tuple,),
    probes=[
        (_sure_net(), np.eye(3), np.eye(3)),
        (Sequential(_net(3, 5, 4, seed=3)), _numbers(6, 3), _one_hot(4, 0, 3, 1, 1, 2, 0)),
    ],
    hints=(
        "Run it with the `Linear(3, 3)` and print `predicted`. Are these logits or probabilities?",
        "What does the cross-entropy of this course do first with whatever it gets? Section 10 of "
        "the lesson has the symptom.",
        "Softmax is inside the loss already, for the loss and for the gradient. So what should go "
        "into it is what comes straight out of the net.",
    ),
    after="Softmax stands in the loss and nowhere else. The same mistake is just as easy in "
    "PyTorch, whose CrossEntropyLoss takes logits too.",
)
for _id, _hint, _wrong_loss, _wrong_gradient in (
    (
        "both",
        "These answers are sure and right, and the loss is not 0: it gets probabilities, and takes "
        "them for logits. How often is softmax applied on the way?",
        lambda loss, z, a: loss.loss(_p(z), a),
        lambda loss, z, a: loss.gradient(_p(z), a),
    ),
    (
        "in_the_gradient",
        "The loss is right now. But the gradient still gets probabilities: softmax is inside it as "
        "well.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: loss.gradient(_p(z), a),
    ),
    (
        "in_the_loss",
        "The gradients are right now. But the loss still gets probabilities: softmax is inside it "
        "as well.",
        lambda loss, z, a: loss.loss(_p(z), a),
        lambda loss, z, a: loss.gradient(z, a),
    ),
    (
        "gradient_not_averaged",
        "Softmax is applied once: good. But the gradient that you wrote yourself is that of a sum, "
        "and the loss is a mean. The loss has a method for its gradient.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: _p(z) - a,
    ),
    (
        "gradient_not_averaged_twice",
        "The gradient that you wrote yourself is that of a sum, where the loss is a mean; and the "
        "loss still gets probabilities.",
        lambda loss, z, a: loss.loss(_p(z), a),
        lambda loss, z, a: _p(z) - a,
    ),
    (
        "sigmoid",
        "Another squeeze in the place of softmax has the same effect: the logits lie between 0 and "
        "1, and no lead can exceed 1. Squeeze nothing.",
        lambda loss, z, a: loss.loss(1 / (1 + np.exp(-z)), a),
        lambda loss, z, a: loss.gradient(1 / (1 + np.exp(-z)), a),
    ),
    (
        "no_backward",
        "The loss is right, but the net was not sent backward: its gradients are still 0.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: None,
    ),
    (
        "three_times",
        "Now softmax is applied once more than before. The loss wants what it was before any "
        "softmax.",
        lambda loss, z, a: loss.loss(_p(_p(z)), a),
        lambda loss, z, a: loss.gradient(_p(_p(z)), a),
    ),
):
    softmax_twice.wrong(_id, _hint)(_pass_with(_wrong_loss, _wrong_gradient))


@softmax_twice.variant
def _(net, x, actual):
    loss = losses.SoftmaxCrossEntropy()
    logits = net.forward(x)
    value = loss.loss(logits, actual)
    net.backward((losses.softmax(logits) - actual) / len(x))
    return value, tuple(net.grads())


@softmax_twice.variant
def _(net, x, actual):
    net.backward(losses.SoftmaxCrossEntropy().gradient(net.forward(x), actual))
    return [losses.SoftmaxCrossEntropy().loss(net.forward(x), actual), net.grads()]


# An empty page


ANSWERS = [
    (_numbers(4, 3), np.array([[1.0, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0]])),
    (_numbers(2, 5), np.array([[1.0, 0, 0, 1, 1], [0, 1, 0, 0, 1]])),
    (_numbers(1, 2), np.array([[0.0, 1.0]])),
    (np.array([[800.0, -800.0, 1.5], [-800.0, 800.0, -2.0]]), np.array([[1.0, 0, 0], [1, 0, 1]])),
]


def _sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def _binary(predicted, actual):
    return (np.logaddexp(0, predicted) - actual * predicted).sum() / len(predicted)


def _binary_slopes(predicted, actual):
    return (_sigmoid(predicted) - actual) / len(predicted)


def _binary_by_p(z, y, clip=0.0):
    p = np.clip(1 / (1 + np.exp(-z)), clip, 1 - clip)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum() / len(z)


binary_cross_entropy = Exercise(
    "losses.binary_cross_entropy",
    kind="page",
    wants="class",
    reference=_answer(_binary, _binary_slopes),
    run=_loss_and_gradient,
    probes=ANSWERS,
    hints=(
        "Begin with the right-hand side of the formula, for all z at once, and get small logits "
        "right. For the gradient: what is the slope of y z? And that of log(1 + exp(z))? You know "
        "the fraction that comes out.",
        "The gradient is an old friend, with the sigmoid in the place of softmax. As for 800: "
        "which part of log(1 + exp(z)) overflows, and what is the whole, nearly, for a large z?",
        "For a large z, log(1 + exp(z)) is nearly z. Exactly: z + log(1 + exp(-z)), and that "
        "cannot overflow for a positive z. For a negative z the first form is safe. Or look up "
        "what `np.logaddexp(0, z)` computes.",
    ),
    after="p - y once more: sigmoid with this loss, softmax with cross-entropy. In both the slope "
    "of the squeeze cancels, and what is left is predicted minus actual.",
)

for _id, _hint, _wrong_loss, _wrong_gradient in (
    (
        "exp_overflows",
        "For moderate logits all is right. Among 800 and -800 there is one at which your exp is "
        "inf, and so is your loss. What is log(1 + exp(z)), nearly, when z is large?",
        lambda z, y: (np.log(1 + np.exp(z)) - y * z).sum() / len(z),
        _binary_slopes,
    ),
    (
        "log_of_zero",
        "For moderate logits all is right. At 800 p is exactly 1, so 1 - p is 0, and its logarithm "
        "is -inf. The right-hand side of the formula needs no p.",
        _binary_by_p,
        _binary_slopes,
    ),
    *(
        (
            f"clipped_at_1e_{power}",
            "For moderate logits all is right. You keep p away from 0 and 1, so there is no inf, "
            "but at -800 and yes the loss should be 800. The right-hand side needs no p.",
            functools.partial(_binary_by_p, clip=10.0**-power),
            _binary_slopes,
        )
        for power in TINY
    ),
    (
        "both_overflow",
        "For moderate logits all is right. At 800 exp(z) is inf: so is your loss, and inf / inf in "
        "the gradient is NaN. What is log(1 + exp(z)), nearly, when z is large? And how else can "
        "you write p?",
        lambda z, y: (np.log(1 + np.exp(z)) - y * z).sum() / len(z),
        lambda z, y: (np.exp(z) / (1 + np.exp(z)) - y) / len(z),
    ),
    (
        "gradient_overflows",
        "The loss is right. At 800 exp(z) is inf, and inf / inf in your gradient is NaN. The "
        "exercise writes p in another way.",
        _binary,
        lambda z, y: (np.exp(z) / (1 + np.exp(z)) - y) / len(z),
    ),
    (
        "clipped_logits",
        "For moderate logits all is right. You keep the logits within bounds, so there is no inf, "
        "but beyond them the loss is wrong. What is log(1 + exp(z)), nearly, when z is large?",
        lambda z, y: (np.log(1 + np.exp(np.clip(z, -500, 500))) - y * z).sum() / len(z),
        _binary_slopes,
    ),
    (
        "sigmoid_of_minus_z",
        "The loss is right. In the gradient you have the probability of *no*: look at the sign of "
        "z inside exp.",
        _binary,
        lambda z, y: (1 / (1 + np.exp(z)) - y) / len(z),
    ),
    (
        "sign",
        "Your gradient has the opposite sign. Raise the z of a question whose answer is yes: the "
        "loss falls, so its slope is negative.",
        _binary,
        lambda z, y: -_binary_slopes(z, y),
    ),
    (
        "gradient_not_averaged",
        "The loss is a mean over the examples, and your gradient is that of their sum. Divide it.",
        _binary,
        lambda z, y: _sigmoid(z) - y,
    ),
    (
        "sums",
        "Loss and gradient fit together: both are sums over the examples. Here both are to be "
        "means.",
        lambda z, y: _binary(z, y) * len(z),
        lambda z, y: _sigmoid(z) - y,
    ),
    (
        "means_of_all",
        "Loss and gradient fit together, but you divide by the number of all numbers. Sum over the "
        "questions, and average only over the examples.",
        lambda z, y: _binary(z, y) * len(z) / z.size,
        lambda z, y: (_sigmoid(z) - y) / z.size,
    ),
    (
        "loss_mean_of_all",
        "The gradient is right. In the loss you divide by the number of all numbers; sum over the "
        "questions, and average only over the examples.",
        lambda z, y: _binary(z, y) * len(z) / z.size,
        _binary_slopes,
    ),
    (
        "loss_not_averaged",
        "The gradient is right, and the loss is the sum over the examples. Divide it as well.",
        lambda z, y: _binary(z, y) * len(z),
        _binary_slopes,
    ),
    (
        "extra_slope",
        "There is a p (1 - p) too many in your gradient. Take the chain rule slowly: the slope of "
        "-log p is -1/p, and then the two cancel.",
        _binary,
        lambda z, y: _binary_slopes(z, y) * _sigmoid(z) * (1 - _sigmoid(z)),
    ),
    (
        "only_yes",
        "You count only the questions whose answer is yes. A no that the network took for a yes "
        "must cost something too.",
        lambda z, y: (y * np.logaddexp(0, -z)).sum() / len(z),
        _binary_slopes,
    ),
    (
        "forgot_minus",
        "Your loss is negative. Logarithms of probabilities are below 0; a surprise is not.",
        lambda z, y: -_binary(z, y),
        _binary_slopes,
    ),
    (
        "without_y",
        "Your loss does not depend on what is right: where does y come in?",
        lambda z, y: np.logaddexp(0, z).sum() / len(z),
        _binary_slopes,
    ),
    (
        "softmax",
        "You used softmax, as if one of the k answers had to be the right one. Here every question "
        "stands alone.",
        _entropy,
        _slopes,
    ),
    (
        "softmax_in_the_gradient",
        "The loss is right. In the gradient you used softmax, as if the k questions shared one "
        "whole; each has its own sigmoid.",
        _binary,
        _slopes,
    ),
    (
        "logits_minus_y",
        "The loss is right. In the gradient you compare y with the logit; compare it with the "
        "probability.",
        _binary,
        lambda z, y: (z - y) / len(z),
    ),
    (
        "one_loss_for_each_example",
        "`loss` gives a number for each example. One number is wanted: their mean.",
        lambda z, y: (np.logaddexp(0, z) - y * z).sum(axis=1),
        _binary_slopes,
    ),
):
    binary_cross_entropy.wrong(_id, _hint)(_answer(_wrong_loss, _wrong_gradient))


@binary_cross_entropy.variant
class _InTwoPieces(Loss):
    def loss(self, predicted, actual):
        log_sums = np.maximum(predicted, 0) + np.log1p(np.exp(-abs(predicted)))
        return np.mean(np.sum(log_sums - actual * predicted, axis=1))

    def gradient(self, predicted, actual):
        return (1 / (1 + np.exp(-predicted)) - actual) / len(predicted)


@binary_cross_entropy.variant
class _NumberByNumber:
    def loss(self, predicted, actual):
        total = 0
        for z, y in zip(predicted.ravel().tolist(), actual.ravel().tolist(), strict=True):
            wrong_by = -z if y else z
            total += max(wrong_by, 0) + np.log(1 + np.exp(-abs(wrong_by)))
        return float(total / len(predicted))

    def gradient(self, predicted, actual):
        return (np.tanh(predicted / 2) / 2 + 0.5 - actual) / predicted.shape[0]
