"""Layers and losses without a backward: their forward is one or more of autograd's operations.

A Module is what a Layer was, and is called like a function. The optimizers, `save_weights` and
`load_weights` take it as they take a net of layers, for it has the same params() and grads().
"""

from collections.abc import Iterable

import numpy as np

from dlscratch import settings
from dlscratch.autograd import Tensor, constant, record
from dlscratch.initializers import initial_weights
from dlscratch.losses import below_their_maximum, check_labels


class Module:
    """What every module can do. Its parameters are the tensors among its attributes that learn,
    and those of the modules among its attributes, in the order in which they were set."""

    def __call__(self, x):
        """Outputs, a Tensor, for `x`: a Tensor, or an array, of which a copy is remembered."""
        return self.forward(x if isinstance(x, Tensor) else constant(x))

    def forward(self, x):
        raise NotImplementedError(f"{type(self).__name__} has no forward of its own")

    def tensors(self):
        """The parameters, as Tensors, each once: a module may stand in two places."""
        found: dict[Tensor, None] = {}  # in place of a set, since it keeps the order
        _gather(vars(self).values(), found)
        return list(found)

    def params(self):
        """Their arrays: always the same ones, changed in place."""
        return [tensor.data for tensor in self.tensors()]

    def grads(self):
        """Their gradients, in the same order; zeros where no backward has come."""
        return [
            np.zeros_like(tensor.data) if tensor.grad is None else tensor.grad
            for tensor in self.tensors()
        ]

    def zero_grad(self):
        """Forget all gradients, as before each backward of a training."""
        for tensor in self.tensors():
            tensor.grad = None


def _gather(values, found):
    """Add the tensors that learn among these attributes of a module, and inside of them."""
    for value in values:
        if isinstance(value, Tensor):
            if value.requires_grad:
                found[value] = None
        elif isinstance(value, Module):
            _gather(vars(value).values(), found)
        elif isinstance(value, (list, tuple)):  # quicker than list | tuple, and it is asked often
            _gather(value, found)


class Linear(Module):
    """outputs = inputs @ w.T + b, as in dlscratch.layers, with the same settings."""

    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        inputs, outputs = settings.whole("inputs", inputs), settings.whole("outputs", outputs)
        weights = np.array(initial_weights(init, outputs, inputs, rng), dtype, order="F")
        self.w = Tensor(weights, requires_grad=True)
        self.b = Tensor(np.zeros(outputs, dtype), requires_grad=True)

    def forward(self, x):
        return linear(x, self.w, self.b)

    def __repr__(self):
        outputs, inputs = self.w.shape
        return f"Linear({inputs}, {outputs})"


class Tanh(Module):
    def forward(self, x):
        return x.tanh()


class Sigmoid(Module):
    def forward(self, x):
        return x.sigmoid()


class ReLU(Module):
    def forward(self, x):
        return x.relu()


class Sequential(Module):
    """Modules one after another, as a module itself."""

    def __init__(self, layers):
        if not isinstance(layers, Iterable):
            raise TypeError("Sequential takes its layers in one list: Sequential([layer, layer])")
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def linear(x, w, b):
    """x @ w.T + b, for rows (n, inputs) as one operation: its gradients are lesson 3's three."""
    rows, weights = x.data, w.data
    if rows.ndim != 2 or rows.shape[1] != weights.shape[1]:
        return x @ w.T + b
    outputs = rows @ weights.T
    outputs += b.data
    to_x = (x, lambda g: g @ weights, weights)
    to_w = (w, lambda g: (rows.T @ g).T, rows)
    return record("linear", outputs, to_x, to_w, (b, lambda g: g.sum(axis=0)))


def squared_error(predicted, actual):
    """The squared errors, summed over the outputs and averaged over the batch: SSE, recorded."""
    if predicted.shape != np.shape(actual):
        raise ValueError(
            "squared_error expects predictions and actual values of one shape, but "
            f"{predicted.shape} and {np.shape(actual)} came"
        )
    return ((predicted - actual) ** 2).sum() / len(actual)


def cross_entropy(logits, labels):
    """Minus the log of the probability of the right class, averaged: logits (n, k), labels (n,).

    One operation in place of six: what the six slopes come to is known since lesson 4. A learner's
    own Tensor, in which `record` cannot write, goes through all six.
    """
    if not isinstance(logits, Tensor):
        return _from_its_parts(logits, labels)
    scores = below_their_maximum(logits.data)  # (k, n): NumPy reduces long rows faster
    labels = np.asarray(labels)
    if scores.ndim != 2 or labels.shape != scores.shape[1:]:
        raise ValueError(
            "cross_entropy expects logits of shape (n, k) and labels of shape (n,), but "
            f"{logits.shape} and {labels.shape} came"
        )
    n = len(labels)
    right = np.arange(len(scores))[:, None] == labels  # (k, n): True at each label's class
    if labels.dtype.kind not in "iu" or np.count_nonzero(right) != n:
        check_labels(labels, len(scores))  # a closer look costs more, and says what is wrong
    exps = np.exp(scores)
    sums = exps.sum(axis=0)
    loss = (np.log(sums).sum() - scores[right].sum()) / n

    def pull(gradient):
        slope = exps / sums
        slope -= right
        slope *= gradient / n
        return slope.T

    return record("cross_entropy", loss, (logits, pull))


def _from_its_parts(logits, labels):
    scores = logits - logits.data.max(axis=1, keepdims=True)
    right = scores[np.arange(len(labels)), labels]
    return (scores.exp().sum(axis=1).log() - right).mean()
