"""Experiments on one part by itself.

Their numbers are small and lopsided, so that nearly every fault shows, and round, so that the
results can be worked out on paper.
"""

import math
from types import SimpleNamespace

import numpy as np

from dlscratch.clinic.facts import facts, shown
from dlscratch.gradients import RIGHT, check_gradients, numerical_gradient

X = np.array([[2.0, 1.0], [0.0, 5.0]])
Y = np.array([[1.0], [2.0]])
LOGITS = np.log([[1.0, 1.0, 2.0], [1.0, 2.0, 5.0]])


def by_hand(library, part):
    return _HANDS[part](library[part])


def _linear(linear):
    layer = linear(2, 1)
    w, b = layer.params()
    w[...], b[...] = [[3, 10]], [100]
    outputs = layer.forward(X.copy())  # a faulty part may change what it is given
    back = layer.backward(Y.copy())
    w_grad, b_grad = layer.grads()
    return facts(("w", w), ("b", b), ("x", X), ("outputs", outputs), ("gradient for them", Y),
                 ("gradient for x", back), ("for w", w_grad), ("for b", b_grad))  # fmt: skip


def _activation(activation):
    layer, x = activation(), np.array([[0.0, math.log(3), -math.log(3)]])
    outputs = layer.forward(x)
    return facts(("x", "0, log 3, -log 3"), ("outputs", outputs),
                 ("gradient for them", "2, 2, 2"),
                 ("gradient for x", layer.backward(np.full((1, 3), 2.0))))  # fmt: skip


def _dropout(dropout):
    layer, x = dropout(0.2, 0), np.full((100, 100), 3.0)
    layer.train()
    outputs, back = layer.forward(x), layer.backward(np.ones((100, 100)))
    rows = [
        ("p", "0.2"), ("10,000 inputs", "each 3"),
        ("different outputs", np.unique(outputs)),
        ("share of zeros", np.round(np.mean(outputs == 0), 1)),
        ("their mean", np.round(outputs.mean(), 1)),
        ("gradients for x, of ones", np.unique(back)),
        ("zeros at the same places", f"{np.array_equal(outputs == 0, back == 0)}"),
    ]  # fmt: skip
    layer.eval()
    rows.append(("different outputs after eval()", np.unique(layer.forward(x))))
    return facts(*rows)


def _sse(sse):
    predicted, actual = np.array([[3.0, 1.0], [2.0, 2.0]]), np.array([[1.0, 1.0], [2.0, 5.0]])
    return _loss(sse(), ("predicted", predicted), "loss", predicted, actual)


def _entropy(entropy):
    given = "probabilities of the logits", "1/4 1/4 1/2, 1/8 1/4 5/8"
    return _loss(
        entropy(), given, "loss; log 2 is 0.693, log 8 2.079", LOGITS.copy(), np.eye(3)[[2, 0]]
    )


def _loss(loss, given, name, predicted, actual):
    return facts(given, ("actual", actual), (name, loss.loss(predicted, actual)),
                 ("gradient", loss.gradient(predicted, actual)))  # fmt: skip


def _softmax(softmax):
    return facts(("logits", "log of 1, 1, 2 and of 1, 2, 5"),
                 ("probabilities", softmax(LOGITS.copy())),
                 ("of 1000 and 1000", softmax(np.full((1, 2), 1000.0))))  # fmt: skip


def _batches(batches):
    x, rows = np.arange(10), []
    for batch_x, batch_y in batches(x, 10 * x, 4, 0):
        rows.append((f"{len(batch_x)} of the examples 0 to 9", batch_x))
        rows.append(("their labels, ten times as large", batch_y))
    return facts(*rows)


_HANDS = {
    "Linear": _linear, "Sigmoid": _activation, "Tanh": _activation, "Dropout": _dropout,
    "SSE": _sse, "SoftmaxCrossEntropy": _entropy, "softmax": _softmax, "batches": _batches,
}  # fmt: skip


def gradients(library, part):
    x = np.random.default_rng(1).normal(size=(4, 3))
    if part in ("SSE", "SoftmaxCrossEntropy"):
        loss, actual = library[part](), np.eye(3)[[2, 0, 1, 1]]
        wanted = numerical_gradient(lambda x: float(loss.loss(x, actual)), x)
        got = np.broadcast_to(loss.gradient(x, actual), x.shape)
        error = np.abs(got - wanted).max() / max(np.abs(got).max(), np.abs(wanted).max())
    else:
        error = check_gradients(_layer(library, part), x, rng=0)
    return error_told(error)


def _layer(library, part):
    if part == "Linear":
        layer = library[part](3, 2, rng=0)
        layer.params()[1][...] = [0.3, -0.2]
        return layer
    if part == "Sequential":
        return library[part]([library["Linear"](3, 2, rng=0), library["Linear"](2, 4, rng=1)])
    return library[part]()


def error_told(error):
    words = f"under {RIGHT:g}, which is rounding" if error < RIGHT else f"{error:.2g}"
    return facts(("largest relative error against finite differences", words))


def steps(library, part):
    """An optimizer on a single number: three steps down one slope, and one down another."""
    number, grad, optimizer = np.array([1.0]), np.zeros(1), library[part](0.1)
    net = SimpleNamespace(params=lambda: [number], grads=lambda: [grad])
    rows = [("learning rate 0.1", number.copy())]
    for step, gradient in enumerate((0.5, 0.5, 0.5, -0.2), 1):
        grad[...] = gradient
        optimizer.step(net)
        rows.append((f"after step {step}, gradient {gradient}", number.copy()))
    return facts(*rows)


class _Spy:
    """An object whose methods note that they were called, and with what."""

    def __init__(self, calls, answers):
        self.calls, self.answers = calls, answers

    def __getattr__(self, name):
        def called(*given):
            numbers = [shown(one) for one in given if not isinstance(one, _Spy)]
            self.calls.append(f"{name}({', '.join(numbers)})")
            return self.answers.get(name, lambda *given: None)(*given)

        return called


def loop(library):
    """What `train` calls, in its order. The net doubles; each step halves what it multiplies by."""
    calls, factor = [], [2.0]
    net = _Spy(calls, {"forward": lambda x: factor[0] * x})
    loss = _Spy(calls, {"loss": lambda a, b: float((a - b)[0]), "gradient": lambda a, b: -a})
    optimizer = _Spy(calls, {"step": lambda net: factor.insert(0, factor[0] / 2)})
    given = library["train"](net, np.array([4.0]), np.array([1.0]), loss, optimizer, 2)
    stage = "2 epochs, x [4.], y [1.], and a stand-in for a net, which doubles. It calls"
    return "\n".join([stage, *(f"  {one}" for one in calls), f"and gives back {given}"])
