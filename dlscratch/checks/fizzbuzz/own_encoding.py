"""Find an encoding, on an empty page, with which one linear layer plays FizzBuzz."""

import math

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.fizzbuzz.shared.numbers import binary_digits, rule
from dlscratch.errors.values import family, name
from dlscratch.losses import softmax

MOST_INPUTS = 30
PLAIN, NUMBERS = (bool, int, float), ("bool", "number")  # most are plain: that is asked first
LEARN, ASKED = range(101, 1024), range(1, 101)


def _rows(encode, numbers):
    """What `encode` gives for each number, as an array; Refuse for what is no encoding."""
    rows = []
    for number in numbers:
        row = encode(number)
        row = row.tolist() if isinstance(row, np.ndarray) else row
        if not isinstance(row, list | tuple):
            raise Refuse(f"`encode({number})` should be a list of numbers, but {name(row)} came.")
        if odd := [one for one in row if type(one) not in PLAIN and family(one) not in NUMBERS]:
            raise Refuse(f"`encode({number})` should hold numbers, and it holds {name(odd[0])}.")
        if not 1 <= len(row) <= MOST_INPUTS:
            raise Refuse(
                f"`encode({number})` holds {len(row)} numbers. It may hold 1 to {MOST_INPUTS}."
            )
        if rows and len(row) != len(rows[0]):
            raise Refuse(
                f"`encode({number})` holds {len(row)} numbers, and `encode({numbers[0]})` holds "
                f"{len(rows[0])}. A layer wants equally many for every number."
            )
        if any(isinstance(one, complex) for one in row):
            raise Refuse(f"`encode({number})` holds a complex number, and a layer takes real ones.")
        rows.append([float(one) for one in row])
        if not all(map(math.isfinite, rows[-1])):
            raise Refuse(f"`encode({number})` holds NaN or infinity; no layer learns from these.")
    if not np.array_equal(encode(number), row):
        raise Refuse(f"`encode({number})` gives something else each time that it is called.")
    return np.array(rows)


def _taught(x, y, steps=300, rate=0.3):
    """The weights of a linear layer that softmax cross-entropy has taught, with Adam's steps."""
    # Equal rows are learnt once, as often as they come: it is the same, but faster.
    n = len(x)
    x, place, counts = np.unique(x, axis=0, return_inverse=True, return_counts=True)
    answers = np.zeros((len(x), 4))
    np.add.at(answers, place.reshape(-1), y)
    counts = counts[:, np.newaxis]
    w, m, v = (np.zeros((x.shape[1], 4)) for _ in range(3))
    for t in range(1, steps + 1):
        gradient = x.T @ (counts * softmax(x @ w) - answers) / n
        m += 0.1 * (gradient - m)
        v += 0.01 * (gradient**2 - v)
        w -= rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return w


def _kind(x):
    """What kind of rows `x` holds: after how many they come back, or else what is in some of them.

    The columns of `x` have the mean 0 and the spread 1, but for one: the constant 1 for the bias.
    Neither their order nor their signs count, since a layer may weigh them as it likes.
    """
    periods = (period for period in range(1, 60) if np.allclose(x[:-period], x[period:]))
    period = next(periods, None)
    if period is None:
        return str(sorted(np.abs(x[::50]).round(2).T.tolist()))
    if period < 15:
        return f"comes back after {period}"
    return f"comes back after {period}, {len(np.unique(x, axis=0))} different"


def _what_is_missing(numbers, rows):
    """Which two numbers `encode` does not tell apart, though their answers differ."""
    seen = {}
    for number, row in zip(numbers, rows.tolist(), strict=True):
        other = seen.setdefault(tuple(row), number)
        if rule(number) != rule(other):
            return f"`encode` gives the same for {other} and {number}, and their answers differ."
    return (
        "Numbers with different answers get different rows. But the layer can only weigh each "
        "input and add up."
    )


def _play(encode, learn, asked):
    x, new = _rows(encode, learn), _rows(encode, asked)
    if x.shape[1] != new.shape[1]:
        raise Refuse(f"`encode` gives {x.shape[1]} numbers for 101 and {new.shape[1]} for 1.")
    told = np.concatenate([new, x])
    mean, spread = x.mean(axis=0), x.std(axis=0)
    spread[spread < 1e-12] = 1.0
    x, new = ((part - mean) / spread for part in (x, new))
    x, new = (np.column_stack([part, np.ones(len(part))]) for part in (x, new))
    y = np.eye(4)[[rule(number) for number in learn]]
    said = (new @ _taught(x, y)).argmax(axis=1)
    right = np.array([rule(number) for number in asked])
    count = int(np.sum(said == right))
    missed = [
        word
        for place, word in enumerate(("number", "fizz", "buzz", "fizzbuzz"))
        if np.any(said[right == place] != place)
    ]
    inputs = x.shape[1] - 1
    note(f"The check counted: {count} of 100 right, from {inputs} input{'s' * (inputs != 1)}.")
    if missed:
        note(_what_is_missing((*asked, *learn), told))
    return {
        "the answers that are sometimes missed": missed,
        # Only to tell the mistakes apart: any encoding that works may have any size.
        "the kind of encoding": "right" if not missed else _kind(x),
    }


def _remainders(number):
    return [int(number % 3 == rest) for rest in range(3)] + [
        int(number % 5 == rest) for rest in range(5)
    ]


exercise = Exercise(
    __name__,
    kind="page",
    reference=_remainders,
    run=_play,
    probes=[(LEARN, ASKED)],
    seconds=5.0,
    hints=(
        "Two numbers with the same remainders by 3 and by 5 always have the same answer. So which "
        "part of a number does the layer need to know?",
        "A remainder of 2 is not twice a remainder of 1: they are names. How does one write a name "
        "for a network?",
        "One-hot: three places for the remainder by 3, and five for the remainder by 5. The layer "
        "can then add up what speaks for fizz and what speaks for buzz.",
    ),
    after="100 of 100, with no hidden layer, because your encoding did the work. That is the "
    "contract: what you know about a problem can go into its encoding, and what you do not know is "
    "left for hidden layers to find.",
)


@exercise.wrong(
    "These are the bits. A single layer can only add up what each of them says on its own, and no "
    "bit alone says anything about 3 or 5."
)
def bits(number):
    return binary_digits(number)


@exercise.wrong(
    "A single input that grows with the number: the layer can find one threshold in it, and "
    "FizzBuzz has hundreds."
)
def the_number(number):
    return [number]


@exercise.wrong(
    "The remainder by 15 says all that is needed, but as an amount: the layer would have to tell 5 "
    "and 10 from 4, 6, 9 and 11 by thresholds. A remainder is a name."
)
def remainder_as_amount(number):
    return [number % 15]


@exercise.wrong("Fizz can be told from this, but nothing here depends on the remainder by 5.")
def only_three(number):
    return _remainders(number)[:3]


@exercise.wrong("Buzz can be told from this, but nothing here depends on the remainder by 3.")
def only_five(number):
    return _remainders(number)[3:]


@exercise.wrong(
    "The last decimal digit tells the multiples of 5, if it is written as a name. For 3 one needs "
    "the sum of the digits, and its remainder: a layer can add, but it takes no remainders."
)
def decimal_digits(number):
    return binary_digits(number, 4, 10)


@exercise.wrong("From the last digit one can tell the multiples of 5. What tells those of 3?")
def last_digit_one_hot(number):
    return [int(number % 10 == digit) for digit in range(10)]


@exercise.wrong(
    "This tells fizzbuzz from the rest, and nothing else. Fizz alone and buzz alone are to be told "
    "too."
)
def only_fifteen(number):
    return [int(number % 15 == 0)]


@exercise.wrong("This says that there is a word, but not which.")
def any_word(number):
    return [int(number % 3 == 0 or number % 5 == 0)]


@exercise.wrong(
    "These are quotients: how often 3 and 5 fit in. What is left over says whether they fit."
)
def quotients(number):
    return [number // 3, number // 5]


@exercise.wrong(
    "All that is needed is in the digit sum and the last digit, but as amounts: a layer finds no "
    "remainder in them."
)
def digit_sum_and_last_digit(number):
    return [sum(map(int, str(number))), number % 10]


@exercise.wrong(
    "The last digit as a name tells the multiples of 5. For 3 the other digits are needed, and "
    "their *sum*, divided by 3: a layer can add, but it takes no remainders."
)
def three_digits_one_hot(number):
    digits = f"{number % 1000:03}"
    return [int(int(digit) == other) for digit in digits for other in range(10)]


@exercise.wrong(
    "Nothing that the layer learns from tells its numbers apart: the check encodes 101 to 1023 for "
    "learning, and all these rows are alike."
)
def small_numbers_by_heart(number):
    return [int(number == other) for other in range(1, 31)]


@exercise.wrong(
    "These sums of bits have the right remainders, but they are amounts: the layer would have to "
    "divide them first."
)
def alternating_sums(number):
    ones = binary_digits(number)
    return [
        sum(bit * weight for bit, weight in zip(ones, weights, strict=False))
        for weights in ([1, -1] * 5, [1, 2, -1, -2] * 3)
    ]


@exercise.wrong("This says odd or even, and FizzBuzz does not ask that.")
def odd_or_even(number):
    return [number % 2]


@exercise.variant
def one_hot_by_15(number):
    return [int(number % 15 == rest) for rest in range(15)]


@exercise.variant
def two_questions(number):
    return [number % 3 == 0, number % 5 == 0]


@exercise.variant
def two_amounts(number):
    return (number % 3, number % 5)


@exercise.variant
def on_two_circles(number):
    turns = 2 * np.pi * number / np.array([3, 5])
    return np.concatenate([np.cos(turns), np.sin(turns)])


@exercise.variant
def digits_in_base_3_and_5(number):
    return binary_digits(number, 7, 3) + binary_digits(number, 5, 5)
