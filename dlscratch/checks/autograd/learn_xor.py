"""On an empty page: a net and its training, on the engine alone.

Each check trains four nets, so that it takes a second or two.
"""

import numpy as np

from dlscratch.checks.autograd.shared.engine import Tensor
from dlscratch.checks.autograd.shared.overseer import NEARLY_0, OTHERWISE
from dlscratch.checks.autograd.shared.trained import LOSS, MOVED, trained
from dlscratch.checks.engine.told import Exercise

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
    if report[LOSS] == OTHERWISE:
        return (
            "About the rows of the training, the function that comes back gives other answers than "
            "the net in its last round: does it do with x what each round does with it, and with "
            "the last weights?"
        )
    if report[MOVED].endswith("with 0"):
        return (
            "All weights begin with 0, and all gradients are 0 at the end: what comes back to one "
            "layer is multiplied by the weights of the other. Draw the first weights."
        )
    return None


exercise = Exercise(
    __name__,
    kind="page",
    tell=_tell,
    reference=_learner(),
    run=lambda function, task: trained(function),
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
        "layers with nothing bent between them are one: what is between them? If something is: are "
        "there hidden neurons enough, and biases?",
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
