"""The table of what is known of exceptions in cells: one function for each kind.

A kind says nothing unless it is sure. Which exceptions it looks at, and at which of their words,
stands above it; when its sentence holds, in its docstring.
"""

import functools
import re

from dlscratch.errors.message import whole

KINDS: list = []


def kind(exception, words=""):
    """Enter a function into the table, for exceptions of this type that say these words.

    `words` is a regular expression. The function gets the match, the learner's Place or None, and
    the exception; it returns one or two sentences, or None. Those that are entered first are asked
    first.
    """

    def enter(about):
        @functools.wraps(about)
        def sort(error, said, spot, page):
            if not isinstance(error, exception):
                return None
            found = re.search(words, " ".join(whole(error).split()))
            return about(found, spot, error) if found else None

        KINDS.append(sort)
        return sort

    return enter
