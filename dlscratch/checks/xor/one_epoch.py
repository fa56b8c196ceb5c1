"""Write the three lines that learn in one epoch: the gradient, backward, the step."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.steps import attempt
from dlscratch.checks.xor import shared
from dlscratch.checks.xor.shared import ENTROPY, RISING, SECONDS, SQUARES, parameters_of
from dlscratch.optimizers import GradientDescent


def _two_epochs(one_epoch, net, x, y, loss, optimizer):
    """Two calls, so that an optimizer's memory shows."""
    losses = [attempt(one_epoch, net, x, y, loss, optimizer)]
    after_one = parameters_of(net)
    losses.append(attempt(one_epoch, net, x, y, loss, optimizer))
    return {
        "the first loss": losses[0],
        "the parameters after one step": after_one,
        "the parameters after two steps": parameters_of(net),
        "the second loss": losses[1],
    }


exercise = Exercise(
    __name__,
    kind="fill",
    reference=shared.one_epoch,
    run=_two_epochs,
    probes=[SQUARES, ENTROPY, RISING],
    seconds=SECONDS,
    hints=(
        "Every object has one method for this: the loss makes the gradient, the net goes "
        "backward, the optimizer takes the step. Which of them needs what another has made?",
        "`loss.loss` says how wrong, as one number. `loss.gradient` says which way, a number for "
        "each prediction. Backward needs the second.",
        "The gradient is made from the outputs and `y`, in the order (predicted, actual). "
        "`backward` gets that gradient. `step` gets the net.",
    ),
    after="Three lines, three objects, and none of them knows the insides of the others. That is "
    "why any net, any loss and any optimizer fit in here.",
)


@exercise.wrong(
    "Backward got the loss itself: one number that says how wrong all is. It needs to know for "
    "each prediction in which direction to go. What does the loss object offer for that?"
)
def backward_of_the_loss(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.loss(outputs, y))
    optimizer.step(net)
    return loss.loss(outputs, y)


@exercise.wrong(
    "Uphill: the net moves away from the right answers. Look at the order of the two arguments of "
    "the gradient. First what was predicted, then what is right."
)
def swapped(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.gradient(y, outputs))
    optimizer.step(net)
    return loss.loss(outputs, y)


@exercise.wrong(
    "The step comes before backward. So it goes along what the gradients were before: nothing at "
    "first, and later those of the step before."
)
def step_first(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    optimizer.step(net)
    net.backward(loss.gradient(outputs, y))
    return loss.loss(outputs, y)


@exercise.wrong(
    "The parameters are still as they were. It takes two to move them: backward makes the "
    "gradients, and the optimizer steps along them. Which of the two is missing?"
)
def no_step(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.gradient(outputs, y))
    return loss.loss(outputs, y)


@exercise.wrong("Backward got the outputs. It wants the gradient of the loss with respect to them.")
def backward_of_the_outputs(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(outputs)
    optimizer.step(net)
    return loss.loss(outputs, y)


@exercise.wrong(
    "Outputs minus right answers has the right direction. But it is not the gradient of this "
    "loss: a factor is missing, or with another loss even more. The loss object knows it."
)
def plain_difference(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(outputs - y)
    optimizer.step(net)
    return loss.loss(outputs, y)


@exercise.wrong("The step is taken twice.")
def two_steps(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward(loss.gradient(outputs, y))
    optimizer.step(net)
    optimizer.step(net)
    return loss.loss(outputs, y)


exercise.mistakes(
    **shared.epochs(
        "squared_errors", "summed_squares", "mean_gradient", "gradient_times_loss", "uphill",
        "loss_after", "example_by_example", "step_of_a_list", "step_of_an_array",
    )
)  # fmt: skip


@exercise.wrong(
    "The parameters are moved by a fixed rule of your own. The optimizer that came knows how large "
    "the step should be, and what to remember."
)
def own_step(net, x, y, loss, optimizer):
    return shared.one_epoch(net, x, y, loss, GradientDescent(0.1))


@exercise.wrong(
    "With plain gradient descent this is right. Another optimizer remembers something, and steps "
    "in its own way: let it take the step."
)
def own_step_with_its_rate(net, x, y, loss, optimizer):
    return shared.one_epoch(net, x, y, loss, GradientDescent(optimizer.learning_rate))


@exercise.variant
def with_named_arguments(net, x, y, loss, optimizer):
    outputs = net.forward(x)
    net.backward_params(loss.gradient(predicted=outputs, actual=y))
    optimizer.step(net)
    return np.float64(loss.loss(outputs, y))


@exercise.variant
def layer_by_layer(net, x, y, loss, optimizer):
    before = loss.loss(net.forward(x), y)
    gradient = loss.gradient(net.forward(x), y)
    for layer in reversed(net.layers):
        gradient = layer.backward(gradient)
    optimizer.step(net)
    return before
