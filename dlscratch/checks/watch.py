"""Watches what code does with PyTorch while it runs: steps, wipes, backward calls, losses, modes.

    with watching() as seen:
        net = fit(x, y)
    seen.order              # "zbszbs": wiped, ran backward, took a step, …

The code is run as it is: only what happens in this thread is noted, what cannot be looked at is
passed over, and PyTorch is as before when the watching ends.
"""

import contextlib
import functools
import sys
import threading
import weakref
from collections import Counter
from typing import NamedTuple

from dlscratch.checks.state_dicts import StateDicts

WIPED, BACK, STEPPED = "z", "b", "s"  # the letters of `order`
MOST = 2000  # so many nodes of a graph are walked through; a graph that grows has more each time
LOSSES = """cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy
    binary_cross_entropy_with_logits kl_div multi_margin_loss soft_margin_loss""".split()
# Layers with two modes, and the names of what they are called with
TWO_MODES = {
    "dropout": ("input", "p", "training"),
    "batch_norm": ("input", "running_mean", "running_var", "weight", "bias", "training"),
}
METHODS = {"Tensor": ["backward"], "Optimizer": ["zero_grad"],
           "Module": ["zero_grad", "train", "eval", "state_dict", "load_state_dict"]}  # fmt: skip
ASKED = {"__len__", "size", "dim", "numel", "shape", "dtype", "device", "ndim", "requires_grad",
         "__repr__", "__format__", "element_size"}  # fmt: skip


class Loss(NamedTuple):
    """A call of a loss: its function, what it was given, and whether it was recorded."""

    name: str
    given: str  # as in `kind_of`
    shape: tuple
    target: tuple  # its shape
    reduction: str
    recorded: bool


class Given(NamedTuple):
    """What a loss was given, whole, and what came out; None where it stopped."""

    name: str
    input: object
    target: object
    result: object = None


class Mode(NamedTuple):
    """A call of a layer with two modes; p is None for a batch norm."""

    name: str
    p: float | None
    training: bool
    recorded: bool


class Seen:
    """What has been seen so far.

    order       the letters of all that was done, in its order
    stale       the backward calls that found old gradients, to which they added
    partly      those of them that found old gradients in some leaves, and none in others
    idle        the steps of an optimizer none of whose parameters had a gradient
    losses      Loss: how often
    last        the last of them, as a Given; or None
    kinds       the labels of a batch, as a frozenset: how often; not of batches below eight, which
                chance may make of one kind
    modes       Mode: how often
    values      what was run backward, where it is one number
    reached     the leaves that a backward has reached; each id with the tensor
    held        the parameters of all optimizers that took a step, likewise
    optimizers  how many of them there were
    called      the methods that were called, of METHODS and `step`
    uncalled    the methods that were looked up and never called, as by a line `net.eval`
    compared    the shapes of two tensors that were compared by == or !=, the last pair
    """

    def __init__(self, torch, inputs=()):
        self.torch, self._inputs = torch, inputs
        self._thread = threading.get_ident()
        self._letters, self.stale, self.partly, self.idle, self.optimizers = [], 0, 0, 0, 0
        self.losses: Counter[Loss] = Counter()
        self.modes: Counter[Mode] = Counter()
        self.kinds: Counter[frozenset] = Counter()
        self.values, self.compared, self.last = [], None, None
        self.reached, self.held = {}, {}
        self._first = {}  # the values of what was reached, when it was first
        self._known = weakref.WeakSet()  # the optimizers; one made in each round must not be kept
        self.called, self._looked_up, self._touched = set(), set(), set()
        self._state_dicts = StateDicts()
        self._full = False  # whether there are gradients that nobody has wiped yet

    @property
    def order(self) -> str:
        self._look_for_a_wipe()
        return "".join(self._letters)

    @property
    def uncalled(self) -> list[str]:
        return sorted(self._looked_up - self.called)

    def count(self, letter) -> int:
        return self.order.count(letter)

    def moved(self) -> int:
        """How many of the reached leaves have other values than when they were first reached."""
        equal = self.torch.equal
        return sum(not equal(self.reached[key], first) for key, first in self._first.items())

    def parameters(self) -> set[int]:
        """The ids of those leaves reached that are parameters of nets; without any, of all."""
        kind = self.torch.nn.Parameter
        found = {key for key, leaf in self.reached.items() if isinstance(leaf, kind)}
        return found or set(self.reached)

    def used(self, tensor) -> bool:
        """Whether one of the tensors given to `watching` was used for more than its shape."""
        return id(tensor) in self._touched

    def examples(self) -> int:
        """How many examples the recorded losses were given, all calls together."""
        return sum(one.target[0] * times for one, times in self.losses.items()
                   if one.recorded and one.target)  # fmt: skip

    def loaded_itself(self, net) -> bool:
        """Whether what was loaded into `net` in the end were its own tensors, not copied."""
        return self._state_dicts.nothing_put_back(net, self.count(BACK))

    # What is noted

    def _steps(self, optimizer):
        self._look_for_a_wipe()
        self._letters.append(STEPPED)
        self.called.add("step")
        if optimizer not in self._known:
            self._known.add(optimizer)
            self.optimizers += 1
        params = [param for group in optimizer.param_groups for param in group["params"]]
        self.held |= {id(param): param for param in params}
        self.idle += not any(map(_has_gradient, params))

    def _goes_back(self, roots):
        self._look_for_a_wipe()
        leaves = _leaves(roots)
        self._reaches(leaves)
        old = [_has_gradient(leaf) for leaf in leaves]
        self.stale += any(old)
        self.partly += any(old) and not all(old)
        if len(roots) == 1 and roots[0].numel() == 1:
            self.values.append(roots[0].item())

    def _reaches(self, leaves):
        for leaf in leaves:
            if id(leaf) not in self.reached and len(self.reached) < MOST:
                self.reached[id(leaf)], self._first[id(leaf)] = leaf, leaf.detach().clone()

    def _went_back(self):
        self._letters.append(BACK)
        self.called.add("backward")
        self._full = True

    def _is_asked_to_wipe(self, before):
        """`before`: how many gradients there were. What wipes another net's leaves them all."""
        if not 0 < before == self._gradients():
            self._wipes()

    def _gradients(self):
        return sum(map(_has_gradient, self.reached.values()))

    def _wipes(self):
        self._letters.append(WIPED)
        self._full = False

    def _look_for_a_wipe(self):
        """Gradients that are gone without `zero_grad` have been wiped by hand."""
        if self._full and not self._gradients():
            self._wipes()

    def _begins(self, function, args, kwargs):
        """Before `_computed`, which never comes where a loss cannot make use of what it gets, or
        two shapes do not broadcast."""
        name = getattr(function, "__name__", "")
        if name in ("__eq__", "eq", "__ne__", "ne") and isinstance(args[1], self.torch.Tensor):
            self.compared = tuple(args[0].shape), tuple(args[1].shape)
        if name in LOSSES:
            given = dict(zip(("input", "target"), args, strict=False)) | kwargs
            self.last = Given(name, given["input"], given["target"])

    def _computed(self, function, args, kwargs, result):
        """A call of one of PyTorch's functions, or of a method of a tensor."""
        torch, name = self.torch, getattr(function, "__name__", "")
        if name == "__get__":
            name = getattr(function.__self__, "__name__", "")
        if name in LOSSES:
            self.last = last = self.last._replace(result=result)
            self.losses[Loss(
                name, kind_of(last.input), tuple(last.input.shape), tuple(last.target.shape),
                kwargs.get("reduction", "mean"), result.requires_grad,
            )] += 1  # fmt: skip
            self._is_labelled(last.target, result)
        elif name in TWO_MODES:
            given = dict(zip(TWO_MODES[name], args, strict=False)) | kwargs
            mode = bool(given.get("training", name != "batch_norm"))
            p = None if name == "batch_norm" else float(given.get("p", 0.5))
            self.modes[Mode(name, p, mode, torch.is_grad_enabled())] += 1
        elif function is torch.autograd.grad:
            self._letters.append(BACK)
            leaves = dict(zip(("outputs", "inputs"), args, strict=False)) | kwargs
            leaves = leaves["inputs"]
            self._reaches([leaves] if isinstance(leaves, torch.Tensor) else leaves)
        if name not in ASKED:
            for one in args:
                for part in one if isinstance(one, tuple | list) else [one]:
                    self._touched |= {id(mine) for mine in self._inputs if mine is part}

    def _is_labelled(self, target, result):
        whole = target.ndim == 1 and not target.is_floating_point()
        if result.requires_grad and whole and len(target) >= 8 and len(self.kinds) < MOST:
            self.kinds[frozenset(target.unique().tolist())] += 1


def kind_of(tensor) -> str:
    """What a loss is given, in words."""
    if not tensor.is_floating_point():
        return "whole numbers"
    tensor = tensor.detach()
    low, high, rows = tensor.min(), tensor.max(), tensor.ndim and tensor.shape[-1] > 1
    if low >= 0 and rows and ((tensor.sum(dim=-1) - 1).abs() < 1e-3).all():
        return "probabilities"
    if high <= 1e-6 and rows and ((tensor.exp().sum(dim=-1) - 1).abs() < 1e-3).all():
        return "logarithms of probabilities"
    return "numbers from 0 to 1" if 0 <= low and high <= 1 else "numbers"


def _has_gradient(param) -> bool:
    return param.grad is not None and bool(param.grad.any())


def _leaves(roots) -> list:
    """The leaves to which a backward from these tensors adds."""
    waiting, found, known = [root.grad_fn for root in roots], [], set()
    while waiting and len(known) < MOST:
        node = waiting.pop()
        if node is None or node in known:
            continue
        known.add(node)
        if hasattr(node, "variable"):
            found.append(node.variable)
        waiting += [one for one, _ in node.next_functions]
    return found


# How it is seen -----------------------------------------------------------------------------------

_here = threading.local()  # `.seen`: the innermost Seen of this thread
_installing, _kept = threading.Lock(), []  # what stood where watchers stand: (owner, name, value)
_count = 0


@contextlib.contextmanager
def watching(*inputs):
    """A Seen of all that happens inside, in this thread. `inputs`: tensors, see `Seen.used`."""
    import torch
    from torch.optim.optimizer import register_optimizer_step_post_hook

    seen, before = Seen(torch, inputs), getattr(_here, "seen", None)

    class Computing(torch.overrides.TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            kwargs = kwargs or {}
            with contextlib.suppress(Exception):  # what cannot be looked at
                seen._begins(function, args, kwargs)
            result = function(*args, **kwargs)
            with contextlib.suppress(Exception):
                seen._computed(function, args, kwargs, result)
            return result

    def stepped(optimizer, *_):
        if threading.get_ident() == seen._thread:
            with contextlib.suppress(Exception):
                seen._steps(optimizer)

    _install(torch)
    hook = register_optimizer_step_post_hook(stepped)
    _here.seen = seen
    try:
        with Computing():
            yield seen
    finally:
        _here.seen = before
        hook.remove()
        _uninstall()


def _install(torch):
    """Put watchers in the place of a few methods; once, however many threads are watching."""
    global _count
    with _installing:
        _count += 1
        if _count > 1:
            return
        owners = torch.Tensor, torch.nn.Module, torch.optim.Optimizer
        for owner in owners:
            for name in METHODS[owner.__name__]:
                _put(owner, name, _Method(name, vars(owner)[name]))
        _put(torch.autograd, "backward", _back(torch, torch.autograd.backward))
        _put(torch.optim.Optimizer, "__getattribute__", _asked)


def _put(owner, name, value):
    _kept.append((owner, name, vars(owner).get(name)))
    setattr(owner, name, value)


def _uninstall():
    global _count
    with _installing:
        _count -= 1
        while _kept and not _count:
            owner, name, value = _kept.pop()
            if value is None:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _looking():
    """The Seen of whoever looks up a method, if it is not PyTorch itself."""
    asks = sys._getframe(2).f_globals.get("__name__", "")
    return None if asks.partition(".")[0] == "torch" else getattr(_here, "seen", None)


class _Method:
    """Stands in a class in the place of a method, and notes that it is looked up and called."""

    def __init__(self, name, function):
        self.name, self.function = name, function

    def __get__(self, one, kind=None):
        if one is None:
            return self.function
        method, seen = self.function.__get__(one, kind), _looking()
        if seen is None:
            return method
        seen._looked_up.add(self.name)

        @functools.wraps(method)
        def called(*args, **kwargs):
            before = seen._gradients()
            with contextlib.suppress(Exception):  # what cannot be loaded says so itself
                if self.name == "state_dict":
                    seen._state_dicts.take(one, seen.count(BACK))
                elif self.name == "load_state_dict":
                    seen._state_dicts.load(seen.count(BACK), one, *args, **kwargs)
            result = method(*args, **kwargs)
            if self.name == "zero_grad" and _has_parameters(one):
                seen._is_asked_to_wipe(before)
            if self.name != "backward":
                seen.called.add(self.name)
            return result

        return called


def _has_parameters(owner) -> bool:
    """Whether there is anything to wipe; a loss, for instance, has nothing."""
    return not hasattr(owner, "parameters") or any(True for _ in owner.parameters())


def _asked(optimizer, name):
    """Each kind of optimizer has a `step` of its own: so it is here that its look-up is seen."""
    if name == "step" and (seen := _looking()):
        seen._looked_up.add(name)
    return object.__getattribute__(optimizer, name)


def _back(torch, backward):
    """All backward calls come through here, those of tensors as well."""

    @functools.wraps(backward)
    def watched(tensors, *args, **kwargs):
        if seen := getattr(_here, "seen", None):
            with contextlib.suppress(Exception):
                roots = [tensors] if isinstance(tensors, torch.Tensor) else list(tensors)
                seen._goes_back(roots)
        result = backward(tensors, *args, **kwargs)
        if seen:
            seen._went_back()
        return result

    return watched
