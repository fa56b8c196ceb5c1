"""Tables of what is known of exceptions in cells: an entry for each kind.

A kind says nothing unless it is sure. Which exceptions it looks at, and at which of their words,
stands at its head; when its sentence holds, in its docstring or in a comment above it.
"""

import functools
import re

from dlscratch.errors.message import whole


class Table(list):
    """Kinds in the order in which they are asked; each is called as the sorts of advice are.

    `heads` holds which exceptions each looks at, and for which words; `everywhere` the names of
    those that are said wherever these words are."""

    def __init__(self):
        super().__init__()
        self.heads, self.everywhere = {}, set()

    def kind(self, exception, words):
        """Enter a function, for exceptions of this type whose message fits a regular expression.

        It gets the match, the learner's Place or None, and the exception; it returns one or two
        sentences, or None where it is not sure.
        """

        def enter(about):
            @functools.wraps(about)
            def sort(error, said, spot, page):
                if not isinstance(error, exception):
                    return None
                # To a SyntaxError Python adds the file and the line.
                words_said = error.msg if isinstance(error, SyntaxError) else whole(error)
                found = re.search(words, " ".join(words_said.split()))
                return about(found, spot, error) if found else None

            self.heads[sort.__name__] = exception, words
            self.append(sort)
            return sort

        return enter

    def always(self, name, exception, words, sentence):
        """Enter a sentence that is true wherever these words are said. `{1}` in it is the first
        group of the regular expression."""

        def about(found, spot, error):
            return sentence.format(found[0], *found.groups())

        about.__name__, about.__doc__ = name, f"True wherever these words are said: {words}"
        self.kind(exception, words)(about)
        self.everywhere.add(name)


def a(kind) -> str:
    """A type in words, with its article, by the name that a message gives it."""
    known = {"ndarray": "an array", "NoneType": "None", "Tensor": "a tensor", "str": "a string"}
    name = kind.rpartition(".")[2]
    return known.get(name, f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}")


def shape(text) -> tuple[int, ...]:
    """A shape as a message writes it: "(4,3)", "[4, 3]", "4x3"."""
    return tuple(int(number) for number in re.findall(r"\d+", text))


def apart(a, b) -> tuple[int, int] | None:
    """The lengths on which two shapes differ when they are put together number by number."""
    for one, other in zip(reversed(a), reversed(b), strict=False):
        if one != other and 1 not in (one, other):
            return one, other
    return None
