"""Fill in the loop that makes the ten bits of a number, the ones first."""

import numpy as np

from dlscratch import datasets
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.fizzbuzz.shared.numbers import BITS, binary_digits

exercise = Exercise(
    __name__,
    kind="fill",
    reference=datasets.binary_encode,
    accepts=(tuple, np.ndarray),
    probes=[(number,) for number in (6, 1, 300, 999, 1023, 512, 0)],
    hints=(
        "Do it on paper with 6: the remainder by 2, then half of it, and again.",
        "`%` gives the remainder of a division. It is 0 for an even number and 1 for an odd one.",
        "After the bit has been noted, the number is halved, and what is left over is dropped. "
        "Python has a division that does that.",
    ),
    after="Ten bits hold 1,024 numbers, and the network gets each number in pieces that it can "
    "weigh one by one.",
)


@exercise.wrong(
    "These are the right bits in the order in which one writes them on paper. Here the ones come "
    "first."
)
def highest_first(number):
    return binary_digits(number)[::-1]


@exercise.wrong("There are nine bits, so 512 and 0 look alike. What must 1023 be?")
def nine_bits(number):
    return binary_digits(number, 9)


@exercise.wrong(
    "There are numbers here that are neither 0 nor 1. `/` keeps what is behind the point: after 3 "
    "comes 1.5. Which division drops it?"
)
def true_division(number):
    bits = []
    for _ in range(BITS):
        bits.append(number % 2)
        number = number / 2
    return bits


@exercise.wrong("The bits are strings, `'0'` and `'1'`. A network can multiply only numbers.")
def strings(number):
    return [str(bit) for bit in binary_digits(number)]


@exercise.wrong(
    "The bits are strings, and they stand in the order of paper. Wanted are numbers, the ones "
    "first."
)
def strings_highest_first(number):
    return list(f"{number:010b}")


@exercise.wrong("That is a string. Wanted is a list of ten numbers.")
def one_string(number):
    return f"{number:010b}"


@exercise.wrong(
    "Small numbers get a shorter list. Every number needs ten bits, zeros at the end too: a layer "
    "has a fixed number of inputs."
)
def stops_early(number):
    return binary_digits(number, number.bit_length())


@exercise.wrong(
    "The same bit comes ten times: the number stays as it is. What is left of it after each bit?"
)
def never_halved(number):
    return [number % 2] * BITS


@exercise.wrong(
    "The first bit is lost, and all the others have moved: is the number halved before its bit is "
    "noted?"
)
def halved_first(number):
    return binary_digits(number // 2)


@exercise.wrong("You note what is left of the number. The bit is the remainder.")
def quotient_noted(number):
    bits = []
    for _ in range(BITS):
        bits.append(number // 2)
        number = number // 2
    return bits


@exercise.wrong(
    "The two expressions have changed places: the remainder is the bit, and the half goes on."
)
def swapped(number):
    bits = []
    for _ in range(BITS):
        bits.append(number // 2)
        number = number % 2
    return bits


@exercise.wrong("These are decimal digits. Bits are remainders by 2.")
def decimal(number):
    return binary_digits(number, base=10)


@exercise.wrong(
    "In each place stands what the bit is worth. Wanted is whether it is there: 0 or 1."
)
def worth(number):
    return [bit * 2**place for place, bit in enumerate(binary_digits(number))]


@exercise.wrong(
    "These are the digits as one writes them on paper: the ones last, and no zeros in front. Every "
    "number needs ten bits, the ones first."
)
def paper(number):
    return [int(digit) for digit in f"{number:b}"]


@exercise.wrong(
    "These are the number, its half, the half of that, and so on. The bit is what is left over: 0 "
    "or 1, each time."
)
def quotients(number):
    return [number // 2**place for place in range(BITS)]


@exercise.wrong(
    "`round(number / 2)` sometimes rounds up. What is left over after halving is to be dropped, "
    "always."
)
def rounded(number):
    bits = []
    for _ in range(BITS):
        bits.append(number % 2)
        number = round(number / 2)
    return bits


@exercise.wrong("Bits that alternate: 1 is taken from the number each time. It should be halved.")
def one_less(number):
    return [(number - place) % 2 for place in range(BITS)]


@exercise.wrong(
    "Where a 1 should stand is a 0, and the other way round. What is the remainder of an even "
    "number?"
)
def upside_down(number):
    return [1 - bit for bit in binary_digits(number)]


@exercise.wrong(
    "Only the first bit is right, and from then on all are 0. The rest of the number should "
    "be halved; here it stays even for ever."
)
def stays_even(number):
    return [number % 2] + [0] * (BITS - 1)


@exercise.wrong("The number is halved, and the bits move on as well: every second bit is lost.")
def moves_twice(number):
    return [number >> 2 * place & 1 for place in range(BITS)]


@exercise.wrong(
    "These are powers of two, whatever the number. The bit says whether a power is in it: it is a "
    "remainder."
)
def powers(number):
    return [2**place for place in range(BITS)]


@exercise.wrong("These are remainders by 3. For bits divide by 2.")
def by_three(number):
    return binary_digits(number, base=3)


@exercise.wrong("That is the number of ones. Wanted is a list of ten bits.")
def count_of_ones(number):
    return sum(binary_digits(number))


@exercise.wrong("The first bit alone has come back. Does `return` stand inside the loop?")
def first_bit_alone(number):
    return [number % 2]


@exercise.wrong("There are eleven bits, and ten were asked for.")
def eleven_bits(number):
    return binary_digits(number, BITS + 1)


@exercise.wrong("Halves are rounded up. What is left over is to be dropped: 3 becomes 1.")
def rounded_up(number):
    bits = []
    for _ in range(BITS):
        bits.append(number % 2)
        number = (number + 1) // 2
    return bits


@exercise.wrong(
    "A bit that is 1 has come out as -1. The remainder by 2 is 0 or 1; by -2 it is 0 or -1."
)
def negative(number):
    return [-bit for bit in binary_digits(number)]


@exercise.variant
def by_shifting(number):
    return [number >> place & 1 for place in range(BITS)]


@exercise.variant
def from_a_string(number):
    return [int(bit) for bit in reversed(f"{number:010b}")]


@exercise.variant
def by_powers(number):
    return (number // 2 ** np.arange(BITS)) % 2


@exercise.variant
def by_divmod(number):
    bits = []
    for _ in range(BITS):
        number, bit = divmod(number, 2)
        bits += [float(bit)]
    return bits
