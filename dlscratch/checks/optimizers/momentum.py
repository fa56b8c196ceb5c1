"""Write the step of momentum in the book's averaged form, with a velocity for each parameter."""

from dlscratch import optimizers
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.optimizers.shared.hints import FIXED_SETTING, TOUCHED, UPHILL
from dlscratch.checks.optimizers.shared.momentum_slips import WRONG_PARTS
from dlscratch.checks.optimizers.shared.nets import SHAPES, SMALL, TWINS
from dlscratch.checks.optimizers.shared.slips import (
    know_common_slips,
    know_one_memory,
    optimizer_class,
)
from dlscratch.checks.optimizers.shared.walks import in_steps


def _momentum_init(self, learning_rate=0.1, momentum=0.9):
    self.learning_rate, self.momentum = learning_rate, momentum


_momentum = optimizer_class("Momentum", _momentum_init, arrays=1)


def _rule(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * u


exercise = Exercise(
    __name__,
    rtol=5e-6,  # a memory of float32 is no mistake
    kind="fill",
    wants="class",
    reference=optimizers.Momentum,
    run=in_steps(_momentum(_rule), learning_rate=0.1, momentum=0.9),
    probes=[(SMALL, 0.1, 0.75), (SHAPES, 0.3, 0.8), (TWINS, 0.2, 0.7), (SHAPES,)],
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


know_common_slips(
    exercise,
    "Momentum",
    _momentum_init,
    _rule,
    arrays=1,
    uphill=UPHILL + " Has the velocity collected minus the gradient already?",
)


@exercise.wrong(
    "The two shares have changed places: most of the memory is thrown away in each step. With "
    "momentum 0.9, nine tenths of the old velocity should stay."
)
@_momentum
def swapped(self, param, grad, u):
    u *= 1 - self.momentum
    u += self.momentum * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "Each step knows its own gradient only: the velocity is zero again before it. Are the arrays "
    "made anew in every step? Or does `velocity = …` tie a name to a new array, while the list "
    "keeps its zeros?"
)
@_momentum
def forgets(self, param, grad, u):
    param -= self.learning_rate * (1 - self.momentum) * grad


@exercise.wrong(
    "This is PyTorch's form: the new gradient goes in whole. In the book's form, the average, it "
    "goes in with the share that the old velocity has lost."
)
@_momentum
def sum_not_average(self, param, grad, u):
    u *= self.momentum
    u += grad
    param -= self.learning_rate * u


@exercise.wrong(
    "Your steps are those of plain gradient descent: the parameter moves by the whole gradient. Is "
    "the step taken along the velocity? And is the velocity an array of its own, not the gradient?"
)
@_momentum
def gradient_step(self, param, grad, u):
    param -= self.learning_rate * grad


@exercise.wrong(
    "Every step uses the velocity of the step before; the very first one does not move. First the "
    "new velocity, then the step."
)
@_momentum
def steps_too_early(self, param, grad, u):
    param -= self.learning_rate * u
    u *= self.momentum
    u += (1 - self.momentum) * grad


@exercise.wrong(
    "The first step is too long: the velocity begins with the first gradient. It should begin at "
    "zero."
)
@_momentum
def starts_at_the_gradient(self, param, grad, u):
    if self.t == 1:
        u[...] = grad
    else:
        u[...] = self.momentum * u + (1 - self.momentum) * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The old velocity stays whole, so the gradients pile up for ever. It should lose a share in "
    "each step."
)
@_momentum
def never_fades(self, param, grad, u):
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The old velocity grows in every step, where it should fade. `v += share * v` adds to what is "
    "there; `v *= share` keeps a share of it."
)
@_momentum
def grows(self, param, grad, u):
    u += self.momentum * u
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The velocities are the net's own gradients, so the next backward writes over the memory, and "
    "your steps change what belongs to the layers. Make new arrays, of zeros."
)
@_momentum
def gradients_as_memory(self, param, grad, u):
    grad *= self.momentum
    grad += (1 - self.momentum) * grad
    param -= self.learning_rate * grad


@exercise.wrong(
    "As long as the learning rate stays, your steps are right. Here it sits inside the velocity, so"
    " what was remembered still has the old one after a change. Multiply by it when you step."
)
@_momentum
def rate_in_the_velocity(self, param, grad, u):
    u *= self.momentum
    u += self.learning_rate * (1 - self.momentum) * grad
    param -= u


@exercise.wrong(FIXED_SETTING.format("momentum"))
@_momentum
def beta_fixed(self, param, grad, u):
    u *= 0.9
    u += 0.1 * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The velocity takes its share of `1` alone, because brackets are missing: `*` comes before `-`."
    " The difference is one factor."
)
@_momentum
def brackets_missing(self, param, grad, u):
    u *= self.momentum
    u += 1 - self.momentum * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "This is another form of momentum: the velocity holds whole steps, learning rate and all. Here "
    "it is an average of gradients, and the learning rate comes in when the parameter moves."
)
@_momentum
def velocity_of_steps(self, param, grad, u):
    u *= self.momentum
    u -= self.learning_rate * grad
    param += u


@exercise.wrong(
    "The step goes along the velocity with the gradient mixed in a second time. (That is Nesterov's"
    " form.) Here the parameter moves along the velocity alone."
)
@_momentum
def gradient_mixed_in_twice(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * (self.momentum * u + (1 - self.momentum) * grad)


@exercise.wrong(
    "You have corrected the first steps as Adam does. Here the velocity is used as it is, small as "
    "it begins."
)
@_momentum
def corrected(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad
    param -= self.learning_rate * u / (1 - self.momentum**self.t)


@exercise.wrong(
    "The velocities begin with the parameters: the first step already moves along them. They "
    "should begin at zero. `zeros_like` takes only the shape."
)
@_momentum
def starts_at_the_parameter(self, param, grad, u):
    if self.t == 1:
        u[...] = param
    u[...] = self.momentum * u + (1 - self.momentum) * grad
    param -= self.learning_rate * u


@exercise.wrong("The velocities begin at one. They should begin at zero.")
@_momentum
def starts_at_one(self, param, grad, u):
    if self.t == 1:
        u[...] = 1
    u[...] = self.momentum * u + (1 - self.momentum) * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The velocities are the net's own parameters: what is written into them moves the net itself. "
    "Make new arrays, of zeros."
)
@_momentum
def parameters_as_memory(self, param, grad, u):
    param *= self.momentum
    param += (1 - self.momentum) * grad
    param -= self.learning_rate * param


@exercise.wrong(
    "Only one of the two shares follows `momentum`; the other is a fixed number. Both do, and "
    "together they are 1."
)
@_momentum
def share_fixed(self, param, grad, u):
    u *= self.momentum
    u += 0.1 * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The gradient is squared here, so its sign is lost. The velocity averages gradients."
)
@_momentum
def squared(self, param, grad, u):
    u *= self.momentum
    u += (1 - self.momentum) * grad**2
    param -= self.learning_rate * u


def _with(velocity=None, along=None):
    """The class with another rule for the velocity, or other steps along it."""

    def rule(self, param, grad, u):
        u[...] = (velocity or _average)(u, self.momentum, grad)
        param -= self.learning_rate * (along or (lambda u, b, grad: u))(u, self.momentum, grad)

    return _momentum(rule)


def _average(u, b, grad):
    return b * u + (1 - b) * grad


exercise.mistakes(_with, **WRONG_PARTS)


@exercise.wrong("The learning rate comes in twice. It belongs to the step, not to the velocity.")
@_momentum
def rate_in_both(self, param, grad, u):
    u[...] = self.momentum * u + (1 - self.momentum) * self.learning_rate * grad
    param -= self.learning_rate * u


@exercise.wrong(
    "The velocity averages the parameter. It is the gradient that goes into it, with its share."
)
@_momentum
def averages_the_parameter(self, param, grad, u):
    u[...] = _average(u, self.momentum, param)
    param -= self.learning_rate * u


@exercise.wrong(
    "The velocity begins with a share of the first gradient, which then comes in a second time. It "
    "should begin at zero."
)
@_momentum
def starts_at_a_share(self, param, grad, u):
    if self.t == 1:
        u[...] = (1 - self.momentum) * grad
    u[...] = _average(u, self.momentum, grad)
    param -= self.learning_rate * u


@exercise.wrong(
    "The first gradient comes in twice: the velocity begins with it, and then takes its share of "
    "it. It should begin at zero."
)
@_momentum
def starts_at_the_gradient_and_adds_it(self, param, grad, u):
    if self.t == 1:
        u[...] = grad
    u[...] = self.momentum * u + grad
    param -= self.learning_rate * u


@exercise.wrong(TOUCHED)
@_momentum
def changes_the_gradient(self, param, grad, u):
    u *= self.momentum
    grad *= 1 - self.momentum
    u += grad
    param -= self.learning_rate * u


def _shared_velocity(self, grad, memory):
    u = self.momentum * memory[0] + (1 - self.momentum) * grad
    return [u], self.learning_rate * u


know_one_memory(exercise, _shared_velocity, _momentum_init, 1)


@exercise.variant
@_momentum
def pytorch_form(self, param, grad, u):  # PyTorch's form, with its learning rate
    u[...] = self.momentum * u + grad
    param -= self.learning_rate * (1 - self.momentum) * u


@exercise.variant
class new_velocities_in_each_step:
    __init__ = _momentum_init

    def step(self, net):
        if not hasattr(self, "velocities"):
            self.velocities = [0] * len(net.params())
        pairs = zip(self.velocities, net.grads(), strict=True)
        self.velocities = [self.momentum * u + (1 - self.momentum) * grad for u, grad in pairs]
        for param, u in zip(net.params(), self.velocities, strict=True):
            param -= self.learning_rate * u


@exercise.variant
class velocities_by_id:
    def __init__(self, learning_rate=0.1, momentum=0.9):
        self.learning_rate, self.momentum, self.velocity = learning_rate, momentum, {}

    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            old = self.velocity.get(id(param), 0)
            new = old + (1 - self.momentum) * (grad - old)
            self.velocity[id(param)] = new
            param[:] = param - new * self.learning_rate
