"""Write the whole training loop from memory; it returns the loss before each step."""

import copy

import numpy as np

from dlscratch import terminal
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.xor import shared
from dlscratch.checks.xor.shared import SECONDS, TRAININGS, losses_and_net, train_net
from dlscratch.losses import SSE
from dlscratch.optimizers import GradientDescent

exercise = Exercise(
    __name__,
    kind="fill",
    reference=train_net,
    run=losses_and_net,
    probes=TRAININGS,
    accepts=(tuple, np.ndarray),
    seconds=SECONDS,
    hints=(
        "An empty list before the loop, the list as the result after it. In the loop the four "
        "things of lesson 5, in their order.",
        "In each epoch: forward, note the loss, backward with the gradient of the loss, step. All "
        "of it is indented into the loop.",
        "If the parameters are right and the losses are not, look *when* you compute the loss: "
        "before the step, from the predictions of this epoch, and appended inside the loop.",
    ),
    after="This is the loop that trains every network of the course, from XOR to handwriting. "
    f"`{terminal.command('mine')}` takes it from this cell, and calls it batch by batch.",
)


@exercise.wrong(
    "Backward got the loss, a single number. It wants the gradient of the loss: one number for "
    "each prediction."
)
def backward_of_the_loss(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss.loss(net.forward(x), y))
        net.backward(losses[-1])
        optimizer.step(net)
    return losses


@exercise.wrong(
    "The step stands outside the loop: all epochs see the same parameters, so the loss is the "
    "same in each, and only one step is taken at the very end. Look at its indentation."
)
def step_outside(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
    optimizer.step(net)
    return losses


@exercise.wrong(
    "The predictions and the right answers have changed places in the gradient, so the net walks "
    "uphill. First what was predicted, then what is right."
)
def swapped(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(y, predicted))
        optimizer.step(net)
    return losses


@exercise.wrong(
    "The predictions and the right answers have changed places, in the loss and in its gradient. "
    "First what was predicted, then what is right."
)
def both_swapped(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(y, predicted))
        net.backward(loss.gradient(y, predicted))
        optimizer.step(net)
    return losses


@exercise.wrong(
    "The step comes before backward, so the first step has no gradients to follow: your first two "
    "losses are the same."
)
def step_first(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        optimizer.step(net)
        net.backward(loss.gradient(predicted, y))
    return losses


@exercise.wrong(
    "The net is trained correctly. But the losses are those after each step; asked for are those "
    "before."
)
def loss_after_the_step(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
        losses.append(loss.loss(net.forward(x), y))
    return losses


@exercise.wrong(
    "Forward stands before the loop, so every epoch corrects the very first predictions. After "
    "each step the net predicts something else: ask it again."
)
def forward_once(net, x, y, loss, optimizer, epochs):
    losses = []
    predicted = net.forward(x)
    for _ in range(epochs):
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
        optimizer.step(net)
    return losses


@exercise.wrong(
    "After one epoch it is over: the `return` stands inside the loop. Look at its indentation."
)
def returned_in_the_loop(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, loss, optimizer, 1)


@exercise.wrong(
    "The list holds a single loss, the last one. Is the list made anew in every epoch? Or is the "
    "loss added to it only after the loop? Look at the indentation of both lines."
)
def only_the_last(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, loss, optimizer, epochs)[-1:]


@exercise.wrong(
    "The net is trained correctly. What comes back is the last loss alone; asked for is the list "
    "of all of them."
)
def last_number(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, loss, optimizer, epochs)[-1]


@exercise.wrong(
    "The net is trained correctly, but the function ends without handing the losses back."
)
def no_return(net, x, y, loss, optimizer, epochs):
    train_net(net, x, y, loss, optimizer, epochs)


@exercise.wrong(
    "There is one epoch too few. `range(epochs)` already gives that many rounds, counted from 0."
)
def one_too_few(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, loss, optimizer, epochs - 1)


@exercise.wrong(
    "There is one epoch too many. `range(epochs)` already gives the right number of rounds."
)
def one_too_many(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, loss, optimizer, epochs + 1)


@exercise.wrong(
    "This computes squared errors whatever loss came. The object `loss` knows its own formula, "
    "and its gradient: ask it."
)
def own_loss(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, SSE(), optimizer, epochs)


@exercise.wrong(
    "The losses are all the same: nothing changes the parameters. Backward must make gradients, "
    "and the optimizer must step along them, in every epoch."
)
def no_step(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        losses.append(loss.loss(predicted, y))
        net.backward(loss.gradient(predicted, y))
    return losses


@exercise.wrong(
    "You step after each single example, as the book does. Here all examples together are one "
    "batch, and an epoch is one step."
)
def one_by_one(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        total = 0
        for i in range(len(x)):
            predicted = net.forward(x[i : i + 1])
            total += loss.loss(predicted, y[i : i + 1])
            net.backward(loss.gradient(predicted, y[i : i + 1]))
            optimizer.step(net)
        losses.append(total / len(x))
    return losses


@exercise.wrong(
    "A new optimizer in every epoch forgets what the last one remembered: with Momentum the "
    "velocity begins at 0 each time. Use the one that came."
)
def new_optimizer(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses += train_net(net, x, y, loss, copy.deepcopy(optimizer), 1)
    return losses


@exercise.wrong(
    "The parameters are moved by a fixed rule of your own. The optimizer that came knows how "
    "large the step should be, and what to remember."
)
def own_optimizer(net, x, y, loss, optimizer, epochs):
    return train_net(net, x, y, loss, GradientDescent(optimizer.learning_rate), epochs)


@exercise.wrong("The losses are right, but the net that came has not changed: a copy was trained.")
def copied_net(net, x, y, loss, optimizer, epochs):
    return train_net(copy.deepcopy(net), x, y, loss, optimizer, epochs)


@exercise.wrong(
    "In the list are the gradients of the loss. Asked for is the loss itself, one number an epoch."
)
def gradients_listed(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses.append(loss.gradient(net.forward(x), y))
        net.backward(losses[-1])
        optimizer.step(net)
    return losses


exercise.mistakes(**shared.LOOPS)
exercise.mistakes(
    shared.looped,
    **shared.epochs(
        "squared_errors", "summed_squares", "mean_gradient", "gradient_times_loss", "uphill",
        "example_by_example", "step_of_a_list", "step_of_an_array",
    ),
    errors_for_the_gradient=(
        "Predicted minus right has the right direction. But it is not the gradient of the loss "
        "that came: the loss object knows it.",
        shared.with_gradient(lambda predicted, y, loss: predicted - y),
    ),
)  # fmt: skip


@exercise.wrong(
    "A number has taken the name of an object: after `loss = loss.loss(…)` the object is gone. "
    "Give the number a name of its own."
)
def name_taken(net, x, y, loss, optimizer, epochs):
    for _ in range(epochs):
        loss = loss.loss(net.forward(x), y)
        net.backward(loss.gradient(net.forward(x), y))


@exercise.wrong(
    "A number has taken the name of an object: after `loss = loss.loss(…)` the object is gone in "
    "the second epoch. Give the number a name of its own."
)
def name_taken_later(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        predicted = net.forward(x)
        gradient = loss.gradient(predicted, y)
        loss = loss.loss(predicted, y)
        losses.append(loss)
        net.backward(gradient)
        optimizer.step(net)
    return losses


@exercise.wrong(
    "`+=` adds the items of another list, and a single number has none. A list has a method that "
    "puts one more thing at its end."
)
def plus_equals(net, x, y, loss, optimizer, epochs):
    losses = []
    for _ in range(epochs):
        losses += loss.loss(net.forward(x), y)


@exercise.wrong(
    "The check calls `train(net, x, y, loss, optimizer, epochs)`. Your `def` line has another "
    "order, or other things in it."
)
def other_order(net, x, y, loss, epochs, optimizer):
    for _ in range(epochs):
        net.forward(x)


@exercise.variant
def with_while(net, x, y, loss, optimizer, epochs):
    losses = []
    while len(losses) < epochs:
        out = net.forward(x)
        net.backward_params(loss.gradient(out, y))
        optimizer.step(net)
        losses = losses + [loss.loss(out, y)]
    return losses


@exercise.variant
def with_an_inner_function(net, x, y, loss, optimizer, epochs):
    def epoch():
        before = loss.loss(net.forward(x), y)
        net.backward(loss.gradient(net.forward(x), y))
        optimizer.step(net)
        return before

    return np.array([epoch() for _ in range(epochs)])
