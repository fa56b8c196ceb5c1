"""What helps with an exception that is about a method, a class, or how it was called."""

import ast
import difflib
import inspect
import re
import types

from dlscratch.errors import source
from dlscratch.errors.lookup import (
    UNKNOWN,
    attributes,
    function_called,
    innermost,
    known,
    near,
    value_of,
)
from dlscratch.errors.place import innermost_place, piece, stopped_at
from dlscratch.errors.values import family, listed, short

USUAL = "forward backward params grads train eval step loss gradient".split()


def method_missing(error, said, spot, page):
    """A base class of the course was asked for what the learner's class was to bring."""
    if not isinstance(error, NotImplementedError) or not error.__traceback__:
        return None
    frame = innermost(error).tb_frame
    wanted, owner = frame.f_code.co_name, frame.f_locals.get("self")
    if wanted == "_forward_unimplemented":  # what PyTorch has in its place
        wanted = "forward"
    if owner is None:
        return None
    if wanted in vars(type(owner)):
        if f"super().{wanted}" in (spot.line if spot else ""):
            return (
                f"`super()` asks the class above, which has no `{wanted}` to give: this one here "
                "is the first, and does the work itself."
            )
        return None
    return f"`{type(owner).__name__}` has no `{wanted}` of its own. {_near(type(owner), wanted)}"


def no_constructor(error, said, spot, page):
    found = re.fullmatch(r"(\w+)\(\) takes no arguments", said)
    if not isinstance(error, TypeError) or not found:
        return None
    owner = known(spot, found[1]) if spot else None
    if not isinstance(owner, type) and getattr(page.answer, "__name__", "") == found[1]:
        owner = page.answer
    if not isinstance(owner, type):
        owner = next((value for value in _around(spot) if _called(value, found[1])), None)
    if not isinstance(owner, type) or not isinstance(vars(owner).get("__module__"), str):
        return None
    if not owner.__module__.startswith("dlscratch.") or owner is page.answer:
        return f"`{found[1]}` has no `__init__` of its own. {_near(owner, '__init__')}"
    return f"`{found[1]}` is made with nothing in its brackets."


def _around(spot):
    """What modules in use hold, where a name may be that a line reaches with a dot."""
    if spot:
        for value in spot.frame.f_globals.values():
            if isinstance(value, types.ModuleType):
                yield from vars(value).values()


def _called(value, name):
    return isinstance(value, type) and value.__name__ == name


def misspelt(owner, wanted) -> str | None:
    """The name of a class's own function that was probably to be called `wanted`."""
    own = [name for name, value in vars(owner).items() if isinstance(value, types.FunctionType)]
    alike = {name.lower().strip("_"): name for name in own if name != wanted}
    found = difflib.get_close_matches(wanted.strip("_"), alike, 1, 0.7)
    return alike[found[0]] if found else None


def _near(owner, wanted):
    own = [value for value in vars(owner).values() if isinstance(value, types.FunctionType)]
    for function in own:
        if wanted in [code.co_name for code in function.__code__.co_consts
                      if isinstance(code, types.CodeType)]:  # fmt: skip
            return f"It stands inside of `{function.__name__}`: both begin at the same indentation."
    if name := misspelt(owner, wanted):
        return instead(name, wanted)
    if wanted == "forward" and "__call__" in vars(owner):
        return "There is `__call__`, as in PyTorch; here a layer's own method is `forward`."
    return "Look at its spelling, and at its indentation: it stands inside the class."


def instead(name, wanted) -> str:
    """A question for a method whose name is almost the wanted one."""
    spelling = " with two underscores on each side" * wanted.startswith("__")
    return f"There is `{name}`: is it to be called `{wanted}`{spelling}?"


def too_many_arguments(error, said, spot, page):
    count = r"takes (?:from \d+ to )?(\d+) positional"
    found = re.search(rf"(?:(\w+)\.)?(\w+)\(\) {count} arguments? but (\d+)", said)
    if not isinstance(error, TypeError) or not found:
        return None
    owner, name, takes, came = found[1], found[2], int(found[3]), int(found[4])
    if owner and spot and f"nn.{owner}(" in spot.line:  # PyTorch's own class, given a tensor
        return f"`nn.{owner}()` makes a layer; a second pair of brackets calls it."
    function = function_called(spot, owner, name, page.answer)
    if not owner and not function and spot and f"torch.{name}(" in spot.line:
        return None  # PyTorch says so of a shape too, as of `torch.zeros(2.5, 3)`
    first = function and function.__code__.co_varnames[:1]
    most = "at most " * ("takes from" in said)
    if most and owner and not function:  # nothing says whether `self` is counted
        return None
    if owner and function and first != ("self",) and came == takes + 1:
        return f"The first parameter of a method is `self`, and `{name}` has none."
    if first == ("self",):
        takes, came = takes - 1, came - 1
    called = owner if name == "__init__" else name
    if takes == 1 and function and not most and not _whole_arrays(spot):
        return f"`{called}` takes one thing, and {came} came. Is it a list, in square brackets?"
    return f"`{called}` takes {most}{takes} argument{'s' * (takes != 1)}, and {came} came."


def _whole_arrays(spot) -> bool:
    """Whether an argument is an array: then single numbers of one list were not meant."""
    node = spot and piece(spot)
    parts = node.args if isinstance(node, ast.Call) else []
    return any(family(value_of(part, spot)) == "array" for part in parts)


def missing_argument(error, said, spot, page):
    """The check hands over what the exercise's text says, and a function wants more."""
    found = re.search(r"(?:(\w+)\.)?(\w+)\(\) missing \d+ required .* arguments?: '(\w+)'", said)
    if not isinstance(error, TypeError) or not found or spot:
        return None
    called = found[1] if found[2] == "__init__" else found[2]
    if isinstance(page.answer, types.FunctionType) and page.answer.__name__ == found[2]:
        names = listed([f"`{one}`" for one in _arguments(page.answer)])
        return (
            f"The `def` line of `{called}` has {names}. The exercise hands over less: look once "
            "more at what it gives."
        )
    return (
        f"`{called}` was called without `{found[3]}`: look once more at what the exercise hands "
        "over there."
    )


def unknown_argument(error, said, spot, page):
    """An argument by name that a function has under another one."""
    found = re.search(r"(?:(\w+)\.)?(\w+)\(\) got an unexpected keyword argument '(\w+)'", said)
    if not isinstance(error, TypeError) or not found:
        return None
    owner, name, argument = found.groups()
    function = function_called(spot, owner, name, page.answer)
    if function is None and isinstance(page.answer, types.FunctionType):
        function = page.answer if page.answer.__name__ == name else None
    if spot and (around := _brackets_around(spot, argument)):
        called = owner if name == "__init__" and owner else name
        return (
            f"`{called}` has no argument `{argument}`, and `{around}`, whose brackets are around "
            "it, has one: is it to stand in those?"
        )
    if function is None:
        return None
    names = _arguments(function)
    like = difflib.get_close_matches(argument, names, 1, 0.8)
    if spot and like:
        return f"Did you mean `{like[0]}`?"
    if spot:
        return None
    if like:
        return f"The `def` line has `{like[0]}`: is it to be called `{argument}`?"
    has = ", ".join(f"`{one}`" for one in names) or "no parameter"
    return f"The exercise calls it `{argument}`; the `def` line of `{name}` has {has}."


def _arguments(function):
    """The names in the `def` line of a function, or of a class's `__init__`."""
    if isinstance(function, type):
        function = inspect.getattr_static(function, "__init__", None)
    if not isinstance(function, types.FunctionType):
        return []
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return [one for one in names if one != "self"]


def _brackets_around(spot, argument):
    """The call around the one that stopped, if it has an argument of this name and is not given
    it."""
    stopped, statement = stopped_at(spot)
    for node in ast.walk(statement) if statement and isinstance(stopped, ast.Call) else ():
        if isinstance(node, ast.Call) and any(one is stopped for one in node.args):
            given = {one.arg for one in node.keywords}
            if argument in _arguments(value_of(node.func, spot)) and argument not in given:
                return source.text(node.func)
    return None


def bare_class(error, said, spot, page):
    """A class where one of its objects was meant."""
    found = re.search(r"(\w+)\.\w+\(\) missing \d+ required positional|type object '(\w+)'", said)
    name = found and (found[1] or found[2])
    if not isinstance(error, TypeError | AttributeError) or not spot or not name:
        return None
    if found[1]:
        return _asked_of_a_class(error, name)
    own = spot.frame.f_locals.get("self")
    if any(kind.__name__ == name for kind in type(own).__mro__) and isinstance(
        error, AttributeError
    ):
        return (
            f"`{name}` is the class; inside its methods the object is `self`: `self.{error.name}`."
        )
    values = [*dict(spot.frame.f_locals).values(), *spot.frame.f_globals.values()]
    for value in values:
        parts = value if isinstance(value, list | tuple) else [value]
        inside = attributes(value).get("layers")  # as a net has them
        parts = list(parts)[:50] + (inside[:50] if isinstance(inside, list) else [])
        if any(isinstance(part, type) and part.__name__ == name for part in parts):
            return f"`{name}` is the class; `{name}(…)`, with brackets, makes an object of it."


def _asked_of_a_class(error, name):
    """`Tanh.forward(x)`: the method is called on the class, and not with an object of it."""
    here = innermost_place(error)
    node = here and piece(here)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    kept, owner = value_of(node.func, here), value_of(node.func.value, here)
    if isinstance(kept, type) and kept.__name__ == name != node.func.attr:
        return (
            f"`{source.text(node.func)}` is the class `{name}` itself: brackets behind `{name}`, "
            "with what it asks for, make an object of it."
        )
    if not isinstance(owner, type) or owner.__name__ != name:
        return None
    first = node.args[0] if node.args else None
    made = value_of(first.func, here) if isinstance(first, ast.Call) else None
    if made is owner or issubclass(type(value_of(first, here)), owner):
        return None  # the object is there, and something else is missing
    return f"`{name}` is the class; `{name}(…)`, with brackets, makes an object of it."


def hidden_method(error, said, spot, page):
    """`self.params = [...]`: the object's own value lies before the method of that name."""
    if not isinstance(error, TypeError) or "object is not callable" not in said:
        return None
    here = innermost_place(error)
    node = here and piece(here)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    thing, name = value_of(node.func.value, here), node.func.attr
    if thing is UNKNOWN or name not in attributes(thing):
        return None
    value, kind = attributes(thing)[name], type(thing)
    if not callable(inspect.getattr_static(kind, name, None)) or callable(value):
        return None
    written = _assigned(kind, page.answer, name)
    what = f"`{written}`" if written else f"A value, {short(value, 40)},"
    return f"{what} has taken the place of the method `{name}`, which cannot be called any more."


def _assigned(kind, answer, name):
    """The learner's line that gives a value to an attribute of this name."""
    for function in [*source.functions(kind), *(source.functions(answer) if answer else [])]:
        tree = source.tree(function)
        for one in ast.walk(tree) if tree else ():
            if isinstance(one, ast.Assign):
                if any(isinstance(to, ast.Attribute) and to.attr == name for to in one.targets):
                    return source.text(one)
    return None


def attribute_missing(error, said, spot, page):
    """What an object of the learner's, or of the course's, has instead of what was asked for."""
    if not isinstance(error, AttributeError) or type(error.name) is not str:
        return None
    if family(error.obj) != "object":
        return None
    kind, name = type(error.obj), error.name
    if isinstance(error.obj, type | types.ModuleType) or (spot and near(error, spot)):
        return None
    learners = kind is page.answer
    if not learners and not kind.__module__.startswith("dlscratch."):
        return None
    for function in source.functions(kind) if learners else ():
        if any(isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store)
               for one in source.own(source.tree(function) or ast.Pass())):  # fmt: skip
            return (
                f"`{function.__name__}` gives a value to the name `{name}`, without `self.`: it is "
                "gone when the method ends."
            )
    turned = [one for one in attributes(error.obj) if _same_parts(one, name)]
    if turned:
        return f"Did you mean `{turned[0]}`?"
    own = misspelt(kind, name)
    if own and learners and own not in attributes(error.obj):
        return instead(own, name)
    has = [one for one in dir(kind) if callable(inspect.getattr_static(kind, one))]
    has = [one for one in has if learners or one in USUAL]
    has += attributes(error.obj) if not kind.__module__.startswith("dlscratch.checks.") else []
    public = [f"`{one}`" for one in dict.fromkeys(has) if not one.startswith("_")][:8]
    return f"This object has {listed(public)}." if public else None


def _same_parts(one, name) -> bool:
    """Whether two names have the same words, as `grad_w` and `w_grad`."""
    return one != name and sorted(one.split("_")) == sorted(name.split("_"))


def cannot_be_kept(error, said, spot, page):
    """What can be read only once cannot be copied, and so not compared."""
    found = re.match(r"cannot pickle '(?:\w+\.)*(\w+)' object", said)
    if isinstance(error, TypeError) and found:
        if found[1] in ("generator", "zip", "map", "filter", "enumerate", "reversed"):
            kind = {"generator": "A generator (from `yield`, or from a `for` in round brackets)"}
            what = kind.get(found[1], f"What `{found[1]}` gives")
            return f"{what} can be read only once: `list(…)` makes a list of it, which lasts."
        if found[1] == "module":
            return "A whole module is kept in it: keep only what is needed of it."
