"""What an engine has to hold beside its gradients: what adds up, what is kept, what learns."""

import numpy as np

from dlscratch.checks.autograd.shared.expressions import ARRAYS, PLAIN
from dlscratch.checks.engine.run import note
from dlscratch.checks.engine.steps import Stopped, attempt

NONE = "none"
FLOAT64 = (
    "The gradients of float32 numbers come as float64. They are right; but they take twice the "
    "memory, and time. Where in the class does a float64 array come in?"
)

SHARED = (
    "Two leaves hold the same array as their `grad`: a plus hands it "
    "to both. What changes one in place, such as `a.grad *= 0.5`, changes the other. A new array "
    "for each leaf, as `0 + …` gives, is safe."
)
READ_ONLY = (
    "The array in a leaf's `grad` may only be read, such as one that `np.broadcast_to` gives: "
    "`a.grad *= 0.5` stops with an error. `0 + …` gives a new one."
)


def _look_for_shared(one, other):
    """Note where `grad` is no array of its own, as far as the gradients are there."""
    grads = [tensor.grad for tensor in (one, other)]
    if not all(isinstance(grad, np.ndarray) for grad in grads):
        return
    if np.shares_memory(*grads):
        note(SHARED)
    elif not all(grad.flags.writeable for grad in grads):
        note(READ_ONLY)


def _of(tensor):
    return NONE if tensor.grad is None else np.array(tensor.grad)


def two_losses(cls):
    """Two losses of one tensor, one after the other, and then the first once more."""
    a, d = (cls(ARRAYS[name].copy(), requires_grad=True) for name in "ad")
    (a * a).sum().backward()
    report = {"the gradient for a, after a first loss": _of(a)}
    (a + d).sum().backward()
    report["the gradient for a, after a second loss"] = _of(a)
    (a + d).sum().backward()
    report["the gradient for a, after a third loss"] = _of(a)
    report["the gradient for d, after it"] = _of(d)
    pair = [cls(ARRAYS["a"].copy(), requires_grad=True) for _ in range(2)]
    for _ in range(2):
        ((pair[0] + pair[1]) * 3.0).sum().backward()
        _look_for_shared(*pair)
    plain = [cls(ARRAYS["a"].copy(), requires_grad=True) for _ in range(2)]
    for _ in range(2):
        (plain[0] + plain[1]).sum().backward()
        _look_for_shared(*plain)
    report |= {
        f"the gradient for the {which} of two, after two losses": _of(one)
        for which, one in zip(("first", "second"), pair, strict=True)
    }
    report |= {
        f"the gradient for the {which} of a plain sum, after two losses": _of(one)
        for which, one in zip(("first", "second"), plain, strict=True)
    }
    a.grad = None
    (a * d).sum().backward()
    report["the gradient for a, forgotten and found anew"] = _of(a)
    report["the numbers in a, after all that"] = np.array(a.data)
    return report


def constants(cls):
    """A tensor that does not learn, on both sides of one that does."""
    fixed, a = cls(PLAIN["y"].copy()), cls(ARRAYS["a"].copy(), requires_grad=True)
    right, left, apart = a * fixed, fixed * a, fixed * 2 + fixed
    report = {
        "needs a gradient: a times a constant": bool(right.requires_grad),
        "needs a gradient: a constant times a": bool(left.requires_grad),
        "needs a gradient: a result of constants alone": bool(apart.requires_grad),
    }
    done = attempt((right * apart + left).sum().backward)
    if isinstance(done, Stopped):
        return report | {"the gradient for a": done}
    report["the gradient for a"] = _of(a)
    report["the gradient for the constant"] = _of(fixed)
    report["the gradient for a result of constants"] = _of(apart)
    return report


def in_between(cls):
    """A result on the way, from which two losses are made, and one loss asked twice."""
    a, d = (cls(ARRAYS[name].copy(), requires_grad=True) for name in "ad")
    middle = a * d
    loss = (middle * middle).sum()
    loss.backward()
    report = {
        "the gradient for a": _of(a),
        "the `grad` of a result on the way": _of(middle),
        "the `grad` of the loss itself": _of(loss),
    }
    once = _of(a)
    again = attempt(loss.backward)  # an engine may also refuse, as the course's does
    twice = "refused" if isinstance(again, Stopped) else _of(a)
    right = twice is NONE or isinstance(twice, str) or np.allclose(twice, 2 * np.asarray(once))
    report["the gradient for a, when the loss goes back once more"] = (
        "added, or refused" if right else twice
    )
    return report


def float32(cls):
    """Numbers of another precision, which stay what they are."""
    a = cls(ARRAYS["a"].astype(np.float32), requires_grad=True)
    b = cls(ARRAYS["b"].astype(np.float32), requires_grad=True)
    result = ((2 * a @ b - 0.5).tanh() * (1 - a.mean())).sum()
    done = attempt(result.backward)
    report = {"the dtype of the result": str(result.data.dtype)}
    if isinstance(done, Stopped):
        return report | {"the gradient for a": done}
    if any(str(getattr(one.grad, "dtype", "float32")) != "float32" for one in (a, b)):
        note(FLOAT64)
    rounded = [one if isinstance(one, str) else one.round(3) for one in (_of(a), _of(b))]
    return report | {"the gradient for a, rounded": rounded[0], "that for b, rounded": rounded[1]}


def whole_numbers(cls):
    """Lists and whole numbers become floats, and a list may stand on the left."""
    a = cls([[1, 2, 3], [4, 5, 6]], requires_grad=True)
    result = ([1.0, 0.0, -2.0] * a).sum() + cls(3)
    result.backward()
    kinds = {cls(3).data.dtype.kind, cls([1, 2]).data.dtype.kind, a.data.dtype.kind}
    return {
        "what whole numbers become": "floats" if kinds == {"f"} else "whole numbers, some of them",
        "the result": np.array(result.data),
        "the gradient for a": _of(a),
    }


def at_the_kink(cls):
    """A ReLU at 0, which the course gives the slope 0."""
    a = cls(np.array([0.0, -1.0, 0.5, 0.0]), requires_grad=True)
    (a.relu() * np.array([1.0, 2.0, 3.0, 4.0])).sum().backward()
    return {"the gradient for a": _of(a)}


def far_away(cls):
    """A thousand and a half steps between the loss and the leaf, half of them forked."""
    a = far = cls(np.array([0.5, -0.25]), requires_grad=True)
    for _ in range(750):
        far = (far + far) * 0.5
    far.sum().backward()
    return {"the gradient for a": _of(a)}


def one_number(cls):
    """A loss that is a leaf, or made of a single number."""
    a = cls(3.0, requires_grad=True)
    (a * a).backward()
    report = {"the gradient for a": np.asarray(_of(a)) if a.grad is not None else NONE}
    b = cls(2.0, requires_grad=True)
    b.backward()
    return report | {"the gradient for b": np.asarray(_of(b)) if b.grad is not None else NONE}


SITUATIONS = {
    "two losses of one tensor": two_losses,
    "constants beside a tensor that learns": constants,
    "a result in between": in_between,
    "float32": float32,
    "whole numbers and lists": whole_numbers,
    "a ReLU at 0": at_the_kink,
    "1,500 operations in a row": far_away,
    "single numbers": one_number,
}
