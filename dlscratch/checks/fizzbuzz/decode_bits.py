"""Put the seven lines in order that turn a list of bits back into the number."""

import functools

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.fizzbuzz.shared.numbers import binary_digits

LINES = {
    "A": "    return number",
    "B": "        power = 2 * power",
    "C": "    number = 0",
    "D": "    for bit in bits:",
    "E": "        number = number + bit * power",
    "F": "def decode(bits):",
    "G": "    power = 1",
}

exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="FCGDEBA",
    prepare=functools.partial(assemble, lines=LINES, name="decode", known={}),
    probes=[(binary_digits(number),) for number in (6, 1, 999, 512)] + [([],)],
    hints=(
        "Find the line with which a function begins, and the line with which it is done.",
        "Two names need a value before the loop can use them.",
        "The first bit is worth 1. So in each round the bit is counted first, and what the next "
        "one is worth comes after that.",
    ),
    after="The sum of bits times powers: `bits @ powers`, in NumPy. A function and its way back "
    "test each other, on all 1,024 numbers in one line.",
)


exercise.mistakes(
    doubled_too_early=(
        "Every number comes out twice as large: when the first bit is counted, what is it worth?",
        "FCGDBEA",
    ),
    returns_before_the_loop=(
        "`return` ends the function. When it comes here, has the loop had a chance to count "
        "anything?",
        "FCGADEB",
    ),
    used_too_early=(
        "The loop uses a name that has no value yet. Which two lines give first values, and where "
        "must they stand?",
        "FCDEBGA",
    ),
)


exercise.variant("FGCDEBA")
exercise.variant(["F", "G", "C", "D", "E", "B", "A"])
