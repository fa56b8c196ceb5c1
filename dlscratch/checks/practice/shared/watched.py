"""What a training does with a net, seen by the net itself."""

import numpy as np

from dlscratch.checks.in_pytorch import as_array

OWN, OLD = "its own", "those of earlier steps as well"


class Watched:
    """Notes what `net` is given while PyTorch records, and what its gradients hold.

    given      the inputs of each recorded forward, as arrays
    weights    the last weight before the first two of them
    gradients  whether each backward found the gradients of the one before wiped: OWN or OLD
    """

    def __init__(self, torch, net):
        self.torch, self.given, self.weights, self.gradients = torch, [], [], OWN
        self._last = [param for param in net.parameters() if param.ndim > 1][-1]
        hooks = self._last.register_hook, self._last.register_post_accumulate_grad_hook
        self._hooks = [
            net.register_forward_pre_hook(self._forward),
            hooks[0](self._came),
            hooks[1](self._added),
        ]

    def leave(self):
        for hook in self._hooks:
            hook.remove()

    def _forward(self, net, given):
        if self.torch.is_grad_enabled():
            self.given.append(as_array(given[0]))
            if len(self.weights) < 2:
                self.weights.append(as_array(self._last))

    def _came(self, gradient):
        self._new = as_array(gradient)

    def _added(self, param):
        if not np.allclose(as_array(param.grad), self._new, rtol=1e-3, atol=1e-7):
            self.gradients = OLD
