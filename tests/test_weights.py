"""Saved weights come back exactly; a file that does not fit changes nothing."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from dlscratch import weights
from dlscratch.convolution import Conv2d
from dlscratch.layers import Layer, Linear, Sequential, Tanh
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


class Own(Layer):
    """A learner's own linear layer, as lesson 3 writes it."""

    def __init__(self, inputs, outputs, rng=None):
        self.w = np.random.default_rng(rng).standard_normal((outputs, inputs))
        self.b = np.ones(outputs)

    def forward(self, x):
        return x @ self.w.T + self.b

    def params(self):
        return [self.w, self.b]


class Views(Own):
    def params(self):
        return [self.w[:], self.b[:]]


class Scale(Layer):
    """One number, which is an array without axes."""

    def __init__(self, number):
        self.number = np.array(float(number))

    def forward(self, x):
        return x * self.number

    def params(self):
        return [self.number]


class Filters(Own):
    """A learner's own Conv2d: a filter for each output, (outputs, inputs, size, size)."""

    def __init__(self, inputs, outputs, size, rng=None):
        super().__init__(inputs * size * size, outputs, rng)
        self.w = self.w.reshape(outputs, inputs, size, size)


class Counting(Own):
    layers = 3  # a number, although stacks keep a list under this name


class Row(Layer):
    """A stack under another name, with a parameter of its own."""

    def __init__(self, *layers):
        self.layers, self.extra = layers, np.ones(2)

    def forward(self, x):
        return x

    def params(self):
        return [self.extra] + [param for layer in self.layers for param in layer.params()]


OWN = {
    "own": (lambda: Sequential([Own(2, 3), Tanh(), Own(3, 1)]),
            {"0.weight", "0.bias", "2.weight", "2.bias"}),
    "alone": (lambda: Own(2, 3), {"weight", "bias"}),
    "square": (lambda: Own(2, 2), {"weight", "bias"}),
    "views": (lambda: Sequential([Views(2, 3)]), {"0.weight", "0.bias"}),
    "one number": (lambda: Sequential([Scale(3), Linear(2, 1)]),
                   {"0.param0", "1.weight", "1.bias"}),
    "filters": (lambda: Sequential([Filters(1, 2, 3), Conv2d(2, 3, 2)]),
                {"0.weight", "0.bias", "1.weight", "1.bias"}),
    "counting": (lambda: Counting(2, 3), {"weight", "bias"}),
    "a row": (lambda: Row(Own(2, 3), Scale(2)), {f"param{i}" for i in range(4)}),
    "twice": (lambda: Sequential([Own(2, 2)] * 2), {"0.weight", "0.bias", "1.weight", "1.bias"}),
}  # fmt: skip


@pytest.mark.parametrize("make, names", OWN.values(), ids=list(OWN))
def test_weights_of_ones_own_layers_come_back(tmp_path, make, names):
    net = make()
    before = [param.copy() for param in net.params()]
    save_weights(net, tmp_path / "w")
    assert set(load_file(tmp_path / "w")) == names
    for param in net.params():
        param[...] = 0
    load_weights(net, tmp_path / "w")
    for param, kept in zip(net.params(), before, strict=True):
        np.testing.assert_array_equal(param, kept)


def test_ones_own_linear_and_the_courses_read_each_other(tmp_path):
    save_weights(Sequential([Own(2, 3, rng=0)]), tmp_path / "w")
    ours = Sequential([Linear(2, 3)])
    load_weights(ours, tmp_path / "w")
    np.testing.assert_array_equal(ours.params()[0], Own(2, 3, rng=0).w)


def test_ones_own_conv2d_and_the_courses_read_each_other(tmp_path):
    save_weights(Sequential([Filters(2, 3, 5, rng=0)]), tmp_path / "w")
    ours = Sequential([Conv2d(2, 3, 5)])
    load_weights(ours, tmp_path / "w")
    np.testing.assert_array_equal(ours.params()[0], Filters(2, 3, 5, rng=0).w)
    save_weights(Sequential([Conv2d(2, 3, 5, rng=1)]), tmp_path / "w")
    own = Sequential([Filters(2, 3, 5)])
    load_weights(own, tmp_path / "w")
    np.testing.assert_array_equal(own.params()[0], Conv2d(2, 3, 5, rng=1).w)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_net_with_nothing_worth_saving_leaves_the_older_file(tmp_path, bad):
    path = tmp_path / "w"
    save_weights(net(0), path)
    before, spoilt = path.read_bytes(), net(1)
    spoilt.params()[2][0, 0] = bad
    with pytest.raises(ValueError, match="2.weight holds numbers that are not finite"):
        save_weights(spoilt, path)
    for empty in Sequential([]), Tanh(), Sequential([Tanh()]):
        with pytest.raises(ValueError, match="came, which has none"):
            save_weights(empty, path)
        with pytest.raises(ValueError, match="came, which has none"):
            load_weights(empty, path)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["w"]


def test_numbers_too_large_for_the_net_change_nothing(tmp_path):
    save_file({"weight": np.full((2, 3), 1e300), "bias": np.zeros(2)}, tmp_path / "w")
    small = Linear(3, 2, rng=0, dtype=np.float32)
    before = small.w.copy()
    with pytest.raises(ValueError, match="weight in .* not finite as float32"):
        load_weights(small, tmp_path / "w")
    np.testing.assert_array_equal(small.w, before)
    load_weights(Linear(3, 2), tmp_path / "w")


@pytest.mark.parametrize("dtype", [bool, np.complex64])
def test_what_are_no_real_numbers_is_refused(tmp_path, dtype):
    whole = {"weight": np.zeros((2, 3), dtype), "bias": np.zeros(2, dtype)}
    try:
        save_file(whole, tmp_path / "w")
    except Exception:
        pytest.skip(f"this safetensors does not write {dtype.__name__}")
    with pytest.raises(ValueError, match="save (it|them) as float32"):
        load_weights(Linear(3, 2), tmp_path / "w")


def test_saves_at_once_do_not_disturb_each_other(tmp_path):
    path, failed, nets = tmp_path / "w", [], [net(i) for i in range(4)]

    def save(one):
        try:
            for _ in range(50):
                save_weights(one, path)
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=save, args=(one,)) for one in nets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    loaded = net(9)
    load_weights(loaded, path)
    assert failed == [] and [p.name for p in tmp_path.iterdir()] == ["w"]
    assert any(np.array_equal(loaded.params()[0], one.params()[0]) for one in nets)


def test_a_link_stays_a_link_and_what_is_no_file_stays_as_it_is(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    save_weights(net(0), real)
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system makes no links")
    save_weights(net(1), link)
    assert link.is_symlink()
    np.testing.assert_array_equal(load_file(real)["0.weight"], net(1).params()[0])
    for other in tmp_path, Path(os.devnull):
        with pytest.raises(ValueError, match="is not a file: save under another name"):
            save_weights(net(0), other)
    with pytest.raises(FileNotFoundError, match="nowhere is not a folder: make it"):
        save_weights(net(0), tmp_path / "nowhere" / "w")
