"""A net with its examples, loss and optimizer, in one shape whichever library they come from."""

import copy
import functools
import sys

import numpy as np

MOST = 1000  # examples that are looked at
# Losses by their names, without case, `_` and Loss
CLASSES = {"softmaxcrossentropy", "crossentropy"}
YES_OR_NO = {"bcewithlogits", "binarycrossentropywithlogits"}
DIFFERENCES = {"sse", "mse", "l1", "smoothl1", "huber"}


def admit(net, x, y, loss, optimizer):
    """The patient that fits these: Ours for the course's and the learner's nets, or Torch."""
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"every example needs its answer, but {len(x)} examples and {len(y)} answers came"
        )
    torch = sys.modules.get("torch")
    ours = torch is None or not isinstance(net, torch.nn.Module)
    patient = (Ours if ours else Torch)(net, x[:MOST], y[:MOST], loss, optimizer)
    patient.mode(training=False)
    return patient


class Patient:
    """What examinations may ask. Arrays are NumPy's; `batch` is one that is learnt by heart."""

    def __init__(self, net, x, y, loss, optimizer):
        # Together, so that the copied optimizer goes on with the copied parameters.
        self.net, self.loss_function, self.optimizer = copy.deepcopy((net, loss, optimizer))
        self.x, self.y = x, y
        kinds = [getattr(loss, "__name__", "")] + [kind.__name__ for kind in type(loss).__mro__]
        names = {kind.lower().replace("_", "").removesuffix("loss") for kind in kinds}
        self.classifies = bool(names & CLASSES)  # and takes logits
        self.takes_logits = bool(names & (CLASSES | YES_OR_NO))
        self.subtracts = bool(names & DIFFERENCES)

    def copy(self):
        """Another one in the same state, to be experimented with, in evaluation."""
        return type(self)(self.net, self.x, self.y, self.loss_function, self.optimizer)

    def batch(self, size=16):
        """Examples and answers from all over the data."""
        rows = np.unique(np.linspace(0, len(self.x) - 1, size).astype(int))
        return self.x[rows], self.y[rows]


class Ours(Patient):
    """A net of layers with forward, backward, params and grads."""

    automatic = False  # its gradients are written by hand

    def __init__(self, net, x, y, loss, optimizer):
        super().__init__(net, np.asarray(x), np.asarray(y), loss, optimizer)
        self.dtype = next((param.dtype for param in net.params()), float)
        for layer in _leaves(self.net):
            if "dropout" in type(layer).__name__.lower():
                layer.backward = functools.partial(_back_through, layer)

    def mode(self, training):
        self.net.train() if training else self.net.eval()

    def outputs(self, x):
        return np.asarray(self.net.forward(np.asarray(x, self.dtype)))

    def loss(self, x, y):
        predicted = self.outputs(x)
        return float(self.loss_function.loss(predicted, self._encoded(predicted, y)))

    def backward(self, x, y):
        """One forward and backward; the loss."""
        predicted = self.outputs(x)
        y = self._encoded(predicted, y)
        self.net.backward(self.loss_function.gradient(predicted, y))
        return float(self.loss_function.loss(predicted, y))

    def step(self, x, y):
        loss = self.backward(x, y)
        self.optimizer.step(self.net)
        return loss

    def follow(self, optimizer_rate):
        """Take Adam with this step size from here on."""
        from dlscratch.optimizers import Adam

        self.optimizer = Adam(optimizer_rate)

    def params(self):
        """{name: array}, the very arrays that the net works with and an optimizer may move."""
        found = {}
        for number, layer in enumerate(_leaves(self.net)):
            for place, array in enumerate(layer.params()):
                own = next((name for name, value in vars(layer).items() if value is array), None)
                name = own or f"parameter {place}"
                found[f"{name} of layer {number}, {layer}"] = array
        return found

    def grads(self):
        """{name of the parameter: its gradient, or None}"""
        grads = [grad for layer in _leaves(self.net) for grad in layer.grads()]
        return dict(zip(self.params(), grads, strict=False))

    def hidden_layers(self):
        """What the net calls layers that it does not know as its own: nothing here."""
        return []

    def is_a_stack(self):
        """Whether an example goes through the layers and through nothing else."""
        return True

    def activations(self, x):
        """[(name, outputs)] of every layer without layers inside, in order."""
        x, found = np.asarray(x, self.dtype), []
        for number, layer in enumerate(_leaves(self.net)):
            x = layer.forward(x)
            found.append((f"layer {number}, {layer}", np.asarray(x)))
        return found

    def _encoded(self, predicted, y):
        return self.loss_function.encode(y, predicted.shape[-1])


class Torch(Patient):
    """A module of PyTorch's."""

    automatic = True

    def __init__(self, net, x, y, loss, optimizer):
        super().__init__(net, x, y, loss, optimizer)
        self.torch = sys.modules["torch"]
        self.x, self.y = (self.torch.as_tensor(part) for part in (x, y))

    def mode(self, training):
        self.net.train(training)

    def outputs(self, x):
        with self.torch.no_grad():
            return self.net(x).numpy()

    def loss(self, x, y):
        with self.torch.no_grad():
            return float(self.loss_function(self.net(x), y))

    def backward(self, x, y):
        self.net.zero_grad(set_to_none=True)
        loss = self.loss_function(self.net(x), y)
        if loss.requires_grad:
            loss.backward()
        return float(loss.detach())

    def step(self, x, y):
        loss = self.backward(x, y)
        self.optimizer.step()
        return loss

    def follow(self, optimizer_rate):
        self.optimizer = self.torch.optim.Adam(self.net.parameters(), optimizer_rate)

    def params(self):
        return {name: param.detach().numpy() for name, param in self._trained()}

    def grads(self):
        return {
            name: None if param.grad is None else param.grad.numpy()
            for name, param in self._trained()
        }

    def hidden_layers(self):
        """Names of plain lists in which modules stand, so that PyTorch overlooks them."""
        for module in self.net.modules():
            for name, value in vars(module).items():
                inside = value if isinstance(value, list | tuple) else ()
                if any(isinstance(one, self.torch.nn.Module) for one in inside):
                    yield name

    def is_a_stack(self):
        return type(self.net) is self.torch.nn.Sequential  # a forward of one's own may do anything

    def _trained(self):
        """The parameters that are not frozen on purpose."""
        return [(name, param) for name, param in self.net.named_parameters() if param.requires_grad]

    def activations(self, x):
        found, hooks = [], []
        for name, module in self.net.named_modules():
            if not list(module.children()):

                def note(module, given, outputs, name=name):
                    if isinstance(outputs, self.torch.Tensor):
                        found.append((f"{name}, {module}", outputs.detach().numpy().copy()))

                hooks.append(module.register_forward_hook(note))
        try:
            self.outputs(x)
        finally:
            for hook in hooks:
                hook.remove()
        return found


def _back_through(dropout, gradient):
    """In evaluation a dropout lets all pass, and so the whole gradient. A learner's own need not
    know that: in a training its backward only comes behind a forward in training."""
    return type(dropout).backward(dropout, gradient) if dropout.training else gradient


def _leaves(layer):
    inside = layer.layers if isinstance(getattr(layer, "layers", None), list | tuple) else ()
    if not inside:
        return [layer]
    return [leaf for one in inside for leaf in _leaves(one)]
