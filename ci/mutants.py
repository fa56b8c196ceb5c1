"""One small change to a piece of code, as a slip would make it; and wrappers with a memory.

`of(source)` gives (what was changed, the changed source). Each change is of a kind that learners
make: another operator, a number that is off by one, an argument left out, two lines swapped, a line
forgotten, a memory that stays, an array changed in place where a new one is wanted.
"""

import ast
import copy
import functools
from collections.abc import Iterator

import numpy as np

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


def of(source: str) -> Iterator[tuple[str, str]]:
    """Every mutant of `source`: what was changed, and the whole text."""
    tree, seen = ast.parse(source), {ast.unparse(ast.parse(source))}
    owners = {
        id(node): function.name
        for function in ast.walk(tree) if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    }  # fmt: skip
    for number, node in enumerate(list(ast.walk(tree))):
        for what, change in _changes(node, owners.get(id(node), "")):
            mutant = copy.deepcopy(tree)
            twin = list(ast.walk(mutant))[number]
            if change(twin, mutant) is False:
                continue
            try:
                text = ast.unparse(ast.fix_missing_locations(mutant))
                compile(text, "<mutant>", "exec")
            except (SyntaxError, ValueError, AttributeError):
                continue
            if text not in seen:
                seen.add(text)
                yield f"line {getattr(node, 'lineno', 0)}, {what}", text


def _changes(node, owner):
    """The changes that fit a node in the function `owner`: (what, change(its twin, the tree))."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in OPERATORS.get(type(node.op), ()):
            yield f"{_name(node.op)} → {_name(other())}", _set("op", other())
    if isinstance(node, ast.BinOp):
        yield "left side alone", _become(lambda twin: twin.left)
        yield "right side alone", _become(lambda twin: twin.right)
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
            yield "sides swapped", _swap("left", "right")
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in OPERATORS.get(type(node.ops[0]), ()):
            yield f"{_name(node.ops[0])} → {_name(other())}", _set("ops", [other()])
    if isinstance(node, ast.BoolOp):
        for other in OPERATORS.get(type(node.op), ()):
            yield f"{_name(node.op)} → {_name(other())}", _set("op", other())
    if isinstance(node, ast.UnaryOp):
        yield f"without {_name(node.op)}", _become(lambda twin: twin.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        number = node.value
        changed = (number + 1, number - 1, -number, 0, 1, 2 * number)
        for value in (not number,) if isinstance(number, bool) else changed:
            if value != number:
                yield f"{number} → {value}", _set("value", value)
    if isinstance(node, ast.Call):
        yield from _calls(node)
    if isinstance(node, ast.Attribute):
        if node.attr in NAMES:
            yield f"{node.attr} → {NAMES[node.attr]}", _set("attr", NAMES[node.attr])
        if node.attr == "T":
            yield "without .T", _become(lambda twin: twin.value)
    if isinstance(node, ast.Name) and node.id in NAMES:
        yield f"{node.id} → {NAMES[node.id]}", _set("id", NAMES[node.id])
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield "without [ ]", _become(lambda twin: twin.value)
    if isinstance(node, ast.IfExp):
        yield "first branch alone", _become(lambda twin: twin.body)
        yield "second branch alone", _become(lambda twin: twin.orelse)
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If | ast.ClassDef | ast.With):
        yield from _bodies(node)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        yield from _memories(node, owner)
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name | ast.Attribute):
        yield "a new value instead of a change in place", _become_statement(
            lambda twin: ast.Assign(
                [twin.target], ast.BinOp(_loaded(twin.target), twin.op, twin.value)
            )
        )


def _calls(node):
    for i, word in enumerate(node.keywords):
        yield f"without {word.arg}=", lambda twin, tree, i=i: twin.keywords.pop(i) and None
    if len(node.args) > 1:
        yield "without its last argument", lambda twin, tree: twin.args.pop() and None
        yield "first two arguments swapped", _rotate
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred):
        yield f"without {ast.unparse(node.func)}( )", _become(lambda twin: twin.args[0])
    if not node.args and isinstance(node.func, ast.Attribute):
        yield f"without .{node.func.attr}()", _become(lambda twin: twin.func.value)


def _bodies(node):
    for i, statement in enumerate(node.body):
        if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
            line = ast.unparse(statement).partition("\n")[0]
            yield f"without `{line}`", lambda twin, tree, i=i: _drop(twin.body, i)
            if isinstance(node, ast.For | ast.While) and len(node.body) > 1:
                yield f"`{line}` after the loop", lambda twin, tree, i=i: _after(tree, twin, i)
        before = node.body[i - 1] if i else None
        if before and _order_matters(before, statement):
            yield f"`{ast.unparse(statement).partition(chr(10))[0]}` one line earlier", (
                lambda twin, tree, i=i: twin.body.insert(i - 1, twin.body.pop(i))
            )


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


def _memories(node, owner):
    """What is kept in `self`: for ever, for all objects, or piled up; and copies that are none."""
    target, value = node.targets[0], node.value
    if isinstance(value, ast.BinOp) and ast.unparse(value.left) == ast.unparse(_loaded(target)):
        yield "in place instead of a new value", _become_statement(
            lambda twin: ast.AugAssign(twin.targets[0], twin.value.op, twin.value.right)
        )
    if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
        text = ast.unparse(target)
        yield f"{text} on the class", lambda twin, tree: setattr(
            twin.targets[0], "value", ast.parse("type(self)", mode="eval").body
        )
        if owner == "__init__":  # it runs once for each object
            return
        yield f"{text} kept from the first time", _become_statement(
            lambda twin: ast.parse(
                f"if not hasattr(self, '{target.attr}_'):\n    self.{target.attr}_ = "
                f"{ast.unparse(twin.value)}\n{text} = self.{target.attr}_"
            ).body
        )
        yield f"{text} piled up", _become_statement(
            lambda twin: ast.parse(
                f"{text} = getattr(self, '{target.attr}_sum', 0) + {ast.unparse(twin.value)}\n"
                f"self.{target.attr}_sum = {text}"
            ).body
        )

# How a twin is changed


def _set(field, value):
    return lambda twin, tree: setattr(twin, field, value)


def _swap(one, other):
    def change(twin, tree):
        a, b = getattr(twin, one), getattr(twin, other)
        setattr(twin, one, b)
        setattr(twin, other, a)

    return change


def _rotate(twin, tree):
    twin.args[0], twin.args[1] = twin.args[1], twin.args[0]


def _become(part):
    """The twin is replaced by a part of it."""

    def change(twin, tree):
        new = part(twin)
        for parent in ast.walk(tree):
            for field, value in ast.iter_fields(parent):
                if value is twin:
                    setattr(parent, field, new)
                    return
                if isinstance(value, list) and any(item is twin for item in value):
                    value[[item is twin for item in value].index(True)] = new
                    return

    return change


def _become_statement(part):
    def change(twin, tree):
        new = part(twin)
        for parent in ast.walk(tree):
            for _, value in ast.iter_fields(parent):
                if isinstance(value, list) and any(item is twin for item in value):
                    at = [item is twin for item in value].index(True)
                    value[at : at + 1] = new if isinstance(new, list) else [new]
                    return

    return change


def _drop(body, i):
    del body[i]
    if not body:
        body.append(ast.Pass())


def _after(tree, loop, i):
    statement = loop.body.pop(i)
    for parent in ast.walk(tree):
        for _, value in ast.iter_fields(parent):
            if isinstance(value, list) and any(item is loop for item in value):
                value.insert([item is loop for item in value].index(True) + 1, statement)
                return


def _loaded(target):
    target = copy.deepcopy(target)
    target.ctx = ast.Load()
    return target


def _name(op):
    return type(op).__name__


# Wrappers around a right function


def first_kept(function):
    """What the first call gave, for ever."""
    kept = []

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        if not kept:
            kept.append(function(*arguments, **options))
        return kept[0]

    return wrapped


def piled_up(function):
    """Each call adds to what the last one gave."""
    kept = []

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        kept.append(function(*arguments, **options))
        with_kept = kept[-1]
        for old in kept[:-1]:
            with_kept = with_kept + old
        return with_kept

    return wrapped


def spoils_its_arguments(function):
    """The right answer, and afterwards the arguments hold something else."""

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        output, spoilt = copy.deepcopy(function(*arguments, **options)), False
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.size and argument.dtype.kind in "if":
                argument[...] = argument[::-1] + 1
                spoilt = True
            elif isinstance(argument, list):
                argument.append(7)
                spoilt = True
        if not spoilt:
            raise NotImplementedError("has nothing to spoil")
        return output

    return wrapped


def returns_its_argument_changed(function):
    """The right numbers, written into the first argument."""

    @functools.wraps(function)
    def wrapped(*arguments, **options):
        output = function(*arguments, **options)
        first = arguments[0] if arguments else None
        if isinstance(first, np.ndarray) and np.shape(output) == first.shape:
            first[...] = output
            return first
        if isinstance(first, list) and isinstance(output, list):
            first[:] = output
            return first
        raise NotImplementedError("has no such form")

    return wrapped


WRAPPERS = {
    "keeps what the first call gave": first_kept,
    "adds to what the last call gave": piled_up,
    "spoils its arguments": spoils_its_arguments,
    "writes into its first argument": returns_its_argument_changed,
}
