"""How many bits a number has here, its digits in any base, and the rule of the game."""

BITS = 10


def binary_digits(number, count=BITS, base=2):
    """The first `count` digits of a number, the ones first; in base 2 they are its bits."""
    digits = []
    for _ in range(count):
        digits.append(number % base)
        number //= base
    return digits


def rule(number):
    """The place of the right answer: 0 for the number itself, 1 fizz, 2 buzz, 3 fizzbuzz."""
    return 3 if number % 15 == 0 else 2 if number % 5 == 0 else 1 if number % 3 == 0 else 0
