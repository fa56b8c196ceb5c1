"""On an empty page: a net and its training, on the engine alone.

Each check trains four nets, so that it may take a second or two.
"""

import numpy as np

from dlscratch.checks.autograd.shared.engine import Tensor
from dlscratch.checks.engine.run import Refuse, note
from dlscratch.checks.engine.told import Exercise
from dlscratch.errors.values import name

CORNERS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.array([[0.0], [1], [1], [0]])
LEARNT = "what it has learnt"


def _trained(function, x, y, seeds):
    right = []
    for seed in seeds:
        predict = function(x.copy(), y.copy(), seed)
        if not callable(predict):
            raise Refuse(
                f"`learn_xor` returns a function that gives the answers, but {name(predict)} came."
            )
        answers = predict(x.copy())
        if not isinstance(answers, np.ndarray):
            raise Refuse(f"The answers should be an array, but {name(answers)} came.")
        if answers.shape != y.shape:
            raise Refuse(
                f"For four rows the answers have the shape {answers.shape}. Wanted is {y.shape}."
            )
        right.append(bool(np.all(np.where(y == 1, answers > 0.6, answers < 0.4))))
    note(f"It has learnt from {sum(right)} of {len(right)} seeds.")
    return {LEARNT: "enough" if sum(right) >= len(right) - 1 else "too little"}


_trained.arguments = ("x", "y", "seeds")


def _learner(shapes=((2, 8), (8,), (8, 1), (1,)), steps=500, rate=0.1, wipe=True, bend=True):
    def learn_xor(x, y, seed):
        rng = np.random.default_rng(seed)
        params = [Tensor(rng.normal(size=shape), requires_grad=True) for shape in shapes]

        def net(x):
            w1, b1, w2, b2 = params
            hidden = x @ w1 + b1
            return (hidden.tanh() if bend else hidden) @ w2 + b2

        for _ in range(steps):
            if wipe:
                for param in params:
                    param.grad = None
            error = net(x) - y
            (error * error).mean().backward()
            for param in params:
                param.data -= rate * param.grad
        return lambda x: net(x).data

    return learn_xor


exercise = Exercise(
    __name__,
    kind="page",
    reference=_learner(),
    run=_trained,
    seconds=20,
    probes=[(CORNERS, XOR, (0, 1, 2, 3))],
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

exercise.mistakes(
    _learner,
    no_bend=(
        "Most runs do not get there. Is something between the two layers that is not linear?",
        ((2, 8), (8,), (8, 1), (1,)), 500, 0.1, True, False,
    ),
)  # fmt: skip


@exercise.wrong("`learn_xor` gives the net's answers. Wanted is a function that can be asked.")
def answers_alone(x, y, seed):
    return _learner()(x, y, seed)(x)


@exercise.wrong("The answers come as a tensor. Wanted is its array.")
def answers_as_tensor(x, y, seed):
    predict = _learner()(x, y, seed)
    return lambda x: Tensor(predict(x))


exercise.variant(_learner(((2, 16), (16,), (16, 1), (1,)), 800, 0.05))
exercise.variant(_learner(((2, 6), (1, 6), (6, 1), (1, 1)), 1500, 0.2))
