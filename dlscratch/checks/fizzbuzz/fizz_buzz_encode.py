"""Write the right answer for a number as four numbers with a single 1."""

import numpy as np

from dlscratch import datasets
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.fizzbuzz.shared.numbers import rule

# Digits that end in 0 and in 5, digit sums of 3 to 27, numbers beyond 100 and around fifteens.
NUMBERS = (
    1,
    3,
    5,
    6,
    7,
    10,
    14,
    15,
    16,
    30,
    39,
    45,
    49,
    50,
    55,
    60,
    75,
    98,
    100,
    99,
    999,
    1000,
    1023,
)
ROWS = np.eye(4, dtype=int).tolist()

exercise = Exercise(
    __name__,
    kind="fill",
    reference=datasets.fizz_buzz_encode,
    accepts=(tuple, np.ndarray),
    probes=[(number,) for number in NUMBERS],
    hints=(
        "Four cases, and each returns a list of four numbers. In which order must you ask?",
        "15 is a multiple of 3 too. Whichever question comes first gets it.",
        "Ask for the multiples of 15 first, and let everything that no question has caught be the "
        "number itself.",
    ),
    after="Four names, four places, a single 1: the row has the shape of the network's scores, so "
    "that the loss can compare the two place by place.",
)


@exercise.wrong("15 comes out as fizz: it is a multiple of 3, and that question was asked first.")
def three_before_fifteen(number):
    return ROWS[1 if number % 3 == 0 else 2 if number % 5 == 0 else 0]


@exercise.wrong(
    "15 comes out as buzz: the question about 5 has caught it. Is there a question before it that "
    "is true for 15? With `and`, both sides need a comparison of their own."
)
def five_before_fifteen(number):
    return ROWS[2 if number % 5 == 0 else 1 if number % 3 == 0 else 0]


@exercise.wrong(
    "15 has ones in the places of fizz and buzz, too. Fizzbuzz is an answer of its own, and a "
    "row holds a single 1."
)
def two_ones(number):
    fizz, buzz = int(number % 3 == 0), int(number % 5 == 0)
    return [int(not fizz and not buzz), fizz, buzz, fizz * buzz]


@exercise.wrong("Fizz and buzz have changed places: fizz belongs to 3 and to the second place.")
def fizz_and_buzz_swapped(number):
    return ROWS[[0, 2, 1, 3][rule(number)]]


@exercise.wrong(
    "The right answers, with the places counted from the other end. The first one is the number "
    "itself. (Do your questions ask the reverse? `number % 3` alone counts as true where something "
    "is left over.)"
)
def fizzbuzz_first(number):
    return ROWS[3 - rule(number)]


@exercise.wrong("That is the place of the 1. Wanted is the row: four numbers.")
def label(number):
    return rule(number)


@exercise.wrong("These are the words of the game. Wanted is a row of four numbers.")
def words(number):
    return [str(number), "fizz", "buzz", "fizzbuzz"][rule(number)]


@exercise.wrong(
    'The first place holds the number itself. It should hold a 1: the answer is "say the '
    'number", whichever it is.'
)
def the_number_inside(number):
    return [number, 0, 0, 0] if rule(number) == 0 else ROWS[rule(number)]


@exercise.wrong("For a number such as 1 or 7 nothing is returned: no question catches it.")
def last_case_missing(number):
    return ROWS[rule(number)] if rule(number) else None


@exercise.wrong(
    "A remainder counts as true when it is *not* 0. So `if number % 3:` asks whether the number is "
    "no multiple of 3."
)
def remainder_as_truth(number):
    if number % 15:
        return ROWS[3]
    return ROWS[2] if number % 5 else ROWS[1] if number % 3 else ROWS[0]


@exercise.wrong("`//` gives how often 3 fits in. Whether it fits without a rest is what `%` tells.")
def quotient(number):
    if number // 15 == 0:
        return ROWS[3]
    return ROWS[2] if number // 5 == 0 else ROWS[1] if number // 3 == 0 else ROWS[0]


@exercise.wrong(
    "A place for the number itself is missing: there are three places, and four answers."
)
def the_words_only(number):
    return ROWS[rule(number)][1:]


@exercise.wrong(
    "5 comes out as fizz. `or` asks whether at least one of the two is true; buzz needs a question "
    "of its own."
)
def three_or_five(number):
    return ROWS[3 if number % 15 == 0 else 1 if number % 3 == 0 or number % 5 == 0 else 0]


@exercise.wrong(
    "15 has two ones, for fizz and for buzz, and none for fizzbuzz. That is an answer with a place "
    "of its own."
)
def fizz_and_buzz(number):
    fizz, buzz = int(number % 3 == 0), int(number % 5 == 0)
    return [int(not fizz and not buzz), fizz, buzz, 0]


@exercise.wrong(
    "Every row has a 1 in its first place, also where a word is to be said. Only one place holds a "
    "1."
)
def first_place_always(number):
    return [1, *ROWS[rule(number)][1:]]


@exercise.wrong(
    "Buzz stands in the place of fizz, and fizzbuzz in that of buzz: you count how many of the two "
    "questions are true. Which one is true matters, too."
)
def how_many_are_true(number):
    return ROWS[(number % 3 == 0) + (number % 5 == 0)]


@exercise.wrong("Numbers that end in 0 are multiples of 5, too.")
def ends_in_five(number):
    return ROWS[(number % 3 == 0) + 2 * (number % 10 == 5)]


@exercise.wrong("Numbers that end in 5 are multiples of 5, too.")
def ends_in_zero(number):
    return ROWS[(number % 3 == 0) + 2 * (number % 10 == 0)]


@exercise.wrong(
    "The digit sum of a multiple of 3 may be 12 or more. Is there a shorter way to ask whether a "
    "division leaves something over?"
)
def small_digit_sums(number):
    return ROWS[(sum(map(int, str(number))) in (3, 6, 9)) + 2 * (number % 5 == 0)]


@exercise.wrong(
    "The answers are those of the next number: 2 comes out as fizz. The game counts from 1, and "
    "`number` is the very number that is said."
)
def next_number(number):
    return ROWS[rule(number + 1)]


@exercise.wrong(
    "The answers are those of the number before. `number` is the very number that is said."
)
def number_before(number):
    return ROWS[rule(number - 1)]


@exercise.wrong("These are the words of the game, and numbers. Wanted is a row of four numbers.")
def word_or_number(number):
    return [number, "fizz", "buzz", "fizzbuzz"][rule(number)]


@exercise.wrong(
    "3 comes out as fizzbuzz. `&` works on bits and is done before `==`; between two questions "
    "stands `and`, and each has a comparison of its own."
)
def and_by_bits(number):
    return ROWS[3 if number % 3 & number % 5 == 0 else rule(number)]


@exercise.wrong("3 and 5 come out as fizzbuzz: `or` asks whether at least one of the two is true.")
def three_or_five_is_both(number):
    return ROWS[3 if number % 3 == 0 or number % 5 == 0 else 0]


@exercise.wrong("15 is not told from the other numbers: it gets the row of a plain number.")
def fifteen_is_plain(number):
    return ROWS[rule(number) % 3]


@exercise.wrong(
    "Multiples of 15 are right, and all others are the number itself. Fizz and buzz are missing."
)
def fifteen_alone(number):
    return ROWS[3 if number % 15 == 0 else 0]


@exercise.wrong(
    "Nothing comes back, for any number. `print` shows a row, and does not hand it over."
)
def printed(number):
    print(ROWS[rule(number)])


@exercise.wrong("The row is right and lies in a second pair of brackets: a list of four is wanted.")
def nested(number):
    return [ROWS[rule(number)]]


@exercise.wrong("The answers are right up to 45, and then the table has no more rows.")
def small_table(number):
    return ROWS[rule(number) if number <= 45 else 0]


@exercise.variant
def place_added_up(number):
    fizz, buzz = number % 3 == 0, number % 5 == 0
    row = [0.0] * 4
    row[fizz + 2 * buzz] = 1.0
    return row


@exercise.variant
def row_of_eye(number):
    return np.eye(4)[rule(number)]


@exercise.variant
def with_and(number):
    if number % 3 == 0 and number % 5 == 0:
        return [0, 0, 0, 1]
    elif number % 3 == 0:
        return [0, 1, 0, 0]
    elif number % 5 == 0:
        return [0, 0, 1, 0]
    else:
        return [1, 0, 0, 0]
