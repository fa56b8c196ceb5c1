"""Find the bug: a layer computes with a constant that was made of a parameter."""

import numpy as np

from dlscratch import autograd, modules
from dlscratch.checks.engine.differences import differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise

NAMES = "w", "strength", "b"
OUTPUTS = "the outputs"
NONE = "none has arrived"
_RNG = np.random.default_rng(16)


def _case(n, inputs, outputs):
    return (
        _RNG.normal(size=(n, inputs)).round(2),
        _RNG.normal(size=(n, outputs)).round(2),
        _RNG.normal(size=(outputs, inputs)).round(2),
        _RNG.normal(size=outputs).round(2),
        _RNG.normal(size=outputs).round(2),
    )


def _walked(cls, x, gradient, w, strength, b):
    if not issubclass(cls, modules.Module):
        raise Refuse("`Directed` is a `Module`: leave its first line as it was.")
    layer = cls(w.shape[1], w.shape[0], 0)
    for name, values in zip(NAMES, (w, strength, b), strict=True):
        tensor = getattr(layer, name, None)
        if not isinstance(tensor, autograd.Tensor):
            raise Refuse(f"`self.{name}` is a tensor that learns; leave `__init__` as it was.")
        tensor.data[...] = values
    outputs = attempt(layer, x)
    if isinstance(outputs, Stopped):
        return {OUTPUTS: outputs}
    report = {OUTPUTS: outputs.data.copy()}
    back = attempt((outputs * gradient).sum().backward)
    if isinstance(back, Stopped):
        return report | {"the gradient for w": back}
    for name in NAMES:
        grad = getattr(layer, name).grad
        report[f"the gradient for {name}"] = NONE if grad is None else grad
    return report


_walked.arguments = ("x", "gradient", "w", "strength", "b")


def _expect(cls, x, gradient, w, strength, b):
    def forward(w, strength, b):
        return x @ (w / np.sqrt((w * w).sum(axis=1, keepdims=True))).T * strength + b

    slopes = differences(forward, [w, strength, b], gradient)
    report = {f"the gradient for {name}": one for name, one in zip(NAMES, slopes, strict=True)}
    return {OUTPUTS: forward(w, strength, b)} | report


def _directed(directions):
    """A class like the right one, with these directions."""

    class Directed(modules.Module):
        def __init__(self, inputs, outputs, rng=None):
            rng = np.random.default_rng(rng)
            self.w = autograd.Tensor(rng.normal(size=(outputs, inputs)), requires_grad=True)
            self.strength = autograd.Tensor(np.ones(outputs), requires_grad=True)
            self.b = autograd.Tensor(np.zeros(outputs), requires_grad=True)

        def forward(self, x):
            return (x @ directions(self.w).T) * self.strength + self.b

    return Directed


def _lengths(w, axis=1, keepdims=True):
    return (w * w).sum(axis=axis, keepdims=keepdims) ** 0.5


exercise = Exercise(
    __name__,
    kind="bug",
    wants="class",
    reference=_directed(lambda w: w / _lengths(w)),
    run=_walked,
    expect=_expect,
    rtol=1e-5,
    probes=[_case(4, 3, 2), _case(3, 2, 2), _case(1, 4, 3)],
    hints=(
        "After a backward, print `w.grad`. What does it say about the way from the loss to `w`?",
        "Follow the way from the outputs back to `w`, operation by operation. Where does a number "
        "go on of which the engine has taken no notes?",
        "What is computed with `.data` is a plain array, and a tensor made of it is new: it knows "
        "of no `w`. Compute with the tensors themselves, the lengths as well.",
    ),
    after="Forward cannot show this: the numbers are right. Ask every parameter once, after the "
    "first backward, whether it has a gradient.",
)

exercise.mistakes(
    _directed,
    unmended=(
        "No gradient arrives at w. Between w and the directions there is a place where the engine "
        "loses sight of it: what is a `Tensor` made of there?",
        lambda w: autograd.Tensor(w.data / _lengths(w.data)),
    ),
    lengths_constant=(
        "w learns now, but by a wrong gradient: its length changes with it as well, and that was "
        "computed without notes.",
        lambda w: w / _lengths(w.data),
    ),
    not_divided=(
        "w learns now, but a direction has the length 1: the division is gone.",
        lambda w: w,
    ),
)

exercise.variant(_directed(lambda w: w * (w**2).sum(axis=1, keepdims=True) ** -0.5))
exercise.variant(_directed(lambda w: (w.T / (w.T**2).sum(axis=0) ** 0.5).T))
