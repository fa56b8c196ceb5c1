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

ITEMS = 10_000  # of a generator that may never end, this many are taken


class TimeUp(BaseException):
    """The time limit. Not an Exception, so `except Exception` lets it through."""


class Refuse(ValueError):
    """Raised by an author's `run` or `prepare`: the answer is wrong, for the reason given."""


class Items(list):
    """What a generator or another iterator gave."""


@dataclass
class Outcome:
    """What one run did: gave an output, or raised, or ran out of time."""

    output: object = None
    error: BaseException | None = None
    timed_out: bool = False
    arguments: tuple = ()  # as the run left them
    printed: str = ""
    warned: list[str] = field(default_factory=list)


def run(call, arguments, seconds) -> Outcome:
    """The outcome of `call(*arguments)`, which gets at most `seconds`."""
    outcome = Outcome(arguments=arguments)
    screen = Screen()
    with _restored(screen, outcome.warned):
        _limited(lambda: _taken(call(*arguments)), seconds, outcome)
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
    """

    def ring(signum, frame):
        if frame.f_code in (_limited.__code__, ring.__code__):
            return
        outcome.timed_out = True
        AGAIN[signum]
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
    """Output goes to `screen`, warnings to `warned`; what is global in Python and NumPy comes back."""
    streams, folder, depth = (sys.stdout, sys.stderr), os.getcwd(), sys.getrecursionlimit()
    numbers, numpy_numbers = random.getstate(), np.random.get_state()

    def note(message, category, *place):
        if len(warned) < 10:
            warned.append(str(message))

    try:
        with warnings.catch_warnings(), np.errstate(all="warn"):
            warnings.simplefilter("always")
            warnings.showwarning = note
            sys.stdout = sys.stderr = screen
            yield
    finally:
        sys.stdout, sys.stderr = streams
        sys.setrecursionlimit(depth)
        random.setstate(numbers)
        np.random.set_state(numpy_numbers)
        os.chdir(folder)


class Screen(io.TextIOBase):
    """Keeps the first lines of what is printed, and forgets the rest."""

    LIMIT = 2000

    def __init__(self):
        self.kept, self.size = [], 0

    def writable(self):
        return True

    def write(self, text):
        if self.size < self.LIMIT:
            self.kept.append(text[: self.LIMIT])
            self.size += len(text)
        return len(text)

    def text(self, lines=8, width=100):
        """The first lines, the last of them saying that there were more."""
        whole = "".join(self.kept).splitlines()
        cut = [line[: width - 1] + "…" if len(line) > width else line for line in whole[:lines]]
        return "\n".join(cut + ["…"] * (len(whole) > lines))
