"""Optimizers: how a network's parameters follow their gradients downhill.

Every step changes the arrays of `net.params()` in place. Rebinding them (param = param - ...)
would leave the layers holding the old ones.
"""

import math

import numpy as np

from dlscratch import settings


class Optimizer:
    """What every optimizer can do. `learning_rate` may be changed between steps."""

    # Settings are used as Python floats: a NumPy float64 would turn float32 arithmetic into
    # float64, several times slower.

    def __init__(self, learning_rate):
        settings.number("the learning rate", learning_rate)
        self.learning_rate = learning_rate
        self._net, self._memories = None, []

    def step(self, net):
        """Move every parameter of `net` once, along the gradients of its last backward."""
        raise NotImplementedError

    def _memory(self, net, arrays):
        """What is remembered from step to step: that many Memory objects, which start at zero."""
        if self._net is None:
            self._memories = [Memory(net.params()) for _ in range(arrays)]
            self._net = net  # last: an interrupt before it leaves nothing half made
        elif self._net is not net:
            raise ValueError(
                f"this {type(self).__name__} remembers its steps with another network: "
                "make a new one for this network"
            )
        return self._memories

    def __repr__(self):
        return f"{type(self).__name__}({self.learning_rate})"


class Memory(list):
    """For each parameter an array of its shape, all of them lying side by side in one `row`.

    What is the same for all parameters is done to the row: one call of NumPy in place of many.
    """

    def __init__(self, params):
        dtype = np.result_type(np.float32, *params)
        self.row = np.zeros(sum(param.size for param in params), dtype)
        start = 0
        for param in params:
            order = "C" if param.flags.c_contiguous else "F"  # the parameter's own
            part = self.row[start : start + param.size]
            self.append(part.reshape(param.shape, order=order))
            start += param.size

    def __deepcopy__(self, memo):
        copied = Memory(self)  # Python's way would copy each part by itself, apart from the row
        copied.row[:] = self.row
        return copied


class GradientDescent(Optimizer):
    """param ← param - learning_rate · gradient."""

    def __init__(self, learning_rate=0.1):
        super().__init__(learning_rate)

    def step(self, net):
        for param, grad in zip(net.params(), net.grads(), strict=True):
            param -= float(self.learning_rate) * grad


class Momentum(Optimizer):
    """Steps along a running average of the gradients: u ← βu + (1 - β)g, param ← param - αu.

    The book's averaged form, with α the learning rate and β the momentum. PyTorch's form,
    v ← βv + g, takes the same steps with the learning rate α(1 - β).
    """

    # What is kept is PyTorch's v = u / (1 - β): one pass less over the memory, the same steps.

    def __init__(self, learning_rate=0.1, momentum=0.9):
        super().__init__(learning_rate)
        self.momentum = settings.share("momentum", momentum)

    def step(self, net):
        rate = float(self.learning_rate) * (1 - self.momentum)
        velocities, steps = self._memory(net, arrays=2)
        velocities.row *= self.momentum
        for velocity, grad in zip(velocities, net.grads(), strict=True):
            velocity += grad
        np.multiply(velocities.row, rate, out=steps.row)
        for param, step in zip(net.params(), steps, strict=True):
            param -= step


class Adam(Optimizer):
    """Momentum, with a step size of its own for every parameter. Source: Kingma & Ba 2015.

    m and v are running averages of g and g². They start at zero, so early on both are too small;
    dividing by 1 - β^t corrects that: param ← param - α m̂ / (√v̂ + ε).
    """

    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(learning_rate)
        try:
            _, _ = betas
        except (TypeError, ValueError):
            came = settings.shown(betas)
            raise TypeError(f"betas is a pair of numbers, but {came} came") from None
        self.betas = tuple(settings.share("each of betas", beta) for beta in betas)
        self.eps = settings.number("eps", eps)
        self.t = 0

    def step(self, net):
        velocities, squares, steps = self._memory(net, arrays=3)
        self.t += 1
        beta1, beta2 = self.betas
        # Kept are m / (1 - β1) and v / (1 - β2), and all constant factors are multiplied in at
        # once: the same steps with a quarter less work, in place where it can be.
        spread = math.sqrt((1 - beta2) / (1 - beta2**self.t))
        rate = float(self.learning_rate) * (1 - beta1) / (1 - beta1**self.t) / spread
        velocities.row *= beta1
        squares.row *= beta2
        for m, v, grad in zip(velocities, squares, net.grads(), strict=True):
            m += grad
            v += grad * grad
        step = np.sqrt(squares.row, out=steps.row)
        step += self.eps / spread
        np.divide(velocities.row, step, out=step)
        step *= rate
        for param, step in zip(net.params(), steps, strict=True):
            param -= step
