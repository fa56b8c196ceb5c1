"""Exercises of lesson 5: steps by hand, in place, gradient descent, momentum, Adam, one batch."""

import copy

import numpy as np

from dlscratch import layers, losses, optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.engine.run import Refuse

# Probes are lopsided on purpose: arrays of several shapes, gradients that change from step to step
# and differ in size from array to array, and no setting of 0.5.


# How an optimizer is tried


SHAPES = [(3, 5), (3,), (2, 3), (2,)]  # a Linear(5, 3) and a Linear(3, 2)
TWINS = [(4,), (4,)]  # a memory shared by both raises no error here


class _Net:
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


def _changes(before, after):
    return [new - old for old, new in zip(before, after, strict=True)]


def _unused(cls):
    """`cls` as it was when it was written: what it keeps in lists or dicts of its own is copied."""
    own = {name: value for name, value in vars(cls).items() if isinstance(value, list | dict)}
    return type(cls.__name__, (cls,), copy.deepcopy(own))


def _steps(*names):
    """`run` for an optimizer class whose probes are shapes and then values for the `names`."""

    def run(cls, shapes, *values):
        cls = _unused(cls)
        settings = dict(zip(names, values, strict=False))
        pairs = [(_Net(shapes, seed), cls(**settings)) for seed in (1, 2)]
        net, optimizer = pairs[0]
        gradients, found = [], {}
        for step in range(1, 5):
            if step == 4:
                optimizer.learning_rate = 0.4 * settings["learning_rate"]
            for each, its_optimizer in pairs:
                each.backward()
                before = copy.deepcopy(each.slopes)
                its_optimizer.step(each)
                gradients.append(_changes(before, each.slopes))
            if step != 3:
                when = f"step {step}" + ", taken with a smaller learning rate" * (step == 4)
                found[f"the parameters after {when}"] = copy.deepcopy(net.arrays)
        found["what the steps have added to the gradients"] = gradients
        found["a second net with an optimizer of its own"] = pairs[1][0].arrays
        return found

    run.arguments = ("shapes", *names)
    return run


def _maker(name, init, arrays=0):
    """A decorator: from the rule for one parameter to the class of an optimizer.

    The rule gets the optimizer, the parameter, its gradient, and `arrays` arrays of memory.
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

        return type(name, (), {"__init__": init, "step": step})

    return make


def _plain_init(self, learning_rate=0.1):
    self.learning_rate = learning_rate


def _momentum_init(self, learning_rate=0.1, momentum=0.9):
    self.learning_rate, self.momentum = learning_rate, momentum


def _adam_init(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
    self.learning_rate, self.betas, self.eps = learning_rate, betas, eps


def _rmsprop_init(self, learning_rate=0.01, decay=0.99, eps=1e-8):
    self.learning_rate, self.decay, self.eps = learning_rate, decay, eps


def _keeping(init):
    """`init`, and the learning rate is kept under another name, too, where no change reaches it."""

    def init_and_keep(self, learning_rate=0.1, *args, **kwargs):
        init(self, learning_rate, *args, **kwargs)
        self.kept = learning_rate

    return init_and_keep


_descent = _maker("GradientDescent", _plain_init)
_momentum = _maker("Momentum", _momentum_init, arrays=1)
_adam = _maker("Adam", _adam_init, arrays=2)
_rmsprop = _maker("RMSProp", _rmsprop_init, arrays=1)


# Steps by hand


three_steps = Exercise(
    "optimizers.three_steps",
    kind="predict",
    wants="value",
    reference=[3.0, 1.8, 1.08],
    accepts=(tuple, np.ndarray),
    hints=(
        "One step at a time: the slope at the place where you stand, times the learning rate, taken"
        " away from that place.",
        "The slope of 2·x² at x is 4·x: at 5 it is 20. A tenth of that is the first step.",
        "The first step goes from 5 to 3. At 3 the slope is 12. Go on from there.",
    ),
    after="Every step leaves 0.6 of the distance that was there. The steps get shorter although "
    "the learning rate stays, because the slope flattens out.",
)
three_steps.wrong(
    "uphill", "You went up: the slope at 5 is positive, so the loss grows to the right. Subtract."
)([7.0, 9.8, 13.72])
three_steps.wrong(
    "half_the_slope",
    "Each of your steps is half as long as it should be. The slope of x² is 2·x; what is that of "
    "2·x²?",
)([4.0, 3.2, 2.56])
three_steps.wrong(
    "slope_of_the_start",
    "All your steps have the same length: they use the slope at the start. Ask for the slope again"
    " where you have arrived.",
)([3.0, 1.0, -1.0])
three_steps.wrong(
    "height_for_slope",
    "You took away a tenth of the height, 2·x². What counts is the slope, 4·x.",
)([0.0, 0.0, 0.0])
three_steps.wrong(
    "no_learning_rate", "You took away the whole slope. Only a tenth of it is wanted."
)([-15.0, 45.0, -135.0])
three_steps.wrong(
    "the_steps", "These are the lengths of the steps. Asked for are the places where they end."
)([2.0, 1.2, 0.72])
three_steps.wrong(
    "with_the_start", "This begins with the start. Asked for are the three places after it."
)([5.0, 3.0, 1.8])
three_steps.wrong(
    "the_heights", "These are the heights, 2·x². Asked for are the places, x itself."
)([18.0, 6.48, 2.3328])
three_steps.variant((3, 1.8, 1.08))
three_steps.variant(5 * 0.6 ** np.arange(1, 4))


which_rates = Exercise(
    "optimizers.which_rates",
    kind="predict",
    wants="value",
    reference=[4, 1, 3, 2],
    accepts=(tuple, np.ndarray),
    hints=(
        "By which number does one step multiply x? On a·x² that is 1 - 2·a·(learning rate).",
        "Here a is 5, so the number is 1 - 10·(learning rate). Compute it for each of the four.",
        "Between 0 and 1: closer, on the same side. Between -1 and 0: closer, with a change of "
        "sides. At -1 it hops to and fro for ever, and beyond -1 away.",
    ),
    after="A network's loss is no parabola, but close to a place where it bends it looks like one, "
    "and the steepest direction sets the limit. Above it the loss climbs, and soon it is NaN.",
)
which_rates.wrong(
    "limit_half",
    "You let the walk fail from 0.1 on. There it lands on the bottom in a single step, and beyond "
    "that it hops over it, but can still come closer. How far beyond?",
)([4, 1, 4, 4])
which_rates.wrong(
    "limit_twice",
    "The slope of 5·x² is 10·x. You seem to have used 5·x, and then every step is half as long.",
)([2, 1, 1, 1])
which_rates.wrong(
    "no_hops",
    "A step can be too long and still help: it hops over the bottom and lands nearer on the other "
    "side. Look at 0.15 once more: by which number does it multiply x?",
)([4, 1, 3, 1])
which_rates.wrong(
    "limit_helps",
    "0.2 is the limit itself. It multiplies x by -1: how far from the bottom is it after that?",
)([4, 1, 2, 2])
which_rates.wrong(
    "limit_leaves",
    "0.2 is the limit itself. It multiplies x by -1: does that take it further away?",
)([4, 1, 4, 2])
which_rates.wrong(
    "sorted",
    "These are the four cases in their own order. The learning rates stand in another one.",
)([1, 2, 3, 4])
which_rates.wrong(
    "larger_is_better", "Take one step by hand with 0.25, from x = 1. Where does it land?"
)([1, 1, 1, 1])


which_rates.variant((4, 1, 3, 2))
which_rates.variant(np.array([4, 1, 3, 2]))


# Gradient descent


gradient_descent = Exercise(
    "optimizers.gradient_descent",
    kind="fill",
    wants="class",
    reference=optimizers.GradientDescent,
    run=_steps("learning_rate"),
    probes=[(SHAPES, 0.3), (TWINS, 0.02)],
    hints=(
        "The loop hands you one array of parameters after the other, each with its gradient. What "
        "is to happen to the array itself?",
        "Downhill is against the gradient, and the learning rate says how far. A plain `=` would "
        "only tie the name `param` to a new array.",
        "`b -= 1` in lesson 1 changed the array that was there. Subtract in the same way the "
        "product of the learning rate, which the optimizer keeps, and the gradient.",
    ),
    after="This one line trains networks. Everything else in this lesson only chooses a better "
    "step than plain `learning_rate` times gradient.",
)

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


@gradient_descent.wrong("rebinding", REBOUND)
@_descent
def _(self, param, grad):
    param = param - self.learning_rate * grad  # noqa: F841


@gradient_descent.wrong("plus", UPHILL)
@_descent
def _(self, param, grad):
    param += self.learning_rate * grad


@gradient_descent.wrong(
    "no_learning_rate", "The whole gradient is taken away. How long should the step be?"
)
@_descent
def _(self, param, grad):
    param -= grad


@gradient_descent.wrong(
    "overwritten",
    "The parameter now holds nothing but the step. It should keep its value and move by the step.",
)
@_descent
def _(self, param, grad):
    param[...] = -self.learning_rate * grad


@gradient_descent.wrong("changes_the_gradient", TOUCHED)
@_descent
def _(self, param, grad):
    grad *= self.learning_rate
    param -= grad


@gradient_descent.wrong(
    "divided",
    "You divide by the learning rate, so a small one gives a long step. It should be a short one.",
)
@_descent
def _(self, param, grad):
    param -= grad / self.learning_rate


@gradient_descent.wrong(
    "scaled",
    "The step depends on the parameter's own value here, because you multiply by it. The step is "
    "learning rate and gradient alone.",
)
@_descent
def _(self, param, grad):
    param *= 1 - self.learning_rate * grad


@gradient_descent.wrong(
    "sign_only",
    "All your steps have one length; the size of the gradient is lost. Keep more than its sign.",
)
@_descent
def _(self, param, grad):
    param -= self.learning_rate * np.sign(grad)


@gradient_descent.wrong(
    "one_number",
    "Every number of an array moves by the same amount. Each has a gradient of its own, in the "
    "same place of `grad`.",
)
@_descent
def _(self, param, grad):
    param -= self.learning_rate * grad.mean()


@gradient_descent.wrong(
    "averaged",
    "Each step is divided by the length of its array. The gradients are averaged already where "
    "that is needed, in the loss.",
)
@_descent
def _(self, param, grad):
    param -= self.learning_rate * grad / len(grad)


@gradient_descent.wrong(
    "gradient_moved", "You have moved the gradient. It is the parameter that should move."
)
@_descent
def _(self, param, grad):
    grad -= self.learning_rate * param


@gradient_descent.wrong(
    "first_array_only",
    "The first array has moved and the others have not. Does a `return` stand inside the loop?",
)
class _:
    __init__ = _plain_init

    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param -= self.learning_rate * grad
            return


@gradient_descent.wrong("fixed_rate", FIXED_RATE)
@_maker("GradientDescent", _keeping(_plain_init))
def _(self, param, grad):
    param -= self.kept * grad


@gradient_descent.variant
@_descent
def _(self, param, grad):
    param[...] = param - self.learning_rate * grad


@gradient_descent.variant
@_descent
def _(self, param, grad):
    param += -self.learning_rate * grad


@gradient_descent.variant
class _:
    def __init__(self, learning_rate):
        self.learning_rate = learning_rate

    def step(self, net):
        params, grads = net.params(), net.grads()
        for i in range(len(params)):
            np.subtract(params[i], grads[i] * self.learning_rate, out=params[i])


@gradient_descent.variant
class _:
    def __init__(self, learning_rate=0.1):
        self.learning_rate = learning_rate

    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            for index in np.ndindex(param.shape):
                param[index] -= self.learning_rate * grad[index]


# A rebinding in disguise


def _stepped(function, shapes, learning_rate):
    net = _Net(shapes, 3)
    net.backward()
    before = copy.deepcopy(net.slopes)
    function(net, learning_rate)
    return {
        "the arrays of the net": net.arrays,
        "what the step has added to the gradients": _changes(before, net.slopes),
    }


def _step(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param -= learning_rate * grad


rebinding = Exercise(
    "optimizers.rebinding",
    kind="bug",
    reference=_step,
    run=_stepped,
    probes=[(SHAPES, 0.3), (TWINS, 0.07)],
    hints=(
        "Keep an array, `w = net.params()[0]`, take one step, and print `w` again. Then print "
        "`net.params()[0] is w`.",
        "`params[i] = …` does change something: the list. Who else holds this list? And who holds "
        "the arrays in it?",
        "The arrays are shared with the layers, the list is not. So it is the array at place i "
        "that has to change. The sign that does it differs from `=` by one character.",
    ),
    after="This one is worse than the plain form, because the list that you print does look right. "
    "`net.params()` gives a new list each time; what it shares with the layers are the arrays.",
)


@rebinding.wrong(
    "list_only",
    "The net has not moved at all. The list `params` has got new arrays; the layers hold the old "
    "ones, and know nothing of this list.",
)
def _(net, learning_rate):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        params[i] = params[i] - learning_rate * grads[i]


@rebinding.wrong(
    "uphill", "The arrays change now: that is mended. But they move uphill, along the gradient."
)
def _(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param += learning_rate * grad


@rebinding.wrong(
    "overwritten",
    "The arrays change now: that is mended. But they hold nothing except the step; what they were "
    "is gone. With `[...] =` on the left, the old value must stand on the right.",
)
def _(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        param[...] = -learning_rate * grad


@rebinding.wrong("changes_the_gradient", TOUCHED)
def _(net, learning_rate):
    for param, grad in zip(net.params(), net.grads(), strict=True):
        grad *= learning_rate
        param -= grad


@rebinding.wrong(
    "gradient_moved",
    "Something changes in place now, but it is the gradient. It is the parameter that should move.",
)
def _(net, learning_rate):
    for grad in net.grads():
        grad -= learning_rate * grad


@rebinding.wrong(
    "first_only", "The first array moves now, and the others do not. How far does the loop get?"
)
def _(net, learning_rate):
    param, grad = net.params()[0], net.grads()[0]
    param -= learning_rate * grad


@rebinding.wrong(
    "twice",
    "The arrays move, and they move twice as far as they should: the step is taken two times.",
)
def _(net, learning_rate):
    _step(net, learning_rate)
    _step(net, learning_rate)


rebinding.variant(lambda net, learning_rate: optimizers.GradientDescent(learning_rate).step(net))


@rebinding.variant
def _(net, learning_rate):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        params[i][...] = params[i] - learning_rate * grads[i]


@rebinding.variant
def _(net, learning_rate):
    params, grads = net.params(), net.grads()
    for i in range(len(params)):
        params[i] -= learning_rate * grads[i]
    return params


# Momentum


translate_rate = Exercise(
    "optimizers.translate_rate",
    kind="predict",
    wants="value",
    reference=0.1,
    hints=(
        "Let both forms get the same gradient, 1, again and again. How large does each memory "
        "become in the end?",
        "The average comes to 1, the sum to 1 / (1 - β). For the same step, which of the two needs "
        "the larger learning rate?",
        "Ours times (1 - β) is theirs, and β is 0.8. You know theirs, and look for ours.",
    ),
    after="With β = 0.9 the factor is 10. Whoever copies a learning rate from one library into "
    "another and forgets it will think that one of the two has a bug.",
)
translate_rate.wrong(
    "wrong_way", "You went from ours to theirs. Here theirs is known, and ours is wanted."
)(0.004)
translate_rate.wrong(
    "the_same",
    "With the same number ours would take steps a fifth as long: it has the factor (1 - β) in its "
    "memory, and theirs has not.",
)(0.02)
translate_rate.wrong("divided_by_beta", "You divided by β. The two forms differ by 1 - β.")(0.025)
translate_rate.wrong("times_beta", "You multiplied by β. The two forms differ by 1 - β.")(0.016)
translate_rate.wrong(
    "factor_ten", "A factor of 10 belongs to β = 0.9. Which factor belongs to β = 0.8?"
)(0.2)
translate_rate.variant(0.02 / (1 - 0.8))
translate_rate.variant(np.float32(0.1))


momentum = Exercise(
    "optimizers.momentum",
    kind="fill",
    wants="class",
    reference=optimizers.Momentum,
    run=_steps("learning_rate", "momentum"),
    probes=[(SHAPES, 0.3, 0.8), (TWINS, 0.2, 0.7), (SHAPES, 0.1)],
    hints=(
        "Each parameter has a velocity of its own, an array of its shape that outlives the step. "
        "Where do you keep these arrays, and when do you make them?",
        "Make them in the first step, all zeros, one for each of `net.params()`. In every step: "
        "first the velocity gets its new value, then the parameter moves along the velocity.",
        "Both change in place. Of the velocity keep the share `momentum`, then add the rest, "
        "1 - momentum, of the gradient. The parameter loses the learning rate times the velocity.",
    ),
    after="A push that changes its sign in every step cancels itself; one that keeps its direction "
    "adds up. That is all that is behind the smooth path through the valley.",
)


@momentum.wrong("rebinding", REBOUND)
@_momentum
def _(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad
    param = param - self.learning_rate * u  # noqa: F841


@momentum.wrong("plus", UPHILL + " Has the velocity collected minus the gradient already?")
@_momentum
def _(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad
    param += self.learning_rate * u


@momentum.wrong(
    "swapped",
    "The two shares have changed places: most of the memory is thrown away in each step. With "
    "momentum 0.9, nine tenths of the old velocity should stay.",
)
@_momentum
def _(self, param, grad, u):
    u *= 1 - self.momentum
    u += self.momentum * grad
    param -= self.learning_rate * u


@momentum.wrong(
    "forgets",
    "Each step knows its own gradient only: the velocity is zero again before it. Are the arrays "
    "made anew in every step? Or does `velocity = …` tie a name to a new array, while the list "
    "keeps its zeros?",
)
@_momentum
def _(self, param, grad, u):
    param -= self.learning_rate * (1 - self.momentum) * grad


@momentum.wrong(
    "sum_not_average",
    "This is PyTorch's form: the new gradient goes in whole. In the book's form, the average, it "
    "goes in with the share that the old velocity has lost.",
)
@_momentum
def _(self, param, grad, u):
    u *= self.momentum
    u += grad
    param -= self.learning_rate * u


@momentum.wrong(
    "gradient_step",
    "The velocity is kept, but the parameter moves by the gradient: that is gradient descent. What "
    "should it move along?",
)
@_momentum
def _(self, param, grad, u):
    param -= self.learning_rate * grad


@momentum.wrong(
    "steps_too_early",
    "Every step uses the velocity of the step before; the very first one does not move. First the "
    "new velocity, then the step.",
)
@_momentum
def _(self, param, grad, u):
    param -= self.learning_rate * u
    u *= self.momentum
    u += (1 - self.momentum) * grad


@momentum.wrong(
    "starts_at_the_gradient",
    "The first step is too long: the velocity begins with the first gradient. It should begin at "
    "zero.",
)
@_momentum
def _(self, param, grad, u):
    if self.t == 1:
        u[...] = grad
    else:
        u[...] = self.momentum * u + (1 - self.momentum) * grad
    param -= self.learning_rate * u


@momentum.wrong(
    "never_fades",
    "The old velocity stays whole, so the gradients pile up for ever. It should lose a share in "
    "each step.",
)
@_momentum
def _(self, param, grad, u):
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * u


@momentum.wrong("fixed_rate", FIXED_RATE)
@_maker("Momentum", _keeping(_momentum_init), arrays=1)
def _(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad
    param -= self.kept * u


@momentum.wrong(
    "grows",
    "The old velocity grows in every step, where it should fade. `v += share * v` adds to what is "
    "there; `v *= share` keeps a share of it.",
)
@_momentum
def _(self, param, grad, u):
    u += self.momentum * u
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * u


@momentum.wrong(
    "gradients_as_memory",
    "The velocities are the net's own gradients, so the next backward writes over the memory, and "
    "your steps change what belongs to the layers. Make new arrays, of zeros.",
)
@_momentum
def _(self, param, grad, u):
    grad *= self.momentum
    grad += (1 - self.momentum) * grad
    param -= self.learning_rate * grad


@momentum.wrong(
    "rate_in_the_velocity",
    "As long as the learning rate stays, your steps are right. Here it sits inside the velocity, so"
    " what was remembered still has the old one after a change. Multiply by it when you step.",
)
@_momentum
def _(self, param, grad, u):
    u *= self.momentum
    u += self.learning_rate * (1 - self.momentum) * grad
    param -= u


@momentum.wrong(
    "beta_fixed",
    "With momentum 0.9 it is right. This probe asked for another: use the number that came.",
)
@_momentum
def _(self, param, grad, u):
    u *= 0.9
    u += 0.1 * grad
    param -= self.learning_rate * u


@momentum.wrong("changes_the_gradient", TOUCHED)
@_momentum
def _(self, param, grad, u):
    u *= self.momentum
    grad *= 1 - self.momentum
    u += grad
    param -= self.learning_rate * u


def _one_memory(rule_of, init, arrays, lasting=True):
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


SHARED = (
    "All parameters use one and the same memory, so what one array has learnt pushes the next. If "
    "the shapes differ, NumPy protests; if they are the same, nothing does. Each parameter needs a "
    "memory of its own. (`[zeros] * n` holds one array n times.)"
)
ANEW = " And this one begins at zero in every step: it is to last from step to step."


def _shared_velocity(self, grad, memory):
    u = self.momentum * memory[0] + (1 - self.momentum) * grad
    return [u], self.learning_rate * u


momentum.wrong("one_for_all", SHARED)(_one_memory(_shared_velocity, _momentum_init, 1))
momentum.wrong("one_for_all_and_no_memory", SHARED + ANEW)(
    _one_memory(_shared_velocity, _momentum_init, 1, lasting=False)
)


@momentum.wrong(
    "shared_by_optimizers",
    "One net alone is right. But a second optimizer, for another net, goes on with the velocities "
    "of the first: they are kept in the class, not in `self`.",
)
class _:
    __init__ = _momentum_init
    velocities = {}

    def step(self, net):
        for i, (param, grad) in enumerate(zip(net.params(), net.grads(), strict=True)):
            key = i, param.shape
            u = self.velocities.get(key, np.zeros_like(param))
            self.velocities[key] = u = self.momentum * u + (1 - self.momentum) * grad
            param -= self.learning_rate * u


@momentum.variant
@_momentum
def _(self, param, grad, u):  # PyTorch's form, with its learning rate
    u[...] = self.momentum * u + grad
    param -= self.learning_rate * (1 - self.momentum) * u


@momentum.variant
class _:
    __init__ = _momentum_init

    def step(self, net):
        if not hasattr(self, "velocities"):
            self.velocities = [0] * len(net.params())
        pairs = zip(self.velocities, net.grads(), strict=True)
        self.velocities = [self.momentum * u + (1 - self.momentum) * grad for u, grad in pairs]
        for param, u in zip(net.params(), self.velocities, strict=True):
            param -= self.learning_rate * u


@momentum.variant
class _:
    def __init__(self, learning_rate=0.1, momentum=0.9):
        self.learning_rate, self.momentum, self.velocity = learning_rate, momentum, {}

    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            old = self.velocity.get(id(param), 0)
            new = old + (1 - self.momentum) * (grad - old)
            self.velocity[id(param)] = new
            param[:] = param - new * self.learning_rate


@momentum.variant
class _:
    def __init__(self, learning_rate, momentum=0.9):
        self.learning_rate, self.momentum, self.seen = learning_rate, momentum, []

    def step(self, net):  # without a velocity: the average of all gradients so far
        self.seen.append([grad.copy() for grad in net.grads()])
        for i, param in enumerate(net.params()):
            ages = range(len(self.seen) - 1, -1, -1)
            shares = ((1 - self.momentum) * self.momentum**age for age in ages)
            step = sum(share * grads[i] for share, grads in zip(shares, self.seen, strict=True))
            param -= self.learning_rate * step


# A path that stands still


class _Valley:
    """x² + stretch · y², walked by changing the one parameter, the point."""

    def __init__(self, start, stretch):
        self.point, self.gradient = np.array(start, float), np.zeros(len(start))
        self.steepness = np.linspace(1, stretch, len(start))

    def backward(self):
        self.gradient[...] = 2 * self.steepness * self.point

    def params(self):
        return [self.point]

    def grads(self):
        return [self.gradient]


def _recorded(function, start, stretch, steps):
    """The path that the function records while the package's Momentum walks."""
    valley = _Valley(start, stretch)
    path = function(valley, optimizers.Momentum(0.05, 0.6), steps)
    if path is None:
        return None
    if not isinstance(path, list | tuple | np.ndarray) or not len(path):
        raise Refuse("`record_path` returns the path: a list with one point for each moment.")
    try:
        points = [np.array(point, float).tolist() for point in path]
    except (TypeError, ValueError):
        raise Refuse("Every part of the path is a point: an array, or a list of numbers.") from None
    return {"the path": points, "the point at the end": valley.point.tolist()}


def _record_path(net, optimizer, steps):
    path = [net.params()[0].copy()]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(net.params()[0].copy())
    return path


record_path = Exercise(
    "optimizers.record_path",
    kind="bug",
    reference=_record_path,
    run=_recorded,
    probes=[([-4.0, 1.5], 10.0, 3), ([2.0, -1.0, 0.25], 3.0, 2), ([3.0, 1.0], 4.0, 1)],
    hints=(
        "Record one step only, and print `path`. Which point do you know beforehand?",
        "The optimizer is innocent: it changes the point in place, as it should. How many different"
        " arrays are in the list? Ask `path[0] is path[1]`.",
        "A list holds the array itself, and not what was in it at the time. What you want in the "
        "list is a new array with the same numbers; an array has a method for that. The line before"
        " the loop needs it too.",
    ),
    after="In place is what the layers need, and this is its price: whoever keeps old values "
    "must copy them. Remember it when you keep the best weights of a training.",
)


@record_path.wrong(
    "all_the_same",
    "All the points are the last one. The list holds one array several times, and the optimizer "
    "goes on changing that array. (Copying the list does not help: it is the arrays that are "
    "shared.)",
)
def _(net, optimizer, steps):
    param = net.params()[0]
    path = [param]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(param)
    return path


@record_path.wrong(
    "start_still_shared",
    "The later points are right. The first is not the start: what does the line before the loop "
    "put into the list?",
)
def _(net, optimizer, steps):
    return [net.params()[0], *_record_path(net, optimizer, steps)[1:]]


@record_path.wrong(
    "loop_still_shared",
    "The start is right now. The others are all the last point: the line in the loop still keeps "
    "the array itself.",
)
def _(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0], *[path[-1]] * steps]


@record_path.wrong(
    "one_early_copy",
    "Now all the points are the start: one copy was made, before the loop, and it is kept again and"
    " again. When must a point be copied?",
)
def _(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0]] * (steps + 1)


@record_path.wrong(
    "no_start",
    "The start is missing: the path begins before the first step, so it has `steps + 1` points.",
)
def _(net, optimizer, steps):
    return _record_path(net, optimizer, steps)[1:]


@record_path.wrong(
    "a_step_late",
    "Each point is noted before the step instead of after it, so the start comes twice and the end "
    "is missing.",
)
def _(net, optimizer, steps):
    path = _record_path(net, optimizer, steps)
    return [path[0], *path[:-1]]


@record_path.wrong(
    "walks_on_a_copy",
    "The net has not moved, or not as it should: the point that the optimizer changes has to stay "
    "the net's own. Copy only what goes into the list.",
)
def _(net, optimizer, steps):
    net.point = net.point.copy()
    return [net.params()[0].copy()] * (steps + 1)


@record_path.variant
def _(net, optimizer, steps):
    path = [net.params()[0].tolist()]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path.append(list(net.params()[0]))
    return path


@record_path.variant
def _(net, optimizer, steps):
    path = np.empty((steps + 1, *net.params()[0].shape))
    path[0] = net.params()[0]
    for i in range(steps):
        net.backward()
        optimizer.step(net)
        path[i + 1] = net.params()[0]
    return path


@record_path.variant
def _(net, optimizer, steps):
    param = net.params()[0]
    path = [param + 0]
    for _ in range(steps):
        net.backward()
        optimizer.step(net)
        path = path + [np.array(param)]
    return path


# Adam


first_adam_step = Exercise(
    "optimizers.first_adam_step",
    kind="predict",
    wants="value",
    reference=[0.9, 1.1],
    accepts=(tuple, np.ndarray),
    rtol=1e-4,
    hints=(
        "What are the corrected m and v after a single step? Work them out for the first number.",
        "In the first step the corrected m is the gradient, and the corrected v its square. What "
        "remains when one is divided by the root of the other?",
        "The size of the gradient drops out; only its sign is left. And the learning rate is 0.1.",
    ),
    after="The first step has the size of the learning rate, whatever the gradient. That is why "
    "Adam's learning rate means much the same in every network, and plain gradient descent's does "
    "not.",
)
first_adam_step.wrong(
    "gradient_descent",
    "These are the steps of gradient descent, learning rate times gradient. Adam divides by the "
    "size of the gradient.",
)([-19.0, 1.0003])
first_adam_step.wrong(
    "uncorrected",
    "That is Adam without its correction: m is a tenth of the gradient, but the root of v only a "
    "thirtieth of its size. Both are corrected first.",
)([1 - 0.1 * 0.1 / np.sqrt(0.001), 1 + 0.1 * 0.1 / np.sqrt(0.001)])
first_adam_step.wrong(
    "uphill", "Both have gone uphill. A positive gradient means: the loss grows to the right."
)([1.1, 0.9])
first_adam_step.wrong(
    "sign_lost",
    "The sizes are right. But the second gradient is negative: which way is downhill for it?",
)([0.9, 0.9])
first_adam_step.wrong(
    "a_tenth",
    "Your step has a tenth of the size: m is a tenth of the gradient, as long as nobody corrects "
    "it. Then v must not be corrected alone.",
)([0.99, 1.01])
first_adam_step.wrong(
    "momentum",
    "These are the steps of momentum: a tenth of the gradient, times the learning rate. What does "
    "Adam divide by?",
)([-1.0, 1.00003])
first_adam_step.wrong(
    "the_steps", "These are the steps. Asked for are the two numbers after the step."
)([-0.1, 0.1])
first_adam_step.variant((0.9, 1.1))
first_adam_step.variant(1 - 0.1 * np.sign([200, -0.003]))


adam = Exercise(
    "optimizers.adam",
    kind="fill",
    wants="class",
    reference=optimizers.Adam,
    run=_steps("learning_rate", "betas", "eps"),
    probes=[
        (SHAPES, 0.3, (0.8, 0.95), 0.2),
        (TWINS, 0.1, (0.7, 0.9), 0.05),
        (SHAPES, 0.001),
    ],
    hints=(
        "Two memories for each parameter, m and v, both zeros before the first step, and a count of"
        " the steps. What has to stay until the next step, and what is only for this one?",
        "In each step the count grows once. For each parameter: m and v move on, the corrected "
        "values are computed beside them, and then the parameter moves.",
        "m averages the gradient with the first beta, v its square with the second. Divide each by "
        "1 minus its beta to the power of the count. Epsilon is added after the root.",
    ),
    after="You have written the optimizer behind most networks of the last ten years. Compare it "
    "with dlscratch/optimizers.py, which takes the same steps with less work.",
)


def _moments(self, grad, m, v, late=0):
    """Move m and v on, and return them corrected; the count may be too small by `late`."""
    (b1, b2), t = self.betas, self.t - late
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * grad**2
    return m / (1 - b1**t), v / (1 - b2**t)


@adam.wrong("rebinding", REBOUND)
@_adam
def _(self, param, grad, m, v):
    _moments(self, grad, m, v)


@adam.wrong("plus", UPHILL)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param += self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


@adam.wrong(
    "no_correction",
    "The first steps have the wrong size. Both averages began at zero and are still too small, v "
    "far more than m. Which two divisions make up for that?",
)
@_adam
def _(self, param, grad, m, v):
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (np.sqrt(v) + self.eps)


@adam.wrong("only_m_corrected", "m is corrected, and v is not. It began at zero, too.")
@_adam
def _(self, param, grad, m, v):
    m_hat, _ = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / (np.sqrt(v) + self.eps)


@adam.wrong("only_v_corrected", "v is corrected, and m is not. It began at zero, too.")
@_adam
def _(self, param, grad, m, v):
    _, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m / (np.sqrt(v_hat) + self.eps)


@adam.wrong(
    "t_from_zero",
    "In the first step the correction divides by 0: anything to the power of 0 is 1. The count must"
    " be 1 by then.",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v, late=1)
    param -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


@adam.wrong(
    "counts_parameters",
    "The first array is right in the first step, and the second is not. The count grows with every "
    "array. It counts steps, so it grows once in each: before the loop.",
)
class _:
    __init__ = _adam_init

    def step(self, net):
        if not hasattr(self, "memory"):
            self.t = 0
            self.memory = [(np.zeros_like(p), np.zeros_like(p)) for p in net.params()]
        for param, grad, memory in zip(net.params(), net.grads(), self.memory, strict=True):
            self.t += 1
            m_hat, v_hat = _moments(self, grad, *memory)
            param -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


@adam.wrong(
    "eps_in_the_root",
    "Epsilon stands inside the root. There even 1e-8 becomes 0.0001, and small gradients take no "
    "proper steps any more. Take the root first.",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / np.sqrt(v_hat + self.eps)


@adam.wrong(
    "no_eps",
    "A gradient that is always zero gives 0 / 0, and that is NaN. What keeps the divisor above 0?",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / np.sqrt(v_hat)


@adam.wrong(
    "eps_before_the_correction",
    "Epsilon is added to the root of v before v is corrected. With 1e-8 nobody would notice; here "
    "it is larger. First correct, then take the root, then add epsilon.",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    scale = np.sqrt(1 - self.betas[1] ** self.t)
    param -= self.learning_rate * scale * m_hat / (np.sqrt(v_hat) * scale + self.eps)


@adam.wrong(
    "gradient_not_squared",
    "v averages the gradient itself. Then it can be negative, and the root of that is NaN. Square "
    "each gradient first.",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * grad
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@adam.wrong(
    "no_root",
    "You divide by the average of the squares. A square of a small number is far smaller still: "
    "take the root of it first.",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / (v_hat + self.eps)


@adam.wrong("betas_swapped", "The two betas have changed places: the first belongs to m.")
@_adam
def _(self, param, grad, m, v):
    (b2, b1), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@adam.wrong(
    "shares_swapped",
    "Beta and 1 - beta have changed places: the averages forget nearly everything in each step. "
    "Beta is the share that stays.",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = (1 - b1) * m + b1 * grad
    v[...] = (1 - b2) * v + b2 * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@adam.wrong(
    "correction_kept",
    "The first step is right, and the next is not: the corrected values were put back into the "
    "memory. Keep m and v as they are, and give the corrected ones names of their own.",
)
@_adam
def _(self, param, grad, m, v):
    m[...], v[...] = _moments(self, grad, m, v)
    param -= self.learning_rate * m / (np.sqrt(v) + self.eps)


@adam.wrong(
    "times_t",
    "The first step is right, and the next is not: is the beta multiplied by the count? It is to be"
    " raised to that power, with `**`.",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (1 - b1 * t) / (np.sqrt(v / (1 - b2 * t)) + self.eps)


@adam.wrong(
    "no_power",
    "The first step is right, and the next is not: the correction never fades. It divides by 1 "
    "minus beta to the power of the count.",
)
@_adam
def _(self, param, grad, m, v):
    b1, b2 = self.betas
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (1 - b1) / (np.sqrt(v / (1 - b2)) + self.eps)


@adam.wrong(
    "forgets",
    "Each step knows its own gradient only: m and v begin at zero every time. Are they made anew? "
    "Or does `m = …` tie a name to a new array, while the list keeps its zeros?",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m, v = (1 - b1) * grad, (1 - b2) * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@adam.wrong(
    "gradient_on_top",
    "The gradient itself is divided here. On top of the fraction stands its average, the corrected "
    "m.",
)
@_adam
def _(self, param, grad, m, v):
    _, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * grad / (np.sqrt(v_hat) + self.eps)


@adam.wrong("fixed_rate", FIXED_RATE)
@_maker("Adam", _keeping(_adam_init), arrays=2)
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.kept * m_hat / (np.sqrt(v_hat) + self.eps)


@adam.wrong(
    "one_array_for_both",
    "m and v are one and the same array: what is written into one stands in the other. Does "
    "`self.v = self.m` stand somewhere, or a list of zeros with two names?",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    m[...] = b2 * m + (1 - b2) * grad**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(m / (1 - b2**t)) + self.eps)


@adam.wrong(
    "eps_outside_the_fraction",
    "Epsilon is subtracted from the parameter, because the fraction ends before it. It belongs to "
    "the divisor: set brackets.",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * m_hat / np.sqrt(v_hat) + self.eps


@adam.wrong(
    "eps_after_the_fraction",
    "Epsilon is added to the fraction. It belongs to the divisor, under the bar: set brackets.",
)
@_adam
def _(self, param, grad, m, v):
    m_hat, v_hat = _moments(self, grad, m, v)
    param -= self.learning_rate * (m_hat / np.sqrt(v_hat) + self.eps)


@adam.wrong(
    "square_of_the_average",
    "v averages the square of m here. It should average the squares of the gradients themselves.",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    v[...] = b2 * v + (1 - b2) * m**2
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


@adam.wrong(
    "brackets_missing",
    "In the corrections, brackets are missing: `m / 1 - x` divides by 1 and then subtracts. The "
    "whole difference is the divisor.",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    _moments(self, grad, m, v)
    param -= self.learning_rate * (m / 1 - b1**t) / (np.sqrt(v / 1 - b2**t) + self.eps)


@adam.wrong(
    "power_of_the_rest",
    "The first step is right, and the next is not: (1 - beta) is raised to the power of the count. "
    "Only beta is, and then it is taken away from 1.",
)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    _moments(self, grad, m, v)
    param -= self.learning_rate * m / (1 - b1) ** t / (np.sqrt(v / (1 - b2) ** t) + self.eps)


@adam.wrong("changes_the_gradient", TOUCHED)
@_adam
def _(self, param, grad, m, v):
    (b1, b2), t = self.betas, self.t
    m[...] = b1 * m + (1 - b1) * grad
    grad *= grad
    v[...] = b2 * v + (1 - b2) * grad
    param -= self.learning_rate * m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)


def _shared_moments(self, grad, memory):
    (b1, b2), t = self.betas, self.t
    m = b1 * memory[0] + (1 - b1) * grad
    v = b2 * memory[1] + (1 - b2) * grad**2
    step = m / (1 - b1**t) / (np.sqrt(v / (1 - b2**t)) + self.eps)
    return [m, v], self.learning_rate * step


adam.wrong("one_for_all", SHARED)(_one_memory(_shared_moments, _adam_init, 2))
adam.wrong("one_for_all_and_no_memory", SHARED + ANEW)(
    _one_memory(_shared_moments, _adam_init, 2, lasting=False)
)


@adam.variant
class _:
    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate, self.betas, self.eps = learning_rate, betas, eps
        self.t, self.m, self.v = 0, {}, {}

    def step(self, net):
        self.t += 1
        b1, b2 = self.betas
        for i, (param, grad) in enumerate(zip(net.params(), net.grads(), strict=True)):
            self.m[i] = b1 * self.m.get(i, 0) + (1 - b1) * grad
            self.v[i] = b2 * self.v.get(i, 0) + (1 - b2) * grad * grad
            top = self.m[i] / (1 - b1**self.t)
            param -= self.learning_rate * top / ((self.v[i] / (1 - b2**self.t)) ** 0.5 + self.eps)


@adam.variant
@_adam
def _(self, param, grad, m, v):
    b1, b2 = self.betas
    m += (1 - b1) * (grad - m)
    v += (1 - b2) * (np.square(grad) - v)
    spread = np.sqrt(1 - b2**self.t)
    rate = self.learning_rate * spread / (1 - b1**self.t)
    param -= rate * m / (np.sqrt(v) + self.eps * spread)


@adam.variant
class _:
    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.learning_rate, (self.b1, self.b2), self.eps = learning_rate, betas, eps
        self.b1_power = self.b2_power = 1.0
        self.m = self.v = None

    def step(self, net):
        params, grads = net.params(), net.grads()
        if self.m is None:
            self.m, self.v = [0] * len(params), [0] * len(params)
        self.b1_power *= self.b1
        self.b2_power *= self.b2
        for i in range(len(params)):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * grads[i]
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * grads[i] ** 2
            m_hat = self.m[i] / (1 - self.b1_power)
            v_hat = self.v[i] / (1 - self.b2_power)
            params[i] -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.eps)


# One batch


LINES = {
    "A": "        net.backward(gradient)",
    "B": "    losses = []",
    "C": "        optimizer.step(net)",
    "D": "        gradient = loss.gradient(predicted, y)",
    "E": "    optimizer = Momentum(0.7)",
    "F": "        predicted = net.forward(x)",
    "G": "        losses.append(loss.loss(net.forward(x), y))",
    "H": "    for step in range(5):",
}


def _in_order(order):
    return assemble(
        order,
        LINES,
        "fit",
        {"Momentum": optimizers.Momentum},
        before=["def fit(net, x, y, loss):"],
        after=["    return losses"],
    )


def _fitted(fit, examples):
    """The losses that `fit` returns, and where the net is afterwards."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((examples, 4)), rng.integers(0, 3, examples)
    net = layers.Sequential([layers.Linear(4, 5, rng=1), layers.Tanh(), layers.Linear(5, 3, rng=2)])
    found = fit(net, x, y, losses.SoftmaxCrossEntropy())
    return {"losses": found, "the parameters afterwards": net.params()}


training_step = Exercise(
    "optimizers.training_step",
    kind="order",
    wants="value",
    reference="EBHFGDAC",
    prepare=_in_order,
    run=_fitted,
    probes=[(7,), (4,)],
    hints=(
        "Five lines are indented further: they are the body of the loop. Two lines prepare it. "
        "Which line opens it?",
        "In the body, ask of each line what it needs: backward needs `gradient`, that needs "
        "`predicted`, and the step needs what backward has stored.",
        "Forward, gradient of the loss, backward, step. The line that is left notes the loss as it "
        "is before the step.",
    ),
    after="Forward, loss, backward, step: every training in this course, and in PyTorch, has these "
    "four in this order. The optimizer stands before the loop, or its memory would begin anew each "
    "time.",
)
training_step.wrong(
    "step_too_early",
    "The step comes after this forward and before its backward. It follows the gradients of the "
    "round before, and in the first round there are none: the first two losses are the same.",
)("EBHGFDCA")
training_step.wrong(
    "step_first",
    "The losses look right, and the net is one step behind: each round begins with a step along the"
    " gradients of the round before, and those of the last are never used.",
)("EBHCFGDA")
training_step.wrong(
    "noted_late",
    "The training is right. But each loss is noted after the step, so the loss at the start, the "
    "one that you can check against log K, is missing.",
)("EBHFDACG")
training_step.wrong(
    "step_too_early_noted_late",
    "The step comes before backward has stored the gradients of this round. And the loss is noted "
    "after the step, not before.",
)("EBHFDCAG")
training_step.wrong(
    "forward_in_between",
    "`predicted` is from before the step, the loss is computed anew after it, and backward then "
    "mixes the two. All of a round belongs before its step.",
)("EBHFCGDA")
training_step.variant("BEHFDGAC")
training_step.variant("e, b, h, g, f, d, a, c")
training_step.variant(list("EBHFDAGC"))


# The empty page: RMSProp


def _averaged_square(self, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * grad**2
    return s


@_rmsprop
def _reference(self, param, grad, s):
    param -= self.learning_rate * grad / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


rmsprop = Exercise(
    "optimizers.rmsprop",
    kind="page",
    wants="class",
    reference=_reference,
    run=_steps("learning_rate", "decay", "eps"),
    probes=[(SHAPES, 0.3, 0.8, 0.2), (TWINS, 0.1, 0.7, 0.05), (SHAPES, 0.01)],
    hints=(
        "It needs what Momentum needed: `__init__` with the three settings, `step(self, net)`, and "
        "one array of memory for each parameter, zeros at first.",
        "The memory holds an average of the squared gradients. In each step it moves on first; then"
        " the parameter moves by the gradient, divided.",
        "Divide the gradient by the root of the memory plus epsilon, outside the root. Memory and "
        "parameter both change in place.",
    ),
    after="RMSProp is half of Adam: the division without the memory of the direction, and without "
    "the correction. Its very first step is therefore too long: by which factor, with decay 0.99?",
)


@rmsprop.wrong("rebinding", REBOUND)
@_rmsprop
def _(self, param, grad, s):
    _averaged_square(self, grad, s)


@rmsprop.wrong("plus", UPHILL)
@_rmsprop
def _(self, param, grad, s):
    param += self.learning_rate * grad / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


@rmsprop.wrong(
    "eps_in_the_root", "Epsilon stands inside the root. Take the root first, and then add it."
)
@_rmsprop
def _(self, param, grad, s):
    param -= self.learning_rate * grad / np.sqrt(_averaged_square(self, grad, s) + self.eps)


@rmsprop.wrong(
    "no_eps",
    "A gradient that is always zero gives 0 / 0, and that is NaN. What keeps the divisor above 0?",
)
@_rmsprop
def _(self, param, grad, s):
    param -= self.learning_rate * grad / np.sqrt(_averaged_square(self, grad, s))


@rmsprop.wrong(
    "no_root", "You divide by the average of the squares itself. Its root is missing."
)
@_rmsprop
def _(self, param, grad, s):
    param -= self.learning_rate * grad / (_averaged_square(self, grad, s) + self.eps)


@rmsprop.wrong(
    "not_squared",
    "The memory averages the gradient itself, so it can be negative, and the root of that is NaN.",
)
@_rmsprop
def _(self, param, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * grad
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@rmsprop.wrong(
    "swapped",
    "The two shares have changed places. `decay` is the share of the old average that stays.",
)
@_rmsprop
def _(self, param, grad, s):
    s[...] = (1 - self.decay) * s + self.decay * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@rmsprop.wrong(
    "sum_of_squares",
    "The squares pile up for ever, so the steps only get shorter. (This is an optimizer too, "
    "called AdaGrad.) Here the memory is an average: old squares fade.",
)
@_rmsprop
def _(self, param, grad, s):
    s += grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@rmsprop.wrong(
    "corrected",
    "You have corrected the average as Adam does. A good idea, but not in the formula given here.",
)
@_rmsprop
def _(self, param, grad, s):
    s_hat = _averaged_square(self, grad, s) / (1 - self.decay**self.t)
    param -= self.learning_rate * grad / (np.sqrt(s_hat) + self.eps)


@rmsprop.wrong(
    "forgets",
    "The memory is zero again before every step. Is it made anew in each? Or does `s = …` tie a "
    "name to a new array, while the list keeps its zeros?",
)
@_rmsprop
def _(self, param, grad, s):
    s = (1 - self.decay) * grad**2
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)


@rmsprop.wrong(
    "old_average",
    "The step is divided by the average of the step before, which is zero at first. Move the memory"
    " on before you divide.",
)
@_rmsprop
def _(self, param, grad, s):
    param -= self.learning_rate * grad / (np.sqrt(s) + self.eps)
    _averaged_square(self, grad, s)


@rmsprop.wrong("fixed_rate", FIXED_RATE)
@_maker("RMSProp", _keeping(_rmsprop_init), arrays=1)
def _(self, param, grad, s):
    param -= self.kept * grad / (np.sqrt(_averaged_square(self, grad, s)) + self.eps)


@rmsprop.wrong("changes_the_gradient", TOUCHED)
@_rmsprop
def _(self, param, grad, s):
    s[...] = self.decay * s + (1 - self.decay) * grad**2
    grad /= np.sqrt(s) + self.eps
    param -= self.learning_rate * grad


def _shared_squares(self, grad, memory):
    s = self.decay * memory[0] + (1 - self.decay) * grad**2
    return [s], self.learning_rate * grad / (np.sqrt(s) + self.eps)


rmsprop.wrong("one_for_all", SHARED)(_one_memory(_shared_squares, _rmsprop_init, 1))


@rmsprop.variant
class _:
    def __init__(self, learning_rate=0.01, decay=0.99, eps=1e-8):
        self.learning_rate, self.decay, self.eps, self.s = learning_rate, decay, eps, None

    def step(self, net):
        params, grads = net.params(), net.grads()
        if self.s is None:
            self.s = [0.0 for _ in params]
        for i in range(len(params)):
            self.s[i] = self.decay * self.s[i] + (1 - self.decay) * grads[i] * grads[i]
            params[i] -= self.learning_rate / (self.s[i] ** 0.5 + self.eps) * grads[i]


@rmsprop.variant
@_rmsprop
def _(self, param, grad, s):
    s += (1 - self.decay) * (np.square(grad) - s)
    np.subtract(param, self.learning_rate * np.divide(grad, np.sqrt(s) + self.eps), out=param)
