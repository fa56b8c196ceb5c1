"""One small change to a piece of code, as a slip of the pen or of the mind would make it.

`of(source)` gives every changed text. A change is made in the text itself, so that all the rest,
its comments and its layout too, stays as it was. Each is of a kind that learners make: another
operator, a number that is off by one, an argument left out, two lines swapped, a line forgotten, a
line that slipped out of its loop, a memory that stays.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from dlscratch.clinic.text import Text

# How an operator is written, and what a slip makes of it.
OPERATORS: dict[type, tuple] = {
    ast.Add: ("+", ast.Sub), ast.Sub: ("-", ast.Add), ast.Mult: ("*", ast.Div, ast.Add),
    ast.Div: ("/", ast.Mult), ast.MatMult: ("@", ast.Mult), ast.Pow: ("**", ast.Mult),
    ast.FloorDiv: ("//", ast.Div), ast.Mod: ("%", ast.FloorDiv), ast.BitAnd: ("&", ast.BitOr),
    ast.BitOr: ("|", ast.BitAnd), ast.BitXor: ("^", ast.BitOr), ast.LShift: ("<<", ast.RShift),
    ast.RShift: (">>", ast.LShift),
    ast.Lt: ("<", ast.LtE, ast.Gt), ast.LtE: ("<=", ast.Lt), ast.Gt: (">", ast.GtE, ast.Lt),
    ast.GtE: (">=", ast.Gt), ast.Eq: ("==", ast.NotEq), ast.NotEq: ("!=", ast.Eq),
    ast.Is: ("is", ast.IsNot), ast.IsNot: ("is not", ast.Is), ast.In: ("in", ast.NotIn),
    ast.NotIn: ("not in", ast.In), ast.And: ("and", ast.Or), ast.Or: ("or", ast.And),
}  # fmt: skip
NAMES = {
    "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax", "sum": "mean",
    "mean": "sum", "maximum": "minimum", "minimum": "maximum", "zeros_like": "ones_like",
    "zeros": "ones", "log": "exp", "exp": "log", "tanh": "sin", "append": "extend",
    "forward": "backward", "loss": "gradient", "inputs": "outputs", "outputs": "inputs",
    "params": "grads", "grads": "params", "train": "eval", "eval": "train", "normal": "uniform",
}  # fmt: skip
SIMPLE = ast.Name | ast.Attribute | ast.Call | ast.Constant | ast.Subscript


class Mutation(NamedTuple):
    """A changed text, and what was changed in it."""

    what: str
    text: str


def of(source: str) -> Iterator[Mutation]:
    """Every mutation of `source`, no two of which mean the same."""
    text = Text(source)
    seen = {ast.dump(text.tree)}
    for node, owner in text.nodes():
        kind = KINDS.get(type(node))
        for what, *edits in kind(text, node, owner) if kind else ():
            changed = text.edited(edits)
            try:
                tree = ast.parse(changed)
                compile(tree, "<mutation>", "exec")
            except (SyntaxError, ValueError):
                continue
            if ast.dump(tree) not in seen:
                seen.add(ast.dump(tree))
                yield Mutation(f"line {node.lineno}, {what}", changed)


# The kinds of changes: each gives (what is changed, an edit of the text, and perhaps further edits)
# for a node in its text, of which its `owner` is told.


def _signs(operator, place):
    for other in OPERATORS[type(operator)][1:]:
        yield f"{_name(operator)} → {_name(other())}", (*place, _sign(other()))


def _binary(text, node, owner):
    place, sign = text.place(node), text.sign(node.left, _sign(node.op), node.right)
    left, right = text.between(place[0], sign[0]), text.between(sign[1], place[1])
    yield from _signs(node.op, sign)
    yield "left side alone", (*place, left)
    yield "right side alone", (*place, right)
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield "sides swapped", (*place, f"{right} {_sign(node.op)} {left}")


def _additions(text, node, owner):
    place, sign = text.place(node), text.sign(node.target, _sign(node.op), node.value)
    yield from _signs(node.op, sign)
    if isinstance(node.target, ast.Name | ast.Attribute):
        target, value = text.of(node.target), text.between(sign[1] + 1, place[1])
        if not isinstance(node.value, SIMPLE):
            value = f"({value})"
        yield "a new value instead of a change in place", (
            *place, f"{target} = {target} {_sign(node.op)} {value}",
        )  # fmt: skip
    yield f"= in place of {_sign(node.op)}=", (*sign, "")


def _joined(text, node, owner):
    """A comparison, or what `and` and `or` join."""
    if isinstance(node, ast.Compare):
        operators, values = node.ops, [node.left, *node.comparators]
    else:
        operators, values = [node.op], node.values
    if len(values) == 2:
        yield from _signs(operators[0], text.sign(values[0], _sign(operators[0]), values[1]))


def _unary(text, node, owner):
    operand = text.of(node).removeprefix("not").lstrip("-+~ ")
    yield f"without {_name(node.op)}", (*text.place(node), operand)


def _numbers(text, node, owner):
    number = node.value
    if isinstance(number, bool):
        changed: tuple = (not number,)
    elif isinstance(number, int | float):
        changed = (number + 1, number - 1, -number, 0, 1, 2 * number)
    else:
        return
    for value in changed:
        if value != number:
            yield f"{number} → {value}", (*text.place(node), f"{value}")


def _calls(text, node, owner):
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
        yield ("first two arguments swapped", (*text.place(one), text.of(other)),
               (*text.place(other), text.of(one)))  # fmt: skip
    if len(given) == 1 and node.args and not isinstance(node.args[0], ast.Starred):
        start, end = text.place(node.args[0])
        yield f"without {text.of(node.func)}( )", (*text.place(node), text.of(node.args[0]))
        if text.of(node.func) == "range":
            yield "from 1", (start, start, "1, ")
            yield "one fewer", (end, end, " - 1")
    if not node.args and isinstance(node.func, ast.Attribute):
        dot = text.end(node.func) - len(node.func.attr) - 1
        yield f"without .{node.func.attr}()", (dot, text.end(node), "")


def _words(text, node, owner):
    """A name, or the last word of `self.w`: another word, or the next that its owner knows."""
    if isinstance(node, ast.Name):
        name, known, dot = node.id, owner.names, ""
    else:
        name, known, dot = node.attr, owner.attributes, "self."
    place = text.end(node) - len(name.encode()), text.end(node)
    if name in NAMES:
        yield f"{name} → {NAMES[name]}", (*place, NAMES[name])
    if dot and name == "T":
        yield "without .T", (place[0] - 1, place[1], "")
    if name in known and isinstance(node.ctx, ast.Load):
        other = known[(known.index(name) + 1) % len(known)]
        yield f"{dot}{name} → {dot}{other}", (*place, other)


def _subscript(text, node, owner):
    if isinstance(node.ctx, ast.Load):
        bracket = text.code.rindex(b"[", text.end(node.value), text.start(node.slice))
        yield "without [ ]", (bracket, text.end(node), "")


def _slice(text, node, owner):
    for edge, side in ((node.lower, "from"), (node.upper, "to")):
        if edge:
            yield f"{side} one earlier", (text.end(edge), text.end(edge), " - 1")


def _branches(text, node, owner):
    yield "first branch alone", (*text.place(node), text.of(node.body))
    yield "second branch alone", (*text.place(node), text.of(node.orelse))


def _bodies(text, node, owner):
    """A statement forgotten, one line earlier, out of its loop, or in the one before."""
    for before, statement in zip([None, *node.body], node.body, strict=False):
        if not text.alone(statement):
            continue
        start, end, lines = text.block(statement)
        title = ast.unparse(statement).partition("\n")[0]
        indent = text.indent(statement)

        def moved(to, lines=lines, indent=indent):
            return "".join(f"{to}{line[len(indent) :]}\n" for line in lines)

        if not _docstring(statement):
            only = len(node.body) == 1
            yield f"without `{title}`", (start, end, f"{indent}pass\n" if only else "")
            if isinstance(node, ast.For | ast.While) and not only:
                after = text.block(node)[1]
                yield (f"`{title}` after the loop", (start, end, ""),
                       (after, after, moved(text.indent(node))))  # fmt: skip
        if before and text.alone(before) and _order_matters(before, statement):
            above = text.block(before)[0]
            yield f"`{title}` one line earlier", (above, above, moved(indent)), (start, end, "")
        if isinstance(before, ast.For | ast.While) and not hasattr(statement, "body"):
            yield f"`{title}` in the loop", (start, end, moved(text.indent(before.body[0])))


def _docstring(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _order_matters(one, other):
    """Whether one of two statements may change what the other uses; a guess from the names."""
    if _docstring(one) or any(
        isinstance(part, ast.FunctionDef | ast.ClassDef) for part in (one, other)
    ):
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


def _memories(text, node, owner):
    """What is kept in `self`: for ever, for all objects, or piled up; and copies that are none."""
    if len(node.targets) > 1:
        return
    target, value, place = node.targets[0], node.value, text.place(node)
    name = text.of(target)
    if isinstance(value, ast.BinOp) and text.of(value.left) == name:
        sign = text.sign(value.left, _sign(value.op), value.right)
        right = text.between(sign[1], text.end(value))
        yield "in place instead of a new value", (*place, f"{name} {_sign(value.op)}= {right}")
    if not isinstance(target, ast.Attribute) or text.of(target.value) != "self":
        return
    kept = f"{target.attr}_"
    given = text.between(text.end(target), place[1]).removeprefix("=").strip()
    yield f"{name} on the class", (*text.place(target.value), "type(self)")
    if owner.function != "__init__":  # it runs once for each object
        first = f"vars(self).setdefault('{kept}', ({given}))"
        yield f"{name} kept from the first time", (*place, f"{name} = {first}")
        sum_ = f"self.{kept} = getattr(self, '{kept}', 0) + ({given})"
        yield f"{name} piled up", (*place, f"{name} = {sum_}")


def _sign(operator):
    return OPERATORS[type(operator)][0]


def _name(operator):
    return type(operator).__name__


KINDS = {
    ast.BinOp: _binary, ast.AugAssign: _additions, ast.Compare: _joined, ast.BoolOp: _joined,
    ast.UnaryOp: _unary, ast.Constant: _numbers, ast.Call: _calls, ast.Attribute: _words,
    ast.Name: _words, ast.Subscript: _subscript, ast.Slice: _slice, ast.IfExp: _branches,
    ast.Assign: _memories, ast.FunctionDef: _bodies, ast.ClassDef: _bodies, ast.For: _bodies,
    ast.While: _bodies, ast.If: _bodies, ast.With: _bodies,
}  # fmt: skip
