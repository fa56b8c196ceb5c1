"""What an answer does to the world outside is undone, and nothing waits for the reader."""

import builtins
import getpass
import os
import pdb
import random
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest

from dlscratch.checks.engine.run import DEEPEST, MOST, Long, run, taken
from dlscratch.checks.engine.undisturbed import Refuse, Screen


def outcome(code, seconds=3):
    return run(code, (), seconds)


@pytest.mark.parametrize(
    "code",
    [
        lambda: input("a number? "),
        lambda: getpass.getpass(),
        lambda: sys.stdin.readline(),
        lambda: next(sys.stdin),
        lambda: pdb.set_trace(),
        lambda: pdb.Pdb().set_trace(),
    ],
)
def test_nothing_waits_for_an_answer(code):
    kept = builtins.input, getpass.getpass, sys.stdin, pdb.Pdb.set_trace
    found = outcome(code)
    assert isinstance(found.error, Refuse) and "`" in str(found.error)
    assert (builtins.input, getpass.getpass, sys.stdin, pdb.Pdb.set_trace) == kept


def grow_a_list():
    numbers = [0]
    while True:
        numbers = numbers + numbers


def grow_an_array():
    x = np.ones(1000)
    while True:
        x = np.concatenate([x, x])


def grow_a_string():
    s = "ab"
    while True:
        s += s


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux counts it")
@pytest.mark.parametrize("code", [grow_a_list, grow_an_array, grow_a_string])
def test_what_grows_without_end_ends_in_memory_error(code):
    import resource

    limits = resource.getrlimit(resource.RLIMIT_DATA)
    found = outcome(code, 20)
    assert isinstance(found.error, MemoryError) and not found.timed_out
    assert resource.getrlimit(resource.RLIMIT_DATA) == limits
    assert len(np.ones(10**6)) == 10**6


def test_nobody_raises_the_depth_of_calls():
    before = sys.getrecursionlimit()

    def deeper(n=0):
        sys.setrecursionlimit(10**6)
        return deeper(n + 1)

    assert isinstance(outcome(deeper).error, RecursionError)
    assert sys.getrecursionlimit() == before
    sys.setrecursionlimit(10**5)
    try:
        assert isinstance(outcome(deeper).error, RecursionError)
    finally:
        sys.setrecursionlimit(before)


def test_a_folder_that_is_gone_is_no_reason_to_refuse(tmp_path, monkeypatch):
    gone, here = tmp_path / "gone", os.getcwd()
    gone.mkdir()
    os.chdir(gone)
    try:
        gone.rmdir()
        assert outcome(lambda: 5).output == 5
    finally:
        os.chdir(here)


def test_a_folder_that_the_answer_removes(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert outcome(lambda: os.rmdir(os.getcwd()) or 5).output == 5


def test_random_numbers_go_on_where_they_were():
    np.random.seed(3)
    random.seed(3)
    expected = np.random.rand(), random.random()
    np.random.seed(3)
    random.seed(3)

    def disturb():
        np.random.set_bit_generator(np.random.PCG64(1))
        np.random.seed(5)
        random.seed(5)
        np.random.rand(7)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert outcome(disturb).error is None
    assert (np.random.rand(), random.random()) == expected


@pytest.mark.parametrize("drawn", [0, 1])
@pytest.mark.parametrize("disturb", [lambda: np.random.randn(1), lambda: np.random.seed(5)])
def test_normal_numbers_go_on_too(drawn, disturb):
    """NumPy's older functions draw them in pairs, and keep the second for the next call."""
    np.random.seed(3)
    expected = np.random.randn(4).tolist()
    np.random.seed(3)
    begun = np.random.randn(drawn).tolist()
    assert outcome(disturb).error is None
    assert begun + np.random.randn(4 - drawn).tolist() == expected


@pytest.mark.parametrize("kind", ["MT19937", "PCG64", "Philox", "SFC64"])
def test_another_generator_goes_on_too(kind):
    """NumPy's older functions can draw from each of its kinds."""
    kind = getattr(np.random, kind)
    expected = np.random.RandomState(kind(3)).rand(4).tolist()
    before = np.random.get_bit_generator()
    np.random.set_bit_generator(kind(3))
    try:
        begun = np.random.rand(2).tolist()
        assert outcome(lambda: np.random.rand(7)).error is None
        assert begun + np.random.rand(2).tolist() == expected
    finally:
        np.random.set_bit_generator(before)


def test_a_program_left_behind_is_ended():
    started = []

    def waits():
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        while True:
            pass

    assert outcome(waits, 0.5).timed_out
    assert started[0].wait(10) is not None


def test_pytorchs_settings_are_those_of_the_start_and_come_back():
    torch = pytest.importorskip("torch", reason="PyTorch is optional and not installed")
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(5)
    expected = torch.rand(1).item()
    torch.manual_seed(5)
    try:

        def disturb():
            seen = torch.ones(1).dtype
            torch.set_default_dtype(torch.float16)
            torch.manual_seed(1)
            torch.set_grad_enabled(False)
            return str(seen)

        assert outcome(disturb).output == "torch.float32"
        assert torch.get_default_dtype() == torch.float64 and torch.is_grad_enabled()
        assert torch.rand(1).item() == expected
    finally:
        torch.set_default_dtype(torch.float32)


def test_colours_of_a_terminal_are_not_printed():
    screen = Screen()
    screen.write("\x1b[32m-> \x1b[39mx\x1b[0m = 1")
    assert screen.text() == "-> x = 1"


def test_what_an_answer_displays_does_not_flood_the_page(monkeypatch):
    import IPython
    from IPython.display import display

    class Shell:
        def __init__(self):
            self.display_pub, self.shown = self, []

        def publish(self, *data, **options):
            self.shown.append(data)

    shell = Shell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.core.interactiveshell.InteractiveShell._instance", shell)
    monkeypatch.setattr("IPython.core.interactiveshell.InteractiveShell.initialized", lambda: True)
    monkeypatch.setattr("IPython.core.interactiveshell.InteractiveShell.instance", lambda: shell)

    def flood():
        while True:
            display({"text/plain": "1"}, raw=True)

    assert outcome(flood, 0.2).timed_out
    assert shell.shown == [] and shell.display_pub is shell
    display({"text/plain": "2"}, raw=True)
    assert len(shell.shown) == 1


# What comes back is a copy, and small


def test_what_a_later_call_changes_is_not_what_this_one_gave():
    kept = [[1, 2]]
    first = run(lambda: kept, (), 1).output
    kept[0].append(3)
    assert first == [[1, 2]]


def test_huge_and_deep_things_are_cut():
    long = taken([0] * (MOST + 1))
    assert type(long) is Long and long.length == MOST + 1 and len(long) < 100
    rows = []
    rows += [rows, rows]
    deep, depth = taken(rows), 0
    while deep:
        deep, depth = deep[0], depth + 1
    assert depth <= DEEPEST + 2


def test_a_class_that_never_ends_when_it_is_read_is_read_past():
    class Endless(tuple):
        def __iter__(self):
            while True:
                yield 1

    begin = time.monotonic()
    assert run(lambda: Endless((2, 1)), (), 1).output == (2, 1)
    assert time.monotonic() - begin < 1
