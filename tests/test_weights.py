"""Saved weights come back exactly; a file that does not fit changes nothing."""

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from dlscratch import weights
from dlscratch.layers import Linear, Sequential, Tanh
from dlscratch.weights import load_weights, save_weights


def net(rng, hidden=5, dtype=np.float64):
    rng = np.random.default_rng(rng)
    return Sequential(
        [Linear(3, hidden, rng=rng, dtype=dtype), Tanh(), Linear(hidden, 2, rng=rng, dtype=dtype)]
    )


def test_weights_come_back_into_the_same_arrays(tmp_path):
    saved, loaded = net(0), net(1)
    saved.params()[1][...] = 7
    save_weights(saved, tmp_path / "net.safetensors")
    arrays = loaded.params()
    load_weights(loaded, tmp_path / "net.safetensors")
    for now, before, wanted in zip(loaded.params(), arrays, saved.params(), strict=True):
        assert now is before
        np.testing.assert_array_equal(now, wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["net.safetensors"]


def test_names_are_those_of_a_torch_state_dict(tmp_path):
    nested = Sequential([Tanh(), net(0), Linear(2, 1)])
    save_weights(nested, tmp_path / "w")
    names = {"1.0.weight", "1.0.bias", "1.2.weight", "1.2.bias", "2.weight", "2.bias"}
    assert set(load_file(tmp_path / "w")) == names
    save_weights(Linear(3, 2), tmp_path / "w")
    assert set(load_file(tmp_path / "w")) == {"weight", "bias"}


def test_float32_and_float64_nets_read_each_other(tmp_path):
    small = net(0, dtype=np.float32)
    save_weights(small, tmp_path / "w")
    large = net(1)
    load_weights(large, tmp_path / "w")
    assert large.params()[0].dtype == np.float64
    np.testing.assert_array_equal(large.params()[0], small.params()[0])


def _truncated(path):
    path.write_bytes(path.read_bytes()[:-5])


def _foreign(path):
    path.write_bytes(b"not weights at all")


def _renamed(path):
    save_file({name + "x": array for name, array in load_file(path).items()}, path)


def _one_missing(path):
    save_file(dict(list(load_file(path).items())[:-1]), path)


def _last_shape_wrong(path):
    save_weights(net(2), path)
    save_file(load_file(path) | {"2.weight": np.zeros((5, 2))}, path)


def _not_finite(path):
    save_file(load_file(path) | {"2.weight": np.full((2, 5), np.nan)}, path)


@pytest.mark.parametrize(
    "spoil, words",
    [
        (_truncated, "not a whole safetensors file"),
        (_foreign, "not a whole safetensors file"),
        (_renamed, "0.weightx.*this net needs 0.bias"),
        (_one_missing, "this net needs"),
        (_last_shape_wrong, r"2.weight in .* has shape \(5, 2\), but this net's has \(2, 5\)"),
        (_not_finite, "2.weight in .* not finite"),
        (lambda path: path.write_bytes(b""), "not a whole"),
    ],
)
def test_a_file_that_does_not_fit_changes_nothing(tmp_path, spoil, words):
    path = tmp_path / "w"
    save_weights(net(0), path)
    spoil(path)
    loaded = net(1)
    before = [param.copy() for param in loaded.params()]
    with pytest.raises(ValueError, match=words):
        load_weights(loaded, path)
    for param, kept in zip(loaded.params(), before, strict=True):
        np.testing.assert_array_equal(param, kept)


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_weights(net(0), tmp_path / "nothing")


def test_a_save_that_fails_leaves_the_older_file(tmp_path, monkeypatch):
    path = tmp_path / "w"
    save_weights(net(0), path)
    before = path.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(weights.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        save_weights(net(1), path)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["w"]
