"""A bug: a loss with softmax inside gets probabilities, where it wants logits."""

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.losses.shared import one_hot, probabilities, three_layers
from dlscratch.layers import Linear, Sequential


def _loss_and_gradients(net, x, actual):
    loss = losses.SoftmaxCrossEntropy()
    predicted = net.forward(x)
    net.backward(loss.gradient(predicted, actual))
    return loss.loss(predicted, actual), net.grads()


def _pass_and_grads(function, net, x, actual):
    both = function(net, x, actual)
    if both is None:
        return None
    if not isinstance(both, tuple | list) or len(both) != 2:
        raise Refuse("The function returns two things, the loss and the gradients.")
    return {"the loss": both[0], "the gradients": both[1]}


def _sure_net():
    net = Linear(3, 3)
    net.w[...] = 20 * np.eye(3)
    return net


def _pass_with(loss_of, gradient_of):
    """An answer in which loss and gradient are computed from something else than the logits."""

    def answer(net, x, actual):
        loss = losses.SoftmaxCrossEntropy()
        logits = net.forward(x)
        gradient = gradient_of(loss, logits, actual)
        if gradient is not None:
            net.backward(gradient)
        return loss_of(loss, logits, actual), net.grads()

    return answer


exercise = Exercise(
    __name__,
    kind="bug",
    reference=_loss_and_gradients,
    run=_pass_and_grads,
    accepts=(tuple,),
    probes=[
        (_sure_net(), np.eye(3), np.eye(3)),
        (
            Sequential(three_layers(3, 5, 4, seed=3)),
            np.array(
                [
                    [-1.19, 1.95, -1.26],
                    [-0.04, 1.04, 0.25],
                    [0.05, 0.84, -0.81],
                    [-1.01, -0.11, 2.22],
                    [0.1, 4.11, 0.73],
                    [-5.65, -0.58, 3.63],
                ]
            ),
            one_hot(4, 0, 3, 1, 1, 2, 0),
        ),
    ],
    hints=(
        "Run it with the `Linear(3, 3)` and print `predicted`. Are these logits or probabilities?",
        "What does the cross-entropy of this course do first with whatever it gets? Section 10 of "
        "the lesson has the symptom.",
        "Softmax is inside the loss already, for the loss and for the gradient. So what should go "
        "into it is what comes straight out of the net.",
    ),
    after="Softmax stands in the loss and nowhere else. The same mistake is just as easy in "
    "PyTorch, whose CrossEntropyLoss takes logits too.",
)


exercise.mistakes(
    _pass_with,
    both=(
        "These answers are sure and right, and the loss is not 0: it gets probabilities, and takes "
        "them for logits. How often is softmax applied on the way?",
        lambda loss, z, a: loss.loss(probabilities(z), a),
        lambda loss, z, a: loss.gradient(probabilities(z), a),
    ),
    in_the_gradient=(
        "The loss is right now. But the gradient still gets probabilities: softmax is inside it as "
        "well.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: loss.gradient(probabilities(z), a),
    ),
    in_the_loss=(
        "The gradients are right now. But the loss still gets probabilities: softmax is inside it "
        "as well.",
        lambda loss, z, a: loss.loss(probabilities(z), a),
        lambda loss, z, a: loss.gradient(z, a),
    ),
    gradient_not_averaged=(
        "Softmax is applied once: good. But the gradient that you wrote yourself is that of a sum, "
        "and the loss is a mean. The loss has a method for its gradient.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: probabilities(z) - a,
    ),
    gradient_not_averaged_twice=(
        "The gradient that you wrote yourself is that of a sum, where the loss is a mean; and the "
        "loss still gets probabilities.",
        lambda loss, z, a: loss.loss(probabilities(z), a),
        lambda loss, z, a: probabilities(z) - a,
    ),
    sigmoid=(
        "Another squeeze in the place of softmax has the same effect: the logits lie between 0 and "
        "1, and no lead can exceed 1. Squeeze nothing.",
        lambda loss, z, a: loss.loss(1 / (1 + np.exp(-z)), a),
        lambda loss, z, a: loss.gradient(1 / (1 + np.exp(-z)), a),
    ),
    no_backward=(
        "The loss is right, but the net was not sent backward: its gradients are still 0.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: None,
    ),
    three_times=(
        "Now softmax is applied once more than before. The loss wants what it was before any "
        "softmax.",
        lambda loss, z, a: loss.loss(probabilities(probabilities(z)), a),
        lambda loss, z, a: loss.gradient(probabilities(probabilities(z)), a),
    ),
)


@exercise.variant
def gradient_by_hand(net, x, actual):
    loss = losses.SoftmaxCrossEntropy()
    logits = net.forward(x)
    value = loss.loss(logits, actual)
    net.backward((losses.softmax(logits) - actual) / len(x))
    return value, tuple(net.grads())


@exercise.variant
def forward_twice(net, x, actual):
    net.backward(losses.SoftmaxCrossEntropy().gradient(net.forward(x), actual))
    return [losses.SoftmaxCrossEntropy().loss(net.forward(x), actual), net.grads()]
