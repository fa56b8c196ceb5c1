"""Write the right answer for a number as four numbers with a single 1."""

import numpy as np

from dlscratch import datasets
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.fizzbuzz.shared import rule

ROWS = np.eye(4, dtype=int).tolist()

exercise = Exercise(
    __name__,
    kind="fill",
    reference=datasets.fizz_buzz_encode,
    accepts=(tuple, np.ndarray),
    probes=[(number,) for number in (1, 3, 5, 6, 7, 10, 15, 30, 45, 49, 50, 98)],
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


@exercise.wrong("15 comes out as buzz: it is a multiple of 5, and that question was asked first.")
def five_before_fifteen(number):
    return ROWS[2 if number % 5 == 0 else 1 if number % 3 == 0 else 0]


@exercise.wrong(
    "15 has two ones, for fizz and for buzz. Fizzbuzz is an answer with a place of its own."
)
def two_ones(number):
    fizz, buzz = int(number % 3 == 0), int(number % 5 == 0)
    return [int(not fizz and not buzz), fizz, buzz, fizz * buzz]


@exercise.wrong("Fizz and buzz have changed places: fizz belongs to 3 and to the second place.")
def fizz_and_buzz_swapped(number):
    return ROWS[[0, 2, 1, 3][rule(number)]]


@exercise.wrong(
    "The right answers, with the places counted from the other end. The first one is the number "
    "itself."
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
