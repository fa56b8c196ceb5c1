"""Layers: everything that a network is stacked from.

A layer goes forward (inputs to outputs, remembering what it will need) and backward (the gradient
of the loss with respect to its outputs comes in, the gradient with respect to its inputs goes
out). Arrays are example-major: (n, features). A single example (features,) works as well.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from dlscratch import settings
from dlscratch.initializers import initial_weights


class Layer:
    """What every layer can do. Source: chapter 19, "The Layer Abstraction"."""

    training = True
    layers: Sequence = ()  # those inside of it, if it is a stack

    def forward(self, x):
        """Outputs for the inputs `x`."""
        raise NotImplementedError(self._missing("forward"))

    def backward(self, gradient):
        """The gradient for the inputs, given `gradient` for the outputs of the last forward.

        Layers with parameters also store the gradients for them, replacing the earlier ones.
        """
        raise NotImplementedError(self._missing("backward"))

    def backward_params(self, gradient):
        """Like backward, for a layer whose input gradient nobody needs: it may be skipped."""
        self.backward(gradient)

    def params(self):
        """The parameters: always the same arrays in the same order, changed in place."""
        return []

    def grads(self):
        """Their gradients, in the same order."""
        return []

    def train(self):
        """Switch to training, with all layers inside: Dropout drops."""
        self.training = True
        for layer in self._inside():
            layer.train()

    def eval(self):
        """Switch to evaluation, with all layers inside: Dropout lets everything pass."""
        self.training = False
        for layer in self._inside():
            layer.eval()

    def __repr__(self):
        inside = ", ".join(map(repr, self._inside()))
        return f"{type(self).__name__}([{inside}])" if inside else f"{type(self).__name__}()"

    def _inside(self):
        """The layers of a stack. In a layer of one's own, `layers` may mean something else."""
        layers = self.layers if isinstance(self.layers, list | tuple) else ()
        return [layer for layer in layers if hasattr(layer, "train") and hasattr(layer, "eval")]

    def _missing(self, method):
        name = type(self).__name__
        return f"{name} has no {method} of its own: check its spelling, and that it is indented"

    def _remembered(self, value):
        if value is None:
            raise RuntimeError(f"{self} got backward before forward: call forward first")
        return value


class Linear(Layer):
    """outputs = inputs @ w.T + b, with `w` (outputs, inputs) and `b` (outputs,).

    The layout is the book's and PyTorch's. `init` is "xavier", "he", "normal", "uniform" or a
    function of (outputs, inputs, rng); biases start at zero. `dtype` float32 halves the memory and
    doubles the speed, float64 (the default) lets gradients be checked closely.
    """

    def __init__(self, inputs, outputs, init="xavier", rng=None, dtype=np.float64):
        inputs, outputs = settings.whole("inputs", inputs), settings.whole("outputs", outputs)
        if np.dtype(dtype).kind != "f":
            raise ValueError(f"dtype is np.float32 or np.float64, but {dtype} came")
        # Kept column by column in memory: that makes x @ w.T, the largest product of a network,
        # a fifth faster than row by row.
        self.w = np.array(initial_weights(init, outputs, inputs, rng), dtype, order="F")
        self.b = np.zeros(outputs, dtype)
        self.w_grad = np.zeros_like(self.w)
        self.b_grad = np.zeros_like(self.b)
        self.x = None

    def forward(self, x):
        """x (n, inputs) → (n, outputs)."""
        x = np.asarray(x)
        if x.ndim not in (1, 2) or x.shape[-1] != self.w.shape[1]:
            raise ValueError(
                f"{self} expects inputs of shape (n, {self.w.shape[1]}), but {x.shape} came"
            )
        self.x = x
        outputs = x @ self.w.T
        outputs += self.b
        return outputs

    def backward(self, gradient):
        """gradient (n, outputs) → (n, inputs); stores w_grad and b_grad, summed over the batch."""
        self.backward_params(gradient)
        return gradient @ self.w

    def backward_params(self, gradient):
        x, gradient = self._remembered(self.x), np.asarray(gradient)
        expected = (*x.shape[:-1], len(self.b))
        if gradient.shape != expected:
            raise ValueError(
                f"{self} expects a gradient of shape {expected}, like its last outputs, "
                f"but {gradient.shape} came"
            )
        if x.ndim == 1:
            x, gradient = x[None], gradient[None]
        np.matmul(x.T, gradient, out=self.w_grad.T)
        gradient.sum(axis=0, out=self.b_grad)

    def params(self):
        return [self.w, self.b]

    def grads(self):
        return [self.w_grad, self.b_grad]

    def __repr__(self):
        outputs, inputs = self.w.shape
        return f"Linear({inputs}, {outputs})"


class Sigmoid(Layer):
    """1 / (1 + exp(-x)): squeezes every number into 0 to 1."""

    outputs = None

    def forward(self, x):
        # The same number as 1 / (1 + exp(-x)), in a form that cannot overflow at x = -710.
        self.outputs = np.exp(-np.logaddexp(0, -np.asarray(x)))
        return self.outputs

    def backward(self, gradient):
        s = self._remembered(self.outputs)
        return gradient * s * (1 - s)


class Tanh(Layer):
    """The hyperbolic tangent: squeezes every number into -1 to 1."""

    outputs = None

    def forward(self, x):
        self.outputs = np.tanh(x)
        return self.outputs

    def backward(self, gradient):
        t = self._remembered(self.outputs)
        return gradient * (1 - t * t)


class ReLU(Layer):
    """max(x, 0): lets positive numbers pass, stops the others."""

    slope = None

    def forward(self, x):
        x = np.asarray(x)
        self.slope = (x > 0).astype(x.dtype)  # 1 where x is positive, else 0
        return x * self.slope

    def backward(self, gradient):
        return gradient * self._remembered(self.slope)


class Dropout(Layer):
    """In training, sets each input to zero with probability `p`; in evaluation, does nothing.

    What survives is multiplied by 1 / (1 - p), so that the expected value stays the same. That is
    PyTorch's form. The book's leaves training alone and multiplies by 1 - p in evaluation; here
    evaluation needs no Dropout at all, and saved weights mean the same with and without it.
    Source: Srivastava et al. 2014.
    """

    mask = None

    def __init__(self, p, rng=None):
        settings.share("Dropout's p, the share to drop,", p)
        self.p = p
        self.rng = settings.generator(rng)

    def forward(self, x):
        x = np.asarray(x)
        if not self.training:
            self.mask = np.ones((), x.dtype)  # evaluation: everything passes, both ways
            return x
        keep = self.rng.random(x.shape, dtype=np.float32) >= self.p
        self.mask = np.multiply(keep, 1 / (1 - self.p), dtype=np.result_type(x, np.float32))
        return x * self.mask

    def backward(self, gradient):
        return gradient * self._remembered(self.mask)

    def __repr__(self):
        return f"Dropout({self.p})"


class Sequential(Layer):
    """Layers one after another, as a layer itself."""

    def __init__(self, layers, *more):
        if more or not isinstance(layers, Iterable):
            raise TypeError("Sequential takes its layers in one list: Sequential([layer, layer])")
        self.layers = list(layers)
        for layer in self.layers:
            settings.instance("a layer", layer, "Tanh()", "forward", "backward", "params")

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return gradient

    def backward_params(self, gradient):
        """Goes back only as far as the first layer that has parameters."""
        first = next((i for i, layer in enumerate(self.layers) if layer.params()), None)
        if first is not None:
            for layer in reversed(self.layers[first + 1 :]):
                gradient = layer.backward(gradient)
            self.layers[first].backward_params(gradient)

    def params(self):
        return [param for layer in self.layers for param in layer.params()]

    def grads(self):
        return [grad for layer in self.layers for grad in layer.grads()]
