"""Crash hunt: a linear layer keeps its outputs for its inputs, and a gradient gets their shape."""

import numpy as np

from dlscratch.checks.engine import differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise
from dlscratch.initializers import initial_weights
from dlscratch.layers import Layer

X = np.array(
    [[0.5, -1.0, 2.0, 0.3], [1.5, 0.0, -0.5, 1.0], [-0.7, 0.2, 0.9, -1.1], [0.4, -2.2, 0.1, 3.0],
     [-1.3, 0.6, -0.8, 0.25]]
)  # fmt: skip
GRADIENT = np.array(
    [[2.0, -3.0, 0.5], [-1.5, 4.0, 1.2], [3.5, -2.5, -0.6], [0.4, 0.9, 2.1], [-0.2, 1.7, -1.1]]
)
BIASES = np.array([0.7, -1.9, 0.4])
LISTS = "`params()` gives [weights, biases] and `grads()` their gradients: they were right before."


class _Dense(Layer):
    """In pieces, which wrong answers replace."""

    def __init__(self, inputs, outputs, rng=None):
        self.weights = initial_weights("xavier", outputs, inputs, rng).T
        self.biases = np.zeros(outputs)

    def outputs(self, x):
        return x @ self.weights + self.biases

    def forward(self, x):
        self.x = x
        return self.outputs(x)

    def gradients(self, gradient):
        return self.x.T @ gradient, gradient.sum(axis=0)

    def handed_on(self, gradient):
        return gradient @ self.weights.T

    def backward(self, gradient):
        self.for_weights, self.for_biases = self.gradients(gradient)
        return self.handed_on(gradient)

    def params(self):
        return [self.weights, self.biases]

    def grads(self):
        return [self.for_weights, self.for_biases]


def _made(cls, biases):
    layer = cls(4, 3, rng=5)
    layer.biases[...] = biases
    return layer


def _listed(layer, gradients=None):
    """What the two lists hold, and whether the parameters are the layer's own."""
    if gradients is not None:  # what is expected
        held, own = [gradients["weights"], gradients["biases"]], [True, True]
    else:
        params, held = layer.params(), layer.grads()
        if any(type(one) not in (list, tuple) or len(one) != 2 for one in (params, held)):
            raise Refuse(LISTS)
        pairs = zip(params, (layer.weights, layer.biases), strict=True)
        own = [isinstance(one, np.ndarray) and np.shares_memory(one, its) for one, its in pairs]
    return {
        "the gradient for the weights, in grads()": held[0],
        "the gradient for the biases, in grads()": held[1],
        "whether params() holds the weights and the biases themselves": own,
    }


_run, _expect = differences.layer(_made, ("weights", "biases"), _listed)


def _with_beginnings(cls, x, gradient, biases):
    """What the layer does, and what two new ones begin with."""
    return _run(cls, x, gradient, biases) | _beginnings(cls)


_with_beginnings.arguments = ("x", "gradient", "biases")


def _expected(cls, x, gradient, biases):
    return _expect(cls, x, gradient, biases) | _beginnings(cls)


def _beginnings(cls):
    first, second = cls(4, 3, rng=5), cls(4, 3, rng=6)
    return {
        "the weights of a new layer": first.weights,
        "the weights of another": second.weights,
        "the biases of a new layer": first.biases,
    }


exercise = Exercise(
    __name__,
    kind="crash",
    raises=ValueError,
    wants="class",
    reference=_Dense,
    run=_with_beginnings,
    expect=_expected,
    probes=[(X, GRADIENT, BIASES), (X[:1], GRADIENT[:1], -BIASES), (X[1:4], GRADIENT[2:], BIASES)],
    hints=(
        "A gradient has the shape of the thing that it is the gradient for. For the first `Dense`, "
        "print the shape of each parameter, and of its gradient.",
        "The gradient for the weights is (outputs, outputs). It is made from what forward has kept "
        "in `self.x`: what is the shape of that?",
        "In forward the name `x` stands for the outputs, once its first line has run. What goes in "
        "must be kept before.",
    ),
    after="Nothing in `Dense` stopped: all shapes fitted each other, and one of them was wrong. "
    "Had the layer as many inputs as outputs, not even the shape would have told.",
)


class _KeepsOutputs(_Dense):
    def forward(self, x):
        self.x = self.outputs(x)
        return self.x


@exercise.wrong(
    "Forward is right, and so is the gradient that is handed on. That for the weights has the "
    "wrong shape: print the shape of `self.x` after a forward. Was that what went in?"
)
class outputs_kept(_KeepsOutputs):
    pass


@exercise.wrong(
    "The shapes fit now, because the gradient is made to fit. Its numbers come from the outputs as "
    "before: what was it to be made from?"
)
class made_to_fit(_KeepsOutputs):
    def gradients(self, gradient):
        weights, biases = super().gradients(gradient)
        return np.resize(weights, self.weights.shape), biases


@exercise.wrong(
    "The shapes fit now, since rows of zeros fill what was missing. The numbers come from the "
    "outputs as before: what was the gradient to be made from?"
)
class filled_up(_KeepsOutputs):
    def gradients(self, gradient):
        weights, biases = super().gradients(gradient)
        found = np.zeros_like(self.weights)
        found[: len(weights)] = weights
        return found, biases


@exercise.wrong(
    "The shapes fit now, and the weights would never learn: their gradient is all zeros."
)
class zeros(_Dense):
    def gradients(self, gradient):
        return np.zeros_like(self.weights), gradient.sum(axis=0)


@exercise.wrong(
    "Now the two have changed sides, and what is kept is still what came out. Print the shape of "
    "`self.x`."
)
class turned_with_the_outputs(_KeepsOutputs):
    def gradients(self, gradient):
        return gradient.T @ self.x, gradient.sum(axis=0)


@exercise.wrong(
    "What is kept is right now. But the gradient for the weights is turned: these weights are "
    "(inputs, outputs), and backward was right as it was."
)
class turned(_Dense):
    def gradients(self, gradient):
        return gradient.T @ self.x, gradient.sum(axis=0)


@exercise.wrong(
    "What is kept is the gradient for the outputs, or something made of it. It was to be what went "
    "into the layer."
)
class from_the_gradient(_Dense):
    def gradients(self, gradient):
        x = self.handed_on(gradient)
        return x.T @ gradient, gradient.sum(axis=0)


@exercise.wrong(
    "Backward asks for `self.x`, and forward keeps nothing under that name. It was kept too late, "
    "and is to be kept all the same."
)
class kept_nowhere(_Dense):
    def forward(self, x):
        return self.outputs(x)


@exercise.wrong(
    "What is kept is right now. But forward gives back what came in: the outputs have got lost."
)
class gives_x(_Dense):
    def forward(self, x):
        self.x = x
        return x


@exercise.wrong("What is kept is right now. But forward gives None: a `return` has been lost.")
class gives_nothing(_Dense):
    def forward(self, x):
        self.x = x
        self.outputs(x)


@exercise.wrong("What is kept is right now. But on the way forward the biases have got lost.")
class biases_lost(_Dense):
    def outputs(self, x):
        return x @ self.weights


@exercise.wrong(
    "What is kept is right now. But the gradients are divided by the number of examples: layers "
    "add up, and the loss owns the 1/N."
)
class mean(_Dense):
    def gradients(self, gradient):
        return self.x.T @ gradient / len(gradient), gradient.mean(axis=0)


@exercise.wrong(
    "What is kept is right now. But the gradient for the biases is divided by the number of "
    "examples; it was right before."
)
class mean_of_the_biases(_Dense):
    def gradients(self, gradient):
        return self.x.T @ gradient, gradient.mean(axis=0)


@exercise.wrong("What is kept is right now. But the two lists have different orders.")
class other_order(_Dense):
    def grads(self):
        return [self.for_biases, self.for_weights]


@exercise.wrong(
    "The check has nothing left to compare: a layer without parameters cannot fail, and it cannot "
    "learn."
)
class nothing_to_compare(_Dense):
    def params(self):
        return []

    def grads(self):
        return []


@exercise.wrong(
    "The first batch is right. After that, the layer goes on with what it has kept of it."
)
class keeps_the_first(_Dense):
    x = None

    def forward(self, x):
        self.x = x if self.x is None else self.x
        return self.outputs(x)


@exercise.wrong(
    "All layers of this class share one memory, so in a stack the second overwrites what the first "
    "has kept. What begins with `self.` belongs to one layer."
)
class on_the_class(_Dense):
    def forward(self, x):
        on_the_class.x = x
        return self.outputs(x)


@exercise.wrong(
    "What is kept is right now. But the weights begin with other numbers than `rng` gives: nothing "
    "in `__init__` was wrong."
)
class other_beginnings(_Dense):
    def __init__(self, inputs, outputs, rng=None):
        super().__init__(inputs, outputs, 0)


@exercise.variant
class under_another_name(_Dense):
    def forward(self, x):
        self.inputs = x
        x = x @ self.weights
        return x + self.biases

    def gradients(self, gradient):
        return self.inputs.T @ gradient, gradient.sum(axis=0)


@exercise.variant
class keeps_a_copy(_Dense):
    def forward(self, x):
        self.x = x.copy()
        x = self.outputs(x)
        return x
