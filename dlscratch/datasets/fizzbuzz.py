"""FizzBuzz as a problem for a network: a number's ten bits in, one of four answers out.

The game: count from 1, but say "fizz" for multiples of 3, "buzz" for multiples of 5 and
"fizzbuzz" for multiples of both. The encodings and the split are those of chapter 19 of
Joel Grus, *Data Science from Scratch* (2nd edition): learn on 101 to 1023, be tested on 1 to 100.
"""

from operator import index
from typing import NamedTuple

import numpy as np

BITS = 10


class FizzBuzz(NamedTuple):
    """Numbers as bits (n, 10) and their answers as one-hot rows (n, 4), all float64."""

    train_x: np.ndarray
    train_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


def fizzbuzz() -> FizzBuzz:
    """The numbers 101 to 1023 to learn from (923 rows) and 1 to 100 to be tested on (100 rows)."""
    return FizzBuzz(*_encode(range(101, 1024)), *_encode(range(1, 101)))


def _encode(numbers):
    x = np.array([binary_encode(n) for n in numbers], dtype=np.float64)
    y = np.array([fizz_buzz_encode(n) for n in numbers], dtype=np.float64)
    return x, y


def binary_encode(number: int) -> list[int]:
    """The ten bits of `number`, which must lie in 0 ... 1023; the first bit is the ones.

    >>> binary_encode(6)
    [0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    """
    number = _integer("binary_encode", number)
    if not 0 <= number < 2**BITS:
        raise ValueError(
            f"binary_encode writes {BITS} bits, enough for 0 to {2**BITS - 1}, but got {number}."
        )
    return [number >> bit & 1 for bit in range(BITS)]


def fizz_buzz_encode(number: int) -> list[int]:
    """The right answer for `number` (1 or more), one-hot: [the number, fizz, buzz, fizzbuzz].

    >>> fizz_buzz_encode(10)
    [0, 0, 1, 0]
    """
    number = _integer("fizz_buzz_encode", number)
    if number < 1:
        raise ValueError(f"fizz_buzz_encode counts from 1, but got {number}.")
    if number % 15 == 0:
        return [0, 0, 0, 1]
    if number % 5 == 0:
        return [0, 0, 1, 0]
    if number % 3 == 0:
        return [0, 1, 0, 0]
    return [1, 0, 0, 0]


def fizz_buzz_decode(number: int, scores) -> str:
    """What a network says for `number`: the answer with the highest of its four `scores`.

    The scores may be logits or probabilities; of equal ones the first wins.

    >>> fizz_buzz_decode(10, [0.1, 0.2, 0.6, 0.1])
    'buzz'
    """
    scores = np.asarray(scores)
    if scores.shape != (4,):
        raise ValueError(
            "fizz_buzz_decode takes the four scores of one number, shape (4,), "
            f"but got shape {scores.shape}; call it once for each row."
        )
    return [str(number), "fizz", "buzz", "fizzbuzz"][scores.argmax()]


def _integer(function, number):
    try:
        return index(number)
    except TypeError:
        raise TypeError(f"{function} takes a whole number, but got {number!r}.") from None
