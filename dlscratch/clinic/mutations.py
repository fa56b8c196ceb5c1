"""One small change to a piece of code, as a slip of the pen or of the mind would make it.

`of(source)` gives every changed text. A change is made in the text itself, so that all the rest,
its comments and its layout too, stays as it was. Each is of a kind that learners make: another
operator, a number that is off by one, an argument left out, two lines swapped, a line forgotten, a
line that slipped out of its loop, a memory that stays.
"""

import ast
import itertools
from collections.abc import Iterator
from typing import NamedTuple

SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in", ast.And: "and", ast.Or: "or",
}  # fmt: skip
OPERATORS = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div, ast.Add), ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,), ast.Pow: (ast.Mult,), ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt,), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,), ast.Or: (ast.And,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
NAMES = {
    "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax", "sum": "mean",
    "mean": "sum", "maximum": "minimum", "minimum": "maximum", "zeros_like": "ones_like",
    "zeros": "ones", "log": "exp", "exp": "log", "tanh": "sin", "append": "extend",
    "forward": "backward", "loss": "gradient", "inputs": "outputs", "outputs": "inputs",
    "params": "grads", "grads": "params", "train": "eval", "eval": "train", "normal": "uniform",
}  # fmt: skip
SIMPLE = ast.Name | ast.Attribute | ast.Call | ast.Constant | ast.Subscript

Edit = tuple[int, int, str]  # from here to there in the text, this is written instead


class Mutation(NamedTuple):
    """A changed text, and what was changed in it."""

    what: str
    text: str


def of(source: str) -> Iterator[Mutation]:
    """Every mutation of `source`, no two of which mean the same."""
    text = Text(source)
    seen = {ast.dump(text.tree)}
    for node, owner in text.nodes():
        for what, *edits in _changes(text, node, owner):
            changed = text.edited(edits)
            try:
                tree = ast.parse(changed)
                compile(tree, "<mutation>", "exec")
            except (SyntaxError, ValueError):
                continue
            if ast.dump(tree) not in seen:
                seen.add(ast.dump(tree))
                yield Mutation(f"line {node.lineno}, {what}", changed)


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

    def between(self, start: int, end: int) -> str:
        return self.code[start:end].decode().strip()

    def of(self, node) -> str:
        return self.between(self.start(node), self.end(node))

    def sign(self, before, sign: str, after) -> tuple[int, int]:
        """Where an operator stands between two nodes, one of which may be in brackets."""
        at = self.code.index(sign.encode(), self.end(before), self.start(after))
        return at, at + len(sign)

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


# The kinds of changes: (what is changed, an edit of the text, and perhaps further edits)


def _changes(text: Text, node, owner: Owner):
    """The changes that fit a node."""
    start, end = text.start(node), text.end(node)
    if isinstance(node, ast.BinOp):
        yield from _products(text, node, start, end)
    if isinstance(node, ast.AugAssign):
        yield from _additions(text, node, start, end)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from _signs(node.ops[0], text.sign(node.left, _sign(node.ops[0]),
                                                 node.comparators[0]))  # fmt: skip
    if isinstance(node, ast.BoolOp) and len(node.values) == 2:
        yield from _signs(node.op, text.sign(node.values[0], _sign(node.op), node.values[1]))
    if isinstance(node, ast.UnaryOp):
        operand = text.between(start, end).removeprefix("not")
        yield f"without {_name(node.op)}", (start, end, operand.lstrip("-+~ "))
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        number = node.value
        changed = (number + 1, number - 1, -number, 0, 1, 2 * number)
        for value in (not number,) if isinstance(number, bool) else changed:
            if value != number:
                yield f"{number} → {value}", (start, end, f"{value}")
    if isinstance(node, ast.Call):
        yield from _calls(text, node, start, end)
    if isinstance(node, ast.Attribute):
        yield from _attribute(node, owner, end)
    if isinstance(node, ast.Name):
        yield from _names(node, owner, start, end)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        bracket = text.code.rindex(b"[", text.end(node.value), text.start(node.slice))
        yield "without [ ]", (bracket, end, "")
    if isinstance(node, ast.Slice):
        for edge, side in ((node.lower, "from"), (node.upper, "to")):
            if edge:
                yield f"{side} one earlier", (text.end(edge), text.end(edge), " - 1")
    if isinstance(node, ast.IfExp):
        yield "first branch alone", (start, end, text.of(node.body))
        yield "second branch alone", (start, end, text.of(node.orelse))
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If | ast.ClassDef | ast.With):
        yield from _bodies(text, node)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        yield from _memories(text, node, owner, start, end)


def _signs(operator, place):
    for other in OPERATORS.get(type(operator), ()):
        yield f"{_name(operator)} → {_name(other())}", (*place, _sign(other()))


def _products(text, node, start, end):
    sign = text.sign(node.left, _sign(node.op), node.right)
    left, right = text.between(start, sign[0]), text.between(sign[1], end)
    yield from _signs(node.op, sign)
    yield "left side alone", (start, end, left)
    yield "right side alone", (start, end, right)
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield "sides swapped", (start, end, f"{right} {_sign(node.op)} {left}")


def _additions(text, node, start, end):
    sign = text.sign(node.target, _sign(node.op), node.value)
    yield from _signs(node.op, sign)
    if isinstance(node.target, ast.Name | ast.Attribute):
        target, value = text.of(node.target), text.between(sign[1] + 1, end)
        if not isinstance(node.value, SIMPLE):
            value = f"({value})"
        yield "a new value instead of a change in place", (
            start, end, f"{target} = {target} {_sign(node.op)} {value}",
        )  # fmt: skip
    yield f"= in place of {_sign(node.op)}=", (*sign, "")


def _calls(text, node, start, end):
    given = sorted([*node.args, *node.keywords], key=text.start)
    for i, one in enumerate(given):
        first = text.end(given[i - 1]) if i else text.start(one)
        last = text.start(given[i + 1]) if not i and given[1:] else text.end(one)
        if isinstance(one, ast.keyword):
            yield f"without {one.arg}=", (first, last, "")
        elif len(node.args) > 1 and one is node.args[-1]:
            yield "without its last argument", (first, last, "")
    if len(node.args) > 1:
        one, other = node.args[:2]
        yield (
            "first two arguments swapped",
            *((text.start(a), text.end(a), text.of(b)) for a, b in ((one, other), (other, one))),
        )
    if len(given) == 1 and node.args and not isinstance(node.args[0], ast.Starred):
        yield f"without {text.of(node.func)}( )", (start, end, text.of(node.args[0]))
        if text.of(node.func) == "range":
            yield "from 1", (text.start(node.args[0]), text.start(node.args[0]), "1, ")
            yield "one fewer", (text.end(node.args[0]), text.end(node.args[0]), " - 1")
    if not node.args and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        yield f"without .{name}()", (text.end(node.func) - len(name) - 1, end, "")


def _attribute(node, owner, end):
    name = node.attr
    if name in NAMES:
        yield f"{name} → {NAMES[name]}", (end - len(name), end, NAMES[name])
    if name == "T":
        yield "without .T", (end - 2, end, "")
    if name in owner.attributes and isinstance(node.ctx, ast.Load):
        other = _next(name, owner.attributes)
        yield f"self.{name} → self.{other}", (end - len(name), end, other)


def _names(node, owner, start, end):
    if node.id in NAMES:
        yield f"{node.id} → {NAMES[node.id]}", (start, end, NAMES[node.id])
    if node.id in owner.names and isinstance(node.ctx, ast.Load):
        other = _next(node.id, owner.names)
        yield f"{node.id} → {other}", (start, end, other)


def _bodies(text, node):
    for i, statement in enumerate(node.body):
        if not text.alone(statement):
            continue
        start, end, lines = text.block(statement)
        title = ast.unparse(statement).partition("\n")[0]
        indent = text.indent(statement)
        if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
            only = len(node.body) == 1
            yield f"without `{title}`", (start, end, f"{indent}pass\n" if only else "")
            if isinstance(node, ast.For | ast.While) and len(node.body) > 1:
                after = text.block(node)[1]
                out = "".join(f"{text.indent(node)}{line[len(indent) :]}\n" for line in lines)
                yield f"`{title}` after the loop", (start, end, ""), (after, after, out)
        before = node.body[i - 1] if i else None
        if before and text.alone(before) and _order_matters(before, statement):
            above, _, _ = text.block(before)
            moved = "".join(f"{line}\n" for line in lines)
            yield f"`{title}` one line earlier", (above, above, moved), (start, end, "")
        if isinstance(before, ast.For | ast.While) and not hasattr(statement, "body"):
            inside = text.indent(before.body[0])
            moved = "".join(f"{inside}{line[len(indent) :]}\n" for line in lines)
            yield f"`{title}` in the loop", (start, end, moved)


def _order_matters(one, other):
    """Whether one of two statements may change what the other uses; a guess from the names."""
    if any(isinstance(part, ast.FunctionDef | ast.ClassDef) for part in (one, other)):
        return False
    if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):  # a docstring
        return False

    def names(statement, wanted):
        return {
            ast.unparse(node) for node in ast.walk(statement)
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, wanted)
        }  # fmt: skip

    def calls(statement):
        functions = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
        return {ast.unparse(one.value) for one in functions if isinstance(one, ast.Attribute)}

    every = ast.Load, ast.Store
    changes = (names(one, ast.Store) & names(other, every)) | (
        names(other, ast.Store) & names(one, every)
    )
    leaves = any(isinstance(node, ast.Return | ast.If | ast.Raise | ast.Continue | ast.Break)
                 for node in (one, other))  # fmt: skip
    return bool(changes or leaves or calls(one) & calls(other))


def _memories(text, node, owner, start, end):
    """What is kept in `self`: for ever, for all objects, or piled up; and copies that are none."""
    target, value = node.targets[0], node.value
    name = text.of(target)
    if isinstance(value, ast.BinOp) and text.of(value.left) == name:
        sign = text.sign(value.left, _sign(value.op), value.right)
        right = text.between(sign[1], text.end(value))
        yield "in place instead of a new value", (start, end, f"{name} {_sign(value.op)}= {right}")
    if not isinstance(target, ast.Attribute) or text.of(target.value) != "self":
        return
    kept, given = f"{target.attr}_", text.between(text.end(target), end).removeprefix("=").strip()
    yield f"{name} on the class", (text.start(target), text.end(target.value), "type(self)")
    if owner.function != "__init__":  # it runs once for each object
        yield f"{name} kept from the first time", (
            start, end, f"{name} = vars(self).setdefault('{kept}', ({given}))",
        )  # fmt: skip
        yield f"{name} piled up", (
            start, end, f"{name} = self.{kept} = getattr(self, '{kept}', 0) + ({given})",
        )  # fmt: skip


def _sign(operator):
    return SIGNS[type(operator)]


def _name(operator):
    return type(operator).__name__


def _next(name, names):
    return names[(names.index(name) + 1) % len(names)]
