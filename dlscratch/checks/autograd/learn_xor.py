"""On an empty page: a net and its training, on the engine alone.

Each check trains four nets, so that it takes a second or two.
"""

import contextlib
import inspect

import numpy as np

from dlscratch.checks.autograd.shared.engine import Tensor
from dlscratch.checks.autograd.shared.overseer import NEARLY_0, STAYS, Enough, overseen
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.told import Exercise
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


def _trained(function):
    """What four trainings have learnt, and how they went: only what is wrong first is told, since
    the rest may well come from it."""
    _refuse_other_arguments(function)
    right, losses, starts, wiped, moved, at_zero = [], [], [], [], [], []
    flat, predicts = [], []
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
        at_zero.append(float(_asked(predict, np.zeros((1, 2)))[0, 0]))
        starts.append(seen.start)
        wiped += seen.wiped
        moved += seen.moved()
        losses.append(seen.way())
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
        + ", and all gradients are 0" * (all(flat) and not any(moved)),
    }
    if sum(right) < len(right) - 1:  # one may have got stuck
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
            "not made: does forward use each of them?"
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


_SHAPES = (2, 8), (8,), (8, 1), (1,)


def _wipe(params):
    for param in params:
        param.grad = None


def _move(params, rate):
    for param in params:
        param.data -= rate * param.grad


def _error(answers, y):
    error = answers - y
    return (error * error).mean()


def _learner(
    shapes=_SHAPES, steps=500, rate=0.1, *, wipe=_wipe, move=_move, loss=_error, cls=Tensor,
    bend=lambda hidden: hidden.tanh(), draw=lambda rng, shape: rng.normal(size=shape),
    rng=np.random.default_rng,
):  # fmt: skip
    """A function like the right one, with parts that can be exchanged."""

    def learn_xor(x, y, seed):
        source = rng(seed)
        params = [cls(draw(source, shape), requires_grad=True) for shape in shapes]

        def net(x):
            w1, b1, w2, b2 = params
            return bend(x @ w1 + b1) @ w2 + b2

        for _ in range(steps):
            wipe(params)
            loss(net(x), y).backward()
            move(params, rate)
        return lambda x: net(x).data

    return learn_xor


def _tell(outcomes):
    """What no answer of the bank does, since that would take long."""
    report = outcomes[0].output
    if report[LOSS] == NEARLY_0:
        return (
            "The training has learnt, and the function that comes back does not answer as it did: "
            "does it do with x what each round does with it, and with the last weights?"
        )
    if report[MOVED].endswith("are 0"):
        return (
            "No parameter has moved, for all gradients are 0 at the end. Do all first weights begin "
            "with 0? Or is something wiped between the backward and the step?"
        )
    return None


exercise = Exercise(
    __name__,
    kind="page",
    tell=_tell,
    reference=_learner(),
    run=lambda function, task: _trained(function),
    seconds=30,
    probes=[("XOR, and its opposite",)],
    hints=(
        "Four parameters: a matrix and a bias for each of the two layers. A function `net(x)` says "
        "forward as a formula; the loss is another line.",
        "A round of the training: forget the gradients, forward, backward of the loss, and for "
        "each parameter a step against its gradient, in its `data`.",
        "Eight hidden neurons with `tanh`, normal starting weights, a rate of 0.1 and 500 rounds "
        "get there from nearly every seed. The answers are the `data` of `net(x)`.",
    ),
    after="No layer, no optimizer, no backward: a formula and an engine. All of deep learning "
    "rests on this, in every library.",
)


def _none(*anything):
    return None


exercise.mistakes(
    lambda options: _learner(**options),
    never_wiped=(
        "The gradients are never forgotten, so that each step follows the sum of all rounds: "
        "`grad` adds up.",
        {"wipe": _none},
    ),
    no_bend=(
        "The loss comes down and then stays, too high, and no training has learnt all corners. Two "
        "layers with nothing bent between them are one: what is between them? And are there hidden "
        "neurons enough?",
        {"bend": lambda hidden: hidden},
    ),
    some_stay=(
        "Some trainings learn it, and others come down and then stay, too high. That hangs on the "
        "first weights: are there hidden neurons enough? With ReLUs, many may be at 0 for all four "
        "corners: are the steps too large for them?",
        {"shapes": ((2, 3), (3,), (3, 1), (1,)), "steps": 400,
         "bend": lambda hidden: hidden.relu()},
    ),
    no_step=(
        "No parameter has moved: is there a step, in `data`, does it reach the tensors of the net, "
        "and are the gradients of this round still there when it comes?",
        {"move": _none, "steps": 3},
    ),
    uphill=(
        "The loss grows. Does each step go against its gradient, with a minus? And if it does: is "
        "the step too long?",
        {"rate": -0.01, "steps": 60},
    ),
    far_too_large_steps=(
        "The loss grows beyond all bounds. Does each step go against its gradient, with a minus? "
        "If it does, the steps are too large.",
        {"rate": 50.0, "steps": 300},
    ),
    too_few_rounds=(
        "Nothing is wrong with the rounds that there are: the loss still falls. Make more of them, "
        "or larger steps.",
        {"steps": 25, "rate": 0.05},
    ),
    too_small_steps=(
        "The loss hardly falls: the steps are very small, or very few.",
        {"steps": 30, "rate": 1e-5},
    ),
    one_round=(
        "There is only one round: does the `return` stand inside the loop?",
        {"steps": 1},
    ),
    seed_not_used=(
        "From every seed it starts with the same weights. What is made of `seed`?",
        {"rng": lambda seed: np.random.default_rng(0)},
    ),
    own_randomness=(
        "From the same seed it starts with other weights each time. All of its random numbers are "
        "to come from one source, made of `seed`.",
        {"rng": lambda seed: np.random.default_rng()},
    ),
    all_zero=(
        "The hidden neurons all begin alike, and so they stay alike: draw the first weights.",
        {"draw": lambda rng, shape: np.zeros(shape)},
    ),
    biases_held=(
        "Some parameters have a gradient and never move. Does the step go through all of them?",
        {"move": lambda params, rate: _move(params[::2], rate)},
    ),
    sign_of_the_loss=(
        "The loss sinks below 0, and further. It has to be smallest where all answers are right: "
        "errors of both signs must not make up for each other.",
        {"loss": lambda answers, y: (answers - y).mean(), "steps": 60},
    ),
)  # fmt: skip


@exercise.wrong("`learn_xor` gives the net's answers. Wanted is a function that can be asked.")
def answers_alone(x, y, seed):
    return _learner(steps=2)(x, y, seed)(x)


@exercise.wrong("The answers come as a tensor. Wanted is its array.")
def answers_as_tensor(x, y, seed):
    predict = _learner(steps=2)(x, y, seed)
    return lambda x: Tensor(predict(x))


@exercise.wrong("Nothing comes back. Wanted is a function that can be asked.")
def nothing(x, y, seed):
    _learner(steps=2)(x, y, seed)


@exercise.wrong(
    "The loss is the same in every round, though parameters move: forward runs once, before the "
    "loop. Each round needs its own."
)
def forward_once(x, y, seed):
    rng = np.random.default_rng(seed)
    params = [Tensor(rng.normal(size=shape), requires_grad=True) for shape in _SHAPES]

    def net(x):
        w1, b1, w2, b2 = params
        return (x @ w1 + b1).tanh() @ w2 + b2

    loss = _error(net(x), y)
    for _ in range(20):
        _wipe(params)
        loss.backward()
        _move(params, 0.1)
    return lambda x: net(x).data


@exercise.wrong(
    "Each round makes its tensors anew, of the numbers with which it all began: what the step of "
    "the round before has changed is lost."
)
def begun_anew(x, y, seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in _SHAPES]
    for _ in range(20):
        w1, b1, w2, b2 = params = [Tensor(array.copy(), requires_grad=True) for array in arrays]
        _error((x @ w1 + b1).tanh() @ w2 + b2, y).backward()
        _move(params, 0.1)
    return lambda x: ((x @ w1 + b1).tanh() @ w2 + b2).data


@exercise.wrong(
    "Whatever `y` says there, at (0, 0) the answer is exactly 0. A layer whose bias is missing, or "
    "stays 0, gives 0 for zeros, and so does a `tanh` or a ReLU behind it."
)
def no_biases(x, y, seed):
    rng = np.random.default_rng(seed)
    params = [Tensor(rng.normal(size=shape), requires_grad=True) for shape in _SHAPES[::2]]

    def net(x):
        return (x @ params[0]).tanh() @ params[1]

    for _ in range(60):
        _wipe(params)
        _error(net(x), y).backward()
        _move(params, 0.1)
    return lambda x: net(x).data


@exercise.wrong(
    "The answers belong to the four rows of the training: whatever the function is asked, it gives "
    "those. It should compute them from what it is asked."
)
def answers_kept(x, y, seed):
    answers = _learner(steps=2)(x, y, seed)(x)
    return lambda x: answers


exercise.variant(_learner(((2, 16), (16,), (16, 1), (1,)), 600, 0.05))
exercise.variant(_learner(((2, 8), (1, 8), (8, 1), (1, 1)), 400, 0.2))


@exercise.variant
def new_tensors_each_round(x, y, seed):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) for shape in _SHAPES]

    def net(x, w1, b1, w2, b2):
        return (x @ w1 + b1).tanh() @ w2 + b2

    for _ in range(400):
        tensors = [Tensor(array, requires_grad=True) for array in arrays]
        _error(net(x, *tensors), y).backward()
        arrays = [one.data - 0.15 * one.grad for one in tensors]
    return lambda x: net(x, *map(Tensor, arrays)).data
