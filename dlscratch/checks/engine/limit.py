"""A time limit that a learner's code cannot swallow, wherever a machine offers a way to set one."""

import ctypes
import random
import signal
import sys
import threading
import time
from _thread import interrupt_main

AGAIN_SECONDS = 0.01  # for code that goes on after it was stopped
PATIENCE = 10  # how many times as long by the clock, where other programs keep the machine busy
LOOK_SECONDS = 0.1  # from one look at what it is doing to the next


class TimeUp(BaseException):
    """The time limit. Not an Exception, so that `except Exception` lets it through."""


def possible() -> bool:
    """Whether code can be stopped here: by a signal in the main thread, elsewhere by a thread."""
    return _signals() or _threads()


def limited(call, seconds, outcome):
    """Put what `call()` does into `outcome`: its output, its error, or that its time was up.

    `seconds` are those in which the code itself computes: a busy machine makes no answer too slow.
    Where neither signals nor threads are there, there is no limit.
    """
    guard = _alarm if _signals() else _watchman if _threads() else None
    if guard is None:
        return _call(call, outcome)
    return guard(call, seconds, outcome)


def _call(call, outcome):
    try:
        outcome.output = call()
    except BaseException as error:
        outcome.error = error


class _Time:
    """How much of its seconds a call has used, by `clock`, which gives what has been computed.

    An import is not counted, and is not stopped: its module would stay half imported, and be broken
    for all that comes after.
    """

    def __init__(self, seconds, clock):
        self.seconds, self.clock = seconds, clock
        self.used = self.passed = 0.0  # what was computed, and how long it took by the clock
        self.seen = clock(), time.monotonic()

    def wait(self, frame):
        """For how long the code may go on until it is looked at again; 0 if its time is up."""
        (before, begin), self.seen = self.seen, (self.clock(), time.monotonic())
        if _imports(frame):
            return LOOK_SECONDS
        self.used += self.seen[0] - before
        self.passed += self.seen[1] - begin
        left = min(self.seconds - self.used, PATIENCE * self.seconds - self.passed)
        return min(LOOK_SECONDS, max(left, 0))


def _imports(frame):
    """Whether the code that is limited runs an import, however deep."""
    while frame and frame.f_code not in (_alarm.__code__, _call.__code__):
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _signals():
    main = threading.current_thread() is threading.main_thread()
    return hasattr(signal, "setitimer") and main


def _threads():
    try:
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()
    except RuntimeError:  # a Python without threads
        return False
    return hasattr(ctypes.pythonapi, "PyThreadState_SetAsyncExc")


# By signals ---------------------------------------------------------------------------------------


class _Again:
    """`AGAIN[signum]` trips a signal. As a subscript and not a call, because Python looks for
    tripped signals after every call, and would run the handler inside the handler."""

    __getitem__ = interrupt_main


AGAIN = _Again()


def _alarm(call, seconds, outcome):
    """The learner's code may catch TimeUp. So each TimeUp trips the signal again, and the next
    one comes at Python's next check for signals: on the way out of the `except` that caught
    the last one. This ends when control is back in this function.

    Python 3.12 reckons some jumps out of an `except` to its own `try`, which would catch for
    ever. So where TimeUp was raised before, a coin decides whether to wait for the next check.
    """
    over = False  # a signal may come at any time, also while the old handler is put back
    places = set()
    coin = random.Random(0)
    used = _Time(seconds, time.thread_time)

    def ring(signum, frame):
        if over or frame.f_code in (_alarm.__code__, ring.__code__):
            return
        if not outcome.timed_out and (wait := used.wait(frame)):
            signal.setitimer(signal.ITIMER_REAL, wait, AGAIN_SECONDS)
            return
        outcome.timed_out, outcome.waited = True, used.used < seconds
        place = frame.f_code, frame.f_lasti
        now = place not in places or coin.random() < 0.5
        places.add(place)
        AGAIN[signum]
        if now:
            raise TimeUp

    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, min(seconds, LOOK_SECONDS), AGAIN_SECONDS)
    try:
        outcome.output = call()
    except BaseException as error:
        outcome.error = error
    finally:
        over = True
        used.wait(sys._getframe())
        outcome.seconds = used.used
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


# By a second thread: on Windows, or where a check runs in a thread of its own --------------------


def _watchman(call, seconds, outcome):
    """A thread waits, and then raises TimeUp in this one, again and again until `call` is left.

    Only a loop that catches BaseException itself, again and again, outlasts it.
    """
    here = ctypes.c_ulong(threading.get_ident())
    done, lock = threading.Event(), threading.Lock()

    def raise_here(error):
        ctypes.pythonapi.PyThreadState_SetAsyncExc(here, error)

    used = _Time(seconds, time.process_time)

    def watch():
        wait = min(seconds, LOOK_SECONDS)
        while not done.wait(wait):
            wait = used.wait(sys._current_frames().get(here.value))
            if wait and not outcome.timed_out:
                continue
            with lock:
                if not done.is_set():
                    outcome.timed_out, outcome.waited = True, used.used < seconds
                    raise_here(ctypes.py_object(TimeUp))
            wait = 10 * AGAIN_SECONDS

    watchman = threading.Thread(target=watch, daemon=True)
    watchman.start()
    try:
        try:
            _call(call, outcome)
        finally:
            with lock:
                done.set()
                raise_here(None)  # one that has not arrived yet
    except TimeUp:  # it arrived on the way out
        done.set()
        outcome.error = outcome.error or TimeUp()
    watchman.join()
    used.wait(sys._getframe())
    outcome.seconds = used.used
