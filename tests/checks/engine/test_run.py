"""The learner's code cannot outlast its time, cannot be heard, and leaves nothing behind."""

import contextlib
import functools
import os
import random
import signal
import sys
import threading
import time
import warnings

import numpy as np
import pytest

from dlscratch.checks.engine.run import ITEMS, Items, Screen, run

LIMIT = 0.05


def bare_except():
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def bare_except_around_a_call():  # on Python 3.12 a jump out of this `except` counts as its `try`
    while True:
        try:
            sorted(range(100), key=lambda x: -x)
        except:  # noqa: E722
            pass


def nested_excepts():
    while True:
        try:
            try:
                while True:
                    len("a")
            except BaseException:
                len("b")
        except BaseException:
            continue


def suppressed():
    while True:
        with contextlib.suppress(BaseException):
            while True:
                pass


def finally_goes_on():
    while True:
        try:
            len("a")
        finally:
            continue  # noqa: B012


def sleeps():
    while True:
        try:
            time.sleep(60)
        except BaseException:
            pass


def prints():
    while True:
        try:
            print(1)
        except BaseException:
            print(2)


def multiplies():
    a = np.ones((100, 100))
    while True:
        try:
            a @ a
        except BaseException:
            pass


def starts_again():
    try:
        while True:
            pass
    except BaseException:
        starts_again()


def generator_that_never_yields():
    while True:
        try:
            if False:
                yield 1
        except BaseException:
            pass


def after_another_try():
    try:
        len("a")
    except BaseException:
        pass
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


ENDLESS = [
    bare_except, bare_except_around_a_call, nested_excepts, suppressed, finally_goes_on, sleeps,
    prints, multiplies, starts_again, generator_that_never_yields, after_another_try,
]  # fmt: skip


@pytest.mark.parametrize("endless", ENDLESS, ids=lambda f: f.__name__)
def test_no_endless_code_outlasts_its_time(endless):
    for i in range(5):  # the clock strikes at different places
        outcome = run(endless, (), LIMIT + i / 300)
        assert outcome.timed_out
        assert outcome.output is None


def test_time_is_up_even_if_the_code_then_ends_by_itself():
    def swallows():
        try:
            while True:
                pass
        except BaseException:
            return 5

    assert run(swallows, (), LIMIT).timed_out


def test_the_alarm_of_others_is_restored():
    def handler(signum, frame):
        pass

    before = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        run(bare_except, (), LIMIT)
        assert signal.getsignal(signal.SIGALRM) is handler
        assert 900 < signal.getitimer(signal.ITIMER_REAL)[0] <= 1000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_without_another_alarm_none_is_left():
    run(bare_except, (), LIMIT)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_works_without_a_limit_off_the_main_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(run(lambda: 3, (), LIMIT)))
    thread.start()
    thread.join()
    assert found[0].output == 3


def test_works_without_a_limit_where_there_are_no_signals(monkeypatch):
    monkeypatch.delattr(signal, "setitimer")
    assert run(lambda: 3, (), LIMIT).output == 3


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit, ValueError])
def test_whatever_is_raised_is_an_outcome(kind):
    def raises():
        raise kind("x")

    outcome = run(raises, (), 1)
    assert type(outcome.error) is kind
    assert not outcome.timed_out


def test_deep_recursion_is_an_outcome():
    def deep(n):
        return deep(n + 1)

    assert type(run(deep, (0,), 5).error) is RecursionError


def test_prints_are_kept_from_the_reader_and_their_beginning_is_remembered(capsys):
    def chatty():
        for i in range(10_000):
            print("line", i)
        print("error", file=sys.stderr)

    outcome = run(chatty, (), 10)
    assert outcome.printed.split("\n")[:2] == ["line 0", "line 1"]
    assert outcome.printed.endswith("…") and len(outcome.printed) < 1000
    assert capsys.readouterr() == ("", "")


def test_a_screen_keeps_little_however_much_is_printed():
    screen = Screen(limit=100)
    for _ in range(1000):
        screen.write("x" * 1000)
    assert sum(map(len, screen.kept)) == 100
    assert screen.text(width=20) == "x" * 19 + "…"


def test_warnings_are_noted_and_not_shown(capsys):
    with warnings.catch_warnings(record=True) as shown:
        outcome = run(lambda: np.log(np.zeros(3)), (), 1)
    assert not shown and capsys.readouterr() == ("", "")
    assert "divide by zero" in outcome.warned[0].text


def test_a_flood_of_warnings_is_cut_short():
    def floods():
        for i in range(1000):
            warnings.warn(f"{i}", stacklevel=1)

    assert len(run(floods, (), 10).warned) == 10


def test_global_state_comes_back(tmp_path):
    def vandal():
        sys.setrecursionlimit(500)
        os.chdir(tmp_path)
        random.seed(1)
        np.random.seed(1)
        np.seterr(all="raise")
        warnings.simplefilter("error")
        sys.stdout = None
        sys.stderr.close()

    def state():
        numbers = np.random.get_state()[1].tolist()
        stream = sys.stdout, sys.stderr
        return (
            sys.getrecursionlimit(), os.getcwd(), random.getstate(), numbers, np.geterr(),
            list(warnings.filters), stream,
        )  # fmt: skip

    before = state()
    assert run(vandal, (), 1).error is None
    assert state() == before


def test_numpy_does_not_raise_because_the_notebook_told_it_to():
    with np.errstate(all="raise"):
        assert run(lambda: np.exp(np.array([1e4])), (), 1).output == np.inf


def test_iterators_are_read_as_far_as_is_sensible():
    def endless():
        while True:
            yield 1

    assert run(endless, (), 10).output == [1] * ITEMS
    assert run(lambda: map(abs, [-1, 2]), (), 1).output == Items([1, 2])
    assert type(run(lambda: {"a": iter([1])}, (), 1).output["a"]) is Items


def test_an_error_inside_a_generator_is_an_outcome():
    def broken():
        yield 1
        raise ValueError

    assert type(run(broken, (), 1).error) is ValueError


def test_a_check_inside_the_checked_code_is_told_apart():
    outcome = run(functools.partial(run, lambda: 3, (), 1), (), 1)
    assert "inside the code that it checks" in str(outcome.error)
    assert run(lambda: 3, (), 1).output == 3
