"""Code is stopped on every system, and nothing of the limit is left behind."""

import os
import signal
import sys
import threading
import time

import pytest

from dlscratch.checks.engine import limit
from dlscratch.checks.engine.run import Outcome, run

LIMIT = 0.1


def endless():
    while True:
        pass


def swallowing():
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


@pytest.fixture
def windows(monkeypatch):
    """As where Python has no timer that sends a signal."""
    monkeypatch.delattr(signal, "setitimer")


@pytest.fixture
def tab(windows, monkeypatch):
    """As in a browser tab, where there are no threads either."""

    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)


@pytest.mark.parametrize("code", [endless, swallowing])
def test_a_thread_stops_what_no_signal_can(windows, code):
    assert limit.possible()
    for _ in range(3):
        outcome = run(code, (), LIMIT)
        assert outcome.timed_out and outcome.output is None
    assert run(lambda: 5, (), LIMIT).output == 5
    time.sleep(2 * LIMIT)  # nothing arrives later


def test_a_check_in_a_thread_of_its_own_has_a_limit():
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(run(endless, (), LIMIT)))
    thread.start()
    thread.join(20)
    assert outcomes[0].timed_out


def computing(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_code_that_ends_in_the_last_moment_is_not_hurt(windows):
    for extra in range(30):
        outcome = Outcome()
        limit.limited(lambda: computing(0.01), 0.009 + extra / 10000, outcome)
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        sum(range(100))


@pytest.mark.parametrize("with_signals", [True, False])
def test_only_what_the_code_computes_counts(with_signals, monkeypatch):
    """Here it sleeps, as code does while other programs have the machine."""
    if not with_signals:
        monkeypatch.delattr(signal, "setitimer", raising=False)
    begin = time.monotonic()
    assert run(lambda: [time.sleep(0.01) for _ in range(3000)], (), LIMIT).timed_out
    assert time.monotonic() - begin < 20
    monkeypatch.setattr(limit, "PATIENCE", 1000)
    busy = run(lambda: (time.sleep(2 * LIMIT), computing(LIMIT / 2)), (), LIMIT)
    assert not busy.timed_out and not busy.error
    assert run(lambda: (time.sleep(2 * LIMIT), endless()), (), LIMIT).timed_out


@pytest.mark.parametrize("with_signals", [True, False])
def test_an_import_is_let_to_its_end(with_signals, monkeypatch, tmp_path):
    if not with_signals:
        monkeypatch.delattr(signal, "setitimer", raising=False)
    monkeypatch.setattr(limit, "PATIENCE", 1000)
    monkeypatch.syspath_prepend(tmp_path)
    end = time.thread_time() + 8 * LIMIT
    (tmp_path / "slow_to_import.py").write_text(
        f"import time\nwhile time.thread_time() < {end}: pass\nvalue = 7\n"
    )

    def answer():
        import slow_to_import

        computing(LIMIT / 2)
        return slow_to_import.value

    monkeypatch.delitem(sys.modules, "slow_to_import", raising=False)
    outcome = run(answer, (), 2 * LIMIT)
    assert outcome.output == 7 and not outcome.timed_out and outcome.seconds < 2 * LIMIT


def test_where_nothing_can_stop_code_a_check_still_answers(tab):
    from dlscratch.checks import tensors as check

    assert not limit.possible()
    check.shape._known.clear()
    verdict = check.shape.grade(lambda tensor: [9, 9, 9, 9])  # what the known answers do not do
    assert verdict.kind == "wrong"
    assert "never_ends" not in check.shape._known  # it was not run: it would never have come back


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_an_alarm_while_the_old_handler_comes_back_hurts_nothing(monkeypatch):
    """signal.signal is a Python function, in whose frame the alarm may arrive."""
    put_back, rung = signal.signal, []

    def slowly(signum, handler):
        if not rung and not callable(handler) or len(rung) == 1:
            rung.append(os.kill(os.getpid(), signal.SIGALRM))
            for _ in range(100):
                pass
        else:
            rung.append(None) if callable(handler) and handler.__name__ == "ring" else None
        return put_back(signum, handler)

    monkeypatch.setattr(signal, "signal", slowly)
    outcome = run(lambda: 7, (), 5)
    assert outcome.output == 7 and not outcome.timed_out


def test_the_stop_button_ends_the_whole_check():
    from dlscratch.checks import tensors as check

    calls = []

    def interrupted(tensor):
        calls.append(tensor)
        raise KeyboardInterrupt

    verdict = check.tensor_sum.grade(interrupted)
    assert verdict.kind == "error" and verdict.mistake is None
    assert "The run was interrupted." in verdict.message
    assert len(calls) == 1
