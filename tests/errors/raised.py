"""Cells that raise, and what is said of them."""

import ast
import inspect
import itertools
import linecache
import re
import textwrap

from dlscratch import errors
from dlscratch.errors.message import whole

# Kinds that say something only under a condition, and no exception is known that has their words
# and misses the condition: each with the reason why there can be none.
NO_LOOK_ALIKE = {
    "two_types": "PyTorch names both types: every way through the function ends in its sentence",
}

_numbers = itertools.count(1)


def explained(cell, names):
    """The Explanation of the exception that a cell ends in, or None; `names` come from before."""
    return errors.explain(raised(cell, names))


def raised(cell, names):
    """The exception that a cell ends in."""
    file = f"<cell {next(_numbers)}>"
    linecache.cache[file] = len(cell), None, (cell + "\n").splitlines(keepends=True), file
    space = {"__name__": "__main__", **names}
    try:
        exec(compile(cell, file, "exec"), space)
    except BaseException as error:
        return error
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


def assert_each_has_a_look_alike(tables, cells, alike, fresh, but):
    """Each kind keeps quiet where its own words are only alike.

    Of every kind, the words of one of its exceptions are raised on purpose by the learner: nothing
    may be said. A kind that is said wherever its words are has no other look-alike, or its sentence
    would be false there. Any other has one among `alike`: its words, and another kind or none."""
    missing = []
    others = [(kind, raised(cell, fresh())) for cell, kind in alike]
    for one, table in [(one, part) for part in tables for one in part]:
        name = one.__name__
        if name in but:
            continue
        error = raised(cells[name][1][0], fresh())
        if not isinstance(error, SyntaxError):
            kind = type(error)
            kind = kind if kind.__module__ == "builtins" else kind.__bases__[0]
            on_purpose = f"raise {kind.__name__}({_said(error)!r})"
            found = explained(on_purpose, fresh())
            assert not (found and found.says), f"{on_purpose}\n{found}"
        exception, words = table.heads[name]
        has = any(
            kind != name and isinstance(other, exception) and re.search(words, _said(other))
            for kind, other in others
        )
        if not has and _on_a_condition(one, table) and name not in NO_LOOK_ALIKE:
            missing.append(name)
        assert not (has and name in NO_LOOK_ALIKE), f"{name} has a look-alike"
    assert not missing, f"give each a look-alike, or a reason in NO_LOOK_ALIKE: {missing}"


def _on_a_condition(kind, table) -> bool:
    """Whether a kind, by its text, may find its words and still say nothing."""
    if kind.__name__ in table.everywhere:
        return False
    text = ast.parse(textwrap.dedent(inspect.getsource(kind.__wrapped__)))
    returned = [one.value for one in ast.walk(text) if isinstance(one, ast.Return)]
    certain = (ast.JoinedStr, ast.BinOp)
    return not all(
        isinstance(one, certain) or isinstance(one, ast.Constant) and one.value for one in returned
    )


def _said(error) -> str:
    """What an exception says, as the kinds are shown it."""
    said = error.msg if isinstance(error, SyntaxError) else whole(error)
    return " ".join(said.split())
