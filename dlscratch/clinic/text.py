"""A source text with its tree: where its nodes stand, and how a piece of it is written anew."""

import ast
import itertools
import re
from typing import NamedTuple

Edit = tuple[int, int, str]  # from here to there in the text, this is written instead


class Owner(NamedTuple):
    """What a node stands in."""

    function: str = ""
    names: tuple[str, ...] = ()  # the function's parameters, but self
    attributes: tuple[str, ...] = ()  # what the class keeps in self


class Text:
    """A source text, its tree, and where in it a node stands."""

    def __init__(self, source: str):
        source = source if source.endswith("\n") else f"{source}\n"
        self.tree = ast.parse(source)
        self.code = source.encode()  # Python counts columns in bytes
        self.lines = source.split("\n")[:-1]
        lengths = [len(line.encode()) + 1 for line in self.lines]
        self._starts = [0, *itertools.accumulate(lengths)]

    def nodes(self, node: ast.AST | None = None, owner: Owner | None = None):
        """Every node that has a place, with what it stands in. What stands in an f-string has
        none before Python 3.12."""
        node, owner = node or self.tree, owner or Owner()
        if isinstance(node, ast.ClassDef):
            owner = Owner(attributes=_attributes(node))
        elif isinstance(node, ast.FunctionDef):
            names = tuple(one.arg for one in node.args.args if one.arg != "self")
            owner = owner._replace(function=node.name, names=names)
        if hasattr(node, "lineno"):
            yield node, owner
        if not isinstance(node, ast.JoinedStr):
            for child in ast.iter_child_nodes(node):
                yield from self.nodes(child, owner)

    def start(self, node) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node) -> int:
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def place(self, node) -> tuple[int, int]:
        return self.start(node), self.end(node)

    def between(self, start: int, end: int) -> str:
        return self.code[start:end].decode().strip()

    def of(self, node) -> str:
        return self.between(*self.place(node))

    def sign(self, before, sign: str, after) -> tuple[int, int]:
        """Where an operator stands between two nodes, one of which may be in brackets."""
        words = rb"\s+".join(map(re.escape, sign.encode().split()))
        at = self.end(before)
        found = re.search(words, self.code[at : self.start(after)])
        assert found
        return at + found.start(), at + found.end()

    def alone(self, statement) -> bool:
        """Whether no other code shares the lines of a statement."""
        before = self.lines[statement.lineno - 1].encode()[: statement.col_offset]
        after = self.lines[statement.end_lineno - 1].encode()[statement.end_col_offset :].strip()
        return not before.strip() and (not after or after.startswith(b"#"))

    def block(self, statement) -> tuple[int, int, list[str]]:
        """The lines of a statement: from where to where they go, and the lines."""
        first, last = statement.lineno, statement.end_lineno
        if getattr(statement, "decorator_list", []):
            first = statement.decorator_list[0].lineno
        return self._starts[first - 1], self._starts[last], self.lines[first - 1 : last]

    def indent(self, statement) -> str:
        """What stands before a statement in its line."""
        return self.lines[statement.lineno - 1][: statement.col_offset]

    def edited(self, edits: list[Edit]) -> str:
        code = self.code
        for start, end, new in sorted(edits, reverse=True):
            code = code[:start] + new.encode() + code[end:]
        return code.decode()


def _attributes(node):
    """What the methods of a class assign to self, in order."""
    found = [
        one.attr for one in ast.walk(node)
        if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
        and isinstance(one.value, ast.Name) and one.value.id == "self"
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))
