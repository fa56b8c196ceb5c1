"""The statements of a notebook's cell: what each one defines, what it changes, what it needs."""

import ast
import importlib
import re
import symtable
import warnings
from typing import NamedTuple

from dlscratch.checks.engine.run import run
from dlscratch.course import opening

PYTHON_INSIDE = ("time", "timeit", "capture", "prun")  # %% commands of IPython around Python
SECONDS = 20  # for the import of a module, to learn which names `*` brings


class Unreadable(Exception):
    """Python cannot read a cell."""


class Statement(NamedTuple):
    """A statement at the top of a cell, or one of the names that it imports."""

    text: str
    defines: frozenset = frozenset()  # the names that it gives a value
    changes: frozenset = frozenset()  # the names whose objects it changes: `Sigmoid.backward = f`
    deletes: frozenset = frozenset()
    needs: frozenset = frozenset()  # the names that it takes from elsewhere
    at_once: frozenset = frozenset()  # those of them that must be there when it runs
    imports: bool = False
    makes: bool = False  # a function or a class
    anew: bool = False  # what it defines does not depend on what the name meant before
    line: int = 1  # of the cell, on which it begins


class Call(NamedTuple):
    """A call such as `check.tensor_sum(my_sum)`."""

    owner: str  # check
    method: str  # tensor_sum
    argument: str  # the text of the first one


def read(code: str) -> list[Statement]:
    """The statements of a cell, in order. Raises Unreadable."""
    return _read(code, _statements)


def calls(code: str) -> list[Call]:
    """The calls of methods that have an argument, in no certain order. Raises Unreadable."""
    return _read(code, lambda text, body: [one for node in body for one in _calls(node)])


def same(name: str, text: str, other: str) -> bool:
    """Whether two texts mean the same by a name: the same code, whatever its comments and its
    layout, or imports of the same thing."""
    if text == other:
        return True
    both = [ast.parse(one) for one in (text, other)]
    if all(isinstance(node, ast.Import | ast.ImportFrom) for one in both for node in one.body):
        return _imported(name, text) is _imported(name, other) is not None
    return ast.dump(both[0]) == ast.dump(both[1])


def _imported(name, text):
    names: dict = {}
    run(lambda: exec(text, names), (), SECONDS)
    return names.get(name)


# From IPython to Python


def _read(code, look):
    """What `look` finds in a cell's text and its nodes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as an unknown escape in a string
            text = python(opening.left_out(code))
            # Python finds some errors only here, and would run no line of such a cell.
            compile(text, "a cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            return look(text, ast.parse(text).body)
    except (SyntaxError, ValueError, RuntimeError, MemoryError) as error:
        raise Unreadable(str(error)) from error


def python(code: str) -> str:
    """A cell as Python, its lines where they were. What is meant for IPython, such as `%time`,
    `!ls` or `sum?`, becomes a call of `get_ipython()`."""
    try:
        ast.parse(code)
        return code  # most cells: to ask IPython would take longer than all the rest
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    from IPython.core.inputtransformer2 import TransformerManager

    rest = code.lstrip("\n")
    while command := re.match(r"%%(\w+).*\n?", rest):
        rest = rest[command.end() :].lstrip("\n") if command[1] in PYTHON_INSIDE else ""
    above = code[: len(code) - len(rest)].count("\n")
    return "\n" * above + TransformerManager().transform_cell(rest)


# Statements


def _statements(text, body):
    # Columns are counted in bytes.
    lines = [line.encode() for line in text.split("\n")]
    found, end = [], 0
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found += _imports(node)
        elif isinstance(node, ast.Delete):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            found.append(Statement(ast.unparse(node), changes=_changes(node),
                                   deletes=frozenset(names), line=node.lineno))  # fmt: skip
        else:
            found.append(_statement(node, *_text(node, lines, end)))
        end = node.end_lineno
    return found


def _text(node, lines, end):
    """A node as it was written, with the comments above and beside it, and the line on which that
    begins; the node before ended on the line `end`. It may share its lines with others."""
    first, column = node.lineno, node.col_offset
    for decorator in getattr(node, "decorator_list", []):
        first, column = min(first, decorator.lineno), 0
    inside = lines[first - 1 : node.end_lineno]
    rest = inside[-1][node.end_col_offset :].strip()
    inside[-1] = inside[-1][: node.end_col_offset]
    inside[0] = inside[0][column:]
    if rest.startswith(b"#"):
        inside[-1] += b"  " + rest
    while column == 0 and first - 2 >= end and lines[first - 2].startswith(b"#"):
        first -= 1
        inside.insert(0, lines[first - 1])
    return b"\n".join(inside).decode(), first


def _imports(node):
    """One statement for each name, also for those that a `*` brings."""
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        if alias.name == "*":
            names = _public(node.module) if not node.level else []
            texts = {name: f"from {node.module} import {name}" for name in names}
        elif isinstance(node, ast.ImportFrom):
            texts = {name: ast.unparse(ast.ImportFrom(node.module, [alias], node.level))}
        else:
            texts = {name: ast.unparse(ast.Import([alias]))}
        for one, text in texts.items():
            # `import a.b` and `import a.c` both define `a`, and add to what it holds.
            anew = isinstance(node, ast.ImportFrom) or bool(alias.asname)
            yield Statement(
                text, defines=frozenset([one]), imports=True, anew=anew, line=node.lineno
            )


def _public(module):
    """The names that `from module import *` brings; none where it cannot be imported."""
    found = run(importlib.import_module, (module,), SECONDS).output
    if found is None:
        return []
    return getattr(found, "__all__", None) or [n for n in vars(found) if not n.startswith("_")]


def _statement(node, text, line):
    plain = _Unwaiting().visit(ast.parse(ast.unparse(node)))  # the same names, and no `await`
    table = symtable.symtable(ast.unparse(plain), "a cell", "exec")
    symbols = table.get_symbols()
    defines = {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}
    used = {one.get_name() for one in symbols if one.is_referenced()}
    makes = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    compound = hasattr(node, "body") and not makes
    needs = (used - defines if compound else used) | set(_looked_up(table))  # for i in …: use(i)
    later = makes or isinstance(getattr(node, "value", None), ast.Lambda)
    at_once = used | set(_looked_up(table, at_once=True)) if later else needs
    return Statement(
        text,
        defines=frozenset(defines),
        changes=frozenset() if makes else _changes(node),
        needs=frozenset(needs),
        at_once=frozenset(at_once & needs),
        makes=makes,
        anew=(makes or isinstance(node, ast.Assign)) and not defines & used,
        line=line,
    )


class _Unwaiting(ast.NodeTransformer):
    """Code that waits for nothing: a cell may wait at its top, and from Python 3.14 on symtable
    refuses that."""

    def visit_Await(self, node):
        return self.visit(node.value)

    def visit_AsyncFor(self, node):
        return ast.For(**vars(self.generic_visit(node)))

    def visit_AsyncWith(self, node):
        return ast.With(**vars(self.generic_visit(node)))

    def visit_comprehension(self, node):
        node.is_async = 0
        return self.generic_visit(node)


LATER = ("function", "annotation")  # what does not run where it stands,
AT_ONCE = ("listcomp", "setcomp", "dictcomp", "genexpr")  # but for these


def _looked_up(table, at_once=False):
    """The names that functions and classes take from outside of themselves; those that they need
    `at_once` stand in a class, outside of its methods."""
    for inner in table.get_children():
        if at_once and inner.get_type() in LATER and inner.get_name() not in AT_ONCE:
            continue
        yield from (one.get_name() for one in inner.get_symbols() if one.is_global())
        yield from _looked_up(inner, at_once)


def _changes(node):
    """The names in `name.part = …`, `name[…] = …`, `name.append(…)` and `setattr(name, …)`."""
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute | ast.Subscript) and not isinstance(one.ctx, ast.Load):
            found.add(_owner(one))
        elif isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            call = one.value
            if isinstance(call.func, ast.Attribute):
                found.add(_owner(call.func))
            elif _owner(call.func) in ("setattr", "delattr") and call.args:
                found.add(_owner(call.args[0]))
    return frozenset(found - {None})


def _owner(node):
    """The name at the beginning of `name.part[0].other`, or None."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _calls(node):
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.args:
            owner = _owner(one.func)
            if owner and not isinstance(one.args[0], ast.Starred):
                yield Call(owner, one.func.attr, ast.unparse(one.args[0]))
