"""What a learner's code may disturb outside of itself: kept before it runs, and put back after.

Each piece looks after one thing, as a context manager. What cannot be kept or put back, such as a
folder that is gone, is left: it is no reason not to judge an answer.
"""

import bdb
import builtins
import contextlib
import getpass
import io
import os
import random
import re
import subprocess
import sys
import warnings

import numpy as np

from dlscratch import browser
from dlscratch.checks.engine.show import shell
from dlscratch.checks.engine.warned import noted

DEPTH = 1000  # calls within calls that an answer gets; Python's own usual limit
MEMORY = 2**29  # bytes that it may take on top of what is in use
COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # codes for a terminal

INPUT = (
    "`input` would ask the reader and wait. Here the check gives your code what it needs, as "
    "arguments: use those."
)
DEBUGGER = "A debugger would wait here for a command: leave `set_trace()` out, and run it again."


class Refuse(ValueError):
    """The answer is wrong, for the reason given. Raised by an author's `run` or `prepare`, too."""


def undisturbed(stack: contextlib.ExitStack, screen, warned, memory=True):
    """Enter all that is below. Prints go to `screen`, warnings to the list `warned`."""
    pieces = [folder(), numbers(), depth(), questions(), children(), notebook()]
    pieces.append(said(screen, warned))
    if memory:
        pieces.append(little_memory())
    if "torch" in sys.modules:
        pieces.append(torch_settings())
    for piece in pieces:
        stack.enter_context(piece)


@contextlib.contextmanager
def _set(*places):
    """Give attributes another value for a while: (owner, name, value), …"""
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    try:
        for owner, name, value in places:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in kept:
            setattr(owner, name, value)


@contextlib.contextmanager
def folder():
    """The current folder, which may be gone before or after."""
    try:
        here = os.getcwd()
    except OSError:
        here = None
    try:
        yield
    finally:
        if here is not None:
            with contextlib.suppress(OSError):
                os.chdir(here)


@contextlib.contextmanager
def numbers():
    """The global random numbers of Python and NumPy. NumPy's generator itself can be replaced."""
    generator = getattr(np.random.mtrand, "_rand", None)
    bits = generator and generator._bit_generator
    plain, state = random.getstate(), generator and generator.get_state(legacy=False)
    if state and "key" in state["state"]:  # NumPy takes it number by number: quicker from a list
        state["state"]["key"] = state["state"]["key"].tolist()
    try:
        yield
    finally:
        random.setstate(plain)
        if bits:
            if generator._bit_generator is not bits:
                np.random.mtrand.set_bit_generator(bits)
            generator.set_state(state)  # with the second of a pair of normal numbers


@contextlib.contextmanager
def depth():
    """How deep calls may go: no answer raises it, for the C stack is as small as ever."""
    limit, frame, here = sys.getrecursionlimit(), sys._getframe(), 0
    while frame:
        frame, here = frame.f_back, here + 1
    setlimit = sys.setrecursionlimit
    setlimit(browser.DEPTH if browser.HERE else here + DEPTH)
    try:
        with _set((sys, "setrecursionlimit", lambda limit: None)):
            yield
    finally:
        setlimit(limit)


def _ask(*prompt, **options):
    raise Refuse(INPUT)


def _debug(*where, **options):
    raise Refuse(DEBUGGER)


class Nobody(io.TextIOBase):
    """In the place of a keyboard."""

    read = readline = readlines = __next__ = _ask


@contextlib.contextmanager
def questions():
    """Nothing waits for the reader, who sees no place to answer."""
    with _set(
        (builtins, "input", _ask),
        (getpass, "getpass", _ask),
        (sys, "stdin", Nobody()),
        (bdb.Bdb, "set_trace", _debug),
    ):
        yield


@contextlib.contextmanager
def children():
    """A program that the answer started and left behind is ended."""
    started, begin = [], subprocess.Popen.__init__

    def note(self, *command, **options):
        started.append(self)
        begin(self, *command, **options)

    try:
        with _set((subprocess.Popen, "__init__", note)):
            yield
    finally:
        for one in started:
            if getattr(one, "returncode", 0) is None and one.poll() is None:
                one.kill()


class Silence:
    """Takes what would be displayed below the cell: an answer's displays are no verdict."""

    is_publishing = False

    def publish(self, *data, **options):
        pass

    def clear_output(self, wait=False):
        pass


@contextlib.contextmanager
def notebook():
    """In a notebook, `exit()` and `display()` reach neither the kernel nor the page."""
    ipython = shell()
    if ipython is None:
        yield
        return

    def leave():
        raise SystemExit

    publisher = ipython.display_pub
    ipython.ask_exit, ipython.display_pub = leave, Silence()  # `exit()` stops the kernel later
    try:
        yield
    finally:
        ipython.display_pub = publisher
        vars(ipython).pop("ask_exit", None)


@contextlib.contextmanager
def said(screen, warned):
    """What is printed goes to `screen`, and warnings to `warned`."""

    def note(message, *details):
        noted(warned, message)

    with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("always")
        with _set(
            (warnings, "showwarning", note),
            (sys, "stdout", screen),
            (sys, "stderr", screen),
            (sys, "unraisablehook", lambda *what: None),  # TimeUp in a destructor, for instance
        ):
            yield


@contextlib.contextmanager
def little_memory():
    """So that a list that grows without end ends in MemoryError, and not with the kernel.

    Only Linux counts what a process has for itself; elsewhere there is no limit.
    """
    try:
        import resource

        with open("/proc/self/status", "rb", buffering=0) as status:
            used = 1024 * int(re.search(rb"VmData:\s+(\d+) kB", status.read())[1])
        limits = resource.getrlimit(resource.RLIMIT_DATA)
        most = used + MEMORY
        if limits[0] != resource.RLIM_INFINITY:
            most = min(most, limits[0])
        resource.setrlimit(resource.RLIMIT_DATA, (most, limits[1]))
    except (ImportError, OSError, TypeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, limits)


@contextlib.contextmanager
def torch_settings():
    """PyTorch's settings for all: those of the start, and afterwards those that were there."""
    import torch

    kept = torch.get_default_dtype(), torch.get_default_device(), torch.is_grad_enabled()
    numbers, always = torch.get_rng_state(), torch.is_warn_always_enabled()
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    torch.set_grad_enabled(True)
    torch.set_warn_always(True)  # else some warnings come once, and the next answer has none
    try:
        yield
    finally:
        torch.set_default_dtype(kept[0])
        torch.set_default_device(None if kept[1].type == "cpu" else kept[1])
        torch.set_grad_enabled(kept[2])
        torch.set_warn_always(always)
        torch.set_rng_state(numbers)


class Screen(io.TextIOBase):
    """Keeps the beginning of what is printed, without colours, and forgets the rest."""

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
        whole = COLOURS.sub("", "".join(self.kept)).splitlines()
        cut = [line if len(line) <= width else line[: width - 1] + "…" for line in whole[:lines]]
        return "\n".join(cut + ["…"] * (len(whole) > lines))
