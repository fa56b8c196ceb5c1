"""What is different where Python runs in a browser tab: in Pyodide, as JupyterLite starts it.

There are no threads, no programs to start, no timers and no clock of a thread's own. The stack of
calls is small, and a page whose stack is full loses its Python, with all that the learner's cells
have made.
"""

import signal
import sys
import time

HERE = sys.platform == "emscripten"
DEPTH = 400  # calls within calls; by way of functools.partial, 600 fill the stack of Chromium

# Pyodide looks into an array, now and then, for the number of a signal that has come. This one
# looks at the clock.
CLOCK = """alarm => {
    let due = Infinity, every = 0;
    const now = () => performance.now() / 1000;
    return {
        get 0() {
            if (now() < due) return 0;
            due = every ? now() + every : Infinity;
            return alarm;
        },
        set 0(_) {},
        set(seconds, interval) {
            const left = due == Infinity ? 0 : Math.max(due - now(), 0.001), last = every;
            due = seconds ? now() + seconds : Infinity;
            every = interval;
            return [left, last];
        },
    };
}"""


def settle_in() -> None:
    """Called once, before anything of the learner's runs."""
    sys.setrecursionlimit(DEPTH)
    if not hasattr(signal, "setitimer"):
        _give_a_timer()
    if not hasattr(time, "thread_time"):  # nothing but the one thread computes here
        vars(time).update(thread_time=time.perf_counter)


def _give_a_timer():
    """signal.setitimer, as far as a check needs it to stop a learner's endless loop."""
    import pyodide_js
    from pyodide.code import run_js

    clock = run_js(CLOCK)(signal.SIGALRM)

    def setitimer(which, seconds, interval=0.0):
        before = tuple(clock.set(seconds, interval))
        pyodide_js.setInterruptBuffer(clock if seconds else None)  # looking takes time
        return before

    vars(signal).update(setitimer=setitimer, ITIMER_REAL=0)
