"""Steps after the first: what stops one of them must not hide what the earlier ones gave."""

import re

from dlscratch.checks.engine.blank import Unfinished
from dlscratch.checks.engine.explain import complaint
from dlscratch.checks.engine.run import Refuse


class Stopped(str):
    """In the place of an output: a later step has stopped with `error`, after others went well.

    As a text it is what the error was about, so that two of the same kind compare as equal.
    """

    error: Exception

    def __deepcopy__(self, memo):
        return self  # with its error, and the line that this came from


def attempt(call, *arguments):
    """The output of call(*arguments), or a Stopped. What is unfinished or refused still says so."""
    try:
        return call(*arguments)
    except (Refuse, Unfinished):
        raise
    except Exception as error:
        stopped = Stopped(complaint(error))
        stopped.error = error
        return stopped


ALL_THERE = "all there"


def behind_the_end(output, *axes):
    """What an IndexError says of a number that is too large, in words that tell mistakes apart."""
    error = output.error if isinstance(output, Stopped) else None
    found = re.search(r"index (-?\d+) is out of bounds for axis (\d) with size (\d+)", str(error))
    if not isinstance(error, IndexError) or not found:
        return ALL_THERE
    index, axis, size = map(int, found.groups())
    return f"a {axes[axis]} {'just' if index == size else 'far'} behind the last"
