"""Write the heart of an engine: what is recorded, and how the gradients come back."""

import numpy as np

from dlscratch import autograd
from dlscratch.checks.autograd.shared.engine import Tensor, engine
from dlscratch.checks.engine.differences import differences
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise

_RNG = np.random.default_rng(12)
ARRAYS = {
    name: _RNG.normal(size=shape).round(2)
    for name, shape in dict(a=(2, 3), b=(3, 4), c=(4,), d=(2, 3), e=(2, 1), s=(3, 3)).items()
}
PLAIN = {
    name: _RNG.normal(size=shape).round(2)
    for name, shape in dict(x=(2, 4), y=(2, 3), z=(3, 3), r=(3,)).items()
}
EXPRESSIONS = [
    "(a * d).sum()",
    "(a @ b * x).sum()",
    "((a @ b + c).tanh() * x).sum()",
    "(s @ s * z).sum()",
    "(a * a + a).sum()",
    "((u := a * d) * (u + u.tanh())).sum()",
    "(a * e).sum()",
    "(a.sum(axis=1, keepdims=True) * e).sum()",
    "(a.sum(axis=1) * a.T).sum()",
    "(a.sum(axis=0) * r).sum()",
    "(a.exp().sum(axis=1).log() * a.mean()).sum()",
    "((a * 2).relu() * y).mean()",
    "(a[[0, 0, 1]] * z).sum()",
    "(y @ b + x).sum() - (x - 3 * a @ b).sum() + (1 - a).sum()",
    "(y.T @ a * z).sum()",
]
RESULT = "the result"
NONE = "none has arrived"


def _names(expression):
    return [name for name in ARRAYS if name in compile(expression, "", "eval").co_names]


def _value(expression, tensors):
    return eval(expression, {}, {**PLAIN, **tensors})


def _walked(cls, expression):
    tensors = {name: cls(ARRAYS[name].copy(), requires_grad=True) for name in _names(expression)}
    result = attempt(_value, expression, tensors)
    if isinstance(result, Stopped):
        return {RESULT: result}
    back = attempt(result.backward)
    report = {RESULT: np.array(result.data)}
    for name, tensor in tensors.items():
        label = f"the gradient for {name}"
        if isinstance(back, Stopped):
            return report | {label: back}
        report[label] = NONE if tensor.grad is None else tensor.grad
    return report


_walked.arguments = ("expression",)


def _expect(cls, expression):
    names = _names(expression)

    def value(*arrays):
        tensors = dict(zip(names, map(autograd.Tensor, arrays), strict=True))
        return _value(expression, tensors).item()

    arrays = [ARRAYS[name] for name in names]
    slopes = differences(value, arrays, 1.0)
    report = {f"the gradient for {name}": one for name, one in zip(names, slopes, strict=True)}
    return {RESULT: value(*arrays)} | report


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    reference=Tensor,
    run=_walked,
    expect=_expect,
    probes=[(expression,) for expression in EXPRESSIONS],
    hints=(
        "Take the blanks one by one, from above. Each is a line that you have written before, in "
        "[value], [matmul_back], [undo_broadcasting] or [walk_back].",
        "A pull gets the gradient `g` for the result, and gives the gradient for one parent. What "
        "was summed went in with the same weight, 1: each number gets the gradient of its sum.",
        "A leaf keeps what it has and adds; the first time it has None. The dict `gradients` does "
        "the same for every parent: what stands there already, plus the share.",
    ),
    after="This is an engine. Save the page: from now on `from dlscratch.mine import Tensor` gives "
    "yours, and the lesson's networks learn on it.",
)

exercise.mistakes(
    lambda slips: engine(**slips),
    factors_of_their_own=(
        "In a product, each factor's slope is the *other* factor. Here each has its own.",
        {"times": lambda a, b: (lambda g: g * a, lambda g: g * b)},
    ),
    matmul_swapped=(
        "The two pulls of `@` have changed places: look at exercise [matmul_back].",
        {"matmul": lambda a, b: (lambda g: a.T @ g, lambda g: g @ b.T)},
    ),
    last_way_only=(
        "Of several ways to a tensor only the last one counts. In `backward`, what stands in "
        "`gradients` already must stay, and the share is added.",
        {"handed": lambda gradients, parent, share: share},
    ),
)

exercise.variant(
    engine(
        spread=lambda g, data: g * np.ones_like(data),
        handed=lambda gradients, parent, share: gradients.get(parent, 0) + share,
        needs=lambda pairs, parents: any(tensor.requires_grad for tensor, _ in pairs),
    )
)
exercise.variant(
    engine(
        matmul=lambda a, b: (lambda g: np.dot(b, g.T).T, lambda g: np.dot(a.T, g)),
        leaf=lambda tensor, gradient: gradient + (0 if tensor.grad is None else tensor.grad),
        needs=lambda pairs, parents: bool(parents),
    )
)
