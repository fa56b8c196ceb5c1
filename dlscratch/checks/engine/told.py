"""What can be said of a wrong answer that no bank knows: facts, put together part by part."""

import difflib
import inspect
import re
import sys
import traceback
import types

import numpy as np

from dlscratch import layers
from dlscratch.checks.engine import compare
from dlscratch.checks.engine import exercise as plain
from dlscratch.checks.engine.exercise import Mistake
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped
from dlscratch.errors.lookup import innermost
from dlscratch.errors.values import UNHASHABLE, listed

NONE = (
    "Is there a `return`, and what does it hand over? `append` and `extend` change a list and give "
    "None themselves."
)
CLOSER = "looked_at_closely"  # the id under which such an answer goes


class Exercise(plain.Exercise):
    """An exercise that looks closely at a wrong answer which it does not recognise.

    tell    tell(outcomes) -> sentences on what is right already and what is not, or None
    shapes  shapes(*probe) -> which shapes there are, and which are wanted: where some do not fit
    """

    def __init__(self, id, *, tell=None, shapes=None, **rest):
        super().__init__(id, **rest)
        self.tell, self.shapes = tell, shapes

    def recognise(self, outcomes):
        known = super().recognise(outcomes)
        if known:
            return known
        try:
            if self._changed(outcomes) or self._right(outcomes):
                return None  # what is said of that, or of a second call, is enough
            text = about_error(self, outcomes) or (self.tell and self.tell(outcomes))
        except Exception:  # an answer may hold anything; the plain facts are there without this
            return None
        return Mistake(CLOSER, text, None) if text else None

    def _right(self, outcomes):
        """Whether the answer is right on every probe."""
        return len(outcomes) == len(self.probes) and all(map(self._alike, outcomes, self.expected))

    def _changed(self, outcomes):
        """Whether the answer has changed what it was given."""
        pairs = [
            pair
            for probe, outcome in zip(self.probes, outcomes, strict=False)
            for pair in zip(probe, outcome.arguments, strict=True)
        ]
        return any(
            not compare.same(before, after)
            for before, after in pairs
            if isinstance(before, np.ndarray)
        )


def alike(came, wanted, rtol=1e-6):
    """Whether two outputs are the same numbers in the same shape."""
    return compare.same(came, wanted, rtol, (list, tuple))


def first_alike(came, table, rtol=1e-6):
    """The words of the first row in `table` whose values are those that came, probe by probe.

    `came` is a list with a value for each probe; a row is (words, list of values likewise).
    """
    for words, values in table:
        if len(values) == len(came) and all(map(lambda a, b: alike(a, b, rtol), came, values)):
            return words
    return None


# Errors ------------------------------------------------------------------------------------------


def about_error(exercise, outcomes):
    """A sentence on what stopped an answer, where this room knows more than the checks at large."""
    for outcome, expected in zip(outcomes, exercise.expected, strict=False):
        if outcome.error is not None:
            return None if isinstance(outcome.error, Refuse) else said_of(exercise, outcome.error)
        for label, right in exercise.labelled(expected.output).items():
            came = exercise.labelled(outcome.output).get(label)
            if isinstance(came, Stopped):
                return said_of(exercise, came.error)
            if not alike(came, right):
                return None
    return None


def said_of(exercise, error):
    """What is said of one error, on the first probe or a later one."""
    if text := _why(error):
        return text
    for words, rule in RULES.items():
        if isinstance(error, ValueError) and words in str(error) and exercise.shapes:
            return f"{rule} {exercise.shapes(*exercise.probes[0])}"
    return None


RULES = {
    "core dimension": "`a @ b` wants as many columns in a as rows in b.",
    "not aligned": "`np.dot(a, b)` wants as many columns in a as rows in b.",
    "could not be broadcast": "Number by number, arrays go together if their lengths are equal, or "
    "1, counted from the last axis.",
}


def _why(error):
    said, name = str(error), getattr(error, "name", None)
    owner = getattr(error, "obj", None)
    frame = innermost(error).tb_frame
    if text := _of_random_numbers(error, said, name):
        return text
    if isinstance(error, NameError) and isinstance(getattr(layers, str(name), None), type):
        return f"`{name}` stands in the module `layers`: write `layers.{name}`, or import it."
    if type(error) is NameError and frame.f_code.co_name in ("params", "grads", "<listcomp>"):
        if _named_in_a_comprehension(frame, name):
            return (
                f"A list made by two `for`s reads like two loops: the outer one, which gives "
                f"`{name}`, comes first."
            )
    # What is not called is more likely a name of the learner's own, such as `size`.
    called = f"{name}(" in (traceback.extract_tb(error.__traceback__)[-1].line or "")
    if type(error) is NameError and called and callable(getattr(np, str(name), None)):
        return f"NumPy's functions begin with `np.`: Python itself knows no `{name}` here."
    if isinstance(error, AttributeError) and owner is layers:
        return "Names of classes begin with a capital: `Linear`, `Sigmoid`, `Tanh`."
    if isinstance(error, AttributeError) and isinstance(owner, layers.Layer):
        kept = [f"`self.{one}`" for one in vars(owner) if one[0] != "_"] or ["nothing yet"]
        return f"This `{type(owner).__name__}` keeps {listed(kept)}, and has no `{name}`."
    if isinstance(error, AttributeError) and type(owner) in (list, tuple) and owner:
        if all(isinstance(one, layers.Layer) for one in owner):
            return (
                f"That is the list of layers, and `{name}` belongs to a layer: go through them one "
                "by one. Not every layer has parameters called w and b."
            )
    if isinstance(error, TypeError) and "object is not callable" in said:
        kinds = [kind for kind in vars(layers) if f"'{kind}' object" in said]
        if kinds and frame.f_code.co_name not in ("forward", "backward"):
            return (
                f"That is a layer already: it is not called. `{kinds[0]}()`, the class with "
                "brackets, makes a new one each time."
            )
    if isinstance(error, TypeError) and (
        found := re.search(r"^(\w+)\(\) takes no arguments", said)
    ):
        if isinstance(getattr(layers, found[1], None), type):
            return f"`{found[1]}` has no sizes: it is made with empty brackets."
    if isinstance(error, TypeError) and "unhashable" in said:
        found = re.search(r"unhashable type: '([\w.]+)'", said)
        if found and found[1] not in ("list", "dict", "set", "numpy.ndarray"):
            return UNHASHABLE.format(found[1])
        return "A set, with curly brackets or `set`, holds no arrays. A list has square brackets."
    if isinstance(error, TypeError) and "'method' object is not" in said:
        return (
            "A method stands there without its brackets: with them behind its name, it is called."
        )
    found = re.search(r"'(\w+)' object is not iterable", said)
    if isinstance(error, TypeError) and found and found[1] in vars(layers):
        return f"A `{found[1]}` is a layer, and no list: its arrays are in what its methods give."
    if isinstance(error, TypeError) and re.match(r"(maximum|minimum)\(\) takes from 2", said):
        return f"`np.{said[:7]}` compares two things, number by number. It knows no axis."
    if isinstance(error, TypeError) and "return arrays must be of ArrayType" in said:
        return (
            "A third argument of a NumPy function is the place where its result goes. What is to "
            "be added stands behind the closing bracket."
        )
    if isinstance(error, AttributeError) and isinstance(owner, np.ndarray):
        if name in ("t", "transposed", "turn"):
            return "An array is turned by `.T`: a capital, and no brackets behind it."
        if name in frame.f_locals:
            return (
                f"Behind a point stands something that belongs to the array, and `{name}` is a "
                "name by itself: which sign is to join the two?"
            )
    if isinstance(error, AttributeError) and owner is np and name in ("sigmoid", "relu", "xavier"):
        return f"NumPy has no `{name}`: it is written with what NumPy has, as in lesson 2."
    return _asked_of_a_class(error, said) or _taken_by_the_loop(error) or _empty_list(error, said)


def _of_random_numbers(error, said, name):
    """What stops a line that draws random numbers."""
    if isinstance(error, AttributeError) and "cython_function" in said:
        return (
            "`default_rng` is a function: called with `rng`, in brackets, it gives the source, and "
            f"the source has the method `{name}`."
        )
    if isinstance(error, AttributeError) and isinstance(error.obj, np.random.Generator):
        return (
            f"This source has no method `{name}`; `rand` and `randn` are those of NumPy's old one. "
            "Even numbers come from `random`, normal ones from `normal`."
        )
    if type(error) is NameError and name == "random":
        return "NumPy's random numbers are in `np.random`."
    found = re.search(r"unexpected keyword argument '(\w+)'", said)
    if isinstance(error, TypeError) and found:
        return (
            f"There is no argument called `{found[1]}`. Without names, arguments are taken in "
            "their order."
        )
    ends = re.search("high - low|Range exceeds", said)
    if isinstance(error, ValueError) and said == "scale < 0":
        return "The spread that `normal` was told is negative. A standard deviation never is."
    if isinstance(error, ValueError | OverflowError) and ends:
        return (
            "`uniform` takes first the two ends between which the numbers lie, and only then the "
            "shape. Here the shape stands in the place of an end."
        )
    return None


def _named_in_a_comprehension(frame, name):
    """Whether `name` is made by a later `for` of a comprehension in this function."""
    return name in frame.f_code.co_varnames or any(
        name in code.co_varnames for code in frame.f_code.co_consts if hasattr(code, "co_varnames")
    )


def _asked_of_a_class(error, said):
    """`Linear.forward(x)` where a layer was meant."""
    pattern = r"(\w+)\.(forward|backward|params|grads)\(\) missing 1 required"
    found = re.search(pattern, said)
    if isinstance(error, TypeError) and found and found[1] in vars(layers):
        return (
            f"`{found[1]}` is a class, and none of the layers in the list: it has kept nothing. "
            f"Which name does the loop give to the layer? `{found[2]}` is asked of that one."
        )
    return None


def _taken_by_the_loop(error):
    """A loop over layers that is called x, and so takes the name of what came in."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if code.co_name in ("forward", "backward") and code.co_argcount == 2:
            name = code.co_varnames[1]
            value = frame.f_locals.get(name)
            if isinstance(value, layers.Layer) or value is None and "NoneType" in str(error):
                if value is None:
                    return f"`{name}` is None by now. Which line gave it this value?"
                return (
                    f"In `{code.co_name}` the name `{name}` stands for a layer by now, and what "
                    "came in under it is gone: give the layers of the loop a name of their own."
                )
    return None


def _empty_list(error, said):
    if isinstance(error, IndexError) and "list index out of range" in said:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_name in ("params", "grads"):
                return (
                    "Not every layer has two parameters. A sigmoid has none, and gives an empty "
                    "list: there is nothing to pick. Take all that a list holds, however many."
                )
    return None


# What an answer must be --------------------------------------------------------------------------


def written_here(cls, *methods):
    """Refuse a class whose methods are those of the package: they are to be written."""
    for method in methods:
        function = getattr(cls, method, None)
        if getattr(function, "__module__", None) == layers.__name__:
            home = function.__qualname__.partition(".")[0]
            if home not in ("Layer", ""):
                raise Refuse(
                    f"This `{method}` is that of the package's own `{home}`. The exercise is to "
                    "write it yourself: yours then serves on all later pages."
                )


def without_classes(function):
    """Refuse a function that uses classes, or objects of them, other than NumPy's and Python's."""
    waiting, seen = [function], set()
    while waiting and len(seen) < 200:
        one = waiting.pop()
        if not isinstance(one, types.FunctionType) or one in seen or _ours(one):
            continue
        seen.add(one)
        codes = [one.__code__]
        for code in codes:
            codes += [part for part in code.co_consts if isinstance(part, types.CodeType)]
        inside = inspect.getclosurevars(one).nonlocals
        for code in codes:
            if "__qualname__" in code.co_names:  # the body of a class
                raise Refuse(f"{NO_CLASSES} `{code.co_name}` is a class.")
            for name in code.co_names:
                value = inside.get(name, one.__globals__.get(name))
                if isinstance(value, types.ModuleType) and value.__name__ == layers.__name__:
                    raise Refuse(f"{NO_CLASSES} This uses `{name}` of the package.")
                if name.startswith("dlscratch"):
                    raise Refuse(f"{NO_CLASSES} This imports them from the package.")
                if isinstance(value, layers.Layer) or _is_class(value):
                    raise Refuse(f"{NO_CLASSES} This uses `{name}`.")
                waiting.append(value)
        waiting += list(inside.values())


NO_CLASSES = "The text asks for NumPy and no classes: each stage is a line of its own here."


def _ours(function):
    return function.__module__ is not None and function.__module__.startswith("dlscratch.checks.")


def _is_class(value):
    """Whether it is a class that somebody wrote for this page, or one of the package's."""
    if not isinstance(value, type) or issubclass(value, tuple):
        return False
    home = value.__module__.partition(".")[0]
    return home not in sys.stdlib_module_names | {"numpy"} or home == "__main__"


def takes(cls, **wanted):
    """Refuse a method of a class that cannot be called with the one thing it gets."""
    for method, name in wanted.items():
        function = vars(cls).get(method)
        code = getattr(function, "__code__", None)
        if code is None or code.co_flags & 0x0C or code.co_varnames[:1] != ("self",):
            continue
        needed = code.co_argcount - 1 - len(function.__defaults__ or ())
        if needed > 1:
            others = listed([f"`{one}`" for one in code.co_varnames[1 : 1 + needed]])
            raise Refuse(
                f"`{method}` gets one thing, `{name}`, and yours asks for {others}. What it needs "
                "beside that, forward keeps in `self`."
            )
        if code.co_argcount < 2:
            raise Refuse(f"`{method}` gets one thing, `{name}`: it stands after `self`.")


def unhidden(layer):
    """Refuse a layer with an attribute that stands before one of its methods."""
    for name in ("forward", "backward", "params", "grads"):
        if isinstance(vars(type(layer)).get(name), property):
            raise Refuse(f"`{name}` is called, with brackets: leave out the `@property`.")
        if name in vars(layer):
            raise Refuse(
                f"`self.{name} = …` hides the method `{name}`: whoever asks for the method finds "
                "what was stored there. Keep that under another name, or leave the line out."
            )


def own(cls, name):
    """Refuse a class that brings no method `name`, and so falls back on the base class's."""
    if getattr(cls, name, None) is not getattr(layers.Layer, name):
        return
    near = difflib.get_close_matches(name, vars(cls), 1, 0.7)
    there = f" There is `{near[0]}`." if near else ""
    start = vars(cls).get("__init__")
    if isinstance(start, types.FunctionType) and name in start.__code__.co_names:
        there = f" A list that `__init__` makes is no method: `def {name}(self):` begins one."
    raise Refuse(
        f"`{cls.__name__}` has no method `{name}` of its own.{there} Look at its spelling, and at "
        "its indentation: it stands inside the class."
    )
