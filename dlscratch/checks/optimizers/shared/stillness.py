"""Why a net has not moved, as far as the source of the step shows it."""

import ast
import inspect

from dlscratch.errors import source

LOOP_NAME = (
    "`{0} = …` ties the name `{0}` to a new array; the net's own array stays as it was. Which sign "
    "changes the array that is there?"
)
LIST_ITEM = (
    "`{0} = …` puts a new array into the list. The layers know nothing of it, and hold the array "
    "that was there before."
)
NEVER_CALLED = "`{0}` is defined inside `{1}`, and nothing there calls it."
YIELDS = "With `yield` in it, `{0}` gives back a generator, and the lines in it do not run."
LOST = "What `np.{0}` gives is a new array, and here nothing takes it."


def why_still(function):
    """A sentence on why calling `function` leaves every array of a net as it is, or None."""
    tree = source.tree(inspect.unwrap(function))
    if not isinstance(tree, ast.FunctionDef):
        return None
    nodes = list(ast.walk(tree))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in nodes):
        return YIELDS.format(tree.name)
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node is not tree and node.name not in used:
            return NEVER_CALLED.format(node.name, tree.name)
    lists, arrays = _lists(nodes), _arrays(nodes)
    for node in nodes:
        for target in node.targets if isinstance(node, ast.Assign) else ():
            if isinstance(target, ast.Name) and target.id in arrays and arrays[target.id] != node:
                return LOOP_NAME.format(target.id)
            if isinstance(target, ast.Subscript) and not _whole(target.slice):
                if ast.unparse(target.value) in lists:
                    return LIST_ITEM.format(ast.unparse(target))
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value.func
            told = isinstance(call, ast.Attribute) and ast.unparse(call.value) in ("np", "numpy")
            if told and call.attr in ("subtract", "add") and not node.value.keywords:
                return LOST.format(call.attr)
    return None


def changes_in_place(function):
    """Whether the source has a line that can change an array where it is."""
    tree = source.tree(inspect.unwrap(function))
    if tree is None:
        return True  # nothing is known
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) or (isinstance(node, ast.keyword) and node.arg == "out"):
            return True
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            return True
    return False


def _lists(nodes):
    """What stands for the list of parameters: names that got it, and the call itself."""
    return {"net.params()"} | {
        target.id
        for node in nodes if isinstance(node, ast.Assign)
        for names, value in _pairs(node.targets[0], node.value) if _gives_params(value)
        for target in [names] if isinstance(target, ast.Name)
    }  # fmt: skip


def _arrays(nodes):
    """The names that stand for one array of parameters after the other, and what ties them."""
    lists, found = _lists(nodes), {}
    for node in nodes:
        if isinstance(node, ast.For):
            for target, each in _unzipped(node.target, node.iter):
                if isinstance(target, ast.Name) and ast.unparse(each) in lists:
                    found[target.id] = node
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Name) and ast.unparse(value.value) in lists:
                found[target.id] = node
    return found


def _gives_params(value):
    return ast.unparse(value) in ("net.params()", "list(net.params())")


def _pairs(target, value):
    """The names on the left of `=`, each with what is on the right of it."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return zip(target.elts, value.elts, strict=False)
    return [(target, value)]


def _unzipped(target, each):
    """The names of a loop, each with what it runs through, past `zip` and `enumerate`."""
    called = each.func.id if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) else ""
    if called in ("zip", "list", "enumerate") and isinstance(each, ast.Call) and each.args:
        if called == "list":
            return _unzipped(target, each.args[0])
        if isinstance(target, ast.Tuple) and called == "enumerate":
            return _unzipped(target.elts[-1], each.args[0])
        if isinstance(target, ast.Tuple):
            return list(zip(target.elts, each.args, strict=False))
    return [(target, each)]


def _whole(index):
    """Whether an index means the whole array, as in `[...]` and `[:]`, or a part of it."""
    return isinstance(index, ast.Slice) or (
        isinstance(index, ast.Constant) and index.value is Ellipsis
    )
