"""The course's data: XOR, FizzBuzz, handwritten digits, throws and orbits, as NumPy arrays.

Each call makes fresh arrays, which the caller may change. Nothing here needs the rest of
dlscratch, and nothing is downloaded before `mnist` or `download` is called.
"""

# `xor`, `fizzbuzz` and `mnist` are functions here; the modules of the same names stay
# reachable as `from dlscratch.datasets.mnist import ...`.
from dlscratch.datasets.fizzbuzz import (
    FizzBuzz,
    binary_encode,
    fizz_buzz_decode,
    fizz_buzz_encode,
    fizzbuzz,
)
from dlscratch.datasets.mnist import Digits, mnist, mnist_small
from dlscratch.datasets.mnist_files import DataError, download
from dlscratch.datasets.orbits import FATES, ORBITS, orbits
from dlscratch.datasets.table import write_csv
from dlscratch.datasets.throws import THROWS, throws
from dlscratch.datasets.xor import xor

__all__ = [
    "FATES",
    "ORBITS",
    "THROWS",
    "DataError",
    "Digits",
    "FizzBuzz",
    "binary_encode",
    "download",
    "fizz_buzz_decode",
    "fizz_buzz_encode",
    "fizzbuzz",
    "mnist",
    "mnist_small",
    "orbits",
    "throws",
    "write_csv",
    "xor",
]
