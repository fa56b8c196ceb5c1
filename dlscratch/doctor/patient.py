"""A net with its examples, loss and optimizer, in one shape whichever library they come from."""

import copy
import functools
import sys

import numpy as np

MOST, BLOCK = 1000, 100  # examples that are looked at, and how many of them in a row
# Losses by their names, without case, `_` and Loss
CLASSES = {"softmaxcrossentropy", "crossentropy"}
LOGS = {"nll"}
YES_OR_NO = {"bcewithlogits", "binarycrossentropywithlogits"}
FUNCTIONS = {"relu", "tanh", "sigmoid"}
DIFFERENCES = {"sse", "mse", "l1", "smoothl1", "huber"}


def admit(net, x, y, loss, optimizer):
    """The patient that fits these: Ours for the course's and the learner's nets, or Torch."""
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"every example needs its answer, but {len(x)} examples and {len(y)} answers came"
        )
    torch = sys.modules.get("torch")
    ours = torch is None or not isinstance(net, torch.nn.Module)
    patient = (Ours if ours else Torch)(net, _some(x), _some(y), loss, optimizer)
    patient.mode(training=False)
    return patient


def _some(examples):
    """MOST of the examples from all over the data, in blocks of neighbours."""
    if len(examples) <= MOST:
        return examples
    starts = np.linspace(0, len(examples) - BLOCK, MOST // BLOCK).astype(int)
    rows = (starts[:, None] + np.arange(BLOCK)).ravel()
    return (examples if hasattr(examples, "detach") else np.asarray(examples))[rows]


def _parts(x):
    """What goes through a net at once: of images a block, as the patches of many are large."""
    if np.ndim(x) <= 2:
        return [x]
    return [x[start : start + BLOCK] for start in range(0, len(x), BLOCK)]


def _joined(parts):
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class Patient:
    """What examinations may ask. Arrays are NumPy's; `batch` is one that is learnt by heart."""

    def __init__(self, net, x, y, loss, optimizer):
        memo = {}
        # Together, so that the copied optimizer goes on with the copied parameters.
        self.net, self.loss_function, self.optimizer = copy.deepcopy((net, loss, optimizer), memo)
        for name, value in getattr(optimizer, "__dict__", {}).items():
            if not callable(value):  # PyTorch leaves an optimizer's own attributes behind
                vars(self.optimizer).setdefault(name, copy.deepcopy(value, memo))
        self.x, self.y = x, y
        kind = np.asarray(x[:1]).dtype
        self.looks_up = kind.kind in "iu" and kind != np.uint8  # places in a table: an embedding
        kinds = [getattr(loss, "__name__", "")] + [kind.__name__ for kind in type(loss).__mro__]
        names = {kind.lower().replace("_", "").removesuffix("loss") for kind in kinds}
        self.classifies = bool(names & (CLASSES | LOGS))
        self.takes_logits = bool(names & (CLASSES | YES_OR_NO))
        self.takes_logs = bool(names & LOGS)  # of probabilities
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
    frozen = 0

    def __init__(self, net, x, y, loss, optimizer):
        super().__init__(net, np.asarray(x), np.asarray(y), loss, optimizer)
        for layer, copied in zip(_leaves(net), _leaves(self.net), strict=True):
            _join(layer, copied)
        self.dtype = next((param.dtype for param in net.params()), float)
        for layer in _leaves(self.net):
            if "dropout" in type(layer).__name__.lower():
                layer.backward = functools.partial(_back_through, layer)

    def mode(self, training):
        self.net.train() if training else self.net.eval()

    def outputs(self, x):
        return _joined([self._forward(part) for part in _parts(x)])

    def _forward(self, x):
        return np.asarray(self.net.forward(np.asarray(x, self.dtype)))

    def loss(self, x, y):
        predicted = self.outputs(x)
        return float(self.loss_function.loss(predicted, self._encoded(predicted, y)))

    def backward(self, x, y):
        """One forward and backward; the loss."""
        predicted = self._forward(x)
        y = self._encoded(predicted, y)
        self.net.backward(self.loss_function.gradient(predicted, y))
        return float(self.loss_function.loss(predicted, y))

    def step(self, x, y):
        loss = self.backward(x, y)
        self.follow_gradients()
        return loss

    def follow_gradients(self):
        self.optimizer.step(self.net)

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

    def numbers(self):
        """The arrays of all parameters."""
        return self.net.params()

    def grads(self):
        """{name of the parameter: its gradient, or None}"""
        grads = [grad for layer in _leaves(self.net) for grad in layer.grads()]
        return dict(zip(self.params(), grads, strict=False))

    def odd_params(self):
        """A sentence for each layer whose params() no optimizer can move by its grads()."""
        for number, layer in enumerate(_leaves(self.net)):
            params, grads = layer.params(), layer.grads()
            shapes = [[np.shape(array) for array in arrays] for arrays in (params, grads)]
            if shapes[0] != shapes[1]:
                yield (f"The grads() of layer {number}, {layer}, have the shapes {shapes[1]}, and "
                       f"its params() {shapes[0]}: each gradient stands where its parameter "
                       "does.")  # fmt: skip
            if not all(map(np.may_share_memory, params, layer.params())):
                yield (f"The params() of layer {number}, {layer}, give copies: a step moves those, "
                       "and not the arrays that the layer works with.")  # fmt: skip

    def overlooked(self):
        """A sentence for each array or layer that a layer works with and that is in no params()."""
        net = self.copy().net
        outside = _leaves(net)
        known = net.params()
        net.forward(np.asarray(self.x[:3], self.dtype))
        arrays = [dict(vars(layer)) for layer in outside]
        net.forward(np.asarray(self.x[:2], self.dtype))

        def unknown(array):
            return not any(np.may_share_memory(array, one) for one in known)

        for number, (layer, before) in enumerate(zip(outside, arrays, strict=True)):
            for name, value in vars(layer).items():
                for one in _all_in(value):
                    inside = one.params() if _is_layer(one) and one is not layer else []
                    if inside and all(map(unknown, inside)):
                        yield (f"The params() of layer {number}, {layer}, leave out the layer "
                               f"{one} in `{name}`: no optimizer moves its {len(inside)} "
                               "parameters.")  # fmt: skip
                grad = getattr(layer, f"{name}_grad", None)
                lasts = isinstance(value, np.ndarray) and before.get(name) is value
                if lasts and np.shape(grad) == value.shape and unknown(value):
                    yield (f"The params() of layer {number}, {layer}, leave out `{name}`: no "
                           f"optimizer moves its {value.size} numbers.")  # fmt: skip

    def is_a_stack(self):
        """Whether an example goes through the layers and through nothing else."""
        return True

    def activations(self, x):
        """[(name, outputs)] of every layer without layers inside, in order."""
        names = [f"layer {number}, {layer}" for number, layer in enumerate(_leaves(self.net))]
        parts = [self._through(np.asarray(part, self.dtype)) for part in _parts(x)]
        return list(zip(names, map(_joined, zip(*parts, strict=True)), strict=True))

    def _through(self, x):
        """The outputs of every layer without layers inside."""
        found = []
        for layer in _leaves(self.net):
            x = layer.forward(x)
            found.append(np.asarray(x))
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
        self.frozen = sum(not param.requires_grad for param in self.net.parameters())

    def mode(self, training):
        self.net.train(training)

    def outputs(self, x):
        with self.torch.no_grad():
            return self.net(x).numpy()

    def loss(self, x, y):
        with self.torch.no_grad():
            return float(self.loss_function(self.net(x), y))

    def backward(self, x, y):
        return float(self._backward(x, y).detach())

    def _backward(self, x, y):
        self.net.zero_grad(set_to_none=True)
        loss = self.loss_function(self.net(x), y)
        if loss.requires_grad:
            loss.backward()
        return loss

    def step(self, x, y):
        if isinstance(self.optimizer, self.torch.optim.LBFGS):  # it asks for several losses a step
            return float(self.optimizer.step(lambda: self._backward(x, y)))
        loss = self.backward(x, y)
        self.follow_gradients()
        return loss

    def follow_gradients(self):
        self.optimizer.step()

    def follow(self, optimizer_rate):
        self.optimizer = self.torch.optim.Adam(self.net.parameters(), optimizer_rate)

    def params(self):
        return {name: param.detach().numpy() for name, param in self._trained()}

    def numbers(self):
        """The arrays of all parameters, frozen ones, too."""
        return [param.detach().numpy() for param in self.net.parameters()]

    def grads(self):
        return {
            name: None if param.grad is None else param.grad.numpy()
            for name, param in self._trained()
        }

    def odd_params(self):
        """PyTorch keeps each parameter with its gradient."""
        return []

    def overlooked(self):
        """A sentence for each list or tensor whose parameters PyTorch does not see."""
        known, knows = set(self.net.parameters()), f"it knows of {len(self.params())} in all"
        for module in self.net.modules():
            for name, value in vars(module).items():
                layers = [one for one in _all_in(value) if isinstance(one, self.torch.nn.Module)]
                if any(param not in known for one in layers for param in one.parameters()):
                    kind, better = ("dict", "Dict") if isinstance(value, dict) else ("list", "List")
                    yield (f"Layers stand in a plain {kind}, `{name}`, where PyTorch does not see "
                           f"their parameters: {knows}. `nn.Module{better}` shows "
                           "them.")  # fmt: skip
                elif isinstance(value, self.torch.Tensor) and value.requires_grad and value.is_leaf:
                    yield (f"`{name}` is a tensor that takes gradients, but no parameter to "
                           f"PyTorch: {knows}. `nn.Parameter` makes it one.")  # fmt: skip

    def is_a_stack(self):
        return type(self.net) is self.torch.nn.Sequential  # a forward of one's own may do anything

    def _trained(self):
        """The parameters that are not frozen on purpose."""
        return [(name, param) for name, param in self.net.named_parameters() if param.requires_grad]

    def activations(self, x):
        hooks, found = [], {}  # by the tensor, so that a layer's is noted once, under its name

        def note(name, outputs):
            if isinstance(outputs, self.torch.Tensor):
                found[id(outputs)] = name, outputs, outputs.numpy().copy()

        class Functions(self.torch.overrides.TorchFunctionMode):  # type: ignore[name-defined]
            """Notes activations that are called as functions."""

            def __torch_function__(self, function, types, args=(), kwargs=None):
                outputs, name = function(*args, **(kwargs or {})), getattr(function, "__name__", "")
                if name.strip("_") in FUNCTIONS:
                    note(f"call {len(found)}, {name}", outputs)
                return outputs

        for name, module in self.net.named_modules():
            if not list(module.children()):
                hooks.append(module.register_forward_hook(
                    lambda module, given, outputs, name=name: note(f"{name}, {module}", outputs)
                ))  # fmt: skip
        try:
            with Functions():
                self.outputs(x)
        finally:
            for hook in hooks:
                hook.remove()
        return [(name, numbers) for name, _, numbers in found.values()]


def _back_through(dropout, gradient):
    """In evaluation a dropout lets all pass, and so the whole gradient. A learner's own need not
    know that: in a training its backward only comes behind a forward in training."""
    return type(dropout).backward(dropout, gradient) if dropout.training else gradient


def _join(layer, copied):
    """Where arrays of a layer are those of a layer inside of it in another form, as a Conv2d's
    filters are, copies have parted them."""
    for place, inside in vars(layer).items():
        for name, array in vars(layer).items():
            for other, whole in vars(inside).items() if _is_layer(inside) else ():
                if _is_array(array, whole) and array is not whole and array.size == whole.size:
                    if np.may_share_memory(array, whole):
                        joined = vars(copied)[place]
                        setattr(copied, name, getattr(joined, other).reshape(array.shape))


def _is_array(*values):
    return all(isinstance(value, np.ndarray) for value in values)


def _leaves(layer):
    inside = layer.layers if isinstance(getattr(layer, "layers", None), list | tuple) else ()
    if not inside:
        return [layer]
    return [leaf for one in inside for leaf in _leaves(one)]


def _is_layer(value):
    return callable(getattr(value, "params", None)) and callable(getattr(value, "forward", None))


def _all_in(value):
    """The value itself, or what stands in it where it is a list, a tuple or a dict."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list | tuple):
        return [value]
    return [one for part in value for one in _all_in(part)]
