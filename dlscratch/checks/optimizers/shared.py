"""How an optimizer is tried, how its class is made from a rule, and slips that come up again."""

import contextlib
import copy
import functools
import inspect
import types

import numpy as np

from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.values import short

# Probes are lopsided on purpose: arrays of several shapes, gradients that change from step to step
# and differ in size from array to array, and no setting of 0.5.
SHAPES = [(3, 5), (3,), (2, 3), (2,)]  # a Linear(5, 3) and a Linear(3, 2)
TWINS = [(4,), (4,)]  # a memory shared by both raises no error here

REBOUND = (
    "The net's arrays are what they were. `param = …` only ties the loop's name to a new array, and"
    " what is returned, copied or put into a list reaches no layer either. Which sign changes the "
    "array that is there?"
)
UPHILL = "This walks uphill: each parameter moves along its gradient, so the loss grows."
FIXED_SETTING = (
    "With the default of `{}` your steps are right. Here another one was given, and they do not "
    "notice: use what is kept in `self`."
)
FIXED_RATE = (
    "The first steps are right. Then `learning_rate` was made smaller, and your step did not "
    "notice. Read `self.learning_rate` anew in every step."
)
DEFAULT_RATE = (
    "Your steps are right only while the learning rate is the default. Here another one was given: "
    "does a number stand where `self.learning_rate` should?"
)
IGNORED = (
    "Whatever settings are given, this optimizer works with the defaults. What does `__init__` do "
    "with its arguments?"
)
NO_RATE = (
    "The learning rate has no part in your step, so the step is far too long. Where does it belong?"
)
TOUCHED = (
    "The gradients have changed. They belong to the layers, and the optimizer only reads them. Is "
    "one of them changed in place, or used as a memory?"
)
ZEROED = (
    "The net moves as it should, but afterwards the gradients are zero. They belong to the layers, "
    "and backward writes them anew each time: an optimizer here leaves them as they are."
)
FIRST_ONLY = (
    "The first array has moved and the others have not. Does a `return` or a `break` stand inside "
    "the loop?"
)
FLATTENED = (
    "The biases move and the weights do not. Of an array with two axes `ravel` and `reshape` may "
    "make a copy, and then the copy is what moves. Change the array itself, all its axes at once."
)
SHARED = (
    "All parameters use one and the same memory, so what one array has learnt pushes the next. If "
    "the shapes differ, NumPy protests; if they are the same, nothing does. Each parameter needs a "
    "memory of its own. (`[zeros] * n` holds one array n times.)"
)
ANEW = " And this one begins at zero in every step: it is to last from step to step."
ONE_MEMORY = (
    "One optimizer alone is right. A second one, for another net, goes on with the memory of the "
    "first. Is it kept in the class, or in a list behind `=` in a `def` line, which is made only "
    "once? What belongs to one optimizer goes into `self`."
)
ONE_SETTING = (
    "One optimizer alone is right. Once there is a second one with other settings, the first works "
    "with those, too. Are they kept in the class, or under a name outside? What belongs to one "
    "optimizer goes into `self`."
)


class Net:
    """A network as an optimizer sees it: lists, made anew for each call, of the same arrays."""

    def __init__(self, shapes, seed):
        self._rng = np.random.default_rng(seed)
        # Column by column, as the weights of the package's Linear lie in memory.
        self.arrays = [np.array(self._rng.standard_normal(shape), order="F") for shape in shapes]
        self.slopes = [np.zeros_like(array) for array in self.arrays]

    def backward(self):
        for number, grad in enumerate(self.slopes):
            # The last are as small as the usual epsilon, so that this is seen, too.
            grad[...] = self._rng.standard_normal(grad.shape) * (2.0, 0.3, 7.0, 1e-7)[number % 4]
            grad.flat[0] = 0  # one gradient is always zero

    def params(self):
        return list(self.arrays)

    def grads(self):
        return list(self.slopes)


def copied(arrays):
    return [array.copy() for array in arrays]


def add_changes(total, before, after):
    """Add to the arrays of `total` by how much those of `after` differ from those of `before`."""
    for each, old, new in zip(total, before, after, strict=True):
        each += new - old


@contextlib.contextmanager
def _as_written(cls):
    """Inside, `cls` is as it was when it was written, and what the steps keep on it is gone later.

    That holds for lists, dicts and sets of the class, and for those behind `=` in its `def` lines.
    """

    def fresh(value):
        return copy.deepcopy(value) if isinstance(value, list | dict | set) else value

    before = {name: value for name, value in vars(cls).items() if not name.startswith("__")}
    functions = [value for value in vars(cls).values() if isinstance(value, types.FunctionType)]
    defaults = [function.__defaults__ for function in functions]
    for name, value in before.items():
        if fresh(value) is not value:
            setattr(cls, name, fresh(value))
    for function in functions:
        function.__defaults__ = function.__defaults__ and tuple(map(fresh, function.__defaults__))
    try:
        yield
    finally:
        for function, values in zip(functions, defaults, strict=True):
            function.__defaults__ = values
        for name in [name for name in vars(cls) if not name.startswith("__")]:
            if name not in before:
                delattr(cls, name)
        for name, value in before.items():
            if vars(cls).get(name) is not value:
                setattr(cls, name, value)


def _half(setting):
    return tuple(map(_half, setting)) if isinstance(setting, tuple) else 0.5 * setting


def _tell_defaults(cls, wanted):
    """Say which defaults of `cls` are not those that the exercise asks for."""
    try:
        parameters = inspect.signature(cls).parameters
    except (TypeError, ValueError):
        return
    for name in filter(parameters.__contains__, wanted):
        came = parameters[name].default
        if came is inspect.Parameter.empty:
            note(f"In your `__init__`, `{name}` has no default; the exercise asks for one.")
        elif not np.array_equal(came, wanted[name]):
            told = f"In your `__init__`, the default of `{name}` is `{short(came)}`"
            note(f"{told}; the exercise asks for another.")


def in_steps(**defaults):
    """`run` for an optimizer class that has these settings, in the order of the probes' values.

    A probe without values makes the optimizer without settings. Always there is a second one, with
    settings and a net of its own, and the two take turns.
    """

    def run(cls, shapes, *values):
        if not values:
            _tell_defaults(cls, defaults)
        made = ", of an optimizer made without settings" * (not values)
        given = dict(zip(defaults, values, strict=True)) if values else {}
        others = {name: _half(value) for name, value in (defaults | given).items()}
        with _as_written(cls):
            net, second = Net(shapes, 1), Net(shapes, 2)
            optimizer, its = cls(**given), cls(**others)
            added, found = [np.zeros(shape) for shape in shapes], {}
            for step in range(1, 5):
                if step == 4:
                    optimizer.learning_rate = 0.4 * (defaults | given)["learning_rate"]
                for each, its_optimizer in ((net, optimizer), (second, its)):
                    each.backward()
                    before = copied(each.slopes)
                    its_optimizer.step(each)
                    add_changes(added, before, each.slopes)
                if step != 3:
                    when = f"step {step}" + ", taken with a smaller learning rate" * (step == 4)
                    found[f"the parameters after {when}{made}"] = copied(net.arrays)
        found["what the steps have added to the gradients"] = added
        found["the parameters of a second net, with an optimizer of its own"] = second.arrays
        return found

    run.arguments = ("shapes", *defaults)
    return run


def optimizer_class(name, init, arrays=0, only=slice(None), in_class=()):
    """A decorator: from the rule for one parameter to the class of an optimizer.

    The rule gets the optimizer, the parameter, its gradient, and `arrays` arrays of memory.
    The class wraps the rule, so that a known wrong answer bears the rule's name. `only` some of
    the parameters move; what is named by `in_class`, "memory" or "t", all its objects share.
    """

    def make(rule):
        def step(self, net):
            def keep(name, value):
                setattr(type(self) if name in in_class else self, name, value)

            if not hasattr(self, "memory"):
                zeros = [[np.zeros_like(param) for _ in range(arrays)] for param in net.params()]
                keep("memory", zeros)
            keep("t", getattr(self, "t", 0) + 1)
            parts = list(zip(net.params(), net.grads(), self.memory, strict=True))
            for param, grad, memory in parts[only]:
                rule(self, param, grad, *memory)

        return type(name, (), {"__init__": init, "step": step, "__wrapped__": rule})

    return make


def know_common_slips(exercise, name, init, rule, arrays=0, uphill=UPHILL):
    """Add to the bank the slips that are made in any optimizer, made from its right rule."""
    default = inspect.signature(init).parameters["learning_rate"].default
    build = functools.partial(optimizer_class, name, arrays=arrays)

    def on_a_copy(self, param, *rest):
        rule(self, param.copy(), *rest)

    def flattened(self, param, *rest):
        rule(self, param.ravel(), *(array.ravel() for array in rest))

    def backwards(self, param, *rest):
        before = param.copy()
        rule(self, param, *rest)
        param[...] = 2 * before - param

    def zeroing(self, param, grad, *memory):
        rule(self, param, grad, *memory)
        grad[...] = 0

    def with_rate(rate_of):
        def slipped(self, *parts):
            now = self.learning_rate
            self.learning_rate = rate_of(self)
            rule(self, *parts)
            self.learning_rate = now

        return build(init)(slipped)

    def kept(self):
        return vars(self).setdefault("kept", self.learning_rate)

    def defaults_only(self, *settings, **named):
        init(self)

    def into_the_class(self, *settings, **named):
        init(self, *settings, **named)
        for setting in list(vars(self)):
            setattr(type(self), setting, vars(self).pop(setting))

    exercise.mistakes(
        rebinding=(REBOUND, build(init)(on_a_copy)),
        flattened=(FLATTENED, build(init)(flattened)),
        plus=(uphill, build(init)(backwards)),
        zeroes_the_gradient=(ZEROED, build(init)(zeroing)),
        fixed_rate=(FIXED_RATE, with_rate(kept)),
        default_rate=(DEFAULT_RATE, with_rate(lambda self: default)),
        no_learning_rate=(NO_RATE, with_rate(lambda self: 1.0)),
        settings_ignored=(IGNORED, build(defaults_only)(rule)),
        settings_in_the_class=(ONE_SETTING, build(into_the_class)(rule)),
        first_array_only=(FIRST_ONLY, build(init, only=slice(1))(rule)),
    )
    if arrays:
        exercise.mistakes(memory_in_the_class=(ONE_MEMORY, build(init, in_class=("memory",))(rule)))


def one_memory(rule_of, init, arrays, lasting=True):
    """A class whose parameters all share one memory, which takes whatever shape comes.

    Unless it is `lasting`, it begins anew in every step.
    """

    class Shared:
        __init__ = init

        def step(self, net):
            self.t = getattr(self, "t", 0) + 1
            if self.t == 1 or not lasting:
                self.memory = [0.0] * arrays
            for param, grad in zip(net.params(), net.grads(), strict=True):
                self.memory, step = rule_of(self, grad, self.memory)
                param -= step

    return Shared


def know_one_memory(exercise, rule_of, init, arrays):
    """Add to the bank that all parameters share one memory, with and without a lasting one."""
    exercise.mistakes(
        one_for_all=(SHARED, one_memory(rule_of, init, arrays)),
        one_for_all_and_no_memory=(SHARED + ANEW, one_memory(rule_of, init, arrays, lasting=False)),
    )
