"""Mend an exam that shows 0 and 1 to a network that has learnt from -1 and +1."""

import numpy as np

from dlscratch import datasets
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.fizzbuzz.shared.numbers import BITS, rule


class _Network:
    """Stands for a network that has learnt from -1 and +1, and errs on multiples of 7.

    It keeps what it is shown: other numbers may happen to give the same accuracy.
    """

    def __init__(self):
        self.shown = np.empty((0, BITS))

    def forward(self, x):
        x = np.array(x, float)
        if x.ndim not in (1, 2) or x.shape[-1] != BITS:
            raise ValueError(f"the network expects inputs of shape (n, {BITS}), but {x.shape} came")
        self.shown = np.vstack([self.shown, np.atleast_2d(x)])
        # Other bits than -1 and +1 give other numbers, and nonsense.
        numbers = ((x + 1) / 2) @ 2 ** np.arange(BITS)
        said = [rule(int(number)) if number % 7 else 0 for number in np.atleast_1d(numbers)]
        scores = np.eye(4)[said] - 0.3
        return scores if x.ndim == 2 else scores[0]

    __call__ = forward


def _exam(numbers):
    """The bits of some numbers, 0 and 1, and their answers, one-hot."""
    bits = np.array([datasets.binary_encode(number) for number in numbers])
    return _Network(), bits, np.array([datasets.fizz_buzz_encode(number) for number in numbers])


def _accuracy(net, x, answers):
    return float(np.mean(net.forward(x).argmax(axis=1) == answers.argmax(axis=1)))


def _asked(ask, net, bits, answers):
    accuracy = ask(net, bits, answers)
    shown = net.shown[-len(bits) :]
    wanted = set(map(tuple, 2 * bits - 1))
    return {
        "the numbers that the network was shown": np.unique(shown).tolist(),
        "how many rows it was shown": len(shown),
        "rows of bits, in the way that the network has learnt them": (
            set(map(tuple, shown)) == wanted
        ),
        "the accuracy": accuracy,
    }


exercise = Exercise(
    __name__,
    kind="bug",
    reference=lambda net, bits, answers: _accuracy(net, 2 * bits - 1, answers),
    run=_asked,
    probes=[_exam(range(1, 101)), _exam(range(500, 540)), _exam([21, 1, 9, 35, 20, 45])],
    hints=(
        "Print what goes into `net.forward` for one number. What has the network seen in training "
        "in place of the zeros?",
        "Learning and asking must write a number in the same way.",
        "The bits come as 0 and 1. Exercise [plus_minus] has the expression that is missing here.",
    ),
    after="Whatever is done to the inputs for learning must be done to every input afterwards, "
    "with the same numbers. Nothing complains if it is not; only the score drops.",
)


@exercise.wrong("The network is shown zeros and ones. From which bits has it learnt?")
def zeros_and_ones(net, bits, answers):
    return _accuracy(net, bits, answers)


@exercise.wrong("The network is shown -1/2 and +1/2. It has learnt from -1 and +1.")
def moved_only(net, bits, answers):
    return _accuracy(net, bits - 0.5, answers)


@exercise.wrong("Now -1 stands for a bit that is 1. Has the network learnt it that way?")
def the_other_way_round(net, bits, answers):
    return _accuracy(net, 1 - 2 * bits, answers)


@exercise.wrong("The network is shown 0 and 2. It has learnt from -1 and +1.")
def stretched_only(net, bits, answers):
    return _accuracy(net, 2 * bits, answers)


@exercise.wrong("The network is shown -1 and 0. It has learnt from -1 and +1.")
def minus_one(net, bits, answers):
    return _accuracy(net, bits - 1, answers)


@exercise.wrong(
    "The bits are right now. But `axis=0` runs down the columns: the best number for each answer, "
    "in place of the best answer for each number."
)
def columns(net, bits, answers):
    said = net.forward(2 * bits - 1).argmax(axis=0)
    return float(np.mean(said == answers.argmax(axis=0)))


@exercise.wrong(
    "The network is shown -1 and 3: a bit that is 1 has moved, too. It has learnt from -1 and +1."
)
def stretched_too_far(net, bits, answers):
    return _accuracy(net, 4 * bits - 1, answers)


@exercise.wrong("The network is shown -3 and -1. It has learnt from -1 and +1.")
def both_below_zero(net, bits, answers):
    return _accuracy(net, -2 * bits - 1, answers)


@exercise.wrong("The network is shown 1 and 3. It has learnt from -1 and +1.")
def plus_one(net, bits, answers):
    return _accuracy(net, 2 * bits + 1, answers)


@exercise.wrong(
    "The network is shown -2 and 0: moved first, and then stretched. It has learnt from -1 and +1."
)
def brackets(net, bits, answers):
    return _accuracy(net, 2 * (bits - 1), answers)


@exercise.wrong(
    "The network is shown 1/2 and 1: that is the way back, from -1 and +1 to 0 and 1. The bits are "
    "0 and 1 already."
)
def the_way_back(net, bits, answers):
    return _accuracy(net, (bits + 1) / 2, answers)


@exercise.wrong(
    "You take away the mean of these bits. Then a bit is one number in this exam and another in "
    "the next, and in training it was -1 or +1."
)
def own_mean(net, bits, answers):
    return _accuracy(net, bits - bits.mean(axis=0), answers)


@exercise.wrong(
    "You take away the mean of these bits. Then a bit is one number in this exam and another in "
    "the next, and in training it was -1 or +1."
)
def mean_of_all(net, bits, answers):
    return _accuracy(net, bits - bits.mean(), answers)


@exercise.wrong("Only the sign of the bits has changed. The network has learnt from -1 and +1.")
def negated(net, bits, answers):
    return _accuracy(net, -bits, answers)


@exercise.wrong(
    "The network is still shown zeros and ones, and `axis=0` runs down the columns now. The axis "
    "was right. From which bits has the network learnt?"
)
def only_the_axis(net, bits, answers):
    return float(np.mean(net.forward(bits).argmax(axis=0) == answers.argmax(axis=0)))


@exercise.wrong("The bits are right now. The score is in per cent; it should be from 0 to 1.")
def per_cent(net, bits, answers):
    return 100 * _accuracy(net, 2 * bits - 1, answers)


@exercise.wrong("The bits are right now. This counts the right answers; their share is wanted.")
def count(net, bits, answers):
    return len(bits) * _accuracy(net, 2 * bits - 1, answers)


@exercise.wrong(
    "The bits are right now. Here are True and False for each number; their share is wanted."
)
def one_by_one(net, bits, answers):
    return net.forward(2 * bits - 1).argmax(axis=1) == answers.argmax(axis=1)


@exercise.wrong(
    "The bits are right now, but `bits` has been changed in place: whoever called the function has "
    "lost them. Make a new array."
)
def in_place(net, bits, answers):
    bits *= 2
    bits -= 1
    return _accuracy(net, bits, answers)


@exercise.wrong("The network is asked about the first number alone. All of them count.")
def first_number_alone(net, bits, answers):
    return _accuracy(net, 2 * bits[:1] - 1, answers[:1])


@exercise.wrong(
    "You have changed the answers, or what comes out, and the network is still shown zeros and "
    "ones. It is the inputs that are written in another way."
)
def answers_changed_instead(net, bits, answers):
    return _accuracy(net, bits, -answers)


@exercise.wrong("The bits are right now. This is the share of the wrong answers.")
def mistakes(net, bits, answers):
    return 1 - _accuracy(net, 2 * bits - 1, answers)


@exercise.wrong("That is 1 whatever the network says. It errs now and then.")
def always_1(net, bits, answers):
    return 1.0


@exercise.variant
def row_by_row(net, bits, answers):
    right = 0
    for row, answer in zip(bits.tolist(), answers.tolist(), strict=True):
        scores = net.forward(np.array([1 if bit else -1 for bit in row]))
        right += int(scores.argmax()) == answer.index(1)
    return right / len(bits)


@exercise.variant
def by_where(net, bits, answers):
    scores = net.forward(np.where(bits == 0, -1.0, 1.0))
    return (scores.argmax(1) == answers @ np.arange(4)).mean()
