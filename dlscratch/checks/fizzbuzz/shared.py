"""What several exercises of this lesson share."""

BITS = 10


def binary_digits(number, count=BITS, base=2):
    digits = []
    for _ in range(count):
        digits.append(number % base)
        number //= base
    return digits


def rule(number):
    return 3 if number % 15 == 0 else 2 if number % 5 == 0 else 1 if number % 3 == 0 else 0
