"""Crash hunt: small numbers get fewer bits than large ones, and no array holds such rows."""

import numpy as np

from dlscratch import datasets
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.fizzbuzz.shared.numbers import binary_digits


def _until(goes_on):
    """An answer whose loop runs while goes_on(number, power, bits)."""

    def bits_of(number):
        bits, power = [], 1
        while goes_on(number, power, bits):
            bits.append(number // power % 2)
            power = 2 * power
        return bits

    return bits_of


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    reference=datasets.binary_encode,
    accepts=(tuple, np.ndarray),
    probes=[(number,) for number in (5, 1, 20, 300, 511, 512, 1023, 0)],
    hints=(
        "Print `bits_of` of 1, 5 and 20, and the length of each list. How long should they be?",
        "When does the loop end for 5? Which bits are left out, and what are they?",
        "The zeros at the high end count, too. The loop must run for all ten powers, however small "
        "the number is.",
    ),
    after="With the numbers 512 to 1023 nothing would have stopped: all of them have ten bits "
    "without further ado. Whoever tests an encoding tests the smallest and the largest number.",
)

exercise.mistakes(
    _until,
    as_long_as_needed=(
        "5 gets three bits and 20 gets five: rows of different lengths, and an array wants all of "
        "one length. Which bits are missing, and when does the loop end?",
        lambda number, power, bits: power <= number,
    ),
    one_less=(
        "The loop ends even earlier now: where the number is a power of two, its own bit is lost.",
        lambda number, power, bits: power < number,
    ),
    five=(
        "1 to 20 get through: five bits are enough for these. But 1023 needs ten.",
        lambda number, power, bits: len(bits) < 5,
    ),
    at_least_five=(
        "1 to 20 get through: they have five bits each. But larger numbers have more, and they all "
        "are to have ten.",
        lambda number, power, bits: power <= number or len(bits) < 5,
    ),
    nine=(
        "All rows have one length now. But they are nine bits long, so 512 is lost.",
        lambda number, power, bits: power < 512,
    ),
    eleven=(
        "All rows have one length now. But it is eleven: the last power is 512, and 1024 is one "
        "too many.",
        lambda number, power, bits: power <= 1024,
    ),
    thousand=(
        "All rows have one length now. But it counts the numbers, and not the powers: ten bits are "
        "wanted.",
        lambda number, power, bits: len(bits) < 1024,
    ),
    nothing=(
        "The loop never runs now, so nobody has any bits.",
        lambda number, power, bits: False,
    ),
    one_bit=(
        "Every list has a single bit. Does the `return` stand inside the loop?",
        lambda number, power, bits: not bits,
    ),
)

_as_given = _until(lambda number, power, bits: power <= number)


def _eight(number):
    return binary_digits(number, 8)


exercise.mistakes(
    zeros_in_front=(
        "Ten numbers for each, and nothing stops. But the zeros that were missing are the high "
        "bits, and the high bits stand at the end: now 5 says 640.",
        lambda number: [0] * (10 - len(_as_given(number))) + _as_given(number),
    ),
    highest_first=(
        "Ten bits for each, and nothing stops. But the highest comes first now.",
        lambda number: binary_digits(number)[::-1],
    ),
    ones_at_the_end=(
        "Ten numbers for each, and nothing stops. But what was missing are zeros, and no ones.",
        lambda number: _as_given(number) + [1] * (10 - len(_as_given(number))),
    ),
    repeated=(
        "`np.resize` repeats what is there, until ten are full. But the bits that were missing are "
        "zeros.",
        lambda number: np.resize(_as_given(number) or [0], 10),
    ),
    cut_to_one=(
        "All are cut to the length of the shortest, so most bits are lost.",
        lambda number: _as_given(number)[:1],
    ),
    eight_bits=(
        "Eight bits hold the numbers up to 255. 1023 needs ten.",
        _eight,
    ),
    no_halving=(
        "The powers are asked for, but each bit holds what is left of the number: 0 and 1 are "
        "wanted, so `% 2` belongs to it.",
        lambda number: [number // 2**place for place in range(10)],
    ),
    not_cut_down=(
        "`/` keeps what is behind the point, and so do these bits: they are to be 0 or 1.",
        lambda number: [number / 2**place % 2 for place in range(10)],
    ),
    not_returned=("The bits are found. Who gets them?", lambda number: None),
)


@exercise.variant
def filled_up(number):
    bits = _as_given(number)
    return bits + [0] * (10 - len(bits))


@exercise.variant
def ten_rounds(number):
    return np.array([number // 2**place % 2 for place in range(10)])
