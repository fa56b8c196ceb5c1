"""An answer's own text, as Python's tree of it; nothing is run."""

import ast
import functools
import inspect
import linecache
import types


def tree(function) -> ast.FunctionDef | ast.Lambda | None:
    """The tree of a function, or of a code object; None where its text is not at hand."""
    code = getattr(function, "__code__", function)
    if type(code) is not types.CodeType:
        return None
    text = "".join(linecache.getlines(code.co_filename))
    return _by_place(text).get((code.co_firstlineno, code.co_name))


@functools.lru_cache(4)
def _by_place(text) -> dict:
    """The functions in the text of a cell or file, by the line in which they begin, and name."""
    whole, found = parsed(text), {}
    for node in ast.walk(whole) if whole else ():
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
            found.setdefault((first, getattr(node, "name", "<lambda>")), node)
    return found


@functools.lru_cache(4)
def parsed(text) -> ast.Module | None:
    """The tree of a cell or file; None where it is no plain Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):  # a cell with a magic command, for instance
        return None


@functools.lru_cache(4)
def comprehensions(text) -> list[ast.ListComp | ast.SetComp | ast.DictComp]:
    """Those in the text of a cell or file that have no frame of their own from Python 3.12 on."""
    kinds = ast.ListComp, ast.SetComp, ast.DictComp
    whole = parsed(text)
    return [node for node in ast.walk(whole) if isinstance(node, kinds)] if whole else []


def functions(answer) -> list[types.FunctionType]:
    """The functions of an answer: itself, or those that stand in its class."""
    parts = vars(answer).values() if issubclass(type(answer), type) else [answer]
    found = []
    for part in parts:
        if type(part) in (staticmethod, classmethod, property):
            part = part.fget if type(part) is property else part.__func__
        if type(part) is types.FunctionType:
            found.append(inspect.unwrap(part))
    return found


def own(node):
    """All that belongs to a function itself, in its order: nothing of functions inside it."""
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        one = waiting.pop(0)
        yield one
        if not isinstance(one, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting = list(ast.iter_child_nodes(one)) + waiting


def text(node, most=50) -> str:
    """A piece of code on one line."""
    written = " ".join(ast.unparse(node).split())
    return written if len(written) <= most else written[: most - 1] + "…"


def one_of_two(code) -> str:
    """A sentence about an `"" or "-"` somewhere in the cell or file of a code object: where a
    constant comes first, what is chosen is always the same. Empty if there is none."""
    whole = parsed("".join(linecache.getlines(code.co_filename)))
    for node in ast.walk(whole) if whole else ():
        if isinstance(node, ast.BoolOp) and isinstance(first := node.values[0], ast.Constant):
            others = node.values[1:]
            word, goes_on = ("or", False) if isinstance(node.op, ast.Or) else ("and", True)
            rest = ast.BoolOp(node.op, others) if len(others) > 1 else others[0]
            same = text(rest if bool(first.value) is goes_on else first)
            return (
                f"There is a `{text(node)}` in this code. It is always the same as `{same}`: "
                f"`{word}` chooses one of the two. Ask about each by itself."
            )
    return ""


# Why a function gives None ----------------------------------------------------------------------

IN_PLACE = {"append", "extend", "insert", "sort", "reverse", "clear", "update", "fill"}
IN_PLACE |= {"train", "eval", "step"}  # of the course's networks and optimizers


def gives_none(function) -> str:
    """Why None came from a function: a sentence, or nothing where its text does not tell."""
    node = tree(function)
    if node is None or not _returned(node):
        return "Is there a `return`?"
    if (why := returns_a_none(function)) or isinstance(node, ast.Lambda):
        return why
    if not isinstance(node.body[-1], ast.Return):
        return "There is a `return`, but not every way through the function comes to one."
    return ""


def returns_a_none(function) -> str:
    """What `return words.sort()` and the like give back: a sentence, if a function has such."""
    node = tree(function)
    return next(filter(None, map(made_none, _returned(node) if node else ())), "")


def _returned(node) -> list:
    """What a function gives back, where something stands behind its `return`."""
    if isinstance(node, ast.Lambda):
        return [node.body]
    values = [one.value for one in own(node) if isinstance(one, ast.Return) and one.value]
    return [one for one in values if not (isinstance(one, ast.Constant) and one.value is None)]


def made_none(node) -> str:
    """Why a call, as it is written, gives None: where that is known of what it calls."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name) and node.func.id == "print":
        return "`print` shows something and gives None back."
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if name == "shuffle":
        return "`shuffle` changes what is in its brackets, and gives None back."
    if name in IN_PLACE:
        return f"`{name}` changes what stands before its dot, and gives None back."
    return ""


def given(code, name):
    """What a function gives to a name: the last call, or else the last expression; or None."""
    node = tree(code)
    found = [
        one.value for one in (own(node) if node else ())
        if isinstance(one, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        for target in getattr(one, "targets", [getattr(one, "target", None)])
        if isinstance(target, ast.Name) and target.id == name
    ]  # fmt: skip
    calls = [one for one in found if isinstance(one, ast.Call)]
    return (calls or found or [None])[-1]


def default_is_none(code, name) -> bool:
    """Whether a parameter has None for its default."""
    node = tree(code)
    default = defaults(node).get(name) if node else None
    return isinstance(default, ast.Constant) and default.value is None


def defaults(node) -> dict:
    """What stands behind `=` in the `def` line of a function, by the names of its parameters."""
    spec = node.args
    first = [*spec.posonlyargs, *spec.args]
    pairs = [*zip(reversed(first), reversed(spec.defaults), strict=False),
             *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]  # fmt: skip
    return {one.arg: default for one, default in pairs if default}
