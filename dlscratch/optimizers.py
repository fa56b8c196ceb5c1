"""Optimizers: how a network's parameters follow their gradients downhill.

Every step changes the arrays of `net.params()` in place. Rebinding them (param = param - ...)
would leave the layers holding the old ones.
"""

import math

import numpy as np


class Optimizer:
    """What every optimizer can do. `learning_rate` may be changed between steps."""

    # Settings are used as Python floats: a NumPy float64 would turn float32 arithmetic into
    # float64, several times slower.

    def __init__(self, learning_rate):
        if not learning_rate > 0:
            raise ValueError(f"the learning rate is a positive number, but {learning_rate} came")
        self.learning_rate = learning_rate
        self._net, self._memories = None, []

    def step(self, net):
        """Move every parameter of `net` once, along the gradients of its last backward."""
        raise NotImplementedError

    def _memory(self, net, arrays=1):
        """What is remembered from step to step: for each parameter, arrays that start at zero."""
        if self._net is None:
            self._net = net
            self._memories = [
                tuple(np.zeros_like(param) for _ in range(arrays)) for param in net.params()
            ]
        elif self._net is not net:
            raise ValueError(
                f"this {type(self).__name__} remembers its steps with another network: "
                "make a new one for this network"
            )
        return self._memories

    def __repr__(self):
        return f"{type(self).__name__}({self.learning_rate})"


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
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum is a number from 0 up to below 1, but {momentum} came")
        self.momentum = float(momentum)

    def step(self, net):
        rate = float(self.learning_rate) * (1 - self.momentum)
        memory = self._memory(net)
        for param, grad, (velocity,) in zip(net.params(), net.grads(), memory, strict=True):
            velocity *= self.momentum
            velocity += grad
            param -= rate * velocity


class Adam(Optimizer):
    """Momentum, with a step size of its own for every parameter. Source: Kingma & Ba 2015.

    m and v are running averages of g and g². They start at zero, so early on both are too small;
    dividing by 1 - β^t corrects that: param ← param - α m̂ / (√v̂ + ε).
    """

    def __init__(self, learning_rate=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(learning_rate)
        self.betas = tuple(map(float, betas))
        self.eps = float(eps)
        self.t = 0

    def step(self, net):
        memory = self._memory(net, arrays=2)
        self.t += 1
        beta1, beta2 = self.betas
        # Kept are m / (1 - β1) and v / (1 - β2), and all constant factors are multiplied in at
        # once: the same steps with a quarter less work, in place where it can be.
        spread = math.sqrt((1 - beta2) / (1 - beta2**self.t))
        rate = float(self.learning_rate) * (1 - beta1) / (1 - beta1**self.t) / spread
        for param, grad, (m, v) in zip(net.params(), net.grads(), memory, strict=True):
            m *= beta1
            m += grad
            v *= beta2
            v += grad * grad
            step = np.sqrt(v)
            step += self.eps / spread
            np.divide(m, step, out=step)
            step *= rate
            param -= step
