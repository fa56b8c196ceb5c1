"""What names stand for where an exception came from; nothing of the learner's is called."""

import ast
import builtins
import difflib
import inspect
import re
import types

import numpy as np

from dlscratch.errors import place

UNKNOWN = object()  # what a piece of code stands for, where nobody knows without running it
HARMLESS = {"shape", "size", "ndim", "T", "dtype"}  # of an array: to ask for them runs no code


def innermost(error):
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return trace


def names_at(spot):
    """The names that have a value where Python stopped.

    From Python 3.12 on a list comprehension has no frame of its own. Its names are gone then, and
    those that it hid are back, which it did not mean. Of rows of an array the first stands for all.
    """
    names = spot.frame.f_globals | dict(spot.frame.f_locals)
    for part in place.generators_around(spot):
        whole = names.get(part.iter.id) if isinstance(part.iter, ast.Name) else None
        for node in ast.walk(part.target):
            if isinstance(node, ast.Name):
                names.pop(node.id, None)
        if isinstance(part.target, ast.Name) and type(whole) is np.ndarray and whole.ndim > 1:
            if len(whole):
                names[part.target.id] = whole[0]
    return names


def known(spot, name):
    names = names_at(spot)
    return names.get(name, getattr(builtins, name, None))


def function_called(spot, owner, name, answer):
    """The learner's function that a message names: "name()", or "owner.name()"."""
    if not owner:
        found = known(spot, name) if spot else None
        node = place.piece(spot) if spot and not isinstance(found, types.FunctionType) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whole = value_of(node.func, spot)  # reached with a dot, as in `training.train(…)`
            if isinstance(whole, types.FunctionType) and whole.__name__ == name:
                return whole
        return found if isinstance(found, types.FunctionType) else None
    near = [known(spot, owner), *(type(value) for _, value in values_of(spot))] if spot else []
    for kind in (answer, *near):
        if isinstance(kind, type) and kind.__name__ == owner:
            found = vars(kind).get(name)
            return found if isinstance(found, types.FunctionType) else None
    return None


def values_of(spot, within=None):
    """The names in the learner's line that have a value, and these: [("self.x", 3), …]."""
    names = names_at(spot)
    text = spot.line if within is None else within
    for name in dict.fromkeys(re.findall(r"(?<![\w.'\"])(?:self\.)?[A-Za-z_]\w*", text)):
        owner, dot, attribute = name.rpartition(".")
        values = attributes(names.get(owner)) if dot else names
        if attribute in values:
            yield name, values[attribute]


def attributes(thing):
    """What is in an object itself; nothing that its class computes."""
    try:
        return object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}


def near(error, spot):
    """A name like the one that is missing, or None."""
    if isinstance(error, AttributeError):
        names = [*attributes(error.obj), *dir(type(error.obj))]
    else:
        names = [*spot.frame.f_locals, *spot.frame.f_globals, *dir(builtins)]
    others = {*names} - {error.name}
    for name in others:
        if name.lower() == error.name.lower():  # ReLU for Relu, w for W; but not Layer for layer
            if isinstance(error, AttributeError) or not error.name.islower():
                return name
    found = difflib.get_close_matches(error.name, others, 1, 0.75)
    return found[0] if found and found[0][:1].isupper() == error.name[:1].isupper() else None


# What a piece of code stands for, without running it ----------------------------------------------


def value_of(node, spot):
    """What a simple expression stands for; UNKNOWN for all that would have to be run."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return names_at(spot).get(node.id, getattr(builtins, node.id, UNKNOWN))
    if isinstance(node, ast.List | ast.Tuple):
        parts = [value_of(part, spot) for part in node.elts]
        return tuple(parts) if isinstance(node, ast.Tuple) else parts
    if isinstance(node, ast.Attribute):
        return _attribute(value_of(node.value, spot), node.attr)
    if isinstance(node, ast.UnaryOp | ast.BinOp):
        parts = [node.operand] if isinstance(node, ast.UnaryOp) else [node.left, node.right]
        values = [value_of(part, spot) for part in parts]
        simple = isinstance(node.op, ast.USub | ast.Add | ast.Sub)
        if not simple or any(type(value) is not int for value in values):
            return UNKNOWN
        first, second = values if len(values) == 2 else (0, values[0])
        return first + second if isinstance(node.op, ast.Add) else first - second
    if isinstance(node, ast.Subscript):
        whole, index = value_of(node.value, spot), value_of(node.slice, spot)
        if type(whole) in (list, tuple) and type(index) is int:
            return whole[index] if -len(whole) <= index < len(whole) else UNKNOWN
    return UNKNOWN


def _attribute(thing, name):
    if thing is UNKNOWN:
        return UNKNOWN
    if type(thing) is np.ndarray and name in HARMLESS:
        return getattr(thing, name)
    inside = attributes(thing)
    if name in inside:
        return inside[name]
    found = inspect.getattr_static(type(thing), name, UNKNOWN)
    plain = isinstance(found, bool | int | float | str | list | tuple)
    return found if plain or is_function(found) else UNKNOWN


def is_function(value) -> bool:
    return isinstance(
        value,
        types.FunctionType | types.MethodType | types.BuiltinFunctionType | np.ufunc
        | types.MethodDescriptorType,
    )  # fmt: skip
