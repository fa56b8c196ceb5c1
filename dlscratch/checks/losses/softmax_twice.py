"""A bug: a loss with softmax inside gets probabilities, where it wants logits."""

import copy

import numpy as np

from dlscratch import losses
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.losses.shared import SEEN, TINY, one_hot, probabilities, three_layers
from dlscratch.layers import Linear, Sequential


def _loss_and_gradients(net, x, actual):
    loss = losses.SoftmaxCrossEntropy()
    predicted = net.forward(x)
    net.backward(loss.gradient(predicted, actual))
    return loss.loss(predicted, actual), net.grads()


def _pass_and_grads(function, net, x, actual):
    """What comes for a batch, for another one after it, and whether the net is as it was."""
    first = _both(function(net, x, actual))
    if first is None:
        return None
    # A net keeps its gradients in the same arrays: the second batch would change the first ones.
    value, grads = copy.deepcopy(first)
    outputs = {"the loss": value, "the gradients": grads}
    second = attempt(function, net, 0.75 * x[::-1], actual)
    value, grads = [second] * 2 if isinstance(second, Stopped) else _both(second) or [None] * 2
    outputs |= {"the loss, for a second batch": value, "the gradients, for a second batch": grads}
    return outputs | {"the net's parameters, afterwards": net.params()}


def _both(answer):
    if answer is None:
        return None
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        raise Refuse("The function returns two things, the loss and the gradients.")
    return answer


def _scaled_net(scale):
    net = Linear(3, 3)
    net.w[...] = scale * np.eye(3)
    return net


def _choices(z):
    return np.eye(z.shape[1])[z.argmax(axis=1)]


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
        (_scaled_net(20), np.eye(3), np.eye(3)),
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
        (_scaled_net(60), np.eye(3), one_hot(3, 1, 2, 0)),  # as sure, and wrong
        (_scaled_net(800), np.eye(3), one_hot(3, 1, 2, 0)),  # so sure that other p become 0
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
    squared_errors=(
        "You took another loss, that of squared errors. The cross-entropy is wanted; it was right "
        "before, and only what goes into it was wrong.",
        lambda loss, z, a: losses.SSE().loss(probabilities(z), a),
        lambda loss, z, a: losses.SSE().gradient(probabilities(z), a),
    ),
    squared_errors_of_logits=(
        "You took another loss, that of squared errors. The cross-entropy is wanted; it was right "
        "before, and only what goes into it was wrong.",
        lambda loss, z, a: losses.SSE().loss(z, a),
        lambda loss, z, a: losses.SSE().gradient(z, a),
    ),
    extra_slope=(
        "You added a slope to the gradient; but the loss still gets probabilities, and takes them "
        "for logits. How often is softmax applied on the way?",
        lambda loss, z, a: loss.loss(probabilities(z), a),
        lambda loss, z, a: (
            loss.gradient(probabilities(z), a) * probabilities(z) * (1 - probabilities(z))
        ),
    ),
    choices=(
        "You give the loss the network's choices, ones and zeros, as logits. How sure the network "
        "is gets lost in them. What should go in is what comes straight out of the net.",
        lambda loss, z, a: loss.loss(_choices(z), a),
        lambda loss, z, a: loss.gradient(_choices(z), a),
    ),
    divided_once_more=(
        "Softmax is applied once: good. But the gradient is divided once more by the number "
        "of examples: the loss is a mean already, and so is its gradient.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: loss.gradient(z, a) / len(z),
    ),
    sign=(
        "Softmax is applied once: good. But the gradients have the opposite sign.",
        lambda loss, z, a: loss.loss(z, a),
        lambda loss, z, a: -loss.gradient(z, a),
    ),
    log_of_logits=(
        "The logarithm is taken of logits, which may be negative. Squeeze nothing, and take no "
        "logarithm: the loss does both.",
        lambda loss, z, a: loss.loss(np.log(z), a),
        lambda loss, z, a: loss.gradient(np.log(z), a),
    ),
    log_of_p=(
        "The logarithm undoes softmax, until a probability becomes 0: logits of 0 and 800 are "
        "enough. Then its logarithm is -inf. Squeeze nothing in the first place.",
        lambda loss, z, a: loss.loss(np.log(probabilities(z)), a),
        lambda loss, z, a: loss.gradient(np.log(probabilities(z)), a),
    ),
    actual_too=(
        "Softmax is applied to `actual` as well. These are right answers, and stay as they are.",
        lambda loss, z, a: loss.loss(z, probabilities(a)),
        lambda loss, z, a: loss.gradient(z, probabilities(a)),
    ),
    actual_instead=(
        "Softmax is applied to `actual`, and still to what comes out of the net. Squeeze nothing.",
        lambda loss, z, a: loss.loss(probabilities(z), probabilities(a)),
        lambda loss, z, a: loss.gradient(probabilities(z), probabilities(a)),
    ),
    scaled_down=(
        "Divided by its maximum or its sum, a row of logits has no lead left worth the name: "
        "nothing is to be done to what comes out of the net.",
        lambda loss, z, a: loss.loss(z / z.sum(axis=1, keepdims=True), a),
        lambda loss, z, a: loss.gradient(z / z.sum(axis=1, keepdims=True), a),
    ),
    **{
        f"times_{factor}": (
            "You make the probabilities larger, and they are still no logits: how far apart two "
            "of them may be, is now bounded by your factor. What comes straight out of the net?",
            lambda loss, z, a, factor=factor: loss.loss(factor * probabilities(z), a),
            lambda loss, z, a, factor=factor: loss.gradient(factor * probabilities(z), a),
        )
        for factor in (2, 3, 5, 10, 20, 50, 100, 1000)
    },
    **{
        f"log_of_p_and_{id}": (
            "The logarithm undoes softmax, but for what you add to the probabilities: a network "
            "that is sure and wrong gets too small a loss. Squeeze nothing in the first place.",
            lambda loss, z, a, tiny=tiny: loss.loss(np.log(probabilities(z) + tiny), a),
            lambda loss, z, a, tiny=tiny: loss.gradient(np.log(probabilities(z) + tiny), a),
        )
        for id, tiny in (TINY | SEEN).items()
        if tiny > 1e-19
    },
    three_times=(
        "Now softmax is applied once more than before. The loss wants what it was before any "
        "softmax.",
        lambda loss, z, a: loss.loss(probabilities(probabilities(z)), a),
        lambda loss, z, a: loss.gradient(probabilities(probabilities(z)), a),
    ),
)


@exercise.wrong(
    "The parameters came back in the place of their gradients: nets have another method for these."
)
def parameters(net, x, actual):
    value, _ = _loss_and_gradients(net, x, actual)
    return value, net.params()


@exercise.wrong(
    "The loss is right. But the gradients were copied before `backward` has made those of this "
    "batch."
)
def copied_too_early(net, x, actual):
    loss, logits = losses.SoftmaxCrossEntropy(), net.forward(x)
    grads = [gradient.copy() for gradient in net.grads()]
    net.backward(loss.gradient(logits, actual))
    return loss.loss(logits, actual), grads


@exercise.wrong(
    "You give the loss the network's choices, ones and zeros, as logits; and you have fixed their "
    "number at 3. What should go in is what comes straight out of the net."
)
def choices_of_three(net, x, actual):
    loss, logits = losses.SoftmaxCrossEntropy(), net.forward(x)
    chosen = np.eye(3)[logits.argmax(axis=1)]
    net.backward(loss.gradient(chosen, actual))
    return loss.loss(chosen, actual), net.grads()


@exercise.wrong("Both are there, in another order: first the loss, then the gradients.")
def exchanged(net, x, actual):
    return _loss_and_gradients(net, x, actual)[::-1]


@exercise.wrong(
    "The inputs go through softmax before the net gets them. Nothing is to be squeezed, on neither "
    "side of the net."
)
def inputs_squeezed(net, x, actual):
    return _loss_and_gradients(net, probabilities(x), actual)


@exercise.wrong("The gradient of the loss came back. Wanted are those for the net's parameters.")
def gradient_of_the_loss(net, x, actual):
    value, _ = _loss_and_gradients(net, x, actual)
    return value, losses.SoftmaxCrossEntropy().gradient(net.forward(x), actual)


@exercise.wrong(
    "Loss and gradients are right. But the net is another one afterwards: only look at it."
)
def steps(net, x, actual):
    value, grads = _loss_and_gradients(net, x, actual)
    for parameter, gradient in zip(net.params(), grads, strict=True):
        parameter -= 0.1 * gradient
    return value, grads


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
