"""What comes back from a function stays as it is, whatever the function is asked later."""

import numpy as np

from dlscratch.checks.engine import compare
from dlscratch.checks.engine.run import Refuse, taken

HELD = (
    "What came back changes when the function is called once more, for something else: it is an "
    "array or a list that the function keeps, or has got, and writes into again. Each call makes a "
    "new one."
)
SHORT = (
    "The numbers come as float16, which keeps three digits. What went in has more: leave the "
    "`dtype` as it was."
)


def held(function, arguments, others):
    """What function(*arguments) gives; Refuse where it is another after function(*others)."""
    found = function(*arguments)
    first = taken(found)
    function(*others)
    if not compare.same(taken(found), first):
        raise Refuse(HELD)
    return first


def of_full_length(*found):
    """Refuse arrays of float16."""
    if any(getattr(one, "dtype", None) == np.float16 for one in found):
        raise Refuse(SHORT)
