"""How an optimizer is tried, how its class is made from a rule, and hints that come up again."""

import copy

import numpy as np

# Probes are lopsided on purpose: arrays of several shapes, gradients that change from step to step
# and differ in size from array to array, and no setting of 0.5.
SHAPES = [(3, 5), (3,), (2, 3), (2,)]  # a Linear(5, 3) and a Linear(3, 2)
TWINS = [(4,), (4,)]  # a memory shared by both raises no error here

REBOUND = (
    "The net's arrays are what they were. `param = …` ties the loop's name to a new array, and the "
    "layers still hold the old one. Which sign changes the array that is there?"
)
UPHILL = "This walks uphill: each parameter moves along its gradient, so the loss grows."
FIXED_RATE = (
    "The first steps are right. Then `learning_rate` was made smaller, and your step did not "
    "notice. Read `self.learning_rate` anew in every step."
)
TOUCHED = (
    "The gradients have changed. They belong to the layers, and the optimizer only reads them. Is "
    "one of them changed in place, or used as a memory?"
)
SHARED = (
    "All parameters use one and the same memory, so what one array has learnt pushes the next. If "
    "the shapes differ, NumPy protests; if they are the same, nothing does. Each parameter needs a "
    "memory of its own. (`[zeros] * n` holds one array n times.)"
)
ANEW = " And this one begins at zero in every step: it is to last from step to step."


class Net:
    """A network as an optimizer sees it: lists, made anew for each call, of the same arrays."""

    def __init__(self, shapes, seed):
        self._rng = np.random.default_rng(seed)
        self.arrays = [self._rng.standard_normal(shape) for shape in shapes]
        self.slopes = [np.zeros(shape) for shape in shapes]

    def backward(self):
        for number, grad in enumerate(self.slopes):
            grad[...] = self._rng.standard_normal(grad.shape) * (2.0, 0.3, 7.0)[number % 3]
            grad.flat[0] = 0  # one gradient is always zero

    def params(self):
        return list(self.arrays)

    def grads(self):
        return list(self.slopes)


def changes(before, after):
    return [new - old for old, new in zip(before, after, strict=True)]


def _unused(cls):
    """`cls` as it was when it was written: what it keeps in lists or dicts of its own is copied."""
    own = {name: value for name, value in vars(cls).items() if isinstance(value, list | dict)}
    return type(cls.__name__, (cls,), copy.deepcopy(own))


def in_steps(*names):
    """`run` for an optimizer class whose probes are shapes and then values for the `names`."""

    def run(cls, shapes, *values):
        cls = _unused(cls)
        settings = dict(zip(names, values, strict=False))
        pairs = [(Net(shapes, seed), cls(**settings)) for seed in (1, 2)]
        net, optimizer = pairs[0]
        gradients, found = [], {}
        for step in range(1, 5):
            if step == 4:
                optimizer.learning_rate = 0.4 * settings["learning_rate"]
            for each, its_optimizer in pairs:
                each.backward()
                before = copy.deepcopy(each.slopes)
                its_optimizer.step(each)
                gradients.append(changes(before, each.slopes))
            if step != 3:
                when = f"step {step}" + ", taken with a smaller learning rate" * (step == 4)
                found[f"the parameters after {when}"] = copy.deepcopy(net.arrays)
        found["what the steps have added to the gradients"] = gradients
        found["a second net with an optimizer of its own"] = pairs[1][0].arrays
        return found

    run.arguments = ("shapes", *names)
    return run


def optimizer_class(name, init, arrays=0):
    """A decorator: from the rule for one parameter to the class of an optimizer.

    The rule gets the optimizer, the parameter, its gradient, and `arrays` arrays of memory.
    The class wraps the rule, so that a known wrong answer bears the rule's name.
    """

    def make(rule):
        def step(self, net):
            if not hasattr(self, "memory"):
                self.t = 0
                self.memory = [
                    tuple(np.zeros_like(param) for _ in range(arrays)) for param in net.params()
                ]
            self.t += 1
            for param, grad, memory in zip(net.params(), net.grads(), self.memory, strict=True):
                rule(self, param, grad, *memory)

        return type(name, (), {"__init__": init, "step": step, "__wrapped__": rule})

    return make


def keeping(init):
    """`init`, and the learning rate is kept under another name, too, where no change reaches it."""

    def init_and_keep(self, learning_rate=0.1, *args, **kwargs):
        init(self, learning_rate, *args, **kwargs)
        self.kept = learning_rate

    return init_and_keep


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
