"""Compute the share of right answers from logits and labels, in two lines."""

import numpy as np

from dlscratch.checks.engine import compare
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt

# Lopsided on purpose: classes of unequal size, and as many examples as classes only once.
LOGITS = np.array(
    [
        [2.0, 0.1, -1.0, 0.3],
        [0.2, 0.4, 0.1, -5.0],
        [-3.0, -2.0, -0.5, -1.0],
        [1.0, 9.0, 0.0, 8.0],
        [0.6, 0.2, 0.1, 0.7],
        [2.0, 1.0, 0.3, 0.5],  # its largest logit is a label, too
    ]
)


def _accuracy(logits, labels):
    return float(np.mean(np.argmax(logits, axis=1) == labels))


def _share_of(accuracy, logits, labels):
    """The share; where it is wrong, the answers and labels are named beside it."""
    share = attempt(accuracy, logits, labels)
    given = not isinstance(share, Stopped) and share is not None
    if given and len(labels) < 7 and not compare.same(share, _accuracy(logits, labels)):
        answers = [int(row.argmax()) for row in logits]
        note(
            f"The largest logits of the {len(labels)} rows stand in the columns {answers}, and the "
            f"labels are {labels.tolist()}."
            if len(labels) > 1
            else f"The row's largest logit stands in column {answers[0]}; the label is {labels[0]}."
        )
    return {"": share}


_share_of.arguments = ("logits", "labels")


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_accuracy,
    run=_share_of,
    probes=[
        # Small enough to be shown and worked out by hand.
        (np.array([[5, 1, 2], [4, -8, 6]]), np.array([1, 2])),
        (np.array([[-3, -1], [0, 2], [3, 1]]), np.array([1, 0, 0])),
        (LOGITS, np.array([0, 1, 2, 3, 3, 2])),
        (LOGITS[1:], np.array([1, 1, 1, 3, 0])),
        (LOGITS[:4], np.array([0, 2, 1, 1])),
        (LOGITS[:3], np.array([3, 3, 0])),
        (LOGITS[5:], np.array([0])),
        # Logits for which `exp` alone is infinite, or 0.
        (np.array([[-900, -800], [900, 0]]), np.array([1, 0])),
        # More right ones than a byte can count.
        (np.tile(LOGITS, (50, 1)), np.tile(LOGITS.argmax(axis=1), 50)),
    ],
    hints=(
        "First the answers: one for each row of `logits`. Then compare them with the labels.",
        "The answer is the place of the largest number in the row, not the number. Which axis runs "
        "along a row?",
        "A comparison of two arrays gives True and False for each pair, and True counts as 1. What "
        "is their mean?",
    ),
    after="Softmax keeps the order of the logits, so you need no probabilities to find the answer.",
)


@exercise.wrong(
    "Without an axis, argmax searches the whole table and gives a single number. You want one for "
    "each row."
)
def flat(logits, labels):
    return np.mean(np.argmax(logits) == labels)


@exercise.wrong(
    "Axis 0 runs down a column: that finds the best example for each class. You want the best "
    "class for each example."
)
def columns(logits, labels):
    return np.mean(np.argmax(logits, axis=0) == labels)


@exercise.wrong(
    "These are the largest logits themselves. A label is a place: at which place does the largest "
    "stand?"
)
def largest_value(logits, labels):
    return np.mean(np.max(logits, axis=1) == labels)


@exercise.wrong("Which class does a network mean, the one with the lowest logit or the highest?")
def smallest(logits, labels):
    return np.mean(np.argmin(logits, axis=1) == labels)


@exercise.wrong("That is how many are right. Asked for is the share, from 0 to 1.")
def count(logits, labels):
    return float(np.sum(np.argmax(logits, axis=1) == labels))


@exercise.wrong("That is in per cent. Asked for is the share, from 0 to 1.")
def per_cent(logits, labels):
    return 100 * _accuracy(logits, labels)


@exercise.wrong("That is the share of the wrong answers.")
def error_rate(logits, labels):
    return 1 - _accuracy(logits, labels)


@exercise.wrong("You divide by the number of classes. How many answers were given?")
def over_classes(logits, labels):
    return np.sum(np.argmax(logits, axis=1) == labels) / logits.shape[1]


@exercise.wrong(
    "You return the comparison itself, True or False for each example. The share is its mean."
)
def one_by_one(logits, labels):
    return np.argmax(logits, axis=1) == labels


@exercise.wrong(
    "This is 0 or 1, all or nothing. Asked for is a share, which may lie between: neither `all` "
    "nor `//` leaves room for that."
)
def all_or_nothing(logits, labels):
    return bool(np.all(np.argmax(logits, axis=1) == labels))


@exercise.wrong(
    "You subtract labels from each other. Labels are names: a 7 read as 9 is no worse than a 7 "
    "read as 8. Ask only whether they are equal."
)
def differences(logits, labels):
    return np.mean(np.argmax(logits, axis=1) - labels)


@exercise.wrong(
    "You return the answers of the net, one for each row. How many of them are equal to the label?"
)
def answers_returned(logits, labels):
    return np.argmax(logits, axis=1)


@exercise.wrong("That is the mean of the answers. Where do the labels come in?")
def mean_of_the_answers(logits, labels):
    return np.mean(np.argmax(logits, axis=1))


@exercise.wrong("That says whether any answer is right. Asked for is how many, as a share.")
def any_right(logits, labels):
    return bool(np.any(np.argmax(logits, axis=1) == labels))


@exercise.wrong(
    "The largest logit counts with its sign: -5 is smaller than 0.4. Leave the signs as they are."
)
def without_signs(logits, labels):
    return np.mean(np.argmax(np.abs(logits), axis=1) == labels)


@exercise.wrong(
    "This is 0, whatever the net says. `is` asks whether two names stand for the very same thing; "
    "which sign compares numbers, one by one?"
)
def the_same_thing(logits, labels):
    return np.mean(np.argmax(logits, axis=1) is labels)


@exercise.wrong(
    "`/` comes before `==`: here labels are divided, and then compared. Brackets make the "
    "difference."
)
def divided_too_early(logits, labels):
    return np.argmax(logits, axis=1) == labels / len(labels)


@exercise.wrong(
    "Here the mean of the answers is compared with the labels. Compare first, one by one; the mean "
    "comes last."
)
def mean_too_early(logits, labels):
    return np.mean(np.argmax(logits, axis=1)) == labels


@exercise.wrong("The share is rounded. Leave it as it is; whoever prints it can round it.")
def rounded(logits, labels):
    return round(_accuracy(logits, labels), 2)


@exercise.wrong(
    "Labels count from 0, and so does argmax. You have moved one of them on by 1, so that they no "
    "longer meet."
)
def counted_from_1(logits, labels):
    return np.mean(np.argmax(logits, axis=1) + 1 == labels)


@exercise.wrong("You divide by how many logits there are. How many answers were given?")
def over_all_logits(logits, labels):
    return np.sum(np.argmax(logits, axis=1) == labels) / logits.size


@exercise.wrong(
    "Every answer counts, right or wrong: this divides a length by a length. How many of the "
    "answers are equal to their labels?"
)
def lengths_divided(logits, labels):
    return len(np.argmax(logits, axis=1)) / len(labels)


@exercise.wrong(
    "Some logits are so large that `exp` gives infinity for them, or so far below 0 that it gives "
    "0, and then there is no largest one any more. Which class is the largest does not need "
    "`exp`: the logits themselves tell it."
)
def softmax_without_shift(logits, labels):
    with np.errstate(all="ignore"):
        exps = np.exp(logits)
        return np.mean((exps / exps.sum(axis=1, keepdims=True)).argmax(axis=1) == labels)


@exercise.wrong(
    "Of many right answers some are lost: they are counted in bytes, which begin at 0 again after "
    "255. `mean` counts as far as it must."
)
def counted_in_bytes(logits, labels):
    right = np.argmax(logits, axis=1) == labels
    return int(np.sum(right, dtype=np.uint8)) / len(labels)


@exercise.wrong(
    "Answers and labels are compared as two heaps here: whether a label comes anywhere among the "
    "answers. Each answer is to be compared with the label at its own place."
)
def anywhere_among_the_answers(logits, labels):
    return np.mean(np.isin(labels, np.argmax(logits, axis=1)))


@exercise.wrong(
    "Two heaps of numbers are compared, without their places and repeats, as `set` does it. Each "
    "answer is to be compared with the label at its own place."
)
def two_sets(logits, labels):
    both = set(np.argmax(logits, axis=1).tolist()) & set(labels.tolist())
    return len(both) / len(labels)


@exercise.wrong(
    "A logit is compared with a fixed bound, but a net may mean its answer with a small logit, or "
    "have several large ones. Its answer is the class whose logit is the largest in the row."
)
def above_a_half(logits, labels):
    return np.mean(logits[np.arange(len(labels)), labels] > 0.5)


@exercise.wrong(
    "Whether the logit at the label is above 0 says little: another one in the row may be larger. "
    "Which column holds the largest?"
)
def above_0(logits, labels):
    return np.mean(logits[np.arange(len(labels)), labels] > 0)


@exercise.wrong(
    "This compares with the largest logit of the whole table. Each row has a largest one of its "
    "own."
)
def largest_of_all(logits, labels):
    return np.mean(logits[np.arange(len(labels)), labels] == logits.max())


@exercise.wrong(
    "An answer counts as right here if the label is among the two largest logits. The net's answer "
    "is the largest alone."
)
def among_two(logits, labels):
    return np.mean([label in row.argsort()[-2:] for row, label in zip(logits, labels, strict=True)])


@exercise.wrong(
    "This is how far the answers lie from the labels. Labels are names: a 7 read as 9 is no worse "
    "than a 7 read as 8. Ask only whether they are equal."
)
def distances(logits, labels):
    return np.mean(np.abs(np.argmax(logits, axis=1) - labels))


@exercise.wrong(
    "1 minus the distance between answers and labels is no share. Labels are names: ask only "
    "whether they are equal."
)
def one_minus_distances(logits, labels):
    return 1 - np.mean(np.abs(np.argmax(logits, axis=1) - labels))


@exercise.wrong("That is the mean of the labels. Where do the net's answers come in?")
def mean_of_the_labels(logits, labels):
    return np.mean(labels)


@exercise.wrong("The right answers are divided by 10. How many answers were given?")
def over_ten(logits, labels):
    return np.sum(np.argmax(logits, axis=1) == labels) / 10


@exercise.wrong("The right answers are divided by one too few. How many were given?")
def over_one_less(logits, labels):
    return np.sum(np.argmax(logits, axis=1) == labels) / max(len(labels) - 1, 1)


@exercise.wrong("The right answers are divided by one too many. How many were given?")
def over_one_more(logits, labels):
    return np.sum(np.argmax(logits, axis=1) == labels) / (len(labels) + 1)


@exercise.wrong(
    "Only the first row's answer is compared, and with all the labels. There is one answer for "
    "each row."
)
def answer_of_the_first_row(logits, labels):
    return np.mean(np.argmax(logits[0]) == labels)


@exercise.wrong(
    "The means of answers and labels are compared, and two different lists may have the same "
    "mean. Compare the numbers one by one, and then take the mean."
)
def means_compared(logits, labels):
    return bool(np.mean(np.argmax(logits, axis=1)) == np.mean(labels))


@exercise.wrong(
    "The order of the sorted logits is a whole row of columns, for each example. The answer is one "
    "of them: at which end does the largest stand?"
)
def argsort_whole(logits, labels):
    return np.mean(np.argsort(logits, axis=1) == labels)


@exercise.wrong(
    "The labels are plain numbers already, one for each row, and no one-hot rows: nothing has to "
    "be searched in them."
)
def argmax_of_labels(logits, labels):
    return np.mean(np.argmax(logits, axis=1) == np.argmax(labels, axis=1))


@exercise.wrong(
    "This also counts answers that are larger than the label. Right is only what is equal."
)
def at_least(logits, labels):
    return np.mean(np.argmax(logits, axis=1) >= labels)


@exercise.variant
def counted_in_a_loop(logits, labels):
    right = 0
    for row, label in zip(logits, labels, strict=True):
        right += max(range(len(row)), key=lambda i: row[i]) == label
    return right / len(labels)


@exercise.variant
def by_methods(logits, labels):
    return (logits.argmax(1) == labels).mean()
