"""Runs a learner's code so that nothing it does can hurt: on time, quietly, leaving no trace."""

import contextlib
import itertools
from dataclasses import dataclass, field

import numpy as np

from dlscratch.checks.engine.limit import TimeUp, limited
from dlscratch.checks.engine.undisturbed import Refuse as Refuse
from dlscratch.checks.engine.undisturbed import Screen, undisturbed
from dlscratch.checks.engine.warned import Warned
from dlscratch.errors.values import MOST, Items, Long

ITEMS = 10_000  # so many are taken from a generator, which may never end
DEEPEST = 30  # what an answer gives is looked at so deep


@dataclass
class Outcome:
    """What one run did: gave an output, or raised, or was stopped."""

    output: object = None
    error: BaseException | None = None
    timed_out: bool = False
    seconds: float = 0.0  # that it computed
    waited: bool = False  # whether its time was up although it had not computed for so long
    arguments: tuple = ()  # as the run left them
    printed: str = ""
    warned: list[Warned] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what the check itself has to say
    complaint: tuple = ()  # what the error was about, once the error itself is taken apart

    @property
    def interrupted(self):
        """Whether the reader has pressed the stop button (or the code pretends so)."""
        return isinstance(self.error, KeyboardInterrupt)


_running: list[Outcome] = []


def must_not_run():
    """Raise an error if this is called, however indirectly, by the code that is being run."""
    if _running:
        raise RuntimeError("A check was called inside the code that it checks: move it to the end.")


def note(text):
    """For an author's `run`: a line that the verdict shows, whichever it is, such as a score."""
    if _running:
        _running[-1].notes.append(text)


def run(call, arguments, seconds, memory=True) -> Outcome:
    """The outcome of `call(*arguments)`, which gets at most `seconds`, and little `memory`.

    Work inside one long call of C code (a huge power, a huge product) ends late: Python looks for
    signals only between its own instructions.
    """
    must_not_run()
    outcome = Outcome(arguments=arguments)
    screen = Screen()
    _running.append(outcome)
    try:
        with contextlib.ExitStack() as stack:
            undisturbed(stack, screen, outcome.warned, memory)
            limited(lambda: taken(call(*arguments)), seconds, outcome)
    except (TimeUp, KeyboardInterrupt) as error:  # while all was put back
        outcome.error = outcome.error or error
    finally:
        _running.pop()
    outcome.printed = screen.text()
    return outcome


def taken(output):
    """A copy of `output` in Python's own lists, tuples and dicts; of what is huge, the beginning.

    It is made while the time limit holds: only reading a generator runs its code, and a learner's
    class may do anything when it is read. What a later call changes leaves the copy as it is.
    """
    left = itertools.count(MOST, -1)

    def copied(value, depth=0):
        kind = type(value)
        if depth > DEEPEST or next(left) < 0:
            return None
        if issubclass(kind, np.ndarray):
            return np.array(np.ndarray.view(value, np.ndarray)) if value.size <= MOST else value
        if hasattr(kind, "__next__"):
            value, kind = Items(itertools.islice(value, ITEMS)), Items
        base = next((base for base in (Items, list, tuple, dict) if issubclass(kind, base)), None)
        if base is None:
            return value
        if base is dict:
            return {key: copied(part, depth + 1) for key, part in dict.items(value)}
        read = tuple if base is tuple else list  # past what a subclass may have changed
        length = read.__len__(value)
        if length > MOST:
            return Long(itertools.islice(read.__iter__(value), 20), length)
        return base([copied(part, depth + 1) for part in read.__iter__(value)])

    return copied(output)
