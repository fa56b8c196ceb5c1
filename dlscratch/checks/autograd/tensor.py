"""Write the heart of an engine: what is recorded, and how the gradients come back."""

import re

import numpy as np

from dlscratch import autograd
from dlscratch.checks.autograd.shared.engine import Tensor, engine
from dlscratch.checks.autograd.shared.engine_slips import SLIPS, VARIANTS
from dlscratch.checks.autograd.shared.expressions import (
    ARRAYS,
    EXPRESSIONS,
    OPERATIONS,
    TIMES,
    names_in,
    value_of,
)
from dlscratch.checks.autograd.shared.situations import SITUATIONS
from dlscratch.checks.engine.differences import differences
from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.steps import Stopped, attempt
from dlscratch.checks.engine.told import Exercise, alike
from dlscratch.errors.values import listed

RESULT, NONE = "the result", "none has arrived"


def _gradient(name):
    return f"the gradient for {name}"


def _walked(cls, expression):
    """What an expression of the class gives, and the gradients of all that it was made of."""
    if issubclass(cls, autograd.Tensor):
        raise Refuse("This is the course's own engine. The exercise is to write yours.")
    if expression in SITUATIONS:
        return SITUATIONS[expression](cls)
    tensors = {name: cls(ARRAYS[name].copy(), requires_grad=True) for name in names_in(expression)}
    result = attempt(value_of, expression, tensors)
    if isinstance(result, Stopped):
        return {RESULT: result}
    if not hasattr(result, "data") or not hasattr(result, "backward"):
        raise Refuse(f"`{expression}` gives no tensor: what does each operation return?")
    report = {RESULT: np.array(result.data)}
    back = attempt(result.backward)
    for name, tensor in tensors.items():
        if isinstance(back, Stopped):
            return report | {_gradient(name): back}
        report[_gradient(name)] = NONE if tensor.grad is None else np.array(tensor.grad)
    return report


_walked.arguments = ("case",)


def _expect(cls, expression):
    """The same by differences, each of which nudges one number of one array."""
    if expression in SITUATIONS:
        return SITUATIONS[expression](cls)
    names = names_in(expression)

    def value(*arrays):
        tensors = dict(zip(names, map(autograd.Tensor, arrays), strict=True))
        return value_of(expression, tensors).item()

    arrays = [ARRAYS[name] for name in names]
    slopes = differences(value, arrays, 1.0)
    report = {_gradient(name): one for name, one in zip(names, slopes, strict=True)}
    return {RESULT: value(*arrays)} | report


def _tell(outcomes):
    """Which operations the wrong expressions have in common, and which are right already."""
    stopped = [_error(one) for one in outcomes if _error(one)]
    if any(isinstance(error, Refuse) for error in stopped):
        return None
    if stopped and isinstance(stopped[0], AttributeError | TypeError):
        if re.search(r"'Tensor' (object|and)|and 'Tensor'", str(stopped[0])):
            return (
                "A whole tensor has got to a place where an array is wanted. On the way back all "
                "is done with arrays: what comes into a pull is one, and what it gives as well."
            )
    if stopped and isinstance(stopped[0], ValueError) and "read-only" in str(stopped[0]):
        return (
            "An array is changed in place that may only be read, such as one that "
            "`np.broadcast_to` gives: it may belong to others as well. Make a new one: `… + …`."
        )
    if stopped and isinstance(stopped[0], ValueError) and "truth value" in str(stopped[0]):
        return (
            "An array of several numbers is neither true nor false, so `or`, `and` and `if` cannot "
            "ask it. Whether there is one at all, you ask with `is None`."
        )
    if _counts_for_both(outcomes):
        return SLIPS["leaf_in_place"][0]
    pairs = zip(exercise.probes, outcomes, exercise.expected, strict=False)
    right = {probe[0]: _is_right(one, expected) for probe, one, expected in pairs}
    wrong = [one for one in right if not right[one] and one in EXPRESSIONS]
    good = [one for one in right if right[one] and one in EXPRESSIONS]
    if not wrong:
        return (
            "The gradients of all expressions that were tried are right. What is left is what is "
            "said above."
        )
    if not good:
        return "No expression is right yet, not even a sum alone. What do all of them go through?"
    used = [
        operation for operation, sign in OPERATIONS.items() if all(sign in one for one in wrong)
    ]
    both = f"Right already: {listed([f'`{one}`' for one in good[:3]])}. Not yet: `{wrong[0]}`."
    if len(used) != 1 or used == [TIMES] and any("*" in one for one in good):
        return both
    return f"{both} All that is wrong has {used[0]} in it."


def _counts_for_both(outcomes):
    """Whether the second loss of a sum of two leaves counts for both in each: they share an array,
    and each adds to it."""
    for outcome, expected in zip(outcomes, exercise.expected, strict=False):
        if outcome.error or type(outcome.output) is not dict:
            continue
        both = [one for one in expected.output if re.search("(first|second) of .* losses", one)]
        wanted = [1.5 * expected.output[one] for one in both]
        came = [outcome.output.get(one) for one in both]
        if any(alike(*one) for one in zip(came, wanted, strict=True)):
            return True
    return False


def _error(outcome):
    """What stopped an answer on one probe, or None."""
    if outcome.error or type(outcome.output) is not dict:
        return outcome.error
    steps = outcome.output.values()
    return next((one.error for one in steps if isinstance(one, Stopped)), None)


def _is_right(outcome, expected):
    if outcome.error or type(outcome.output) is not dict:
        return False
    return all(alike(outcome.output.get(label), right) for label, right in expected.output.items())


exercise = Exercise(
    __name__,
    kind="fill",
    wants="class",
    tell=_tell,
    reference=Tensor,
    run=_walked,
    expect=_expect,
    probes=[(one,) for one in (*EXPRESSIONS, *SITUATIONS)],
    hints=(
        "Take the blanks one by one, from above. Each is a line that you have written before: in "
        "[value], [matmul_back], [undo_broadcasting] or [walk_back].",
        "A pull gets the gradient `g` for the result, and gives the gradient for one parent. What "
        "was summed went in with the same weight, 1: each number gets the gradient of its sum.",
        "A leaf keeps what it has and adds; the first time it has None. The dict `gradients` does "
        "the same for every parent: what stands there already, plus the share.",
    ),
    after="This is an engine. Save the page: from now on `from dlscratch.mine import Tensor` gives "
    "yours, and the lesson's networks learn on it.",
)

exercise.mistakes(lambda slips: engine(**slips), **SLIPS)

for _slips in VARIANTS:
    exercise.variant(engine(**_slips))
