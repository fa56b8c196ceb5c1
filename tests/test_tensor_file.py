"""The files are those of the package safetensors, byte by byte, and a damaged one is never read."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors import SafetensorError
from safetensors.numpy import load, save

from dlscratch.tensor_file import KINDS, Damaged, UnknownKind, packed, unpacked

NUMBERS = np.random.default_rng(0).standard_normal((3, 4))


@pytest.mark.parametrize(
    "arrays",
    [
        {"0.weight": NUMBERS, "0.bias": NUMBERS[0].copy(), "10.weight": NUMBERS, "2.bias": NUMBERS},
        {"b": NUMBERS.astype(np.float32), "a": NUMBERS.astype(np.float32)},
        {"small": NUMBERS.astype(np.float32), "wide": NUMBERS},
        {"one number": np.array(3.5), "nothing": np.zeros((0, 3)), "ä": np.ones(1)},
        {},
    ],
)
def test_the_bytes_are_those_of_safetensors(arrays):
    assert packed(arrays) == save(arrays)


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_of_number_comes_back(kind):
    if kind == "<c8":
        pytest.importorskip("safetensors", "0.7")
    array = (10 * NUMBERS).astype(kind)
    for arrays in load(packed({"a": array})), unpacked(save({"a": array})):
        assert arrays["a"].dtype == array.dtype
        np.testing.assert_array_equal(arrays["a"], array)


def test_columns_and_the_order_of_bytes_are_put_right():
    for array in NUMBERS.T, NUMBERS[::2, ::-1], NUMBERS.astype(">f8"):
        np.testing.assert_array_equal(load(packed({"a": array}))["a"], array)


def test_what_the_format_lacks_is_not_written():
    with pytest.raises(UnknownKind, match="complex128"):
        packed({"a": np.zeros(2, complex)})


WHOLE = packed({"0.bias": NUMBERS[0], "0.weight": NUMBERS})


def test_a_file_cut_anywhere_is_damaged():
    for end in range(len(WHOLE)):
        with pytest.raises(Damaged):
            unpacked(WHOLE[:end])
    with pytest.raises(Damaged):
        unpacked(WHOLE + b"\0")


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_wherever_safetensors_finds_it(place, change):
    spoilt = bytearray(WHOLE)
    spoilt[place] ^= change
    spoilt = bytes(spoilt)
    try:
        wanted = load(spoilt)
    except (SafetensorError, KeyError):
        with pytest.raises((Damaged, UnknownKind)):
            unpacked(spoilt)
        return
    try:
        found = unpacked(spoilt)
    except Damaged:  # such as a key that the format does not know, and safetensors passes over
        return
    assert {name: a.tobytes() for name, a in found.items()} == {
        name: a.tobytes() for name, a in wanted.items()
    }


def _file(head, numbers=b"\0" * 16):
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + numbers


def _said(dtype="F64", shape=(2,), data_offsets=(0, 16)):
    return {"dtype": dtype, "shape": shape, "data_offsets": data_offsets}


@pytest.mark.parametrize(
    "content",
    [
        _file([1]), _file("a"), _file(None), _file({"a": 1}), _file({"a": {}}), _file(b"[" * 10**5),
        _file({"a": _said(shape=[-1])}), _file({"a": _said(shape=[1.5])}), _file(b"\xff"),
        _file({"a": _said(shape=[2**70])}), _file({"a": _said(shape=[2**40])}),
        _file({"a": _said(shape=3)}), _file({"a": _said(shape="ab")}),
        _file({"a": _said(shape=[3])}), _file({"a": _said(), "b": _said(data_offsets=[8, 24])}),
        _file({"a": _said(data_offsets=[0, 8])}), _file({"a": _said(data_offsets=[8, 16])}),
        _file({"a": _said(data_offsets=[0, 16, 32])}), _file({"a": _said(data_offsets=5)}),
        _file({"a": _said(), "b": _said()}),
        _file({}), _file({"a": _said(shape=[-2, -1])}), _file({"a": _said(dtype=["F64"])}),
        (2**63).to_bytes(8, "little") + WHOLE[8:],
    ],
)  # fmt: skip
def test_a_head_that_cannot_be_true_is_damaged(content):
    with pytest.raises(Damaged):
        unpacked(content)


def test_a_note_in_the_head_is_passed_over():
    assert load(_file({"__metadata__": {"format": "pt"}, "a": _said()}))["a"].shape == (2,)
    assert unpacked(_file({"__metadata__": {"format": "pt"}, "a": _said()}))["a"].shape == (2,)


def test_a_kind_that_numpy_lacks_is_said():
    with pytest.raises(UnknownKind, match="BF16"):
        unpacked(_file({"a": _said("BF16", (8,))}))
