"""Reading MNIST's files: made-up ones, and the real ones where DLSCRATCH_DATA names them."""

import gzip
import os
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dlscratch.datasets import DataError, mnist, mnist_small
from dlscratch.datasets.mnist import read_idx
from tests.datasets.mirrors import idx


@given(arrays(np.uint8, array_shapes(max_dims=3, max_side=6)))
def test_read_idx_gives_back_what_was_written(array):
    again = read_idx(idx(array))
    assert again.dtype == np.uint8 and again.flags.writeable
    assert np.array_equal(again, array)


@given(st.data())
def test_a_gzip_file_cut_anywhere_is_refused(data):
    content = idx(np.arange(60, dtype=np.uint8))
    with pytest.raises(DataError):
        read_idx(content[: data.draw(st.integers(0, len(content) - 1))])


@given(st.data())
def test_numbers_missing_or_too_many_are_refused(data):
    raw = gzip.decompress(idx(np.ones((3, 2, 2), np.uint8)))
    wrong = data.draw(
        st.one_of(
            st.integers(0, len(raw) - 1).map(lambda end: raw[:end]),
            st.binary(min_size=1).map(lambda more: raw + more),
        )
    )
    with pytest.raises(DataError):
        read_idx(gzip.compress(wrong))


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (b"\0\0\x0d\x01" + b"\0\0\0\x01" + b"\0", "begins with 00 00 08"),  # floats
        (b"\x89PNG", "begins with 00 00 08"),
        (b"\0\0\x08\x03\0\0", "begins with 00 00 08"),  # the sizes are cut off
        (b"\0\0\x08\x01" + b"\xff" * 4, "holds 4294967295 numbers, but this one 0"),
    ],
)
def test_what_is_not_idx_is_refused(header, complaint):
    with pytest.raises(DataError, match=complaint):
        read_idx(gzip.compress(header))


# The real files


@pytest.fixture
def real():
    if not os.environ.get("DLSCRATCH_DATA"):
        pytest.skip("needs the four original files in the folder that DLSCRATCH_DATA names")


def test_the_real_digits_and_the_memory_they_take(real):
    tracemalloc.start()
    digits = mnist()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert digits.train_images.shape == (60000, 28, 28) and digits.train_labels.shape == (60000,)
    assert digits.test_images.shape == (10000, 28, 28) and digits.test_labels.shape == (10000,)
    assert digits.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert digits.test_labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(digits.train_labels).min() == 5421
    assert round(digits.train_images.mean() / 255, 4) == 0.1307
    # The images as bytes, once more while they are unpacked, and the packed file.
    assert peak < 2.3 * digits.train_images.nbytes + digits.test_images.nbytes


def test_what_the_small_digits_are_among_the_real_ones(real):
    full, small = mnist(), mnist_small()

    def nearest(images):
        """The label of the nearest of the 4,000 for each image."""
        x = small.train_images.reshape(4000, 784).astype(float)
        parts = np.split(images.reshape(-1, 784).astype(float), len(images) // 1000)
        rows = [((x**2).sum(axis=1) - 2 * part @ x.T).argmin(axis=1) for part in parts]
        return small.train_labels[np.concatenate(rows)]

    # The first 500 of each class in the training file, 400 and 100.
    by_class = [np.flatnonzero(full.train_labels == digit) for digit in range(10)]
    for images, labels, some in [
        (small.train_images, small.train_labels, slice(0, 400)),
        (small.test_images, small.test_labels, slice(400, 500)),
    ]:
        rows = np.concatenate([rows[some] for rows in by_class])
        assert rows.max() < 5848
        expected = {(full.train_images[i].tobytes(), full.train_labels[i]) for i in rows}
        assert {(i.tobytes(), d) for i, d in zip(images, labels, strict=True)} == expected
    # None of them is in the test file.
    theirs = {image.tobytes() for image in full.test_images}
    assert not any(image.tobytes() in theirs for image in [*small.train_images, *small.test_images])
    # The two scores that the docstring states.
    assert round(float((nearest(small.test_images) == small.test_labels).mean()), 3) == 0.934
    assert round(float((nearest(full.test_images) == full.test_labels).mean()), 3) == 0.929
