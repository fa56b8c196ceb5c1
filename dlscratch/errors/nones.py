"""Which method of the learner's own a None came from: often a `forward` without its `return`.

It is named only where that is certain. The method's own text has no `return` that gives anything,
and the value that failed is what a call of it gave: in the line itself, under a name that was given
its value once, handed over to a function, or handed on from layer to layer in a loop.
"""

import ast
import linecache
import re
import types
from typing import NamedTuple

from dlscratch.errors.kinds import Table
from dlscratch.errors.lookup import UNKNOWN, attributes, innermost, value_of
from dlscratch.errors.place import Place, stopped_at
from dlscratch.errors.show import shell
from dlscratch.errors.source import own, parsed, text, tree
from dlscratch.errors.stack import described

NONES = Table()
OURS = ("dlscratch.", "numpy", "torch")  # whose methods are not the learner's
NO_PLAIN_CALL = 0x20 | 0x80 | 0x200  # generators and coroutines: to call them runs nothing


@NONES.kind((TypeError, AttributeError, ValueError), r"NoneType|^axis -?\d+ is out of bounds")
def method_without_return(found, spot, error):
    """What the expression that stopped works on came from such a method, for certain.

    To a function of NumPy's, None is an array of one object: it finds no axis."""
    if not spot:
        return None
    inside = innermost(error).tb_frame is not spot.frame
    if inside and not str(innermost(error).tb_frame.f_globals.get("__name__")).startswith("numpy"):
        return None
    trace = steps(error)
    at = next(step for step, one in enumerate(trace) if one.frame is spot.frame)
    node, statement = stopped_at(spot)
    parts = _parts(node, spot)
    if inside or isinstance(error, ValueError):  # NumPy's functions work on what comes first
        parts = node.args[:1] if isinstance(node, ast.Call) else []
    said = {one for part in parts if (one := _came(part, trace, at))}
    if statement and not said:
        said = {one for one in [_from_layer_before(statement, node, spot)] if one}
    return said.pop() if len(said) == 1 else None


def steps(error) -> list[Place]:
    """The places of a traceback, whosever code they are in, from the outermost inwards."""
    found, trace = [], error.__traceback__
    while trace:
        found.append(Place(trace.tb_frame, trace.tb_lineno, trace.tb_lasti))
        trace = trace.tb_next
    return found


def handed_over(name, trace, at) -> str:
    """Where the None came from that a parameter holds, in the function of a traceback's step."""
    frame = trace[at].frame
    if at == 0 or trace[at - 1].frame is not frame.f_back:
        return ""
    call = stopped_at(trace[at - 1])[0]
    if not isinstance(call, ast.Call):
        return ""
    node = _argument(call, name, frame.f_code, trace[at - 1])
    return _came(node, trace, at - 1) if node is not None else ""


def returns_nothing(function) -> bool:
    """Whether a function of the learner's can only give None."""
    if type(function) is not types.FunctionType or function.__code__.co_flags & NO_PLAIN_CALL:
        return False
    if str(function.__module__).startswith(OURS) and not _is_own_part(function):
        return False
    node = tree(function)
    if not isinstance(node, ast.FunctionDef):
        return False
    returned = [one.value for one in own(node) if isinstance(one, ast.Return) and one.value]
    return all(isinstance(one, ast.Constant) and one.value is None for one in returned)


def method_of(thing, name):
    """The method that a call runs, as its class has it; None where the object has its own."""
    if name in attributes(thing):
        return None
    return next((vars(kind)[name] for kind in type(thing).__mro__ if name in vars(kind)), None)


def of_class(method) -> str:
    """`Sequential.forward has no return`, if this is a method, and so."""
    if not returns_nothing(method):
        return ""
    owner, _, name = method.__qualname__.rpartition(".")
    owner = owner.rpartition(".")[2]  # of a class that was made in a function
    return f"`{owner}.{name}` has no `return`" if owner.isidentifier() else ""


def of_layer(layers, number, way) -> str:
    """The sentence about one layer of several that gave None to the next; "" unless certain."""
    why = of_class(method_of(layers[number], way))
    where = f"Layer {number + 1} of {len(layers)}, {described(layers[number])}, gave None"
    return f"{where}: {why}." if why else ""


# Inside


def _is_own_part(function):
    return str(function.__module__).startswith("dlscratch.mine")


def _parts(node, spot) -> list:
    """What an expression works on."""
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.FormattedValue | ast.Attribute | ast.Subscript):
        return [node.value]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if not isinstance(node, ast.Call):
        return [node] if node is not None else []
    stars = any(isinstance(one, ast.Starred) for one in node.args)
    stars = stars or any(one.arg is None for one in node.keywords)
    if stars or isinstance(node.func, ast.Call):
        return []
    # Inside of a function of Python code the error would have stopped elsewhere. So it is what the
    # call gave, as in `for row in net.forward(x):`.
    return [node] if _called(node, spot) else [*node.args]


def _called(call, spot):
    """The function of Python code that a call runs, as far as that is known; or None."""
    if isinstance(call.func, ast.Attribute):
        thing = value_of(call.func.value, spot)
        if thing is UNKNOWN or isinstance(thing, type | types.ModuleType):
            return None
        found = method_of(thing, call.func.attr)
        return found if type(found) is types.FunctionType else None
    thing = value_of(call.func, spot)
    if thing is UNKNOWN or isinstance(thing, type):
        return None
    if type(thing) is types.FunctionType:
        return thing
    torchs = isinstance(attributes(thing).get("_modules"), dict)
    found = method_of(thing, "forward" if torchs else "__call__")
    return found if type(found) is types.FunctionType else None


def _came(node, trace, at) -> str:
    """A sentence about the None that an expression stands for; "" where nothing is certain."""
    spot = trace[at]
    if isinstance(node, ast.Call):
        why = of_class(_called(node, spot))
        return f"`{text(node, 40)}` gave None: {why}." if why else ""
    if not isinstance(node, ast.Name) or value_of(node, spot) is not None:
        return ""
    code, given = spot.frame.f_code, _bindings(spot, node.id)
    if code.co_name != "<module>" and not given:
        return handed_over(node.id, trace, at) if node.id in _parameters(code) else ""
    handed = code.co_name != "<module>" and node.id in _parameters(code)
    if handed or len(given) != 1 or not isinstance(given[0], Made):
        statement = stopped_at(spot)[1]
        return _from_layer_before(statement, node, spot) if statement else ""
    why = of_class(_called(given[0].call, spot))
    base = getattr(given[0].call.func, "value", given[0].call.func)
    if isinstance(base, ast.Attribute) and text(base.value) == "self" and _stays(base, spot):
        base = base.value
    if not why or not isinstance(base, ast.Name) or given[0].before(base.id):
        return ""
    return f"`{node.id}` is None here: `{text(given[0].call, 40)}` gave it, and {why}."


class Made(NamedTuple):
    """`name = call` in a text, and the texts of the cells that came after it."""

    call: ast.Call
    later: list

    def before(self, name):
        """Whether `name` may have been something else when the call was made."""
        first, *rest = self.later
        loops = [
            loop for loop in own(first)
            if isinstance(loop, ast.For | ast.While) and self.call in ast.walk(loop)
        ]  # fmt: skip
        return any(_line(one) > self.call.lineno for one in _bound(first, name)) or any(
            _bound(one, name) for one in [*loops, *rest]
        )


def _bindings(spot, name) -> list:
    """What gives a name its value where code stopped: a Made for the only `name = call`, or nodes.

    In a notebook the cells that ran before are asked, the last that has the name."""
    texts = [_scope(spot)]
    if spot.frame.f_code.co_name == "<module>":
        running = shell()
        history = running.user_ns.get("In", [])[1:-1] if running else []
        texts = [parsed(running.transform_cell(one)) for one in history] + texts
    for number in range(len(texts) - 1, -1, -1):
        if texts[number] is None:
            return []
        if found := _bound(texts[number], name):
            made = [
                one.value for one in own(texts[number])
                if isinstance(one, ast.Assign) and one.targets == found
                and isinstance(one.value, ast.Call)
            ]  # fmt: skip
            return [Made(made[0], texts[number:])] if made else found
    return []


def _scope(spot):
    """The tree of the function, or of the whole text, that code stopped in."""
    code = spot.frame.f_code
    if code.co_name != "<module>":
        return tree(code)
    return parsed("".join(linecache.getlines(code.co_filename)))


def _bound(scope, name) -> list[ast.AST]:
    """What gives a name its value, of all that belongs to a scope itself."""
    return [one for one in own(scope) if name in _names(one)] if scope else []


def _names(node) -> list:
    """The names that a node by itself gives a value to, or takes it from."""
    if isinstance(node, ast.Name):
        return [] if isinstance(node.ctx, ast.Load) else [node.id]
    if isinstance(node, ast.alias):
        return [(node.asname or node.name).partition(".")[0]]
    if isinstance(node, ast.Global | ast.Nonlocal):
        return node.names
    named = ast.FunctionDef | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar
    return [node.name] if isinstance(node, named) else []


def _stays(attribute, spot):
    """Whether a method leaves `self.a` as it is, and calls no other that might change it."""
    within = list(own(_scope(spot)))
    changed = any(
        isinstance(one, ast.Attribute) and one.attr == attribute.attr
        and not isinstance(one.ctx, ast.Load) for one in within
    )  # fmt: skip
    calls = [one.func for one in within if isinstance(one, ast.Call)]
    return not changed and not any(
        isinstance(one, ast.Attribute) and text(one.value) == "self" for one in calls
    )


def _line(node):
    return getattr(node, "lineno", 0) or 10**9


def _parameters(code):
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _argument(call, name, code, spot):
    """What a call hands over for a parameter, as it is written; None where that is not certain."""
    if any(isinstance(one, ast.Starred) for one in call.args):
        return None
    for one in call.keywords:
        if one.arg == name:
            return one.value
    names = list(code.co_varnames[: code.co_argcount])
    if isinstance(call.func, ast.Attribute):
        thing = value_of(call.func.value, spot)
        if thing is UNKNOWN and names[:1] == ["self"]:
            thing = None  # an object that was made in the line itself
        names = names if isinstance(thing, type | types.ModuleType) else names[1:]
    if call.func and name in names and names.index(name) < len(call.args):
        return call.args[names.index(name)]
    return None


def _from_layer_before(statement, node, spot) -> str:
    """`for layer in layers: x = layer.forward(x)`: it was the layer before that gave None."""
    if not isinstance(node, ast.Name):
        return ""
    wanted = ast.dump(statement)
    for loop in own(_scope(spot)):
        if not isinstance(loop, ast.For) or [ast.dump(one) for one in loop.body] != [wanted]:
            continue
        way = re.fullmatch(
            rf"{node.id} = {text(loop.target)}\.(\w+)\({node.id}\)", text(statement)
        )
        through, step = loop.iter, -1
        if isinstance(through, ast.Call) and text(through.func) == "reversed" and through.args:
            through, step = through.args[0], 1
        layers, now = value_of(through, spot), value_of(loop.target, spot)
        if way and isinstance(layers, list | tuple):
            at = [number for number, one in enumerate(layers) if one is now]
            if len(at) == 1 and 0 <= at[0] + step < len(layers):
                return of_layer(layers, at[0] + step, way[1])
    return ""
