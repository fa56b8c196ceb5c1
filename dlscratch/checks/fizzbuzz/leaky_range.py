"""Mend the two ranges of numbers held out and to learn from: one is short, one leaks."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.errors.values import name


def _two_sets(split, held, last):
    """The numbers in both sets, each set under its own label."""
    both = split(held, last)
    if both is None:
        return None
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("`split` returns two ranges: the numbers held out, and those to learn from.")
    for part in both:
        if not isinstance(part, range | list | tuple | set | np.ndarray):
            raise Refuse(f"Each of the two is a range of numbers, but {name(part)} came.")
    held_out, learn = (sorted(part) for part in both)
    return {"the numbers held out": held_out, "the numbers to learn from": learn}


exercise = Exercise(
    __name__,
    kind="bug",
    reference=lambda held, last: (range(1, held + 1), range(held + 1, last + 1)),
    run=_two_sets,
    probes=[(2, 5), (100, 1023), (7, 20)],
    hints=(
        "Print `list(...)` of both ranges for `split(2, 5)`. Is a number in both? Is one in none?",
        "`range(a, b)` begins with a and ends before b.",
        "The held-out range ends one number too early. The other begins with numbers that are held "
        "out: where should it begin?",
    ),
    after="Neither bug makes a program stop. The leak lets the network learn what it will be "
    "asked, and that shows only in a score that is too good.",
)


@exercise.wrong(
    "Look at the ends: the last of the held-out numbers is missing. And see whether the second "
    "range holds numbers of the first."
)
def both_bugs(held, last):
    return range(1, held), range(1, last + 1)


@exercise.wrong(
    "The held-out range is right now. But every one of its numbers is in the other range too: the "
    "network learns what it will be asked."
)
def still_leaky(held, last):
    return range(1, held + 1), range(1, last + 1)


@exercise.wrong(
    "Nothing leaks any more. But `range` ends before its second number: how many numbers are held "
    "out, and which one is missing?"
)
def last_one_missing(held, last):
    return range(1, held), range(held + 1, last + 1)


@exercise.wrong("Nearly: the largest of the held-out numbers is in both ranges.")
def leaks_one(held, last):
    return range(1, held + 1), range(held, last + 1)


@exercise.wrong(
    "No number is in both. But the last one that should be held out is learnt from instead."
)
def one_to_the_other_side(held, last):
    return range(1, held), range(held, last + 1)


@exercise.wrong("The held-out range is right. The other one has lost its last number.")
def end_lost(held, last):
    return range(1, held + 1), range(held + 1, last)


@exercise.wrong("The game starts at 1, and this range starts at 0.")
def from_zero(held, last):
    return range(held + 1), range(held + 1, last + 1)


@exercise.wrong(
    "One number is in neither range: look at where the first ends and the second begins."
)
def one_skipped(held, last):
    return range(1, held + 1), range(held + 2, last + 1)


@exercise.wrong("The right two ranges, in the wrong order: first those held out.")
def swapped(held, last):
    return range(held + 1, last + 1), range(1, held + 1)


@exercise.wrong(
    "Both ranges end one number too early: `range` stops before its second number. And the second "
    "range begins with a number that should be held out."
)
def both_ends_lost(held, last):
    return range(1, held), range(held, last)


@exercise.wrong(
    "These ranges fit places in a list, which count from 0. The game counts from 1 to `held`, and "
    "then on to `last`."
)
def places(held, last):
    return range(held), range(held, last)


@exercise.wrong(
    "0 is held out, and the last of the numbers that should be is learnt from: everything in the "
    "first range is one too low."
)
def places_to_the_end(held, last):
    return range(held), range(held, last + 1)


@exercise.wrong("That is right for 100 and 1023 and for nothing else. Use `held` and `last`.")
def fixed_numbers(held, last):
    return range(1, 101), range(101, 1024)


@exercise.wrong(
    "The held-out range is right. The other one is as long as it should be, but it begins at 1: "
    "its numbers leak, and the last ones are in neither range."
)
def as_many_from_one(held, last):
    return range(1, held + 1), range(1, last - held + 1)


@exercise.wrong("The second range begins at 101, whatever is held out. Use `held`.")
def fixed_start(held, last):
    return range(1, held + 1), range(101, last + 1)


@exercise.wrong("The second range ends at 1023, whatever is last. Use `last`.")
def fixed_end(held, last):
    return range(1, held + 1), range(held + 1, 1024)


@exercise.wrong(
    "One number too many is held out now, and it is in both ranges: `range` ends before its second "
    "number."
)
def one_too_many_held(held, last):
    return range(1, held + 2), range(held + 1, last + 1)


@exercise.wrong("The second range goes one number too far.")
def one_too_far(held, last):
    return range(1, held + 1), range(held + 1, last + 2)


@exercise.wrong(
    "One number too many is held out: `held` says how many, and `range` ends before its second "
    "number."
)
def both_one_up(held, last):
    return range(1, held + 2), range(held + 2, last + 1)


@exercise.wrong("The held-out numbers begin with 1: none is left out at the beginning.")
def begins_at_two(held, last):
    return range(2, held + 1), range(held + 1, last + 1)


@exercise.wrong(
    "Both ends are one too early: the first range loses its last number, and so does the second."
)
def both_short(held, last):
    return range(1, held), range(held + 1, last)


@exercise.wrong(
    "The last numbers are held out, and the first ones learnt from. Held out are 1 to `held`."
)
def held_from_the_end(held, last):
    return range(last - held + 1, last + 1), range(1, last - held + 1)


@exercise.variant
def as_lists(held, last):
    return list(range(1, held + 1)), [n for n in range(1, last + 1) if n > held]


@exercise.variant
def as_arrays(held, last):
    numbers = np.arange(1, last + 1)
    return numbers[:held], numbers[held:]
