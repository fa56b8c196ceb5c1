"""MNIST: pictures of handwritten digits, 28 x 28 grey pixels, and the digit each one shows.

Source: Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits*
(60,000 to learn from, 10,000 to be tested on, written by different people). The four original
files are kept as they are and read straight from their gzip.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dlscratch.datasets.mnist_files import SHA256, DataError, download, original, own_folder

SMALL = Path(__file__).with_name("mnist_small.npz")


class Digits(NamedTuple):
    """Images (n, 28, 28) uint8, 0 for paper and 255 for ink; labels (n,) int64, 0 to 9.

    Images are uint8 to save memory, and uint8 arithmetic wraps (200 + 100 gives 44): turn
    them into floats before computing. Labels are int64, so computing with them is safe.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray


def mnist(fallback: bool = False) -> Digits:
    """All of MNIST: 60,000 digits to learn from and 10,000 to be tested on.

    The files come from the folder that the environment variable DLSCRATCH_DATA names, which
    is only read, or else from the cache, which the first call fills by downloading 12 MB.

    With `fallback=True` there is always an answer: where the files cannot be had, it prints why,
    and gives `mnist_small()`. That no mirror answers is found out within 5 seconds.

    Raises DataError (without `fallback`) when the files cannot be had.
    """
    try:
        folder = own_folder() or download(quick=fallback)
        arrays = [read_idx(original(folder / name)) for name in SHA256]
    except DataError as error:
        if not fallback:
            raise
        # Printed, since a warning would come in red, with the path of a file that nobody knows.
        print(f"mnist_small() stands in for the 70,000 digits: {error}")
        return mnist_small()
    train_images, train_labels, test_images, test_labels = arrays
    return Digits(
        train_images, train_labels.astype(np.int64), test_images, test_labels.astype(np.int64)
    )


def mnist_small() -> Digits:
    """4,000 digits to learn from and 1,000 to be tested on, in mixed order, from this package.

    They are the first 500 of each class in MNIST's *training* file, the first 400 of them to
    learn from and the other 100 to be tested on. So, when you report a score:

    - never test on them a network that has learnt from `mnist()`: it has seen them all;
    - `mnist().test_images` holds none of them and is a fair test for both;
    - most writers of the 1,000 test digits (but not the digits) also occur among the 4,000,
      while MNIST's own test part has other writers. Nearest neighbour learnt from the 4,000
      is right on 93.4 % of the 1,000 and on 92.9 % of MNIST's 10,000.

    Provenance and licence: mnist_small.txt beside this file.
    """
    with np.load(SMALL) as file:
        return Digits(*(file[name] for name in Digits._fields))


def read_idx(content: bytes) -> np.ndarray:
    """The array in an IDX file of unsigned bytes, given the file's content, gzipped or not.

    IDX is: two zero bytes, 8 for "unsigned byte", the number of dimensions, each dimension as
    a big-endian 32-bit integer, then the numbers. Raises DataError on anything else.
    """
    try:
        raw = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"This is not a whole gzip file ({error}).") from error
    if len(raw) < 4 or raw[:3] != b"\0\0\x08" or len(raw) < 4 + 4 * raw[3]:
        raise DataError(f"An IDX file of bytes begins with 00 00 08, but this with {raw[:4]!r}.")
    start = 4 + 4 * raw[3]
    shape = struct.unpack(f">{raw[3]}I", raw[4:start])
    if len(raw) - start != math.prod(shape):
        raise DataError(
            f"An IDX file of shape {shape} holds {math.prod(shape)} numbers, "
            f"but this one {len(raw) - start}."
        )
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape).copy()
