"""What can be seen of an optimizer when its step goes wrong, as notes for the verdict."""

import re

import numpy as np

from dlscratch.checks.engine.explain import place
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.optimizers.shared.nets import copied
from dlscratch.checks.optimizers.shared.stillness import changes_in_place, why_still
from dlscratch.errors.values import short

CALLS_BACKWARD = (
    "Your step calls `net.backward` itself. The gradients were there already: a step only reads "
    "them."
)
EMPTY = "a loop over it, or a `zip` with it, ends at once."
HOLDS = "holds"
ZEROS = ": nothing has come into it"
AS_IT_SHOULD = ", as it should."
IN_PLACE = (
    "No line of your step changes an array in place. What is copied, returned, or put into a list "
    "reaches no layer."
)


class Watch:
    """Looks at an optimizer and its net before and after each step: `with watch: …`.

    `right` is an optimizer that has taken right steps; it and `owner` are None where a function
    takes the steps.
    """

    def __init__(self, net, step, owner, given, right):
        self.net, self.step, self.owner, self.given, self.right = net, step, owner, given, right
        self.count, self.told = 0, False
        self.start, self.made = copied(net.arrays)[0], self._settings()

    def _settings(self):
        """The settings as the optimizer keeps them under the names in which they came."""
        kept = getattr(self.owner, "__dict__", {})
        return {name: kept[name] for name in self.given if name in kept}

    def __enter__(self):
        self.count += 1
        self.slope = copied(self.net.slopes)[0]

    def __exit__(self, kind, error, trace):
        if isinstance(error, AttributeError) and error.obj is type(self.owner):
            name = f"{error.obj.__name__}.{error.name}"
            raise Refuse(
                f"Your code stopped{place(error) or '.'}\n`{name}` asks the class itself, which "
                f"has no `{error.name}`. Inside a method, the optimizer at hand is `self`."
            ) from None
        kept = getattr(self.owner, "__dict__", {})
        if isinstance(error, AttributeError) and error.obj is self.owner and kept:
            note(f"The optimizer keeps {', '.join(f'`self.{name}`' for name in kept)}.")
        if isinstance(error, UnboundLocalError):
            name = re.sub(".*?'(\\w+)'.*", r"\1", str(error))
            if name in kept:
                note(f"The optimizer keeps its own as `self.{name}`.")
        spot = error and place(error)
        if spot and re.search(r"[-+*/]= *[\w.]+, *[\w.]+$", spot.line or ""):
            note("A comma makes a tuple of two things. Was it meant for another sign?")

    def tell(self):
        """Note what may have led to a wrong step; only of the first one."""
        if self.told:
            return
        self.told = True
        if self.net.backwards > self.count:
            note(CALLS_BACKWARD)
        memory = list(self._of_memory())
        if self.net.arrays[0][2] != self.start[2]:
            note("The third number has not stayed as it was, though its gradient is 0.")
        settings = list(self._of_settings())
        for fact in (*settings, *self._of_gradient(), *memory, *self._by_formula(memory)):
            note(fact)
        right = sum(fact.endswith(AS_IT_SHOULD) for fact in memory)
        if right and right == len(list(self._memories())) and not settings and not self._still():
            note("So the memory is right: look at what your step does with it.")
        if self._still():
            empty = any(words in fact for fact in memory for words in (EMPTY, ZEROS))
            unclear = empty or changes_in_place(self.step)
            note(why_still(self.step) or ("" if unclear else IN_PLACE))

    def tell_of_the_gradient(self):
        """Note that a step has changed the gradient, if nothing else was wrong."""
        for fact in () if self.told else self._of_gradient():
            note(fact)

    def _still(self):
        return np.array_equal(self.net.arrays[0], self.start)

    def _of_settings(self):
        for name, now in self._settings().items():
            if not _same(self.made[name], self.given[name]):
                yield (
                    f"`__init__` was given {short(self.given[name])} for `{name}`, and keeps "
                    f"`self.{name} = {short(self.made[name])}`."
                )
            elif not _same(now, self.made[name]):
                yield (
                    f"Your step has changed `self.{name}`: it was {short(self.made[name])}, and "
                    f"now it is {short(now)}."
                )

    def _of_gradient(self):
        if self.net.backwards == self.count and not _same(self.net.slopes[0], self.slope):
            yield (
                f"Your step has changed the gradient: it was `{short(self.slope.tolist())}`, and "
                f"now it is `{short(self.net.slopes[0].tolist())}`."
            )

    def _memories(self):
        """The arrays that a right optimizer keeps."""
        for value in vars(self.right).values() if self.right else ():
            for one in value if isinstance(value, list) else ():
                yield from one if isinstance(one, list) else [one]

    def _by_formula(self, memory):
        """What the memory would hold, if something else is in it."""
        other = any(HOLDS in fact and not fact.endswith(AS_IT_SHOULD) for fact in memory)
        wanted = [f"`{short(one.round(9).tolist())}`" for one in self._memories()]
        if other and len(wanted) == 1:
            yield f"By the formula, the average is {wanted[0]} then."
        elif other and wanted:
            yield f"By the formulas, m is {wanted[0]} then, and v is {wanted[1]}."

    def _of_memory(self):
        """What the optimizer keeps in lists and arrays."""
        for name, value in list(getattr(self.owner, "__dict__", {}).items())[:8]:
            if name not in self.given and type(value) is int and value != self.count:
                yield f"After step {self.count}, `self.{name}` is {value}."
            if hasattr(type(value), "__next__"):
                yield f"`self.{name}` can be read only once: a list can be read again and again."
            if name in self.given or not isinstance(value, list | tuple | dict | np.ndarray):
                continue
            values = list(value.values() if isinstance(value, dict) else value)
            if not values:
                if self._still():
                    yield f"`self.{name}` is empty: {EMPTY}"
                continue
            kinds = {one.dtype for one in [value, *values] if isinstance(one, np.ndarray)}
            try:
                numbers = np.array(values, dtype=float)
            except (TypeError, ValueError):
                continue
            if numbers.size <= 6:
                held = short(numbers.round(9).tolist())
                end = "." if numbers.any() else f"{ZEROS}."
                if numbers.any() and any(_same(numbers.ravel(), one) for one in self._memories()):
                    end = AS_IT_SHOULD
                yield f"After step {self.count}, `self.{name}` {HOLDS} `{held}`{end}"
            for whose, array in (("gradient", self.net.slopes[0]), ("array", self.net.arrays[0])):
                if any(
                    isinstance(one, np.ndarray) and np.shares_memory(one, array) for one in values
                ):
                    yield f"`self.{name}` holds the net's own {whose}, and no array of its own."
            for kind in kinds:
                if kind.kind in "iub":
                    yield f"`self.{name}` is of whole numbers: in place, fractions are cut off."
                elif kind == np.float16:
                    yield f"`self.{name}` has dtype float16, which keeps three digits only."


def _same(one, other):
    """Whether two settings or arrays hold the same numbers; what is no number is left alone."""
    try:
        return np.array_equal(np.array(one, float), np.array(other, float), equal_nan=True)
    except (TypeError, ValueError):
        return True
