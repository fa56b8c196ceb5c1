"""How an optimizer's class is made from a rule, and slips that come up in any optimizer."""

import functools
import inspect

import numpy as np

from dlscratch.checks.optimizers.shared import hints


def optimizer_class(name, init, arrays=0, only=slice(None), in_class=(), skips=False):
    """A decorator: from the rule for one parameter to the class of an optimizer.

    The rule gets the optimizer, the parameter, its gradient, and `arrays` arrays of memory.
    The class wraps the rule, so that a known wrong answer bears the rule's name. `only` some of
    the parameters move; what is named by `in_class`, "memory" or "t", all its objects share. One
    that `skips` returns from its first step when it has made its memory.
    """

    def make(rule):
        def step(self, net):
            def keep(name, value):
                setattr(type(self) if name in in_class else self, name, value)

            if not hasattr(self, "memory"):
                zeros = [[np.zeros_like(param) for _ in range(arrays)] for param in net.params()]
                keep("memory", zeros)
                if skips:
                    return
            keep("t", getattr(self, "t", 0) + 1)
            parts = list(zip(net.params(), net.grads(), self.memory, strict=True))
            for param, grad, memory in parts[only]:
                rule(self, param, grad, *memory)

        return type(name, (), {"__init__": init, "step": step, "__wrapped__": rule})

    return make


def know_common_slips(exercise, name, init, rule, arrays=0, uphill=hints.UPHILL):
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

    def step_only(self, param, *rest, sign=1):
        before = param.copy()
        rule(self, param, *rest)
        param[...] = sign * (param - before)

    def zeroing(self, param, grad, *memory):
        rule(self, param, grad, *memory)
        grad[...] = 0

    def turned_round(self, param, grad, *memory):
        rule(self, grad, param, *memory)

    def squaring_it(self, param, grad, *memory):
        grad **= 2
        rule(self, param, grad, *memory)

    def with_gradient(change):
        def slipped(self, param, grad, *memory):
            rule(self, param, change(grad), *memory)

        return build(init)(slipped)

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

    def moving(only):
        return build(init, only=only)(rule)

    exercise.mistakes(
        stands_still=(hints.STILL, build(init)(on_a_copy)),
        flattened=(hints.FLATTENED, build(init)(flattened)),
        plus=(uphill, build(init)(backwards)),
        step_for_the_parameter=(
            hints.STEP_ONLY, build(init)(functools.partial(step_only, sign=-1)),
        ),
        minus_the_step=(hints.STEP_ONLY, build(init)(step_only)),
        zeroes_the_gradient=(hints.ZEROED, build(init)(zeroing)),
        turned_round=(hints.TURNED_ROUND, build(init)(turned_round)),
        squares_the_gradient_in_place=(hints.SQUARED_IN_PLACE, build(init)(squaring_it)),
        size_of_the_gradient=(hints.SIZE_ONLY, with_gradient(np.abs)),
        sign_of_the_gradient=(hints.SIGN_ONLY, with_gradient(np.sign)),
        mean_of_the_gradient=(
            hints.ONE_NUMBER, with_gradient(lambda grad: np.full_like(grad, grad.mean())),
        ),
        first_part_of_the_gradient=(
            hints.FIRST_PART, with_gradient(lambda grad: np.broadcast_to(grad[0], grad.shape)),
        ),
        clipped=(hints.CLIPPED, with_gradient(lambda grad: np.clip(grad, -1, 1))),
        fixed_rate=(hints.FIXED_RATE, with_rate(kept)),
        default_rate=(hints.DEFAULT_RATE, with_rate(lambda self: default)),
        no_learning_rate=(hints.NO_RATE, with_rate(lambda self: 1.0)),
        rate_twice=(hints.RATE_TWICE, with_rate(lambda self: self.learning_rate**2)),
        divides_by_the_rate=(hints.BY_THE_RATE, with_rate(lambda self: 1 / self.learning_rate)),
        settings_ignored=(hints.IGNORED, build(defaults_only)(rule)),
        settings_in_the_class=(hints.ONE_SETTING, build(into_the_class)(rule)),
        first_array_only=(hints.FIRST_ONLY, moving(slice(1))),
        last_array_only=(hints.LAST_ONLY, moving(slice(-1, None))),
        all_but_the_last=(hints.NOT_THE_LAST, moving(slice(-1))),
        all_but_the_first=(hints.NOT_THE_FIRST, moving(slice(1, None))),
        loop_in_a_loop=(hints.NESTED, _nested(init, rule, arrays)),
    )  # fmt: skip
    if arrays:
        exercise.mistakes(
            memory_in_the_class=(hints.ONE_MEMORY, build(init, in_class=("memory",))(rule)),
            memory_by_shape=(hints.BY_SHAPE, _by_shape(init, rule, arrays)),
            first_step_skipped=(hints.SKIPPED, build(init, skips=True)(rule)),
        )


def _nested(init, rule, arrays):
    """A class that pairs each parameter with every gradient of its shape."""

    class Nested:
        __init__ = init

        def step(self, net):
            self.t = getattr(self, "t", 0) + 1
            if self.t == 1:
                self.memory = [[np.zeros_like(grad) for _ in range(arrays)] for grad in net.grads()]
            for param in net.params():
                for grad, memory in zip(net.grads(), self.memory, strict=True):
                    if param.shape == grad.shape:
                        rule(self, param, grad, *memory)

    return Nested


def _by_shape(init, rule, arrays):
    """A class whose parameters of one shape share one memory."""

    class ByShape:
        __init__ = init

        def step(self, net):
            self.t = getattr(self, "t", 0) + 1
            if self.t == 1:
                self.memory = {}
            for param, grad in zip(net.params(), net.grads(), strict=True):
                new = [np.zeros_like(param) for _ in range(arrays)]
                rule(self, param, grad, *self.memory.setdefault(param.shape, new))

    return ByShape


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
        one_for_all=(hints.SHARED, one_memory(rule_of, init, arrays)),
        one_for_all_and_no_memory=(
            hints.SHARED + hints.ANEW,
            one_memory(rule_of, init, arrays, lasting=False),
        ),
    )
