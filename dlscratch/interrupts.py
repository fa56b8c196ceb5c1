"""The interrupt button, held back while something is half done."""

import contextlib
import signal
import threading
from typing import Any


@contextlib.contextmanager
def held_back():
    """Inside, the interrupt button waits: it is noted in the list that this yields.

    Whoever takes care of it empties the list; what is left interrupts at the end. A second press
    interrupts at once, so nothing that hangs is beyond reach. Only the main thread gets interrupts;
    elsewhere this does nothing.
    """
    pressed = []

    def note(signum, frame):
        if pressed:
            usual(signum, frame)
        pressed.append(signum)

    usual: Any = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield pressed
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)
    if pressed:
        usual(signal.SIGINT, None)
