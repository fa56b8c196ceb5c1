"""Trains a net four times by a learner's function: what it has learnt, and how that went."""

import contextlib
import inspect

import numpy as np

from dlscratch.checks.autograd.shared.overseer import DOWN, OTHERWISE, STAYS, Enough, overseen
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.errors.values import listed, name

CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.array([[0.0], [1], [1], [0]])
_TURNED = [1, 3, 0, 2]  # the corners in another order; and twice the opposite is to be learnt
TASKS = [
    (CORNERS, XOR, 0),
    (CORNERS[_TURNED], 1 - XOR[_TURNED], 1),
    (CORNERS, 1 - XOR, 2),
    (CORNERS[_TURNED], XOR[_TURNED], 3),
]

WIPED = "what each round begins with"
STARTS = "how it starts from another seed"
MOVED = "what has moved"
ZERO, FREE = "what is answered at (0, 0)", "what was learnt"
LOSS = "how the loss goes"
LEARNT = "how much it has learnt"
AS_WANTED = {
    MOVED: "all parameters",
    WIPED: "no old gradients",
    STARTS: "in its own way",
    ZERO: FREE,
    LOSS: "down",
    LEARNT: "enough",
}


def trained(function):
    """What four trainings have learnt, and how they went: only what is wrong first is told, since
    the rest may well come from it."""
    _refuse_other_arguments(function)
    right, losses, starts, wiped, moved, at_zero = [], [], [], [], [], []
    flat, predicts, crossed = [], [], []
    for x, y, seed in TASKS:
        given = x.copy(), y.copy()
        with overseen(function) as seen:
            try:
                predict = function(*given, seed)
            except TypeError as error:  # a step along a `grad` that is still None
                if "NoneType" in str(error):
                    _refuse_what_is_no_training(seen)
                    _note_what_has_no_gradient(seen)
                raise
        _refuse_what_is_no_training(seen)
        for called, before, now in zip("xy", (x, y), given, strict=True):
            if not np.array_equal(before, now):
                raise Refuse(f"`learn_xor` has changed the `{called}` that came: {_IN_PLACE}")
        right.append(_is_right(predict, x, y))
        predicts.append((predict, _asked(predict, x)))
        flat.append(seen.flat())
        crossed.append(seen.crossed)
        at_zero.append(float(_asked(predict, np.zeros((1, 2)))[0, 0]))
        starts.append(seen.start)
        wiped += seen.wiped
        moved += seen.moved()
        way = seen.way()
        losses.append(OTHERWISE if way == DOWN and not seen.gave(predicts[-1][1]) else way)
    for (predict, answers), (x, _, _) in zip(predicts, TASKS, strict=True):
        if not _alike(_asked(predict, x), answers):
            raise Refuse(
                "After another training, the function that an earlier one has returned gives other "
                "answers: the weights stand in one place for all. Each training has its own, made "
                "inside `learn_xor`."
            )
    note(f"Right about all four corners: {sum(right)} of {len(right)} trainings.")
    report = {
        WIPED: "no old gradients" if all(wiped) else "old gradients",
        STARTS: _compared(function, starts),
        MOVED: f"{'all' if all(moved) else 'some' if any(moved) else 'no'} parameters"
        + ", and all weights begin with 0" * (all(flat) and not any(moved)),
    }
    if sum(right) < len(right) - 1:  # one may have got stuck
        if all(crossed):
            raise Refuse(_CROSSED)
        stuck = [how for how, well in zip(losses, right, strict=True) if not well]
        how = max(stuck, key=stuck.count)
        how += " in some trainings" * (any(right) and how == STAYS)
        zero = "exactly 0, each time" if not any(at_zero) else FREE
        report |= {ZERO: zero, LOSS: how, LEARNT: "too little"}
    for label, wanted in AS_WANTED.items():
        if report.get(label, wanted) != wanted:
            return AS_WANTED | {label: report[label]}
    return AS_WANTED


def _refuse_other_arguments(function):
    try:
        inspect.signature(function).bind(CORNERS, XOR, 0)
    except TypeError:
        raise Refuse(
            "The check hands over x, y and a seed, and what came does not take these three. Is it "
            "`learn_xor` itself, or what a call of it has given?"
        ) from None
    except ValueError:  # a function that does not tell what it takes
        return


_CROSSED = (
    "On the way to the loss, an array of shape (4, 4) is made of one of shape (4, 1): each of its "
    "numbers meets all four of another array. Are the answers held against `y` in the shape in "
    "which it came?"
)
_SMALLEST = 8  # numbers that two hidden neurons learn at least
_IN_PLACE = "it still belongs to whoever calls. Without `-=` and the like, a new array is made."


def _refuse_what_is_no_training(seen):
    if not seen.losses:
        raise Refuse(
            "No backward of an engine ran. The net is made of tensors, and each round asks the "
            "loss for its `backward`."
        )
    if seen.used:
        raise Refuse(
            f"This uses what was made before: {listed(sorted(f'`{one}`' for one in seen.used))}. "
            "Here the net, the loss and the step are to be written with tensors alone."
        )
    if not seen.leaves:
        raise Refuse("No tensor of the loss was made with `requires_grad=True`: nothing can learn.")
    size = sum(np.size(leaf.data) for leaf in seen.leaves)
    if len(seen.leaves) <= 2 and size < _SMALLEST:
        raise Refuse(
            f"All that learns here {'are' if size > 1 else 'is'} {size} "
            f"number{'s' * (size > 1)}: there is no hidden layer. It has weights in front of it, "
            "and others behind it."
        )


def _note_what_has_no_gradient(seen):
    """Where a step stops at a `grad` that is None, whose it may be."""
    if any(leaf.grad is not None for leaf in seen.leaves):
        note(
            "A `grad` that is None after a backward belongs to a parameter from which the loss was "
            "not made, or to one without `requires_grad=True`, or to a result: `w = w - …` makes a "
            "new tensor, and no leaf. Does forward use each of them, and was each made to learn?"
        )


def _is_right(predict, x, y):
    if not callable(predict):
        raise Refuse(
            f"`learn_xor` returns a function that gives the answers, but {name(predict)} came."
        )
    answers = _asked(predict, x)
    if answers.shape != y.shape:
        raise Refuse(
            f"For four rows the answers have the shape {answers.shape}. Wanted is {y.shape}."
        )
    if not _alike(_asked(predict, x), answers):
        raise Refuse(
            "Asked twice about the same rows, the function gives other answers the second time. "
            "Is something changed, or drawn, while it answers?"
        )
    few, many = _asked(predict, x[1:2]), _asked(predict, np.concatenate([x[::-1], x]))
    if few.shape == answers.shape:
        raise Refuse("Asked about one row, the function gives four answers.")
    for some, wanted in ((few, answers[1:2]), (many, np.concatenate([answers[::-1], answers]))):
        if not _alike(some, wanted):
            raise Refuse(
                "Asked about other rows, or in another order, the function gives other answers: "
                "each row's answer comes from that row alone, whatever is above and below it."
            )
    if _fit(answers, 1 - y):
        raise Refuse(
            "For one `y` that came, the answers are just the opposite of it. Does the training use "
            "its argument `y`, or a `y` of its own? The check also turns XOR round."
        )
    return _fit(answers, y)


def _fit(answers, y):
    return bool(np.all(np.where(y == 1, answers > 0.6, answers < 0.4)))


def _asked(predict, x):
    given = x.copy()
    answers = predict(given)
    if not np.array_equal(given, x):
        raise Refuse(f"The function has changed the array that it was asked about: {_IN_PLACE}")
    if not isinstance(answers, np.ndarray):
        raise Refuse(f"The answers should be an array, but {name(answers)} came.")
    return answers


def _alike(some, others):
    return some.shape == others.shape and np.allclose(some, others, equal_nan=True)


def _compared(function, starts):
    """Whether the seed, and nothing else, decides about the first weights."""
    weights = [param for param in starts[0] if param.ndim == 2 and min(param.shape) > 1]
    if any(min(np.ptp(param, axis=axis).max() for axis in (0, 1)) == 0 for param in weights):
        return "with all neurons alike"
    if _same(starts[0], starts[1]):
        return "as from the first"
    x, y, seed = TASKS[0]
    with overseen(function, rounds=1) as again, contextlib.suppress(Enough):
        function(x.copy(), y.copy(), seed)
    return "in its own way" if _same(starts[0], again.start) else "each time anew"


def _same(some, others):
    pairs = zip(some, others or [], strict=False)
    return len(some) == len(others or []) and all(np.array_equal(a, b) for a, b in pairs)
