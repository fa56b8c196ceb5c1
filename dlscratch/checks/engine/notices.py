"""What an answer's own text shows: slips that do something else than they say, and stop nothing.

Each of these sentences is true of the text, whatever the answer gives. They are said only of
answers that are not right.
"""

import ast
import itertools
import re
import types
from typing import NamedTuple

from dlscratch import layers, losses, optimizers
from dlscratch.errors import classes, source

METHODS = {
    name
    for kind in (layers.Layer, layers.Sequential, losses.SSE, optimizers.Optimizer)
    for name, value in vars(kind).items()
    if isinstance(value, types.FunctionType) and not name.startswith("_")
} | {"zero_grad", "append", "sort", "shuffle", "reverse", "step"}
NEW = {"reshape", "astype", "copy", "transpose", "flatten", "ravel", "permutation", "tolist"}
NEW |= {"detach", "clone", "long", "numpy", "item"}  # of tensors


class Notice(NamedTuple):
    """A sentence about the text; `about` are words by which a hint shows that it says it too."""

    text: str
    about: str
    always: bool = False  # also where the mistake is recognised: its hint may miss what is there


def notices(answer, reference) -> list[Notice]:
    """What is to be said about the text of an answer, the most telling first."""
    found = list(_about_the_class(answer, reference)) if issubclass(type(answer), type) else []
    for function in source.functions(answer):
        if tree := source.tree(function):
            for node in ast.walk(tree):
                found += [one for about in SLIPS if (one := about(node, answer))]
    return list(dict.fromkeys(found))


def _about_the_class(answer, reference):
    own, expected = vars(answer), {}
    if issubclass(type(reference), type):
        expected = vars(reference)
        if issubclass(reference, layers.Layer) and not issubclass(answer, layers.Layer):
            text = f"`{answer.__name__}` is no `Layer`: `class {answer.__name__}(Layer):` gives it "
            yield Notice(text + "what it does not bring itself.", "Layer", True)
    for name in own:
        if name.startswith("_") and name.strip("_") in ("init", "int", "inti", "call"):
            wanted = "__call__" if "call" in name else "__init__"
            if not hasattr(object, name) and name != wanted and wanted not in own:
                yield Notice(classes.instead(name, wanted), f"`{name}`", True)
    for name, value in expected.items():
        if isinstance(value, types.FunctionType) and name not in own and name != "__init__":
            like = classes.misspelt(answer, name)
            if like and like not in expected:
                yield Notice(classes.instead(like, name), f"`{like}`", True)


def without_brackets(node, answer):
    """`optimizer.zero_grad` alone in a line."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
        if node.value.attr in METHODS | {*_methods(answer)}:
            written = source.text(node)
            return Notice(f"`{written}` alone does nothing: brackets call it.", "bracket", True)


def hides_a_method(node, answer):
    """`net.train = False`, `self.params = [...]`."""
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if not isinstance(target, ast.Attribute):
            continue
        mine = isinstance(target.value, ast.Name) and target.value.id == "self"
        if target.attr in (_methods(answer) if mine else METHODS):
            text = f"`{source.text(node)}` calls nothing: it puts a value in the place of the "
            return Notice(f"{text}method `{target.attr}`.", "the place of", True)


def _methods(answer):
    """The names of the methods of a class."""
    if not issubclass(type(answer), type):
        return []
    return [name for kind in answer.__mro__ for name, value in vars(kind).items()
            if isinstance(value, types.FunctionType)]  # fmt: skip


def compared_alone(node, answer):
    """`self.training == False` alone in a line."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare):
        if isinstance(node.value.ops[0], ast.Eq):
            written = source.text(node)
            return Notice(f"`{written}` only compares: one `=` gives a value.", "compare", True)


def not_kept(node, answer):
    """`x.astype(float)` alone in a line."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        if isinstance(called, ast.Attribute) and called.attr in NEW:
            text = f"`{source.text(node)}` gives something new, and nothing keeps it."
            # a known mistake shows that notes are still there, and not that this line was tried
            return Notice(text, "nothing keeps it", called.attr == "detach")


def first_pass_only(node, answer):
    """A `return` at the end of a loop's body."""
    if not isinstance(node, ast.For | ast.While) or not isinstance(node.body[-1], ast.Return):
        return None
    if any(isinstance(one, ast.Continue | ast.Break) for one in source.own(node)):
        return None
    return Notice("The `return` stands inside the loop: its first pass ends it all.", "`return`")


def never_reached(node, answer):
    """A call that stands behind the `return` of its block."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        for one, behind in itertools.pairwise(block if isinstance(block, list) else ()):
            if isinstance(one, ast.Return) and isinstance(behind, ast.Expr):
                if isinstance(behind.value, ast.Call):
                    text = f"`{source.text(behind)}` stands behind the `return` and is never "
                    return Notice(f"{text}reached.", "never reached", True)


def caret(node, answer):
    """`x ^ 2`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitXor):
        right = node.right
        if isinstance(right, ast.Constant) and type(right.value) is int and right.value > 1:
            text = f"`{source.text(node)}` compares bits: a power is written `**`."
            return Notice(text, "`**`", True)


def signs_changed_places(node, answer):
    """`param =- step`, where `-=` was meant."""
    value = node.value if isinstance(node, ast.Assign) else None
    while isinstance(value, ast.BinOp):
        value = value.left
    if not isinstance(value, ast.UnaryOp):
        return None
    sign = {ast.USub: "-", ast.UAdd: "+"}.get(type(value.op))
    left = node.targets[0].end_col_offset
    if sign and value.col_offset == left + 2 and value.operand.col_offset > value.col_offset + 1:
        name = source.text(node.targets[0])
        text = f"`{name} ={sign} …` is `=` and then a sign: `{name} {sign}= …` changes `{name}`."
        return Notice(text, f"`{sign}=`", True)


def kept_default(node, answer):
    """`def params(self, found=[])`, where the list is filled."""
    if not isinstance(node, ast.FunctionDef):
        return None
    made_once = {name for name, default in source.defaults(node).items()
                 if isinstance(default, ast.List | ast.Dict)}  # fmt: skip
    for one in source.own(node):
        filled = None
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            if one.func.attr in ("append", "extend", "insert", "update", "setdefault"):
                filled = one.func.value
        elif isinstance(one, ast.AugAssign):
            filled = one.target
        elif isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Subscript):
            filled = one.targets[0].value
        if isinstance(filled, ast.Name) and filled.id in made_once:
            text = f"What stands behind `{filled.id}=` in the `def` line is made once, and keeps "
            return Notice(f"{text}what earlier calls put in: make a new one inside.", "`def`", True)


SLIPS = (
    without_brackets, hides_a_method, compared_alone, caret, first_pass_only, not_kept,
    signs_changed_places, kept_default, never_reached,
)  # fmt: skip


def why_none(answer, label) -> str:
    """Why a function of the answer gives None for an output, as far as its text tells."""
    if issubclass(type(answer), type):
        method = label.partition(",")[0].removesuffix("()")
        method = "backward" if method.startswith("gradient for") else method
        answer = vars(answer).get(method)
    found = source.functions(answer) if answer is not None else []
    return source.gives_none(found[0]) if found else "Is there a `return`?"


ASKED = re.compile(r"is there a `return`(?:,? at the end|, behind the loop)?\?", re.I)


def of_the_return(sentence, answer, said="") -> str:
    """A sentence, unless it asks for a `return` that is there: then why that one gives None, if
    this has not been `said` yet."""
    found = ASKED.search(sentence)
    parts = source.functions(answer) if found else []
    if issubclass(type(answer), type):
        parts = [one for one in parts if f"`{one.__name__}" in sentence]
    for why in filter(None, map(source.returns_a_none, parts)):
        return "" if why in said else sentence.replace(found[0], why)
    return sentence
