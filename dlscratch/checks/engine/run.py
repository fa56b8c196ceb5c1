"""Runs a learner's code so that nothing it does can hurt: on time, quietly, leaving no trace."""

import contextlib
import io
import itertools
import os
import random
import signal
import sys
import threading
import warnings
from _thread import interrupt_main
from dataclasses import dataclass, field

import numpy as np

from dlscratch.checks.engine.show import shell

ITEMS = 10_000  # so many are taken from a generator, which may never end


class TimeUp(BaseException):
    """The time limit. Not an Exception, so that `except Exception` lets it through."""


class Refuse(ValueError):
    """Raised by an author's `run` or `prepare`: the answer is wrong, for the reason given."""


class Items(list):
    """What a generator or another iterator gave."""


@dataclass
class Outcome:
    """What one run did: gave an output, or raised, or was stopped."""

    output: object = None
    error: BaseException | None = None
    timed_out: bool = False
    arguments: tuple = ()  # as the run left them
    printed: str = ""
    warned: list[str] = field(default_factory=list)


_running = False


def must_not_run():
    """Raise an error if this is called, however indirectly, by the code that is being run."""
    if _running:
        raise RuntimeError("A check was called inside the code that it checks: move it to the end.")


def run(call, arguments, seconds) -> Outcome:
    """The outcome of `call(*arguments)`, which gets at most `seconds`.

    Work inside one long call of C code (a huge power, a huge product) ends late: Python looks for
    signals only between its own instructions.
    """
    global _running
    must_not_run()
    outcome = Outcome(arguments=arguments)
    screen = Screen()
    _running = True
    try:
        with _restored(screen, outcome.warned):
            _limited(lambda: _taken(call(*arguments)), seconds, outcome)
    finally:
        _running = False
    outcome.printed = screen.text()
    return outcome


def _taken(output):
    """`output`, with an iterator read into Items: only reading it runs a generator's code."""
    if hasattr(type(output), "__next__"):
        return Items(itertools.islice(output, ITEMS))
    if type(output) is dict:
        return {label: _taken(part) for label, part in output.items()}
    return output


class _Again:
    """`AGAIN[signum]` trips a signal. As a subscript and not a call, because Python looks for
    tripped signals after every call, and would run the handler inside the handler."""

    __getitem__ = interrupt_main


AGAIN = _Again()


def _limited(call, seconds, outcome):
    """Put what `call()` does into `outcome`. Where there are no signals, there is no limit.

    The learner's code may catch TimeUp. So each TimeUp trips the signal again, and the next
    one comes at Python's next check for signals: on the way out of the `except` that caught
    the last one. This ends when control is back in this function.

    Python 3.12 reckons some jumps out of an `except` to its own `try`, which would catch for
    ever. So where TimeUp was raised before, a coin decides whether to wait for the next check.
    """
    places = set()
    coin = random.Random(0)

    def ring(signum, frame):
        if frame.f_code in (_limited.__code__, ring.__code__):
            return
        outcome.timed_out = True
        place = frame.f_code, frame.f_lasti
        now = place not in places or coin.random() < 0.5
        places.add(place)
        AGAIN[signum]
        if now:
            raise TimeUp

    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if timed:
        handler = signal.signal(signal.SIGALRM, ring)
        timer = signal.setitimer(signal.ITIMER_REAL, seconds, 0.01)
    try:
        outcome.output = call()
    except BaseException as error:
        outcome.error = error
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_REAL, *timer)
            signal.signal(signal.SIGALRM, handler)


@contextlib.contextmanager
def _restored(screen, warned):
    """Prints go to `screen`, warnings to `warned`; Python's and NumPy's global state comes back."""
    streams, hook = (sys.stdout, sys.stderr), sys.unraisablehook
    folder, depth = os.getcwd(), sys.getrecursionlimit()
    numbers, numpy_numbers = random.getstate(), np.random.get_state()
    ipython = shell()

    def note(message, *details):
        if len(warned) < 10:
            warned.append(str(message))

    def leave():
        raise SystemExit

    try:
        if ipython:  # its `exit()` would stop the kernel, after the cell
            ipython.ask_exit = leave
        with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("always")
            warnings.showwarning = note
            sys.stdout = sys.stderr = screen
            sys.unraisablehook = lambda *what: None  # TimeUp in a destructor, for instance
            yield
    finally:
        (sys.stdout, sys.stderr), sys.unraisablehook = streams, hook
        sys.setrecursionlimit(depth)
        random.setstate(numbers)
        np.random.set_state(numpy_numbers)
        os.chdir(folder)
        if ipython:
            del ipython.ask_exit


class Screen(io.TextIOBase):
    """Keeps the beginning of what is printed, and forgets the rest."""

    def __init__(self, limit=2000):
        self.kept, self.room = [], limit

    def writable(self):
        return True

    def write(self, text):
        self.kept.append(text[: self.room])
        self.room = max(0, self.room - len(text))
        return len(text)

    def text(self, lines=8, width=100):
        """The first lines, and a last one that says when there were more."""
        whole = "".join(self.kept).splitlines()
        cut = [line if len(line) <= width else line[: width - 1] + "…" for line in whole[:lines]]
        return "\n".join(cut + ["…"] * (len(whole) > lines))
