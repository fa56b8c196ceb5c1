"""Cells that raise, and what is said of them."""

import itertools
import linecache

from dlscratch import errors

_numbers = itertools.count(1)


def explained(cell, names):
    """The Explanation of the exception that a cell ends in, or None; `names` come from before."""
    file = f"<cell {next(_numbers)}>"
    linecache.cache[file] = len(cell), None, (cell + "\n").splitlines(keepends=True), file
    space = {"__name__": "__main__", **names}
    try:
        exec(compile(cell, file, "exec"), space)
    except BaseException as error:
        return errors.explain(error)
    raise AssertionError(f"nothing is raised by {cell}")


def assert_a_kind_and_its_sentence(kind, words, cells, fresh):
    """Each of the cells, with the names that `fresh` gives, ends in an exception of this kind,
    and one of the words, between which stands a |, is said of it."""
    for cell in cells:
        found = explained(cell, fresh())
        assert found and found.kind == kind, f"{cell}\n{found and found.kind}\n{found}"
        assert any(one in found.says for one in words.split("|")), f"{cell}\n{found}"


def assert_it_is_only_alike(cell, kind, fresh):
    """Of a cell that looks like another kind is said what is true: of `kind`, or nothing."""
    found = explained(cell, fresh())
    assert (found.kind if found else "") == kind, f"{cell}\n{found}"
